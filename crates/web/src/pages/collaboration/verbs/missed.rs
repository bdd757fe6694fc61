//! What was missed: another window, letting it go, and the creator's answer as it was received.
//!
//! Invariant: letting go says what it does to the fee. Absent: the rules; the domain refuses what cannot be.

use app::{
    content::{AnswerWindow, LetGo, OfferWindow},
    views::{CollaborationPage, Found},
};
use domain::{content::Deliverable, ids::DeliverableId};
use maud::{Markup, html};

use super::{Doing, Verb, make::which, said};
use crate::{
    kernel::{InBrand, Posted, shown},
    text::t,
    ui::{
        Button, Field,
        choice::{Answer, one_of},
    },
};

/// What was missed and waits for the team, or for the creator's answer.
pub(super) fn missed(page: &CollaborationPage, offered: bool) -> impl Iterator<Item = &Found<DeliverableId, Deliverable>> {
    let open = page.deliverables.iter().filter(|made| made.value.missed.is_some_and(|missed| missed.let_go_at.is_none()));
    open.filter(move |made| made.value.missed.is_some_and(|missed| missed.offered.is_some()) == offered)
}

pub(super) fn form(doing: &Doing<'_>, verb: Verb) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    if verb == Verb::WindowAnswered {
        let options = [
            Answer { value: "yes", words: t("collaboration.window.yes"), help: None },
            Answer { value: "no", words: t("collaboration.window.no"), help: None },
        ];
        return html! {
            (which(doing, page.deliverables.iter().filter(|made| made.value.window_offered().is_some())))
            (one_of("accept", t("collaboration.window.said"), &options, posted.get("accept"), &posted.errors))
            div.line { (Button::submit(t("collaboration.window.enter")).primary()) }
        };
    }
    let chosen = if posted.get("then").is_empty() { "window" } else { posted.get("then") };
    let options = [
        Answer { value: "window", words: t("collaboration.missed.window"), help: Some(t("collaboration.missed.window.help")) },
        Answer { value: "let_go", words: t("collaboration.missed.let_go"), help: Some(t("collaboration.missed.let_go.help")) },
    ];
    html! {
        (which(doing, missed(page, false).chain(missed(page, true))))
        (one_of("then", t("collaboration.missed.then"), &options, chosen, &posted.errors))
        div.cols.two {
            (shown(Field::date("opens", t("collaboration.missed.opens")), "opens", posted))
            (shown(Field::date("closes", t("collaboration.missed.closes")), "closes", posted))
        }
        (shown(Field::lines("reason", t("collaboration.reason.read"), 2).voice().optional(), "reason", posted))
        div.line { (Button::submit(t("collaboration.missed.do")).primary()) }
    }
}

pub(super) async fn run(at: &InBrand, verb: Verb, posted: &mut Posted) -> app::Result<String> {
    let deliverable: DeliverableId =
        posted.get("deliverable").parse().map_err(|_| app::Error::field("deliverable", t("collaboration.which")))?;
    if verb == Verb::WindowAnswered {
        let accept = match posted.get("accept") {
            "yes" => true,
            "no" => false,
            _ => return Err(app::Error::field("accept", t("collaboration.window.choose"))),
        };
        at.run(AnswerWindow { deliverable, accept }).await?;
    } else if posted.get("then") == "let_go" {
        at.run(LetGo { deliverable, reason: posted.raw("reason") }).await?;
    } else {
        let today = at.now().day_in(at.zone());
        let (opens, closes) = (posted.day("opens", today), posted.day("closes", today));
        if posted.errors.0.is_empty() {
            at.run(OfferWindow { deliverable, opens, closes }).await?;
        } else {
            return Err(app::Error::Fields(std::mem::take(&mut posted.errors)));
        }
    }
    Ok(said(verb))
}
