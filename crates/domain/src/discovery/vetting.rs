//! Vetting: what is known of a creator as signals, each with its value, evidence and weight; and what people decided.
//!
//! Invariants: a signal that is not known has no value and counts nothing; the fit is the weighted mean of the signals that are
//! known, and never stands without the share of weight that they make up (docs/domain.md, section 7). Weights and bands are
//! tables with their reasons. Deliberately absent: how a signal is worked out, which the operations do with `insight`; and a
//! decision by the program.

pub mod accounts;
pub mod comments;
pub mod followers;
mod happened;
mod usual;
mod weights;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    creators::words,
    fields::FieldErrors,
    ids::{CampaignId, CreatorId},
    time::Timestamp,
};

pub use accounts::{Belongs, OfAccount, belongs, fit_of};
pub use happened::{Happened, HappenedAs};
pub use usual::{Usual, market_languages, usual_engagement};
pub use weights::{Band, Weight, band, weight};

/// The lines of a table under its headings, each as its cells.
fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

words! {
    /// What is looked at.
    SignalKind {
        /// Share of followers behind whom there is probably nobody.
        SuspiciousFollowers = "suspicious_followers", "Suspicious followers";
        /// Interactions against followers or views.
        Engagement = "engagement", "Engagement";
        /// Comments that are more than emoji, stock phrases and advertising.
        SubstantiveComments = "substantive_comments", "Comments that say something";
        /// Comments that ask what a buyer asks.
        PurchaseQuestions = "purchase_questions", "Questions of buyers";
        /// Threads that the creator answers.
        OwnReplies = "own_replies", "Own replies";
        /// How often they post.
        PostsAWeek = "posts_a_week", "Posts a week";
        /// How many of their posts are paid for.
        SponsoredShare = "sponsored_share", "Sponsored share";
        /// How paid posts do against their own.
        SponsoredPerformance = "sponsored_performance", "Sponsored against own posts";
        /// Whether paid posts say so.
        Disclosure = "disclosure", "Disclosure";
        /// What a brand may not want to stand beside.
        BrandSafety = "brand_safety", "Brand safety";
        /// Whether followers came as they usually do.
        Growth = "growth", "Growth";
        /// In which language they write, against the markets.
        Language = "language", "Language";
        /// How much of what they write is near to what the brand is about.
        TopicFit = "topic_fit", "Topic fit";
        /// Where the audience is, against the markets.
        Audience = "audience", "Audience";
    }
}

words! {
    /// What a value amounts to.
    Reads {
        /// Better than usual, or as it should be.
        Good = "good", "Good";
        /// As most are.
        Usual = "usual", "Usual";
        /// A person should look at the evidence.
        LookCloser = "look_closer", "Look closer";
        /// Not to be taken unless somebody can say why.
        Reject = "reject", "Reject unless justified";
        /// Not known, or not enough is.
        Unknown = "unknown", "Unknown";
    }
}

impl Reads {
    /// What it counts in the fit, in hundredths; nothing where it is unknown.
    #[must_use]
    pub const fn fit(self) -> Option<i64> {
        match self {
            Self::Good => Some(100),
            Self::Usual => Some(75),
            Self::LookCloser => Some(35),
            Self::Reject => Some(0),
            Self::Unknown => None,
        }
    }
}

/// A value as it is shown. Shares and changes are in millionths, so 3.2 % is 32 000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Figure {
    /// A part of a whole, with its 95 % interval where there is one.
    Share {
        /// The share.
        share: i64,
        /// Lower end.
        low: Option<i64>,
        /// Upper end.
        high: Option<i64>,
    },
    /// More or less than something else, with its 95 % interval.
    Change {
        /// Above zero is more.
        change: i64,
        /// Lower end.
        low: Option<i64>,
        /// Upper end.
        high: Option<i64>,
    },
    /// So often a week, in thousandths.
    AWeek {
        /// How often.
        times: i64,
    },
    /// So many of so many.
    Count {
        /// Of which it is true.
        count: i64,
        /// Of how many.
        of: i64,
    },
    /// A word: a language's or a country's code.
    Word {
        /// The code.
        code: String,
        /// The share of what was looked at, where that is known.
        share: Option<i64>,
    },
}

