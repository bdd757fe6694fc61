//! An invited person chooses a password.

use domain::{ids::PersonId, team};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{SignedIn, begin_session, hashed};
use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, operation::ANYBODY, random::Ids, secrets};

/// Accepts an invitation to the team.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AcceptInvitation {
    /// The secret at the end of the link.
    pub token: String,
    /// The password.
    pub password: String,
    /// Worked out before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub prepared: String,
}

impl Operation for AcceptInvitation {
    type Answer = SignedIn;
    const META: Meta = Meta {
        name: "team.accept_invitation",
        doc: "Accepts an invitation to the team by choosing a password.",
        route: Route::post("/invitations/accept"),
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
        let spent = || Error::Rule {
            code: "team.link_spent".into(),
            message: "This invitation has been used or has expired. Ask the person who sent it for a new one.".into(),
        };
        let (organisation, subject) = store::team::ticket(ctx.tx(), &hash, "team_invitation", ctx.now()).await?.ok_or_else(spent)?;
        let person: PersonId = subject.parse().map_err(|_| spent())?;
        store::team::use_ticket(ctx.tx(), &hash, ctx.now()).await?;
        store::team::set_password(ctx.tx(), person, &self.prepared, ctx.now()).await?;
        ctx.caller.organisation = Some(organisation);
        ctx.note(About::default().subject(person), "team.invitation_accepted", json!({})).await?;
        begin_session(ctx, person).await
    }
}
