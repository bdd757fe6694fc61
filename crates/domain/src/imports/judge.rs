//! What the rows of one creator in one campaign say together: where the collaboration stands, what had fallen through, and
//! what goes on by itself.
//!
//! Invariant: only what has a date ahead goes on by itself; whatever is past, undated or unpaid waits for a person; a fee counts
//! as paid only where the sheet says so; a day that lies ahead is a plan. Absent: ids, saving, and money beyond the sheet's own words.

use super::{Said, TrackerRow};
use crate::{
    campaigns::{Fallen, MEASURING, OffRamp, Reached, UNANSWERED_DAYS},
    journey::Stage,
    money::split_evenly,
    time::{DAY, Day},
};

/// Where one thing that is made stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeState {
    /// No draft yet; due on this day where the sheet names one.
    Awaiting {
        /// The draft's day.
        draft: Option<Day>,
        /// Whether changes were asked for.
        changes: bool,
    },
    /// A draft is with the team.
    InReview,
    /// Approved on this day, and not posted.
    Approved {
        /// When; nothing where the sheet only says that it was.
        on: Option<Day>,
    },
    /// Live since this day.
    Posted {
        /// When.
        on: Day,
    },
}

/// One thing that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// `reel`, `story` or words of the sheet's own; empty where the row names none.
    pub format: String,
    /// Where it is posted; empty where the row names none.
    pub platform: String,
    /// When it is or was to be posted.
    pub due: Option<Day>,
    /// Its share of the fee in minor units.
    pub share: i64,
    /// Whether the sheet calls that share paid.
    pub paid: bool,
    /// When, where the sheet says.
    pub paid_on: Option<Day>,
    /// Where it stands.
    pub state: MadeState,
    /// Where it is live.
    pub url: Option<String>,
}

/// What rows say of one collaboration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// How it left the road.
    pub off: Option<OffRamp>,
    /// How far it came.
    pub reached: Reached,
    /// When they were asked.
    pub contacted: Option<Day>,
    /// What is made; empty before a deal.
    pub made: Vec<Made>,
    /// The fee, in minor units.
    pub fee: i64,
    /// What of it the sheet calls paid.
    pub paid: i64,
    /// When product left, and when it arrived; nothing where the sheet only says that it did.
    pub shipped: Option<Option<Day>>,
    /// See `shipped`.
    pub delivered: Option<Option<Day>>,
    /// Its code.
    pub code: Option<String>,
    /// How often that was used.
    pub used: Option<i64>,
    /// What had fallen through.
    pub fallen: Vec<Fallen>,
    /// The last day on which something was or is to be posted.
    pub day: Option<Day>,
    /// Whether everything is posted and paid.
    pub done: bool,
}

/// Judges the rows of one collaboration on a day. There is at least one row.
#[must_use]
pub fn judged(rows: &[&TrackerRow], today: Day) -> Deal {
    let rows: Vec<TrackerRow> = rows.iter().map(|row| row.as_of(today)).collect();
    let rows: Vec<&TrackerRow> = rows.iter().collect();
    let reached = rows.iter().map(|row| reached(row)).max().unwrap_or_default();
    // One row that goes on keeps the whole on the road.
    let off = rows.iter().all(|row| row.said.is_some_and(Said::is_off)).then(|| rows.iter().find_map(|row| ramp(row.said))).flatten();
    let running: Vec<&&TrackerRow> = rows.iter().filter(|row| off.is_some() || !row.said.is_some_and(Said::is_off)).collect();
    let fee = running.iter().filter_map(|row| row.fee).map(|fee| fee.minor).sum();
    let made: Vec<Made> =
        if reached >= Reached::Agreed && off.is_none() { running.iter().flat_map(|row| made(row, today)).collect() } else { Vec::new() };
    let paid: i64 = made.iter().filter(|one| one.paid).map(|one| one.share).sum();
    let contacted = rows.iter().filter_map(|row| row.contacted).max();
    let first = |of: fn(&TrackerRow) -> Option<Option<Day>>| {
        let told: Vec<Option<Day>> = rows.iter().filter_map(|row| of(row)).collect();
        (!told.is_empty()).then(|| told.into_iter().flatten().min())
    };
    let mut deal = Deal {
        off,
        reached,
        contacted,
        fee: if off.is_some() { 0 } else { fee },
        paid,
        shipped: first(|row| {
            row.shipped.or((row.said == Some(Said::Shipped)).then_some(None)).or((!row.parcel.is_empty()).then_some(None))
        }),
        delivered: first(|row| row.delivered),
        code: rows.iter().find_map(|row| row.code.clone()),
        used: rows.iter().filter_map(|row| row.used).reduce(i64::saturating_add),
        fallen: Vec::new(),
        day: made.iter().filter_map(day_of).max(),
        done: false,
        made,
    };
    deal.fallen = fallen(&deal, today);
    deal.done = deal.off.is_none() && is_posted(&deal) && deal.paid >= deal.fee;
    deal
}

