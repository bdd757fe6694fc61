//! Until when a mailbox keeps still: at night where the creator lives, and once the day's budget is used up.
//!
//! Invariant: the clock and the worker ask the same question, so that neither writes what the other would hold (docs/domain.md,
//! Invariants, 2). Absent: what is held back, and whom it concerns.

use domain::{
    outreach::chase::{is_quiet, quiet_until},
    team::Brand,
    time::{Timestamp, Zone},
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
    if is_quiet(now, zone) {
        return Ok(Some((quiet_until(now, zone), "It is night where the creator lives.")));
    }
    let home = &brand.value.zone;
    let today = now.day_in(home);
    if sent_since(db, brand.id, today.at(0, 0, home)).await? < brand.value.settings.mailbox_budget {
        return Ok(None);
    }
    let tomorrow = today.plus_days(1).at(0, 0, home);
    let until = if is_quiet(tomorrow, zone) { quiet_until(tomorrow, zone) } else { tomorrow };
    Ok(Some((until, "The mailbox's budget for the day is used up.")))
}
