//! A manager changes what is known about a creator.

use domain::{
    creators::{Creator, NewCreator, Tier},
    ids::CreatorId,
    text,
    time::Zone,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{familiar, profiles, save_creator, save_relationship, together};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Changes what is known about a creator. Accounts that are not named stay.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCreator {
    /// Who.
    pub creator: CreatorId,
    /// Everything as it shall be.
    pub details: NewCreator,
    /// Their time zone, where known.
    #[serde(default)]
    pub zone: Option<Zone>,
    /// What kind of relationship it is.
    pub tier: Tier,
}

impl Operation for UpdateCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.update_creator",
        doc: "Changes what is known about a creator: contact, country, accounts, rates, tier. Accounts that are not named stay.",
        route: Route::put("/creators/{creator}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        let id = self.creator;
        found.creator.value.not_erased()?;
        let details = self.details.check()?;
        profiles::check_free(ctx, Some(id), &details.profiles).await?;
        let existing = store::creators::profiles(ctx.tx(), ctx.organisation()?, &[id]).await?;
        let creator = found.creator.value.clone().changed(&details, self.zone);
        let mut relationship = found.relationship.value.clone().with(&details);
        relationship.tier = self.tier;
        relationship.custom = super::fields::filled(ctx, &relationship.custom, &self.details.custom).await?;
        let organisation = ctx.organisation()?;
        let version = store::document::save(ctx.tx(), organisation, id, found.creator.version, &creator).await?;
        let kept = store::document::save(ctx.tx(), ctx.brand()?, found.relationship.id, found.relationship.version, &relationship).await?;
        profiles::save(ctx, id, existing, details.profiles).await?;
        // The form sends along what stood in it: only another country is a word of theirs.
        if creator.country != found.creator.value.country {
            store::creators::connections::country_is_said(ctx.tx(), organisation, &[id]).await?;
        }
        ctx.touch_creator(id).await?;
        ctx.note(About::creator(id).subject(id), "creators.creator_updated", json!({ "name": creator.name })).await?;
        Ok(Done::new(id, together(version, kept)))
    }
}

/// Sets the brand's own notes and tags about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NoteCreator {
    /// Who.
    pub creator: CreatorId,
    /// Notes; other brands never see them.
    pub notes: String,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Operation for NoteCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.note_creator",
        doc: "Sets the brand's own notes and tags about a creator. Other brands never see them.",
        route: Route::put("/creators/{creator}/notes"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        found.creator.value.not_erased()?;
        if self.notes.chars().count() > 10_000 {
            return Err(Error::field("notes", "Use at most 10,000 characters."));
        }
        let mut tags: Vec<String> = Vec::new();
        for (at, tag) in self.tags.iter().map(|tag| tag.trim()).enumerate() {
            if tag.chars().count() > 60 {
                return Err(Error::field(format!("tags.{at}"), "Use at most 60 characters."));
            }
            if !tag.is_empty() && !tags.iter().any(|known| text::folded(known) == text::folded(tag)) {
                tags.push(tag.to_owned());
            }
        }
        let mut relationship = found.relationship.value.clone();
        relationship.notes = self.notes.trim().to_owned();
        relationship.tags = tags;
        let version = save_relationship(ctx, &found, &relationship).await?;
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.creator_noted", json!({ "tags": relationship.tags }))
            .await?;
        Ok(Done::new(self.creator, version))
    }
}

/// Makes every portal link given to a creator so far stop working.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RevokePortalLinks {
    /// Whose.
    pub creator: CreatorId,
}

impl Operation for RevokePortalLinks {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.revoke_portal_links",
        doc: "Makes every portal link given to a creator so far stop working, when one fell into wrong hands.",
        route: Route::post("/creators/{creator}/portal-links/revoke"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        let mut creator = found.creator.value.clone();
        creator.portal_generation += 1;
        let version = save_creator(ctx, &found, &creator).await?;
        // Links that were given to records which were merged into this one open the same page.
        let organisation = ctx.organisation()?;
        for gone in store::creators::merging::merged_into(ctx.tx(), organisation, self.creator).await? {
            let closed = Creator { portal_generation: gone.value.portal_generation + 1, ..gone.value.clone() };
            store::document::save(ctx.tx(), organisation, gone.id, gone.version, &closed).await?;
        }
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.portal_links_revoked", json!({})).await?;
        Ok(Done::new(self.creator, version))
    }
}
