//! The brief: one read, and that it was read.
//!
//! Invariant: the creator sees the version that was sent to them, and what changed since the one before.
//! Absent: versions that were not sent.

use app::{
    briefs::AcknowledgeBrief,
    views::portal::{PortalBrief, PortalCollaboration},
};
use domain::briefs::BriefContent;
use domain::text::slug;
use maud::{Markup, html};

use super::{At, Visit, terms::rounds, words};
use crate::{
    kernel::{Answer, Posted},
    printed,
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
            (RowLink { href: &visit.path(&format!("/brief/{}", of.id)), turn: None, name: &of.campaign, about: t("portal.brief.title"), thumb: None })
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

/// The same on paper.
pub(super) async fn pdf(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    let brief = of.brief.as_ref().ok_or(app::Error::NotFound)?;
    let number = numbered(brief.number, &brief.content);
    let brand = &visit.view.brand;
    let frame = printed::frame(&brand.name, brand.colour.as_deref(), t("portal.brief.title"), &of.campaign, visit.now(), visit.zone());
    let name = format!("{}-brief-{}.pdf", slug(&of.campaign), brief.number);
    let about = tf("paper.brief.about", &[("campaign", &of.campaign), ("number", &number)]);
    let brief = printed::brief(frame, about, &brief.content, around(&visit, of));
    printed::answer(&name, move || brief.print()).await
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

/// Which brief, and how long it takes.
pub(crate) fn numbered(number: i64, content: &BriefContent) -> String {
    tf("portal.brief.number", &[("number", &number.to_string()), ("takes", &words::reading(word_count(content)))])
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
                (numbered(brief.number, says))
                @if let Some(at) = brief.acknowledged_at { ". " (tf("portal.brief.read_at", &[("when", &when::said(at, visit.now(), visit.zone()))])) }
            }
            h1.mt-1 { (says.objective) }
        }
        @if let Some((number, before)) = &brief.before {
            @let changed: Vec<String> = says.changes_since(before).into_iter().map(str::to_owned).collect();
            (note(Weight::Ours, &tf("portal.brief.changed", &[("number", &number.to_string())]), html! { (words::listed(&changed)) ". " (t("portal.brief.nothing_else")) }))
        }
        @for part in parts(says, around(visit, of)) { (chapter(part.title, part.note, html! { @for (at, says) in part.says.iter().enumerate() { (said(says, at > 0)) } })) }
        p.about { a href=(visit.path(&format!("/brief/{}/brief.pdf", of.id))) { (t("paper.download")) } }
    }
}

/// A part of the brief. The page and the paper are both made from these.
pub(crate) struct Part {
    /// Its heading.
    pub title: &'static str,
    /// What stands beside the heading.
    pub note: String,
    /// What it says.
    pub says: Vec<Says>,
}

/// One thing that a part says.
pub(crate) enum Says {
    /// Points with their numbers, in the brand's words.
    Points(Vec<String>),
    /// Things to be made, each with its place.
    Things(Vec<String>),
    /// A list in the brand's words.
    List(Vec<String>),
    /// A sentence.
    Sentence(String),
    /// What the brand wrote, with its paragraphs.
    Voice(String),
    /// Tags that are copied as they are.
    Tags(String),
    /// Names with their dates.
    Facts(Vec<(String, String)>),
    /// Addresses and other things to look at.
    References(Vec<String>),
}

/// What stands in a brief beside what the brand wrote.
#[derive(Default)]
pub(crate) struct Around {
    /// What is to be made.
    pub things: Vec<String>,
    /// What is due or open when.
    pub dates: Vec<(String, String)>,
    /// In whose time, in words.
    pub zone: String,
    /// How many rounds of changes are agreed, where the brief itself says nothing of them.
    pub rounds: String,
}

fn around(visit: &Visit, of: &PortalCollaboration) -> Around {
    Around {
        things: to_make(of),
        dates: if of.deliverables.is_empty() { Vec::new() } else { dates(visit, of) },
        zone: words::zone_words(visit.zone()),
        rounds: of.terms().map(|terms| rounds(terms.revisions.included_rounds)).unwrap_or_default(),
    }
}

