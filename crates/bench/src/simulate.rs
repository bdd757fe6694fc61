//! `simulate`: programme-years a minute. Three programmes of 40 creators, in which people are busy for 120 days, are run to
//! their end by `troupe simulate` with faults, its checks among it; each counts as 120 of the 365 days of a programme-year,
//! and what passes after people have gone home costs time and counts nothing.

use std::{process::Command, time::Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// A programme of 120 days is so much of a year.
const DAYS: f64 = 120.0;

/// Runs a few worlds; `--database postgres://.../empty` runs them there.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let binary = crate::start::build()?;
    let mut command = Command::new(binary);
    command.args(["simulate", "--seeds", "1..3", "--days", "120", "--creators", "40", "--faults", "--json"]).args(arguments);
    let begun = Instant::now();
    let output = command.output().context("the release binary does not start")?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    if !output.status.success() {
        bail!("a world is wrong: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let worlds: Vec<Value> = text.lines().map(serde_json::from_str).collect::<std::result::Result<_, _>>()?;
    let hours: u64 = worlds.iter().filter_map(|world| world["hours"].as_u64()).sum();
    let database = worlds.first().map(|world| world["database"].clone()).unwrap_or_default();
    println!(
        "{}",
        json!({ "bench": "simulate", "database": database, "measure": "programme_years_a_minute", "worlds": worlds.len(), "creators": 40,
                "value": worlds.len() as f64 * DAYS / 365.0 / minutes, "hours_simulated": hours })
    );
    Ok(())
}
