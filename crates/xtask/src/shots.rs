//! Pictures of the pages: taken by the browser as PNG, kept as small WebP in `docs/pages`.
//!
//! Invariant: a page that is no longer there loses its picture. Absent: which pages there are and how to reach them
//! (`crates/it/browser/shots.mjs`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// Builds the binary, takes the pictures and converts them.
///
/// # Errors
/// When any of that fails; pictures that exist are then left as they were.
pub fn run() -> Result<()> {
    crate::packages::ensure(false)?;
    let binary = crate::steps::binary()?;
    crate::steps::browser_packages()?;
    let taken = std::env::temp_dir().join(format!("troupe-shots-{}", std::process::id()));
    std::fs::create_dir(&taken)?;
    let result = take(&binary, &taken).and_then(|()| convert(&taken, &xtask::root().join("docs/pages")));
    std::fs::remove_dir_all(&taken).with_context(|| format!("cannot remove {}", taken.display()))?;
    println!("{} pictures in docs/pages", result?);
    Ok(())
}

/// The script writes one PNG per page, size and scheme into `TROUPE_SHOTS`: `today-desktop-light.png`.
fn take(binary: &Path, folder: &Path) -> Result<()> {
    let mut script = crate::steps::command("node", &["shots.mjs"]);
    script.current_dir(xtask::root().join("crates/it/browser"));
    script.env("TROUPE_BINARY", binary).env("TROUPE_SHOTS", folder).env("TROUPE_CHROMIUM", crate::steps::chromium());
    crate::steps::run("pictures", &mut script)
}

fn convert(from: &Path, to: &Path) -> Result<usize> {
    let pictures = files(from, "png")?;
    if pictures.is_empty() {
        bail!("the script took no picture");
    }
    std::fs::create_dir_all(to)?;
    for (name, picture) in &pictures {
        let target = to.join(format!("{name}.webp"));
        let mut convert = std::process::Command::new("cwebp");
        convert.args(["-quiet", "-q", "60", "-m", "6"]).arg(picture).arg("-o").arg(&target);
        if !convert.status().context("cannot start cwebp (Debian's package webp)")?.success() {
            bail!("cwebp could not convert {}", picture.display());
        }
    }
    let names: BTreeSet<&String> = pictures.iter().map(|(name, _)| name).collect();
    for (_, gone) in files(to, "webp")?.iter().filter(|(name, _)| !names.contains(name)) {
        std::fs::remove_file(gone)?;
    }
    Ok(pictures.len())
}

/// Files of a folder with this extension, by name without it.
fn files(folder: &Path, extension: &str) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|own| own == extension)
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            found.push((name.to_owned(), path.clone()));
        }
    }
    found.sort();
    Ok(found)
}
