//! The filters of a search: said in words, dropped one by one, and built in a menu.
//!
//! Invariant: what a person types in the menu becomes the same filter that plain language becomes. Absent: filters by what is
//! not kept of anybody, such as age.

use app::listening::GetWarmth;
use axum::response::{IntoResponse, Redirect};
use domain::{
    creators::{Country, CustomField, Platform, Standing, Tier, WHOLE_AUDIENCE, counts},
    discovery::{AudienceAtLeast, language_name},
    money::{Currency, Money},
};
use maud::{Markup, Render, html};

use super::{asked::Asked, by_model::ByModel, own_fields};
use crate::{
    kernel::{
        Answer, InBrand,
        values::{Asks, with_query},
    },
    pages::creators::audience::part_words,
    text::{self, Said, Worded, grouped, t, tf, tk},
    ui::{Button, Field, choice::tick, form::hidden, views::Filter},
};

/// A filter's value in words.
pub(super) fn value_words(at: &InBrand, name: &str, value: &str) -> String {
    let range = |unit: &dyn Fn(i64) -> String| {
        let (least, most) = value.split_once("..").unwrap_or((value, ""));
        match (least.parse().ok(), most.parse().ok()) {
            (Some(least), Some(most)) if least == most => unit(least),
            (Some(least), Some(most)) => tf("discover.between", &[("least", &unit(least)), ("most", &unit(most))]),
            (Some(least), None) => tf("discover.at_least", &[("least", &unit(least))]),
            (None, Some(most)) => tf("discover.at_most", &[("most", &unit(most))]),
            (None, None) => value.to_owned(),
        }
    };
    let whole = |number: i64| grouped(u64::try_from(number).unwrap_or(0));
    match name {
        "platform" => crate::heard::heard(Platform::parse(value).label()),
        "followers" | "views" => range(&whole),
        "engagement" | "engagement_by_views" | "growth" | "sponsored_share" => range(&percent),
        "posts_a_week" => range(&|thousandths| decimal(thousandths, 1_000)),
        "fee" => range(&|minor| Money { minor, currency: at.shell.brand.brand.currency }.said()),
        "posted_within" | "not_contacted" => tf("discover.days", &[("days", value)]),
        "audience" if value.contains(">=") => AudienceAtLeast::read(value).map_or_else(
            || value.to_owned(),
            |asked| {
                let least = percent(asked.percent.saturating_mul(WHOLE_AUDIENCE / 100));
                format!("{}, {}", part_words(&asked.part), tf("discover.at_least", &[("least", &least)]))
            },
        ),
        "country" | "audience" => Country::parse(value).map_or_else(|| value.to_owned(), |country| text::country(country).to_owned()),
        "language" => language_name(value).map_or_else(|| value.to_owned(), str::to_owned),
        "tier" => Tier::parse(value).map_or_else(|| value.to_owned(), |tier| tier.worded().to_owned()),
        "standing" => Standing::parse(value).map_or_else(|| value.to_owned(), |standing| standing.worded().to_owned()),
        "brand" => format!("@{value}"),
        "city" => titled(value),
        "contactable" | "worked_with" | "verified" | "customer" => {
            if value == "yes" { t("discover.yes") } else { t("discover.no") }.to_owned()
        }
        _ => value.to_owned(),
    }
}

