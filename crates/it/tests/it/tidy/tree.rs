//! The files of the repository as the checks see them.
//!
//! Invariant: only what belongs to the repository, by its path from the top folder; never what a build made.
//! Absent: bytes that are no text (pictures, fonts), apart from their paths.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Files by path; `None` for what is no UTF-8 text.
pub struct Tree(BTreeMap<String, Option<String>>);

impl Tree {
    /// The repository that this test was compiled in.
    pub fn read() -> Self {
        let root = xtask::root();
        let paths = tracked(&root).unwrap_or_else(|| {
            let mut paths = Vec::new();
            walk(&root, "", &mut paths);
            paths
        });
        let read = |path: String| {
            let bytes = std::fs::read(root.join(&path)).ok()?;
            Some((path, String::from_utf8(bytes).ok()))
        };
        Self(paths.into_iter().filter_map(read).collect())
    }

    /// A made-up repository.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect())
    }

    /// All paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// A file's text; empty when it is missing or no text.
    pub fn text(&self, path: &str) -> &str {
        self.0.get(path).and_then(Option::as_deref).unwrap_or_default()
    }

    /// All text files.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Rust sources of the crates: below `src`, and integration tests.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.starts_with("crates/") && path.ends_with(".rs"))
    }
}

/// What git keeps or would keep, so that a new file is checked before it is committed.
fn tracked(root: &Path) -> Option<Vec<String>> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").current_dir(root).args(list).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// Without git (an unpacked archive): everything but what builds and runs leave behind.
fn walk(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
    const LEFT_BEHIND: &[&str] = &["target", "node_modules", ".git", "troupe-data", "troupe-demo", "dist"];
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if LEFT_BEHIND.contains(&name.as_str()) {
            continue;
        } else if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), paths);
        } else {
            paths.push(path);
        }
    }
}
