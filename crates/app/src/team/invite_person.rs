//! An owner invites a person by mail.

use domain::{
    fields::FieldErrors,
    ids::PersonId,
    team::{Grant, Person},
    text,
    time::DAY,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{PersonView, check_grants, ticket};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, mail, operation::OWNER};

/// Invites a person to the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InvitePerson {
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they own the organisation too.
    #[serde(default)]
    pub is_owner: bool,
    /// Their roles by brand.
    #[serde(default)]
    pub grants: Vec<Grant>,
}

impl Operation for InvitePerson {
    type Answer = PersonView;
    const META: Meta = Meta {
        name: "team.invite_person",
        doc: "Invites a person by mail; the link in it works for 7 days.",
        route: Route::post("/people"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<PersonView> {
        let mut errors = FieldErrors::new();
        let name = errors.text("name", &self.name, 120);
        let email = self.email.trim().to_owned();
        errors.require(text::looks_like_email(&email), "email", "Write a whole e-mail address.");
        errors.require(self.is_owner || !self.grants.is_empty(), "grants", "Choose at least one role in a brand.");
        errors.ok(())?;
        check_grants(ctx, &self.grants).await?;
        if store::team::person_by_email(ctx.tx(), &email).await?.is_some() {
            return Err(Error::field("email", "Somebody with this address is here already."));
        }
        let organisation = ctx.organisation()?;
        let id: PersonId = ctx.id();
        let person = Person { email, name, is_owner: self.is_owner, grants: self.grants, ended_at: None };
        let stored = store::document::insert(ctx.tx(), organisation, id, &person).await?;
        let token = ticket(ctx, organisation, "team_invitation", &id.to_string(), 7 * DAY).await?;
        let place = store::team::organisation(ctx.tx(), organisation).await?.map(|organisation| organisation.name).unwrap_or_default();
        let inviter = ctx.caller_name().await?;
        let link = format!("{}/invitations/{token}", ctx.app().settings().base_url);
        ctx.mail(mail::team_invitation(&person.email, &person.name, &inviter, &place, &link)).await?;
        ctx.note(About::default().subject(id), "team.person_invited", json!({ "grants": person.grants, "is_owner": person.is_owner }))
            .await?;
        Ok(PersonView { id, version: stored.version.0, person, invited: true })
    }
}
