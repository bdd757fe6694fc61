//! The money of one open move, on another page: the payout that waits, what is owed to one creator, or commission that is held.
//!
//! Invariant: the same forms as on the page of payments, which carry the way back; what cannot be paid yet says what is missing.
//! Absent: what other creators are owed.

use app::payments::view::{PayableView, PaymentsView, PayoutView};
use domain::{ids::PayoutId, moves::What, payments::PayableState};
use maud::{Markup, html};

use super::{
    Again,
    list::{by_creator, held, missing, owed_to},
    payouts::{records, waits, with_provider},
    rows::together,
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
        What::MakePayout => owed(at, view, subject, &again),
        _ => payout.map_or_else(|| gone(at), |one| of_payout(at, view, one, &again)),
    }
}

fn of_payout(at: &InBrand, view: &PaymentsView, one: &PayoutView, again: &Again<'_>) -> Markup {
    match one.payout.as_str() {
        "made" => waits(at, view, one, Some(again)),
        "approved" => records(at, view.today, view.provider.as_deref(), one, Some(again)),
        _ => with_provider(at, view.today, one, Some(again)),
    }
}

/// What can be paid now: what is due, or what will be where nothing is due yet or the move is about something later; and what is
/// missing where that keeps the move's own from being paid, or all of it. The move's subject is what is owed.
fn owed(at: &InBrand, view: &PaymentsView, subject: Option<PayoutId>, again: &Again<'_>) -> Markup {
    let open = view.payables.iter().filter(|one| matches!(one.state, PayableState::Open | PayableState::Held { .. }));
    let (free, blocked): (Vec<&PayableView>, Vec<&PayableView>) = open.partition(|one| one.missing.is_empty());
    let due: Vec<&PayableView> = free.iter().copied().filter(|one| one.due <= view.today).collect();
    let mine = |all: &[&PayableView]| all.iter().any(|one| Some(one.id.0) == subject.map(|id| id.0));
    let here = if due.is_empty() || (mine(&free) && !mine(&due)) { free } else { due };
    if here.is_empty() && blocked.is_empty() {
        return gone(at);
    }
    html! {
        @if here.is_empty() || mine(&blocked) { (missing(at, &together(&blocked))) }
        @for one in &by_creator(&here) { (owed_to(at, view, DUE, one, Some(again))) }
    }
}

fn gone(at: &InBrand) -> Markup {
    html! { p.soft { (t("today.money.elsewhere")) " " a href=(at.path("/payments")) { (t("place.payments")) } } }
}
