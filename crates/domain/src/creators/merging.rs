//! Two records that are one creator become one, and two again when that was wrong.
//!
//! Rules. Merged: what the kept one says stands, what it does not say is taken from the other, the stricter word about writing
//! to them wins, and lists are joined. Split: each field that is still what the merge made of it is again what it was; what
//! somebody changed since stays with the kept one; the other is as it was, except that an opt-out or a block that came since
//! stands for both, because nobody knows which of the two it came from. The last merge is split first.
//!
//! Invariant: merging and splitting with nothing in between gives both values back. Absent: which rows move; the operation
//! has them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Creator, CreatorError, CustomValues, Likeness, Relationship, Shipping, Standing, Suppression, changes::back};
use crate::{
    ids::{BrandId, CreatorId, RelationshipId},
    text::folded,
    time::Timestamp,
};

/// A name and an address that a merged record brought along; by the address the creator is recognised too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Alias {
    /// Whose record it was.
    pub creator: CreatorId,
    /// The name there.
    pub name: String,
    /// The address there.
    pub email: Option<String>,
}

/// What one brand kept about both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JoinedRelationship {
    /// Which brand.
    pub brand: BrandId,
    /// The row that stays.
    pub kept: RelationshipId,
    /// What it was.
    pub kept_before: Relationship,
    /// What the merge made of it.
    pub kept_after: Relationship,
    /// The row that is put aside.
    pub taken: RelationshipId,
    /// What it was.
    pub taken_before: Relationship,
}

/// How a merge was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SplitAgain {
    /// When.
    pub at: Timestamp,
    /// By whom, by name.
    pub by: String,
}

/// One merge: who was taken into whom, what both were, and which rows moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Merge {
    /// Who stays.
    pub kept: CreatorId,
    /// Who was taken in.
    pub taken: CreatorId,
    /// What the two had in common then.
    pub reasons: Vec<Likeness>,
    /// What who merged them wrote.
    pub note: String,
    /// When.
    pub at: Timestamp,
    /// By whom, by name.
    pub by: String,
    /// The kept one before.
    pub kept_before: Creator,
    /// What the merge made of it.
    pub kept_after: Creator,
    /// The other before.
    pub taken_before: Creator,
    /// In brands that knew both.
    pub joined: Vec<JoinedRelationship>,
    /// Rows that pointed to the other, by table.
    pub moved: BTreeMap<String, Vec<Uuid>>,
    /// How it was taken back.
    pub split: Option<SplitAgain>,
}

/// A list after a split: without what the merge brought, with what was added since, without what was taken away since.
fn list_back<T: PartialEq + Clone>(now: &[T], before: &[T], after: &[T]) -> Vec<T> {
    now.iter().filter(|one| before.contains(one) || !after.contains(one)).cloned().collect()
}

/// Both lists, each thing once.
fn both<T: PartialEq + Clone>(own: &[T], other: &[T]) -> Vec<T> {
    own.iter().chain(other.iter().filter(|one| !own.contains(one))).cloned().collect()
}

/// What stands in fields after a split, each field by itself.
fn fields_back(now: &CustomValues, before: &CustomValues, after: &CustomValues) -> CustomValues {
    let ids = now.keys().chain(before.keys());
    ids.filter_map(|id| Some((*id, back(&now.get(id), &before.get(id), &after.get(id))?.clone()))).collect()
}

/// The earlier of two times, of which none may be.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

/// Refuses a merge that is none.
///
/// # Errors
/// Into itself; of somebody who was merged or erased already.
pub fn may_merge(kept: (CreatorId, &Creator), taken: (CreatorId, &Creator)) -> Result<(), CreatorError> {
    if kept.0 == taken.0 {
        return Err(CreatorError::IntoItself);
    }
    if kept.1.erased_at.or(taken.1.erased_at).is_some() {
        return Err(CreatorError::ErasedAlready);
    }
    match [kept.1, taken.1].into_iter().find(|creator| creator.merged_into.is_some()) {
        Some(creator) => Err(CreatorError::MergedAlready(creator.name.clone())),
        None => Ok(()),
    }
}

