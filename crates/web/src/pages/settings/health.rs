//! The installation's health: what waits to leave, what was given up and why, whether the clock is behind.
//!
//! Invariant: what was given up has its reason and a button. Absent: what the process measures of itself.

use app::{
    App,
    team::{RetryOutbox, ShowHealth, health::Health},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::ids::OutboxId;
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf, tk},
    ui::{
        Button, Whose, form,
        section::chapter,
        table::{Column, Table},
        turn::turn,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/health", get(show)).route("/b/{slug}/settings/health/{effect}/retry", post(retry))
}

async fn show(at: InBrand) -> Answer {
    let health = at.show(ShowHealth {}).await?;
    let matters = usize::from(health.given_up > 0) + usize::from(health.clock_behind_since.is_some());
    let headline = match matters {
        0 => t("health.fine").to_owned(),
        1 => t("health.one").to_owned(),
        count => tf("health.some", &[("count", &count.to_string())]),
    };
    let body = html! {
        h2 { (headline) }
        p.soft.row-size { (tf("health.about", &[("version", env!("CARGO_PKG_VERSION")), ("database", &health.database), ("address", &health.base_url)])) }
        div.stack.loose.mt-5 {
            (chapter(t("health.outside"), "", Table::inset(&[], lines(&at, &health)).tall()))
            @if !health.rows.is_empty() { (chapter(t("health.given_up"), health.given_up, given_up(&at, &health))) }
        }
    };
    Ok(at.page(t("health.title"), "settings", tabbed(&at, "health", body)))
}

fn line(name: &str, whose: Whose, late: bool, state: &str, text: Markup) -> Markup {
    html! { tr { td { b.medium { (name) } } td { (turn(whose, late, state)) } td.wrap.soft { (text) } } }
}

fn lines(at: &InBrand, health: &Health) -> Markup {
    let (fine, yours) = (t("health.is_fine"), t("health.is_yours"));
    html! {
        @if health.given_up > 0 {
            (line(t("health.outbox"), Whose::Ours, true, yours, html! { (tf("health.outbox.dead", &[("count", &health.given_up.to_string())])) }))
        } @else {
            (line(t("health.outbox"), Whose::Done, false, fine, html! { @if health.waiting == 0 { (t("health.outbox.clear")) } @else { (tf("health.outbox.waits", &[("count", &health.waiting.to_string())])) } }))
        }
        @if let Some(since) = health.clock_behind_since {
            (line(t("health.clock"), Whose::Clock, true, t("health.is_working"), html! { (t("health.clock.behind")) " " (when::time(since, at.now(), at.zone())) }))
        } @else {
            (line(t("health.clock"), Whose::Done, false, fine, html! { (t("health.clock.fine")) }))
        }
        @if health.mail_is_captured {
            (line(t("health.mail"), Whose::Nobody, false, t("health.is_captured"), html! { (t("mail.captured.text")) " " (t("mail.captured.how")) " " a href=(at.path("/settings/mail")) { (t("mail.open")) } }))
        } @else {
            (line(t("health.mail"), Whose::Done, false, fine, html! { (t("health.mail.smtp")) }))
        }
    }
}

fn given_up(at: &InBrand, health: &Health) -> Markup {
    let columns =
        [Column::text(t("health.kind")), Column::text(t("health.reason")), Column::text(t("mail.when")), Column::unseen(t("health.retry"))];
    let rows = html! {
        @for row in &health.rows {
            tr {
                td { @if tk("effect", &row.kind).is_empty() { (row.kind) } @else { (tk("effect", &row.kind)) } }
                td.wrap.is-late { (row.reason) }
                td.soft { @if let Some(when) = row.at { (when::time(when, at.now(), at.zone())) } }
                td.num { (form::post_inline(&at.path(&format!("/settings/health/{}/retry", row.id)), html! { (Button::submit(t("health.retry"))) })) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

async fn retry(at: InBrand, Path((_, effect)): Path<(String, OutboxId)>, _posted: Posted) -> Answer {
    at.run(RetryOutbox { effect }).await?;
    at.done("/settings/health", t("health.retried"))
}
