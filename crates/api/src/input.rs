//! One JSON command out of an address's parts and a body.
//!
//! Invariant: the address wins over the body, and what nobody asked for is refused, so that a misspelt field does not
//! silently do nothing. Absent: what the values mean.

use app::Error;
use axum::http::{HeaderMap, StatusCode, header};
use domain::fields::FieldErrors;
use serde_json::{Map, Value};

use crate::{
    problem::Problem,
    shape::{Field, Kind, Shape},
};

/// Puts path parameters and query parameters together.
pub fn of_query(shape: &Shape, path: &[(String, String)], query: &[(String, String)]) -> Result<Value, Problem> {
    let mut command = Map::new();
    let mut errors = FieldErrors::new();
    for (name, text) in query {
        let Some(field) = shape.field(name) else {
            errors.add(name, "There is no such parameter.");
            continue;
        };
        if text.is_empty() && (field.nullable || field.list) {
            continue;
        }
        match read(field, text) {
            Ok(value) if field.list => {
                if let Value::Array(list) = command.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new())) {
                    list.push(value);
                }
            }
            Ok(value) => {
                command.insert(name.clone(), value);
            }
            Err(message) => errors.add(name, message),
        }
    }
    for field in shape.fields.iter().filter(|field| field.list && !field.nullable) {
        command.entry(field.name.clone()).or_insert_with(|| Value::Array(Vec::new()));
    }
    finish(shape, command, path, errors)
}

/// Puts path parameters and a JSON body together.
pub fn of_body(shape: &Shape, path: &[(String, String)], headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    let command = if body.is_empty() { Map::new() } else { object(headers, body)? };
    let mut errors = FieldErrors::new();
    if shape.closed {
        for name in command.keys().filter(|name| shape.field(name).is_none()) {
            errors.add(name, "There is no such field.");
        }
    }
    finish(shape, command, path, errors)
}

fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // A form of another site can send everything but this, so that it also keeps forged requests out.
    if essence != "application/json" && !essence.ends_with("+json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_media_type",
            "Send the command as JSON, with Content-Type: application/json.",
        ));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(command)) => Ok(command),
        Ok(_) => Err(Problem::malformed("The body must be one JSON object.")),
        Err(error) => Err(Problem::malformed(format!("The body is not JSON: {error}."))),
    }
}

fn finish(shape: &Shape, mut command: Map<String, Value>, path: &[(String, String)], mut errors: FieldErrors) -> Result<Value, Problem> {
    for (name, text) in path {
        let text_field = Field { name: name.clone(), kind: Kind::Text, list: false, nullable: false };
        match read(shape.field(name).unwrap_or(&text_field), text) {
            Ok(value) => {
                command.insert(name.clone(), value);
            }
            Err(message) => errors.add(name, message),
        }
    }
    errors.ok(Value::Object(command)).map_err(|errors| Error::Fields(errors).into())
}

/// A parameter's text as JSON.
fn read(field: &Field, text: &str) -> Result<Value, &'static str> {
    match field.kind {
        Kind::Text => Ok(Value::String(text.to_owned())),
        Kind::Integer => text.parse::<i64>().map(Value::from).map_err(|_| "Write a whole number."),
        Kind::Number => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from).ok_or("Write a number."),
        Kind::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| "Write true or false."),
        Kind::Json => serde_json::from_str(text).map_err(|_| "Write this as JSON."),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde_json::json;

    use super::*;

    fn shape() -> Shape {
        let field = |name: &str, kind, list, nullable| Field { name: name.into(), kind, list, nullable };
        let fields = vec![
            field("creator", Kind::Text, false, false),
            field("limit", Kind::Integer, false, true),
            field("tags", Kind::Text, true, false),
            field("open", Kind::Boolean, false, true),
        ];
        Shape { fields, closed: true }
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn refused(problem: &Problem) -> Value {
        serde_json::to_value(problem).unwrap()
    }

    #[test]
    fn a_question_is_read_from_its_address() {
        let query = pairs(&[("limit", "20"), ("tags", "a"), ("tags", "b c"), ("open", "true")]);
        let read = of_query(&shape(), &pairs(&[("creator", "x")]), &query).unwrap();
        assert_eq!(read, json!({ "creator": "x", "limit": 20, "tags": ["a", "b c"], "open": true }));
        let read = of_query(&shape(), &pairs(&[("creator", "x")]), &pairs(&[("limit", "")])).unwrap();
        assert_eq!(read, json!({ "creator": "x", "tags": [] }));
    }

    #[test]
    fn every_wrong_parameter_is_named() {
        let query = pairs(&[("limit", "many"), ("open", "1"), ("limt", "3")]);
        let problem = refused(&of_query(&shape(), &[], &query).unwrap_err());
        assert_eq!(problem["status"], 422);
        let fields: Vec<&str> = problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["limit", "open", "limt"]);
    }

    #[test]
    fn a_body_is_an_object_of_known_fields_and_the_address_wins() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        let path = pairs(&[("creator", "x")]);
        assert_eq!(of_body(&shape(), &path, &headers, br#"{"creator":"y","limit":1}"#).unwrap(), json!({ "creator": "x", "limit": 1 }));
        assert_eq!(of_body(&shape(), &path, &HeaderMap::new(), b"").unwrap(), json!({ "creator": "x" }));
        let status = |body: &[u8], headers: &HeaderMap| refused(&of_body(&shape(), &path, headers, body).unwrap_err())["status"].clone();
        assert_eq!(status(b"{}", &HeaderMap::new()), 415);
        assert_eq!(status(b"[]", &headers), 400);
        assert_eq!(status(b"{", &headers), 400);
        assert_eq!(status(br#"{"limmit":1}"#, &headers), 422);
    }
}
