//! Running other programs: says what runs, and names what failed.
//!
//! Invariant: every program starts in the top folder unless told otherwise. Absent: shells; arguments stay arguments.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// A command in the top folder of the repository.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(xtask::root()).args(arguments);
    command
}

/// Announces and runs a command.
///
/// # Errors
/// When it cannot start or exits non-zero; the message names `title`.
pub fn run(title: &str, command: &mut Command) -> Result<()> {
    announce(title, command);
    let status = command.status().with_context(|| format!("{title}: cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{title} failed ({status})");
    }
    Ok(())
}

/// Prints a step's title and the command behind it, so that anybody can run it alone.
pub fn announce(title: &str, command: &Command) {
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    eprintln!("\n── {title}: {} {}", command.get_program().display(), arguments.join(" "));
}

/// Runs Cargo.
///
/// # Errors
/// As [`run`].
pub fn cargo(title: &str, arguments: &[&str]) -> Result<()> {
    run(title, &mut command(&cargo_program(), arguments))
}

/// The Cargo that started us, so that a `+toolchain` on the command line holds for every step.
pub fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Installs the browser tests' packages from their lock file.
///
/// # Errors
/// When npm is missing or the packages cannot be had.
pub fn browser_packages() -> Result<()> {
    let mut install = command("npm", &["ci", "--no-audit", "--no-fund"]);
    install.current_dir(xtask::root().join("crates/it/browser"));
    run("browser packages", &mut install)
}

/// Where Chromium is: `TROUPE_CHROMIUM`, or where Debian puts it.
pub fn chromium() -> String {
    std::env::var("TROUPE_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

/// Builds the binary that `cargo run` runs, and gives its path.
///
/// # Errors
/// When it does not compile.
pub fn binary() -> Result<std::path::PathBuf> {
    cargo("binary", &["build", "--package", "troupe"])?;
    Ok(target().join("debug/troupe"))
}

/// The folder that Cargo builds into.
pub fn target() -> std::path::PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| xtask::root().join("target"), |folder| xtask::root().join(folder))
}
