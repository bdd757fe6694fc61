//! Somebody forgot a password.

use domain::time::HOUR;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::ticket;
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, mail, operation::ANYBODY};

/// Asks for a link to choose a new password. Answers the same whether or not the address is known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestPasswordReset {
    /// E-mail address.
    pub email: String,
}

impl Operation for RequestPasswordReset {
    type Answer = ();
    const META: Meta = Meta {
        name: "team.request_password_reset",
        doc: "Sends a link for choosing a new password, if the address is known.",
        route: Route::post("/password-resets"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let found = store::team::person_by_email(ctx.tx(), &self.email).await?.filter(|(_, person)| person.value.ended_at.is_none());
        let Some((organisation, person)) = found else { return Ok(()) };
        ctx.caller.organisation = Some(organisation);
        let token = ticket(ctx, organisation, "password_reset", &person.id.to_string(), HOUR).await?;
        let link = format!("{}/password-resets/{token}", ctx.app().settings().base_url);
        ctx.mail(mail::password_reset(&person.value.email, &person.value.name, &link)).await?;
        ctx.note(About::default().subject(person.id), "team.password_reset_requested", json!({})).await
    }
}
