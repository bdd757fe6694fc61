//! What is owed, in groups, and payouts by what they wait for.
//!
//! Invariant: nothing owed is left out; what cannot be paid says what is missing. Absent: the ledger.

use app::payments::view::{PayableView, PaymentsView, PayoutView};
use domain::{
    fields::FieldErrors,
    ids::CreatorId,
    money::{Currency, Money},
    payments::{PayableState, Payout},
    time::Day,
};
use maud::{Markup, Render, html};

use super::{Again, MAKE, SETTLE, of_form};
use crate::{
    kernel::{InBrand, Posted},
    text::{t, tf, tk},
    ui::{
        Button, Field, Person,
        button::refused,
        figure::{Stat, stats},
        form::{Confirm, hidden, post, post_inline, refusals},
        section::{chapter, empty, part},
        shell::page_head,
        table::{Column, Table},
        views::{View, views},
    },
};

/// So many payouts that are over are shown; the file has all.
const MOST_OVER: usize = 40;

/// The tabs of payments.
pub(super) fn tabs(at: &InBrand, ledger: bool) -> Markup {
    views(
        t("place.payments"),
        &[
            View { href: at.path("/payments"), name: t("payments.tab"), count: None, current: !ledger },
            View { href: at.path("/payments/ledger"), name: t("payments.ledger"), count: None, current: ledger },
        ],
        html! {},
    )
}

/// The page.
pub(super) fn page(at: &InBrand, view: &PaymentsView, again: Option<&Again<'_>>) -> Markup {
    let owed: Vec<&PayableView> =
        view.payables.iter().filter(|one| matches!(one.state, PayableState::Open | PayableState::Held { .. })).collect();
    let (blocked, free): (Vec<&PayableView>, Vec<&PayableView>) = owed.into_iter().partition(|one| !one.missing.is_empty());
    let (due, later): (Vec<&PayableView>, Vec<&PayableView>) = free.into_iter().partition(|one| one.due <= view.today);
    let (waiting, rest): (Vec<&PayoutView>, Vec<&PayoutView>) =
        view.payouts.iter().partition(|one| matches!(one.payout, Payout::Made { .. }));
    let (approved, over): (Vec<&PayoutView>, Vec<&PayoutView>) =
        rest.into_iter().partition(|one| matches!(one.payout, Payout::Approved { .. }));
    let csv = at.path("/payments.csv");
    let about = tf("payments.about", &[("waiting", &waiting.len().to_string()), ("approved", &approved.len().to_string())]);
    html! {
        (page_head(t("place.payments"), about, html! { (Button::link(&csv, t("payments.export")).icon("download")) }))
        (tabs(at, false))
        div.body {
            div.stack.loose {
                @if view.payables.is_empty() && view.payouts.is_empty() {
                    (empty(t("payments.none"), t("payments.none.text"), html! {}))
                }
                (sums(view))
                @if !waiting.is_empty() {
                    (chapter(t("payments.waiting"), tf("payments.four_eyes", &[("sum", &view.four_eyes_from.exact())]), html! {
                        @for one in &waiting { (waits(at, one, again)) }
                    }))
                }
                @if !approved.is_empty() {
                    (chapter(t("payments.to_record"), "", html! { @for one in &approved { (records(at, view.today, one, again)) } }))
                }
                (owed_group(at, view, "due", t("payments.due"), &due, again))
                (owed_group(at, view, "later", t("payments.later"), &later, again))
                @if !blocked.is_empty() { (chapter(t("payments.blocked"), t("payments.blocked.note"), missing(at, &blocked))) }
                @if !view.carries.is_empty() {
                    (chapter(t("payments.carries"), t("payments.carries.note"), Table::inset(&[], html! {
                        @for carry in &view.carries { tr { td { (carry.creator_name) } td.num { (carry.balance.exact()) } } }
                    }).caption(t("payments.carries"))))
                }
                @if !over.is_empty() { (chapter(t("payments.over"), "", ended(at, view.today, &over, again))) }
            }
        }
    }
}

