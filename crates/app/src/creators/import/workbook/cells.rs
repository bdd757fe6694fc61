//! A cell of a workbook as the text that a CSV of the same sheet would hold.
//!
//! Invariant: a number is written so that no reader takes its decimals for thousands; a date is an ISO day; what a spreadsheet
//! shows as an error stays one. Absent: percent and money formats, which change how a number looks and not what it is.

use calamine::{DataRef, ExcelDateTime};

/// The text of a cell; nothing where it is empty.
pub(super) fn text_of(value: &DataRef<'_>) -> Option<String> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) => cut(text),
        DataRef::SharedString(text) => cut(text),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(value) => moment(value),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).replace('T', " "),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        #[allow(unreachable_patterns)]
        _ => return None,
    })
}

/// The most letters of a cell, as spreadsheets have it; a longer text cannot be one, and a short file can repeat it without end.
const LONGEST: usize = 32_767;

fn cut(text: &str) -> String {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text)).to_owned()
}

/// A number with the fifteen digits that a spreadsheet keeps. "1.234" would read as 1,234, so that three decimals get a fourth.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "#NUM!".to_owned();
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let text = rounded.to_string();
    match text.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => text + "0",
        _ => text,
    }
}

/// A day, with the time where it has one; a span of time, or a time without a day, as hours and minutes.
fn moment(value: &ExcelDateTime) -> String {
    let days = value.as_f64();
    if !days.is_finite() || !(0.0..3_000_000.0).contains(&days) {
        return number(days);
    }
    if value.is_duration() || days < 1.0 {
        let seconds = (days * 86_400.0).round();
        let (hours, rest) = ((seconds / 3_600.0).floor(), seconds % 3_600.0);
        return format!("{hours:02.0}:{:02.0}:{:02.0}", (rest / 60.0).floor(), rest % 60.0);
    }
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;
    use domain::creators::counts::{Number, parse};

    use super::*;

    #[test]
    fn numbers_are_as_a_spreadsheet_shows_them_and_never_grouped() {
        for (value, text) in [
            (48_200.0, "48200"),
            (0.1 + 0.2, "0.3"),
            (3.5, "3.5"),
            (1.234, "1.2340"),
            (0.035, "0.0350"),
            (1e15, "1000000000000000"),
            (f64::NAN, "#NUM!"),
        ] {
            assert_eq!(number(value), text);
        }
        assert!(matches!(parse(&number(1.234)), Number::Read { value: 1, exact: false, .. }), "not 1,234");
    }

    #[test]
    fn dates_are_days_and_times_are_hours() {
        // 45943 is 13 October 2025 in the 1900 calendar, by the documentation of the format.
        let at = |value, kind, old| moment(&ExcelDateTime::new(value, kind, old));
        assert_eq!(at(45_943.0, ExcelDateTimeType::DateTime, false), "2025-10-13");
        assert_eq!(at(45_943.75, ExcelDateTimeType::DateTime, false), "2025-10-13 18:00:00");
        assert_eq!(at(44_481.0, ExcelDateTimeType::DateTime, true), "2025-10-13");
        assert_eq!(at(0.5, ExcelDateTimeType::DateTime, false), "12:00:00");
        assert_eq!(at(1.25, ExcelDateTimeType::TimeDelta, false), "30:00:00");
        assert_eq!(at(-1.0, ExcelDateTimeType::DateTime, false), "-1");
    }
}
