//! What an import did to one creator, and its taking back.
//!
//! Invariant: taking back touches only what still is as the import left it; whatever somebody changed since stands, and is told.
//! Absent: who may be taken away altogether; the store knows what was built upon them.

use serde::{Deserialize, Serialize};

use super::{
    Creator, CreatorProfile, Relationship, audience,
    changes::{back, undone},
};
use crate::ids::{CustomFieldId, MetricId, ProfileId, RelationshipId};
use crate::text::folded;

/// What an import did to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Touched<T> {
    /// It made it; the row was left at this version.
    New(i64),
    /// It changed it. Most are new, and many are held at once.
    Changed {
        /// What it was.
        before: Box<T>,
        /// What it became.
        after: Box<T>,
    },
}

/// What an import did to one creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// To the record that all brands share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<Touched<Creator>>,
    /// To accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<(ProfileId, Touched<CreatorProfile>)>,
    /// To what the brand keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<(RelationshipId, Touched<Relationship>)>,
    /// Numbers that it wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<MetricId>,
}

impl Trace {
    /// Whether the import brought this creator in.
    #[must_use]
    pub fn is_new(&self) -> bool {
        matches!(self.creator, Some(Touched::New(_)))
    }
}

/// A row after taking back, and whether all that the import did to it is undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back<T> {
    /// The row.
    pub value: T,
    /// False where somebody changed since what the import had changed.
    pub whole: bool,
}

impl Creator {
    /// Takes back what an import filled in.
    #[must_use]
    pub fn taken_back(&self, before: &Self, after: &Self) -> Back<Self> {
        let mut value = self.clone();
        value.email = back(&self.email, &before.email, &after.email);
        if value.email != self.email {
            value.suppression.bounced_at = None;
        }
        value.country = back(&self.country, &before.country, &after.country);
        value.city = back(&self.city, &before.city, &after.city);
        value.language = back(&self.language, &before.language, &after.language);
        value.manager = back(&self.manager, &before.manager, &after.manager);
        let whole = undone(&value.email, &before.email, &after.email)
            && undone(&value.country, &before.country, &after.country)
            && undone(&value.city, &before.city, &after.city)
            && undone(&value.language, &before.language, &after.language)
            && undone(&value.manager, &before.manager, &after.manager);
        Back { value, whole }
    }
}

impl CreatorProfile {
    /// Takes back what an import filled in. `followers` is the newest number that is left.
    #[must_use]
    pub fn taken_back(&self, id: ProfileId, before: &Self, after: &Self, followers: Option<i64>) -> Back<Self> {
        let mut value = self.clone();
        if before.account != after.account && self.account == after.account {
            value.become_account(id, before.account.clone());
        }
        value.display_name = back(&self.display_name, &before.display_name, &after.display_name);
        value.audience_country = back(&self.audience_country, &before.audience_country, &after.audience_country);
        value.badge = back(&self.badge, &before.badge, &after.badge);
        let (shares, shares_whole) = audience::taken_back(&self.audience, &before.audience, &after.audience);
        value.audience = shares;
        if self.followers == after.followers && before.followers != after.followers {
            value.followers = followers;
        }
        let whole = undone(&value.account, &before.account, &after.account)
            && undone(&value.display_name, &before.display_name, &after.display_name)
            && undone(&value.audience_country, &before.audience_country, &after.audience_country)
            && undone(&value.badge, &before.badge, &after.badge)
            && shares_whole;
        Back { value, whole }
    }
}

impl Relationship {
    /// Takes back the tags, topics, rates and notes that an import added.
    #[must_use]
    pub fn taken_back(&self, before: &Self, after: &Self) -> Back<Self> {
        let mut value = self.clone();
        value.tags = without(&self.tags, &before.tags, &after.tags, |tag| folded(tag));
        value.topics = without(&self.topics, &before.topics, &after.topics, |topic| folded(topic));
        value.rates = without(&self.rates, &before.rates, &after.rates, |rate| format!("{} {}", folded(&rate.format), rate.price));
        if self.notes == after.notes {
            value.notes.clone_from(&before.notes);
        }
        // An import fills in only what was empty.
        let filled = |id: &CustomFieldId| before.custom.get(id) != after.custom.get(id);
        value.custom.retain(|id, now| !filled(id) || after.custom.get(id) != Some(now));
        let refilled = value.custom.keys().any(filled);
        let repriced = after.rates.iter().any(|rate| {
            let is_new = !before.rates.iter().any(|known| folded(&known.format) == folded(&rate.format));
            is_new && value.rates.iter().any(|kept| folded(&kept.format) == folded(&rate.format))
        });
        let whole = !repriced && !refilled && undone(&value.notes, &before.notes, &after.notes);
        Back { value, whole }
    }
}

