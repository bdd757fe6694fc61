//! One application: what they wrote, who it could be, and the verbs.
//!
//! Invariant: what a yes will change is on the page before it is pressed; what was typed into a form stays in that form when it is
//! refused. Absent: rules.

use app::creators::{
    AcceptApplication, ApplicationView, AskApplicant, DeclineApplication, GetApplication, RemoveApplication, applications::MatchView,
};
use axum::{extract::Path, response::Response};
use domain::{
    creators::{
        Tier,
        applications::{Answers, ApplicationState, Part},
    },
    ids::{ApplicationId, CampaignId, CreatorId},
};
use maud::{Markup, html};

use super::state_word;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal},
    text::{Worded, t, tf, tk, tkf},
    ui::{
        Button, Field, choice,
        field::Choice,
        form::{self, Confirm, hidden, post},
        section::{Weight, chapter, facts, note, voice},
        shell::crumb_head,
        when,
    },
};

/// What was typed into the three forms.
#[derive(Default)]
struct Typed {
    accept: Posted,
    decline: Posted,
    ask: Posted,
}

impl Typed {
    fn of(view: &ApplicationView) -> Self {
        let likely = view.matches.iter().find(|one| one.likely && !one.blocked).map(|one| one.creator.to_string());
        let [yes, no] = view.letters.clone();
        Self {
            accept: Posted::filled([
                ("creator", likely.unwrap_or_else(|| "new".to_owned())),
                ("tier", Tier::ProductOnly.as_str().to_owned()),
                ("message", yes),
            ]),
            decline: Posted::filled([("letter", no)]),
            ask: Posted::default(),
        }
    }
}

pub(super) async fn show(at: InBrand, Path((_, application)): Path<(String, ApplicationId)>) -> Answer {
    let view = at.show(GetApplication { application }).await?;
    let typed = Typed::of(&view);
    Ok(at.page(name(&view), "applications", page(&at, &view, &typed)))
}

fn name(view: &ApplicationView) -> &str {
    let written = view.application.answers.name.as_str();
    if written.is_empty() { t("applications.title") } else { written }
}

/// The page again with what was refused in one of its forms.
async fn again(at: &InBrand, application: ApplicationId, into: impl FnOnce(&mut Typed)) -> Result<Response, Refusal> {
    let view = at.show(GetApplication { application }).await?;
    let mut typed = Typed::of(&view);
    into(&mut typed);
    Ok(at.page_again(name(&view), "applications", page(at, &view, &typed)))
}

pub(super) async fn accept(at: InBrand, Path((_, application)): Path<(String, ApplicationId)>, mut posted: Posted) -> Answer {
    at.only::<AcceptApplication>()?;
    match accepted(&at, application, &mut posted).await {
        Ok((name, withheld)) => {
            let words = match withheld {
                Some(why) => tf("application.accepted.unsaid", &[("name", &name), ("why", &heard(&why))]),
                None => tf("application.accepted", &[("name", &name)]),
            };
            at.done("/applications", words)
        }
        Err(error) => {
            posted.refuse(error)?;
            again(&at, application, |typed| typed.accept = posted).await
        }
    }
}

async fn accepted(at: &InBrand, application: ApplicationId, posted: &mut Posted) -> app::Result<(String, Option<String>)> {
    let as_new = posted.get("creator") == "new";
    let creator: Option<CreatorId> = if as_new { None } else { posted.read_if("creator", |text| text.parse().ok(), "posted.choose") };
    let campaign: Option<CampaignId> = posted.read_if("campaign", |text| text.parse().ok(), "posted.choose");
    let tier = posted.word_if("tier", Tier::parse);
    posted.checked()?;
    let message = posted.text("message");
    let done = at.run_asked(posted, AcceptApplication { application, creator, as_new, tier, campaign, message }).await?;
    Ok((posted.text("name"), done.withheld))
}

