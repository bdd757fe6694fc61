//! The long run: many simulated worlds with faults, each on SQLite and on PostgreSQL, whose events must be the same.
//!
//! Invariant: a world in which anything is wrong, or which differs between the databases, fails the run and is named.
//! Absent: kills and fuzzing.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{postgres::Postgres, steps};

/// Runs worlds `1..=seeds`, 120 days with 40 creators each.
///
/// # Errors
/// Names the first world that is not as it should be.
pub fn run(seeds: u32) -> Result<()> {
    steps::cargo("build", &["build", "--release", "--package", "troupe"])?;
    let postgres = Postgres::start()?;
    for seed in 1..=seeds {
        let sqlite = world(seed, None)?;
        let server = world(seed, Some(&postgres.url()))?;
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
    let output = steps::command("target/release/troupe", &arguments).output().context("target/release/troupe does not start")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let outcome: Value = text.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    if !output.status.success() {
        bail!("seed {seed}: {} {}", outcome["violations"], String::from_utf8_lossy(&output.stderr));
    }
    Ok(outcome)
}
