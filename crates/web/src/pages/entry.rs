//! Ways in: set-up, sign-in, invitations, password resets, and `/`.
//!
//! Invariant: nothing here says whether an address is known. Absent: what a session may do.

use app::{
    App,
    access::{self, LinkFor},
    team::{AcceptInvitation, RequestPasswordReset, ResetPassword, SESSION, SetUp, SignIn, SignInByLink, SignOut, SignedIn},
    views::shell,
};
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{money::Currency, time::SECOND, time::Zone};
use maud::{Markup, Render, html};

use crate::{
    kernel::{
        Answer, Asker, Page, Posted, Signed, cookies, limits,
        page::go_plain,
        unsent,
        values::{Asks, own_path},
    },
    text::{t, tf},
    ui::{
        Button, Field, form,
        section::{Weight, note},
        shell::lone,
    },
};

/// For how long a browser remembers who was signed in there, in seconds: longer than any session.
const WHO_FOR: i64 = 400 * 86_400;
/// The zones offered first; any other may be typed.
const ZONES: &[&str] = &[
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Warsaw",
    "Europe/Stockholm",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];
/// The currencies offered first; any other may be typed.
const CURRENCIES: &[&str] =
    &["GBP", "EUR", "USD", "CAD", "AUD", "NZD", "CHF", "SEK", "DKK", "NOK", "PLN", "JPY", "INR", "BRL", "MXN", "AED", "SGD", "ZAR"];

pub(super) fn routes(app: &App) -> Router<App> {
    let public = Router::new()
        .route("/set-up", get(set_up).post(set_up_now))
        .route("/sign-in", get(sign_in).post(sign_in_now))
        .route("/sign-in/{token}", get(by_link).post(by_link_now))
        .route("/invitations/{token}", get(invitation).post(accept))
        .route("/password-resets", get(forgotten).post(forgotten_now))
        .route("/password-resets/{token}", get(reset).post(reset_now))
        .layer(middleware::from_fn_with_state(app.clone(), limits::public));
    public
        .route("/", get(home))
        .route("/sign-out", post(sign_out))
        .route("/unsent", get(unsent::show).post(unsent::drop_it))
        .route("/unsent/sent", post(unsent::send))
}

/// `/`: to where the person begins in their first brand, to sign-in, or to set-up.
async fn home(State(app): State<App>, signed: Result<Signed, crate::kernel::Refusal>) -> Answer {
    let signed = match signed {
        Ok(signed) => signed,
        Err(_) if !access::is_set_up(&app).await? => return Ok(go_plain("/set-up")),
        Err(_) => return Ok(go_plain("/sign-in")),
    };
    let brands = shell::brands(&app, &signed.caller).await?;
    match brands.first() {
        Some(brand) => {
            let first = super::today::first_place(&signed.caller.clone().about(brand.id));
            Ok(go_plain(&format!("/b/{}/{first}", brand.brand.slug)))
        }
        None => {
            let body = html! { h1 { (t("entry.no_brand")) } p.soft.mt-2 { (t("entry.no_brand.text")) } (sign_out_form()) };
            Ok(crate::kernel::signed::lone(t("entry.no_brand"), body).into_response())
        }
    }
}

fn sign_out_form() -> Markup {
    form::post_inline("/sign-out", html! { (Button::submit(t("shell.sign_out"))) })
}

