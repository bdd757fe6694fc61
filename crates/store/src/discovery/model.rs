//! Rows of language models: the setting, what a month has used, and the summaries that were written.
//!
//! Invariants: tokens are counted before they are spent, in one statement, so that two processes never spend the same; a summary is its
//! brand's own and its creator's. Absent: keys in the clear, and the words that were read; nobody keeps those.

use domain::{
    discovery::{
        model::{ModelSetting, Summary},
        vetting::{Happened, HappenedAs},
    },
    ids::{BrandId, CampaignId, CreatorId, Id, LanguageModelId, OrganisationId, SummaryId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, Tx, db::Bind, document, params};

impl Document for ModelSetting {
    const TABLE: &'static str = "language_model";
    const WALL: &'static str = "organisation";
    type Id = LanguageModelId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}

impl Document for Summary {
    const TABLE: &'static str = "vetting_summary";
    const WALL: &'static str = "brand";
    type Id = SummaryId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("campaign", self.campaign.bind()), ("at", self.at.bind())]
    }
}

/// An organisation's language model, also one that was removed.
///
/// # Errors
/// The store's.
pub async fn setting(db: &impl Read, organisation: OrganisationId) -> Result<Option<Stored<ModelSetting>>> {
    Ok(document::list(db, organisation, "1 = 1", Vec::new()).await?.pop())
}

/// Counts tokens as used, unless the month's limit does not hold them any more. Gives whether they may be.
///
/// # Errors
/// The store's.
pub async fn spend(tx: &Tx, organisation: OrganisationId, month: &str, tokens: i64, limit: i64) -> Result<bool> {
    if tokens > limit {
        return Ok(false);
    }
    let sql = "INSERT INTO model_use (organisation, month, tokens, asked) VALUES ($1, $2, $3, 1) \
               ON CONFLICT (organisation, month) DO UPDATE SET tokens = model_use.tokens + excluded.tokens, asked = model_use.asked + 1 \
               WHERE model_use.tokens + excluded.tokens <= $4";
    Ok(tx.execute(sql, params![organisation, month, tokens, limit]).await? == 1)
}

/// Corrects what was counted to what was really used.
///
/// # Errors
/// The store's.
pub async fn correct(tx: &Tx, organisation: OrganisationId, month: &str, counted: i64, used: i64) -> Result<()> {
    let sql = "UPDATE model_use SET tokens = tokens - $3 + $4 WHERE organisation = $1 AND month = $2";
    tx.execute(sql, params![organisation, month, counted, used]).await.map(|_| ())
}

/// How many tokens a month has used, and by how many questions.
///
/// # Errors
/// The store's.
pub async fn used(db: &impl Read, organisation: OrganisationId, month: &str) -> Result<(i64, i64)> {
    let sql = "SELECT tokens, asked FROM model_use WHERE organisation = $1 AND month = $2";
    let row = db.one("model_use", sql, params![organisation, month]).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get("tokens")?, row.get("asked")?)))
}

/// So many posts of campaigns come with a vetting, and so many mentions; the newest.
const MOST_HAPPENED: usize = 40;

/// What stands beside a creator's vetting report.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The organisation's language model.
    pub setting: Option<ModelSetting>,
    /// The summary that was written last, for the same campaign or for none.
    pub summary: Option<Summary>,
    /// What the brand knows to have happened: posts of its campaigns, and those that name it.
    pub happened: Vec<Happened>,
}

