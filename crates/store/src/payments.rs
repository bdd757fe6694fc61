//! Rows of the room `payments`: payables, payouts, the ledger, budget lines.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CollaborationId, PayableId, PayoutId},
    payments::summary::{Owed, PayableSummary, PayoutSummary, PayoutWaits, Summary},
    time::{Day, Timestamp, Zone},
};

use crate::{
    Read, Result,
    db::{Bind, placeholders},
    params,
};

/// What `domain::journey` needs to know of the money of collaborations.
///
/// # Errors
/// The store's.
pub async fn journey_summaries(
    db: &impl Read,
    brand: BrandId,
    zone: &Zone,
    ids: &[CollaborationId],
) -> Result<BTreeMap<CollaborationId, Summary>> {
    let mut found: BTreeMap<CollaborationId, Summary> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT payable.id AS id, payable.collaboration AS collaboration, payable.kind AS kind, payable.state AS state, payable.minor AS minor, \
             payable.due AS due, payable.accrued_at AS accrued_at, payout.id AS payout_id, payout.state AS payout_state, payout.changed_at AS payout_since \
             FROM payable LEFT JOIN payout ON payout.id = payable.payout WHERE payable.brand = $1 AND payable.collaboration IN ({}) ORDER BY payable.id",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("payable", &sql, values).await? {
            let state: String = row.get("state")?;
            let minor: i64 = row.get("minor")?;
            let summary = found.entry(row.get("collaboration")?).or_default();
            summary.payables.push(PayableSummary {
                id: row.get::<PayableId>("id")?,
                is_fee: row.get::<String>("kind")? == "fee",
                minor,
                accrued_at: row.get("accrued_at")?,
                due: row.get::<Day>("due")?.at(0, 0, zone),
                owed: match state.as_str() {
                    "paid" => Owed::Paid,
                    "open" => Owed::Open,
                    _ => Owed::InPayout,
                },
            });
            let waits = match row.get::<Option<String>>("payout_state")?.as_deref() {
                Some("made") => PayoutWaits::Approval,
                Some("approved" | "submitted" | "unknown") => PayoutWaits::Recording,
                _ => continue,
            };
            let (Some(id), Some(since)) = (row.get::<Option<PayoutId>>("payout_id")?, row.get::<Option<Timestamp>>("payout_since")?) else {
                continue;
            };
            match summary.payouts.iter_mut().find(|payout| payout.id == id) {
                Some(payout) => payout.minor += minor,
                None => summary.payouts.push(PayoutSummary { id, since, waits, minor }),
            }
        }
    }
    Ok(found)
}
