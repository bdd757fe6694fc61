//! The clock: what it will send to whom within a week, what it sent, and pauses that people make for it.
//!
//! Beside it what it does that nobody outside notices: telling of late moves, looking at posts again, releasing commissions.
//!
//! Invariant: what is shown to come is what goes out if nobody does anything. Absent: doing it sooner.

use app::{
    App,
    outreach::{
        PauseChasing, ResumeChasing, ShowClock,
        clock::{ClockDuty, ClockPage, ClockStep, PauseView},
    },
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::ids::PauseId;
use maud::{Markup, html};

use super::{
    audit::{about as event_about, happened},
    tabbed,
};
use crate::{
    kernel::{Answer, InBrand, Posted, page::go_plain},
    pages::{campaigns::first_step, usual},
    text::{grouped, t, tf, tk, tkf},
    ui::{
        Button, Field, Whose,
        form::{self, refusals},
        section::{chapter, empty},
        table::{Column, Table},
        turn::turn,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/clock", get(show))
        .route("/b/{slug}/settings/clock/pauses", post(pause))
        .route("/b/{slug}/settings/clock/pauses/{pause}/end", post(resume))
}

async fn show(at: InBrand) -> Answer {
    let clock = at.show(ShowClock {}).await?;
    Ok(at.page(t("clock.title"), "settings", tabbed(&at, "clock", body(&at, &clock, &Posted::default()))))
}

async fn pause(at: InBrand, mut posted: Posted) -> Answer {
    let command = PauseChasing { campaign: posted.get("campaign").parse().ok(), creator: None, reason: posted.text("reason") };
    match at.run_asked(&posted, command).await {
        Ok(_) => Ok(go_plain(&at.path("/settings/clock"))),
        Err(error) => {
            posted.refuse(error)?;
            let clock = at.show(ShowClock {}).await?;
            Ok(at.page_again(t("clock.title"), "settings", tabbed(&at, "clock", body(&at, &clock, &posted))))
        }
    }
}

async fn resume(at: InBrand, Path((_, pause)): Path<(String, PauseId)>, posted: Posted) -> Answer {
    at.run_asked(&posted, ResumeChasing { pause }).await?;
    Ok(go_plain(&at.path("/settings/clock")))
}

fn body(at: &InBrand, clock: &ClockPage, posted: &Posted) -> Markup {
    let budget =
        tf("clock.budget", &[("sent", &grouped(clock.sent_today.unsigned_abs())), ("budget", &grouped(clock.budget.unsigned_abs()))]);
    html! {
        h2 { (headline(at, clock)) }
        p.soft.row-size.measure { (t("clock.about")) " " (budget) }
        div.measure { (usual::line("quiet_hours")) }
        (refusals(&posted.errors))
        div.stack.loose.mt-5 {
            @if !clock.pauses.is_empty() { (chapter(t("clock.paused"), clock.pauses.len(), pauses(at, clock))) }
            (chapter(t("clock.ahead"), t("clock.ahead.note"), ahead(at, clock)))
            @if at.may_run::<PauseChasing>() { (chapter(t("clock.pause"), t("clock.pause.one"), pause_form(at, clock, posted))) }
            @if !clock.duties.is_empty() { (chapter(t("clock.duties"), t("clock.duties.note"), duties(at, &clock.duties))) }
            @if !clock.done.is_empty() { (chapter(t("clock.done"), "", done(at, clock))) }
            @if !clock.events.is_empty() { (chapter(t("clock.events"), "", events(at, clock))) }
        }
    }
}

fn headline(at: &InBrand, clock: &ClockPage) -> String {
    match clock.ahead.iter().find(|step| !step.paused) {
        Some(next) => tf("clock.next", &[("when", &when::said(next.at, at.now(), at.zone())), ("name", &next.creator_name)]),
        None => t("clock.nothing").to_owned(),
    }
}

fn whom(at: &InBrand, step: &ClockStep) -> Markup {
    html! {
        td { a href=(at.path(&format!("/collaborations/{}", step.collaboration))) { (step.creator_name) } br; small.quiet { (step.campaign_name) } }
    }
}

fn about(step: &ClockStep) -> &'static str {
    tk("clock_about", step.what.map_or("gift", |what| what.as_str()))
}

fn ahead(at: &InBrand, clock: &ClockPage) -> Markup {
    if clock.ahead.is_empty() {
        return empty(t("clock.none"), t("clock.none.text"), first_step(at));
    }
    let columns = [Column::text(t("clock.when")), Column::text(t("clock.whom")), Column::text(t("clock.step"))];
    let rows = html! {
        @for step in &clock.ahead {
            tr {
                td {
                    @if step.same_letter { span.quiet { (t("clock.same_letter")) } } @else { (when::time(step.at, at.now(), at.zone())) }
                    @if step.paused { br; small.quiet { (t("clock.is_paused")) } }
                }
                (whom(at, step))
                td.wrap { (turn(Whose::Clock, false, tk("clock_step", step.step.as_str()))) br; small.quiet { (about(step)) } }
            }
        }
    };
    html! {
        div.scrollx { (Table::inset(&columns, rows).tall().caption(t("clock.ahead"))) }
        @if clock.more { p.soft.row-size.mt-2 { (t("clock.more")) } }
    }
}

fn duties(at: &InBrand, duties: &[ClockDuty]) -> Markup {
    let columns = [Column::text(t("clock.when")), Column::text(t("clock.of")), Column::text(t("clock.what"))];
    let rows = html! {
        @for duty in duties {
            @let since = when::said(duty.since, at.now(), at.zone());
            tr {
                td { (when::time(duty.at, at.now(), at.zone())) }
                td { a href=(at.path(&format!("/collaborations/{}", duty.collaboration))) { (duty.creator_name) } br; small.quiet { (duty.campaign_name) } }
                td.wrap { (tk("move_said", duty.what.as_str())) br; small.quiet { (tkf("move_since", duty.what.as_str(), &[("since", &since)])) } }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(t("clock.duties"))) } }
}

fn events(at: &InBrand, clock: &ClockPage) -> Markup {
    let columns = [Column::text(t("clock.when")), Column::text(t("clock.of")), Column::text(t("clock.what"))];
    let rows = html! {
        @for event in &clock.events {
            @let what = event.kind.split_once('.').map_or(event.kind.as_str(), |(_, what)| what);
            tr {
                td.soft { (when::time(event.at, at.now(), at.zone())) }
                td.wrap { (event_about(at, event)) }
                td.wrap { (happened(&event.kind, what)) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(t("clock.events"))) } }
}

fn done(at: &InBrand, clock: &ClockPage) -> Markup {
    let columns = [Column::text(t("clock.when")), Column::text(t("clock.whom")), Column::text(t("clock.step"))];
    let rows = html! {
        @for step in &clock.done {
            tr {
                td.soft { (when::time(step.at, at.now(), at.zone())) }
                (whom(at, step))
                td.wrap {
                    (tk("clock_step", step.step.as_str())) br; small.quiet { (about(step)) }
                    @if let Some(deadline) = step.deadline { br; small.quiet { (tf("clock.until", &[("when", &when::deadline(deadline, at.zone()))])) } }
                    @if let Some(outcome) = step.outcome.as_deref().filter(|outcome| *outcome != "sent") { br; small.quiet { (t("clock.not_sent")) " " (outcome) } }
                }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(t("clock.done"))) } }
}

fn pauses(at: &InBrand, clock: &ClockPage) -> Markup {
    let columns =
        [Column::text(t("clock.scope")), Column::text(t("clock.why")), Column::text(t("clock.since")), Column::unseen(t("clock.resume"))];
    let rows = html! {
        @for pause in &clock.pauses {
            tr {
                td { b.medium { (scope(pause)) } }
                td.wrap.soft { (pause.reason) }
                td.soft { (pause.name) ", " (when::time(pause.since, at.now(), at.zone())) }
                td.num {
                    @if at.may_run::<ResumeChasing>() {
                        (form::post_inline(&at.path(&format!("/settings/clock/pauses/{}/end", pause.id)), html! { (Button::submit(t("clock.resume"))) }))
                    }
                }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).caption(t("clock.paused"))) } }
}

fn scope(pause: &PauseView) -> String {
    pause.creator_name.clone().or_else(|| pause.campaign_name.clone()).unwrap_or_else(|| t("clock.everything").to_owned())
}

fn pause_form(at: &InBrand, clock: &ClockPage, posted: &Posted) -> Markup {
    let ids: Vec<String> = clock.campaigns.iter().map(|(id, _)| id.to_string()).collect();
    let choices: Vec<(&str, &str)> = ids.iter().zip(&clock.campaigns).map(|(id, (_, name))| (id.as_str(), name.as_str())).collect();
    html! {
        div.form-narrow {
            (form::post(&at.path("/settings/clock/pauses"), html! {
                (Field::select("campaign", t("clock.scope"), &choices, Some(t("clock.everything"))).value(posted.get("campaign")).errors(&posted.errors))
                (Field::text("reason", t("clock.why")).value(posted.get("reason")).errors(&posted.errors).help(t("clock.why.help")))
                div { (Button::submit(t("clock.pause"))) }
            }))
        }
    }
}
