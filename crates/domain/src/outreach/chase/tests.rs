//! The cadence against a table of expected sends, written by hand from docs/domain.md, section 4, with a calendar beside
//! it: November 2026 begins on a Sunday, March 2027 on a Monday.

use super::*;
use crate::time::{is_quiet, quiet_until};

mod work;

/// Days after which an answer is asked for again, as a workspace has them by default.
const USUAL: Cadence = Cadence { reminder_days: 3, final_notice_days: 7 };

/// Local time in a zone: `2026-11-05 10:00`.
fn local(text: &str, zone: &Zone) -> Timestamp {
    let (day, clock) = text.split_once(' ').expect("a day and a time");
    let (hour, minute) = clock.split_once(':').expect("an hour and a minute");
    Day::parse(day).expect("a day").at(hour.parse().expect("an hour"), minute.parse().expect("a minute"), zone)
}

/// Lets the clock run over what happens, and writes down each step in the creator's local time.
///
/// What happens: `reply`, `answer` (of the team), `automatic`, `done`, `off` and `on` (the clock), `due 2026-11-25 18:00`
/// and `zone Pacific/Auckland`.
fn run(zone: &str, cadence: Cadence, track: &str, events: &[(&str, &str)]) -> Vec<String> {
    let mut zone = Zone::parse(zone).expect("a zone");
    let (kind, at) = track.split_once(' ').expect("what and when");
    let mut track = match (kind, at.split_once(" due ")) {
        ("asked", _) => Track::Answer { asked: local(at, &zone) },
        ("delivered", _) => Track::Gift { delivered: local(at, &zone) },
        ("given", _) => Track::Question { delivered: local(at, &zone) },
        ("opened", Some((opened, due))) => Track::Work { opened: local(opened, &zone), due: local(due, &zone) },
        _ => panic!("\"{track}\" is no track"),
    };
    let begin = zone.clone();
    let mut events: Vec<(Timestamp, &str)> = events.iter().map(|(at, what)| (local(at, &begin), *what)).collect();
    let (mut pauses, mut taken): (Vec<Pause>, Vec<Taken>) = (Vec::new(), Vec::new());
    let (mut lines, mut is_off) = (Vec::new(), false);
    let mut now = Timestamp(0);
    loop {
        let chase = Chase { track, cadence, zone: &zone, holidays: &[], pauses: &pauses, taken: &taken };
        let next = chase.next().filter(|_| !is_off).map(|planned| planned.at.max(now));
        let event = events.first().map(|(at, _)| *at);
        // What happens at the same instant as a step comes after it.
        match (next, event) {
            (Some(at), event) if event.is_none_or(|event| at <= event) => {
                now = at;
                let (chosen, left_out) = chase.due(now);
                let deadline = chase.deadline(now);
                let start = track.start();
                taken.extend(left_out.iter().map(|planned| Taken { step: planned.step, at: now, start, deadline: None }));
                let Some(chosen) = chosen else { continue };
                let mut line = format!("{} {}", now.format_in(&zone, "%m-%d %H:%M"), chosen.step.as_str());
                let named = (chosen.step == Step::FinalNotice).then_some(deadline);
                if let Some(deadline) = named {
                    line.push_str(&format!(" until {}", deadline.format_in(&zone, "%m-%d %H:%M")));
                }
                lines.push(line);
                taken.push(Taken { step: chosen.step, at: now, start, deadline: named });
                if chosen.step == Step::End {
                    return lines;
                }
            }
            (_, Some(_)) => {
                let (at, what) = events.remove(0);
                now = at;
                match what.split_once(' ') {
                    None if what == "reply" => pauses.push(Pause { from: at, until: None }),
                    None if what == "answer" => pauses.last_mut().expect("a pause").until = Some(at),
                    None if what == "done" => return lines,
                    None if what == "automatic" => {}
                    None if what == "off" || what == "on" => is_off = what == "off",
                    Some(("due", due)) => track = Track::Work { opened: at, due: local(due, &zone) },
                    Some(("zone", name)) => zone = Zone::parse(name).expect("a zone"),
                    _ => panic!("\"{what}\" does not happen"),
                }
            }
            (None, None) => return lines,
            (Some(_), None) => unreachable!("taken above"),
        }
    }
}

/// One row: a name, the creator's zone, what the chase counts from, what happens, and what goes out.
type Row = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

