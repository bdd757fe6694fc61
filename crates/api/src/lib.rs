//! The JSON API: every registered operation as a route, and the document that describes them.
//!
//! Invariants: routes, parameters and schemas follow from the registry, so that none can be forgotten or differ; every
//! refusal is `application/problem+json`. Absent: rules, rows, HTML; an answer is what the operation answers.

use std::sync::Arc;

use app::App;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};

mod asked;
mod caller;
mod files;
mod hooks;
mod input;
mod limits;
pub mod openapi;
mod operations;
mod problem;
mod shape;

use limits::Limits;
use problem::Problem;

/// What every route is given.
#[derive(Clone)]
struct Api {
    app: App,
    limits: Arc<Limits>,
}

/// Everything under `/api`.
pub fn router(app: App) -> Router {
    let document: Arc<str> = openapi::document(&app.settings().base_url).to_string().into();
    let api = Api { app, limits: Arc::new(Limits::default()) };
    let routes = operations::routes()
        .route("/openapi.json", get(async move || json_text(&document)))
        .route("/brands/{brand}/uploads", post(files::upload))
        .route("/brands/{brand}/files/{file}", get(files::download))
        .route("/hooks/{brand}/orders", post(hooks::orders))
        .route("/hooks/{brand}/mentions", post(hooks::mentions))
        .route("/hooks/{brand}/instagram", get(hooks::instagram::challenged).post(hooks::instagram::told))
        .route("/hooks/{brand}/tiktok", post(hooks::tiktok::told))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .with_state(api);
    Router::new().nest("/api", routes)
}

fn json_text(text: &str) -> Response {
    ([("content-type", "application/json")], text.to_owned()).into_response()
}

async fn nowhere() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "There is no such address. /api/openapi.json lists all that there are.")
}

async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This address does not take this method. See /api/openapi.json.")
}