/// The same, where a brand knows the creator; nothing where it does not. One statement, because the report has few to spare.
///
/// # Errors
/// The store's.
pub async fn beside(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    creator: CreatorId,
    campaign: Option<CampaignId>,
) -> Result<Option<Beside>> {
    let name = format!("CAST({} AS TEXT)", db.field_of("k.facts", "name"));
    // Of a post only what stands here is read; the post itself is a later room's.
    let url = format!("CAST({} AS TEXT)", db.field_of("p.facts", "url"));
    let live_at = format!("CAST({} AS TEXT)", db.field_of("p.facts", "live_at"));
    let part = |part: &str, columns: &str, from: &str| format!("UNION ALL SELECT '{part}' AS part, {columns} FROM {from} ");
    let model = part(
        "model",
        "m.facts, '' AS words, CAST(0 AS BIGINT) AS at, NULL AS url, NULL AS views",
        "language_model m WHERE m.organisation = $1",
    );
    let summary = part(
        "summary",
        "n.facts, '' AS words, CAST(0 AS BIGINT) AS at, NULL AS url, NULL AS views",
        "(SELECT s.facts AS facts FROM vetting_summary s WHERE s.brand = $2 AND s.creator = $3 AND COALESCE(s.campaign, s.creator) = $4 \
         ORDER BY s.at DESC, s.id DESC LIMIT 1) AS n",
    );
    let posts = part(
        "post",
        "n.facts, n.words, CAST(0 AS BIGINT) AS at, n.url, NULL AS views",
        &format!(
            "(SELECT {live_at} AS facts, {name} AS words, {url} AS url FROM collaboration c JOIN post p ON p.collaboration = c.id JOIN campaign k ON k.id = c.campaign \
             WHERE c.brand = $2 AND c.creator = $3 AND p.brand = $2 AND p.state <> 'rejected' ORDER BY p.reported_at DESC, p.id DESC \
             LIMIT {MOST_HAPPENED}) AS n"
        ),
    );
    let mentions = part(
        "mention",
        "'' AS facts, n.words, n.at, n.url, n.views",
        &format!(
            "(SELECT m.text AS words, m.posted_at AS at, m.url AS url, m.views AS views FROM profile p \
             CROSS JOIN mention m WHERE m.handle_key = p.handle_key AND m.platform = p.platform AND p.organisation = $1 AND \
             p.creator = $3 AND m.brand = $2 ORDER BY m.posted_at DESC, m.id DESC LIMIT {MOST_HAPPENED}) AS n"
        ),
    );
    let sql = format!(
        "SELECT 'known' AS part, '' AS facts, '' AS words, CAST(0 AS BIGINT) AS at, CAST(NULL AS TEXT) AS url, CAST(NULL AS BIGINT) AS views \
         FROM relationship r WHERE r.brand = $2 AND r.creator = $3 {model}{summary}{posts}{mentions}"
    );
    // A summary for no campaign is looked for by the creator, whose id is no campaign's.
    let which = campaign.map_or(creator.uuid(), |campaign| campaign.uuid());
    let (mut known, mut beside) = (false, Beside::default());
    for row in db.all("vetting_summary", &sql, params![organisation, brand, creator, which]).await? {
        match row.get::<String>("part")?.as_str() {
            "model" => beside.setting = Some(row.json("facts")?),
            "summary" => beside.summary = Some(row.json("facts")?),
            "post" => {
                let name: String = row.get("words")?;
                let at = row.word("facts", |text| Timestamp::parse(text).ok())?;
                let (url, views) = (row.get("url")?, None);
                beside.happened.push(Happened { at, what: HappenedAs::Campaign(name.clone()), words: name, url, views });
            }
            "mention" => beside.happened.push(Happened {
                at: row.get("at")?,
                what: HappenedAs::Mention,
                words: row.get("words")?,
                url: row.get("url")?,
                views: row.get("views")?,
            }),
            _ => known = true,
        }
    }
    Ok(known.then_some(beside))
}

/// The summary of a creator that is kept for a campaign or for none.
///
/// # Errors
/// The store's.
pub async fn summary(db: &impl Read, brand: BrandId, creator: CreatorId, campaign: Option<CampaignId>) -> Result<Option<Stored<Summary>>> {
    let which = campaign.map_or(creator.uuid(), |campaign| campaign.uuid());
    let condition = "creator = $2 AND COALESCE(campaign, creator) = $3 ORDER BY at DESC, id DESC LIMIT 1";
    Ok(document::list(db, brand, condition, params![creator, which]).await?.pop())
}
