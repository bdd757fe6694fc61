//! Settings: the brand, people, mail, templates, keys, the audit trail, the installation's health.
//!
//! Invariant: a tab is shown exactly to the roles that may open it. Absent: rules that an owner cannot change.

use app::App;
use axum::{Router, routing::get};
use domain::team::Role;
use maud::{Markup, html};

use crate::{
    kernel::{Answer, InBrand, page::go_plain},
    text::{t, tk},
    ui::{
        shell::page_head,
        views::{View, views},
    },
};

mod audit;
mod brand;
mod health;
mod keys;
mod mail;
mod people;
mod profile;
mod templates;

const OWN: &[Role] = &[Role::Owner];
const MANAGE: &[Role] = &[Role::Owner, Role::Manager];

/// The tabs in their order, with who sees them.
const TABS: &[(&str, &[Role])] = &[
    ("profile", MANAGE),
    ("rules", OWN),
    ("people", OWN),
    ("mail", MANAGE),
    ("templates", MANAGE),
    ("keys", OWN),
    ("audit", MANAGE),
    ("health", OWN),
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings", get(first))
        .merge(profile::routes())
        .merge(brand::routes())
        .merge(people::routes())
        .merge(mail::routes())
        .merge(templates::routes())
        .merge(keys::routes())
        .merge(audit::routes())
        .merge(health::routes())
}

/// To the first tab that the person sees.
async fn first(at: InBrand) -> Answer {
    let tab = TABS.iter().find(|(_, roles)| at.may(roles)).ok_or(crate::kernel::Refusal::App(app::Error::NotFound))?;
    Ok(go_plain(&at.path(&format!("/settings/{}", tab.0))))
}

/// A tab's page: the head, the tabs, and what is in it.
fn tabbed(at: &InBrand, current: &str, body: Markup) -> Markup {
    let shown: Vec<View<'_>> = TABS
        .iter()
        .filter(|(_, roles)| at.may(roles))
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
