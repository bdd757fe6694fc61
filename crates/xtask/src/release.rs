//! The release build, with what a person publishes beside it: size and SHA-256.
//!
//! Absent: publishing; that is a maintainer's decision on a maintainer's machine.

use anyhow::{Context as _, Result, bail};

/// Builds and prints.
///
/// # Errors
/// When it does not compile, or `sha256sum` is not there.
pub fn run() -> Result<()> {
    crate::steps::cargo("release", &["build", "--release", "--locked", "--package", "troupe"])?;
    let binary = crate::steps::target().join("release/troupe");
    let size = std::fs::metadata(&binary).with_context(|| format!("cannot read {}", binary.display()))?.len();
    let output = std::process::Command::new("sha256sum").arg(&binary).output().context("cannot start sha256sum")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let Some(sum) = said.split_whitespace().next().filter(|_| output.status.success()) else { bail!("sha256sum failed") };
    println!("{}\n{size} bytes ({} MB)\nsha256 {sum}", binary.display(), size.div_ceil(1_000_000));
    Ok(())
}
