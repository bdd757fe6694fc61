//! From one row to a creator, or to the reason why it is none.
//!
//! Invariant: a bad cell costs that cell and leaves a warning; only a row that names nobody, or whose cells cannot be told
//! apart, is rejected. Absent: other rows.

use super::columns::{Column, Recognised};
use super::content::badge;
use super::headings::audience_part;
use super::records::{MOST_IN_CELL, Record};
use super::{ImportedCreator, ImportedMetric, ImportedShare, Plan, RejectedRow, RowOutcome, Warning, money, several};
use crate::creators::counts::{self, Missing, Number};
use crate::creators::profiles::{clean_address, looks_like_address};
use crate::creators::{ChannelId, Country, Handle, Manager, Measure, Platform, Profile, Rate, WHOLE_AUDIENCE, locate, platform_at};
use crate::formats::format_meant;
use crate::money::Currency;
use crate::text::{folded, looks_like_email};

/// Reads one row by the plan's columns.
pub(super) fn read(plan: &Plan, record: Record) -> RowOutcome {
    if let Some(reason) = unreadable(plan, &record) {
        return RowOutcome::Rejected(RejectedRow { row: record.row, reason, cells: record.cells });
    }
    let mut draft = Draft::new(plan, &record);
    draft.read_cells();
    match draft.finish() {
        Some(creator) => RowOutcome::Creator(Box::new(creator)),
        None => {
            let reason = "This row names nobody: it has no name, handle, link or e-mail address. Add one.".to_owned();
            RowOutcome::Rejected(RejectedRow { row: record.row, reason, cells: record.cells })
        }
    }
}

/// Why a row cannot be read as a creator at all, before its meaning is looked at.
fn unreadable(plan: &Plan, record: &Record) -> Option<String> {
    let width = plan.columns.len();
    if record.is_blank() {
        return Some("The row is empty.".to_owned());
    }
    if record.is_comment() {
        return Some("This is a comment, not a creator.".to_owned());
    }
    if let Some(place) = record.cells.iter().position(|cell| cell.len() > MOST_IN_CELL && cell.chars().count() > MOST_IN_CELL) {
        return Some(format!(
            "Cell {} has more than {MOST_IN_CELL} characters. Shorten it, or look for a quotation mark that is not closed.",
            place + 1
        ));
    }
    if record.cells.iter().skip(width).any(|cell| !cell.is_empty()) {
        let found = record.cells.len();
        return Some(format!(
            "The row has {found} cells, the file {width} columns, so it cannot be told which cell is which. A text with \"{}\" in it needs quotation marks.",
            plan.delimiter
        ));
    }
    if plan.headings.as_ref().is_some_and(|headings| *headings == record.cells) {
        return Some("This row repeats the headings.".to_owned());
    }
    if width > 1 && is_total(&record.cells) {
        return Some("This looks like a line of totals, not a creator.".to_owned());
    }
    None
}

/// How a line of totals begins, in the languages of the lists that we met.
const TOTALS: [&str; 20] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "average",
    "mean",
    "summe",
    "gesamt",
    "gesamtsumme",
    "durchschnitt",
    "mittelwert",
    "somme",
    "moyenne",
    "suma",
    "promedio",
    "totale",
    "totaal",
    "totalt",
    "razem",
];

/// Whether a row is a line of totals: such a word, and nothing but numbers after it.
pub(super) fn is_total(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let begins = filled.next().is_some_and(|first| TOTALS.contains(&folded(first).trim_end_matches(':')));
    let is_number = |cell: &str| matches!(counts::parse(cell), Number::Read { .. } | Number::Missing(_)) || cell.contains('%');
    begins && filled.all(|cell| is_number(cell) || money::amount(cell, Some(Currency::USD)).is_some())
}

/// A creator while the row's cells are read.
struct Draft<'a> {
    plan: &'a Plan,
    record: &'a Record,
    platform: Platform,
    display: Option<String>,
    first: Option<String>,
    last: Option<String>,
    notes: Vec<(String, String)>,
    numbers: Vec<(Platform, Measure, Number, String)>,
    /// Platforms under whose heading the address of another one stood: expected, found, and the column.
    elsewhere: Vec<(Platform, Platform, String)>,
    creator: ImportedCreator,
}

