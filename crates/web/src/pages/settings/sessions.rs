//! Where somebody is signed in: each of their browsers, with a way to end it.
//!
//! Invariant: everybody sees their own and nobody else's. Absent: the browser's address; it says little and is nobody's business.

use app::{
    App,
    team::{EndOtherSessions, EndSession, ListSessions, SESSION, SessionView},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{ids::SessionId, time::DAY};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf},
    ui::{
        Button, form,
        section::chapter,
        table::{Column, Table},
        turn::tag,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/sessions", get(list))
        .route("/b/{slug}/settings/sessions/{session}/end", post(end))
        .route("/b/{slug}/settings/sessions/end-others", post(end_others))
}

async fn list(at: InBrand) -> Answer {
    let sessions = at.show(ListSessions {}).await?;
    Ok(at.page(t("sessions.title"), "settings", tabbed(&at, "sessions", page(&at, &sessions))))
}

fn page(at: &InBrand, sessions: &[SessionView]) -> Markup {
    let columns = [
        Column::text(t("sessions.browser")),
        Column::text(t("sessions.signed_in")),
        Column::text(t("sessions.seen")),
        Column::unseen(t("sessions.verbs")),
    ];
    let rows = html! {
        @for session in sessions {
            tr {
                td { (browser(session)) @if session.current { " " (tag(t("sessions.current"))) } }
                td.soft { (when::time(session.signed_in_at, at.now(), at.zone())) }
                td.soft { (when::time(session.seen_at, at.now(), at.zone())) }
                td.num {
                    @if !session.current {
                        (form::post_inline(&at.path(&format!("/settings/sessions/{}/end", session.id)), html! {
                            (Button::submit(t("sessions.end")).quiet())
                        }))
                    }
                }
            }
        }
    };
    html! {
        div.stack.loose {
            (chapter(t("sessions.title"), sessions.len(), html! {
                div.scrollx { (Table::inset(&columns, rows).caption(t("sessions.title"))) }
                p.about.mt-3 { (tf("sessions.about", &[("days", &(SESSION / DAY).to_string())])) }
            }))
            div.stack {
                @if sessions.iter().any(|session| !session.current) {
                    (form::post_inline(&at.path("/settings/sessions/end-others"), html! { (Button::submit(t("sessions.others"))) }))
                    p.soft.measure { (t("sessions.strange")) " " a href="/password-resets" { (t("sessions.password")) } }
                } @else {
                    p.soft { (t("sessions.only")) }
                }
            }
        }
    }
}

/// "Firefox on Linux", as far as it is known.
fn browser(session: &SessionView) -> String {
    match (&session.browser, &session.system) {
        (Some(browser), Some(system)) => tf("sessions.on", &[("browser", browser), ("system", system)]),
        (Some(browser), None) => browser.clone(),
        (None, Some(system)) => tf("sessions.unknown_on", &[("system", system)]),
        (None, None) => t("sessions.unknown").to_owned(),
    }
}

async fn end(at: InBrand, Path((_, session)): Path<(String, SessionId)>, _posted: Posted) -> Answer {
    at.run(EndSession { session }).await?;
    at.done("/settings/sessions", t("sessions.end.done"))
}

async fn end_others(at: InBrand, _posted: Posted) -> Answer {
    at.run(EndOtherSessions {}).await?;
    at.done("/settings/sessions", t("sessions.others.done"))
}
