//! The conversation with a creator: written, received and listed.

use domain::{
    ids::{CollaborationId, CreatorId, MessageId},
    language::Language,
    outreach::{Channel, Direction, Message, Purpose},
    time::{MINUTE, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{MessageView, Words, received, write_to};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route, View,
    catalogue::Tongue,
    context::About,
    mail::Mail,
    operation::{CREATOR, MANAGER},
};

fn words(field: &str, text: &str) -> Result<String> {
    let mut errors = domain::fields::FieldErrors::new();
    let text = errors.text(field, text, 10_000);
    errors.ok(text).map_err(Into::into)
}

/// The collaboration that is named, when it is the creator's.
async fn about(ctx: &Ctx, creator: CreatorId, collaboration: Option<CollaborationId>) -> Result<About> {
    match collaboration {
        None => Ok(About::creator(creator)),
        Some(id) => {
            let found = ctx.collaboration(id).await?;
            if found.value.creator != creator {
                return Err(Error::NotFound);
            }
            Ok(About::collaboration(&found))
        }
    }
}

/// Keeps a message that went another way: a mail to one's own address, a direct message, a call.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LogMessage {
    /// With whom.
    pub creator: CreatorId,
    /// About which collaboration.
    #[serde(default)]
    pub collaboration: Option<CollaborationId>,
    /// From the creator, or to them.
    pub direction: Direction,
    /// How it travelled.
    pub channel: Channel,
    /// Subject, if it had one.
    #[serde(default)]
    pub subject: String,
    /// The words.
    pub body: String,
    /// When; now when nothing is said.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Out-of-office and the like.
    #[serde(default)]
    pub automatic: bool,
}

