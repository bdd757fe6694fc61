//! Fail the n-th call, for every n: whichever statement, transaction or port fails, an operation did all or nothing, and asked
//! for again it comes to the same end as if nothing had failed.
//!
//! Invariant: the store and the ports count their calls together (`store::trouble`), and each act of a journey from an empty
//! database to a paid creator is tried with every one of them failing. Absent: PostgreSQL but for the loops with a payout, because
//! it runs the same statements, and processes that end; `kills` has both.

mod journey;

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use app::{
    App, Asked, Caller, Settings,
    frame::Parts,
    ports::{ByteStream, Delivery, Files, Kept, LaidBy, Letter, Links, MailFailure, Mailer, PaymentFailure, PaymentProvider, Remittance},
    random::Random,
    registry,
    secrets::Secrets,
};
use bytes::Bytes;
use domain::{
    files::ContentHash,
    payments::payout::{Finding, ProviderTimes},
    time::{DAY, MINUTE, Timestamp, Zone},
    tracking::LinkCheck,
};
use serde_json::Value;
use store::{Database, Db, Read, trouble::Trouble};

use crate::{
    registry::rows::{Line, all_of},
    support::{FakeLinks, ManualClock, MemoryFiles, databases},
};

/// An operation has far fewer calls.
const MOST_CALLS: u64 = 2_000;

/// An installation in which calls fail where they are told to.
struct Troubled {
    app: App,
    trouble: Arc<Trouble>,
    clock: Arc<ManualClock>,
    outside: Arc<Brittle>,
    /// Looks at the rows, undisturbed.
    witness: Db,
    /// Whether anything fails at all.
    disturbed: bool,
    keys: Cell<u64>,
    failures: Cell<u64>,
}

/// Ports that fail with the store: a mailbox, files, the web, a payment provider.
struct Brittle {
    trouble: Arc<Trouble>,
    letters: Mutex<Vec<Letter>>,
    files: MemoryFiles,
    web: FakeLinks,
    /// How often each transfer was taken, by key.
    transfers: Mutex<BTreeMap<String, u32>>,
    /// Whether a handing over that breaks off has been taken.
    arrives: AtomicBool,
    /// Whether one broke off.
    broke_off: AtomicBool,
}

impl Brittle {
    fn new(trouble: Arc<Trouble>) -> Self {
        Self {
            trouble,
            letters: Mutex::default(),
            files: MemoryFiles::default(),
            web: FakeLinks::default(),
            transfers: Mutex::default(),
            arrives: AtomicBool::new(false),
            broke_off: AtomicBool::new(false),
        }
    }
}

#[async_trait::async_trait]
impl Mailer for Brittle {
    async fn send(&self, letter: &Letter) -> Result<Delivery, MailFailure> {
        self.trouble.call().map_err(|error| MailFailure::Later(error.to_string()))?;
        self.letters.lock().expect("the letters").push(letter.clone());
        Ok(Delivery::Sent)
    }
    fn captures(&self) -> bool {
        false
    }
}

#[async_trait::async_trait]
impl Files for Brittle {
    async fn keep(&self, bytes: ByteStream, most: i64) -> std::io::Result<Kept> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.keep(bytes, most).await
    }
    async fn open(&self, hash: &ContentHash, from: u64) -> std::io::Result<ByteStream> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.open(hash, from).await
    }
    async fn remove(&self, hash: &ContentHash) -> std::io::Result<()> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.remove(hash).await
    }
    async fn lay_by(&self, place: LaidBy, bytes: Bytes) -> std::io::Result<()> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.lay_by(place, bytes).await
    }
    async fn laid_by(&self, place: LaidBy) -> std::io::Result<Bytes> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.laid_by(place).await
    }
    async fn clear(&self, place: LaidBy) -> std::io::Result<()> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.clear(place).await
    }
    async fn clear_until(&self, now: Timestamp) -> std::io::Result<()> {
        self.trouble.call().map_err(std::io::Error::other)?;
        self.files.clear_until(now).await
    }
}

