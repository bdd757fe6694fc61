//! Choices: boxes to tick, one of several, and files.
//!
//! Invariant: the whole line is the target, and an area for files is a plain file control underneath.
//! Absent: what is done with a file; the upload's own routes look inside it.

use domain::fields::FieldErrors;
use maud::{Markup, Render, html};

use super::field::field_id;
use super::form::{error_line, message_for, theirs_line, theirs_of};
use super::icon::icon;
use super::progress::progress;
use crate::text::t;

/// A box to tick: sends `name=value` when it is ticked. The help stands under its words.
#[must_use]
pub fn tick(name: &str, value: &str, words: impl Render, chosen: bool, help: Option<&str>) -> Markup {
    html! {
        label.choice {
            input.tick type="checkbox" name=(name) value=(value) checked[chosen];
            span { (words) @if let Some(help) = help { br; small { (help) } } }
        }
    }
}

/// A box of a form that changes something stored: what somebody else saved in it meanwhile stands under it.
#[must_use]
pub fn tick_beside(name: &str, value: &str, words: &str, chosen: bool, help: Option<&str>, errors: &FieldErrors) -> Markup {
    html! {
        (tick(name, value, words, chosen, help))
        @if let Some(theirs) = theirs_of(errors, name) { (theirs_line(name, theirs, if theirs.is_empty() { t("field.theirs.off") } else { t("field.theirs.on") })) }
    }
}

/// One of several that exclude each other: value, words and a line of help for each.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is read.
    pub words: &'a str,
    /// The line under it.
    pub help: Option<&'a str>,
}

/// A group of choices with one answer.
#[must_use]
pub fn one_of(name: &str, label: &str, options: &[Answer<'_>], chosen: &str, errors: &FieldErrors) -> Markup {
    group(name, label, options, errors, |described| {
        html! {
            @for (at, option) in options.iter().enumerate() {
                label.choice {
                    input.tick type="radio" id=[(at == 0).then(|| field_id(name))] name=(name) value=(option.value)
                        checked[option.value == chosen] aria-describedby=[described];
                    span { (option.words) @if let Some(help) = option.help { br; small { (help) } } }
                }
            }
        }
    })
}

/// A group of boxes that share a name; each ticked one sends its value.
#[must_use]
pub fn some_of(name: &str, label: &str, options: &[Answer<'_>], chosen: &[&str], errors: &FieldErrors) -> Markup {
    group(name, label, options, errors, |described| {
        html! {
            @for (at, option) in options.iter().enumerate() {
                label.choice {
                    input.tick type="checkbox" id=[(at == 0).then(|| field_id(name))] name=(name) value=(option.value)
                        checked[chosen.contains(&option.value)] aria-describedby=[described];
                    span { (option.words) @if let Some(help) = option.help { br; small { (help) } } }
                }
            }
        }
    })
}

fn group(name: &str, label: &str, options: &[Answer<'_>], errors: &FieldErrors, body: impl Fn(Option<&str>) -> Markup) -> Markup {
    let about = format!("{}-about", field_id(name));
    let error = message_for(errors, name);
    html! {
        fieldset.field data-bad[error.is_some()] {
            legend.label { (label) }
            div.stack.tight { (body(error.map(|_| about.as_str()))) }
            @if let Some(error) = error { (error_line(&about, error)) }
            @if let Some(theirs) = theirs_of(errors, name) {
                @let words: Vec<&str> = options.iter().filter(|option| theirs.lines().any(|one| one == option.value)).map(|option| option.words).collect();
                (theirs_line(name, theirs, &words.join(", ")))
            }
        }
    }
}

/// An area for files.
#[derive(Debug, Clone)]
pub struct Upload<'a> {
    /// The control's name.
    pub name: &'a str,
    /// What to choose: "The film, or its frames".
    pub label: &'a str,
    /// What is taken, as words: "MP4 or MOV, up to 500 MB".
    pub help: &'a str,
    /// What is taken, for the browser: `video/*,image/*`.
    pub accept: &'a str,
    /// Whether several may be chosen.
    pub many: bool,
}

/// The area: a file control that shows what was chosen and takes a drop.
#[must_use]
pub fn upload(area: &Upload<'_>, errors: &FieldErrors) -> Markup {
    let id = field_id(area.name);
    let about = format!("{id}-about");
    let error = message_for(errors, area.name);
    html! {
        div.field data-bad[error.is_some()] {
            label for=(id) { (area.label) }
            div.upload {
                (icon("upload"))
                input type="file" id=(id) name=(area.name) accept=(area.accept) multiple[area.many] aria-describedby=(about)
                    aria-invalid=[error.map(|_| "true")];
                p.about.needs-script aria-hidden="true" { (t("upload.drop")) }
                p.chosen data-chosen aria-live="polite" {}
                div.chosen-pictures data-pictures {}
            }
            @if let Some(error) = error { (error_line(&about, error)) } @else { p.help id=(about) { (area.help) } }
        }
    }
}

/// How an upload goes; put inside the form, it is shown by the script while the form is being sent.
#[must_use]
pub fn uploading() -> Markup {
    panel(None)
}

/// The same for a form whose files go up in parts before it is sent (assets/js/parts.js): announced at `begin`, each part at its
/// own address below `at`. Without scripts the files go with the form.
#[must_use]
pub fn uploading_in_parts(begin: &str, at: &str) -> Markup {
    html! {
        p.about data-unfinished=(t("upload.unfinished")) role="status" hidden {}
        (panel(Some((begin, at))))
    }
}

fn panel(parts: Option<(&str, &str)>) -> Markup {
    html! {
        div.uploading data-uploading hidden data-under-way=(t("upload.under_way")) data-checking=(t("upload.checking"))
            data-stopped=(if parts.is_some() { t("upload.paused") } else { t("upload.stopped") }) data-broken=(t("upload.broken"))
            data-waiting=(if parts.is_some() { t("upload.again") } else { t("upload.waiting") })
            data-unreadable=[parts.map(|_| t("upload.unreadable"))] data-begin=[parts.map(|(begin, _)| begin)] data-at=[parts.map(|(_, at)| at)] {
            (progress(0, t("upload.label")))
            p.about.line {
                span data-said role="status" {}
                button.push.text-button type="button" data-stop { (t("upload.stop")) }
            }
            @if parts.is_some() { p.about { (t("upload.goes_on")) } }
        }
    }
}
