//! What the program writes to applicants, in the language of the page on which they applied.
//!
//! Invariant: every letter says which brand it is about, why it came, and how to go on or have it deleted. Absent: what a person
//! writes to accept, decline or ask; only how such a letter begins and ends.

use domain::{
    creators::applications::{ApplicationPage, FORGET_AFTER_DAYS},
    language::Language,
};

use crate::catalogue::Tongue;

/// Subject and text.
pub(super) type Letter = (String, String);

/// By the tag that is kept with an application, or that a page has.
fn tongue(language: &str) -> Tongue {
    Tongue(Language::parse(language).unwrap_or_default())
}

/// Greeting, what is said, and who signs.
fn whole(tongue: Tongue, name: &str, said: &str, signed: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    format!("{}\n\n{said}\n\n{signed}", tongue.greeting(first))
}

/// What applicants agree to: the brand's own words, or ours.
pub(super) fn consent(page: &ApplicationPage, brand: &str, language: &str) -> String {
    if page.consent.is_empty() { tongue(language).tf("application.consent", &[("brand", brand)]) } else { page.consent.clone() }
}

/// The link to go on with what was kept.
pub(super) fn to_finish(language: &str, name: &str, brand: &str, link: &str, signed: &str) -> Letter {
    let (tongue, days) = (tongue(language), FORGET_AFTER_DAYS.to_string());
    let values = [("brand", brand), ("link", link), ("days", &*days)];
    (tongue.tf("application.subject", &values), whole(tongue, name, &tongue.tf("application.to_finish", &values), signed))
}

/// The receipt; `again` when an open application was there before.
pub(super) fn received(language: &str, name: &str, brand: &str, link: &str, again: bool, signed: &str) -> Letter {
    let (tongue, values) = (tongue(language), [("brand", brand), ("link", link)]);
    let came = tongue.tf(if again { "application.again" } else { "application.received" }, &values);
    let said = format!("{came}\n\n{}", tongue.tf("application.change", &values));
    (tongue.tf("application.subject", &values), whole(tongue, name, &said, signed))
}

/// The one reminder of what was not finished.
pub(super) fn reminder(language: &str, name: &str, brand: &str, link: &str, postal: &str, signed: &str) -> Letter {
    let (tongue, values) = (tongue(language), [("brand", brand), ("link", link)]);
    let foot = if postal.trim().is_empty() { String::new() } else { format!("\n\n--\n{}", postal.trim()) };
    let text = whole(tongue, name, &tongue.tf("application.reminder", &values), signed);
    (tongue.tf("application.reminder.subject", &values), format!("{text}{foot}"))
}

/// A question of the team's.
pub(super) fn question(language: &str, name: &str, brand: &str, question: &str, link: &str, signed: &str) -> Letter {
    let (tongue, values) = (tongue(language), [("brand", brand), ("question", question), ("link", link)]);
    (tongue.tf("application.question.subject", &values), whole(tongue, name, &tongue.tf("application.question", &values), signed))
}

/// The answer in a person's words.
pub(super) fn answer(language: &str, brand: &str, words: &str) -> Letter {
    (tongue(language).tf("application.subject", &[("brand", brand)]), words.to_owned())
}

/// How a yes begins; a person goes on from there.
pub(super) fn yes(language: &str, name: &str, brand: &str, signed: &str) -> String {
    let tongue = tongue(language);
    whole(tongue, name, &tongue.tf("application.yes", &[("brand", brand)]), signed)
}

/// How a no begins; a person goes on from there.
pub(super) fn no(language: &str, name: &str, brand: &str, signed: &str) -> String {
    let tongue = tongue(language);
    whole(tongue, name, &tongue.tf("application.no", &[("brand", brand)]), signed)
}