impl Operation for LogMessage {
    type Answer = MessageId;
    const META: Meta = Meta {
        name: "outreach.log_message",
        doc: "Keeps a message that went another way, as received or as sent.",
        route: Route::post("/creators/{creator}/messages/log"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MessageId> {
        let creator = ctx.creator(self.creator).await?;
        store::creators::relationship(ctx.tx(), ctx.brand()?, creator.id).await?.ok_or(Error::NotFound)?;
        let about = about(ctx, creator.id, self.collaboration).await?;
        let body = words("body", &self.body)?;
        let at = self.at.unwrap_or(ctx.now());
        if at > ctx.now() {
            return Err(Error::field("at", "That time lies ahead."));
        }
        let subject = self.subject.trim().to_owned();
        let id = match self.direction {
            Direction::In => received(ctx, creator.id, self.collaboration, self.channel, subject, body, at, self.automatic).await?,
            Direction::Out => {
                let id: MessageId = ctx.id();
                let message = Message {
                    creator: creator.id,
                    collaboration: self.collaboration,
                    direction: Direction::Out,
                    channel: self.channel,
                    purpose: Purpose::Conversation,
                    subject,
                    body,
                    by: ctx.caller().actor(),
                    automatic: false,
                    at,
                };
                store::document::insert(ctx.tx(), ctx.brand()?, id, &message).await?;
                id
            }
        };
        ctx.note(about.subject(id), "outreach.message_logged", json!({ "direction": self.direction, "channel": self.channel })).await?;
        Ok(id)
    }
}

/// What stands between the words of a mail and the address of the creator's page.
fn your_page(tongue: Tongue) -> String {
    format!("\n\n{} ", tongue.t("mail.your_page"))
}

/// Writes to a creator by mail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SendMessage {
    /// To whom.
    pub creator: CreatorId,
    /// About which collaboration.
    #[serde(default)]
    pub collaboration: Option<CollaborationId>,
    /// Subject.
    pub subject: String,
    /// The words.
    pub body: String,
}

impl Operation for SendMessage {
    type Answer = MessageId;
    const META: Meta = Meta {
        name: "outreach.send_message",
        doc: "Writes to a creator by mail; answers what they asked.",
        route: Route::post("/creators/{creator}/messages"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MessageId> {
        let creator = ctx.creator(self.creator).await?;
        store::creators::relationship(ctx.tx(), ctx.brand()?, creator.id).await?.ok_or(Error::NotFound)?;
        let about = about(ctx, creator.id, self.collaboration).await?;
        let (subject, mut body) = (words("subject", &self.subject)?, words("body", &self.body)?);
        // A first word from us is marketing; an answer, or a word inside a collaboration, is not.
        let thread = store::outreach::with_creator(ctx.tx(), ctx.brand()?, creator.id).await?;
        let spoken = self.collaboration.is_some() || thread.iter().any(|message| message.value.direction == Direction::In);
        let purpose = if spoken { Purpose::Conversation } else { Purpose::Invitation };
        let link = ctx.portal_link(creator.id, &creator.value)?;
        // A form that was sent and is sent again after "back" has its old words under a new key.
        // Their language may have been entered in between.
        let pages = Language::ALL.map(|language| your_page(Tongue(language)));
        let just_said = |message: &Message| {
            message.direction == Direction::Out
                && message.subject == subject
                && message.at > ctx.now().plus(-10 * MINUTE)
                && message.body.strip_prefix(&*body).is_some_and(|rest| pages.iter().any(|page| rest.starts_with(page)))
        };
        if thread.iter().any(|message| just_said(&message.value)) {
            return Err(Error::field("body", "You have just sent these very words. Change them to write again."));
        }
        body.push_str(&format!("{}{link}", your_page(ctx.tongue(&creator.value)?)));
        let id = write_to(
            ctx,
            &creator,
            Words { collaboration: self.collaboration, purpose, kind: "message", subject: subject.clone(), body, asks: vec![] },
        )
        .await?;
        ctx.note(about.subject(id), "outreach.message_sent", json!({ "subject": subject })).await?;
        Ok(id)
    }
}

/// A creator writes to the brand from the portal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WriteMessage {
    /// About which collaboration.
    #[serde(default)]
    pub collaboration: Option<CollaborationId>,
    /// The words.
    pub body: String,
}

impl Operation for WriteMessage {
    type Answer = MessageId;
    const META: Meta = Meta {
        name: "outreach.write_message",
        doc: "A creator writes to the brand from the portal.",
        route: Route::post("/portal/messages"),
        reach: Reach::Brand,
        who: CREATOR,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MessageId> {
        let Rights::Creator { id: creator, .. } = ctx.caller().rights else { return Err(Error::NotFound) };
        let about = about(ctx, creator, self.collaboration).await?;
        let body = words("body", &self.body)?;
        let id = received(ctx, creator, self.collaboration, Channel::Portal, String::new(), body.clone(), ctx.now(), false).await?;
        let to = ctx.brand_facts()?.value.settings.sender_email.clone();
        if !to.is_empty() {
            let name = ctx.caller_name().await?;
            let mail = Mail {
                kind: "creator_wrote",
                to,
                subject: format!("{name} wrote to you"),
                body: format!("{name} wrote:\n\n{body}"),
                message: None,
                creator: None,
                asks: None,
            };
            ctx.mail(mail).await?;
        }
        ctx.note(about.subject(id), "outreach.creator_wrote", json!({})).await?;
        Ok(id)
    }
}

/// The messages with a creator, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListThreads {
    /// With whom.
    pub creator: CreatorId,
}

impl View for ListThreads {
    type Answer = Vec<MessageView>;
    const META: Meta = Meta {
        name: "outreach.list_messages",
        doc: "Lists the conversation with a creator, oldest first.",
        route: Route::get("/creators/{creator}/messages"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<MessageView>> {
        let all = store::outreach::with_creator(look.db(), look.brand()?, self.creator).await?;
        Ok(all.into_iter().map(|found| MessageView { id: found.id, message: found.value }).collect())
    }
}
