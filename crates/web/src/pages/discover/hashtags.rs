//! Posts under a hashtag of Instagram's, to look at there.
//!
//! Invariant: a new hashtag is one of thirty in seven days, so that only a press of the button asks, never a look at the page.
//! Absent: who posted them, which Instagram does not tell; and keeping them.

use app::{
    App,
    discovery::{FindHashtag, HashtagFound},
};
use axum::{Router, routing::get};
use domain::creators::connections::hashtags::MOST;
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{grouped, t, tf},
    ui::{
        Button, Field, choice, form,
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{Column, Table, unknown},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/discover/hashtags", get(show).post(find))
}

async fn show(at: InBrand) -> Answer {
    at.only::<FindHashtag>()?;
    Ok(at.page(t("hashtags.title"), "discover", page(&at, &Posted::default(), None)))
}

fn page(at: &InBrand, posted: &Posted, found: Option<&HashtagFound>) -> Markup {
    html! {
        (crumb_head(&[(&at.path("/discover"), t("place.discover"))], t("hashtags.title"), html! {}))
        div.body.near {
            (form::refusals(&posted.errors))
            (form::post(&at.path("/discover/hashtags"), html! {
                p.soft.row-size { (t("hashtags.about")) }
                div.form-narrow.stack {
                    (Field::text("tag", t("hashtags.tag")).value(posted.get("tag")).errors(&posted.errors).required())
                    (choice::tick("newest", "yes", t("hashtags.newest"), posted.ticked("newest"), Some(t("hashtags.newest.help"))))
                    div { (Button::submit(t("hashtags.find")).primary()) }
                }
            }))
            @if let Some(found) = found { div.mt-5 { (answer(at, posted, found)) } }
        }
    }
}

fn answer(at: &InBrand, posted: &Posted, found: &HashtagFound) -> Markup {
    let (left, most) = (found.budget.left.to_string(), MOST.to_string());
    let frees = found.budget.frees_at.map(|frees| when::said(frees, at.now(), at.zone()));
    html! {
        @if let Some(reason) = &found.reason { (note(Weight::Late, t("hashtags.not"), heard(reason))) }
        @else if found.posts.is_empty() { (empty(t("hashtags.none"), t("hashtags.none.text"), html! {})) }
        @else { (chapter(t("hashtags.found"), found.posts.len(), listed(at, found))) }
        p.about.mt-3 {
            (tf("hashtags.left", &[("left", &left), ("most", &most)]))
            @if let Some(frees) = &frees { " " (tf("hashtags.frees", &[("when", frees)])) }
        }
        @if let Some(next) = &found.next {
            (form::post_inline(&at.path("/discover/hashtags"), html! {
                (form::hidden("tag", &found.tag)) (form::hidden("page", next))
                @if posted.ticked("newest") { (form::hidden("newest", "yes")) }
                (Button::submit(t("channels.more")))
            }))
        }
    }
}

fn listed(at: &InBrand, found: &HashtagFound) -> Markup {
    let heads = [
        Column::text(t("hashtags.when")),
        Column::text(t("hashtags.words")),
        Column::number(t("hashtags.likes")),
        Column::number(t("hashtags.comments")),
    ];
    let rows = html! {
        @for post in &found.posts {
            @let words: String = post.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
            @let date = post.at.map(|posted| when::date(posted, at.now(), at.zone()));
            tr {
                td.soft {
                    @match &post.url {
                        Some(url) => a href=(url) rel="noopener noreferrer" target="_blank" { @if let Some(date) = &date { (date) } @else { (t("hashtags.open")) } },
                        None => @if let Some(date) = &date { (date) },
                    }
                }
                td.wrap { span.voice translate="no" { (words) } }
                td.num { (count(post.likes)) }
                td.num { (count(post.comments)) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&heads, rows).tall()) } }
}

fn count(number: Option<i64>) -> Markup {
    number.and_then(|number| u64::try_from(number).ok()).map_or_else(unknown, |number| html! { (grouped(number)) })
}

async fn find(at: InBrand, mut posted: Posted) -> Answer {
    let command = FindHashtag { tag: posted.text("tag"), newest: posted.ticked("newest"), page: posted.some("page"), answered: None };
    match at.run(command).await {
        Ok(found) => Ok(at.page(t("hashtags.title"), "discover", page(&at, &posted, Some(&found)))),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => {
            posted.errors.add("", heard(&message));
            Ok(at.page_again(t("hashtags.title"), "discover", page(&at, &posted, None)))
        }
        Err(error) => {
            posted.refuse(error)?;
            Ok(at.page_again(t("hashtags.title"), "discover", page(&at, &posted, None)))
        }
    }
}
