//! The team enters a message that travelled elsewhere: a direct message, a call, a mail from another mailbox.

use domain::{
    ids::{CollaborationId, CreatorId, MessageId},
    outreach::{Channel, Direction, Message, Purpose},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::writing::received;
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, creators::familiar, operation::MANAGER};

/// Enters a message as sent or received.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LogMessage {
    /// With whom.
    pub creator: CreatorId,
    /// About which collaboration; the creator's only running one when nothing is said.
    #[serde(default)]
    pub collaboration: Option<CollaborationId>,
    /// Which way.
    pub direction: Direction,
    /// How.
    pub channel: Channel,
    /// Subject line; may be empty.
    #[serde(default)]
    pub subject: String,
    /// The words, or what was said.
    pub body: String,
    /// When; now when nothing is said.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Out-of-office and the like; waits for nobody.
    #[serde(default)]
    pub automatic: bool,
}

impl Operation for LogMessage {
    type Answer = MessageId;
    const META: Meta = Meta {
        name: "outreach.log_message",
        doc: "Enters a message that travelled elsewhere, as sent or received. One received opens the move to answer it.",
        route: Route::post("/creators/{creator}/log"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MessageId> {
        let body = self.body.trim();
        if body.is_empty() || body.chars().count() > 20_000 {
            return Err(Error::field("body", "Write what was said, with at most 20,000 characters."));
        }
        if self.subject.chars().count() > 200 {
            return Err(Error::field("subject", "Use at most 200 characters."));
        }
        if self.at.is_some_and(|at| at > ctx.now()) {
            return Err(Error::field("at", "This lies in the future. Give the time at which it was sent or received."));
        }
        familiar(ctx, self.creator).await?;
        let message = Message {
            creator: self.creator,
            collaboration: about(ctx, self.creator, self.collaboration).await?,
            direction: self.direction,
            channel: self.channel,
            purpose: Purpose::Conversation,
            subject: self.subject.trim().to_owned(),
            body: body.to_owned(),
            by: ctx.caller().actor(),
            automatic: self.automatic,
            at: self.at.unwrap_or(ctx.now()),
        };
        match self.direction {
            Direction::In => received(ctx, message).await,
            Direction::Out => sent_elsewhere(ctx, message).await,
        }
    }
}

async fn sent_elsewhere(ctx: &mut Ctx, message: Message) -> Result<MessageId> {
    let id: MessageId = ctx.id();
    store::document::insert(ctx.tx(), ctx.brand()?, id, &message).await?;
    let about = match message.collaboration {
        Some(collaboration) => About::collaboration(&ctx.collaboration(collaboration).await?),
        None => About::creator(message.creator),
    };
    ctx.note(about.subject(id), "outreach.message_logged", json!({ "channel": message.channel })).await?;
    Ok(id)
}

/// The collaboration named, which must be the creator's; without one the creator's only running one.
pub(super) async fn about(ctx: &Ctx, creator: CreatorId, named: Option<CollaborationId>) -> Result<Option<CollaborationId>> {
    if let Some(id) = named {
        let found = ctx.collaboration(id).await?;
        return if found.value.creator == creator { Ok(Some(id)) } else { Err(Error::NotFound) };
    }
    let all = store::campaigns::of_creator(ctx.tx(), ctx.brand()?, creator).await?;
    let mut running = all.iter().filter(|one| one.value.off.is_none() && one.value.measured_at.is_none());
    let first = running.next().map(|one| one.id);
    Ok(first.filter(|_| running.next().is_none()))
}
