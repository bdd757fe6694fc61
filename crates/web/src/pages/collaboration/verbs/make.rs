//! What is made: a draft and a live post as they were received, corrections, and a person's word that a post is as
//! approved.
//!
//! Invariant: a verdict about a post carries words or a picture. Absent: reviewing drafts; the reviews have it.

use app::{
    content::SubmitDraft,
    tracking::{CorrectPost, RejectPost, ReportLive, VerifyPost},
    views::{CollaborationPage, Found},
};
use domain::{
    content::{Deliverable, Progress},
    ids::{DeliverableId, DraftId, PostId},
    time::Zone,
    tracking::{Post, PostState},
};
use maud::{Markup, Render, html};

use super::{Doing, Verb, files, kept, said, screenshot};
use crate::{
    kernel::{InBrand, Posted, shown},
    pages::said as words,
    text::{t, tf},
    ui::{
        Button, Field,
        choice::{self, Upload},
        form as forms,
    },
};

/// The draft under review that another may replace, while nobody signed it off.
fn replaceable(made: &Deliverable) -> Option<DraftId> {
    match &made.state {
        Progress::InReview { draft, sign_offs, .. } if sign_offs.is_empty() => Some(*draft),
        Progress::InReview { .. } | Progress::Awaiting { .. } | Progress::Approved { .. } => None,
    }
}

fn takes_draft(made: &Deliverable) -> bool {
    matches!(made.state, Progress::Awaiting { .. }) || replaceable(made).is_some()
}

/// Whether a draft of anything may be sent now: the brief was acknowledged, and something is not approved yet.
pub(super) fn awaits_draft(page: &CollaborationPage) -> bool {
    page.sendings.iter().any(|sent| sent.acknowledged_at.is_some()) && page.deliverables.iter().any(|made| takes_draft(&made.value))
}

/// What is approved and not reported live.
pub(super) fn awaits_post(page: &CollaborationPage) -> impl Iterator<Item = &Found<DeliverableId, Deliverable>> {
    let approved = page.deliverables.iter().filter(|made| matches!(made.value.state, Progress::Approved { .. }));
    approved.filter(|made| page.post_of(made.id).is_none())
}

/// Posts that somebody reported and nobody judged yet.
fn reported(page: &CollaborationPage) -> impl Iterator<Item = &Found<PostId, Post>> {
    page.posts.iter().filter(|post| matches!(post.value.state, PostState::Reported))
}

pub(super) fn post_filled(page: &CollaborationPage, zone: &Zone) -> Posted {
    let Some(post) = reported(page).next() else { return Posted::default() };
    Posted::filled([
        ("post", post.id.to_string()),
        ("version", post.version.to_string()),
        ("url", post.value.url.clone()),
        ("live_at", post.value.live_at.format_in(zone, "%Y-%m-%dT%H:%M")),
    ])
}

/// Which deliverable: named where there is one, chosen where there are several.
pub(super) fn which<'a>(doing: &Doing<'_>, all: impl Iterator<Item = &'a Found<DeliverableId, Deliverable>>) -> Markup {
    let all: Vec<(String, String)> = all.map(|made| (made.id.to_string(), thing(&made.value))).collect();
    let chosen = doing.deliverable().map(|id| id.to_string()).unwrap_or_default();
    let choices: Vec<(&str, &str)> = all.iter().map(|(id, words)| (id.as_str(), words.as_str())).collect();
    match choices.as_slice() {
        [(id, words)] => html! { (forms::hidden("deliverable", id)) p { b.medium { (words) } } },
        _ => Field::select("deliverable", t("collaboration.which"), &choices, None).value(&chosen).errors(&doing.posted.errors).render(),
    }
}

fn thing(made: &Deliverable) -> String {
    format!("{}, {}", words::format(&made.format), words::window(made.opens, made.closes))
}

pub(super) fn form(doing: &Doing<'_>, verb: Verb) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let zone = tf("collaboration.in_zone", &[("zone", doing.room.at.zone().name())]);
    match verb {
        Verb::Draft => draft(doing),
        Verb::Live => html! {
            (which(doing, awaits_post(page)))
            (address(posted, &zone))
            div.line { (Button::submit(t("collaboration.live.do")).primary()) }
        },
        Verb::Post => html! {
            (forms::hidden("post", posted.get("post"))) (forms::hidden("version", posted.get("version")))
            (address(posted, &zone))
            div.line { (Button::submit(t("collaboration.post.do")).primary()) }
        },
        _ => verify(doing),
    }
}

fn address(posted: &Posted, zone: &str) -> Markup {
    html! {
        (shown(Field::url("url", t("collaboration.url")).required().help(t("collaboration.url.help")), "url", posted))
        (shown(Field::date_time("live_at", t("collaboration.live_at")).optional().help(zone), "live_at", posted))
    }
}