impl TrackerRow {
    /// What the row says on a day: people write down when something is to be signed, posted, sent or paid in the column in which
    /// they say that it was. Such a day is a plan, and nothing that happened.
    #[must_use]
    pub fn as_of(&self, today: Day) -> Self {
        let ahead = |day: &Option<Day>| day.is_some_and(|day| day > today);
        let mut row = self.clone();
        if row.posted.as_ref().is_some_and(ahead) {
            let planned = row.posted.take().flatten();
            row.due = row.due.or(planned);
        }
        for done in [&mut row.signed, &mut row.approved, &mut row.shipped, &mut row.delivered] {
            if done.as_ref().is_some_and(ahead) {
                *done = None;
            }
        }
        if ahead(&row.paid_on) {
            (row.paid, row.paid_on) = (Some(false), None);
        }
        row.contacted = row.contacted.filter(|day| *day <= today);
        row
    }
}

impl Deal {
    /// When the measuring of everything posted is over; nothing while something is not.
    #[must_use]
    pub fn measured_on(&self) -> Option<Day> {
        let posted = |made: &Made| match made.state {
            MadeState::Posted { on } => Some(on),
            MadeState::Awaiting { .. } | MadeState::InReview | MadeState::Approved { .. } => None,
        };
        let all: Option<Vec<Day>> = self.made.iter().map(posted).collect();
        Some(all?.into_iter().max()?.plus_days(MEASURING / DAY))
    }

    /// Where the collaboration stands on a day, as the sheet tells it.
    #[must_use]
    pub fn stage(&self, today: Day) -> Stage {
        match self.off {
            Some(OffRamp::Declined) => return Stage::Declined,
            Some(OffRamp::NoResponse) => return Stage::NoResponse,
            Some(OffRamp::Withdrawn) => return Stage::Withdrawn,
            Some(OffRamp::Dropped) => return Stage::Dropped,
            Some(OffRamp::Cancelled) => return Stage::Cancelled,
            None => {}
        }
        match self.reached {
            Reached::Listed => Stage::Shortlisted,
            Reached::Contacted => Stage::Invited,
            Reached::Talking => Stage::InConversation,
            Reached::Agreed => Stage::Agreed,
            Reached::Signed if self.shipped.is_some() => Stage::Shipped,
            Reached::Signed => Stage::Onboarded,
            Reached::Making if self.done && self.measured_on().is_some_and(|day| day <= today) => Stage::Closed,
            Reached::Making if self.done => Stage::Settled,
            Reached::Making => self.made.iter().map(stage_of).min().unwrap_or(Stage::Producing),
        }
    }
}

fn stage_of(made: &Made) -> Stage {
    match made.state {
        MadeState::Awaiting { changes: false, .. } => Stage::Producing,
        MadeState::Awaiting { changes: true, .. } => Stage::Revising,
        MadeState::InReview => Stage::InReview,
        MadeState::Approved { .. } => Stage::Approved,
        MadeState::Posted { .. } => Stage::Measuring,
    }
}

fn day_of(made: &Made) -> Option<Day> {
    match made.state {
        MadeState::Posted { on } => Some(on),
        MadeState::Awaiting { .. } | MadeState::InReview | MadeState::Approved { .. } => made.due,
    }
}

fn is_posted(deal: &Deal) -> bool {
    !deal.made.is_empty() && deal.made.iter().all(|made| matches!(made.state, MadeState::Posted { .. }))
}

fn ramp(said: Option<Said>) -> Option<OffRamp> {
    match said? {
        Said::Declined => Some(OffRamp::Declined),
        Said::NoAnswer => Some(OffRamp::NoResponse),
        Said::Dropped => Some(OffRamp::Dropped),
        Said::Cancelled => Some(OffRamp::Cancelled),
        _ => None,
    }
}

