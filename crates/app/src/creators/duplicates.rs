//! Who could be one: pairs of a brand's creators with what speaks for it, side by side with what a merge would keep.
//!
//! Invariant: proposed by the domain's rule alone, never by a name alone, nor by links to the brand's own website alone, and never
//! again once a person has told two apart; a fixed number of statements for a page. Absent: deciding; a person does.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{
        Compared, Creator, CreatorProfile, Likeness, Relationship, likeness,
        likeness::{bio_link, name_bones, only_links_to, stem},
    },
    ids::CreatorId,
    text::folded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::merging::{self, Shared},
};

use super::{AccountView, together};
use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// So many groups are looked at for one page.
const GROUPS: i64 = 100;

/// One of two records.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SideView {
    /// Who.
    pub id: CreatorId,
    /// For `If-Match`.
    pub version: i64,
    /// What is shared over the organisation.
    pub creator: Creator,
    /// What this brand keeps.
    pub relationship: Relationship,
    /// Accounts, the largest first.
    pub profiles: Vec<AccountView>,
    /// How many collaborations there are in this brand.
    pub collaborations: i64,
}

/// Two who could be one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateView {
    /// Names the pair: both ids, the lower one first.
    pub id: String,
    /// Who would stay: the one with more collaborations, then the one known longer.
    pub kept: SideView,
    /// Who would be taken in.
    pub other: SideView,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Likeness>,
    /// What the shared record would be.
    pub merged: Creator,
    /// What this brand would keep.
    pub merged_relationship: Relationship,
}

/// A page of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DuplicatePage {
    /// The strongest ways first: an address, a handle, a name with something else, a link in their bios.
    pub items: Vec<DuplicateView>,
    /// Ask with it for the next page; nothing on the last.
    pub next_cursor: Option<String>,
}

/// Creators of the brand who could be one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListDuplicates {
    /// Where the page before ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Only pairs with this one.
    #[serde(default)]
    pub creator: Option<CreatorId>,
    /// At most so many: 20 unless said otherwise, 200 at most.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl View for ListDuplicates {
    type Answer = DuplicatePage;
    const META: Meta = Meta {
        name: "creators.list_duplicates",
        doc: "Lists creators of the brand who could be one, with the reasons and what a merge would keep.",
        route: Route::get("/duplicates"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<DuplicatePage> {
        let (db, organisation, brand) = (look.db(), look.organisation()?, look.brand()?);
        let limit = usize::try_from(self.limit.unwrap_or(20).clamp(1, 200)).unwrap_or(usize::MAX);
        let (from, done) = self.cursor.as_deref().and_then(read).unwrap_or_default();
        let groups = merging::groups(db, organisation, brand, &from, GROUPS).await?;
        let mut ids: Vec<CreatorId> = groups.found.iter().flat_map(|(_, members)| members).copied().collect();
        ids.sort();
        ids.dedup();
        let people = People::load(look, &ids).await?;
        let apart: BTreeSet<(CreatorId, CreatorId)> = merging::apart(db, organisation, &ids).await?.into_iter().collect();
        let (mut items, mut ended) = (Vec::new(), String::new());
        let mut next = groups.next.map(|shared| place(&shared, ""));
        'groups: for (shared, members) in &groups.found {
            for (at, one) in members.iter().enumerate() {
                for other in members.iter().skip(at + 1) {
                    let pair = (*one.min(other), *one.max(other));
                    let asked = self.creator.is_none_or(|creator| creator == pair.0 || creator == pair.1);
                    let named = format!("{}-{}", pair.0, pair.1);
                    let before = *shared == from && named <= done;
                    if !asked || before || apart.contains(&pair) {
                        continue;
                    }
                    let Some(found) = people.pair(pair, shared.0, &named) else { continue };
                    if items.len() == limit {
                        next = Some(ended.clone());
                        break 'groups;
                    }
                    ended = place(shared, &named);
                    items.push(found);
                }
            }
        }
        Ok(DuplicatePage { items, next_cursor: next })
    }
}

/// Where a page ended: a group, and the last pair of it that was shown.
fn place((way, shared): &Shared, pair: &str) -> String {
    format!("{way}:{pair}:{shared}")
}

fn read(cursor: &str) -> Option<(Shared, String)> {
    let mut parts = cursor.splitn(3, ':');
    let (way, pair, shared) = (parts.next()?, parts.next()?, parts.next()?);
    Some(((way.parse().ok()?, shared.to_owned()), pair.to_owned()))
}

