//! The list of a brand's conversations: the last message with each creator, filtered, newest first.
//!
//! Invariant: one statement counts all that fit, and reads the last messages of a page of them and of those that may wait for us;
//! no other message is read. Absent: whose turn it is; that takes reading the message.

use domain::{
    ids::{BrandId, CreatorId, MessageId, OrganisationId},
    outreach::Message,
    picked::Picked,
    text,
    time::Timestamp,
};

use crate::{
    Read, Result,
    conditions::{Conditions, each_count, part, picked},
    db::Bind,
};

/// Which conversations; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// With a creator of such a name, or with a message that says so.
    pub words: Option<String>,
    /// With a creator of such a campaign, by their ids or short names.
    pub campaign: Option<Picked>,
    /// Whose last message is of then or later.
    pub since: Option<Timestamp>,
}

impl Wanted {
    /// The statement that gives those who have the words in their name or in a message, where words are asked for.
    fn named(&self, db: &impl Read, asked: &mut Conditions, organisation: &str) -> Option<String> {
        let words = self.words.as_deref().map(str::trim).filter(|words| !words.is_empty())?;
        let at = asked.value(part(&text::folded(words)));
        let said = asked.words(&[db.field_of("m.facts", "subject"), db.field_of("m.facts", "body")], words);
        Some(format!(
            "SELECT p.id AS creator FROM creator p WHERE p.organisation = {organisation} AND p.name_key LIKE {at} ESCAPE '\\' \
             UNION SELECT m.creator FROM message m WHERE m.brand = $1 AND {said}"
        ))
    }

    fn of_campaigns(&self, asked: &mut Conditions) {
        if let Some(campaign) = &self.campaign {
            let of = asked.campaigns(campaign);
            asked.add(picked("t.creator", &format!("SELECT k.creator FROM collaboration k WHERE k.brand = $1 AND {of}"), campaign));
        }
    }
}

/// How many conversations fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, brand: BrandId, organisation: OrganisationId, all: &[Wanted]) -> Result<Vec<i64>> {
    let (mut asked, mut columns) = (Conditions::default(), Vec::new());
    let organisation = asked.value(organisation);
    let mut values = asked.values();
    for (at, wanted) in all.iter().enumerate() {
        let mut asked = Conditions::after(values);
        // The organisation is named in every question, because a database refuses a parameter that none uses.
        asked.add(format!("t.creator IN (SELECT p.id FROM creator p WHERE p.organisation = {organisation})"));
        if let Some(who) = wanted.named(db, &mut asked, &organisation) {
            asked.add(format!("t.creator IN ({who})"));
        }
        wanted.of_campaigns(&mut asked);
        asked.compares("t.at", ">=", wanted.since);
        columns.push(format!("(SELECT COUNT(DISTINCT t.creator) FROM message t WHERE t.brand = $1 AND {}) AS n{at}", asked.text()));
        values = asked.values();
    }
    values.insert(0, brand.bind());
    each_count(db, "message", &columns, values).await
}

/// The last message with a creator.
#[derive(Debug, Clone)]
pub struct LastMessage {
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// When it was written.
    pub at: Timestamp,
    /// Which it is.
    pub id: MessageId,
    /// The message.
    pub message: Message,
    /// Whether a promise to answer is open with this creator.
    pub waits: bool,
    /// Whether it was about a collaboration that has ended.
    pub ended: bool,
}

/// Conversations that fit.
#[derive(Debug, Clone, Default)]
pub struct Conversations {
    /// How many fit in all.
    pub total: usize,
    /// Those of the page and those that may wait for us, newest first.
    pub read: Vec<LastMessage>,
}

/// Nothing was said after the message `t`.
pub(crate) const LAST: &str =
    "NOT EXISTS (SELECT 1 FROM message l WHERE l.brand = $1 AND l.creator = t.creator AND (l.at, l.id) > (t.at, t.id))";
/// The collaboration that the message `t` is about has ended.
const ENDED: &str = "EXISTS (SELECT 1 FROM collaboration c WHERE c.id = t.collaboration AND c.off IS NOT NULL)";
/// With whom a promise to answer is open.
const PROMISED: &str = "SELECT v.creator FROM move v WHERE v.brand = $1 AND v.turn = 'team' AND v.what = 'answer'";

/// The conversations of a brand that fit: how many, `most` of them after the one that the page before ended with, and all that
/// may wait for us.
///
/// # Errors
/// The store's.
pub async fn of_brand(
    db: &impl Read,
    brand: BrandId,
    organisation: OrganisationId,
    wanted: &Wanted,
    after: Option<(Timestamp, MessageId)>,
    most: i64,
) -> Result<Conversations> {
    let mut asked = Conditions::default();
    let (organisation, most) = (asked.value(organisation), asked.value(most));
    let mut named = String::new();
    if let Some(who) = wanted.named(db, &mut asked, &organisation) {
        // Looked for once, because three questions below ask for it.
        named = format!("WITH named AS MATERIALIZED ({who}) ");
        asked.add("t.creator IN (SELECT creator FROM named)");
    }
    wanted.of_campaigns(&mut asked);
    asked.compares("t.at", ">=", wanted.since);
    let fits = format!("t.brand = $1 AND {}", asked.text());
    let later = match after {
        Some((at, id)) => format!("(t.at, t.id) < ({}, {})", asked.value(at), asked.value(id)),
        None => "1 = 1".to_owned(),
    };
    // Which messages is told by indexes alone; only then are they read.
    let shown = format!("SELECT t.id AS id FROM message t WHERE {LAST} AND {fits} AND {later} ORDER BY t.at DESC, t.id DESC LIMIT {most}");
    let sql = format!(
        "{named}SELECT counted.n AS n, found.creator AS creator, found.name AS name, found.at AS at, found.id AS id, found.facts AS facts, \
         found.waits AS waits, found.ended AS ended \
         FROM (SELECT COUNT(*) AS n FROM (SELECT t.creator FROM message t WHERE {fits} GROUP BY t.creator) each_one) counted \
         LEFT JOIN (SELECT t.creator AS creator, p.name AS name, t.at AS at, t.id AS id, t.facts AS facts, \
         CAST(CASE WHEN t.creator IN ({PROMISED}) THEN 1 ELSE 0 END AS BIGINT) AS waits, CAST(CASE WHEN {ENDED} THEN 1 ELSE 0 END AS BIGINT) AS ended \
         FROM message t JOIN creator p ON p.id = t.creator AND p.organisation = {organisation} WHERE t.id IN (SELECT id FROM ({shown}) shown \
         UNION SELECT t.id FROM message t WHERE t.direction = 'in' AND {LAST} AND {fits} AND NOT {ENDED} \
         UNION SELECT t.id FROM message t WHERE t.creator IN ({PROMISED}) AND {LAST} AND {fits})) found ON 1 = 1 \
         ORDER BY found.at DESC, found.id DESC"
    );
    let mut values = vec![brand.bind()];
    values.extend(asked.values());
    let mut found = Conversations::default();
    for row in db.all("message", &sql, values).await? {
        found.total = usize::try_from(row.get::<i64>("n")?).unwrap_or(usize::MAX);
        let Some(id) = row.get::<Option<MessageId>>("id")? else { continue };
        found.read.push(LastMessage {
            creator: row.get("creator")?,
            name: row.get("name")?,
            at: row.get("at")?,
            id,
            message: row.json("facts")?,
            waits: row.get::<i64>("waits")? > 0,
            ended: row.get::<i64>("ended")? > 0,
        });
    }
    Ok(found)
}
