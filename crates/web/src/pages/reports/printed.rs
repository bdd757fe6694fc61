//! A campaign's report on paper: for the client who pays for it.
//!
//! Invariant: each figure and sentence is the page's own. Absent: what is proposed about creators and decided; that is the brand's
//! affair, and a paper travels.

use app::reports::{
    CampaignReport,
    view::{OrderGoal, ReportRow},
};
use domain::{money::Money, reports::Value};
use paper::{Bar, Bars, Column, Figure, Report, Row, Table};

use super::report::{counted, days, known, most_sold, others, road, sentence, sums, told};
use crate::{
    heard::heard,
    kernel::InBrand,
    pages::funnel::Reached,
    printed,
    text::{Said, Worded, grouped, t, tf, tk},
};

/// So many creators have a bar; the table has all.
const MOST_BARS: usize = 12;

/// What stands where nothing is known.
fn or_unknown(said: Option<String>) -> String {
    said.unwrap_or_else(|| t("paper.unknown").to_owned())
}

/// The report, ready for the press.
pub(super) fn report(at: &InBrand, report: &CampaignReport) -> Report {
    let (rows, (name, sum)) = sums(report);
    let line = |(name, sum)| Row { cells: vec![name, sum], under: String::new() };
    Report {
        frame: printed::of_brand(at, t("paper.report"), &report.name),
        headline: sentence(report),
        about: days(at, report),
        told: told(report),
        figures: figures(report),
        goal: goal(report),
        funnel: funnel(report),
        sales: sales(report),
        creators: Table {
            title: t("report.creators").to_owned(),
            note: t("report.creators.note").to_owned(),
            columns: columns(),
            rows: report.rows.iter().map(|row| creator(report, row)).collect(),
            foot: all(report),
        },
        nobody: t("report.none").to_owned(),
        sums: Table {
            title: t("report.adds_up").to_owned(),
            note: t("report.adds_up.note").to_owned(),
            columns: vec![Column::words(""), Column::number("")],
            rows: rows.into_iter().map(line).collect(),
            foot: vec![name, sum],
        },
        notes: notes(report),
    }
}

fn figures(report: &CampaignReport) -> Vec<Figure> {
    let figure = |name: &str, value: String, note: &str| Figure { name: name.to_owned(), value, note: note.to_owned() };
    let revenue = Money::new(report.totals.revenue, report.currency);
    let mut all = vec![
        figure(t("report.revenue"), revenue.said(), report.model.worded()),
        figure(t("report.orders"), grouped(report.totals.orders.unsigned_abs()), ""),
        figure(t("report.cost"), report.cost.said(), ""),
        figure(t("report.cpa"), or_unknown(known(&report.cpa)), ""),
        figure(t("report.roas"), or_unknown(known(&report.roas)), ""),
    ];
    if report.posts.verified > 0 {
        all.extend([
            figure(t("report.views"), or_unknown(report.totals.views.map(counted)), ""),
            figure(t("report.engagements"), or_unknown(report.totals.engagements.map(counted)), ""),
            figure(t("report.cpm"), or_unknown(known(&report.cpm)), ""),
            figure(t("report.cpe"), or_unknown(known(&report.cpe)), ""),
        ]);
    }
    all
}

fn funnel(report: &CampaignReport) -> Bars {
    let road = road(report);
    let whole = road.iter().map(|(_, count, _)| *count).max().unwrap_or(0).max(1);
    let value = |count: u64, plan: Option<u64>| match plan {
        Some(plan) => format!("{}, {}", grouped(count), tf("funnel.plan", &[("count", &grouped(plan))])),
        None => grouped(count),
    };
    let bar = |(name, count, plan): Reached<'_>| Bar {
        name: name.to_owned(),
        value: value(count, plan),
        share: format!("{} %", (count * 100 + whole / 2) / whole),
        length: count as f64 / whole as f64,
    };
    Bars {
        title: t("report.funnel").to_owned(),
        heads: ["", t("paper.creators"), t("paper.share")].map(str::to_owned),
        bars: road.map(bar).to_vec(),
    }
}

/// How many orders came of those that are the goal; no bar where there is none.
fn goal(report: &CampaignReport) -> Bars {
    let orders = report.sold.last().map_or(0, |last| last.orders);
    let bar = |goal: OrderGoal| {
        let length = orders as f64 / goal.target.max(1) as f64;
        Bar {
            name: t("report.orders").to_owned(),
            value: tf("report.progress.of", &[("orders", &counted(orders)), ("target", &counted(goal.target))]),
            share: format!("{:.0} %", length * 100.0),
            length,
        }
    };
    Bars {
        title: t("report.progress.goal").to_owned(),
        heads: ["", t("report.orders"), t("report.progress.share")].map(str::to_owned),
        bars: report.goal.map(bar).into_iter().collect(),
    }
}

