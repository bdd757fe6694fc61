//! A private PostgreSQL for one test run: its own data folder, its own port, gone afterwards.
//!
//! Invariant: whatever ends this process (an error, Ctrl-C, even `kill -9`), the server stops and its folder goes: a
//! small guard process holds the other end of a pipe and cleans up when the pipe closes. Absent: safety of the data;
//! nothing is flushed to disk, because nothing has to survive.

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Names the server that tests may create and drop databases on.
pub const VARIABLE: &str = "TROUPE_TEST_POSTGRES";

/// Starts the server, says so on one line, then waits until standard input closes. The arguments are the folder, the
/// folder of the programs, the port, and what to put before a command so that it does not run as root.
const GUARD: &str = r#"
folder=$1 programs=$2 port=$3; shift 3
finish() {
    "$@" "$programs/pg_ctl" --pgdata="$folder/data" --mode=immediate --wait stop >/dev/null 2>&1
    rm -rf "$folder"
}
"$@" "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync --no-instructions >"$folder/log" 2>&1 &&
"$@" "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/data/server.log" --wait --timeout=60 start >>"$folder/log" 2>&1 \
    --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=300 -c autovacuum=off"
if [ $? -eq 0 ]; then echo started; else
    cat "$folder/log" "$folder/data/server.log" >&2
    finish "$@"
    exit 1
fi
cat >/dev/null
finish "$@"
"#;

/// A running server.
pub struct Postgres {
    guard: Child,
    port: u16,
}

impl Postgres {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; its own words are on the screen then.
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed: no initdb below /usr/lib/postgresql")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("troupe-test-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut guard = guard(&folder, &programs, port).inspect_err(|_| drop(std::fs::remove_dir_all(&folder)))?;
        let mut said = String::new();
        let output = guard.stdout.take().context("the guard has no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut said)?;
        if said.trim() != "started" {
            guard.wait()?;
            bail!("PostgreSQL did not start; see above");
        }
        Ok(Self { guard, port })
    }

    /// What the tests connect to.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Waiting is a courtesy: the guard cleans up in any case.
        let _ = self.guard.wait();
    }
}

/// The guard is in a process group of its own, so that Ctrl-C reaches us and not it.
fn guard(folder: &Path, programs: &Path, port: u16) -> Result<Child> {
    let mut command = Command::new("sh");
    command.current_dir("/").args(["-c", GUARD, "guard"]).arg(folder).arg(programs).arg(port.to_string());
    if crate::packages::is_root() {
        // PostgreSQL refuses to run as root; Debian's package made this user.
        let owned = Command::new("chown").arg("postgres:").arg(folder).status()?;
        if !owned.success() {
            bail!("there is no user \"postgres\" to run PostgreSQL as");
        }
        command.args(["runuser", "-u", "postgres", "--"]);
    } else {
        command.arg("env");
    }
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("cannot start sh")
}

/// A server that somebody else runs for our tests.
pub fn given() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// The folder of the newest installed server's programs.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
    let version = |path: &PathBuf| path.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    versions.filter(|path| path.join("initdb").exists()).max_by_key(version)
}
