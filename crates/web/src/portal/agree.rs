//! Saying yes: the invitation, the offer, and the ways out.
//!
//! Invariant: what a button does stands above it, with the sum. Absent: the agreement, which has a page of its own.

use app::{
    agreements::{AcceptOffer, CounterOffer, RefuseOffer},
    campaigns::{Decline, Withdraw},
    outreach::RespondToInvitation,
    views::portal::{PortalCollaboration, PortalOffer},
};
use axum::response::Response;
use domain::{
    agreements::{OfferState, Side},
    outreach::Direction,
};
use maud::{Markup, html};

use super::{At, Visit, terms::plainly, words};
use crate::{
    kernel::{Answer, Posted},
    text::{Said, t, tf},
    ui::{
        Button, Field,
        form::{self, Confirm},
        portal::portal_act,
        section::{Weight, note, voice},
        when,
    },
};

/// The invitation.
pub(super) async fn invitation(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.invitation.title"), &of.campaign, asked(&visit, of, &Posted::default())))
}

/// Yes or no to the invitation.
pub(super) async fn respond(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let accept = posted.has("answer", "yes");
    let command = RespondToInvitation { collaboration: of.id, accept, message: posted.text("message"), channel: None };
    match visit.run(command).await {
        Ok(_) if accept => visit.done("", tf("portal.invitation.said_yes", &[("sender", visit.sender())])),
        Ok(_) => visit.done("", t("portal.invitation.said_no")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.invitation.title"), &of.campaign, asked(&visit, of, &posted)))
        }
    }
}

fn asked(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    let brand = visit.view.brand.name.as_str();
    let title = tf("portal.invitation.asks", &[("brand", brand), ("campaign", &of.campaign)]);
    let words = visit.view.messages.iter().find(|message| message.collaboration == Some(of.id) && message.direction == Direction::Out);
    html! {
        h1 { (title) }
        @if let Some(message) = words { section.sec.strong aria-label=(t("portal.invitation.words")) { (voice(&words::said(&message.body))) } }
        @if let Some(ended) = ended(visit, of) { (ended) }
        @else if let Some(at) = of.accepted_at {
            (note(Weight::Ours, t("portal.invitation.yours_was_yes"), tf("portal.invitation.offer_next", &[("sender", visit.sender()), ("when", &when::said(at, visit.now(), visit.zone()))])))
        } @else if let Some(offer) = of.offer() {
            p { a href=(visit.path(&format!("/offer/{}", of.id))) { (tf("portal.invitation.see_offer", &[("number", &offer.number.to_string())])) } }
        } @else {
            (note(Weight::Plain, "", tf("portal.invitation.binds_nothing", &[("sender", visit.sender())])))
            (form::refusals(&posted.errors))
            (form::post(&visit.path(&format!("/invitation/{}", of.id)), html! {
                (Field::lines("message", &tf("portal.word_to", &[("sender", visit.sender())]), 3).value(posted.get("message")).errors(&posted.errors).voice().optional())
                (portal_act(html! {
                    (Button::submit(t("portal.invitation.yes")).primary().named("answer", "yes"))
                    (Button::submit(t("portal.invitation.no")).quiet().named("answer", "no"))
                }))
            }))
        }
    }
}

/// What is said of a collaboration that left the road.
pub(super) fn ended(visit: &Visit, of: &PortalCollaboration) -> Option<Markup> {
    let (ramp, at) = of.off?;
    let when = when::at(at, visit.zone(), "%-d %b %Y");
    let words = crate::text::tk("portal.off_ramp", ramp.as_str());
    Some(note(Weight::Plain, words, tf("portal.on_day", &[("when", &when)])))
}

/// The offer.
pub(super) async fn offer(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.offer.title"), &of.campaign, offered(&visit, of, &Posted::default())))
}