/// Those of a list that were not added between.
fn without<T: Clone>(now: &[T], before: &[T], after: &[T], key: impl Fn(&T) -> String) -> Vec<T> {
    let known = |list: &[T], one: &T| list.iter().any(|other| key(other) == key(one));
    now.iter().filter(|one| !known(after, one) || known(before, one)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::{Country, Handle, Platform, Profile, Rate, Shipping, Source, Suppression, Tier};
    use crate::ids::{CreatorId, Id};
    use crate::money::{Currency, Money};
    use crate::time::Timestamp;

    fn maya() -> Creator {
        Creator {
            name: "Maya".into(),
            email: None,
            country: None,
            city: None,
            language: None,
            zone: None,
            manager: None,
            shipping: Shipping::default(),
            suppression: Suppression::default(),
            portal_generation: 1,
            created_at: Timestamp(0),
            merged_into: None,
            aliases: Vec::new(),
            erased_at: None,
        }
    }

    #[test]
    fn what_was_filled_in_goes_and_what_was_changed_since_stays() {
        let before = maya();
        let after = Creator { email: Some("maya@example.com".into()), country: Country::parse("GB"), ..maya() };
        assert_eq!(after.taken_back(&before, &after), Back { value: before.clone(), whole: true });
        let moved = Creator { country: Country::parse("IE"), city: Some("Cork".into()), ..after.clone() };
        let back = moved.taken_back(&before, &after);
        assert_eq!((back.value.email, back.value.country, back.whole), (None, Country::parse("IE"), false));
        assert_eq!(back.value.city.as_deref(), Some("Cork"), "what the import did not touch is left");
    }

    #[test]
    fn added_tags_rates_and_notes_go_and_those_of_others_stay() {
        let rate = |format: &str, minor| Rate { format: format.into(), price: Money::new(minor, Currency::GBP) };
        let mut before = Relationship::new(CreatorId::from_uuid(uuid::Uuid::nil()), Source::Cold, Tier::Paid, Timestamp(0));
        (before.tags, before.notes) = (vec!["skin".into()], "Ours".into());
        let mut after = before.clone();
        (after.tags, after.notes) = (vec!["skin".into(), "vegan".into()], "Ours\nFrom the fair".into());
        after.rates = vec![rate("reel", 42_000), rate("story", 9_000)];
        assert_eq!(after.taken_back(&before, &after), Back { value: before.clone(), whole: true });
        let mut now = after.clone();
        now.tags.push("late".into());
        now.notes.push_str("\nCalled her");
        now.rates[1] = rate("story", 12_000);
        let back = now.taken_back(&before, &after);
        assert_eq!((back.value.tags, back.value.rates), (vec!["skin".into(), "late".into()], vec![rate("story", 12_000)]));
        assert_eq!((back.value.notes.as_str(), back.whole), ("Ours\nFrom the fair\nCalled her", false));
    }

    #[test]
    fn an_account_becomes_unknown_again_and_its_number_the_one_before() {
        let (id, creator) = (ProfileId::from_uuid(uuid::Uuid::nil()), CreatorId::from_uuid(uuid::Uuid::nil()));
        let before = CreatorProfile::new(creator, id, Profile::of(Platform::Instagram, None), None);
        let mut after = before.clone();
        after.become_account(id, Profile::of(Platform::Instagram, Handle::parse(&Platform::Instagram, "@maya").ok()));
        after.followers = Some(48_000);
        let back = after.taken_back(id, &before, &after, Some(31_000));
        assert_eq!(
            (back.value.account, back.value.identity, back.value.followers),
            (before.account.clone(), before.identity.clone(), Some(31_000))
        );
        let newer = CreatorProfile { followers: Some(51_000), ..after.clone() };
        let back = newer.taken_back(id, &before, &after, Some(31_000));
        assert_eq!((back.value.followers, back.whole), (Some(51_000), true));
    }
}
