//! What happens on the days of a campaign, of each creator: turns, posts, reminders, parcels, payments.
//!
//! Invariant: each leads to its collaboration, a wave's first day to its rows; only agreed days may be dragged, because a form
//! asks the creator for others. Absent: what is left out; `sights` says it.

use std::collections::BTreeMap;

use app::{
    content::OfferWindow,
    outreach::clock::ClockStep,
    views::{
        CalendarPage,
        calendar::CalendarParcel,
        tracker::{Paid, TrackedDeliverable, TrackerRow},
    },
};
use domain::{
    campaigns::waves::{Numbered, Waves},
    ids::CollaborationId,
    moves::What,
    time::Day,
};

use super::sights::{Sight, Sights};
use crate::{
    kernel::InBrand,
    pages::{
        campaign::waves::{Place, are_many},
        said,
    },
    text::{t, tf, tk, within},
    ui::{
        Whose,
        calendar::{Entry, Moves},
    },
};

/// What happens on a day, owned while it is drawn. The rank keeps ours before theirs before what is done.
pub(super) struct Happens {
    pub day: Day,
    pub rank: u8,
    pub whose: Whose,
    pub late: bool,
    pub words: String,
    pub href: String,
    pub moves: Option<Moves>,
    sight: Sight,
}

impl Happens {
    pub(super) fn entry(&self) -> Entry<'_> {
        let Self { day, whose, late, words, href, moves, .. } = self;
        Entry { day: *day, whose: *whose, late: *late, words, href: Some(href), moves: moves.as_ref() }
    }

    fn late(self, late: bool) -> Self {
        Self { late, ..self }
    }

    fn moved_by(self, moves: Option<Moves>) -> Self {
        Self { moves, ..self }
    }
}

/// Everything that is shown, by its day.
pub(super) fn all(at: &InBrand, calendar: &CalendarPage, sights: &Sights) -> Vec<Happens> {
    let waves = Waves::of(&calendar.tracker.head.campaign);
    let mut running: BTreeMap<CollaborationId, Vec<&TrackerRow>> = BTreeMap::new();
    for row in calendar.tracker.rows.iter().filter(|row| !row.stage.is_off()) {
        running.entry(row.collaboration).or_default().push(row);
    }
    let mut all: Vec<Happens> = running.values().flatten().flat_map(|row| of_row(at, row, &waves, sights)).collect();
    if are_many(&waves) {
        all.extend(openings(at, &calendar.tracker.head.campaign.slug, &waves));
    }
    all.extend(calendar.reminders.iter().map(|step| reminder(at, step)));
    for parcel in &calendar.parcels {
        if let Some(rows) = running.get(&parcel.collaboration) {
            all.extend(of_parcel(at, parcel, rows, sights));
        }
    }
    all.retain(|one| sights.shows(one.sight));
    all.sort_by(|one, other| (one.day, one.rank, &one.words).cmp(&(other.day, other.rank, &other.words)));
    all.dedup_by(|one, other| one.day == other.day && one.words == other.words);
    all
}

/// The first day of each wave.
fn openings(at: &InBrand, slug: &str, waves: &Waves) -> Vec<Happens> {
    let opening = |wave: &Numbered| {
        let place = Place::within(wave);
        let words = tf("calendar.wave_opens", &[("wave", &place.words(waves))]);
        let href = at.path(&format!("/campaigns/{slug}?wave={}", place.word()));
        Happens { day: wave.opens, rank: 6, whose: Whose::Clock, late: false, words, href, moves: None, sight: Sight::Posting }
    };
    waves.all().iter().map(opening).collect()
}

/// Somebody of the campaign, as entries name them and lead to them.
struct Somebody<'a> {
    name: &'a str,
    href: String,
}

impl<'a> Somebody<'a> {
    fn of(at: &InBrand, name: &'a str, collaboration: CollaborationId) -> Self {
        Self { name, href: at.path(&format!("/collaborations/{collaboration}")) }
    }

    fn has(&self, sight: Sight, day: Day, rank: u8, whose: Whose, what: &str) -> Happens {
        let words = tf("calendar.entry", &[("name", self.name), ("what", what)]);
        Happens { day, rank, whose, late: false, words, href: self.href.clone(), moves: None, sight }
    }
}

fn of_row(at: &InBrand, row: &TrackerRow, waves: &Waves, sights: &Sights) -> Vec<Happens> {
    let somebody = Somebody::of(at, &row.name, row.collaboration);
    let mut all = Vec::new();
    all.extend(turn(at, row, &somebody));
    if let Some(made) = &row.deliverable {
        // The turn says the last day already, where it is shown.
        let said_already = sights.shows(Sight::Turns) && row.turn.as_ref().is_some_and(|open| open.what == What::Post);
        all.extend(posting(at, made, &somebody, waves, said_already));
        all.extend(money(made, &somebody));
    }
    all
}