/// A city's name with large letters where each part begins: facets are kept in small ones.
fn titled(name: &str) -> String {
    let mut begins = true;
    let one = |letter: char| {
        let large = std::mem::replace(&mut begins, matches!(letter, ' ' | '-'));
        if large { letter.to_uppercase().to_string() } else { letter.to_string() }
    };
    name.chars().map(one).collect()
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

/// The filters that are on; `own` are the brand's own fields.
pub(super) fn chips(at: &InBrand, asked: &Asked, own: &[CustomField]) -> Markup {
    let path = at.path("/discover");
    let mut on: Vec<(String, String, String)> = Vec::new();
    if !asked.about.is_empty() {
        on.push((t("discover.about_words").to_owned(), asked.about.clone(), asked.with(&path, |other| other.about = String::new())));
    }
    if !asked.like.is_empty() {
        let count = asked.like.len().to_string();
        let words = tf("discover.like.count", &[("count", &count)]);
        on.push((t("discover.like").to_owned(), words, asked.with(&path, |other| other.like.clear())));
    }
    let read: Vec<ByModel> = asked.by_model.iter().filter_map(|one| ByModel::parse(one)).collect();
    let by_rule = on.len();
    for (name, value) in asked.filters.pairs() {
        let (words, said) = match name {
            own_fields::NAME => own_fields::words(own, &value),
            _ => (tk("find_filter", name).to_owned(), value_words(at, name, &value)),
        };
        on.push((words, said, asked.without(&path, name, &value)));
    }
    let pairs = asked.filters.pairs();
    let guessed = |place: usize| {
        let filter = place.checked_sub(by_rule).and_then(|place| pairs.get(place));
        filter.is_some_and(|(name, value)| read.iter().any(|one| one.name == *name && one.value == *value))
    };
    let shown: Vec<Filter<'_>> = on
        .iter()
        .enumerate()
        .map(|(place, (name, value, without))| {
            let guessed = guessed(place);
            let how = if guessed { t("discover.by_model") } else { "" };
            Filter { name, how, value, without: Some(without.clone()), guessed }
        })
        .collect();
    crate::ui::views::chips(&shown)
}

/// The filters that are bounds, each with how many small units one of what people type has.
const BOUNDS: [(&str, Unit); 8] = [
    ("followers", Unit::Count),
    ("engagement", Unit::Percent),
    ("engagement_by_views", Unit::Percent),
    ("views", Unit::Count),
    ("fee", Unit::Money),
    ("growth", Unit::Percent),
    ("posts_a_week", Unit::Thousandths),
    ("sponsored_share", Unit::Percent),
];
/// The filters that are typed, several with commas between.
const TYPED: [&str; 7] = ["country", "audience", "city", "language", "topic", "tag", "brand"];
/// The filters that are chosen.
const CHOSEN: [&str; 7] = ["platform", "tier", "standing", "contactable", "worked_with", "verified", "customer"];
/// The filters that are numbers of days.
const DAYS: [&str; 2] = ["not_contacted", "posted_within"];

/// What a bound is typed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    Percent,
    Thousandths,
    Money,
}

impl Unit {
    fn read(self, text: &str, currency: Currency) -> Option<i64> {
        match self {
            Unit::Count => counts::parse(text).value(),
            Unit::Percent => small_units(text, 10_000),
            Unit::Thousandths => small_units(text, 1_000),
            Unit::Money => Money::parse(text, currency).ok().map(|money| money.minor),
        }
    }

    fn written(self, number: i64, currency: Currency) -> String {
        match self {
            Unit::Count => number.to_string(),
            Unit::Percent => exact(number, 10_000),
            Unit::Thousandths => exact(number, 1_000),
            Unit::Money => Money { minor: number, currency }.decimal(),
        }
    }
}

/// A number of small units as a field holds it: whole, so that what is sent back is what was there.
fn exact(number: i64, unit: i64) -> String {
    let (whole, rest) = (number.abs() / unit, number.abs() % unit);
    let digits = unit.ilog10() as usize;
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{whole}.{rest:0digits$}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number as it is typed, with a comma or a point, in small units.
fn small_units(text: &str, unit: i64) -> Option<i64> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".").replace('−', "-");
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1e9)?;
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    Some((number * unit as f64).round() as i64)
}

