//! What follows from the words of a sheet: they stand in for what the rooms would know, had it happened here.
//!
//! Invariant: a fact of a room's own always wins over the sheet's; what is held opens one move, the team's to decide. Absent:
//! reading sheets.

use super::Facts;
use crate::{
    agreements::{AgreementSummary, OfferState, OfferSummary, Side},
    campaigns::{Reached, TakenOver},
    ids::{Id, OfferId, PayableId, PostId},
    moves::{Move, What},
    payments::summary::{Owed, PayableSummary},
    team::Role,
    tracking,
};

/// The team says how it goes on. It is never late: what it is about was late before it came here.
pub(super) fn take_up(told: &TakenOver) -> Move {
    let why = told.fallen.iter().find(|fallen| fallen.holds()).map_or("unpaid", |fallen| fallen.as_str());
    // By its import, so that a sheet with many of them is one line of what waits.
    let open = Move::team(Role::Manager, What::TakeUp, told.since).about(told.import.uuid());
    open.stake(told.unpaid.max(told.fee)).detail(why)
}

/// The facts with what a sheet said where no room knows it.
#[must_use]
pub fn told_by_sheet(mut facts: Facts) -> Facts {
    let Some(told) = facts.campaign.taken_over.clone() else { return facts };
    let since = told.since;
    if told.reached >= Reached::Agreed && facts.agreement.offer.is_none() {
        let id = OfferId::from_uuid(uuid::Uuid::nil());
        let state = OfferState::Accepted { at: since };
        facts.agreement.offer = Some(OfferSummary { id, by: Side::Brand, fee: told.fee, made_at: since, state });
    }
    if told.is_signed() && facts.agreement.agreement.is_none() {
        facts.agreement.agreement = Some(AgreementSummary {
            prepared_at: since,
            creator_at: Some(since),
            brand_at: Some(since),
            // The parcel is the sheet's affair: nobody is asked to send or confirm one here.
            sends_product: false,
            owes_nothing: false,
            silence_approves: false,
            included_rounds: facts.campaign.review.included_rounds,
            fee: told.fee,
            commission_points: 0,
        });
        if facts.agreement.form_at.is_none() {
            facts.agreement.form_at = Some(since);
            let open = facts.payments.payables.iter().filter(|payable| payable.owed == Owed::Open && payable.minor > 0);
            facts.agreement.form_asked = open.map(|payable| payable.accrued_at).min();
        }
    }
    if told.is_making() && facts.brief.first_acknowledged_at.is_none() {
        facts.brief.sent_at = Some(since);
        facts.brief.acknowledged_at = Some(since);
        facts.brief.first_acknowledged_at = Some(since);
    }
    facts.shipment.sent_at = facts.shipment.sent_at.or(told.shipped_at);
    facts.shipment.delivered_at = facts.shipment.delivered_at.or(told.delivered_at);
    for posted in &told.posted {
        if !facts.posts.iter().any(|post| post.deliverable == posted.deliverable) {
            facts.posts.push(tracking::Summary {
                deliverable: posted.deliverable,
                post: PostId::from_uuid(posted.deliverable.0),
                live_at: posted.at,
                reported_at: posted.at,
                verified_at: Some(posted.at),
                next_look: None,
                waits: None,
            });
        }
    }
    if told.unpaid > 0 {
        // Neither owed nor paid until a person says which; so it is not settled, and nobody makes a payout of it.
        facts.payments.payables.push(PayableSummary {
            id: PayableId::from_uuid(uuid::Uuid::nil()),
            is_fee: true,
            minor: told.unpaid,
            accrued_at: since,
            due: since,
            owed: Owed::InPayout,
        });
    }
    facts
}
