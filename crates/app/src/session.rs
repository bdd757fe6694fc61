//! Who a session belongs to: what the pages ask before anything else.
//!
//! Invariant: a session that ended, expired, or whose person's account was ended belongs to nobody.
//! Absent: cookies; the pages have them.

use domain::{
    ids::{OrganisationId, PersonId},
    team::Person,
};

use crate::{App, Result, secrets};

/// The person behind a session's secret, with their organisation.
///
/// # Errors
/// The store's.
pub async fn caller(app: &App, token: &str) -> Result<Option<(OrganisationId, PersonId, Person)>> {
    let found = store::team::session_person(app.db(), &secrets::token_hash(token), app.now()).await?;
    Ok(found.filter(|(_, person)| person.value.ended_at.is_none()).map(|(organisation, person)| (organisation, person.id, person.value)))
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
