//! Applications: what came in by the brand's public page, part by part.
//!
//! Invariant: what looks like spam stands in a part of its own and is never hidden. Absent: answering; the page of one has the verbs.

use app::{
    App,
    creators::{ApplicationQueue, ListApplications, UpdateApplicationPage, applications::ApplicationRow},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::creators::applications::{ApplicationState, Part};
use maud::{Markup, html};

use crate::{
    kernel::{
        Answer, InBrand,
        values::{Asks, with_query},
    },
    pages::asking::{Asked, Kind, Question, asked},
    text::{t, tk},
    ui::{
        Button,
        section::{Weight, empty, note},
        shell::page_head,
        table::{Column, Table},
        views::{View, views},
        when,
    },
};

mod one;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/applications", get(list))
        .route("/b/{slug}/applications/{application}", get(one::show))
        .route("/b/{slug}/applications/{application}/acceptance", post(one::accept))
        .route("/b/{slug}/applications/{application}/refusal", post(one::decline))
        .route("/b/{slug}/applications/{application}/questions", post(one::ask))
        .route("/b/{slug}/applications/{application}/removal", post(one::remove))
}

fn filters() -> Vec<Asked> {
    vec![asked("from", t("applications.from"), Kind::Day), asked("until", t("applications.until"), Kind::Day)]
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let question = Question::new(&asks, at.path("/applications"), filters());
    let part = asks.some("part").and_then(|word| Part::parse(&word));
    let queue = at.show(ListApplications { part, from: question.day("from"), until: question.day("until") }).await?;
    Ok(at.page(t("applications.title"), "applications", page(&at, &queue, &question)))
}

fn page(at: &InBrand, queue: &ApplicationQueue, question: &Question<'_>) -> Markup {
    let may_word = at.may_run::<UpdateApplicationPage>();
    let public = format!("/apply/{}", at.brand().brand.slug);
    let tools = html! {
        @if queue.open == Some(true) { (Button::link(&public, t("applications.open")).quiet().icon("out")) }
        @if may_word { (Button::link(&at.path("/settings/applications"), t("applications.page"))) }
    };
    let place = at.path("/applications");
    let parts: Vec<View<'_>> = queue
        .counts
        .iter()
        .map(|(part, count)| View {
            href: {
                let mut pairs = question.pairs_without(&["part"]);
                pairs.extend((*part != Part::New).then_some(("part", part.as_str())));
                with_query(&place, &pairs)
            },
            name: tk("application_part", part.as_str()),
            count: u64::try_from(*count).ok(),
            current: *part == queue.part,
        })
        .collect();
    let nothing_yet = queue.counts.iter().all(|(_, count)| *count == 0);
    html! {
        (page_head(t("applications.title"), "", tools))
        @if queue.open.is_none() && nothing_yet {
            div.body {
                (empty(t("applications.first"), t("applications.first.text"), html! {
                    @if may_word { (Button::link(&at.path("/settings/applications"), t("applications.first.do")).primary()) }
                }))
            }
        } @else {
            (views(t("applications.parts"), &parts, html! {}))
            @if !nothing_yet { (question.row(None)) }
            div.body {
                @if queue.open == Some(false) { (note(Weight::Plain, "", t("applications.is_closed"))) }
                @if queue.items.is_empty() && question.asks_something() { (question.nothing(&queue.without, &[])) }
                @else if queue.items.is_empty() {
                    @let page = html! { @if nothing_yet && queue.open == Some(true) { (Button::link(&public, t("applications.open"))) } };
                    (empty(t("applications.none"), if nothing_yet { t("applications.none.text") } else { tk("application_part_text", queue.part.as_str()) }, page))
                } @else {
                    @if matches!(queue.part, Part::Held | Part::Unfinished) { p.soft.mb-2 { (tk("application_part_text", queue.part.as_str())) } }
                    (table(at, queue))
                    @if queue.more { p.about.mt-2 { (t("applications.more")) } }
                }
            }
        }
    }
}

fn table(at: &InBrand, queue: &ApplicationQueue) -> Markup {
    let columns = [Column::text(t("applications.who")), Column::text(t("applications.words")), Column::text(t("applications.came"))];
    let rows = html! { @for row in &queue.items { (line(at, row)) } };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(t("applications.title"))) } }
}

fn line(at: &InBrand, row: &ApplicationRow) -> Markup {
    let href = at.path(&format!("/applications/{}", row.id));
    let name = if row.name.is_empty() { row.accounts.first().cloned().unwrap_or_default() } else { row.name.clone() };
    let marks: Vec<&str> = row.suspicions.iter().map(|one| tk("suspicion", one.as_str())).collect();
    let answered = matches!(row.state, ApplicationState::Accepted { .. } | ApplicationState::Declined { .. });
    html! {
        tr {
            td.wrap {
                a.medium href=(href) { bdi { @if name.is_empty() { (tk("application_part", Part::Unfinished.as_str())) } @else { (name) } } }
                @if !row.accounts.is_empty() { br; span.about { bdi { (row.accounts.join(" · ")) } } }
            }
            td.wrap {
                @if !marks.is_empty() && !answered { span.application-marks { (marks.join(", ")) } @if !row.about.is_empty() { br; } }
                @if !row.about.is_empty() { span.voice dir="auto" { (row.about) } }
            }
            td {
                @if answered { (state_word(&row.state)) br; }
                (when::time(row.at, at.now(), at.zone()))
            }
        }
    }
}

/// Where an application stands, as a word.
fn state_word(state: &ApplicationState) -> &'static str {
    let word = match state {
        ApplicationState::Unfinished { .. } => "unfinished",
        ApplicationState::Sent { .. } => "sent",
        ApplicationState::Asked { .. } => "asked",
        ApplicationState::Accepted { .. } => "accepted",
        ApplicationState::Declined { .. } => "declined",
    };
    tk("application_state", word)
}
