//! TikTok by the log-in of each creator: what an app is known by, what a log-in gives, and what may be asked with it.
//!
//! Invariant: neither a secret nor a token is shown by any of these. Absent: addresses and answers; `outside` has them.

use domain::creators::{
    access::{Part, Terms},
    fetching::{Failure, FetchedChannel, FetchedVideo},
};
use serde::{Deserialize, Serialize};

use super::Listed;

/// What TikTok knows an app by.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TikTokApp {
    /// The app's public name.
    pub client_key: String,
    /// Its secret, with which tokens are asked for and messages are signed.
    pub client_secret: String,
}

impl std::fmt::Debug for TikTokApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TikTokApp").field("client_key", &self.client_key).finish_non_exhaustive()
    }
}

/// The tokens of one log-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// By which the account is asked for.
    pub access: String,
    /// By which newer ones are had.
    pub refresh: String,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// What a log-in, or its renewal, gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogIn {
    /// The id of the account, as this app knows it.
    pub account: String,
    /// Its tokens.
    pub tokens: Tokens,
    /// How long they last, and what they let be read.
    pub terms: Terms,
}

/// Whether what asks TikTok was tried against TikTok itself; until then it follows the documented interface alone. People read it on the
/// page of connections.
pub const TIKTOK_TRIED: bool = false;

/// TikTok's log-in and its Display API. Each call but the first is one question; the caller counts.
#[async_trait::async_trait]
pub trait TikTok: Send + Sync {
    /// The address at which somebody logs in and says what may be read; it leads back to `back` with `state`.
    fn log_in(&self, app: &TikTokApp, back: &str, state: &str) -> String;
    /// Whether it knows the app by this secret.
    async fn check(&self, app: &TikTokApp) -> Result<(), Failure>;
    /// The tokens for the code with which somebody came back to `back`.
    async fn exchange(&self, app: &TikTokApp, code: &str, back: &str) -> Result<LogIn, Failure>;
    /// Newer tokens.
    async fn renew(&self, app: &TikTokApp, refresh: &str) -> Result<LogIn, Failure>;
    /// Takes a log-in back.
    async fn revoke(&self, app: &TikTokApp, access: &str) -> Result<(), Failure>;
    /// The account of a log-in, as far as it lets be read.
    async fn account(&self, access: &str, parts: &[Part]) -> Result<FetchedChannel, Failure>;
    /// Its public videos, the newest first, twenty a page.
    async fn videos(&self, access: &str, page: Option<&str>) -> Result<Listed<FetchedVideo>, Failure>;
}
