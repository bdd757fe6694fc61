//! What is done to those who were found and chosen: onto a campaign's shortlist.
//!
//! Invariant: somebody whom only another brand knows is taken up first, in sight of the person. Absent: inviting them.

use app::{campaigns::Shortlist, discovery::AddFound};
use domain::ids::{CampaignId, CreatorId};

use crate::{
    kernel::{Answer, InBrand, Posted, Refusal},
    text::{t, tf},
};

/// The search as it was asked, below the brand's address.
fn back(asked: &str) -> &str {
    if asked.starts_with("/discover") && asked.len() <= 2_000 { asked } else { "/discover" }
}

/// Puts the chosen on a campaign's shortlist.
pub(super) async fn shortlist(at: InBrand, posted: Posted) -> Answer {
    at.only::<Shortlist>()?;
    let creators: Vec<CreatorId> = posted.ids("like");
    let campaign: CampaignId = posted.get("into").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let slug = at.shell.campaigns.iter().find(|open| open.id == campaign).map(|open| open.slug.clone());
    let slug = slug.ok_or(Refusal::App(app::Error::NotFound))?;
    if creators.is_empty() {
        return at.done(back(posted.get("back")), t("creators.choose_first"));
    }
    for creator in &creators {
        // Who is known already stays as they are.
        at.run(AddFound { creator: *creator, tier: None }).await?;
    }
    let count = creators.len();
    at.run(Shortlist { campaign, creators, source: None }).await?;
    at.done(&format!("/campaigns/{slug}"), tf("creators.shortlisted", &[("count", &count.to_string())]))
}
