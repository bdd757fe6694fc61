//! What is owed, creator by creator, and what is held back and why.
//!
//! Invariant: nothing owed is left out; what cannot be paid says what is missing. Absent: payouts and the ledger.

use std::collections::BTreeMap;

use app::{
    attribution::LiftCodeFlag,
    payments::{
        MakePayout,
        view::{HeldView, PayableView, PaymentsView, PayoutView, commission_on},
    },
};
use domain::{
    fields::FieldErrors,
    ids::{CreatorId, PayoutId},
    money::{Currency, Money},
    payments::{PayableKind, PayableState, Payout},
    text::folded,
    time::Day,
};
use maud::{Markup, Render, html};

use super::{
    Again, of_form,
    parts::Parts,
    payouts::{ended, records, waits, with_provider},
    way,
};
use crate::{
    heard::heard,
    kernel::{InBrand, Posted, values::Asks},
    pages::{
        asking::{Kind, Question, asked, choice},
        campaigns::first_step,
    },
    text::{Said, t, tf, tk},
    ui::when,
    ui::{
        Button, Field, Person, Whose,
        figure::{Stat, stats},
        form::{hidden, post, refusals},
        section::{chapter, empty},
        shell::page_head,
        table::{Column, Table},
        turn::turn,
        views::{View, search, views},
    },
};

/// The tabs of payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Work,
    Owed,
    Payouts,
    Ledger,
}

/// The tabs of payments.
pub(super) fn tabs(at: &InBrand, current: Tab) -> Markup {
    let all = [
        (Tab::Work, "/payments", t("payments.tab")),
        (Tab::Owed, "/payments/owed", t("payments.owed")),
        (Tab::Payouts, "/payments/payouts", t("payments.payouts")),
        (Tab::Ledger, "/payments/ledger", t("payments.ledger")),
    ];
    let all = all.map(|(tab, path, name)| View { href: at.path(path), name, count: None, current: tab == current });
    views(t("place.payments"), &all, html! {})
}

/// What the first page may be asked: the same as the list of what is owed, as far as it serves work.
fn question<'a>(at: &InBrand, view: &PaymentsView, asks: &'a Asks) -> Question<'a> {
    let mut campaigns: Vec<(&str, String)> =
        view.payables.iter().map(|one| (one.campaign_name.as_str(), one.campaign.to_string())).collect();
    campaigns.sort();
    campaigns.dedup();
    let all = vec![
        asked("q", tk("payment_filter", "q"), Kind::Words),
        asked("campaign", tk("payment_filter", "campaign"), choice(campaigns.iter().map(|(name, id)| (id.as_str(), *name)))),
        asked("late", tk("payment_filter", "late"), Kind::Yes),
    ];
    Question::new(asks, at.path("/payments"), all)
}

/// Leaves what is not asked for out.
fn narrowed(view: &PaymentsView, question: &Question<'_>) -> PaymentsView {
    let words = folded(&question.text("q").unwrap_or_default());
    let (campaign, late) = (question.text("campaign"), question.yes("late"));
    let named = |name: &str| folded(name).contains(&words);
    let fits = |one: &PayableView| campaign.as_ref().is_none_or(|asked| one.campaign.to_string() == *asked) && (!late || one.overdue);
    let mut view = view.clone();
    let parts: Vec<PayoutId> = view
        .payables
        .iter()
        .filter(|one| fits(one))
        .filter_map(|one| match one.state {
            PayableState::InPayout { payout } | PayableState::Paid { payout, .. } => Some(payout),
            PayableState::Open | PayableState::Held { .. } | PayableState::PaidOutside { .. } => None,
        })
        .collect();
    let all = campaign.is_none() && !late;
    view.payouts.retain(|one| named(&one.creator_name) && (all || parts.contains(&one.id)));
    // What a payout is made of stays beside it.
    let in_payout = |one: &PayableView| matches!(one.state, PayableState::InPayout { .. });
    view.payables.retain(|one| named(&one.creator_name) && (in_payout(one) || fits(one)));
    view.held.retain(|one| named(&one.creator_name) && all);
    view.carries.retain(|one| named(&one.creator_name) && all);
    view
}

