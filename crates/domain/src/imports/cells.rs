//! Single cells of a tracker: days, yes or no, and what is made.
//!
//! Invariant: a cell that cannot be read says so; it is never the nearest thing that could be. Absent: columns.

use crate::{
    creators::Platform,
    formats::format_meant,
    text::folded,
    time::{
        DateOrder, Day,
        written::{self, NoDay},
    },
};

#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner"], &["february", "feb", "februar"], &["march", "mar", "märz", "mär", "maerz"], &["april", "apr"],
    &["may", "mai"], &["june", "jun", "juni"], &["july", "jul", "juli"], &["august", "aug"], &["september", "sep", "sept"],
    &["october", "oct", "oktober", "okt"], &["november", "nov"], &["december", "dec", "dezember", "dez"],
];

/// A day that a cell gives. A time beside it is left out.
pub(super) fn day(cell: &str, order: Option<DateOrder>) -> Result<Day, NoDay> {
    let text = cell.trim();
    if let Some(day) = with_month(text) {
        return Ok(day);
    }
    written::day(text.split([' ', 'T']).next().unwrap_or_default().trim_end_matches(','), order)
}

/// What is said of a cell that is no day.
pub(super) fn no_day(cell: &str) -> String {
    format!("\"{}\" is no date. Write it like 2026-11-02.", cell.trim())
}

/// "3 Nov 2026", "Nov 3, 2026", "3. März 2026".
fn with_month(text: &str) -> Option<Day> {
    let lower = folded(text);
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| MONTHS.iter().position(|names| names.iter().any(|name| folded(name) == word));
    let [first, second, year] = words.as_slice() else { return None };
    let (day, month) = match (month(first), month(second)) {
        (Some(month), None) => (*second, month),
        (None, Some(month)) => (*first, month),
        _ => return None,
    };
    let digits: String = day.chars().take_while(char::is_ascii_digit).collect();
    let year: i16 = year.parse().ok().map(|year: i16| if year < 100 { 2000 + year } else { year })?;
    Day::new(year, i8::try_from(month + 1).ok()?, digits.parse().ok()?).ok()
}

/// Whether a cell can be read two ways unless somebody says which comes first.
pub(super) fn reads_two_ways(cell: &str) -> bool {
    day(cell, None) == Err(NoDay::TwoWays)
}

const YES: [&str; 33] = [
    "yes",
    "y",
    "ja",
    "j",
    "x",
    "✓",
    "✔",
    "✅",
    "☑",
    "true",
    "wahr",
    "1",
    "paid",
    "bezahlt",
    "gezahlt",
    "done",
    "erledigt",
    "ok",
    "sent",
    "gesendet",
    "shipped",
    "versendet",
    "versandt",
    "delivered",
    "geliefert",
    "signed",
    "unterschrieben",
    "approved",
    "freigegeben",
    "complete",
    "completed",
    "received",
    "überwiesen",
];
const NO: [&str; 24] = [
    "no",
    "n",
    "nein",
    "false",
    "falsch",
    "0",
    "-",
    "–",
    "—",
    "❌",
    "✗",
    "pending",
    "offen",
    "open",
    "unpaid",
    "unbezahlt",
    "not yet",
    "noch nicht",
    "outstanding",
    "n/a",
    "na",
    "none",
    "tbd",
    "todo",
];

/// Whether a cell says yes or no; nothing where it says neither.
pub(super) fn yes_or_no(cell: &str) -> Option<bool> {
    let word = folded(cell.trim());
    if YES.iter().any(|yes| folded(yes) == word) { Some(true) } else { NO.iter().any(|no| folded(no) == word).then_some(false) }
}

