//! The team's verbs about a collaboration: a form each, and what happens when it is sent.
//!
//! Invariant: each verb posts one operation; a refusal comes back to its form with what was typed. Absent: rules.

use app::{
    App,
    agreements::{AcceptOffer, MakeOffer, PrepareAgreement, ProposeTerms, SignAgreement},
    attribution::{ConfirmCode, ConfirmLink},
    briefs::SendBrief,
    campaigns::Drop,
    outreach::RespondToInvitation,
    shipments::{ConfirmDelivery, Ship},
    tracking::{RejectPost, VerifyPost},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{
    agreements::{ProductTerms, Side},
    ids::PostId,
    moves::What,
};
use maud::{Markup, Render, html};

use super::{Room, again, id_of};
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, stored},
    ui::{Button, Field, form as forms},
};
use app::views::{CollaborationPage, ShowCollaboration};

/// A verb with a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Enter the answer to an invitation as it was received.
    Answered,
    /// Make an offer, or the next version.
    Offer,
    /// Accept the creator's counter-offer.
    Accept,
    /// Prepare the agreement.
    Prepare,
    /// Sign for the brand.
    Sign,
    /// Ship the product.
    Ship,
    /// Record that the parcel arrived.
    Arrived,
    /// Confirm links and code.
    Confirm,
    /// Send the brief.
    Brief,
    /// Verify or reject a post.
    Verify,
    /// Let the creator go.
    Drop,
}

const ALL: [(Verb, &str, &str, &str); 11] = [
    (Verb::Answered, "answered", "Enter an answer as received", "inbox"),
    (Verb::Offer, "offer", "Make an offer", "out"),
    (Verb::Accept, "accept", "Accept the counter-offer", "check"),
    (Verb::Prepare, "prepare", "Prepare the agreement", "plus"),
    (Verb::Sign, "sign", "Sign", "check"),
    (Verb::Ship, "ship", "Record a parcel", "out"),
    (Verb::Arrived, "arrived", "Record the delivery", "check"),
    (Verb::Confirm, "confirm", "Confirm links and code", "link"),
    (Verb::Brief, "brief", "Send the brief", "out"),
    (Verb::Verify, "verify", "Verify a post", "check"),
    (Verb::Drop, "drop", "Let go", "x"),
];

impl Verb {
    /// From an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        ALL.into_iter().find(|(_, word, ..)| *word == text).map(|(verb, ..)| verb)
    }

    fn entry(self) -> (&'static str, &'static str, &'static str) {
        ALL.into_iter().find(|(verb, ..)| *verb == self).map_or(("", "", ""), |(_, word, words, icon)| (word, words, icon))
    }

    /// As addresses name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.entry().0
    }

    /// As people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        self.entry().1
    }

    /// Its picture.
    #[must_use]
    pub fn icon(self) -> &'static str {
        self.entry().2
    }

    /// The verb that ends a move of ours, where its form stands here.
    #[must_use]
    pub fn of(what: What) -> Option<Self> {
        Some(match what {
            What::MakeOffer => Verb::Offer,
            What::AnswerCounter => Verb::Accept,
            What::PrepareAgreement => Verb::Prepare,
            What::BrandSigns => Verb::Sign,
            What::Ship => Verb::Ship,
            What::ConfirmDelivery => Verb::Arrived,
            What::ConfirmTracking => Verb::Confirm,
            What::SendBrief => Verb::Brief,
            What::VerifyPost => Verb::Verify,
            _ => return None,
        })
    }

    /// Verbs that are no open move but may be taken now.
    pub fn beside(page: &CollaborationPage) -> Vec<Self> {
        let mut verbs = Vec::new();
        if page.collaboration.off.is_none() {
            let has = |what: What| page.moves.iter().any(|open| open.what == what);
            if has(What::AnswerInvitation) {
                verbs.push(Verb::Answered);
            }
            if has(What::AnswerCounter) || has(What::AnswerOffer) || has(What::AnswerInvitation) {
                verbs.push(Verb::Offer);
            }
            if page.agreement.as_ref().is_some_and(|agreement| agreement.value.brand.is_none()) {
                verbs.push(Verb::Sign);
            }
            verbs.push(Verb::Drop);
        }
        verbs
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/collaborations/{collaboration}/do/{verb}", post(act))
        .route("/b/{slug}/collaborations/{collaboration}/agreement", get(document))
}

/// The agreement's bytes as they were signed.
async fn document(at: InBrand, Path((_, collaboration)): Path<(String, String)>) -> Answer {
    let page = at.show(ShowCollaboration { collaboration: id_of(&collaboration)? }).await?;
    let agreement = page.agreement.ok_or(Refusal::App(app::Error::NotFound))?;
    stored::document(at.app(), &agreement.value.document).await
}

