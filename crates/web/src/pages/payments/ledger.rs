//! The ledger: every entry with its posting, and the balance of each account.
//!
//! Invariant: the sum of all accounts is shown, and said to be wrong when it is not zero. Absent: entering anything.

use app::payments::ledger::{ExportLedger, GetLedger, LedgerView};
use domain::payments::Account;
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, values::Asks},
    pages::campaigns::first_step,
    text::{Said, t, tf, tk},
    ui::when,
    ui::{
        Button,
        section::{Weight, chapter, empty, note},
        shell::page_head,
        table::{Column, Table},
    },
};

/// A month of the ledger as a file.
pub(super) async fn export(at: InBrand, asks: Asks) -> Answer {
    Ok(super::file(at.show(ExportLedger { month: asks.get("month").to_owned() }).await?))
}

/// The months that a book-keeper asks for: the last one and this one.
fn months(at: &InBrand) -> Markup {
    let today = at.now().day_in(at.zone());
    let before = today.plus_days(-today.format("%d").parse().unwrap_or(1));
    html! {
        @for day in [before, today] {
            @let href = at.path(&format!("/payments/ledger.csv?month={}", day.format("%Y-%m")));
            (Button::link(&href, &tf("ledger.export", &[("month", &when::day(day, "%B"))])).icon("download"))
        }
    }
}

pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    let view = at.show(GetLedger { cursor: asks.get("cursor").parse().ok(), limit: None }).await?;
    let body = html! {
        (page_head(t("payments.ledger"), t("ledger.about"), months(&at)))
        (super::list::tabs(&at, super::list::Tab::Ledger))
        div.body {
            div.stack.loose {
                @if view.balances.is_empty() { (empty(t("ledger.none"), t("ledger.none.text"), first_step(&at))) }
                @else {
                    (chapter(t("ledger.balances"), t("ledger.sign"), balances(&view)))
                    (chapter(t("ledger.entries"), "", entries(&at, &view)))
                }
                @if let Some(next) = view.next {
                    (Button::link(&at.path(&format!("/payments/ledger?cursor={next}")), t("ledger.older")))
                }
            }
        }
    };
    Ok(at.page(t("payments.ledger"), "payments", body))
}

fn account(account: &Account, creator: &str) -> String {
    match account {
        Account::CreatorPayable(_) => tf("ledger.account.creator", &[("name", creator)]),
        Account::Cash(source) => tf("ledger.account.cash", &[("name", source)]),
        Account::Expense(expense) => tk("ledger_expense", expense.as_str()).to_owned(),
        Account::TaxWithheld => t("ledger.account.tax").to_owned(),
        Account::Clearing => t("ledger.account.clearing").to_owned(),
    }
}

fn balances(view: &LedgerView) -> Markup {
    let columns = [Column::text(t("ledger.account")), Column::number(t("ledger.balance"))];
    let rows = html! {
        @for one in &view.balances { tr { td { (account(&one.account, &one.creator_name)) } td.num { (one.balance.said()) } } }
    };
    let foot = html! { @for sum in &view.sums { tr { td { (t("ledger.sum")) } td.num { (sum.said()) } } } };
    html! {
        @if view.sums.iter().any(|sum| sum.minor != 0) { (note(Weight::Late, t("ledger.wrong"), t("ledger.wrong.text"))) }
        (Table::inset(&columns, rows).foot(foot).caption(t("ledger.balances")))
    }
}

fn entries(at: &InBrand, view: &LedgerView) -> Markup {
    let columns = [
        Column::text(t("ledger.at")),
        Column::text(t("ledger.kind")),
        Column::text(t("ledger.account")),
        Column::text(t("payments.to")),
        Column::text(t("ledger.memo")),
        Column::number(t("payments.amount")),
    ];
    let rows = html! {
        @for line in &view.lines {
            tr {
                td { time datetime=(line.at.rfc3339()) { (when::at(line.at, at.zone(), "%-d %b %Y, %H:%M")) } }
                td { (tk("ledger_kind", &line.kind)) }
                td { (account(&line.account, &line.creator_name)) }
                td.soft { (line.creator_name) }
                td.soft.wrap { (line.memo) }
                td.num { (line.amount.said()) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).caption(t("ledger.entries")).render()) } }
}
