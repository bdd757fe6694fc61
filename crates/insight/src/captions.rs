//! The local reading of a caption: is it sponsored, does it say so as its market asks, what is it about, and what may a brand not
//! want to stand beside.
//!
//! Words and rules are data (`captions/data/*.tsv`, each row with its language, and with its source where a rule has one); the code
//! is a small engine over them. English, German, French and Spanish are read; for other languages only the labels of the market and
//! English ones are, and topics say `Other`.
//!
//! Invariant: a reading depends on the caption alone, takes time in proportion to its length, and every piece of evidence is a
//! stretch of the original text between character boundaries.
//! Absent: pictures and sound, learning from the captions that are read, and legal advice.

mod disclosure;
mod language;
pub mod quality;
mod record;
mod rules;
mod safety;
mod sponsored;
mod text;
mod topics;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use text::Text;

pub use record::{Counts, Record, record};
pub use topics::MOST as MOST_TOPICS;

/// Whose rules count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Market {
    /// FTC, 16 CFR 255.
    UnitedStates,
    /// ASA and CMA.
    UnitedKingdom,
    /// Ad Standards.
    Ireland,
    /// Die Medienanstalten.
    Germany,
    /// Loi 2023-451.
    France,
    /// Autocontrol.
    Spain,
}

impl Market {
    /// All that have rules here.
    pub const ALL: [Self; 6] = [Self::UnitedStates, Self::UnitedKingdom, Self::Ireland, Self::Germany, Self::France, Self::Spain];

    /// From two letters of ISO 3166 (and `UK`), in either case; `None` where there are no rules.
    #[must_use]
    pub fn from_country(code: &str) -> Option<Self> {
        Some(match code.to_ascii_uppercase().as_str() {
            "US" => Self::UnitedStates,
            "GB" | "UK" => Self::UnitedKingdom,
            "IE" => Self::Ireland,
            "DE" => Self::Germany,
            "FR" => Self::France,
            "ES" => Self::Spain,
            _ => return None,
        })
    }

    /// Two letters, as the rule tables write them.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnitedStates => "US",
            Self::UnitedKingdom => "UK",
            Self::Ireland => "IE",
            Self::Germany => "DE",
            Self::France => "FR",
            Self::Spain => "ES",
        }
    }

    /// The name in a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnitedStates => "the United States",
            Self::UnitedKingdom => "the United Kingdom",
            Self::Ireland => "Ireland",
            Self::Germany => "Germany",
            Self::France => "France",
            Self::Spain => "Spain",
        }
    }

    /// The word that is safest there.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::UnitedStates | Self::Ireland => "#ad",
            Self::UnitedKingdom => "Ad",
            Self::Germany => "Anzeige",
            Self::France => "Publicité",
            Self::Spain => "Publicidad",
        }
    }

    /// The term of the rule table to which [`Market::label`] belongs.
    fn term(self) -> &'static str {
        match self {
            Self::UnitedStates | Self::UnitedKingdom | Self::Ireland => "ad",
            Self::Germany => "werbung",
            Self::France => "publicite",
            Self::Spain => "publicidad",
        }
    }

    fn languages(self) -> rules::Languages {
        rules::languages(match self {
            Self::UnitedStates | Self::UnitedKingdom | Self::Ireland => "en",
            Self::Germany => "de",
            Self::France => "fr",
            Self::Spain => "es",
        })
    }
}

/// A caption, and what is known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption<'a> {
    /// The text as it was published.
    pub text: &'a str,
    /// The market whose rules count.
    pub market: Market,
    /// Two letters, if known; otherwise it is guessed.
    pub language: Option<&'a str>,
    /// The platform, in small letters.
    pub platform: &'a str,
    /// The platform's own label for paid partnerships is known to be there.
    pub platform_label: bool,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reading {
    /// Whether somebody pays, gives or earns.
    pub sponsored: Sponsored,
    /// Whether that is said as it must be.
    pub disclosure: Disclosure,
    /// What it is about, main topic first; never empty.
    pub topics: Vec<Topic>,
    /// What a brand may not want to stand beside, most serious first.
    pub safety: Vec<Finding>,
}

/// Whether somebody pays, gives or earns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sponsored {
    /// The answer.
    pub yes: bool,
    /// What shows it; not empty where the answer is yes.
    pub because: Vec<Evidence>,
}

/// A stretch of the text, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// First byte in the text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The stretch as it is written; empty where the platform's label is meant.
    pub text: String,
    /// What it says, in plain English.
    pub says: String,
}

/// How well a text discloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is nothing to disclose.
    NotNeeded,
    /// An accepted word, seen at once.
    Clear,
    /// There is a word, but not as it should be.
    Weak(Weakness),
    /// There is no word.
    Missing,
}

/// Why a disclosure is weak; the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weakness {
    /// An English word for people who read another language.
    Language,
    /// A word that the market does not accept.
    Word,
    /// Inside a run of hashtags.
    TagString,
    /// Not where people see it at once.
    Position,
}

