//! Creators: the list with its filters, one creator, new and changed ones, and imports.
//!
//! Invariant: a number says where it comes from, and *unknown* is a word. Absent: inviting; a campaign has it.

use app::{
    App,
    campaigns::Shortlist,
    creators::{CreateCreator, CreatorPage, CreatorRow, ImportCreators, ListCreators, SortCreators},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::{
    creators::{Country, Platform, Tier},
    ids::{CampaignId, CreatorId},
    text::short_count,
};
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, posted::whole, values::Asks},
    pages::said,
    text::{Worded, grouped, t, tf},
    ui::when,
    ui::{
        Button, Field, Person,
        figure::sourced,
        form::hidden,
        overlay::{MenuItem, menu_named},
        section::empty,
        shell::page_head,
        table::{Column, Order, Table, bulk, choose_cell, unknown},
        turn::tag,
        views::{Filter, filters, search},
    },
};

mod form;
pub(in crate::pages) mod import;
mod one;

/// What a list may be asked, each also a filter that can be dropped.
const ASKED: &[&str] = &["q", "platform", "tier", "country", "tag", "min", "max"];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators", get(list).post(form::create))
        .route("/b/{slug}/creators/new", get(form::new))
        .route("/b/{slug}/creators/shortlist", post(shortlist))
        .merge(import::routes())
        .merge(one::routes())
}

/// The platforms that can be chosen; any other is typed in a list's own words.
pub(crate) fn platforms() -> Vec<(String, String)> {
    ["instagram", "tiktok", "youtube", "pinterest", "facebook", "twitch", "x"]
        .into_iter()
        .map(|word| {
            let platform = Platform::parse(word);
            (platform.as_str().to_owned(), said::platform(platform.as_str()))
        })
        .collect()
}

/// A filter's number as people type it.
fn number(asks: &Asks, name: &str) -> Option<i64> {
    asks.some(name).and_then(|text| whole(&text))
}

/// Filters that cannot be read: the list leaves them out, and says so.
fn unread(asks: &Asks) -> Vec<&'static str> {
    let country = asks.some("country").is_some_and(|text| Country::parse(&text).is_none()).then_some("country");
    let numbers = ["min", "max"].into_iter().filter(|name| asks.some(name).is_some() && number(asks, name).is_none());
    country.into_iter().chain(numbers).collect()
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let unread = unread(&asks);
    let sort = match asks.get("sort") {
        "followers" => SortCreators::Followers,
        "newest" => SortCreators::Newest,
        _ => SortCreators::Name,
    };
    let question = ListCreators {
        query: asks.some("q"),
        platform: asks.some("platform").map(|word| Platform::parse(&word)),
        country: asks.some("country").filter(|_| !unread.contains(&"country")),
        tier: Tier::parse(asks.get("tier")),
        tag: asks.some("tag"),
        min_followers: number(&asks, "min"),
        max_followers: number(&asks, "max"),
        cursor: asks.some("cursor"),
        limit: Some(100),
        sort,
    };
    let page = at.show(question).await?;
    // A brand without creators has one next step, and it stands where the list will be.
    let empty = page.total == 0 && !ASKED.iter().any(|name| !asks.get(name).is_empty());
    let body = html! {
        @if empty { (page_head(t("place.creators"), "", html! {})) } @else {
        (page_head(t("place.creators"), tf("creators.about", &[("count", &grouped(u64::try_from(page.total).unwrap_or(0)))]), tools(&at, &asks)))
        (filter_row(&at, &asks))
        @for name in unread {
            @let words = [("name", crate::text::tk("creator_filter", name)), ("typed", asks.get(name))];
            div.filters { p.note.late role="status" { (tf(if name == "country" { "creators.unread.country" } else { "creators.unread.number" }, &words)) } }
        }
        }
        (rows(&at, &asks, &page, sort))
    };
    Ok(at.page(t("place.creators"), "creators", body))
}

