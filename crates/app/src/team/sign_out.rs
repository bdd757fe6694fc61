//! A person ends a session.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, operation::ANYBODY, secrets};

/// Ends the session with this secret; one that is not there is ended already.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignOut {
    /// The session's secret.
    pub token: String,
}

impl Operation for SignOut {
    type Answer = ();
    const META: Meta = Meta {
        name: "team.sign_out",
        doc: "Ends a session.",
        route: Route::post("/sessions/end"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        Ok(store::team::delete_session(ctx.tx(), &secrets::token_hash(&self.token)).await?)
    }
}
