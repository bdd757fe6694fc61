//! A payment provider in the test itself, over HTTP: it makes one transfer of all that come under one key, and tells how a transfer
//! stands to whoever asks. Now and then it answers late, or breaks the connection off after it has taken a transfer, or before.
//!
//! Invariant: a transfer counts as made as soon as it was taken, whether or not the sender lived to hear it; its books are its
//! own. Absent: refusing anything, and telling by itself how a transfer ended; the stories about money do both.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Result, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use domain::time::{SECOND, Timestamp};
use serde_json::{Value, json};

use super::{house::PATIENCE, programme::now};

/// After so many microseconds a transfer has arrived.
const ARRIVES: i64 = SECOND / 2;
/// Each look-up with such a number gets no answer.
const SILENT_LOOK: usize = 5;
/// How long a story may take until it has the next transfer to make.
const SOON: Duration = Duration::from_secs(60);

/// What it does with a transfer that it is handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Prompt,
    /// Takes it, and answers after a while.
    Slow,
    /// Takes it, and answers when nobody listens any more.
    TooLate,
    /// Takes it, and breaks the connection off.
    SilentAfter,
    /// Breaks the connection off, and has not taken it.
    SilentBefore,
}

/// One after the other, so that a few transfers meet each of them.
const MOODS: [Mood; 7] = [Mood::Slow, Mood::SilentAfter, Mood::SilentBefore, Mood::Prompt, Mood::Slow, Mood::TooLate, Mood::SilentAfter];

/// A transfer that it made.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// Amount, currency, account and words, as they were first handed over.
    pub order: Value,
    /// How often it was handed over under the same key.
    pub times: usize,
    taken: Timestamp,
}

#[derive(Debug, Default)]
struct Books {
    transfers: BTreeMap<String, Transfer>,
    /// How often anything was handed over.
    handed: usize,
    /// How often it was asked about a transfer.
    looked: usize,
    /// Keys under which something else was handed over than before.
    crossed: Vec<String>,
}

/// The provider.
#[derive(Clone)]
pub struct Bank {
    books: Arc<Mutex<Books>>,
    /// `http://127.0.0.1:port`.
    pub url: String,
}

/// A request.
struct Asked {
    method: String,
    path: String,
    key: String,
    body: Value,
}

/// A status line's end and a body; nothing where the connection is broken off.
type Answer = Option<(&'static str, Value)>;

impl Bank {
    /// Listens for as long as the tests run.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let books = Arc::new(Mutex::new(Books::default()));
        let all = books.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let all = all.clone();
                std::thread::spawn(move || drop(converse(&stream, &all)));
            }
        });
        Self { books, url }
    }

    /// What it made, by key.
    pub fn transfers(&self) -> BTreeMap<String, Transfer> {
        self.books.lock().expect("the bank").transfers.clone()
    }

    /// Keys under which two different transfers were asked for.
    pub fn crossed(&self) -> Vec<String> {
        self.books.lock().expect("the bank").crossed.clone()
    }

    /// How often it was handed a transfer, and how often it was asked about one.
    pub fn asked(&self) -> (usize, usize) {
        let books = self.books.lock().expect("the bank");
        (books.handed, books.looked)
    }

    /// Waits until the next transfer is in its hands, or for a minute.
    pub async fn next(&self) {
        let (begun, before) = (Instant::now(), self.asked().0);
        while self.asked().0 == before && begun.elapsed() < SOON {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn converse(stream: &TcpStream, books: &Mutex<Books>) -> Result<()> {
    let asked = read(&mut BufReader::new(stream))?;
    let answer = if asked.method == "POST" { take(&asked, books) } else { look(&asked, books) };
    let Some((status, body)) = answer else { return Ok(()) };
    let (mut writer, body) = (stream, body.to_string());
    let length = body.len();
    write!(writer, "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

/// A request, whole; one that breaks off is none (RFC 9112, as far as the program speaks it).
fn read(reader: &mut impl BufRead) -> Result<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "idempotency-key" => key = value.trim().to_owned(),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Asked { method, path, key, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
}

/// Takes a transfer, or does not.
fn take(asked: &Asked, books: &Mutex<Books>) -> Answer {
    let mood = {
        let mut books = books.lock().expect("the bank");
        books.handed += 1;
        MOODS[(books.handed - 1) % MOODS.len()]
    };
    if mood == Mood::SilentBefore {
        return None;
    }
    {
        let mut books = books.lock().expect("the bank");
        let Books { transfers, crossed, .. } = &mut *books;
        let new = || Transfer { order: asked.body.clone(), times: 0, taken: now() };
        let transfer = transfers.entry(asked.key.clone()).or_insert_with(new);
        transfer.times += 1;
        if transfer.order != asked.body {
            crossed.push(asked.key.clone());
        }
    }
    match mood {
        Mood::Prompt | Mood::SilentBefore => {}
        Mood::Slow => std::thread::sleep(PATIENCE / 2),
        Mood::TooLate => std::thread::sleep(PATIENCE * 2),
        Mood::SilentAfter => return None,
    }
    Some(("201 Created", json!({ "reference": reference(&asked.key) })))
}

/// How a transfer stands.
fn look(asked: &Asked, books: &Mutex<Books>) -> Answer {
    let mut books = books.lock().expect("the bank");
    books.looked += 1;
    if books.looked.is_multiple_of(SILENT_LOOK) {
        return None;
    }
    let key = asked.path.trim_start_matches("/transfers/");
    let Some(transfer) = books.transfers.get(key) else { return Some(("404 Not Found", json!({}))) };
    let arrived = transfer.taken.plus(ARRIVES);
    let settled = (arrived <= now()).then_some(arrived.0);
    Some(("200 OK", json!({ "reference": reference(key), "settled_at": settled })))
}

/// Its own name of a transfer.
fn reference(key: &str) -> String {
    format!("SB-{}", key.chars().rev().take(8).collect::<String>().to_uppercase())
}

#[test]
fn the_bank_makes_one_transfer_of_a_key_and_notices_two_different_ones() {
    let bank = Bank::start();
    let ask = |text: String| {
        let mut stream = TcpStream::connect(bank.url.trim_start_matches("http://")).expect("it listens");
        stream.write_all(text.as_bytes()).expect("sent");
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).expect("an answer or none");
        line.trim_end().to_owned()
    };
    let hand = |key: &str, minor: i64| {
        let body = json!({ "minor": minor }).to_string();
        ask(format!("POST /transfers HTTP/1.1\r\nIdempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    };
    let look = |key: &str| ask(format!("GET /transfers/{key} HTTP/1.1\r\n\r\n"));
    assert_eq!(hand("one", 42_000), "HTTP/1.1 201 Created");
    assert_eq!(hand("two", 1_000), "", "it has taken the second, and falls silent");
    assert_eq!(hand("three", 1_000), "", "it has not taken the third, and falls silent");
    assert_eq!(["one", "two", "three"].map(look), ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]);
    assert_eq!(hand("two", 1_000), "HTTP/1.1 201 Created");
    let times: Vec<usize> = bank.transfers().values().map(|transfer| transfer.times).collect();
    assert_eq!((times, bank.crossed(), bank.asked()), (vec![1, 2], vec![], (4, 3)));
    hand("one", 41_000);
    assert_eq!((bank.crossed(), bank.transfers().len()), (vec!["one".to_owned()], 2));
}
