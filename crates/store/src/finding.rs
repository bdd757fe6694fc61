//! Subjects by what somebody typed: conversations, and collaborations in which something waits or may be done.
//!
//! Invariant: one statement each, of one brand; what was typed is a parameter, and how much is looked through does not grow with
//! the brand. Absent: creators and campaigns, whose own lists are searched.

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, OrganisationId},
    journey::Stage,
    moves::{Hands, Turn, What},
    outreach::Message,
    text,
    time::Timestamp,
};
use uuid::Uuid;

use crate::{
    Read, Result,
    conditions::{Conditions, part},
    db::Bind,
    outreach::conversations::LAST,
};

/// So many of the newest messages are looked through for words; a name finds a conversation of any age.
const RECENT: i64 = 1_000;
/// So many creators of a name are looked at.
const NAMED: i64 = 50;
/// So many words of a line are looked for.
const WORDS: usize = 6;

/// A conversation by its last message.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// The last message.
    pub last: Message,
}

/// The conversations with a creator of such a name, or with a message that said so lately; the newest first.
///
/// # Errors
/// The store's.
pub async fn conversations(
    db: &impl Read,
    brand: BrandId,
    organisation: OrganisationId,
    words: &str,
    most: i64,
) -> Result<Vec<Conversation>> {
    let mut asked = Conditions::default();
    let (organisation, most) = (asked.value(organisation), asked.value(most));
    let name = asked.value(part(&text::folded(words)));
    let said = asked.words(&[db.field_of("m.facts", "subject"), db.field_of("m.facts", "body")], words);
    let sql = format!(
        "WITH recent AS MATERIALIZED (SELECT r.creator AS creator, r.facts AS facts FROM message r WHERE r.brand = $1 \
         ORDER BY r.at DESC, r.id DESC LIMIT {RECENT}), \
         named AS MATERIALIZED (SELECT few.creator AS creator FROM (SELECT p.id AS creator FROM creator p \
         WHERE p.organisation = {organisation} AND p.name_key LIKE {name} ESCAPE '\\' \
         AND EXISTS (SELECT 1 FROM message h WHERE h.brand = $1 AND h.creator = p.id) ORDER BY p.name_key, p.id LIMIT {NAMED}) few \
         UNION SELECT m.creator FROM recent m WHERE {said}) \
         SELECT t.id AS id, t.creator AS creator, c.name AS name, t.facts AS facts FROM message t \
         JOIN creator c ON c.id = t.creator AND c.organisation = {organisation} \
         WHERE t.brand = $1 AND t.creator IN (SELECT creator FROM named) AND {LAST} ORDER BY t.at DESC, t.id DESC LIMIT {most}"
    );
    let mut values = vec![brand.bind()];
    values.extend(asked.values());
    let rows = db.all("message", &sql, values).await?;
    rows.iter().map(|row| Ok(Conversation { creator: row.get("creator")?, name: row.get("name")?, last: row.json("facts")? })).collect()
}

/// A collaboration, and what waits in it where that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Which.
    pub collaboration: CollaborationId,
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// Its campaign's name.
    pub campaign: String,
    /// Its campaign's short name.
    pub slug: String,
    /// Where it stands.
    pub stage: Stage,
    /// The row that what waits is about.
    pub about: Option<Uuid>,
    /// What its sentence needs.
    pub detail: Option<String>,
}

/// Where the names in a statement about collaborations come from.
const NAMES: &str = "JOIN creator p ON p.id = k.creator JOIN campaign g ON g.id = k.campaign";

/// The collaborations of a brand whose creator and campaign have these words in their names: with one of `waits` open and to be
/// seen by now, the earliest due first; where nothing is asked for, all that are not over, the newest first. With `hands` what waits
/// is theirs: four eyes do not bar them, and where sign-offs are missing one is theirs to give.
///
/// # Errors
/// The store's.
pub async fn collaborations(
    db: &impl Read,
    brand: BrandId,
    words: &str,
    waits: &[What],
    hands: Option<&Hands>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Subject>> {
    let mut asked = Conditions::default();
    let campaign = db.field_of("g.facts", "name");
    for word in words.split_whitespace().take(WORDS) {
        let name = asked.value(part(&text::folded(word)));
        let titled = asked.words(std::slice::from_ref(&campaign), word);
        asked.add(format!("(p.name_key LIKE {name} ESCAPE '\\' OR {titled})"));
    }
    if !waits.is_empty() {
        let kinds: Vec<String> = waits.iter().map(|what| asked.value(what.as_str())).collect();
        let sides = [Turn::Team, Turn::Creator].map(|turn| asked.value(turn.as_str())).join(", ");
        let now = asked.value(now);
        asked.add(format!("k.turn IN ({sides}) AND k.what IN ({}) AND k.visible_from <= {now}", kinds.join(", ")));
        if let Some(hands) = hands {
            theirs(&mut asked, hands);
        }
    }
    let most = asked.value(most);
    let condition = asked.text();
    let sql = if waits.is_empty() {
        let over = asked.value(Stage::Closed.as_str());
        format!(
            "SELECT k.id AS id, k.creator AS creator, p.name AS name, {campaign} AS campaign, g.slug AS slug, s.stage AS stage \
             FROM collaboration k {NAMES} JOIN stage s ON s.collaboration = k.id \
             WHERE k.brand = $1 AND k.off IS NULL AND s.stage <> {over} AND {condition} ORDER BY k.id DESC LIMIT {most}"
        )
    } else {
        format!(
            "SELECT k.collaboration AS id, k.creator AS creator, p.name AS name, {campaign} AS campaign, g.slug AS slug, s.stage AS stage, \
             k.subject AS subject, k.detail AS detail FROM move k {NAMES} JOIN stage s ON s.collaboration = k.collaboration \
             WHERE k.brand = $1 AND {condition} \
             ORDER BY CASE WHEN k.due IS NULL THEN 1 ELSE 0 END, k.due, k.collaboration, k.key LIMIT {most}"
        )
    };
    let mut values = vec![brand.bind()];
    values.extend(asked.values());
    let (mut found, with_move) = (Vec::new(), !waits.is_empty());
    for row in db.all("collaboration", &sql, values).await? {
        found.push(Subject {
            collaboration: row.get("id")?,
            creator: row.get("creator")?,
            name: row.get("name")?,
            campaign: row.get::<Option<String>>("campaign")?.unwrap_or_default(),
            slug: row.get("slug")?,
            stage: row.word("stage", Stage::parse)?,
            about: if with_move { row.get("subject")? } else { None },
            detail: if with_move { row.get("detail")? } else { None },
        });
    }
    Ok(found)
}

/// What waits is somebody's own to end; their role is asked by who may run the verb.
fn theirs(asked: &mut Conditions, hands: &Hands) {
    let me = asked.value(hands.person);
    let mut signs = vec!["k.sign_offs IS NULL".to_owned()];
    for kind in &hands.sign_offs {
        let missing = asked.value(part(kind.as_str()));
        signs.push(format!("k.sign_offs LIKE {missing} ESCAPE '\\'"));
    }
    asked.add(format!("(k.not_by IS NULL OR k.not_by <> {me}) AND ({})", signs.join(" OR ")));
}
