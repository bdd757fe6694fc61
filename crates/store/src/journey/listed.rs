//! What stands beside a page of creators in their list: their collaborations with what came of each, what was decided about them,
//! and their last posts.
//!
//! Invariant: two statements for any number of creators, and every row is behind the wall of a brand or an organisation. Absent: what
//! the rows mean.

use std::collections::BTreeMap;

use domain::{
    creators::CreatorPost,
    discovery::vetting::Decision,
    ids::{BrandId, CollaborationId, CreatorId, OrganisationId},
    journey::Stage,
    money::{Currency, Money},
    tracking::Post,
};

use crate::{
    Read, Result,
    db::{Bind, placeholders},
    params,
};

/// So many creators are asked about in one statement.
const CHUNK: usize = 500;

/// A collaboration of a creator, and what came of it so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Worked {
    /// Whose.
    pub creator: CreatorId,
    /// Which.
    pub collaboration: CollaborationId,
    /// What its campaign is called.
    pub campaign: String,
    /// Where it stands.
    pub stage: Stage,
    /// The fees that both sides signed for, in the campaign's currency; nothing where nothing is in its budget.
    pub fees: Option<Money>,
    /// What was paid for it so far, on every line.
    pub paid: Option<Money>,
    /// What the orders credited to it are worth, in the same currency, net of refunds.
    pub sales: i64,
}

/// A decision about a creator, with the campaign's name where it was made for one.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What was decided, about whom.
    pub decision: Decision,
    /// What its campaign is called.
    pub campaign: Option<String>,
}

/// What a brand did with some creators.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    /// Their collaborations, in the order in which they were begun.
    pub worked: Vec<Worked>,
    /// What was decided about them.
    pub decided: Vec<Decided>,
}

/// The collaborations of some creators, and what was decided about them; one statement for 500 creators.
///
/// # Errors
/// The store's.
pub async fn together(db: &impl Read, brand: BrandId, creators: &[CreatorId]) -> Result<Together> {
    let mut found = Together::default();
    for chunk in creators.chunks(CHUNK) {
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| id.bind()));
        let mut worked: BTreeMap<CollaborationId, Worked> = BTreeMap::new();
        let rows = db.all("collaboration", &together_sql(db, chunk.len()), values).await?;
        for row in &rows {
            match row.get::<String>("kind")?.as_str() {
                "stage" => {
                    let (creator, collaboration, campaign) = (row.get("creator")?, row.get("collaboration")?, row.get("name")?);
                    let stage = row.word("word", Stage::parse)?;
                    worked.insert(collaboration, Worked { creator, collaboration, campaign, stage, fees: None, paid: None, sales: 0 });
                }
                "decision" => {
                    let campaign = Some(row.get::<String>("name")?).filter(|name| !name.is_empty());
                    found.decided.push(Decided { decision: row.json("word")?, campaign });
                }
                _ => {}
            }
        }
        // Sales count where they are in the currency that was paid, so all costs come first.
        for (kind, is_cost) in [("cost", true), ("sales", false)] {
            for row in &rows {
                if row.get::<String>("kind")? != kind {
                    continue;
                }
                let id: CollaborationId = row.get("collaboration")?;
                let Some(one) = worked.get_mut(&id) else { continue };
                let (currency, first, second): (Currency, i64, i64) = (row.get("currency")?, row.get("one")?, row.get("two")?);
                if is_cost {
                    (one.paid, one.fees) = (Some(Money::new(first, currency)), Some(Money::new(second, currency)));
                } else if one.paid.is_some_and(|paid| paid.currency == currency) {
                    one.sales = first;
                }
            }
        }
        found.worked.extend(worked.into_values());
    }
    Ok(found)
}

fn together_sql(db: &impl Read, creators: usize) -> String {
    let zero = "CAST(0 AS BIGINT)";
    let name = db.field_of("k.facts", "name");
    let places = placeholders(2, creators);
    // The signs keep SQLite from walking all that the brand has: each creator's own are found by the creator.
    let theirs = format!("(c.brand = $1) IS TRUE AND c.creator IN ({places})");
    format!(
        "SELECT 'stage' AS kind, c.creator AS creator, c.id AS collaboration, COALESCE(s.stage, 'shortlisted') AS word, \
         COALESCE({name}, '') AS name, '' AS currency, {zero} AS one, {zero} AS two \
         FROM collaboration c JOIN campaign k ON k.id = c.campaign LEFT JOIN stage s ON s.collaboration = c.id WHERE {theirs} \
         UNION ALL SELECT 'cost', c.creator, c.id, '', '', b.currency, CAST(SUM(b.paid) AS BIGINT), \
         CAST(SUM(CASE WHEN b.line = 'fees' THEN b.committed + b.accrued + b.paid ELSE 0 END) AS BIGINT) \
         FROM collaboration c CROSS JOIN budget_line b WHERE {theirs} AND b.collaboration = c.id GROUP BY c.creator, c.id, b.currency \
         UNION ALL SELECT 'sales', c.creator, c.id, '', '', x.currency, CAST(SUM(x.minor) AS BIGINT), {zero} \
         FROM collaboration c CROSS JOIN credit x WHERE {theirs} AND x.brand = $1 AND x.collaboration = c.id AND x.minor > 0 \
         GROUP BY c.creator, c.id, x.currency \
         UNION ALL SELECT 'decision', v.creator, NULL, v.facts, COALESCE({name}, ''), '', {zero}, {zero} \
         FROM vetting_decision v LEFT JOIN campaign k ON k.id = v.campaign WHERE v.brand = $1 AND v.creator IN ({places})"
    )
}

/// A post of a creator's: one of their own account, or one of the brand's campaigns.
#[derive(Debug, Clone, PartialEq)]
pub enum LastPost {
    /// What is known of their own account.
    Own(Box<CreatorPost>),
    /// Made for a campaign, and not rejected.
    Campaign(Box<Post>),
}

/// The newest posts of some creators' own accounts, so many of each, and all posts that they made for the brand; in one statement for
/// 500 creators.
///
/// # Errors
/// The store's.
pub async fn last_posts(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    creators: &[CreatorId],
    most: i64,
) -> Result<Vec<(CreatorId, LastPost)>> {
    let mut found = Vec::new();
    for chunk in creators.chunks(CHUNK) {
        let places = placeholders(4, chunk.len());
        // Only what is shown is read whole: places are given by the index that has creators and times.
        let sql = format!(
            "SELECT 'own' AS kind, p.creator AS creator, p.facts AS facts FROM (SELECT id, ROW_NUMBER() OVER \
             (PARTITION BY creator ORDER BY posted_at DESC, id DESC) AS place FROM creator_post \
             WHERE creator IN ({places}) AND posted_at IS NOT NULL) newest CROSS JOIN creator_post p \
             WHERE newest.place <= $3 AND p.id = newest.id AND p.organisation = $1 \
             UNION ALL SELECT 'campaign', c.creator, p.facts FROM collaboration c CROSS JOIN post p \
             WHERE (c.brand = $2) IS TRUE AND c.creator IN ({places}) AND p.collaboration = c.id AND p.state <> 'rejected'"
        );
        let mut values = params![organisation, brand, most];
        values.extend(chunk.iter().map(|id| id.bind()));
        for row in db.all("creator_post", &sql, values).await? {
            let post = match row.get::<String>("kind")?.as_str() {
                "own" => LastPost::Own(Box::new(row.json("facts")?)),
                _ => LastPost::Campaign(Box::new(row.json("facts")?)),
            };
            found.push((row.get("creator")?, post));
        }
    }
    Ok(found)
}
