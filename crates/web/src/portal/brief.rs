//! The brief: one read, and that it was read.
//!
//! Invariant: the creator sees the version that was sent to them, and what changed since the one before.
//! Absent: versions that were not sent.

use app::{
    briefs::AcknowledgeBrief,
    views::portal::{PortalBrief, PortalCollaboration},
};
use domain::briefs::BriefContent;
use domain::text::capitalised;
use maud::{Markup, html};

use super::{At, Visit, terms::rounds, words};
use crate::{
    kernel::{Answer, Posted},
    text::{Said, t, tf},
    ui::{
        Button, form, icon,
        portal::{RowLink, portal_act},
        section::{Weight, chapter, facts, note, paragraphs},
        when,
    },
};

/// The brief of the bar at the foot: the newest that was sent.
pub(super) async fn newest(visit: Visit) -> Answer {
    let briefed: Vec<&PortalCollaboration> = visit.view.collaborations.iter().filter(|of| of.brief.is_some()).collect();
    let first = briefed.iter().find(|of| !of.stage.is_over()).or(briefed.first()).copied();
    let body = html! {
        @match first.and_then(|of| Some((of, of.brief.as_ref()?))) {
            Some((of, brief)) => {
                (content(&visit, of, brief))
                @if brief.acknowledged_at.is_none() && of.off.is_none() { (Button::link(&visit.path(&format!("/brief/{}", of.id)), t("portal.brief.to_read")).primary()) }
            },
            None => { h1 { (t("portal.brief.title")) } p.soft { (t("portal.brief.none")) } },
        }
        @for of in briefed.iter().filter(|of| Some(of.id) != first.map(|first| first.id)) {
            (RowLink { href: &visit.path(&format!("/brief/{}", of.id)), turn: None, name: &of.campaign, about: t("portal.brief.title") })
        }
    };
    let about = first.map(|of| of.campaign.clone()).unwrap_or_default();
    Ok(visit.page(At::Place("brief"), t("portal.brief.title"), &about, body))
}

/// One brief.
pub(super) async fn show(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.brief.title"), &of.campaign, shown(&visit, of, &Posted::default())))
}

/// It was read.
pub(super) async fn acknowledge(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let shown_number = of.brief.as_ref().map(|brief| brief.number.to_string());
    let done = if shown_number.as_deref() == Some(posted.get("number")) {
        visit.run(AcknowledgeBrief { collaboration: of.id, as_received: false }).await.map(|_| ())
    } else {
        Err(app::Error::field("", t("portal.brief.newer")))
    };
    match done {
        Ok(()) => visit.done("", t("portal.brief.done")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.brief.title"), &of.campaign, shown(&visit, of, &posted)))
        }
    }
}

fn shown(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    let Some(brief) = &of.brief else { return html! { h1 { (t("portal.brief.title")) } p.soft { (t("portal.brief.none")) } } };
    html! {
        (form::refusals(&posted.errors))
        (content(visit, of, brief))
        @if brief.acknowledged_at.is_none() && of.off.is_none() {
            (form::post(&visit.path(&format!("/brief/{}", of.id)), html! {
                (form::hidden("number", &brief.number.to_string()))
                (portal_act(html! {
                    (Button::submit(t("portal.brief.acknowledge")).primary())
                    (Button::link(&visit.path("/messages"), t("portal.brief.ask")).quiet().icon("message"))
                }))
            }))
        }
    }
}

/// How many words a brief has.
pub(super) fn word_count(content: &BriefContent) -> usize {
    let parts = [
        &content.objective,
        &content.brand_values,
        &content.visual_guidelines,
        &content.disclosure,
        &content.approval,
        &content.payment,
        &content.audience,
        &content.flexible,
    ];
    let lists = [&content.talking_points, &content.benefits, &content.do_not_say, &content.references, &content.hashtags];
    let count = |text: &String| text.split_whitespace().count();
    parts.into_iter().map(count).sum::<usize>() + lists.into_iter().flatten().map(count).sum::<usize>()
}

