//! One campaign: its head with figures and budget, and the pages behind its tabs.
//!
//! Invariant: the head is the same on every tab. Absent: the list of campaigns, their form and their plan (`campaigns`).

pub mod head;
pub mod invite;
pub mod money;
pub mod shortlist;
pub mod table;

use app::App;
use axum::Router;

pub(super) fn routes() -> Router<App> {
    Router::new().merge(table::routes()).merge(money::routes()).merge(shortlist::routes()).merge(invite::routes())
}
