//! The foreign mail server as a child process: started, stopped, and what it took.
//!
//! Invariant: it ends with the test, even one that is killed: it listens to its standard input, which then closes. Absent: SMTP; `crates/it/peers/smtp.py` has it.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use serde::Deserialize;

/// Where Debian puts the Python that has its packages.
const PYTHON: &str = "/usr/bin/python3";
/// How long a mail may take to be reported once it was handed over.
const SOON: Duration = Duration::from_secs(20);

/// A mail as the server read it.
#[derive(Debug, Deserialize)]
pub struct Taken {
    pub rcpt_tos: Vec<String>,
    pub headers: BTreeMap<String, String>,
    pub kind: String,
    pub charset: String,
    pub body: String,
    pub longest_line: usize,
}

impl Taken {
    /// A header's value, by its name in small letters.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or_else(|| panic!("no {name} in {:?}", self.headers), String::as_str)
    }
}

/// A running server.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    arguments: Vec<String>,
    /// `smtp://127.0.0.1:port`.
    pub url: String,
}

impl Server {
    /// Starts one; nothing, said loudly, where its library is not installed.
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let there = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            println!("SKIPPED: no foreign mail server: Debian's python3-aiosmtpd is not installed");
            return None;
        }
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let (child, lines, url) = begin(&arguments);
        Some(Self { child, lines, arguments, url })
    }

    /// The next mail that it took.
    pub fn next(&self) -> Taken {
        let line = self.lines.recv_timeout(SOON).expect("the server takes a mail");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Whether it took nothing more. A mail is reported before the server answers, so that nothing is under way.
    pub fn is_silent(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(100)).is_err()
    }

    /// Nobody listens any more.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Listens again at the same address.
    pub fn start_again(&mut self) {
        let port = self.url.rsplit(':').next().unwrap_or_default().to_owned();
        let arguments = [self.arguments.clone(), vec!["--port".to_owned(), port]].concat();
        (self.child, self.lines, self.url) = begin(&arguments);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn begin(arguments: &[String]) -> (Child, Receiver<String>, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/smtp.py");
    let mut child = Command::new(PYTHON)
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the mail server starts");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut first = String::new();
    output.read_line(&mut first).expect("its first line");
    let port = first.trim().strip_prefix("port ").unwrap_or_else(|| panic!("the mail server says {first:?}")).to_owned();
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    (child, lines, format!("smtp://127.0.0.1:{port}"))
}
