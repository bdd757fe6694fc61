//! The developer's commands: `cargo xtask test | shots | bench | release | third-party`.
//!
//! Invariant: each command says what it runs, stops what it started, and exits non-zero when anything failed.
//! Absent on purpose: anything that a running Troupe needs.

mod counts;
mod packages;
mod postgres;
mod release;
mod shots;
mod soak;
mod steps;
mod test;

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

const HELP: &str = "\
The developer's commands:

  cargo xtask test [--quick]    formatting, clippy and all tests on SQLite, PostgreSQL and in a browser;
                                as root it installs the Debian packages that are missing;
                                --quick is SQLite only, without the browser
  cargo xtask lighthouse        Lighthouse on every page of the release build, on a desk and on a phone
  cargo xtask shots             pictures of every page into docs/pages
  cargo xtask soak [SEEDS [KILLS]]
                                simulated worlds with faults on both databases, then kills of the real binary:
                                50 and 200 unless told otherwise; then broken lists and queries
  cargo xtask soak fuzz         the broken lists and queries alone
  cargo xtask bench [WHAT...]   measurements of the release build, as JSON lines
  cargo xtask release           the release binary, its size and its SHA-256
  cargo xtask third-party       writes THIRD_PARTY.md from the resolved packages
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Gives whether everything passed.
fn run(arguments: &[&str]) -> Result<bool> {
    match arguments {
        ["test"] => return test::run(false),
        ["test", "--quick"] => return test::run(true),
        ["lighthouse"] => return test::lighthouse(),
        ["shots"] => shots::run()?,
        ["soak"] => soak::run(50, 200)?,
        ["soak", "fuzz"] => soak::fuzz()?,
        ["soak", seeds] => soak::run(number(seeds)?, 200)?,
        ["soak", seeds, kills] => soak::run(number(seeds)?, number(kills)?)?,
        ["bench", rest @ ..] => steps::cargo("bench", &[&["run", "--release", "--package", "bench", "--"], rest].concat())?,
        ["release"] => release::run()?,
        ["third-party"] => third_party()?,
        [] | ["help" | "--help" | "-h"] => print!("{HELP}"),
        other => bail!("there is no command \"{}\".\n\n{HELP}", other.join(" ")),
    }
    Ok(true)
}

fn number(text: &str) -> Result<u32> {
    text.parse().with_context(|| format!("\"{text}\" is no number of worlds or kills"))
}

fn third_party() -> Result<()> {
    let root = xtask::root();
    let packages = xtask::third_party::packages(&root)?;
    std::fs::write(root.join("THIRD_PARTY.md"), xtask::third_party::notices(&packages))?;
    println!("THIRD_PARTY.md names {} Rust packages and {} npm lists", packages.rust().count(), packages.npm.len());
    Ok(())
}
