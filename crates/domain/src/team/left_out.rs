//! The brand's own list of what is not to be said: a line each, with how bad it is where somebody said so.
//!
//! Invariant: a line is its words, or its words, a semicolon and `serious` or `mild`; nothing else is taken, and what was kept
//! before this was a rule is read whole. Absent: topics; those are the program's own.

use crate::fields::FieldErrors;

/// How bad a line of the list is; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HowBad {
    /// Whoever says it is looked at closely, and is not taken when they say it again and again.
    Serious,
    /// Nobody said: a person looks.
    Unsaid,
    /// Told, and no more than that.
    Mild,
}

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut<'a> {
    /// The words.
    pub words: &'a str,
    /// How bad they are.
    pub how_bad: HowBad,
}

impl<'a> LeftOut<'a> {
    /// Reads a line as it is kept.
    #[must_use]
    pub fn read(line: &'a str) -> Self {
        let known = line.rsplit_once(';').and_then(|(words, mark)| Some((words.trim(), how_bad(mark)?)));
        match known.filter(|(words, _)| !words.is_empty()) {
            Some((words, how_bad)) => Self { words, how_bad },
            None => Self { words: line.trim(), how_bad: HowBad::Unsaid },
        }
    }
}

fn how_bad(mark: &str) -> Option<HowBad> {
    match mark.trim().to_lowercase().as_str() {
        "serious" | "schwer" => Some(HowBad::Serious),
        "mild" | "leicht" => Some(HowBad::Mild),
        _ => None,
    }
}

/// The lines as they are kept: trimmed, without empty ones, the mark behind one semicolon. What cannot be read is named.
pub(super) fn checked(lines: &[String], errors: &mut FieldErrors) -> Vec<String> {
    let mut kept = Vec::new();
    for (at, line) in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).enumerate() {
        let read = LeftOut::read(line);
        match read.how_bad {
            HowBad::Serious => kept.push(format!("{}; serious", read.words)),
            HowBad::Mild => kept.push(format!("{}; mild", read.words)),
            HowBad::Unsaid if line.contains(';') => {
                let wrong = format!("Line {}, \"{line}\": write the words first, and behind the semicolon serious or mild.", at + 1);
                errors.add("do_not_say", wrong);
            }
            HowBad::Unsaid => kept.push(line.to_owned()),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_bad_it_is_or_nothing() {
        let read = |line| (LeftOut::read(line).words, LeftOut::read(line).how_bad);
        assert_eq!(read("miracle"), ("miracle", HowBad::Unsaid));
        assert_eq!(read(" cures eczema ; Serious"), ("cures eczema", HowBad::Serious));
        assert_eq!(read("cheap;mild"), ("cheap", HowBad::Mild));
        // What was kept before is its words, whatever stands in it.
        assert_eq!(read("no; never"), ("no; never", HowBad::Unsaid));
        assert_eq!(read("; mild"), ("; mild", HowBad::Unsaid));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let mut errors = FieldErrors::new();
        let lines = ["miracle", " ", "cheap ;MILD", "fake; awful", "; serious"].map(str::to_owned);
        assert_eq!(checked(&lines, &mut errors), ["miracle", "cheap; mild"]);
        let said: Vec<&str> = errors.0.iter().map(|error| error.message.as_str()).collect();
        assert!(errors.0.iter().all(|error| error.field == "do_not_say"), "{errors}");
        assert!(said.len() == 2 && said[0].starts_with("Line 3, \"fake; awful\"") && said[1].starts_with("Line 4,"), "{said:?}");
    }
}
