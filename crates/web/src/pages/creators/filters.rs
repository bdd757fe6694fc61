//! What the list of creators may be asked: read from its address, shown as filters that can be dropped, and built in a
//! menu.
//!
//! Invariant: what cannot be read is left out of the question and said. Absent: the order and the columns.

use app::creators::{ListCreators, SortCreators};
use domain::creators::{Country, Platform, Standing, Tier};
use maud::{Markup, Render, html};

use super::platforms;
use crate::{
    kernel::{InBrand, posted::whole, values::Asks},
    text::{Worded, grouped, t, tf, tk},
    ui::{
        Button, Field,
        form::hidden,
        overlay::{MenuItem, menu_named},
        views::{Filter, filters},
    },
};

/// What may be asked, each also a filter that can be dropped.
pub(super) const ASKED: &[&str] = &["q", "platform", "tier", "standing", "country", "tag", "min", "max", "email", "campaigns"];
/// What stays when a filter is changed: the order, the columns, and for which campaign somebody looks.
const KEPT: &[&str] = &["sort", "column", "campaign"];

/// Whether anything is asked at all.
pub(super) fn asks_something(asks: &Asks) -> bool {
    ASKED.iter().any(|name| !asks.get(name).is_empty())
}

/// A filter's number as people type it.
fn number(asks: &Asks, name: &str) -> Option<i64> {
    asks.some(name).and_then(|text| whole(&text))
}

/// Filters that cannot be read: the list leaves them out, and says so.
pub(super) fn unread(asks: &Asks) -> Vec<&'static str> {
    let country = asks.some("country").is_some_and(|text| Country::parse(&text).is_none()).then_some("country");
    let numbers = ["min", "max"].into_iter().filter(|name| asks.some(name).is_some() && number(asks, name).is_none());
    country.into_iter().chain(numbers).collect()
}

/// The order that is asked for.
pub(super) fn sort(asks: &Asks) -> SortCreators {
    match asks.get("sort") {
        "followers" => SortCreators::Followers,
        "newest" => SortCreators::Newest,
        _ => SortCreators::Name,
    }
}

/// The question as the room takes it, a page of at most `limit`.
pub(super) fn question(asks: &Asks, limit: i64) -> ListCreators {
    let unread = unread(asks);
    ListCreators {
        query: asks.some("q"),
        platform: asks.some("platform").map(|word| Platform::parse(&word)),
        country: asks.some("country").filter(|_| !unread.contains(&"country")),
        tier: Tier::parse(asks.get("tier")),
        tag: asks.some("tag"),
        min_followers: number(asks, "min"),
        max_followers: number(asks, "max"),
        standing: Standing::parse(asks.get("standing")),
        undecided: asks.get("standing") == "undecided",
        has_email: match asks.get("email") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        in_no_campaign: asks.get("campaigns") == "none",
        cursor: asks.some("cursor"),
        limit: Some(limit),
        sort: sort(asks),
    }
}

/// The pairs of the address that stay when one of `without` is asked anew.
pub(super) fn pairs_without<'a>(asks: &'a Asks, without: &[&str]) -> Vec<(&'a str, &'a str)> {
    let stays = |name: &str| (ASKED.contains(&name) || KEPT.contains(&name)) && !without.contains(&name);
    asks.0
        .iter()
        .filter(|(name, value)| stays(name) && !value.trim().is_empty())
        .map(|(name, value)| (name.as_str(), value.trim()))
        .collect()
}

/// The row of filters that are on, with the menu that builds them; `end` stands at its end.
pub(super) fn row(at: &InBrand, asks: &Asks, end: Markup) -> Markup {
    let path = at.path("/creators");
    let on: Vec<(&str, &str, String)> = ASKED
        .iter()
        .filter(|name| !asks.get(name).is_empty())
        .map(|name| (tk("creator_filter", name), *name, value_words(name, asks.get(name))))
        .collect();
    let shown: Vec<Filter<'_>> = on
        .iter()
        .map(|(words, name, value)| Filter {
            name: words,
            how: t("creators.is"),
            value,
            without: Some(asks.with(&path, name, "")),
            guessed: false,
        })
        .collect();
    html! {
        (filters(&shown, menu_named(t("creators.filter"), &[MenuItem::Other(builder(&path, asks))]), Some(end)))
        @for name in unread(asks) {
            @let words = [("name", tk("creator_filter", name)), ("typed", asks.get(name))];
            div.filters { p.note.late role="status" { (tf(if name == "country" { "creators.unread.country" } else { "creators.unread.number" }, &words)) } }
        }
    }
}

fn value_words(name: &str, value: &str) -> String {
    match name {
        "tier" => Tier::parse(value).map_or_else(|| value.to_owned(), |tier| tier.worded().to_owned()),
        "standing" => {
            standings().into_iter().find(|(word, _)| *word == value).map_or_else(|| value.to_owned(), |(_, words)| words.to_owned())
        }
        "email" => if value == "yes" { t("creators.email.yes") } else { t("creators.email.no") }.to_owned(),
        "campaigns" => t("creators.campaigns.none").to_owned(),
        "platform" => Platform::parse(value).label().to_owned(),
        "min" | "max" => value.parse::<u64>().map_or_else(|_| value.to_owned(), grouped),
        _ => value.to_owned(),
    }
}

fn standings() -> Vec<(&'static str, &'static str)> {
    let decided = Standing::ALL.iter().map(|standing| (standing.as_str(), standing.worded()));
    decided.chain([("undecided", t("creators.undecided"))]).collect()
}

fn builder(path: &str, asks: &Asks) -> Markup {
    let platforms = platforms();
    let platforms: Vec<(&str, &str)> = platforms.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let tiers: Vec<(&str, &str)> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    let emails = [("yes", t("creators.email.yes")), ("no", t("creators.email.no"))];
    let campaigns = [("none", t("creators.campaigns.none"))];
    let chosen = |name: &'static str, options: &[(&str, &str)]| {
        Field::select(name, tk("creator_filter", name), options, Some(t("creators.any"))).value(asks.get(name)).render()
    };
    html! {
        form.filter-form.wide.stack.tight method="get" action=(path) {
            @for (name, value) in pairs_without(asks, &ASKED[1..]) { (hidden(name, value)) }
            div.cols.two.tight {
                (chosen("platform", &platforms))
                (chosen("tier", &tiers))
                (chosen("standing", &standings()))
                (Field::text("country", tk("creator_filter", "country")).value(asks.get("country")))
                (Field::text("tag", tk("creator_filter", "tag")).value(asks.get("tag")))
                (chosen("email", &emails))
                (Field::number("min", tk("creator_filter", "min")).value(asks.get("min")))
                (Field::number("max", tk("creator_filter", "max")).value(asks.get("max")))
                (chosen("campaigns", &campaigns))
            }
            div { (Button::submit(t("creators.filter.do")).primary()) }
        }
    }
}
