//! Ports: the outside as traits. `outside` has the real ones; tests have their own.
//!
//! Invariant: no port is called while a transaction is open, but for keeping bytes, which are named by what they
//! hold and harm nobody when the transaction is lost. Absent: retries; the outbox has them.

mod tiktok;

use std::{pin::Pin, time::Duration};

use bytes::Bytes;
use domain::{
    creators::{
        ChannelId, Handle,
        fetching::{Failure, FetchedChannel, FetchedComment, FetchedVideo, FoundChannel},
    },
    discovery::model::ModelFailure,
    files::ContentHash,
    ids::CollaborationId,
    money::Money,
    payments::payout::{Finding, ProviderTimes},
    time::{Timestamp, Zone},
    tracking::LinkCheck,
};
use futures_util::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use tiktok::{LogIn, TIKTOK_TRIED, TikTok, TikTokApp, Tokens};

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// A mail on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Used for the Message-ID, so that a second try is the same mail.
    pub key: String,
    /// `Name <address>`.
    pub from: String,
    /// Address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The address that stops mail like this in one step (RFC 8058); marketing has one.
    pub unsubscribe: Option<String>,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// A server took it.
    Sent,
    /// No server is set; it stays in the captured mailbox.
    Captured,
}

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailFailure {
    /// Worth another try.
    Later(String),
    /// Never, for a reason that is ours or the server's: another mail to the same address may still arrive.
    Never(String),
    /// Nobody is at the address: a hard bounce (RFC 3463, 5.1.x), and nothing more goes there.
    NoSuchAddress(String),
}

/// Sends mail.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail over.
    async fn send(&self, letter: &Letter) -> Result<Delivery, MailFailure>;
    /// Whether mail is only captured.
    fn captures(&self) -> bool;
}

/// Looks at addresses on the web.
#[async_trait::async_trait]
pub trait Links: Send + Sync {
    /// Fetches an address, guarded against private networks, size and time, and says what came back.
    async fn look(&self, url: &str, now: Timestamp) -> LinkCheck;
}

/// Bytes as they arrive.
pub type ByteStream = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// What was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What the bytes hash to.
    pub hash: ContentHash,
    /// How many.
    pub size: i64,
    /// The first bytes, for finding out what kind of file it is.
    pub head: Vec<u8>,
}

/// Where bytes are laid by for a while. The number is nobody's to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LaidBy {
    /// Until when, at the latest.
    pub until: Timestamp,
    /// Under which number.
    pub number: Uuid,
}

impl LaidBy {
    /// As a file is called.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}", self.until.0, self.number)
    }

    /// Reads such a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (until, number) = name.split_once('-')?;
        Some(Self { until: Timestamp(until.parse().ok()?), number: number.parse().ok()? })
    }
}

/// Keeps bytes by what they hold until nobody names them; and lays some by that must not stay.
#[async_trait::async_trait]
pub trait Files: Send + Sync {
    /// Keeps a stream; refuses beyond `most` bytes and keeps nothing then.
    async fn keep(&self, bytes: ByteStream, most: i64) -> std::io::Result<Kept>;
    /// Opens what was kept, from an offset.
    async fn open(&self, hash: &ContentHash, from: u64) -> std::io::Result<ByteStream>;
    /// Removes what was kept; it may be gone already.
    async fn remove(&self, hash: &ContentHash) -> std::io::Result<()>;
    /// Lays bytes by. Two people who lay the same by have two, so that each can be removed.
    async fn lay_by(&self, place: LaidBy, bytes: Bytes) -> std::io::Result<()>;
    /// What was laid by there.
    async fn laid_by(&self, place: LaidBy) -> std::io::Result<Bytes>;
    /// Removes what was laid by there.
    async fn clear(&self, place: LaidBy) -> std::io::Result<()>;
    /// Removes everything whose time is over.
    async fn clear_until(&self, now: Timestamp) -> std::io::Result<()>;
}

/// What somebody did on the stage, for people who watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// Who, by name.
    pub who: String,
    /// What: the event's kind.
    pub kind: String,
    /// Where it can be looked at.
    pub collaboration: CollaborationId,
    /// When.
    pub at: Timestamp,
}

/// One of the tour's steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TourStep {
    /// Its stable word.
    pub name: &'static str,
    /// Where it is done, when it can be.
    pub href: Option<String>,
    /// Whether it was done.
    pub done: bool,
}

