//! The review page for people without a seat: one draft, large, the checklist, comments, and one answer.
//!
//! Invariant: the link opens one deliverable for one kind of sign-off; an answer names the draft that was on the page.
//! Absent: other drafts of the campaign, money, and who else works on it.

use app::{
    App, Caller, Error, Operation, Rights,
    content::{
        Approve, GetReview, RequestChanges,
        view::{DraftView, ReviewView},
    },
    review_link as links,
    team::BrandView,
    uploads,
};
use axum::{
    Router,
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, StatusCode, request::Parts},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    content::{CheckItem, Draft, Progress, Verdict, Weight},
    ids::{DeliverableId, DraftId, FileId},
    team::SignOffKind,
};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, Asker, Flash, Page, Posted, Refusal, go, limits, stored, values::Asks},
    portal::{colour_address, logo_address},
    review_lines::{self as lines, Open, Standing},
    sign_offs,
    text::{t, tf, tk},
    ui::{
        Button, Whose, form,
        portal::portal_act,
        review::{film_time, finding, pin},
        section::{Weight as Note, chapter, note, voice},
        shell::{self, Portal, lone},
        turn, when,
    },
};

/// The review page.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/r/{token}", get(show))
        .route("/r/{token}/approve", post(approve))
        .route("/r/{token}/changes", post(ask))
        .route("/r/{token}/file/{about}", get(file))
        .layer(middleware::from_fn_with_state(app.clone(), limits::public))
}

/// Somebody at a review page.
struct Reviewer {
    asker: Asker,
    caller: Caller,
    token: String,
    about: String,
    deliverable: DeliverableId,
    kind: SignOffKind,
    name: String,
    brand: BrandView,
}

impl FromRequestParts<App> for Reviewer {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let refused = |error: Error| Refusal::from(error).into_response();
        let asker = Asker::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| refused(Error::NotFound))?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned()).unwrap_or_default();
        let (token, about) = (param("token"), param("about"));
        let caller = match links::read(app, &token, app.now()).await {
            Ok(caller) => asker.evidence(caller),
            Err(error @ Error::Rule { .. }) => return Err(gone(&error)),
            Err(other) => return Err(refused(other)),
        };
        let Rights::ReviewLink { deliverable, kind, name, .. } = caller.rights.clone() else { return Err(refused(Error::NotFound)) };
        let brand = links::brand(app, &caller).await.map_err(refused)?;
        Ok(Self { asker, caller, token, about, deliverable, kind, name, brand })
    }
}

/// A link that does not open: what is wrong, and whom to ask.
fn gone(error: &Error) -> Response {
    let body = html! { h1 { (t("review_link.gone")) } p.soft { (error.to_string()) } };
    Page::new(lone(t("review_link.gone"), body, false)).private().status(StatusCode::GONE).into_response()
}

impl Reviewer {
    fn path(&self, rest: &str) -> String {
        format!("/r/{}{rest}", self.token)
    }

    async fn review(&self) -> app::Result<ReviewView> {
        self.asker.app.show(&self.caller, GetReview { deliverable: self.deliverable }).await
    }

    async fn run<T: Operation>(&self, command: T) -> app::Result<T::Answer> {
        self.asker.app.run(&self.caller, command).await
    }

    /// The page; `beside` is the number of an earlier draft that stands beside the newest.
    fn page(&self, review: &ReviewView, posted: &Posted, beside: &str) -> Page {
        let brand = &self.brand.brand;
        let style = colour_address(brand.settings.colour.as_deref());
        let logo = logo_address(&brand.slug, brand.logo.as_ref().map(|logo| &logo.hash));
        let portal = Portal {
            brand: &self.brand.brand.name,
            about: &review.campaign_name,
            person: None,
            brand_style: style.as_deref(),
            logo: logo.as_deref(),
            places: &[],
            toast: self.asker.toast(),
        };
        let body = self.shown(review, posted, beside);
        self.asker.private_page(shell::portal(t("review_link.title"), &portal, body, self.at_the_thumb(review)))
    }

    fn said(&self, at: domain::time::Timestamp) -> String {
        when::said(at, self.asker.app.now(), &self.brand.brand.zone)
    }
}

async fn show(reviewer: Reviewer, asks: Asks) -> Answer {
    let review = reviewer.review().await?;
    Ok(reviewer.page(&review, &Posted::default(), asks.get("beside")).into_response())
}

async fn file(reviewer: Reviewer, headers: HeaderMap) -> Answer {
    let id: FileId = reviewer.about.parse().map_err(|_| Error::NotFound)?;
    let found = uploads::find(&reviewer.asker.app, &reviewer.caller, id).await?;
    stored::file(&reviewer.asker.app, &found, &headers).await
}

