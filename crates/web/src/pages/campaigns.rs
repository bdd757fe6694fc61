//! Campaigns: the list, one made or changed, and how many creators to invite.
//!
//! Invariant: a campaign is started, ended and cancelled by a verb that says what follows. Absent: a campaign's own page
//! with its creators; `campaign` has it. The list is whole in one answer, so that the page narrows it itself.

use app::{
    App,
    campaigns::{CampaignView, Cancel, CreateCampaign, EndCampaign, ListCampaigns, StartCampaign},
    imports::ImportTracker,
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{campaigns::CampaignState, journey::Stage, money::Money, text::folded};
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, values::Asks},
    pages::asking::{Asked, Kind, Offer, Question, asked, nothing, picks},
    text::{Said, t, tf, tk, within},
    ui::when,
    ui::{
        Button,
        section::empty,
        shell::page_head,
        table::{Column, Table},
        views::search,
    },
};

mod form;
mod plan;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/campaigns", get(list).post(form::create))
        .route("/b/{slug}/campaigns/new", get(form::new))
        .route("/b/{slug}/campaigns/{campaign}/edit", get(form::edit).post(form::update))
        .route("/b/{slug}/campaigns/{campaign}/plan", get(plan::show))
        .route("/b/{slug}/campaigns/{campaign}/start", post(start))
        .route("/b/{slug}/campaigns/{campaign}/end", post(end))
        .route("/b/{slug}/campaigns/{campaign}/cancel", post(cancel))
}

/// The campaign that an address names by its short name or id.
pub(super) async fn named(at: &InBrand, name: &str) -> Result<CampaignView, Refusal> {
    let all = at.show(ListCampaigns {}).await?;
    let found = all.into_iter().find(|view| view.campaign.slug == name || view.id.to_string() == name);
    found.ok_or(Refusal::App(app::Error::NotFound))
}

/// The first step where a page fills by what creators are asked for: the first campaign, or those that there are.
pub(super) fn first_step(at: &InBrand) -> Markup {
    html! {
        @if at.shell.campaigns.is_empty() && at.may_run::<CreateCampaign>() { (Button::link(&at.path("/campaigns/new"), t("campaigns.new")).primary()) }
        @else if at.may_see::<ListCampaigns>() { (Button::link(&at.path("/campaigns"), t("reports.none.do"))) }
    }
}

/// What may be asked: a part of the name, where it stands, and the days that its window touches.
fn filters() -> Vec<Asked> {
    let states = [CampaignState::Draft, CampaignState::Running, CampaignState::Ended];
    vec![
        asked("q", t("campaigns.name"), Kind::Words),
        asked("state", t("campaigns.state"), picks(states.map(|state| (state.as_str(), tk("campaign_state", state.as_str()))))),
        asked("from", t("campaigns.from"), Kind::Day),
        asked("until", t("campaigns.until"), Kind::Day),
        asked("mine", t("campaigns.mine"), Kind::Yes),
    ]
}

/// The campaigns that are asked for, but for the filter `but`.
fn fitting<'c>(at: &InBrand, question: &Question<'_>, all: &'c [CampaignView], but: &str) -> Vec<&'c CampaignView> {
    let asks = |name: &str| name != but;
    let words = question.text("q").filter(|_| asks("q")).map(|words| folded(&words)).unwrap_or_default();
    let state = question.picked("state").filter(|_| asks("state"));
    let (from, until) = (question.day("from").filter(|_| asks("from")), question.day("until").filter(|_| asks("until")));
    let mine = question.yes("mine") && asks("mine");
    let fits = |view: &&CampaignView| {
        let campaign = &view.campaign;
        folded(&campaign.name).contains(&words)
            && state.as_ref().is_none_or(|asked| asked.fits(&[campaign.state.as_str()]))
            && from.is_none_or(|day| campaign.ends >= day)
            && until.is_none_or(|day| campaign.starts <= day)
            && (!mine || campaign.owner == Some(at.signed.id))
    };
    all.iter().filter(fits).collect()
}

/// The filters of which one may be dropped, and how many campaigns there would be.
fn offers(at: &InBrand, question: &Question<'_>, all: &[CampaignView]) -> Vec<Offer> {
    question.offers(|name| fitting(at, question, all, name).len())
}

