//! A brief: what to make and what to leave out, in one read.
//!
//! Invariant: its parts stand in the order in which they come. Absent: which parts a brief has.

use serde::Serialize;

use crate::{Broken, Frame, Paper, press};

/// The brief.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Brief {
    /// What stands around it.
    pub frame: Frame,
    /// What it is for, in its own words.
    pub objective: String,
    /// Which campaign, which version, how long it takes to read.
    pub about: String,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part under its own heading.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Part {
    /// The heading.
    pub title: String,
    /// What is said beside it, such as in which zone the dates are.
    pub note: String,
    /// What it says, one after the other.
    pub says: Vec<Says>,
}

/// One thing that a part says.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", content = "of", rename_all = "snake_case")]
pub enum Says {
    /// Paragraphs, with an empty line between two.
    Words(String),
    /// Points with their numbers.
    Points(Vec<String>),
    /// A list.
    List(Vec<String>),
    /// Words that are copied letter by letter, such as hashtags.
    Exactly(String),
    /// Names with what belongs to them.
    Facts(Vec<(String, String)>),
}

impl Brief {
    /// The brief as a PDF.
    ///
    /// # Errors
    /// Only when the template itself is wrong.
    pub fn print(self) -> Result<Paper, Broken> {
        press::print(press::Template::Brief, &self)
    }
}
