//! Portal links: signed, expiring addresses with which a creator comes in without a password.
//!
//! Invariant: a link opens one creator's page in one brand; counting up the creator's generation closes every link
//! given so far. Absent: what the creator may do there; each operation says so itself.

use domain::{
    ids::{BrandId, CreatorId},
    time::{DAY, Timestamp},
};
use store::creators::Creator;

use crate::{App, Caller, Ctx, Error, Result};

/// How long a link works: 90 days.
pub const LASTS: i64 = 90 * DAY;

/// A link's secret part.
#[must_use]
pub fn token(app: &App, brand: BrandId, creator: CreatorId, generation: i64, now: Timestamp) -> String {
    app.secrets().sign("portal", &format!("{brand}:{creator}:{generation}"), now.plus(LASTS))
}

/// The whole address.
#[must_use]
pub fn link(app: &App, brand: BrandId, creator: CreatorId, generation: i64, now: Timestamp) -> String {
    format!("{}/c/{}", app.settings().base_url, token(app, brand, creator, generation, now))
}

/// Who comes in by a link.
///
/// # Errors
/// Says whether it is forged, expired or closed, and how to get a new one.
pub async fn caller(app: &App, token: &str) -> Result<Caller> {
    let refused = |code: &str, message: String| Error::Rule { code: format!("portal.{code}"), message };
    let text = app.secrets().read("portal", token, app.now()).map_err(|error| match error {
        crate::secrets::LinkError::Forged => refused("forged", error.to_string()),
        crate::secrets::LinkError::Expired => refused("expired", error.to_string()),
    })?;
    let closed = || refused("closed", "This link has been closed. Ask for a new one.".to_owned());
    let mut parts = text.split(':');
    let (brand, creator, generation) = (parts.next(), parts.next(), parts.next());
    let brand: BrandId = brand.and_then(|id| id.parse().ok()).ok_or_else(closed)?;
    let creator: CreatorId = creator.and_then(|id| id.parse().ok()).ok_or_else(closed)?;
    let generation: i64 = generation.and_then(|number| number.parse().ok()).ok_or_else(closed)?;
    let organisation = store::team::brand(app.db(), brand).await?.ok_or_else(closed)?.value.organisation;
    let found = store::document::find::<Creator>(app.db(), organisation, creator).await?.ok_or_else(closed)?;
    if found.value.portal_generation != generation {
        return Err(closed());
    }
    // A link that was given to a record which was merged since opens the page of the one who stands for it.
    let stands = match found.value.merged_into {
        None => creator,
        Some(_) => store::creators::merging::stands_for(app.db(), organisation, creator).await?.ok_or_else(closed)?.id,
    };
    Ok(Caller::creator(organisation, brand, stands))
}

/// The brand that a link was given for, even once it has expired: for the page that offers a new one. Nothing for a link
/// that was not signed here.
///
/// # Errors
/// The store's.
pub async fn brand(app: &App, token: &str) -> Result<Option<store::Stored<domain::team::Brand>>> {
    let Ok(text) = app.secrets().read("portal", token, Timestamp(i64::MIN)) else { return Ok(None) };
    let brand: Option<BrandId> = text.split(':').next().and_then(|id| id.parse().ok());
    match brand {
        Some(brand) => Ok(store::team::brand(app.db(), brand).await?),
        None => Ok(None),
    }
}

impl Ctx {
    /// A creator of this organisation.
    ///
    /// # Errors
    /// Not found.
    pub async fn creator(&self, id: CreatorId) -> Result<store::Stored<Creator>> {
        store::document::find::<Creator>(self.tx(), self.organisation()?, id).await?.ok_or(Error::NotFound)
    }

    /// A new portal link for a creator of this brand.
    ///
    /// # Errors
    /// Not found when the call is about no brand.
    pub fn portal_link(&self, id: CreatorId, creator: &Creator) -> Result<String> {
        Ok(link(self.app(), self.brand()?, id, creator.portal_generation, self.now()))
    }
}
