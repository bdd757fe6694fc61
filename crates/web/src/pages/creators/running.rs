//! A large import while it runs: how far it is, and the button that cancels it.
//!
//! Invariant: the page comes again by itself with or without scripts, by a header that every browser knows; once the import has
//! ended it leads to what became of it. Absent: small lists, which are brought in while the form is being sent.

use app::creators::{
    ImportCreators, ImportView,
    import::running::{self, Ended, Import},
};
use axum::{
    Router,
    http::{HeaderValue, header},
    routing::{get, post},
};
use domain::ids::RunningImportId;
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, values::Asks},
    text::{grouped, t, tf},
    ui::{
        Button,
        form::{hidden, post_inline},
        progress::progress,
        section::{Weight, chapter, note},
        shell::crumb_head,
        when,
    },
};

/// A list of so many rows runs on by itself; a shorter one is in before somebody would wait.
const LARGE: u64 = 2_000;
/// After so many seconds the page comes again.
const AGAIN: &str = "2";
const PLACE: &str = "/creators/import/running";

pub(super) fn routes() -> Router<app::App> {
    Router::new().route("/b/{slug}/creators/import/running", get(show)).route("/b/{slug}/creators/import/running/cancel", post(cancel))
}

/// Whether a list is large, by the rows that were counted when it was looked at.
pub(super) fn is_large(posted: &Posted) -> bool {
    posted.get("rows").parse::<u64>().is_ok_and(|rows| rows >= LARGE)
}

/// Begins a large import and leads to its page.
pub(super) fn begin(at: &InBrand, command: ImportCreators) -> Answer {
    let (id, begun) = running::begin(at.app(), &at.caller, app::Asked::default(), command)?;
    at.done(&format!("{PLACE}?import={id}"), t(if begun { "running.begun" } else { "running.other" }))
}

/// The line on the first page, where an import runs in the brand.
pub(super) fn notice(at: &InBrand) -> Markup {
    let Some(id) = running::running(at.app(), at.brand().id) else { return html! {} };
    let look = at.path(&format!("{PLACE}?import={id}"));
    html! { div.mt-4 { (note(Weight::Ours, t("running.one"), html! { a href=(look) { (t("running.look")) } })) } }
}

/// What is said of an import that was kept, and where it can be taken back.
pub(super) fn kept(at: &InBrand, view: &ImportView) -> Answer {
    let words = tf("import.done", &[("created", &grouped(view.created)), ("updated", &grouped(view.updated))]);
    match view.id {
        Some(id) if view.created + view.updated > 0 => {
            let undo = at.path(&format!("/creators/imports/{id}/take-back"));
            at.done_undo(&format!("/creators/imports/{id}"), words, undo)
        }
        Some(id) => at.done(&format!("/creators/imports/{id}"), words),
        None => at.done("/creators", words),
    }
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    at.only::<ImportCreators>()?;
    let found = asks.get("import").parse::<RunningImportId>().ok().and_then(|id| Some((id, running::look(at.app(), at.brand().id, id)?)));
    let Some((id, import)) = found else { return at.done("/creators/import", t("running.gone")) };
    match &import.ended {
        None => {
            let mut page = at.page(&import.file_name, "creators", page(&at, id, &import));
            page.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN));
            page.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(page)
        }
        Some(Ended::Done(view)) => kept(&at, view),
        Some(Ended::Cancelled) => at.done("/creators/import", t("running.cancelled")),
        Some(Ended::Refused(errors)) => {
            let said = errors.0.first().map(|error| heard(&error.message)).unwrap_or_default();
            at.done("/creators/import", tf("running.refused", &[("why", &said)]))
        }
        Some(Ended::Broken) => at.done("/creators/import", t("running.broken")),
    }
}

fn page(at: &InBrand, id: RunningImportId, import: &Import) -> Markup {
    let far = import.progress;
    let imports = at.path("/creators/import");
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&imports, t("import.title"))], &import.file_name, html! {}))
        div.body.near {
            h1 { (import.file_name) }
            p.soft.mt-2 { (tf("running.since", &[("when", &when::said(import.begun, at.now(), at.zone()))])) }
            div.form-narrow.mt-4 {
                (chapter(t("running.title"), "", html! {
                    (bar(t("running.read"), far.read, far.of))
                    (bar(t("running.done"), far.done, far.of))
                    p.about { (t("running.again")) }
                    div.mt-4 {
                        @if far.cancelled { p { (t("running.cancelling")) } }
                        @else {
                            (post_inline(&at.path(&format!("{PLACE}/cancel")), html! {
                                (hidden("import", &id.to_string()))
                                (Button::submit(t("running.cancel")))
                            }))
                            p.about.mt-2 { (t("running.cancel.text")) }
                        }
                    }
                }))
            }
        }
    }
}

/// "Rows read: 4,000 of 52,000" over a bar.
fn bar(words: &str, rows: u64, of: u64) -> Markup {
    let percent = u8::try_from((rows.min(of) * 100).checked_div(of).unwrap_or(0)).unwrap_or(100);
    let said = tf("running.rows", &[("what", words), ("rows", &grouped(rows)), ("of", &grouped(of))]);
    html! { div.mt-2 { p.row-size { (said) } (progress(percent, words)) } }
}

async fn cancel(at: InBrand, posted: Posted) -> Answer {
    at.only::<ImportCreators>()?;
    let Ok(id) = posted.get("import").parse::<RunningImportId>() else { return at.done("/creators/import", t("running.gone")) };
    let to = format!("{PLACE}?import={id}");
    if running::cancel(at.app(), at.brand().id, id) { at.done(&to, t("running.cancelling")) } else { at.done(&to, t("running.too_late")) }
}
