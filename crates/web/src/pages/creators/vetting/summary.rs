//! A summary of the report that a language model wrote: asked for by a button, with the signals that each sentence rests on.
//!
//! Invariant: it is marked as written by a model, with its name and when; once the report has changed it is not shown any more. Absent:
//! sending more than the signals; the operation has that.

use app::{
    App,
    discovery::{SummaryView, VettingReport, WriteSummary},
};
use axum::{Router, extract::Path, routing::post};
use domain::ids::CreatorId;
use maud::{Markup, html};

use super::{back, campaign_field};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    language::{Language, spoken},
    text::{t, tf, tk},
    ui::{Button, form as forms, section::chapter, turn::tag_guessed, when},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/creators/{creator}/vetting/summary", post(write))
}

/// The chapter; nothing where there is no summary and none may be written.
pub(super) fn part(at: &InBrand, report: &VettingReport) -> Markup {
    let may = report.summaries && at.may_run::<WriteSummary>();
    html! {
        @if may || report.summary.is_some() {
            (chapter(t("summary"), "", html! {
                @match &report.summary {
                    Some(summary) if summary.holds => (written(at, summary)),
                    Some(summary) => { p.soft.row-size { (tf("summary.changed", &[("when", &when::said(summary.at, at.now(), at.zone()))])) } },
                    None => { p.soft.row-size { (t("summary.none")) } },
                }
                @if may { (button(at, report)) }
            }))
        }
    }
}

fn button(at: &InBrand, report: &VettingReport) -> Markup {
    let holds = report.summary.as_ref().is_some_and(|summary| summary.holds);
    let form = html! {
        (campaign_field(report))
        (Button::submit(if holds { t("summary.again") } else { t("summary.write") }))
    };
    html! {
        div.mt-3 { (forms::post_inline(&at.path(&format!("/creators/{}/vetting/summary", report.id)), form)) }
        p.about.mt-2 { (t("summary.sent")) }
    }
}

fn written(at: &InBrand, summary: &SummaryView) -> Markup {
    html! {
        div lang=(summary.language) translate="no" {
            @for sentence in &summary.sentences {
                p.mt-2 { (sentence.text) " " span.about lang=(spoken().tag()) { (rests_on(&sentence.signals)) } }
            }
        }
        p.about.mt-3 {
            (tag_guessed(t("summary.by_model"))) " "
            (tf("summary.made", &[("model", &summary.model), ("when", &when::said(summary.at, at.now(), at.zone())), ("name", &summary.by)]))
        }
    }
}

/// The names of signals as the report has them; that of another account with its place.
pub(super) fn rests_on(names: &[String]) -> String {
    let words = names.iter().map(|name| {
        let (kind, place) = match name.rsplit_once('_') {
            Some((kind, place)) if place.bytes().all(|byte| byte.is_ascii_digit()) => (kind, Some(place)),
            _ => (name.as_str(), None),
        };
        let word = tk("signal", kind);
        let word = if word.is_empty() { name.as_str() } else { word };
        place.map_or_else(|| word.to_owned(), |place| tf("summary.account", &[("signal", word), ("place", place)]))
    });
    tf("summary.rests_on", &[("signals", &words.collect::<Vec<_>>().join(", "))])
}

async fn write(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let language = match spoken() {
        Language::German => "de",
        Language::English | Language::Trial | Language::TrialFromRight => "en",
    };
    let campaign = posted.get("campaign").parse().ok();
    let command = WriteSummary { creator: id, campaign, language: Some(language.to_owned()), written: None };
    match at.run(command).await {
        Ok(_) => at.done(&back(id, &posted), t("summary.done")),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done(&back(id, &posted), heard(&message)),
        Err(error) => at.refused(&back(id, &posted), error),
    }
}
