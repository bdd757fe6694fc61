//! Accepted terms become a document that both sides sign.

use domain::{
    agreements::{Agreement, AgreementError, OfferState},
    files::ContentHash,
    ids::{AgreementId, CollaborationId, FileId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    campaign, creator,
    document::{Parties, render},
};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER, uploads::keep_written};

/// Renders the accepted terms and sends them to be signed. Again while nobody has signed: the older bytes are void.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PrepareAgreement {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// An agreement that waits for its signatures.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PreparedAgreement {
    /// Which.
    pub id: AgreementId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The rendered document.
    pub file: FileId,
    /// SHA-256 of its bytes: what both sides sign.
    pub hash: ContentHash,
}

impl Operation for PrepareAgreement {
    type Answer = PreparedAgreement;
    const META: Meta = Meta {
        name: "agreements.prepare_agreement",
        doc: "Renders the accepted terms as a document, keeps its bytes and hash, and asks the creator to sign.",
        route: Route::post("/collaborations/{collaboration}/agreement"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<PreparedAgreement> {
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        let brand = ctx.brand()?;
        let newest = store::agreements::offers(ctx.tx(), brand, collaboration.id).await?.pop();
        let accepted = newest.filter(|offer| matches!(offer.value.state, OfferState::Accepted { .. }));
        let accepted = accepted.ok_or(AgreementError::NothingAccepted)?;
        let existing = store::agreements::agreement(ctx.tx(), brand, collaboration.id).await?;
        if let Some(existing) = &existing {
            ctx.expect(existing.version)?;
        }
        let organisation = store::team::organisation(ctx.tx(), ctx.organisation()?).await?.ok_or(Error::NotFound)?;
        let campaign = campaign(ctx, &collaboration.value).await?;
        let creator = creator(ctx, &collaboration.value).await?;
        let text = render(
            &Parties {
                organisation: &organisation.name,
                brand: &ctx.brand_facts()?.value,
                creator: &creator.value.name,
                campaign: &campaign.value.name,
                code: collaboration.value.code.as_deref(),
                links: &format!("{}/go/", ctx.app().settings().base_url),
                prepared_at: ctx.now(),
            },
            &accepted.value.terms,
        );
        let document = keep_written(ctx, format!("agreement-{}.html", collaboration.value.slug), "text/html", text.into_bytes()).await?;
        let (hash, file) = (document.hash.clone(), document.id);
        let stored = match existing {
            Some(found) => {
                let again = found.value.prepared_anew(document, ctx.now())?;
                let version = store::document::save(ctx.tx(), brand, found.id, found.version, &again).await?;
                store::Stored { id: found.id, version, value: again }
            }
            None => {
                let id: AgreementId = ctx.id();
                let agreement = Agreement {
                    collaboration: collaboration.id,
                    offer: accepted.id,
                    terms: accepted.value.terms,
                    document,
                    prepared_at: ctx.now(),
                    creator: None,
                    brand: None,
                };
                store::document::insert(ctx.tx(), brand, id, &agreement).await?
            }
        };
        let data = json!({ "agreement": stored.id, "hash": hash });
        ctx.note(About::collaboration(&collaboration).subject(stored.id), "agreements.prepared", data).await?;
        Ok(PreparedAgreement { id: stored.id, version: stored.version.0, file, hash })
    }
}
