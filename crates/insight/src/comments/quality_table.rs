//! How good the judge is on labelled comments, as a table.
//!
//! Invariant: pure; rows to be abstained from count only as abstained or not, never into a kind's figures.
//! Absent: reading files, and any opinion on which figure is enough.

use std::collections::BTreeMap;
use std::fmt;

use super::{Judged, Kind, Language, Sentiment, judge};

/// A row of the labelled set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Language of the comment or its thread.
    pub language: Option<Language>,
    /// The comment.
    pub text: String,
    /// The right kind; `None` where a judge should abstain.
    pub kind: Option<Kind>,
    /// The right sentiment; `None` where there is none to tell.
    pub sentiment: Option<Sentiment>,
    /// `development` or `held_out`.
    pub split: String,
    /// The label could go the other way.
    pub unsure: bool,
}

/// Reads `comments.tsv`.
///
/// # Errors
/// The first line that is not understood, with its number.
pub fn labelled(table: &str) -> Result<Vec<Labelled>, String> {
    let mut rows = Vec::new();
    for (at, line) in table.lines().enumerate().skip(1) {
        let wrong = || format!("line {}: \"{line}\"", at + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, language, text, kind, sentiment, split, why @ ..] = fields.as_slice() else { return Err(wrong()) };
        let why = why.first().copied().unwrap_or_default();
        let kind = Kind::ALL.into_iter().find(|known| known.as_str() == *kind).ok_or_else(wrong)?;
        let sentiment = Sentiment::ALL
            .into_iter()
            .find(|known| known.as_str() == *sentiment)
            .map_or(if *sentiment == "-" { Ok(None) } else { Err(wrong()) }, |known| Ok(Some(known)))?;
        rows.push(Labelled {
            language: Language::from_code(language),
            text: (*text).to_owned(),
            kind: (!why.starts_with("abstain")).then_some(kind),
            sentiment,
            split: (*split).to_owned(),
            unsure: why.contains("(unsure)"),
        });
    }
    Ok(rows)
}

/// Right, claimed and there, of one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Claimed and right.
    pub right: usize,
    /// Claimed.
    pub claimed: usize,
    /// There to be found.
    pub there: usize,
}

impl Score {
    /// Of what was claimed, how much is right; 0 where nothing was.
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.right, self.claimed)
    }

    /// Of what is there, how much was found.
    #[must_use]
    pub fn recall(self) -> f64 {
        ratio(self.right, self.there)
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(self) -> f64 {
        ratio(2 * self.right, self.claimed + self.there)
    }
}

fn ratio(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

/// The figures of one set of rows.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Rows that are to be judged.
    pub rows: usize,
    /// Of these, kind right.
    pub right: usize,
    /// What the rows of each kind (first) were taken for (second).
    pub confusion: BTreeMap<(Kind, Option<Kind>), usize>,
    /// Each kind.
    pub kinds: BTreeMap<Kind, Score>,
    /// Each sentiment; "none" is not scored, but a claim on such a row counts as claimed.
    pub sentiments: BTreeMap<Sentiment, Score>,
    /// Right and all, by language.
    pub languages: BTreeMap<String, (usize, usize)>,
    /// Abstained, and rows to be abstained from.
    pub abstained: (usize, usize),
}

impl Figures {
    /// Judges the rows. `thread` says whether the thread's language is known.
    #[must_use]
    pub fn of<'a>(rows: impl Iterator<Item = &'a Labelled>, thread: bool) -> Figures {
        let mut figures = Figures::default();
        for row in rows {
            let judged = judge(&row.text, row.language.filter(|_| thread));
            figures.count(row, &judged);
        }
        figures
    }

    fn count(&mut self, row: &Labelled, judged: &Judged) {
        let Some(kind) = row.kind else {
            self.abstained.1 += 1;
            self.abstained.0 += usize::from(judged.kind.is_none());
            return;
        };
        let right = judged.kind == Some(kind);
        self.rows += 1;
        self.right += usize::from(right);
        *self.confusion.entry((kind, judged.kind)).or_default() += 1;
        self.kinds.entry(kind).or_default().there += 1;
        self.kinds.entry(kind).or_default().right += usize::from(right);
        if let Some(claimed) = judged.kind {
            self.kinds.entry(claimed).or_default().claimed += 1;
        }
        if let Some(sentiment) = row.sentiment {
            self.sentiments.entry(sentiment).or_default().there += 1;
            self.sentiments.entry(sentiment).or_default().right += usize::from(judged.sentiment == row.sentiment);
        }
        if let Some(claimed) = judged.sentiment {
            self.sentiments.entry(claimed).or_default().claimed += 1;
        }
        let language = self.languages.entry(row.language.map_or("unknown", Language::code).to_owned()).or_default();
        language.0 += usize::from(right);
        language.1 += 1;
    }

    /// Share of the rows whose kind is right.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        ratio(self.right, self.rows)
    }

    /// The mean of the kinds' F1.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        self.kinds.values().map(|score| score.f1()).sum::<f64>() / self.kinds.len().max(1) as f64
    }

    /// The mean of the sentiments' recall.
    #[must_use]
    pub fn sentiment_recall(&self) -> f64 {
        self.sentiments.values().map(|score| score.recall()).sum::<f64>() / self.sentiments.len().max(1) as f64
    }

    /// The mean of the sentiments' F1.
    #[must_use]
    pub fn sentiment_f1(&self) -> f64 {
        self.sentiments.values().map(|score| score.f1()).sum::<f64>() / self.sentiments.len().max(1) as f64
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{} comments: accuracy {:.3}, macro-F1 of kinds {:.3}; sentiment macro-recall {:.3}, macro-F1 {:.3}; abstained from {} of {}",
            self.rows,
            self.accuracy(),
            self.macro_f1(),
            self.sentiment_recall(),
            self.sentiment_f1(),
            self.abstained.0,
            self.abstained.1
        )?;
        writeln!(out, "{:<16} {:>5} {:>5} {:>5}  taken for: {}, none", "kind", "P", "R", "F1", Kind::ALL.map(Kind::as_str).join(", "))?;
        for kind in Kind::ALL {
            let score = self.kinds.get(&kind).copied().unwrap_or_default();
            let taken: Vec<String> = Kind::ALL
                .into_iter()
                .map(Some)
                .chain([None])
                .map(|as_kind| format!("{:>3}", self.confusion.get(&(kind, as_kind)).copied().unwrap_or(0)))
                .collect();
            writeln!(
                out,
                "{:<16} {:>5.3} {:>5.3} {:>5.3}  {}",
                kind.as_str(),
                score.precision(),
                score.recall(),
                score.f1(),
                taken.join(" ")
            )?;
        }
        for (sentiment, score) in &self.sentiments {
            writeln!(out, "{:<16} {:>5.3} {:>5.3} {:>5.3}", sentiment.as_str(), score.precision(), score.recall(), score.f1())?;
        }
        for (language, (right, all)) in &self.languages {
            writeln!(out, "{language:<16} {right} of {all} right")?;
        }
        Ok(())
    }
}
