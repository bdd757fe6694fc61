//! A manager says what the brand stands for and how it works.

use domain::{
    fields::FieldErrors,
    money::Currency,
    team::{BrandProfile, BrandSettings},
    text,
    time::Zone,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{BrandView, saved};
use crate::{
    Agent, Ctx, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{MANAGER, OWNER},
};

/// Sets what a brand stands for and may say.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateBrandProfile {
    /// The whole profile.
    pub profile: BrandProfile,
}

impl Operation for UpdateBrandProfile {
    type Answer = BrandView;
    const META: Meta = Meta {
        name: "team.update_brand_profile",
        doc: "Sets the brand profile: values, voice, products, claims, words to leave out, audiences, markets.",
        route: Route::put("/profile"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<BrandView> {
        let found = ctx.brand_facts()?.clone();
        ctx.expect(found.version)?;
        let mut brand = found.value;
        brand.profile = self.profile.checked()?;
        let version = store::document::save(ctx.tx(), brand.organisation, found.id, found.version, &brand).await?;
        ctx.note(About::default().subject(found.id), "team.brand_profile_updated", json!({})).await?;
        Ok(saved(found.id, version, brand).into())
    }
}

/// Sets how a brand works. Money rules are the owner's to set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateBrand {
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// Its currency for new campaigns.
    pub currency: Currency,
    /// How it works.
    pub settings: BrandSettings,
}

impl Operation for UpdateBrand {
    type Answer = BrandView;
    const META: Meta = Meta {
        name: "team.update_brand",
        doc: "Sets a brand's name, zone, currency, sender, payment terms and the sum from which payouts need a second person.",
        route: Route::put("/settings"),
        reach: Reach::Brand,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<BrandView> {
        let found = ctx.brand_facts()?.clone();
        ctx.expect(found.version)?;
        let mut errors = FieldErrors::new();
        let mut settings = self.settings.holidays_checked()?;
        let mut brand = found.value;
        // Programs that do not know it leave it as it is.
        settings.mail_language = settings.mail_language.or(brand.settings.mail_language);
        let before = (brand.zone.clone(), brand.currency, brand.settings.four_eyes_from, brand.settings.holidays.clone());
        brand.name = errors.text("name", &self.name, 120);
        errors.require(settings.four_eyes_from >= 0, "settings.four_eyes_from", "A sum cannot be negative.");
        errors.require((0..=365).contains(&settings.payment_days), "settings.payment_days", "Payment terms lie between 0 and 365 days.");
        errors.require(
            (1..=100_000).contains(&settings.mailbox_budget),
            "settings.mailbox_budget",
            "Say how many mails a day: 1 to 100,000.",
        );
        let email = settings.sender_email.trim().to_owned();
        errors.require(email.is_empty() || text::looks_like_email(&email), "settings.sender_email", "Write a whole e-mail address.");
        let hex = |colour: &str| colour.len() == 7 && colour.starts_with('#') && colour[1..].bytes().all(|b| b.is_ascii_hexdigit());
        errors.require(settings.colour.as_deref().is_none_or(hex), "settings.colour", "Write a colour like #47613c.");
        errors.ok(())?;
        settings.sender_email = email;
        settings.sender_name = settings.sender_name.trim().to_owned();
        brand.zone = self.zone;
        brand.currency = self.currency;
        brand.settings = settings;
        let version = store::document::save(ctx.tx(), brand.organisation, found.id, found.version, &brand).await?;
        if before != (brand.zone.clone(), brand.currency, brand.settings.four_eyes_from, brand.settings.holidays.clone()) {
            ctx.touch_brand().await?;
        }
        ctx.note(About::default().subject(found.id), "team.brand_updated", json!({ "settings": brand.settings })).await?;
        Ok(saved(found.id, version, brand).into())
    }
}
