//! Now: the creator's most urgent promise framed, their others in rows, what waits for the brand, and what is over.
//!
//! Invariant: one task is framed at most. Absent: the tasks' own forms; each has its page.

use std::collections::BTreeMap;

use app::views::portal::{PortalCollaboration, PortalHeld, PortalOwed, PortalPayable};
use axum::response::Response;
use domain::{
    agreements::Terms,
    journey::Stage,
    money::{Currency, Money},
    moves::{Move, Turn, What},
    payments::PayableKind,
    text::first_name,
    time::{DAY, Timestamp},
};
use maud::{Markup, html};

use super::{At, Visit, money, words};
use crate::{
    text::{Said, t, tf, tk},
    ui::{
        Button, Whose,
        portal::{RowLink, copy, main_task, task_head},
        progress::steps,
        section,
        shell::language_choice,
        when,
    },
};

/// A promise with the collaboration that it belongs to.
type Task<'a> = (&'a PortalCollaboration, &'a Move);

/// The page.
pub(super) async fn show(visit: Visit) -> Response {
    let mine = tasks(&visit);
    let first = mine.first().copied();
    let about = first.map_or_else(|| newest(&visit).map(|shown| shown.campaign.clone()).unwrap_or_default(), |(of, _)| of.campaign.clone());
    let body = html! {
        div {
            h1 { (greeting(&visit, mine.len())) }
            @match first {
                Some((of, open)) => p.soft.mt-1 { (how_long(of, open)) },
                None => {
                    p.soft.mt-1 { (nothing_now(&visit)) }
                    @for words in on_hold(&visit) { p.soft.mt-1 { (words) } }
                }
            }
        }
        @if let Some((of, open)) = first { (framed(&visit, of, open)) }
        @if mine.len() > 1 { (others(&visit, &mine[1..])) }
        (with_them(&visit))
        @if let Some(of) = first.map(|(of, _)| of).or_else(|| running(&visit)) { (where_you_are(of)) }
        (before(&visit))
        (foot(&visit))
    };
    visit.page(At::Place("home"), t("portal.place.home"), &about, body)
}

/// The creator's promises, the most urgent first: what is due within three days or late, then what somebody waits for
/// without a date, then the rest by date.
fn tasks(visit: &Visit) -> Vec<Task<'_>> {
    let soon = visit.now().plus(3 * DAY);
    let mut all: Vec<Task<'_>> = visit
        .view
        .collaborations
        .iter()
        .flat_map(|of| of.moves.iter().filter(|open| open.turn == Turn::Creator).map(move |open| (of, open)))
        .collect();
    all.sort_by_key(|(_, open)| {
        let rank = match open.due {
            Some(due) if due <= soon => 0,
            None => 1,
            Some(_) => 2,
        };
        (rank, open.due, open.since)
    });
    all
}

fn newest(visit: &Visit) -> Option<&PortalCollaboration> {
    visit.view.collaborations.first()
}

/// The newest collaboration that is under way.
fn running(visit: &Visit) -> Option<&PortalCollaboration> {
    visit.view.collaborations.iter().find(|of| !of.stage.is_over())
}

fn greeting(visit: &Visit, count: usize) -> String {
    let name = first_name(&visit.view.creator.name);
    match count {
        0 => tf("portal.home.nothing", &[("name", name)]),
        1 => tf("portal.home.one", &[("name", name)]),
        _ => tf("portal.home.many", &[("name", name), ("count", &count.to_string())]),
    }
}

fn how_long(of: &PortalCollaboration, open: &Move) -> String {
    match (open.what, &of.brief) {
        (What::AcknowledgeBrief, Some(brief)) => format!("{}.", words::reading(super::brief::word_count(&brief.content))),
        _ => tk("portal.takes", open.what.as_str()).to_owned(),
    }
}

fn nothing_now(visit: &Visit) -> String {
    match &visit.view.creator.email {
        Some(email) => tf("portal.home.we_write", &[("email", email)]),
        None => t("portal.home.come_back").to_owned(),
    }
}

