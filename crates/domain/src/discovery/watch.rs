//! A saved search, asked again by itself: who fits now and did not before.
//!
//! Invariant: whoever fitted when the search was first asked is not new, and each is reported once, until the search asks
//! something else. Absent: asking, and those beyond the best thousand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CreatorId, SavedViewId},
    time::{DAY, Timestamp},
};

/// So many of those who fit are remembered, the best first.
pub const MOST_WATCHED: usize = 1_000;

/// What is remembered of a saved search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SearchWatch {
    /// Of which saved view.
    pub view: SavedViewId,
    /// What it asked when it was asked last.
    pub query: String,
    /// Everybody who ever fitted, up to [`MOST_WATCHED`] twice over, the newest last.
    pub known: Vec<CreatorId>,
    /// Who fits and nobody has looked at yet, the newest last, with when they were found.
    pub new: Vec<(CreatorId, Timestamp)>,
    /// How many fitted then. Of more than [`MOST_WATCHED`] nobody is told as new: who stands among the best thousand changes
    /// with the order alone.
    #[serde(default)]
    pub fitting: usize,
    /// When the outcome last changed. Rows of the version before call it `asked_at`, and a process of it may still read ours.
    #[serde(rename = "asked_at", alias = "changed_at")]
    pub changed_at: Timestamp,
    /// When a mail last told of who is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailed_at: Option<Timestamp>,
    /// Those of the new of whom a mail told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mailed: Vec<CreatorId>,
}

/// As long after one mail about saved searches the next may follow, to one person about one brand.
pub const MAILED_EVERY: i64 = DAY;

impl SearchWatch {
    /// A search that is asked for the first time, or that asks something else now: nobody is new.
    #[must_use]
    pub fn first(view: SavedViewId, query: &str, found: &[CreatorId], fitting: usize, now: Timestamp) -> Self {
        let known = found.iter().copied().take(MOST_WATCHED).collect();
        Self { view, query: query.to_owned(), known, new: Vec::new(), fitting, changed_at: now, mailed_at: None, mailed: Vec::new() }
    }

    /// The same search asked again, and how many are new since then. Who does not fit any more is no longer new.
    #[must_use]
    pub fn again(mut self, query: &str, found: &[CreatorId], fitting: usize, now: Timestamp) -> (Self, usize) {
        if self.query != query || fitting > MOST_WATCHED || self.fitting > MOST_WATCHED {
            return (Self { mailed_at: self.mailed_at, ..Self::first(self.view, query, found, fitting, now) }, 0);
        }
        let found = &found[..found.len().min(MOST_WATCHED)];
        self.new.retain(|(creator, _)| found.contains(creator));
        self.mailed.retain(|creator| found.contains(creator));
        let known: std::collections::BTreeSet<CreatorId> = self.known.iter().copied().collect();
        let fresh: Vec<CreatorId> = found.iter().copied().filter(|creator| !known.contains(creator)).collect();
        self.new.extend(fresh.iter().map(|creator| (*creator, now)));
        self.known.extend(&fresh);
        let over = self.known.len().saturating_sub(2 * MOST_WATCHED);
        self.known.drain(..over);
        self.fitting = fitting;
        self.changed_at = now;
        (self, fresh.len())
    }

    /// Whether asking again with this outcome changes anything that somebody would see.
    #[must_use]
    pub fn changes(&self, query: &str, found: &[CreatorId], fitting: usize) -> bool {
        // Of too many it is enough to know that they still are.
        if self.query == query && fitting > MOST_WATCHED && self.fitting > MOST_WATCHED {
            return false;
        }
        let (after, _) = self.clone().again(query, found, fitting, self.changed_at);
        after != *self
    }

    /// How many are new, were not looked at, and stood in no mail yet.
    #[must_use]
    pub fn to_mail(&self) -> usize {
        self.new.iter().filter(|(creator, _)| !self.mailed.contains(creator)).count()
    }

    /// Whether the last mail about it is less than a day old.
    #[must_use]
    pub fn mailed_lately(&self, now: Timestamp) -> bool {
        self.mailed_at.is_some_and(|told| now.since(told) < MAILED_EVERY)
    }

    /// A mail told of everybody who is new.
    #[must_use]
    pub fn mailed(mut self, now: Timestamp) -> Self {
        self.mailed_at = Some(now);
        self.mailed = self.new.iter().map(|(creator, _)| *creator).collect();
        self
    }

