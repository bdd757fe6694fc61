//! An owner signs a person out everywhere: a telephone is lost, or a browser was left open.

use domain::ids::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::sessions::Ended;
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Ends every session of a person; the account stays.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignOutPerson {
    /// Who.
    pub person: PersonId,
}

impl Operation for SignOutPerson {
    type Answer = Ended;
    const META: Meta = Meta {
        name: "team.sign_out_person",
        doc: "Ends every session of a person at once. The account stays, and so do its roles.",
        route: Route::post("/people/{person}/sign-out"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Ended> {
        let found = super::person(ctx, self.person).await?;
        let ended = store::team::end_sessions(ctx.tx(), found.id).await?;
        ctx.note(About::default().subject(found.id), "team.person_signed_out", json!({ "ended": ended })).await?;
        Ok(Ended { ended })
    }
}
