//! Instagram's own interface, the Graph API, version 26.0, by the brand's own professional account.
//!
//! Invariants: the token travels in a header, and each question proves by a digest of it that it is the app's; an answer is at most
//! five megabytes and comes in fifteen seconds; a count that is not stated is unknown. The one exception is renewing, whose
//! documented form names token and app secret in the address; no error or log of ours holds an address. Absent: counting questions,
//! asking again, waiting; whoever asks has them. Shapes are those of Meta's field lists and pages of November 2026; verified
//! against a live account: no.

mod answers;
pub mod fields;
mod refusals;

use std::time::Duration;

use app::ports::{Discovered, HashtagPost, Instagram, InstagramKey, Listed, NamingPost, Renewed};
use domain::creators::{Handle, fetching::Failure};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{
    Client, Url,
    header::{AUTHORIZATION, HeaderValue},
};
use serde_json::Value;
use sha2::Sha256;

use crate::platform::{self, Answered, TIME};
use refusals::About;

/// Where the interface is.
pub const ADDRESS: &str = "https://graph.facebook.com/v26.0";
/// So many posts a page.
const PAGE: &str = "50";

/// Asks Instagram.
pub struct InstagramApi {
    client: Client,
    base: Url,
}

/// What proves that a question with this token is its app's: the hex of HMAC-SHA256 of the token with the app's secret.
fn proof(key: &InstagramKey) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.app_secret.as_bytes()) else { return String::new() };
    mac.update(key.token.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text may stand within a list of fields: an account's name, a place in a list, an id.
fn plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= 1_000 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-=".contains(&byte))
}

impl InstagramApi {
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
    /// As [`InstagramApi::new`].
    pub fn within(base: &str, time: Duration) -> Result<Self, String> {
        let (client, base) = platform::client("Instagram", base, time)?;
        Ok(Self { client, base })
    }

    fn address(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.extend(path);
        }
        url
    }

    async fn get(&self, key: &InstagramKey, about: About, path: &[&str], asked: &[(&str, &str)]) -> Result<Value, Failure> {
        let mut url = self.address(path);
        url.query_pairs_mut().extend_pairs(asked).append_pair("appsecret_proof", &proof(key));
        let unfit = || Failure::Refused { reason: "It holds letters that no token has.".to_owned() };
        let mut value = HeaderValue::from_str(&format!("Bearer {}", key.token)).map_err(|_| unfit())?;
        value.set_sensitive(true);
        Self::read(about, platform::send(self.client.get(url).header(AUTHORIZATION, value)).await?)
    }

    fn read(about: About, Answered { status, headers, answer }: Answered) -> Result<Value, Failure> {
        // An error comes with a status of its own, and all the same it is the body that says which.
        match answer {
            Some(answer) if status == 200 && answer["error"].is_null() => platform::object(Some(answer)),
            None if status == 200 => platform::object(None),
            answer => Err(refusals::failure(about, status, &headers, &answer.unwrap_or_default())),
        }
    }
}

#[async_trait::async_trait]
impl Instagram for InstagramApi {
    async fn own(&self, key: &InstagramKey) -> Result<String, Failure> {
        let answer = self.get(key, About::Own, &[key.user.as_str()], &[("fields", "id,username")]).await?;
        answers::name(&answer)
    }

    async fn renew(&self, key: &InstagramKey) -> Result<Renewed, Failure> {
        let mut url = self.address(&["oauth", "access_token"]);
        url.query_pairs_mut().extend_pairs([
            ("grant_type", "fb_exchange_token"),
            ("client_id", key.app_id.as_str()),
            ("client_secret", key.app_secret.as_str()),
            ("fb_exchange_token", key.token.as_str()),
        ]);
        answers::renewed(&Self::read(About::Token, platform::send(self.client.get(url)).await?)?)
    }

    async fn account(&self, key: &InstagramKey, handle: &Handle, page: Option<&str>) -> Result<Discovered, Failure> {
        let name = handle.to_string();
        if !plain(&name) || page.is_some_and(|page| !plain(page)) {
            return Err(Failure::Missing);
        }
        let after = page.map(|page| format!(".after({page})")).unwrap_or_default();
        let fields = format!(
            "business_discovery.username({name}){{{},media.limit({PAGE}){after}{{{}}}}}",
            fields::ACCOUNT.join(","),
            fields::MEDIA.join(",")
        );
        answers::discovered(&self.get(key, About::Account, &[key.user.as_str()], &[("fields", fields.as_str())]).await?)
    }

    async fn tags(&self, key: &InstagramKey, page: Option<&str>) -> Result<Listed<NamingPost>, Failure> {
        let wanted = fields::NAMING.join(",");
        let mut asked = vec![("fields", wanted.as_str()), ("limit", PAGE)];
        asked.extend(page.map(|page| ("after", page)));
        answers::naming_posts(&self.get(key, About::Item, &[key.user.as_str(), "tags"], &asked).await?)
    }

    async fn mention(&self, key: &InstagramKey, post: &str, comment: Option<&str>) -> Result<NamingPost, Failure> {
        if !plain(post) || comment.is_some_and(|comment| !plain(comment)) {
            return Err(Failure::Missing);
        }
        let media = fields::NAMING.join(",");
        let fields = match comment {
            None => format!("mentioned_media.media_id({post}){{{media}}}"),
            Some(comment) => format!("mentioned_comment.comment_id({comment}){{{},media{{{media}}}}}", fields::COMMENT.join(",")),
        };
        answers::mention(&self.get(key, About::Item, &[key.user.as_str()], &[("fields", fields.as_str())]).await?)
    }

    async fn hashtag(&self, key: &InstagramKey, tag: &str) -> Result<String, Failure> {
        let answer = self.get(key, About::Item, &["ig_hashtag_search"], &[("user_id", key.user.as_str()), ("q", tag)]).await?;
        answers::first_id(&answer)
    }

    async fn hashtag_posts(&self, key: &InstagramKey, id: &str, newest: bool, page: Option<&str>) -> Result<Listed<HashtagPost>, Failure> {
        let wanted = fields::HASHTAG.join(",");
        let mut asked = vec![("user_id", key.user.as_str()), ("fields", wanted.as_str()), ("limit", PAGE)];
        asked.extend(page.map(|page| ("after", page)));
        let list = if newest { "recent_media" } else { "top_media" };
        answers::hashtag_posts(&self.get(key, About::Item, &[id, list], &asked).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_proves_that_it_is_the_apps() {
        // printf %s token | openssl dgst -sha256 -hmac secret
        let key = InstagramKey { app_id: "1".into(), app_secret: "secret".into(), user: "2".into(), token: "token".into() };
        assert_eq!(proof(&key), "e941110e3d2bfe82621f0e3e1434730d7305d106c5f68c87165d0b27a4611a4a");
        assert!(!format!("{key:?}").contains("secret") && !format!("{key:?}").contains("token"));
    }

    #[test]
    fn nothing_gets_into_a_list_of_fields_but_names_and_places() {
        assert!(plain("anna.b_c") && plain("QVFIUm-x=="));
        for odd in ["", "anna){id}", "a,b", "a b", "ä", "a%28"] {
            assert!(!plain(odd), "{odd}");
        }
    }
}
