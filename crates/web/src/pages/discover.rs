//! Discover: finding creators by a line of plain language, by filters, by likeness; and putting some of them side by side.
//!
//! Invariant: the whole question stands in the address, so that it can be sent to somebody; what was read from plain language
//! is shown as filters that can be dropped, and what was not understood is said. Creators whom nobody brought are
//! looked for on their platform, on a page of its own. Absent: inviting.

use app::App;
use axum::{
    Router,
    routing::{get, post},
};

mod act;
mod asked;
mod beside;
mod by_model;
mod channels;
mod filters;
mod hashtags;
mod own_fields;
mod results;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/discover", get(results::show))
        .route("/b/{slug}/discover/narrow", get(filters::narrow))
        .route("/b/{slug}/discover/compare", get(beside::show))
        .route("/b/{slug}/discover/act", post(act::act))
        .route("/b/{slug}/discover/seen", post(act::seen))
        .merge(channels::routes())
        .merge(hashtags::routes())
}
