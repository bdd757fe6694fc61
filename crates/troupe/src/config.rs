//! The configuration: a TOML file, overridden by the environment, overridden by the command line.
//!
//! Invariant: a wrong value is refused with its name before anything is opened. Absent: secrets; the key has a file
//! of its own in the data folder, made on the first start.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
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
    /// `smtp://user:password@host:587`; mail is only captured when nothing is said.
    pub smtp_url: Option<String>,
    /// From whom mail about accounts comes.
    pub mail_from: String,
    /// The largest upload in bytes.
    pub most_upload: i64,
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
        }
    }
}

/// What the command line says over everything else.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Overrides {
    /// The data folder [default: ./troupe-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A postgres:// URL instead of the SQLite file in the data folder
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// The configuration file [default: troupe.toml in the data folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:7878]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub listen: Option<String>,
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
            Some(file) if !file.exists() => bail!("there is no configuration file {}", file.display()),
            Some(file) => file.clone(),
            None => folder.join("troupe.toml"),
        };
        let known = ["data", "database", "listen", "base_url", "smtp_url", "mail_from", "most_upload"];
        let mut config: Config = Figment::from(Serialized::defaults(Config { data: folder.clone(), ..Config::default() }))
            .merge(Toml::file(file))
            .merge(Env::prefixed("TROUPE_").only(&known))
            .extract()
            .map_err(|error| anyhow::anyhow!("configuration: {error}"))?;
        config.data = folder;
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
        self.listen
            .parse::<std::net::SocketAddr>()
            .with_context(|| format!("listen: \"{}\" is no address; write it like 127.0.0.1:7878", self.listen))?;
        if self.most_upload < 1_000_000 {
            bail!("most_upload: allow at least 1000000 bytes");
        }
        Ok(self)
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
