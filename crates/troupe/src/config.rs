//! The configuration: a TOML file, overridden by the environment, overridden by the command line.
//!
//! Invariant: a wrong value is refused with its name before anything is opened. Absent: secrets; the key has a file
//! of its own in the data folder, made on the first start.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use figment::{
    Figment,
    error::{Actual, Kind},
    providers::{Env, Format, Serialized, Toml},
};
use outside::{ChatModel, InstagramApi, SmtpMailer, TikTokApi, YouTubeApi};
use serde::{Deserialize, Serialize};
use store::Database;

/// What an installation is told. `TROUPE_LISTEN=0.0.0.0:80` overrides `listen` in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The data folder: files, the key, and the SQLite file where no other database is named.
    pub data: PathBuf,
    /// A `postgres://` URL; SQLite in the data folder when nothing is said.
    pub database: Option<String>,
    /// Where it listens.
    pub listen: String,
    /// How people reach it; made from `listen` when nothing is said.
    pub base_url: Option<String>,
    /// `smtp://user:password@host:587?tls=required`; mail is only captured when nothing is said.
    pub smtp_url: Option<String>,
    /// From whom mail about accounts comes.
    pub mail_from: String,
    /// The largest upload in bytes.
    pub most_upload: i64,
    /// Where YouTube's own interface is; another address than its own is for tests.
    pub youtube_url: String,
    /// Where Instagram's own interface is; the same.
    pub instagram_url: String,
    /// Where TikTok's own interface is; the same.
    pub tiktok_url: String,
    /// Where creators log in at TikTok; the same.
    pub tiktok_login_url: String,
    /// Machines of one's own at which a language model may be asked, with commas between: `127.0.0.1:11434, models.internal`. Elsewhere
    /// only public addresses behind https are.
    pub model_hosts: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./troupe-data"),
            database: None,
            listen: "127.0.0.1:7878".to_owned(),
            base_url: None,
            smtp_url: None,
            mail_from: "troupe@localhost.localdomain".to_owned(),
            most_upload: 2_000_000_000,
            youtube_url: outside::youtube::ADDRESS.to_owned(),
            instagram_url: outside::instagram::ADDRESS.to_owned(),
            tiktok_url: outside::tiktok::ADDRESS.to_owned(),
            tiktok_login_url: outside::tiktok::LOG_IN.to_owned(),
            model_hosts: String::new(),
        }
    }
}

/// What the command line says over everything else.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Overrides {
    /// The data folder [default: ./troupe-data; the demo's is ./troupe-demo]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Installation")]
    pub data: Option<PathBuf>,
    /// A postgres:// URL instead of the SQLite file in the data folder
    #[arg(long, global = true, value_name = "URL", help_heading = "Installation")]
    pub database: Option<String>,
    /// The configuration file [default: troupe.toml in the data folder]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Installation")]
    pub config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:7878]
    #[arg(long, global = true, value_name = "ADDRESS", help_heading = "Installation")]
    pub listen: Option<String>,
}

/// What is wrong with the configuration, in one line: where it stands, the value, and what would do.
fn misfit(error: &figment::Error, known: &[&str]) -> String {
    let name = error.path.last().map(|name| name.to_lowercase()).unwrap_or_default();
    let file = error.metadata.as_ref().and_then(|metadata| metadata.source.as_ref()).and_then(|source| source.file_path());
    let place = match file {
        Some(file) => file.display().to_string(),
        None if name.is_empty() => "configuration".to_owned(),
        None => format!("TROUPE_{}", name.to_uppercase()),
    };
    match &error.kind {
        Kind::UnknownField(field, _) => format!("{place}: \"{field}\" is not known; known are {}", known.join(", ")),
        Kind::InvalidType(actual, expected) => {
            let found = match actual {
                Actual::Str(text) => format!("\"{text}\""),
                Actual::Unsigned(number) => number.to_string(),
                Actual::Signed(number) => number.to_string(),
                other => other.to_string(),
            };
            let wanted = if expected.contains("string") { "a text in quotes" } else { "a whole number" };
            let of = if file.is_some() { format!("{name} = ") } else { String::new() };
            format!("{place}: {of}{found} does not fit; {wanted} is needed")
        }
        // The TOML reader draws the line under its words; its first and last line say all.
        other => {
            let words = other.to_string();
            let first = words.lines().next().unwrap_or_default().replace("TOML parse error at ", "");
            match words.trim().lines().last().map(str::trim).filter(|last| *last != first && words.contains('\n')) {
                Some(last) => format!("{place}: {first}: {last}"),
                None => format!("{place}: {first}"),
            }
        }
    }
}

