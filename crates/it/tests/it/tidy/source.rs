//! Rust source in three layers: code, comments, and text in quotes.
//!
//! Invariant: each layer has the lines of the file, so that a finding names the right one. Absent: a parser; the
//! checks look for names and words.

/// One file in layers of equal length in lines.
pub struct Layers {
    /// Code, with comments and quoted text blanked out.
    pub code: Vec<String>,
    /// Comments only.
    pub comments: Vec<String>,
    /// Quoted texts with the line on which each begins, from 1.
    pub quoted: Vec<(usize, String)>,
}

#[derive(Clone, Copy, PartialEq)]
enum In {
    Code,
    LineComment,
    BlockComment(usize),
    /// Quoted; raw with so many `#`, or with escapes.
    Text(Option<usize>),
}

/// Splits a file into its layers.
pub fn layers(source: &str) -> Layers {
    let letters: Vec<char> = source.chars().collect();
    let (mut code, mut comments) = (String::new(), String::new());
    let (mut quoted, mut state, mut line, mut at) = (Vec::new(), In::Code, 1, 0);
    while at < letters.len() {
        let (letter, next) = (letters[at], letters.get(at + 1).copied());
        let mut took = 1;
        match state {
            In::Code => match (letter, next) {
                ('/', Some('/')) => (state, took) = (In::LineComment, 2),
                ('/', Some('*')) => (state, took) = (In::BlockComment(1), 2),
                ('"', _) => {
                    state = In::Text(raw_marks(&code));
                    code.push_str("\"\"");
                    quoted.push((line, String::new()));
                }
                ('\'', _) => took = character(&letters[at..]),
                ('\n', _) => {}
                _ => code.push(letter),
            },
            In::LineComment if letter == '\n' => state = In::Code,
            In::BlockComment(depth) if letter == '*' && next == Some('/') => {
                (state, took) = (if depth == 1 { In::Code } else { In::BlockComment(depth - 1) }, 2);
            }
            In::BlockComment(depth) if letter == '/' && next == Some('*') => (state, took) = (In::BlockComment(depth + 1), 2),
            In::LineComment | In::BlockComment(_) if letter != '\n' => comments.push(letter),
            In::LineComment | In::BlockComment(_) => {}
            In::Text(None) if letter == '\\' => took = 2,
            In::Text(marks) if letter == '"' && letters[at + 1..].iter().take_while(|mark| **mark == '#').count() >= marks.unwrap_or(0) => {
                (state, took) = (In::Code, 1 + marks.unwrap_or(0));
            }
            In::Text(_) => {
                if let Some((_, text)) = quoted.last_mut() {
                    text.push(letter);
                }
            }
        }
        let ended = letters[at..(at + took).min(letters.len())].iter().filter(|letter| **letter == '\n').count();
        for layer in [&mut code, &mut comments] {
            layer.extend(std::iter::repeat_n('\n', ended));
        }
        line += ended;
        at += took;
    }
    let lines = |text: &str| text.split('\n').map(str::to_owned).collect();
    Layers { code: lines(&code), comments: lines(&comments), quoted }
}

/// How many `#` close a raw text whose opening quote comes next; nothing for a text with escapes.
fn raw_marks(code: &str) -> Option<usize> {
    let before = code.trim_end_matches('#');
    let prefix = before.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
    ["r", "br", "cr"].contains(&&before[prefix.len()..]).then(|| code.len() - before.len())
}

/// How many letters a character in quotes takes; one, the quote itself, for a lifetime.
fn character(letters: &[char]) -> usize {
    match letters {
        [_, '\\', _, rest @ ..] => 4 + rest.iter().take_while(|letter| **letter != '\'').count(),
        [_, _, '\'', ..] => 3,
        _ => 1,
    }
}

/// Line numbers, from 1, of the lines in which `word` stands as a word of its own.
pub fn lines_with<'a>(lines: &'a [String], word: &'a str) -> impl Iterator<Item = usize> + 'a {
    lines.iter().enumerate().filter(move |(_, line)| has_word(line, word)).map(|(at, _)| at + 1)
}

fn has_word(line: &str, word: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    line.match_indices(word).any(|(at, _)| !part(line[..at].chars().next_back()) && !part(line[at + word.len()..].chars().next()))
}

#[test]
fn layers_are_told_apart() {
    let source = "let a = \"one // no\"; // two\n/* three /* deep */\n */ let b = r#\"four \"x\" \"#; let c: &'a str = '\"';\nlet d = '\\''; // five";
    let layers = layers(source);
    assert_eq!(layers.quoted, [(1, "one // no".to_owned()), (3, "four \"x\" ".to_owned())]);
    assert_eq!(layers.code.len(), 4);
    assert!(layers.code[2].contains("let b = r#\"\"; let c: &a str = ;"), "{:?}", layers.code);
    assert_eq!(layers.code[3].trim(), "let d = ;");
    assert_eq!(layers.comments, [" two", " three  deep ", " ", " five"]);
    assert_eq!(lines_with(&layers.comments, "two").collect::<Vec<_>>(), [1]);
    assert_eq!(lines_with(&layers.comments, "tw").count(), 0);
}
