//! Rows of the room `agreements`: offers, agreements, onboarding forms.

use domain::{
    agreements::{Agreement, Offer, OfferState, OnboardingForm, comparable::Deal},
    ids::{AgreementId, BrandId, CollaborationId, CreatorId, OfferId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for Offer {
    const TABLE: &'static str = "offer";
    const WALL: &'static str = "brand";
    type Id = OfferId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("number", self.number.bind()), ("state", offer_state(&self.state).bind())]
    }
}

impl Document for Agreement {
    const TABLE: &'static str = "agreement";
    const WALL: &'static str = "brand";
    type Id = AgreementId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("signed_at", self.signed_at().bind())]
    }
}

impl Document for OnboardingForm {
    const TABLE: &'static str = "onboarding_form";
    const WALL: &'static str = "brand";
    type Id = AgreementId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind())]
    }
}

fn offer_state(state: &OfferState) -> &'static str {
    match state {
        OfferState::Open => "open",
        OfferState::Accepted { .. } => "accepted",
        OfferState::Refused { .. } => "refused",
        OfferState::Replaced { .. } => "replaced",
    }
}

/// All versions of a collaboration's offer, the newest last.
///
/// # Errors
/// The store's.
pub async fn offers(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<Offer>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY number", params![collaboration]).await
}

/// A collaboration's agreement.
///
/// # Errors
/// The store's.
pub async fn agreement(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Option<Stored<Agreement>>> {
    Ok(document::list(db, brand, "collaboration = $2", params![collaboration]).await?.into_iter().next())
}

/// A collaboration's onboarding form.
///
/// # Errors
/// The store's.
pub async fn form(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Option<Stored<OnboardingForm>>> {
    Ok(document::list(db, brand, "collaboration = $2", params![collaboration]).await?.into_iter().next())
}

/// Who signed when, over all of a brand's campaigns.
///
/// # Errors
/// The store's.
pub async fn signatures(db: &impl Read, brand: BrandId) -> Result<Vec<(CreatorId, Timestamp)>> {
    let sql = "SELECT collaboration.creator AS creator, agreement.signed_at AS signed_at FROM agreement \
               JOIN collaboration ON collaboration.id = agreement.collaboration \
               WHERE agreement.brand = $1 AND agreement.signed_at IS NOT NULL ORDER BY agreement.signed_at, agreement.id";
    db.all("agreement", sql, params![brand]).await?.into_iter().map(|row| Ok((row.get("creator")?, row.get("signed_at")?))).collect()
}

/// Whether an offer of a collaboration was accepted.
///
/// # Errors
/// The store's.
pub async fn is_agreed(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM offer WHERE brand = $1 AND collaboration = $2 AND state = 'accepted'";
    Ok(db.number("offer", sql, params![brand, collaboration]).await? > 0)
}

/// Every agreement with a creator in a brand.
///
/// # Errors
/// The store's.
pub async fn of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Agreement>>> {
    document::list(db, brand, "collaboration IN (SELECT id FROM collaboration WHERE creator = $2)", params![creator]).await
}

/// What was signed with a brand's other creators, the newest first, with the followers of each one's largest account.
///
/// # Errors
/// The store's.
pub async fn deals(db: &impl Read, brand: BrandId, without: CreatorId, most: i64) -> Result<Vec<Deal>> {
    let sql = "SELECT agreement.id AS id, agreement.facts AS facts, \
               (SELECT MAX(followers) FROM profile WHERE profile.creator = collaboration.creator) AS followers \
               FROM agreement JOIN collaboration ON collaboration.id = agreement.collaboration \
               WHERE agreement.brand = $1 AND agreement.signed_at IS NOT NULL AND collaboration.creator <> $2 \
               ORDER BY agreement.signed_at DESC LIMIT $3";
    let rows = db.all("agreement", sql, params![brand, without, most]).await?;
    rows.iter().map(|row| Ok(Deal { terms: row.json::<Agreement>("facts")?.terms, followers: row.get("followers")? })).collect()
}
