//! Templates: saved and listed.

use domain::{ids::TemplateId, outreach::Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View, context::About, operation::MANAGER};

/// Adds a template, or changes one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SaveTemplate {
    /// Which; nothing adds one.
    #[serde(default)]
    pub template: Option<TemplateId>,
    /// The template.
    pub content: Template,
}

impl Operation for SaveTemplate {
    type Answer = Done<TemplateId>;
    const META: Meta = Meta {
        name: "outreach.save_template",
        doc: "Adds a message template, or changes one.",
        route: Route::post("/templates"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<TemplateId>> {
        let content = self.content.checked()?;
        let brand = ctx.brand()?;
        let done = match self.template {
            Some(id) => {
                let found = store::document::find::<Template>(ctx.tx(), brand, id).await?.ok_or(Error::NotFound)?;
                ctx.expect(found.version)?;
                Done::new(id, store::document::save(ctx.tx(), brand, id, found.version, &content).await?)
            }
            None => {
                let id: TemplateId = ctx.id();
                Done::new(id, store::document::insert(ctx.tx(), brand, id, &content).await?.version)
            }
        };
        ctx.note(About::default().subject(done.id), "outreach.template_saved", json!({ "name": content.name })).await?;
        Ok(done)
    }
}

/// A template as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TemplateView {
    /// Which.
    pub id: TemplateId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The template.
    pub template: Template,
}

/// The templates of a brand, by name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListTemplates {}

impl View for ListTemplates {
    type Answer = Vec<TemplateView>;
    const META: Meta = Meta {
        name: "outreach.list_templates",
        doc: "Lists the message templates of a brand.",
        route: Route::get("/templates"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<TemplateView>> {
        let all = store::outreach::templates(look.db(), look.brand()?).await?;
        Ok(all.into_iter().map(|found| TemplateView { id: found.id, version: found.version.0, template: found.value }).collect())
    }
}
