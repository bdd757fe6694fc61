//! Letters to a creator about a running collaboration: greeted by name, with the link to their page, signed by the brand, in the
//! creator's language.
//!
//! Invariant: nothing goes to somebody who must not be written to; what is withheld is recorded with its reason, so
//! that the team reads it in the timeline. Absent: conversations; people write those themselves in `outreach`.

use domain::{
    creators::{Creator, Purpose, can_contact},
    ids::CollaborationId,
    outreach::language::written_in,
};
use serde_json::json;

use crate::{Ctx, Error, Result, catalogue::Tongue, context::About, mail::Mail};

/// What a letter says between greeting and link.
pub(crate) struct Words {
    /// What for, as the mail's kind.
    pub kind: &'static str,
    /// Whether a running contract needs it.
    pub purpose: Purpose,
    /// Subject.
    pub subject: String,
    /// Paragraphs, divided by empty lines.
    pub body: String,
}

/// Writes to the creator of a collaboration.
///
/// # Errors
/// Not found, or the store's. A creator who must not be written to is no error.
pub(crate) async fn to_creator(ctx: &mut Ctx, collaboration: CollaborationId, words: Words) -> Result<()> {
    asking(ctx, collaboration, words, vec![]).await
}

/// Writes to the creator of a collaboration and asks for open moves of theirs, by their keys.
///
/// # Errors
/// As [`to_creator`].
pub(crate) async fn asking(ctx: &mut Ctx, collaboration: CollaborationId, words: Words, keys: Vec<String>) -> Result<()> {
    let found = ctx.collaboration(collaboration).await?;
    let id = found.value.creator;
    let (organisation, brand) = (ctx.organisation()?, ctx.brand()?);
    let creator = store::document::find::<Creator>(ctx.tx(), organisation, id).await?.ok_or(Error::NotFound)?.value;
    let standing = store::creators::relationship(ctx.tx(), brand, id).await?.and_then(|relationship| relationship.value.standing);
    if let Err(reason) = can_contact(&creator.suppression, standing, creator.email.as_deref(), words.purpose) {
        let data = json!({ "mail": words.kind, "reason": reason.to_string() });
        return ctx.note(About::collaboration(&found), "outreach.mail_withheld", data).await;
    }
    let link = ctx.portal_link(id, &creator)?;
    let sender = &ctx.brand_facts()?.value;
    let signed = if sender.settings.sender_name.is_empty() { sender.name.clone() } else { sender.settings.sender_name.clone() };
    let tongue = ctx.tongue(&creator)?;
    let (greeting, page) = (tongue.greeting(creator.first_name()), tongue.t("mail.your_page"));
    let mut body = format!("{greeting}\n\n{}\n\n{page}\n{link}\n\n{signed}", words.body);
    if words.purpose == Purpose::Marketing {
        body.push_str(&ctx.marketing_footer(id, tongue)?);
    }
    let to = creator.email.unwrap_or_default();
    let addressee = Some((id, words.purpose));
    let asks = (!keys.is_empty()).then_some((collaboration, keys));
    ctx.mail(Mail { kind: words.kind, to, subject: words.subject, body, message: None, creator: addressee, asks }).await?;
    Ok(())
}

impl Ctx {
    /// In which language the program writes to a creator, in this brand.
    ///
    /// # Errors
    /// Not found when the call is about no brand.
    pub(crate) fn tongue(&self, creator: &Creator) -> Result<Tongue> {
        Ok(Tongue(written_in(creator, self.brand_facts()?.value.settings.mail_language())))
    }
}
