//! `troupe import creators FILE`: the same operation as the page's, for files and scripts.
//!
//! Invariant: no row is lost: rows = created + updated + merged + unchanged + rejected, and every rejected row is in the
//! error file with its reason. Absent: reading the file; the operation does.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use app::{
    App, Asked, Caller,
    creators::{
        ImportCreators, ImportView,
        import::{self, Opened},
    },
    registry,
};
use domain::{
    creators::{
        Platform,
        import::{Hints, ImportError, MOST_BYTES},
    },
    files::{ContentHash, StoredFile},
};
use futures_util::StreamExt as _;
use serde_json::json;

/// Who owns an installation that an import began: nobody's address, so the first sign-in is by the printed link.
const OWNER: &str = "owner@example.invalid";

/// What `troupe import creators` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct Creators {
    /// The spreadsheet: CSV, TSV, XLSX, ODS or XLS
    pub file: PathBuf,
    /// Which sheet of a workbook; the fullest one unless told
    #[arg(long)]
    pub sheet: Option<String>,
    /// The brand, by its short name; needed when there are several
    #[arg(long)]
    pub brand: Option<String>,
    /// The platform of handles that name none: instagram, tiktok, youtube
    #[arg(long)]
    pub platform: Option<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the counts as one JSON object on the last line
    #[arg(long)]
    pub json: bool,
}

/// Imports a spreadsheet of creators.
///
/// # Errors
/// When the file cannot be read at all.
pub async fn creators(app: &App, told: &Creators) -> Result<()> {
    if told.dry_run && !app::access::is_set_up(app).await? {
        return look(told);
    }
    // A file that is no list is refused before a new folder gets a brand for it.
    let (bytes, name, _) = plan(told)?;
    let caller = caller(app, told.brand.as_deref()).await?;
    let platform = told.platform.as_deref().map(Platform::parse);
    let options = ImportCreators { platform, sheet: told.sheet.clone(), dry_run: told.dry_run, ..ImportCreators::default() };
    let answer = import::run(app, &caller, &name, &bytes, options).await.map_err(|error| wrong(told, &error))?;
    // The rows are in: the counts are told even where the error file cannot be written here.
    let error_file = error_file(app, &told.file, answer.error_file.as_ref()).await;
    report(told, &answer, error_file.as_ref().ok().and_then(Option::as_deref));
    error_file.map(drop)
}

/// A dry run where there is no installation yet: everybody in the file would be new, and nothing is made.
///
/// # Errors
/// When the file cannot be read at all.
pub fn look(told: &Creators) -> Result<()> {
    let (_, file_name, opened) = plan(told)?;
    let Opened { plan, sheet, sheets } = opened;
    let found = plan.people(0);
    let (created, rejected) = (found.people.len() as u64, found.rejected.len() as u64);
    let named: u64 = found.people.iter().map(|person| person.rows).sum();
    let answer = ImportView {
        id: None,
        file_name,
        rows: named + rejected,
        created,
        updated: 0,
        merged: named - created,
        unchanged: 0,
        rejected,
        sheet,
        sheets,
        as_before: None,
        columns: plan.columns().iter().map(Into::into).collect(),
        fields: Vec::new(),
        sample: Vec::new(),
        notes: plan.notes().to_vec(),
        warnings: found.warnings,
        warned: found.warned,
        rejections: found.rejected,
        error_file: None,
    };
    report(told, &answer, None);
    Ok(())
}

fn wrong(told: &Creators, error: &dyn std::fmt::Display) -> anyhow::Error {
    anyhow!("{}: {error}", told.file.display())
}

/// The file's bytes, its name, and how it would be read.
fn plan(told: &Creators) -> Result<(Vec<u8>, String, Opened)> {
    let bytes = read(&told.file)?;
    let name = told.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let hints = Hints { platform: told.platform.as_deref().map(Platform::parse), ..Hints::default() };
    let opened = import::read(&bytes, &name, &hints, told.sheet.as_deref()).map_err(|error| wrong(told, &error))?;
    Ok((bytes, name, opened))
}

