//! How the installation is: what waits to leave, what was given up, how far the clock is behind.
//!
//! Invariant: what was given up says why in a sentence, and can be tried again under its own key, so that what did leave
//! after all does not leave twice. Absent: what the process measures of itself.

use domain::{
    ids::{MailId, OutboxId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, View, context::About, operation::OWNER};

/// How the installation is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowHealth {}

/// An effect that was given up.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GivenUp {
    /// Which.
    pub id: OutboxId,
    /// What kind: `mail` ...
    pub kind: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// The page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// Effects that wait to leave or are on their way.
    pub waiting: i64,
    /// Effects that were given up.
    pub given_up: i64,
    /// The newest of those.
    pub rows: Vec<GivenUp>,
    /// Since when the clock's oldest due move waits; nothing when it is up to date.
    pub clock_behind_since: Option<Timestamp>,
    /// Whether mail is only captured, because no server is set.
    pub mail_is_captured: bool,
    /// `SQLite` or `PostgreSQL`.
    pub database: String,
    /// How people reach the installation.
    pub base_url: String,
}

impl View for ShowHealth {
    type Answer = Health;
    const META: Meta = Meta {
        name: "team.show_health",
        doc: "Shows what waits to leave, what was given up and why, and whether the clock is behind.",
        route: Route::get("/health"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Health> {
        let organisation = look.organisation()?;
        let counts = store::outbox::counts(look.db(), Some(organisation)).await?;
        let rows = store::outbox::dead_rows(look.db(), organisation, 50).await?;
        Ok(Health {
            waiting: counts.open,
            given_up: counts.dead,
            rows: rows.into_iter().map(|row| GivenUp { id: row.id, kind: row.kind, reason: row.error, at: row.ended_at }).collect(),
            clock_behind_since: store::moves::clock_behind_since(look.db(), look.now()).await?,
            mail_is_captured: look.app().mailer().captures(),
            database: if look.db().is_postgres() { "PostgreSQL" } else { "SQLite" }.to_owned(),
            base_url: look.app().settings().base_url.clone(),
        })
    }
}

/// Tries an effect again that was given up.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RetryOutbox {
    /// Which.
    pub effect: OutboxId,
}

impl Operation for RetryOutbox {
    type Answer = ();
    const META: Meta = Meta {
        name: "team.retry_outbox",
        doc: "Tries an effect again that was given up, under the same key, so that it never leaves twice.",
        route: Route::post("/outbox/{effect}/retry"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let revived = store::outbox::revive(ctx.tx(), ctx.organisation()?, self.effect, ctx.now()).await?;
        let (kind, payload) = revived.ok_or(Error::NotFound)?;
        // The mail itself was marked as failed; the worker sends only what waits.
        if kind == "mail" {
            let mail: MailId = serde_json::from_value(payload["mail"].clone()).map_err(|error| Error::Broken(error.to_string()))?;
            store::outbox::mail_ended(ctx.tx(), mail, "waiting", None, None).await?;
        }
        ctx.note(About::default().subject(self.effect), "team.outbox_retried", json!({ "kind": kind })).await
    }
}
