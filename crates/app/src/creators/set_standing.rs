//! A person says whether to work with a creator again, whatever the program proposed.

use domain::{
    creators::{CreatorError, Standing},
    ids::CreatorId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{familiar, save_relationship};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Sets a creator's standing in this brand by hand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetStanding {
    /// Who.
    pub creator: CreatorId,
    /// The standing; nothing makes it undecided again.
    pub standing: Option<Standing>,
    /// Why.
    pub reason: String,
}

impl Operation for SetStanding {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.set_standing",
        doc: "Sets by hand whether to work with a creator again in this brand. A brand's block drops its open invitations.",
        route: Route::put("/creators/{creator}/standing"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        found.creator.value.not_erased()?;
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(CreatorError::NoReason.into());
        }
        let mut relationship = found.relationship.value.clone();
        let before = relationship.standing;
        relationship.standing = self.standing;
        let version = save_relationship(ctx, &found, &relationship).await?;
        let about = About::creator(self.creator).subject(self.creator);
        ctx.note(about, "creators.standing_set", json!({ "from": before, "to": self.standing, "reason": reason })).await?;
        Ok(Done::new(self.creator, version))
    }
}
