//! Find anything: creators, campaigns, conversations, places, and what a person may do or look at; a page, and the panel that
//! Ctrl+K opens over others. A verb that is about somebody asks of whom, and leads to its form on their page.
//!
//! Invariant: what is found is what the person may see or run, by the registry's own word. Absent: messages older than the newest
//! of the brand; a conversation is found by its name then.

mod subjects;
mod ways;

use app::{
    App, Meta,
    campaigns::ListCampaigns,
    creators::ListCreators,
    frame::allowed,
    registry::{self, Registered},
    views::ShowInbox,
};
use axum::{Router, routing::get};
use domain::campaigns::CampaignState;
use maud::{Markup, html};

use super::chrome::Chrome;
use crate::{
    kernel::{
        Answer, InBrand, Refusal,
        page::go_plain,
        values::{Asks, with_query},
    },
    text::{t, tf, tk},
    ui::{Button, Field, form::hidden, icon::icon, section::empty, shell::page_head},
};
use ways::Way;

/// So many of each kind are listed.
const MOST: usize = 8;
/// The same, where a list is asked for so many.
const LISTED: i64 = 8;
/// The campaigns in any state.
const CAMPAIGNS: &[CampaignState] = &[CampaignState::Draft, CampaignState::Running, CampaignState::Ended];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/find", get(show))
}

/// Something found: its picture, its name, what is said about it, and where it is.
struct Found {
    icon: &'static str,
    name: String,
    about: String,
    href: String,
    /// Whether it asks of whom first.
    asks: bool,
}

impl Found {
    fn new(icon: &'static str, name: String, about: String, href: String) -> Self {
        Self { icon, name, about, href, asks: false }
    }
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    match asks.some("verb") {
        Some(verb) => of_whom(&at, &verb, &asks).await,
        None => anything(&at, &asks).await,
    }
}

/// Everything that fits, by its kind.
async fn anything(at: &InBrand, asks: &Asks) -> Answer {
    let asked = asks.some("q").unwrap_or_default();
    let can = can(at, &asked);
    let groups = [
        (t("find.creators"), creators(at, &asked).await?),
        (t("find.campaigns"), campaigns(at, &asked).await?),
        (t("find.places"), places(at, &asked)),
        (t("find.verbs"), found(at, &can, true)),
        // A word such as "approve" was said in many of them, and means the verb.
        (t("find.conversations"), conversations(at, &asked).await?),
        (t("find.views"), found(at, &can, false)),
    ];
    let none = html! { (empty(&tf("find.none", &[("asked", &asked)]), t("find.none.text"), html! {})) };
    let page = html! {
        (page_head(t("find.title"), "", html! {}))
        div.body {
            form.form-narrow method="get" action=(at.path("/find")) role="search" { (field(t("find.label"), &asked)) }
            (listed(&groups, &none))
        }
    };
    Ok(at.page(t("find.title"), "find", page))
}

/// The second step: of whom a verb is, among those whom it may be about.
async fn of_whom(at: &InBrand, verb: &str, asks: &Asks) -> Answer {
    let places = Chrome::of(at, "find").all_places();
    let found = runnable(at, &places).find(|(one, _)| one.meta.name == verb);
    let Some((one, way)) = found else { return Err(Refusal::App(app::Error::NotFound)) };
    if let Way::To(path) = way {
        return Ok(go_plain(&at.path(path)));
    }
    let asked = asks.some("q").unwrap_or_default();
    let name = tk("operation", one.meta.name);
    let rows = subjects::of(at, way, &asked).await?;
    let none = match asked.as_str() {
        "" => html! { (empty(t("find.nobody"), t("find.nobody.text"), html! {})) },
        asked => html! { (empty(&tf("find.none", &[("asked", asked)]), t("find.of_whom.none"), html! {})) },
    };
    let back = at.path("/find");
    let page = html! {
        (page_head(name, tk("operation_about", one.meta.name), html! { (Button::link(&back, t("find.all")).quiet()) }))
        div.body {
            form.form-narrow method="get" action=(back) role="search" { (hidden("verb", one.meta.name)) (field(asks_of(way), &asked)) }
            (listed(&[(asks_of(way), rows)], &none))
        }
    };
    Ok(at.page(name, "find", page))
}

/// What a verb asks.
fn asks_of(way: Way) -> &'static str {
    match way {
        Way::Campaign(..) => t("find.of_which_campaign"),
        Way::Tracker => t("find.of_which_tracker"),
        Way::To(_)
        | Way::Creator(_)
        | Way::Conversation(_)
        | Way::Collaboration(..)
        | Way::Draft(..)
        | Way::Payment(..)
        | Way::Paid
        | Way::Standing
        | Way::Application => t("find.of_whom"),
    }
}

