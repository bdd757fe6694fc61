//! Payouts by what they wait for: a second person, the money to leave, nothing any more.
//!
//! Invariant: the amount stands on each button that moves money. Absent: what is owed and in no payout.

use app::payments::{
    ApprovePayout, RecordPaid, RecordReturned, SubmitPayout, WithdrawPayout,
    view::{PayableView, PaymentsView, PayoutView},
};
use domain::{
    fields::FieldErrors,
    money::Money,
    payments::{PayableState, Payout},
    text::folded,
    time::Day,
};
use maud::{Markup, html};

use super::{
    Again,
    list::{day, errors_of, typed},
    of_form,
    rows::together,
    way, weighed,
};
use crate::{
    kernel::InBrand,
    text::{Said, t, tf, tk},
    ui::when,
    ui::{
        Button, Field, Person,
        button::refused,
        form::{Confirm, hidden, post, post_inline, refusals},
        section::part,
        table::{Column, Table},
    },
};

/// So many payouts that are over are shown; the list of payouts has all.
const MOST_OVER: usize = 40;

pub(super) fn about(at: &InBrand, one: &PayoutView) -> Markup {
    let transfer = one.payout.transfer();
    let made = when::at(transfer.made_at, at.zone(), "%-d %b %Y, %H:%M");
    html! {
        p.about {
            (tf("payments.made_by", &[("name", &one.made_by), ("when", &made), ("source", &transfer.source)]))
            @if let Some(approved) = &one.approved_by { " " (tf("payments.approved_by", &[("name", approved)])) }
            @if transfer.withheld != 0 { " " (tf("payments.withheld", &[("sum", &Money::new(transfer.withheld, transfer.amount.currency).said())])) }
        }
    }
}

pub(super) fn address(at: &InBrand, one: &PayoutView, verb: &str) -> String {
    at.path(&format!("/payments/payouts/{}/{verb}", one.id))
}

/// What a payout pays, in the order in which it is listed.
pub(super) fn parts_of<'a>(view: &'a PaymentsView, one: &PayoutView) -> Vec<&'a PayableView> {
    view.payables.iter().filter(|part| part.state == PayableState::InPayout { payout: one.id }).collect()
}

/// What a payout is made of, each with its collaboration, and where it goes.
pub(super) fn made_of(at: &InBrand, view: &PaymentsView, one: &PayoutView) -> Markup {
    let parts = parts_of(view, one);
    let account = parts.iter().map(|part| part.account.as_str()).find(|account| !account.is_empty());
    html! {
        @if !parts.is_empty() {
            ul.plain-list.row-size {
                @for row in together(&parts) {
                    li { (row.cell(at)) " " span.soft { (row.first.campaign_name) ", " (row.sum().said()) } }
                }
            }
        }
        @if let Some(account) = account { p.about { (tf("payments.account.to", &[("account", account)])) } }
    }
}

/// A payout that waits for a second person, alone on another page.
pub(super) fn waits(at: &InBrand, view: &PaymentsView, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let sum = one.payout.transfer().sent().said();
    let (form, none) = (format!("approve-{}", one.id), FieldErrors::new());
    let words = tf("payments.approve", &[("sum", &sum)]);
    part(
        &one.creator_name,
        html! { b { (sum) } },
        html! {
            div.stack.tight id=(form) {
            (about(at, one))
            (made_of(at, view, one))
            (refusals(errors_of(again, &form, &none)))
            div.line.wrap {
                @if one.may_approve {
                    (post_inline(&address(at, one, "approve"), html! { (hidden("version", &one.version.to_string())) (way(again)) (Button::submit(&words).primary()) }))
                } @else if at.may_run::<ApprovePayout>() { (refused(&words, t("payments.own"))) }
                @else { (refused(&words, t("payments.finance"))) }
            }
            (withdrawal(at, one, again))
            }
        },
    )
}

