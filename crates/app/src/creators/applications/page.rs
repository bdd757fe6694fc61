//! A manager words the application page and opens or closes it.
//!
//! Invariant: a brand has one page; one that was never set up is nobody's to find. Absent: the brand's name and colour.

use domain::{creators::applications::ApplicationPage, ids::ApplicationPageId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Version, creators::applications as rows};

use super::wording;
use crate::{Agent, Ctx, Done, Look, Meta, Operation, Reach, Result, Route, View, context::About, operation::MANAGER};

/// Sets the application page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateApplicationPage {
    /// The whole page.
    pub page: ApplicationPage,
}

impl Operation for UpdateApplicationPage {
    type Answer = Done<ApplicationPageId>;
    const META: Meta = Meta {
        name: "creators.update_application_page",
        doc: "Opens, closes and words the public page on which people apply to the brand.",
        route: Route::put("/application-page"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<ApplicationPageId>> {
        let page = self.page.check()?;
        let brand = ctx.brand()?;
        let found = rows::page(ctx.tx(), brand).await?;
        ctx.expect(found.as_ref().map_or(Version(0), |found| found.version))?;
        let (id, version) = match found {
            Some(found) if found.value == page => return Ok(Done::new(found.id, found.version)),
            Some(found) => (found.id, store::document::save(ctx.tx(), brand, found.id, found.version, &page).await?),
            None => {
                let id: ApplicationPageId = ctx.id();
                (id, store::document::insert(ctx.tx(), brand, id, &page).await?.version)
            }
        };
        ctx.note(About::default().subject(id), "creators.application_page_updated", json!({ "open": page.open })).await?;
        Ok(Done::new(id, version))
    }
}

/// The page with its address.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationPageView {
    /// The page; the one to begin with where none was set up.
    pub page: ApplicationPage,
    /// Its version, 0 where none was set up.
    pub version: i64,
    /// Where people apply.
    pub address: String,
    /// Where the page is for a frame on another site.
    pub frame_address: String,
    /// What applicants agree to where the brand has no words of its own, in English and in German.
    pub usual_consent: [String; 2],
}

/// The application page of the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetApplicationPage {}

impl View for GetApplicationPage {
    type Answer = ApplicationPageView;
    const META: Meta = Meta {
        name: "creators.get_application_page",
        doc: "Shows how the public page on which people apply is worded, whether it is open, and its address.",
        route: Route::get("/application-page"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ApplicationPageView> {
        let brand = &look.brand_facts()?.value;
        let found = rows::page(look.db(), look.brand()?).await?;
        let version = found.as_ref().map_or(0, |found| found.version.0);
        let address = format!("{}/apply/{}", look.app().settings().base_url, brand.slug);
        let plain = ApplicationPage::default();
        Ok(ApplicationPageView {
            page: found.map_or_else(ApplicationPage::default, |found| found.value),
            version,
            frame_address: format!("{address}/embed"),
            address,
            usual_consent: ["en", "de"].map(|language| wording::consent(&plain, &brand.name, language)),
        })
    }
}
