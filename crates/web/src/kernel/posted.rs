//! What a form sent, as names and values, with what could not be read noted at its field.
//!
//! Invariant: nothing typed is lost; a value that cannot be read stays as text and its error stands beside it. The same
//! type fills a form with stored values, so that a form has one way in. Absent: rules; the domain has them.

use std::collections::{BTreeMap, BTreeSet};

use app::{App, Asked, Version};
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
};
use domain::{
    fields::FieldErrors,
    money::{Currency, Money},
    time::{Day, Timestamp, Zone},
};

use super::{Refusal, csrf};
use crate::{
    text::{t, tf},
    ui::{Field, form::theirs},
};

/// The largest form without files, in bytes.
pub(super) const MOST_TEXT: usize = 2 * 1024 * 1024;
/// The largest file that is read whole, such as a list of creators. Films are streamed ([`super::streamed`]).
const MOST_FILE: usize = 64 * 1024 * 1024;

/// A file that was read whole.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name on the sender's machine.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// A form's names and values. As a handler's argument it reads a post and refuses one without the forgery token.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    values: BTreeMap<String, Vec<String>>,
    files: BTreeMap<String, Vec<File>>,
    /// What could not be read, and, once an operation refused, what it said.
    pub errors: FieldErrors,
}

impl Posted {
    /// A form filled with stored values.
    #[must_use]
    pub fn filled<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut filled = Self::default();
        for (name, value) in pairs {
            filled.put(name, value);
        }
        filled
    }

    /// Adds a value under a name.
    pub fn put(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.entry(name.into()).or_default().push(value.into());
    }

    /// Puts a value in place of all that stood under a name.
    pub fn replace(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), vec![value.into()]);
    }

    pub(super) fn put_file(&mut self, name: String, file: File) {
        self.files.entry(name).or_default().push(file);
    }

    /// All names with their values, exactly as they were sent.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        self.values.iter().flat_map(|(name, all)| all.iter().map(move |value| (name.clone(), value.clone()))).collect()
    }

    /// The first value of a name, trimmed; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|all| all.first()).map_or("", |value| value.trim())
    }

    /// The first value of a name exactly as it was typed: for passwords.
    #[must_use]
    pub fn raw(&self, name: &str) -> String {
        self.values.get(name).and_then(|all| all.first()).cloned().unwrap_or_default()
    }

    /// The first value of a name, unless empty.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The first value of a name as an owned text.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// What stands under names that begin so, without that beginning; empty values too.
    #[must_use]
    pub fn under(&self, prefix: &str) -> BTreeMap<String, String> {
        let named = self.values.keys().filter_map(|name| Some((name.strip_prefix(prefix)?.to_owned(), self.text(name))));
        named.collect()
    }

    /// All values of a name, such as ticked boxes; empty ones left out.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        let all = self.values.get(name).into_iter().flatten();
        all.map(|value| value.trim()).filter(|value| !value.is_empty()).collect()
    }

    /// The lines of a text, trimmed, empty ones left out.
    #[must_use]
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// The parts of a text between commas or line breaks, trimmed, empty ones left out.
    #[must_use]
    pub fn commas(&self, name: &str) -> Vec<String> {
        self.get(name).split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Whether a name was sent with this value, among others perhaps.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.list(name).contains(&value)
    }

    /// A file, when one was chosen.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name).and_then(|all| all.first())
    }

    /// The rows of a repeated part: for `deliverables.0.format` and `deliverables.2.format` it gives 0 and 2.
    #[must_use]
    pub fn rows(&self, prefix: &str) -> Vec<usize> {
        let numbers: BTreeSet<usize> = self
            .values
            .keys()
            .filter_map(|name| name.strip_prefix(prefix)?.strip_prefix('.')?.split('.').next()?.parse().ok())
            .filter(|number| *number < 1000)
            .collect();
        numbers.into_iter().collect()
    }

    /// The same rows, without those in which nothing was typed.
    #[must_use]
    pub fn filled_rows(&self, prefix: &str) -> Vec<usize> {
        let typed = |row: &usize| {
            let start = format!("{prefix}.{row}.");
            self.values.iter().any(|(name, all)| name.starts_with(&start) && all.iter().any(|value| !value.trim().is_empty()))
        };
        self.rows(prefix).into_iter().filter(typed).collect()
    }

    /// Renumbers the filled rows of a repeated part from 0 and drops the others, so that a row has the same number in the
    /// command, in its errors, and when the form is shown again.
    pub fn compact(&mut self, prefix: &str) {
        self.renumber(prefix, &self.filled_rows(prefix));
    }

    /// The same where a row counts only with something in one of its fields, because another always has a value.
    pub fn compact_with(&mut self, prefix: &str, field: &str) {
        let mut rows = self.filled_rows(prefix);
        rows.retain(|row| !self.get(&format!("{prefix}.{row}.{field}")).is_empty());
        self.renumber(prefix, &rows);
    }

    fn renumber(&mut self, prefix: &str, rows: &[usize]) {
        let start = format!("{prefix}.");
        let (repeated, kept): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.values).into_iter().partition(|(name, _)| name.starts_with(&start));
        self.values = kept;
        for (name, all) in repeated {
            let Some((number, rest)) = name[start.len()..].split_once('.') else { continue };
            let place = number.parse().ok().and_then(|number: usize| rows.iter().position(|row| *row == number));
            if let Some(place) = place {
                self.values.insert(format!("{prefix}.{place}.{rest}"), all);
            }
        }
    }

    /// The row version that the form was filled from, and the key under which it may be sent only once.
    #[must_use]
    pub fn asked(&self) -> Asked {
        Asked { key: self.some("once"), version: self.get("version").parse().ok().map(Version) }
    }

    /// Money in a currency; an empty field is an error.
    pub fn money(&mut self, name: &str, currency: Currency) -> Money {
        let read = self.money_if(name, currency);
        self.needed(name, read).unwrap_or(Money::new(0, currency))
    }

    /// Money in a currency, or nothing.
    pub fn money_if(&mut self, name: &str, currency: Currency) -> Option<Money> {
        self.parsed(name, |text| Money::parse(text, currency).map_err(|error| error.to_string()))
    }

    /// A calendar day; an empty field is an error and gives the day that stands in for it.
    pub fn day(&mut self, name: &str, otherwise: Day) -> Day {
        let read = self.day_if(name);
        self.needed(name, read).unwrap_or(otherwise)
    }

    /// A calendar day, or nothing.
    pub fn day_if(&mut self, name: &str) -> Option<Day> {
        self.parsed(name, |text| Day::parse(text).map_err(|error| error.to_string()))
    }

    /// An instant typed as `2026-11-21T18:00` in a zone, or nothing.
    pub fn time_if(&mut self, name: &str, zone: &Zone) -> Option<Timestamp> {
        self.parsed(name, |text| {
            let wrong = || tf("posted.time", &[("typed", text)]);
            let (day, hour) = text.split_once(['T', ' ']).ok_or_else(wrong)?;
            let mut parts = hour.split(':').map(|part| part.parse::<i8>().ok());
            let (Some(Some(hour)), Some(Some(minute))) = (parts.next(), parts.next()) else { return Err(wrong()) };
            if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
                return Err(wrong());
            }
            Ok(Day::parse(day).map_err(|error| error.to_string())?.at(hour, minute, zone))
        })
    }

    /// A whole number, or nothing. Separators of thousands are taken.
    pub fn number_if<N: TryFrom<i64>>(&mut self, name: &str) -> Option<N> {
        self.parsed(name, |text| {
            let wrong = || tf("posted.number", &[("typed", text)]);
            let number = whole(text).ok_or_else(wrong)?;
            let far = if number < 0 { "posted.number.below" } else { "posted.number.large" };
            N::try_from(number).map_err(|_| tf(far, &[("typed", text)]))
        })
    }

    /// A whole number; an empty field is an error.
    pub fn number<N: TryFrom<i64> + Default>(&mut self, name: &str) -> N {
        let read = self.number_if(name);
        self.needed(name, read).unwrap_or_default()
    }

    /// One of our words, such as a role; anything else is an error.
    pub fn word<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let read = self.parsed(name, |text| parse(text).ok_or_else(|| t("posted.choose").to_owned()));
        self.needed(name, read)
    }

    /// One of our words, or nothing.
    pub fn word_if<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.parsed(name, |text| parse(text).ok_or_else(|| t("posted.choose").to_owned()))
    }

    /// Anything that is read from a text (an id, a zone), or nothing.
    pub fn read_if<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>, wrong: &'static str) -> Option<T> {
        self.parsed(name, |text| read(text).ok_or_else(|| t(wrong).to_owned()))
    }

    /// The ids under a name; what is none is left out.
    #[must_use]
    pub fn ids<I: std::str::FromStr>(&self, name: &str) -> Vec<I> {
        self.list(name).into_iter().filter_map(|text| text.parse().ok()).collect()
    }

    /// Passes when everything could be read.
    ///
    /// # Errors
    /// What could not.
    pub fn checked(&self) -> app::Result<()> {
        if self.errors.0.is_empty() { Ok(()) } else { Err(app::Error::Fields(self.errors.clone())) }
    }

    /// Takes what an operation refused, for showing the form again. What a form cannot mend is passed on.
    ///
    /// # Errors
    /// See [`super::refused`].
    pub fn refuse(&mut self, error: app::Error) -> Result<(), Refusal> {
        self.errors = super::refused(error)?;
        Ok(())
    }

    /// The same for a form that changes something stored: where somebody was faster, both versions stand at each field in which
    /// they differ, and saving again is a decision made in sight of theirs.
    ///
    /// # Errors
    /// See [`super::refused`].
    pub fn refuse_beside(&mut self, error: app::Error, stored: &Posted) -> Result<(), Refusal> {
        // What was changed is not always what the form would begin with now.
        let other = ["post", "shipment"].iter().any(|which| !self.get(which).is_empty() && self.get(which) != stored.get(which));
        if !matches!(error, app::Error::Conflict) || other {
            return self.refuse(error);
        }
        let mine = self.values.keys().filter(|name| name.contains('.') || stored.values.contains_key(*name));
        let names: BTreeSet<&String> = mine.chain(stored.values.keys()).filter(|name| name.as_str() != "version").collect();
        let differ: Vec<String> = names.into_iter().filter(|name| !same(&self.list(name), &stored.list(name))).cloned().collect();
        if differ.is_empty() {
            return self.refuse(error);
        }
        self.errors = FieldErrors::one("", t("refusal.both"));
        for name in differ {
            self.errors.add(theirs(&name), stored.list(&name).join("\n"));
            // A row that somebody else added gets its fields, so that it is not lost unseen.
            if name.contains('.') {
                self.values.entry(name).or_default();
            }
        }
        self.values.insert("version".to_owned(), vec![stored.text("version")]);
        Ok(())
    }

    /// Takes from what is stored whatever was not sent at all.
    pub fn complete(&mut self, stored: &Posted) {
        for (name, all) in &stored.values {
            self.values.entry(name.clone()).or_insert_with(|| all.clone());
        }
    }

    fn parsed<T>(&mut self, name: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = self.some(name)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(message) => {
                self.errors.add(name, message);
                None
            }
        }
    }

    /// Notes an empty field; one that could not be read is noted already.
    fn needed<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.get(name).is_empty() {
            self.errors.add(name, t("posted.needed"));
        }
        value
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Refusal;
    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let headers = request.headers().clone();
        let posted = read(request).await?;
        if csrf::fits(app, &headers, posted.get(csrf::FIELD)) { Ok(posted) } else { Err(Refusal::Forged) }
    }
}

