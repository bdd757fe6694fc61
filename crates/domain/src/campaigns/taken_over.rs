//! What a sheet said of a collaboration that began before the program knew it: facts marked imported, each with its file and
//! rows.
//!
//! Invariant: nothing here was seen by the program or typed by a creator; while nobody has taken it up, nothing follows from it
//! but that somebody looks (`journey::taken_over`). Absent: how a sheet is read (`imports`), what is made and paid, which are
//! rows of their own rooms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeliverableId, ImportId},
    time::{Day, Timestamp},
};

/// How far the sheet says a collaboration came, before what is made is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// Thought of.
    #[default]
    Listed,
    /// Asked.
    Contacted,
    /// Talking about it.
    Talking,
    /// A deal was made.
    Agreed,
    /// It was signed, or what follows a signature was done.
    Signed,
    /// Work has begun.
    Making,
}

/// What had fallen through when the sheet was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fallen {
    /// Asked a week ago or longer, or nobody knows when, and nothing came of it.
    Unanswered,
    /// Asked within the last week.
    Waiting,
    /// A deal without a signature.
    Unsigned,
    /// Product was sent, and nothing since.
    NothingSince,
    /// Past its date and never posted.
    NeverPosted,
    /// It goes on, and the sheet gives no date.
    Undated,
    /// Posted, with a fee that the sheet does not call paid.
    Unpaid,
    /// A code that nobody used.
    CodeUnused,
}

impl Fallen {
    /// All, in the order in which they are shown: money first.
    pub const ALL: [Fallen; 8] = [
        Fallen::Unpaid,
        Fallen::NeverPosted,
        Fallen::NothingSince,
        Fallen::Unanswered,
        Fallen::Unsigned,
        Fallen::Undated,
        Fallen::CodeUnused,
        Fallen::Waiting,
    ];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Fallen::Unanswered => "unanswered",
            Fallen::Waiting => "waiting",
            Fallen::Unsigned => "unsigned",
            Fallen::NothingSince => "nothing_since",
            Fallen::NeverPosted => "never_posted",
            Fallen::Undated => "undated",
            Fallen::Unpaid => "unpaid",
            Fallen::CodeUnused => "code_unused",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether nothing goes on by itself because of it: a person takes it up or lets it rest.
    #[must_use]
    pub fn holds(self) -> bool {
        self != Fallen::CodeUnused
    }
}

/// So many days without an answer and it counts as unanswered.
pub const UNANSWERED_DAYS: i64 = 7;

/// One thing that the sheet says is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Thing {
    /// `reel`, `story` or words of the sheet's own.
    pub format: String,
    /// Where it is posted.
    pub platform: String,
    /// Its share of the fee in minor units.
    pub share: i64,
}

/// Something live without an address: the sheet says so and gives no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostedUnseen {
    /// What.
    pub deliverable: DeliverableId,
    /// When, by the sheet's word; its noon.
    pub at: Timestamp,
}

/// Facts of a collaboration that came from a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TakenOver {
    /// By which import.
    pub import: ImportId,
    /// What the sheet was called.
    pub file: String,
    /// The rows that told of it, as a spreadsheet numbers them.
    pub rows: Vec<u64>,
    /// When it was imported.
    pub at: Timestamp,
    /// Since when its promises count here: when it was imported, or taken up.
    pub since: Timestamp,
    /// Its status in the sheet's own words.
    pub status: String,
    /// How far it came.
    pub reached: Reached,
    /// The fee, in minor units of the campaign's currency.
    pub fee: i64,
    /// What of the fee the sheet does not call paid and nobody has decided about, in minor units.
    pub unpaid: i64,
    /// What is made, while it waits for somebody to take it up before it becomes deliverables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub things: Vec<Thing>,
    /// When product left.
    pub shipped_at: Option<Timestamp>,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
    /// Carrier and number, as they stand.
    #[serde(default)]
    pub parcel: String,
    /// What is live without an address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posted: Vec<PostedUnseen>,
    /// When it was posted or is due, by the sheet's word; the last of several.
    pub day: Option<Day>,
    /// How often its code was used, where the sheet says so.
    pub used: Option<i64>,
    /// Notes of the rows.
    #[serde(default)]
    pub notes: String,
    /// What had fallen through and is not dealt with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallen: Vec<Fallen>,
    /// Whether it was over when it was imported, so that nobody is asked about it.
    #[serde(default)]
    pub past: bool,
    /// What the rows said, in a few letters: the same rows again say nothing new.
    pub fingerprint: String,
    /// What was here before this sheet was read over it, as `imports` keeps it for taking the import back; this room looks not
    /// into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub before: Option<Box<serde_json::Value>>,
}

impl TakenOver {
    /// Whether it waits for a person to take it up or let it rest.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.fallen.iter().any(|fallen| fallen.holds())
    }

    /// It goes on from now: taken up by a person, or because the same thing happened here.
    pub fn go_on(&mut self, now: Timestamp, reached: Reached) {
        (self.since, self.reached, self.before) = (now, reached, None);
        self.fallen.retain(|fallen| !fallen.holds());
    }

    /// Whether a deal was made before the program knew of it.
    #[must_use]
    pub fn is_agreed(&self) -> bool {
        self.reached >= Reached::Agreed
    }

    /// Whether a deal that was made outside stands for the agreement.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.reached >= Reached::Signed
    }

    /// Whether work has begun, so that no brief is waited for.
    #[must_use]
    pub fn is_making(&self) -> bool {
        self.reached >= Reached::Making
    }
}