/// A page before sign-in; `again` when something was refused.
fn page(title: &str, body: Markup, again: bool) -> Response {
    let status = if again { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Page::new(lone(title, body, true)).private().status(status).into_response()
}

/// On to the app with the session's cookie.
async fn begin(app: &App, session: &SignedIn, next: &str) -> Response {
    let mut answer = go_plain(own_path(next));
    let seconds = session.expires_at.since(app.now()).min(SESSION) / SECOND;
    // Without it nothing that is typed later can be laid by; that keeps nobody from signing in.
    let person = access::person_of(app, &session.token).await.ok().flatten();
    let until = app.now().plus(WHO_FOR * SECOND);
    let cookies = [
        cookies::set(app, cookies::SESSION, &session.token, seconds),
        cookies::set(app, cookies::GUEST, "", 0),
        person.and_then(|present| cookies::set(app, cookies::WHO, &unsent::who_cookie(app, present.id, until), WHO_FOR)),
    ];
    for cookie in cookies.into_iter().flatten() {
        answer.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
    }
    answer
}

async fn set_up(State(app): State<App>) -> Answer {
    if access::is_set_up(&app).await? {
        return Ok(go_plain("/sign-in"));
    }
    let empty = Posted::filled([("zone", "Europe/London"), ("currency", "GBP")]);
    Ok(page(t("set_up.title"), set_up_form(&empty), false))
}

fn set_up_form(posted: &Posted) -> Markup {
    let field = |field: Field<'_>| field.render();
    let errors = &posted.errors;
    html! {
        h1 { (t("set_up.title")) }
        p.soft { (t("set_up.text")) }
        (form::refusals(errors))
        (form::post("/set-up", html! {
            (field(Field::text("organisation", t("set_up.organisation")).value(posted.get("organisation")).help(t("set_up.organisation.help")).errors(errors).required().attribute("autocomplete", "organization")))
            (field(Field::text("brand", t("set_up.brand")).value(posted.get("brand")).help(t("set_up.brand.help")).errors(errors).required()))
            div.cols.two {
                (field(Field::text("zone", t("set_up.zone")).value(posted.get("zone")).errors(errors).required().attribute("list", "zones")))
                (field(Field::text("currency", t("set_up.currency")).value(posted.get("currency")).errors(errors).required().attribute("list", "currencies").attribute("maxlength", "3")))
            }
            (zone_offers()) (currency_offers())
            (field(Field::text("name", t("set_up.name")).value(posted.get("name")).errors(errors).required().attribute("autocomplete", "name")))
            (field(Field::email("email", t("entry.email")).value(posted.get("email")).errors(errors).required().attribute("autocomplete", "username")))
            (field(Field::password("password", t("entry.password"), "new-password").help(t("entry.password.help")).errors(errors).required()))
            (Button::submit(t("set_up.do")).primary())
        }))
    }
}

/// What a text field offers, without binding anybody to it.
pub(crate) fn offers(id: &str, values: &[&str]) -> Markup {
    html! { datalist id=(id) { @for value in values { option value=(value) {} } } }
}

/// The zones offered first.
pub(crate) fn zone_offers() -> Markup {
    offers("zones", ZONES)
}

/// The currencies offered first.
pub(crate) fn currency_offers() -> Markup {
    offers("currencies", CURRENCIES)
}

async fn set_up_now(asker: Asker, mut posted: Posted) -> Answer {
    match set_up_as(&asker, &mut posted).await {
        Ok(session) => Ok(begin(&asker.app, &session, "/").await),
        Err(error) => {
            posted.refuse(error)?;
            Ok(page(t("set_up.title"), set_up_form(&posted), true))
        }
    }
}

async fn set_up_as(asker: &Asker, posted: &mut Posted) -> app::Result<SignedIn> {
    let zone = posted.read_if("zone", |text| Zone::parse(text).ok(), "set_up.zone.wrong");
    let currency = posted.read_if("currency", |text| Currency::parse(text).ok(), "set_up.currency.wrong");
    let (Some(zone), Some(currency)) = (zone, currency) else {
        posted.errors.require(!posted.get("zone").is_empty(), "zone", t("posted.needed"));
        posted.errors.require(!posted.get("currency").is_empty(), "currency", t("posted.needed"));
        return Err(app::Error::Fields(posted.errors.clone()));
    };
    let command = SetUp {
        organisation: posted.text("organisation"),
        brand: posted.text("brand"),
        zone,
        currency,
        name: posted.text("name"),
        email: posted.text("email"),
        password: posted.raw("password"),
        prepared: String::new(),
    };
    asker.app.run(&asker.visitor(), command).await
}

async fn sign_in(State(app): State<App>, asks: Asks, signed: Result<Signed, crate::kernel::Refusal>) -> Answer {
    if signed.is_ok() {
        return Ok(go_plain(own_path(asks.get("next"))));
    }
    if !access::is_set_up(&app).await? {
        return Ok(go_plain("/set-up"));
    }
    Ok(page(t("sign_in.title"), sign_in_form(&app, &Posted::filled([("next", asks.get("next")), ("why", asks.get("why"))])), false))
}

fn host(app: &App) -> &str {
    let base = &app.settings().base_url;
    base.split_once("://").map_or(base.as_str(), |(_, host)| host)
}

fn sign_in_form(app: &App, posted: &Posted) -> Markup {
    let errors = &posted.errors;
    html! {
        h1 { (t("sign_in.title")) }
        p.soft { (host(app)) }
        @match posted.get("why") {
            "kept" => (note(Weight::Plain, "", t("unsent.kept"))),
            "ended" => (note(Weight::Plain, "", t("unsent.ended"))),
            _ => {}
        }
        (form::refusals(errors))
        (form::post("/sign-in", html! {
            (form::hidden("why", posted.get("why")))
            (form::hidden("next", posted.get("next")))
            (Field::email("email", t("entry.email")).value(posted.get("email")).attribute("autocomplete", "username").required())
            (Field::password("password", t("entry.password"), "current-password").errors(errors).required())
            (Button::submit(t("sign_in.do")).primary())
        }))
        p.about.mt-4 { a href="/password-resets" { (t("sign_in.forgotten")) } }
        p.about.mt-6 { (t("sign_in.creator")) " " a href="/portal-links" { (t("sign_in.new_link")) } }
    }
}

async fn sign_in_now(asker: Asker, mut posted: Posted) -> Answer {
    let command = SignIn { email: posted.text("email"), password: posted.raw("password"), prepared: None };
    match asker.app.run(&asker.visitor(), command).await {
        Ok(session) => Ok(begin(&asker.app, &session, posted.get("next")).await),
        Err(error) => {
            posted.refuse(error)?;
            Ok(page(t("sign_in.title"), sign_in_form(&asker.app, &posted), true))
        }
    }
}

async fn sign_out(asker: Asker, _posted: Posted) -> Answer {
    if let Some(token) = &asker.session {
        asker.app.run(&asker.visitor(), SignOut { token: token.clone() }).await?;
    }
    let mut answer = go_plain("/sign-in");
    for cookie in [cookies::SESSION, cookies::WHO].into_iter().filter_map(|name| cookies::set(&asker.app, name, "", 0)) {
        answer.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// A link that signs in is used by a button, so that a mail program that looks ahead does not use it up.
async fn by_link(State(app): State<App>, Path(token): Path<String>) -> Answer {
    if !access::link_holds(&app, &token, LinkFor::SignIn).await? {
        return Ok(spent(t("spent.sign_in"), html! { (Button::link("/sign-in", t("sign_in.by_password")).primary()) }));
    }
    Ok(page(t("sign_in.title"), link_form(&app, &token, &Posted::default()), false))
}

/// A link that was used, has expired or never was: how to get another.
fn spent(how: &str, way: Markup) -> Response {
    let body = html! { h1 { (t("spent.title")) } p.soft { (t("spent.text")) " " (how) } p.mt-4 { (way) } };
    Page::new(lone(t("spent.title"), body, false)).private().status(StatusCode::GONE).into_response()
}

fn link_form(app: &App, token: &str, posted: &Posted) -> Markup {
    html! {
        h1 { (t("sign_in.title")) }
        p.soft { (host(app)) }
        @if posted.errors.0.is_empty() {
            (form::post(&format!("/sign-in/{token}"), html! { (Button::submit(t("sign_in.by_link")).primary()) }))
            p.about.mt-4 { (t("sign_in.by_link.text")) }
        } @else {
            (form::refusals(&posted.errors))
            p.mt-4 { (Button::link("/sign-in", t("sign_in.by_password"))) }
        }
    }
}

async fn by_link_now(asker: Asker, Path(token): Path<String>, mut posted: Posted) -> Answer {
    match asker.app.run(&asker.visitor(), SignInByLink { token: token.clone() }).await {
        Ok(session) => Ok(begin(&asker.app, &session, unsent::or_home(&asker)).await),
        Err(error) => {
            posted.refuse(error)?;
            Ok(page(t("sign_in.title"), link_form(&asker.app, &token, &posted), true))
        }
    }
}

/// A page on which a password is chosen by a link.
fn password_form(action: &str, title: &str, text: &str, verb: &str, posted: &Posted) -> Markup {
    html! {
        h1 { (title) }
        p.soft { (text) }
        (form::refusals(&posted.errors))
        (form::post(action, html! {
            (Field::password("password", t("entry.password"), "new-password").help(t("entry.password.help")).errors(&posted.errors).required())
            (Button::submit(verb).primary())
        }))
    }
}

async fn invitation(State(app): State<App>, Path(token): Path<String>) -> Answer {
    if !access::link_holds(&app, &token, LinkFor::Invitation).await? {
        return Ok(spent(t("spent.invitation"), html! { (Button::link("/sign-in", t("spent.to_sign_in"))) }));
    }
    Ok(page(t("invitation.title"), invitation_form(&token, &Posted::default()), false))
}

fn invitation_form(token: &str, posted: &Posted) -> Markup {
    password_form(&format!("/invitations/{token}"), t("invitation.title"), t("invitation.text"), t("invitation.do"), posted)
}

async fn accept(asker: Asker, Path(token): Path<String>, mut posted: Posted) -> Answer {
    let command = AcceptInvitation { token: token.clone(), password: posted.raw("password"), prepared: String::new() };
    match asker.app.run(&asker.visitor(), command).await {
        Ok(session) => Ok(begin(&asker.app, &session, "/").await),
        Err(error) => {
            posted.refuse(error)?;
            Ok(page(t("invitation.title"), invitation_form(&token, &posted), true))
        }
    }
}

async fn forgotten() -> Response {
    page(t("reset.title"), forgotten_form(&Posted::default()), false)
}

fn forgotten_form(posted: &Posted) -> Markup {
    html! {
        h1 { (t("reset.title")) }
        p.soft { (t("reset.text")) }
        (form::refusals(&posted.errors))
        (form::post("/password-resets", html! {
            (Field::email("email", t("entry.email")).value(posted.get("email")).attribute("autocomplete", "username").required())
            (Button::submit(t("reset.ask")).primary())
        }))
        p.about.mt-4 { a href="/sign-in" { (t("reset.back")) } }
    }
}

async fn forgotten_now(asker: Asker, posted: Posted) -> Answer {
    asker.app.run(&asker.visitor(), RequestPasswordReset { email: posted.text("email") }).await?;
    let body = html! {
        h1 { (t("reset.sent")) }
        p.soft { (tf("reset.sent.text", &[("email", posted.get("email"))])) }
        p.about.mt-4 { a href="/sign-in" { (t("reset.back")) } }
    };
    Ok(page(t("reset.sent"), body, false))
}

async fn reset(State(app): State<App>, Path(token): Path<String>) -> Answer {
    if !access::link_holds(&app, &token, LinkFor::PasswordReset).await? {
        return Ok(spent(t("spent.reset"), html! { (Button::link("/password-resets", t("spent.ask_again")).primary()) }));
    }
    Ok(page(t("reset.title"), reset_form(&token, &Posted::default()), false))
}

fn reset_form(token: &str, posted: &Posted) -> Markup {
    password_form(&format!("/password-resets/{token}"), t("reset.title"), t("reset.choose"), t("reset.do"), posted)
}

async fn reset_now(asker: Asker, Path(token): Path<String>, mut posted: Posted) -> Answer {
    let command = ResetPassword { token: token.clone(), password: posted.raw("password"), prepared: String::new() };
    match asker.app.run(&asker.visitor(), command).await {
        Ok(session) => Ok(begin(&asker.app, &session, unsent::or_home(&asker)).await),
        Err(error) => {
            posted.refuse(error)?;
            Ok(page(t("reset.title"), reset_form(&token, &posted), true))
        }
    }
}
