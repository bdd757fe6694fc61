//! Which customer is which creator: what speaks for it, how much that weighs, and what a person decided.
//!
//! Invariants: weights come from the one table below, are said with their reasons, and are no measured chance; what several
//! people share decides nothing by itself; a decision of a person stands whatever else speaks. Absent: which rows share what.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CreatorId, CustomerId},
    time::Timestamp,
};

/// What speaks for a customer being a creator, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchReason {
    /// The same e-mail address.
    Email,
    /// The same mailbox, written otherwise (dots and plus at Gmail).
    Mailbox,
    /// The same handle on the same platform.
    Account,
    /// The same handle, where one side names no platform.
    Handle,
    /// The same full name in the same country.
    Name,
}

impl MatchReason {
    /// All of them, the strongest first.
    pub const ALL: [MatchReason; 5] = [Self::Email, Self::Mailbox, Self::Account, Self::Handle, Self::Name];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Mailbox => "mailbox",
            Self::Account => "account",
            Self::Handle => "handle",
            Self::Name => "name",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Its weight out of 100 (docs/domain.md, Warm leads): agreed on, not measured.
    #[must_use]
    pub const fn weight(self) -> u8 {
        match self {
            Self::Email => 95,
            Self::Mailbox => 90,
            Self::Account => 85,
            Self::Handle => 60,
            Self::Name => 25,
        }
    }
}

/// What each further reason adds.
const FURTHER: u8 = 3;
/// No weight is more than this: nobody is sure but a person.
const MOST: u8 = 98;
/// From here on a match is taken without asking.
pub const TAKEN_FROM: u8 = 80;
/// What several creators share weighs no more.
const SHARED: u8 = 50;
/// A name that several people bear weighs no more.
const SHARED_NAME: u8 = 10;

/// One thing that a customer and a creator share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The customer.
    pub customer: CustomerId,
    /// The creator.
    pub creator: CreatorId,
    /// What they share.
    pub reason: MatchReason,
}

/// What a person decided about a customer and a creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// The customer.
    pub customer: CustomerId,
    /// The creator.
    pub creator: CreatorId,
    /// Whether they are one person.
    pub same: bool,
    /// Who said so.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// The same, as far as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The customer.
    pub customer: CustomerId,
    /// The creator.
    pub creator: CreatorId,
    /// Whether they are one person.
    pub same: bool,
}

/// Where a match stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchState {
    /// A person said that they are one.
    Confirmed,
    /// It weighs enough to be taken.
    Taken,
    /// A person should look.
    Proposed,
    /// A person said that they are two.
    Refused,
}

impl MatchState {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Taken => "taken",
            Self::Proposed => "proposed",
            Self::Refused => "refused",
        }
    }

    /// Whether the creator counts as a customer.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Confirmed | Self::Taken)
    }
}

/// A customer and a creator who could be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Match {
    /// The customer.
    pub customer: CustomerId,
    /// The creator.
    pub creator: CreatorId,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<MatchReason>,
    /// The weight of that out of 100, by the table of weights; no measured chance.
    pub confidence: u8,
    /// Whether others share what speaks for it, so that it weighs less.
    pub shared: bool,
    /// Where it stands.
    pub state: MatchState,
}

/// Judges what customers and creators share. All pairs of a customer must be there, or what others share is not seen.
#[must_use]
pub fn judge(pairs: &[Pair], decisions: &[Said]) -> Vec<Match> {
    let mut reasons: BTreeMap<(CustomerId, CreatorId), BTreeSet<MatchReason>> = BTreeMap::new();
    for pair in pairs {
        reasons.entry((pair.customer, pair.creator)).or_default().insert(pair.reason);
    }
    // Whom a person found stays found when an address has changed since.
    for decision in decisions.iter().filter(|decision| decision.same) {
        reasons.entry((decision.customer, decision.creator)).or_default();
    }
    let (mut strong, mut by_name, mut bearers): (BTreeMap<_, BTreeSet<_>>, BTreeMap<_, BTreeSet<_>>, BTreeMap<_, BTreeSet<_>>) =
        Default::default();
    for ((customer, creator), found) in &reasons {
        if found.iter().any(|reason| *reason != MatchReason::Name) {
            strong.entry(*customer).or_default().insert(*creator);
        }
        if found.contains(&MatchReason::Name) {
            by_name.entry(*customer).or_default().insert(*creator);
            bearers.entry(*creator).or_default().insert(*customer);
        }
    }
    let said: BTreeMap<(CustomerId, CreatorId), bool> = decisions.iter().map(|one| ((one.customer, one.creator), one.same)).collect();
    let settled: BTreeMap<CustomerId, CreatorId> = decisions.iter().filter(|one| one.same).map(|one| (one.customer, one.creator)).collect();
    let many = |set: Option<&BTreeSet<_>>| set.is_some_and(|set| set.len() > 1);
    let mut all: Vec<Match> = reasons
        .into_iter()
        // Whom a person found is found; the others are out.
        .filter(|((customer, creator), _)| settled.get(customer).is_none_or(|found| found == creator))
        .map(|((customer, creator), found)| {
            let only_name = found.iter().all(|reason| *reason == MatchReason::Name);
            let refused = |creator: &&CreatorId| said.get(&(customer, **creator)) == Some(&false);
            let others = strong.get(&customer).map_or(0, |all| all.iter().filter(|one| !refused(one)).count());
            let shared =
                if only_name { many(by_name.get(&customer)) || bearers.get(&creator).is_some_and(|all| all.len() > 1) } else { others > 1 };
            let confidence = weight(&found, shared, only_name);
            let state = match said.get(&(customer, creator)) {
                Some(true) => MatchState::Confirmed,
                Some(false) => MatchState::Refused,
                None if confidence >= TAKEN_FROM => MatchState::Taken,
                None => MatchState::Proposed,
            };
            Match { customer, creator, reasons: found.into_iter().collect(), confidence, shared, state }
        })
        .collect();
    all.sort_by_key(|one| (one.state, std::cmp::Reverse(one.confidence), one.creator, one.customer));
    all
}

