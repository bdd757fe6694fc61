//! YouTube's own interface, the Data API, version 3.
//!
//! Invariants: the key travels in a header, so that no address, error or log holds it; an answer is at most five megabytes and
//! comes in fifteen seconds; a count that is not stated is unknown. Absent: counting units, asking again, waiting; whoever asks has
//! them. Shapes were read from the interface's discovery document of 4 November 2026; verified against a live account: no.

mod answers;
mod refusals;

use std::time::Duration;

use app::ports::{ChannelBy, Listed, YouTube};
use domain::creators::fetching::{Failure, FetchedChannel, FetchedComment, FetchedVideo, FoundChannel};
use reqwest::{
    Client, Url,
    header::{HeaderName, HeaderValue, RETRY_AFTER},
};
use serde_json::Value;

use crate::platform::{self, Answered, TIME};

/// Where the interface is.
pub const ADDRESS: &str = "https://www.googleapis.com/youtube/v3";
/// Who asks, where somebody else stands in front of the interface.
const KEY: HeaderName = HeaderName::from_static("x-goog-api-key");

/// Asks YouTube.
pub struct YouTubeApi {
    client: Client,
    base: Url,
    bearer: bool,
}

impl YouTubeApi {
    /// At an address: [`ADDRESS`], or another that answers alike.
    ///
    /// # Errors
    /// When the address is none, or the machine has no usable TLS set-up.
    pub fn new(base: &str) -> Result<Self, String> {
        Self::within(base, TIME)
    }

    /// The same with another patience, for tests.
    ///
    /// # Errors
    /// As [`YouTubeApi::new`].
    pub fn within(base: &str, time: Duration) -> Result<Self, String> {
        let (client, base) = platform::client("YouTube", base, time)?;
        Ok(Self { client, base, bearer: false })
    }

    /// Takes what it is handed for a token instead of a key, as owners' log-ins give them.
    #[must_use]
    pub fn with_tokens(self) -> Self {
        Self { bearer: true, ..self }
    }

    async fn get(&self, what: &str, key: &str, asked: &[(&str, &str)]) -> Result<Value, Failure> {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(what);
        }
        url.query_pairs_mut().extend_pairs(asked);
        let (name, value) = if self.bearer { (reqwest::header::AUTHORIZATION, format!("Bearer {key}")) } else { (KEY, key.to_owned()) };
        let unfit = || Failure::Refused { reason: "It holds letters that no key has.".to_owned() };
        let mut value = HeaderValue::from_str(&value).map_err(|_| unfit())?;
        value.set_sensitive(true);
        let Answered { status, headers, answer } = platform::send(self.client.get(url).header(name, value)).await?;
        if status == 200 {
            return platform::object(answer);
        }
        let later = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(platform::seconds);
        Err(refusals::failure(what, status, later, &answer.unwrap_or_default()))
    }
}

#[async_trait::async_trait]
impl YouTube for YouTubeApi {
    async fn check(&self, key: &str) -> Result<(), Failure> {
        let asked = [("part", "id"), ("forHandle", "@youtube"), ("maxResults", "1")];
        match self.get("channels", key, &asked).await {
            // A question about nothing that is there was understood all the same.
            Ok(_) | Err(Failure::Missing) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    async fn channel(&self, key: &str, by: &ChannelBy) -> Result<Option<FetchedChannel>, Failure> {
        let handle;
        let (name, value) = match by {
            ChannelBy::Id(id) => ("id", id.as_str()),
            ChannelBy::Handle(known) => {
                handle = format!("@{known}");
                ("forHandle", handle.as_str())
            }
            ChannelBy::User(name) => ("forUsername", name.as_str()),
        };
        let answer = self.get("channels", key, &[("part", "snippet,statistics,contentDetails"), (name, value)]).await?;
        answers::channel(&answer)
    }

    async fn uploads(&self, key: &str, list: &str, page: Option<&str>) -> Result<Listed<String>, Failure> {
        let mut asked = vec![("part", "contentDetails,status"), ("playlistId", list), ("maxResults", "50")];
        asked.extend(page.map(|page| ("pageToken", page)));
        answers::uploads(&self.get("playlistItems", key, &asked).await?)
    }

    async fn videos(&self, key: &str, ids: &[String]) -> Result<Vec<FetchedVideo>, Failure> {
        let ids = ids.join(",");
        let asked = [("part", "snippet,statistics,status,paidProductPlacementDetails"), ("id", ids.as_str()), ("maxResults", "50")];
        answers::videos(&self.get("videos", key, &asked).await?)
    }

    async fn comments(&self, key: &str, video: &str) -> Result<Vec<FetchedComment>, Failure> {
        let asked =
            [("part", "snippet,replies"), ("videoId", video), ("order", "time"), ("textFormat", "plainText"), ("maxResults", "100")];
        answers::comments(&self.get("commentThreads", key, &asked).await?, video)
    }

    async fn search(&self, key: &str, words: &str, region: Option<&str>, page: Option<&str>) -> Result<Listed<FoundChannel>, Failure> {
        let mut asked = vec![("part", "snippet"), ("type", "channel"), ("q", words), ("maxResults", "50")];
        asked.extend(region.map(|region| ("regionCode", region)));
        asked.extend(page.map(|page| ("pageToken", page)));
        answers::found(&self.get("search", key, &asked).await?)
    }
}