fn check(cadence: Cadence, rows: &[Row]) {
    for (name, zone, track, events, expected) in rows {
        assert_eq!(run(zone, cadence, track, events), *expected, "{name}");
    }
}

const LONDON: &str = "Europe/London";

const MONDAY: &[&str] = &["11-05 10:00 reminder", "11-09 10:00 final_notice until 11-11 18:00", "11-12 10:00 end"];
const TUESDAY: &[&str] = &["11-06 10:00 reminder", "11-10 10:00 final_notice until 11-12 18:00", "11-13 10:00 end"];

#[test]
fn an_answer_is_asked_for_again_on_the_third_and_seventh_day_whatever_the_weekday() {
    check(
        USUAL,
        &[
            ("Monday", LONDON, "asked 2026-11-02 14:00", &[], MONDAY),
            ("Tuesday", LONDON, "asked 2026-11-03 14:00", &[], TUESDAY),
            (
                "Wednesday: goodbye on a Saturday, which only deadlines are spared",
                LONDON,
                "asked 2026-11-04 14:00",
                &[],
                &["11-07 10:00 reminder", "11-11 10:00 final_notice until 11-13 18:00", "11-14 10:00 end"],
            ),
            (
                "Thursday: a deadline on Saturday moves to Monday",
                LONDON,
                "asked 2026-11-05 14:00",
                &[],
                &["11-08 10:00 reminder", "11-12 10:00 final_notice until 11-16 18:00", "11-17 10:00 end"],
            ),
            (
                "Friday: one on Sunday too",
                LONDON,
                "asked 2026-11-06 14:00",
                &[],
                &["11-09 10:00 reminder", "11-13 10:00 final_notice until 11-16 18:00", "11-17 10:00 end"],
            ),
            (
                "Saturday",
                LONDON,
                "asked 2026-11-07 14:00",
                &[],
                &["11-10 10:00 reminder", "11-14 10:00 final_notice until 11-16 18:00", "11-17 10:00 end"],
            ),
            (
                "Sunday",
                LONDON,
                "asked 2026-11-08 14:00",
                &[],
                &["11-11 10:00 reminder", "11-15 10:00 final_notice until 11-17 18:00", "11-18 10:00 end"],
            ),
            ("just after midnight counts as that day", LONDON, "asked 2026-11-03 00:30", &[], TUESDAY),
            ("just before midnight too", LONDON, "asked 2026-11-02 23:59", &[], MONDAY),
        ],
    );
}

#[test]
fn days_are_the_creators_own() {
    check(
        USUAL,
        &[
            ("Auckland at night", "Pacific/Auckland", "asked 2026-11-03 03:00", &[], TUESDAY),
            ("Los Angeles in the evening", "America/Los_Angeles", "asked 2026-11-02 20:00", &[], MONDAY),
            ("a zone of half an hour", "Asia/Kolkata", "asked 2026-11-02 12:00", &[], MONDAY),
            (
                "summer time ends in between: still ten o'clock",
                LONDON,
                "asked 2026-10-23 12:00",
                &[],
                &["10-26 10:00 reminder", "10-30 10:00 final_notice until 11-02 18:00", "11-03 10:00 end"],
            ),
            (
                "summer time begins on the day of the reminder",
                "America/New_York",
                "asked 2027-03-11 09:00",
                &[],
                &["03-14 10:00 reminder", "03-18 10:00 final_notice until 03-22 18:00", "03-23 10:00 end"],
            ),
            (
                "the zone becomes known: steps not yet sent are counted anew from the same asking",
                LONDON,
                "asked 2026-11-02 23:30",
                &[("2026-11-04 12:00", "zone Pacific/Auckland")],
                TUESDAY,
            ),
            (
                "the zone becomes known after the reminder",
                LONDON,
                "asked 2026-11-02 23:30",
                &[("2026-11-05 12:00", "zone Pacific/Auckland")],
                &["11-05 10:00 reminder", "11-10 10:00 final_notice until 11-12 18:00", "11-13 10:00 end"],
            ),
        ],
    );
}

