//! Product that left the house counts as paid, with its shipping.

use domain::{
    campaigns::Collaboration,
    ids::ShipmentId,
    payments::{BudgetLine, Posting},
    shipments::Shipment,
};
use store::Stored;

use super::{change_budget, enter};
use crate::{Ctx, Error, Result};

/// Where product comes from, as an account of the ledger.
const STOCK: &str = "Stock";
/// What pays carriers, as an account of the ledger.
const CARRIERS: &str = "Shipping";

/// Enters a sent parcel into ledger and budget: its product at its stated value, its shipping at its cost.
pub(crate) async fn count(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, shipment: ShipmentId) -> Result<()> {
    let shipment = store::document::find::<Shipment>(ctx.tx(), ctx.brand()?, shipment).await?.ok_or(Error::NotFound)?;
    let parts = [
        (STOCK, BudgetLine::Product, shipment.value.value, shipment.value.items.clone()),
        (CARRIERS, BudgetLine::Shipping, shipment.value.cost, format!("Shipping by {}", shipment.value.carrier)),
    ];
    for (source, line, amount, memo) in parts.into_iter().filter(|(_, _, amount, _)| amount.minor > 0) {
        let (of, creator) = (collaboration.id, collaboration.value.creator);
        enter(ctx, &Posting::product_shipped(source, amount), creator, Some(of), memo.trim()).await?;
        change_budget(ctx, collaboration.value.campaign, |budget| budget.ship(of, line, amount).map(|(budget, _)| budget)).await?;
    }
    Ok(())
}
