//! TikTok's own interface: Login Kit for the web and the Display API, both version 2, by the log-in of each creator.
//!
//! Invariants: secret and tokens travel in a body or a header and never in an address; an answer is at most five megabytes and
//! comes in fifteen seconds; a count that is not stated is unknown. Absent: counting questions, asking again, waiting; whoever asks
//! has them. Shapes are those of TikTok's pages of November 2026, the codes of its errors partly from general knowledge; verified
//! against a live account: no.

mod answers;
mod refusals;

use std::time::Duration;

use app::ports::{Listed, LogIn, TikTok, TikTokApp};
use domain::creators::{
    access::Part,
    fetching::{Failure, FetchedChannel, FetchedVideo},
};
use reqwest::{
    Client, RequestBuilder, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::{Value, json};

use crate::platform::{self, Answered, TIME};
use refusals::About;

/// Where the interface is.
pub const ADDRESS: &str = "https://open.tiktokapis.com/v2";
/// Where people log in.
pub const LOG_IN: &str = "https://www.tiktok.com/v2/auth/authorize/";
/// So many videos a page; TikTok gives no more.
const PAGE: u32 = 20;

/// Asks TikTok.
pub struct TikTokApi {
    client: Client,
    base: Url,
    log_in: Url,
}

impl TikTokApi {
    /// At two addresses: [`ADDRESS`] and [`LOG_IN`], or others that answer alike.
    ///
    /// # Errors
    /// When an address is none, or the machine has no usable TLS set-up.
    pub fn new(base: &str, log_in: &str) -> Result<Self, String> {
        Self::within(base, log_in, TIME)
    }

    /// The same with another patience, for tests.
    ///
    /// # Errors
    /// As [`TikTokApi::new`].
    pub fn within(base: &str, log_in: &str, time: Duration) -> Result<Self, String> {
        let (client, base) = platform::client("TikTok", base, time)?;
        let log_in = Url::parse(log_in).map_err(|_| format!("\"{log_in}\" is no web address."))?;
        if !matches!(log_in.scheme(), "http" | "https") || log_in.host_str().is_none() {
            return Err("The address of TikTok's log-in begins with http:// or https://.".to_owned());
        }
        Ok(Self { client, base, log_in })
    }

    /// An address of the interface, which ends in a stroke as TikTok's do.
    fn address(&self, path: [&str; 2]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.extend(path).push("");
        }
        url
    }

    /// A question about tokens: a form, to which the app's name and secret are added.
    async fn form(&self, app: &TikTokApp, about: About, what: &str, fields: &[(&str, &str)]) -> Result<Value, Failure> {
        let url = self.address(["oauth", what]);
        let mut written = url.clone();
        written
            .query_pairs_mut()
            .append_pair("client_key", &app.client_key)
            .append_pair("client_secret", &app.client_secret)
            .extend_pairs(fields);
        let body = written.query().unwrap_or_default().to_owned();
        let request = self.client.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        let Answered { status, headers, answer } = platform::send(request).await?;
        match answer {
            Some(answer) if status == 200 && answer["error"].is_null() => platform::object(Some(answer)),
            // A log-in that was taken back is answered with nothing at all.
            None if status == 200 && about == About::Revoking => Ok(Value::Null),
            None if status == 200 => platform::object(None),
            answer => Err(refusals::failure(about, status, &headers, &answer.unwrap_or_default())),
        }
    }

    /// A question with somebody's token.
    async fn ask(&self, access: &str, about: About, request: RequestBuilder) -> Result<Value, Failure> {
        let unfit = || Failure::Ended { reason: "Its token holds letters that no token has.".to_owned() };
        let mut value = HeaderValue::from_str(&format!("Bearer {access}")).map_err(|_| unfit())?;
        value.set_sensitive(true);
        let Answered { status, headers, answer } = platform::send(request.header(AUTHORIZATION, value)).await?;
        // Whatever the status, the body says whether it went well.
        match answer {
            Some(answer) if status == 200 && matches!(answer["error"]["code"].as_str(), None | Some("ok")) => {
                platform::object(Some(answer))
            }
            None if status == 200 => platform::object(None),
            answer => Err(refusals::failure(about, status, &headers, &answer.unwrap_or_default())),
        }
    }
}

