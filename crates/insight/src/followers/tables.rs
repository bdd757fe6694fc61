//! The small tables beside the code, and how numbers of this room are written.
//!
//! Invariant: a table is part of the program; its tests read every line. Absent: tables that a person brings (`sample`).

/// The rows of a table: tab-separated, without notes ("#") and without the header.
pub fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1).map(|line| line.split('\t').collect())
}

/// A share as people read it: `4.2 %`, `25 %`.
pub fn percent(share: f64) -> String {
    let points = (share * 1000.0).round() / 10.0;
    format!("{points} %")
}

/// A count with its noun: `1 post`, `1,204 posts`.
pub fn counted(number: i64, noun: &str) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 8);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out.push(' ');
    out.push_str(noun);
    if number != 1 {
        out.push('s');
    }
    out
}
