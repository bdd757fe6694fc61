//! The road of one collaboration, step by step: after each fact the stage and whose turn it is, worked out by hand
//! from docs/domain.md, sections 3 and 4.

use super::*;
use crate::{
    campaigns::{Off, ReviewPolicy},
    ids::{DeliverableId, DraftId, Id, OfferId, PayableId, PostId},
    moves::Turn,
    payments::summary::PayableSummary,
    time::{Day, HOUR},
};

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

fn start() -> Facts {
    Facts {
        creator_zone: Zone::utc(),
        brand_zone: Zone::utc(),
        holidays: vec![],
        campaign: campaigns::Summary {
            shortlisted_at: Timestamp(0),
            invited_at: None,
            accepted_at: None,
            off: None,
            measured_at: None,
            campaign_runs: true,
            ships_product: true,
            taken_over: None,
            review: ReviewPolicy::default(),
        },
        outreach: outreach::Summary::default(),
        chase: outreach::chase::Summary::default(),
        agreement: agreements::Summary::default(),
        shipment: shipments::Summary::default(),
        tracking: attribution::Summary::default(),
        brief: briefs::Summary { written: true, ..briefs::Summary::default() },
        deliverables: vec![],
        posts: vec![],
        payments: payments::Summary::default(),
        standing_decided_at: None,
    }
}

fn turns(facts: &Facts) -> Vec<(Turn, What)> {
    // Telling of late moves stands beside each of the team's; the escalation's own tests have it.
    let promises = moves(facts).into_iter().filter(|open| open.what != What::Escalate);
    let mut all: Vec<(Turn, What)> = promises.map(|open| (open.turn, open.what)).collect();
    all.sort();
    all
}

fn at(hours: i64) -> Timestamp {
    Timestamp(hours * HOUR)
}

