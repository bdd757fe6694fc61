//! The HTML document around every page: style, script, title. Nothing else loads, and nothing is inline.
//!
//! Invariant: the page is whole without its script. Absent: headers; the content policy is set where pages are answered.

use maud::{DOCTYPE, Markup, html};

use super::outline;
use crate::assets;
use crate::kernel::asked;
use crate::language::spoken;
use crate::text::t;

/// What the head of a document needs.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    /// The page's title, without the program's name.
    pub title: &'a str,
    /// A style sheet with the brand's own colours, on pages for creators and clients.
    pub brand_style: Option<&'a str>,
    /// Never follow or keep this page (personal links).
    pub private: bool,
    /// Where the page hears that something happened.
    pub live: Option<&'a str>,
    /// Without scripts: for a page that strangers open once, on a phone, and that needs none.
    pub plain: bool,
}

/// A document; `class` is the body's.
#[must_use]
pub fn document(head: &Head<'_>, class: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(spoken().tag()) dir=[spoken().direction()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if head.private { meta name="robots" content="noindex, nofollow"; meta name="referrer" content="no-referrer"; }
                title { (head.title) @if !head.plain { " · " (t("document.name")) } }
                link rel="icon" type="image/svg+xml" href=(assets::url("favicon.svg"));
                link rel="stylesheet" href=(assets::url("app.css"));
                @if let Some(style) = head.brand_style { link rel="stylesheet" href=(style); }
                @if !head.plain {
                    script src=(assets::url("theme.js")) {}
                    script src=(assets::url("app.js")) defer {}
                }
            }
            body class=[(!class.is_empty()).then_some(class)] data-live=[head.live] data-kept[asked::address().is_none()] {
                a.skip href="#main" { (t("document.skip")) }
                (outline::in_order(body))
            }
        }
    }
}
