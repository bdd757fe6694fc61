//! Sequences and waiting: steps, a bar of progress, and the skeleton of rows that are on their way.
//!
//! Invariant: a skeleton keeps the height of what it stands for, and nothing loops. Absent: spinners.

use maud::{Markup, html};

/// A sequence of named steps; those before `at` are done. `at` past the end: all are done.
#[must_use]
pub fn steps(names: &[&str], at: usize) -> Markup {
    html! {
        ol.steps {
            @for (index, name) in names.iter().enumerate() {
                @if index < at { li.done { (name) } } @else if index == at { li aria-current="step" { (name) } } @else { li { (name) } }
            }
        }
    }
}

/// How far long work is, from 0 to 100.
#[must_use]
pub fn progress(percent: u8, label: &str) -> Markup {
    let percent = percent.min(100);
    html! {
        div class={ "progress " (length_class(percent)) } role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow=(percent)
            aria-label=(label) data-v=(percent) { i {} }
    }
}

/// The class for a length in per cent, in steps of five.
#[must_use]
pub fn length_class(percent: u8) -> String {
    format!("v-{}", (u16::from(percent.min(100)) + 2) / 5 * 5)
}

/// As many rows on their way.
#[must_use]
pub fn skeleton(rows: usize) -> Markup {
    html! {
        div.skeleton aria-hidden="true" {
            @for _ in 0..rows { div.skel-row { span.skel.round {} span.skel.long {} span.skel.push.short {} } }
        }
    }
}

/// A list whose place another takes: after a moment of waiting for that one, rows stand over it that say so. Nothing moves.
#[must_use]
pub fn on_its_way(rows: usize, list: Markup) -> Markup {
    html! { div.on-its-way data-waits { (list) (skeleton(rows)) } }
}

#[cfg(test)]
mod tests {
    use super::{length_class, on_its_way};
    use maud::html;

    #[test]
    fn what_is_on_its_way_stands_over_the_list_and_is_not_read_out() {
        let shown = on_its_way(2, html! { ul id="rows" {} }).0;
        assert!(
            shown.starts_with("<div class=\"on-its-way\" data-waits><ul id=\"rows\"></ul><div class=\"skeleton\" aria-hidden=\"true\">"),
            "{shown}"
        );
        assert_eq!(shown.matches("skel-row").count(), 2);
    }

    #[test]
    fn a_length_is_rounded_to_the_nearest_class() {
        assert_eq!([0, 2, 3, 62, 98, 100].map(length_class), ["v-0", "v-0", "v-5", "v-60", "v-100", "v-100"]);
    }
}
