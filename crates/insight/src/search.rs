//! The search over creators: words with typing errors, meaning, and filters with counts, in one index.
//!
//! Invariants: what is found in one brand never shows what another brand keeps: a creator stands in the index once for each
//! brand that knows them, with that brand's tags and kind, and once for the organisation with what everybody may see. A number
//! that nobody knows never fits a bound; how many are left out for that is counted. Results are ordered by fit, by followers
//! only where that is asked.
//! Absent: rows. The index is made from them, can be thrown away and is made again.

mod asking;
mod entries;
mod gathering;
mod index;
mod schema;
mod words;

use domain::discovery::{Filters, OwnField};
use uuid::Uuid;

use crate::meaning::Vector;

pub use index::{Change, Index, SearchError};

/// A creator as one brand, or the whole organisation, may find them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Whose.
    pub organisation: Uuid,
    /// The brand that knows them; nothing where this is what the organisation shares.
    pub brand: Option<Uuid>,
    /// Who.
    pub creator: Uuid,
    /// The brands that know them, for what the organisation shares: each finds its own entry.
    pub known_by: Vec<Uuid>,
    /// Their name and the names shown on their accounts.
    pub names: Vec<String>,
    /// Handles without `@`.
    pub handles: Vec<String>,
    /// What they say of themselves.
    pub bios: Vec<String>,
    /// What they are known for.
    pub topics: Vec<String>,
    /// Captions of recent posts, the newest first.
    pub posts: Vec<String>,
    /// The brand's tags.
    pub tags: Vec<String>,
    /// What stands in the brand's own fields.
    pub own: Vec<OwnField>,
    /// City.
    pub city: Option<String>,
    /// Two letters.
    pub country: Option<String>,
    /// Where most of the audience is: two letters each.
    pub audience_countries: Vec<String>,
    /// Parts of an account's audience, each with its share in whole percent.
    pub audience_shares: Vec<(String, i64)>,
    /// Languages they use: two letters each.
    pub languages: Vec<String>,
    /// Platform words, with the followers there.
    pub platforms: Vec<(String, Option<i64>)>,
    /// The kind of relationship, by its word.
    pub tier: Option<String>,
    /// The standing, by its word.
    pub standing: Option<String>,
    /// Over followers, in millionths.
    pub engagement_rate: Option<i64>,
    /// Over views, in millionths.
    pub engagement_by_views: Option<i64>,
    /// Mean views.
    pub views: Option<i64>,
    /// A month, in millionths.
    pub growth: Option<i64>,
    /// When the posts were posted of which a frequency may be worked out, in microseconds. The frequency is that of the day on
    /// which somebody asks.
    pub posted: Vec<i64>,
    /// The day of the last known post, counted from 1970.
    pub last_post_day: Option<i64>,
    /// In millionths.
    pub sponsored_share: Option<i64>,
    /// Handles of brands that they tagged in paid posts, without the `@`.
    pub brands: Vec<String>,
    /// The least they ask for, in minor units of the brand's currency.
    pub fee: Option<i64>,
    /// Whether an invitation can go to them.
    pub contactable: bool,
    /// The day on which the brand last wrote to them; nothing where it never did.
    pub last_contact_day: Option<i64>,
    /// Whether they are or were in one of the brand's campaigns.
    pub worked_with: bool,
    /// Whether an account of theirs carries its platform's badge; nothing where nobody said.
    pub verified: Option<bool>,
    /// Since when they are known, in microseconds.
    pub since: i64,
}

/// In which order creators are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// How well they fit what is asked.
    #[default]
    Fit,
    /// Most followers first.
    Followers,
    /// Known last first.
    Newest,
}

/// Among whom is searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those whom the brand knows.
    #[default]
    Known,
    /// Those of the organisation whom the brand does not know yet.
    New,
    /// Both.
    Everyone,
}

/// A search.
#[derive(Debug, Clone)]
pub struct Question {
    /// Whose creators.
    pub organisation: Uuid,
    /// For which brand.
    pub brand: Uuid,
    /// Among whom.
    pub scope: Scope,
    /// Words for names, topics, bios and posts, and for meaning.
    pub about: String,
    /// What a fitting creator is close to, beside or instead of the words: a campaign, a brand, another creator.
    pub near: Option<Vector>,
    /// What must hold.
    pub filters: Filters,
    /// Among whom alone, where that is known of other rows than the index has.
    pub only: Option<Vec<Uuid>>,
    /// Whom to leave out.
    pub without: Vec<Uuid>,
    /// In which order.
    pub order: Order,
    /// How many to pass over.
    pub offset: usize,
    /// How many to give.
    pub limit: usize,
    /// The time of asking, in microseconds.
    pub now: i64,
    /// Whether to count what further filters would leave.
    pub counts: bool,
    /// Whether words are also compared by their meaning.
    pub meaning: bool,
}

/// Why somebody was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reasons {
    /// Words of the question that stand in what is known of them, each with where.
    pub words: Vec<(String, Place)>,
    /// How close in meaning, from -1 to 1; nothing where there is nothing to compare.
    pub closeness: Option<f32>,
}

/// Where a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In a name.
    Name,
    /// In a handle.
    Handle,
    /// In what they are known for, or a tag.
    Topic,
    /// In what they say of themselves.
    Bio,
    /// In a post.
    Post,
    /// In the city.
    City,
}

/// One who was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Who.
    pub creator: Uuid,
    /// Whether the brand knows them.
    pub known: bool,
    /// The fit from 0 to 1, for this question; nothing where nothing was asked that could fit better or worse.
    pub fit: Option<f32>,
    /// Why.
    pub reasons: Reasons,
}

/// How many of those found have something: a facet as `country:DE`, and how many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Facet name and value, and how many; most first.
    pub facets: Vec<(String, String, u64)>,
    /// Whether they were counted in a part of those found and are estimates.
    pub estimated: bool,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// How many fit.
    pub total: u64,
    /// The asked part of them, in order.
    pub hits: Vec<Hit>,
    /// What further filters would leave.
    pub counts: Counts,
    /// For each filter that asks for a number: how many would fit all else but have no such number.
    pub unknown: Vec<(&'static str, u64)>,
    /// Words read as others, because nobody has them as written: what was written, and what it was read as.
    pub corrected: Vec<(String, String)>,
    /// Words that stand with nobody.
    pub missing: Vec<String>,
}

/// The most that can be paged through; a search that finds more wants filters.
pub const MOST_SHOWN: usize = 1_000;
/// From which closeness on somebody counts as found by meaning alone. Unrelated texts lie about 0.07 apart and related ones
/// above 0.5 (the model's published pairs), so this stands between.
pub const CLOSE: f32 = 0.3;