/// What is made and not out yet may get other dates.
fn moves(at: &InBrand, made: &TrackedDeliverable, somebody: &Somebody<'_>) -> Option<Moves> {
    let movable = made.missed.is_none() && made.live.is_none() && at.may_run::<OfferWindow>();
    let form = format!("{}?do=dates&about={}", somebody.href, made.id);
    movable.then_some(Moves { form, opens: made.opens, closes: made.closes })
}

/// What is due, but for the clock's reminders, which are told of themselves.
fn turn(at: &InBrand, row: &TrackerRow, somebody: &Somebody<'_>) -> Option<Happens> {
    let open = row.turn.as_ref().filter(|open| open.what != What::Chase)?;
    let made = row.deliverable.as_ref().filter(|_| matches!(open.what, What::SubmitDraft | What::Post));
    let moves = made.and_then(|made| moves(at, made, somebody));
    let (day, whose) = (open.due?.day_in(at.zone()), Whose::for_team(open.turn));
    let entry = somebody.has(Sight::Turns, day, open.turn as u8, whose, &said::move_words(open));
    Some(entry.late(said::is_late(open, at.now())).moved_by(moves))
}

/// The last day of what is not out, with the first where the days are somebody's own, and the day on which it went out.
fn posting(at: &InBrand, made: &TrackedDeliverable, somebody: &Somebody<'_>, waves: &Waves, last_said: bool) -> Vec<Happens> {
    let thing = said::format_within(&made.format);
    let has = |day, rank, whose, what: &str| somebody.has(Sight::Posting, day, rank, whose, what);
    if let Some(live) = &made.live {
        return vec![has(live.at.day_in(at.zone()), 4, Whose::Done, &tf("calendar.live", &[("thing", &thing)]))];
    }
    if made.missed.is_some() {
        return Vec::new();
    }
    let last = (!last_said).then(|| {
        let entry = has(made.closes, 3, Whose::Theirs, &tf("calendar.closes", &[("thing", &thing)]));
        entry.moved_by(moves(at, made, somebody))
    });
    let own = made.opens != made.closes && !waves.names(made.opens, made.closes);
    let first = own.then(|| has(made.opens, 3, Whose::Theirs, &tf("calendar.opens", &[("thing", &thing)])));
    first.into_iter().chain(last).collect()
}

fn money(made: &TrackedDeliverable, somebody: &Somebody<'_>) -> Option<Happens> {
    match made.paid {
        Paid::Due { by } => Some(somebody.has(Sight::Money, by, 2, Whose::Clock, t("calendar.pay"))),
        Paid::Paid { on } => Some(somebody.has(Sight::Money, on, 5, Whose::Done, t("calendar.paid"))),
        Paid::NotYet => None,
    }
}

fn reminder(at: &InBrand, step: &ClockStep) -> Happens {
    let somebody = Somebody::of(at, &step.creator_name, step.collaboration);
    let about = within(tk("clock_about", step.what.map_or("gift", What::as_str)));
    let taken = within(tk("clock_step", step.step.as_str()));
    let values = [("step", taken.as_str()), ("about", about.as_str())];
    let what = if step.paused { tf("calendar.paused", &values) } else { tf("calendar.reminder", &values) };
    somebody.has(Sight::Reminders, step.at.day_in(at.zone()), 6, Whose::Clock, &what)
}

/// When it left, and when it came or should come.
fn of_parcel(at: &InBrand, parcel: &CalendarParcel, rows: &[&TrackerRow], sights: &Sights) -> Vec<Happens> {
    let Some(first) = rows.first() else { return Vec::new() };
    let somebody = Somebody::of(at, &first.name, parcel.collaboration);
    let has = |time: domain::time::Timestamp, rank, whose, what| somebody.has(Sight::Parcels, time.day_in(at.zone()), rank, whose, what);
    let sent = has(parcel.sent_at, 5, Whose::Done, t("calendar.sent"));
    // The turn says the same of the day on which somebody looks after it, where it is shown.
    let looked_after = |row: &&TrackerRow| row.turn.as_ref().is_some_and(|open| open.what == What::ConfirmDelivery);
    let came = match parcel.delivered_at {
        Some(on) => Some(has(on, 5, Whose::Done, t("calendar.arrived"))),
        None if sights.shows(Sight::Turns) && rows.iter().any(looked_after) => None,
        None => Some(has(parcel.expected_at, 2, Whose::Clock, t("calendar.expected")).late(parcel.expected_at < at.now())),
    };
    [Some(sent), came].into_iter().flatten().collect()
}
