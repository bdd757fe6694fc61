//! Who of the creators that a search finds is a customer of the brand.
//!
//! Invariant: only customers of the brand that asks, matched to creators whom it knows, by a person's word or by what is taken
//! without asking; told to those alone who may see what creators bought. Worked out when somebody asks, so that a list that came a
//! moment ago counts. Absent: names and addresses of customers.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{CreatorId, CustomerId},
    listening::{Match, MatchState},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::listening::{Of, customers};

use crate::{
    Look, Result, Rights, View,
    discovery::address::Address,
    frame,
    listening::{GetWarmth, views::matches},
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

async fn counting(look: &Look, of: Of<'_>) -> Result<Vec<Match>> {
    let all = matches(look.db(), look.organisation()?, look.brand()?, of).await?;
    Ok(all.into_iter().filter(|one| one.state.counts()).collect())
}

/// All creators who are customers of the brand.
///
/// # Errors
/// The store's.
pub(in crate::discovery) async fn all(look: &Look) -> Result<BTreeSet<CreatorId>> {
    Ok(counting(look, Of::All).await?.into_iter().map(|one| one.creator).collect())
}

/// What these creators are as customers; nobody for who may not know.
///
/// # Errors
/// The store's.
pub(in crate::discovery) async fn of(look: &Look, creators: &[CreatorId]) -> Result<BTreeMap<CreatorId, FoundCustomer>> {
    let mut found: BTreeMap<CreatorId, FoundCustomer> = BTreeMap::new();
    if !may_know(look) {
        return Ok(found);
    }
    let all = counting(look, Of::Creators(creators)).await?;
    let ids: Vec<CustomerId> = all.iter().map(|one| one.customer).collect::<BTreeSet<_>>().into_iter().collect();
    let rows = customers::bare(look.db(), look.brand()?, &ids).await?;
    for one in all {
        let orders = rows.get(&one.customer).and_then(|row| row.customer.known.orders);
        let customer = found.entry(one.creator).or_default();
        customer.confirmed |= one.state == MatchState::Confirmed;
        customer.orders = match (customer.orders, orders) {
            (Some(some), Some(more)) => Some(some.saturating_add(more)),
            (known, more) => known.or(more),
        };
    }
    Ok(found)
}