/// The page.
pub(super) fn page(at: &InBrand, view: &PaymentsView, asks: &Asks, again: Option<&Again<'_>>) -> Markup {
    let (question, whole) = (question(at, view, asks), view);
    let view = &narrowed(view, &question);
    let owed: Vec<&PayableView> =
        view.payables.iter().filter(|one| matches!(one.state, PayableState::Open | PayableState::Held { .. })).collect();
    let (blocked, free): (Vec<&PayableView>, Vec<&PayableView>) = owed.into_iter().partition(|one| !one.missing.is_empty());
    let (due, later): (Vec<&PayableView>, Vec<&PayableView>) = free.into_iter().partition(|one| one.due <= view.today);
    let (waiting, rest): (Vec<&PayoutView>, Vec<&PayoutView>) =
        view.payouts.iter().partition(|one| matches!(one.payout, Payout::Made { .. }));
    let (approved, rest): (Vec<&PayoutView>, Vec<&PayoutView>) =
        rest.into_iter().partition(|one| matches!(one.payout, Payout::Approved { .. }));
    let (sent, over): (Vec<&PayoutView>, Vec<&PayoutView>) = rest.into_iter().partition(|one| one.payout.submission().is_some());
    let nothing =
        [due.len(), later.len(), blocked.len(), waiting.len(), approved.len(), sent.len(), over.len()].iter().all(|count| *count == 0)
            && view.held.is_empty()
            && view.carries.is_empty();
    let asking = sent.iter().filter(|one| one.payout.needs_person()).count();
    let csv = at.path("/payments.csv");
    let parts = Parts { question: &question, asks, path: at.path("/payments") };
    // A payout's forms are named for what they do and for the payout.
    let refused = |payout: PayoutId| again.is_some_and(|again| again.form.ends_with(&payout.to_string()));
    let about: Vec<String> =
        [("payments.about.approve", waiting.len()), ("payments.about.record", approved.len()), ("payments.about.asking", asking)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(key, count)| tf(key, &[("count", &count.to_string())]))
            .collect();
    html! {
        (page_head(t("place.payments"), about.join(", "), html! {
            (search(&at.path("/payments"), "q", t("payments.search"), asks.get("q"), &question.pairs_without(&["q"])))
            (Button::link(&csv, t("payments.export")).icon("download"))
        }))
        (tabs(at, Tab::Work))
        @if !whole.payables.is_empty() || !whole.payouts.is_empty() { (question.row(None)) }
        div.body {
            div.stack.loose {
                @if whole.payables.is_empty() && whole.payouts.is_empty() {
                    (empty(t("payments.none"), t("payments.none.text"), first_step(at)))
                }
                @else if question.asks_something() { @if nothing { (question.nothing(&[], &[])) } }
                @else { (sums(view)) }
                @if !waiting.is_empty() {
                    @let (here, turn) = parts.of("waiting", &waiting, |one| refused(one.id));
                    (chapter(t("payments.waiting"), four_eyes(view), html! { @for one in here { (waits(at, view, one, again)) } (turn) }))
                }
                @if !approved.is_empty() {
                    @let (here, turn) = parts.of("recorded", &approved, |one| refused(one.id));
                    (chapter(t("payments.to_record"), "", html! {
                        @for one in here { (records(at, view.today, view.provider.as_deref(), one, again)) }
                        (turn)
                    }))
                }
                @if !sent.is_empty() {
                    @let (here, turn) = parts.of("sent", &sent, |one| refused(one.id));
                    (chapter(t("payments.with_provider"), "", html! { @for one in here { (with_provider(at, view.today, one, again)) } (turn) }))
                }
                @if !view.held.is_empty() {
                    @let (here, turn) = parts.of("held", &view.held, |one| again.is_some_and(|again| again.form == held_form(one)));
                    (chapter(t("payments.held"), t("payments.held.note"), html! { @for one in here { (held(at, one, again)) } (turn) }))
                }
                (owed_group(at, whole, "due", (t("payments.due"), "payments.due.note"), &due, &parts, again))
                (owed_group(at, whole, "later", (t("payments.later"), "payments.later.note"), &later, &parts, again))
                @if !blocked.is_empty() {
                    @let together = together(&blocked);
                    @let (here, turn) = parts.of("blocked", &together, |_| false);
                    (chapter(t("payments.blocked"), tf("payments.blocked.note", &[("sum", &sum_of(&blocked))]), html! { (missing(at, here)) (turn) }))
                }
                @if !view.carries.is_empty() {
                    @let (here, turn) = parts.of("carries", &view.carries, |_| false);
                    (chapter(t("payments.carries"), t("payments.carries.note"), html! {
                        (Table::inset(&[], html! {
                            @for carry in here { tr { td { (carry.creator_name) } td.num { (carry.balance.said()) } } }
                        }).caption(t("payments.carries")))
                        (turn)
                    }))
                }
                @if !over.is_empty() { (chapter(t("payments.over"), "", ended(at, view.today, &over, again))) }
            }
        }
    }
}

