//! An owner changes what a person may do.

use domain::{ids::PersonId, team::Grant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{PersonView, check_grants};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Sets a person's roles.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetRoles {
    /// Who.
    pub person: PersonId,
    /// Whether they own the organisation.
    pub is_owner: bool,
    /// Their roles by brand.
    pub grants: Vec<Grant>,
}

impl Operation for SetRoles {
    type Answer = PersonView;
    const META: Meta = Meta {
        name: "team.set_roles",
        doc: "Sets what a person may do, by brand. The last owner stays owner.",
        route: Route::put("/people/{person}/roles"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<PersonView> {
        check_grants(ctx, &self.grants).await?;
        let found = super::person(ctx, self.person).await?;
        ctx.expect(found.version)?;
        if found.value.is_owner && !self.is_owner {
            let owners = store::team::people(ctx.tx(), ctx.organisation()?).await?;
            if owners.iter().filter(|person| person.value.is_owner && person.value.ended_at.is_none()).count() < 2 {
                return Err(Error::Rule {
                    code: "team.last_owner".into(),
                    message: "Somebody has to own the organisation. Make another person owner first.".into(),
                });
            }
        }
        let mut person = found.value;
        person.is_owner = self.is_owner;
        person.grants = self.grants;
        let version = store::document::save(ctx.tx(), ctx.organisation()?, found.id, found.version, &person).await?;
        ctx.note(About::default().subject(found.id), "team.roles_set", json!({ "grants": person.grants, "is_owner": person.is_owner }))
            .await?;
        Ok(PersonView { id: found.id, version: version.0, person, invited: false })
    }
}
