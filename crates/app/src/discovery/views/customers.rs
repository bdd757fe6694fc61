//! Who of the creators that a search finds is a customer of the brand.
//!
//! Invariant: only customers of the brand that asks, matched to creators whom it knows, by a person's word or by what is taken
//! without asking; told to those alone who may see what creators bought. Worked out when somebody asks, so that a list that came a
//! moment ago counts. Absent: names and addresses of customers.

use std::collections::BTreeMap;

use domain::{ids::CreatorId, listening::MatchState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::listening::Of;

pub(crate) use crate::listening::views::Judged;
use crate::{
    Look, Result, Rights, View,
    discovery::address::Address,
    frame,
    listening::{GetWarmth, views::judged},
};

/// What a creator is as a customer of the brand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundCustomer {
    /// How often they bought, as far as lists say.
    pub orders: Option<i64>,
    /// Whether a person said that they are this customer; otherwise what both share weighs enough.
    pub confirmed: bool,
}

/// Whether who asks may know which creators are customers. The clock asks saved searches for people and shows nobody anything.
pub(in crate::discovery) fn may_know(look: &Look) -> bool {
    look.caller().rights == Rights::Clock || frame::allowed(&GetWarmth::META, look.caller())
}

/// Whether a saved search asks who is a customer. What it found says so of each, to whoever is told of it.
pub(in crate::discovery) fn asked_in(query: &str) -> bool {
    Address::of_query(query).question.filters.iter().any(|filter| filter.starts_with("customer:"))
}

async fn counting(look: &Look, of: Of<'_>) -> Result<Judged> {
    let mut found = judged(look.db(), look.organisation()?, look.brand()?, of).await?;
    found.matches.retain(|one| one.state.counts());
    Ok(found)
}

/// All customers of the brand among creators, and whether there are more of them than are read at once.
///
/// # Errors
/// The store's.
pub(in crate::discovery) async fn all(look: &Look) -> Result<Judged> {
    counting(look, Of::All).await
}

/// What these creators are as customers, by what was read of all of them already, if it was; nobody for who may not know.
///
/// # Errors
/// The store's.
pub(in crate::discovery) async fn of(
    look: &Look,
    creators: &[CreatorId],
    known: Option<Judged>,
) -> Result<BTreeMap<CreatorId, FoundCustomer>> {
    let mut found: BTreeMap<CreatorId, FoundCustomer> = BTreeMap::new();
    if !may_know(look) {
        return Ok(found);
    }
    let Judged { matches, orders: told, .. } = match known {
        Some(known) => known,
        None => counting(look, Of::Creators(creators)).await?,
    };
    for one in matches.into_iter().filter(|one| creators.contains(&one.creator)) {
        let customer = found.entry(one.creator).or_default();
        customer.confirmed |= one.state == MatchState::Confirmed;
        customer.orders = match (customer.orders, told.get(&one.customer).copied()) {
            (Some(some), Some(more)) => Some(some.saturating_add(more)),
            (known, more) => known.or(more),
        };
    }
    Ok(found)
}