/// From which sum on a second person is needed.
fn four_eyes(view: &PaymentsView) -> String {
    let from = view.four_eyes_from;
    if from.minor == 0 { t("payments.four_eyes.always").to_owned() } else { tf("payments.four_eyes", &[("sum", &from.said())]) }
}

fn sums(view: &PaymentsView) -> Markup {
    html! {
        @for sum in &view.sums {
            (stats(&[
                Stat::new(t("payments.sum.open"), sum.open.said()),
                Stat::new(t("payments.sum.due"), sum.due.said()),
                Stat::new(t("payments.sum.blocked"), sum.blocked.said()),
                Stat::new(t("payments.sum.to_approve"), sum.to_approve.said()),
                Stat::new(t("payments.sum.to_record"), sum.to_record.said()),
                Stat::new(t("payments.sum.paid"), sum.paid.said()),
            ]))
            @if sum.with_provider.minor > 0 { (stats(&[Stat::new(t("payments.sum.with_provider"), sum.with_provider.said())])) }
        }
    }
}

pub(super) fn errors_of<'a>(again: Option<&Again<'a>>, form: &str, none: &'a FieldErrors) -> &'a FieldErrors {
    again.filter(|again| again.form == form).map_or(none, |again| &again.posted.errors)
}

pub(super) fn typed<'a>(again: Option<&Again<'a>>, form: &str, name: &str, otherwise: &'a str) -> &'a str {
    let posted: Option<&'a Posted> = again.filter(|again| again.form == form).map(|again| again.posted);
    posted.map_or(otherwise, |posted| posted.get(name))
}

/// What one creator is owed in one currency.
pub(super) struct Owed<'a> {
    creator: CreatorId,
    currency: Currency,
    payables: Vec<&'a PayableView>,
}

pub(super) fn by_creator<'a>(payables: &[&'a PayableView]) -> Vec<Owed<'a>> {
    let mut all: Vec<Owed<'a>> = Vec::new();
    let mut places: BTreeMap<(CreatorId, Currency), usize> = BTreeMap::new();
    for payable in payables {
        let (creator, currency) = (payable.creator, payable.amount.currency);
        let place = *places.entry((creator, currency)).or_insert_with(|| {
            all.push(Owed { creator, currency, payables: vec![] });
            all.len() - 1
        });
        all[place].payables.push(payable);
    }
    all
}

/// Sums of payables, one for each currency: `£37.10 and €12.00`.
fn sum_of(payables: &[&PayableView]) -> String {
    let mut sums: Vec<Money> = Vec::new();
    for one in payables {
        match sums.iter_mut().find(|sum| sum.currency == one.amount.currency) {
            Some(sum) => sum.minor += one.amount.minor,
            None => sums.push(one.amount),
        }
    }
    sums.iter().map(|sum| sum.said()).collect::<Vec<_>>().join(&format!(" {} ", t("payments.and")))
}

