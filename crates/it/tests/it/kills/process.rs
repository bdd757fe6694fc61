//! The real binary as child processes on an installation of its own: started, asked, killed; and its command line with a payment
//! provider connected.
//!
//! Invariant: nothing outlives the test; what the processes say stands in one file of the installation, which a failure shows.
//! Absent: what is asked of them.

use std::{
    fs::{File, OpenOptions},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use store::Database;

use super::{client::Client, house};
use crate::support::databases::Folder;

/// How long a process may take until its first page. A machine that tests on all cores is slow.
const FIRST_PAGE: Duration = Duration::from_secs(60);

/// An installation: a data folder, a database, an address.
pub struct Installation {
    binary: PathBuf,
    /// Its data folder.
    pub data: PathBuf,
    /// Where its rows are.
    pub database: Database,
    port: u16,
    /// What its processes find in their environment.
    pub environment: Vec<(String, String)>,
    /// Where the payment provider is that its processes are connected to, once there is one.
    provider: OnceLock<String>,
    folder: Option<Folder>,
}

/// A child that ends with its owner.
pub struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Process {
    /// Ends it as a power cut would (`kill -9`).
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

/// The binary that was built: the one that is named, or the one beside the tests. Nothing, said loudly, where there is none.
pub fn binary() -> Option<PathBuf> {
    let named = std::env::var_os("TROUPE_BINARY").map(PathBuf::from);
    let beside = std::env::current_exe().ok().and_then(|tests| Some(tests.parent()?.parent()?.join("troupe")));
    let found = named.or(beside).filter(|path| path.is_file());
    if found.is_none() {
        println!("SKIPPED: the real binary is not built: TROUPE_BINARY names none, and none lies beside the tests");
    }
    found
}

impl Installation {
    /// A new one in a folder of its own, with the SQLite file in it where no other database is named.
    pub fn new(binary: PathBuf, database: Option<Database>) -> Self {
        let folder = Folder::new();
        let data = folder.0.join("data");
        let mut new = Self::in_folder(binary, data, database);
        new.folder = Some(folder);
        new
    }

    /// One in a folder that somebody else looks after.
    pub fn in_folder(binary: PathBuf, data: PathBuf, database: Option<Database>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let database = database.unwrap_or_else(|| Database::Sqlite(data.join("troupe.db")));
        Self { binary, data, database, port, environment: Vec::new(), provider: OnceLock::new(), folder: None }
    }

    /// Where it is reached.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where its processes write what they have to say.
    fn log(&self) -> PathBuf {
        std::env::temp_dir().join(format!("troupe-kills-{}-{}.log", std::process::id(), self.port))
    }

    /// What its processes said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).arg("--data").arg(&self.data).args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        if let Database::Postgres(url) = &self.database {
            command.args(["--database", url]);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// From the next start on its processes have a payment provider.
    pub fn connect(&self, provider: &str) {
        self.provider.get_or_init(|| provider.to_owned());
    }

    /// A process that has the provider.
    fn connected(&self, what: &str, provider: &str) -> Command {
        let mut command = house::command(what, provider);
        command.env("TROUPE_DATA", &self.data).env("TROUPE_LISTEN", format!("127.0.0.1:{}", self.port));
        if let Database::Postgres(url) = &self.database {
            command.env("TROUPE_DATABASE", url);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts `serve` or `work`.
    pub fn start(&self, what: &str) -> Process {
        let log = || -> File { OpenOptions::new().create(true).append(true).open(self.log()).expect("a log") };
        let mut command = match self.provider.get() {
            None => self.command(&[what]),
            Some(provider) => self.connected(what, provider),
        };
        let child = command.stdin(Stdio::null()).stdout(log()).stderr(log()).spawn().expect("the process starts");
        Process(child)
    }

    /// Starts `serve` and waits for its first page.
    pub async fn serve(&self) -> Process {
        let mut process = self.start("serve");
        self.answers(&mut process).await;
        process
    }

    /// Waits for the first page of a process.
    pub async fn answers(&self, process: &mut Process) {
        let begun = Instant::now();
        let client = Client::new(self.address());
        while client.status("/healthz").await != Some(200) {
            assert!(process.runs(), "it ended by itself:\n{}", self.said());
            assert!(begun.elapsed() < FIRST_PAGE, "no page after {FIRST_PAGE:?}:\n{}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs a command of the binary to its end; gives what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the binary starts");
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "troupe {}: {text}", arguments.join(" "));
        text
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.log());
    }
}
