//! The pages, a file or folder for each place.
//!
//! Invariant: a page shows one view and posts commands; it reads no rows. Absent: what may be done; operations say it.

use app::App;
use axum::Router;

pub mod campaign;
pub mod chrome;
pub mod collaboration;
pub mod entry;
pub mod said;

/// Every page's routes.
pub(crate) fn routes(app: &App) -> Router<App> {
    entry::routes(app).merge(campaign::routes()).merge(collaboration::routes())
}
