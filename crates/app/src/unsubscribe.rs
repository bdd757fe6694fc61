//! Unsubscribe links: with one a creator stops all marketing of the organisation, from a mail, in one step and without a
//! page of ours in between (RFC 8058).
//!
//! Invariant: a link only ever stops mail; it opens nothing, so it may stand in a header and outlive every portal link.
//! Absent: starting mail again; a person does that on the creator's record.

use domain::{
    ids::{BrandId, CreatorId},
    team::Brand,
    time::{DAY, Timestamp},
};
use store::Stored;

use crate::{App, Caller, Done, Error, Result, creators::SuppressCreator, secrets::LinkError};

/// How long a link works: longer than anybody keeps a mail unread. Thirty days are the least that is lawful (15 U.S.C.
/// 7704(a)(3)).
const LASTS: i64 = 400 * DAY;

/// The address that stops mail to a creator.
#[must_use]
pub fn link(app: &App, brand: BrandId, creator: CreatorId, now: Timestamp) -> String {
    let token = app.secrets().sign("unsubscribe", &format!("{brand}:{creator}"), now.plus(LASTS));
    format!("{}/unsubscribe/{token}", app.settings().base_url)
}

/// Whose mail a link stops, and of which brand it came.
///
/// # Errors
/// Says whether it is forged or expired.
pub async fn read(app: &App, token: &str) -> Result<(Stored<Brand>, CreatorId)> {
    let text = app.secrets().read("unsubscribe", token, app.now()).map_err(refused)?;
    let forged = || refused(LinkError::Forged);
    let (brand, creator) = text.split_once(':').ok_or_else(forged)?;
    let brand: BrandId = brand.parse().map_err(|_| forged())?;
    let creator: CreatorId = creator.parse().map_err(|_| forged())?;
    let brand = store::team::brand(app.db(), brand).await?.ok_or_else(forged)?;
    // Who was merged since is stopped under the record that stands for them.
    let stands = store::creators::merging::stands_for(app.db(), brand.value.organisation, creator).await?;
    Ok((brand, stands.map_or(creator, |one| one.id)))
}

/// Stops the mail. Doing it twice is doing it once.
///
/// # Errors
/// Says whether the link is forged or expired.
pub async fn stop(app: &App, token: &str) -> Result<Done<CreatorId>> {
    let (brand, creator) = read(app, token).await?;
    let caller = Caller::creator(brand.value.organisation, brand.id, creator);
    app.run(&caller, SuppressCreator { creator }).await
}

fn refused(error: LinkError) -> Error {
    let (code, message) = match error {
        LinkError::Forged => ("unsubscribe.forged", "This link is not whole. Open it from the mail again, or answer the mail and say so."),
        LinkError::Expired => ("unsubscribe.expired", "This link has expired. Use the one in a newer mail, or answer the mail and say so."),
    };
    Error::Rule { code: code.into(), message: message.into() }
}
