//! A creator sends a draft.

use domain::{
    content::{ContentError, Draft, Progress},
    files::StoredFile,
    ids::{DeliverableId, DraftId, FileId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{deliverable, makes_drafts};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER_CREATOR};

/// Sends a draft to the reviewers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SubmitDraft {
    /// Of what.
    pub deliverable: DeliverableId,
    /// Kept files, in order.
    #[serde(default)]
    pub files: Vec<FileId>,
    /// Caption or text that is posted with them, or instead.
    #[serde(default)]
    pub text: String,
    /// What to tell the reviewers.
    #[serde(default)]
    pub note: String,
    /// The draft under review that this one mends, before anybody signed it off.
    #[serde(default)]
    pub replaces: Option<DraftId>,
    /// Entered by the team as the creator sent it.
    #[serde(default)]
    pub as_received: bool,
}

impl Operation for SubmitDraft {
    type Answer = Done<DraftId>;
    const META: Meta = Meta {
        name: "content.submit_draft",
        doc: "Sends a draft with files or text to the reviewers, or a mended one in place of the draft under review.",
        route: Route::post("/deliverables/{deliverable}/drafts"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DraftId>> {
        let received = ctx.on_behalf(self.as_received)?;
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        makes_drafts(ctx.tx(), brand, &collaboration).await?;
        let drafts = store::content::drafts(ctx.tx(), brand, found.id).await?;
        let round = match &found.value.state {
            Progress::Awaiting { round, .. } | Progress::InReview { round, .. } => *round,
            Progress::Approved { .. } => return Err(ContentError::AlreadyApproved.into()),
        };
        if self.files.len() > 20 || self.text.chars().count() > 20_000 {
            return Err(Error::field("files", "A draft has at most 20 files and 20,000 characters of text."));
        }
        let draft = Draft {
            deliverable: found.id,
            number: drafts.last().map_or(1, |last| last.value.number + 1),
            round,
            files: files(ctx, &self.files).await?,
            text: self.text.trim().to_owned(),
            note: self.note.trim().to_owned(),
            submitted_at: ctx.now(),
        };
        let id: DraftId = ctx.id();
        let (state, event) = match self.replaces {
            Some(older) => found.value.replace_draft(found.id, older, id, &draft, ctx.now())?,
            None => found.value.submit(found.id, id, &draft, ctx.now())?,
        };
        store::document::save(ctx.tx(), brand, found.id, found.version, &state).await?;
        let stored = store::document::insert(ctx.tx(), brand, id, &draft).await?;
        let mut data = serde_json::to_value(&event).map_err(|error| Error::Broken(error.to_string()))?;
        data["as_received"] = json!(received);
        data["replaces"] = json!(self.replaces);
        ctx.note(About::collaboration(&collaboration).subject(found.id), "content.draft_submitted", data).await?;
        Ok(Done::new(id, stored.version))
    }
}

/// The files of a draft; a creator names their own only.
async fn files(ctx: &Ctx, ids: &[FileId]) -> Result<Vec<StoredFile>> {
    let mut files = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        let found = store::files::find_owned(ctx.tx(), ctx.brand()?, *id).await?;
        let mine = |owner| match ctx.caller().rights {
            Rights::Creator { id, .. } => owner == Some(id),
            _ => true,
        };
        match found.filter(|(_, owner)| mine(*owner)) {
            Some((file, _)) => files.push(file),
            None => return Err(Error::field(format!("files.{at}"), "This file is not there. Upload it again.")),
        }
    }
    Ok(files)
}
