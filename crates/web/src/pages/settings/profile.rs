//! What the brand stands for and may say.
//!
//! Invariant: what is typed is kept line by line. Absent: judging it; vetting, briefs and reviews read it.

use app::{App, team::UpdateBrandProfile};
use axum::{Router, routing::get};
use domain::team::{BrandProfile, Claim, ClaimStanding, Product};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{t, tf, tk},
    ui::{Button, Field, form, section::chapter},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/profile", get(show).post(save))
}

async fn show(at: InBrand) -> Answer {
    at.only::<UpdateBrandProfile>()?;
    Ok(at.page(t("profile.title"), "settings", tabbed(&at, "profile", page(&at, &filled(&at)))))
}

fn filled(at: &InBrand) -> Posted {
    let profile = &at.brand().brand.profile;
    let mut posted = Posted::filled([
        ("version", at.brand().version.to_string()),
        ("website", profile.website.clone()),
        ("values", profile.values.join("\n")),
        ("voice", profile.voice.clone()),
        ("visual_guide", profile.visual_guide.clone()),
        ("do_not_say", profile.do_not_say.join("\n")),
        ("audiences", profile.audiences.join("\n")),
        ("markets", profile.markets.join(", ")),
        ("competitors", profile.competitors.join("\n")),
        ("accounts", profile.accounts.join("\n")),
        ("names", profile.names.join("\n")),
    ]);
    for (row, product) in profile.products.iter().enumerate() {
        posted.put(format!("products.{row}.name"), product.name.clone());
        posted.put(format!("products.{row}.benefits"), product.benefits.join("; "));
        posted.put(format!("products.{row}.value"), product.value.map(|value| value.decimal()).unwrap_or_default());
    }
    for (row, claim) in profile.claims.iter().enumerate() {
        posted.put(format!("claims.{row}.text"), claim.text.clone());
        posted.put(format!("claims.{row}.standing"), standing_word(claim.standing));
    }
    posted
}

fn standing_word(standing: ClaimStanding) -> &'static str {
    match standing {
        ClaimStanding::Allowed => "allowed",
        ClaimStanding::NeedsSubstantiation => "needs_substantiation",
        ClaimStanding::Forbidden => "forbidden",
    }
}

fn standing(word: &str) -> Option<ClaimStanding> {
    [ClaimStanding::Allowed, ClaimStanding::NeedsSubstantiation, ClaimStanding::Forbidden]
        .into_iter()
        .find(|standing| standing_word(*standing) == word)
}

async fn save(at: InBrand, mut posted: Posted) -> Answer {
    posted.compact("products");
    // A row of claims always sends its select, so it counts as filled only with words in it.
    posted.compact_with("claims", "text");
    if posted.ticked("more") {
        return Ok(at.page(t("profile.title"), "settings", tabbed(&at, "profile", page(&at, &posted))));
    }
    let saved = match read(&at, &mut posted) {
        Ok(profile) => at.run_asked(&posted, UpdateBrandProfile { profile }).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done("/settings/profile", t("profile.saved")),
        Err(error) => {
            posted.refuse_beside(error, &filled(&at))?;
            Ok(at.page_again(t("profile.title"), "settings", tabbed(&at, "profile", page(&at, &posted))))
        }
    }
}

fn read(at: &InBrand, posted: &mut Posted) -> app::Result<BrandProfile> {
    let currency = at.brand().brand.currency;
    let products = posted
        .rows("products")
        .into_iter()
        .map(|row| Product {
            name: posted.text(&format!("products.{row}.name")),
            benefits: split(posted.get(&format!("products.{row}.benefits"))),
            value: posted.money_if(&format!("products.{row}.value"), currency),
        })
        .collect();
    let claims = posted
        .rows("claims")
        .into_iter()
        .map(|row| Claim {
            text: posted.text(&format!("claims.{row}.text")),
            standing: posted.word(&format!("claims.{row}.standing"), standing).unwrap_or(ClaimStanding::NeedsSubstantiation),
        })
        .collect();
    posted.checked()?;
    Ok(BrandProfile {
        values: posted.lines("values"),
        voice: posted.text("voice"),
        visual_guide: posted.text("visual_guide"),
        products,
        claims,
        do_not_say: posted.lines("do_not_say"),
        audiences: posted.lines("audiences"),
        markets: posted.commas("markets"),
        competitors: posted.lines("competitors"),
        website: posted.text("website"),
        accounts: posted.lines("accounts"),
        names: posted.lines("names"),
    })
}

