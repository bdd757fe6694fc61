//! The room `content`: files, drafts, reviews, sign-offs, and links for reviewers without a seat.
//!
//! Invariant: a creator reaches their own deliverables only, a review link its one deliverable only.
//! Absent: bytes; `uploads` receives and opens them.

use domain::{
    briefs,
    campaigns::{Campaign, Collaboration},
    content::{ContentError, Deliverable},
    ids::{BrandId, CollaborationId, DeliverableId},
    team::{Role, SignOffKind},
    time::Zone,
};
use serde_json::json;
use store::{Read, Stored};

use crate::{
    Caller, Ctx, Error, Result, Rights,
    context::About,
    registry::{Registered, look, op},
};

pub mod approve;
pub mod approve_by_silence;
pub mod create_review_link;
pub mod keep_file;
pub mod missed;
pub mod request_changes;
pub mod request_out_of_scope;
pub mod submit_draft;
pub mod take_back_request;
pub mod view;

pub use approve::Approve;
pub use approve_by_silence::ApproveBySilence;
pub use create_review_link::CreateReviewLink;
pub use keep_file::KeepFile;
pub use missed::{AnswerWindow, LetGo, OfferWindow};
pub use request_changes::RequestChanges;
pub use request_out_of_scope::RequestOutOfScope;
pub use submit_draft::SubmitDraft;
pub use take_back_request::TakeBackRequest;
pub use view::GetReview;

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<KeepFile>(),
        op::<SubmitDraft>(),
        op::<RequestChanges>(),
        op::<RequestOutOfScope>(),
        op::<TakeBackRequest>(),
        op::<Approve>(),
        op::<ApproveBySilence>(),
        op::<OfferWindow>(),
        op::<AnswerWindow>(),
        op::<LetGo>(),
        op::<CreateReviewLink>(),
        look::<GetReview>(),
    ]
}

/// A deliverable with its collaboration, behind the caller's wall.
pub(crate) async fn deliverable(
    db: &impl Read,
    caller: &Caller,
    brand: BrandId,
    id: DeliverableId,
) -> Result<(Stored<Deliverable>, Stored<Collaboration>)> {
    let found = store::document::find::<Deliverable>(db, brand, id).await?.ok_or(Error::NotFound)?;
    let collaboration = store::document::find::<Collaboration>(db, brand, found.value.collaboration).await?.ok_or(Error::NotFound)?;
    seen_by(caller, &found, &collaboration)?;
    Ok((found, collaboration))
}

/// Passes for who may see a deliverable: a review link opens one, a creator their own.
pub(crate) fn seen_by(caller: &Caller, found: &Stored<Deliverable>, collaboration: &Stored<Collaboration>) -> Result<()> {
    match &caller.rights {
        Rights::ReviewLink { deliverable, .. } if *deliverable != found.id => Err(Error::NotFound),
        Rights::Creator { id, .. } if *id != collaboration.value.creator => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Passes while drafts can be made in a collaboration: it runs, and its brief was acknowledged.
pub(crate) async fn makes_drafts(db: &impl Read, brand: BrandId, collaboration: &Stored<Collaboration>) -> Result<()> {
    collaboration.value.running()?;
    let sendings = store::briefs::sent(db, brand, collaboration.id).await?;
    let outside = collaboration.value.taken_over.as_ref().is_some_and(|told| told.is_making());
    if !outside && briefs::summary(true, sendings.iter().map(|sent| &sent.value)).first_acknowledged_at.is_none() {
        return Err(ContentError::NotYet.into());
    }
    Ok(())
}

/// The kinds of sign-off that a caller gives in a brand.
pub(crate) fn sign_offs(caller: &Caller, brand: BrandId) -> Vec<SignOffKind> {
    match &caller.rights {
        Rights::Person { person, .. } => person.sign_offs(brand),
        Rights::ReviewLink { kind, .. } => vec![*kind],
        Rights::Key { role: Role::Owner | Role::Manager, .. } | Rights::Operator => vec![SignOffKind::Brand],
        Rights::Key { .. } | Rights::Creator { .. } | Rights::Clock | Rights::Visitor => Vec::new(),
    }
}

/// The creator's zone where known, otherwise the brand's.
async fn creator_zone(ctx: &Ctx, collaboration: &Collaboration) -> Result<Zone> {
    let known = crate::agreements::creator(ctx, collaboration).await?.value.zone;
    known.map_or_else(|| ctx.zone(), Ok)
}

/// Rounds of changes that the agreement includes.
async fn included_rounds(db: &impl Read, brand: BrandId, campaign: &Campaign, id: CollaborationId) -> Result<u8> {
    let agreement = store::agreements::agreement(db, brand, id).await?;
    Ok(agreement.map_or(campaign.review.included_rounds, |found| found.value.terms.revisions.included_rounds))
}

/// Both have signed: what was agreed becomes what is made.
pub(crate) async fn create_deliverables(ctx: &mut Ctx, id: CollaborationId) -> Result<()> {
    let brand = ctx.brand()?;
    let collaboration = ctx.collaboration(id).await?;
    let agreement = store::agreements::agreement(ctx.tx(), brand, id).await?.ok_or(Error::NotFound)?.value;
    if !store::content::of_collaboration(ctx.tx(), brand, id).await?.is_empty() {
        return Ok(());
    }
    let taken = store::content::slugs(ctx.tx(), brand, collaboration.value.campaign).await?;
    let zone = creator_zone(ctx, &collaboration.value).await?;
    let made = domain::content::planned(id, &collaboration.value.slug, &agreement.terms, &taken, &zone, ctx.now());
    let mut ids: Vec<DeliverableId> = Vec::with_capacity(made.len());
    for deliverable in &made {
        let new: DeliverableId = ctx.id();
        store::document::insert(ctx.tx(), brand, new, deliverable).await?;
        ids.push(new);
    }
    ctx.note(About::collaboration(&collaboration), "content.deliverables_created", json!({ "deliverables": ids })).await
}

/// The brief was acknowledged: first drafts are due from now.
pub(crate) async fn restart_drafts(ctx: &mut Ctx, id: CollaborationId) -> Result<()> {
    let brand = ctx.brand()?;
    let collaboration = ctx.collaboration(id).await?;
    let zone = creator_zone(ctx, &collaboration.value).await?;
    for found in store::content::of_collaboration(ctx.tx(), brand, id).await? {
        if let Some(again) = domain::content::restarted(&found.value, &zone, ctx.now()) {
            store::document::save(ctx.tx(), brand, found.id, found.version, &again).await?;
        }
    }
    ctx.touch(id);
    Ok(())
}
