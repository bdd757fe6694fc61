//! The clock and what was begun and not sent: reminds once, and forgets.
//!
//! Invariant: nobody is reminded twice, whatever the number of ticks and nodes: it is decided in the transaction that notes it. Nobody
//! is who opted out, was blocked or erased. Absent: when the mailbox keeps still; the tick asks that and says whether to write.

use domain::creators::{Purpose, applications::ApplicationState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::creators::applications as rows;

use super::{link, must_not_write, remove::remove, signed, wording, write_to};
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::CLOCK};

/// So many in one transaction.
const TOGETHER: i64 = 50;

/// Does what is due about unfinished applications.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckApplications {
    /// Whether mail may go now; otherwise reminders wait for the next tick.
    pub remind: bool,
}

/// What was done about unfinished applications.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckedApplications {
    /// How many were reminded.
    pub reminded: i64,
    /// How many must not be written to and are left alone.
    pub left_alone: i64,
    /// How many were forgotten.
    pub forgotten: i64,
}

impl Operation for CheckApplications {
    type Answer = CheckedApplications;
    const META: Meta = Meta {
        name: "creators.check_applications",
        doc: "Reminds people once of an application that they did not finish, and forgets what was left unfinished for 30 days.",
        route: Route::post("/applications/checks"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<CheckedApplications> {
        let (brand, now) = (ctx.brand()?, ctx.now());
        let mut done = CheckedApplications::default();
        for found in rows::due(ctx.tx(), brand, now, TOGETHER).await? {
            let ApplicationState::Unfinished { until, .. } = found.value.state else { continue };
            if until <= now {
                remove(ctx, &found, "creators.application_forgotten").await?;
                done.forgotten += 1;
                continue;
            }
            if !self.remind {
                continue;
            }
            let to = found.value.answers.email.clone();
            let may = must_not_write(ctx, &to, Purpose::Marketing).await?.is_none();
            if may {
                let address = link(ctx.app(), brand, found.id, now);
                let of = &ctx.brand_facts()?.value;
                let (name, postal) = (of.name.clone(), of.settings.postal_address.clone());
                let letter = wording::reminder(&found.value.language, &found.value.answers.name, &name, &address, &postal, &signed(ctx)?);
                write_to(ctx, "application_reminder", &to, letter).await?;
                done.reminded += 1;
            } else {
                done.left_alone += 1;
            }
            store::document::save(ctx.tx(), brand, found.id, found.version, &found.value.reminded(may, now)).await?;
            ctx.note(About::default().subject(found.id), "creators.application_reminded", json!({ "told": may })).await?;
        }
        Ok(done)
    }
}