impl<'a> Draft<'a> {
    fn new(plan: &'a Plan, record: &'a Record) -> Self {
        let creator = ImportedCreator {
            row: record.row,
            name: String::new(),
            profiles: Vec::new(),
            email: None,
            country: None,
            audience_country: None,
            audience: Vec::new(),
            verified: Vec::new(),
            city: None,
            language: None,
            categories: Vec::new(),
            tags: Vec::new(),
            notes: None,
            rates: Vec::new(),
            manager: None,
            custom: Vec::new(),
            metrics: Vec::new(),
            warnings: Vec::new(),
        };
        let mut draft = Self {
            plan,
            record,
            platform: plan.platform.clone(),
            display: None,
            first: None,
            last: None,
            notes: Vec::new(),
            numbers: Vec::new(),
            elsewhere: Vec::new(),
            creator,
        };
        if record.unclosed {
            draft.warn("", "A quotation mark is opened and not closed; the row was read without it.");
        }
        if record.cells.len() < plan.columns.len() {
            let (found, expected) = (record.cells.len(), plan.columns.len());
            draft.warn("", &format!("The row has {found} cells instead of {expected}; the others were taken as empty."));
        }
        draft
    }

    fn warn(&mut self, column: &str, message: &str) {
        self.creator.warnings.push(Warning { column: column.to_owned(), message: message.to_owned() });
    }

    fn read_cells(&mut self) {
        let plan = self.plan;
        let named = |column| plan.columns.iter().filter(move |recognised: &&Recognised| recognised.column == column);
        if let Some((cell, title)) = named(Column::Platform).find_map(|recognised| Some((self.cell(recognised)?, recognised.title()))) {
            self.platform = match several::platforms(&cell).into_iter().next() {
                Some(first) => {
                    let message =
                        format!("\"{}\" names several platforms; what names none itself was taken for {}.", short(&cell), first.label());
                    self.warn(&title, &message);
                    first
                }
                None => Platform::parse(&cell),
            };
        }
        // Links and ids first: they say most, and a handle beside them only completes them.
        for recognised in named(Column::ProfileUrl).chain(named(Column::ExternalId)).chain(named(Column::Handle)) {
            self.account(recognised);
        }
        for recognised in &plan.columns {
            match recognised.column {
                Column::Measure(measure) => self.number(recognised, measure),
                Column::ProfileUrl | Column::ExternalId | Column::Handle | Column::Platform | Column::Ignore => {}
                _ => self.detail(recognised),
            }
        }
    }

    /// The cell's text, without what stands for nothing. A spreadsheet's error leaves a warning.
    fn cell(&mut self, recognised: &Recognised) -> Option<String> {
        let cell = self.record.cells.get(recognised.place)?.trim();
        match counts::missing(cell) {
            Some(Missing::SpreadsheetError) => {
                self.warn(&recognised.title(), &format!("\"{cell}\" is a spreadsheet's error; the cell was left out."));
                None
            }
            Some(_) => None,
            None => Some(plain(cell).to_owned()),
        }
    }

    fn account(&mut self, recognised: &Recognised) {
        let Some(cell) = self.cell(recognised) else { return };
        let platform = recognised.platform.clone().unwrap_or_else(|| self.platform.clone());
        match recognised.column {
            Column::ExternalId => {
                let youtube = ChannelId::youtube(&cell).map(|id| (Platform::YouTube, id));
                match youtube.or_else(|| ChannelId::parse(&platform, &cell).map(|id| (platform, id))) {
                    Some((platform, id)) => self.add_profile(Profile { channel_id: Some(id), ..Profile::of(platform, None) }),
                    None => self.warn(&recognised.title(), &format!("\"{}\" is no account id; the cell was left out.", short(&cell))),
                }
            }
            Column::ProfileUrl => self.link(recognised, &platform, &cell),
            _ => self.handle(recognised, &platform, &cell),
        }
    }