fn field<'a>(label: &'a str, asked: &'a str) -> Field<'a> {
    Field::text("q", label).value(asked).attribute("data-search", "").attribute("autocomplete", "off")
}

fn listed(groups: &[(&str, Vec<Found>)], none: &Markup) -> Markup {
    html! {
        div.found id="found" {
            @if groups.iter().all(|(_, found)| found.is_empty()) { (none) }
            @for (name, found) in groups.iter().filter(|(_, found)| !found.is_empty()) {
                h2.found-group { (name) }
                ul.plain-list {
                    @for one in found {
                        li {
                            a.palette-row href=(one.href) data-asks=[one.asks.then_some(one.name.as_str())] {
                                (icon(one.icon)) span.cut { (one.name) }
                                @if !one.about.is_empty() { span.push.cut.soft { (one.about) } }
                            }
                        }
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
    subjects::creators(at, asked, LISTED, "").await
}

async fn campaigns(at: &InBrand, asked: &str) -> app::Result<Vec<Found>> {
    if !at.may_see::<ListCampaigns>() {
        return Ok(Vec::new());
    }
    let mut all = subjects::campaigns(at, asked, "", CAMPAIGNS).await?;
    all.truncate(MOST);
    Ok(all)
}

async fn conversations(at: &InBrand, asked: &str) -> app::Result<Vec<Found>> {
    if !at.may_see::<ShowInbox>() {
        return Ok(Vec::new());
    }
    subjects::conversations(at, asked, LISTED, "").await
}

/// Whether every word that was typed is somewhere in a text.
fn fits(asked: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    asked.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn places(at: &InBrand, asked: &str) -> Vec<Found> {
    let all = Chrome::of(at, "find").all_places();
    all.into_iter()
        .filter(|(name, _)| fits(asked, name))
        .map(|(name, href)| Found::new("right", name.to_owned(), String::new(), href))
        .collect()
}

/// What the person may run and reach, in the order of the registry.
fn runnable<'a>(at: &'a InBrand, places: &'a [(&'static str, String)]) -> impl Iterator<Item = (&'static Registered, Way)> + 'a {
    registry::all()
        .iter()
        .filter(move |one| ways::of_the_team(&one.meta) && allowed(&one.meta, &at.caller))
        .filter_map(|one| Some((one, Way::of(one.meta.name)?)))
        .filter(move |(_, way)| way.open_to(at, places))
}

/// What the person may do and look at, by what the registry says about it: what is named so before what merely speaks of it.
fn can(at: &InBrand, asked: &str) -> Vec<(&'static Registered, Way)> {
    if asked.is_empty() {
        return Vec::new();
    }
    let places = Chrome::of(at, "find").all_places();
    let name = |meta: &Meta| tk("operation", meta.name);
    let mut fitting: Vec<(&'static Registered, Way)> = runnable(at, &places)
        .filter(|(one, _)| fits(asked, &format!("{} {}", name(&one.meta), tk("operation_about", one.meta.name))))
        .collect();
    fitting.sort_by_key(|(one, _)| !fits(asked, name(&one.meta)));
    fitting
}

/// What changes something, or what shows something, each with the way to it.
fn found(at: &InBrand, can: &[(&'static Registered, Way)], changes: bool) -> Vec<Found> {
    let rows = can.iter().filter(|(one, _)| one.changes == changes).map(|(one, way)| {
        let name = one.meta.name;
        let picture = match (changes, name.contains(".export_")) {
            (true, _) => "arrow",
            (false, true) => "download",
            (false, false) => "eye",
        };
        let href = match way {
            Way::To(path) => at.path(path),
            _ => with_query(&at.path("/find"), &[("verb", name)]),
        };
        let row = Found::new(picture, tk("operation", name).to_owned(), tk("operation_about", name).to_owned(), href);
        Found { asks: way.asks(), ..row }
    });
    rows.take(MOST).collect()
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

    #[test]
    fn a_verb_that_asks_of_whom_says_so_on_its_row() {
        let asking = Found { asks: true, ..Found::new("arrow", "Make an offer".into(), String::new(), "/b/oat/find?verb=x".into()) };
        let shown = listed(&[("Verbs", vec![asking, Found::new("user", "Maya".into(), String::new(), "/c".into())])], &html! {}).0;
        assert_eq!(shown.matches("data-asks=\"Make an offer\"").count(), 1, "{shown}");
        assert!(!shown.contains("data-asks=\"Maya\"") && shown.contains("id=\"found\""));
    }
}