/// What a cell says is made: "1 reel + 2 stories", "2x TikTok". At most twenty.
pub(super) fn things(cell: &str) -> Vec<String> {
    let mut text = folded(cell).replace(['+', '&', ',', ';', '\n', '|'], "\u{1}");
    for joint in [" and ", " und ", " plus "] {
        text = text.replace(joint, "\u{1}");
    }
    let mut made = Vec::new();
    for part in text.split('\u{1}').map(str::trim).filter(|part| !part.is_empty()) {
        let (count, words) = counted(part);
        let format = format_meant(words).map_or_else(|| words.chars().take(40).collect(), str::to_owned);
        if !format.is_empty() {
            made.extend(std::iter::repeat_n(format, count));
        }
    }
    made.truncate(20);
    made
}

/// "2x reel", "2 reels", "reel x2" or "reel": how many of what.
fn counted(part: &str) -> (usize, &str) {
    let digits = part.chars().take_while(char::is_ascii_digit).count();
    if let Ok(count) = part.get(..digits).unwrap_or_default().parse::<usize>() {
        let rest = part.get(digits..).unwrap_or_default().trim_start_matches(['x', '×', '*']).trim();
        return (count.clamp(1, 20), rest);
    }
    if let Some((before, after)) = part.rsplit_once(['x', '×'])
        && let Ok(count) = after.trim().parse::<usize>()
    {
        return (count.clamp(1, 20), before.trim());
    }
    (1, part)
}

/// The platform that a format is posted on by its own word.
pub(super) fn platform_of(format: &str) -> Option<&'static str> {
    match format {
        "reel" | "story" | "carousel" => Some("instagram"),
        "tiktok" => Some("tiktok"),
        "short" => Some("youtube"),
        "ugc_video" | "ugc_photo" => Some("none"),
        _ => None,
    }
}

/// A platform as deliverables name it.
pub(super) fn platform_word(platform: &Platform) -> String {
    match platform {
        Platform::Instagram => "instagram".to_owned(),
        Platform::TikTok => "tiktok".to_owned(),
        Platform::YouTube => "youtube".to_owned(),
        Platform::Other(word) => folded(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        for (cell, order, expected) in [
            ("2026-11-02", None, Some("2026-11-02")),
            ("2026-11-02 00:00:00", None, Some("2026-11-02")),
            ("02.11.2026", None, Some("2026-11-02")),
            ("25/11/2026", None, Some("2026-11-25")),
            ("03/04/2026", Some(DateOrder::DayFirst), Some("2026-04-03")),
            ("03/04/2026", Some(DateOrder::MonthFirst), Some("2026-03-04")),
            ("3 Nov 2026", None, Some("2026-11-03")),
            ("Nov 3rd, 2026", None, Some("2026-11-03")),
            ("3. März 2026", None, Some("2026-03-03")),
            ("03/04/2026", None, None),
            ("13/25/2026", Some(DateOrder::DayFirst), None),
            ("31/02/2026", None, None),
            ("soon", None, None),
            ("3 Nov", None, None),
        ] {
            assert_eq!(day(cell, order).ok().map(|day| day.to_string()).as_deref(), expected, "{cell}");
        }
        assert!(reads_two_ways("03/04/2026") && !reads_two_ways("13/25/2026") && !reads_two_ways("25/11/2026"));
        assert_eq!(day("13/25/2026", None), Err(NoDay::Unreadable));
    }

    #[test]
    fn what_is_made_is_counted() {
        for (cell, made) in [
            ("1 reel + 2 stories", vec!["reel", "story", "story"]),
            ("2x TikTok", vec!["tiktok", "tiktok"]),
            ("Reel x2 and story", vec!["reel", "reel", "story"]),
            ("IG Reel", vec!["reel"]),
            ("Blog article", vec!["blog article"]),
            ("", vec![]),
        ] {
            assert_eq!(things(cell), made, "{cell}");
        }
    }

    #[test]
    fn neither_yes_nor_no_is_neither() {
        assert_eq!((yes_or_no("Ja"), yes_or_no("pending"), yes_or_no("half of it")), (Some(true), Some(false), None));
    }
}
