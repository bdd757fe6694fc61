//! A manager invites creators, each in their own words.

use std::collections::BTreeMap;

use domain::{
    agreements::Offer,
    campaigns::{Campaign, Collaboration},
    creators::{Creator, Relationship},
    ids::{CampaignId, CollaborationId, CreatorId, TemplateId},
    outreach::{Purpose, Template},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, document::list_in};

use super::{
    filling::{Invitation, checked},
    writing::{Words, may_write, own_link, write},
};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, creators::Familiar, operation::MANAGER};

/// Invites shortlisted creators by mail. Those who cannot be written to are left out, each with the reason.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Invite {
    /// Whom: 1 to 500.
    pub collaborations: Vec<CollaborationId>,
    /// A template, where subject and body are empty.
    #[serde(default)]
    pub template: Option<TemplateId>,
    /// Subject with placeholders.
    #[serde(default)]
    pub subject: String,
    /// Body with placeholders.
    #[serde(default)]
    pub body: String,
}

/// What became of one invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InviteOutcome {
    /// Whose.
    pub collaboration: CollaborationId,
    /// Whether it is on its way.
    pub sent: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// Everything that a batch of invitations needs, loaded at once.
struct Batch {
    template: Template,
    sender: String,
    campaigns: BTreeMap<CampaignId, Campaign>,
    creators: BTreeMap<CreatorId, Stored<Creator>>,
    relationships: BTreeMap<CreatorId, Stored<Relationship>>,
    offers: BTreeMap<CollaborationId, Offer>,
}

impl Operation for Invite {
    type Answer = Vec<InviteOutcome>;
    const META: Meta = Meta {
        name: "outreach.invite",
        doc: "Invites shortlisted creators by mail, each filled in personally, with their portal link. Says for each whether it went.",
        route: Route::post("/invitations"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<InviteOutcome>> {
        if self.collaborations.is_empty() || self.collaborations.len() > 500 {
            return Err(Error::field("collaborations", "Choose 1 to 500 creators at a time."));
        }
        let mut wanted = self.collaborations.clone();
        wanted.sort();
        wanted.dedup();
        let mut found: BTreeMap<CollaborationId, Stored<Collaboration>> =
            list_in::<Collaboration, _>(ctx.tx(), ctx.brand()?, "id", &wanted, "id").await?.into_iter().map(|one| (one.id, one)).collect();
        if found.len() != wanted.len() {
            return Err(Error::NotFound);
        }
        let batch = self.load(ctx, &found).await?;
        let mut outcomes = Vec::with_capacity(wanted.len());
        for id in self.collaborations {
            let Some(collaboration) = found.remove(&id) else { continue };
            let reason = one(ctx, &batch, collaboration).await?.err().map(|error| error.to_string());
            outcomes.push(InviteOutcome { collaboration: id, sent: reason.is_none(), reason });
        }
        Ok(outcomes)
    }
}

impl Invite {
    async fn load(&self, ctx: &Ctx, found: &BTreeMap<CollaborationId, Stored<Collaboration>>) -> Result<Batch> {
        let (tx, brand) = (ctx.tx(), ctx.brand()?);
        let template = match self.template {
            Some(id) if self.subject.trim().is_empty() && self.body.trim().is_empty() => {
                store::document::find::<Template>(tx, brand, id).await?.ok_or(Error::NotFound)?.value
            }
            _ => checked(&self.subject, &self.body)?,
        };
        let creators: Vec<CreatorId> = found.values().map(|one| one.value.creator).collect();
        let mut campaigns: Vec<CampaignId> = found.values().map(|one| one.value.campaign).collect();
        campaigns.sort();
        campaigns.dedup();
        let ids: Vec<CollaborationId> = found.keys().copied().collect();
        let settings = &ctx.brand_facts()?.value.settings;
        let sender = if settings.sender_name.trim().is_empty() { ctx.caller_name().await? } else { settings.sender_name.clone() };
        let relationships = store::creators::relationships(tx, brand, &creators).await?;
        let offers = list_in::<Offer, _>(tx, brand, "collaboration", &ids, "number").await?;
        Ok(Batch {
            template,
            sender,
            campaigns: list_in::<Campaign, _>(tx, brand, "id", &campaigns, "id")
                .await?
                .into_iter()
                .map(|one| (one.id, one.value))
                .collect(),
            creators: store::creators::many(tx, ctx.organisation()?, &creators).await?,
            relationships: relationships.into_iter().map(|one| (one.value.creator, one)).collect(),
            offers: offers.into_iter().map(|one| (one.value.collaboration, one.value)).collect(),
        })
    }
}

/// Invites one. The inner result says why it was left out; then nothing of it was done.
async fn one(ctx: &mut Ctx, batch: &Batch, found: Stored<Collaboration>) -> Result<Result<()>> {
    let creator = batch.creators.get(&found.value.creator).ok_or(Error::NotFound)?.clone();
    let relationship = batch.relationships.get(&found.value.creator).ok_or(Error::NotFound)?.clone();
    let campaign = batch.campaigns.get(&found.value.campaign).ok_or(Error::NotFound)?;
    let to = Familiar { creator, relationship };
    if let Err(reason) = campaign.inviting() {
        return Ok(Err(reason.into()));
    }
    let (invited, _) = match found.value.clone().invite(ctx.now()) {
        Ok(done) => done,
        Err(reason) => return Ok(Err(reason.into())),
    };
    if let Err(reason) = may_write(&to, Purpose::Invitation) {
        return Ok(Err(reason.into()));
    }
    let link = own_link(ctx, &to)?;
    let brand = ctx.brand_facts()?.value.name.clone();
    let invitation = Invitation {
        brand: &brand,
        campaign: &campaign.name,
        sender: &batch.sender,
        creator: &to.creator.value,
        link: &link,
        offer: batch.offers.get(&found.id),
    };
    let (subject, body) = match invitation.fill(&batch.template) {
        Ok(words) => words,
        Err(errors) => return Ok(Err(errors.into())),
    };
    store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &invited).await?;
    write(ctx, &to, Some(&found), Words { kind: "invitation", purpose: Purpose::Invitation, subject, body }).await?;
    ctx.note(About::collaboration(&found).subject(found.id), "outreach.invited", json!({ "creator": found.value.creator })).await?;
    Ok(Ok(()))
}
