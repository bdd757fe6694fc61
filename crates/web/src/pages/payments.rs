//! Payments: what is owed, payouts made, approved and recorded, and the ledger.
//!
//! Invariant: every amount that moves is said to the penny, and each form stands where its refusal is shown. Absent:
//! whether a payout may be made or approved; operations say it.

use app::{
    App,
    attribution::LiftCodeFlag,
    payments::{
        ApprovePayout, MakePayout, RecordFailed, RecordPaid, RecordReturned, SubmitPayout, WithdrawPayout,
        view::{ExportPayments, ExportedFile, ListPayments, PaymentsView},
    },
};
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::ids::{CollaborationId, CreatorId, PayableId, PayoutId};
use maud::Markup;

use crate::{
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{Asks, escaped},
    },
    pages::today::back,
    text::{t, tf},
    ui::Button,
};

mod approve;
mod beside;
mod ledger;
mod list;
mod listed;
mod made;
mod owed;
mod parts;
mod payouts;
mod rows;

pub(super) use beside::beside;
pub(super) use payouts::returnable;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/payments", get(show))
        .route("/b/{slug}/payments.csv", get(export))
        .route("/b/{slug}/payments/approve", post(approve::all))
        .route("/b/{slug}/payments/owed", get(owed::show))
        .route("/b/{slug}/payments/owed.csv", get(owed::export))
        .route("/b/{slug}/payments/owed/payouts", post(owed::make))
        .route("/b/{slug}/payments/payouts/approve", post(made::approve))
        .route("/b/{slug}/payments/payouts.csv", get(made::export))
        .route("/b/{slug}/payments/ledger", get(ledger::show))
        .route("/b/{slug}/payments/ledger.csv", get(ledger::export))
        .route("/b/{slug}/payments/held/{collaboration}/lift", post(lift))
        .route("/b/{slug}/payments/payouts", get(made::show).post(make))
        .route("/b/{slug}/payments/payouts/{payout}/approve", post(approve))
        .route("/b/{slug}/payments/payouts/{payout}/withdraw", post(withdraw))
        .route("/b/{slug}/payments/payouts/{payout}/send", post(send))
        .route("/b/{slug}/payments/payouts/{payout}/paid", post(paid))
        .route("/b/{slug}/payments/payouts/{payout}/failed", post(failed))
        .route("/b/{slug}/payments/payouts/{payout}/returned", post(returned))
}

/// The form of the page that was refused: its name, and what was typed.
struct Again<'a> {
    form: &'a str,
    posted: &'a Posted,
    /// Where the forms stand on another page, what they carry to find back there.
    way: Option<&'a Markup>,
}

/// What the forms of a page carry to find back to it.
fn way(again: Option<&Again<'_>>) -> Markup {
    again.and_then(|again| again.way).cloned().unwrap_or_default()
}

/// Alone on another page it ends the move that is open there; among others it does not, because a page has one button that does.
fn weighed<'a>(button: Button<'a>, again: Option<&Again<'_>>) -> Button<'a> {
    if again.is_some_and(|again| again.way.is_some()) { button.primary() } else { button }
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    let view = at.show(ListPayments {}).await?;
    Ok(at.page(t("place.payments"), "payments", list::page(&at, &view, &asks, None)))
}

async fn export(at: InBrand) -> Answer {
    Ok(file(at.show(ExportPayments {}).await?))
}

/// A CSV to save.
pub(super) fn file(file: ExportedFile) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", escaped(&file.file_name));
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], file.content)
        .into_response()
}

/// The name of a field in one of several forms of a page.
pub(super) fn of_form(form: &str, field: &str) -> String {
    format!("{form}.{field}")
}

/// What an operation said of its fields, said of the fields of one of the page's forms. Fields that the form does not
/// show are said above it.
pub(super) fn at_form(posted: &mut Posted, form: &str, shown: &[&str]) {
    let start = format!("{form}.");
    for error in &mut posted.errors.0 {
        if shown.contains(&error.field.as_str()) {
            error.field = of_form(form, &error.field);
        } else if !error.field.starts_with(&start) {
            error.field.clear();
        }
    }
}

/// The page again, with what was refused at its form.
async fn again(at: &InBrand, form: &str, shown: &[&str], mut posted: Posted, error: app::Error) -> Answer {
    posted.refuse(error)?;
    at_form(&mut posted, form, shown);
    if let Some(today) = back::again(at, form, &posted).await? {
        return Ok(today);
    }
    let view: PaymentsView = at.show(ListPayments {}).await?;
    let body = list::page(at, &view, &Asks::default(), Some(&Again { form, posted: &posted, way: None }));
    Ok(at.page_again(t("place.payments"), "payments", body))
}

