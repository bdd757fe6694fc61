//! Beside the collaboration: what is made, the terms, links and code, parcels, and the money.
//!
//! Invariant: figures are the ledger's and the budget's; what a person confirmed shows their words and picture. Absent:
//! verbs.

use app::views::Found;
use domain::{
    agreements::Terms,
    attribution::{leak::Flag, setup::Confirmation},
    content::{Deliverable, Progress},
    ids::DeliverableId,
    tracking::{
        Evidence, PostState,
        numbers::{Counts, Reading},
    },
};
use maud::{Markup, Render, html};

use super::Room;
use crate::{
    heard::heard,
    pages::{glance::thumb, said},
    text::{Said, Worded, grouped, t, tf, tk, tkf},
    ui::{
        Whose,
        figure::sourced,
        section::{chapter, facts},
        table::{Column, Table},
        turn::turn,
        when,
    },
};

/// What is made.
pub fn deliverables(room: &Room<'_>) -> Markup {
    let body = html! {
        @if room.page.deliverables.is_empty() {
            @let gift = room.page.offer().is_some_and(|offer| offer.value.terms.owes_nothing());
            p.soft { (if gift { t("collaboration.made.nothing") } else { t("collaboration.made.later") }) }
        }
        div.stack {
            @for one in &room.page.deliverables {
                @let look = one.value.glance(room.page.drafts_of(one.id).last().map(|draft| draft.value.files.as_slice()));
                div.line.top {
                    @if look.is_some() { (thumb(room.at, &one.value.format, look)) }
                    div.grow { (made(room, one)) }
                }
            }
        }
    };
    chapter(t("collaboration.deliverables"), "", body)
}

/// One thing that is made: what and when, how it stands, and its post.
fn made(room: &Room<'_>, one: &Found<DeliverableId, Deliverable>) -> Markup {
    let (whose, late, words) = standing(room, one.id, &one.value);
    html! {
        p { a.plain href=(room.at.path(&format!("/reviews/{}", one.id))) { b { (said::format(&one.value.format)) } } " " span.soft { (said::window(one.value.opens, one.value.closes)) } }
        (turn(whose, late, words))
        @if let Some(window) = one.value.window_offered() {
            " " span.soft { @if one.value.moving.is_some() { (tf("collaboration.dates.asked", &[("days", &said::window(window.opens, window.closes))])) } @else { (said::window(window.opens, window.closes)) } }
        }
        @if let Some(post) = room.page.post_of(one.id) {
            p.about { a.break href=(post.value.url) target="_blank" rel="noopener noreferrer" { (post.value.url) } }
            @if let PostState::Verified { evidence, .. } = &post.value.state { (seen(room, evidence)) }
            @if let Some(reading) = post.value.newest() { (counted(room, &post.id.to_string(), &post.value.known(), reading)) }
        }
    }
}

/// Whose turn it is, whether it is late, and how it stands.
fn standing(room: &Room<'_>, id: DeliverableId, made: &Deliverable) -> (Whose, bool, &'static str) {
    let word = |whose, word| (whose, false, tk("made_state", word));
    if let Some(missed) = &made.missed {
        return match (missed.let_go_at, missed.offered) {
            (Some(_), _) => word(Whose::Nobody, "let_go"),
            (None, Some(_)) => word(Whose::Theirs, "offered"),
            (None, None) => (Whose::Ours, true, tk("made_state", "missed")),
        };
    }
    match (&made.state, room.page.post_of(id)) {
        (Progress::Awaiting { round: 0 | 1, .. }, _) => word(Whose::Theirs, "draft"),
        (Progress::Awaiting { .. }, _) => word(Whose::Theirs, "changes"),
        (Progress::InReview { .. }, _) => word(Whose::Ours, "review"),
        (Progress::Approved { .. }, None) => word(Whose::Theirs, "approved"),
        (Progress::Approved { .. }, Some(post)) if post.value.verified_at().is_some() => word(Whose::Done, "verified"),
        (Progress::Approved { .. }, Some(_)) => word(Whose::Ours, "reported"),
    }
}

/// How often a post was seen and answered, and where the numbers come from.
fn counted(room: &Room<'_>, id: &str, known: &Counts, reading: &Reading) -> Markup {
    let counts = [("views", known.views), ("reach", known.reach), ("engagements", known.engagements())];
    let known: Vec<String> = counts.into_iter().filter_map(|(name, count)| Some(tf_counted(name, count?))).collect();
    let when = when::said(reading.at, room.at.now(), room.at.zone());
    let matter = [reading.method.worded(), reading.source.as_str(), when.as_str()].into_iter().filter(|part| !part.is_empty());
    sourced(&format!("counts-{id}"), known.join(", "), t("collaboration.numbers"), &matter.collect::<Vec<_>>().join(", "))
}

