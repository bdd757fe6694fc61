//! A caption as words that can be compared: folded letters, with the place of each word in the text as it was written.
//!
//! Invariant: `start` and `end` of a word are character boundaries of the original text, and words are in its order.
//! A reader's eye decides what is the same letter: full-width, bold, small-capital, Cyrillic and Greek look-alikes are folded to
//! the plain one, marks over letters and invisible characters are dropped.
//! Absent: stemming (patterns say which endings they allow) and the reading of scripts other than Latin.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters or digits.
    Word,
    /// A hashtag; its folded text is without the `#`.
    Tag,
    /// `@somebody`; its folded text is without the `@`.
    Mention,
    /// A web address.
    Link,
    /// An emoji, a currency or a per cent sign.
    Sign,
}

/// One word of a caption.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// What it is.
    pub kind: Kind,
    from: usize,
    to: usize,
    /// First byte in the original text.
    pub start: usize,
    /// The byte after it in the original text.
    pub end: usize,
    /// Characters of the original text up to its end.
    pub reach: usize,
    /// Line, from 0; empty lines count.
    pub line: usize,
    /// Sentence, from 0.
    pub sentence: usize,
    /// Something other than a space, or a line break, stands before it.
    pub apart: bool,
    /// No word stands before it in its line.
    pub opens_line: bool,
    /// It begins with a capital.
    pub capital: bool,
    /// It has two letters or more, all of them capitals.
    pub upper: bool,
    /// How many hashtags stand in a row around it; 0 for anything else.
    pub run: usize,
}

/// A caption as words.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// The text as it was written.
    pub original: &'a str,
    /// Its words.
    pub words: Vec<Word>,
    folded: String,
    /// The byte at which a hand-made "... more" stands.
    pub more: Option<usize>,
}

#[derive(Clone, Copy)]
struct Glyph {
    letter: char,
    start: usize,
    end: usize,
    reach: usize,
    capital: bool,
}

/// What people write under dots to look like the platform's own fold.
const MORE: [&str; 8] = ["more", "see more", "read more", "mehr", "mehr anzeigen", "plus", "voir plus", "ver mas"];
/// English endings that belong to the word before the apostrophe; anything else is an elision ("l'alcool").
const ENDINGS: [&str; 7] = ["t", "s", "re", "ve", "ll", "m", "d"];
/// Endings of an address that is written without "https".
const ADDRESSES: [&str; 17] =
    ["com", "de", "fr", "es", "uk", "ie", "net", "org", "io", "shop", "example", "link", "app", "eu", "co", "tv", "store"];

impl<'a> Text<'a> {
    /// Reads a text; its cost grows with its length only.
    pub fn new(original: &'a str) -> Self {
        let glyphs = glyphs(original);
        let mut text =
            Self { original, words: Vec::with_capacity(glyphs.len() / 5 + 1), folded: String::with_capacity(original.len()), more: None };
        text.split(&glyphs);
        text.join_spaced_letters();
        text.count_runs();
        text.more = find_more(original);
        text
    }

    /// The folded letters of a word.
    pub fn folded(&self, word: &Word) -> &str {
        self.folded.get(word.from..word.to).unwrap_or_default()
    }

