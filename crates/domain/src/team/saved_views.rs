//! Saved views: a list's question under a name, to come back to and to share.
//!
//! Invariant: a view holds what the address of its list asks, never rows; whoever opens it sees what they may see. Absent:
//! a limit on their number, and running them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{fields::FieldErrors, ids::PersonId, time::Timestamp};

/// The lists whose questions can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// The brand's creators.
    Creators,
    /// A campaign's table; its views serve every campaign.
    Campaign,
    /// What is owed, and what was paid of it.
    Payables,
    /// Payouts.
    Payouts,
    /// The shop's orders.
    Orders,
    /// Conversations.
    Inbox,
    /// Searches of creators.
    Discover,
}

impl List {
    /// All of them.
    pub const ALL: [List; 7] = [List::Creators, List::Campaign, List::Payables, List::Payouts, List::Orders, List::Inbox, List::Discover];

    /// The stable word, as stored and in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            List::Creators => "creators",
            List::Campaign => "campaign",
            List::Payables => "payables",
            List::Payouts => "payouts",
            List::Orders => "orders",
            List::Inbox => "inbox",
            List::Discover => "discover",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == text)
    }
}

/// A question to a list, under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SavedView {
    /// Of which list.
    pub list: List,
    /// Its name.
    pub name: String,
    /// What the list's address asks, percent-encoded: `platform=tiktok&min=10000`. Empty asks for everything.
    pub query: String,
    /// Whether colleagues see it too.
    pub shared: bool,
    /// Whether who saved it gets a mail about whom a search finds anew; only searches find anybody anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mails: bool,
    /// Who saved it.
    pub by: PersonId,
    /// When.
    pub created_at: Timestamp,
    /// When it was removed; its name is free again then.
    pub removed_at: Option<Timestamp>,
}

impl SavedView {
    /// Checks a name and a question. Where a page of the list begins (`cursor`) is no part of a question.
    ///
    /// # Errors
    /// Names the field that cannot stand.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        self.name = errors.text("name", &self.name, 60);
        let pairs: Vec<&str> = self.query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()).collect();
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte));
        errors.require(
            pairs.iter().all(|pair| pair.contains('=') && plain(pair)),
            "query",
            "Write the question as in an address: name=value, joined with &.",
        );
        self.query = pairs.into_iter().filter(|pair| !pair.starts_with("cursor=")).collect::<Vec<_>>().join("&");
        self.mails = self.mails && self.list == List::Discover;
        errors.require(self.query.len() <= 2_000, "query", "This question is too long. Drop some filters.");
        errors.ok(self)
    }

    /// Whether somebody may remove it: who saved it, and a manager what is shared.
    #[must_use]
    pub fn may_be_removed_by(&self, person: Option<PersonId>, manages: bool) -> bool {
        person == Some(self.by) || (self.shared && manages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn view(name: &str, query: &str) -> SavedView {
        let by = PersonId::from_uuid(uuid::Uuid::from_u128(1));
        let (name, query) = (name.to_owned(), query.to_owned());
        SavedView { list: List::Creators, name, query, shared: false, mails: false, by, created_at: Timestamp(0), removed_at: None }
    }

    #[test]
    fn a_question_is_kept_without_the_page_it_was_on() {
        let kept = view(" Big on TikTok ", "?platform=tiktok&cursor=abc&min=10000").checked().unwrap();
        assert_eq!((kept.name.as_str(), kept.query.as_str()), ("Big on TikTok", "platform=tiktok&min=10000"));
        assert_eq!(view("Everybody", "").checked().unwrap().query, "");
    }

    #[test]
    fn what_is_no_question_is_refused_by_field() {
        let fields = |view: SavedView| view.checked().unwrap_err().0.into_iter().map(|error| error.field).collect::<Vec<_>>();
        assert_eq!(fields(view("", "min=1")), ["name"]);
        for query in ["min", "a=<b>", "a=b c", "a=\u{e9}"] {
            assert_eq!(fields(view("Odd", query)), ["query"], "{query}");
        }
        assert_eq!(fields(view("Long", &format!("q={}", "x".repeat(2_001)))), ["query"]);
    }

    #[test]
    fn what_is_shared_a_manager_may_remove_too() {
        let (own, other) = (Some(view("", "").by), Some(PersonId::from_uuid(uuid::Uuid::from_u128(2))));
        let shared = SavedView { shared: true, ..view("", "") };
        assert!(shared.may_be_removed_by(own, false) && shared.may_be_removed_by(other, true));
        assert!(!shared.may_be_removed_by(other, false) && !view("", "").may_be_removed_by(other, true));
    }
}
