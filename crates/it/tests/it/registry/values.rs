//! A command or question made up from its schema, with ids of rows that exist.
//!
//! Invariant: an id is taken by what its field is called, and a field that names no known row fails the test, so that an
//! operation that is added later is asked about too. Absent: commands that mean something; those come from the stories.

use std::collections::BTreeMap;

use app::registry::Registered;
use serde_json::{Map, Value, json};

use super::rows::Line;

/// The newest row's id of each table.
pub struct Ids(BTreeMap<String, String>);

/// The field of a command and the table whose row it names.
const FIELDS: &[(&str, &str)] = &[
    ("after", "collaboration"),
    ("agreement", "agreement"),
    ("application", "application"),
    ("attachment", "creator_file"),
    ("brand", "brand"),
    ("campaign", "campaign"),
    ("change", "event"),
    ("click", "click"),
    ("code", "promo_code"),
    ("collaboration", "collaboration"),
    ("collaborations", "collaboration"),
    ("creator", "creator"),
    ("creators", "creator"),
    ("cursor", "event"),
    ("customer", "customer"),
    ("deliverable", "deliverable"),
    ("draft", "draft"),
    ("effect", "outbox"),
    // A field has no row of its own; this one is nobody's.
    ("field", "custom_fields"),
    ("file", "file"),
    ("files", "file"),
    ("import", "import"),
    ("key", "api_key"),
    ("like", "creator"),
    ("link", "tracking_link"),
    ("list", "list_import"),
    ("mail", "mail"),
    ("note", "creator_note"),
    ("offer", "offer"),
    ("other", "creator"),
    ("payables", "payable"),
    ("payout", "payout"),
    ("payouts", "payout"),
    ("pause", "clock_pause"),
    ("person", "person"),
    ("post", "post"),
    ("prepared", "person"),
    ("profile", "profile"),
    ("replaces", "draft"),
    // A session's id is derived, so that no row holds one; this one is nobody's.
    ("session", "person"),
    ("shipment", "shipment"),
    ("template", "template"),
    ("tracker", "tracker_import"),
    ("view", "saved_view"),
];

impl Ids {
    /// Of these rows.
    pub fn of<'l>(lines: impl Iterator<Item = &'l Line>) -> Self {
        Self(lines.filter_map(|line| Some((line.table.clone(), line.id.clone()?))).collect())
    }

    /// Of what a field names.
    pub fn named(&self, field: &str) -> String {
        let (_, table) =
            FIELDS.iter().find(|(name, _)| *name == field).unwrap_or_else(|| panic!("which table does \"{field}\" name a row of?"));
        self.0.get(*table).unwrap_or_else(|| panic!("there is no row of {table}")).clone()
    }
}

/// What an operation takes, whole: every field that it needs, and every one that names a row.
pub fn command(registered: &Registered, ids: &Ids) -> Value {
    let schema = (registered.input)().to_value();
    let root = schema.clone();
    let mut command = match value("", &schema, &root, ids, 0) {
        Value::Object(map) => map,
        other => panic!("{}: {other}", registered.meta.name),
    };
    for (field, property) in followed(&schema, &root)["properties"].as_object().into_iter().flatten() {
        if names_a_row(property, &root, 0) && field != "cursor" {
            command.insert(field.clone(), value(field, property, &root, ids, 0));
        }
    }
    Value::Object(command)
}

fn followed<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let name = schema["$ref"].as_str().and_then(|text| text.strip_prefix("#/$defs/"));
    name.map_or(schema, |name| followed(&root["$defs"][name], root))
}

fn names_a_row(schema: &Value, root: &Value, depth: u8) -> bool {
    let schema = followed(schema, root);
    let inner = schema["anyOf"].as_array().into_iter().flatten().chain([&schema["items"]]);
    schema["format"] == "uuid" || (depth < 4 && inner.clone().any(|one| one.is_object() && names_a_row(one, root, depth + 1)))
}

fn value(field: &str, schema: &Value, root: &Value, ids: &Ids, depth: u8) -> Value {
    let schema = followed(schema, root);
    assert!(depth < 12, "{field} has no end");
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    for word in ["oneOf", "anyOf"] {
        if let Some(first) = schema[word].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null")) {
            let chosen = value(field, first, root, ids, depth + 1);
            return merged(object(field, schema, root, ids, depth), chosen);
        }
    }
    let kind = match &schema["type"] {
        Value::Array(all) => all.iter().find_map(|one| one.as_str().filter(|one| *one != "null")).unwrap_or("string").to_owned(),
        other => other.as_str().unwrap_or("object").to_owned(),
    };
    match kind.as_str() {
        "string" => json!(text(field, schema, ids)),
        "integer" => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
        "number" => json!(1.0),
        "boolean" => json!(false),
        "array" => {
            let some = names_a_row(&schema["items"], root, 0) || schema["items"].is_object();
            if some { json!([value(field, &schema["items"], root, ids, depth + 1)]) } else { json!([]) }
        }
        _ => Value::Object(object(field, schema, root, ids, depth)),
    }
}

fn object(_: &str, schema: &Value, root: &Value, ids: &Ids, depth: u8) -> Map<String, Value> {
    let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    needed.map(|name| (name.to_owned(), value(name, &schema["properties"][name], root, ids, depth + 1))).collect()
}

fn merged(mut into: Map<String, Value>, other: Value) -> Value {
    match other {
        Value::Object(map) => {
            into.extend(map);
            Value::Object(into)
        }
        other => other,
    }
}

fn text(field: &str, schema: &Value, ids: &Ids) -> String {
    match (schema["format"].as_str(), field) {
        (Some("uuid"), _) => ids.named(field),
        (Some("date"), _) | (_, "starts" | "opens" | "paid_on" | "returned_on") => "2026-09-14".into(),
        (_, "ends" | "closes") => "2026-09-20".into(),
        (Some("date-time"), _) | (_, "at" | "placed_at") => "2026-09-14T12:00:00Z".into(),
        (_, "zone") => "Europe/London".into(),
        (_, "month") => "2026-09".into(),
        (_, "currency") => "GBP".into(),
        (_, "email") => "somebody@example.org".into(),
        (_, "hash") => "ab".repeat(32),
        (_, "url" | "landing_page") => "https://example.org/".into(),
        // Views take a campaign by its id or its short name.
        (_, "campaign") => ids.named("campaign"),
        _ => "Some words".into(),
    }
}