fn sums(view: &PaymentsView) -> Markup {
    html! {
        @for sum in &view.sums {
            (stats(&[
                Stat::new(t("payments.sum.open"), sum.open.exact()),
                Stat::new(t("payments.sum.due"), sum.due.exact()),
                Stat::new(t("payments.sum.blocked"), sum.blocked.exact()),
                Stat::new(t("payments.sum.to_approve"), sum.to_approve.exact()),
                Stat::new(t("payments.sum.to_record"), sum.to_record.exact()),
                Stat::new(t("payments.sum.paid"), sum.paid.exact()),
            ]))
        }
    }
}

fn errors_of<'a>(again: Option<&Again<'a>>, form: &str, none: &'a FieldErrors) -> &'a FieldErrors {
    again.filter(|again| again.form == form).map_or(none, |again| &again.posted.errors)
}

fn typed<'a>(again: Option<&Again<'a>>, form: &str, name: &str, otherwise: &'a str) -> &'a str {
    let posted: Option<&'a Posted> = again.filter(|again| again.form == form).map(|again| again.posted);
    posted.map_or(otherwise, |posted| posted.get(name))
}

/// What one creator is owed in one currency.
struct Owed<'a> {
    creator: CreatorId,
    currency: Currency,
    payables: Vec<&'a PayableView>,
}

fn by_creator<'a>(payables: &[&'a PayableView]) -> Vec<Owed<'a>> {
    let mut all: Vec<Owed<'a>> = Vec::new();
    for payable in payables {
        match all.iter_mut().find(|one| one.creator == payable.creator && one.currency == payable.amount.currency) {
            Some(one) => one.payables.push(payable),
            None => all.push(Owed { creator: payable.creator, currency: payable.amount.currency, payables: vec![payable] }),
        }
    }
    all
}

fn owed_group(at: &InBrand, view: &PaymentsView, group: &str, name: &str, payables: &[&PayableView], again: Option<&Again<'_>>) -> Markup {
    html! {
        @if !payables.is_empty() {
            (chapter(name, "", html! { @for owed in by_creator(payables) { (owed_to(at, view, group, &owed, again)) } }))
        }
    }
}

/// What one creator is owed, and the form that makes the payout of it.
fn owed_to(at: &InBrand, view: &PaymentsView, group: &str, owed: &Owed<'_>, again: Option<&Again<'_>>) -> Markup {
    let total = Money::new(owed.payables.iter().map(|one| one.amount.minor).sum(), owed.currency);
    let form = format!("{group}-{}-{}", owed.creator, owed.currency.code());
    let name = owed.payables.first().map(|one| one.creator_name.clone()).unwrap_or_default();
    let source = source(view, owed.currency);
    let (none, method) = (FieldErrors::new(), of_form(&form, "method"));
    let errors = errors_of(again, &form, &none);
    let sum = total.exact();
    part(
        &name,
        html! { b { (sum) } },
        html! {
            (lines(at, &owed.payables))
            @if total.minor <= 0 { p.help { (t("payments.netted")) } }
            @else if at.may(MAKE) {
                (post(&at.path("/payments/payouts"), html! {
                    (refusals(errors))
                    (hidden("form", &form)) (hidden("creator", &owed.creator.to_string())) (hidden("sum", &sum))
                    @for one in &owed.payables { (hidden("payables", &one.id.to_string())) }
                    (Field::text(&method, t("payments.method")).help(t("payments.method.help")).value(typed(again, &form, &method, &source)).errors(errors))
                    div.line { (Button::submit(&tf("payments.make", &[("sum", &sum), ("name", &name)])).primary()) }
                }))
            }
        },
    )
}

/// The account that the last payout in a currency came from.
fn source(view: &PaymentsView, currency: Currency) -> String {
    let last = view.payouts.iter().map(|one| one.payout.transfer()).find(|transfer| transfer.amount.currency == currency);
    last.map(|transfer| transfer.source.clone()).unwrap_or_default()
}

fn lines(at: &InBrand, payables: &[&PayableView]) -> Markup {
    let columns = [
        Column::text(t("payments.for")),
        Column::text(t("payments.campaign")),
        Column::text(t("payments.due_on")),
        Column::text(t("payments.account")),
        Column::number(t("payments.amount")),
    ];
    let rows = html! {
        @for one in payables {
            tr {
                td { a href=(at.path(&format!("/collaborations/{}", one.collaboration))) { (one.what) } }
                td.soft { (one.campaign_name) }
                td { @if one.overdue { span.is-late { (day(one.due)) } } @else { (day(one.due)) } }
                td.soft { @if one.account.is_empty() { span.unknown { (t("figure.unknown")) } } @else { (one.account) } }
                td.num {
                    (one.amount.exact())
                    @if one.deducted.minor != 0 { br; small.quiet { (tf("payments.deducted", &[("sum", &one.deducted.exact())])) } }
                }
            }
        }
    };
    Table::inset(&columns, rows).caption(t("payments.for")).render()
}

