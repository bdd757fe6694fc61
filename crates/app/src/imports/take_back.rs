//! An import of a tracker is taken back within a day.
//!
//! Invariant: a collaboration on which nobody worked since is gone, with what came with it, and its money is taken out of the
//! books by postings; one on which somebody worked stays, and so does its creator. Absent: taking back a part of it.

use domain::{
    campaigns::Collaboration,
    creators::ImportTakenBack,
    ids::{ImportId, LedgerEntryId},
    imports::{TrackerImport, TrackerTakenBack},
    payments::{Expense, PayableState, Posting},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, payments::ledger::Belongs};

use super::writing::OUTSIDE;
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, creators::import::take_back::people, operation::MANAGER,
};

/// How many are looked at at a time.
const CHUNK: i64 = 500;

/// Takes an import of a tracker back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeBackTracker {
    /// Which.
    pub tracker: ImportId,
}

impl Operation for TakeBackTracker {
    type Answer = TrackerTakenBack;
    const META: Meta = Meta {
        name: "imports.take_back_tracker",
        doc: "Takes an import of a tracker back, within a day. What came in with it leaves; a collaboration that somebody worked on since stays.",
        route: Route::post("/imports/tracker/{tracker}/take-back"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<TrackerTakenBack> {
        let brand = ctx.brand()?;
        let found = store::imports::tracker(ctx.tx(), brand, self.tracker).await?.ok_or(Error::NotFound)?;
        found.value.can_be_taken_back(ctx.now())?;
        let (mut removed, mut kept, mut last) = (0, 0, None);
        loop {
            let chunk = store::imports::collaborations(ctx.tx(), brand, self.tracker, None, last, CHUNK).await?;
            let Some(end) = chunk.last() else { break };
            last = Some(end.id);
            let ids: Vec<_> = chunk.iter().map(|one| one.id).collect();
            let worked = store::imports::worked_on(ctx.tx(), brand, self.tracker, &ids).await?;
            let (stay, go): (Vec<_>, Vec<_>) = chunk.into_iter().partition(|one| worked.contains(&one.id));
            kept += u64::try_from(stay.len()).unwrap_or(u64::MAX);
            removed += u64::try_from(go.len()).unwrap_or(u64::MAX);
            out_of_the_books(ctx, &go).await?;
            store::imports::remove_collaborations(ctx.tx(), brand, &go).await?;
        }
        for campaign in &found.value.campaigns {
            store::imports::remove_campaign(ctx.tx(), brand, *campaign).await?;
        }
        let mut creators =
            ImportTakenBack { removed: 0, restored: 0, changed_since: 0, by: ctx.caller().actor(), name: String::new(), at: ctx.now() };
        people(ctx, self.tracker, &mut creators).await?;
        let done = TrackerTakenBack {
            removed,
            kept,
            creators: creators.removed,
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        let import = TrackerImport { taken_back: Some(done.clone()), ..found.value.clone() };
        store::document::save(ctx.tx(), brand, found.id, found.version, &import).await?;
        let data = json!({ "file_name": import.file_name, "removed": removed, "kept": kept, "creators": done.creators });
        ctx.note(About::default().subject(self.tracker), "imports.tracker_taken_back", data).await?;
        Ok(done)
    }
}

/// What was entered as paid outside is entered backwards: the ledger never changes.
async fn out_of_the_books(ctx: &mut Ctx, gone: &[Stored<Collaboration>]) -> Result<()> {
    let brand = ctx.brand()?;
    let ids: Vec<_> = gone.iter().map(|one| one.id).collect();
    let mut postings: Vec<(Vec<LedgerEntryId>, Posting, Belongs)> = Vec::new();
    for payable in store::document::list_in::<domain::payments::Payable, _>(ctx.tx(), brand, "collaboration", &ids, "id").await? {
        if let PayableState::PaidOutside { source, .. } = &payable.value.state {
            let posting = Posting::paid_outside(Expense::Fees, OUTSIDE, payable.value.amount).corrected();
            let entries = posting.entries().iter().map(|_| ctx.id()).collect();
            let memo = format!("Taken back: fee, {source}");
            // Neither the collaboration nor, maybe, the creator is there any more.
            postings.push((entries, posting, Belongs { collaboration: None, creator: None, memo, at: ctx.now() }));
        }
    }
    Ok(store::payments::ledger::post_all(ctx.tx(), brand, &postings).await?)
}
