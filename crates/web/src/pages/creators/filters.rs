//! What the list of creators may be asked: read from its address, shown as filters that can be dropped, and built in a
//! menu.
//!
//! Invariant: what cannot be read is left out of the question and said. Absent: the order and the columns.

use app::creators::{CreatorPage, ListCreators, SortCreators};
use domain::creators::{Country, CustomField, FieldKind, Platform, Standing, Tier};
use maud::{Markup, Render, html};

use super::{fields, platforms};
use crate::{
    heard::heard,
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
pub(super) const ASKED: &[&str] = &["q", "platform", "tier", "standing", "country", "tag", "min", "max", "email", "contact", "campaigns"];
/// What stays when a filter is changed: the order, the columns, and for which campaign somebody looks.
const KEPT: &[&str] = &["sort", "column", "campaign"];

/// With what a question about a field of the brand's own begins; its id follows, and perhaps `.min` or `.max`.
const FIELD: &str = "f.";

/// Whether anything is asked at all.
pub(super) fn asks_something(asks: &Asks) -> bool {
    ASKED.iter().any(|name| !asks.get(name).is_empty()) || !of_fields(asks).is_empty()
}

/// What is asked of the brand's own fields: the name in the address, and the question as the room takes it.
fn of_fields(asks: &Asks) -> Vec<(&str, String)> {
    let question = |(name, value): &'_ (String, String)| -> Option<String> {
        let (rest, value) = (name.strip_prefix(FIELD)?, Some(value.trim()).filter(|value| !value.is_empty())?);
        Some(match rest.split_once('.') {
            Some((id, "min")) => format!("{id}>={value}"),
            Some((id, "max")) => format!("{id}<={value}"),
            // Nothing known is asked by a word, because an empty control asks nothing.
            _ if value == NOTHING => format!("{rest}="),
            _ => format!("{rest}={value}"),
        })
    };
    asks.0.iter().filter_map(|pair| Some((pair.0.as_str(), question(pair)?))).collect()
}

/// That nothing stands in a field.
const NOTHING: &str = "-";

/// A page of those who are asked for, and what of the brand's own fields could not be read and was left out.
pub(super) async fn ask(at: &InBrand, mut question: ListCreators) -> app::Result<(CreatorPage, Vec<String>)> {
    match at.show(question.clone()).await {
        Err(app::Error::Fields(errors)) if errors.0.iter().all(|error| error.field.starts_with("fields.")) => {
            let wrong = |place: &usize| errors.0.iter().any(|error| error.field == format!("fields.{place}"));
            question.fields = question.fields.into_iter().enumerate().filter(|(place, _)| !wrong(place)).map(|(_, one)| one).collect();
            Ok((at.show(question).await?, errors.0.into_iter().map(|error| error.message).collect()))
        }
        other => Ok((other?, Vec::new())),
    }
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
    SortCreators::parse(asks.get("sort")).unwrap_or_default()
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
        suppressed: match asks.get("contact") {
            "no" => Some(true),
            "yes" => Some(false),
            _ => None,
        },
        in_no_campaign: asks.get("campaigns") == "none",
        fields: of_fields(asks).into_iter().map(|(_, question)| question).collect(),
        cursor: asks.some("cursor"),
        limit: Some(limit),
        sort: sort(asks),
        figures: false,
    }
}

/// The pairs of the address that stay when one of `without` is asked anew.
pub(super) fn pairs_without<'a>(asks: &'a Asks, without: &[&str]) -> Vec<(&'a str, &'a str)> {
    let stays = |name: &str| (ASKED.contains(&name) || KEPT.contains(&name) || name.starts_with(FIELD)) && !without.contains(&name);
    asks.0
        .iter()
        .filter(|(name, value)| stays(name) && !value.trim().is_empty())
        .map(|(name, value)| (name.as_str(), value.trim()))
        .collect()
}