pub(super) fn withdrawal(at: &InBrand, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let question = tf("payments.withdraw.ask", &[("sum", &one.payout.transfer().sent().said()), ("name", &one.creator_name)]);
    html! {
        @if at.may_run::<WithdrawPayout>() {
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
        details.fold-small open[!errors.0.is_empty()] {
            summary { (words) }
            (post(&address(at, one, verb), html! {
                (refusals(errors))
                (hidden("version", &one.version.to_string())) (way(again))
                // An address that leads into what is folded unfolds it.
                div.form-narrow id=(form) {
                (Field::text(&reason, t("payments.reason")).value(typed(again, &form, &reason, "")).errors(errors).required())
                }
                div.line { (Button::submit(words).confirm(confirm)) }
            }))
        }
    }
}

/// An approved payout: it goes out with the connected provider, or it is paid by hand and recorded here.
pub(super) fn records(at: &InBrand, today: Day, provider: Option<&str>, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let body = html! {
        div.stack.tight id=(format!("payout-{}", one.id)) {
            (about(at, one))
            @if !at.may_run::<RecordPaid>() { p.help { (t("payments.finance.records")) } }
            @else if let Some(provider) = provider.filter(|_| at.may_run::<SubmitPayout>()) {
                (sends(at, provider, one, again))
                @let open = [format!("paid-{}", one.id), format!("failed-{}", one.id)].iter().any(|form| !errors_of(again, form, &FieldErrors::new()).0.is_empty());
                details.fold-small open[open] { summary { (t("payments.or_by_hand")) } (outcome(at, today, one, false, again)) }
            }
            @else { (outcome(at, today, one, true, again)) }
            (withdrawal(at, one, again))
        }
    };
    framed(at, one, again, body)
}

/// A payout as a part of its own where it stands alone on another page; among others a line that opens.
fn framed(at: &InBrand, one: &PayoutView, again: Option<&Again<'_>>, body: Markup) -> Markup {
    let transfer = one.payout.transfer();
    let sum = transfer.sent().said();
    if again.is_some_and(|again| again.way.is_some()) {
        return part(&one.creator_name, html! { b { (sum) } }, body);
    }
    let opens = again.is_some_and(|again| again.form.ends_with(&one.id.to_string()));
    html! {
        details.fold open[opens] {
            summary {
                (Person::creator(&one.creator_name).about(&transfer.source))
                span.fold-what.soft { @if let Some(approved) = &one.approved_by { (tf("payments.approved_by.short", &[("name", approved)])) } }
                span.fold-when { (when::at(transfer.made_at, at.zone(), "%-d %b %Y")) }
                b.num { (sum) }
            }
            div.fold-body { (body) }
        }
    }
}

/// The button that hands a payout to the provider.
fn sends(at: &InBrand, provider: &str, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let sum = one.payout.transfer().sent().said();
    let (form, none) = (format!("send-{}", one.id), FieldErrors::new());
    let question = tf("payments.send.ask", &[("sum", &sum), ("name", &one.creator_name), ("provider", provider)]);
    let text = tf("payments.send.text", &[("provider", provider)]);
    let words = tf("payments.send", &[("sum", &sum), ("provider", provider)]);
    html! {
        (refusals(errors_of(again, &form, &none)))
        div.line.wrap {
            (post_inline(&address(at, one, "send"), html! {
                (hidden("version", &one.version.to_string())) (way(again))
                (weighed(Button::submit(&words).confirm(Confirm { question: &question, text: Some(&text), ..Confirm::default() }), again))
            }))
        }
    }
}

/// What became of a payout, as a person knows it: it was paid, or it failed.
fn outcome(at: &InBrand, today: Day, one: &PayoutView, primary: bool, again: Option<&Again<'_>>) -> Markup {
    let sum = one.payout.transfer().sent().said();
    let form = format!("paid-{}", one.id);
    let (none, now) = (FieldErrors::new(), today.to_string());
    let errors = errors_of(again, &form, &none);
    let (on, reference, note) = (of_form(&form, "paid_on"), of_form(&form, "reference"), of_form(&form, "note"));
    let question = tf("payments.failed.ask", &[("sum", &sum), ("name", &one.creator_name)]);
    let words = tf("payments.record", &[("sum", &sum)]);
    html! {
        (post(&address(at, one, "paid"), html! {
            (refusals(errors))
            (hidden("version", &one.version.to_string())) (way(again))
            div.cols.three id=(form) {
            (Field::date(&on, t("payments.paid_on")).value(typed(again, &form, &on, &now)).attribute("max", now.clone()).errors(errors))
            (Field::text(&reference, t("payments.reference")).help(t("payments.reference.help")).value(typed(again, &form, &reference, "")).errors(errors).required())
            (Field::text(&note, t("payments.note")).help(t("payments.note.help")).value(typed(again, &form, &note, "")).errors(errors).required())
            }
            div.line { @if primary { (weighed(Button::submit(&words), again)) } @else { (Button::submit(&words)) } }
        }))
        (reasoned(at, one, again, "failed", t("payments.failed.do"), Confirm { question: &question, text: Some(t("payments.reopened")), ..Confirm::default() }))
    }
}

/// A payout that is with a provider: what is known of it, and for one that nobody can find, what a person was told there.
pub(super) fn with_provider(at: &InBrand, today: Day, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let Some(submission) = one.payout.submission() else { return html! {} };
    let when = when::at(submission.at, at.zone(), "%-d %b %Y, %H:%M");
    let values = [("provider", submission.provider.as_str()), ("when", when.as_str()), ("key", submission.key.as_str())];
    let asks = one.payout.needs_person();
    let words = match &one.payout {
        Payout::Unknown { needs_person: true, .. } => tf("payments.with_provider.ask", &values),
        Payout::Unknown { .. } => tf("payments.with_provider.unknown", &values),
        _ => tf("payments.with_provider.submitted", &values),
    };
    part(
        &one.creator_name,
        html! { b { (one.payout.transfer().sent().said()) } },
        html! {
            div.stack.tight {
            (about(at, one))
            (refusals(errors_of(again, &format!("send-{}", one.id), &FieldErrors::new())))
            p { (words) @if submission.again_at.is_some() { " " (t("payments.with_provider.again")) } }
            @if asks && at.may_run::<RecordPaid>() { (outcome(at, today, one, true, again)) }
            @else if asks { p.help { (t("payments.finance.records")) } }
            }
        },
    )
}

/// Payouts that arrived, failed, came back or were withdrawn, newest first.
pub(super) fn ended(at: &InBrand, today: Day, all: &[&PayoutView], again: Option<&Again<'_>>) -> Markup {
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
                td { (Person::creator(&one.creator_name)) }
                td.wrap { (tk("payout_state", one.payout.as_str())) @if let Some(reason) = why(&one.payout) { br; small.quiet { (reason) } } }
                td { @if let Some(on) = one.paid_on { (day(on)) } }
                td.soft { (one.reference) }
                td.soft { (one.made_by) @if let Some(approved) = &one.approved_by { br; small.quiet { (tf("payments.approved_by.short", &[("name", approved)])) } } }
                td.num { (one.payout.transfer().sent().said()) }
                td { @if matches!(one.payout, Payout::Settled { .. }) && at.may_run::<RecordReturned>() { (comes_back(at, today, one, again)) } }
            }
        }
    };
    html! {
        div.scrollx { (Table::inset(&columns, rows).tall().caption(t("payments.over"))) }
        @if all.len() > MOST_OVER { p { a href=(at.path("/payments/payouts")) { (t("payments.over.more")) } } }
    }
}