fn split(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn page(at: &InBrand, posted: &Posted) -> Markup {
    let errors = &posted.errors;
    let lines = |name: &'static str, label: &'static str, rows: u8| {
        Field::lines(name, label, rows).value(posted.get(name)).errors(errors).optional()
    };
    html! {
        (form::refusals(errors))
        (form::post(&at.path("/settings/profile"), html! {
            (form::hidden("version", posted.get("version")))
            div.form-wide.stack.loose {
                (chapter(t("profile.who"), "", html! {
                    div.stack {
                        (Field::url("website", t("profile.website")).value(posted.get("website")).errors(errors).help(t("profile.website.help")).optional())
                        (lines("voice", t("profile.voice"), 3).voice().help(t("profile.voice.help")))
                        (lines("values", t("profile.values"), 3).help(t("profile.line")))
                        (lines("visual_guide", t("profile.visual"), 3).voice())
                        (lines("accounts", t("profile.accounts"), 2).help(t("profile.accounts.help")))
                        (lines("names", t("profile.names"), 2).help(t("profile.names.help")))
                    }
                }))
                (chapter(t("profile.products"), "", products(at, posted)))
                (chapter(t("profile.claims"), t("profile.claims.note"), claims(posted)))
                (chapter(t("profile.not"), "", lines("do_not_say", t("profile.do_not_say"), 4).help(t("profile.do_not_say.help"))))
                (chapter(t("profile.whom"), "", html! {
                    div.stack {
                        (lines("audiences", t("profile.audiences"), 3).help(t("profile.line")))
                        (Field::text("markets", t("profile.markets")).value(posted.get("markets")).errors(errors).help(t("campaign_form.markets.help")).optional())
                        (lines("competitors", t("profile.competitors"), 3).help(t("profile.line")))
                    }
                }))
                div.line { (Button::submit(t("profile.save")).primary()) (Button::submit(t("campaign_form.more")).quiet().named("more", "yes").unfinished()) }
            }
        }))
    }
}

/// As many rows as there are, and one to fill in; two when more were asked for.
fn room(posted: &Posted, prefix: &str) -> usize {
    posted.rows(prefix).len() + if posted.ticked("more") { 2 } else { 1 }
}

fn products(at: &InBrand, posted: &Posted) -> Markup {
    let currency = at.brand().brand.currency;
    html! {
        div.stack {
            @for row in 0..room(posted, "products") {
                @let names = ["name", "benefits", "value"].map(|part| format!("products.{row}.{part}"));
                div.cols.three {
                    (Field::text(&names[0], &tf("profile.product", &[("number", &(row + 1).to_string())])).value(posted.get(&names[0])).errors(&posted.errors))
                    (Field::text(&names[1], t("profile.benefits")).value(posted.get(&names[1])).help(t("profile.benefits.help")))
                    (Field::money(&names[2], t("profile.value"), &currency).value(posted.get(&names[2])).errors(&posted.errors).optional())
                }
            }
        }
    }
}

fn claims(posted: &Posted) -> Markup {
    let choices = ["allowed", "needs_substantiation", "forbidden"].map(|word| (word, tk("claim", word)));
    html! {
        div.stack {
            @for row in 0..room(posted, "claims") {
                @let names = ["text", "standing"].map(|part| format!("claims.{row}.{part}"));
                div.cols.two {
                    (Field::text(&names[0], &tf("profile.claim", &[("number", &(row + 1).to_string())])).value(posted.get(&names[0])).errors(&posted.errors).voice())
                    (Field::select(&names[1], t("profile.standing"), &choices, None).value(posted.get(&names[1])).errors(&posted.errors))
                }
            }
        }
    }
}
