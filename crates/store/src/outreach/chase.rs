//! Rows of the chase: when something was really asked for, which steps the clock took, and what is held back until when.
//!
//! Invariant: a step is written in the transaction that sent it or left it out. Absent: which step comes when; the domain
//! says it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{BrandId, CampaignId, ChaseId, CollaborationId, CreatorId, MessageId, PauseId},
    outreach::{
        chase::{Step, Taken},
        escalation::{Level, Told},
    },
    time::Timestamp,
};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use crate::{
    Document, Read, Result, Row, Tx,
    db::{Bind, placeholders},
    moves::PAUSED,
    params,
};

/// What the clock knows of a collaboration's open questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// When each was really asked, by the key of its move.
    pub asked: BTreeMap<String, Timestamp>,
    /// Steps taken, in their order, with the key of the move.
    pub taken: Vec<(String, Taken)>,
    /// Until when the next step of a move is held back.
    pub held: BTreeMap<String, Timestamp>,
    /// Who was told that a move of the team is late.
    pub told: Vec<Told>,
}

/// What the clock knows of a brand's collaborations, in four statements for each five hundred.
///
/// # Errors
/// The store's.
pub async fn known(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Known>> {
    let mut found: BTreeMap<CollaborationId, Known> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let within = format!(
            "collaboration IN (SELECT id FROM collaboration WHERE (brand = $1) IS TRUE AND id IN ({}))",
            placeholders(2, chunk.len())
        );
        let values = || -> Vec<Value> { std::iter::once(brand.bind()).chain(chunk.iter().map(|id| (*id).bind())).collect() };
        for row in db.all("asking", &format!("SELECT collaboration, key, at FROM asking WHERE {within}"), values()).await? {
            found.entry(row.get("collaboration")?).or_default().asked.insert(row.get("key")?, row.get("at")?);
        }
        let sql = format!("SELECT collaboration, key, step, at, start, deadline FROM chase WHERE {within} ORDER BY at, id");
        for row in db.all("chase", &sql, values()).await? {
            found.entry(row.get("collaboration")?).or_default().taken.push((row.get("key")?, taken(&row)?));
        }
        for row in db.all("chase_hold", &format!("SELECT collaboration, key, until FROM chase_hold WHERE {within}"), values()).await? {
            found.entry(row.get("collaboration")?).or_default().held.insert(row.get("key")?, row.get("until")?);
        }
        let sql = format!("SELECT collaboration, key, level, since FROM told WHERE {within} ORDER BY key, level, since");
        for row in db.all("told", &sql, values()).await? {
            let told = Told { key: row.get("key")?, level: row.word("level", Level::parse)?, since: row.get("since")? };
            found.entry(row.get("collaboration")?).or_default().told.push(told);
        }
    }
    Ok(found)
}

/// Notes that somebody was told.
///
/// # Errors
/// The store's.
pub async fn tell(tx: &Tx, brand: BrandId, collaboration: CollaborationId, told: &Told, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO told (collaboration, key, level, since, at) SELECT id, $3, $4, $5, $6 FROM collaboration \
               WHERE brand = $1 AND id = $2 ON CONFLICT DO NOTHING";
    tx.execute(sql, params![brand, collaboration, &told.key, told.level.as_str(), told.since, at]).await.map(|_| ())
}

fn taken(row: &Row) -> Result<Taken> {
    Ok(Taken { step: row.word("step", Step::parse)?, at: row.get("at")?, start: row.get("start")?, deadline: row.get("deadline")? })
}

/// Notes that something was asked for now; a newer asking takes the place of an older one.
///
/// # Errors
/// The store's.
pub async fn asked(tx: &Tx, brand: BrandId, collaboration: CollaborationId, key: &str, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO asking (collaboration, key, at) SELECT id, $3, $4 FROM collaboration WHERE brand = $1 AND id = $2 \
               ON CONFLICT (collaboration, key) DO UPDATE SET at = $4";
    tx.execute(sql, params![brand, collaboration, key, at]).await.map(|_| ())
}

