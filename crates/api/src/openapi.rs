//! The OpenAPI 3.1 document, made from the registry.
//!
//! Invariant: every operation that somebody can call is in it, with the schemas that the code itself reads and writes;
//! written by hand are only how calls are made, and the three routes that move bytes or come from shops. Absent:
//! examples of data.

use std::collections::BTreeMap;

use app::{
    Agent, Method, Who,
    attribution::{IngestOrder, IngestRefund},
    registry::Registered,
};
use domain::{files::StoredFile, listening::NewMention};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{caller, operations::path, problem::PROBLEM_JSON};

/// The document for an installation at an address.
#[must_use]
pub fn document(base_url: &str) -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into()).into_generator();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for registered in app::registry::all().iter().filter(|registered| registered.has_callers()) {
        let method = match registered.meta.route.method {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
        };
        paths.entry(path(registered)).or_default().insert(method.to_owned(), operation(registered, &mut generator));
    }
    for (path, method, written) in by_hand(&mut generator) {
        paths.entry(path.to_owned()).or_default().insert(method.to_owned(), written);
    }
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Problem".to_owned(), problem());
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Troupe",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Runs a brand's creator programme.",
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": format!("{base_url}/api") }],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": parameters(),
            "responses": {
                "Problem": {
                    "description": "A refusal: what is wrong and what to do.",
                    "content": { PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } },
                },
            },
            "headers": {
                "ETag": { "description": "The row's version, for If-Match.", "schema": { "type": "string" } },
            },
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "An API key of one brand (tk_…), the token of a session, or the secret part of a portal or review link." },
                "session": {
                    "type": "apiKey", "in": "cookie", "name": caller::COOKIE,
                    "description": "A browser's session. What changes something also needs the x-csrf-token header.",
                },
            },
        },
        "security": [{ "key": [] }, { "session": [] }],
    })
}

const DESCRIPTION: &str = "Every operation of Troupe. A brand in an address is its id or its short name. An operation under an \
    Idempotency-Key is done once: the same key gives the same answer, and with another command it is refused. An answer with a version \
    carries it as ETag; sent back as If-Match, a change is refused with 412 when somebody else changed the row in between. Lists have a \
    cursor: send next_cursor as cursor until it is null. Times are RFC 3339; amounts are whole minor units with an ISO 4217 currency.";

fn tags() -> Vec<Value> {
    let mut rooms: Vec<&str> = app::registry::all().iter().filter_map(|registered| registered.meta.name.split('.').next()).collect();
    rooms.dedup();
    let mut seen: Vec<&str> = Vec::new();
    for room in rooms {
        if !seen.contains(&room) {
            seen.push(room);
        }
    }
    seen.into_iter().map(|room| json!({ "name": room })).collect()
}

fn operation(registered: &Registered, generator: &mut SchemaGenerator) -> Value {
    let meta = &registered.meta;
    let described = (registered.describe)(generator);
    let input = described.input.to_value();
    let answer = described.answer.to_value();
    let path = path(registered);
    let in_path: Vec<&str> = path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    let mut parameters: Vec<Value> = in_path.iter().map(|name| path_parameter(name, &input)).collect();
    let mut body = None;
    if meta.route.method == Method::Get {
        parameters.extend(query_parameters(&input, &in_path));
    } else {
        body = request_body(&input, &in_path);
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        parameters.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
    }
    let mut written = json!({
        "operationId": meta.name,
        "tags": [meta.name.split('.').next().unwrap_or_default()],
        "summary": first_sentence(meta.doc),
        "description": meta.doc,
        "parameters": parameters,
        "responses": responses(answer),
        "x-troupe-agent": match meta.agent { Agent::May => "may", Agent::MustAsk => "must_ask", Agent::Never => "never" },
        "x-troupe-roles": meta.who.iter().map(word).collect::<Vec<_>>(),
    });
    if let Some(body) = body {
        written["requestBody"] = body;
    }
    if meta.who.contains(&Who::Visitor) {
        written["security"] = json!([]);
    }
    written
}

fn first_sentence(doc: &str) -> &str {
    doc.split_once(". ").map_or(doc.trim_end_matches('.'), |(first, _)| first)
}

/// Who may, as the document and the authorisation table name them.
#[must_use]
pub fn word(who: &Who) -> &'static str {
    match who {
        Who::Role(role) => role.as_str(),
        Who::Creator => "creator",
        Who::ReviewLink => "review_link",
        Who::Clock => "clock",
        Who::Visitor => "visitor",
        Who::Operator => "operator",
    }
}

