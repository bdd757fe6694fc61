//! Journey: where a collaboration stands and whose turn it is, composed from the rooms' summaries.
//!
//! Invariants: stage and moves are functions of facts alone, never typed in; every unfinished collaboration has an
//! open move (docs/domain.md, sections 3, 4 and 11). Absent: "now"; what is late is for who reads to say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    agreements::{self, OfferState, Side},
    attribution::setup as attribution,
    briefs, campaigns,
    campaigns::OffRamp,
    content::{self, Progress},
    moves::{Move, What},
    outreach,
    payments::summary::{self as payments, Owed, PayoutWaits},
    shipments,
    team::Role,
    time::{Calendar, DAY, Day, MINUTE, Timestamp, Zone},
    tracking,
};

/// Where a collaboration stands (docs/domain.md, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Thought of.
    Shortlisted,
    /// Asked.
    Invited,
    /// Talking about it.
    InConversation,
    /// An offer was accepted.
    Agreed,
    /// Signed by both, and the form is complete.
    Onboarded,
    /// Product is on its way or there.
    Shipped,
    /// The brief was sent.
    Briefed,
    /// The brief was acknowledged; a draft is being made.
    Producing,
    /// A draft is being changed.
    Revising,
    /// A draft is with the reviewers.
    InReview,
    /// Everything is approved.
    Approved,
    /// Everything was reported live.
    Live,
    /// Everything is verified; results come in.
    Measuring,
    /// Fees are paid.
    Settled,
    /// Fees are paid and the measuring is over.
    Closed,
    /// See [`OffRamp`].
    Declined,
    /// See [`OffRamp`].
    NoResponse,
    /// See [`OffRamp`].
    Withdrawn,
    /// See [`OffRamp`].
    Dropped,
    /// See [`OffRamp`].
    Cancelled,
}

impl Stage {
    /// Every stage, in order, the off-ramps last.
    pub const ALL: [Stage; 20] = [
        Stage::Shortlisted,
        Stage::Invited,
        Stage::InConversation,
        Stage::Agreed,
        Stage::Onboarded,
        Stage::Shipped,
        Stage::Briefed,
        Stage::Producing,
        Stage::Revising,
        Stage::InReview,
        Stage::Approved,
        Stage::Live,
        Stage::Measuring,
        Stage::Settled,
        Stage::Closed,
        Stage::Declined,
        Stage::NoResponse,
        Stage::Withdrawn,
        Stage::Dropped,
        Stage::Cancelled,
    ];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Shortlisted => "shortlisted",
            Stage::Invited => "invited",
            Stage::InConversation => "in_conversation",
            Stage::Agreed => "agreed",
            Stage::Onboarded => "onboarded",
            Stage::Shipped => "shipped",
            Stage::Briefed => "briefed",
            Stage::Producing => "producing",
            Stage::Revising => "revising",
            Stage::InReview => "in_review",
            Stage::Approved => "approved",
            Stage::Live => "live",
            Stage::Measuring => "measuring",
            Stage::Settled => "settled",
            Stage::Closed => "closed",
            Stage::Declined => "declined",
            Stage::NoResponse => "no_response",
            Stage::Withdrawn => "withdrawn",
            Stage::Dropped => "dropped",
            Stage::Cancelled => "cancelled",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Whether the collaboration left the road.
    #[must_use]
    pub fn is_off(self) -> bool {
        self >= Stage::Declined
    }

    /// Whether nothing more is promised (commission apart, which has its own track).
    #[must_use]
    pub fn is_over(self) -> bool {
        self >= Stage::Closed
    }
}

/// Everything that stage and moves follow from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The creator's zone where known, otherwise the brand's.
    pub creator_zone: Zone,
    /// The brand's zone: windows are dates in it.
    pub brand_zone: Zone,
    /// Days on which the workspace does not work.
    pub holidays: Vec<Day>,
    /// Shortlist, invitation, off-ramp.
    pub campaign: campaigns::Summary,
    /// The conversation.
    pub outreach: outreach::Summary,
    /// What the clock asked and reminded of.
    pub chase: outreach::chase::Summary,
    /// Offer, agreement, form.
    pub agreement: agreements::Summary,
    /// Parcels.
    pub shipment: shipments::Summary,
    /// Links and code.
    pub tracking: attribution::Summary,
    /// The brief.
    pub brief: briefs::Summary,
    /// What is made, once agreed.
    pub deliverables: Vec<content::Summary>,
    /// What is live.
    pub posts: Vec<tracking::Summary>,
    /// Money.
    pub payments: payments::Summary,
    /// When the creator's standing was decided after this campaign.
    pub standing_decided_at: Option<Timestamp>,
}

