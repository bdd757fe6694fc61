//! The vetting of one creator on paper: for whoever decides and does not sign in.
//!
//! Invariant: each signal, weight and piece of evidence is the page's own, in the page's words; where it comes from and when it
//! was worked out stand with it. Absent: the pictures of values; what is usual stands in figures.

use app::discovery::{VettedAccount, VettingReport, vetting::DecisionView};
use domain::{
    discovery::vetting::{Evidence, EvidenceKind, Figure, Reads, Signal},
    ids::ProfileId,
    time::Timestamp,
};
use paper::{Column, Decided, Detail, Group, Proof, Row, Summarised, Table, Vetting};

use super::{
    account_name, hundredths,
    signals::{a_week, percent, shown, weight},
    summary::rests_on,
};
use crate::{
    heard::heard,
    kernel::InBrand,
    printed,
    text::{self, grouped, t, tf, tk},
    ui::when,
};

/// The vetting, ready for the press.
pub(super) fn vetting(at: &InBrand, report: &VettingReport) -> Vetting {
    let named = |signal: &Signal| signal.account.as_ref().map(|account| account.id);
    let several = report.accounts.len() > 1;
    let mut groups: Vec<Group> = Vec::new();
    if several {
        for one in &report.accounts {
            let own: Vec<&Signal> = report.signals.iter().filter(|signal| named(signal) == Some(one.account.id)).collect();
            groups.push(group(at, account_name(&one.account), &own));
        }
        let person: Vec<&Signal> = report.signals.iter().filter(|signal| signal.account.is_none()).collect();
        groups.push(group(at, t("vetting.person").to_owned(), &person));
    } else {
        groups.push(group(at, t("vetting.signals").to_owned(), &report.signals.iter().collect::<Vec<_>>()));
    }
    Vetting {
        frame: printed::of_brand(at, t("vetting"), &report.name),
        headline: tf("vetting.of", &[("name", &report.name)]),
        about: about(at, report),
        decided: t("vetting.decided").to_owned(),
        decisions: report.decisions.iter().map(|one| decided(at, one)).collect(),
        undecided: t("vetting.undecided").to_owned(),
        summary: summarised(at, report),
        accounts: accounts(report),
        no_account: t("vetting.paper.no_account").to_owned(),
        notes: notes(report),
        groups,
        rests_on: t("vetting.paper.rests_on").to_owned(),
        evidence: t("vetting.evidence").to_owned(),
        sources: sources(at, report),
        care: vec![format!("{}: {}", t("vetting.care"), t("vetting.care.text"))],
    }
}

