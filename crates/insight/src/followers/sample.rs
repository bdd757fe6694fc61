//! A sample of followers out of an uploaded file: CSV, JSON, or JSON lines.
//!
//! Invariants: each row is taken, counted as a second sight of the same account, or refused with where it stands and why; a
//! file that cannot be read at all is an error. An empty text means that an account has none, unless the whole column is empty:
//! then the source did not say. Absent: spreadsheets (the import reads those) and fetching.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::columns::{Cell, Field, account, field};
use super::decoding::decoded;
use super::tables::counted;
use super::{Account, json};

/// A larger file is refused.
const MOST_BYTES: usize = 20 * 1024 * 1024;
/// More accounts than this are left out; a share is as sure as it needs to be long before.
const MOST_ACCOUNTS: usize = 20_000;
/// So many refusals are kept one by one.
const MOST_REFUSALS: usize = 1_000;
/// So many rows are searched for the header, under titles and notes.
const HEADER_WITHIN: usize = 10;

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refused {
    /// The line of the file on which it begins, or its place in a JSON array, from 1.
    pub row: u64,
    /// Why.
    pub reason: String,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Sample {
    /// The accounts, each once.
    pub accounts: Vec<Account>,
    /// Where each stands in the file, as [`Refused::row`] counts.
    pub rows: Vec<u64>,
    /// Rows that were refused, at most a thousand of them.
    pub refused: Vec<Refused>,
    /// How many were refused altogether.
    pub refused_count: usize,
    /// Rows whose account had been there before.
    pub duplicates: usize,
    /// Accounts beyond the most that a sample takes.
    pub left_out: usize,
    /// Columns of which nothing was read.
    pub unread_columns: Vec<String>,
    /// What a person should know of how the file was read.
    pub notes: Vec<String>,
}

/// Why nothing of a file can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// No bytes, or only white space.
    #[error("the file is empty")]
    Empty,
    /// Larger than 20 MB.
    #[error("the file has {bytes} bytes; a sample may have 20 MB. Take fewer accounts, 20,000 at most.")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A spreadsheet or an archive.
    #[error("this is a spreadsheet or an archive. Save the sheet as CSV.")]
    Archive,
    /// No line looks like a header.
    #[error("no column is recognised in \"{0}\". Name one \"username\", and others such as followers, following, posts, bio.")]
    NoColumns(String),
    /// Not JSON after all.
    #[error("the JSON cannot be read: {0}")]
    Json(String),
    /// It was read, and there is no account in it.
    #[error("no account is in the file; refused: {refused}{first}")]
    NoAccounts {
        /// How many.
        refused: usize,
        /// The first refusal, if there is one.
        first: String,
    },
}

