//! Policies: when something happened in one room, what follows in another. Each is one arm.
//!
//! Invariant: the only place where a room acts on a later one; everything happens in the transaction of what caused
//! it. Absent: anything that may fail for reasons outside; that goes through the outbox.

mod letters;
mod tracking_gate;

use domain::{
    agreements::{Offer, Side},
    ids::{CollaborationId, DeliverableId, Id, OfferId, OrderId, PayoutId, PostId, ShipmentId},
    money::Money,
    moves::What,
};
use store::{Stored, events::EventRow, moves::MoveRow};

use crate::{
    App, Caller, Ctx, Error, Result, attribution, campaigns, outreach, payments, payments::ReleaseCommission, reports::EndMeasuring,
};

/// Lets the policies answer what was recorded, and what they record in turn, until nothing is fresh.
///
/// # Errors
/// What a policy says; then the whole operation is undone.
pub(crate) async fn answer(ctx: &mut Ctx) -> Result<()> {
    while !ctx.fresh.is_empty() {
        for event in std::mem::take(&mut ctx.fresh) {
            let here = ctx.brand.as_ref().map(|brand| brand.id);
            // What happens to a creator can end things in the organisation's other brands.
            let left = match event.brand {
                Some(brand) if event.brand != here => Some(ctx.enter(brand).await?),
                _ => None,
            };
            follow(ctx, &event).await?;
            letters::write(ctx, &event).await?;
            if let Some(left) = left {
                ctx.brand = left;
            }
        }
    }
    Ok(())
}

async fn follow(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let Some(collaboration) = event.collaboration else { return beyond_collaborations(ctx, event).await };
    match event.kind.as_str() {
        "agreements.offer_made" => {
            crate::imports::begun_here(ctx, collaboration).await?;
            offer_made(ctx, event, collaboration).await
        }
        "agreements.offer_accepted" => offer_accepted(ctx, event, collaboration).await,
        "agreements.signed" => {
            crate::content::create_deliverables(ctx, collaboration).await?;
            attribution::set_up::prepare(ctx, collaboration).await?;
            commit(ctx, collaboration).await?;
            payments::fees::accrue(ctx, collaboration).await
        }
        "content.approved" | "tracking.post_verified" => payments::fees::accrue(ctx, collaboration).await,
        "content.changes_requested" => match letters::field::<Option<Money>>(event, "extra_fee")? {
            Some(fee) => payments::extra::promise(ctx, collaboration, fee, override_reason(event)).await,
            None => Ok(()),
        },
        "content.request_taken_back" => payments::extra::free(ctx, collaboration, letters::field(event, "amount")?).await,
        "tracking.post_reported" => match letters::field::<Option<DeliverableId>>(event, "deliverable")? {
            Some(deliverable) => crate::content::missed::came(ctx, deliverable).await,
            None => Ok(()),
        },
        "content.draft_submitted" => {
            let deliverable = event.subject.map(DeliverableId::from_uuid).ok_or(Error::NotFound)?;
            payments::extra::owe(ctx, collaboration, deliverable).await
        }
        "outreach.deadline_passed" => {
            let deliverable = event.subject.map(DeliverableId::from_uuid).ok_or(Error::NotFound)?;
            let of: String = letters::field(event, "for")?;
            crate::content::missed::deadline_passed(ctx, collaboration, deliverable, &of).await
        }
        "content.let_go" => {
            let deliverable = event.subject.map(DeliverableId::from_uuid).ok_or(Error::NotFound)?;
            payments::fees::let_go(ctx, collaboration, deliverable).await
        }
        "shipments.sent" => {
            let found = ctx.collaboration(collaboration).await?;
            let shipment = event.subject.map(ShipmentId::from_uuid).ok_or(Error::NotFound)?;
            payments::shipped::count(ctx, &found, shipment).await
        }
        "reports.measuring_ended" => {
            let found = ctx.collaboration(collaboration).await?;
            payments::budget::release_commission(ctx, &found).await
        }
        "briefs.sent" => {
            let reason: Option<String> = letters::field(event, "override_reason")?;
            tracking_gate::check(ctx, collaboration, reason.as_deref()).await
        }
        "briefs.acknowledged" if letters::field(event, "first")? => crate::content::restart_drafts(ctx, collaboration).await,
        kind if kind.starts_with("campaigns.") => {
            let found = ctx.collaboration(collaboration).await?;
            if found.value.off.is_none() {
                return Ok(());
            }
            payments::budget::release(ctx, &found).await?;
            outreach::ended::tell(ctx, event, &found).await
        }
        _ => orders(ctx, event).await,
    }
}

