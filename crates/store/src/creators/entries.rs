//! What the search keeps of creators, read for many at once.
//!
//! Invariant: a fixed number of statements for a few hundred creators, whichever brands know them. Absent: walls; the index has them,
//! and is a part of the installation.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use domain::{
    creators::{
        Creator, CreatorPost, CreatorProfile, CustomFields, Measure, Relationship,
        connections::{Connection, Service},
        posts::{COUNTED_OVER, rates::MOST_RATED},
    },
    ids::{BrandId, CreatorId, OrganisationId, ProfileId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Db, Read, Result,
    db::{Bind, placeholders},
    params,
};

/// Everything that a search may find a creator by.
#[derive(Debug, Clone)]
pub struct Findable {
    /// Whose.
    pub organisation: OrganisationId,
    /// Who.
    pub id: CreatorId,
    /// What is shared.
    pub creator: Creator,
    /// Accounts, in the order in which they were known.
    pub profiles: Vec<(ProfileId, CreatorProfile)>,
    /// The account with most followers.
    pub main: Option<ProfileId>,
    /// Numbers of the accounts, the oldest first.
    pub numbers: Vec<KnownNumber>,
    /// The newest posts of each account, up to [`MOST_RATED`], newest first.
    pub posts: Vec<CreatorPost>,
    /// The posts behind those that are needed to say how often somebody posts: of the last twelve weeks and one older one, up to
    /// [`MOST_COUNTED`] of each account.
    pub behind: Vec<CreatorPost>,
    /// The services from whose answers the organisation may work out figures of its own.
    pub derives: BTreeSet<Service>,
    /// What each brand keeps.
    pub relationships: BTreeMap<BrandId, Relationship>,
    /// When each brand last wrote.
    pub written: BTreeMap<BrandId, Timestamp>,
    /// The brands with a collaboration of theirs.
    pub worked_with: BTreeSet<BrandId>,
}

/// So many posts of an account are counted for how often somebody posts, as many as vetting reads.
pub const MOST_COUNTED: usize = 200;

/// A number of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownNumber {
    /// Of which account.
    pub profile: ProfileId,
    /// What it counts.
    pub measure: Measure,
    /// Its value, in the measure's unit.
    pub value: i64,
    /// When it was true.
    pub at: Timestamp,
    /// Who says so.
    pub source: String,
}

/// The next creators of the installation in the order of their ids.
///
/// # Errors
/// The store's.
pub async fn ids_after(db: &Db, after: Option<CreatorId>, most: i64) -> Result<Vec<CreatorId>> {
    let (condition, mut values) = match after {
        Some(id) => ("WHERE id > $2 ", params![most, id]),
        None => ("", params![most]),
    };
    values.truncate(2);
    let sql = format!("SELECT id FROM creator {condition}ORDER BY id LIMIT $1");
    db.all("creator", &sql, values).await?.iter().map(|row| row.get("id")).collect()
}

/// How many creators there are.
///
/// # Errors
/// The store's.
pub async fn count_all(db: &Db) -> Result<i64> {
    db.number("creator", "SELECT COUNT(*) AS n FROM creator", vec![]).await
}

/// What a search may find these creators by at a time, at most five hundred. Who is not there any more is not in the answer.
///
/// # Errors
/// The store's.
pub async fn findable(db: &Db, ids: &[CreatorId], now: Timestamp) -> Result<Vec<Findable>> {
    Ok(findable_with_fields(db, ids, now, None).await?.0)
}

/// The same, and the fields that a brand made up for its creators, in no statement more. Nobody is asked for without ids, nor are the
/// fields.
///
/// # Errors
/// The store's.
pub async fn findable_with_fields(
    db: &Db,
    ids: &[CreatorId],
    now: Timestamp,
    fields_of: Option<BrandId>,
) -> Result<(Vec<Findable>, Option<CustomFields>)> {
    if ids.is_empty() {
        return Ok((Vec::new(), None));
    }
    let places = placeholders(1, ids.len());
    let values: Vec<Value> = ids.iter().map(|id| id.bind()).collect();
    let mut found: BTreeMap<CreatorId, Findable> = BTreeMap::new();
    let mut owners: BTreeMap<ProfileId, CreatorId> = BTreeMap::new();
    let sql = format!(
        "SELECT c.id AS id, c.organisation AS organisation, c.facts AS facts, p.id AS profile, p.facts AS account \
         FROM creator c LEFT JOIN profile p ON p.creator = c.id WHERE c.id IN ({places}) ORDER BY p.id"
    );
    for row in db.all("creator", &sql, values).await? {
        let id: CreatorId = row.get("id")?;
        let one = match found.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Findable {
                organisation: row.get("organisation")?,
                id,
                creator: row.json("facts")?,
                profiles: Vec::new(),
                main: None,
                derives: BTreeSet::new(),
                numbers: Vec::new(),
                posts: Vec::new(),
                behind: Vec::new(),
                relationships: BTreeMap::new(),
                written: BTreeMap::new(),
                worked_with: BTreeSet::new(),
            }),
        };
        if let Some(account) = row.get::<Option<ProfileId>>("profile")? {
            owners.insert(account, id);
            let profile: CreatorProfile = row.json("account")?;
            // Of two of one size the first that was known.
            if one.main.is_none() || one.profiles.iter().all(|(_, other)| other.followers < profile.followers) {
                one.main = Some(account);
            }
            one.profiles.push((account, profile));
        }
    }
    numbers(db, &owners, &mut found).await?;
    posts(db, ids, now, &mut found).await?;
    derives(db, &mut found).await?;
    let fields = relationships(db, ids, fields_of, &mut found).await?;
    Ok((found.into_values().collect(), fields))
}