#[test]
fn the_whole_road() {
    use Turn::{Clock, Creator, Team};
    let mut facts = start();
    let check = |facts: &Facts, expected: Stage, open: &[(Turn, What)]| {
        assert_eq!(stage(facts), expected);
        let mut open = open.to_vec();
        open.sort();
        assert_eq!(turns(facts), open, "{expected:?}");
    };
    check(&facts, Stage::Shortlisted, &[(Team, What::Invite)]);
    facts.campaign.invited_at = Some(at(1));
    check(&facts, Stage::Invited, &[(Creator, What::AnswerInvitation)]);
    facts.campaign.accepted_at = Some(at(2));
    check(&facts, Stage::InConversation, &[(Team, What::MakeOffer)]);
    let mut offer =
        agreements::OfferSummary { id: OfferId::from_uuid(uuid(1)), by: Side::Brand, fee: 28_000, made_at: at(3), state: OfferState::Open };
    facts.agreement.offer = Some(offer.clone());
    check(&facts, Stage::InConversation, &[(Creator, What::AnswerOffer)]);
    offer.by = Side::Creator;
    facts.agreement.offer = Some(offer.clone());
    check(&facts, Stage::InConversation, &[(Team, What::AnswerCounter)]);
    offer.state = OfferState::Accepted { at: at(4) };
    facts.agreement.offer = Some(offer);
    check(&facts, Stage::Agreed, &[(Team, What::PrepareAgreement)]);
    let mut agreement = agreements::AgreementSummary {
        prepared_at: at(5),
        creator_at: None,
        brand_at: None,
        sends_product: true,
        owes_nothing: false,
        silence_approves: false,
        included_rounds: 2,
        fee: 28_000,
        commission_points: 0,
    };
    facts.agreement.agreement = Some(agreement.clone());
    check(&facts, Stage::Agreed, &[(Creator, What::CreatorSigns), (Creator, What::FillForm)]);
    agreement.creator_at = Some(at(6));
    facts.agreement.agreement = Some(agreement.clone());
    check(&facts, Stage::Agreed, &[(Team, What::BrandSigns), (Creator, What::FillForm)]);
    agreement.brand_at = Some(at(7));
    facts.agreement.agreement = Some(agreement);
    facts.agreement.form_at = Some(at(8));
    let day = Day::parse("2026-11-18").unwrap();
    facts.deliverables = [2, 3]
        .map(|number| content::Summary {
            id: DeliverableId::from_uuid(uuid(number)),
            format: "reel".into(),
            share: 14_000,
            opens: day,
            closes: day.plus_days(3),
            state: Progress::Awaiting { round: 1, since: at(9), due: at(100) },
            missed: None,
            moving: None,
            moved: false,
        })
        .to_vec();
    facts.tracking = attribution::Summary { unconfirmed: 3, all: 3, next_release: None, in_hold: 0, leaked: None };
    check(&facts, Stage::Onboarded, &[(Team, What::Ship), (Team, What::ConfirmTracking), (Team, What::SendBrief)]);
    facts.shipment.sent_at = Some(at(9));
    facts.tracking.unconfirmed = 0;
    check(&facts, Stage::Shipped, &[(Team, What::ConfirmDelivery), (Team, What::SendBrief)]);
    facts.shipment.delivered_at = Some(at(10));
    facts.brief = briefs::Summary { number: Some(1), sent_at: Some(at(11)), ..facts.brief };
    check(&facts, Stage::Briefed, &[(Creator, What::AcknowledgeBrief)]);
    facts.brief = briefs::Summary { acknowledged_at: Some(at(12)), first_acknowledged_at: Some(at(12)), ..facts.brief };
    check(&facts, Stage::Producing, &[(Creator, What::SubmitDraft), (Creator, What::SubmitDraft)]);
    let draft = DraftId::from_uuid(uuid(9));
    facts.deliverables[0].state = Progress::InReview { round: 1, draft, since: at(13), sign_offs: vec![] };
    check(&facts, Stage::Producing, &[(Team, What::ReviewDraft), (Creator, What::SubmitDraft)]);
    let review = moves(&facts).into_iter().find(|open| open.what == What::ReviewDraft).unwrap();
    assert_eq!(review.sign_offs, facts.campaign.review.sign_offs, "every sign-off is missing");
    facts.deliverables[1].state = Progress::Awaiting { round: 2, since: at(14), due: at(100) };
    check(&facts, Stage::Revising, &[(Team, What::ReviewDraft), (Creator, What::SubmitDraft)]);
    for deliverable in &mut facts.deliverables {
        deliverable.state = Progress::Approved { draft, files: vec![], sign_offs: vec![], at: at(15) };
    }
    check(&facts, Stage::Approved, &[(Creator, What::Post), (Creator, What::Post)]);
    let post = |number: u128, verified: Option<Timestamp>| tracking::Summary {
        deliverable: DeliverableId::from_uuid(uuid(number)),
        post: PostId::from_uuid(uuid(number + 10)),
        live_at: at(16),
        reported_at: at(17),
        verified_at: verified,
        next_look: None,
        waits: None,
    };
    facts.posts = vec![post(2, Some(at(18))), post(3, None)];
    check(&facts, Stage::Live, &[(Team, What::VerifyPost)]);
    facts.posts = vec![post(2, Some(at(18))), post(3, Some(at(19)))];
    let mut payable = PayableSummary {
        id: PayableId::from_uuid(uuid(30)),
        is_fee: true,
        minor: 28_000,
        accrued_at: at(19),
        due: at(19 + 14 * 24),
        owed: Owed::Open,
    };
    facts.payments.payables = vec![payable];
    check(&facts, Stage::Measuring, &[(Clock, What::EndMeasuring), (Team, What::MakePayout)]);
    assert_eq!(moves(&facts).iter().find(|open| open.what == What::EndMeasuring).unwrap().due, Some(at(16 + 30 * 24)));
    payable.owed = Owed::Paid;
    facts.payments.payables = vec![payable];
    check(&facts, Stage::Settled, &[(Clock, What::EndMeasuring)]);
    facts.campaign.measured_at = Some(at(800));
    check(&facts, Stage::Closed, &[(Team, What::DecideStanding)]);
    facts.standing_decided_at = Some(at(801));
    check(&facts, Stage::Closed, &[]);
}

