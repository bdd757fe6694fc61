//! A comment as it is read: words, links, handles, numbers, marks, with the feelings that its emoji show.
//!
//! Invariant: linear in the text; every token knows the place in the text that it was read from.
//! Disguises (invisible characters, look-alike letters, digits for letters, spaced letters) are undone, and told.

use super::address::is_link;
use super::emoji::{self, Shows};
use super::lexicon::{lexicon, name_of};
use crate::language::{self, letters};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A word.
    Word,
    /// `@name`.
    Handle,
    /// `#tag`.
    Tag,
    /// An address, also one written to be overlooked.
    Link,
    /// A number.
    Number,
    /// An amount with its sign.
    Money,
    /// A moment of the video, `0:34`.
    Time,
    /// A question mark.
    Ask,
    /// The end of a sentence.
    Stop,
}

impl Sort {
    /// Whether phrases end here.
    pub fn ends_sentence(self) -> bool {
        matches!(self, Sort::Ask | Sort::Stop)
    }
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is.
    pub sort: Sort,
    /// The word as it is compared, or the thing's name.
    pub text: String,
    /// Where it begins in the text, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Whether a comma stands before it.
    pub after_comma: bool,
    /// Its number in the lexicon, 0 where it has none.
    pub word: u32,
    /// The number of the longest stem it begins with.
    pub stem: u32,
}

/// A comment, read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Words and things in order.
    pub tokens: Vec<Token>,
    /// For each token the number of its sentence, and whether that ends with a question mark.
    sentences: Vec<(usize, bool)>,
    /// A comma was read last.
    comma: bool,
    /// Emoji and smileys that show liking.
    pub good: usize,
    /// Folded hands.
    pub pleas: usize,
    /// ... dislike.
    pub bad: usize,
    /// ... annoyance or doubt.
    pub doubt: usize,
    /// How many of the tokens are words.
    pub words: usize,
    /// All emoji and smileys.
    pub emoji: usize,
    /// Letters of another script stand in Latin words.
    pub look_alikes: bool,
    /// Digits stand for letters in a word of four or more.
    pub digits: bool,
    /// Words are written with spaces between their letters.
    pub spaced: bool,
}

/// So many characters are read, which is what the most generous platform allows a comment.
const LONGEST: usize = 10_000;

/// Words whose full stop ends no sentence.
const TITLES: [&str; 11] = ["mr", "mrs", "ms", "dr", "prof", "st", "mme", "sr", "sra", "min", "no"];

impl Reading {
    /// Reads a text.
    pub fn of(text: &str) -> Reading {
        let mut reading = Reading::default();
        let mut from = None;
        let text = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
        for (at, letter) in text.char_indices() {
            if letter.is_whitespace() {
                if let Some(start) = from.take() {
                    reading.piece(text, start, at);
                }
                if letter == '\n' {
                    reading.push(Sort::Stop, String::new(), at, at + 1);
                }
            } else if from.is_none() {
                from = Some(at);
            }
        }
        if let Some(start) = from {
            reading.piece(text, start, text.len());
        }
        reading.join_spaced();
        reading.number();
        reading.part_sentences();
        reading
    }

    /// Whether both tokens stand in one sentence.
    pub fn same_sentence(&self, one: usize, other: usize) -> bool {
        self.sentences.get(one).zip(self.sentences.get(other)).is_some_and(|(one, other)| one.0 == other.0)
    }

    /// Whether the sentence of the token ends with a question mark.
    pub fn is_asked(&self, at: usize) -> bool {
        self.sentences.get(at).is_some_and(|sentence| sentence.1)
    }

    /// Whether a sentence begins with this token; a handle before it does not count.
    pub fn starts_sentence(&self, at: usize) -> bool {
        self.tokens.get(..at).is_none_or(|before| {
            before.iter().rev().find(|token| token.sort != Sort::Handle).is_none_or(|token| token.sort.ends_sentence())
        })
    }

    /// Whether there is anything but emoji and marks.
    pub fn has_words(&self) -> bool {
        self.tokens.iter().any(|token| !token.sort.ends_sentence())
    }

