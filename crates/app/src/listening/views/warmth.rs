//! What is known of a creator as a customer, and how often they named the brand.
//!
//! Invariant: what counts is said with its source; what only could be is said as that. Absent: what they were paid to post, which
//! the list of mentions tells apart.

use domain::{
    ids::{CreatorId, CustomerId},
    listening::{MatchReason, MatchState},
    money::Money,
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::listening::{Of, customers, mentions};

use super::matches;
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// Shows what a creator bought and how often they named the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetWarmth {
    /// Who.
    pub creator: CreatorId,
}

/// A customer who is the creator, or could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoughtView {
    /// Which customer.
    pub customer: CustomerId,
    /// Their name; may be empty.
    pub name: String,
    /// How often they bought, where a list says.
    pub orders: Option<i64>,
    /// For how much, where a list says.
    pub spent: Option<Money>,
    /// Since when.
    pub first_order: Option<Day>,
    /// When last.
    pub last_order: Option<Day>,
    /// Which list says so.
    pub source: String,
    /// When it came.
    pub listed_at: Timestamp,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<MatchReason>,
    /// What that weighs out of 100.
    pub confidence: u8,
    /// Where it stands.
    pub state: MatchState,
}

/// What a creator bought, and how often they named the brand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warmth {
    /// As whom they bought; several where a shop has several accounts of them. Those whom a person refused are left out.
    pub bought: Vec<BoughtView>,
    /// How often they named the brand, up to 100.
    pub mentions: u64,
    /// When last.
    pub last_mention: Option<Timestamp>,
}

/// So many mentions are counted.
const COUNTED: i64 = 100;

impl View for GetWarmth {
    type Answer = Warmth;
    const META: Meta = Meta {
        name: "listening.get_warmth",
        doc: "Shows what a creator bought from the brand, by which list and how sure that is, and how often they named it.",
        route: Route::get("/creators/{creator}/warmth"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Warmth> {
        let (found, db) = (look.brand_facts()?, look.db());
        let (organisation, brand) = (found.value.organisation, found.id);
        let all = matches(db, organisation, brand, Of::Creator(self.creator)).await?;
        let named = mentions::list(db, organisation, brand, Some(self.creator), None, COUNTED).await?;
        if all.is_empty() {
            // Who posted, or nobody at all, may be known to another brand only.
            store::creators::relationship(db, brand, self.creator).await?.ok_or(Error::NotFound)?;
        }
        let ids: Vec<CustomerId> = all.iter().map(|one| one.customer).collect();
        let people = customers::bare(db, brand, &ids).await?;
        let bought = all.into_iter().filter(|one| one.state != MatchState::Refused).filter_map(|one| {
            let row = people.get(&one.customer)?;
            let facts = &row.customer.known;
            Some(BoughtView {
                customer: one.customer,
                name: facts.name.clone(),
                orders: facts.orders,
                spent: facts.spent,
                first_order: facts.first_order,
                last_order: facts.last_order,
                source: row.customer.source.clone(),
                listed_at: row.listed_at,
                reasons: one.reasons,
                confidence: one.confidence,
                state: one.state,
            })
        });
        let last_mention = named.first().map(|one| one.mention.posted_at);
        Ok(Warmth { bought: bought.collect(), mentions: named.len() as u64, last_mention })
    }
}
