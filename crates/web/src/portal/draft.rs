//! Work: what is made, each draft with what was asked for, and sending the next.
//!
//! Invariant: a file goes up once, in parts where there are scripts (`uploads`) and with the form where not; when the form comes
//! back, what was uploaded is kept by its receipt. Absent: drafts of anybody else.

use std::collections::BTreeMap;

use app::{
    content::{KeepFile, SubmitDraft},
    views::portal::{PortalChanges, PortalCollaboration, PortalDeliverable, PortalDraft},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use domain::{
    content::{Change, Progress, Weight},
    files::{MOST_AT_ONCE, StoredFile},
    ids::{FileId, UploadId},
    money::{Currency, Money},
    payments::PayableKind,
};
use maud::{Markup, html};

use super::{At, Visit, agree::ended, uploads::to_its_end, words};
use crate::{
    kernel::{self, Answer, Posted, Refusal, stored, streamed::Streamed},
    text::{Said, Worded, grouped, t, tf},
    ui::{
        Button, Field, Whose,
        choice::{Upload, upload, uploading_in_parts},
        form,
        portal::{RowLink, copy, portal_act},
        qr::qr,
        review::{Mark, Place, film_time, pin, pinned},
        section::{Weight as Note, chapter, note, voice},
        thumb::Thumb,
        turn, when,
    },
};

/// What is made over all collaborations, with links and codes to copy.
pub(super) async fn work(visit: Visit) -> Response {
    let under_way: Vec<&PortalCollaboration> =
        visit.view.collaborations.iter().filter(|of| !of.deliverables.is_empty() || of.code.is_some()).collect();
    let body = html! {
        h1 { (t("portal.place.work")) }
        @if under_way.is_empty() { p.soft { (t("portal.work.none")) } }
        @for of in &under_way {
            section.sec.strong {
                div.sec-head { h2 { (of.campaign) } }
                @for made in &of.deliverables { (work_row(&visit, of, made)) (results(&visit, made)) }
                (earned(of))
                div.stack.mt-4 { (to_copy(of, None)) }
            }
        }
    };
    visit.page(At::Place("image"), t("portal.place.work"), "", body)
}

fn work_row(visit: &Visit, of: &PortalCollaboration, made: &PortalDeliverable) -> Markup {
    let (whose, words, page, about) = standing(visit, of, made);
    let name = words::placed(&words::thing(of, made), &made.deliverable.platform);
    let href = visit.path(&format!("/{page}/{}", made.id));
    html! { (RowLink { href: &href, turn: Some((whose, &words)), name: &name, about: &about, thumb: Some(picture(visit, made)) }) }
}

/// What was sent last, or as it was approved.
fn picture(visit: &Visit, made: &PortalDeliverable) -> Thumb {
    let newest = made.drafts.last().map(|draft| draft.files.as_slice());
    let glance = made.deliverable.glance(newest).unwrap_or_default();
    let format = &made.deliverable.format;
    Thumb::of(format, &words::format_words(format)).shows(glance.picture.map(|file| visit.path(&format!("/file/{file}"))), glance.film)
}

/// What became of a post that was checked: how often it was seen, liked and clicked, and who counted.
fn results(visit: &Visit, made: &PortalDeliverable) -> Markup {
    let Some(post) = made.post.as_ref().filter(|post| post.verified_at.is_some()) else { return html! {} };
    let number = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    let counts = post.counted.as_ref().map(|counted| counted.counts).unwrap_or_default();
    let figures = [("portal.results.views", counts.views), ("portal.results.likes", counts.likes)];
    let mut said: Vec<String> = figures.into_iter().filter_map(|(key, count)| Some(tf(key, &[("count", &number(count?))]))).collect();
    if said.is_empty() {
        said.push(t("portal.results.unknown").to_owned());
    }
    if made.link.is_some() {
        said.push(tf("portal.results.clicks", &[("count", &number(made.clicks))]));
    }
    html! {
        p.about.portal-results {
            (said.join(" · "))
            @if let Some(counted) = &post.counted {
                br; (counted.method.worded()) ", " (when::said(counted.at, visit.now(), visit.zone()))
            }
        }
    }
}

/// What a collaboration has brought the creator so far, paid or not, and what of it is not free yet.
fn earned(of: &PortalCollaboration) -> Markup {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for amount in of.payables.iter().map(|payable| payable.amount).chain(of.held.iter().map(|held| held.amount)) {
        *sums.entry(amount.currency).or_default() += amount.minor;
    }
    let sold = of.payables.iter().filter(|payable| payable.kind == PayableKind::Commission).map(|payable| payable.orders);
    let orders = sold.sum::<usize>() + of.held.iter().filter_map(|held| usize::try_from(held.orders).ok()).sum::<usize>();
    html! {
        @for (currency, minor) in sums.iter().filter(|(_, minor)| **minor != 0) {
            p.mt-3 { (t("portal.results.earned")) " " b { (Money::new(*minor, *currency).said()) } }
        }
        @for held in &of.held { p.about { (tf("portal.results.held", &[("money", &held.amount.said())])) } }
        @if orders > 0 { p.about { (tf("portal.results.orders", &[("count", &grouped(orders as u64))])) } }
    }
}

/// Whose turn a thing is, in words, the page for it, and until when.
fn standing(visit: &Visit, of: &PortalCollaboration, made: &PortalDeliverable) -> (Whose, String, &'static str, String) {
    let sender = [("sender", visit.sender())];
    let zone = visit.zone();
    let by = |at| {
        let key = if at < visit.now() { "portal.work.by.past" } else { "portal.work.by" };
        tf(key, &[("when", &words::deadline(at, visit.now(), zone))])
    };
    if of.off.is_some() {
        return (Whose::Nobody, t("portal.work.ended").to_owned(), "draft", String::new());
    }
    if let Some(missed) = &made.deliverable.missed {
        let days = missed.offered.map(|window| crate::pages::said::window(window.opens, window.closes));
        return match (missed.let_go_at, days) {
            (Some(_), _) => (Whose::Nobody, t("portal.work.let_go").to_owned(), "window", String::new()),
            (None, Some(days)) => (Whose::Yours, t("portal.work.window").to_owned(), "window", days),
            (None, None) => (Whose::Theirs, tf("portal.work.missed", &sender), "window", String::new()),
        };
    }
    match (&made.deliverable.state, &made.post) {
        (Progress::Awaiting { due, .. }, _) if of.may_draft => (Whose::Yours, t("portal.work.draft").to_owned(), "draft", by(*due)),
        (Progress::Awaiting { due, .. }, _) => (Whose::Nobody, t("portal.work.after_brief").to_owned(), "draft", by(*due)),
        (Progress::InReview { .. }, _) => (Whose::Theirs, tf("portal.work.in_review", &sender), "draft", String::new()),
        (Progress::Approved { .. }, None) => {
            (Whose::Yours, t("portal.work.post").to_owned(), "post", by(made.deliverable.closes.end_in(&visit.view.brand.zone)))
        }
        (Progress::Approved { .. }, Some(post)) if post.verified_at.is_none() => {
            (Whose::Theirs, tf("portal.work.checking", &sender), "post", String::new())
        }
        (Progress::Approved { .. }, Some(_)) => (Whose::Done, t("portal.work.live").to_owned(), "post", String::new()),
    }
}

/// The links and the code to copy, once they work; of one thing, where its page asks.
pub(super) fn to_copy(of: &PortalCollaboration, only: Option<&PortalDeliverable>) -> Markup {
    html! {
        @for made in of.deliverables.iter().filter(|made| only.is_none_or(|only| only.id == made.id)) {
            @if let Some(link) = &made.link {
                @let about = tf("portal.work.link_for", &[("thing", &words::thing(of, made))]);
                div { p.about { (about) } (copy(link, None)) (qr(link, t("portal.work.qr"), &about)) }
            }
        }
        @if let Some((code, percent)) = &of.code {
            div { p.about { (t("portal.work.code")) } (copy(code, Some(&tf("portal.off", &[("percent", &percent.to_string())])))) }
        }
    }
}

/// One thing to be made: the next draft, or how the last one stands.
pub(super) async fn show(visit: Visit) -> Answer {
    let (of, made) = visit.deliverable()?;
    Ok(visit.page(At::Task, t("portal.draft.title"), &of.campaign, shown(&visit, of, made, &Posted::default())))
}

/// So many uploads are forgotten with a draft: those of the form, and of the one before that was refused.
const MOST_FORGOTTEN: usize = 40;

/// Sends a draft. Files are taken as they arrive.
pub(super) async fn submit(visit: Visit, form: Streamed) -> Answer {
    let (of, made) = visit.deliverable()?;
    let (app, caller, brand) = (&visit.asker.app, &visit.caller, visit.view.brand.id);
    let mut posted = form.read(app, |name, bytes| async move { app.receive(caller, brand, &name, bytes).await }).await?;
    let mut uploads: Vec<UploadId> = posted.ids("uploads");
    uploads.truncate(usize::try_from(MOST_AT_ONCE).unwrap_or(usize::MAX));
    for id in &uploads {
        whole(&visit, *id, &mut posted).await?;
    }
    match sent(&visit, made, &posted).await {
        Ok(()) => {
            // They count no more among what is on the way; where that fails, they do for a day.
            for id in uploads.into_iter().chain(posted.ids("joined")).take(MOST_FORGOTTEN) {
                match app.forget_upload(caller, id).await {
                    Ok(()) | Err(app::Error::NotFound) => {}
                    Err(error) => tracing::warn!(%error, "an upload whose draft was made could not be forgotten yet"),
                }
            }
            visit.done("", tf("portal.draft.done", &[("sender", visit.sender())]))
        }
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.draft.title"), &of.campaign, shown(&visit, of, made, &posted)))
        }
    }
}

