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

/// The weeks around the month of `within`, with the entries of their days; `marked` days (a wave's window) get a rule above.
#[must_use]
pub fn month(within: Day, today: Day, entries: &[Entry<'_>], marked: &[(Day, Day)]) -> Markup {
    let first = within.plus_days(1 - number(within, "%d"));
    let start = first.plus_days(1 - number(first, "%u"));
    let last = first.plus_days(31).plus_days(-number(first.plus_days(31), "%d"));
    let weeks = (start.days_until(last) / 7) + 1;
    html! {
        div.cal {
            @for name in t("calendar.days").split(' ') { div.h { (name) } }
            @for at in 0..weeks * 7 { (cell(start.plus_days(at), first, today, entries, marked)) }
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

fn cell(day: Day, first: Day, today: Day, entries: &[Entry<'_>], marked: &[(Day, Day)]) -> Markup {
    let in_month = day.format("%Y-%m") == first.format("%Y-%m");
    let in_wave = marked.iter().any(|(from, to)| from.days_until(day) >= 0 && day.days_until(*to) >= 0);
    let number = day.format("%-d");
    html! {
        div.today[day == today].marked[in_wave].outside[!in_month] data-drop-day=(day) {
            b.d { @if day == today { (tf("calendar.today", &[("day", &number)])) } @else { (number) } }
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

    #[test]
    fn november_2026_begins_on_a_sunday_and_takes_six_weeks() {
        let day = |number| Day::new(2026, 11, number).expect("a day");
        let drawn = month(day(17), day(17), &[], &[(day(2), day(8))]).0;
        assert_eq!(drawn.matches("class=\"d\"").count(), 42, "26 Oct to 6 Dec");
        assert_eq!(drawn.matches("marked").count(), 7);
        assert!(drawn.contains("17 · today"));
    }
}
