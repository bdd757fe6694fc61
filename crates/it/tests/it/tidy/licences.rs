//! Licences of what we build on, and the lock files that pin it.
//!
//! Absent: advisories; they need a network, and a maintainer runs `cargo deny check` where there is one.

use std::collections::BTreeSet;

use xtask::licences::{ALLOWED, is_allowed};
use xtask::third_party::{NPM_LOCKS, Package, Packages};

use super::Finding;
use super::tree::Tree;

/// Packages that we do not want, whatever their licence: a second TLS stack, and a system library behind it.
const BANNED: &[&str] = &["ring", "openssl-sys"];

/// Packages with a licence that is not on the list, and banned ones.
pub fn check(packages: &Packages) -> Vec<Finding> {
    let rust = packages.rust().map(|package| ("Cargo.lock", package));
    let npm = packages.npm.iter().flat_map(|(lock, list)| list.iter().map(move |package| (lock.as_str(), package)));
    rust.chain(npm).filter_map(|(lock, package)| Some(Finding::new(lock, 0, wrong(package)?))).collect()
}

fn wrong(Package { name, version, licence }: &Package) -> Option<String> {
    if BANNED.contains(&name.as_str()) {
        return Some(format!("{name} {version} is banned (deny.toml says why)"));
    }
    match is_allowed(licence) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name} {version} is under \"{licence}\", which the allowed list does not satisfy")),
        Err(reason) => Some(format!("{name} {version}: its licence \"{licence}\" cannot be read: {reason}")),
    }
}

/// Differences between `deny.toml` and our list of licences and bans.
pub fn compare_with_deny(deny: &str) -> Vec<Finding> {
    let mut findings = differences(deny, "licenses", "allow", ALLOWED);
    findings.extend(differences(deny, "bans", "deny", BANNED));
    findings
}

fn differences(deny: &str, section: &str, key: &str, ours: &[&str]) -> Vec<Finding> {
    let theirs = array(deny, section, key);
    let ours: BTreeSet<String> = ours.iter().map(|name| (*name).to_owned()).collect();
    let side = |name: &String| if theirs.contains(name) { "only in deny.toml" } else { "missing in deny.toml" };
    let what = theirs.symmetric_difference(&ours).map(|name| format!("[{section}] {key}: \"{name}\" is {}", side(name)));
    what.map(|what| Finding::new("deny.toml", 0, what)).collect()
}

/// The first text in quotes of each line of an array that is written one entry per line.
fn array(toml: &str, section: &str, key: &str) -> BTreeSet<String> {
    let lines = toml.lines().skip_while(|line| line.trim() != format!("[{section}]")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let entries = lines.skip_while(|line| line.trim() != format!("{key} = [")).skip(1).take_while(|line| line.trim() != "]");
    entries.filter(|line| !line.trim_start().starts_with('#')).filter_map(|line| Some(line.split('"').nth(1)?.to_owned())).collect()
}

/// Lock files that are missing beside a manifest, or name a registry's host.
pub fn lock_files(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !tree.has("Cargo.lock") {
        findings.push(Finding::new("Cargo.lock", 0, "is missing"));
    }
    for manifest in tree.paths().filter(|path| path.ends_with("package.json")) {
        let lock = manifest.replace("package.json", "package-lock.json");
        if !tree.has(&lock) {
            findings.push(Finding::new(manifest, 0, "has no package-lock.json beside it"));
        } else if !NPM_LOCKS.contains(&lock.as_str()) {
            findings.push(Finding::new(&lock, 0, "is not in xtask::third_party::NPM_LOCKS, so that nobody checks its licences"));
        }
        let lines = tree.text(&lock).lines().enumerate().filter(|(_, line)| line.contains("\"resolved\""));
        findings.extend(lines.map(|(at, _)| Finding::new(&lock, at + 1, "names an address (\"resolved\")")));
    }
    findings
}

#[test]
fn a_licence_off_the_list_is_found() {
    let package = |name: &str, licence: &str| Package { name: name.into(), version: "1.0.0".into(), licence: licence.into() };
    let packages = Packages {
        shipped: [package("good", "MIT"), package("strict", "AGPL-3.0-only")].into(),
        building: [package("silent", ""), package("ring", "MIT")].into(),
        npm: [("web".to_owned(), [package("odd", "SEE LICENSE IN x")].into())].into(),
    };
    let found: Vec<String> = check(&packages).into_iter().map(|finding| finding.what).collect();
    let named: Vec<&str> = found.iter().filter_map(|what| what.split(' ').next()).collect();
    assert_eq!(named, ["strict", "ring", "silent", "odd"]);
}

#[test]
fn a_difference_from_deny_is_found() {
    let all = |more: &str| {
        let list = |names: &[&str]| names.iter().map(|name| format!("  \"{name}\",\n")).collect::<String>();
        format!("[licenses]\nallow = [\n{}{more}]\n[bans]\ndeny = [\n{}]\n", list(ALLOWED), list(BANNED))
    };
    assert_eq!(compare_with_deny(&all("")), []);
    assert!(compare_with_deny(&all("  \"GPL-3.0-only\",\n"))[0].what.contains("GPL-3.0-only"));
    assert_eq!(compare_with_deny("").len(), ALLOWED.len() + BANNED.len());
}

#[test]
fn a_host_in_a_lock_file_is_found() {
    let tree = Tree::of(&[
        ("crates/web/assets/package.json", ""),
        ("crates/web/assets/package-lock.json", "{\n  \"resolved\": \"https://example.com/x.tgz\"\n}"),
        ("crates/x/package.json", ""),
    ]);
    let found: Vec<(String, usize)> = lock_files(&tree).into_iter().map(|finding| (finding.file, finding.line)).collect();
    assert_eq!(found, [("Cargo.lock".into(), 0), ("crates/web/assets/package-lock.json".into(), 2), ("crates/x/package.json".into(), 0)]);
}