    /// Adds an account that a column of one platform may hold of another.
    fn add_found(&mut self, recognised: &Recognised, platform: &Platform, found: Profile) {
        if found.platform != *platform {
            self.elsewhere.push((platform.clone(), found.platform.clone(), recognised.title()));
        }
        self.add_profile(found);
    }

    fn link(&mut self, recognised: &Recognised, platform: &Platform, cell: &str) {
        if let Some(all) = several::accounts(cell, platform) {
            all.into_iter().for_each(|found| self.add_found(recognised, platform, found));
        } else if let Some(found) = locate(cell) {
            self.add_found(recognised, platform, Profile::from(found));
        } else if cell.starts_with('@') && Handle::parse(platform, cell).is_ok() {
            self.add_profile(Profile::of(platform.clone(), Handle::parse(platform, cell).ok()));
        } else if let Some((host, url)) = clean_address(cell).filter(|_| platform_at(cell).is_none()) {
            self.add_profile(Profile { given_url: Some(url), ..Profile::of(Platform::parse(&host), None) });
        } else {
            self.warn(&recognised.title(), &format!("\"{}\" is no address of a profile; the cell was left out.", short(cell)));
        }
    }

    fn handle(&mut self, recognised: &Recognised, platform: &Platform, cell: &str) {
        if looks_like_email(cell) {
            self.creator.email.get_or_insert_with(|| cell.to_owned());
            return self.warn(&recognised.title(), "An e-mail address stands where a handle is expected; it was taken as the address.");
        }
        if looks_like_address(cell) || several::accounts(cell, platform).is_some() {
            return self.link(recognised, platform, cell);
        }
        match Handle::parse(platform, cell) {
            Ok(handle) => self.add_profile(Profile::of(platform.clone(), Some(handle))),
            Err(_) => {
                self.warn(&recognised.title(), &format!("\"{}\" is a name, not a handle; the handle is unknown.", short(cell)));
                self.display.get_or_insert_with(|| cell.to_owned());
                self.add_profile(Profile::of(platform.clone(), None));
            }
        }
    }

    /// Adds an account, or completes the one of the same platform that says nothing else.
    fn add_profile(&mut self, profile: Profile) {
        let agrees = |known: &&mut Profile| {
            let differ = |a: Option<String>, b: Option<String>| a.is_some() && b.is_some() && a != b;
            let key = |profile: &Profile| profile.handle.as_ref().map(Handle::key);
            let id = |profile: &Profile| profile.channel_id.as_ref().map(|id| id.as_str().to_owned());
            known.platform == profile.platform && !differ(key(known), key(&profile)) && !differ(id(known), id(&profile))
        };
        match self.creator.profiles.iter_mut().find(agrees) {
            Some(known) => {
                known.handle = known.handle.take().or(profile.handle);
                known.channel_id = known.channel_id.take().or(profile.channel_id);
                known.given_url = known.given_url.take().or(profile.given_url);
            }
            None => self.creator.profiles.push(profile),
        }
    }

    fn number(&mut self, recognised: &Recognised, measure: Measure) {
        let Some(cell) = self.record.cells.get(recognised.place) else { return };
        let number = if measure.is_rate() {
            counts::rate(plain(cell), recognised.scale, recognised.mark)
        } else {
            counts::parse_with(plain(cell), recognised.mark)
        };
        let platform = recognised.platform.clone().unwrap_or_else(|| self.platform.clone());
        self.numbers.push((platform, measure, number, recognised.title()));
    }