    /// The original text from the first of two words to the end of the last.
    pub fn between(&self, first: &Word, last: &Word) -> &'a str {
        self.original.get(first.start..last.end).unwrap_or_default()
    }

    fn split(&mut self, glyphs: &[Glyph]) {
        let (mut line, mut sentence, mut apart, mut opens_line) = (0, 0, true, true);
        let mut at = 0;
        while let Some(glyph) = glyphs.get(at) {
            let next = glyphs.get(at + 1).map(|glyph| glyph.letter);
            let (kind, first, after) = match glyph.letter {
                '\n' => {
                    (line, sentence, apart, opens_line) = (line + 1, sentence + 1, true, true);
                    at += 1;
                    continue;
                }
                '#' | '@' if next.is_some_and(is_part) => {
                    let tag = glyph.letter == '#';
                    let mut end = run(glyphs, at + 1, |c| is_part(c) || (!tag && c == '.'));
                    while glyphs.get(end - 1).is_some_and(|glyph| glyph.letter == '.') {
                        end -= 1;
                    }
                    (if tag { Kind::Tag } else { Kind::Mention }, at + 1, end)
                }
                c if is_part(c) => {
                    let link = address(glyphs, at);
                    let end = link.unwrap_or_else(|| word_end(glyphs, at));
                    (if link.is_some() { Kind::Link } else { Kind::Word }, at, end)
                }
                c if is_sign(c) => (Kind::Sign, at, at + 1),
                c => {
                    let spaced = next.is_none_or(|next| !is_part(next) && next != '.');
                    if matches!(c, '.' | '!' | '?' | '…') && spaced {
                        sentence += 1;
                    }
                    let glued =
                        matches!(c, '-' | '\'' | '’' | '‘') && !spaced && at > 0 && glyphs.get(at - 1).is_some_and(|g| is_part(g.letter));
                    apart |= !c.is_whitespace() && !glued;
                    at += 1;
                    continue;
                }
            };
            let part = glyphs.get(first..after).unwrap_or_default();
            let from = self.folded.len();
            self.folded.extend(part.iter().map(|glyph| glyph.letter).filter(|c| !matches!(c, '\'' | '’' | '‘')));
            let letters = part.iter().filter(|glyph| glyph.letter.is_alphabetic());
            let (count, capitals) = letters.fold((0, 0), |(count, capitals), glyph| (count + 1, capitals + usize::from(glyph.capital)));
            let last = part.last().unwrap_or(glyph);
            self.words.push(Word {
                kind,
                from,
                to: self.folded.len(),
                start: glyph.start,
                end: last.end,
                reach: last.reach,
                line,
                sentence,
                apart,
                opens_line,
                capital: part.first().is_some_and(|glyph| glyph.capital),
                upper: count >= 2 && capitals == count,
                run: 0,
            });
            (apart, opens_line, at) = (false, false, after);
        }
    }

    /// "W e r b u n g" is one word to a reader.
    fn join_spaced_letters(&mut self) {
        let single = |word: &Word| word.kind == Kind::Word && word.to - word.from == 1;
        if self.words.windows(2).all(|pair| !pair.iter().all(single)) {
            return;
        }
        let mut joined: Vec<Word> = Vec::with_capacity(self.words.len());
        let mut words = std::mem::take(&mut self.words).into_iter().peekable();
        while let Some(first) = words.next() {
            let mut row = vec![first];
            while row.last().is_some_and(single) && words.peek().is_some_and(|next| single(next) && !next.apart) {
                row.extend(words.next());
            }
            let letters: String = row.iter().map(|word| self.folded(word)).collect();
            let (first, last) = match (row.first(), row.last()) {
                (Some(first), Some(last)) if row.len() >= 3 || (letters == "ad" && row.iter().all(|word| word.capital)) => (first, last),
                _ => {
                    joined.extend(row);
                    continue;
                }
            };
            let from = self.folded.len();
            let word = Word {
                from,
                to: from + letters.len(),
                end: last.end,
                reach: last.reach,
                upper: row.iter().all(|word| word.capital),
                ..first.clone()
            };
            self.folded.push_str(&letters);
            joined.push(word);
        }
        self.words = joined;
    }

    fn count_runs(&mut self) {
        let mut row: Vec<usize> = Vec::new();
        for at in 0..=self.words.len() {
            match self.words.get(at).map(|word| word.kind) {
                Some(Kind::Tag) => row.push(at),
                Some(Kind::Mention | Kind::Sign) => {}
                Some(Kind::Word | Kind::Link) | None => {
                    let count = row.len();
                    for tag in row.drain(..) {
                        if let Some(word) = self.words.get_mut(tag) {
                            word.run = count;
                        }
                    }
                }
            }
        }
    }
}