fn draft(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let area = Upload {
        name: "files",
        label: t("collaboration.draft.files"),
        help: t("collaboration.draft.files.help"),
        accept: "video/*,image/*,application/pdf,text/plain",
        many: true,
    };
    html! {
        (which(doing, page.deliverables.iter().filter(|made| takes_draft(&made.value))))
        (files(posted, &area))
        (shown(Field::lines("text", t("collaboration.draft.text"), 3).voice().optional(), "text", posted))
        (shown(Field::lines("note", t("collaboration.draft.note"), 2).voice().optional(), "note", posted))
        @if page.deliverables.iter().any(|made| replaceable(&made.value).is_some()) { p.about { (t("collaboration.draft.replaces")) } }
        div.line { (Button::submit(t("collaboration.draft.do")).primary()) }
    }
}

fn verify(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let wanted = doing.deliverable();
    let Some(post) = reported(page).find(|post| wanted.is_none_or(|id| post.value.deliverable == id)) else {
        return html! { p.soft { (t("collaboration.nothing_reported")) } };
    };
    let check = post.value.check.as_ref();
    html! {
        (forms::hidden("deliverable", &post.value.deliverable.to_string()))
        p { a.break href=(post.value.url) target="_blank" rel="noopener noreferrer" { (post.value.url) } }
        @if let Some(check) = check {
            p.about { @if check.answers() { (t("collaboration.link.answers")) } @else { span.is-late { (check.problem.as_deref().unwrap_or(t("collaboration.link.silent"))) } } }
        }
        (shown(Field::lines("note", t("collaboration.saw.post"), 2).help(t("collaboration.saw.post.help")), "note", posted))
        (screenshot(posted))
        (choice::tick("accept_outside", "yes", t("collaboration.outside"), posted.ticked("accept_outside"), Some(&tf("collaboration.outside.help", &[("window", &window(page, post))]))))
        div.line.wrap {
            (Button::submit(t("collaboration.verify.do")).primary().named("verdict", "yes"))
            (Button::submit(t("collaboration.reject.do")).named("verdict", "no"))
        }
    }
}

fn window(page: &CollaborationPage, post: &Found<PostId, Post>) -> String {
    let made = page.deliverables.iter().find(|made| made.id == post.value.deliverable);
    made.map(|made| words::window(made.value.opens, made.value.closes)).unwrap_or_default()
}

/// The deliverable that a form names.
fn named<'a>(page: &'a CollaborationPage, posted: &Posted) -> app::Result<&'a Found<DeliverableId, Deliverable>> {
    let chosen = posted.get("deliverable");
    page.deliverables.iter().find(|made| made.id.to_string() == chosen).ok_or(app::Error::field("deliverable", t("posted.choose")))
}

pub(super) async fn run(at: &InBrand, page: &CollaborationPage, verb: Verb, posted: &mut Posted) -> app::Result<String> {
    match verb {
        Verb::Draft => {
            let made = named(page, posted)?;
            posted.checked()?;
            let files = kept(at, posted, "files").await?;
            let (text, note) = (posted.raw("text"), posted.raw("note"));
            let replaces = replaceable(&made.value);
            at.run(SubmitDraft { deliverable: made.id, files, text, note, replaces, as_received: true }).await?;
        }
        Verb::Live => {
            let deliverable = named(page, posted)?.id;
            let live_at = posted.time_if("live_at", at.zone());
            posted.checked()?;
            at.run(ReportLive { deliverable, url: posted.text("url"), live_at, check: None }).await?;
        }
        Verb::Post => {
            let post = page.posts.iter().find(|post| post.id.to_string() == posted.get("post")).ok_or(app::Error::NotFound)?.id;
            let live_at = posted.time_if("live_at", at.zone());
            posted.checked()?;
            at.run_asked(posted, CorrectPost { post, url: posted.text("url"), live_at, check: None }).await?;
        }
        _ => return verified(at, page, posted).await,
    }
    Ok(said(verb))
}

async fn verified(at: &InBrand, page: &CollaborationPage, posted: &Posted) -> app::Result<String> {
    let named = posted.get("deliverable");
    let post = reported(page).find(|post| named.is_empty() || post.value.deliverable.to_string() == named);
    let post = post.ok_or(app::Error::NotFound)?.id;
    posted.checked()?;
    if posted.get("verdict") == "no" {
        at.run(RejectPost { post, reason: posted.raw("note") }).await?;
        return Ok(t("collaboration.rejected").to_owned());
    }
    let file = kept(at, posted, "file").await?.pop();
    at.run(VerifyPost { post, note: posted.raw("note"), file, accept_outside: posted.ticked("accept_outside") }).await?;
    Ok(said(Verb::Verify))
}
