//! The creator's own page: who holds its signed link is the creator, in one brand.
//!
//! Invariant: a link names brand, creator and generation; raising the generation ends every link given so far.
//! Absent: the page.

use domain::{
    ids::{BrandId, CreatorId},
    time::{DAY, Timestamp},
};

use crate::App;

/// How long a portal link works: 90 days, a campaign's length and a little more.
pub const LASTS: i64 = 90 * DAY;

/// The address of a creator's page in a brand. It is a secret.
#[must_use]
pub fn link(app: &App, brand: BrandId, creator: CreatorId, generation: i64, now: Timestamp) -> String {
    let token = app.secrets().sign("portal", &format!("{brand}:{creator}:{generation}"), now.plus(LASTS));
    format!("{}/portal/{token}", app.settings().base_url)
}