pub(super) async fn decline(at: InBrand, Path((_, application)): Path<(String, ApplicationId)>, mut posted: Posted) -> Answer {
    at.only::<DeclineApplication>()?;
    let message = posted.text("letter");
    match at.run_asked(&posted, DeclineApplication { application, message }).await {
        Ok(told) => {
            let words = match told.withheld {
                Some(why) => tf("application.declined.unsaid", &[("why", &heard(&why))]),
                None => t("application.declined").to_owned(),
            };
            at.done("/applications", words)
        }
        Err(error) => {
            // Two fields of one page do not share a name.
            posted.refuse(error.renamed("message", "letter"))?;
            again(&at, application, |typed| typed.decline = posted).await
        }
    }
}

pub(super) async fn ask(at: InBrand, Path((_, application)): Path<(String, ApplicationId)>, mut posted: Posted) -> Answer {
    at.only::<AskApplicant>()?;
    let question = posted.text("question");
    match at.run_asked(&posted, AskApplicant { application, question }).await {
        Ok(_) => at.done("/applications", t("application.ask.done")),
        Err(error) => {
            posted.refuse(error)?;
            again(&at, application, |typed| typed.ask = posted).await
        }
    }
}

pub(super) async fn remove(at: InBrand, Path((_, application)): Path<(String, ApplicationId)>, posted: Posted) -> Answer {
    at.only::<RemoveApplication>()?;
    match at.run_asked(&posted, RemoveApplication { application }).await {
        Ok(()) => at.done("/applications", t("application.removed")),
        Err(error) => at.refused(&format!("/applications/{application}"), error),
    }
}

fn page(at: &InBrand, view: &ApplicationView, typed: &Typed) -> Markup {
    let back = at.path("/applications");
    let open = matches!(view.part, Part::New | Part::Held | Part::Asked);
    html! {
        (crumb_head(&[(&back, t("applications.title"))], name(view), html! {}))
        div.body {
            div.cols.side {
                div.stack.loose {
                    h1 { bdi { (name(view)) } }
                    (standing(at, view))
                    (words(at, view))
                    @if open { (accept_form(at, view, &typed.accept)) }
                }
                div.stack.loose {
                    (chapter(t("application.facts"), "", about(at, view)))
                    (chapter(t("application.matches"), "", matches(at, view)))
                    @if open {
                        (ask_form(at, view, &typed.ask))
                        (decline_form(at, view, &typed.decline))
                    }
                    (remove_form(at, view))
                }
            }
        }
    }
}

/// Where it stands, if that is not plain.
fn standing(at: &InBrand, view: &ApplicationView) -> Markup {
    let application = &view.application;
    let marks: Vec<&str> = application.suspicions.iter().map(|one| tk("suspicion", one.as_str())).collect();
    let decided = |by: &str, when: domain::time::Timestamp| {
        let when = when::said(when, at.now(), at.zone());
        tf("application.decided", &[("state", state_word(&application.state)), ("by", by), ("when", &when)])
    };
    html! {
        @match &application.state {
            ApplicationState::Unfinished { .. } => (note(Weight::Plain, "", t("application.unfinished"))),
            ApplicationState::Sent { .. } => { @if !marks.is_empty() { (note(Weight::Late, t("application.marks"), marks.join(", "))) } }
            ApplicationState::Asked { question, by, at: when } => (note(Weight::Plain, "", html! { (decided(by, *when)) (voice(question)) })),
            ApplicationState::Accepted { by, at: when } => (note(Weight::Plain, "", html! {
                (decided(by, *when))
                @if let Some((id, name)) = &view.creator { " · " a href=(at.path(&format!("/creators/{id}"))) { (tf("application.as", &[("name", name)])) } }
            })),
            ApplicationState::Declined { by, at: when, words } => (note(Weight::Plain, "", html! {
                (decided(by, *when))
                @if let Some(words) = words { details.mt-2 { summary { (t("application.told")) } (voice(words)) } }
            })),
        }
    }
}

