//! What people see of customers, mentions and leads.
//!
//! Invariant: what is shown is worked out from rows as they are now; each view is few statements whatever the number of people.
//! Absent: changing anything.

pub mod leads;
pub mod matches;
pub mod mentions;
pub mod warmth;

use domain::{
    ids::{BrandId, OrganisationId},
    listening::{Match, matching::judge},
};
pub use leads::ListLeads;
pub use matches::ListMatches;
pub use mentions::ListMentions;
use store::{
    Read,
    listening::{self as rows, Of},
};
pub use warmth::GetWarmth;

use crate::Result;

/// Who could be whom, judged with whatever others share.
pub(crate) async fn matches(db: &impl Read, organisation: OrganisationId, brand: BrandId, of: Of<'_>) -> Result<Vec<Match>> {
    let (mut pairs, said) = rows::pairs(db, organisation, brand, of).await?;
    if let Of::Creator(creator) = of {
        if pairs.is_empty() && !said.iter().any(|one| one.creator == creator) {
            return Ok(Vec::new());
        }
        let mut customers: Vec<_> = pairs.iter().map(|pair| pair.customer).collect();
        customers.sort();
        customers.dedup();
        // What other creators share with the same customers weighs too.
        let (others, _) = rows::pairs(db, organisation, brand, Of::Customers(&customers)).await?;
        pairs.extend(others.into_iter().filter(|pair| pair.creator != creator));
    }
    let mut all = judge(&pairs, &said);
    match of {
        Of::All => {}
        Of::Creator(creator) => all.retain(|one| one.creator == creator),
        Of::Customers(customers) => all.retain(|one| customers.contains(&one.customer)),
    }
    Ok(all)
}
