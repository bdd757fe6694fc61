//! What a collaboration was before a newer sheet was read over it, whole, so that the newer import can be taken back.
//!
//! Invariant: kept only for as long as an import can be taken back. Absent: putting it back.

use serde::{Deserialize, Serialize};

use crate::{
    attribution::setup::PromoCode,
    campaigns::Collaboration,
    content::{Deliverable, Draft},
    creators::changes::TAKEN_BACK_WITHIN,
    ids::{CodeId, DeliverableId, DraftId, PayableId, PostId},
    payments::{Payable, PayableState},
    time::Timestamp,
    tracking::Post,
};

/// So many states of one collaboration are kept.
pub const MOST_KEPT: usize = 8;

/// A collaboration with all that came with it from a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Itself.
    pub collaboration: Collaboration,
    /// What was made.
    pub deliverables: Vec<(DeliverableId, Deliverable)>,
    /// Drafts of it.
    pub drafts: Vec<(DraftId, Draft)>,
    /// Posts of it.
    pub posts: Vec<(PostId, Post)>,
    /// Its codes.
    pub codes: Vec<(CodeId, PromoCode)>,
    /// What was paid of it.
    pub payables: Vec<(PayableId, Payable)>,
}

impl Before {
    /// What of its fee was paid outside, in minor units.
    #[must_use]
    pub fn paid(&self) -> i64 {
        let paid = self.payables.iter().filter(|(_, one)| matches!(one.state, PayableState::PaidOutside { .. }));
        paid.map(|(_, one)| one.amount.minor).sum()
    }

    /// Reads what a collaboration keeps of it.
    ///
    /// # Errors
    /// When what is kept is none.
    pub fn of(collaboration: &Collaboration) -> Result<Option<Self>, serde_json::Error> {
        let kept = collaboration.taken_over.as_ref().and_then(|told| told.before.as_deref());
        kept.map(|kept| serde_json::from_value(kept.clone())).transpose()
    }

    /// As the collaboration that replaces it keeps it.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn to_keep(&self) -> Result<Box<serde_json::Value>, serde_json::Error> {
        serde_json::to_value(self).map(Box::new)
    }

    /// Without what it was before that, once the import that it came with cannot be taken back any more; and never more than
    /// [`MOST_KEPT`] one in another, however often a sheet is brought on one day.
    #[must_use]
    pub fn kept_at(mut self, now: Timestamp) -> Self {
        if let Some(told) = &mut self.collaboration.taken_over {
            if now > told.at.plus(TAKEN_BACK_WITHIN) {
                told.before = None;
            }
            let mut level = told.before.as_deref_mut();
            for _ in 1..MOST_KEPT {
                level = level.and_then(|kept| kept.pointer_mut("/collaboration/taken_over/before")).filter(|kept| !kept.is_null());
            }
            if let Some(oldest) = level.and_then(|kept| kept.pointer_mut("/collaboration/taken_over/before")) {
                *oldest = serde_json::Value::Null;
            }
        }
        self
    }
}
