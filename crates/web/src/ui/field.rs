//! Fields: the label above, help below, and the error in place of the help; below both what is usual, with who says so.
//!
//! Invariant: what was typed is shown again, and the error names what to do. A label is never a placeholder.
//! Absent: what makes a value wrong; the domain says it and `FieldErrors` carries it here by the field's name.

use domain::fields::FieldErrors;
use domain::money::Currency;
use maud::{Markup, Render, html};

use super::form::{error_line, message_for, theirs_line, theirs_of};
use crate::text::t;

/// The id of a field's control: `terms.fee` becomes `f-terms-fee`.
#[must_use]
pub fn field_id(name: &str) -> String {
    format!("f-{}", name.replace(['.', '[', ']', ' '], "-"))
}

/// One entry of a select: the value that is sent and the words that are read.
pub type Choice<'a> = (&'a str, &'a str);

#[derive(Debug, Clone)]
enum Control<'a> {
    /// An `input` of a type.
    Input(&'a str),
    /// Several lines.
    Lines(u8),
    /// One of a list; the first entry is "choose" when nothing is chosen and the flag is set.
    Select { choices: &'a [Choice<'a>], empty: Option<&'a str> },
}

/// A labelled control. Built up by its methods, rendered in place.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    value: &'a str,
    help: Option<&'a str>,
    fact: Option<(&'a str, &'a str)>,
    error: Option<&'a str>,
    theirs: Option<&'a str>,
    control: Control<'a>,
    unit: Option<String>,
    unit_after: bool,
    optional: bool,
    required: bool,
    voice: bool,
    submits: bool,
    attributes: Vec<(&'static str, String)>,
    place: Option<&'a str>,
}

impl<'a> Field<'a> {
    fn new(name: &'a str, label: &'a str, control: Control<'a>) -> Self {
        Self {
            name,
            label,
            value: "",
            help: None,
            fact: None,
            error: None,
            theirs: None,
            control,
            unit: None,
            unit_after: false,
            optional: false,
            required: false,
            voice: false,
            submits: false,
            attributes: Vec::new(),
            place: None,
        }
    }

