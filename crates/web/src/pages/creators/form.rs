//! A creator as a person enters or changes one.
//!
//! Invariant: an account needs no handle, and no link is made from a name. Absent: numbers; they come with imports.

use app::creators::{CreateCreator, CreatorView, GetCreator, ListFields, UpdateCreator};
use axum::extract::Path;
use domain::{
    creators::{CustomField, Manager, NewCreator, Platform, ProfileInput, Rate, Source, Tier},
    ids::CreatorId,
    time::Zone,
};
use maud::{Markup, html};

use super::{fields, platforms};
use crate::{
    kernel::{Answer, InBrand, Posted},
    pages::entry::{offers, zone_offers},
    text::{Worded, t},
    ui::{Button, Field, form, section::chapter, shell::crumb_head},
};

pub(super) async fn new(at: InBrand) -> Answer {
    at.only::<CreateCreator>()?;
    let posted = Posted::filled([("source", "cold"), ("tier", "paid"), ("profiles.0.platform", "instagram")]);
    let fields = own_fields(&at).await?;
    Ok(at.page(t("creator_form.new"), "creators", page(&at, (None, &fields), &posted)))
}

pub(super) async fn edit(at: InBrand, Path((_, id)): Path<(String, CreatorId)>) -> Answer {
    at.only::<UpdateCreator>()?;
    let view = at.show(GetCreator { creator: id }).await?;
    let posted = filled(&view);
    Ok(at.page(&view.creator.name, "creators", page(&at, (Some(&view), &of(&view)), &posted)))
}

/// The brand's own fields, for a form about nobody yet.
async fn own_fields(at: &InBrand) -> app::Result<Vec<CustomField>> {
    Ok(at.show(ListFields {}).await?.fields.into_iter().filter(|field| field.retired_at.is_none()).collect())
}

/// The brand's own fields, as they come with a creator.
fn of(view: &CreatorView) -> Vec<CustomField> {
    view.fields.iter().map(|one| one.field.clone()).collect()
}

