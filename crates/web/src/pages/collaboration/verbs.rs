//! The team's verbs about a collaboration: which make sense now, a form each, and what happens when one is sent.
//!
//! Invariant: each verb posts one registered operation (confirming posts one for each thing tried); a refusal comes back
//! to its form with what was typed. Absent: rules; which verbs are shown is a guess from facts that the operations check.

mod agree;
mod changed;
mod dates;
mod leave;
mod make;
mod missed;
mod numbers;
mod prepare;
mod terms;

use app::{
    App,
    agreements::{AcceptOffer, CounterOffer, FillForm, MakeOffer, PrepareAgreement, RefuseOffer, SignAgreement},
    attribution::{ConfirmLink, SetCode},
    briefs::{AcknowledgeBrief, SendBrief},
    campaigns::{CancelCollaboration, Drop, Withdraw},
    content::{AnswerWindow, KeepFile, OfferWindow, SubmitDraft},
    outreach::{RespondToInvitation, SendMessage},
    shipments::{ConfirmDelivery, CorrectShipment, Ship},
    tracking::{AcceptPost, CorrectPost, RecordNumbers, ReportLive, VerifyPost},
    views::{CollaborationPage, OpenMove, ShowCollaboration},
};
use axum::{
    Router,
    extract::{Path, Request},
    response::IntoResponse,
    routing::{get, post},
};
use domain::{
    agreements::{OfferState, Side},
    campaigns::runs_to_its_end,
    content::Progress,
    ids::{DeliverableId, FileId},
    moves::What,
    text::slug,
    tracking::PostState,
};
use maud::{Markup, html};

use super::{Room, id_of, page_again, page_open};
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, stored, streamed},
    pages::today::back,
    printed,
    text::{t, tk},
    ui::{
        choice::{Upload, upload, uploading},
        form as forms,
        section::{Weight, note},
    },
};

/// A verb with a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Write to the creator.
    Message,
    /// Enter the answer to an invitation as it was received.
    Answered,
    /// Make an offer, or the next version.
    Offer,
    /// Enter the answer to our offer as it was received.
    OfferAnswered,
    /// Accept the creator's counter-offer.
    Accept,
    /// Refuse it.
    Refuse,
    /// Prepare the agreement.
    Prepare,
    /// Sign for the brand.
    Sign,
    /// Enter or correct the creator's form as it was received.
    Form,
    /// Ship the product.
    Ship,
    /// Correct a parcel.
    Parcel,
    /// Record that the parcel arrived.
    Arrived,
    /// Confirm links and code.
    Confirm,
    /// Give the collaboration another code.
    Code,
    /// Send the brief.
    Brief,
    /// Enter that the creator read the brief.
    Acknowledged,
    /// Upload a draft as it was received.
    Draft,
    /// Enter a live post.
    Live,
    /// Correct a reported post.
    Post,
    /// Verify or reject a post.
    Verify,
    /// Decide about a live post that is not as it was.
    Changed,
    /// Enter the numbers of a live post.
    Numbers,
    /// Ask for other dates for what is still made.
    Dates,
    /// Offer another window for what was missed, or let it go.
    Missed,
    /// Enter the creator's answer to a window.
    WindowAnswered,
    /// Enter that the creator leaves.
    Left,
    /// Let the creator go.
    Drop,
    /// The collaboration does not happen.
    Cancel,
}