    fn detail(&mut self, recognised: &Recognised) {
        let Some(cell) = self.cell(recognised) else { return };
        let title = recognised.title();
        match recognised.column {
            Column::DisplayName => self.display = Some(cell),
            Column::FirstName => self.first = Some(cell),
            Column::LastName => self.last = Some(cell),
            Column::Email => match self.address(&title, &cell) {
                Some(email) if self.creator.email.is_none() => self.creator.email = Some(email),
                _ => {}
            },
            Column::ManagerEmail => {
                if let Some(email) = self.address(&title, &cell) {
                    self.creator.manager.get_or_insert_default().email = email;
                }
            }
            Column::ManagerName => self.creator.manager.get_or_insert_with(Manager::default).name = limited(&cell, 200),
            Column::Country => self.creator.country = self.country(&title, &cell).or(self.creator.country),
            Column::AudienceCountry => self.creator.audience_country = self.country(&title, &cell).or(self.creator.audience_country),
            Column::AudienceShare => self.share(recognised, &cell),
            Column::Verified => self.badge(recognised, &cell),
            Column::City => self.creator.city = Some(limited(&cell, 120)),
            Column::Language => self.creator.language = Some(limited(&cell, 40)),
            Column::Category => add_words(&mut self.creator.categories, std::iter::once(cell.as_str())),
            Column::Tags => add_words(&mut self.creator.tags, cell.split([',', ';', '|'])),
            Column::Fee => self.fee(&title, &cell),
            Column::Field(field) => self.creator.custom.push((field, title, cell)),
            _ => self.notes.push((title, cell)),
        }
    }

    fn address(&mut self, title: &str, cell: &str) -> Option<String> {
        let mut parts = cell
            .split([',', ';', ' ', '/', '\n', '<', '>'])
            .map(|part| part.trim().trim_start_matches("mailto:"))
            .filter(|part| looks_like_email(part));
        let first = parts.next().map(str::to_owned);
        let more = parts.next().is_some();
        if first.is_none() {
            self.warn(title, &format!("\"{}\" is no e-mail address; the cell was left out.", short(cell)));
        } else if more {
            self.warn(title, "There is more than one e-mail address; the first was taken.");
        }
        first
    }

    /// The platform that a column is about: what its heading names, else the row's account, where that is one; accounts are read
    /// before this.
    fn about(&self, recognised: &Recognised) -> Platform {
        let own = match self.creator.profiles.as_slice() {
            [only] => &only.platform,
            _ => &self.platform,
        };
        recognised.platform.as_ref().unwrap_or(own).clone()
    }

    /// A share of an audience; the heading says whose.
    fn share(&mut self, recognised: &Recognised, cell: &str) {
        let (platform, title) = (self.about(recognised), recognised.title());
        let Some(part) = audience_part(&recognised.heading) else {
            return self.warn(&title, "The heading does not say whose share this is, such as \"Audience DE %\"; the cell was left out.");
        };
        match counts::rate(cell, recognised.scale, recognised.mark).value().filter(|share| (0..=WHOLE_AUDIENCE).contains(share)) {
            None => self.warn(&title, &format!("\"{}\" is no share of an audience; the cell was left out.", short(cell))),
            Some(_) if self.creator.audience.iter().any(|known| known.platform == platform && known.part == part) => {}
            Some(share) => self.creator.audience.push(ImportedShare { platform, part, share, column: title }),
        }
    }

    /// Two columns about one platform: the first that says something holds. A heading that names no platform is about the row's
    /// account, where that is one; accounts are read before this.
    fn badge(&mut self, recognised: &Recognised, cell: &str) {
        let (platform, title) = (self.about(recognised), recognised.title());
        match badge(cell) {
            None => self.warn(&title, &format!("\"{}\" is neither yes nor no; the cell was left out.", short(cell))),
            Some(_) if self.creator.verified.iter().any(|(known, ..)| *known == platform) => {}
            Some(yes) => self.creator.verified.push((platform, yes, title)),
        }
    }

    fn country(&mut self, title: &str, cell: &str) -> Option<Country> {
        let country = Country::parse(cell);
        if country.is_none() {
            self.warn(title, &format!("\"{}\" is no country that is known; the cell was left out.", short(cell)));
        }
        country
    }

    /// A fee becomes a rate where its currency is known, otherwise a note: an amount has no meaning without one.
    fn fee(&mut self, title: &str, cell: &str) {
        match money::amount(cell, self.plan.currency) {
            Some(price) if price.minor >= 0 => {
                let taken = |format: &&str| self.creator.rates.iter().any(|rate| rate.format == *format);
                let format = format_meant(title).filter(|format| !taken(format)).map_or_else(|| limited(title, 60), str::to_owned);
                self.creator.rates.push(Rate { format, price });
            }
            _ => {
                self.warn(title, &format!("\"{}\" is no amount with a currency that is known; it was kept as a note.", short(cell)));
                self.notes.push((title.to_owned(), cell.to_owned()));
            }
        }
    }