/// Takes the receipt of a file that came in parts among the form's; what is wrong with it stands at the field.
async fn whole(visit: &Visit, id: UploadId, posted: &mut Posted) -> Result<(), Refusal> {
    let (app, caller) = (visit.asker.app.clone(), visit.caller.clone());
    // Whoever sends the form again after a lost line finds it joined.
    match to_its_end(async move { app.finish_upload(&caller, id).await }).await {
        Ok(receipt) => posted.put("files", receipt),
        Err(app::Error::NotFound) => posted.errors.add("files", t("upload.gone")),
        // Nothing was taken, and the parts are here still: after such an answer the browser knows their numbers and joins them again.
        Err(error @ app::Error::Outside(_)) => return Err(error.into()),
        Err(error) => {
            for refused in kernel::refused(error)?.0 {
                posted.errors.add("files", refused.message);
            }
        }
    }
    Ok(())
}

async fn sent(visit: &Visit, made: &PortalDeliverable, posted: &Posted) -> app::Result<()> {
    posted.checked()?;
    let mut files: Vec<FileId> = Vec::new();
    for receipt in posted.list("files") {
        files.push(visit.run(KeepFile { receipt: receipt.to_owned() }).await?.id);
    }
    let command = SubmitDraft {
        deliverable: made.id,
        files,
        text: posted.text("text"),
        note: posted.text("note"),
        replaces: None,
        as_received: false,
    };
    visit.run(command).await.map(|_| ())
}