/// Every verb with its word in addresses and its picture.
const ALL: [(Verb, &str, &str); 28] = [
    (Verb::Message, "message", "message"),
    (Verb::Answered, "answered", "inbox"),
    (Verb::Offer, "offer", "out"),
    (Verb::OfferAnswered, "offer-answered", "inbox"),
    (Verb::Accept, "accept", "check"),
    (Verb::Refuse, "refuse", "x"),
    (Verb::Prepare, "prepare", "plus"),
    (Verb::Sign, "sign", "sign"),
    (Verb::Form, "form", "inbox"),
    (Verb::Ship, "ship", "parcel"),
    (Verb::Parcel, "parcel", "edit"),
    (Verb::Arrived, "arrived", "check"),
    (Verb::Confirm, "confirm", "link"),
    (Verb::Code, "code", "edit"),
    (Verb::Brief, "brief", "out"),
    (Verb::Acknowledged, "acknowledged", "inbox"),
    (Verb::Draft, "draft", "inbox"),
    (Verb::Live, "live", "inbox"),
    (Verb::Post, "post", "edit"),
    (Verb::Verify, "verify", "check"),
    (Verb::Changed, "changed", "edit"),
    (Verb::Numbers, "numbers", "reports"),
    (Verb::Dates, "dates", "calendar"),
    (Verb::Missed, "missed", "edit"),
    (Verb::WindowAnswered, "window-answered", "inbox"),
    (Verb::Left, "left", "inbox"),
    (Verb::Drop, "drop", "x"),
    (Verb::Cancel, "cancel", "x"),
];

