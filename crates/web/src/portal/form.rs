//! The form before work begins: legal name, where product goes, how the money comes, and its correction.
//!
//! Invariant: account details are never shown again; the end of the account stands there for recognition.
//! Absent: tax forms.

use app::{
    agreements::{CorrectForm, FillForm},
    views::portal::{PortalCollaboration, PortalForm},
};
use domain::creators::{Address, Country};
use maud::{Markup, html};

use super::{At, Visit, agree::ended};
use crate::{
    kernel::{Answer, Posted},
    text::{country, t, tf},
    ui::{
        Button, Field, form,
        portal::portal_act,
        section::{Weight, chapter, note},
    },
};

/// The page.
pub(super) async fn show(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.form.title"), &of.campaign, shown(&visit, of, &filled(&visit, of))))
}

/// What is in the form at first: what is stored, or what is known.
fn filled(visit: &Visit, of: &PortalCollaboration) -> Posted {
    let before = of.form.as_ref().or_else(|| visit.view.collaborations.iter().find_map(|other| other.form.as_ref()));
    let mut posted = match before {
        Some(PortalForm { version, legal_name, address, preferences, payment_method, tax_country, .. }) => {
            // Another deal's form is older than what the record says.
            let kept = visit.view.creator.shipping.address.as_ref().filter(|_| of.form.is_none());
            let version = if of.form.is_some() { version.to_string() } else { String::new() };
            let mut posted = Posted::filled([
                ("version", version),
                ("legal_name", legal_name.clone()),
                ("preferences", preferences.clone()),
                ("payment_method", payment_method.clone()),
                ("tax_country", tax_country.clone()),
            ]);
            posted.put_address("address.", kept.or(address.as_ref()).cloned().unwrap_or_default());
            posted
        }
        None => {
            let country = visit.view.creator.country.clone().unwrap_or_default();
            let known = || Address { name: visit.view.creator.name.clone(), country: country.clone(), ..Address::default() };
            let address = visit.view.creator.shipping.address.clone().unwrap_or_else(known);
            let mut posted = Posted::filled([("tax_country", country)]);
            posted.put_address("address.", address);
            posted
        }
    };
    posted.put_sizes(&visit.view.creator.shipping);
    posted
}

/// Keeps the form, or its correction.
pub(super) async fn fill(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let command = read(of, &posted);
    let done = if of.form.is_some() {
        visit.asker.app.run_asked(&visit.caller, &posted.asked(), CorrectForm(command)).await
    } else {
        visit.run(command).await
    };
    match done {
        Ok(_) => visit.done("", t("portal.form.done")),
        Err(error) => {
            posted.refuse_beside(error, &filled(&visit, of))?;
            Ok(visit.again(At::Task, t("portal.form.title"), &of.campaign, shown(&visit, of, &posted)))
        }
    }
}

fn read(of: &PortalCollaboration, posted: &Posted) -> FillForm {
    FillForm {
        collaboration: of.id,
        legal_name: posted.text("legal_name"),
        address: needs_address(of).then(|| posted.address("address.")),
        preferences: posted.text("preferences"),
        sizes: needs_address(of).then(|| posted.sizes()),
        payment_method: posted.text("payment_method"),
        payment_account: posted.some("payment_account"),
        tax_country: posted.text("tax_country"),
        as_received: false,
    }
}

fn needs_address(of: &PortalCollaboration) -> bool {
    of.terms().is_some_and(|terms| terms.product.is_some())
}

fn is_paid(of: &PortalCollaboration) -> bool {
    of.agreed_before || of.terms().is_some_and(|terms| terms.fee.minor > 0 || terms.commission_points > 0)
}

