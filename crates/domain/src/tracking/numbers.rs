//! How often a post was seen and answered: readings over time, each with its source.
//!
//! Invariants: what is not known is left out, never zero; a reading is never changed, of each number the newest counts; engagements are likes,
//! comments, saves and shares, as far as they are known, and never views. Absent: fetching, and what the numbers cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Post;
use crate::{creators::Method, fields::FieldErrors, time::Timestamp};

/// So many readings of a post are kept: the first, and the newest.
const KEPT: usize = 60;
/// No post was ever counted higher; beyond it somebody has mistyped.
const MOST: i64 = 20_000_000_000;

/// What a platform counts about a post. Whole numbers; absent where the platform does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Counts {
    /// Views of a video, or plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views: Option<i64>,
    /// Accounts that saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<i64>,
    /// Times it was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impressions: Option<i64>,
    /// Likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<i64>,
    /// Comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<i64>,
    /// Saves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves: Option<i64>,
    /// Shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<i64>,
}

impl Counts {
    /// Each with its field's name.
    fn all(&self) -> [(&'static str, Option<i64>); 7] {
        [
            ("views", self.views),
            ("reach", self.reach),
            ("impressions", self.impressions),
            ("likes", self.likes),
            ("comments", self.comments),
            ("saves", self.saves),
            ("shares", self.shares),
        ]
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all().iter().all(|(_, count)| count.is_none())
    }

    /// Likes, comments, saves and shares, as far as they are known; nothing where none is.
    #[must_use]
    pub fn engagements(&self) -> Option<i64> {
        let known = [self.likes, self.comments, self.saves, self.shares];
        known.iter().any(Option::is_some).then(|| known.iter().flatten().fold(0, |sum: i64, one| sum.saturating_add(*one)))
    }

    /// Checks what a person or a program gives.
    ///
    /// # Errors
    /// Names the field: a number below zero or beyond belief, or that there is none at all.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        for (field, count) in self.all() {
            errors.require(
                count.is_none_or(|count| (0..=MOST).contains(&count)),
                field,
                "Write a whole number from 0 up, as the platform shows it.",
            );
        }
        errors.require(!self.is_empty(), "views", "Write at least one number.");
        errors.ok(self)
    }
}

/// What was counted at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// When it was so.
    pub at: Timestamp,
    /// How it was had.
    pub method: Method,
    /// Who says so: the post's own page, a person by name, a program.
    pub source: String,
    /// The numbers.
    pub counts: Counts,
}

impl Post {
    /// The newest reading.
    #[must_use]
    pub fn newest(&self) -> Option<&Reading> {
        self.readings.last()
    }

    /// What is known of it: of each number the newest that anybody had. A page that states views and likes takes away nothing of
    /// what a person entered.
    #[must_use]
    pub fn known(&self) -> Counts {
        self.readings.iter().fold(Counts::default(), |known, reading| {
            let new = reading.counts;
            Counts {
                views: new.views.or(known.views),
                reach: new.reach.or(known.reach),
                impressions: new.impressions.or(known.impressions),
                likes: new.likes.or(known.likes),
                comments: new.comments.or(known.comments),
                saves: new.saves.or(known.saves),
                shares: new.shares.or(known.shares),
            }
        })
    }

    /// Takes a reading, in the order of time. Of two for the same time the later taken stands.
    #[must_use]
    pub fn read(mut self, reading: Reading) -> Self {
        self.readings.retain(|known| known.at != reading.at);
        let place = self.readings.partition_point(|known| known.at < reading.at);
        self.readings.insert(place, reading);
        if self.readings.len() > KEPT {
            self.readings.remove(1);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        events::Actor,
        ids::{CollaborationId, DeliverableId, Id},
        tracking::{PostState, watch::Watch},
    };

    fn post() -> Post {
        let id = uuid::Uuid::nil();
        Post {
            deliverable: DeliverableId::from_uuid(id),
            collaboration: CollaborationId::from_uuid(id),
            url: "https://example.com/p/1".into(),
            live_at: Timestamp(0),
            reported_at: Timestamp(0),
            reported_by: Actor::Clock,
            check: None,
            state: PostState::Reported,
            watch: Watch::default(),
            readings: vec![],
        }
    }
    fn reading(at: i64, views: i64) -> Reading {
        let counts = Counts { views: Some(views), ..Counts::default() };
        Reading { at: Timestamp(at), method: Method::Entered, source: "Nora".into(), counts }
    }

    #[test]
    fn the_newest_counts_and_the_first_is_kept() {
        let read = (0..100).fold(post(), |post, at| post.read(reading(at, at * 10)));
        assert_eq!((read.readings.len(), read.readings[0].at, read.newest().unwrap().counts.views), (60, Timestamp(0), Some(990)));
        // An older reading that comes late is no news; one for the same time replaces what stood there.
        let late = read.read(reading(98, 5)).read(reading(98, 6));
        assert_eq!((late.newest().unwrap().counts.views, late.readings[58].counts.views), (Some(990), Some(6)));
    }

    #[test]
    fn a_reading_that_knows_less_takes_nothing_away() {
        let saves = Reading { counts: Counts { saves: Some(40), views: Some(10), ..Counts::default() }, ..reading(1, 0) };
        let known = post().read(saves).read(reading(2, 900)).known();
        assert_eq!((known.views, known.saves, known.likes), (Some(900), Some(40), None));
    }

    #[test]
    fn engagements_are_what_is_known_of_them_and_never_views() {
        let counts = Counts { views: Some(9_000), likes: Some(300), comments: Some(12), ..Counts::default() };
        assert_eq!(counts.engagements(), Some(312));
        assert_eq!(Counts { views: Some(9_000), ..Counts::default() }.engagements(), None);
    }

    #[test]
    fn numbers_are_whole_and_there_is_one() {
        assert!(Counts::default().checked().is_err());
        assert!(Counts { likes: Some(-1), ..Counts::default() }.checked().is_err());
        assert!(Counts { views: Some(i64::MAX), ..Counts::default() }.checked().is_err());
        assert!(Counts { likes: Some(0), ..Counts::default() }.checked().is_ok());
    }
}