/// The form of a verb.
pub fn form(room: &Room<'_>, verb: Verb, subject: Option<&str>) -> Markup {
    let nothing = Posted::default();
    let posted = if room.doing == Some(verb) { room.posted } else { &nothing };
    let action = room.path(&format!("/do/{}", verb.word()));
    let errors = &posted.errors;
    let currency = room.page.campaign.currency;
    let text = |name: &'static str, label: &'static str| Field::text(name, label).value(posted.get(name)).errors(errors).render();
    let lines =
        |name: &'static str, label: &'static str| Field::lines(name, label, 2).value(posted.get(name)).errors(errors).voice().render();
    let money =
        |name: &'static str, label: &'static str| Field::money(name, label, &currency).value(posted.get(name)).errors(errors).render();
    let submit = |words: &str| html! { p { (Button::submit(words).primary()) } };
    let body = match verb {
        Verb::Answered => html! {
            (Field::select("accept", "Their answer", &[("yes", "Yes"), ("no", "No")], None).value(posted.get("accept")).errors(errors))
            (lines("message", "What they wrote")) (submit("Enter the answer"))
        },
        Verb::Offer => html! {
            div.cols.two {
                (money("fee", "Fee")) (Field::decimal("commission", "Commission").unit_after("%").value(posted.get("commission")).errors(errors))
                (text("product", "Product, if any")) (money("product_value", "Its value"))
            }
            (lines("message", "Message with it")) (text("override_reason", "If it goes over the budget: why"))
            (submit("Send the offer"))
        },
        Verb::Accept => {
            let asked = room
                .page
                .offer()
                .filter(|offer| offer.value.by == Side::Creator)
                .map(|offer| offer.value.terms.fee.short())
                .unwrap_or_default();
            html! { (text("override_reason", "If it goes over the budget: why")) (submit(&format!("Accept {asked}"))) }
        }
        Verb::Prepare => {
            html! { p.soft { "The accepted terms become a document that both sides sign." } (submit("Prepare the agreement")) }
        }
        Verb::Sign => html! {
            p { a href=(room.path("/agreement")) { "Read the agreement" } }
            (Field::text("name", "Type your full name").value(posted.get("name")).errors(errors).required()) (submit("Sign"))
        },
        Verb::Ship => html! {
            (text("items", "What is in it")) div.cols.two { (money("value", "Value")) (money("cost", "Shipping")) (text("carrier", "Carrier")) (text("tracking_number", "Tracking number")) }
            (submit("Record as sent"))
        },
        Verb::Arrived => submit("It arrived"),
        Verb::Confirm => html! {
            @for link in room.page.links.iter().filter(|link| link.value.confirmed.is_none()) { p { a href=(link.value.target) rel="noreferrer" { (link.value.target) } } }
            (lines("note", "What you saw when you tried them")) (text("override_reason", "Or let them pass, and say why")) (submit("Confirm links and code"))
        },
        Verb::Brief => {
            html! { (text("override_reason", "If links or code are not confirmed: why it leaves all the same")) (submit("Send the brief")) }
        }
        Verb::Verify => html! {
            @for post in room.page.posts.iter().filter(|post| subject.is_none_or(|id| post.value.deliverable.to_string() == id)) {
                p { a href=(post.value.url) rel="noreferrer" { (post.value.url) } }
            }
            (forms::hidden("deliverable", subject.unwrap_or_default()))
            (lines("note", "What you saw"))
            (crate::ui::choice::tick("accept_outside", "yes", "Accept it outside its window", posted.ticked("accept_outside"), None))
            p.line { (Button::submit("Verified live").primary().named("verdict", "yes")) (Button::submit("Not as agreed").named("verdict", "no")) }
        },
        Verb::Drop => html! { (lines("reason", "Why; the creator reads it")) p { (Button::submit("Let go").danger()) } },
    };
    forms::post(&action, html! { div.stack { (body) } })
}

async fn act(at: InBrand, Path((_, collaboration, verb)): Path<(String, String, String)>, mut posted: Posted) -> Answer {
    let id = id_of(&collaboration)?;
    let verb = Verb::parse(&verb).ok_or(Refusal::App(app::Error::NotFound))?;
    let page = at.show(ShowCollaboration { collaboration: id }).await?;
    match done(&at, &page, verb, &mut posted).await {
        Ok(words) => at.done(&format!("/collaborations/{id}"), words.to_owned()),
        Err(error) => {
            posted.refuse(error)?;
            again(&at, id, verb, &posted).await
        }
    }
}

