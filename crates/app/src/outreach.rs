//! The room `outreach`: templates, invitations, and the conversation with each creator.
//!
//! `chase` reminds creators and `escalate` tells the team of what is late; both are the clock's. Absent: when a step comes
//! (`domain::outreach::chase`), and how mail leaves (the outbox).

use domain::{
    campaigns::Campaign,
    creators::{NoContact, Purpose as Reason, Standing},
    ids::{CollaborationId, CreatorId, MessageId},
    outreach::{
        Channel, Direction, Message, Purpose,
        words::{answers_by_itself, asks_to_stop},
    },
    team::Person,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, creators::Creator};

use crate::{
    Ctx, Result,
    mail::Mail,
    registry::{Registered, look, op},
};

pub mod bounce;
pub mod chase;
pub mod clock;
pub(crate) mod early;
pub(crate) mod ended;
pub mod escalate;
pub(crate) mod hours;
pub mod invite;
pub mod messages;
pub mod pauses;
pub mod portal_links;
pub mod respond;
pub mod retract;
pub mod sent;
pub mod templates;

pub use bounce::RecordBounce;
pub use chase::{Chase, ChaseOutcome};
pub use clock::ShowClock;
pub use escalate::Escalate;
pub use invite::{InvitationPreview, Invite, InviteOutcome, PreviewInvitation};
pub use messages::{ListThreads, LogMessage, SendMessage, WriteMessage};
pub use pauses::{PauseChasing, ResumeChasing};
pub use portal_links::{AskForAccess, CreatePortalLink, RequestPortalLink};
pub use respond::RespondToInvitation;
pub use retract::RetractReminder;
pub use sent::RecordSent;
pub use templates::{ListTemplates, SaveTemplate, TemplateView};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<SaveTemplate>(),
        op::<Invite>(),
        op::<RespondToInvitation>(),
        op::<LogMessage>(),
        op::<SendMessage>(),
        op::<WriteMessage>(),
        op::<CreatePortalLink>(),
        op::<RequestPortalLink>(),
        op::<AskForAccess>(),
        op::<RecordBounce>(),
        op::<RecordSent>(),
        op::<RetractReminder>(),
        op::<Chase>(),
        op::<Escalate>(),
        op::<PauseChasing>(),
        op::<ResumeChasing>(),
        look::<ShowClock>(),
        look::<ListTemplates>(),
        look::<PreviewInvitation>(),
        look::<ListThreads>(),
    ]
}

/// What is written to a creator.
pub(crate) struct Words {
    /// About which collaboration.
    pub(crate) collaboration: Option<CollaborationId>,
    /// Why.
    pub(crate) purpose: Purpose,
    /// The kind of mail.
    pub(crate) kind: &'static str,
    /// Subject.
    pub(crate) subject: String,
    /// Plain text.
    pub(crate) body: String,
    /// The open moves of the collaboration that it asks for, by their keys.
    pub(crate) asks: Vec<String>,
}

/// Why a creator may not be written to for a purpose, in this brand; nothing when they may. That nobody knows, because the
/// store fails, is no reason.
pub(crate) async fn no_contact(ctx: &Ctx, creator: &Stored<Creator>, purpose: Purpose) -> Result<Option<NoContact>> {
    let known = store::creators::relationship(ctx.tx(), ctx.brand()?, creator.id).await?;
    Ok(no_contact_in(creator, known.and_then(|found| found.value.standing), purpose))
}

/// The same where the creator's standing in this brand is known.
fn no_contact_in(creator: &Stored<Creator>, standing: Option<Standing>, purpose: Purpose) -> Option<NoContact> {
    domain::creators::can_contact(&creator.value.suppression, standing, creator.value.email.as_deref(), reason(purpose)).err()
}

/// Refuses to write to a creator who may not be written to for a purpose, in this brand.
pub(crate) async fn may_write(ctx: &Ctx, creator: &Stored<Creator>, purpose: Purpose) -> Result<()> {
    no_contact(ctx, creator, purpose).await?.map_or(Ok(()), |reason| Err(reason.into()))
}

