//! Fees come to be owed when the agreement's clock starts, less what late posts cost.
//!
//! Invariant: each deliverable is in one fee at most; asked again, nothing is owed twice. A post that is late under a
//! fee that was paid in advance costs nothing here: what left the house is not taken back by itself. What is taken off is
//! reckoned from what happened, so that a fee which was in a payout meanwhile is right once it is owed again.

use domain::{
    agreements::{Agreement, Terms},
    campaigns::{Collaboration, TakenOver},
    content::{Deliverable, Draft, Progress},
    ids::{CollaborationId, DeliverableId, PayableId},
    money::Money,
    payments::{
        Expense, FeeDue, Payable, PayableKind, PayableState, Posting,
        late::{Wait, late},
        payable::{DeliverableFacts, FeeFacts, FeeTerms, fees_due},
    },
    time::Timestamp,
    tracking::{Post, PostState},
};
use serde_json::json;
use store::Stored;

use super::{change_budget, enter};
use crate::{Ctx, Result, context::About};

/// Makes payables of the fees whose clock has started, and takes off what late posts cost.
pub(crate) async fn accrue(ctx: &mut Ctx, collaboration: CollaborationId) -> Result<()> {
    let mut facts = facts(ctx, collaboration).await?;
    let Some((agreement, signed_at)) = &facts.signed else {
        return Ok(());
    };
    if facts.found.value.running().is_err() {
        return Ok(());
    }
    for due in started(agreement, *signed_at, &facts.deliverables, &facts.posts, &ctx.zone()?) {
        if !facts.fees.iter().any(|fee| fee.deliverables.iter().any(|id| due.deliverables.contains(id))) {
            let fee = owe(ctx, &facts.found, due).await?;
            facts.fees.push(fee);
        }
    }
    take_off(ctx, facts).await
}

/// Takes off fees that are owed, or owed again, what was let go of them and what late posts cost. A fee that a sheet told of
/// is in no agreement, and nothing but what was let go is taken off it.
pub(crate) async fn reckon(ctx: &mut Ctx, collaboration: CollaborationId) -> Result<()> {
    let facts = facts(ctx, collaboration).await?;
    take_off(ctx, facts).await
}

/// What fees are reckoned from.
struct Facts {
    found: Stored<Collaboration>,
    /// The agreement and when both had signed it, once they have.
    signed: Option<(Agreement, Timestamp)>,
    deliverables: Vec<Stored<Deliverable>>,
    posts: Vec<Stored<Post>>,
    fees: Vec<Stored<Payable>>,
}

async fn facts(ctx: &Ctx, collaboration: CollaborationId) -> Result<Facts> {
    let brand = ctx.brand()?;
    let found = ctx.collaboration(collaboration).await?;
    let agreement = store::agreements::agreement(ctx.tx(), brand, collaboration).await?;
    let signed = agreement.and_then(|agreement| agreement.signed_at().map(|at| (agreement.value, at)));
    let deliverables = store::content::of_collaboration(ctx.tx(), brand, collaboration).await?;
    let posts = store::tracking::of_collaboration(ctx.tx(), brand, collaboration).await?;
    let mut fees: Vec<Stored<Payable>> = store::payments::of_collaboration(ctx.tx(), brand, collaboration).await?;
    fees.retain(|payable| payable.kind == PayableKind::Fee);
    Ok(Facts { found, signed, deliverables, posts, fees })
}

async fn take_off(ctx: &mut Ctx, facts: Facts) -> Result<()> {
    let terms = facts.signed.as_ref().map(|(agreement, _)| &agreement.terms);
    for fee in facts.fees {
        let total = deduction(ctx, &fee, terms, &facts.deliverables, &facts.posts).await?;
        if let Some(more) = fee.still_off(total) {
            deduct(ctx, &facts.found, fee, more).await?;
        }
    }
    Ok(())
}

fn started(
    agreement: &Agreement,
    signed_at: Timestamp,
    deliverables: &[Stored<Deliverable>],
    posts: &[Stored<Post>],
    zone: &domain::time::Zone,
) -> Vec<FeeDue> {
    let terms = &agreement.terms;
    let fee_terms = FeeTerms {
        currency: terms.fee.currency,
        clock: terms.payment.clock.into(),
        days: terms.payment.days,
        priced_separately: terms.priced_separately(),
    };
    let facts: Vec<DeliverableFacts> = deliverables
        .iter()
        .filter(|deliverable| !deliverable.is_let_go())
        .map(|deliverable| DeliverableFacts {
            id: deliverable.id,
            share: deliverable.share,
            approved_at: match deliverable.state {
                Progress::Approved { at, .. } => Some(at),
                Progress::Awaiting { .. } | Progress::InReview { .. } => None,
            },
            verified_at: post_of(posts, deliverable.id).and_then(Post::verified_at),
        })
        .collect();
    fees_due(fee_terms, FeeFacts { signed_at: Some(signed_at), invoice_received_at: None, deliverables: &facts }, zone)
}

