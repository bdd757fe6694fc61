//! The demo's strip over every page: what time it is there, how fast it goes, what happens, and a tour.
//!
//! Invariant: without a stage none of this exists; its addresses lead nowhere. Absent: moving time; the stage does it.

use app::{
    App,
    ports::{Playing, Scene, Stage},
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
    routing::{get, post},
};
use domain::time::{Timestamp, Zone};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, Asker, Flash, Page, Posted, Refusal, page::go, page::go_plain, values::Asks},
    text::{t, tf, tk},
    ui::when,
    ui::{Button, form},
};

/// The paces that can be chosen.
const PACES: [u32; 4] = [0, 1, 60, 3_600];

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demo/now", get(now))
        .route("/demo/tour", get(tour_now))
        .route("/demo/pace", post(pace))
        .route("/demo/helped", post(helped))
        .route("/demo/next", post(next))
        .route("/demo/ahead", post(go_ahead))
        .route("/demo/report", get(report))
}

fn stage(app: &App) -> Result<&dyn Stage, Refusal> {
    app.stage().ok_or_else(|| Refusal::from(app::Error::NotFound))
}

/// Puts the strip at the top of a whole page; a fragment stays as it is.
#[must_use]
pub(crate) async fn over(app: &App, page: String, here: &str) -> String {
    let Some(stage) = app.stage() else { return page };
    let Some(body) = page.find("<body").and_then(|at| page[at..].find('>').map(|end| at + end + 1)) else { return page };
    // The way past it all stays the first thing on the page.
    let skip =
        if page[body..].starts_with("<a class=\"skip\"") { page[body..].find("</a>").map_or(0, |end| end + "</a>".len()) } else { 0 };
    let body = body + skip;
    let playing = stage.playing().await;
    let strip = strip(&playing, app.now(), here, playing.scenes).into_string();
    format!("{}{strip}{}", &page[..body], &page[body..])
}

/// The strip over a page that was made when there had been so many scenes. Its buttons leave the page as it is: somebody may
/// be writing there.
fn strip(playing: &Playing, now: Timestamp, here: &str, seen: u64) -> Markup {
    let back = html! { (form::hidden("back", here)) (form::hidden("seen", &seen.to_string())) };
    // Creators and reviewers see the time, not the team's affairs.
    let guest = !(here.starts_with("/b/") || here == "/");
    let step = playing.tour.iter().filter(|step| step.done).count();
    let all = playing.tour.len();
    html! {
        aside.strip aria-label=(t("demo.label")) {
            b.strip-name title=(t("demo.name.hint")) { (t("demo.name")) }
            div.strip-now id="strip-now" hx-get=(format!("/demo/now?seen={seen}")) hx-trigger="every 2s" hx-swap="innerHTML" aria-live="off" {
                (said(playing, now, seen, here))
            }
            form.strip-paces method="post" action="/demo/pace" hx-post="/demo/pace" hx-target="closest .strip" hx-swap="outerHTML" {
                (back)
                span.seg role="group" aria-label=(t("demo.pace")) {
                    @for pace in PACES {
                        button type="submit" name="pace" value=(pace) aria-pressed=(if playing.pace == pace { "true" } else { "false" }) title=(pace_hint(pace)) { (pace_words(pace)) }
                    }
                }
            }
            form method="post" action="/demo/next" hx-post="/demo/next" hx-target="closest .strip" hx-swap="outerHTML" { (back) (Button::submit(t("demo.next")).small()) }
            @if guest { a.strip-back href=(format!("/b/{}/today", playing.brand)) { (t("demo.back")) } }
            @else {
                form.strip-help method="post" action="/demo/helped" hx-post="/demo/helped" hx-target="closest .strip" hx-swap="outerHTML" {
                    (back)
                    button.btn.small type="submit" name="helped" value=(if playing.helped { "no" } else { "yes" }) aria-pressed=(if playing.helped { "true" } else { "false" }) title=(t("demo.helped.hint")) {
                        (if playing.helped { t("demo.helped.on") } else { t("demo.helped.off") })
                    }
                }
            }
            @if all > 0 && !guest {
                details.strip-tour open[playing.ahead] {
                    summary { (if step == all { t("demo.tour.over").to_owned() } else { tf("demo.tour", &[("step", &(step + 1).to_string()), ("all", &all.to_string())]) }) }
                    div.strip-panel {
                        p { (tf("demo.tour.about", &[("name", &playing.guide)])) }
                        div hx-get="/demo/tour" hx-trigger="every 1s" hx-swap="innerHTML" { (steps(playing, here)) }
                    }
                }
            }
        }
    }
}

fn pace_words(pace: u32) -> String {
    match pace {
        0 => t("demo.pause").to_owned(),
        _ => tf("demo.times", &[("times", &crate::text::grouped(u64::from(pace)))]),
    }
}

