//! A live post that is not as it was: what was seen then and now, and the two ways to decide.
//!
//! Invariant: both captions are shown as they were seen. Absent: judging; the program compares, a person decides.

use app::{
    tracking::{AcceptPost, RequestMending},
    views::{CollaborationPage, Found},
};
use domain::{ids::PostId, tracking::Post};
use maud::{Markup, html};

use super::Doing;
use crate::{
    kernel::{InBrand, Posted},
    text::{t, tf, tk},
    ui::{Button, Field, form as forms, when},
};

/// Posts about which something waits.
pub(super) fn changed(page: &CollaborationPage) -> impl Iterator<Item = &Found<PostId, Post>> {
    page.posts.iter().filter(|post| post.value.watch.found.is_some())
}

pub(super) fn form(doing: &Doing<'_>) -> Markup {
    let (posted, room) = (doing.posted, doing.room);
    let wanted = doing.deliverable();
    let post = changed(room.page).find(|post| wanted.is_none_or(|id| post.value.deliverable == id));
    let Some((post, found)) = post.and_then(|post| Some((post, post.value.watch.found.as_ref()?))) else {
        return html! { p.soft { (t("collaboration.changed.none")) } };
    };
    html! {
        (forms::hidden("deliverable", &post.value.deliverable.to_string()))
        p { (tk("odd", found.is.as_str())) }
        p { a.break href=(post.value.url) target="_blank" rel="noopener noreferrer" { (post.value.url) } }
        @if let Some(then) = &found.then { p.about { (t("collaboration.changed.then")) ": " q { (then) } } }
        @if let Some(now) = &found.now.caption { p.about { (t("collaboration.changed.now")) ": " q { (now) } } }
        @if let Some(asked) = found.asked_at {
            p.about { (tf("collaboration.changed.asked", &[("when", &when::said(asked, room.at.now(), room.at.zone()))])) }
        }
        (Field::lines("reason", t("collaboration.changed.why"), 2).help(t("collaboration.changed.why.help")).voice()
            .value(posted.get("reason")).errors(&posted.errors))
        div.line.wrap {
            (Button::submit(t("collaboration.changed.ask")).primary().named("verdict", "ask"))
            (Button::submit(t("collaboration.changed.accept")).named("verdict", "accept"))
        }
    }
}

pub(super) async fn run(at: &InBrand, page: &CollaborationPage, posted: &Posted) -> app::Result<String> {
    let named = posted.get("deliverable");
    let post = changed(page).find(|post| named.is_empty() || post.value.deliverable.to_string() == named);
    let (post, words) = (post.ok_or(app::Error::NotFound)?.id, posted.raw("reason"));
    if words.trim().is_empty() {
        return Err(app::Error::field("reason", t("collaboration.changed.why")));
    }
    if posted.get("verdict") == "ask" {
        at.run(RequestMending { post, message: words }).await?;
        return Ok(tk("verb_done", "mending").to_owned());
    }
    at.run(AcceptPost { post, reason: words }).await?;
    Ok(tk("verb_done", "changed").to_owned())
}
