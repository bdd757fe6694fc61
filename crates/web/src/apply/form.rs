//! The application page's parts: the form, and what is said after it.
//!
//! Invariant: phone first, one column, each field says what is wrong with it. Absent: what happens to it.

use domain::creators::applications::Question;
use maud::{Markup, html};

use super::Visit;
use crate::{
    heard::heard,
    kernel::{Posted, shown},
    portal::{colour_address, logo_address},
    text::{platform, t, tf, tk},
    ui::{
        Button, Field,
        choice::{Answer, some_of},
        form,
        section::{Weight, note, paragraphs},
        shell::{Portal, open_page},
    },
};

/// The field that people do not see; what fills it in is no person.
pub(super) const TRAP: &str = "second_site";

/// The page around what is said.
pub(super) fn around(visit: &Visit, body: Markup) -> Markup {
    let style = colour_address(visit.door.colour.as_deref());
    let logo = logo_address(&visit.door.slug, visit.door.logo.as_ref());
    let shell = Portal {
        brand: &visit.door.brand,
        about: t("apply.about"),
        person: None,
        brand_style: style.as_deref(),
        logo: logo.as_deref(),
        places: &[],
        toast: None,
    };
    open_page(&heading(visit), &shell, visit.framed, body)
}

fn heading(visit: &Visit) -> String {
    let own = &visit.door.page.heading;
    if own.is_empty() { tf("apply.heading", &[("brand", &visit.door.brand)]) } else { own.clone() }
}

/// The form, or that there is none.
pub(super) fn page(visit: &Visit, posted: &Posted) -> Markup {
    let own = visit.own.as_ref().map(|(_, own)| own);
    if own.is_some_and(|own| own.answered) {
        return html! { h1 { (heading(visit)) } (note(Weight::Plain, t("apply.answered"), t("apply.answered.text"))) };
    }
    if !visit.door.page.open {
        return if own.is_some() { closed_with(visit, posted) } else { closed(visit) };
    }
    html! {
        div {
            h1 { (heading(visit)) }
            @if !visit.door.page.text.is_empty() { div.soft.mt-2 { (paragraphs(&visit.door.page.text)) } }
        }
        @if let Some(own) = own {
            @if let Some(question) = &own.question {
                (note(Weight::Ours, t("apply.question"), html! { div.voice { (paragraphs(question)) } p.mt-2 { (t("apply.question.how")) } }))
            } @else if own.sent { (note(Weight::Plain, t("apply.was_sent"), t("apply.was_sent.text"))) }
        }
        (form::refusals(&posted.errors))
        (form::post(&visit.path(), fields(visit, posted)))
        @if let Some((token, _)) = &visit.own { (delete(token)) }
    }
}

fn fields(visit: &Visit, posted: &Posted) -> Markup {
    let page = &visit.door.page;
    html! {
        (form::hidden("form", posted.get("form")))
        div.apply-trap aria-hidden="true" {
            label for="f-second" { (t("apply.trap")) }
            input id="f-second" type="text" name=(TRAP) tabindex="-1" autocomplete="off";
        }
        div.stack {
            (shown(Field::text("name", t("apply.name")).required().attribute("autocomplete", "name"), "name", posted))
            (shown(Field::email("email", t("apply.email")).required().attribute("autocomplete", "email").help(t("apply.email.help")), "email", posted))
            (accounts(visit, posted))
            @if page.asks(Question::Country) { (shown(Field::text("country", tk("apply_question", "country")).optional().attribute("autocomplete", "country-name"), "country", posted)) }
            @if page.asks(Question::City) { (shown(Field::text("city", tk("apply_question", "city")).optional().attribute("autocomplete", "address-level2"), "city", posted)) }
            @for (question, name, rows) in [(Question::About, "about", 5), (Question::Why, "why", 4), (Question::Work, "work", 3)] {
                @if page.asks(question) {
                    (shown(Field::lines(name, tk("apply_question", name), rows).optional().help(tk("apply_question_help", name)), name, posted))
                }
            }
            @if page.asks(Question::Price) { (shown(Field::text("price", tk("apply_question", "price")).optional().help(tk("apply_question_help", "price")), "price", posted)) }
            @if !page.own_question.is_empty() { (shown(Field::lines("own", &page.own_question, 4).optional(), "own", posted)) }
            (tick("of_age", t("apply.of_age"), t("apply.of_age.words"), posted))
            div {
                (tick("consent", t("apply.consent"), &visit.door.consent, posted))
                @if !page.privacy_url.is_empty() { p.about.mt-1 { a href=(page.privacy_url) target="_blank" rel="noopener" { (t("apply.privacy")) } } }
            }
            div.apply-send {
                (Button::submit(t("apply.send")).primary())
                (Button::submit(t("apply.later")).named("do", "later").unfinished())
                p.about { (t("apply.later.help")) }
            }
        }
    }
}

