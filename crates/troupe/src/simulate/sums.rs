//! What a simulated world came to, in figures and in words; and the canaries that show that wrong things are noticed.

use std::collections::BTreeMap;

use anyhow::Result;
use domain::time::Timestamp;
use store::{Db, Read, Tx, params};
use uuid::Uuid;

use super::Outcome;

/// Figures of a world.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Sums {
    /// Collaborations by stage.
    pub stages: BTreeMap<String, i64>,
    /// Mails to creators by kind.
    pub mails: BTreeMap<String, i64>,
    /// Open moves that are late, by whose turn it is.
    pub late: BTreeMap<String, i64>,
    /// Money in minor units: planned, reserved, committed, accrued, paid.
    pub money: BTreeMap<String, i64>,
    /// What happened to payouts, by the word of the event.
    pub payouts: BTreeMap<String, i64>,
    /// Orders.
    pub orders: i64,
    /// What of their value is credited, in minor units.
    pub credit: i64,
    /// The ledger's sum, which is zero.
    pub ledger: i64,
}

/// The figures of a database at a time.
pub async fn of(db: &Db, now: Timestamp) -> Result<Sums> {
    let counted = async |table: &'static str, sql: &str, values| -> Result<BTreeMap<String, i64>> {
        let rows = db.all(table, sql, values).await?;
        Ok(rows.iter().map(|row| Ok((row.get("word")?, row.get("n")?))).collect::<store::Result<_>>()?)
    };
    let stages = counted("stage", "SELECT stage AS word, COUNT(*) AS n FROM stage GROUP BY stage", vec![]).await?;
    let sql = "SELECT kind AS word, COUNT(*) AS n FROM mail WHERE creator IS NOT NULL AND sent_at IS NOT NULL GROUP BY kind";
    let mails = counted("mail", sql, vec![]).await?;
    let sql = "SELECT turn AS word, COUNT(*) AS n FROM move WHERE due < $1 AND turn <> 'clock' GROUP BY turn";
    let late = counted("move", sql, params![now]).await?;
    let mut money = BTreeMap::new();
    for column in ["reserved", "committed", "accrued", "paid"] {
        let sql = format!("SELECT CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS n FROM budget_line");
        money.insert(column.to_owned(), db.number("budget_line", &sql, vec![]).await?);
    }
    let sql = "SELECT SUBSTR(kind, 17) AS word, COUNT(*) AS n FROM event WHERE kind LIKE 'payments.payout_%' GROUP BY kind";
    let payouts = counted("event", sql, vec![]).await?;
    Ok(Sums {
        payouts,
        stages,
        mails,
        late,
        money,
        orders: db.number("shop_order", "SELECT COUNT(*) AS n FROM shop_order", vec![]).await?,
        credit: db.number("credit", "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) AS n FROM credit", vec![]).await?,
        ledger: db.number("ledger_entry", "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) AS n FROM ledger_entry", vec![]).await?,
    })
}

/// A world's outcome for people.
pub fn words(outcome: &Outcome) -> String {
    let list = |all: &BTreeMap<String, i64>| all.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ");
    let sums = &outcome.sums;
    let mut text = format!("seed {} on {}, {} days\n", outcome.seed, outcome.database, outcome.hours / 24);
    text.push_str(&format!(
        "  collaborations  {}\n  mails           {}\n  late            {}\n",
        list(&sums.stages),
        list(&sums.mails),
        list(&sums.late)
    ));
    text.push_str(&format!("  money           {}\n  orders          {}, {} credited\n", list(&sums.money), sums.orders, sums.credit));
    text.push_str(&format!("  payouts         {}\n", list(&sums.payouts)));
    text.push_str(&format!("  ledger          {}\n  events          {}\n", sums.ledger, outcome.event_hash));
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

/// Breaks one invariant by hand, as a fault of the program would.
pub async fn tamper(tx: &Tx, canary: u8, brand: Uuid) -> Result<()> {
    let statements: &[&str] = match canary {
        1 => &["UPDATE ledger_entry SET minor = minor + 1 WHERE id = (SELECT id FROM ledger_entry ORDER BY id LIMIT 1)"],
        2 => &[
            "INSERT INTO mail (id, organisation, brand, creator, marketing, kind, sender, recipient, subject, body, state, created_at, sent_at) \
                SELECT m.message, m.organisation, m.brand, m.creator, m.marketing, m.kind, m.sender, m.recipient, m.subject, m.body, m.state, m.created_at, \
                (SELECT MAX(at) FROM event) FROM mail m WHERE m.message IS NOT NULL AND m.creator IS NOT NULL AND m.sent_at IS NOT NULL ORDER BY m.id LIMIT 1",
        ],
        3 => &[
            "UPDATE event SET actor = (SELECT e.actor FROM event e WHERE e.kind = 'payments.payout_made' ORDER BY e.id LIMIT 1) WHERE kind = 'payments.payout_approved'",
        ],
        4 => &["UPDATE stage SET stage = 'producing' WHERE collaboration = (SELECT s.collaboration FROM stage s \
                WHERE NOT EXISTS (SELECT 1 FROM move WHERE move.collaboration = s.collaboration) ORDER BY s.collaboration LIMIT 1)"],
        5 => &["UPDATE budget_line SET committed = committed + 100000000 WHERE line = 'fees'"],
        6 => &["UPDATE post SET facts = REPLACE(facts, '\"live_at\":\"2026', '\"live_at\":\"2028')"],
        7 => &["DELETE FROM event WHERE kind IN ('campaigns.declined', 'campaigns.no_response', 'campaigns.dropped')"],
        8 => &["UPDATE mail SET brand = (SELECT id FROM brand WHERE id <> $1 ORDER BY id LIMIT 1) WHERE brand = $1"],
        _ => &["UPDATE outbox SET state = 'dead', last_error = NULL WHERE id = (SELECT id FROM outbox ORDER BY id LIMIT 1)"],
    };
    for statement in statements {
        let values = if statement.contains("$1") { params![brand] } else { vec![] };
        tx.execute(statement, values).await?;
    }
    Ok(())
}
