//! The brand's notes about a creator: on the record those that are pinned and the newest, on a page of their own all of them.
//!
//! Invariant: who wrote a note and when stands with it; what somebody may not change has no button. Absent: the summary and the
//! tags, which have a form on the record.

use app::creators::{AddNote, CreatorView, ListNotes, NotePage, NoteView, PinNote, RemoveNote, UpdateNote};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::ids::{CreatorId, NoteId};
use maud::{Markup, html};

use super::one::is_open;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf},
    ui::{
        Button, Field,
        choice::tick,
        form::{self, Confirm, hidden, post_inline},
        person::{Kind, Size, avatar},
        section::{chapter, empty, fold, paragraphs},
        shell::crumb_head,
        turn::tag,
        when,
    },
};

pub(super) fn routes() -> axum::Router<app::App> {
    Router::new()
        .route("/b/{slug}/creators/{creator}/notes/all", get(show).post(add))
        .route("/b/{slug}/creators/{creator}/notes/{note}/words", post(change))
        .route("/b/{slug}/creators/{creator}/notes/{note}/pin", post(pin))
        .route("/b/{slug}/creators/{creator}/notes/{note}/removal", post(remove))
}

/// The chapter on the record: what is pinned, the newest others, and the way to the rest.
pub(super) fn on_record(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    let all = at.path(&format!("/creators/{}/notes/all", view.id));
    let count = view.note_count.to_string();
    chapter(
        t("notes.title"),
        html! { @if view.note_count > 0 { a href=(all) { (tf("notes.all", &[("count", &count)])) } } },
        html! {
            @if view.notes.is_empty() { p.row-size.soft { (t("notes.none")) } }
            @for note in &view.notes { (words(at, note, html! {})) }
            @if at.may_run::<AddNote>() && view.creator.erased_at.is_none() {
                (fold("note", is_open(posted, "note", &[], &[]), t("notes.add"), "", writing(&all, &Posted::default())))
            }
        },
    )
}

/// One note: who, when, the words, and what can be done with it.
fn words(at: &InBrand, note: &NoteView, verbs: Markup) -> Markup {
    html! {
        div.msg id=(format!("note-{}", note.id)) {
            (avatar(Kind::Team, &note.name, Size::Usual))
            div.msg-head.wrap {
                b { (note.name) }
                span.quiet { (when::time(note.at, at.now(), at.zone())) @if note.edited_at.is_some() { ", " (t("notes.edited")) } }
                @if note.pinned { (tag(t("notes.pinned"))) }
            }
            div.voice { (paragraphs(&note.text)) }
            (verbs)
        }
    }
}

fn writing(action: &str, posted: &Posted) -> Markup {
    form::post(
        action,
        html! {
            (Field::lines("text", t("notes.text"), 3).value(posted.get("text")).errors(&posted.errors).voice().required().help(t("notes.help")))
            (tick("pinned", "yes", t("notes.pin_it"), posted.ticked("pinned"), None))
            div { (Button::submit(t("notes.add"))) }
        },
    )
}

async fn show(at: InBrand, Path((_, id)): Path<(String, CreatorId)>) -> Answer {
    let notes = at.show(ListNotes { creator: id }).await?;
    Ok(at.page(&notes.name, "creators", page(&at, id, &notes, &Posted::default())))
}

/// The page again with what was refused.
async fn again(at: &InBrand, id: CreatorId, mut posted: Posted, error: app::Error) -> Answer {
    let notes = at.show(ListNotes { creator: id }).await?;
    posted.refuse(error)?;
    Ok(at.page_again(&notes.name, "creators", page(at, id, &notes, &posted)))
}

