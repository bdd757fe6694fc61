//! Events: plain rows in the transaction that changed the facts.
//!
//! Invariant: append-only. Absent: an update or a delete.

use domain::{
    events::Actor,
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, EventId, OrganisationId},
    time::Timestamp,
};

use sea_orm::Value;

use crate::{
    Read, Result, Row, Tx,
    db::{Bind, json},
    params,
};

/// One fact that happened, as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// Which.
    pub id: EventId,
    /// Behind which wall.
    pub organisation: OrganisationId,
    /// Of which brand, unless it is the organisation's.
    pub brand: Option<BrandId>,
    /// `room.past_participle`.
    pub kind: String,
    /// About which collaboration.
    pub collaboration: Option<CollaborationId>,
    /// About which campaign.
    pub campaign: Option<CampaignId>,
    /// About which creator.
    pub creator: Option<CreatorId>,
    /// The row that it is about.
    pub subject: Option<uuid::Uuid>,
    /// Who.
    pub actor: Actor,
    /// What it says.
    pub data: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, organisation, brand, kind, collaboration, campaign, creator, subject, actor, data, at";

/// Appends an event.
///
/// # Errors
/// The store's.
pub fn append(tx: &Tx, event: &EventRow) -> Result<()> {
    let mut values =
        params![event.id, event.organisation, event.brand, &event.kind, event.collaboration, event.campaign, event.creator, event.subject];
    values.extend([json(&event.actor)?, json(&event.data)?, event.at.bind()]);
    tx.insert_later("event", COLUMNS, "", values);
    Ok(())
}

/// A collaboration's events, newest first.
///
/// # Errors
/// The store's.
pub async fn of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId, most: i64) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE brand = $1 AND collaboration = $2 ORDER BY at DESC, id DESC LIMIT $3");
    db.all("event", &sql, params![brand, collaboration, most]).await?.iter().map(read).collect()
}

/// The newest event of a brand.
///
/// # Errors
/// The store's.
pub async fn newest(db: &impl Read, brand: BrandId) -> Result<Option<uuid::Uuid>> {
    let row = db.one("event", "SELECT id FROM event WHERE brand = $1 ORDER BY at DESC, id DESC LIMIT 1", params![brand]).await?;
    row.map(|row| row.get("id")).transpose()
}

/// A collaboration's events of one kind, newest first.
///
/// # Errors
/// The store's.
pub async fn of_kind(db: &impl Read, brand: BrandId, collaboration: CollaborationId, kind: &str) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE brand = $1 AND collaboration = $2 AND kind = $3 ORDER BY at DESC, id DESC");
    db.all("event", &sql, params![brand, collaboration, kind]).await?.iter().map(read).collect()
}

/// A brand's events of one kind about one thing, not older than an instant.
///
/// # Errors
/// The store's.
pub async fn of_subject(db: &impl Read, brand: BrandId, kind: &str, subject: uuid::Uuid, since: Timestamp) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE brand = $1 AND at >= $2 AND kind = $3 AND subject = $4 ORDER BY at, id");
    db.all("event", &sql, params![brand, since, kind, subject]).await?.iter().map(read).collect()
}

/// A brand's events, newest first, before a cursor.
///
/// # Errors
/// The store's.
pub async fn of_brand(db: &impl Read, brand: BrandId, before: Option<EventId>, most: i64) -> Result<Vec<EventRow>> {
    behind(db, "brand = $1", brand.bind(), before, most).await
}

/// What somebody did in a brand, newest first, but for events of one kind.
///
/// # Errors
/// The store's.
pub async fn by_actor(db: &impl Read, brand: BrandId, actor: &Actor, but: &str, most: i64) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE brand = $1 AND kind <> $2 AND actor = $4 ORDER BY at DESC, id DESC LIMIT $3");
    let mut values = params![brand, but, most];
    values.push(json(actor)?);
    db.all("event", &sql, values).await?.iter().map(read).collect()
}

/// An organisation's own events, which belong to no brand, newest first, before a cursor.
///
/// # Errors
/// The store's.
pub async fn of_organisation(db: &impl Read, organisation: OrganisationId, before: Option<EventId>, most: i64) -> Result<Vec<EventRow>> {
    behind(db, "organisation = $1 AND brand IS NULL", organisation.bind(), before, most).await
}

/// The events behind a wall in the order of an index: by their time, those of one instant by their id.
async fn behind(db: &impl Read, wall: &str, of: Value, before: Option<EventId>, most: i64) -> Result<Vec<EventRow>> {
    let (after, mut values) = match before {
        // Nothing comes after an event of somebody else's.
        Some(before) => (format!("AND (at, id) < (SELECT at, id FROM event WHERE {wall} AND id = $3)"), params![most, before]),
        None => (String::new(), params![most]),
    };
    values.insert(0, of);
    let sql = format!("SELECT {COLUMNS} FROM event WHERE {wall} {after} ORDER BY at DESC, id DESC LIMIT $2");
    db.all("event", &sql, values).await?.iter().map(read).collect()
}

/// What happened to a creator in a brand, in their collaborations or beside them, newest first, before a place in time. Whoever
/// was merged into them is named too: an event stays with the record that it was about. `kinds` are the beginnings of kinds, all
/// where there are none; `but` are the beginnings that are left out.
///
/// # Errors
/// The store's.
pub async fn of_creator(
    db: &impl Read,
    brand: BrandId,
    creators: &[CreatorId],
    (kinds, but): (&[&str], &[&str]),
    before: Option<(Timestamp, uuid::Uuid)>,
    most: i64,
) -> Result<Vec<EventRow>> {
    let mut values = params![brand, most];
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let who = creators.iter().map(|id| place(id.bind())).collect::<Vec<_>>().join(", ");
    let like = |kind: &&str, place: &mut dyn FnMut(Value) -> String| format!("kind LIKE {}", place(format!("{kind}%").bind()));
    let wanted = kinds.iter().map(|kind| like(kind, &mut place)).collect::<Vec<_>>().join(" OR ");
    let unwanted = but.iter().map(|kind| format!(" AND NOT ({})", like(kind, &mut place))).collect::<String>();
    let wanted = if wanted.is_empty() { String::new() } else { format!(" AND ({wanted})") };
    let before = match before {
        Some((at, id)) => format!(" AND (at < {0} OR (at = {0} AND id < {1}))", place(at.bind()), place(id.bind())),
        None => String::new(),
    };
    // What a collaboration brought follows it, to whomever it belongs now.
    let sql = format!(
        "SELECT {COLUMNS} FROM event WHERE brand = $1 AND (collaboration IN (SELECT id FROM collaboration WHERE brand = $1 AND creator IN ({who})) \
         OR (collaboration IS NULL AND creator IN ({who}))){wanted}{unwanted}{before} ORDER BY at DESC, id DESC LIMIT $2"
    );
    db.all("event", &sql, values).await?.iter().map(read).collect()
}

/// Every event of the installation in the order of time, for the hash that two runs must share.
///
/// # Errors
/// The store's.
pub async fn everything(db: &impl Read) -> Result<Vec<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM event ORDER BY at, id");
    db.all("event", &sql, vec![]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<EventRow> {
    Ok(EventRow {
        id: row.get("id")?,
        organisation: row.get("organisation")?,
        brand: row.get("brand")?,
        kind: row.get("kind")?,
        collaboration: row.get("collaboration")?,
        campaign: row.get("campaign")?,
        creator: row.get("creator")?,
        subject: row.get("subject")?,
        actor: row.json("actor")?,
        data: row.json("data")?,
        at: row.get("at")?,
    })
}
