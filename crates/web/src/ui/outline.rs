//! A page's outline: headings without a level left out, wherever a part of the page was put together.
//!
//! Invariant: how a heading looks follows from its element, what it says of its level from the headings around it, so that who hears
//! the page misses no step. What stands in a dialog is an outline of its own and stays as it is. Absent: text; what people wrote is
//! escaped and looks like no heading.

use maud::{Markup, PreEscaped};

/// Says of each heading the level on which it stands, where its element says another.
#[must_use]
pub fn in_order(body: Markup) -> Markup {
    let text = body.into_string();
    let mut said = String::with_capacity(text.len() + 128);
    let mut outline = Outline::default();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("<h") {
        let (before, tag) = rest.split_at(at);
        outline.passes(before);
        said.push_str(before);
        let Some(element) = heading(tag) else {
            said.push_str(&tag[..2]);
            rest = &tag[2..];
            continue;
        };
        said.push_str(&tag[..3]);
        let level = outline.level(element);
        if level != element {
            said.push_str(&format!(" aria-level=\"{level}\""));
        }
        rest = &tag[3..];
    }
    said.push_str(rest);
    PreEscaped(said)
}

/// Which heading begins here, from 1 to 6.
fn heading(tag: &str) -> Option<u8> {
    let [_, _, digit @ b'1'..=b'6', b' ' | b'>', ..] = tag.as_bytes() else { return None };
    Some(digit - b'0')
}

/// The headings around a place, from the outermost: what the element says, and on which level it stands.
#[derive(Debug, Default)]
struct Outline {
    around: Vec<(u8, u8)>,
    dialogs: usize,
}

impl Outline {
    fn passes(&mut self, text: &str) {
        self.dialogs = (self.dialogs + text.matches("<dialog").count()).saturating_sub(text.matches("</dialog>").count());
    }

    fn level(&mut self, element: u8) -> u8 {
        if self.dialogs > 0 {
            return element;
        }
        while self.around.last().is_some_and(|(other, _)| *other >= element) {
            self.around.pop();
        }
        let level = self.around.last().map_or(element, |(_, level)| level + 1);
        self.around.push((element, level));
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(page: &str) -> String {
        in_order(PreEscaped(page.to_owned())).into_string()
    }

    #[test]
    fn no_level_is_left_out_and_siblings_stand_on_one() {
        assert_eq!(
            levels("<h1>a</h1><h3>b</h3><h3 class=\"x\">c</h3><h2>d</h2><h3>e</h3><h4>f</h4>"),
            "<h1>a</h1><h3 aria-level=\"2\">b</h3><h3 aria-level=\"2\" class=\"x\">c</h3><h2>d</h2><h3>e</h3><h4>f</h4>"
        );
        assert_eq!(levels("<h4>rail</h4><h1>a</h1><h4>b</h4>"), "<h4>rail</h4><h1>a</h1><h4 aria-level=\"2\">b</h4>");
    }

    #[test]
    fn what_is_no_heading_and_what_is_a_dialogs_stays() {
        for page in [
            "<header><hr><html><h7>",
            "<h1>a</h1><dialog><h3>b</h3></dialog><h2>c</h2>",
            "<h1>a</h1>&lt;h3&gt;b<a data-x=\"1\">c</a>",
            "<h",
        ] {
            assert_eq!(levels(page), page);
        }
    }
}
