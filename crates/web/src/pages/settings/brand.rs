//! How the brand works: its name, zone and currency, who signs its mail, when and how it pays; and new brands.
//!
//! Invariant: rules about money are the owner's to set. Absent: what is agreed already; it stays.

use app::{
    App,
    content::KeepFile,
    team::{CreateBrand, SetLogo, UpdateBrand},
};
use axum::{
    Router,
    extract::Request,
    routing::{get, post},
};
use domain::{
    money::{Currency, Money},
    team::BrandSettings,
    time::{Day, Zone},
};
use maud::{Markup, Render, html};

use super::tabbed;
use crate::{
    kernel::{Answer, Flash, InBrand, Posted, page::go, shown, streamed},
    language::Language,
    pages::{
        entry::{currency_offers, zone_offers},
        usual::usual,
    },
    portal::logo_address,
    text::{t, tf},
    ui::{
        Button, Field,
        choice::{Upload, upload},
        form,
        section::chapter,
        shell::page_head,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/rules", get(show).post(save))
        .route("/b/{slug}/settings/rules/logo", post(set_logo))
        .route("/b/{slug}/settings/rules/logo/removal", post(remove_logo))
        .route("/b/{slug}/settings/brands/new", get(new).post(create))
}

async fn show(at: InBrand) -> Answer {
    at.only::<UpdateBrand>()?;
    Ok(at.page(t("rules.title"), "settings", tabbed(&at, "rules", page(&at, &filled(&at)))))
}

fn filled(at: &InBrand) -> Posted {
    let brand = &at.brand().brand;
    let settings = &brand.settings;
    Posted::filled([
        ("version", at.brand().version.to_string()),
        ("name", brand.name.clone()),
        ("zone", brand.zone.to_string()),
        ("currency", brand.currency.code().to_owned()),
        ("settings.sender_name", settings.sender_name.clone()),
        ("settings.sender_email", settings.sender_email.clone()),
        ("settings.postal_address", settings.postal_address.clone()),
        ("settings.mail_language", settings.mail_language().tag().to_owned()),
        ("settings.mailbox_budget", settings.mailbox_budget.to_string()),
        ("settings.payment_days", settings.payment_days.to_string()),
        ("settings.four_eyes_from", Money::new(settings.four_eyes_from, brand.currency).decimal()),
        ("settings.colour", settings.colour.clone().unwrap_or_default()),
        ("settings.holidays", settings.holidays.iter().map(|day| format!("{day}\n")).collect()),
    ])
}

async fn save(at: InBrand, mut posted: Posted) -> Answer {
    let saved = match read(&at, &mut posted) {
        Ok(command) => at.run_asked(&posted, command).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done("/settings/rules", t("rules.saved")),
        Err(error) => {
            posted.refuse_beside(error, &filled(&at))?;
            Ok(at.page_again(t("rules.title"), "settings", tabbed(&at, "rules", page(&at, &posted))))
        }
    }
}

async fn set_logo(at: InBrand, request: Request) -> Answer {
    at.only::<SetLogo>()?;
    let (app, caller, brand) = (at.app(), &at.caller, at.brand().id);
    let mut posted = streamed::any(request, app, |name, bytes| async move { app.receive(caller, brand, &name, bytes).await }).await?;
    let receipt = posted.some("logo");
    posted.errors.require(receipt.is_some() || !posted.errors.0.is_empty(), "logo", t("rules.logo.choose"));
    let set = match (posted.checked(), receipt) {
        (Ok(()), Some(receipt)) => take_logo(&at, receipt).await,
        (refused, _) => refused,
    };
    let Err(error) = set else { return at.done("/settings/rules", t("rules.logo.saved")) };
    let mut again = filled(&at);
    again.refuse(error)?;
    for refused in &mut again.errors.0 {
        "logo".clone_into(&mut refused.field);
    }
    Ok(at.page_again(t("rules.title"), "settings", tabbed(&at, "rules", page(&at, &again))))
}

async fn take_logo(at: &InBrand, receipt: String) -> app::Result<()> {
    let kept = at.run(KeepFile { receipt }).await?;
    at.run(SetLogo { file: Some(kept.id) }).await.map(|_| ())
}

async fn remove_logo(at: InBrand, _posted: Posted) -> Answer {
    at.run(SetLogo { file: None }).await?;
    at.done("/settings/rules", t("rules.logo.removed"))
}

/// The logo as it is, and the forms that change it. Forms of their own: a picture is no part of the rules.
fn logo(at: &InBrand, posted: &Posted) -> Markup {
    let brand = &at.brand().brand;
    let address = logo_address(&brand.slug, brand.logo.as_ref().map(|logo| &logo.hash));
    let area = Upload {
        name: "logo",
        label: t("rules.logo.file"),
        help: t("rules.logo.help"),
        accept: "image/png,image/jpeg,image/webp",
        many: false,
    };
    chapter(
        t("rules.logo"),
        "",
        html! {
            div.stack.form-narrow {
                @match &address {
                    Some(address) => { p { img.brand-logo src=(address) alt=(tf("rules.logo.of", &[("name", &brand.name)])) height="40"; } }
                    None => { p.soft { (t("rules.logo.none")) } }
                }
                (form::post_files(&at.path("/settings/rules/logo"), html! {
                    (upload(&area, &posted.errors))
                    div.line { (Button::submit(t("rules.logo.save"))) }
                }))
                @if address.is_some() {
                    (form::post_inline(&at.path("/settings/rules/logo/removal"), Button::submit(t("rules.logo.remove")).quiet().render()))
                }
            }
        },
    )
}

/// The zone and the currency of a form; what cannot be read is noted.
fn zone_and_currency(posted: &mut Posted) -> app::Result<(Zone, Currency)> {
    let zone = posted.read_if("zone", |text| Zone::parse(text).ok(), "set_up.zone.wrong");
    let currency = posted.read_if("currency", |text| Currency::parse(text).ok(), "set_up.currency.wrong");
    for name in ["zone", "currency"] {
        let empty = posted.get(name).is_empty();
        posted.errors.require(!empty, name, t("posted.needed"));
    }
    match (zone, currency) {
        (Some(zone), Some(currency)) => Ok((zone, currency)),
        _ => Err(app::Error::Fields(posted.errors.clone())),
    }
}

/// The listed holidays, one a line; what is no day is said with the line.
fn holidays(posted: &mut Posted) -> Vec<Day> {
    let text = posted.text("settings.holidays");
    let mut days = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Day::parse(line) {
            Ok(day) => days.push(day),
            Err(error) => posted.errors.add("settings.holidays", error.to_string()),
        }
    }
    days
}

