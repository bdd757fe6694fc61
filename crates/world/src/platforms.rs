//! The simulated platforms: posts with captions, some of which vanish, are edited or lose their disclosure later; every other
//! page answers. Posts are seen and liked, fast at first, then less and less.
//!
//! Invariant: a post's fate is drawn from its address alone, and its numbers grow and never shrink. Absent: log-in walls.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use app::ports::Links;
use domain::{
    time::{DAY, HOUR, Timestamp},
    tracking::{LinkCheck, numbers::Counts},
};

use crate::{chance::Chance, parameters::PlatformHabits};

/// What becomes of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It is deleted.
    Vanishes,
    /// Its caption becomes this.
    Reads(String),
}

/// A post as it is on the platform.
#[derive(Debug, Clone)]
pub struct LivePost {
    /// Where.
    pub url: String,
    /// Since when.
    pub since: Timestamp,
    /// With which caption at first.
    pub caption: String,
    /// When it turns into what, if it does.
    pub turn: Option<(Timestamp, Turn)>,
    /// When its author puts it right again.
    pub mended: Option<Timestamp>,
    /// What it will have been seen in the end.
    pub seen: f64,
    /// What share of those who see it like it.
    pub liked: f64,
}

/// The web.
#[derive(Debug)]
pub struct SimulatedWeb {
    seed: u64,
    habits: PlatformHabits,
    posts: Mutex<BTreeMap<String, LivePost>>,
}

impl SimulatedWeb {
    /// The web of a seed.
    #[must_use]
    pub fn new(seed: u64, habits: PlatformHabits) -> Self {
        Self { seed, habits, posts: Mutex::default() }
    }

    /// A web where every page answers and nothing changes.
    #[must_use]
    pub fn calm() -> Self {
        Self::new(0, PlatformHabits::default())
    }

    fn posts(&self) -> MutexGuard<'_, BTreeMap<String, LivePost>> {
        self.posts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody with so many followers posts something.
    pub fn publish(&self, url: &str, caption: &str, followers: f64, now: Timestamp) {
        let mut chance = Chance::of(self.seed, &format!("post {url}"));
        let at = now.plus(i64::try_from(1 + chance.below(self.habits.within_days)).unwrap_or(1) * DAY);
        let (share, plain) = (chance.share(), caption.trim_start_matches("Ad: ").replace("#ad ", ""));
        let turn = if share < self.habits.vanish {
            Some(Turn::Vanishes)
        } else if share < self.habits.vanish + self.habits.edited {
            Some(Turn::Reads(format!("{caption} Link in my profile.")))
        } else if share < self.habits.vanish + self.habits.edited + self.habits.lose_disclosure && plain != caption {
            Some(Turn::Reads(plain))
        } else {
            None
        };
        let mut crowd = Chance::of(self.seed, &format!("crowd of {url}"));
        let post = LivePost {
            url: url.to_owned(),
            since: now,
            caption: caption.to_owned(),
            turn: turn.map(|turn| (at, turn)),
            mended: None,
            seen: followers * self.habits.views_per_follower * crowd.around(self.habits.views_spread),
            liked: self.habits.likes * crowd.around(self.habits.likes_spread),
        };
        self.posts().entry(url.to_owned()).or_insert(post);
    }

    /// An author who was asked mends a post, or does not; decided once for each post.
    pub fn asked_to_mend(&self, url: &str, now: Timestamp) {
        let mut chance = Chance::of(self.seed, &format!("mend {url}"));
        let at = now.plus((chance.hours(self.habits.mend_hours) * domain::time::HOUR as f64) as i64);
        if chance.happens(self.habits.mended)
            && let Some(post) = self.posts().get_mut(url)
        {
            post.mended.get_or_insert(at);
        }
    }

    /// Everything that was posted.
    #[must_use]
    pub fn all(&self) -> Vec<LivePost> {
        self.posts().values().cloned().collect()
    }
}

impl LivePost {
    /// What the platform shows of it by then.
    fn counts(&self, now: Timestamp, habits: PlatformHabits) -> Counts {
        let hours = now.since(self.since).max(0) as f64 / HOUR as f64;
        let views = self.seen * (1.0 - (-std::f64::consts::LN_2 * hours / habits.half_seen_hours.max(1.0)).exp());
        let share = |of: f64| Some((views * of) as i64);
        Counts {
            views: share(1.0),
            likes: share(self.liked),
            comments: share(self.liked * habits.comments_per_like),
            shares: share(self.liked * habits.shares_per_like),
            ..Counts::default()
        }
    }

    /// What it has turned into, if it has by then.
    fn now(&self, now: Timestamp) -> Option<&Turn> {
        let mended = self.mended.is_some_and(|mended| mended <= now);
        self.turn.as_ref().filter(|(at, _)| *at <= now && !mended).map(|(_, turn)| turn)
    }
}

#[async_trait::async_trait]
impl Links for SimulatedWeb {
    async fn look(&self, url: &str, now: Timestamp) -> LinkCheck {
        let fine = |caption: Option<String>| LinkCheck {
            at: now,
            status: Some(200),
            final_url: url.to_owned(),
            hash: None,
            problem: None,
            caption,
            counts: None,
        };
        let posts = self.posts();
        let Some(post) = posts.get(url) else { return fine(None) };
        let counts = Some(post.counts(now, self.habits));
        match post.now(now) {
            Some(Turn::Vanishes) => LinkCheck { status: Some(404), ..fine(None) },
            Some(Turn::Reads(caption)) => LinkCheck { counts, ..fine(Some(caption.clone())) },
            None => LinkCheck { counts, ..fine(Some(post.caption.clone())) },
        }
    }
}
