//! The form of a campaign: what it is for, when, for how much, what is made, and how it runs.
//!
//! Invariant: a new campaign and a changed one are the same form. Absent: what is agreed with a creator; that stays as
//! agreed whatever is changed here.

use app::campaigns::{CampaignView, CreateCampaign, UpdateCampaign};
use axum::extract::Path;
use domain::{
    campaigns::{Cadence, Campaign, CampaignState, Goal, Objective, PlannedBudget, PlannedDeliverable, ReviewPolicy, TrackingPlan, Wave},
    money::{Currency, Money},
    team::SignOffKind,
    time::{Day, HOUR},
};
use maud::{Markup, html};

use super::named;
use crate::{
    kernel::{Answer, InBrand, Posted, shown},
    pages::{choices, entry::offers, usual::usual},
    text::{t, tf},
    ui::{Button, Field, choice, form, section::chapter, shell::crumb_head},
};

/// The repeated parts of the form; a row left empty is left out.
const ROWS: [&str; 3] = ["goals", "deliverables", "waves"];

const MEASURES: &[&str] = &["orders", "revenue", "views", "reach", "posts", "new_customers"];

pub(super) async fn new(at: InBrand) -> Answer {
    at.only::<CreateCampaign>()?;
    Ok(at.page(t("campaign_form.new"), "campaigns", page(&at, None, &blank(&at))))
}

/// What a new campaign starts from: six weeks, one deliverable, the usual review and cadence.
fn blank(at: &InBrand) -> Posted {
    let today = at.now().day_in(at.zone());
    let (starts, ends) = (today.plus_days(14), today.plus_days(56));
    Posted::filled([
        ("objective", "sales".to_owned()),
        ("starts", starts.to_string()),
        ("ends", ends.to_string()),
        ("active_creators", "10".to_owned()),
        ("deliverables.0.format", "reel".to_owned()),
        ("deliverables.0.platform", "instagram".to_owned()),
        ("deliverables.0.opens", today.plus_days(35).to_string()),
        ("deliverables.0.closes", today.plus_days(42).to_string()),
        ("review.included_rounds", "2".to_owned()),
        ("review.sign_offs", "brand".to_owned()),
        ("review.first_pass", "24".to_owned()),
        ("review.last_sign_off", "48".to_owned()),
        ("cadence.reminder_days", "3".to_owned()),
        ("cadence.final_notice_days", "7".to_owned()),
        ("tracking.landing_page", at.brand().brand.profile.website.clone()),
        ("tracking.code_percent", "10".to_owned()),
        ("ships_product", "yes".to_owned()),
    ])
}

fn filled(view: &CampaignView) -> Posted {
    let campaign = &view.campaign;
    let sum = |minor: i64| if minor == 0 { String::new() } else { Money::new(minor, campaign.currency).decimal() };
    let mut posted = Posted::filled([
        ("version", view.version.to_string()),
        ("name", campaign.name.clone()),
        ("objective", campaign.objective.as_str().to_owned()),
        ("audience", campaign.audience.clone()),
        ("markets", campaign.markets.join(", ")),
        ("starts", campaign.starts.to_string()),
        ("ends", campaign.ends.to_string()),
        ("active_creators", campaign.active_creators.to_string()),
        ("budget.fees", sum(campaign.budget.fees)),
        ("budget.product", sum(campaign.budget.product)),
        ("budget.shipping", sum(campaign.budget.shipping)),
        ("budget.bonus", sum(campaign.budget.bonus)),
        ("budget.commission", sum(campaign.budget.commission)),
        ("review.included_rounds", campaign.review.included_rounds.to_string()),
        ("review.first_pass", (campaign.review.first_pass / HOUR).to_string()),
        ("review.last_sign_off", (campaign.review.last_sign_off / HOUR).to_string()),
        ("cadence.reminder_days", campaign.cadence.reminder_days.to_string()),
        ("cadence.final_notice_days", campaign.cadence.final_notice_days.to_string()),
        ("tracking.landing_page", campaign.tracking.landing_page.clone()),
        ("tracking.code_percent", campaign.tracking.code_percent.map(|percent| percent.to_string()).unwrap_or_default()),
        ("ships_product", if campaign.ships_product { "yes" } else { "" }.to_owned()),
        ("owner", campaign.owner.map(|owner| owner.to_string()).unwrap_or_default()),
    ]);
    for kind in &campaign.review.sign_offs {
        posted.put("review.sign_offs", kind.as_str());
    }
    for (at, goal) in campaign.goals.iter().enumerate() {
        posted.put(format!("goals.{at}.measure"), goal.measure.clone());
        posted.put(format!("goals.{at}.target"), goal.target.to_string());
        posted.put(format!("goals.{at}.by"), goal.by.map(|day| day.to_string()).unwrap_or_default());
    }
    for (at, wave) in campaign.waves.iter().enumerate() {
        posted.put(format!("waves.{at}.name"), wave.name.clone());
        posted.put(format!("waves.{at}.opens"), wave.opens.to_string());
        posted.put(format!("waves.{at}.closes"), wave.closes.to_string());
    }
    for (at, planned) in campaign.deliverables.iter().enumerate() {
        posted.put(format!("deliverables.{at}.format"), planned.format.clone());
        posted.put(format!("deliverables.{at}.platform"), planned.platform.clone());
        posted.put(format!("deliverables.{at}.opens"), planned.opens.to_string());
        posted.put(format!("deliverables.{at}.closes"), planned.closes.to_string());
    }
    posted
}