/// The file's bytes; what cannot be a list is refused before it is read.
fn read(file: &Path) -> Result<Vec<u8>> {
    let unread = || format!("cannot read {}", file.display());
    let about = std::fs::metadata(file).with_context(unread)?;
    if about.is_dir() {
        bail!("{} is a folder; name one file in it", file.display());
    }
    if usize::try_from(about.len()).map_or(true, |size| size > MOST_BYTES) {
        bail!("{}: {}", file.display(), ImportError::TooLarge);
    }
    std::fs::read(file).with_context(unread)
}

/// The operator about the brand; a new folder gets a default one.
async fn caller(app: &App, brand: Option<&str>) -> Result<Caller> {
    if !app::access::is_set_up(app).await? {
        let secret = app::secrets::token(app.seed());
        let set_up = json!({ "organisation": "My organisation", "brand": brand.unwrap_or("My brand"), "zone": "UTC", "currency": "USD", "name": "Owner", "email": OWNER, "password": secret });
        let operation = registry::find("team.set_up").ok_or_else(|| anyhow!("team.set_up is not registered"))?;
        operation.call(app, &Caller::visitor(), &Asked::default(), set_up).await.map_err(|error| anyhow!("{error}"))?;
        let link = crate::operator::sign_in_link(app, OWNER).await?;
        eprintln!(
            "The folder was empty, so it got an organisation and a brand. Start `troupe serve` and sign in within the hour:\n  {link}"
        );
        // Its only brand is the one that was asked for, whatever its short name became.
        return crate::operator::caller(app, None).await;
    }
    let caller = crate::operator::caller(app, brand).await?;
    if caller.brand.is_none() {
        bail!("there are several brands; say which with --brand");
    }
    Ok(caller)
}

/// Writes the rejected rows beside the spreadsheet's name into the present folder.
async fn error_file(app: &App, source: &Path, stored: Option<&StoredFile>) -> Result<Option<PathBuf>> {
    let Some(stored) = stored else { return Ok(None) };
    let stem = source.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let path = PathBuf::from(format!("{stem}.rejected.csv"));
    std::fs::write(&path, bytes_of(app, &stored.hash).await?).with_context(|| {
        format!("the rows are in, but cannot write the rejected ones to {}; the import page keeps them too", path.display())
    })?;
    Ok(Some(path))
}

async fn bytes_of(app: &App, hash: &ContentHash) -> Result<Vec<u8>> {
    let mut stream = app.files().open(hash, 0).await?;
    let mut all = Vec::new();
    while let Some(chunk) = stream.next().await {
        all.extend_from_slice(&chunk?);
    }
    Ok(all)
}

fn report(told: &Creators, answer: &ImportView, error_file: Option<&Path>) {
    let verb = if told.dry_run { "would be" } else { "are" };
    let ImportView { rows, created, updated, merged, unchanged, rejected, .. } = answer;
    for note in &answer.notes {
        println!("{note}");
    }
    println!(
        "{rows} rows: {created} {verb} new, {updated} updated, {merged} the same person again in this file, {unchanged} unchanged, {rejected} rejected."
    );
    if let Some(path) = error_file {
        println!("The rejected rows with their reasons are in {}.", path.display());
    }
    if told.dry_run {
        for column in &answer.columns {
            println!("\"{}\" is read as: {} ({}).", column.heading, column.column.label(), column.reason.trim_end_matches('.'));
        }
        for row in &answer.rejections {
            println!("Row {}: {}", row.row, row.reason);
        }
    }
    if told.json {
        let columns: Vec<_> =
            answer.columns.iter().map(|column| json!({ "heading": column.heading, "read_as": column.column.as_str() })).collect();
        let counts = json!({ "rows": rows, "created": created, "updated": updated, "merged": merged, "unchanged": unchanged,
            "rejected": rejected, "columns": columns });
        println!("{counts}");
    }
}
