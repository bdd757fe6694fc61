//! The simulated platforms: posts with captions, some of which vanish, are edited or lose their disclosure later; every other
//! page answers.
//!
//! Invariant: a post's fate is drawn from its address alone. Absent: log-in walls and numbers of posts.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use app::ports::Links;
use domain::{
    time::{DAY, Timestamp},
    tracking::LinkCheck,
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

    /// Somebody posts something.
    pub fn publish(&self, url: &str, caption: &str, now: Timestamp) {
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
        let post =
            LivePost { url: url.to_owned(), since: now, caption: caption.to_owned(), turn: turn.map(|turn| (at, turn)), mended: None };
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
        };
        let posts = self.posts();
        let Some(post) = posts.get(url) else { return fine(None) };
        match post.now(now) {
            Some(Turn::Vanishes) => LinkCheck { status: Some(404), ..fine(None) },
            Some(Turn::Reads(caption)) => fine(Some(caption.clone())),
            None => fine(Some(post.caption.clone())),
        }
    }
}
