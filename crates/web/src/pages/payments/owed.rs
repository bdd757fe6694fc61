//! What is owed and what was paid of it, as a table to look things up in: filters, columns, views, and its file.
//!
//! Invariant: the file has the columns that are shown and a line for each that is owed, all pages of them; only what can be paid now
//! can be chosen. A creator's commission of one campaign is one row, which opens to its parts and is chosen whole.
//! Absent: what one creator is owed and why; the first page has it.

use app::payments::{
    ListPayables, MakePayouts,
    lists::{NamedCampaign, PayablePage, PayableStanding},
    run::PayoutRun,
    view::PayableView,
};
use domain::{
    ids::PayableId,
    money::Currency,
    payments::{PayableKind, PayableState},
    team::saved_views::List,
};
use maud::{Markup, Render, html};

use super::{
    list::{Tab, day},
    listed::{self, Listed, PAGE},
    rows::{Row, by_campaign},
};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, values::Asks},
    language::in_english,
    pages::{
        asking::{Asked, Columns, Kind, Question, asked, file, picks},
        saved,
    },
    text::{Said, t, tf, tk},
    ui::{
        Button, Person,
        person::Size,
        table::{Column, Order, Table, choose_cell, unknown},
        when,
    },
};

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

const COLUMNS: Columns<Shows> = Columns { all: &ALL, usual: &USUAL, words: |word| tk("payable_column", word) };
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

/// The campaigns to choose from, as a filter takes them.
pub(super) fn campaigns(all: &[NamedCampaign]) -> Kind {
    picks(all.iter().map(|one| (one.slug.as_str(), one.name.as_str())))
}

fn filters(all: &[NamedCampaign], brands: Currency) -> Vec<Asked> {
    let kinds =
        [PayableKind::Fee, PayableKind::Commission, PayableKind::Bonus].map(|kind| (kind.as_str(), tk("payable_kind", kind.as_str())));
    let name = |word: &'static str| tk("payment_filter", word);
    vec![
        asked("q", name("q"), Kind::Words),
        asked("campaign", name("campaign"), campaigns(all)),
        asked("kind", name("kind"), picks(kinds)),
        asked("state", name("state"), picks(PayableStanding::ALL.map(|one| (one.as_str(), tk("payable_standing", one.as_str()))))),
        asked("from", name("from"), Kind::Day),
        asked("until", name("until"), Kind::Day),
        asked("least", name("least"), Kind::Amount(brands)),
        asked("most", name("most"), Kind::Amount(brands)),
        asked("currency", name("currency"), Kind::Currency),
        asked("late", name("late"), Kind::Yes),
    ]
}

/// Which filter of the address a field of the question is.
const NAMES: &[(&str, &str)] =
    &[("query", "q"), ("due_from", "from"), ("due_until", "until"), ("min_amount", "least"), ("max_amount", "most")];

fn asks_latest(asks: &Asks) -> bool {
    asks.get("sort") == "latest"
}

