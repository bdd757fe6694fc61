//! An import of a tracker is taken back within a day.
//!
//! Invariant: a collaboration on which nobody worked since is gone, with what came with it, and its money is taken out of the
//! books by postings; one that was there before is again as it was, but for a code that is another's by now; one on which somebody
//! worked stays, and so does its creator. Absent: taking back a part of it.

use std::collections::{BTreeMap, btree_map::Entry};

use domain::{
    campaigns::Collaboration,
    creators::ImportTakenBack,
    ids::{CollaborationId, ImportId},
    imports::{Before, TrackerImport, TrackerTakenBack},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::renew;
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
        doc: "Takes an import of a tracker back, within a day. What came in with it leaves, what it changed is as it was; a collaboration that somebody worked on since stays.",
        route: Route::post("/imports/tracker/{tracker}/take-back"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<TrackerTakenBack> {
        let brand = ctx.brand()?;
        let found = store::imports::tracker(ctx.tx(), brand, self.tracker).await?.ok_or(Error::NotFound)?;
        found.value.can_be_taken_back(ctx.now())?;
        let (mut removed, mut restored, mut kept, mut last) = (0, 0, 0, None);
        let mut left = Vec::new();
        loop {
            let chunk = store::imports::collaborations(ctx.tx(), brand, self.tracker, None, last, CHUNK).await?;
            let Some(end) = chunk.last() else { break };
            last = Some(end.id);
            let ids: Vec<_> = chunk.iter().map(|one| one.id).collect();
            store::imports::hold(ctx.tx(), brand, &ids).await?;
            // A newer sheet may have been read over them until they were held.
            let mut chunk = store::document::list_in::<Collaboration, _>(ctx.tx(), brand, "id", &ids, "id").await?;
            chunk.retain(|one| one.value.taken_over.as_ref().is_some_and(|told| told.import == self.tracker));
            let ids: Vec<_> = chunk.iter().map(|one| one.id).collect();
            let worked = store::imports::worked_on(ctx.tx(), brand, &ids).await?;
            let (stay, go): (Vec<_>, Vec<_>) = chunk.into_iter().partition(|one| worked.contains(&one.id));
            kept += u64::try_from(stay.len()).unwrap_or(u64::MAX);
            let again = before(ctx, &go).await?;
            restored += u64::try_from(again.len()).unwrap_or(u64::MAX);
            removed += u64::try_from(go.len() - again.len()).unwrap_or(u64::MAX);
            renew::remove(ctx, &go, "Taken back").await?;
            left.extend(renew::put_back(ctx, again).await?);
        }
        // What a collaboration further down had of this import's is free by now.
        let left = renew::give_codes(ctx, left).await?;
        for campaign in &found.value.campaigns {
            store::imports::remove_campaign(ctx.tx(), brand, *campaign).await?;
        }
        let mut creators =
            ImportTakenBack { removed: 0, restored: 0, changed_since: 0, by: ctx.caller().actor(), name: String::new(), at: ctx.now() };
        people(ctx, self.tracker, &mut creators).await?;
        let done = TrackerTakenBack {
            removed,
            restored,
            kept,
            creators: creators.removed,
            codes: left.into_iter().map(|(_, code)| code.code).collect(),
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        let import = TrackerImport { taken_back: Some(done.clone()), ..found.value.clone() };
        store::document::save(ctx.tx(), brand, found.id, found.version, &import).await?;
        let data =
            json!({ "file_name": import.file_name, "removed": removed, "restored": restored, "kept": kept, "creators": done.creators });
        ctx.note(About::default().subject(self.tracker), "imports.tracker_taken_back", data).await?;
        Ok(done)
    }
}

fn broken(error: serde_json::Error) -> Error {
    Error::Broken(error.to_string())
}

/// Of collaborations that are removed, those that were there before with an import that stands, as they were.
async fn before(ctx: &Ctx, gone: &[Stored<Collaboration>]) -> Result<Vec<(CollaborationId, Before)>> {
    let mut stands: BTreeMap<ImportId, bool> = BTreeMap::new();
    let mut all = Vec::new();
    for one in gone {
        let mut before = Before::of(&one.value).map_err(broken)?;
        // An import between them that was taken back is passed over.
        while let Some(found) = before {
            let Some(import) = found.collaboration.taken_over.as_ref().map(|told| told.import) else { break };
            if let Entry::Vacant(unknown) = stands.entry(import) {
                let known = store::imports::tracker(ctx.tx(), ctx.brand()?, import).await?;
                unknown.insert(known.is_some_and(|known| known.value.taken_back.is_none()));
            }
            if stands.get(&import) == Some(&true) {
                all.push((one.id, found));
                break;
            }
            before = Before::of(&found.collaboration).map_err(broken)?;
        }
    }
    Ok(all)
}
