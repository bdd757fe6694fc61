//! What we build on: packages with version and licence, from Cargo and from npm's lock files.
//!
//! Invariant: the lists come from the resolved trees for one named platform, so that every machine writes the same
//! file. Absent: addresses, which move; a name and a version in a public registry say enough.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The platform whose packages are listed: the one of our container and of the test command.
pub const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// The npm lock files of the repository: the front end inside the binary, and the browser tests.
pub const NPM_LOCKS: &[&str] = &["crates/web/assets/package-lock.json", "crates/it/browser/package-lock.json"];

/// One package that somebody else wrote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Its name in the registry.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// Its SPDX expression as the package states it; empty when it states none.
    pub licence: String,
}

/// Everything that one binary or one test run is made of.
#[derive(Debug, PartialEq, Eq)]
pub struct Packages {
    /// Rust packages whose code runs in `troupe`, or writes code for it.
    pub shipped: BTreeSet<Package>,
    /// Rust packages that only building and testing need.
    pub building: BTreeSet<Package>,
    /// npm packages by lock file; a lock file that does not exist yet has no entry.
    pub npm: BTreeMap<String, BTreeSet<Package>>,
}

impl Packages {
    /// All Rust packages.
    pub fn rust(&self) -> impl Iterator<Item = &Package> {
        self.shipped.iter().chain(&self.building)
    }
}

/// Reads the resolved trees of Cargo (offline) and npm.
///
/// # Errors
/// When Cargo cannot resolve without the network (build once first), or a lock file is not as npm writes it.
pub fn packages(root: &Path) -> Result<Packages> {
    let shipped = tree(root, &["--package", "troupe", "--edges", "normal"])?;
    let all = tree(root, &["--workspace", "--edges", "normal,build,dev"])?;
    let building = all.difference(&shipped).cloned().collect();
    let mut npm = BTreeMap::new();
    for lock in NPM_LOCKS {
        let path = root.join(lock);
        if path.exists() {
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {lock}"))?;
            npm.insert((*lock).to_owned(), npm_packages(&text).with_context(|| format!("{lock} is not as npm writes it"))?);
        }
    }
    Ok(Packages { shipped, building, npm })
}

/// `cargo tree` and not `cargo metadata`: the latter also lists packages behind optional features that nobody turns
/// on, which are neither built nor shipped.
fn tree(root: &Path, selection: &[&str]) -> Result<BTreeSet<Package>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root)
        .args(["tree", "--quiet", "--offline", "--target", PLATFORM, "--prefix", "none", "--format", "{p}\t{l}"])
        .args(selection)
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(tree_line).collect())
}

/// Packages of npm whose lock entry has no licence, because they name it in the way of before 2014: what their LICENSE file is.
const STATED_IN_A_FILE: [(&str, &str); 1] = [("parse-cache-control", "BSD-3-Clause")];

fn stated(name: &str, licence: String) -> String {
    let known = STATED_IN_A_FILE.iter().find(|(known, _)| licence.is_empty() && *known == name);
    known.map_or(licence, |(_, read)| (*read).to_owned())
}

/// One line of `cargo tree`: `name v1.2.3 (proc-macro)<tab>licence (*)`; our own crates have a path and are left out.
fn tree_line(line: &str) -> Option<Package> {
    let (package, licence) = line.split_once('\t')?;
    if package.contains(" (/") {
        return None;
    }
    let mut words = package.split_whitespace();
    let name = words.next()?.to_owned();
    let version = words.next()?.trim_start_matches('v').to_owned();
    Some(Package { name, version, licence: licence.trim_end_matches(" (*)").to_owned() })
}

fn npm_packages(lock: &str) -> Result<BTreeSet<Package>> {
    let lock: serde_json::Value = serde_json::from_str(lock)?;
    let entries = lock["packages"].as_object().context("it has no \"packages\"")?;
    let mut packages = BTreeSet::new();
    for (path, entry) in entries {
        // The first entry, with an empty path, is our own package.
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        packages.insert(Package { name: name.to_owned(), version: text("version"), licence: stated(name, text("license")) });
    }
    Ok(packages)
}

/// The text of THIRD_PARTY.md.
#[must_use]
pub fn notices(packages: &Packages) -> String {
    let mut out = String::from(
        "# Third-party notices\n\n\
         Troupe is built on the work below. Each package is under its own licence, named here as the package states it;\n\
         its full text comes with the package from the public registry (crates.io or npm). Written by\n\
         `cargo xtask third-party`; a test checks that it is up to date.\n",
    );
    section(&mut out, "Rust packages in the binary", &packages.shipped);
    section(&mut out, "Rust packages for building and testing only", &packages.building);
    for (lock, list) in &packages.npm {
        section(&mut out, &format!("npm packages of `{}`", lock.trim_end_matches("/package-lock.json")), list);
    }
    out
}

fn section(out: &mut String, title: &str, packages: &BTreeSet<Package>) {
    // Writing to a String cannot fail.
    let _ = write!(out, "\n## {title}\n\n| Package | Version | Licence |\n| --- | --- | --- |\n");
    for Package { name, version, licence } in packages {
        let _ = writeln!(out, "| {name} | {version} | {licence} |");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, licence: &str) -> Package {
        Package { name: name.into(), version: version.into(), licence: licence.into() }
    }

    #[test]
    fn lines_of_the_tree_are_read() {
        assert_eq!(tree_line("serde v1.0.228\tMIT OR Apache-2.0"), Some(package("serde", "1.0.228", "MIT OR Apache-2.0")));
        assert_eq!(tree_line("serde_derive v1.0.228 (proc-macro)\tMIT (*)"), Some(package("serde_derive", "1.0.228", "MIT")));
        assert_eq!(tree_line("domain v0.1.0 (/some/where/crates/domain)\tApache-2.0"), None);
        assert_eq!(tree_line(""), None);
    }

    #[test]
    fn nested_and_scoped_npm_packages_keep_their_names() {
        let lock = r#"{"packages": {
            "": {"name": "ours"},
            "node_modules/htmx.org": {"version": "2.0.11", "license": "0BSD"},
            "node_modules/a/node_modules/@types/node": {"version": "20.1.0", "license": "MIT"},
            "node_modules/nameless": {"version": "1.0.0"}
        }}"#;
        let expected = [package("@types/node", "20.1.0", "MIT"), package("htmx.org", "2.0.11", "0BSD"), package("nameless", "1.0.0", "")];
        assert_eq!(npm_packages(lock).unwrap(), BTreeSet::from(expected));
        assert!(npm_packages("{}").is_err());
    }
}
