//! Rows of the room `payments`: payables and payouts; the ledger and budgets have files of their own.
//!
//! Invariant: a payable's and a payout's columns are written from its value in the same statement.

pub mod budget;
pub mod ledger;
pub mod list;

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CollaborationId, PayableId, PayoutId},
    payments::{
        FourEyes, Payable, PayableState, Payout,
        summary::{Owed, PayableSummary, PayoutSummary, PayoutWaits, Summary},
    },
    time::{Day, Timestamp, Zone},
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

impl Document for Payable {
    const TABLE: &'static str = "payable";
    const WALL: &'static str = "brand";
    type Id = PayableId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let payout = match self.state {
            PayableState::InPayout { payout } | PayableState::Paid { payout, .. } => Some(payout),
            PayableState::Open | PayableState::Held { .. } | PayableState::PaidOutside { .. } => None,
        };
        vec![
            ("creator", self.creator.bind()),
            ("collaboration", self.collaboration.bind()),
            ("kind", self.kind.as_str().bind()),
            ("state", self.state.as_str().bind()),
            ("minor", self.amount.minor.bind()),
            ("currency", self.amount.currency.bind()),
            ("due", self.due.bind()),
            ("accrued_at", self.started_at.bind()),
            ("payout", payout.bind()),
        ]
    }
}

impl Document for Payout {
    const TABLE: &'static str = "payout";
    const WALL: &'static str = "brand";
    type Id = PayoutId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let transfer = self.transfer();
        vec![
            ("creator", transfer.creator.bind()),
            ("state", self.as_str().bind()),
            ("minor", transfer.amount.minor.bind()),
            ("currency", transfer.amount.currency.bind()),
            ("made_at", transfer.made_at.bind()),
            ("changed_at", since(self).bind()),
        ]
    }
}

/// Since when a payout is in its state, as far as the state says so.
fn since(payout: &Payout) -> Timestamp {
    match payout {
        Payout::Made { transfer } => transfer.made_at,
        Payout::Approved { approval, .. } => approval.at,
        Payout::Submitted { submission, .. } => submission.sent_at(),
        Payout::Unknown { since, .. } => *since,
        Payout::Settled { transfer, settlement } | Payout::Returned { transfer, settlement, .. } => {
            settlement.by_hand.as_ref().map_or(transfer.made_at, |hand| hand.at)
        }
        Payout::Failed { at, .. } | Payout::Withdrawn { at, .. } => *at,
    }
}

/// A fee of which everything was let go: nothing of it is owed, and nobody pays it.
const LET_GO_WHOLE: &str = "(state = 'open' AND kind = 'fee' AND minor = 0)";

/// The payables of a collaboration, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<Payable>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY id", params![collaboration]).await
}

/// What is owed in a brand, the earliest due first, and the last that was paid.
///
/// # Errors
/// The store's.
pub async fn payables(db: &impl Read, brand: BrandId, most_paid: i64) -> Result<Vec<Stored<Payable>>> {
    let owed = format!(
        "((state NOT IN ('paid', 'paid_outside') AND NOT {LET_GO_WHOLE}) OR id IN (SELECT id FROM payable WHERE brand = $1 \
         AND state IN ('paid', 'paid_outside') ORDER BY id DESC LIMIT $2)) ORDER BY due, id"
    );
    document::list(db, brand, &owed, params![most_paid]).await
}

/// A brand's payouts that somebody waits for, and the newest of those that are over; newest first.
///
/// # Errors
/// The store's.
pub async fn payouts(db: &impl Read, brand: BrandId, most_over: i64) -> Result<Vec<Stored<Payout>>> {
    let wanted = "(state IN ('made', 'approved', 'submitted', 'unknown') OR id IN (SELECT id FROM payout WHERE brand = $1 \
                  AND state NOT IN ('made', 'approved', 'submitted', 'unknown') ORDER BY made_at DESC, id DESC LIMIT $2)) \
                  ORDER BY made_at DESC, id DESC";
    document::list(db, brand, wanted, params![most_over]).await
}

/// What `domain::journey` needs to know of the money of collaborations.
///
/// # Errors
/// The store's.
pub async fn journey_summaries(
    db: &impl Read,
    brand: BrandId,
    zone: &Zone,
    four_eyes: FourEyes,
    ids: &[CollaborationId],
) -> Result<BTreeMap<CollaborationId, Summary>> {
    let mut found: BTreeMap<CollaborationId, Summary> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT payable.id AS id, payable.collaboration AS collaboration, payable.kind AS kind, payable.state AS state, payable.minor AS minor, \
             payable.due AS due, payable.accrued_at AS accrued_at, payout.id AS payout_id, payout.state AS payout_state, payout.changed_at AS payout_since, \
             CASE WHEN payout.state IN ('made', 'submitted', 'unknown') THEN payout.facts END AS whole \
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
                    "paid" | "paid_outside" => Owed::Paid,
                    "open" => Owed::Open,
                    _ => Owed::InPayout,
                },
            });
            let (Some(id), Some(since)) = (row.get::<Option<PayoutId>>("payout_id")?, row.get::<Option<Timestamp>>("payout_since")?) else {
                continue;
            };
            let whole = || row.json::<Payout>("whole");
            let (waits, not_by) = match row.get::<Option<String>>("payout_state")?.as_deref() {
                Some("made") => {
                    let made = whole()?;
                    let barred = four_eyes.needed(made.transfer().run_total()).then_some(made.transfer().made_by);
                    (PayoutWaits::Approval, barred)
                }
                Some("approved") => (PayoutWaits::Recording, None),
                Some("submitted" | "unknown") => (whole()?.look_at().map_or(PayoutWaits::Asking, PayoutWaits::Provider), None),
                _ => continue,
            };
            match summary.payouts.iter_mut().find(|payout| payout.id == id) {
                Some(payout) => payout.minor += minor,
                None => summary.payouts.push(PayoutSummary { id, since, waits, minor, not_by }),
            }
        }
    }
    Ok(found)
}

/// Who approved which payout, as the events say.
///
/// # Errors
/// The store's.
pub async fn approvals(db: &impl Read, brand: BrandId) -> Result<BTreeMap<PayoutId, domain::ids::PersonId>> {
    let sql = "SELECT id, subject, actor FROM event WHERE brand = $1 AND kind = 'payments.payout_approved' ORDER BY at, id";
    let mut found = BTreeMap::new();
    for row in db.all("event", sql, params![brand]).await? {
        if let (Some(payout), domain::events::Actor::Person { id }) = (row.get::<Option<PayoutId>>("subject")?, row.json("actor")?) {
            found.insert(payout, id);
        }
    }
    Ok(found)
}
