//! What was missed, or has other dates offered while it is made: the window, the creator's answer to it, or letting it go.
//!
//! Invariant: the campaign's next wave is offered by itself; a person decides everything else. Absent: what a late post
//! costs; `payments` takes it off.

use domain::{
    content::{Cause, Deliverable},
    ids::{CollaborationId, DeliverableId},
    moves::What,
    time::{Day, HOUR},
    tracking::PostState,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::{creator_zone, deliverable};
use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, agreements,
    context::About,
    operation::{MANAGER, MANAGER_CREATOR},
};

async fn save(ctx: &mut Ctx, found: &Stored<Deliverable>, changed: &Deliverable) -> Result<i64> {
    Ok(store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, changed).await?.0)
}

async fn find(ctx: &Ctx, id: DeliverableId) -> Result<Stored<Deliverable>> {
    store::document::find(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)
}

/// The deadline that a last notice named has passed: the thing is missed, or the window that was offered for it lapses. `of` is
/// the key of the move that the notice was about.
pub(crate) async fn deadline_passed(ctx: &mut Ctx, collaboration: CollaborationId, id: DeliverableId, of: &str) -> Result<()> {
    let found = find(ctx, id).await?;
    if of.starts_with(What::AnswerWindow.as_str()) {
        return match found.value.window_offered() {
            Some(_) => answered(ctx, found, collaboration, false).await.map(|_| ()),
            None => Ok(()),
        };
    }
    if found.value.missed.is_some() { Ok(()) } else { miss(ctx, found, collaboration).await }
}

async fn miss(ctx: &mut Ctx, found: Stored<Deliverable>, collaboration: CollaborationId) -> Result<()> {
    let cause = cause(ctx, found.id).await?;
    let of = ctx.collaboration(collaboration).await?;
    let campaign = agreements::campaign(ctx, &of.value).await?;
    let missed = found.value.clone().miss(cause, ctx.now())?;
    let today = ctx.now().day_in(&ctx.zone()?);
    // A window that the creator has been asked about already is not overtaken by a wave.
    let asked = missed.window_offered().is_some();
    let wave = campaign.value.waves.iter().find(|wave| !asked && wave.opens > today && wave.opens > found.value.closes);
    let changed = match wave {
        Some(wave) => missed.offer_window(wave.opens, wave.closes, today, ctx.now())?,
        None => missed,
    };
    save(ctx, &found, &changed).await?;
    let about = || About::collaboration(&of).subject(found.id);
    let data = json!({ "deliverable": found.id, "closed": found.value.closes, "cause": cause });
    ctx.note(about(), "content.missed", data).await?;
    match wave {
        Some(wave) => offered(ctx, &of, &Stored { value: changed, ..found }, wave.opens, wave.closes).await,
        None => Ok(()),
    }
}

/// The brand's own lateness caused it when a draft waited longer for an answer than the campaign's first pass allows.
async fn cause(ctx: &Ctx, id: DeliverableId) -> Result<Cause> {
    let brand = ctx.brand()?;
    let drafts = store::content::drafts(ctx.tx(), brand, id).await?;
    let reviews = store::content::reviews(ctx.tx(), brand, id).await?;
    let slow = drafts.iter().any(|draft| {
        let answer = reviews.iter().filter(|review| review.value.draft == draft.id).map(|review| review.value.at).min();
        answer.unwrap_or(ctx.now()).since(draft.value.submitted_at) > 24 * HOUR
    });
    Ok(if slow { Cause::Brand } else { Cause::Creator })
}

async fn offered(
    ctx: &mut Ctx,
    of: &Stored<domain::campaigns::Collaboration>,
    found: &Stored<Deliverable>,
    opens: Day,
    closes: Day,
) -> Result<()> {
    // What was missed has no dates any more; what is still made keeps its own until the creator answers.
    let agreed = found.value.missed.is_none().then(|| json!({ "opens": found.value.opens, "closes": found.value.closes }));
    let data = json!({ "deliverable": found.id, "opens": opens, "closes": closes, "agreed": agreed });
    ctx.note(About::collaboration(of).subject(found.id), "content.window_offered", data).await
}

