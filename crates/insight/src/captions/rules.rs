//! Patterns of words, kept as data, and the index that finds all of them in one pass over a caption.
//!
//! A pattern is a row of parts. A part is a word (`code`), a beginning (`cook*`), an ending or an inside (`*kuchen`, `*koch*`), a
//! choice (`paid|pays`), a hashtag only (`#pr`), `@` a mention, `%brand` a mention or a name, `%code` a personal code, `%up` a word
//! in capitals, `%num` a number, `<3>` up to three words between. A part that ends in `?` may be missing, `^` before the first part
//! asks for the beginning of a line. A plain word fits a hashtag too.
//!
//! Invariant: a pattern stays within one sentence, and finding costs a bounded number of steps for each word.
//! Absent: scores and meanings; who asks gives each rule its own.

use super::text::{Kind, Text, Word, fold};

/// Languages as bits.
pub(super) type Languages = u8;
/// A rule that needs no language.
pub(super) const ANY_LANGUAGE: Languages = 0x80;

/// The bit of a language, if it is one that the rules know.
pub(super) fn language(code: &str) -> Option<Languages> {
    ["en", "de", "fr", "es"].iter().position(|known| *known == code).map(|at| 1 << at)
}

/// The bits of a column such as `en,de` or `*`.
pub(super) fn languages(column: &str) -> Languages {
    column.split(',').map(|code| if code == "*" { ANY_LANGUAGE } else { language(code).unwrap_or(0) }).sum()
}

/// The rows of a table: tab separated, one header line, `//` begins a comment line.
pub(super) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with("//")).filter_map(|line| {
        let mut cells = line.split('\t').map(str::trim);
        let row = std::array::from_fn(|_| cells.next().unwrap_or_default());
        (!row.iter().all(|cell| cell.is_empty())).then_some(row)
    })
}

#[derive(Debug)]
struct Shape {
    letters: String,
    before: bool,
    after: bool,
    tag: bool,
}

#[derive(Debug)]
enum What {
    Words(Vec<Shape>),
    Mention,
    Brand,
    Code,
    Capitals,
    Number,
    Gap(usize),
}

#[derive(Debug)]
struct Part {
    what: What,
    optional: bool,
}

#[derive(Debug)]
struct Rule {
    parts: Vec<Part>,
    opens_line: bool,
    languages: Languages,
    meaning: usize,
}

/// Where a rule fits: words `first..=last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    /// First word.
    pub first: usize,
    /// Last word.
    pub last: usize,
    /// The number that was given with the rule.
    pub meaning: usize,
}

#[derive(Debug, Default)]
struct Node {
    next: Vec<(u8, u32)>,
    whole: Vec<u32>,
    beginning: Vec<u32>,
}

/// Letters to rules, walked once for each word; node 0 is the root, whose many branches stand in a table of their own.
#[derive(Debug)]
struct Tree(Vec<Node>, [u32; 256]);

impl Tree {
    fn new() -> Self {
        Self(vec![Node::default()], [0; 256])
    }

    fn branch(&self, at: usize, byte: u8) -> Option<usize> {
        let to = match at {
            0 => self.1.get(usize::from(byte)).copied().filter(|to| *to > 0),
            _ => self.0.get(at).and_then(|node| node.next.iter().find(|(b, _)| *b == byte)).map(|(_, to)| *to),
        };
        to.map(|to| to as usize)
    }

    fn insert(&mut self, letters: &str, rule: u32, open: bool) {
        let mut at = 0;
        for byte in letters.bytes() {
            at = self.branch(at, byte).unwrap_or_else(|| {
                let new = self.0.len();
                let to = u32::try_from(new).unwrap_or_default();
                self.0.push(Node::default());
                match at {
                    0 => self.1.get_mut(usize::from(byte)).into_iter().for_each(|branch| *branch = to),
                    _ => self.0.get_mut(at).into_iter().for_each(|node| node.next.push((byte, to))),
                }
                new
            });
        }
        if let Some(node) = self.0.get_mut(at) {
            if open { &mut node.beginning } else { &mut node.whole }.push(rule);
        }
    }

