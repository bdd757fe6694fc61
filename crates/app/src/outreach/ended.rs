//! The other side hears that a collaboration has ended.
//!
//! Invariant: whoever ended it is not written to about it. Absent: endings by the clock; they write their own words.

use domain::{
    campaigns::{Campaign, Collaboration, OffRamp},
    events::Actor,
    outreach::Purpose,
};
use store::{Stored, events::EventRow};

use super::{Words, no_contact, tell_team, write_to};
use crate::{Ctx, Error, Result};

/// Writes to the creator when the brand ended it, and to the team when the creator did.
///
/// # Errors
/// The store's.
pub(crate) async fn tell(ctx: &mut Ctx, event: &EventRow, found: &Stored<Collaboration>) -> Result<()> {
    let Some(off) = &found.value.off else { return Ok(()) };
    let campaign = store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, found.value.campaign).await?.ok_or(Error::NotFound)?;
    let creator = ctx.creator(found.value.creator).await?;
    let (name, title) = (creator.value.name.clone(), campaign.value.name.clone());
    let why = if off.reason.is_empty() { String::new() } else { format!("\n\n{}", off.reason) };
    let line = match (&event.actor, off.ramp) {
        (Actor::Creator { .. }, ramp) => {
            let verb = if ramp == OffRamp::Withdrawn { "withdrew from" } else { "declined" };
            return tell_team(
                ctx,
                Some(&campaign.value),
                "collaboration_ended",
                format!("{name} {verb} {title}"),
                format!("{name} {verb} {title}.{why}"),
            )
            .await;
        }
        // The team entered a no that it received, or nobody answered: there is nobody to tell.
        (_, OffRamp::Declined | OffRamp::NoResponse) => return Ok(()),
        (_, OffRamp::Withdrawn) => "mail.ended.withdrawn",
        (_, OffRamp::Cancelled) => "mail.ended.cancelled",
        (_, OffRamp::Dropped) => "mail.ended.dropped",
    };
    // Of what came from a sheet and stood still they have not heard for long, and do not now.
    if found.value.taken_over.as_ref().is_some_and(|told| told.is_held()) {
        return Ok(());
    }
    let agreed = crate::campaigns::is_agreed(ctx, found).await?;
    let asks_nothing = if agreed { Purpose::Contract } else { Purpose::Invitation };
    // Who was never asked hears nothing, and who may not be written to stays in peace.
    if found.value.invited_at.is_none() || no_contact(ctx, &creator, asks_nothing).await?.is_some() {
        return Ok(());
    }
    let brand = ctx.brand_facts()?.value.name.clone();
    let tongue = ctx.tongue(&creator.value)?;
    let (greeting, thanks) = (tongue.greeting(creator.value.first_name()), tongue.t("mail.ended.thanks"));
    let body = format!("{greeting}\n\n{}{why}\n\n{thanks}\n{brand}", tongue.tf(line, &[("campaign", &title)]));
    let words = Words {
        collaboration: Some(found.id),
        purpose: asks_nothing,
        kind: "collaboration_ended",
        subject: tongue.tf("mail.ended.subject", &[("campaign", &title)]),
        body,
        asks: vec![],
    };
    write_to(ctx, &creator, words).await.map(|_| ())
}
