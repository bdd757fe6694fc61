//! Payments as a file for a spreadsheet or the bookkeeper.
//!
//! Invariant: no cell starts a formula; amounts are plain decimals with their currency beside them.

use domain::text::safe_cell;

use super::view::PaymentsView;
use crate::{Error, Result};

/// Payables and payouts as CSV, one row each, exactly as the view holds them.
///
/// # Errors
/// When the writer refuses, which it does for no text of ours.
pub fn csv(view: &PaymentsView) -> Result<String> {
    let broken = |error: &dyn std::error::Error| Error::Broken(error.to_string());
    let mut out = csv::Writer::from_writer(vec![]);
    let headings = [
        "Kind",
        "Creator",
        "Campaign",
        "What for",
        "Amount",
        "Currency",
        "Due",
        "State",
        "Made by",
        "Approved by",
        "Paid on",
        "Reference",
        "Missing",
        "Id",
    ];
    out.write_record(headings).map_err(|error| broken(&error))?;
    for one in &view.payables {
        let row = [
            "payable".to_owned(),
            safe_cell(&one.creator_name),
            safe_cell(&one.campaign_name),
            safe_cell(&one.what),
            one.amount.decimal(),
            one.amount.currency.to_string(),
            one.due.to_string(),
            one.state.as_str().to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            safe_cell(&one.missing.join(" ")),
            one.id.to_string(),
        ];
        out.write_record(row).map_err(|error| broken(&error))?;
    }
    for one in &view.payouts {
        let row = [
            "payout".to_owned(),
            safe_cell(&one.creator_name),
            String::new(),
            safe_cell(&one.payout.transfer().source),
            one.payout.transfer().sent().decimal(),
            one.payout.transfer().amount.currency.to_string(),
            String::new(),
            one.payout.as_str().to_owned(),
            safe_cell(&one.made_by),
            safe_cell(one.approved_by.as_deref().unwrap_or_default()),
            one.paid_on.map(|day| day.to_string()).unwrap_or_default(),
            safe_cell(&one.reference),
            String::new(),
            one.id.to_string(),
        ];
        out.write_record(row).map_err(|error| broken(&error))?;
    }
    let bytes = out.into_inner().map_err(|error| broken(error.error()))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}