fn path_parameter(name: &str, input: &Value) -> Value {
    let property = &input["properties"][name];
    let schema = if property.is_object() { property.clone() } else { json!({ "type": "string" }) };
    let description = match schema["description"].as_str() {
        Some(text) => text.to_owned(),
        None if name == "brand" => "The brand: its id or its short name.".to_owned(),
        None => format!("The {}.", name.replace('_', " ")),
    };
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

fn query_parameters(input: &Value, in_path: &[&str]) -> Vec<Value> {
    let required = input["required"].as_array().cloned().unwrap_or_default();
    let properties = input["properties"].as_object().into_iter().flatten();
    properties
        .filter(|(name, _)| !in_path.contains(&name.as_str()))
        .map(|(name, schema)| {
            let needed = required.iter().any(|field| field == name);
            let description = schema["description"].as_str().unwrap_or_default();
            json!({ "name": name, "in": "query", "required": needed, "description": description, "schema": schema })
        })
        .collect()
}

/// The command without what its address already says; nothing when nothing is left.
fn request_body(input: &Value, in_path: &[&str]) -> Option<Value> {
    let mut schema = input.clone();
    let fields = schema.as_object_mut()?;
    if let Some(properties) = fields.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| !in_path.contains(&name.as_str()));
        let composed = ["allOf", "anyOf", "oneOf"].iter().any(|word| input.get(word).is_some());
        if properties.is_empty() && !composed {
            return None;
        }
    } else if !["allOf", "anyOf", "oneOf", "$ref"].iter().any(|word| input.get(word).is_some()) {
        return None;
    }
    let mut needed = false;
    if let Some(required) = fields.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_some_and(|name| !in_path.contains(&name)));
        needed = !required.is_empty();
    }
    if !needed {
        fields.remove("required");
    }
    Some(json!({ "required": needed, "content": { "application/json": { "schema": schema } } }))
}

fn responses(answer: Value) -> Value {
    let refused = json!({ "$ref": "#/components/responses/Problem" });
    if answer["type"] == "null" {
        return json!({ "204": { "description": "Done." }, "default": refused });
    }
    json!({
        "200": {
            "description": "Done.",
            "headers": { "ETag": { "$ref": "#/components/headers/ETag" } },
            "content": { "application/json": { "schema": answer } },
        },
        "default": refused,
    })
}

