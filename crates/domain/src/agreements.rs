//! Agreements: offers back and forth, the terms accepted, both signatures, and the onboarding form.
//!
//! Invariants: one offer at most is open; every version is kept; signed terms never change; an agreement binds when
//! both sides have typed their name under the same bytes.
//! Absent: budgets (payments reserve and commit), the rendered document (only its hash).

pub mod card;
pub mod comparable;
mod propose;
mod terms;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use propose::propose_terms;
pub use terms::{AgreedDeliverable, ClockStart, LateTerms, PaymentTerms, ProductTerms, RevisionTerms, Terms, UsageRights};

use crate::{
    events::Actor,
    fields::FieldErrors,
    files::StoredFile,
    ids::{CollaborationId, OfferId},
    text::folded,
    time::Timestamp,
};

/// Who made an offer, or signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The brand.
    Brand,
    /// The creator.
    Creator,
}

impl Side {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Side::Brand => Side::Creator,
            Side::Creator => Side::Brand,
        }
    }
}

/// Where an offer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum OfferState {
    /// Waits for the other side.
    Open,
    /// The other side said yes.
    Accepted {
        /// When.
        at: Timestamp,
    },
    /// The other side said no.
    Refused {
        /// When.
        at: Timestamp,
        /// Why, in their words.
        reason: String,
    },
    /// A later version took its place.
    Replaced {
        /// When.
        at: Timestamp,
    },
}

/// One version of the value exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// 1, 2, 3 ... within the collaboration.
    pub number: i64,
    /// Who made it.
    pub by: Side,
    /// What is proposed.
    pub terms: Terms,
    /// What they wrote with it.
    pub message: String,
    /// Why it may go over the campaign's budget, when a manager let it; the brand's own words, never the creator's to see.
    #[serde(default)]
    pub override_reason: Option<String>,
    /// When.
    pub made_at: Timestamp,
    /// Where it stands.
    pub state: OfferState,
}

/// Why a verb about an offer or agreement was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// No offer waits.
    #[error("no offer is open")]
    NothingOpen,
    /// It waits for the other side.
    #[error("this offer is yours; it waits for the other side")]
    NotYours,
    /// Terms were accepted already.
    #[error("terms have been accepted already; they are changed by a new agreement only")]
    AlreadyAccepted,
    /// No terms yet.
    #[error("no offer has been accepted yet")]
    NothingAccepted,
    /// The agreement exists and carries a signature.
    #[error("the agreement has been signed by one side, so its words stay as they are")]
    AlreadyPrepared,
    /// This side signed.
    #[error("you have signed already")]
    AlreadySigned,
    /// The bytes differ from what was shown.
    #[error("the agreement has changed since you opened it; read it again before you sign")]
    OtherBytes,
    /// No name.
    #[error("type your full name to sign")]
    NoName,
    /// The form is in.
    #[error("the form has been filled in already; change it instead")]
    AlreadyFilled,
    /// Below the creator's card or comparable deals, and nobody said that it may be.
    #[error("{0}")]
    Unfair(String),
    /// Not the last version.
    #[error("a newer version of this offer is open")]
    Outdated,
}

impl Offer {
    /// Makes the next version. What was open is replaced, whoever made it.
    ///
    /// # Errors
    /// Refused when terms were accepted already.
    pub fn next(
        previous: Option<&Offer>,
        collaboration: CollaborationId,
        by: Side,
        terms: Terms,
        message: String,
        now: Timestamp,
    ) -> Result<Self, AgreementError> {
        if previous.is_some_and(|offer| matches!(offer.state, OfferState::Accepted { .. })) {
            return Err(AgreementError::AlreadyAccepted);
        }
        let number = previous.map_or(1, |offer| offer.number + 1);
        let message = message.trim().to_owned();
        Ok(Self { collaboration, number, by, terms, message, override_reason: None, made_at: now, state: OfferState::Open })
    }

    /// The same offer, allowed beyond the budget for a reason.
    #[must_use]
    pub fn allowed_over_budget(mut self, reason: Option<&str>) -> Self {
        self.override_reason = reason.map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned);
        self
    }

    /// A later version takes its place.
    #[must_use]
    pub fn replaced(mut self, now: Timestamp) -> Self {
        if matches!(self.state, OfferState::Open) {
            self.state = OfferState::Replaced { at: now };
        }
        self
    }

    /// The other side says yes.
    ///
    /// # Errors
    /// Refused when it is not open or is one's own.
    pub fn accept(mut self, by: Side, now: Timestamp) -> Result<Self, AgreementError> {
        self.answerable(by)?;
        self.state = OfferState::Accepted { at: now };
        Ok(self)
    }

    /// The other side says no.
    ///
    /// # Errors
    /// Refused when it is not open or is one's own.
    pub fn refuse(mut self, by: Side, reason: &str, now: Timestamp) -> Result<Self, AgreementError> {
        self.answerable(by)?;
        self.state = OfferState::Refused { at: now, reason: reason.trim().to_owned() };
        Ok(self)
    }

    fn answerable(&self, by: Side) -> Result<(), AgreementError> {
        match self.state {
            OfferState::Open if self.by == by => Err(AgreementError::NotYours),
            OfferState::Open => Ok(()),
            OfferState::Accepted { .. } => Err(AgreementError::AlreadyAccepted),
            OfferState::Replaced { .. } => Err(AgreementError::Outdated),
            OfferState::Refused { .. } => Err(AgreementError::NothingOpen),
        }
    }
}

/// A typed name under certain bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// The name as typed.
    pub name: String,
    /// Who typed it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// From which network address, as evidence.
    pub address: String,
    /// With which browser, as evidence.
    pub browser: String,
}

