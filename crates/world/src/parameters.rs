//! How the world behaves, read from `parameters.toml`, where each figure has its source.
//!
//! Invariant: no figure of behaviour stands in code. Absent: what follows from them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Result, WorldError, chance::Chance};

/// All of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// By name.
    pub temperament: BTreeMap<String, Temperament>,
    /// What all creators have in common.
    pub creators: CreatorHabits,
    /// The brand's people.
    pub team: TeamHabits,
    /// What is planned, and who may be asked.
    pub programme: ProgrammePlan,
    /// Sales.
    pub shop: ShopHabits,
    /// The payment provider.
    pub payments: BankHabits,
    /// Platforms and what is posted there.
    pub platforms: PlatformHabits,
    /// What goes wrong outside.
    pub faults: Faults,
}

/// What is planned, and who may be asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammePlan {
    /// First names of creators.
    pub names: Vec<String>,
    /// Their surnames.
    pub surnames: Vec<String>,
    /// Where they live: city, country and zone.
    pub places: Vec<(String, String, String)>,
    /// For so many days the campaign runs.
    pub days: i64,
    /// How many of all are expected to take part.
    pub active: f64,
    /// After how many days the reel may be posted, from and until.
    pub reel: (i64, i64),
    /// The same of the story.
    pub story: (i64, i64),
    /// The same of the second wave.
    pub wave: (i64, i64),
    /// For each creator, in minor units.
    pub fees: i64,
    /// The same for product.
    pub product: i64,
    /// The same for shipping.
    pub shipping: i64,
    /// The same for commission.
    pub commission: i64,
    /// What the promo codes take off, in percent.
    pub code_percent: i64,
}

/// How a kind of creator behaves. Chances lie between 0 and 1.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperament {
    /// Their share among all.
    pub share: f64,
    /// By so many hours their work comes later than that of others.
    pub late: f64,
    /// The median of hours until they do something.
    pub hours: f64,
    /// How many ever answer.
    pub answers: f64,
    /// How many of those say yes.
    pub accepts: f64,
    /// How many counter an offer.
    pub counters: f64,
    /// By how much more.
    pub counter_more: f64,
    /// How many ask something first.
    pub asks_first: f64,
    /// How many drafts are good at first.
    pub good_draft: f64,
    /// How much work never comes by itself.
    pub misses: f64,
    /// How many of those who would not act do when they are reminded.
    pub wakes: f64,
    /// How many leave after all was signed.
    pub withdraws: f64,
}

/// What all creators have in common.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatorHabits {
    /// So many hours before it is due, a median, work is done.
    pub works_ahead: f64,
    /// How many take the new dates for what they missed.
    pub takes_new_dates: f64,
    /// How many have an agent who answers for them.
    pub with_agent: f64,
    /// So many times longer an agent takes.
    pub agent_slower: f64,
    /// By how much more an agent counters, once.
    pub agent_more: f64,
    /// How many mails a machine answers.
    pub out_of_office: f64,
    /// How many of those who say no say that they want no more mail.
    pub asks_to_stop: f64,
    /// From this hour of their day they act.
    pub wakes_at: i64,
    /// Until this.
    pub sleeps_at: i64,
    /// How many follow a creator, a median.
    pub followers: f64,
    /// How far creators lie apart, as the standard deviation of the logarithm.
    pub followers_spread: f64,
}

impl CreatorHabits {
    /// How large a creator's audience is beside the median; the same whenever it is asked, and drawn for them alone.
    #[must_use]
    pub fn audience(&self, seed: u64, email: &str) -> Audience {
        let share = Chance::of(seed, &format!("audience of {email}")).around(self.followers_spread);
        Audience { followers: self.followers * share, share }
    }

    /// By how much an audience is larger than the median on average: large ones weigh more than small ones lack.
    #[must_use]
    pub fn mean_audience(&self) -> f64 {
        (self.followers_spread * self.followers_spread / 2.0).exp()
    }
}