pub(super) fn day(day: Day) -> String {
    day.format("%-d %b %Y")
}

fn missing(at: &InBrand, payables: &[&PayableView]) -> Markup {
    let columns = [
        Column::text(t("payments.to")),
        Column::text(t("payments.for")),
        Column::text(t("payments.missing")),
        Column::text(t("payments.due_on")),
        Column::number(t("payments.amount")),
    ];
    let rows = html! {
        @for one in payables {
            tr {
                td { (Person::creator(&one.creator_name).about(&one.campaign_name)) }
                td { a href=(at.path(&format!("/collaborations/{}", one.collaboration))) { (one.what) } }
                td.soft.wrap { (one.missing.join(" ")) }
                td { @if one.overdue { span.is-late { (day(one.due)) } } @else { (day(one.due)) } }
                td.num { (one.amount.exact()) }
            }
        }
    };
    Table::inset(&columns, rows).tall().caption(t("payments.blocked")).render()
}

fn about(at: &InBrand, one: &PayoutView) -> Markup {
    let transfer = one.payout.transfer();
    let made = transfer.made_at.format_in(at.zone(), "%-d %b %Y, %H:%M");
    html! {
        p.about {
            (tf("payments.made_by", &[("name", &one.made_by), ("when", &made), ("source", &transfer.source)]))
            @if let Some(approved) = &one.approved_by { " " (tf("payments.approved_by", &[("name", approved)])) }
            @if transfer.withheld != 0 { " " (tf("payments.withheld", &[("sum", &Money::new(transfer.withheld, transfer.amount.currency).exact())])) }
        }
    }
}

fn address(at: &InBrand, one: &PayoutView, verb: &str) -> String {
    at.path(&format!("/payments/payouts/{}/{verb}", one.id))
}

/// A payout that waits for a second person.
fn waits(at: &InBrand, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let sum = one.payout.transfer().sent().exact();
    let (form, none) = (format!("approve-{}", one.id), FieldErrors::new());
    let words = tf("payments.approve", &[("sum", &sum)]);
    part(
        &one.creator_name,
        html! { b { (sum) } },
        html! {
            (about(at, one))
            (refusals(errors_of(again, &form, &none)))
            div.line.wrap {
                @if one.may_approve {
                    (post_inline(&address(at, one, "approve"), html! { (hidden("version", &one.version.to_string())) (Button::submit(&words).primary()) }))
                } @else if at.may(SETTLE) { (refused(&words, t("payments.own"))) }
                @else { (refused(&words, t("payments.finance"))) }
            }
            (withdrawal(at, one, again))
        },
    )
}

fn withdrawal(at: &InBrand, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let question = tf("payments.withdraw.ask", &[("sum", &one.payout.transfer().sent().exact()), ("name", &one.creator_name)]);
    html! {
        @if at.may(MAKE) {
            (reasoned(at, one, again, "withdraw", t("payments.withdraw"), Confirm { question: &question, text: Some(t("payments.reopened")), danger: true, ..Confirm::default() }))
        }
    }
}

/// A folded form that asks only why.
fn reasoned(at: &InBrand, one: &PayoutView, again: Option<&Again<'_>>, verb: &str, words: &str, confirm: Confirm<'_>) -> Markup {
    let form = format!("{verb}-{}", one.id);
    let (none, reason) = (FieldErrors::new(), of_form(&form, "reason"));
    let errors = errors_of(again, &form, &none);
    html! {
        details open[!errors.0.is_empty()] {
            summary { (words) }
            (post(&address(at, one, verb), html! {
                (refusals(errors))
                (hidden("version", &one.version.to_string()))
                (Field::text(&reason, t("payments.reason")).value(typed(again, &form, &reason, "")).errors(errors))
                div.line { (Button::submit(words).confirm(confirm)) }
            }))
        }
    }
}

