//! Message templates: the words that go to many, filled in for each.
//!
//! Invariant: a placeholder that does not exist is refused when the template is saved, not when it is sent.
//! Absent: sending.

use app::{
    App,
    outreach::{ListTemplates, SaveTemplate, templates::TemplateView},
};
use axum::{Router, extract::Path, routing::get};
use domain::{
    ids::TemplateId,
    outreach::{PLACEHOLDERS, Template, TemplateKind},
};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal},
    text::{t, tk},
    ui::{
        Button, Field, form,
        section::{empty, facts, part},
        table::{Column, Table},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/templates", get(list))
        .route("/b/{slug}/settings/templates/new", get(new).post(add))
        .route("/b/{slug}/settings/templates/{template}", get(one).post(change))
}

async fn list(at: InBrand) -> Answer {
    at.only::<SaveTemplate>()?;
    let all = at.show(ListTemplates {}).await?;
    let new = at.path("/settings/templates/new");
    let columns = [Column::text(t("templates.name")), Column::text(t("templates.kind")), Column::text(t("templates.subject"))];
    let rows = html! {
        @for view in &all {
            tr {
                td { a href=(at.path(&format!("/settings/templates/{}", view.id))) { (view.template.name) } }
                td.soft { (tk("template_kind", view.template.kind.as_str())) }
                td.soft { (view.template.subject) }
            }
        }
    };
    let body = html! {
        @if all.is_empty() {
            (empty(t("templates.none"), t("templates.none.text"), html! { (Button::link(&new, t("templates.new")).primary()) }))
        } @else {
            div.line.mb-4 { (Button::link(&new, t("templates.new")).primary().icon("plus")) }
            div.scrollx { (Table::inset(&columns, rows)) }
        }
    };
    Ok(at.page(t("templates.title"), "settings", tabbed(&at, "templates", body)))
}

fn page(at: &InBrand, action: &str, posted: &Posted) -> Markup {
    let kinds = ["invitation", "general"].map(|word| (word, tk("template_kind", word)));
    let placeholders: Vec<(String, &str)> = PLACEHOLDERS.iter().map(|(name, means)| (format!("{{{{{name}}}}}"), *means)).collect();
    let shown: Vec<(&str, Markup)> = placeholders.iter().map(|(name, means)| (name.as_str(), html! { (means) })).collect();
    let field = |field: Field<'static>, name: &'static str| field.value(posted.get(name)).errors(&posted.errors).required();
    let body = html! {
        (form::refusals(&posted.errors))
        div.cols.side {
            (form::post(&at.path(action), html! {
                (form::hidden("version", posted.get("version")))
                (field(Field::text("name", t("templates.name")), "name"))
                (Field::select("kind", t("templates.kind"), &kinds, None).value(posted.get("kind")).errors(&posted.errors))
                (field(Field::text("subject", t("templates.subject")), "subject"))
                (field(Field::lines("body", t("templates.body"), 14).voice(), "body"))
                div { (Button::submit(t("templates.save")).primary()) }
            }))
            aside { (part(t("templates.places"), "", facts(&shown))) }
        }
    };
    tabbed(at, "templates", body)
}

async fn new(at: InBrand) -> Answer {
    at.only::<SaveTemplate>()?;
    let posted = Posted::filled([("kind", "invitation"), ("subject", t("templates.start.subject")), ("body", START)]);
    Ok(at.page(t("templates.new"), "settings", page(&at, "/settings/templates/new", &posted)))
}

/// What a new template begins with; its lines do not fit into the catalogue.
const START: &str = "Hi {{creator.first_name}},\n\nwe at {{brand.name}} like what you do and would love to have you in {{campaign.name}}.\n\nEverything about it is on your own page, and you can answer there:\n{{portal.link}}\n\n{{sender.name}}";

fn command(posted: &mut Posted, template: Option<TemplateId>) -> app::Result<SaveTemplate> {
    let kind = posted.word("kind", |word| [TemplateKind::Invitation, TemplateKind::General].into_iter().find(|kind| kind.as_str() == word));
    posted.checked()?;
    let content = Template {
        name: posted.text("name"),
        kind: kind.unwrap_or(TemplateKind::General),
        subject: posted.text("subject"),
        body: posted.text("body"),
    };
    Ok(SaveTemplate { template, content })
}

async fn save(at: &InBrand, mut posted: Posted, template: Option<TemplateId>, action: &str) -> Answer {
    let saved = match command(&mut posted, template) {
        Ok(command) => at.run_asked(&posted, command).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done("/settings/templates", t("templates.saved")),
        Err(error) => {
            let stored = match template {
                Some(id) => filled(&stored(at, id).await?),
                None => Posted::default(),
            };
            posted.refuse_beside(error, &stored)?;
            Ok(at.page_again(t("templates.title"), "settings", page(at, action, &posted)))
        }
    }
}

async fn add(at: InBrand, posted: Posted) -> Answer {
    save(&at, posted, None, "/settings/templates/new").await
}

async fn stored(at: &InBrand, id: TemplateId) -> Result<TemplateView, Refusal> {
    let all: Vec<TemplateView> = at.show(ListTemplates {}).await?;
    all.into_iter().find(|view| view.id == id).ok_or(Refusal::App(app::Error::NotFound))
}

fn filled(view: &TemplateView) -> Posted {
    Posted::filled([
        ("version", view.version.to_string()),
        ("name", view.template.name.clone()),
        ("kind", view.template.kind.as_str().to_owned()),
        ("subject", view.template.subject.clone()),
        ("body", view.template.body.clone()),
    ])
}

async fn one(at: InBrand, Path((_, id)): Path<(String, TemplateId)>) -> Answer {
    at.only::<SaveTemplate>()?;
    let view = stored(&at, id).await?;
    Ok(at.page(&view.template.name, "settings", page(&at, &format!("/settings/templates/{id}"), &filled(&view))))
}

async fn change(at: InBrand, Path((_, id)): Path<(String, TemplateId)>, posted: Posted) -> Answer {
    save(&at, posted, Some(id), &format!("/settings/templates/{id}")).await
}
