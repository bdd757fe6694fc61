//! Warm leads: who named the brand or buys from it, whom it does not work with, and why each stands where they stand.
//!
//! Invariant: the order follows from the reasons shown; whoever the team works with or put aside is not among them; somebody who is
//! blocked or opted out is shown as such. Absent: adding and inviting; each is a verb of its own.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{Handle, Platform, Purpose, can_contact},
    ids::{CreatorId, CustomerId},
    listening::{
        LeadKey, LeadReason,
        leads::LeadFacts,
        mentions::{MOST_TEXT, Names},
    },
    team::Brand,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Read, Stored,
    creators::merging,
    listening::{Of, customers, leads as rows, mentions},
};

use super::{Judged, judged};
use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// Lists warm leads, those with most reasons first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListLeads {
    /// Those whom the team put aside instead.
    #[serde(default)]
    pub put_aside: bool,
    /// Beginning after so many.
    #[serde(default)]
    pub offset: Option<u32>,
    /// At most so many, 50 when nothing is said and 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A reason with its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonView {
    /// Why.
    #[serde(flatten)]
    pub reason: LeadReason,
    /// Its points, by the table in docs/domain.md.
    pub points: i64,
}

/// What somebody said of the brand last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceView {
    /// Its words.
    pub text: String,
    /// Its address.
    pub url: Option<String>,
    /// When.
    pub posted_at: Timestamp,
    /// Who told of it.
    pub source: String,
}

/// Somebody who could be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeadView {
    /// Who, for the verbs.
    pub lead: LeadKey,
    /// The name, or the handle where there is none.
    pub name: String,
    /// Where they publish, as far as that is known.
    pub platform: Option<Platform>,
    /// Under which handle.
    pub handle: Option<String>,
    /// The account's address, where it follows from the handle.
    pub account_url: Option<String>,
    /// The creator whom this brand knows already.
    pub creator: Option<CreatorId>,
    /// Whether another brand of the organisation knows them.
    pub known_elsewhere: bool,
    /// Why nobody may invite them: a block or an opt-out.
    pub no_contact: Option<String>,
    /// Why they stand here.
    pub reasons: Vec<ReasonView>,
    /// The sum of the reasons' points, by which they are ordered.
    pub points: i64,
    /// What they said last.
    pub evidence: Option<EvidenceView>,
    /// Which list names them as a customer.
    pub customer_source: Option<String>,
    /// Who put them aside, where somebody did.
    pub put_aside_by: Option<String>,
}

/// Some leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeadPage {
    /// How many there are.
    pub total: u64,
    /// How many the team put aside.
    pub put_aside: u64,
    /// How many named the brand or buy and were asked already, so that they are not shown.
    pub worked_with: u64,
    /// Whether there are more than are looked at: the 2,000 accounts that named the brand most often, the 2,000 that bought most, and
    /// 2,000 creators who are customers.
    pub bounded: bool,
    /// These, those with most points first, then who was heard of last.
    pub items: Vec<LeadView>,
    /// Where the next ones begin; nothing where these are the last.
    pub next_offset: Option<u32>,
}

/// Somebody as they are put together.
#[derive(Debug, Default)]
struct Draft {
    name: String,
    account: Option<(Platform, String, String)>,
    /// The creator of the organisation, whether the brand knows them or not.
    creator: Option<CreatorId>,
    ours: bool,
    customer: Option<CustomerId>,
    /// The list that names that customer.
    source: Option<String>,
    facts: LeadFacts,
    /// Everything under which somebody may have put them aside.
    subjects: BTreeSet<String>,
}

