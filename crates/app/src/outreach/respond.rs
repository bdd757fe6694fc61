//! A creator answers an invitation, in the portal; or a manager enters the answer as it was received.

use domain::{campaigns::OffRamp, ids::CollaborationId, outreach::Channel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::received;
use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Rights, Route, campaigns, context::About, operation::MANAGER_CREATOR,
};

/// Says yes or no to an invitation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RespondToInvitation {
    /// Which.
    pub collaboration: CollaborationId,
    /// Yes or no.
    pub accept: bool,
    /// What they wrote with it.
    #[serde(default)]
    pub message: String,
    /// How it reached us, when a manager enters it.
    #[serde(default)]
    pub channel: Option<Channel>,
}

impl Operation for RespondToInvitation {
    type Answer = Done<CollaborationId>;
    const META: Meta = Meta {
        name: "outreach.respond_to_invitation",
        doc: "Says yes or no to an invitation: the creator in the portal, or a manager as received.",
        route: Route::post("/collaborations/{collaboration}/invitation-answer"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        let found = ctx.collaboration(self.collaboration).await?;
        ctx.expect(found.version)?;
        let text = self.message.trim().to_owned();
        if text.chars().count() > 5_000 {
            return Err(Error::field("message", "Use at most 5,000 characters."));
        }
        let by_creator = matches!(ctx.caller().rights, Rights::Creator { .. });
        let version = if self.accept {
            let changed = found.value.clone().accept_invitation(ctx.now())?;
            let version = campaigns::save(ctx, &found, &changed).await?;
            ctx.note(About::collaboration(&found).subject(found.id), "outreach.invitation_accepted", json!({ "as_received": !by_creator }))
                .await?;
            version
        } else {
            let agreed = campaigns::is_agreed(ctx, &found).await?;
            let (changed, _) = found.value.clone().end(OffRamp::Declined, &text, agreed, false, ctx.now())?;
            let version = campaigns::save(ctx, &found, &changed).await?;
            ctx.note(
                About::collaboration(&found).subject(found.id),
                "campaigns.declined",
                json!({ "reason": text, "as_received": !by_creator }),
            )
            .await?;
            version
        };
        if !text.is_empty() {
            let channel = if by_creator { Channel::Portal } else { self.channel.unwrap_or(Channel::Email) };
            received(ctx, found.value.creator, Some(found.id), channel, String::new(), text, ctx.now(), false).await?;
        }
        Ok(Done::new(found.id, version))
    }
}
