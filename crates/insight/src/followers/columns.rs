//! Which column or key of a foreign file holds what, and how its cells are read.
//!
//! Invariant: a cell that is not understood is an error with its text; an absent one is not known, never nothing.
//! Absent: dates of opening, because there is no clock here; an age in days is read.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::tables::rows;
use super::{Account, Traits};

const TABLE: &str = include_str!("data/columns.tsv");

/// More than this many followers or posts is no count of an account.
const MOST: f64 = 10_000_000_000.0;
/// The file name of the silhouette that Instagram serves to an account without a picture.
const SILHOUETTE: &str = "44884218_345707102882519_2446069589734326272_n";

/// What we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Username,
    Profile,
    Name,
    Bio,
    HasPicture,
    NoPicture,
    PictureUrl,
    Followers,
    Following,
    Posts,
    Private,
    Link,
    AgeDays,
    UsernameDigits,
    NameWords,
    NameDigits,
    NameIsUsername,
    BioLength,
}

impl Field {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "username" => Self::Username,
            "profile" => Self::Profile,
            "name" => Self::Name,
            "bio" => Self::Bio,
            "has_picture" => Self::HasPicture,
            "no_picture" => Self::NoPicture,
            "picture_url" => Self::PictureUrl,
            "followers" => Self::Followers,
            "following" => Self::Following,
            "posts" => Self::Posts,
            "private" => Self::Private,
            "link" => Self::Link,
            "age_days" => Self::AgeDays,
            "username_digits" => Self::UsernameDigits,
            "name_words" => Self::NameWords,
            "name_digits" => Self::NameDigits,
            "name_is_username" => Self::NameIsUsername,
            "bio_length" => Self::BioLength,
            _ => return None,
        })
    }

    /// Whether the column tells one account from another.
    pub fn identifies(self) -> bool {
        matches!(self, Self::Username | Self::Profile)
    }

    /// Whether it measures a text that is not in the file.
    pub fn measures(self) -> bool {
        matches!(self, Self::UsernameDigits | Self::NameWords | Self::NameDigits | Self::NameIsUsername | Self::BioLength)
    }
}

/// The field that a header or key names.
pub fn field(header: &str) -> Option<Field> {
    static NAMES: OnceLock<HashMap<&'static str, Field>> = OnceLock::new();
    let names = NAMES.get_or_init(|| rows(TABLE).filter_map(|row| Some((*row.get(1)?, Field::named(row.first()?)?))).collect());
    let plain: String = header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect();
    names.get(plain.as_str()).copied()
}

/// A cell as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text, trimmed and not empty.
    Text(String),
    /// An empty text.
    Empty,
    /// A number that is a number in the file.
    Number(f64),
    /// True or false.
    Flag(bool),
}

