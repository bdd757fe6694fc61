//! A manager puts creators on a campaign's shortlist.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    campaigns::{CampaignError, CampaignState, Collaboration},
    creators::{CreatorError, Source, Standing},
    ids::{CampaignId, CollaborationId, CreatorId},
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::campaign;
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Puts creators on a campaign's shortlist. Those who are there already stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Shortlist {
    /// On which campaign's.
    pub campaign: CampaignId,
    /// Whom: 1 to 500.
    pub creators: Vec<CreatorId>,
    /// How they were found; acceptance is kept by it.
    pub source: Source,
}

impl Operation for Shortlist {
    type Answer = Vec<CollaborationId>;
    const META: Meta = Meta {
        name: "campaigns.shortlist",
        doc: "Puts creators on a campaign's shortlist, and gives their collaborations in the same order. Twice is once.",
        route: Route::post("/campaigns/{campaign}/collaborations"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<CollaborationId>> {
        if self.creators.is_empty() || self.creators.len() > 500 {
            return Err(Error::field("creators", "Choose 1 to 500 creators at a time."));
        }
        let found = campaign(ctx, self.campaign).await?;
        if found.value.state == CampaignState::Ended {
            return Err(CampaignError::CampaignEnded.into());
        }
        let names = self.names(ctx).await?;
        let all = store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, found.id).await?;
        let mut there: BTreeMap<CreatorId, CollaborationId> = all.iter().map(|one| (one.value.creator, one.id)).collect();
        let mut slugs: BTreeSet<String> = all.into_iter().map(|one| one.value.slug).collect();
        let mut ids = Vec::with_capacity(self.creators.len());
        for creator in &self.creators {
            let id = match there.get(creator) {
                Some(id) => *id,
                None => {
                    let slug = free(&slugs, &text::slug(names.get(creator).map_or("", String::as_str)));
                    slugs.insert(slug.clone());
                    let id: CollaborationId = ctx.id();
                    let new = Collaboration::shortlisted(found.id, *creator, self.source, slug, ctx.now());
                    let stored = store::document::insert(ctx.tx(), ctx.brand()?, id, &new).await?;
                    ctx.note(About::collaboration(&stored).subject(id), "campaigns.shortlisted", json!({ "source": self.source })).await?;
                    there.insert(*creator, id);
                    id
                }
            };
            ids.push(id);
        }
        Ok(ids)
    }
}

impl Shortlist {
    /// The creators' names, once all of them are known to the brand and none is blocked.
    async fn names(&self, ctx: &Ctx) -> Result<BTreeMap<CreatorId, String>> {
        let found = store::creators::many(ctx.tx(), ctx.organisation()?, &self.creators).await?;
        let known = store::creators::relationships(ctx.tx(), ctx.brand()?, &self.creators).await?;
        let mut names = BTreeMap::new();
        let mut blocked = Vec::new();
        for id in &self.creators {
            let creator = &found.get(id).ok_or(Error::NotFound)?.value;
            let relationship = &known.iter().find(|one| one.value.creator == *id).ok_or(Error::NotFound)?.value;
            if creator.suppression.blocked.is_some() || relationship.standing == Some(Standing::Blocked) {
                blocked.push(creator.name.clone());
            }
            names.insert(*id, creator.name.clone());
        }
        blocked.dedup();
        if blocked.is_empty() { Ok(names) } else { Err(CreatorError::Blocked(blocked.join(", ")).into()) }
    }
}

/// The short name, with a number where another collaboration of the campaign has it.
fn free(taken: &BTreeSet<String>, wanted: &str) -> String {
    let mut slug = wanted.to_owned();
    let mut number = 2;
    while taken.contains(&slug) {
        slug = format!("{wanted}-{number}");
        number += 1;
    }
    slug
}
