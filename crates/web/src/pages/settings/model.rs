//! The organisation's language model: where it is, what it may be asked, what is sent to it, and what the month has used.
//!
//! Invariant: a key that was put in is never shown again, nor what was typed in its field. Absent: asking; the search and the vetting page
//! do that.

use app::{
    App,
    discovery::{CheckModel, ModelView, RemoveModel, SetModel, ShowModel},
};
use axum::{
    Router,
    routing::{get, post},
};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{grouped, t, tf},
    ui::{
        Button, Field, Whose, choice,
        form::{self, Confirm},
        progress::progress,
        section::{Weight, chapter, facts, note, part},
        turn::turn,
        when,
    },
};

const PAGE: &str = "/settings/model";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/model", get(show).post(save))
        .route("/b/{slug}/settings/model/check", post(check))
        .route("/b/{slug}/settings/model/removal", post(remove))
}

async fn show(at: InBrand) -> Answer {
    let view = at.show(ShowModel {}).await?;
    Ok(at.page(t("settings.model"), "settings", page(&at, &view, None)))
}

/// The page; `sent` is the form that was refused.
fn page(at: &InBrand, view: &ModelView, sent: Option<&Posted>) -> Markup {
    let none = Posted::default();
    let posted = sent.unwrap_or(&none);
    let body = html! {
        (form::refusals(&posted.errors))
        p.soft.row-size { (t("language_model.about")) }
        @if !view.asks { div.mt-3 { (note(Weight::Plain, t("language_model.closed"), t("language_model.closed.text"))) } }
        div.stack.loose.mt-5 {
            (chapter(t("settings.model"), state(view), html! {
                div.stack.loose.mt-2 {
                    @if view.set { div { (facts(&known(at, view))) (verbs(at, view)) } }
                    @if view.asks { (part(t("language_model.set"), "", setting(at, view, sent.is_some(), posted))) }
                }
            }))
            (chapter(t("language_model.used"), tf("language_model.month", &[("month", &view.month)]), used(view)))
            (chapter(t("language_model.sent"), "", sent_where(view)))
        }
    };
    tabbed(at, "model", body)
}

/// In a word how it stands.
fn state(view: &ModelView) -> Markup {
    match (view.set, view.reading || view.summaries) {
        (false, _) => turn(Whose::Nobody, false, t("language_model.is_none")),
        (true, false) => turn(Whose::Nobody, false, t("language_model.is_off")),
        (true, true) => turn(Whose::Done, false, t("language_model.is_on")),
    }
}

fn known(at: &InBrand, view: &ModelView) -> Vec<(&'static str, Markup)> {
    let ends = match (view.has_key, view.hint.is_empty()) {
        (false, _) => t("language_model.key.none").to_owned(),
        (true, true) => t("language_model.key.kept").to_owned(),
        (true, false) => format!("…{}", view.hint),
    };
    let mut all = vec![
        (t("language_model.base_url"), html! { span.mono translate="no" { (view.base_url) } }),
        (t("language_model.model"), html! { span.mono translate="no" { (view.model) } }),
        (t("language_model.key"), html! { span.mono { (ends) } }),
    ];
    if let Some(since) = view.since {
        all.push((
            t("language_model.since"),
            html! { (when::time(since, at.now(), at.zone())) @if !view.by.is_empty() { ", " span translate="no" { (view.by) } } },
        ));
    }
    let answered = match view.answered_at {
        Some(answered) => html! { (when::time(answered, at.now(), at.zone())) },
        None => html! { (t("language_model.answered.never")) },
    };
    all.push((t("language_model.answered"), answered));
    all
}

/// Trying it, and removing it.
fn verbs(at: &InBrand, view: &ModelView) -> Markup {
    html! {
        div.line.wrap.mt-3 {
            @if view.asks { (form::post_inline(&at.path("/settings/model/check"), html! { (Button::submit(t("language_model.check"))) })) }
            (form::post_inline(&at.path("/settings/model/removal"), html! {
                (Button::submit(t("language_model.remove")).quiet().confirm(Confirm {
                    question: t("language_model.remove.ask"),
                    text: Some(t("language_model.remove.text")),
                    danger: true,
                    ..Confirm::default()
                }))
            }))
        }
    }
}

