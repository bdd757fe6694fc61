//! Builds the front end (`assets/`) into `OUT_DIR` and joins the text catalogue, so that one binary carries both.
//!
//! Invariant: nothing is written into the source tree; packages are installed only when `package-lock.json` changed.
//! With `TROUPE_WEB_DIST` set to a folder of built files Node is not needed at all.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

const NODE_WANTED: &str = "Troupe's pages need Node 20 or newer to be built: install nodejs and npm, then run the command again.";
const OLDEST_NODE: u32 = 20;

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=TROUPE_WEB_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let assets = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("assets");
    if let Err(error) = run(&assets, &out) {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn run(assets: &Path, out: &Path) -> Result<(), String> {
    for (folder, joined) in [("text/en", "en.txt"), ("text/de", "de.txt")] {
        join_texts(&assets.join(folder), &out.join(joined))?;
    }
    let dist = match env::var_os("TROUPE_WEB_DIST").filter(|folder| !folder.is_empty()) {
        Some(folder) => ready_made(Path::new(&folder))?,
        None => bundle(assets, out)?,
    };
    println!("cargo:rustc-env=TROUPE_WEB_ASSETS={}", dist.display());
    Ok(())
}

/// A folder that somebody built before, checked for the files that the pages name.
fn ready_made(folder: &Path) -> Result<PathBuf, String> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for name in ["app.css", "app.js", "theme.js", "icons.svg", "favicon.svg"] {
        if !folder.join(name).is_file() {
            return Err(format!("TROUPE_WEB_DIST is {}, but {name} is not in it.", folder.display()));
        }
    }
    folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))
}

/// Installs the packages when the lock file changed and bundles a copy of the sources.
fn bundle(assets: &Path, out: &Path) -> Result<PathBuf, String> {
    require_node()?;
    let work = out.join("front");
    let dist = out.join("dist");
    for stale in [work.join("css"), work.join("js"), dist.clone()] {
        let _ = fs::remove_dir_all(stale);
    }
    copy_sources(assets, &work).map_err(|error| format!("cannot copy the front end's sources: {error}"))?;
    let lock = fs::read(assets.join("package-lock.json")).map_err(|error| format!("assets/package-lock.json: {error}"))?;
    let stamp = out.join("installed-package-lock.json");
    if fs::read(&stamp).ok().as_deref() != Some(&lock[..]) {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        call(Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&work))?;
        fs::write(&stamp, &lock).map_err(|error| format!("{}: {error}", stamp.display()))?;
    }
    call(Command::new("node").arg("build.mjs").arg(&dist).current_dir(&work))?;
    Ok(dist)
}

fn require_node() -> Result<(), String> {
    let answer = Command::new("node").arg("--version").output().map_err(|_| NODE_WANTED.to_owned())?;
    let version = String::from_utf8_lossy(&answer.stdout);
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|digits| digits.parse::<u32>().ok());
    if major.is_some_and(|major| major >= OLDEST_NODE) { Ok(()) } else { Err(NODE_WANTED.to_owned()) }
}

/// Runs a tool and, when it fails, gives back what it said on one line (cargo shows errors by line).
fn call(command: &mut Command) -> Result<(), String> {
    let name = format!("{} {}", command.get_program().display(), command.get_args().next().unwrap_or_default().display());
    let done = command.stdin(Stdio::null()).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => NODE_WANTED.to_owned(),
        _ => format!("{name}: {error}"),
    })?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    Err(format!("{name} failed: {said}"))
}

fn copy_sources(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name() == "node_modules" || entry.file_name() == "text" {
            continue;
        } else if entry.file_type()?.is_dir() {
            copy_sources(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// One catalogue out of one file for each topic, in the order of their names.
fn join_texts(folder: &Path, to: &Path) -> Result<(), String> {
    let wrong = |error: io::Error| format!("{}: {error}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder).map_err(wrong)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut whole = String::new();
    for file in files {
        whole.push_str(&fs::read_to_string(&file).map_err(wrong)?);
        whole.push('\n');
    }
    fs::write(to, whole).map_err(wrong)
}
