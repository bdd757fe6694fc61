//! Money: what arrives next, what is owed and why it is not paid yet, what is missing, and what was paid.
//!
//! Invariant: an amount stands with its currency and its reason; what is only expected is marked so. Absent: account
//! numbers, of which the end alone is shown.

use domain::text::capitalised;
use std::collections::BTreeMap;

use app::views::portal::{PortalCollaboration, PortalOwed, PortalPayable};
use axum::response::Response;
use domain::{
    agreements::{ClockStart, Terms},
    content::Progress,
    journey::Stage,
    money::{Currency, Money},
    payments::PayableKind,
    time::{Day, Timestamp},
};
use maud::{Markup, html};

use super::{At, Visit, home::kind_words, words};
use crate::{
    text::{Said, t, tf},
    ui::when,
    ui::{
        Whose,
        figure::headline,
        section::{Weight, chapter, note},
        table::Table,
        timeline::{Moment, sequence},
    },
};

/// What starts the clock of a fee, as a half-sentence: "after both posts are checked".
pub(super) fn clock_words(clock: ClockStart) -> &'static str {
    match clock {
        ClockStart::Signed => t("portal.clock.signed"),
        ClockStart::Approved => t("portal.clock.approved"),
        ClockStart::VerifiedLive => t("portal.clock.verified"),
    }
}

/// The page.
pub(super) async fn show(visit: Visit) -> Response {
    let all = || visit.view.collaborations.iter().flat_map(|of| of.payables.iter().map(move |payable| (of, payable)));
    let mut owed: Vec<(&PortalCollaboration, &PortalPayable)> =
        all().filter(|(_, payable)| !matches!(payable.owed, PortalOwed::Paid { .. })).collect();
    owed.sort_by_key(|(_, payable)| payable.due);
    let first = owed.first().copied();
    let comes = |(of, one): &(&PortalCollaboration, &PortalPayable)| {
        first.is_some_and(|(its, next)| next.id == one.id || (next.due == one.due && same(its, next, of, one)))
    };
    let (now, later): (Vec<_>, Vec<_>) = owed.into_iter().partition(comes);
    let (now, later) = (lines(now), lines(later));
    let body = html! {
        @match now.first() {
            Some(line) => (next(&visit, line)),
            None => div { h1 { (t("portal.money.title")) } p.soft.mt-1 { (t("portal.money.nothing_owed")) } },
        }
        @if !later.is_empty() { (also_owed(&visit, &later)) }
        @for of in &visit.view.collaborations { (expected(&visit, of)) }
        @for of in &visit.view.collaborations { (held(&visit, of)) }
        (missing(&visit))
        (paid(&visit))
    };
    visit.page(At::Place("payments"), t("portal.place.payments"), "", body)
}

/// Money that stands in one line, with its parts.
pub(super) struct Line<'a> {
    pub of: &'a PortalCollaboration,
    /// All of it, due on the day of its first part.
    pub whole: PortalPayable,
    parts: Vec<&'a PortalPayable>,
}

/// Whether two amounts stand in one line: commission of one campaign does, because it is owed order by order.
fn same(its: &PortalCollaboration, one: &PortalPayable, of: &PortalCollaboration, other: &PortalPayable) -> bool {
    one.kind == PayableKind::Commission
        && its.id == of.id
        && (one.kind, one.owed, one.amount.currency) == (other.kind, other.owed, other.amount.currency)
}

/// What is owed, in lines; the sums are those of the parts.
pub(super) fn lines<'a>(owed: Vec<(&'a PortalCollaboration, &'a PortalPayable)>) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for (of, payable) in owed {
        match lines.iter_mut().find(|line| same(line.of, &line.whole, of, payable)) {
            Some(line) => {
                line.whole.amount.minor += payable.amount.minor;
                line.whole.orders += payable.orders;
                line.whole.deducted += payable.deducted;
                line.whole.due = line.whole.due.min(payable.due);
                line.parts.push(payable);
            }
            None => lines.push(Line { of, whole: payable.clone(), parts: vec![payable] }),
        }
    }
    lines
}

