//! The portal: signed links by which creators come in without an account.
//!
//! Invariant: a link is for one creator in one brand, for 90 days, and stops with all others when the creator's
//! generation counts up. Absent: pages.

use domain::{
    creators::Creator,
    ids::{BrandId, CreatorId},
    time::{DAY, Timestamp},
};

use crate::{App, Caller, Error, Result, secrets::LinkError};

/// How long a link works: 90 days.
pub const LASTS: i64 = 90 * DAY;
/// What the signature is for.
const PURPOSE: &str = "portal";

/// A creator's own address: `{base}/c/{token}`.
#[must_use]
pub fn link(app: &App, brand: BrandId, creator: CreatorId, generation: i64, now: Timestamp) -> String {
    let token = app.secrets().sign(PURPOSE, &format!("{brand}:{creator}:{generation}"), now.plus(LASTS));
    format!("{}/c/{token}", app.settings().base_url)
}

/// Where a creator opts out of marketing without signing in: below their own address.
#[must_use]
pub fn opt_out_link(link: &str) -> String {
    format!("{link}/opt-out")
}

/// Reads the token of a link: who comes in.
///
/// # Errors
/// Says whether it is forged, expired or replaced, and what to do.
pub async fn read(app: &App, token: &str, now: Timestamp) -> Result<Caller> {
    let text = app.secrets().read(PURPOSE, token, now).map_err(|error| {
        refused(match error {
            LinkError::Forged => "forged",
            LinkError::Expired => "expired",
        })
    })?;
    let mut parts = text.split(':');
    let mut next = || parts.next().unwrap_or_default();
    let (brand, creator, generation) = (next().parse::<BrandId>(), next().parse::<CreatorId>(), next().parse::<i64>());
    let (Ok(brand), Ok(creator), Ok(generation)) = (brand, creator, generation) else { return Err(refused("forged")) };
    let brand = store::team::brand(app.db(), brand).await?.ok_or_else(|| refused("forged"))?;
    let organisation = brand.value.organisation;
    let found = store::document::find::<Creator>(app.db(), organisation, creator).await?.ok_or_else(|| refused("forged"))?;
    if found.value.portal_generation != generation {
        return Err(refused("replaced"));
    }
    Ok(Caller::creator(organisation, brand.id, creator))
}

fn refused(how: &str) -> Error {
    let what = match how {
        "expired" => "This link has expired.",
        "replaced" => "This link has been replaced by a newer one.",
        _ => "This link is not whole. Copy all of it from the mail.",
    };
    Error::Rule { code: format!("portal.{how}"), message: format!("{what} You can have a new one sent to your e-mail address.") }
}
