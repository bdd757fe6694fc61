//! What people see of customers, mentions and leads.
//!
//! Invariant: what is shown is worked out from rows as they are now; each view is few statements whatever the number of people.
//! Absent: changing anything.

pub mod leads;
pub mod matches;
pub mod mentions;
pub mod warmth;

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CreatorId, CustomerId, OrganisationId},
    listening::{Match, matching::judge},
};
pub use leads::ListLeads;
pub use matches::ListMatches;
pub use mentions::ListMentions;
use store::{
    Read,
    listening::{self as rows, Of, Shared},
};
pub use warmth::GetWarmth;

use crate::Result;

/// Who could be whom, judged with whatever others share.
pub(crate) async fn matches(db: &impl Read, organisation: OrganisationId, brand: BrandId, of: Of<'_>) -> Result<Vec<Match>> {
    Ok(judged(db, organisation, brand, of).await?.matches)
}

/// Who could be whom, with what was read for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// The judgement.
    pub matches: Vec<Match>,
    /// Whether more is shared than is read at once.
    pub more: bool,
    /// How often these customers bought, where lists say so.
    pub orders: BTreeMap<CustomerId, i64>,
}

/// The same, with what was read for it.
pub(crate) async fn judged(db: &impl Read, organisation: OrganisationId, brand: BrandId, of: Of<'_>) -> Result<Judged> {
    let Shared { mut pairs, said, orders } = rows::pairs(db, organisation, brand, of).await?;
    let more = (pairs.len() + said.len()) as i64 >= rows::MOST_PAIRS;
    let asked: Option<&[CreatorId]> = match &of {
        Of::Creator(creator) => Some(std::slice::from_ref(creator)),
        Of::Creators(creators) => Some(*creators),
        Of::All | Of::Customers(_) => None,
    };
    if let Some(creators) = asked {
        if pairs.is_empty() && !said.iter().any(|one| creators.contains(&one.creator)) {
            return Ok(Judged { more, ..Judged::default() });
        }
        let mut customers: Vec<_> = pairs.iter().map(|pair| pair.customer).collect();
        customers.sort();
        customers.dedup();
        // What other creators share with the same customers weighs too.
        let others = rows::pairs(db, organisation, brand, Of::Customers(&customers)).await?.pairs;
        pairs.extend(others.into_iter().filter(|pair| !creators.contains(&pair.creator)));
    }
    let mut all = judge(&pairs, &said);
    match of {
        Of::All => {}
        Of::Creator(creator) => all.retain(|one| one.creator == creator),
        Of::Creators(creators) => all.retain(|one| creators.contains(&one.creator)),
        Of::Customers(customers) => all.retain(|one| customers.contains(&one.customer)),
    }
    Ok(Judged { matches: all, more, orders })
}