impl Verb {
    /// From an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        ALL.into_iter().find(|(_, word, _)| *word == text).map(|(verb, ..)| verb)
    }

    fn entry(self) -> (&'static str, &'static str) {
        ALL.into_iter().find(|(verb, ..)| *verb == self).map_or(("", ""), |(_, word, icon)| (word, icon))
    }

    /// As addresses name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.entry().0
    }

    /// As people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        tk("verb", self.word())
    }

    /// Its picture.
    #[must_use]
    pub fn icon(self) -> &'static str {
        self.entry().1
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
            What::DecidePost => Verb::Changed,
            What::DecideMissed => Verb::Missed,
            _ => return None,
        })
    }

    /// The verb that enters what a creator did about a move of theirs, as it was received.
    #[must_use]
    pub fn received(what: What) -> Option<Self> {
        Some(match what {
            What::AnswerInvitation => Verb::Answered,
            What::AnswerOffer => Verb::OfferAnswered,
            What::FillForm => Verb::Form,
            What::AcknowledgeBrief => Verb::Acknowledged,
            What::SubmitDraft => Verb::Draft,
            What::Post => Verb::Live,
            What::AnswerWindow => Verb::WindowAnswered,
            _ => return None,
        })
    }

    /// What may be done now beyond the open moves: what was received, what is corrected, what ends it.
    #[must_use]
    pub fn beside(page: &CollaborationPage) -> Vec<Self> {
        if page.collaboration.off.is_some() {
            return Vec::new();
        }
        let open = |what: What| page.moves.iter().any(|open| open.what == what);
        let deliverable = |fits: &dyn Fn(&Progress) -> bool| page.deliverables.iter().any(|made| fits(&made.value.state));
        let arrived = page.shipments.iter().any(|parcel| parcel.value.delivered_at.is_some());
        let verified = page.posts.iter().any(|post| post.value.verified_at().is_some());
        let owes_nothing = page.agreement.as_ref().is_some_and(|found| found.value.terms.owes_nothing());
        let goes_on = runs_to_its_end(verified, owes_nothing, arrived);
        let agreed = page.offer().is_some_and(|offer| matches!(offer.value.state, OfferState::Accepted { .. }));
        let counter = page.offer().is_some_and(|offer| offer.value.by == Side::Creator && matches!(offer.value.state, OfferState::Open));
        let shows = |verb: Verb| match verb {
            Verb::Message => true,
            Verb::Answered => open(What::AnswerInvitation),
            Verb::OfferAnswered => open(What::AnswerOffer),
            Verb::Offer => page.collaboration.invited_at.is_some() && !agreed && !open(What::MakeOffer),
            Verb::Refuse => counter,
            Verb::Sign => page.agreement.as_ref().is_some_and(|found| found.value.brand.is_none()) && !open(What::BrandSigns),
            Verb::Form => agreed && (page.form.is_some() || page.agreement.is_some()),
            Verb::Ship => !page.shipments.is_empty(),
            Verb::Parcel => !page.shipments.is_empty(),
            Verb::Arrived => page.shipments.iter().any(|parcel| parcel.value.delivered_at.is_none()) && !open(What::ConfirmDelivery),
            Verb::Code => page.code.is_some() && page.orders == 0,
            Verb::Acknowledged => open(What::AcknowledgeBrief),
            Verb::Draft => make::awaits_draft(page),
            Verb::Live => make::awaits_post(page).next().is_some() && deliverable(&|state| matches!(state, Progress::Approved { .. })),
            Verb::Post => page.posts.iter().any(|post| matches!(post.value.state, PostState::Reported)),
            Verb::Changed => changed::changed(page).next().is_some() && !open(What::DecidePost),
            Verb::Numbers => verified,
            Verb::Dates => dates::movable(page).next().is_some(),
            Verb::Missed => missed::missed(page, true).next().is_some(),
            Verb::WindowAnswered => open(What::AnswerWindow),
            Verb::Left => !goes_on && (agreed || page.collaboration.invited_at.is_some()),
            Verb::Drop | Verb::Cancel => !goes_on,
            Verb::Accept | Verb::Prepare | Verb::Confirm | Verb::Brief | Verb::Verify => false,
        };
        ALL.into_iter().map(|(verb, ..)| verb).filter(|verb| shows(*verb)).collect()
    }

    /// Whether somebody may run what its form sends.
    #[must_use]
    pub fn may(self, at: &InBrand) -> bool {
        match self {
            Verb::Message => at.may_run::<SendMessage>(),
            Verb::Answered => at.may_run::<RespondToInvitation>(),
            Verb::Offer => at.may_run::<MakeOffer>(),
            Verb::OfferAnswered => at.may_run::<CounterOffer>(),
            Verb::Accept => at.may_run::<AcceptOffer>(),
            Verb::Refuse => at.may_run::<RefuseOffer>(),
            Verb::Prepare => at.may_run::<PrepareAgreement>(),
            Verb::Sign => at.may_run::<SignAgreement>(),
            Verb::Form => at.may_run::<FillForm>(),
            Verb::Ship => at.may_run::<Ship>(),
            Verb::Parcel => at.may_run::<CorrectShipment>(),
            Verb::Arrived => at.may_run::<ConfirmDelivery>(),
            Verb::Confirm => at.may_run::<ConfirmLink>(),
            Verb::Code => at.may_run::<SetCode>(),
            Verb::Brief => at.may_run::<SendBrief>(),
            Verb::Acknowledged => at.may_run::<AcknowledgeBrief>(),
            Verb::Draft => at.may_run::<SubmitDraft>(),
            Verb::Live => at.may_run::<ReportLive>(),
            Verb::Post => at.may_run::<CorrectPost>(),
            Verb::Verify => at.may_run::<VerifyPost>(),
            Verb::Changed => at.may_run::<AcceptPost>(),
            Verb::Numbers => at.may_run::<RecordNumbers>(),
            Verb::Dates | Verb::Missed => at.may_run::<OfferWindow>(),
            Verb::WindowAnswered => at.may_run::<AnswerWindow>(),
            Verb::Left => at.may_run::<Withdraw>(),
            Verb::Drop => at.may_run::<Drop>(),
            Verb::Cancel => at.may_run::<CancelCollaboration>(),
        }
    }

    /// Whether it ends the collaboration; such verbs stand last and apart.
    #[must_use]
    pub fn ends(self) -> bool {
        matches!(self, Verb::Left | Verb::Drop | Verb::Cancel)
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/collaborations/{collaboration}/do/{verb}", post(act))
        .route("/b/{slug}/collaborations/{collaboration}/agreement", get(document))
        .route("/b/{slug}/collaborations/{collaboration}/agreement.pdf", get(pdf))
}

/// The agreement's bytes as they were signed.
async fn document(at: InBrand, Path((_, collaboration)): Path<(String, String)>) -> Answer {
    let page = at.show(ShowCollaboration { collaboration: id_of(&collaboration)? }).await?;
    let agreement = page.agreement.ok_or(Refusal::App(app::Error::NotFound))?;
    stored::document(at.app(), &agreement.value.document).await
}