fn offered(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    let Some(offer) = of.offer() else {
        return html! {
            h1 { (t("portal.offer.title")) }
            @if let Some(ended) = ended(visit, of) { (ended) } @else { p.soft { (tf("portal.offer.none", &[("sender", visit.sender())])) } }
        };
    };
    let open = offer.state == OfferState::Open && of.off.is_none();
    let mine = offer.by == Side::Creator;
    html! {
        div {
            p.about { (tf("portal.offer.number", &[("number", &offer.number.to_string()), ("when", &when::said(offer.made_at, visit.now(), visit.zone()))])) }
            h1.mt-1 { (headline(visit, of, offer)) }
        }
        @if let Some(ended) = ended(visit, of) { (ended) }
        (standing(visit, offer))
        @if !offer.message.is_empty() { section.sec.strong aria-label=(t("portal.offer.message")) { (voice(&offer.message)) } }
        (plainly(&offer.terms, &visit.view.brand.zone))
        @if open && !mine { (answers(visit, of, offer, posted)) }
    }
}

fn headline(visit: &Visit, of: &PortalCollaboration, offer: &PortalOffer) -> String {
    let values = [("money", offer.terms.fee.said_short()), ("campaign", of.campaign.clone()), ("brand", visit.view.brand.name.clone())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match (offer.by, offer.terms.fee.minor > 0) {
        (Side::Creator, _) => tf("portal.offer.you_asked", &values),
        (Side::Brand, true) => tf("portal.offer.offers", &values),
        (Side::Brand, false) => tf("portal.offer.offers_no_fee", &values),
    }
}

/// Where the offer stands, when it is not the creator's turn.
fn standing(visit: &Visit, offer: &PortalOffer) -> Markup {
    let said = |at| when::said(at, visit.now(), visit.zone());
    match (&offer.state, offer.by) {
        (OfferState::Open, Side::Creator) => note(Weight::Plain, "", tf("portal.offer.waits", &[("sender", visit.sender())])),
        (OfferState::Open, Side::Brand) => html! {},
        (OfferState::Accepted { at }, _) => note(
            Weight::Plain,
            t("portal.offer.accepted"),
            tf("portal.offer.agreement_next", &[("when", &said(*at)), ("sender", visit.sender())]),
        ),
        (OfferState::Refused { at, .. }, _) => note(
            Weight::Plain,
            t("portal.offer.refused"),
            tf("portal.offer.refused_next", &[("when", &said(*at)), ("sender", visit.sender())]),
        ),
        (OfferState::Replaced { .. }, _) => note(Weight::Plain, t("portal.offer.replaced"), ""),
    }
}

/// Accept, counter, refuse: the first at the thumb, the others opened on demand.
fn answers(visit: &Visit, of: &PortalCollaboration, offer: &PortalOffer, posted: &Posted) -> Markup {
    let path = |verb: &str| visit.path(&format!("/offer/{}/{verb}", of.id));
    let accept = match offer.terms.fee.minor {
        0 => t("portal.offer.accept").to_owned(),
        _ => tf("portal.offer.accept_money", &[("money", &offer.terms.fee.said_short())]),
    };
    let question = tf("portal.offer.confirm", &[("brand", &visit.view.brand.name), ("campaign", &of.campaign)]);
    let number = offer.number.to_string();
    let (refuses, counters) = (posted.has("verb", "refuse"), posted.has("verb", "counter"));
    html! {
        (form::refusals(&posted.errors))
        // A fee needs something to be made; who wants another exchange than a gift writes.
        @if !offer.terms.owes_nothing() { details.portal-more open[counters] {
            summary { (t("portal.offer.counter_open")) }
            (form::post(&path("counter"), html! {
                (form::hidden("verb", "counter")) (form::hidden("number", &number))
                (Field::money("fee", t("portal.offer.fee_wanted"), &offer.terms.fee.currency).value(posted.get("fee")).errors(&posted.errors).help(t("portal.offer.fee_help")))
                (Field::lines("message", &tf("portal.word_to", &[("sender", visit.sender())]), 3).value(posted.get("message")).errors(&posted.errors).voice().optional())
                (Button::submit(t("portal.offer.counter")))
            }))
        } }
        details.portal-more open[refuses] {
            summary { (t("portal.offer.refuse_open")) }
            (form::post(&path("refuse"), html! {
                (form::hidden("verb", "refuse")) (form::hidden("number", &number))
                (Field::lines("reason", t("portal.offer.reason"), 3).value(posted.get("reason")).errors(&posted.errors).voice().optional())
                (Button::submit(t("portal.offer.refuse")).danger())
            }))
        }
        (portal_act(html! {
            form method="post" action=(path("accept")) {
                (form::hidden("number", &number))
                (Button::submit(&accept).primary().confirm(Confirm { question: &question, text: Some(t("portal.offer.confirm_text")), ..Confirm::default() }))
            }
        }))
    }
}

/// The offer that a form was filled from; a newer one is shown first.
fn same_offer<'a>(of: &'a PortalCollaboration, posted: &Posted) -> app::Result<&'a PortalOffer> {
    let offer = of.offer().ok_or(app::Error::NotFound)?;
    if posted.get("number") == offer.number.to_string() { Ok(offer) } else { Err(domain::agreements::AgreementError::Outdated.into()) }
}

