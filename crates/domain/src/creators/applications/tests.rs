//! Every state of an application and every verb; and when the clock has something to do.

use super::*;
use crate::{ids::Id, time::HOUR};

const AT: Timestamp = Timestamp(1_790_000_000_000_000);

fn zone() -> Zone {
    Zone::parse("Europe/London").unwrap()
}

fn answers(about: &str) -> Answers {
    Answers { name: "Maya".into(), email: "maya@example.com".into(), about: about.into(), ..Answers::default() }
}

fn consent(at: Timestamp) -> Consent {
    Consent { words: "Keep it.".into(), at }
}

fn begun() -> Application {
    Application::begin(answers("one"), "de", AT, &zone())
}

fn sent() -> Application {
    begun().sent(answers("one"), false, consent(AT.plus(HOUR)), vec![])
}

fn creator() -> CreatorId {
    CreatorId::from_uuid(uuid::Uuid::from_u128(7))
}

#[test]
fn answering_is_for_what_was_sent_and_not_answered() {
    let asked = sent().asked("How tall?".into(), "Nora".into(), AT).unwrap();
    let accepted = sent().accepted(creator(), "Nora".into(), AT).unwrap();
    let declined = sent().declined(None, "Nora".into(), AT).unwrap();
    for (application, refused) in [
        (begun(), Some(ApplicationError::NotSent)),
        (sent(), None),
        (asked, None),
        (accepted, Some(ApplicationError::AlreadyAnswered)),
        (declined, Some(ApplicationError::AlreadyAnswered)),
    ] {
        // No wildcard arm: a new state does not compile until somebody says what can be answered in it.
        match application.state {
            ApplicationState::Unfinished { .. }
            | ApplicationState::Sent { .. }
            | ApplicationState::Asked { .. }
            | ApplicationState::Accepted { .. }
            | ApplicationState::Declined { .. } => {}
        }
        let of = |result: Result<Application, ApplicationError>| result.err();
        assert_eq!(of(application.clone().asked("?".into(), "N".into(), AT)), refused);
        assert_eq!(of(application.clone().accepted(creator(), "N".into(), AT)), refused);
        assert_eq!(of(application.clone().declined(Some("No.".into()), "N".into(), AT)), refused);
    }
}

#[test]
fn the_same_words_again_change_nothing_and_other_words_keep_the_old_ones() {
    let first = sent();
    assert_eq!(first.clone().sent(answers("one"), false, consent(AT.plus(2 * HOUR)), vec![Suspicion::TooFast]), first);
    let second = first.clone().sent(answers("two"), false, consent(AT.plus(2 * HOUR)), vec![]);
    assert_eq!(second.answers, answers("two"));
    assert_eq!(second.earlier.iter().map(|one| one.answers.about.as_str()).collect::<Vec<_>>(), ["one"]);
    // By the link of the mail it is the same person, who changed their own words.
    let own = first.clone().sent(answers("two"), true, consent(AT.plus(2 * HOUR)), vec![]);
    assert!(own.earlier.is_empty() && own.by_mail);
    let mut many = first;
    for number in 0..20 {
        many = many.sent(answers(&number.to_string()), false, consent(AT.plus(3 * HOUR)), vec![]);
    }
    assert_eq!(many.earlier.len(), 5);
}

#[test]
fn what_was_sent_stays_while_more_is_kept_beside_it() {
    let later = sent().saved(answers("half"), false, AT.plus(DAY), &zone());
    assert_eq!((later.answers.about.as_str(), later.to_go_on().about.as_str(), later.part()), ("one", "half", Part::New));
    let whole = later.sent(answers("half and more"), true, consent(AT.plus(2 * DAY)), vec![]);
    assert_eq!((whole.later.as_ref(), whole.answers.about.as_str()), (None, "half and more"));
}

#[test]
fn a_suspicion_holds_it_and_an_answer_to_a_question_brings_it_back() {
    let held = begun().sent(answers("one"), false, consent(AT), vec![Suspicion::Links]);
    assert_eq!(held.part(), Part::Held);
    let asked = held.asked("Are you a person?".into(), "Nora".into(), AT).unwrap();
    assert_eq!(asked.part(), Part::Asked);
    let back = asked.sent(answers("one"), true, consent(AT.plus(DAY)), vec![]);
    assert_eq!((back.part(), back.at()), (Part::New, AT.plus(DAY)), "sent again after a question, even with the same words");
}

#[test]
fn the_reminder_is_at_ten_two_days_on_and_happens_once() {
    // Mon 21 Sep 2026, 14:33 in London (BST).
    assert_eq!(AT.rfc3339(), "2026-09-21T14:13:20Z");
    let begun = begun();
    assert_eq!(begun.due_at().map(Timestamp::rfc3339).as_deref(), Some("2026-09-23T09:00:00Z"));
    let later = begun.clone().saved(answers("more"), false, AT.plus(DAY), &zone());
    assert_eq!(later.due_at().map(Timestamp::rfc3339).as_deref(), Some("2026-09-24T09:00:00Z"), "from the last word on");
    let reminded = later.reminded(true, AT.plus(3 * DAY));
    assert_eq!(reminded.due_at(), Some(AT.plus(DAY + 30 * DAY)));
    let again = reminded.saved(answers("even more"), false, AT.plus(5 * DAY), &zone());
    assert_eq!(again.due_at(), Some(AT.plus(35 * DAY)), "never a second time");
    let left_alone = begun.reminded(false, AT.plus(2 * DAY));
    assert!(matches!(left_alone.state, ApplicationState::Unfinished { remind_at: None, reminded_at: None, .. }));
    assert_eq!(sent().due_at(), None);
}

