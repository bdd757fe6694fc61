//! Creators: the list with its filters, one creator, new and changed ones, and imports.
//!
//! Invariant: a number says where it comes from, and *unknown* is a word. Absent: inviting; a campaign has it.

use app::App;
use axum::{
    Router,
    routing::{get, post},
};
use domain::creators::Platform;

use crate::pages::said;

mod access;
pub(in crate::pages) mod audience;
pub(in crate::pages) mod bulk;
pub(in crate::pages) mod cells;
mod data;
mod duplicates;
mod export;
mod fetching;
pub(in crate::pages) mod fields;
mod figures;
mod files;
mod filters;
mod form;
pub(in crate::pages) mod import;
mod list;
mod notes;
mod one;
mod posts;
mod running;
pub(in crate::pages) mod shipping;
pub(in crate::pages) mod shortlisting;
mod timeline;
mod vetting;
mod warmth;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators", get(list::show).post(form::create))
        .route("/b/{slug}/creators/table.csv", get(export::file))
        .route("/b/{slug}/creators/new", get(form::new))
        .route("/b/{slug}/creators/shortlist", post(bulk::shortlist))
        .route("/b/{slug}/creators/shortlist/take-back", post(shortlisting::take_back))
        .route("/b/{slug}/creators/duplicates", get(duplicates::list))
        .route("/b/{slug}/creators/{creator}/merge", post(duplicates::merge))
        .route("/b/{slug}/creators/{creator}/split", post(duplicates::split))
        .route("/b/{slug}/creators/{creator}/apart", post(duplicates::apart))
        .route("/b/{slug}/creators/{creator}/timeline", get(timeline::show))
        .route("/b/{slug}/creators/{creator}/warmth", get(warmth::show))
        .route("/b/{slug}/creators/{creator}/everything.json", get(data::file))
        .route("/b/{slug}/creators/{creator}/erasure", post(data::erase))
        .route("/b/{slug}/creators/{creator}/shipping", get(shipping::edit).post(shipping::save))
        .route("/b/{slug}/creators/{creator}/fields", post(fields::save))
        .route("/b/{slug}/creators/cells", post(cells::one))
        .route("/b/{slug}/creators/cells/look", post(cells::look))
        .route("/b/{slug}/creators/cells/change", post(cells::change))
        .route("/b/{slug}/creators/changes", post(bulk::change))
        .route("/b/{slug}/creators/changes/{change}/take-back", post(bulk::take_back))
        .merge(access::routes())
        .merge(import::routes())
        .merge(running::routes())
        .merge(one::routes())
        .merge(posts::routes())
        .merge(notes::routes())
        .merge(files::routes())
        .merge(fetching::routes())
        .merge(vetting::routes())
}

/// The platforms that can be chosen; any other is typed in a list's own words.
pub(crate) fn platforms() -> Vec<(String, String)> {
    ["instagram", "tiktok", "youtube", "pinterest", "facebook", "twitch", "x"]
        .into_iter()
        .map(|word| {
            let platform = Platform::parse(word);
            (platform.as_str().to_owned(), said::platform(platform.as_str()))
        })
        .collect()
}
