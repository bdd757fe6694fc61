//! A PostgreSQL of a story's own, which it may stop.
//!
//! Invariant: it ends with the test, even one that is killed: a guard holds the other end of a pipe and cleans up when it closes.
//! Absent: databases on it; a story has the whole server.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::support::databases::Folder;

/// Makes the server, says so, and stops it when standard input closes. The arguments are the folder, the programs, and what to
/// put before a command so that it does not run as root.
const GUARD: &str = r#"
folder=$1 programs=$2; shift 2
"$@" "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    --no-instructions >/dev/null 2>&1 && echo made
cat >/dev/null
"$@" "$programs/pg_ctl" --pgdata="$folder/data" --mode=immediate --wait stop >/dev/null 2>&1
rm -rf "$folder"
"#;

/// A server.
pub struct Cluster {
    guard: Child,
    folder: Folder,
    programs: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one; nothing, said loudly, where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
        let Some(programs) = versions.filter(|path| path.join("initdb").exists()).max() else {
            println!("SKIPPED: a database that goes away: PostgreSQL is not installed here");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        let folder = Folder::new();
        let before = unprivileged(&folder);
        let mut guard = Command::new("sh")
            .current_dir("/")
            .args(["-c", GUARD, "guard"])
            .arg(&folder.0)
            .arg(&programs)
            .args(before)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut said = String::new();
        BufReader::new(guard.stdout.take().expect("its output")).read_line(&mut said).expect("its first line");
        assert_eq!(said.trim(), "made", "the server could not be made");
        let cluster = Self { guard, folder, programs, port };
        cluster.start_again();
        Some(cluster)
    }

    /// How to reach it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Falls as in a power cut.
    pub fn stop(&self) {
        self.control(&["--mode=immediate", "--wait", "stop"]);
    }

    /// Comes back at the same address.
    pub fn start_again(&self) {
        let log = self.folder.0.join("data/server.log");
        // What was committed must outlive the fall, so that only the disk itself is not waited for.
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off", self.port);
        self.control(&[&format!("--log={}", log.display()), "--wait", "--timeout=60", &format!("--options={options}"), "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        let before = unprivileged(&self.folder);
        let (first, rest) = before.split_first().expect("a program");
        let mut command = Command::new(first);
        command.current_dir("/").args(rest).arg(self.programs.join("pg_ctl"));
        command.arg(format!("--pgdata={}", self.folder.0.join("data").display())).args(arguments);
        let done = command.stdin(Stdio::null()).stdout(Stdio::null()).status().expect("pg_ctl");
        assert!(done.success(), "pg_ctl {arguments:?}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// PostgreSQL refuses to run as root; Debian's package made a user for it.
fn unprivileged(folder: &Folder) -> &'static [&'static str] {
    let owned = Command::new("chown").arg("postgres:").arg(&folder.0).stderr(Stdio::null()).status();
    if owned.is_ok_and(|status| status.success()) { &["runuser", "-u", "postgres", "--"] } else { &["env"] }
}
