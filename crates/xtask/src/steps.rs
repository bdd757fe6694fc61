//! Running other programs: says what runs, and names what failed.
//!
//! Invariant: every program starts in the top folder unless told otherwise. Absent: shells; arguments stay arguments.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

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

/// Cargo with clippy in the compiler's place for our own crates: one build is checked and can be run. `cargo clippy` compiles
/// nothing that runs, so that every library was read twice, which took a sixth of the test command.
#[must_use]
pub fn linting(arguments: &[&str]) -> Command {
    let mut cargo = command(&cargo_program(), arguments);
    cargo.env(LINTING.0, LINTING.1);
    cargo
}

/// How Cargo is told to have clippy compile our own crates.
pub const LINTING: (&str, &str) = ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");

/// Builds everything with clippy looking on, and gives whether nothing was warned of; what was built before is warned of again.
///
/// # Errors
/// When something does not compile.
pub fn build_and_lint() -> Result<bool> {
    let title = "clippy and build";
    let mut cargo = linting(&["build", "--workspace", "--all-targets"]);
    announce(title, &cargo);
    let mut child = cargo.stderr(Stdio::piped()).spawn().with_context(|| format!("{title}: cannot start Cargo"))?;
    let mut said = BufReader::new(child.stderr.take().context("Cargo says nothing")?);
    let (mut line, mut warned) = (Vec::new(), false);
    while said.read_until(b'\n', &mut line)? > 0 {
        warned |= line.starts_with(b"warning");
        std::io::stderr().write_all(&line)?;
        line.clear();
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{title} failed ({status})");
    }
    Ok(!warned)
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
