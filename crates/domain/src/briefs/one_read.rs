//! The one-read test: a lint of a brief with reasons, each of which can be fixed on the spot
//! (docs/domain.md, The brief).
//!
//! Invariant: a finding names the field and says what to do. Absent: blocking; a person decides.
//! The page count and the rule packs of each market come with the printed brief and the disclosure data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BriefContent;

/// What could be read better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The field of the brief.
    pub field: String,
    /// What and why.
    pub message: String,
}

/// The least reading ease that counts as easy: Flesch 50.
pub const LEAST_READING_EASE: f64 = 50.0;
/// Words in the longest sentence that still reads at once.
pub const LONGEST_SENTENCE: usize = 30;
/// Words in quotes from which a brief turns into a script.
pub const SCRIPT_WORDS: usize = 40;

/// Reads a brief as a creator would, once.
#[must_use]
pub fn read(content: &BriefContent) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |field: &str, message: String| findings.push(Finding { field: field.to_owned(), message });
    for (field, text) in [
        ("brand_values", &content.brand_values),
        ("visual_guidelines", &content.visual_guidelines),
        ("approval", &content.approval),
        ("payment", &content.payment),
    ] {
        if text.is_empty() {
            add(field, "A complete brief says this.".to_owned());
        }
    }
    if content.hashtags.is_empty() {
        add("hashtags", "Name the hashtags that are needed, at least the one that marks the advertising.".to_owned());
    }
    let prose = prose(content);
    for (field, text) in &prose {
        for sentence in sentences(text) {
            let words = sentence.split_whitespace().count();
            if words > LONGEST_SENTENCE {
                add(
                    field,
                    format!("A sentence of {words} words: split it, {LONGEST_SENTENCE} are enough. It begins \"{}\".", beginning(sentence)),
                );
            }
        }
        if let Some(words) = quoted_words(text).filter(|words| *words > SCRIPT_WORDS) {
            add(field, format!("{words} words in quotes are a script. Say what matters and leave the words to the creator."));
        }
    }
    let all: String = prose.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(". ");
    if let Some(ease) = reading_ease(&all).filter(|ease| *ease < LEAST_READING_EASE) {
        add(
            "objective",
            format!("Reading ease is {ease:.0} (Flesch); {LEAST_READING_EASE:.0} or more is easy. Use shorter words and sentences."),
        );
    }
    for word in &content.do_not_say {
        let forbidden = crate::text::folded(word);
        for (at, point) in content.talking_points.iter().enumerate() {
            if crate::text::folded(point).contains(&forbidden) {
                add("talking_points", format!("Talking point {} says \"{word}\", which is on the list of what not to say.", at + 1));
            }
        }
    }
    findings
}

fn prose(content: &BriefContent) -> Vec<(&'static str, String)> {
    let mut all = vec![("objective", content.objective.clone())];
    all.extend(content.talking_points.iter().map(|point| ("talking_points", point.clone())));
    all.extend([
        ("brand_values", content.brand_values.clone()),
        ("visual_guidelines", content.visual_guidelines.clone()),
        ("approval", content.approval.clone()),
        ("payment", content.payment.clone()),
        ("flexible", content.flexible.clone()),
    ]);
    all.extend(content.benefits.iter().map(|benefit| ("benefits", benefit.clone())));
    all.retain(|(_, text)| !text.is_empty());
    all
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', '\n', ';']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn beginning(sentence: &str) -> String {
    sentence.split_whitespace().take(5).collect::<Vec<_>>().join(" ")
}

fn quoted_words(text: &str) -> Option<usize> {
    let parts: Vec<&str> = text.split(['"', '“', '”']).collect();
    parts.iter().skip(1).step_by(2).map(|quoted| quoted.split_whitespace().count()).max()
}

/// Flesch reading ease: 206.835 - 1.015 x words per sentence - 84.6 x syllables per word (Flesch 1948). Nothing for
/// a text of fewer than 20 words, where it means nothing.
#[must_use]
pub fn reading_ease(text: &str) -> Option<f64> {
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
    if words.len() < 20 {
        return None;
    }
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let sentences = sentences(text).count().max(1);
    Some(206.835 - 1.015 * count(words.len()) / count(sentences) - 84.6 * count(syllables) / count(words.len()))
}

/// Syllables of an English word: groups of vowels, a silent final e not counted, at least one.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let groups = letters.iter().enumerate().filter(|(at, c)| vowel(**c) && (*at == 0 || !vowel(letters[at - 1]))).count();
    let silent = letters.len() > 2 && letters.ends_with(&['e']) && !letters.ends_with(&['l', 'e']) && !vowel(letters[letters.len() - 2]);
    groups.saturating_sub(usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> BriefContent {
        BriefContent {
            objective: "Show how the cream calms dry skin in the morning.".into(),
            talking_points: vec!["It is made from oats.".into()],
            brand_values: "Kind and plain.".into(),
            visual_guidelines: "Morning light.".into(),
            hashtags: vec!["#ad".into()],
            disclosure: "Ad first".into(),
            approval: "We answer in one day.".into(),
            payment: "14 days after your post is checked.".into(),
            ..BriefContent::default()
        }
    }

    #[test]
    fn a_plain_brief_passes() {
        assert_eq!(read(&plain()), []);
    }

    #[test]
    fn a_contradiction_and_a_script_are_found() {
        let mut brief = plain();
        brief.do_not_say = vec!["made from oats".into()];
        brief.visual_guidelines = format!("Say \"{}\"", "word ".repeat(41));
        let found: Vec<String> = read(&brief).into_iter().map(|finding| finding.field).collect();
        assert!(found.contains(&"talking_points".to_owned()), "{found:?}");
        assert!(found.contains(&"visual_guidelines".to_owned()), "{found:?}");
    }

    #[test]
    fn reading_ease_orders_texts_as_people_do() {
        let easy = "The cat sat on the mat. The dog ran to the door. We all went out to play in the sun for the day.";
        let hard = "Notwithstanding organisational considerations, comprehensive communication methodologies facilitate interdisciplinary understanding among participating stakeholders internationally, particularly regarding sustainability certification documentation requirements throughout multinational organisational environments.";
        assert!(reading_ease(easy).unwrap() > 90.0);
        assert!(reading_ease(hard).unwrap() < 20.0);
    }
}
