//! The outbox: effects that wait to leave, and the mail among them.
//!
//! Invariants: a row is written in the transaction that decided it; a worker leases it, works without a transaction,
//! and ends it only while it still holds the lease. Absent: the ports that carry it out.

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, MailId, MessageId, OrganisationId, OutboxId},
    time::Timestamp,
};

use crate::{Read, Result, Row, Tx, params};

/// An effect as a worker takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// Which.
    pub id: OutboxId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Of which brand.
    pub brand: Option<BrandId>,
    /// What kind: `mail`, `check_link` ...
    pub kind: String,
    /// The idempotency key for the port.
    pub key: String,
    /// What is needed to do it.
    pub payload: serde_json::Value,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// How many rows are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Waiting or being worked on.
    pub open: i64,
    /// Given up, with a reason.
    pub dead: i64,
}

/// Adds an effect; the same key again adds nothing.
pub fn add(
    tx: &Tx,
    id: OutboxId,
    organisation: OrganisationId,
    brand: Option<BrandId>,
    kind: &str,
    key: &str,
    payload: &serde_json::Value,
    now: Timestamp,
    run_at: Timestamp,
) {
    let values = params![id, organisation, brand, kind, key, payload.to_string(), "waiting", 0_i64, run_at, now];
    let columns = "id, organisation, brand, kind, key, payload, state, attempts, run_at, created_at";
    tx.insert_later("outbox", columns, " ON CONFLICT (key) DO NOTHING", values);
}

/// Whether a row is due, without keeping any writer waiting.
///
/// # Errors
/// The store's.
pub async fn is_due(db: &impl Read, now: Timestamp) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM (SELECT id FROM outbox WHERE (state = 'waiting' AND run_at <= $1) \
               OR (state = 'leased' AND lease_until <= $1) LIMIT 1) AS due";
    Ok(db.number("outbox", sql, params![now]).await? > 0)
}

/// Takes due rows under a lease. A lease that ran out is taken again.
///
/// # Errors
/// The store's.
pub async fn lease(tx: &Tx, now: Timestamp, until: Timestamp, most: i64) -> Result<Vec<OutboxRow>> {
    let sql = format!(
        "UPDATE outbox SET state = 'leased', lease_until = $1, attempts = attempts + 1 WHERE id IN (\
           SELECT id FROM outbox WHERE (state = 'waiting' AND run_at <= $2) OR (state = 'leased' AND lease_until <= $2) \
           ORDER BY run_at, id LIMIT $3{}) RETURNING id, organisation, brand, kind, key, payload, attempts",
        tx.skip_locked()
    );
    let mut rows: Vec<OutboxRow> = tx.all("outbox", &sql, params![until, now, most]).await?.iter().map(read).collect::<Result<_>>()?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Ends a row as done, while its attempt still holds the lease. Gives whether it did. The sealed tokens of a log-in that ended go
/// with it.
///
/// # Errors
/// The store's.
pub async fn done(tx: &Tx, id: OutboxId, attempt: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE outbox SET state = 'done', lease_until = NULL, last_error = NULL, ended_at = $1, \
               payload = CASE WHEN kind = 'log_in_end' THEN '{}' ELSE payload END WHERE id = $2 AND state = 'leased' AND attempts = $3";
    Ok(tx.execute(sql, params![now, id, attempt]).await? == 1)
}

/// Puts a row back for another try.
///
/// # Errors
/// The store's.
pub async fn retry(tx: &Tx, id: OutboxId, attempt: i64, error: &str, run_at: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'waiting', lease_until = NULL, last_error = $1, run_at = $2 WHERE id = $3 AND state = 'leased' AND attempts = $4";
    tx.execute(sql, params![error, run_at, id, attempt]).await.map(|_| ())
}

/// Puts a row back until its hour comes; that is no try.
///
/// # Errors
/// The store's.
pub async fn postpone(tx: &Tx, id: OutboxId, attempt: i64, reason: &str, run_at: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'waiting', lease_until = NULL, last_error = $1, run_at = $2, attempts = attempts - 1 \
               WHERE id = $3 AND state = 'leased' AND attempts = $4";
    tx.execute(sql, params![reason, run_at, id, attempt]).await.map(|_| ())
}

/// Gives a row up, with the reason that a person reads.
///
/// # Errors
/// The store's.
pub async fn dead(tx: &Tx, id: OutboxId, attempt: i64, error: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'dead', lease_until = NULL, last_error = $1, ended_at = $2 WHERE id = $3 AND state = 'leased' AND attempts = $4";
    tx.execute(sql, params![error, now, id, attempt]).await.map(|_| ())
}

/// A dead row waits again, because a person asked for it. Gives its kind and payload; nothing when there was none.
///
/// # Errors
/// The store's.
pub async fn revive(tx: &Tx, organisation: OrganisationId, id: OutboxId, now: Timestamp) -> Result<Option<(String, serde_json::Value)>> {
    let sql = "UPDATE outbox SET state = 'waiting', attempts = 0, run_at = $1, ended_at = NULL \
               WHERE id = $2 AND organisation = $3 AND state = 'dead' RETURNING id, kind, payload";
    let row = tx.one("outbox", sql, params![now, id, organisation]).await?;
    row.map(|row| Ok((row.get("kind")?, row.json("payload")?))).transpose()
}

/// How much waits and how much was given up.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, organisation: Option<OrganisationId>) -> Result<OutboxCounts> {
    let rows = match organisation {
        Some(id) => db.all("outbox", "SELECT state, COUNT(*) AS n FROM outbox WHERE organisation = $1 GROUP BY state", params![id]).await?,
        None => db.all("outbox", "SELECT state, COUNT(*) AS n FROM outbox GROUP BY state", vec![]).await?,
    };
    let mut counts = OutboxCounts::default();
    for row in rows {
        let n: i64 = row.get("n")?;
        match row.get::<String>("state")?.as_str() {
            "waiting" | "leased" => counts.open += n,
            "dead" => counts.dead += n,
            _ => {}
        }
    }
    Ok(counts)
}