/// The days between which a line comes in parts; nothing where it comes on one.
pub(super) fn in_parts(visit: &Visit, line: &Line<'_>) -> Option<String> {
    let last = line.parts.iter().map(|part| part.due).max().filter(|last| *last != line.whole.due)?;
    let [first, last] = [line.whole.due, last].map(|day| words::day(day, visit.now(), &visit.view.brand.zone));
    Some(tf("portal.money.by_days", &[("first", &first), ("last", &last)]))
}

/// What arrives next: the figure that the page is for.
fn next(visit: &Visit, line: &Line<'_>) -> Markup {
    html! {
        div {
            h1.vh { (t("portal.money.title")) }
            (headline(t("portal.money.next"), line.whole.amount.said()))
            p.soft.mt-2 { (sentence(visit, line)) }
        }
    }
}

/// What it is for and when it comes.
fn sentence(visit: &Visit, line: &Line<'_>) -> Markup {
    let (of, payable) = (line.of, &line.whole);
    let what = what_for(of, payable);
    let by = words::day(payable.due, visit.now(), &visit.view.brand.zone);
    html! {
        (what) ". "
        @match (payable.owed, in_parts(visit, line)) {
            (PortalOwed::Held, _) => (t("portal.money.held")),
            (_, Some(parts)) => (parts),
            (PortalOwed::OnItsWay, None) => { (t("portal.money.being_sent")) " " b.ink { (by) } "." },
            (PortalOwed::Owed | PortalOwed::Paid { .. }, None) => { (t("portal.money.by")) " " b.ink { (by) } "." },
        }
        @if let Some(form) = of.form.as_ref().filter(|form| !form.payment_hint.is_empty()) { " " (tf("portal.money.account", &[("hint", &form.payment_hint)])) }
        @if payable.deducted > 0 {
            " " (tf("portal.money.deducted", &[("money", &Money::new(payable.deducted, payable.amount.currency).said())]))
        }
    }
}

fn what_for(of: &PortalCollaboration, payable: &PortalPayable) -> String {
    match (payable.kind, payable.orders) {
        (PayableKind::Commission, 1) => tf("portal.money.commission_one", &[("campaign", &of.campaign)]),
        (PayableKind::Commission, orders) if orders > 1 => {
            tf("portal.money.commission", &[("campaign", &of.campaign), ("orders", &orders.to_string())])
        }
        (kind, _) => capitalised(&tf("portal.money.for", &[("what", kind_words(kind)), ("campaign", &of.campaign)])),
    }
}