/// A deliverable was let go: its share of the fee is not owed.
pub(crate) async fn let_go(ctx: &mut Ctx, collaboration: CollaborationId, deliverable: DeliverableId) -> Result<()> {
    let brand = ctx.brand()?;
    let found = ctx.collaboration(collaboration).await?;
    let made = store::document::find::<Deliverable>(ctx.tx(), brand, deliverable).await?.ok_or(crate::Error::NotFound)?;
    let owed = store::payments::of_collaboration(ctx.tx(), brand, collaboration).await?;
    let is_owed = owed.iter().any(|payable| payable.kind == PayableKind::Fee && payable.deliverables.contains(&deliverable));
    if !is_owed && made.share > 0 {
        let campaign = crate::agreements::campaign(ctx, &found.value).await?;
        let share = Money::new(made.share, campaign.value.currency);
        change_budget(ctx, found.value.campaign, |budget| Ok(budget.uncommit(collaboration, super::line(PayableKind::Fee), share))).await?;
        if let Some(told) = found.value.taken_over.as_deref() {
            // Nobody owes it by the sheet either.
            let left = |sum: i64| (sum - made.share).max(0);
            let told = TakenOver { fee: left(told.fee), unpaid: left(told.unpaid), ..told.clone() };
            let changed = Collaboration { taken_over: Some(Box::new(told)), ..found.value.clone() };
            crate::campaigns::save(ctx, &found, &changed).await?;
        }
    }
    accrue(ctx, collaboration).await?;
    // What a sheet's fee was said to be owed for is in no agreement, and what has ended accrues nothing more.
    reckon(ctx, collaboration).await
}

/// The post that stands for a deliverable; a rejected one does not.
fn post_of(posts: &[Stored<Post>], deliverable: DeliverableId) -> Option<&Post> {
    let stands = |post: &&Stored<Post>| post.deliverable == deliverable && !matches!(post.state, PostState::Rejected { .. });
    posts.iter().rfind(stands).map(|post| &post.value)
}

async fn owe(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, due: FeeDue) -> Result<Stored<Payable>> {
    let creator = collaboration.value.creator;
    let payable = Payable {
        collaboration: collaboration.id,
        creator,
        kind: PayableKind::Fee,
        deliverables: due.deliverables,
        orders: vec![],
        amount: due.amount,
        deducted: 0,
        started_at: due.started_at,
        due: due.due,
        state: PayableState::Open,
    };
    let id: PayableId = ctx.id();
    let stored = store::document::insert(ctx.tx(), ctx.brand()?, id, &payable).await?;
    enter(ctx, &Posting::accrual(creator, Expense::Fees, due.amount), creator, Some(collaboration.id), "Fee").await?;
    let of = collaboration.id;
    change_budget(ctx, collaboration.value.campaign, |budget| budget.accrue(of, super::line(PayableKind::Fee), due.amount)).await?;
    let data = json!({ "kind": "fee", "amount": due.amount, "due": due.due });
    ctx.note(About::collaboration(collaboration).subject(id), "payments.payable_accrued", data).await?;
    Ok(stored)
}

/// What is off a fee in all, in minor units: what was let go, and what late posts cost by the terms of the agreement.
async fn deduction(
    ctx: &Ctx,
    fee: &Payable,
    terms: Option<&Terms>,
    deliverables: &[Stored<Deliverable>],
    posts: &[Stored<Post>],
) -> Result<i64> {
    let gone = deliverables.iter().filter(|deliverable| fee.deliverables.contains(&deliverable.id) && deliverable.is_let_go());
    let mut total = gone.map(|deliverable| deliverable.share).sum();
    let Some(terms) = terms else { return Ok(total) };
    let zone = ctx.zone()?;
    for deliverable in deliverables.iter().filter(|deliverable| fee.deliverables.contains(&deliverable.id)) {
        let closed = deliverable.closes.end_in(&zone);
        let Some(post) = post_of(posts, deliverable.id).filter(|post| post.verified_at().is_some() && post.live_at > closed) else {
            continue;
        };
        let waits = waits(ctx, deliverable.id, post.live_at).await?;
        let share = Money::new(deliverable.share, fee.amount.currency);
        total += late(closed, post.live_at, &waits, share, terms.late).deduction.minor;
    }
    Ok(total)
}

/// How long each draft of a deliverable waited for the brand before its post went live: until its last review, or until then. What
/// is answered later delayed nothing.
async fn waits(ctx: &Ctx, deliverable: DeliverableId, live_at: Timestamp) -> Result<Vec<Wait>> {
    let brand = ctx.brand()?;
    let reviews = store::content::reviews(ctx.tx(), brand, deliverable).await?;
    let drafts = store::content::drafts(ctx.tx(), brand, deliverable).await?;
    let answered = |draft| reviews.iter().filter(|review| review.draft == draft).map(|review| review.at).max();
    let wait = |draft: &Stored<Draft>| Wait { since: draft.submitted_at, until: answered(draft.id).unwrap_or(live_at).min(live_at) };
    Ok(drafts.iter().map(wait).collect())
}

async fn deduct(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, fee: Stored<Payable>, more: Money) -> Result<()> {
    let creator = collaboration.value.creator;
    let changed = fee.value.deduct(more)?;
    store::document::save(ctx.tx(), ctx.brand()?, fee.id, fee.version, &changed).await?;
    enter(ctx, &Posting::late_deduction(creator, more), creator, Some(collaboration.id), "Late, or let go").await?;
    let of = collaboration.id;
    change_budget(ctx, collaboration.value.campaign, |budget| budget.deduct(of, super::line(PayableKind::Fee), more)).await?;
    let data = json!({ "deduction": more, "amount": changed.amount });
    ctx.note(About::collaboration(collaboration).subject(fee.id), "payments.late_deducted", data).await
}
