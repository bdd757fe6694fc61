//! Reviews: the drafts that wait, and one draft large with its checklist, its answers and the ways to answer.
//!
//! Invariant: an answer names the draft and the row version that were on the page, and a refusal lands at its form.
//! Absent: reviewing without a seat; `review_link` has it.

use app::{
    App, Error,
    content::{
        Approve, CreateReviewLink, GetReview, RequestChanges, RequestOutOfScope, TakeBackRequest,
        view::{DraftView, ReviewView},
    },
    uploads,
    views::reviews::{Decided, ReviewsPage, ShowReviews, ShowSigners, Signer, Waiting},
};
use axum::{
    Router,
    extract::Path,
    http::HeaderMap,
    routing::{get, post},
};
use domain::text::capitalised;
use domain::{
    content::{CheckItem, Draft, Progress, Verdict},
    ids::{DeliverableId, DraftId, FileId},
    team::SignOffKind,
    time::Timestamp,
};
use maud::{Markup, html};

use crate::{
    kernel::{
        Answer, InBrand, Posted, Refusal, stored,
        values::{Asks, with_query},
    },
    pages::{
        asking::{Asked, Kind, Question, asked, picks},
        campaigns::first_step,
        glance::thumb,
    },
    portal::{format_words, platform_words},
    review_lines::{self as lines, Open, Standing},
    review_link, sign_offs,
    text::{Said, t, tf, tk},
    ui::{
        Button, Field, Whose,
        button::action_bar,
        choice, form,
        section::{chapter, empty},
        shell::{crumb_head, page_head, split},
        table::{Column, Table, not_yet},
        turn::turn,
        views::{View, segments},
        when,
    },
};

use super::today::{RISK_HOURS, back};

/// The two answers, as forms on Today are named.
const APPROVE: &str = "approve";
const CHANGES: &str = "changes";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/reviews", get(list))
        .route("/b/{slug}/reviews/{deliverable}", get(show))
        .route("/b/{slug}/reviews/{deliverable}/approve", post(approve))
        .route("/b/{slug}/reviews/{deliverable}/changes", post(ask))
        .route("/b/{slug}/reviews/{deliverable}/take-back", post(take_back))
        .route("/b/{slug}/reviews/{deliverable}/link", post(link))
        .route("/b/{slug}/files/{file}", get(file))
}

/// The form that the bar at the foot sends.
const APPROVE_FORM: &str = "approve";

/// Which drafts somebody looks at: the number of the open one, if not the newest, and of an earlier one beside it.
#[derive(Default)]
struct Looks {
    draft: Option<i64>,
    beside: String,
}

/// What was typed into the three forms of a review.
#[derive(Default)]
struct Typed {
    approve: Posted,
    changes: Posted,
    link: Posted,
    back: Posted,
}

/// What may be asked of the drafts that wait.
fn filters(at: &InBrand) -> Vec<Asked> {
    let kinds = [SignOffKind::Brand, SignOffKind::Legal, SignOffKind::Client].map(|kind| (kind.as_str(), tk("sign_off", kind.as_str())));
    vec![
        asked("campaign", t("reviews.campaign"), picks(at.shell.campaigns.iter().map(|one| (one.slug.as_str(), one.name.as_str())))),
        asked("missing", t("reviews.missing"), picks(kinds)),
        asked("until", t("reviews.due_until"), Kind::Day),
        asked("late", t("reviews.late"), Kind::Yes),
    ]
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let question = Question::new(&asks, at.path("/reviews"), filters(&at));
    let wanted = ShowReviews {
        campaign: question.picked("campaign"),
        missing: question.picked("missing"),
        due_until: question.day("until"),
        late: question.yes("late"),
    };
    let page = at.show(wanted).await?;
    let asks_something = question.asks_something();
    let about = tf("reviews.count", &[("count", &page.waiting.len().to_string())]);
    let body = html! {
        (page_head(t("place.reviews"), about, html! {}))
        @if asks_something || !page.waiting.is_empty() { (question.row(None)) }
        div.body.stack.loose {
            @if page.waiting.is_empty() && asks_something { (question.nothing(&page.without, &[("due_until", "until")])) }
            @else if page.waiting.is_empty() { (empty(t("reviews.none"), t("reviews.none.text"), first_step(&at))) } @else { (waiting(&at, &page)) }
            @if !page.lately.is_empty() { (chapter(t("reviews.lately"), "", lately(&at, &page))) }
        }
    };
    Ok(at.page(t("place.reviews"), "reviews", body))
}

