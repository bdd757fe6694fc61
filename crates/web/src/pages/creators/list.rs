//! The list of creators: whom the brand knows, as a table whose columns one chooses.
//!
//! Invariant: filters, order and columns stand in the address, so that any state of the list can be sent to somebody and
//! kept as a view. Absent: changing rows; `bulk` and `cells` have it.

use std::borrow::Cow;

use app::{
    campaigns::Shortlist,
    creators::{ChangeCreators, CreateCreator, CreatorPage, CreatorRow, ImportCreators, ListCreators, ListDuplicates, SortCreators},
};
use domain::{
    creators::{CustomField, FieldKind, cells::CellColumn},
    ids::CustomFieldId,
    money::Currency,
    team::saved_views::List,
    text::short_count,
};
use maud::{Markup, Render, html};

use super::{bulk, cells, fields, figures, filters};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    pages::{asking, saved},
    text::{Said, Worded, grouped, t, tf, tk, tkf},
    ui::{
        Button, Person,
        figure::sourced,
        form::hidden,
        section::empty,
        shell::page_head,
        table::{Column, Order, Table, choose_cell, unknown},
        turn::tag,
        views::{columns, search},
        when,
    },
};

/// So many creators stand on a page.
const PAGE: i64 = 100;

/// The columns that can be chosen, beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    Platforms,
    Followers,
    Email,
    Country,
    Tier,
    Standing,
    Tags,
    Topics,
    Source,
    Since,
    /// Views of the last posts, as a line.
    Views,
    /// The fit at the newest decision.
    Fit,
    /// Sales for what was paid.
    Sales,
    /// The newest fee.
    Fee,
    /// The stage of what runs.
    Stage,
    /// A field of the brand's own.
    Field(CustomFieldId),
}

/// With what the word of a column begins that is a field of the brand's own.
const OWN: &str = "f.";

impl Shows {
    pub(super) const ALL: [(Shows, &'static str); 15] = [
        (Shows::Platforms, "platforms"),
        (Shows::Followers, "followers"),
        (Shows::Views, "views"),
        (Shows::Fit, "fit"),
        (Shows::Sales, "sales"),
        (Shows::Fee, "fee"),
        (Shows::Stage, "stage"),
        (Shows::Email, "email"),
        (Shows::Country, "country"),
        (Shows::Tier, "tier"),
        (Shows::Standing, "standing"),
        (Shows::Tags, "tags"),
        (Shows::Topics, "topics"),
        (Shows::Source, "source"),
        (Shows::Since, "since"),
    ];
    /// What says something about everybody, and not what somebody has yet to decide or to add.
    const USUAL: [Shows; 8] =
        [Shows::Platforms, Shows::Followers, Shows::Views, Shows::Sales, Shows::Fee, Shows::Stage, Shows::Country, Shows::Tier];

    /// The columns that an address asks for, in their order; the usual ones where it asks for none.
    pub(super) fn asked(asks: &Asks) -> Vec<Self> {
        let asked = |word: &str| asks.0.iter().any(|(name, value)| name == "column" && value == word);
        let chosen: Vec<Self> = Self::ALL.into_iter().filter(|(_, word)| asked(word)).map(|(shows, _)| shows).collect();
        let own = asks
            .0
            .iter()
            .filter(|(name, _)| name == "column")
            .filter_map(|(_, value)| value.strip_prefix(OWN)?.parse().ok().map(Self::Field));
        let chosen: Vec<Self> = chosen.into_iter().chain(own).collect();
        if chosen.is_empty() { Self::USUAL.to_vec() } else { chosen }
    }

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(shows, _)| *shows == self).map_or("", |(_, word)| word)
    }

    /// The column's heading, in a brand of a currency; nothing where the field is none of the brand's any more.
    pub(super) fn words(self, own: &[CustomField], currency: Currency) -> Option<Cow<'_, str>> {
        match self {
            Self::Field(id) => own.iter().find(|field| field.id == id).map(|field| field.name.as_str().into()),
            Self::Sales => {
                let one = figures::one_of(currency).said_short();
                Some(tkf("creator_column", self.word(), &[("one", &one)]).into())
            }
            plain => Some(tk("creator_column", plain.word()).into()),
        }
    }

    /// Whether one of these columns needs what the list does not read by itself.
    pub(super) fn any_figure(shown: &[Self]) -> bool {
        shown.iter().any(|shows| matches!(shows, Self::Views | Self::Fit | Self::Sales | Self::Fee | Self::Stage))
    }
}

pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    let figures = Shows::any_figure(&Shows::asked(&asks));
    let (page, unread) = filters::ask(&at, ListCreators { figures, ..filters::question(&asks, PAGE) }).await?;
    let kept = saved::of(&at, List::Creators).await?;
    // A brand without creators has one next step, and it stands where the list will be.
    let empty = page.total == 0 && !filters::asks_something(&asks);
    let about = tf("creators.about", &[("count", &grouped(u64::try_from(page.total).unwrap_or(0)))]);
    let (path, question) = (at.path("/creators"), filters::pairs_without(&asks, &["campaign"]));
    let views = saved::Tabs { at: &at, list: List::Creators, path: &path, all: t("creators.all"), question: &question, kept: &kept };
    let body = html! {
        @if empty { (page_head(t("place.creators"), "", html! {})) } @else {
            (page_head(t("place.creators"), about, tools(&at, &asks)))
            (saved::tabs(&views))
            (filters::row(&at, &asks, (&page.fields, &unread), end(&at, &asks, &page, &views)))
        }
        (rows(&at, &asks, &page))
    };
    Ok(at.page(t("place.creators"), "creators", body))
}

/// At the end of the filters: the order, the columns, and the file of exactly what is shown.
fn end(at: &InBrand, asks: &Asks, page: &CreatorPage, views: &saved::Tabs<'_>) -> Markup {
    let order = match filters::sort(asks) {
        SortCreators::Followers => t("creators.by_followers"),
        SortCreators::Newest => t("creators.by_newest"),
        SortCreators::Fee => t("creators.by_fee"),
        SortCreators::Stage => t("creators.by_stage"),
        SortCreators::Name => t("creators.by_name"),
    };
    let path = at.path("/creators/table.csv");
    let file = crate::kernel::values::with_query(&path, &filters::pairs_without(asks, &["campaign"]));
    let shown = Shows::asked(asks);
    let total = grouped(u64::try_from(page.total).unwrap_or(0));
    let plain = Shows::ALL.iter().map(|(shows, word)| ((*word).to_owned(), *shows));
    let own = page.fields.iter().map(|field| (format!("{OWN}{}", field.id), Shows::Field(field.id)));
    let all: Vec<(String, Shows)> = plain.chain(own).collect();
    let named = all.iter().filter_map(|(word, shows)| Some((word, shows.words(&page.fields, at.brand().brand.currency)?, shows)));
    let named: Vec<(&String, Cow<'_, str>, &Shows)> = named.collect();
    let all: Vec<(&str, &str, bool)> =
        named.iter().map(|(word, words, shows)| (word.as_str(), words.as_ref(), shown.contains(shows))).collect();
    html! {
        span.about.wide-only { (order) }
        (saved::menu(views))
        (columns(&at.path("/creators"), &all, &filters::pairs_without(asks, &["column"])))
        @if page.total > 0 { (Button::link(&file, &tf("creators.export", &[("count", &total)])).quiet().small().icon("download")) }
    }
}

fn tools(at: &InBrand, asks: &Asks) -> Markup {
    html! {
        (search(&at.path("/creators"), "q", t("creators.search"), asks.get("q"), &filters::pairs_without(asks, &["q"])))
        @if at.may_see::<ListDuplicates>() { (Button::link(&at.path("/creators/duplicates"), t("duplicates.title")).quiet()) }
        @if at.may_run::<ImportCreators>() { (Button::link(&at.path("/creators/import"), t("creators.import")).icon("upload")) }
        @if at.may_run::<CreateCreator>() { (Button::link(&at.path("/creators/new"), t("creators.add")).primary().icon("plus")) }
    }
}

fn rows(at: &InBrand, asks: &Asks, page: &CreatorPage) -> Markup {
    let (path, sort) = (at.path("/creators"), filters::sort(asks));
    if page.items.is_empty() {
        return html! { div.body { (nobody(at, asks, page)) } };
    }
    let named = |shows: Shows| Some((shows, shows.words(&page.fields, at.brand().brand.currency)?));
    let (shown, headings): (Vec<Shows>, Vec<Cow<'_, str>>) = Shows::asked(asks).into_iter().filter_map(named).unzip();
    let ordered = |by: SortCreators, order: Order| (asks.with(&path, "sort", by.as_str()), (sort == by).then_some(order));
    let chooses = at.may_run::<ChangeCreators>() || (at.may_run::<Shortlist>() && !at.shell.campaigns.is_empty());
    let (by_name, name_now) = ordered(SortCreators::Name, Order::Ascending);
    let mut columns =
        vec![if chooses { Column::choose() } else { Column::unseen("") }, Column::text(t("creators.creator")).sorted(by_name, name_now)];
    columns.extend(shown.iter().zip(&headings).map(|(shows, words)| match shows {
        Shows::Followers => {
            let (href, now) = ordered(SortCreators::Followers, Order::Descending);
            Column::number(words).sorted(href, now)
        }
        Shows::Since => {
            let (href, now) = ordered(SortCreators::Newest, Order::Descending);
            Column::text(words).sorted(href, now)
        }
        Shows::Fee => {
            let (href, now) = ordered(SortCreators::Fee, Order::Descending);
            Column::number(words).sorted(href, now)
        }
        Shows::Stage => {
            let (href, now) = ordered(SortCreators::Stage, Order::Descending);
            Column::text(words).sorted(href, now)
        }
        Shows::Fit | Shows::Sales => Column::number(words),
        Shows::Field(id) if page.fields.iter().any(|field| field.id == *id && field.kind == FieldKind::Number) => Column::number(words),
        _ => Column::text(words),
    }));
    let body = html! { @for row in &page.items { (creator_row(at, row, (&shown, &page.fields), chooses)) } };
    html! {
        form.body.flush.scrollx method="post" action=(at.path("/creators/shortlist")) {
            (hidden("back", &crate::kernel::values::with_query("/creators", &filters::pairs_without(asks, &[]))))
            (Table::new(&columns, body).caption(t("place.creators")))
            @if let Some(cursor) = &page.next_cursor { p.more-rows { a href=(next_page(&path, asks, cursor)) { (t("creators.more")) } } }
            @if chooses { (bulk::bar(at, asks, page)) }
            (cells::beside(at))
        }
    }
}

/// The same question from where this page ended.
fn next_page(path: &str, asks: &Asks, cursor: &str) -> String {
    let mut pairs = filters::pairs_without(asks, &[]);
    pairs.push(("cursor", cursor));
    crate::kernel::values::with_query(path, &pairs)
}

fn nobody(at: &InBrand, asks: &Asks, page: &CreatorPage) -> Markup {
    if filters::asks_something(asks) {
        return asking::nothing(t("creators.none_so"), &filters::offers(at, asks, page), &at.path("/creators"));
    }
    let actions = html! {
        @if at.may_run::<ImportCreators>() { (Button::link(&at.path("/creators/import"), t("creators.import")).primary()) }
        @if at.may_run::<CreateCreator>() { (Button::link(&at.path("/creators/new"), t("creators.add"))) }
    };
    empty(t("creators.none"), t("creators.none.text"), actions)
}

fn creator_row(at: &InBrand, row: &CreatorRow, (shown, own): (&[Shows], &[CustomField]), chooses: bool) -> Markup {
    let href = at.path(&format!("/creators/{}", row.id));
    let about = row.accounts.iter().find_map(|account| account.handle.as_ref()).map(|handle| format!("@{handle}"));
    let person = Person::creator(&row.name).href(&href);
    html! {
        tr {
            @if chooses { (choose_cell("creator", &row.id.to_string(), &row.name, false)) } @else { td.fit {} }
            td {
                @if let Some(about) = &about { (person.about(about)) } @else { (person.about(t("creators.no_handle"))) }
                @if row.no_contact.is_some() && !shown.contains(&Shows::Standing) { " " (tag(t("creators.not_to_write"))) }
            }
            @for shows in shown { (cell(at, row, *shows, own)) }
        }
    }
}

fn cell(at: &InBrand, row: &CreatorRow, shows: Shows, own: &[CustomField]) -> Markup {
    match shows {
        Shows::Field(id) => {
            let field = own.iter().find(|field| field.id == id);
            let said = field.zip(row.custom.get(&id)).map(|(field, value)| fields::said(field, value));
            html! { td.soft.num[field.is_some_and(|field| field.kind == FieldKind::Number)] { (said.unwrap_or_default()) } }
        }
        Shows::Platforms => {
            let platforms: Vec<String> = row.accounts.iter().map(|account| crate::heard::heard(account.platform.label())).collect();
            html! { td.soft { (platforms.join(", ")) } }
        }
        Shows::Followers => html! { td.num { (followers(row)) } },
        Shows::Email => cells::cell(at, row, CellColumn::Email),
        Shows::Country => cells::cell(at, row, CellColumn::Country),
        Shows::Tier => cells::cell(at, row, CellColumn::Tier),
        Shows::Standing => html! { td {
            @if let Some(standing) = row.standing { (standing.worded()) } @else { span.quiet { (t("creators.undecided")) } }
            @if row.no_contact.is_some() { " " (tag(t("creators.not_to_write"))) }
        } },
        Shows::Tags => cells::cell(at, row, CellColumn::Tags),
        Shows::Topics => {
            html! { td.soft { (row.topics.iter().take(3).cloned().collect::<Vec<_>>().join(", ")) " " (more(row.topics.len())) } }
        }
        Shows::Views => html! { td { (figures::views(at, row)) } },
        Shows::Fit => html! { td.num { (figures::fit(at, row)) } },
        Shows::Sales => html! { td.num { (figures::sales(row, at.brand().brand.currency)) } },
        Shows::Fee => html! { td.num { (figures::fee(row)) } },
        Shows::Stage => html! { td { (figures::stage(at, row)) } },
        Shows::Source => html! { td.soft { (row.source.worded()) } },
        Shows::Since => html! { td.soft { (when::at(row.since, at.zone(), "%-d %b %Y")) } },
    }
}

/// That there are more than the three shown.
fn more(count: usize) -> Markup {
    html! { @if count > 3 { span.quiet { (tf("creators.more_tags", &[("count", &(count - 3).to_string())])) } } }
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
