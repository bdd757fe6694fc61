//! Everything that happened with one creator, newest first: one list, filtered by kind, a page at a time.
//!
//! Invariant: filter and place stand in the address. Absent: what is to come; Today and the collaborations have it.

use app::creators::{ListTimeline, TimelineItem, TimelineKind};
use axum::extract::Path;
use domain::ids::CreatorId;
use maud::{Markup, html};

use crate::{
    kernel::{
        Answer, InBrand,
        values::{Asks, with_query},
    },
    pages::said,
    text::{Said, t, tf, tk},
    ui::{
        section::empty,
        shell::crumb_head,
        timeline::{Moment, sequence},
        views::{View, segments},
        when,
    },
};

/// So many things stand on a page.
const PAGE: i64 = 50;
/// So much of what somebody wrote stands here; the conversation has the whole.
const SHORT: usize = 400;

pub(super) async fn show(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>, asks: Asks) -> Answer {
    let kind = TimelineKind::parse(asks.get("kind"));
    let page = at.show(ListTimeline { creator, kind, cursor: asks.some("cursor"), limit: Some(PAGE) }).await?;
    let (path, record) = (at.path(&format!("/creators/{creator}/timeline")), at.path(&format!("/creators/{creator}")));
    let view = |name, of: Option<TimelineKind>| View {
        href: of.map_or_else(|| path.clone(), |of| with_query(&path, &[("kind", of.as_str())])),
        name,
        count: None,
        current: kind == of,
    };
    let kinds: Vec<View<'_>> = std::iter::once(view(t("creator_timeline.all"), None))
        .chain(TimelineKind::ALL.into_iter().map(|of| view(tk("timeline_kind", of.as_str()), Some(of))))
        .collect();
    let moments: Vec<Moment> = page.items.iter().map(|item| moment(&at, item)).collect();
    let asked = kind.map_or("", TimelineKind::as_str);
    let body = html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&record, &page.name)], t("creator_timeline.title"), html! {}))
        div.body.near {
            h1.mb-4 { (tf("creator_timeline.of", &[("name", &page.name)])) }
            div.scrollx.mb-4 { (segments(t("creator_timeline.kinds"), &kinds)) }
            @if moments.is_empty() { (empty(t("creator_timeline.none"), t("creator_timeline.none.text"), html! {})) } @else { (sequence(&moments)) }
            @if let Some(next) = &page.next_cursor {
                p.mt-4 { a href=(with_query(&path, &[("kind", asked), ("cursor", next)])) { (t("creator_timeline.older")) } }
            }
        }
    };
    Ok(at.page(&page.name, "creators", body))
}

fn moment(at: &InBrand, item: &TimelineItem) -> Moment {
    let campaign = html! {
        @if let Some(collaboration) = item.collaboration {
            " " span.quiet { "· " a href=(at.path(&format!("/collaborations/{collaboration}"))) { (item.campaign_name) } }
        }
    };
    let what = html! {
        (words(item))
        @if let Some(amount) = &item.amount { span.quiet { " · " (amount.said()) } }
        @if !item.who.is_empty() { span.quiet { " · " (item.who) } }
        (campaign)
    };
    let wrote = item.event.is_some() && !item.text.trim().is_empty();
    Moment {
        when: when::time(item.at, at.now(), at.zone()),
        what,
        whose: None,
        ahead: false,
        said: wrote.then(|| shortened(&said::letter(&item.text))),
    }
}

/// What happened, in the reader's words; of an event that has none, its own name.
fn words(item: &TimelineItem) -> Markup {
    match &item.event {
        Some(event) => {
            let words = match tk("event", event) {
                "" => said::capitalised(&event.split_once('.').map_or(event.as_str(), |(_, what)| what).replace('_', " ")),
                words => words.to_owned(),
            };
            html! { b { (words) } }
        }
        None if item.kind == TimelineKind::Sales => html! { b { (tf("creator_timeline.order", &[("number", &item.text)])) } },
        None => {
            let count = item.count.unwrap_or(0).to_string();
            html! { b { (tf(if count == "1" { "creator_timeline.number" } else { "creator_timeline.numbers" }, &[("count", &count), ("source", &item.text)])) } }
        }
    }
}

/// The beginning of a long text.
fn shortened(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(SHORT).collect::<String>().trim_end())
}
