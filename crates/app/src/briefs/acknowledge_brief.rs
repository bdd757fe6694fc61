//! A creator says that they read the brief.

use domain::{
    briefs::BriefError,
    ids::{BriefId, CollaborationId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER_CREATOR};

/// Acknowledges the version that was sent last.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AcknowledgeBrief {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// Entered by the team as the creator sent it.
    #[serde(default)]
    pub as_received: bool,
}

impl Operation for AcknowledgeBrief {
    type Answer = Done<BriefId>;
    const META: Meta = Meta {
        name: "briefs.acknowledge_brief",
        doc: "Acknowledges the brief that was sent last. The first time, the creator's drafts get their due dates.",
        route: Route::post("/collaborations/{collaboration}/brief/acknowledgement"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<BriefId>> {
        let received = ctx.on_behalf(self.as_received)?;
        let brand = ctx.brand()?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        let mut sendings = store::briefs::sent(ctx.tx(), brand, collaboration.id).await?;
        let found = sendings.pop().ok_or(BriefError::NotSent)?;
        let first = sendings.iter().all(|sent| sent.value.acknowledged_at.is_none());
        let read = found.value.acknowledge(ctx.now())?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &read).await?;
        let data = json!({ "brief": read.brief, "number": read.number, "first": first, "as_received": received });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "briefs.acknowledged", data).await?;
        Ok(Done::new(found.id, version))
    }
}
