//! Ports of a world: a clock that stands still, a mailbox, a web that answers.
//!
//! Invariant: nothing here leaves the process. Absent: the real ports; `outside` has them and their own tests.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use app::ports::{Clock, Delivery, Letter, Links, MailFailure, Mailer, PaymentFailure, PaymentProvider, Remittance};
use domain::{
    files::ContentHash,
    payments::payout::{Finding, ProviderTimes},
    time::{Timestamp, Zone},
    tracking::LinkCheck,
};
use sha2::{Digest, Sha256};

/// A clock that a test sets.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// At an RFC 3339 time.
    #[must_use]
    pub fn at(text: &str) -> Self {
        Self(AtomicI64::new(Timestamp::parse(text).expect("a time").0))
    }
    /// Goes to an RFC 3339 time.
    pub fn set(&self, text: &str) {
        self.0.store(Timestamp::parse(text).expect("a time").0, Ordering::SeqCst);
    }
    /// Goes on by microseconds, such as `2 * DAY`.
    pub fn advance(&self, microseconds: i64) {
        self.0.fetch_add(microseconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Takes every letter, but for addresses that it refuses.
#[derive(Default)]
pub struct Mailbox {
    letters: Mutex<Vec<Letter>>,
    refused: Mutex<BTreeSet<String>>,
    away: AtomicBool,
}

impl Mailbox {
    /// From now on the server does not answer, or does again.
    pub fn away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }
    /// All letters so far, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Letter> {
        self.letters.lock().expect("the mailbox").clone()
    }
    /// The letters to an address, oldest first.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Letter> {
        self.all().into_iter().filter(|letter| letter.to == address).collect()
    }
    /// The newest letter to an address.
    #[must_use]
    pub fn last_to(&self, address: &str) -> Letter {
        self.to(address).pop().unwrap_or_else(|| panic!("no letter to {address}"))
    }
    /// The first address of the web in the newest letter to somebody.
    #[must_use]
    pub fn last_link_to(&self, address: &str) -> String {
        let body = self.last_to(address).body;
        let link = body.split_whitespace().find(|word| word.starts_with("https://"));
        link.unwrap_or_else(|| panic!("no link in {body}")).to_owned()
    }
    /// From now on an address exists after all.
    pub fn accept(&self, address: &str) {
        self.refused.lock().expect("the mailbox").remove(address);
    }
    /// From now on an address does not exist.
    pub fn refuse(&self, address: &str) {
        self.refused.lock().expect("the mailbox").insert(address.to_owned());
    }
}

#[async_trait::async_trait]
impl Mailer for Mailbox {
    async fn send(&self, letter: &Letter) -> Result<Delivery, MailFailure> {
        if self.away.load(Ordering::SeqCst) {
            return Err(MailFailure::Later("Nothing answers at the mail server.".to_owned()));
        }
        if self.refused.lock().expect("the mailbox").contains(&letter.to) {
            return Err(MailFailure::NoSuchAddress("550 5.1.1 there is no such mailbox".to_owned()));
        }
        self.letters.lock().expect("the mailbox").push(letter.clone());
        Ok(Delivery::Sent)
    }
    fn captures(&self) -> bool {
        false
    }
}

/// A web on which every page answers, but for broken hosts.
#[derive(Default)]
pub struct FakeLinks {
    broken: Mutex<BTreeSet<String>>,
    pages: Mutex<BTreeMap<String, (u16, Option<String>)>>,
}

impl FakeLinks {
    /// From now on an address answers so, with this caption.
    pub fn answers(&self, url: &str, status: u16, caption: Option<&str>) {
        self.pages.lock().expect("the web").insert(url.to_owned(), (status, caption.map(str::to_owned)));
    }
    /// From now on nothing answers at a host.
    pub fn break_host(&self, host: &str) {
        self.broken.lock().expect("the web").insert(host.to_owned());
    }
}

#[async_trait::async_trait]
impl Links for FakeLinks {
    async fn look(&self, url: &str, now: Timestamp) -> LinkCheck {
        let host = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let broken = self.broken.lock().expect("the web").contains(host);
        if let Some((status, caption)) = self.pages.lock().expect("the web").get(url).cloned() {
            return LinkCheck {
                at: now,
                status: Some(status),
                final_url: url.to_owned(),
                hash: None,
                problem: None,
                caption,
                counts: None,
            };
        }
        LinkCheck {
            at: now,
            status: (!broken).then_some(200),
            final_url: url.to_owned(),
            hash: (!broken).then(|| ContentHash::from_digest(&Sha256::digest(url.as_bytes()))),
            problem: broken.then(|| "Nothing answers there.".to_owned()),
            caption: None,
            counts: None,
        }
    }
}

/// What the bank does with the next transfer that it is handed.
pub enum BankDoes {
    /// Says that it is away; nothing is done.
    Later,
    /// Refuses it; nothing is done.
    Refuse,
    /// Says nothing, and has not taken it.
    VanishBefore,
    /// Says nothing, and has taken it.
    VanishAfter,
}

/// A payment provider that does what it is told, and otherwise takes every transfer.
#[derive(Default)]
pub struct FakeBank {
    next: Mutex<VecDeque<BankDoes>>,
    handed: Mutex<Vec<String>>,
    transfers: Mutex<BTreeMap<String, Remittance>>,
    findings: Mutex<BTreeMap<String, Finding>>,
}

impl FakeBank {
    /// What it does with the next transfer.
    pub fn next(&self, does: BankDoes) {
        self.next.lock().expect("the bank").push_back(does);
    }
    /// What it says when a key is looked up.
    pub fn says(&self, key: &str, finding: Finding) {
        self.findings.lock().expect("the bank").insert(key.to_owned(), finding);
    }
    /// The keys that it was handed, one for each time.
    #[must_use]
    pub fn handed(&self) -> Vec<String> {
        self.handed.lock().expect("the bank").clone()
    }
    /// The transfers that it made.
    #[must_use]
    pub fn transfers(&self) -> Vec<Remittance> {
        self.transfers.lock().expect("the bank").values().cloned().collect()
    }
}

#[async_trait::async_trait]
impl PaymentProvider for FakeBank {
    fn name(&self) -> &str {
        "Sandbank"
    }
    fn times(&self) -> ProviderTimes {
        ProviderTimes::default()
    }
    async fn submit(&self, remittance: &Remittance) -> Result<(), PaymentFailure> {
        self.handed.lock().expect("the bank").push(remittance.key.clone());
        let silence = || PaymentFailure::Unknown("The connection broke.".to_owned());
        let does = self.next.lock().expect("the bank").pop_front();
        match does {
            Some(BankDoes::Later) => return Err(PaymentFailure::Later("The bank is away.".to_owned())),
            Some(BankDoes::Refuse) => return Err(PaymentFailure::Refused("There is no such account.".to_owned())),
            Some(BankDoes::VanishBefore) => return Err(silence()),
            Some(BankDoes::VanishAfter) | None => {}
        }
        self.transfers.lock().expect("the bank").insert(remittance.key.clone(), remittance.clone());
        if does.is_some() { Err(silence()) } else { Ok(()) }
    }
    async fn look_up(&self, key: &str, _zone: &Zone) -> Finding {
        let found = self.findings.lock().expect("the bank").get(key).cloned();
        let taken = self.transfers.lock().expect("the bank").contains_key(key);
        found.unwrap_or(if taken { Finding::UnderWay } else { Finding::Nothing })
    }
}