fn weight(reasons: &BTreeSet<MatchReason>, shared: bool, only_name: bool) -> u8 {
    let best = reasons.iter().map(|reason| reason.weight()).max().unwrap_or(0);
    let further = u8::try_from(reasons.len().saturating_sub(1)).unwrap_or(0);
    let whole = best.saturating_add(further.saturating_mul(FURTHER)).min(MOST);
    match (shared, only_name) {
        (true, true) => SHARED_NAME,
        (true, false) => whole.min(SHARED),
        (false, _) => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn customer(number: u128) -> CustomerId {
        CustomerId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn creator(number: u128) -> CreatorId {
        CreatorId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn pair(of: u128, with: u128, reason: MatchReason) -> Pair {
        Pair { customer: customer(of), creator: creator(with), reason }
    }

    fn said(of: u128, with: u128, same: bool) -> Said {
        Said { customer: customer(of), creator: creator(with), same }
    }

    fn one(pairs: &[Pair], decisions: &[Said]) -> (u8, MatchState) {
        let all = judge(pairs, decisions);
        assert_eq!(all.len(), 1, "{all:?}");
        (all[0].confidence, all[0].state)
    }

    #[test]
    fn each_reason_alone_weighs_what_the_table_says() {
        // docs/domain.md, Warm leads.
        for (reason, weight, state) in [
            (MatchReason::Email, 95, MatchState::Taken),
            (MatchReason::Mailbox, 90, MatchState::Taken),
            (MatchReason::Account, 85, MatchState::Taken),
            (MatchReason::Handle, 60, MatchState::Proposed),
            (MatchReason::Name, 25, MatchState::Proposed),
        ] {
            assert_eq!(one(&[pair(1, 1, reason)], &[]), (weight, state), "{reason:?}");
        }
        let all: Vec<Pair> = MatchReason::ALL.iter().map(|reason| pair(1, 1, *reason)).collect();
        assert_eq!(one(&all, &[]), (98, MatchState::Taken), "nobody is sure but a person");
    }

    #[test]
    fn an_address_that_two_creators_share_is_for_a_person_to_decide() {
        let pairs = [pair(1, 1, MatchReason::Email), pair(1, 2, MatchReason::Email), pair(1, 1, MatchReason::Name)];
        let all = judge(&pairs, &[]);
        assert!(all.iter().all(|one| one.state == MatchState::Proposed && one.shared && one.confidence == 50), "{all:?}");
        let confirmed = judge(&pairs, &[said(1, 2, true)]);
        assert_eq!(confirmed.iter().map(|one| (one.creator, one.state)).collect::<Vec<_>>(), [(creator(2), MatchState::Confirmed)]);
        let refused = judge(&pairs, &[said(1, 2, false)]);
        assert_eq!(
            refused.iter().map(|one| (one.creator, one.state)).collect::<Vec<_>>(),
            [(creator(1), MatchState::Taken), (creator(2), MatchState::Refused)],
            "of two one is left"
        );
    }

    #[test]
    fn a_name_that_many_bear_is_hardly_a_maybe() {
        let many: Vec<Pair> = (1..=300).map(|number| pair(number, 1, MatchReason::Name)).collect();
        assert!(judge(&many, &[]).iter().all(|one| one.confidence == 10 && one.state == MatchState::Proposed));
        let two_creators = [pair(1, 1, MatchReason::Name), pair(1, 2, MatchReason::Name)];
        assert!(judge(&two_creators, &[]).iter().all(|one| one.confidence == 10));
    }

    #[test]
    fn a_decision_stands_whatever_else_speaks() {
        let all = [pair(1, 1, MatchReason::Email), pair(1, 1, MatchReason::Account)];
        assert_eq!(one(&all, &[said(1, 1, false)]).1, MatchState::Refused);
        assert_eq!(one(&[pair(1, 1, MatchReason::Name)], &[said(1, 1, true)]).1, MatchState::Confirmed);
    }
}
