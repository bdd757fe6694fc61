//! Tests of the rules about drafts and reviews.

use super::*;
use crate::ids::Id;

fn ids(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}
fn draft_id(number: u128) -> DraftId {
    DraftId::from_uuid(ids(number))
}
fn deliverable(state: Progress) -> Deliverable {
    let day = Day::parse("2026-11-18").unwrap();
    Deliverable {
        collaboration: CollaborationId::from_uuid(ids(1)),
        number: 1,
        format: "reel".into(),
        platform: "instagram".into(),
        slug: "maya-reel".into(),
        opens: day,
        closes: day.plus_days(3),
        share: 42_000,
        state,
        missed: None,
        moving: None,
        moved: false,
    }
}
fn sign_off(kind: SignOffKind) -> SignOff {
    SignOff { kind, by: Actor::Clock, name: "Nora".into(), at: Timestamp(9) }
}
fn change(text: &str) -> Vec<Change> {
    vec![Change { text: text.into(), weight: Weight::Must, at_ms: None, place: None }]
}
fn id() -> DeliverableId {
    DeliverableId::from_uuid(ids(2))
}

/// One table for every state and every verb, without a wildcard arm: a new state does not compile until
/// somebody has said what each verb does in it.
#[test]
fn every_state_and_every_verb() {
    let states = [
        Progress::Awaiting { round: 1, since: Timestamp(0), due: Timestamp(5) },
        Progress::InReview { round: 1, draft: draft_id(7), since: Timestamp(1), sign_offs: vec![] },
        Progress::Approved { draft: draft_id(7), files: vec![], sign_offs: vec![], at: Timestamp(2) },
    ];
    let draft = Draft {
        deliverable: id(),
        number: 1,
        round: 1,
        files: vec![],
        text: "words".into(),
        note: String::new(),
        submitted_at: Timestamp(3),
    };
    for state in states {
        let at = deliverable(state.clone());
        let submit = at.clone().submit(id(), draft_id(8), &draft, Timestamp(3)).map(|_| ());
        let back =
            at.clone().request_changes(id(), draft_id(7), change("brighter"), 2, &Calendar::plain(&Zone::utc()), Timestamp(3)).map(|_| ());
        let yes = at.approve(id(), draft_id(7), sign_off(SignOffKind::Brand), &[SignOffKind::Brand], &CheckItem::ALL, vec![]).map(|_| ());
        match state {
            Progress::Awaiting { .. } => {
                assert_eq!((submit, back, yes), (Ok(()), Err(ContentError::NothingToReview), Err(ContentError::NothingToReview)));
            }
            Progress::InReview { .. } => assert_eq!((submit, back, yes), (Err(ContentError::UnderReview(draft_id(7))), Ok(()), Ok(()))),
            Progress::Approved { .. } => {
                assert_eq!(
                    (submit, back, yes),
                    (Err(ContentError::AlreadyApproved), Err(ContentError::NothingToReview), Err(ContentError::AlreadyApproved))
                );
            }
        }
    }
}

#[test]
fn a_third_list_of_changes_after_two_rounds_asks_for_a_fee() {
    let third = deliverable(Progress::InReview { round: 3, draft: draft_id(7), since: Timestamp(1), sign_offs: vec![] });
    let refused =
        third.request_changes(id(), draft_id(7), change("brighter"), 2, &Calendar::plain(&Zone::utc()), Timestamp(3)).unwrap_err();
    assert_eq!(refused, ContentError::RoundsUsed { included: 2 });
}

#[test]
fn every_asked_sign_off_is_needed_and_every_point_looked_at() {
    let asked = [SignOffKind::Brand, SignOffKind::Legal];
    let start = deliverable(Progress::InReview { round: 1, draft: draft_id(7), since: Timestamp(1), sign_offs: vec![] });
    let hasty = start.clone().approve(id(), draft_id(7), sign_off(SignOffKind::Brand), &asked, &[CheckItem::Claims], vec![]).unwrap_err();
    assert!(matches!(hasty, ContentError::Unchecked(_)));
    let (half, event) = start.approve(id(), draft_id(7), sign_off(SignOffKind::Legal), &asked, &CheckItem::ALL, vec![]).unwrap();
    assert!(!event.approved && matches!(half.state, Progress::InReview { .. }));
    assert_eq!(
        half.clone().approve(id(), draft_id(7), sign_off(SignOffKind::Legal), &asked, &CheckItem::ALL, vec![]).unwrap_err(),
        ContentError::AlreadySignedOff
    );
    let (whole, event) = half.approve(id(), draft_id(7), sign_off(SignOffKind::Brand), &asked, &CheckItem::ALL, vec![]).unwrap();
    assert!(event.approved && matches!(whole.state, Progress::Approved { .. }));
}

#[test]
fn default_dates_follow_the_creators_zone() {
    let london = Zone::parse("Europe/London").unwrap();
    let opens = Day::parse("2026-11-18").unwrap();
    assert_eq!(first_draft_due(opens, &london, Timestamp(0)).rfc3339(), "2026-11-12T18:00:00Z");
    let friday = Timestamp::parse("2026-11-13T11:02:00Z").unwrap();
    assert_eq!(revision_due(friday, &Calendar::plain(&london)).rfc3339(), "2026-11-16T18:00:00Z");
    assert_eq!(first_draft_due(opens, &london, friday).rfc3339(), "2026-11-14T11:02:00Z");
}

#[test]
fn a_draft_gives_way_to_a_mended_one_until_somebody_signed_off() {
    let mended = Draft {
        deliverable: id(),
        number: 2,
        round: 1,
        files: vec![],
        text: "words".into(),
        note: String::new(),
        submitted_at: Timestamp(3),
    };
    let waiting = deliverable(Progress::InReview { round: 1, draft: draft_id(7), since: Timestamp(1), sign_offs: vec![] });
    let (after, _) = waiting.clone().replace_draft(id(), draft_id(7), draft_id(8), &mended, Timestamp(3)).unwrap();
    assert_eq!(after.state, Progress::InReview { round: 1, draft: draft_id(8), since: Timestamp(3), sign_offs: vec![] });
    assert_eq!(
        waiting.replace_draft(id(), draft_id(6), draft_id(8), &mended, Timestamp(3)).unwrap_err(),
        ContentError::UnderReview(draft_id(7))
    );
    let signed = deliverable(Progress::InReview {
        round: 1,
        draft: draft_id(7),
        since: Timestamp(1),
        sign_offs: vec![sign_off(SignOffKind::Legal)],
    });
    assert_eq!(
        signed.replace_draft(id(), draft_id(7), draft_id(8), &mended, Timestamp(3)).unwrap_err(),
        ContentError::UnderReview(draft_id(7))
    );
}
