//! Rows of the room `team`: organisations, brands, people, their secrets and sessions, keys.
//!
//! Absent: roles' meaning; hashing (callers pass hashes, never secrets).

pub mod health;
pub mod saved_views;

use domain::{
    ids::{ApiKeyId, BrandId, OrganisationId, PersonId},
    team::{Brand, Organisation, Person, Role},
    text,
    time::Timestamp,
};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use crate::{Document, Read, Result, Stored, Tx, Version, db::Bind, params};

impl Document for Brand {
    const TABLE: &'static str = "brand";
    const WALL: &'static str = "organisation";
    type Id = BrandId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("slug", self.slug.as_str().bind()), ("name", self.name.as_str().bind())]
    }
}

impl Document for Person {
    const TABLE: &'static str = "person";
    const WALL: &'static str = "organisation";
    type Id = PersonId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("email_key", text::folded(&self.email).bind()), ("ended_at", self.ended_at.bind())]
    }
}

/// A key for programs. Its secret is shown once and kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// What people call it.
    pub name: String,
    /// The beginning of the secret, for recognition.
    pub hint: String,
    /// SHA-256 of the secret.
    pub hash: String,
    /// The one brand that it reaches.
    pub brand: BrandId,
    /// What it may do there at most.
    pub role: Role,
    /// Rooms (`creators`) or operations (`creators.import`) that it may call; `read` for everything that changes nothing.
    pub scopes: Vec<String>,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Document for ApiKey {
    const TABLE: &'static str = "api_key";
    const WALL: &'static str = "organisation";
    type Id = ApiKeyId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("hash", self.hash.as_str().bind()), ("revoked_at", self.revoked_at.bind())]
    }
}

/// Whether anybody has set this installation up.
///
/// # Errors
/// The store's.
pub async fn is_set_up(db: &impl Read) -> Result<bool> {
    Ok(db.number("organisation", "SELECT COUNT(*) AS n FROM organisation", vec![]).await? > 0)
}

/// Adds an organisation.
///
/// # Errors
/// The store's.
pub async fn insert_organisation(tx: &Tx, id: OrganisationId, organisation: &Organisation) -> Result<()> {
    tx.insert(
        "organisation",
        "INSERT INTO organisation (id, name, created_at) VALUES ($1, $2, $3)",
        params![id, &organisation.name, organisation.created_at],
    )
    .await
}

/// An organisation by id.
///
/// # Errors
/// The store's.
pub async fn organisation(db: &impl Read, id: OrganisationId) -> Result<Option<Organisation>> {
    let row = db.one("organisation", "SELECT id, name, created_at FROM organisation WHERE id = $1", params![id]).await?;
    row.map(|row| Ok(Organisation { name: row.get("name")?, created_at: row.get("created_at")? })).transpose()
}

/// All organisations of the installation, oldest first: for the command line and the clock.
///
/// # Errors
/// The store's.
pub async fn organisations(db: &impl Read) -> Result<Vec<(OrganisationId, Organisation)>> {
    let rows = db.all("organisation", "SELECT id, name, created_at FROM organisation ORDER BY created_at, id", vec![]).await?;
    rows.into_iter().map(|row| Ok((row.get("id")?, Organisation { name: row.get("name")?, created_at: row.get("created_at")? }))).collect()
}

/// The brands of an organisation, by name.
///
/// # Errors
/// The store's.
pub async fn brands(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Stored<Brand>>> {
    crate::document::list(db, organisation, "1 = 1 ORDER BY name, id", vec![]).await
}

/// A brand by the short name in addresses, with its organisation: for people who are not known yet, and for keys.
///
/// # Errors
/// The store's.
pub async fn brand_by_slug(db: &impl Read, slug: &str) -> Result<Option<Stored<Brand>>> {
    let row = db.one("brand", "SELECT id, version, facts FROM brand WHERE slug = $1", params![slug]).await?;
    row.map(|row| Ok(Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? })).transpose()
}

/// A brand by id, whatever the organisation: for what comes in by a signed link, a tracking link or a worker.
///
/// # Errors
/// The store's.
pub async fn brand(db: &impl Read, id: BrandId) -> Result<Option<Stored<Brand>>> {
    let row = db.one("brand", "SELECT id, version, facts FROM brand WHERE id = $1", params![id]).await?;
    row.map(|row| Ok(Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? })).transpose()
}

