//! The registry: every operation and view once. From it follow routes, OpenAPI, command-line verbs, the
//! authorisation table and the tests that go through all of them.
//!
//! Invariant: what is not here cannot be reached from outside. Absent: pages; they call the same types directly.

use std::sync::OnceLock;

use domain::fields::FieldErrors;
use futures_util::future::BoxFuture;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use crate::{App, Asked, Caller, Error, Meta, Operation, Result, View, Who, frame::Recorded};

/// An operation or a view, ready to be called with JSON.
pub struct Registered {
    /// What is registered about it.
    pub meta: Meta,
    /// The name of the type that is its command or question, by which code and tests call it.
    pub kind: &'static str,
    /// Whether it changes anything.
    pub changes: bool,
    /// JSON Schema of the command or question.
    pub input: fn() -> Schema,
    /// JSON Schema of the answer.
    pub answer: fn() -> Schema,
    /// Both as parts of one larger document: shared types go into the generator's definitions, once.
    pub describe: fn(&mut SchemaGenerator) -> Described,
    call: fn(App, Caller, Asked, Value) -> BoxFuture<'static, Result<Value>>,
    replay: fn(App, Recorded) -> BoxFuture<'static, Result<()>>,
}

/// The schemas of one operation within a larger document.
pub struct Described {
    /// The command, written out.
    pub input: Schema,
    /// The answer; a reference where it is a shared type.
    pub answer: Schema,
}

impl Registered {
    /// Whether anybody outside may ever call it; what only the clock or the operator runs has no address.
    #[must_use]
    pub fn has_callers(&self) -> bool {
        self.meta.who.iter().any(|who| !matches!(who, Who::Clock | Who::Operator))
    }

    /// Calls it.
    ///
    /// # Errors
    /// Fields when the JSON does not fit, otherwise what the operation says. Who may not call it does not hear what is
    /// wrong with the command.
    pub async fn call(&self, app: &App, caller: &Caller, asked: &Asked, input: Value) -> Result<Value> {
        app.admit(&self.meta, caller).await?;
        (self.call)(app.clone(), caller.clone(), asked.clone(), input).await
    }

    /// Runs a recorded command again, at its time and with its randomness.
    ///
    /// # Errors
    /// What the operation says.
    pub async fn replay(&self, app: &App, recorded: Recorded) -> Result<()> {
        (self.replay)(app.clone(), recorded).await
    }
}

/// Reads a command; what does not fit is named by its field.
fn parsed<T: serde::de::DeserializeOwned>(input: Value) -> Result<T> {
    if !input.is_object() {
        return Err(Error::Malformed("A command is a JSON object.".to_owned()));
    }
    serde_path_to_error::deserialize(input).map_err(|error| {
        let path = error.path().to_string();
        misfit(path.trim_start_matches('.'), &error.inner().to_string())
    })
}

/// Serde's words as words for people, at the field that they are about.
fn misfit(path: &str, words: &str) -> Error {
    let path = path.replace('[', ".").replace(']', "");
    let path = if path == "?" { "" } else { path.as_str() };
    let words = words.split(" at line ").next().unwrap_or(words);
    if let Some(missing) = words.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        let field = if path.is_empty() { missing.to_owned() } else { format!("{path}.{missing}") };
        return Error::field(field, "This is needed.");
    }
    if path.is_empty() {
        return Error::Malformed(format!("This command cannot be read: {words}."));
    }
    if words.starts_with("UUID parsing failed") {
        return Error::field(path, "This is no id.");
    }
    Error::Fields(FieldErrors::one(path, domain::text::sentence(words)))
}

fn describe<I: JsonSchema, A: JsonSchema>(generator: &mut SchemaGenerator) -> Described {
    Described { input: I::json_schema(generator), answer: generator.subschema_for::<A>() }
}

/// A type's name without its path.
fn kind<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    path.rsplit("::").next().unwrap_or(path)
}

fn written(answer: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(answer).map_err(|error| Error::Broken(error.to_string()))
}

fn operation<T: Operation>() -> Registered {
    Registered {
        meta: T::META,
        kind: kind::<T>(),
        changes: true,
        input: || schemars::schema_for!(T),
        answer: || schemars::schema_for!(T::Answer),
        describe: describe::<T, T::Answer>,
        call: |app, caller, asked, input| Box::pin(async move { written(&app.run_asked(&caller, &asked, parsed::<T>(input)?).await?) }),
        replay: |app, recorded| {
            Box::pin(async move {
                let command = parsed::<T>(recorded.command)?;
                app.run_at(&recorded.caller, &Asked::default(), command, recorded.now, recorded.seed).await.map(|_| ())
            })
        },
    }
}

fn view<T: View>() -> Registered {
    Registered {
        meta: T::META,
        kind: kind::<T>(),
        changes: false,
        input: || schemars::schema_for!(T),
        answer: || schemars::schema_for!(T::Answer),
        describe: describe::<T, T::Answer>,
        call: |app, caller, _, input| Box::pin(async move { written(&app.show(&caller, parsed::<T>(input)?).await?) }),
        replay: |_, _| Box::pin(async { Ok(()) }),
    }
}

/// Everything that is registered, in the order of the rooms.
pub fn all() -> &'static [Registered] {
    static ALL: OnceLock<Vec<Registered>> = OnceLock::new();
    ALL.get_or_init(|| {
        let rooms = [
            crate::team::registered(),
            crate::creators::registered(),
            crate::discovery::registered(),
            crate::listening::registered(),
            crate::campaigns::registered(),
            crate::outreach::registered(),
            crate::agreements::registered(),
            crate::shipments::registered(),
            crate::briefs::registered(),
            crate::content::registered(),
            crate::tracking::registered(),
            crate::attribution::registered(),
            crate::payments::registered(),
            crate::reports::registered(),
            crate::imports::registered(),
            crate::views::registered(),
        ];
        rooms.into_iter().flatten().collect()
    })
}

/// One by name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Registered> {
    all().iter().find(|registered| registered.meta.name == name)
}

/// For the rooms' own lists.
pub(crate) fn op<T: Operation>() -> Registered {
    operation::<T>()
}

/// For the rooms' own lists.
pub(crate) fn look<T: View>() -> Registered {
    view::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Wish {
        name: String,
        days: Vec<domain::time::Day>,
    }

    fn wrong(input: Value) -> (String, String) {
        match parsed::<Wish>(input).unwrap_err() {
            Error::Fields(errors) => (errors.0[0].field.clone(), errors.0[0].message.clone()),
            other => (String::new(), other.to_string()),
        }
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_field() {
        assert_eq!(wrong(serde_json::json!({ "days": [] })), ("name".into(), "This is needed.".into()));
        let (field, message) = wrong(serde_json::json!({ "name": "a", "days": ["2026-11-21", "soon"] }));
        assert_eq!((field.as_str(), message.as_str()), ("days.1", "\"soon\" is no day. Write it like 2026-11-21."));
        assert_eq!(wrong(serde_json::json!({ "name": 7, "days": [] })).0, "name");
        assert_eq!(wrong(serde_json::json!([])).1, "A command is a JSON object.");
    }
}