/// Their own words.
fn words(at: &InBrand, view: &ApplicationView) -> Markup {
    let application = &view.application;
    html! {
        (chapter(t("application.words"), "", said(&application.answers)))
        @if let Some(later) = &application.later {
            details { summary { (t("application.later")) } (said(&later.answers)) }
        }
        @if !application.earlier.is_empty() {
            details {
                summary { (t("application.earlier")) }
                @for one in application.earlier.iter().rev() {
                    p.about.mt-2 { (when::time(one.until, at.now(), at.zone())) }
                    p { bdi { (one.answers.name) } " · " bdi { (one.answers.accounts.iter().map(|one| one.handle.as_str()).collect::<Vec<_>>().join(" · ")) } }
                    (said(&one.answers))
                }
            }
        }
    }
}

fn said(answers: &Answers) -> Markup {
    let all = [
        (tk("apply_question", "about"), &answers.about),
        (tk("apply_question", "why"), &answers.why),
        (tk("apply_question", "work"), &answers.work),
        (tk("apply_question", "price"), &answers.price),
        (t("application.own"), &answers.own),
    ];
    let written: Vec<_> = all.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    html! {
        @if written.is_empty() { p.soft { (t("application.no_words")) } }
        @else { dl.application-words { @for (name, text) in written { dt { (name) } dd dir="auto" { (voice(text)) } } } }
    }
}

fn about(at: &InBrand, view: &ApplicationView) -> Markup {
    let application = &view.application;
    let answers = &application.answers;
    let when = |time| when::said(time, at.now(), at.zone());
    let mut all = vec![(
        t("application.email"),
        html! {
            (answers.email)
            @if application.by_mail { br; span.about { (t("application.by_mail")) } }
        },
    )];
    if !view.accounts.is_empty() || !answers.accounts.is_empty() {
        all.push((t("application.accounts"), html! {
            div.application-accounts translate="no" {
                @for one in &view.accounts {
                    @if one.starts_with("https://") { a href=(one) target="_blank" rel="noopener noreferrer" { (one.trim_start_matches("https://").trim_start_matches("www.")) } } @else { span { bdi { (one) } } }
                }
                @if view.accounts.is_empty() { @for one in &answers.accounts { span { bdi { (one.handle) } } } }
            }
        }));
    }
    let place: Vec<&str> = [&answers.city, &answers.country].into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    if !place.is_empty() {
        all.push((t("application.country"), html! { bdi { (place.join(", ")) } }));
    }
    all.push((t("application.came"), html! { (when::time(application.at(), at.now(), at.zone())) }));
    if let Some(given) = &application.consent {
        all.push((
            t("application.consent"),
            html! { (tf("application.consent.given", &[("when", &when(given.at)), ("words", &given.words)])) },
        ));
    }
    for other in &view.before {
        let href = at.path(&format!("/applications/{}", other.id));
        all.push((t("application.before"), html! { a href=(href) { (state_word(&other.state)) ", " (when(other.at)) } }));
    }
    facts(&all)
}

fn reasons(one: &MatchView) -> String {
    let all: Vec<String> = one.reasons.iter().map(|reason| tkf("application_reason", &reason.by, &[("what", &reason.what)])).collect();
    all.join(" · ")
}

fn matches(at: &InBrand, view: &ApplicationView) -> Markup {
    html! {
        @if view.matches.is_empty() { p.soft { (t("application.matches.none")) } }
        ul.stack.tight {
            @for one in &view.matches {
                li {
                    @if one.in_brand { a.medium href=(at.path(&format!("/creators/{}", one.creator))) { (one.name) } } @else { b.medium { (one.name) } " " span.about { (t("application.match.elsewhere")) } }
                    br; span.about { (reasons(one)) }
                    @if one.blocked { br; span.application-marks { (t("application.match.blocked")) } }
                    @else if one.opted_out { br; span.about { (t("application.match.opted_out")) } }
                }
            }
        }
    }
}

fn kept(view: &ApplicationView) -> Markup {
    html! { (hidden("version", &view.version.to_string())) (hidden("name", name(view))) }
}