/// Whether a short name is taken, by any brand of the installation.
///
/// # Errors
/// The store's.
pub async fn slug_taken(db: &impl Read, slug: &str) -> Result<bool> {
    Ok(db.number("brand", "SELECT COUNT(*) AS n FROM brand WHERE slug = $1", params![slug]).await? > 0)
}

/// The people of an organisation, oldest first.
///
/// # Errors
/// The store's.
pub async fn people(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Stored<Person>>> {
    crate::document::list(db, organisation, "1 = 1 ORDER BY id", vec![]).await
}

/// A person by e-mail address, with the organisation: for sign-in.
///
/// # Errors
/// The store's.
pub async fn person_by_email(db: &impl Read, email: &str) -> Result<Option<(OrganisationId, Stored<Person>)>> {
    person_where(db, "email_key = $1", text::folded(email).bind()).await
}

/// A person by id, with the organisation: for sessions.
///
/// # Errors
/// The store's.
pub async fn person(db: &impl Read, id: PersonId) -> Result<Option<(OrganisationId, Stored<Person>)>> {
    person_where(db, "id = $1", id.bind()).await
}

async fn person_where(db: &impl Read, condition: &str, value: Value) -> Result<Option<(OrganisationId, Stored<Person>)>> {
    let sql = format!("SELECT id, organisation, version, facts FROM person WHERE {condition}");
    let row = db.one("person", &sql, vec![value]).await?;
    row.map(|row| {
        Ok((row.get("organisation")?, Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? }))
    })
    .transpose()
}

/// The stored hash of a person's password.
///
/// # Errors
/// The store's.
pub async fn password(db: &impl Read, person: PersonId) -> Result<Option<String>> {
    let row = db.one("password", "SELECT hash FROM password WHERE person = $1", params![person]).await?;
    row.map(|row| row.get("hash")).transpose()
}

/// Sets a password's hash and ends every session of the person.
///
/// # Errors
/// The store's.
pub async fn set_password(tx: &Tx, person: PersonId, hash: &str, now: Timestamp) -> Result<()> {
    let sql =
        "INSERT INTO password (person, hash, changed_at) VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET hash = $2, changed_at = $3";
    tx.execute(sql, params![person, hash, now]).await?;
    end_sessions(tx, person).await.map(|_| ())
}

/// Ends every session of a person; gives how many there were.
///
/// # Errors
/// The store's.
pub async fn end_sessions(tx: &Tx, person: PersonId) -> Result<u64> {
    tx.execute("DELETE FROM session WHERE person = $1", params![person]).await
}

/// Ends the sessions of a person but one; gives how many there were.
///
/// # Errors
/// The store's.
pub async fn end_sessions_but(tx: &Tx, person: PersonId, kept: &str) -> Result<u64> {
    tx.execute("DELETE FROM session WHERE person = $1 AND hash <> $2", params![person, kept]).await
}

/// Begins a session under the hash of its secret.
///
/// # Errors
/// The store's.
pub async fn insert_session(tx: &Tx, hash: &str, person: PersonId, now: Timestamp, expires: Timestamp, browser: &str) -> Result<()> {
    tx.execute("DELETE FROM session WHERE expires_at < $1", params![now]).await?;
    let sql = "INSERT INTO session (hash, person, created_at, seen_at, expires_at, browser) VALUES ($1, $2, $3, $3, $4, $5)";
    tx.insert("session", sql, params![hash, person, now, expires, browser]).await
}

/// The person whose session it is, while it lasts, with the organisation and when the session was last seen: one statement for
/// every page.
///
/// # Errors
/// The store's.
pub async fn session_person(db: &impl Read, hash: &str, now: Timestamp) -> Result<Option<(OrganisationId, Stored<Person>, Timestamp)>> {
    let sql = "SELECT person.id AS id, person.organisation AS organisation, person.version AS version, person.facts AS facts, \
               session.seen_at AS seen_at \
               FROM session JOIN person ON person.id = session.person WHERE session.hash = $1 AND session.expires_at > $2";
    let row = db.one("person", sql, params![hash, now]).await?;
    row.map(|row| {
        let person = Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? };
        Ok((row.get("organisation")?, person, row.get("seen_at")?))
    })
    .transpose()
}

