//! Mentions: posts that name the brand, each once.
//!
//! Invariant: a mention is known again by platform and id, or by its address. Whose account it is, is looked up when it is read.
//! Absent: which posts were paid for.

use std::collections::BTreeMap;

use domain::{
    creators::{Handle, Platform},
    ids::{BrandId, CreatorId, MentionId, OrganisationId},
    listening::{Mention, mentions::NamedBy},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Read, Result, Row, Tx,
    db::{Bind, placeholders, rows},
    params,
};

const COLUMNS: &str = "m.id AS id, m.platform AS platform, m.identity AS identity, m.url_key AS url_key, m.handle AS handle, m.name AS name, m.url AS url, \
                       m.posted_at AS posted_at, m.text AS text, m.followers AS followers, m.views AS views, m.likes AS likes, m.comments AS comments, \
                       m.named_by AS named_by, m.source AS source, m.seen_at AS seen_at";
/// So many rows are written in one statement.
const TOGETHER: usize = 200;

/// A mention's row.
#[derive(Debug, Clone)]
pub struct MentionRow {
    /// Which.
    pub id: MentionId,
    /// What is kept.
    pub mention: Mention,
    /// The creator whose account it is, whether this brand knows them or another of the organisation.
    pub creator: Option<CreatorId>,
}

fn read(row: &Row, with_creator: bool) -> Result<MentionRow> {
    let platform = row.word("platform", |word| Some(Platform::parse(word)))?;
    let named = |text: &str| text.split(' ').map(NamedBy::parse).collect::<Option<Vec<_>>>();
    let mention = Mention {
        handle: row.word("handle", |word| Handle::known(&platform, word).ok())?,
        platform,
        name: row.get("name")?,
        identity: row.get("identity")?,
        url_key: row.get("url_key")?,
        url: row.get("url")?,
        posted_at: row.get("posted_at")?,
        text: row.get("text")?,
        followers: row.get("followers")?,
        views: row.get("views")?,
        likes: row.get("likes")?,
        comments: row.get("comments")?,
        named_by: row.word("named_by", named)?,
        source: row.get("source")?,
        seen_at: row.get("seen_at")?,
    };
    Ok(MentionRow { id: row.get("id")?, mention, creator: if with_creator { row.get("creator")? } else { None } })
}

/// Mentions that are kept already, by platform and identity, or by their address.
///
/// # Errors
/// The store's.
pub async fn known(db: &impl Read, brand: BrandId, told: &[Mention]) -> Result<Vec<MentionRow>> {
    let mut found: BTreeMap<MentionId, MentionRow> = BTreeMap::new();
    for chunk in told.chunks(500) {
        ask(db, brand, "identity", chunk.iter().map(|one| one.identity.as_str().bind()).collect(), &mut found).await?;
        ask(db, brand, "url_key", chunk.iter().filter_map(|one| one.url_key.as_deref()).map(Bind::bind).collect(), &mut found).await?;
    }
    // One whose platform is learnt now may meet its like there.
    let nowhere = found.values().filter(|row| row.mention.platform == Platform::unknown());
    let nowhere: Vec<Value> = nowhere.map(|row| row.mention.identity.as_str().bind()).collect();
    for chunk in nowhere.chunks(500) {
        ask(db, brand, "identity", chunk.to_vec(), &mut found).await?;
    }
    Ok(found.into_values().collect())
}

async fn ask(db: &impl Read, brand: BrandId, column: &str, wanted: Vec<Value>, found: &mut BTreeMap<MentionId, MentionRow>) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sql = format!("SELECT {COLUMNS} FROM mention m WHERE m.brand = $1 AND m.{column} IN ({})", placeholders(2, wanted.len()));
    for row in db.all("mention", &sql, std::iter::once(brand.bind()).chain(wanted).collect()).await? {
        let row = read(&row, false)?;
        found.insert(row.id, row);
    }
    Ok(())
}

/// Mentions by id.
///
/// # Errors
/// The store's.
pub async fn many(db: &impl Read, brand: BrandId, ids: &[MentionId]) -> Result<BTreeMap<MentionId, Mention>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        ask(db, brand, "id", chunk.iter().map(|id| id.bind()).collect(), &mut found).await?;
    }
    Ok(found.into_iter().map(|(id, row)| (id, row.mention)).collect())
}

