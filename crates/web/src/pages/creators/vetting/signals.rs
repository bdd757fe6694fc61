//! The signals as rows that open: value, picture, what it reads as, weight, why; and below, all that it rests on.
//!
//! Invariant: a row that is unknown says so with a word and what to bring. Absent: sorting; the order is that of the report.

use domain::{
    creators::Country,
    discovery::vetting::{Evidence, EvidenceKind, Figure, Reads, Signal, SignalKind},
};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::InBrand,
    text::{self, numerals, t, tf, tk},
    ui::{
        gauge::{Gauge, gauge},
        section::facts,
        table::unknown,
        when,
    },
};

/// Signals; `of` is what tells their rows from those of another account on the same page.
pub(super) fn list<'s>(at: &InBrand, signals: impl Iterator<Item = &'s Signal>, of: &str) -> Markup {
    html! {
        div.signal-head aria-hidden="true" {
            span { (t("vetting.signal")) } span.num { (t("vetting.value")) } span {} span { (t("vetting.reads")) } span.num { (t("vetting.weight")) } span { (t("vetting.because")) }
        }
        @for signal in signals { (row(at, signal, of)) }
    }
}

fn row(at: &InBrand, signal: &Signal, of: &str) -> Markup {
    let name = tk("signal", signal.kind.as_str());
    let reads = tk("reads", signal.reads.as_str());
    let (value, beside) = signal.value.as_ref().map(|value| shown(signal.kind, value)).unwrap_or_default();
    let because = signal.because.first().map(|words| heard(words)).unwrap_or_default();
    html! {
        details.fold.signal id={ "signal-" (signal.kind.as_str()) (of) } {
            summary {
                b.medium { (name) @if let Some(variant) = &signal.variant { span.quiet.light { ", " (variant) } } }
                span.num { @if signal.value.is_some() { (value) @if !beside.is_empty() { small.quiet { (beside) } } } @else { (unknown()) } }
                span.signal-picture { @if let Some(drawn) = picture(signal) { (gauge(drawn, &tf("vetting.picture", &[("name", name), ("value", &value), ("reads", reads)]))) } }
                span class={ "signal-reads reads-" (signal.reads.as_str()) } { @if signal.reads == Reads::Unknown && signal.value.is_some() { (t("vetting.unjudged")) } @else { (reads) } }
                span.num.quiet.signal-weight { span.vh { (t("vetting.weight")) " " } (weight(signal.weight)) }
                span.soft.signal-why { (because) }
            }
            div.fold-body {
                ul.hint-list.row-size { @for words in &signal.because { li { (heard(words)) } } }
                div.mt-3 { (facts(&about(at, signal))) }
                @if !signal.evidence.is_empty() {
                    h4.label.mt-4 { (t("vetting.evidence")) }
                    ul.plain-list { @for one in &signal.evidence { li { (evidence(at, one)) } } }
                    @if signal.more > 0 { p.about { (tf("vetting.and_more", &[("count", &signal.more.to_string())])) } }
                }
            }
        }
    }
}

fn about(at: &InBrand, signal: &Signal) -> Vec<(&'static str, Markup)> {
    let change = if signal.reads == Reads::Unknown { t("vetting.to_bring") } else { t("vetting.changes") };
    let mut all = vec![
        (change, html! { (heard(&signal.would_change)) }),
        (t("vetting.weight"), html! { (weight(signal.weight)) ": " (heard(&signal.weight_reason)) }),
    ];
    if let Some(source) = &signal.source {
        all.push((
            t("vetting.source"),
            html! { span translate="no" { (source) } @if let Some(as_of) = signal.as_of { ", " (when::time(as_of, at.now(), at.zone())) } },
        ));
    }
    all
}

/// `0.22`, as the language writes it.
pub(super) fn weight(hundredths: i64) -> String {
    numerals(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

fn evidence(at: &InBrand, one: &Evidence) -> Markup {
    html! {
        @if one.kind == EvidenceKind::Account { p.row-size translate="no" { (one.text) } }
        @else if !one.text.is_empty() { p.voice.row-size translate="no" { (tf("vetting.quoted", &[("words", &one.text)])) } }
        p.about {
            @if !one.says.is_empty() { (explained(&one.says)) " " }
            @if let Some(when) = one.at { (when::time(when, at.now(), at.zone())) " " }
            @if let Some(url) = &one.url { a href=(url) rel="noopener noreferrer" target="_blank" { (t("vetting.look")) } " " }
            @if let Some(rule) = &one.rule { (t("vetting.rule")) ": " span translate="no" { (rule) } }
        }
    }
}

/// Why something was found, in the language of the rules: English where nobody translated it, and then it says so.
fn explained(words: &str) -> Markup {
    let heard = heard(words);
    html! { @if heard == words { span lang="en" { (heard) } } @else { (heard) } }
}

/// Tenths of a percent, as the language writes them.
pub(super) fn percent(millionths: i64) -> String {
    let tenths = (millionths.abs() + 500) / 1_000;
    let sign = if millionths < 0 && tenths > 0 { "−" } else { "" };
    numerals(format!("{sign}{}.{}\u{a0}%", tenths / 10, tenths % 10))
}

/// A value as it is read, and its interval.
pub(super) fn shown(kind: SignalKind, figure: &Figure) -> (String, String) {
    let between = |low: &Option<i64>, high: &Option<i64>| match (low, high) {
        (Some(low), Some(high)) => tf("vetting.between", &[("low", &percent(*low)), ("high", &percent(*high))]),
        _ => String::new(),
    };
    match figure {
        Figure::Share { share, low, high } => (percent(*share), between(low, high)),
        Figure::Change { change, low, high } => {
            let signed = if *change > 0 { format!("+{}", percent(*change)) } else { percent(*change) };
            let beside = if kind == SignalKind::Growth { t("vetting.a_month").to_owned() } else { between(low, high) };
            (signed, beside)
        }
        Figure::AWeek { times } => (a_week(*times), t("vetting.a_week").to_owned()),
        Figure::Count { count, of } => (tf("vetting.count_of", &[("count", &count.to_string()), ("of", &of.to_string())]), String::new()),
        Figure::Word { code, share } => {
            let word = match (kind, Country::by_code(code)) {
                (SignalKind::Audience, Some(country)) => text::country(country).to_owned(),
                _ => Some(tk("written_in", code)).filter(|word| !word.is_empty()).unwrap_or(code).to_owned(),
            };
            (word, share.map(percent).unwrap_or_default())
        }
    }
}

fn picture(signal: &Signal) -> Option<Gauge> {
    let usual = signal.usual.map(|span| (span.low as f64, span.high as f64));
    let pair = |low: &Option<i64>, high: &Option<i64>| Some(((*low)? as f64, (*high)? as f64));
    Some(match signal.value.as_ref()? {
        Figure::Share { share, low, high } => Gauge { value: *share as f64, usual, interval: pair(low, high) },
        Figure::Change { change, low, high } => Gauge { value: *change as f64, usual, interval: pair(low, high) },
        Figure::AWeek { times } => Gauge { value: *times as f64, usual, interval: None },
        Figure::Count { .. } | Figure::Word { .. } => return None,
    })
}

/// How often in a week, out of thousandths, to one decimal.
pub(super) fn a_week(thousandths: i64) -> String {
    let tenths = (thousandths + 50) / 100;
    numerals(format!("{}.{}", tenths / 10, tenths % 10))
}