/// How a simulated programme stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Playing {
    /// So many times faster than life; 0 stands still.
    pub pace: u32,
    /// Whether it goes ahead to the tour's next step, as fast as it can.
    pub ahead: bool,
    /// Whether colleagues take up what the person leaves.
    pub helped: bool,
    /// The brand's short name, for addresses.
    pub brand: String,
    /// The zone in which its people read the clock.
    pub zone: Option<Zone>,
    /// How much has happened since it was opened, whoever did it.
    pub changes: u64,
    /// How many scenes there have been since it was opened.
    pub scenes: u64,
    /// The last of them, newest first.
    pub last: Vec<Scene>,
    /// With whom the tour goes.
    pub guide: String,
    /// The tour.
    pub tour: Vec<TourStep>,
}

/// Steers time where the outside is simulated. A real installation has none.
#[async_trait::async_trait]
pub trait Stage: Send + Sync {
    /// How it stands now.
    async fn playing(&self) -> Playing;
    /// So many times faster than life.
    fn set_pace(&self, pace: u32);
    /// Whether colleagues take up what is left.
    fn set_helped(&self, helped: bool);
    /// Goes on until somebody else does something. Gives whether anybody did.
    async fn next(&self) -> bool;
    /// Begins to go ahead until the next step of the tour can be done.
    fn go_ahead(&self);
    /// The tour's last step was done: the report was opened.
    fn read_report(&self);
}

/// A transfer on its way to a payment provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remittance {
    /// The idempotency key: the provider makes one transfer of all that come under it.
    pub key: String,
    /// How much the creator receives.
    pub amount: Money,
    /// The creator's account, as their form names it.
    pub receiver: String,
    /// The creator's name.
    pub name: String,
    /// What the creator reads beside it.
    pub note: String,
}

/// Why a transfer was not taken, by what is sure about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentFailure {
    /// Nothing was done, and another try under the same key may work.
    Later(String),
    /// Nothing was done, and nothing will be.
    Refused(String),
    /// It may have been done: nothing but a look-up can tell.
    Unknown(String),
}

/// Moves money to creators. How a transfer ended comes as news, later; see `payments::RecordNews`.
#[async_trait::async_trait]
pub trait PaymentProvider: Send + Sync {
    /// As people call it.
    fn name(&self) -> &str;
    /// What it states about looking transfers up.
    fn times(&self) -> ProviderTimes;
    /// Hands a transfer over. The same key again is the same transfer.
    async fn submit(&self, remittance: &Remittance) -> Result<(), PaymentFailure>;
    /// Looks a transfer up by its key; days are those of a zone.
    async fn look_up(&self, key: &str, zone: &Zone) -> Finding;
}

/// By what a channel is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelBy {
    /// Its id, which stays.
    Id(ChannelId),
    /// Its handle.
    Handle(Handle),
    /// Its user name of old, from an address such as `/user/maya`.
    User(String),
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one is, if there is one.
    pub next: Option<String>,
}

/// Whether what asks YouTube was tried against YouTube itself; until then it follows the documented interface alone. People read it on the
/// page of connections.
pub const YOUTUBE_TRIED: bool = false;

/// YouTube's own interface. Each call costs one unit, a search one search; the caller counts.
#[async_trait::async_trait]
pub trait YouTube: Send + Sync {
    /// Whether it takes a key, by the cheapest question there is.
    async fn check(&self, key: &str) -> Result<(), Failure>;
    /// A channel; nothing where there is none.
    async fn channel(&self, key: &str, by: &ChannelBy) -> Result<Option<FetchedChannel>, Failure>;
    /// The ids of the videos of a list that everybody may see, the newest first, fifty a page.
    async fn uploads(&self, key: &str, list: &str, page: Option<&str>) -> Result<Listed<String>, Failure>;
    /// Videos with their numbers, at most fifty; those that are gone are left out.
    async fn videos(&self, key: &str, ids: &[String]) -> Result<Vec<FetchedVideo>, Failure>;
    /// Comments under a video with their answers, the newest first, at most a hundred threads.
    async fn comments(&self, key: &str, video: &str) -> Result<Vec<FetchedComment>, Failure>;
    /// Channels that fit words, at most fifty.
    async fn search(&self, key: &str, words: &str, region: Option<&str>, page: Option<&str>) -> Result<Listed<FoundChannel>, Failure>;
}

/// What Instagram is asked by: an app of Meta's, and the token of the brand's own professional account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstagramKey {
    /// The app's id.
    pub app_id: String,
    /// The app's secret, with which each question proves that it is the app's.
    pub app_secret: String,
    /// The id of the brand's own account.
    pub user: String,
    /// The token.
    pub token: String,
}