/// What both signed, on paper.
async fn pdf(at: InBrand, Path((_, collaboration)): Path<(String, String)>) -> Answer {
    let page = at.show(ShowCollaboration { collaboration: id_of(&collaboration)? }).await?;
    let agreement = page.agreement.ok_or(Refusal::App(app::Error::NotFound))?.value;
    let (Some(brand), Some(creator)) = (&agreement.brand, &agreement.creator) else { return Err(app::Error::NotFound.into()) };
    let person = &page.creator.person.name;
    let sides = [(at.brand().brand.name.as_str(), brand), (person.as_str(), creator)];
    let signatures = sides.map(|(side, signature)| printed::signature(side, &signature.name, signature.at, at.zone())).to_vec();
    let name = format!("{}-{}-agreement.pdf", page.campaign.slug, slug(person));
    let frame = printed::of_brand(&at, t("paper.agreement"), &page.campaign.name);
    printed::agreement(at.app(), &name, frame, &agreement.document, signatures).await
}

/// A form's own context: what was typed, and the deliverable of the move that it ends.
pub(super) struct Doing<'a> {
    room: &'a Room<'a>,
    posted: &'a Posted,
    about: Option<&'a OpenMove>,
}

impl Doing<'_> {
    /// The deliverable that the move is about, or that was chosen.
    fn deliverable(&self) -> Option<DeliverableId> {
        self.posted.get("deliverable").parse().ok().or_else(|| self.about.and_then(|open| open.subject).map(DeliverableId))
    }
}

/// What the form of a verb begins with.
pub(super) fn filled(page: &CollaborationPage, zone: &domain::time::Zone, verb: Verb) -> Posted {
    match verb {
        Verb::Offer => page.proposed.as_ref().map(|proposed| terms::filled(&proposed.terms)).unwrap_or_default(),
        Verb::Form => agree::form_filled(page),
        Verb::Ship => prepare::ship_filled(page),
        Verb::Parcel => prepare::parcel_filled(page, zone),
        Verb::Code => prepare::code_filled(page),
        Verb::Confirm => prepare::confirm_filled(page),
        Verb::Post => make::post_filled(page, zone),
        _ => Posted::default(),
    }
}

/// The form of a verb.
pub fn form(room: &Room<'_>, verb: Verb, about: Option<&OpenMove>) -> Markup {
    let fresh;
    let posted = if room.doing == Some(verb) {
        room.posted
    } else {
        fresh = filled(room.page, room.at.zone(), verb);
        &fresh
    };
    let doing = Doing { room, posted, about };
    let body = match verb {
        Verb::Offer => terms::form(&doing),
        Verb::Answered | Verb::OfferAnswered | Verb::Accept | Verb::Refuse | Verb::Prepare | Verb::Sign | Verb::Form => {
            agree::form(&doing, verb)
        }
        Verb::Ship | Verb::Parcel | Verb::Arrived | Verb::Confirm | Verb::Code | Verb::Brief | Verb::Acknowledged => {
            prepare::form(&doing, verb)
        }
        Verb::Draft | Verb::Live | Verb::Post | Verb::Verify => make::form(&doing, verb),
        Verb::Changed => changed::form(&doing),
        Verb::Numbers => numbers::form(&doing),
        Verb::Dates => dates::form(&doing),
        Verb::Missed | Verb::WindowAnswered => missed::form(&doing, verb),
        Verb::Message | Verb::Left | Verb::Drop | Verb::Cancel => leave::form(&doing, verb),
    };
    let action = room.path(&format!("/do/{}", verb.word()));
    let body = html! { @if let Some(way) = room.way { (way) } (body) };
    html! {
        (forms::refusals(&posted.errors))
        @if takes_files(verb) { (forms::post_files(&action, html! { (body) (uploading()) })) } @else { (forms::post(&action, body)) }
    }
}

fn takes_files(verb: Verb) -> bool {
    matches!(verb, Verb::Confirm | Verb::Draft | Verb::Verify)
}