#[test]
fn a_reply_pauses_and_the_rest_shifts_by_the_days_it_took() {
    let asked = "asked 2026-11-02 14:00";
    check(
        USUAL,
        &[
            (
                "reply on Wednesday, answered on Friday: two days",
                LONDON,
                asked,
                &[("2026-11-04 10:30", "reply"), ("2026-11-06 09:00", "answer")],
                &["11-07 10:00 reminder", "11-11 10:00 final_notice until 11-13 18:00", "11-14 10:00 end"],
            ),
            ("answered on the same day", LONDON, asked, &[("2026-11-04 09:00", "reply"), ("2026-11-04 17:00", "answer")], MONDAY),
            (
                "between reminder and notice",
                LONDON,
                asked,
                &[("2026-11-06 11:00", "reply"), ("2026-11-09 15:00", "answer")],
                &["11-05 10:00 reminder", "11-12 10:00 final_notice until 11-16 18:00", "11-17 10:00 end"],
            ),
            ("an automatic reply does not pause", LONDON, asked, &[("2026-11-03 14:01", "automatic")], MONDAY),
            ("never answered after the reminder", LONDON, asked, &[("2026-11-06 11:00", "reply")], &["11-05 10:00 reminder"]),
            ("never answered at all", LONDON, asked, &[("2026-11-03 11:00", "reply")], &[]),
            (
                "after the notice: its deadline is void, and it goes again with a new one",
                LONDON,
                asked,
                &[("2026-11-10 12:00", "reply"), ("2026-11-11 12:00", "answer")],
                &[
                    "11-05 10:00 reminder",
                    "11-09 10:00 final_notice until 11-11 18:00",
                    "11-12 10:00 final_notice until 11-16 18:00",
                    "11-17 10:00 end",
                ],
            ),
            (
                "after the notice, answered before ten the next day",
                LONDON,
                asked,
                &[("2026-11-09 10:30", "reply"), ("2026-11-10 09:00", "answer")],
                &[
                    "11-05 10:00 reminder",
                    "11-09 10:00 final_notice until 11-11 18:00",
                    "11-10 10:00 final_notice until 11-12 18:00",
                    "11-13 10:00 end",
                ],
            ),
            (
                "after the deadline, before the goodbye",
                LONDON,
                asked,
                &[("2026-11-11 20:00", "reply"), ("2026-11-12 09:00", "answer")],
                &[
                    "11-05 10:00 reminder",
                    "11-09 10:00 final_notice until 11-11 18:00",
                    "11-12 10:00 final_notice until 11-16 18:00",
                    "11-17 10:00 end",
                ],
            ),
            (
                "twice",
                LONDON,
                asked,
                &[
                    ("2026-11-03 12:00", "reply"),
                    ("2026-11-04 12:00", "answer"),
                    ("2026-11-05 12:00", "reply"),
                    ("2026-11-07 12:00", "answer"),
                ],
                &["11-08 10:00 reminder", "11-12 10:00 final_notice until 11-16 18:00", "11-17 10:00 end"],
            ),
            (
                "the team took two weeks",
                LONDON,
                asked,
                &[("2026-11-03 12:00", "reply"), ("2026-11-17 12:00", "answer")],
                &["11-19 10:00 reminder", "11-23 10:00 final_notice until 11-25 18:00", "11-26 10:00 end"],
            ),
            (
                "the notice went twice, and the creator writes again",
                LONDON,
                asked,
                &[
                    ("2026-11-10 12:00", "reply"),
                    ("2026-11-11 12:00", "answer"),
                    ("2026-11-13 12:00", "reply"),
                    ("2026-11-13 15:00", "answer"),
                ],
                &[
                    "11-05 10:00 reminder",
                    "11-09 10:00 final_notice until 11-11 18:00",
                    "11-12 10:00 final_notice until 11-16 18:00",
                    "11-14 10:00 final_notice until 11-16 18:00",
                    "11-17 10:00 end",
                ],
            ),
        ],
    );
}

#[test]
fn what_is_done_is_not_chased() {
    let asked = "asked 2026-11-02 14:00";
    check(
        USUAL,
        &[
            ("at once", LONDON, asked, &[("2026-11-02 15:00", "done")], &[]),
            ("after the reminder", LONDON, asked, &[("2026-11-06 15:00", "done")], &["11-05 10:00 reminder"]),
            (
                "after the deadline, before the goodbye: in time",
                LONDON,
                asked,
                &[("2026-11-11 23:00", "done")],
                &["11-05 10:00 reminder", "11-09 10:00 final_notice until 11-11 18:00"],
            ),
            (
                "withdrawn while the conversation was paused",
                LONDON,
                asked,
                &[("2026-11-04 09:00", "reply"), ("2026-11-05 09:00", "done")],
                &[],
            ),
        ],
    );
}

