//! What is owed and what was paid of it, as a table to look things up in: filters, columns, views, and its file.
//!
//! Invariant: the file has the rows and columns that are shown, all pages of them. Absent: making a payout; the first page has
//! it, and a row's creator leads there.

use app::payments::{
    ListPayables,
    lists::{NamedCampaign, PayablePage, PayableStanding},
    view::PayableView,
};
use domain::{
    money::Currency,
    payments::{PayableKind, PayableState},
    team::saved_views::List,
};
use maud::{Markup, Render, html};

use super::list::{Tab, day, tabs};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, values::Asks},
    language::in_english,
    pages::{
        asking::{Asked, Kind, Question, asked, choice, columns_asked, columns_menu, file},
        saved,
    },
    text::{Said, grouped, t, tf, tk},
    ui::{
        Button, Person,
        person::Size,
        section::empty,
        shell::page_head,
        table::{Column, Order, Table, unknown},
        views::search,
        when,
    },
};

/// So many rows stand on a page.
const PAGE: i64 = 100;

/// The columns that can be chosen, beside the creator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    What,
    Kind,
    Campaign,
    State,
    Due,
    Since,
    Account,
    Missing,
    Deducted,
    Amount,
}

const ALL: [(Shows, &str); 10] = [
    (Shows::What, "what"),
    (Shows::Kind, "kind"),
    (Shows::Campaign, "campaign"),
    (Shows::State, "state"),
    (Shows::Due, "due"),
    (Shows::Since, "since"),
    (Shows::Account, "account"),
    (Shows::Missing, "missing"),
    (Shows::Deducted, "deducted"),
    (Shows::Amount, "amount"),
];
const USUAL: [Shows; 6] = [Shows::What, Shows::Campaign, Shows::State, Shows::Due, Shows::Missing, Shows::Amount];

fn words(word: &str) -> &'static str {
    tk("payable_column", word)
}

fn word_of(shows: Shows) -> &'static str {
    ALL.into_iter().find(|(one, _)| *one == shows).map_or("", |(_, word)| word)
}

/// The campaigns to choose from, as a filter takes them.
pub(super) fn campaigns(all: &[NamedCampaign]) -> Kind {
    choice(all.iter().map(|one| (one.slug.as_str(), one.name.as_str())))
}

fn filters(all: &[NamedCampaign], brands: Currency) -> Vec<Asked> {
    let kinds =
        [PayableKind::Fee, PayableKind::Commission, PayableKind::Bonus].map(|kind| (kind.as_str(), tk("payable_kind", kind.as_str())));
    let name = |word: &'static str| tk("payment_filter", word);
    vec![
        asked("q", name("q"), Kind::Words),
        asked("campaign", name("campaign"), campaigns(all)),
        asked("kind", name("kind"), choice(kinds)),
        asked("state", name("state"), choice(PayableStanding::ALL.map(|one| (one.as_str(), tk("payable_standing", one.as_str()))))),
        asked("from", name("from"), Kind::Day),
        asked("until", name("until"), Kind::Day),
        asked("least", name("least"), Kind::Amount(brands)),
        asked("most", name("most"), Kind::Amount(brands)),
        asked("currency", name("currency"), Kind::Currency),
        asked("late", name("late"), Kind::Yes),
    ]
}

fn kind(word: &str) -> Option<PayableKind> {
    [PayableKind::Fee, PayableKind::Commission, PayableKind::Bonus].into_iter().find(|kind| kind.as_str() == word)
}

fn asks_latest(asks: &Asks) -> bool {
    asks.get("sort") != "earliest"
}

fn wanted(at: &InBrand, asks: &Asks, limit: i64) -> ListPayables {
    let brands = at.brand().brand.currency;
    let question = Question::new(asks, String::new(), filters(&[], brands));
    ListPayables {
        query: question.text("q"),
        campaign: question.text("campaign"),
        kind: question.word("kind", kind),
        state: question.word("state", PayableStanding::parse),
        due_from: question.day("from"),
        due_until: question.day("until"),
        late: question.yes("late"),
        currency: question.currency("currency"),
        min_amount: question.minor("least", brands),
        max_amount: question.minor("most", brands),
        latest_first: asks_latest(asks),
        cursor: asks.some("cursor"),
        limit: Some(limit),
    }
}

pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    let page = at.show(wanted(&at, &asks, PAGE)).await?;
    let kept = saved::of(&at, List::Payables).await?;
    let path = at.path("/payments/owed");
    let question = Question::new(&asks, path.clone(), filters(&page.campaigns, at.brand().brand.currency));
    let pairs = question.pairs_without(&[]);
    let views = saved::Tabs { at: &at, list: List::Payables, path: &path, all: t("payments.owed.all"), question: &pairs, kept: &kept };
    let shown = columns_asked(&asks, &ALL, &USUAL);
    let count: i64 = page.sums.iter().map(|sum| sum.count).sum();
    let end = html! {
        (saved::menu(&views))
        (columns_menu(&question, &ALL, &shown, words))
        @if count > 0 { (Button::link(&question.at(&at.path("/payments/owed.csv")), &tf("creators.export", &[("count", &grouped(count.unsigned_abs()))])).quiet().small().icon("download")) }
    };
    let body = html! {
        (page_head(t("place.payments"), "", search(&path, "q", t("payments.search"), asks.get("q"), &question.pairs_without(&["q"]))))
        (tabs(&at, Tab::Owed))
        (saved::tabs(&views))
        @if count > 0 || question.asks_something() { (question.row(Some(end))) }
        @if page.payables.is_empty() {
            div.body { @if question.asks_something() { (question.nothing()) } @else { (empty(t("payments.none"), t("payments.none.text"), html! {})) } }
        } @else {
            div.body.flush.scrollx {
                (table(&at, &page, &question, &shown, asks_latest(&asks)))
                @if let Some(cursor) = &page.next { p.more-rows { a href=(question.next(cursor)) { (t("payments.more")) } } }
            }
        }
    };
    Ok(at.page(t("payments.owed"), "payments", body))
}

