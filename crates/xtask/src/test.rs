//! `cargo xtask test`: everything, on a fresh machine, ending with the counts of what passed.
//!
//! Invariant: a step that fails does not hide what the others have to say, and the last line is the counts.
//! Absent: soaking and measuring; they take long and have commands of their own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, anyhow, bail};

use crate::counts::{Reader, Suite, node_suite};
use crate::postgres::{self, Postgres};
use crate::steps;

/// What people do in a browser, through the binary.
const JOURNEYS: &str = "browser journeys";

/// Runs all steps, prints the counts, and gives whether everything passed. `quick` leaves PostgreSQL and the browser
/// out, and says so as skipped.
///
/// # Errors
/// When what the tests need is missing and cannot be installed.
pub fn run(quick: bool) -> Result<bool> {
    crate::packages::ensure(quick)?;
    let mut failures = Vec::new();
    let mut step = |result: Result<()>| {
        if let Err(error) = result {
            eprintln!("xtask: {error:#}");
            failures.push(format!("{error:#}"));
        }
    };
    step(steps::cargo("formatting", &["fmt", "--all", "--check"]));
    let mut suites = Vec::new();
    if quick {
        suites.push(Suite { name: JOURNEYS.into(), skipped: vec!["all of them: left out by --quick".into()], ..Suite::default() });
    } else {
        step(steps::browser_packages());
        step(node("browser helpers", &["lib.test.mjs"], None).map(|suite| suites.push(suite)));
    }
    match steps::build_and_lint() {
        Ok(clean) => {
            step(if clean { Ok(()) } else { Err(anyhow!("clippy: there are warnings")) });
            let binary = steps::target().join("debug/troupe");
            step(rust(quick, &binary, &mut suites));
            if !quick {
                let demo = steps::target().join("browser-demo");
                step(filled(&binary, &demo));
                step(
                    node(
                        JOURNEYS,
                        &["path.test.mjs", "live.test.mjs", "table.test.mjs", "tour.test.mjs", "languages.test.mjs", "lighthouse.test.mjs"],
                        Some((&binary, &demo)),
                    )
                    .map(|suite| suites.push(suite)),
                );
            }
        }
        Err(error) => step(Err(error)),
    }
    summary(&suites);
    for failure in &failures {
        println!("FAILED: {failure}");
    }
    println!("{}", counts_line(&suites));
    Ok(failures.is_empty() && suites.iter().all(|suite| suite.failed == 0))
}

/// All tests of the workspace; some start the binary.
fn rust(quick: bool, binary: &Path, suites: &mut Vec<Suite>) -> Result<()> {
    let mut tests = steps::command("sh", &["-c", "exec \"$0\" test --workspace --no-fail-fast -- --show-output 2>&1"]);
    tests.arg(steps::cargo_program()).env("TROUPE_BINARY", binary).env_remove("TROUPE_CHROMIUM").env(steps::LINTING.0, steps::LINTING.1);
    let server = match postgres::given() {
        _ if quick => None,
        Some(_) => None,
        None => Some(Postgres::start()?),
    };
    if quick {
        tests.env_remove(postgres::VARIABLE);
    } else {
        tests.env("TROUPE_CHROMIUM", steps::chromium());
    }
    if let Some(server) = &server {
        tests.env(postgres::VARIABLE, server.url());
    }
    steps::announce("tests", &tests);
    let mut child = tests.stdout(Stdio::piped()).spawn().context("cannot start the tests")?;
    let mut output = BufReader::new(child.stdout.take().context("the tests have no output")?);
    let mut reader = Reader::default();
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        if reader.line(text.trim_end()) {
            print!("{text}");
            std::io::stdout().flush()?;
        }
        line.clear();
    }
    let status = child.wait()?;
    suites.append(&mut reader.suites);
    if !status.success() {
        bail!("tests failed ({status})");
    }
    Ok(())
}

/// Makes the demo's three months once; each browser test that needs them starts on a copy.
fn filled(binary: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    let mut demo = steps::command(&binary.to_string_lossy(), &["demo", "--fill-only", "--data"]);
    steps::run("the demo's three months", demo.arg(folder))
}

/// Tests that Node runs, on a browser; those that need Troupe start the binary, some on the demo that was filled. What failed
/// leaves pictures in the target folder, and the output names them.
fn node(name: &str, files: &[&str], served: Option<(&Path, &Path)>) -> Result<Suite> {
    let mut tests = steps::command("node", &[&["--test", "--test-reporter=tap"], files].concat());
    tests.current_dir(xtask::root().join("crates/it/browser")).env("TROUPE_CHROMIUM", steps::chromium());
    let pictures = steps::target().join("browser-failures");
    if let Some((binary, demo)) = served {
        if pictures.exists() {
            std::fs::remove_dir_all(&pictures).with_context(|| format!("cannot empty {}", pictures.display()))?;
        }
        tests.env("TROUPE_BINARY", binary).env("TROUPE_DEMO", demo).env("TROUPE_FAILURES", &pictures);
    }
    steps::announce(name, &tests);
    let output = tests.stderr(Stdio::inherit()).output().context("cannot start node")?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        print!("{said}");
        if pictures.exists() {
            println!("{name}: pictures of the pages on which it failed are in {}", pictures.display());
        }
    }
    node_suite(name, &said).with_context(|| format!("{name}: node gave no summary"))
}

/// Lighthouse on every page of the release build's demo, its speed among what is judged.
///
/// # Errors
/// When the build fails, or a page is below what we aim for.
pub fn lighthouse() -> Result<bool> {
    crate::packages::ensure(false)?;
    steps::cargo("build", &["build", "--release", "--package", "troupe"])?;
    steps::browser_packages()?;
    let binary = steps::target().join("release/troupe");
    let mut tests = steps::command("node", &["--test", "--test-reporter=tap", "lighthouse.test.mjs"]);
    tests.current_dir(xtask::root().join("crates/it/browser")).env("TROUPE_CHROMIUM", steps::chromium());
    tests.env("TROUPE_BINARY", binary).env("TROUPE_LIGHTHOUSE", "all");
    steps::announce("Lighthouse", &tests);
    Ok(tests.status().context("cannot start node")?.success())
}

fn summary(suites: &[Suite]) {
    println!("\n── what passed");
    for suite in suites.iter().filter(|suite| suite.passed + suite.failed + suite.skipped.len() > 0) {
        println!("{:>6} passed {:>4} failed {:>4} skipped  {}", suite.passed, suite.failed, suite.skipped.len(), suite.name);
    }
    let skipped: Vec<(&str, &String)> =
        suites.iter().flat_map(|suite| suite.skipped.iter().map(|line| (suite.name.as_str(), line))).collect();
    if !skipped.is_empty() {
        println!("\n!! {} SKIPPED, so not everything was tested:", skipped.len());
        for (suite, line) in skipped {
            println!("!!   {suite}: {line}");
        }
    }
    println!();
}

fn counts_line(suites: &[Suite]) -> String {
    let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
    format!("{} passed, {} failed, {} skipped", sum(|s| s.passed), sum(|s| s.failed), sum(|s| s.skipped.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_sums_up_all_suites() {
        let suite = |passed, failed, skipped: &[&str]| Suite {
            name: "one".into(),
            passed,
            failed,
            skipped: skipped.iter().map(|line| (*line).to_owned()).collect(),
        };
        assert_eq!(counts_line(&[suite(3, 0, &["no browser"]), suite(4, 1, &[])]), "7 passed, 1 failed, 1 skipped");
    }
}