    fn push(&mut self, sort: Sort, text: String, from: usize, to: usize) {
        if sort == Sort::Stop && self.tokens.last().is_none_or(|last| last.sort.ends_sentence()) {
            return;
        }
        let after_comma = std::mem::take(&mut self.comma);
        self.tokens.push(Token { sort, text, from, to, after_comma, word: 0, stem: 0 });
    }

    fn show(&mut self, shows: Shows) {
        self.emoji += 1;
        match shows {
            Shows::Good => self.good += 1,
            Shows::Plea => self.pleas += 1,
            Shows::Bad => self.bad += 1,
            Shows::Doubt => self.doubt += 1,
            Shows::Nothing => {}
        }
    }

    /// A piece between spaces.
    fn piece(&mut self, text: &str, from: usize, to: usize) {
        let piece = text.get(from..to).unwrap_or_default();
        if let Some(shows) = emoji::typed(piece) {
            return self.show(shows);
        }
        let plain: String = piece.chars().filter(|letter| !letters::invisible(*letter)).collect();
        if matches!(plain.as_str(), "(.)" | "[.]" | "{.}") {
            return self.push(Sort::Word, "dot".to_owned(), from, to);
        }
        if is_link(&plain) {
            return self.push(Sort::Link, plain, from, to);
        }
        if is_score(&plain) {
            return self.push(Sort::Word, plain, from, to);
        }
        self.letters(piece, from);
    }