/// What is counted and still on hold, and until when; for a page on which nothing is to do, so that nobody thinks that this is all.
fn on_hold(visit: &Visit) -> Vec<String> {
    let mut sums: BTreeMap<Currency, (i64, i64, Timestamp)> = BTreeMap::new();
    for held in visit.view.collaborations.iter().flat_map(|of| &of.held) {
        let Some(next) = held.next.filter(|_| held.amount.minor > 0) else { continue };
        let (minor, orders, first) = sums.entry(held.amount.currency).or_insert((0, 0, next));
        *minor += held.amount.minor;
        *orders += held.orders;
        *first = next.min(*first);
    }
    let zone = &visit.view.brand.zone;
    let said = |(currency, (minor, orders, first)): (Currency, (i64, i64, Timestamp))| {
        let (money, when) = (Money::new(minor, currency).said(), words::day(first.day_in(zone), visit.now(), zone));
        let values = [("money", money.as_str()), ("when", when.as_str())];
        if orders == 1 { tf("portal.home.held_one", &values) } else { tf("portal.home.held", &values) }
    };
    sums.into_iter().map(said).collect()
}

/// Where a promise of the creator is kept.
fn page_of(visit: &Visit, of: &PortalCollaboration, open: &Move) -> String {
    let subject = open.subject.map(|id| id.to_string()).unwrap_or_default();
    let rest = match open.what {
        What::AnswerInvitation => format!("/invitation/{}", of.id),
        What::AnswerOffer | What::AnswerCounter | What::MakeOffer | What::PrepareAgreement => format!("/offer/{}", of.id),
        What::CreatorSigns | What::BrandSigns | What::ConfirmTracking | What::SendBrief => format!("/agreement/{}", of.id),
        What::FillForm | What::Ship => format!("/form/{}", of.id),
        What::ConfirmDelivery => format!("/delivery/{}", of.id),
        What::AcknowledgeBrief => format!("/brief/{}", of.id),
        What::SubmitDraft | What::ReviewDraft => format!("/draft/{subject}"),
        What::AnswerWindow | What::DecideMissed => format!("/window/{subject}"),
        What::Post | What::VerifyPost | What::DecidePost => format!("/post/{subject}"),
        What::Answer | What::TellUs => "/messages".to_owned(),
        What::DecideLeak
        | What::MakePayout
        | What::ApprovePayout
        | What::RecordPayment
        | What::CheckPost
        | What::CheckPayout
        | What::AskProvider
        | What::ReleaseCommission
        | What::Chase
        | What::Escalate
        | What::ApproveBySilence
        | What::EndMeasuring => "/payments".to_owned(),
        What::Invite | What::FindAddress | What::DecideStanding | What::TakeUp => String::new(),
    };
    visit.path(&rest)
}

fn is_late(visit: &Visit, open: &Move) -> bool {
    open.due.is_some_and(|due| due < visit.now())
}

/// The one task that is theirs now.
fn framed(visit: &Visit, of: &PortalCollaboration, open: &Move) -> Markup {
    let name = words::to_do(of, open, visit.sender());
    let by = html! {
        @match open.due {
            Some(due) => {
                (t("portal.by")) " " b.ink { (words::deadline(due, visit.now(), visit.zone())) } "."
                @if is_late(visit, open) { " " span.is-late { (t("portal.late")) } }
            }
            None => (tf("portal.asked", &[("when", &when::said(open.since, visit.now(), visit.zone()))])),
        }
    };
    let href = page_of(visit, of, open);
    main_task(
        Whose::Yours.words(),
        html! {
            (task_head(Whose::Yours, is_late(visit, open), &name, by))
            @if open.what == What::Post {
                @if let Some(link) = words::made(of, open).and_then(|made| made.link.as_deref()) { (copy(link, None)) }
                @if let Some((code, percent)) = &of.code { (copy(code, Some(&tf("portal.off", &[("percent", &percent.to_string())])))) }
            }
            (Button::link(&href, tk("portal.verb", open.what.as_str())).primary())
        },
    )
}

