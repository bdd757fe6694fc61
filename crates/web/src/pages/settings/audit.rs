//! The audit trail: what happened in the brand, by whom, newest first.
//!
//! Invariant: it is read, never changed. Absent: reading sense into it; the collaboration's timeline does.

use app::{App, team::ListEvents};
use axum::{Router, routing::get};
use maud::{Markup, Render, html};

use super::tabbed;
use crate::{
    kernel::{
        Answer, InBrand,
        values::{Asks, with_query},
    },
    text::{t, tk},
    ui::{
        section::empty,
        table::{Column, Table},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/audit", get(list))
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let page = at.show(ListEvents { cursor: asks.get("cursor").parse().ok(), limit: Some(100) }).await?;
    let columns = [
        Column::text(t("audit.when")),
        Column::text(t("audit.who")),
        Column::text(t("audit.what")),
        Column::text(t("audit.room")),
        Column::text(t("audit.about")),
    ];
    let rows = html! {
        @for event in &page.items {
            tr {
                td.soft { (when::time(event.at, at.now(), at.zone())) }
                td { (who(event)) }
                @let (room, what) = event.kind.split_once('.').unwrap_or(("", &event.kind));
                td { (happened(&event.kind, what)) }
                td.soft { (tk("scope", room)) }
                td.soft.wrap { (about(&at, event)) }
            }
        }
    };
    let body = html! {
        @if page.items.is_empty() { (empty(t("audit.none"), "", html! {})) }
        @else { div.scrollx { (Table::inset(&columns, rows).caption(t("audit.title"))) } }
        @if let Some(next) = page.next_cursor {
            p.mt-4 { a href=(with_query(&at.path("/settings/audit"), &[("cursor", &next.to_string())])) { (t("audit.older")) } }
        }
    };
    Ok(at.page(t("audit.title"), "settings", tabbed(&at, "audit", body)))
}

/// What happened, in the reader's words; of a kind that has none, its own.
fn happened(kind: &str, what: &str) -> String {
    match tk("event", kind) {
        "" => sentence(what),
        words => words.to_owned(),
    }
}

/// `post_verified` as it is read: "Post verified".
pub(super) fn sentence(word: &str) -> String {
    let words = word.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn who(event: &app::team::view::EventView) -> String {
    if event.actor_name.is_empty() { tk("actor", event.actor.kind()).to_owned() } else { event.actor_name.clone() }
}

/// The collaboration, or the creator, that it is about.
fn about(at: &InBrand, event: &app::team::view::EventView) -> Markup {
    match (event.collaboration, event.creator) {
        (Some(collaboration), _) => {
            let name = if event.creator_name.is_empty() { t("today.collaboration") } else { &event.creator_name };
            html! { a href=(at.path(&format!("/collaborations/{collaboration}"))) { (name) } }
        }
        (None, Some(creator)) => html! { a href=(at.path(&format!("/creators/{creator}"))) { (event.creator_name) } },
        (None, None) => event.data.get("name").and_then(|name| name.as_str()).unwrap_or_default().render(),
    }
}
