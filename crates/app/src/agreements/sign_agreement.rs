//! One side types its name under the agreement.

use domain::{
    agreements::{Agreement, Signature, own_name},
    files::ContentHash,
    ids::AgreementId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::side;
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER_CREATOR};

/// Signs an agreement: the creator for themselves, a manager for the brand. Nobody signs for somebody else.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignAgreement {
    /// Which.
    pub agreement: AgreementId,
    /// The full name of who signs, as typed; a person of the brand types the name of their own account.
    pub name: String,
    /// SHA-256 of the document that was read.
    pub hash: ContentHash,
}

/// What became of a signature.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    /// Which agreement.
    pub id: AgreementId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// Whether both sides have signed now.
    pub by_both: bool,
}

impl Operation for SignAgreement {
    type Answer = Signed;
    const META: Meta = Meta {
        name: "agreements.sign_agreement",
        doc: "Signs an agreement by typed name, under the hash of the document that was read.",
        route: Route::post("/agreements/{agreement}/signatures"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Signed> {
        let brand = ctx.brand()?;
        let found = store::document::find::<Agreement>(ctx.tx(), brand, self.agreement).await?.ok_or(Error::NotFound)?;
        let collaboration = ctx.collaboration(found.value.collaboration).await?;
        collaboration.value.running()?;
        let by = side(ctx, false);
        let caller = ctx.caller();
        let name = match &caller.rights {
            Rights::Person { person, .. } => own_name(&self.name, &person.name)?,
            _ => self.name.trim().to_owned(),
        };
        let signature = Signature {
            name: name.clone(),
            by: caller.actor(),
            at: ctx.now(),
            address: caller.address.clone(),
            browser: caller.browser.chars().take(200).collect(),
        };
        let agreement = found.value.sign(by, &self.hash, signature)?;
        let by_both = agreement.signed_at().is_some();
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &agreement).await?;
        let kind = if by_both { "agreements.signed" } else { "agreements.signature_given" };
        let data = json!({ "agreement": found.id, "side": by, "name": name, "hash": self.hash });
        ctx.note(About::collaboration(&collaboration).subject(found.id), kind, data).await?;
        Ok(Signed { id: found.id, version: version.0, by_both })
    }
}
