//! The phrases that decide, read once from the tables in `data/`.
//!
//! A line is `sense`, `weight`, `language` (or `*`), what it says in plain English, and patterns parted by ` ; `.
//! A pattern is words between spaces: `a|b` either, `buy*` any ending, `(very)` may be missing, `_` any one word,
//! `..` up to three words, `^` the beginning of a sentence, `$` its end, `=name` the words of a `class` line;
//! `<link>`, `<handle>`, `<number>`, `<money>`, `<time>`, `<tag>` and `<ask>` (a question mark) stand for such things.
//! Invariant: matching is linear in the text, for a pattern looks at most at a few dozen words from where it begins.
//! Absent: a pattern without one word that must be there; the reader of the tables leaves it out, and a test finds it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::reading::{Reading, Sort, Token};
use crate::language::{Language, letters};

/// What a phrase is evidence for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// Advertising by itself when its weight is 2.
    Spam,
    /// Points to a place of the writer's: profile, messenger, "my shop".
    Pointer,
    /// Calls to do something: follow, click, write.
    Call,
    /// What is dangled: money, prizes, followers, discounts, cures.
    Bait,
    /// Asks something that only a buyer asks.
    Wants,
    /// The same, if a question it is.
    WantsIfAsked,
    /// Says that they buy, will buy or bought.
    Buys,
    /// Says that they will not buy.
    Refuses,
    /// Sent it back, wants the money back.
    SentBack,
    /// A question without its mark.
    Asks,
    /// Has the form of a question, and is none.
    Rhetorical,
    /// Asks the creator to do or tell something.
    Requests,
    /// Praise that could stand under any post.
    Praise,
    /// Greetings, memes, tags, stock phrases.
    Chatter,
    /// Insults and refusals without content.
    Jeer,
    /// Laughter.
    Laughter,
    /// Experience, tip, correction: something a bot could not guess.
    Specific,
    /// A word of liking.
    Good,
    /// A word of dislike or of something gone wrong.
    Bad,
    /// Turns the next words round.
    Not,
    /// Says the opposite of what it means.
    Irony,
}

impl Sense {
    fn read(name: &str) -> Option<Sense> {
        Some(match name {
            "spam" => Sense::Spam,
            "pointer" => Sense::Pointer,
            "call" => Sense::Call,
            "bait" => Sense::Bait,
            "wants" => Sense::Wants,
            "wants_if_asked" => Sense::WantsIfAsked,
            "buys" => Sense::Buys,
            "refuses" => Sense::Refuses,
            "sent_back" => Sense::SentBack,
            "asks" => Sense::Asks,
            "rhetorical" => Sense::Rhetorical,
            "requests" => Sense::Requests,
            "praise" => Sense::Praise,
            "chatter" => Sense::Chatter,
            "jeer" => Sense::Jeer,
            "laughter" => Sense::Laughter,
            "specific" => Sense::Specific,
            "good" => Sense::Good,
            "bad" => Sense::Bad,
            "not" => Sense::Not,
            "irony" => Sense::Irony,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone)]
enum Part {
    /// One of these words or stems, by number, in order.
    Word {
        of: Vec<u32>,
        optional: bool,
    },
    Any,
    Gap,
    End,
}

impl Part {
    fn words(&self) -> &[u32] {
        match self {
            Part::Word { of, .. } => of,
            Part::Any | Part::Gap | Part::End => &[],
        }
    }
}

/// A phrase of the tables.
#[derive(Debug)]
pub struct Phrase {
    /// What it is evidence for.
    pub sense: Sense,
    /// How much: 2 decides, 1 needs another.
    pub weight: f32,
    /// What it says, in plain English.
    pub says: String,
    language: Option<Language>,
    at_start: bool,
    parts: Vec<Part>,
}

/// A phrase that was found, from one token to another (excluded).
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The phrase.
    pub phrase: &'static Phrase,
    /// First token.
    pub from: usize,
    /// The one after the last.
    pub to: usize,
}

/// All phrases, and the words in them.
pub struct Lexicon {
    phrases: Vec<Phrase>,
    words: HashMap<String, u32>,
    stems: HashMap<String, u32>,
    first: HashMap<u32, Vec<u32>>,
    /// The first letters of all stems, to pass over most words at once.
    stem_starts: HashSet<String>,
    longest_stem: usize,
}

const TABLES: [&str; 6] = [
    include_str!("data/spam.tsv"),
    include_str!("data/buying.tsv"),
    include_str!("data/asking.tsv"),
    include_str!("data/praise.tsv"),
    include_str!("data/chatter.tsv"),
    include_str!("data/feelings.tsv"),
];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(&TABLES).0);