#[async_trait::async_trait]
impl Links for Brittle {
    /// That nothing answers fails no operation: it keeps what was seen. So that nothing is kept, the call after it fails too.
    async fn look(&self, url: &str, now: Timestamp) -> LinkCheck {
        let answered = self.trouble.call().is_ok();
        let seen = self.web.look(url, now).await;
        if answered {
            return seen;
        }
        self.trouble.fail(1);
        LinkCheck { status: None, hash: None, problem: Some("Nothing answers there.".to_owned()), ..seen }
    }
}

#[async_trait::async_trait]
impl PaymentProvider for Brittle {
    fn name(&self) -> &str {
        "Sandbank"
    }
    fn times(&self) -> ProviderTimes {
        ProviderTimes { visible_after: 5 * MINUTE, key_lifetime: DAY, news_within: 10 * MINUTE, look_again: 5 * MINUTE }
    }
    async fn submit(&self, remittance: &Remittance) -> Result<(), PaymentFailure> {
        let broke_off = self.trouble.call().is_err();
        if !broke_off || self.arrives.load(Ordering::SeqCst) {
            *self.transfers.lock().expect("the transfers").entry(remittance.key.clone()).or_default() += 1;
        }
        if broke_off {
            self.broke_off.store(true, Ordering::SeqCst);
            return Err(PaymentFailure::Unknown("The connection broke.".to_owned()));
        }
        Ok(())
    }
    async fn look_up(&self, key: &str, zone: &Zone) -> Finding {
        if self.trouble.call().is_err() {
            return Finding::NoAnswer;
        }
        let taken = self.transfers.lock().expect("the transfers").contains_key(key);
        let on = Timestamp::parse("2026-09-01T12:00:00Z").expect("a time").day_in(zone);
        if taken { Finding::Settled { reference: "SB-1".to_owned(), on } } else { Finding::Nothing }
    }
}

impl Troubled {
    async fn begin(database: &Database, disturbed: bool) -> Self {
        let trouble = Arc::new(Trouble::default());
        let db = Db::open_with(database, trouble.clone()).await.expect("opened");
        let outside = Arc::new(Brittle::new(trouble.clone()));
        let clock = Arc::new(ManualClock::at("2026-09-01T09:00:00Z"));
        let settings = Settings {
            base_url: "https://troupe.example".to_owned(),
            mail_from: "troupe@troupe.example".to_owned(),
            most_upload: 50_000_000,
        };
        let app = App::new(Parts {
            db,
            settings,
            secrets: Secrets::new([7; 32]),
            clock: clock.clone(),
            random: Random::seeded([1; 32]),
            mailer: outside.clone(),
            links: outside.clone(),
            files: outside.clone(),
            provider: Some(outside.clone()),
            platforms: app::ports::Platforms::default(),
            search: None,
            model: None,
            record: false,
        });
        let witness = Db::open(database).await.expect("opened");
        Self { app, trouble, clock, outside, witness, disturbed, keys: Cell::new(0), failures: Cell::new(0) }
    }

    async fn once(&self, caller: &Caller, name: &str, key: &str, command: &Value) -> app::Result<Value> {
        let asked = Asked { key: Some(key.to_owned()), version: None };
        let found = registry::find(name).unwrap_or_else(|| panic!("no operation {name}"));
        found.call(&self.app, caller, &asked, command.clone()).await
    }

