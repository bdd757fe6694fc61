//! The same creator again in one file.
//!
//! Invariant: exact identity only, as [`crate::creators::same_person`] has it. Absent: creators of other files.

use std::collections::HashMap;

use super::ImportedCreator;
use crate::creators::{Identity, same_person};

/// Remembers the creators of one file while its rows are read.
#[derive(Debug, Default)]
pub struct Seen {
    first: Vec<(u64, Vec<Identity>)>,
    by_identity: HashMap<Identity, usize>,
}

impl Seen {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a creator. When the same one stood in an earlier row, gives that row's number and the identity they share.
    pub fn note(&mut self, creator: &ImportedCreator) -> Option<(u64, Identity)> {
        let identities = creator.identities();
        let earlier = identities.iter().filter_map(|identity| self.by_identity.get(identity).copied()).find_map(|place| {
            let (row, known) = self.first.get(place)?;
            Some((place, *row, same_person(known, &identities)?))
        });
        let place = earlier.as_ref().map_or(self.first.len(), |(place, _, _)| *place);
        if earlier.is_none() {
            self.first.push((creator.row, Vec::new()));
        }
        for identity in identities {
            self.by_identity.entry(identity.clone()).or_insert(place);
            if let Some((_, known)) = self.first.get_mut(place).filter(|(_, known)| !known.contains(&identity)) {
                known.push(identity);
            }
        }
        earlier.map(|(_, row, identity)| (row, identity))
    }
}
