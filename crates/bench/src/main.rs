//! Repeatable benchmarks of whole processes, printed as JSON lines.
//!
//! Invariant: a figure is a ratio or stands beside its limit, from the same run; nothing here asserts.
//! Absent: micro-benchmarks.

mod start;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("start") => start::run(),
        Some(other) => bail!("There is no benchmark \"{other}\". Use: start."),
        None => bail!("Say which benchmark: start."),
    }
}