/// Reads an uploaded sample.
///
/// # Errors
/// A file of which nothing can be used; rows that cannot be used are in the sample instead.
pub fn read_sample(bytes: &[u8]) -> Result<Sample, SampleError> {
    if bytes.len() > MOST_BYTES {
        return Err(SampleError::TooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(SampleError::Archive);
    }
    let (text, encoding) = decoded(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let mut reading = Reading::default();
    match text.trim_start().chars().next() {
        None => return Err(SampleError::Empty),
        Some('[' | '{') => json::rows(text, &mut |row, cells| reading.take(row, &cells)).map_err(|e| SampleError::Json(e.to_string()))?,
        Some(_) => table(text, &mut reading)?,
    }
    reading.finish(encoding)
}

#[derive(Default)]
struct Reading {
    sample: Sample,
    seen: HashSet<String>,
    nameless: bool,
    names: bool,
    bios: bool,
    links: bool,
}

impl Reading {
    fn refuse(&mut self, row: u64, reason: String) {
        self.sample.refused_count += 1;
        if self.sample.refused.len() < MOST_REFUSALS {
            self.sample.refused.push(Refused { row, reason });
        }
    }

    fn take(&mut self, row: u64, cells: &[(Field, Cell)]) {
        let account = match account(cells) {
            Ok(account) => account,
            Err(reason) => return self.refuse(row, reason),
        };
        let measured = cells.iter().any(|(field, _)| field.measures());
        if account.username.is_empty() {
            if !measured {
                return self.refuse(row, "it names no account".to_owned());
            }
            self.nameless = true;
        } else if !self.seen.insert(account.username.to_lowercase()) {
            self.sample.duplicates += 1;
            return;
        }
        if self.sample.accounts.len() >= MOST_ACCOUNTS {
            self.sample.left_out += 1;
            // What is left out need not be told apart.
            self.seen.remove(&account.username.to_lowercase());
            return;
        }
        self.names |= account.name.as_ref().is_some_and(|name| !name.is_empty());
        self.bios |= account.bio.as_ref().is_some_and(|bio| !bio.is_empty());
        self.links |= account.link == Some(true);
        self.sample.accounts.push(account);
        self.sample.rows.push(row);
    }

    fn finish(mut self, encoding: &str) -> Result<Sample, SampleError> {
        let mut sample = self.sample;
        if sample.accounts.is_empty() {
            let first = sample.refused.first().map(|one| format!(" (row {}: {})", one.row, one.reason)).unwrap_or_default();
            return Err(SampleError::NoAccounts { refused: sample.refused_count, first });
        }
        let notes = &mut sample.notes;
        let mut unsaid = |said: &mut bool, what: &str, had: bool| {
            if had && !*said {
                notes.push(format!("No account has {what}, so the file is taken not to say."));
            }
        };
        unsaid(&mut self.names, "a name", sample.accounts.iter().any(|account| account.name.is_some()));
        unsaid(&mut self.bios, "a bio", sample.accounts.iter().any(|account| account.bio.is_some()));
        unsaid(&mut self.links, "a link", sample.accounts.iter().any(|account| account.link.is_some()));
        for account in &mut sample.accounts {
            account.name = account.name.take().filter(|_| self.names);
            account.bio = account.bio.take().filter(|_| self.bios);
            account.link = account.link.filter(|_| self.links);
        }
        if encoding != "UTF-8" {
            notes.push(format!("Read as {encoding}."));
        }
        if sample.duplicates > 0 {
            notes.push(format!("Accounts that are there again count once: {}.", counted(sample.duplicates as i64, "row")));
        }
        if self.nameless {
            notes.push("Rows without a username are taken as accounts of their own; whether one is there twice cannot be seen.".to_owned());
        }
        if sample.left_out > 0 {
            notes.push(format!("A sample takes {MOST_ACCOUNTS} accounts; the last {} were left out.", sample.left_out));
        }
        if sample.refused_count > 0 {
            notes.push(format!("Refused: {}.", counted(sample.refused_count as i64, "row")));
        }
        if !sample.unread_columns.is_empty() {
            notes.push(format!("Not read: {}.", sample.unread_columns.join(", ")));
        }
        Ok(sample)
    }
}

fn table(text: &str, reading: &mut Reading) -> Result<(), SampleError> {
    let recognised = |record: &csv::StringRecord| record.iter().filter_map(field).collect::<HashSet<_>>().len();
    let mut best: Option<(u8, usize, usize)> = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        for (at, record) in reader(text, delimiter).records().take(HEADER_WITHIN).flatten().enumerate() {
            let found = recognised(&record);
            if found > best.map_or(0, |(.., found)| found) {
                best = Some((delimiter, at, found));
            }
        }
    }
    let Some((delimiter, header_at, _)) = best else {
        return Err(SampleError::NoColumns(text.lines().next().unwrap_or("").chars().take(80).collect()));
    };
    let mut records = reader(text, delimiter).into_records().skip(header_at);
    let Some(Ok(header)) = records.next() else { return Err(SampleError::Empty) };
    let fields: Vec<Option<Field>> = header.iter().map(field).collect();
    reading.sample.unread_columns = header
        .iter()
        .zip(&fields)
        .filter(|(name, field)| field.is_none() && !name.trim().is_empty())
        .map(|(name, _)| name.trim().to_owned())
        .take(50)
        .collect();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let row = error.position().map_or(0, csv::Position::line);
                reading.refuse(row, "it cannot be read".to_owned());
                continue;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row = record.position().map_or(0, csv::Position::line);
        if record.iter().skip(fields.len()).any(|cell| !cell.trim().is_empty()) {
            reading.refuse(row, format!("it has {} cells under {} columns", record.len(), fields.len()));
            continue;
        }
        let cells: Vec<(Field, Cell)> =
            fields.iter().zip(record.iter()).filter_map(|(field, text)| Some(((*field)?, Cell::of(text)?))).collect();
        reading.take(row, &cells);
    }
    Ok(())
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

#[cfg(test)]
mod tests;
