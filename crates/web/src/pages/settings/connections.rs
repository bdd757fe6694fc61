//! Connections to platforms' own interfaces: the key, whether it works, what today's quota was spent for, what the platform asks.
//!
//! Invariant: a key that was put in is never shown again, nor what was typed in its field. Absent: fetching; a creator's page has it.

mod instagram;
mod tiktok;

use app::{
    App,
    creators::{CheckConnection, ConnectService, ConnectionView, ListConnections, RemoveConnection, UpdateConnection},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::creators::connections::{Service, quota::Bucket};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal},
    text::{grouped, t, tf, tk},
    ui::{
        Button, Field, Whose, choice,
        form::{self, Confirm},
        progress::progress,
        section::{Weight, chapter, facts, note, part},
        table::{Column, Table},
        turn::turn,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/connections", get(list))
        .route("/b/{slug}/settings/connections/{service}", post(update))
        .route("/b/{slug}/settings/connections/{service}/key", post(connect))
        .route("/b/{slug}/settings/connections/{service}/check", post(check))
        .route("/b/{slug}/settings/connections/{service}/removal", post(remove))
        .route("/b/{slug}/settings/connections/{service}/renewal", post(instagram::renewal))
        .route("/b/{slug}/settings/connections/instagram/token", post(instagram::connect))
        .route("/b/{slug}/settings/connections/tiktok/app", post(tiktok::connect))
}

async fn list(at: InBrand) -> Answer {
    page(&at, None, &Posted::default()).await
}

/// The page; `sent` is the service whose form was refused.
async fn page(at: &InBrand, sent: Option<Service>, posted: &Posted) -> Answer {
    let view = at.show(ListConnections {}).await?;
    let body = html! {
        (form::refusals(&posted.errors))
        p.soft.row-size { (t("connections.about")) }
        @if !view.asks { div.mt-3 { (note(Weight::Plain, t("connections.closed"), t("connections.closed.text"))) } }
        div.stack.loose.mt-5 {
            @for one in &view.services {
                @let ours = if sent == Some(one.service) { posted.clone() } else { Posted::default() };
                (chapter(one.service.label(), state(one), service(at, one, view.asks, &ours)))
            }
        }
    };
    let title = t("settings.connections");
    let body = tabbed(at, "connections", body);
    Ok(if sent.is_some() { at.page_again(title, "settings", body) } else { at.page(title, "settings", body) })
}

/// In a word how it stands.
fn state(one: &ConnectionView) -> Markup {
    match one {
        _ if !one.connected => turn(Whose::Nobody, false, t("connections.is_off")),
        _ if one.refused.is_some() => turn(Whose::Ours, true, t("connections.is_refused")),
        _ if one.wait.is_some() => turn(Whose::Clock, false, t("connections.is_waiting")),
        _ => turn(Whose::Done, false, t("connections.is_fine")),
    }
}

fn service(at: &InBrand, one: &ConnectionView, asks: bool, posted: &Posted) -> Markup {
    let name = one.service.label();
    let base = at.path(&format!("/settings/connections/{}", one.service));
    html! {
        @if let Some(refused) = &one.refused {
            (note(Weight::Late, &tf("connections.refused", &[("platform", name), ("when", &when::said(refused.at, at.now(), at.zone()))]), heard(&refused.reason)))
        }
        @if let Some(wait) = &one.wait {
            (note(Weight::Plain, tk("waits_because", wait.because.as_str()), tf("connections.waits", &[("when", &when::said(wait.until, at.now(), at.zone()))])))
        }
        (instagram::ending(at, one))
        div.stack.loose.mt-2 {
            @if one.connected {
                div { (facts(&known(at, one))) (verbs(&base, one, asks)) }
                (part(t("connections.today"), tf("connections.resets", &[("when", &when::said(one.resets_at, at.now(), at.zone()))]), today(one)))
                @if one.service == Service::Instagram { (instagram::rest(at, one)) }
                @if one.service == Service::TikTok { (tiktok::rest(at)) }
                (part(t("connections.use"), "", use_form(&base, one, posted)))
            }
            @if asks {
                @let form = match one.service {
                    Service::YouTube => key_form(&base, one, posted),
                    Service::Instagram => instagram::key_form(at, one, posted),
                    Service::TikTok => tiktok::key_form(at, one, posted),
                };
                (part(if one.connected { t("connections.replace") } else { t("connections.put_in") }, "", form))
            }
            (part(t("connections.rules"), "", rules(one)))
            p.about { (tf(if one.tried { "connections.tried" } else { "connections.tried.not" }, &[("platform", name)])) }
        }
    }
}

/// Trying the key, and removing it.
fn verbs(base: &str, one: &ConnectionView, asks: bool) -> Markup {
    html! {
        div.line.wrap.mt-3 {
            @if asks { (form::post_inline(&format!("{base}/check"), html! { (Button::submit(t("connections.check"))) })) }
            @if asks && one.renew_at.is_some() { (instagram::renew(base)) }
            (form::post_inline(&format!("{base}/removal"), html! {
                (Button::submit(t("connections.remove")).quiet().confirm(Confirm {
                    question: &tf("connections.remove.ask", &[("platform", one.service.label())]),
                    text: Some(if one.service.by_log_in() { t("connections.tt.remove.text") } else { t("connections.remove.text") }),
                    danger: true,
                    ..Confirm::default()
                }))
            }))
        }
    }
}

