//! Payouts, however they ended, as a table to look things up in: filters, columns, views, and its file.
//!
//! Invariant: the file has the rows and columns that are shown, all pages of them; only what who asks may approve can be chosen.
//! Absent: what a payout is made of, and recording; the first page has it.

use app::payments::{
    ApprovePayouts, ListPayouts,
    lists::{NamedCampaign, PayoutPage, PayoutStanding},
    view::PayoutView,
};
use domain::{money::Currency, payments::Payout, team::saved_views::List};
use maud::{Markup, Render, html};

use super::{
    approve::done as approved,
    list::{Tab, day},
    listed::{self, Listed, PAGE},
    owed::campaigns,
    payouts::why,
};
use crate::{
    kernel::{Answer, InBrand, Posted, values::Asks},
    language::in_english,
    pages::{
        asking::{Asked, Columns, Kind, Question, asked, file, picks},
        saved,
    },
    text::{Said, t, tk},
    ui::{
        Button, Person,
        form::Confirm,
        person::Size,
        table::{Column, Table, choose_cell},
        when,
    },
};

/// The columns that can be chosen, beside the creator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    State,
    Why,
    Made,
    Paid,
    Source,
    Reference,
    MadeBy,
    ApprovedBy,
    Amount,
}

const COLUMNS: Columns<Shows> = Columns { all: &ALL, usual: &USUAL, words: |word| tk("payout_column", word) };
const ALL: [(Shows, &str); 9] = [
    (Shows::State, "state"),
    (Shows::Why, "why"),
    (Shows::Made, "made"),
    (Shows::Paid, "paid"),
    (Shows::Source, "source"),
    (Shows::Reference, "reference"),
    (Shows::MadeBy, "made_by"),
    (Shows::ApprovedBy, "approved_by"),
    (Shows::Amount, "amount"),
];
const USUAL: [Shows; 7] = [Shows::State, Shows::Made, Shows::Paid, Shows::Reference, Shows::MadeBy, Shows::ApprovedBy, Shows::Amount];

fn filters(all: &[NamedCampaign], brands: Currency) -> Vec<Asked> {
    let name = |word: &'static str| tk("payment_filter", word);
    vec![
        asked("q", name("q"), Kind::Words),
        asked("campaign", name("campaign"), campaigns(all)),
        asked("state", name("state"), picks(PayoutStanding::ALL.map(|one| (one.as_str(), tk("payout_standing", one.as_str()))))),
        asked("currency", name("currency"), Kind::Currency),
        asked("from", name("made_from"), Kind::Day),
        asked("until", name("made_until"), Kind::Day),
        asked("least", name("least"), Kind::Amount(brands)),
        asked("most", name("most"), Kind::Amount(brands)),
    ]
}

/// Which filter of the address a field of the question is.
const NAMES: &[(&str, &str)] =
    &[("query", "q"), ("made_from", "from"), ("made_until", "until"), ("min_amount", "least"), ("max_amount", "most")];

fn wanted(at: &InBrand, asks: &Asks, limit: i64) -> ListPayouts {
    let brands = at.brand().brand.currency;
    let question = Question::new(asks, String::new(), filters(&[], brands));
    ListPayouts {
        query: question.text("q"),
        campaign: question.picked("campaign"),
        state: question.picked("state"),
        made_from: question.day("from"),
        made_until: question.day("until"),
        currency: question.currency("currency"),
        min_amount: question.minor("least", brands),
        max_amount: question.minor("most", brands),
        cursor: asks.some("cursor"),
        limit: Some(limit),
    }
}

/// A page of what is asked for. Which campaigns there are is known with it; one that cannot be chosen is left out then, as the
/// page says.
async fn ask(at: &InBrand, asks: &Asks, question: &mut ListPayouts) -> app::Result<PayoutPage> {
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
    let kept = saved::of(&at, List::Payouts).await?;
    let path = at.path("/payments/payouts");
    let question = Question::new(&asks, path.clone(), filters(&page.campaigns, at.brand().brand.currency));
    let pairs = question.pairs_without(&[]);
    let views = saved::Tabs { at: &at, list: List::Payouts, path: &path, all: t("payments.payouts.all"), question: &pairs, kept: &kept };
    let shown = COLUMNS.asked(&asks);
    let count: i64 = page.sums.iter().map(|sum| sum.count).sum();
    let body = listed::page(Listed {
        tab: Tab::Payouts,
        question: &question,
        views: &views,
        tools: COLUMNS.tools(&question, &views, &shown, count, &at.path("/payments/payouts.csv")),
        table: (!page.payouts.is_empty()).then(|| table(&at, &page, &shown)),
        verbs: chooses(&at, &page).then(|| ("/payments/payouts/approve", verbs())),
        next: page.next.as_deref(),
        without: question.nothing(&page.without, NAMES),
        none: (t("payments.payouts.none"), t("payments.payouts.none.text")),
    });
    Ok(at.page(t("payments.payouts"), "payments", body))
}

