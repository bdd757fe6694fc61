//! Buttons: one primary a view, and it ends our move. The words name the object ("Accept £340").
//!
//! Invariant: a button that may not be pressed says why beside it. Absent: single keys for money and for what cannot be
//! undone; the page decides which verbs get one.

use maud::{Markup, Render, html};

use super::field::field_id;
use super::form::Confirm;
use super::icon::icon;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does<'a> {
    Submit,
    Nothing,
    Leads(&'a str),
}

/// A button, or a link that looks like one. Built up by its methods, rendered in place.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    words: &'a str,
    does: Does<'a>,
    look: &'static str,
    icon: Option<&'a str>,
    icon_only: bool,
    key: Option<char>,
    named: Option<(&'a str, &'a str)>,
    form: Option<&'a str>,
    action: Option<&'a str>,
    confirm: Option<Confirm<'a>>,
    small: bool,
    says: Option<(&'a str, &'a str, String)>,
    unfinished: bool,
}

impl<'a> Button<'a> {
    fn new(words: &'a str, does: Does<'a>) -> Self {
        Self {
            words,
            does,
            look: "",
            icon: None,
            icon_only: false,
            key: None,
            named: None,
            form: None,
            action: None,
            confirm: None,
            small: false,
            says: None,
            unfinished: false,
        }
    }

    /// Sends the form that it stands in.
    #[must_use]
    pub fn submit(words: &'a str) -> Self {
        Self::new(words, Does::Submit)
    }

    /// Leads to another page.
    #[must_use]
    pub fn link(href: &'a str, words: &'a str) -> Self {
        Self::new(words, Does::Leads(href))
    }

    /// The one that ends our move.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.look = " primary";
        self
    }

    /// A lesser verb.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.look = " quiet";
        self
    }

    /// What cannot be undone.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.look = " danger";
        self
    }

    /// With an icon before the words.
    #[must_use]
    pub fn icon(mut self, name: &'a str) -> Self {
        self.icon = Some(name);
        self
    }

    /// Only the icon is seen; the words are its name.
    #[must_use]
    pub fn icon_only(mut self, name: &'a str) -> Self {
        self.icon = Some(name);
        self.icon_only = true;
        self
    }

    /// Pressed by a key too; shown in the button.
    #[must_use]
    pub fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }

    /// Sends this name and value with the form.
    #[must_use]
    pub fn named(mut self, name: &'a str, value: &'a str) -> Self {
        self.named = Some((name, value));
        self
    }

    /// Belongs to a form elsewhere on the page, by its id.
    #[must_use]
    pub fn of_form(mut self, id: &'a str) -> Self {
        self.form = Some(id);
        self
    }

    /// Sends its form to another address.
    #[must_use]
    pub fn action(mut self, action: &'a str) -> Self {
        self.action = Some(action);
        self
    }

    /// Asks before it sends.
    #[must_use]
    pub fn confirm(mut self, confirm: Confirm<'a>) -> Self {
        self.confirm = Some(confirm);
        self
    }

    /// Says the amount that is typed into a field: `words` with its `{amount}`, which a script keeps true. Without one the
    /// button keeps its own words, so that it never names a sum that is not the typed one.
    #[must_use]
    pub fn says(mut self, words: &'a str, field: &'a str, sign: &str) -> Self {
        self.says = Some((words, field, sign.to_owned()));
        self
    }

    /// Sends the form as far as it is filled in: the browser asks for nothing that is still empty.
    #[must_use]
    pub fn unfinished(mut self) -> Self {
        self.unfinished = true;
        self
    }

    /// 26 px high, in a row of filters or a head.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    fn inner(&self) -> Markup {
        html! {
            @if let Some(name) = self.icon { (icon(name)) }
            @if !self.icon_only { (self.words) }
            @if let Some(key) = self.key { " " kbd { (key) } }
        }
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let only = if self.icon_only { " icon-only" } else { "" };
        let small = if self.small { " small" } else { "" };
        let class = format!("btn{}{only}{small}", self.look);
        let label = self.icon_only.then_some(self.words);
        let key = self.key.map(String::from);
        let confirm = self.confirm.as_ref();
        let kind = if self.does == Does::Submit { "submit" } else { "button" };
        html! {
            @if let Does::Leads(href) = self.does {
                a class=(class) href=(href) aria-label=[label] title=[label] data-key=[key.as_deref()] { (self.inner()) }
            } @else {
                button class=(class) type=(kind) aria-label=[label] title=[label] data-key=[key.as_deref()]
                    name=[self.named.map(|(name, _)| name)] value=[self.named.map(|(_, value)| value)]
                    form=[self.form] formaction=[self.action] formnovalidate[self.unfinished] disabled[self.does == Does::Nothing]
                    data-says=[self.says.as_ref().map(|(words, ..)| *words)] data-sum=[self.says.as_ref().map(|(_, field, _)| field_id(field))]
                    data-sign=[self.says.as_ref().map(|(.., sign)| sign.as_str())]
                    data-confirm=[confirm.map(|asks| asks.question)] data-confirm-text=[confirm.and_then(|asks| asks.text)]
                    data-confirm-voice=[confirm.and_then(|asks| asks.voice)] data-confirm-verb=[confirm.and_then(|asks| asks.verb)]
                    data-confirm-keep=[confirm.map(Confirm::keep_words)]
                    data-confirm-danger=[confirm.and_then(|asks| asks.danger.then_some(""))] { (self.inner()) }
            }
        }
    }
}

/// A button that may not be pressed, with the rule beside it ("You made this run, Tom approves it.").
#[must_use]
pub fn refused(words: &str, why: &str) -> Markup {
    html! { (Button::new(words, Does::Nothing)) span.help.refused { (why) } }
}

/// A row of buttons that stays at the foot of what is open; the note says what will happen.
#[must_use]
pub fn action_bar(buttons: Markup, note: Option<&str>) -> Markup {
    html! { div.actbar { (buttons) @if let Some(note) = note { span.push.about { (note) } } } }
}
