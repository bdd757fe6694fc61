//! Tidy: the rules of the house that a test can see (ARCHITECTURE.md, STYLE.md).
//!
//! Invariant: every finding names file and line and says why the rule exists; every check has a test that it bites.
//! Absent: formatting and lints; `cargo fmt` and clippy keep those.

mod files;
mod floors;
mod licences;
mod rooms;
mod source;
mod tree;
mod words;

use tree::Tree;

/// One breach of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path from the top folder.
    pub file: String,
    /// Line, from 1; 0 is the file as a whole.
    pub line: usize,
    /// What is there.
    pub what: String,
}

impl Finding {
    fn new(file: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line, what: what.into() }
    }
}

/// Fails with all findings at once, and with the reason for the rule.
#[track_caller]
fn none(findings: &[Finding], why: &str) {
    let list: Vec<String> = findings.iter().map(|Finding { file, line, what }| format!("  {file}:{line}: {what}")).collect();
    assert!(findings.is_empty(), "\n{}\nWhy: {why}\n", list.join("\n"));
}

#[test]
fn floors_keep_their_order() {
    none(
        &floors::check(&floors::metadata()),
        "floors are crates so that the compiler keeps the order: a page that reaches into the store, or an operation that \
         talks to the network itself, goes round the one way through the house (ARCHITECTURE.md, Floors).",
    );
}

#[test]
fn rooms_look_back_and_never_ahead() {
    none(
        &rooms::check(&Tree::read()),
        "a room knows earlier rooms only; influence forward is an event and a line in app/src/policies.rs. Otherwise no \
         room can be understood or changed alone (ARCHITECTURE.md, Rooms).",
    );
}

#[test]
fn files_stay_short() {
    none(&files::too_long(&Tree::read()), "a file is about one thing and can be read in one sitting; split it into a folder by topic.");
}

#[test]
fn files_say_what_they_are_for() {
    none(
        &files::without_opening(&Tree::read()),
        "a reader decides from the first lines whether to read on: open with //! that gives purpose, invariant, and what is \
         deliberately absent (STYLE.md, Comments).",
    );
}

#[test]
fn no_file_is_dead() {
    none(&files::dead(&Tree::read()), "what nothing reaches is not compiled, tested or shipped, and misleads who finds it.");
}

#[test]
fn nothing_is_left_for_later() {
    none(&words::unfinished(&Tree::read()), "what is merged is finished; what is not yet there is an open issue, not a note in the code.");
}

#[test]
fn sql_stays_in_the_store() {
    none(
        &words::sql(&Tree::read()),
        "all SQL is in crates/store, where each statement carries its brand and runs on both databases in tests.",
    );
}

#[test]
fn pages_take_their_words_from_the_catalogue() {
    none(
        &words::said_in_code(&Tree::read()),
        "words for people stand together in crates/web/assets/text, so that one person can read them in one sitting and \
         another can translate them; a page takes them by t(key).",
    );
}

#[test]
fn no_path_of_somebodys_machine() {
    none(&words::machine_paths(&Tree::read()), "a path of one machine means nothing, or something else, on every other.");
}

#[test]
fn licences_are_on_the_list() {
    none(
        &licences::check(&xtask::third_party::packages(&xtask::root()).expect("cargo tree")),
        "Troupe is Apache-2.0 and what it is built on must allow that; the list is xtask::licences::ALLOWED.",
    );
}

#[test]
fn cargo_deny_has_the_same_list() {
    let tree = Tree::read();
    none(
        &licences::compare_with_deny(tree.text("deny.toml")),
        "deny.toml and xtask::licences::ALLOWED are one list in two places; a licence accepted in one only is an accident.",
    );
}

#[test]
fn third_party_notices_are_up_to_date() {
    let packages = xtask::third_party::packages(&xtask::root()).expect("cargo tree");
    let written = Tree::read().text("THIRD_PARTY.md").to_owned();
    assert!(
        xtask::third_party::notices(&packages) == written,
        "THIRD_PARTY.md does not name what we build on now. Run `cargo xtask third-party` and commit it."
    );
}

#[test]
fn lock_files_are_there_and_name_no_host() {
    none(
        &licences::lock_files(&Tree::read()),
        "lock files make every build the same build; \"resolved\" addresses in npm's would tie it to one machine's registry.",
    );
}