fn table(at: &InBrand, page: &PayablePage, question: &Question<'_>, shown: &[Shows], latest: bool) -> Markup {
    let mut columns = vec![Column::text(t("payments.to"))];
    columns.extend(shown.iter().map(|shows| match shows {
        Shows::Due => {
            let order = if latest { Order::Descending } else { Order::Ascending };
            Column::text(words("due")).sorted(question.sorted(if latest { "earliest" } else { "" }), Some(order))
        }
        Shows::Amount | Shows::Deducted => Column::number(words(word_of(*shows))),
        _ => Column::text(words(word_of(*shows))),
    }));
    let rows = html! {
        @for one in &page.payables {
            tr {
                td { (Person::creator(&one.creator_name).size(Size::Small).href(&at.path(&format!("/creators/{}", one.creator)))) }
                @for shows in shown { (cell(at, one, *shows)) }
            }
        }
    };
    let sums: Vec<(i64, String)> = page.sums.iter().map(|sum| (sum.count, sum.amount.said())).collect();
    Table::new(&columns, rows).foot(sums_row(&sums, columns.len())).caption(t("payments.owed")).render()
}

/// What all that fit come to, a row for each currency.
pub(super) fn sums_row(sums: &[(i64, String)], columns: usize) -> Markup {
    html! {
        @for (count, sum) in sums {
            tr { td colspan=(columns.saturating_sub(1).max(1)) { (tf("payments.in_all", &[("count", &grouped(count.unsigned_abs()))])) } td.num { (sum) } }
        }
    }
}

fn missing(one: &PayableView) -> String {
    one.missing.iter().map(|text| heard(text)).collect::<Vec<_>>().join(" ")
}

fn cell(at: &InBrand, one: &PayableView, shows: Shows) -> Markup {
    match shows {
        Shows::What => html! { td { a href=(at.path(&format!("/collaborations/{}", one.collaboration))) { (heard(&one.what)) } } },
        Shows::Kind => html! { td.soft { (tk("payable_kind", one.kind.as_str())) } },
        Shows::Campaign => html! { td.soft { (one.campaign_name) } },
        Shows::State => html! { td { (tk("payable_standing", one.state.as_str())) } },
        Shows::Due => html! { td.nowrap { @if one.overdue { span.is-late { (day(one.due)) } } @else { (day(one.due)) } } },
        Shows::Since => html! { td.soft.nowrap { (when::at(one.started_at, at.zone(), "%-d %b %Y")) } },
        Shows::Account => html! { td.soft { @if one.account.is_empty() { (unknown()) } @else { (one.account) } } },
        Shows::Missing => html! { td.soft.wrap { (missing(one)) } },
        Shows::Deducted => html! { td.num { @if one.deducted.minor != 0 { (one.deducted.said()) } } },
        Shows::Amount => html! { td.num { (one.amount.said()) } },
    }
}

/// The rows that are shown, all pages, with the columns that are shown.
pub(super) async fn export(at: InBrand, asks: Asks) -> Answer {
    let shown = columns_asked(&asks, &ALL, &USUAL);
    // Other programs read it: the same in every language.
    let head = in_english(|| {
        let named = shown.iter().flat_map(|shows| match shows {
            Shows::Amount => vec![words("amount").to_owned(), tk("payment_filter", "currency").to_owned()],
            other => vec![words(word_of(*other)).to_owned()],
        });
        std::iter::once(t("payments.to").to_owned()).chain(named).collect::<Vec<_>>()
    });
    let mut lines = vec![head];
    let mut question = ListPayables { cursor: None, ..wanted(&at, &asks, 200) };
    loop {
        let page = at.show(question.clone()).await?;
        lines.extend(page.payables.iter().map(|one| in_english(|| line(&at, one, &shown))));
        match page.next {
            Some(cursor) => question.cursor = Some(cursor),
            None => return file(&format!("{}-owed.csv", at.brand().brand.slug), &lines),
        }
    }
}

fn line(at: &InBrand, one: &PayableView, shown: &[Shows]) -> Vec<String> {
    let cells = shown.iter().flat_map(|shows| match shows {
        Shows::What => vec![one.what.clone()],
        Shows::Kind => vec![tk("payable_kind", one.kind.as_str()).to_owned()],
        Shows::Campaign => vec![one.campaign_name.clone()],
        Shows::State => vec![state(&one.state)],
        Shows::Due => vec![one.due.to_string()],
        Shows::Since => vec![one.started_at.format_in(at.zone(), "%Y-%m-%d")],
        Shows::Account => vec![one.account.clone()],
        Shows::Missing => vec![missing(one)],
        Shows::Deducted => vec![if one.deducted.minor == 0 { String::new() } else { one.deducted.decimal() }],
        Shows::Amount => vec![one.amount.decimal(), one.amount.currency.to_string()],
    });
    std::iter::once(one.creator_name.clone()).chain(cells).collect()
}

fn state(state: &PayableState) -> String {
    tk("payable_standing", state.as_str()).to_owned()
}
