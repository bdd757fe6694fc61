//! Repeatable benchmarks of whole processes, printed as JSON lines.
//!
//! Invariant: a figure is a ratio or stands beside its limit, from the same run; nothing here asserts.
//! Absent: micro-benchmarks.

mod house;
mod import;
mod pages;
mod relevance;
mod search;
mod simulate;
mod start;
mod tick;
mod vetting;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("import") => import::run(&arguments[1..]),
        Some("start") => start::run(),
        Some("tick") => tick::run(&arguments[1..]),
        Some("pages") => pages::run(&arguments[1..]),
        Some("relevance") => relevance::run(&arguments[1..]),
        Some("search") => search::run(&arguments[1..]),
        Some("simulate") => simulate::run(&arguments[1..]),
        Some("vetting") => vetting::run(),
        Some(other) => bail!("There is no benchmark \"{other}\". Use: import, start, tick, pages, search, relevance, simulate, vetting."),
        None => bail!("Say which benchmark: import, start, tick, pages, search, relevance, simulate, vetting."),
    }
}
