//! Templates of messages.

use domain::{ids::TemplateId, outreach::Template};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Version;

use crate::{
    Agent, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View,
    context::About,
    operation::{MANAGER, WORKERS},
};

/// Writes a template, or changes one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SaveTemplate {
    /// Which; nothing makes a new one.
    #[serde(default)]
    pub template: Option<TemplateId>,
    /// Name, kind, subject and body with placeholders.
    pub content: Template,
}

impl Operation for SaveTemplate {
    type Answer = Done<TemplateId>;
    const META: Meta = Meta {
        name: "outreach.save_template",
        doc: "Writes a message template, or changes one. Unknown placeholders are refused.",
        route: Route::post("/templates"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<TemplateId>> {
        let content = self.content.checked()?;
        let (id, version): (TemplateId, Version) = match self.template {
            Some(id) => {
                let found = store::document::find::<Template>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
                ctx.expect(found.version)?;
                (id, store::document::save(ctx.tx(), ctx.brand()?, id, found.version, &content).await?)
            }
            None => {
                let id: TemplateId = ctx.id();
                (id, store::document::insert(ctx.tx(), ctx.brand()?, id, &content).await?.version)
            }
        };
        ctx.note(About::default().subject(id), "outreach.template_saved", json!({ "name": content.name })).await?;
        Ok(Done::new(id, version))
    }
}

/// A template as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TemplateView {
    /// Which.
    pub id: TemplateId,
    /// For `If-Match`.
    pub version: i64,
    /// Name, kind, subject and body.
    pub template: Template,
}

/// The templates of the brand, by name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListTemplates {}

impl View for ListTemplates {
    type Answer = Vec<TemplateView>;
    const META: Meta = Meta {
        name: "outreach.list_templates",
        doc: "Lists the message templates of a brand by name.",
        route: Route::get("/templates"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<TemplateView>> {
        let found = store::outreach::templates(look.db(), look.brand()?).await?;
        Ok(found.into_iter().map(|one| TemplateView { id: one.id, version: one.version.0, template: one.value }).collect())
    }
}