/// One of the creator's own files.
pub(super) async fn file(State(app): State<app::App>, visit: Visit, headers: HeaderMap) -> Answer {
    let asked: FileId = visit.about.parse().map_err(|_| app::Error::NotFound)?;
    let all = visit.view.collaborations.iter().flat_map(|of| &of.deliverables).flat_map(|made| &made.drafts).flat_map(|draft| &draft.files);
    let file = all.into_iter().find(|file| file.id == asked).ok_or(app::Error::NotFound)?;
    stored::file(&app, file, &headers).await
}

fn shown(visit: &Visit, of: &PortalCollaboration, made: &PortalDeliverable, posted: &Posted) -> Markup {
    let name = words::thing(of, made);
    let next = made.drafts.last().map_or(1, |draft| draft.number + 1);
    let last = made.drafts.last();
    html! {
        @match &made.deliverable.state {
            Progress::Awaiting { round, due, .. } => {
                div {
                    h1 { (tf("portal.draft.your", &[("thing", &name), ("number", &next.to_string())])) }
                    p.soft.mt-1 {
                        (t("portal.by")) " " b.ink { (words::deadline(*due, visit.now(), visit.zone())) } "."
                        @if *round > 1 { " " (round_words(*round, of.rounds)) }
                    }
                }
                @if let Some(ended) = ended(visit, of) { (ended) }
                @else if !of.may_draft {
                    (note(Note::Plain, "", t("portal.draft.brief_first")))
                } @else {
                    @if let Some(draft) = last { (asked_for(visit, draft)) }
                    (form(visit, made, posted, next))
                }
            },
            Progress::InReview { since, .. } => {
                div {
                    (turn::turn(Whose::Theirs, false, tf("portal.work.in_review", &[("sender", visit.sender())])))
                    h1.mt-1 { (tf("portal.draft.your", &[("thing", &name), ("number", &(next - 1).to_string())])) }
                    p.soft.mt-1 { (tf("portal.draft.sent", &[("when", &when::said(*since, visit.now(), visit.zone()))])) }
                }
            },
            Progress::Approved { at, .. } => {
                div {
                    (turn::turn(Whose::Done, false, tf("portal.draft.approved", &[("when", &when::said(*at, visit.now(), visit.zone()))])))
                    h1.mt-1 { (tf("portal.draft.your", &[("thing", &name), ("number", &(next - 1).to_string())])) }
                    p.soft.mt-1 { (t("portal.draft.frozen")) }
                }
                @if of.off.is_none() { (Button::link(&visit.path(&format!("/post/{}", made.id)), t("portal.draft.to_post")).primary()) }
            },
        }
        @let asked_above = matches!(made.deliverable.state, Progress::Awaiting { .. });
        @for (at, draft) in made.drafts.iter().rev().enumerate() { (earlier(visit, draft, !(asked_above && at == 0))) }
    }
}