fn owed_group(
    at: &InBrand,
    view: &PaymentsView,
    group: &str,
    (name, note): (&str, &'static str),
    payables: &[&PayableView],
    parts: &Parts<'_>,
    again: Option<&Again<'_>>,
) -> Markup {
    let all = by_creator(payables);
    let (here, turn) = parts.of(group, &all, |owed| again.is_some_and(|again| again.form == owed_form(group, owed)));
    html! {
        @if !payables.is_empty() {
            (chapter(name, tf(note, &[("sum", &sum_of(payables))]), html! { @for owed in here { (owed_to(at, view, group, owed, again)) } (turn) }))
        }
    }
}

/// The name of the form that makes a payout of what a creator is owed.
fn owed_form(group: &str, owed: &Owed<'_>) -> String {
    format!("{group}-{}-{}", owed.creator, owed.currency.code())
}

/// The name of the form that decides about commission that is held.
fn held_form(one: &HeldView) -> String {
    format!("held-{}", one.collaboration)
}

/// What stands in one row: one thing that is owed, or a creator's commission of one collaboration that is due on one day and wants the
/// same before it can be paid. It is owed order by order as their times to be sent back end.
pub(super) struct Row<'a> {
    first: &'a PayableView,
    more: Vec<&'a PayableView>,
}

impl<'a> Row<'a> {
    fn all(&self) -> impl Iterator<Item = &'a PayableView> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    fn sum(&self) -> Money {
        Money::new(self.all().map(|one| one.amount.minor).sum(), self.first.amount.currency)
    }

    fn deducted(&self) -> Money {
        Money::new(self.all().map(|one| one.deducted.minor).sum(), self.first.amount.currency)
    }

    fn what(&self) -> String {
        if self.more.is_empty() { heard(&self.first.what) } else { heard(&commission_on(self.all().map(|one| one.orders).sum())) }
    }

    /// What it is for; several open to each of them.
    fn cell(&self, at: &InBrand) -> Markup {
        let to = at.path(&format!("/collaborations/{}", self.first.collaboration));
        html! {
            @if self.more.is_empty() { a href=(to) { (self.what()) } }
            @else {
                details {
                    summary { (self.what()) }
                    ul.plain-list.row-size {
                        @for one in self.all() {
                            li { a href=(to) { (heard(&one.what)) } ", " (when::at(one.started_at, at.zone(), "%-d %b %Y")) ": " (one.amount.said()) }
                        }
                    }
                }
            }
        }
    }
}

/// Payables as they stand in rows, in their order.
pub(super) fn together<'a>(payables: &[&'a PayableView]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut places = BTreeMap::new();
    for one in payables.iter().copied() {
        let place = match one.kind {
            PayableKind::Fee | PayableKind::Bonus => rows.len(),
            PayableKind::Commission => {
                let key = (one.creator, one.collaboration, one.amount.currency, one.due, &one.missing);
                *places.entry(key).or_insert(rows.len())
            }
        };
        match rows.get_mut(place) {
            Some(row) => row.more.push(one),
            None => rows.push(Row { first: one, more: Vec::new() }),
        }
    }
    rows
}

