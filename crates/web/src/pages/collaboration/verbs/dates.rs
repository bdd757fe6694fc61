//! Other dates for what is still made: what they change is shown first, then the creator is asked.
//!
//! Invariant: nothing moves before the creator said yes, and the form says so. Absent: what was missed, which has a form of its
//! own; and dates of an offer that nobody accepted, which change with the next offer.

use app::{
    content::OfferWindow,
    views::{CollaborationPage, Found},
};
use domain::{
    content::{Deliverable, OtherDates},
    ids::DeliverableId,
    time::{Day, Zone},
};
use maud::{Markup, html};

use super::{Doing, Verb, make::which, said};
use crate::{
    kernel::{InBrand, Posted},
    pages::said as words,
    text::{t, tf},
    ui::{Button, Field, when},
};

/// What is made and not out yet, so that its dates can move.
pub(super) fn movable(page: &CollaborationPage) -> impl Iterator<Item = &Found<DeliverableId, Deliverable>> {
    page.deliverables.iter().filter(|made| made.value.missed.is_none() && page.post_of(made.id).is_none())
}

pub(super) fn form(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let chosen = doing.deliverable().and_then(|id| movable(page).find(|made| made.id == id)).or_else(|| movable(page).next());
    let Some(made) = chosen else { return html! { p.soft { (t("collaboration.dates.none")) } } };
    let day = |name: &str, known: Day| Day::parse(posted.get(name)).unwrap_or(known);
    let (opens, closes) = (day("opens", made.value.opens), day("closes", made.value.closes));
    let typed = |name: &'static str, known: Day| if posted.get(name).is_empty() { known.to_string() } else { posted.text(name) };
    let (first, last) = (typed("opens", made.value.opens), typed("closes", made.value.closes));
    html! {
        (which(doing, movable(page)))
        @if let Some(window) = made.value.moving {
            p.about { (tf("collaboration.dates.asked", &[("days", &words::window(window.opens, window.closes))])) " " (tf("collaboration.dates.back", &[("days", &words::window(made.value.opens, made.value.closes))])) }
        }
        div.cols.two {
            (Field::date("opens", t("collaboration.missed.opens")).value(&first).errors(&posted.errors))
            (Field::date("closes", t("collaboration.missed.closes")).value(&last).errors(&posted.errors))
        }
        @if (opens, closes) != (made.value.opens, made.value.closes) && opens <= closes { (consequences(doing, &made.value, opens, closes)) }
        @else { p.help { (tf("collaboration.dates.help", &[("name", doing.room.first_name())])) } }
        div.line.wrap {
            (Button::submit(&tf("collaboration.dates.do", &[("name", doing.room.first_name())])).primary())
            (Button::submit(t("collaboration.dates.look")).quiet().named("more", "yes").unfinished())
        }
    }
}

/// What would change, and what would not.
fn consequences(doing: &Doing<'_>, made: &Deliverable, opens: Day, closes: Day) -> Markup {
    let (at, page) = (doing.room.at, doing.room.page);
    let zone: &Zone = page.creator.person.zone.as_ref().unwrap_or_else(|| at.zone());
    let OtherDates { draft, post_by, rushed } = made.other_dates(opens, closes, zone, at.now());
    let short = |day: Day| when::day(day, "%-d %b");
    let campaign = &page.campaign;
    html! {
        section.consequences aria-label=(t("collaboration.dates.changes")) {
            h4 { (t("collaboration.dates.changes")) }
            ul {
                li { (tf("collaboration.dates.window", &[("was", &words::window(made.opens, made.closes)), ("new", &words::window(opens, closes))])) }
                @if let Some((was, due)) = draft {
                    li { (tf("collaboration.dates.draft", &[("was", &when::deadline(was, zone)), ("new", &when::deadline(due, zone))])) }
                }
                @if rushed { li.is-late { (t("collaboration.dates.rushed")) } }
                @if post_by.0 != post_by.1 {
                    li { (tf("collaboration.dates.post", &[("was", &short(post_by.0)), ("new", &short(post_by.1))])) @if post_by.1 > post_by.0 { " " (t("collaboration.dates.later")) } }
                }
                @if closes > campaign.ends { li.is-late { (tf("collaboration.dates.beyond", &[("campaign", &campaign.name), ("day", &short(campaign.ends))])) } }
                @if opens < campaign.starts { li.is-late { (tf("collaboration.dates.before", &[("campaign", &campaign.name), ("day", &short(campaign.starts))])) } }
                @if draft.is_some() { li { (t("collaboration.dates.reminders")) } }
                li { (tf("collaboration.dates.until", &[("name", doing.room.first_name())])) }
            }
        }
    }
}

pub(super) async fn run(at: &InBrand, posted: &mut Posted) -> app::Result<String> {
    let deliverable: DeliverableId =
        posted.get("deliverable").parse().map_err(|_| app::Error::field("deliverable", t("collaboration.which")))?;
    let today = at.now().day_in(at.zone());
    let (opens, closes) = (posted.day("opens", today), posted.day("closes", today));
    posted.checked()?;
    at.run(OfferWindow { deliverable, opens, closes }).await?;
    Ok(said(Verb::Dates))
}