pub(super) async fn edit(at: InBrand, Path((_, name)): Path<(String, String)>) -> Answer {
    at.only::<UpdateCampaign>()?;
    let view = named(&at, &name).await?;
    let posted = filled(&view);
    Ok(at.page(&view.campaign.name, &view.campaign.slug, page(&at, Some(&view), &posted)))
}

pub(super) async fn create(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<CreateCampaign>()?;
    for rows in ROWS {
        posted.compact(rows);
    }
    if posted.ticked("more") {
        return Ok(at.page(t("campaign_form.new"), "campaigns", page(&at, None, &posted)));
    }
    let currency = at.brand().brand.currency;
    let made = match read(&at, &mut posted, currency) {
        Ok(campaign) => at.run(CreateCampaign { campaign }).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(done) => at.done(&format!("/campaigns/{}/plan", done.id), t("campaign_form.made")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(at.page_again(t("campaign_form.new"), "campaigns", page(&at, None, &posted)))
        }
    }
}

pub(super) async fn update(at: InBrand, Path((_, name)): Path<(String, String)>, mut posted: Posted) -> Answer {
    at.only::<UpdateCampaign>()?;
    let view = named(&at, &name).await?;
    for rows in ROWS {
        posted.compact(rows);
    }
    if posted.ticked("more") {
        return Ok(at.page(&view.campaign.name, &view.campaign.slug, page(&at, Some(&view), &posted)));
    }
    let saved = match read(&at, &mut posted, view.campaign.currency) {
        Ok(details) => at.run_asked(&posted, UpdateCampaign { campaign: view.id, details }).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => at.done(&format!("/campaigns/{}", view.campaign.slug), t("campaign_form.saved")),
        Err(error) => {
            posted.refuse_beside(error, &filled(&view))?;
            Ok(at.page_again(&view.campaign.name, &view.campaign.slug, page(&at, Some(&view), &posted)))
        }
    }
}

fn read(at: &InBrand, posted: &mut Posted, currency: Currency) -> app::Result<Campaign> {
    let today = at.now().day_in(at.zone());
    let objective = posted.word("objective", Objective::parse);
    let goals = goals(posted);
    let deliverables = posted.rows("deliverables").into_iter().map(|row| deliverable(posted, row, today)).collect();
    let mut sum = |line: &str| posted.money_if(&format!("budget.{line}"), currency).map_or(0, |sum| sum.minor);
    let budget = PlannedBudget {
        fees: sum("fees"),
        product: sum("product"),
        shipping: sum("shipping"),
        bonus: sum("bonus"),
        commission: sum("commission"),
    };
    let kinds = posted.list("review.sign_offs").into_iter().filter_map(SignOffKind::parse).collect();
    let review = ReviewPolicy {
        included_rounds: posted.number("review.included_rounds"),
        sign_offs: kinds,
        first_pass: posted.number::<i64>("review.first_pass").clamp(0, 10_000) * HOUR,
        last_sign_off: posted.number::<i64>("review.last_sign_off").clamp(0, 10_000) * HOUR,
    };
    let campaign = Campaign {
        name: posted.text("name"),
        slug: String::new(),
        objective: objective.unwrap_or(Objective::Sales),
        goals,
        audience: posted.text("audience"),
        markets: posted.commas("markets").into_iter().map(|market| market.to_uppercase()).collect(),
        starts: posted.day("starts", today),
        ends: posted.day("ends", today),
        currency,
        budget,
        active_creators: posted.number("active_creators"),
        deliverables,
        ships_product: posted.ticked("ships_product"),
        review,
        cadence: Cadence {
            reminder_days: posted.number("cadence.reminder_days"),
            final_notice_days: posted.number("cadence.final_notice_days"),
        },
        waves: waves(posted, today),
        tracking: TrackingPlan {
            landing_page: posted.text("tracking.landing_page"),
            code_percent: posted.number_if("tracking.code_percent"),
        },
        owner: posted.get("owner").parse().ok(),
        state: CampaignState::Draft,
    };
    // What the rules say of the rest is said together with what could not be read.
    if let Err(refused) = campaign.clone().checked() {
        for error in refused.0 {
            if !posted.errors.0.iter().any(|known| known.field == error.field) {
                let message = by_row(&error.field, error.message);
                posted.errors.add(error.field, message);
            }
        }
    }
    posted.checked()?;
    Ok(campaign)
}

