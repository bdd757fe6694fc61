//! The creator's own link: signed, good for 90 days, and void once the creator's generation moved on.
//!
//! Invariant: a link names one creator in one brand and opens nothing else. Absent: sending it; `outreach` does.

use domain::{
    ids::{BrandId, CreatorId},
    time::{DAY, Timestamp},
};
use store::creators::Creator;

use crate::{App, Caller, Error, Result, secrets::LinkError};

/// What the signature is for.
const PURPOSE: &str = "portal";

/// How long a link works: 90 days.
pub const LASTS: i64 = 90 * DAY;

/// The whole address of a creator's pages in a brand. It is a secret. `generation` is the creator's; when it counts
/// up, every link given before stops working.
#[must_use]
pub fn link(app: &App, brand: BrandId, creator: CreatorId, generation: i64, now: Timestamp) -> String {
    let signed = app.secrets().sign(PURPOSE, &format!("{brand}:{creator}:{generation}"), now.plus(LASTS));
    format!("{}/c/{signed}", app.settings().base_url)
}

/// Who opens a link, as a caller in its brand. The signature alone is no proof of evidence; the surface adds address
/// and browser.
///
/// # Errors
/// Says whether the link is forged, has expired, or was replaced by a newer one.
pub async fn read(app: &App, signed: &str, now: Timestamp) -> Result<Caller> {
    let text = app.secrets().read(PURPOSE, signed, now).map_err(refused)?;
    let (brand, creator, generation) = parsed(&text).ok_or_else(|| refused(LinkError::Forged))?;
    let brand = store::team::brand(app.db(), brand).await?.ok_or_else(|| refused(LinkError::Forged))?;
    let organisation = brand.value.organisation;
    let found = store::document::find::<Creator>(app.db(), organisation, creator).await?.ok_or_else(|| refused(LinkError::Forged))?;
    if found.value.portal_generation != generation {
        return Err(refused(LinkError::Expired));
    }
    Ok(Caller::creator(organisation, brand.id, creator))
}

/// The brand that a link was given for, even when it has expired: for the page that offers a new one. Nothing for a
/// link that was not signed here.
///
/// # Errors
/// The store's.
pub async fn brand(app: &App, signed: &str) -> Result<Option<store::Stored<domain::team::Brand>>> {
    let Ok(text) = app.secrets().read(PURPOSE, signed, Timestamp(i64::MIN)) else { return Ok(None) };
    match parsed(&text) {
        Some((brand, ..)) => Ok(store::team::brand(app.db(), brand).await?),
        None => Ok(None),
    }
}

fn parsed(text: &str) -> Option<(BrandId, CreatorId, i64)> {
    let mut parts = text.split(':');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn refused(error: LinkError) -> Error {
    let code = match error {
        LinkError::Forged => "portal.link_forged",
        LinkError::Expired => "portal.link_expired",
    };
    Error::Rule { code: code.to_owned(), message: error.to_string() }
}
