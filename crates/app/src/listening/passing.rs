//! A list between the look at it and the decision: laid by for an hour at most, and gone once it was brought.
//!
//! Invariant: only the brand that laid a list by finds it. Why this and not what is kept for good: such a list holds far more of
//! customers than is ever kept of them. Absent: what a list says.

use bytes::Bytes;
use domain::{ids::BrandId, time::HOUR};

use crate::{App, Error, Result, ports::LaidBy, random::Ids};

/// What the signed name is for.
const PURPOSE: &str = "list laid by";

/// A list that was laid by.
#[derive(Debug, Clone)]
pub struct Laid {
    /// What its file is called.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
    place: LaidBy,
}

/// Lays a brand's list by. Gives the word by which it is found again.
///
/// # Errors
/// When it cannot be written.
pub async fn lay_by(app: &App, brand: BrandId, name: &str, bytes: Bytes) -> Result<String> {
    let until = app.now().plus(HOUR);
    let place = LaidBy { until, number: Ids::new(app.seed(), app.now()).give() };
    let laid = app.files().lay_by(place, bytes).await;
    laid.map_err(|error| Error::Broken(format!("a list could not be laid by: {error}")))?;
    let name: String = name.chars().filter(|letter| *letter != '\n').take(200).collect();
    Ok(app.secrets().sign(PURPOSE, &format!("{brand}\n{}\n{name}", place.name()), until))
}

/// The list behind such a word; nothing where its time is over, it was brought, or it is another brand's.
pub async fn laid_by(app: &App, brand: BrandId, word: &str) -> Option<Laid> {
    let text = app.secrets().read(PURPOSE, word, app.now()).ok()?;
    let mut parts = text.splitn(3, '\n');
    let (of, place, name) = (parts.next()?, LaidBy::parse(parts.next()?)?, parts.next()?);
    if of != brand.to_string() {
        return None;
    }
    let bytes = app.files().laid_by(place).await.ok()?;
    Some(Laid { name: name.to_owned(), bytes, place })
}

/// Removes a list that was brought. Where that fails, the clock does it within the hour.
pub async fn clear(app: &App, laid: &Laid) {
    if let Err(error) = app.files().clear(laid.place).await {
        tracing::warn!(%error, "a list that was brought could not be removed yet");
    }
}