fn goals(posted: &mut Posted) -> Vec<Goal> {
    posted
        .rows("goals")
        .into_iter()
        .map(|row| Goal {
            measure: posted.text(&format!("goals.{row}.measure")),
            target: posted.number(&format!("goals.{row}.target")),
            by: posted.day_if(&format!("goals.{row}.by")),
        })
        .collect()
}

fn deliverable(posted: &mut Posted, row: usize, today: domain::time::Day) -> PlannedDeliverable {
    PlannedDeliverable {
        format: posted.text(&format!("deliverables.{row}.format")),
        platform: posted.text(&format!("deliverables.{row}.platform")),
        opens: posted.day(&format!("deliverables.{row}.opens"), today),
        closes: posted.day(&format!("deliverables.{row}.closes"), today),
    }
}

fn page(at: &InBrand, view: Option<&CampaignView>, posted: &Posted) -> Markup {
    let action = match view {
        Some(view) => at.path(&format!("/campaigns/{}/edit", view.campaign.slug)),
        None => at.path("/campaigns"),
    };
    let currency = view.map_or(at.brand().brand.currency, |view| view.campaign.currency);
    let campaign = view.map(|view| (at.path(&format!("/campaigns/{}", view.campaign.slug)), view.campaign.name.as_str()));
    let list = at.path("/campaigns");
    html! {
        @if let Some((href, name)) = &campaign {
            (crumb_head(&[(&list, t("place.campaigns")), (href, name)], t("campaigns.edit"), html! {}))
        } @else {
            (crumb_head(&[(&list, t("place.campaigns"))], t("campaign_form.new"), html! {}))
        }
        div.body.near {
            h1.mb-4 { @if campaign.is_some() { (t("campaign.change")) } @else { (t("campaign_form.new")) } }
            @if campaign.is_none() { p.soft.mb-4 { (t("campaign_form.new.text")) } }
            (form::refusals(&posted.errors))
            (form::post(&action, html! {
                @if view.is_some() { (form::hidden("version", posted.get("version"))) (form::hidden("owner", posted.get("owner"))) }
                (offers("measures", MEASURES))
                div.form-wide.stack.loose {
                    (chapter(t("campaign_form.what"), "", what(posted)))
                    (chapter(t("campaign_form.made_of"), t("campaign_form.each"), deliverables(posted)))
                    (chapter(t("campaign_form.budget"), currency.code(), budget(posted, currency)))
                    (chapter(t("campaign_form.runs"), "", runs(posted)))
                    div.line.wrap {
                        (Button::submit(if view.is_some() { t("campaign_form.save") } else { t("campaign_form.make") }).primary())
                        (Button::submit(t("campaign_form.more")).named("more", "yes").unfinished())
                        (Button::link(campaign.as_ref().map_or(&list, |(href, _)| href), t("campaign_form.leave")).quiet())
                    }
                }
            }))
        }
    }
}

