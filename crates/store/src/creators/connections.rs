//! Rows of connections to platforms: the connection itself, what its day has spent, who works with it, and what is due.
//!
//! Invariants: a unit is counted before it is spent, in one statement, so that two processes never spend the same; one process at
//! a time refreshes by a connection. Absent: keys in the clear.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{
        CreatorProfile, Platform,
        access::Access,
        connections::{
            Connection, Service,
            policy::Urgency,
            quota::{Bucket, Purpose, Spent},
        },
        fetching::AccountFetch,
    },
    ids::{BrandId, ConnectionId, CreatorId, OrganisationId, ProfileId},
    time::{Day, Timestamp},
};
use sea_orm::Value;
use uuid::Uuid;

use crate::{
    Document, Read, Result, Stored, Tx, Version,
    db::{Bind, json, placeholders},
    document, params,
};

impl Document for Connection {
    const TABLE: &'static str = "connection";
    const WALL: &'static str = "organisation";
    type Id = ConnectionId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("service", self.service.as_str().bind()), ("told_from", self.told_from().bind())]
    }
}

/// An organisation's connection to a service, also one whose key was removed.
///
/// # Errors
/// The store's.
pub async fn connection(db: &impl Read, organisation: OrganisationId, service: Service) -> Result<Option<Stored<Connection>>> {
    Ok(document::list(db, organisation, "service = $2", params![service.as_str()]).await?.pop())
}

/// The same, held until the end of the transaction, so that of two who hear of a service at once the second sees the first.
///
/// # Errors
/// The store's.
pub async fn hold_connection(tx: &Tx, organisation: OrganisationId, service: Service) -> Result<Option<Stored<Connection>>> {
    let sql = format!("SELECT id FROM connection WHERE organisation = $1 AND service = $2{}", tx.for_update());
    tx.all("connection", &sql, params![organisation, service.as_str()]).await?;
    connection(tx, organisation, service).await
}

