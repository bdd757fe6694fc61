//! Mentions: posts by anybody that name, tag or show the brand, as somebody told of them.
//!
//! Invariants: a post is one mention, known again by its platform and id or by its address, however often and in whatever order it
//! is told of; newer numbers replace older ones, never the other way round; the brand's own posts are no mentions. Absent:
//! whether a post was paid for; that follows from collaborations, which come later.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::{self, ListError, Notes, cut, quoted};
use crate::{
    creators::{Handle, Platform, counts, import::Plan, posts::video_of},
    fields::FieldErrors,
    text::{bare, folded},
    time::{DAY, Timestamp},
};

/// The longest text that is kept; more is cut off.
pub const MOST_TEXT: usize = 5_000;
/// The longest address.
const MOST_URL: usize = 2_000;

/// How a post names the brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// By one of its accounts: `@fennelandrye`.
    Account,
    /// By a hashtag.
    Hashtag,
    /// By its name or one of its words.
    Word,
    /// In a way that the text does not show, such as a tag on the picture: whoever told of it says so.
    Tag,
}

impl NamedBy {
    /// All of them.
    pub const ALL: [NamedBy; 4] = [Self::Account, Self::Hashtag, Self::Word, Self::Tag];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Hashtag => "hashtag",
            Self::Word => "word",
            Self::Tag => "tag",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// A post that names the brand, as a person or a program tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewMention {
    /// Where: `instagram`, `tiktok`, `youtube`, or another by its name.
    pub platform: Platform,
    /// Who posted: the account's handle, or its address.
    pub handle: String,
    /// What the account calls itself.
    #[serde(default)]
    pub name: String,
    /// The platform's id of the post. This or the address is needed.
    #[serde(default)]
    pub id: Option<String>,
    /// The address of the post.
    #[serde(default)]
    pub url: Option<String>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Its words. At most 5,000 characters are kept.
    #[serde(default)]
    pub text: String,
    /// Followers of the account.
    #[serde(default)]
    pub followers: Option<i64>,
    /// Views of the post.
    #[serde(default)]
    pub views: Option<i64>,
    /// Likes of the post.
    #[serde(default)]
    pub likes: Option<i64>,
    /// Comments under the post.
    #[serde(default)]
    pub comments: Option<i64>,
    /// When this was seen; now where nothing is said. Of two tellings the one seen later counts.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
}

/// A mention as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// Where.
    pub platform: Platform,
    /// Who posted.
    pub handle: Handle,
    /// What the account calls itself; may be empty.
    pub name: String,
    /// How it is known again on its platform.
    pub identity: String,
    /// Its address as [`url_key`] gives it, to know it again by.
    pub url_key: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Its words.
    pub text: String,
    /// Followers of the account.
    pub followers: Option<i64>,
    /// Views of the post.
    pub views: Option<i64>,
    /// Likes of the post.
    pub likes: Option<i64>,
    /// Comments under the post.
    pub comments: Option<i64>,
    /// How it names the brand.
    pub named_by: Vec<NamedBy>,
    /// Who told of it: a file's name, a program.
    pub source: String,
    /// When it was seen so.
    pub seen_at: Timestamp,
}

/// What a brand is called, and which accounts are its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    accounts: Vec<(Platform, String)>,
    words: Vec<String>,
}

impl Names {
    /// Of a brand's name, the accounts and the words of its profile. What is no account is left out.
    #[must_use]
    pub fn of(brand: &str, accounts: &[String], names: &[String]) -> Self {
        let account = |text: &String| {
            let (platform, handle) = table::account(text, &Platform::unknown()).ok()?;
            Some((platform, handle.key()))
        };
        let words = names.iter().map(String::as_str).chain([brand]).map(|word| folded(word.trim().trim_start_matches('#')));
        Self { accounts: accounts.iter().filter_map(account).collect(), words: words.filter(|word| word.chars().count() > 2).collect() }
    }

