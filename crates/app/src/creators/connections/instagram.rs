//! Instagram is connected by a token of the brand's own account; and a token that can be renewed is.
//!
//! Invariant: app secret and token are kept only after Instagram took them, sealed as one; a newer token takes the place of the
//! one before in the same transaction that tells of it. Absent: the log-in at Meta that makes the first token; people bring it.

use domain::{
    creators::{
        connections::{Connection, ConnectionError, OwnAccount, Service, quota::Purpose},
        fetching::Failure,
    },
    fields::FieldErrors,
    ids::ConnectionId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::creators::connections as rows;

use super::{asking::Asker, connect::hear, view::ConnectionView};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{OWNER, OWNER_CLOCK},
    ports::InstagramKey,
};

const SERVICE: Service = Service::Instagram;

/// Puts in what Instagram is asked by.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConnectInstagram {
    /// The id of the app at Meta.
    pub app_id: String,
    /// The app's secret. Kept sealed, and shown to nobody.
    pub app_secret: String,
    /// The id of the brand's own Instagram account, which begins with 17841.
    pub user: String,
    /// A long-lived token of that account. It is tried and renewed at once, kept sealed, and shown to nobody.
    pub token: String,
    /// What Instagram answered, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub taken: Option<Taken>,
}

/// What Instagram said to a new token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Taken {
    /// The name of the account.
    pub name: String,
    /// The token as it is kept: renewed, where that was done.
    pub token: String,
    /// After how many microseconds it ends, where that is told.
    pub lasts: Option<i64>,
    /// Whether it was renewed; else it is tried again tomorrow.
    pub renewed: bool,
}

