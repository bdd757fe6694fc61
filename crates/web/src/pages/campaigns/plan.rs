//! How many creators to invite, and the chance that it suffices.
//!
//! Invariant: each chance says what it rests on. Absent: inviting; the campaign's page has it.

use app::campaigns::{CampaignView, Cancel, EndCampaign, PlanInvitations, Shortlist, StartCampaign, UpdateCampaign, plan::InvitationPlan};
use axum::extract::Path;
use domain::campaigns::{CampaignState, attrition::Plan};
use maud::{Markup, html};

use super::named;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal},
    pages::{
        funnel::{self, Reached},
        usual,
    },
    text::{Worded, t, tf},
    ui::{
        Button, Field,
        figure::{Stat, sourced, stats},
        form::{Confirm, hidden, post, post_inline, refusals},
        section::{chapter, part},
        shell::crumb_head,
        table::{Column, Table},
    },
};

pub(super) async fn show(at: InBrand, Path((_, name)): Path<(String, String)>) -> Answer {
    let view = named(&at, &name).await?;
    let body = page(&at, &view, &Posted::default()).await?;
    Ok(at.page(t("plan.title"), &view.campaign.slug, body))
}

/// The page again with what a verb refused.
pub(super) async fn again(at: &InBrand, view: &CampaignView, posted: &Posted) -> Answer {
    let body = page(at, view, posted).await?;
    Ok(at.page_again(t("plan.title"), &view.campaign.slug, body))
}

async fn page(at: &InBrand, view: &CampaignView, posted: &Posted) -> Result<Markup, Refusal> {
    let plan = at.show(PlanInvitations { campaign: view.id }).await?;
    let came = came(&plan);
    let campaign = at.path(&format!("/campaigns/{}", view.campaign.slug));
    let edit = format!("{campaign}/edit");
    let tools = html! { @if at.may_run::<UpdateCampaign>() { (Button::link(&edit, t("campaigns.edit")).icon("edit")) } };
    Ok(html! {
        (crumb_head(&[(&at.path("/campaigns"), t("place.campaigns")), (&campaign, &view.campaign.name)], t("plan.title"), tools))
        div.body.near {
            h1 { (t("plan.title")) }
            (refusals(&posted.errors))
            p.soft.mt-2 { (tf("plan.text", &[("count", &plan.target.to_string()), ("name", &view.campaign.name)])) }
            div.mt-4 { (counts(&plan)) }
            div.mt-5.measure { (chapter(t("report.funnel"), "", funnel::shown(&came, plan.target, came[1].2.is_some()))) }
            div.stack.loose.mt-5.measure {
                @if let Some(text) = still_missing(&plan) { p { (text) } }
                @if plan.missing > 0 { (chapter(t("plan.by_source"), "", html! { (by_source(&plan.by_source)) (usual::line("invites")) })) }
                @if let Some(mixed) = &plan.as_shortlisted {
                    (chapter(t("plan.mixed"), tf("plan.mixed.note", &[("count", &plan.shortlisted.to_string())]), html! {
                        p.row-size { (tf("plan.mixed.text", &[("count", &mixed.invite.to_string()), ("chance", &percent(mixed.chance))])) }
                        (by_source(&mixed.parts))
                    }))
                }
                (next(at, view, &plan, posted))
            }
        }
    })
}

fn counts(plan: &InvitationPlan) -> Markup {
    stats(&[
        Stat::new(t("plan.wanted"), plan.target),
        Stat::new(t("plan.shortlisted"), plan.shortlisted),
        Stat::new(t("plan.invited"), plan.invited),
        Stat::new(t("plan.active"), plan.active),
    ])
}

/// How many came how far, against how many the plan says. Whoever is invited beside those who were makes up what is missing.
fn came(plan: &InvitationPlan) -> [Reached<'static>; 3] {
    let more = plan.as_shortlisted.as_ref().map(|mixed| mixed.invite);
    let invite = if plan.missing == 0 { Some(plan.invited) } else { more.map(|more| plan.invited.saturating_add(more)) };
    [
        (t("plan.shortlisted"), u64::from(plan.shortlisted), None),
        (t("plan.invited"), u64::from(plan.invited), invite.map(u64::from)),
        (t("plan.active"), u64::from(plan.active), Some(u64::from(plan.target))),
    ]
}