impl Creator {
    /// This record with another one taken in.
    #[must_use]
    pub fn merged_with(&self, id: CreatorId, other: &Creator) -> Self {
        let mut whole = self.clone();
        // An address is good or bad by itself; whether it bounced comes along with it.
        let bounced_at =
            if self.email.is_some() || other.email.is_none() { self.suppression.bounced_at } else { other.suppression.bounced_at };
        whole.email = self.email.clone().or_else(|| other.email.clone());
        whole.country = self.country.or(other.country);
        whole.city = self.city.clone().or_else(|| other.city.clone());
        whole.language = self.language.clone().or_else(|| other.language.clone());
        whole.zone = self.zone.clone().or_else(|| other.zone.clone());
        whole.manager = self.manager.clone().or_else(|| other.manager.clone());
        whole.shipping = self.shipping.or(&other.shipping);
        whole.suppression = Suppression {
            opted_out_at: earlier(self.suppression.opted_out_at, other.suppression.opted_out_at),
            blocked: self.suppression.blocked.clone().or_else(|| other.suppression.blocked.clone()),
            bounced_at,
        };
        whole.created_at = self.created_at.min(other.created_at);
        whole.aliases = both(&self.aliases, &other.aliases);
        whole.aliases.push(Alias { creator: id, name: other.name.clone(), email: other.email.clone() });
        whole
    }

    /// The record that was taken into another one. It keeps what it was, and is nobody any more.
    #[must_use]
    pub fn taken_into(mut self, kept: CreatorId) -> Self {
        self.merged_into = Some(kept);
        self
    }

    /// The kept record after a split.
    #[must_use]
    fn without(&self, merge: &Merge) -> Self {
        let (before, after) = (&merge.kept_before, &merge.kept_after);
        Self {
            name: back(&self.name, &before.name, &after.name),
            email: back(&self.email, &before.email, &after.email),
            country: back(&self.country, &before.country, &after.country),
            city: back(&self.city, &before.city, &after.city),
            language: back(&self.language, &before.language, &after.language),
            zone: back(&self.zone, &before.zone, &after.zone),
            manager: back(&self.manager, &before.manager, &after.manager),
            shipping: Shipping {
                address: back(&self.shipping.address, &before.shipping.address, &after.shipping.address),
                clothing: back(&self.shipping.clothing, &before.shipping.clothing, &after.shipping.clothing),
                shoes: back(&self.shipping.shoes, &before.shipping.shoes, &after.shipping.shoes),
                wants: back(&self.shipping.wants, &before.shipping.wants, &after.shipping.wants),
                avoid: back(&self.shipping.avoid, &before.shipping.avoid, &after.shipping.avoid),
            },
            suppression: Suppression {
                opted_out_at: back(&self.suppression.opted_out_at, &before.suppression.opted_out_at, &after.suppression.opted_out_at),
                blocked: back(&self.suppression.blocked, &before.suppression.blocked, &after.suppression.blocked),
                bounced_at: back(&self.suppression.bounced_at, &before.suppression.bounced_at, &after.suppression.bounced_at),
            },
            portal_generation: self.portal_generation,
            created_at: back(&self.created_at, &before.created_at, &after.created_at),
            merged_into: self.merged_into,
            aliases: list_back(&self.aliases, &before.aliases, &after.aliases),
            erased_at: self.erased_at,
        }
    }

    /// Whether somebody is found under this address: the record's own, or one that a merge brought.
    #[must_use]
    pub fn is_at(&self, email_key: &str) -> bool {
        self.email.iter().chain(self.aliases.iter().filter_map(|alias| alias.email.as_ref())).any(|email| folded(email) == email_key)
    }
}

impl Relationship {
    /// What a brand keeps about the kept one, with what it kept about the other.
    #[must_use]
    pub fn merged_with(&self, other: &Relationship) -> Self {
        let notes = match (self.notes.trim(), other.notes.trim()) {
            (own, "") => own.to_owned(),
            ("", more) => more.to_owned(),
            (own, more) if own == more => own.to_owned(),
            (own, more) => format!("{own}\n\n{more}"),
        };
        let blocked = [self.standing, other.standing].contains(&Some(Standing::Blocked));
        Self {
            creator: self.creator,
            tier: self.tier.max(other.tier),
            standing: if blocked { Some(Standing::Blocked) } else { self.standing.or(other.standing) },
            source: if other.since < self.since { other.source } else { self.source },
            tags: both(&self.tags, &other.tags),
            notes,
            rates: both(&self.rates, &other.rates),
            topics: both(&self.topics, &other.topics),
            custom: other.custom.clone().into_iter().chain(self.custom.clone()).collect(),
            since: self.since.min(other.since),
        }
    }