fn waiting(at: &InBrand, page: &ReviewsPage) -> Markup {
    let columns = [
        Column::text(t("reviews.draft")),
        Column::text(t("reviews.creator")),
        Column::text(t("reviews.campaign")),
        Column::number(t("reviews.round")),
        Column::text(t("reviews.missing")),
        Column::text(t("reviews.since")),
        Column::text(t("reviews.due")),
    ];
    let rows = html! { @for one in &page.waiting { (waiting_row(at, page, one)) } };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(t("reviews.waiting"))) } }
}

fn waiting_row(at: &InBrand, page: &ReviewsPage, one: &Waiting) -> Markup {
    let name = title(&one.format, one.number);
    html! {
        tr {
            td { div.line { (thumb(at, &one.format, Some(one.glance))) span { a href=(at.path(&format!("/reviews/{}", one.deliverable))) { b.medium { (name) } } @if platform_words(&one.platform) != capitalised(&format_words(&one.format)) { " " span.quiet { (platform_words(&one.platform)) } } } } }
            td { (one.creator) }
            td.soft { (one.campaign) }
            td.num { (one.round) }
            td.soft { (kinds(&one.missing)) }
            td { (when::time(one.since, page.read_at, at.zone())) }
            td { @if let Some(due) = one.due { (when::due(due, page.read_at, at.zone(), RISK_HOURS)) } @else { (not_yet()) } }
        }
    }
}

fn lately(at: &InBrand, page: &ReviewsPage) -> Markup {
    let columns = [
        Column::text(t("reviews.draft")),
        Column::text(t("reviews.creator")),
        Column::text(t("reviews.answer")),
        Column::text(t("reviews.by")),
        Column::text(t("reviews.when")),
    ];
    let rows = html! {
        @for one in &page.lately {
            tr {
                td { a href=(at.path(&format!("/reviews/{}", one.deliverable))) { (capitalised(&format_words(&one.format))) } }
                td { (one.creator) }
                td { (verdict(one)) }
                td.soft { (one.name) }
                td { (when::time(one.at, page.read_at, at.zone())) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).caption(t("reviews.lately"))) } }
}

fn verdict(one: &Decided) -> String {
    match one.verdict {
        Verdict::Approved => t("reviews.verdict.approved").to_owned(),
        Verdict::Changes => tf("reviews.verdict.changes", &[("count", &one.changes.to_string())]),
    }
}

/// "Reel, draft 2".
fn title(format: &str, number: i64) -> String {
    tf("reviews.name", &[("format", &capitalised(&format_words(format))), ("number", &number.to_string())])
}

fn kinds(all: &[SignOffKind]) -> String {
    all.iter().map(|kind| tk("sign_off", kind.as_str())).collect::<Vec<_>>().join(", ")
}

async fn file(at: InBrand, Path((_, file)): Path<(String, String)>, headers: HeaderMap) -> Answer {
    let id: FileId = file.parse().map_err(|_| Error::NotFound)?;
    let found = uploads::find(at.app(), &at.caller, id).await?;
    stored::file(at.app(), &found, &headers).await
}

fn deliverable(text: &str) -> Result<DeliverableId, Refusal> {
    text.parse().map_err(|_| Refusal::App(Error::NotFound))
}

async fn show(at: InBrand, Path((_, about)): Path<(String, String)>, asks: Asks) -> Answer {
    let review = at.show(GetReview { deliverable: deliverable(&about)? }).await?;
    let looks = Looks { draft: asks.get("draft").parse().ok(), beside: asks.get("beside").to_owned() };
    let body = body(&at, &review, &looks, &Typed::default()).await?;
    Ok(at.page(&heading(&review), "reviews", body))
}

fn heading(review: &ReviewView) -> String {
    match review.drafts.last() {
        Some(newest) => title(&review.deliverable.format, newest.draft.number),
        None => capitalised(&format_words(&review.deliverable.format)),
    }
}

/// The draft that was on the page.
fn draft_of(posted: &Posted) -> app::Result<DraftId> {
    posted.get("draft").parse().map_err(|_| Error::NotFound)
}