    /// Gives each rule that fits the whole word: its letters, or an open beginning of them. With another `least` than [`WHOLE`], gives
    /// each rule of so many letters that the word begins with.
    fn walk(&self, word: &str, least: usize, mut give: impl FnMut(u32)) {
        let mut at = 0;
        for (depth, byte) in word.bytes().enumerate() {
            let Some(to) = self.branch(at, byte) else { return };
            at = to;
            let Some(node) = self.0.get(at) else { return };
            if least == WHOLE || depth + 1 >= least {
                node.beginning.iter().for_each(|rule| give(*rule));
            }
            if depth + 1 == word.len() || depth + 1 >= least {
                node.whole.iter().for_each(|rule| give(*rule));
            }
        }
    }
}

/// All patterns of one purpose.
#[derive(Debug)]
pub(super) struct Index {
    rules: Vec<Rule>,
    front: Tree,
    inner: Tree,
    masked: Vec<(String, bool, u32)>,
    mentions: Vec<u32>,
    brands: Vec<u32>,
    codes: Vec<u32>,
    numbers: Vec<u32>,
    looks: Looks,
}

/// How far an index looks behind what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// Words as they stand.
    Plain,
    /// Single words inside run-together hashtags and names too.
    InsideTags,
    /// Words with stars for letters too.
    BehindStars,
}

/// Asks a tree for the whole word.
const WHOLE: usize = usize::MAX;
/// From how many letters on a word is looked for inside run-together hashtags.
const INSIDE_TAG: usize = 5;

impl Index {
    /// An empty index.
    pub fn new(looks: Looks) -> Self {
        let (front, inner) = (Tree::new(), Tree::new());
        let (rules, masked, mentions, brands, codes, numbers) = (vec![], vec![], vec![], vec![], vec![], vec![]);
        Self { rules, front, inner, masked, mentions, brands, codes, numbers, looks }
    }

    /// Adds patterns, divided by commas, that mean the same.
    pub fn add(&mut self, patterns: &str, languages: Languages, meaning: usize) {
        for pattern in patterns.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()) {
            let (opens_line, pattern) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
            let parts: Vec<Part> = pattern.split_whitespace().map(part).collect();
            let rule = u32::try_from(self.rules.len()).unwrap_or(u32::MAX);
            match parts.first().map(|part| &part.what) {
                Some(What::Words(shapes)) => {
                    for shape in shapes {
                        let tree = if shape.before { &mut self.inner } else { &mut self.front };
                        // An ending is open here and closed by the check of the part.
                        tree.insert(&shape.letters, rule, shape.after || shape.before);
                        if !shape.before {
                            self.masked.push((shape.letters.clone(), shape.after, rule));
                        }
                    }
                }
                Some(What::Mention) => self.mentions.push(rule),
                Some(What::Brand) => self.brands.push(rule),
                Some(What::Code) => self.codes.push(rule),
                Some(What::Number) => self.numbers.push(rule),
                Some(What::Capitals | What::Gap(_)) | None => continue,
            }
            self.rules.push(Rule { parts, opens_line, languages, meaning });
        }
    }

    /// Gives every fit of every rule whose language is among `asked`.
    pub fn find(&self, text: &Text<'_>, asked: Languages, mut give: impl FnMut(Fit)) {
        let mut candidates: Vec<(u32, bool)> = Vec::new();
        for (at, word) in text.words.iter().enumerate() {
            let letters = text.folded(word);
            candidates.clear();
            match word.kind {
                Kind::Word | Kind::Tag | Kind::Sign => self.candidates(word, letters, &mut candidates),
                Kind::Mention => {
                    candidates.extend(self.mentions.iter().chain(&self.brands).map(|rule| (*rule, false)));
                    if self.looks == Looks::InsideTags {
                        self.inside(letters, &mut candidates);
                    }
                }
                Kind::Link => {}
            }
            for (number, inside) in &candidates {
                let Some(rule) = self.rules.get(*number as usize) else { continue };
                if rule.languages & (asked | ANY_LANGUAGE) == 0 || (rule.opens_line && !word.opens_line) {
                    continue;
                }
                let last = if *inside { (rule.parts.len() == 1).then_some(at + 1) } else { follow(&rule.parts, text, word.sentence, at) };
                if let Some(after) = last {
                    give(Fit { first: at, last: after.saturating_sub(1).max(at), meaning: rule.meaning });
                }
            }
        }
    }

    fn candidates(&self, word: &Word, letters: &str, candidates: &mut Vec<(u32, bool)>) {
        self.front.walk(letters, WHOLE, |rule| candidates.push((rule, false)));
        if self.looks == Looks::BehindStars && letters.contains('*') {
            let fits = |(shape, open, _): &&(String, bool, u32)| masks(letters, shape, *open);
            candidates.extend(self.masked.iter().filter(fits).map(|(_, _, rule)| (*rule, false)));
        }
        for (from, _) in letters.char_indices() {
            let rest = letters.get(from..).unwrap_or_default();
            self.inner.walk(rest, WHOLE, |rule| candidates.push((rule, false)));
        }
        if word.kind == Kind::Tag && self.looks == Looks::InsideTags {
            self.inside(letters, candidates);
        }
        if word.kind == Kind::Word {
            if is_code(word, letters) {
                candidates.extend(self.codes.iter().map(|rule| (*rule, false)));
            }
            if letters.starts_with(|c: char| c.is_ascii_digit()) {
                candidates.extend(self.numbers.iter().map(|rule| (*rule, false)));
            }
            if word.capital && !word.apart {
                candidates.extend(self.brands.iter().map(|rule| (*rule, false)));
            }
        }
    }
}

