//! From a text to the model's tokens: BERT's way (lower case, no accents, marks by themselves, the longest known piece
//! first), with three differences that people's profiles ask for.
//!
//! Letters that only look different (full-width, "𝓿𝓮𝓰𝓪𝓷") are read as what they are; emoji end a word instead of making
//! it unknown; and letters of other scripts are passed over: the vocabulary has single ones of Thai or Cyrillic, which an
//! English model learnt nothing from. On plain ASCII the tokens are the published tokeniser's.
//!
//! Invariant: time and memory are linear in what is read, and reading ends with the most tokens wanted. Absent: special
//! tokens ("[CLS]" in a text is a word in brackets), the positions of tokens.

use super::model::VOCABULARY;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of more letters is no word (BERT's own limit).
const MOST_LETTERS: usize = 100;

/// What marks a piece that goes on a word.
const GOES_ON: &str = "##";

/// Gives the known tokens of a text, in order, until as many as `most` words and pieces were read; whether one of them is
/// of letters, for numbers and punctuation alone mean nothing.
pub fn each_token(text: &str, most: usize, give: impl FnMut(u32)) -> bool {
    let mut reader = Reader { pieces: pieces(), word: String::new(), letters: 0, left: most, worded: false, give };
    if text.is_ascii() {
        reader.read(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        // Stream-safe: at most thirty marks stand on one letter, however many somebody typed.
        reader.read(text.chars().stream_safe().nfkd().flat_map(char::to_lowercase));
    }
    reader.worded
}

struct Reader<Give> {
    pieces: &'static Pieces,
    word: String,
    letters: usize,
    left: usize,
    worded: bool,
    give: Give,
}

impl<Give: FnMut(u32)> Reader<Give> {
    fn read(&mut self, text: impl Iterator<Item = char>) {
        for letter in text {
            match kind(letter) {
                Kind::Letter => {
                    self.letters += 1;
                    if self.letters <= MOST_LETTERS {
                        self.word.push(letter);
                    }
                }
                Kind::Nothing => {}
                Kind::Gap => self.end_word(),
                Kind::Mark => {
                    self.end_word();
                    self.letters = 1;
                    self.word.push(letter);
                    self.end_word();
                }
            }
            if self.left == 0 {
                return;
            }
        }
        self.end_word();
    }

    fn end_word(&mut self) {
        if self.letters == 0 || self.left == 0 {
            return;
        }
        let mut found = [0; MOST_LETTERS];
        let count = if self.letters > MOST_LETTERS { None } else { self.pieces.split(&self.word, &mut found) };
        // What is not known counts too, or a text of nothing else would be read to its end.
        let read = count.unwrap_or(1).min(self.left);
        self.left -= read;
        if count.is_some() {
            self.worded |= self.word.starts_with(char::is_alphabetic);
            found.iter().take(read).for_each(|token| (self.give)(*token));
        }
        self.word.clear();
        self.letters = 0;
    }
}

enum Kind {
    Letter,
    Mark,
    Gap,
    Nothing,
}

fn kind(letter: char) -> Kind {
    match letter {
        'a'..='z' | '0'..='9' => Kind::Letter,
        _ if letter.is_ascii_punctuation() => Kind::Mark,
        _ if letter.is_ascii() => Kind::Gap,
        // Soft hyphens and joiners stand inside words without a sign of it.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Kind::Nothing,
        _ if is_combining_mark(letter) => Kind::Nothing,
        // Latin letters that have no accent to lose: ß, ø, ł.
        '\u{df}'..='\u{24f}' if letter.is_alphabetic() => Kind::Letter,
        '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}' => Kind::Mark,
        _ => Kind::Gap,
    }
}

/// The vocabulary by its two kinds of piece: those that begin a word, and those that go on one.
struct Pieces {
    first: Names,
    next: Names,
    longest: usize,
}

type Names = HashMap<&'static str, u32, BuildHasherDefault<ShortHash>>;

fn pieces() -> &'static Pieces {
    static PIECES: OnceLock<Pieces> = OnceLock::new();
    PIECES.get_or_init(|| {
        let mut pieces = Pieces { first: Names::default(), next: Names::default(), longest: 0 };
        for (piece, row) in VOCABULARY.lines().zip(0..) {
            let rest = piece.strip_prefix(GOES_ON).filter(|rest| !rest.is_empty());
            pieces.longest = pieces.longest.max(piece.len());
            match rest {
                Some(rest) => pieces.next.insert(rest, row),
                None => pieces.first.insert(piece, row),
            };
        }
        pieces
    })
}

/// Whether the vocabulary has a word, in small letters, as one piece.
pub fn has_word(word: &str) -> bool {
    pieces().first.contains_key(word)
}

impl Pieces {
    /// The word's pieces, each time the longest that is known; how many they are, or `None` where a rest is not known,
    /// which makes the whole word unknown.
    fn split(&self, word: &str, found: &mut [u32; MOST_LETTERS]) -> Option<usize> {
        let (mut rest, mut names, mut count) = (word, &self.first, 0);
        while !rest.is_empty() {
            let (end, token) = (1..=rest.len().min(self.longest)).rev().find_map(|end| Some((end, *names.get(rest.get(..end)?)?)))?;
            *found.get_mut(count)? = token;
            count += 1;
            rest = rest.get(end..)?;
            names = &self.next;
        }
        Some(count)
    }
}

/// FNV-1a: the names are ours and short, so that nobody can choose colliding ones, and the default hash would take most
/// of the time.
struct ShortHash(u64);

impl Default for ShortHash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for ShortHash {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests;