/// All of an organisation's connections.
///
/// # Errors
/// The store's.
pub async fn connections(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Stored<Connection>>> {
    document::list(db, organisation, "1 = 1 ORDER BY service", Vec::new()).await
}

/// The organisations that have a connection, for the clock.
///
/// # Errors
/// The store's.
pub async fn connected(db: &impl Read) -> Result<Vec<(OrganisationId, Service)>> {
    let rows = db.all("connection", "SELECT organisation, service FROM connection ORDER BY organisation, service", Vec::new()).await?;
    rows.iter().map(|row| Ok((row.get("organisation")?, row.word("service", Service::parse)?))).collect()
}

/// Units that are about to be spent.
#[derive(Debug, Clone, Copy)]
pub struct Spend {
    /// On which day of the quota.
    pub day: Day,
    /// Of what.
    pub bucket: Bucket,
    /// For whom.
    pub purpose: Purpose,
    /// How many.
    pub units: i64,
    /// Up to how many the day may be spent by that.
    pub limit: i64,
}

/// Counts units as spent, unless the day's limit does not hold them any more. Gives whether they may be spent.
///
/// # Errors
/// The store's.
pub async fn spend(tx: &Tx, organisation: OrganisationId, service: Service, spend: Spend) -> Result<bool> {
    let Spend { day, bucket, purpose, units, limit } = spend;
    if units > limit {
        return Ok(false);
    }
    // One row holds the day's sum, so that the database itself lets two who spend at once pass one after the other.
    let sql = "INSERT INTO quota_use (organisation, service, day, bucket, purpose, units) VALUES ($1, $2, $3, $4, 'all', $5) \
               ON CONFLICT (organisation, service, day, bucket, purpose) DO UPDATE SET units = quota_use.units + excluded.units \
               WHERE quota_use.units + excluded.units <= $6";
    let values = params![organisation, service.as_str(), day, bucket.as_str(), units, limit];
    if tx.execute(sql, values).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO quota_use (organisation, service, day, bucket, purpose, units) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (organisation, service, day, bucket, purpose) DO UPDATE SET units = quota_use.units + excluded.units";
    tx.execute(sql, params![organisation, service.as_str(), day, bucket.as_str(), purpose.as_str(), units]).await?;
    // What was spent months ago nobody asks for.
    let old = "DELETE FROM quota_use WHERE organisation = $1 AND service = $2 AND day < $3";
    tx.execute(old, params![organisation, service.as_str(), day.plus_days(-60)]).await?;
    Ok(true)
}

/// What of a day was spent, by what for.
///
/// # Errors
/// The store's.
pub async fn spent(db: &impl Read, organisation: OrganisationId, service: Service, day: Day) -> Result<Vec<Spent>> {
    let sql = "SELECT bucket, purpose, units FROM quota_use WHERE organisation = $1 AND service = $2 AND day = $3 AND purpose <> 'all' \
               ORDER BY bucket, purpose";
    let rows = db.all("quota_use", sql, params![organisation, service.as_str(), day]).await?;
    let read = |row: &crate::Row| {
        let (bucket, purpose) = (row.word("bucket", Bucket::parse)?, row.word("purpose", Purpose::parse)?);
        Ok(Spent { bucket, purpose, units: row.get("units")? })
    };
    rows.iter().map(read).collect()
}

/// What of a day was spent of every service, by what for.
///
/// # Errors
/// The store's.
pub async fn spent_by_all(db: &impl Read, organisation: OrganisationId, day: Day) -> Result<Vec<(Service, Spent)>> {
    let sql = "SELECT service, bucket, purpose, units FROM quota_use WHERE organisation = $1 AND day = $2 AND purpose <> 'all' \
               ORDER BY service, bucket, purpose";
    let rows = db.all("quota_use", sql, params![organisation, day]).await?;
    let read = |row: &crate::Row| {
        let (bucket, purpose) = (row.word("bucket", Bucket::parse)?, row.word("purpose", Purpose::parse)?);
        Ok((row.word("service", Service::parse)?, Spent { bucket, purpose, units: row.get("units")? }))
    };
    rows.iter().map(read).collect()
}

/// Takes a connection for one process until a time, unless another has it. Who has it already keeps it longer.
///
/// # Errors
/// The store's.
pub async fn take(tx: &Tx, organisation: OrganisationId, service: Service, holder: Uuid, now: Timestamp, until: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO connection_lease (organisation, service, holder, until) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (organisation, service) DO UPDATE SET holder = excluded.holder, until = excluded.until \
               WHERE connection_lease.until <= $5 OR connection_lease.holder = excluded.holder";
    Ok(tx.execute(sql, params![organisation, service.as_str(), holder, until, now]).await? == 1)
}

/// Gives a connection back.
///
/// # Errors
/// The store's.
pub async fn give_back(tx: &Tx, organisation: OrganisationId, service: Service, holder: Uuid) -> Result<()> {
    let sql = "DELETE FROM connection_lease WHERE organisation = $1 AND service = $2 AND holder = $3";
    tx.execute(sql, params![organisation, service.as_str(), holder]).await.map(|_| ())
}

/// An account whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub profile: ProfileId,
    /// Whose.
    pub creator: CreatorId,
    /// A brand that knows the creator.
    pub brand: BrandId,
    /// How much depends on it.
    pub urgency: Urgency,
}

/// Stages in which nothing is expected of a creator any more, or not yet.
const NOT_RUNNING: &str = "'shortlisted', 'settled', 'closed', 'declined', 'no_response', 'withdrawn', 'dropped', 'cancelled'";

/// An account that a platform can be asked for by its name or id.
const NAMED: &str = "(p.handle_key IS NOT NULL OR p.identity LIKE 'channel:%')";
/// An account whose owner logged in.
const LOGGED_IN: &str = "EXISTS (SELECT 1 FROM account_access a WHERE a.profile = p.id AND a.renew_at IS NOT NULL)";

