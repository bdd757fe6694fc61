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

/// Whether anybody has set this installation up.
///
/// # Errors
/// The store's.
pub async fn is_set_up(app: &App) -> Result<bool> {
    Ok(store::team::is_set_up(app.db()).await?)
}