fn row(visit: &Visit, of: &PortalCollaboration, open: &Move, whose: Whose, turn: &str, name: &str) -> Markup {
    let about = match open.due {
        Some(due) if open.turn == Turn::Creator => {
            tf("portal.row.by", &[("campaign", &of.campaign), ("when", &words::deadline(due, visit.now(), visit.zone()))])
        }
        Some(due) if due > visit.now() => {
            tf("portal.row.until", &[("campaign", &of.campaign), ("when", &when::said(due, visit.now(), visit.zone()))])
        }
        _ => of.campaign.clone(),
    };
    let href = page_of(visit, of, open);
    html! { (RowLink { href: &href, turn: Some((whose, turn)), name, about: &about, thumb: None }) }
}

fn others(visit: &Visit, rest: &[Task<'_>]) -> Markup {
    html! {
        section aria-label=(t("portal.home.also")) {
            div.sec-head { h2 { (t("portal.home.also")) } }
            @for (of, open) in rest {
                (row(visit, of, open, Whose::Yours, Whose::Yours.words(), &words::to_do(of, open, visit.sender())))
            }
        }
    }
}

/// What waits for the brand, and money on its way.
fn with_them(visit: &Visit) -> Markup {
    let theirs: Vec<Task<'_>> = visit
        .view
        .collaborations
        .iter()
        .flat_map(|of| of.moves.iter().filter(|open| open.turn == Turn::Team).map(move |open| (of, open)))
        .filter(|(_, open)| !tk("portal.theirs", open.what.as_str()).is_empty())
        .collect();
    let owed: Vec<(&PortalCollaboration, &PortalPayable)> = visit
        .view
        .collaborations
        .iter()
        .flat_map(|of| of.payables.iter().map(move |payable| (of, payable)))
        .filter(|(_, payable)| !matches!(payable.owed, PortalOwed::Paid { .. }))
        .collect();
    let held: Vec<(&PortalCollaboration, &PortalHeld)> =
        visit.view.collaborations.iter().flat_map(|of| of.held.iter().map(move |held| (of, held))).collect();
    let payments = visit.path("/payments");
    html! {
        @if !theirs.is_empty() || !owed.is_empty() || !held.is_empty() {
            section aria-label=(t("portal.home.with_us")) {
                div.sec-head { h2 { (t("portal.home.with_us")) } }
                @for (of, open) in theirs {
                    @let turn = words::of_move(tk("portal.theirs", open.what.as_str()), of, open, visit.sender());
                    @let name = words::of_move(tk("portal.thing", open.what.as_str()), of, open, visit.sender());
                    (row(visit, of, open, Whose::Theirs, &turn, &name))
                }
                @for line in money::lines(owed) {
                    @let name = tf("portal.home.money", &[("money", &line.whole.amount.said()), ("what", kind_words(line.whole.kind)), ("campaign", &line.of.campaign)]);
                    @let by = || tf("portal.home.with_you_by", &[("when", &words::day(line.whole.due, visit.now(), &visit.view.brand.zone))]);
                    @let about = money::in_parts(visit, &line).unwrap_or_else(by);
                    (RowLink { href: &payments, turn: Some((Whose::Clock, t("portal.home.on_its_way"))), name: &name, about: &about, thumb: None })
                }
                @for (of, held) in held {
                    @let name = tf("portal.money.held_so_far", &[("money", &held.amount.said()), ("campaign", &of.campaign)]);
                    @let about = held.next.map(|next| tf("portal.money.held_until", &[("when", &words::day(next.day_in(&visit.view.brand.zone), visit.now(), &visit.view.brand.zone))])).unwrap_or_default();
                    (RowLink { href: &payments, turn: Some((Whose::Clock, t("portal.home.on_hold"))), name: &name, about: &about, thumb: None })
                }
            }
        }
    }
}

/// What something owed is for, in a row.
pub(super) fn kind_words(kind: PayableKind) -> &'static str {
    tk("portal.owed_for", kind.as_str())
}