async fn approve(at: InBrand, Path((_, about)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let deliverable = deliverable(&about)?;
    match approved(&at, deliverable, &mut posted).await {
        Ok(true) => back::done(&at, &posted, &format!("/reviews/{deliverable}"), t("reviews.approved")),
        Ok(false) => back::done(&at, &posted, &format!("/reviews/{deliverable}"), t("reviews.signed_off")),
        Err(error) => {
            posted.refuse(error)?;
            if let Some(today) = back::again(&at, APPROVE, &posted).await? {
                return Ok(today);
            }
            again(&at, deliverable, Typed { approve: posted, ..Typed::default() }).await
        }
    }
}

async fn approved(at: &InBrand, deliverable: DeliverableId, posted: &mut Posted) -> app::Result<bool> {
    let kind = posted.word("kind", SignOffKind::parse);
    posted.checked()?;
    let kind = kind.ok_or(Error::NotFound)?;
    let checked = posted.list("checked").into_iter().filter_map(CheckItem::parse).collect();
    let command = Approve { deliverable, draft: draft_of(posted)?, kind, checked };
    Ok(at.run_asked(posted, command).await?.approved)
}

async fn ask(at: InBrand, Path((_, about)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let deliverable = deliverable(&about)?;
    if posted.ticked("more") {
        if let Some(today) = back::again(&at, CHANGES, &posted).await? {
            return Ok(today);
        }
        let review = at.show(GetReview { deliverable }).await?;
        let typed = Typed { changes: posted, ..Typed::default() };
        let body = body(&at, &review, &Looks::default(), &typed).await?;
        return Ok(at.page(&heading(&review), "reviews", body));
    }
    match changes_asked(&at, deliverable, &mut posted).await {
        Ok(()) => back::done(&at, &posted, &format!("/reviews/{deliverable}"), t("reviews.sent_back")),
        Err(error) => {
            posted.refuse(error)?;
            if let Some(today) = back::again(&at, CHANGES, &posted).await? {
                return Ok(today);
            }
            again(&at, deliverable, Typed { changes: posted, ..Typed::default() }).await
        }
    }
}

async fn changes_asked(at: &InBrand, deliverable: DeliverableId, posted: &mut Posted) -> app::Result<()> {
    let changes = lines::changes(posted);
    let draft = draft_of(posted)?;
    if posted.ticked("beyond") {
        let fee = posted.money("fee", at.brand().brand.currency);
        posted.checked()?;
        let override_reason = posted.some("override_reason");
        let command = RequestOutOfScope { deliverable, draft, changes, fee, override_reason };
        return at.run_asked(posted, command).await.map(|_| ());
    }
    posted.checked()?;
    let command = RequestChanges { deliverable, draft, changes };
    at.run_asked(posted, command).await.map(|_| ())
}

async fn take_back(at: InBrand, Path((_, about)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let deliverable = deliverable(&about)?;
    match at.run_asked(&posted, TakeBackRequest { deliverable }).await {
        Ok(_) => at.done(&format!("/reviews/{deliverable}"), t("reviews.taken_back")),
        Err(error) => {
            posted.refuse(error)?;
            again(&at, deliverable, Typed { back: posted, ..Typed::default() }).await
        }
    }
}

async fn link(at: InBrand, Path((_, about)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let deliverable = deliverable(&about)?;
    match linked(&at, deliverable, &mut posted).await {
        Ok(()) => at.done(&format!("/reviews/{deliverable}"), tf("reviews.link.sent", &[("email", posted.get("email"))])),
        Err(error) => {
            posted.refuse(error)?;
            again(&at, deliverable, Typed { link: posted, ..Typed::default() }).await
        }
    }
}

async fn linked(at: &InBrand, deliverable: DeliverableId, posted: &mut Posted) -> app::Result<()> {
    let kind = posted.word("for", SignOffKind::parse);
    posted.checked()?;
    let kind = kind.ok_or(Error::NotFound)?;
    let command = CreateReviewLink { deliverable, email: posted.text("email"), name: posted.text("name"), kind };
    at.run_asked(posted, command).await.map(|_| ())
}

/// The review again, with why something was refused.
async fn again(at: &InBrand, deliverable: DeliverableId, typed: Typed) -> Answer {
    let review = at.show(GetReview { deliverable }).await?;
    let body = body(at, &review, &Looks::default(), &typed).await?;
    Ok(at.page_again(&heading(&review), "reviews", body))
}

/// The whole page of one review. Who gives which sign-off is asked for here alone: Today shows the draft without that list.
async fn body(at: &InBrand, review: &ReviewView, looks: &Looks, typed: &Typed) -> Result<Markup, Refusal> {
    let signers = if at.may_see::<ShowSigners>() { at.show(ShowSigners {}).await? } else { Vec::new() };
    let newest = review.drafts.last();
    let shown = looks.draft.and_then(|number| review.drafts.iter().find(|draft| draft.draft.number == number)).or(newest);
    let is_newest = shown.map(|draft| draft.id) == newest.map(|draft| draft.id);
    let current = shown.map(|draft| draft.draft.number);
    let answerable = is_newest && matches!(review.deliverable.state, Progress::InReview { .. });
    let left = html! {
        div.split-body.stack.loose {
            (deadlines(at, review))
            @if let Some(shown) = shown { (drafts(at, review, shown, answerable, &looks.beside)) } @else { p.quiet { (t("reviews.no_draft")) } }
        }
    };
    let right = html! {
        div.split-body.stack.loose {
            (head(at, review, current))
            (standing(at, review))
            (signed(at, review, &signers))
            @if at.may_run::<TakeBackRequest>() { (taking_back(at, review, &typed.back)) }
            @if let (Some(shown), true) = (shown, is_newest) {
                @if answerable { (answers(at, review, shown, typed)) }
            } @else if newest.is_some() {
                p.soft { (t("reviews.earlier")) }
            }
            (review_link::brief(review))
            (review_link::rounds(review, |when| said(at, when)))
        }
    };
    Ok(html! {
        (crumb_head(&[(&at.path("/reviews"), t("place.reviews"))], &heading(review), versions(at, review, current)))
        (split(t("reviews.draft"), left, t("reviews.answering"), right))
        @if let (Some(number), true) = (current, answerable) { (foot(review, number)) }
    })
}

/// The open draft, an earlier one beside it where one was chosen, and the choice.
fn drafts(at: &InBrand, review: &ReviewView, shown: &DraftView, answerable: bool, beside: &str) -> Markup {
    let open = Open::of(review, shown, if answerable { Standing::Answerable } else { Standing::Closed }, beside);
    let page = at.path(&format!("/reviews/{}", review.id));
    let number = shown.draft.number.to_string();
    let place = |beside: &str| {
        let pairs = [("draft", number.as_str()), ("beside", beside)];
        with_query(&page, if beside.is_empty() { &pairs[..1] } else { &pairs[..] })
    };
    html! {
        (lines::beside(&open, review, place))
        (lines::stages(&open, review, |when| said(at, when), |file| at.path(&format!("/files/{}", file.id))))
    }
}

/// Until when, before the draft: on a phone the film and its caption are longer than the page.
fn deadlines(at: &InBrand, review: &ReviewView) -> Markup {
    let due = |when: Timestamp| when::due(when, at.now(), at.zone(), RISK_HOURS);
    // Once somebody signed off, the first look is behind everybody.
    let looked = matches!(&review.deliverable.state, Progress::InReview { sign_offs, .. } if !sign_offs.is_empty());
    html! {
        @if let Some(last) = review.last_sign_off_due {
            p.line.wrap {
                @if let Some(first) = review.first_pass_due.filter(|_| !looked) { span { (t("reviews.first_pass")) " " (due(first)) } }
                span { (t("reviews.last_sign_off")) " " (due(last)) }
            }
        }
    }
}

/// Who has to say yes, who did, and when.
fn signed(at: &InBrand, review: &ReviewView, signers: &[Signer]) -> Markup {
    sign_offs::list(review, signers, |when| said(at, when), |_| Whose::Ours, at.now())
}

/// The two answers, which stay in sight however long the film and the lists are.
fn foot(review: &ReviewView, number: i64) -> Markup {
    let words = tf("review_link.approve", &[("number", &number.to_string())]);
    let buttons = html! {
        @if !review.may_give.is_empty() { (Button::submit(&words).primary().key('a').of_form(APPROVE_FORM)) }
        (Button::link("#changes", t("review_link.comment")))
    };
    action_bar(buttons, None)
}

/// The newest draft with its checklist and both answers, on another page. `typed` is what came back of a form, by its name.
pub(super) fn beside(at: &InBrand, review: &ReviewView, way: &Markup, typed: Option<(&str, &Posted)>) -> Markup {
    let Some(shown) = review.drafts.last() else { return html! { p.quiet { (t("reviews.no_draft")) } } };
    let none = Posted::default();
    let of = |form: &str| typed.filter(|(named, _)| *named == form).map_or(&none, |(_, posted)| posted);
    let kept = html! { (form::hidden("draft", &shown.id.to_string())) (form::hidden("version", &review.version.to_string())) (way) };
    html! {
        (lines::stage(&shown.draft, shown.id, review, Standing::Answerable, |file| at.path(&format!("/files/{}", file.id))))
        (review_link::worth_a_look(review))
        div data-ends="" { (approve_form(at, review, &kept, Some(shown.draft.number), of(APPROVE))) }
        (changes_form(at, review, &kept, &shown.draft, of(CHANGES)))
    }
}

fn said(at: &InBrand, when: Timestamp) -> String {
    when::said(when, at.now(), at.zone())
}

fn head(at: &InBrand, review: &ReviewView, number: Option<i64>) -> Markup {
    let name = number.map_or_else(|| heading(review), |number| title(&review.deliverable.format, number));
    html! {
        div {
            h1 { (name) }
            p.soft.mt-1 {
                a href=(at.path(&format!("/collaborations/{}", review.collaboration))) { (review.creator_name) } " · " (review.campaign_name) " · "
                (platform_words(&review.deliverable.platform)) " · "
                (tf("reviews.rounds_left", &[("left", &review.rounds_left.to_string()), ("all", &review.included_rounds.to_string())]))
            }
        }
    }
}

/// The drafts so far, to step between them.
fn versions(at: &InBrand, review: &ReviewView, current: Option<i64>) -> Markup {
    let place = at.path(&format!("/reviews/{}", review.id));
    let names: Vec<(i64, String)> = review
        .drafts
        .iter()
        .map(|draft| (draft.draft.number, tf("reviews.version", &[("number", &draft.draft.number.to_string())])))
        .collect();
    let all: Vec<View<'_>> = names
        .iter()
        .map(|(number, name)| View { href: format!("{place}?draft={number}"), name, count: None, current: Some(*number) == current })
        .collect();
    html! { @if all.len() > 1 { (segments(t("reviews.versions"), &all)) } }
}

/// Whose turn it is.
fn standing(at: &InBrand, review: &ReviewView) -> Markup {
    match &review.deliverable.state {
        Progress::Awaiting { .. } => turn(Whose::Theirs, false, tf("review_link.waits", &[("creator", &review.creator_name)])),
        Progress::Approved { at: when, .. } => turn(Whose::Done, false, tf("review_link.all_approved", &[("when", &said(at, *when))])),
        Progress::InReview { sign_offs, .. } => {
            let missing: Vec<SignOffKind> =
                review.asked.iter().copied().filter(|kind| !sign_offs.iter().any(|given| given.kind == *kind)).collect();
            html! { p { (turn(Whose::Ours, false, tf("reviews.waits", &[("kinds", &kinds(&missing))]))) } }
        }
    }
}

fn answers(at: &InBrand, review: &ReviewView, shown: &DraftView, typed: &Typed) -> Markup {
    let kept = html! { (form::hidden("draft", &shown.id.to_string())) (form::hidden("version", &review.version.to_string())) };
    html! {
        (review_link::worth_a_look(review))
        // Its button stands at the foot of the page.
        (approve_form(at, review, &kept, None, &typed.approve))
        (changes_form(at, review, &kept, &shown.draft, &typed.changes))
        @if at.may_run::<CreateReviewLink>() { (link_form(at, review, &typed.link)) }
    }
}

/// The checklist. With the draft's number it has its button below it.
fn approve_form(at: &InBrand, review: &ReviewView, kept: &Markup, number: Option<i64>, posted: &Posted) -> Markup {
    let action = at.path(&format!("/reviews/{}/approve", review.id));
    let words = number.map(|number| tf("review_link.approve", &[("number", &number.to_string())]));
    let options: Vec<choice::Answer<'_>> = review
        .may_give
        .iter()
        .map(|kind| choice::Answer { value: kind.as_str(), words: tk("sign_off", kind.as_str()), help: None })
        .collect();
    chapter(
        t("reviews.checklist"),
        "",
        html! {
            (form::refusals(&posted.errors))
            @if options.is_empty() { p.soft id=(APPROVE_FORM) { (t("reviews.not_yours")) } } @else {
                form.stack id=(APPROVE_FORM) method="post" action=(action) {
                    (kept)
                    @if let [only] = review.may_give.as_slice() { (form::hidden("kind", only.as_str())) }
                    @else { (choice::one_of("kind", t("reviews.kind"), &options, posted.get("kind"), &posted.errors)) }
                    (lines::checklist(review, posted))
                    @if let Some(words) = &words { div.line { (Button::submit(words).primary().key('a')) } }
                }
            }
        },
    )
}

fn changes_form(at: &InBrand, review: &ReviewView, kept: &Markup, draft: &Draft, posted: &Posted) -> Markup {
    let action = at.path(&format!("/reviews/{}/changes", review.id));
    html! {
        details.portal-more id="changes" open[!posted.rows("changes").is_empty()] {
            summary data-key="c" { span { (t("review_link.comment")) " " kbd.needs-script { "c" } } }
            // An address that leads into what is folded unfolds it.
            div id="asking" {
                (lines::changes_form(&action, kept, draft, posted, if at.may_run::<RequestOutOfScope>() { beyond(at, review, posted) } else { html! {} }))
            }
        }
    }
}

/// The way back from a request beyond the agreement that no draft has answered.
fn taking_back(at: &InBrand, review: &ReviewView, posted: &Posted) -> Markup {
    let open = review.reviews.last().and_then(|answer| answer.extra.as_ref()).filter(|extra| extra.is_open());
    let waits = matches!(review.deliverable.state, Progress::Awaiting { .. });
    html! {
        (form::refusals(&posted.errors))
        @if let (Some(extra), true) = (open, waits) {
            (form::post(&at.path(&format!("/reviews/{}/take-back", review.id)), html! {
                (form::hidden("version", &review.version.to_string()))
                p { (tf("reviews.offered_extra", &[("fee", &extra.fee.said())])) }
                div.line { (Button::submit(t("reviews.take_back"))) }
            }))
        }
    }
}

/// A round beyond what was agreed, with what it pays.
fn beyond(at: &InBrand, review: &ReviewView, posted: &Posted) -> Markup {
    let used = review.rounds_left == 0;
    let currency = at.brand().brand.currency;
    html! {
        @if used { p.note.ours { (t("reviews.rounds_used")) } }
        (choice::tick("beyond", "yes", t("reviews.beyond"), posted.ticked("beyond"), Some(t("reviews.beyond.help"))))
        div.cols.two {
            (Field::money("fee", t("reviews.beyond.fee"), &currency).value(posted.get("fee")).errors(&posted.errors).optional())
            (Field::text("override_reason", t("collaboration.override")).value(posted.get("override_reason")).errors(&posted.errors).optional())
        }
    }
}

fn link_form(at: &InBrand, review: &ReviewView, posted: &Posted) -> Markup {
    let action = at.path(&format!("/reviews/{}/link", review.id));
    let choices: Vec<(&str, &str)> = review.asked.iter().map(|kind| (kind.as_str(), tk("sign_off", kind.as_str()))).collect();
    html! {
        details.portal-more id="link" open[!posted.errors.0.is_empty()] {
            summary { (t("reviews.link")) }
            div id="sharing" { (form::refusals(&posted.errors)) }
            (form::post(&action, html! {
                (Field::text("name", t("reviews.link.name")).value(posted.get("name")).errors(&posted.errors).required())
                (Field::email("email", t("reviews.link.email")).value(posted.get("email")).errors(&posted.errors).required().help(t("reviews.link.help")))
                (Field::select("for", t("reviews.link.for"), &choices, None).value(posted.get("for")).errors(&posted.errors))
                div.line { (Button::submit(t("reviews.link.send"))) }
            }))
        }
    }
}
