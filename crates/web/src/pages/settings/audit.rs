//! The audit trail: what happened in the brand, or for owners in the organisation beside its brands, by whom, newest first.
//!
//! Invariant: it is read, never changed; the file has what is shown, the newest [`MOST`] of it. Absent: reading sense into it; the
//! collaboration's timeline does.

use app::{
    App,
    team::{
        ListEvents, ListOrganisationEvents,
        view::{EventPage, EventView},
    },
};
use axum::{Router, routing::get};
use domain::{
    events::Actor,
    ids::{EventId, PersonId},
};
use maud::{Markup, Render, html};

use super::tabbed;
use crate::{
    kernel::{
        Answer, InBrand, Refusal,
        values::{Asks, with_query},
    },
    language::in_english,
    pages::{
        asking::{Asked, Kind, Question, asked, file, picks},
        picking,
    },
    text::{t, tk},
    ui::{
        Button,
        section::empty,
        table::{Column, Table},
        views::{View, segments},
        when,
    },
};

/// So many events stand on a page.
const PAGE: i64 = 100;
/// So many events are in a file at most.
const MOST: usize = 20_000;
/// Whoever acts and is nobody of the team.
const OTHERS: [&str; 6] = ["clock", "creator", "review_link", "key", "operator", "visitor"];
/// Where things happen.
const ROOMS: [&str; 15] = [
    "agreements",
    "attribution",
    "briefs",
    "campaigns",
    "content",
    "creators",
    "discovery",
    "imports",
    "listening",
    "outreach",
    "payments",
    "reports",
    "shipments",
    "team",
    "tracking",
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/audit", get(list)).route("/b/{slug}/settings/audit.csv", get(export))
}

/// What may be asked; `people` are those who can be chosen, by their ids.
fn filters(asks: &Asks, people: &[(String, String)]) -> Vec<Asked> {
    let people = people.iter().map(|(id, name)| (id.as_str(), name.as_str()));
    // One kind of event can be asked for by the address alone; there are too many to choose from.
    let kinds = picking::values(asks, "kind").into_iter().map(|kind| (kind, tk("event", kind))).filter(|(_, words)| !words.is_empty());
    vec![
        asked("by", t("audit.who"), picks(people.chain(OTHERS.map(|kind| (kind, tk("actor", kind)))))),
        asked("kind", t("audit.room"), picks(kinds.chain(ROOMS.map(|room| (room, tk("scope", room)))))),
        asked("from", t("audit.from"), Kind::Day),
        asked("until", t("audit.until"), Kind::Day),
    ]
}

/// Whether the organisation's events are asked for, and not the brand's.
fn of_organisation(asks: &Asks) -> bool {
    asks.get("of") == "organisation"
}

/// Who can be chosen: whoever works here, and who is asked for though they do no longer.
fn chosen_from(asks: &Asks, page: &EventPage) -> Vec<(String, String)> {
    let mut people: Vec<(String, String)> = page.people.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
    for typed in picking::values(asks, "by") {
        let Ok(id) = typed.parse::<PersonId>() else { continue };
        if !people.iter().any(|(known, _)| known == typed) {
            let theirs = page.items.iter().find(|event| matches!(event.actor, Actor::Person { id: by } if by == id));
            people.push((typed.to_owned(), theirs.map_or_else(|| tk("actor", "person").to_owned(), |event| event.actor_name.clone())));
        }
    }
    people
}

