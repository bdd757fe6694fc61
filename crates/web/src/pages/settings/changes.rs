//! What changed in Troupe: the list that comes with its source, built into the program.
//!
//! Invariant: it is the list of the version that runs, whoever has a seat in the brand. Absent: looking for newer versions; the
//! program asks nobody.

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

const CHANGES: &str = include_str!("../../../../../CHANGELOG.md");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/changes", get(show))
}

async fn show(at: InBrand) -> Answer {
    let foreign = spoken() != Language::English;
    let body = html! {
        div.stack.loose {
            p.soft {
                (tf("changes.about", &[("version", env!("CARGO_PKG_VERSION"))]))
                @if foreign { " " (t("changes.english")) }
            }
            div lang=[foreign.then_some(Language::English.tag())] { (prose(CHANGES)) }
        }
    };
    Ok(at.page(t("changes.title"), "settings", tabbed(&at, "changes", body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_of_the_list_is_left_on_the_page() {
        let page = prose(CHANGES).0;
        assert!(page.contains("<h2>Unreleased</h2>") && page.matches("<li>").count() > 30);
        for mark in ["**", "`", "##", "\n- "] {
            assert!(!page.contains(mark), "{mark} stands on the page; prose.rs does not read it");
        }
    }
}