async fn act(at: InBrand, Path((_, collaboration, verb)): Path<(String, String, String)>, request: Request) -> Answer {
    let id = id_of(&collaboration)?;
    let verb = Verb::parse(&verb).ok_or(Refusal::App(app::Error::NotFound))?;
    let (app, caller, brand) = (at.app(), &at.caller, at.brand().id);
    let mut posted = streamed::any(request, app, |name, bytes| async move { app.receive(caller, brand, &name, bytes).await }).await?;
    let page = at.show(ShowCollaboration { collaboration: id }).await?;
    posted.compact("terms.deliverables");
    if posted.ticked("more") {
        return match back::again(&at, verb.word(), &posted).await? {
            Some(today) => Ok(today),
            None => Ok(page_open(&at, &page, verb, &posted).into_response()),
        };
    }
    match done(&at, &page, verb, &mut posted).await {
        Ok(words) => back::done(&at, &posted, &format!("/collaborations/{id}"), words),
        Err(error) => {
            let now = at.show(ShowCollaboration { collaboration: id }).await?;
            posted.refuse_beside(error, &filled(&now, at.zone(), verb))?;
            if let Some(today) = back::again(&at, verb.word(), &posted).await? {
                return Ok(today);
            }
            page_again(&at, id, verb, &posted).await
        }
    }
}

/// Runs the operation of a verb; says in the past tense what was done.
async fn done(at: &InBrand, page: &CollaborationPage, verb: Verb, posted: &mut Posted) -> app::Result<String> {
    match verb {
        Verb::Offer => terms::offer(at, page, posted).await,
        Verb::Answered | Verb::OfferAnswered | Verb::Accept | Verb::Refuse | Verb::Prepare | Verb::Sign | Verb::Form => {
            agree::run(at, page, verb, posted).await
        }
        Verb::Ship | Verb::Parcel | Verb::Arrived | Verb::Confirm | Verb::Code | Verb::Brief | Verb::Acknowledged => {
            prepare::run(at, page, verb, posted).await
        }
        Verb::Draft | Verb::Live | Verb::Post | Verb::Verify => make::run(at, page, verb, posted).await,
        Verb::Changed => changed::run(at, page, posted).await,
        Verb::Numbers => numbers::run(at, posted).await,
        Verb::Dates => dates::run(at, posted).await,
        Verb::Missed | Verb::WindowAnswered => missed::run(at, verb, posted).await,
        Verb::Message | Verb::Left | Verb::Drop | Verb::Cancel => leave::run(at, page, verb, posted).await,
    }
}

/// What a verb says when it is done.
fn said(verb: Verb) -> String {
    tk("verb_done", verb.word()).to_owned()
}

/// Keeps the files that came with a form and gives their ids, in order.
async fn kept(at: &InBrand, posted: &Posted, name: &str) -> app::Result<Vec<FileId>> {
    let mut files = Vec::new();
    for receipt in posted.list(name) {
        let file = at.run(KeepFile { receipt: receipt.to_owned() }).await.map_err(|error| match error {
            app::Error::Fields(refused) => {
                let words = refused.0.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" ");
                app::Error::field(name, words)
            }
            other => other,
        })?;
        files.push(file.id);
    }
    Ok(files)
}

/// An area for files. Those that came before a refusal travel on with the form.
fn files(posted: &Posted, area: &Upload<'_>) -> Markup {
    let before = posted.list(area.name);
    html! {
        @for receipt in &before { (forms::hidden(area.name, receipt)) }
        @if !before.is_empty() { (note(Weight::Plain, "", crate::text::tf("collaboration.files_kept", &[("count", &before.len().to_string())]))) }
        (upload(area, &posted.errors))
    }
}

/// One screenshot as evidence.
fn screenshot(posted: &Posted) -> Markup {
    let area = Upload {
        name: "file",
        label: t("collaboration.screenshot"),
        help: t("collaboration.screenshot.help"),
        accept: "image/*,application/pdf",
        many: false,
    };
    files(posted, &area)
}
