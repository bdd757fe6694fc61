//! An owner adds a brand.

use domain::{
    fields::FieldErrors,
    ids::BrandId,
    money::Currency,
    team::{Brand, BrandProfile, BrandSettings},
    text,
    time::Zone,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::BrandView;
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Adds a brand to the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateBrand {
    /// Its name.
    pub name: String,
    /// Its zone, such as `Europe/London`.
    pub zone: Zone,
    /// Its currency, such as `GBP`.
    pub currency: Currency,
}

impl Operation for CreateBrand {
    type Answer = BrandView;
    const META: Meta = Meta {
        name: "team.create_brand",
        doc: "Adds a brand with a wall of its own to the organisation.",
        route: Route::post("/brands"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<BrandView> {
        let mut errors = FieldErrors::new();
        let name = errors.text("name", &self.name, 120);
        errors.ok(())?;
        let organisation = ctx.organisation()?;
        let wanted = text::slug(&name);
        let mut slug = wanted.clone();
        let mut number = 2;
        while store::team::slug_taken(ctx.tx(), &slug).await? {
            slug = format!("{wanted}-{number}");
            number += 1;
        }
        let id: BrandId = ctx.id();
        let brand = Brand {
            organisation,
            slug,
            name,
            zone: self.zone,
            currency: self.currency,
            profile: BrandProfile::default(),
            settings: BrandSettings::default(),
            logo: None,
        };
        let stored = store::document::insert(ctx.tx(), organisation, id, &brand).await?;
        ctx.note(About::default().subject(id), "team.brand_created", json!({ "name": brand.name })).await?;
        Ok(stored.into())
    }
}
