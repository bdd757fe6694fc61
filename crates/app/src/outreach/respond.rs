//! The creator answers an invitation.

use domain::{
    campaigns::OffRamp,
    ids::CollaborationId,
    outreach::{Channel, Direction, Message, Purpose},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::writing::{received, tell_team};
use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route,
    campaigns::ending::{end, progress},
    context::About,
    operation::MANAGER_CREATOR,
};

/// Says yes or no to an invitation. The team may enter it as received.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RespondToInvitation {
    /// Which.
    pub collaboration: CollaborationId,
    /// Yes, or no.
    pub accept: bool,
    /// The creator's words; may be empty.
    #[serde(default)]
    pub message: String,
    /// How it came, where the team enters it; mail when nothing is said.
    #[serde(default)]
    pub channel: Option<Channel>,
}

impl Operation for RespondToInvitation {
    type Answer = Done<CollaborationId>;
    const META: Meta = Meta {
        name: "outreach.respond_to_invitation",
        doc: "The creator says yes or no to an invitation; the team may enter it as received.",
        route: Route::post("/collaborations/{collaboration}/response"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        let words = self.message.trim().to_owned();
        if words.chars().count() > 10_000 {
            return Err(Error::field("message", "Use at most 10,000 characters."));
        }
        let found = ctx.collaboration(self.collaboration).await?;
        ctx.expect(found.version)?;
        let (id, now) = (found.id, ctx.now());
        let about = About::collaboration(&found).subject(id);
        let campaign = found.value.campaign;
        let channel = if ctx.by_creator() { Channel::Portal } else { self.channel.unwrap_or(Channel::Email) };
        let message = Message {
            creator: found.value.creator,
            collaboration: Some(id),
            direction: Direction::In,
            channel,
            purpose: Purpose::Conversation,
            subject: String::new(),
            body: words.clone(),
            by: ctx.caller().actor(),
            automatic: false,
            at: now,
        };
        let version = if self.accept {
            let accepted = found.value.clone().accept_invitation(now)?;
            let version = store::document::save(ctx.tx(), ctx.brand()?, id, found.version, &accepted).await?;
            ctx.note(about, "outreach.invitation_accepted", json!({ "channel": channel })).await?;
            version
        } else {
            let progress = progress(ctx, id).await?;
            end(ctx, found, OffRamp::Declined, &words, progress, now).await?
        };
        if !words.is_empty() {
            received(ctx, message).await?;
        }
        if self.accept && ctx.by_creator() {
            let name = ctx.caller_name().await?;
            let said = if words.is_empty() { String::new() } else { format!("\n\nThey wrote:\n{words}") };
            let body = format!("{name} said yes to your invitation. Make an offer next.{said}\n\n{}", ctx.app().settings().base_url);
            tell_team(ctx, Some(campaign), "invitation_accepted", format!("{name} said yes"), body).await?;
        }
        Ok(Done::new(id, version))
    }
}