/// Lets go of some mentions.
///
/// # Errors
/// The store's.
pub async fn remove_some(tx: &Tx, brand: BrandId, ids: &[MentionId]) -> Result<()> {
    for chunk in ids.chunks(500) {
        let sql = format!("DELETE FROM mention WHERE brand = $1 AND id IN ({})", placeholders(2, chunk.len()));
        tx.execute(&sql, std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

/// Writes mentions, new ones and changed ones.
///
/// # Errors
/// The store's.
pub async fn put(tx: &Tx, brand: BrandId, all: &[(MentionId, &Mention)]) -> Result<()> {
    for chunk in all.chunks(TOGETHER) {
        let mut values = Vec::with_capacity(chunk.len() * 18);
        for (id, one) in chunk {
            values.extend(params![
                *id,
                brand,
                one.platform.as_str(),
                one.identity.as_str(),
                one.url_key.clone(),
                one.handle.as_str(),
                one.handle.key(),
                one.name.as_str(),
                one.url.clone(),
                one.posted_at,
                one.text.as_str(),
                one.followers,
                one.views,
                one.likes,
                one.comments,
                one.named_by.iter().map(|how| how.as_str()).collect::<Vec<_>>().join(" "),
                one.source.as_str(),
                one.seen_at,
            ]);
        }
        let sql = format!(
            "INSERT INTO mention (id, brand, platform, identity, url_key, handle, handle_key, name, url, posted_at, text, followers, views, likes, \
             comments, named_by, source, seen_at) VALUES {} ON CONFLICT (id) DO UPDATE SET platform = excluded.platform, \
             identity = excluded.identity, url_key = excluded.url_key, handle = excluded.handle, handle_key = excluded.handle_key, \
             name = excluded.name, url = excluded.url, posted_at = excluded.posted_at, \
             text = excluded.text, followers = excluded.followers, views = excluded.views, likes = excluded.likes, comments = excluded.comments, \
             named_by = excluded.named_by, source = excluded.source, seen_at = excluded.seen_at",
            rows(chunk.len(), 18)
        );
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

/// The accounts of creators of the organisation under the mentions' handles.
const WHOSE: &str = "mention m LEFT JOIN profile p ON p.organisation = $2 AND p.handle_key = m.handle_key AND p.platform = m.platform \
                     LEFT JOIN creator c ON c.id = p.creator";
/// The mentions under one creator's accounts, beginning with those: a brand has a hundred thousand mentions and few of one person.
const THEIRS: &str = "creator c JOIN profile p ON p.creator = c.id AND p.organisation = $2 \
                      JOIN mention m ON m.handle_key = p.handle_key AND m.platform = p.platform";

/// The newest mentions of a brand, those of one creator, or those posted before an instant (and below an id at that instant).
///
/// # Errors
/// The store's.
pub async fn list(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    creator: Option<CreatorId>,
    before: Option<(Timestamp, MentionId)>,
    most: i64,
) -> Result<Vec<MentionRow>> {
    let mut values = params![brand, organisation, most];
    let mut narrowed = String::new();
    if let Some(creator) = creator {
        values.push(creator.bind());
        narrowed += " AND c.organisation = $2 AND (c.id = $4 OR c.merged_into = $4) AND COALESCE(c.merged_into, c.id) = $4";
    }
    if let Some((at, id)) = before {
        let place = values.len() + 1;
        values.extend(params![at, id]);
        narrowed += &format!(" AND (m.posted_at < ${place} OR (m.posted_at = ${place} AND m.id < ${}))", place + 1);
    }
    let from = if creator.is_some() { THEIRS } else { WHOSE };
    let sql = format!(
        "SELECT {COLUMNS}, COALESCE(c.merged_into, c.id) AS creator FROM {from} WHERE m.brand = $1{narrowed} \
         ORDER BY m.posted_at DESC, m.id DESC LIMIT $3"
    );
    db.all("mention", &sql, values).await?.iter().map(|row| read(row, true)).collect()
}

/// The newest mention of each of some accounts.
///
/// # Errors
/// The store's.
pub async fn newest_of(db: &impl Read, brand: BrandId, accounts: &[(Platform, String)]) -> Result<Vec<Mention>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<String> =
        (0..accounts.len()).map(|at| format!("(m.platform = ${} AND m.handle_key = ${})", at * 2 + 2, at * 2 + 3)).collect();
    let values = std::iter::once(brand.bind())
        .chain(accounts.iter().flat_map(|(platform, key)| [platform.as_str().bind(), key.as_str().bind()]))
        .collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM mention m WHERE m.brand = $1 AND ({}) AND NOT EXISTS (SELECT 1 FROM mention n WHERE n.brand = $1 \
         AND n.platform = m.platform AND n.handle_key = m.handle_key AND (n.posted_at > m.posted_at OR (n.posted_at = m.posted_at AND n.id > m.id)))",
        wanted.join(" OR ")
    );
    db.all("mention", &sql, values).await?.iter().map(|row| Ok(read(row, false)?.mention)).collect()
}

/// How many mentions a brand has, and when the newest was posted.
///
/// # Errors
/// The store's.
pub async fn count(db: &impl Read, brand: BrandId) -> Result<(i64, Option<Timestamp>)> {
    let sql = "SELECT COUNT(*) AS n, MAX(posted_at) AS newest FROM mention WHERE brand = $1";
    let Some(row) = db.one("mention", sql, params![brand]).await? else { return Ok((0, None)) };
    Ok((row.get("n")?, row.get("newest")?))
}

/// Lets go of mentions that nobody has told of since an instant.
///
/// # Errors
/// The store's.
pub async fn remove_expired(tx: &Tx, brand: BrandId, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM mention WHERE brand = $1 AND seen_at < $2", params![brand, before]).await
}
