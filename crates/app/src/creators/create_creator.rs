//! A manager adds a creator by hand.

use domain::{
    creators::{CheckedCreator, Creator, CreatorError, CustomValues, Identity, NewCreator, Relationship, Source, Tier, identities},
    ids::{CreatorId, RelationshipId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, Version};

use super::{
    known::{Known, best, candidates, load},
    profiles, together,
};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Adds a creator. One whom another brand of the organisation knows keeps that identity and is new to this brand only.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateCreator {
    /// What is known.
    pub creator: NewCreator,
    /// How they were found.
    pub source: Source,
    /// What kind of relationship it is.
    pub tier: Tier,
}

impl Operation for CreateCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.create_creator",
        doc: "Adds a creator. Somebody with the same account or address is refused with their name.",
        route: Route::post("/creators"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let details = self.creator.check()?;
        let wanted = identities(&details.name, details.email.as_deref(), &details.profiles);
        let ids: Vec<CreatorId> = candidates(ctx, &wanted).await?.into_iter().collect();
        let known = load(ctx, &ids).await?;
        let found = best(known.iter().enumerate(), &details.name, &wanted);
        let (id, version) = match found.and_then(|(at, reason)| Some((known.into_iter().nth(at)?, reason))) {
            Some((known, reason)) => meet(ctx, known, &reason, &details).await?,
            None => add(ctx, &details).await?,
        };
        let custom = super::fields::filled(ctx, &CustomValues::new(), &self.creator.custom).await?;
        let relationship = Relationship { custom, ..Relationship::new(id, self.source, self.tier, ctx.now()).with(&details) };
        let row: RelationshipId = ctx.id();
        let stored = store::document::insert(ctx.tx(), ctx.brand()?, row, &relationship).await?;
        ctx.note(About::creator(id).subject(id), "creators.creator_added", json!({ "name": details.name, "source": self.source })).await?;
        Ok(Done::new(id, together(version, stored.version)))
    }
}

/// A creator new to the organisation.
pub(super) async fn add(ctx: &mut Ctx, details: &CheckedCreator) -> Result<(CreatorId, Version)> {
    profiles::check_free(ctx, None, &details.profiles).await?;
    let id: CreatorId = ctx.id();
    let suppression = super::erase::suppressed(ctx, details.email.as_deref()).await?;
    let creator = Creator { suppression, ..Creator::new(details, ctx.now()) };
    let stored = store::document::insert(ctx.tx(), ctx.organisation()?, id, &creator).await?;
    profiles::save(ctx, id, vec![], details.profiles.clone()).await?;
    Ok((id, stored.version))
}

/// A creator whom the organisation knows: refused where this brand does too, otherwise what was unknown is added.
async fn meet(ctx: &mut Ctx, known: Known, reason: &Identity, details: &CheckedCreator) -> Result<(CreatorId, Version)> {
    let name = known.creator.value.name.clone();
    if known.relationship.is_some() {
        let same_name = matches!(reason, Identity::Name { .. });
        return Err(if same_name { CreatorError::SameName(name) } else { CreatorError::AlreadyHere(name) }.into());
    }
    let (id, version) = (known.creator.id, known.creator.version.unwrap_or(Version(0)));
    profiles::check_free(ctx, Some(id), &details.profiles).await?;
    let existing = known
        .profiles
        .into_iter()
        .filter_map(|profile| Some(Stored { id: profile.id, version: profile.version?, value: profile.value }))
        .collect();
    let mut creator = known.creator.value;
    creator.email = creator.email.or_else(|| details.email.clone());
    creator.country = creator.country.or(details.country);
    creator.city = creator.city.or_else(|| details.city.clone());
    creator.language = creator.language.or_else(|| details.language.clone());
    creator.manager = creator.manager.or_else(|| details.manager.clone());
    let version = store::document::save(ctx.tx(), ctx.organisation()?, id, version, &creator).await?;
    profiles::save(ctx, id, existing, details.profiles.clone()).await?;
    if details.country.is_some() && details.country == creator.country {
        store::creators::connections::country_is_said(ctx.tx(), ctx.organisation()?, &[id]).await?;
    }
    Ok((id, version))
}