fn page(at: &InBrand, id: CreatorId, notes: &NotePage, posted: &Posted) -> Markup {
    let record = at.path(&format!("/creators/{id}"));
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&record, &notes.name)], t("notes.title"), html! {}))
        div.body.near {
            h1.mb-4 { (tf("notes.of", &[("name", &notes.name)])) }
            (form::refusals(&posted.errors))
            div.cols.side {
                div.stack.loose {
                    (chapter(t("notes.title"), notes.items.len(), html! {
                        @if notes.items.is_empty() { (empty(t("notes.none"), t("notes.none.text"), html! { @if at.may_run::<AddNote>() { (Button::link("#add", t("notes.add"))) } })) }
                        @for note in &notes.items { (words(at, note, verbs(at, &record, note, posted))) }
                    }))
                }
                aside.stack.loose id="add" {
                    @if at.may_run::<AddNote>() { (chapter(t("notes.add"), "", writing(&format!("{record}/notes/all"), posted))) }
                }
            }
        }
    }
}

/// Under which name the words of one note are sent: the page has many.
fn named(note: NoteId) -> String {
    format!("words-{note}")
}

fn verbs(at: &InBrand, record: &str, note: &NoteView, posted: &Posted) -> Markup {
    let base = format!("{record}/notes/{}", note.id);
    let name = named(note.id);
    let typed = posted.some(&name);
    let version = hidden("version", &note.version.to_string());
    html! {
        div.line.wrap.mt-2 {
            @if at.may_run::<PinNote>() {
                (post_inline(&format!("{base}/pin"), html! {
                    @if note.pinned { (Button::submit(t("notes.unpin")).quiet().small()) }
                    @else { (hidden("pinned", "yes")) (Button::submit(t("notes.pin")).quiet().small()) }
                }))
            }
            @if note.may_change && at.may_run::<RemoveNote>() {
                (post_inline(&format!("{base}/removal"), html! {
                    (version)
                    (Button::submit(t("notes.remove")).quiet().small().confirm(Confirm {
                        question: &tf("notes.remove.ask", &[("name", &note.name)]),
                        text: Some(t("notes.remove.text")),
                        danger: true,
                        ..Confirm::default()
                    }))
                }))
            }
        }
        @if note.may_change && at.may_run::<UpdateNote>() {
            details open[typed.is_some()] {
                summary.about { (t("notes.change")) }
                (form::post(&format!("{base}/words"), html! {
                    (version)
                    (Field::lines(&name, t("notes.text"), 3).value(typed.as_deref().unwrap_or(&note.text)).errors(&posted.errors).voice().required())
                    div { (Button::submit(t("notes.change.do"))) }
                }))
            }
        }
    }
}

/// After a verb: the notes with what was done, or with what was refused.
async fn done<T>(at: &InBrand, id: CreatorId, posted: Posted, result: app::Result<T>, words: &str) -> Answer {
    match result {
        Ok(_) => at.done(&format!("/creators/{id}/notes/all"), words),
        Err(error) => again(at, id, posted, error).await,
    }
}

async fn add(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let command = AddNote { creator: id, text: posted.text("text"), pinned: posted.ticked("pinned") };
    let result = at.run_asked(&posted, command).await;
    done(&at, id, posted, result, t("notes.added")).await
}

async fn change(at: InBrand, Path((_, id, note)): Path<(String, CreatorId, NoteId)>, posted: Posted) -> Answer {
    let name = named(note);
    let command = UpdateNote { note, text: posted.text(&name) };
    let result = at.run_asked(&posted, command).await.map_err(|error| error.renamed("text", &name));
    done(&at, id, posted, result, t("notes.changed")).await
}

async fn pin(at: InBrand, Path((_, id, note)): Path<(String, CreatorId, NoteId)>, posted: Posted) -> Answer {
    let pinned = posted.ticked("pinned");
    let result = at.run_asked(&posted, PinNote { note, pinned }).await;
    done(&at, id, posted, result, if pinned { t("notes.pinned.done") } else { t("notes.unpinned.done") }).await
}

async fn remove(at: InBrand, Path((_, id, note)): Path<(String, CreatorId, NoteId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, RemoveNote { note }).await;
    done(&at, id, posted, result, t("notes.removed")).await
}