fn what(posted: &Posted) -> Markup {
    let objectives = ["sales", "awareness", "content"].map(|word| choice::Answer {
        value: word,
        words: crate::text::tk("objective", word),
        help: Some(crate::text::tk("objective_help", word)),
    });
    let goal_rows = posted.rows("goals").len() + 1;
    html! {
        div.stack {
            (shown(Field::text("name", t("campaign_form.name")).required().attribute("maxlength", "120"), "name", posted))
            (choice::one_of("objective", t("campaign_form.objective"), &objectives, posted.get("objective"), &posted.errors))
            div.cols.three {
                (shown(Field::date("starts", t("campaign_form.starts")).required(), "starts", posted))
                (shown(Field::date("ends", t("campaign_form.ends")).required(), "ends", posted))
                (shown(Field::number("active_creators", t("campaign_form.active")).required().help(t("campaign_form.active.help")), "active_creators", posted))
            }
            (shown(Field::text("audience", t("campaign_form.audience")).optional(), "audience", posted))
            (shown(Field::text("markets", t("campaign_form.markets")).optional().help(t("campaign_form.markets.help")), "markets", posted))
            @for row in 0..goal_rows {
                @let names = ["measure", "target", "by"].map(|part| format!("goals.{row}.{part}"));
                div.cols.three {
                    (shown(Field::text(&names[0], t("campaign_form.goal")).attribute("list", "measures").optional(), &names[0], posted))
                    (shown(Field::number(&names[1], t("campaign_form.target")), &names[1], posted))
                    (shown(Field::date(&names[2], t("campaign_form.by")).optional(), &names[2], posted))
                }
            }
        }
    }
}

fn deliverables(posted: &Posted) -> Markup {
    let rows = posted.rows("deliverables").len();
    let shown_rows = if rows == 0 || posted.ticked("more") { rows + 1 } else { rows };
    html! {
        div.stack {
            @for row in 0..shown_rows {
                @let names = ["format", "platform", "opens", "closes"].map(|part| format!("deliverables.{row}.{part}"));
                fieldset {
                    legend.label { (tf("campaign_form.deliverable", &[("number", &(row + 1).to_string())])) }
                    div.cols.four {
                        (choices::format(&names[0], t("campaign_form.format"), posted))
                        (choices::platform(&names[1], t("campaign_form.platform"), posted))
                        (shown(Field::date(&names[2], t("campaign_form.opens")), &names[2], posted))
                        (shown(Field::date(&names[3], t("campaign_form.closes")), &names[3], posted))
                    }
                }
            }
            p.help { (t("campaign_form.deliverables.help")) }
        }
    }
}

fn budget(posted: &Posted, currency: Currency) -> Markup {
    html! {
        div.cols.three {
            @for line in ["fees", "product", "shipping", "bonus", "commission"] {
                @let name = format!("budget.{line}");
                (shown(Field::money(&name, crate::text::tk("budget_line", line), &currency).optional(), &name, posted))
            }
        }
    }
}

fn runs(posted: &Posted) -> Markup {
    let kinds =
        ["brand", "legal", "client"].map(|word| choice::Answer { value: word, words: crate::text::tk("sign_off", word), help: None });
    html! {
        div.stack {
            (choice::tick_beside("ships_product", "yes", t("campaign_form.ships"), posted.ticked("ships_product"), Some(t("campaign_form.ships.help")), &posted.errors))
            (choice::some_of("review.sign_offs", t("campaign_form.sign_offs"), &kinds, &posted.list("review.sign_offs"), &posted.errors))
            div.cols.three {
                (shown(Field::number("review.included_rounds", t("campaign_form.rounds")).fact(usual("rounds")), "review.included_rounds", posted))
                (shown(Field::number("review.first_pass", t("campaign_form.first_pass")).unit_after(t("campaign_form.hours")), "review.first_pass", posted))
                (shown(Field::number("review.last_sign_off", t("campaign_form.last_sign_off")).unit_after(t("campaign_form.hours")), "review.last_sign_off", posted))
                (shown(Field::number("cadence.reminder_days", t("campaign_form.reminder")).unit_after(t("campaign_form.days")).fact(usual("cadence")), "cadence.reminder_days", posted))
                (shown(Field::number("cadence.final_notice_days", t("campaign_form.final")).unit_after(t("campaign_form.days")), "cadence.final_notice_days", posted))
                (shown(Field::number("tracking.code_percent", t("campaign_form.code")).unit_after("%").optional(), "tracking.code_percent", posted))
            }
            (wave_rows(posted))
            (shown(Field::url("tracking.landing_page", t("campaign_form.landing")).help(t("campaign_form.landing.help")).optional(), "tracking.landing_page", posted))
        }
    }
}

