//! What a simulated world came to, in figures and in words.
//!
//! Absent: judging it; `check` does.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use domain::time::Timestamp;
use serde_json::Value;
use store::{Db, Read, params};
use uuid::Uuid;

use super::Outcome;

/// Figures of a world.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Sums {
    /// Collaborations by stage.
    pub stages: BTreeMap<String, i64>,
    /// Mails to creators by kind.
    pub mails: BTreeMap<String, i64>,
    /// Moves that were late on the morning of any day, by whose turn it was.
    pub late: BTreeMap<String, i64>,
    /// Those among them that are open in the end.
    pub still_late: BTreeMap<String, i64>,
    /// Money in minor units: planned, reserved, committed, accrued, paid.
    pub money: BTreeMap<String, i64>,
    /// What happened to payouts, by the word of the event.
    pub payouts: BTreeMap<String, i64>,
    /// Orders.
    pub orders: i64,
    /// What of their value is credited, in minor units by currency.
    pub credit: BTreeMap<String, i64>,
    /// The ledger's sum by currency, which is zero in each.
    pub ledger: BTreeMap<String, i64>,
}

/// Which moves of people were late so far. A move is known by its collaboration, its key and since when it waits.
#[derive(Debug, Default)]
pub struct Late {
    seen: BTreeMap<String, BTreeSet<(Uuid, String, Timestamp)>>,
}

impl Late {
    /// Looks at what is late now. Gives how much it is, by whose turn it is.
    pub async fn look(&mut self, db: &impl Read, now: Timestamp) -> Result<BTreeMap<String, i64>> {
        let mut open = BTreeMap::new();
        let sql = "SELECT collaboration, key, since, turn, COALESCE(role, '') AS role FROM move WHERE due < $1 AND turn <> 'clock'";
        for row in db.all("move", sql, params![now]).await? {
            let (turn, role): (String, String) = (row.get("turn")?, row.get("role")?);
            let who = format!("{turn} {role}").trim_end().to_owned();
            *open.entry(who.clone()).or_default() += 1;
            self.seen.entry(who).or_default().insert((row.get("collaboration")?, row.get("key")?, row.get("since")?));
        }
        Ok(open)
    }

    /// How many there were, by whose turn it was.
    fn counted(&self) -> BTreeMap<String, i64> {
        self.seen.iter().map(|(who, moves)| (who.clone(), i64::try_from(moves.len()).unwrap_or(i64::MAX))).collect()
    }
}

/// The figures of a database at a time, with what was late until then.
pub async fn of(db: &Db, now: Timestamp, mut late: Late) -> Result<Sums> {
    let counted = async |table: &'static str, sql: &str, values| -> Result<BTreeMap<String, i64>> {
        let rows = db.all(table, sql, values).await?;
        Ok(rows.iter().map(|row| Ok((row.get("word")?, row.get("n")?))).collect::<store::Result<_>>()?)
    };
    let stages = counted("stage", "SELECT stage AS word, COUNT(*) AS n FROM stage GROUP BY stage", vec![]).await?;
    let sql = "SELECT kind AS word, COUNT(*) AS n FROM mail WHERE creator IS NOT NULL AND sent_at IS NOT NULL GROUP BY kind";
    let mails = counted("mail", sql, vec![]).await?;
    let still_late = late.look(db, now).await?;
    let mut money = BTreeMap::from([("planned".to_owned(), planned(db).await?)]);
    for column in ["reserved", "committed", "accrued", "paid"] {
        let sql = format!("SELECT CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS n FROM budget_line");
        money.insert(column.to_owned(), db.number("budget_line", &sql, vec![]).await?);
    }
    let sql = "SELECT SUBSTR(kind, 17) AS word, COUNT(*) AS n FROM event WHERE kind LIKE 'payments.payout_%' GROUP BY kind";
    let payouts = counted("event", sql, vec![]).await?;
    let sql = "SELECT currency AS word, CAST(SUM(minor) AS BIGINT) AS n FROM credit GROUP BY currency";
    let credit = counted("credit", sql, vec![]).await?;
    let sql = "SELECT currency AS word, CAST(SUM(minor) AS BIGINT) AS n FROM ledger_entry GROUP BY currency";
    let ledger = counted("ledger_entry", sql, vec![]).await?;
    let orders = db.number("shop_order", "SELECT COUNT(*) AS n FROM shop_order", vec![]).await?;
    Ok(Sums { payouts, stages, mails, late: late.counted(), still_late, money, orders, credit, ledger })
}

/// All lines of all campaigns' budgets.
async fn planned(db: &Db) -> Result<i64> {
    let mut sum = 0;
    for row in db.all("campaign", "SELECT facts FROM campaign", vec![]).await? {
        let facts: Value = row.json("facts")?;
        sum += facts["budget"].as_object().map_or(0, |lines| lines.values().filter_map(Value::as_i64).sum());
    }
    Ok(sum)
}

/// A world's outcome for people.
pub fn words(outcome: &Outcome) -> String {
    let list = |all: &BTreeMap<String, i64>| all.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ");
    let sums = &outcome.sums;
    let mut text = format!("seed {} on {}, {} days\n", outcome.seed, outcome.database, outcome.hours / 24);
    text.push_str(&format!("  collaborations  {}\n  mails           {}\n", list(&sums.stages), list(&sums.mails)));
    text.push_str(&format!("  late            {}; in the end {}\n", list(&sums.late), list(&sums.still_late)));
    text.push_str(&format!(
        "  money           {}\n  orders          {}, {} credited\n",
        list(&sums.money),
        sums.orders,
        list(&sums.credit)
    ));
    text.push_str(&format!("  payouts         {}\n", list(&sums.payouts)));
    text.push_str(&format!("  ledger          {}\n  events          {}\n", list(&sums.ledger), outcome.event_hash));
    if outcome.violations.is_empty() {
        text.push_str("  violations      none\n");
    }
    for violation in &outcome.violations {
        text.push_str(&format!("  VIOLATION       {violation}\n"));
    }
    for action in &outcome.last_actions {
        text.push_str(&format!("    {action}\n"));
    }
    text
}
