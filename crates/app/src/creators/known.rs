//! Creators who are known already, and which of them somebody is.
//!
//! Invariant: exact identity decides, as the domain has it; looked up for many at once. Absent: guesses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    creators::{Creator, CreatorProfile, Identity, Measure, Profile, Relationship, same_person},
    ids::{CreatorId, ProfileId},
};
use store::{Document, Stored, Version};

use crate::{Ctx, Result};

/// A row as it is, or as it will be: new ones have no version yet.
#[derive(Debug, Clone)]
pub(super) struct Row<T: Document> {
    pub(super) id: T::Id,
    pub(super) version: Option<Version>,
    pub(super) value: T,
    pub(super) changed: bool,
}

impl<T: Document> Row<T> {
    pub(super) fn new(id: T::Id, value: T) -> Self {
        Self { id, version: None, value, changed: true }
    }
}

impl<T: Document> From<Stored<T>> for Row<T> {
    fn from(found: Stored<T>) -> Self {
        Self { id: found.id, version: Some(found.version), value: found.value, changed: false }
    }
}

/// A creator with everything by which they are recognised, and what this brand keeps. An import holds very many, so the numbers,
/// which are few for each, are not in maps that take room for eleven at once.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) creator: Row<Creator>,
    pub(super) profiles: Vec<Row<CreatorProfile>>,
    pub(super) relationship: Option<Row<Relationship>>,
    /// The newest value of each number, and whether it is exact.
    pub(super) numbers: HashMap<(ProfileId, Measure), (i64, bool)>,
    /// What each source said of each number last, whether newer words of others stand above it or not.
    pub(super) told: HashMap<(ProfileId, Measure, String), (i64, bool)>,
}

impl Known {
    pub(super) fn identities(&self) -> Vec<Identity> {
        let accounts: Vec<Profile> = self.profiles.iter().map(|profile| profile.value.account.clone()).collect();
        self.creator.value.identities(&accounts)
    }
}

/// Ids of creators who share any identity with these, by look-ups of 500 at a time.
pub(super) async fn candidates(ctx: &Ctx, identities: &[Identity]) -> Result<BTreeSet<CreatorId>> {
    let organisation = ctx.organisation()?;
    let (mut channels, mut handles, mut emails, mut names) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for identity in identities {
        match identity {
            Identity::Channel { .. } => channels.push(identity.lookup()),
            Identity::Handle { key, .. } => handles.push(key.clone()),
            Identity::Email { address } => emails.push(address.clone()),
            Identity::Name { key, .. } => names.push(key.clone()),
        }
    }
    for keys in [&mut channels, &mut handles, &mut emails, &mut names] {
        keys.sort();
        keys.dedup();
    }
    let mut found = BTreeSet::new();
    found.extend(store::creators::profiles_by_identity(ctx.tx(), organisation, &channels).await?.iter().map(|one| one.value.creator));
    found.extend(store::creators::profiles_by_handle(ctx.tx(), organisation, &handles).await?.iter().map(|one| one.value.creator));
    let mut people = store::creators::by_emails(ctx.tx(), organisation, &emails).await?;
    people.extend(store::creators::by_names(ctx.tx(), organisation, &names).await?);
    for one in people {
        match one.value.merged_into {
            None => drop(found.insert(one.id)),
            Some(_) => found.extend(store::creators::merging::stands_for(ctx.tx(), organisation, one.id).await?.map(|whole| whole.id)),
        }
    }
    Ok(found)
}

/// What each source said of each number of one account last.
type Told = BTreeMap<(Measure, String), (i64, bool)>;

/// Loads creators whole. Five statements for up to 500.
pub(super) async fn load(ctx: &Ctx, ids: &[CreatorId]) -> Result<Vec<Known>> {
    let organisation = ctx.organisation()?;
    let creators = store::creators::many(ctx.tx(), organisation, ids).await?;
    let profiles = store::creators::profiles(ctx.tx(), organisation, ids).await?;
    let profile_ids: Vec<ProfileId> = profiles.iter().map(|profile| profile.id).collect();
    let mut numbers: BTreeMap<ProfileId, BTreeMap<Measure, (i64, bool)>> = BTreeMap::new();
    let mut told: BTreeMap<ProfileId, Told> = BTreeMap::new();
    for (profile, snapshot) in store::creators::metrics(ctx.tx(), organisation, &profile_ids).await? {
        let said = (snapshot.value, snapshot.exact);
        numbers.entry(profile).or_default().entry(snapshot.measure).or_insert(said);
        told.entry(profile).or_default().entry((snapshot.measure, snapshot.source)).or_insert(said);
    }
    let mut relationships: BTreeMap<CreatorId, Stored<Relationship>> = BTreeMap::new();
    for one in store::creators::relationships(ctx.tx(), ctx.brand()?, ids).await? {
        relationships.insert(one.value.creator, one);
    }
    let mut accounts: BTreeMap<CreatorId, Vec<Row<CreatorProfile>>> = BTreeMap::new();
    for profile in profiles {
        accounts.entry(profile.value.creator).or_default().push(profile.into());
    }
    let whole = |(id, creator): (CreatorId, Stored<Creator>)| {
        let profiles = accounts.remove(&id).unwrap_or_default();
        let of_profile = |profile: &Row<CreatorProfile>| {
            let found = numbers.remove(&profile.id).unwrap_or_default();
            let id = profile.id;
            found.into_iter().map(move |(measure, value)| ((id, measure), value)).collect::<Vec<_>>()
        };
        let numbers = profiles.iter().flat_map(of_profile).collect();
        let mut told_of = |profile: &Row<CreatorProfile>| {
            let found = told.remove(&profile.id).unwrap_or_default();
            let id = profile.id;
            found.into_iter().map(move |((measure, source), value)| ((id, measure, source), value)).collect::<Vec<_>>()
        };
        let told = profiles.iter().flat_map(&mut told_of).collect();
        Known { creator: creator.into(), profiles, relationship: relationships.remove(&id).map(Into::into), numbers, told }
    };
    Ok(creators.into_iter().map(whole).collect())
}

/// Which of them somebody with these identities is: by the strongest identity shared, then by the same name, then the
/// one known longest.
pub(super) fn best<'k>(known: impl Iterator<Item = (usize, &'k Known)>, name: &str, identities: &[Identity]) -> Option<(usize, Identity)> {
    let folded = domain::text::folded(name);
    known
        .filter_map(|(at, one)| Some((at, one, same_person(&one.identities(), identities)?)))
        .min_by_key(|(_, one, reason)| {
            let other_name = domain::text::folded(&one.creator.value.name) != folded;
            (strength(reason), other_name, one.creator.value.created_at, one.creator.id)
        })
        .map(|(at, _, reason)| (at, reason))
}

fn strength(identity: &Identity) -> u8 {
    match identity {
        Identity::Channel { .. } => 0,
        Identity::Handle { .. } => 1,
        Identity::Email { .. } => 2,
        Identity::Name { .. } => 3,
    }
}
