//! Settings: the brand, people, mail, templates, the clock, connections, the language model, keys, the audit trail, the installation's health; and for everybody
//! where they are signed in and what changed in Troupe.
//!
//! Invariant: a tab is shown exactly to the roles that may open it. Absent: rules that an owner cannot change.

use app::{
    App,
    creators::{AddField, ListConnections, UpdateApplicationPage},
    discovery::ShowModel,
    outreach::{SaveTemplate, ShowClock},
    team::{ListEvents, ListMail, ListPeople, ListSessions, ShowHealth, UpdateBrand, UpdateBrandProfile, api_keys::ListApiKeys},
};
use axum::{Router, routing::get};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, InBrand, page::go_plain},
    text::{t, tk},
    ui::{
        shell::page_head,
        views::{View, views},
    },
};

mod applications;
mod audit;
mod brand;
mod changes;
mod clock;
mod connections;
mod fields;
mod health;
mod keys;
mod mail;
mod model;
mod people;
mod profile;
mod reference;
mod sessions;
mod templates;

/// Whether somebody may.
type May = fn(&InBrand) -> bool;

/// The tabs in their order, with whether somebody may open them: who may run what a form there sends, or see what it lists.
const TABS: [(&str, May); 15] = [
    ("profile", InBrand::may_run::<UpdateBrandProfile>),
    ("rules", InBrand::may_run::<UpdateBrand>),
    ("applications", InBrand::may_run::<UpdateApplicationPage>),
    ("fields", InBrand::may_run::<AddField>),
    ("people", InBrand::may_see::<ListPeople>),
    ("mail", InBrand::may_see::<ListMail>),
    ("templates", InBrand::may_run::<SaveTemplate>),
    ("clock", InBrand::may_see::<ShowClock>),
    ("connections", InBrand::may_see::<ListConnections>),
    ("model", InBrand::may_see::<ShowModel>),
    ("keys", InBrand::may_see::<ListApiKeys>),
    ("audit", InBrand::may_see::<ListEvents>),
    ("health", InBrand::may_see::<ShowHealth>),
    ("sessions", InBrand::may_see::<ListSessions>),
    // Whoever has a seat in the brand uses the program.
    ("changes", |_| true),
];

/// Whether somebody may open an address: other places are not judged here.
pub(super) fn may_open(at: &InBrand, path: &str) -> bool {
    let Some(tab) = path.strip_prefix("/settings/") else { return true };
    let tab = if tab.starts_with("brands") { "rules" } else { tab.split('/').next().unwrap_or_default() };
    TABS.iter().any(|(name, may)| *name == tab && may(at))
}

/// Whether somebody has any tab here.
pub(super) fn opens(at: &InBrand) -> bool {
    TABS.iter().any(|(_, may)| may(at))
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings", get(first))
        .merge(profile::routes())
        .merge(reference::routes())
        .merge(brand::routes())
        .merge(applications::routes())
        .merge(fields::routes())
        .merge(people::routes())
        .merge(mail::routes())
        .merge(templates::routes())
        .merge(clock::routes())
        .merge(connections::routes())
        .merge(model::routes())
        .merge(keys::routes())
        .merge(audit::routes())
        .merge(health::routes())
        .merge(sessions::routes())
        .merge(changes::routes())
}

/// To the first tab that the person sees.
async fn first(at: InBrand) -> Answer {
    let tab = TABS.iter().find(|(_, may)| may(&at)).ok_or(crate::kernel::Refusal::App(app::Error::NotFound))?;
    Ok(go_plain(&at.path(&format!("/settings/{}", tab.0))))
}

/// A tab's page: the head, the tabs, and what is in it.
fn tabbed(at: &InBrand, current: &str, body: Markup) -> Markup {
    let shown: Vec<View<'_>> = TABS
        .iter()
        .filter(|(_, may)| may(at))
        .map(|(name, _)| View {
            href: at.path(&format!("/settings/{name}")),
            name: tk("settings", name),
            count: None,
            current: *name == current,
        })
        .collect();
    html! {
        (page_head(t("place.settings"), &at.brand().brand.name, html! {}))
        (views(t("place.settings"), &shown, html! {}))
        div.body { (body) }
    }
}
