//! The rows of a tracker: who, which campaign, how far, and what for how much.
//!
//! Invariant: every row is taken or refused, once; what only a person can say (which of day and month comes first, which
//! currency, what a word means) is gathered and asked once for the whole sheet. Absent: what rows of one creator say together
//! (`judge`), and who is known already.

use std::collections::{BTreeMap, HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    cells,
    columns::{self, TrackerColumn, TrackerPlan},
    links::{links_of_others, of_another, post_key},
    record::Ask,
    words::{self, Said, StatusMeaning, StatusWord, folded_status},
};
use crate::{
    creators::{
        Platform, RowWarning,
        import::{Column, ImportError, ImportedCreator, Person, Plan, RowOutcome, Seen, money, several, shared},
    },
    money::{Currency, Money},
    text::folded,
    time::{DateOrder, Day, written::NoDay},
    tracking::checked_url,
};

/// What a person says of a sheet beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Which of day and month comes first.
    pub order: Option<DateOrder>,
    /// The currency of fees that name none.
    pub currency: Option<Currency>,
    /// What words of the status column mean.
    pub statuses: Vec<StatusMeaning>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// The column's heading; empty for the whole row.
    pub column: String,
    /// Why, and what to do.
    pub reason: String,
    /// Its cells as they stand.
    #[serde(skip)]
    #[schemars(skip)]
    pub cells: Vec<String>,
}

/// One row that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackerRow {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// Which of the sheet's people.
    pub person: usize,
    /// The campaign's name, where the sheet has such a column.
    pub campaign: Option<String>,
    /// What its status says; nothing where it has none.
    pub said: Option<Said>,
    /// Its status in its own words.
    pub status: String,
    /// The fee.
    pub fee: Option<Money>,
    /// What is made: format and platform.
    pub things: Vec<(String, String)>,
    /// When they were asked.
    pub contacted: Option<Day>,
    /// Whether it was signed, and when.
    pub signed: Option<Option<Day>>,
    /// When it is to be posted.
    pub due: Option<Day>,
    /// When its draft is due or came.
    pub draft: Option<Day>,
    /// Whether it was approved, and when.
    pub approved: Option<Option<Day>>,
    /// Whether it was posted, and when.
    pub posted: Option<Option<Day>>,
    /// Where.
    pub links: Vec<String>,
    /// Whether product left, and when.
    pub shipped: Option<Option<Day>>,
    /// Whether it arrived, and when.
    pub delivered: Option<Option<Day>>,
    /// Carrier and number.
    pub parcel: String,
    /// Its discount code.
    pub code: Option<String>,
    /// How often that was used.
    pub used: Option<i64>,
    /// Whether the fee was paid.
    pub paid: Option<bool>,
    /// When.
    pub paid_on: Option<Day>,
    /// Notes.
    pub notes: String,
    /// Its cells as they stand, to be given back where it is refused after all.
    pub cells: Vec<String>,
}

/// Everything that a tracker says.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Who it is about, each once.
    pub people: Vec<Person>,
    /// Its rows.
    pub rows: Vec<TrackerRow>,
    /// Its rows that are not taken.
    pub refused: Vec<Refused>,
    /// Rows that say word for word what a row before them said.
    pub repeated: Vec<(u64, u64)>,
    /// The words of its status column.
    pub statuses: Vec<StatusWord>,
    /// What only a person can say.
    pub asks: Vec<Ask>,
    /// Cells that were not taken as they are.
    pub warnings: Vec<RowWarning>,
    /// How many rows there are in all.
    pub all: u64,
}

/// Reads all rows.
///
/// # Errors
/// When the columns are not this file's.
pub fn read(plan: Plan, columns: &[TrackerPlan], answers: &Answers) -> Result<Sheet, ImportError> {
    let lines: Vec<(u64, Vec<String>)> = plan.lines().collect();
    let orders = orders(&lines, columns, answers.order);
    let usual = plan.platform().clone();
    let plan = columns::of_creators(plan, columns)?;
    let mut reading = Reading { columns, answers, orders, usual, sheet: Sheet::default(), ask: Asked::default() };
    let mut seen = People::default();
    let mut before: HashMap<Vec<String>, u64> = HashMap::new();
    for (outcome, (number, cells)) in plan.rows().zip(lines) {
        reading.sheet.all += 1;
        let creator = match outcome {
            RowOutcome::Creator(creator) => *creator,
            RowOutcome::Rejected(row) => {
                reading.sheet.refused.push(Refused { row: number, column: String::new(), reason: row.reason, cells });
                continue;
            }
        };
        let same: Vec<String> = cells.iter().map(|cell| folded(cell.trim())).collect();
        if let Some(first) = before.get(&same) {
            reading.sheet.repeated.push((number, *first));
            continue;
        }
        before.insert(same, number);
        reading.row(number, cells, creator, &mut seen);
    }
    let Reading { mut sheet, ask, .. } = reading;
    sheet.people = seen.people;
    sheet.statuses = ask.statuses();
    sheet.asks = ask.asks(&sheet.statuses);
    links_of_others(&mut sheet);
    Ok(sheet)
}