fn wanted(at: &InBrand, asks: &Asks, limit: i64) -> ListPayables {
    let brands = at.brand().brand.currency;
    let question = Question::new(asks, String::new(), filters(&[], brands));
    ListPayables {
        query: question.text("q"),
        campaign: question.picked("campaign"),
        kind: question.picked("kind"),
        state: question.picked("state"),
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

/// A page of what is asked for. Which campaigns there are is known with it; one that cannot be chosen is left out then, as the
/// page says.
async fn ask(at: &InBrand, asks: &Asks, question: &mut ListPayables) -> app::Result<PayablePage> {
    let page = at.show(question.clone()).await?;
    let campaign = Question::new(asks, String::new(), filters(&page.campaigns, at.brand().brand.currency)).picked("campaign");
    if campaign == question.campaign {
        return Ok(page);
    }
    question.campaign = campaign;
    at.show(question.clone()).await
}

pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    let page = ask(&at, &asks, &mut wanted(&at, &asks, PAGE)).await?;
    let kept = saved::of(&at, List::Payables).await?;
    let path = at.path("/payments/owed");
    let question = Question::new(&asks, path.clone(), filters(&page.campaigns, at.brand().brand.currency));
    let pairs = question.pairs_without(&[]);
    let views = saved::Tabs { at: &at, list: List::Payables, path: &path, all: t("payments.owed.all"), question: &pairs, kept: &kept };
    let shown = COLUMNS.asked(&asks);
    let count: i64 = page.sums.iter().map(|sum| sum.count).sum();
    let body = listed::page(Listed {
        tab: Tab::Owed,
        question: &question,
        views: &views,
        tools: COLUMNS.tools(&question, &views, &shown, count, &at.path("/payments/owed.csv")),
        table: (!page.payables.is_empty()).then(|| table(&at, &page, &question, &shown, asks_latest(&asks))),
        verbs: chooses(&at, &page).then(|| ("/payments/owed/payouts", verbs())),
        next: page.next.as_deref(),
        without: question.nothing(&page.without, NAMES),
        none: (t("payments.none"), t("payments.none.text")),
    });
    Ok(at.page(t("payments.owed"), "payments", body))
}

/// Whether a payout can be made of it now.
fn payable(one: &PayableView) -> bool {
    one.state == PayableState::Open && one.missing.is_empty()
}

fn chooses(at: &InBrand, page: &PayablePage) -> bool {
    at.may_run::<MakePayouts>() && page.payables.iter().any(payable)
}

/// What can be done with chosen rows.
fn verbs() -> Markup {
    html! {
        span.bulk-part {
            label.line { span.vh { (t("payments.method")) }
                input.input.small name="method" maxlength="200" placeholder=(t("payments.method")) title=(t("payments.method.help")) required; }
            (Button::submit(t("payments.run.make")).primary())
        }
    }
}

/// Makes the payouts of the chosen rows.
pub(super) async fn make(at: InBrand, posted: Posted) -> Answer {
    let done = at.run_asked(&posted, MakePayouts { payables: chosen(&posted), method: posted.text("method") }).await;
    let words = |run: PayoutRun| match run.payouts.len() {
        1 => t("payments.run.made.one").to_owned(),
        count => tf("payments.run.made", &[("count", &count.to_string())]),
    };
    listed::back(&at, "/payments/owed", &posted, done.map(words))
}

/// What was chosen: a row of several has all their ids.
fn chosen(posted: &Posted) -> Vec<PayableId> {
    posted.list("payable").into_iter().flat_map(|row| row.split(' ')).filter_map(|id| id.parse().ok()).collect()
}

fn table(at: &InBrand, page: &PayablePage, question: &Question<'_>, shown: &[Shows], latest: bool) -> Markup {
    let chooses = chooses(at, page);
    let mut columns: Vec<Column<'_>> = chooses.then(Column::choose).into_iter().collect();
    columns.push(Column::text(t("payments.to")));
    columns.extend(shown.iter().map(|shows| match shows {
        Shows::Due => {
            let order = if latest { Order::Descending } else { Order::Ascending };
            Column::text(COLUMNS.words(Shows::Due)).sorted(question.sorted(if latest { "" } else { "latest" }), Some(order))
        }
        Shows::Amount | Shows::Deducted => Column::number(COLUMNS.words(*shows)),
        _ => Column::text(COLUMNS.words(*shows)),
    }));
    let rows = html! {
        @for row in by_campaign(&page.payables) {
            @let one = row.first;
            tr {
                @if chooses && payable(one) { (choose_cell("payable", &ids(&row), &one.creator_name, false)) }
                @else if chooses { td.fit {} }
                td { (Person::creator(&one.creator_name).size(Size::Small).href(&at.path(&format!("/creators/{}", one.creator)))) }
                @for shows in shown { (cell(at, &row, *shows)) }
            }
        }
    };
    let sums: Vec<(i64, String)> = page.sums.iter().map(|sum| (sum.count, sum.amount.said())).collect();
    Table::new(&columns, rows).foot(listed::sums(&sums, columns.len())).caption(t("payments.owed")).render()
}

fn missing(one: &PayableView) -> String {
    one.missing.iter().map(|text| heard(text)).collect::<Vec<_>>().join(" ")
}

/// The ids of a row's parts.
fn ids(row: &Row<'_>) -> String {
    row.all().map(|one| one.id.to_string()).collect::<Vec<_>>().join(" ")
}

/// When a row is due: its day, or the first and the last of its parts'.
fn due(row: &Row<'_>) -> String {
    match row.due() {
        (first, last) if first == last => day(first),
        (first, last) => tf("payments.due_between", &[("first", &day(first)), ("last", &day(last))]),
    }
}

fn cell(at: &InBrand, row: &Row<'_>, shows: Shows) -> Markup {
    let one = row.first;
    match shows {
        Shows::What => html! { td { (row.cell(at)) } },
        Shows::Kind => html! { td.soft { (tk("payable_kind", one.kind.as_str())) } },
        Shows::Campaign => html! { td.soft { (one.campaign_name) } },
        Shows::State => html! { td { (tk("payable_standing", one.state.as_str())) } },
        Shows::Due => html! { td.nowrap { span.is-late[row.overdue()] { (due(row)) } } },
        Shows::Since => html! { td.soft.nowrap { (when::at(row.since(), at.zone(), "%-d %b %Y")) } },
        Shows::Account => html! { td.soft { @if one.account.is_empty() { (unknown()) } @else { (one.account) } } },
        Shows::Missing => html! { td.soft.wrap { (missing(one)) } },
        Shows::Deducted => html! { td.num { @if row.deducted().minor != 0 { (row.deducted().said()) } } },
        Shows::Amount => html! { td.num { (row.sum().said()) } },
    }
}

/// The rows that are shown, all pages, with the columns that are shown.
pub(super) async fn export(at: InBrand, asks: Asks) -> Answer {
    let shown = COLUMNS.asked(&asks);
    let mut lines = vec![COLUMNS.heading(|| t("payments.to"), &shown)];
    let mut question = ListPayables { cursor: None, ..wanted(&at, &asks, 200) };
    loop {
        let page = ask(&at, &asks, &mut question).await?;
        lines.extend(page.payables.iter().map(|one| in_english(|| line(&at, one, &shown))));
        match page.next {
            Some(cursor) => question.cursor = Some(cursor),
            None => return file(&format!("{}-owed.csv", at.brand().brand.slug), &lines),
        }
    }
}

fn line(at: &InBrand, one: &PayableView, shown: &[Shows]) -> Vec<String> {
    let cells = shown.iter().map(|shows| match shows {
        Shows::What => one.what.clone(),
        Shows::Kind => tk("payable_kind", one.kind.as_str()).to_owned(),
        Shows::Campaign => one.campaign_name.clone(),
        Shows::State => state(&one.state),
        Shows::Due => one.due.to_string(),
        Shows::Since => one.started_at.format_in(at.zone(), "%Y-%m-%d"),
        Shows::Account => one.account.clone(),
        Shows::Missing => missing(one),
        Shows::Deducted => {
            if one.deducted.minor == 0 {
                String::new()
            } else {
                one.deducted.decimal()
            }
        }
        Shows::Amount => one.amount.decimal(),
    });
    std::iter::once(one.creator_name.clone()).chain(cells).chain([one.amount.currency.to_string()]).collect()
}

fn state(state: &PayableState) -> String {
    tk("payable_standing", state.as_str()).to_owned()
}
