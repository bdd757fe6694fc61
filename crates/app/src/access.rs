//! Who stands behind a key, a session or a brand's short name: what a surface asks before it calls anything; and for whom
//! a caller speaks.
//!
//! Invariant: a secret that fits nothing, was revoked, or belongs to an ended account is nobody's. Absent: what they
//! may do; the frame decides that, operation by operation.

use domain::{
    ids::{BrandId, Id, OrganisationId, PersonId, SessionId},
    team::Person,
    time::{MINUTE, Timestamp},
};

use crate::{App, Caller, Ctx, Error, Result, Rights, secrets};

/// What the secret of a key begins with, so that a person and a scanner know one when they see it.
pub const KEY_PREFIX: &str = "tk_";

/// The program that holds a key's secret, about the key's one brand.
///
/// # Errors
/// The store's.
pub async fn by_key(app: &App, secret: &str) -> Result<Option<Caller>> {
    if !secret.starts_with(KEY_PREFIX) {
        return Ok(None);
    }
    let found = store::team::api_key_by_hash(app.db(), &secrets::token_hash(secret)).await?;
    Ok(found.map(|(organisation, key)| {
        let (id, key) = (key.id, key.value);
        let rights = Rights::Key { id, brand: key.brand, role: key.role, scopes: key.scopes };
        Caller::new(rights, Some(organisation), Some(key.brand))
    }))
}

/// When a session was last seen is kept about so exactly, so that a look does not cost a write each time.
pub const SEEN: i64 = 5 * MINUTE;

/// A person by one of their sessions.
#[derive(Debug, Clone)]
pub struct Present {
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Which person.
    pub id: PersonId,
    /// The person.
    pub person: Person,
    /// By which session.
    pub session: SessionId,
}

impl Present {
    /// As a caller about no brand yet.
    #[must_use]
    pub fn caller(&self) -> Caller {
        let caller = Caller::person(self.organisation, self.id, self.person.clone(), None);
        Caller { session: Some(self.session), ..caller }
    }
}

/// The person whose session's secret it is, with their organisation. Notes now and then that the session is in use.
///
/// # Errors
/// The store's.
pub async fn person_of(app: &App, token: &str) -> Result<Option<Present>> {
    let (hash, now) = (secrets::token_hash(token), app.now());
    let found = store::team::session_person(app.db(), &hash, now).await?;
    let Some((organisation, person, seen)) = found.filter(|(_, person, _)| person.value.ended_at.is_none()) else { return Ok(None) };
    if now.since(seen) >= SEEN
        && let Err(error) = note_seen(app, &hash, now).await
    {
        // Whoever looks at a page is not kept from it by a disk that is full.
        tracing::debug!(%error, "a session was seen and it could not be noted");
    }
    Ok(Some(Present { organisation, id: person.id, person: person.value, session: session_id(app, &hash) }))
}

/// Notes that a session is in use; left to the next look where somebody else writes just now.
async fn note_seen(app: &App, hash: &str, now: Timestamp) -> Result<()> {
    if let Some(tx) = app.db().begin_if_free().await? {
        store::team::note_seen(&tx, hash, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The id of a session as people see it, from the hash under which it is kept.
pub(crate) fn session_id(app: &App, hash: &str) -> SessionId {
    SessionId::from_uuid(app.secrets().name("session", hash))
}

/// The person whose session's secret it is as a caller, about no brand yet.
///
/// # Errors
/// The store's.
pub async fn by_session(app: &App, token: &str) -> Result<Option<Caller>> {
    Ok(person_of(app, token).await?.map(|present| present.caller()))
}

/// What a link of one use is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkFor {
    /// Joining the team.
    Invitation,
    /// Choosing a new password.
    PasswordReset,
    /// Signing in without a password.
    SignIn,
}

/// Whether a link still holds: nobody has used it, and its time is not over. Says nothing about whose it is.
///
/// # Errors
/// The store's.
pub async fn link_holds(app: &App, token: &str, link: LinkFor) -> Result<bool> {
    let kind = match link {
        LinkFor::Invitation => "team_invitation",
        LinkFor::PasswordReset => "password_reset",
        LinkFor::SignIn => "sign_in",
    };
    Ok(store::team::ticket(app.db(), &secrets::token_hash(token), kind, app.now()).await?.is_some())
}

/// Whether anybody has set this installation up.
///
/// # Errors
/// The store's.
pub async fn is_set_up(app: &App) -> Result<bool> {
    Ok(store::team::is_set_up(app.db()).await?)
}

/// A brand by its id or its short name, with its organisation, for any caller: the frame keeps the wall.
///
/// # Errors
/// The store's.
pub async fn brand(app: &App, text: &str) -> Result<Option<(OrganisationId, BrandId)>> {
    let found = match text.parse::<BrandId>() {
        Ok(id) => store::team::brand(app.db(), id).await?,
        Err(_) => store::team::brand_by_slug(app.db(), text).await?,
    };
    Ok(found.map(|brand| (brand.value.organisation, brand.id)))
}

impl Ctx {
    /// For verbs that only a creator has: whether somebody else enters it for them. They have to say so.
    ///
    /// # Errors
    /// At the field `as_received`.
    pub fn on_behalf(&self, as_received: bool) -> Result<bool> {
        if self.by_creator() {
            return Ok(false);
        }
        if !as_received {
            return Err(Error::field("as_received", "Only the creator can do this. Tick that you enter what you received from them."));
        }
        Ok(true)
    }
}
