//! What the benchmarks inside the process share: a clock that stands still, an installation with its owner, and operations by
//! their names.
//!
//! Invariant: whatever is called goes through the registry. Absent: filling; each benchmark has its own rows.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use app::{App, Asked, Caller, Settings, frame::Parts, ports::Clock, random::Random, registry, secrets::Secrets};
use domain::time::Timestamp;
use outside::{CapturedMailer, FolderFiles, WebLinks};
use serde_json::{Value, json};
use store::{Database, Db};

/// Stands still.
pub(crate) struct Still(pub(crate) Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A new installation in a database, its files in a folder, its clock at an instant, its search index in a folder where it has
/// one; and its owner about its brand.
pub(crate) async fn begin(database: &Database, folder: &Path, now: Timestamp, search: Option<PathBuf>) -> Result<(App, Caller)> {
    let db = Db::open(database).await?;
    let settings =
        Settings { base_url: "https://troupe.example".into(), mail_from: "troupe@troupe.example".into(), most_upload: 500_000_000 };
    let app = App::new(Parts {
        db,
        settings,
        secrets: Secrets::new([7; 32]),
        clock: Arc::new(Still(now)),
        random: Random::seeded([1; 32]),
        mailer: Arc::new(CapturedMailer),
        links: Arc::new(WebLinks::new().map_err(anyhow::Error::msg)?),
        files: Arc::new(FolderFiles::open(folder.join("files"))?),
        provider: None,
        platforms: app::ports::Platforms::default(),
        search,
        model: None,
        record: false,
    });
    let set_up = json!({ "organisation": "Fennel Foods", "brand": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP",
                         "name": "Nora Quill", "email": "nora@fennel.example", "password": "a quiet long sentence" });
    let signed_in = call(&app, &Caller::visitor(), "team.set_up", set_up).await?;
    let token = signed_in["token"].as_str().context("no session")?;
    let owner = app::access::by_session(&app, token).await?.context("no session")?;
    let brand = store::team::brands(app.db(), owner.organisation.context("no organisation")?).await?.remove(0).id;
    Ok((app, owner.about(brand)))
}

/// Runs a registered operation.
pub(crate) async fn call(app: &App, caller: &Caller, name: &str, command: Value) -> Result<Value> {
    let found = registry::find(name).with_context(|| format!("no operation {name}"))?;
    found.call(app, caller, &Asked::default(), command).await.with_context(|| name.to_owned())
}

/// How much memory a process has, in megabytes.
pub(crate) fn resident(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
    Ok(kilobytes / 1024.0)
}
