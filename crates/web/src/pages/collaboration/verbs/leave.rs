//! A word to the creator, and the ways out: they leave, the brand lets go, it does not happen.
//!
//! Invariant: what ends a collaboration asks once more and names whom and what. Absent: what is owed; that stays owed.

use app::{
    campaigns::{CancelCollaboration, Decline, Drop, Withdraw},
    outreach::messages::SendMessage,
    views::CollaborationPage,
};
use domain::agreements::OfferState;
use maud::{Markup, html};

use super::{Doing, Verb, said};
use crate::{
    kernel::{InBrand, Posted, shown},
    text::{t, tf, tk},
    ui::{Button, Field, form::Confirm},
};

pub(super) fn form(doing: &Doing<'_>, verb: Verb) -> Markup {
    let (posted, room) = (doing.posted, doing.room);
    if verb == Verb::Message {
        return html! {
            (shown(Field::text("subject", t("inbox.subject")).required(), "subject", posted))
            (shown(Field::lines("body", t("inbox.body"), 6).voice().required().help(t("inbox.body.help")), "body", posted))
            div.line { (Button::submit(t("inbox.send")).primary()) }
        };
    }
    let names = [("name", room.page.creator.person.name.as_str()), ("campaign", room.page.campaign.name.as_str())];
    let question = crate::text::tkf("verb_ask", verb.word(), &names);
    let text = if room.page.agreement.is_some() { t("collaboration.end.agreed") } else { t("collaboration.end.open") };
    let confirm = Confirm { question: &question, text: Some(text), danger: true, ..Confirm::default() };
    let label = if verb == Verb::Left { t("collaboration.their_words") } else { t("collaboration.reason.read") };
    html! {
        p.soft { (tk("verb_help", verb.word())) }
        (shown(Field::lines("reason", label, 3).voice().optional(), "reason", posted))
        div.line { (Button::submit(&ending_words(verb, room.first_name())).danger().confirm(confirm)) }
    }
}

/// What the button that ends it says.
fn ending_words(verb: Verb, name: &str) -> String {
    match verb {
        Verb::Left => tf("collaboration.left.do", &[("name", name)]),
        Verb::Drop => tf("collaboration.drop.do", &[("name", name)]),
        _ => t("collaboration.cancel.do").to_owned(),
    }
}

pub(super) async fn run(at: &InBrand, page: &CollaborationPage, verb: Verb, posted: &mut Posted) -> app::Result<String> {
    let (collaboration, reason) = (page.id, posted.raw("reason"));
    match verb {
        Verb::Message => {
            let (subject, body) = (posted.text("subject"), posted.raw("body"));
            at.run(SendMessage { creator: page.creator.id, collaboration: Some(collaboration), subject, body }).await?;
        }
        Verb::Left => {
            let agreed = page.offer().is_some_and(|offer| matches!(offer.value.state, OfferState::Accepted { .. }));
            if agreed {
                at.run(Withdraw { collaboration, reason, as_received: true }).await?;
            } else {
                at.run(Decline { collaboration, reason, as_received: true }).await?;
            }
        }
        Verb::Drop => {
            at.run(Drop { collaboration, reason }).await?;
        }
        _ => {
            at.run(CancelCollaboration { collaboration, reason }).await?;
        }
    }
    Ok(said(verb))
}
