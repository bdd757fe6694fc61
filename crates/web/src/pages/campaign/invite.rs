//! Inviting from a campaign's shortlist: one text, filled in for each, read once as a creator would before it leaves.
//!
//! Invariant: what was typed and ticked stays, and whoever was left out is named with the reason. Absent: the texts
//! themselves; settings keep them as templates.

use app::{
    outreach::{Invite, InviteOutcome, PreviewInvitation, TemplateView},
    views::{Tracker, tracker::TrackerRow},
};
use axum::extract::Path;
use domain::{
    ids::CollaborationId,
    journey::Stage,
    outreach::{Template, TemplateKind},
};
use maud::{Markup, html};

use super::add::{Below, page};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, values::Asks},
    text::{t, tf},
    ui::{
        Button, Field, choice,
        form::{self, Confirm, hidden},
        section::{Weight, empty, note, part, voice},
        turn::tag,
        views::{View, segments},
    },
};

/// The form, for a campaign that runs.
pub(super) fn form(tracker: &Tracker, base: &str, templates: &[TemplateView], asks: &Asks, posted: &Posted, below: &Below) -> Markup {
    let waiting: Vec<&TrackerRow> = tracker.rows.iter().filter(|row| row.stage == Stage::Shortlisted).collect();
    html! {
        @if !below.outcomes.is_empty() { (left_out(&below.outcomes)) }
        @if waiting.is_empty() { (empty(t("invite.nobody"), t("invite.nobody.text"), html! {})) }
        @else {
            @let texts: Vec<&TemplateView> = templates.iter().filter(|view| view.template.kind == TemplateKind::Invitation).collect();
            @let chosen = texts.iter().find(|view| view.id.to_string() == chosen_id(asks, posted)).or(texts.first());
            @if texts.len() > 1 { (choose_text(base, &texts, chosen.map(|view| view.id.to_string()).as_deref())) }
            (form::post(&format!("{base}/invite"), fields(&waiting, chosen.map(|view| (view.id.to_string(), &view.template)), posted)))
            @if let Some((name, preview)) = &below.preview {
                div.mt-5 id="reads" {
                    (part(&tf("invite.reads", &[("name", name)]), preview.to.as_deref().unwrap_or(t("add.no_address")), html! {
                        @for problem in &preview.problems { (note(Weight::Late, t("creator.no_contact"), heard(problem))) }
                        p { b { (preview.subject) } }
                        (voice(&preview.body))
                    }))
                }
            }
        }
    }
}

fn chosen_id(asks: &Asks, posted: &Posted) -> String {
    asks.some("template").unwrap_or_else(|| posted.text("template"))
}

fn choose_text(base: &str, texts: &[&TemplateView], chosen: Option<&str>) -> Markup {
    let all: Vec<View<'_>> = texts
        .iter()
        .map(|view| View {
            href: format!("{base}/add?template={}#invite", view.id),
            name: &view.template.name,
            count: None,
            current: chosen == Some(view.id.to_string().as_str()),
        })
        .collect();
    html! { div.mb-4 { (segments(t("invite.text"), &all)) } }
}

fn fields(waiting: &[&TrackerRow], template: Option<(String, &Template)>, posted: &Posted) -> Markup {
    // Somebody who has typed keeps the ticks and words; a fresh form has everybody and the template.
    let fresh = posted.get("subject").is_empty() && posted.get("body").is_empty();
    let (id, subject, body) = match &template {
        Some((id, template)) => (id.as_str(), template.subject.as_str(), template.body.as_str()),
        None => ("", "", ""),
    };
    let (subject, body) = if fresh { (subject.to_owned(), body.to_owned()) } else { (posted.text("subject"), posted.raw("body")) };
    html! {
        (hidden("template", id))
        div.stack {
            fieldset.field {
                legend.label { (t("invite.whom")) }
                div.stack.tight {
                    @for row in waiting {
                        @let named = row.collaboration.to_string();
                        @let words = html! { (row.name) @if row.opted_out { " " (tag(t("invite.opted_out"))) } @else if !row.has_email { " " (tag(t("add.no_address"))) } };
                        (choice::tick("collaboration", &named, words, if fresh { row.has_email && !row.opted_out } else { posted.has("collaboration", &named) }, None))
                    }
                }
            }
            (Field::text("subject", t("invite.subject")).value(&subject).errors(&posted.errors).required())
            (Field::lines("body", t("invite.body"), 12).value(&body).errors(&posted.errors).voice().help(t("invite.places")))
            div.line.wrap {
                (Button::submit(t("invite.do")).primary().confirm(Confirm {
                    question: t("invite.ask"),
                    text: Some(t("invite.ask.text")),
                    ..Confirm::default()
                }))
                (Button::submit(t("invite.look")).named("do", "look"))
            }
        }
    }
}

fn left_out(outcomes: &[InviteOutcome]) -> Markup {
    let sent = outcomes.iter().filter(|outcome| outcome.sent).count();
    let left: Vec<&InviteOutcome> = outcomes.iter().filter(|outcome| !outcome.sent).collect();
    note(
        Weight::Plain,
        &tf("invite.some", &[("sent", &sent.to_string()), ("left", &left.len().to_string())]),
        html! { ul { @for outcome in left { li { (outcome.name) ": " (outcome.reason.as_deref().unwrap_or_default()) } } } },
    )
}

pub(super) async fn send(at: InBrand, Path((_, campaign)): Path<(String, String)>, mut posted: Posted) -> Answer {
    at.only::<Invite>()?;
    let asks = Asks(Vec::new());
    let collaborations: Vec<CollaborationId> = posted.ids("collaboration");
    let (subject, body) = (posted.text("subject"), posted.raw("body"));
    if posted.get("do") == "look" {
        let Some(first) = collaborations.first().copied() else {
            posted.errors.add("collaborations", t("invite.choose"));
            let (title, place, body) = page(&at, &campaign, &asks, &posted, &Below::default()).await?;
            return Ok(at.page_again(&title, &place, body));
        };
        let preview = at.show(PreviewInvitation { collaboration: first, subject, body }).await?;
        let name = preview.name.clone();
        let below = Below { preview: Some((name, preview)), outcomes: Vec::new() };
        let (title, place, body) = page(&at, &campaign, &asks, &posted, &below).await?;
        return Ok(at.page(&title, &place, body));
    }
    let template = posted.get("template").parse().ok();
    match at.run(Invite { collaborations, template, subject, body }).await {
        Ok(outcomes) if outcomes.iter().all(|outcome| outcome.sent) => {
            at.done(&format!("/campaigns/{campaign}"), tf("invite.done", &[("count", &outcomes.len().to_string())]))
        }
        Ok(outcomes) => {
            let below = Below { preview: None, outcomes };
            let (title, place, body) = page(&at, &campaign, &asks, &posted, &below).await?;
            Ok(at.page(&title, &place, body))
        }
        Err(error) => {
            posted.refuse(error)?;
            let (title, place, body) = page(&at, &campaign, &asks, &posted, &Below::default()).await?;
            Ok(at.page_again(&title, &place, body))
        }
    }
}