/// As the rule of contact knows a purpose: a first word is marketing, an answer is not.
fn reason(purpose: Purpose) -> Reason {
    match purpose {
        Purpose::Invitation => Reason::Marketing,
        Purpose::Conversation | Purpose::Contract => Reason::Contract,
    }
}

/// Writes to a creator by mail and keeps the message in the conversation.
///
/// # Errors
/// Refused when the creator may not be written to.
pub(crate) async fn write_to(ctx: &mut Ctx, creator: &Stored<Creator>, words: Words) -> Result<MessageId> {
    may_write(ctx, creator, words.purpose).await?;
    write(ctx, creator, words).await
}

/// Writes to a creator who may be written to, as the caller has just found.
async fn write(ctx: &mut Ctx, creator: &Stored<Creator>, words: Words) -> Result<MessageId> {
    let id: MessageId = ctx.id();
    let message = Message {
        creator: creator.id,
        collaboration: words.collaboration,
        direction: Direction::Out,
        channel: Channel::Email,
        purpose: words.purpose,
        subject: words.subject.clone(),
        body: words.body.clone(),
        by: ctx.caller().actor(),
        automatic: false,
        at: ctx.now(),
    };
    store::document::insert_later(ctx.tx(), ctx.brand()?, id, &message)?;
    if let Some(collaboration) = words.collaboration {
        ctx.touch(collaboration);
    }
    let mut body = words.body;
    if words.purpose == Purpose::Invitation {
        body.push_str(&ctx.marketing_footer(creator.id, ctx.tongue(&creator.value)?)?);
    }
    let to = creator.value.email.clone().unwrap_or_default();
    let addressee = Some((creator.id, reason(words.purpose)));
    let asks = words.collaboration.filter(|_| !words.asks.is_empty()).map(|collaboration| (collaboration, words.asks));
    ctx.mail(Mail { kind: words.kind, to, subject: words.subject, body, message: Some(id), creator: addressee, asks }).await?;
    Ok(id)
}

/// Keeps a message that came from a creator. A machine's answer is one, whoever forgot to say so; and who says in their own
/// words that they want no more mail gets no more marketing.
pub(crate) async fn received(
    ctx: &mut Ctx,
    creator: CreatorId,
    collaboration: Option<CollaborationId>,
    channel: Channel,
    subject: String,
    body: String,
    at: Timestamp,
    automatic: bool,
) -> Result<MessageId> {
    let id: MessageId = ctx.id();
    let by = ctx.caller().actor();
    let purpose = Purpose::Conversation;
    let automatic = automatic || answers_by_itself(&subject);
    let stops = !automatic && (asks_to_stop(&subject) || asks_to_stop(&body));
    let message = Message { creator, collaboration, direction: Direction::In, channel, purpose, subject, body, by, automatic, at };
    store::document::insert(ctx.tx(), ctx.brand()?, id, &message).await?;
    if let Some(collaboration) = collaboration {
        ctx.touch(collaboration);
    }
    if stops {
        crate::creators::block::opt_out(ctx, creator, serde_json::json!({ "message": id })).await?;
    }
    Ok(id)
}

/// Tells the team by mail: the campaign's owner, else whoever the brand's mail comes from. Nobody is told where neither
/// has an address; Today shows it all the same.
pub(crate) async fn tell_team(ctx: &mut Ctx, campaign: Option<&Campaign>, kind: &'static str, subject: String, body: String) -> Result<()> {
    let mut to = ctx.brand_facts()?.value.settings.sender_email.trim().to_owned();
    if let Some(owner) = campaign.and_then(|campaign| campaign.owner)
        && let Some(person) = store::document::find::<Person>(ctx.tx(), ctx.organisation()?, owner).await?
        && person.value.ended_at.is_none()
    {
        to = person.value.email;
    }
    if !to.is_empty() {
        ctx.mail(Mail { kind, to, subject, body, message: None, creator: None, asks: None }).await?;
    }
    Ok(())
}

/// A message as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// The message.
    pub message: Message,
}