/// Which of day and month comes first in each column: its own rows say it, then the sheet's others, then a person.
fn orders(lines: &[(u64, Vec<String>)], columns: &[TrackerPlan], told: Option<DateOrder>) -> BTreeMap<usize, Option<DateOrder>> {
    let of = |place: usize| DateOrder::shown_by(lines.iter().filter_map(move |(_, cells)| cells.get(place)).map(String::as_str));
    let places: Vec<usize> = columns.iter().filter(|one| one.column.holds_days()).map(|one| one.place).collect();
    let own: Vec<(usize, Option<DateOrder>)> = places.iter().map(|place| (*place, of(*place))).collect();
    let shown: HashSet<bool> = own.iter().filter_map(|(_, order)| *order).map(|order| order == DateOrder::DayFirst).collect();
    let others = (shown.len() == 1).then(|| if shown.contains(&true) { DateOrder::DayFirst } else { DateOrder::MonthFirst });
    own.into_iter().map(|(place, order)| (place, order.or(told).or(others))).collect()
}

/// The people of a sheet, each once.
#[derive(Default)]
struct People {
    seen: Seen,
    place_of_row: HashMap<u64, usize>,
    people: Vec<Person>,
}

impl People {
    /// The place of a row's creator, and by what an earlier row named the same one.
    fn note(&mut self, creator: ImportedCreator) -> (usize, Option<(u64, &'static str)>) {
        let row = creator.row;
        let earlier = self.seen.note(&creator);
        if let Some((first, identity)) = earlier
            && let Some(place) = self.place_of_row.get(&first).copied()
            && let Some(person) = self.people.get_mut(place)
        {
            person.rows += 1;
            person.creator.absorb(creator);
            return (place, Some((first, shared(&identity))));
        }
        self.place_of_row.insert(row, self.people.len());
        self.people.push(Person { creator, rows: 1 });
        (self.people.len() - 1, None)
    }
}

/// What has to be asked.
#[derive(Default)]
struct Asked {
    words: BTreeMap<String, (String, u64, Option<Said>, bool)>,
    dates: Vec<(String, String)>,
    currency: u64,
}

impl Asked {
    fn statuses(&self) -> Vec<StatusWord> {
        let mut all: Vec<StatusWord> = self
            .words
            .values()
            .map(|(word, rows, is, by_hand)| StatusWord { word: word.clone(), rows: *rows, is: *is, by_hand: *by_hand })
            .collect();
        all.sort_by(|one, other| (one.is.is_some(), other.rows, &one.word).cmp(&(other.is.is_some(), one.rows, &other.word)));
        all
    }

    fn asks(&self, statuses: &[StatusWord]) -> Vec<Ask> {
        let mut asks = Vec::new();
        if let Some((column, cell)) = self.dates.first() {
            asks.push(Ask::DateOrder { column: column.clone(), example: cell.clone() });
        }
        if self.currency > 0 {
            asks.push(Ask::Currency { rows: self.currency });
        }
        let unknown = statuses.iter().filter(|word| word.is.is_none()).count();
        if unknown > 0 {
            asks.push(Ask::Statuses { words: u64::try_from(unknown).unwrap_or(u64::MAX) });
        }
        asks
    }
}

struct Reading<'a> {
    columns: &'a [TrackerPlan],
    answers: &'a Answers,
    orders: BTreeMap<usize, Option<DateOrder>>,
    usual: Platform,
    sheet: Sheet,
    ask: Asked,
}

/// Why a row is not taken: the column, and the reason.
type No = (String, String);

