//! The inbox: conversations with creators, whose turn it is to write, and the one that is open.
//!
//! Invariant: what was typed into a form stays in that form when it is refused. Absent: inbound mail; what came another
//! way is kept by hand.

use app::{
    App,
    outreach::messages::{LogMessage, SendMessage},
    team::SavedViewRow,
    views::CollaborationPage,
    views::inbox::{InboxPage, OpenThread, ShowInbox, ThreadLine, ThreadMessage, ToWrite},
};
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use domain::{
    agreements::Terms,
    events::Actor,
    ids::{CollaborationId, CreatorId},
    outreach::{Channel, Direction},
    team::saved_views::List,
};
use maud::{Markup, Render, html};

use crate::{
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{Asks, with_query},
    },
    pages::{
        asking::{self, Asked, Question, asked, picks},
        campaigns::first_step,
        said as words, saved,
        today::back,
    },
    text::{t, tf, tk},
    ui::{
        Button, Field, Person, Whose, form,
        message::{Message, Thread},
        person::Kind,
        section::{chapter, empty, facts},
        shell::{page_head, split_three},
        turn::turn,
        views::{View, search, segments},
        when,
    },
};

/// The ways of a message that is kept by hand.
const CHANNELS: &[&str] = &["email", "dm", "call"];
/// The state of a mail that did not leave the house.
const KEPT_HERE: &str = "captured";
/// The states of mail that did not reach anybody, or not yet.
const UNSENT: &[&str] = &["failed", "withheld", "waiting"];
/// How much of a message's beginning is listed.
const BEGINS: usize = 120;
/// So many messages stand beside an open move.
const LAST: usize = 4;
/// The form that answers, as forms on Today are named.
pub(super) const ANSWER: &str = "answer";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/inbox", get(list))
        .route("/b/{slug}/inbox/{creator}", get(open).post(send))
        .route("/b/{slug}/inbox/{creator}/log", post(log))
}

/// What was typed into the two forms of a conversation.
#[derive(Default)]
struct Typed {
    answer: Posted,
    log: Posted,
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let creator = asks.some("creator").map(|text| creator(&text)).transpose()?;
    shown(&at, &asks, creator).await
}

async fn open(at: InBrand, Path((_, about)): Path<(String, String)>, asks: Asks) -> Answer {
    shown(&at, &asks, Some(creator(&about)?)).await
}

fn creator(text: &str) -> Result<CreatorId, Refusal> {
    text.parse().map_err(|_| Refusal::App(app::Error::NotFound))
}

fn filters(at: &InBrand) -> Vec<Asked> {
    let name = |word: &'static str| tk("inbox_filter", word);
    vec![
        asked("q", name("q"), asking::Kind::Words),
        asked("campaign", name("campaign"), picks(at.shell.campaigns.iter().map(|one| (one.slug.as_str(), one.name.as_str())))),
        asked("since", name("since"), asking::Kind::Day),
    ]
}

fn asks_ours(asks: &Asks) -> bool {
    asks.get("turn") == "ours"
}

fn wanted(at: &InBrand, asks: &Asks, creator: Option<CreatorId>) -> ShowInbox {
    let question = Question::new(asks, String::new(), filters(at));
    ShowInbox {
        creator,
        query: question.text("q"),
        campaign: question.picked("campaign"),
        since: question.day("since"),
        ours: asks_ours(asks),
        cursor: asks.some("cursor"),
        limit: None,
    }
}

async fn shown(at: &InBrand, asks: &Asks, creator: Option<CreatorId>) -> Answer {
    let page = at.show(wanted(at, asks, creator)).await?;
    let kept = saved::of(at, List::Inbox).await?;
    let typed = page.open.as_ref().map(fresh).unwrap_or_default();
    Ok(at.page(t("place.inbox"), "inbox", body(at, &page, asks, &kept, &typed)))
}

/// The forms as they begin: about the collaboration that runs, under the last subject.
fn fresh(open: &OpenThread) -> Typed {
    let about = open.beside.iter().find(|beside| beside.running).map(|beside| beside.collaboration.to_string()).unwrap_or_default();
    let said = open.messages.iter().rev().filter(|message| !message.message.automatic);
    let last = said.map(|message| message.message.subject.as_str()).find(|subject| !subject.is_empty());
    let subject = last.map(answers);
    Typed {
        answer: Posted::filled([("collaboration", about.clone()), ("subject", subject.unwrap_or_default())]),
        log: Posted::filled([("log.collaboration", about), ("log.channel", "email".to_owned())]),
    }
}