/// What rows are for, in one line: the first, and how many more.
fn what_for(rows: &[Row<'_>]) -> String {
    let first = rows.first().map(Row::what).unwrap_or_default();
    match rows.len() {
        0 | 1 => first,
        count => tf("payments.and_more", &[("what", &first), ("count", &(count - 1).to_string())]),
    }
}

/// What one creator is owed: a line that opens on its parts and the form that makes the payout of them.
pub(super) fn owed_to(at: &InBrand, view: &PaymentsView, group: &str, owed: &Owed<'_>, again: Option<&Again<'_>>) -> Markup {
    let total = Money::new(owed.payables.iter().map(|one| one.amount.minor).sum(), owed.currency);
    let form = owed_form(group, owed);
    let first = owed.payables.first();
    let (name, account) = first.map_or(("", ""), |one| (one.creator_name.as_str(), one.account.as_str()));
    let account =
        if account.is_empty() { t("payments.account.unknown").to_owned() } else { tf("payments.account.to", &[("account", account)]) };
    let due = owed.payables.iter().map(|one| one.due).min();
    let overdue = owed.payables.iter().any(|one| one.overdue);
    let source = source(view, owed.currency);
    let rows = together(&owed.payables);
    let (none, method) = (FieldErrors::new(), of_form(&form, "method"));
    let errors = errors_of(again, &form, &none);
    let sum = total.said();
    html! {
        // Alone on another page it stands open.
        details.fold open[!errors.0.is_empty() || again.is_some_and(|again| again.way.is_some())] {
            summary {
                (Person::creator(name).about(&account))
                span.fold-what.soft { (what_for(&rows)) }
                span.fold-when.is-late[overdue] { @if let Some(due) = due { (day(due)) } }
                b.num { (sum) }
            }
            div.fold-body.stack {
                div.scrollx { (lines(at, &rows)) }
                @if total.minor <= 0 { p.help { (t("payments.netted")) } }
                @else if at.may_run::<MakePayout>() {
                    (post(&at.path("/payments/payouts"), html! {
                        (refusals(errors))
                        (hidden("form", &form)) (hidden("creator", &owed.creator.to_string())) (hidden("sum", &sum)) (way(again))
                        @for one in &owed.payables { (hidden("payables", &one.id.to_string())) }
                        div.form-narrow {
                            (Field::text(&method, t("payments.method")).help(t("payments.method.help")).value(typed(again, &form, &method, &source)).errors(errors).required())
                        }
                        div.line { (Button::submit(&tf("payments.make", &[("sum", &sum), ("name", name)])).primary()) }
                    }))
                }
            }
        }
    }
}

/// Commission of a code that looks leaked, and the decision about it.
pub(super) fn held(at: &InBrand, one: &HeldView, again: Option<&Again<'_>>) -> Markup {
    let form = held_form(one);
    let (none, reason) = (FieldErrors::new(), of_form(&form, "reason"));
    let errors = errors_of(again, &form, &none);
    let sum = one.amount.said();
    html! {
        details.fold open[!errors.0.is_empty() || again.is_some_and(|again| again.way.is_some())] {
            summary {
                (Person::creator(&one.creator_name).about(&one.campaign_name))
                span.fold-what { (turn(Whose::Ours, false, t("payments.held.leaked"))) }
                span.fold-when {}
                b.num { (sum) }
            }
            div.fold-body.stack {
                p { (t("payments.held.why")) " " (one.why) "." }
                p.soft { (t("payments.held.text")) " " a href=(at.path(&format!("/collaborations/{}", one.collaboration))) { (t("payments.held.open")) } }
                @if at.may_run::<LiftCodeFlag>() {
                    (post(&at.path(&format!("/payments/held/{}/lift", one.collaboration)), html! {
                        (refusals(errors)) (way(again))
                        div.form-narrow {
                            (Field::text(&reason, t("payments.held.reason")).help(t("payments.held.reason.help")).value(typed(again, &form, &reason, "")).errors(errors).required())
                        }
                        div.line { (Button::submit(&tf("payments.held.lift", &[("sum", &sum)])).primary()) }
                    }))
                } @else { p.help { (t("payments.held.manager")) } }
            }
        }
    }
}

/// The account that the last payout in a currency came from.
fn source(view: &PaymentsView, currency: Currency) -> String {
    let last = view.payouts.iter().map(|one| one.payout.transfer()).find(|transfer| transfer.amount.currency == currency);
    last.map(|transfer| transfer.source.clone()).unwrap_or_default()
}

fn lines(at: &InBrand, all: &[Row<'_>]) -> Markup {
    let columns = [
        Column::text(t("payments.for")),
        Column::text(t("payments.campaign")),
        Column::text(t("payments.due_on")),
        Column::number(t("payments.amount")),
    ];
    let rows = html! {
        @for row in all {
            @let one = row.first;
            tr {
                td { (row.cell(at)) }
                td.soft { (one.campaign_name) }
                td { @if one.overdue { span.is-late { (day(one.due)) } } @else { (day(one.due)) } }
                td.num {
                    (row.sum().said())
                    @if row.deducted().minor != 0 { br; small.quiet { (tf("payments.deducted", &[("sum", &row.deducted().said())])) } }
                }
            }
        }
    };
    Table::inset(&columns, rows).caption(t("payments.for")).render()
}

pub(super) fn day(day: Day) -> String {
    when::day(day, "%-d %b %Y")
}

/// What cannot be paid, with what is missing.
pub(super) fn missing(at: &InBrand, all: &[Row<'_>]) -> Markup {
    let columns = [
        Column::text(t("payments.to")),
        Column::text(t("payments.for")),
        Column::text(t("payments.missing")),
        Column::text(t("payments.due_on")),
        Column::number(t("payments.amount")),
    ];
    let rows = html! {
        @for row in all {
            @let one = row.first;
            tr {
                td { (Person::creator(&one.creator_name).about(&one.campaign_name)) }
                td { (row.cell(at)) }
                td.soft.wrap { (one.missing.iter().map(|text| heard(text)).collect::<Vec<_>>().join(" ")) }
                td { @if one.overdue { span.is-late { (day(one.due)) } } @else { (day(one.due)) } }
                td.num { (row.sum().said()) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(t("payments.blocked")).render()) } }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn owed(kind: PayableKind, creator: u8, due: &str, minor: i64) -> PayableView {
        let id = |number: u8| format!("00000000-0000-0000-0000-0000000000{number:02}");
        PayableView {
            id: id(1).parse().expect("an id"),
            version: 1,
            collaboration: id(creator).parse().expect("an id"),
            campaign: id(1).parse().expect("an id"),
            campaign_name: "Autumn".into(),
            creator: id(creator).parse().expect("an id"),
            creator_name: "Maya".into(),
            kind,
            what: commission_on(1),
            orders: 1,
            amount: Money::new(minor, Currency::GBP),
            deducted: Money::new(0, Currency::GBP),
            started_at: Timestamp(0),
            due: Day::parse(due).expect("a day"),
            overdue: false,
            state: PayableState::Open,
            missing: vec![],
            account: String::new(),
        }
    }

    #[test]
    fn commission_of_one_creator_that_is_due_on_one_day_is_one_row() {
        let (today, later) = ("2026-11-28", "2026-12-05");
        let mut blocked = owed(PayableKind::Commission, 1, today, 500);
        blocked.missing = vec!["The form names no account to pay to.".into()];
        let all = [
            owed(PayableKind::Commission, 1, today, 310),
            owed(PayableKind::Fee, 1, today, 42_000),
            owed(PayableKind::Commission, 1, today, 290),
            owed(PayableKind::Commission, 2, today, 100),
            owed(PayableKind::Commission, 1, later, 100),
            owed(PayableKind::Fee, 1, today, 1_000),
            blocked,
        ];
        let all: Vec<&PayableView> = all.iter().collect();
        let rows = together(&all);
        let said: Vec<(usize, i64)> = rows.iter().map(|row| (row.all().count(), row.sum().minor)).collect();
        assert_eq!(said, [(2, 600), (1, 42_000), (1, 100), (1, 100), (1, 1_000), (1, 500)]);
        assert_eq!(rows[0].what(), "Commission on 2 orders");
        assert_eq!(rows.iter().flat_map(|row| row.all()).count(), all.len(), "nothing is left out");
    }
}