/// Which round this is, of those that the fee includes.
fn round_words(round: u8, included: u8) -> String {
    tf("portal.draft.round", &[("round", &round.saturating_sub(1).to_string()), ("all", &included.to_string())])
}

/// What was asked for, one list for the creator, whoever wrote it.
fn asked_for(visit: &Visit, draft: &PortalDraft) -> Markup {
    html! {
        @if !draft.changes.is_empty() {
            (chapter(t("portal.draft.asked"), tf("portal.draft.of_draft", &[("number", &draft.number.to_string())]), html! {
                div.stack { (files(visit, draft)) }
                div.stack.flat { (all_changes(visit, draft)) }
            }))
        }
    }
}

/// Every list of changes to a draft; they are numbered through, as their pins on the picture are.
fn all_changes(visit: &Visit, draft: &PortalDraft) -> Markup {
    let befores = draft.changes.iter().scan(0, |count, list| {
        let before = *count;
        *count += list.changes.len();
        Some(before)
    });
    html! { @for (list, before) in draft.changes.iter().zip(befores) { (changes(visit, draft, list, before)) } }
}

fn changes(visit: &Visit, draft: &PortalDraft, list: &PortalChanges, before: usize) -> Markup {
    let player = player_id(draft);
    let film = draft.files.iter().any(|file| file.media_type.starts_with("video/"));
    html! {
        @if let Some(fee) = list.extra_fee {
            (note(Note::Plain, &tf("portal.draft.extra", &[("fee", &fee.said())]), tf("portal.draft.extra_text", &[("sender", visit.sender())])))
        }
        @for (at, change) in list.changes.iter().enumerate() {
            div.portal-change id=(change_id(draft, before + at + 1)) {
                (pin(before + at + 1, change.weight == Weight::Must))
                div.grow {
                    p.about {
                        @match change.weight { Weight::Must => (t("portal.draft.must")), Weight::Nice => (t("portal.draft.nice")) }
                        @if let Some(moment) = change.at_ms {
                            @let seconds = moment as f64 / 1000.0;
                            @let words = tf("portal.draft.moment", &[("moment", &film_time(seconds))]);
                            " · "
                            @if film { a.portal-moment href={ "#" (player) } data-seek=(seconds) data-player=(player) { (words) } } @else { (words) }
                        }
                        " · " (list.name) " · " (when::said(list.at, visit.now(), visit.zone()))
                    }
                    (voice(&change.text))
                }
            }
        }
    }
}

fn form(visit: &Visit, made: &PortalDeliverable, posted: &Posted, number: i64) -> Markup {
    let kept = posted.list("files");
    let area = Upload {
        name: "files",
        label: t("portal.draft.files"),
        help: t("portal.draft.files_help"),
        accept: "video/*,image/*,application/pdf,text/plain",
        many: true,
    };
    html! {
        (form::refusals(&posted.errors))
        (form::post_files(&visit.path(&format!("/draft/{}", made.id)), html! {
            @for receipt in &kept { (form::hidden("files", receipt)) }
            // Their receipts stand above; once the draft is made they are forgotten.
            @for id in posted.list("uploads").into_iter().chain(posted.list("joined")) { (form::hidden("joined", id)) }
            @if !kept.is_empty() { (note(Note::Plain, "", tf("portal.draft.kept", &[("count", &kept.len().to_string())]))) }
            (upload(&area, &posted.errors))
            (Field::lines("text", t("portal.draft.text"), 4).value(posted.get("text")).errors(&posted.errors).voice().help(t("portal.draft.text_help")).optional())
            (Field::lines("note", &tf("portal.word_to", &[("sender", visit.sender())]), 2).value(posted.get("note")).errors(&posted.errors).voice().optional())
            (form::kept(&visit.keeps_at(&format!("/draft/{}", made.id))))
            (portal_act(html! {
                (uploading_in_parts(&visit.path(&format!("/draft/{}/uploads", made.id)), &visit.path("/uploads")))
                (Button::submit(&tf("portal.draft.send", &[("number", &number.to_string())])).primary())
            }))
        }))
    }
}

