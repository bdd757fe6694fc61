//! A mail server in the test itself, which takes every mail and counts it by its Message-ID (RFC 5321 and 5322, as far as
//! the program speaks them).
//!
//! Invariant: a mail counts as handed over as soon as it is whole, whether or not the sender lived to hear it. Absent: refusing
//! anything; the stories about foreign servers do.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Result, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// A mail as it was handed over.
#[derive(Debug, Clone)]
pub struct Taken {
    pub recipient: String,
    pub body: String,
    /// How often it was handed over under the same Message-ID.
    pub times: usize,
}

/// The server and what it took, by Message-ID.
#[derive(Clone)]
pub struct Sink {
    taken: Arc<Mutex<BTreeMap<String, Taken>>>,
    /// `smtp://127.0.0.1:port`.
    pub url: String,
}

impl Sink {
    /// Listens for as long as the tests run.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("smtp://{}", listener.local_addr().expect("its address"));
        let taken = Arc::new(Mutex::new(BTreeMap::new()));
        let all = taken.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let all = all.clone();
                std::thread::spawn(move || drop(converse(&stream, &all)));
            }
        });
        Self { taken, url }
    }

    /// All mails by their Message-ID.
    pub fn all(&self) -> BTreeMap<String, Taken> {
        self.taken.lock().expect("the mails").clone()
    }

    /// The mails to an address.
    pub fn to(&self, address: &str) -> Vec<Taken> {
        self.all().into_values().filter(|mail| mail.recipient == address).collect()
    }
}

fn converse(stream: &TcpStream, all: &Mutex<BTreeMap<String, Taken>>) -> Result<()> {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    writer.write_all(b"220 sink\r\n")?;
    let (mut line, mut recipient) = (String::new(), String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            "QUIT" => return writer.write_all(b"221 bye\r\n"),
            "RCPT" => {
                recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                b"250 ok\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n")?;
                let mut lines = Vec::new();
                loop {
                    line.clear();
                    if reader.read_line(&mut line)? == 0 {
                        return Ok(());
                    }
                    let text = line.trim_end_matches(['\r', '\n']);
                    if text == "." {
                        break;
                    }
                    lines.push(text.strip_prefix('.').unwrap_or(text).to_owned());
                }
                let (id, body) = read(&lines);
                let mut all = all.lock().expect("the mails");
                all.entry(id).or_insert(Taken { recipient: recipient.clone(), body, times: 0 }).times += 1;
                b"250 taken\r\n"
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer)?;
    }
}

/// The Message-ID and the words of a mail.
fn read(lines: &[String]) -> (String, String) {
    let end = lines.iter().position(String::is_empty).unwrap_or(lines.len());
    let (head, body) = (&lines[..end], lines[end..].join("\n"));
    let header = |name: &str| {
        let found = head.iter().find(|line| line.to_ascii_lowercase().starts_with(name));
        found.and_then(|line| line.split_once(": ")).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let body = if header("content-transfer-encoding") == "quoted-printable" { plain(&body) } else { body };
    (header("message-id"), body)
}

/// Undoes quoted-printable (RFC 2045, 6.7).
fn plain(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_str();
    while let Some(at) = rest.find('=') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(&rest.as_bytes()[at..(at + 3).min(rest.len())]),
        }
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn quoted_lines_are_joined_and_read() {
    assert_eq!(plain("a=3Db =\nc =C3=BC"), "a=b c ü");
}