/// A box that must be ticked, with its error.
fn tick(name: &str, label: &str, words: &str, posted: &Posted) -> Markup {
    let chosen = if posted.ticked(name) { vec!["yes"] } else { vec![] };
    some_of(name, label, &[Answer { value: "yes", words, help: None }], &chosen, &posted.errors)
}

/// A field for each platform that the page asks about, and for those that somebody filled in before it stopped asking.
fn accounts(visit: &Visit, posted: &Posted) -> Markup {
    let mut rows: Vec<(usize, String)> = posted
        .rows("accounts")
        .into_iter()
        .map(|row| (row, posted.text(&format!("accounts.{row}.platform"))))
        .filter(|(_, platform)| !platform.is_empty())
        .collect();
    let mut next = rows.iter().map(|(row, _)| row + 1).max().unwrap_or(0);
    for platform in &visit.door.page.platforms {
        if !rows.iter().any(|(_, known)| known == platform.as_str()) {
            rows.push((next, platform.as_str().to_owned()));
            next += 1;
        }
    }
    let order = |word: &str| visit.door.page.platforms.iter().position(|one| one.as_str() == word).unwrap_or(usize::MAX);
    rows.sort_by_key(|(row, word)| (order(word), *row));
    html! {
        fieldset.field {
            legend.label { (t("apply.accounts")) }
            p.help { (t("apply.accounts.help")) }
            div.stack.mt-2 {
                @for (row, word) in &rows {
                    @let name = format!("accounts.{row}.handle");
                    @let label = platform(word);
                    (form::hidden(&format!("accounts.{row}.platform"), word))
                    (Field::text(&name, &label).value(posted.get(&name)).errors(&posted.errors).attribute("autocapitalize", "none").attribute("autocomplete", "off"))
                }
            }
        }
    }
}

/// After it was sent. The same words for everybody: what tells more goes to the address.
pub(super) fn thanks(visit: &Visit) -> Markup {
    let own = &visit.door.page.thanks;
    html! {
        h1 { (t("apply.sent")) }
        @if own.is_empty() { p.soft { (tf("apply.sent.text", &[("brand", &visit.door.brand)])) } } @else { div.soft { (paragraphs(own)) } }
        p.about { (t("apply.sent.mail")) }
    }
}

/// After it was kept.
pub(super) fn saved(visit: &Visit) -> Markup {
    html! {
        h1 { (t("apply.saved")) }
        p.soft { (t("apply.saved.text")) }
        p { a href=(visit.path()) { (t("apply.saved.back")) } }
    }
}

fn closed(visit: &Visit) -> Markup {
    html! { h1 { (heading(visit)) } (note(Weight::Plain, t("apply.closed"), tf("apply.closed.text", &[("brand", &visit.door.brand)]))) }
}

/// The page was closed while somebody wrote: what they wrote stands there to be copied.
pub(super) fn closed_with(visit: &Visit, posted: &Posted) -> Markup {
    let names = ["name", "email", "country", "city", "about", "why", "work", "price", "own"].map(str::to_owned);
    let accounts = posted.rows("accounts").into_iter().map(|row| format!("accounts.{row}.handle"));
    let typed: Vec<String> = names.into_iter().chain(accounts).map(|name| posted.text(&name)).filter(|text| !text.is_empty()).collect();
    html! {
        (closed(visit))
        @if !typed.is_empty() {
            p { (t("apply.closed.kept")) }
            div.apply-kept { (typed.join("\n\n")) }
        }
    }
}

/// Taking an application back, two presses away.
fn delete(token: &str) -> Markup {
    html! {
        details.portal-more {
            summary { (t("apply.delete")) }
            p.soft { (t("apply.delete.text")) }
            (form::post(&format!("/applications/{token}/removal"), html! { (Button::submit(t("apply.delete.do")).danger()) }))
        }
    }
}

pub(super) fn gone() -> Markup {
    html! { h1 { (t("apply.gone")) } p.soft { (t("apply.gone.text")) } }
}

pub(super) fn over(message: &str) -> Markup {
    html! { h1 { (t("apply.over")) } p.soft { (heard(message)) } }
}