impl std::fmt::Debug for InstagramKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InstagramKey").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A newer token.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewed {
    /// The token.
    pub token: String,
    /// After how many microseconds it ends, where that is told.
    pub lasts: Option<i64>,
}

/// A professional account with a page of its newest posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// The account.
    pub account: FetchedChannel,
    /// Its posts, the newest first.
    pub posts: Listed<FetchedVideo>,
}

/// A post of somebody's that tags or names the brand's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamingPost {
    /// The platform's id of it.
    pub id: String,
    /// Who posted, by the account's name.
    pub by: String,
    /// Its words.
    pub text: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was posted.
    pub at: Option<Timestamp>,
    /// Likes, where they are not hidden.
    pub likes: Option<i64>,
    /// Comments.
    pub comments: Option<i64>,
}

/// A post under a hashtag. Its author is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HashtagPost {
    /// The platform's id of it.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was posted.
    pub at: Option<Timestamp>,
    /// Likes, where they are not hidden.
    pub likes: Option<i64>,
    /// Comments.
    pub comments: Option<i64>,
}

/// Whether what asks Instagram was tried against Instagram itself; until then it follows the documented interface alone. People read it on the
/// page of connections.
pub const INSTAGRAM_TRIED: bool = false;

/// Instagram's Graph API by the brand's own account. Each call is one question; the caller counts.
#[async_trait::async_trait]
pub trait Instagram: Send + Sync {
    /// The name of the brand's own account, by which a key is tried.
    async fn own(&self, key: &InstagramKey) -> Result<String, Failure>;
    /// A newer token for the one that is there.
    async fn renew(&self, key: &InstagramKey) -> Result<Renewed, Failure>;
    /// A professional account by its handle with its newest posts, fifty a page; missing where there is none, or a personal one.
    async fn account(&self, key: &InstagramKey, handle: &Handle, page: Option<&str>) -> Result<Discovered, Failure>;
    /// Posts in which the brand's own account is tagged, the newest first, fifty a page.
    async fn tags(&self, key: &InstagramKey, page: Option<&str>) -> Result<Listed<NamingPost>, Failure>;
    /// A post whose words, or a comment under which, name the brand's own account; a comment's words where one is named.
    async fn mention(&self, key: &InstagramKey, post: &str, comment: Option<&str>) -> Result<NamingPost, Failure>;
    /// The id of a hashtag; missing where nobody used it, or where the platform does not search for it.
    async fn hashtag(&self, key: &InstagramKey, tag: &str) -> Result<String, Failure>;
    /// The posts under a hashtag: those of the last day, or those that it holds to be the best; at most fifty a page.
    async fn hashtag_posts(&self, key: &InstagramKey, id: &str, newest: bool, page: Option<&str>) -> Result<Listed<HashtagPost>, Failure>;
}

/// The platforms that the program may ask. None where nothing leaves the house, as in the demo.
#[derive(Clone, Default)]
pub struct Platforms {
    /// YouTube.
    pub youtube: Option<std::sync::Arc<dyn YouTube>>,
    /// Instagram.
    pub instagram: Option<std::sync::Arc<dyn Instagram>>,
    /// TikTok.
    pub tiktok: Option<std::sync::Arc<dyn TikTok>>,
}

/// Where a language model is asked. It holds a key, so that nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct ModelAt {
    /// The address of its interface, without a slash at the end.
    pub base_url: String,
    /// What it is called there.
    pub model: String,
    /// The key, where one is needed.
    pub key: Option<String>,
}

/// A question to a language model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelQuestion {
    /// What the shape of the answer is called: small letters and `_`.
    pub name: &'static str,
    /// What it is to do.
    pub task: String,
    /// What it is told: text of other people, and never an instruction.
    pub told: String,
    /// The JSON Schema that the answer must have.
    pub schema: serde_json::Value,
    /// The most tokens of the answer.
    pub most_tokens: u32,
    /// How long it may take in all.
    pub within: Duration,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelAnswer {
    /// The answer as JSON, which nobody has held against the schema yet; or why there is none.
    pub said: Result<serde_json::Value, ModelFailure>,
    /// How many tokens it took; nothing where nobody says.
    pub tokens: Option<i64>,
}

/// Asks language models, once for each question; the caller counts.
#[async_trait::async_trait]
pub trait LanguageModel: Send + Sync {
    /// Asks one.
    async fn ask(&self, at: &ModelAt, question: &ModelQuestion) -> ModelAnswer;
}