impl Index {
    /// Single words inside a run-together hashtag or a name.
    fn inside(&self, letters: &str, candidates: &mut Vec<(u32, bool)>) {
        for (from, _) in letters.char_indices() {
            let rest = letters.get(from..).unwrap_or_default();
            self.front.walk(rest, INSIDE_TAG, |rule| candidates.push((rule, true)));
        }
    }
}

/// Follows the parts from a word on; the word after the last one, where they fit.
fn follow(parts: &[Part], text: &Text<'_>, sentence: usize, at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    if let What::Gap(most) = part.what {
        return (0..=most)
            .take_while(|skip| *skip == 0 || text.words.get(at + skip - 1).is_some_and(|word| word.sentence == sentence))
            .find_map(|skip| follow(rest, text, sentence, at + skip));
    }
    let word = text.words.get(at).filter(|word| word.sentence == sentence);
    if word.is_some_and(|word| part.fits(word, text.folded(word)))
        && let Some(after) = follow(rest, text, sentence, at + 1)
    {
        return Some(after);
    }
    if part.optional {
        return follow(rest, text, sentence, at);
    }
    // An emoji between two words does not part them.
    let mut next = at;
    while next < at + 3 && text.words.get(next).is_some_and(|word| word.kind == Kind::Sign && word.sentence == sentence) {
        next += 1;
    }
    let after = text.words.get(next).filter(|word| next > at && word.sentence == sentence && word.kind != Kind::Sign)?;
    if part.fits(after, text.folded(after)) { follow(rest, text, sentence, next + 1) } else { None }
}

impl Part {
    fn fits(&self, word: &Word, letters: &str) -> bool {
        match &self.what {
            What::Words(shapes) => {
                matches!(word.kind, Kind::Word | Kind::Tag | Kind::Sign)
                    && shapes.iter().any(|shape| (!shape.tag || word.kind == Kind::Tag) && shape.fits(letters))
            }
            What::Mention => word.kind == Kind::Mention,
            What::Brand => {
                word.kind == Kind::Mention
                    || (word.kind == Kind::Word && word.capital && !letters.starts_with(|c: char| c.is_ascii_digit()))
            }
            What::Code => word.kind == Kind::Word && is_code(word, letters),
            What::Capitals => word.kind == Kind::Word && word.upper && letters.len() >= 3,
            What::Number => letters.starts_with(|c: char| c.is_ascii_digit()),
            What::Gap(_) => false,
        }
    }
}