/// Folds a text that is no caption (a pattern, a brand's own word) in the same way.
pub(super) fn fold(text: &str) -> String {
    glyphs(text).iter().map(|glyph| glyph.letter).collect()
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_sign(c: char) -> bool {
    matches!(c, '%' | '€' | '£' | '$' | '\u{2600}'..='\u{27BF}' | '\u{1F300}'..='\u{1FAFF}')
}

fn run(glyphs: &[Glyph], from: usize, within: impl Fn(char) -> bool) -> usize {
    let length = glyphs.get(from..).unwrap_or_default().iter().take_while(|glyph| within(glyph.letter)).count();
    from + length
}

/// Where a word ends: letters and digits, marks inside numbers, stars that mask letters, English endings after an apostrophe.
fn word_end(glyphs: &[Glyph], from: usize) -> usize {
    let letter = |at: usize| glyphs.get(at).map(|glyph| glyph.letter);
    let mut at = run(glyphs, from, is_part);
    loop {
        let next = letter(at + 1);
        let before = at.checked_sub(1).and_then(letter);
        let on = match letter(at) {
            Some('.' | ',' | ':') => before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit()),
            Some('*') => next.is_some_and(|c| c == '*' || c.is_alphabetic()),
            Some('\'' | '’' | '‘') => {
                let end = run(glyphs, at + 1, is_part);
                let ending: String = glyphs.get(at + 1..end.min(at + 4)).unwrap_or_default().iter().map(|glyph| glyph.letter).collect();
                end - at <= 3 && ENDINGS.contains(&ending.as_str())
            }
            _ => false,
        };
        if !on {
            return at;
        }
        at = run(glyphs, at + 1, is_part);
    }
}

/// Where a web address that begins here ends.
fn address(glyphs: &[Glyph], from: usize) -> Option<usize> {
    let starts = |word: &str| {
        glyphs.get(from..).is_some_and(|rest| word.chars().zip(rest).filter(|(c, glyph)| *c == glyph.letter).count() == word.len())
    };
    let whole = |from| run(glyphs, from, |c| !c.is_whitespace() && !matches!(c, ')' | ',' | '|'));
    if starts("http") && (starts("https:/") || starts("http:/")) || starts("www.") {
        return Some(whole(from));
    }
    let name = run(glyphs, from, |c| is_part(c) || c == '-');
    if glyphs.get(name).is_none_or(|glyph| glyph.letter != '.') {
        return None;
    }
    let end = run(glyphs, name + 1, |c| c.is_ascii_lowercase());
    let ending: String = glyphs.get(name + 1..end.min(name + 9)).unwrap_or_default().iter().map(|glyph| glyph.letter).collect();
    let closed = glyphs.get(end).is_none_or(|glyph| !is_part(glyph.letter));
    (closed && ADDRESSES.contains(&ending.as_str())).then(|| whole(end))
}

fn find_more(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let dots = line.find('…').into_iter().chain(line.find("..")).min();
        if let Some(dots) = dots {
            let rest = fold(line.get(dots..).unwrap_or_default());
            if MORE.contains(&rest.trim_matches(|c: char| !c.is_alphabetic())) {
                return Some(at + dots);
            }
        }
        at += line.len();
    }
    None
}

