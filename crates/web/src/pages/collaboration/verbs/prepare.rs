//! From onboarding to an acknowledged brief: parcels, links and code with what was seen, the brief.
//!
//! Invariant: a confirmation carries words, a picture, or the reason why it may pass without. Absent: looking at links; the
//! program does that by itself.

use app::{
    attribution::{ConfirmCode, ConfirmLink, SetCode},
    briefs::{AcknowledgeBrief, SendBrief},
    shipments::{ConfirmDelivery, CorrectShipment, Ship},
    views::{CollaborationPage, Found},
};
use domain::{
    ids::ShipmentId,
    money::Money,
    shipments::{self, Shipment},
    time::Zone,
};
use maud::{Markup, html};

use super::{Doing, Verb, kept, said, screenshot};
use crate::{
    kernel::{InBrand, Posted, shown},
    pages::creators::shipping,
    text::{t, tf},
    ui::{Button, Field, choice, form as forms},
};

/// A parcel begins with what was agreed.
pub(super) fn ship_filled(page: &CollaborationPage) -> Posted {
    let product = page.agreement.as_ref().and_then(|agreement| agreement.value.terms.product.as_ref());
    let sum = |money: Money| if money.minor == 0 { String::new() } else { money.decimal() };
    Posted::filled([
        ("items", product.map(|product| product.items.clone()).unwrap_or_default()),
        ("value", product.map(|product| sum(product.value)).unwrap_or_default()),
    ])
}

/// The parcel that a form is about: the one that was chosen, otherwise the newest.
fn parcel<'a>(page: &'a CollaborationPage, posted: &Posted) -> Option<&'a Found<ShipmentId, Shipment>> {
    let chosen = posted.get("shipment");
    page.shipments.iter().find(|parcel| parcel.id.to_string() == chosen).or_else(|| page.shipments.last())
}

pub(super) fn parcel_filled(page: &CollaborationPage, zone: &Zone) -> Posted {
    let Some(parcel) = page.shipments.last() else { return Posted::default() };
    Posted::filled([
        ("shipment", parcel.id.to_string()),
        ("version", parcel.version.to_string()),
        ("items", parcel.value.items.clone()),
        ("carrier", parcel.value.carrier.clone()),
        ("tracking_number", parcel.value.tracking_number.clone()),
        ("delivered_at", parcel.value.delivered_at.map(|at| at.format_in(zone, "%Y-%m-%dT%H:%M")).unwrap_or_default()),
    ])
}

pub(super) fn code_filled(page: &CollaborationPage) -> Posted {
    let Some(code) = &page.code else { return Posted::default() };
    Posted::filled([("version", code.version.to_string()), ("code", code.value.code.clone())])
}

/// Everything that nobody confirmed yet is ticked to begin with.
pub(super) fn confirm_filled(page: &CollaborationPage) -> Posted {
    let links = page.links.iter().filter(|link| link.value.confirmed.is_none()).map(|link| link.id.to_string());
    let code = page.code.iter().filter(|code| code.value.confirmed.is_none()).map(|code| code.id.to_string());
    Posted::filled(links.chain(code).map(|id| ("tried", id)))
}

