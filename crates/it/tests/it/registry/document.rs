//! The OpenAPI document: every operation is in it, and a validator that nobody here wrote finds nothing wrong.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use app::{Method, registry};
use serde_json::Value;

/// The validator's own program, beside the browser's.
const BROWSER: &str = "browser";

fn document() -> Value {
    api::openapi::document("https://troupe.example")
}

#[test]
fn the_document_has_every_operation_whole() {
    let document = document();
    for registered in registry::all().iter().filter(|one| one.has_callers()) {
        let meta = &registered.meta;
        let wall = if meta.reach == app::Reach::Brand { "/brands/{brand}" } else { "" };
        let path = format!("{wall}{}", meta.route.path);
        let method = match meta.route.method {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
        };
        let entry = &document["paths"][&path][method];
        assert_eq!(entry["operationId"], meta.name, "{method} {path}");
        assert!(entry["summary"].as_str().is_some_and(|words| !words.is_empty() && !words.ends_with('.')), "{}: {entry}", meta.name);
        assert_eq!(entry["description"], meta.doc);
        assert_eq!(entry["tags"][0], meta.name.split('.').next().unwrap_or_default());
        let parameters = entry["parameters"].as_array().expect("parameters");
        for field in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let found = parameters.iter().find(|one| one["name"] == field && one["in"] == "path");
            assert!(found.is_some_and(|one| one["required"] == true && one["schema"].is_object()), "{}: {field}", meta.name);
        }
        let answers = entry["responses"].as_object().expect("responses");
        assert!(answers.contains_key("200") || answers.contains_key("204"), "{}", meta.name);
        assert!(answers.contains_key("default"), "{}: refusals are problems", meta.name);
        // What the command needs stands in the address or in the body.
        let input = (registered.input)().to_value();
        for needed in input["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let in_address = parameters.iter().any(|one| one["name"] == needed);
            let in_body = entry["requestBody"]["content"]["application/json"]["schema"]["properties"].get(needed).is_some();
            assert!(in_address || in_body, "{}: nowhere to say {needed}", meta.name);
        }
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|inner| references(inner, found));
            }
            Value::Array(all) => all.iter().for_each(|inner| references(inner, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 200);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads out of the document"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

/// What the validator says of a document: nothing when it is valid.
fn said(document: &Value) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(BROWSER);
    if !folder.join("node_modules/@seriousme/openapi-schema-validator").is_dir() {
        println!("SKIPPED: the OpenAPI document was not validated: its validator is not installed (npm ci in crates/it/browser)");
        return None;
    }
    let mut node = Command::new("node");
    node.arg("openapi.mjs").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = node.spawn().expect("node starts");
    child.stdin.take().expect("its input").write_all(document.to_string().as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "the validator ran");
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn an_independent_validator_finds_the_document_valid() {
    let Some(answer) = said(&document()) else { return };
    assert_eq!(answer, "valid OpenAPI 3.1");
    // That it bites: a parameter that is nowhere, and a method that does not exist.
    let mut broken = document();
    broken["paths"]["/brands/{brand}/creators"]["get"]["parameters"][0]["in"] = "nowhere".into();
    assert_ne!(said(&broken).as_deref(), Some("valid OpenAPI 3.1"));
    let mut broken = document();
    broken["info"]["title"] = 7.into();
    assert_ne!(said(&broken).as_deref(), Some("valid OpenAPI 3.1"));
}
