//! Words between the team and a creator: by mail from the team, in the portal from the creator.

use domain::{
    ids::{CollaborationId, CreatorId, MessageId},
    outreach::{Channel, Direction, Message, Purpose},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    log_message::about,
    writing::{Words, own_link, received, tell_team, write},
};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Rights, Route,
    campaigns::ending::progress,
    creators::familiar,
    operation::{CREATOR, MANAGER},
};

/// Writes to a creator by mail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SendMessage {
    /// To whom.
    pub creator: CreatorId,
    /// About which collaboration; the creator's only running one when nothing is said.
    #[serde(default)]
    pub collaboration: Option<CollaborationId>,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

impl Operation for SendMessage {
    type Answer = MessageId;
    const META: Meta = Meta {
        name: "outreach.send_message",
        doc: "Writes to a creator by mail. After an opt-out only what a running contract needs goes.",
        route: Route::post("/creators/{creator}/messages"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MessageId> {
        let mut errors = domain::fields::FieldErrors::new();
        let subject = errors.text("subject", &self.subject, 200);
        let body = errors.text("body", &self.body, 20_000);
        errors.ok(())?;
        let to = familiar(ctx, self.creator).await?;
        let collaboration = match about(ctx, self.creator, self.collaboration).await? {
            Some(id) => Some(ctx.collaboration(id).await?),
            None => None,
        };
        let agreed = match &collaboration {
            Some(found) => found.value.off.is_none() && progress(ctx, found.id).await?.agreed,
            None => false,
        };
        let purpose = if agreed { Purpose::Contract } else { Purpose::Conversation };
        let body = format!("{body}\n\nAnswer by mail, or on your page:\n{}", own_link(ctx, &to)?);
        write(ctx, &to, collaboration.as_ref(), Words { kind: "message", purpose, subject, body }).await
    }
}

/// Writes to the brand from the portal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WriteMessage {
    /// About which collaboration; the only running one when nothing is said.
    #[serde(default)]
    pub collaboration: Option<CollaborationId>,
    /// Plain text.
    pub body: String,
}

impl Operation for WriteMessage {
    type Answer = MessageId;
    const META: Meta = Meta {
        name: "outreach.write_message",
        doc: "A creator writes to the brand from the portal; the campaign's owner is told by mail.",
        route: Route::post("/portal/messages"),
        reach: Reach::Brand,
        who: CREATOR,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MessageId> {
        let Rights::Creator { id: creator, .. } = ctx.caller().rights else { return Err(Error::NotFound) };
        let mut errors = domain::fields::FieldErrors::new();
        let body = errors.text("body", &self.body, 10_000);
        errors.ok(())?;
        let from = familiar(ctx, creator).await?;
        let collaboration = about(ctx, creator, self.collaboration).await?;
        let campaign = match collaboration {
            Some(id) => Some(ctx.collaboration(id).await?.value.campaign),
            None => None,
        };
        let message = Message {
            creator,
            collaboration,
            direction: Direction::In,
            channel: Channel::Portal,
            purpose: Purpose::Conversation,
            subject: String::new(),
            body: body.clone(),
            by: ctx.caller().actor(),
            automatic: false,
            at: ctx.now(),
        };
        let id = received(ctx, message).await?;
        let name = &from.creator.value.name;
        let words = format!("{name} wrote:\n\n{body}\n\nAnswer in Troupe: {}", ctx.app().settings().base_url);
        tell_team(ctx, campaign, "message_received", format!("{name} wrote"), words).await?;
        Ok(id)
    }
}