fn accept_form(at: &InBrand, view: &ApplicationView, posted: &Posted) -> Markup {
    let known: Vec<(String, String, String)> = view
        .matches
        .iter()
        .filter(|one| !one.blocked)
        .map(|one| {
            let words = tf("application.accept.update", &[("name", &one.name)]);
            (one.creator.to_string(), words, tf("application.accept.update.help", &[("reasons", &reasons(one))]))
        })
        .collect();
    let mut options: Vec<choice::Answer<'_>> =
        known.iter().map(|(value, words, help)| choice::Answer { value, words, help: Some(help) }).collect();
    options.push(choice::Answer { value: "new", words: t("application.accept.new"), help: None });
    let tiers: Vec<Choice<'_>> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    let ids: Vec<(String, &str)> = at.shell.campaigns.iter().map(|one| (one.id.to_string(), one.name.as_str())).collect();
    let campaigns: Vec<Choice<'_>> = ids.iter().map(|(value, words)| (value.as_str(), *words)).collect();
    let verb = tf("application.accept.do", &[("name", name(view))]);
    html! {
        (chapter(t("application.accept"), "", html! {
            (form::refusals(&posted.errors))
            (post(&at.path(&format!("/applications/{}/acceptance", view.id)), html! {
                (kept(view))
                div.stack {
                    (choice::one_of("creator", t("application.accept.who"), &options, posted.get("creator"), &posted.errors))
                    div.cols.two {
                        (Field::select("tier", t("application.accept.tier"), &tiers, None).value(posted.get("tier")).errors(&posted.errors))
                        (Field::select("campaign", t("application.accept.campaign"), &campaigns, Some(t("application.accept.campaign.none"))).value(posted.get("campaign")).errors(&posted.errors))
                    }
                    (Field::lines("message", t("application.accept.letter"), 7).value(posted.get("message")).errors(&posted.errors).help(t("application.accept.letter.help")).voice())
                    div { (Button::submit(&verb).primary()) }
                }
            }))
        }))
    }
}

fn ask_form(at: &InBrand, view: &ApplicationView, posted: &Posted) -> Markup {
    html! {
        details open[!posted.errors.0.is_empty()] {
            summary { (t("application.ask")) }
            div.mt-2 {
                (form::refusals(&posted.errors))
                (post(&at.path(&format!("/applications/{}/questions", view.id)), html! {
                    (kept(view))
                    div.stack {
                        (Field::lines("question", t("application.ask.words"), 4).value(posted.get("question")).errors(&posted.errors).help(t("application.ask.help")).voice())
                        div { (Button::submit(t("application.ask.do"))) }
                    }
                }))
            }
        }
    }
}

fn decline_form(at: &InBrand, view: &ApplicationView, posted: &Posted) -> Markup {
    let verb = tf("application.decline.do", &[("name", name(view))]);
    html! {
        details open[!posted.errors.0.is_empty()] {
            summary { (t("application.decline")) }
            div.mt-2 {
                (form::refusals(&posted.errors))
                (post(&at.path(&format!("/applications/{}/refusal", view.id)), html! {
                    (kept(view))
                    div.stack {
                        (Field::lines("letter", t("application.decline.letter"), 7).value(posted.get("letter")).errors(&posted.errors).help(t("application.accept.letter.help")).voice())
                        div { (Button::submit(&verb)) }
                    }
                }))
            }
        }
    }
}

fn remove_form(at: &InBrand, view: &ApplicationView) -> Markup {
    html! {
        details {
            summary { (t("application.remove")) }
            p.row-size.soft.mt-2 { (t("application.remove.text")) }
            (post(&at.path(&format!("/applications/{}/removal", view.id)), html! {
                (kept(view))
                div.mt-2 {
                    (Button::submit(t("application.remove.do")).danger().confirm(Confirm {
                        question: &tf("application.remove.ask", &[("name", name(view))]),
                        text: Some(t("application.remove.text")),
                        danger: true,
                        ..Confirm::default()
                    }))
                }
            }))
        }
    }
}