fn offer_again(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Response {
    visit.again(At::Task, t("portal.offer.title"), &of.campaign, offered(visit, of, posted))
}

/// Accepts the offer.
pub(super) async fn accept(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let done = async {
        let offer = same_offer(of, &posted)?.id;
        visit.run(AcceptOffer { offer, override_reason: None, as_received: false }).await
    };
    match done.await {
        Ok(_) => visit.done("", tf("portal.offer.done_accepted", &[("sender", visit.sender())])),
        Err(error) => {
            posted.refuse(error)?;
            Ok(offer_again(&visit, of, &posted))
        }
    }
}

/// Asks for another fee.
pub(super) async fn counter(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    match countered(&visit, of, &mut posted).await {
        Ok(()) => visit.done("", tf("portal.offer.done_countered", &[("sender", visit.sender())])),
        Err(error) => {
            posted.refuse(error)?;
            Ok(offer_again(&visit, of, &posted))
        }
    }
}

async fn countered(visit: &Visit, of: &PortalCollaboration, posted: &mut Posted) -> app::Result<()> {
    let currency = same_offer(of, posted)?.terms.fee.currency;
    let fee = posted.money("fee", currency);
    posted.checked()?;
    let command = CounterOffer { collaboration: of.id, fee: Some(fee), message: posted.text("message"), terms: None, as_received: false };
    visit.run(command).await.map(|_| ())
}

/// Says no to the offer.
pub(super) async fn refuse(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let done = async {
        let offer = same_offer(of, &posted)?.id;
        visit.run(RefuseOffer { offer, reason: posted.text("reason"), as_received: false }).await
    };
    match done.await {
        Ok(_) => visit.done("", tf("portal.offer.done_refused", &[("sender", visit.sender())])),
        Err(error) => {
            posted.refuse(error)?;
            Ok(offer_again(&visit, of, &posted))
        }
    }
}

/// Before leaving: what it means.
pub(super) async fn leaving(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.leave.title"), &of.campaign, out(&visit, of, &Posted::default())))
}

fn out(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    let agreed = of.terms().is_some();
    let title = tf("portal.leave.question", &[("campaign", &of.campaign)]);
    html! {
        h1 { (title) }
        @if let Some(ended) = ended(visit, of) { (ended) }
        @else {
            p.soft { @if agreed { (t("portal.leave.agreed")) } @else { (t("portal.leave.open")) } }
            (form::refusals(&posted.errors))
            (form::post(&visit.path(&format!("/leave/{}", of.id)), html! {
                (Field::lines("reason", t("portal.leave.reason"), 3).value(posted.get("reason")).errors(&posted.errors).voice().optional())
                p.about { (tf("portal.leave.reads", &[("sender", visit.sender())])) }
                (portal_act(html! { (Button::submit(&tf("portal.leave.do", &[("campaign", &of.campaign)])).danger()) }))
            }))
        }
    }
}

/// Leaves.
pub(super) async fn leave(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let reason = posted.text("reason");
    let done = if of.terms().is_some() {
        visit.run(Withdraw { collaboration: of.id, reason, as_received: false }).await
    } else {
        visit.run(Decline { collaboration: of.id, reason, as_received: false }).await
    };
    match done {
        Ok(_) => visit.done("", tf("portal.leave.done", &[("campaign", &of.campaign)])),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.leave.title"), &of.campaign, out(&visit, of, &posted)))
        }
    }
}