/// The lexicon of the tables.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

const SHORTEST_STEM: usize = 3;

impl Lexicon {
    /// Reads tables, and says of each line that is not understood which it is.
    fn read(tables: &[&str]) -> (Lexicon, Vec<String>) {
        let mut read = Lexicon {
            phrases: Vec::new(),
            words: HashMap::new(),
            stems: HashMap::new(),
            first: HashMap::new(),
            stem_starts: HashSet::new(),
            longest_stem: 0,
        };
        let mut wrong = Vec::new();
        let mut classes: HashMap<&str, &str> = HashMap::new();
        let mut rows = Vec::new();
        for line in tables.iter().flat_map(|table| table.lines()).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["class", name, alternatives] => {
                    classes.insert(*name, *alternatives);
                }
                [sense, weight, language, says, patterns] => match (Sense::read(sense), weight.parse::<f32>()) {
                    (Some(sense), Ok(weight)) if *language == "*" || Language::from_code(language).is_some() => {
                        rows.extend(
                            patterns.split(" ; ").map(|pattern| (sense, weight, Language::from_code(language), *says, pattern.trim())),
                        );
                    }
                    _ => wrong.push(line.to_owned()),
                },
                _ => wrong.push(line.to_owned()),
            }
        }
        // Numbers are given to all words and stems first, so that a short stem knows the longer ones in it.
        let expanded: Vec<Vec<String>> = rows.iter().map(|row| pieces(row.4, &classes)).collect();
        for piece in expanded.iter().flatten().filter(|piece| !matches!(piece.as_str(), "^" | "$" | "_" | "..")) {
            for word in piece.trim_matches(['(', ')']).split('|') {
                read.number(word);
            }
        }
        for ((sense, weight, language, says, pattern), pieces) in rows.into_iter().zip(expanded) {
            let parts: Option<Vec<Part>> = pieces.iter().filter(|piece| *piece != "^").map(|piece| read.part(piece)).collect();
            let at = read.phrases.len() as u32;
            // Whatever it may begin with leads to it; at least one word must be there.
            let needed = parts.as_ref().and_then(|parts| parts.iter().position(|part| matches!(part, Part::Word { optional: false, .. })));
            match (parts, needed) {
                (Some(parts), Some(needed)) if parts.iter().take(needed).all(|part| matches!(part, Part::Word { .. })) => {
                    for word in parts.iter().take(needed + 1).flat_map(Part::words) {
                        let phrases = read.first.entry(*word).or_default();
                        if phrases.last() != Some(&at) {
                            phrases.push(at);
                        }
                    }
                    read.phrases.push(Phrase { sense, weight, says: says.to_owned(), language, at_start: pattern.starts_with('^'), parts });
                }
                _ => wrong.push(pattern.to_owned()),
            }
        }
        (read, wrong)
    }

    fn number(&mut self, word: &str) {
        let next = (self.words.len() + self.stems.len() + 1) as u32;
        if let Some(stem) = word.strip_suffix('*') {
            let stem = letters::folded(stem);
            self.stem_starts.insert(stem.chars().take(SHORTEST_STEM).collect());
            self.longest_stem = self.longest_stem.max(stem.chars().count());
            self.stems.entry(stem).or_insert(next);
        } else {
            self.words.entry(letters::folded(word).replace('\'', "")).or_insert(next);
        }
    }

    fn part(&self, piece: &str) -> Option<Part> {
        match piece {
            "" => return None,
            "_" => return Some(Part::Any),
            ".." => return Some(Part::Gap),
            "$" => return Some(Part::End),
            _ => {}
        }
        let mut of = Vec::new();
        for word in piece.trim_matches(['(', ')']).split('|') {
            if let Some(stem) = word.strip_suffix('*') {
                let stem = letters::folded(stem);
                if stem.chars().count() < SHORTEST_STEM {
                    return None;
                }
                of.extend(self.stems.iter().filter(|(other, _)| other.starts_with(&stem)).map(|(_, number)| *number));
            } else {
                of.push(*self.words.get(&letters::folded(word).replace('\'', ""))?);
            }
        }
        of.sort_unstable();
        of.dedup();
        Some(Part::Word { of, optional: piece.starts_with('(') })
    }

    /// The numbers of a word and of the longest stem that it begins with; 0 where there is none.
    pub fn numbers(&self, word: &str) -> (u32, u32) {
        let exact = self.words.get(word).copied().unwrap_or(0);
        let mut stem = 0;
        let start = word.char_indices().nth(SHORTEST_STEM - 1).and_then(|(at, letter)| word.get(..at + letter.len_utf8()));
        if start.is_none_or(|start| !self.stem_starts.contains(start)) {
            return (exact, stem);
        }
        for (count, (at, letter)) in word.char_indices().enumerate().take(self.longest_stem) {
            if count + 1 >= SHORTEST_STEM
                && let Some(number) = word.get(..at + letter.len_utf8()).and_then(|start| self.stems.get(start))
            {
                stem = *number;
            }
        }
        (exact, stem)
    }

    /// Whether a phrase holds the word, or a stem of it.
    pub fn knows(&self, word: &str) -> bool {
        self.numbers(word) != (0, 0)
    }

    /// All phrases in the text, in order of where they begin.
    pub fn find(&'static self, reading: &Reading, language: Option<Language>) -> Vec<Found> {
        let tokens = &reading.tokens;
        let mut found = Vec::new();
        for (from, token) in tokens.iter().enumerate() {
            let at_start = reading.starts_sentence(from);
            for number in [token.word, token.stem].into_iter().filter(|number| *number != 0) {
                for phrase in self.first.get(&number).into_iter().flatten().filter_map(|at| self.phrases.get(*at as usize)) {
                    // English phrases are used in all four languages.
                    let spoken = match (phrase.language, language) {
                        (None | Some(Language::English), _) | (_, None) => true,
                        (Some(of), Some(is)) => of == is,
                    };
                    if spoken
                        && (at_start || !phrase.at_start)
                        && let Some(to) = end_of(&phrase.parts, tokens, from)
                    {
                        found.push(Found { phrase, from, to });
                    }
                }
            }
        }
        found
    }
}

