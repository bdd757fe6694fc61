//! Chosen creators onto a campaign's shortlist, from any list of them; and off again, from the line that says it.
//!
//! Invariant: only who came onto it by that is taken off, and only while nobody has touched them since, so that nobody is written to
//! about it, and what somebody else decided meanwhile stands. Absent: choosing them.

use std::collections::BTreeMap;

use app::{
    campaigns::{CollaborationView, Drop, GetCampaign, Shortlist},
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
pub(in crate::pages) fn open(at: &InBrand, campaign: CampaignId) -> Result<&OpenCampaign, Refusal> {
    at.shell.campaigns.iter().find(|open| open.id == campaign).ok_or(Refusal::App(app::Error::NotFound))
}

async fn put(at: &InBrand, campaign: CampaignId, creators: Vec<CreatorId>, (from, to): (&str, &str), words: String) -> Answer {
    at.only::<Shortlist>()?;
    let before = collaborations(at, campaign).await?;
    let listed = match at.run(Shortlist { campaign, creators, source: None, again: true }).await {
        Ok(listed) => listed,
        Err(error) => return at.refused(from, error),
    };
    let new: Vec<CollaborationId> = listed.into_iter().filter(|id| before.get(id).is_none_or(|one| one.off.is_some())).collect();
    if new.is_empty() {
        return at.done(to, words);
    }
    let now = collaborations(at, campaign).await?;
    let each = new.into_iter().map(|id| {
        let reason = before.get(&id).and_then(|one| one.off.as_ref()).map(|off| off.reason.clone()).unwrap_or_default();
        Came { id, version: now.get(&id).map_or(0, |one| one.version), reason }
    });
    let each: Vec<Came> = each.collect();
    let way = Way { path: at.path("/creators/shortlist/take-back"), campaign, from };
    match way.back(&each) {
        Some(undo) => at.done_undo(to, words, undo),
        None => at.done(to, words),
    }
}

/// All collaborations of a campaign, by their ids.
async fn collaborations(at: &InBrand, campaign: CampaignId) -> Result<BTreeMap<CollaborationId, CollaborationView>, Refusal> {
    let found = at.show(GetCampaign { campaign }).await?.collaborations;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// Somebody who came onto the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Came {
    id: CollaborationId,
    /// The row's version then; whoever somebody changed since is left as they are.
    version: i64,
    /// Why they had been let go before; empty for who is new.
    reason: String,
}

/// Where it is taken back.
struct Way<'a> {
    path: String,
    campaign: CampaignId,
    from: &'a str,
}

impl Way<'_> {
    /// The address; nothing where too many came for one. Where only the reasons from before are too long, they are left out.
    fn back(&self, each: &[Came]) -> Option<String> {
        [true, false].into_iter().map(|reasons| self.address(each, reasons)).find(|address| address.len() <= MOST_ADDRESS)
    }

    fn address(&self, each: &[Came], reasons: bool) -> String {
        let (shared, rest) = written(&each.iter().map(|one| one.id).collect::<Vec<_>>());
        let from = if self.from.len() <= MOST_QUESTION { self.from } else { self.from.split('?').next().unwrap_or_default() };
        let mut pairs = vec![
            ("campaign".to_owned(), self.campaign.to_string()),
            ("from".to_owned(), from.to_owned()),
            ("shared".to_owned(), shared),
            ("of".to_owned(), rest),
            ("at".to_owned(), versions(each)),
        ];
        if reasons {
            let named = each.iter().enumerate().filter(|(_, one)| !one.reason.is_empty());
            pairs.extend(named.map(|(place, one)| (why(place), one.reason.clone())));
        }
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        with_query(&self.path, &pairs)
    }
}

/// Under which name an address has the reason from before of the one at a place.
fn why(place: usize) -> String {
    format!("why{place}")
}

/// The version of each; of those who are all at the same it is written once.
fn versions(each: &[Came]) -> String {
    let all: Vec<String> = each.iter().map(|one| one.version.to_string()).collect();
    match all.split_first() {
        Some((first, rest)) if rest.iter().all(|one| one == first) => first.clone(),
        _ => all.join("."),
    }
}

