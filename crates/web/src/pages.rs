//! The pages, a file or folder for each place.
//!
//! Invariant: a page shows one view and posts commands; it reads no rows. Absent: what may be done; operations say it.

use app::App;
use axum::Router;

pub mod applications;
mod asking;
pub mod campaign;
pub mod campaigns;
pub mod choices;
pub mod chrome;
pub mod collaboration;
pub mod creators;
pub mod discover;
pub mod entry;
pub mod find;
mod funnel;
pub(crate) mod glance;
pub mod inbox;
pub mod leads;
pub mod payments;
mod picking;
pub mod reports;
pub mod reviews;
pub mod said;
pub mod saved;
pub mod settings;
mod sheets;
pub mod today;
pub mod tracker;
mod usual;

/// Every page's routes.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .merge(entry::routes(app))
        .merge(today::routes())
        .merge(find::routes())
        .merge(campaigns::routes())
        .merge(tracker::routes())
        .merge(campaign::routes())
        .merge(collaboration::routes())
        .merge(creators::routes())
        .merge(applications::routes())
        .merge(discover::routes())
        .merge(leads::routes())
        .merge(inbox::routes())
        .merge(saved::routes())
        .merge(reviews::routes())
        .merge(settings::routes())
        .merge(payments::routes())
        .merge(reports::routes())
}
