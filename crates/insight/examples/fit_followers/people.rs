//! Generated follower accounts, with and without somebody behind them.
//!
//! Invariant: a seed gives the same accounts always. The numbers are assumptions, made from what audits publish as signals
//! (docs/domain.md, 12b) and from what everybody can see on a platform; none was measured on, or changed after a look at, a
//! labelled set. Privacy is a habit and no published signal, so it is about as frequent on both sides. Absent: texts that mean something; only their lengths and digits count.

use insight::followers::Account;

/// An account and what it is.
pub struct Person {
    /// What can be seen.
    pub account: Account,
    /// Whether nobody is behind it.
    pub suspicious: bool,
    /// What its label says: the same, but for a few.
    pub labelled: bool,
}

/// A share, and how large something is where it is there: median and spread (of the logarithm).
struct Size {
    none: f64,
    median: f64,
    spread: f64,
}

const fn size(none: f64, median: f64, spread: f64) -> Size {
    Size { none, median, spread }
}

/// A kind of account: shares from 0 to 1, sizes as medians.
struct Kind {
    suspicious: bool,
    /// Its share among its half.
    share: f64,
    picture: f64,
    private: f64,
    link: f64,
    /// Chance of digits in the username, and how many at most.
    digits: (f64, u64),
    name: f64,
    two_words: f64,
    name_digits: f64,
    name_is_username: f64,
    bio: Size,
    posts: Size,
    followers: Size,
    following: Size,
    days: Size,
}

#[rustfmt::skip]
const KINDS: [Kind; 11] = [
    // Somebody who shares with friends.
    Kind { suspicious: false, share: 0.42, picture: 0.96, private: 0.45, link: 0.04, digits: (0.35, 4), name: 0.93, two_words: 0.6,
        name_digits: 0.02, name_is_username: 0.03, bio: size(0.35, 45.0, 0.8), posts: size(0.04, 45.0, 1.3),
        followers: size(0.0, 280.0, 0.9), following: size(0.0, 380.0, 0.8), days: size(0.0, 1500.0, 0.7) },
    // Somebody who only looks.
    Kind { suspicious: false, share: 0.22, picture: 0.82, private: 0.60, link: 0.01, digits: (0.45, 4), name: 0.80, two_words: 0.5,
        name_digits: 0.03, name_is_username: 0.05, bio: size(0.70, 30.0, 0.8), posts: size(0.40, 6.0, 1.2),
        followers: size(0.02, 60.0, 1.0), following: size(0.01, 180.0, 1.1), days: size(0.0, 1200.0, 0.8) },
    // Somebody who has just come.
    Kind { suspicious: false, share: 0.06, picture: 0.70, private: 0.50, link: 0.01, digits: (0.50, 4), name: 0.80, two_words: 0.5,
        name_digits: 0.03, name_is_username: 0.05, bio: size(0.70, 30.0, 0.8), posts: size(0.50, 4.0, 0.9),
        followers: size(0.05, 25.0, 1.2), following: size(0.02, 60.0, 1.2), days: size(0.0, 60.0, 0.9) },
    // Somebody with a subject, and creators.
    Kind { suspicious: false, share: 0.15, picture: 0.99, private: 0.10, link: 0.30, digits: (0.25, 3), name: 0.95, two_words: 0.6,
        name_digits: 0.02, name_is_username: 0.05, bio: size(0.08, 90.0, 0.5), posts: size(0.005, 220.0, 1.2),
        followers: size(0.0, 1200.0, 1.2), following: size(0.0, 700.0, 0.9), days: size(0.0, 2000.0, 0.6) },
    // A shop, a club, a brand.
    Kind { suspicious: false, share: 0.10, picture: 0.99, private: 0.01, link: 0.70, digits: (0.15, 3), name: 0.97, two_words: 0.6,
        name_digits: 0.04, name_is_username: 0.12, bio: size(0.03, 120.0, 0.4), posts: size(0.02, 300.0, 1.3),
        followers: size(0.0, 2500.0, 1.7), following: size(0.02, 400.0, 1.5), days: size(0.0, 1800.0, 0.7) },
    // Somebody who follows back everybody.
    Kind { suspicious: false, share: 0.05, picture: 0.96, private: 0.15, link: 0.12, digits: (0.35, 4), name: 0.92, two_words: 0.6,
        name_digits: 0.03, name_is_username: 0.05, bio: size(0.20, 60.0, 0.7), posts: size(0.03, 60.0, 1.2),
        followers: size(0.0, 900.0, 1.0), following: size(0.0, 2800.0, 0.5), days: size(0.0, 1700.0, 0.7) },
    // An empty shell, made by the thousand.
    Kind { suspicious: true, share: 0.35, picture: 0.35, private: 0.20, link: 0.00, digits: (0.75, 8), name: 0.55, two_words: 0.25,
        name_digits: 0.15, name_is_username: 0.12, bio: size(0.94, 15.0, 0.6), posts: size(0.75, 2.0, 0.8),
        followers: size(0.15, 12.0, 1.2), following: size(0.02, 250.0, 1.5), days: size(0.0, 150.0, 1.3) },
    // One that follows thousands for others.
    Kind { suspicious: true, share: 0.22, picture: 0.60, private: 0.15, link: 0.02, digits: (0.65, 7), name: 0.70, two_words: 0.35,
        name_digits: 0.10, name_is_username: 0.08, bio: size(0.80, 25.0, 0.7), posts: size(0.50, 4.0, 1.0),
        followers: size(0.03, 45.0, 1.1), following: size(0.0, 3000.0, 0.8), days: size(0.0, 250.0, 1.2) },
    // One that is dressed up, with a stolen picture and some posts.
    Kind { suspicious: true, share: 0.20, picture: 0.95, private: 0.20, link: 0.04, digits: (0.50, 5), name: 0.88, two_words: 0.5,
        name_digits: 0.06, name_is_username: 0.05, bio: size(0.45, 40.0, 0.7), posts: size(0.10, 9.0, 0.8),
        followers: size(0.0, 160.0, 1.0), following: size(0.0, 1400.0, 0.9), days: size(0.0, 400.0, 0.9) },
    // An old one that was sold.
    Kind { suspicious: true, share: 0.10, picture: 0.70, private: 0.25, link: 0.02, digits: (0.45, 5), name: 0.75, two_words: 0.45,
        name_digits: 0.06, name_is_username: 0.07, bio: size(0.75, 30.0, 0.7), posts: size(0.40, 5.0, 1.0),
        followers: size(0.02, 60.0, 1.0), following: size(0.0, 1000.0, 1.0), days: size(0.0, 1800.0, 0.7) },
    // One that hides behind "private".
    Kind { suspicious: true, share: 0.13, picture: 0.50, private: 1.00, link: 0.01, digits: (0.65, 7), name: 0.65, two_words: 0.3,
        name_digits: 0.10, name_is_username: 0.10, bio: size(0.85, 20.0, 0.6), posts: size(0.60, 3.0, 0.9),
        followers: size(0.08, 25.0, 1.2), following: size(0.01, 300.0, 1.2), days: size(0.0, 250.0, 1.2) },
];