#[async_trait::async_trait]
impl TikTok for TikTokApi {
    fn log_in(&self, app: &TikTokApp, back: &str, state: &str) -> String {
        let mut url = self.log_in.clone();
        let scope: Vec<&str> = Part::ALL.iter().map(|part| part.as_str()).collect();
        url.query_pairs_mut().extend_pairs([
            ("client_key", app.client_key.as_str()),
            ("scope", scope.join(",").as_str()),
            ("response_type", "code"),
            ("redirect_uri", back),
            ("state", state),
        ]);
        url.into()
    }

    async fn check(&self, app: &TikTokApp) -> Result<(), Failure> {
        self.form(app, About::App, "token", &[("grant_type", "client_credentials")]).await.map(|_| ())
    }

    async fn exchange(&self, app: &TikTokApp, code: &str, back: &str) -> Result<LogIn, Failure> {
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back)];
        answers::log_in(&self.form(app, About::LogIn, "token", &fields).await?)
    }

    async fn renew(&self, app: &TikTokApp, refresh: &str) -> Result<LogIn, Failure> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        answers::log_in(&self.form(app, About::LogIn, "token", &fields).await?)
    }

    async fn revoke(&self, app: &TikTokApp, access: &str) -> Result<(), Failure> {
        self.form(app, About::Revoking, "revoke", &[("token", access)]).await.map(|_| ())
    }

    async fn account(&self, access: &str, parts: &[Part]) -> Result<FetchedChannel, Failure> {
        let mut url = self.address(["user", "info"]);
        url.query_pairs_mut().append_pair("fields", &answers::account_fields(parts).join(","));
        answers::account(&self.ask(access, About::Account, self.client.get(url)).await?)
    }

    async fn videos(&self, access: &str, page: Option<&str>) -> Result<Listed<FetchedVideo>, Failure> {
        let mut url = self.address(["video", "list"]);
        url.query_pairs_mut().append_pair("fields", &answers::VIDEO.join(","));
        let mut body = json!({ "max_count": PAGE });
        if let Some(page) = page {
            // A place in the list is the time of its last video.
            let place: i64 = page.parse().map_err(|_| Failure::Missing)?;
            body["cursor"] = json!(place);
        }
        answers::videos(&self.ask(access, About::Videos, self.client.post(url).json(&body)).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_in_asks_for_what_is_read_and_leads_back() {
        let api = TikTokApi::new(ADDRESS, LOG_IN).unwrap();
        let app = TikTokApp { client_key: "aw1key".into(), client_secret: "a-secret".into() };
        let address = api.log_in(&app, "https://troupe.example/connect/tiktok", "a state.x");
        let url = Url::parse(&address).unwrap();
        assert_eq!((url.host_str(), url.path()), (Some("www.tiktok.com"), "/v2/auth/authorize/"));
        let asked: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let expected = [
            ("client_key", "aw1key"),
            ("scope", "user.info.basic,user.info.profile,user.info.stats,video.list"),
            ("response_type", "code"),
            ("redirect_uri", "https://troupe.example/connect/tiktok"),
            ("state", "a state.x"),
        ];
        assert_eq!(asked, expected);
        assert!(!address.contains("a-secret") && !format!("{app:?}").contains("a-secret"));
    }

    #[test]
    fn addresses_end_in_a_stroke() {
        let api = TikTokApi::new(ADDRESS, LOG_IN).unwrap();
        assert_eq!(api.address(["oauth", "token"]).as_str(), "https://open.tiktokapis.com/v2/oauth/token/");
        assert!(TikTokApi::new(ADDRESS, "javascript:alert(1)").is_err() && TikTokApi::new("tiktok", LOG_IN).is_err());
    }
}