/// A field with what was typed, or is stored, and what was refused of it.
#[must_use]
pub fn shown<'a>(field: Field<'a>, name: &'a str, posted: &'a Posted) -> Field<'a> {
    field.value(posted.get(name)).errors(&posted.errors)
}

/// What a request carries, before anybody asked where it comes from.
pub(super) async fn read(request: Request) -> Result<Posted, Refusal> {
    let kind = request.headers().get(axum::http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") { multipart(request).await } else { urlencoded(request, MOST_TEXT).await }
}

/// Whether two values say the same: line breaks as browsers send them, and `420` beside `420.00`.
fn same(mine: &[&str], theirs: &[&str]) -> bool {
    let plain = |all: &[&str]| -> Vec<String> {
        let lines = all.iter().flat_map(|value| value.lines()).map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| line.parse::<f64>().map_or_else(|_| line.to_owned(), |number| number.to_string())).collect()
    };
    plain(mine) == plain(theirs)
}

/// A whole number as people type it: thousands may be set apart by a comma, a point, a space or an underscore, each before three
/// digits; so "2,5" is none.
#[must_use]
pub fn whole(text: &str) -> Option<i64> {
    let mut groups = text.trim().split([',', '.', ' ', '\u{a0}', '\u{202f}', '_', '’']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || digits.trim_start_matches('-').is_empty() || digits.trim_start_matches('-').len() > 18 {
            return None;
        }
        digits.push_str(group);
    }
    digits.parse().ok()
}

