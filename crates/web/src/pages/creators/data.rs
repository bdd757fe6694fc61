//! What is kept about a creator, handed out as a file, and erased.
//!
//! Invariant: before anything is erased the page says what goes and what stays. Absent: which rows these are; the store knows.

use app::creators::{CreatorView, EraseCreator, ExportCreator};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::ids::CreatorId;
use maud::{Markup, html};

use super::one::again;
use crate::{
    kernel::{
        Answer, InBrand, Posted,
        values::{Asks, escaped},
    },
    text::{t, tf},
    ui::{
        Button, Field,
        form::{Confirm, hidden, post},
    },
};

/// The file, and for owners the erasure.
pub(super) fn verbs(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    let base = at.path(&format!("/creators/{}", view.id));
    let (here, everywhere) = (format!("{base}/everything.json"), format!("{base}/everything.json?all=yes"));
    let owner = at.may_run::<EraseCreator>();
    html! {
        p.row-size.soft { (t("creator.data.help")) }
        div.line.wrap.mt-2 {
            (Button::link(&here, t("creator.data.here")).icon("download"))
            @if owner { (Button::link(&everywhere, t("creator.data.everywhere")).quiet()) }
        }
        @if owner && view.creator.erased_at.is_none() {
            details.mt-2 open[!posted.get("erase_reason").is_empty()] {
                summary { (t("creator.erase")) }
                p.row-size.soft.mt-2 { (t("creator.erase.help")) }
                (post(&format!("{base}/erasure"), html! {
                    (hidden("version", &view.version.to_string()))
                    (Field::text("erase_reason", t("creator.erase.why")).value(posted.get("erase_reason")).errors(&posted.errors).required())
                    label.line { input type="checkbox" name="although_owed" value="yes" checked[posted.ticked("although_owed")]; span { (t("creator.erase.owed")) } }
                    div {
                        (Button::submit(t("creator.erase.do")).danger().confirm(Confirm {
                            question: &tf("creator.erase.ask", &[("name", &view.creator.name)]),
                            text: Some(t("creator.erase.text")),
                            danger: true,
                            ..Confirm::default()
                        }))
                    }
                }))
            }
        }
    }
}

pub(super) async fn file(
    at: InBrand,
    Path((_, creator)): Path<(String, CreatorId)>,
    asks: Asks,
) -> Result<Response, crate::kernel::Refusal> {
    let file = at.show(ExportCreator { creator, all_brands: asks.get("all") == "yes" }).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(&file.file_name));
    let heads = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((heads, file.content).into_response())
}

pub(super) async fn erase(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let command = EraseCreator { creator, reason: posted.text("erase_reason"), although_owed: posted.ticked("although_owed") };
    match at.run_asked(&posted, command).await {
        Ok(_) => at.done(&format!("/creators/{creator}"), t("creator.erased")),
        Err(error) => again(&at, creator, posted, error.renamed("reason", "erase_reason")).await,
    }
}
