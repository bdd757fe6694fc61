//! Rules of campaigns and collaborations, state by state.

use super::*;
use crate::ids::Id;

fn fresh() -> Collaboration {
    let id = uuid::Uuid::from_u128(1);
    Collaboration::shortlisted(CampaignId::from_uuid(id), CreatorId::from_uuid(id), Source::Cold, "maya".into(), Timestamp(1))
}

#[test]
fn a_market_is_a_country_however_it_is_written() {
    let campaign = |markets: &[&str]| -> Campaign {
        serde_json::from_value(serde_json::json!({
            "name": "Autumn", "objective": "sales", "markets": markets, "starts": "2026-09-01", "ends": "2026-10-31", "currency": "GBP",
            "budget": { "fees": 0, "product": 0, "shipping": 0, "bonus": 0, "commission": 0 }, "active_creators": 1, "ships_product": false,
            "deliverables": [{ "format": "reel", "platform": "instagram", "opens": "2026-09-14", "closes": "2026-09-20" }],
            "tracking": { "landing_page": "", "code_percent": null },
        }))
        .unwrap()
    };
    assert_eq!(campaign(&["UK", "Ireland", "de"]).checked().unwrap().markets, ["GB", "IE", "DE"]);
    let refused = campaign(&["GB", "Narnia"]).checked().unwrap_err();
    assert_eq!(refused.0.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["markets"]);
}

#[test]
fn an_invitation_is_sent_once_and_answered_once() {
    let (invited, _) = fresh().invite(Timestamp(2)).unwrap();
    assert_eq!(invited.clone().invite(Timestamp(3)).unwrap_err(), CollaborationError::AlreadyInvited);
    let accepted = invited.accept_invitation(Timestamp(4)).unwrap();
    assert_eq!(accepted.accept_invitation(Timestamp(5)).unwrap_err(), CollaborationError::AlreadyAnswered);
    assert_eq!(fresh().accept_invitation(Timestamp(5)).unwrap_err(), CollaborationError::NotInvited);
}

#[test]
fn only_who_was_let_go_before_anybody_asked_comes_back_on_the_shortlist() {
    assert!(fresh().back_on_shortlist(Timestamp(9)).is_none(), "nobody left");
    let (gone, _) = fresh().end(OffRamp::Dropped, "", false, false, Timestamp(3)).unwrap();
    let back = gone.back_on_shortlist(Timestamp(9)).unwrap();
    assert_eq!((back.off, back.shortlisted_at), (None, Timestamp(9)));
    let (invited, _) = fresh().invite(Timestamp(2)).unwrap();
    let (gone, _) = invited.end(OffRamp::Dropped, "", false, false, Timestamp(3)).unwrap();
    assert!(gone.back_on_shortlist(Timestamp(9)).is_none(), "they were told that it is over");
    let (cancelled, _) = fresh().end(OffRamp::Cancelled, "", false, false, Timestamp(3)).unwrap();
    assert!(cancelled.back_on_shortlist(Timestamp(9)).is_none());
}

/// Every off-ramp in every situation: (invited, agreed, live).
#[test]
fn each_off_ramp_has_its_time() {
    let ramps = [OffRamp::Declined, OffRamp::NoResponse, OffRamp::Withdrawn, OffRamp::Dropped, OffRamp::Cancelled];
    let allowed = |ramp, invited: bool, agreed: bool, live: bool| {
        let mut at = fresh();
        at.invited_at = invited.then_some(Timestamp(2));
        at.end(ramp, "", agreed, live, Timestamp(9)).is_ok()
    };
    for ramp in ramps {
        let expected = match ramp {
            OffRamp::Declined => [false, true, false, false],
            OffRamp::NoResponse => [false, true, true, false],
            OffRamp::Withdrawn => [false, false, true, false],
            OffRamp::Dropped | OffRamp::Cancelled => [true, true, true, false],
        };
        let found = [
            allowed(ramp, false, false, false),
            allowed(ramp, true, false, false),
            allowed(ramp, true, true, false),
            allowed(ramp, true, true, true),
        ];
        assert_eq!(found, expected, "{ramp:?}");
    }
    let (over, _) = fresh().end(OffRamp::Dropped, " no fit ", false, false, Timestamp(3)).unwrap();
    assert_eq!(over.off.as_ref().unwrap().reason, "no fit");
    assert_eq!(over.end(OffRamp::Dropped, "", false, false, Timestamp(4)).unwrap_err(), CollaborationError::Ended("dropped"));
}