/// A session, under the hash of its secret. The hash stays on this side of every surface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the secret.
    pub hash: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last seen, as far as that was noted.
    pub seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// The `User-Agent` at sign-in.
    pub browser: String,
}

/// The sessions of a person that last, the one last seen first.
///
/// # Errors
/// The store's.
pub async fn sessions(db: &impl Read, person: PersonId, now: Timestamp) -> Result<Vec<SessionRow>> {
    let sql = "SELECT hash, created_at, seen_at, expires_at, browser FROM session WHERE person = $1 AND expires_at > $2 \
               ORDER BY seen_at DESC, created_at DESC, hash";
    let rows = db.all("session", sql, params![person, now]).await?;
    rows.iter()
        .map(|row| {
            Ok(SessionRow {
                hash: row.get("hash")?,
                created_at: row.get("created_at")?,
                seen_at: row.get("seen_at")?,
                expires_at: row.get("expires_at")?,
                browser: row.get("browser")?,
            })
        })
        .collect()
}

/// Notes that a session was seen.
///
/// # Errors
/// The store's.
pub async fn note_seen(tx: &Tx, hash: &str, now: Timestamp) -> Result<()> {
    tx.execute("UPDATE session SET seen_at = $1 WHERE hash = $2 AND seen_at < $1", params![now, hash]).await.map(|_| ())
}

/// Ends one session.
///
/// # Errors
/// The store's.
pub async fn delete_session(tx: &Tx, hash: &str) -> Result<()> {
    tx.execute("DELETE FROM session WHERE hash = $1", params![hash]).await.map(|_| ())
}

/// Keeps a single-use ticket (an invitation, a password reset, a sign-in link) under the hash of its secret.
///
/// # Errors
/// The store's.
pub async fn insert_ticket(
    tx: &Tx,
    hash: &str,
    organisation: OrganisationId,
    kind: &str,
    subject: &str,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO ticket (hash, organisation, kind, subject, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.insert("ticket", sql, params![hash, organisation, kind, subject, now, expires]).await
}

/// What a ticket is for, while it is neither used nor expired.
///
/// # Errors
/// The store's.
pub async fn ticket(db: &impl Read, hash: &str, kind: &str, now: Timestamp) -> Result<Option<(OrganisationId, String)>> {
    let sql = "SELECT organisation, subject FROM ticket WHERE hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3";
    let row = db.one("ticket", sql, params![hash, kind, now]).await?;
    row.map(|row| Ok((row.get("organisation")?, row.get("subject")?))).transpose()
}

/// Uses a ticket up; gives whether it was still there.
///
/// # Errors
/// The store's.
pub async fn use_ticket(tx: &Tx, hash: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.execute("UPDATE ticket SET used_at = $1 WHERE hash = $2 AND used_at IS NULL", params![now, hash]).await? == 1)
}

/// A key by the hash of its secret, unless revoked.
///
/// # Errors
/// The store's.
pub async fn api_key_by_hash(db: &impl Read, hash: &str) -> Result<Option<(OrganisationId, Stored<ApiKey>)>> {
    let sql = "SELECT id, organisation, version, facts FROM api_key WHERE hash = $1 AND revoked_at IS NULL";
    let row = db.one("api_key", sql, params![hash]).await?;
    row.map(|row| {
        Ok((row.get("organisation")?, Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? }))
    })
    .transpose()
}

/// The keys of an organisation, newest first.
///
/// # Errors
/// The store's.
pub async fn api_keys(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Stored<ApiKey>>> {
    crate::document::list(db, organisation, "1 = 1 ORDER BY id DESC", vec![]).await
}

/// Who of an organisation has chosen a password.
///
/// # Errors
/// The store's.
pub async fn with_password(db: &impl Read, organisation: OrganisationId) -> Result<Vec<PersonId>> {
    let sql = "SELECT person.id AS id FROM password JOIN person ON person.id = password.person WHERE person.organisation = $1";
    db.all("password", sql, params![organisation]).await?.iter().map(|row| row.get("id")).collect()
}