/// An approved payout: it is paid by hand and recorded here.
fn records(at: &InBrand, today: Day, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let sum = one.payout.transfer().sent().exact();
    let form = format!("paid-{}", one.id);
    let (none, now) = (FieldErrors::new(), today.to_string());
    let errors = errors_of(again, &form, &none);
    let (on, reference, note) = (of_form(&form, "paid_on"), of_form(&form, "reference"), of_form(&form, "note"));
    let question = tf("payments.failed.ask", &[("sum", &sum), ("name", &one.creator_name)]);
    part(
        &one.creator_name,
        html! { b { (sum) } },
        html! {
            (about(at, one))
            @if at.may(SETTLE) {
                (post(&address(at, one, "paid"), html! {
                    (refusals(errors))
                    (hidden("version", &one.version.to_string()))
                    (Field::date(&on, t("payments.paid_on")).value(typed(again, &form, &on, &now)).attribute("max", now.clone()).errors(errors))
                    (Field::text(&reference, t("payments.reference")).help(t("payments.reference.help")).value(typed(again, &form, &reference, "")).errors(errors))
                    (Field::lines(&note, t("payments.note"), 2).help(t("payments.note.help")).value(typed(again, &form, &note, "")).errors(errors))
                    div.line { (Button::submit(&tf("payments.record", &[("sum", &sum)])).primary()) }
                }))
                (reasoned(at, one, again, "failed", t("payments.failed.do"), Confirm { question: &question, text: Some(t("payments.reopened")), ..Confirm::default() }))
            } @else { p.help { (t("payments.finance.records")) } }
            (withdrawal(at, one, again))
        },
    )
}

/// Payouts that arrived, failed, came back or were withdrawn, newest first.
fn ended(at: &InBrand, today: Day, all: &[&PayoutView], again: Option<&Again<'_>>) -> Markup {
    let columns = [
        Column::text(t("payments.to")),
        Column::text(t("payments.state")),
        Column::text(t("payments.paid_on")),
        Column::text(t("payments.reference")),
        Column::text(t("payments.people")),
        Column::number(t("payments.amount")),
        Column::unseen(t("payments.returned.do")),
    ];
    let rows = html! {
        @for one in all.iter().take(MOST_OVER) {
            tr {
                td { (one.creator_name) }
                td.wrap { (tk("payout_state", one.payout.as_str())) @if let Some(reason) = why(&one.payout) { br; small.quiet { (reason) } } }
                td { @if let Some(on) = one.paid_on { (day(on)) } }
                td.soft { (one.reference) }
                td.soft { (one.made_by) }
                td.num { (one.payout.transfer().sent().exact()) }
                td { @if matches!(one.payout, Payout::Settled { .. }) && at.may(SETTLE) { (comes_back(at, today, one, again)) } }
            }
        }
    };
    html! {
        div.scrollx { (Table::inset(&columns, rows).caption(t("payments.over"))) }
        @if all.len() > MOST_OVER { p.help { (tf("payments.over.more", &[("count", &(all.len() - MOST_OVER).to_string())])) } }
    }
}

fn why(payout: &Payout) -> Option<&str> {
    match payout {
        Payout::Failed { reason, .. } | Payout::Returned { reason, .. } | Payout::Withdrawn { reason, .. } => Some(reason),
        Payout::Made { .. } | Payout::Approved { .. } | Payout::Submitted { .. } | Payout::Unknown { .. } | Payout::Settled { .. } => None,
    }
}

fn comes_back(at: &InBrand, today: Day, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let form = format!("returned-{}", one.id);
    let (none, now) = (FieldErrors::new(), today.to_string());
    let errors = errors_of(again, &form, &none);
    let (on, reason) = (of_form(&form, "returned_on"), of_form(&form, "reason"));
    html! {
        details open[!errors.0.is_empty()] {
            summary { (t("payments.returned.do")) }
            (post(&address(at, one, "returned"), html! {
                (refusals(errors))
                (hidden("version", &one.version.to_string()))
                (Field::date(&on, t("payments.returned_on")).value(typed(again, &form, &on, &now)).attribute("max", now.clone()).errors(errors))
                (Field::text(&reason, t("payments.reason")).value(typed(again, &form, &reason, "")).errors(errors))
                (Button::submit(t("payments.returned.do")))
            }))
        }
    }
}
