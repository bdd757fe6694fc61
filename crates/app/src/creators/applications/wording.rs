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

/// The longest word by which somebody is greeted, in characters.
const LONGEST_NAME: usize = 30;

/// Whether a word may stand in a greeting. Anybody can type anything under anybody's address, and the letter comes from the brand:
/// an address of a website, or a sentence, is greeted by no name.
fn is_name(word: &str) -> bool {
    word.chars().count() <= LONGEST_NAME && word.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’'))
}

/// By the tag that is kept with an application, or that a page has.
fn tongue(language: &str) -> Tongue {
    Tongue(Language::parse(language).unwrap_or_default())
}

fn greeted(tongue: Tongue, name: &str) -> String {
    tongue.greeting(name.split_whitespace().next().filter(|word| is_name(word)).unwrap_or_default())
}

/// Greeting, what is said, and who signs.
fn whole(tongue: Tongue, name: &str, said: &str, signed: &str) -> String {
    format!("{}\n\n{said}\n\n{signed}", greeted(tongue, name))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_name_is_greeted() {
        for (name, german) in [
            ("Maya Okonkwo", "Hallo Maya,"),
            ("Anne-Marie O'Neill", "Hallo Anne-Marie,"),
            ("D’Arcy", "Hallo D’Arcy,"),
            ("مايا أوكونكو", "Hallo مايا,"),
            ("", "Hallo,"),
            ("https://evil.example/login now", "Hallo,"),
            ("evil.example", "Hallo,"),
            ("you@evil.example", "Hallo,"),
            ("1€", "Hallo,"),
        ] {
            assert_eq!(greeted(tongue("de"), name), german);
        }
        assert_eq!(greeted(tongue("en"), &"a".repeat(30)), format!("Hello {},", "a".repeat(30)));
        assert_eq!(greeted(tongue("en"), &"a".repeat(31)), "Hello,");
        assert!(!to_finish("en", "https://evil.example/login", "Fennel", "https://t.example/x", "Nora").1.contains("evil"));
    }
}