fn approvable(one: &PayoutView) -> bool {
    one.may_approve && matches!(one.payout, Payout::Made { .. })
}

fn chooses(at: &InBrand, page: &PayoutPage) -> bool {
    at.may_run::<ApprovePayouts>() && page.payouts.iter().any(approvable)
}

/// What can be done with chosen rows.
fn verbs() -> Markup {
    let confirm = Confirm { question: t("payments.run.approve.ask"), text: Some(t("payments.run.approve.text")), ..Confirm::default() };
    Button::submit(t("payments.run.approve")).primary().confirm(confirm).render()
}

/// Approves the chosen payouts.
pub(super) async fn approve(at: InBrand, posted: Posted) -> Answer {
    let done = at.run_asked(&posted, ApprovePayouts { payouts: posted.ids("payout") }).await;
    listed::back(&at, "/payments/payouts", &posted, done.map(|run| approved(&run)))
}

fn table(at: &InBrand, page: &PayoutPage, shown: &[Shows]) -> Markup {
    let chooses = chooses(at, page);
    let mut columns: Vec<Column<'_>> = chooses.then(Column::choose).into_iter().collect();
    columns.push(Column::text(t("payments.to")));
    columns.extend(shown.iter().map(|shows| match shows {
        Shows::Amount => Column::number(COLUMNS.words(Shows::Amount)),
        other => Column::text(COLUMNS.words(*other)),
    }));
    let rows = html! {
        @for one in &page.payouts {
            tr {
                @if chooses && approvable(one) { (choose_cell("payout", &one.id.to_string(), &one.creator_name, false)) }
                @else if chooses { td.fit {} }
                td { (Person::creator(&one.creator_name).size(Size::Small).href(&at.path(&format!("/creators/{}", one.payout.transfer().creator)))) }
                @for shows in shown { (cell(at, one, *shows)) }
            }
        }
    };
    let sums: Vec<(i64, String)> = page.sums.iter().map(|sum| (sum.count, sum.amount.said())).collect();
    Table::new(&columns, rows).foot(listed::sums(&sums, columns.len())).caption(t("payments.payouts")).render()
}

fn cell(at: &InBrand, one: &PayoutView, shows: Shows) -> Markup {
    let transfer = one.payout.transfer();
    match shows {
        Shows::State => html! { td.nowrap { (tk("payout_state", one.payout.as_str())) } },
        Shows::Why => html! { td.soft.wrap { @if let Some(why) = why(&one.payout) { (why) } } },
        Shows::Made => html! { td.nowrap { (when::at(transfer.made_at, at.zone(), "%-d %b %Y")) } },
        Shows::Paid => html! { td.nowrap { @if let Some(on) = one.paid_on { (day(on)) } } },
        Shows::Source => html! { td.soft { (transfer.source) } },
        Shows::Reference => html! { td.soft { (one.reference) } },
        Shows::MadeBy => html! { td.soft { (one.made_by) } },
        Shows::ApprovedBy => html! { td.soft { @if let Some(by) = &one.approved_by { (by) } } },
        Shows::Amount => html! { td.num { (transfer.amount.said()) } },
    }
}

/// The rows that are shown, all pages, with the columns that are shown.
pub(super) async fn export(at: InBrand, asks: Asks) -> Answer {
    let shown = COLUMNS.asked(&asks);
    let mut lines = vec![COLUMNS.heading(|| t("payments.to"), &shown)];
    let mut question = ListPayouts { cursor: None, ..wanted(&at, &asks, 200) };
    loop {
        let page = ask(&at, &asks, &mut question).await?;
        lines.extend(page.payouts.iter().map(|one| in_english(|| line(&at, one, &shown))));
        match page.next {
            Some(cursor) => question.cursor = Some(cursor),
            None => return file(&format!("{}-payouts.csv", at.brand().brand.slug), &lines),
        }
    }
}

fn line(at: &InBrand, one: &PayoutView, shown: &[Shows]) -> Vec<String> {
    let transfer = one.payout.transfer();
    let cells = shown.iter().map(|shows| match shows {
        Shows::State => tk("payout_state", one.payout.as_str()).to_owned(),
        Shows::Why => why(&one.payout).unwrap_or_default().to_owned(),
        Shows::Made => transfer.made_at.format_in(at.zone(), "%Y-%m-%d"),
        Shows::Paid => one.paid_on.map(|on| on.to_string()).unwrap_or_default(),
        Shows::Source => transfer.source.clone(),
        Shows::Reference => one.reference.clone(),
        Shows::MadeBy => one.made_by.clone(),
        Shows::ApprovedBy => one.approved_by.clone().unwrap_or_default(),
        Shows::Amount => transfer.amount.decimal(),
    });
    std::iter::once(one.creator_name.clone()).chain(cells).chain([transfer.amount.currency.to_string()]).collect()
}
