//! A reminder that could not leave in time is taken back: its steps are due again, and the clock writes anew with what is
//! true then.

use domain::ids::MailId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::CLOCK};

/// Takes a reminder back that has not left.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RetractReminder {
    /// Its mail.
    pub mail: MailId,
    /// Why it did not leave.
    pub reason: String,
}

impl Operation for RetractReminder {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.retract_reminder",
        doc: "Takes a reminder back that could not leave in time; what it asked for is due again. Done by the clock.",
        route: Route::post("/mail/{mail}/retraction"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let mail = store::outbox::mail(ctx.tx(), self.mail).await?.filter(|mail| mail.brand == ctx.brand().ok()).ok_or(Error::NotFound)?;
        let Some(message) = mail.message.filter(|_| mail.sent_at.is_none()) else { return Ok(()) };
        store::outbox::mail_ended(ctx.tx(), self.mail, "withheld", None, Some(&self.reason)).await?;
        for collaboration in store::outreach::chase::untake(ctx.tx(), ctx.brand()?, message).await? {
            let found = ctx.collaboration(collaboration).await?;
            ctx.note(About::collaboration(&found).subject(self.mail), "outreach.reminder_retracted", json!({ "reason": self.reason }))
                .await?;
        }
        Ok(())
    }
}
