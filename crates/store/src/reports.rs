//! Rows of the room `reports`: decided standings, and the sums of a brand's results.
//!
//! Invariant: sums are counted by the database over narrow columns, whatever the number of collaborations; no facts are read.
//! Absent: what the sums mean; the room `reports` of the application says it.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, StandingId},
    journey::Stage,
    money::Currency,
    payments::BudgetLine,
    reports::StandingDecision,
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

impl Document for StandingDecision {
    const TABLE: &'static str = "standing_decision";
    const WALL: &'static str = "brand";
    type Id = StandingId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("collaboration", self.collaboration.bind()), ("decided_at", self.decided_at.bind())]
    }
}

/// What was decided after a collaboration.
///
/// # Errors
/// The store's.
pub async fn decision(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Option<Stored<StandingDecision>>> {
    Ok(document::list(db, brand, "collaboration = $2", params![collaboration]).await?.into_iter().next())
}

/// When the standing of a creator was decided after a collaboration.
///
/// # Errors
/// The store's.
pub async fn decided_at(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Timestamp>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT collaboration, decided_at FROM standing_decision WHERE brand = $1 AND collaboration IN ({})",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("standing_decision", &sql, values).await? {
            found.insert(row.get("collaboration")?, row.get("decided_at")?);
        }
    }
    Ok(found)
}

/// What a collaboration that can be judged cost and brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// Which.
    pub collaboration: CollaborationId,
    /// Whose.
    pub creator: CreatorId,
    /// Fees that are committed and not yet owed, in minor units.
    pub committed_fees: i64,
    /// What is owed or paid on any line but commission, in minor units.
    pub spent: i64,
    /// Commission on the orders credited to it, in minor units.
    pub commission: i64,
    /// What those orders are worth to it, in minor units.
    pub worth: i64,
    /// The sum of the squares of what each is worth.
    pub squares: f64,
    /// How many things it made were approved.
    pub approved: i64,
}

/// What the collaborations of campaigns in one currency cost and brought in which everything to be made is live and verified;
/// a gift for which nothing is owed is not among them.
///
/// # Errors
/// The store's.
pub async fn brought(db: &impl Read, brand: BrandId, campaigns: &[CampaignId], currency: Currency) -> Result<Vec<Brought>> {
    let mut found = Vec::new();
    for chunk in campaigns.chunks(500) {
        // CROSS keeps SQLite to this order, from the stages that count to what hangs on each.
        let sql = format!(
            "SELECT c.id AS collaboration, c.creator AS creator, CAST(COALESCE(b.fees, 0) AS BIGINT) AS fees, \
             CAST(COALESCE(b.spent, 0) AS BIGINT) AS spent, CAST(COALESCE(x.commission, 0) AS BIGINT) AS commission, \
             CAST(COALESCE(x.worth, 0) AS BIGINT) AS worth, COALESCE(x.squares, 0.0) AS squares, \
             (SELECT COUNT(*) FROM deliverable d WHERE d.collaboration = c.id AND d.state = 'approved') AS approved \
             FROM stage s CROSS JOIN collaboration c \
             LEFT JOIN (SELECT collaboration, SUM(CASE WHEN line = 'fees' THEN committed ELSE 0 END) AS fees, SUM(accrued + paid) AS spent \
             FROM budget_line WHERE brand = $1 AND line <> 'commission' GROUP BY collaboration) b ON b.collaboration = c.id \
             LEFT JOIN (SELECT collaboration, SUM(commission) AS commission, SUM(minor) AS worth, \
             SUM(CAST(minor AS DOUBLE PRECISION) * minor) AS squares \
             FROM credit WHERE brand = $1 AND currency = $2 AND minor > 0 GROUP BY collaboration) x ON x.collaboration = c.id \
             WHERE s.brand = $1 AND s.stage IN ('measuring', 'settled', 'closed') AND s.campaign IN ({}) AND c.id = s.collaboration \
             AND EXISTS (SELECT 1 FROM deliverable d WHERE d.collaboration = s.collaboration)",
            placeholders(3, chunk.len())
        );
        let mut values = params![brand, currency];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("stage", &sql, values).await? {
            found.push(Brought {
                collaboration: row.get("collaboration")?,
                creator: row.get("creator")?,
                committed_fees: row.get("fees")?,
                spent: row.get("spent")?,
                commission: row.get("commission")?,
                worth: row.get("worth")?,
                squares: row.get("squares")?,
                approved: row.get("approved")?,
            });
        }
    }
    Ok(found)
}

/// What is counted for a campaign's report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The commission that its collaborations earned so far, held or released, by currency.
    pub commission: BTreeMap<(CollaborationId, Currency), i64>,
    /// Clicks on their links.
    pub clicks: BTreeMap<CollaborationId, i64>,
    /// How many orders two collaborations or more earn commission on, one of them of the campaign.
    pub shared_orders: i64,
    /// The brand's orders of a time, those that some creator touched apart from the others, by currency: their value net of
    /// refunds, and how many.
    pub placed: BTreeMap<(bool, Currency), (i64, i64)>,
}

