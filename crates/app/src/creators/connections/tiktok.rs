//! TikTok is connected by an app's name and secret; what is read is read by the log-in of each creator.
//!
//! Invariant: the secret is kept only after TikTok took it, sealed with the app's name. Another app knows accounts by other ids, so
//! that the log-ins of the one before end with it. Absent: log-ins; `access` has them.

use domain::{
    creators::{
        access::EndedBy,
        connections::{Connection, Service, quota::Purpose},
        fetching::Failure,
    },
    fields::FieldErrors,
    ids::{BrandId, ConnectionId, OrganisationId},
    time::{MINUTE, SECOND, Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::Sha256;
use store::creators::connections as rows;

use super::{asking::Asker, connect::after, view::ConnectionView};
use crate::{
    Agent, App, Caller, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, creators::access, operation::OWNER,
    ports::TikTokApp, secrets::Secrets,
};

const SERVICE: Service = Service::TikTok;
/// How far a message's time may lie from ours, so that one that was overheard cannot be sent again later.
const TOLERANCE: i64 = 5 * MINUTE;

/// Puts in what TikTok knows the app by.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConnectTikTok {
    /// The app's client key.
    pub client_key: String,
    /// Its client secret. Tried at once, kept sealed, and shown to nobody.
    pub client_secret: String,
    /// What TikTok said to it, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub said: Option<Failure>,
}

impl ConnectTikTok {
    /// What was typed, where it can be asked with at all.
    fn checked(&mut self) -> Result<TikTokApp> {
        let mut errors = FieldErrors::new();
        for text in [&mut self.client_key, &mut self.client_secret] {
            *text = text.trim().to_owned();
        }
        let plain = |text: &str, least: usize| {
            (least..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        errors.require(plain(&self.client_key, 8), "client_key", "A client key has 8 to 100 letters and digits, without spaces.");
        errors.require(
            plain(&self.client_secret, 16),
            "client_secret",
            "A client secret has 16 to 100 letters and digits, without spaces.",
        );
        errors.ok(())?;
        Ok(TikTokApp { client_key: self.client_key.clone(), client_secret: self.client_secret.clone() })
    }
}

impl Operation for ConnectTikTok {
    type Answer = ConnectionView;
    const META: Meta = Meta {
        name: "creators.connect_tiktok",
        doc: "Puts in the app by which creators connect their own TikTok, once TikTok took it. The secret is kept sealed; the app before is replaced.",
        route: Route::post("/tiktok/connection"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.said = None;
        let organisation = before.organisation()?;
        let key = self.checked()?;
        let known = rows::connection(before.db(), organisation, SERVICE).await?;
        let new = Connection::new(SERVICE, &key.client_key, String::new(), String::new(), before.now());
        let tried = known.map_or_else(|| new.clone(), |known| known.value.with_key(new.clone()));
        let asker = Asker::with_key(before.app(), organisation, &tried, String::new(), Purpose::Check)
            .map_err(|error| Error::field("client_key", error.to_string()))?;
        self.said = match asker.ask_tiktok(&key, |tiktok, app| tiktok.check(app)).await? {
            Ok(()) => None,
            // Whoever is told to wait was recognised.
            Err(wait @ Failure::TooMany { .. }) => Some(wait),
            Err(failure) => return Err(Error::field("client_secret", failure.words(SERVICE))),
        };
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ConnectionView> {
        let organisation = ctx.organisation()?;
        let key = TikTokApp { client_key: self.client_key, client_secret: self.client_secret };
        let text = serde_json::to_string(&key).map_err(|error| Error::Broken(error.to_string()))?;
        let nonce = ctx.random();
        let sealed = ctx.app().secrets().seal(nonce, &text).map_err(Error::Broken)?;
        let new = Connection::new(SERVICE, &key.client_key, sealed, ctx.caller_name().await?, ctx.now());
        let told = |connection: Connection, now: Timestamp| match &self.said {
            Some(failure) => after(connection, failure, now),
            None => connection,
        };
        let (id, connection) = match rows::hold_connection(ctx.tx(), organisation, SERVICE).await? {
            Some(known) => {
                let before = known.value.sealed.as_deref().and_then(|sealed| opened(ctx.app(), sealed).ok());
                if before.is_some_and(|before| before.client_key != key.client_key) {
                    access::end_all(ctx, SERVICE, EndedBy::RanOut).await?;
                }
                let connection = told(known.value.clone().with_key(new), ctx.now());
                store::document::save(ctx.tx(), organisation, known.id, known.version, &connection).await?;
                (known.id, connection)
            }
            None => {
                let (id, connection) = (ctx.id::<ConnectionId>(), told(new, ctx.now()));
                store::document::insert(ctx.tx(), organisation, id, &connection).await?;
                (id, connection)
            }
        };
        let data = json!({ "service": SERVICE, "hint": connection.hint });
        ctx.note(About::default().subject(id), "creators.service_connected", data).await?;
        ConnectionView::of(ctx.tx(), organisation, &connection, ctx.now()).await
    }
}

/// What was sealed.
pub(in crate::creators) fn opened(app: &App, sealed: &str) -> Result<TikTokApp> {
    let text = app.secrets().open(sealed).map_err(Error::Broken)?;
    serde_json::from_str(&text).map_err(|_| Error::Broken("what TikTok knows the app by cannot be read".to_owned()))
}

/// How a message of TikTok's to a brand is checked, and who speaks for it once it fits.
pub struct Hook {
    /// With what its messages are signed.
    secret: String,
    /// The app that its messages name.
    pub client_key: String,
    /// Who the messages run as.
    pub caller: Caller,
}

/// How messages to a brand are checked.
///
/// # Errors
/// Not found where TikTok is not connected; the store's.
pub async fn hook(app: &App, organisation: OrganisationId, brand: BrandId) -> Result<Hook> {
    let connection = rows::connection(app.db(), organisation, SERVICE).await?.ok_or(Error::NotFound)?.value;
    let TikTokApp { client_key, client_secret } = opened(app, connection.sealed.as_deref().ok_or(Error::NotFound)?)?;
    Ok(Hook { secret: client_secret, client_key, caller: Caller::operator(Some(organisation), Some(brand)) })
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The signature is another one.
    Forged,
    /// It is older than five minutes, or from the future.
    Old,
}

impl Hook {
    /// Whether a body was signed as `TikTok-Signature` says: `t=` the second, `s=` the hex of HMAC-SHA256 of that second, a full
    /// stop and the body as it came, with the app's secret.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self, body: &[u8], signature: &str, now: Timestamp) -> std::result::Result<(), Unfit> {
        let part = |name: &str| signature.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        let (Some(at), Some(given)) = (part("t"), part("s")) else { return Err(Unfit::Forged) };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else { return Err(Unfit::Forged) };
        mac.update(at.as_bytes());
        mac.update(b".");
        mac.update(body);
        let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        if !Secrets::same(&given.to_ascii_lowercase(), &expected) {
            return Err(Unfit::Forged);
        }
        let seconds: i64 = at.parse().map_err(|_| Unfit::Forged)?;
        if Timestamp(seconds.saturating_mul(SECOND)).since(now).abs() > TOLERANCE { Err(Unfit::Old) } else { Ok(()) }
    }
}

/// Where TikTok sends messages for a brand.
#[must_use]
pub fn hook_address(app: &App, slug: &str) -> String {
    format!("{}/api/hooks/{slug}/tiktok", app.settings().base_url)
}

/// Where TikTok sends people back to after they logged in.
#[must_use]
pub fn back_address(app: &App) -> String {
    format!("{}/connect/tiktok", app.settings().base_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_its_signature_for_five_minutes() {
        // printf %s '1795000000.{"client_key":"aw1"}' | openssl dgst -sha256 -hmac a-secret
        let hook = Hook { secret: "a-secret".into(), client_key: "aw1".into(), caller: Caller::visitor() };
        let (body, seconds) = (br#"{"client_key":"aw1"}"#, 1_795_000_000);
        let signature = "t=1795000000,s=d7d2b020bf4d21705528f57171e7764c79cac9d8c7333a9def48ea8261d0e269";
        let at = |since: i64| Timestamp(seconds * SECOND).plus(since);
        assert_eq!(hook.check(body, signature, at(0)), Ok(()));
        assert_eq!(hook.check(body, signature, at(5 * MINUTE)), Ok(()));
        assert_eq!(hook.check(body, signature, at(5 * MINUTE + 1)), Err(Unfit::Old));
        assert_eq!(hook.check(body, signature, at(-6 * MINUTE)), Err(Unfit::Old));
        assert_eq!(hook.check(br#"{"client_key":"aw2"}"#, signature, at(0)), Err(Unfit::Forged));
        assert_eq!(hook.check(body, &signature.replace("t=1795000000", "t=1795000001"), at(0)), Err(Unfit::Forged));
        for odd in ["", "t=1795000000", "s=00", "t=,s=", "t=1795000000,s=00", "v1=1,s"] {
            assert_eq!(hook.check(body, odd, at(0)), Err(Unfit::Forged), "{odd}");
        }
    }
}
