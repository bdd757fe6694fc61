//! One change for many creators, and its taking back.
//!
//! Invariant: taking back touches only what still is as the change left it, so that a later change of somebody else stands.
//! Absent: what changes one creator's details; the record has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Country, Creator, Relationship, Tier, details::checked_tags};
use crate::{fields::FieldErrors, text::folded, time::DAY};

/// So long a change, an import or a list can be taken back, in microseconds: a day.
pub const TAKEN_BACK_WITHIN: i64 = DAY;
/// So many creators at once.
pub const MOST: usize = 500;
/// So many tags one creator carries.
const MOST_TAGS: usize = 50;

/// What is changed for each of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Change {
    /// Tags that each gets.
    pub add_tags: Vec<String>,
    /// Tags that each loses.
    pub remove_tags: Vec<String>,
    /// What kind of relationship each is from now on; nothing leaves it.
    pub tier: Option<Tier>,
}

/// The part of a creator that such a change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changeable {
    /// Tags.
    pub tags: Vec<String>,
    /// What kind.
    pub tier: Tier,
    /// E-mail address; nothing where the change does not concern it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Country; nothing where the change does not concern it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The brand's summary; nothing where it is empty, or where the change does not concern it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

impl From<&Relationship> for Changeable {
    fn from(kept: &Relationship) -> Self {
        Self { tags: kept.tags.clone(), tier: kept.tier, email: None, country: None, summary: None }
    }
}

impl Changeable {
    /// What the brand keeps about a creator, and how the creator is reached.
    #[must_use]
    pub fn whole(kept: &Relationship, person: &Creator) -> Self {
        let summary = Some(kept.notes.clone()).filter(|words| !words.is_empty());
        Self { email: person.email.clone(), country: person.country, summary, ..Self::from(kept) }
    }

    /// The same without a summary that a change left alone: an event keeps no words that it need not.
    #[must_use]
    pub fn told_beside(mut self, other: &Self) -> Self {
        if self.summary == other.summary {
            self.summary = None;
        }
        self
    }
}

impl Change {
    /// Checks what a person entered.
    ///
    /// # Errors
    /// Names the field that cannot stand.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        self.add_tags = checked_tags(&mut errors, "add_tags", &self.add_tags);
        self.remove_tags = checked_tags(&mut errors, "remove_tags", &self.remove_tags);
        let both = self.add_tags.iter().find(|tag| self.remove_tags.iter().any(|other| folded(other) == folded(tag)));
        if let Some(tag) = both {
            errors.add("remove_tags", format!("\"{tag}\" is to be added and removed. Choose one."));
        }
        let says_something = !self.add_tags.is_empty() || !self.remove_tags.is_empty() || self.tier.is_some();
        errors.require(says_something, "add_tags", "Say what to change: a tag or a tier.");
        errors.ok(self)
    }

    /// What a creator's part becomes; nothing when it is so already.
    ///
    /// # Errors
    /// Names the tags when they would be too many.
    pub fn apply(&self, before: &Changeable) -> Result<Option<Changeable>, FieldErrors> {
        let mut after = before.clone();
        after.tags.retain(|tag| !self.remove_tags.iter().any(|gone| folded(gone) == folded(tag)));
        for tag in &self.add_tags {
            if !after.tags.iter().any(|known| folded(known) == folded(tag)) {
                after.tags.push(tag.clone());
            }
        }
        after.tier = self.tier.unwrap_or(before.tier);
        let mut errors = FieldErrors::new();
        let grew = after.tags.len() > before.tags.len();
        errors.require(!grew || after.tags.len() <= MOST_TAGS, "add_tags", format!("A creator carries at most {MOST_TAGS} tags."));
        errors.ok((after != *before).then_some(after))
    }
}

/// What taking back makes of it: of each part, what was before, where the change touched it and it still is as the change left
/// it. Nothing when all of it was changed since.
#[must_use]
pub fn taken_back(now: &Changeable, before: &Changeable, after: &Changeable) -> Option<Changeable> {
    let back = Changeable {
        tags: back(&now.tags, &before.tags, &after.tags),
        tier: back(&now.tier, &before.tier, &after.tier),
        email: back(&now.email, &before.email, &after.email),
        country: back(&now.country, &before.country, &after.country),
        summary: back(&now.summary, &before.summary, &after.summary),
    };
    (back != *now).then_some(back)
}

