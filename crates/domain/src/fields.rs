//! What is wrong with somebody's input, by field.
//!
//! Invariant: a message says what is wrong and what to do, in a sentence that a person can read as it stands.
//! Absent: where the field stands on a page; surfaces find the field by its name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One field that cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldError {
    /// The field's name in the command, with dots into nested values: `terms.fee`, `deliverables.0.format`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Collects what is wrong with a command, so that a person hears all of it at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// Nothing wrong yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One thing wrong.
    #[must_use]
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, message);
        errors
    }

    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Notes the message unless the condition holds.
    pub fn require(&mut self, holds: bool, field: &str, message: impl Into<String>) {
        if !holds {
            self.add(field, message);
        }
    }

    /// Trims a text and notes when it is empty or longer than `most` characters.
    pub fn text(&mut self, field: &str, value: &str, most: usize) -> String {
        let trimmed = value.trim();
        if trimmed.is_empty() {
            self.add(field, "This is needed.");
        } else if trimmed.chars().count() > most {
            self.add(field, format!("Use at most {most} characters."));
        }
        trimmed.to_owned()
    }

    /// Passes the value on when nothing was noted.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn ok<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{}: {}", error.field, error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}
