//! On the record: where product is sent, what fits, what they want and must not get.
//!
//! Invariant: shown to whoever sees the e-mail address. Absent: parcels; collaborations have them.

use app::creators::{CreatorView, GetCreator, SetShipping};
use axum::extract::Path;
use domain::{
    creators::{Address, Shipping},
    ids::CreatorId,
};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{self, t, tf},
    ui::{
        Button, Field,
        form::{self, hidden},
        section::{chapter, facts},
        shell::crumb_head,
        table::unknown,
    },
};

/// An address on one line.
pub(in crate::pages) fn one_line(address: &Address) -> String {
    let town = format!("{} {}", address.postcode, address.city).trim().to_owned();
    let country = domain::creators::Country::by_code(&address.country)
        .map_or_else(|| address.country.clone(), |found| text::country(found).to_owned());
    let parts = [address.name.clone()].into_iter().chain(address.lines.clone()).chain([town, address.region.clone(), country]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The chapter on the record.
pub(super) fn on_record(at: &InBrand, view: &CreatorView) -> Markup {
    let may = at.may_run::<SetShipping>() && view.creator.erased_at.is_none();
    let Shipping { address, clothing, shoes, wants, avoid } = &view.creator.shipping;
    if view.creator.shipping.is_empty() && !may {
        return html! {};
    }
    let change = html! { @if may { a href=(at.path(&format!("/creators/{}/shipping", view.id))) { (t("shipping.change")) } } };
    let known = |words: &str| {
        if words.is_empty() {
            unknown()
        } else {
            html! { (words) }
        }
    };
    let body = if view.creator.shipping.is_empty() {
        html! { p.row-size.soft { (t("shipping.none")) } }
    } else {
        facts(&[
            (t("shipping.address"), address.as_ref().map_or_else(unknown, |address| html! { (one_line(address)) })),
            (t("shipping.clothing"), known(clothing)),
            (t("shipping.shoes"), known(shoes)),
            (t("shipping.wants"), known(wants)),
            (t("shipping.avoid"), known(avoid)),
        ])
    };
    chapter(t("shipping.title"), change, body)
}

fn filled(view: &CreatorView) -> Posted {
    let Shipping { address, clothing, shoes, wants, avoid } = view.creator.shipping.clone();
    let mut posted = Posted::filled([
        ("version", view.version.to_string()),
        ("shipping.clothing", clothing),
        ("shipping.shoes", shoes),
        ("shipping.wants", wants),
        ("shipping.avoid", avoid),
    ]);
    posted.put_address("shipping.address.", address.unwrap_or_default());
    posted
}

pub(super) async fn edit(at: InBrand, Path((_, id)): Path<(String, CreatorId)>) -> Answer {
    at.only::<SetShipping>()?;
    let view = at.show(GetCreator { creator: id }).await?;
    let posted = filled(&view);
    Ok(at.page(&view.creator.name, "creators", page(&at, &view, &posted)))
}

pub(super) async fn save(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, mut posted: Posted) -> Answer {
    at.only::<SetShipping>()?;
    let part = |name: &str| posted.text(&format!("shipping.{name}"));
    let shipping = Shipping {
        address: Some(posted.address("shipping.address.")),
        clothing: part("clothing"),
        shoes: part("shoes"),
        wants: part("wants"),
        avoid: part("avoid"),
    };
    match at.run_asked(&posted, SetShipping { creator: id, shipping }).await {
        Ok(_) => at.done(&format!("/creators/{id}"), t("shipping.saved")),
        Err(error) => {
            let view = at.show(GetCreator { creator: id }).await?;
            posted.refuse_beside(error, &filled(&view))?;
            Ok(at.page_again(&view.creator.name, "creators", page(&at, &view, &posted)))
        }
    }
}

fn page(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    let record = at.path(&format!("/creators/{}", view.id));
    let field = |field: Field<'static>, name: &'static str| -> Markup {
        html! { (field.value(posted.get(name)).errors(&posted.errors).optional()) }
    };
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&record, &view.creator.name)], t("shipping.title"), html! {}))
        div.body.near {
            h1.mb-4 { (tf("shipping.of", &[("name", &view.creator.name)])) }
            (form::refusals(&posted.errors))
            (form::post(&format!("{record}/shipping"), html! {
                (hidden("version", posted.get("version")))
                div.form-wide.stack.loose {
                    (chapter(t("shipping.address"), "", html! {
                        p.row-size.soft.mb-2 { (t("shipping.address.help")) }
                        div.stack {
                            (field(Field::text("shipping.address.name", t("collaboration.address.name")), "shipping.address.name"))
                            (field(Field::lines("shipping.address.lines", t("collaboration.address.lines"), 2), "shipping.address.lines"))
                            div.cols.two {
                                (field(Field::text("shipping.address.city", t("collaboration.address.city")), "shipping.address.city"))
                                (field(Field::text("shipping.address.postcode", t("collaboration.address.postcode")), "shipping.address.postcode"))
                                (field(Field::text("shipping.address.region", t("collaboration.address.region")), "shipping.address.region"))
                                (field(Field::text("shipping.address.country", t("collaboration.address.country")).help(t("collaboration.country.help")), "shipping.address.country"))
                            }
                        }
                    }))
                    (chapter(t("shipping.fits"), "", html! {
                        div.stack {
                            div.cols.two {
                                (field(Field::text("shipping.clothing", t("shipping.clothing")), "shipping.clothing"))
                                (field(Field::text("shipping.shoes", t("shipping.shoes")), "shipping.shoes"))
                            }
                            (field(Field::lines("shipping.wants", t("shipping.wants"), 2).help(t("shipping.wants.help")), "shipping.wants"))
                            (field(Field::lines("shipping.avoid", t("shipping.avoid"), 2).help(t("shipping.avoid.help")), "shipping.avoid"))
                        }
                    }))
                    div.line { (Button::submit(t("shipping.save")).primary()) }
                }
            }))
        }
    }
}
