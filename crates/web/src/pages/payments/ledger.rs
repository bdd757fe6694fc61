//! The ledger: every entry with its posting, and the balance of each account.
//!
//! Invariants: the sum of all accounts is shown, whatever is asked, and said to be wrong when it is not zero; a file has a month, or
//! what is shown, up to a bound that is said. Absent: entering anything.

use app::payments::ledger::{ExportLedger, GetLedger, LedgerLine, LedgerView};
use domain::payments::{Account, Expense};
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, values::Asks},
    language::in_english,
    pages::{
        asking::{Asked, Kind, Question, asked, file, picks},
        campaigns::first_step,
    },
    text::{Said, grouped, t, tf, tk},
    ui::when,
    ui::{
        Button,
        section::{Weight, chapter, empty, note},
        shell::page_head,
        table::{Column, Table},
        views::search,
    },
};

/// So many lines stand on a page.
const PAGE: i64 = 200;
/// The most lines that are read at once for a file.
const AT_ONCE: i64 = 1_000;
/// The most lines in a file, the newest of what is shown; its button says so.
const MOST: usize = 100_000;

/// What may be asked.
fn filters() -> Vec<Asked> {
    let kinds = ["creator_payable", "cash", "expense"].map(|kind| (kind.to_owned(), tk("ledger_group", kind)));
    let expenses = Expense::ALL.map(|expense| (Account::Expense(expense).to_string(), tk("ledger_expense", expense.as_str())));
    let others = [Account::TaxWithheld, Account::Clearing].map(|one| (one.to_string(), tk("ledger_group", &one.to_string())));
    let accounts: Vec<(String, &str)> = kinds.into_iter().chain(expenses).chain(others).collect();
    vec![
        asked("q", t("payments.to"), Kind::Words),
        asked("account", t("ledger.account"), picks(accounts.iter().map(|(word, words)| (word.as_str(), *words)))),
        asked("from", t("ledger.from"), Kind::Day),
        asked("until", t("ledger.until"), Kind::Day),
    ]
}

fn wanted(asks: &Asks, limit: i64) -> GetLedger {
    let question = Question::new(asks, String::new(), filters());
    GetLedger {
        account: question.picked("account"),
        creator_name: question.text("q"),
        from: question.day("from"),
        until: question.day("until"),
        cursor: asks.get("cursor").parse().ok(),
        limit: Some(limit),
        lines_only: false,
    }
}

/// A month of the ledger as a file, or where no month is asked for what is shown: all pages of it, up to [`MOST`] lines.
pub(super) async fn export(at: InBrand, asks: Asks) -> Answer {
    if asks.some("month").is_some() {
        return Ok(super::file(at.show(ExportLedger { month: asks.get("month").to_owned() }).await?));
    }
    let heading: Vec<String> = in_english(|| {
        let named = ["ledger.at", "ledger.day", "ledger.kind", "ledger.account", "payments.to", "ledger.memo", "payments.amount"].map(t);
        named.into_iter().chain([tk("payment_filter", "currency"), t("ledger.posting")]).map(str::to_owned).collect()
    });
    let (mut lines, mut question) = (vec![heading], GetLedger { cursor: None, lines_only: true, ..wanted(&asks, AT_ONCE) });
    loop {
        let view = at.show(question.clone()).await?;
        lines.extend(view.lines.iter().map(|one| in_english(|| cells(&at, one))));
        match view.next {
            // One line is the heading.
            Some(cursor) if lines.len() <= MOST => question.cursor = Some(cursor),
            _ => return file(&format!("{}-ledger.csv", at.brand().brand.slug), &lines),
        }
    }
}

fn cells(at: &InBrand, line: &LedgerLine) -> Vec<String> {
    vec![
        line.at.rfc3339(),
        line.at.day_in(at.zone()).to_string(),
        tk("ledger_kind", &line.kind).to_owned(),
        account(&line.account, &line.creator_name),
        line.creator_name.clone(),
        line.memo.clone(),
        line.amount.decimal(),
        line.amount.currency.to_string(),
        line.posting.to_string(),
    ]
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
    let view = at.show(wanted(&asks, PAGE)).await?;
    let path = at.path("/payments/ledger");
    let question = Question::new(&asks, path.clone(), filters());
    let tools = html! {
        (search(&path, "q", t("payments.search"), asks.get("q"), &question.pairs_without(&["q"])))
        (months(&at))
    };
    let csv = question.at(&at.path("/payments/ledger.csv"));
    let export = html! { @if !view.lines.is_empty() { (Button::link(&csv, &tf("ledger.export.shown", &[("count", &grouped(MOST as u64))])).quiet().small().icon("download")) } };
    let body = html! {
        (page_head(t("payments.ledger"), t("ledger.about"), tools))
        (super::list::tabs(&at, super::list::Tab::Ledger))
        @if !view.balances.is_empty() { (question.row(Some(export))) }
        div.body {
            div.stack.loose {
                @if view.balances.is_empty() { (empty(t("ledger.none"), t("ledger.none.text"), first_step(&at))) }
                @else {
                    (chapter(t("ledger.balances"), t("ledger.sign"), balances(&view)))
                    @if view.lines.is_empty() && question.asks_something() {
                        (chapter(t("ledger.entries"), "", question.nothing(&view.without, &[("creator_name", "q")])))
                    } @else { (chapter(t("ledger.entries"), "", entries(&at, &view))) }
                }
                @if let Some(next) = view.next { (Button::link(&question.next(&next.to_string()), t("ledger.older"))) }
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
