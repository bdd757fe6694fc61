//! The conversation with the brand, and asking for no more invitations.
//!
//! Invariant: opting out needs the link and nothing else. Absent: mail; it arrives here as messages.

use app::{creators::SuppressCreator, outreach::WriteMessage, views::portal::PortalMessage};
use domain::{ids::CollaborationId, outreach::Direction};
use maud::{Markup, html};

use super::{At, Visit, words};
use crate::{
    kernel::{Answer, Posted},
    text::{t, tf, tk},
    ui::{Button, Field, form, message::Message, person::Kind, portal::portal_act, when},
};

/// The conversation.
pub(super) async fn messages(visit: Visit) -> Answer {
    Ok(visit.page(At::Place("message"), t("portal.place.messages"), "", thread(&visit, &Posted::default())))
}

/// Writes.
pub(super) async fn write(visit: Visit, mut posted: Posted) -> Answer {
    let collaboration: Option<CollaborationId> = posted.get("collaboration").parse().ok();
    match visit.run(WriteMessage { collaboration, body: posted.text("body") }).await {
        Ok(_) => visit.done("/messages", tf("portal.messages.done", &[("sender", visit.sender())])),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Place("message"), t("portal.place.messages"), "", thread(&visit, &posted)))
        }
    }
}

fn thread(visit: &Visit, posted: &Posted) -> Markup {
    let open: Vec<(String, String)> =
        visit.view.collaborations.iter().filter(|of| of.off.is_none()).map(|of| (of.id.to_string(), of.campaign.clone())).collect();
    let choices: Vec<(&str, &str)> = open.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let chosen = match (posted.get("collaboration"), choices.first()) {
        ("", Some((first, _))) => first,
        (typed, _) => typed,
    };
    html! {
        h1 { (tf("portal.messages.with", &[("sender", visit.sender())])) }
        (form::refusals(&posted.errors))
        (form::post(&visit.path("/messages"), html! {
            @if choices.len() > 1 { (Field::select("collaboration", t("portal.messages.about"), &choices, Some(t("portal.messages.anything"))).value(chosen)) }
            @else if !chosen.is_empty() { (form::hidden("collaboration", chosen)) }
            (Field::lines("body", t("portal.messages.write"), 4).value(posted.get("body")).errors(&posted.errors).voice().required())
            (form::kept(&visit.keeps_at("/messages")))
            (Button::submit(t("portal.messages.send")).primary())
        }))
        section aria-label=(t("portal.messages.so_far")) {
            @if visit.view.messages.is_empty() { p.soft { (t("portal.messages.none")) } }
            @for message in visit.view.messages.iter().rev() { (one(visit, message)) }
        }
    }
}

fn one(visit: &Visit, message: &PortalMessage) -> Markup {
    let mine = message.direction == Direction::In;
    let name = if mine { &visit.view.creator.name } else { &visit.view.brand.sender };
    let campaign = message.collaboration.and_then(|id| visit.view.collaboration(id)).map(|of| of.campaign.as_str());
    let about = html! {
        (when::time(message.at, visit.now(), visit.zone())) " · " (tk("portal.channel", message.channel.as_str()))
        @if let Some(campaign) = campaign { " · " (campaign) }
    };
    let body = words::said(&message.body);
    let text = if message.subject.is_empty() { body } else { format!("{}\n\n{body}", message.subject) };
    html! { (Message { name, kind: if mine { Kind::Creator } else { Kind::Team }, about, text: &text, end: None, draft: false }) }
}

/// Before opting out: what it means.
pub(super) async fn opting_out(visit: Visit) -> Answer {
    Ok(visit.page(At::Task, t("portal.opt_out.title"), "", opt_out_page(&visit, &Posted::default())))
}

/// No more invitations.
pub(super) async fn opt_out(visit: Visit, mut posted: Posted) -> Answer {
    match visit.run(SuppressCreator { creator: visit.view.creator.id }).await {
        Ok(_) => visit.done("", t("portal.opt_out.done")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.opt_out.title"), "", opt_out_page(&visit, &posted)))
        }
    }
}

fn opt_out_page(visit: &Visit, posted: &Posted) -> Markup {
    html! {
        h1 { (tf("portal.opt_out.question", &[("brand", &visit.view.brand.name)])) }
        @if visit.view.creator.opted_out_at.is_some() { p.soft { (t("portal.home.opted_out")) } }
        @else {
            p.soft { (t("portal.opt_out.means")) }
            p.soft { (t("portal.opt_out.goes_on")) }
            (form::refusals(&posted.errors))
            (form::post(&visit.path("/opt-out"), html! {
                (portal_act(html! { (Button::submit(t("portal.opt_out.do")).danger()) }))
            }))
        }
    }
}
