//! The same creator again in one file.
//!
//! Invariant: exact identity only, as [`crate::creators::same_person`] has it. What is remembered of an identity is 24 bytes of
//! hashes and never its text, so that a creator costs some 300 bytes here while a file is read, whatever they are called; two
//! identities of one hash are as likely as two files of one. Absent: creators of other files.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::ImportedCreator;
use crate::creators::Identity;

/// What an identity hashes to, in 16 bytes.
type Print = [u64; 2];

/// An identity as it is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    whole: Print,
    /// For an account, by what and on which platform it is known; two of one kind that differ are two people's.
    account: Option<std::num::NonZeroU64>,
}

impl Mark {
    fn of(identity: &Identity) -> Self {
        let account = match identity {
            Identity::Channel { platform, .. } => Some(hashed(&("channel", platform))),
            Identity::Handle { platform, .. } => Some(hashed(&("handle", platform))),
            Identity::Email { .. } | Identity::Name { .. } => None,
        };
        let whole = [hashed(&(1_u8, identity)), hashed(&(2_u8, identity))];
        Self { whole, account: account.and_then(|hash| std::num::NonZeroU64::new(hash.max(1))) }
    }

    /// Whether both are accounts known by the same on one platform, and not the same.
    fn clashes_with(&self, other: &Self) -> bool {
        self.account.is_some() && self.account == other.account && self.whole != other.whole
    }
}

fn hashed(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Remembers the creators of one file while its rows are read.
#[derive(Debug, Default)]
pub struct Seen {
    first: Vec<(u64, Vec<Mark>)>,
    by_identity: HashMap<Print, u32>,
}

impl Seen {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a creator. When the same one stood in an earlier row, gives that row's number and the identity they share.
    pub fn note(&mut self, creator: &ImportedCreator) -> Option<(u64, Identity)> {
        self.placed(creator).1
    }

    /// As [`Seen::note`], and the creator's place among all of the file, in the order of their first rows.
    pub(super) fn placed(&mut self, creator: &ImportedCreator) -> (usize, Option<(u64, Identity)>) {
        let identities = creator.identities();
        let marks: Vec<Mark> = identities.iter().map(Mark::of).collect();
        let earlier = marks.iter().find_map(|mark| {
            let place = usize::try_from(*self.by_identity.get(&mark.whole)?).ok()?;
            let (row, known) = self.first.get(place)?;
            Some((place, *row, shared(known, &identities, &marks)?))
        });
        let place = earlier.as_ref().map_or(self.first.len(), |(place, ..)| *place);
        if earlier.is_none() {
            self.first.push((creator.row, Vec::with_capacity(marks.len())));
        }
        for mark in marks {
            // A file has a million rows at most.
            self.by_identity.entry(mark.whole).or_insert(u32::try_from(place).unwrap_or(u32::MAX));
            if let Some((_, known)) = self.first.get_mut(place).filter(|(_, known)| !known.contains(&mark)) {
                known.push(mark);
            }
        }
        (place, earlier.map(|(_, row, identity)| (row, identity)))
    }
}

/// The strongest identity that a creator shares with one who is remembered, unless they are two people who share an address.
fn shared(known: &[Mark], identities: &[Identity], marks: &[Mark]) -> Option<Identity> {
    let both = identities.iter().zip(marks).filter(|(_, mark)| known.contains(mark));
    // Strong ones stand before weak ones.
    let strongest = both.map(|(identity, _)| identity).min()?;
    let only_address = matches!(strongest, Identity::Email { .. });
    let differ = || known.iter().any(|one| marks.iter().any(|other| one.clashes_with(other)));
    (!(only_address && differ())).then(|| strongest.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::import::{Hints, Plan, RowOutcome};
    use crate::creators::same_person;

    fn rows(file: &str) -> Vec<ImportedCreator> {
        let Ok(plan) = Plan::read(file.as_bytes(), "list.csv", &Hints::default()) else { panic!("the file is read") };
        let rows = plan.rows().filter_map(|outcome| match outcome {
            RowOutcome::Creator(creator) => Some(*creator),
            RowOutcome::Rejected(_) => None,
        });
        rows.collect()
    }

    #[test]
    fn hashes_tell_the_same_as_the_identities_themselves() {
        let rows = rows(
            "Name,Instagram handle,TikTok handle,Email\nMaya,@maya,@maya.t,m@example.com\nNoor,@noor,,m@example.com\nMaya,,@maya.t,\n\
             Kim,,,m@example.com\nKim,@kim,,\nMaya O,@MAYA,,other@example.com\n",
        );
        assert_eq!(rows.len(), 6);
        for one in &rows {
            for other in &rows {
                let mut seen = Seen::new();
                assert_eq!(seen.note(one), None);
                let told = same_person(&one.identities(), &other.identities());
                assert_eq!(seen.note(other).map(|(_, identity)| identity), told, "{} and {}", one.row, other.row);
            }
        }
    }

    #[test]
    fn places_are_in_the_order_of_first_rows() {
        let mut seen = Seen::new();
        let rows = rows("Name,Instagram handle\nMaya,@maya\nNoor,@noor\nMaya,@maya\nKim,@kim\n");
        let placed = rows.iter().map(|row| seen.placed(row));
        let places: Vec<(usize, bool)> = placed.map(|(place, earlier)| (place, earlier.is_some())).collect();
        assert_eq!(places, [(0, false), (1, false), (0, true), (2, false)]);
    }

    #[test]
    fn an_identity_takes_few_bytes() {
        assert_eq!(size_of::<Mark>(), 24);
    }
}