/// A draft that was sent, with what was said to it unless that stands above already.
fn earlier(visit: &Visit, draft: &PortalDraft, with_changes: bool) -> Markup {
    let name = tf("portal.draft.numbered", &[("number", &draft.number.to_string())]);
    let when = when::said(draft.submitted_at, visit.now(), visit.zone());
    chapter(
        &name,
        when,
        html! {
            div.stack {
                @if with_changes || draft.changes.is_empty() { (files(visit, draft)) }
                @if !draft.text.is_empty() { (voice(&draft.text)) } @else if draft.files.is_empty() { p.soft { (t("portal.draft.elsewhere")) } }
                @if !draft.note.is_empty() { div.portal-note { p.about { (t("portal.draft.your_note")) } (voice(&draft.note)) } }
                @for (who, kind, at) in &draft.sign_offs {
                    (turn::turn(Whose::Done, false, tf("portal.draft.signed_off", &[("name", who), ("kind", crate::text::tk("portal.sign_off", kind.as_str())), ("when", &when::said(*at, visit.now(), visit.zone()))])))
                }
                @if with_changes { (all_changes(visit, draft)) }
            }
        },
    )
}

fn player_id(draft: &PortalDraft) -> String {
    format!("film-{}", draft.number)
}

fn change_id(draft: &PortalDraft, number: usize) -> String {
    format!("change-{}-{number}", draft.number)
}

/// The files of a draft; on the film, or the first picture, stand the places of what was asked for.
fn files(visit: &Visit, draft: &PortalDraft) -> Markup {
    let asked: Vec<&Change> = draft.changes.iter().flat_map(|list| &list.changes).collect();
    let hrefs: Vec<String> = (1..=asked.len()).map(|number| format!("#{}", change_id(draft, number))).collect();
    let marks: Vec<Mark<'_>> =
        asked.iter().zip(&hrefs).enumerate().filter_map(|(at, (change, href))| mark(at + 1, change, href.as_str())).collect();
    let address = |file: &StoredFile| visit.path(&format!("/file/{}", file.id));
    let film = draft.files.iter().find(|file| file.media_type.starts_with("video/"));
    let main = film.or_else(|| draft.files.iter().find(|file| file.media_type.starts_with("image/")));
    html! {
        @if let Some(film) = film {
            @let shown = html! { video.portal-media id=(player_id(draft)) src=(address(film)) controls preload="metadata" playsinline aria-label=(film.name) {} };
            (pinned(shown, &marks, None, ""))
        } @else if let Some(picture) = main {
            (pinned(media(&address(picture), picture), &marks, None, ""))
        }
        @for file in draft.files.iter().filter(|file| main.is_none_or(|main| main.id != file.id)) { (media(&address(file), file)) }
    }
}

/// The mark of a change that names a place, in thousandths from the top left.
fn mark<'a>(number: usize, change: &Change, href: &'a str) -> Option<Mark<'a>> {
    let (x, y) = change.place?;
    let place = Place { x: f64::from(x) / 10.0, y: f64::from(y) / 10.0, width: 0.0, height: 0.0 };
    Some(Mark { number, must: change.weight == Weight::Must, place: Some(place), second: None, href })
}

/// A file as it looks: a film, a picture, or its name to open.
pub(crate) fn media(address: &str, file: &StoredFile) -> Markup {
    html! {
        @if file.media_type.starts_with("video/") { video.portal-media src=(address) controls preload="metadata" playsinline aria-label=(file.name) {} }
        @else if file.media_type.starts_with("image/") { img.portal-media src=(address) alt=(file.name) loading="lazy"; }
        @else { p { a href=(address) { (file.name) } } }
    }
}
