//! A month: what is due, goes out or is paid on which day. The week begins on Monday.
//!
//! Invariant: today is marked, and each entry carries its turn. Absent: hours; a day's page or list has them.

use domain::time::Day;
use maud::{Markup, html};

use super::turn::{Whose, turn};
use crate::text::{t, tf};

/// So many entries of a day are seen at once; the rest opens.
const MOST: usize = 6;

/// One entry of a day.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The day.
    pub day: Day,
    /// Whose turn.
    pub whose: Whose,
    /// Whether it is late.
    pub late: bool,
    /// "Maya, review".
    pub words: &'a str,
    /// Where it leads.
    pub href: Option<&'a str>,
    /// What happens when it is dragged to another day.
    pub moves: Option<&'a Moves>,
}

/// An entry that may be dragged to another day; there a form says what that changes, and nothing has changed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves {
    /// The form's address, to which the new days are added as `opens` and `closes`.
    pub form: String,
    /// First day of what moves.
    pub opens: Day,
    /// Its last day.
    pub closes: Day,
}

/// Days on which something may be posted; they get a rule above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window<'a> {
    /// The first.
    pub opens: Day,
    /// The last.
    pub closes: Day,
    /// Whose they are alone; nothing where they are the campaign's.
    pub whose: Option<&'a str>,
}

impl Window<'_> {
    fn holds(&self, day: Day) -> bool {
        self.opens <= day && day <= self.closes
    }
}

/// The weeks around the month of `within`, with the entries of their days and the windows over them.
#[must_use]
pub fn month(within: Day, today: Day, entries: &[Entry<'_>], windows: &[Window<'_>]) -> Markup {
    let first = within.plus_days(1 - number(within, "%d"));
    let start = first.plus_days(1 - number(first, "%u"));
    let last = first.plus_days(31).plus_days(-number(first.plus_days(31), "%d"));
    let weeks = (start.days_until(last) / 7) + 1;
    html! {
        div.cal {
            @for name in t("calendar.days").split(' ') { div.h { (name) } }
            @for at in 0..weeks * 7 { (cell(start.plus_days(at), first, today, entries, windows)) }
        }
    }
}

/// A part of a date as a number; `%d` is the day of the month, `%u` the day of the week from Monday as 1.
fn number(day: Day, part: &str) -> i64 {
    day.format(part).parse().unwrap_or(1)
}

fn line(entry: &Entry<'_>) -> Markup {
    let words = turn(entry.whose, entry.late, entry.words);
    let moves = entry.moves;
    html! {
        @if let Some(href) = entry.href {
            a.plain href=(href) draggable=[moves.map(|_| "true")] data-moves=[moves.map(|moves| moves.form.as_str())] data-day=[moves.map(|_| entry.day)]
                data-opens=[moves.map(|moves| moves.opens)] data-closes=[moves.map(|moves| moves.closes)] { (words) }
        } @else { (words) }
    }
}

fn cell(day: Day, first: Day, today: Day, entries: &[Entry<'_>], windows: &[Window<'_>]) -> Markup {
    let in_month = day.format("%Y-%m") == first.format("%Y-%m");
    let in_wave = windows.iter().any(|window| window.whose.is_none() && window.holds(day));
    let mut alone: Vec<&str> = windows.iter().filter(|window| window.holds(day)).filter_map(|window| window.whose).collect();
    alone.sort_unstable();
    alone.dedup();
    let own = (!alone.is_empty()).then(|| tf("calendar.own", &[("names", &alone.join(", "))]));
    let number = day.format("%-d");
    html! {
        div.today[day == today].marked[in_wave].own[own.is_some()].outside[!in_month] data-drop-day=(day) title=[own.as_deref()] {
            b.d { @if day == today { (tf("calendar.today", &[("day", &number)])) } @else { (number) } }
            @if let Some(own) = &own { span.vh { (own) } }
            @let of_day: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.day == day).collect();
            @for entry in of_day.iter().take(MOST) {
                (line(entry))
            }
            @if of_day.len() > MOST {
                details {
                    summary { (tf("calendar.more", &[("count", &(of_day.len() - MOST).to_string())])) }
                    @for entry in of_day.iter().skip(MOST) { (line(entry)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i8) -> Day {
        Day::new(2026, 11, number).expect("a day")
    }

    #[test]
    fn november_2026_begins_on_a_sunday_and_takes_six_weeks() {
        let wave = Window { opens: day(2), closes: day(8), whose: None };
        let drawn = month(day(17), day(17), &[], &[wave]).0;
        assert_eq!(drawn.matches("class=\"d\"").count(), 42, "26 Oct to 6 Dec");
        assert_eq!(drawn.matches("marked").count(), 7);
        assert!(drawn.contains("17 · today") && !drawn.contains("Own days"));
    }

    #[test]
    fn days_that_somebody_agreed_on_alone_say_whose_they_are() {
        let alone = |opens, closes, name| Window { opens: day(opens), closes: day(closes), whose: Some(name) };
        let windows = [alone(10, 12, "Maya Okonkwo"), alone(12, 13, "Jonas Brandt"), alone(12, 12, "Maya Okonkwo")];
        let drawn = month(day(1), day(1), &[], &windows).0;
        assert_eq!((drawn.matches("marked").count(), drawn.matches("title=").count()), (0, 4), "from the 10th to the 13th");
        assert!(drawn.contains("title=\"Own days to post: Jonas Brandt, Maya Okonkwo\""), "each once: {drawn}");
    }
}
