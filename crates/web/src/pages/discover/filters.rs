//! The filters of a search: said in words, dropped one by one, and built in a menu.
//!
//! Invariant: what a person types in the menu becomes the same filter that plain language becomes. Absent: filters by what is
//! not kept of anybody, such as age.

use axum::response::{IntoResponse, Redirect};
use domain::{
    creators::{Country, Platform, Standing, Tier, counts},
    discovery::{Between, language_name},
    money::{Currency, Money},
};
use maud::{Markup, Render, html};

use super::asked::Asked;
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    text::{self, Said, Worded, grouped, t, tf, tk},
    ui::{Button, Field, form::hidden, views::Filter},
};

/// A filter's value in words.
pub(super) fn value_words(at: &InBrand, name: &str, value: &str) -> String {
    let range = |unit: &dyn Fn(i64) -> String| {
        let (least, most) = value.split_once("..").unwrap_or((value, ""));
        match (least.parse().ok(), most.parse().ok()) {
            (Some(least), Some(most)) => tf("discover.between", &[("least", &unit(least)), ("most", &unit(most))]),
            (Some(least), None) => tf("discover.at_least", &[("least", &unit(least))]),
            (None, Some(most)) => tf("discover.at_most", &[("most", &unit(most))]),
            (None, None) => value.to_owned(),
        }
    };
    let whole = |number: i64| grouped(u64::try_from(number).unwrap_or(0));
    match name {
        "platform" => Platform::parse(value).label().to_owned(),
        "followers" | "views" => range(&whole),
        "engagement" | "growth" | "sponsored_share" => range(&percent),
        "posts_a_week" => range(&|thousandths| decimal(thousandths, 1_000)),
        "fee" => range(&|minor| Money { minor, currency: at.shell.brand.brand.currency }.said()),
        "posted_within" | "not_contacted" => tf("discover.days", &[("days", value)]),
        "country" | "audience" => Country::parse(value).map_or_else(|| value.to_owned(), |country| text::country(country).to_owned()),
        "language" => language_name(value).map_or_else(|| value.to_owned(), str::to_owned),
        "tier" => Tier::parse(value).map_or_else(|| value.to_owned(), |tier| tier.worded().to_owned()),
        "standing" => Standing::parse(value).map_or_else(|| value.to_owned(), |standing| standing.worded().to_owned()),
        "contactable" | "worked_with" => if value == "yes" { t("discover.yes") } else { t("discover.no") }.to_owned(),
        _ => value.to_owned(),
    }
}

/// Millionths as a percentage.
pub(super) fn percent(millionths: i64) -> String {
    format!("{} %", decimal(millionths, 10_000))
}

/// A number of small units with at most one digit behind the point.
pub(super) fn decimal(number: i64, unit: i64) -> String {
    let tenths = (number * 10 + unit / 2).div_euclid(unit);
    let sign = if tenths < 0 { "−" } else { "" };
    let tenths = tenths.abs();
    let digits = if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) };
    format!("{sign}{}", text::numerals(digits))
}

/// The filters that are on.
pub(super) fn chips(at: &InBrand, asked: &Asked) -> Markup {
    let path = at.path("/discover");
    let mut on: Vec<(&'static str, String, String)> = Vec::new();
    if !asked.about.is_empty() {
        on.push((t("discover.about_words"), asked.about.clone(), asked.with(&path, |other| other.about = String::new())));
    }
    if !asked.like.is_empty() {
        let count = asked.like.len().to_string();
        on.push((t("discover.like"), tf("discover.like.count", &[("count", &count)]), asked.with(&path, |other| other.like.clear())));
    }
    for (name, value) in asked.filters.pairs() {
        on.push((tk("find_filter", name), value_words(at, name, &value), asked.without(&path, name, &value)));
    }
    let shown: Vec<Filter<'_>> =
        on.iter().map(|(name, value, without)| Filter { name, how: "", value, without: Some(without.clone()), guessed: false }).collect();
    crate::ui::views::chips(&shown)
}

/// What a text of the menu says in small units: a number, or a percentage with up to four digits behind the point.
fn small_units(text: &str, unit: i64) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1e9)?;
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    Some((number * unit as f64).round() as i64)
}

