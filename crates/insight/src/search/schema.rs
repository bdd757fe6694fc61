//! The fields of the index, and which numbers of an entry stand in which.
//!
//! Invariant: an index that was made with other fields, another version of this file or another model of meaning is not opened;
//! it is made anew. Absent: anything that is read back as text; names and posts come from the rows.

use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};

/// Counts up whenever an entry is written otherwise.
pub(super) const VERSION: u32 = 7;

/// The numbers of an entry, each a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Followers,
    Instagram,
    TikTok,
    YouTube,
    EngagementRate,
    EngagementByViews,
    Views,
    Growth,
    /// A frequency when it is asked for; its column holds the times of posts.
    PostsAWeek,
    LastPostDay,
    SponsoredShare,
    Fee,
    LastContactDay,
    Since,
    /// One where somebody carries a platform's badge, zero where none of their accounts does.
    Verified,
}

impl Number {
    pub(super) const ALL: [Number; 15] = [
        Number::Followers,
        Number::Instagram,
        Number::TikTok,
        Number::YouTube,
        Number::EngagementRate,
        Number::EngagementByViews,
        Number::Views,
        Number::Growth,
        Number::PostsAWeek,
        Number::LastPostDay,
        Number::SponsoredShare,
        Number::Fee,
        Number::LastContactDay,
        Number::Since,
        Number::Verified,
    ];

    /// The column's name.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Number::Followers => "followers",
            Number::Instagram => "followers_instagram",
            Number::TikTok => "followers_tiktok",
            Number::YouTube => "followers_youtube",
            Number::EngagementRate => "engagement_rate",
            Number::EngagementByViews => "engagement_by_views",
            Number::Views => "views",
            Number::Growth => "growth",
            Number::PostsAWeek => "posted",
            Number::LastPostDay => "last_post_day",
            Number::SponsoredShare => "sponsored_share",
            Number::Fee => "fee",
            Number::LastContactDay => "last_contact_day",
            Number::Since => "since",
            Number::Verified => "verified",
        }
    }

    /// The column of followers on one platform, where it has one of its own.
    pub(super) fn of_platform(word: &str) -> Option<Self> {
        match word {
            "instagram" => Some(Number::Instagram),
            "tiktok" => Some(Number::TikTok),
            "youtube" => Some(Number::YouTube),
            _ => None,
        }
    }
}

/// The fields.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// Who, for taking an entry away.
    pub(super) who: Field,
    /// `b` and the brand, or `o` and the organisation.
    pub(super) wall: Field,
    /// The brands that know somebody whom the organisation shares.
    pub(super) known_by: Field,
    /// What can be filtered and counted, as `country:DE`.
    pub(super) has: Field,
    /// The creator's id in two halves.
    pub(super) id: [Field; 2],
    /// Whether this is a brand's own entry.
    pub(super) known: Field,
    /// Words, by the place where they stand.
    pub(super) name: Field,
    pub(super) handle: Field,
    pub(super) topic: Field,
    pub(super) bio: Field,
    pub(super) post: Field,
    pub(super) city: Field,
    /// Every word as written, for reading words that nobody has as typing errors of those that somebody has.
    pub(super) spelling: Field,
    /// The vector.
    pub(super) vector: Field,
    /// In the order of [`Number::ALL`].
    pub(super) numbers: Vec<Field>,
}

/// The names of the two halves of an id.
pub(super) const ID: [&str; 2] = ["id_high", "id_low"];

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // Our own words go in; a word counts by how often and in how long a text it stands, not by its place.
    let words = TextOptions::default()
        .set_indexing_options(TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqs));
    let fields = Fields {
        who: schema.add_text_field("who", STRING),
        wall: schema.add_text_field("wall", STRING),
        known_by: schema.add_text_field("known_by", STRING),
        has: schema.add_text_field("has", STRING | FAST),
        id: ID.map(|name| schema.add_u64_field(name, FAST)),
        known: schema.add_u64_field("known", FAST),
        name: schema.add_text_field("name", words.clone()),
        handle: schema.add_text_field("handle", words.clone()),
        topic: schema.add_text_field("topic", words.clone()),
        bio: schema.add_text_field("bio", words.clone()),
        post: schema.add_text_field("post", words.clone()),
        city: schema.add_text_field("city", words),
        spelling: schema.add_text_field("spelling", STRING),
        vector: schema.add_bytes_field("vector", STORED),
        numbers: Number::ALL.iter().map(|number| schema.add_i64_field(number.column(), FAST)).collect(),
    };
    (schema.build(), fields)
}
