//! Rows of budgets: how much of each line of each collaboration is in which state.
//!
//! Invariant: whoever changes a campaign's budget holds the campaign's row, so that two offers accepted at once are
//! counted one after the other.

use domain::{
    campaigns::Campaign,
    ids::{BrandId, CampaignId},
    payments::{Budget, BudgetLine, budget::Amounts},
};

use crate::{
    Read, Result, Row, Stored, Tx,
    db::{Bind, json, placeholders},
    params,
};

const COLUMNS: &str = "collaboration, line, campaign, currency, reserved, committed, accrued, paid, released, override";

/// A campaign's budget with all that is spoken for of it.
///
/// # Errors
/// The store's.
pub async fn of_campaign(db: &impl Read, brand: BrandId, campaign: &Stored<Campaign>) -> Result<Budget> {
    let sql = format!("SELECT {COLUMNS} FROM budget_line WHERE brand = $1 AND campaign = $2 ORDER BY collaboration, line");
    let rows = db.all("budget_line", &sql, params![brand, campaign.id]).await?;
    let amounts = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(Budget { currency: campaign.value.currency, planned: campaign.value.budget, amounts })
}

/// As [`of_campaign`], holding the campaign's row until the end of the transaction.
///
/// # Errors
/// The store's.
pub async fn lock(tx: &Tx, brand: BrandId, campaign: &Stored<Campaign>) -> Result<Budget> {
    tx.one("campaign", &format!("SELECT id FROM campaign WHERE id = $1{}", tx.for_update()), params![campaign.id]).await?;
    of_campaign(tx, brand, campaign).await
}

/// All amounts of a brand with their campaigns.
///
/// # Errors
/// The store's.
pub async fn of_brand(db: &impl Read, brand: BrandId) -> Result<Vec<(CampaignId, Amounts)>> {
    let sql = format!("SELECT {COLUMNS} FROM budget_line WHERE brand = $1 ORDER BY collaboration, line");
    let rows = db.all("budget_line", &sql, params![brand]).await?;
    rows.iter().map(|row| Ok((row.get("campaign")?, read(row)?))).collect()
}

/// Writes what differs between two states of a campaign's budget.
///
/// # Errors
/// The store's.
pub async fn save(tx: &Tx, brand: BrandId, campaign: CampaignId, before: &Budget, after: &Budget) -> Result<()> {
    let sql = format!(
        "INSERT INTO budget_line (brand, {COLUMNS}) VALUES ({}) ON CONFLICT (collaboration, line) DO UPDATE SET \
         reserved = $6, committed = $7, accrued = $8, paid = $9, released = $10, override = $11",
        placeholders(1, 11)
    );
    for amounts in after.amounts.iter().filter(|amounts| !before.amounts.contains(amounts)) {
        let granted = match &amounts.over {
            Some(over) => json(over)?,
            None => Option::<String>::None.bind(),
        };
        let mut values = params![
            brand,
            amounts.collaboration,
            amounts.line.as_str(),
            campaign,
            after.currency,
            amounts.reserved,
            amounts.committed,
            amounts.accrued,
            amounts.paid,
            amounts.released,
        ];
        values.push(granted);
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Amounts> {
    let over = match row.get::<Option<String>>("override")? {
        Some(_) => Some(row.json("override")?),
        None => None,
    };
    Ok(Amounts {
        collaboration: row.get("collaboration")?,
        line: row.word("line", BudgetLine::parse)?,
        reserved: row.get("reserved")?,
        committed: row.get("committed")?,
        accrued: row.get("accrued")?,
        paid: row.get("paid")?,
        released: row.get("released")?,
        over,
    })
}
