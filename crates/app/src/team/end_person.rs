//! An owner ends a person's account.

use domain::ids::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Ends an account and its sessions. What the person did stays.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndPerson {
    /// Who.
    pub person: PersonId,
}

impl Operation for EndPerson {
    type Answer = ();
    const META: Meta = Meta {
        name: "team.end_person",
        doc: "Ends a person's account and all its sessions. The last owner stays.",
        route: Route::post("/people/{person}/end"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let found = super::person(ctx, self.person).await?;
        ctx.expect(found.version)?;
        let mut person = found.value;
        if person.ended_at.is_some() {
            return Ok(());
        }
        let owners = store::team::people(ctx.tx(), ctx.organisation()?).await?;
        if person.is_owner && owners.iter().filter(|other| other.value.is_owner && other.value.ended_at.is_none()).count() < 2 {
            return Err(Error::Rule {
                code: "team.last_owner".into(),
                message: "Somebody has to own the organisation. Make another person owner first.".into(),
            });
        }
        person.ended_at = Some(ctx.now());
        store::document::save(ctx.tx(), ctx.organisation()?, found.id, found.version, &person).await?;
        store::team::end_sessions(ctx.tx(), found.id).await?;
        ctx.note(About::default().subject(found.id), "team.person_ended", json!({})).await
    }
}
