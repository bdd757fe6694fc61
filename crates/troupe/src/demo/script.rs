//! The script of the demo: every beat of every part in the order of time, each a registered operation.
//!
//! Times are counted back from the moment at which the demo opens, so that what is open then is as old as the cast says,
//! whatever the weekday and the hour. Invariant: nobody acts in the night, the team works on old matters on weekdays,
//! and a part's beats keep their order. Absent: choices; the cast says who does what.

use domain::time::{DAY, HOUR, MINUTE, Timestamp, Zone};

use super::cast::{AUTUMN, Leaves, Part, SUMMER, Until};

/// One thing that somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    /// The campaign is planned, briefed and started.
    Plan,
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
    /// Links and code are tried and confirmed.
    Confirm,
    /// The brief leaves.
    Brief,
    /// The manager ships.
    Ship,
    /// The parcel arrives.
    Arrive,
    /// The creator acknowledges the brief.
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
    /// Somebody follows the link and buys nothing.
    Click(u32),
    /// A customer orders, by the link or by the code.
    Order(u32),
    /// A customer orders whom no creator sent.
    Stray(u32),
    /// A customer gets money back.
    Refund,
    /// Finance makes the payout of what is open.
    MakePayout,
    /// The owner approves it.
    ApprovePayout,
    /// Finance records it as paid.
    RecordPaid,
    /// The manager offers other days for what was missed.
    OfferWindow,
    /// The creator writes.
    Ask(&'static str),
    /// The manager answers.
    Answer(&'static str),
    /// The creator leaves after agreeing.
    Withdraw,
    /// The brand lets the creator go.
    Drop,
    /// The manager decides whether to work together again.
    DecideStanding,
    /// The manager ends the campaign.
    EndCampaign,
}

/// Whose hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// At work.
    Team,
    /// Awake.
    Creator,
    /// Customers and parcels.
    Anybody,
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
pub(super) const LENGTH: i64 = 120;
/// Days before the opening on which each campaign was planned.
pub(super) const PLANNED: [i64; 2] = [112, 58];
/// The posting window that each campaign plans, in days from the opening.
pub(super) const WINDOWS: [(i64, i64); 2] = [(-76, -64), (-20, 26)];
/// The other days that are offered for what was missed.
pub(super) const OTHER_DAYS: (i64, i64) = (10, 17);
/// Orders by themselves while each campaign sells: from and until so many days before the opening, and how many.
const STRAYS: [(i64, i64, u32); 2] = [(74, 58, 11), (17, 0, 9)];
/// Days before the opening on which finance pays the commission of the first campaign and its last words are said.
const CONCLUDED: i64 = 13;
/// Days before the opening on which finance pays what commission has been released by then, so that none is late.
const COMMISSIONS: [i64; 4] = [37, 31, 25, 19];
/// People sleep, and the team goes home.
const AWAKE: ((i8, i8), (i8, i8)) = ((7, 0), (22, 30));
const AT_WORK: ((i8, i8), (i8, i8)) = ((9, 0), (17, 30));

/// The parts of a campaign.
pub(super) fn parts(campaign: usize) -> &'static [Part] {
    if campaign == 0 { SUMMER } else { AUTUMN }
}

