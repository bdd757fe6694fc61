//! The ports: a clock that is set, a mailbox with faults, files in memory; the payment provider and the platforms have files of
//! their own.
//!
//! Invariant: whatever fails is drawn from the world's own chance. Absent: what people do about it.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use app::ports::{ByteStream, Clock, Delivery, Files, Kept, LaidBy, Letter, MailFailure, Mailer};
use bytes::Bytes;
use domain::{
    files::ContentHash,
    time::{HOUR, Timestamp},
};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

use crate::{Parameters, bank::SimulatedBank, chance::Chance, parameters::Faults, platforms::SimulatedWeb};

/// A clock that the world sets.
#[derive(Debug, Default)]
pub struct SimulatedClock(AtomicI64);

impl SimulatedClock {
    /// It is this time now.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Mail by address, with when it arrives: nobody sees it before.
#[derive(Debug)]
pub struct SimulatedMailbox {
    clock: Arc<SimulatedClock>,
    letters: Mutex<BTreeMap<String, Vec<(Timestamp, Letter)>>>,
    chance: Mutex<Chance>,
    losses: Mutex<Chance>,
    delays: Mutex<Chance>,
    faults: Faults,
    faulty: AtomicBool,
    shown: AtomicBool,
    gone: Mutex<Vec<String>>,
}

impl SimulatedMailbox {
    /// An empty one.
    #[must_use]
    pub fn new(clock: Arc<SimulatedClock>, seed: u64, faults: Faults) -> Self {
        let (faulty, shown) = (AtomicBool::new(false), AtomicBool::new(false));
        let streams = ["mail", "mail that is lost", "mail that is slow"];
        let [chance, losses, delays] = streams.map(|name| Mutex::new(Chance::of(seed, name)));
        Self { clock, letters: Mutex::default(), chance, losses, delays, faults, faulty, shown, gone: Mutex::default() }
    }

    /// From now on the server fails now and then, or no more.
    pub fn faulty(&self, faulty: bool) {
        self.faulty.store(faulty, Ordering::SeqCst);
    }

    /// What is sent is shown to the team as captured: there is no other place where a person could read it.
    pub fn shown(&self) {
        self.shown.store(true, Ordering::SeqCst);
    }

    /// Puts a letter into a mailbox that arrived before.
    pub fn put(&self, letter: Letter) {
        self.arrives(Timestamp(i64::MIN), letter);
    }

    fn arrives(&self, at: Timestamp, letter: Letter) {
        let mut letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        letters.entry(letter.to.clone()).or_default().push((at, letter));
    }

    /// What has arrived at an address, asked for something of each letter.
    fn arrived<T>(&self, address: &str, of: impl Fn(&Letter) -> Option<T>) -> Vec<T> {
        let now = self.clock.now();
        let letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        let there = letters.get(address).into_iter().flatten().filter(|(at, _)| *at <= now);
        there.filter_map(|(_, letter)| of(letter)).collect()
    }

    /// Nobody is at this address.
    pub fn nobody_at(&self, address: &str) {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner).push(address.to_owned());
    }

    /// How many letters an address has.
    #[must_use]
    pub fn count(&self, address: &str) -> usize {
        self.arrived(address, |_| Some(())).len()
    }

    /// The words after a mark in each letter to an address that has it, oldest first.
    #[must_use]
    pub fn words_after(&self, address: &str, mark: &str) -> Vec<String> {
        self.arrived(address, |letter| word_after(&letter.body, mark))
    }

    /// The last words after a mark in the letters to an address, such as a token behind a path.
    #[must_use]
    pub fn token_after(&self, address: &str, mark: &str) -> Option<String> {
        self.words_after(address, mark).pop()
    }
}

fn word_after(body: &str, mark: &str) -> Option<String> {
    body.split_once(mark)?.1.split_whitespace().next().map(str::to_owned)
}

#[async_trait::async_trait]
impl Mailer for SimulatedMailbox {
    async fn send(&self, letter: &Letter) -> Result<Delivery, MailFailure> {
        let fails = self.chance.lock().unwrap_or_else(PoisonError::into_inner).happens(self.faults.mail_later);
        if fails && self.faulty.load(Ordering::SeqCst) {
            return Err(MailFailure::Later("Nothing answers at the mail server.".to_owned()));
        }
        if self.gone.lock().unwrap_or_else(PoisonError::into_inner).contains(&letter.to) {
            return Err(MailFailure::NoSuchAddress("550 5.1.1 there is no such mailbox".to_owned()));
        }
        // Accepted, and nobody ever sees it.
        let lost = self.losses.lock().unwrap_or_else(PoisonError::into_inner).happens(self.faults.mail_lost);
        if lost && self.faulty.load(Ordering::SeqCst) {
            return Ok(Delivery::Sent);
        }
        let (slow, hours) = {
            let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
            (delays.happens(self.faults.mail_slow), 1 + delays.below(self.faults.mail_slow_hours))
        };
        let wait = if slow && self.faulty.load(Ordering::SeqCst) { i64::try_from(hours).unwrap_or(1) * HOUR } else { 0 };
        self.arrives(self.clock.now().plus(wait), letter.clone());
        Ok(if self.captures() { Delivery::Captured } else { Delivery::Sent })
    }

