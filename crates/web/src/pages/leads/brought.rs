//! Lists that were brought: each with what it did, and the verb that takes it back while that can be done.
//!
//! Invariant: what cannot be taken back has no button. Absent: the rows of a list.

use app::listening::{BroughtList, ListBrought, TakeBackList};
use axum::{Router, extract::Path, routing::post};
use domain::{creators::changes::TAKEN_BACK_WITHIN, ids::ListImportId, listening::lists::ListKind};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{grouped, t, tf},
    ui::{
        Button,
        form::{Confirm, hidden, post_inline},
        section::chapter,
        when,
    },
};

pub(super) fn routes() -> Router<app::App> {
    Router::new().route("/b/{slug}/leads/lists/{list}/take-back", post(take_back))
}

/// So many lists stand on a page.
const SHOWN: usize = 5;

/// The chapter with the newest lists of a kind; nothing before the first.
pub(super) async fn lists(at: &InBrand, kind: ListKind) -> app::Result<Markup> {
    let found = at.show(ListBrought { kind }).await?;
    if found.is_empty() {
        return Ok(html! {});
    }
    Ok(chapter(t("lists.title"), "", html! { @for one in found.iter().take(SHOWN) { (list(at, kind, one)) } }))
}

fn list(at: &InBrand, kind: ListKind, one: &BroughtList) -> Markup {
    let list = &one.list;
    let (created, updated) = (grouped(list.created), grouped(list.updated));
    html! {
        section.sec {
            p.row-size { b.medium translate="no" { (list.file_name) } " " span.quiet { span translate="no" { (list.name) } ", " (when::time(list.at, at.now(), at.zone())) } }
            p.row-size.soft { (tf("lists.did", &[("created", &created), ("updated", &updated)])) }
            @if let Some(taken) = &list.taken_back {
                p.about { (tf("lists.taken_back", &[
                    ("name", &taken.name),
                    ("removed", &grouped(taken.removed)),
                    ("restored", &grouped(taken.restored)),
                    ("changed", &grouped(taken.changed_since)),
                ])) }
            } @else if one.open && at.may_run::<TakeBackList>() {
                p.about { (tf("lists.until", &[("until", &when::said(list.at.plus(TAKEN_BACK_WITHIN), at.now(), at.zone()))])) }
                (post_inline(&at.path(&format!("/leads/lists/{}/take-back", one.id)), html! {
                    (hidden("kind", kind.as_str()))
                    (Button::submit(t("lists.take_back")).quiet().small().confirm(Confirm {
                        question: &tf("lists.take_back.ask", &[("name", &list.file_name)]),
                        text: Some(t("lists.take_back.text")),
                        danger: true,
                        ..Confirm::default()
                    }))
                }))
            }
        }
    }
}

async fn take_back(at: InBrand, Path((_, list)): Path<(String, ListImportId)>, posted: Posted) -> Answer {
    let place = if posted.get("kind") == ListKind::Mentions.as_str() { "/leads/mentions" } else { "/leads/customers" };
    match at.run_asked(&posted, TakeBackList { list }).await {
        Ok(done) => {
            let counts = [grouped(done.removed), grouped(done.restored), grouped(done.changed_since)];
            let [removed, restored, changed] = counts.each_ref().map(String::as_str);
            at.done(place, tf("lists.done", &[("removed", removed), ("restored", restored), ("changed", changed)]))
        }
        Err(app::Error::Rule { message, .. }) => at.done(place, heard(&message)),
        Err(error) => at.refused(place, error),
    }
}
