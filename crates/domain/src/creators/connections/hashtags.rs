//! Hashtags that Instagram is asked for: thirty different ones in seven days for each account.
//!
//! Invariant: a tag counts for seven days from when it was first asked for, and asking again in that time is free; the thirty-first
//! is refused here, before it is asked. Absent: what stands under a tag; that is shown and not kept, because no author is told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ConnectionError;
use crate::time::{DAY, Timestamp, Zone};

/// So many different tags in the window (developers.facebook.com, Hashtag Search, Limitations).
pub const MOST: usize = 30;
/// How long a tag counts from its first question on.
pub const WINDOW: i64 = 7 * DAY;
/// The longest tag; longer ones are none there.
const LONGEST: usize = 100;

/// A tag that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// The tag, without its mark.
    pub tag: String,
    /// Since when it counts.
    pub since: Timestamp,
}

/// How much of the window is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// The tags that count now, the oldest first.
    pub asked: Vec<Asked>,
    /// How many more may be asked for.
    pub left: u32,
    /// When the oldest of them counts no longer.
    pub frees_at: Option<Timestamp>,
}

/// Reads a tag as people type it: with or without its mark, in any case; letters, digits and `_` alone, since the platform
/// searches for no others.
#[must_use]
pub fn tag(text: &str) -> Option<String> {
    let tag = text.trim().trim_start_matches(['#', '＃']).to_lowercase();
    let plain = tag.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let says = tag.chars().any(char::is_alphabetic);
    (plain && says && tag.chars().count() <= LONGEST).then_some(tag)
}

impl Budget {
    /// Of the tags that were asked for, at a time.
    #[must_use]
    pub fn of(asked: Vec<Asked>, now: Timestamp) -> Self {
        let mut asked: Vec<Asked> = asked.into_iter().filter(|one| now.since(one.since) < WINDOW).collect();
        asked.sort_by(|one, other| (one.since, &one.tag).cmp(&(other.since, &other.tag)));
        let left = u32::try_from(MOST.saturating_sub(asked.len())).unwrap_or(0);
        let frees_at = asked.first().map(|first| first.since.plus(WINDOW));
        Self { asked, left, frees_at }
    }

    /// Whether a tag may be asked for; gives since when it counts.
    ///
    /// # Errors
    /// Says when the next one may be.
    pub fn may_ask(&self, tag: &str, now: Timestamp) -> Result<Timestamp, ConnectionError> {
        match self.asked.iter().find(|one| one.tag == tag) {
            Some(known) => Ok(known.since),
            None if self.left > 0 => Ok(now),
            None => {
                let frees = self.frees_at.unwrap_or(now);
                Err(ConnectionError::HashtagsUsed { most: MOST, until: frees.format_in(&Zone::utc(), "%-d %b %Y, %H:%M UTC") })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_letters_digits_and_underlines() {
        assert_eq!(tag(" #OatMilk_2026 ").as_deref(), Some("oatmilk_2026"));
        assert_eq!(tag("＃hafermilch").as_deref(), Some("hafermilch"));
        assert_eq!(tag("straßenküche").as_deref(), Some("straßenküche"));
        let long = "a".repeat(LONGEST + 1);
        for none in ["", "#", "oat milk", "oat-milk", "2026", "☕", "a&b=c", &long] {
            assert_eq!(tag(none), None, "{none}");
        }
    }

    #[test]
    fn the_thirty_first_tag_in_seven_days_is_refused_and_a_known_one_is_free() {
        let asked = |at: i64| Asked { tag: format!("tag{at}"), since: Timestamp(at) };
        let now = Timestamp(DAY);
        let nearly = Budget::of((0..29).map(asked).collect(), now);
        assert_eq!((nearly.left, nearly.may_ask("new", now)), (1, Ok(now)));
        let full = Budget::of((0..30).map(asked).collect(), now);
        assert_eq!((full.left, full.may_ask("tag7", now)), (0, Ok(Timestamp(7))), "a repeat counts from the first question on");
        let refused = full.may_ask("new", now).unwrap_err().to_string();
        assert_eq!(
            refused,
            "Instagram lets 30 different hashtags be asked for in seven days, and they are used; the next one is free on 8 Jan 1970, 00:00 UTC"
        );
        let later = Timestamp(WINDOW);
        let freed = Budget::of(full.asked, later);
        assert_eq!((freed.left, freed.frees_at), (1, Some(Timestamp(1 + WINDOW))));
        assert_eq!(freed.may_ask("tag0", later), Ok(later), "whose time is over counts anew");
    }
}