    fn captures(&self) -> bool {
        self.shown.load(Ordering::SeqCst)
    }
}

/// Files in memory.
#[derive(Debug, Default)]
pub struct MemoryFiles {
    kept: Mutex<BTreeMap<String, Bytes>>,
    passing: Mutex<BTreeMap<LaidBy, Bytes>>,
}

impl MemoryFiles {
    /// Whether any file holds these bytes, kept or laid by.
    #[must_use]
    pub fn hold(&self, part: &[u8]) -> bool {
        let holds = |bytes: &Bytes| bytes.windows(part.len()).any(|some| some == part);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).values().any(holds) || self.passing().values().any(holds)
    }

    fn passing(&self) -> MutexGuard<'_, BTreeMap<LaidBy, Bytes>> {
        self.passing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl Files for MemoryFiles {
    async fn keep(&self, mut bytes: ByteStream, most: i64) -> std::io::Result<Kept> {
        let mut all = Vec::new();
        while let Some(chunk) = bytes.next().await {
            all.extend_from_slice(&chunk?);
            if i64::try_from(all.len()).unwrap_or(i64::MAX) > most {
                return Err(std::io::ErrorKind::FileTooLarge.into());
            }
        }
        let hash = ContentHash::from_digest(&Sha256::digest(&all));
        let kept = Kept {
            hash: hash.clone(),
            size: i64::try_from(all.len()).unwrap_or(i64::MAX),
            head: all.iter().take(8_192).copied().collect(),
        };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.as_str().to_owned(), Bytes::from(all));
        Ok(kept)
    }

    async fn open(&self, hash: &ContentHash, from: u64) -> std::io::Result<ByteStream> {
        let found = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(hash.as_str()).cloned();
        let bytes = found.ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "no such file"))?;
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
        let rest = bytes.slice(from..);
        let stream: ByteStream = Pin::from(Box::new(stream::once(async move { Ok(rest) })));
        Ok(stream)
    }

    async fn remove(&self, hash: &ContentHash) -> std::io::Result<()> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(hash.as_str());
        Ok(())
    }

    async fn lay_by(&self, place: LaidBy, bytes: Bytes) -> std::io::Result<()> {
        self.passing().insert(place, bytes);
        Ok(())
    }

    async fn laid_by(&self, place: LaidBy) -> std::io::Result<Bytes> {
        self.passing().get(&place).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }

    async fn clear(&self, place: LaidBy) -> std::io::Result<()> {
        self.passing().remove(&place);
        Ok(())
    }

    async fn clear_until(&self, now: Timestamp) -> std::io::Result<()> {
        self.passing().retain(|place, _| place.until > now);
        Ok(())
    }
}

/// All ports of one world.
#[derive(Debug, Clone)]
pub struct Outside {
    /// Time.
    pub clock: Arc<SimulatedClock>,
    /// Mail.
    pub mailbox: Arc<SimulatedMailbox>,
    /// The web.
    pub web: Arc<SimulatedWeb>,
    /// Files.
    pub files: Arc<MemoryFiles>,
    /// The payment provider.
    pub bank: Arc<SimulatedBank>,
}

impl Outside {
    /// The outside of the world of a seed.
    #[must_use]
    pub fn of(seed: u64, parameters: &Parameters) -> Self {
        let clock: Arc<SimulatedClock> = Arc::default();
        Self {
            mailbox: Arc::new(SimulatedMailbox::new(clock.clone(), seed, parameters.faults)),
            web: Arc::new(SimulatedWeb::new(seed, parameters.platforms)),
            files: Arc::default(),
            bank: Arc::new(SimulatedBank::new(clock.clone(), seed, parameters.payments, parameters.faults)),
            clock,
        }
    }

    /// From now on it fails now and then, or no more.
    pub fn faulty(&self, faulty: bool) {
        self.mailbox.faulty(faulty);
        self.bank.faulty(faulty);
    }
}
