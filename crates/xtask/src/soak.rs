//! The long run: many simulated worlds with faults, each on SQLite and on PostgreSQL, whose events must be the same; and many
//! kills of the real binary; and hundreds of thousands of broken lists and queries for their readers.
//!
//! Invariant: a world in which anything is wrong, or which differs between the databases, fails the run and is named; so does
//! an acknowledged operation that is not there once after the kills, and a list or query that a reader neither reads nor refuses.
//! Absent: coverage; what is read is made by the properties of the tests, not by what the readers did with it before.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{
    postgres::{self, Postgres},
    steps,
};

/// So many cases of each property of the readers of lists, cells and plain language.
const CASES: &str = "200000";
/// So many of each property of workbooks, each of which is packed and unpacked for every case.
const WORKBOOKS: &str = "20000";
/// So many changed copies of each real file.
const COPIES: &str = "200";

/// Runs worlds `1..=seeds`, 120 days with 40 creators each, then `kills` kills over both databases, then [`fuzz`].
///
/// # Errors
/// Names the first world that is not as it should be.
pub fn run(seeds: u32, kills: u32) -> Result<()> {
    steps::cargo("build", &["build", "--release", "--package", "troupe"])?;
    let postgres = Postgres::start()?;
    worlds(seeds, &postgres)?;
    if kills > 0 {
        killed(kills, &postgres)?;
    }
    fuzz()
}

/// Runs the properties of the readers of strangers' lists and of plain language with many more cases than the test command, and
/// reads changed copies of real files, where these are at hand.
///
/// # Errors
/// When a reader panics, or what must hold of it does not; the output names the smallest case that was found.
pub fn fuzz() -> Result<()> {
    fuzzed("broken queries and lists", &["--package", "domain", "--lib", "--", "discovery::reading", "creators::import"], CASES)?;
    fuzzed("broken cells and lists of all kinds", &["--package", "domain", "--test", "readers"], CASES)?;
    fuzzed("broken workbooks and real files", &["--package", "app", "--lib", "--", "creators::import::workbook"], WORKBOOKS)?;
    if xtask::root().join("../shared/data/spreadsheets").is_dir() {
        println!("broken queries, lists and workbooks are read or refused; so are {COPIES} changed copies of each real file");
    } else {
        println!("broken queries, lists and workbooks are read or refused");
        println!("!! SKIPPED: changed copies of real files, because ../shared/data/spreadsheets is not there");
    }
    Ok(())
}

fn fuzzed(title: &str, which: &[&str], cases: &str) -> Result<()> {
    let mut tests = steps::command(&steps::cargo_program(), &[&["test"], which].concat());
    steps::run(title, tests.env("PROPTEST_CASES", cases).env("TROUPE_CHANGED", COPIES))
}

/// The kills that the test command does a few of, on the release binary.
fn killed(kills: u32, postgres: &Postgres) -> Result<()> {
    let mut tests = steps::command(&steps::cargo_program(), &["test", "--package", "it", "--test", "it", "--", "kills", "--show-output"]);
    tests.env("TROUPE_BINARY", steps::target().join("release/troupe")).env("TROUPE_KILLS", kills.to_string());
    tests.env("TROUPE_SOAK", "1").env(postgres::VARIABLE, postgres.url());
    steps::run("kills", &mut tests)
}

fn worlds(seeds: u32, postgres: &Postgres) -> Result<()> {
    for seed in 1..=seeds {
        // Both at once: the one waits mostly for the server.
        let url = postgres.url();
        let (sqlite, server) = std::thread::scope(|scope| {
            let server = scope.spawn(|| world(seed, Some(&url)));
            let sqlite = world(seed, None);
            (sqlite, server.join().unwrap_or_else(|_| Err(anyhow::anyhow!("seed {seed}: the run on PostgreSQL broke off"))))
        });
        let (sqlite, server) = (sqlite?, server?);
        if sqlite["event_hash"] != server["event_hash"] {
            bail!("seed {seed}: SQLite gives {} and PostgreSQL {}", sqlite["event_hash"], server["event_hash"]);
        }
        println!("seed {seed}: {} events the same on both, nothing wrong", sqlite["event_hash"].as_str().unwrap_or_default());
    }
    println!("{seeds} worlds hold");
    Ok(())
}

fn world(seed: u32, database: Option<&str>) -> Result<Value> {
    let seed = seed.to_string();
    let mut arguments = vec!["simulate", "--seed", &seed, "--days", "120", "--creators", "40", "--faults", "--json"];
    if let Some(url) = database {
        arguments.extend(["--database", url]);
    }
    let binary = steps::target().join("release/troupe").display().to_string();
    let output = steps::command(&binary, &arguments).output().with_context(|| format!("{binary} does not start"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let outcome: Value = text.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    if !output.status.success() {
        bail!("seed {seed}: {} {}", outcome["violations"], String::from_utf8_lossy(&output.stderr));
    }
    Ok(outcome)
}
