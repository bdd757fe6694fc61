//! A creator's own accounts: connected by logging in at TikTok, and ended here.
//!
//! Invariant: before the button stands what is read, for whom, and how it ends; the address of the log-in is made anew with each
//! look, and only the browser that looked can come back from it. Absent: tokens.

use app::{
    Asked,
    creators::{AccessAccount, AccessOffer, AccessView, EndAccess, ShowAccess, TakeAccess},
};
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    creators::access::{EndedBy, Part},
    ids::ProfileId,
};
use maud::{Markup, html};

use super::{At, Visit};
use crate::{
    heard::heard,
    kernel::{Answer, Asker, Posted, cookies, values::Asks},
    text::{t, tf, tk},
    ui::{
        Button,
        form::{Confirm, post},
        section::{Weight, chapter, note},
        shell::lone,
        when,
    },
};

/// Where the page is.
const PLACE: &str = "/accounts";
/// Who logs in: the secret of their link, for as long as a log-in may take.
const COOKIE: &str = "troupe_log_in";
/// That long, in seconds.
const LASTS: i64 = 3_600;

/// The page.
pub(super) async fn show(visit: Visit) -> Answer {
    let offer = visit.asker.app.show(&visit.caller, ShowAccess {}).await?;
    let mut answer = visit.page(At::Task, t("portal.accounts.title"), "", page(&visit, &offer));
    if offer.address.is_some()
        && let Some(cookie) = cookies::set(&visit.asker.app, COOKIE, &visit.token, LASTS)
    {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

fn page(visit: &Visit, offer: &AccessOffer) -> Markup {
    let connected = offer.accounts.iter().any(|account| account.access.as_ref().is_some_and(|access| access.holds));
    html! {
        h1 { (t("portal.accounts.title")) }
        @for account in &offer.accounts {
            @if let Some(access) = &account.access { (one(visit, account, access)) }
        }
        @match &offer.address {
            Some(address) => (asking(visit, address, connected)),
            None => p.soft { (tf("portal.accounts.closed", &[("sender", visit.sender())])) },
        }
    }
}

/// What is read, for whom, how it ends; and the button.
fn asking(visit: &Visit, address: &str, connected: bool) -> Markup {
    let brand = visit.view.brand.name.as_str();
    html! {
        (chapter(&tf("portal.accounts.ask", &[("brand", brand)]), "", html! {
            div.stack {
                p { (tf("portal.accounts.reads", &[("brand", brand)])) }
                ul { @for part in Part::ALL { li { (tk("access_part", part.as_str())) } } }
                p { (t("portal.accounts.reads_not")) }
                p { (tf("portal.accounts.ends", &[("brand", brand)])) }
                p.about { (t("portal.accounts.leave_on")) }
                div { (Button::link(address, if connected { t("portal.accounts.connect_again") } else { t("portal.accounts.connect") }).primary()) }
            }
        }))
    }
}

/// An account that is connected, or was.
fn one(visit: &Visit, account: &AccessAccount, access: &AccessView) -> Markup {
    let name = account.name.as_ref().map_or_else(|| t("portal.accounts.nameless").to_owned(), |name| format!("@{name}"));
    let said = |at| when::said(at, visit.now(), visit.zone());
    let action = visit.path(&format!("{PLACE}/{}/end", access.profile));
    chapter(
        &name,
        "",
        html! {
            div.stack {
                @if access.holds {
                    p { (tf("portal.accounts.since", &[("when", &said(access.since))])) }
                    @if !access.withheld.is_empty() { (note(Weight::Plain, t("portal.accounts.withheld"), withheld(access))) }
                    @if let Some(ends) = access.ends_at.filter(|_| access.again) {
                        (note(Weight::Ours, &tf("portal.accounts.ends_soon", &[("when", &said(ends))]), t("portal.accounts.again")))
                    }
                } @else if let Some(ended) = &access.ended {
                    p { (tf("portal.accounts.ended", &[("when", &said(ended.at))])) " " (tk("access_ended", ended.by.as_str())) }
                    @if ended.by == EndedBy::RanOut { p.soft { (t("portal.accounts.again")) } }
                }
                // What was read by a log-in that ran out stays for its time, unless its owner ends it.
                @if access.holds || access.ended.as_ref().is_some_and(|ended| ended.by == EndedBy::RanOut) {
                    (post(&action, html! {
                        (Button::submit(t("portal.accounts.end")).confirm(Confirm {
                            question: t("portal.accounts.end.ask"),
                            text: Some(t("portal.accounts.end.text")),
                            danger: true,
                            ..Confirm::default()
                        }))
                    }))
                }
            }
        },
    )
}

/// What an owner keeps to themselves, in one sentence.
fn withheld(access: &AccessView) -> String {
    let parts: Vec<&str> = access.withheld.iter().map(|part| tk("access_part", part.as_str())).collect();
    tf("portal.accounts.withheld.text", &[("parts", &parts.join(", "))])
}

/// Ends it.
pub(super) async fn end(visit: Visit, Path((_, profile)): Path<(String, ProfileId)>, _posted: Posted) -> Answer {
    let creator = visit.view.creator.id;
    match visit.run(EndAccess { creator, profile }).await {
        Ok(_) => visit.done(PLACE, t("portal.accounts.end.done")),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => visit.done(PLACE, heard(&message)),
        Err(error) => Err(error.into()),
    }
}

/// Back from the log-in.
pub(super) async fn back(asker: Asker, headers: HeaderMap, asks: Asks) -> Response {
    let Some(token) = cookies::read(&headers, COOKIE).map(str::to_owned) else {
        let body = html! { h1 { (t("portal.accounts.title")) } p.soft { (t("portal.accounts.lost")) } };
        return asker.private_page(lone(t("portal.accounts.title"), body, false)).status(StatusCode::GONE).into_response();
    };
    let visit = match Visit::by(asker, token, String::new()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let mut answer = taken(&visit, &asks).await.into_response();
    if let Some(cookie) = cookies::set(&visit.asker.app, COOKIE, "", 0) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

async fn taken(visit: &Visit, asks: &Asks) -> Answer {
    let state = asks.get("state").to_owned();
    // What was signed once is good for one log-in.
    let asked = Asked { key: Some(format!("log-in:{}", visit.asker.app.secrets().digest("log-in", &state))), version: None };
    let command = TakeAccess { state, code: asks.some("code"), error: asks.some("error"), taken: None };
    match visit.asker.app.run_asked(&visit.caller, &asked, command).await {
        Ok(access) if !access.withheld.is_empty() => visit.done(PLACE, format!("{} {}", t("portal.accounts.done"), withheld(&access))),
        Ok(_) => visit.done(PLACE, t("portal.accounts.done")),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => visit.done(PLACE, heard(&message)),
        Err(app::Error::KeyReused | app::Error::Conflict) => visit.done(PLACE, t("portal.accounts.used")),
        Err(error) => Err(error.into()),
    }
}