/// What brands keep of those found. Whom a brand wrote to or worked with it knows.
async fn relationships(
    db: &Db,
    ids: &[CreatorId],
    fields_of: Option<BrandId>,
    found: &mut BTreeMap<CreatorId, Findable>,
) -> Result<Option<CustomFields>> {
    let places = placeholders(1, ids.len());
    let mut values: Vec<Value> = ids.iter().map(|id| id.bind()).collect();
    let mut sql = format!(
        "SELECT r.brand AS brand, r.creator AS creator, r.facts AS facts, \
         (SELECT MAX(m.at) FROM message m WHERE m.brand = r.brand AND m.creator = r.creator AND m.direction = 'out') AS written, \
         (SELECT COUNT(*) FROM collaboration w WHERE w.brand = r.brand AND w.creator = r.creator) AS worked \
         FROM relationship r WHERE r.creator IN ({places})"
    );
    if let Some(brand) = fields_of {
        values.push(brand.bind());
        let place = values.len();
        sql = format!("{sql} UNION ALL SELECT f.brand, NULL, f.facts, NULL, NULL FROM custom_fields f WHERE f.brand = ${place}");
    }
    let mut fields = None;
    for row in db.all("relationship", &sql, values).await? {
        let brand: BrandId = row.get("brand")?;
        let Some(creator) = row.get::<Option<CreatorId>>("creator")? else {
            fields = Some(row.json("facts")?);
            continue;
        };
        if let Some(one) = found.get_mut(&creator) {
            one.relationships.insert(brand, row.json("facts")?);
            if let Some(at) = row.get::<Option<Timestamp>>("written")? {
                one.written.insert(brand, at);
            }
            if row.get::<i64>("worked")? > 0 {
                one.worked_with.insert(brand);
            }
        }
    }
    Ok(fields)
}

async fn numbers(db: &Db, owners: &BTreeMap<ProfileId, CreatorId>, found: &mut BTreeMap<CreatorId, Findable>) -> Result<()> {
    let profiles: Vec<&ProfileId> = owners.keys().collect();
    for chunk in profiles.chunks(500) {
        let sql = format!(
            "SELECT profile, measure, value, fetched_at, source FROM metric WHERE profile IN ({}) AND measure IN \
             ('followers', 'engagement_rate', 'avg_views', 'avg_likes', 'avg_comments') ORDER BY fetched_at, id",
            placeholders(1, chunk.len())
        );
        for row in db.all("metric", &sql, chunk.iter().map(|id| (**id).bind()).collect()).await? {
            let profile: ProfileId = row.get("profile")?;
            if let Some(one) = owners.get(&profile).and_then(|creator| found.get_mut(creator)) {
                one.numbers.push(KnownNumber {
                    profile,
                    measure: row.word("measure", Measure::parse)?,
                    value: row.get("value")?,
                    at: row.get("fetched_at")?,
                    source: row.get("source")?,
                });
            }
        }
    }
    Ok(())
}

/// The newest posts, and those behind them that lie within the time over which posting is counted, with one before it: what
/// is kept of them goes on being right while that time moves on.
async fn posts(db: &Db, ids: &[CreatorId], now: Timestamp, found: &mut BTreeMap<CreatorId, Findable>) -> Result<()> {
    let sql = format!(
        "SELECT creator, facts, place FROM (SELECT creator, facts, id, COALESCE(posted_at, 0) AS at, \
         ROW_NUMBER() OVER (PARTITION BY creator, profile ORDER BY COALESCE(posted_at, 0) DESC, id DESC) AS place, \
         SUM(CASE WHEN posted_at >= $1 THEN 1 ELSE 0 END) OVER (PARTITION BY creator, profile) AS counted \
         FROM creator_post WHERE creator IN ({})) AS ranked \
         WHERE place <= {MOST_RATED} OR (place <= {MOST_COUNTED} AND place <= counted + 1) ORDER BY creator, at DESC, id DESC",
        placeholders(2, ids.len())
    );
    let values = std::iter::once(now.plus(-COUNTED_OVER).bind()).chain(ids.iter().map(|id| id.bind())).collect();
    for row in db.all("creator_post", &sql, values).await? {
        if let Some(one) = found.get_mut(&row.get("creator")?) {
            let newest = usize::try_from(row.get::<i64>("place")?).is_ok_and(|place| place <= MOST_RATED);
            let of = if newest { &mut one.posts } else { &mut one.behind };
            of.push(row.json("facts")?);
        }
    }
    Ok(())
}

/// Which services' answers may be worked with: asked for those organisations only of whose creators something was answered.
async fn derives(db: &Db, found: &mut BTreeMap<CreatorId, Findable>) -> Result<()> {
    let answered = |one: &Findable| {
        let by = |source: &str| Service::ALL.iter().any(|service| service.source() == source);
        one.numbers.iter().any(|number| by(&number.source)) || one.posts.iter().chain(&one.behind).any(|post| by(&post.source))
    };
    let organisations: BTreeSet<OrganisationId> = found.values().filter(|one| answered(one)).map(|one| one.organisation).collect();
    if organisations.is_empty() {
        return Ok(());
    }
    let sql = format!("SELECT organisation, facts FROM connection WHERE organisation IN ({})", placeholders(1, organisations.len()));
    let mut allowed: BTreeMap<OrganisationId, BTreeSet<Service>> = BTreeMap::new();
    for row in db.all("connection", &sql, organisations.iter().map(|id| id.bind()).collect()).await? {
        let connection: Connection = row.json("facts")?;
        if connection.derived {
            allowed.entry(row.get("organisation")?).or_default().insert(connection.service);
        }
    }
    for one in found.values_mut() {
        one.derives = allowed.get(&one.organisation).cloned().unwrap_or_default();
    }
    Ok(())
}