/// The road of one collaboration, and what comes next.
fn where_you_are(of: &PortalCollaboration) -> Markup {
    let product = of.terms().or(of.offer().map(|offer| &offer.terms)).is_some_and(|terms| terms.product.is_some());
    let mut names = vec![t("portal.step.agreed")];
    if product {
        names.push(t("portal.step.parcel"));
    }
    if of.terms().or(of.offer().map(|offer| &offer.terms)).is_some_and(Terms::owes_nothing) {
        let at = match of.stage {
            Stage::Shortlisted | Stage::Invited | Stage::InConversation | Stage::Agreed => 0,
            Stage::Onboarded | Stage::Shipped => 1,
            _ => names.len(),
        };
        return html! { section aria-label=(t("portal.home.where")) { (steps(&names, at)) } };
    }
    names.extend([t("portal.step.brief"), t("portal.step.drafts"), t("portal.step.posted"), t("portal.step.paid")]);
    let parcel = usize::from(product);
    let at = match of.stage {
        Stage::Shortlisted | Stage::Invited | Stage::InConversation | Stage::Agreed => 0,
        Stage::Onboarded => 1,
        Stage::Shipped | Stage::Briefed => 1 + parcel,
        Stage::Producing | Stage::Revising | Stage::InReview => 2 + parcel,
        Stage::Approved => 3 + parcel,
        Stage::Live | Stage::Measuring => 4 + parcel,
        _ => names.len(),
    };
    html! {
        section aria-label=(t("portal.home.where")) {
            (steps(&names, at))
            @if let Some(terms) = of.terms().filter(|terms| terms.fee.minor > 0 && of.stage < Stage::Settled) {
                p.about.mt-3 { (tf("portal.home.then_paid", &[("money", &terms.fee.said_short()), ("days", &terms.payment.days.to_string()), ("clock", money::clock_words(terms.payment.clock))])) }
            }
        }
    }
}

/// Collaborations that are over or left the road.
fn before(visit: &Visit) -> Markup {
    let over: Vec<&PortalCollaboration> =
        visit.view.collaborations.iter().filter(|of| of.stage.is_over() || of.stage == Stage::Settled).collect();
    html! {
        @if !over.is_empty() {
            section aria-label=(t("portal.home.before")) {
                div.sec-head { h2 { (t("portal.home.before")) } }
                @for of in over {
                    @let href = visit.path(&format!("/agreement/{}", of.id));
                    @let whose = if of.off.is_some() { Whose::Nobody } else { Whose::Done };
                    (RowLink { href: &href, turn: Some((whose, tk("portal.ended", of.stage.as_str()))), name: &of.campaign, about: "", thumb: None })
                }
            }
        }
    }
}

/// Leaving and opting out, small and always there.
fn foot(visit: &Visit) -> Markup {
    let open = visit
        .view
        .collaborations
        .iter()
        .filter(|of| of.off.is_none() && of.stage < Stage::Live && (of.accepted_at.is_some() || of.offer().is_some()));
    html! {
        section.portal-foot aria-label=(t("portal.home.more")) {
            @if super::dates::has_some(visit) {
                a.portal-quiet href=(visit.path("/dates.ics")) { (super::dates::link_words()) }
            }
            @for of in open {
                a.portal-quiet href=(visit.path(&format!("/leave/{}", of.id))) { (tf("portal.home.leave", &[("campaign", &of.campaign)])) }
            }
            @if visit.view.connects { a.portal-quiet href=(visit.path("/accounts")) { (t("portal.accounts.title")) } }
            @if visit.view.creator.opted_out_at.is_none() {
                a.portal-quiet href=(visit.path("/opt-out")) { (tf("portal.home.opt_out", &[("brand", &visit.view.brand.name)])) }
            } @else {
                (section::note(section::Weight::Plain, "", t("portal.home.opted_out")))
            }
            (language_choice())
        }
    }
}
