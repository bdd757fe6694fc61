//! Rows of access that creators gave to accounts of their own; and what was had by it, once it goes.
//!
//! Invariants: an account has one row at most; tokens stand in it sealed. Absent: how long something may be kept; that is a rule.

use domain::{
    creators::{Creator, CreatorPost, CreatorProfile, access::Access, connections::Service},
    ids::{AccessId, BrandId, CreatorId, OrganisationId, ProfileId},
    time::Timestamp,
};
use sea_orm::Value;

use super::connections::{fetches, keep_fetch};
use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, params,
};

impl Document for Access {
    const TABLE: &'static str = "account_access";
    const WALL: &'static str = "organisation";
    type Id = AccessId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.as_str()).collect();
        vec![
            ("creator", self.creator.bind()),
            ("profile", self.profile.bind()),
            ("service", self.service.as_str().bind()),
            ("external", self.external.as_str().bind()),
            ("parts", parts.join(",").bind()),
            ("since", self.since.bind()),
            ("ends_at", self.ends_at.bind()),
            ("renew_at", self.renewed_from().bind()),
            ("told_from", self.told_from().bind()),
        ]
    }
}

/// Access to one account, also such as has ended.
///
/// # Errors
/// The store's.
pub async fn of_profile(db: &impl Read, organisation: OrganisationId, profile: ProfileId) -> Result<Option<Stored<Access>>> {
    Ok(document::list(db, organisation, "profile = $2", params![profile]).await?.pop())
}

/// The same, held until the end of the transaction, so that of two who renew it at once the second sees the first.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, organisation: OrganisationId, profile: ProfileId) -> Result<Option<Stored<Access>>> {
    let sql = format!("SELECT id FROM account_access WHERE organisation = $1 AND profile = $2{}", tx.for_update());
    tx.all("account_access", &sql, params![organisation, profile]).await?;
    of_profile(tx, organisation, profile).await
}

/// Access to the accounts of a creator.
///
/// # Errors
/// The store's.
pub async fn of_creator(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Vec<Stored<Access>>> {
    document::list(db, organisation, "creator = $2 ORDER BY since, id", params![creator]).await
}

/// Access to the account that a service knows by an id, also such as has ended.
///
/// # Errors
/// The store's.
pub async fn by_external(db: &impl Read, organisation: OrganisationId, service: Service, external: &str) -> Result<Option<Stored<Access>>> {
    let condition = "service = $2 AND external = $3 ORDER BY since, id";
    Ok(document::list(db, organisation, condition, params![service.as_str(), external]).await?.pop())
}

/// All access by a service that is in force.
///
/// # Errors
/// The store's.
pub async fn in_force(db: &impl Read, organisation: OrganisationId, service: Service) -> Result<Vec<Stored<Access>>> {
    document::list(db, organisation, "service = $2 AND renew_at IS NOT NULL ORDER BY since, id", params![service.as_str()]).await
}

/// Access whose tokens the clock renews now, the ones that wait longest first.
///
/// # Errors
/// The store's.
pub async fn due(db: &impl Read, organisation: OrganisationId, service: Service, now: Timestamp, most: i64) -> Result<Vec<Stored<Access>>> {
    let condition = "renew_at <= $2 AND service = $3 ORDER BY renew_at, id LIMIT $4";
    document::list(db, organisation, condition, params![now, service.as_str(), most]).await
}

/// An account of a creator whom a brand knows, with the access to it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose.
    pub creator: CreatorId,
    /// The creator.
    pub record: Creator,
    /// Which account.
    pub profile: ProfileId,
    /// The account.
    pub account: CreatorProfile,
    /// Access to it, also such as has ended.
    pub access: Option<Access>,
}

/// The accounts at a service's platform of creators whom a brand knows: first those that people are told of, then those with
/// access, then the others; each by the creator's name. At most so many, in one statement.
///
/// # Errors
/// The store's.
pub async fn of_brand(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    service: Service,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Known>> {
    let sql = "SELECT c.id AS creator, c.facts AS record, p.id AS profile, p.facts AS account, a.facts AS access \
               FROM profile p JOIN creator c ON c.id = p.creator JOIN relationship r ON r.creator = p.creator AND r.brand = $2 \
               LEFT JOIN account_access a ON a.profile = p.id \
               WHERE p.organisation = $1 AND p.platform = $3 AND c.merged_into IS NULL \
               ORDER BY CASE WHEN a.told_from <= $4 THEN 0 WHEN a.renew_at IS NOT NULL THEN 1 WHEN a.id IS NOT NULL THEN 2 ELSE 3 END, \
               c.name_key, p.id LIMIT $5";
    let rows = db.all("profile", sql, params![organisation, brand, service.platform().as_str(), now, most]).await?;
    let read = |row: &crate::Row| {
        let access = if row.get::<Option<String>>("access")?.is_some() { Some(row.json("access")?) } else { None };
        let (record, account) = (row.json("record")?, row.json("account")?);
        Ok(Known { creator: row.get("creator")?, record, profile: row.get("profile")?, account, access })
    };
    rows.iter().map(read).collect()
}

/// Lets what a platform answered about an account go with the next round of what is over, whatever time it had left.
///
/// # Errors
/// The store's.
pub async fn let_go(tx: &Tx, organisation: OrganisationId, profile: ProfileId, now: Timestamp) -> Result<()> {
    let kept: Vec<Stored<CreatorPost>> =
        document::list(tx, organisation, "profile = $2 AND keep_until > $3", params![profile, now]).await?;
    for post in kept {
        let over = CreatorPost { keep_until: Some(now), ..post.value.clone() };
        document::save(tx, organisation, post.id, post.version, &over).await?;
    }
    let sql = "UPDATE metric SET keep_until = $3 WHERE organisation = $1 AND profile = $2 AND keep_until > $3";
    tx.execute(sql, params![organisation, profile, now]).await?;
    if let Some(fetch) = fetches(tx, organisation, &[profile]).await?.remove(&profile)
        && fetch.keep_until.is_some()
    {
        let over = domain::creators::fetching::AccountFetch { keep_until: Some(now), ..fetch };
        keep_fetch(tx, organisation, profile, &over).await?;
    }
    Ok(())
}

/// Has the clock fetch an account with its next round.
///
/// # Errors
/// The store's.
pub async fn fetch_soon(tx: &Tx, organisation: OrganisationId, profile: ProfileId) -> Result<()> {
    let sql = "UPDATE profile_fetch SET settled_at = 0, not_before = 0 WHERE organisation = $1 AND profile = $2";
    tx.execute(sql, params![organisation, profile]).await.map(|_| ())
}

/// Forgets access to the accounts of creators, with its tokens.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    for chunk in creators.chunks(500) {
        let sql = format!("DELETE FROM account_access WHERE organisation = $1 AND creator IN ({})", placeholders(2, chunk.len()));
        tx.execute(&sql, std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}