/// Every beat in the order of time.
pub(super) fn cues(opens: Timestamp, zone: &Zone) -> Vec<Cue> {
    let mut all = Vec::new();
    for campaign in 0..2 {
        for (number, part) in parts(campaign).iter().enumerate() {
            let hours = Hours { opens, zone, minute: i64::try_from(number * 7 % 50).unwrap_or(0) * MINUTE };
            all.extend(hours.beats(part).into_iter().map(|(at, beat)| Cue { at, campaign, part: number, beat }));
        }
    }
    let team = |ago: i64| Hours { opens, zone, minute: 0 }.back(Who::Team, opens.plus(-ago));
    all.push(Cue { at: team((CONCLUDED - 1) * DAY), campaign: 0, part: 0, beat: Beat::EndCampaign });
    for (campaign, planned) in PLANNED.iter().enumerate() {
        all.push(Cue { at: team(planned * DAY), campaign, part: 0, beat: Beat::Plan });
    }
    for (campaign, (first, last, orders)) in STRAYS.iter().enumerate() {
        for number in 0..*orders {
            let at = i64::from(number);
            let ago = first * DAY - (first - last) * DAY * at / i64::from(*orders) - at * 67 % 11 * HOUR;
            all.push(Cue { at: opens.plus(-ago.max(HOUR)), campaign, part: 0, beat: Beat::Stray(number) });
        }
    }
    all.retain(|cue| cue.at < opens);
    all.sort_by_key(|cue| (cue.at, cue.campaign, cue.part));
    all
}

/// How a part's times are found. A busy programme does not happen on the hour.
struct Hours<'a> {
    opens: Timestamp,
    zone: &'a Zone,
    minute: i64,
}

impl Hours<'_> {
    /// That time, or the latest before it at which somebody would do it.
    fn back(&self, who: Who, at: Timestamp) -> Timestamp {
        let ((from, past), (to, until)) = match who {
            Who::Anybody => return at,
            Who::Creator => AWAKE,
            Who::Team => AT_WORK,
        };
        let mut day = at.day_in(self.zone);
        let mut at = at;
        if at < day.at(from, past, self.zone) {
            day = day.plus_days(-1);
            at = day.at(to, until, self.zone).plus(-self.minute);
        }
        at = at.min(day.at(to, until, self.zone).plus(-self.minute));
        // What is days old was done on a weekday; what is fresh may have been done on a Saturday.
        while who == Who::Team && day.is_weekend() && at < self.opens.plus(-4 * DAY) {
            day = day.plus_days(-1);
            at = day.at(to, until, self.zone).plus(-self.minute);
        }
        at
    }

    /// That time, or the next at which the team is at work.
    fn on(&self, at: Timestamp) -> Timestamp {
        let ((from, past), (to, until)) = AT_WORK;
        let day = at.day_in(self.zone);
        if at >= day.at(from, past, self.zone) && at < day.at(to, until, self.zone) && !day.is_weekend() {
            return at;
        }
        let next = if at < day.at(from, past, self.zone) { day.or_next_working_day() } else { day.next_working_day() };
        next.at(from, past, self.zone).plus(20 * MINUTE + self.minute)
    }

    /// One part's beats, in order.
    fn beats(&self, part: &Part) -> Vec<(Timestamp, Beat)> {
        let (steps, last) = (steps(part), self.opens.plus(-part.live.unwrap_or(part.ago) - self.minute));
        let mut at = last;
        let mut beats: Vec<(Timestamp, Beat)> = Vec::with_capacity(steps.len());
        for (who, pause, beat) in steps.iter().rev() {
            at = self.back(*who, at);
            beats.push((at, *beat));
            at = at.plus(-pause);
        }
        beats.reverse();
        if part.until >= Until::Live {
            self.after_live(part, last_live(&beats).unwrap_or(last), &mut beats);
        }
        let end = beats.last().map_or(last, |(at, _)| *at);
        match part.leaves {
            Some(Leaves::Declines) => {
                beats.push((self.back(Who::Creator, end.plus(30 * HOUR)), Beat::Decline));
                beats.push((self.on(end.plus(44 * HOUR)), Beat::Answer("No hard feelings at all. I hope we meet again.")));
            }
            Some(Leaves::Withdraws) => beats.push((self.back(Who::Creator, end.plus(50 * HOUR)), Beat::Withdraw)),
            Some(Leaves::Dropped) => beats.push((self.back(Who::Team, self.opens.plus(-3 * DAY)), Beat::Drop)),
            None => {}
        }
        if part.misses {
            beats.push((self.back(Who::Team, self.opens.plus(-3 * DAY)), Beat::OfferWindow));
        }
        if let Some((ago, question)) = part.asks {
            beats.push((self.back(Who::Creator, self.opens.plus(-ago - self.minute / 2)), Beat::Ask(question)));
        }
        beats
    }

    /// What follows a post: it is verified, it sells, and it is paid.
    fn after_live(&self, part: &Part, live: Timestamp, beats: &mut Vec<(Timestamp, Beat)>) {
        if part.until >= Until::Verified {
            for place in 0..part.makes.len() {
                beats.push((self.on(live.plus(15 * HOUR)), Beat::Verify(place)));
            }
            beats.push((self.on(live.plus(16 * HOUR)).plus(12 * MINUTE), Beat::Answer(super::words::THANKS)));
        }
        self.sales(part, live, beats);
        let ago = |ago: i64| self.back(Who::Team, self.opens.plus(-ago));
        let payout = |paid: i64, beats: &mut Vec<(Timestamp, Beat)>| {
            let at = ago(paid);
            let approved = self.back(Who::Team, at.plus(-3 * HOUR));
            beats.extend([
                (self.back(Who::Team, approved.plus(-2 * HOUR)), Beat::MakePayout),
                (approved, Beat::ApprovePayout),
                (at, Beat::RecordPaid),
            ]);
        };
        match part.until {
            Until::Paid => payout(part.ago, beats),
            Until::PayoutMade => beats.push((ago(part.ago), Beat::MakePayout)),
            _ => {}
        }
        if part.window == WINDOWS[0] && part.orders > 0 {
            for ago in COMMISSIONS.into_iter().chain([CONCLUDED]) {
                payout(ago * DAY, beats);
            }
            if part.concluded {
                beats.push((ago(CONCLUDED * DAY).plus(40 * MINUTE), Beat::DecideStanding));
            }
        }
    }

    /// Most of what a post sells it sells in its first days.
    fn sales(&self, part: &Part, live: Timestamp, beats: &mut Vec<(Timestamp, Beat)>) {
        let all = i64::from(part.orders);
        // Only what is over has sold for all of its two weeks; a fresh post has sold since last night.
        let span = (self.opens.since(live) - HOUR).min(14 * DAY);
        for number in 0..part.orders {
            let at = i64::from(number);
            let order = live.plus(40 * MINUTE + (span - HOUR) * at * at / (all * all)).plus(at * 37 % 53 * MINUTE / 2);
            beats.push((order, Beat::Order(number)));
            for click in 0..2 {
                beats.push((order.plus((click - 1) * 17 * MINUTE), Beat::Click(number * 2 + u32::try_from(click).unwrap_or(0))));
            }
        }
        if part.orders > 12 {
            beats.push((live.plus(9 * DAY), Beat::Refund));
        }
    }
}

