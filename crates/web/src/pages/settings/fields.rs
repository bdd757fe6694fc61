//! The brand's own fields: what creators are asked and known for beyond what everybody keeps.
//!
//! Invariant: retiring takes nothing away; a retired field stands below with a button that takes it into use again. Absent:
//! removing one, and changing what it takes.

use app::{
    App,
    creators::{AddField, FieldPage, ListFields, RetireField, UpdateField},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{
    creators::{CustomField, FieldKind, custom},
    ids::CustomFieldId,
};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf, tk},
    ui::{
        Button, Field,
        form::{self, hidden, post_inline},
        section::{chapter, empty},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/fields", get(show).post(add))
        .route("/b/{slug}/settings/fields/{field}", post(change))
        .route("/b/{slug}/settings/fields/{field}/retirement", post(retire))
}

async fn show(at: InBrand) -> Answer {
    at.only::<AddField>()?;
    let fields = at.show(ListFields {}).await?;
    Ok(at.page(t("fields.title"), "settings", tabbed(&at, "fields", page(&at, &fields, &Posted::default()))))
}

/// After a verb: the page with what was done, or with what was refused.
async fn done<T>(at: &InBrand, mut posted: Posted, result: app::Result<T>, words: &str) -> Answer {
    match result {
        Ok(_) => at.done("/settings/fields", words),
        Err(error) => {
            posted.refuse(error)?;
            let fields = at.show(ListFields {}).await?;
            Ok(at.page_again(t("fields.title"), "settings", tabbed(at, "fields", page(at, &fields, &posted))))
        }
    }
}

fn page(at: &InBrand, fields: &FieldPage, posted: &Posted) -> Markup {
    let (in_use, retired): (Vec<&CustomField>, Vec<&CustomField>) = fields.fields.iter().partition(|field| field.retired_at.is_none());
    let about = tf("fields.count", &[("count", &in_use.len().to_string()), ("most", &custom::MOST.to_string())]);
    html! {
        div.near {
            (form::refusals(&posted.errors))
            div.cols.side {
                div.stack.loose {
                    (chapter(t("fields.in_use"), about, html! {
                        @if in_use.is_empty() { (empty(t("fields.none"), t("fields.none.text"), html! { (Button::link("#add", t("fields.add"))) })) }
                        @for field in &in_use { (one(at, field, fields.version, posted)) }
                    }))
                    @if !retired.is_empty() {
                        (chapter(t("fields.retired"), retired.len(), html! {
                            p.row-size.soft { (t("fields.retired.text")) }
                            @for field in &retired { (one(at, field, fields.version, posted)) }
                        }))
                    }
                }
                aside.stack.loose id="add" { (chapter(t("fields.add"), "", adding(at, posted))) }
            }
        }
    }
}

/// Under which names a field's own form sends: the page has many.
fn names(field: CustomFieldId) -> [String; 2] {
    ["name", "choices"].map(|part| format!("{part}-{field}"))
}

fn one(at: &InBrand, field: &CustomField, version: i64, posted: &Posted) -> Markup {
    let path = at.path(&format!("/settings/fields/{}", field.id));
    let [name, choices] = names(field.id);
    let typed = !posted.get(&name).is_empty();
    let (own_name, own_choices) = match typed {
        true => (posted.text(&name), posted.text(&choices)),
        false => (field.name.clone(), field.choices.join("\n")),
    };
    html! {
        section.sec {
            div.sec-head {
                h3 { (field.name) }
                span.push.line {
                    span.about { (tk("field_kind", field.kind.as_str())) }
                    (post_inline(&format!("{path}/retirement"), html! {
                        @if field.retired_at.is_none() { (hidden("retired", "yes")) (Button::submit(t("fields.retire")).quiet().small()) }
                        @else { (Button::submit(t("fields.restore")).quiet().small()) }
                    }))
                }
            }
            @if !field.choices.is_empty() { p.row-size.soft { (field.choices.join(" · ")) } }
            @if field.retired_at.is_none() {
                details.mb-4 open[typed] {
                    summary.about { (t("fields.change_one")) }
                    (form::post(&path, html! {
                        (hidden("version", &version.to_string()))
                        (Field::text(&name, t("fields.name")).value(&own_name).errors(&posted.errors).required())
                        @if field.kind == FieldKind::Choice {
                            (Field::lines(&choices, t("fields.choices"), 4).value(&own_choices).errors(&posted.errors).help(t("fields.choices.help")))
                        }
                        div { (Button::submit(t("fields.change_one.do"))) }
                    }))
                }
            }
        }
    }
}

fn adding(at: &InBrand, posted: &Posted) -> Markup {
    let kinds: Vec<(&str, &str)> = FieldKind::ALL.iter().map(|kind| (kind.as_str(), tk("field_kind", kind.as_str()))).collect();
    form::post(
        &at.path("/settings/fields"),
        html! {
            (Field::text("name", t("fields.name")).value(posted.get("name")).errors(&posted.errors).required().help(t("fields.name.help")))
            (Field::select("kind", t("fields.kind"), &kinds, None).value(posted.get("kind")).errors(&posted.errors).help(t("fields.kind.help")))
            (Field::lines("choices", t("fields.choices"), 4).value(posted.get("choices")).errors(&posted.errors).optional().help(t("fields.choices.when")))
            div { (Button::submit(t("fields.add.do")).primary()) }
        },
    )
}

async fn add(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<AddField>()?;
    let kind = posted.word("kind", FieldKind::parse);
    let result = match posted.checked() {
        Ok(()) => {
            let kind = kind.unwrap_or(FieldKind::Text);
            at.run_asked(&posted, AddField { name: posted.text("name"), kind, choices: posted.lines("choices") }).await
        }
        Err(error) => Err(error),
    };
    done(&at, posted, result, t("fields.added")).await
}

async fn change(at: InBrand, Path((_, field)): Path<(String, CustomFieldId)>, posted: Posted) -> Answer {
    at.only::<UpdateField>()?;
    let [name, choices] = names(field);
    let command = UpdateField { field, name: posted.text(&name), choices: posted.lines(&choices) };
    let result = at.run_asked(&posted, command).await.map_err(|error| error.renamed("name", &name).renamed("choices", &choices));
    done(&at, posted, result, t("fields.changed")).await
}

async fn retire(at: InBrand, Path((_, field)): Path<(String, CustomFieldId)>, posted: Posted) -> Answer {
    at.only::<RetireField>()?;
    let retired = posted.ticked("retired");
    let result = at.run_asked(&posted, RetireField { field, retired }).await;
    done(&at, posted, result, if retired { t("fields.retired.done") } else { t("fields.restored") }).await
}
