//! What is Instagram's alone among connections: the app and the token, when it ends, the hashtags that count, and where messages go.
//!
//! Invariant: neither secret nor token is ever shown, nor what was typed in their fields. Absent: the log-in at Meta.

use app::{
    creators::{ConnectInstagram, ConnectionView, RenewToken},
    listening::instagram::{address, word},
};
use axum::extract::Path;
use domain::creators::connections::{Service, hashtags::MOST};
use maud::{Markup, html};

use super::{named, page};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{t, tf},
    ui::{
        Button, Field, form,
        section::{Weight, note, part},
        table::{Column, Table},
        when,
    },
};

/// What the token is of and when it ends.
pub(super) fn known(at: &InBrand, one: &ConnectionView) -> Vec<(&'static str, Markup)> {
    let Some(account) = &one.account else { return Vec::new() };
    vec![
        (t("connections.ig.account"), html! { span.mono translate="no" { "@" (account) } }),
        (
            t("connections.ig.ends"),
            html! { @match one.ends_at { Some(ends) => (when::time(ends, at.now(), at.zone())), None => (t("connections.ig.ends.unknown")) } },
        ),
        (t("connections.ig.renews"), html! { @if let Some(renews) = one.renew_at { (when::time(renews, at.now(), at.zone())) } }),
    ]
}

/// That the token ends soon, before it does.
pub(super) fn ending(at: &InBrand, one: &ConnectionView) -> Markup {
    let Some(ends) = one.ends_at.filter(|_| one.ends_soon) else { return html! {} };
    let said = when::said(ends, at.now(), at.zone());
    let (weight, words) = if ends > at.now() {
        (Weight::Ours, tf("connections.ig.ends_soon", &[("when", &said)]))
    } else {
        (Weight::Late, tf("connections.ig.ended", &[("when", &said)]))
    };
    note(weight, &words, t("connections.ig.ends_soon.text"))
}

/// The button that renews.
pub(super) fn renew(base: &str) -> Markup {
    form::post_inline(&format!("{base}/renewal"), html! { (Button::submit(t("connections.ig.renew"))) })
}

/// The hashtags that count now, and where Instagram sends messages.
pub(super) fn rest(at: &InBrand, one: &ConnectionView) -> Markup {
    html! {
        @if let Some(budget) = &one.hashtags {
            @let left = tf("connections.ig.hashtags.left", &[("left", &budget.left.to_string()), ("most", &MOST.to_string())]);
            (part(t("connections.ig.hashtags"), left, html! {
                @if budget.asked.is_empty() { p.about { (t("connections.ig.hashtags.none")) } }
                @else {
                    @let heads = [Column::text(t("connections.ig.hashtag")), Column::text(t("connections.ig.hashtags.since"))];
                    div.scrollx { (Table::inset(&heads, html! {
                        @for asked in &budget.asked {
                            tr { td translate="no" { "#" (asked.tag) } td.soft { (when::time(asked.since, at.now(), at.zone())) } }
                        }
                    })) }
                }
            }))
        }
        (part(t("connections.ig.hook"), "", html! {
            p.row-size { (t("connections.ig.hook.text")) }
            p.about.mt-2 { (t("connections.ig.hook.address")) }
            p.mono.copy-line translate="no" { (address(at.app(), &at.shell.brand.brand.slug)) }
            p.about.mt-2 { (t("connections.ig.hook.word")) }
            p.mono.copy-line translate="no" { (word(at.app(), at.brand().id)) }
        }))
    }
}

/// The form for the app and the token.
pub(super) fn key_form(at: &InBrand, one: &ConnectionView, posted: &Posted) -> Markup {
    let button = Button::submit(if one.connected { t("connections.replace.do") } else { t("connections.put_in.do") });
    html! {
        p.soft.row-size { (t("connections.ig.how")) }
        (form::post(&at.path("/settings/connections/instagram/token"), html! {
            div.form-narrow.stack.mt-2 {
                (Field::text("app_id", t("connections.ig.app_id")).value(posted.get("app_id")).errors(&posted.errors).required())
                (Field::password("app_secret", t("connections.ig.app_secret"), "off").errors(&posted.errors).required())
                (Field::text("user", t("connections.ig.user")).value(posted.get("user")).errors(&posted.errors).help(t("connections.ig.user.help")).required())
                (Field::password("token", t("connections.ig.token"), "off").errors(&posted.errors).help(t("connections.ig.token.help")).required())
                div { (if one.connected { button } else { button.primary() }) }
            }
        }))
    }
}

pub(super) async fn connect(at: InBrand, mut posted: Posted) -> Answer {
    let text = |name: &str| posted.text(name);
    let (app_id, app_secret, user, token) = (text("app_id"), text("app_secret"), text("user"), text("token"));
    match at.run(ConnectInstagram { app_id, app_secret, user, token, taken: None }).await {
        Ok(_) => at.done("/settings/connections", tf("connections.ig.connected", &[("platform", Service::Instagram.label())])),
        Err(error) => {
            posted.refuse(error)?;
            page(&at, Some(Service::Instagram), &posted).await
        }
    }
}

pub(super) async fn renewal(at: InBrand, Path((_, service)): Path<(String, String)>, _posted: Posted) -> Answer {
    let service = named(&service)?;
    match at.run(RenewToken { service, said: None }).await {
        Ok(view) if view.refused.is_some() || view.ends_soon => at.done("/settings/connections", t("connections.ig.not_renewed")),
        Ok(view) => {
            let ends = view.ends_at.map(|ends| tf("connections.ig.renewed", &[("when", &when::said(ends, at.now(), at.zone()))]));
            at.done("/settings/connections", ends.unwrap_or_else(|| t("connections.ig.renewed_endless").to_owned()))
        }
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done("/settings/connections", heard(&message)),
        Err(error) => at.refused("/settings/connections", error),
    }
}
