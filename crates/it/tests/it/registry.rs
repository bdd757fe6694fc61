//! The registry, gone through as a whole: what is promised for every operation and view holds for each, also for those
//! that are added later.
//!
//! Invariant: what is expected stands here or comes from the domain's text, never from the registry itself. Absent: what
//! an operation does; the rooms' stories have it.

mod document;
mod isolation;
mod pages;
mod parity;
mod permissions;
pub mod rows;
mod values;

use std::collections::BTreeSet;

use app::{Method, Reach, registry};
use serde_json::Value;

/// The rooms of docs/domain.md in their order, as ARCHITECTURE.md lists them.
const ROOMS: [&str; 15] = [
    "team",
    "creators",
    "discovery",
    "listening",
    "campaigns",
    "outreach",
    "agreements",
    "shipments",
    "briefs",
    "content",
    "tracking",
    "attribution",
    "payments",
    "reports",
    "imports",
];

/// What an operation's name begins with: what somebody does, or how something is looked at.
const VERBS: &[&str] = &[
    "accept",
    "acknowledge",
    "add",
    "answer",
    "approve",
    "ask",
    "block",
    "cancel",
    "change",
    "chase",
    "check",
    "compare",
    "confirm",
    "connect",
    "correct",
    "counter",
    "create",
    "decide",
    "decline",
    "describe",
    "drop",
    "end",
    "erase",
    "escalate",
    "export",
    "fetch",
    "fill",
    "find",
    "get",
    "hold",
    "import",
    "ingest",
    "invite",
    "keep",
    "let",
    "lift",
    "lint",
    "list",
    "log",
    "make",
    "merge",
    "note",
    "offer",
    "owe",
    "pause",
    "pin",
    "plan",
    "prepare",
    "preview",
    "propose",
    "read",
    "record",
    "refuse",
    "reject",
    "release",
    "remove",
    "renew",
    "report",
    "request",
    "reset",
    "respond",
    "resume",
    "retire",
    "retract",
    "retry",
    "revoke",
    "save",
    "see",
    "send",
    "set",
    "ship",
    "shortlist",
    "show",
    "sign",
    "split",
    "start",
    "submit",
    "suppress",
    "take",
    "unblock",
    "update",
    "verify",
    "vet",
    "withdraw",
    "write",
];

/// The schema of what an operation takes; one that is another's under a name of its own is that one.
fn taken(registered: &registry::Registered) -> Value {
    let schema = (registered.input)().to_value();
    match schema["$ref"].as_str().and_then(|text| text.strip_prefix("#/$defs/")) {
        Some(name) => schema["$defs"][name].clone(),
        None => schema,
    }
}

#[test]
fn names_say_room_and_verb_and_are_unique() {
    let mut names = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for registered in registry::all() {
        let name = registered.meta.name;
        let (room, rest) = name.split_once('.').unwrap_or_else(|| panic!("{name}: room.verb_noun"));
        assert!(ROOMS.contains(&room), "{name}: no such room");
        assert!(VERBS.contains(&rest.split('_').next().unwrap_or_default()), "{name} begins with no verb that is listed here");
        assert!(rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        assert!(names.insert(name), "{name} stands twice");
        assert!(kinds.insert(registered.kind), "{name}: another operation's type is called {} too", registered.kind);
        assert!(registry::find(name).is_some_and(|found| found.kind == registered.kind), "troupe op finds {name}");
    }
    assert!(names.len() > 100);
}

#[test]
fn every_operation_says_in_a_sentence_what_it_does() {
    for registered in registry::all() {
        let (name, doc) = (registered.meta.name, registered.meta.doc);
        assert!(doc.ends_with('.') && doc.starts_with(|c: char| c.is_uppercase()) && doc.len() > 12, "{name}: {doc:?}");
        assert!(!doc.contains('!') && !doc.contains("TODO"), "{name}: {doc:?}");
    }
}

#[test]
fn routes_are_unique_and_name_resources() {
    let mut seen = BTreeSet::new();
    for registered in registry::all() {
        let meta = &registered.meta;
        let (name, path) = (meta.name, meta.route.path);
        let method = match meta.route.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
        };
        let wall = if meta.reach == Reach::Brand { "/brands/{brand}" } else { "" };
        // Two routes that differ only in what a placeholder is called are one.
        let shape: String = format!("{method} {wall}{path}")
            .split('/')
            .map(|part| if part.starts_with('{') { "/{}" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        assert!(seen.insert(shape), "{name}: {method} {path} is taken");
        assert!(path.is_empty() || (path.starts_with('/') && !path.ends_with('/')), "{name}: {path}");
        let input = taken(registered);
        for part in path.split('/').skip(1) {
            match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(field) => assert!(input["properties"].get(field).is_some(), "{name}: {{{field}}} is no field of the command"),
                None => assert!(part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}: {part}"),
            }
        }
        let nouns = path.split('/').nth(1).unwrap_or_default();
        assert!(!nouns.contains("get") && !nouns.starts_with("list"), "{name}: {path} names a resource, not what is done");
        // A question that is too long for an address is posted; nothing else that only reads is, and nothing changes by GET.
        let posted_question = name == "briefs.lint_brief";
        assert_eq!(registered.changes || posted_question, meta.route.method != Method::Get, "{name}: {method}");
    }
}

#[test]
fn every_operation_has_schemas_of_what_it_takes_and_gives() {
    for registered in registry::all() {
        let name = registered.meta.name;
        let input = taken(registered);
        assert_eq!(input["type"], "object", "{name}: a command is an object");
        for (field, schema) in input["properties"].as_object().into_iter().flatten() {
            assert!(schema.is_object(), "{name}: {field} says nothing of what it takes");
        }
        let answer = (registered.answer)().to_value();
        assert!(answer.is_object() && answer.as_object().is_some_and(|all| all.len() > 1), "{name}: what it gives is not said: {answer}");
    }
}

#[test]
fn every_operation_runs_by_the_command_line_under_its_name() {
    // `troupe op NAME` looks the name up in the registry; what it cannot read it refuses by field, as the API does.
    crate::support::on_both(async |world| {
        let operator = app::Caller::operator(Some(world.organisation), Some(world.brand));
        for registered in registry::all() {
            let misspelt = serde_json::json!({ "no such field": true, "campaign": 7, "collaboration": 7, "creator": 7 });
            let needs = taken(registered)["required"].as_array().is_some_and(|all| !all.is_empty());
            let answer = registered.call(&world.app, &operator, &app::Asked::default(), misspelt).await;
            if needs {
                assert!(matches!(answer, Err(app::Error::Fields(_))), "{}: {answer:?}", registered.meta.name);
            }
        }
    });
}
