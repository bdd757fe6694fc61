//! Words as the index keeps and looks for them: folded, without accents, and cut to their stems by the language of the text.
//!
//! Invariant: a text and a question about it give the same word where a reader would call them the same; a question in an
//! unknown language asks for each word as written and cut by every language that is cut. Absent: words without letters or
//! digits, and any list of words to leave out of a text; only a question leaves out the small ones.

use tantivy::tokenizer::{AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer, Token};

/// The languages whose words are cut.
const CUT: [(&str, Language); 7] = [
    ("en", Language::English),
    ("de", Language::German),
    ("fr", Language::French),
    ("es", Language::Spanish),
    ("it", Language::Italian),
    ("nl", Language::Dutch),
    ("pt", Language::Portuguese),
];

/// The longest word in bytes.
const LONGEST: usize = 60;
/// The most words of one text.
const MOST: usize = 2_000;

/// Takes texts apart. It is cheap to use again and again, so one is kept for each job.
pub(super) struct Words {
    plain: TextAnalyzer,
    cut: Vec<(&'static str, TextAnalyzer)>,
}

impl Words {
    pub(super) fn new() -> Self {
        let plain = || TextAnalyzer::builder(SimpleTokenizer::default()).filter(RemoveLongFilter::limit(LONGEST)).filter(LowerCaser);
        let cut = CUT.iter().map(|(code, language)| (*code, plain().filter(Stemmer::new(*language)).filter(AsciiFoldingFilter).build()));
        Self { cut: cut.collect(), plain: plain().filter(AsciiFoldingFilter).build() }
    }

    /// The words of a text in a language; as written where its words are not cut.
    pub(super) fn of(&mut self, text: &str, language: Option<&str>) -> Vec<Token> {
        let analyzer = self.cut.iter_mut().find(|(code, _)| Some(*code) == language).map(|(_, analyzer)| analyzer);
        tokens(analyzer.unwrap_or(&mut self.plain), text)
    }

    /// The words of a question: each as written, with the forms in which texts may keep it.
    pub(super) fn asked(&mut self, text: &str) -> Vec<Asked> {
        let written = tokens(&mut self.plain, text);
        let mut asked: Vec<Asked> = Vec::new();
        for token in written {
            let word = token.text;
            if SMALL.contains(&word.as_str()) || asked.iter().any(|one| one.word == word) || asked.len() == MOST_ASKED {
                continue;
            }
            let original = text.get(token.offset_from..token.offset_to).unwrap_or(&word).to_owned();
            let mut forms = vec![word.clone()];
            for (_, analyzer) in &mut self.cut {
                forms.extend(tokens(analyzer, &original).into_iter().map(|token| token.text));
            }
            forms.sort();
            forms.dedup();
            asked.push(Asked { word, forms });
        }
        asked
    }
}

/// The most words of a question.
const MOST_ASKED: usize = 24;

/// A word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// As written, folded.
    pub(super) word: String,
    /// The forms in which texts may keep it, each once.
    pub(super) forms: Vec<String>,
}

fn tokens(analyzer: &mut TextAnalyzer, text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut stream = analyzer.token_stream(text);
    while found.len() < MOST && stream.advance() {
        found.push(stream.token().clone());
    }
    found
}

/// Small words that tell nothing of a creator, in English, German, French and Spanish.
const SMALL: &[&str] = &[
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "auf", "aus", "be", "bei", "but", "by", "con", "da", "das", "de",
    "del", "dem", "den", "der", "des", "die", "do", "du", "ein", "eine", "einen", "einer", "el", "en", "es", "et", "for", "from", "fuer",
    "fur", "gern", "has", "have", "her", "his", "i", "ich", "im", "in", "ist", "it", "its", "la", "las", "le", "les", "los", "me", "mit",
    "my", "nicht", "not", "oder", "of", "on", "or", "ou", "our", "para", "por", "pour", "she", "sind", "so", "sur", "that", "the", "their",
    "they", "this", "to", "um", "un", "una", "und", "une", "us", "von", "was", "we", "who", "wie", "with", "y", "you", "your", "zu", "zum",
    "zur",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, language: Option<&str>) -> Vec<String> {
        Words::new().of(text, language).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn a_question_asks_for_the_form_that_a_text_keeps() {
        let texts = [
            ("Running shoes for runners", "en", "runs"),
            ("Vegane Gesichtspflege", "de", "vegan"),
            ("Recettes végétariennes", "fr", "végétarienne"),
        ];
        for (text, language, question) in texts {
            let kept = words(text, Some(language));
            let asked = Words::new().asked(question);
            assert!(asked.iter().all(|word| word.forms.iter().any(|form| kept.contains(form))), "{question}: {asked:?} in {kept:?}");
        }
    }

    #[test]
    fn accents_and_case_do_not_matter_and_small_words_are_left_out() {
        assert_eq!(words("Lucía FERNÁNDEZ", None), ["lucia", "fernandez"]);
        let asked: Vec<String> = Words::new().asked("the food of the and LUCÍA lucia").into_iter().map(|one| one.word).collect();
        assert_eq!(asked, ["food", "lucia"]);
    }

    #[test]
    fn any_text_is_taken_apart_in_bounds() {
        for text in ["", "🥑🥑", "ภาษาไทย", "\u{202e}abc", &"word ".repeat(100_000), &"x".repeat(100_000)] {
            assert!(words(text, Some("en")).len() <= MOST);
            assert!(Words::new().asked(text).len() <= MOST_ASKED);
        }
    }
}
