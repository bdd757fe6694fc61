//! Notes of a brand about a creator: each with who wrote it and when, some pinned on top.
//!
//! Invariant: a note has words, and only who wrote it or an owner changes or removes it; what a program wrote is anybody's who
//! manages the brand. Pinning is no change of the words, so that every manager may. Absent: the one summary that a list can bring
//! along; it stands in the relationship.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CreatorError;
use crate::{events::Actor, fields::FieldErrors, ids::CreatorId, time::Timestamp};

/// The longest note, in characters.
pub const LONGEST: usize = 4_000;
/// So many notes a brand keeps about one creator, so that a page can show all of them.
pub const MOST: i64 = 500;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// About whom.
    pub creator: CreatorId,
    /// The words.
    pub text: String,
    /// Whether it stands on top.
    pub pinned: bool,
    /// Who wrote it.
    pub by: Actor,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// When the words were changed last.
    pub edited_at: Option<Timestamp>,
}

impl Note {
    /// Words that can be kept.
    ///
    /// # Errors
    /// None, or too many.
    pub fn words(text: &str) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let text = errors.text("text", text, LONGEST);
        errors.ok(text)
    }

    /// Whether somebody may change the words or remove them.
    #[must_use]
    pub fn may_change(&self, who: &Actor, is_owner: bool) -> bool {
        let by_program = match self.by {
            Actor::Person { .. } | Actor::Creator { .. } | Actor::ReviewLink { .. } => false,
            Actor::Key { .. } | Actor::Clock | Actor::Operator | Actor::Visitor => true,
        };
        is_owner || by_program || self.by == *who
    }

    /// The note with other words.
    ///
    /// # Errors
    /// Refused when it is somebody else's.
    pub fn reworded(self, text: String, who: &Actor, is_owner: bool, now: Timestamp) -> Result<Self, CreatorError> {
        match self.may_change(who, is_owner) {
            true => Ok(Self { text, edited_at: Some(now), ..self }),
            false => Err(CreatorError::NotYourNote(self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ApiKeyId, Id, PersonId};

    fn person(number: u128) -> Actor {
        Actor::Person { id: PersonId::from_uuid(uuid::Uuid::from_u128(number)) }
    }

    fn note(by: Actor) -> Note {
        let creator = CreatorId::from_uuid(uuid::Uuid::nil());
        Note { creator, text: "Kind.".into(), pinned: false, by, name: "Ines".into(), at: Timestamp(1), edited_at: None }
    }

    #[test]
    fn who_wrote_it_and_an_owner_may_change_it_and_nobody_else() {
        let own = note(person(1)).reworded("Very kind.".into(), &person(1), false, Timestamp(5));
        assert_eq!(own.map(|note| (note.text, note.edited_at, note.at)), Ok(("Very kind.".into(), Some(Timestamp(5)), Timestamp(1))));
        let other = note(person(1)).reworded("Rude.".into(), &person(2), false, Timestamp(5));
        assert_eq!(other, Err(CreatorError::NotYourNote("Ines".into())));
        assert!(note(person(1)).may_change(&person(2), true), "an owner");
        let key = Actor::Key { id: ApiKeyId::from_uuid(uuid::Uuid::from_u128(3)) };
        assert!(note(key.clone()).may_change(&person(2), false), "nobody else answers for what a program wrote");
        assert!(!note(person(1)).may_change(&key, false));
    }

    #[test]
    fn a_note_has_words_and_not_too_many() {
        assert_eq!(Note::words(" Kind. "), Ok("Kind.".into()));
        for wrong in [" ".to_owned(), "a".repeat(LONGEST + 1)] {
            assert_eq!(Note::words(&wrong).err().map(|errors| errors.0[0].field.clone()).as_deref(), Some("text"));
        }
    }
}
