//! A manager has a collaboration's links made again after the landing page was mended, and a missing code made.

use domain::ids::CollaborationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::set_up;
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    operation::{Done, MANAGER},
};

/// Makes what is missing of a signed collaboration's links and code, and leads its links to the campaign's landing page
/// as it is now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PrepareTracking {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

impl Operation for PrepareTracking {
    type Answer = Done<CollaborationId>;
    const META: Meta = Meta {
        name: "attribution.prepare_tracking",
        doc: "Makes missing links and a missing code, and leads links to the landing page as it is now; what changed is confirmed anew.",
        route: Route::post("/collaborations/{collaboration}/tracking"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        let found = ctx.collaboration(self.collaboration).await?;
        found.value.running()?;
        let agreement = store::agreements::agreement(ctx.tx(), ctx.brand()?, found.id).await?;
        if agreement.and_then(|agreement| agreement.signed_at()).is_none() {
            let message = "Links and code are made when both sides have signed the agreement.".to_owned();
            return Err(Error::Rule { code: "attribution.not_signed".to_owned(), message });
        }
        set_up::prepare(ctx, found.id).await?;
        Ok(Done::new(found.id, found.version))
    }
}