    /// Words, numbers, marks and emoji within a piece.
    fn letters(&mut self, piece: &str, offset: usize) {
        let mut letters = piece.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let from = offset + at;
            let end = from + letter.len_utf8();
            if letters::invisible(letter) || emoji::is_modifier(letter) {
                continue;
            }
            let next = letters.peek().map(|(_, next)| *next);
            if matches!(letter, '@' | '#' | '＃' | '＠') && next.is_some_and(|next| next.is_alphanumeric() || next == '_') {
                let mut to = end;
                while let Some((at, part)) = letters.next_if(|(_, part)| part.is_alphanumeric() || matches!(part, '_' | '.')) {
                    to = offset + at + part.len_utf8();
                }
                self.push(if matches!(letter, '@' | '＠') { Sort::Handle } else { Sort::Tag }, String::new(), from, to);
            } else if emoji::is_emoji(letter) {
                // Two regional letters are one flag.
                if matches!(letter, '\u{1f1e6}'..='\u{1f1ff}') {
                    letters.next_if(|(_, part)| matches!(part, '\u{1f1e6}'..='\u{1f1ff}'));
                }
                self.show(emoji::shown_by(letter));
            } else if letter.is_alphanumeric() {
                let mut to = end;
                let inside = |part: char| {
                    part.is_alphanumeric() || letters::invisible(part) || is_mark(part) || matches!(part, '\'' | '’' | '$' | '_')
                };
                while let Some((at, part)) = letters.next_if(|(_, part)| inside(*part)) {
                    to = offset + at + part.len_utf8();
                }
                let framed = piece.get(at..to - offset).is_some_and(|word| word.ends_with('\u{20e3}'));
                // "3,000", "1.99" and "0:34" go on.
                let digits =
                    |word: &str| word.chars().all(|letter| letter.is_ascii_digit() || letters::invisible(letter) || is_mark(letter));
                let word = piece.get(at..to - offset).unwrap_or_default();
                if digits(word) {
                    let mut kind = Sort::Number;
                    while let Some((_, mark)) = letters.peek().copied().filter(|(_, mark)| matches!(mark, '.' | ',' | ':' | '-'))
                        && piece
                            .get(to - offset + mark.len_utf8()..)
                            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
                    {
                        letters.next();
                        kind = if mark == ':' { Sort::Time } else { kind };
                        to += 1;
                        while letters.next_if(|(_, part)| part.is_ascii_digit()).is_some() {
                            to += 1;
                        }
                    }
                    // A digit in a frame is an emoji.
                    if framed {
                        self.show(Shows::Nothing);
                    } else {
                        self.push(kind, String::new(), from, to);
                        self.price(from);
                    }
                } else {
                    self.word(word, from, to);
                }
            } else {
                self.mark(letter, from, end);
            }
        }
    }

    fn mark(&mut self, letter: char, from: usize, to: usize) {
        match letter {
            '?' | '？' | '؟' => self.push(Sort::Ask, String::new(), from, to),
            '.' if self.tokens.last().is_some_and(|last| last.to == from && TITLES.contains(&last.text.as_str())) => {}
            '.' | '!' | '…' | ';' | ':' | '！' | '。' | '¡' | '¿' => self.push(Sort::Stop, String::new(), from, to),
            ',' | '，' | '–' | '—' => self.comma = true,
            '%' => self.push(Sort::Word, "%".to_owned(), from, to),
            '€' | '£' | '$' | '¥' | '₺' | '₹' => match self.tokens.last_mut() {
                Some(last) if last.sort == Sort::Number => {
                    last.sort = Sort::Money;
                    last.to = to;
                }
                Some(last) if last.sort == Sort::Money && last.to == from => last.to = to,
                _ => self.push(Sort::Money, String::new(), from, to),
            },
            _ => {}
        }
    }

    /// "£85": the sign stands before the number.
    fn price(&mut self, from: usize) {
        if let [.., sign, number] = self.tokens.as_mut_slice()
            && sign.sort == Sort::Money
            && sign.to == from
        {
            sign.to = number.to;
            self.tokens.pop();
        }
    }

    fn word(&mut self, raw: &str, from: usize, to: usize) {
        let mut word = letters::folded(raw);
        let latin = word.chars().filter(|letter| letters::latin(*letter)).count();
        let foreign: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic() && !letters::latin(*letter)).collect();
        if latin > 0 && !foreign.is_empty() && foreign.iter().all(|letter| letters::look_alike(*letter).is_some()) {
            self.look_alikes = true;
            word = word.chars().map(|letter| letters::look_alike(letter).unwrap_or(letter)).collect();
        }
        // "j'achète", "l'acheter", "qu'il" are two words; "don't" and "gibt's" are one.
        if let Some((before, after)) = word.split_once('\'')
            && matches!(
                before,
                "j" | "l" | "d" | "c" | "n" | "m" | "t" | "s" | "qu" | "jusqu" | "lorsqu" | "puisqu" | "quelqu" | "presqu" | "y"
            )
            && after.chars().count() > 1
        {
            let cut = raw.find(['\'', '’']).map_or(from, |at| from + at + 1);
            self.push(Sort::Word, before.to_owned(), from, cut.min(to));
            let after = self.plain(after);
            self.push(Sort::Word, after, cut.min(to), to);
            return;
        }
        let word = self.plain(&word);
        self.push(Sort::Word, word, from, to);
    }

    /// The word without apostrophes, drawn-out letters ("sooooo") and digits for letters ("fr33").
    fn plain(&mut self, word: &str) -> String {
        let word: String = word.chars().filter(|letter| *letter != '\'').collect();
        let lexicon = lexicon();
        let known = |word: &str| lexicon.knows(word) || language::is_common(word);
        if drawn_out(&word) {
            let (once, twice) = (shortened(&word, 1), shortened(&word, 2));
            // "goood" is "good", though "god" is a word too.
            return if known(&twice) { twice } else { once };
        }
        let digits = word.chars().filter(|letter| letter.is_ascii_digit() || *letter == '$').count();
        let count = word.chars().count();
        if digits > 0 && digits < count && count >= 4 && !known(&word) {
            for one in ['i', 'l'] {
                let read: String = word
                    .chars()
                    .map(|letter| match letter {
                        '0' => 'o',
                        '1' => one,
                        '3' => 'e',
                        '4' => 'a',
                        '5' | '$' => 's',
                        '7' => 't',
                        other => other,
                    })
                    .collect();
                if known(&read) {
                    self.digits = true;
                    return read;
                }
            }
        }
        word
    }

    /// "T H I S" is "this": four letters or more with one space between them each; two spaces part words.
    fn join_spaced(&mut self) {
        let single = |token: &Token| token.sort == Sort::Word && token.text.chars().count() == 1;
        if !self.tokens.windows(4).any(|four| four.iter().all(single) && four.windows(2).all(|two| two_apart(two) == Some(1))) {
            return;
        }
        self.spaced = true;
        let mut joined: Vec<Token> = Vec::with_capacity(self.tokens.len());
        let mut growing = false;
        for token in self.tokens.drain(..) {
            let alone = single(&token);
            match joined.last_mut() {
                Some(last) if growing && alone && token.from.saturating_sub(last.to) <= 1 => {
                    last.text.push_str(&token.text);
                    last.to = token.to;
                }
                _ => joined.push(token),
            }
            growing = alone;
        }
        self.tokens = joined;
    }

    fn part_sentences(&mut self) {
        let mut number = 0;
        let mut asked = false;
        let mut sentences: Vec<(usize, bool)> = Vec::with_capacity(self.tokens.len());
        for token in self.tokens.iter().rev() {
            if token.sort.ends_sentence() {
                number += 1;
                asked = token.sort == Sort::Ask;
            }
            sentences.push((number, asked));
        }
        sentences.reverse();
        self.sentences = sentences;
    }

    fn number(&mut self) {
        let lexicon = lexicon();
        self.words = self.tokens.iter().filter(|token| token.sort == Sort::Word).count();
        for token in &mut self.tokens {
            (token.word, token.stem) =
                if token.sort == Sort::Word { lexicon.numbers(&token.text) } else { lexicon.numbers(name_of(token.sort)) };
        }
    }
}