async fn make(at: InBrand, posted: Posted) -> Answer {
    let form = posted.text("form");
    let creator: CreatorId = posted.get("creator").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let payables: Vec<PayableId> = posted.list("payables").into_iter().filter_map(|id| id.parse().ok()).collect();
    let method = posted.text(&of_form(&form, "method"));
    match at.run_asked(&posted, MakePayout { creator, payables, method }).await {
        Ok(_) => back::done(&at, &posted, "/payments", tf("payments.made", &[("sum", posted.get("sum"))])),
        Err(error) => again(&at, &form, &["method"], posted, error).await,
    }
}

async fn approve(at: InBrand, Path((_, payout)): Path<(String, PayoutId)>, posted: Posted) -> Answer {
    match at.run_asked(&posted, ApprovePayout { payout }).await {
        Ok(_) if at.app().provider().is_some() => back::done(&at, &posted, "/payments", t("payments.approved.provider")),
        Ok(_) => back::done(&at, &posted, "/payments", t("payments.approved")),
        Err(error) => again(&at, &format!("approve-{payout}"), &[], posted, error).await,
    }
}

async fn send(at: InBrand, Path((_, payout)): Path<(String, PayoutId)>, posted: Posted) -> Answer {
    match at.run_asked(&posted, SubmitPayout { payout }).await {
        Ok(_) => back::done(&at, &posted, "/payments", t("payments.sent")),
        Err(error) => again(&at, &format!("send-{payout}"), &[], posted, error).await,
    }
}

async fn withdraw(at: InBrand, Path((_, payout)): Path<(String, PayoutId)>, posted: Posted) -> Answer {
    let form = format!("withdraw-{payout}");
    let reason = posted.text(&of_form(&form, "reason"));
    match at.run_asked(&posted, WithdrawPayout { payout, reason }).await {
        Ok(_) => back::done(&at, &posted, "/payments", t("payments.withdrawn")),
        Err(error) => again(&at, &form, &["reason"], posted, error).await,
    }
}

async fn paid(at: InBrand, Path((_, payout)): Path<(String, PayoutId)>, mut posted: Posted) -> Answer {
    let form = format!("paid-{payout}");
    match saved_paid(&at, payout, &form, &mut posted).await {
        Ok(()) => back::done(&at, &posted, "/payments", t("payments.paid")),
        Err(error) => again(&at, &form, &["paid_on", "reference", "note"], posted, error).await,
    }
}

async fn saved_paid(at: &InBrand, payout: PayoutId, form: &str, posted: &mut Posted) -> app::Result<()> {
    let paid_on = posted.day(&of_form(form, "paid_on"), at.now().day_in(at.zone()));
    posted.checked()?;
    let (reference, note) = (posted.text(&of_form(form, "reference")), posted.text(&of_form(form, "note")));
    at.run_asked(posted, RecordPaid { payout, paid_on, reference, note }).await.map(|_| ())
}

async fn failed(at: InBrand, Path((_, payout)): Path<(String, PayoutId)>, posted: Posted) -> Answer {
    let form = format!("failed-{payout}");
    let reason = posted.text(&of_form(&form, "reason"));
    match at.run_asked(&posted, RecordFailed { payout, reason }).await {
        Ok(_) => back::done(&at, &posted, "/payments", t("payments.failed")),
        Err(error) => again(&at, &form, &["reason"], posted, error).await,
    }
}

async fn returned(at: InBrand, Path((_, payout)): Path<(String, PayoutId)>, mut posted: Posted) -> Answer {
    let form = format!("returned-{payout}");
    match saved_returned(&at, payout, &form, &mut posted).await {
        Ok(()) => back::done(&at, &posted, "/payments", t("payments.returned")),
        Err(error) => again(&at, &form, &["returned_on", "reason"], posted, error).await,
    }
}

async fn lift(at: InBrand, Path((_, collaboration)): Path<(String, CollaborationId)>, posted: Posted) -> Answer {
    let form = format!("held-{collaboration}");
    let reason = posted.text(&of_form(&form, "reason"));
    match at.run_asked(&posted, LiftCodeFlag { collaboration, reason }).await {
        Ok(_) => back::done(&at, &posted, "/payments", t("payments.held.lifted")),
        Err(error) => again(&at, &form, &["reason"], posted, error).await,
    }
}

async fn saved_returned(at: &InBrand, payout: PayoutId, form: &str, posted: &mut Posted) -> app::Result<()> {
    let returned_on = posted.day(&of_form(form, "returned_on"), at.now().day_in(at.zone()));
    posted.checked()?;
    let reason = posted.text(&of_form(form, "reason"));
    at.run_asked(posted, RecordReturned { payout, reason, returned_on }).await.map(|_| ())
}
