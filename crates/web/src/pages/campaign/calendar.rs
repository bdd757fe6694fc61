//! A campaign as a month: posting windows, what is due and when, what went live, what is paid.
//!
//! Invariant: what is shown is what the table holds, by its day in the brand's zone; dragging opens the form that asks the
//! creator for other dates, because they are part of an agreement. Absent: moving anything at once.

use app::{
    App,
    content::OfferWindow,
    views::{
        CampaignHead, ShowTracker, Tracker,
        tracker::{Paid, TrackerRow},
    },
};
use axum::{Router, extract::Path, routing::get};
use domain::{journey::Stage, moves::What, time::Day};
use maud::{Markup, html};

use super::head::{Tab, head};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    pages::{
        funnel::{self, Reached},
        said,
    },
    text::{t, tf},
    ui::{
        Button, Whose,
        calendar::{Entry, Moves, month},
        section::chapter,
        turn::turn,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/campaigns/{campaign}/calendar", get(show))
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    let tracker = at.show(ShowTracker { campaign }).await?;
    let today = at.now().day_in(at.zone());
    let within = Day::parse(&format!("{}-01", asks.get("month"))).unwrap_or(today);
    let (title, place) = (tracker.head.campaign.name.clone(), tracker.head.campaign.slug.clone());
    Ok(at.page(&title, &place, page(&at, &tracker, within, today)))
}

/// What happens on a day, owned while it is drawn. The rank keeps ours before theirs before what is done.
struct Happens {
    day: Day,
    rank: u8,
    whose: Whose,
    late: bool,
    words: String,
    href: String,
    moves: Option<Moves>,
}

impl Happens {
    fn entry(&self) -> Entry<'_> {
        let Self { day, whose, late, words, href, moves, .. } = self;
        Entry { day: *day, whose: *whose, late: *late, words, href: Some(href), moves: moves.as_ref() }
    }
}

fn happenings(at: &InBrand, row: &TrackerRow) -> Vec<Happens> {
    let (zone, now) = (at.zone(), at.now());
    let href = at.path(&format!("/collaborations/{}", row.collaboration));
    let mut all = Vec::new();
    // What is made and not out yet may get other dates.
    let movable = row.deliverable.as_ref().filter(|made| made.missed.is_none() && made.live.is_none() && at.may_run::<OfferWindow>());
    let moves = movable.map(|made| Moves { form: format!("{href}?do=dates&about={}", made.id), opens: made.opens, closes: made.closes });
    let mut put = |day: Day, rank: u8, whose: Whose, late: bool, what: String, moves: Option<Moves>| {
        let words = tf("calendar.entry", &[("name", &row.name), ("what", &what)]);
        all.push(Happens { day, rank, whose, late, words, href: href.clone(), moves });
    };
    if row.stage.is_off() {
        return Vec::new();
    }
    if let Some(open) = &row.turn
        && let Some(due) = open.due
    {
        let whose = Whose::for_team(open.turn);
        let moves = moves.clone().filter(|_| matches!(open.what, What::SubmitDraft | What::Post));
        put(due.day_in(zone), open.turn as u8, whose, said::is_late(open, now), said::move_words(open), moves);
    }
    if let Some(made) = &row.deliverable {
        let thing = said::format_within(&made.format);
        let said_already = row.turn.as_ref().is_some_and(|open| open.what == What::Post);
        match &made.live {
            Some(live) => put(live.at.day_in(zone), 4, Whose::Done, false, tf("calendar.live", &[("thing", &thing)]), None),
            None if made.missed.is_none() && !said_already => {
                put(made.closes, 3, Whose::Theirs, false, tf("calendar.closes", &[("thing", &thing)]), moves)
            }
            None => {}
        }
        match made.paid {
            Paid::Due { by } => put(by, 2, Whose::Clock, false, t("calendar.pay").to_owned(), None),
            Paid::Paid { on } => put(on, 5, Whose::Done, false, t("calendar.paid").to_owned(), None),
            Paid::NotYet => {}
        }
    }
    all
}

fn page(at: &InBrand, tracker: &Tracker, within: Day, today: Day) -> Markup {
    let campaign = &tracker.head.campaign;
    let base = at.path(&format!("/campaigns/{}/calendar", campaign.slug));
    let mut all: Vec<Happens> = tracker.rows.iter().flat_map(|row| happenings(at, row)).collect();
    all.sort_by(|one, other| (one.day, one.rank, &one.words).cmp(&(other.day, other.rank, &other.words)));
    all.dedup_by(|one, other| one.day == other.day && one.words == other.words);
    let entries: Vec<Entry<'_>> = all.iter().map(Happens::entry).collect();
    let first = within.plus_days(1 - within.format("%d").parse::<i64>().unwrap_or(1));
    let (before, after) = (first.plus_days(-1), first.plus_days(32));
    // Nothing of a campaign lies beyond its measuring and its last payments.
    let (earliest, latest) = (campaign.starts.plus_days(-31), campaign.ends.plus_days(120));
    let address = |day: Day| format!("{base}?month={}", day.format("%Y-%m"));
    let waves: Vec<(Day, Day)> = campaign.waves.iter().map(|wave| (wave.opens, wave.closes)).collect();
    html! {
        (head(at, &tracker.head, Tab::Calendar))
        div.filters {
            h2 { (when::day(within, "%B %Y")) }
            span.push.line {
                @if before >= earliest { (Button::link(&address(before), t("calendar.before")).quiet().small().icon("left")) }
                @if first.format("%Y-%m") != today.format("%Y-%m") { (Button::link(&base, t("calendar.now")).quiet().small()) }
                @if after <= latest { (Button::link(&address(after), t("calendar.after")).quiet().small().icon("right")) }
            }
        }
        div.body.calendar-body {
            div.wide-only.block {
                (month(within, today, &entries, &waves))
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