/// Who follows a creator.
#[derive(Debug, Clone, Copy)]
pub struct Audience {
    /// How many.
    pub followers: f64,
    /// How many beside the median.
    pub share: f64,
}

/// How the team works.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamHabits {
    /// So many moves in a working hour.
    pub moves_an_hour: usize,
    /// The share of drafts that the manager lets wait for days.
    pub late_review: f64,
    /// From this hour of a weekday the lawyer signs off.
    pub lawyer_begins_at: i64,
    /// Until this.
    pub lawyer_ends_at: i64,
    /// The share of drafts that the lawyer lets wait for days.
    pub lawyer_late: f64,
    /// For so many days.
    pub lawyer_sets_aside: i64,
    /// What is offered, in minor units.
    pub fee: i64,
    /// What a format costs that a creator's card does not name, as a share of what it names.
    pub unnamed_format: f64,
    /// How many offers are gifts for which nothing is owed.
    pub gifts: f64,
    /// How much of what was missed is offered new dates; the rest is let go.
    pub offers_again: f64,
    /// For so many days a late reviewer leaves a draft.
    pub set_aside: i64,
    /// A counter-offer is accepted up to so much more.
    pub most_more: f64,
    /// From this hour of a weekday the team works.
    pub begins_at: i64,
    /// Until this.
    pub ends_at: i64,
    /// The share of credited sales that is offered, in basis points.
    pub commission_points: i64,
    /// What the product is worth, in minor units.
    pub product_value: i64,
    /// What it costs to send it, in minor units.
    pub parcel_cost: i64,
    /// An offer's window that is nearer than this many days is moved there.
    pub opens_after: i64,
    /// And closes after so many.
    pub closes_after: i64,
    /// A new window for what was missed opens after so many days.
    pub new_opens_after: i64,
    /// And closes after so many.
    pub new_closes_after: i64,
    /// After so many days somebody who was invited and has said nothing is blocked; once in a world.
    pub blocks_after_days: i64,
}

/// How the payment provider works.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankHabits {
    /// The share of payouts that the team sends with it; the rest is paid by hand.
    pub by_provider: f64,
    /// The median of hours until a transfer has ended.
    pub hours: f64,
    /// The share of transfers that fail.
    pub fails: f64,
    /// Of those that arrive, how many come back.
    pub returns: f64,
    /// Within so many days.
    pub return_days: u64,
    /// What it states: after so many hours it finds what it has taken.
    pub visible_after_hours: i64,
    /// For so many hours it recognises a key.
    pub key_lifetime_hours: i64,
    /// Within so many hours it tells by itself.
    pub news_within_hours: i64,
    /// So many hours lie between two look-ups.
    pub look_again_hours: i64,
}

/// What becomes of posts.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformHabits {
    /// The share that is deleted.
    pub vanish: f64,
    /// The share whose caption is edited.
    pub edited: f64,
    /// The share whose caption loses its disclosure.
    pub lose_disclosure: f64,
    /// Within so many days.
    pub within_days: u64,
    /// How many are mended when their author is asked.
    pub mended: f64,
    /// The median of hours until then.
    pub mend_hours: f64,
    /// How many edits the team accepts as they are.
    pub edits_accepted: f64,
    /// For each follower, a median, how often a post has been seen in the end.
    pub views_per_follower: f64,
    /// How far posts lie apart, as the standard deviation of the logarithm.
    pub views_spread: f64,
    /// After so many hours half of that is seen.
    pub half_seen_hours: f64,
    /// The median of likes for each view.
    pub likes: f64,
    /// How far posts lie apart.
    pub likes_spread: f64,
    /// Comments for each like.
    pub comments_per_like: f64,
    /// Shares for each like.
    pub shares_per_like: f64,
}

