//! The vetting of one creator: what was decided, how each account fits, each signal, and what it rests on.
//!
//! Invariant: a fit stands in a row with the weight that it rests on; the tables stand first and what they rest on after them.
//! Absent: which signals there are and whose; they come in said.

use serde::Serialize;

use crate::{Broken, Frame, Paper, Table, press};

/// The vetting.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Vetting {
    /// What stands around it.
    pub frame: Frame,
    /// Of whom it is.
    pub headline: String,
    /// Where they live, for which campaign, when it was worked out and from what; a line each.
    pub about: String,
    /// The heading over what people decided.
    pub decided: String,
    /// What they decided, the newest first.
    pub decisions: Vec<Decided>,
    /// What stands in place of it while nobody has.
    pub undecided: String,
    /// What a language model wrote of it.
    pub summary: Summarised,
    /// The accounts, each with its fit.
    pub accounts: Table,
    /// What stands in place of them where none is known.
    pub no_account: String,
    /// How to read the fit, what is left out, what counts for no account.
    pub notes: Vec<String>,
    /// The signals of the person and of each account.
    pub groups: Vec<Group>,
    /// The heading over what the signals rest on.
    pub rests_on: String,
    /// The heading over evidence.
    pub evidence: String,
    /// What it was made from.
    pub sources: Table,
    /// What has to be borne in mind.
    pub care: Vec<String>,
}

/// What somebody decided.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Decided {
    /// What.
    pub choice: String,
    /// Why, in their words.
    pub reason: String,
    /// Who, when, and with which fit.
    pub by: String,
}

/// A summary that a language model wrote.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summarised {
    /// The heading over it.
    pub title: String,
    /// That a model wrote it.
    pub mark: String,
    /// In which language it is, in two letters.
    pub language: String,
    /// Its sentences, each with the signals that it rests on; none where there is no summary.
    pub sentences: Vec<(String, String)>,
    /// Which model, when, and who asked for it.
    pub by: String,
}

/// The signals of one account, or of the person.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Group {
    /// Whose.
    pub title: String,
    /// The signals in a table.
    pub table: Table,
    /// What each rests on.
    pub signals: Vec<Detail>,
}

/// What a signal rests on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Detail {
    /// Which.
    pub name: String,
    /// Its value and what that reads as.
    pub value: String,
    /// What the value rests on; each a sentence.
    pub because: Vec<String>,
    /// What would change it, its weight with the reason, and its source.
    pub facts: Vec<(String, String)>,
    /// What one can look at.
    pub evidence: Vec<Proof>,
    /// How many more there are.
    pub more: String,
}

/// A piece of evidence.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Proof {
    /// The words that were read.
    pub text: String,
    /// What they say, and when they were written.
    pub says: String,
    /// Where they can be looked at.
    pub url: String,
}

impl Vetting {
    /// The vetting as a PDF.
    ///
    /// # Errors
    /// Only when the template itself is wrong.
    pub fn print(mut self) -> Result<Paper, Broken> {
        self.accounts.even_out();
        self.sources.even_out();
        self.groups.iter_mut().for_each(|group| group.table.even_out());
        press::print(press::Template::Vetting, &self)
    }
}