/// Notes a step that was taken, with the message that carries it: `outcome` is `sent`, or why it was not. Whatever held it
/// back is over, which `was_held` says.
///
/// # Errors
/// The store's.
pub async fn take(
    tx: &Tx,
    id: ChaseId,
    brand: BrandId,
    collaboration: CollaborationId,
    key: &str,
    step: Taken,
    outcome: &str,
    message: Option<MessageId>,
    was_held: bool,
) -> Result<()> {
    let values = params![id, brand, collaboration, key, step.step.as_str(), step.at, step.start, step.deadline, outcome, message];
    tx.insert_later("chase", "id, brand, collaboration, key, step, at, start, deadline, outcome, message", "", values);
    if was_held {
        tx.execute("DELETE FROM chase_hold WHERE collaboration = $1 AND key = $2", params![collaboration, key]).await?;
    }
    Ok(())
}

/// Holds the creators of collaborations until the end of the transaction, so that no other clock writes to them; those that
/// another holds are left out. SQLite has one writer and holds all. In the order of their ids.
///
/// # Errors
/// The store's.
pub async fn hold_creators(tx: &Tx, brand: BrandId, collaborations: &[CollaborationId]) -> Result<Vec<CreatorId>> {
    let mut held = Vec::new();
    for chunk in collaborations.chunks(500) {
        let sql = format!(
            "SELECT id FROM creator WHERE id IN (SELECT creator FROM collaboration WHERE (brand = $1) IS TRUE AND id IN ({})) ORDER BY id{}",
            placeholders(2, chunk.len()),
            tx.skip_held()
        );
        let values: Vec<Value> = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| (*id).bind())).collect();
        for row in tx.all("creator", &sql, values).await? {
            held.push(row.get("id")?);
        }
    }
    Ok(held)
}

/// The collaborations of creators in which something is open that the clock may remind of and nobody has paused.
///
/// # Errors
/// The store's.
pub async fn to_chase(tx: &Tx, brand: BrandId, creators: &[CreatorId]) -> Result<Vec<CollaborationId>> {
    let mut found = BTreeSet::new();
    for chunk in creators.chunks(500) {
        let sql = format!(
            "SELECT DISTINCT collaboration FROM move WHERE turn = 'clock' AND what = 'chase' AND brand = $1 AND creator IN ({}) AND NOT {PAUSED}",
            placeholders(2, chunk.len())
        );
        let values: Vec<Value> = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| (*id).bind())).collect();
        for row in tx.all("move", &sql, values).await? {
            found.insert(row.get("collaboration")?);
        }
    }
    Ok(found.into_iter().collect())
}

/// Takes the steps back that a message carried which never left. Gives the collaborations that it was about.
///
/// # Errors
/// The store's.
pub async fn untake(tx: &Tx, brand: BrandId, message: MessageId) -> Result<BTreeSet<CollaborationId>> {
    let sql = "DELETE FROM chase WHERE brand = $1 AND message = $2 RETURNING collaboration";
    let rows = tx.all("chase", sql, params![brand, message]).await?;
    rows.iter().map(|row| row.get("collaboration")).collect()
}

/// The steps that a message carries, with their collaborations and the keys of what they ask for.
///
/// # Errors
/// The store's.
pub async fn carried(db: &impl Read, brand: BrandId, message: MessageId) -> Result<Vec<(CollaborationId, String, Taken)>> {
    let sql = "SELECT collaboration, key, step, at, start, deadline FROM chase WHERE brand = $1 AND message = $2 ORDER BY id";
    let rows = db.all("chase", sql, params![brand, message]).await?;
    rows.iter().map(|row| Ok((row.get("collaboration")?, row.get("key")?, taken(row)?))).collect()
}

/// When creators were last written a reminder that was not taken back.
///
/// # Errors
/// The store's.
pub async fn reminded(db: &impl Read, brand: BrandId, creators: &[CreatorId]) -> Result<BTreeMap<CreatorId, Timestamp>> {
    let mut found = BTreeMap::new();
    for chunk in creators.chunks(500) {
        let sql = format!(
            "SELECT creator, MAX(CASE WHEN sent_at > created_at THEN sent_at ELSE created_at END) AS at FROM mail \
             WHERE brand = $1 AND creator IN ({}) AND kind = 'reminder' AND state <> 'withheld' GROUP BY creator",
            placeholders(2, chunk.len())
        );
        let values: Vec<Value> = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| (*id).bind())).collect();
        for row in db.all("mail", &sql, values).await? {
            found.insert(row.get("creator")?, row.get("at")?);
        }
    }
    Ok(found)
}

