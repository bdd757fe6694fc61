//! The simulated payment provider: it makes one transfer of all that come under one key, for as long as it knows the key, and
//! tells how each ended late, twice or not at all. Now and then it falls silent after it has taken a transfer, or before.
//!
//! Invariant: its books are its own and nobody else writes them; what it does is drawn for each key alone, so that one
//! transfer never changes another's fate. Absent: what the program makes of it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use app::{
    App, Caller,
    payments::{RecordNews, provider::of_key},
    ports::{PaymentFailure, PaymentProvider, Remittance},
};
use domain::{
    money::Money,
    payments::payout::{Finding, News, ProviderTimes},
    time::{DAY, HOUR, MINUTE, Timestamp, Zone},
};

use crate::{
    chance::Chance,
    creators::told,
    outside::SimulatedClock,
    parameters::{BankHabits, Faults},
    programme::Programme,
};

/// One transfer in the provider's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Under which key it came.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// When it was taken.
    pub taken: Timestamp,
    /// When it ends, and whether it arrives.
    pub ends: (Timestamp, bool),
    /// When it comes back, if it does.
    pub returns: Option<Timestamp>,
}

impl Transfer {
    fn reference(&self) -> String {
        format!("SB{}", self.key.chars().rev().take(8).collect::<String>().to_uppercase())
    }

    fn ending(&self, zone: &Zone) -> News {
        let (at, arrives) = self.ends;
        if arrives {
            News::Settled { reference: self.reference(), on: at.day_in(zone) }
        } else {
            News::Failed { reason: "The account is closed.".to_owned() }
        }
    }
}

#[derive(Debug, Default)]
struct Books {
    /// All that were taken under a key, oldest first: one, unless the key came again after it was forgotten.
    transfers: BTreeMap<String, Vec<Transfer>>,
    tries: BTreeMap<String, u32>,
    news: Vec<(Timestamp, String, News)>,
}

impl Books {
    /// The transfer that was taken last under a key.
    fn last(&self, key: &str) -> Option<&Transfer> {
        self.transfers.get(key)?.last()
    }
}

/// The provider.
#[derive(Debug)]
pub struct SimulatedBank {
    clock: Arc<SimulatedClock>,
    seed: u64,
    habits: BankHabits,
    faults: Faults,
    faulty: AtomicBool,
    books: Mutex<Books>,
}

impl SimulatedBank {
    /// The provider of a seed.
    #[must_use]
    pub fn new(clock: Arc<SimulatedClock>, seed: u64, habits: BankHabits, faults: Faults) -> Self {
        Self { clock, seed, habits, faults, faulty: AtomicBool::new(false), books: Mutex::default() }
    }

    /// From now on it fails now and then, or no more.
    pub fn faulty(&self, faulty: bool) {
        self.faulty.store(faulty, Ordering::SeqCst);
    }

    /// Its books, by key.
    #[must_use]
    pub fn transfers(&self) -> Vec<Transfer> {
        self.books().transfers.values().flatten().cloned().collect()
    }

    /// Whether it has told all that it will tell.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.books().news.is_empty()
    }

    /// What somebody is told who calls about a key: its reference and whether it arrived, or nothing when it never came.
    #[must_use]
    pub fn asked_by_phone(&self, key: &str) -> Option<(String, bool)> {
        self.books().last(key).map(|transfer| (transfer.reference(), transfer.ends.1))
    }

    /// Tells what is due. Says what was told, for the record.
    ///
    /// # Errors
    /// The store's, and a refusal: news of a transfer must always be understood.
    pub async fn tell(&self, app: &App, programme: &Programme, now: Timestamp) -> app::Result<Vec<String>> {
        let due = {
            let mut books = self.books();
            let (mut due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut books.news).into_iter().partition(|(at, ..)| *at <= now);
            books.news = later;
            due.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
            due
        };
        let clock = Caller::clock(programme.organisation, programme.brand);
        let mut done = Vec::new();
        for (_, key, news) in due {
            let payout = of_key(&key).ok_or(app::Error::NotFound)?;
            let outcome = app.run(&clock, RecordNews { payout, news: news.clone() }).await;
            done.push(format!("provider: {key} {news:?} {}", told(&outcome)));
            outcome?;
        }
        Ok(done)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How a transfer goes from here on, and when that is told.
    fn take(&self, remittance: &Remittance, now: Timestamp, chance: &mut Chance) -> (Transfer, Vec<(Timestamp, String, News)>) {
        let zone = Zone::parse("Europe/London").unwrap_or_else(|_| Zone::utc());
        let hours = |hours: f64| (hours * HOUR as f64) as i64;
        let arrives = !chance.happens(self.habits.fails);
        let ends = now.plus(hours(chance.hours(self.habits.hours)).min(3 * DAY));
        let comes_back = chance.happens(self.habits.returns);
        let back = ends.plus(i64::try_from(1 + chance.below(self.habits.return_days)).unwrap_or(1) * DAY);
        let transfer = Transfer {
            key: remittance.key.clone(),
            amount: remittance.amount,
            taken: now,
            ends: (ends, arrives),
            returns: (arrives && comes_back).then_some(back),
        };
        let mut news = Vec::new();
        let (lost, late, again) = (
            chance.happens(self.faults.callback_lost),
            chance.happens(self.faults.callback_late),
            chance.happens(self.faults.callback_doubled),
        );
        let delay = i64::try_from(1 + chance.below(self.faults.callback_hours)).unwrap_or(1) * HOUR;
        let faulty = self.faulty.load(Ordering::SeqCst);
        let told = ends.plus(MINUTE + if faulty && late { delay } else { 0 });
        if !(faulty && lost) {
            news.push((told, transfer.key.clone(), transfer.ending(&zone)));
        }
        if faulty && again {
            news.push((told.plus(delay), transfer.key.clone(), transfer.ending(&zone)));
        }
        if let Some(back) = transfer.returns {
            let reason = "The bank sent it back: the account does not take it.".to_owned();
            let returned = News::Returned { reference: transfer.reference(), reason, on: back.day_in(&zone) };
            news.push((back, transfer.key.clone(), returned.clone()));
            if faulty && again {
                news.push((back.plus(delay), transfer.key.clone(), returned));
            }
        }
        (transfer, news)
    }
}