fn known(at: &InBrand, one: &ConnectionView) -> Vec<(&'static str, Markup)> {
    let count = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    let mut all = instagram::known(at, one);
    let ends = if one.hint.is_empty() { t("connections.key.kept").to_owned() } else { format!("…{}", one.hint) };
    all.extend([
        (t("connections.key"), html! { span.mono translate="no" { (ends) } }),
        (
            t("connections.since"),
            html! { @if let Some(since) = one.since { (when::time(since, at.now(), at.zone())) } @if !one.by.is_empty() { ", " span translate="no" { (one.by) } } },
        ),
        (t("connections.answered"), html! { @if let Some(answered) = one.answered_at { (when::time(answered, at.now(), at.zone())) } }),
        (
            t("connections.accounts"),
            html! { (tf("connections.accounts.of", &[("fetched", &count(one.fetched)), ("all", &count(one.accounts))])) },
        ),
    ]);
    all
}

/// What today has spent, as a bar and by what for.
fn today(one: &ConnectionView) -> Markup {
    let count = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    let spent = one.spent_of(Bucket::Reads);
    let percent = u8::try_from((spent.saturating_mul(100) / one.daily_units.max(1)).clamp(0, 100)).unwrap_or(100);
    let sentence = tf("connections.spent", &[("spent", &count(spent)), ("all", &count(one.daily_units))]);
    let columns = [Column::text(t("connections.whom")), Column::text(t("connections.bucket")), Column::number(t("connections.units"))];
    let rows = html! {
        @for spent in &one.spent {
            tr {
                td { (tk("spent_for", spent.purpose.as_str())) }
                td.soft { (tk("quota", spent.bucket.as_str())) }
                td.num { (count(spent.units)) }
            }
        }
    };
    html! {
        p.row-size { (sentence) }
        div.form-narrow.mt-2 { (progress(percent, &sentence)) }
        @if one.spent.is_empty() { p.about.mt-2 { (t("connections.nothing_spent")) } }
        @else { div.scrollx.mt-3 { (Table::inset(&columns, rows)) } }
    }
}

fn use_form(base: &str, one: &ConnectionView, posted: &Posted) -> Markup {
    let typed = |name: &str, stored: i64| if posted.get(name).is_empty() { stored.to_string() } else { posted.text(name) };
    let (daily, reserve) = (typed("daily_units", one.daily_units), typed("reserve", one.reserve));
    form::post(
        base,
        html! {
            div.form-narrow.stack {
                (Field::number("daily_units", t("connections.daily")).value(&daily).errors(&posted.errors).help(tk("daily_units", one.service.as_str())).required())
                (Field::number("reserve", t("connections.reserve")).value(&reserve).errors(&posted.errors).help(tk("reserved", one.service.as_str())).required())
                @if one.asks_about_figures { (choice::tick("derived", "yes", t("connections.derived"), one.derived, Some(t("connections.derived.help")))) }
                div { (Button::submit(t("connections.save"))) }
            }
        },
    )
}

fn key_form(base: &str, one: &ConnectionView, posted: &Posted) -> Markup {
    html! {
        p.soft.row-size { (t("connections.how")) }
        (form::post(&format!("{base}/key"), html! {
            div.form-narrow.stack.mt-2 {
                (Field::password("key", t("connections.key"), "off").errors(&posted.errors).help(t("connections.key.help")).required())
                div { @if one.connected { (Button::submit(t("connections.replace.do"))) } @else { (Button::submit(t("connections.put_in.do")).primary()) } }
            }
        }))
    }
}

/// What the platform asks of whoever keeps its data, with who says so.
fn rules(one: &ConnectionView) -> Markup {
    html! {
        @for rule in &one.rules {
            p.row-size.mt-2 {
                @let days = rule.days.map(|days| days.to_string()).unwrap_or_default();
                @match rule.about.as_str() {
                    "derive" => (t("connections.rule.derive")),
                    "end" => (t("connections.rule.end")),
                    "mention" => (tf("connections.rule.mention", &[("days", &days)])),
                    _ => (tf("connections.rule.keep", &[("days", &days)])),
                }
                br;
                span.about lang="en" { (rule.source) }
            }
        }
    }
}

fn named(word: &str) -> Result<Service, Refusal> {
    Service::parse(word).ok_or(Refusal::App(app::Error::NotFound))
}

async fn connect(at: InBrand, Path((_, service)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let service = named(&service)?;
    match at.run(ConnectService { service, key: posted.text("key"), said: None }).await {
        Ok(_) => at.done("/settings/connections", tf("connections.connected", &[("platform", service.label())])),
        Err(error) => {
            posted.refuse(error)?;
            page(&at, Some(service), &posted).await
        }
    }
}

async fn update(at: InBrand, Path((_, service)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let service = named(&service)?;
    let (daily_units, reserve, derived) = (posted.number("daily_units"), posted.number("reserve"), posted.ticked("derived"));
    let saved = match posted.checked() {
        Ok(()) => at.run(UpdateConnection { service, daily_units, reserve, derived }).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done("/settings/connections", t("connections.saved")),
        Err(error) => {
            posted.refuse(error)?;
            page(&at, Some(service), &posted).await
        }
    }
}

async fn check(at: InBrand, Path((_, service)): Path<(String, String)>, _posted: Posted) -> Answer {
    let service = named(&service)?;
    match at.run(CheckConnection { service, said: None }).await {
        Ok(view) if view.refused.is_some() || view.wait.is_some() => at.done("/settings/connections", t("connections.checked_not")),
        Ok(_) => at.done("/settings/connections", tf("connections.checked", &[("platform", service.label())])),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done("/settings/connections", heard(&message)),
        Err(error) => at.refused("/settings/connections", error),
    }
}

async fn remove(at: InBrand, Path((_, service)): Path<(String, String)>, _posted: Posted) -> Answer {
    let service = named(&service)?;
    at.run(RemoveConnection { service }).await?;
    at.done("/settings/connections", tf("connections.removed", &[("platform", service.label())]))
}
