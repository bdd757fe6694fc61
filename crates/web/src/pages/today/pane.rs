//! The move that is open beside the list: who, what was said, the form that ends it, and why it is here.
//!
//! Invariant: each form posts to the page that it belongs to and carries the way back; what may not be undone with a key moves
//! money or binds somebody, and waits for a press. Absent: what the forms ask; their own pages have it.

use app::{
    content::{GetReview, view::ReviewView},
    payments::{
        ListPayments,
        view::{ListPaymentsOf, PaymentsView},
    },
    views::{
        CollaborationPage, OpenMove, ShowCollaboration,
        collaboration::ShowForMove,
        today::{Opened, TodayMove, TodayPage},
    },
};
use domain::{
    agreements::{Side, Terms},
    ids::{DeliverableId, PayoutId},
    money::Money,
    moves::What,
    outreach::Direction,
};
use maud::{Markup, Render, html};

use super::{address, back, due, is_late, picture, sentence, where_to_act};
use crate::{
    heard::heard,
    kernel::{InBrand, Posted, Refusal},
    pages::{
        collaboration::{
            Room,
            timeline::Shown,
            verbs::{self, Verb},
        },
        inbox, payments, reviews, said,
    },
    text::{Said, t, tf, tk},
    ui::{
        Button, Person, Whose,
        button::action_bar,
        section::{chapter, facts, part, voice},
        table::{Column, Table},
        turn::turn,
        when,
    },
};

/// What is read of the open move.
pub(super) enum About {
    /// Its collaboration.
    Room(Box<CollaborationPage>),
    /// The draft that waits.
    Review(Box<ReviewView>),
    /// The creator's money.
    Money(Box<PaymentsView>),
    /// Nothing: its page has it.
    Alone,
}

/// The open move: what was read of it, the answer that somebody chose where there are several, and what came back of a form, by
/// the form's name.
pub(super) struct Pane<'a> {
    pub shown: &'a About,
    pub chosen: &'a str,
    pub typed: Option<(&'a str, &'a Posted)>,
}

/// Reads what an open move is about, in two statements.
pub(super) async fn read(at: &InBrand, opened: &Opened) -> Result<About, Refusal> {
    let TodayMove { collaboration, creator, promise, .. } = &opened.entry;
    let (collaboration, creator, what) = (*collaboration, *creator, promise.what);
    let read = match what {
        What::ReviewDraft if at.may_see::<GetReview>() => {
            let Some(id) = promise.subject else { return Ok(About::Alone) };
            at.show(GetReview { deliverable: DeliverableId(id) }).await.map(|review| About::Review(Box::new(review)))
        }
        What::DecideLeak | What::MakePayout | What::ApprovePayout | What::RecordPayment | What::AskProvider => {
            if !at.may_see::<ListPayments>() {
                return Ok(About::Alone);
            }
            at.show(ListPaymentsOf { creator, collaboration, open: promise.clone() }).await.map(|money| About::Money(Box::new(money)))
        }
        _ if at.may_see::<ShowCollaboration>() => {
            at.show(ShowForMove { collaboration, what }).await.map(|page| About::Room(Box::new(page)))
        }
        _ => return Ok(About::Alone),
    };
    match read {
        // Gone between the list and this: the list says what there is next time.
        Err(app::Error::NotFound) => Ok(About::Alone),
        other => other.map_err(Refusal::from),
    }
}

/// The pane.
pub(super) fn beside(at: &InBrand, page: &TodayPage, team: bool, pane: &Pane<'_>) -> Markup {
    let Some(opened) = &page.opened else { return html! {} };
    let entry = &opened.entry;
    let way = back::way(opened, team);
    let form = form(at, opened, &way, team, pane);
    html! {
        div.split-body.stack.loose {
            (head(at, opened, team, pane.shown))
            div.line.top {
                // A draft that is reviewed here stands large below.
                @if let (About::Room(_), Some(picture)) = (pane.shown, picture(at, entry)) { (picture.large()) }
                p { (turn(Whose::Ours, is_late(at, entry), html! { b { (entry.creator_name) } " " (sentence("move", entry)) })) }
            }
            @if let About::Room(room) = pane.shown { (said_last(at, entry, room)) }
            @if let Some(form) = &form { (form) }
            (chapter(t("today.why"), "", html! { p.mb-2 { (sentence("move_why", entry)) } (facts(&reasons(at, opened, pane.shown))) }))
            @if !opened.others.is_empty() {
                (part(t("today.also"), "", html! {
                    ul.stack.tight { @for other in &opened.others { li { (turn(Whose::Ours, false, tk("move_do", other.what.as_str()))) } } }
                }))
            }
        }
        @if form.is_none() {
            (action_bar(html! { (Button::link(&where_to_act(at, entry), tk("move_do", entry.promise.what.as_str())).primary()) }, None))
        }
    }
}

