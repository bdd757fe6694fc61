//! The secret with which a listening tool signs the mentions that it tells of (Standard Webhooks).
//!
//! Invariant: it is another one than the shop's, so that who tells of posts cannot tell of orders; it is shown once and lies sealed.
//! Absent: the checking of signatures, which is the API's.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::ids::BrandId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, App, Caller, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Makes a new secret for what tells of mentions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateMentionSecret {}

/// A new secret, which is shown this once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MentionSecret {
    /// As Standard Webhooks writes it: `whsec_` and Base64.
    pub secret: String,
    /// Since when it holds.
    pub created_at: domain::time::Timestamp,
}

impl Operation for CreateMentionSecret {
    type Answer = MentionSecret;
    const META: Meta = Meta {
        name: "listening.create_mention_secret",
        doc: "Makes the secret with which a listening tool signs mentions. Shown once; the one before stops working.",
        route: Route::post("/mention-secret"),
        reach: Reach::Brand,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<MentionSecret> {
        let brand = ctx.brand()?;
        let secret = format!("whsec_{}", STANDARD.encode(ctx.random::<32>()));
        let nonce = ctx.random();
        let sealed = ctx.app().secrets().seal(nonce, &secret).map_err(Error::Broken)?;
        store::listening::set_secret(ctx.tx(), brand, &sealed, ctx.now()).await?;
        ctx.note(About::default(), "listening.mention_secret_created", json!({})).await?;
        Ok(MentionSecret { secret, created_at: ctx.now() })
    }
}

/// Who speaks for a brand's listening tool once its signature fits: the secret to check with, and the caller to run as.
///
/// # Errors
/// Not found where the brand has no secret; the store's.
pub async fn listener(app: &App, brand: BrandId) -> Result<(String, Caller)> {
    let (organisation, sealed, _) = store::listening::secret(app.db(), brand).await?.ok_or(Error::NotFound)?;
    let secret = app.secrets().open(&sealed).map_err(Error::Broken)?;
    Ok((secret, Caller::operator(Some(organisation), Some(brand))))
}