/// The subject of an answer.
fn answers(subject: &str) -> String {
    if subject.starts_with("Re: ") { subject.to_owned() } else { format!("Re: {subject}") }
}

/// The last messages of a collaboration and the form that answers them, on another page. `typed` is what came back of it.
pub(super) fn beside_move(at: &InBrand, page: &CollaborationPage, way: &Markup, typed: Option<&Posted>) -> Markup {
    let last = page.messages.iter().map(|(_, _, message)| message).filter(|message| !message.automatic);
    let subject = last.map(|message| message.subject.as_str()).find(|subject| !subject.is_empty());
    let fresh = Posted::filled([("subject", subject.map(answers).unwrap_or_default())]);
    let posted = typed.unwrap_or(&fresh);
    let action = at.path(&format!("/inbox/{}", page.creator.id));
    let zone = at.zone();
    html! {
        div { @for (_, who, message) in page.messages.iter().take(LAST).rev() { (short(at, who, message, when::time(message.at, page.read_at, zone))) } }
        p.about { a href=(action) { (tf("today.thread", &[("count", &page.messages.len().to_string())])) } }
        @if at.may_run::<SendMessage>() {
            (form::refusals(&posted.errors))
            div data-ends="" { (form::post(&action, html! {
                (way)
                (form::hidden("collaboration", &page.id.to_string()))
                (Field::text("subject", t("inbox.subject")).value(posted.get("subject")).errors(&posted.errors).required())
                (Field::lines("body", t("inbox.body"), 5).value(posted.get("body")).errors(&posted.errors).voice().required().help(t("inbox.body.help")))
                div.line { (Button::submit(t("inbox.send")).primary().key('r')) }
            })) }
        }
    }
}

/// A message without how its mail fared.
fn short(at: &InBrand, who: &str, message: &domain::outreach::Message, when: Markup) -> Markup {
    let by_clock = message.by == Actor::Clock;
    let kind = match (&message.by, message.direction) {
        (Actor::Clock, _) => Kind::Brand,
        (Actor::Creator { .. }, _) | (_, Direction::In) => Kind::Creator,
        _ => Kind::Team,
    };
    let text = if kind == Kind::Creator { message.body.clone() } else { words::letter(&message.body) };
    let about = html! { (tk("inbox.channel", message.channel.as_str())) " · " (when) };
    let name = if by_clock { at.brand().brand.name.as_str() } else { who };
    let whole = Message { name, kind, about, text: &text, end: None, draft: false }.render();
    if by_clock || message.automatic { by_itself(by_clock, None, (&message.subject, name), &when, &whole) } else { whole }
}

/// What no person wrote is a line that opens. It says how its mail fares where that is `unsent`, and else whose it is.
fn by_itself(by_clock: bool, unsent: Option<&str>, (subject, name): (&str, &str), when: &Markup, whole: &Markup) -> Markup {
    let about = unsent.unwrap_or_else(|| if by_clock { t("inbox.by_clock") } else { t("inbox.automatic") });
    let matter = if subject.is_empty() { name } else { subject };
    html! {
        details.said-by-itself {
            summary { span.cut { (matter) } span.quiet.nowrap { (about) " · " (when) } }
            (whole)
        }
    }
}

/// The conversation again, with why something was refused.
async fn again(at: &InBrand, creator: CreatorId, into: impl FnOnce(&mut Typed)) -> Result<Response, Refusal> {
    let page = at.show(ShowInbox { creator: Some(creator), ..ShowInbox::default() }).await?;
    let mut typed = page.open.as_ref().map(fresh).unwrap_or_default();
    into(&mut typed);
    Ok(at.page_again(t("place.inbox"), "inbox", body(at, &page, &Asks::default(), &[], &typed)))
}