/// Who it is, and the way to the moves around it.
fn head(at: &InBrand, opened: &Opened, team: bool, about: &About) -> Markup {
    let entry = &opened.entry;
    let collaboration = at.path(&format!("/collaborations/{}", entry.collaboration));
    let handle = match about {
        About::Room(page) => page.creator.profiles.first().and_then(|profile| profile.account.handle.as_ref()),
        About::Review(_) | About::Money(_) | About::Alone => None,
    };
    let handle = handle.map(|handle| format!("@{handle}"));
    let about = [handle, Some(entry.campaign.1.clone())].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let to = |name: &Option<String>| name.as_ref().map(|name| at.path(&address("/today", team, name)));
    let (before, next) = (to(&opened.before), to(&opened.next));
    html! {
        div.line {
            (Person::creator(&entry.creator_name).about(&about).heading().href(&collaboration))
            span.push.line {
                (Button::link(&collaboration, t("today.collaboration")).quiet().icon_only("out"))
                @if let Some(before) = &before { (Button::link(before, t("today.before")).quiet().icon_only("up")) }
                @if let Some(next) = &next { (Button::link(next, t("today.after")).quiet().icon_only("down")) }
            }
        }
    }
}

/// What the creator wrote last. A conversation shows it itself.
fn said_last(at: &InBrand, entry: &TodayMove, page: &CollaborationPage) -> Markup {
    let last = page.messages.first().filter(|(_, _, message)| message.direction == Direction::In && entry.promise.what != What::Answer);
    html! {
        @if let Some((_, _, message)) = last {
            div.measure {
                (voice(&message.body))
                p.about.mt-2 {
                    (tf("today.said", &[("name", &entry.creator_name), ("when", &when::said(message.at, at.now(), at.zone()))])) " · "
                    a href=(at.path(&format!("/inbox/{}", entry.creator))) { (tf("today.thread", &[("count", &page.messages.len().to_string())])) }
                }
            }
        }
    }
}

/// The form that ends the move; nothing where another page has it, or this person may not.
fn form(at: &InBrand, opened: &Opened, way: &Markup, team: bool, pane: &Pane<'_>) -> Option<Markup> {
    let promise = &opened.entry.promise;
    match pane.shown {
        About::Review(review) => Some(reviews::beside(at, review, way, pane.typed)),
        About::Money(view) => {
            let subject = (promise.what, promise.subject.map(PayoutId));
            Some(html! { div data-ends="careful" { (payments::beside(at, view, subject, way, pane.typed)) } })
        }
        About::Room(page) if promise.what == What::Answer => {
            let typed = pane.typed.filter(|(form, _)| *form == inbox::ANSWER).map(|(_, posted)| posted);
            Some(inbox::beside_move(at, page, way, typed))
        }
        About::Room(page) => {
            let typed = pane.typed.and_then(|(form, posted)| Some((Verb::parse(form)?, posted)));
            let fresh = Posted::default();
            let (doing, posted) = typed.map_or((None, &fresh), |(verb, posted)| (Some(verb), posted));
            let room = Room { at, page, doing, posted, shown: Shown::All, way: Some(way) };
            of_verb(&room, opened, team, doing.or_else(|| Verb::parse(pane.chosen)))
        }
        About::Alone => None,
    }
}

/// One form at a time: that of the chosen answer, and links to the others.
fn of_verb(room: &Room<'_>, opened: &Opened, team: bool, chosen: Option<Verb>) -> Option<Markup> {
    let ends = Verb::of(opened.entry.promise.what).filter(|verb| verb.may(room.at))?;
    let others: &[Verb] = match ends {
        Verb::Accept => &[Verb::Offer, Verb::Refuse],
        Verb::Missed => &[Verb::Drop],
        _ => &[],
    };
    let mut all = vec![ends];
    all.extend(others.iter().copied().filter(|verb| verb.may(room.at)));
    let verb = chosen.filter(|chosen| all.contains(chosen)).unwrap_or(ends);
    let open = OpenMove::from(&opened.entry.promise);
    // What binds both sides, or sends something that cannot be called back, is not done by one key.
    let ending = match verb {
        Verb::Arrived | Verb::Confirm | Verb::Verify => "",
        _ => "careful",
    };
    let to = |verb: Verb| format!("{}&do={}", room.at.path(&address("/today", team, &opened.entry.name)), verb.word());
    Some(html! {
        @if ends == Verb::Accept { (what_changes(room)) (is_it_fair(room)) @if verb == ends { (if_you_accept(room)) } }
        @if verb != ends { h3 { (verb.words()) } }
        div data-ends=(ending) { (verbs::form(room, verb, Some(&open))) }
        @if all.len() > 1 {
            p.line.wrap { @for other in all.iter().copied().filter(|other| *other != verb) { (Button::link(&to(other), other.words()).quiet().small()) } }
        }
    })
}

