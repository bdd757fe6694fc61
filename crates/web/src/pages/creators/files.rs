//! Files on the record of a creator: on the record the newest, on a page of their own all of them, each to be downloaded.
//!
//! Invariant: a file is served as an attachment, found through its record; who attached it and when stands with it. Absent: what
//! creators send for their work; the collaboration has that.

use app::creators::{AddFile, AttachmentView, CreatorView, FilePage, ListFiles, RemoveFile};
use app::uploads;
use axum::{
    Router,
    extract::{Path, Request},
    http::HeaderMap,
    routing::{get, post},
};
use domain::{
    creators::AttachmentKind,
    ids::{AttachmentId, CreatorId},
};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, InBrand, Posted, stored, streamed},
    text::{Worded, grouped, numerals, t, tf},
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        form::{self, Confirm, hidden, post_inline},
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{Column, Table},
        turn::tag,
        when,
    },
};

pub(super) fn routes() -> Router<app::App> {
    Router::new()
        .route("/b/{slug}/creators/{creator}/files", get(show).post(add))
        .route("/b/{slug}/creators/{creator}/files/{attachment}", get(file))
        .route("/b/{slug}/creators/{creator}/files/{attachment}/removal", post(remove))
}

/// The chapter on the record: the newest, and the way to the rest.
pub(super) fn on_record(at: &InBrand, view: &CreatorView) -> Markup {
    let all = at.path(&format!("/creators/{}/files", view.id));
    let count = view.file_count.to_string();
    let more = at.may_run::<AddFile>() && view.creator.erased_at.is_none();
    chapter(
        t("record_files.title"),
        html! { @if view.file_count > 0 { a href=(all) { (tf("record_files.all", &[("count", &count)])) } } },
        html! {
            @if view.files.is_empty() { p.row-size.soft { (t("record_files.none")) } }
            @for one in &view.files {
                p.row-size {
                    a href=(format!("{all}/{}", one.id)) { (one.name) } " " (tag(one.kind.worded()))
                    br;
                    span.quiet { span translate="no" { (one.by_name) } ", " (when::time(one.at, at.now(), at.zone())) }
                }
            }
            @if more { p.mt-2 { a href=(format!("{all}#add")) { (t("record_files.add")) } } }
        },
    )
}

async fn show(at: InBrand, Path((_, id)): Path<(String, CreatorId)>) -> Answer {
    let files = at.show(ListFiles { creator: id }).await?;
    Ok(at.page(&files.name, "creators", page(&at, id, &files, &Posted::default())))
}

/// The page again with what was refused.
async fn again(at: &InBrand, id: CreatorId, mut posted: Posted, error: app::Error) -> Answer {
    let files = at.show(ListFiles { creator: id }).await?;
    posted.refuse(error)?;
    Ok(at.page_again(&files.name, "creators", page(at, id, &files, &posted)))
}

fn page(at: &InBrand, id: CreatorId, files: &FilePage, posted: &Posted) -> Markup {
    let record = at.path(&format!("/creators/{id}"));
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&record, &files.name)], t("record_files.title"), html! {}))
        div.body.near {
            h1.mb-4 { (tf("record_files.of", &[("name", &files.name)])) }
            (form::refusals(&posted.errors))
            div.cols.side {
                div.stack.loose {
                    (chapter(t("record_files.title"), files.items.len(), html! {
                        @if files.items.is_empty() { (empty(t("record_files.none"), t("record_files.none.text"), html! { @if files.open && at.may_run::<AddFile>() { (Button::link("#add", t("record_files.add"))) } })) }
                        @else { (listed(at, &record, files)) }
                    }))
                }
                aside.stack.loose id="add" {
                    @if files.open && at.may_run::<AddFile>() { (chapter(t("record_files.add"), "", adding(at, &record, posted))) }
                }
            }
        }
    }
}

