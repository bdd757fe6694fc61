//! How the installation is: what waits to leave, what was given up, how far the clock is behind, and what is known of its parts.
//!
//! Invariant: what was given up says why in a sentence, and can be tried again under its own key, so that what did leave
//! after all does not leave twice. Absent: what the process measures of itself, and the keys of others; their own views have those.

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
    /// When this process last looked after what is due; nothing where it has not since it started.
    pub ticked_at: Option<Timestamp>,
    /// Since when the oldest effect waits to leave.
    pub waiting_since: Option<Timestamp>,
    /// How many effects were tried and did not leave yet.
    pub failing: i64,
    /// Whether mail is only captured, because no server is set.
    pub mail_is_captured: bool,
    /// When the newest mail left.
    pub mail_sent_at: Option<Timestamp>,
    /// `SQLite` or `PostgreSQL`.
    pub database: String,
    /// How large the database is, in bytes.
    pub database_bytes: i64,
    /// The number of the newest change of its tables.
    pub migration: i64,
    /// What that change is called.
    pub migration_name: String,
    /// How many files are stored, each content once.
    pub files: i64,
    /// How large they are together, in bytes.
    pub file_bytes: i64,
    /// The search over creators, in this process.
    pub search: SearchHealth,
    /// The connected payment provider.
    pub provider: Option<String>,
    /// Since when a shop has a secret with which it signs its orders.
    pub webhook_since: Option<Timestamp>,
    /// When the newest order was placed.
    pub order_at: Option<Timestamp>,
    /// How people reach the installation.
    pub base_url: String,
}

/// How the index of the search stands in the process that answers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SearchHealth {
    /// How many entries it has; nothing where nobody searched since the process started.
    pub entries: Option<u64>,
    /// When it last was in step with the records.
    pub in_step_at: Option<Timestamp>,
    /// How many entries of how many are made, while it is made anew.
    pub making: Option<(i64, i64)>,
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
        let counted = store::team::health::counted(look.db(), organisation, look.now()).await?;
        let rows = if counted.given_up > 0 { store::outbox::dead_rows(look.db(), organisation, 50).await? } else { Vec::new() };
        let search = look.app().keeper().standing();
        let (migration, migration_name) = counted.migration;
        Ok(Health {
            waiting: counted.waiting,
            given_up: counted.given_up,
            rows: rows.into_iter().map(|row| GivenUp { id: row.id, kind: row.kind, reason: row.error, at: row.ended_at }).collect(),
            clock_behind_since: counted.behind_since,
            ticked_at: look.app().ticked_at(),
            waiting_since: counted.waiting_since,
            failing: counted.failing,
            mail_is_captured: look.app().mailer().captures(),
            mail_sent_at: counted.mail_sent_at,
            database: if look.db().is_postgres() { "PostgreSQL" } else { "SQLite" }.to_owned(),
            database_bytes: counted.database_bytes,
            migration,
            migration_name,
            files: counted.files,
            file_bytes: counted.file_bytes,
            search: SearchHealth {
                entries: search.entries,
                in_step_at: search.in_step_at,
                making: search.making.map(|progress| (progress.done, progress.of)),
            },
            provider: look.app().provider().map(|provider| provider.name().to_owned()),
            webhook_since: counted.webhook_since,
            order_at: counted.order_at,
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
