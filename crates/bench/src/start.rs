//! `start`: from exec to the first page, and resident memory then, with an empty folder and with the demo's data.
//!
//! Limits (the aim): 0.5 s and 120 MB. Each is measured seven times; minimum, median and maximum are printed.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, bail};
use serde_json::json;

const RUNS: usize = 7;
const LIMIT_SECONDS: f64 = 0.5;
const LIMIT_MEGABYTES: f64 = 120.0;

/// Measures and prints.
pub(crate) fn run() -> Result<()> {
    let binary = build()?;
    let folder = std::env::temp_dir().join(format!("troupe-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let filled = folder.join("demo");
    let status = Command::new(&binary).args(["demo", "--fill-only", "--data"]).arg(&filled).stdout(Stdio::null()).status()?;
    if !status.success() {
        bail!("the demo could not be filled");
    }
    let result = measure(&binary, "empty", None, &folder).and_then(|()| measure(&binary, "demo", Some(&filled), &folder));
    std::fs::remove_dir_all(&folder)?;
    result
}

/// The release binary beside this one, built first where a source is newer; says which.
pub(crate) fn build() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let binary = here.parent().context("no folder beside the benchmark")?.join("troupe");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(Path::parent).context("no workspace above the benchmark")?;
    let built = std::fs::metadata(&binary).and_then(|found| found.modified()).ok();
    if built.is_some() && built > Some(newest(root)?) {
        eprintln!("bench: {} is newer than its sources and is measured as it is.", binary.display());
        return Ok(binary);
    }
    eprintln!("bench: building troupe for release first; from nothing this takes minutes.");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut build = Command::new(cargo);
    build.current_dir(root).args(["build", "--release", "--package", "troupe"]);
    // What `cargo run` tells the benchmark of itself would make build scripts of others run again.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
        build.env_remove(name);
    }
    if !build.status()?.success() {
        bail!("the release build failed");
    }
    Ok(binary)
}

/// When a source of the binary was last changed: the lists of crates, and everything in the crates but tests and tools.
fn newest(root: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut waiting = vec![root.join("Cargo.toml"), root.join("Cargo.lock"), root.join("crates")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                let entry = entry?;
                let name = entry.file_name();
                if !["bench", "it", "node_modules", "tests", "xtask"].iter().any(|left_out| name == *left_out) {
                    waiting.push(entry.path());
                }
            }
        } else {
            newest = newest.max(std::fs::metadata(&path)?.modified()?);
        }
    }
    Ok(newest)
}

/// A fresh empty folder each time, or the filled one again and again.
fn measure(binary: &Path, name: &str, filled: Option<&Path>, folder: &Path) -> Result<()> {
    let (mut seconds, mut megabytes) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let data = filled.map_or_else(|| folder.join(format!("empty-{run}")), Path::to_path_buf);
        let (took, memory) = once(binary, &data)?;
        seconds.push(took);
        megabytes.push(memory);
    }
    println!(
        "{}",
        json!({ "bench": "start", "data": name, "measure": "seconds_to_first_page", "runs": RUNS, "min": least(&seconds), "median": median(&mut seconds), "max": most(&seconds), "limit": LIMIT_SECONDS })
    );
    println!(
        "{}",
        json!({ "bench": "start", "data": name, "measure": "resident_megabytes", "runs": RUNS, "min": least(&megabytes), "median": median(&mut megabytes), "max": most(&megabytes), "limit": LIMIT_MEGABYTES })
    );
    Ok(())
}

fn once(binary: &Path, data: &Path) -> Result<(f64, f64)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let begun = Instant::now();
    let mut child = Command::new(binary)
        .args(["serve", "--data"])
        .arg(data)
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let answered = first_page(port, begun);
    let took = begun.elapsed().as_secs_f64();
    let memory = crate::house::resident(child.id());
    child.kill()?;
    child.wait()?;
    answered?;
    Ok((took, memory?))
}

/// Asks for the sign-in page until it answers.
fn first_page(port: u16, begun: Instant) -> Result<()> {
    loop {
        if begun.elapsed() > Duration::from_secs(30) {
            bail!("no page after 30 seconds");
        }
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
            let mut answer = Vec::new();
            if stream.read_to_end(&mut answer).is_ok() && (answer.starts_with(b"HTTP/1.1 200") || answer.starts_with(b"HTTP/1.1 303")) {
                return Ok(());
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn least(all: &[f64]) -> f64 {
    all.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(all: &[f64]) -> f64 {
    all.iter().copied().fold(0.0, f64::max)
}

fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
