//! The interface for programs, as a page: every operation and view that a key can call, by room, with its address, its fields and
//! who may call it.
//!
//! Invariant: made from the registry alone, as the routes and the OpenAPI document are. Absent: trying things out; nothing here
//! sends anything.

use std::collections::BTreeMap;

use app::{
    App, Who,
    operation::{Agent, Method, Reach},
    registry::{self, Registered},
    team::api_keys::ListApiKeys,
};
use axum::{Router, routing::get};
use maud::{Markup, Render, html};
use serde_json::Value;

use super::{keys::room_words, tabbed};
use crate::{
    kernel::{Answer, InBrand},
    text::{t, tf, tk},
    ui::{
        section::chapter,
        table::{Column, Table},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/reference", get(show))
}

async fn show(at: InBrand) -> Answer {
    if !at.may_see::<ListApiKeys>() {
        return Err(app::Error::NotFound.into());
    }
    let mut rooms: BTreeMap<&str, Vec<&Registered>> = BTreeMap::new();
    for one in registry::all().iter().filter(|one| one.meta.who.iter().any(|who| matches!(who, Who::Role(_)))) {
        rooms.entry(one.meta.name.split('.').next().unwrap_or_default()).or_default().push(one);
    }
    let count = rooms.values().map(Vec::len).sum::<usize>().to_string();
    let body = html! {
        div.stack.loose {
        p.soft { (tf("reference.about", &[("count", &count), ("url", &at.app().settings().base_url)])) }
        p { a href="/api/openapi.json" { (t("reference.openapi")) } }
        @for (room, all) in &rooms {
            (chapter(room_words(room), all.len(), html! { @for one in all { (operation(one)) } }))
        }
        }
    };
    Ok(at.page(t("reference.title"), "settings", tabbed(&at, "keys", body)))
}

fn operation(one: &Registered) -> Markup {
    let method = match one.meta.route.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
    };
    let before = if one.meta.reach == Reach::Brand { "/api/brands/{brand}" } else { "/api" };
    let roles: Vec<&str> = one
        .meta
        .who
        .iter()
        .filter_map(|who| match who {
            Who::Role(role) => Some(tk("role", role.as_str())),
            _ => None,
        })
        .collect();
    let agent = match one.meta.agent {
        Agent::May => t("reference.agent.may"),
        Agent::MustAsk => t("reference.agent.must_ask"),
        Agent::Never => t("reference.agent.never"),
    };
    html! {
        details.fold {
            summary {
                span.break { b { (one.meta.name) } br; span.about.mono.at-slashes { (method) " " (broken_at_slashes(&format!("{before}{}", one.meta.route.path))) } }
                span.fold-what.soft { (tk("operation_about", one.meta.name)) }
            }
            div.fold-body.stack {
                p lang="en" { (one.meta.doc) }
                p.about { (tf("reference.who", &[("roles", &roles.join(", "))])) " " (agent) }
                (fields(&(one.input)().to_value()))
            }
        }
    }
}

/// An address that may go on in the next line after a slash, and only there.
fn broken_at_slashes(address: &str) -> Markup {
    html! { @for part in address.split_inclusive('/') { (part) wbr; } }
}

/// The fields of a command or question.
fn fields(schema: &Value) -> Markup {
    let Some(properties) = schema["properties"].as_object().filter(|all| !all.is_empty()) else {
        return html! { p.soft { (t("reference.no_fields")) } };
    };
    let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let columns = [Column::text(t("reference.field")), Column::text(t("reference.kind")), Column::text(t("reference.meaning"))];
    let rows = html! {
        @for (name, property) in properties {
            tr {
                td.mono { (name) }
                td.soft.nowrap { (kind(property)) @if !needed.contains(&name.as_str()) { ", " (t("reference.optional")) } }
                td.wrap { (property["description"].as_str().unwrap_or_default()) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).caption(t("reference.field")).render()) } }
}

/// What a field holds, in a word: JSON's own type, or the name of the shape that it refers to.
fn kind(property: &Value) -> String {
    let named = |value: &Value| value["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    if let Some(name) = named(property) {
        return name;
    }
    if let Some(all) = property["anyOf"].as_array().or(property["oneOf"].as_array()) {
        return all.iter().filter(|one| one["type"] != "null").map(kind).collect::<Vec<_>>().join(" | ");
    }
    match &property["type"] {
        Value::String(word) if word == "array" => tf("reference.list", &[("of", &kind(&property["items"]))]),
        Value::String(word) => property["format"].as_str().unwrap_or(word).to_owned(),
        Value::Array(words) => words.iter().filter_map(Value::as_str).filter(|word| *word != "null").collect::<Vec<_>>().join(" | "),
        _ => "object".to_owned(),
    }
}
