//! The review page for people without a seat: one draft, large, the checklist, comments, and one answer.
//!
//! Invariant: the link opens one deliverable for one kind of sign-off; an answer names the draft that was on the page.
//! Absent: other drafts of the campaign, money, and who else works on it.

use app::{
    App, Caller, Error, Operation, Rights,
    content::{Approve, GetReview, RequestChanges, view::ReviewView},
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
    content::{Change, CheckItem, Draft, Progress, Verdict, Weight},
    ids::{DeliverableId, DraftId, FileId},
    team::SignOffKind,
};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, Asker, Flash, Page, Posted, Refusal, go, limits, stored},
    portal::{colour_address, media},
    text::{t, tf, tk},
    ui::{
        Button, Field, Whose, choice, form,
        portal::portal_act,
        review::{film_time, finding, pin},
        section::{Weight as Note, chapter, note, voice},
        shell::{self, Portal, lone},
        turn, when,
    },
};

/// How many lines of changes the form has; an empty one is left out.
const LINES: usize = 4;

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

    fn page(&self, review: &ReviewView, posted: &Posted) -> Page {
        let style = colour_address(self.brand.brand.settings.colour.as_deref());
        let portal = Portal {
            brand: &self.brand.brand.name,
            about: &review.campaign_name,
            person: None,
            brand_style: style.as_deref(),
            places: &[],
            toast: self.asker.toast(),
        };
        self.asker.private_page(shell::portal(t("review_link.title"), &portal, self.shown(review, posted), None))
    }

    fn said(&self, at: domain::time::Timestamp) -> String {
        when::said(at, self.asker.app.now(), &self.brand.brand.zone)
    }
}

