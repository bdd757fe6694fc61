//! Who comes back: the creators who first signed in a month, and how many of them signed again in each month after it.
//!
//! Invariant: each cell has its number in words, and a share is never shown without the whole that it is of. Absent: why.

use domain::reports::cohorts::Cohort;
use maud::{Markup, html};

use crate::{
    text::{t, tf},
    ui::{section::chapter, when},
};

/// So many months after the first are shown.
const MONTHS: usize = 12;

/// The picture, as the table that it is; nothing before two months of signatures are there.
pub(super) fn picture(all: &[Cohort]) -> Markup {
    let widest = all.iter().map(|cohort| cohort.again.len()).max().unwrap_or_default().min(MONTHS);
    if widest == 0 {
        return html! {};
    }
    let (first, back) = all.iter().fold((0, 0), |(first, back), cohort| (first + cohort.creators, back + cohort.came_back));
    let sum = tf("cohorts.sum", &[("back", &back.to_string()), ("all", &first.to_string())]);
    chapter(
        t("cohorts.title"),
        sum,
        html! {
            div.scrollx {
                table.cohorts {
                    caption.vh { (t("cohorts.title")) }
                    thead {
                        tr {
                            th scope="col" rowspan="2" { (t("cohorts.month")) }
                            th.num scope="col" rowspan="2" { (t("cohorts.creators")) }
                            th.num scope="col" rowspan="2" { (t("cohorts.back")) }
                            th scope="colgroup" colspan=(widest) { (t("cohorts.after")) }
                        }
                        tr { @for month in 1..=widest { th.num scope="col" { (month) span.vh { " " (months_later(month)) } } } }
                    }
                    tbody { @for cohort in all.iter().rev() { (row(cohort, widest)) } }
                }
            }
            p.about.mt-2 { (t("cohorts.about")) }
        },
    )
}

fn row(cohort: &Cohort, widest: usize) -> Markup {
    let month = when::day(cohort.month, "%b %Y");
    html! {
        tr {
            th scope="row" { (month) }
            td.num { (cohort.creators) }
            td.num { (percent(cohort.came_back, cohort.creators)) }
            @for at in 0..widest {
                @match cohort.again.get(at) {
                    Some(count) => {
                        @let later = format!("{} {}", at + 1, months_later(at + 1));
                        @let words = tf("cohorts.cell", &[("count", &count.to_string()), ("all", &cohort.creators.to_string()), ("month", &month), ("later", &later)]);
                        td.num.cell data-heat=(heat(*count, cohort.creators)) title=(words) { (count) }
                    }
                    None => td.cell {},
                }
            }
        }
    }
}

/// What stands behind a number of months.
fn months_later(months: usize) -> &'static str {
    if months == 1 { t("cohorts.month_later") } else { t("cohorts.months_later") }
}

/// From 0 for nobody to 5 for everybody.
fn heat(part: usize, whole: usize) -> usize {
    (part * 5).div_ceil(whole.max(1)).min(5)
}

fn percent(part: usize, whole: usize) -> String {
    format!("{} %", (part * 200 + whole) / (whole.max(1) * 2))
}

#[cfg(test)]
mod tests {
    use domain::time::Day;

    use super::*;

    #[test]
    fn each_cell_says_what_it_is_of() {
        let month = |month| Day::new(2026, month, 1).expect("a day");
        let all = [
            Cohort { month: month(8), creators: 8, again: vec![0, 2, 8], came_back: 8 },
            Cohort { month: month(10), creators: 3, again: vec![1], came_back: 1 },
        ];
        let drawn = picture(&all).0;
        assert!(drawn.contains("data-heat=\"0\"") && drawn.contains("data-heat=\"2\"") && drawn.contains("data-heat=\"5\""), "{drawn}");
        assert!(drawn.contains("100 %") && drawn.contains("33 %"));
        assert!(drawn.contains("1<span class=\"vh\"> month later</span>") && drawn.contains("2<span class=\"vh\"> months later</span>"));
        assert!(drawn.contains("colspan=\"3\">Signed again, months later<"), "bare numbers stand under what they count: {drawn}");
        assert!(drawn.contains("2 of 8 who first signed in Aug 2026 signed again 2 months later"), "{drawn}");
        assert!(drawn.contains("1 of 3 who first signed in Oct 2026 signed again 1 month later"), "{drawn}");
        assert!(drawn.find("Oct 2026") < drawn.find("Aug 2026"), "the newest first");
        assert!(picture(&[]).0.is_empty());
    }
}
