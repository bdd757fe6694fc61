//! A signed agreement: the words that both signed, their signatures, and the fingerprint of the document that carries them.
//!
//! Invariant: no word of the agreement is made here; a signature's box is never torn over two pages. Absent: evidence such as
//! network addresses, which stays with the program.

use serde::Serialize;

use crate::{Broken, Frame, Paper, press};

/// The agreement.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Agreement {
    /// What stands around it.
    pub frame: Frame,
    /// Its heading, as it was signed.
    pub heading: String,
    /// Its clauses, as they were signed.
    pub clauses: Vec<Clause>,
    /// The heading above the signatures.
    pub signatures_title: String,
    /// Who signed.
    pub signatures: Vec<Signature>,
    /// What this paper is, beside the document that was signed.
    pub about: String,
    /// What stands before the fingerprint.
    pub fingerprint_name: String,
    /// The fingerprint of the signed bytes.
    pub fingerprint: String,
}

/// A clause: a heading with its number, paragraphs, and a table between them now and then.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", content = "of", rename_all = "snake_case")]
pub enum Clause {
    /// The heading with its number.
    Heading(String),
    /// A paragraph; a line that was broken stays broken.
    Words(String),
    /// A table: heads, then rows.
    Table {
        /// The heads.
        heads: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

/// A signature.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Signature {
    /// For which side.
    pub side: String,
    /// The name as it was typed.
    pub name: String,
    /// When, in words.
    pub at: String,
}

impl Agreement {
    /// The agreement as a PDF.
    ///
    /// # Errors
    /// Only when the template itself is wrong.
    pub fn print(mut self) -> Result<Paper, Broken> {
        for clause in &mut self.clauses {
            if let Clause::Table { heads, rows } = clause {
                let width = rows.iter().map(Vec::len).chain([heads.len()]).max().unwrap_or(0);
                heads.resize(width, String::new());
                rows.iter_mut().for_each(|row| row.resize(width, String::new()));
            }
        }
        press::print(press::Template::Agreement, &self)
    }
}