/// Nobody may follow more.
const MOST_FOLLOWED: i64 = 7_500;
/// A label in so many is turned round.
const TURNED: f64 = 0.03;
/// Half of the accounts have gaps; there, each fact is hidden with this chance.
const HIDDEN: f64 = 0.35;
/// A platform seldom tells when an account was opened.
const AGE_HIDDEN: f64 = 0.7;

/// As many accounts as asked for, each second one suspicious.
pub fn generated(count: usize, seed: u64) -> Vec<Person> {
    let mut chance = Chance(seed);
    (0..count)
        .map(|at| {
            let kind = chance.kind(at % 2 == 1);
            let account = chance.account(kind);
            let turned = chance.happens(TURNED);
            Person { account, suspicious: kind.suspicious, labelled: kind.suspicious != turned }
        })
        .collect()
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// From 1 to `most`.
    fn up_to(&mut self, most: u64) -> usize {
        1 + (self.next() % most) as usize
    }

    /// Log-normal, whole.
    fn sized(&mut self, size: &Size) -> i64 {
        if self.happens(size.none) {
            return 0;
        }
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.unit()).cos();
        (size.median * (size.spread * normal).exp()).round() as i64
    }

    fn kind(&mut self, suspicious: bool) -> &'static Kind {
        let mut left = self.unit();
        let mut last = &KINDS[0];
        for kind in KINDS.iter().filter(|kind| kind.suspicious == suspicious) {
            last = kind;
            left -= kind.share;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    fn account(&mut self, kind: &Kind) -> Account {
        let mut username = "a".repeat(5 + self.up_to(9));
        if self.happens(kind.digits.0) {
            username.push_str(&"7".repeat(self.up_to(kind.digits.1)));
        }
        let name = if !self.happens(kind.name) {
            String::new()
        } else if self.happens(kind.name_is_username) {
            username.clone()
        } else {
            let words = if self.happens(kind.two_words) { 1 + self.up_to(2) } else { 1 };
            let digits = if self.happens(kind.name_digits) { "7".repeat(self.up_to(4)) } else { String::new() };
            format!("{}{digits}", vec!["bbbbbb"; words].join(" "))
        };
        let mut account = Account {
            username,
            name: Some(name),
            bio: Some("c".repeat(self.sized(&kind.bio).clamp(0, 150) as usize)),
            has_picture: Some(self.happens(kind.picture)),
            followers: Some(self.sized(&kind.followers)),
            following: Some(self.sized(&kind.following).min(MOST_FOLLOWED)),
            posts: Some(self.sized(&kind.posts)),
            private: Some(self.happens(kind.private)),
            link: Some(self.happens(kind.link)),
            created_days: Some(self.sized(&kind.days)),
            ..Account::default()
        };
        let gaps = if self.happens(0.5) { HIDDEN } else { 0.0 };
        self.hide(&mut account.name, gaps);
        self.hide(&mut account.bio, gaps);
        self.hide(&mut account.has_picture, gaps);
        self.hide(&mut account.followers, gaps);
        self.hide(&mut account.following, gaps);
        self.hide(&mut account.posts, gaps);
        self.hide(&mut account.private, gaps);
        self.hide(&mut account.link, gaps);
        self.hide(&mut account.created_days, AGE_HIDDEN);
        account
    }

    fn hide<T>(&mut self, fact: &mut Option<T>, share: f64) {
        if self.happens(share) {
            *fact = None;
        }
    }
}
