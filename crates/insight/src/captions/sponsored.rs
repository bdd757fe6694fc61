//! Whether a text shows that somebody pays, gives or earns.
//!
//! The rows of `data/ties.tsv` name each kind of tie: labels ("#ad"), plain sentences ("they sent me this"), hints (thanks), traces
//! (a personal code or link), denials ("not sponsored"), places where a label is said to stand, and words that mean something else
//! ("ad hoc", the sponsor of a club).
//!
//! Invariant: what is said to be sponsored has at least one piece of evidence in the text or the platform's own label.
//! Absent: pictures, sound, and what the brand is known to have paid; who knows more says so beside this.

use super::language::denied;
use super::rules::{self, Fit, Index, Languages, Looks};
use super::text::{Kind, Text};
use super::{Caption, Evidence, Sponsored};
use std::sync::LazyLock;

/// What a row of `ties.tsv` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Label,
    Sentence,
    Hint,
    Trace,
    Denial,
    Elsewhere,
    Mute,
    Charity,
}

pub(super) struct Row {
    pub term: &'static str,
    pub class: Class,
    stands_alone: bool,
    pub languages: Languages,
    pub says: &'static str,
}

struct Table {
    rows: Vec<Row>,
    index: Index,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: Vec::new(), index: Index::new(Looks::Plain) };
    for [term, class, place, language, patterns, says] in rules::rows::<6>(include_str!("data/ties.tsv")) {
        let class = match class {
            "label" => Class::Label,
            "sentence" => Class::Sentence,
            "hint" => Class::Hint,
            "trace" => Class::Trace,
            "denial" => Class::Denial,
            "elsewhere" => Class::Elsewhere,
            "charity" => Class::Charity,
            _ => Class::Mute,
        };
        let languages = rules::languages(language);
        table.index.add(patterns, languages, table.rows.len());
        table.rows.push(Row { term, class, stands_alone: place == "label", languages, says });
    }
    table
});

/// One tie that a text shows.
#[derive(Clone, Copy)]
pub(super) struct Tie {
    pub row: &'static Row,
    pub fit: Fit,
}

/// All that a text says about ties.
pub(super) struct Ties {
    /// What it shows, in the order of the text.
    pub found: Vec<Tie>,
    /// Whether it denies a tie somewhere.
    pub denies: bool,
}

/// How many words before a statement can deny it.
const REACH: usize = 3;

/// Looks for ties.
pub(super) fn ties(text: &Text<'_>, caption: &Caption<'_>, asked: Languages) -> Ties {
    let english = rules::languages("en");
    let mut all: Vec<Tie> = Vec::new();
    // A label is read in any case, in English and in the language of its market.
    TABLE.index.find(text, asked | english | caption.market.languages(), |fit| {
        let Some(row) = TABLE.rows.get(fit.meaning) else { return };
        let label = matches!(row.class, Class::Label | Class::Elsewhere | Class::Denial | Class::Mute);
        if (label || row.languages & (asked | rules::ANY_LANGUAGE) != 0) && (!row.stands_alone || stands_alone(text, fit)) {
            all.push(Tie { row, fit });
        }
    });
    let mut muted = vec![false; text.words.len()];
    let mut elsewhere = muted.clone();
    for tie in all.iter().filter(|tie| tie.row.class == Class::Mute) {
        muted.iter_mut().take(tie.fit.last + 1).skip(tie.fit.first).for_each(|word| *word = true);
    }
    // "Ad info is in the comments" is no label in itself.
    for tie in all.iter().filter(|tie| tie.row.class == Class::Elsewhere) {
        elsewhere.iter_mut().take(tie.fit.last + 1).skip(tie.fit.first).for_each(|word| *word = true);
    }
    let charity = all.iter().any(|tie| tie.row.class == Class::Charity);
    let mut ties = Ties { found: Vec::new(), denies: false };
    for tie in all {
        let Fit { first, last, .. } = tie.fit;
        let tag = text.words.get(first).is_some_and(|word| word.kind == Kind::Tag);
        let no = match tie.row.class {
            Class::Trace => denied(text, first, 1),
            _ => denied(text, first, if tag { 1 } else { REACH }),
        };
        match tie.row.class {
            Class::Mute | Class::Charity => {}
            Class::Denial => ties.denies = true,
            Class::Label | Class::Sentence if no => ties.denies = true,
            _ if no || muted.get(first..=last).is_some_and(|words| words.contains(&true)) => {}
            Class::Trace | Class::Hint if charity => {}
            Class::Label if elsewhere.get(first..=last).is_some_and(|words| words.contains(&true)) => {}
            Class::Label | Class::Sentence | Class::Hint | Class::Trace | Class::Elsewhere => ties.found.push(tie),
        }
    }
    if ties.denies {
        ties.found.retain(|tie| tie.row.class != Class::Hint && !within_denial(text, tie));
    }
    ties
}

/// "Not an ad": what stands in the same sentence as its denial, right behind it, is no label of its own.
fn within_denial(text: &Text<'_>, tie: &Tie) -> bool {
    tie.row.class == Class::Label && denied(text, tie.fit.first, REACH)
}

/// Whether a word stands as a label and not as a noun in a sentence.
fn stands_alone(text: &Text<'_>, fit: Fit) -> bool {
    let (Some(first), Some(last)) = (text.words.get(fit.first), text.words.get(fit.last)) else { return false };
    let before = fit.first.checked_sub(1).and_then(|at| text.words.get(at));
    let next = text.words.get(fit.last + 1);
    let parted_before = first.apart || before.is_none_or(|word| word.kind == Kind::Sign);
    let parted_after = next.is_none_or(|word| word.apart || matches!(word.kind, Kind::Sign | Kind::Mention));
    let leads_on = next
        .is_some_and(|word| matches!(text.folded(word), "with" | "mit" | "con" | "avec" | "by" | "for" | "fur" | "von" | "pour" | "para"));
    first.kind == Kind::Tag
        || first.opens_line
        || before.is_some_and(|word| word.kind == Kind::Sign && word.opens_line)
        || (parted_before && (parted_after || leads_on))
        || (first.upper && last.upper && (parted_before || parted_after))
}

/// The evidence of a fit.
pub(super) fn evidence(text: &Text<'_>, fit: Fit, says: &str) -> Evidence {
    match (text.words.get(fit.first), text.words.get(fit.last)) {
        (Some(first), Some(last)) => {
            Evidence { start: first.start, end: last.end, text: text.between(first, last).to_owned(), says: says.to_owned() }
        }
        _ => Evidence { start: 0, end: 0, text: String::new(), says: says.to_owned() },
    }
}

/// The most pieces of evidence that are given.
const EVIDENCE: usize = 12;

/// The answer of this module: is it sponsored, and by what can it be seen.
pub(super) fn sponsored(text: &Text<'_>, caption: &Caption<'_>, ties: &Ties) -> Sponsored {
    let mut because: Vec<Evidence> = Vec::new();
    if caption.platform_label {
        because.push(Evidence { start: 0, end: 0, text: String::new(), says: "the platform's own label is there".to_owned() });
    }
    for tie in &ties.found {
        if because.len() >= EVIDENCE {
            break;
        }
        let new = evidence(text, tie.fit, tie.row.says);
        // Of two pieces in one place the longer one says more.
        match because.iter_mut().find(|old| old.start < new.end && new.start < old.end) {
            Some(old) if new.end - new.start > old.end - old.start => *old = new,
            Some(_) => {}
            None => because.push(new),
        }
    }
    Sponsored { yes: !because.is_empty(), because }
}
