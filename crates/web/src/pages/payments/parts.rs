//! A chapter of the first page that is longer than one looks through at once: a part of it, and the ways to the others.
//!
//! Invariant: every row of every chapter is reached, each chapter turns by itself, and what was refused stands in the part that
//! is shown. Absent: lists to look things up in; `listed` pages them.

use maud::{Markup, html};

use crate::{
    kernel::values::{Asks, with_query},
    pages::asking::Question,
    text::{grouped, t, tf},
    ui::Button,
};

/// So many rows stand in a part.
const PART: usize = 25;
/// With what the name of a chapter's part begins in the address.
const NAMED: &str = "part.";

/// What the address says of parts.
pub(super) struct Parts<'a> {
    pub question: &'a Question<'a>,
    pub asks: &'a Asks,
    /// The page's own address.
    pub path: String,
}

impl Parts<'_> {
    /// The rows of a chapter that are shown, and what stands below them. `refused` knows the row whose form is shown again.
    pub(super) fn of<'r, T>(&self, chapter: &str, all: &'r [T], refused: impl Fn(&T) -> bool) -> (&'r [T], Markup) {
        let name = format!("{NAMED}{chapter}");
        let last = all.len().div_ceil(PART).max(1);
        let asked = self.asks.get(&name).parse::<usize>().unwrap_or(1).clamp(1, last);
        let part = all.iter().position(refused).map_or(asked, |at| at / PART + 1);
        let (from, until) = ((part - 1) * PART, (part * PART).min(all.len()));
        let turn = if last > 1 {
            self.turn(&name, part, last, (from, until, all.len()))
        } else {
            html! {}
        };
        (&all[from..until], turn)
    }

    fn to(&self, name: &str, part: usize) -> String {
        let part = part.to_string();
        let mut pairs = self.question.pairs_without(&[]);
        let others = self.asks.0.iter().filter(|(other, _)| other.starts_with(NAMED) && other != name);
        pairs.extend(others.map(|(other, value)| (other.as_str(), value.as_str())));
        pairs.push((name, part.as_str()));
        format!("{}#{name}", with_query(&self.path, &pairs))
    }

    fn turn(&self, name: &str, part: usize, last: usize, (from, until, count): (usize, usize, usize)) -> Markup {
        let number = |number: usize| grouped(u64::try_from(number).unwrap_or(u64::MAX));
        html! {
            nav.line.wrap.mt-2 id=(name) aria-label=(t("payments.parts")) {
                span.about { (tf("payments.part", &[("from", &number(from + 1)), ("until", &number(until)), ("count", &number(count))])) }
                @if part > 1 { (Button::link(&self.to(name, part - 1), t("payments.part.before")).quiet().small().icon("left")) }
                @if part < last { (Button::link(&self.to(name, part + 1), t("payments.part.next")).quiet().small().icon("right")) }
                @if part + 1 < last { (Button::link(&self.to(name, last), t("payments.part.last")).quiet().small()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_reach_the_last_row_and_show_what_was_refused() {
        let all: Vec<usize> = (0..1_003).collect();
        let none = |_: &usize| false;
        let seen = |pairs: &[(&str, &str)], refused: &dyn Fn(&usize) -> bool| {
            let asks = Asks(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect());
            let question = Question::new(&asks, "/p".into(), vec![]);
            let parts = Parts { question: &question, asks: &asks, path: "/p".into() };
            let (rows, turn) = parts.of("due", &all, refused);
            (rows.first().copied(), rows.last().copied(), turn.0)
        };
        let (first, last, turn) = seen(&[("part.later", "3")], &none);
        assert_eq!((first, last), (Some(0), Some(24)));
        assert!(turn.contains("part.later=3&amp;part.due=2#part.due") && turn.contains("part.due=41#part.due"), "{turn}");
        let (first, last, turn) = seen(&[("part.due", "41")], &none);
        assert_eq!((first, last), (Some(1_000), Some(1_002)));
        assert!(turn.contains("part.due=40") && !turn.contains("part.due=42"));
        assert_eq!(seen(&[("part.due", "900")], &none).1, Some(1_002), "beyond the last is the last");
        assert_eq!(seen(&[("part.due", "no")], &none).0, Some(0));
        assert_eq!(seen(&[], &|row| *row == 30).0, Some(25));
        let asks = Asks(vec![]);
        let question = Question::new(&asks, "/p".into(), vec![]);
        let parts = Parts { question: &question, asks: &asks, path: "/p".into() };
        assert_eq!(parts.of("due", &[1, 2], |_| false).1.0, "", "what fits has no parts");
        assert!(parts.of("due", &[] as &[usize], |_| false).0.is_empty());
    }
}