/// What has been reached, once somebody has agreed.
fn still_missing(plan: &InvitationPlan) -> Option<String> {
    let counts = [("active", &*plan.active.to_string()), ("missing", &plan.missing.to_string())];
    match (plan.active, plan.missing) {
        (0, _) => None,
        (_, 0) => Some(tf("plan.enough", &counts)),
        _ => Some(tf("plan.missing", &counts)),
    }
}

fn percent(chance: f64) -> String {
    format!("{:.0} %", chance * 100.0)
}

fn by_source(plans: &[Plan]) -> Markup {
    let columns = [
        Column::text(t("plan.source")),
        Column::number(t("plan.target")),
        Column::number(t("plan.invite")),
        Column::number(t("plan.chance")),
    ];
    let rows = html! {
        @for (at, plan) in plans.iter().enumerate().filter(|(_, plan)| plan.target > 0) {
            @let id = format!("{}-{at}-{}", plan.source.as_str(), plan.target);
            tr {
                td { (plan.source.worded()) }
                td.num { (plan.target) }
                td.num { b { (plan.invite) } }
                td.num { (sourced(&id, percent(plan.chance), t("plan.basis"), &heard(&plan.basis.text()))) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).caption(t("plan.by_source"))) } }
}

/// What comes next: choosing creators, starting, ending or cancelling.
fn next(at: &InBrand, view: &CampaignView, plan: &InvitationPlan, posted: &Posted) -> Markup {
    let base = at.path(&format!("/campaigns/{}", view.campaign.slug));
    let (add, state) = (format!("{base}/add"), view.campaign.state);
    let version = hidden("version", &view.version.to_string());
    html! {
        @if state == CampaignState::Ended { (part(t("plan.next"), "", html! { p.soft { (t("plan.over")) } })) }
        @else {
            (part(t("plan.next"), "", html! {
                div.line.wrap {
                    @if at.may_run::<Shortlist>() { (Button::link(&add, t("plan.choose")).primary()) }
                    @if state == CampaignState::Draft && at.may_run::<StartCampaign>() {
                        (post_inline(&format!("{base}/start"), html! { (version) (Button::submit(t("plan.start"))) }))
                    }
                }
                @if state == CampaignState::Draft { p.help.mt-2 { (t("plan.start.text")) } }
            }))
            div.stack.loose id="over" {
                @if state == CampaignState::Running && at.may_run::<EndCampaign>() { (end(view, &base, &version)) }
                @if at.may_run::<Cancel>() { (cancel(view, plan, &base, &version, posted)) }
            }
        }
    }
}

fn end(view: &CampaignView, base: &str, version: &Markup) -> Markup {
    part(
        t("plan.end"),
        "",
        html! {
            p.soft.row-size { (t("plan.end.text")) }
            div.mt-2 { (post_inline(&format!("{base}/end"), html! {
                (version)
                (Button::submit(t("plan.end")).confirm(Confirm {
                    question: &tf("plan.end.ask", &[("name", &view.campaign.name)]),
                    text: Some(t("plan.end.text")),
                    danger: true,
                    ..Confirm::default()
                }))
            })) }
        },
    )
}

fn cancel(view: &CampaignView, plan: &InvitationPlan, base: &str, version: &Markup, posted: &Posted) -> Markup {
    let touched = plan.shortlisted.max(plan.active);
    part(
        t("plan.cancel"),
        "",
        post(
            &format!("{base}/cancel"),
            html! {
                (version)
                (Field::lines("reason", t("plan.cancel.reason"), 2).value(posted.get("reason")).errors(&posted.errors).help(t("plan.cancel.help")).required())
                (Button::submit(t("plan.cancel.do")).danger().confirm(Confirm {
                    question: &tf("plan.cancel.ask", &[("name", &view.campaign.name)]),
                    text: Some(&tf("plan.cancel.text", &[("count", &touched.to_string())])),
                    danger: true,
                    ..Confirm::default()
                }))
            },
        ),
    )
}