impl Shape {
    fn fits(&self, letters: &str) -> bool {
        match (self.before, self.after) {
            (false, false) => letters == self.letters || (letters.contains('*') && masks(letters, &self.letters, false)),
            (false, true) => letters.starts_with(&self.letters) || (letters.contains('*') && masks(letters, &self.letters, true)),
            (true, false) => letters.ends_with(&self.letters),
            (true, true) => letters.contains(&self.letters),
        }
    }
}

/// Whether a word with stars for letters is that word.
fn masks(letters: &str, shape: &str, open: bool) -> bool {
    let long = if open { letters.len() >= shape.len() } else { letters.len() == shape.len() };
    let seen = letters.bytes().take(shape.len()).filter(|byte| *byte != b'*').count();
    long && seen >= 2.min(shape.len() / 2) && letters.bytes().zip(shape.bytes()).all(|(seen, meant)| seen == b'*' || seen == meant)
}

/// Beginnings of things that look like a personal code and are none.
const NO_CODES: [&str; 12] = ["spf", "lsf", "fps", "covid", "gta", "fifa", "rtx", "gtx", "usb", "din", "iso", "utc"];

/// A name in capitals with a number of one to three digits behind it.
fn is_code(word: &Word, letters: &str) -> bool {
    let name = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = letters.len() - name.len();
    word.upper
        && (1..=3).contains(&digits)
        && name.len() >= 3
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
        && !NO_CODES.contains(&name)
}

fn part(written: &str) -> Part {
    let (written, optional) = written.strip_suffix('?').map_or((written, false), |rest| (rest, true));
    let what = match written {
        "@" => What::Mention,
        "%brand" => What::Brand,
        "%code" => What::Code,
        "%up" => What::Capitals,
        "%num" => What::Number,
        gap if gap.starts_with('<') => What::Gap(gap.trim_matches(['<', '>']).parse().unwrap_or(0)),
        words => What::Words(words.split('|').map(shape).collect()),
    };
    Part { what, optional }
}

fn shape(written: &str) -> Shape {
    let (tag, written) = written.strip_prefix('#').map_or((false, written), |rest| (true, rest));
    let (before, written) = written.strip_prefix('*').map_or((false, written), |rest| (true, rest));
    let (after, written) = written.strip_suffix('*').map_or((false, written), |rest| (true, rest));
    Shape { letters: fold(written), before, after, tag }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> Option<String> {
        let mut index = Index::new(if pattern.contains("fuck") { Looks::BehindStars } else { Looks::InsideTags });
        index.add(pattern, ANY_LANGUAGE, 0);
        let text = Text::new(text);
        let mut found = None;
        index.find(&text, 0, |fit| {
            found = found.take().or_else(|| Some(text.between(text.words.get(fit.first)?, text.words.get(fit.last)?).to_owned()))
        });
        found
    }

    #[test]
    fn each_kind_of_part_fits_what_it_says() {
        for (pattern, text, found) in [
            ("code %up", "with code SHANE today", Some("code SHANE")),
            ("%code", "JADE10 works, SPF50 too", Some("JADE10")),
            ("%code", "SPF50 and R2 and MP3", None),
            ("thanks to? @", "Thanks 🙏 @fern", Some("Thanks 🙏 @fern")),
            ("thanks <2> for", "thanks to them all for it", None),
            ("thanks <3> for", "thanks to them all for it", Some("thanks to them all for")),
            ("thanks <3> for", "thanks. For it", None),
            ("cook*", "Cooking", Some("Cooking")),
            ("*kuchen", "Apfelkuchen", Some("Apfelkuchen")),
            ("*kuchen", "Kuchenform", None),
            ("*koch*", "verkocht", Some("verkocht")),
            ("#pr", "PR day", None),
            ("#pr", "#PR day", Some("#PR")),
            ("dinner", "#weeknightdinner", Some("#weeknightdinner")),
            ("fuck*", "f**king", Some("f**king")),
            ("^plan", "a plan", None),
            ("from %brand", "from Fenwick", Some("from Fenwick")),
            ("%num euro", "19 euro", Some("19 euro")),
        ] {
            assert_eq!(fits(pattern, text).as_deref(), found, "{pattern} in {text}");
        }
    }
}
