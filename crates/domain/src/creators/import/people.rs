//! The creators of a file, each once, however many rows name them.
//!
//! Invariant: the first row that gives something wins; a later row of the same creator only adds what is missing, so that
//! the same file read twice says the same. All are held at once, as one row may say something of any before it: by the sizes of
//! its parts a creator costs some 450 bytes, a hundred more for each account, number and fee, and its texts, which is about a
//! kilobyte in a usual list, and 300 bytes more while rows are read ([`Seen`]). The file's text is not held beside them once it is
//! read ([`Plan::without_text`]). Absent: creators who are known already.

use super::{ImportedCreator, Plan, RejectedRow, RowOutcome, Seen};
use crate::creators::{Identity, Profile, RowWarning};
use crate::text::folded;

/// A creator with the number of rows that named them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What the rows say together.
    pub creator: ImportedCreator,
    /// How many rows.
    pub rows: u64,
}

/// After so many rows it is told how far the reading is.
const TOLD_EACH: u64 = 1_000;

/// Everything that a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Its creators, in the order of their first rows.
    pub people: Vec<Person>,
    /// Its rows that name nobody.
    pub rejected: Vec<RejectedRow>,
    /// The first cells that were not taken as they are, and rows that were merged.
    pub warnings: Vec<RowWarning>,
    /// How many there were in all.
    pub warned: u64,
}

impl Plan {
    /// Reads all rows. Keeps at most so many warnings, and counts the rest.
    #[must_use]
    pub fn people(&self, most_warnings: usize) -> People {
        self.people_watched(most_warnings, &mut |_| true).unwrap_or_default()
    }

    /// The same, telling now and then how many rows are read, and giving up where the answer is no; then there is nothing.
    #[must_use]
    pub fn people_watched(&self, most_warnings: usize, go_on: &mut dyn FnMut(u64) -> bool) -> Option<People> {
        let (mut found, mut seen) = (People::default(), Seen::new());
        let mut read: u64 = 0;
        for outcome in self.rows() {
            read += 1;
            if read.is_multiple_of(TOLD_EACH) && !go_on(read) {
                return None;
            }
            let mut creator = match outcome {
                RowOutcome::Creator(creator) => *creator,
                RowOutcome::Rejected(row) => {
                    found.rejected.push(row);
                    continue;
                }
            };
            let row = creator.row;
            for warning in std::mem::take(&mut creator.warnings) {
                found.warn(RowWarning { row, column: warning.column, message: warning.message }, most_warnings);
            }
            let (place, earlier) = seen.placed(&creator);
            match (earlier, found.people.get_mut(place)) {
                (Some((first, identity)), Some(person)) => {
                    person.rows += 1;
                    person.creator.absorb(creator);
                    let message = format!("The same creator as in row {first}: the same {}.", shared(&identity));
                    found.warn(RowWarning { row, column: String::new(), message }, most_warnings);
                }
                _ => found.people.push(Person { creator: creator.tightened(), rows: 1 }),
            }
        }
        go_on(read).then_some(found)
    }
}

impl People {
    fn warn(&mut self, warning: RowWarning, most: usize) {
        self.warned += 1;
        if self.warnings.len() < most {
            self.warnings.push(warning);
        }
    }
}

impl ImportedCreator {
    /// Without the room for more that its lists took while they grew: most hold one or two of the four that fit.
    fn tightened(mut self) -> Self {
        self.profiles.shrink_to_fit();
        self.verified.shrink_to_fit();
        self.categories.shrink_to_fit();
        self.tags.shrink_to_fit();
        self.rates.shrink_to_fit();
        self.custom.shrink_to_fit();
        self.metrics.shrink_to_fit();
        self
    }

    /// Adds what another row of the same creator knows besides.
    pub fn absorb(&mut self, later: ImportedCreator) {
        fill(&mut self.email, later.email);
        fill(&mut self.country, later.country);
        fill(&mut self.audience_country, later.audience_country);
        fill(&mut self.city, later.city);
        fill(&mut self.language, later.language);
        fill(&mut self.manager, later.manager);
        fill(&mut self.notes, later.notes);
        add(&mut self.categories, later.categories, |word| folded(word));
        add(&mut self.tags, later.tags, |word| folded(word));
        add(&mut self.rates, later.rates, |rate| folded(&rate.format));
        add(&mut self.metrics, later.metrics, |metric| format!("{} {}", metric.platform, metric.measure));
        add(&mut self.audience, later.audience, |one| format!("{} {}", one.platform, one.part.value));
        add(&mut self.verified, later.verified, |(platform, ..)| platform.to_string());
        add(&mut self.custom, later.custom, |(field, ..)| field.to_string());
        for profile in later.profiles {
            self.absorb_profile(profile);
        }
    }

    fn absorb_profile(&mut self, later: Profile) {
        if self.profiles.iter().any(|known| known.is_same_account(&later)) {
            return;
        }
        let nameless = self.profiles.iter_mut().find(|known| known.platform == later.platform && known.own_identity().is_none());
        match nameless {
            Some(known) => *known = later,
            None if later.own_identity().is_some() => self.profiles.push(later),
            None => {}
        }
    }
}

fn fill<T>(to: &mut Option<T>, from: Option<T>) {
    if to.is_none() {
        *to = from;
    }
}

fn add<T>(to: &mut Vec<T>, from: Vec<T>, key: impl Fn(&T) -> String) {
    for one in from {
        if !to.iter().any(|known| key(known) == key(&one)) {
            to.push(one);
        }
    }
}

/// By what two rows are the same creator, for people.
#[must_use]
pub fn shared(identity: &Identity) -> &'static str {
    match identity {
        Identity::Channel { .. } => "account id",
        Identity::Handle { .. } => "handle",
        Identity::Email { .. } => "e-mail address",
        Identity::Name { .. } => "name, and nothing else is known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::import::Hints;

    #[test]
    fn rows_of_one_creator_become_one_and_the_first_wins() {
        let file = "handle,email,followers,country,platform\n@maya,,1000,,instagram\n@noor,n@example.com,5,GB,instagram\n@Maya,m@example.com,2000,IE,instagram\n,,7,,instagram\n";
        let Ok(plan) = Plan::read(file.as_bytes(), "list.csv", &Hints::default()) else { panic!("the file is read") };
        let found = plan.people(10);
        let rows: Vec<(u64, u64)> = found.people.iter().map(|person| (person.creator.row, person.rows)).collect();
        assert_eq!(rows, [(2, 2), (3, 1)]);
        let maya = &found.people[0].creator;
        assert_eq!((maya.email.as_deref(), maya.country.map(|country| country.code())), (Some("m@example.com"), Some("IE")));
        assert_eq!(maya.metrics.iter().map(|metric| metric.value).collect::<Vec<_>>(), [1000]);
        assert_eq!(found.rejected.len(), 1);
        assert!(found.warnings.iter().any(|warning| warning.row == 4 && warning.message.contains("row 2: the same handle")));
    }
}
