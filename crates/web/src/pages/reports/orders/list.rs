//! The list of orders: what the shop sold, who is credited and why; filters, columns, views, and its file.
//!
//! Invariants: what nobody is credited with is shown beside what somebody is; the file has the rows and columns that are shown,
//! all pages of them. Absent: who is credited; the domain says it.

use app::attribution::{
    GetWebhook, ImportOrders, ListOrders,
    view::{OrderCredit, OrderPage, OrderView},
};
use domain::{attribution::OrderStatus, money::Money, team::saved_views::List};
use maud::{Markup, Render, html};

use super::{super::tabs, how};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    language::in_english,
    pages::{
        asking::{Asked, Columns, Kind, Question, asked, choice, file},
        saved,
    },
    text::{Said, grouped, t, tf, tk},
    ui::{
        Button,
        figure::{Stat, sourced, stats},
        section::{Weight, chapter, empty, note},
        shell::page_head,
        table::{Column, Table},
        views::search,
        when,
    },
};

/// So many orders stand on a page.
const PAGE: i64 = 50;

/// The columns that can be chosen, beside the order's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Placed,
    Source,
    Status,
    Codes,
    Whom,
    Items,
    Refunded,
    Value,
    Commission,
    Credited,
    Unattributed,
}

const COLUMNS: Columns<Shows> = Columns { all: &ALL, usual: &USUAL, words: |word| tk("order_shown", word) };
const ALL: [(Shows, &str); 11] = [
    (Shows::Placed, "placed"),
    (Shows::Source, "source"),
    (Shows::Status, "status"),
    (Shows::Codes, "codes"),
    (Shows::Whom, "whom"),
    (Shows::Items, "items"),
    (Shows::Refunded, "refunded"),
    (Shows::Value, "value"),
    (Shows::Commission, "commission"),
    (Shows::Credited, "credited"),
    (Shows::Unattributed, "unattributed"),
];
const USUAL: [Shows; 6] = [Shows::Placed, Shows::Codes, Shows::Whom, Shows::Value, Shows::Credited, Shows::Unattributed];

impl Shows {
    fn is_money(self) -> bool {
        match self {
            Shows::Items | Shows::Refunded | Shows::Value | Shows::Commission | Shows::Credited | Shows::Unattributed => true,
            Shows::Placed | Shows::Source | Shows::Status | Shows::Codes | Shows::Whom => false,
        }
    }
}

fn filters() -> Vec<Asked> {
    let name = |word: &'static str| tk("order_filter", word);
    vec![
        asked("q", name("q"), Kind::Words),
        asked("creator", name("creator"), Kind::Words),
        asked("credit", name("credit"), choice([("yes", t("orders.credit.yes")), ("no", t("orders.credit.no"))])),
        asked("code", name("code"), Kind::Words),
        asked("source", name("source"), Kind::Words),
        asked("from", name("from"), Kind::Day),
        asked("until", name("until"), Kind::Day),
    ]
}

/// Which filter of the address a field of the question is.
const NAMES: &[(&str, &str)] = &[("number", "q"), ("credited", "credit"), ("placed_from", "from"), ("placed_until", "until")];

fn wanted(asks: &Asks, limit: i64) -> ListOrders {
    let question = Question::new(asks, String::new(), filters());
    ListOrders {
        number: question.text("q"),
        source: question.text("source"),
        code: question.text("code"),
        creator: question.text("creator"),
        credited: question.text("credit").map(|word| word == "yes"),
        placed_from: question.day("from"),
        placed_until: question.day("until"),
        cursor: asks.get("cursor").parse().ok(),
        limit: Some(limit),
    }
}

pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    page(&at, &asks, None).await
}