    /// Whether an account is the brand's own. One that names no platform is it everywhere.
    #[must_use]
    pub fn is_own(&self, platform: &Platform, handle: &Handle) -> bool {
        let key = handle.key();
        self.accounts.iter().any(|(own, name)| *name == key && (own == platform || *own == Platform::unknown()))
    }

    /// How a text names the brand; a tag where the text does not.
    #[must_use]
    pub fn named_by(&self, text: &str) -> Vec<NamedBy> {
        let text = folded(text);
        let after = |mark: char| text.match_indices(mark).filter_map(|(at, mark)| text.get(at + mark.len()..)).collect::<Vec<_>>();
        // "@fennel.fans" is another account than "@fennel", and "@fennel." ends a sentence.
        let whole = |rest: &&str, name: &str| {
            rest.strip_prefix(name).is_some_and(|rest| {
                let mut next = rest.chars();
                match next.next() {
                    Some('.') => !next.next().is_some_and(char::is_alphanumeric),
                    Some(letter) => !letter.is_alphanumeric() && letter != '_',
                    None => true,
                }
            })
        };
        let joined = |word: &String| word.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
        let stands_alone = |word: &String| {
            text.match_indices(word.as_str()).any(|(at, found)| {
                let before = text.get(..at).and_then(|before| before.chars().next_back());
                let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
                !before.is_some_and(|letter| letter.is_alphanumeric() || "#@_".contains(letter))
                    && !after.is_some_and(char::is_alphanumeric)
            })
        };
        let mut found = Vec::new();
        if self.accounts.iter().any(|(_, key)| after('@').iter().any(|rest| whole(rest, key))) {
            found.push(NamedBy::Account);
        }
        if self.words.iter().any(|word| after('#').iter().any(|rest| whole(rest, &joined(word)))) {
            found.push(NamedBy::Hashtag);
        }
        if self.words.iter().any(stands_alone) {
            found.push(NamedBy::Word);
        }
        if found.is_empty() {
            found.push(NamedBy::Tag);
        }
        found
    }
}

/// Where a post is named by its path alone, so that whatever follows a question mark only says how somebody came there.
const NAMED_BY_PATH: [&str; 6] = ["instagram.com", "tiktok.com", "threads.com", "threads.net", "twitter.com", "x.com"];
/// What is added to an address in order to follow whoever opens it, beside everything that begins with `utm_`.
const FOLLOWS: [&str; 16] = [
    "app",
    "dclid",
    "fbclid",
    "feature",
    "gclid",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "msclkid",
    "ref",
    "rdid",
    "si",
    "share_url",
    "ttclid",
];

/// A post's address as it is known again: without scheme, `www.`, and what only follows whoever opens it. A video of YouTube's is
/// one by each of its addresses.
#[must_use]
pub fn url_key(url: &str) -> String {
    let bare = url.trim().split('#').next().unwrap_or_default();
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let (address, query) = bare.split_once('?').unwrap_or((bare, ""));
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").or(host.strip_prefix("m.")).unwrap_or(&host);
    if let Some(video) = video_of(&format!("{host}/{path}?{query}")) {
        return format!("youtube.com/watch?v={video}");
    }
    let path = path.trim_end_matches('/');
    let follows = |part: &&str| {
        let name = part.split('=').next().unwrap_or(part).to_ascii_lowercase();
        name.starts_with("utm_") || FOLLOWS.contains(&name.as_str())
    };
    let mut names: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !follows(part)).collect();
    if names.is_empty() || NAMED_BY_PATH.contains(&host) {
        return format!("{host}/{path}");
    }
    names.sort_unstable();
    format!("{host}/{path}?{}", names.join("&"))
}