/// How the shop sells.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopHabits {
    /// Orders that a live post brings in a day, on average over creators; each brings as many more as their audience is larger.
    pub orders_a_day: f64,
    /// Their share with the code.
    pub by_code: f64,
    /// Of orders with a code, how many came by the link too.
    pub code_and_click: f64,
    /// The share of customers who are new.
    pub new_customers: f64,
    /// The share that is given back.
    pub refunds: f64,
    /// How many of those give the whole back; the others half.
    pub whole_refunds: f64,
    /// Within so many days.
    pub refund_days: u64,
    /// Orders a day that nobody brought.
    pub unattributed_a_day: f64,
    /// The share of orders that the shop edits later.
    pub edits: f64,
    /// The chance of each code each day to be found by a coupon site.
    pub leaks: f64,
    /// So many orders a leaked code brings in a day, for three days.
    pub leak_orders: u64,
    /// What an order is worth at least, in minor units.
    pub least_order: i64,
    /// By so much more it may be worth.
    pub order_range: u64,
    /// What an order by a leaked code is worth.
    pub leak_order: i64,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// The mail server does not answer.
    pub mail_later: f64,
    /// The server takes a mail that nobody ever sees.
    pub mail_lost: f64,
    /// The server takes a mail that arrives only hours later.
    pub mail_slow: f64,
    /// By up to so many hours.
    pub mail_slow_hours: u64,
    /// Addresses that do not exist.
    pub mail_bounces: f64,
    /// The shop's message is lost, and told again only when somebody asks it, days later.
    pub webhook_lost: f64,
    /// So many days later.
    pub webhook_lost_days: i64,
    /// The shop tells twice.
    pub webhook_doubled: f64,
    /// The shop tells days later.
    pub webhook_late: f64,
    /// By up to so many hours.
    pub webhook_hours: u64,
    /// The payment provider says that it is away.
    pub provider_later: f64,
    /// It says nothing, and has not taken the transfer.
    pub provider_silent_before: f64,
    /// It says nothing, and has taken it.
    pub provider_silent_after: f64,
    /// It never tells how a transfer ended.
    pub callback_lost: f64,
    /// It tells late.
    pub callback_late: f64,
    /// It tells twice.
    pub callback_doubled: f64,
    /// Late by up to so many hours.
    pub callback_hours: u64,
}

impl Parameters {
    /// Those that come with the program.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ours() -> Result<Self> {
        toml::from_str(include_str!("../parameters.toml")).map_err(|error| WorldError::Parameters(error.to_string()))
    }

    /// A temperament by its share.
    ///
    /// # Errors
    /// When there is none.
    pub fn draw(&self, chance: &mut Chance) -> Result<(String, Temperament)> {
        let all: f64 = self.temperament.values().map(|one| one.share).sum();
        let mut at = chance.share() * all;
        let mut drawn = None;
        for (name, one) in &self.temperament {
            drawn = Some((name.clone(), *one));
            at -= one.share;
            if at <= 0.0 {
                break;
            }
        }
        drawn.ok_or_else(|| WorldError::Parameters("there is no temperament".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_chances_and_shares_add_up() {
        let parameters = Parameters::ours().unwrap();
        let shares: f64 = parameters.temperament.values().map(|one| one.share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
        for (name, one) in &parameters.temperament {
            for chance in [one.answers, one.accepts, one.counters, one.asks_first, one.good_draft, one.misses, one.wakes, one.withdraws] {
                assert!((0.0..=1.0).contains(&chance), "{name}");
            }
            assert!(one.hours > 0.0, "{name}");
        }
    }

    #[test]
    fn audiences_are_their_own_and_lie_around_the_median() {
        let habits = Parameters::ours().unwrap().creators;
        assert_eq!(habits.audience(1, "maya").followers, habits.audience(1, "maya").followers);
        assert_ne!(habits.audience(1, "maya").followers, habits.audience(1, "jonas").followers);
        let all: Vec<f64> = (0..4_000).map(|nth| habits.audience(7, &format!("creator {nth}")).share).collect();
        let mean = all.iter().sum::<f64>() / 4_000.0;
        assert!((mean / habits.mean_audience() - 1.0).abs() < 0.1, "{mean}");
        let smaller = all.iter().filter(|share| **share < 1.0).count();
        assert!((1_850..=2_150).contains(&smaller), "{smaller}");
    }
}
