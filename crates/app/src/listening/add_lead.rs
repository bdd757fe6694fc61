//! A lead becomes a creator of the brand: with where they come from, and not written to.
//!
//! Invariants: only who is a lead can be added: an account that named the brand, or a customer of it. Somebody whom the organisation
//! knows is that record, with the block or opt-out that stands there. Absent: inviting them.

use domain::{
    creators::{NewCreator, ProfileInput, Source, Tier},
    ids::CreatorId,
    listening::LeadKey,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::listening::{customers, mentions};

use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route,
    creators::{CreateCreator, familiar},
    operation::MANAGER,
};

/// Adds a lead as a creator. Nobody is written to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddLead {
    /// Who.
    pub lead: LeadKey,
    /// What kind of relationship it begins as; `product_only` when nothing is said.
    #[serde(default)]
    pub tier: Option<Tier>,
}

impl Operation for AddLead {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "listening.add_lead",
        doc: "Adds a warm lead as a creator of the brand, with where they come from. Nobody is written to.",
        route: Route::post("/leads"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let brand = ctx.brand()?;
        let (details, source) = match &self.lead {
            LeadKey::Creator { creator } => {
                let found = familiar(ctx, *creator).await?;
                return Ok(Done::new(*creator, found.version()));
            }
            LeadKey::Account { platform, key } => {
                let account = (platform.clone(), key.clone());
                let mention = mentions::newest_of(ctx.tx(), brand, std::slice::from_ref(&account)).await?.pop();
                let buyer = customers::by_account(ctx.tx(), brand, platform, key).await?;
                let source = if mention.is_some() { Source::Mention } else { Source::Customer };
                let handle = match (&mention, &buyer) {
                    (Some(mention), _) => mention.handle.to_string(),
                    (None, Some(buyer)) => buyer.handle_on(platform, key).ok_or(Error::NotFound)?,
                    (None, None) => return Err(Error::NotFound),
                };
                let called = mention.map(|mention| mention.name).filter(|name| !name.is_empty());
                let known = buyer.as_ref().map(|buyer| &buyer.customer.known);
                let name = known.map(|known| known.name.clone()).filter(|name| !name.is_empty()).or(called);
                let profiles = vec![ProfileInput { platform: platform.clone(), handle: format!("@{handle}") }];
                let details = NewCreator {
                    name: name.unwrap_or_else(|| format!("@{handle}")),
                    email: known.and_then(|known| known.email.clone()),
                    country: known.and_then(|known| known.country).map(|country| country.code().to_owned()),
                    profiles,
                    ..NewCreator::default()
                };
                (details, source)
            }
            LeadKey::Customer { customer } => {
                let found = customers::one(ctx.tx(), brand, *customer).await?.ok_or(Error::NotFound)?;
                let known = found.customer.known;
                let address = known.email.as_deref().and_then(|email| email.split('@').next()).unwrap_or_default().to_owned();
                // A handle whose platform nobody named is kept as that; a person says which it is.
                let profiles = known.accounts.iter();
                let details = NewCreator {
                    name: if known.name.is_empty() { address } else { known.name.clone() },
                    email: known.email.clone(),
                    country: known.country.map(|country| country.code().to_owned()),
                    profiles: profiles
                        .map(|(platform, handle)| ProfileInput { platform: platform.clone(), handle: format!("@{handle}") })
                        .collect(),
                    ..NewCreator::default()
                };
                (details, Source::Customer)
            }
        };
        CreateCreator { creator: details, source, tier: self.tier.unwrap_or(Tier::ProductOnly) }.run(ctx).await
    }
}