async fn page_of(at: &InBrand, asks: &Asks, cursor: Option<EventId>, limit: i64) -> Result<EventPage, Refusal> {
    // Who may be chosen is known with the answer; until then whoever could be somebody is.
    let people = picking::values(asks, "by").into_iter().filter(|typed| typed.parse::<PersonId>().is_ok());
    let people: Vec<(String, String)> = people.map(|id| (id.to_owned(), String::new())).collect();
    let question = Question::new(asks, String::new(), filters(asks, &people));
    let (by, kind, limit) = (question.picked("by"), question.picked("kind"), Some(limit));
    let (from, until) = (question.day("from"), question.day("until"));
    if of_organisation(asks) {
        Ok(at.show(ListOrganisationEvents { by, kind, from, until, cursor, limit }).await?)
    } else {
        Ok(at.show(ListEvents { by, kind, from, until, cursor, limit }).await?)
    }
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let page = page_of(&at, &asks, asks.get("cursor").parse().ok(), PAGE).await?;
    let (path, whole) = (at.path("/settings/audit"), of_organisation(&asks));
    let people = chosen_from(&asks, &page);
    let question = Question::new(&asks, path.clone(), filters(&asks, &people));
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
    let csv = question.at(&at.path("/settings/audit.csv"));
    let export = html! { @if !page.items.is_empty() { (Button::link(&csv, t("audit.export")).quiet().small().icon("download")) } };
    let asks_something = question.asks_something();
    let body = html! {
        @if at.may_see::<ListOrganisationEvents>() {
            div.mb-4 {
                (segments(t("audit.title"), &[
                    View { href: path.clone(), name: &at.brand().brand.name, count: None, current: !whole },
                    View { href: with_query(&path, &[("of", "organisation")]), name: t("audit.organisation"), count: None, current: whole },
                ]))
            }
        }
        @if asks_something || !page.items.is_empty() { (question.row(Some(export))) }
        @if page.items.is_empty() && asks_something { (question.nothing(&page.without, &[])) }
        @else if page.items.is_empty() { (empty(t("audit.none"), "", html! {})) }
        @else { div.scrollx { (Table::inset(&columns, rows).caption(t("audit.title"))) } }
        @if let Some(next) = page.next_cursor { p.mt-4 { a href=(question.next(&next.to_string())) { (t("audit.older")) } } }
    };
    Ok(at.page(t("audit.title"), "settings", tabbed(&at, "audit", body)))
}

/// What is shown, all pages of it up to [`MOST`] events.
async fn export(at: InBrand, asks: Asks) -> Answer {
    let heading = in_english(|| {
        let named = [t("audit.when"), t("audit.who"), t("audit.what"), t("audit.kind"), t("audit.room"), t("audit.about")];
        named.map(str::to_owned).to_vec()
    });
    let (mut lines, mut cursor) = (vec![heading], None);
    loop {
        let page = page_of(&at, &asks, cursor, 200).await?;
        lines.extend(page.items.iter().map(|event| in_english(|| line(event))));
        cursor = page.next_cursor;
        if cursor.is_none() || lines.len() > MOST {
            return file(&format!("{}-audit.csv", at.brand().brand.slug), &lines);
        }
    }
}

fn line(event: &EventView) -> Vec<String> {
    let (room, what) = event.kind.split_once('.').unwrap_or(("", &event.kind));
    let about = [&event.creator_name, &event.person_name].into_iter().find(|name| !name.is_empty());
    let about = about.cloned().unwrap_or_else(|| thing(event).to_owned());
    vec![event.at.rfc3339(), who(event), happened(&event.kind, what), event.kind.clone(), tk("scope", room).to_owned(), about]
}

/// The name that an event says itself.
fn thing(event: &EventView) -> &str {
    event.data.get("name").and_then(|name| name.as_str()).unwrap_or_default()
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

fn who(event: &EventView) -> String {
    if event.actor_name.is_empty() { tk("actor", event.actor.kind()).to_owned() } else { event.actor_name.clone() }
}

/// The collaboration, or the creator, that it is about.
pub(super) fn about(at: &InBrand, event: &EventView) -> Markup {
    match (event.collaboration, event.creator) {
        (Some(collaboration), _) => {
            let name = if event.creator_name.is_empty() { t("today.collaboration") } else { &event.creator_name };
            html! { a href=(at.path(&format!("/collaborations/{collaboration}"))) { (name) } }
        }
        (None, Some(creator)) => html! { a href=(at.path(&format!("/creators/{creator}"))) { (event.creator_name) } },
        (None, None) if !event.person_name.is_empty() => event.person_name.render(),
        (None, None) => thing(event).render(),
    }
}
