//! A campaign as a month: posting windows, what is due and when, what went live, what is paid, what the clock will send, and
//! parcels on their way.
//!
//! Invariant: what is shown is what the table, the clock and the parcels hold, by its day in the brand's zone; dragging opens
//! the form that asks the creator for other dates, because they are part of an agreement. Absent: moving anything at once.

mod happens;
mod sights;

use app::{
    App,
    outreach::ShowClock,
    shipments::ListShipments,
    views::{CampaignHead, ShowCalendar, Tracker, calendar::CalendarPage},
};
use axum::{Router, extract::Path, routing::get};
use domain::{campaigns::waves::Waves, journey::Stage, time::Day};
use maud::{Markup, html};

use self::{
    happens::Happens,
    sights::{Sight, Sights},
};
use super::head::{Tab, head};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    pages::funnel::{self, Reached},
    text::t,
    ui::{
        Button,
        calendar::{Entry, Window, month},
        section::chapter,
        turn::turn,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/campaigns/{campaign}/calendar", get(show))
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    let calendar = at.show(ShowCalendar { campaign }).await?;
    let today = at.now().day_in(at.zone());
    let within = Day::parse(&format!("{}-01", asks.get("month"))).unwrap_or(today);
    let sights = Sights::of(&asks, offered(&at));
    let campaign = &calendar.tracker.head.campaign;
    Ok(at.page(&campaign.name, &campaign.slug, page(&at, &calendar, &sights, within, today)))
}

/// What somebody may see of it.
fn offered(at: &InBrand) -> Vec<Sight> {
    let may = |sight: &Sight| match sight {
        Sight::Reminders => at.may_see::<ShowClock>(),
        Sight::Parcels => at.may_see::<ListShipments>(),
        Sight::Turns | Sight::Posting | Sight::Money => true,
    };
    Sight::ALL.into_iter().filter(may).collect()
}

/// The campaign's windows, and the days that somebody has alone for what is still to come.
fn windows(tracker: &Tracker) -> Vec<Window<'_>> {
    let waves = Waves::of(&tracker.head.campaign);
    let mut all: Vec<Window<'_>> = waves.all().iter().map(|wave| Window { opens: wave.opens, closes: wave.closes, whose: None }).collect();
    for row in tracker.rows.iter().filter(|row| !row.stage.is_off()) {
        let open = row.deliverable.as_ref().filter(|made| made.missed.is_none() && made.live.is_none());
        if let Some(made) = open.filter(|made| !waves.names(made.opens, made.closes)) {
            all.push(Window { opens: made.opens, closes: made.closes, whose: Some(&row.name) });
        }
    }
    all
}

fn page(at: &InBrand, calendar: &CalendarPage, sights: &Sights, within: Day, today: Day) -> Markup {
    let tracker = &calendar.tracker;
    let campaign = &tracker.head.campaign;
    let base = at.path(&format!("/campaigns/{}/calendar", campaign.slug));
    let all = happens::all(at, calendar, sights);
    let entries: Vec<Entry<'_>> = all.iter().map(Happens::entry).collect();
    let first = within.plus_days(1 - within.format("%d").parse::<i64>().unwrap_or(1));
    let (before, after) = (first.plus_days(-1), first.plus_days(32));
    // Nothing of a campaign lies beyond its measuring and its last payments.
    let (earliest, latest) = (campaign.starts.plus_days(-31), campaign.ends.plus_days(120));
    let address = |day: Day| sights.address(&base, &day.format("%Y-%m"));
    let is_now = first.format("%Y-%m") == today.format("%Y-%m");
    let shown = if is_now { String::new() } else { first.format("%Y-%m") };
    let windows = if sights.shows(Sight::Posting) { windows(tracker) } else { Vec::new() };
    html! {
        (head(at, &tracker.head, Tab::Calendar))
        div.filters {
            h2 { (when::day(within, "%B %Y")) }
            span.push.line {
                (sights.menu(&base, &shown))
                @if before >= earliest { (Button::link(&address(before), t("calendar.before")).quiet().small().icon("left")) }
                @if !is_now { (Button::link(&sights.address(&base, ""), t("calendar.now")).quiet().small()) }
                @if after <= latest { (Button::link(&address(after), t("calendar.after")).quiet().small().icon("right")) }
            }
        }
        div.body.calendar-body {
            div.wide-only.block {
                (month(within, today, &entries, &windows))
                @if !windows.is_empty() { p.about.mt-2 { (t("calendar.windows")) } }
                @if all.iter().any(|one| one.moves.is_some()) { p.about.mt-2.needs-script { (t("calendar.drag")) } }
            }
            (agenda(&all, first, today))
            @if !tracker.rows.is_empty() { div.mt-5.measure { (chapter(t("report.funnel"), "", funnel::shown(&road(&tracker.head), campaign.active_creators, false))) } }
        }
    }
}

/// How many came how far, and how many should have: as many as the campaign wants, from the agreement on.
fn road(head: &CampaignHead) -> [Reached<'static>; 4] {
    let counted = |count: i64| u64::try_from(count).unwrap_or(0);
    let came = |least: Stage| {
        let there = head.stages.iter().filter(|one| one.stage >= least && !one.stage.is_off());
        counted(there.map(|one| one.count).sum())
    };
    let wanted = Some(u64::from(head.campaign.active_creators));
    [
        (t("report.step.listed"), counted(head.stages.iter().map(|one| one.count).sum()), None),
        (t("report.step.agreed"), came(Stage::Agreed), wanted),
        (t("report.step.approved"), came(Stage::Approved), wanted),
        (t("report.step.live"), came(Stage::Live), wanted),
    ]
}

/// The month as a list, for a small screen.
fn agenda(all: &[Happens], first: Day, today: Day) -> Markup {
    let here: Vec<&Happens> = all.iter().filter(|one| one.day.format("%Y-%m") == first.format("%Y-%m")).collect();
    let mut days: Vec<Day> = here.iter().map(|one| one.day).collect();
    days.dedup();
    html! {
        div.small-only.block {
            @if days.is_empty() { p.soft { (t("calendar.none")) } }
            @for day in days {
                section.sec {
                    div.sec-head { h3 { (when::day(day, "%a %-d %b")) } @if day == today { span.push.about { (t("calendar.is_today")) } } }
                    ul.plain-list { @for one in here.iter().filter(|one| one.day == day) { li { a.plain href=(one.href) { (turn(one.whose, one.late, &one.words)) } } } }
                }
            }
        }
    }
}
