//! The money of one open move, on another page: the payout that waits, what is owed to one creator, or commission that is held.
//!
//! Invariant: the same forms as on the page of payments, which carry the way back. Absent: what other creators are owed.

use app::payments::view::{PayableView, PaymentsView, PayoutView};
use domain::{ids::PayoutId, moves::What, payments::PayableState};
use maud::{Markup, html};

use super::{
    Again,
    list::{by_creator, held, owed_to},
    payouts::{records, waits, with_provider},
};
use crate::{
    kernel::{InBrand, Posted},
    text::t,
};

/// The group of the form that makes a payout, as on the page of payments.
const DUE: &str = "due";

/// The forms that end a move of money. `typed` is what came back of a form, by its name.
pub(in crate::pages) fn beside(
    at: &InBrand,
    view: &PaymentsView,
    (what, subject): (What, Option<PayoutId>),
    way: &Markup,
    typed: Option<(&str, &Posted)>,
) -> Markup {
    let none = Posted::default();
    let (form, posted) = typed.unwrap_or(("", &none));
    let again = Again { form, posted, way: Some(way) };
    let payout = view.payouts.iter().find(|one| Some(one.id) == subject);
    match what {
        What::DecideLeak => html! { @for one in &view.held { (held(at, one, Some(&again))) } },
        What::MakePayout => owed(at, view, &again),
        _ => payout.map_or_else(gone, |one| of_payout(at, view, one, &again)),
    }
}

fn of_payout(at: &InBrand, view: &PaymentsView, one: &PayoutView, again: &Again<'_>) -> Markup {
    match one.payout.as_str() {
        "made" => waits(at, view, one, Some(again)),
        "approved" => records(at, view.today, view.provider.as_deref(), one, Some(again)),
        _ => with_provider(at, view.today, one, Some(again)),
    }
}

/// What can be paid now: what is due, or what will be where nothing is due yet.
fn owed(at: &InBrand, view: &PaymentsView, again: &Again<'_>) -> Markup {
    let open = |one: &&PayableView| matches!(one.state, PayableState::Open | PayableState::Held { .. }) && one.missing.is_empty();
    let free: Vec<&PayableView> = view.payables.iter().filter(open).collect();
    let due: Vec<&PayableView> = free.iter().copied().filter(|one| one.due <= view.today).collect();
    let here = if due.is_empty() { free } else { due };
    if here.is_empty() {
        return gone();
    }
    html! { @for one in &by_creator(&here) { (owed_to(at, view, DUE, one, Some(again))) } }
}

fn gone() -> Markup {
    html! { p.soft { (t("today.money.elsewhere")) } }
}
