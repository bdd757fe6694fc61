//! What an operation takes, as far as an address can say it: its fields and how their text reads.
//!
//! Invariant: made from the same schema that the document shows. Absent: checking values; the operation does that.

use app::registry::Registered;
use serde_json::Value;

/// How the text of a parameter becomes JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it stands.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// JSON itself.
    Json,
}

/// A field of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// How its text, or that of each of its items, reads.
    pub kind: Kind,
    /// Whether it is a list, given by repeating the parameter.
    pub list: bool,
    /// Whether it may be left empty.
    pub nullable: bool,
}

/// The fields of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Those that the schema names.
    pub fields: Vec<Field>,
    /// Whether there are no others.
    pub closed: bool,
}

impl Shape {
    /// Of an operation.
    pub fn of(registered: &Registered) -> Self {
        Self::of_schema(&(registered.input)().to_value())
    }

    fn of_schema(schema: &Value) -> Self {
        let properties = schema["properties"].as_object();
        let fields = properties.into_iter().flatten().map(|(name, property)| field(schema, name, property)).collect();
        let closed = !["allOf", "anyOf", "oneOf", "$ref"].iter().any(|word| schema.get(word).is_some());
        Self { fields, closed }
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

fn field(schema: &Value, name: &str, property: &Value) -> Field {
    let (property, nullable) = resolved(schema, property, 0);
    let list = types(property).contains(&"array");
    let kind = if list { kind(resolved(schema, &property["items"], 0).0) } else { kind(property) };
    Field { name: name.to_owned(), kind, list, nullable: nullable || types(property).contains(&"null") }
}

/// Follows references and looks into `anyOf` with null, the schema of an optional field.
fn resolved<'a>(schema: &'a Value, property: &'a Value, depth: u8) -> (&'a Value, bool) {
    if depth > 8 {
        return (property, false);
    }
    if let Some(name) = property["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        return resolved(schema, &schema["$defs"][name], depth + 1);
    }
    if let Some(choices) = property["anyOf"].as_array() {
        let (null, others): (Vec<&Value>, Vec<&Value>) = choices.iter().partition(|choice| choice["type"] == "null");
        if let [only] = others.as_slice() {
            let (inner, nullable) = resolved(schema, only, depth + 1);
            return (inner, nullable || !null.is_empty());
        }
    }
    (property, false)
}

fn types(property: &Value) -> Vec<&str> {
    match &property["type"] {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn kind(property: &Value) -> Kind {
    let types = types(property);
    let is = |word: &str| types.contains(&word);
    if is("integer") {
        Kind::Integer
    } else if is("number") {
        Kind::Number
    } else if is("boolean") {
        Kind::Boolean
    } else if is("object") || is("array") {
        Kind::Json
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;

    use super::*;

    #[derive(JsonSchema)]
    #[allow(dead_code)]
    struct Question {
        query: Option<String>,
        limit: Option<i64>,
        after: Option<domain::ids::EventId>,
        tags: Vec<String>,
        roles: Option<Vec<domain::team::Role>>,
        share: f64,
        all: bool,
        fee: domain::money::Money,
    }

    #[test]
    fn a_schema_says_how_text_reads() {
        let shape = Shape::of_schema(&schemars::schema_for!(Question).to_value());
        let of = |name: &str| shape.field(name).map(|field| (field.kind, field.list, field.nullable)).unwrap();
        assert_eq!(of("query"), (Kind::Text, false, true));
        assert_eq!(of("limit"), (Kind::Integer, false, true));
        assert_eq!(of("after"), (Kind::Text, false, true));
        assert_eq!(of("tags"), (Kind::Text, true, false));
        assert_eq!(of("roles"), (Kind::Text, true, true));
        assert_eq!(of("share"), (Kind::Number, false, false));
        assert_eq!(of("all"), (Kind::Boolean, false, false));
        assert_eq!(of("fee"), (Kind::Json, false, false));
        assert!(shape.closed);
    }
}
