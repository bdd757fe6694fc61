//! Putting an installation together from its configuration.
//!
//! Invariant: the data folder and its key are made on the first start and never overwritten. Absent: listening.

use std::{
    fs::OpenOptions,
    io::{Read, Write},
    path::Path,
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use app::{
    App, Settings,
    frame::Parts,
    ports::{Clock, LanguageModel, Links, Mailer, PaymentProvider, Platforms},
    random::{Random, Seed},
    secrets::Secrets,
};
use outside::{CapturedMailer, ChatModel, FolderFiles, InstagramApi, SmtpMailer, SystemClock, TikTokApi, WebLinks, YouTubeApi};
use store::{Database, Db};

use crate::{config::Config, simulate::ground};

/// What differs between a real installation and one that is made up.
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// A fixed beginning of randomness, for the demo; the system's when nothing is said.
    pub seed: Option<Seed>,
    /// Looks at web addresses; the real ones when nothing is said.
    pub links: Option<Arc<dyn Links>>,
    /// Takes mail; what the configuration says when nothing is said.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Pays, where a provider is connected.
    pub provider: Option<Arc<dyn PaymentProvider>>,
    /// Platforms' own interfaces; the real ones at the addresses that the configuration names when nothing is said.
    pub platforms: Option<Platforms>,
    /// Whether language models may be asked; nothing leaves a world that is made up.
    pub models: bool,
}

impl Ports {
    /// The real outside.
    #[must_use]
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock), seed: None, links: None, mailer: None, provider: None, platforms: None, models: true }
    }
}

/// Opens an installation: makes the data folder and the key, migrates the database.
///
/// # Errors
/// Names what cannot be opened.
pub async fn open(config: &Config, ports: Ports) -> Result<App> {
    if config.data.is_file() {
        bail!("{} is a file; --data takes a folder", config.data.display());
    }
    std::fs::create_dir_all(&config.data).with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
    let key = key(&config.path("secret.key"))?;
    let files = FolderFiles::open(config.path("files")).context("cannot open the folder of files")?;
    let mailer: Arc<dyn Mailer> = match (ports.mailer, &config.smtp_url) {
        (Some(mailer), _) => mailer,
        (None, Some(url)) => Arc::new(SmtpMailer::new(url).map_err(|error| anyhow::anyhow!("smtp_url: {error}"))?),
        (None, None) => Arc::new(CapturedMailer),
    };
    let links: Arc<dyn Links> = match ports.links {
        Some(links) => links,
        None => Arc::new(WebLinks::new().map_err(anyhow::Error::msg)?),
    };
    let platforms = match ports.platforms {
        Some(platforms) => platforms,
        None => {
            let youtube = YouTubeApi::new(&config.youtube_url).map_err(|error| anyhow::anyhow!("youtube_url: {error}"))?;
            let instagram = InstagramApi::new(&config.instagram_url).map_err(|error| anyhow::anyhow!("instagram_url: {error}"))?;
            let tiktok = TikTokApi::new(&config.tiktok_url, &config.tiktok_login_url)
                .map_err(|error| anyhow::anyhow!("tiktok_url, tiktok_login_url: {error}"))?;
            Platforms { youtube: Some(Arc::new(youtube)), instagram: Some(Arc::new(instagram)), tiktok: Some(Arc::new(tiktok)) }
        }
    };
    let model: Option<Arc<dyn LanguageModel>> = if ports.models {
        Some(Arc::new(ChatModel::new(&config.model_hosts).map_err(|error| anyhow::anyhow!("model_hosts: {error}"))?))
    } else {
        None
    };
    let made_up = ports.seed.is_some();
    let random = match ports.seed {
        Some(seed) => Random::seeded(seed),
        None => Random::of_system().map_err(anyhow::Error::msg)?,
    };
    // What is made up anew at any time need not outlast a power cut while it is made.
    let opened = if made_up { Db::open_made_up(&config.database()).await } else { Db::open(&config.database()).await };
    let db = opened.map_err(|error| unopened(config, &error))?;
    not_simulated(config, &db).await?;
    Ok(App::new(Parts {
        db,
        settings: Settings { base_url: config.base_url(), mail_from: config.mail_from.clone(), most_upload: config.most_upload },
        secrets: Secrets::new(key),
        clock: ports.clock,
        random,
        mailer,
        links,
        files: Arc::new(files),
        provider: ports.provider,
        platforms,
        search: Some(config.path("search")),
        model,
        record: false,
    }))
}

/// Refuses a database that a simulation has taken, or has left behind where it broke off: the next one drops what stands there.
async fn not_simulated(config: &Config, db: &Db) -> Result<()> {
    if matches!(config.database(), Database::Postgres(_)) && ground::is_ours(db).await? {
        db.clone().close().await?;
        bail!(
            "`troupe simulate` has taken this database and drops whatever is written there. Run it there once more to clear it, \
             or name another database."
        );
    }
    Ok(())
}

/// Why the database does not open: its place without a password, and the innermost cause, which names the matter.
fn unopened(config: &Config, error: &store::Error) -> anyhow::Error {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let words = cause.to_string();
    let words = words.rsplit("error returned from database: ").next().unwrap_or_default();
    let words = words.split(" at line ").next().unwrap_or_default();
    let words = if words.contains("timed out") { "nothing answers there" } else { words };
    let place = match &config.database {
        None => config.path("troupe.db").display().to_string(),
        Some(url) => match (url.split_once("://"), url.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
            _ => url.clone(),
        },
    };
    anyhow::anyhow!("cannot open the database {place}: {words}")
}

/// Reads the installation's key, or makes it.
fn key(path: &Path) -> Result<[u8; 32]> {
    let mut key = [0_u8; 32];
    match std::fs::File::open(path) {
        Ok(mut file) => {
            let mut all = Vec::new();
            file.read_to_end(&mut all)?;
            match all.try_into() {
                Ok(whole) => key = whole,
                Err(_) => bail!(
                    "{} is damaged: it does not hold 32 bytes. Put the right one back; without it no link and no sealed account opens.",
                    path.display()
                ),
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            #[allow(clippy::disallowed_methods)] // made once, before there is a context
            getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("{error}"))?;
            made(path, &key).with_context(|| format!("cannot write {}", path.display()))?;
            // Another process may have been faster; what stands there counts.
            key = std::fs::read(path)?.try_into().map_err(|_| anyhow::anyhow!("{} does not hold 32 bytes", path.display()))?;
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
    Ok(key)
}

/// Puts the key in its place whole or not at all, and never over one that stands there: a process that is killed in between
/// leaves a file of its own name, which nobody reads.
fn made(path: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    let draft = path.with_extension(format!("key.{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(key)?;
    file.sync_all()?;
    match std::fs::hard_link(&draft, path) {
        Ok(()) => {}
        Err(_) if path.exists() => {}
        // Some file systems know no second name for a file.
        Err(_) => return std::fs::rename(&draft, path),
    }
    std::fs::remove_file(&draft)?;
    std::fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