impl Facts {
    /// By what the brand's people count working days.
    #[must_use]
    pub fn calendar(&self) -> Calendar<'_> {
        Calendar { zone: &self.brand_zone, holidays: &self.holidays }
    }

    fn accepted_at(&self) -> Option<Timestamp> {
        match self.agreement.offer.as_ref()?.state {
            OfferState::Accepted { at } => Some(at),
            OfferState::Open | OfferState::Refused { .. } | OfferState::Replaced { .. } => None,
        }
    }

    /// When both had signed and the form was complete.
    #[must_use]
    pub fn onboarded_at(&self) -> Option<Timestamp> {
        let agreement = self.agreement.agreement.as_ref()?;
        Some(agreement.creator_at?.max(agreement.brand_at?).max(self.agreement.form_at?))
    }

    fn sends_product(&self) -> bool {
        self.agreement.agreement.as_ref().is_some_and(|agreement| agreement.sends_product)
    }

    /// A gift for which nothing is to be made.
    fn owes_nothing(&self) -> bool {
        self.agreement.agreement.as_ref().is_some_and(|agreement| agreement.owes_nothing)
    }

    /// Product and no fee: what is made for it is asked after as a gift's (docs/domain.md, section 4).
    fn is_gift(&self) -> bool {
        self.sends_product() && self.agreed_fee() == 0
    }

    fn agreed_fee(&self) -> i64 {
        self.agreement.agreement.as_ref().map_or(0, |agreement| agreement.fee)
    }

    fn post_of(&self, deliverable: &content::Summary) -> Option<&tracking::Summary> {
        self.posts.iter().find(|post| post.deliverable == deliverable.id)
    }

    /// How far one deliverable is, from [`Stage::Producing`] on.
    #[must_use]
    pub fn deliverable_stage(&self, deliverable: &content::Summary) -> Stage {
        match (&deliverable.state, self.post_of(deliverable)) {
            (Progress::Awaiting { round: 0 | 1, .. }, _) => Stage::Producing,
            (Progress::Awaiting { .. }, _) => Stage::Revising,
            (Progress::InReview { .. }, _) => Stage::InReview,
            (Progress::Approved { .. }, None) => Stage::Approved,
            (Progress::Approved { .. }, Some(post)) if post.verified_at.is_none() => Stage::Live,
            (Progress::Approved { .. }, Some(_)) => Stage::Measuring,
        }
    }

    /// What the measuring counts from: when the last post went live, once every deliverable is verified; of a gift for
    /// which nothing is owed, when it arrived.
    #[must_use]
    pub fn measured_from(&self) -> Option<Timestamp> {
        if self.owes_nothing() { self.onboarded_at().and(self.shipment.delivered_at) } else { self.all_verified_live_at() }
    }

    fn all_verified_live_at(&self) -> Option<Timestamp> {
        if self.deliverables.is_empty() {
            return None;
        }
        let made: Vec<&content::Summary> = self.deliverables.iter().filter(|deliverable| deliverable.missed.is_none()).collect();
        if made.is_empty() {
            return None;
        }
        made.into_iter()
            .map(|deliverable| self.post_of(deliverable).filter(|post| post.verified_at.is_some()).map(|post| post.live_at))
            .try_fold(Timestamp(i64::MIN), |last, live| live.map(|live| last.max(live)))
    }
}

