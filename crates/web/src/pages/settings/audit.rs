//! The audit trail: what happened in the brand, or for owners in the organisation beside its brands, by whom, newest first.
//!
//! Invariant: it is read, never changed. Absent: reading sense into it; the collaboration's timeline does.

use app::{
    App,
    team::{ListEvents, ListOrganisationEvents},
};
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
        views::{View, segments},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/audit", get(list))
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let (cursor, limit) = (asks.get("cursor").parse().ok(), Some(100));
    let whole = asks.get("of") == "organisation";
    let page = if whole { at.show(ListOrganisationEvents { cursor, limit }).await? } else { at.show(ListEvents { cursor, limit }).await? };
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
    let path = at.path("/settings/audit");
    let of: &[(&str, &str)] = if whole { &[("of", "organisation")] } else { &[] };
    let body = html! {
        @if at.may_see::<ListOrganisationEvents>() {
            div.mb-4 {
                (segments(t("audit.title"), &[
                    View { href: path.clone(), name: &at.brand().brand.name, count: None, current: !whole },
                    View { href: with_query(&path, &[("of", "organisation")]), name: t("audit.organisation"), count: None, current: whole },
                ]))
            }
        }
        @if page.items.is_empty() { (empty(t("audit.none"), "", html! {})) }
        @else { div.scrollx { (Table::inset(&columns, rows).caption(t("audit.title"))) } }
        @if let Some(next) = page.next_cursor {
            @let next = next.to_string();
            p.mt-4 { a href=(with_query(&path, &[of, &[("cursor", next.as_str())]].concat())) { (t("audit.older")) } }
        }
    };
    Ok(at.page(t("audit.title"), "settings", tabbed(&at, "audit", body)))
}

/// What happened, in the reader's words; of a kind that has none, its own.
pub(super) fn happened(kind: &str, what: &str) -> String {
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
pub(super) fn about(at: &InBrand, event: &app::team::view::EventView) -> Markup {
    match (event.collaboration, event.creator) {
        (Some(collaboration), _) => {
            let name = if event.creator_name.is_empty() { t("today.collaboration") } else { &event.creator_name };
            html! { a href=(at.path(&format!("/collaborations/{collaboration}"))) { (name) } }
        }
        (None, Some(creator)) => html! { a href=(at.path(&format!("/creators/{creator}"))) { (event.creator_name) } },
        (None, None) if !event.person_name.is_empty() => event.person_name.render(),
        (None, None) => event.data.get("name").and_then(|name| name.as_str()).unwrap_or_default().render(),
    }
}