/// Counts for a campaign's report, with the brand's orders placed between two instants; in one statement.
///
/// # Errors
/// The store's.
pub async fn counted(db: &impl Read, brand: BrandId, campaign: CampaignId, from: Timestamp, until: Timestamp) -> Result<Counted> {
    // CROSS keeps SQLite to the way from the campaign to what hangs on it. The signs keep both databases from finding orders by
    // their time, of which all may be: the index by what is summed has them in the order of their groups.
    let zero = "CAST(0 AS BIGINT)";
    let mine =
        "FROM collaboration c CROSS JOIN credit x WHERE c.brand = $1 AND c.campaign = $2 AND x.brand = $1 AND x.collaboration = c.id";
    let sql = format!(
        "SELECT 'commission' AS kind, x.collaboration AS collaboration, x.currency AS currency, CAST(SUM(x.commission) AS BIGINT) AS one, \
         {zero} AS two {mine} GROUP BY x.collaboration, x.currency \
         UNION ALL SELECT 'clicks', k.collaboration, '', COUNT(*), {zero} FROM collaboration c CROSS JOIN click k \
         WHERE c.brand = $1 AND c.campaign = $2 AND k.collaboration = c.id GROUP BY k.collaboration \
         UNION ALL SELECT 'shared', NULL, '', COUNT(*), {zero} FROM (SELECT DISTINCT x.shop_order {mine} AND x.commission > 0 AND EXISTS \
         (SELECT 1 FROM credit y WHERE y.shop_order = x.shop_order AND y.commission > 0 AND y.collaboration <> x.collaboration)) shared \
         UNION ALL SELECT CASE WHEN touched THEN 'touched' ELSE 'untouched' END, NULL, currency, CAST(SUM(net) AS BIGINT), COUNT(*) \
         FROM shop_order WHERE brand = $1 AND +placed_at >= $3 AND +placed_at <= $4 GROUP BY touched, currency"
    );
    let mut found = Counted::default();
    for row in db.all("credit", &sql, params![brand, campaign, from, until]).await? {
        let (kind, one, two): (String, i64, i64) = (row.get("kind")?, row.get("one")?, row.get("two")?);
        match kind.as_str() {
            "commission" => drop(found.commission.insert((row.get("collaboration")?, row.get("currency")?), one)),
            "clicks" => drop(found.clicks.insert(row.get("collaboration")?, one)),
            "shared" => found.shared_orders = one,
            _ => drop(found.placed.insert((kind == "touched", row.get("currency")?), (one, two))),
        }
    }
    Ok(found)
}

/// Sums of one line of a campaign's budget, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSum {
    /// Which line.
    pub line: BudgetLine,
    /// Committed and not yet owed.
    pub committed: i64,
    /// Owed and not yet paid.
    pub accrued: i64,
    /// Paid.
    pub paid: i64,
}

/// What a campaign was credited with in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditSum {
    /// In which.
    pub currency: Currency,
    /// The worth of its orders net of refunds, in minor units.
    pub worth: i64,
    /// How many of its orders are worth something.
    pub orders: i64,
    /// Commission on them, in minor units.
    pub commission: i64,
}

/// The sums of one campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CampaignSums {
    /// How many collaborations stand at a stage, those in which something is made apart from those in which nothing is.
    pub stages: Vec<(Stage, bool, i64)>,
    /// Its budget's lines.
    pub lines: Vec<LineSum>,
    /// What it was credited with.
    pub credit: Vec<CreditSum>,
}

/// The sums of each campaign of a brand, in one statement.
///
/// # Errors
/// The store's.
pub async fn campaign_sums(db: &impl Read, brand: BrandId) -> Result<BTreeMap<CampaignId, CampaignSums>> {
    let zero = "CAST(0 AS BIGINT)";
    let sum = |column: &str| format!("CAST(SUM({column}) AS BIGINT)");
    let sql = format!(
        "SELECT 'stage' AS kind, campaign, stage AS word, CAST(made AS BIGINT) AS one, COUNT(*) AS two, {zero} AS three \
         FROM (SELECT s.campaign AS campaign, s.stage AS stage, CASE WHEN EXISTS (SELECT 1 FROM deliverable d \
         WHERE d.collaboration = s.collaboration) THEN 1 ELSE 0 END AS made FROM stage s WHERE s.brand = $1) stages GROUP BY campaign, stage, made \
         UNION ALL SELECT 'line', campaign, line, {}, {}, {} FROM budget_line WHERE brand = $1 GROUP BY campaign, line \
         UNION ALL SELECT 'credit', c.campaign, x.currency, {}, {}, {} FROM (SELECT collaboration, currency, \
         SUM(CASE WHEN minor > 0 THEN minor ELSE 0 END) AS worth, SUM(CASE WHEN minor > 0 THEN 1 ELSE 0 END) AS orders, SUM(commission) AS commission \
         FROM credit WHERE brand = $1 GROUP BY collaboration, currency) x JOIN collaboration c ON c.id = x.collaboration GROUP BY c.campaign, x.currency",
        sum("committed"),
        sum("accrued"),
        sum("paid"),
        sum("x.worth"),
        sum("x.orders"),
        sum("x.commission"),
    );
    let mut found: BTreeMap<CampaignId, CampaignSums> = BTreeMap::new();
    for row in db.all("stage", &sql, params![brand]).await? {
        let sums = found.entry(row.get("campaign")?).or_default();
        let (one, two, three): (i64, i64, i64) = (row.get("one")?, row.get("two")?, row.get("three")?);
        match row.get::<String>("kind")?.as_str() {
            "stage" => sums.stages.push((row.word("word", Stage::parse)?, one > 0, two)),
            "line" => sums.lines.push(LineSum { line: row.word("word", BudgetLine::parse)?, committed: one, accrued: two, paid: three }),
            _ => sums.credit.push(CreditSum { currency: row.get("word")?, worth: one, orders: two, commission: three }),
        }
    }
    Ok(found)
}
