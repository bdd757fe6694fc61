//! What a person said of the columns of a list, for the next list under the same headings.
//!
//! Invariant: it is the brand's own, it is said who said it and when, and it can be left aside. Absent: guessing; the columns are
//! recognised first, and this changes only what a person changed.

use domain::{
    creators::{
        CustomFields, Import,
        import::{Column, Plan, Recognised},
    },
    ids::ImportId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Stored;

use crate::Result;

/// Why a column is what it is, where somebody said so now or before.
const BY_HAND: &str = "chosen by hand";
const AS_BEFORE: &str = "as last time";

/// Who said last what the columns are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MappedBefore {
    /// In which import.
    pub import: ImportId,
    /// Who.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

impl From<&Stored<Import>> for MappedBefore {
    fn from(found: &Stored<Import>) -> Self {
        Self { import: found.id, name: found.value.name.clone(), at: found.value.at }
    }
}

/// The headings of a list in a few letters, however many and long they are.
pub(crate) fn fingerprint(headings: &str) -> String {
    Sha256::digest(headings.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether somebody said what a column is.
pub(super) fn by_hand(column: &Recognised) -> bool {
    column.reason == BY_HAND
}

/// The plan with its columns as they were told before; who told it, where that changes anything. What was a field that is not in
/// use any more is what it is taken for now.
pub(super) fn as_before(plan: Plan, before: &Stored<Import>, fields: &CustomFields) -> Result<(Plan, Option<MappedBefore>)> {
    if before.value.columns.len() != plan.columns().len() {
        return Ok((plan, None));
    }
    let taken = |(told, found): (Column, &Recognised)| match told {
        Column::Field(id) if !fields.in_use().any(|field| field.id == id) => found.column,
        told => told,
    };
    let told: Vec<Column> = before.value.columns.iter().map(|column| column.column).zip(plan.columns()).map(taken).collect();
    if plan.columns().iter().zip(&told).all(|(found, told)| found.column == *told) {
        return Ok((plan, None));
    }
    Ok((plan.taken_for(&told, AS_BEFORE)?, Some(MappedBefore::from(before))))
}