async fn show(reviewer: Reviewer) -> Answer {
    let review = reviewer.review().await?;
    Ok(reviewer.page(&review, &Posted::default()).into_response())
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
    let changes = changes(&mut posted);
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
            Ok(reviewer.page(&review, &posted).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// The lines of the form for changes in which something was typed.
fn changes(posted: &mut Posted) -> Vec<Change> {
    let rows = posted.filled_rows("changes");
    let mut all = Vec::new();
    for row in rows {
        let text = posted.text(&format!("changes.{row}.text"));
        let moment = format!("changes.{row}.at");
        let at_ms = posted.read_if(&moment, film_ms, "review_link.moment_wrong");
        let weight = if posted.get(&format!("changes.{row}.weight")) == "nice" { Weight::Nice } else { Weight::Must };
        if !text.is_empty() {
            all.push(Change { text, weight, at_ms, place: None });
        }
    }
    all
}

/// A film's time as people type it (`0:15`, `1:02.5`, `15`) in milliseconds.
fn film_ms(text: &str) -> Option<i64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or(("0", text));
    let minutes: i64 = minutes.trim().parse().ok().filter(|minutes| (0..600).contains(minutes))?;
    let (whole, tenths) = seconds.trim().split_once(['.', ',']).unwrap_or((seconds.trim(), "0"));
    let whole: i64 = whole.parse().ok().filter(|seconds| (0..36_000).contains(seconds))?;
    let tenths: i64 = tenths.get(..1)?.parse().ok()?;
    Some((minutes * 60 + whole) * 1000 + tenths * 100)
}

impl Reviewer {
    fn shown(&self, review: &ReviewView, posted: &Posted) -> Markup {
        let newest = review.drafts.last();
        let format = crate::portal::format_words(&review.deliverable.format);
        let number = newest.map_or(0, |shown| shown.draft.number).to_string();
        let values = [("format", crate::portal::capital(&format)), ("creator", review.creator_name.clone())];
        let title = tf("review_link.by", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
        let kind = tk("portal.sign_off", self.kind.as_str());
        html! {
            div { h1 { (title) } p.soft.mt-1 { (tf("review_link.draft", &[("number", &number), ("kind", kind)])) } }
            (form::refusals(&posted.errors))
            @if let Some(shown) = newest { (self.draft(&shown.draft)) }
            (self.standing(review))
            @if let (Some(shown), true) = (newest, self.may(review)) {
                (worth_a_look(review))
                (brief(review))
                (self.answers(&shown.id.to_string(), shown.draft.number, posted))
            } @else { (brief(review)) }
            (self.rounds(review))
            p.about { (tf("review_link.signed_in", &[("name", &self.name), ("kind", kind)])) }
        }
    }

    fn may(&self, review: &ReviewView) -> bool {
        review.may_give.contains(&self.kind)
    }

    /// The files large, the words in their writer's voice.
    fn draft(&self, draft: &Draft) -> Markup {
        html! {
            @if !draft.files.is_empty() {
                div.review-stage { @for file in &draft.files { (media(&self.path(&format!("/file/{}", file.id)), file)) } }
            }
            @if !draft.text.is_empty() { (chapter(t("review_link.text"), "", voice(&draft.text))) }
            @if !draft.note.is_empty() { (chapter(t("review_link.note"), "", voice(&draft.note))) }
        }
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

    /// The checklist with its yes at the thumb, and the list of changes.
    fn answers(&self, draft: &str, number: i64, posted: &Posted) -> Markup {
        let number = number.to_string();
        let asks = !posted.filled_rows("changes").is_empty();
        html! {
            (chapter(t("review_link.your_part"), "", html! {
                form.stack.flat id="approve" method="post" action=(self.path("/approve")) {
                    (form::hidden("draft", draft))
                    @for item in CheckItem::ALL {
                        (choice::tick("checked", item.as_str(), tk("review_link.check", item.as_str()), posted.has("checked", item.as_str()), None))
                    }
                }
            }))
            details.portal-more id="changes" open[asks] {
                summary { (t("review_link.comment")) }
                (form::post(&self.path("/changes"), html! {
                    (form::hidden("draft", draft))
                    @for row in 0..LINES { (change_line(row, posted)) }
                    (Button::submit(t("review_link.send_back")))
                }))
            }
            (portal_act(html! { (Button::submit(&tf("review_link.approve", &[("number", &number)])).primary().of_form("approve")) }))
        }
    }

    /// What was answered to this and earlier drafts.
    fn rounds(&self, review: &ReviewView) -> Markup {
        let number = |id| review.drafts.iter().find(|shown| shown.id == id).map_or(0, |shown| shown.draft.number).to_string();
        html! {
            @if !review.reviews.is_empty() {
                (chapter(t("review_link.so_far"), "", html! {
                    @for answer in review.reviews.iter().rev() {
                        div.portal-note {
                            p.about {
                                @match answer.verdict {
                                    Verdict::Approved => (tf("review_link.said_yes", &[("name", &answer.name), ("number", &number(answer.draft)), ("when", &self.said(answer.at))])),
                                    Verdict::Changes => (tf("review_link.asked_for", &[("name", &answer.name), ("number", &number(answer.draft)), ("when", &self.said(answer.at))])),
                                }
                            }
                            @for (at, change) in answer.changes.iter().enumerate() {
                                div.portal-change {
                                    (pin(at + 1, change.weight == Weight::Must))
                                    div.grow { @if let Some(moment) = change.at_ms { p.about { (film_time(moment as f64 / 1000.0)) } } (voice(&change.text)) }
                                }
                            }
                        }
                    }
                }))
            }
        }
    }
}

fn change_line(row: usize, posted: &Posted) -> Markup {
    let name = |part: &str| format!("changes.{row}.{part}");
    let (text, at, weight) = (name("text"), name("at"), name("weight"));
    let label = tf("review_link.change", &[("number", &(row + 1).to_string())]);
    let help = (row == 0).then_some(t("review_link.change_help")).unwrap_or_default();
    let weights = [("must", t("portal.draft.must")), ("nice", t("portal.draft.nice"))];
    html! {
        (Field::lines(&text, &label, 2).value(posted.get(&text)).errors(&posted.errors).voice().help(help))
        div.portal-pair {
            (Field::select(&weight, t("review_link.weight"), &weights, None).value(posted.get(&weight)))
            (Field::text(&at, t("review_link.moment")).value(posted.get(&at)).errors(&posted.errors).attribute("inputmode", "text"))
        }
    }
}

/// What the program noticed in the words; a person decides.
fn worth_a_look(review: &ReviewView) -> Markup {
    html! {
        @if !review.noticed.is_empty() {
            (chapter(t("review_link.look"), "", html! {
                @for noticed in &review.noticed { (finding(!noticed.fine, &noticed.message, tk("review_link.item", noticed.item.as_str()), None)) }
            }))
        }
    }
}

/// What was asked of the creator, to look up.
fn brief(review: &ReviewView) -> Markup {
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

#[cfg(test)]
mod tests {
    use super::film_ms;

    #[test]
    fn a_films_time_is_read_as_people_type_it() {
        assert_eq!(
            [film_ms("0:15"), film_ms("1:02.5"), film_ms("15"), film_ms("0:02,6")],
            [Some(15_000), Some(62_500), Some(15_000), Some(2_600)]
        );
        assert_eq!([film_ms("soon"), film_ms("1:"), film_ms("-1:00")], [None, None, None]);
    }
}
