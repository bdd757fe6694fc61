//! The real binary under `kill -9`, a full disk, a database that goes away and a clock that jumps.
//!
//! Invariant: what was acknowledged is there once, and nothing else is; the harness keeps its own books and compares them with
//! the rows, and with the payment provider's. `TROUPE_KILLS` says how many kills there are over both databases. Absent:
//! simulated faults inside a process; the simulated world has them.

mod away;
mod bank;
mod client;
mod clock;
mod cluster;
mod count;
mod disk;
mod house;
mod process;
mod programme;
mod sink;

use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::Duration,
};

use store::Database;
use world::chance::Chance;

use self::{
    bank::Bank,
    process::{Installation, Process, binary},
    programme::Programme,
    sink::Sink,
};
use crate::support::databases;

/// So many stories run side by side.
const SIDE_BY_SIDE: u64 = 3;

/// How many kills are asked for, over both databases.
fn kills() -> u32 {
    std::env::var("TROUPE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10)
}

#[test]
fn whatever_was_acknowledged_is_there_once_however_often_the_processes_are_killed() {
    let Some(binary) = binary() else { return };
    databases::on_both(async |database, name| {
        let own = matches!(database, Database::Postgres(_)).then_some(database);
        let mut installation = Installation::new(binary.clone(), own);
        let (sink, bank) = (Sink::start(), Bank::start());
        installation.environment.push(("TROUPE_SMTP_URL".to_owned(), sink.url.clone()));
        let half = kills().div_ceil(2);
        let mut chance = Chance::of(u64::from(half), name);
        let early = born_under_kills(&installation, &mut chance, half).await;
        let serve = installation.serve().await;
        let work = installation.start("work");
        let programme = Programme::begin(&installation, &sink).await;
        let killed = Killed::default();
        let mut slayer = Slayer { installation: &installation, programme: &programme, bank: &bank, chance: &mut chance };
        let (stories, mut processes) = tokio::join!(stories(&programme, &killed), slayer.slay([serve, work], half - early, &killed));
        count::at_rest(&programme).await;
        processes.iter_mut().for_each(Process::kill);
        count::everything(&installation, &programme).await;
        let (transfers, (handed, looked)) = (bank.transfers().len(), bank.asked());
        assert!(half - early < 2 || transfers > 0, "nobody was paid with the provider");
        let twice = sink.all().values().filter(|mail| mail.times > 1).count();
        println!(
            "{name}: {half} kills ({early} of a first start), {} requests without an answer, {stories} stories paid, {} mails of which {twice} \
             were handed over twice under one id, {transfers} transfers that were handed over {handed} times and looked up {looked} times",
            programme.anonymous.cut_off(),
            sink.all().len()
        );
        programme.db.clone().close().await.expect("closed");
    });
}

/// Whether the killing is over.
#[derive(Default)]
struct Killed {
    over: AtomicBool,
}

/// The very first start, killed a few times before it has answered. Gives how often.
async fn born_under_kills(installation: &Installation, chance: &mut Chance, most: u32) -> u32 {
    let early = (most / 4).clamp(1, 10).min(most);
    for _ in 0..early {
        let mut process = installation.start("serve");
        tokio::time::sleep(Duration::from_millis(chance.below(120))).await;
        process.kill();
    }
    early
}

/// Who kills the two processes, and connects the provider.
struct Slayer<'a> {
    installation: &'a Installation,
    programme: &'a Programme,
    bank: &'a Bank,
    chance: &'a mut Chance,
}

impl Slayer<'_> {
    /// Kills one of the two processes at a time, or both as a power cut would, and starts them again, until it was done so often.
    /// After a quarter of it the operator connects a payment provider, for which both start anew.
    async fn slay(&mut self, mut processes: [Process; 2], times: u32, killed: &Killed) -> [Process; 2] {
        let connects_at = if times < 2 { times } else { times / 4 };
        for time in 0..times {
            let (connects, last) = (time == connects_at, time + 1 == times);
            self.wait(last).await;
            // A few kills have both at once for sure.
            let struck: &[usize] = if connects || last || self.chance.below(5) == 0 {
                &[0, 1]
            } else if self.chance.below(3) == 0 {
                &[1]
            } else {
                &[0]
            };
            struck.iter().for_each(|which| processes[*which].kill());
            tokio::time::sleep(Duration::from_millis(self.chance.below(300))).await;
            if connects {
                self.installation.connect(&self.bank.url);
            }
            for which in struck {
                processes[*which] = self.installation.start(["serve", "work"][*which]);
            }
            if connects || struck.contains(&0) && self.chance.below(3) > 0 {
                self.installation.answers(&mut processes[0]).await;
            }
            if connects {
                // Only now: whoever is not connected refuses to send anything.
                let _ = self.programme.bank.set(self.bank.clone());
            }
        }
        self.installation.answers(&mut processes[0]).await;
        killed.over.store(true, Ordering::SeqCst);
        processes
    }

    /// Until the next kill: some time, or, once there is a provider, until money is in its hands.
    async fn wait(&mut self, last: bool) {
        if self.programme.bank.get().is_some() && (last || self.chance.below(2) == 0) {
            self.bank.next().await;
            return tokio::time::sleep(Duration::from_millis(self.chance.below(400))).await;
        }
        // Now and then again before it has come to its senses.
        let wait = if self.chance.below(5) == 0 { self.chance.below(100) } else { 200 + self.chance.below(1_500) };
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
}

/// Runs stories until the killing is over. Gives how many were told to their end.
async fn stories(programme: &Programme, killed: &Killed) -> u32 {
    let number = AtomicU32::new(0);
    let told = async |_: u64| {
        while !killed.over.load(Ordering::SeqCst) {
            let mine = number.fetch_add(1, Ordering::SeqCst);
            programme.story(&format!("n{mine}"), 30_000 + i64::from(mine)).await;
        }
    };
    futures_util::future::join_all((0..SIDE_BY_SIDE).map(told)).await;
    number.load(Ordering::SeqCst)
}