fn filled(view: &CreatorView) -> Posted {
    let creator = &view.creator;
    let mut posted = Posted::filled([
        ("version", view.version.to_string()),
        ("name", creator.name.clone()),
        ("email", creator.email.clone().unwrap_or_default()),
        ("country", creator.country.map(|country| country.code().to_owned()).unwrap_or_default()),
        ("city", creator.city.clone().unwrap_or_default()),
        ("language", creator.language.clone().unwrap_or_default()),
        ("zone", creator.zone.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("tier", view.relationship.tier.as_str().to_owned()),
        ("manager.name", creator.manager.as_ref().map(|manager| manager.name.clone()).unwrap_or_default()),
        ("manager.email", creator.manager.as_ref().map(|manager| manager.email.clone()).unwrap_or_default()),
    ]);
    fields::fill(&mut posted, &view.fields);
    for (row, profile) in view.profiles.iter().enumerate() {
        posted.put(format!("profiles.{row}.platform"), profile.account.platform.as_str());
        posted.put(format!("profiles.{row}.handle"), profile.account.handle.clone().unwrap_or_default());
    }
    for (row, rate) in view.relationship.rates.iter().enumerate() {
        posted.put(format!("rates.{row}.format"), rate.format.clone());
        posted.put(format!("rates.{row}.price"), rate.price.decimal());
    }
    posted
}

pub(super) async fn create(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<CreateCreator>()?;
    prepare(&mut posted);
    if posted.ticked("more") {
        let fields = own_fields(&at).await?;
        return Ok(at.page(t("creator_form.new"), "creators", page(&at, (None, &fields), &posted)));
    }
    let made = match read(&at, &mut posted) {
        Ok((creator, tier)) => {
            let source = posted.word("source", Source::parse).unwrap_or(Source::Cold);
            at.run(CreateCreator { creator, source, tier }).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(done) => at.done(&format!("/creators/{}", done.id), t("creator_form.made")),
        Err(error) => {
            posted.refuse(error)?;
            let fields = own_fields(&at).await?;
            Ok(at.page_again(t("creator_form.new"), "creators", page(&at, (None, &fields), &posted)))
        }
    }
}

pub(super) async fn update(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, mut posted: Posted) -> Answer {
    at.only::<UpdateCreator>()?;
    let view = at.show(GetCreator { creator: id }).await?;
    prepare(&mut posted);
    if posted.ticked("more") {
        return Ok(at.page(&view.creator.name, "creators", page(&at, (Some(&view), &of(&view)), &posted)));
    }
    let saved = match read(&at, &mut posted) {
        Ok((mut details, tier)) => {
            // Notes and tags have a form of their own; saving here leaves them as they are.
            details.notes = Some(view.relationship.notes.clone());
            details.tags = view.relationship.tags.clone();
            let zone = posted.some("zone").and_then(|text| Zone::parse(&text).ok());
            at.run_asked(&posted, UpdateCreator { creator: id, details, zone, tier }).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done(&format!("/creators/{id}"), t("creator_form.saved")),
        Err(error) => {
            posted.refuse_beside(error, &filled(&view))?;
            Ok(at.page_again(&view.creator.name, "creators", page(&at, (Some(&view), &of(&view)), &posted)))
        }
    }
}

fn prepare(posted: &mut Posted) {
    posted.compact_with("profiles", "handle");
    posted.compact("rates");
}

fn read(at: &InBrand, posted: &mut Posted) -> app::Result<(NewCreator, Tier)> {
    let currency = at.brand().brand.currency;
    let tier = posted.word("tier", Tier::parse);
    posted.read_if("zone", |text| Zone::parse(text).ok(), "set_up.zone.wrong");
    let rates = posted
        .rows("rates")
        .into_iter()
        .map(|row| Rate {
            format: posted.text(&format!("rates.{row}.format")),
            price: posted.money(&format!("rates.{row}.price"), currency),
        })
        .collect();
    let profiles = posted
        .rows("profiles")
        .into_iter()
        .filter(|row| !posted.get(&format!("profiles.{row}.handle")).is_empty())
        .map(|row| ProfileInput {
            platform: Platform::parse(posted.get(&format!("profiles.{row}.platform"))),
            handle: posted.text(&format!("profiles.{row}.handle")),
        })
        .collect();
    let manager = Manager { name: posted.text("manager.name"), email: posted.text("manager.email") };
    posted.checked()?;
    let creator = NewCreator {
        name: posted.text("name"),
        email: posted.some("email"),
        country: posted.some("country"),
        city: posted.some("city"),
        language: posted.some("language"),
        notes: posted.some("notes"),
        tags: posted.commas("tags"),
        rates,
        manager: Some(manager).filter(|manager| !manager.name.is_empty() || !manager.email.is_empty()),
        profiles,
        custom: posted.under(fields::PREFIX),
    };
    Ok((creator, tier.unwrap_or(Tier::ProductOnly)))
}

fn page(at: &InBrand, (view, own): (Option<&CreatorView>, &[CustomField]), posted: &Posted) -> Markup {
    let (action, title) = match view {
        Some(view) => (at.path(&format!("/creators/{}/edit", view.id)), t("creator_form.change")),
        None => (at.path("/creators"), t("creator_form.new")),
    };
    let tiers: Vec<(&str, &str)> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    let sources: Vec<(&str, &str)> = Source::ALL.iter().map(|source| (source.as_str(), source.worded())).collect();
    let field = |field: Field<'static>, name: &'static str| -> Markup {
        html! { (field.value(posted.get(name)).errors(&posted.errors)) }
    };
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators"))], view.map_or(title, |view| &view.creator.name), html! {}))
        div.body.near {
            h1.mb-4 { (title) }
            (form::refusals(&posted.errors))
            (form::post(&action, html! {
                (form::hidden("version", posted.get("version")))
                (zone_offers()) (offers("formats", &["reel", "story", "post", "carousel", "tiktok", "short", "video"]))
                div.form-wide.stack.loose {
                    (chapter(t("creator_form.who"), "", html! {
                        div.cols.two {
                            (field(Field::text("name", t("creator_form.name")).required(), "name"))
                            (field(Field::email("email", t("entry.email")).optional(), "email"))
                            (field(Field::text("country", t("creators.country")).optional().help(t("creator_form.country.help")), "country"))
                            (field(Field::text("city", t("creator_form.city")).optional(), "city"))
                            (field(Field::text("language", t("creator_form.language")).optional(), "language"))
                            @if view.is_some() { (field(Field::text("zone", t("set_up.zone")).optional().attribute("list", "zones"), "zone")) }
                            (Field::select("tier", t("creators.tier"), &tiers, None).value(posted.get("tier")).errors(&posted.errors))
                            @if view.is_none() { (Field::select("source", t("creator_form.source"), &sources, None).value(posted.get("source")).errors(&posted.errors)) }
                        }
                    }))
                    (chapter(t("creator_form.accounts"), "", accounts(posted)))
                    (chapter(t("creator_form.rates"), at.brand().brand.currency.code(), rates(at, posted)))
                    (chapter(t("creator_form.manager"), "", html! {
                        div.cols.two {
                            (field(Field::text("manager.name", t("creator_form.name")).optional(), "manager.name"))
                            (field(Field::email("manager.email", t("entry.email")).optional(), "manager.email"))
                        }
                    }))
                    @if !own.is_empty() { (chapter(t("fields.title"), "", html! { div.cols.two { (fields::inputs(own.iter(), posted)) } })) }
                    @if view.is_none() {
                        (chapter(t("creator_form.notes"), "", html! {
                            div.stack {
                                (field(Field::lines("notes", t("creator_form.notes"), 3).optional(), "notes"))
                                (field(Field::text("tags", t("creators.tags")).optional().help(t("creator_form.commas")), "tags"))
                            }
                        }))
                    }
                    // Apart from what ends the form, and after it: Enter in a field takes a form's first button.
                    div.stack.tight {
                        div.line { (Button::submit(if view.is_some() { t("creator_form.save") } else { t("creator_form.make") }).primary()) }
                        div.line { (Button::submit(t("creator_form.more")).quiet().small().named("more", "yes").unfinished()) }
                    }
                }
            }))
        }
    }
}

fn accounts(posted: &Posted) -> Markup {
    let known = platforms();
    let choices: Vec<(&str, &str)> = known.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let rows = posted.rows("profiles").len().max(1) + usize::from(posted.ticked("more"));
    html! {
        div.stack {
            @for row in 0..rows {
                @let names = ["platform", "handle"].map(|part| format!("profiles.{row}.{part}"));
                div.cols.two {
                    (Field::select(&names[0], t("creator_form.platform"), &choices, None).value(posted.get(&names[0])).errors(&posted.errors))
                    (Field::text(&names[1], t("creator_form.handle")).value(posted.get(&names[1])).errors(&posted.errors).help(t("creator_form.handle.help")))
                }
            }
        }
    }
}

fn rates(at: &InBrand, posted: &Posted) -> Markup {
    let currency = at.brand().brand.currency;
    let rows = posted.rows("rates").len() + 1;
    html! {
        div.stack {
            @for row in 0..rows {
                @let names = ["format", "price"].map(|part| format!("rates.{row}.{part}"));
                div.cols.two {
                    (Field::text(&names[0], t("creator_form.format")).value(posted.get(&names[0])).errors(&posted.errors).attribute("list", "formats").optional())
                    (Field::money(&names[1], t("creator_form.price"), &currency).value(posted.get(&names[1])).errors(&posted.errors).optional())
                }
            }
        }
    }
}
