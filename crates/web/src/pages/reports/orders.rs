//! Orders: how they come in, by the shop's webhook or from a file.
//!
//! Invariant: looking at a file saves nothing, and the file is kept under a signed name of this brand for an hour. Absent: the
//! list; `list` has it.

use app::{
    App,
    attribution::{CreateWebhookSecret, ImportOrders, import_orders::ImportedOrders, view::WebhookView},
    payments::view::ExportedFile,
};
use axum::{
    Router,
    body::Bytes,
    routing::{get, post},
};
use domain::time::DateOrder;
use maud::{Markup, html};

use super::file;
use crate::{
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{Asks, escaped},
    },
    pages::sheets::{keep_as, kept},
    text::{grouped, t, tf, tk},
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        figure::{Stat, stats},
        form::{Confirm, hidden, post as form, post_files, refusals},
        section::chapter,
        shell::crumb_head,
        table::{Column, Table},
        when,
    },
};

mod list;

/// So many rows that were not taken are shown; the file has all.
const MOST_SHOWN: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/reports/orders", get(list::show))
        .route("/b/{slug}/reports/orders.csv", get(list::export))
        .route("/b/{slug}/reports/orders/webhook-secret", post(secret))
        .route("/b/{slug}/reports/orders/import", get(start).post(look))
        .route("/b/{slug}/reports/orders/import/run", post(run))
        .route("/b/{slug}/reports/orders/import/errors.csv", get(errors))
}

/// How orders come in: by the shop's webhook or from a file.
fn how(at: &InBrand, webhook: &WebhookView) -> Markup {
    let words = if webhook.secret_since.is_some() { t("orders.secret.again") } else { t("orders.secret.make") };
    let confirm = Confirm { question: t("orders.secret.ask"), text: Some(t("orders.secret.ends")), danger: true, ..Confirm::default() };
    html! {
        div.measure.stack {
            p { (t("orders.webhook")) }
            p.mono.copy-line { (webhook.address) }
            p { (t("orders.webhook.signed")) " " (t("orders.webhook.kinds")) }
            pre.sample { (t("orders.webhook.sample").replace("\\n", "\n")) }
            p.soft {
                @if let Some(since) = webhook.secret_since { (t("orders.secret.since")) " " (when::time(since, at.now(), at.zone())) "." }
                @else { (t("orders.secret.none")) }
            }
            @if at.may_run::<CreateWebhookSecret>() {
                @let button = Button::submit(words);
                (form(&at.path("/reports/orders/webhook-secret"), html! {
                    div { (if webhook.secret_since.is_some() { button.confirm(confirm) } else { button }) }
                }))
            } @else { p.help { (t("orders.secret.owner")) } }
            p.soft { (t("orders.file")) }
        }
    }
}

async fn secret(at: InBrand, posted: Posted) -> Answer {
    let made = at.run_asked(&posted, CreateWebhookSecret {}).await?;
    list::page(&at, &Asks::default(), Some(&made.secret)).await
}

fn may_import(at: &InBrand) -> Result<(), Refusal> {
    at.only::<ImportOrders>()
}

async fn start(at: InBrand) -> Answer {
    may_import(&at)?;
    Ok(at.page(t("orders.import"), "reports", start_page(&at, &Posted::default())))
}

fn head(at: &InBrand, here: &str) -> Markup {
    crumb_head(&[(&at.path("/reports"), t("place.reports")), (&at.path("/reports/orders"), t("orders.title"))], here, html! {})
}

fn start_page(at: &InBrand, posted: &Posted) -> Markup {
    html! {
        (head(at, t("orders.import")))
        div.body.near {
            h1 { (t("orders.import")) }
            p.soft.mt-2.measure { (t("orders.import.text")) }
            (refusals(&posted.errors))
            div.form-narrow.mt-4 {
                (post_files(&at.path("/reports/orders/import"), html! {
                    (upload(&Upload { name: "file", label: t("import.file"), help: t("orders.import.help"), accept: ".csv,.tsv,.txt,text/csv", many: false }, &posted.errors))
                    (dates(posted.get("dates")))
                    (uploading())
                    div { (Button::submit(t("import.look")).primary()) }
                }))
            }
        }
    }
}