fn read(at: &InBrand, posted: &mut Posted) -> app::Result<UpdateBrand> {
    let (zone, currency) = zone_and_currency(posted)?;
    let settings = BrandSettings {
        four_eyes_from: posted.money("settings.four_eyes_from", currency).minor,
        payment_days: posted.number("settings.payment_days"),
        sender_name: posted.text("settings.sender_name"),
        sender_email: posted.text("settings.sender_email"),
        postal_address: posted.text("settings.postal_address"),
        mailbox_budget: posted.number("settings.mailbox_budget"),
        colour: posted.some("settings.colour"),
        holidays: holidays(posted),
        mail_language: posted.word_if("settings.mail_language", domain::language::Language::parse).or(at
            .brand()
            .brand
            .settings
            .mail_language),
    };
    posted.checked()?;
    Ok(UpdateBrand { name: posted.text("name"), zone, currency, settings })
}

fn page(at: &InBrand, posted: &Posted) -> Markup {
    let currency = at.brand().brand.currency;
    let languages = Language::ALL.map(|one| (one.tag(), one.own_name()));
    html! {
        div.form-wide.stack.loose {
        (logo(at, posted))
        (form::refusals(&posted.errors))
        (form::post(&at.path("/settings/rules"), html! {
            (form::hidden("version", posted.get("version")))
            (zone_offers()) (currency_offers())
            div.stack.loose {
                (chapter(t("rules.brand"), "", html! {
                    div.cols.three {
                        (shown(Field::text("name", t("rules.name")).required(), "name", posted))
                        (shown(Field::text("zone", t("set_up.zone")).required().attribute("list", "zones"), "zone", posted))
                        (shown(Field::text("currency", t("set_up.currency")).required().attribute("list", "currencies"), "currency", posted))
                        (shown(Field::text("settings.colour", t("rules.colour")).help(t("rules.colour.help")).optional(), "settings.colour", posted))
                    }
                }))
                (chapter(t("rules.mail"), "", html! {
                    div.stack {
                        div.cols.two {
                            (shown(Field::text("settings.sender_name", t("rules.sender")), "settings.sender_name", posted))
                            (shown(Field::email("settings.sender_email", t("rules.sender_email")), "settings.sender_email", posted))
                        }
                        (shown(Field::lines("settings.postal_address", t("rules.postal"), 3).help(t("rules.postal.help")), "settings.postal_address", posted))
                        div.cols.two {
                            (shown(Field::select("settings.mail_language", t("rules.mail_language"), &languages, None).help(t("rules.mail_language.help")).attribute("translate", "no"), "settings.mail_language", posted))
                            (shown(Field::number("settings.mailbox_budget", t("rules.mailbox")).unit_after(t("rules.a_day")).fact(usual("mailbox")), "settings.mailbox_budget", posted))
                        }
                    }
                }))
                (chapter(t("rules.days"), "", html! {
                    (shown(Field::lines("settings.holidays", t("rules.holidays"), 4).help(t("rules.holidays.help")).optional(), "settings.holidays", posted))
                }))
                (chapter(t("rules.money"), "", html! {
                    div.cols.two {
                        (shown(Field::number("settings.payment_days", t("rules.payment_days")).unit_after(t("campaign_form.days")).help(t("rules.payment_days.help")).fact(usual("payment_days")), "settings.payment_days", posted))
                        (shown(Field::money("settings.four_eyes_from", t("rules.four_eyes"), &currency).help(t("rules.four_eyes.help")), "settings.four_eyes_from", posted))
                    }
                }))
                div.line { (Button::submit(t("rules.save")).primary()) }
            }
        }))
        }
    }
}

