//! Links for reviewers without a seat: one deliverable, one kind of sign-off, fourteen days.
//!
//! Invariant: what the link allows is written in it and signed; nothing else makes it valid. Absent: the page.

use domain::{
    ids::{BrandId, DeliverableId},
    team::SignOffKind,
    time::{DAY, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::{App, Caller, Error, Result, Rights, secrets::LinkError, team::BrandView};

/// How long a link works: 14 days, the length of a usual round from brief to post (docs/domain.md, 12h-bis).
pub const LASTS: i64 = 14 * DAY;

/// Who reviews what, for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// Of which brand.
    pub brand: BrandId,
    /// Which deliverable.
    pub deliverable: DeliverableId,
    /// For whom they sign off.
    pub kind: SignOffKind,
    /// To whom the link went.
    pub email: String,
    /// Their name.
    pub name: String,
}

/// The address under which a reviewer works until an instant. It is a secret.
#[must_use]
pub fn link(app: &App, reviewer: &Reviewer, until: Timestamp) -> String {
    // A struct of ids and texts always becomes JSON; were it empty, the link would be read as forged.
    let text = serde_json::to_string(reviewer).unwrap_or_default();
    format!("{}/r/{}", app.settings().base_url, app.secrets().sign("review", &text, until))
}

/// Who holds a link, as a caller.
///
/// # Errors
/// Says whether it is forged or expired and how to get a new one; not found when its brand is gone.
pub async fn read(app: &App, signed: &str, now: Timestamp) -> Result<Caller> {
    let text = app.secrets().read("review", signed, now).map_err(refused)?;
    let reviewer: Reviewer = serde_json::from_str(&text).map_err(|_| refused(LinkError::Forged))?;
    let brand = store::team::brand(app.db(), reviewer.brand).await?.ok_or(Error::NotFound)?;
    let Reviewer { brand: id, deliverable, kind, email, name } = reviewer;
    Ok(Caller::new(Rights::ReviewLink { deliverable, brand: id, kind, email, name }, Some(brand.value.organisation), Some(id)))
}

/// The brand that a reviewer works for, for the page's colour, name and zone.
///
/// # Errors
/// Not found when the caller holds no review link, or the brand is gone.
pub async fn brand(app: &App, caller: &Caller) -> Result<BrandView> {
    let Rights::ReviewLink { brand, .. } = caller.rights else { return Err(Error::NotFound) };
    Ok(store::team::brand(app.db(), brand).await?.ok_or(Error::NotFound)?.into())
}

fn refused(error: LinkError) -> Error {
    let (code, message) = match error {
        LinkError::Forged => {
            ("content.link_forged", "This review link is not whole. Open it from the mail again, or ask who sent it for a new one.")
        }
        LinkError::Expired => ("content.link_expired", "This review link has expired after 14 days. Ask who sent it for a new one."),
    };
    Error::Rule { code: code.into(), message: message.into() }
}