#[test]
fn the_days_are_the_brands() {
    let late = Timestamp::parse("2026-09-21T22:30:00Z").unwrap();
    let begun = Application::begin(answers("one"), "en", late, &zone());
    assert_eq!(begun.due_at().map(Timestamp::rfc3339).as_deref(), Some("2026-09-23T09:00:00Z"));
    let after_midnight = Application::begin(answers("one"), "xx", late.plus(HOUR), &zone());
    assert_eq!(after_midnight.due_at().map(Timestamp::rfc3339).as_deref(), Some("2026-09-24T09:00:00Z"));
    assert_eq!(after_midnight.language, "en");
}

#[test]
fn three_mails_a_day_at_ones_own_request() {
    let mut application = begun();
    assert_eq!((0..5).map(|_| application.may_mail(AT)).collect::<Vec<_>>(), [true, true, true, false, false]);
    assert!(application.may_mail(AT.plus(DAY)));
}

#[test]
fn whether_it_came_by_the_link_follows_the_words() {
    let own = sent().sent(answers("two"), true, consent(AT.plus(2 * HOUR)), vec![]);
    assert!(own.by_mail);
    let others = own.sent(answers("three"), false, consent(AT.plus(3 * HOUR)), vec![]);
    assert!(!others.by_mail, "these words are somebody's who only typed the address");
    assert!(others.clone().sent(answers("three"), true, consent(AT.plus(4 * HOUR)), vec![]).by_mail, "said again by the link");
    let kept = begun().saved(answers("two"), true, AT.plus(HOUR), &zone());
    assert!(kept.by_mail && !kept.saved(answers("three"), false, AT.plus(2 * HOUR), &zone()).by_mail);
}

#[test]
fn who_only_types_the_address_pushes_out_neither_the_first_words_nor_those_by_the_link() {
    let mut many = sent().sent(answers("typed"), false, consent(AT.plus(2 * HOUR)), vec![]);
    many = many.sent(answers("by the link"), true, consent(AT.plus(3 * HOUR)), vec![]);
    for number in 0..20 {
        many = many.sent(answers(&number.to_string()), false, consent(AT.plus(4 * HOUR)), vec![]);
    }
    let kept: Vec<_> = many.earlier.iter().map(|one| one.answers.about.as_str()).collect();
    assert_eq!(kept, ["one", "by the link", "16", "17", "18"]);
    // Even where the link's own words alone would be too many.
    for number in 0..20 {
        many = many.sent(answers(&format!("own {number}")), true, consent(AT.plus(5 * HOUR)), vec![]);
        many = many.sent(answers(&number.to_string()), false, consent(AT.plus(6 * HOUR)), vec![]);
    }
    let kept: Vec<_> = many.earlier.iter().map(|one| one.answers.about.as_str()).collect();
    assert_eq!((kept.len(), kept[0], kept[4]), (5, "one", "own 19"));
}

#[test]
fn what_the_link_kept_for_later_stays_when_somebody_else_keeps_or_sends() {
    let own = sent().saved(answers("half"), true, AT.plus(DAY), &zone());
    let others = own.clone().saved(answers("not mine"), false, AT.plus(2 * DAY), &zone());
    assert_eq!(others, own);
    let sent_by_others = own.clone().sent(answers("not mine"), false, consent(AT.plus(2 * DAY)), vec![]);
    assert_eq!(sent_by_others.to_go_on().about, "half");
    assert_eq!(own.saved(answers("more"), true, AT.plus(2 * DAY), &zone()).to_go_on().about, "more");
    let typed = sent().saved(answers("half"), false, AT.plus(DAY), &zone());
    assert_eq!(typed.saved(answers("more"), false, AT.plus(2 * DAY), &zone()).to_go_on().about, "more");
}

#[test]
fn what_is_kept_beside_a_sent_one_is_over_after_thirty_days() {
    let later = sent().saved(answers("half"), false, AT.plus(DAY), &zone());
    assert_eq!(later.due_at(), Some(AT.plus(31 * DAY)));
    let forgotten = later.clone().without_later();
    assert_eq!((forgotten.due_at(), forgotten.to_go_on().about.as_str()), (None, "one"));
    // As the version before kept it: the answers alone.
    let mut kept = serde_json::to_value(&later).expect("JSON");
    kept["later"] = serde_json::to_value(answers("half")).expect("JSON");
    let read: Application = serde_json::from_value(kept).expect("read");
    assert_eq!((read.to_go_on().about.as_str(), read.due_at()), ("half", Some(AT.plus(31 * DAY))));
}

#[test]
fn what_a_robot_keeps_brings_no_reminder_and_takes_none_away() {
    let robot = begun().reminded_as(None);
    assert_eq!(robot.due_at(), Some(AT.plus(30 * DAY)));
    let before = begun();
    let over = before.clone().saved(answers("robot"), false, AT.plus(DAY), &zone()).reminded_as(Some(&before));
    assert_eq!(over.due_at(), before.due_at());
    assert!(robot.saved(answers("a person"), false, AT.plus(DAY), &zone()).due_at() < Some(AT.plus(5 * DAY)));
}
