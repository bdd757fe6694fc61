//! Paper: a report, a brief, a vetting and a signed agreement as PDF, for people who file, print or forward them.
//!
//! Invariant: what people wrote reaches a template as data and never as markup; the same input gives the same bytes; no font, file
//! or address of the machine is read. Absent: what a figure means and how it is said; every word, number and date comes in as text.
//!
//! typst does the layout: it repeats a table's head on each page, knows how many pages there are, and brings its fonts. Nothing
//! that is only a writer of PDF does that. It is by far the slowest crate to build, so only this one depends on it.

mod agreement;
mod brief;
mod press;
mod report;
#[cfg(test)]
mod tests;
mod vetting;
mod written;

pub use agreement::{Agreement, Clause, Signature};
pub use brief::{Brief, Part, Says};
pub use press::{Broken, Paper};
pub use report::{Bar, Bars, Column, Figure, Report, Row, Table};
pub use vetting::{Decided, Detail, Group, Proof, Summarised, Vetting};

use serde::Serialize;

/// What stands around every document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    /// The language of the words, as an ISO 639 tag: it decides about hyphens and what a screen reader speaks.
    pub language: String,
    /// The brand's name, at the head of the first page and the foot of every one.
    pub brand: String,
    /// The brand's own colour as `#rrggbb`; something else or nothing is a calm default.
    pub colour: Option<String>,
    /// What kind of document it is: "Campaign report".
    pub kind: String,
    /// What it is called where files are listed.
    pub title: String,
    /// When it was made, in words, at the foot of every page.
    pub date: String,
}