/// The name under which somebody of the brand signs: their own, however they space it or write its letters large.
///
/// # Errors
/// Names the field and the name that was expected.
pub fn own_name(typed: &str, own: &str) -> Result<String, FieldErrors> {
    let plain = |name: &str| folded(&name.split_whitespace().collect::<Vec<_>>().join(" "));
    if plain(typed) == plain(own) {
        return Ok(typed.trim().to_owned());
    }
    Err(FieldErrors::one("name", format!("Type your own name as it stands in your account: {own}.")))
}

/// Accepted terms as a document that both sides sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// The offer that it renders.
    pub offer: OfferId,
    /// The accepted terms.
    pub terms: Terms,
    /// The rendered bytes and their hash.
    pub document: StoredFile,
    /// When it was prepared and sent.
    pub prepared_at: Timestamp,
    /// The creator's signature.
    pub creator: Option<Signature>,
    /// The brand's signature.
    pub brand: Option<Signature>,
}

impl Agreement {
    /// The same terms rendered anew, such as after a corrected name. Who opened the older bytes has to read again.
    ///
    /// # Errors
    /// Refused once a side has signed.
    pub fn prepared_anew(mut self, document: StoredFile, now: Timestamp) -> Result<Self, AgreementError> {
        if self.brand.is_some() || self.creator.is_some() {
            return Err(AgreementError::AlreadyPrepared);
        }
        self.document = document;
        self.prepared_at = now;
        Ok(self)
    }

    /// One side types its name under the bytes with this hash.
    ///
    /// # Errors
    /// Refused without a name, on other bytes, or twice.
    pub fn sign(mut self, side: Side, hash: &crate::files::ContentHash, signature: Signature) -> Result<Self, AgreementError> {
        if signature.name.trim().chars().count() < 2 {
            return Err(AgreementError::NoName);
        }
        if *hash != self.document.hash {
            return Err(AgreementError::OtherBytes);
        }
        let place = match side {
            Side::Brand => &mut self.brand,
            Side::Creator => &mut self.creator,
        };
        if place.is_some() {
            return Err(AgreementError::AlreadySigned);
        }
        *place = Some(signature);
        Ok(self)
    }

    /// When the later of both signed; nothing while one is missing.
    #[must_use]
    pub fn signed_at(&self) -> Option<Timestamp> {
        Some(self.brand.as_ref()?.at.max(self.creator.as_ref()?.at))
    }
}

/// What a creator tells the brand before work begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OnboardingForm {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// The name on contracts and payments.
    pub legal_name: String,
    /// Where product goes; nothing when none is sent.
    pub address: Option<crate::creators::Address>,
    /// Sizes, shades, allergies.
    pub preferences: String,
    /// How they want to be paid, in words, without account numbers.
    pub payment_method: String,
    /// Account details, encrypted with the key outside the database; never shown whole.
    pub payment_account: Option<String>,
    /// The end of the account, for recognition: `…4417`.
    pub payment_hint: String,
    /// Country of residence for tax, ISO 3166.
    pub tax_country: String,
    /// When it was complete.
    pub completed_at: Timestamp,
}

/// What `journey` needs to know of this room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The newest offer: who made it, its number, id and money, and where it stands.
    pub offer: Option<OfferSummary>,
    /// The agreement.
    pub agreement: Option<AgreementSummary>,
    /// When the form was complete.
    pub form_at: Option<Timestamp>,
    /// Since when it is asked for late: a fee of a deal that was made elsewhere is owed, and nobody knows where to pay.
    pub form_asked: Option<Timestamp>,
}

/// The newest offer in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferSummary {
    /// Which.
    pub id: OfferId,
    /// Who made it.
    pub by: Side,
    /// Its fee in minor units.
    pub fee: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// Where it stands.
    pub state: OfferState,
}

/// The agreement in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementSummary {
    /// When it was sent.
    pub prepared_at: Timestamp,
    /// When the creator signed.
    pub creator_at: Option<Timestamp>,
    /// When the brand signed.
    pub brand_at: Option<Timestamp>,
    /// Whether product is part of it.
    pub sends_product: bool,
    /// Whether nothing is made for it; see [`Terms::owes_nothing`].
    pub owes_nothing: bool,
    /// Whether silence approves a draft.
    pub silence_approves: bool,
    /// Rounds that the fee includes.
    pub included_rounds: u8,
    /// Fee in minor units.
    pub fee: i64,
    /// Commission in basis points.
    pub commission_points: i64,
}

/// What the other rooms need to know of a collaboration's agreement.
#[must_use]
pub fn summary(newest: Option<(OfferId, &Offer)>, agreement: Option<&Agreement>, form: Option<&OnboardingForm>) -> Summary {
    Summary {
        offer: newest.map(|(id, offer)| OfferSummary {
            id,
            by: offer.by,
            fee: offer.terms.fee.minor,
            made_at: offer.made_at,
            state: offer.state.clone(),
        }),
        agreement: agreement.map(|agreement| AgreementSummary {
            prepared_at: agreement.prepared_at,
            creator_at: agreement.creator.as_ref().map(|signature| signature.at),
            brand_at: agreement.brand.as_ref().map(|signature| signature.at),
            sends_product: agreement.terms.product.is_some(),
            owes_nothing: agreement.terms.owes_nothing(),
            silence_approves: agreement.terms.silence_approves,
            included_rounds: agreement.terms.revisions.included_rounds,
            fee: agreement.terms.fee.minor,
            commission_points: agreement.terms.commission_points,
        }),
        form_at: form.map(|form| form.completed_at),
        form_asked: None,
    }
}

#[cfg(test)]
pub(crate) mod tests;