fn count(text: &str) -> Option<i64> {
    counts::parse(text).value()
}

/// What was typed into the menu, as a search; what cannot be read is left out and said on the page.
pub(super) async fn narrow(at: InBrand, asks: Asks) -> Answer {
    let mut asked = Asked::of(&asks);
    let currency: Currency = at.shell.brand.brand.currency;
    let bound = |name: &str, read: &dyn Fn(&str) -> Option<i64>| {
        let one = |end: &str| asks.some(&format!("{name}_{end}")).and_then(|text| read(&text));
        Between { least: one("least"), most: one("most") }
    };
    asked.filters.followers = bound("followers", &count);
    asked.filters.views = bound("views", &count);
    asked.filters.engagement_rate = bound("engagement", &|text| small_units(text, 10_000));
    asked.filters.posts_a_week = bound("posts_a_week", &|text| small_units(text, 1_000));
    asked.filters.fee = bound("fee", &|text| Money::parse(text, currency).ok().map(|money| money.minor));
    let path = at.path("/discover");
    Ok(Redirect::to(&asked.with(&path, |_| ())).into_response())
}

/// The menu that builds filters.
pub(super) fn builder(at: &InBrand, asked: &Asked) -> Markup {
    let filters = &asked.filters;
    let platforms = crate::pages::creators::platforms();
    let platforms: Vec<(&str, &str)> = platforms.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let tiers: Vec<(&str, &str)> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    let standings: Vec<(&str, &str)> = Standing::ALL.iter().map(|standing| (standing.as_str(), standing.worded())).collect();
    let yes_no = [("yes", t("discover.yes")), ("no", t("discover.no"))];
    let first =
        |name: &str| asked.filters.pairs().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value).unwrap_or_default();
    let chosen = |name: &'static str, options: &[(&str, &str)]| {
        Field::select(name, tk("find_filter", name), options, Some(t("creators.any"))).value(&first(name)).render()
    };
    let written = |name: &'static str| Field::text(name, tk("find_filter", name)).value(&first(name)).render();
    let days = |name: &'static str| {
        Field::number(name, &tf("discover.in_days", &[("what", tk("find_filter", name))])).value(&first(name)).render()
    };
    let bounds = |name: &'static str, between: Between, words: &dyn Fn(i64) -> String| {
        let name_words = tk("find_filter", name);
        let in_percent = tf("discover.in_percent", &[("what", name_words)]);
        let what = [("what", if name == "engagement" { in_percent.as_str() } else { name_words })];
        let (least, most) = (between.least.map(words).unwrap_or_default(), between.most.map(words).unwrap_or_default());
        html! {
            (Field::text(&[name, "_least"].concat(), &tf("discover.from", &what)).value(&least))
            (Field::text(&[name, "_most"].concat(), &tf("discover.to", &what)).value(&most))
        }
    };
    // What the menu does not ask stays as it is.
    let kept = asked.pairs().into_iter().filter(|(name, _)| !BUILT.contains(name));
    html! {
        form.filter-form.wide.stack.tight method="get" action=(at.path("/discover/narrow")) {
            @for (name, value) in kept { (hidden(name, &value)) }
            div.cols.two.tight {
                (bounds("followers", filters.followers, &|number| number.to_string()))
                (bounds("engagement", filters.engagement_rate, &|number| decimal(number, 10_000)))
                (bounds("fee", filters.fee, &|minor| Money { minor, currency: at.shell.brand.brand.currency }.decimal()))
                (chosen("platform", &platforms))
                (written("country"))
                (written("city"))
                (written("language"))
                (written("topic"))
                (written("tag"))
                (chosen("tier", &tiers))
                (chosen("standing", &standings))
                (days("not_contacted"))
                (days("posted_within"))
                (chosen("contactable", &yes_no))
                (chosen("worked_with", &yes_no))
            }
            div { (Button::submit(t("creators.filter.do")).primary()) }
        }
    }
}

/// The filters that the menu asks.
const BUILT: &[&str] = &[
    "followers",
    "engagement",
    "fee",
    "platform",
    "country",
    "city",
    "language",
    "topic",
    "tag",
    "tier",
    "standing",
    "not_contacted",
    "posted_within",
    "contactable",
    "worked_with",
];