async fn approve(reviewer: Reviewer, posted: Posted) -> Answer {
    let checked = posted.list("checked").into_iter().filter_map(CheckItem::parse).collect();
    let done = async {
        let command = Approve { deliverable: reviewer.deliverable, draft: draft_of(&posted)?, kind: reviewer.kind, checked };
        reviewer.run(command).await.map(|_| ())
    }
    .await;
    answered(&reviewer, posted, done, t("review_link.approved")).await
}

async fn ask(reviewer: Reviewer, mut posted: Posted) -> Answer {
    if posted.ticked("more") {
        return Ok(reviewer.page(&reviewer.review().await?, &posted, "").into_response());
    }
    let changes = lines::changes(&mut posted);
    let done = async {
        posted.checked()?;
        reviewer.run(RequestChanges { deliverable: reviewer.deliverable, draft: draft_of(&posted)?, changes }).await.map(|_| ())
    }
    .await;
    answered(&reviewer, posted, done, t("review_link.sent_back")).await
}

/// The draft that was on the page.
fn draft_of(posted: &Posted) -> app::Result<DraftId> {
    posted.get("draft").parse().map_err(|_| Error::NotFound)
}

/// The page again: with what was done, or with why not and all that was typed.
async fn answered(reviewer: &Reviewer, mut posted: Posted, done: app::Result<()>, words: &'static str) -> Answer {
    match done {
        Ok(()) => Ok(go(&reviewer.asker.app, &reviewer.path(""), Some(Flash::new(words)))),
        Err(error) => {
            posted.refuse(error)?;
            let review = reviewer.review().await?;
            Ok(reviewer.page(&review, &posted, "").status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

impl Reviewer {
    fn shown(&self, review: &ReviewView, posted: &Posted, beside: &str) -> Markup {
        let newest = review.drafts.last();
        let format = crate::portal::format_words(&review.deliverable.format);
        let number = newest.map_or(0, |shown| shown.draft.number).to_string();
        let values = [("format", domain::text::capitalised(&format)), ("creator", review.creator_name.clone())];
        let title = tf("review_link.by", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
        let kind = tk("portal.sign_off", self.kind.as_str());
        html! {
            div { h1 { (title) } p.soft.mt-1 { (tf("review_link.draft", &[("number", &number), ("kind", kind)])) } }
            @if posted.rows("changes").is_empty() { (form::refusals(&posted.errors)) }
            // Until when stands before the player, which is as tall as a phone.
            (self.standing(review))
            @if let Some(shown) = newest { (self.draft(shown, review, beside)) }
            (sign_offs::list(review, &[], |at| self.said(at), |kind| self.whose(kind), self.asker.app.now()))
            @if let (Some(shown), true) = (newest, self.may(review)) {
                (worth_a_look(review))
                (brief(review))
                (self.answers(shown.id, &shown.draft, review, posted))
            } @else { (brief(review)) }
            (rounds(review, |at| self.said(at)))
            p.about { (tf("review_link.signed_in", &[("name", &self.name), ("kind", kind)])) }
        }
    }

    fn may(&self, review: &ReviewView) -> bool {
        review.may_give.contains(&self.kind)
    }

    /// The draft large, with what was asked of it, and an earlier one beside it where one was chosen.
    fn draft(&self, newest: &DraftView, review: &ReviewView, beside: &str) -> Markup {
        let standing = if self.may(review) { Standing::Answerable } else { Standing::Closed };
        let open = Open::of(review, newest, standing, beside);
        let place = |beside: &str| if beside.is_empty() { self.path("") } else { self.path(&format!("?beside={beside}")) };
        html! {
            div.review-page {
                (lines::beside(&open, review, place))
                (lines::stages(&open, review, |at| self.said(at), |file| self.path(&format!("/file/{}", file.id))))
            }
        }
    }

    /// Whose turn a sign-off is that is missing.
    fn whose(&self, kind: SignOffKind) -> Whose {
        if kind == self.kind { Whose::Yours } else { Whose::Theirs }
    }

    /// The two answers, which stay in sight however long the film and the lists above them are.
    fn at_the_thumb(&self, review: &ReviewView) -> Option<Markup> {
        let newest = review.drafts.last().filter(|_| self.may(review))?;
        let number = newest.draft.number.to_string();
        Some(portal_act(html! {
            div.side-by-side {
                (Button::link("#changes", t("review_link.comment")))
                (Button::submit(&tf("review_link.approve", &[("number", &number)])).primary().of_form("approve"))
            }
        }))
    }

    /// Whose turn it is, and until when.
    fn standing(&self, review: &ReviewView) -> Markup {
        let given = match &review.deliverable.state {
            Progress::InReview { sign_offs, .. } | Progress::Approved { sign_offs, .. } => {
                sign_offs.iter().find(|given| given.kind == self.kind)
            }
            Progress::Awaiting { .. } => None,
        };
        let due = review.last_sign_off_due.map(|at| self.said(at)).unwrap_or_default();
        html! {
            @if let Some(given) = given {
                (turn::turn(Whose::Done, false, tf("review_link.given", &[("name", &given.name), ("when", &self.said(given.at))])))
            } @else {
                @match review.deliverable.state {
                    Progress::InReview { .. } if self.may(review) => p.soft { (t("review_link.asks")) " " b.ink { (due) } ". " (t("review_link.takes")) },
                    Progress::InReview { .. } => (note(Note::Plain, "", t("review_link.not_asked"))),
                    Progress::Awaiting { .. } => (turn::turn(Whose::Theirs, false, tf("review_link.waits", &[("creator", &review.creator_name)]))),
                    Progress::Approved { at, .. } => (turn::turn(Whose::Done, false, tf("review_link.all_approved", &[("when", &self.said(at))]))),
                }
            }
        }
    }

    /// The checklist, whose yes stands at the thumb, and the list of changes.
    fn answers(&self, id: DraftId, draft: &Draft, review: &ReviewView, posted: &Posted) -> Markup {
        let asks = !posted.rows("changes").is_empty();
        let kept = html! { (form::hidden("draft", &id.to_string())) };
        html! {
            (chapter(t("review_link.your_part"), "", html! {
                form.stack.flat id="approve" method="post" action=(self.path("/approve")) {
                    (kept)
                    (lines::checklist(review, posted))
                }
            }))
            details.portal-more id="changes" open[asks] {
                summary { (t("review_link.comment")) }
                (lines::changes_form(&self.path("/changes"), &kept, draft, posted, html! {}))
            }
        }
    }
}

/// What was answered to this and earlier drafts.
pub(crate) fn rounds(review: &ReviewView, said: impl Fn(domain::time::Timestamp) -> String) -> Markup {
    let number = |id| review.drafts.iter().find(|shown| shown.id == id).map_or(0, |shown| shown.draft.number).to_string();
    html! {
        @if !review.reviews.is_empty() {
            div id="so-far" { (chapter(t("review_link.so_far"), "", html! {
                @for answer in review.reviews.iter().rev() {
                    div.portal-note {
                        p.about {
                            @match answer.verdict {
                                Verdict::Approved => (tf("review_link.said_yes", &[("name", &answer.name), ("number", &number(answer.draft)), ("when", &said(answer.at))])),
                                Verdict::Changes if answer.extra.is_some() => (tf("review_link.asked_extra", &[("name", &answer.name), ("number", &number(answer.draft)), ("when", &said(answer.at))])),
                                Verdict::Changes => (tf("review_link.asked_for", &[("name", &answer.name), ("number", &number(answer.draft)), ("when", &said(answer.at))])),
                            }
                        }
                        @for (at, change) in answer.changes.iter().enumerate() {
                            div.portal-change {
                                (pin(at + 1, change.weight == Weight::Must))
                                div.grow { @if let Some(moment) = change.at_ms { p.about { (moment_link(moment)) } } (voice(&change.text)) }
                            }
                        }
                    }
                }
            })) }
        }
    }
}

/// A moment of the film, which a press goes to.
fn moment_link(at_ms: i64) -> Markup {
    let second = at_ms as f64 / 1000.0;
    html! { button.text-button type="button" data-seek=(second) data-player=(lines::PLAYER) { (film_time(second)) } }
}

/// What the program noticed in the words; a person decides.
pub(crate) fn worth_a_look(review: &ReviewView) -> Markup {
    html! {
        @if !review.noticed.is_empty() {
            (chapter(t("review_link.look"), "", html! {
                @for noticed in &review.noticed { (finding(!noticed.fine, &crate::heard::heard(&noticed.message), tk("review_link.item", noticed.item.as_str()), None)) }
            }))
        }
    }
}

/// What was asked of the creator, to look up.
pub(crate) fn brief(review: &ReviewView) -> Markup {
    html! {
        details.portal-more {
            summary { (t("review_link.brief")) }
            dl.portal-says {
                @if !review.talking_points.is_empty() { dt { (t("portal.brief.say")) } dd { ul.hint-list { @for point in &review.talking_points { li.voice { (point) } } } } }
                @if !review.do_not_say.is_empty() { dt { (t("portal.brief.leave_out")) } dd { (review.do_not_say.join(", ")) } }
                @if !review.disclosure.is_empty() { dt { (t("portal.terms.disclosure")) } dd { (review.disclosure) } }
            }
        }
    }
}