fn tf_counted(name: &str, count: i64) -> String {
    tkf("counted_as", name, &[("count", &grouped(u64::try_from(count).unwrap_or(0)))])
}

/// What a person saw: who, when, their words and the picture.
fn seen(room: &Room<'_>, evidence: &Evidence) -> Markup {
    let at = when::said(evidence.at, room.at.now(), room.at.zone());
    html! {
        p.about {
            (tf("collaboration.seen", &[("name", &evidence.name), ("when", &at)]))
            @if let Some(file) = &evidence.file { " · " a href=(room.at.path(&format!("/files/{}", file.id))) { (t("collaboration.picture")) } }
            @if !evidence.note.is_empty() { br; span.voice { (evidence.note) } }
        }
    }
}

/// The terms that stand: the agreement's, or those of the newest offer.
pub fn terms(room: &Room<'_>) -> Markup {
    let agreement = room.page.agreement.as_ref();
    let name = t("collaboration.terms");
    let Some(terms) = agreement.map(|found| &found.value.terms).or_else(|| room.page.offer().map(|offer| &offer.value.terms)) else {
        return chapter(name, "", html! { p.soft { (t("collaboration.terms.none")) } });
    };
    let signed = agreement.and_then(|found| found.value.signed_at()).map(|at| when::date(at, room.at.now(), room.at.zone()));
    let note = html! {
        @match (agreement, &signed) {
            (Some(_), Some(day)) => {
                a href=(room.path("/agreement")) { (tf("collaboration.agreement.signed", &[("day", day)])) }
                " · " a href=(room.path("/agreement.pdf")) { (t("paper.download")) }
            },
            (Some(_), None) => a href=(room.path("/agreement")) { (t("collaboration.agreement")) },
            (None, _) => (t("collaboration.offered")),
        }
    };
    let mut rows: Vec<(&str, Markup)> = vec![(t("collaboration.short"), html! { (said::offer_in_short(terms)) })];
    if let Some(product) = &terms.product {
        rows.push((t("collaboration.product"), html! { (product.items) @if product.value.minor > 0 { ", " (product.value.said()) } }));
    }
    if room.page.deliverables.is_empty() && !terms.owes_nothing() {
        let made: Vec<String> = terms
            .deliverables
            .iter()
            .map(|one| format!("{}, {}", said::format(&one.format), said::window(one.opens, one.closes)))
            .collect();
        rows.push((t("collaboration.made"), html! { @for (at, one) in made.iter().enumerate() { @if at > 0 { br; } (one) } }));
    }
    rows.push((t("collaboration.usage"), html! { (said::usage(&terms.usage)) }));
    rows.push((t("collaboration.disclosure"), html! { (terms.disclosure) }));
    if !terms.owes_nothing() {
        rows.extend(of_work(terms));
    }
    if !terms.notes.trim().is_empty() {
        rows.push((t("collaboration.notes"), html! { (terms.notes) }));
    }
    chapter(name, note, facts(&rows))
}

