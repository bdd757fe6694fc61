//! The outbox worker: lease, commit, call the port with no transaction open, record what became of it.
//!
//! Invariant: an effect leaves under one key for ever; one that failed waits longer each time and is given up with a
//! reason that a person can read. Absent: deciding what leaves.

use domain::{
    ids::MailId,
    time::{MINUTE, SECOND, Timestamp},
};
use store::outbox::OutboxRow;

use crate::{
    App, Error, Result,
    ports::{Delivery, Letter, MailFailure},
};

/// How long a worker may keep a row before another takes it.
const LEASE: i64 = 2 * MINUTE;
/// After so many tries a row is given up.
const MOST_ATTEMPTS: i64 = 10;

/// What became of one effect.
enum Outcome {
    Done,
    Later(String),
    Never(String),
}

/// Works off what is due, in one batch. Gives how many rows it took.
///
/// # Errors
/// The store's.
pub async fn work(app: &App) -> Result<usize> {
    let now = app.now();
    let tx = app.db().begin().await?;
    let rows = store::outbox::lease(&tx, now, now.plus(LEASE), 20).await?;
    tx.commit().await?;
    let taken = rows.len();
    for row in rows {
        let outcome = carry_out(app, &row).await;
        end(app, &row, outcome?).await?;
    }
    Ok(taken)
}

async fn end(app: &App, row: &OutboxRow, outcome: Outcome) -> Result<()> {
    let now = app.now();
    let tx = app.db().begin().await?;
    match outcome {
        Outcome::Done => {
            store::outbox::done(&tx, row.id, row.attempts, now).await?;
        }
        Outcome::Later(reason) if row.attempts < MOST_ATTEMPTS => {
            store::outbox::retry(&tx, row.id, row.attempts, &reason, now.plus(backoff(row.attempts, app.seed()[0]))).await?;
        }
        Outcome::Later(reason) | Outcome::Never(reason) => store::outbox::dead(&tx, row.id, row.attempts, &reason, now).await?,
    }
    tx.commit().await?;
    Ok(())
}

/// 5 s, 10 s, 20 s ... up to an hour, and up to a quarter more so that not everything comes back at once.
fn backoff(attempts: i64, jitter: u8) -> i64 {
    let base = (5 * SECOND).saturating_mul(1 << (attempts - 1).clamp(0, 20)).min(60 * MINUTE);
    base + base / 4 * i64::from(jitter) / 255
}

async fn carry_out(app: &App, row: &OutboxRow) -> Result<Outcome> {
    match row.kind.as_str() {
        "mail" => send_mail(app, row).await,
        other => Ok(Outcome::Never(format!("This version does not know how to do \"{other}\"."))),
    }
}

async fn send_mail(app: &App, row: &OutboxRow) -> Result<Outcome> {
    let id: MailId = serde_json::from_value(row.payload["mail"].clone()).map_err(|error| Error::Broken(error.to_string()))?;
    let Some(mail) = store::outbox::mail(app.db(), id).await? else {
        return Ok(Outcome::Never("The mail is not there any more.".to_owned()));
    };
    if mail.state != "waiting" {
        return Ok(Outcome::Done);
    }
    let letter = Letter {
        key: row.key.clone(),
        from: mail.sender.clone(),
        to: mail.recipient.clone(),
        subject: mail.subject.clone(),
        body: mail.body.clone(),
    };
    let (state, sent_at, error, outcome): (&str, Option<Timestamp>, Option<String>, Outcome) = match app.mailer().send(&letter).await {
        Ok(Delivery::Sent) => ("sent", Some(app.now()), None, Outcome::Done),
        Ok(Delivery::Captured) => ("captured", Some(app.now()), None, Outcome::Done),
        Err(MailFailure::Later(reason)) if row.attempts < MOST_ATTEMPTS => ("waiting", None, Some(reason.clone()), Outcome::Later(reason)),
        Err(MailFailure::Later(reason) | MailFailure::Never(reason)) => ("failed", None, Some(reason.clone()), Outcome::Never(reason)),
    };
    let tx = app.db().begin().await?;
    store::outbox::mail_ended(&tx, id, state, sent_at, error.as_deref()).await?;
    tx.commit().await?;
    if let (Outcome::Never(reason), Some(brand), Some(_)) = (&outcome, mail.brand, mail.message) {
        let clock = crate::Caller::clock(mail.organisation, brand);
        app.run(&clock, crate::outreach::RecordBounce { mail: id, reason: reason.clone() }).await?;
    }
    Ok(outcome)
}
