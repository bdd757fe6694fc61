//! What changed in Troupe: the list that comes with its source, built into the program in each language that it speaks.
//!
//! Invariant: it is the list of the version that runs, whoever has a seat in the brand, and each language tells every entry.
//! Absent: looking for newer versions; the program asks nobody.

use app::App;
use axum::{Router, routing::get};
use maud::html;

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand},
    language::{Language, spoken},
    text::{t, tf},
    ui::prose::prose,
};

const ENGLISH: &str = include_str!("../../../../../CHANGELOG.md");
const GERMAN: &str = include_str!("../../../../../docs/CHANGELOG.de.md");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/changes", get(show))
}

fn list() -> &'static str {
    match spoken() {
        Language::German => GERMAN,
        // It is a document, and no text of the catalogue, that a trial could mark.
        Language::English | Language::Trial | Language::TrialFromRight => ENGLISH,
    }
}

async fn show(at: InBrand) -> Answer {
    let body = html! {
        div.stack.loose {
            p.soft { (tf("changes.about", &[("version", env!("CARGO_PKG_VERSION"))])) }
            div translate="no" { (prose(list())) }
        }
    };
    Ok(at.page(t("changes.title"), "settings", tabbed(&at, "changes", body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_of_the_list_is_left_on_the_page() {
        for (list, heading) in [(ENGLISH, "<h2>Unreleased</h2>"), (GERMAN, "<h2>Noch nicht veröffentlicht</h2>")] {
            // What is written as code may be any mark.
            let page: String =
                prose(list).0.split("<code>").map(|part| part.split_once("</code>").map_or(part, |(_, rest)| rest)).collect();
            assert!(page.contains(heading) && page.matches("<li>").count() > 30);
            for mark in ["*", "`", "##", "\n- "] {
                assert!(!page.contains(mark), "{mark} stands on the page; prose.rs does not read it");
            }
        }
    }

    /// Headings by their level and entries, in order, each with how it begins and with what it writes as code.
    fn outline(list: &str) -> Vec<(usize, String, Vec<String>)> {
        let mut all: Vec<(usize, String)> = Vec::new();
        for line in list.lines().map(str::trim) {
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            if level > 0 || line.starts_with("- ") {
                all.push((level, line.to_owned()));
            } else if let Some((_, text)) = all.last_mut() {
                text.push(' ');
                text.push_str(line);
            }
        }
        let code = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        all.into_iter().map(|(level, text)| (level, text.chars().take(60).collect(), code(&text))).collect()
    }

    #[test]
    fn every_entry_of_the_list_has_its_entry_in_the_other_language_at_the_same_place() {
        let (english, german) = (outline(ENGLISH), outline(GERMAN));
        for (one, other) in english.iter().zip(&german) {
            assert_eq!((one.0, &one.2), (other.0, &other.2), "CHANGELOG.md: {}\ndocs/CHANGELOG.de.md: {}", one.1, other.1);
        }
        let beyond = english.get(german.len()).or(german.get(english.len()));
        assert_eq!(beyond.map(|entry| &entry.1), None, "it has no entry in the other language");
    }
}
