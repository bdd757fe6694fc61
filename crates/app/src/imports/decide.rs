//! A person takes up what came from a sheet and stood still, or lets it rest.
//!
//! Invariants: only what a person names goes on, with a date ahead; letting rest writes to nobody. Absent: money, which is
//! `money`'s.

use domain::{
    campaigns::{Collaboration, Fallen, Off, OffRamp, Reached, TakenOver},
    content::{Deliverable, Progress, first_draft_due},
    ids::{CollaborationId, DeliverableId},
    money::Money,
    payments::BudgetLine,
    text::slug,
    time::Day,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::writing::currency;
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, campaigns::save, context::About, operation::MANAGER, payments::change_budget,
};

/// How many are decided about at once.
const MOST: usize = 500;

/// Takes collaborations up that came from a sheet and stand still.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeUp {
    /// Which: at most 500 at once.
    pub collaborations: Vec<CollaborationId>,
    /// The last day on which what is agreed may be posted; nothing for those with whom nothing is agreed yet.
    #[serde(default)]
    pub closes: Option<Day>,
}

/// Lets collaborations rest that came from a sheet and stand still.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LetRest {
    /// Which: at most 500 at once.
    pub collaborations: Vec<CollaborationId>,
    /// Why; only the team reads it.
    #[serde(default)]
    pub reason: String,
}

