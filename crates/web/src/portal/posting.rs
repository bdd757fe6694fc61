//! Posting: what to post, with link and code, and telling the brand where it is live.
//!
//! Invariant: only an approved version is reported. Absent: whether it counts; a person of the team looks.

use app::{
    tracking::{CorrectPost, ReportLive},
    views::portal::{PortalCollaboration, PortalDeliverable},
};
use domain::content::Progress;
use maud::{Markup, html};

use super::{
    At, Visit,
    agree::ended,
    draft::{media, to_copy},
    words,
};
use crate::{
    kernel::{Answer, Posted},
    text::{t, tf},
    ui::{
        Button, Field, Whose, form,
        portal::portal_act,
        section::{Weight, chapter, note, voice},
        turn, when,
    },
};

/// The page.
pub(super) async fn show(visit: Visit) -> Answer {
    let (of, made) = visit.deliverable()?;
    let address = made.post.as_ref().map(|post| post.url.clone()).unwrap_or_default();
    Ok(visit.page(At::Task, t("portal.post.title"), &of.campaign, shown(&visit, of, made, &Posted::filled([("url", address)]))))
}

/// It is live, or it is live elsewhere than was said.
pub(super) async fn report(visit: Visit, mut posted: Posted) -> Answer {
    let (of, made) = visit.deliverable()?;
    match reported(&visit, made, &mut posted).await {
        Ok(()) => visit.done("", tf("portal.post.done", &[("sender", visit.sender())])),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.post.title"), &of.campaign, shown(&visit, of, made, &posted)))
        }
    }
}

async fn reported(visit: &Visit, made: &PortalDeliverable, posted: &mut Posted) -> app::Result<()> {
    let live_at = posted.time_if("live_at", visit.zone());
    posted.checked()?;
    let url = posted.text("url");
    match &made.post {
        Some(post) => visit.run(CorrectPost { post: post.id, url, live_at, check: None }).await.map(|_| ()),
        None => visit.run(ReportLive { deliverable: made.id, url, live_at, check: None }).await.map(|_| ()),
    }
}

fn shown(visit: &Visit, of: &PortalCollaboration, made: &PortalDeliverable, posted: &Posted) -> Markup {
    let name = words::thing(of, made);
    let closes = made.deliverable.closes.end_in(&visit.view.brand.zone);
    let thing = [("thing", name.as_str())];
    let said = |at| when::said(at, visit.now(), visit.zone());
    if !matches!(made.deliverable.state, Progress::Approved { .. }) {
        return html! {
            h1 { (tf("portal.post.your", &thing)) }
            p.soft { (t("portal.post.too_early")) } p { a href=(visit.path(&format!("/draft/{}", made.id))) { (t("portal.draft.title")) } }
        };
    }
    let verified = made.post.as_ref().and_then(|post| post.verified_at);
    html! {
        div {
            @match &made.post {
                Some(_) if verified.is_some() => (turn::turn(Whose::Done, false, t("portal.work.live"))),
                Some(_) => (turn::turn(Whose::Theirs, false, tf("portal.work.checking", &[("sender", visit.sender())]))),
                None => (turn::turn(Whose::Yours, closes < visit.now(), Whose::Yours.words())),
            }
            h1.mt-1 { (tf("portal.post.your", &thing)) }
            p.soft.mt-1 {
                (tf("portal.post.window", &[("window", &words::window(made.deliverable.opens, made.deliverable.closes)), ("platform", &words::platform_words(&made.deliverable.platform))]))
                " " (tf("portal.post.latest", &[("when", &words::deadline(closes, visit.now(), visit.zone()))]))
            }
        }
        @if let Some(ended) = ended(visit, of) { (ended) }
        @if let Some(reason) = &made.sent_back { (note(Weight::Late, t("portal.post.sent_back"), html! { span.voice { (reason) } })) }
        @if let Some(post) = &made.post {
            (note(Weight::Plain, "", html! {
                @match verified {
                    Some(at) => (tf("portal.post.verified", &[("when", &said(at))])),
                    None => (tf("portal.post.reported", &[("when", &said(post.reported_at)), ("sender", visit.sender())])),
                }
                br; a.portal-address href=(post.url) target="_blank" rel="noopener noreferrer" { (post.url) }
            }))
        }
        @if verified.is_none() && of.off.is_none() {
            @if made.post.is_none() { (what(visit, of, made)) (report_form(visit, made, posted)) }
            @else { details.portal-more open[!posted.errors.0.is_empty()] { summary { (t("portal.post.correct_open")) } (report_form(visit, made, posted)) } }
        }
    }
}

/// What to post: the approved files and text, the link, the code, the mark.
fn what(visit: &Visit, of: &PortalCollaboration, made: &PortalDeliverable) -> Markup {
    let Progress::Approved { draft, files, .. } = &made.deliverable.state else { return html! {} };
    let text = made.drafts.iter().find(|shown| shown.id == *draft).map(|shown| shown.text.as_str()).filter(|text| !text.is_empty());
    html! {
        (chapter(t("portal.post.with_it"), "", html! { div.stack {
            (to_copy(of, Some(made)))
            @if let Some(terms) = of.terms() { (note(Weight::Ours, t("portal.terms.disclosure"), &terms.disclosure)) }
        } }))
        (chapter(t("portal.post.approved"), "", html! { div.stack {
            @for file in files { (media(&visit.path(&format!("/file/{}", file.id)), file)) }
            @if let Some(text) = text { (voice(text)) }
        } }))
    }
}

fn report_form(visit: &Visit, made: &PortalDeliverable, posted: &Posted) -> Markup {
    let errors = &posted.errors;
    let zone = tf("portal.post.when_help", &[("zone", &words::zone_words(visit.zone()))]);
    let verb = if made.post.is_some() { t("portal.post.correct") } else { t("portal.post.report") };
    html! {
        (form::refusals(errors))
        (form::post(&visit.path(&format!("/post/{}", made.id)), html! {
            (Field::url("url", t("portal.post.address")).value(posted.get("url")).errors(errors).help(t("portal.post.address_help")).required())
            (Field::date_time("live_at", t("portal.post.when")).value(posted.get("live_at")).errors(errors).help(&zone).optional())
            (portal_act(html! { (Button::submit(verb).primary()) }))
        }))
    }
}
