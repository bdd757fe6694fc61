//! The brand makes an offer: the first, or the next version.

use domain::{
    agreements::{AgreementError, Side, Terms},
    ids::{CollaborationId, CreatorId, OfferId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{NewOffer, add_offer, amount, unfair};
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Offers terms to a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MakeOffer {
    /// To whom.
    pub collaboration: CollaborationId,
    /// What is proposed.
    pub terms: Terms,
    /// What to write with it.
    #[serde(default)]
    pub message: String,
    /// Why it may go over the campaign's budget.
    #[serde(default)]
    pub override_reason: Option<String>,
    /// Sends it only when nothing is unfair about it; what is, is said instead.
    #[serde(default)]
    pub only_if_fair: bool,
}

/// An offer that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OfferMade {
    /// Which.
    pub id: OfferId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// 1, 2, 3 ... within the collaboration.
    pub number: i64,
    /// What is unfair about it; the offer stands.
    pub warnings: Vec<String>,
}

impl Operation for MakeOffer {
    type Answer = OfferMade;
    const META: Meta = Meta {
        name: "agreements.make_offer",
        doc: "Makes the next version of an offer to a creator. It replaces the one that is open. An offer below the creator's own card or below comparable deals is flagged, or not sent when only a fair one should be.",
        route: Route::post("/collaborations/{collaboration}/offers"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<OfferMade> {
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        let terms = self.terms.still_possible(ctx.now().day_in(&ctx.zone()?))?;
        let new = NewOffer { terms, message: self.message, override_reason: self.override_reason };
        let made = add_offer(ctx, &collaboration, Side::Brand, new).await?;
        let warnings = self::warnings(ctx, collaboration.value.creator, &made.value.terms).await?;
        if self.only_if_fair && !warnings.is_empty() {
            return Err(AgreementError::Unfair(warnings.join(" ")).into());
        }
        let data = json!({
            "offer": made.id, "number": made.value.number, "by": Side::Brand, "fee": amount(made.value.terms.fee),
            "override_reason": made.value.override_reason, "warnings": warnings,
        });
        ctx.note(About::collaboration(&collaboration).subject(made.id), "agreements.offer_made", data).await?;
        Ok(OfferMade { id: made.id, version: made.version.0, number: made.value.number, warnings })
    }
}

async fn warnings(ctx: &Ctx, creator: CreatorId, terms: &Terms) -> Result<Vec<String>> {
    let brand = ctx.brand()?;
    let relationship = store::creators::relationship(ctx.tx(), brand, creator).await?;
    let rates = relationship.map(|found| found.value.rates).unwrap_or_default();
    let profiles = store::creators::profiles(ctx.tx(), ctx.organisation()?, &[creator]).await?;
    let followers = profiles.iter().filter_map(|profile| profile.value.followers).max();
    unfair(ctx.tx(), brand, creator, followers, &rates, terms).await
}
