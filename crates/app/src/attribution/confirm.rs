//! A manager confirms that a link or a code works, with evidence, or lets it pass with a reason that is logged.

use domain::{
    attribution::setup::{Confirmation, PromoCode, TrackingLink},
    ids::{CodeId, FileId, LinkId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::evidence;
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{Done, MANAGER},
};

/// Confirms a tracking link.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConfirmLink {
    /// Which.
    pub link: LinkId,
    /// What was seen: that it answers, that its UTM fields arrive, that the page takes the code.
    #[serde(default)]
    pub note: String,
    /// A screenshot.
    #[serde(default)]
    pub file: Option<FileId>,
    /// Why it may pass although nobody has seen it work.
    #[serde(default)]
    pub override_reason: Option<String>,
}

impl Operation for ConfirmLink {
    type Answer = Done<LinkId>;
    const META: Meta = Meta {
        name: "attribution.confirm_link",
        doc: "Confirms with evidence that a tracking link works, or lets it pass with a logged reason.",
        route: Route::post("/links/{link}/confirmation"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<LinkId>> {
        let brand = ctx.brand()?;
        let found = store::document::find::<TrackingLink>(ctx.tx(), brand, self.link).await?.ok_or(Error::NotFound)?;
        ctx.expect(found.version)?;
        let collaboration = ctx.collaboration(found.value.collaboration).await?;
        collaboration.value.running()?;
        let confirmation = confirmation(ctx, &self.note, self.file, self.override_reason.as_deref()).await?;
        let overridden = matches!(confirmation, Confirmation::Overridden { .. });
        let mut link = found.value;
        link.confirmed = Some(confirmation);
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &link).await?;
        let about = About::collaboration(&collaboration).subject(found.id);
        ctx.note(about, "attribution.link_confirmed", json!({ "slug": link.slug, "overridden": overridden })).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// Confirms a promo code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConfirmCode {
    /// Which.
    pub code: CodeId,
    /// What was seen: that the shop takes it, and what it takes off.
    #[serde(default)]
    pub note: String,
    /// A screenshot.
    #[serde(default)]
    pub file: Option<FileId>,
    /// Why it may pass although nobody has seen it work.
    #[serde(default)]
    pub override_reason: Option<String>,
}

impl Operation for ConfirmCode {
    type Answer = Done<CodeId>;
    const META: Meta = Meta {
        name: "attribution.confirm_code",
        doc: "Confirms with evidence that a promo code is live in the shop, or lets it pass with a logged reason.",
        route: Route::post("/codes/{code}/confirmation"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CodeId>> {
        let brand = ctx.brand()?;
        let found = store::document::find::<PromoCode>(ctx.tx(), brand, self.code).await?.ok_or(Error::NotFound)?;
        ctx.expect(found.version)?;
        let collaboration = ctx.collaboration(found.value.collaboration).await?;
        collaboration.value.running()?;
        let confirmation = confirmation(ctx, &self.note, self.file, self.override_reason.as_deref()).await?;
        let overridden = matches!(confirmation, Confirmation::Overridden { .. });
        let mut code = found.value;
        code.confirmed = Some(confirmation);
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &code).await?;
        let about = About::collaboration(&collaboration).subject(found.id);
        ctx.note(about, "attribution.code_confirmed", json!({ "code": code.code, "overridden": overridden })).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

async fn confirmation(ctx: &Ctx, note: &str, file: Option<FileId>, override_reason: Option<&str>) -> Result<Confirmation> {
    match override_reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        Some(reason) => Ok(Confirmation::Overridden { evidence: evidence(ctx, reason, file).await? }),
        None => Ok(Confirmation::Seen { evidence: evidence(ctx, note, file).await? }),
    }
}
