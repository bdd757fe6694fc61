//! Another posting window, for what was missed or for what is still made: it suits, or it does not.
//!
//! Invariant: a no costs the creator nothing more; the brand decides then, or the agreed dates stand. Absent: choosing days of one's own, which is a
//! message.

use app::{
    content::AnswerWindow,
    views::portal::{PortalCollaboration, PortalDeliverable},
};
use domain::content::{Progress, first_draft_due};
use maud::{Markup, html};

use super::{At, Visit, words};
use crate::{
    kernel::{Answer, Posted},
    text::{t, tf},
    ui::{Button, form},
};

/// The page.
pub(super) async fn show(visit: Visit) -> Answer {
    let (of, made) = visit.deliverable()?;
    Ok(visit.page(At::Task, t("portal.window.title"), &of.campaign, shown(&visit, of, made, &Posted::default())))
}

/// The answer.
pub(super) async fn answer(visit: Visit, mut posted: Posted) -> Answer {
    let (of, made) = visit.deliverable()?;
    let accept = posted.get("accept") == "yes";
    match visit.run(AnswerWindow { deliverable: made.id, accept }).await {
        Ok(_) if accept => visit.done("", t("portal.window.yes")),
        Ok(_) if made.deliverable.moving.is_some() => visit.done("", t("portal.window.stay")),
        Ok(_) => visit.done("", t("portal.window.no")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.window.title"), &of.campaign, shown(&visit, of, made, &posted)))
        }
    }
}

fn shown(visit: &Visit, of: &PortalCollaboration, made: &PortalDeliverable, posted: &Posted) -> Markup {
    let name = words::thing(of, made);
    let Some(window) = made.deliverable.window_offered() else {
        return html! { h1 { (t("portal.window.title")) } p.soft { (t("portal.window.none")) } };
    };
    let days = crate::pages::said::window(window.opens, window.closes);
    let path = visit.path(&format!("/window/{}", made.id));
    html! {
        h1 { (tf("portal.window.ask", &[("thing", &name), ("days", &days)])) }
        (form::refusals(&posted.errors))
        @if made.deliverable.moving.is_some() {
            p.soft { (tf("portal.window.instead", &[("days", &crate::pages::said::window(made.deliverable.opens, made.deliverable.closes))])) }
        } @else { p.soft { (t("portal.window.text")) } }
        @let first = matches!(made.deliverable.state, Progress::Awaiting { round, .. } if round == 1 || made.deliverable.moving.is_none());
        @if first {
            @let due = first_draft_due(window.opens, visit.zone(), visit.now());
            p.mt-2 { (tf("portal.window.draft", &[("when", &words::deadline(due, visit.now(), visit.zone()))])) }
        }
        div.line.wrap.mt-4 {
            (form::post_inline(&path, html! { (form::hidden("accept", "yes")) (Button::submit(t("portal.window.accept")).primary()) }))
            (form::post_inline(&path, html! { (form::hidden("accept", "no")) (Button::submit(t("portal.window.decline"))) }))
        }
        p.about.mt-4 { (t("portal.window.other")) " " a href=(visit.path("/messages")) { (t("portal.window.write")) } }
    }
}