/// What each creator sold of all that was credited, the most first.
fn sales(report: &CampaignReport) -> Bars {
    let (most, whole) = (most_sold(report).max(1.0), report.totals.revenue.max(1) as f64);
    let sold = report.rows.iter().filter(|row| row.totals.revenue > 0).take(MOST_BARS);
    let bar = |row: &ReportRow| Bar {
        name: row.creator_name.clone(),
        value: Money::new(row.totals.revenue, report.currency).said(),
        share: format!("{:.0} %", row.totals.revenue as f64 / whole * 100.0),
        length: row.totals.revenue as f64 / most,
    };
    Bars {
        title: t("report.sales").to_owned(),
        heads: [t("report.creator"), t("report.revenue"), t("paper.share")].map(str::to_owned),
        bars: sold.map(bar).collect(),
    }
}

fn columns() -> Vec<Column> {
    let numbers = [
        t("report.views"),
        t("report.orders"),
        t("report.revenue"),
        t("report.cost"),
        t("report.cpa"),
        t("report.roas"),
        t("report.commission"),
    ];
    [t("report.creator"), t("report.stage")].map(Column::words).into_iter().chain(numbers.map(Column::number)).collect()
}

fn creator(report: &CampaignReport, row: &ReportRow) -> Row {
    let money = |minor: i64| Money::new(minor, report.currency).said();
    let mut under = Vec::new();
    if row.missed > 0 {
        under.push(tf("report.missed", &[("count", &row.missed.to_string())]));
    }
    if row.refunds.minor != 0 {
        under.push(tf("report.refunded", &[("sum", &row.refunds.said())]));
    }
    if row.leaked.is_some() {
        under.push(t("report.leaked").to_owned());
    }
    let roas = match (known(&row.roas), row.roas_interval.value) {
        (Some(roas), Value::Unknown { .. }) => Some(roas),
        (Some(roas), _) => Some(format!("{roas} ± {}", row.roas_interval.said())),
        (None, _) => None,
    };
    let cells = vec![
        row.creator_name.clone(),
        tk("stage", row.stage.as_str()).to_owned(),
        or_unknown(row.totals.views.map(counted)),
        grouped(row.totals.orders.unsigned_abs()),
        money(row.totals.revenue),
        row.cost.said(),
        or_unknown(known(&row.cpa)),
        or_unknown(roas),
        money(row.totals.commission),
    ];
    Row { cells, under: under.join(" · ") }
}

/// The sums below the creators; nothing where there are none.
fn all(report: &CampaignReport) -> Vec<String> {
    if report.rows.is_empty() {
        return Vec::new();
    }
    let money = |minor: i64| Money::new(minor, report.currency).said();
    vec![
        t("report.all").to_owned(),
        String::new(),
        or_unknown(report.totals.views.map(counted)),
        grouped(report.totals.orders.unsigned_abs()),
        money(report.totals.revenue),
        report.cost.said(),
        or_unknown(known(&report.cpa)),
        or_unknown(known(&report.roas)),
        money(report.totals.commission),
    ]
}

/// Where the figures come from, so that who reads the paper alone can judge them.
fn notes(report: &CampaignReport) -> Vec<String> {
    let named = |name: &str, text: &str| format!("{name}: {text}");
    let revenue = tf("report.revenue.source", &[("refunds", &report.refunds.said()), ("model", report.model.worded())]);
    let mut notes = vec![
        named(t("report.revenue"), &revenue),
        named(t("report.orders"), t("report.orders.source")),
        named(t("report.cost"), t("report.cost.source")),
    ];
    if report.posts.verified > 0 {
        let known = [("known", report.posts.counted.to_string()), ("posts", report.posts.verified.to_string())];
        let known = tf("report.attention.note", &known.each_ref().map(|(name, value)| (*name, value.as_str())));
        notes.push(named(t("report.attention"), &format!("{known}. {}", t("report.newest.source"))));
    }
    for (name, measured) in [(t("report.cpa"), &report.cpa), (t("report.roas"), &report.roas)] {
        if let Value::Unknown { why } = measured.value {
            notes.push(named(name, &heard(why)));
        }
    }
    if report.shared_orders > 0 {
        notes.push(tf("report.shared.text", &[("count", &report.shared_orders.to_string())]));
    }
    notes.extend(others(report));
    notes
}
