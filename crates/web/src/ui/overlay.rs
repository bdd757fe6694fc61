//! What floats: menus, dialogs, toasts.
//!
//! Invariant: a menu opens without scripts (it is a `details`), and a dialog only confirms what cannot be undone or lists
//! keys. Absent: forms and news in dialogs; errors in toasts.

use maud::{Markup, Render, html};

use super::icon::{icon, icon_small};
use crate::text::t;

/// One row of a menu.
#[derive(Debug, Clone)]
pub enum MenuItem<'a> {
    /// Leads somewhere.
    Link {
        /// Where.
        href: &'a str,
        /// Its words.
        words: &'a str,
        /// An icon before them.
        icon: Option<&'a str>,
        /// Whether one is there already.
        current: bool,
    },
    /// Posts to an address, as a form of its own: a menu with such a row must not stand inside another form.
    Post {
        /// Where to.
        action: &'a str,
        /// Its words.
        words: &'a str,
        /// An icon before them.
        icon: Option<&'a str>,
        /// Whether it cannot be undone: red ink.
        danger: bool,
    },
    /// Sends the form around the menu to another address (a verb for the chosen rows of a table).
    Send {
        /// Where to.
        action: &'a str,
        /// Its words.
        words: &'a str,
        /// An icon before them.
        icon: Option<&'a str>,
        /// Whether it cannot be undone: red ink.
        danger: bool,
    },
    /// Anything else, such as a row of segments.
    Other(Markup),
}

impl Render for MenuItem<'_> {
    fn render(&self) -> Markup {
        match self {
            MenuItem::Link { href, words, icon: name, current } => html! {
                a href=(href) aria-current=[current.then_some("true")] {
                    @if let Some(name) = name { (icon(name)) }
                    (words)
                    @if *current { span.push { (icon_small("check")) } }
                }
            },
            MenuItem::Post { action, words, icon: name, danger } => html! {
                form method="post" action=(action) {
                    button.is-late[*danger] type="submit" { @if let Some(name) = name { (icon(name)) } (words) }
                }
            },
            MenuItem::Send { action, words, icon: name, danger } => html! {
                button.is-late[*danger] type="submit" formaction=(action) { @if let Some(name) = name { (icon(name)) } (words) }
            },
            MenuItem::Other(markup) => markup.clone(),
        }
    }
}

/// The verbs of one thing behind a small button; `words` name the button.
#[must_use]
pub fn menu(words: &str, items: &[MenuItem<'_>]) -> Markup {
    html! {
        details.menu-of {
            summary.btn.quiet.icon-only aria-haspopup="menu" aria-label=(words) title=(words) { (icon("more")) }
            div.menu { @for item in items { (item) } }
        }
    }
}

/// The same behind a button with words.
#[must_use]
pub fn menu_named(words: &str, items: &[MenuItem<'_>]) -> Markup {
    html! {
        details.menu-of {
            summary.btn aria-haspopup="menu" { (words) (icon_small("down")) }
            div.menu { @for item in items { (item) } }
        }
    }
}

/// What was done, said once, with a way to undo it where there is one.
#[derive(Debug, Clone)]
pub struct Toast<'a> {
    /// "3 creators shortlisted".
    pub words: &'a str,
    /// Where to post to undo it.
    pub undo: Option<&'a str>,
}

impl Render for Toast<'_> {
    fn render(&self) -> Markup {
        html! {
            div.toast role="status" {
                span { (self.words) }
                @if let Some(undo) = self.undo { form method="post" action=(undo) { button type="submit" { (t("toast.undo")) } } }
                button.needs-script.toast-close type="button" data-dismiss aria-label=(t("toast.close")) { (icon_small("x")) }
            }
        }
    }
}

/// A dialog that the page opens with a button (`data-shows` naming its id). `body` holds its own `.actions`.
#[must_use]
pub fn dialog(id: &str, title: &str, body: Markup) -> Markup {
    let heading = format!("{id}-title");
    html! { dialog.dialog id=(id) aria-labelledby=(heading) { h2 id=(heading) { (title) } (body) } }
}

/// The list of keys, opened by `?`.
#[must_use]
pub fn keys(places: &[(char, &str)]) -> Markup {
    dialog(
        "keys",
        t("keys.title"),
        html! {
            dl.kv.keys {
                dt { kbd { "/" } } dd { (t("keys.search")) }
                dt { kbd { "Ctrl" } " " kbd { "K" } } dd { (t("keys.palette")) }
                @for (key, name) in places { dt { kbd { "g" } " " kbd { (key) } } dd { (name) } }
                dt { kbd { "j" } " " kbd { "k" } } dd { (t("keys.rows")) }
                dt { kbd { "x" } } dd { (t("keys.choose")) }
                dt { kbd { "e" } } dd { (t("keys.end")) }
                dt { kbd { "↵" } } dd { (t("keys.open")) }
                dt { kbd { "Esc" } } dd { (t("keys.leave")) }
            }
            div.actions { button.btn type="button" data-closes { (t("keys.close")) } }
        },
    )
}