/// The row of filters that are on, with the menu that builds them; `end` stands at its end.
pub(super) fn row(at: &InBrand, asks: &Asks, (own, unreadable): (&[CustomField], &[String]), end: Markup) -> Markup {
    let path = at.path("/creators");
    let mut on: Vec<(&str, &str, String)> = ASKED
        .iter()
        .filter(|name| !asks.get(name).is_empty())
        .map(|name| (tk("creator_filter", name), *name, value_words(name, asks.get(name))))
        .collect();
    for (name, value) in asks.0.iter().filter(|(name, value)| name.starts_with(FIELD) && !value.trim().is_empty()) {
        let id = name[FIELD.len()..].split('.').next().unwrap_or_default();
        if let Some(field) = own.iter().find(|field| field.id.to_string() == id) {
            on.push((&field.name, name, field_words(field, name, value.trim())));
        }
    }
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
        (filters(&shown, menu_named(t("creators.filter"), &[MenuItem::Other(builder(&path, asks, own))]), Some(end)))
        @for words in unreadable { div.filters { p.note.late role="status" { (t("creators.unread.field")) " " (heard(words)) } } }
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
        "contact" => if value == "no" { t("creators.contact.no") } else { t("creators.contact.yes") }.to_owned(),
        "campaigns" => t("creators.campaigns.none").to_owned(),
        "platform" => Platform::parse(value).label().to_owned(),
        "min" | "max" => value.parse::<u64>().map_or_else(|_| value.to_owned(), grouped),
        _ => value.to_owned(),
    }
}

/// What is asked of a field, in words.
fn field_words(field: &CustomField, name: &str, value: &str) -> String {
    let said = match value {
        NOTHING => return t("creators.field.nothing").to_owned(),
        "*" => return t("creators.field.anything").to_owned(),
        value => fields::said(field, value),
    };
    match name.rsplit('.').next() {
        Some("min") => tf("creators.field.min", &[("value", &said)]),
        Some("max") => tf("creators.field.max", &[("value", &said)]),
        _ => said,
    }
}

fn standings() -> Vec<(&'static str, &'static str)> {
    let decided = Standing::ALL.iter().map(|standing| (standing.as_str(), standing.worded()));
    decided.chain([("undecided", t("creators.undecided"))]).collect()
}

/// The controls that ask about one field of the brand's own.
fn of_field(field: &CustomField, asks: &Asks) -> Markup {
    let name = format!("{FIELD}{}", field.id);
    match field.kind {
        FieldKind::Choice | FieldKind::YesNo => {
            let mut options = fields::choices(field);
            options.extend([("*", t("creators.field.anything")), (NOTHING, t("creators.field.nothing"))]);
            Field::select(&name, &field.name, &options, Some(t("creators.any"))).value(asks.get(&name)).render()
        }
        FieldKind::Text => Field::text(&name, &field.name).value(asks.get(&name)).render(),
        FieldKind::Number | FieldKind::Date => {
            let control = |name, label| if field.kind == FieldKind::Date { Field::date(name, label) } else { Field::decimal(name, label) };
            let (least, most) = (format!("{name}.min"), format!("{name}.max"));
            let (from, to) = (tf("creators.field.from", &[("name", &field.name)]), tf("creators.field.to", &[("name", &field.name)]));
            html! { (control(&least, &from).value(asks.get(&least))) (control(&most, &to).value(asks.get(&most))) }
        }
    }
}

fn builder(path: &str, asks: &Asks, own: &[CustomField]) -> Markup {
    let platforms = platforms();
    let platforms: Vec<(&str, &str)> = platforms.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let tiers: Vec<(&str, &str)> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    let emails = [("yes", t("creators.email.yes")), ("no", t("creators.email.no"))];
    let contacts = [("no", t("creators.contact.no")), ("yes", t("creators.contact.yes"))];
    let campaigns = [("none", t("creators.campaigns.none"))];
    let chosen = |name: &'static str, options: &[(&str, &str)]| {
        Field::select(name, tk("creator_filter", name), options, Some(t("creators.any"))).value(asks.get(name)).render()
    };
    html! {
        form.filter-form.wide.stack.tight method="get" action=(path) {
            @for (name, value) in pairs_without(asks, &ASKED[1..]).into_iter().filter(|(name, _)| !name.starts_with(FIELD)) { (hidden(name, value)) }
            div.cols.two.tight {
                (chosen("platform", &platforms))
                (chosen("tier", &tiers))
                (chosen("standing", &standings()))
                (Field::text("country", tk("creator_filter", "country")).value(asks.get("country")))
                (Field::text("tag", tk("creator_filter", "tag")).value(asks.get("tag")))
                (chosen("email", &emails))
                (Field::number("min", tk("creator_filter", "min")).value(asks.get("min")))
                (Field::number("max", tk("creator_filter", "max")).value(asks.get("max")))
                (chosen("contact", &contacts))
                (chosen("campaigns", &campaigns))
                @for field in own { (of_field(field, asks)) }
            }
            div { (Button::submit(t("creators.filter.do")).primary()) }
        }
    }
}
