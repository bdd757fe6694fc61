//! The registry: every operation and view once. From it follow routes, OpenAPI, command-line verbs, the
//! authorisation table and the tests that go through all of them.
//!
//! Invariant: what is not here cannot be reached from outside. Absent: pages; they call the same types directly.

use std::sync::OnceLock;

use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::{App, Asked, Caller, Error, Meta, Operation, Result, View, frame::Recorded};

/// An operation or a view, ready to be called with JSON.
pub struct Registered {
    /// What is registered about it.
    pub meta: Meta,
    /// Whether it changes anything.
    pub changes: bool,
    /// JSON Schema of the command or question.
    pub input: fn() -> schemars::Schema,
    /// JSON Schema of the answer.
    pub answer: fn() -> schemars::Schema,
    call: fn(App, Caller, Asked, Value) -> BoxFuture<'static, Result<Value>>,
    replay: fn(App, Recorded) -> BoxFuture<'static, Result<()>>,
}

impl Registered {
    /// Calls it.
    ///
    /// # Errors
    /// Malformed when the JSON does not fit, otherwise what the operation says.
    pub async fn call(&self, app: &App, caller: &Caller, asked: &Asked, input: Value) -> Result<Value> {
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

fn parsed<T: serde::de::DeserializeOwned>(input: Value) -> Result<T> {
    serde_json::from_value(input).map_err(|error| Error::Malformed(format!("This command cannot be read: {error}.")))
}

fn written(answer: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(answer).map_err(|error| Error::Broken(error.to_string()))
}

fn operation<T: Operation>() -> Registered {
    Registered {
        meta: T::META,
        changes: true,
        input: || schemars::schema_for!(T),
        answer: || schemars::schema_for!(T::Answer),
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
        changes: false,
        input: || schemars::schema_for!(T),
        answer: || schemars::schema_for!(T::Answer),
        call: |app, caller, _, input| Box::pin(async move { written(&app.show(&caller, parsed::<T>(input)?).await?) }),
        replay: |_, _| Box::pin(async { Ok(()) }),
    }
}

/// Everything that is registered, in the order of the rooms.
pub fn all() -> &'static [Registered] {
    static ALL: OnceLock<Vec<Registered>> = OnceLock::new();
    ALL.get_or_init(|| {
        vec![
            crate::team::registered(),
            crate::attribution::registered(),
            crate::payments::registered(),
            crate::reports::registered(),
            crate::views::registered(),
        ]
        .into_iter()
        .flatten()
        .collect()
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
