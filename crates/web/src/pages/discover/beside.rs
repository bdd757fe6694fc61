//! Up to six creators side by side.
//!
//! Invariant: a number stands with its source behind it, and *unknown* is a word. Absent: a winner.

use app::discovery::{CompareCreators, Compared, Comparison, compare::MEASURES};
use domain::creators::{Measure, Snapshot};
use maud::{Markup, Render, html};

use super::filters;
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    text::{self, Said, Worded, grouped, t, tf},
    ui::{
        Button, Person,
        figure::sourced,
        section::empty,
        shell::crumb_head,
        table::{Column, Table, unknown},
        when,
    },
};

pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    let creators = asks.0.iter().filter(|(name, _)| name == "like").filter_map(|(_, value)| value.parse().ok());
    let all: Vec<_> = creators.collect();
    let (asked, more) = (all.iter().copied().take(6).collect(), all.len() > 6);
    let compared = at.show(CompareCreators { creators: asked }).await?;
    Ok(at.page(t("discover.compare"), "discover", page(&at, &compared, more)))
}

fn page(at: &InBrand, comparison: &Comparison, more: bool) -> Markup {
    let compared = &comparison.items;
    let head = crumb_head(&[(&at.path("/discover"), t("place.discover"))], t("discover.compare"), html! {});
    if compared.is_empty() {
        let actions = Button::link(&at.path("/discover"), t("place.discover")).render();
        return html! { (head) div.body { (empty(t("discover.compare.none"), t("discover.compare.none.text"), actions)) } };
    }
    let mut columns = vec![Column::text("")];
    let hrefs: Vec<String> = compared.iter().map(|one| at.path(&format!("/creators/{}", one.id))).collect();
    let heads: Vec<&str> = compared.iter().map(|one| one.name.as_str()).collect();
    columns.extend(heads.iter().map(|name| Column::unseen(name)));
    let rows = html! {
        (row(t("creators.creator"), compared.iter().zip(&hrefs).map(|(one, href)| named(one, href))))
        (row(t("discover.accounts"), compared.iter().map(accounts)))
        @for measure in MEASURES { (row(measure.worded(), compared.iter().map(|one| number(at, one, measure)))) }
        (row(t("discover.posts_a_week"), compared.iter().map(|one| one.posts_a_week.map_or_else(unknown, |count| html! { (filters::decimal(count, 1_000)) }))))
        (row(t("discover.last_post"), compared.iter().map(|one| one.last_post_at.map_or_else(unknown, |time| html! { (when::date(time, at.now(), at.zone())) }))))
        (row(t("discover.fee"), compared.iter().map(|one| one.fee.as_ref().map_or_else(unknown, |(format, price)| html! { (price.said()) " " span.quiet { (text::format_within(format)) } }))))
        (row(t("discover.place"), compared.iter().map(place)))
        (row(t("creator_column.topics"), compared.iter().map(|one| html! { (one.topics.join(", ")) })))
        (row(t("creators.tier"), compared.iter().map(|one| html! { (one.tier.map_or_else(|| t("discover.not_ours"), |tier| tier.worded())) })))
        (row(t("creators.standing"), compared.iter().map(|one| html! { (one.standing.map_or_else(|| t("creators.undecided"), |standing| standing.worded())) })))
        (row(t("discover.worked_with"), compared.iter().map(|one| html! { @if one.worked_with { (t("discover.yes")) } @else { (t("discover.no")) } })))
        (row(t("discover.last_written"), compared.iter().map(|one| one.written_at.map_or_else(|| html! { (t("discover.never")) }, |time| html! { (when::date(time, at.now(), at.zone())) }))))
    };
    html! {
        (head)
        @if comparison.left_out > 0 { div.filters { p.note role="status" { (tf("discover.compare.left_out", &[("count", &comparison.left_out.to_string())])) } } }
        @if more { div.filters { p.note role="status" { (t("discover.compare.six")) } } }
        div.body.flush.scrollx { (Table::new(&columns, rows).caption(t("discover.compare"))) }
    }
}

/// Only who is in this brand has a page of their own here.
fn named(one: &Compared, href: &str) -> Markup {
    let person = Person::creator(&one.name);
    if one.tier.is_some() { person.href(href).render() } else { person.render() }
}

fn row(name: &str, cells: impl Iterator<Item = Markup>) -> Markup {
    html! { tr { th scope="row" { (name) } @for cell in cells { td.wrap { (cell) } } } }
}

fn accounts(one: &Compared) -> Markup {
    let each = one.accounts.iter().map(|account| match &account.handle {
        Some(handle) => format!("{} @{handle}", crate::heard::heard(account.platform.label())),
        None => crate::heard::heard(account.platform.label()),
    });
    html! { (each.collect::<Vec<_>>().join(", ")) }
}

fn place(one: &Compared) -> Markup {
    let parts = [one.city.clone(), one.country.map(|country| text::country(country).to_owned())];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if parts.is_empty() {
        unknown()
    } else {
        html! { (parts) }
    }
}

fn number(at: &InBrand, one: &Compared, measure: Measure) -> Markup {
    let Some(snapshot) = one.numbers.iter().find(|snapshot| snapshot.measure == measure) else { return unknown() };
    let value = said(snapshot);
    let matter =
        tf("discover.number", &[("method", snapshot.method.worded()), ("when", &when::said(snapshot.fetched_at, at.now(), at.zone()))]);
    sourced(&format!("{}-{}", one.id, measure.as_str()), value, &matter, &snapshot.source)
}

fn said(snapshot: &Snapshot) -> String {
    let value =
        if snapshot.measure.is_rate() { filters::percent(snapshot.value) } else { grouped(u64::try_from(snapshot.value).unwrap_or(0)) };
    if snapshot.exact { value } else { format!("≈ {value}") }
}