fn tools(at: &InBrand, asks: &Asks) -> Markup {
    let kept: Vec<(&str, &str)> = ASKED
        .iter()
        .chain(&["sort", "campaign"])
        .filter(|name| **name != "q")
        .map(|name| (*name, asks.get(name)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    html! {
        (search(&at.path("/creators"), "q", t("creators.search"), asks.get("q"), &kept))
        @if at.may_run::<ImportCreators>() { (Button::link(&at.path("/creators/import"), t("creators.import")).icon("upload")) }
        @if at.may_run::<CreateCreator>() { (Button::link(&at.path("/creators/new"), t("creators.add")).primary().icon("plus")) }
    }
}

fn filter_row(at: &InBrand, asks: &Asks) -> Markup {
    let path = at.path("/creators");
    let on: Vec<(&str, &str, String)> = ASKED
        .iter()
        .filter(|name| !asks.get(name).is_empty())
        .map(|name| (crate::text::tk("creator_filter", name), *name, value_words(name, asks.get(name))))
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
    let order = match asks.get("sort") {
        "followers" => t("creators.by_followers"),
        "newest" => t("creators.by_newest"),
        _ => t("creators.by_name"),
    };
    filters(&shown, menu_named(t("creators.filter"), &[MenuItem::Other(filter_form(&path, asks))]), Some(html! { span.about { (order) } }))
}

fn value_words(name: &str, value: &str) -> String {
    match name {
        "tier" => Tier::parse(value).map_or_else(|| value.to_owned(), |tier| tier.worded().to_owned()),
        "platform" => Platform::parse(value).label().to_owned(),
        "min" | "max" => value.parse::<u64>().map_or_else(|_| value.to_owned(), grouped),
        _ => value.to_owned(),
    }
}

fn filter_form(path: &str, asks: &Asks) -> Markup {
    let platforms = platforms();
    let platforms: Vec<(&str, &str)> = platforms.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let tiers: Vec<(&str, &str)> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    html! {
        form.filter-form.stack.tight method="get" action=(path) {
            @for name in ["q", "sort", "campaign"] { @if !asks.get(name).is_empty() { (hidden(name, asks.get(name))) } }
            (Field::select("platform", crate::text::tk("creator_filter", "platform"), &platforms, Some(t("creators.any"))).value(asks.get("platform")))
            (Field::select("tier", crate::text::tk("creator_filter", "tier"), &tiers, Some(t("creators.any"))).value(asks.get("tier")))
            (Field::text("country", crate::text::tk("creator_filter", "country")).value(asks.get("country")))
            (Field::text("tag", crate::text::tk("creator_filter", "tag")).value(asks.get("tag")))
            (Field::number("min", crate::text::tk("creator_filter", "min")).value(asks.get("min")))
            (Field::number("max", crate::text::tk("creator_filter", "max")).value(asks.get("max")))
            (Button::submit(t("creators.filter.do")).primary())
        }
    }
}

fn rows(at: &InBrand, asks: &Asks, page: &CreatorPage, sort: SortCreators) -> Markup {
    let path = at.path("/creators");
    if page.items.is_empty() {
        return html! { div.body { (nobody(at, asks)) } };
    }
    let ordered = |by: SortCreators, order: Order| (asks.with(&path, "sort", by.as_str()), (sort == by).then_some(order));
    let (by_name, name_now) = ordered(SortCreators::Name, Order::Ascending);
    let (by_followers, followers_now) = ordered(SortCreators::Followers, Order::Descending);
    let (by_newest, newest_now) = ordered(SortCreators::Newest, Order::Descending);
    let chooses = at.may_run::<Shortlist>() && !at.shell.campaigns.is_empty();
    let columns = [
        if chooses { Column::choose() } else { Column::unseen("") },
        Column::text(t("creators.creator")).sorted(by_name, name_now),
        Column::text(t("creators.platforms")),
        Column::number(t("creators.followers")).sorted(by_followers, followers_now),
        Column::text(t("creators.country")),
        Column::text(t("creators.tier")),
        Column::text(t("creators.standing")),
        Column::text(t("creators.tags")),
        Column::text(t("creators.since")).sorted(by_newest, newest_now),
    ];
    let table = Table::new(&columns, html! { @for row in &page.items { (creator_row(at, row, chooses)) } }).caption(t("place.creators"));
    html! {
        form.body.flush.scrollx method="post" action=(at.path("/creators/shortlist")) {
            (table)
            @if chooses { (bulk(t("creators.chosen"), shortlist_tools(at, asks))) }
        }
        @if let Some(cursor) = &page.next_cursor {
            p.body { a href=(next_page(&path, asks, cursor)) { (t("creators.more")) } }
        }
    }
}

/// The same question from where this page ended.
fn next_page(path: &str, asks: &Asks, cursor: &str) -> String {
    let mut pairs: Vec<(&str, &str)> =
        asks.0.iter().filter(|(name, _)| name != "cursor").map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("cursor", cursor));
    crate::kernel::values::with_query(path, &pairs)
}

fn shortlist_tools(at: &InBrand, asks: &Asks) -> Markup {
    let asked = at.shell.campaigns.iter().find(|campaign| campaign.slug == asks.get("campaign")).or(at.shell.campaigns.first());
    html! {
        label.line {
            span.vh { (t("creators.campaign")) }
            select.input.small name="campaign" {
                @for campaign in &at.shell.campaigns {
                    option value=(campaign.id) selected[asked.is_some_and(|asked| asked.id == campaign.id)] { (campaign.name) }
                }
            }
        }
        (Button::submit(t("creators.shortlist")))
    }
}

fn nobody(at: &InBrand, asks: &Asks) -> Markup {
    let filtered = ASKED.iter().any(|name| !asks.get(name).is_empty());
    let actions = html! {
        @if filtered { (Button::link(&at.path("/creators"), t("creators.drop_all"))) }
        @else {
            @if at.may_run::<ImportCreators>() { (Button::link(&at.path("/creators/import"), t("creators.import")).primary()) }
            @if at.may_run::<CreateCreator>() { (Button::link(&at.path("/creators/new"), t("creators.add"))) }
        }
    };
    if filtered {
        empty(t("creators.none_so"), t("creators.none_so.text"), actions)
    } else {
        empty(t("creators.none"), t("creators.none.text"), actions)
    }
}

fn creator_row(at: &InBrand, row: &CreatorRow, chooses: bool) -> Markup {
    let href = at.path(&format!("/creators/{}", row.id));
    let about = row.accounts.iter().find_map(|account| account.handle.as_ref()).map(|handle| format!("@{handle}"));
    let person = Person::creator(&row.name).href(&href);
    let platforms: Vec<&str> = row.accounts.iter().map(|account| account.platform.label()).collect();
    html! {
        tr {
            @if chooses { (choose_cell("creator", &row.id.to_string(), &row.name, false)) } @else { td.fit {} }
            td { @if let Some(about) = &about { (person.about(about)) } @else { (person.about(t("creators.no_handle"))) } }
            td.soft { (platforms.join(", ")) }
            td.num { (followers(row)) }
            td.soft { @if let Some(country) = row.country { (country.name()) } @else { (unknown()) } }
            td.soft { (row.tier.worded()) }
            td { @if let Some(standing) = row.standing { (standing.worded()) } @else { span.quiet { (t("creators.undecided")) } } @if row.no_contact.is_some() { " " (tag(t("creators.not_to_write"))) } }
            td { @for word in row.tags.iter().take(3) { (tag(word)) " " } }
            td.soft { (when::at(row.since, at.zone(), "%-d %b %Y")) }
        }
    }
}

/// The largest number of followers, with each account's behind it.
fn followers(row: &CreatorRow) -> Markup {
    let Some(largest) = row.followers else { return unknown() };
    let each: Vec<String> = row
        .accounts
        .iter()
        .filter_map(|account| Some(format!("{} {}", account.platform.label(), grouped(u64::try_from(account.followers?).ok()?))))
        .collect();
    sourced(
        &row.id.to_string(),
        short_count(largest),
        t("creators.followers.matter"),
        &format!("{}. {}", each.join(", "), t("creators.followers.rest")),
    )
    .render()
}

/// Puts the chosen creators on a campaign's shortlist.
async fn shortlist(at: InBrand, posted: Posted) -> Answer {
    let creators: Vec<CreatorId> = posted.ids("creator");
    let campaign: CampaignId = posted.get("campaign").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let slug = at.shell.campaigns.iter().find(|open| open.id == campaign).map(|open| open.slug.clone());
    let slug = slug.ok_or(Refusal::App(app::Error::NotFound))?;
    if creators.is_empty() {
        return at.done(&format!("/creators?campaign={slug}"), t("creators.choose_first"));
    }
    let count = creators.len();
    at.run(Shortlist { campaign, creators, source: None }).await?;
    at.done(&format!("/campaigns/{slug}"), tf("creators.shortlisted", &[("count", &count.to_string())]))
}
