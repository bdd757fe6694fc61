//! What is owed, creator by creator, and what is held back and why.
//!
//! Invariant: nothing owed is left out; what cannot be paid says what is missing. Absent: payouts and the ledger.

use std::collections::BTreeMap;

use app::{
    attribution::LiftCodeFlag,
    payments::{
        MakePayout,
        view::{HeldView, PayableView, PaymentsView, PayoutView},
    },
};
use domain::{
    fields::FieldErrors,
    ids::{CreatorId, PayoutId},
    money::{Currency, Money},
    payments::{PayableState, Payout},
    text::folded,
    time::Day,
};
use maud::{Markup, Render, html};

use super::{
    Again,
    approve::Waiting,
    of_form,
    parts::Parts,
    payouts::{ended, records, with_provider},
    rows::{Row, in_one_line, sums, together},
    way, weighed,
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
    let waiting = Waiting::of(at.signed.id, view);
    let rest: Vec<&PayoutView> = view.payouts.iter().filter(|one| !matches!(one.payout, Payout::Made { .. })).collect();
    let (approved, rest): (Vec<&PayoutView>, Vec<&PayoutView>) =
        rest.into_iter().partition(|one| matches!(one.payout, Payout::Approved { .. }));
    let (sent, over): (Vec<&PayoutView>, Vec<&PayoutView>) = rest.into_iter().partition(|one| one.payout.submission().is_some());
    let nothing =
        [due.len(), later.len(), blocked.len(), waiting.count(), approved.len(), sent.len(), over.len()].iter().all(|count| *count == 0)
            && view.held.is_empty()
            && view.carries.is_empty();
    let asking = sent.iter().filter(|one| one.payout.needs_person()).count();
    let csv = at.path("/payments.csv");
    let parts = Parts { question: &question, asks, path: at.path("/payments") };
    // A payout's forms are named for what they do and for the payout.
    let refused = |payout: PayoutId| again.is_some_and(|again| again.form.ends_with(&payout.to_string()));
    let about: Vec<String> =
        [("payments.about.approve", waiting.theirs()), ("payments.about.record", approved.len()), ("payments.about.asking", asking)]
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
                (waiting.shown(at, view, &parts, again))
                @if !blocked.is_empty() {
                    @let together = together(&blocked);
                    @let (here, turn) = parts.of("blocked", &together, |_| false);
                    (chapter(t("payments.blocked"), tf("payments.blocked.note", &[("sum", &sum_of(&blocked))]), html! { (missing(at, here)) (turn) }))
                }
                @if !question.asks_something() { (books(view)) }
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

/// What all of it comes to, by currency.
fn books(view: &PaymentsView) -> Markup {
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

/// What payables come to: `£37.10 and €12.00`.
fn sum_of(payables: &[&PayableView]) -> String {
    sums(payables.iter().map(|one| one.amount))
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
                span.fold-what.soft { (in_one_line(&owed.payables)) }
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
                        div.line { (weighed(Button::submit(&tf("payments.make", &[("sum", &sum), ("name", name)])), again)) }
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
            div.fold-body.stack id=(form) {
                p { (t("payments.held.why")) " " (one.why) "." }
                p.soft { (t("payments.held.text")) " " a href=(at.path(&format!("/collaborations/{}", one.collaboration))) { (t("payments.held.open")) } }
                @if at.may_run::<LiftCodeFlag>() {
                    (post(&at.path(&format!("/payments/held/{}/lift", one.collaboration)), html! {
                        (refusals(errors)) (way(again))
                        div.form-narrow {
                            (Field::text(&reason, t("payments.held.reason")).help(t("payments.held.reason.help")).value(typed(again, &form, &reason, "")).errors(errors).required())
                        }
                        div.line { (weighed(Button::submit(&tf("payments.held.lift", &[("sum", &sum)])), again)) }
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