/// The page; `secret` is the shop's new one, shown once.
pub(super) async fn page(at: &InBrand, asks: &Asks, secret: Option<&str>) -> Answer {
    let orders = at.show(wanted(asks, PAGE)).await?;
    let webhook = at.show(GetWebhook {}).await?;
    let kept = saved::of(at, List::Orders).await?;
    let path = at.path("/reports/orders");
    let question = Question::new(asks, path.clone(), filters());
    let pairs = question.pairs_without(&[]);
    let views = saved::Tabs { at, list: List::Orders, path: &path, all: t("orders.all"), question: &pairs, kept: &kept };
    let shown = COLUMNS.asked(asks);
    let import = at.path("/reports/orders/import");
    let count: i64 = orders.sums.iter().map(|sum| sum.orders).sum();
    let asks_something = question.asks_something();
    let tools = COLUMNS.tools(&question, &views, &shown, count, &at.path("/reports/orders.csv"));
    let body = html! {
        (page_head(t("orders.title"), t("orders.about"), html! {
            (search(&path, "q", t("orders.search"), asks.get("q"), &question.pairs_without(&["q"])))
            @if at.may_run::<ImportOrders>() { (Button::link(&import, t("orders.import")).icon("upload")) }
        }))
        (tabs(at, true))
        (saved::tabs(&views))
        @if count > 0 || asks_something { (question.row(Some(tools))) }
        div.body {
            div.stack.loose {
                @if let Some(secret) = secret {
                    (note(Weight::Ours, t("keys_page.secret"), html! { p.mono.mt-2.copy-line { (secret) } p.about.mt-2 { (t("orders.secret.text")) } }))
                }
                (sums(&orders))
                @if orders.orders.is_empty() && asks_something { (question.nothing(&orders.without, NAMES)) }
                @else if orders.orders.is_empty() {
                    (empty(t("orders.none"), t("orders.none.text"), html! { @if at.may_run::<ImportOrders>() { (Button::link(&import, t("orders.import")).primary()) } }))
                } @else { (chapter(t("orders.list"), t("orders.list.note"), html! { div.scrollx { (table(at, &orders, &shown)) } })) }
                @if let Some(next) = orders.next { p { (Button::link(&question.next(&next.to_string()), t("orders.older"))) } }
                (chapter(t("orders.how"), "", how(at, &webhook)))
            }
        }
    };
    Ok(at.page(t("orders.title"), "reports", body))
}

/// What all orders that fit are worth.
fn sums(orders: &OrderPage) -> Markup {
    html! {
        @for (place, sum) in orders.sums.iter().enumerate() {
            (stats(&[
                Stat::new(t("orders.count"), grouped(sum.orders.unsigned_abs())),
                Stat::new(t("orders.net"), sourced(&format!("net-{place}"), sum.net.said(), t("report.exact"), t("orders.net.source"))),
                Stat::new(t("orders.credited"), sourced(&format!("credited-{place}"), sum.credited.said(), t("report.exact"), t("orders.credited.source"))),
                Stat::new(t("orders.unattributed"), sourced(&format!("unattributed-{place}"), sum.unattributed.said(), t("report.exact"), t("orders.unattributed.source"))),
            ]))
        }
    }
}

fn table(at: &InBrand, orders: &OrderPage, shown: &[Shows]) -> Markup {
    let mut columns = vec![Column::text(t("orders.number"))];
    columns.extend(
        shown
            .iter()
            .map(|shows| if shows.is_money() { Column::number(COLUMNS.words(*shows)) } else { Column::text(COLUMNS.words(*shows)) }),
    );
    let rows = html! {
        @for order in &orders.orders {
            tr {
                td {
                    (order.number)
                    @let about: Vec<&str> = [(Shows::Status, status(order)), (Shows::Source, order.source.as_str())].into_iter().filter(|(of, _)| !shown.contains(of)).map(|(_, words)| words).collect();
                    @if !about.is_empty() { br; small.quiet { (about.join(", ")) } }
                }
                @for shows in shown { (cell(at, order, *shows)) }
            }
        }
    };
    Table::inset(&columns, rows).tall().caption(t("orders.list")).render()
}