    /// What the brand keeps about the kept one after a split.
    #[must_use]
    pub fn without(&self, joined: &JoinedRelationship) -> Self {
        let (before, after) = (&joined.kept_before, &joined.kept_after);
        Self {
            creator: self.creator,
            tier: back(&self.tier, &before.tier, &after.tier),
            standing: back(&self.standing, &before.standing, &after.standing),
            source: back(&self.source, &before.source, &after.source),
            tags: list_back(&self.tags, &before.tags, &after.tags),
            notes: back(&self.notes, &before.notes, &after.notes),
            rates: list_back(&self.rates, &before.rates, &after.rates),
            topics: list_back(&self.topics, &before.topics, &after.topics),
            custom: fields_back(&self.custom, &before.custom, &after.custom),
            since: back(&self.since, &before.since, &after.since),
        }
    }
}

impl Merge {
    /// Both records after the merge is taken back: the kept one, and the other.
    #[must_use]
    pub fn taken_apart(&self, now: &Creator) -> (Creator, Creator) {
        let mut other = self.taken_before.clone();
        let after = &self.kept_after.suppression;
        if now.suppression.opted_out_at != after.opted_out_at {
            other.suppression.opted_out_at = earlier(other.suppression.opted_out_at, now.suppression.opted_out_at);
        }
        if now.suppression.blocked != after.blocked {
            other.suppression.blocked = other.suppression.blocked.or_else(|| now.suppression.blocked.clone());
        }
        // Links that were closed since the merge stay closed for both.
        other.portal_generation += (now.portal_generation - self.kept_after.portal_generation).max(0);
        (now.without(self), other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        creators::{Block, Country, NewCreator, Source, Tier},
        ids::Id,
    };

    fn id(number: u128) -> CreatorId {
        CreatorId::from_uuid(Uuid::from_u128(number))
    }

    fn creator(name: &str, email: &str, at: i64) -> Creator {
        let input = NewCreator { name: name.into(), email: (!email.is_empty()).then(|| email.into()), ..NewCreator::default() };
        Creator::new(&input.check().unwrap(), Timestamp(at))
    }

    fn relationship(tags: &[&str], notes: &str, at: i64) -> Relationship {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Relationship { tags, notes: notes.into(), ..Relationship::new(id(1), Source::Cold, Tier::Paid, Timestamp(at)) }
    }

    fn merge(kept: &Creator, taken: &Creator) -> Merge {
        Merge {
            kept: id(1),
            taken: id(2),
            reasons: vec![],
            note: String::new(),
            at: Timestamp(9),
            by: "Nora".into(),
            kept_before: kept.clone(),
            kept_after: kept.merged_with(id(2), taken),
            taken_before: taken.clone(),
            joined: vec![],
            moved: BTreeMap::new(),
            split: None,
        }
    }

    #[test]
    fn what_is_known_of_either_is_known_and_the_stricter_word_wins() {
        let mut kept = creator("Maya Okonkwo", "", 5);
        let mut taken = creator("Maya O.", "maya@example.com", 3);
        kept.country = Country::parse("NG");
        (taken.country, taken.city) = (Country::parse("GB"), Some("Leeds".into()));
        taken.suppression = Suppression {
            opted_out_at: Some(Timestamp(7)),
            blocked: Some(Block { at: Timestamp(8), reason: "no".into() }),
            bounced_at: Some(Timestamp(6)),
        };
        let whole = kept.merged_with(id(2), &taken);
        assert_eq!(
            (whole.name.as_str(), whole.email.as_deref(), whole.country),
            ("Maya Okonkwo", Some("maya@example.com"), Country::parse("NG"))
        );
        assert_eq!((whole.city.as_deref(), whole.created_at), (Some("Leeds"), Timestamp(3)));
        assert_eq!(whole.suppression, taken.suppression);
        assert!(whole.is_at("maya@example.com"));
        let with_own = Creator { email: Some("own@example.com".into()), ..kept }.merged_with(id(2), &taken);
        assert_eq!(with_own.suppression.bounced_at, None, "another address bounced");
        assert!(with_own.is_at("maya@example.com") && with_own.is_at("own@example.com"));
    }

    #[test]
    fn a_merge_that_is_taken_back_at_once_leaves_nothing() {
        let (kept, mut taken) = (creator("Maya", "", 5), creator("Maya O.", "maya@example.com", 3));
        taken.suppression.opted_out_at = Some(Timestamp(4));
        taken.shipping.clothing = "M".into();
        let merge = merge(&kept, &taken);
        assert_eq!(merge.taken_apart(&merge.kept_after), (kept, taken));
    }

    #[test]
    fn what_changed_since_stays_and_an_opt_out_since_stands_for_both() {
        let (kept, taken) = (creator("Maya", "", 5), creator("Maya O.", "maya@example.com", 3));
        let merge = merge(&kept, &taken);
        let mut now = merge.kept_after.clone().opt_out(Timestamp(11)).block("fraud", Timestamp(12)).unwrap();
        now.city = Some("Lagos".into());
        now.portal_generation += 1;
        let (first, second) = merge.taken_apart(&now);
        assert_eq!((first.city.as_deref(), first.email), (Some("Lagos"), None));
        assert_eq!((first.suppression.opted_out_at, second.suppression.opted_out_at), (Some(Timestamp(11)), Some(Timestamp(11))));
        assert!(first.suppression.blocked.is_some() && second.suppression.blocked.is_some());
        assert_eq!((first.portal_generation, second.portal_generation), (2, 2), "closed links stay closed");
    }

    #[test]
    fn a_brands_words_are_joined_and_come_apart() {
        let (own, other) = (relationship(&["skin", "vegan"], "Kind.", 5), relationship(&["vegan", "lagos"], "Fast.", 3));
        let other = Relationship { standing: Some(Standing::Blocked), tier: Tier::Ambassador, ..other };
        let whole = own.merged_with(&other);
        assert_eq!(whole.tags, ["skin", "vegan", "lagos"]);
        assert_eq!(
            (whole.notes.as_str(), whole.standing, whole.tier, whole.since),
            ("Kind.\n\nFast.", Some(Standing::Blocked), Tier::Ambassador, Timestamp(3))
        );
        let joined = JoinedRelationship {
            brand: BrandId::from_uuid(Uuid::from_u128(7)),
            kept: RelationshipId::from_uuid(Uuid::from_u128(8)),
            kept_before: own.clone(),
            kept_after: whole.clone(),
            taken: RelationshipId::from_uuid(Uuid::from_u128(9)),
            taken_before: other,
        };
        assert_eq!(whole.without(&joined), own);
        let tags = vec!["skin".to_owned(), "lagos".to_owned(), "new".to_owned()];
        let changed = Relationship { tags, notes: "Rewritten.".into(), ..whole };
        let back = changed.without(&joined);
        assert_eq!((back.tags, back.notes.as_str()), (vec!["skin".to_owned(), "new".to_owned()], "Rewritten."));
    }

    #[test]
    fn fields_of_both_are_kept_and_each_comes_back_by_itself() {
        let field = |number: u128| crate::ids::CustomFieldId::from_uuid(Uuid::from_u128(number));
        let filled = |pairs: &[(u128, &str)]| pairs.iter().map(|(id, value)| (field(*id), (*value).to_owned())).collect::<CustomValues>();
        let own = Relationship { custom: filled(&[(1, "M"), (2, "38")]), ..relationship(&[], "", 5) };
        let other = Relationship { custom: filled(&[(1, "L"), (3, "yes")]), ..relationship(&[], "", 3) };
        let whole = own.merged_with(&other);
        assert_eq!(whole.custom, filled(&[(1, "M"), (2, "38"), (3, "yes")]));
        let joined = JoinedRelationship {
            brand: BrandId::from_uuid(Uuid::from_u128(7)),
            kept: RelationshipId::from_uuid(Uuid::from_u128(8)),
            kept_before: own.clone(),
            kept_after: whole.clone(),
            taken: RelationshipId::from_uuid(Uuid::from_u128(9)),
            taken_before: other,
        };
        assert_eq!(whole.without(&joined).custom, own.custom);
        let changed = Relationship { custom: filled(&[(1, "S"), (3, "yes"), (4, "new")]), ..whole };
        assert_eq!(changed.without(&joined).custom, filled(&[(1, "S"), (4, "new")]), "what was taken away since stays away");
    }

    #[test]
    fn nobody_is_merged_into_themselves_or_twice() {
        let maya = creator("Maya", "", 1);
        assert_eq!(may_merge((id(1), &maya), (id(1), &maya)), Err(CreatorError::IntoItself));
        let gone = maya.clone().taken_into(id(3));
        assert_eq!(may_merge((id(1), &maya), (id(2), &gone)), Err(CreatorError::MergedAlready("Maya".into())));
        assert_eq!(may_merge((id(1), &maya), (id(2), &maya)), Ok(()));
    }
}
