//! Real lists of creators, where they are at hand: `TROUPE_SHARED`, or a folder named `shared` beside the workspace.
//!
//! Only what must hold of any such list is checked; nothing of the files is copied here. Without them the tests say
//! loudly that they were skipped.

use std::path::{Path, PathBuf};

use domain::creators::counts::{self, Number};
use domain::creators::import::{Column, Hints, ImportError, ImportedCreator, Plan, RowOutcome, Seen, error_file};

fn folder(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TROUPE_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
        .join("data")
        .join(name);
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("SKIPPED: no real lists at {}. Set TROUPE_SHARED to the folder that holds data/{name}.", root.display());
    None
}

fn csv_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<(String, Vec<u8>)> = entries
        .flatten()
        .filter(|entry| {
            entry.file_name().to_string_lossy().to_lowercase().contains(".csv") || entry.file_name().to_string_lossy().ends_with(".tsv")
        })
        .filter_map(|entry| Some((entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).ok()?)))
        .collect();
    files.sort();
    files
}

struct Imported {
    plan: Plan,
    creators: Vec<ImportedCreator>,
    rejected: usize,
    merged: usize,
}

fn import(name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    let plan = Plan::read(bytes, name, &Hints::default())?;
    let (mut creators, mut rejected, mut seen, mut merged) = (Vec::new(), Vec::new(), Seen::new(), 0);
    for outcome in plan.rows() {
        match outcome {
            RowOutcome::Creator(creator) => {
                merged += usize::from(seen.note(&creator).is_some());
                creators.push(*creator);
            }
            RowOutcome::Rejected(row) => rejected.push(row),
        }
    }
    let read = u64::try_from(creators.len() + rejected.len()).unwrap_or(0);
    assert_eq!(read, plan.row_count(), "{name}: rows read = creators + rejected");
    assert!(rejected.iter().all(|row| !row.reason.is_empty()), "{name}: every rejected row has a reason");
    assert_eq!(
        Plan::read(error_file(&plan, &rejected).as_bytes(), "errors.csv", &Hints::default()).is_ok(),
        !rejected.is_empty(),
        "{name}"
    );
    for creator in &creators {
        assert!(!creator.name.trim().is_empty(), "{name}, row {}: a name", creator.row);
        for url in creator.profiles.iter().filter_map(|profile| profile.url()) {
            assert!(!url.contains(char::is_whitespace) && url.starts_with("https://"), "{name}, row {}: {url}", creator.row);
        }
        for profile in creator
            .profiles
            .iter()
            .filter(|profile| profile.handle.is_none() && profile.channel_id.is_none() && profile.given_url.is_none())
        {
            assert_eq!(profile.url(), None, "{name}, row {}: no link from a name", creator.row);
        }
    }
    Ok(Imported { plan, creators, rejected: rejected.len(), merged })
}

fn report(name: &str, imported: &Imported) {
    let handles = imported.creators.iter().filter(|creator| creator.profiles.iter().any(|profile| profile.handle.is_some())).count();
    eprintln!(
        "{name}: {} rows, {} creators ({handles} with a handle), {} again, {} rejected; {} {:?}",
        imported.plan.row_count(),
        imported.creators.len(),
        imported.merged,
        imported.rejected,
        imported.plan.encoding(),
        imported.plan.platform().as_str(),
    );
    for column in imported.plan.columns() {
        eprintln!("    {} -> {}: {}", column.title(), column.column.as_str(), column.reason);
    }
    for note in imported.plan.notes() {
        eprintln!("    ! {note}");
    }
}

#[test]
fn the_lists_of_2022_are_read_row_by_row() {
    let Some(folder) = folder("creators_2022") else { return };
    for (name, bytes) in csv_files(&folder) {
        let imported = import(&name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        report(&name, &imported);
        assert_eq!(imported.rejected, 0, "{name}: these lists hold creators only");
        let platform = ["instagram", "tiktok", "youtube"].into_iter().find(|word| name.to_lowercase().contains(word));
        assert_eq!(Some(imported.plan.platform().as_str()), platform, "{name}");
        let unknown = imported.creators.iter().filter(|creator| creator.profiles.iter().all(|profile| profile.handle.is_none())).count();
        let share = unknown * 100 / imported.creators.len().max(1);
        match platform {
            // Counted by hand: about two in five of these "handles" are display names, nearly all with spaces.
            Some("youtube") => assert!((20..=50).contains(&share), "{name}: {share} % without a handle"),
            _ => assert!(share <= 2, "{name}: {share} % without a handle"),
        }
        let followed = imported
            .creators
            .iter()
            .filter(|creator| creator.metrics.iter().any(|metric| metric.measure == domain::creators::Measure::Followers));
        assert_eq!(followed.count(), imported.creators.len(), "{name}: every row has followers");
        short_and_full_columns_agree(&name, &imported.plan, &bytes);
    }
}

/// "13.8M" beside 13800000: read by a plain reader of CSV, so that our own splitting of rows is checked too.
fn short_and_full_columns_agree(name: &str, plan: &Plan, bytes: &[u8]) {
    let measures = plan.columns().iter().filter(|column| matches!(column.column, Column::Measure(_)));
    let places: Vec<(usize, Column)> = measures.map(|column| (column.place, column.column)).collect();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let (mut pairs, mut agreeing, mut rows) = (0u32, 0u32, 0u64);
    for record in reader.records().flatten() {
        rows += 1;
        for pair in places.windows(2).filter(|pair| pair[0].1 == pair[1].1) {
            let number = |at: usize| counts::parse(record.get(pair[at].0).unwrap_or(""));
            let (short, full) = (number(0), number(1));
            if matches!((&short, &full), (Number::Read { .. }, Number::Read { .. })) {
                pairs += 1;
                agreeing += u32::from(short.agrees_with(&full));
            }
        }
    }
    assert_eq!(rows, plan.row_count(), "{name}: as many rows as a plain reader finds");
    assert!(pairs > 0 && agreeing * 1000 >= pairs * 999, "{name}: {agreeing} of {pairs} pairs agree");
}

#[test]
fn lists_of_channels_are_read_by_their_ids() {
    let Some(folder) = folder("youtube_channels") else { return };
    for (name, bytes) in csv_files(&folder).into_iter().filter(|(name, _)| name.contains("Channels")) {
        let imported = import(&name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        report(&name, &imported);
        let linked = imported.creators.iter().filter(|creator| creator.profiles.iter().any(|profile| profile.channel_id.is_some())).count();
        assert!(linked * 100 >= imported.creators.len() * 99, "{name}: {linked} of {} have their id", imported.creators.len());
        assert_eq!(imported.plan.platform().as_str(), "youtube", "{name}");
    }
}

#[test]
fn odd_spreadsheets_are_read_or_refused_with_a_reason() {
    let Some(folder) = folder("spreadsheets") else { return };
    let (mut read, mut refused) = (0, 0);
    for (name, bytes) in csv_files(&folder) {
        match import(&name, &bytes) {
            Ok(imported) => {
                read += 1;
                report(&name, &imported);
            }
            Err(error) => {
                refused += 1;
                eprintln!("{name}: {error}");
            }
        }
    }
    eprintln!("{read} read, {refused} refused with a reason");
    assert!(read > refused);
}