/// A form without files, of at most so many bytes; anything else is not read.
pub(super) async fn urlencoded(request: Request, most: usize) -> Result<Posted, Refusal> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, most).await.map_err(|_| Refusal::Unreadable(t("posted.too_large").to_owned()))?;
    let request = Request::from_parts(parts, axum::body::Body::from(bytes));
    let read = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
    Ok(Posted::filled(read.map_err(|_| Refusal::Unreadable(t("posted.unreadable").to_owned()))?.0))
}

async fn multipart(mut request: Request) -> Result<Posted, Refusal> {
    axum::extract::DefaultBodyLimit::max(MOST_FILE + MOST_TEXT).apply(&mut request);
    let unreadable = |_| Refusal::Unreadable(t("posted.unreadable").to_owned());
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Refusal::Unreadable(t("posted.unreadable").to_owned()))?;
    let mut posted = Posted::default();
    while let Some(field) = parts.next_field().await.map_err(unreadable)? {
        let Some(name) = field.name().map(str::to_owned) else { continue };
        let file_name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|_| Refusal::Unreadable(t("posted.too_large").to_owned()))?;
        match file_name {
            Some(file) if !file.is_empty() => posted.put_file(name, File { name: file, bytes }),
            Some(_) => {}
            None => posted.put(name, String::from_utf8_lossy(&bytes)),
        }
    }
    Ok(posted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_read_in_both_notations_and_a_broken_one_is_none() {
        for (typed, read) in
            [("1,234", Some(1_234)), ("12.345", Some(12_345)), ("1 234 567", Some(1_234_567)), ("-5", Some(-5)), (" 7 ", Some(7))]
        {
            assert_eq!(whole(typed), read, "{typed}");
        }
        for typed in ["2,5", "1.23", "1,2345", ",500", "12,34,567", "", "x", "1e3"] {
            assert_eq!(whole(typed), None, "{typed}");
        }
    }

    #[test]
    fn nested_names_become_rows_and_errors_land_at_their_names() {
        let mut posted = Posted::filled([
            ("terms.fee", "£1,234.50"),
            ("deliverables.0.format", "reel"),
            ("deliverables.2.format", "story"),
            ("deliverables.2.opens", "31 Feb"),
            ("deliverables.3.format", " "),
            ("rounds", "two"),
        ]);
        let pounds = Currency::parse("GBP").expect("a currency");
        assert_eq!(posted.money("terms.fee", pounds).minor, 123_450);
        assert_eq!(posted.rows("deliverables"), [0, 2, 3]);
        assert_eq!(posted.filled_rows("deliverables"), [0, 2]);
        assert_eq!(posted.day_if("deliverables.2.opens"), None);
        assert_eq!(posted.number::<u8>("rounds"), 0);
        let fields: Vec<&str> = posted.errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["deliverables.2.opens", "rounds"]);
        assert_eq!(posted.get("deliverables.2.opens"), "31 Feb", "what was typed is shown again");
        posted.compact("deliverables");
        assert_eq!(posted.rows("deliverables"), [0, 1]);
        assert_eq!(posted.get("deliverables.1.format"), "story");
        assert_eq!(posted.get("terms.fee"), "£1,234.50");
    }

    #[test]
    fn where_somebody_was_faster_both_versions_stand_at_the_fields_that_differ() {
        let stored = Posted::filled([
            ("version", "4"),
            ("name", "Maya"),
            ("city", "Leeds"),
            ("rates.0.price", "400.00"),
            ("kinds", "a"),
            ("kinds", "b"),
        ]);
        let mut mine =
            Posted::filled([("version", "3"), ("once", "x"), ("name", "Maya"), ("city", "York"), ("kinds", "a"), ("kinds", "b")]);
        mine.refuse_beside(app::Error::Conflict, &stored).expect("shown at the form");
        let shown: Vec<(&str, &str)> = mine.errors.0.iter().skip(1).map(|error| (error.field.as_str(), error.message.as_str())).collect();
        assert_eq!(shown, [(theirs("city").as_str(), "Leeds"), (theirs("rates.0.price").as_str(), "400.00")]);
        assert_eq!((mine.get("city"), mine.get("version")), ("York", "4"), "what was typed stays, and is saved over theirs knowingly");
        assert_eq!(mine.rows("rates"), [0], "a row that somebody added gets its fields");
        let lines = Posted::filled([("version", "4"), ("days", "one\ntwo"), ("fee", "420.00"), ("city", "Leeds")]);
        let mut sent = Posted::filled([("version", "3"), ("days", "one\r\ntwo"), ("fee", "420"), ("city", "York")]);
        sent.refuse_beside(app::Error::Conflict, &lines).expect("shown");
        assert_eq!(sent.errors.0.len(), 2, "only the city differs: {:?}", sent.errors);
        let mut one = Posted::filled([("version", "1"), ("post", "a"), ("url", "x")]);
        one.refuse_beside(app::Error::Conflict, &Posted::filled([("version", "7"), ("post", "b"), ("url", "y")])).expect("shown");
        assert_eq!((one.errors.0.len(), one.get("version")), (1, "1"), "another post's version is not taken");
        // Another refusal is shown as ever.
        mine.refuse_beside(app::Error::field("city", "too long"), &stored).expect("shown");
        assert_eq!(mine.errors.0.len(), 1);
    }

    #[test]
    fn a_time_is_read_in_its_zone() {
        let zone = Zone::parse("Europe/London").expect("a zone");
        let mut posted = Posted::filled([("at", "2026-07-01T18:30")]);
        assert_eq!(posted.time_if("at", &zone).map(|at| at.rfc3339()), Some("2026-07-01T17:30:00Z".to_owned()));
        let mut posted = Posted::filled([("at", "2026-07-01T25:30")]);
        assert!(posted.time_if("at", &zone).is_none() && posted.errors.0.len() == 1);
    }
}
