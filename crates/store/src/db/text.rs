//! Values as text for a parameter.
//!
//! Invariant: no stored text holds a NUL. Absent: reading; a row does that.

use sea_orm::Value;

use crate::{Error, Result};

/// Writes a value as JSON text for a parameter.
///
/// # Errors
/// When it cannot be written, which no type of ours does.
pub fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<Value> {
    let written = serde_json::to_string(value).and_then(|text| {
        // PostgreSQL reads no part of a text that holds one, so that a single message would break a search over all.
        if text.contains("\\u0000") { Ok(without_nul(serde_json::from_str(&text)?).to_string()) } else { Ok(text) }
    });
    written.map(Value::from).map_err(|error| Error::Corrupt {
        table: "parameter".into(),
        column: std::any::type_name::<T>().into(),
        id: "a value".into(),
        reason: error.to_string(),
    })
}

/// The same without the letters that no text needs.
pub(crate) fn without_nul(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Json::String(text) => Json::String(text.replace('\0', "")),
        Json::Array(all) => Json::Array(all.into_iter().map(without_nul).collect()),
        Json::Object(all) => Json::Object(all.into_iter().map(|(name, value)| (name, without_nul(value))).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_stored_text_holds_a_nul() {
        let stored = super::json(&serde_json::json!({ "a": ["x\0y"], "b": "\\u0000" })).expect("written");
        assert_eq!(stored, sea_orm::Value::from(r#"{"a":["xy"],"b":"\\u0000"}"#.to_owned()));
    }
}
