//! What the benchmarks inside the process share: a clock that stands still, and operations by their names.
//!
//! Invariant: whatever is called goes through the registry. Absent: filling; each benchmark has its own rows.

use anyhow::{Context, Result};
use app::{App, Asked, Caller, ports::Clock, registry};
use domain::time::Timestamp;
use serde_json::Value;

/// Stands still.
pub(crate) struct Still(pub(crate) Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Runs a registered operation.
pub(crate) async fn call(app: &App, caller: &Caller, name: &str, command: Value) -> Result<Value> {
    let found = registry::find(name).with_context(|| format!("no operation {name}"))?;
    found.call(app, caller, &Asked::default(), command).await.with_context(|| name.to_owned())
}

/// How much memory a process has, in megabytes.
pub(crate) fn resident(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
    Ok(kilobytes / 1024.0)
}