/// What is said of work alone: its rounds, its lateness, its payment.
fn of_work(terms: &Terms) -> [(&'static str, Markup); 3] {
    let rounds = i64::from(terms.revisions.included_rounds);
    let late = [("day", terms.late.percent_per_day.to_string()), ("most", terms.late.most_percent.to_string())];
    let late = late.each_ref().map(|(name, value)| (*name, value.as_str()));
    [
        (t("collaboration.revisions"), html! { (said::count(rounds, t("unit.round"), t("unit.rounds"))) }),
        (t("collaboration.late"), html! { (tf("collaboration.late.words", &late)) }),
        (t("collaboration.pays"), html! { (said::pays(terms)) }),
    ]
}

/// Links and code, with what was seen when they were tried.
pub fn tracking(room: &Room<'_>) -> Markup {
    let page = room.page;
    if page.links.is_empty() && page.code.is_none() {
        return html! {};
    }
    let mark = |confirmed: &Option<Confirmation>| match confirmed {
        Some(Confirmation::Seen { evidence }) => html! { (turn(Whose::Done, false, t("collaboration.tried"))) (seen(room, evidence)) },
        Some(Confirmation::Overridden { evidence }) => {
            html! { (turn(Whose::Done, false, t("collaboration.passed"))) (seen(room, evidence)) }
        }
        None => turn(Whose::Ours, false, t("collaboration.untried")),
    };
    let body = html! {
        div.stack {
            @for link in &page.links { div { p { span.mono translate="no" { "/go/" (link.value.slug) } } (mark(&link.value.confirmed)) } }
            @if let Some(code) = &page.code {
                div { p { span.mono { (code.value.code) } " " span.soft { (tf("collaboration.code.takes", &[("percent", &code.value.percent.to_string())])) } } (mark(&code.value.confirmed)) }
                @if let Some(flag) = &code.value.flag { (flagged(flag)) }
            }
            p.about { (said::count(page.clicks, t("unit.click"), t("unit.clicks"))) ", " (said::count(page.orders, t("unit.order"), t("unit.orders"))) ", "
                (tf("collaboration.net", &[("sum", &said::exact(page.sales, page.campaign.currency))])) }
        }
    };
    chapter(t("collaboration.tracking"), "", body)
}

/// What was sent, and whether it arrived.
pub fn parcels(room: &Room<'_>) -> Markup {
    if room.page.shipments.is_empty() {
        return html! {};
    }
    let day = |at| when::date(at, room.at.now(), room.at.zone());
    let body = html! {
        div.stack {
            @for parcel in &room.page.shipments {
                div {
                    p { (parcel.value.items) }
                    p.about {
                        (tf("collaboration.sent", &[("day", &day(parcel.value.sent_at))]))
                        @if !parcel.value.carrier.is_empty() { ", " (parcel.value.carrier) }
                        @if !parcel.value.tracking_number.is_empty() { " " span.mono { (parcel.value.tracking_number) } }
                    }
                    @match parcel.value.delivered_at {
                        Some(at) => (turn(Whose::Done, false, tf("collaboration.arrived", &[("day", &day(at))]))),
                        None => (turn(Whose::Clock, false, t("collaboration.under_way"))),
                    }
                }
            }
        }
    };
    chapter(t("collaboration.parcels"), "", body)
}

/// Why the commission is held, or who let it go.
fn flagged(flag: &Flag) -> Markup {
    match &flag.lifted {
        None => html! { p.row-size { (turn(Whose::Ours, false, t("leak.held"))) br; span.soft { (heard(&flag.why())) "." } } },
        Some(lifted) => html! { p.row-size.soft { (tf("leak.lifted", &[("name", &lifted.name), ("reason", &lifted.reason)])) } },
    }
}

/// What it cost until now, and what of that was paid.
pub fn cost(room: &Room<'_>) -> Markup {
    let (cost, currency) = (room.page.cost(), room.page.campaign.currency);
    let sum = |minor: i64| said::exact(minor, currency);
    let row = |name: &str, minor: i64| html! { tr { td { (name) } td.num { (sum(minor)) } } };
    let rows = html! {
        (row(t("collaboration.to_date.fee"), cost.fee))
        (row(t("collaboration.to_date.product"), cost.product))
        // The exception; the others are said although they are nothing.
        @if cost.bonus != 0 { (row(t("collaboration.to_date.bonus"), cost.bonus)) }
        (row(t("collaboration.to_date.commission"), cost.commission))
    };
    let foot = html! {
        tr { td { (t("collaboration.to_date.all")) } td.num { (sum(cost.sum())) } }
        tr { td.soft { (t("collaboration.to_date.paid")) } td.num { (sum(cost.paid)) } }
    };
    let title = t("collaboration.to_date");
    chapter(title, t("collaboration.to_date.note"), Table::inset(&[], rows).foot(foot).caption(title).render())
}

/// Money by kind, as the budget and the ledger have it.
pub fn money(room: &Room<'_>) -> Markup {
    if room.page.payables.is_empty() {
        return html! {};
    }
    let rows = html! {
        @for owed in &room.page.payables {
            tr { td { (tk("payable_kind", owed.payable.kind.as_str())) " " span.soft { (tk("payable_state", owed.payable.state.as_str())) } } td.num { (owed.payable.amount.said()) } }
        }
    };
    let columns = [Column::text(t("collaboration.what")), Column::number(t("collaboration.amount"))];
    chapter(t("collaboration.money"), "", Table::inset(&columns, rows).caption(t("collaboration.money")).render())
}
