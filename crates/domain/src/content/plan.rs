//! Deliverables from signed terms, and when their first drafts are due.
//!
//! Invariant: each agreed deliverable becomes one, in order, with its share of the fee; names are unique in the
//! campaign. Absent: tracking links, which are named after these.

use super::{Deliverable, Progress, first_draft_due};
use crate::{
    agreements::Terms,
    ids::CollaborationId,
    text,
    time::{Timestamp, Zone},
};

/// The deliverables of signed terms. `creator` is the collaboration's short name, `taken` the names of the
/// campaign's other deliverables.
#[must_use]
pub fn planned(
    collaboration: CollaborationId,
    creator: &str,
    terms: &Terms,
    taken: &[String],
    creator_zone: &Zone,
    now: Timestamp,
) -> Vec<Deliverable> {
    let mut taken: Vec<String> = taken.to_vec();
    let mut made = Vec::with_capacity(terms.deliverables.len());
    for ((number, agreed), share) in (1_i64..).zip(&terms.deliverables).zip(terms.shares()) {
        let slug = free_slug(creator, &agreed.format, &taken);
        taken.push(slug.clone());
        made.push(Deliverable {
            collaboration,
            number,
            format: agreed.format.clone(),
            platform: agreed.platform.clone(),
            slug,
            opens: agreed.opens,
            closes: agreed.closes,
            share,
            state: Progress::Awaiting { round: 1, since: now, due: first_draft_due(agreed.opens, creator_zone, now) },
            missed: None,
            moving: None,
            moved: false,
        });
    }
    made
}

/// `maya-reel`, with a number behind it where that is taken.
fn free_slug(creator: &str, format: &str, taken: &[String]) -> String {
    let base = text::slug(&format!("{creator} {format}"));
    let numbered = |number: u32| if number == 1 { base.clone() } else { format!("{base}-{number}") };
    (1..).map(numbered).find(|candidate| !taken.contains(candidate)).unwrap_or_else(|| base.clone())
}

/// The brief was acknowledged: from now on it is the creator's turn. Nothing where a first draft was sent already.
#[must_use]
pub fn restarted(deliverable: &Deliverable, creator_zone: &Zone, now: Timestamp) -> Option<Deliverable> {
    let Progress::Awaiting { round: 1, .. } = deliverable.state else { return None };
    let state = Progress::Awaiting { round: 1, since: now, due: first_draft_due(deliverable.opens, creator_zone, now) };
    Some(Deliverable { state, ..deliverable.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{agreements::tests::terms, ids::Id};

    #[test]
    fn each_agreed_thing_becomes_one_with_its_share_and_a_name_of_its_own() {
        let id = CollaborationId::from_uuid(uuid::Uuid::nil());
        let now = Timestamp::parse("2026-11-01T09:00:00Z").unwrap();
        let made = planned(id, "maya", &terms(10_000), &["maya-story".to_owned()], &Zone::utc(), now);
        let short: Vec<(i64, &str, i64)> = made.iter().map(|one| (one.number, one.slug.as_str(), one.share)).collect();
        assert_eq!(short, [(1, "maya-reel", 3_334), (2, "maya-story-2", 3_333), (3, "maya-reel-2", 3_333)]);
        // The windows open on 18 November: the first drafts are due six days before, at 18:00 (section 4).
        let due = Timestamp::parse("2026-11-12T18:00:00Z").unwrap();
        assert!(made.iter().all(|one| one.state == Progress::Awaiting { round: 1, since: now, due }));
    }

    #[test]
    fn an_acknowledged_brief_restarts_only_what_nobody_began() {
        let id = CollaborationId::from_uuid(uuid::Uuid::nil());
        let made = planned(id, "maya", &terms(10_000), &[], &Zone::utc(), Timestamp(0));
        let now = Timestamp::parse("2026-11-13T11:00:00Z").unwrap();
        let again = restarted(&made[0], &Zone::utc(), now).unwrap();
        assert_eq!(again.state, Progress::Awaiting { round: 1, since: now, due: Timestamp::parse("2026-11-14T11:00:00Z").unwrap() });
        let mut revising = made[0].clone();
        revising.state = Progress::Awaiting { round: 2, since: Timestamp(1), due: Timestamp(2) };
        assert_eq!(restarted(&revising, &Zone::utc(), now), None);
    }
}
