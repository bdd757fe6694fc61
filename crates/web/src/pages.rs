//! The pages, a file or folder for each place.
//!
//! Invariant: a page shows one view and posts commands; it reads no rows. Absent: what may be done; operations say it.

use app::App;
use axum::Router;

pub mod campaigns;
pub mod chrome;
pub mod entry;
pub mod settings;
pub mod today;

/// Every page's routes.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new().merge(entry::routes(app)).merge(today::routes()).merge(campaigns::routes()).merge(settings::routes())
}