/// Holds the next step of a move back.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, brand: BrandId, collaboration: CollaborationId, key: &str, until: Timestamp, why: &str) -> Result<()> {
    let sql = "INSERT INTO chase_hold (collaboration, key, until, why) SELECT id, $3, $4, $5 FROM collaboration WHERE brand = $1 AND id = $2 \
               ON CONFLICT (collaboration, key) DO UPDATE SET until = $4, why = $5";
    tx.execute(sql, params![brand, collaboration, key, until, why]).await.map(|_| ())
}

/// What the mailbox's budget counts: mail to creators, and reminders of applications, whose writers are no creators yet.
const COUNTED: &str = "(creator IS NOT NULL OR kind = 'application_reminder')";

/// How many mails to creators left a brand's mailbox since an instant.
///
/// # Errors
/// The store's.
pub async fn sent_since(db: &impl Read, brand: BrandId, since: Timestamp) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) AS n FROM mail WHERE brand = $1 AND {COUNTED} AND sent_at >= $2");
    db.number("mail", &sql, params![brand, since]).await
}

/// How many mails to creators are written and have not left yet.
///
/// # Errors
/// The store's.
pub async fn waiting_to_leave(db: &impl Read, brand: BrandId) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) AS n FROM mail WHERE brand = $1 AND {COUNTED} AND state = 'waiting'");
    db.number("mail", &sql, params![brand]).await
}

/// A step as the clock's page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRow {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// With whom.
    pub creator: CreatorId,
    /// The key of the move.
    pub key: String,
    /// What and when.
    pub taken: Taken,
    /// `sent`, or why not.
    pub outcome: String,
}

/// The newest steps of a brand.
///
/// # Errors
/// The store's.
pub async fn newest(db: &impl Read, brand: BrandId, most: i64) -> Result<Vec<StepRow>> {
    let sql = "SELECT chase.collaboration AS collaboration, collaboration.campaign AS campaign, collaboration.creator AS creator, \
               chase.key AS key, chase.step AS step, chase.at AS at, chase.start AS start, chase.deadline AS deadline, chase.outcome AS outcome \
               FROM chase JOIN collaboration ON collaboration.id = chase.collaboration WHERE chase.brand = $1 \
               ORDER BY chase.at DESC, chase.id DESC LIMIT $2";
    let rows = db.all("chase", sql, params![brand, most]).await?;
    rows.iter()
        .map(|row| {
            Ok(StepRow {
                collaboration: row.get("collaboration")?,
                campaign: row.get("campaign")?,
                creator: row.get("creator")?,
                key: row.get("key")?,
                taken: taken(row)?,
                outcome: row.get("outcome")?,
            })
        })
        .collect()
}

/// A person keeps the clock from chasing: in the whole brand, in one campaign, or one creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockPause {
    /// Only this campaign.
    pub campaign: Option<CampaignId>,
    /// Only this creator.
    pub creator: Option<CreatorId>,
    /// Why, in their words.
    pub reason: String,
    /// Who.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

impl ClockPause {
    /// Whether it keeps the clock from chasing this creator in this campaign.
    #[must_use]
    pub fn covers(&self, campaign: CampaignId, creator: CreatorId) -> bool {
        self.campaign.is_none_or(|only| only == campaign) && self.creator.is_none_or(|only| only == creator)
    }
}

impl Document for ClockPause {
    const TABLE: &'static str = "clock_pause";
    const WALL: &'static str = "brand";
    type Id = PauseId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("campaign", self.campaign.bind()), ("creator", self.creator.bind())]
    }
}

/// Ends a pause.
///
/// # Errors
/// The store's.
pub async fn resume(tx: &Tx, brand: BrandId, id: PauseId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM clock_pause WHERE brand = $1 AND id = $2", params![brand, id]).await? == 1)
}