    /// One line of text.
    #[must_use]
    pub fn text(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("text"))
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("email"))
    }

    /// A password. Its value is never shown again; `autocomplete` is `current-password` or `new-password`.
    #[must_use]
    pub fn password(name: &'a str, label: &'a str, autocomplete: &'static str) -> Self {
        Self::new(name, label, Control::Input("password")).attribute("autocomplete", autocomplete)
    }

    /// An address on the web.
    #[must_use]
    pub fn url(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("url"))
    }

    /// A whole number; a text control, so that nothing typed is lost before it was read.
    #[must_use]
    pub fn number(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("text")).attribute("inputmode", "numeric")
    }

    /// A number with decimals, such as a percentage.
    #[must_use]
    pub fn decimal(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("text")).attribute("inputmode", "decimal")
    }

    /// Money in a currency, whose sign stands before it.
    #[must_use]
    pub fn money(name: &'a str, label: &'a str, currency: &Currency) -> Self {
        Self::decimal(name, label).unit(currency.sign().trim().to_owned())
    }

    /// A calendar day, `YYYY-MM-DD`.
    #[must_use]
    pub fn date(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("date"))
    }

    /// A day with its hour, `YYYY-MM-DDTHH:MM`, in the zone that the label or help names.
    #[must_use]
    pub fn date_time(name: &'a str, label: &'a str) -> Self {
        Self::new(name, label, Control::Input("datetime-local"))
    }

    /// Several lines of text.
    #[must_use]
    pub fn lines(name: &'a str, label: &'a str, rows: u8) -> Self {
        Self::new(name, label, Control::Lines(rows))
    }

    /// One of a list. `empty` is the entry for "none chosen yet", when there may be none.
    #[must_use]
    pub fn select(name: &'a str, label: &'a str, choices: &'a [Choice<'a>], empty: Option<&'a str>) -> Self {
        Self::new(name, label, Control::Select { choices, empty })
    }

    /// What is in it: what was typed, or what is stored.
    #[must_use]
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// A line below.
    #[must_use]
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = Some(help);
        self
    }

    /// What is usual for it, and who says so; stands below whatever else is said.
    #[must_use]
    pub fn fact(mut self, fact: (&'a str, &'a str)) -> Self {
        self.fact = Some(fact);
        self
    }

    /// Takes its error, if it has one, from what was refused, and what somebody else saved meanwhile.
    #[must_use]
    pub fn errors(mut self, errors: &'a FieldErrors) -> Self {
        self.error = message_for(errors, self.name);
        self.theirs = theirs_of(errors, self.name);
        self
    }

    /// A unit before the value, such as `£`.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// A unit after the value, such as `%` or `days`.
    #[must_use]
    pub fn unit_after(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self.unit_after = true;
        self
    }

    /// Says beside the label that it may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The browser asks for it before sending.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Takes the second at which the film of this id stands, when the line around it is begun.
    #[must_use]
    pub fn takes_time_of(self, player: &'a str) -> Self {
        self.attribute("data-time-of", player)
    }

    /// What is typed is somebody's own words: the voice face.
    #[must_use]
    pub fn voice(mut self) -> Self {
        self.voice = true;
        self
    }

    /// Sends its form when it changes (the form needs a button for those without scripts).
    #[must_use]
    pub fn submits(mut self) -> Self {
        self.submits = true;
        self
    }

    /// An example in the empty control; never the label.
    #[must_use]
    pub fn example(mut self, example: &'a str) -> Self {
        self.place = Some(example);
        self
    }

    /// Another attribute of the control: one of `autocomplete`, `inputmode`, `maxlength`, `min`, `max`, `step`, `list`, `data-search`.
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    fn set(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// A value as it is read: a select's by its words.
    fn words<'v>(&'v self, value: &'v str) -> &'v str {
        match &self.control {
            Control::Select { choices, .. } => choices.iter().find(|(known, _)| *known == value).map_or(value, |(_, words)| words),
            _ => value,
        }
    }

    fn control(&self, id: &str, described: Option<&str>) -> Markup {
        let invalid = self.error.map(|_| "true");
        let class = if self.voice { "input voice" } else { "input" };
        let submits = self.submits.then_some("");
        match &self.control {
            Control::Input(kind) => {
                let value = (*kind != "password" && !self.value.is_empty()).then_some(self.value);
                html! {
                    input class=(class) type=(kind) id=(id) name=(self.name) value=[value] placeholder=[self.place]
                        autocomplete=[self.set("autocomplete")] inputmode=[self.set("inputmode")] maxlength=[self.set("maxlength")]
                        data-time-of=[self.set("data-time-of")] min=[self.set("min")] max=[self.set("max")] step=[self.set("step")] list=[self.set("list")] data-search=[self.set("data-search")]
                        required[self.required] aria-invalid=[invalid] aria-describedby=[described] data-submits=[submits];
                }
            }
            Control::Lines(rows) => html! {
                textarea class=(class) id=(id) name=(self.name) rows=(rows) placeholder=[self.place] maxlength=[self.set("maxlength")]
                    required[self.required] aria-invalid=[invalid] aria-describedby=[described] { (lines_kept(self.value)) }
            },
            Control::Select { choices, empty } => html! {
                select class=(class) id=(id) name=(self.name) autocomplete=[self.set("autocomplete")] translate=[self.set("translate")] required[self.required] aria-invalid=[invalid] aria-describedby=[described]
                    data-submits=[submits] {
                    @if let Some(words) = empty { option value="" selected[self.value.is_empty()] { (words) } }
                    @for (value, words) in *choices { option value=(value) selected[*value == self.value] { (words) } }
                }
            },
        }
    }
}

