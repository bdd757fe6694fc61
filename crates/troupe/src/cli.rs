//! The command line: which commands there are, and what each needs opened.
//!
//! Invariant: an error is one line on standard error; exit code 1, or 2 when it is the configuration.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{
    config::{Config, Overrides},
    demo, import, operator,
    runtime::{self, Ports},
    serve, simulate,
};

/// What `troupe --help` and `troupe serve --help` say at their end.
const CONFIGURATION: &str = "\
Configuration:
  A file troupe.toml in the data folder (or --config FILE), overridden by the environment;
  --data, --database and --listen override both. The rest is set by file or environment alone.
  A wrong value stops the program with exit code 2.

  data         TROUPE_DATA         the data folder: files, the key, the SQLite file
  database     TROUPE_DATABASE     postgres://user@host/name instead of SQLite
  listen       TROUPE_LISTEN       where to listen, such as 0.0.0.0:7878
  base_url     TROUPE_BASE_URL     how people reach it, such as https://creators.example.com
  smtp_url     TROUPE_SMTP_URL     smtp://user:password@mail.example.com:587?tls=required
                                   Without it no mail leaves; Settings shows what would have.
  mail_from    TROUPE_MAIL_FROM    from whom mail about accounts comes
  most_upload  TROUPE_MOST_UPLOAD  the largest upload in bytes [default: 2000000000]
  youtube_url  TROUPE_YOUTUBE_URL  where YouTube's own interface is [default: Google's]
  instagram_url  TROUPE_INSTAGRAM_URL  where Instagram's own interface is [default: Meta's]
  tiktok_url   TROUPE_TIKTOK_URL   where TikTok's own interface is [default: TikTok's]
  tiktok_login_url  TROUPE_TIKTOK_LOGIN_URL  where creators log in at TikTok [default: TikTok's]
  model_hosts  TROUPE_MODEL_HOSTS  machines of your own at which a language model may be
                                   asked, such as 127.0.0.1:11434; others need https";

/// Troupe runs a brand's creator programme. Without a command it serves.
#[derive(Debug, Parser)]
#[command(name = "troupe", version, after_help = CONFIGURATION)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What the command line says about the installation.
    #[command(flatten)]
    pub overrides: Overrides,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve pages and the API, and run the clock and the outbox (the default)
    #[command(after_help = CONFIGURATION)]
    Serve,
    /// Run the clock and the outbox alone
    Work,
    /// Open a made-up programme in ./troupe-demo
    Demo(demo::Demo),
    /// Run a simulated world and check that nothing is ever wrong in it
    Simulate(simulate::Simulate),
    /// Bring a spreadsheet in
    Import {
        /// What it holds.
        #[command(subcommand)]
        what: Import,
    },
    /// Run any operation, or list them all
    Op {
        /// Its name, such as creators.list_creators; without one all are listed
        name: Option<String>,
        /// The command as a JSON object; - reads it from standard input
        #[arg(long)]
        json: Option<String>,
        /// The brand, by its short name; needed when there are several
        #[arg(long)]
        brand: Option<String>,
        /// Print the JSON schema of its command and change nothing
        #[arg(long, requires = "name", conflicts_with_all = ["json", "brand"])]
        schema: bool,
    },
    /// Look after the installation
    Admin {
        /// What to do.
        #[command(subcommand)]
        what: Admin,
    },
    /// Check what must always hold
    Audit {
        /// What to do.
        #[command(subcommand)]
        what: Audit,
    },
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Bring creators in, from a file of up to 200 MB. No row is lost, and the same file again changes nothing
    Creators(import::Creators),
}

/// What an administrator does.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Derive every move anew from the facts
    Rebuild,
}

/// What an auditor does.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check the ledger, credit, payouts, budgets, moves and files
    Verify,
}

/// Runs a command.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    run_with(arguments, Ports::real)
}

/// The same where something of the outside is another than the real one, such as a payment provider that a test plays.
#[must_use]
pub fn run_with(arguments: Arguments, outside: impl Fn() -> Ports) -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,troupe=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let folder = if matches!(arguments.command, Some(Command::Demo(_))) { "./troupe-demo" } else { "./troupe-data" };
    let config = match Config::read(&arguments.overrides, folder) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("troupe: {}", one_line(&error));
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("troupe: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(carry_out(arguments.command.unwrap_or(Command::Serve), &config, outside)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("troupe: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes on one line; a cause that its effect has told already is told once.
fn one_line(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn carry_out(command: Command, config: &Config, outside: impl Fn() -> Ports) -> Result<()> {
    let open = || runtime::open(config, outside());
    match command {
        Command::Serve => serve::serve(open().await?, config, None).await,
        Command::Work => serve::work(open().await?).await,
        Command::Demo(told) => demo::run(config, &told).await,
        Command::Simulate(told) => match simulate::run(config, &told).await? {
            true => Ok(()),
            false => anyhow::bail!("something is wrong in a simulated world; see above"),
        },
        Command::Import { what: Import::Creators(told) } if told.dry_run && !config.has_database() => import::look(&told),
        Command::Import { what: Import::Creators(told) } => import::creators(&open().await?, &told).await,
        Command::Op { name: None, .. } => {
            operator::list();
            Ok(())
        }
        Command::Op { name: Some(name), schema: true, .. } => operator::schema(&name),
        Command::Op { name: Some(name), json, brand, .. } => {
            operator::operation(&open().await?, &name, json.as_deref(), brand.as_deref()).await
        }
        Command::Admin { what: Admin::Rebuild } => operator::rebuild(&open().await?).await,
        Command::Audit { what: Audit::Verify } => operator::audit(&open().await?).await,
    }
}
