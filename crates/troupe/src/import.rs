//! `troupe import creators FILE`: the same operation as the page's, for files and scripts.
//!
//! Invariant: no row is lost: rows = created + updated + merged + unchanged + rejected, and every rejected row is in the
//! error file with its reason. Absent: reading the file; the operation does.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use app::{App, Asked, Caller, registry};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::files::{ContentHash, StoredFile};
use futures_util::StreamExt as _;
use serde_json::{Value, json};

/// What `troupe import creators` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct Creators {
    /// The spreadsheet, as CSV or TSV
    pub file: PathBuf,
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
    let bytes = std::fs::read(&told.file).with_context(|| format!("cannot read {}", told.file.display()))?;
    let caller = caller(app, told.brand.as_deref()).await?;
    let name = told.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut command = json!({ "file_name": name, "content": STANDARD.encode(&bytes), "dry_run": told.dry_run });
    if let Some(platform) = &told.platform {
        command["platform"] = json!(platform);
    }
    let operation = registry::find("creators.import_creators").ok_or_else(|| anyhow!("creators.import_creators is not registered"))?;
    let answer =
        operation.call(app, &caller, &Asked::default(), command).await.map_err(|error| anyhow!("{}: {error}", told.file.display()))?;
    let error_file = error_file(app, &told.file, &answer).await?;
    report(told, &answer, error_file.as_deref())
}

/// The operator about the brand; a new folder gets a default one.
async fn caller(app: &App, brand: Option<&str>) -> Result<Caller> {
    if !app::session::is_set_up(app).await? {
        let secret = app::secrets::token(app.seed());
        let set_up = json!({ "organisation": "My organisation", "brand": brand.unwrap_or("My brand"), "zone": "UTC", "currency": "USD", "name": "Owner", "email": "owner@example.invalid", "password": secret });
        let operation = registry::find("team.set_up").ok_or_else(|| anyhow!("team.set_up is not registered"))?;
        operation.call(app, &Caller::visitor(), &Asked::default(), set_up).await.map_err(|error| anyhow!("{error}"))?;
        eprintln!("The folder was empty: it has an organisation and a brand now. Use `troupe op team.create_sign_in_link` to sign in.");
    }
    let caller = crate::operator::caller(app, brand).await?;
    if caller.brand.is_none() {
        bail!("there are several brands; say which with --brand");
    }
    Ok(caller)
}

/// Writes the rejected rows beside the spreadsheet's name into the present folder.
async fn error_file(app: &App, source: &Path, answer: &Value) -> Result<Option<PathBuf>> {
    let Ok(Some(stored)) = serde_json::from_value::<Option<StoredFile>>(answer["error_file"].clone()) else { return Ok(None) };
    let stem = source.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let path = PathBuf::from(format!("{stem}.rejected.csv"));
    std::fs::write(&path, bytes_of(app, &stored.hash).await?).with_context(|| format!("cannot write {}", path.display()))?;
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

fn report(told: &Creators, answer: &Value, error_file: Option<&Path>) -> Result<()> {
    let count = |name: &str| answer[name].as_i64().unwrap_or(0);
    let names = ["rows", "created", "updated", "merged", "unchanged", "rejected"];
    let verb = if told.dry_run { "would be" } else { "are" };
    println!(
        "{} rows: {} {verb} new, {} updated, {} the same person again in this file, {} unchanged, {} rejected.",
        count("rows"),
        count("created"),
        count("updated"),
        count("merged"),
        count("unchanged"),
        count("rejected")
    );
    if let Some(path) = error_file {
        println!("The rejected rows with their reasons are in {}.", path.display());
    }
    if told.json {
        let counts: serde_json::Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), json!(count(name)))).collect();
        println!("{}", Value::Object(counts));
    }
    Ok(())
}