/// How far a row says it came: by its status, and by what was done.
fn reached(row: &TrackerRow) -> Reached {
    let by_status = match row.said {
        None | Some(Said::Listed | Said::Nothing) => Reached::Listed,
        Some(Said::Contacted | Said::NoAnswer | Said::Declined | Said::Dropped | Said::Cancelled) => Reached::Contacted,
        Some(Said::Talking) => Reached::Talking,
        Some(Said::Agreed) => Reached::Agreed,
        Some(Said::Signed | Said::Shipped) => Reached::Signed,
        Some(Said::Making | Said::DraftIn | Said::Changes | Said::Approved | Said::Live | Said::Paid) => Reached::Making,
    };
    let making = row.approved.is_some() || is_live(row) || row.paid == Some(true);
    let signed = row.signed.is_some() || row.shipped.is_some() || row.delivered.is_some();
    let asked = row.contacted.is_some();
    let by_facts = match (making, signed, asked) {
        (true, ..) => Reached::Making,
        (_, true, _) => Reached::Signed,
        (_, _, true) => Reached::Contacted,
        _ => Reached::Listed,
    };
    by_status.max(by_facts)
}

fn is_live(row: &TrackerRow) -> bool {
    !row.links.is_empty() || is_said_live(row)
}

fn is_said_live(row: &TrackerRow) -> bool {
    row.posted.is_some() || matches!(row.said, Some(Said::Live | Said::Paid))
}

/// What one row says is made, each with its share of the row's fee.
fn made(row: &TrackerRow, today: Day) -> Vec<Made> {
    let mut things = row.things.clone();
    // No link is lost: what there are more of than things is more of the last.
    let last = things.last().cloned().unwrap_or_default();
    things.resize(things.len().max(row.links.len()).max(1), last);
    let shares = split_evenly(row.fee.map_or(0, |fee| fee.minor), things.len());
    let paid = row.paid.unwrap_or(row.said == Some(Said::Paid));
    let paid_on = row.paid_on.filter(|day| *day <= today);
    // One link of two things says nothing of the other.
    let all_live = is_said_live(row) || row.links.len() >= things.len();
    let of = |at: usize| if all_live || at < row.links.len() { state(row, today) } else { before_live(row) };
    let one = |(at, ((format, platform), share)): (usize, ((String, String), i64))| Made {
        format,
        platform,
        due: row.due.or(row.posted.flatten()),
        share,
        paid,
        paid_on,
        state: of(at),
        url: row.links.get(at).cloned(),
    };
    things.into_iter().zip(shares).enumerate().map(one).collect()
}

fn state(row: &TrackerRow, today: Day) -> MadeState {
    if is_live(row) {
        // Nobody knows when: by the day on which it was due, or paid, at the latest today.
        let on = row.posted.flatten().or(row.due).or(row.paid_on).unwrap_or(today).min(today);
        return MadeState::Posted { on };
    }
    before_live(row)
}

/// Where a thing stands of which nothing says that it is live.
fn before_live(row: &TrackerRow) -> MadeState {
    if let Some(on) = row.approved {
        return MadeState::Approved { on };
    }
    match row.said {
        Some(Said::Approved) => MadeState::Approved { on: None },
        Some(Said::DraftIn) => MadeState::InReview,
        Some(Said::Changes) => MadeState::Awaiting { draft: row.draft, changes: true },
        _ => MadeState::Awaiting { draft: row.draft, changes: false },
    }
}

