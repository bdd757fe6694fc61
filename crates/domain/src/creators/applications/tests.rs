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