/// The newest offer of each side.
fn two_offers<'a>(room: &Room<'a>) -> Option<(&'a Terms, &'a Terms)> {
    let last_of = |side: Side| room.page.offers.iter().rev().find(|offer| offer.value.by == side).map(|offer| &offer.value.terms);
    last_of(Side::Brand).zip(last_of(Side::Creator))
}

/// Each term as we offered it and as the creator asks for it.
fn what_changes(room: &Room<'_>) -> Markup {
    let Some((offered, asked)) = two_offers(room) else { return html! {} };
    let made = |terms: &Terms| {
        let all = terms.deliverables.iter().map(|one| format!("{}, {}", said::format(&one.format), said::window(one.opens, one.closes)));
        all.collect::<Vec<_>>().join("; ")
    };
    let product = |terms: &Terms| terms.product.as_ref().map(|product| product.items.clone()).unwrap_or_default();
    let rows = [
        (t("today.term.fee"), offered.fee.said(), asked.fee.said()),
        (t("today.term.commission"), said::percent(offered.commission_points), said::percent(asked.commission_points)),
        (t("today.term.made"), made(offered), made(asked)),
        (t("today.term.product"), product(offered), product(asked)),
        (t("today.term.usage"), said::usage(&offered.usage), said::usage(&asked.usage)),
        (t("today.term.pays"), said::pays(offered), said::pays(asked)),
    ];
    let columns = [Column::text(t("today.term")), Column::text(t("today.offered")), Column::text(t("today.asked"))];
    let table = html! {
        @for (name, ours, theirs) in rows.iter().filter(|(_, ours, theirs)| !ours.is_empty() || !theirs.is_empty()) {
            tr { td { (name) } td.wrap { (ours) } @if ours == theirs { td.quiet { (t("today.term.same")) } } @else { td.wrap { b { (theirs) } } } }
        }
    };
    chapter(t("today.changes"), "", html! { div.scrollx { (Table::inset(&columns, table).tall().caption(t("today.changes"))) } })
}

/// What speaks against the fee that is asked, from the creator's own rates and from what was agreed with others.
fn is_it_fair(room: &Room<'_>) -> Markup {
    let Some((_, asked)) = two_offers(room) else { return html! {} };
    let warnings = room.page.proposed.as_ref().map(|proposed| proposed.warnings.as_slice()).unwrap_or_default();
    part(
        &tf("today.fair", &[("fee", &asked.fee.said_short())]),
        "",
        html! {
            @for warning in warnings { p { (heard(warning)) } }
            @if warnings.is_empty() { p.soft { (t("today.fair.nothing")) } }
        },
    )
}

/// What follows from a yes.
fn if_you_accept(room: &Room<'_>) -> Markup {
    let Some((offered, asked)) = two_offers(room) else { return html! {} };
    let more = Money::new(asked.fee.minor - offered.fee.minor, asked.fee.currency);
    let more = if more.minor > 0 { tf("today.accept.more", &[("sum", &more.said())]) } else { t("today.accept.no_more").to_owned() };
    part(
        t("today.accept"),
        "",
        facts(&[
            (t("today.accept.reserved"), html! { (asked.fee.said()) ", " (more) }),
            (t("today.accept.then"), html! { (t("today.accept.then.text")) }),
        ]),
    )
}

fn reasons(at: &InBrand, opened: &Opened, about: &About) -> Vec<(&'static str, Markup)> {
    let entry = &opened.entry;
    let campaign = at.path(&format!("/campaigns/{}", entry.campaign.0));
    let mut all = vec![
        (t("today.else"), html! { (sentence("move_else", entry)) }),
        (t("today.due"), due(at, entry).map_or_else(|| html! { span.quiet { (t("today.due.none")) } }, |due| due.render())),
        (t("today.since"), when::time(entry.promise.since, at.now(), at.zone())),
    ];
    if entry.promise.stake > 0 {
        all.push((t("today.stake"), html! { (Money::new(entry.promise.stake, entry.currency).said()) }));
    }
    all.push((t("today.campaign"), html! { a href=(campaign) { (entry.campaign.1) } }));
    if let About::Room(page) = about {
        all.push((t("today.stage"), html! { (tk("stage", page.stage.as_str())) }));
    }
    all
}
