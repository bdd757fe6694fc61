//! The secret with which a brand's shop signs what it tells (Standard Webhooks).
//!
//! Invariant: the secret is shown once and lies sealed; a new one ends the old one at once.
//! Absent: the checking of signatures, which is the API's.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{ids::BrandId, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, App, Caller, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Makes a new secret for the brand's shop.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateWebhookSecret {}

/// A new secret, which is shown this once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WebhookSecret {
    /// As Standard Webhooks writes it: `whsec_` and Base64.
    pub secret: String,
    /// Since when it holds.
    pub created_at: Timestamp,
}

impl Operation for CreateWebhookSecret {
    type Answer = WebhookSecret;
    const META: Meta = Meta {
        name: "attribution.create_webhook_secret",
        doc: "Makes the secret with which the shop signs orders and refunds. Shown once; the one before stops working.",
        route: Route::post("/webhook-secret"),
        reach: Reach::Brand,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<WebhookSecret> {
        let brand = ctx.brand()?;
        let secret = format!("whsec_{}", STANDARD.encode(ctx.random::<32>()));
        let nonce = ctx.random();
        let sealed = ctx.app().secrets().seal(nonce, &secret).map_err(Error::Broken)?;
        store::attribution::set_webhook_secret(ctx.tx(), brand, &sealed, ctx.now()).await?;
        ctx.note(About::default(), "attribution.webhook_secret_created", json!({})).await?;
        Ok(WebhookSecret { secret, created_at: ctx.now() })
    }
}

/// Who speaks for a brand's shop once its signature fits: the secret to check with, and the caller to run as.
///
/// # Errors
/// Not found where the brand has no secret; the store's.
pub async fn shop(app: &App, brand: BrandId) -> Result<(String, Caller)> {
    let (organisation, sealed, _) = store::attribution::webhook_secret(app.db(), brand).await?.ok_or(Error::NotFound)?;
    let secret = app.secrets().open(&sealed).map_err(Error::Broken)?;
    Ok((secret, Caller::operator(Some(organisation), Some(brand))))
}
