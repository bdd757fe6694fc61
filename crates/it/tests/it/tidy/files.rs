//! Files: short, with an opening paragraph, and alive.
//!
//! Absent: folders; a folder is as long as its topic needs.

use std::collections::BTreeSet;

use super::Finding;
use super::source::layers;
use super::tree::Tree;

/// Lines of a source, with the tests at its bottom.
const MOST_LINES: usize = 600;

/// Sources of the crates that are too long.
pub fn too_long(tree: &Tree) -> Vec<Finding> {
    let sources = tree.rust().filter(|(path, _)| path.contains("/src/"));
    let long = sources.map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > MOST_LINES);
    long.map(|(path, lines)| Finding::new(path, MOST_LINES + 1, format!("{lines} lines, of at most {MOST_LINES}"))).collect()
}

/// Sources that do not begin with `//!`.
pub fn without_opening(tree: &Tree) -> Vec<Finding> {
    let opens = |text: &str| text.lines().next().is_some_and(|line| line.strip_prefix("//! ").is_some_and(|rest| rest.trim().len() > 3));
    tree.rust().filter(|(_, text)| !opens(text)).map(|(path, _)| Finding::new(path, 1, "does not begin with //! and a sentence")).collect()
}

/// Sources that no `mod` reaches, and front-end files that nothing names.
pub fn dead(tree: &Tree) -> Vec<Finding> {
    let mut findings = dead_sources(tree);
    findings.extend(dead_assets(tree));
    findings
}

fn dead_sources(tree: &Tree) -> Vec<Finding> {
    let mut alive = BTreeSet::new();
    let mut waiting: Vec<&str> = tree.rust().map(|(path, _)| path).filter(|path| is_root(path)).collect();
    while let Some(path) = waiting.pop() {
        if alive.insert(path) {
            let children = modules(tree.text(path)).into_iter().flat_map(|name| {
                let folder = folder_of(path);
                [format!("{folder}{name}.rs"), format!("{folder}{name}/mod.rs")]
            });
            waiting.extend(children.filter_map(|child| tree.paths().find(|path| *path == child)));
        }
    }
    let dead = tree.rust().filter(|(path, _)| !alive.contains(path));
    dead.map(|(path, _)| Finding::new(path, 0, "no mod declaration reaches this file")).collect()
}

/// Where Cargo starts: libraries, binaries, build scripts, integration tests.
fn is_root(path: &str) -> bool {
    let Some((_, below)) = path.strip_prefix("crates/").and_then(|rest| rest.split_once('/')) else { return false };
    let parts: Vec<&str> = below.split('/').collect();
    matches!(parts[..], ["src", "lib.rs" | "main.rs"] | ["build.rs"] | ["src", "bin", _] | ["tests" | "examples" | "benches", _])
        || matches!(parts[..], ["tests" | "examples" | "benches", _, "main.rs"])
}

/// Where a file's modules stand, with a slash at the end.
fn folder_of(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if is_root(path) || file == "mod.rs" { format!("{folder}/") } else { format!("{}/", path.trim_end_matches(".rs")) }
}

/// Names declared as `mod name;`.
fn modules(text: &str) -> Vec<String> {
    let code = layers(text).code.join("\n");
    let words: Vec<&str> = code.split_whitespace().collect();
    words.windows(2).filter(|pair| pair[0] == "mod").filter_map(|pair| pair[1].strip_suffix(';')).map(str::to_owned).collect()
}

/// A file of the front end is alive when another file of `web` names it, with its ending or as a word in quotes
/// (`icon("send")`), or takes its whole folder (`"text/en"`). npm reads its own two files.
fn dead_assets(tree: &Tree) -> Vec<Finding> {
    const FOLDER: &str = "crates/web/assets/";
    const OF_NPM: &[&str] = &["package.json", "package-lock.json"];
    let of_web: Vec<(&str, &str)> = tree.texts().filter(|(path, _)| path.starts_with("crates/web/")).collect();
    let named = |asset: &str| {
        let (folder, file) = asset[FOLDER.len()..].rsplit_once('/').unwrap_or(("", &asset[FOLDER.len()..]));
        let word = format!("\"{}\"", file.split('.').next().unwrap_or(file));
        // A name like "css" says too little; a path of two folders is meant.
        let whole = folder.contains('/').then(|| format!("\"{folder}\""));
        let names = |text: &str| text.contains(file) || text.contains(&word) || whole.as_ref().is_some_and(|whole| text.contains(whole));
        OF_NPM.contains(&file) || of_web.iter().any(|(path, text)| *path != asset && names(text))
    };
    let assets = tree.paths().filter(|path| path.starts_with(FOLDER));
    assets.filter(|asset| !named(asset)).map(|asset| Finding::new(asset, 0, "nothing in crates/web names this file")).collect()
}

#[test]
fn long_and_silent_files_are_found() {
    let long = "//! Long.\n".repeat(MOST_LINES + 1);
    let tree =
        Tree::of(&[("crates/domain/src/long.rs", &long), ("crates/domain/src/silent.rs", "use x;\n"), ("crates/a/src/b.rs", "//!\n")]);
    assert_eq!(too_long(&tree).len(), 1);
    assert_eq!(
        without_opening(&tree).iter().map(|found| found.file.as_str()).collect::<Vec<_>>(),
        ["crates/a/src/b.rs", "crates/domain/src/silent.rs"]
    );
}

#[test]
fn dead_files_are_found() {
    let tree = Tree::of(&[
        ("crates/domain/src/lib.rs", "pub mod creators; // mod forgotten;\npub(crate) mod team;\nmod inline { }"),
        ("crates/domain/src/creators.rs", "mod import;"),
        ("crates/domain/src/creators/import.rs", ""),
        ("crates/domain/src/team/mod.rs", ""),
        ("crates/domain/src/forgotten.rs", ""),
        ("crates/domain/src/import.rs", ""),
        ("crates/it/tests/it/main.rs", "mod tidy;"),
        ("crates/it/tests/it/tidy.rs", ""),
        ("crates/web/src/lib.rs", "asset(\"app.css\"); icon(\"send\"); folder(\"text/en\")"),
        ("crates/web/assets/package.json", "{}"),
        ("crates/web/assets/text/en/shared.txt", ""),
        ("crates/web/assets/text/nl/shared.txt", ""),
        ("crates/web/assets/app.css", "body {}"),
        ("crates/web/assets/icons/send.svg", "<svg/>"),
        ("crates/web/assets/old.css", "old.css"),
    ]);
    let found: Vec<String> = dead(&tree).into_iter().map(|finding| finding.file).collect();
    assert_eq!(
        found,
        [
            "crates/domain/src/forgotten.rs",
            "crates/domain/src/import.rs",
            "crates/web/assets/old.css",
            "crates/web/assets/text/nl/shared.txt"
        ]
    );
}