#[test]
fn an_off_ramp_ends_every_promise_but_money_owed() {
    let mut facts = start();
    facts.outreach.waits_since = Some(at(1));
    facts.campaign.off = Some(Off { ramp: OffRamp::Dropped, at: at(2), reason: String::new() });
    assert_eq!((stage(&facts), turns(&facts)), (Stage::Dropped, vec![]));
    facts.payments.payables = vec![PayableSummary {
        id: PayableId::from_uuid(uuid(30)),
        is_fee: true,
        minor: 100,
        accrued_at: at(1),
        due: at(5),
        owed: Owed::Open,
    }];
    assert_eq!(turns(&facts), [(Turn::Team, What::MakePayout)]);
}

#[test]
fn a_reply_opens_the_teams_answer_beside_the_rest() {
    let mut facts = start();
    facts.campaign.invited_at = Some(at(1));
    facts.outreach = outreach::Summary { waits_since: Some(at(2)), creator_wrote: true, wrote_at: Some(at(2)), bounced_at: None };
    assert_eq!(stage(&facts), Stage::InConversation);
    assert_eq!(turns(&facts), [(Turn::Team, What::Answer), (Turn::Creator, What::AnswerInvitation)]);
}

#[test]
fn stages_are_words_and_back() {
    for stage in Stage::ALL {
        assert_eq!(Stage::parse(stage.as_str()), Some(stage));
    }
    for what in What::ALL {
        assert_eq!(What::parse(what.as_str()), Some(*what));
    }
}

/// A signed agreement on product alone, with the form filled in.
fn given(owes_nothing: bool) -> Facts {
    let mut facts = start();
    facts.campaign.invited_at = Some(at(1));
    facts.campaign.accepted_at = Some(at(2));
    let state = OfferState::Accepted { at: at(4) };
    let offer = agreements::OfferSummary { id: OfferId::from_uuid(uuid(1)), by: Side::Brand, fee: 0, made_at: at(3), state };
    facts.agreement.offer = Some(offer);
    facts.agreement.agreement = Some(agreements::AgreementSummary {
        prepared_at: at(5),
        creator_at: Some(at(6)),
        brand_at: Some(at(7)),
        sends_product: true,
        owes_nothing,
        silence_approves: false,
        included_rounds: 2,
        fee: 0,
        commission_points: 0,
    });
    facts.agreement.form_at = Some(at(8));
    facts
}

#[test]
fn a_gift_that_owes_nothing_goes_from_the_parcel_to_the_end_without_a_brief() {
    use Turn::{Clock, Creator, Team};
    let mut facts = given(true);
    let check = |facts: &Facts, expected: Stage, open: &[(Turn, What)]| {
        assert_eq!(stage(facts), expected);
        let mut open = open.to_vec();
        open.sort();
        assert_eq!(turns(facts), open, "{expected:?}");
    };
    check(&facts, Stage::Onboarded, &[(Team, What::Ship)]);
    facts.shipment.sent_at = Some(at(9));
    check(&facts, Stage::Shipped, &[(Team, What::ConfirmDelivery)]);
    facts.shipment.delivered_at = Some(at(24));
    facts.chase.reachable = true;
    let asked = [(Creator, What::TellUs), (Clock, What::EndMeasuring), (Clock, What::Chase)];
    check(&facts, Stage::Measuring, &asked);
    let question = moves(&facts).into_iter().find(|open| open.what == What::Chase).unwrap();
    assert_eq!(question.detail.as_deref(), Some("question"));
    let mut thanked = facts.clone();
    // They had asked before it came, and thanked before they were answered.
    thanked.chase.pauses = vec![crate::outreach::chase::Pause { from: at(20), until: Some(at(31)) }];
    thanked.outreach.wrote_at = Some(at(30));
    check(&thanked, Stage::Measuring, &[(Clock, What::EndMeasuring)]);
    facts.campaign.measured_at = Some(at(24 + 30 * 24));
    check(&facts, Stage::Closed, &[(Team, What::DecideStanding)]);
}