    /// Runs an operation with each of its calls failing in turn, then with the answer of its commit lost, then again.
    async fn act(&self, caller: &Caller, name: &str, command: Value) -> Value {
        self.keys.set(self.keys.get() + 1);
        let key = format!("act-{}", self.keys.get());
        if !self.disturbed {
            return self.once(caller, name, &key, &command).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let before = all_of(&self.witness).await;
        // A key needs an organisation; who sets up has none yet.
        let keyed = caller.organisation.is_some();
        for n in 1..MOST_CALLS {
            self.trouble.fail(n);
            if keyed {
                self.trouble.lose_the_next_commit();
            }
            let answer = self.once(caller, name, &key, &command).await;
            if self.trouble.end() {
                let error = answer.expect_err("what fails is told");
                assert!(!error.to_string().contains("purpose"), "{name}: a person reads {error}");
                assert_eq!(all_of(&self.witness).await, before, "{name}: its call {n} failed, and something was done");
                self.failures.set(self.failures.get() + 1);
                continue;
            }
            if !keyed {
                return answer.unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            answer.expect_err("the answer of the commit was lost");
            let after = all_of(&self.witness).await;
            assert_ne!(after, before, "{name} does something");
            let answer = self.once(caller, name, &key, &command).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(all_of(&self.witness).await, after, "{name}: asked for again under its key, it did something more");
            return answer;
        }
        panic!("{name} has more than {MOST_CALLS} calls")
    }

    /// Looks at something.
    async fn show(&self, caller: &Caller, name: &str, question: Value) -> Value {
        let found = registry::find(name).unwrap_or_else(|| panic!("no view {name}"));
        found.call(&self.app, caller, &Asked::default(), question).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The work of a loop with its `n`-th call failing, then undisturbed until nothing is left. Gives whether the call was reached.
    async fn round(&self, n: u64, work: impl AsyncFn(&App) -> app::Result<usize>) -> bool {
        self.trouble.fail(n);
        let _ = work(&self.app).await;
        let struck = self.trouble.end();
        // What was leased when it broke off is due again after the lease.
        self.clock.advance(3 * MINUTE);
        while work(&self.app).await.expect("undisturbed") > 0 {}
        struck
    }

    /// Every mail was handed over under its own key, and is noted as sent; nothing waits.
    async fn all_mail_has_left(&self) {
        assert_eq!(store::outbox::counts(&self.witness, None).await.expect("read"), store::outbox::OutboxCounts::default());
        let rows = self.witness.all("mail", "SELECT key FROM outbox WHERE kind = 'mail' AND state = 'done'", vec![]).await.expect("read");
        let written: BTreeSet<String> = rows.iter().map(|row| row.get("key").expect("a key")).collect();
        let taken: BTreeSet<String> = self.outside.letters.lock().expect("the letters").iter().map(|letter| letter.key.clone()).collect();
        assert_eq!(taken, written);
        let unsent = "SELECT COUNT(*) AS n FROM mail WHERE state <> 'sent'";
        assert_eq!(self.witness.number("mail", unsent, vec![]).await.expect("read"), 0);
    }
}

/// Rows without what is new in every run: ids, secrets and what is signed or sealed with them.
fn plain(lines: BTreeSet<Line>) -> Vec<String> {
    let word = |text: &str| {
        let counts = text.len() >= 20 && text.bytes().any(|byte| byte.is_ascii_digit());
        if counts { "#".to_owned() } else { text.to_owned() }
    };
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=');
    let mut all: Vec<String> = lines
        .into_iter()
        .map(|line| {
            let (mut text, mut current) = (format!("{}: ", line.table), String::new());
            for c in line.text.chars().chain(['\n']) {
                if belongs(c) {
                    current.push(c);
                } else {
                    text.push_str(&word(&std::mem::take(&mut current)));
                    text.push(c);
                }
            }
            text
        })
        .collect();
    all.sort();
    all
}

type Story<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

fn on_sqlite<T>(disturbed: bool, story: impl FnOnce(Troubled) -> Story<'static, T>) -> T {
    let mut told = None;
    databases::on_sqlite(async |database| {
        told = Some(story(Troubled::begin(&database, disturbed).await).await);
    });
    told.expect("told")
}

#[test]
fn whichever_call_fails_an_operation_did_all_or_nothing_and_comes_to_the_same_end() {
    let run = |disturbed| {
        on_sqlite(disturbed, |house| {
            Box::pin(async move {
                journey::from_nothing_to_paid(&house).await;
                let found = app::audit::verify(&house.witness, None).await.expect("read");
                assert_eq!(found, Vec::<String>::new());
                (plain(all_of(&house.witness).await), house.failures.get())
            })
        })
    };
    let ((undisturbed, none), (disturbed, failures)) = (run(false), run(true));
    assert!(none == 0 && failures > 500, "{failures} calls failed");
    let differ: Vec<(&String, &String)> = undisturbed.iter().zip(&disturbed).filter(|(one, other)| one != other).collect();
    assert!(differ.is_empty() && undisturbed.len() == disturbed.len(), "{} rows differ, such as {:#?}", differ.len(), differ.first());
    println!("{failures} calls failed one after the other, and nothing was half done");
}

#[test]
fn whichever_call_of_the_loops_fails_each_mail_leaves_and_each_reminder_is_one() {
    on_sqlite(false, |house| {
        Box::pin(async move {
            let scene = journey::Scene::begin(&house).await;
            let mut struck = (true, true);
            for n in 1..MOST_CALLS {
                let (collaboration, creator) = scene.invite(&house, &format!("Maya {n}")).await;
                struck.0 &= house.round(n, async |app| app::worker::work(app).await).await;
                house.all_mail_has_left().await;
                // The third day's reminder (docs/domain.md, section 4).
                house.clock.advance(3 * 24 * 60 * MINUTE);
                struck.1 &= house.round(n, async |app| app::tick::tick(app).await).await;
                while app::worker::work(&house.app).await.expect("undisturbed") > 0 {}
                house.all_mail_has_left().await;
                let reminders = "SELECT COUNT(*) AS n FROM mail WHERE kind = 'reminder' AND creator = $1";
                let count = house.witness.number("mail", reminders, store::params![creator]).await.expect("read");
                assert_eq!(count, 1, "the call {n} of the clock failed");
                scene.decline(&house, collaboration).await;
                if struck == (false, false) {
                    println!("{n} calls of the loops failed one after the other");
                    return;
                }
            }
            panic!("the loops have more than {MOST_CALLS} calls");
        })
    });
}

/// A payout on its way through the loops, whose `n`-th call fails in each of them. Gives whether any of them reached it.
async fn on_its_way(house: &Troubled, owed: &journey::Owed, n: u64) -> bool {
    let payout = owed.sent(house).await;
    let mut struck = house.round(n, async |app| app::worker::work(app).await).await;
    // Its news do not come: it is lost from sight, then looked up, and what never arrived is sent again.
    for wait in [10 * MINUTE, 5 * MINUTE] {
        house.clock.advance(wait);
        struck |= house.round(n, async |app| app::tick::tick(app).await).await;
    }
    for _ in 0..6 {
        while app::worker::work(&house.app).await.expect("undisturbed") > 0 {}
        if owed.is(house, payout).await == "settled" {
            break;
        }
        house.clock.advance(10 * MINUTE);
        while app::tick::tick(&house.app).await.expect("undisturbed") > 0 {}
    }
    assert_eq!(owed.is(house, payout).await, "settled", "the call {n} failed");
    let transfers = house.outside.transfers.lock().expect("the transfers").keys().cloned().collect::<Vec<_>>();
    assert!(transfers.contains(&format!("payout-{payout}")), "the call {n} failed");
    let paid = "SELECT COUNT(*) AS n FROM event WHERE kind = 'payments.payout_settled'";
    let paid = house.witness.number("event", paid, vec![]).await.expect("read");
    assert_eq!(usize::try_from(paid), Ok(transfers.len()), "each is one transfer and paid once; the call {n} failed");
    let cash = "SELECT CAST(SUM(minor) AS BIGINT) AS n FROM ledger_entry WHERE account = 'cash:Marketing GBP'";
    assert_eq!(house.witness.number("ledger_entry", cash, vec![]).await.expect("read"), -42_000, "the call {n} failed");
    owed.returned(house, payout).await;
    struck
}

#[test]
fn whichever_call_of_the_loops_fails_each_payout_is_one_transfer_and_paid_once() {
    databases::on_both(async |database, name| {
        let house = Troubled::begin(&database, false).await;
        let owed = journey::from_nothing_to_owed(&house).await;
        for n in 1..MOST_CALLS {
            // A handing over that breaks off has been taken, or has not.
            let mut struck = false;
            for arrives in [true, false] {
                house.outside.arrives.store(arrives, Ordering::SeqCst);
                struck |= on_its_way(&house, &owed, n).await;
                if !house.outside.broke_off.swap(false, Ordering::SeqCst) {
                    break;
                }
            }
            if !struck {
                let found = app::audit::verify(&house.witness, None).await.expect("read");
                assert_eq!(found, Vec::<String>::new());
                println!("{name}: {n} calls of the loops with a payout failed one after the other");
                return;
            }
        }
        panic!("the loops have more than {MOST_CALLS} calls");
    });
}
