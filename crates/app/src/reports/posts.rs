//! A campaign's posts in its report, those that most people saw first.
//!
//! Invariant: only verified posts, and a post whose views nobody knows comes after all that somebody counted. Absent: what a post
//! sold; orders are credited to creators.

use domain::{content::Glance, ids::CollaborationId, time::Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::standing::Known;

/// So many posts are shown; the collaborations have all.
const MOST: usize = 12;

/// One verified post.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReportPost {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// Whose.
    pub creator_name: String,
    /// `reel`, `story` ...
    pub format: String,
    /// Where it was posted.
    pub platform: String,
    /// Its address.
    pub url: String,
    /// Since when it is live.
    pub live_at: Timestamp,
    /// How often it was seen, where somebody knows.
    pub views: Option<i64>,
    /// How often it was answered, where somebody knows.
    pub engagements: Option<i64>,
    /// What was approved for it looks like.
    pub glance: Glance,
}

/// The posts of the campaign that most people saw.
pub(super) fn most_seen(known: &Known) -> Vec<ReportPost> {
    let mut all: Vec<ReportPost> = Vec::new();
    for collaboration in known.collaborations() {
        for (made, post) in known.made_of(collaboration.id) {
            let Some(post) = post else { continue };
            let counts = post.known();
            all.push(ReportPost {
                collaboration: collaboration.id,
                creator_name: known.creator(collaboration.value.creator).0,
                format: made.format.clone(),
                platform: made.platform.clone(),
                url: post.url.clone(),
                live_at: post.live_at,
                views: counts.views,
                engagements: counts.engagements(),
                glance: made.glance(None).unwrap_or_default(),
            });
        }
    }
    // Of two that as many saw the one that is out longer.
    all.sort_by_key(|post| (std::cmp::Reverse(post.views), post.live_at));
    all.truncate(MOST);
    all
}