impl NewMention {
    /// The mention that it tells of.
    ///
    /// # Errors
    /// Every field that cannot be taken.
    pub fn checked(&self, names: &Names, source: &str, now: Timestamp) -> Result<Mention, FieldErrors> {
        let mut errors = FieldErrors::new();
        let account = table::account(&self.handle, &self.platform).map_err(|reason| errors.add("handle", reason)).ok();
        let url = self.url.as_deref().map(str::trim).filter(|url| !url.is_empty());
        let id = self.id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        if let Some(url) = url {
            let web = url.starts_with("https://") || url.starts_with("http://");
            let plain = url.len() <= MOST_URL && !url.chars().any(|letter| letter.is_whitespace() || letter.is_control());
            errors.require(web && plain, "url", "This is no web address of a post.");
        }
        errors.require(id.is_none_or(|id| id.chars().count() <= 200), "id", "Use at most 200 characters.");
        errors.require(id.is_some() || url.is_some(), "url", "Give the post's address or its id, so that it is known again.");
        errors.require(self.posted_at <= now.plus(DAY), "posted_at", "This lies in the future.");
        errors.require(self.posted_at > Timestamp(0), "posted_at", "Say when it was posted.");
        for (name, count) in [("followers", self.followers), ("views", self.views), ("likes", self.likes), ("comments", self.comments)] {
            errors.require(count.is_none_or(|count| count >= 0), name, "A count is not negative.");
        }
        let (Some((platform, handle)), true) = (account, errors.0.is_empty()) else { return Err(errors) };
        let url_key = url.map(url_key);
        let identity = id.map(|id| format!("id:{id}")).or_else(|| url_key.as_ref().map(|key| format!("url:{key}"))).unwrap_or_default();
        Ok(Mention {
            platform,
            handle,
            name: cut(&self.name, 200),
            identity,
            url_key,
            url: url.map(str::to_owned),
            posted_at: self.posted_at,
            text: cut(&self.text, MOST_TEXT),
            followers: self.followers,
            views: self.views,
            likes: self.likes,
            comments: self.comments,
            named_by: names.named_by(&self.text.chars().take(MOST_TEXT).collect::<String>()),
            source: source.to_owned(),
            seen_at: self.seen_at.unwrap_or(now).min(now),
        })
    }
}

impl Mention {
    fn has_id(&self) -> bool {
        self.identity.starts_with("id:")
    }

    /// Whether two with one address may be one post: not where each has an id of its platform, and another one.
    #[must_use]
    pub fn may_be(&self, other: &Mention) -> bool {
        !(self.has_id() && other.has_id()) || self.identity == other.identity
    }

    /// The mention after it was told of again. What was seen later counts; of what was seen earlier only what was unknown. It stays
    /// where it is known, whatever the next one calls that platform; an id is learnt, so that it is known again by that alone.
    #[must_use]
    pub fn told_again(&self, told: &Mention) -> Mention {
        let (newer, older) = if told.seen_at >= self.seen_at { (told, self) } else { (self, told) };
        let text = |newer: &str, older: &str| if newer.is_empty() { older.to_owned() } else { newer.to_owned() };
        let platform = if self.platform == Platform::unknown() { told.platform.clone() } else { self.platform.clone() };
        let learnt = !self.has_id() && told.has_id();
        Mention {
            platform,
            identity: if learnt { told.identity.clone() } else { self.identity.clone() },
            url_key: self.url_key.clone().or_else(|| told.url_key.clone()),
            url: newer.url.clone().or_else(|| older.url.clone()),
            name: text(&newer.name, &older.name),
            text: text(&newer.text, &older.text),
            named_by: if newer.text.is_empty() { older.named_by.clone() } else { newer.named_by.clone() },
            followers: newer.followers.or(older.followers),
            views: newer.views.or(older.views),
            likes: newer.likes.or(older.likes),
            comments: newer.comments.or(older.comments),
            ..newer.clone()
        }
    }

    /// Whether two tell the same of it, whoever tells it, when it was seen and by what it is known again.
    #[must_use]
    pub fn says_the_same(&self, other: &Mention) -> bool {
        let bare = |one: &Mention| Mention { source: String::new(), seen_at: Timestamp(0), identity: String::new(), ..one.clone() };
        bare(self) == bare(other)
    }
}

/// A file of mentions as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadMentions {
    /// All rows but the headings.
    pub rows: u64,
    /// The mentions with their rows, in the order of the file.
    pub mentions: Vec<(u64, NewMention)>,
    /// Rows that are none.
    pub refused: Notes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Platform,
    Handle,
    Name,
    Id,
    Url,
    PostedAt,
    Text,
    Followers,
    Views,
    Likes,
    Comments,
}