/// What was typed into the menu, as the address of a search. What cannot be read goes along as it is, so that the page says it.
pub(super) async fn narrow(at: InBrand, asks: Asks) -> Answer {
    let currency = at.shell.brand.brand.currency;
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for (name, value) in &asks.0 {
        pairs.extend(own_fields::pair(name, value));
        match (TYPED.iter().find(|typed| *typed == name), FILTERS_AND_REST.iter().find(|known| *known == name)) {
            (Some(name), _) => {
                pairs.extend(value.split(',').map(str::trim).filter(|one| !one.is_empty()).map(|one| (*name, one.to_owned())))
            }
            (None, Some(name)) if !value.trim().is_empty() => pairs.push((name, value.trim().to_owned())),
            _ => {}
        }
    }
    for (name, unit) in BOUNDS {
        let end = |end: &str| {
            let typed = asks.get(&[name, end].concat()).to_owned();
            unit.read(&typed, currency).map_or(typed, |number| number.to_string())
        };
        let (least, most) = (end("_least"), end("_most"));
        if !least.is_empty() || !most.is_empty() {
            pairs.push((name, format!("{least}..{most}")));
        }
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(Redirect::to(&with_query(&at.path("/discover"), &pairs)).into_response())
}

/// What else the menu hands on: the filters that are chosen or counted in days, and the rest of the search.
const FILTERS_AND_REST: [&str; 16] = [
    "said",
    "by_model",
    "q",
    "scope",
    "sort",
    "campaign",
    "like",
    "platform",
    "tier",
    "standing",
    "contactable",
    "worked_with",
    "verified",
    "customer",
    "not_contacted",
    "posted_within",
];

/// The menu that builds filters; `own` are the brand's own fields.
pub(super) fn builder(at: &InBrand, asked: &Asked, own: &[CustomField]) -> Markup {
    let pairs = asked.filters.pairs();
    let all = |name: &str| pairs.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let kept = asked.pairs().into_iter().filter(|(name, _)| !domain::discovery::NAMES.contains(name));
    html! {
        form.filter-form.wide.stack.tight method="get" action=(at.path("/discover/narrow")) {
            @for (name, value) in kept { (hidden(name, &value)) }
            div.cols.two.tight {
                @for (name, unit) in BOUNDS { (bounds(at, name, unit, all(name).first())) }
                @for name in TYPED { (typed(at, name, &all(name))) }
                @for name in DAYS {
                    (Field::number(name, &tf("discover.in_days", &[("what", tk("find_filter", name))])).value(&all(name).join("")))
                }
                (own_fields::typed(own, &asked.filters.own))
            }
            div.filter-choices {
                @for name in CHOSEN.into_iter().filter(|name| *name != "customer" || at.may_see::<GetWarmth>()) { (choices(name, &all(name))) }
                (own_fields::chosen(own, &asked.filters.own))
            }
            div { (Button::submit(t("creators.filter.do")).primary()) }
        }
    }
}

fn bounds(at: &InBrand, name: &'static str, unit: Unit, value: Option<&String>) -> Markup {
    let words = tk("find_filter", name);
    let in_percent = tf("discover.in_percent", &[("what", words)]);
    let what = [("what", if unit == Unit::Percent { in_percent.as_str() } else { words })];
    let (least, most) = value.and_then(|value| value.split_once("..")).unwrap_or_default();
    let shown = |end: &str| end.parse().map_or_else(|_| String::new(), |number| unit.written(number, at.shell.brand.brand.currency));
    let (from, label, held) = ([name, "_least"].concat(), tf("discover.from", &what), shown(least));
    let field = Field::text(&from, &label).value(&held);
    let field = match name {
        "engagement" => field.help(t("discover.engagement.help")),
        "engagement_by_views" => field.help(t("discover.engagement_by_views.help")),
        _ => field,
    };
    html! {
        (field)
        (Field::text(&[name, "_most"].concat(), &tf("discover.to", &what)).value(&shown(most)))
    }
}

fn typed(at: &InBrand, name: &'static str, values: &[String]) -> Markup {
    // A share has a comma in its words; it is shown as it is typed.
    let typed = |value: &String| if value.contains(">=") { value.clone() } else { value_words(at, name, value) };
    let shown: Vec<String> = match name {
        "country" | "audience" | "language" => values.iter().map(typed).collect(),
        _ => values.to_vec(),
    };
    let shown = shown.join(", ");
    let field = Field::text(name, tk("find_filter", name)).value(&shown);
    if name == "audience" { field.help(t("discover.audience.help")).render() } else { field.render() }
}

/// The values of a filter that is chosen: any of several, or yes and no.
fn choices(name: &'static str, chosen: &[String]) -> Markup {
    let options: Vec<(String, String)> = match name {
        "platform" => crate::pages::creators::platforms(),
        "tier" => Tier::ALL.iter().map(|tier| (tier.as_str().to_owned(), tier.worded().to_owned())).collect(),
        "standing" => Standing::ALL.iter().map(|standing| (standing.as_str().to_owned(), standing.worded().to_owned())).collect(),
        _ => [("yes", t("discover.yes")), ("no", t("discover.no"))].map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec(),
    };
    html! {
        fieldset.line.wrap {
            legend.label { (tk("find_filter", name)) }
            @for (value, words) in &options { (tick(name, value, words, chosen.contains(value), None)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_a_field_shows_is_the_bound_that_it_sends_back() {
        for (number, unit, shown) in
            [(32_500, 10_000, "3.25"), (-20_000, 10_000, "-2"), (1, 10_000, "0.0001"), (1_500, 1_000, "1.5"), (0, 1_000, "0")]
        {
            assert_eq!(exact(number, unit), shown);
            assert_eq!(small_units(shown, unit), Some(number));
        }
        assert_eq!(small_units("−2,5 %", 10_000), Some(-25_000));
    }
}
