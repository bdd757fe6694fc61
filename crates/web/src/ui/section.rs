//! Parts of a page: a rule and a name, facts, notes, and what stands there when there is nothing.
//!
//! Invariant: rules, not boxes. A strong rule opens a chapter. Absent: cards around text.

use maud::{Markup, Render, html};

/// A chapter: a strong rule, a heading of level two and a note at the end of its line.
#[must_use]
pub fn chapter(name: &str, note: impl Render, body: impl Render) -> Markup {
    html! { section.sec.strong { div.sec-head { h2 { (name) } (aside(&note)) } (body) } }
}

/// A part of a chapter: a hairline and a heading of level three.
#[must_use]
pub fn part(name: &str, note: impl Render, body: impl Render) -> Markup {
    html! { section.sec { div.sec-head { h3 { (name) } (aside(&note)) } (body) } }
}

/// A part that is folded away behind its name and what stands there now. It opens without scripts, and so it does for an address
/// that leads to its `id` or to a field in it.
#[must_use]
pub fn fold(id: &str, open: bool, name: &str, now: impl Render, body: impl Render) -> Markup {
    let now = now.render();
    html! {
        details.fold-small.fold-part open[open] {
            summary { h3 { (name) } @if !now.0.is_empty() { " " span.quiet { (now) } } }
            div id=(id) { (body) }
        }
    }
}

fn aside(note: &impl Render) -> Markup {
    let note = note.render();
    html! { @if !note.0.is_empty() { span.push { (note) } } }
}

/// Terms and facts: name and value.
#[must_use]
pub fn facts(all: &[(&str, Markup)]) -> Markup {
    html! { dl.kv { @for (name, value) in all { dt { (name) } dd { (value) } } } }
}

/// How much a note weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Something to know.
    Plain,
    /// Something about our own move.
    Ours,
    /// Something wrong.
    Late,
}

/// A note: what is the matter, heavier, and the rest.
#[must_use]
pub fn note(weight: Weight, matter: &str, rest: impl Render) -> Markup {
    let class = match weight {
        Weight::Plain => "note",
        Weight::Ours => "note ours",
        Weight::Late => "note late",
    };
    html! { div class=(class) { @if !matter.is_empty() { b { (matter) } " " } (rest) } }
}

/// What stands where there is nothing: what will be here (or which filter to drop), and the one next step.
#[must_use]
pub fn empty(matter: &str, rest: impl Render, actions: Markup) -> Markup {
    html! {
        div.empty {
            p { b.ink { (matter) } " " (rest) }
            @if !actions.0.is_empty() { div.line.wrap { (actions) } }
        }
    }
}

/// What a person wrote, in the voice face, with its paragraphs.
#[must_use]
pub fn voice(text: &str) -> Markup {
    html! { div.voice { (paragraphs(text)) } }
}

/// A text with its paragraphs (empty lines) and line breaks kept.
#[must_use]
pub fn paragraphs(text: &str) -> Markup {
    let text = text.replace("\r\n", "\n");
    html! {
        @for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            p { @for (at, line) in paragraph.lines().enumerate() { @if at > 0 { br; } (line) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, paragraphs};

    #[test]
    fn what_is_folded_says_what_stands_there_and_is_led_to_from_outside() {
        let shut = fold("standing", false, "Standing", "Rebook", "a form").0;
        assert!(shut.contains("<h3>Standing</h3> <span class=\"quiet\">Rebook</span></summary><div id=\"standing\">a form"), "{shut}");
        assert!(!shut.contains(" open") && fold("a", true, "A", "", "").0.contains("<details class=\"fold-small fold-part\" open>"));
    }

    #[test]
    fn paragraphs_and_lines_stay_and_markup_in_them_does_not_act() {
        assert_eq!(paragraphs("Hi Nora,\r\nquick one.\n\n\n<b>x</b>").0, "<p>Hi Nora,<br>quick one.</p><p>&lt;b&gt;x&lt;/b&gt;</p>");
    }
}
