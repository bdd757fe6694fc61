//! Which crate may depend on which, and on what from outside.
//!
//! Invariant: every crate of the workspace has its line here; a new one is refused until it has.
//! Absent: dependencies for tests only, which may look anywhere.

use serde_json::Value;

use super::Finding;

/// What each crate may depend on among ours.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("insight", &["domain"]),
    ("app", &["domain", "store", "insight"]),
    ("outside", &["app", "domain"]),
    ("world", &["app", "domain"]),
    ("paper", &[]),
    ("web", &["app", "domain", "paper"]),
    ("api", &["app", "domain"]),
    ("troupe", &["domain", "store", "app", "outside", "world", "web", "api"]),
    ("it", &[]),
    ("bench", &["domain", "store", "app", "insight", "outside", "troupe"]),
    ("xtask", &[]),
];

const HTTP_AND_MAIL: &[&str] = &["reqwest", "hyper", "hyper-util", "ureq", "isahc", "curl", "surf", "attohttpc", "lettre"];
const DATABASES: &[&str] = &["sqlx", "sea-orm", "sea-query", "rusqlite", "diesel", "postgres", "tokio-postgres"];
const SURFACES: &[&str] = &["axum", "tower", "tower-http", "maud", "hyper"];
const EFFECTS: &[&str] = &["tokio", "futures-util", "async-trait", "getrandom", "rand", "rand_chacha", "tracing"];

/// So slow to build that `paper` alone waits for it.
const TYPESETTING: &[&str] = &["typst", "typst-layout", "typst-pdf", "typst-assets", "comemo"];

/// What each crate must not use from outside.
const FORBIDDEN: &[(&str, &[&[&str]])] = &[
    ("domain", &[HTTP_AND_MAIL, DATABASES, SURFACES, EFFECTS, TYPESETTING]),
    ("store", &[HTTP_AND_MAIL, SURFACES, TYPESETTING]),
    ("insight", &[HTTP_AND_MAIL, DATABASES, SURFACES, EFFECTS, TYPESETTING]),
    ("app", &[HTTP_AND_MAIL, DATABASES, SURFACES, TYPESETTING]),
    ("outside", &[DATABASES, SURFACES, TYPESETTING]),
    ("world", &[HTTP_AND_MAIL, DATABASES, SURFACES, TYPESETTING]),
    ("paper", &[HTTP_AND_MAIL, DATABASES, SURFACES, EFFECTS]),
    ("web", &[HTTP_AND_MAIL, DATABASES, TYPESETTING]),
    ("api", &[HTTP_AND_MAIL, DATABASES, TYPESETTING]),
];

/// The workspace as Cargo sees it, without the packages of others.
pub fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    let output = command.current_dir(xtask::root()).args(["metadata", "--offline", "--no-deps", "--format-version", "1"]).output();
    serde_json::from_slice(&output.expect("cargo metadata starts").stdout).expect("cargo metadata is JSON")
}

/// Crates that depend on what they must not.
pub fn check(metadata: &Value) -> Vec<Finding> {
    let packages: Vec<&Value> = metadata["packages"].as_array().into_iter().flatten().collect();
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    packages.iter().flat_map(|package| check_crate(package, &names)).collect()
}

fn check_crate(package: &Value, ours: &[&str]) -> Vec<Finding> {
    let name = package["name"].as_str().unwrap_or_default();
    let file = format!("crates/{name}/Cargo.toml");
    let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == name) else {
        return vec![Finding::new(file, 0, format!("crate {name} has no line in the list of floors (crates/it/tests/it/tidy/floors.rs)"))];
    };
    let forbidden = FORBIDDEN.iter().find(|(floor, _)| *floor == name).map_or(&[][..], |(_, lists)| lists);
    let manifest = std::fs::read_to_string(package["manifest_path"].as_str().unwrap_or_default()).unwrap_or_default();
    let mut findings = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let on = dependency["name"].as_str().unwrap_or_default();
        let for_tests = dependency["kind"] == "dev";
        let wrong = if ours.contains(&on) { !allowed.contains(&on) } else { forbidden.iter().any(|list| list.contains(&on)) };
        if wrong && !for_tests {
            let line = manifest.lines().position(|line| line.starts_with(&format!("{on}.")) || line.starts_with(&format!("{on} ")));
            findings.push(Finding::new(&file, line.map_or(0, |line| line + 1), format!("{name} must not depend on {on}")));
        }
    }
    findings
}

#[test]
fn a_wrong_dependency_is_found() {
    let metadata = serde_json::json!({"packages": [
        {"name": "web", "dependencies": [{"name": "store"}, {"name": "api"}, {"name": "app"}, {"name": "maud"}]},
        {"name": "app", "dependencies": [{"name": "reqwest"}, {"name": "domain"}, {"name": "web", "kind": "dev"}]},
        {"name": "store", "dependencies": [{"name": "app"}]},
        {"name": "api", "dependencies": []},
        {"name": "domain", "dependencies": [{"name": "tokio"}]},
        {"name": "paper", "dependencies": [{"name": "app"}, {"name": "typst"}]},
        {"name": "cellar", "dependencies": []},
    ]});
    let found: Vec<String> = check(&metadata).into_iter().map(|finding| finding.what).collect();
    assert_eq!(
        found[..6],
        [
            "web must not depend on store",
            "web must not depend on api",
            "app must not depend on reqwest",
            "store must not depend on app",
            "domain must not depend on tokio",
            "paper must not depend on app",
        ]
    );
    assert!(found[6].contains("cellar"), "{found:?}");
}