fn glyphs(text: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.len());
    for (count, (start, c)) in text.char_indices().enumerate() {
        let (end, reach) = (start + c.len_utf8(), count + 1);
        let mut push = |letter: char, capital: bool| glyphs.push(Glyph { letter, start, end, reach, capital });
        if c.is_ascii() {
            push(c.to_ascii_lowercase(), c.is_ascii_uppercase());
        } else if let Some(plain) = look_alike(c) {
            push(plain, c.is_uppercase());
        } else if is_combining_mark(c) {
            if let Some(last) = glyphs.last_mut() {
                (last.end, last.reach) = (end, reach);
            }
        } else if !is_invisible(c) {
            for part in std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)) {
                for letter in part.to_lowercase() {
                    match letter {
                        'ß' => ['s', 's'].into_iter().for_each(|letter| push(letter, false)),
                        'æ' => ['a', 'e'].into_iter().for_each(|letter| push(letter, part.is_uppercase())),
                        'œ' => ['o', 'e'].into_iter().for_each(|letter| push(letter, part.is_uppercase())),
                        letter => push(look_alike(letter).unwrap_or(letter), part.is_uppercase()),
                    }
                }
            }
        }
    }
    glyphs
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}')
        || matches!(c, '\u{2640}' | '\u{2642}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Letters of other alphabets, and letter pictures without a compatibility mapping, that look like a Latin one.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'А' | 'α' | 'Α' | 'ᴀ' | 'ɑ' => 'a',
        'В' | 'Β' | 'ʙ' => 'b',
        'с' | 'С' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'Ԁ' | 'ᴅ' | 'ɗ' => 'd',
        'е' | 'Е' | 'Ε' | 'ᴇ' => 'e',
        'ғ' | 'ꜰ' => 'f',
        'ɡ' | 'ɢ' => 'g',
        'һ' | 'Н' | 'Η' | 'ʜ' => 'h',
        'і' | 'І' | 'Ι' | 'ι' | 'ı' | 'ɪ' => 'i',
        'ј' | 'Ј' | 'ᴊ' => 'j',
        'К' | 'Κ' | 'ᴋ' => 'k',
        'ӏ' | 'Ӏ' | 'ʟ' | 'ł' | 'Ł' => 'l',
        'М' | 'Μ' | 'ᴍ' => 'm',
        'Ν' | 'ɴ' => 'n',
        'о' | 'О' | 'ο' | 'Ο' | 'ᴏ' | 'ø' | 'Ø' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' | 'ᴘ' => 'p',
        'ԛ' => 'q',
        'ʀ' => 'r',
        'ѕ' | 'Ѕ' | 'ꜱ' => 's',
        'Т' | 'Τ' | 'ᴛ' => 't',
        'υ' | 'ᴜ' => 'u',
        'ν' | 'ѵ' | 'ᴠ' => 'v',
        'ԝ' | 'ᴡ' => 'w',
        'х' | 'Х' | 'Χ' => 'x',
        'у' | 'У' | 'Υ' | 'ʏ' => 'y',
        'Ζ' | 'ᴢ' => 'z',
        '\u{1F150}'..='\u{1F169}' => letter(c, 0x1F150),
        '\u{1F170}'..='\u{1F189}' => letter(c, 0x1F170),
        _ => return None,
    })
}

fn letter(c: char, first: u32) -> char {
    u8::try_from(u32::from(c) - first).map_or(c, |number| char::from(b'a' + number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(Kind, String)> {
        let text = Text::new(text);
        text.words.iter().map(|word| (word.kind, text.folded(word).to_owned())).collect()
    }

    #[test]
    fn what_a_reader_sees_as_ad_is_ad() {
        for written in [
            "#ad",
            "＃ａｄ",
            "#аd",
            "#\u{200B}ad",
            "#a\u{AD}d",
            "#𝗮𝗱",
            "#𝐀𝐃",
            "#ⓐⓓ",
            "#🅰🅳",
            "#ᴀᴅ",
            "#ԁ".replace('ԁ', "aԁ").as_str(),
            "#a\u{301}d",
        ] {
            assert_eq!(words(written), [(Kind::Tag, "ad".to_owned())], "{written}");
        }
        assert_eq!(words("W e r b u n g | A D")[0], (Kind::Word, "werbung".to_owned()));
        assert_eq!(words("#adidas")[0], (Kind::Tag, "adidas".to_owned()));
    }

    #[test]
    fn words_are_cut_where_readers_cut_them() {
        let plain = |text: &str| words(text).into_iter().map(|(_, word)| word).collect::<Vec<_>>();
        assert_eq!(plain("I don't, l'alcool d’été"), ["i", "dont", "l", "alcool", "d", "ete"]);
        assert_eq!(plain("£4.20 f*ck f**k @a.b. #été_2"), ["£", "4.20", "f*ck", "f**k", "a.b", "ete_2"]);
        assert_eq!(words("shop.example/a?b, www.x.de")[0].0, Kind::Link);
        assert_eq!(words("shop.example/a?b, www.x.de").len(), 2);
        assert_eq!(words("The end.Next").len(), 3);
    }

    #[test]
    fn lines_sentences_and_runs_are_counted() {
        let text = Text::new("One.\n\n#a #b @c #d 🌊 #e\nlast… more\n");
        let tag = text.words.iter().find(|word| word.kind == Kind::Tag).cloned();
        assert_eq!(tag.as_ref().map(|word| (word.line, word.run)), Some((2, 4)));
        assert_eq!(text.more, text.original.find('…'));
        assert_eq!(Text::new("no more... dogs").more, None);
    }
}
