//! 7: as many rows of each kind as events that tell of them.
//!
//! Absent: kinds whose rows are written without an event of their own.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use store::{Read, params};
use uuid::Uuid;

/// Tables with the event that tells of each row.
const TOLD_BY: [(&str, &str); 5] = [
    ("offer", "agreements.offer_made"),
    ("agreement", PREPARED),
    ("draft", "content.draft_submitted"),
    ("post", "tracking.post_reported"),
    ("payout", "payments.payout_made"),
];
/// An agreement may be written out anew before anybody has signed it.
const PREPARED: &str = "agreements.prepared";

/// How many events of each kind were read.
#[derive(Debug, Default)]
pub(super) struct Counts {
    of: BTreeMap<String, i64>,
    prepared: BTreeSet<Uuid>,
}

impl Counts {
    /// Counts an event and what it is about.
    pub(super) fn note(&mut self, kind: &str, subject: Uuid) {
        if kind != PREPARED || self.prepared.insert(subject) {
            *self.of.entry(kind.to_owned()).or_default() += 1;
        }
    }

    /// Tables with other rows than were told of.
    pub(super) async fn wrong(&self, db: &impl Read, brand: Uuid) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for (table, kind) in TOLD_BY {
            let rows = db.number(table, &format!("SELECT COUNT(*) AS n FROM {table} WHERE brand = $1"), params![brand]).await?;
            let told = self.of.get(kind).copied().unwrap_or(0);
            if rows != told {
                wrong.push(format!("{rows} rows of {table} and {told} events that tell of them"));
            }
        }
        Ok(wrong)
    }
}
