//! The brand's own fields of a creator: on forms, on the record, and how what stands in one is read.
//!
//! Invariant: a field is named by its id in forms and addresses, so that renaming one breaks neither. Absent: making one up; that
//! is a setting.

use app::creators::{AddField, CreatorView, FieldView, SetFields};
use axum::extract::Path;
use domain::{
    creators::{CustomField, FieldKind},
    ids::CreatorId,
    time::Day,
};
use maud::{Markup, Render, html};

use super::one::{again, is_open};
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tk},
    ui::{
        Button, Field,
        form::{hidden, post},
        section::{chapter, facts, fold},
        table::unknown,
        when,
    },
};

/// Under which name a field is sent.
pub(super) fn named(field: &CustomField) -> String {
    format!("{PREFIX}{}", field.id)
}

/// With what the names of fields begin.
pub(super) const PREFIX: &str = "custom.";

/// Fills a form with what stands in the fields.
pub(super) fn fill(posted: &mut Posted, fields: &[FieldView]) {
    for one in fields {
        posted.put(named(&one.field), one.value.clone());
    }
}

/// A control for each field.
pub(super) fn inputs<'f>(fields: impl Iterator<Item = &'f CustomField>, posted: &Posted) -> Markup {
    html! { @for field in fields { (input(field, posted)) } }
}

fn input(field: &CustomField, posted: &Posted) -> Markup {
    let name = named(field);
    let value = posted.get(&name);
    let shown = match field.kind {
        FieldKind::Text => Field::text(&name, &field.name),
        FieldKind::Number => Field::decimal(&name, &field.name),
        FieldKind::Date => Field::date(&name, &field.name),
        FieldKind::Choice | FieldKind::YesNo => {
            let mut choices = choices(field);
            // What was chosen before it could not be chosen any more stays until somebody chooses otherwise.
            if !value.is_empty() && !choices.iter().any(|(known, _)| *known == value) {
                choices.push((value, value));
            }
            return Field::select(&name, &field.name, &choices, Some(t("fields.nothing"))).value(value).errors(&posted.errors).render();
        }
    };
    shown.value(value).errors(&posted.errors).optional().render()
}

/// What can be chosen, with its words.
pub(in crate::pages) fn choices(field: &CustomField) -> Vec<(&str, &str)> {
    match field.kind {
        FieldKind::YesNo => vec![("yes", t("fields.yes")), ("no", t("fields.no"))],
        FieldKind::Choice => field.choices.iter().map(|choice| (choice.as_str(), choice.as_str())).collect(),
        FieldKind::Text | FieldKind::Number | FieldKind::Date => Vec::new(),
    }
}

/// What stands in a field, in the reader's words.
pub(in crate::pages) fn said(field: &CustomField, value: &str) -> String {
    match field.kind {
        FieldKind::YesNo => tk("fields", value).to_owned(),
        FieldKind::Date => Day::parse(value).map_or_else(|_| value.to_owned(), |day| when::day(day, "%-d %b %Y")),
        FieldKind::Text | FieldKind::Number | FieldKind::Choice => value.to_owned(),
    }
}

/// The part on the record: what stands in the fields, to be changed where it stands.
pub(super) fn on_record(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    let settings = at.path("/settings/fields");
    if view.fields.is_empty() {
        return html! { @if at.may_run::<AddField>() { p.about { a href=(settings) { (t("fields.make")) } } } };
    }
    let shown = |one: &FieldView| match one.value.as_str() {
        "" => unknown(),
        value => html! { (said(&one.field, value)) },
    };
    let known = facts(&view.fields.iter().map(|one| (one.field.name.as_str(), shown(one))).collect::<Vec<_>>());
    let body = if at.may_run::<SetFields>() && view.creator.erased_at.is_none() {
        let names: Vec<String> = view.fields.iter().map(|one| named(&one.field)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let form = post(
            &at.path(&format!("/creators/{}/fields", view.id)),
            html! {
                (hidden("version", &view.version.to_string()))
                (inputs(view.fields.iter().map(|one| &one.field), posted))
                div { (Button::submit(t("fields.save"))) }
            },
        );
        html! { (known) (fold("own-fields", is_open(posted, "own-fields", &names, &[]), t("fields.fill"), "", form)) }
    } else {
        known
    };
    let change = html! { @if at.may_run::<AddField>() { a href=(settings) { (t("fields.change")) } } };
    html! { div id="fields" { (chapter(t("fields.title"), change, body)) } }
}

pub(super) async fn save(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, SetFields { creator: id, custom: posted.under(PREFIX) }).await;
    match result {
        Ok(_) => at.done(&format!("/creators/{id}"), t("fields.saved")),
        Err(error) => again(&at, id, posted, error).await,
    }
}