/// The routes that are no single operation.
fn by_hand(generator: &mut SchemaGenerator) -> Vec<(&'static str, &'static str, Value)> {
    let text = |name: &str, place: &str, required: bool, description: &str| json!({ "name": name, "in": place, "required": required, "description": description, "schema": { "type": "string" } });
    let brand = || text("brand", "path", true, "The brand: its id or its short name.");
    let bytes = json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } });
    let refused = json!({ "$ref": "#/components/responses/Problem" });
    let order = generator.subschema_for::<IngestOrder>().to_value();
    let refund = generator.subschema_for::<IngestRefund>().to_value();
    let upload = json!({
        "operationId": "files.upload",
        "tags": ["content"],
        "summary": "Uploads a file of the brand",
        "description": "Streams the raw bytes of a file. What it is follows from the bytes. The answer's id goes into the operations that take files.",
        "parameters": [brand(), text("X-File-Name", "header", true, "What it is called, percent-encoded where it is not plain ASCII.")],
        "requestBody": { "required": true, "content": bytes.clone() },
        "responses": responses(generator.subschema_for::<StoredFile>().to_value()),
    });
    let download = json!({
        "operationId": "files.download",
        "tags": ["content"],
        "summary": "Downloads a file",
        "description": "Gives the bytes of a file that the caller may see, as an attachment.",
        "parameters": [brand(), text("file", "path", true, "The file.")],
        "responses": { "200": { "description": "The bytes.", "content": bytes }, "default": refused.clone() },
    });
    let header = |name: &str, description: &str| text(name, "header", true, description);
    let hook = json!({
        "operationId": "hooks.orders",
        "tags": ["attribution"],
        "summary": "Takes orders and refunds of a shop, signed by Standard Webhooks",
        "description": "For order.created and order.updated the data is that of attribution.ingest_order, for order.refunded that of attribution.ingest_refund; source is \"shop\" where it is left out. The same message may come any number of times.",
        "security": [],
        "parameters": [
            brand(),
            header("webhook-id", "The message's id, the same for every try."),
            header("webhook-timestamp", "Seconds since 1970, at most five minutes from now."),
            header("webhook-signature", "v1, and the Base64 of the HMAC-SHA256 of id.timestamp.body."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["type", "timestamp", "data"],
            "properties": {
                "type": { "enum": ["order.created", "order.updated", "order.refunded"] },
                "timestamp": { "type": "string", "format": "date-time" },
                "data": { "anyOf": [order, refund] },
            },
        } } } },
        "responses": { "200": { "description": "Taken." }, "default": refused.clone() },
    });
    let mention = generator.subschema_for::<NewMention>().to_value();
    let mentions = json!({
        "operationId": "hooks.mentions",
        "tags": ["listening"],
        "summary": "Takes posts that name the brand from a listening tool, signed by Standard Webhooks",
        "description": "The data is one mention, or an object with a list of them in mentions and the tool's name in source (\"webhook\" where it is left out). A post is one mention by platform and id, or by its address, however often and in whatever order it is told of; what was seen later counts, by seen_at or else by the message's timestamp. The secret is the one of listening.create_mention_secret, not the shop's.",
        "security": [],
        "parameters": [
            brand(),
            header("webhook-id", "The message's id, the same for every try."),
            header("webhook-timestamp", "Seconds since 1970, at most five minutes from now."),
            header("webhook-signature", "v1, and the Base64 of the HMAC-SHA256 of id.timestamp.body."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["type", "timestamp", "data"],
            "properties": {
                "type": { "enum": ["mention.created", "mention.updated"] },
                "timestamp": { "type": "string", "format": "date-time" },
                "data": { "anyOf": [
                    mention.clone(),
                    {
                        "type": "object",
                        "required": ["mentions"],
                        "properties": {
                            "source": { "type": "string", "description": "Who tells of them." },
                            "mentions": { "type": "array", "maxItems": 1000, "items": mention },
                        },
                    },
                ] },
            },
        } } } },
        "responses": { "200": { "description": "Taken." }, "default": refused.clone() },
    });
    let instagram = json!({
        "operationId": "hooks.instagram",
        "tags": ["listening"],
        "summary": "Takes Instagram's messages that somebody's words name the brand's own account",
        "description": "Signed by the secret of the app by which Instagram is connected. Each change of the field mentions names a post or a comment, which is asked for once; everything else in a message is left.",
        "security": [],
        "parameters": [brand(), header("x-hub-signature-256", "sha256= and the hex of the body's HMAC-SHA256 with the app's secret.")],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["entry"],
            "properties": { "object": { "type": "string" }, "entry": { "type": "array", "items": { "type": "object" } } },
        } } } },
        "responses": { "200": { "description": "Taken." }, "default": refused.clone() },
    });
    let tiktok = json!({
        "operationId": "hooks.tiktok",
        "tags": ["creators"],
        "summary": "Takes TikTok's messages that a creator took their log-in back",
        "description": "Signed by the secret of the app by which TikTok is connected, at most five minutes old. Of the event authorization.removed what was read by that log-in is deleted; every other event is left.",
        "security": [],
        "parameters": [brand(), header("tiktok-signature", "t= and the second, s= and the hex of the HMAC-SHA256 of that second, a full stop and the body, with the client secret.")],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["client_key", "event", "create_time"],
            "properties": {
                "client_key": { "type": "string" }, "event": { "type": "string" }, "create_time": { "type": "integer" },
                "user_openid": { "type": "string" }, "content": { "type": "string" },
            },
        } } } },
        "responses": { "200": { "description": "Taken." }, "default": refused.clone() },
    });
    let asked = |name: &str, description: &str| text(name, "query", true, description);
    let challenge = json!({
        "operationId": "hooks.instagram_challenge",
        "tags": ["listening"],
        "summary": "Answers Instagram's question whether it may send messages here",
        "description": "Gives the challenge back where the word is the one that Settings, Connections show.",
        "security": [],
        "parameters": [
            brand(),
            asked("hub.mode", "The word subscribe."),
            asked("hub.verify_token", "The word that the settings show."),
            asked("hub.challenge", "What is given back."),
        ],
        "responses": { "200": { "description": "The challenge.", "content": { "text/plain": { "schema": { "type": "string" } } } }, "default": refused },
    });
    vec![
        ("/brands/{brand}/uploads", "post", upload),
        ("/brands/{brand}/files/{file}", "get", download),
        ("/hooks/{brand}/orders", "post", hook),
        ("/hooks/{brand}/mentions", "post", mentions),
        ("/hooks/{brand}/instagram", "post", instagram),
        ("/hooks/{brand}/instagram", "get", challenge),
        ("/hooks/{brand}/tiktok", "post", tiktok),
    ]
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Any text of at most 200 characters, new for each thing that is to be done once.",
            "schema": { "type": "string", "maxLength": 200 },
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": false,
            "description": "The ETag of the version that was read.",
            "schema": { "type": "string" },
        },
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": { "type": "string", "description": "urn:troupe:error: and the code." },
            "title": { "type": "string", "description": "What kind of refusal it is." },
            "status": { "type": "integer", "description": "The HTTP status." },
            "code": { "type": "string", "description": "Stable: for programs." },
            "detail": { "type": "string", "description": "What is wrong and what to do: for people." },
            "errors": {
                "type": "array",
                "description": "Fields that cannot be taken, all of them at once.",
                "items": {
                    "type": "object",
                    "required": ["field", "message"],
                    "properties": {
                        "field": { "type": "string", "description": "With dots into nested values: deliverables.0.format." },
                        "message": { "type": "string", "description": "What is wrong and what to do." },
                    },
                },
            },
        },
    })
}