async fn new(at: InBrand) -> Answer {
    at.only::<CreateBrand>()?;
    let brand = &at.brand().brand;
    let posted = Posted::filled([("zone", brand.zone.to_string()), ("currency", brand.currency.code().to_owned())]);
    Ok(at.page(t("new_brand.title"), "settings", new_page(&at, &posted)))
}

fn new_page(at: &InBrand, posted: &Posted) -> Markup {
    html! {
        (page_head(t("new_brand.title"), t("new_brand.text"), html! {}))
        div.body {
            (form::refusals(&posted.errors))
            (form::post(&at.path("/settings/brands/new"), html! {
                (zone_offers()) (currency_offers())
                div.form-narrow.stack {
                    (shown(Field::text("name", t("rules.name")).required(), "name", posted))
                    (shown(Field::text("zone", t("set_up.zone")).required().attribute("list", "zones"), "zone", posted))
                    (shown(Field::text("currency", t("set_up.currency")).required().attribute("list", "currencies"), "currency", posted))
                    div { (Button::submit(t("new_brand.make")).primary()) }
                }
            }))
        }
    }
}

async fn create(at: InBrand, mut posted: Posted) -> Answer {
    let made = match zone_and_currency(&mut posted) {
        Ok((zone, currency)) => at.run(CreateBrand { name: posted.text("name"), zone, currency }).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(view) => {
            let words = tf("new_brand.made", &[("name", &view.brand.name)]);
            Ok(go(at.app(), &format!("/b/{}/settings/profile", view.brand.slug), Some(Flash::new(words))))
        }
        Err(error) => {
            posted.refuse(error)?;
            Ok(at.page_again(t("new_brand.title"), "settings", new_page(&at, &posted)))
        }
    }
}
