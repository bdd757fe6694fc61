//! The logo that creators and clients see: set to an uploaded file, removed, and found by anybody who was shown its address.
//!
//! Invariant: an address names the brand and what the picture's bytes hash to, so that a new logo has a new address and nothing
//! else of the brand is told. Absent: drawing it; pages have it, with initials where there is none.

use domain::{files::StoredFile, ids::FileId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{BrandView, saved};
use crate::{Agent, App, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// Sets or removes a brand's logo.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct SetLogo {
    /// A file that the team uploaded; nothing removes the logo.
    #[serde(default)]
    pub file: Option<FileId>,
}

impl Operation for SetLogo {
    type Answer = BrandView;
    const META: Meta = Meta {
        name: "team.set_logo",
        doc: "Sets the logo that creators and clients see to an uploaded file, or removes it.",
        route: Route::put("/logo"),
        reach: Reach::Brand,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<BrandView> {
        let found = ctx.brand_facts()?.clone();
        ctx.expect(found.version)?;
        let mut brand = found.value;
        let file = match self.file {
            // What a creator sent in is theirs and goes with them.
            Some(id) => match store::files::find_owned(ctx.tx(), found.id, id).await? {
                // What stands on somebody's record is about them, and goes with them.
                Some((_, None)) if store::creators::attached::stands(ctx.tx(), found.id, id).await? => return Err(Error::NotFound),
                Some((file, None)) => Some(file),
                Some((_, Some(_))) | None => return Err(Error::NotFound),
            },
            None => None,
        };
        brand.take_logo(file)?;
        let version = store::document::save(ctx.tx(), brand.organisation, found.id, found.version, &brand).await?;
        let kind = if brand.logo.is_some() { "team.logo_set" } else { "team.logo_removed" };
        ctx.note(About::default().subject(found.id), kind, json!({ "hash": brand.logo.as_ref().map(|logo| &logo.hash) })).await?;
        Ok(saved(found.id, version, brand).into())
    }
}

/// The logo of the brand with this short name, for who knows what its bytes hash to.
///
/// # Errors
/// Not found for every other hash, as for brands that are not there.
pub async fn logo(app: &App, slug: &str, hash: &str) -> Result<StoredFile> {
    let brand = store::team::brand_by_slug(app.db(), slug).await?.ok_or(Error::NotFound)?;
    brand.value.logo.filter(|logo| logo.hash.as_str() == hash).ok_or(Error::NotFound)
}
