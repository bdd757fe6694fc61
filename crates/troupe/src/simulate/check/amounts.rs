//! 5: the budget's amounts counted anew from what they stand for: offers, agreements, payables, payouts and parcels.
//!
//! Invariant: each amount is counted once, in its latest state. Absent: what was only planned for commission, and what was
//! promised for rounds beyond an agreement and is not owed yet; other currencies than the brand's own.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;
use store::{Read, Row, params};
use uuid::Uuid;

/// How much of a line is in which state, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Line {
    reserved: i64,
    committed: i64,
    accrued: i64,
    paid: i64,
    released: i64,
}

/// What a collaboration agreed, in minor units.
#[derive(Debug, Clone, Copy, Default)]
struct Agreed {
    fee: i64,
    product: i64,
}

impl Agreed {
    fn of(facts: &Value) -> Self {
        let minor = |money: &Value| money["minor"].as_i64().unwrap_or(0);
        Self { fee: minor(&facts["terms"]["fee"]), product: minor(&facts["terms"]["product"]["value"]) }
    }
}

/// Amounts by collaboration and line.
type Lines = BTreeMap<(Uuid, String), Line>;

/// Everything that the budget says otherwise than what it is made of.
pub(super) async fn wrong(db: &impl Read, brand: Uuid) -> Result<Vec<String>> {
    let stored = stored(db, brand).await?;
    let counted = owed(db, brand).await?;
    let mut wrong = payouts(db, brand).await?;
    for line in ["fees", "bonus", "commission", "product", "shipping"] {
        let of = |lines: &Lines| -> BTreeMap<Uuid, Line> {
            lines.iter().filter(|((_, name), _)| name == line).map(|((id, _), amounts)| (*id, *amounts)).collect()
        };
        let (stored, counted) = (of(&stored), of(&counted));
        for id in stored.keys().chain(counted.keys().filter(|id| !stored.contains_key(*id))) {
            let (says, is) = (stored.get(id).copied().unwrap_or_default(), counted.get(id).copied().unwrap_or_default());
            if (says.accrued, says.paid) != (is.accrued, is.paid) {
                wrong.push(format!(
                    "the budget of {id} has {} of {line} owed and {} paid where there are {} and {}",
                    says.accrued, says.paid, is.accrued, is.paid
                ));
            }
        }
    }
    wrong.extend(promised(db, brand, &stored).await?);
    Ok(wrong)
}

async fn stored(db: &impl Read, brand: Uuid) -> Result<Lines> {
    let sql = "SELECT collaboration, line, reserved, committed, accrued, paid, released FROM budget_line WHERE brand = $1";
    let mut lines = Lines::new();
    for row in db.all("budget_line", sql, params![brand]).await? {
        let line = Line {
            reserved: row.get("reserved")?,
            committed: row.get("committed")?,
            accrued: row.get("accrued")?,
            paid: row.get("paid")?,
            released: row.get("released")?,
        };
        lines.insert((row.get("collaboration")?, row.get("line")?), line);
    }
    Ok(lines)
}

/// What is owed and paid by payables, and what left the house by parcels.
async fn owed(db: &impl Read, brand: Uuid) -> Result<Lines> {
    let mut lines = Lines::new();
    let sql = "SELECT collaboration, kind, state, minor FROM payable WHERE brand = $1";
    for row in db.all("payable", sql, params![brand]).await? {
        let (kind, state, minor): (String, String, i64) = (row.get("kind")?, row.get("state")?, row.get("minor")?);
        let name = if kind == "fee" { "fees".to_owned() } else { kind };
        let line = lines.entry((row.get("collaboration")?, name)).or_default();
        if state == "paid" || state == "paid_outside" {
            line.paid += minor;
        } else {
            line.accrued += minor;
        }
    }
    for row in db.all("shipment", "SELECT collaboration, facts FROM shipment WHERE brand = $1", params![brand]).await? {
        let (id, facts): (Uuid, Value) = (row.get("collaboration")?, row.json("facts")?);
        for (line, of) in [("product", "value"), ("shipping", "cost")] {
            lines.entry((id, line.to_owned())).or_default().paid += facts[of]["minor"].as_i64().unwrap_or(0);
        }
    }
    Ok(lines)
}

/// What is reserved and committed is what was accepted and signed, less what has gone on from there.
async fn promised(db: &impl Read, brand: Uuid, stored: &Lines) -> Result<Vec<String>> {
    let sql = "SELECT collaboration, facts FROM offer WHERE brand = $1 AND state = 'accepted' ORDER BY collaboration, number";
    let accepted = agreed(&db.all("offer", sql, params![brand]).await?)?;
    let sql = "SELECT collaboration, facts FROM agreement WHERE brand = $1 AND signed_at IS NOT NULL";
    let signed = agreed(&db.all("agreement", sql, params![brand]).await?)?;
    let mut wrong = Vec::new();
    for row in db.all("collaboration", "SELECT id, off FROM collaboration WHERE brand = $1 ORDER BY id", params![brand]).await? {
        let (id, off): (Uuid, Option<String>) = (row.get("id")?, row.get("off")?);
        for name in ["fees", "product"] {
            let amount = |of: &Agreed| if name == "fees" { of.fee } else { of.product };
            let line = stored.get(&(id, name.to_owned())).copied().unwrap_or_default();
            let is = match (signed.get(&id).map(amount), accepted.get(&id).map(amount)) {
                // Of what was signed all is somewhere; parcels may be worth more than was agreed.
                (Some(sum), _) => {
                    let gone = if name == "product" { line.paid.min(sum) } else { line.accrued + line.paid };
                    line.reserved == 0 && line.committed + gone + line.released == sum && (off.is_none() || line.committed == 0)
                }
                (None, Some(sum)) if off.is_none() => line.reserved == sum && line.committed == 0,
                (None, _) => line.reserved == 0 && line.committed == 0,
            };
            if !is {
                wrong.push(format!("the budget of {id} has {line:?} of {name}, which is not what was agreed"));
            }
        }
    }
    Ok(wrong)
}

fn agreed(rows: &[Row]) -> Result<BTreeMap<Uuid, Agreed>> {
    rows.iter().map(|row| Ok((row.get("collaboration")?, Agreed::of(&row.json("facts")?)))).collect()
}

/// A payout is the sum of what it pays, and what it pays is as far as the payout is.
async fn payouts(db: &impl Read, brand: Uuid) -> Result<Vec<String>> {
    let sql = "SELECT p.id AS id, p.state AS state, p.minor AS minor, CAST(COALESCE(SUM(a.minor), 0) AS BIGINT) AS sum, \
               COALESCE(MIN(a.state), '') AS least, COALESCE(MAX(a.state), '') AS most \
               FROM payout p LEFT JOIN payable a ON a.payout = p.id WHERE p.brand = $1 GROUP BY p.id, p.state, p.minor ORDER BY p.id";
    let mut wrong = Vec::new();
    for row in db.all("payout", sql, params![brand]).await? {
        let (id, state, minor): (Uuid, String, i64) = (row.get("id")?, row.get("state")?, row.get("minor")?);
        let (sum, least, most): (i64, String, String) = (row.get("sum")?, row.get("least")?, row.get("most")?);
        let (of_it, due) = match state.as_str() {
            "settled" => ("paid", minor),
            "failed" | "returned" | "withdrawn" => ("", 0),
            _ => ("in_payout", minor),
        };
        if sum != due || least != of_it || most != of_it {
            wrong.push(format!("the payout {id} of {minor} is {state} and pays {sum}, which is {least} to {most}"));
        }
    }
    Ok(wrong)
}
