//! Which reminders go before their day, because the mailbox could not write them all on it.
//!
//! Invariant: it reads and writes nothing; [`Chase`](super::Chase) takes the steps, and decides each anew. Who sleeps now, or had
//! a reminder today, is looked for again at the next tick. Absent: how many go (`domain::outreach::mailbox`).

use std::collections::BTreeSet;

use domain::{
    ids::{CollaborationId, CreatorId},
    outreach::mailbox::brought_forward,
    team::Brand,
    time::{DAY, Timestamp, is_quiet},
};
use store::{
    Read, Stored,
    moves::{reminders_ahead, reminders_today},
    outreach::chase::{reminded, waiting_to_leave},
};

use super::hours;
use crate::Result;

/// A reminder moves by so many days at most.
const DAYS: i64 = 3;

/// How far ahead is looked.
pub(crate) fn horizon(now: Timestamp) -> Timestamp {
    now.plus((DAYS + 1) * DAY)
}

/// The collaborations whose reminders of the coming days go today, and until when those are planned.
///
/// # Errors
/// The store's.
pub(crate) async fn early(db: &impl Read, brand: &Stored<Brand>, now: Timestamp) -> Result<Option<(Vec<CollaborationId>, Timestamp)>> {
    let (zone, today) = (&brand.value.zone, now.day_in(&brand.value.zone));
    let midnight = |days: i64| today.plus_days(days).at(0, 0, zone);
    let ahead = reminders_ahead(db, brand.id, midnight(1), midnight(DAYS + 1)).await?;
    // A creator hears of everything of a day in one message.
    let reminded_on: BTreeSet<(i64, CreatorId)> = ahead.iter().map(|row| (today.days_until(row.due.day_in(zone)), row.creator)).collect();
    let planned: Vec<i64> = (1..=DAYS).map(|day| reminded_on.iter().filter(|(of, _)| *of == day).count() as i64).collect();
    let budget = brand.value.settings.mailbox_budget;
    let all = brought_forward(budget, budget, &planned);
    if all == 0 {
        return Ok(None);
    }
    let used = hours::sent_today(db, brand, now).await?
        + waiting_to_leave(db, brand.id).await?
        + reminders_today(db, brand.id, midnight(1)).await?;
    let count = usize::try_from(brought_forward(budget, budget - used, &planned)).unwrap_or_default();
    if count == 0 {
        return Ok(None);
    }
    // Not further ahead than to the day whose surplus comes down to today.
    let days = (1..=planned.len()).find(|days| brought_forward(budget, budget, &planned[..*days]) == all).unwrap_or(planned.len());
    let until = midnight(1 + days as i64);
    let ahead: Vec<_> = ahead.into_iter().filter(|row| row.due < until).collect();
    let creators: Vec<CreatorId> = ahead.iter().map(|row| row.creator).collect::<BTreeSet<_>>().into_iter().collect();
    let zones = store::creators::many(db, brand.value.organisation, &creators).await?;
    let heard = reminded(db, brand.id, &creators).await?;
    let hears_now = |creator: &CreatorId| {
        let theirs = zones.get(creator).and_then(|found| found.value.zone.as_ref()).unwrap_or(zone);
        let morning = now.day_in(theirs).at(0, 0, theirs);
        !is_quiet(now, theirs) && heard.get(creator).is_none_or(|at| *at < morning)
    };
    let mut chosen: BTreeSet<CreatorId> = BTreeSet::new();
    let mut collaborations = Vec::new();
    for row in ahead.iter().filter(|row| hears_now(&row.creator)) {
        if chosen.len() < count || chosen.contains(&row.creator) {
            chosen.insert(row.creator);
            collaborations.push(row.collaboration);
        }
    }
    Ok((!collaborations.is_empty()).then_some((collaborations, until)))
}