pub(super) fn form(doing: &Doing<'_>, verb: Verb) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let zone = tf("collaboration.in_zone", &[("zone", doing.room.at.zone().name())]);
    match verb {
        Verb::Ship => ship(doing, &zone),
        Verb::Parcel => html! {
            (forms::hidden("shipment", posted.get("shipment"))) (forms::hidden("version", posted.get("version")))
            @if page.shipments.len() > 1 { p.soft { (t("collaboration.newest_parcel")) } }
            (shown(Field::text("items", t("collaboration.items")).required(), "items", posted))
            (carrier(posted))
            (shown(Field::date_time("delivered_at", t("collaboration.delivered_at")).optional().help(&tf("collaboration.delivered_at.help", &[("zone", doing.room.at.zone().name())])), "delivered_at", posted))
            p.about { (t("collaboration.parcel.value")) }
            div.line { (Button::submit(t("collaboration.parcel.do")).primary()) }
        },
        Verb::Arrived => html! {
            (shown(Field::date_time("at", t("collaboration.arrived_at")).optional().help(&zone), "at", posted))
            div.line { (Button::submit(t("collaboration.arrived.do")).primary()) }
        },
        Verb::Confirm => confirm(doing),
        Verb::Code => html! {
            (forms::hidden("version", posted.get("version")))
            (shown(Field::text("code", t("collaboration.code")).required().help(t("collaboration.code.help")).attribute("maxlength", "40"), "code", posted))
            div.line { (Button::submit(t("collaboration.code.do")).primary()) }
        },
        Verb::Brief => html! {
            @if page.links.iter().any(|link| link.value.confirmed.is_none()) || page.code.as_ref().is_some_and(|code| code.value.confirmed.is_none()) {
                (shown(Field::text("override_reason", t("collaboration.brief.override")).help(t("collaboration.brief.override.help")), "override_reason", posted))
            }
            div.line { (Button::submit(t("collaboration.brief.do")).primary()) }
        },
        _ => html! {
            p.soft { (t("collaboration.acknowledged")) }
            div.line { (Button::submit(t("collaboration.enter")).primary()) }
        },
    }
}

fn carrier(posted: &Posted) -> Markup {
    html! {
        div.cols.two {
            (shown(Field::text("carrier", t("collaboration.carrier")).optional(), "carrier", posted))
            (shown(Field::text("tracking_number", t("collaboration.tracking_number")).optional(), "tracking_number", posted))
        }
    }
}

fn ship(doing: &Doing<'_>, zone: &str) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let currency = page.campaign.currency;
    let kept = &page.creator.person.shipping;
    let address = shipments::goes_to(page.form.as_ref().map(|form| &form.value), kept);
    let fits = [
        (t("shipping.clothing"), &kept.clothing),
        (t("shipping.shoes"), &kept.shoes),
        (t("shipping.wants"), &kept.wants),
        (t("shipping.avoid"), &kept.avoid),
    ];
    html! {
        @if let Some(address) = address {
            p { span.quiet { (t("collaboration.goes_to")) " " } (shipping::one_line(address)) }
        }
        @for (name, words) in fits.into_iter().filter(|(_, words)| !words.is_empty()) { p { span.quiet { (name) ": " } (words) } }
        @if let Some(wish) = page.form.as_ref().map(|form| form.value.preferences.as_str()).filter(|wish| !wish.is_empty()) {
            p { span.quiet { (t("collaboration.wishes")) " " } span.voice { (wish) } }
        }
        (shown(Field::text("items", t("collaboration.items")).required(), "items", posted))
        div.cols.two {
            (shown(Field::money("value", t("collaboration.value"), &currency), "value", posted))
            (shown(Field::money("cost", t("collaboration.cost"), &currency), "cost", posted))
        }
        (carrier(posted))
        (shown(Field::date_time("sent_at", t("collaboration.sent_at")).optional().help(zone), "sent_at", posted))
        div.line { (Button::submit(t("collaboration.ship.do")).primary()) }
    }
}