async fn answered(ctx: &mut Ctx, found: Stored<Deliverable>, collaboration: CollaborationId, accept: bool) -> Result<i64> {
    let of = ctx.collaboration(collaboration).await?;
    let zone = creator_zone(ctx, &of.value).await?;
    let today = ctx.now().day_in(&ctx.zone()?);
    let changed = found.value.clone().answer_window(accept, today, &zone, ctx.now())?;
    let version = save(ctx, &found, &changed).await?;
    let kind = if accept { "content.window_accepted" } else { "content.window_declined" };
    ctx.note(About::collaboration(&of).subject(found.id), kind, json!({ "deliverable": found.id })).await?;
    Ok(version)
}

/// What was missed has come after all.
pub(crate) async fn came(ctx: &mut Ctx, id: DeliverableId) -> Result<()> {
    let found = find(ctx, id).await?;
    let changed = found.value.clone().came();
    if changed != found.value {
        save(ctx, &found, &changed).await?;
    }
    Ok(())
}

/// Offers another posting window for what was missed, or for what is still made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OfferWindow {
    /// For what.
    pub deliverable: DeliverableId,
    /// First day.
    pub opens: Day,
    /// Last day, until 23:59 in the brand's zone.
    pub closes: Day,
}

impl Operation for OfferWindow {
    type Answer = Done<DeliverableId>;
    const META: Meta = Meta {
        name: "content.offer_window",
        doc: "Offers another posting window for a deliverable that was missed or is still made; the creator answers.",
        route: Route::post("/deliverables/{deliverable}/window"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DeliverableId>> {
        let (found, of) = deliverable(ctx.tx(), ctx.caller(), ctx.brand()?, self.deliverable).await?;
        ctx.expect(found.version)?;
        of.value.running()?;
        let posts = store::tracking::of_collaboration(ctx.tx(), ctx.brand()?, of.id).await?;
        if posts.iter().any(|post| post.value.deliverable == found.id && !matches!(post.value.state, PostState::Rejected { .. })) {
            return Err(domain::content::ContentError::LiveAlready.into());
        }
        let today = ctx.now().day_in(&ctx.zone()?);
        let changed = found.value.clone().offer_window(self.opens, self.closes, today, ctx.now())?;
        let version = save(ctx, &found, &changed).await?;
        if changed.window_offered().is_some() {
            offered(ctx, &of, &found, self.opens, self.closes).await?;
        } else {
            let data = json!({ "deliverable": found.id, "opens": self.opens, "closes": self.closes });
            ctx.note(About::collaboration(&of).subject(found.id), "content.window_withdrawn", data).await?;
        }
        Ok(Done { id: found.id, version })
    }
}

/// Answers an offered window.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AnswerWindow {
    /// For what.
    pub deliverable: DeliverableId,
    /// Whether it suits.
    pub accept: bool,
}

impl Operation for AnswerWindow {
    type Answer = Done<DeliverableId>;
    const META: Meta = Meta {
        name: "content.answer_window",
        doc: "The creator says whether another posting window suits, or a manager enters what they said. With a yes the work goes on with the new dates.",
        route: Route::post("/deliverables/{deliverable}/window-answer"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DeliverableId>> {
        let (found, of) = deliverable(ctx.tx(), ctx.caller(), ctx.brand()?, self.deliverable).await?;
        ctx.expect(found.version)?;
        of.value.running()?;
        let id = found.id;
        let version = answered(ctx, found, of.id, self.accept).await?;
        Ok(Done { id, version })
    }
}

/// Lets go of what was missed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LetGo {
    /// Of what.
    pub deliverable: DeliverableId,
    /// Why; the creator reads it.
    #[serde(default)]
    pub reason: String,
}

impl Operation for LetGo {
    type Answer = Done<DeliverableId>;
    const META: Meta = Meta {
        name: "content.let_go",
        doc: "Lets go of a deliverable that was missed: it will not be made, and its share of the fee is not owed.",
        route: Route::post("/deliverables/{deliverable}/letting-go"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DeliverableId>> {
        let brand = ctx.brand()?;
        let (found, of) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        ctx.expect(found.version)?;
        of.value.running()?;
        let all = store::content::of_collaboration(ctx.tx(), brand, of.id).await?;
        if !all.iter().any(|one| one.id != found.id && !one.value.is_let_go()) {
            return Err(domain::content::ContentError::LastOne.into());
        }
        let changed = found.value.clone().let_go(ctx.now())?;
        let version = save(ctx, &found, &changed).await?;
        let data = json!({ "deliverable": found.id, "share": found.value.share, "reason": self.reason.trim() });
        ctx.note(About::collaboration(&of).subject(found.id), "content.let_go", data).await?;
        Ok(Done { id: found.id, version })
    }
}
