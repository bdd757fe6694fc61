//! One campaign: its head with figures and budget, and the pages behind its tabs.
//!
//! Invariant: the head is the same on every tab. Absent: the list of campaigns, their form and their plan (`campaigns`).

pub mod add;
mod board;
pub mod brief;
mod calendar;
mod cells;
pub mod head;
mod invite;
mod question;
pub mod table;
mod waves;

use app::App;
use axum::Router;

pub(super) fn routes() -> Router<App> {
    Router::new().merge(table::routes()).merge(add::routes()).merge(brief::routes()).merge(board::routes()).merge(calendar::routes())
}