fn also_owed(visit: &Visit, rest: &[Line<'_>]) -> Markup {
    html! {
        (chapter(t("portal.money.also"), "", html! {
            ul.portal-list {
                @for line in rest {
                    li { b { (line.whole.amount.said()) } br; span.soft { (sentence(visit, line)) } (each(visit, line)) }
                }
            }
        }))
    }
}

/// The parts of a line, folded; nothing where it is one.
fn each(visit: &Visit, line: &Line<'_>) -> Markup {
    html! {
        @if line.parts.len() > 1 {
            details.fold-small {
                summary { (t("portal.money.each")) }
                ul.plain-list.row-size {
                    @for part in &line.parts { li { (words::day(part.due, visit.now(), &visit.view.brand.zone)) ": " (part.amount.said()) } }
                }
            }
        }
    }
}

/// A fee that is agreed and not owed yet: what has to happen first.
fn expected(visit: &Visit, of: &PortalCollaboration) -> Markup {
    let Some(terms) = of.terms().filter(|terms| terms.fee.minor > 0 && of.off.is_none()) else { return html! {} };
    let accrued: i64 =
        of.payables.iter().filter(|payable| payable.kind == PayableKind::Fee).map(|payable| payable.amount.minor + payable.deducted).sum();
    let left = terms.fee.minor - accrued;
    if left <= 0 || of.stage >= Stage::Settled {
        return html! {};
    }
    let left = Money::new(left, terms.fee.currency);
    let name = tf("portal.money.fee_for", &[("money", &left.said_short()), ("campaign", &of.campaign)]);
    html! {
        (chapter(&name, "", html! {
            p.soft.mb-2 { (tf("portal.money.not_yet", &[("clock", clock_words(terms.payment.clock))])) }
            (sequence(&road(visit, of, terms, left)))
            @if terms.commission_points > 0 { p.soft.mt-3 { (tf("portal.money.and_commission", &[("percent", &words::percent(terms.commission_points))])) } }
        }))
    }
}

/// Commission that is counted and waits for the end of its hold: how much, and from when on it is free.
fn held(visit: &Visit, of: &PortalCollaboration) -> Markup {
    html! {
        @for held in &of.held {
            @let name = tf("portal.money.held_so_far", &[("money", &held.amount.said()), ("campaign", &of.campaign)]);
            @let orders = held.orders.to_string();
            (chapter(&name, "", html! {
                p.soft {
                    @if held.orders == 1 { (t("portal.money.held_one")) } @else { (tf("portal.money.held_many", &[("orders", &orders)])) }
                    @if let Some(next) = held.next { " " (tf("portal.money.held_until", &[("when", &words::day(next.day_in(&visit.view.brand.zone), visit.now(), &visit.view.brand.zone))])) }
                }
            }))
        }
    }
}

/// The steps to the fee: what is done, whose turn the next is, what follows.
fn road(visit: &Visit, of: &PortalCollaboration, terms: &Terms, left: Money) -> Vec<Moment> {
    let zone = visit.zone();
    let on = |at: Timestamp| when::at(at, zone, "%-d %b");
    let moment = |when: String, whose: Whose, ahead: bool, what: String| Moment {
        when: html! { (when) },
        what: html! { (what) },
        whose: Some(whose),
        ahead,
        said: None,
    };
    let signed = of.agreement.as_ref().and_then(|agreement| Some(agreement.creator.as_ref()?.1.max(agreement.brand.as_ref()?.1)));
    let mut all = vec![match signed {
        Some(at) => moment(on(at), Whose::Done, false, t("portal.road.signed").to_owned()),
        None => moment(String::new(), Whose::Yours, true, t("portal.road.sign").to_owned()),
    }];
    if terms.payment.clock != ClockStart::Signed {
        for made in &of.deliverables {
            let name = words::thing(of, made);
            let thing = [("thing", name.as_str())];
            all.push(match &made.deliverable.state {
                Progress::Approved { at, .. } => moment(on(*at), Whose::Done, false, tf("portal.road.approved", &thing)),
                Progress::InReview { .. } => {
                    moment(t("portal.road.now").to_owned(), Whose::Theirs, false, tf("portal.road.in_review", &thing))
                }
                Progress::Awaiting { due, .. } => {
                    moment(tf("portal.road.by", &[("when", &on(*due))]), Whose::Yours, true, tf("portal.road.draft", &thing))
                }
            });
            if terms.payment.clock == ClockStart::VerifiedLive {
                let closes = when::day(made.deliverable.closes, "%-d %b");
                all.push(match &made.post {
                    Some(post) => match post.verified_at {
                        Some(at) => moment(on(at), Whose::Done, false, tf("portal.road.verified", &thing)),
                        None => moment(t("portal.road.now").to_owned(), Whose::Theirs, false, tf("portal.road.checking", &thing)),
                    },
                    None => moment(tf("portal.road.by", &[("when", &closes)]), Whose::Yours, true, tf("portal.road.post", &thing)),
                });
            }
        }
    }
    let days = terms.payment.days.to_string();
    let paid = tf("portal.road.sent", &[("money", &left.said()), ("days", &days)]);
    let about = of.deliverables.iter().map(|made| made.deliverable.closes).max().map(|last| last.plus_days(terms.payment.days));
    let when = about
        .filter(|_| terms.payment.clock == ClockStart::VerifiedLive)
        .map(|day| format!("≈ {}", when::day(day, "%-d %b")))
        .unwrap_or_default();
    all.push(moment(when, Whose::Clock, true, paid));
    all
}

/// What is missing on the creator's side before money can move.
fn missing(visit: &Visit) -> Markup {
    let owed = |of: &PortalCollaboration| of.agreed_before && of.payables.iter().any(|one| !matches!(one.owed, PortalOwed::Paid { .. }));
    let lacks = |of: &&PortalCollaboration| of.off.is_none() && of.form.is_none() && (of.agreement.is_some() || owed(of));
    let open: Vec<&PortalCollaboration> = visit.view.collaborations.iter().filter(lacks).collect();
    let any = visit.view.collaborations.iter().any(|of| of.form.is_some() && !of.stage.is_over());
    html! {
        @for of in &open {
            (note(Weight::Late, t("portal.money.missing"), html! {
                (t("portal.money.missing_form")) " " a href=(visit.path(&format!("/form/{}", of.id))) { (tf("portal.money.fill", &[("campaign", &of.campaign)])) }
            }))
        }
        @if open.is_empty() && any { (note(Weight::Plain, t("portal.money.complete"), t("portal.money.complete_form"))) }
    }
}

/// What came on one day for one thing is one line, as on the statement of a bank: commission is released order by order.
fn together(rows: &[(Day, &PortalCollaboration, &PortalPayable)]) -> Vec<(Day, String, Money)> {
    let mut lines: Vec<(Day, &PortalCollaboration, PortalPayable)> = Vec::new();
    for (on, of, payable) in rows {
        let same = |line: &&mut (Day, &PortalCollaboration, PortalPayable)| {
            line.0 == *on && line.1.id == of.id && line.2.kind == payable.kind && line.2.amount.currency == payable.amount.currency
        };
        match lines.iter_mut().find(same) {
            Some((.., line)) => {
                line.amount.minor += payable.amount.minor;
                line.orders += payable.orders;
            }
            None => lines.push((*on, of, (*payable).clone())),
        }
    }
    lines.into_iter().map(|(on, of, payable)| (on, what_for(of, &payable), payable.amount)).collect()
}

/// What was paid, newest first, with the sum of this year.
fn paid(visit: &Visit) -> Markup {
    let mut rows: Vec<(Day, &PortalCollaboration, &PortalPayable)> = visit
        .view
        .collaborations
        .iter()
        .flat_map(|of| of.payables.iter().map(move |payable| (of, payable)))
        .filter_map(|(of, payable)| match payable.owed {
            PortalOwed::Paid { on } => Some((on, of, payable)),
            PortalOwed::Owed | PortalOwed::Held | PortalOwed::OnItsWay => None,
        })
        .collect();
    rows.sort_by_key(|(on, ..)| std::cmp::Reverse(*on));
    let year = visit.now().day_in(&visit.view.brand.zone).year();
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for (_, _, payable) in rows.iter().filter(|(on, ..)| on.year() == year) {
        *sums.entry(payable.amount.currency).or_default() += payable.amount.minor;
    }
    let body = html! { @for (on, what, amount) in together(&rows) { tr { td { (when::day(on, "%-d %b %Y")) } td.soft.wrap { (what) } td.num { (amount.said()) } } } };
    let foot = html! { @for (currency, minor) in &sums { tr { td colspan="2" { (t("portal.money.this_year")) } td.num { (Money::new(*minor, *currency).said()) } } } };
    html! { @if !rows.is_empty() { (chapter(t("portal.money.paid"), "", Table::inset(&[], body).foot(foot))) } }
}
