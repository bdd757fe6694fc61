//! Chosen creators onto a campaign's shortlist, from any list of them; and off again, from the line that says it.
//!
//! Invariant: only who came onto it by that is taken off, and only while nobody has asked them, so that nobody is written to about it.
//! Absent: choosing them.

use std::collections::BTreeSet;

use app::{
    campaigns::{Drop, GetCampaign, Shortlist},
    views::shell::OpenCampaign,
};
use domain::{
    ids::{CampaignId, CollaborationId, CreatorId},
    journey::Stage,
};

use super::bulk;
use crate::{
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{Asks, with_query},
    },
    text::{t, tf},
};

/// The way back travels in a cookie, which holds no more than so long an address.
const MOST_ADDRESS: usize = 2_600;
/// The question of a table is kept up to so many letters; beyond them one comes back to the whole table.
const MOST_QUESTION: usize = 400;
/// So many letters at the beginning of ids are written once: those that say when they were made.
const SHARED: usize = 12;
/// An id without its hyphens is so long.
const WHOLE: usize = 32;

/// Puts creators on a campaign's shortlist and leads to it; the line that says so takes back who was not there before. `from` is
/// where they were chosen, below the brand's address.
pub(in crate::pages) async fn list(at: &InBrand, campaign: CampaignId, creators: Vec<CreatorId>, from: &str) -> Answer {
    let words = tf("creators.shortlisted", &[("count", &creators.len().to_string())]);
    let to = format!("/campaigns/{}", open(at, campaign)?.slug);
    put(at, campaign, creators, (from, &to), words).await
}

/// The same with one, staying where they were chosen.
pub(in crate::pages) async fn one(at: &InBrand, campaign: CampaignId, creator: CreatorId, from: &str) -> Answer {
    let words = tf("discover.shortlisted", &[("campaign", &open(at, campaign)?.name)]);
    put(at, campaign, vec![creator], (from, from), words).await
}

/// A campaign that is not over.
fn open(at: &InBrand, campaign: CampaignId) -> Result<&OpenCampaign, Refusal> {
    at.shell.campaigns.iter().find(|open| open.id == campaign).ok_or(Refusal::App(app::Error::NotFound))
}

async fn put(at: &InBrand, campaign: CampaignId, creators: Vec<CreatorId>, (from, to): (&str, &str), words: String) -> Answer {
    at.only::<Shortlist>()?;
    let there = at.show(GetCampaign { campaign }).await?.collaborations;
    let there: BTreeSet<CollaborationId> = there.into_iter().filter(|one| one.off.is_none()).map(|one| one.id).collect();
    let listed = match at.run(Shortlist { campaign, creators, source: None }).await {
        Ok(listed) => listed,
        Err(error) => return at.refused(from, error),
    };
    let new: Vec<CollaborationId> = listed.into_iter().filter(|id| !there.contains(id)).collect();
    let (shared, rest) = written(&new);
    let from = if from.len() <= MOST_QUESTION { from } else { from.split('?').next().unwrap_or_default() };
    let pairs = [("campaign", campaign.to_string()), ("from", from.to_owned()), ("shared", shared), ("of", rest)];
    let pairs = pairs.each_ref().map(|(name, value)| (*name, value.as_str()));
    let undo = with_query(&at.path("/creators/shortlist/take-back"), &pairs);
    if new.is_empty() || undo.len() > MOST_ADDRESS { at.done(to, words) } else { at.done_undo(to, words, undo) }
}

/// Takes those off again of whom the line spoke; who was asked meanwhile stays.
pub(super) async fn take_back(at: InBrand, asks: Asks, _posted: Posted) -> Answer {
    at.only::<Drop>()?;
    let campaign: CampaignId = asks.get("campaign").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let new = read(asks.get("shared"), asks.get("of")).ok_or(Refusal::App(app::Error::NotFound))?;
    let there = at.show(GetCampaign { campaign }).await?.collaborations;
    let waits: BTreeSet<CollaborationId> =
        there.into_iter().filter(|one| one.stage == Stage::Shortlisted && one.off.is_none()).map(|one| one.id).collect();
    let (go, stay): (Vec<_>, Vec<_>) = new.into_iter().partition(|id| waits.contains(id));
    for collaboration in &go {
        at.run(Drop { collaboration: *collaboration, reason: t("creators.shortlist.back.why").to_owned() }).await?;
    }
    let from = asks.get("from");
    let to = if from.starts_with("/discover") { from.to_owned() } else { bulk::back(from) };
    let count = [("count", go.len().to_string()), ("stay", stay.len().to_string())];
    let count = count.each_ref().map(|(name, value)| (*name, value.as_str()));
    at.done(&to, tf(if stay.is_empty() { "creators.shortlist.back" } else { "creators.shortlist.back_but" }, &count))
}

/// Ids as short as they can be read again: their common beginning, and what is left of each.
fn written(ids: &[CollaborationId]) -> (String, String) {
    let plain: Vec<String> = ids.iter().map(|id| id.to_string().replace('-', "")).collect();
    let Some(first) = plain.first() else { return (String::new(), String::new()) };
    let same = |one: &String| one.bytes().zip(first.bytes()).take_while(|(a, b)| a == b).count();
    let shared = plain.iter().map(same).min().unwrap_or_default().min(SHARED);
    (first[..shared].to_owned(), plain.iter().map(|one| &one[shared..]).collect())
}

/// The ids of an address; nothing where they are none.
fn read(shared: &str, rest: &str) -> Option<Vec<CollaborationId>> {
    if rest.is_empty() || shared.len() > SHARED || !rest.is_ascii() {
        return None;
    }
    let each = rest.as_bytes().chunks(WHOLE - shared.len());
    each.map(|end| format!("{shared}{}", std::str::from_utf8(end).ok()?).parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> CollaborationId {
        format!("0192f0c1-2d3e-7000-8000-{number:012x}").parse().expect("an id")
    }

    #[test]
    fn ids_are_written_short_and_read_again() {
        let ids: Vec<CollaborationId> = (0..100).map(id).collect();
        let (shared, rest) = written(&ids);
        assert!(shared.len() == 12 && rest.len() == 2_000, "{shared} {rest}");
        assert_eq!(read(&shared, &rest), Some(ids));
        let (shared, rest) = written(&[id(7)]);
        assert_eq!(read(&shared, &rest), Some(vec![id(7)]));
        for (shared, rest) in [("", ""), ("0192", "zz"), ("0192f0c12d3e", "70008000"), ("0192f0c12d3e7", "00"), ("", "é")] {
            assert_eq!(read(shared, rest), None, "{shared} {rest}");
        }
    }
}