impl Operation for TakeUp {
    type Answer = Vec<CollaborationId>;
    const META: Meta = Meta {
        name: "imports.take_up",
        doc: "Goes on with collaborations that came from a tracker and stand still. From now on their dates count and the clock chases; \
              those with whom nothing was agreed are invited, or made an offer.",
        route: Route::post("/imports/tracker/take-up"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<CollaborationId>> {
        for found in named(ctx, &self.collaborations).await? {
            take_up(ctx, &found, self.closes).await?;
        }
        Ok(self.collaborations)
    }
}

impl Operation for LetRest {
    type Answer = Vec<CollaborationId>;
    const META: Meta = Meta {
        name: "imports.let_rest",
        doc: "Closes collaborations that came from a tracker and stand still. Nobody is written to; a fee that the sheet left open is not owed.",
        route: Route::post("/imports/tracker/let-rest"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<CollaborationId>> {
        for found in named(ctx, &self.collaborations).await? {
            let_rest(ctx, &found, self.reason.trim()).await?;
        }
        Ok(self.collaborations)
    }
}

/// The collaborations that a command names.
pub(super) async fn named(ctx: &Ctx, ids: &[CollaborationId]) -> Result<Vec<Stored<Collaboration>>> {
    if ids.is_empty() {
        return Err(Error::field("collaborations", "Choose at least one."));
    }
    if ids.len() > MOST {
        return Err(Error::field("collaborations", format!("Choose at most {MOST} at once.")));
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids.iter().filter(|id| seen.insert(**id)) {
        let found = ctx.collaboration(*id).await?;
        found.value.running()?;
        all.push(found);
    }
    Ok(all)
}

/// What the sheet said of a collaboration; those that began here have nothing of the kind.
pub(super) fn told(found: &Stored<Collaboration>) -> Result<TakenOver> {
    found
        .value
        .taken_over
        .as_deref()
        .cloned()
        .ok_or_else(|| refused("not_from_a_sheet", "This collaboration did not come from a tracker, so its own page says how it goes on."))
}

pub(super) fn refused(code: &str, message: &str) -> Error {
    Error::Rule { code: format!("imports.{code}"), message: message.to_owned() }
}

async fn take_up(ctx: &mut Ctx, found: &Stored<Collaboration>, closes: Option<Day>) -> Result<()> {
    let (brand, id, zone) = (ctx.brand()?, found.id, ctx.zone()?);
    let mut told = told(found)?;
    if !told.is_held() {
        return Err(refused("goes_on_already", "This goes on already; its own page says what is next."));
    }
    if told.fallen.contains(&Fallen::Unpaid) {
        return Err(refused("is_posted", "Everything is posted here, and the fee is open: say whether it is owed, or was paid."));
    }
    let today = ctx.now().day_in(&zone);
    if closes.is_some_and(|day| day <= today) {
        return Err(Error::field("closes", "That day is over. Choose one that is ahead."));
    }
    let (mut changed, now) = (found.value.clone(), ctx.now());
    match (told.reached, closes) {
        (Reached::Listed | Reached::Contacted, _) => {
            changed.invited_at = None;
            told.go_on(now, Reached::Listed);
        }
        (Reached::Talking, _) | (Reached::Agreed, None) => {
            changed.accepted_at = Some(now);
            talk(ctx, found, &mut told).await?;
        }
        (Reached::Signed | Reached::Making, None) => {
            return Err(Error::field("closes", "Say by which day it is to be posted."));
        }
        (Reached::Agreed, Some(closes)) => {
            let fee = Money::new(told.fee, currency(ctx, &changed).await?);
            change_budget(ctx, changed.campaign, |budget| budget.commit(id, BudgetLine::Fees, fee, None).map(|(budget, _)| budget)).await?;
            begin(ctx, found, &mut told, closes).await?;
            told.go_on(now, Reached::Making);
        }
        (Reached::Signed | Reached::Making, Some(closes)) => {
            for made in store::content::of_collaboration(ctx.tx(), brand, id).await? {
                let posted = told.posted.iter().any(|posted| posted.deliverable == made.id);
                let live = !store::tracking::of_deliverable(ctx.tx(), brand, made.id).await?.is_empty();
                if !posted && !live {
                    let again = again(made.value.clone(), now, closes, &zone);
                    store::document::save(ctx.tx(), brand, made.id, made.version, &again).await?;
                }
            }
            told.go_on(now, Reached::Making);
        }
    }
    changed.taken_over = Some(Box::new(told));
    save(ctx, found, &changed).await?;
    let data = json!({ "closes": closes });
    ctx.note(About::collaboration(found).subject(id), "imports.taken_up", data).await
}

/// The deal is made here, with an offer and a signature; what was kept for the sheet's is free again.
async fn talk(ctx: &mut Ctx, found: &Stored<Collaboration>, told: &mut TakenOver) -> Result<()> {
    if told.is_agreed() {
        told.unpaid = 0;
        change_budget(ctx, found.value.campaign, |budget| Ok(budget.release(found.id, BudgetLine::Fees))).await?;
    }
    told.go_on(ctx.now(), Reached::Talking);
    Ok(())
}

/// An offer was made in a collaboration that a sheet held back: that is its going on.
pub(crate) async fn begun_here(ctx: &mut Ctx, id: CollaborationId) -> Result<()> {
    let found = ctx.collaboration(id).await?;
    let held = found.value.taken_over.as_deref().filter(|told| told.is_held() && !told.is_signed());
    let Some(mut told) = held.cloned() else { return Ok(()) };
    talk(ctx, &found, &mut told).await?;
    let changed = Collaboration { taken_over: Some(Box::new(told)), ..found.value.clone() };
    save(ctx, &found, &changed).await?;
    Ok(())
}

/// What was agreed becomes what is made, by another day.
async fn begin(ctx: &mut Ctx, found: &Stored<Collaboration>, told: &mut TakenOver, closes: Day) -> Result<()> {
    let (brand, zone, now) = (ctx.brand()?, ctx.zone()?, ctx.now());
    let mut taken = store::content::slugs(ctx.tx(), brand, found.value.campaign).await?;
    for (thing, number) in std::mem::take(&mut told.things).into_iter().zip(1_i64..) {
        let base = slug(&format!("{} {}", found.value.slug, thing.format));
        let name =
            (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") }).find(|one| !taken.contains(one)).unwrap_or_default();
        taken.push(name.clone());
        let deliverable = Deliverable {
            collaboration: found.id,
            number,
            format: thing.format,
            platform: thing.platform,
            slug: name,
            opens: closes,
            closes,
            share: thing.share,
            state: Progress::Awaiting { round: 1, since: now, due: first_draft_due(closes, &zone, now) },
            missed: None,
            moving: None,
            moved: false,
        };
        let id: DeliverableId = ctx.id();
        store::document::insert(ctx.tx(), brand, id, &deliverable).await?;
    }
    Ok(())
}

/// The same thing by another day; what was sent or approved stays so.
fn again(mut made: Deliverable, now: domain::time::Timestamp, closes: Day, zone: &domain::time::Zone) -> Deliverable {
    (made.opens, made.closes) = (now.day_in(zone).min(closes), closes);
    match &mut made.state {
        Progress::Awaiting { since, due, .. } => (*since, *due) = (now, first_draft_due(closes, zone, now)),
        Progress::InReview { since, .. } => *since = now,
        Progress::Approved { at, .. } => *at = (*at).min(now),
    }
    made
}

async fn let_rest(ctx: &mut Ctx, found: &Stored<Collaboration>, reason: &str) -> Result<()> {
    let (brand, id) = (ctx.brand()?, found.id);
    let mut told = told(found)?;
    told.before = None;
    let unpaid = told.fallen.contains(&Fallen::Unpaid) || store::imports::waits_unpaid(ctx.tx(), brand, id).await?;
    if told.fallen.is_empty() && !unpaid {
        return Err(refused("goes_on_already", "This goes on already; end it on its own page."));
    }
    let posted = !told.posted.is_empty() || store::tracking::is_live(ctx.tx(), brand, id).await?;
    let mut changed = found.value.clone();
    let about = About::collaboration(found).subject(id);
    if unpaid {
        let open = Money::new(told.unpaid, currency(ctx, &changed).await?);
        (told.fee, told.unpaid) = (told.fee - open.minor, 0);
        told.fallen.retain(|fallen| *fallen != Fallen::Unpaid);
        change_budget(ctx, changed.campaign, |budget| Ok(budget.uncommit(id, BudgetLine::Fees, open))).await?;
        changed.taken_over = Some(Box::new(told));
        save(ctx, found, &changed).await?;
        return ctx.note(about, "imports.fee_let_go", json!({ "amount": open, "reason": reason })).await;
    }
    if !told.is_held() {
        told.fallen.clear();
        changed.taken_over = Some(Box::new(told));
        save(ctx, found, &changed).await?;
        return ctx.note(about, "imports.set_aside", json!({ "reason": reason })).await;
    }
    if posted {
        return Err(refused(
            "partly_live",
            "A part of it is live, so it runs to its end. Take up the rest with a new date; what does not come is let go then.",
        ));
    }
    let ramp = if told.reached < Reached::Agreed { OffRamp::NoResponse } else { OffRamp::Dropped };
    changed.off = Some(Off { ramp, at: ctx.now(), reason: reason.to_owned() });
    told.fallen.clear();
    changed.taken_over = Some(Box::new(told));
    save(ctx, found, &changed).await?;
    change_budget(ctx, changed.campaign, |budget| Ok(budget.release_all(id))).await?;
    // As past: nobody is told that something has ended of which they have not heard for long.
    let data = json!({ "ramp": ramp, "reason": reason, "imported": true });
    ctx.note_past(about, &format!("campaigns.{}", ramp.as_str()), data)
}
