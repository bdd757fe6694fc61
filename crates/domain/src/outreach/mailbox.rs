//! A mailbox writes so many mails a day and no more. Reminders before a deadline have the first claim on them and go earlier
//! where their day has no room, never later (docs/domain.md, section 4).
//!
//! Invariant: a day's surplus moves to the day before, and from there on, until today; more than today has room for never goes
//! today. Absent: who they are, and what else is written.

/// How many reminders of the coming days go today. `planned` counts the creators who are reminded on each of them, tomorrow
/// first; `budget` is what a day can carry, `room` what is left of today's.
#[must_use]
pub fn brought_forward(budget: i64, room: i64, planned: &[i64]) -> i64 {
    let surplus = planned.iter().rev().fold(0, |carried: i64, count| (carried + count - budget).max(0));
    surplus.min(room).max(0)
}

#[cfg(test)]
mod tests {
    use super::brought_forward;

    #[test]
    fn what_a_day_cannot_carry_goes_the_day_before() {
        // Budget, room today, planned from tomorrow on, and how many go today.
        let situations: [(i64, i64, &[i64], i64); 9] = [
            (10, 10, &[], 0),
            (10, 10, &[10], 0),
            (10, 10, &[13], 3),
            // Tomorrow has room for what the day after cannot carry.
            (10, 10, &[4, 16], 0),
            (10, 10, &[5, 16], 1),
            (10, 10, &[0, 0, 35], 5),
            // Today's own room bounds it.
            (10, 2, &[13], 2),
            (10, 0, &[13], 0),
            (10, -4, &[13], 0),
        ];
        for (budget, room, planned, expected) in situations {
            assert_eq!(brought_forward(budget, room, planned), expected, "{budget} {room} {planned:?}");
        }
    }
}