fn content(visit: &Visit, of: &PortalCollaboration, brief: &PortalBrief) -> Markup {
    let says = &brief.content;
    html! {
        div {
            p.about {
                (tf("portal.brief.number", &[("number", &brief.number.to_string()), ("takes", &words::reading(word_count(says)))]))
                @if let Some(at) = brief.acknowledged_at { ". " (tf("portal.brief.read_at", &[("when", &when::said(at, visit.now(), visit.zone()))])) }
            }
            h1.mt-1 { (says.objective) }
        }
        @if let Some((number, before)) = &brief.before {
            @let changed: Vec<String> = says.changes_since(before).into_iter().map(str::to_owned).collect();
            (note(Weight::Ours, &tf("portal.brief.changed", &[("number", &number.to_string())]), html! { (words::listed(&changed)) ". " (t("portal.brief.nothing_else")) }))
        }
        @if !of.deliverables.is_empty() { (chapter(t("portal.brief.you_make"), "", to_make(of))) }
        (chapter(t("portal.brief.say"), "", html! {
            ol.portal-points { @for (at, point) in says.talking_points.iter().enumerate() { li { b aria-hidden="true" { (at + 1) } span.voice { (point) } } } }
        }))
        @if !says.do_not_say.is_empty() { (chapter(t("portal.brief.leave_out"), "", html! { p.soft { (says.do_not_say.join(", ")) } })) }
        (chapter(t("portal.brief.disclosure"), "", html! {
            p.soft { (says.disclosure) }
            @if !says.hashtags.is_empty() { p.mono.mt-2 { (says.hashtags.join(" ")) } }
        }))
        @if !of.deliverables.is_empty() { (chapter(t("portal.brief.dates"), words::zone_words(visit.zone()), dates(visit, of))) }
        @for (name, text) in [(t("portal.brief.visuals"), &says.visual_guidelines), (t("portal.brief.values"), &says.brand_values), (t("portal.brief.audience"), &says.audience)] {
            @if !text.is_empty() { (chapter(name, "", html! { div.voice { (paragraphs(text)) } })) }
        }
        @if !says.benefits.is_empty() { (chapter(t("portal.brief.benefits"), "", html! { ul.hint-list { @for benefit in &says.benefits { li.voice { (benefit) } } } })) }
        @if !says.references.is_empty() { (chapter(t("portal.brief.references"), "", references(&says.references))) }
        (chapter(t("portal.brief.yours"), "", html! {
            @if !says.flexible.is_empty() { p.voice { (says.flexible) } }
            p.soft.mt-2 { @if says.approval.is_empty() { @if let Some(terms) = of.terms() { (rounds(terms.revisions.included_rounds)) } } @else { (says.approval) } }
            @if !says.payment.is_empty() { p.soft.mt-2 { (says.payment) } }
        }))
    }
}

fn to_make(of: &PortalCollaboration) -> Markup {
    html! {
        ul.portal-list {
            @for made in &of.deliverables {
                li { (tf("portal.terms.thing", &[("format", &capitalised(&words::thing(of, made))), ("platform", &words::platform_words(&made.deliverable.platform))])) }
            }
        }
    }
}

/// When each draft is due and each window is open.
fn dates(visit: &Visit, of: &PortalCollaboration) -> Markup {
    use domain::content::Progress;
    let mut rows: Vec<(String, Markup)> = Vec::new();
    for made in &of.deliverables {
        let name = words::thing(of, made);
        if let Progress::Awaiting { due, .. } = made.deliverable.state {
            rows.push((tf("portal.brief.draft_with_us", &[("thing", &name)]), html! { (when::at(due, visit.zone(), "%a %-d %b, %H:%M")) }));
        }
        rows.push((
            tf("portal.brief.post_it", &[("thing", &name)]),
            html! { (words::window(made.deliverable.opens, made.deliverable.closes)) },
        ));
    }
    if let Some(terms) = of.terms().filter(|terms| terms.fee.minor > 0) {
        let paid = tf(
            "portal.brief.days_after",
            &[("days", &terms.payment.days.to_string()), ("clock", super::money::clock_words(terms.payment.clock))],
        );
        rows.push((tf("portal.brief.paid", &[("money", &terms.fee.said_short())]), html! { (paid) }));
    }
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    facts(&rows)
}

/// Addresses become links that open elsewhere; anything else stays text.
fn references(all: &[String]) -> Markup {
    html! {
        ul.portal-list {
            @for reference in all {
                @if reference.starts_with("https://") || reference.starts_with("http://") {
                    li { a.portal-away href=(reference) target="_blank" rel="noopener noreferrer" { (icon("link")) span { (reference) } } }
                } @else { li { (reference) } }
            }
        }
    }
}
