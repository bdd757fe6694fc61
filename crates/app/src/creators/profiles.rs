//! A creator's accounts, as a person entered them.
//!
//! Invariant: an account belongs to one creator of the organisation. Absent: taking an account away; a wrong one is
//! corrected to the right one.

use domain::{
    creators::{CreatorProfile, Identity, Profile},
    fields::FieldErrors,
    ids::{CreatorId, ProfileId},
};
use store::Stored;

use crate::{Ctx, Result};

/// Refuses accounts that belong to another creator, field by field.
pub(super) async fn check_free(ctx: &Ctx, creator: Option<CreatorId>, wanted: &[Profile]) -> Result<()> {
    let organisation = ctx.organisation()?;
    let (mut lookups, mut handles) = (Vec::new(), Vec::new());
    for account in wanted {
        match account.own_identity() {
            Some(Identity::Handle { key, .. }) => handles.push(key),
            Some(other) => lookups.push(other.lookup()),
            None => {}
        }
    }
    let mut taken = store::creators::profiles_by_identity(ctx.tx(), organisation, &lookups).await?;
    taken.extend(store::creators::profiles_by_handle(ctx.tx(), organisation, &handles).await?);
    taken.retain(|profile| Some(profile.value.creator) != creator);
    let mut errors = FieldErrors::new();
    for (at, account) in wanted.iter().enumerate() {
        if taken.iter().any(|profile| profile.value.account.is_same_account(account)) {
            errors.add(format!("profiles.{at}.handle"), "This account belongs to another creator. Open that one instead.");
        }
    }
    Ok(errors.ok(())?)
}

/// Makes a creator's accounts as they were entered: known ones stay, one account of a platform that changed is
/// corrected, others are added.
pub(super) async fn save(ctx: &mut Ctx, creator: CreatorId, existing: Vec<Stored<CreatorProfile>>, wanted: Vec<Profile>) -> Result<()> {
    let organisation = ctx.organisation()?;
    let is_wanted = |profile: &Stored<CreatorProfile>| wanted.iter().any(|account| account.is_same_account(&profile.value.account));
    let (_, mut replaceable): (Vec<_>, Vec<_>) = existing.iter().cloned().partition(is_wanted);
    for account in wanted {
        if existing.iter().any(|profile| profile.value.account.is_same_account(&account)) {
            continue;
        }
        match replaceable.iter().position(|profile| profile.value.account.platform == account.platform) {
            Some(at) => {
                let Stored { id, version, mut value } = replaceable.swap_remove(at);
                if value.account != account {
                    value.become_account(id, account);
                    // What was said of another account's badge and audience.
                    value.badge = None;
                    value.audience.clear();
                    store::document::save(ctx.tx(), organisation, id, version, &value).await?;
                }
            }
            None => {
                let id: ProfileId = ctx.id();
                store::document::insert(ctx.tx(), organisation, id, &CreatorProfile::new(creator, id, account, None)).await?;
            }
        }
    }
    Ok(())
}
