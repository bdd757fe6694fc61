//! What people see of the room `agreements`: proposed terms, offers, the agreement, the form without its secrets.

use domain::{
    agreements::{Agreement, Offer, Terms, propose_terms},
    campaigns::Campaign,
    creators::Address,
    ids::{AgreementId, CollaborationId, OfferId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Agent, Error, Look, Meta, Reach, Result, Rights, Route, View,
    operation::{FINANCE_MANAGER_CREATOR, MANAGER, WORKERS_CREATOR},
};

/// Terms to begin an offer with, from the campaign's plan, and what is unfair about them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProposeTerms {
    /// For whom.
    pub collaboration: CollaborationId,
}

/// Terms that nobody has offered yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProposedTerms {
    /// The newest offer's terms where there is one, otherwise the campaign's plan.
    pub terms: Terms,
    /// What is unfair about them: below the creator's own card, or below comparable deals.
    pub warnings: Vec<String>,
}

impl View for ProposeTerms {
    type Answer = ProposedTerms;
    const META: Meta = Meta {
        name: "agreements.propose_terms",
        doc: "Proposes terms for an offer: those of the newest offer, otherwise the campaign's plan at the creator's own rates.",
        route: Route::get("/collaborations/{collaboration}/proposed-terms"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ProposedTerms> {
        let brand = look.brand()?;
        let collaboration = look.collaboration(self.collaboration).await?;
        let relationship = store::creators::relationship(look.db(), brand, collaboration.value.creator).await?;
        let rates = relationship.map(|found| found.value.rates).unwrap_or_default();
        let newest = store::agreements::offers(look.db(), brand, collaboration.id).await?.pop();
        let terms = match newest {
            Some(offer) => offer.value.terms,
            None => {
                let campaign = store::document::find::<Campaign>(look.db(), brand, collaboration.value.campaign).await?;
                let brand = &look.brand_facts()?.value;
                propose_terms(&campaign.ok_or(Error::NotFound)?.value, brand, &rates, look.now().day_in(&brand.zone))
            }
        };
        let creator = collaboration.value.creator;
        let profiles = store::creators::profiles(look.db(), look.organisation()?, &[creator]).await?;
        let followers = profiles.iter().filter_map(|profile| profile.value.followers).max();
        let warnings = super::unfair(look.db(), brand, creator, followers, &rates, &terms).await?;
        Ok(ProposedTerms { terms, warnings })
    }
}

/// Every version of a collaboration's offer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListOffers {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// One version.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OfferView {
    /// Which.
    pub id: OfferId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The offer. A creator does not see why it may go over the budget.
    pub offer: Offer,
}

impl View for ListOffers {
    type Answer = Vec<OfferView>;
    const META: Meta = Meta {
        name: "agreements.list_offers",
        doc: "Lists every version of a collaboration's offer, the newest last.",
        route: Route::get("/collaborations/{collaboration}/offers"),
        reach: Reach::Brand,
        who: WORKERS_CREATOR,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<OfferView>> {
        let collaboration = look.collaboration(self.collaboration).await?;
        let is_creator = matches!(look.caller().rights, Rights::Creator { .. });
        let all = store::agreements::offers(look.db(), look.brand()?, collaboration.id).await?;
        Ok(all
            .into_iter()
            .map(|found| {
                let mut offer = found.value;
                if is_creator {
                    offer.override_reason = None;
                }
                OfferView { id: found.id, version: found.version.0, offer }
            })
            .collect())
    }
}

/// A collaboration's agreement.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetAgreement {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// An agreement with its row.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AgreementView {
    /// Which.
    pub id: AgreementId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The agreement; its document's bytes are opened by the file's id. Network address and browser of a signature are
    /// shown to the team only.
    pub agreement: Agreement,
    /// When both had signed.
    pub signed_at: Option<Timestamp>,
}

impl View for GetAgreement {
    type Answer = AgreementView;
    const META: Meta = Meta {
        name: "agreements.get_agreement",
        doc: "Shows a collaboration's agreement: terms, document with its hash, and both signatures.",
        route: Route::get("/collaborations/{collaboration}/agreement"),
        reach: Reach::Brand,
        who: WORKERS_CREATOR,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<AgreementView> {
        let collaboration = look.collaboration(self.collaboration).await?;
        let found = store::agreements::agreement(look.db(), look.brand()?, collaboration.id).await?.ok_or(Error::NotFound)?;
        let mut agreement = found.value;
        if matches!(look.caller().rights, Rights::Creator { .. }) {
            for signature in [&mut agreement.brand, &mut agreement.creator].into_iter().flatten() {
                signature.address.clear();
                signature.browser.clear();
            }
        }
        let signed_at = agreement.signed_at();
        Ok(AgreementView { id: found.id, version: found.version.0, agreement, signed_at })
    }
}

/// A creator's form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetForm {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// The form without account details; of those only the end, for recognition.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FormView {
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The name on contracts and payments.
    pub legal_name: String,
    /// Where product goes.
    pub address: Option<Address>,
    /// Sizes, shades, allergies.
    pub preferences: String,
    /// How they want to be paid, in words.
    pub payment_method: String,
    /// Whether account details are kept.
    pub has_payment_account: bool,
    /// The end of the account: `…4417`.
    pub payment_hint: String,
    /// Two letters.
    pub tax_country: String,
    /// When it was complete.
    pub completed_at: Timestamp,
}

impl View for GetForm {
    type Answer = FormView;
    const META: Meta = Meta {
        name: "agreements.get_form",
        doc: "Shows a creator's form. Account details are masked.",
        route: Route::get("/collaborations/{collaboration}/form"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn show(self, look: &Look) -> Result<FormView> {
        let collaboration = look.collaboration(self.collaboration).await?;
        let found = store::agreements::form(look.db(), look.brand()?, collaboration.id).await?.ok_or(Error::NotFound)?;
        let form = found.value;
        Ok(FormView {
            version: found.version.0,
            legal_name: form.legal_name,
            address: form.address,
            preferences: form.preferences,
            payment_method: form.payment_method,
            has_payment_account: form.payment_account.is_some(),
            payment_hint: form.payment_hint,
            tax_country: form.tax_country,
            completed_at: form.completed_at,
        })
    }
}
