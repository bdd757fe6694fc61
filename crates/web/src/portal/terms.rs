//! Terms in plain words, for the offer, and beside the agreement.
//!
//! Invariant: everything that the terms hold is said, and nothing else. Absent: the agreement's own document.

use domain::agreements::Terms;
use domain::time::Zone;
use maud::{Markup, html};

use super::words;
use crate::{
    text::{Said, t, tf},
    ui::section::{chapter, facts, voice},
};

/// The terms, part by part.
pub(super) fn plainly(terms: &Terms, zone: &Zone) -> Markup {
    let payment =
        tf("portal.terms.paid", &[("days", &terms.payment.days.to_string()), ("clock", super::money::clock_words(terms.payment.clock))]);
    let mut get: Vec<(&str, Markup)> = Vec::new();
    if terms.fee.minor > 0 {
        get.push((t("portal.terms.fee"), html! { b { (terms.fee.said()) } }));
    }
    if terms.commission_points > 0 {
        let share = tf("portal.terms.commission_share", &[("percent", &words::percent(terms.commission_points))]);
        get.push((t("portal.terms.commission"), html! { (share) }));
    }
    if let Some(product) = &terms.product {
        get.push((
            t("portal.terms.product"),
            html! { (product.items) ", " (tf("portal.terms.worth", &[("money", &product.value.said_short())])) },
        ));
    }
    if let Some(percent) = terms.code_percent {
        get.push((t("portal.terms.code"), html! { (tf("portal.off", &[("percent", &percent.to_string())])) }));
    }
    html! {
        (chapter(t("portal.terms.you_get"), "", html! { (facts(&get)) @if terms.fee.minor > 0 { p.soft.mt-3 { (payment) } } }))
        (chapter(t("portal.terms.you_make"), words::zone_words(zone), html! {
            @if terms.owes_nothing() { p { (t("portal.terms.you_owe_nothing")) } }
            ul.portal-list {
                @for agreed in &terms.deliverables {
                    li {
                        b.medium { (words::placed(&words::format_words(&agreed.format), &agreed.platform)) }
                        br; span.soft { (tf("portal.terms.post_between", &[("window", &words::window(agreed.opens, agreed.closes))])) }
                        @if let Some(price) = agreed.price { " " span.soft { (price.said_short()) } }
                    }
                }
            }
        }))
        (chapter(t("portal.terms.small"), "", html! {
            dl.portal-says {
                dt { (t("portal.terms.disclosure")) } dd { (terms.disclosure) }
                @if !terms.owes_nothing() { dt { (t("portal.terms.changes")) } dd { (rounds(terms.revisions.included_rounds)) @if terms.silence_approves { " " (t("portal.terms.silence")) } } }
                dt { (t("portal.terms.usage")) } dd { (usage(terms)) }
                @if !terms.owes_nothing() { dt { (t("portal.terms.late")) } dd { (late(terms)) } }
            }
        }))
        @if !terms.notes.is_empty() { (chapter(t("portal.terms.notes"), "", voice(&terms.notes))) }
    }
}

/// How many rounds of changes are included.
pub(super) fn rounds(count: u8) -> String {
    match count {
        0 => t("portal.terms.rounds_none").to_owned(),
        1 => t("portal.terms.rounds_one").to_owned(),
        count => tf("portal.terms.rounds", &[("count", &count.to_string())]),
    }
}

fn usage(terms: &Terms) -> String {
    let usage = &terms.usage;
    if usage.days <= 0 || usage.channels.is_empty() {
        return t("portal.terms.usage_none").to_owned();
    }
    let territory = if usage.territory.trim().is_empty() || usage.territory.eq_ignore_ascii_case("world") {
        t("portal.terms.world").to_owned()
    } else {
        usage.territory.clone()
    };
    let values = [("channels", words::listed(&usage.channels)), ("days", usage.days.to_string()), ("territory", territory)];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if usage.paid { tf("portal.terms.usage_paid", &values) } else { tf("portal.terms.usage_organic", &values) }
}

fn late(terms: &Terms) -> String {
    if terms.late.percent_per_day == 0 || terms.fee.minor == 0 {
        return t("portal.terms.late_none").to_owned();
    }
    tf("portal.terms.late_some", &[("percent", &terms.late.percent_per_day.to_string()), ("most", &terms.late.most_percent.to_string())])
}