words! {
    /// What a piece of evidence is.
    EvidenceKind {
        /// A post.
        Post = "post", "Post";
        /// A comment.
        Comment = "comment", "Comment";
        /// A follower's account.
        Account = "account", "Account";
        /// A time in which followers came or went out of line.
        Jump = "jump", "Jump";
        /// A number with its source.
        Number = "number", "Number";
    }
}

/// Something that one can look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// The words that were read, cut where they are long.
    pub text: String,
    /// What they say, in a sentence.
    pub says: String,
    /// Where it can be looked at.
    pub url: Option<String>,
    /// When it was published or had.
    pub at: Option<Timestamp>,
    /// Where the rule behind it is written down.
    pub rule: Option<String>,
}

/// From one value to another, both within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The lower end.
    pub low: i64,
    /// The upper end.
    pub high: i64,
}

/// One thing that is looked at, with all that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// What.
    pub kind: SignalKind,
    /// Of which account the value is; nothing where it is the person's, over all of them.
    #[serde(default)]
    pub account: Option<OfAccount>,
    /// Which variant of it, where there are several: `ER-F`.
    pub variant: Option<String>,
    /// The value; nothing where it is not known.
    pub value: Option<Figure>,
    /// Between which values it is usual, in the value's own unit.
    pub usual: Option<Span>,
    /// What it amounts to.
    pub reads: Reads,
    /// What it counts in the fit, in hundredths of all.
    pub weight: i64,
    /// Why it counts so much.
    pub weight_reason: String,
    /// What the value rests on, with counts; each a sentence.
    pub because: Vec<String>,
    /// What would change it, or what to bring where it is unknown.
    pub would_change: String,
    /// Who says so: files and accounts.
    pub source: Option<String>,
    /// When it was true.
    pub as_of: Option<Timestamp>,
    /// What one can look at, the strongest first.
    pub evidence: Vec<Evidence>,
    /// How many more there are than stand here.
    pub more: i64,
}

impl Signal {
    /// A signal of which nothing is known yet.
    #[must_use]
    pub fn unknown(kind: SignalKind, because: impl Into<String>, bring: impl Into<String>) -> Self {
        let weight = weight(kind);
        Self {
            kind,
            account: None,
            variant: None,
            value: None,
            usual: None,
            reads: Reads::Unknown,
            weight: weight.hundredths,
            weight_reason: weight.reason.to_owned(),
            because: vec![because.into()],
            would_change: bring.into(),
            source: None,
            as_of: None,
            evidence: Vec::new(),
            more: 0,
        }
    }

    /// A signal with its value.
    #[must_use]
    pub fn of(kind: SignalKind, value: Figure, reads: Reads, because: Vec<String>, would_change: impl Into<String>) -> Self {
        let usual = band(kind).map(|band| Span { low: band.usual.min(band.good), high: band.usual.max(band.good) });
        Self { value: Some(value), usual, reads, because, ..Self::unknown(kind, "", would_change) }
    }

    /// With what one can look at; the first `most` of it.
    #[must_use]
    pub fn shown_by(mut self, mut evidence: Vec<Evidence>, most: usize) -> Self {
        self.more = i64::try_from(evidence.len().saturating_sub(most)).unwrap_or(i64::MAX);
        evidence.truncate(most);
        self.evidence = evidence;
        self
    }

    /// With what is usual.
    #[must_use]
    pub fn usually(mut self, low: i64, high: i64) -> Self {
        self.usual = Some(Span { low, high });
        self
    }

    /// With whose it is.
    #[must_use]
    pub fn of_account(mut self, account: Option<OfAccount>) -> Self {
        self.account = account;
        self
    }

