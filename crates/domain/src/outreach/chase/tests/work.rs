//! Work: reminded of before it is due, chased once it is missed, and counted anew when its date moves.

use super::*;

const OVERDUE: [&str; 3] = ["11-21 10:00 reminder", "11-25 10:00 final_notice until 11-27 18:00", "11-27 18:00 end"];

#[test]
fn work_is_reminded_of_before_it_is_due_and_chased_when_it_is_missed() {
    check(
        USUAL,
        &[
            (
                "a draft due at six",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            (
                "due at nine: ten o'clock of the day before leaves 72 hours",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 09:00",
                &[],
                &["11-14 10:00 early_reminder", "11-16 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            (
                "due at ten: exactly 72 hours are enough",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 10:00",
                &[],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            (
                "a window that closes at 23:59",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 23:59",
                &[],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            (
                "opened after the early reminder's time",
                LONDON,
                "opened 2026-11-15 12:00 due 2026-11-18 18:00",
                &[],
                &["11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            ("opened after both", LONDON, "opened 2026-11-17 11:00 due 2026-11-18 18:00", &[], &OVERDUE),
            (
                "opened at that very time",
                LONDON,
                "opened 2026-11-15 10:00 due 2026-11-18 18:00",
                &[("2026-11-18 12:00", "done")],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder"],
            ),
            (
                "in Auckland",
                "Pacific/Auckland",
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            ("done early", LONDON, "opened 2026-11-02 09:00 due 2026-11-18 18:00", &[("2026-11-14 12:00", "done")], &[]),
            (
                "done between the reminders",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-16 12:00", "done")],
                &["11-15 10:00 early_reminder"],
            ),
            (
                "done late",
                LONDON,
                "opened 2026-11-02 09:00 due 2026-11-18 18:00",
                &[("2026-11-22 12:00", "done")],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder", OVERDUE[0]],
            ),
            (
                "72 exact hours over the end of summer time",
                LONDON,
                "opened 2026-10-01 09:00 due 2026-10-27 09:30",
                &[],
                &[
                    "10-24 10:00 early_reminder",
                    "10-25 10:00 last_reminder",
                    "10-30 10:00 reminder",
                    "11-03 10:00 final_notice until 11-05 18:00",
                    "11-05 18:00 end",
                ],
            ),
            (
                "72 exact hours over its beginning",
                LONDON,
                "opened 2027-03-01 09:00 due 2027-03-30 10:30",
                &[],
                &[
                    "03-26 10:00 early_reminder",
                    "03-29 10:00 last_reminder",
                    "04-02 10:00 reminder",
                    "04-06 10:00 final_notice until 04-08 18:00",
                    "04-08 18:00 end",
                ],
            ),
        ],
    );
}

const LATER: [&str; 3] = ["11-28 10:00 reminder", "12-02 10:00 final_notice until 12-04 18:00", "12-04 18:00 end"];

#[test]
fn a_moved_due_date_starts_its_reminders_anew() {
    let work = "opened 2026-11-02 09:00 due 2026-11-18 18:00";
    check(
        USUAL,
        &[
            (
                "before any reminder",
                LONDON,
                work,
                &[("2026-11-09 12:00", "due 2026-11-25 18:00")],
                &["11-22 10:00 early_reminder", "11-24 10:00 last_reminder", LATER[0], LATER[1], LATER[2]],
            ),
            (
                "after the first",
                LONDON,
                work,
                &[("2026-11-16 12:00", "due 2026-11-25 18:00")],
                &["11-15 10:00 early_reminder", "11-22 10:00 early_reminder", "11-24 10:00 last_reminder", LATER[0], LATER[1], LATER[2]],
            ),
            (
                "after the final notice",
                LONDON,
                work,
                &[("2026-11-26 12:00", "due 2026-12-09 18:00"), ("2026-12-07 12:00", "done")],
                &["11-15 10:00 early_reminder", "11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], "12-06 10:00 early_reminder"],
            ),
            (
                "to an earlier day, when one reminder's time is over",
                LONDON,
                work,
                &[("2026-11-09 12:00", "due 2026-11-11 18:00")],
                &["11-10 10:00 last_reminder", "11-14 10:00 reminder", "11-18 10:00 final_notice until 11-20 18:00", "11-20 18:00 end"],
            ),
        ],
    );
}

#[test]
fn reminders_before_a_due_date_never_shift() {
    let work = "opened 2026-11-02 09:00 due 2026-11-18 18:00";
    check(
        USUAL,
        &[
            (
                "one whose time fell into the pause is not sent",
                LONDON,
                work,
                &[("2026-11-14 12:00", "reply"), ("2026-11-16 09:00", "answer")],
                &["11-17 10:00 last_reminder", OVERDUE[0], OVERDUE[1], OVERDUE[2]],
            ),
            (
                "a pause over the due date shifts by its days after it",
                LONDON,
                work,
                &[("2026-11-17 12:00", "reply"), ("2026-11-20 12:00", "answer")],
                &[
                    "11-15 10:00 early_reminder",
                    "11-17 10:00 last_reminder",
                    "11-23 10:00 reminder",
                    "11-27 10:00 final_notice until 11-30 18:00",
                    "11-30 18:00 end",
                ],
            ),
            (
                "after a missed due date the rest shifts",
                LONDON,
                work,
                &[("2026-11-22 12:00", "reply"), ("2026-11-24 12:00", "answer")],
                &[
                    "11-15 10:00 early_reminder",
                    "11-17 10:00 last_reminder",
                    OVERDUE[0],
                    "11-27 10:00 final_notice until 11-30 18:00",
                    "11-30 18:00 end",
                ],
            ),
            (
                "after the notice it goes again",
                LONDON,
                work,
                &[("2026-11-26 12:00", "reply"), ("2026-11-27 12:00", "answer")],
                &[
                    "11-15 10:00 early_reminder",
                    "11-17 10:00 last_reminder",
                    OVERDUE[0],
                    OVERDUE[1],
                    "11-28 10:00 final_notice until 11-30 18:00",
                    "11-30 18:00 end",
                ],
            ),
            ("a reply that nobody answers", LONDON, work, &[("2026-11-16 12:00", "reply")], &["11-15 10:00 early_reminder"]),
        ],
    );
}
