//! A manager decides whether to work with a creator again.

use domain::{
    campaigns::Collaboration,
    creators::{Relationship, Standing, Tier},
    ids::{CollaborationId, RelationshipId, StandingId},
    reports::StandingDecision,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::standing::proposal;
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{Done, MANAGER},
};

/// Decides a creator's standing after a collaboration.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DecideStanding {
    /// After which collaboration.
    pub collaboration: CollaborationId,
    /// What is decided.
    pub standing: Standing,
    /// Why; needed where it differs from what is proposed.
    #[serde(default)]
    pub reason: String,
}

impl Operation for DecideStanding {
    type Answer = Done<StandingId>;
    const META: Meta = Meta {
        name: "reports.decide_standing",
        doc: "Decides whether to work with a creator again; deciding otherwise than proposed needs a reason.",
        route: Route::put("/collaborations/{collaboration}/standing"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<StandingId>> {
        let brand = ctx.brand()?;
        let found = ctx.collaboration(self.collaboration).await?;
        let proposed = proposal(ctx.tx(), ctx.brand_facts()?, &found).await?;
        let reason = match self.reason.trim() {
            "" if self.standing != proposed.standing => {
                let message = format!("{} is proposed. Say why you decide otherwise.", proposed.standing.label());
                return Err(Error::field("reason", message));
            }
            "" => proposed.reason.clone(),
            reason => reason.to_owned(),
        };
        let decision = StandingDecision {
            creator: found.value.creator,
            collaboration: found.id,
            standing: self.standing,
            proposed: proposed.standing,
            reason,
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            decided_at: ctx.now(),
        };
        let done = match store::reports::decision(ctx.tx(), brand, found.id).await? {
            Some(before) => {
                let version = store::document::save(ctx.tx(), brand, before.id, before.version, &decision).await?;
                Done::new(before.id, version)
            }
            None => {
                let id: StandingId = ctx.id();
                let stored = store::document::insert(ctx.tx(), brand, id, &decision).await?;
                Done::new(id, stored.version)
            }
        };
        relate(ctx, &found, self.standing).await?;
        let data = json!({ "standing": decision.standing, "proposed": decision.proposed, "reason": decision.reason });
        ctx.note(About::collaboration(&found).subject(done.id), "reports.standing_decided", data).await?;
        Ok(done)
    }
}

/// Writes the standing into the brand's relationship with the creator.
async fn relate(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, standing: Standing) -> Result<()> {
    let (brand, creator) = (ctx.brand()?, collaboration.value.creator);
    match store::creators::relationship(ctx.tx(), brand, creator).await? {
        Some(found) => {
            let changed = Relationship { standing: Some(standing), ..found.value };
            store::document::save(ctx.tx(), brand, found.id, found.version, &changed).await?;
        }
        None => {
            let relationship = Relationship {
                creator,
                tier: Tier::Paid,
                standing: Some(standing),
                source: collaboration.value.source,
                tags: vec![],
                notes: String::new(),
                rates: vec![],
                topics: vec![],
                custom: domain::creators::CustomValues::new(),
                since: ctx.now(),
            };
            let id: RelationshipId = ctx.id();
            store::document::insert(ctx.tx(), brand, id, &relationship).await?;
        }
    }
    Ok(())
}
