//! Somebody chooses a new password by the link that they were sent.

use domain::{ids::PersonId, team};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{SignedIn, begin_session, hashed};
use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, operation::ANYBODY, random::Ids, secrets};

/// Chooses a new password; every session of the person ends.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ResetPassword {
    /// The secret at the end of the link.
    pub token: String,
    /// The new password.
    pub password: String,
    /// Worked out before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub prepared: String,
}

impl Operation for ResetPassword {
    type Answer = SignedIn;
    const META: Meta = Meta {
        name: "team.reset_password",
        doc: "Sets a new password by the link from the mail and ends every other session.",
        route: Route::post("/password-resets/finish"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        team::check_password(&self.password, "")?;
        self.prepared = hashed(self.password.clone(), Ids::new(before.app().seed(), before.now()).bytes()).await?;
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<SignedIn> {
        let hash = secrets::token_hash(&self.token);
        let spent =
            || Error::Rule { code: "team.link_spent".into(), message: "This link has been used or has expired. Ask for a new one.".into() };
        let (organisation, subject) = store::team::ticket(ctx.tx(), &hash, "password_reset", ctx.now()).await?.ok_or_else(spent)?;
        let person: PersonId = subject.parse().map_err(|_| spent())?;
        store::team::use_ticket(ctx.tx(), &hash, ctx.now()).await?;
        store::team::set_password(ctx.tx(), person, &self.prepared, ctx.now()).await?;
        if let Some((_, person)) = store::team::person(ctx.tx(), person).await? {
            ctx.app().tries().forget(&person.value.email);
        }
        ctx.caller.organisation = Some(organisation);
        ctx.note(About::default().subject(person), "team.password_reset", json!({})).await?;
        begin_session(ctx, person).await
    }
}
