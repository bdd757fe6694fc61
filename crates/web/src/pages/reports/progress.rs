//! A campaign's orders over its days, and beside them the straight line to its goal.
//!
//! Invariant: the last value is the report's own number of orders, and the picture's table has each day with some. Absent: why a day
//! had as many.

use app::reports::{
    CampaignReport,
    view::{OrderGoal, SoldBy},
};
use domain::time::Day;
use maud::{Markup, html};

use super::report::counted;
use crate::{
    text::{t, tf},
    ui::{
        picture::LineChart,
        table::{Column, Table},
        when,
    },
};

/// More days than this are drawn as nothing else: an order of long ago that was touched late would flatten all others.
const MOST_DAYS: i64 = 400;

/// Whether there is anything to show: orders, or a goal for them.
pub(super) fn is_known(report: &CampaignReport, today: Day) -> bool {
    // Before the first day there is nothing to draw.
    report.starts <= today && (!report.sold.is_empty() || report.goal.is_some())
}

pub(super) fn name(report: &CampaignReport) -> &'static str {
    if report.goal.is_some() { t("report.progress.goal") } else { t("report.progress") }
}

/// The picture and its table.
pub(super) fn shown(report: &CampaignReport, today: Day) -> Markup {
    let (from, until) = days(report, today);
    let (values, plan) = series(&report.sold, report.goal, (from, until));
    let orders = counted(report.sold.last().map_or(0, |last| last.orders));
    let labels = [from, from.plus_days(from.days_until(until) / 2), until].map(|day| when::day(day, "%-d %b"));
    let labels = labels.each_ref().map(String::as_str);
    let says = sentence(report, &orders, until);
    let columns = [Column::text(t("report.progress.day")), Column::number(t("report.orders"))];
    let rows = html! { @for one in &report.sold { tr { td { (when::day(one.day, "%-d %b %Y")) } td.num { (counted(one.orders)) } } } };
    html! {
        (LineChart { values: &values, plan: &plan, labels: &labels, last: &orders, sentence: &says })
        p.row-size.mt-2 { (says) }
        @if !report.sold.is_empty() {
            details.fold-small.mt-2 {
                summary { (t("report.pareto.table")) }
                div.scrollx { (Table::inset(&columns, rows).caption(name(report))) }
            }
        }
    }
}

fn sentence(report: &CampaignReport, orders: &str, until: Day) -> String {
    let until = when::day(until, "%-d %b %Y");
    match report.goal {
        Some(goal) => tf(
            "report.progress.sentence.goal",
            &[("orders", orders), ("when", &until), ("target", &counted(goal.target)), ("by", &when::day(goal.by, "%-d %b %Y"))],
        ),
        None => tf("report.progress.sentence", &[("orders", orders), ("when", &until)]),
    }
}

/// From the first day, of the campaign or of an order, to today, or to the last day of interest where that is over.
fn days(report: &CampaignReport, today: Day) -> (Day, Day) {
    let last = report.sold.last().map_or(report.starts, |last| last.day).max(report.goal.map_or(report.starts, |goal| goal.by));
    let until = last.min(today).max(report.starts);
    let first = report.sold.first().map_or(report.starts, |first| first.day).min(report.starts);
    let first = if first.days_until(until) > MOST_DAYS { report.starts } else { first };
    (first, until)
}

/// Orders by the end of each day, and what a straight line from the first day to the goal's would have.
fn series(sold: &[SoldBy], goal: Option<OrderGoal>, (from, until): (Day, Day)) -> (Vec<f64>, Vec<f64>) {
    let length = from.days_until(until).clamp(0, 4 * MOST_DAYS);
    let at = |passed: i64| sold.iter().rev().find(|one| from.days_until(one.day) <= passed).map_or(0.0, |one| one.orders as f64);
    let values = (0..=length).map(at).collect();
    let planned = |goal: OrderGoal| -> Vec<f64> {
        let whole = from.days_until(goal.by).max(1) as f64;
        (0..=length).map(|passed| goal.target as f64 * (passed as f64 / whole).min(1.0)).collect()
    };
    (values, goal.map(planned).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_add_up_day_by_day_and_the_plan_is_a_straight_line_to_the_goal() {
        let day = |text: &str| Day::parse(text).expect("a day");
        let sold = [("2026-11-03", 2), ("2026-11-05", 7)].map(|(text, orders)| SoldBy { day: day(text), orders });
        let goal = OrderGoal { target: 8, by: day("2026-11-05") };
        let (values, plan) = series(&sold, Some(goal), (day("2026-11-01"), day("2026-11-06")));
        assert_eq!(values, [0.0, 0.0, 2.0, 2.0, 7.0, 7.0]);
        assert_eq!(plan, [0.0, 2.0, 4.0, 6.0, 8.0, 8.0]);
        assert_eq!(series(&sold, None, (day("2026-11-06"), day("2026-11-06"))), (vec![7.0], vec![]));
        assert_eq!(series(&[], Some(goal), (day("2026-11-05"), day("2026-11-05"))), (vec![0.0], vec![0.0]));
    }
}
