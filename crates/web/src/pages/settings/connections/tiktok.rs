//! What is TikTok's alone among connections: the app, where it leads people back to, where its messages go, and who connected.
//!
//! Invariant: the secret is never shown, nor what was typed in its field. Absent: log-ins; creators do that on their own page.

use app::creators::{
    ConnectTikTok, ConnectionView, ListAccess,
    connections::tiktok::{back_address, hook_address},
};
use domain::creators::{access::Part, connections::Service};
use maud::{Markup, html};

use super::page;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf},
    ui::{
        Button, Field, form,
        section::{Weight, note, part},
    },
};

/// What has to be entered at TikTok before anybody can log in, and what is missing for it.
fn addresses(at: &InBrand) -> Markup {
    let back = back_address(at.app());
    let scopes: Vec<&str> = Part::ALL.iter().map(|part| part.as_str()).collect();
    html! {
        @if !back.starts_with("https://") { div.mt-2 { (note(Weight::Late, t("connections.tt.no_https"), t("connections.tt.no_https.text"))) } }
        p.about.mt-2 { (t("connections.tt.back")) }
        p.mono.copy-line translate="no" { (back) }
        p.about.mt-2 { (t("connections.tt.hook")) }
        p.mono.copy-line translate="no" { (hook_address(at.app(), &at.shell.brand.brand.slug)) }
        p.about.mt-2 { (t("connections.tt.scopes")) }
        p.mono.copy-line translate="no" { (scopes.join(", ")) }
    }
}

/// How creators connect, and where to see who did.
pub(super) fn rest(at: &InBrand) -> Markup {
    html! {
        (part(t("connections.tt.people"), "", html! {
            p.row-size { (t("connections.tt.people.text")) }
            @if at.may_see::<ListAccess>() { p.mt-2 { (Button::link(&at.path("/creators/access"), t("access.open"))) } }
        }))
        (part(t("connections.tt.addresses"), "", addresses(at)))
    }
}

/// The form for the app.
pub(super) fn key_form(at: &InBrand, one: &ConnectionView, posted: &Posted) -> Markup {
    let button = Button::submit(if one.connected { t("connections.replace.do") } else { t("connections.put_in.do") });
    html! {
        p.soft.row-size { (t("connections.tt.how")) }
        @if !one.connected { (addresses(at)) }
        @else { p.about.mt-2 { (t("connections.tt.other_app")) } }
        (form::post(&at.path("/settings/connections/tiktok/app"), html! {
            div.form-narrow.stack.mt-2 {
                (Field::text("client_key", t("connections.tt.client_key")).value(posted.get("client_key")).errors(&posted.errors).required())
                (Field::password("client_secret", t("connections.tt.client_secret"), "off").errors(&posted.errors).help(t("connections.tt.client_secret.help")).required())
                div { (if one.connected { button } else { button.primary() }) }
            }
        }))
    }
}

pub(super) async fn connect(at: InBrand, mut posted: Posted) -> Answer {
    let (client_key, client_secret) = (posted.text("client_key"), posted.text("client_secret"));
    match at.run(ConnectTikTok { client_key, client_secret, said: None }).await {
        Ok(_) => at.done("/settings/connections", tf("connections.tt.connected", &[("platform", Service::TikTok.label())])),
        Err(error) => {
            posted.refuse(error)?;
            page(&at, Some(Service::TikTok), &posted).await
        }
    }
}
