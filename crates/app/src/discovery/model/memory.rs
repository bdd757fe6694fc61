//! What language models said lately, so that the same words are not asked twice and a model that wants to be left alone is.
//!
//! Invariant: kept in memory alone, because people type names into a search and what they typed is nobody's to keep. Absent: summaries,
//! which are rows.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{
    discovery::model::ReadFilter,
    ids::OrganisationId,
    time::{DAY, HOUR, MINUTE, SECOND, Timestamp},
};

/// So many readings are remembered.
const MOST: usize = 1_000;
/// For so long.
const KEPT: i64 = DAY;
/// How long a model is left alone that does not say for how long, and the longest where it does.
const PAUSE: i64 = MINUTE;
const LONGEST: i64 = HOUR;

/// The memory of an installation; a restart forgets.
#[derive(Default)]
pub struct Remembered {
    readings: Mutex<HashMap<String, (Timestamp, Vec<ReadFilter>)>>,
    waits: Mutex<HashMap<OrganisationId, Timestamp>>,
}

impl Remembered {
    /// What was read in these words, if it was lately.
    pub fn reading(&self, key: &str, now: Timestamp) -> Option<Vec<ReadFilter>> {
        held(&self.readings).get(key).filter(|(at, _)| now.since(*at) < KEPT).map(|(_, filters)| filters.clone())
    }

    /// Remembers what was read, in place of what is oldest where there is no more room.
    pub fn keep(&self, key: String, filters: Vec<ReadFilter>, now: Timestamp) {
        let mut readings = held(&self.readings);
        if readings.len() >= MOST && !readings.contains_key(&key) {
            readings.retain(|_, (at, _)| now.since(*at) < KEPT);
            if readings.len() >= MOST
                && let Some(oldest) = readings.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone())
            {
                readings.remove(&oldest);
            }
        }
        readings.insert(key, (now, filters));
    }

    /// Whether an organisation's model is left alone now.
    pub fn waits(&self, organisation: OrganisationId, now: Timestamp) -> bool {
        held(&self.waits).get(&organisation).is_some_and(|until| *until > now)
    }

    /// Leaves a model alone for as long as it says.
    pub fn wait(&self, organisation: OrganisationId, retry_after: Option<i64>, now: Timestamp) {
        let pause = retry_after.unwrap_or(PAUSE).clamp(SECOND, LONGEST);
        held(&self.waits).insert(organisation, now.plus(pause));
    }

    /// Another model was set, or somebody tries this one: it may be asked at once.
    pub fn ask_again(&self, organisation: OrganisationId) {
        held(&self.waits).remove(&organisation);
    }
}

fn held<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked while it was held left a whole map behind.
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(value: &str) -> ReadFilter {
        ReadFilter { name: "topic".into(), value: value.into(), quote: "mums".into() }
    }

    #[test]
    fn a_reading_is_remembered_for_a_day_and_the_oldest_makes_room() {
        let memory = Remembered::default();
        memory.keep("mums".into(), vec![filter("parenting")], Timestamp(0));
        assert_eq!(memory.reading("mums", Timestamp(DAY - 1)), Some(vec![filter("parenting")]));
        assert_eq!((memory.reading("mums", Timestamp(DAY)), memory.reading("dads", Timestamp(1))), (None, None));
        for at in 1..=MOST {
            memory.keep(format!("words {at}"), vec![], Timestamp(i64::try_from(at).unwrap()));
        }
        assert_eq!(memory.reading("mums", Timestamp(1_001)), None);
        assert_eq!(memory.reading("words 1", Timestamp(1_001)), Some(vec![]));
    }

    #[test]
    fn a_model_that_wants_it_is_left_alone() {
        use domain::ids::Id;
        let (memory, ours) = (Remembered::default(), OrganisationId::from_uuid(uuid::Uuid::from_u128(7)));
        memory.wait(ours, Some(20 * SECOND), Timestamp(0));
        assert!(memory.waits(ours, Timestamp(20 * SECOND - 1)) && !memory.waits(ours, Timestamp(20 * SECOND)));
        memory.wait(ours, Some(400 * DAY), Timestamp(0));
        assert!(!memory.waits(ours, Timestamp(HOUR)), "an hour at most");
        memory.wait(ours, None, Timestamp(0));
        memory.ask_again(ours);
        assert!(!memory.waits(ours, Timestamp(1)));
    }
}