    /// Somebody looked at those who are new.
    #[must_use]
    pub fn seen(mut self) -> Self {
        self.new.clear();
        self.mailed.clear();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn creator(number: u128) -> CreatorId {
        CreatorId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn each_is_reported_once_and_nobody_at_first() {
        let view = SavedViewId::from_uuid(uuid::Uuid::from_u128(9));
        let (one, two, three) = (creator(1), creator(2), creator(3));
        let watch = SearchWatch::first(view, "q=vegan", &[one], 1, Timestamp(1));
        assert!(watch.new.is_empty() && !watch.changes("q=vegan", &[one], 1));
        assert!(watch.changes("q=vegan", &[one, two], 2));
        let (watch, count) = watch.again("q=vegan", &[two, one], 2, Timestamp(2));
        assert_eq!((count, watch.new.as_slice()), (1, [(two, Timestamp(2))].as_slice()));
        let (watch, count) = watch.again("q=vegan", &[one, two, three], 3, Timestamp(3));
        assert_eq!((count, watch.new.len()), (1, 2), "those nobody looked at stay new");
        let watch = watch.seen();
        let (watch, count) = watch.again("q=vegan", &[one, two, three], 3, Timestamp(4));
        assert_eq!((count, watch.new.len()), (0, 0));
        let (watch, _) = watch.again("q=vegan", &[one], 1, Timestamp(5));
        let (watch, count) = watch.again("q=vegan", &[one, two], 2, Timestamp(6));
        assert_eq!((count, watch.new.len()), (0, 0), "who fits again was known");
        let (watch, count) = watch.again("q=vegan&country=DE", &[three, creator(4)], 2, Timestamp(7));
        assert_eq!((count, watch.new.len(), watch.known.len()), (0, 0, 2), "another question begins anew");
    }

    #[test]
    fn a_mail_tells_of_each_once_and_the_next_waits_a_day() {
        let view = SavedViewId::from_uuid(uuid::Uuid::from_u128(9));
        let (watch, _) = SearchWatch::first(view, "q", &[], 0, Timestamp(1)).again("q", &[creator(1)], 1, Timestamp(2));
        assert!(watch.to_mail() == 1 && !watch.mailed_lately(Timestamp(2)));
        let watch = watch.mailed(Timestamp(3));
        assert_eq!((watch.to_mail(), watch.new.len()), (0, 1), "told by mail is not looked at");
        let (watch, _) = watch.again("q", &[creator(1), creator(2)], 2, Timestamp(4));
        assert_eq!((watch.to_mail(), watch.clone().seen().to_mail()), (1, 0), "what was looked at needs no mail");
        assert!(watch.mailed_lately(Timestamp(2 + DAY)) && !watch.mailed_lately(Timestamp(3 + DAY)));
        let (watch, _) = watch.again("another", &[creator(1)], 1, Timestamp(5));
        assert!(watch.mailed_lately(Timestamp(6)), "asking something else makes no mail come sooner");
    }

    #[test]
    fn of_more_than_can_be_watched_nobody_is_new() {
        let view = SavedViewId::from_uuid(uuid::Uuid::from_u128(9));
        let many: Vec<CreatorId> = (0..1_000).map(creator).collect();
        let watch = SearchWatch::first(view, "", &many, 1_200, Timestamp(1));
        let others: Vec<CreatorId> = (500..1_500).map(creator).collect();
        assert!(!watch.changes("", &others, 1_200));
        let (watch, count) = watch.again("", &others, 1_200, Timestamp(2));
        assert_eq!((count, watch.new.len()), (0, 0), "the order changed, nobody came");
        let (watch, count) = watch.again("", &others[..400], 400, Timestamp(3));
        assert_eq!((count, watch.known.len()), (0, 400), "from here on it is watched");
        let (_, count) = watch.again("", &others[..401], 401, Timestamp(4));
        assert_eq!(count, 1);
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let view = SavedViewId::from_uuid(uuid::Uuid::from_u128(9));
        let many: Vec<CreatorId> = (0..5_000).map(creator).collect();
        let watch = SearchWatch::first(view, "", &many, 1_000, Timestamp(1));
        let (watch, count) = watch.again("", &many[1_500..], 1_000, Timestamp(2));
        assert_eq!((count, watch.known.len()), (MOST_WATCHED, 2 * MOST_WATCHED));
        let (watch, _) = watch.again("", &many[3_000..], 1_000, Timestamp(3));
        assert_eq!((watch.known.len(), watch.new.len()), (2 * MOST_WATCHED, MOST_WATCHED));
    }

    /// As a process of the version before wrote it, without how many fitted.
    #[test]
    fn what_an_older_version_kept_is_still_read() {
        let view = "01890000-0000-7000-8000-000000000001";
        let kept = format!(r#"{{"view":"{view}","query":"q=oats","known":[],"new":[],"asked_at":"2026-11-25T10:00:00Z"}}"#);
        let read: SearchWatch = serde_json::from_str(&kept).expect("read");
        assert_eq!((read.fitting, read.changed_at), (0, Timestamp::parse("2026-11-25T10:00:00Z").expect("a time")));
        assert!(serde_json::to_string(&read).expect("written").contains("\"asked_at\":"), "an older process reads ours");
    }
}