fn two_apart(two: &[Token]) -> Option<usize> {
    match two {
        [first, second] => second.from.checked_sub(first.to),
        _ => None,
    }
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn drawn_out(word: &str) -> bool {
    let mut run = 0;
    let mut last = None;
    for letter in word.chars() {
        run = if last == Some(letter) { run + 1 } else { 1 };
        last = Some(letter);
        if run >= 3 && letter.is_alphabetic() {
            return true;
        }
    }
    false
}

/// The word with no letter more than `most` times in a row, where it stood three times or more.
fn shortened(word: &str, most: usize) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut run = 1;
        while letters.next_if_eq(&letter).is_some() {
            run += 1;
        }
        out.extend(std::iter::repeat_n(letter, if run >= 3 { most } else { run }));
    }
    out
}

/// "10/10".
fn is_score(piece: &str) -> bool {
    let piece = piece.trim_end_matches(['!', '.', ',']);
    piece.split_once('/').is_some_and(|(given, of)| {
        !given.is_empty() && given.len() <= 5 && given.bytes().all(|byte| byte.is_ascii_digit()) && matches!(of, "10" | "5" | "100" | "20")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Reading::of(text)
            .tokens
            .into_iter()
            .map(|token| if token.sort == Sort::Word { token.text } else { name_of(token.sort).to_owned() })
            .collect()
    }

    #[test]
    fn things_are_told_from_words() {
        let cases: [(&str, &[&str]); 12] = [
            ("@ana look #ootd", &["<handle>", "look", "<tag>"]),
            ("hxxps://cheap-shoes.example/deal", &["<link>"]),
            ("see quickfans.example", &["see", "<link>"]),
            ("toll.Danke", &["toll", "<stop>", "danke"]),
            ("£85 or 60€ or 7 € or $4,300", &["<money>", "or", "<money>", "or", "<money>", "or", "<money>"]),
            ("at 0:34 it", &["at", "<time>", "it"]),
            ("g\u{200b}reat", &["great"]),
            ("sooooo goooood", &["so", "good"]),
            ("T H I S  L A D Y  changed", &["this", "lady", "changed"]),
            ("l'acheter", &["l", "acheter"]),
            ("don't", &["dont"]),
            ("why?? no", &["why", "<ask>", "<ask>", "no"]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn emoji_are_counted_by_what_they_show() {
        let reading = Reading::of("👨‍👩‍👧‍👦💛 ❤️‍🔥 👍🏽 👎 🇮🇪 1️⃣ :)");
        assert!(!reading.has_words());
        assert_eq!(reading.bad, 1);
        assert!(reading.good >= 4);
    }

    #[test]
    fn look_alike_letters_are_undone_and_told() {
        let reading = Reading::of("Krеdit sofort");
        assert!(reading.look_alikes);
        assert_eq!(reading.tokens.first().map(|token| token.text.as_str()), Some("kredit"));
        assert!(!Reading::of("Москва is big").look_alikes);
    }
}
