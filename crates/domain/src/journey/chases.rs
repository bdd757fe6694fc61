//! Which of a creator's open moves the clock chases, and from what each counts.
//!
//! Invariant: only what the creator was really asked for, or knows to be due, is chased; nobody who cannot be written to.
//! Absent: when each step comes; `outreach::chase` says it.

use super::Facts;
use crate::{
    moves::{Move, Turn, What},
    outreach::chase::{Chase, Taken, Track},
};

/// One open move of the creator that is chased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chased {
    /// The key under which its steps are kept: the move's, or the gift's deliverable, whose moves change.
    pub key: String,
    /// The move.
    pub of: Move,
    /// What its steps count from.
    pub track: Track,
    /// The steps that were taken.
    pub taken: Vec<Taken>,
}

impl Chased {
    /// With all that decides its steps.
    #[must_use]
    pub fn chase<'a>(&'a self, facts: &'a Facts) -> Chase<'a> {
        Chase {
            track: self.track,
            cadence: facts.chase.cadence,
            zone: &facts.creator_zone,
            holidays: &facts.holidays,
            pauses: &facts.chase.pauses,
            taken: &self.taken,
        }
    }
}

/// What is chased among open moves.
#[must_use]
pub fn chased(facts: &Facts, moves: &[Move]) -> Vec<Chased> {
    if facts.campaign.off.is_some() || !facts.chase.reachable || facts.outreach.bounced_at.is_some() {
        return Vec::new();
    }
    let theirs = moves.iter().filter(|open| open.turn == Turn::Creator);
    theirs
        .filter_map(|open| {
            let (key, track) = track(facts, open)?;
            let taken = facts.chase.taken_for(&key);
            Some(Chased { key, of: open.clone(), track, taken })
        })
        .collect()
}

fn track(facts: &Facts, open: &Move) -> Option<(String, Track)> {
    match open.what {
        // A gift is asked about by the day on which it came, unless other dates were agreed on since.
        What::SubmitDraft | What::Post if facts.is_gift() && !is_moved(facts, open) => {
            let key = format!("gift:{}", open.subject?);
            facts.shipment.delivered_at.map(|delivered| (key, Track::Gift { delivered }))
        }
        What::TellUs => Some((open.key.clone(), Track::Question { delivered: open.since })),
        What::SubmitDraft | What::Post => open.due.map(|due| (open.key.clone(), Track::Work { opened: open.since, due })),
        _ => {
            let asked = facts.chase.asked.get(&open.key).filter(|asked| **asked >= open.since);
            asked.map(|asked| (open.key.clone(), Track::Answer { asked: *asked }))
        }
    }
}

fn is_moved(facts: &Facts, open: &Move) -> bool {
    facts.deliverables.iter().any(|deliverable| Some(deliverable.id.0) == open.subject && deliverable.moved)
}

/// The clock's moves that follow: the next step of each, not before what holds it back.
#[must_use]
pub fn steps(facts: &Facts, moves: &[Move]) -> Vec<Move> {
    let step = |chased: Chased| {
        let next = chased.chase(facts).next()?;
        let at = facts.chase.held.get(&chased.key).map_or(next.at, |until| next.at.max(*until));
        let mut open = Move::clock(What::Chase, chased.track.start(), at).detail(next.step.as_str());
        open.key = format!("chase:{}", chased.key);
        open.subject = chased.of.subject;
        Some(open)
    };
    chased(facts, moves).into_iter().filter_map(step).collect()
}
