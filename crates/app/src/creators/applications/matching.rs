//! Whom of the organisation's creators an applicant could be, with what speaks for it.
//!
//! Invariant: exact identity decides, as it does when a list is imported; a name alone is shown and never taken for somebody. A fixed
//! number of statements. Absent: taking the applicant in.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{Creator, Identity, Profile, Standing, same_person},
    ids::{BrandId, CreatorId, OrganisationId},
    text::folded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Read, Stored, creators::applications as rows};

use crate::{Ctx, Result};

/// What two records share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchReason {
    /// `channel`, `handle`, `email` or `name`.
    pub by: String,
    /// What they share, as it reads.
    pub what: String,
}

/// A creator who could be the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchView {
    /// Who.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<MatchReason>,
    /// Whether it is them as far as an imported list would say: an account or an address, and no account that says otherwise.
    pub likely: bool,
    /// Whether this brand knows them; otherwise another one of the organisation does.
    pub in_brand: bool,
    /// Whether they are blocked, here or everywhere.
    pub blocked: bool,
    /// Whether they opted out of marketing.
    pub opted_out: bool,
    /// Their accounts, as addresses or names.
    pub accounts: Vec<String>,
}

/// Who could be somebody with these identities and this name, the likeliest first; with a creator who is looked at in any case.
pub(super) async fn matches(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    name: &str,
    theirs: &[Identity],
    also: Option<CreatorId>,
) -> Result<Vec<MatchView>> {
    let (mut channels, mut handles, mut email) = (Vec::new(), Vec::new(), String::new());
    for identity in theirs {
        match identity {
            Identity::Channel { .. } => channels.push(identity.lookup()),
            Identity::Handle { key, .. } => handles.push(key.clone()),
            Identity::Email { address } => email.clone_from(address),
            Identity::Name { .. } => {}
        }
    }
    let mut ids: BTreeSet<CreatorId> = also.into_iter().collect();
    ids.extend(store::creators::profiles_by_identity(db, organisation, &channels).await?.iter().map(|one| one.value.creator));
    ids.extend(store::creators::profiles_by_handle(db, organisation, &handles).await?.iter().map(|one| one.value.creator));
    for one in rows::called(db, organisation, &email, &folded(name)).await? {
        match one.value.merged_into {
            None => drop(ids.insert(one.id)),
            Some(_) => ids.extend(store::creators::merging::stands_for(db, organisation, one.id).await?.map(|whole| whole.id)),
        }
    }
    let ids: Vec<CreatorId> = ids.into_iter().collect();
    let creators = store::creators::many(db, organisation, &ids).await?;
    let mut accounts: BTreeMap<CreatorId, Vec<Profile>> = BTreeMap::new();
    for profile in store::creators::profiles(db, organisation, &ids).await? {
        accounts.entry(profile.value.creator).or_default().push(profile.value.account);
    }
    let mut standings: BTreeMap<CreatorId, Option<Standing>> = BTreeMap::new();
    for kept in store::creators::relationships(db, brand, &ids).await? {
        standings.insert(kept.value.creator, kept.value.standing);
    }
    let there = creators.into_values().filter(|one| one.value.merged_into.is_none() && one.value.erased_at.is_none());
    let mut found: Vec<(i64, MatchView)> = there
        .map(|one| {
            let since = one.value.created_at.0;
            let profiles = accounts.remove(&one.id).unwrap_or_default();
            (since, compared(&one, &profiles, standings.get(&one.id).copied(), name, theirs))
        })
        .filter(|(_, one)| !one.reasons.is_empty() || also == Some(one.creator))
        .collect();
    // Of equals the one known longest.
    found.sort_by_key(|(since, one)| (!one.likely, one.reasons.first().map_or(9, |reason| strength(&reason.by)), *since, one.creator));
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

fn compared(one: &Stored<Creator>, profiles: &[Profile], kept: Option<Option<Standing>>, name: &str, theirs: &[Identity]) -> MatchView {
    let identities = one.value.identities(profiles);
    let mut shared: Vec<&Identity> = theirs.iter().filter(|identity| identities.contains(identity)).collect();
    shared.sort();
    let mut reasons: Vec<MatchReason> = shared.into_iter().map(reason).collect();
    if folded(&one.value.name) == folded(name) && !name.trim().is_empty() {
        reasons.push(MatchReason { by: "name".to_owned(), what: one.value.name.clone() });
    }
    MatchView {
        creator: one.id,
        name: one.value.name.clone(),
        likely: same_person(&identities, theirs).is_some_and(|by| !matches!(by, Identity::Name { .. })),
        reasons,
        in_brand: kept.is_some(),
        blocked: one.value.suppression.blocked.is_some() || kept.flatten() == Some(Standing::Blocked),
        opted_out: one.value.suppression.opted_out_at.is_some(),
        accounts: profiles.iter().filter_map(said).collect(),
    }
}

/// An account as people read it.
pub(super) fn said(profile: &Profile) -> Option<String> {
    profile.url().or_else(|| profile.handle.as_ref().map(|handle| format!("{}: @{handle}", profile.platform.label())))
}

fn reason(identity: &Identity) -> MatchReason {
    let (by, what) = match identity {
        Identity::Channel { platform, id } => ("channel", format!("{} {id}", platform.label())),
        Identity::Handle { platform, key } => ("handle", format!("{} @{key}", platform.label())),
        Identity::Email { address } => ("email", address.clone()),
        Identity::Name { key, .. } => ("name", key.clone()),
    };
    MatchReason { by: by.to_owned(), what }
}

fn strength(by: &str) -> u8 {
    match by {
        "channel" => 0,
        "handle" => 1,
        "email" => 2,
        _ => 3,
    }
}

/// Whether anybody with these identities was blocked, here or everywhere.
pub(super) async fn is_blocked(ctx: &Ctx, theirs: &[Identity]) -> Result<bool> {
    let found = matches(ctx.tx(), ctx.organisation()?, ctx.brand()?, "", theirs, None).await?;
    Ok(found.iter().any(|one| one.blocked))
}
