//! Customers who could be creators: what speaks for it, and what was decided.
//!
//! Invariant: only customers who could be a creator are shown one by one; of the others there is a count. Absent: a list of all
//! customers, which nobody needs in order to find creators.

use std::collections::BTreeMap;

use domain::{
    ids::{CreatorId, CustomerId},
    listening::{MatchReason, MatchState},
    money::Money,
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::listening::{self as rows, Of, customers, leads};

use super::matches;
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// Lists which customers are, or could be, which creators.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListMatches {
    /// Only those that stand so.
    #[serde(default)]
    pub state: Option<MatchState>,
    /// Beginning after so many.
    #[serde(default)]
    pub offset: Option<u32>,
    /// At most so many, 50 when nothing is said and 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A customer and the creator who they are, or could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchView {
    /// The customer.
    pub customer: CustomerId,
    /// Their name; may be empty.
    pub customer_name: String,
    /// Their e-mail address.
    pub customer_email: Option<String>,
    /// The creator.
    pub creator: CreatorId,
    /// Their name.
    pub creator_name: String,
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
    /// What that weighs out of 100 by the table in docs/domain.md; agreed on, not measured.
    pub confidence: u8,
    /// Whether others share it, so that it weighs less.
    pub shared: bool,
    /// Where it stands.
    pub state: MatchState,
    /// Who decided, where somebody did.
    pub decided_by: Option<String>,
}

/// The brand's customers in sums, and some of those who could be creators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchesPage {
    /// All customers.
    pub customers: i64,
    /// Those of whom an account is known.
    pub with_account: i64,
    /// When a list last came.
    pub newest: Option<Timestamp>,
    /// How many matches stand where.
    pub counts: Vec<StateCount>,
    /// The matches asked for; those that wait for a person first, then by weight.
    pub items: Vec<MatchView>,
    /// Where the next ones begin; nothing where these are the last.
    pub next_offset: Option<u32>,
}

/// How many matches stand so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StateCount {
    /// How.
    pub state: MatchState,
    /// How many.
    pub count: u64,
}

impl View for ListMatches {
    type Answer = MatchesPage;
    const META: Meta = Meta {
        name: "listening.list_matches",
        doc: "Lists which customers are, or could be, which creators, with what speaks for it, its weight and what people decided.",
        route: Route::get("/customers/matches"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<MatchesPage> {
        let (brand, db) = (look.brand_facts()?, look.db());
        let (organisation, brand) = (brand.value.organisation, brand.id);
        let (customers, with_account, newest) = customers::count(db, brand).await?;
        let all = matches(db, organisation, brand, Of::All).await?;
        let states = [MatchState::Proposed, MatchState::Taken, MatchState::Confirmed, MatchState::Refused];
        let counts = states.map(|state| StateCount { state, count: all.iter().filter(|one| one.state == state).count() as u64 }).to_vec();
        let mut wanted: Vec<_> = all.into_iter().filter(|one| self.state.is_none_or(|state| one.state == state)).collect();
        wanted.sort_by_key(|one| one.state != MatchState::Proposed);
        let (offset, limit) = (self.offset.unwrap_or(0) as usize, self.limit.unwrap_or(50).clamp(1, 200) as usize);
        let more = wanted.len() > offset.saturating_add(limit);
        let some: Vec<_> = wanted.into_iter().skip(offset).take(limit).collect();
        let ids: Vec<CustomerId> = some.iter().map(|one| one.customer).collect();
        let people = customers::bare(db, brand, &ids).await?;
        let ids: Vec<CreatorId> = some.iter().map(|one| one.creator).collect();
        let known = leads::creators(db, organisation, brand, &ids).await?;
        let said: BTreeMap<_, _> =
            rows::decisions(db, brand).await?.into_iter().map(|one| ((one.customer, one.creator), one.name)).collect();
        let mut items = Vec::with_capacity(some.len());
        for one in some {
            let (Some(customer), Some(creator)) = (people.get(&one.customer), known.get(&one.creator)) else { continue };
            let facts = &customer.customer.known;
            items.push(MatchView {
                customer: one.customer,
                customer_name: facts.name.clone(),
                customer_email: facts.email.clone(),
                creator: one.creator,
                creator_name: creator.creator.name.clone(),
                orders: facts.orders,
                spent: facts.spent,
                first_order: facts.first_order,
                last_order: facts.last_order,
                source: customer.customer.source.clone(),
                listed_at: customer.listed_at,
                reasons: one.reasons,
                confidence: one.confidence,
                shared: one.shared,
                state: one.state,
                decided_by: said.get(&(one.customer, one.creator)).cloned(),
            });
        }
        let next_offset = more.then(|| u32::try_from(offset.saturating_add(limit)).map_err(|_| Error::NotFound)).transpose()?;
        Ok(MatchesPage { customers, with_account, newest, counts, items, next_offset })
    }
}
