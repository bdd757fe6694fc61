//! Events: plain rows in the transaction that changed the facts.
//!
//! Invariant: append-only. Absent: an update or a delete.

use domain::{
    events::Actor,
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, EventId, OrganisationId, PersonId},
    picked::Picked,
    time::Timestamp,
};

use sea_orm::Value;

use crate::{
    Read, Result, Row, Tx,
    conditions::{Conditions, each_count, either, literal},
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

/// Behind which wall events are looked for.
#[derive(Debug, Clone, Copy)]
pub enum Wall {
    /// Those of a brand.
    Brand(BrandId),
    /// Those of an organisation that belong to none of its brands.
    Organisation(OrganisationId),
}

impl Wall {
    fn text(self) -> &'static str {
        match self {
            Wall::Brand(_) => "brand = $1",
            Wall::Organisation(_) => "organisation = $1 AND brand IS NULL",
        }
    }

    fn value(self) -> Value {
        match self {
            Wall::Brand(id) => id.bind(),
            Wall::Organisation(id) => id.bind(),
        }
    }
}

/// Which events; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// By whom: people by their ids, everybody else by the kind of actor.
    pub by: Option<Picked>,
    /// Of which kinds, or of all kinds of a room: `content.approved`, `content`.
    pub kinds: Option<Picked>,
    /// Then or later.
    pub from: Option<Timestamp>,
    /// Before that.
    pub before: Option<Timestamp>,
}

impl Wanted {
    fn after(&self, db: &impl Read, mut asked: Conditions) -> Conditions {
        if let Some(by) = &self.by {
            let (kind, id) = (db.field_of("actor", "kind"), db.field_of("actor", "id"));
            let mut ways = Vec::new();
            for who in by.values() {
                let at = asked.value(who.as_str());
                ways.push(match who.parse::<PersonId>() {
                    Ok(_) => format!("({kind} = 'person' AND {id} = {at})"),
                    Err(_) => format!("{kind} = {at}"),
                });
            }
            asked.add(either(by, &ways));
        }
        if let Some(kinds) = &self.kinds {
            let mut ways = Vec::new();
            for kind in kinds.values() {
                ways.push(if kind.contains('.') {
                    format!("kind = {}", asked.value(kind.as_str()))
                } else {
                    format!("kind LIKE {} ESCAPE '\\'", asked.value(format!("{}.%", literal(kind))))
                });
            }
            asked.add(either(kinds, &ways));
        }
        asked.compares("at", ">=", self.from);
        asked.compares("at", "<", self.before);
        asked
    }
}

/// A brand's events, newest first, before a cursor.
///
/// # Errors
/// The store's.
pub async fn of_brand(db: &impl Read, brand: BrandId, before: Option<EventId>, most: i64) -> Result<Vec<EventRow>> {
    behind(db, Wall::Brand(brand), &Wanted::default(), before, most).await
}

/// So many events are counted at most, because a brand has a million.
pub const COUNTED: i64 = 1_000;

/// How many events fit each of some questions, [`COUNTED`] at most, in one statement.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, wall: Wall, all: &[Wanted]) -> Result<Vec<i64>> {
    let (mut values, mut columns) = (Vec::new(), Vec::new());
    for (at, wanted) in all.iter().enumerate() {
        let asked = wanted.after(db, Conditions::after(values));
        let found = format!("SELECT id FROM event WHERE {} AND {} LIMIT {COUNTED}", wall.text(), asked.text());
        columns.push(format!("(SELECT COUNT(*) FROM ({found}) AS found) AS n{at}"));
        values = asked.values();
    }
    values.insert(0, wall.value());
    each_count(db, "event", &columns, values).await
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

/// The events behind a wall that fit, newest first, before a cursor. In the order of an index: by their time, those of one instant by
/// their id.
///
/// # Errors
/// The store's.
pub async fn behind(db: &impl Read, wall: Wall, wanted: &Wanted, before: Option<EventId>, most: i64) -> Result<Vec<EventRow>> {
    let mut asked = wanted.after(db, Conditions::default());
    if let Some(before) = before {
        // Nothing comes after an event of somebody else's.
        let before = asked.value(before);
        asked.add(format!("(at, id) < (SELECT at, id FROM event WHERE {} AND id = {before})", wall.text()));
    }
    let limit = asked.value(most);
    let sql = format!("SELECT {COLUMNS} FROM event WHERE {} AND {} ORDER BY at DESC, id DESC LIMIT {limit}", wall.text(), asked.text());
    let mut values = vec![wall.value()];
    values.extend(asked.values());
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