fn pace_hint(pace: u32) -> &'static str {
    match pace {
        0 => t("demo.pause.hint"),
        1 => t("demo.times.1"),
        60 => t("demo.times.60"),
        _ => t("demo.times.3600"),
    }
}

/// The clock, and what happened last; `seen` scenes were there when the page was made.
fn said(playing: &Playing, now: Timestamp, seen: u64, here: &str) -> Markup {
    let zone = playing.zone.clone().unwrap_or_else(Zone::utc);
    let new = playing.scenes.saturating_sub(seen);
    html! {
        // What a page has to follow: whatever was done, and a new day.
        span hidden data-stamp=(format!("{} {}", playing.changes, now.day_in(&zone))) {}
        b.strip-clock { (when::at(now, &zone, "%a %-d %b, %H:%M")) }
        @if !here.starts_with("/b/") {}
        @else if let Some(scene) = playing.last.iter().find(|scene| !scene_words(scene).is_empty()) {
            a.strip-last.cut href=(format!("/b/{}/collaborations/{}", playing.brand, scene.collaboration)) { (scene.who) " " (scene_words(scene)) }
        }
        @if new > 0 { a.strip-new data-scenes=(playing.scenes) href=(here) { (tf("demo.new", &[("count", &new.to_string())])) } }
    }
}

fn scene_words(scene: &Scene) -> &'static str {
    tk("scene", &scene.kind)
}

fn steps(playing: &Playing, here: &str) -> Markup {
    let at = playing.tour.iter().position(|step| !step.done);
    html! {
        ol.strip-steps {
            @for (number, step) in playing.tour.iter().enumerate() {
                li.is-done[step.done] aria-current=[(at == Some(number)).then_some("step")] {
                    b { (tk("demo.step", step.name).replace("{name}", &playing.guide)) }
                    @if at == Some(number) {
                        p { (tk("demo.step_text", step.name).replace("{name}", &playing.guide)) }
                        @match &step.href {
                            Some(href) => { a.btn.primary.small href=(href) { (tk("demo.step_open", step.name)) } }
                            None if playing.ahead => p.strip-going { (t("demo.going")) },
                            None => {
                                form method="post" action="/demo/ahead" {
                                    (form::hidden("back", here))
                                    (Button::submit(t("demo.go_on")).primary().small())
                                }
                            }
                        }
                    }
                }
            }
        }
        @if at.is_none() { p { (t("demo.tour.end")) } }
    }
}

/// The page from which a fragment was asked for, as a path.
fn here(headers: &HeaderMap) -> String {
    let said = headers.get("hx-current-url").or_else(|| headers.get(header::REFERER)).and_then(|value| value.to_str().ok());
    local(said.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("/"))
}

/// A path of ours, or the first page.
fn local(path: &str) -> String {
    if path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r']) { path.to_owned() } else { "/".to_owned() }
}

async fn now(State(app): State<App>, headers: HeaderMap, asks: Asks) -> Answer {
    let playing = stage(&app)?.playing().await;
    let seen = asks.get("seen").parse().unwrap_or(playing.scenes);
    Ok(Page::new(said(&playing, app.now(), seen, &here(&headers))).into_response())
}

async fn tour_now(State(app): State<App>, headers: HeaderMap) -> Answer {
    Ok(Page::new(steps(&stage(&app)?.playing().await, &here(&headers))).into_response())
}

/// The strip again, or without scripts the page.
async fn again(asker: &Asker, headers: &HeaderMap, posted: &Posted, flash: Option<Flash>) -> Answer {
    if !headers.contains_key("hx-request") {
        return Ok(go(&asker.app, &local(posted.get("back")), flash));
    }
    let playing = stage(&asker.app)?.playing().await;
    let seen = posted.get("seen").parse().unwrap_or(playing.scenes);
    Ok(Page::new(strip(&playing, asker.app.now(), &here(headers), seen)).into_response())
}

async fn pace(asker: Asker, headers: HeaderMap, posted: Posted) -> Answer {
    let chosen = posted.get("pace").parse().ok().filter(|pace| PACES.contains(pace)).unwrap_or(0);
    stage(&asker.app)?.set_pace(chosen);
    again(&asker, &headers, &posted, None).await
}

async fn helped(asker: Asker, headers: HeaderMap, posted: Posted) -> Answer {
    stage(&asker.app)?.set_helped(posted.get("helped") == "yes");
    again(&asker, &headers, &posted, None).await
}

async fn next(asker: Asker, headers: HeaderMap, posted: Posted) -> Answer {
    let happened = stage(&asker.app)?.next().await;
    let flash = (!happened).then(|| Flash::new(t("demo.nothing")));
    again(&asker, &headers, &posted, flash).await
}

async fn go_ahead(asker: Asker, posted: Posted) -> Answer {
    stage(&asker.app)?.go_ahead();
    Ok(go_plain(&local(posted.get("back"))))
}

async fn report(State(app): State<App>, asks: Asks) -> Answer {
    stage(&app)?.read_report();
    Ok(go_plain(&local(asks.get("to"))))
}
