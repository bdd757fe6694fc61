//! The clock ends the measuring 30 days after the last post went live.

use domain::{campaigns::MEASURING, ids::CollaborationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, journey, operation::CLOCK};

/// Ends the measuring of a collaboration when its time has come.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndMeasuring {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

impl Operation for EndMeasuring {
    type Answer = bool;
    const META: Meta = Meta {
        name: "reports.end_measuring",
        doc: "Ends the measuring 30 days after the last post went live. Done by the clock; says whether it was time.",
        route: Route::post("/collaborations/{collaboration}/measuring-end"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let found = ctx.collaboration(self.collaboration).await?;
        found.value.running()?;
        let brand = ctx.brand_facts()?.clone();
        let whole = journey::gather(ctx.tx(), &brand, &[found.id]).await?;
        let over = whole.first().and_then(|whole| whole.facts.measured_from()).map(|from| from.plus(MEASURING));
        if found.value.measured_at.is_some() || over.is_none_or(|over| over > ctx.now()) {
            return Ok(false);
        }
        let about = About::collaboration(&found);
        let mut collaboration = found.value.clone();
        collaboration.measured_at = Some(ctx.now());
        store::document::save(ctx.tx(), brand.id, found.id, found.version, &collaboration).await?;
        ctx.note(about, "reports.measuring_ended", json!({})).await?;
        Ok(true)
    }
}
