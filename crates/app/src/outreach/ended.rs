//! The other side hears that a collaboration has ended.
//!
//! Invariant: whoever ended it is not written to about it. Absent: endings by the clock; they write their own words.

use domain::{
    campaigns::{Campaign, OffRamp},
    events::Actor,
    outreach::Purpose,
};
use store::events::EventRow;

use super::writing::{Words, may_write, tell_team, write};
use crate::{Ctx, Error, Result, creators::Familiar};

/// Writes to the creator when the brand ended it, and to the team when the creator did.
pub(crate) async fn tell_ended(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = event.collaboration.ok_or_else(|| Error::Broken("an ending names no collaboration".into()))?;
    let ramp: OffRamp = serde_json::from_value(event.data["ramp"].clone()).map_err(|error| Error::Broken(error.to_string()))?;
    let reason = event.data["reason"].as_str().unwrap_or_default();
    let found = ctx.collaboration(id).await?;
    let brand = ctx.brand_facts()?.value.name.clone();
    let campaign = store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, found.value.campaign).await?.ok_or(Error::NotFound)?;
    let creator = store::document::find(ctx.tx(), ctx.organisation()?, found.value.creator).await?.ok_or(Error::NotFound)?;
    let relationship = store::creators::relationship(ctx.tx(), ctx.brand()?, found.value.creator).await?.ok_or(Error::NotFound)?;
    let to = Familiar { creator, relationship };
    let name = to.creator.value.name.clone();
    let why = if reason.is_empty() { String::new() } else { format!("\n\n{reason}") };
    match (&event.actor, ramp) {
        (Actor::Creator { .. }, _) => {
            let verb = if ramp == OffRamp::Withdrawn { "withdrew from" } else { "declined" };
            let body = format!("{name} {verb} {}.{why}", campaign.value.name);
            tell_team(ctx, Some(campaign.id), "collaboration_ended", format!("{name} {verb} {}", campaign.value.name), body).await
        }
        (_, OffRamp::Dropped | OffRamp::Cancelled | OffRamp::Withdrawn) => {
            let agreed = event.data["agreed"].as_bool().unwrap_or(false);
            let purpose = if agreed { Purpose::Contract } else { Purpose::Conversation };
            // Who was never asked hears nothing, and a block silences every brand.
            if event.data["invited"].as_bool() != Some(true) || may_write(&to, purpose).is_err() {
                return Ok(());
            }
            let line = match ramp {
                OffRamp::Withdrawn => format!("we have noted that you withdraw from {}.", campaign.value.name),
                OffRamp::Cancelled => {
                    format!("{} will not go ahead as planned, so our work together in it ends here.", campaign.value.name)
                }
                _ => format!("we will not go on together in {}.", campaign.value.name),
            };
            let body = format!("Hello {},\n\n{line}{why}\n\nThank you for your time.\n{brand}", to.creator.value.first_name());
            let words = Words { kind: "collaboration_ended", purpose, subject: format!("About {}", campaign.value.name), body };
            write(ctx, &to, Some(&found), words).await.map(|_| ())
        }
        // The team entered a no that it received, or nobody answered: there is nobody to tell.
        (_, OffRamp::Declined | OffRamp::NoResponse) => Ok(()),
    }
}
