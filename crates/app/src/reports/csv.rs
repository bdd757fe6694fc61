//! A campaign's report as a file for a spreadsheet.
//!
//! Invariant: no cell starts a formula; amounts are plain decimals in the report's currency.

use domain::{
    money::Money,
    reports::{Measured, Value},
    text::safe_cell,
};

use super::view::CampaignReport;
use crate::{Error, Result};

/// The report as CSV: one row for each creator, then the totals, exactly as the view holds them.
///
/// # Errors
/// When the writer refuses, which it does for no text of ours.
pub fn csv(report: &CampaignReport) -> Result<String> {
    let broken = |error: &dyn std::error::Error| Error::Broken(error.to_string());
    let mut out = ::csv::WriterBuilder::new().flexible(true).from_writer(vec![]);
    let headings = [
        "Creator",
        "Stage",
        "Orders",
        "Revenue credited",
        "Refunds",
        "Clicks",
        "Views",
        "Engagements",
        "Fee",
        "Product",
        "Shipping",
        "Commission",
        "Cost",
        "CPA",
        "ROAS",
        "Currency",
        "Credit rule",
        "Standing proposed",
        "Missed",
    ];
    out.write_record(headings).map_err(|error| broken(&error))?;
    let known = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let decimal = |minor: i64| Money::new(minor, report.currency).decimal();
    for row in &report.rows {
        let cells = [
            safe_cell(&row.creator_name),
            row.stage.as_str().to_owned(),
            row.totals.orders.to_string(),
            decimal(row.totals.revenue),
            decimal(row.refunds.minor),
            row.totals.clicks.to_string(),
            known(row.totals.views),
            known(row.totals.engagements),
            decimal(row.totals.fee),
            decimal(row.totals.product),
            decimal(row.totals.shipping),
            decimal(row.totals.commission),
            row.cost.decimal(),
            plain(&row.cpa),
            plain(&row.roas),
            report.currency.to_string(),
            report.model.as_str().to_owned(),
            row.proposal.standing.as_str().to_owned(),
            row.missed.to_string(),
        ];
        out.write_record(cells).map_err(|error| broken(&error))?;
    }
    for (name, amount) in [
        ("All creators of this campaign", report.totals.revenue),
        ("Credited to other campaigns", report.elsewhere.minor),
        ("Unattributed", report.unattributed.minor),
        ("All orders in view", report.all_orders.minor),
    ] {
        let cells = [
            name,
            "",
            "",
            &decimal(amount),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            report.currency.code(),
            report.model.as_str(),
            "",
            "",
        ];
        out.write_record(cells).map_err(|error| broken(&error))?;
    }
    let bytes = out.into_inner().map_err(|error| broken(error.error()))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}

/// A measure as a plain number, empty where it is not known.
fn plain(measured: &Measured) -> String {
    match measured.value {
        Value::Money { amount } => amount.decimal(),
        Value::UnitCost { thousandths, currency } => Money::new(domain::money::share_half_up(thousandths, 1, 1_000), currency).decimal(),
        Value::Percent { percent } => format!("{percent:.2}"),
        Value::Ratio { ratio } => format!("{ratio:.2}"),
        Value::Unknown { .. } => String::new(),
    }
}