impl Cell {
    /// A text of a file; words for "not known" are not a cell.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.to_lowercase().as_str() {
            "" => Some(Self::Empty),
            "-" | "--" | "–" | "—" | "?" | "n/a" | "na" | "null" | "none" | "nan" | "hidden" | "unknown" | "undefined" => None,
            _ => Some(Self::Text(text.to_owned())),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Empty => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

/// Makes an account of a row's cells. The first cell of a field counts.
pub fn account(cells: &[(Field, Cell)]) -> Result<Account, String> {
    let cell = |wanted: Field| cells.iter().find(|(field, _)| *field == wanted).map(|(_, cell)| cell);
    let text = |field| cell(field).map(Cell::text);
    let number = |field: Field, what: &str| cell(field).map_or(Ok(None), |cell| count(cell, what));
    let yes = |field: Field, what: &str| cell(field).map_or(Ok(None), |cell| flag(cell, what));
    let portion = |field: Field, what: &str| cell(field).map_or(Ok(None), |cell| share(cell, what));
    let username = match (text(Field::Username), text(Field::Profile)) {
        (Some(name), _) if !name.is_empty() => handle(&name)?,
        (_, Some(link)) if !link.is_empty() => handle(&link)?,
        _ => String::new(),
    };
    let picture = match (cell(Field::HasPicture), yes(Field::NoPicture, "\"no picture\"")?, text(Field::PictureUrl)) {
        (Some(Cell::Text(link)), ..) if is_link(link) => Some(!link.contains(SILHOUETTE)),
        (Some(cell), ..) if *cell != Cell::Empty => flag(cell, "the picture")?,
        (_, Some(silhouette), _) => Some(!silhouette),
        // An empty address may be one that was not fetched.
        (_, None, Some(link)) if !link.is_empty() => Some(!link.contains(SILHOUETTE)),
        _ => None,
    };
    let link = match cell(Field::Link) {
        Some(Cell::Empty) => Some(false),
        Some(Cell::Text(text)) => Some(word(text).unwrap_or(true)),
        Some(cell) => flag(cell, "the link")?,
        None => None,
    };
    Ok(Account {
        username,
        name: text(Field::Name),
        bio: text(Field::Bio),
        has_picture: picture,
        followers: number(Field::Followers, "followers")?,
        following: number(Field::Following, "followed accounts")?,
        posts: number(Field::Posts, "posts")?,
        private: yes(Field::Private, "\"private\"")?,
        link,
        created_days: number(Field::AgeDays, "days")?,
        traits: Traits {
            username_digits: portion(Field::UsernameDigits, "digits of the username")?,
            name_words: number(Field::NameWords, "words of the name")?,
            name_digits: portion(Field::NameDigits, "digits of the name")?,
            name_is_username: yes(Field::NameIsUsername, "\"name is username\"")?,
            bio_length: number(Field::BioLength, "characters of the bio")?,
        },
    })
}

fn is_link(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://") || text.starts_with("//")
}

/// A username from a handle or the address of a profile.
fn handle(text: &str) -> Result<String, String> {
    let name = if is_link(text) || text.contains('/') {
        let path = text.split_once("//").map_or(text, |(_, rest)| rest);
        path.split(['?', '#']).next().unwrap_or("").split('/').skip(1).find(|part| !part.is_empty()).unwrap_or("")
    } else {
        text
    };
    let name = name.trim().trim_start_matches('@');
    if name.is_empty() {
        Err(format!("\"{}\" holds no username", shortened(text)))
    } else if name.contains(char::is_whitespace) {
        Err(format!("\"{}\" is a display name, not a username", shortened(name)))
    } else if name.chars().count() > 100 {
        Err(format!("\"{}\" is too long for a username", shortened(name)))
    } else {
        Ok(name.to_owned())
    }
}

/// A whole count: `1200`, `1,200`, `1.200`, `12.5k`, `1,2 Mio`.
fn count(cell: &Cell, what: &str) -> Result<Option<i64>, String> {
    let number = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => Some(*number),
        Cell::Flag(_) => None,
        Cell::Text(text) => written(text),
    };
    match number {
        Some(number) if number < 0.0 => Err(format!("{} {what} is below zero", shortened(&cell.text()))),
        Some(number) if number > MOST => Err(format!("{} {what} is more than any account has", shortened(&cell.text()))),
        Some(number) if number.fract() == 0.0 => Ok(Some(number as i64)),
        _ => Err(format!("\"{}\" is no number of {what}", shortened(&cell.text()))),
    }
}

fn written(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    let digits =
        lower.trim_end_matches(|c: char| c.is_alphabetic() || c == '.' && !lower.ends_with(|c: char| c.is_ascii_digit())).trim_end();
    let unit = match lower.get(digits.len()..)?.trim().trim_end_matches('.') {
        "" => None,
        "k" | "tsd" | "tausend" => Some(1_000.0),
        "m" | "mio" | "mn" | "million" => Some(1_000_000.0),
        "b" | "mrd" | "bn" => Some(1_000_000_000.0),
        _ => return None,
    };
    let bare: String = digits.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' | '_')).collect();
    let marks: Vec<usize> = bare.match_indices(['.', ',']).map(|(at, _)| at).collect();
    let plain: f64 = match (unit, marks.last().copied()) {
        (_, None) => bare.parse().ok()?,
        // With a unit, the only mark is the decimal one; without, groups of three are thousands.
        (Some(_), Some(at)) if marks.len() == 1 => format!("{}.{}", bare.get(..at)?, bare.get(at + 1..)?).parse().ok()?,
        (None, Some(_)) if grouped(&bare) => bare.replace(['.', ','], "").parse().ok()?,
        (None, Some(_)) => bare.parse().ok()?,
        (Some(_), Some(_)) => return None,
    };
    // "12.5k" is 12,500 and not a hair less.
    Some(unit.map_or(plain, |unit: f64| (plain * unit).round())).filter(|number| number.is_finite())
}