/// A row that was given up, as a person sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadRow {
    /// Which.
    pub id: OutboxId,
    /// What kind.
    pub kind: String,
    /// Why.
    pub error: String,
    /// When it was given up.
    pub ended_at: Option<Timestamp>,
}

/// What was given up, newest first.
///
/// # Errors
/// The store's.
pub async fn dead_rows(db: &impl Read, organisation: OrganisationId, most: i64) -> Result<Vec<DeadRow>> {
    let sql = "SELECT id, kind, last_error, ended_at FROM outbox WHERE organisation = $1 AND state = 'dead' ORDER BY id DESC LIMIT $2";
    let rows = db.all("outbox", sql, params![organisation, most]).await?;
    rows.iter()
        .map(|row| {
            let error: Option<String> = row.get("last_error")?;
            Ok(DeadRow { id: row.get("id")?, kind: row.get("kind")?, error: error.unwrap_or_default(), ended_at: row.get("ended_at")? })
        })
        .collect()
}

fn read(row: &Row) -> Result<OutboxRow> {
    Ok(OutboxRow {
        id: row.get("id")?,
        organisation: row.get("organisation")?,
        brand: row.get("brand")?,
        kind: row.get("kind")?,
        key: row.get("key")?,
        payload: row.json("payload")?,
        attempts: row.get("attempts")?,
    })
}

/// One mail that leaves or left.
#[derive(Debug, Clone, PartialEq)]
pub struct MailRow {
    /// Which.
    pub id: MailId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Of which brand; nothing for mail about accounts.
    pub brand: Option<BrandId>,
    /// The message of a conversation that it carries.
    pub message: Option<MessageId>,
    /// The creator to whom it goes; nothing for mail to the team and to reviewers.
    pub creator: Option<CreatorId>,
    /// Whether an opt-out stops it, even while it waits.
    pub marketing: bool,
    /// The open moves of a collaboration that it asks for, by their keys.
    pub asks: Option<(CollaborationId, Vec<String>)>,
    /// What for, such as `invitation`, `brief`, `password_reset`.
    pub kind: String,
    /// From whom, as in the header.
    pub sender: String,
    /// To whom.
    pub recipient: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// `waiting`, `sent`, `captured`, `withheld` or `failed`.
    pub state: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// Why it failed or was withheld.
    pub error: Option<String>,
}

const MAIL: &str = "id, organisation, brand, message, creator, marketing, collaboration, asks, kind, sender, recipient, subject, body, state, created_at, sent_at, error";

/// Writes a mail.
pub fn insert_mail(tx: &Tx, mail: &MailRow) {
    let values = params![
        mail.id,
        mail.organisation,
        mail.brand,
        mail.message,
        mail.creator,
        mail.marketing,
        mail.asks.as_ref().map(|(collaboration, _)| *collaboration),
        mail.asks.as_ref().map(|(_, keys)| keys.join("\n")),
        &mail.kind,
        &mail.sender,
        &mail.recipient,
        &mail.subject,
        &mail.body,
        &mail.state,
        mail.created_at,
        mail.sent_at,
        mail.error.clone(),
    ];
    tx.insert_later("mail", MAIL, "", values);
}

/// One mail, for the worker.
///
/// # Errors
/// The store's.
pub async fn mail(db: &impl Read, id: MailId) -> Result<Option<MailRow>> {
    db.one("mail", &format!("SELECT {MAIL} FROM mail WHERE id = $1"), params![id]).await?.as_ref().map(read_mail).transpose()
}

/// Notes what became of a mail.
///
/// # Errors
/// The store's.
pub async fn mail_ended(tx: &Tx, id: MailId, state: &str, sent_at: Option<Timestamp>, error: Option<&str>) -> Result<()> {
    tx.execute("UPDATE mail SET state = $1, sent_at = $2, error = $3 WHERE id = $4", params![state, sent_at, error, id]).await.map(|_| ())
}

/// The mail of a brand (or, with no brand, about the organisation's accounts), newest first.
///
/// # Errors
/// The store's.
pub async fn mails(db: &impl Read, organisation: OrganisationId, brand: Option<BrandId>, most: i64) -> Result<Vec<MailRow>> {
    let rows = match brand {
        Some(brand) => {
            let sql = format!("SELECT {MAIL} FROM mail WHERE organisation = $1 AND brand = $2 ORDER BY created_at DESC, id DESC LIMIT $3");
            db.all("mail", &sql, params![organisation, brand, most]).await?
        }
        None => {
            let sql =
                format!("SELECT {MAIL} FROM mail WHERE organisation = $1 AND brand IS NULL ORDER BY created_at DESC, id DESC LIMIT $2");
            db.all("mail", &sql, params![organisation, most]).await?
        }
    };
    rows.iter().map(read_mail).collect()
}

fn read_mail(row: &Row) -> Result<MailRow> {
    let keys: Option<String> = row.get("asks")?;
    let asks = row.get::<Option<CollaborationId>>("collaboration")?.zip(keys);
    Ok(MailRow {
        asks: asks.map(|(collaboration, keys)| (collaboration, keys.lines().map(str::to_owned).collect())),
        id: row.get("id")?,
        organisation: row.get("organisation")?,
        brand: row.get("brand")?,
        message: row.get("message")?,
        creator: row.get("creator")?,
        marketing: row.get("marketing")?,
        kind: row.get("kind")?,
        sender: row.get("sender")?,
        recipient: row.get("recipient")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        state: row.get("state")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
        error: row.get("error")?,
    })
}