/// A record as it is compared.
pub(super) fn compared<'a>(creator: &'a Creator, accounts: &'a [CreatorProfile], at: &BTreeMap<String, i64>) -> Compared<'a> {
    let sharing = creator.email.as_deref().and_then(|email| at.get(&folded(email))).copied().unwrap_or(1);
    Compared { creator, accounts, at_address: usize::try_from(sharing).unwrap_or(usize::MAX) }
}

/// Everybody of a page, whole.
struct People {
    creators: BTreeMap<CreatorId, Stored<Creator>>,
    accounts: BTreeMap<CreatorId, Vec<CreatorProfile>>,
    shown: BTreeMap<CreatorId, Vec<AccountView>>,
    relationships: BTreeMap<CreatorId, Stored<Relationship>>,
    collaborations: BTreeMap<CreatorId, i64>,
    at: BTreeMap<String, i64>,
    /// The brand's own.
    website: String,
}

impl People {
    async fn load(look: &Look, ids: &[CreatorId]) -> Result<Self> {
        let (db, organisation, brand) = (look.db(), look.organisation()?, look.brand()?);
        let creators = store::creators::many(db, organisation, ids).await?;
        let (mut accounts, mut shown): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = (BTreeMap::new(), BTreeMap::new());
        for profile in store::creators::profiles(db, organisation, ids).await? {
            shown.entry(profile.value.creator).or_default().push(AccountView::from(&profile));
            accounts.entry(profile.value.creator).or_default().push(profile.value);
        }
        let relationships = store::creators::relationships(db, brand, ids).await?;
        let mut addresses: Vec<String> = creators.values().filter_map(|one| one.value.email.as_deref()).map(folded).collect();
        addresses.sort();
        addresses.dedup();
        Ok(Self {
            accounts,
            shown,
            relationships: relationships.into_iter().map(|one| (one.value.creator, one)).collect(),
            collaborations: merging::collaborations(db, brand, ids).await?,
            at: merging::at_addresses(db, organisation, &addresses).await?,
            website: look.brand_facts()?.value.profile.website.clone(),
            creators,
        })
    }

    fn accounts(&self, id: CreatorId) -> &[CreatorProfile] {
        self.accounts.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Two of a group, where they are alike and this is the first way by which they were found.
    fn pair(&self, (one, other): (CreatorId, CreatorId), way: i64, id: &str) -> Option<DuplicateView> {
        if way != self.first_way(one, other)? {
            return None;
        }
        let of = |id: CreatorId| Some(compared(&self.creators.get(&id)?.value, self.accounts(id), &self.at));
        let reasons = likeness(of(one)?, of(other)?);
        if reasons.is_empty() || only_links_to(&reasons, &self.website) {
            return None;
        }
        let (first, second) = (self.side(one)?, self.side(other)?);
        let weight = |side: &SideView| (-side.collaborations, side.creator.created_at, side.id);
        let (kept, other) = if weight(&first) <= weight(&second) { (first, second) } else { (second, first) };
        Some(DuplicateView {
            id: id.to_owned(),
            merged: kept.creator.merged_with(other.id, &other.creator),
            merged_relationship: kept.relationship.merged_with(&other.relationship),
            kept,
            other,
            reasons,
        })
    }

    /// The first way by which two are found; each pair is shown once.
    fn first_way(&self, one: CreatorId, other: CreatorId) -> Option<i64> {
        let (first, second) = (&self.creators.get(&one)?.value, &self.creators.get(&other)?.value);
        let email = |creator: &Creator| creator.email.as_deref().map(folded);
        let stems = |id: CreatorId| -> BTreeSet<String> {
            self.accounts(id).iter().filter_map(|profile| profile.account.handle.as_ref()).map(|handle| stem(&handle.key())).collect()
        };
        if email(first).is_some() && email(first) == email(second) {
            return Some(1);
        }
        if !stems(one).is_disjoint(&stems(other)) {
            return Some(2);
        }
        if name_bones(&first.name) == name_bones(&second.name) {
            return Some(3);
        }
        let links = |id: CreatorId| -> BTreeSet<String> {
            self.accounts(id).iter().filter_map(|profile| bio_link(profile.bio.as_deref())).collect()
        };
        (!links(one).is_disjoint(&links(other))).then_some(4)
    }

    fn side(&self, id: CreatorId) -> Option<SideView> {
        let (creator, relationship) = (self.creators.get(&id)?, self.relationships.get(&id)?);
        Some(SideView {
            id,
            version: together(creator.version, relationship.version).0,
            creator: creator.value.clone(),
            relationship: relationship.value.clone(),
            profiles: self.shown.get(&id).cloned().unwrap_or_default(),
            collaborations: self.collaborations.get(&id).copied().unwrap_or(0),
        })
    }
}
