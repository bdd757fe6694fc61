//! Which known order a telling is about.
//!
//! Invariant: what a file and a shop say of one number is one order (`domain::attribution::told_twice`); what two shops
//! say of it are two. Absent: what a telling changes.

use domain::{
    attribution::{OrderError, RefundPart, ShopOrder, told_twice::FILE},
    ids::{BrandId, RefundId},
    money::Currency,
};
use store::{Read, Stored, attribution::orders};

use crate::Result;

/// The order that this source means by a number: its own; for a file the one that a shop told of; for a shop the one
/// that a file brought, unless it is in another currency.
///
/// # Errors
/// Refused when a file's number is an order of two shops; the store's.
pub(super) async fn find(
    db: &impl Read,
    brand: BrandId,
    source: &str,
    number: &str,
    currency: Option<Currency>,
) -> Result<Option<Stored<ShopOrder>>> {
    let mut told = orders::of_number(db, brand, number).await?;
    if let Some(own) = told.iter().position(|order| order.value.source == source) {
        return Ok(Some(told.swap_remove(own)));
    }
    if source == FILE {
        let shops = told.iter().map(|order| order.value.source.clone()).collect::<Vec<_>>().join(", ");
        return if told.len() > 1 { Err(OrderError::SeveralShops { number: number.to_owned(), shops }.into()) } else { Ok(told.pop()) };
    }
    Ok(told.into_iter().find(|order| order.value.is_of_file() && currency.is_none_or(|currency| order.value.order.currency == currency)))
}

/// The refunds of an order that files told of, as sums.
pub(super) async fn sums_of_files(db: &impl Read, brand: BrandId, number: &str) -> Result<Vec<RefundId>> {
    let known = orders::refunds(db, brand, FILE, number).await?;
    let is_sum = |part: &RefundPart| matches!(part, RefundPart::Sum { .. });
    Ok(known.into_iter().filter(|refund| refund.value.refund.parts.iter().all(is_sum)).map(|refund| refund.id).collect())
}
