//! The pages: what a person sees and does in a browser, rendered by the server.
//!
//! Invariant: a page works without scripts, and nothing in it is inline (neither script nor style), so that the content
//! policy can refuse both. Absent: rules and rows; a page shows views and posts commands.
//!
//! # How to write a page
//!
//! A file under `pages/` has a `routes() -> Router<App>` that `pages::routes` merges. Its words are in
//! `assets/text/en/<page>.txt` and reach it by `t(key)`. A handler takes what it needs and answers
//! [`kernel::Answer`]:
//!
//! ```text
//! async fn show(at: InBrand, asks: Asks) -> Answer {
//!     let list = at.show(ListCreators { query: asks.some("q"), .. }).await?;   // a refusal becomes a page by itself
//!     Ok(at.page(title, "creators", html! { … }))                // rail, toast, headers: done
//! }
//!
//! async fn save(at: InBrand, mut posted: Posted) -> Answer {                   // Posted refuses forged forms
//!     match saved(&at, &mut posted).await {
//!         Ok(done) => at.done(&format!("/creators/{}", done.id), words),   // 303 and a toast
//!         Err(error) => {
//!             posted.refuse(error)?;                                           // fields, rules, conflicts: at the form
//!             Ok(at.page_again(title, "creators", form(&at, &posted)))     // what was typed stays
//!         }
//!     }
//! }
//!
//! async fn saved(at: &InBrand, posted: &mut Posted) -> app::Result<Done<CreatorId>> {
//!     let fee = posted.money("terms.fee", at.brand().brand.currency);          // errors are collected …
//!     posted.checked()?;                                                        // … and said all at once
//!     at.run_asked(posted, UpdateCreator { … }).await                          // hidden `version` guards the row
//! }
//! ```
//!
//! - A form is one function of `&Posted`; fill it from the store by `Posted::filled([("name", …)])`, and give its fields
//!   `.value(posted.get("name")).errors(&posted.errors)`. Rows: `deliverables.0.format`, read by
//!   `posted.filled_rows("deliverables")`. Put `form::hidden("version", …)` in a form that changes a row.
//! - Nobody writes the forgery token: the guard puts it into every `form method="post"` of a [`kernel::Page`].
//! - Large files: take [`kernel::streamed::Streamed`] and call `read(app, |name, bytes| …)`; small ones: `posted.file()`.
//! - A page behind a signed link takes [`kernel::Asker`], reads the link with a function of `app`, calls operations as
//!   `asker.evidence(caller)`, answers `asker.private_page(markup)`, and is routed under `limits::public`.
//! - Statements: the shell costs four; a page may use twelve, so its views have eight.
//! - An answer that is no page (a file, a redirect) is a plain axum response; the guard adds its headers to it too, but
//!   for those that it sets itself (a stored HTML document sets its own, sandboxing policy).

use app::App;
use axum::{
    Router,
    extract::Request,
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    middleware::{self, Next},
    response::Response,
};
use tower_http::compression::CompressionLayer;

mod apply;
pub mod assets;
mod demo;
mod go;
pub mod heard;
pub mod kernel;
pub mod language;
pub mod live;
pub mod pages;
mod portal;
mod printed;
mod review_lines;
mod review_link;
mod sign_offs;
pub mod text;
pub mod ui;
mod unsubscribe;

/// Every page, the built front end, and the guard around both.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .merge(pages::routes(&app))
        .merge(portal::routes(&app))
        .merge(review_link::routes(&app))
        .merge(demo::routes())
        .merge(go::routes())
        .merge(unsubscribe::routes(&app))
        .merge(apply::routes(&app))
        .merge(language::routes())
        .merge(live::routes())
        .merge(assets::router())
        .fallback(kernel::guard::nowhere)
        .layer(middleware::from_fn_with_state(app.clone(), kernel::guard::guard))
        .layer(middleware::from_fn(kernel::asked::remember))
        .layer(middleware::from_fn(language::listen))
        .layer(middleware::from_fn(as_it_is_for_others))
        .layer(CompressionLayer::new().compress_when(is_text));
    pages.with_state(app)
}

/// An answer that is not packed.
#[derive(Debug, Clone, Copy)]
struct AsItIs;

/// Pages that another site made a browser open are not packed: what they keep secret could be guessed by the sizes of many that
/// hold what that site chose.
async fn as_it_is_for_others(request: Request, next: Next) -> Response {
    let others = request.headers().get("sec-fetch-site").is_some_and(|value| value == "cross-site");
    let mut answer = next.run(request).await;
    if others {
        answer.extensions_mut().insert(AsItIs);
    }
    answer
}

/// Whether an answer is a text that packing makes much smaller. Films, pictures and the stream of news go as they are; built files
/// are packed already.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    extensions.get::<AsItIs>().is_none() && ["text/html", "text/csv", "text/calendar"].iter().any(|text| kind.starts_with(text))
}