    /// With who says so, and when it was true.
    #[must_use]
    pub fn from(mut self, source: Option<String>, as_of: Option<Timestamp>) -> Self {
        (self.source, self.as_of) = (source, as_of);
        self
    }
}

/// How well a creator fits by what is known, never without how much that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fit {
    /// The weighted mean of what is known, in hundredths.
    pub hundredths: i64,
    /// The share of all weight that is known, in hundredths.
    pub known: i64,
}

/// The weighted mean of the known signals; nothing where none is known.
#[must_use]
pub fn fit<'a>(signals: impl IntoIterator<Item = &'a Signal>) -> Option<Fit> {
    let (mut all, mut known, mut sum) = (0_i64, 0_i64, 0_i64);
    for signal in signals {
        all += signal.weight;
        if let Some(fit) = signal.reads.fit() {
            known += signal.weight;
            sum += signal.weight * fit;
        }
    }
    (known > 0 && all > 0).then(|| Fit { hundredths: half_up(sum, known), known: half_up(known * 100, all) })
}

fn half_up(value: i64, by: i64) -> i64 {
    (2 * value + by).div_euclid(2 * by)
}

words! {
    /// What people decided.
    Choice {
        /// Work with them.
        GoAhead = "go_ahead", "Go ahead";
        /// Only under what the reason says.
        WithConditions = "with_conditions", "Go ahead, with conditions";
        /// Do not.
        Not = "not", "Not with us";
    }
}

/// What somebody decided about a creator, for one brand. The newest counts; the older ones stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// About whom.
    pub creator: CreatorId,
    /// For which campaign; nothing for all of them.
    pub campaign: Option<CampaignId>,
    /// What.
    pub choice: Choice,
    /// Why, in their words.
    pub reason: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// How well the creator fitted by what was known then.
    pub fit: Option<Fit>,
}

/// The most letters of a reason.
const MOST_REASON: usize = 1_000;

impl Decision {
    /// A reason that can stand.
    ///
    /// # Errors
    /// At the field `reason`.
    pub fn reason(text: &str) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let reason = text.trim();
        errors.require(!reason.is_empty(), "reason", "Say why, so that colleagues know what it rests on.");
        errors.require(reason.chars().count() <= MOST_REASON, "reason", "Write at most 1,000 characters.");
        errors.ok(reason.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(kind: SignalKind, reads: Reads) -> Signal {
        Signal { reads, ..Signal::unknown(kind, "", "") }
    }

    #[test]
    fn the_weights_of_all_signals_make_one_hundred() {
        assert_eq!(SignalKind::ALL.iter().map(|kind| weight(*kind).hundredths).sum::<i64>(), 100);
        assert!(SignalKind::ALL.iter().all(|kind| !weight(*kind).reason.is_empty()));
    }

    #[test]
    fn what_is_unknown_counts_neither_for_nor_against_and_is_told() {
        assert_eq!(fit(&[]), None);
        let unknown: Vec<Signal> = SignalKind::ALL.iter().map(|kind| signal(*kind, Reads::Unknown)).collect();
        assert_eq!(fit(&unknown), None, "nothing known is no fit of zero");
        let mut one = unknown.clone();
        one[0].reads = Reads::Good;
        assert_eq!(fit(&one), Some(Fit { hundredths: 100, known: one[0].weight }));
        one[1].reads = Reads::Reject;
        let (a, b) = (one[0].weight, one[1].weight);
        let expected = (100.0 * a as f64 / (a + b) as f64).round() as i64;
        assert_eq!(fit(&one), Some(Fit { hundredths: expected, known: a + b }));
    }

    #[test]
    fn a_decision_has_a_reason() {
        assert!(Decision::reason("  ").is_err());
        assert!(Decision::reason(&"x".repeat(1_001)).is_err());
        assert_eq!(Decision::reason(" Spike explained. ").as_deref(), Ok("Spike explained."));
    }
}
