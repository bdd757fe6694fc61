//! The pages, a file or folder for each place.
//!
//! Invariant: a page shows one view and posts commands; it reads no rows. Absent: what may be done; operations say it.

use app::App;
use axum::Router;

pub mod chrome;
pub mod entry;

/// Every page's routes.
pub(crate) fn routes(app: &App) -> Router<App> {
    entry::routes(app)
}
