//! A mail that asks a creator for something has left: from now on the clock counts.

use domain::ids::MailId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::CLOCK};

/// Notes that a mail left, and since when its questions are asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordSent {
    /// Which.
    pub mail: MailId,
    /// Whether it went into the mailbox that the interface shows.
    pub captured: bool,
}

impl Operation for RecordSent {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.record_sent",
        doc: "Notes that a mail has left. Reminders of what it asks for count from then.",
        route: Route::post("/mail/{mail}/departure"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let mail = store::outbox::mail(ctx.tx(), self.mail).await?.filter(|mail| mail.brand == ctx.brand().ok()).ok_or(Error::NotFound)?;
        if mail.sent_at.is_some() {
            return Ok(());
        }
        let state = if self.captured { "captured" } else { "sent" };
        store::outbox::mail_ended(ctx.tx(), self.mail, state, Some(ctx.now()), None).await?;
        let Some((collaboration, keys)) = mail.asks else { return Ok(()) };
        for key in &keys {
            store::outreach::chase::asked(ctx.tx(), ctx.brand()?, collaboration, key, ctx.now()).await?;
        }
        let found = ctx.collaboration(collaboration).await?;
        ctx.note(About::collaboration(&found).subject(self.mail), "outreach.asked", json!({ "for": keys })).await
    }
}