/// How days like 01/07/2026 are meant.
fn dates(chosen: &str) -> Markup {
    let choices = [("day_first", tk("order_dates", "day_first")), ("month_first", tk("order_dates", "month_first"))];
    html! { (Field::select("dates", t("orders.dates"), &choices, Some(tk("order_dates", "shown"))).value(chosen).help(t("orders.dates.help"))) }
}

fn said_dates(posted: &Posted) -> Option<DateOrder> {
    DateOrder::parse(posted.get("dates"))
}

fn again(at: &InBrand, posted: &Posted) -> Answer {
    Ok(at.page_again(t("orders.import"), "reports", start_page(at, posted)))
}

/// A look: the file is kept, nothing else. With a kept file it is looked at again.
async fn look(at: InBrand, mut posted: Posted) -> Answer {
    may_import(&at)?;
    if posted.file("file").is_none() && !posted.get("kept").is_empty() {
        return look_again(&at, posted).await;
    }
    let Some(chosen) = posted.file("file").cloned() else {
        posted.errors.add("file", t("import.choose"));
        return again(&at, &posted);
    };
    let Some(name) = keep_as(&at, chosen.bytes.clone(), &chosen.name).await else {
        posted.errors.add("file", t("import.too_large"));
        return again(&at, &posted);
    };
    match at.run(ImportOrders::of_bytes(&chosen.name, &chosen.bytes, said_dates(&posted), true)).await {
        Ok(seen) => result(&at, &chosen.name, &seen, Some(&name)).await,
        Err(error) => refused(&at, posted, error),
    }
}

async fn look_again(at: &InBrand, mut posted: Posted) -> Answer {
    let found = kept(at, &posted).await;
    let (name, bytes) = match found {
        Ok(found) => found,
        Err(error) => {
            posted.refuse(error)?;
            return again(at, &posted);
        }
    };
    match at.run(ImportOrders::of_bytes(&name, &bytes, said_dates(&posted), true)).await {
        Ok(seen) => result(at, &name, &seen, Some(posted.get("kept"))).await,
        Err(error) => refused(at, posted, error),
    }
}

/// Brings the kept file in.
async fn run(at: InBrand, mut posted: Posted) -> Answer {
    may_import(&at)?;
    let (name, bytes) = match kept(&at, &posted).await {
        Ok(found) => found,
        Err(error) => {
            posted.refuse(error)?;
            return again(&at, &posted);
        }
    };
    match at.run_asked(&posted, ImportOrders::of_bytes(&name, &bytes, said_dates(&posted), false)).await {
        Ok(done) => result(&at, &name, &done, None).await,
        Err(error) => refused(&at, posted, error),
    }
}

/// A file that is no list of orders is refused at the field that it was chosen in.
fn refused(at: &InBrand, mut posted: Posted, error: app::Error) -> Answer {
    posted.refuse(error.renamed("content", "file"))?;
    again(at, &posted)
}