#[async_trait::async_trait]
impl PaymentProvider for SimulatedBank {
    fn name(&self) -> &str {
        "Sandbank"
    }

    fn times(&self) -> ProviderTimes {
        let hours = |hours: i64| hours * HOUR;
        ProviderTimes {
            visible_after: hours(self.habits.visible_after_hours),
            key_lifetime: hours(self.habits.key_lifetime_hours),
            news_within: hours(self.habits.news_within_hours),
            look_again: hours(self.habits.look_again_hours),
        }
    }

    async fn submit(&self, remittance: &Remittance) -> Result<(), PaymentFailure> {
        use app::ports::PaymentFailure::{Later, Unknown};
        let now = app::ports::Clock::now(self.clock.as_ref());
        let mut books = self.books();
        let tries = books.tries.entry(remittance.key.clone()).or_default();
        *tries += 1;
        let mut chance = Chance::of(self.seed, &format!("bank {} {tries}", remittance.key));
        let faulty = self.faulty.load(Ordering::SeqCst);
        let (later, before, after) = (
            chance.happens(self.faults.provider_later),
            chance.happens(self.faults.provider_silent_before),
            chance.happens(self.faults.provider_silent_after),
        );
        if faulty && later {
            return Err(Later("503, try again".to_owned()));
        }
        if faulty && before {
            return Err(Unknown("The connection broke before an answer came.".to_owned()));
        }
        // Under a key that it has forgotten money moves a second time.
        let known = books.last(&remittance.key).is_some_and(|last| now.since(last.taken) < self.times().key_lifetime);
        if !known {
            let (transfer, news) = self.take(remittance, now, &mut chance);
            books.transfers.entry(remittance.key.clone()).or_default().push(transfer);
            books.news.extend(news);
        }
        if faulty && after { Err(Unknown("No answer within 30 seconds.".to_owned())) } else { Ok(()) }
    }

    async fn look_up(&self, key: &str, zone: &Zone) -> Finding {
        let now = app::ports::Clock::now(self.clock.as_ref());
        let books = self.books();
        let Some(transfer) = books.last(key) else { return Finding::Nothing };
        if now.since(transfer.taken) < self.times().visible_after {
            return Finding::Nothing;
        }
        match transfer.ending(zone) {
            _ if transfer.ends.0 > now => Finding::UnderWay,
            News::Settled { reference, on } | News::Returned { reference, on, .. } => Finding::Settled { reference, on },
            News::Failed { reason } => Finding::Failed { reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_key_is_known_for_a_day_and_then_no_more() {
        let parameters = crate::Parameters::ours().unwrap();
        let clock: Arc<SimulatedClock> = Arc::default();
        let bank = SimulatedBank::new(clock.clone(), 1, parameters.payments, parameters.faults);
        let remittance = Remittance {
            key: "payout-1".into(),
            amount: Money::new(42_000, domain::money::Currency::GBP),
            receiver: "20-00-00 55770001".into(),
            name: "Maya Okonkwo".into(),
            note: "From Fennel & Rye".into(),
        };
        for (after, transfers) in [(0, 1), (23, 1), (24, 2)] {
            clock.set(Timestamp(after * HOUR));
            bank.submit(&remittance).now_or_never().unwrap().unwrap();
            assert_eq!(bank.transfers().len(), transfers, "after {after} hours");
        }
    }
}