impl ConnectInstagram {
    /// What was typed, where it can be asked with at all.
    fn checked(&mut self) -> Result<InstagramKey> {
        let mut errors = FieldErrors::new();
        for text in [&mut self.app_id, &mut self.app_secret, &mut self.user, &mut self.token] {
            *text = text.trim().to_owned();
        }
        let digits = |text: &str| (5..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let letters = |text: &str, least: usize, most: usize| {
            (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        errors.require(digits(&self.app_id), "app_id", "An app's id is a number of 5 to 30 digits.");
        errors.require(
            letters(&self.app_secret, 20, 100),
            "app_secret",
            "An app's secret has 20 to 100 letters and digits, without spaces.",
        );
        errors.require(digits(&self.user), "user", "The account's id is a number that begins with 17841, and not its name.");
        errors.require(letters(&self.token, 20, 1_000), "token", "A token has 20 to 1,000 letters and digits, without spaces.");
        errors.ok(())?;
        let Self { app_id, app_secret, user, token, .. } = self.clone();
        Ok(InstagramKey { app_id, app_secret, user, token })
    }
}

impl Operation for ConnectInstagram {
    type Answer = ConnectionView;
    const META: Meta = Meta {
        name: "creators.connect_instagram",
        doc: "Puts in the app and the token by which Instagram is asked, once it took them. They are kept sealed; the ones before are replaced.",
        route: Route::post("/instagram/connection"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.taken = None;
        let organisation = before.organisation()?;
        let key = self.checked()?;
        let known = rows::connection(before.db(), organisation, SERVICE).await?;
        let new = Connection::new(SERVICE, &key.token, String::new(), String::new(), before.now());
        let tried = known.map_or_else(|| new.clone(), |known| known.value.with_key(new.clone()));
        let asker = Asker::with_key(before.app(), organisation, &tried, String::new(), Purpose::Check)
            .map_err(|error| Error::field("token", error.to_string()))?;
        let name = match asker.ask_instagram(&key, |instagram, key| instagram.own(key)).await? {
            Ok(name) => name,
            Err(Failure::Missing) => return Err(Error::field("user", "Instagram knows no account with this id for this token.")),
            Err(failure) => return Err(Error::field("token", failure.words(SERVICE))),
        };
        self.taken = Some(match asker.ask_instagram(&key, |instagram, key| instagram.renew(key)).await? {
            Ok(newer) => Taken { name, token: newer.token, lasts: newer.lasts, renewed: true },
            // Without the right app it could never be renewed, and would end unseen.
            Err(failure @ Failure::Refused { .. }) => return Err(Error::field("app_id", failure.words(SERVICE))),
            Err(_) => Taken { name, token: key.token.clone(), lasts: None, renewed: false },
        });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ConnectionView> {
        let organisation = ctx.organisation()?;
        let taken = self.taken.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let Taken { name, token, lasts, renewed } = taken;
        let key = InstagramKey { app_id: self.app_id, app_secret: self.app_secret, user: self.user.clone(), token };
        let sealed = sealed(ctx, &key)?;
        let account = OwnAccount { id: self.user, name };
        let new = Connection::new(SERVICE, &key.token, sealed, ctx.caller_name().await?, ctx.now()).of_account(account, lasts, ctx.now());
        let new = if renewed { new } else { new.not_renewed(ctx.now()) };
        let (id, connection) = match rows::hold_connection(ctx.tx(), organisation, SERVICE).await? {
            Some(known) => {
                let connection = known.value.with_key(new);
                store::document::save(ctx.tx(), organisation, known.id, known.version, &connection).await?;
                (known.id, connection)
            }
            None => {
                let id = ctx.id::<ConnectionId>();
                store::document::insert(ctx.tx(), organisation, id, &new).await?;
                (id, new)
            }
        };
        let data = json!({ "service": SERVICE, "hint": connection.hint });
        ctx.note(About::default().subject(id), "creators.service_connected", data).await?;
        ConnectionView::of(ctx.tx(), organisation, &connection, ctx.now()).await
    }
}

/// Sealed as one, as it is kept.
fn sealed(ctx: &mut Ctx, key: &InstagramKey) -> Result<String> {
    let text = serde_json::to_string(key).map_err(|error| Error::Broken(error.to_string()))?;
    let nonce = ctx.random();
    ctx.app().secrets().seal(nonce, &text).map_err(Error::Broken)
}

/// Renews a connection's token.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RenewToken {
    /// Which connection's.
    pub service: Service,
    /// What the service answered, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub said: Option<Newer>,
}

/// What a service said when a newer token was asked for.
#[derive(Clone, Serialize, Deserialize)]
pub struct Newer {
    /// Since when the key is there that was renewed.
    key_since: Timestamp,
    /// The whole of what it is asked by from now on, and after how many microseconds the token ends; or why there is none.
    answer: std::result::Result<(InstagramKey, Option<i64>), Failure>,
}

impl Operation for RenewToken {
    type Answer = ConnectionView;
    const META: Meta = Meta {
        name: "creators.renew_token",
        doc: "Renews the token of a connection before it ends. The clock does it in time; what could not be renewed is tried again a day later.",
        route: Route::post("/connections/{service}/renewal"),
        reach: Reach::Organisation,
        who: OWNER_CLOCK,
        agent: Agent::May,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.said = None;
        let organisation = before.organisation()?;
        let known = rows::connection(before.db(), organisation, self.service).await?.map(|known| known.value);
        let known = known.filter(|known| known.sealed.is_some()).ok_or(Error::NotFound)?;
        if self.service != SERVICE {
            return Err(ConnectionError::Endless(self.service.label()).into());
        }
        let asker = Asker::new(before.app(), organisation, &known, Purpose::Check)?;
        let key = asker.instagram_key()?;
        let answer = asker.ask_instagram(&key, |instagram, key| instagram.renew(key)).await?;
        let answer = answer.map(|newer| (InstagramKey { token: newer.token, ..key.clone() }, newer.lasts));
        self.said = Some(Newer { key_since: known.since, answer });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ConnectionView> {
        let organisation = ctx.organisation()?;
        let Newer { key_since, answer } = self.said.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let known = rows::hold_connection(ctx.tx(), organisation, self.service).await?;
        // Whoever put in another token meanwhile has a newer one than ours.
        let known = known.filter(|known| known.value.sealed.is_some() && known.value.since == key_since).ok_or(Error::NotFound)?;
        let changed = match &answer {
            Ok((key, lasts)) => {
                let sealed = sealed(ctx, key)?;
                known.value.clone().renewed(sealed, Connection::hint_of(&key.token), *lasts, ctx.now())
            }
            Err(_) => known.value.clone().not_renewed(ctx.now()),
        };
        store::document::save(ctx.tx(), organisation, known.id, known.version, &changed).await?;
        let heard = match &answer {
            Ok(_) => {
                let data = json!({ "service": self.service, "ends_at": changed.ends_at });
                ctx.note(About::default().subject(known.id), "creators.token_renewed", data).await?;
                changed
            }
            Err(failure) => {
                let known = rows::hold_connection(ctx.tx(), organisation, self.service).await?.ok_or(Error::NotFound)?;
                hear(ctx, known, Some(key_since), Some(failure)).await?
            }
        };
        ConnectionView::of(ctx.tx(), organisation, &heard, ctx.now()).await
    }
}