#[test]
fn a_late_clock_sends_the_newest_step_only() {
    let asked = "asked 2026-11-02 14:00";
    check(
        USUAL,
        &[
            (
                "a late reminder",
                LONDON,
                asked,
                &[("2026-11-04 12:00", "off"), ("2026-11-07 12:00", "on")],
                &["11-07 12:00 reminder", "11-09 10:00 final_notice until 11-11 18:00", "11-12 10:00 end"],
            ),
            (
                "a late notice names two days after its own sending",
                LONDON,
                asked,
                &[("2026-11-04 12:00", "off"), ("2026-11-10 12:00", "on")],
                &["11-10 12:00 final_notice until 11-12 18:00", "11-13 10:00 end"],
            ),
            (
                "a late notice before a weekend",
                LONDON,
                asked,
                &[("2026-11-04 12:00", "off"), ("2026-11-12 12:00", "on")],
                &["11-12 12:00 final_notice until 11-16 18:00", "11-17 10:00 end"],
            ),
            (
                "a late goodbye",
                LONDON,
                asked,
                &[("2026-11-10 12:00", "off"), ("2026-11-13 15:00", "on")],
                &["11-05 10:00 reminder", "11-09 10:00 final_notice until 11-11 18:00", "11-13 15:00 end"],
            ),
            (
                "work: of two reminders the last",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-14 12:00", "off"), ("2026-11-17 12:00", "on"), ("2026-11-18 12:00", "done")],
                &["11-17 12:00 last_reminder"],
            ),
            (
                "work: late, but before it is due",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-14 12:00", "off"), ("2026-11-18 12:00", "on"), ("2026-11-18 17:00", "done")],
                &["11-18 12:00 last_reminder"],
            ),
            (
                "work: overdue, so no reminder of what is to come",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-14 12:00", "off"), ("2026-11-19 09:00", "on")],
                &["11-21 10:00 reminder", "11-25 10:00 final_notice until 11-27 18:00", "11-27 18:00 end"],
            ),
            (
                "work: overdue by three days",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-14 12:00", "off"), ("2026-11-21 12:00", "on")],
                &["11-21 12:00 reminder", "11-25 10:00 final_notice until 11-27 18:00", "11-27 18:00 end"],
            ),
            (
                "work: overdue by a week",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-14 12:00", "off"), ("2026-11-25 12:00", "on")],
                &["11-25 12:00 final_notice until 11-27 18:00", "11-27 18:00 end"],
            ),
            (
                "a gift: of two the second",
                LONDON,
                "delivered 2026-11-02 16:00",
                &[("2026-11-08 12:00", "off"), ("2026-11-13 12:00", "on")],
                &["11-13 12:00 second_reminder", "11-16 10:00 final_notice until 11-18 18:00", "11-18 18:00 end"],
            ),
        ],
    );
}

#[test]
fn other_days_than_the_usual() {
    let asked = "asked 2026-11-02 14:00";
    check(
        Cadence { reminder_days: 5, final_notice_days: 10 },
        &[("patient", LONDON, asked, &[], &["11-07 10:00 reminder", "11-12 10:00 final_notice until 11-16 18:00", "11-17 10:00 end"])],
    );
    check(
        Cadence { reminder_days: 1, final_notice_days: 2 },
        &[("hurried", LONDON, asked, &[], &["11-03 10:00 reminder", "11-04 10:00 final_notice until 11-06 18:00", "11-07 10:00 end"])],
    );
}

#[test]
fn a_gift_that_obliges_is_asked_after_three_times() {
    check(
        USUAL,
        &[
            (
                "delivered on a Monday",
                LONDON,
                "delivered 2026-11-02 16:00",
                &[],
                &["11-09 10:00 reminder", "11-12 10:00 second_reminder", "11-16 10:00 final_notice until 11-18 18:00", "11-18 18:00 end"],
            ),
            (
                "delivered on a Thursday",
                LONDON,
                "delivered 2026-11-05 16:00",
                &[],
                &["11-12 10:00 reminder", "11-15 10:00 second_reminder", "11-19 10:00 final_notice until 11-23 18:00", "11-23 18:00 end"],
            ),
            (
                "with a question in between",
                LONDON,
                "delivered 2026-11-02 16:00",
                &[("2026-11-10 12:00", "reply"), ("2026-11-12 09:00", "answer")],
                &["11-09 10:00 reminder", "11-14 10:00 second_reminder", "11-18 10:00 final_notice until 11-20 18:00", "11-20 18:00 end"],
            ),
            (
                "posted after the second",
                LONDON,
                "delivered 2026-11-02 16:00",
                &[("2026-11-13 12:00", "done")],
                &["11-09 10:00 reminder", "11-12 10:00 second_reminder"],
            ),
        ],
    );
}

