//! Whether a sponsored text says so as its market asks: in an accepted word, and where people see it at once.
//!
//! The rows of `data/disclosure.tsv` say for each term and market whether the term is accepted, and where that is written down; a
//! row with the market `*` stands for all others. Places are the same everywhere (docs/domain.md, 12g): within the first three
//! lines and 125 characters, before a hand-made "... more", and not inside a run of four hashtags unless it opens the text.
//!
//! Invariant: the best of several words counts, and each verdict names the term, the rule and its source.
//! Absent: pictures and sound, which have rules of their own, and legal advice.

use super::sponsored::{Class, Tie, Ties, evidence};
use super::text::Text;
use super::{Caption, Disclosure, Evidence, Market, Sponsored, Verdict, Weakness};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines that are seen at once.
const LINES: usize = 3;
/// Characters that are seen at once.
const CHARACTERS: usize = 125;
/// Hashtags in a row among which a label drowns.
const TAGS: usize = 4;

#[derive(Clone, Copy)]
struct Rule {
    accepted: bool,
    note: &'static str,
    source: Option<&'static str>,
}

static RULES: LazyLock<HashMap<(&str, &str), Rule>> = LazyLock::new(|| {
    let rows = super::rules::rows::<5>(include_str!("data/disclosure.tsv"));
    rows.map(|[term, market, verdict, note, source]| {
        ((term, market), Rule { accepted: verdict == "clear", note, source: (!source.is_empty()).then_some(source) })
    })
    .collect()
});

fn rule(term: &'static str, market: Market) -> Rule {
    let unknown = Rule { accepted: false, note: "no list that we know names it", source: None };
    RULES.get(&(term, market.code())).or_else(|| RULES.get(&(term, "*"))).copied().unwrap_or(unknown)
}

/// An English word that some English-speaking market accepts.
fn accepted_in_english(tie: &Tie) -> bool {
    tie.row.languages == super::rules::languages("en")
        && matches!(tie.row.class, Class::Label)
        && [Market::UnitedStates, Market::UnitedKingdom, Market::Ireland].into_iter().any(|market| rule(tie.row.term, market).accepted)
}

/// What is wrong with the place of a term, and how to say so.
fn misplaced(text: &Text<'_>, tie: &Tie) -> Option<(Weakness, String)> {
    let (first, last) = (text.words.get(tie.fit.first)?, text.words.get(tie.fit.last)?);
    if first.run >= TAGS && tie.fit.first > 0 {
        return Some((Weakness::TagString, format!("stands inside a run of {} hashtags", first.run)));
    }
    if text.more.is_some_and(|more| first.start > more) {
        return Some((Weakness::Position, "stands after a hand-made \"more\"".to_owned()));
    }
    if first.line >= LINES {
        return Some((Weakness::Position, format!("stands on line {}, and people see the first {LINES}", first.line + 1)));
    }
    (last.reach > CHARACTERS)
        .then(|| (Weakness::Position, format!("ends after {} characters, and people see about {CHARACTERS}", last.reach)))
}

fn judge(text: &Text<'_>, tie: &Tie, market: Market, denies: bool) -> (Verdict, String, Option<&'static str>) {
    let Rule { accepted, note, source } = rule(tie.row.term, market);
    let seen = evidence(text, tie.fit, "").text;
    let (place, use_instead) = (market.name(), market.label());
    if tie.row.class == Class::Elsewhere {
        let reason = format!("\"{seen}\" says that the label stands elsewhere; it must be in the caption, at its beginning.");
        return (Verdict::Weak(Weakness::Position), reason, Some("docs/domain.md, 12g"));
    }
    if !accepted && market.languages() != super::rules::languages("en") && accepted_in_english(tie) {
        let reason = format!("\"{seen}\" is English, which is not enough for {place}; write \"{use_instead}\".");
        return (Verdict::Weak(Weakness::Language), reason, source);
    }
    if !accepted {
        let reason = format!("\"{seen}\" is not accepted in {place} ({note}); write \"{use_instead}\".");
        return (Verdict::Weak(Weakness::Word), reason, source);
    }
    if denies && tie.row.class == Class::Sentence {
        let reason = format!("\"{seen}\" tells a tie that the text denies elsewhere; write \"{use_instead}\".");
        return (Verdict::Weak(Weakness::Word), reason, source);
    }
    match misplaced(text, tie) {
        Some((weakness, place)) => (Verdict::Weak(weakness), format!("\"{seen}\" is accepted ({note}) but {place}."), source),
        None => (Verdict::Clear, format!("\"{seen}\" is accepted in {place} ({note}) and is seen at once."), source),
    }
}

/// Best first: an accepted word in the wrong place before a word that is not accepted.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotNeeded | Verdict::Clear => 0,
        Verdict::Weak(Weakness::TagString) => 1,
        Verdict::Weak(Weakness::Position) => 2,
        Verdict::Weak(Weakness::Language) => 3,
        Verdict::Weak(Weakness::Word) => 4,
        Verdict::Missing => 5,
    }
}

/// The answer of this module.
pub(super) fn disclosure(text: &Text<'_>, caption: &Caption<'_>, sponsored: &Sponsored, ties: &Ties) -> Disclosure {
    let market = caption.market;
    if !sponsored.yes {
        let reason = "Nothing in the text shows a payment, a gift or a commission.".to_owned();
        return Disclosure { verdict: Verdict::NotNeeded, reason, source: None, evidence: Vec::new() };
    }
    let words = ties.found.iter().filter(|tie| tie.row.class != Class::Trace);
    let mut best: Option<(Verdict, String, Option<&'static str>, Vec<Evidence>)> = None;
    for tie in words {
        let (verdict, reason, source) = judge(text, tie, market, ties.denies);
        if best.as_ref().is_none_or(|(known, ..)| rank(verdict) < rank(*known)) {
            best = Some((verdict, reason, source, vec![evidence(text, tie.fit, tie.row.says)]));
        }
    }
    if caption.platform_label {
        let Rule { accepted, note, source } = rule("platform label", market);
        let (verdict, reason) = match accepted {
            true => (Verdict::Clear, format!("The platform's own label is accepted in {} ({note}).", market.name())),
            false => {
                (Verdict::Weak(Weakness::Word), format!("The platform's own label is there, but {note}; write \"{}\" too.", market.label()))
            }
        };
        if best.as_ref().is_none_or(|(known, ..)| rank(verdict) < rank(*known)) {
            best = Some((verdict, reason, source, Vec::new()));
        }
    }
    let (verdict, reason, source, evidence) = best.unwrap_or_else(|| {
        let shown = sponsored.because.first().map(|evidence| evidence.text.as_str()).unwrap_or_default();
        let (verdict, reason) = match ties.denies {
            true => (
                Verdict::Weak(Weakness::Word),
                format!("The text denies a tie, and yet \"{shown}\" shows one; write \"{}\".", market.label()),
            ),
            false => (Verdict::Missing, format!("\"{shown}\" shows a tie and no word says so; begin with \"{}\".", market.label())),
        };
        (verdict, reason, rule(market.term(), market).source, sponsored.because.clone())
    });
    Disclosure { verdict, reason, source, evidence }
}
