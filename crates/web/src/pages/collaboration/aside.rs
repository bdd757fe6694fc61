//! Beside the collaboration: what is made, the terms, links and code, and the money.
//!
//! Invariant: figures are the ledger's and the budget's; nothing is worked out here. Absent: verbs.

use domain::{
    attribution::{leak::Flag, setup::Confirmation},
    content::Progress,
};
use maud::{Markup, Render, html};

use super::Room;
use crate::{
    pages::said,
    text::{t, tf},
    ui::{
        Whose,
        section::{chapter, facts},
        table::{Column, Table},
        turn::turn,
    },
};

/// What is made.
pub fn deliverables(room: &Room<'_>) -> Markup {
    let body = html! {
        @if room.page.deliverables.is_empty() {
            p.soft { "They come with the signed agreement." }
        }
        div.stack.tight {
            @for one in &room.page.deliverables {
                @let (whose, words) = standing(room, one.id, &one.value.state);
                a.plain href=(room.at.path(&format!("/reviews/{}", one.id))) {
                    b { (said::capitalised(&one.value.format)) } " " span.soft { (said::window(one.value.opens, one.value.closes)) }
                    br;
                    (turn(whose, false, words))
                }
            }
        }
    };
    chapter("Deliverables", "", body)
}

fn standing(room: &Room<'_>, id: domain::ids::DeliverableId, state: &Progress) -> (Whose, &'static str) {
    let post = room.page.posts.iter().rev().find(|post| post.value.deliverable == id);
    match (state, post) {
        (Progress::Awaiting { round: 0 | 1, .. }, _) => (Whose::Theirs, "Waits for a draft"),
        (Progress::Awaiting { .. }, _) => (Whose::Theirs, "Is being changed"),
        (Progress::InReview { .. }, _) => (Whose::Ours, "In review"),
        (Progress::Approved { .. }, None) => (Whose::Theirs, "Approved, not posted"),
        (Progress::Approved { .. }, Some(post)) if post.value.verified_at().is_some() => (Whose::Done, "Live and verified"),
        (Progress::Approved { .. }, Some(_)) => (Whose::Ours, "Reported live"),
    }
}

/// The terms that stand: the agreement's, or those of the newest offer.
pub fn terms(room: &Room<'_>) -> Markup {
    let agreement = room.page.agreement.as_ref();
    let Some(terms) = agreement.map(|found| &found.value.terms).or_else(|| room.page.offer().map(|offer| &offer.value.terms)) else {
        return chapter("Terms", "", html! { p.soft { "Nothing has been offered yet." } });
    };
    let document = room.path("/agreement");
    let note = html! { @if agreement.is_some() { a href=(document) { "Agreement" } } @else { "offered" } };
    let rows: Vec<(&str, Markup)> = vec![
        ("In short", html! { (said::offer_in_short(terms)) }),
        ("Usage", html! { (said::usage(&terms.usage)) }),
        ("Disclosure", html! { (terms.disclosure) }),
        ("Revisions", html! { (terms.revisions.included_rounds) " rounds" }),
        ("Late", html! { (terms.late.percent_per_day) " % a day, at most " (terms.late.most_percent) " %" }),
        ("Pays", html! { (said::pays(terms)) }),
    ];
    chapter("Terms", note, facts(&rows))
}

/// Links and code.
pub fn tracking(room: &Room<'_>) -> Markup {
    let page = room.page;
    if page.links.is_empty() && page.code.is_none() {
        return html! {};
    }
    let mark = |confirmed: &Option<Confirmation>| match confirmed {
        Some(Confirmation::Seen { .. }) => turn(Whose::Done, false, "tried and confirmed"),
        Some(Confirmation::Overridden { .. }) => turn(Whose::Done, false, "let pass"),
        None => turn(Whose::Ours, false, "not confirmed yet"),
    };
    let body = html! {
        div.stack.tight {
            @for link in &page.links {
                p { span.mono { "/go/" (link.value.slug) } br; (mark(&link.value.confirmed)) }
            }
            @if let Some(code) = &page.code {
                p { span.mono { (code.value.code) } " " span.soft { (code.value.percent) " % off" } br; (mark(&code.value.confirmed)) }
                @if let Some(flag) = &code.value.flag { (flagged(flag)) }
            }
            p.about { (said::count(page.clicks, "click", "clicks")) ", " (said::count(page.orders, "order", "orders")) ", "
                (said::exact(page.sales, page.campaign.currency)) " net" }
        }
    };
    chapter("Links and code", "", body)
}

/// Why the commission is held, or who let it go.
fn flagged(flag: &Flag) -> Markup {
    match &flag.lifted {
        None => html! { p.row-size { (turn(Whose::Ours, false, t("leak.held"))) br; span.soft { (flag.why()) "." } } },
        Some(lifted) => html! { p.row-size.soft { (tf("leak.lifted", &[("name", &lifted.name), ("reason", &lifted.reason)])) } },
    }
}

/// Money by kind, as the budget has it.
pub fn money(room: &Room<'_>) -> Markup {
    let page = room.page;
    let currency = page.campaign.currency;
    let rows = html! {
        @for owed in &page.payables {
            tr { td { (said::capitalised(owed.payable.kind.as_str())) " " span.soft { (owed.payable.state.as_str()) } } td.num { (owed.payable.amount.exact()) } }
        }
        tr { td { "Commission so far" } td.num { (said::exact(page.commission, currency)) } }
    };
    let table = Table::inset(&[Column::text("What"), Column::number("Amount")], rows).caption("Money").render();
    chapter("Money", "", html! { (table) })
}