#[test]
fn a_gift_that_does_not_oblige_is_asked_about_once() {
    check(
        USUAL,
        &[
            ("delivered on a Monday", LONDON, "given 2026-11-02 16:00", &[], &["11-16 10:00 question"]),
            ("two weeks later is a Sunday", LONDON, "given 2026-11-01 09:00", &[], &["11-15 10:00 question"]),
            ("in Auckland", "Pacific/Auckland", "given 2026-11-03 08:00", &[], &["11-17 10:00 question"]),
            ("who thanked is not asked", LONDON, "given 2026-11-02 16:00", &[("2026-11-05 12:00", "done")], &[]),
            (
                "the clock stood still",
                LONDON,
                "given 2026-11-02 16:00",
                &[("2026-11-10 12:00", "off"), ("2026-11-20 09:00", "on")],
                &["11-20 09:00 question"],
            ),
        ],
    );
}

#[test]
fn quiet_hours_end_at_eight_and_begin_at_eight() {
    let zone = Zone::parse(LONDON).unwrap();
    for (text, quiet) in [("2026-11-02 07:59", true), ("2026-11-02 08:00", false), ("2026-11-02 19:59", false), ("2026-11-02 20:00", true)]
    {
        assert_eq!(is_quiet(local(text, &zone), &zone), quiet, "{text}");
    }
    for (text, until) in [("2026-11-02 23:00", "2026-11-03 08:00"), ("2026-11-03 03:00", "2026-11-03 08:00")] {
        assert_eq!(quiet_until(local(text, &zone), &zone), local(until, &zone), "{text}");
    }
}

#[test]
fn looking_ahead_from_the_next_step_sees_what_will_come() {
    let zone = Zone::parse(LONDON).unwrap();
    let asked = local("2026-11-02 14:00", &zone);
    let chase = Chase { track: Track::Answer { asked }, cadence: USUAL, zone: &zone, holidays: &[], pauses: &[], taken: &[] };
    // A pause of two days has moved the reminder from Thursday to Saturday.
    let after = chase.after(Planned { step: Step::Reminder, at: local("2026-11-07 10:00", &zone) });
    let end = Planned { step: Step::End, at: local("2026-11-14 10:00", &zone) };
    assert_eq!(after, [Planned { step: Step::FinalNotice, at: local("2026-11-11 10:00", &zone) }, end]);
    assert_eq!(chase.after(after[0]), [end], "the deadline is Friday 18:00, the goodbye the next 10:00");
    let work = Track::Work { opened: Timestamp(0), due: local("2026-11-18 18:00", &zone) };
    let work = Chase { track: work, ..chase };
    let after = work.after(Planned { step: Step::EarlyReminder, at: local("2026-11-15 10:00", &zone) });
    let steps: Vec<Step> = after.iter().map(|planned| planned.step).collect();
    let all = vec![Step::LastReminder, Step::Reminder, Step::FinalNotice, Step::End];
    assert_eq!((steps, after[0].at), (all, local("2026-11-17 10:00", &zone)));
}

#[test]
fn a_named_deadline_spares_the_holidays_that_the_workspace_lists() {
    let zone = Zone::parse(LONDON).unwrap();
    // Wednesday before Easter 2027; two days later is Good Friday, then the weekend, then Easter Monday.
    let sent = local("2027-03-24 10:00", &zone);
    let easter = ["2027-03-26", "2027-03-29"].map(|day| crate::time::Day::parse(day).unwrap());
    let chase = Chase { track: Track::Answer { asked: sent }, cadence: USUAL, zone: &zone, holidays: &[], pauses: &[], taken: &[] };
    assert_eq!(chase.deadline(sent), local("2027-03-26 18:00", &zone), "not listed: it counts");
    assert_eq!(Chase { holidays: &easter, ..chase }.deadline(sent), local("2027-03-30 18:00", &zone));
}
