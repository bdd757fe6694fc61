//! What the tests need from the system, and how a fresh Debian machine gets it.
//!
//! Invariant: what is already there is left alone; without the right to install, nothing is half done.
//! Absent: other systems' package managers; there the list below says what to have.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

/// The oldest Node that the front end and the browser tests run on.
const NODE: u32 = 20;

/// One thing that must be there.
struct Need {
    /// What gives it on Debian.
    packages: &'static [&'static str],
    /// Whether it is there already.
    met: fn() -> bool,
    /// Whether `--quick` needs it too.
    quick: bool,
}

const NEEDS: &[Need] = &[
    Need { packages: &["nodejs", "npm"], met: || answers("node") && answers("npm"), quick: true },
    Need { packages: &["postgresql"], met: || crate::postgres::programs().is_some() || crate::postgres::given().is_some(), quick: false },
    Need { packages: &["chromium"], met: || Path::new(&crate::steps::chromium()).exists(), quick: false },
    Need { packages: &["fonts-inter"], met: || installed("fonts-inter"), quick: false },
    Need { packages: &["fonts-crosextra-caladea"], met: || installed("fonts-crosextra-caladea"), quick: false },
    Need { packages: &["python3-aiosmtpd"], met: || installed("python3-aiosmtpd"), quick: false },
    Need { packages: &["faketime"], met: || installed("faketime"), quick: false },
    Need { packages: &["poppler-utils"], met: || answers_to("pdftotext", "-v"), quick: false },
    Need { packages: &["webp"], met: || answers_to("cwebp", "-version"), quick: false },
];

/// Makes sure that what the tests need is there, installing it when we may.
///
/// # Errors
/// When something is missing and we are not root or `apt-get` is not there or fails, or Node is too old.
pub fn ensure(quick: bool) -> Result<()> {
    let missing = missing(quick, |need| (need.met)());
    if !missing.is_empty() {
        let list = missing.join(" ");
        if !answers("apt-get") {
            bail!("missing: {list}. These are Debian's names; please install what gives the same on this system.");
        }
        if !is_root() {
            bail!("missing: {list}. Please run as root once: apt-get install {list}");
        }
        install(&missing)?;
    }
    check_node()
}

fn missing(quick: bool, met: impl Fn(&Need) -> bool) -> Vec<&'static str> {
    let needed = NEEDS.iter().filter(|need| (need.quick || !quick) && !met(need));
    needed.flat_map(|need| need.packages.iter().copied()).collect()
}

fn install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = crate::steps::command("apt-get", arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    crate::steps::run("package lists", &mut apt(&["update", "--quiet"]))?;
    let arguments = [&["install", "--yes", "--quiet", "--no-install-recommends"], packages].concat();
    crate::steps::run("packages", &mut apt(&arguments))
}

fn check_node() -> Result<()> {
    let output = Command::new("node").arg("--version").output()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match major(&version) {
        Some(major) if major >= NODE => Ok(()),
        _ => bail!("Node is {version}, and Troupe's front end needs {NODE} or newer. Please install a newer Node and run this again."),
    }
}

/// `v20.20.2` is 20.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

fn answers(program: &str) -> bool {
    answers_to(program, "--version")
}

fn answers_to(program: &str, question: &str) -> bool {
    Command::new(program).arg(question).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Fonts and libraries have no program to ask. Where there is no dpkg, pictures simply show another font, and tests that
/// need the library say that they were skipped.
fn installed(package: &str) -> bool {
    match Command::new("dpkg-query").args(["--show", "--showformat=${Status}", package]).stderr(Stdio::null()).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).ends_with("ok installed"),
        Err(_) => true,
    }
}

/// Whether this process may install packages, and must not run PostgreSQL under its own name.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(missing(false, |_| true), [""; 0]);
        assert_eq!(missing(false, |need| need.packages != ["webp"]), ["webp"]);
        assert_eq!(missing(true, |_| false), ["nodejs", "npm"]);
        assert!(missing(false, |_| false).contains(&"postgresql"));
    }

    #[test]
    fn node_says_its_version() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("command not found"), None);
    }
}
