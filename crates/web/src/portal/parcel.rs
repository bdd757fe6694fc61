//! The parcel: what is on its way, and that it arrived.
//!
//! Invariant: each parcel is said to have arrived once. Absent: carriers' own tracking.

use app::{
    shipments::ConfirmDelivery,
    views::portal::{PortalCollaboration, PortalShipment},
};
use domain::ids::ShipmentId;
use maud::{Markup, html};

use super::{At, Visit};
use crate::{
    kernel::{Answer, Posted},
    text::{t, tf},
    ui::{Button, Whose, form, portal::task, section::facts, turn, when},
};

/// The page.
pub(super) async fn show(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.parcel.title"), &of.campaign, shown(&visit, of, &Posted::default())))
}

/// It arrived.
pub(super) async fn arrived(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let shipment: Option<ShipmentId> = posted.get("shipment").parse().ok();
    let shipment = shipment.filter(|id| of.shipments.iter().any(|parcel| parcel.id == *id)).ok_or(app::Error::NotFound)?;
    match visit.run(ConfirmDelivery { shipment, at: None }).await {
        Ok(_) => visit.done("", t("portal.parcel.done")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.parcel.title"), &of.campaign, shown(&visit, of, &posted)))
        }
    }
}

fn shown(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    html! {
        h1 { (t("portal.parcel.title")) }
        (form::refusals(&posted.errors))
        @if of.shipments.is_empty() { p.soft { (t("portal.parcel.none")) } }
        @for parcel in &of.shipments { (one(visit, of, parcel)) }
    }
}

fn one(visit: &Visit, of: &PortalCollaboration, parcel: &PortalShipment) -> Markup {
    let said = |at| when::said(at, visit.now(), visit.zone());
    let id = parcel.id.to_string();
    let mut about = vec![(t("portal.parcel.sent"), html! { (said(parcel.sent_at)) })];
    if !parcel.carrier.is_empty() {
        about.push((t("portal.parcel.carrier"), html! { (parcel.carrier) }));
    }
    if !parcel.tracking_number.is_empty() {
        about.push((t("portal.parcel.number"), html! { span.mono { (parcel.tracking_number) } }));
    }
    task(
        // Two parcels may hold the same.
        &format!("{}, {}", parcel.items, said(parcel.sent_at)),
        html! {
            div {
                @match parcel.delivered_at {
                    Some(at) => (turn::turn(Whose::Done, false, tf("portal.parcel.arrived", &[("when", &said(at))]))),
                    None => (turn::turn(Whose::Theirs, false, t("portal.parcel.on_its_way"))),
                }
                h2 { (parcel.items) }
            }
            (facts(&about))
            @if parcel.delivered_at.is_none() {
                (form::post(&visit.path(&format!("/delivery/{}", of.id)), html! {
                    (form::hidden("shipment", &id))
                    (Button::submit(t("portal.parcel.here")).primary())
                }))
            }
        },
    )
}