impl View for ListLeads {
    type Answer = LeadPage;
    const META: Meta = Meta {
        name: "listening.list_leads",
        doc: "Lists people who named the brand or buy from it and whom it does not work with, with the reasons by which they are ordered.",
        route: Route::get("/leads"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<LeadPage> {
        let (found, db) = (look.brand_facts()?, look.db());
        let (organisation, brand) = (found.value.organisation, found.id);
        let rows::Taken { asked: worked, aside } = rows::taken(db, organisation, brand).await?;
        let (drafts, bounded) = gathered(db, found, &worked).await?;
        let is_aside = |draft: &Draft| draft.subjects.iter().find_map(|subject| aside.get(subject)).cloned();
        let before = drafts.len();
        let open: Vec<_> = drafts.into_iter().filter(|(_, one)| !one.creator.is_some_and(|id| one.ours && worked.contains(&id))).collect();
        let worked_with = (before - open.len()) as u64;
        let now = look.now();
        let (put_aside, wanted): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, draft)| is_aside(draft).is_some());
        let counted = put_aside.len() as u64;
        let mut wanted = if self.put_aside { put_aside } else { wanted };
        wanted.sort_by_cached_key(|(key, draft)| {
            let points: i64 = draft.facts.reasons(now).iter().map(|(_, points)| points).sum();
            (std::cmp::Reverse((points, draft.facts.last_mention, draft.facts.last_order)), key.clone())
        });
        let total = wanted.len() as u64;
        let (offset, limit) = (self.offset.unwrap_or(0) as usize, self.limit.unwrap_or(50).clamp(1, 200) as usize);
        let next_offset = (wanted.len() > offset.saturating_add(limit)).then(|| self.offset.unwrap_or(0).saturating_add(limit as u32));
        let some: Vec<(LeadKey, Draft)> = wanted.into_iter().skip(offset).take(limit).collect();
        let ids: Vec<CreatorId> = some.iter().filter_map(|(_, one)| one.creator).collect();
        let known = rows::creators(db, organisation, brand, &ids).await?;
        let accounts: Vec<(Platform, String)> =
            some.iter().filter_map(|(_, one)| one.account.as_ref()).map(|(platform, key, _)| (platform.clone(), key.clone())).collect();
        let said = mentions::newest_of(db, brand, &accounts).await?;
        let items = some.into_iter().map(|(lead, draft)| {
            let creator = draft.creator.and_then(|id| known.get(&id));
            let contact = creator.and_then(|one| {
                // A missing address forbids nobody to be asked for one.
                let email = one.creator.email.as_deref().or(Some("unknown"));
                let suppression = domain::creators::Suppression { bounced_at: None, ..one.creator.suppression.clone() };
                can_contact(&suppression, one.standing, email, Purpose::Marketing).err()
            });
            let account = draft.account.as_ref();
            let newest =
                account.and_then(|(platform, key, _)| said.iter().find(|one| one.platform == *platform && one.handle.key() == *key));
            let reasons: Vec<ReasonView> =
                draft.facts.reasons(now).into_iter().map(|(reason, points)| ReasonView { reason, points }).collect();
            let handle = account.map(|(_, _, handle)| handle.clone());
            let named = [creator.filter(|_| draft.ours).map(|one| one.creator.name.clone()), Some(draft.name.clone())];
            let name = named.into_iter().flatten().find(|name| !name.is_empty());
            LeadView {
                name: name.or_else(|| handle.as_ref().map(|handle| format!("@{handle}"))).unwrap_or_default(),
                platform: account.map(|(platform, ..)| platform.clone()),
                account_url: account.and_then(|(platform, _, handle)| platform.profile_url(&Handle::known(platform, handle).ok()?)),
                handle,
                creator: draft.creator.filter(|_| draft.ours),
                known_elsewhere: draft.creator.is_some() && !draft.ours,
                no_contact: contact.map(|reason| reason.to_string()),
                points: reasons.iter().map(|one| one.points).sum(),
                reasons,
                evidence: newest.map(|one| EvidenceView {
                    text: one.text.chars().take(MOST_TEXT.min(400)).collect(),
                    url: one.url.clone(),
                    posted_at: one.posted_at,
                    source: one.source.clone(),
                }),
                customer_source: draft.source.clone(),
                put_aside_by: is_aside(&draft),
                lead,
            }
        });
        Ok(LeadPage { total, put_aside: counted, worked_with, bounded, items: items.collect(), next_offset })
    }
}

/// Everything under which somebody may have put a lead aside: also what it was before it became somebody's, and records that were
/// merged into that one.
pub(crate) async fn subjects(db: &impl Read, found: &Stored<Brand>, lead: &LeadKey) -> Result<Vec<String>> {
    let (drafts, _) = gathered(db, found, &BTreeSet::new()).await?;
    let mut all = BTreeSet::from([lead.text()]);
    all.extend(drafts.into_values().map(|draft| draft.subjects).filter(|subjects| subjects.contains(&lead.text())).flatten());
    let creators = all.iter().filter_map(|subject| match LeadKey::parse(subject)? {
        LeadKey::Creator { creator } => Some(creator),
        LeadKey::Account { .. } | LeadKey::Customer { .. } => None,
    });
    for creator in creators.collect::<Vec<_>>() {
        let merged = merging::merged_into(db, found.value.organisation, creator).await?;
        all.extend(merged.iter().map(|one| LeadKey::Creator { creator: one.id }.text()));
    }
    Ok(all.into_iter().collect())
}