fn grouped(bare: &str) -> bool {
    let mut parts = bare.trim_start_matches('-').split(['.', ',']);
    let first = parts.next().unwrap_or("");
    (1..=3).contains(&first.len()) && first != "0" && parts.all(|part| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
}

fn share(cell: &Cell, what: &str) -> Result<Option<f64>, String> {
    let number = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => Some(*number),
        Cell::Flag(_) => None,
        Cell::Text(text) => text.replace(',', ".").parse().ok(),
    };
    match number {
        Some(number) if (0.0..=1.0).contains(&number) => Ok(Some(number)),
        _ => Err(format!("\"{}\" is no share of {what} from 0 to 1", shortened(&cell.text()))),
    }
}

fn flag(cell: &Cell, what: &str) -> Result<Option<bool>, String> {
    let read = match cell {
        Cell::Empty => return Ok(None),
        Cell::Flag(flag) => Some(*flag),
        Cell::Number(number) if *number == 0.0 => Some(false),
        Cell::Number(number) if *number == 1.0 => Some(true),
        Cell::Number(_) => None,
        Cell::Text(text) => word(text),
    };
    read.map(Some).ok_or_else(|| format!("\"{}\" says neither yes nor no to {what}", shortened(&cell.text())))
}

fn word(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "1.0" | "true" | "yes" | "y" | "x" | "ja" | "wahr" | "oui" | "si" | "sí" => Some(true),
        "0" | "0.0" | "false" | "no" | "n" | "nein" | "falsch" | "non" => Some(false),
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_names_a_field_once() {
        let mut seen = std::collections::HashSet::new();
        for row in rows(TABLE) {
            assert!(row.len() == 2 && Field::named(row[0]).is_some(), "{row:?}");
            assert_eq!(field(row[1]), Field::named(row[0]), "{row:?}");
            assert!(seen.insert(row[1]), "{row:?} stands twice");
        }
    }

    #[test]
    fn headers_of_known_exports_are_understood() {
        for (header, expected) in [
            ("followers_count", Field::Followers),
            ("edge_followed_by", Field::Followers),
            ("#followers", Field::Followers),
            ("follows", Field::Following),
            ("friends_count", Field::Following),
            ("media_count", Field::Posts),
            ("profile pic", Field::HasPicture),
            ("Biography", Field::Bio),
            ("fullname words", Field::NameWords),
            ("nums/length username", Field::UsernameDigits),
            ("external URL", Field::Link),
            ("is_private", Field::Private),
        ] {
            assert_eq!(field(header), Some(expected), "{header}");
        }
        assert_eq!(field("fake"), None);
    }

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1200", 1200),
            ("1,200", 1200),
            ("1.200", 1200),
            ("1 234 567", 1_234_567),
            ("12.5k", 12_500),
            ("1,2 Mio.", 1_200_000),
            ("3M", 3_000_000),
            ("4.56K", 4560),
            ("57.0", 57),
            ("0", 0),
        ] {
            assert_eq!(count(&Cell::of(text).unwrap(), "posts"), Ok(Some(expected)), "{text}");
        }
        for text in ["-1", "many", "1.5", "1,2,3k", "12 likes", "99999999999999", "1e400", "inf", "true"] {
            assert!(count(&Cell::of(text).unwrap(), "posts").is_err(), "{text}");
        }
        for text in ["-", "n/a", "Hidden", "null"] {
            assert_eq!(Cell::of(text), None, "{text}");
        }
        assert_eq!(count(&Cell::Number(1.234), "posts").ok(), None);
    }

    #[test]
    fn a_handle_comes_from_a_name_or_an_address() {
        for text in [
            "jo.fields",
            "@jo.fields",
            "https://www.instagram.com/jo.fields/?hl=en",
            "instagram.com/jo.fields",
            "https://www.tiktok.com/@jo.fields",
        ] {
            assert_eq!(handle(text).as_deref(), Ok("jo.fields"), "{text}");
        }
        assert!(handle("Jo Fields").is_err());
        assert!(handle("https://www.instagram.com/").is_err());
    }

    #[test]
    fn pictures_come_from_a_flag_an_address_or_the_silhouette() {
        let picture = |field, cell: Cell| account(&[(field, cell)]).unwrap().has_picture;
        assert_eq!(picture(Field::HasPicture, Cell::Text("0".into())), Some(false));
        assert_eq!(picture(Field::HasPicture, Cell::Text("https://cdn.example/p.jpg".into())), Some(true));
        assert_eq!(picture(Field::NoPicture, Cell::Flag(true)), Some(false));
        assert_eq!(picture(Field::PictureUrl, Cell::Text(format!("https://cdn.example/{SILHOUETTE}.jpg"))), Some(false));
        assert_eq!(picture(Field::PictureUrl, Cell::Empty), None);
    }
}
