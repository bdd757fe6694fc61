//! Writing to creators and to the team: the message kept, the mail sent, the lines that must stand under it.
//!
//! Invariant: a message to a creator and its mail are one; nothing goes to whom the domain forbids. Absent: the words.

use domain::{
    campaigns::{Campaign, Collaboration},
    creators::{self, NoContact, can_contact},
    ids::{CampaignId, MessageId},
    outreach::{Channel, Direction, Message, Purpose},
};
use serde_json::json;
use store::Stored;

use crate::{Ctx, Error, Result, context::About, creators::Familiar, mail::Mail, portal};

/// A message on its way to a creator.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// The kind of mail, such as `invitation` or `brief`.
    pub(crate) kind: &'static str,
    /// Why it is written.
    pub(crate) purpose: Purpose,
    /// Subject.
    pub(crate) subject: String,
    /// Plain text, without the lines under it.
    pub(crate) body: String,
}

/// Whether a message may go, by what it is for: what a running contract needs goes to those who opted out too.
pub(crate) fn may_write(to: &Familiar, purpose: Purpose) -> std::result::Result<(), NoContact> {
    let creator = &to.creator.value;
    let purpose = match purpose {
        Purpose::Invitation | Purpose::Conversation => creators::Purpose::Marketing,
        Purpose::Contract => creators::Purpose::Contract,
    };
    can_contact(&creator.suppression, to.relationship.value.standing, creator.email.as_deref(), purpose)
}

/// Writes to a creator: keeps the message, sends it by mail, records it.
///
/// # Errors
/// Why nothing may go to them.
pub(crate) async fn write(ctx: &mut Ctx, to: &Familiar, about: Option<&Stored<Collaboration>>, words: Words) -> Result<MessageId> {
    may_write(to, words.purpose)?;
    let id: MessageId = ctx.id();
    let message = Message {
        creator: to.creator.id,
        collaboration: about.map(|found| found.id),
        direction: Direction::Out,
        channel: Channel::Email,
        purpose: words.purpose,
        subject: words.subject.clone(),
        body: words.body.clone(),
        by: ctx.caller().actor(),
        automatic: false,
        at: ctx.now(),
    };
    store::document::insert(ctx.tx(), ctx.brand()?, id, &message).await?;
    let body = format!("{}{}", words.body.trim_end(), under(ctx, to, words.purpose)?);
    let address = to.creator.value.email.clone().unwrap_or_default();
    ctx.mail(Mail { kind: words.kind, to: address, subject: words.subject, body, message: Some(id) }).await?;
    let at = about.map_or(About::creator(to.creator.id), About::collaboration).subject(id);
    ctx.note(at, "outreach.message_sent", json!({ "kind": words.kind, "subject": message.subject })).await?;
    Ok(id)
}

/// The lines under a mail: why it comes and how to end it under marketing; that it is needed, to those who opted out.
fn under(ctx: &Ctx, to: &Familiar, purpose: Purpose) -> Result<String> {
    let brand = &ctx.brand_facts()?.value;
    let suppression = &to.creator.value.suppression;
    Ok(match purpose {
        Purpose::Contract if suppression.opted_out_at.is_some() => format!(
            "\n\n--\nYou asked {} not to write to you about new work. This mail is about work that is already agreed, so it had to go.",
            brand.name
        ),
        Purpose::Contract => String::new(),
        Purpose::Invitation | Purpose::Conversation => {
            let link = own_link(ctx, to)?;
            let address = brand.settings.postal_address.split_whitespace().collect::<Vec<_>>().join(" ");
            let place = if address.is_empty() { String::new() } else { format!(", {address}") };
            let out = portal::opt_out_link(&link);
            format!("\n\n--\nThis mail comes from {}{place}.\nIf you would rather not hear from us again: {out}", brand.name)
        }
    })
}

/// The creator's own address in this brand.
pub(crate) fn own_link(ctx: &Ctx, to: &Familiar) -> Result<String> {
    Ok(portal::link(ctx.app(), ctx.brand()?, to.creator.id, to.creator.value.portal_generation, ctx.now()))
}

/// A message that came from a creator, by themselves or entered by the team as received. It opens the team's answer.
pub(crate) async fn received(ctx: &mut Ctx, message: Message) -> Result<MessageId> {
    let id: MessageId = ctx.id();
    store::document::insert(ctx.tx(), ctx.brand()?, id, &message).await?;
    let about = match message.collaboration {
        Some(collaboration) => About::collaboration(&ctx.collaboration(collaboration).await?),
        None => About::creator(message.creator),
    };
    let data = json!({ "channel": message.channel, "automatic": message.automatic });
    ctx.note(about.subject(id), "outreach.message_received", data).await?;
    Ok(id)
}

/// Tells the team by mail: the campaign's owner, else whoever the brand's mail comes from. Nobody is told where neither
/// has an address; Today shows it all the same.
pub(crate) async fn tell_team(
    ctx: &mut Ctx,
    campaign: Option<CampaignId>,
    kind: &'static str,
    subject: String,
    body: String,
) -> Result<()> {
    let Some(to) = team_address(ctx, campaign).await? else { return Ok(()) };
    ctx.mail(Mail { kind, to, subject, body, message: None }).await?;
    Ok(())
}

async fn team_address(ctx: &Ctx, campaign: Option<CampaignId>) -> Result<Option<String>> {
    if let Some(id) = campaign {
        let found = store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
        if let Some(owner) = found.value.owner {
            let person = store::document::find::<domain::team::Person>(ctx.tx(), ctx.organisation()?, owner).await?;
            if let Some(person) = person.filter(|person| person.value.ended_at.is_none()) {
                return Ok(Some(person.value.email));
            }
        }
    }
    let address = ctx.brand_facts()?.value.settings.sender_email.trim().to_owned();
    Ok((!address.is_empty()).then_some(address))
}