/// The pieces of a pattern, with the classes written out.
fn pieces(pattern: &str, classes: &HashMap<&str, &str>) -> Vec<String> {
    pattern
        .split_whitespace()
        .map(|piece| {
            let (open, inner, close) = match piece.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                Some(inner) => ("(", inner, ")"),
                None => ("", piece, ""),
            };
            let words: Vec<&str> = inner
                .split('|')
                .map(|word| word.strip_prefix('=').map_or(word, |name| classes.get(name).copied().unwrap_or(word)))
                .collect();
            format!("{open}{}{close}", words.join("|"))
        })
        .collect()
}

/// Where the parts end if they begin at `from`. A gap does not cross the end of a sentence.
fn end_of(parts: &[Part], tokens: &[Token], from: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(from) };
    let token = tokens.get(from);
    match part {
        Part::End => token.is_none_or(|token| token.sort.ends_sentence()).then(|| end_of(rest, tokens, from)).flatten(),
        Part::Any => token.filter(|token| !token.sort.ends_sentence()).and_then(|_| end_of(rest, tokens, from + 1)),
        Part::Gap => {
            for skipped in 0..=3 {
                if let Some(to) = end_of(rest, tokens, from + skipped) {
                    return Some(to);
                }
                if tokens.get(from + skipped).is_none_or(|token| token.sort.ends_sentence()) {
                    return None;
                }
            }
            None
        }
        Part::Word { of, optional } => {
            let fits = |number: u32| number != 0 && of.binary_search(&number).is_ok();
            if let Some(token) = token
                && (fits(token.word) || fits(token.stem))
                && let Some(to) = end_of(rest, tokens, from + 1)
            {
                return Some(to);
            }
            if *optional { end_of(rest, tokens, from) } else { None }
        }
    }
}

/// How a thing that is no word is looked up.
pub fn name_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Word => "",
        Sort::Handle => "<handle>",
        Sort::Tag => "<tag>",
        Sort::Link => "<link>",
        Sort::Number => "<number>",
        Sort::Money => "<money>",
        Sort::Time => "<time>",
        Sort::Ask => "<ask>",
        Sort::Stop => "<stop>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_understood() {
        assert_eq!(Lexicon::read(&TABLES).1, Vec::<String>::new());
    }

    #[test]
    fn a_line_that_is_not_understood_is_told() {
        let wrong = Lexicon::read(&[
            "praise\t1\ten\tpraises\t(so) nice ; (so) (nice)\nprize\t1\ten\tx\tnice\npraise\tone\ten\tx\tnice\npraise\t1\n",
        ])
        .1;
        assert_eq!(wrong, ["prize\t1\ten\tx\tnice", "praise\tone\ten\tx\tnice", "praise\t1", "(so) (nice)"]);
    }
}
