//! The script of the demo: every beat of every part in the order of time, each a registered operation.
//!
//! Invariant: nothing is written but through the frame, so that the recorded commands give the same events again.
//! Absent: choices; the cast says who does what.

use domain::time::{DAY, HOUR, MINUTE, Timestamp};

use super::cast::{AUTUMN, Leaves, Part, SUMMER, Until};

/// One thing that somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    /// The manager invites.
    Invite,
    /// The creator says yes.
    SayYes,
    /// The creator says no.
    Decline,
    /// The manager makes an offer.
    Offer,
    /// The creator asks for more.
    Counter,
    /// The other side accepts.
    Accept,
    /// The manager prepares the agreement.
    Prepare,
    /// The creator signs and fills in the form.
    CreatorSigns,
    /// The brand signs.
    BrandSigns,
    /// The manager ships.
    Ship,
    /// The parcel arrives.
    Arrive,
    /// Links and code are tried and confirmed.
    Confirm,
    /// The brief leaves.
    Brief,
    /// The creator acknowledges it.
    Acknowledge,
    /// The creator sends a draft of the deliverable at this place.
    Draft(usize, usize),
    /// The manager asks for changes.
    Changes(usize),
    /// The manager approves; legal signs off where the campaign asks for it.
    Approve(usize),
    /// The creator reports it live.
    Live(usize),
    /// The manager verifies it.
    Verify(usize),
    /// A customer clicks and orders.
    Order(u32),
    /// A customer gets money back.
    Refund,
    /// Finance makes the payout.
    MakePayout,
    /// The owner approves it.
    ApprovePayout,
    /// Finance records it as paid.
    RecordPaid,
    /// The creator writes a question.
    Ask(&'static str),
    /// The creator leaves after agreeing.
    Withdraw,
    /// The brand lets the creator go.
    Drop,
}

/// A beat with its time and its part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    /// When.
    pub(super) at: Timestamp,
    /// Which campaign: 0 is Summer Calm, 1 is Autumn Repair.
    pub(super) campaign: usize,
    /// Which part of it.
    pub(super) part: usize,
    /// What.
    pub(super) beat: Beat,
}

/// Days from the first day of the demo until it is opened.
pub(super) const LENGTH: i64 = 84;
/// The day on which the first invitations of each campaign leave.
pub(super) const BEGINS: [i64; 2] = [2, 56];
/// The posting window of each campaign, as days of the demo.
pub(super) const WINDOWS: [(i64, i64); 2] = [(30, 44), (80, 94)];
/// How many deliverables each creator makes in each campaign.
pub(super) const DELIVERABLES: [usize; 2] = [1, 2];

/// The parts of a campaign.
pub(super) fn parts(campaign: usize) -> &'static [Part] {
    if campaign == 0 { SUMMER } else { AUTUMN }
}

/// Every beat in the order of time.
pub(super) fn cues(start: Timestamp) -> Vec<Cue> {
    let mut all = Vec::new();
    for campaign in 0..2 {
        for (at, part) in parts(campaign).iter().enumerate() {
            for (offset, beat) in beats(campaign, at, part) {
                all.push(Cue { at: start.plus(offset), campaign, part: at, beat });
            }
        }
    }
    all.sort_by_key(|cue| (cue.at, cue.campaign, cue.part));
    all
}

/// One part's beats with their time after the start. A busy programme does not happen on the hour.
fn beats(campaign: usize, number: usize, part: &Part) -> Vec<(i64, Beat)> {
    let base = (BEGINS[campaign] + part.begins) * DAY;
    let minute = i64::try_from(number * 7 % 50).unwrap_or(0) * MINUTE;
    let when = |day: i64, hour: i64| base + day * DAY + hour * HOUR + minute;
    let mut beats: Vec<(Until, i64, Beat)> = vec![
        (Until::Invited, when(0, 10), Beat::Invite),
        (Until::Interested, when(1, 19), Beat::SayYes),
        (Until::Offered, when(2, 11), Beat::Offer),
    ];
    if part.counter.is_some() {
        beats.push((Until::Offered, when(2, 20), Beat::Counter));
    }
    beats.extend([
        (Until::Agreed, when(3, 12), Beat::Accept),
        (Until::Signed, when(3, 15), Beat::Prepare),
        (Until::Signed, when(4, 18), Beat::CreatorSigns),
        (Until::Onboarded, when(5, 9), Beat::BrandSigns),
        (Until::Shipped, when(5, 14), Beat::Ship),
        (Until::Briefed, when(7, 12), Beat::Arrive),
        (Until::Briefed, when(8, 10), Beat::Confirm),
        (Until::Briefed, when(8, 11), Beat::Brief),
        (Until::Producing, when(9, 17), Beat::Acknowledge),
    ]);
    let window = WINDOWS[campaign].0 * DAY;
    for made in 0..DELIVERABLES[campaign] {
        let late = i64::try_from(made).unwrap_or(0);
        let first = when(13 + late, 18);
        beats.push((Until::InReview, first, Beat::Draft(made, 1)));
        if part.changes && made == 0 {
            beats.push((Until::Revising, first + 15 * HOUR, Beat::Changes(made)));
            beats.push((Until::SecondDraft, first + 30 * HOUR, Beat::Draft(made, 2)));
        }
        beats.push((Until::Approved, first + 40 * HOUR, Beat::Approve(made)));
        let live = window + (i64::try_from(number % 3).unwrap_or(0)) * DAY + 17 * HOUR + minute + late * HOUR;
        beats.push((Until::Live, live.max(first + 45 * HOUR), Beat::Live(made)));
        beats.push((Until::Verified, live.max(first + 45 * HOUR) + 15 * HOUR, Beat::Verify(made)));
    }
    let live = window + 3 * DAY;
    for order in 0..part.orders * 2 {
        beats.push((Until::Live, live + i64::from(order) * 31 * HOUR + 5 * HOUR + minute, Beat::Order(order)));
    }
    if part.orders > 5 {
        beats.push((Until::Verified, live + 9 * DAY, Beat::Refund));
    }
    let due = window + 20 * DAY;
    beats.extend([
        (Until::Paid, due + 10 * HOUR + minute, Beat::MakePayout),
        (Until::Paid, due + 26 * HOUR + minute, Beat::ApprovePayout),
        (Until::Paid, due + 29 * HOUR + minute, Beat::RecordPaid),
    ]);
    let mut kept: Vec<(i64, Beat)> =
        beats.into_iter().filter(|(until, at, _)| *until <= part.until && *at < LENGTH * DAY).map(|(_, at, beat)| (at, beat)).collect();
    let last = kept.iter().map(|(at, _)| *at).max().unwrap_or(base);
    match part.leaves {
        Some(Leaves::Declines) => kept.push((last + 26 * HOUR, Beat::Decline)),
        Some(Leaves::Withdraws) => kept.push((last + 50 * HOUR, Beat::Withdraw)),
        Some(Leaves::Dropped) => kept.push(((LENGTH - 4) * DAY + 11 * HOUR, Beat::Drop)),
        None => {}
    }
    if let Some(question) = part.asks {
        kept.push(((LENGTH - 1) * DAY + 7 * HOUR + minute, Beat::Ask(question)));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beats_come_in_order_and_before_the_demo_opens() {
        let cues = cues(Timestamp(0));
        assert!(cues.windows(2).all(|pair| pair[0].at <= pair[1].at));
        assert!(cues.iter().all(|cue| cue.at < Timestamp(LENGTH * DAY)), "{:?}", cues.last());
        assert!(cues.len() > 300, "{}", cues.len());
    }
}
