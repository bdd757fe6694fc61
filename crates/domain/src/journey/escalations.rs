//! What the clock does about late moves of the team: it tells the campaign's owner, then the organisation's; and where the
//! agreement says so, silence approves a draft.
//!
//! Invariant: derived from the same facts as the moves themselves. Absent: chasing creators, which is `chases`.

use super::Facts;
use crate::{
    moves::{Move, Turn, What},
    outreach::escalation::{Level, third_working_day},
    time::Timestamp,
};

/// The clock's moves about late moves of the team.
#[must_use]
pub fn steps(facts: &Facts, moves: &[Move]) -> Vec<Move> {
    let silence = facts.agreement.agreement.as_ref().is_some_and(|agreement| agreement.silence_approves);
    let mut steps = Vec::new();
    for open in moves.iter().filter(|open| open.turn == Turn::Team) {
        let third = third_working_day(open.since, &facts.calendar());
        let times = [
            (Level::Owner, open.due.map(|due| (due, due))),
            (Level::Organisation, matches!(open.what, What::ReviewDraft | What::Answer).then_some((open.since, third))),
        ];
        for (level, time) in times {
            if let Some((since, at)) = time
                && !is_told(facts, &open.key, level, since)
            {
                let mut step = Move::clock(What::Escalate, since, at).detail(level.as_str());
                step.key = format!("escalate:{}:{}", level.as_str(), open.key);
                step.subject = open.subject;
                steps.push(step);
            }
        }
        if let (true, What::ReviewDraft, Some(subject)) = (silence, open.what, open.subject) {
            steps.push(Move::clock(What::ApproveBySilence, open.since, third).about(subject));
        }
    }
    steps
}

fn is_told(facts: &Facts, key: &str, level: Level, since: Timestamp) -> bool {
    facts.chase.told.iter().any(|told| told.key == key && told.level == level && told.since == since)
}
