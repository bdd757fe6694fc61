//! Notes about a creator: written, changed, pinned and removed, each by whom the rule lets.
//!
//! Invariant: a note is behind its brand's wall; what happens to one is told by an event without its words, so that a note that is
//! removed or erased is nowhere. Absent: the summary and the tags, which are one text that everybody changes.

use domain::{
    creators::{Creator, CreatorError, Note, notes},
    ids::{CreatorId, NoteId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::notes as rows};

use super::{export::is_owner, familiar};
use crate::{
    Agent, Caller, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View,
    context::About,
    operation::{MANAGER, WORKERS},
};

/// A note as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NoteView {
    /// Which.
    pub id: NoteId,
    /// For `If-Match`.
    pub version: i64,
    /// The words.
    pub text: String,
    /// Whether it stands on top.
    pub pinned: bool,
    /// Who wrote it, by name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// When the words were changed last.
    pub edited_at: Option<Timestamp>,
    /// Whether who asks may change the words and remove them.
    pub may_change: bool,
}

impl NoteView {
    pub(super) fn of(found: Stored<Note>, caller: &Caller) -> Self {
        let may_change = found.value.may_change(&caller.actor(), is_owner(&caller.rights));
        let Note { text, pinned, name, at, edited_at, .. } = found.value;
        Self { id: found.id, version: found.version.0, text, pinned, name, at, edited_at, may_change }
    }
}

/// Writes a note about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddNote {
    /// About whom.
    pub creator: CreatorId,
    /// The words: at most 4,000 characters.
    pub text: String,
    /// Whether it shall stand on top.
    #[serde(default)]
    pub pinned: bool,
}

impl Operation for AddNote {
    type Answer = Done<NoteId>;
    const META: Meta = Meta {
        name: "creators.add_note",
        doc: "Writes a note about a creator, with the writer's name and the time. Other brands never see it.",
        route: Route::post("/creators/{creator}/notes"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<NoteId>> {
        // Looked at under the lock: no note outlives whom it is about, and two at once do not pass the end.
        store::creators::hold(ctx.tx(), ctx.organisation()?, self.creator).await?;
        let found = familiar(ctx, self.creator).await?;
        found.creator.value.not_erased()?;
        let text = Note::words(&self.text)?;
        if rows::count(ctx.tx(), ctx.brand()?, self.creator).await? >= notes::MOST {
            return Err(CreatorError::EnoughNotes(notes::MOST).into());
        }
        let note = Note {
            creator: self.creator,
            text,
            pinned: self.pinned,
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
            edited_at: None,
        };
        let id: NoteId = ctx.id();
        let made = store::document::insert(ctx.tx(), ctx.brand()?, id, &note).await?;
        ctx.note(About::creator(self.creator).subject(id), "creators.note_added", json!({ "pinned": note.pinned })).await?;
        Ok(Done::new(id, made.version))
    }
}

/// A note about a creator whom the brand knows.
async fn noted(ctx: &Ctx, id: NoteId) -> Result<Stored<Note>> {
    let found = store::document::find::<Note>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
    ctx.expect(found.version)?;
    Ok(found)
}

/// Changes the words of a note.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateNote {
    /// Which.
    pub note: NoteId,
    /// The words as they shall be.
    pub text: String,
}

impl Operation for UpdateNote {
    type Answer = Done<NoteId>;
    const META: Meta = Meta {
        name: "creators.update_note",
        doc: "Changes the words of a note about a creator. Only who wrote it or an owner may.",
        route: Route::put("/notes/{note}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<NoteId>> {
        let found = noted(ctx, self.note).await?;
        let text = Note::words(&self.text)?;
        let creator = found.value.creator;
        let changed = found.value.reworded(text, &ctx.caller().actor(), is_owner(&ctx.caller().rights), ctx.now())?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &changed).await?;
        ctx.note(About::creator(creator).subject(found.id), "creators.note_changed", json!({})).await?;
        Ok(Done::new(found.id, version))
    }
}

/// Pins a note on top, or lets it down.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PinNote {
    /// Which.
    pub note: NoteId,
    /// Whether it shall stand on top.
    pub pinned: bool,
}

impl Operation for PinNote {
    type Answer = Done<NoteId>;
    const META: Meta = Meta {
        name: "creators.pin_note",
        doc: "Pins a note about a creator on top of the others, or takes the pin away.",
        route: Route::put("/notes/{note}/pin"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<NoteId>> {
        let found = noted(ctx, self.note).await?;
        // Twice is once.
        if found.value.pinned == self.pinned {
            return Ok(Done::new(found.id, found.version));
        }
        let pinned = Note { pinned: self.pinned, ..found.value };
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &pinned).await?;
        let kind = if self.pinned { "creators.note_pinned" } else { "creators.note_unpinned" };
        ctx.note(About::creator(pinned.creator).subject(found.id), kind, json!({})).await?;
        Ok(Done::new(found.id, version))
    }
}

/// Removes a note.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveNote {
    /// Which.
    pub note: NoteId,
}

impl Operation for RemoveNote {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.remove_note",
        doc: "Removes a note about a creator for good. Only who wrote it or an owner may.",
        route: Route::post("/notes/{note}/removal"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let found = noted(ctx, self.note).await?;
        if !found.value.may_change(&ctx.caller().actor(), is_owner(&ctx.caller().rights)) {
            return Err(CreatorError::NotYourNote(found.value.name).into());
        }
        store::document::remove(ctx.tx(), ctx.brand()?, &found).await?;
        ctx.note(About::creator(found.value.creator).subject(found.id), "creators.note_removed", json!({})).await
    }
}

/// The notes of a brand about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NotePage {
    /// The creator's name.
    pub name: String,
    /// Pinned ones first, then the newest.
    pub items: Vec<NoteView>,
}

/// The notes about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListNotes {
    /// About whom.
    pub creator: CreatorId,
}

impl View for ListNotes {
    type Answer = NotePage;
    const META: Meta = Meta {
        name: "creators.list_notes",
        doc: "Lists the brand's notes about a creator: pinned ones first, then the newest.",
        route: Route::get("/creators/{creator}/notes"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<NotePage> {
        store::creators::relationship(look.db(), look.brand()?, self.creator).await?.ok_or(Error::NotFound)?;
        let creator = store::document::find::<Creator>(look.db(), look.organisation()?, self.creator).await?.ok_or(Error::NotFound)?;
        let all = rows::list(look.db(), look.brand()?, self.creator).await?;
        let items = all.into_iter().map(|note| NoteView::of(note, look.caller())).collect();
        Ok(NotePage { name: creator.value.name, items })
    }
}
