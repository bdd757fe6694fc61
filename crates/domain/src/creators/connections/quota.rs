//! A service's quota: how much a day grants, what it costs, and when the day ends.
//!
//! Invariant: nothing is asked that the day does not grant any more; the clock stops earlier, so that people can still ask.
//! Absent: counting; the store does that in one statement, so that two processes do not spend the same unit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Service, words};
use crate::time::{Day, Timestamp, Zone};

/// What a project of the YouTube Data API may spend a day on everything but searches (developers.google.com, Quota costs, June
/// 2026). More is granted only after an audit of its use.
pub const READS_A_DAY: i64 = 10_000;
/// So many searches a day, counted apart since 1 June 2026.
pub const SEARCHES_A_DAY: i64 = 100;
/// What the clock leaves for people of the day, unless an owner says otherwise: some three hundred accounts.
pub const RESERVE: i64 = 2_000;
/// What is asked of Instagram a day at most, unless an owner says otherwise: its app is granted two hundred questions an hour for
/// each of its users (developers.facebook.com, Rate limits), and ours is one. Instagram itself counts by the hour and says when it
/// is too much; our count by the day keeps the clock from using up what people need.
const INSTAGRAM_A_DAY: i64 = 4_800;
/// What the clock leaves for people of that.
const INSTAGRAM_RESERVE: i64 = 1_000;
/// What is asked of TikTok a day at most, unless an owner says otherwise: it grants six hundred questions a minute of each kind and
/// counts no day (developers.tiktok.com, Rate limits), so that ours only keeps the clock from running wild.
const TIKTOK_A_DAY: i64 = 50_000;
/// What the clock leaves for people of that.
const TIKTOK_RESERVE: i64 = 5_000;

/// What a day grants of a service, unless an owner says otherwise.
#[must_use]
pub const fn daily(service: Service) -> i64 {
    match service {
        Service::YouTube => READS_A_DAY,
        Service::Instagram => INSTAGRAM_A_DAY,
        Service::TikTok => TIKTOK_A_DAY,
    }
}

/// What the clock leaves of it for people, unless an owner says otherwise.
#[must_use]
pub const fn reserve(service: Service) -> i64 {
    match service {
        Service::YouTube => RESERVE,
        Service::Instagram => INSTAGRAM_RESERVE,
        Service::TikTok => TIKTOK_RESERVE,
    }
}

/// So many accounts the clock asks for in an hour of a service that counts by the hour: of Instagram's two hundred it leaves
/// fifty for people, and for who tags the brand.
#[must_use]
pub const fn an_hour(service: Service) -> Option<i64> {
    match service {
        Service::YouTube | Service::TikTok => None,
        Service::Instagram => Some(150),
    }
}

/// How many searches a day grants of a service that counts them apart.
#[must_use]
pub const fn searches(service: Service) -> i64 {
    match service {
        Service::YouTube => SEARCHES_A_DAY,
        Service::Instagram | Service::TikTok => 0,
    }
}

words! {
    /// What is counted together.
    Bucket {
        /// Everything but searches.
        Reads = "reads", "Reads";
        /// Searches, by calls.
        Searches = "searches", "Searches";
    }
}

words! {
    /// For whom something was asked.
    Purpose {
        /// A person, or their program, who waits for it.
        People = "people", "People";
        /// The clock.
        Clock = "clock", "The clock";
        /// Whether a key works.
        Check = "check", "Checks of the key";
    }
}

/// The zone in which YouTube's day begins.
fn pacific() -> Zone {
    Zone::parse("America/Los_Angeles").unwrap_or_else(|_| Zone::utc())
}

/// The day of the quota that an instant falls into. Services without a day of their own are counted by the same one.
#[must_use]
pub fn day(now: Timestamp) -> Day {
    now.day_in(&pacific())
}

/// When the day of the quota ends: midnight, Pacific time.
#[must_use]
pub fn resets_at(now: Timestamp) -> Timestamp {
    day(now).plus_days(1).at(0, 0, &pacific())
}

/// Up to how much the day may be spent by one of these: the clock leaves the reserve, which is never more than all.
#[must_use]
pub fn limit(bucket: Bucket, purpose: Purpose, daily_units: i64, reserve: i64) -> i64 {
    let all = match bucket {
        Bucket::Reads => daily_units,
        Bucket::Searches => SEARCHES_A_DAY,
    };
    match purpose {
        Purpose::People | Purpose::Check => all,
        Purpose::Clock => (all - reserve.max(0)).max(0),
    }
}

/// What was spent of a day for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spent {
    /// Of what.
    pub bucket: Bucket,
    /// For whom.
    pub purpose: Purpose,
    /// Units.
    pub units: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_ends_at_midnight_in_california_summer_and_winter() {
        let at = |text: &str| resets_at(Timestamp::parse(text).unwrap()).rfc3339();
        assert_eq!(at("2026-07-01T06:59:59Z"), "2026-07-01T07:00:00Z");
        assert_eq!(at("2026-07-01T07:00:00Z"), "2026-07-02T07:00:00Z");
        assert_eq!(at("2026-12-01T07:59:59Z"), "2026-12-01T08:00:00Z");
        // The night in which clocks go back: the day is 25 hours long.
        assert_eq!(at("2026-11-01T08:00:00Z"), "2026-11-02T08:00:00Z");
        assert_eq!(day(Timestamp::parse("2026-11-28T07:30:00Z").unwrap()).to_string(), "2026-11-27");
    }

    #[test]
    fn the_clock_keeps_to_what_an_hour_grants() {
        for service in Service::ALL {
            if let Some(most) = an_hour(*service) {
                // Two hundred questions an hour for each user of an app.
                assert!(most < 200 && most * 24 <= daily(*service), "{service}");
            }
        }
    }

    #[test]
    fn the_clock_leaves_a_reserve_and_never_less_than_nothing() {
        assert_eq!(limit(Bucket::Reads, Purpose::People, 10_000, 2_000), 10_000);
        assert_eq!(limit(Bucket::Reads, Purpose::Clock, 10_000, 2_000), 8_000);
        assert_eq!(limit(Bucket::Reads, Purpose::Clock, 1_000, 2_000), 0);
        assert_eq!(limit(Bucket::Searches, Purpose::People, 10_000, 2_000), 100);
    }
}