/// How well a text discloses, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Disclosure {
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence that names the term and the rule.
    pub reason: String,
    /// Where the rule is written down.
    pub source: Option<&'static str>,
    /// The words that decided.
    pub evidence: Vec<Evidence>,
}

/// What a caption is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is its meaning")]
pub enum Topic {
    Beauty,
    Skincare,
    Fashion,
    Fitness,
    Food,
    Travel,
    Family,
    Home,
    Technology,
    Gaming,
    Finance,
    Health,
    Pets,
    Music,
    Education,
    Sustainability,
    Other,
}

impl Topic {
    /// All, in their order.
    pub const ALL: [Self; 17] = [
        Self::Beauty,
        Self::Skincare,
        Self::Fashion,
        Self::Fitness,
        Self::Food,
        Self::Travel,
        Self::Family,
        Self::Home,
        Self::Technology,
        Self::Gaming,
        Self::Finance,
        Self::Health,
        Self::Pets,
        Self::Music,
        Self::Education,
        Self::Sustainability,
        Self::Other,
    ];

    /// The name in small letters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Beauty => "beauty",
            Self::Skincare => "skincare",
            Self::Fashion => "fashion",
            Self::Fitness => "fitness",
            Self::Food => "food",
            Self::Travel => "travel",
            Self::Family => "family",
            Self::Home => "home",
            Self::Technology => "technology",
            Self::Gaming => "gaming",
            Self::Finance => "finance",
            Self::Health => "health",
            Self::Pets => "pets",
            Self::Music => "music",
            Self::Education => "education",
            Self::Sustainability => "sustainability",
            Self::Other => "other",
        }
    }

    /// From [`Topic::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

/// What a brand may not want to stand beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is its meaning")]
pub enum SafetyTopic {
    Alcohol,
    Gambling,
    Violence,
    Hate,
    Adult,
    Drugs,
    Politics,
    Profanity,
    MedicalClaim,
}

impl SafetyTopic {
    /// All, in their order.
    pub const ALL: [Self; 9] = [
        Self::Alcohol,
        Self::Gambling,
        Self::Violence,
        Self::Hate,
        Self::Adult,
        Self::Drugs,
        Self::Politics,
        Self::Profanity,
        Self::MedicalClaim,
    ];

    /// The name as data writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Alcohol => "alcohol",
            Self::Gambling => "gambling",
            Self::Violence => "violence",
            Self::Hate => "hate",
            Self::Adult => "adult",
            Self::Drugs => "drugs",
            Self::Politics => "politics",
            Self::Profanity => "profanity",
            Self::MedicalClaim => "medical_claim",
        }
    }

    /// The name as people read it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Alcohol => "Alcohol",
            Self::Gambling => "Gambling",
            Self::Violence => "Violence",
            Self::Hate => "Hate",
            Self::Adult => "Adult",
            Self::Drugs => "Drugs",
            Self::Politics => "Politics",
            Self::Profanity => "Swearing",
            Self::MedicalClaim => "Medical claim",
        }
    }

    /// From [`SafetyTopic::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Legal and mild.
    Low,
    /// Most brands stay away.
    High,
}

/// Something that a brand may not want to stand beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What.
    pub topic: SafetyTopic,
    /// How serious.
    pub severity: Severity,
    /// The words.
    pub evidence: Evidence,
    /// A sentence for people.
    pub says: String,
}

/// Reads a caption.
#[must_use]
pub fn read(caption: &Caption<'_>) -> Reading {
    let text = Text::new(caption.text);
    let asked = language::asked(caption.language, &text);
    let ties = sponsored::ties(&text, caption, asked);
    let sponsored = sponsored::sponsored(&text, caption, &ties);
    let disclosure = disclosure::disclosure(&text, caption, &sponsored, &ties);
    Reading { disclosure, sponsored, topics: topics::topics(&text, asked), safety: safety::safety(&text, asked) }
}

/// The handles that a text names with an `@`, without it and in small letters, in order, each once. An e-mail address is none.
#[must_use]
pub fn tagged(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        if matches!(letter, '@' | '＠') && !before.is_alphanumeric() {
            let rest = &text[at + letter.len_utf8()..];
            let end = rest.find(|next: char| !(next.is_ascii_alphanumeric() || matches!(next, '.' | '_'))).unwrap_or(rest.len());
            let handle = rest[..end].trim_end_matches('.').to_lowercase();
            if (2..=30).contains(&handle.len()) && !found.contains(&handle) {
                found.push(handle);
            }
        }
        before = letter;
    }
    found
}

/// Where a text uses words of the brand's own list (words not to be said, or its own safety words).
///
/// Whole words, or rows of them, in any spelling that a reader sees as the same, with the usual endings of longer words; a hashtag
/// is a word.
#[must_use]
pub fn own_list(text: &str, list: &[&str]) -> Vec<Evidence> {
    safety::own_list(text, list)
}
