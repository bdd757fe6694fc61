//! Whether our books and the payment provider's say the same: one transfer for a payout, of its amount, and in the end each
//! with the same outcome on both sides.
//!
//! Invariant: it asks the database and the provider's books in plain questions and uses no operation. Absent: mending.

use std::collections::BTreeMap;

use anyhow::Result;
use domain::time::Timestamp;
use store::Read;
use uuid::Uuid;
use world::bank::Transfer;

/// Payouts that went with the provider, by key, with their state and amount.
async fn ours(db: &impl Read, submitted: &BTreeMap<String, Uuid>) -> Result<BTreeMap<String, (String, i64)>> {
    let mut payouts: BTreeMap<Uuid, (String, i64)> = BTreeMap::new();
    for row in db.all("payout", "SELECT id, state, minor FROM payout", vec![]).await? {
        payouts.insert(row.get("id")?, (row.get("state")?, row.get("minor")?));
    }
    Ok(submitted.iter().filter_map(|(key, id)| Some((key.clone(), payouts.get(id)?.clone()))).collect())
}

/// What never may be: a transfer that nobody ordered, two for one payout, another amount, money that left without being under
/// way or paid.
pub async fn wrong(db: &impl Read, submitted: &BTreeMap<String, Uuid>, transfers: &[Transfer]) -> Result<Vec<String>> {
    let (ours, mut wrong) = (ours(db, submitted).await?, Vec::new());
    let mut made: BTreeMap<Uuid, u32> = BTreeMap::new();
    for transfer in transfers {
        if let Some(payout) = submitted.get(&transfer.key) {
            let count = made.entry(*payout).or_default();
            *count += 1;
            if *count > 1 {
                wrong.push(format!("the provider made transfer number {count} for the payout {payout}"));
            }
        }
        match ours.get(&transfer.key) {
            None => wrong.push(format!("the provider made a transfer under {} that no payout is", transfer.key)),
            Some((_, minor)) if *minor != transfer.amount.minor => {
                wrong.push(format!("{} is a payout of {minor} and a transfer of {}", transfer.key, transfer.amount));
            }
            Some(_) => {}
        }
    }
    let clearing = "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) AS n FROM ledger_entry WHERE account = 'clearing'";
    let clearing = db.number("ledger_entry", clearing, vec![]).await?;
    let under_way = "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) AS n FROM payout WHERE state IN ('submitted', 'unknown')";
    let under_way = db.number("payout", under_way, vec![]).await?;
    if clearing != -under_way {
        wrong.push(format!("clearing holds {clearing} while {under_way} is under way"));
    }
    Ok(wrong)
}

/// In the end both sides say the same of each transfer, and nothing is under way.
pub async fn at_rest(db: &impl Read, submitted: &BTreeMap<String, Uuid>, transfers: &[Transfer], now: Timestamp) -> Result<Vec<String>> {
    let (ours, mut wrong) = (ours(db, submitted).await?, Vec::new());
    let theirs: BTreeMap<&str, &str> = transfers
        .iter()
        .map(|transfer| {
            let outcome = match (transfer.ends.1, transfer.returns) {
                (false, _) => "failed",
                (true, Some(back)) if back <= now => "returned",
                (true, _) => "settled",
            };
            (transfer.key.as_str(), outcome)
        })
        .collect();
    for (key, (state, _)) in ours {
        let outcome = theirs.get(key.as_str()).copied().unwrap_or("failed");
        if state != outcome {
            wrong.push(format!("{key} is {state} here and {outcome} at the provider"));
        }
    }
    Ok(wrong)
}
