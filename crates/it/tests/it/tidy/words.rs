//! Words that must not stand in a file: unfinished work, SQL outside the store, paths of a machine.
//!
//! Absent: style of prose; people judge that.

use super::Finding;
use super::source::{layers, lines_with};
use super::tree::Tree;

/// Work that is not finished: macros in code, marks in comments.
pub fn unfinished(tree: &Tree) -> Vec<Finding> {
    const MACROS: &[&str] = &["todo", "unimplemented", "dbg"];
    const MARKS: &[&str] = &["TODO", "FIXME", "XXX"];
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let layers = layers(text);
        for name in MACROS {
            let called = lines_with(&layers.code, name).filter(|line| layers.code[line - 1].contains(&format!("{name}!")));
            findings.extend(called.map(|line| Finding::new(path, line, format!("{name}! is left"))));
        }
        for mark in MARKS {
            findings.extend(lines_with(&layers.comments, mark).map(|line| Finding::new(path, line, format!("{mark} is left"))));
        }
    }
    findings
}

/// Texts in quotes that begin like a statement of SQL, outside the store, the tests that break rows by hand, and the checker
/// of the simulated world, whose questions must share nothing with the store's, and benchmarks that ask a peer.
pub fn sql(tree: &Tree) -> Vec<Finding> {
    const BEGINNINGS: &[&str] =
        &["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE TABLE", "CREATE INDEX", "ALTER TABLE", "DROP TABLE", "WITH RECURSIVE "];
    let mut findings = Vec::new();
    const MAY: [&str; 5] =
        ["crates/store/", "crates/it/", "crates/troupe/src/simulate", "crates/bench/src/pages/many", "crates/bench/src/search/rows"];
    for (path, text) in tree.rust().filter(|(path, _)| !MAY.iter().any(|folder| path.starts_with(folder))) {
        for (line, quoted) in layers(text).quoted {
            // A word of this list by itself is data, not a statement.
            let statement = quoted.trim_start();
            if statement.len() > 15 && BEGINNINGS.iter().any(|beginning| statement.starts_with(beginning)) {
                findings.push(Finding::new(path, line, "SQL outside crates/store"));
            }
        }
    }
    findings
}

/// Pages that hold the beginning of a mail, which a person goes on to change: that is data, not the page's own words.
const BEGIN_A_MAIL: &[&str] = &["crates/web/src/pages/inbox.rs", "crates/web/src/pages/settings/templates.rs"];

/// Words for people in the source of a page; they belong in the catalogue, `crates/web/assets/text`.
pub fn said_in_code(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        if !path.starts_with("crates/web/src/pages/") || BEGIN_A_MAIL.iter().any(|kept| path.starts_with(kept)) {
            continue;
        }
        let tests = text.lines().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(usize::MAX);
        for (line, quoted) in layers(text).quoted {
            if line <= tests && is_prose(&quoted) {
                findings.push(Finding::new(path, line, format!("\"{quoted}\" is not in the catalogue")));
            }
        }
    }
    findings
}

/// A word with a capital, alone or before others; or three words in a row.
fn is_prose(text: &str) -> bool {
    let letters = |word: &str| !word.is_empty() && word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_end_matches([',', '.', ':', ';'])).collect();
    let capital = words.first().is_some_and(|word| {
        let mut all = word.chars();
        all.next().is_some_and(char::is_uppercase) && word.chars().count() > 1 && all.all(char::is_lowercase)
    });
    capital || words.windows(3).any(|three| three.iter().all(|word| letters(word)))
}

/// Paths that exist on one machine only.
pub fn machine_paths(tree: &Tree) -> Vec<Finding> {
    // Written in two parts, so that this file passes its own check.
    const PATHS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        for (at, line) in text.lines().enumerate() {
            if let Some(found) = PATHS.iter().find(|found| line.match_indices(**found).any(|(start, _)| begins(line, start))) {
                findings.push(Finding::new(path, at + 1, format!("a path of one machine: {found}")));
            }
        }
    }
    findings
}

/// Whether a path begins here, rather than going on from a host or a folder.
fn begins(line: &str, start: usize) -> bool {
    !line[..start].chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || "._-~})]$*".contains(letter))
}

#[test]
fn words_in_a_page_are_found() {
    let code = "html! { p { \"Nothing is open.\" } b { \"Table\" } i { (t(\"tracker.none\")) } }\nlet a = \"%-d %b\";\nlet b = \" waits for you now\";\n\
                let c = \"mt-4 soft\";\n#[cfg(test)]\nlet d = \"Said in a test\";\n";
    let tree = Tree::of(&[("crates/web/src/pages/a.rs", code), ("crates/app/src/a.rs", code), ("crates/web/src/pages/inbox.rs", code)]);
    assert_eq!(said_in_code(&tree).iter().map(|found| found.line).collect::<Vec<_>>(), [1, 1, 3]);
}

#[test]
fn unfinished_work_is_found() {
    let code = "//! A.\nfn a() { todo!() }\n// FIXME later\nlet code = \"XXX todo!\";\nlet dbg = 1; // the todo of a person\nundbg!();\n";
    let tree = Tree::of(&[("crates/a/src/lib.rs", code)]);
    assert_eq!(unfinished(&tree).iter().map(|found| found.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn sql_outside_the_store_is_found() {
    let code = "//! A.\nlet one = \"SELECT id FROM creators\";\nlet two = r#\"\n  INSERT INTO x VALUES (1)\"#;\nlet three = \"Select a creator first\";";
    let tree = Tree::of(&[("crates/app/src/lib.rs", code), ("crates/store/src/lib.rs", code)]);
    assert_eq!(
        sql(&tree).iter().map(|found| (found.file.as_str(), found.line)).collect::<Vec<_>>(),
        [("crates/app/src/lib.rs", 2), ("crates/app/src/lib.rs", 3)]
    );
}

#[test]
fn machine_paths_are_found() {
    let bad = format!("see {}x and https://example.com{}feed\n`{}x`", concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"));
    let tree = Tree::of(&[("docs/a.md", &bad), ("docs/b.md", concat!("a ~/wo", "rk/ of art at host.com/ho", "me/"))]);
    assert_eq!(
        machine_paths(&tree).iter().map(|found| (found.file.as_str(), found.line)).collect::<Vec<_>>(),
        [("docs/a.md", 1), ("docs/a.md", 2)]
    );
}
