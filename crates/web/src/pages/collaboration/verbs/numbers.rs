//! How often a verified post was seen and answered, as somebody reads it off the platform.
//!
//! Invariant: what is left empty stays unknown. Absent: asking the platform; the clock reads what a post's page states.

use app::{
    tracking::RecordNumbers,
    views::{CollaborationPage, Found},
};
use domain::{
    ids::PostId,
    tracking::{Post, numbers::Counts},
};
use maud::{Markup, html};

use super::Doing;
use crate::{
    kernel::{InBrand, Posted},
    pages::said,
    text::{t, tk},
    ui::{Button, Field, form as forms},
};

const FIELDS: [&str; 7] = ["views", "likes", "comments", "saves", "shares", "reach", "impressions"];

/// Posts that count.
pub(super) fn verified(page: &CollaborationPage) -> impl Iterator<Item = &Found<PostId, Post>> {
    page.posts.iter().filter(|post| post.value.verified_at().is_some())
}

pub(super) fn form(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let named: Vec<(String, String)> = verified(page)
        .map(|post| {
            let made = page.deliverables.iter().find(|made| made.id == post.value.deliverable);
            let name =
                made.map(|made| format!("{}, {}", said::format(&made.value.format), said::window(made.value.opens, made.value.closes)));
            (post.id.to_string(), name.unwrap_or_else(|| post.value.url.clone()))
        })
        .collect();
    let choices: Vec<(&str, &str)> = named.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let first = named.first().map_or("", |(id, _)| id.as_str());
    html! {
        @if let [_] = choices.as_slice() { (forms::hidden("post", first)) }
        @else { (Field::select("post", t("collaboration.numbers.post"), &choices, None).value(posted.get("post")).errors(&posted.errors)) }
        p.help { (t("collaboration.numbers.help")) }
        div.cols.two {
            @for name in FIELDS { (Field::number(name, tk("counted", name)).value(posted.get(name)).errors(&posted.errors)) }
        }
        (Field::text("source", t("collaboration.numbers.source")).help(t("collaboration.numbers.source.help")).value(posted.get("source")).errors(&posted.errors))
        div.line { (Button::submit(t("collaboration.numbers.enter")).primary()) }
    }
}

pub(super) async fn run(at: &InBrand, posted: &mut Posted) -> app::Result<String> {
    let counts = Counts {
        views: posted.number_if("views"),
        reach: posted.number_if("reach"),
        impressions: posted.number_if("impressions"),
        likes: posted.number_if("likes"),
        comments: posted.number_if("comments"),
        saves: posted.number_if("saves"),
        shares: posted.number_if("shares"),
    };
    posted.checked()?;
    let post = posted.get("post").parse().map_err(|_| app::Error::NotFound)?;
    at.run(RecordNumbers { post, counts, at: None, source: posted.get("source").to_owned() }).await?;
    Ok(tk("verb_done", "numbers").to_owned())
}