/// Runs the operation of a verb; says in the past tense what was done.
async fn done(at: &InBrand, page: &CollaborationPage, verb: Verb, posted: &mut Posted) -> app::Result<&'static str> {
    let collaboration = page.id;
    let reason = posted.some("override_reason");
    Ok(match verb {
        Verb::Answered => {
            let accept = posted.get("accept") == "yes";
            at.run(RespondToInvitation { collaboration, accept, message: posted.raw("message"), channel: None }).await?;
            "Entered"
        }
        Verb::Offer => {
            offer(at, page, posted, reason).await?;
            "Offer sent"
        }
        Verb::Accept => {
            let offer = page.offer().ok_or(app::Error::NotFound)?.id;
            at.run(AcceptOffer { offer, override_reason: reason, as_received: false }).await?;
            "Accepted"
        }
        Verb::Prepare => {
            at.run(PrepareAgreement { collaboration }).await?;
            "Prepared and sent to sign"
        }
        Verb::Sign => {
            let agreement = page.agreement.as_ref().ok_or(app::Error::NotFound)?;
            let hash = agreement.value.document.hash.clone();
            at.run(SignAgreement { agreement: agreement.id, name: posted.text("name"), hash }).await?;
            "Signed"
        }
        Verb::Ship => {
            let currency = page.campaign.currency;
            let (value, cost) = (posted.money("value", currency), posted.money("cost", currency));
            posted.checked()?;
            let command = Ship {
                collaboration,
                items: posted.raw("items"),
                value,
                cost,
                carrier: posted.text("carrier"),
                tracking_number: posted.text("tracking_number"),
                sent_at: None,
            };
            at.run(command).await?;
            "Recorded as sent"
        }
        Verb::Arrived => {
            let parcel = page.shipments.iter().find(|parcel| parcel.value.delivered_at.is_none()).ok_or(app::Error::NotFound)?;
            at.run(ConfirmDelivery { shipment: parcel.id, at: None }).await?;
            "Recorded as delivered"
        }
        Verb::Confirm => {
            confirm(at, page, &posted.raw("note"), reason).await?;
            "Confirmed"
        }
        Verb::Brief => {
            at.run(SendBrief { collaborations: vec![collaboration], override_reason: reason }).await?;
            "Brief sent"
        }
        Verb::Verify => verify(at, page, posted).await?,
        Verb::Drop => {
            at.run(Drop { collaboration, reason: posted.raw("reason") }).await?;
            "Let go"
        }
    })
}

/// The proposed terms with what was entered over them.
async fn offer(at: &InBrand, page: &CollaborationPage, posted: &mut Posted, override_reason: Option<String>) -> app::Result<()> {
    let currency = page.campaign.currency;
    let mut terms = match page.offer() {
        Some(offer) => offer.value.terms.clone(),
        None => at.show(ProposeTerms { collaboration: page.id }).await?.terms,
    };
    terms.fee = posted.money("fee", currency);
    if let Some(percent) = posted.some("commission") {
        let percent = domain::money::Money::parse(&percent, domain::money::Currency::GBP);
        terms.commission_points = percent.map_err(|_| app::Error::field("commission", "Write a percentage such as 12."))?.minor;
    }
    if let Some(items) = posted.some("product") {
        terms.product = Some(ProductTerms { items, value: posted.money("product_value", currency) });
    }
    posted.checked()?;
    at.run(MakeOffer { collaboration: page.id, terms, message: posted.raw("message"), override_reason }).await?;
    Ok(())
}

async fn confirm(at: &InBrand, page: &CollaborationPage, note: &str, reason: Option<String>) -> app::Result<()> {
    for link in page.links.iter().filter(|link| link.value.confirmed.is_none()) {
        at.run(ConfirmLink { link: link.id, note: note.to_owned(), file: None, override_reason: reason.clone() }).await?;
    }
    if let Some(code) = page.code.as_ref().filter(|code| code.value.confirmed.is_none()) {
        at.run(ConfirmCode { code: code.id, note: note.to_owned(), file: None, override_reason: reason }).await?;
    }
    Ok(())
}

async fn verify(at: &InBrand, page: &CollaborationPage, posted: &Posted) -> app::Result<&'static str> {
    let named = posted.get("deliverable").to_owned();
    let waiting = page
        .posts
        .iter()
        .rev()
        .find(|post| post.value.verified_at().is_none() && (named.is_empty() || post.value.deliverable.to_string() == named));
    let post: PostId = waiting.ok_or(app::Error::NotFound)?.id;
    if posted.get("verdict") == "no" {
        at.run(RejectPost { post, reason: posted.raw("note") }).await?;
        return Ok("Sent back");
    }
    at.run(VerifyPost { post, note: posted.raw("note"), file: None, accept_outside: posted.ticked("accept_outside") }).await?;
    Ok("Verified")
}