/// What happened to a creator or an order, in no collaboration of its own.
async fn beyond_collaborations(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    match event.kind.as_str() {
        "creators.application_accepted" => campaigns::shortlist::applicant(ctx, event).await,
        "creators.opted_out" => campaigns::ending::creator_opted_out(ctx, event).await,
        "creators.blocked" => campaigns::ending::creator_blocked(ctx, event).await,
        "creators.standing_set" => campaigns::ending::standing_set(ctx, event).await,
        "creators.merged" => {
            campaigns::ending::creators_merged(ctx, event).await?;
            payments::merged::take_over(ctx, event).await
        }
        "creators.split" => payments::merged::give_back(ctx, event).await,
        _ => orders(ctx, event).await,
    }
}

/// An order changed: commission that was released for it may be taken back.
async fn orders(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    match (event.kind.as_str(), event.subject) {
        ("attribution.order_edited" | "attribution.order_refunded", Some(order)) => {
            payments::commission::take_back(ctx, OrderId::from_uuid(order)).await
        }
        _ => Ok(()),
    }
}

/// The offer that an event is about.
async fn offer(ctx: &Ctx, event: &EventRow) -> Result<Stored<Offer>> {
    let id = event.subject.map(OfferId::from_uuid).ok_or(Error::NotFound)?;
    store::document::find(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)
}

fn override_reason(event: &EventRow) -> Option<&str> {
    event.data.get("override_reason").and_then(serde_json::Value::as_str)
}

/// The brand's own offer must fit its budget; a creator's counter-offer is checked when the brand accepts it.
async fn offer_made(ctx: &mut Ctx, event: &EventRow, collaboration: CollaborationId) -> Result<()> {
    let offer = offer(ctx, event).await?;
    if offer.by != Side::Brand {
        return Ok(());
    }
    let found = ctx.collaboration(collaboration).await?;
    payments::budget::check(ctx, &found, &offer.terms, override_reason(event)).await
}

async fn offer_accepted(ctx: &mut Ctx, event: &EventRow, collaboration: CollaborationId) -> Result<()> {
    let offer = offer(ctx, event).await?;
    let found = ctx.collaboration(collaboration).await?;
    payments::budget::reserve(ctx, &found, &offer.terms, override_reason(event)).await
}

async fn commit(ctx: &mut Ctx, collaboration: CollaborationId) -> Result<()> {
    let found = ctx.collaboration(collaboration).await?;
    let agreement = store::agreements::agreement(ctx.tx(), ctx.brand()?, collaboration).await?.ok_or(Error::NotFound)?;
    payments::budget::commit(ctx, &found, &agreement.terms).await
}

/// The operation of a due move of the clock. Gives whether there was one that did it.
///
/// # Errors
/// The store's; a refusal means that the move was done in between, and is none.
pub(crate) async fn clock(app: &App, caller: &Caller, row: &MoveRow) -> Result<bool> {
    let collaboration = row.collaboration;
    let done = match row.open.what {
        What::Chase => app
            .run(caller, outreach::Chase { collaborations: vec![collaboration], until: None })
            .await
            .map(|outcome| !outcome.done.is_empty()),
        What::Escalate => app.run(caller, outreach::Escalate { collaboration }).await,
        What::ApproveBySilence => {
            let deliverable = row.open.subject.map(DeliverableId::from_uuid).ok_or(Error::NotFound)?;
            app.run(caller, crate::content::ApproveBySilence { deliverable }).await
        }
        What::EndMeasuring => app.run(caller, EndMeasuring { collaboration }).await,
        What::CheckPost => {
            let post = row.open.subject.map(PostId::from_uuid).ok_or(Error::NotFound)?;
            app.run(caller, crate::tracking::CheckPost { post, check: None }).await
        }
        What::CheckPayout => {
            let payout = row.open.subject.map(PayoutId::from_uuid).ok_or(Error::NotFound)?;
            app.run(caller, payments::CheckPayout { payout, found: None }).await
        }
        What::ReleaseCommission => app.run(caller, ReleaseCommission { collaboration }).await.map(|released| !released.is_empty()),
        _ => return Ok(false),
    };
    match done {
        Err(Error::Rule { .. } | Error::NotFound | Error::Conflict) => Ok(false),
        done => done,
    }
}
