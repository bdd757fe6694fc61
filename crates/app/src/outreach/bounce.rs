//! A mail to a creator came back for good.

use domain::{creators::Creator, ids::MailId, outreach::Message, text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::CLOCK};

/// Notes that a mail to a creator was refused for good. Nothing goes to that address until another is entered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordBounce {
    /// Which mail.
    pub mail: MailId,
    /// What the mail server said.
    pub reason: String,
}

impl Operation for RecordBounce {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.record_bounce",
        doc: "Notes that a mail to a creator was refused for good; opens the move to find another address.",
        route: Route::post("/mail/{mail}/bounce"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let mail = store::outbox::mail(ctx.tx(), self.mail).await?.filter(|mail| mail.brand == ctx.brand().ok()).ok_or(Error::NotFound)?;
        let Some(id) = mail.creator else { return Ok(()) };
        let organisation = ctx.organisation()?;
        let found = store::document::find::<Creator>(ctx.tx(), organisation, id).await?.ok_or(Error::NotFound)?;
        let same_address = found.value.email.as_deref().map(text::folded) == Some(text::folded(&mail.recipient));
        if !same_address || found.value.suppression.bounced_at.is_some() {
            return Ok(());
        }
        let mut creator = found.value.clone();
        creator.suppression.bounced_at = Some(ctx.now());
        store::document::save(ctx.tx(), organisation, id, found.version, &creator).await?;
        ctx.touch_creator(id).await?;
        let mut about = About::creator(id).subject(self.mail);
        if let Some(message) = mail.message {
            about.collaboration =
                store::document::find::<Message>(ctx.tx(), ctx.brand()?, message).await?.and_then(|message| message.value.collaboration);
        }
        ctx.note(about, "outreach.mail_bounced", json!({ "reason": self.reason })).await
    }
}
