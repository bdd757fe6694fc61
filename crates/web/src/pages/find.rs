//! Find anything: creators, campaigns, places, and what a person may do; a page, and the panel that Ctrl+K opens over others.
//!
//! Invariant: what is found is what the person may see or run, by the registry's own word. Absent: full text of messages.

use app::{App, Meta, Who, creators::ListCreators, frame::allowed, registry};
use axum::{Router, routing::get};
use maud::{Markup, html};

use super::chrome::Chrome;
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    text::{t, tf, tk},
    ui::{Field, icon::icon, section::empty, shell::page_head},
};

/// So many of each kind are listed.
const MOST: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/find", get(show))
}

/// Something found: its picture, its name, what is said about it, and where it is.
struct Found {
    icon: &'static str,
    name: String,
    about: String,
    href: String,
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    let asked = asks.some("q").unwrap_or_default();
    let groups = [
        (t("find.creators"), creators(&at, &asked).await?),
        (t("find.campaigns"), campaigns(&at, &asked)),
        (t("find.places"), places(&at, &asked)),
        (t("find.verbs"), verbs(&at, &asked)),
    ];
    let page = html! {
        (page_head(t("find.title"), "", html! {}))
        div.body {
            form.form-narrow method="get" action=(at.path("/find")) role="search" {
                (Field::text("q", t("find.label")).value(&asked).attribute("data-search", "").attribute("autocomplete", "off"))
            }
            (listed(&groups, &asked))
        }
    };
    Ok(at.page(t("find.title"), "find", page))
}

fn listed(groups: &[(&str, Vec<Found>)], asked: &str) -> Markup {
    let none = groups.iter().all(|(_, found)| found.is_empty());
    html! {
        div.found id="found" {
            @if none { (empty(&tf("find.none", &[("asked", asked)]), t("find.none.text"), html! {})) }
            @for (name, found) in groups.iter().filter(|(_, found)| !found.is_empty()) {
                h2.found-group { (name) }
                ul.plain-list {
                    @for one in found {
                        li { a.palette-row href=(one.href) { (icon(one.icon)) span.cut { (one.name) } @if !one.about.is_empty() { span.push.cut.soft { (one.about) } } } }
                    }
                }
            }
        }
    }
}

async fn creators(at: &InBrand, asked: &str) -> app::Result<Vec<Found>> {
    if asked.is_empty() || !at.may_see::<ListCreators>() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(MOST).ok();
    let list = at.show(ListCreators { query: Some(asked.to_owned()), limit, ..ListCreators::default() }).await?;
    let rows = list.items.into_iter().map(|row| {
        let handles: Vec<String> = row.accounts.iter().filter_map(|account| Some(format!("@{}", account.handle.as_ref()?))).collect();
        Found { icon: "user", href: at.path(&format!("/creators/{}", row.id)), name: row.name, about: handles.join(" · ") }
    });
    Ok(rows.collect())
}

/// Whether every word that was typed is somewhere in a text.
fn fits(asked: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    asked.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn campaigns(at: &InBrand, asked: &str) -> Vec<Found> {
    let open = at.shell.campaigns.iter().filter(|campaign| fits(asked, &campaign.name));
    let rows = open.map(|campaign| Found {
        icon: "campaigns",
        name: campaign.name.clone(),
        about: if campaign.runs { String::new() } else { t("find.draft").to_owned() },
        href: at.path(&format!("/campaigns/{}", campaign.slug)),
    });
    rows.take(MOST).collect()
}

fn places(at: &InBrand, asked: &str) -> Vec<Found> {
    let all = Chrome::of(at, "find").all_places();
    all.into_iter()
        .filter(|(name, _)| fits(asked, name))
        .map(|(name, href)| Found { icon: "right", name: name.to_owned(), about: String::new(), href })
        .collect()
}

/// What the person may run, by what the registry says about it; each leads to the page where it is done.
fn verbs(at: &InBrand, asked: &str) -> Vec<Found> {
    if asked.is_empty() {
        return Vec::new();
    }
    let places = Chrome::of(at, "find").all_places();
    let reached = |path: &str| {
        let place = path.split('/').nth(1).unwrap_or_default();
        places.iter().any(|(_, href)| href.rsplit('/').next() == Some(place)) && super::settings::may_open(at, path)
    };
    let of_the_team = |meta: &Meta| meta.who.iter().any(|who| matches!(who, Who::Role(_)));
    let mine = registry::all()
        .iter()
        .filter(|one| one.changes && of_the_team(&one.meta) && allowed(&one.meta, &at.caller) && reached(done_at(one.meta.name)));
    let said = mine.map(|one| (&one.meta, tk("operation", one.meta.name)));
    let about = |meta: &Meta| tk("operation_about", meta.name);
    let mut fitting: Vec<(&Meta, &str)> = said.filter(|(meta, name)| fits(asked, &format!("{name} {}", about(meta)))).collect();
    // What is named so comes before what merely speaks of it.
    fitting.sort_by_key(|(_, name)| !fits(asked, name));
    let rows = fitting.into_iter().map(|(meta, name)| Found {
        icon: "arrow",
        name: name.to_owned(),
        about: about(meta).to_owned(),
        href: at.path(done_at(meta.name)),
    });
    rows.take(MOST).collect()
}

/// The page where an operation is done; one that is about a single thing is done where such things are listed.
fn done_at(name: &str) -> &'static str {
    match name {
        "campaigns.create_campaign" => "/campaigns/new",
        "creators.create_creator" => "/creators/new",
        "team.create_brand" => "/settings/brands/new",
        "team.update_brand" => "/settings/profile",
        "team.end_session" | "team.end_other_sessions" => "/settings/sessions",
        _ if name.contains("template") => "/settings/templates",
        _ if name.contains("pause") => "/settings/clock",
        _ if name.contains("order") && name.starts_with("attribution.") => "/reports/orders",
        _ if name.contains("import") && name.starts_with("creators.") => "/creators/import",
        _ if name.contains("key") && name.starts_with("team.") => "/settings/keys",
        _ if name.ends_with("_model") => "/settings/model",
        _ => match name.split('.').next().unwrap_or_default() {
            "team" => "/settings/people",
            "creators" => "/creators",
            "discovery" => "/discover",
            "outreach" => "/inbox",
            "content" => "/reviews",
            "payments" => "/payments",
            "reports" => "/reports",
            _ => "/campaigns",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_words_and_says_what_the_registry_says() {
        for one in registry::all() {
            assert_ne!(tk("operation", one.meta.name), "", "{} has no name", one.meta.name);
            assert_eq!(tk("operation_about", one.meta.name), one.meta.summary(), "{}", one.meta.name);
        }
    }

    #[test]
    fn words_are_found_in_any_order() {
        assert!(
            fits("numbers enter", "Enters the numbers of a post") && fits("", "anything") && !fits("enter lunch", "Enters the numbers")
        );
    }
}