/// A fact in small words, and behind them who says so, as a figure has its source.
#[must_use]
pub fn fact(id: &str, (text, source): (&str, &str)) -> Markup {
    let tip = format!("{id}-source");
    html! {
        p.help.fact id=(id) {
            (text) " "
            span.src { button.src-ask type="button" aria-describedby=(tip) { (t("field.source")) } span.tip role="tooltip" id=(tip) { (source) } }
        }
    }
}

/// A browser drops the first line break of a text area, so one that was typed gets another before it.
fn lines_kept(value: &str) -> Markup {
    html! { @if value.starts_with('\n') { "\n" } (value) }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let id = field_id(self.name);
        let about = format!("{id}-about");
        let beside = format!("{id}-fact");
        let said = (self.error.is_some() || self.help.is_some()).then_some(about.as_str());
        let described: Vec<&str> = [said, self.fact.map(|_| beside.as_str())].into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let control = self.control(&id, described.as_deref());
        html! {
            div.field data-bad[self.error.is_some()] {
                label for=(id) { (self.label) @if self.optional { " " span.quiet.light { (t("field.optional")) } } }
                @match (&self.unit, self.unit_after) {
                    (Some(unit), false) => span.with-unit { span { (unit) } (control) },
                    (Some(unit), true) => span.with-unit.after { (control) span { (unit) } },
                    (None, _) => (control),
                }
                @if let Some(error) = self.error { (error_line(&about, error)) }
                @else if let Some(help) = self.help { p.help id=(about) { (help) } }
                @if let Some(known) = self.fact { (fact(&beside, known)) }
                @if let Some(value) = self.theirs { (theirs_line(self.name, value, self.words(value))) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_takes_the_place_of_the_help_and_what_was_typed_stays() {
        let errors = FieldErrors::one("window.ends", "That is before the draft is due (19 Nov). The earliest is 20 Nov.");
        let shown = Field::text("window.ends", "Posting window ends").value("14 <Nov>").help("Any day.").errors(&errors).render().0;
        assert!(shown.contains("data-bad") && shown.contains("aria-invalid=\"true\""));
        assert!(shown.contains("value=\"14 &lt;Nov&gt;\"") && shown.contains("The earliest is 20 Nov."));
        assert!(shown.contains("aria-describedby=\"f-window-ends-about\"") && shown.contains("id=\"f-window-ends-about\""));
        assert!(!shown.contains("Any day."));
    }

    #[test]
    fn a_fact_stays_when_something_was_refused_and_both_are_read_out() {
        let field = || Field::number("terms.revisions", "Rounds").fact(("One or two are usual.", "Partnrup includes 3."));
        let shown = field().render().0;
        assert!(shown.contains("aria-describedby=\"f-terms-revisions-fact\"") && shown.contains("One or two are usual."), "{shown}");
        assert!(shown.contains("role=\"tooltip\"") && shown.contains("Partnrup includes 3."), "{shown}");
        let errors = FieldErrors::one("terms.revisions", "A whole number is needed.");
        let shown = field().errors(&errors).render().0;
        assert!(shown.contains("aria-describedby=\"f-terms-revisions-about f-terms-revisions-fact\""), "{shown}");
    }

    #[test]
    fn what_somebody_else_saved_stands_under_what_was_typed_in_words() {
        let errors = FieldErrors::one(crate::ui::form::theirs("tier"), "paid");
        let choices = [("paid", "Paid"), ("product_only", "Product only")];
        let shown = Field::select("tier", "Tier", &choices, None).value("product_only").errors(&errors).render().0;
        assert!(shown.contains("<span class=\"theirs-value\">Paid</span>") && shown.contains("data-takes=\"tier\" data-value=\"paid\""));
        assert!(!shown.contains("aria-invalid"), "it is no error");
        assert!(!Field::text("tie", "Tie").errors(&errors).render().0.contains("theirs"));
    }

    #[test]
    fn a_password_is_not_sent_back() {
        let shown = Field::password("password", "Password", "current-password").value("winter-oats").render().0;
        assert!(!shown.contains("winter-oats"));
    }
}