/// What a file would do (`kept` is its signed name) or did.
async fn result(at: &InBrand, name: &str, seen: &ImportedOrders, kept: Option<&str>) -> Answer {
    let errors =
        if seen.error_file.is_empty() { None } else { keep_as(at, Bytes::from(seen.error_file.clone()), "orders-to-mend.csv").await };
    let taken = seen.created + seen.updated;
    let go = match taken {
        0 => t("orders.go.none").to_owned(),
        1 => t("orders.go.one").to_owned(),
        more => tf("orders.go", &[("count", &grouped(more))]),
    };
    let mend = errors.as_ref().map(|name| at.path(&format!("/reports/orders/import/errors.csv?kept={}", escaped(name))));
    let columns = [Column::text(t("import.yours")), Column::text(t("import.becomes"))];
    let understood = html! {
        @for column in &seen.columns { tr { td { b.medium { (column.heading) } } td.soft { (tk("order_column", meaning(column.meaning))) } } }
    };
    let body = html! {
        (head(at, name))
        div.body.near {
            h1 { (name) }
            p.soft.mt-2 { (if kept.is_some() { tf("orders.seen", &[("count", &grouped(seen.rows))]) } else { tf("orders.done", &[("count", &grouped(taken))]) }) }
            div.stack.loose.mt-4 {
                (stats(&[
                    Stat::new(t("import.rows"), grouped(seen.rows)),
                    Stat::new(t("orders.created"), grouped(seen.created)),
                    Stat::new(t("import.updated"), grouped(seen.updated)),
                    Stat::new(t("orders.merged"), grouped(seen.merged)),
                    Stat::new(t("import.unchanged"), grouped(seen.unchanged)),
                    Stat::new(t("import.rejected"), grouped(seen.rejected)),
                ]))
                @if let Some(kept) = kept {
                    @if seen.dates.is_none() && seen.rejected > 0 {
                        (form(&at.path("/reports/orders/import"), html! {
                            (hidden("kept", kept))
                            div.form-narrow { (dates("")) }
                            div { (Button::submit(t("orders.look_again"))) }
                        }))
                    }
                    (form(&at.path("/reports/orders/import/run"), html! {
                        (hidden("kept", kept))
                        (hidden("dates", seen.dates.map_or("", DateOrder::as_str)))
                        div.line.wrap { (Button::submit(&go).primary()) (Button::link(&at.path("/reports/orders/import"), t("import.other")).quiet()) }
                    }))
                } @else {
                    div.line.wrap { (Button::link(&at.path("/reports/orders"), t("orders.see")).primary()) (Button::link(&at.path("/reports/orders/import"), t("import.other"))) }
                }
                @if seen.rejected > 0 {
                    (chapter(t("import.rejected"), mend.map(|href| html! { a href=(href) { (t("orders.mend")) } }).unwrap_or_default(), rejected(seen)))
                }
                (chapter(t("import.columns"), "", html! { div.scrollx { (Table::inset(&columns, understood).caption(t("import.columns"))) } }))
            }
        }
    };
    Ok(at.page(t("orders.import"), "reports", body))
}

fn meaning(meaning: domain::attribution::import::Meaning) -> &'static str {
    use domain::attribution::import::Meaning;
    match meaning {
        Meaning::Number => "number",
        Meaning::PlacedAt => "placed_at",
        Meaning::PaidAt => "paid_at",
        Meaning::Currency => "currency",
        Meaning::Net => "net",
        Meaning::Total => "total",
        Meaning::Codes => "codes",
        Meaning::Click => "click",
        Meaning::Refunded => "refunded",
        Meaning::Status => "status",
        Meaning::Unused => "unused",
    }
}

fn rejected(seen: &ImportedOrders) -> Markup {
    let columns = [Column::number(t("import.row")), Column::text(t("orders.number")), Column::text(t("import.why"))];
    let rows = html! {
        @for error in seen.errors.iter().take(MOST_SHOWN) { tr { td.num { (error.row) } td { (error.number) } td.wrap { (error.reason) } } }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).caption(t("import.rejected"))) } }
}

/// The rows that were not taken with their reasons, to mend and bring again.
async fn errors(at: InBrand, asks: Asks) -> Answer {
    may_import(&at)?;
    let asked = Posted::filled([("kept", asks.get("kept"))]);
    let (name, bytes) = kept(&at, &asked).await.map_err(|_| Refusal::App(app::Error::NotFound))?;
    Ok(file(ExportedFile { file_name: name, content: String::from_utf8_lossy(&bytes).into_owned() }))
}
