//! A link that does not open: what is wrong with it, and how to get a new one.
//!
//! Invariant: the answer is the same whether or not an address is known. Absent: signing links.

use app::{App, Error, outreach::RequestPortalLink, portal};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, Render, html};

use crate::{
    heard::heard,
    kernel::{Answer, Asker, Page, Posted, values::Asks},
    text::{t, tf},
    ui::{Button, Field, form, shell::lone},
};

/// The page of a link that was refused. A link that we signed once still says for which brand.
pub(super) async fn refused(app: &App, token: &str, error: &Error) -> Response {
    let brand = portal::brand(app, token).await.ok().flatten();
    let filled = Posted::filled(brand.iter().map(|brand| ("brand", brand.value.slug.clone())));
    let name = brand.map(|brand| brand.value.name);
    let body = ask_page(&heard(&error.to_string()), name.as_deref(), &filled);
    Page::new(lone(t("portal.link.title"), body, false)).private().status(StatusCode::GONE).into_response()
}

/// The same form on its own, for a link that was lost.
pub(super) async fn asking(asker: Asker, asks: Asks) -> Response {
    let filled = Posted::filled([("brand", asks.get("brand"))]);
    asker.private_page(lone(t("portal.link.title"), ask_page(t("portal.link.lost"), None, &filled), false)).into_response()
}

/// Sends a new link, if the address is known.
pub(super) async fn ask(asker: Asker, mut posted: Posted) -> Answer {
    let email = posted.text("email");
    if !domain::text::looks_like_email(&email) {
        posted.errors.add("email", t("portal.link.no_email"));
    }
    let brand = domain::text::slug(posted.get("brand"));
    if brand.is_empty() {
        posted.errors.add("brand", t("portal.link.no_brand"));
    }
    if !posted.errors.0.is_empty() {
        let page = lone(t("portal.link.title"), ask_page(t("portal.link.lost"), None, &posted), false);
        return Ok(asker.private_page(page).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    asker.app.run(&asker.visitor(), RequestPortalLink { brand, email: email.clone() }).await?;
    let body = html! { h1 { (t("portal.link.asked")) } p.soft { (tf("portal.link.asked_text", &[("email", &email)])) } };
    Ok(asker.private_page(lone(t("portal.link.title"), body, false)).into_response())
}

fn ask_page(wrong: &str, brand: Option<&str>, posted: &Posted) -> Markup {
    html! {
        h1 { (t("portal.link.title")) }
        p.soft { (wrong) }
        @if let Some(brand) = brand { p.soft { (tf("portal.link.for_brand", &[("brand", brand)])) } }
        (form::post("/portal-links", html! {
            @if brand.is_some() { (form::hidden("brand", posted.get("brand"))) }
            @else { (Field::text("brand", t("portal.link.brand")).value(posted.get("brand")).errors(&posted.errors).help(t("portal.link.brand_help")).required()) }
            (Field::email("email", t("portal.link.email")).value(posted.get("email")).errors(&posted.errors).help(t("portal.link.email_help")).required().attribute("autocomplete", "email"))
            (Button::submit(t("portal.link.send")).primary().render())
        }))
    }
}
