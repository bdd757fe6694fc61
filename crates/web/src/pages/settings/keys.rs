//! Keys for programs: made, listed, revoked.
//!
//! Invariant: a key's secret is shown once, on the answer to making it, and nowhere again. Absent: what a key did; the
//! audit trail has it.

use std::collections::BTreeSet;

use app::{
    App,
    team::{CreateApiKey, RevokeApiKey, api_keys::ListApiKeys},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{ids::ApiKeyId, team::Role};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf, tk},
    ui::{
        Button, Field, choice,
        form::{self, Confirm},
        section::{Weight, chapter, empty, note},
        table::{Column, Table},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/keys", get(list).post(make)).route("/b/{slug}/settings/keys/{key}/revoke", post(revoke))
}

async fn list(at: InBrand) -> Answer {
    let body = page(&at, &Posted::filled([("role", "manager"), ("scopes", "read")]), None).await?;
    Ok(at.page(t("keys_page.title"), "settings", tabbed(&at, "keys", body)))
}

async fn page(at: &InBrand, posted: &Posted, secret: Option<&str>) -> app::Result<Markup> {
    let keys = at.show(ListApiKeys {}).await?;
    let here: Vec<_> = keys.iter().filter(|key| key.brand == at.brand().id).collect();
    let rooms: BTreeSet<&str> = app::registry::all().iter().filter_map(|one| one.meta.name.split('.').next()).collect();
    let mut scopes = vec![choice::Answer { value: "read", words: t("keys_page.read"), help: Some(t("keys_page.read.help")) }];
    scopes.extend(rooms.iter().map(|room| choice::Answer { value: room, words: room_words(room), help: None }));
    let roles = ["manager", "finance", "reviewer", "viewer"].map(|word| (word, tk("role", word)));
    let columns = [
        Column::text(t("keys_page.name")),
        Column::text(t("keys_page.begins")),
        Column::text(t("keys_page.role")),
        Column::text(t("keys_page.may")),
        Column::text(t("keys_page.made")),
        Column::unseen(t("keys_page.verbs")),
    ];
    let rows = html! {
        @for key in &here {
            tr {
                td { (key.name) }
                td.mono { (key.hint) "…" }
                td.soft { (tk("role", key.role.as_str())) }
                td.soft.wrap { (key.scopes.iter().map(|scope| scope_words(scope)).collect::<Vec<_>>().join(", ")) }
                td.soft { (when::time(key.made_at, at.now(), at.zone())) }
                td.num {
                    @if let Some(revoked) = key.revoked_at { span.quiet { (t("keys_page.revoked")) " " (when::time(revoked, at.now(), at.zone())) } }
                    @else {
                        (form::post_inline(&at.path(&format!("/settings/keys/{}/revoke", key.id)), html! {
                            (Button::submit(t("keys_page.revoke")).quiet().confirm(Confirm {
                                question: &tf("keys_page.revoke.ask", &[("name", &key.name)]),
                                text: Some(t("keys_page.revoke.text")),
                                danger: true,
                                ..Confirm::default()
                            }))
                        }))
                    }
                }
            }
        }
    };
    Ok(html! {
        (form::refusals(&posted.errors))
        div.stack.loose {
            @if let Some(secret) = secret {
                (note(Weight::Ours, t("keys_page.secret"), html! { p.mono.mt-2 { (secret) } p.about.mt-2 { (t("keys_page.secret.text")) } }))
            }
            @if here.is_empty() { (empty(t("keys_page.none"), t("keys_page.none.text"), html! { (Button::link("#new", t("keys_page.new"))) })) }
            @else { (chapter(t("keys_page.title"), here.len(), html! { div.scrollx { (Table::inset(&columns, rows)) } })) }
            p { a href=(at.path("/settings/reference")) { (t("reference.link")) } }
            div id="new" {
                (chapter(t("keys_page.new"), "", form::post(&at.path("/settings/keys"), html! {
                    div.form-narrow.stack {
                        (Field::text("name", t("keys_page.name")).value(posted.get("name")).errors(&posted.errors).help(t("keys_page.name.help")).required())
                        (Field::select("role", t("keys_page.role"), &roles, None).value(posted.get("role")).errors(&posted.errors))
                        (choice::some_of("scopes", t("keys_page.may"), &scopes, &posted.list("scopes"), &posted.errors))
                        div { (Button::submit(t("keys_page.make")).primary()) }
                    }
                })))
            }
        }
    })
}

/// A room as people call it.
pub(super) fn room_words(room: &str) -> &str {
    match tk("scope", room) {
        "" => room,
        words => words,
    }
}

fn scope_words(scope: &str) -> &str {
    if scope == "read" { t("keys_page.read") } else { room_words(scope) }
}

async fn make(at: InBrand, mut posted: Posted) -> Answer {
    let role = posted.word("role", Role::parse);
    let made = match posted.checked() {
        Ok(()) => {
            let scopes = posted.list("scopes").into_iter().map(str::to_owned).collect();
            at.run(CreateApiKey { name: posted.text("name"), brand: at.brand().id, role: role.unwrap_or(Role::Viewer), scopes }).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            let fresh = Posted::filled([("role", "manager"), ("scopes", "read")]);
            let body = page(&at, &fresh, Some(&made.secret)).await?;
            Ok(at.page(t("keys_page.title"), "settings", tabbed(&at, "keys", body)))
        }
        Err(error) => {
            posted.refuse(error)?;
            let body = page(&at, &posted, None).await?;
            Ok(at.page_again(t("keys_page.title"), "settings", tabbed(&at, "keys", body)))
        }
    }
}

async fn revoke(at: InBrand, Path((_, key)): Path<(String, ApiKeyId)>, _posted: Posted) -> Answer {
    at.run(RevokeApiKey { key }).await?;
    at.done("/settings/keys", t("keys_page.revoke.done"))
}