fn listed(at: &InBrand, record: &str, files: &FilePage) -> Markup {
    let may_remove = at.may_run::<RemoveFile>();
    let columns = [
        Column::text(t("record_files.name")),
        Column::text(t("record_files.kind")),
        Column::number(t("record_files.size")),
        Column::text(t("record_files.by")),
        Column::unseen(t("record_files.remove")),
    ];
    let rows = html! {
        @for one in &files.items {
            tr id=(format!("file-{}", one.id)) {
                td { a href=(format!("{record}/files/{}", one.id)) { (one.name) } }
                td { (one.kind.worded()) }
                td.num { (size(one.file.size)) }
                td { span translate="no" { (one.by_name) } ", " (when::time(one.at, at.now(), at.zone())) }
                td { @if may_remove { (removing(record, one)) } }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

fn removing(record: &str, one: &AttachmentView) -> Markup {
    let ask = tf("record_files.remove.ask", &[("name", &one.name)]);
    post_inline(
        &format!("{record}/files/{}/removal", one.id),
        html! {
            (hidden("version", &one.version.to_string()))
            (Button::submit(t("record_files.remove")).quiet().small().confirm(Confirm {
                question: &ask,
                text: Some(t("record_files.remove.text")),
                danger: true,
                ..Confirm::default()
            }))
        },
    )
}

/// "1.2 MB", with the reader's decimal mark.
fn size(bytes: i64) -> String {
    let tenths = (bytes + 99_999) / 100_000;
    let count = numerals(format!("{}.{}", tenths / 10, tenths % 10));
    tf("record_files.size.megabytes", &[("count", &count)])
}

fn adding(at: &InBrand, record: &str, posted: &Posted) -> Markup {
    let before = posted.list("file");
    let most = grouped(u64::try_from(at.app().settings().most_upload / 1_000_000).unwrap_or_default());
    let help = tf("record_files.file.help", &[("most", &most)]);
    let area = Upload {
        name: "file",
        label: t("record_files.file"),
        help: &help,
        accept: "application/pdf,image/*,video/*,text/plain",
        many: false,
    };
    let kinds: Vec<(&str, &str)> = AttachmentKind::ALL.iter().map(|kind| (kind.as_str(), kind.worded())).collect();
    form::post_files(
        &format!("{record}/files"),
        html! {
            @for receipt in &before { (hidden("file", receipt)) }
            @if !before.is_empty() { (note(Weight::Plain, "", t("record_files.kept"))) }
            (upload(&area, &posted.errors))
            (Field::select("kind", t("record_files.kind"), &kinds, None).value(posted.get("kind")).errors(&posted.errors))
            (Field::text("name", t("record_files.name")).value(posted.get("name")).errors(&posted.errors).optional().help(t("record_files.name.help")))
            div { (Button::submit(t("record_files.add.do")).primary()) }
            (uploading())
        },
    )
}

async fn add(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, request: Request) -> Answer {
    at.only::<AddFile>()?;
    let (app, caller, brand) = (at.app(), &at.caller, at.brand().id);
    let posted = streamed::any(request, app, |name, bytes| async move { app.receive(caller, brand, &name, bytes).await }).await?;
    // Somebody may have gone on past a refusal of the file.
    if !posted.errors.0.is_empty() {
        let files = at.show(ListFiles { creator: id }).await?;
        return Ok(at.page_again(&files.name, "creators", page(&at, id, &files, &posted)));
    }
    match attached(&at, id, &posted).await {
        Ok(()) => at.done(&format!("/creators/{id}/files"), t("record_files.added")),
        Err(error) => again(&at, id, posted, error).await,
    }
}

/// Attaches what was uploaded last. Its receipt stays good where that is refused.
async fn attached(at: &InBrand, creator: CreatorId, posted: &Posted) -> app::Result<()> {
    let kind = AttachmentKind::parse(posted.get("kind")).ok_or_else(|| app::Error::field("kind", t("record_files.kind.choose")))?;
    let receipts = posted.list("file");
    let receipt = receipts.last().ok_or_else(|| app::Error::field("file", t("record_files.choose")))?;
    let command = AddFile { creator, file: None, receipt: Some((*receipt).to_owned()), kind, name: posted.text("name") };
    at.run_asked(posted, command).await.map(drop).map_err(|error| match error {
        app::Error::Fields(mut refused) => {
            refused.0.iter_mut().filter(|error| error.field == "receipt").for_each(|error| "file".clone_into(&mut error.field));
            app::Error::Fields(refused)
        }
        other => other,
    })
}

async fn file(at: InBrand, Path((_, id, attachment)): Path<(String, CreatorId, AttachmentId)>, headers: HeaderMap) -> Answer {
    let files = at.show(ListFiles { creator: id }).await?;
    let one = files.items.into_iter().find(|one| one.id == attachment).ok_or(app::Error::NotFound)?;
    let found = uploads::find(at.app(), &at.caller, one.file.id).await?;
    stored::file(at.app(), &found, &headers).await
}

async fn remove(at: InBrand, Path((_, id, attachment)): Path<(String, CreatorId, AttachmentId)>, posted: Posted) -> Answer {
    match at.run_asked(&posted, RemoveFile { attachment }).await {
        Ok(()) => at.done(&format!("/creators/{id}/files"), t("record_files.removed")),
        Err(error) => again(&at, id, posted, error).await,
    }
}