fn last_live(beats: &[(Timestamp, Beat)]) -> Option<Timestamp> {
    beats.iter().filter(|(_, beat)| matches!(beat, Beat::Live(_))).map(|(at, _)| *at).max()
}

/// The steps of a part up to where it stands or to its going live, each with who does it and the pause before it.
fn steps(part: &Part) -> Vec<(Who, i64, Beat)> {
    use Who::{Anybody, Creator, Team};
    let mut steps = vec![
        (Until::Invited, Team, 0, Beat::Invite),
        (Until::Interested, Creator, 26 * HOUR, Beat::SayYes),
        (Until::Offered, Team, 16 * HOUR, Beat::Offer),
    ];
    if part.counter.is_some() {
        steps.push((Until::Offered, Creator, 9 * HOUR, Beat::Counter));
    }
    steps.extend([
        (Until::Prepared, if part.counter.is_some() { Team } else { Creator }, 17 * HOUR, Beat::Accept),
        (Until::Prepared, Team, 5 * HOUR, Beat::Prepare),
        (Until::Signed, Creator, 27 * HOUR, Beat::CreatorSigns),
        (Until::Briefed, Team, 16 * HOUR, Beat::BrandSigns),
        (Until::Briefed, Team, HOUR, Beat::Confirm),
        (Until::Briefed, Team, 25 * MINUTE, Beat::Brief),
        (Until::Shipped, Team, 4 * HOUR, Beat::Ship),
        (Until::Producing, Anybody, 44 * HOUR, Beat::Arrive),
        (Until::Producing, Creator, 7 * HOUR, Beat::Acknowledge),
    ]);
    if let Some((question, answer)) = part.asked {
        steps.push((Until::Producing, Creator, 30 * HOUR, Beat::Ask(question)));
        steps.push((Until::Producing, Team, 5 * HOUR, Beat::Answer(answer)));
    }
    let made = part.makes.len();
    for place in 0..made {
        let pause = if place == 0 { 110 * HOUR } else { 35 * MINUTE };
        steps.push((Until::InReview, Creator, pause, Beat::Draft(place, 1)));
    }
    if part.changes {
        steps.push((Until::Revising, Team, 15 * HOUR, Beat::Changes(0)));
        steps.push((Until::SecondDraft, Creator, 22 * HOUR, Beat::Draft(0, 2)));
    }
    for place in 0..made {
        let pause = if place == 0 { 16 * HOUR } else { 10 * MINUTE };
        steps.push((Until::Approved, Team, pause, Beat::Approve(place)));
    }
    for place in 0..made {
        let pause = if place == 0 { 5 * DAY } else { 2 * HOUR };
        steps.push((Until::Live, Creator, pause, Beat::Live(place)));
    }
    steps.into_iter().filter(|(until, ..)| *until <= part.until).map(|(_, who, pause, beat)| (who, pause, beat)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every two hours of a week, among them weekends, nights and the end of summer time.
    fn openings() -> Vec<Timestamp> {
        let first = Timestamp::parse("2026-10-24T00:10:00Z").expect("a time");
        (0..84).map(|step| first.plus(step * 2 * HOUR)).collect()
    }

    #[test]
    fn beats_come_in_order_and_before_the_demo_opens_whenever_that_is() {
        let zone = Zone::parse("Europe/London").expect("a zone");
        for opens in openings() {
            let cues = cues(opens, &zone);
            assert!(cues.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert!(cues.iter().all(|cue| cue.at < opens && cue.at > opens.plus(-LENGTH * DAY)), "{:?}", cues.first());
            assert!(cues.len() > 300, "{}", cues.len());
            for campaign in 0..PLANNED.len() {
                let mut of_campaign = cues.iter().filter(|cue| cue.campaign == campaign);
                let planned = of_campaign.next().expect("a first beat");
                assert!(matches!(planned.beat, Beat::Plan), "planned before the first invitation: {planned:?}");
                assert!(of_campaign.all(|cue| cue.at > planned.at && !matches!(cue.beat, Beat::Plan)), "planned once, before all else");
            }
        }
    }

    #[test]
    fn what_waits_for_the_team_within_a_day_is_younger_than_a_day() {
        let zone = Zone::parse("Europe/London").expect("a zone");
        for opens in openings() {
            for (campaign, number, part) in [0, 1]
                .into_iter()
                .flat_map(|campaign| parts(campaign).iter().enumerate().map(move |(number, part)| (campaign, number, part)))
            {
                let of_part = |cue: &&Cue| cue.campaign == campaign && cue.part == number;
                let all = cues(opens, &zone);
                let last = all.iter().filter(of_part).rfind(|cue| !matches!(cue.beat, Beat::Order(_) | Beat::Click(_) | Beat::Stray(_)));
                let waits = matches!(part.until, Until::Interested | Until::Signed | Until::InReview | Until::SecondDraft | Until::Live)
                    || (part.until == Until::Offered && part.counter.is_some())
                    || part.asks.is_some();
                if let Some(last) = last.filter(|_| waits && part.leaves.is_none()) {
                    assert!(opens.since(last.at) < DAY, "{} at {}: {last:?}", part.name, opens.rfc3339());
                }
            }
        }
    }
}
