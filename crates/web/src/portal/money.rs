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
    let body = html! {
        @match owed.first() {
            Some((of, payable)) => (next(&visit, of, payable)),
            None => div { h1 { (t("portal.money.title")) } p.soft.mt-1 { (t("portal.money.nothing_owed")) } },
        }
        @if owed.len() > 1 { (also_owed(&visit, &owed[1..])) }
        @for of in &visit.view.collaborations { (expected(&visit, of)) }
        @for of in &visit.view.collaborations { (held(&visit, of)) }
        (missing(&visit))
        (paid(&visit))
    };
    visit.page(At::Place("payments"), t("portal.place.payments"), "", body)
}

/// What arrives next: the figure that the page is for.
fn next(visit: &Visit, of: &PortalCollaboration, payable: &PortalPayable) -> Markup {
    html! {
        div {
            h1.vh { (t("portal.money.title")) }
            (headline(t("portal.money.next"), payable.amount.said()))
            p.soft.mt-2 { (sentence(visit, of, payable)) }
        }
    }
}

/// What it is for and when it comes.
fn sentence(visit: &Visit, of: &PortalCollaboration, payable: &PortalPayable) -> Markup {
    let what = what_for(of, payable);
    let by = words::day(payable.due, visit.now(), &visit.view.brand.zone);
    html! {
        (what) ". "
        @match payable.owed {
            PortalOwed::Held => (t("portal.money.held")),
            PortalOwed::OnItsWay => { (t("portal.money.being_sent")) " " b.ink { (by) } "." },
            PortalOwed::Owed | PortalOwed::Paid { .. } => { (t("portal.money.by")) " " b.ink { (by) } "." },
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

fn also_owed(visit: &Visit, rest: &[(&PortalCollaboration, &PortalPayable)]) -> Markup {
    html! {
        (chapter(t("portal.money.also"), "", html! {
            ul.portal-list { @for (of, payable) in rest { li { b { (payable.amount.said()) } br; span.soft { (sentence(visit, of, payable)) } } } }
        }))
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