fn meaning(heading: &str) -> Option<Means> {
    Some(match bare(heading).as_str() {
        "platform" | "network" | "plattform" => Means::Platform,
        "handle" | "username" | "author" | "account" | "user" | "creator" | "profile" | "authorhandle" => Means::Handle,
        "name" | "fullname" | "displayname" | "authorname" => Means::Name,
        "id" | "postid" | "mediaid" | "videoid" | "shortcode" => Means::Id,
        "url" | "link" | "permalink" | "posturl" | "postlink" | "address" => Means::Url,
        "date" | "datum" | "postedat" | "posted" | "timestamp" | "publishedat" | "published" | "created" | "createdat" | "time" => {
            Means::PostedAt
        }
        "text" | "caption" | "description" | "message" | "content" | "body" | "post" => Means::Text,
        "followers" | "followercount" | "followerscount" | "subscribers" => Means::Followers,
        "views" | "viewcount" | "plays" | "impressions" => Means::Views,
        "likes" | "likecount" | "likescount" => Means::Likes,
        "comments" | "commentcount" | "commentscount" => Means::Comments,
        _ => return None,
    })
}

/// Reads a file of mentions.
///
/// # Errors
/// Where no row could be a post of anybody.
pub fn read_mentions(plan: &Plan) -> Result<ReadMentions, ListError> {
    let meanings: Vec<Option<Means>> = table::headings(plan)?.iter().map(|heading| meaning(heading)).collect();
    let has = |wanted: Means| meanings.contains(&Some(wanted));
    if !has(Means::Handle) || !(has(Means::Url) || has(Means::Id)) {
        return Err(ListError::NoPosts);
    }
    let mut read = ReadMentions::default();
    for (row, cells) in plan.cells() {
        read.rows += 1;
        match one(&meanings, &cells) {
            Ok(mention) => read.mentions.push((row, mention)),
            Err(reason) => read.refused.add(row, reason),
        }
    }
    Ok(read)
}

fn one(meanings: &[Option<Means>], cells: &[String]) -> Result<NewMention, String> {
    let of = |wanted: Means| {
        let found = meanings.iter().zip(cells).find(|(meaning, cell)| **meaning == Some(wanted) && !cell.trim().is_empty());
        found.map(|(_, cell)| cell.trim())
    };
    let count = |wanted: Means| -> Result<Option<i64>, String> {
        let Some(cell) = of(wanted).filter(|cell| counts::missing(cell).is_none()) else { return Ok(None) };
        let read = counts::parse(cell).value().filter(|count| *count >= 0);
        read.map(Some).ok_or_else(|| format!("{} is no number.", quoted(cell)))
    };
    let url = of(Means::Url);
    let by_address = url.and_then(platform_of_post);
    let platform = of(Means::Platform).map(Platform::parse).or(by_address).unwrap_or_else(Platform::unknown);
    let posted = of(Means::PostedAt).ok_or("The row does not say when it was posted.")?;
    Ok(NewMention {
        platform,
        handle: of(Means::Handle).ok_or("The row does not say who posted.")?.to_owned(),
        name: of(Means::Name).unwrap_or_default().to_owned(),
        id: of(Means::Id).map(str::to_owned),
        url: url.map(str::to_owned),
        posted_at: table::time(posted)?,
        text: of(Means::Text).unwrap_or_default().to_owned(),
        followers: count(Means::Followers)?,
        views: count(Means::Views)?,
        likes: count(Means::Likes)?,
        comments: count(Means::Comments)?,
        seen_at: None,
    })
}

/// The platform by a post's address.
fn platform_of_post(url: &str) -> Option<Platform> {
    let key = url_key(url);
    let (host, _) = key.split_once('/')?;
    match host {
        "instagram.com" => Some(Platform::Instagram),
        "tiktok.com" | "vm.tiktok.com" => Some(Platform::TikTok),
        "youtube.com" | "youtu.be" => Some(Platform::YouTube),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
