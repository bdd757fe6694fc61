//! The outbox worker: lease, commit, call the port with no transaction open, record what became of it.
//!
//! Invariant: an effect leaves under one key for ever; one that failed waits longer each time and is given up with a
//! reason that a person can read; what must not be sent any more when its turn comes is withheld and says why. Rows are
//! leased one by one, so that a slow server cannot outlast the lease of those that wait behind it. Absent: deciding what
//! leaves.

use domain::{
    creators::{Creator, Purpose, can_contact},
    ids::{MailId, PayoutId},
    payments::{Payout, payout::News},
    time::{HOUR, MINUTE, SECOND, Timestamp},
};
use store::outbox::{MailRow, OutboxRow};

use crate::{
    App, Error, Result,
    creators::access,
    ports::{Delivery, Letter, MailFailure, PaymentFailure},
    unsubscribe,
};

/// How long a worker may keep a row before another takes it; a port gives up long before.
const LEASE: i64 = 2 * MINUTE;
/// So many rows in one go.
const BATCH: usize = 20;
/// After so many tries a row is given up.
const MOST_ATTEMPTS: i64 = 10;

/// What became of one effect.
enum Outcome {
    Done,
    /// Not before then, which is no try.
    Wait(Timestamp, &'static str),
    Later(String),
    Never(String),
}

/// Works off what is due, up to a batch. Gives how many rows it took.
///
/// # Errors
/// The store's.
pub async fn work(app: &App) -> Result<usize> {
    for taken in 0..BATCH {
        let now = app.now();
        // Most looks find nothing; they must not hold up whoever writes.
        if !store::outbox::is_due(app.db(), now).await? {
            return Ok(taken);
        }
        let tx = app.db().begin().await?;
        let row = store::outbox::lease(&tx, now, now.plus(LEASE), 1).await?.pop();
        tx.commit().await?;
        let Some(row) = row else { return Ok(taken) };
        let outcome = carry_out(app, &row).await?;
        end(app, &row, outcome).await?;
    }
    Ok(BATCH)
}

async fn end(app: &App, row: &OutboxRow, outcome: Outcome) -> Result<()> {
    let now = app.now();
    let tx = app.db().begin().await?;
    match outcome {
        Outcome::Done => {
            store::outbox::done(&tx, row.id, row.attempts, now).await?;
        }
        Outcome::Wait(until, reason) => store::outbox::postpone(&tx, row.id, row.attempts, reason, until).await?,
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
        crate::payments::provider::EFFECT => send_payout(app, row).await,
        access::end::EFFECT => end_log_in(app, row).await,
        other => Ok(Outcome::Never(format!("This version does not know how to do \"{other}\"."))),
    }
}

/// Hands a payout to its provider. Whatever may have moved money is lost from sight, and looked up by the clock.
async fn send_payout(app: &App, row: &OutboxRow) -> Result<Outcome> {
    let id: PayoutId = serde_json::from_value(row.payload["payout"].clone()).map_err(|error| Error::Broken(error.to_string()))?;
    let brand = row.brand.ok_or_else(|| Error::Broken("a payout of no brand".to_owned()))?;
    let Some(found) = store::document::find::<Payout>(app.db(), brand, id).await? else {
        return Ok(Outcome::Never("The payout is not there any more.".to_owned()));
    };
    // Lost from sight or settled since: the clock has it, or nobody needs to.
    let Payout::Submitted { submission, .. } = &found.value else { return Ok(Outcome::Done) };
    let clock = crate::Caller::clock(row.organisation, brand);
    let sent = match app.provider().filter(|provider| provider.name() == submission.provider) {
        _ if submission.is_forgotten(app.now()) => Err(PaymentFailure::Unknown("The provider may not know its key any more.".to_owned())),
        None => Err(PaymentFailure::Later(format!("{} is not connected.", submission.provider))),
        Some(provider) => match crate::payments::provider::remittance(app, brand, &found, &submission.key).await? {
            Ok(remittance) => provider.submit(&remittance).await,
            Err(missing) => Err(PaymentFailure::Refused(missing)),
        },
    };
    match sent {
        Ok(()) => {}
        Err(PaymentFailure::Later(reason)) if row.attempts < MOST_ATTEMPTS => return Ok(Outcome::Later(reason)),
        // A try that was cut off may have been taken, so that giving up is not knowing.
        Err(PaymentFailure::Later(_) | PaymentFailure::Unknown(_)) => {
            app.run(&clock, crate::payments::NoteSilence { payout: id }).await?;
        }
        Err(PaymentFailure::Refused(reason)) => {
            app.run(&clock, crate::payments::RecordNews { payout: id, news: News::Failed { reason } }).await?;
        }
    }
    Ok(Outcome::Done)
}

/// Tells a platform that a log-in is over which has ended here already.
async fn end_log_in(app: &App, row: &OutboxRow) -> Result<Outcome> {
    let over: access::end::Over =
        serde_json::from_value(row.payload.clone()).map_err(|_| Error::Broken("the end of no log-in".to_owned()))?;
    match access::end::take_back(app, row.organisation, &over).await {
        Ok(again) => Ok(again.map_or(Outcome::Done, Outcome::Later)),
        // Tokens that cannot be opened never can.
        Err(Error::Broken(reason)) => Ok(Outcome::Never(reason)),
        Err(error) => Err(error),
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
    if let Some(reason) = must_not_leave(app, &mail).await? {
        ended(app, id, "withheld", Some(&reason)).await?;
        return Ok(Outcome::Done);
    }
    if let Some((until, why)) = must_wait(app, &mail).await? {
        return Ok(Outcome::Wait(until, why));
    }
    if mail.kind == REMINDER && app.now().since(mail.created_at) > STALE {
        return retract(app, &mail, "It could not leave in time; the clock writes anew.").await;
    }
    if let Some(reason) = untrue(app, &mail).await? {
        return retract(app, &mail, reason).await;
    }
    match app.mailer().send(&letter(app, row, &mail)).await {
        Ok(delivery) => {
            left(app, &mail, delivery).await?;
            Ok(Outcome::Done)
        }
        Err(MailFailure::Later(reason)) if row.attempts < MOST_ATTEMPTS => {
            ended(app, id, "waiting", Some(&reason)).await?;
            Ok(Outcome::Later(reason))
        }
        Err(MailFailure::Later(reason)) if mail.kind == REMINDER => retract(app, &mail, &reason).await,
        Err(MailFailure::Later(reason) | MailFailure::Never(reason)) => {
            ended(app, id, "failed", Some(&reason)).await?;
            Ok(Outcome::Never(reason))
        }
        Err(MailFailure::NoSuchAddress(reason)) => {
            ended(app, id, "failed", Some(&reason)).await?;
            if let (Some(brand), Some(_)) = (mail.brand, mail.creator) {
                let clock = crate::Caller::clock(mail.organisation, brand);
                app.run(&clock, crate::outreach::RecordBounce { mail: id, reason: reason.clone() }).await?;
            }
            Ok(Outcome::Never(reason))
        }
    }
}

/// The kind of mail with which the clock chases.
const REMINDER: &str = "reminder";
/// A reminder that waited so long says what is true no more.
const STALE: i64 = 20 * HOUR;

/// Why a reminder says what is true no more.
async fn untrue(app: &App, mail: &MailRow) -> Result<Option<&'static str>> {
    match mail.brand.zip(mail.message).filter(|_| mail.kind == REMINDER) {
        Some((brand, message)) => crate::outreach::retract::no_longer_true(app, brand, message).await,
        None => Ok(None),
    }
}

/// Takes a reminder back, so that the clock writes anew.
async fn retract(app: &App, mail: &MailRow, reason: &str) -> Result<Outcome> {
    if let Some(brand) = mail.brand {
        let clock = crate::Caller::clock(mail.organisation, brand);
        app.run(&clock, crate::outreach::RetractReminder { mail: mail.id, reason: reason.to_owned() }).await?;
    }
    Ok(Outcome::Done)
}

/// Kinds of mail that answer what the recipient has just asked for.
const ANSWERS: [&str; 1] = ["portal_link"];

/// Until when a mail to a creator must wait: nothing leaves in their quiet hours or over the mailbox's budget
/// (docs/domain.md, Invariants, 2).
async fn must_wait(app: &App, mail: &MailRow) -> Result<Option<(Timestamp, &'static str)>> {
    let (Some(brand), Some(creator)) = (mail.brand, mail.creator) else { return Ok(None) };
    if ANSWERS.contains(&mail.kind.as_str()) {
        return Ok(None);
    }
    let Some(brand) = store::team::brand(app.db(), brand).await? else { return Ok(None) };
    let creator = store::document::find::<Creator>(app.db(), mail.organisation, creator).await?;
    let zone = creator.and_then(|creator| creator.value.zone).unwrap_or_else(|| brand.value.zone.clone());
    crate::outreach::hours::must_wait(app.db(), &brand, &zone, app.now()).await
}

/// What happened since the mail was written: no marketing after opt-out, nothing to a blocked or bounced address
/// (docs/domain.md, Invariants, 2).
async fn must_not_leave(app: &App, mail: &MailRow) -> Result<Option<String>> {
    let (Some(brand), Some(id)) = (mail.brand, mail.creator) else { return Ok(None) };
    let Some(creator) = store::document::find::<Creator>(app.db(), mail.organisation, id).await? else { return Ok(None) };
    let standing = store::creators::relationship(app.db(), brand, id).await?.and_then(|found| found.value.standing);
    if crate::creators::erase::is_erased(app.db(), app, mail.organisation, &mail.recipient).await? {
        return Ok(Some("Somebody at this address asked to be erased.".to_owned()));
    }
    let purpose = if mail.marketing { Purpose::Marketing } else { Purpose::Contract };
    Ok(can_contact(&creator.value.suppression, standing, Some(&mail.recipient), purpose).err().map(|reason| reason.to_string()))
}

fn letter(app: &App, row: &OutboxRow, mail: &MailRow) -> Letter {
    let stops = mail.brand.zip(mail.creator).filter(|_| mail.marketing);
    Letter {
        key: row.key.clone(),
        from: mail.sender.clone(),
        to: mail.recipient.clone(),
        subject: mail.subject.clone(),
        body: mail.body.clone(),
        unsubscribe: stops.map(|(brand, creator)| unsubscribe::link(app, brand, creator, mail.created_at)),
    }
}

/// Notes that a mail has left. What it asks for counts from now.
async fn left(app: &App, mail: &MailRow, delivery: Delivery) -> Result<()> {
    let captured = delivery != Delivery::Sent;
    match (mail.brand, &mail.asks) {
        (Some(brand), Some(_)) => {
            let clock = crate::Caller::clock(mail.organisation, brand);
            app.run(&clock, crate::outreach::RecordSent { mail: mail.id, captured }).await
        }
        _ => ended(app, mail.id, if captured { "captured" } else { "sent" }, None).await,
    }
}

/// Notes what became of a mail.
async fn ended(app: &App, id: MailId, state: &str, error: Option<&str>) -> Result<()> {
    let left = matches!(state, "sent" | "captured").then(|| app.now());
    let tx = app.db().begin().await?;
    store::outbox::mail_ended(&tx, id, state, left, error).await?;
    Ok(tx.commit().await?)
}