/// Where the collaboration stands: as far as its slowest deliverable.
#[must_use]
pub fn stage(facts: &Facts) -> Stage {
    if let Some(off) = &facts.campaign.off {
        return match off.ramp {
            OffRamp::Declined => Stage::Declined,
            OffRamp::NoResponse => Stage::NoResponse,
            OffRamp::Withdrawn => Stage::Withdrawn,
            OffRamp::Dropped => Stage::Dropped,
            OffRamp::Cancelled => Stage::Cancelled,
        };
    }
    if facts.accepted_at().is_none() {
        let talking = facts.campaign.accepted_at.is_some() || facts.outreach.creator_wrote || facts.agreement.offer.is_some();
        return match facts.campaign.invited_at {
            _ if talking => Stage::InConversation,
            Some(_) => Stage::Invited,
            None => Stage::Shortlisted,
        };
    }
    if facts.onboarded_at().is_none() {
        return Stage::Agreed;
    }
    if facts.owes_nothing() {
        return match (facts.shipment.sent_at, facts.shipment.delivered_at, facts.campaign.measured_at) {
            (None, None, _) => Stage::Onboarded,
            (Some(_), None, _) => Stage::Shipped,
            (_, Some(_), None) => Stage::Measuring,
            (_, Some(_), Some(_)) => Stage::Closed,
        };
    }
    if facts.brief.first_acknowledged_at.is_none() {
        return match (facts.brief.sent_at, facts.shipment.sent_at) {
            (Some(_), _) => Stage::Briefed,
            (None, Some(_)) => Stage::Shipped,
            (None, None) => Stage::Onboarded,
        };
    }
    // What was missed is left out of the slowest-one rule, unless nothing else is made.
    let stages = |missed: bool| {
        let those = facts.deliverables.iter().filter(move |deliverable| deliverable.missed.is_some() == missed);
        those.map(|deliverable| facts.deliverable_stage(deliverable)).min()
    };
    let slowest = stages(false).or_else(|| stages(true)).unwrap_or(Stage::Producing);
    if slowest == Stage::Measuring && facts.payments.fees_paid(facts.agreed_fee()) {
        return if facts.campaign.measured_at.is_some() { Stage::Closed } else { Stage::Settled };
    }
    slowest
}

/// Every open promise, the team's and the creator's and the clock's.
#[must_use]
pub fn moves(facts: &Facts) -> Vec<Move> {
    let mut moves = Vec::new();
    // What a sheet said holds still until a person says how it goes on.
    let held = facts.campaign.taken_over.as_deref().filter(|told| facts.campaign.off.is_none() && told.is_held());
    if let Some(told) = held {
        moves.push(taken_over::take_up(told));
    } else if facts.campaign.off.is_none() {
        if let Some(accepted_at) = facts.accepted_at() {
            agree(facts, accepted_at, &mut moves);
            if let Some(onboarded_at) = facts.onboarded_at() {
                prepare(facts, onboarded_at, &mut moves);
                for deliverable in &facts.deliverables {
                    produce(facts, deliverable, &mut moves);
                    if let Some(post) = facts.post_of(deliverable) {
                        watch(post, deliverable, &mut moves);
                    }
                }
                measure(facts, &mut moves);
            }
        } else {
            approach(facts, &mut moves);
        }
    }
    if facts.campaign.off.is_none() {
        if let Some(since) = facts.outreach.waits_since {
            moves.push(Move::team(Role::Manager, What::Answer, since).due(since.plus(DAY)));
        }
        if let Some(since) = facts.outreach.bounced_at {
            moves.push(Move::team(Role::Manager, What::FindAddress, since).due(since.plus(DAY)));
        }
        if let Some(since) = facts.agreement.form_asked {
            moves.push(Move::creator(What::FillForm, since));
        }
    }
    settle(facts, &mut moves);
    let mut of_clock = chases::steps(facts, &moves);
    of_clock.extend(escalations::steps(facts, &moves));
    moves.extend(of_clock);
    moves.sort_by(|one, other| one.key.cmp(&other.key));
    moves
}

/// From the shortlist to accepted terms.
fn approach(facts: &Facts, moves: &mut Vec<Move>) {
    let Some(invited_at) = facts.campaign.invited_at else {
        moves.push(Move::team(Role::Manager, What::Invite, facts.campaign.shortlisted_at));
        return;
    };
    match &facts.agreement.offer {
        Some(offer) if offer.state == OfferState::Open => {
            let open = match offer.by {
                Side::Brand => Move::creator(What::AnswerOffer, offer.made_at),
                Side::Creator => Move::team(Role::Manager, What::AnswerCounter, offer.made_at).due(offer.made_at.plus(DAY)),
            };
            moves.push(open.about(offer.id.0).stake(offer.fee));
        }
        Some(offer) => {
            let since = match offer.state {
                OfferState::Refused { at, .. } | OfferState::Replaced { at } | OfferState::Accepted { at } => at,
                OfferState::Open => offer.made_at,
            };
            moves.push(Move::team(Role::Manager, What::MakeOffer, since).due(since.plus(DAY)).stake(offer.fee));
        }
        None => match facts.campaign.accepted_at {
            Some(since) => moves.push(Move::team(Role::Manager, What::MakeOffer, since).due(since.plus(DAY))),
            None => moves.push(Move::creator(What::AnswerInvitation, invited_at)),
        },
    }
}

