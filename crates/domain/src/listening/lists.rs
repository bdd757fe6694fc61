//! Lists of customers and of mentions that were brought, and their taking back within a day.
//!
//! Invariant: taking back touches only what still is as the list left it; whatever another list, a program or a person said since
//! stands, and is counted. Absent: the rows themselves, and lists that only were looked at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Customer, NewCustomer};
use crate::{
    creators::{
        Platform,
        changes::{TAKEN_BACK_WITHIN, back, undone},
    },
    events::Actor,
    time::Timestamp,
};

/// What a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Who buys from the brand.
    Customers,
    /// Posts that name it.
    Mentions,
}

impl ListKind {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Mentions => "mentions",
        }
    }
}

/// A list that was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListImport {
    /// What it holds.
    pub kind: ListKind,
    /// What the file was called.
    pub file_name: String,
    /// Rows under the headings.
    pub rows: u64,
    /// New customers or mentions.
    pub created: u64,
    /// Known ones of which it said something new.
    pub updated: u64,
    /// By whom.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// How it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<ListTakenBack>,
}

/// The taking back of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListTakenBack {
    /// Those whom it alone brought, who are gone.
    pub removed: u64,
    /// Known ones, without what it said.
    pub restored: u64,
    /// Those of whom something else was said since: that stays.
    pub changed_since: u64,
    /// By whom.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Why a list is not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListStands {
    /// Once is enough.
    #[error("this list was taken back already")]
    Already,
    /// After a day it stands.
    #[error("a list can be taken back for a day, and that is over")]
    TooLate,
}

impl ListImport {
    /// Whether it can be taken back now.
    ///
    /// # Errors
    /// Says why not.
    pub fn can_be_taken_back(&self, now: Timestamp) -> Result<(), ListStands> {
        if self.taken_back.is_some() {
            return Err(ListStands::Already);
        }
        if now > self.at.plus(TAKEN_BACK_WITHIN) { Err(ListStands::TooLate) } else { Ok(()) }
    }
}

/// What a list did to one customer or mention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListTrace<T> {
    /// It brought it.
    New {
        /// As it left it.
        after: T,
    },
    /// It said something new.
    Changed {
        /// What was known.
        before: T,
        /// When that was told.
        told_at: Timestamp,
        /// What became of it.
        after: T,
    },
    /// It only named it again.
    Named {
        /// When it was named before.
        told_at: Timestamp,
    },
}

impl NewCustomer {
    /// Takes back what a list added or changed, where it still is so. Also whether all of it went back.
    #[must_use]
    pub fn taken_back(&self, before: &Self, after: &Self) -> (Self, bool) {
        let mut whole = true;
        let mut accounts = self.accounts.clone();
        let has = |list: &[(Platform, crate::creators::Handle)], one: &(Platform, crate::creators::Handle)| {
            list.iter().any(|known| known.0 == one.0 && known.1.key() == one.1.key())
        };
        accounts.retain(|one| !has(&after.accounts, one) || has(&before.accounts, one));
        // How often and for how much are one statement.
        let (orders, spent) = part(&mut whole, &(self.orders, self.spent), &(before.orders, before.spent), &(after.orders, after.spent));
        let taken = Self {
            name: part(&mut whole, &self.name, &before.name, &after.name),
            email: part(&mut whole, &self.email, &before.email, &after.email),
            accounts,
            country: part(&mut whole, &self.country, &before.country, &after.country),
            orders,
            spent,
            first_order: part(&mut whole, &self.first_order, &before.first_order, &after.first_order),
            last_order: part(&mut whole, &self.last_order, &before.last_order, &after.last_order),
        };
        (taken, whole)
    }
}

/// A part as it was before a list, where it still is as the list left it.
fn part<T: Clone + PartialEq>(whole: &mut bool, now: &T, before: &T, after: &T) -> T {
    let taken = back(now, before, after);
    *whole &= undone(&taken, before, after);
    taken
}

impl Customer {
    /// Whether nothing but the order of accounts differs.
    #[must_use]
    pub fn is_as(&self, other: &Self) -> bool {
        let sorted = |customer: &Self| {
            let mut accounts: Vec<(Platform, String)> =
                customer.known.accounts.iter().map(|(platform, handle)| (platform.clone(), handle.key())).collect();
            accounts.sort();
            (NewCustomer { accounts: Vec::new(), ..customer.known.clone() }, accounts)
        };
        sorted(self) == sorted(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{creators::Handle, time::DAY};

    fn customer(orders: i64, accounts: &[&str]) -> NewCustomer {
        let handle = |text: &&str| Some((Platform::Instagram, Handle::parse(&Platform::Instagram, text).ok()?));
        NewCustomer {
            name: "Anna".into(),
            orders: Some(orders),
            accounts: accounts.iter().filter_map(handle).collect(),
            ..NewCustomer::default()
        }
    }

    #[test]
    fn what_a_list_said_goes_and_what_another_said_since_stays() {
        let (before, after) = (customer(2, &["anna"]), customer(5, &["anna", "anna.bakes"]));
        assert_eq!(after.taken_back(&before, &after), (before.clone(), true));
        let later = NewCustomer { name: "Anna B.".into(), orders: Some(9), ..after.clone() };
        let (back, whole) = later.taken_back(&before, &after);
        assert_eq!((back.orders, back.name.as_str(), whole), (Some(9), "Anna B.", false));
        assert_eq!(back.accounts, before.accounts);
    }

    #[test]
    fn a_list_can_be_taken_back_once_and_for_a_day() {
        let list = ListImport {
            kind: ListKind::Customers,
            file_name: "customers.csv".into(),
            rows: 3,
            created: 2,
            updated: 1,
            by: Actor::Clock,
            name: String::new(),
            at: Timestamp(0),
            taken_back: None,
        };
        assert_eq!(list.can_be_taken_back(Timestamp(DAY)), Ok(()));
        assert_eq!(list.can_be_taken_back(Timestamp(DAY + 1)), Err(ListStands::TooLate));
        let (by, name, at) = (Actor::Clock, String::new(), Timestamp(1));
        let taken = ListImport { taken_back: Some(ListTakenBack { removed: 2, restored: 1, changed_since: 0, by, name, at }), ..list };
        assert_eq!(taken.can_be_taken_back(Timestamp(2)), Err(ListStands::Already));
    }
}
