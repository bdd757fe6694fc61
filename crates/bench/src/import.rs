//! `import`: how many rows of a list of creators become stored and searchable a second, and how much memory that takes at most.
//!
//! The list is made up and written to a file: names, handles, followers with their marks, rates, addresses, countries and fees as
//! people write them, one row in a hundred without anybody in it. It is brought by the operation that the page runs, then the
//! search index is made and asked. Beside it stands `sqlite3`'s own `.import` of the same file into one table of texts: what
//! reading and writing the rows costs where nothing is understood, merged or kept with its source.

use std::{
    io::{BufWriter, Write},
    path::Path,
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use app::creators::ImportCreators;
use domain::{creators::Platform, time::Timestamp};
use serde_json::json;
use store::Database;

use crate::house::{begin, call, resident};

const FIRST: [&str; 12] = ["Maya", "Noor", "Kim", "Lucía", "Ben", "Anja", "Skye", "Jörg", "Ada", "Ravi", "Zoë", "Tom"];
const LAST: [&str; 12] =
    ["Okonkwo", "Haddad", "Lee", "Fernández", "Hartley", "Vogt", "Barlow", "Müller", "Marlow", "Nair", "Quill", "Field"];
const COUNTRIES: [&str; 6] = ["United Kingdom", "DE", "Österreich", "Spain", "France", "IE"];

/// `import [ROWS]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let rows: u64 = match arguments.first() {
        Some(text) => text.parse().with_context(|| format!("\"{text}\" is no number"))?,
        None => 1_000_000,
    };
    let folder = std::env::temp_dir().join(format!("troupe-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(measure(&folder, rows));
    std::fs::remove_dir_all(&folder)?;
    result
}

/// Writes the list.
fn list(path: &Path, rows: u64) -> Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "Name,Instagram handle,Followers,Engagement rate,Email,Country,Reel rate,Topics")?;
    for row in 0..rows {
        if row % 100 == 99 {
            writeln!(file, ",,12k,,,,,")?;
            continue;
        }
        let at = |all: &[&'static str], by: u64| all[usize::try_from(row / by).unwrap_or(0) % all.len()];
        let followers = 900 + row * 7_919 % 400_000;
        let said = match row % 3 {
            0 => format!("\"{}\"", domain::text::grouped(followers)),
            1 => domain::text::short_count(i64::try_from(followers)?),
            _ => followers.to_string(),
        };
        writeln!(
            file,
            "{} {},@person.{row},{said},{}.{}%,person{row}@creators.example,{},£{},\"food, slow mornings\"",
            at(&FIRST, 1),
            at(&LAST, 12),
            row % 7 + 1,
            row % 10,
            at(&COUNTRIES, 5),
            100 + row % 900,
        )?;
    }
    Ok(file.flush()?)
}

async fn measure(folder: &Path, rows: u64) -> Result<()> {
    let path = folder.join("list.csv");
    list(&path, rows)?;
    let megabytes = std::fs::metadata(&path)?.len() as f64 / 1e6;
    let database = Database::Sqlite(folder.join("troupe.db"));
    let now = Timestamp::parse("2026-09-04T11:00:00Z")?;
    let (app, owner) = begin(&database, folder, now, Some(folder.join("search"))).await?;
    let bytes = std::fs::read(&path)?;
    let before = peak()?;
    let begun = Instant::now();
    let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
    let done = app::creators::import::run(&app, &owner, "list.csv", &bytes, options).await?;
    let stored = begun.elapsed().as_secs_f64();
    if done.created + done.rejected + done.merged != rows {
        bail!("of {rows} rows {} were created, {} merged and {} rejected", done.created, done.merged, done.rejected);
    }
    let after_import = peak()?;
    drop(bytes);
    // A search of so many does not wait for the index; this does.
    let mut found = 0;
    while found < done.created {
        app::discovery::make_ready(&app).await;
        found = call(&app, &owner, "discovery.find_creators", json!({})).await?["total"].as_u64().unwrap_or(0);
    }
    let searchable = begun.elapsed().as_secs_f64();
    let figures = json!({
        "bench": "import", "rows": rows, "file_mb": tenths(megabytes), "stored_s": tenths(stored), "searchable_s": tenths(searchable),
        "rows_a_second_stored": (rows as f64 / stored).round(), "rows_a_second_searchable": (rows as f64 / searchable).round(),
        "peak_mb_before": tenths(before), "peak_mb_import": tenths(after_import), "peak_mb": tenths(peak()?),
        "resident_mb": tenths(resident(std::process::id())?), "created": done.created, "rejected": done.rejected,
    });
    println!("{figures}");
    beside(folder, &path, rows)
}

/// The same file into one table of texts by SQLite's own tool.
fn beside(folder: &Path, path: &Path, rows: u64) -> Result<()> {
    let begun = Instant::now();
    let status = Command::new("sqlite3")
        .arg(folder.join("beside.db"))
        .args(["PRAGMA journal_mode = WAL", ".mode csv", &format!(".import {} list", path.display())])
        .stdout(std::process::Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => {
            let seconds = begun.elapsed().as_secs_f64();
            let figures = json!({ "bench": "import", "measure": "sqlite3 .import", "s": tenths(seconds), "rows_a_second": (rows as f64 / seconds).round() });
            println!("{figures}");
        }
        _ => println!("{}", json!({ "bench": "import", "measure": "sqlite3 .import", "note": "sqlite3 is not installed or failed" })),
    }
    Ok(())
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The most memory that this process ever had, in megabytes.
fn peak() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
    Ok(kilobytes / 1024.0)
}
