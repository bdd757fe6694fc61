//! The list of a brand's conversations: the last message with each creator, filtered, newest first.
//!
//! Invariant: one statement tells of all that fit, and gives the message itself for a page of them and for those that may wait
//! for us. Absent: whose turn it is; that takes reading the message.

use domain::{
    ids::{BrandId, CreatorId, MessageId, OrganisationId},
    outreach::Message,
    text,
    time::Timestamp,
};

use crate::{
    Read, Result,
    conditions::{Conditions, part},
    db::Bind,
};

/// Which conversations; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// With a creator of such a name, or with a message that says so.
    pub words: Option<String>,
    /// With a creator of this campaign, by its id or short name.
    pub campaign: Option<String>,
    /// Whose last message is of then or later.
    pub since: Option<Timestamp>,
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
    /// Whether it comes after the page before.
    pub later: bool,
    /// The message, where it stands on this page or may wait for us.
    pub message: Option<Message>,
    /// How many promises to answer are open with this creator.
    pub waits: i64,
    /// Whether it was about a collaboration that has ended.
    pub ended: bool,
}

/// All conversations of a brand that fit, newest first; with their messages for `most` of them after the one that the page
/// before ended with.
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
) -> Result<Vec<LastMessage>> {
    let mut asked = Conditions::default();
    let (organisation, most) = (asked.value(organisation), asked.value(most));
    if let Some(words) = wanted.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        let named = asked.value(part(&text::folded(words)));
        let said = asked.words(&[db.field_of("m.facts", "subject"), db.field_of("m.facts", "body")], words);
        asked.add(format!(
            "(p.name_key LIKE {named} ESCAPE '\\' OR EXISTS (SELECT 1 FROM message m WHERE m.brand = $1 AND m.creator = t.creator AND {said}))"
        ));
    }
    if let Some(campaign) = &wanted.campaign {
        let at = asked.campaign(campaign);
        asked.add(format!("t.creator IN (SELECT k.creator FROM collaboration k WHERE k.brand = $1 AND k.campaign IN ({at}))"));
    }
    asked.compares("t.at", ">=", wanted.since);
    let later = match after {
        Some((at, id)) => {
            let (at, id) = (asked.value(at), asked.value(id));
            format!("CASE WHEN t.at < {at} OR (t.at = {at} AND t.id < {id}) THEN 1 ELSE 0 END")
        }
        None => "CASE WHEN t.at IS NULL THEN 0 ELSE 1 END".to_owned(),
    };
    let sql = format!(
        "SELECT creator, name, at, id, later, waits, ended, CASE WHEN (later = 1 AND n <= {most}) OR waits > 0 OR (direction = 'in' AND ended = 0) \
         THEN facts END AS facts FROM (SELECT t.creator AS creator, p.name AS name, t.at AS at, t.id AS id, t.direction AS direction, t.facts AS facts, \
         CAST({later} AS BIGINT) AS later, ROW_NUMBER() OVER (PARTITION BY {later} ORDER BY t.at DESC, t.id DESC) AS n, \
         (SELECT COUNT(*) FROM move v WHERE v.brand = $1 AND v.creator = t.creator AND v.what = 'answer') AS waits, \
         (SELECT COUNT(*) FROM collaboration c WHERE c.id = t.collaboration AND c.off IS NOT NULL) AS ended \
         FROM (SELECT creator, collaboration, direction, facts, at, id, ROW_NUMBER() OVER (PARTITION BY creator ORDER BY at DESC, id DESC) AS place \
         FROM message WHERE brand = $1) t JOIN creator p ON p.id = t.creator AND p.organisation = {organisation} \
         WHERE t.place = 1 AND {}) found ORDER BY at DESC, id DESC",
        asked.text()
    );
    let mut values = vec![brand.bind()];
    values.extend(asked.values());
    let rows = db.all("message", &sql, values).await?;
    rows.iter()
        .map(|row| {
            let message = row.get::<Option<String>>("facts")?.map(|_| row.json::<Message>("facts")).transpose()?;
            Ok(LastMessage {
                creator: row.get("creator")?,
                name: row.get("name")?,
                at: row.get("at")?,
                id: row.get("id")?,
                later: row.get::<i64>("later")? > 0,
                message,
                waits: row.get("waits")?,
                ended: row.get::<i64>("ended")? > 0,
            })
        })
        .collect()
}
