//! Choosing one of our words by its name: what is made, and where it is posted.
//!
//! Invariant: a word of somebody else's that is stored already stays among the choices. Absent: which of them fit
//! together.

use domain::formats::{FORMATS, PLATFORMS};
use maud::{Markup, html};

use crate::{
    kernel::Posted,
    text::{self, t, tf},
    ui::Field,
};

/// What is to be made.
pub fn format(name: &str, label: &str, posted: &Posted) -> Markup {
    one_word(name, label, &FORMATS, text::format, posted)
}

/// Where it is posted.
pub fn platform(name: &str, label: &str, posted: &Posted) -> Markup {
    one_word(name, label, &PLATFORMS, text::platform, posted)
}

/// Where a creator posts it: platforms on which no account of theirs is known say so.
pub fn platform_of(name: &str, label: &str, posted: &Posted, has_account: impl Fn(&str) -> bool) -> Markup {
    let said = |word: &str| {
        let name = text::platform(word);
        if has_account(word) { name } else { tf("choices.no_account", &[("platform", &name)]) }
    };
    one_word(name, label, &PLATFORMS, said, posted)
}

fn one_word(name: &str, label: &str, words: &[(&str, &str)], said: impl Fn(&str) -> String, posted: &Posted) -> Markup {
    let typed = posted.get(name);
    let known = words.iter().map(|(word, _)| *word).find(|word| word.eq_ignore_ascii_case(typed)).unwrap_or(typed);
    let other = (!known.is_empty() && !words.iter().any(|(word, _)| *word == known)).then_some(known);
    let named: Vec<(&str, String)> = words.iter().map(|(word, _)| *word).chain(other).map(|word| (word, said(word))).collect();
    let choices: Vec<(&str, &str)> = named.iter().map(|(word, said)| (*word, said.as_str())).collect();
    html! { (Field::select(name, label, &choices, Some(t("choices.choose"))).value(known).errors(&posted.errors)) }
}
