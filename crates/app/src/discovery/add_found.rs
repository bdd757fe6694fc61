//! A brand takes up a creator whom another brand of the organisation knows already.
//!
//! Invariant: what is shared is taken as it is, nothing that the other brand keeps comes along. Absent: creators whom nobody
//! knows; they are created or imported.

use domain::{
    creators::{Creator, Relationship, Source, Tier},
    ids::{CreatorId, RelationshipId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Takes up a creator whom the organisation knows and the brand does not.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddFound {
    /// Who.
    pub creator: CreatorId,
    /// What kind of relationship it begins as; `product_only` when nothing is said.
    #[serde(default)]
    pub tier: Option<Tier>,
}

impl Operation for AddFound {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "discovery.add_found",
        doc: "Takes up a creator whom another brand of the organisation knows: accounts and contact are shared, nothing else is.",
        route: Route::post("/discover/{creator}/add"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let (organisation, brand) = (ctx.organisation()?, ctx.brand()?);
        store::document::find::<Creator>(ctx.tx(), organisation, self.creator).await?.ok_or(Error::NotFound)?;
        if let Some(known) = store::creators::relationship(ctx.tx(), brand, self.creator).await? {
            return Ok(Done::new(self.creator, known.version));
        }
        let relationship = Relationship {
            creator: self.creator,
            tier: self.tier.unwrap_or(Tier::ProductOnly),
            standing: None,
            source: Source::Cold,
            tags: Vec::new(),
            notes: String::new(),
            rates: Vec::new(),
            topics: Vec::new(),
            custom: domain::creators::CustomValues::new(),
            since: ctx.now(),
        };
        let id: RelationshipId = ctx.id();
        let made = store::document::insert(ctx.tx(), brand, id, &relationship).await?;
        let about = About::creator(self.creator).subject(self.creator);
        ctx.note(about, "creators.added", json!({ "from": "organisation" })).await?;
        Ok(Done::new(self.creator, made.version))
    }
}
