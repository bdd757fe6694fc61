//! Tests of the rules about offers, terms and signatures.

use super::*;
use crate::{
    files::ContentHash,
    ids::{FileId, Id},
    money::{Currency, Money},
    time::Day,
};

pub(crate) fn terms(fee: i64) -> Terms {
    let day = Day::parse("2026-11-18").unwrap();
    let agreed =
        AgreedDeliverable { format: "reel".into(), platform: "instagram".into(), opens: day, closes: day.plus_days(3), price: None };
    Terms {
        fee: Money::new(fee, Currency::GBP),
        commission_points: 1_200,
        product: None,
        deliverables: vec![agreed.clone(), AgreedDeliverable { format: "story".into(), ..agreed.clone() }, agreed],
        usage: UsageRights::default(),
        code_percent: Some(15),
        disclosure: "\"Ad\" first".into(),
        revisions: RevisionTerms { included_rounds: 2 },
        late: LateTerms::default(),
        payment: PaymentTerms { clock: ClockStart::VerifiedLive, days: 14 },
        silence_approves: false,
        notes: String::new(),
    }
}

fn offer(by: Side) -> Offer {
    Offer::next(None, CollaborationId::from_uuid(uuid::Uuid::nil()), by, terms(28_000), String::new(), Timestamp(1)).unwrap()
}

/// Every state and every verb: accept by the other side, accept by the maker, refuse, next version.
#[test]
fn offers_answer_only_to_the_other_side_and_only_while_open() {
    let states = [
        OfferState::Open,
        OfferState::Accepted { at: Timestamp(2) },
        OfferState::Refused { at: Timestamp(2), reason: String::new() },
        OfferState::Replaced { at: Timestamp(2) },
    ];
    for state in states {
        let mut at = offer(Side::Brand);
        at.state = state.clone();
        let theirs = at.clone().accept(Side::Creator, Timestamp(3)).map(|_| ());
        let own = at.clone().accept(Side::Brand, Timestamp(3)).map(|_| ());
        let refused = at.clone().refuse(Side::Creator, "", Timestamp(3)).map(|_| ());
        let next =
            Offer::next(Some(&at), at.collaboration, Side::Creator, terms(34_000), String::new(), Timestamp(3)).map(|offer| offer.number);
        match state {
            OfferState::Open => assert_eq!((theirs, own, refused, next), (Ok(()), Err(AgreementError::NotYours), Ok(()), Ok(2))),
            OfferState::Accepted { .. } => {
                let no = AgreementError::AlreadyAccepted;
                assert_eq!((theirs, own, refused, next), (Err(no.clone()), Err(no.clone()), Err(no.clone()), Err(no)));
            }
            OfferState::Refused { .. } => {
                let no = AgreementError::NothingOpen;
                assert_eq!((theirs, own, refused, next), (Err(no.clone()), Err(no.clone()), Err(no), Ok(2)));
            }
            OfferState::Replaced { .. } => {
                let no = AgreementError::Outdated;
                assert_eq!((theirs, own, refused, next), (Err(no.clone()), Err(no.clone()), Err(no), Ok(2)));
            }
        }
    }
}

#[test]
fn a_signature_stands_under_the_bytes_that_were_shown() {
    let hash = ContentHash::parse(&"ab".repeat(32)).unwrap();
    let other = ContentHash::parse(&"cd".repeat(32)).unwrap();
    let document = StoredFile {
        id: FileId::from_uuid(uuid::Uuid::nil()),
        name: "agreement.html".into(),
        media_type: "text/html".into(),
        size: 1,
        hash: hash.clone(),
    };
    let nil = uuid::Uuid::nil();
    let agreement = Agreement {
        collaboration: CollaborationId::from_uuid(nil),
        offer: OfferId::from_uuid(nil),
        terms: terms(28_000),
        document,
        prepared_at: Timestamp(1),
        creator: None,
        brand: None,
    };
    let signature = |name: &str, at: i64| Signature {
        name: name.into(),
        by: Actor::Clock,
        at: Timestamp(at),
        address: String::new(),
        browser: String::new(),
    };
    assert_eq!(agreement.clone().sign(Side::Creator, &other, signature("Maya Okonkwo", 2)).unwrap_err(), AgreementError::OtherBytes);
    assert_eq!(agreement.clone().sign(Side::Creator, &hash, signature(" ", 2)).unwrap_err(), AgreementError::NoName);
    let once = agreement.sign(Side::Creator, &hash, signature("Maya Okonkwo", 2)).unwrap();
    assert_eq!(once.signed_at(), None);
    assert_eq!(once.clone().sign(Side::Creator, &hash, signature("Maya Okonkwo", 3)).unwrap_err(), AgreementError::AlreadySigned);
    assert_eq!(once.sign(Side::Brand, &hash, signature("Nora Lindqvist", 5)).unwrap().signed_at(), Some(Timestamp(5)));
}

#[test]
fn a_fee_is_shared_evenly_unless_each_has_its_price() {
    assert_eq!(terms(10_000).shares(), [3_334, 3_333, 3_333]);
    let mut priced = terms(10_000);
    for (agreed, minor) in priced.deliverables.iter_mut().zip([5_000, 3_000, 2_000]) {
        agreed.price = Some(Money::new(minor, Currency::GBP));
    }
    assert_eq!(priced.shares(), [5_000, 3_000, 2_000]);
    assert!(priced.clone().checked().is_ok());
    priced.fee.minor += 1;
    assert!(priced.checked().unwrap_err().to_string().contains("add up"));
}

#[test]
fn nobody_of_the_brand_signs_under_another_name() {
    assert_eq!(own_name("  nora   Quill ", "Nora Quill"), Ok("nora   Quill".to_owned()));
    for typed in ["", "Nora", "Tom Baker"] {
        let refused = own_name(typed, "Nora Quill").unwrap_err();
        assert_eq!((refused.0[0].field.as_str(), refused.0[0].message.contains("Nora Quill")), ("name", true), "{typed:?}");
    }
}

#[test]
fn a_window_that_is_over_is_not_offered_and_one_that_ends_today_is() {
    let day = |text| Day::parse(text).unwrap();
    assert!(terms(28_000).still_possible(day("2026-11-21")).is_ok(), "the last day counts");
    let refused = terms(28_000).still_possible(day("2026-11-22")).unwrap_err();
    let fields: Vec<&str> = refused.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["terms.deliverables.0.closes", "terms.deliverables.1.closes", "terms.deliverables.2.closes"]);
}