/// From accepted terms to both signatures and the form.
fn agree(facts: &Facts, accepted_at: Timestamp, moves: &mut Vec<Move>) {
    let fee = facts.agreement.offer.as_ref().map_or(0, |offer| offer.fee);
    let Some(agreement) = &facts.agreement.agreement else {
        moves.push(Move::team(Role::Manager, What::PrepareAgreement, accepted_at).due(accepted_at.plus(DAY)).stake(fee));
        return;
    };
    if agreement.creator_at.is_none() {
        moves.push(Move::creator(What::CreatorSigns, agreement.prepared_at).stake(fee));
    }
    if let (Some(creator_at), None) = (agreement.creator_at, agreement.brand_at) {
        moves.push(Move::team(Role::Manager, What::BrandSigns, creator_at).due(creator_at.plus(DAY)).stake(fee));
    }
    if facts.agreement.form_at.is_none() {
        moves.push(Move::creator(What::FillForm, agreement.prepared_at).stake(fee));
    }
}

/// From onboarding to an acknowledged brief.
fn prepare(facts: &Facts, onboarded_at: Timestamp, moves: &mut Vec<Move>) {
    let opens = facts.deliverables.iter().map(|deliverable| deliverable.opens).min();
    let soon = onboarded_at.plus(2 * DAY);
    if facts.sends_product() {
        match (facts.shipment.sent_at, facts.shipment.delivered_at) {
            (None, _) => moves.push(Move::team(Role::Manager, What::Ship, onboarded_at).due(soon)),
            (Some(sent_at), None) => moves.push(
                Move::team(Role::Manager, What::ConfirmDelivery, sent_at)
                    .visible_from(sent_at.plus(2 * DAY))
                    .due(shipments::expected(sent_at)),
            ),
            (Some(_), Some(_)) => {}
        }
    }
    if facts.tracking.unconfirmed > 0 {
        let detail = format!("{} of {}", facts.tracking.unconfirmed, facts.tracking.all);
        moves.push(Move::team(Role::Manager, What::ConfirmTracking, onboarded_at).due(soon).detail(detail));
    }
    if facts.owes_nothing() {
        enjoy(facts, moves);
        return;
    }
    match (facts.brief.sent_at, facts.brief.acknowledged_at) {
        (None, _) => {
            let due = opens.map_or(soon, |opens| opens.plus_days(-7).at(18, 0, &facts.brand_zone).max(soon));
            moves.push(Move::team(Role::Manager, What::SendBrief, onboarded_at).due(due));
        }
        (Some(sent_at), None) => {
            let number = facts.brief.number.unwrap_or(1);
            moves.push(Move::creator(What::AcknowledgeBrief, sent_at).detail(number.to_string()));
        }
        (Some(_), Some(_)) => {}
    }
}

/// Who had a gift may say how it is, and need not: until they wrote, or the measuring is over.
fn enjoy(facts: &Facts, moves: &mut Vec<Move>) {
    let Some(delivered_at) = facts.shipment.delivered_at else { return };
    let wrote = facts.outreach.wrote_at.is_some_and(|wrote_at| wrote_at >= delivered_at);
    if !wrote && facts.campaign.measured_at.is_none() {
        moves.push(Move::creator(What::TellUs, delivered_at));
    }
}

/// From an acknowledged brief to a verified post, for one deliverable.
fn produce(facts: &Facts, deliverable: &content::Summary, moves: &mut Vec<Move>) {
    if let (Some(window), None) = (deliverable.moving, deliverable.missed) {
        let answer = Move::creator(What::AnswerWindow, window.offered_at);
        moves.push(answer.about(deliverable.id.0).stake(deliverable.share).detail(deliverable.format.clone()));
    }
    if facts.brief.first_acknowledged_at.is_none() {
        return;
    }
    if let Some(missed) = deliverable.missed {
        let open = match (missed.let_go_at, missed.offered) {
            (Some(_), _) => return,
            (None, Some(window)) => Move::creator(What::AnswerWindow, window.offered_at),
            (None, None) => Move::team(Role::Manager, What::DecideMissed, missed.at).due(missed.at.plus(DAY)),
        };
        moves.push(open.about(deliverable.id.0).stake(deliverable.share).detail(deliverable.format.clone()));
        return;
    }
    let next = match (&deliverable.state, facts.post_of(deliverable)) {
        (Progress::Awaiting { round, since, due }, _) => {
            Move::creator(What::SubmitDraft, *since).due(*due).detail(format!("{} {round}", deliverable.format))
        }
        (Progress::InReview { round, since, sign_offs, .. }, _) => {
            let missing = facts.campaign.review.sign_offs.iter().filter(|kind| !sign_offs.iter().any(|given| given.kind == **kind));
            let within = if sign_offs.is_empty() { facts.campaign.review.first_pass } else { facts.campaign.review.last_sign_off };
            Move::team(Role::Reviewer, What::ReviewDraft, *since)
                .due(since.plus(within))
                .sign_offs(missing.copied().collect())
                .detail(format!("{} {round}", deliverable.format))
        }
        (Progress::Approved { at, .. }, None) => {
            Move::creator(What::Post, *at).due(deliverable.closes.end_in(&facts.brand_zone)).detail(deliverable.format.clone())
        }
        (Progress::Approved { .. }, Some(post)) if post.verified_at.is_none() => {
            Move::team(Role::Manager, What::VerifyPost, post.reported_at).due(post.reported_at.plus(DAY)).detail(deliverable.format.clone())
        }
        (Progress::Approved { .. }, Some(_)) => return,
    };
    moves.push(next.about(deliverable.id.0).stake(deliverable.share));
}

