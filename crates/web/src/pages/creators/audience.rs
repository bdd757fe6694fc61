//! Whom an account reaches, as far as somebody told: countries, ages and genders with their shares.
//!
//! Invariant: each share stands with who says so and when. Absent: entering one by hand; a list brings them.

use app::creators::AccountView;
use domain::creators::{AudienceKind, AudiencePart, Country, WHOLE_AUDIENCE};
use maud::{Markup, html};

use crate::{
    kernel::InBrand,
    pages::said,
    text::{self, numerals, t, tf, tk},
    ui::{
        figure::{Stat, sourced, stats},
        when,
    },
};

/// A part of an audience in the reader's words.
pub(in crate::pages) fn part_words(part: &AudiencePart) -> String {
    match part.kind {
        AudienceKind::Country => {
            Country::parse(&part.value).map_or_else(|| part.value.clone(), |country| text::country(country).to_owned())
        }
        AudienceKind::Age => tf("audience.age", &[("years", &part.value)]),
        AudienceKind::Gender => tk("audience", &part.value).to_owned(),
    }
}

/// Millionths as a percentage with at most one digit behind the point.
fn percent(share: i64) -> String {
    let tenths = (share * 1_000 + WHOLE_AUDIENCE / 2) / WHOLE_AUDIENCE;
    let digits = if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) };
    format!("{} %", numerals(digits))
}

/// The shares that are known of an account; nothing where none is.
pub(super) fn of_account(at: &InBrand, account: &AccountView) -> Markup {
    let told: Vec<(String, Markup)> = account
        .audience
        .iter()
        .map(|one| {
            let (words, share) = (part_words(&one.part), percent(one.share));
            let id = format!("{}-audience-{}", account.id, one.part.value.replace('+', "-up"));
            let when = when::said(one.at, at.now(), at.zone());
            let told = sourced(&id, share.clone(), &format!("{words}: {share}."), &format!("{}, {when}", said::source(&one.source)));
            (words, told)
        })
        .collect();
    let shown: Vec<Stat<'_>> = told.iter().map(|(words, share)| Stat::new(words, share)).collect();
    html! {
        @if !shown.is_empty() {
            h4.label.mt-2 { (t("creator.audience")) }
            (stats(&shown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_and_a_share_are_said_in_words() {
        let words = |text: &str| part_words(&AudiencePart::parse(text).expect("a part"));
        assert_eq!([words("DE"), words("18-24"), words("women")], ["Germany", "18-24 years old", "women"]);
        assert_eq!([percent(420_000), percent(425_499), percent(0)], ["42 %", "42.5 %", "0 %"]);
    }
}