/// The payouts that were paid and whose form stands on the first page of payments when it is asked for their creator by name.
pub(in crate::pages) fn returnable(view: &PaymentsView) -> Vec<&PayoutView> {
    let open = |one: &PayoutView| matches!(one.payout, Payout::Made { .. } | Payout::Approved { .. }) || one.payout.submission().is_some();
    let over: Vec<&PayoutView> = view.payouts.iter().filter(|one| !open(one)).collect();
    let shown = |at: usize, one: &PayoutView| {
        let name = folded(&one.creator_name);
        over.iter().take(at).filter(|before| folded(&before.creator_name).contains(&name)).count() < MOST_OVER
    };
    let paid = over.iter().enumerate().filter(|(at, one)| matches!(one.payout, Payout::Settled { .. }) && shown(*at, one));
    paid.map(|(_, one)| *one).collect()
}

/// Why a payout ended without being paid.
pub(super) fn why(payout: &Payout) -> Option<&str> {
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
        details.fold-small open[!errors.0.is_empty()] {
            summary { (t("payments.returned.do")) }
            (post(&address(at, one, "returned"), html! {
                div id=(form) { (refusals(errors)) }
                (hidden("version", &one.version.to_string())) (way(again))
                (Field::date(&on, t("payments.returned_on")).value(typed(again, &form, &on, &now)).attribute("max", now.clone()).errors(errors))
                (Field::text(&reason, t("payments.reason")).value(typed(again, &form, &reason, "")).errors(errors).required())
                (Button::submit(t("payments.returned.do")))
            }))
        }
    }
}
