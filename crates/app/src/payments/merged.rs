//! The books follow where two records of a creator are merged or split again.
//!
//! Invariant: an account owes what its creator's payables and carried balances say, before and after; nothing that was entered
//! changes: the balance is transferred by a posting of its own. Absent: refusing; a payout on its way is asked about before.

use std::collections::BTreeMap;

use domain::{
    ids::{CreatorId, Id},
    money::{Currency, Money},
    payments::{Account, Posting},
};
use store::{events::EventRow, payments::ledger};

use super::enter;
use crate::{Ctx, Error, Result};

/// The kept one and the other, as the event names them.
fn pair(event: &EventRow) -> Result<(CreatorId, CreatorId)> {
    let both = event.creator.zip(event.subject.map(CreatorId::from_uuid));
    both.ok_or_else(|| Error::Broken(format!("{} names no two creators", event.kind)))
}

/// What was owed to the other one is owed to the kept one.
pub(crate) async fn take_over(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let (kept, other) = pair(event)?;
    for balance in ledger::balances_of(ctx.tx(), ctx.brand()?, &Account::CreatorPayable(other)).await? {
        enter(ctx, &Posting::transfer(other, kept, balance), kept, None, "Two records of this creator were merged.").await?;
    }
    Ok(())
}

/// What the other one's own payables and carried balances say is owed to them again.
pub(crate) async fn give_back(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let (kept, other) = pair(event)?;
    let brand = ctx.brand()?;
    let mut wanting: BTreeMap<Currency, i64> = BTreeMap::new();
    for owed in ledger::owed(ctx.tx(), brand, other).await? {
        *wanting.entry(owed.currency).or_default() -= owed.minor;
    }
    for balance in ledger::balances_of(ctx.tx(), brand, &Account::CreatorPayable(other)).await? {
        *wanting.entry(balance.currency).or_default() -= balance.minor;
    }
    for (currency, minor) in wanting.into_iter().filter(|(_, minor)| *minor != 0) {
        let posting = Posting::transfer(kept, other, Money::new(minor, currency));
        enter(ctx, &posting, other, None, "Two records that had been merged were split again.").await?;
    }
    Ok(())
}
