//! A key is put in, tried, removed; and what an owner decides about its use.
//!
//! Invariant: a key is kept only after the service took it, sealed; the answer to every verb is what people may see of it.
//! Absent: where keys come from.

use domain::{
    creators::{
        access::EndedBy,
        connections::{
            Because, Connection, Service, policy,
            quota::{Bucket, Purpose},
        },
        fetching::Failure,
    },
    fields::FieldErrors,
    ids::ConnectionId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::connections as rows};

use super::{asking::Asker, view::ConnectionView};
use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, creators::access, operation::OWNER};

/// Puts in an organisation's key for a platform's own interface.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConnectService {
    /// Which one.
    pub service: Service,
    /// The key. It is tried at once, kept sealed, and shown to nobody.
    pub key: String,
    /// What the service said to it, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub said: Option<Failure>,
}

impl Operation for ConnectService {
    type Answer = ConnectionView;
    const META: Meta = Meta {
        name: "creators.connect_service",
        doc: "Puts in a key for a platform's own interface, once the platform took it. It is kept sealed; the one before is replaced.",
        route: Route::post("/connections/{service}/key"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let organisation = before.organisation()?;
        if self.service != Service::YouTube {
            return Err(Error::field("service", format!("{} is not connected by a key alone.", self.service.label())));
        }
        self.key = self.key.trim().to_owned();
        let plain = self.key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if !plain || !(20..=200).contains(&self.key.len()) {
            return Err(Error::field("key", "This is no key: it has 20 to 200 letters, digits, - and _, without spaces."));
        }
        let known = rows::connection(before.db(), organisation, self.service).await?;
        let new = Connection::new(self.service, &self.key, String::new(), String::new(), before.now());
        let tried = known.map_or_else(|| new.clone(), |known| known.value.with_key(new.clone()));
        let asker = Asker::with_key(before.app(), organisation, &tried, self.key.clone(), Purpose::Check)
            .map_err(|error| Error::field("service", error.to_string()))?;
        self.said = match asker.ask(Bucket::Reads, |youtube, key| youtube.check(key)).await? {
            Ok(()) => None,
            // Whoever is told to wait was recognised.
            Err(wait @ (Failure::QuotaUsed { ours: false } | Failure::TooMany { .. })) => Some(wait),
            // Our own count among them: then nobody asked, and a key that was not tried is not taken.
            Err(failure) => return Err(Error::field("key", failure.words(self.service))),
        };
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ConnectionView> {
        let organisation = ctx.organisation()?;
        let nonce = ctx.random();
        let sealed = ctx.app().secrets().seal(nonce, &self.key).map_err(Error::Broken)?;
        let new = Connection::new(self.service, &self.key, sealed, ctx.caller_name().await?, ctx.now());
        let known = rows::hold_connection(ctx.tx(), organisation, self.service).await?;
        let told = |connection: Connection, now: Timestamp| match &self.said {
            Some(failure) => after(connection, failure, now),
            None => connection,
        };
        let (id, connection) = match known {
            Some(known) => {
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
        let data = json!({ "service": self.service, "hint": connection.hint });
        ctx.note(About::default().subject(id), "creators.service_connected", data).await?;
        ConnectionView::of(ctx.tx(), organisation, &connection, ctx.now()).await
    }
}

/// The connection after what a service said.
pub(super) fn after(connection: Connection, failure: &Failure, now: Timestamp) -> Connection {
    match failure {
        Failure::Refused { reason } => connection.refuses(reason.clone(), now),
        Failure::QuotaUsed { ours: false } => connection.waits(Because::QuotaUsed, None, now),
        Failure::TooMany { retry_after } => connection.waits(Because::TooMany, *retry_after, now),
        // Our own count is no word of the service's, and what it does not know or show it answered all the same.
        Failure::QuotaUsed { ours: true }
        // The log-in of one account says nothing of the others.
        | Failure::Ended { .. }
        | Failure::Missing
        | Failure::Closed
        | Failure::Forbidden { .. }
        | Failure::Unreachable { .. }
        | Failure::Unreadable { .. } => connection,
    }
}

/// A connection whose key is there.
async fn connected(ctx: &Ctx, service: Service) -> Result<Stored<Connection>> {
    let found = rows::hold_connection(ctx.tx(), ctx.organisation()?, service).await?;
    found.filter(|found| found.value.sealed.is_some()).ok_or(Error::NotFound)
}

/// Tries whether a connection works.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckConnection {
    /// Which one.
    pub service: Service,
    /// What the service said, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub said: Option<Said>,
}

/// What a service said to a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    /// Since when that key is there.
    pub key_since: Timestamp,
    /// What was wrong, if anything was.
    pub failure: Option<Failure>,
}

impl Operation for CheckConnection {
    type Answer = ConnectionView;
    const META: Meta = Meta {
        name: "creators.check_connection",
        doc: "Tries whether a platform still takes the organisation's key, by one cheap question.",
        route: Route::post("/connections/{service}/check"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::May,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let organisation = before.organisation()?;
        let known = rows::connection(before.db(), organisation, self.service).await?.map(|known| known.value);
        let known = known.filter(|known| known.sealed.is_some()).ok_or(Error::NotFound)?;
        // A refused key may have been mended over there, and a person asks to know.
        let tried = Connection { refused: None, ..known };
        let asker = Asker::new(before.app(), organisation, &tried, Purpose::Check)?;
        let failure = match self.service {
            Service::YouTube => asker.ask(Bucket::Reads, |youtube, key| youtube.check(key)).await?.err(),
            Service::Instagram => {
                let key = asker.instagram_key()?;
                asker.ask_instagram(&key, |instagram, key| instagram.own(key)).await?.err()
            }
            Service::TikTok => {
                let app = asker.tiktok_app()?;
                asker.ask_tiktok(&app, |tiktok, app| tiktok.check(app)).await?.err()
            }
        };
        self.said = Some(Said { key_since: tried.since, failure });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ConnectionView> {
        let said = self.said.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let known = connected(ctx, self.service).await?;
        let organisation = ctx.organisation()?;
        let heard = hear(ctx, known, Some(said.key_since), said.failure.as_ref()).await?;
        match said.failure {
            Some(failure @ (Failure::Unreachable { .. } | Failure::Unreadable { .. })) => Err(Error::Outside(failure.words(self.service))),
            _ => ConnectionView::of(ctx.tx(), organisation, &heard, ctx.now()).await,
        }
    }
}

/// Notes what a service said to the key that is there since `key_since`. A key that is newly refused is told.
pub(crate) async fn hear(
    ctx: &mut Ctx,
    known: Stored<Connection>,
    key_since: Option<Timestamp>,
    said: Option<&Failure>,
) -> Result<Connection> {
    let before = known.value.clone();
    // Another key, or none, stands there since it was asked.
    if before.sealed.is_none() || key_since != Some(before.since) {
        return Ok(before);
    }
    let heard = match said {
        Some(failure) => after(before.clone(), failure, ctx.now()),
        None => before.clone().answered(ctx.now()),
    };
    if heard == before {
        return Ok(heard);
    }
    store::document::save(ctx.tx(), ctx.organisation()?, known.id, known.version, &heard).await?;
    if let (None, Some(refused)) = (&before.refused, &heard.refused) {
        let data = json!({ "service": heard.service, "reason": refused.reason });
        ctx.note(About::default().subject(known.id), "creators.service_refused", data).await?;
    }
    Ok(heard)
}

/// Decides about the use of a connection.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateConnection {
    /// Which one.
    pub service: Service,
    /// How many units a day the service grants: 10,000 unless it granted more.
    pub daily_units: i64,
    /// How many of them the clock leaves for people.
    pub reserve: i64,
    /// Whether the organisation accepted the service's terms for figures of one's own.
    pub derived: bool,
}

impl Operation for UpdateConnection {
    type Answer = ConnectionView;
    const META: Meta = Meta {
        name: "creators.update_connection",
        doc: "Decides how much of a day's quota the clock leaves for people, and whether figures may be worked out from a platform's data.",
        route: Route::put("/connections/{service}"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ConnectionView> {
        let mut errors = FieldErrors::new();
        if !(1..=10_000_000).contains(&self.daily_units) {
            errors.add("daily_units", "Write a number from 1 to 10,000,000.");
        }
        if !(0..=self.daily_units).contains(&self.reserve) {
            errors.add("reserve", "Leave at most what a day grants, and not less than nothing.");
        }
        errors.ok(())?;
        let known = connected(ctx, self.service).await?;
        let organisation = ctx.organisation()?;
        let (daily_units, reserve) = (self.daily_units, self.reserve);
        // Where no term of the platform's asks for it, there is nothing to accept or to refuse.
        let derived = self.derived || !policy::asks_about_figures(self.service);
        let changed = Connection { daily_units, reserve, derived, ..known.value.clone() };
        if changed != known.value {
            store::document::save(ctx.tx(), organisation, known.id, known.version, &changed).await?;
            if derived != known.value.derived {
                store::creators::changes::note_platform(ctx.tx(), organisation, &self.service.platform()).await?;
            }
            if !derived {
                rows::remove_derived(ctx.tx(), organisation, self.service).await?;
            }
            let data = json!({ "service": self.service, "daily_units": daily_units, "reserve": reserve, "derived": derived });
            ctx.note(About::default().subject(known.id), "creators.connection_changed", data).await?;
        }
        ConnectionView::of(ctx.tx(), organisation, &changed, ctx.now()).await
    }
}

/// Removes a connection's key.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveConnection {
    /// Which one.
    pub service: Service,
}

impl Operation for RemoveConnection {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.remove_connection",
        doc: "Removes the key of a platform's own interface. Nothing is fetched any more, and what was fetched goes when its time is over.",
        route: Route::post("/connections/{service}/removal"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let known = connected(ctx, self.service).await?;
        // Without the app nobody's log-in can be renewed.
        if self.service.by_log_in() {
            access::end::tell_of_all(ctx).await?;
            access::end_all(ctx, self.service, EndedBy::Team).await?;
        }
        store::document::save(ctx.tx(), ctx.organisation()?, known.id, known.version, &known.value.clone().removed()).await?;
        ctx.note(About::default().subject(known.id), "creators.service_disconnected", json!({ "service": self.service })).await
    }
}