/// Who came, as an address says it; nothing where it does not.
fn came(asks: &Asks) -> Option<Vec<Came>> {
    let ids = read(asks.get("shared"), asks.get("of"))?;
    let versions: Vec<i64> = asks.get("at").split('.').map(|one| one.parse().ok()).collect::<Option<_>>()?;
    let same = versions.len() == 1;
    if !same && versions.len() != ids.len() {
        return None;
    }
    let each = ids.into_iter().enumerate().map(|(place, id)| Came {
        id,
        version: versions[if same { 0 } else { place }],
        reason: asks.get(&why(place)).to_owned(),
    });
    Some(each.collect())
}

/// Takes those off again of whom the line spoke; whoever was asked or changed meanwhile stays as they are. Who had been let go before
/// is let go for the same reason.
pub(super) async fn take_back(at: InBrand, asks: Asks, _posted: Posted) -> Answer {
    at.only::<Drop>()?;
    let campaign: CampaignId = asks.get("campaign").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let each = came(&asks).ok_or(Refusal::App(app::Error::NotFound))?;
    let now = collaborations(&at, campaign).await?;
    let (mut gone, mut stay) = (0_usize, 0_usize);
    for one in each {
        let waits = now.get(&one.id).is_some_and(|now| now.stage == Stage::Shortlisted && now.off.is_none());
        if waits && let_go(&at, one).await? { gone += 1 } else { stay += 1 }
    }
    let from = asks.get("from");
    let to = if from.starts_with("/discover") { from.to_owned() } else { bulk::back(from) };
    let count = [("count", gone.to_string()), ("stay", stay.to_string())];
    let count = count.each_ref().map(|(name, value)| (*name, value.as_str()));
    at.done(&to, tf(if stay == 0 { "creators.shortlist.back" } else { "creators.shortlist.back_but" }, &count))
}

/// Lets somebody go who is as they came; whether they were.
async fn let_go(at: &InBrand, one: Came) -> app::Result<bool> {
    let reason = if one.reason.is_empty() { t("creators.shortlist.back.why").to_owned() } else { one.reason };
    let as_they_came = Posted::filled([("version", one.version.to_string())]);
    match at.run_asked(&as_they_came, Drop { collaboration: one.id, reason }).await {
        Ok(_) => Ok(true),
        Err(app::Error::Conflict | app::Error::Rule { .. } | app::Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
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

    fn one(number: u32, version: i64, reason: &str) -> Came {
        Came { id: id(number), version, reason: reason.to_owned() }
    }

    fn asked(address: &str) -> Asks {
        let pairs = address.split('?').nth(1).unwrap_or_default().split('&');
        Asks(pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), value.replace("%20", " "))).collect())
    }

    #[test]
    fn an_address_says_who_came_at_which_version_and_why_they_had_gone() {
        let campaign = "0192f0c1-2d3e-7000-8000-000000000001".parse().expect("an id");
        let way = Way { path: "/back".to_owned(), campaign, from: "/creators" };
        for each in [vec![one(1, 1, ""), one(2, 1, "")], vec![one(1, 1, ""), one(2, 3, "Too far away")], vec![one(7, 12, "")]] {
            let address = way.back(&each).expect("short enough");
            assert_eq!(came(&asked(&address)), Some(each), "{address}");
        }
        let long = way.back(&[one(1, 3, &"x".repeat(3_000))]).expect("without the reason");
        assert_eq!(came(&asked(&long)), Some(vec![one(1, 3, "")]), "{long}");
        let many: Vec<Came> = (0..200).map(|number| one(number, 1, "")).collect();
        assert_eq!(way.back(&many), None, "too many for an address");
        for at in ["", "x", "1.2.3", "1..2"] {
            let (shared, of) = written(&[id(1), id(2)]);
            let asks = Asks([("shared", shared), ("of", of), ("at", at.to_owned())].map(|(name, value)| (name.to_owned(), value)).to_vec());
            assert_eq!(came(&asks), None, "{at}");
        }
    }
}