/// Everybody who named the brand or buys, put together by account, customer and creator; of those who were asked already only that
/// they did. Says whether there are more.
async fn gathered(db: &impl Read, found: &Stored<Brand>, worked: &BTreeSet<CreatorId>) -> Result<(BTreeMap<LeadKey, Draft>, bool)> {
    let (organisation, brand) = (found.value.organisation, found.id);
    let names = Names::of(&found.value.name, &found.value.profile.accounts, &found.value.profile.names);
    let naming = rows::naming(db, organisation, brand).await?;
    let buying = rows::buying(db, organisation, brand).await?;
    let Judged { matches: all, more, .. } = judged(db, organisation, brand, Of::All).await?;
    let mut bounded = more || naming.len() as i64 >= rows::MOST || buying.len() as i64 >= rows::MOST;
    let refused: BTreeSet<(CustomerId, CreatorId)> =
        all.iter().filter(|one| one.state == domain::listening::MatchState::Refused).map(|one| (one.customer, one.creator)).collect();
    let settled: BTreeMap<CustomerId, CreatorId> =
        all.iter().filter(|one| one.state.counts()).map(|one| (one.customer, one.creator)).collect();
    let mut drafts: BTreeMap<LeadKey, Draft> = BTreeMap::new();
    for one in naming {
        let Ok(handle) = Handle::known(&one.platform, &one.handle) else { continue };
        if names.is_own(&one.platform, &handle) {
            continue;
        }
        let account = LeadKey::account(&one.platform, &handle);
        let draft = drafts.entry(key_of(one.creator, one.ours, &account)).or_default();
        draft.subjects.insert(account.text());
        (draft.creator, draft.ours) = (one.creator, one.ours);
        if draft.facts.last_mention.is_none_or(|last| last < one.last) {
            draft.account = Some((one.platform, one.key, one.handle));
            draft.name = one.name;
        }
        draft.facts.mentions += one.mentions;
        draft.facts.last_mention = draft.facts.last_mention.max(Some(one.last));
        draft.facts.followers = draft.facts.followers.max(one.followers);
    }
    // A handle whose platform no list names is that of an account that named the brand, where there is only one such.
    let mut by_handle: BTreeMap<String, Vec<LeadKey>> = BTreeMap::new();
    for (key, draft) in &drafts {
        if let Some((_, handle, _)) = &draft.account {
            by_handle.entry(handle.clone()).or_default().push(key.clone());
        }
    }
    for one in buying {
        let creator = one.creator.filter(|id| !refused.contains(&(one.customer, *id)));
        let (creator, ours) = match settled.get(&one.customer) {
            Some(found) => (Some(*found), true),
            None => (creator, one.ours && creator.is_some()),
        };
        let Ok(handle) = Handle::known(&one.platform, &one.handle) else { continue };
        let account = LeadKey::account(&one.platform, &handle);
        let only =
            by_handle.get(&one.key).filter(|keys| keys.len() == 1 && one.platform == Platform::unknown()).and_then(|keys| keys.first());
        let key = match (key_of(creator, ours, &account), only) {
            (LeadKey::Account { .. }, Some(known)) => known.clone(),
            (LeadKey::Account { platform, .. }, None) if platform == Platform::unknown() => LeadKey::Customer { customer: one.customer },
            (key, _) => key,
        };
        let draft = drafts.entry(key).or_default();
        draft.subjects.extend([account.text(), LeadKey::Customer { customer: one.customer }.text()]);
        draft.creator = draft.creator.or(creator);
        draft.ours |= ours;
        draft.account.get_or_insert((one.platform, one.key, one.handle));
        if draft.name.is_empty() || !one.name.is_empty() {
            draft.name = one.name;
        }
        bought(draft, one.customer, (one.orders, one.last_order), one.source);
    }
    let (asked, mut rest): (Vec<_>, Vec<_>) = settled.into_iter().partition(|(_, creator)| worked.contains(creator));
    for (_, creator) in asked {
        let draft = drafts.entry(LeadKey::Creator { creator }).or_default();
        (draft.creator, draft.ours) = (Some(creator), true);
    }
    bounded |= rest.len() as i64 > rows::MOST;
    rest.truncate(rows::MOST as usize);
    let people = customers::bare(db, brand, &rest.iter().map(|(customer, _)| *customer).collect::<Vec<_>>()).await?;
    for (customer, creator) in rest {
        let Some(row) = people.get(&customer) else { continue };
        let draft = drafts.entry(LeadKey::Creator { creator }).or_default();
        (draft.creator, draft.ours) = (Some(creator), true);
        draft.subjects.insert(LeadKey::Customer { customer }.text());
        bought(draft, customer, (row.customer.known.orders, row.customer.known.last_order), row.customer.source.clone());
    }
    let ours: Vec<CreatorId> = drafts.values().filter(|draft| draft.ours).filter_map(|draft| draft.creator).collect();
    let followers = rows::followers(db, organisation, &ours).await?;
    for (key, draft) in &mut drafts {
        draft.subjects.insert(key.text());
        let known = draft.creator.filter(|_| draft.ours).and_then(|id| followers.get(&id));
        draft.facts.followers = draft.facts.followers.max(known.copied());
    }
    Ok((drafts, bounded))
}

fn key_of(creator: Option<CreatorId>, ours: bool, account: &LeadKey) -> LeadKey {
    match creator {
        Some(creator) if ours => LeadKey::Creator { creator },
        _ => account.clone(),
    }
}

/// Takes a customer in; of several of one person the one who bought most often counts.
fn bought(draft: &mut Draft, customer: CustomerId, (orders, last): (Option<i64>, Option<domain::time::Day>), source: String) {
    draft.facts.customer = true;
    if draft.customer.is_none() || orders > draft.facts.orders {
        (draft.customer, draft.source, draft.facts.orders) = (Some(customer), Some(source), orders);
    }
    draft.facts.last_order = draft.facts.last_order.max(last);
}