fn confirm(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let tried: Vec<&str> = posted.list("tried");
    let tick = |id: String, words: Markup| html! { (choice::tick("tried", &id, words, tried.contains(&id.as_str()), None)) };
    html! {
        div.stack.tight id="f-tried" {
            @for link in page.links.iter().filter(|link| link.value.confirmed.is_none()) {
                (tick(link.id.to_string(), html! {
                    span.mono translate="no" { "/go/" (link.value.slug) } " " (t("collaboration.leads_to")) " "
                    a.break href=(link.value.target) target="_blank" rel="noopener noreferrer" { (link.value.target) }
                    @if let Some(check) = &link.value.check {
                        br; small { @if check.answers() { (t("collaboration.link.answers")) } @else { span.is-late { (check.problem.as_deref().unwrap_or(t("collaboration.link.silent"))) } } }
                    }
                }))
            }
            @if let Some(code) = page.code.as_ref().filter(|code| code.value.confirmed.is_none()) {
                (tick(code.id.to_string(), html! { span.mono { (code.value.code) } " " (tf("collaboration.code.takes", &[("percent", &code.value.percent.to_string())])) }))
            }
        }
        (shown(Field::lines("note", t("collaboration.saw"), 2).help(t("collaboration.saw.help")), "note", posted))
        (screenshot(posted))
        details open[!posted.get("override_reason").is_empty()] {
            summary { (t("collaboration.let_pass")) }
            (shown(Field::text("override_reason", t("collaboration.let_pass.why")).help(t("collaboration.let_pass.help")), "override_reason", posted))
        }
        div.line { (Button::submit(t("collaboration.confirm.do")).primary()) }
    }
}

pub(super) async fn run(at: &InBrand, page: &CollaborationPage, verb: Verb, posted: &mut Posted) -> app::Result<String> {
    let collaboration = page.id;
    match verb {
        Verb::Ship => {
            let currency = page.campaign.currency;
            let (value, cost) = (posted.money("value", currency), posted.money("cost", currency));
            let sent_at = posted.time_if("sent_at", at.zone());
            posted.checked()?;
            let (carrier, tracking_number) = (posted.text("carrier"), posted.text("tracking_number"));
            at.run(Ship { collaboration, items: posted.raw("items"), value, cost, carrier, tracking_number, sent_at }).await?;
        }
        Verb::Parcel => {
            let shipment = parcel(page, posted).ok_or(app::Error::NotFound)?.id;
            let delivered_at = posted.time_if("delivered_at", at.zone());
            posted.checked()?;
            let (carrier, tracking_number) = (posted.text("carrier"), posted.text("tracking_number"));
            let command = CorrectShipment { shipment, items: posted.raw("items"), carrier, tracking_number, delivered_at };
            at.run_asked(posted, command).await?;
        }
        Verb::Arrived => {
            let parcel = page.shipments.iter().find(|parcel| parcel.value.delivered_at.is_none()).ok_or(app::Error::NotFound)?;
            let arrived = posted.time_if("at", at.zone());
            posted.checked()?;
            at.run(ConfirmDelivery { shipment: parcel.id, at: arrived }).await?;
        }
        Verb::Confirm => confirmed(at, page, posted).await?,
        Verb::Code => {
            at.run_asked(posted, SetCode { collaboration, code: posted.text("code") }).await?;
        }
        Verb::Brief => {
            at.run(SendBrief { collaborations: vec![collaboration], override_reason: posted.some("override_reason") }).await?;
        }
        _ => {
            at.run(AcknowledgeBrief { collaboration, as_received: true }).await?;
        }
    }
    Ok(said(verb))
}

/// Confirms each thing that was ticked, with the same words and picture.
async fn confirmed(at: &InBrand, page: &CollaborationPage, posted: &Posted) -> app::Result<()> {
    let tried = posted.list("tried");
    let links: Vec<_> = page.links.iter().filter(|link| tried.contains(&link.id.to_string().as_str())).collect();
    let code = page.code.as_ref().filter(|code| tried.contains(&code.id.to_string().as_str()));
    if links.is_empty() && code.is_none() {
        return Err(app::Error::field("tried", t("collaboration.tried.none")));
    }
    let (note, override_reason) = (posted.raw("note"), posted.some("override_reason"));
    let file = kept(at, posted, "file").await?.pop();
    for link in links {
        at.run(ConfirmLink { link: link.id, note: note.clone(), file, override_reason: override_reason.clone() }).await?;
    }
    if let Some(code) = code {
        at.run(ConfirmCode { code: code.id, note, file, override_reason }).await?;
    }
    Ok(())
}