    /// Numbers of a platform whose column held the address of another go to that one: it is the account they describe.
    fn follow_addresses(&mut self) {
        for (expected, found, title) in std::mem::take(&mut self.elsewhere) {
            if self.creator.profiles.iter().any(|profile| profile.platform == expected) {
                continue;
            }
            let mut moved = false;
            for (platform, ..) in self.numbers.iter_mut().filter(|(platform, ..)| *platform == expected) {
                *platform = found.clone();
                moved = true;
            }
            if moved && expected != Platform::unknown() {
                self.warn(&title, &format!("This is an address of {}, so the numbers were taken for that account.", found.label()));
            }
        }
    }

    /// Of several readings of one measure the most precise counts; readings that cannot be one number leave a warning.
    fn settle_numbers(&mut self) {
        for (platform, measure, number, title) in std::mem::take(&mut self.numbers) {
            let known = self.creator.metrics.iter_mut().find(|metric| metric.measure == measure && metric.platform == platform);
            match (number, known) {
                (Number::Read { value, exact, within }, None) => {
                    self.creator.metrics.push(ImportedMetric { platform, measure, value, exact, within, column: title });
                }
                (number @ Number::Read { .. }, Some(known)) => {
                    let before = Number::Read { value: known.value, exact: known.exact, within: known.within };
                    if !before.agrees_with(&number) {
                        let message = format!("{} stands there twice and differs; the more precise was kept.", measure.label());
                        self.creator.warnings.push(Warning { column: title.clone(), message });
                    }
                    let best = before.clone().more_precise(number);
                    if let Number::Read { value, exact, within } = &best
                        && best != before
                    {
                        (known.value, known.exact, known.within, known.column) = (*value, *exact, *within, title);
                    }
                }
                (Number::Bad(reason), _) => self.warn(&title, &format!("The number was left out: {reason}.")),
                (Number::Missing(Missing::SpreadsheetError), _) => {
                    self.warn(&title, "A spreadsheet's error stands here; the number was left out.")
                }
                (Number::Missing(_), _) => {}
            }
        }
    }

    fn finish(mut self) -> Option<ImportedCreator> {
        self.follow_addresses();
        self.settle_numbers();
        let halves = [self.first.take(), self.last.take()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let handle = self.creator.profiles.iter().find_map(|profile| profile.handle.as_ref()).map(|handle| handle.as_str().to_owned());
        let id = self.creator.profiles.iter().find_map(|profile| profile.channel_id.as_ref()).map(|id| id.as_str().to_owned());
        let url = self.creator.profiles.iter().find_map(|profile| profile.given_url.clone());
        let name = self.display.take().or(Some(halves)).filter(|name| !name.trim().is_empty());
        let name = name.or(handle).or_else(|| self.creator.email.clone()).or(id).or(url)?;
        self.creator.name = limited(&name, 200);
        if self.creator.profiles.is_empty() {
            self.creator.profiles.push(Profile::of(self.platform.clone(), None));
        }
        self.creator.notes = match self.notes.as_slice() {
            [] => None,
            [(_, only)] => Some(only.clone()),
            several => Some(several.iter().map(|(title, text)| format!("{title}: {text}")).collect::<Vec<_>>().join("\n")),
        };
        Some(self.creator)
    }
}

/// The text of a cell: an apostrophe that guards a formula in a spreadsheet is taken off; formulas stay text.
pub(super) fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

fn limited(text: &str, most: usize) -> String {
    text.chars().take(most).collect::<String>().trim().to_owned()
}

fn short(text: &str) -> String {
    if text.chars().count() > 60 { format!("{}…", limited(text, 60)) } else { text.to_owned() }
}

fn add_words<'w>(to: &mut Vec<String>, words: impl Iterator<Item = &'w str>) {
    for word in words {
        let word = limited(word, 60);
        if !word.is_empty() && !to.iter().any(|known| folded(known) == folded(&word)) {
            to.push(word);
        }
    }
}
