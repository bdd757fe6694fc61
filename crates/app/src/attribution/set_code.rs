//! A manager gives a collaboration another code, before customers have used the one it has.

use domain::{
    attribution::{CodeText, codes::TakenCode, setup::PromoCode},
    ids::{CodeId, CollaborationId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{Done, MANAGER},
};

/// Sets the code of a collaboration.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetCode {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// As people type it, such as `MAYA15`.
    pub code: String,
}

impl Operation for SetCode {
    type Answer = Done<CodeId>;
    const META: Meta = Meta {
        name: "attribution.set_code",
        doc: "Gives a collaboration another promo code; it has to be confirmed anew.",
        route: Route::put("/collaborations/{collaboration}/code"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CodeId>> {
        let brand = ctx.brand()?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        let about = About::collaboration(&collaboration);
        let creator = collaboration.value.creator;
        let others = store::attribution::taken_codes(ctx.tx(), brand).await?.into_iter();
        let taken: Vec<TakenCode> = others.filter(|(owner, _)| *owner != collaboration.id).map(|(_, code)| code).collect();
        let text = CodeText::new(&self.code, creator, &taken).map_err(|error| Error::field("code", error.to_string()))?;
        let Some(found) = store::attribution::code(ctx.tx(), brand, collaboration.id).await? else {
            let agreement = store::agreements::agreement(ctx.tx(), brand, collaboration.id).await?;
            let Some(percent) = agreement.and_then(|agreement| agreement.value.signed_at().and(agreement.value.terms.code_percent)) else {
                let message = "The agreement names no discount for a code, or is not signed by both sides yet.".to_owned();
                return Err(Error::Rule { code: "attribution.no_code_agreed".to_owned(), message });
            };
            let id: CodeId = ctx.id();
            let code = PromoCode {
                collaboration: collaboration.id,
                key: text.key(),
                code: text.to_string(),
                percent,
                confirmed: None,
                flag: None,
            };
            let stored = store::document::insert(ctx.tx(), brand, id, &code).await?;
            ctx.note(about.subject(id), "attribution.code_made", json!({ "code": code.code, "percent": percent })).await?;
            return Ok(Done { id, version: stored.version.0 });
        };
        ctx.expect(found.version)?;
        let mut code = found.value;
        if code.key == text.key() {
            return Ok(Done { id: found.id, version: found.version.0 });
        }
        if store::attribution::credit::code_used(ctx.tx(), brand, found.id).await? {
            let message = format!("Customers have ordered with {} already, so it stays this creator's code.", code.code);
            return Err(Error::Rule { code: "attribution.code_in_use".to_owned(), message });
        }
        let before = std::mem::replace(&mut code.code, text.to_string());
        code.key = text.key();
        code.confirmed = None;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &code).await?;
        ctx.note(about.subject(found.id), "attribution.code_changed", json!({ "code": code.code, "before": before })).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}