fn fallen(deal: &Deal, today: Day) -> Vec<Fallen> {
    if deal.off.is_some() {
        return Vec::new();
    }
    let mut fallen = Vec::new();
    match deal.reached {
        Reached::Listed => {}
        Reached::Contacted | Reached::Talking => {
            let lately = deal.contacted.is_some_and(|day| day.days_until(today) < UNANSWERED_DAYS);
            fallen.push(if lately { Fallen::Waiting } else { Fallen::Unanswered });
        }
        Reached::Agreed | Reached::Signed | Reached::Making => {
            let open = || deal.made.iter().filter(|made| !matches!(made.state, MadeState::Posted { .. }));
            if open().any(|made| made.due.is_some_and(|due| due < today)) {
                fallen.push(Fallen::NeverPosted);
            } else if deal.reached == Reached::Agreed && open().next().is_some() {
                fallen.push(Fallen::Unsigned);
            } else if open().any(|made| made.due.is_none()) {
                fallen.push(if deal.shipped.is_some() { Fallen::NothingSince } else { Fallen::Undated });
            }
            if is_posted(deal) && deal.paid < deal.fee {
                fallen.push(Fallen::Unpaid);
            }
            let live = deal.made.iter().any(|made| matches!(made.state, MadeState::Posted { .. }));
            if live && deal.code.is_some() && deal.used == Some(0) {
                fallen.push(Fallen::CodeUnused);
            }
        }
    }
    fallen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Currency, Money};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    const TODAY: &str = "2026-11-27";

    fn row(said: Option<Said>) -> TrackerRow {
        TrackerRow {
            row: 2,
            person: 0,
            campaign: None,
            said,
            status: String::new(),
            fee: None,
            things: vec![("reel".into(), "instagram".into())],
            contacted: None,
            signed: None,
            due: None,
            draft: None,
            approved: None,
            posted: None,
            links: vec![],
            shipped: None,
            delivered: None,
            parcel: String::new(),
            code: None,
            used: None,
            paid: None,
            paid_on: None,
            notes: String::new(),
            cells: vec![],
        }
    }

    fn judge(row: &TrackerRow) -> Deal {
        judged(&[row], day(TODAY))
    }

    fn gbp(minor: i64) -> Option<Money> {
        Some(Money::new(minor, Currency::GBP))
    }

    /// Only a date ahead lets something go on by itself; each other case waits for a person, by its name.
    #[test]
    fn what_had_fallen_through_is_told_apart() {
        let (past, ahead) = (Some(day("2026-10-01")), Some(day("2026-12-10")));
        let cases = [
            (row(Some(Said::Listed)), vec![]),
            (row(Some(Said::Contacted)), vec![Fallen::Unanswered]),
            (TrackerRow { contacted: Some(day("2026-11-24")), ..row(Some(Said::Contacted)) }, vec![Fallen::Waiting]),
            (TrackerRow { contacted: Some(day("2026-11-20")), ..row(Some(Said::Contacted)) }, vec![Fallen::Unanswered]),
            (row(Some(Said::Talking)), vec![Fallen::Unanswered]),
            (TrackerRow { due: ahead, ..row(Some(Said::Agreed)) }, vec![Fallen::Unsigned]),
            (TrackerRow { due: past, ..row(Some(Said::Agreed)) }, vec![Fallen::NeverPosted]),
            (TrackerRow { due: ahead, ..row(Some(Said::Signed)) }, vec![]),
            (row(Some(Said::Signed)), vec![Fallen::Undated]),
            (row(Some(Said::Shipped)), vec![Fallen::NothingSince]),
            (TrackerRow { due: past, ..row(Some(Said::Shipped)) }, vec![Fallen::NeverPosted]),
            (TrackerRow { due: past, ..row(Some(Said::Approved)) }, vec![Fallen::NeverPosted]),
            (TrackerRow { due: ahead, ..row(Some(Said::DraftIn)) }, vec![]),
            (TrackerRow { due: past, fee: gbp(42_000), ..row(Some(Said::Live)) }, vec![Fallen::Unpaid]),
            (TrackerRow { due: past, fee: gbp(42_000), ..row(Some(Said::Paid)) }, vec![]),
            (TrackerRow { due: past, ..row(Some(Said::Live)) }, vec![]),
            (
                TrackerRow {
                    due: past,
                    fee: gbp(1),
                    paid: Some(false),
                    code: Some("MAYA15".into()),
                    used: Some(0),
                    ..row(Some(Said::Live))
                },
                vec![Fallen::Unpaid, Fallen::CodeUnused],
            ),
            // Paid and never posted: the money is gone, the post is not there.
            (TrackerRow { due: past, fee: gbp(1), paid: Some(true), ..row(Some(Said::Making)) }, vec![Fallen::NeverPosted]),
            (row(Some(Said::NoAnswer)), vec![]),
        ];
        for (row, expected) in cases {
            assert_eq!(judge(&row).fallen, expected, "{row:?}");
        }
    }

    #[test]
    fn what_was_done_says_more_than_an_old_status() {
        let posted = TrackerRow {
            links: vec!["https://www.instagram.com/reel/C1/".into()],
            due: Some(day("2026-11-01")),
            ..row(Some(Said::Contacted))
        };
        let deal = judge(&posted);
        assert_eq!((deal.reached, deal.made[0].state), (Reached::Making, MadeState::Posted { on: day("2026-11-01") }));
        assert!(deal.done, "no fee is owed");
        // A day ahead is no day on which something was posted.
        let early = TrackerRow { due: Some(day("2026-12-24")), ..row(Some(Said::Live)) };
        assert_eq!(judge(&early).made[0].state, MadeState::Posted { on: day(TODAY) });
    }

    #[test]
    fn a_day_that_lies_ahead_is_a_plan() {
        let ahead = Some(day("2026-12-20"));
        let planned = TrackerRow { posted: Some(ahead), fee: gbp(50_000), ..row(Some(Said::Making)) };
        let deal = judge(&planned);
        assert_eq!((deal.made[0].due, deal.made[0].state), (ahead, MadeState::Awaiting { draft: None, changes: false }));
        assert!(deal.fallen.is_empty() && !deal.done);
        let promised = TrackerRow { paid: Some(true), paid_on: ahead, fee: gbp(50_000), ..row(Some(Said::Live)) };
        assert_eq!((judge(&promised).paid, judge(&promised).fallen), (0, vec![Fallen::Unpaid]));
        let to_do = TrackerRow { approved: Some(ahead), shipped: Some(ahead), contacted: ahead, ..row(Some(Said::Agreed)) };
        assert_eq!((judge(&to_do).reached, judge(&to_do).shipped, judge(&to_do).contacted), (Reached::Agreed, None, None));
        let unsigned = TrackerRow { signed: Some(ahead), due: ahead, ..row(Some(Said::Agreed)) };
        assert_eq!((judge(&unsigned).reached, judge(&unsigned).fallen), (Reached::Agreed, vec![Fallen::Unsigned]));
        for signed in [Some(None), Some(Some(day(TODAY)))] {
            let signed = TrackerRow { signed, due: ahead, ..row(Some(Said::Agreed)) };
            assert_eq!(judge(&signed).reached, Reached::Signed, "{:?}", signed.signed);
        }
        let today = TrackerRow { posted: Some(Some(day(TODAY))), ..row(Some(Said::Making)) };
        assert_eq!(judge(&today).made[0].state, MadeState::Posted { on: day(TODAY) });
    }

    #[test]
    fn a_link_is_of_one_thing_and_none_is_lost() {
        let link = |at: u8| format!("https://www.instagram.com/reel/C{at}/");
        let two = vec![("reel".to_owned(), "instagram".to_owned()), ("story".to_owned(), "instagram".to_owned())];
        let row = |things: &[(String, String)], links: u8| TrackerRow {
            things: things.to_vec(),
            links: (0..links).map(link).collect(),
            fee: gbp(40_000),
            due: Some(day("2026-12-10")),
            ..row(Some(Said::Making))
        };
        let states = |deal: &Deal| deal.made.iter().map(|made| matches!(made.state, MadeState::Posted { .. })).collect::<Vec<_>>();
        let half = judge(&row(&two, 1));
        assert_eq!((states(&half), half.fallen.clone(), half.done), (vec![true, false], vec![], false), "the story is still to come");
        let more = judge(&row(&two[..1], 2));
        assert_eq!(
            more.made.iter().map(|made| (made.url.clone(), made.share)).collect::<Vec<_>>(),
            [(Some(link(0)), 20_000), (Some(link(1)), 20_000)]
        );
        let said = TrackerRow { said: Some(Said::Live), ..row(&two, 1) };
        assert_eq!(states(&judge(&said)), [true, true], "the sheet calls all of it live");
    }

    #[test]
    fn rows_of_one_creator_add_up() {
        let one = TrackerRow {
            fee: gbp(10_001),
            things: vec![("reel".into(), "instagram".into()), ("story".into(), "instagram".into())],
            due: Some(day("2026-11-01")),
            ..row(Some(Said::Paid))
        };
        let two = TrackerRow { row: 3, fee: gbp(500), due: Some(day("2026-12-10")), ..row(Some(Said::Making)) };
        let deal = judged(&[&one, &two], day(TODAY));
        assert_eq!(deal.made.iter().map(|made| (made.share, made.paid)).collect::<Vec<_>>(), [(5_001, true), (5_000, true), (500, false)]);
        assert_eq!((deal.fee, deal.paid, deal.done, deal.fallen), (10_501, 10_001, false, vec![]));
        // One of two said no: the other goes on.
        let deal = judged(&[&row(Some(Said::Declined)), &two], day(TODAY));
        assert_eq!((deal.off, deal.fee, deal.made.len()), (None, 500, 1));
        let deal = judged(&[&row(Some(Said::Declined))], day(TODAY));
        assert_eq!((deal.off, deal.made.len()), (Some(OffRamp::Declined), 0));
    }
}