fn cell(at: &InBrand, order: &OrderView, shows: Shows) -> Markup {
    match shows {
        Shows::Placed => html! { td.soft { (when::time(order.placed_at, at.now(), at.zone())) } },
        Shows::Source => html! { td.soft { (order.source) } },
        Shows::Status => html! { td.soft { (status(order)) } },
        Shows::Codes => html! { td.mono { (order.codes.join(", ")) } },
        Shows::Whom => {
            html! { td { @if order.credit.is_empty() { span.soft { (t("orders.nobody")) } } @for one in &order.credit { (whom(at, one)) } } }
        }
        Shows::Value => html! {
            td.num {
                (order.net.said())
                @if order.refunded.minor != 0 { br; small.quiet { (tf("report.refunded", &[("sum", &order.refunded.said())])) } }
                @if order.unexplained.minor != 0 { br; small.is-late { (tf("orders.unexplained", &[("sum", &order.unexplained.said())])) } }
            }
        },
        Shows::Items | Shows::Refunded | Shows::Commission | Shows::Credited | Shows::Unattributed => {
            html! { td.num { (amount(order, shows).said()) } }
        }
    }
}

/// An order's amount in a column of money.
fn amount(order: &OrderView, shows: Shows) -> Money {
    let sum = |of: &dyn Fn(&OrderCredit) -> i64| Money::new(order.credit.iter().map(of).sum(), order.net.currency);
    match shows {
        Shows::Items => order.items,
        Shows::Refunded => order.refunded,
        Shows::Commission => sum(&|one| one.commission.minor),
        Shows::Credited => sum(&|one| one.amount.minor),
        Shows::Unattributed => order.unattributed,
        Shows::Value | Shows::Placed | Shows::Source | Shows::Status | Shows::Codes | Shows::Whom => order.net,
    }
}

fn status(order: &OrderView) -> &'static str {
    match order.status {
        OrderStatus::Pending => tk("order_status", "pending"),
        OrderStatus::Paid => tk("order_status", "paid"),
        OrderStatus::Cancelled => tk("order_status", "cancelled"),
    }
}

/// Who is credited, by what, and where the commission stands.
fn whom(at: &InBrand, one: &OrderCredit) -> Markup {
    let why = if one.by_code { t("orders.by_code") } else { t("orders.by_click") };
    html! {
        div {
            a href=(at.path(&format!("/collaborations/{}", one.collaboration))) { (one.name) } " " span.soft { (why) }
            @if one.commission.minor != 0 {
                br;
                small.quiet {
                    (tf("orders.commission", &[("sum", &one.commission.said())])) ", "
                    @if one.released { (t("orders.released")) }
                    @else if let Some(until) = one.release_at { (tf("orders.held", &[("until", &when::date(until, at.now(), at.zone()))])) }
                    @else { (t("orders.unpaid")) }
                }
            }
        }
    }
}

/// The rows that are shown, all pages, with the columns that are shown.
pub(super) async fn export(at: InBrand, asks: Asks) -> Answer {
    let shown = COLUMNS.asked(&asks);
    let mut lines = vec![COLUMNS.heading(|| t("orders.number"), &shown)];
    let mut question = ListOrders { cursor: None, ..wanted(&asks, 200) };
    loop {
        let page = at.show(question.clone()).await?;
        lines.extend(page.orders.iter().map(|order| in_english(|| line(&at, order, &shown))));
        match page.next {
            Some(cursor) => question.cursor = Some(cursor),
            None => return file(&format!("{}-orders.csv", at.brand().brand.slug), &lines),
        }
    }
}

fn line(at: &InBrand, order: &OrderView, shown: &[Shows]) -> Vec<String> {
    let cells = shown.iter().map(|shows| match shows {
        Shows::Placed => order.placed_at.format_in(at.zone(), "%Y-%m-%d %H:%M"),
        Shows::Source => order.source.clone(),
        Shows::Status => status(order).to_owned(),
        Shows::Codes => order.codes.join(", "),
        Shows::Whom => order.credit.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "),
        Shows::Items | Shows::Refunded | Shows::Value | Shows::Commission | Shows::Credited | Shows::Unattributed => {
            amount(order, *shows).decimal()
        }
    });
    std::iter::once(order.number.clone()).chain(cells).chain([order.net.currency.to_string()]).collect()
}