/// The accounts of a service whose turn it is, the most important first, of these the ones not asked for longest.
///
/// # Errors
/// The store's.
pub async fn due(db: &impl Read, organisation: OrganisationId, service: Service, now: Timestamp, most: i64) -> Result<Vec<Due>> {
    let works = |which: &str| {
        format!(
            "EXISTS (SELECT 1 FROM collaboration c JOIN stage s ON s.collaboration = c.id WHERE c.creator = p.creator AND s.stage {which})"
        )
    };
    let sql = format!(
        "SELECT id, creator, brand, urgency FROM (SELECT p.id AS id, p.creator AS creator, COALESCE(f.settled_at, 0) AS settled, \
         COALESCE(f.not_before, 0) AS not_before, \
         (SELECT r.brand FROM relationship r WHERE r.creator = p.creator ORDER BY r.created_at, r.id LIMIT 1) AS brand, \
         CASE WHEN {} THEN CAST(0 AS BIGINT) WHEN {} THEN CAST(1 AS BIGINT) ELSE CAST(2 AS BIGINT) END AS urgency \
         FROM profile p LEFT JOIN profile_fetch f ON f.profile = p.id \
         WHERE p.organisation = $1 AND p.platform = $2 AND {}) asked \
         WHERE brand IS NOT NULL AND not_before <= $3 \
         AND (settled = 0 OR settled <= CASE urgency WHEN 0 THEN CAST($4 AS BIGINT) WHEN 1 THEN CAST($5 AS BIGINT) ELSE CAST($6 AS BIGINT) END) \
         ORDER BY urgency, settled, id LIMIT $7",
        works(&format!("NOT IN ({NOT_RUNNING})")),
        works("= 'shortlisted'"),
        if service.by_log_in() { LOGGED_IN } else { NAMED }
    );
    let since = |urgency: Urgency| now.plus(-urgency.every());
    let values = params![
        organisation,
        service.platform().as_str(),
        now,
        since(Urgency::Running),
        since(Urgency::Shortlisted),
        since(Urgency::Rest),
        most
    ];
    let rows = db.all("profile", &sql, values).await?;
    let read = |row: &crate::Row| {
        let urgency = match row.get::<i64>("urgency")? {
            0 => Urgency::Running,
            1 => Urgency::Shortlisted,
            _ => Urgency::Rest,
        };
        Ok(Due { profile: row.get("id")?, creator: row.get("creator")?, brand: row.get("brand")?, urgency })
    };
    rows.iter().map(read).collect()
}

/// How many of a service's accounts were asked for since an instant, whoever wanted it, of those for which it had an answer.
///
/// # Errors
/// The store's.
pub async fn settled_since(db: &impl Read, organisation: OrganisationId, service: Service, since: Timestamp) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM profile_fetch f JOIN profile p ON p.id = f.profile \
               WHERE f.organisation = $1 AND p.platform = $2 AND f.settled_at > $3";
    let row = db.one("profile_fetch", sql, params![organisation, service.platform().as_str(), since]).await?;
    row.map_or(Ok(0), |row| row.get("n"))
}

/// What became of asking for accounts.
///
/// # Errors
/// The store's.
pub async fn fetches(db: &impl Read, organisation: OrganisationId, profiles: &[ProfileId]) -> Result<BTreeMap<ProfileId, AccountFetch>> {
    let mut found = BTreeMap::new();
    for chunk in profiles.chunks(500) {
        let sql =
            format!("SELECT profile, facts FROM profile_fetch WHERE organisation = $1 AND profile IN ({})", placeholders(2, chunk.len()));
        let values = std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("profile_fetch", &sql, values).await? {
            found.insert(row.get("profile")?, row.json("facts")?);
        }
    }
    Ok(found)
}

/// What is known of asking for one account.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What became of it last.
    pub last: Option<AccountFetch>,
    /// The connection by which it would be asked for.
    pub connection: Option<Connection>,
    /// Access that the account's owner gave to it.
    pub access: Option<Access>,
}