/// What a part becomes again: what it was before, where it still is as a change, an import or a merge left it.
#[must_use]
pub fn back<T: Clone + PartialEq>(now: &T, before: &T, after: &T) -> T {
    if now == after { before.clone() } else { now.clone() }
}

/// Whether a part is as it was before, where it was touched at all.
#[must_use]
pub fn undone<T: PartialEq>(now: &T, before: &T, after: &T) -> bool {
    before == after || now == before
}

/// Whether what the change touched is as it was before it.
#[must_use]
pub fn is_back(now: &Changeable, before: &Changeable, after: &Changeable) -> bool {
    undone(&now.tags, &before.tags, &after.tags)
        && undone(&now.tier, &before.tier, &after.tier)
        && undone(&now.email, &before.email, &after.email)
        && undone(&now.country, &before.country, &after.country)
        && undone(&now.summary, &before.summary, &after.summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(tags: &[&str], tier: Tier) -> Changeable {
        Changeable { tags: tags.iter().map(|&tag| tag.to_owned()).collect(), tier, email: None, country: None, summary: None }
    }

    fn change(add: &[&str], remove: &[&str], tier: Option<Tier>) -> Change {
        let words = |all: &[&str]| all.iter().map(|&tag| tag.to_owned()).collect();
        Change { add_tags: words(add), remove_tags: words(remove), tier }
    }

    #[test]
    fn tags_come_once_and_go_whatever_their_case() {
        let before = kept(&["Food", "Bath"], Tier::Paid);
        let after = change(&["food", "Spring"], &["BATH"], None).checked().unwrap().apply(&before).unwrap();
        assert_eq!(after, Some(kept(&["Food", "Spring"], Tier::Paid)));
        assert_eq!(change(&["Food"], &["none"], Some(Tier::Paid)).apply(&before).unwrap(), None, "it is so already");
    }

    #[test]
    fn what_says_nothing_or_two_things_at_once_is_refused() {
        assert_eq!(change(&[" "], &[], None).checked().unwrap_err().0[0].field, "add_tags");
        assert_eq!(change(&["a"], &["A"], None).checked().unwrap_err().0[0].field, "remove_tags");
        let many: Vec<String> = (0..51).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(change(&many, &[], None).apply(&kept(&[], Tier::Paid)).unwrap_err().0[0].field, "add_tags");
    }

    #[test]
    fn taking_back_leaves_what_somebody_changed_since() {
        let (before, after) = (kept(&["a"], Tier::Paid), kept(&["a", "b"], Tier::Ambassador));
        assert_eq!(taken_back(&after, &before, &after), Some(before.clone()));
        let since = kept(&["a", "b", "c"], Tier::Ambassador);
        assert_eq!(taken_back(&since, &before, &after), Some(kept(&["a", "b", "c"], Tier::Paid)), "the tags were changed since");
        assert_eq!(taken_back(&before, &before, &after), None, "twice is once");
        let moved = Changeable { country: Country::parse("DE"), ..before.clone() };
        let by_mail = Changeable { email: Some("a@example.com".into()), ..moved.clone() };
        assert_eq!(taken_back(&by_mail, &before, &moved), Some(Changeable { country: None, ..by_mail.clone() }), "only the country");
        assert_eq!(taken_back(&by_mail, &before, &after), None, "a change of tags touches no address that it never knew");
        let only_tags = kept(&["a", "b"], Tier::Paid);
        assert!(is_back(&kept(&["a"], Tier::Ambassador), &before, &only_tags), "the tier was never touched");
        assert!(!is_back(&since, &before, &after) && is_back(&before, &before, &after));
    }
    #[test]
    fn an_event_tells_the_summary_only_where_it_was_changed() {
        let before = Changeable { summary: Some("Kind.".into()), ..kept(&["a"], Tier::Paid) };
        let tagged = Changeable { tags: vec![], ..before.clone() };
        assert_eq!(before.clone().told_beside(&tagged).summary, None);
        let emptied = Changeable { summary: None, ..before.clone() };
        let told = (before.clone().told_beside(&emptied), emptied.clone().told_beside(&before));
        assert_eq!(taken_back(&emptied, &told.0, &told.1), Some(before.clone()), "what was emptied comes back");
        let rewritten = Changeable { summary: Some("Kind, and late.".into()), ..before.clone() };
        assert_eq!(taken_back(&rewritten, &told.0, &told.1), None, "somebody's words since stay");
    }
}
