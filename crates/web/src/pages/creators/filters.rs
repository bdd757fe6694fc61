//! What the list of creators may be asked: read from its address, shown as filters that can be dropped, and built in a
//! menu.
//!
//! Invariant: what cannot be read is left out of the question and said. Absent: the order and the columns.

use app::creators::{CreatorPage, ListCreators, SortCreators};
use domain::creators::{Country, CustomField, FieldKind, Platform, Standing, Tier};
use domain::picked::Picked;
use maud::{Markup, Render, html};

use super::{fields, platforms};
use crate::{
    heard::heard,
    kernel::{
        InBrand,
        posted::whole,
        values::{Asks, with_query},
    },
    pages::{
        asking::{Offer, counted, said_whole},
        picking,
    },
    text::{Worded, country, grouped, t, tf, tk},
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

/// The filters that are choices: several values may be asked for, or kept out.
const CHOICES: &[&str] = &["platform", "tier", "standing", "country", "tag"];
/// The word for a standing that nobody has decided.
const UNDECIDED: &str = "undecided";

/// With what a question about a field of the brand's own begins; its id follows, and perhaps `.min` or `.max`.
const FIELD: &str = "f.";

/// Whether anything is asked at all.
pub(super) fn asks_something(asks: &Asks) -> bool {
    ASKED.iter().any(|name| is_asked(asks, name)) || !of_fields(asks).is_empty()
}

fn is_asked(asks: &Asks, name: &str) -> bool {
    if CHOICES.contains(&name) { picking::asks_of(asks, name) } else { !asks.get(name).is_empty() }
}

/// Whether a choice may be unknown of somebody; everybody has a tier.
fn may_be_unknown(name: &str) -> bool {
    name != "tier"
}

fn takes(name: &str, value: &str) -> bool {
    match name {
        "tier" => Tier::parse(value).is_some(),
        "standing" => value == UNDECIDED || Standing::parse(value).is_some(),
        "country" => Country::parse(value).is_some(),
        _ => true,
    }
}

/// What is asked of a choice.
fn pick(asks: &Asks, name: &str) -> picking::Read {
    let mut read = picking::read(asks, (name, tk("creator_filter", name)), may_be_unknown(name), |value| takes(name, value));
    if name == "standing" {
        read.picked = read.picked.map(|picked| picked.without_word(UNDECIDED));
    }
    read
}

fn picked(asks: &Asks, name: &str) -> Option<Picked> {
    pick(asks, name).picked
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

/// What cannot be read: the list leaves it out, and says so.
fn unread(asks: &Asks) -> Vec<String> {
    let typed = picking::values(asks, "country");
    let special = |value: &str| value == "-" || (value == "*" && typed.len() == 1);
    let countries = typed.iter().copied().filter(|typed| !special(typed) && !takes("country", typed));
    let countries: Vec<String> = countries.map(|typed| tf("creators.unread.country", &[("typed", typed)])).collect();
    // What is said of countries beside those, such as that there are too many.
    let more = pick(asks, "country").unread.into_iter().skip(countries.len());
    let choices = CHOICES.iter().filter(|name| **name != "country").flat_map(|name| pick(asks, name).unread);
    let numbers = ["min", "max"].into_iter().filter(|name| asks.some(name).is_some() && number(asks, name).is_none());
    let numbers = numbers.map(|name| tf("creators.unread.number", &[("name", tk("creator_filter", name)), ("typed", asks.get(name))]));
    countries.into_iter().chain(more).chain(choices).chain(numbers).collect()
}

/// The order that is asked for.
pub(super) fn sort(asks: &Asks) -> SortCreators {
    SortCreators::parse(asks.get("sort")).unwrap_or_default()
}

/// The question as the room takes it, a page of at most `limit`.
pub(super) fn question(asks: &Asks, limit: i64) -> ListCreators {
    ListCreators {
        query: asks.some("q"),
        platform: picked(asks, "platform"),
        country: picked(asks, "country"),
        tier: picked(asks, "tier"),
        tag: picked(asks, "tag"),
        min_followers: number(asks, "min"),
        max_followers: number(asks, "max"),
        standing: picked(asks, "standing"),
        undecided: false,
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
    let stays = |name: &str| {
        let (filter, how) = picking::filter_of(name);
        let known = ASKED.contains(&filter) || KEPT.contains(&filter) || filter.starts_with(FIELD);
        known && !without.contains(&filter) && (!how || is_asked(asks, filter))
    };
    asks.0
        .iter()
        .filter(|(name, value)| stays(name) && !value.trim().is_empty())
        .map(|(name, value)| (name.as_str(), value.trim()))
        .collect()
}

/// A filter that is on: what it is called, its name in the address, how it is meant, and its value.
struct On<'a> {
    words: &'a str,
    name: &'a str,
    how: &'static str,
    value: String,
}

fn on<'a>(asks: &'a Asks, own: &'a [CustomField]) -> Vec<On<'a>> {
    // What cannot be read is said below the filters, and is none of them.
    let is_read = |name: &str| !CHOICES.contains(&name) || picked(asks, name).is_some();
    let plain = ASKED.iter().filter(|name| is_asked(asks, name) && is_read(name)).map(|name| {
        let (how, value) = said(asks, name);
        On { words: tk("creator_filter", name), name, how, value }
    });
    let fields = asks.0.iter().filter(|(name, value)| name.starts_with(FIELD) && !value.trim().is_empty()).filter_map(|(name, value)| {
        let id = name[FIELD.len()..].split('.').next().unwrap_or_default();
        let field = own.iter().find(|field| field.id.to_string() == id)?;
        Some(On { words: &field.name, name, how: t("creators.is"), value: field_words(field, name, value.trim()) })
    });
    plain.chain(fields).collect()
}

/// The row of filters that are on, with the menu that builds them; `end` stands at its end.
pub(super) fn row(at: &InBrand, asks: &Asks, (own, unreadable): (&[CustomField], &[String]), end: Markup) -> Markup {
    let path = at.path("/creators");
    let on = on(asks, own);
    let shown: Vec<Filter<'_>> = on
        .iter()
        .map(|one| Filter {
            name: one.words,
            how: one.how,
            value: &one.value,
            without: Some(with_query(&path, &pairs_without(asks, &[one.name]))),
            guessed: false,
        })
        .collect();
    html! {
        (filters(&shown, menu_named(t("creators.filter"), &[MenuItem::Other(builder(&path, asks, own))]), Some(end)))
        @for words in unreadable { div.filters { p.note.late role="status" { (t("creators.unread.field")) " " (heard(words)) } } }
        @for words in unread(asks) { div.filters { p.note.late role="status" { (words) } } }
    }
}

/// Which filter of the address a field of the question is, where they are not called the same.
const NAMES: &[(&str, &str)] = &[
    ("query", "q"),
    ("min_followers", "min"),
    ("max_followers", "max"),
    ("has_email", "email"),
    ("suppressed", "contact"),
    ("in_no_campaign", "campaigns"),
];

/// The filters that may be dropped, and how many there would be.
pub(super) fn offers(at: &InBrand, asks: &Asks, page: &CreatorPage) -> Vec<Offer> {
    let (path, on) = (at.path("/creators"), on(asks, &page.fields));
    let offer = |filter: &str, count: String| {
        if filter == "fields" {
            let of: Vec<&On<'_>> = on.iter().filter(|one| one.name.starts_with(FIELD)).collect();
            let words: Vec<String> = of.iter().map(|one| said_whole(one.words, one.how, &one.value)).collect();
            let names: Vec<&str> = of.iter().map(|one| one.name).collect();
            return Some(Offer { filter: words.join(", "), count, href: with_query(&path, &pairs_without(asks, &names)) });
        }
        let name = NAMES.iter().find(|(field, _)| *field == filter).map_or(filter, |(_, name)| *name);
        let one = on.iter().find(|one| one.name == name)?;
        let href = with_query(&path, &pairs_without(asks, &[name]));
        Some(Offer { filter: said_whole(one.words, one.how, &one.value), count, href })
    };
    page.without.iter().filter(|one| one.count > 0).filter_map(|one| offer(&one.filter, counted(one))).collect()
}

/// How a filter is meant, and its value in words.
fn said(asks: &Asks, name: &str) -> (&'static str, String) {
    if !CHOICES.contains(&name) {
        return (t("creators.is"), value_words(name, asks.get(name)));
    }
    match picked(asks, name) {
        Some(picked) => picking::said(&picked, may_be_unknown(name), |value| choice_words(name, value)),
        None => (t("creators.is"), picking::values(asks, name).join(", ")),
    }
}

fn choice_words(name: &str, value: &str) -> String {
    match name {
        "tier" => Tier::parse(value).map_or_else(|| value.to_owned(), |tier| tier.worded().to_owned()),
        "standing" => Standing::parse(value).map_or_else(|| value.to_owned(), |standing| standing.worded().to_owned()),
        "platform" => Platform::parse(value).label().to_owned(),
        "country" => Country::parse(value).map_or_else(|| value.to_owned(), |found| country(found).to_owned()),
        _ => value.to_owned(),
    }
}

fn value_words(name: &str, value: &str) -> String {
    match name {
        "email" => if value == "yes" { t("creators.email.yes") } else { t("creators.email.no") }.to_owned(),
        "contact" => if value == "no" { t("creators.contact.no") } else { t("creators.contact.yes") }.to_owned(),
        "campaigns" => t("creators.campaigns.none").to_owned(),
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
    decided.chain([(UNDECIDED, t("creators.undecided"))]).collect()
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
    let boxes = |name: &'static str, options: &[(&str, &str)]| {
        picking::boxes(asks, (name, tk("creator_filter", name)), may_be_unknown(name), options, |value| takes(name, value))
    };
    let typed = |name: &'static str| picking::typed(asks, (name, tk("creator_filter", name)), may_be_unknown(name));
    html! {
        form.filter-form.wide.stack.tight method="get" action=(path) {
            @for (name, value) in pairs_without(asks, &ASKED[1..]).into_iter().filter(|(name, _)| !name.starts_with(FIELD)) { (hidden(name, value)) }
            div.cols.two.tight {
                (boxes("platform", &platforms))
                (boxes("tier", &tiers))
                (boxes("standing", &standings()))
                div { (typed("country")) (typed("tag")) }
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
