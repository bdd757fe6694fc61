//! A manager puts creators on the shortlist of a campaign.

use domain::{
    campaigns::Collaboration,
    creators::Source,
    ids::{CampaignId, CollaborationId, CreatorId},
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::Creator, events::EventRow};

use super::{campaign, is_agreed, save};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Puts creators on the shortlist. Those who are there already, or were, stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Shortlist {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Whom: at most 500 at once.
    pub creators: Vec<CreatorId>,
    /// How they were found; what the relationship says when nothing is said here.
    #[serde(default)]
    pub source: Option<Source>,
    /// Also those who were let go before anybody asked them or offered them anything: they are back.
    #[serde(default)]
    pub again: bool,
}

impl Operation for Shortlist {
    type Answer = Vec<CollaborationId>;
    const META: Meta = Meta {
        name: "campaigns.shortlist",
        doc: "Puts creators on the shortlist of a campaign.",
        route: Route::post("/campaigns/{campaign}/collaborations"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<CollaborationId>> {
        let brand = ctx.brand()?;
        let organisation = ctx.organisation()?;
        let campaign = campaign(ctx, self.campaign).await?;
        if self.creators.is_empty() {
            return Err(Error::field("creators", "Choose at least one creator."));
        }
        if self.creators.len() > 500 {
            return Err(Error::field("creators", "Choose at most 500 creators at once."));
        }
        let found = store::document::list_in::<Creator, _>(ctx.tx(), organisation, "id", &self.creators, "id").await?;
        let relationships =
            store::document::list_in::<store::creators::Relationship, _>(ctx.tx(), brand, "creator", &self.creators, "id").await?;
        let there = store::campaigns::of_campaign(ctx.tx(), brand, campaign.id).await?;
        let mut slugs: Vec<String> = there.iter().map(|one| one.value.slug.clone()).collect();
        let mut ids = Vec::with_capacity(self.creators.len());
        for (at, id) in self.creators.iter().enumerate() {
            let known = there.iter().find(|one| one.value.creator == *id);
            let back = match known {
                Some(one) if self.again => back(ctx, one).await?,
                _ => None,
            };
            if let (Some(one), None) = (known, &back) {
                ids.push(one.id);
                continue;
            }
            let creator = found.iter().find(|creator| creator.id == *id);
            let relationship = relationships.iter().find(|one| one.value.creator == *id);
            let (Some(creator), Some(relationship)) = (creator, relationship) else {
                return Err(Error::field(format!("creators.{at}"), "There is no such creator in this brand."));
            };
            if creator.value.suppression.blocked.is_some() || relationship.value.standing == Some(domain::creators::Standing::Blocked) {
                return Err(Error::field(format!("creators.{at}"), format!("{} is blocked. Lift the block first.", creator.value.name)));
            }
            if let (Some(one), Some(back)) = (known, back) {
                save(ctx, one, &back).await?;
                ctx.note(About::collaboration(one).subject(one.id), "campaigns.shortlisted", json!({ "source": back.source })).await?;
                ids.push(one.id);
                continue;
            }
            let slug = free(&text::slug(&creator.value.name), &slugs);
            slugs.push(slug.clone());
            let collaboration_id: CollaborationId = ctx.id();
            let source = self.source.unwrap_or(relationship.value.source);
            let collaboration = Collaboration::shortlisted(campaign.id, *id, source, slug, ctx.now());
            let stored = store::document::insert(ctx.tx(), brand, collaboration_id, &collaboration).await?;
            ctx.note(About::collaboration(&stored).subject(stored.id), "campaigns.shortlisted", json!({ "source": source })).await?;
            ids.push(collaboration_id);
        }
        Ok(ids)
    }
}

/// The collaboration of who was let go before anybody asked them, back on the shortlist.
async fn back(ctx: &Ctx, known: &Stored<Collaboration>) -> Result<Option<Collaboration>> {
    let Some(back) = known.value.clone().back_on_shortlist(ctx.now()) else { return Ok(None) };
    // An offer needs no invitation; an old one would be there to be accepted again.
    let offered = !store::agreements::offers(ctx.tx(), ctx.brand()?, known.id).await?.is_empty();
    Ok((!offered && !is_agreed(ctx, known).await?).then_some(back))
}

/// Puts an applicant who was accepted for a campaign on its shortlist.
pub(crate) async fn applicant(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let named: Option<CampaignId> = serde_json::from_value(event.data["campaign"].clone()).unwrap_or_default();
    let (Some(campaign), Some(creator)) = (named, event.creator) else { return Ok(()) };
    Shortlist { campaign, creators: vec![creator], source: Some(Source::Application), again: false }.run(ctx).await.map(drop)
}

/// The wanted short name, or with the first number that is free.
fn free(wanted: &str, taken: &[String]) -> String {
    let mut slug = wanted.to_owned();
    let mut number = 2;
    while taken.contains(&slug) {
        slug = format!("{wanted}-{number}");
        number += 1;
    }
    slug
}