/// A verified post is looked at again; what is not as it was waits for the team.
fn watch(post: &tracking::Summary, deliverable: &content::Summary, moves: &mut Vec<Move>) {
    // A story is gone after a day, as it should be (docs/domain.md, 12j).
    if deliverable.format == "story" {
        return;
    }
    if let (Some(verified_at), Some(at)) = (post.verified_at, post.next_look) {
        moves.push(Move::clock(What::CheckPost, verified_at, at).about(post.post.0));
    }
    if let Some(waits) = post.waits {
        let open = Move::team(Role::Manager, What::DecidePost, waits.since).visible_from(waits.shown).due(waits.shown.plus(DAY));
        moves.push(open.about(deliverable.id.0).stake(deliverable.share).detail(deliverable.format.clone()));
    }
}

/// From the last verified post, or a gift's arrival, to the end of the measuring and the creator's standing.
fn measure(facts: &Facts, moves: &mut Vec<Move>) {
    let Some(from) = facts.measured_from() else { return };
    if facts.campaign.measured_at.is_none() {
        moves.push(Move::clock(What::EndMeasuring, from, from.plus(campaigns::MEASURING)));
    }
    let paid = facts.payments.fees_paid(facts.agreed_fee());
    if let Some(told) = facts.campaign.taken_over.as_deref().filter(|told| told.unpaid > 0) {
        moves.push(taken_over::take_up(told));
    }
    // Nobody is asked what to think of what was over before the program knew it.
    if facts.campaign.taken_over.as_deref().is_some_and(|told| told.past) {
        return;
    }
    if let (Some(measured_at), true, None) = (facts.campaign.measured_at, paid, facts.standing_decided_at) {
        moves.push(Move::team(Role::Manager, What::DecideStanding, measured_at));
    }
}

/// Money that is owed whatever became of the rest.
fn settle(facts: &Facts, moves: &mut Vec<Move>) {
    for payable in facts.payments.payables.iter().filter(|payable| payable.owed == Owed::Open && payable.minor > 0) {
        let visible = payable.due.plus(-3 * DAY).max(payable.accrued_at);
        moves.push(
            Move::team(Role::Finance, What::MakePayout, payable.accrued_at)
                .about(payable.id.0)
                .due(payable.due.plus(DAY - MINUTE))
                .visible_from(visible)
                .stake(payable.minor),
        );
    }
    for payout in &facts.payments.payouts {
        let what = match payout.waits {
            PayoutWaits::Approval => What::ApprovePayout,
            PayoutWaits::Recording => What::RecordPayment,
            PayoutWaits::Asking => What::AskProvider,
            PayoutWaits::Provider(at) => {
                moves.push(Move::clock(What::CheckPayout, payout.since, at).about(payout.id.0).stake(payout.minor));
                continue;
            }
        };
        let due = payout.since.plus(2 * DAY);
        moves.push(Move::team(Role::Finance, what, payout.since).about(payout.id.0).due(due).stake(payout.minor).not_by(payout.not_by));
    }
    match (facts.tracking.next_release, &facts.tracking.leaked) {
        // The clock waits for the person: a leaked code's commission is released by nobody else.
        (Some(_), Some((since, why))) => moves.push(
            Move::team(Role::Manager, What::DecideLeak, *since).due(since.plus(2 * DAY)).stake(facts.tracking.in_hold).detail(why.clone()),
        ),
        (Some(at), None) => moves.push(Move::clock(What::ReleaseCommission, at.plus(-30 * DAY), at)),
        (None, _) => {}
    }
}

pub mod chases;
pub mod escalations;
mod taken_over;

pub use taken_over::told_by_sheet;

#[cfg(test)]
mod tests;