fn setting(at: &InBrand, view: &ModelView, again: bool, posted: &Posted) -> Markup {
    let typed = |name: &str, stored: &str| if again { posted.text(name) } else { stored.to_owned() };
    let ticked = |name: &str, stored: bool| if again { posted.ticked(name) } else { stored };
    let (base_url, model) = (typed("base_url", &view.base_url), typed("model", &view.model));
    let monthly = typed("monthly_tokens", &view.monthly_tokens.to_string());
    let key_help = if view.has_key { t("language_model.key.help.kept") } else { t("language_model.key.help") };
    form::post(
        &at.path(PAGE),
        html! {
            div.form-narrow.stack {
                (Field::url("base_url", t("language_model.base_url")).value(&base_url).errors(&posted.errors).help(t("language_model.base_url.help")).required())
                (Field::text("model", t("language_model.model")).value(&model).errors(&posted.errors).help(t("language_model.model.help")).required())
                (Field::password("key", t("language_model.key"), "off").errors(&posted.errors).help(key_help).optional())
                (choice::tick("reading", "yes", t("language_model.reading"), ticked("reading", view.reading), Some(t("language_model.reading.help"))))
                (choice::tick("summaries", "yes", t("language_model.summaries"), ticked("summaries", view.summaries), Some(t("language_model.summaries.help"))))
                (Field::number("monthly_tokens", t("language_model.monthly")).value(&monthly).errors(&posted.errors).help(t("language_model.monthly.help")).required())
                div { (Button::submit(t("language_model.save")).primary()) }
            }
        },
    )
}

/// What the month has used, as a bar and in words.
fn used(view: &ModelView) -> Markup {
    let count = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    let percent = u8::try_from((view.tokens.saturating_mul(100) / view.monthly_tokens.max(1)).clamp(0, 100)).unwrap_or(100);
    let sentence =
        tf("language_model.tokens", &[("used", &count(view.tokens)), ("all", &count(view.monthly_tokens)), ("asked", &count(view.asked))]);
    html! {
        p.row-size { (sentence) }
        div.form-narrow.mt-2 { (progress(percent, &sentence)) }
        p.about.mt-2 { (t("language_model.tokens.text")) }
    }
}

/// What is sent, and where to.
fn sent_where(view: &ModelView) -> Markup {
    html! {
        @if view.set { p.row-size { (tf("language_model.sent.to", &[("address", &view.base_url)])) } }
        ul.hint-list.row-size {
            li { (t("language_model.sent.reading")) }
            li { (t("language_model.sent.summary")) }
            li { (t("language_model.sent.never")) }
        }
    }
}

async fn save(at: InBrand, mut posted: Posted) -> Answer {
    let monthly_tokens = posted.number("monthly_tokens");
    let command = SetModel {
        base_url: posted.text("base_url"),
        model: posted.text("model"),
        key: posted.some("key"),
        reading: posted.ticked("reading"),
        summaries: posted.ticked("summaries"),
        monthly_tokens,
    };
    let saved = match posted.checked() {
        Ok(()) => at.run(command).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done(PAGE, t("language_model.saved")),
        Err(error) => {
            posted.refuse(error)?;
            let view = at.show(ShowModel {}).await?;
            Ok(at.page_again(t("settings.model"), "settings", page(&at, &view, Some(&posted))))
        }
    }
}

async fn check(at: InBrand, _posted: Posted) -> Answer {
    match at.run(CheckModel { asked: None }).await {
        Ok(_) => at.done(PAGE, t("language_model.checked")),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done(PAGE, heard(&message)),
        Err(error) => at.refused(PAGE, error),
    }
}

async fn remove(at: InBrand, _posted: Posted) -> Answer {
    at.run(RemoveModel {}).await?;
    at.done(PAGE, t("language_model.removed"))
}
