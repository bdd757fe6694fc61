//! Forms: plain posts that work without scripts, the question before what cannot be undone, and what was refused.
//!
//! Invariant: an error lands at its field and typed values stay; what belongs to no field on the page is said above it.
//! Absent: parsing; the command's own types read what is sent.

use domain::fields::FieldErrors;
use maud::{Markup, html};

use super::field::field_id;
use super::icon::icon;
use crate::heard::heard;
use crate::text::t;

/// What is asked before a form is sent; names thing and amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confirm<'a> {
    /// "Drop Yusuf Karim from Autumn Repair?"
    pub question: &'a str,
    /// What will happen, with the amount.
    pub text: Option<&'a str>,
    /// The message that somebody will get, set in the voice face.
    pub voice: Option<&'a str>,
    /// The verb on the button that does it; the pressed button's words when absent.
    pub verb: Option<&'a str>,
    /// The words on the button that leaves things as they are.
    pub keep: Option<&'a str>,
    /// Whether it cannot be undone.
    pub danger: bool,
}

impl Confirm<'_> {
    /// The words on the button that leaves things as they are.
    #[must_use]
    pub fn keep_words(&self) -> &str {
        self.keep.unwrap_or(t("confirm.keep"))
    }
}

/// A form that posts to an address.
#[must_use]
pub fn post(action: &str, body: Markup) -> Markup {
    html! { form.stack method="post" action=(action) { (body) } }
}

/// A form around one or two buttons, laid in the line.
#[must_use]
pub fn post_inline(action: &str, body: Markup) -> Markup {
    html! { form.inline method="post" action=(action) { (body) } }
}

/// A form that carries files.
#[must_use]
pub fn post_files(action: &str, body: Markup) -> Markup {
    html! { form.stack method="post" action=(action) enctype="multipart/form-data" { (body) } }
}

/// A value that travels with a form unseen.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The line of a form that is kept in the browser while it is written (assets/js/keep.js), under the name `at`; nothing without scripts.
#[must_use]
pub fn kept(at: &str) -> Markup {
    html! { p.about role="status" data-kept=(t("form.kept")) data-restored=(t("form.restored")) data-kept-at=(at) hidden {} }
}

/// Under which name the value stands that somebody else saved meanwhile in a field.
#[must_use]
pub fn theirs(field: &str) -> String {
    format!("{THEIRS}{field}")
}

/// No field's own name begins so.
const THEIRS: &str = "theirs:";

/// What somebody else saved meanwhile in a field, when it differs.
pub(super) fn theirs_of<'a>(errors: &'a FieldErrors, field: &str) -> Option<&'a str> {
    errors.0.iter().find(|error| error.field.strip_prefix(THEIRS) == Some(field)).map(|error| error.message.as_str())
}

/// The line under a field with what somebody else saved in it, and the button that takes it. `words` is how it is read.
pub(super) fn theirs_line(field: &str, value: &str, words: &str) -> Markup {
    html! {
        div.theirs {
            span.quiet { (t("field.theirs")) }
            span.theirs-value { @if words.trim().is_empty() { i { (t("field.theirs.empty")) } } @else { (words) } }
            button.text-button.needs-script type="button" data-takes=(field) data-value=(value) { (t("field.theirs.take")) }
        }
    }
}

/// What was refused as a whole: shown above the form, each line leading to its field. Nothing when all is well. It takes the focus,
/// so that it is in sight where the form stands far below.
#[must_use]
pub fn refusals(errors: &FieldErrors) -> Markup {
    html! {
        @if !errors.0.is_empty() {
            div.note.late.refusals role="alert" tabindex="-1" autofocus {
                b { (t("form.refused")) }
                ul {
                    @for error in errors.0.iter().filter(|error| !error.field.starts_with(THEIRS)) {
                        li { @if error.field.is_empty() { (heard(&error.message)) } @else { a href=(format!("#{}", field_id(&error.field))) { (heard(&error.message)) } } }
                    }
                }
            }
        }
    }
}

/// The message for one field, or nothing.
pub(super) fn message_for<'a>(errors: &'a FieldErrors, field: &str) -> Option<&'a str> {
    errors.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
}

/// The error line under a field.
pub(super) fn error_line(id: &str, message: &str) -> Markup {
    html! { p.error id=(id) { (icon("alert")) span { (heard(message)) } } }
}
