//! Rooms look back at earlier rooms, never ahead.
//!
//! Invariant: strict on the floors of rules and rows; on the floor of operations only the frame, policies and views
//! may see every room. Absent: web and api, where a page may show whatever its view holds.

use super::Finding;
use super::source::layers;
use super::tree::Tree;

/// In lifecycle order. `journey` comes after all of them and may name each.
const ROOMS: &[&str] = &[
    "team",
    "creators",
    "discovery",
    "listening",
    "campaigns",
    "outreach",
    "agreements",
    "shipments",
    "briefs",
    "content",
    "tracking",
    "attribution",
    "payments",
    "reports",
    "imports",
];

/// A floor with the names under which its rooms' sources can reach other rooms.
const FLOORS: &[(&str, &[&str])] = &[("domain", &["crate"]), ("store", &["crate", "domain"]), ("app", &["crate"])];

/// Files within a room that only read, and may read every room.
const READERS: &[&str] = &["view.rs", "views.rs"];

/// Rooms that name a later one.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let Some((floor, room)) = place(path) else { return Vec::new() };
    let Some((_, roots)) = FLOORS.iter().find(|(name, _)| *name == floor) else { return Vec::new() };
    let only_reads = floor == "app" && (path.contains("/views/") || READERS.iter().any(|name| path.ends_with(&format!("/{name}"))));
    if only_reads {
        return Vec::new();
    }
    let code = layers(text).code.join("\n");
    let mut findings = Vec::new();
    for root in *roots {
        for (at, named) in reached(&code, root) {
            if let Some(other) = ROOMS.iter().position(|name| *name == named)
                && other > room
            {
                let line = code[..at].matches('\n').count() + 1;
                findings.push(Finding::new(path, line, format!("{} looks ahead: {root}::{named}", ROOMS[room])));
            }
        }
    }
    findings
}

/// The floor and the room that a source belongs to: `crates/store/src/creators/import.rs` is (store, 1).
fn place(path: &str) -> Option<(&str, usize)> {
    let (floor, below) = path.strip_prefix("crates/")?.split_once("/src/")?;
    let first = below.split('/').next()?.trim_end_matches(".rs");
    Some((floor, ROOMS.iter().position(|name| *name == first)?))
}

/// Names directly below `root::`, with where they stand: in `root::a::b` it is a, in `root::{a::b, c}` a and c.
fn reached<'a>(code: &'a str, root: &str) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (at, path) in code.match_indices(&format!("{root}::")) {
        let part_of_a_longer_name = code[..at].chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        if part_of_a_longer_name {
            continue;
        }
        let start = at + path.len();
        if code[start..].starts_with('{') {
            found.extend(group(code, start + 1));
        } else {
            found.push((start, name(&code[start..])));
        }
    }
    found
}

/// Names at the first level of a group in braces that begins at `start`.
fn group(code: &str, start: usize) -> Vec<(usize, &str)> {
    let (mut depth, mut expecting, mut found) = (1, true, Vec::new());
    for (offset, letter) in code[start..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => expecting = true,
            _ if depth == 1 && expecting && !letter.is_whitespace() => {
                expecting = false;
                found.push((start + offset, name(&code[start + offset..])));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn name(code: &str) -> &str {
    let end = code.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(code.len());
    &code[..end]
}

#[test]
fn a_look_ahead_is_found() {
    let lines = |path: &str, text: &str| check_file(path, text).into_iter().map(|finding| finding.line).collect::<Vec<_>>();
    assert_eq!(lines("crates/domain/src/creators.rs", "use crate::team::X;\nuse crate::campaigns::Y;"), [2]);
    assert_eq!(lines("crates/domain/src/creators/import.rs", "fn f() {\n    crate::payments::pay()\n}"), [2]);
    assert_eq!(
        lines("crates/domain/src/briefs.rs", "use crate::{\n    agreements::{self, content},\n    content::Draft,\n    ids,\n};"),
        [3]
    );
    assert_eq!(lines("crates/store/src/outreach.rs", "use domain::{campaigns, agreements};"), [1]);
    assert_eq!(lines("crates/app/src/outreach/invite.rs", "crate::agreements::view::x()"), [1]);
}

#[test]
fn a_look_back_is_not() {
    for (path, text) in [
        ("crates/domain/src/payments.rs", "use crate::{attribution::Credit, money::Money};"),
        ("crates/domain/src/creators.rs", "// crate::payments comes later\nlet text = \"crate::payments::x\";"),
        ("crates/domain/src/journey.rs", "use crate::payments;"),
        ("crates/app/src/policies.rs", "crate::payments::x()"),
        ("crates/app/src/creators/view.rs", "crate::payments::x()"),
        ("crates/app/src/creators/views/list.rs", "crate::payments::x()"),
        ("crates/app/src/outreach.rs", "use domain::agreements;"),
        ("crates/web/src/creators.rs", "crate::payments::x()"),
        ("crates/store/src/creators.rs", "use subdomain::payments;"),
    ] {
        assert_eq!(check_file(path, text), [], "{path}");
    }
}
