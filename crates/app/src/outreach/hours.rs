//! Until when a mailbox keeps still: at night where the creator lives, and once the day's budget is used up.
//!
//! Invariant: the clock and the worker ask the same question, so that neither writes what the other would hold (docs/domain.md,
//! Invariants, 2). Absent: what is held back, and whom it concerns.

use domain::{
    team::Brand,
    time::{Timestamp, Zone, is_quiet, quiet_until},
};
use store::{Read, Stored, outreach::chase::sent_since};

use crate::Result;

/// Until when nothing may go to somebody in this zone, and why; nothing while it may.
///
/// # Errors
/// The store's.
pub(crate) async fn must_wait(
    db: &impl Read,
    brand: &Stored<Brand>,
    zone: &Zone,
    now: Timestamp,
) -> Result<Option<(Timestamp, &'static str)>> {
    Ok(must_wait_after(brand, sent_today(db, brand, now).await?, zone, now))
}

/// How many mails to creators left the mailbox on this day of the brand's.
///
/// # Errors
/// The store's.
pub(crate) async fn sent_today(db: &impl Read, brand: &Stored<Brand>, now: Timestamp) -> Result<i64> {
    let home = &brand.value.zone;
    Ok(sent_since(db, brand.id, now.day_in(home).at(0, 0, home)).await?)
}

/// The same as [`must_wait`] where it is known how many have left today.
pub(crate) fn must_wait_after(brand: &Stored<Brand>, sent_today: i64, zone: &Zone, now: Timestamp) -> Option<(Timestamp, &'static str)> {
    if is_quiet(now, zone) {
        return Some((quiet_until(now, zone), "It is night where the creator lives."));
    }
    if sent_today < brand.value.settings.mailbox_budget {
        return None;
    }
    let home = &brand.value.zone;
    let tomorrow = now.day_in(home).plus_days(1).at(0, 0, home);
    let until = if is_quiet(tomorrow, zone) { quiet_until(tomorrow, zone) } else { tomorrow };
    Some((until, "The mailbox's budget for the day is used up."))
}