impl Reading<'_> {
    fn row(&mut self, number: u64, cells: Vec<String>, mut creator: ImportedCreator, people: &mut People) {
        for warning in std::mem::take(&mut creator.warnings) {
            self.warn(number, &warning.column, warning.message);
        }
        match self.taken(number, &cells, &creator) {
            Err((column, reason)) => self.sheet.refused.push(Refused { row: number, column, reason, cells }),
            Ok(mut row) => {
                row.cells = cells;
                let (place, same) = people.note(creator);
                row.person = place;
                if let Some((first, by)) = same {
                    self.warn(number, "", format!("The same creator as in row {first}: the same {by}."));
                }
                self.sheet.rows.push(row);
            }
        }
    }

    fn warn(&mut self, row: u64, column: &str, message: String) {
        self.sheet.warnings.push(RowWarning { row, column: column.to_owned(), message });
    }

    /// The first filled cell of a kind of column, with its heading.
    fn cell<'c>(&self, cells: &'c [String], column: TrackerColumn) -> Option<(usize, &str, &'c str)> {
        let mut these = self.columns.iter().filter(|one| one.column == column);
        these.find_map(|one| {
            let cell = cells.get(one.place)?.trim();
            (!cell.is_empty()).then_some((one.place, one.heading.as_str(), cell))
        })
    }

    fn text(&self, cells: &[String], column: TrackerColumn, most: usize) -> Option<String> {
        self.cell(cells, column).map(|(.., cell)| cell.chars().take(most).collect())
    }

    fn taken(&mut self, row: u64, cells: &[String], creator: &ImportedCreator) -> Result<TrackerRow, No> {
        let status = self.text(cells, TrackerColumn::Status, 80).unwrap_or_default();
        let fee = self.fee(cells)?;
        let (paid, paid_on) = self.paid(row, cells, fee)?;
        let links = self.links(cells, creator)?;
        let said = self.said(&status);
        let things = self.things(row, cells, creator);
        let taken = TrackerRow {
            row,
            person: 0,
            campaign: self.text(cells, TrackerColumn::Campaign, 120),
            said,
            fee,
            things,
            contacted: self.day(row, cells, TrackerColumn::Contacted),
            signed: self.done(row, cells, TrackerColumn::Signed),
            due: self.day(row, cells, TrackerColumn::Due),
            draft: self.day(row, cells, TrackerColumn::Draft),
            approved: self.done(row, cells, TrackerColumn::Approved),
            posted: self.done(row, cells, TrackerColumn::Posted),
            shipped: self.done(row, cells, TrackerColumn::Shipped),
            delivered: self.done(row, cells, TrackerColumn::Delivered),
            parcel: self.text(cells, TrackerColumn::Parcel, 120).unwrap_or_default(),
            code: self.text(cells, TrackerColumn::Code, 40).filter(|code| !code.contains(' ') && cells::yes_or_no(code) != Some(false)),
            used: self.used(row, cells),
            paid,
            paid_on,
            notes: self.notes(cells),
            links,
            status,
            cells: Vec::new(),
        };
        let contradiction =
            taken.said.is_some_and(Said::is_off) && (!taken.links.is_empty() || taken.posted.is_some() || taken.paid == Some(true));
        if contradiction {
            let heading = self.heading(TrackerColumn::Status);
            return Err((
                heading,
                format!("The status says \"{}\", and the row says that it was posted or paid. Correct one of them.", taken.status),
            ));
        }
        Ok(taken)
    }

    fn heading(&self, column: TrackerColumn) -> String {
        self.columns.iter().find(|one| one.column == column).map(|one| one.heading.clone()).unwrap_or_default()
    }

    fn said(&mut self, status: &str) -> Option<Said> {
        let key = folded_status(status);
        if key.is_empty() {
            return None;
        }
        let told = self.answers.statuses.iter().find(|one| folded_status(&one.word) == key).map(|one| one.is);
        // Where a column tells of money, a word that says only that it is over does not; unless a person says so.
        let tells = self.columns.iter().any(|one| matches!(one.column, TrackerColumn::Paid | TrackerColumn::PaidOn));
        let over = || (tells && words::says_only_over(status)).then_some(Said::Live);
        let is = told.or_else(over).or_else(|| words::known(status));
        let entry = self.ask.words.entry(key).or_insert_with(|| (status.to_owned(), 0, is, told.is_some()));
        entry.1 += 1;
        is
    }

    fn fee(&mut self, cells: &[String]) -> Result<Option<Money>, No> {
        let Some((place, heading, cell)) = self.cell(cells, TrackerColumn::Fee) else { return Ok(None) };
        let word = folded(cell);
        let gift = [
            "free",
            "gifted",
            "gift",
            "product",
            "product only",
            "none",
            "n/a",
            "na",
            "-",
            "–",
            "—",
            "0",
            "tbc",
            "tbd",
            "gratis",
            "produkt",
            "kostenlos",
            "barter",
        ];
        if gift.contains(&word.as_str()) {
            return Ok(None);
        }
        let named = self.cell(cells, TrackerColumn::Currency).and_then(|(.., cell)| Currency::parse(cell).ok());
        let in_heading = heading_currency(&self.columns.get(place).map(|one| one.heading.clone()).unwrap_or_default());
        let given = named.or(in_heading).or(self.answers.currency);
        let heading = heading.to_owned();
        match money::amount(cell, given) {
            Some(money) if money.minor == 0 => Ok(None),
            Some(money) => Ok(Some(money)),
            None if given.is_none() && money::amount(cell, Some(Currency::EUR)).is_some() => {
                self.ask.currency += 1;
                Ok(None)
            }
            None => Err((heading, format!("\"{}\" is no single amount. Write it like 420 or £420.", short(cell)))),
        }
    }

    fn paid(&mut self, row: u64, cells: &[String], fee: Option<Money>) -> Result<(Option<bool>, Option<Day>), No> {
        let on = self.day(row, cells, TrackerColumn::PaidOn);
        let Some((place, heading, cell)) = self.cell(cells, TrackerColumn::Paid) else { return Ok((on.map(|_| true), on)) };
        let heading = heading.to_owned();
        if let Some(said) = cells::yes_or_no(cell) {
            if !said && on.is_some() {
                return Err((heading, "The row says that it was not paid, and when it was paid. Correct one of them.".to_owned()));
            }
            return Ok((Some(said), on));
        }
        let order = self.orders.get(&place).copied().flatten();
        match cells::day(cell, order) {
            Ok(day) => return Ok((Some(true), on.or(Some(day)))),
            Err(NoDay::TwoWays) => {
                self.ask.dates.push((heading, cell.to_owned()));
                return Ok((Some(true), on));
            }
            Err(NoDay::Unreadable) => {}
        }
        match (money::amount(cell, fee.map(|fee| fee.currency).or(self.answers.currency)), fee) {
            (Some(paid), Some(fee)) if paid == fee => Ok((Some(true), on)),
            (Some(paid), Some(fee)) => {
                Err((heading, format!("{paid} of {fee} was paid, which is a part. Make two rows of it, one paid and one not.")))
            }
            _ => match words::known(cell) {
                Some(Said::Paid) => Ok((Some(true), on)),
                _ => Err((heading, format!("\"{}\" is neither yes, no, a date nor the fee. Write yes or no.", short(cell)))),
            },
        }
    }

    fn links(&self, cells: &[String], creator: &ImportedCreator) -> Result<Vec<String>, No> {
        let mut links: Vec<String> = Vec::new();
        for one in self.columns.iter().filter(|one| one.column == TrackerColumn::PostLink) {
            let cell = cells.get(one.place).map_or("", |cell| cell.trim());
            for part in cell.split([' ', '\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
                if cells::yes_or_no(part) == Some(false) {
                    continue;
                }
                let url = columns::with_scheme(part);
                if checked_url(&url).is_err() || !part.contains('.') {
                    return Err((
                        one.heading.clone(),
                        format!("\"{}\" is no address of a post. Paste the whole address, beginning with https://.", short(part)),
                    ));
                }
                if let Some((whose, own)) = of_another(&url, creator) {
                    return Err((
                        one.heading.clone(),
                        format!("The link is of a post of @{whose}, and this row is about @{own}. Paste the right one."),
                    ));
                }
                if !links.iter().any(|known| post_key(known) == post_key(&url)) {
                    links.push(url);
                }
            }
        }
        Ok(links)
    }

    fn things(&mut self, row: u64, cells: &[String], creator: &ImportedCreator) -> Vec<(String, String)> {
        let platforms = self.platforms(cells, creator);
        let mut formats: Vec<String> = Vec::new();
        for one in self.columns.iter().filter(|one| one.column == TrackerColumn::Deliverable) {
            formats.extend(cells.get(one.place).map(|cell| cells::things(cell)).unwrap_or_default());
        }
        let usual = platforms.first().cloned().unwrap_or_else(|| "instagram".to_owned());
        if formats.is_empty() && platforms.len() < 2 {
            return Vec::new();
        }
        if let [format] = formats.as_slice()
            && platforms.len() > 1
            && cells::platform_of(format).is_none()
        {
            let format = format.clone();
            let named = platforms.join(" and ");
            self.warn(row, "", format!("The row names {named}: it becomes one thing for each, and they share the fee."));
            return platforms.into_iter().map(|platform| (format.clone(), platform)).collect();
        }
        if formats.is_empty() {
            let named = platforms.join(" and ");
            self.warn(row, "", format!("The row names {named}: it becomes one post for each, and they share the fee."));
            return platforms.into_iter().map(|platform| ("post".to_owned(), platform)).collect();
        }
        formats
            .into_iter()
            .map(|format| {
                let on = cells::platform_of(&format).map_or_else(|| usual.clone(), str::to_owned);
                (format, on)
            })
            .collect()
    }

    /// The platforms that a row names, in its own column or by its account.
    fn platforms(&self, cells: &[String], creator: &ImportedCreator) -> Vec<String> {
        let column = self.columns.iter().find(|one| one.column == TrackerColumn::Creator(Column::Platform));
        let cell = column.and_then(|one| cells.get(one.place)).map_or("", |cell| cell.trim());
        let several: Vec<String> = several::platforms(cell).iter().map(cells::platform_word).collect();
        if !several.is_empty() {
            return several;
        }
        if !cell.is_empty() {
            return vec![cells::platform_word(&Platform::parse(cell))];
        }
        let of = creator.profiles.first().map_or(&self.usual, |profile| &profile.platform);
        vec![cells::platform_word(of)].into_iter().filter(|word| !word.is_empty() && word != "unknown").collect()
    }

    /// A day that a cell gives; a bad one costs the cell.
    fn day(&mut self, row: u64, cells: &[String], column: TrackerColumn) -> Option<Day> {
        let (place, heading, cell) = self.cell(cells, column)?;
        let (heading, cell) = (heading.to_owned(), cell.to_owned());
        if cells::yes_or_no(&cell) == Some(false) {
            return None;
        }
        match cells::day(&cell, self.orders.get(&place).copied().flatten()) {
            Ok(day) => Some(day),
            Err(NoDay::TwoWays) => {
                self.ask.dates.push((heading, cell));
                None
            }
            Err(NoDay::Unreadable) => {
                self.warn(row, &heading, cells::no_day(&cell));
                None
            }
        }
    }

    /// Whether something was done, and when: yes, or a day.
    fn done(&mut self, row: u64, cells: &[String], column: TrackerColumn) -> Option<Option<Day>> {
        let (_, _, cell) = self.cell(cells, column)?;
        match cells::yes_or_no(cell) {
            Some(true) => return Some(None),
            Some(false) => return None,
            None => {}
        }
        let said = words::known(cell);
        let fits = match column {
            TrackerColumn::Signed => said == Some(Said::Signed),
            TrackerColumn::Approved => said == Some(Said::Approved),
            TrackerColumn::Posted => matches!(said, Some(Said::Live | Said::Paid)),
            TrackerColumn::Shipped | TrackerColumn::Delivered => said == Some(Said::Shipped),
            _ => false,
        };
        if fits {
            return Some(None);
        }
        self.day(row, cells, column).map(Some)
    }

    fn used(&mut self, row: u64, cells: &[String]) -> Option<i64> {
        let (_, heading, cell) = self.cell(cells, TrackerColumn::Used)?;
        let heading = heading.to_owned();
        let digits: String = cell.chars().filter(|c| !matches!(c, ' ' | ',' | '.' | '\'')).collect();
        match digits.parse::<i64>() {
            Ok(used) if used >= 0 => Some(used),
            _ if matches!(cell, "-" | "–" | "none" | "keine") => Some(0),
            _ => {
                self.warn(row, &heading, format!("\"{}\" is no number; the cell was left out.", short(cell)));
                None
            }
        }
    }

    fn notes(&self, cells: &[String]) -> String {
        let these = self.columns.iter().filter(|one| one.column == TrackerColumn::Notes);
        let notes: Vec<String> = these
            .filter_map(|one| cells.get(one.place))
            .map(|cell| cell.trim().chars().take(2_000).collect())
            .filter(|cell: &String| !cell.is_empty())
            .collect();
        notes.join("\n")
    }
}

/// The currency that a heading names: "Fee (GBP)", "Honorar in €".
fn heading_currency(heading: &str) -> Option<Currency> {
    let signs = [("€", "EUR"), ("£", "GBP"), ("$", "USD")];
    let sign = signs.iter().find(|(sign, _)| heading.contains(sign)).and_then(|(_, code)| Currency::parse(code).ok());
    sign.or_else(|| {
        let words = heading.split(|c: char| !c.is_alphabetic());
        words
            .filter(|word| word.len() == 3 && word.bytes().all(|letter| letter.is_ascii_uppercase()))
            .find_map(|word| Currency::parse(word).ok())
    })
}

fn short(cell: &str) -> String {
    let mut text: String = cell.chars().take(60).collect();
    if cell.chars().count() > 60 {
        text.push('…');
    }
    text
}