impl Config {
    /// Reads file, environment and command line. `data` is the folder when nobody names one.
    ///
    /// # Errors
    /// Names the value that cannot stand.
    pub fn read(overrides: &Overrides, data: &str) -> Result<Self> {
        let folder =
            overrides.data.clone().or_else(|| std::env::var_os("TROUPE_DATA").map(PathBuf::from)).unwrap_or_else(|| PathBuf::from(data));
        let file = match &overrides.config {
            Some(file) if file.is_dir() => bail!("{} is a folder; --config takes a file", file.display()),
            Some(file) if !file.exists() => bail!("there is no configuration file {}", file.display()),
            Some(file) => file.clone(),
            None => folder.join("troupe.toml"),
        };
        let known = [
            "data",
            "database",
            "listen",
            "base_url",
            "smtp_url",
            "mail_from",
            "most_upload",
            "youtube_url",
            "instagram_url",
            "tiktok_url",
            "tiktok_login_url",
            "model_hosts",
        ];
        let mut config: Config = Figment::from(Serialized::defaults(Config { data: folder.clone(), ..Config::default() }))
            .merge(Toml::file(file))
            .merge(Env::prefixed("TROUPE_").only(&known))
            .extract()
            .map_err(|error| anyhow::anyhow!("{}", misfit(&error, &known)))?;
        // The command line says more than the environment, and that more than the file.
        if overrides.data.is_some() {
            config.data = folder;
        }
        config.database = overrides.database.clone().or(config.database);
        config.listen = overrides.listen.clone().unwrap_or(config.listen);
        config.checked()
    }

    fn checked(self) -> Result<Self> {
        if let Some(url) = &self.database
            && !url.starts_with("postgres://")
            && !url.starts_with("postgresql://")
        {
            bail!("database: \"{url}\" is no postgres:// URL");
        }
        if let Some(url) = &self.base_url
            && !url.starts_with("http://")
            && !url.starts_with("https://")
        {
            bail!("base_url: \"{url}\" does not begin with http:// or https://");
        }
        if let Some(url) = &self.smtp_url {
            SmtpMailer::check(url).map_err(|error| anyhow::anyhow!("smtp_url: {error}"))?;
        }
        YouTubeApi::new(&self.youtube_url).map_err(|error| anyhow::anyhow!("youtube_url: {error}"))?;
        InstagramApi::new(&self.instagram_url).map_err(|error| anyhow::anyhow!("instagram_url: {error}"))?;
        TikTokApi::new(&self.tiktok_url, &self.tiktok_login_url)
            .map_err(|error| anyhow::anyhow!("tiktok_url, tiktok_login_url: {error}"))?;
        ChatModel::new(&self.model_hosts).map_err(|error| anyhow::anyhow!("model_hosts: {error}"))?;
        if self.listen.parse::<std::net::SocketAddr>().is_err() {
            bail!("listen: \"{}\" is no address; write it like 127.0.0.1:7878", self.listen);
        }
        if self.most_upload < 1_000_000 {
            bail!("most_upload: allow at least 1000000 bytes");
        }
        Ok(self)
    }

    /// Whether there is a database to look into; a new folder has none.
    #[must_use]
    pub fn has_database(&self) -> bool {
        self.database.is_some() || self.path("troupe.db").exists()
    }

    /// The database that is meant.
    #[must_use]
    pub fn database(&self) -> Database {
        match &self.database {
            Some(url) => Database::Postgres(url.clone()),
            None => Database::Sqlite(self.data.join("troupe.db")),
        }
    }

    /// How people reach it.
    #[must_use]
    pub fn base_url(&self) -> String {
        let url = self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.listen.replace("0.0.0.0", "127.0.0.1")));
        url.trim_end_matches('/').to_owned()
    }

    /// A path in the data folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.data).join(name)
    }
}