/// The brief in its parts, as a creator reads it.
pub(crate) fn parts(says: &BriefContent, around: Around) -> Vec<Part> {
    let part = |title, says| Part { title, note: String::new(), says };
    let mut all = Vec::new();
    if !around.things.is_empty() {
        all.push(part(t("portal.brief.you_make"), vec![Says::Things(around.things)]));
    }
    all.push(part(t("portal.brief.say"), vec![Says::Points(says.talking_points.clone())]));
    if !says.do_not_say.is_empty() {
        all.push(part(t("portal.brief.leave_out"), vec![Says::Sentence(says.do_not_say.join(", "))]));
    }
    let mut marked = vec![Says::Sentence(says.disclosure.clone())];
    if !says.hashtags.is_empty() {
        marked.push(Says::Tags(says.hashtags.join(" ")));
    }
    all.push(part(t("portal.brief.disclosure"), marked));
    if !around.dates.is_empty() {
        all.push(Part { title: t("portal.brief.dates"), note: around.zone, says: vec![Says::Facts(around.dates)] });
    }
    let voiced = [
        (t("portal.brief.visuals"), &says.visual_guidelines),
        (t("portal.brief.values"), &says.brand_values),
        (t("portal.brief.audience"), &says.audience),
    ];
    let voiced = voiced.into_iter().filter(|(_, text)| !text.is_empty());
    all.extend(voiced.map(|(title, text)| part(title, vec![Says::Voice(text.clone())])));
    if !says.benefits.is_empty() {
        all.push(part(t("portal.brief.benefits"), vec![Says::List(says.benefits.clone())]));
    }
    if !says.references.is_empty() {
        all.push(part(t("portal.brief.references"), vec![Says::References(says.references.clone())]));
    }
    let approval = if says.approval.is_empty() { around.rounds } else { says.approval.clone() };
    let yours = [Says::Voice(says.flexible.clone()), Says::Sentence(approval), Says::Sentence(says.payment.clone())];
    let yours = yours.into_iter().filter(|says| !matches!(says, Says::Voice(text) | Says::Sentence(text) if text.is_empty()));
    all.push(part(t("portal.brief.yours"), yours.collect()));
    all
}

fn said(says: &Says, below: bool) -> Markup {
    html! {
        @match says {
            Says::Points(all) => ol.portal-points { @for (at, point) in all.iter().enumerate() { li { b aria-hidden="true" { (at + 1) } span.voice { (point) } } } },
            Says::Things(all) => ul.portal-list { @for thing in all { li { (thing) } } },
            Says::List(all) => ul.hint-list { @for one in all { li.voice { (one) } } },
            Says::Sentence(text) => p.soft.mt-2[below] { (text) },
            Says::Voice(text) => div.voice { (paragraphs(text)) },
            Says::Tags(text) => p.mono.mt-2 { (text) },
            Says::Facts(all) => { (facts(&all.iter().map(|(name, value)| (name.as_str(), html! { (value) })).collect::<Vec<_>>())) },
            Says::References(all) => { (references(all)) },
        }
    }
}

fn to_make(of: &PortalCollaboration) -> Vec<String> {
    of.deliverables.iter().map(|made| words::placed(&words::thing(of, made), &made.deliverable.platform)).collect()
}

/// When each draft is due and each window is open.
fn dates(visit: &Visit, of: &PortalCollaboration) -> Vec<(String, String)> {
    use domain::content::Progress;
    let mut rows = Vec::new();
    for made in &of.deliverables {
        let name = words::thing(of, made);
        if let Progress::Awaiting { due, .. } = made.deliverable.state {
            rows.push((tf("portal.brief.draft_with_us", &[("thing", &name)]), when::at(due, visit.zone(), "%a %-d %b, %H:%M")));
        }
        rows.push((tf("portal.brief.post_it", &[("thing", &name)]), words::window(made.deliverable.opens, made.deliverable.closes)));
    }
    if let Some(terms) = of.terms().filter(|terms| terms.fee.minor > 0) {
        let paid = tf(
            "portal.brief.days_after",
            &[("days", &terms.payment.days.to_string()), ("clock", super::money::clock_words(terms.payment.clock))],
        );
        rows.push((tf("portal.brief.paid", &[("money", &terms.fee.said_short())]), paid));
    }
    rows
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
