//! Stopping mail from a mail: `/unsubscribe/{token}`.
//!
//! Invariant: looking at the page changes nothing, since mail scanners follow links; one post stops the mail at once,
//! without a session, a cookie or a forgery token, as RFC 8058 asks. Absent: anything else; the portal has it.

use app::{App, Error, unsubscribe};
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, Page, limits},
    text::{t, tf},
    ui::{Button, form, shell::lone},
};

pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new().route("/unsubscribe/{token}", get(ask).post(stop)).layer(middleware::from_fn_with_state(app.clone(), limits::public))
}

async fn ask(State(app): State<App>, Path(token): Path<String>) -> Answer {
    let (brand, _) = match unsubscribe::read(&app, &token).await {
        Ok(found) => found,
        Err(error) => return refused(error),
    };
    let body = html! {
        h1 { (tf("portal.opt_out.question", &[("brand", &brand.value.name)])) }
        p.soft { (t("portal.opt_out.means")) }
        p.soft { (t("portal.opt_out.goes_on")) }
        (form::post(&format!("/unsubscribe/{token}"), html! { (Button::submit(t("portal.opt_out.do")).danger()) }))
    };
    Ok(page(StatusCode::OK, t("portal.opt_out.title"), body))
}

async fn stop(State(app): State<App>, Path(token): Path<String>) -> Answer {
    match unsubscribe::stop(&app, &token).await {
        Ok(_) => {
            let body = html! { h1 { (t("portal.opt_out.done")) } p.soft { (t("portal.opt_out.goes_on")) } };
            Ok(page(StatusCode::OK, t("portal.opt_out.title"), body))
        }
        Err(error) => refused(error),
    }
}

fn refused(error: Error) -> Answer {
    match error {
        Error::Rule { message, .. } => {
            let body = html! { h1 { (t("portal.opt_out.title")) } p.soft { (message) } };
            Ok(page(StatusCode::GONE, t("portal.opt_out.title"), body))
        }
        other => Err(other.into()),
    }
}

fn page(status: StatusCode, title: &str, body: Markup) -> Response {
    Page::new(lone(title, body, false)).private().status(status).into_response()
}