/// Who, for what, when and from how much; a line each.
fn about(at: &InBrand, report: &VettingReport) -> String {
    let place = [report.city.clone(), report.country.map(|country| text::country(country).to_owned())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let campaign = report.campaign.as_ref().map(|campaign| tf("vetting.for", &[("campaign", &campaign.name)])).unwrap_or_default();
    let first = [place, campaign].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let made = tf(
        "vetting.paper.made",
        &[("at", &when::deadline(report.at, at.zone())), ("posts", &counted(report.posts)), ("comments", &counted(report.comments))],
    );
    [first, made].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn counted(number: i64) -> String {
    grouped(u64::try_from(number).unwrap_or(0))
}

fn decided(at: &InBrand, one: &DecisionView) -> Decided {
    let fit = one.fit.map(|fit| tf("vetting.fit.then", &[("fit", &hundredths(fit)), ("known", &fit.known.to_string())]));
    let by = [Some(super::decided_for(one)), Some(one.name.clone()), Some(when::deadline(one.at, at.zone())), fit];
    Decided {
        choice: tk("choice", one.choice.as_str()).to_owned(),
        reason: one.reason.clone(),
        by: by.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

/// What a model wrote, as long as the report says what that rests on.
fn summarised(at: &InBrand, report: &VettingReport) -> Summarised {
    let Some(summary) = report.summary.as_ref().filter(|summary| summary.holds) else { return Summarised::default() };
    let written = when::deadline(summary.at, at.zone());
    Summarised {
        title: t("summary").to_owned(),
        mark: t("summary.by_model").to_owned(),
        language: summary.language.clone(),
        sentences: summary.sentences.iter().map(|one| (one.text.clone(), rests_on(&one.signals))).collect(),
        by: tf("summary.made", &[("model", &summary.model), ("when", &written), ("name", &summary.by)]),
    }
}

fn accounts(report: &VettingReport) -> Table {
    let row = |one: &VettedAccount| {
        let followers = one.account.followers.map_or_else(|| t("paper.unknown").to_owned(), counted);
        let (fit, known) = match one.fit {
            Some(fit) => (hundredths(fit), format!("{} %", fit.known)),
            None => (t("figure.unknown").to_owned(), "0 %".to_owned()),
        };
        let name =
            [text::platform(one.account.platform.as_str()), one.account.handle.as_ref().map(|it| format!("@{it}")).unwrap_or_default()];
        let cells = [name.join(" ").trim().to_owned(), followers, counted(one.posts), counted(one.comments), fit, known];
        Row { cells: cells.to_vec(), under: one.account.display_name.clone().unwrap_or_default() }
    };
    let numbers = ["vetting.followers", "vetting.posts", "vetting.comments", "vetting.fit", "vetting.paper.known"];
    Table {
        title: t("vetting.paper.accounts").to_owned(),
        note: String::new(),
        columns: std::iter::once(Column::words(t("vetting.account"))).chain(numbers.map(|key| Column::number(t(key)))).collect(),
        rows: report.accounts.iter().map(row).collect(),
        foot: Vec::new(),
    }
}

fn notes(report: &VettingReport) -> Vec<String> {
    let mut notes = vec![t("vetting.fit.paper").to_owned()];
    if let (true, Some(fit)) = (report.accounts.is_empty(), report.fit) {
        notes.push(format!("{} {}. {}", t("vetting.fit"), hundredths(fit), tf("vetting.fit.known", &[("known", &fit.known.to_string())])));
    }
    notes.extend(super::counted_nowhere(report));
    for service in &report.left_out {
        notes.push(format!("{} {}", tf("vetting.left_out", &[("platform", service.label())]), t("vetting.left_out.text")));
    }
    notes
}

fn group(at: &InBrand, title: String, signals: &[&Signal]) -> Group {
    let columns = vec![
        Column::words(t("vetting.signal")),
        Column::number(t("vetting.value")),
        Column::number(t("vetting.paper.usual")),
        Column::words(t("vetting.reads")),
        Column::number(t("vetting.weight")),
    ];
    let rows = signals.iter().map(|signal| row(signal)).collect();
    let table = Table { title: String::new(), note: String::new(), columns, rows, foot: Vec::new() };
    Group { title, table, signals: signals.iter().map(|signal| detail(at, signal)).collect() }
}

pub(super) fn name(signal: &Signal) -> String {
    let name = tk("signal", signal.kind.as_str());
    signal.variant.as_ref().map_or_else(|| name.to_owned(), |variant| format!("{name}, {variant}"))
}

pub(super) fn reads(signal: &Signal) -> &'static str {
    if signal.reads == Reads::Unknown && signal.value.is_some() { t("vetting.unjudged") } else { tk("reads", signal.reads.as_str()) }
}

/// The value and its interval in one line.
pub(super) fn value(signal: &Signal) -> Option<String> {
    let (value, beside) = shown(signal.kind, signal.value.as_ref()?);
    Some(match signal.value {
        // An interval, a share or a unit stands behind its value.
        _ if beside.is_empty() => value,
        Some(Figure::AWeek { .. }) => value,
        _ => format!("{value} ({beside})"),
    })
}

/// Between which it is usual, in the unit of the value.
fn usual(signal: &Signal) -> Option<String> {
    let span = signal.usual?;
    let said = |value: i64| match signal.value {
        Some(Figure::AWeek { .. }) => a_week(value),
        _ => percent(value),
    };
    matches!(signal.value, Some(Figure::Share { .. } | Figure::Change { .. } | Figure::AWeek { .. }))
        .then(|| tf("vetting.between", &[("low", &said(span.low)), ("high", &said(span.high))]))
}

fn row(signal: &Signal) -> Row {
    let or_nothing = |said: Option<String>| said.unwrap_or_else(|| t("paper.unknown").to_owned());
    let cells = [name(signal), or_nothing(value(signal)), or_nothing(usual(signal)), reads(signal).to_owned(), weight(signal.weight)];
    Row { cells: cells.to_vec(), under: String::new() }
}

fn detail(at: &InBrand, signal: &Signal) -> Detail {
    let change = if signal.reads == Reads::Unknown { t("vetting.to_bring") } else { t("vetting.changes") };
    let mut facts = vec![
        (change.to_owned(), heard(&signal.would_change)),
        (t("vetting.weight").to_owned(), format!("{}: {}", weight(signal.weight), heard(&signal.weight_reason))),
    ];
    if let Some(source) = &signal.source {
        let as_of = signal.as_of.map(|as_of| format!(", {}", day(at, as_of))).unwrap_or_default();
        facts.push((t("vetting.source").to_owned(), format!("{source}{as_of}")));
    }
    Detail {
        name: name(signal),
        value: value(signal).map_or_else(|| reads(signal).to_owned(), |value| format!("{value} · {}", reads(signal))),
        because: signal.because.iter().map(|words| heard(words)).collect(),
        facts,
        evidence: signal.evidence.iter().map(|one| proof(at, one)).collect(),
        more: if signal.more > 0 { tf("vetting.and_more", &[("count", &signal.more.to_string())]) } else { String::new() },
    }
}

/// A day with its year: a paper is read later.
fn day(at: &InBrand, time: Timestamp) -> String {
    when::at(time, at.zone(), "%-d %b %Y")
}

fn proof(at: &InBrand, one: &Evidence) -> Proof {
    let text = match one.kind {
        EvidenceKind::Account => one.text.clone(),
        _ if one.text.is_empty() => String::new(),
        _ => tf("vetting.quoted", &[("words", &one.text)]),
    };
    let rule = one.rule.as_ref().map(|rule| format!("{}: {rule}", t("vetting.rule")));
    let says = [Some(heard(&one.says)).filter(|says| !says.is_empty()), one.at.map(|when| day(at, when)), rule];
    Proof { text, says: says.into_iter().flatten().collect::<Vec<_>>().join(" · "), url: one.url.clone().unwrap_or_default() }
}

/// A source, the day of what it says, and the account that it speaks of.
type Said = (String, Option<Timestamp>, Option<ProfileId>);

/// From what it was made: each source with its day and the signals that rest on it.
fn sources(at: &InBrand, report: &VettingReport) -> Table {
    let mut found: Vec<(Said, Vec<&'static str>)> = Vec::new();
    for signal in &report.signals {
        let Some(source) = &signal.source else { continue };
        let said = (source.clone(), signal.as_of, signal.account.as_ref().map(|account| account.id));
        let name = tk("signal", signal.kind.as_str());
        match found.iter_mut().find(|(known, _)| *known == said) {
            Some((_, names)) => names.push(name),
            None => found.push((said, vec![name])),
        }
    }
    let of = |account: Option<ProfileId>| match account {
        Some(id) => report.accounts.iter().find(|one| one.account.id == id).map(|one| account_name(&one.account)),
        None => Some(t("vetting.person").to_owned()),
    };
    let row = |((source, as_of, account), names): (Said, Vec<&'static str>)| {
        let under = [of(account).filter(|_| report.accounts.len() > 1), Some(names.join(", "))];
        Row {
            cells: vec![source, as_of.map_or_else(|| t("paper.unknown").to_owned(), |as_of| day(at, as_of))],
            under: under.into_iter().flatten().collect::<Vec<_>>().join(": "),
        }
    };
    Table {
        title: t("vetting.paper.sources").to_owned(),
        note: String::new(),
        columns: vec![Column::words(t("vetting.source")), Column::number(t("vetting.paper.as_of"))],
        rows: found.into_iter().map(row).collect(),
        foot: Vec::new(),
    }
}
