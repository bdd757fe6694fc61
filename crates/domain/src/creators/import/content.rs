//! What the cells of a column hold.
//!
//! Invariant: shares are of the cells that hold anything, in percent. Absent: headings, and what follows from the shares.

use super::records::Record;
use super::row::plain;
use super::several;
use crate::creators::counts::{self, DecimalMark, Number, Scale};
use crate::creators::profiles::looks_like_address;
use crate::creators::{ChannelId, Country, Handle, Platform, locate};
use crate::text::{folded, looks_like_email, yes_no};

/// Whether a cell says that an account carries its platform's badge.
pub(super) fn badge(cell: &str) -> Option<bool> {
    match folded(cell).as_str() {
        "verified" | "verifiziert" => Some(true),
        "unverified" | "not verified" | "nicht verifiziert" => Some(false),
        _ => yes_no(cell),
    }
}

/// The cells of one column, counted by what they could be.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub filled: usize,
    emails: usize,
    profile_urls: usize,
    channel_ids: usize,
    platforms: usize,
    countries: usize,
    yes_no: usize,
    numbers: usize,
    percents: usize,
    valid_handles: usize,
    handle_looks: usize,
    handle_signs: usize,
    several: usize,
    /// The mark before decimals.
    pub mark: DecimalMark,
    /// How rates are meant.
    pub scale: Option<Scale>,
}

impl Content {
    /// Looks at a column of the sample.
    pub fn of(sample: &[Record], column: usize, platform: &Platform) -> Self {
        let cells: Vec<&str> = sample.iter().filter_map(|record| record.cells.get(column)).map(|cell| plain(cell)).collect();
        let cells: Vec<&str> = cells.into_iter().filter(|cell| counts::missing(cell).is_none()).collect();
        let mut content = Self { filled: cells.len(), mark: counts::decimal_mark(cells.iter().copied()), ..Self::default() };
        for cell in &cells {
            content.count(cell, platform);
        }
        content.scale = Some(scale(&cells, content.mark));
        content
    }

    fn count(&mut self, cell: &str, platform: &Platform) {
        self.yes_no += usize::from(badge(cell).is_some());
        if is_number(cell, self.mark) {
            self.numbers += 1;
            self.percents += usize::from(cell.ends_with('%'));
            self.valid_handles += usize::from(Handle::parse(platform, cell).is_ok());
            return;
        }
        if let Some(accounts) = several::accounts(cell, platform) {
            self.several += 1;
            self.profile_urls += usize::from(!accounts.is_empty() && cell.split_whitespace().any(looks_like_address));
            (self.valid_handles, self.handle_looks, self.handle_signs) =
                (self.valid_handles + 1, self.handle_looks + 1, self.handle_signs + 1);
            return;
        }
        let add = |to: &mut usize, holds: bool| *to += usize::from(holds);
        add(&mut self.emails, looks_like_email(cell));
        add(&mut self.profile_urls, looks_like_address(cell) && locate(cell).is_some());
        add(&mut self.channel_ids, ChannelId::youtube(cell).is_some());
        add(&mut self.platforms, cell.len() <= 20 && Platform::KNOWN.contains(&Platform::parse(cell)));
        add(&mut self.countries, Country::by_name(cell).is_some());
        let valid = Handle::parse(platform, cell).is_ok();
        let signed =
            cell.starts_with('@') || looks_like_address(cell) || cell.contains(|c: char| c.is_ascii_digit() || c == '_' || c == '.');
        add(&mut self.valid_handles, valid);
        add(&mut self.handle_looks, valid && (signed || !cell.chars().any(char::is_uppercase)));
        add(&mut self.handle_signs, valid && signed);
    }

    fn share(&self, count: usize) -> usize {
        (count * 100).checked_div(self.filled).unwrap_or(0)
    }
    pub fn yes_no(&self) -> usize {
        self.share(self.yes_no)
    }
    pub fn emails(&self) -> usize {
        self.share(self.emails)
    }
    pub fn profile_urls(&self) -> usize {
        self.share(self.profile_urls)
    }
    pub fn channel_ids(&self) -> usize {
        self.share(self.channel_ids)
    }
    pub fn platforms(&self) -> usize {
        self.share(self.platforms)
    }
    pub fn countries(&self) -> usize {
        self.share(self.countries)
    }
    pub fn numbers(&self) -> usize {
        self.share(self.numbers)
    }
    pub fn percents(&self) -> usize {
        self.share(self.percents)
    }
    /// Cells that name several accounts, or one with its platform.
    pub fn several(&self) -> usize {
        self.share(self.several)
    }
    /// Cells that the platform's rules allow as a handle.
    pub fn valid_handles(&self) -> usize {
        self.share(self.valid_handles)
    }
    /// Cells that look like a handle rather than a name: marked with `@`, in small letters, or with digits and marks.
    pub fn handle_looks(&self) -> usize {
        self.share(self.handle_looks)
    }
    /// Cells that can hardly be anything but a handle: marked with `@`, or with digits, `_` or `.` in them.
    pub fn handle_signs(&self) -> usize {
        self.share(self.handle_signs)
    }
}

/// Whether a cell is data rather than a heading.
pub(super) fn is_data(cell: &str) -> bool {
    is_number(cell, DecimalMark::Unknown)
        || looks_like_email(cell)
        || looks_like_address(cell)
        || ChannelId::youtube(cell).is_some()
        || (cell.starts_with('@') && cell.len() > 1)
}

fn is_number(cell: &str, mark: DecimalMark) -> bool {
    let read = |number| matches!(number, Number::Read { .. });
    read(counts::parse_with(cell, mark)) || (cell.contains('%') && read(counts::rate(cell, Scale::Percent, mark)))
}

/// A column of rates without percent signs whose numbers are all at most one holds fractions.
fn scale(cells: &[&str], mark: DecimalMark) -> Scale {
    let at_most_one = |cell: &&&str| counts::rate(cell, Scale::Fraction, mark).value().is_some_and(|value| value <= 1_000_000);
    let small = cells.iter().filter(at_most_one).count();
    let signed = cells.iter().any(|cell| cell.contains('%'));
    if !signed && !cells.is_empty() && small == cells.len() { Scale::Fraction } else { Scale::Percent }
}