async fn send(at: InBrand, Path((_, about)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let creator = creator(&about)?;
    match sent(&at, creator, &mut posted).await {
        Ok(()) => back::done(&at, &posted, &format!("/inbox/{creator}"), t("inbox.sent")),
        Err(error) => {
            posted.refuse(error)?;
            if let Some(today) = back::again(&at, ANSWER, &posted).await? {
                return Ok(today);
            }
            again(&at, creator, |typed| typed.answer = posted).await
        }
    }
}

async fn sent(at: &InBrand, creator: CreatorId, posted: &mut Posted) -> app::Result<()> {
    let collaboration = collaboration(posted, "collaboration");
    posted.checked()?;
    let command = SendMessage { creator, collaboration, subject: posted.text("subject"), body: posted.text("body") };
    at.run_asked(posted, command).await.map(|_| ())
}

async fn log(at: InBrand, Path((_, about)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let creator = creator(&about)?;
    match logged(&at, creator, &mut posted).await {
        Ok(()) => at.done(&format!("/inbox/{creator}"), t("inbox.logged")),
        Err(error) => {
            posted.refuse(error)?;
            for error in posted.errors.0.iter_mut().filter(|error| !error.field.is_empty() && !error.field.starts_with("log.")) {
                error.field = format!("log.{}", error.field);
            }
            again(&at, creator, |typed| typed.log = posted).await
        }
    }
}

async fn logged(at: &InBrand, creator: CreatorId, posted: &mut Posted) -> app::Result<()> {
    let collaboration = collaboration(posted, "log.collaboration");
    let channel = posted.word("log.channel", Channel::parse);
    let when = posted.time_if("log.at", at.zone());
    posted.checked()?;
    let command = LogMessage {
        creator,
        collaboration,
        direction: Direction::In,
        channel: channel.unwrap_or(Channel::Email),
        subject: posted.text("log.subject"),
        body: posted.text("log.body"),
        at: when,
        automatic: posted.ticked("log.automatic"),
    };
    at.run_asked(posted, command).await.map(|_| ())
}

fn collaboration(posted: &mut Posted, name: &str) -> Option<CollaborationId> {
    posted.read_if(name, |text| text.parse().ok(), "inbox.about_wrong")
}

fn body(at: &InBrand, page: &InboxPage, asks: &Asks, kept: &[SavedViewRow], typed: &Typed) -> Markup {
    let place = page.open.as_ref().map_or_else(|| at.path("/inbox"), |open| at.path(&format!("/inbox/{}", open.creator)));
    let question = Question::new(asks, place.clone(), filters(at));
    let (ours, count) = (asks_ours(asks), |number: usize| u64::try_from(number).ok());
    let list = at.path("/inbox");
    let pairs = question.pairs_without(&[]);
    let views = saved::Tabs { at, list: List::Inbox, path: &list, all: t("inbox.everything"), question: &pairs, kept };
    let tools = html! {
        (search(&place, "q", t("inbox.search"), asks.get("q"), &question.pairs_without(&["q"])))
        (segments(
            t("inbox.views"),
            &[
                View { href: with_query(&place, &question.pairs_without(&["turn"])), name: t("inbox.all"), count: count(page.total), current: !ours },
                View { href: asks.with(&place, "turn", "ours"), name: t("inbox.ours"), count: count(page.waiting), current: ours },
            ],
        ))
    };
    let label = page.open.as_ref().map_or_else(|| t("inbox.none_open").to_owned(), |open| tf("inbox.with", &[("name", &open.person.name)]));
    let body = (opened(at, page, typed), page.open.as_ref().map(|open| beside(at, open)));
    html! {
        (page_head(t("place.inbox"), tf("inbox.count", &[("count", &page.waiting.to_string())]), tools))
        (saved::tabs(&views))
        @if page.total > 0 || question.asks_something() { (question.row(Some(saved::menu(&views)))) }
        (split_three(t("inbox.threads"), threads(at, page, &question, ours), &label, body.0, body.1))
    }
}

fn threads(at: &InBrand, page: &InboxPage, question: &Question<'_>, ours: bool) -> Markup {
    html! {
        @if page.threads.is_empty() {
            div.split-body {
                @if question.asks_something() { (question.nothing(&page.without, &[("query", "q")])) }
                @else if ours { (empty(t("inbox.clear"), t("inbox.clear.text"), html! { @if at.shell.campaigns.is_empty() { (first_step(at)) } })) }
                @else { (empty(t("inbox.empty"), t("inbox.empty.text"), first_step(at))) }
            }
        }
        @for line in &page.threads { (thread(at, page, line, question)) }
        @if let Some(cursor) = &page.next_cursor { p.split-body { a href=(question.next(cursor)) { (t("inbox.more")) } } }
    }
}

fn thread(at: &InBrand, page: &InboxPage, line: &ThreadLine, question: &Question<'_>) -> Markup {
    let href = question.here(&at.path(&format!("/inbox/{}", line.creator)));
    let begins: String = words::letter(&line.last.body).chars().take(BEGINS).collect();
    let waits = line.turn == ToWrite::Ours;
    Thread {
        href: &href,
        name: &line.name,
        whose: if waits { Whose::Ours } else { Whose::Theirs },
        when: when::time(line.last.at, page.read_at, at.zone()),
        subject: &line.last.subject,
        begins: &begins,
        unread: waits,
        current: page.open.as_ref().is_some_and(|open| open.creator == line.creator),
    }
    .render()
}

fn opened(at: &InBrand, page: &InboxPage, typed: &Typed) -> Markup {
    let Some(open) = &page.open else {
        return html! { @if !page.threads.is_empty() { div.split-body { (empty(t("inbox.none_open"), t("inbox.none_open.text"), html! {})) } } };
    };
    let back = at.path("/inbox");
    let label = tf("inbox.with", &[("name", &open.person.name)]);
    // Where no mail leaves the house it is said once, not beside each message; where only some stayed, each says it.
    let mut mails = open.messages.iter().filter_map(|message| message.mail.as_deref()).peekable();
    let kept_here = mails.peek().is_some() && mails.all(|state| state == KEPT_HERE);
    html! {
        div.conversation {
            div.conversation-head {
                p.small-only { a href=(back) { (t("inbox.back")) } }
                h2.small-only { (open.person.name) }
                @if kept_here { p.about { (t("inbox.kept_here")) } }
            }
            // The part that moves begins at its end, where the newest is.
            div.said-all tabindex="0" role="region" aria-label=(label) {
                div {
                    @if open.messages.is_empty() { p.quiet { (t("inbox.nothing_said")) } }
                    @for message in &open.messages { (said(at, page, message, kept_here)) }
                }
            }
            @if at.may_run::<SendMessage>() || at.may_run::<LogMessage>() {
                div.composer {
                    @if at.may_run::<SendMessage>() { (answer_form(at, open, &typed.answer)) }
                    @if at.may_run::<LogMessage>() { (log_form(at, open, &typed.log)) }
                }
            }
        }
    }
}

/// Who it is, what they do for the brand, and whose turn it is there.
fn beside(at: &InBrand, open: &OpenThread) -> Markup {
    let handles: Vec<String> =
        open.profiles.iter().filter_map(|found| found.account.handle.as_ref()).map(|handle| format!("@{handle}")).collect();
    let href = at.path(&format!("/creators/{}", open.creator));
    let first = words::first_name(&open.person.name);
    html! {
        div.stack.loose {
            (Person::creator(&open.person.name).about(&handles.join(" · ")).heading().href(&href))
            @for beside in open.beside.iter().filter(|beside| beside.running) {
                @let campaign = html! { a href=(at.path(&format!("/collaborations/{}", beside.collaboration))) { (t("inbox.open_collaboration")) } };
                (chapter(&beside.campaign_name, campaign, html! { div.stack.tight {
                    (words::stage_mark(beside.stage))
                    @for open in &beside.moves {
                        p { (turn(Whose::for_team(open.turn), words::is_late(open, at.now()), words::move_sentence(open, first))) }
                    }
                    @if let Some(offer) = &beside.offer { (facts(&terms(&offer.terms, beside.code.as_deref()))) }
                } }))
            }
        }
    }
}

/// The terms in short, with what each thing is and when it is posted.
fn terms<'a>(terms: &Terms, code: Option<&str>) -> Vec<(&'a str, Markup)> {
    let made = terms.deliverables.iter().map(|one| format!("{}, {}", words::format(&one.format), words::window(one.opens, one.closes)));
    let made: Vec<String> = made.collect();
    let mut rows = vec![
        (
            t("inbox.makes"),
            html! { @if terms.owes_nothing() { (t("collaboration.made.nothing")) } @for (at, one) in made.iter().enumerate() { @if at > 0 { br; } (one) } },
        ),
        (t("inbox.fee"), html! { (words::offer_in_short(terms)) }),
    ];
    if let Some(code) = code {
        rows.push((t("inbox.code"), html! { span.mono { (code) } }));
    }
    rows
}

/// A message; one that no person wrote is a line that opens. `kept_here` says that the whole conversation stays in the house, which
/// its head tells.
fn said(at: &InBrand, page: &InboxPage, message: &ThreadMessage, kept_here: bool) -> Markup {
    let by_clock = message.message.by == Actor::Clock;
    let kind = match (&message.message.by, message.message.direction) {
        (Actor::Clock, _) => Kind::Brand,
        (Actor::Creator { .. }, _) | (_, Direction::In) => Kind::Creator,
        _ => Kind::Team,
    };
    let name: &str = if by_clock { &at.brand().brand.name } else { &message.who };
    let text = if kind != Kind::Creator { words::letter(&message.message.body) } else { message.message.body.clone() };
    let state = message.mail.as_deref().filter(|state| !kept_here || *state != KEPT_HERE);
    let state = state.map(|state| tk("mail_state", state)).filter(|words| !words.is_empty());
    let whole = Message {
        name,
        kind,
        about: html! {
            (tk("inbox.channel", message.message.channel.as_str())) " · " (when::time(message.message.at, page.read_at, at.zone()))
            @if !message.message.subject.is_empty() { " · " (message.message.subject) }
            @if by_clock { " · " (t("inbox.by_clock")) }
            @if message.message.automatic { " · " (t("inbox.automatic")) }
        },
        text: &text,
        end: state.map(|words| html! { span.quiet { (words) } }),
        draft: false,
    };
    if !by_clock && !message.message.automatic {
        return whole.render();
    }
    let when = when::time(message.message.at, page.read_at, at.zone());
    let unsent = message.mail.as_deref().filter(|state| UNSENT.contains(state)).map(|state| tk("mail_state", state));
    by_itself(by_clock, unsent, (&message.message.subject, name), &when, &whole.render())
}

fn about_field(open: &OpenThread, name: &str, posted: &Posted) -> Markup {
    let ids: Vec<(String, &str)> =
        open.beside.iter().map(|beside| (beside.collaboration.to_string(), beside.campaign_name.as_str())).collect();
    let choices: Vec<(&str, &str)> = ids.iter().map(|(id, name)| (id.as_str(), *name)).collect();
    html! {
        @if !choices.is_empty() {
            (Field::select(name, t("inbox.about"), &choices, Some(t("inbox.about.none"))).value(posted.get(name)).errors(&posted.errors))
        }
    }
}

/// What is written comes first; about what and under which subject is folded away where both are known.
fn answer_form(at: &InBrand, open: &OpenThread, posted: &Posted) -> Markup {
    let action = at.path(&format!("/inbox/{}", open.creator));
    let subject = posted.get("subject");
    let known = !subject.is_empty() && posted.errors.0.is_empty();
    let field = Field::text("subject", t("inbox.subject")).value(subject).errors(&posted.errors);
    html! {
        (form::refusals(&posted.errors))
        (form::post(&action, html! {
            (Field::lines("body", t("inbox.write"), 3).value(posted.get("body")).errors(&posted.errors).voice().required().help(t("inbox.body.help")))
            @if known {
                details.fold-small {
                    summary { span.quiet { (t("inbox.subject")) ": " } span translate="no" { (subject) } }
                    div.cols.two { (about_field(open, "collaboration", posted)) (field) }
                }
            } @else { div.cols.two { (about_field(open, "collaboration", posted)) (field.required()) } }
            div.line { (Button::submit(t("inbox.send")).primary()) }
        }))
    }
}

fn log_form(at: &InBrand, open: &OpenThread, posted: &Posted) -> Markup {
    let action = at.path(&format!("/inbox/{}/log", open.creator));
    let channels: Vec<(&str, &str)> = CHANNELS.iter().map(|word| (*word, tk("inbox.channel", word))).collect();
    let zone = tf("inbox.log.at.help", &[("zone", at.zone().name())]);
    html! {
        details.fold-small id="log" open[!posted.errors.0.is_empty()] {
            summary { (t("inbox.log")) }
            div id="logged" { (form::refusals(&posted.errors)) }
            (form::post(&action, html! {
                (about_field(open, "log.collaboration", posted))
                (Field::select("log.channel", t("inbox.log.channel"), &channels, None).value(posted.get("log.channel")).errors(&posted.errors))
                (Field::date_time("log.at", t("inbox.log.at")).value(posted.get("log.at")).errors(&posted.errors).optional().help(&zone))
                (Field::text("log.subject", t("inbox.subject")).value(posted.get("log.subject")).errors(&posted.errors).optional())
                (Field::lines("log.body", t("inbox.log.body"), 4).value(posted.get("log.body")).errors(&posted.errors).voice().required())
                (crate::ui::choice::tick("log.automatic", "yes", t("inbox.log.automatic"), posted.ticked("log.automatic"), None))
                div.line { (Button::submit(t("inbox.log.keep"))) }
            }))
        }
    }
}
