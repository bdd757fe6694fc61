//! What the domain says in English (refusals, reasons, findings), in the reader's language.
//!
//! Invariant: a sentence that nobody has translated stays as it is, whole. What fills a place may be a sentence of its own and is
//! looked up too. Absent: texts that people wrote; they never come through here.

use std::{collections::HashMap, sync::LazyLock};

use crate::language::{Language, spoken};

/// Sentences with the places in them as `{}`, in German with `{1}`, `{2}` … for the places in their English order.
struct Sentences {
    whole: HashMap<&'static str, &'static str>,
    with_places: Vec<(Vec<&'static str>, &'static str)>,
}

static GERMAN: LazyLock<Sentences> = LazyLock::new(|| read(include_str!("../assets/text/de/refusals.tsv")));

/// A place's value may be looked up so many times within another.
const DEPTH: usize = 3;

fn read(lines: &'static str) -> Sentences {
    let mut all = Sentences { whole: HashMap::new(), with_places: Vec::new() };
    for (english, other) in lines.lines().filter_map(|line| line.split_once('\t')) {
        if english.contains("{}") {
            all.with_places.push((english.split("{}").collect(), other));
        } else {
            all.whole.insert(english, other);
        }
    }
    // The one that says most by itself fits best.
    all.with_places.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.iter().map(|part| part.len()).sum::<usize>()));
    all
}

/// A sentence of the domain's in the language of the reader.
#[must_use]
pub fn heard(english: &str) -> String {
    match spoken() {
        Language::English => english.to_owned(),
        // Only what a translator has seen looks foreign.
        Language::Trial | Language::TrialFromRight => {
            said(&GERMAN, english, DEPTH).map_or_else(|| english.to_owned(), |_| crate::text::foreign(english))
        }
        Language::German => said(&GERMAN, english, DEPTH).unwrap_or_else(|| english.to_owned()),
    }
}

fn said(all: &Sentences, english: &str, depth: usize) -> Option<String> {
    if depth == 0 || english.trim().is_empty() {
        return None;
    }
    // A rule's sentence stands in the source as it continues another, and is shown with a capital and a full stop.
    let bare = uncapitalised(english.strip_suffix('.').unwrap_or(english));
    for form in [english, bare.as_str()] {
        if let Some(other) = all.whole.get(form) {
            return Some((*other).to_owned());
        }
        if let Some(other) = all.with_places.iter().find_map(|(parts, other)| Some(filled(all, other, &places(parts, form)?, depth))) {
            return Some(other);
        }
    }
    if let Some((first, rest)) = english.split_once("; ") {
        let of = |part: &str| said(all, part, depth - 1);
        let (one, other) = (of(first), of(rest));
        return (one.is_some() || other.is_some())
            .then(|| format!("{}; {}", one.unwrap_or_else(|| first.to_owned()), other.unwrap_or_else(|| rest.to_owned())));
    }
    let (name, rest) = english.split_once(": ")?;
    Some(format!("{name}: {}", said(all, rest, depth - 1)?))
}

fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What fills the places of a sentence, if it is that sentence.
fn places<'a>(parts: &[&str], text: &'a str) -> Option<Vec<&'a str>> {
    let (first, last) = (parts.first()?, parts.last()?);
    let mut rest = text.strip_prefix(first)?;
    let mut found = Vec::new();
    for part in &parts[1..parts.len() - 1] {
        let (place, after) = rest.split_once(part)?;
        found.push(place);
        rest = after;
    }
    found.push(rest.strip_suffix(last)?);
    Some(found)
}

fn filled(all: &Sentences, other: &str, places: &[&str], depth: usize) -> String {
    let mut text = other.to_owned();
    for (at, place) in places.iter().enumerate().rev() {
        let place = said(all, place, depth - 1).unwrap_or_else(|| (*place).to_owned());
        text = text.replace(&format!("{{{}}}", at + 1), &place);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::speaking;

    const FEW: &str = "This is needed.\tDas wird gebraucht.\nUse at most {} characters.\tHöchstens {1} Zeichen.\nthe window has closed\tDas Zeitfenster ist zu.\n{} is {}\t{2} ist {1}";

    #[test]
    fn a_sentence_is_found_whole_with_places_and_as_a_rule_is_shown() {
        let all = read(FEW);
        let of = |english: &str| said(&all, english, DEPTH);
        assert_eq!(of("This is needed.").as_deref(), Some("Das wird gebraucht."));
        assert_eq!(of("Use at most 80 characters.").as_deref(), Some("Höchstens 80 Zeichen."));
        assert_eq!(of("The window has closed.").as_deref(), Some("Das Zeitfenster ist zu."));
        assert_eq!(of("Maya: The window has closed.").as_deref(), Some("Maya: Das Zeitfenster ist zu."));
        assert_eq!(of("a is b").as_deref(), Some("b ist a"));
        assert_eq!((of("Nobody has said this"), of("")), (None, None));
    }

    #[test]
    fn every_line_has_its_places_on_both_sides() {
        for line in include_str!("../assets/text/de/refusals.tsv").lines() {
            let (english, other) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
            let count = english.matches("{}").count();
            assert!((1..=count).all(|at| other.contains(&format!("{{{at}}}"))), "a place is missing: {line}");
            assert!(!other.contains(&format!("{{{}}}", count + 1)), "a place too many: {line}");
        }
    }

    #[test]
    fn refusals_are_heard_in_german_and_unchanged_in_english() {
        assert_eq!(heard("This is needed."), "This is needed.");
        speaking(Language::German, || assert_ne!(heard("This is needed."), "This is needed."));
    }
}