/// The accounts of a creator, those with most followers first, each with what is known of asking for it, in one statement: the
/// record's page has few to spare.
///
/// # Errors
/// The store's.
pub async fn accounts_of(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Vec<(Stored<CreatorProfile>, Asked)>> {
    let sql = "SELECT p.id AS id, p.version AS version, p.facts AS facts, f.facts AS last, c.facts AS connection, a.facts AS access FROM profile p \
               LEFT JOIN profile_fetch f ON f.profile = p.id \
               LEFT JOIN connection c ON c.organisation = p.organisation AND c.service = p.platform \
               LEFT JOIN account_access a ON a.profile = p.id \
               WHERE (p.organisation = $1) IS TRUE AND p.creator = $2 ORDER BY COALESCE(p.followers, 0) DESC, p.id";
    let read = |row: &crate::Row| {
        let last = if row.get::<Option<String>>("last")?.is_some() { Some(row.json("last")?) } else { None };
        let connection = if row.get::<Option<String>>("connection")?.is_some() { Some(row.json("connection")?) } else { None };
        let access = if row.get::<Option<String>>("access")?.is_some() { Some(row.json("access")?) } else { None };
        let (id, version) = (row.get("id")?, Version(row.get("version")?));
        let account = Stored { id, version, value: row.json::<CreatorProfile>("facts")? };
        Ok((account, Asked { last, connection, access }))
    };
    db.all("profile", sql, params![organisation, creator]).await?.iter().map(read).collect()
}

/// Notes what became of asking for an account.
///
/// # Errors
/// The store's.
pub async fn keep_fetch(tx: &Tx, organisation: OrganisationId, profile: ProfileId, fetch: &AccountFetch) -> Result<()> {
    let sql = "INSERT INTO profile_fetch (profile, organisation, facts, settled_at, not_before, keep_until) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (profile) DO UPDATE SET facts = excluded.facts, settled_at = excluded.settled_at, \
               not_before = excluded.not_before, keep_until = excluded.keep_until";
    let values = params![profile, organisation];
    let rest = vec![json(fetch)?, fetch.settled_at.unwrap_or(Timestamp(0)).bind(), fetch.not_before().bind(), fetch.keep_until.bind()];
    tx.execute(sql, values.into_iter().chain(rest).collect()).await.map(|_| ())
}

/// What is known of asking for the accounts of these creators that gave their country.
async fn gave_country(
    db: &impl Read,
    organisation: OrganisationId,
    creators: &[CreatorId],
) -> Result<Vec<(CreatorId, ProfileId, AccountFetch)>> {
    let sql = format!(
        "SELECT p.creator AS creator, f.profile AS profile, f.facts AS facts FROM profile_fetch f JOIN profile p ON p.id = f.profile \
         WHERE f.organisation = $1 AND p.creator IN ({}) ORDER BY p.creator, f.profile",
        placeholders(2, creators.len())
    );
    let values = std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect();
    let mut found = Vec::new();
    for row in db.all("profile_fetch", &sql, values).await? {
        let fetch: AccountFetch = row.json("facts")?;
        if fetch.gave_country {
            found.push((row.get("creator")?, row.get("profile")?, fetch));
        }
    }
    Ok(found)
}

/// Somebody said themselves in which country these creators are: it is no account's any more, and stays when a platform tells it no
/// longer.
///
/// # Errors
/// The store's.
pub async fn country_is_said(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    for chunk in creators.chunks(500) {
        let who: BTreeSet<CreatorId> = gave_country(tx, organisation, chunk).await?.into_iter().map(|(creator, ..)| creator).collect();
        if who.is_empty() {
            continue;
        }
        // Whose account is being written right now is held, so that what is read next is what that came to.
        for creator in who {
            super::hold(tx, organisation, creator).await?;
        }
        for (_, profile, fetch) in gave_country(tx, organisation, chunk).await? {
            keep_fetch(tx, organisation, profile, &AccountFetch { gave_country: false, ..fetch }).await?;
        }
    }
    Ok(())
}

/// Forgets what became of asking for the accounts of creators.
///
/// # Errors
/// The store's.
pub async fn forget_fetches(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    for chunk in creators.chunks(500) {
        let sql = format!(
            "DELETE FROM profile_fetch WHERE organisation = $1 AND profile IN (SELECT id FROM profile WHERE organisation = $1 AND creator IN ({}))",
            placeholders(2, chunk.len())
        );
        tx.execute(&sql, std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

/// How many accounts of each service's platform there are, and of how many something is kept that it answered.
///
/// # Errors
/// The store's.
pub async fn accounts(db: &impl Read, organisation: OrganisationId) -> Result<BTreeMap<Service, (i64, i64)>> {
    let sql = "SELECT p.platform AS platform, COUNT(*) AS known, COUNT(f.keep_until) AS kept FROM profile p \
               LEFT JOIN profile_fetch f ON f.profile = p.id WHERE p.organisation = $1 GROUP BY p.platform";
    let mut found = BTreeMap::new();
    for row in db.all("profile", sql, params![organisation]).await? {
        let platform: String = row.get("platform")?;
        if let Some(service) = Service::of(&Platform::parse(&platform)) {
            found.insert(service, (row.get("known")?, row.get("kept")?));
        }
    }
    Ok(found)
}

/// Takes away what was worked out here from a service's numbers.
///
/// # Errors
/// The store's.
pub async fn remove_derived(tx: &Tx, organisation: OrganisationId, service: Service) -> Result<u64> {
    let sql = "DELETE FROM metric WHERE organisation = $1 AND source = $2 AND method = 'computed' AND keep_until IS NOT NULL";
    tx.execute(sql, params![organisation, service.source()]).await
}