async fn list(at: InBrand, asks: Asks) -> Answer {
    let every = at.show(ListCampaigns {}).await?;
    let (new, path) = (at.path("/campaigns/new"), at.path("/campaigns"));
    let question = Question::new(&asks, path.clone(), filters());
    let all = fitting(&at, &question, &every, "");
    let tools = html! {
        @if !every.is_empty() { (search(&path, "q", t("campaigns.search"), asks.get("q"), &question.pairs_without(&["q"]))) }
        @if at.may_run::<ImportTracker>() { (Button::link(&at.path("/campaigns/import"), t("tracker.title"))) }
        @if at.may_run::<CreateCampaign>() && !every.is_empty() { (Button::link(&new, t("campaigns.new")).primary().icon("plus")) }
    };
    let running = all.iter().filter(|view| view.campaign.state == CampaignState::Running).count();
    let about = if every.is_empty() {
        String::new()
    } else {
        tf("campaigns.about", &[("all", &all.len().to_string()), ("running", &running.to_string())])
    };
    let body = html! {
        (page_head(t("place.campaigns"), about, tools))
        @if every.is_empty() {
            div.body {
                (empty(t("campaigns.none"), t("campaigns.none.text"), html! { @if at.may_run::<CreateCampaign>() { (Button::link(&new, t("campaigns.new")).primary()) } }))
            }
        } @else {
            (question.row(None))
            @if all.is_empty() { div.body { (nothing(t("asking.none"), &offers(&at, &question, &every), &path)) } }
            @else { div.body.flush.scrollx { (table(&at, &all)) } }
        }
    };
    Ok(at.page(t("place.campaigns"), "campaigns", body))
}

fn table(at: &InBrand, all: &[&CampaignView]) -> Markup {
    let columns = [
        Column::text(t("campaigns.name")),
        Column::text(t("campaigns.state")),
        Column::text(t("campaigns.window")),
        Column::number(t("campaigns.creators")),
        Column::text(t("campaigns.stages")),
        Column::number(t("campaigns.budget")),
    ];
    let rows = html! {
        @for view in all {
            @let campaign = &view.campaign;
            tr {
                td { a href=(at.path(&format!("/campaigns/{}", campaign.slug))) { b.medium { (campaign.name) } } }
                td.soft { (tk("campaign_state", campaign.state.as_str())) }
                td.nowrap { (tf("said.window", &[("first", &when::day(campaign.starts, "%-d %b")), ("last", &when::day(campaign.ends, "%-d %b %Y"))])) }
                td.num { (on_the_road(view)) " " span.quiet { (tf("campaigns.of", &[("count", &campaign.active_creators.to_string())])) } }
                td.soft.wrap { (stages(view)) }
                td.num { (Money::new(campaign.budget.total(), campaign.currency).said_short()) }
            }
        }
    };
    Table::new(&columns, rows).caption(t("place.campaigns")).render()
}

/// Creators who agreed and did not leave the road.
fn on_the_road(view: &CampaignView) -> usize {
    view.stages.iter().filter(|count| count.stage >= Stage::Agreed && !count.stage.is_off()).map(|count| count.count).sum()
}

/// "3 invited, 2 in review": where the creators are, those who left the road as one.
fn stages(view: &CampaignView) -> String {
    let here = view.stages.iter().filter(|count| !count.stage.is_off());
    let mut parts: Vec<String> = here.map(|count| format!("{} {}", count.count, within(tk("stage", count.stage.as_str())))).collect();
    let off: usize = view.stages.iter().filter(|count| count.stage.is_off()).map(|count| count.count).sum();
    if off > 0 {
        parts.push(tf("campaigns.off", &[("count", &off.to_string())]));
    }
    parts.join(", ")
}

/// What follows a verb: the campaign with what was done, or the plan's page with what was refused and what was typed.
async fn done<T>(at: &InBrand, view: &CampaignView, mut posted: Posted, result: app::Result<T>, words: &'static str) -> Answer {
    match result {
        Ok(_) => at.done(&format!("/campaigns/{}", view.campaign.slug), tf(words, &[("name", &view.campaign.name)])),
        Err(error) => {
            posted.refuse(error)?;
            plan::again(at, view, &posted).await
        }
    }
}

async fn start(at: InBrand, Path((_, name)): Path<(String, String)>, posted: Posted) -> Answer {
    let view = named(&at, &name).await?;
    let result = at.run_asked(&posted, StartCampaign { campaign: view.id }).await;
    done(&at, &view, posted, result, "campaigns.started").await
}

async fn end(at: InBrand, Path((_, name)): Path<(String, String)>, posted: Posted) -> Answer {
    let view = named(&at, &name).await?;
    let result = at.run_asked(&posted, EndCampaign { campaign: view.id }).await;
    done(&at, &view, posted, result, "campaigns.ended").await
}

async fn cancel(at: InBrand, Path((_, name)): Path<(String, String)>, posted: Posted) -> Answer {
    let view = named(&at, &name).await?;
    let result = at.run_asked(&posted, Cancel { campaign: view.id, reason: posted.text("reason") }).await;
    done(&at, &view, posted, result, "campaigns.cancelled").await
}
