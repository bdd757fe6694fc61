//! What is done with those who were found and chosen: similar ones, side by side, taken up, a tag, or onto a campaign's shortlist.
//!
//! Invariant: somebody whom only another brand knows is taken up first, in sight of the person. Absent: inviting them.

use app::{
    creators::ChangeCreators,
    discovery::{AddFound, SeeMatches},
};
use axum::response::{IntoResponse, Redirect};
use domain::{
    creators::changes::Change,
    ids::{CampaignId, CreatorId},
};

use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, values::with_query},
    pages::creators::shortlisting,
    text::{t, tf},
};

/// The search as it was asked, below the brand's address.
fn back(asked: &str) -> &str {
    if asked.starts_with("/discover") && asked.len() <= 2_000 { asked } else { "/discover" }
}

/// Does with the chosen what the button says.
pub(super) async fn act(at: InBrand, posted: Posted) -> Answer {
    if let Some((creator, campaign)) = row(posted.get("one")) {
        return shortlist_one(&at, back(posted.get("back")), creator, campaign).await;
    }
    let creators: Vec<CreatorId> = posted.ids("like");
    if creators.is_empty() {
        return at.done(back(posted.get("back")), t("creators.choose_first"));
    }
    match posted.get("do") {
        "like" => chosen(&at, "/discover", &creators),
        "compare" => chosen(&at, "/discover/compare", &creators),
        "add" => {
            take_up(&at, &creators).await?;
            at.done(back(posted.get("back")), tf("discover.taken_up", &[("count", &creators.len().to_string())]))
        }
        "tag" => tagged(at, &posted, creators).await,
        _ => shortlist(at, posted, creators).await,
    }
}

/// The creator and the campaign that a row's own button names, whatever else is ticked.
fn row(named: &str) -> Option<(CreatorId, CampaignId)> {
    let (creator, campaign) = named.split_once(':')?;
    Some((creator.parse().ok()?, campaign.parse().ok()?))
}

/// Puts one on a campaign's shortlist, and stays with the search.
async fn shortlist_one(at: &InBrand, back: &str, creator: CreatorId, campaign: CampaignId) -> Answer {
    // Nobody is taken up for a campaign that is not there.
    shortlisting::open(at, campaign)?;
    take_up(at, &[creator]).await?;
    shortlisting::one(at, campaign, creator, back).await
}

/// On to a page about the chosen, whose address holds nothing but them.
fn chosen(at: &InBrand, path: &str, creators: &[CreatorId]) -> Answer {
    let ids: Vec<String> = creators.iter().map(ToString::to_string).collect();
    let pairs: Vec<(&str, &str)> = ids.iter().map(|id| ("like", id.as_str())).collect();
    Ok(Redirect::to(&with_query(&at.path(path), &pairs)).into_response())
}

/// Who is known already stays as they are.
async fn take_up(at: &InBrand, creators: &[CreatorId]) -> Result<(), Refusal> {
    for creator in creators {
        at.run(AddFound { creator: *creator, tier: None }).await?;
    }
    Ok(())
}

/// Puts a tag on the chosen, by which the list of creators has them together.
async fn tagged(at: InBrand, posted: &Posted, creators: Vec<CreatorId>) -> Answer {
    let (to, change) = (back(posted.get("back")), Change { add_tags: posted.commas("tag"), ..Change::default() });
    if change.add_tags.is_empty() {
        return at.done(to, t("discover.tag_first"));
    }
    // Nobody is taken up for a tag that cannot be.
    if let Err(errors) = change.clone().checked() {
        return at.refused(to, app::Error::Fields(errors));
    }
    take_up(&at, &creators).await?;
    match at.run(ChangeCreators { creators, change }).await {
        Ok(changed) if changed.creators == 0 => at.done(to, t("creators.bulk.nothing")),
        Ok(changed) => at.done(to, tf("creators.bulk.done", &[("count", &changed.creators.to_string())])),
        Err(error) => at.refused(to, error),
    }
}

/// Puts the chosen on a campaign's shortlist.
async fn shortlist(at: InBrand, posted: Posted, creators: Vec<CreatorId>) -> Answer {
    let campaign: CampaignId = posted.get("into").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    // Nobody is taken up for a campaign that is not there.
    shortlisting::open(&at, campaign)?;
    take_up(&at, &creators).await?;
    shortlisting::list(&at, campaign, creators, back(posted.get("back"))).await
}

/// Has looked at who is new in a saved search.
pub(super) async fn seen(at: InBrand, posted: Posted) -> Answer {
    let view = posted.get("view").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    at.run(SeeMatches { view }).await?;
    at.done(back(posted.get("back")), t("discover.seen.done"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rows_button_names_a_creator_and_a_campaign() {
        let (creator, campaign) = ("0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002");
        let named = row(&format!("{creator}:{campaign}")).map(|(one, of)| (one.to_string(), of.to_string()));
        assert_eq!(named, Some((creator.to_owned(), campaign.to_owned())));
        assert_eq!(row(creator), None);
        assert_eq!(row(&format!("{creator}:autumn-repair")), None);
    }
}