/// Later windows, a row each, with an empty one below for another.
fn wave_rows(posted: &Posted) -> Markup {
    let rows = posted.rows("waves").len() + 1;
    html! {
        fieldset.stack id="f-waves" {
            legend.label { (t("campaign_form.waves")) }
            p.help { (t("campaign_form.waves.help")) }
            @for row in 0..rows {
                @let names = ["opens", "closes", "name"].map(|part| format!("waves.{row}.{part}"));
                fieldset {
                    legend.label { (tf("campaign_form.wave", &[("number", &(row + 1).to_string())])) }
                    div.cols.three {
                        (shown(Field::date(&names[0], t("campaign_form.opens")).optional(), &names[0], posted))
                        (shown(Field::date(&names[1], t("campaign_form.closes")).optional(), &names[1], posted))
                        (shown(Field::text(&names[2], t("campaign_form.name")).attribute("maxlength", "60").optional(), &names[2], posted))
                    }
                }
            }
        }
    }
}

/// What the rows say. A day that is missing or cannot be read is named with the number of its row; the other one stands in
/// for it, so that the rules say nothing of it on top.
fn waves(posted: &mut Posted, today: Day) -> Vec<Wave> {
    let rows = posted.rows("waves");
    rows.into_iter()
        .map(|row| {
            let [opens, closes] = ["opens", "closes"].map(|part| wave_day(posted, row, part));
            let (opens, closes) = (opens.or(closes).unwrap_or(today), closes.or(opens).unwrap_or(today));
            Wave { name: posted.text(&format!("waves.{row}.name")), opens, closes }
        })
        .collect()
}

/// What a rule says of a wave, with the number of its row before it.
fn by_row(field: &str, message: String) -> String {
    let row = field.strip_prefix("waves.").and_then(|rest| rest.split('.').next()).and_then(|row| row.parse::<usize>().ok());
    match row {
        Some(row) => format!("{}: {message}", tf("campaign_form.wave", &[("number", &(row + 1).to_string())])),
        None => message,
    }
}

fn wave_day(posted: &mut Posted, row: usize, part: &str) -> Option<Day> {
    let name = format!("waves.{row}.{part}");
    let read = Day::parse(posted.get(&name)).ok();
    if read.is_none() {
        let typed = posted.text(&name);
        let number = (row + 1).to_string();
        let values = [("number", number.as_str()), ("typed", typed.as_str())];
        let message = match (part, typed.is_empty()) {
            ("opens", true) => tf("campaign_form.wave.opens", &values),
            (_, true) => tf("campaign_form.wave.closes", &values),
            (_, false) => tf("campaign_form.wave.wrong", &values),
        };
        posted.errors.add(name, message);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_are_rows_and_what_is_wrong_names_its_row() {
        let day = |text| Day::parse(text).expect("a day");
        let mut posted = Posted::filled([
            ("waves.0.name", "Gifts"),
            ("waves.0.opens", "2026-11-16"),
            ("waves.0.closes", "2026-11-22"),
            ("waves.1.opens", ""),
            ("waves.1.closes", ""),
            ("waves.1.name", ""),
            ("waves.2.opens", "soon"),
            ("waves.2.closes", "2026-12-06"),
            ("waves.3.opens", "2026-12-10"),
        ]);
        posted.compact("waves");
        let read = waves(&mut posted, day("2026-11-01"));
        assert_eq!(read[0], Wave { name: "Gifts".into(), opens: day("2026-11-16"), closes: day("2026-11-22") });
        assert_eq!(read.len(), 3, "the empty row is left out");
        let said: Vec<(&str, &str)> = posted.errors.0.iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
        let wrong = ("waves.1.opens", "Row 2: “soon” is no day. Choose the first or last day, such as 2026-12-01.");
        assert_eq!(said, [wrong, ("waves.2.closes", "Row 3: choose the last day on which may be posted.")]);
        assert_eq!(by_row("waves.1.closes", "Choose a later one.".into()), "Row 2: Choose a later one.");
        assert_eq!(by_row("waves", "At most 20 waves.".into()), "At most 20 waves.");
        let drawn = wave_rows(&posted).0;
        assert!(drawn.contains("value=\"soon\"") && drawn.contains("value=\"Gifts\""), "what was typed stays: {drawn}");
        assert!(drawn.contains("name=\"waves.3.opens\""), "a row for another wave");
        assert!(!drawn.contains("name=\"waves.4.opens\""));
    }
}