#[test]
fn a_gift_is_asked_about_by_its_day_until_other_dates_are_agreed_on() {
    use crate::outreach::chase::Track;
    let mut facts = given(false);
    facts.shipment.sent_at = Some(at(9));
    facts.shipment.delivered_at = Some(at(24));
    facts.brief = briefs::Summary {
        number: Some(1),
        sent_at: Some(at(10)),
        acknowledged_at: Some(at(11)),
        first_acknowledged_at: Some(at(11)),
        ..facts.brief
    };
    let day = Day::parse("2026-11-18").unwrap();
    facts.deliverables = vec![content::Summary {
        id: DeliverableId::from_uuid(uuid(2)),
        format: "reel".into(),
        share: 0,
        opens: day,
        closes: day.plus_days(3),
        state: Progress::Awaiting { round: 1, since: at(11), due: at(100) },
        missed: None,
        moving: None,
        moved: false,
    }];
    facts.chase.reachable = true;
    assert!(facts.is_gift());
    let of_draft = |facts: &Facts| {
        let all = chases::chased(facts, &moves(facts));
        all.into_iter().find(|one| one.of.what == What::SubmitDraft).map(|one| one.track)
    };
    assert!(matches!(of_draft(&facts), Some(Track::Gift { delivered }) if delivered == at(24)));
    facts.deliverables[0].moved = true;
    assert!(matches!(of_draft(&facts), Some(Track::Work { .. })), "the new dates count");
}

#[test]
fn what_a_sheet_said_stands_in_and_holds_still_until_somebody_takes_it_up() {
    use crate::campaigns::{Fallen, Reached, TakenOver};
    let told = TakenOver {
        import: crate::ids::ImportId::from_uuid(uuid(9)),
        file: "tracker.csv".into(),
        rows: vec![4],
        at: at(1),
        since: at(1),
        status: "in progress".into(),
        reached: Reached::Making,
        fee: 20_000,
        unpaid: 20_000,
        things: vec![],
        shipped_at: None,
        delivered_at: None,
        parcel: String::new(),
        posted: vec![],
        day: None,
        used: None,
        notes: String::new(),
        fallen: vec![Fallen::NeverPosted],
        past: false,
        fingerprint: String::new(),
        before: None,
    };
    let deliverable = content::Summary {
        id: DeliverableId::from_uuid(uuid(2)),
        format: "reel".into(),
        share: 20_000,
        opens: Day::parse("2026-11-18").unwrap(),
        closes: Day::parse("2026-11-20").unwrap(),
        state: Progress::Awaiting { round: 1, since: at(2), due: at(100) },
        missed: None,
        moving: None,
        moved: false,
    };
    let facts = |told: TakenOver| {
        let mut facts = start();
        facts.deliverables = vec![deliverable.clone()];
        facts.campaign.taken_over = Some(Box::new(told));
        told_by_sheet(facts)
    };
    let held = facts(told.clone());
    assert_eq!((stage(&held), turns(&held)), (Stage::Producing, vec![(Turn::Team, What::TakeUp)]));
    assert!(moves(&held).iter().all(|open| open.due.is_none()), "it is never late");
    let mut goes_on = facts(TakenOver { fallen: vec![Fallen::CodeUnused], ..told.clone() });
    goes_on.chase.reachable = false;
    assert_eq!(turns(&goes_on), [(Turn::Creator, What::SubmitDraft)]);
    // Everything posted: the fee is a question, and so it is not settled.
    let posted = crate::campaigns::PostedUnseen { deliverable: deliverable.id, at: at(50) };
    let mut live = facts(TakenOver { fallen: vec![], posted: vec![posted], ..told.clone() });
    live.deliverables[0].state =
        Progress::Approved { draft: crate::ids::DraftId::from_uuid(uuid(5)), files: vec![], sign_offs: vec![], at: at(40) };
    assert_eq!(stage(&live), Stage::Measuring);
    assert!(turns(&live).contains(&(Turn::Team, What::TakeUp)));
    // What a room knows itself is not told by the sheet.
    let mut own = start();
    own.agreement.offer = Some(agreements::OfferSummary {
        id: OfferId::from_uuid(uuid(1)),
        by: Side::Brand,
        fee: 5,
        made_at: at(3),
        state: OfferState::Open,
    });
    own.campaign.taken_over = Some(Box::new(TakenOver { reached: Reached::Agreed, ..told }));
    assert_eq!(told_by_sheet(own).agreement.offer.map(|offer| offer.fee), Some(5));
}