fn shown(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    if of.terms().is_none() && !of.agreed_before {
        return html! { h1 { (t("portal.form.title")) } p.soft { (t("portal.form.too_early")) } };
    }
    let countries = countries();
    let hint = of.form.as_ref().map(|form| form.payment_hint.as_str()).filter(|hint| !hint.is_empty());
    let errors = &posted.errors;
    let account_help = match hint {
        Some(hint) => tf("portal.form.account_kept", &[("hint", hint)]),
        None => t("portal.form.account_help").to_owned(),
    };
    html! {
        div {
            h1 { (t("portal.form.title")) }
            p.soft.mt-1 { @if of.form.is_some() { (t("portal.form.correct")) } @else { (t("portal.form.takes")) } }
        }
        @if let Some(ended) = ended(visit, of) { (ended) }
        @else {
            (form::refusals(errors))
            (form::post(&visit.path(&format!("/form/{}", of.id)), html! {
                (form::hidden("version", posted.get("version")))
                (chapter(t("portal.form.you"), "", html! { div.stack {
                    (Field::text("legal_name", t("portal.form.legal_name")).value(posted.get("legal_name")).errors(errors).help(t("portal.form.legal_name_help")).required().attribute("autocomplete", "name"))
                    (Field::select("tax_country", t("portal.form.tax_country"), &countries, Some(t("portal.form.country_choose"))).value(&code_of(posted.get("tax_country"))).errors(errors).required().attribute("autocomplete", "country"))
                } }))
                @if needs_address(of) { (chapter(t("portal.form.address"), "", address(posted))) }
                (chapter(t("portal.form.preferences"), "", html! { div.stack {
                    @if needs_address(of) { (sizes(posted)) }
                    (Field::lines("preferences", t("portal.form.preferences_label"), 3).value(posted.get("preferences")).errors(errors).voice().optional())
                } }))
                @if is_paid(of) {
                    (chapter(t("portal.form.money"), "", html! { div.stack {
                        (Field::text("payment_method", t("portal.form.method")).value(posted.get("payment_method")).errors(errors).help(t("portal.form.method_help")).required())
                        (Field::text("payment_account", t("portal.form.account")).value(posted.get("payment_account")).errors(errors).help(&account_help).attribute("autocomplete", "off"))
                        (note(Weight::Plain, "", t("portal.form.sealed")))
                    } }))
                }
                (form::kept(&visit.keeps_at(&format!("/form/{}", of.id))))
                (portal_act(html! { (Button::submit(if of.form.is_some() { t("portal.form.save") } else { t("portal.form.send") }).primary()) }))
            }))
        }
    }
}

fn sizes(posted: &Posted) -> Markup {
    let errors = &posted.errors;
    html! {
        (Field::text("sizes.clothing", t("portal.form.clothing")).value(posted.get("sizes.clothing")).errors(errors).optional())
        (Field::text("sizes.shoes", t("portal.form.shoes")).value(posted.get("sizes.shoes")).errors(errors).optional())
        (Field::lines("sizes.avoid", t("portal.form.avoid"), 2).value(posted.get("sizes.avoid")).errors(errors).help(t("portal.form.avoid_help")).voice().optional())
    }
}

/// All countries by their two letters, in the order of their names.
fn countries() -> Vec<(&'static str, &'static str)> {
    let named = Country::all().iter().filter_map(|(code, _)| Some((*code, country(Country::by_code(code)?))));
    let mut all: Vec<(&str, &str)> = named.collect();
    all.sort_by_key(|(_, name)| *name);
    all
}

/// The two letters of a country as it was written before; what is none stays, and no entry is chosen then.
fn code_of(written: &str) -> String {
    Country::parse(written).map_or_else(|| written.to_owned(), |country| country.code().to_owned())
}

fn address(posted: &Posted) -> Markup {
    let errors = &posted.errors;
    let countries = countries();
    html! {
        div.stack {
            (form::refusals(&of_address(posted)))
            (Field::text("address.name", t("portal.form.address_name")).value(posted.get("address.name")).errors(errors).required().attribute("autocomplete", "shipping name"))
            (Field::lines("address.lines", t("portal.form.address_lines"), 2).value(posted.get("address.lines")).errors(errors).required().attribute("autocomplete", "shipping street-address"))
            (Field::text("address.city", t("portal.form.address_city")).value(posted.get("address.city")).errors(errors).required().attribute("autocomplete", "shipping address-level2"))
            (Field::text("address.postcode", t("portal.form.address_postcode")).value(posted.get("address.postcode")).errors(errors).attribute("autocomplete", "shipping postal-code"))
            (Field::text("address.region", t("portal.form.address_region")).value(posted.get("address.region")).errors(errors).optional().attribute("autocomplete", "shipping address-level1"))
            (Field::select("address.country", t("portal.form.address_country"), &countries, Some(t("portal.form.country_choose"))).value(&code_of(posted.get("address.country"))).errors(errors).required().attribute("autocomplete", "shipping country"))
        }
    }
}

/// What was refused of the address as a whole, which has no field of its own.
fn of_address(posted: &Posted) -> domain::fields::FieldErrors {
    let whole = posted.errors.0.iter().filter(|error| error.field == "address").cloned();
    domain::fields::FieldErrors(
        whole
            .map(|mut error| {
                error.field.clear();
                error
            })
            .collect(),
    )
}
