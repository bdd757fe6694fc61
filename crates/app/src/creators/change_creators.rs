//! Many creators are changed at once, and that is taken back within a day.
//!
//! Invariant: all of them or none; each keeps in its own event what it was, and taking back leaves what somebody changed
//! since. Absent: what is entered for one creator; `update_creator` has it.

use domain::{
    creators::changes::{Change, Changeable, MOST, TAKEN_BACK_WITHIN, is_back, taken_back},
    events::Event,
    ids::{ChangeId, CreatorId, Id},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored, Version,
    creators::{Creator, Relationship},
};

use super::together;
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Changes tags and tier of many creators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChangeCreators {
    /// Whose: at most 500 at once.
    pub creators: Vec<CreatorId>,
    /// What.
    #[serde(flatten)]
    pub change: Change,
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// To take it back by.
    pub change: ChangeId,
    /// How many were not so already.
    pub creators: usize,
}

/// What one of them was and is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CreatorChanged {
    pub before: Changeable,
    pub after: Changeable,
}

impl Event for CreatorChanged {
    fn kind(&self) -> &'static str {
        CHANGED
    }
}

const CHANGED: &str = "creators.creator_changed";

impl Operation for ChangeCreators {
    type Answer = Changed;
    const META: Meta = Meta {
        name: "creators.change_creators",
        doc: "Adds and removes tags of many creators, or sets their tier. Can be taken back within a day.",
        route: Route::post("/creators/changes"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Changed> {
        let change = self.change.checked()?;
        let kept = kept(ctx, &self.creators).await?;
        none_erased(ctx, &self.creators).await?;
        let id: ChangeId = ctx.id();
        let mut creators = 0;
        for relationship in kept {
            let (of, before) = (relationship.value.creator, Changeable::from(&relationship.value));
            if let Some(after) = change.apply(&before)? {
                save(ctx, &Whole { relationship, person: None }, after.clone()).await?;
                ctx.record(About::creator(of).subject(id), &CreatorChanged { before, after }).await?;
                creators += 1;
            }
        }
        Ok(Changed { change: id, creators })
    }
}

/// What the brand keeps about each of them.
pub(super) async fn kept(ctx: &Ctx, creators: &[CreatorId]) -> Result<Vec<Stored<Relationship>>> {
    if creators.is_empty() {
        return Err(Error::field("creators", "Choose at least one creator."));
    }
    if creators.len() > MOST {
        return Err(Error::field("creators", format!("Choose at most {MOST} creators at once.")));
    }
    let kept = store::document::list_in::<Relationship, _>(ctx.tx(), ctx.brand()?, "creator", creators, "id").await?;
    for (at, id) in creators.iter().enumerate() {
        if !kept.iter().any(|one| one.value.creator == *id) {
            return Err(Error::field(format!("creators.{at}"), "There is no such creator in this brand."));
        }
    }
    Ok(kept)
}

/// Refuses where somebody of them was erased: what is written about them could not be erased a second time.
async fn none_erased(ctx: &Ctx, creators: &[CreatorId]) -> Result<()> {
    let people = store::document::list_in::<Creator, _>(ctx.tx(), ctx.organisation()?, "id", creators, "id").await?;
    let erased = people.iter().find(|person| person.value.erased_at.is_some());
    match erased.and_then(|erased| creators.iter().position(|id| *id == erased.id)) {
        Some(at) => {
            Err(Error::field(format!("creators.{at}"), "One of them was erased; nothing about them can be changed. Choose the others."))
        }
        None => Ok(()),
    }
}

/// A creator in this brand; the person where a change concerns how they are reached too.
pub(super) struct Whole {
    pub relationship: Stored<Relationship>,
    pub person: Option<Stored<Creator>>,
}

impl Whole {
    pub(super) fn part(&self) -> Changeable {
        match &self.person {
            Some(person) => Changeable::whole(&self.relationship.value, &person.value),
            None => Changeable::from(&self.relationship.value),
        }
    }
}

/// Saves what is different of a creator; gives the version of both rows, as far as they are known.
pub(super) async fn save(ctx: &mut Ctx, found: &Whole, part: Changeable) -> Result<Version> {
    let (before, kept) = (found.part(), &found.relationship);
    let mut version = kept.version;
    if (&part.tags, part.tier, &part.summary) != (&before.tags, before.tier, &before.summary) {
        let same = part.summary == before.summary;
        let notes = if same { kept.value.notes.clone() } else { part.summary.unwrap_or_default() };
        let changed = Relationship { tags: part.tags, tier: part.tier, notes, ..kept.value.clone() };
        version = store::document::save(ctx.tx(), ctx.brand()?, kept.id, kept.version, &changed).await?;
    }
    let Some(person) = &found.person else { return Ok(version) };
    if (&part.email, part.country) == (&before.email, before.country) {
        return Ok(together(person.version, version));
    }
    let reached = person.value.clone().reached(part.email, part.country);
    let now = store::document::save(ctx.tx(), ctx.organisation()?, person.id, person.version, &reached).await?;
    ctx.touch_creator(person.id).await?;
    Ok(together(now, version))
}

/// Takes a change of many creators back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeBackChange {
    /// Which.
    pub change: ChangeId,
}

/// What taking back did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TakenBack {
    /// How many are as they were.
    pub creators: usize,
    /// How many were changed by somebody since and stay so.
    pub changed_since: usize,
}

impl Operation for TakeBackChange {
    type Answer = TakenBack;
    const META: Meta = Meta {
        name: "creators.take_back_change",
        doc: "Takes a change of many creators back, within a day. What was changed again since stays.",
        route: Route::post("/creators/changes/{change}/take-back"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<TakenBack> {
        let since = ctx.now().plus(-TAKEN_BACK_WITHIN);
        let events = store::events::of_subject(ctx.tx(), ctx.brand()?, CHANGED, self.change.uuid(), since).await?;
        if events.is_empty() {
            return Err(Error::NotFound);
        }
        let creators: Vec<CreatorId> = events.iter().filter_map(|event| event.creator).collect();
        let mut done = TakenBack { creators: 0, changed_since: 0 };
        // Who is not in the brand any more is left out.
        let there = store::document::list_in::<Relationship, _>(ctx.tx(), ctx.brand()?, "creator", &creators, "id").await?;
        let people = store::document::list_in::<Creator, _>(ctx.tx(), ctx.organisation()?, "id", &creators, "id").await?;
        for relationship in there {
            let of = relationship.value.creator;
            let found = Whole { person: people.iter().find(|person| person.id == of).cloned(), relationship };
            let event = events.iter().find(|event| event.creator == Some(of)).ok_or(Error::NotFound)?;
            let told: CreatorChanged = serde_json::from_value(event.data.clone()).map_err(|error| Error::Broken(error.to_string()))?;
            // What was taken out of an erased record does not come back.
            if found.person.as_ref().is_some_and(|person| person.value.erased_at.is_some()) {
                done.changed_since += 1;
                continue;
            }
            let now = found.part();
            match taken_back(&now, &told.before, &told.after) {
                Some(back) => {
                    let whole = is_back(&back, &told.before, &told.after);
                    save(ctx, &found, back).await?;
                    let data = serde_json::json!({ "change": self.change });
                    ctx.note(About::creator(of).subject(self.change), "creators.change_taken_back", data).await?;
                    done.creators += 1;
                    done.changed_since += usize::from(!whole);
                }
                None => done.changed_since += usize::from(!is_back(&now, &told.before, &told.after)),
            }
        }
        Ok(done)
    }
}
