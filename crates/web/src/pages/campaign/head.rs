//! The head of a campaign's pages: name, what it is for, how far it is, its budget, and its tabs.
//!
//! Invariant: every figure says where it comes from, and a verb stands only where the person may run it. Absent: the
//! page below it; ending and cancelling, which the plan's page has with what follows from them.

use app::{
    briefs::GetBrief,
    campaigns::{EndCampaign, Shortlist, StartCampaign, UpdateCampaign},
    outreach::Invite,
    reports::GetCampaignReport,
    views::{CampaignHead, campaign::BudgetLineView},
};
use domain::{
    campaigns::{Campaign, CampaignState},
    money::Currency,
};
use maud::{Markup, Render, html};

use crate::{
    kernel::InBrand,
    pages::said,
    text::{t, tf, tk},
    ui::{
        Button,
        figure::{Stat, sourced, stats},
        form::{hidden, post_inline},
        overlay::{MenuItem, menu},
        picture::{Slice, budget},
        shell::page_head,
        views::{View, views},
        when,
    },
};

/// A tab of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// One row a deliverable.
    Table,
    /// One card a creator.
    Board,
    /// A month.
    Calendar,
    /// What to make.
    Brief,
    /// What came of it.
    Report,
    /// A page without a tab of its own.
    None,
}

/// The head with its tabs.
#[must_use]
pub fn head(at: &InBrand, shown: &CampaignHead, tab: Tab) -> Markup {
    let campaign = &shown.campaign;
    let base = at.path(&format!("/campaigns/{}", campaign.slug));
    let all = [
        (true, t("campaign.table"), "", Tab::Table),
        (true, t("campaign.board"), "/board", Tab::Board),
        (true, t("campaign.calendar"), "/calendar", Tab::Calendar),
        (at.may_see::<GetBrief>(), t("campaign.brief"), "/brief", Tab::Brief),
        (at.may_see::<GetCampaignReport>(), t("campaign.report"), "/report", Tab::Report),
    ];
    let tabs: Vec<View<'_>> = all
        .into_iter()
        .filter(|(seen, ..)| *seen)
        .map(|(_, name, end, this)| View { href: format!("{base}{end}"), name, count: None, current: this == tab })
        .collect();
    html! {
        (page_head(&campaign.name, about(campaign), tools(at, shown, &base)))
        div.band.campaign-band {
            (stats(&figures(at, shown)))
            div.grow.campaign-budget { (budget_bar("head", t("campaigns.budget"), &shown.budget, campaign.currency)) }
        }
        (views(t("campaign.tabs"), &tabs, html! {}))
    }
}

fn about(campaign: &Campaign) -> String {
    let state = (campaign.state != CampaignState::Running).then(|| tk("campaign_state", campaign.state.as_str()).to_owned());
    let window = tf("said.window", &[("first", &when::day(campaign.starts, "%-d %b")), ("last", &when::day(campaign.ends, "%-d %b %Y"))]);
    let parts = [state, Some(tk("objective", campaign.objective.as_str()).to_owned()), Some(campaign.markets.join(", ")), Some(window)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn tools(at: &InBrand, shown: &CampaignHead, base: &str) -> Markup {
    let state = shown.campaign.state;
    let open = state != CampaignState::Ended;
    let [add, invite, edit, plan, over, start] =
        ["/add", "/add#invite", "/edit", "/plan", "/plan#over", "/start"].map(|end| format!("{base}{end}"));
    let link = |href, words, icon| MenuItem::Link { href, words, icon: Some(icon), current: false };
    let items: Vec<MenuItem<'_>> = [
        (at.may_run::<Invite>() && open, link(&invite, t("campaign.invite"), "mail")),
        (at.may_run::<UpdateCampaign>(), link(&edit, t("campaign.change"), "edit")),
        (true, link(&plan, t("campaign.plan"), "stack")),
        (at.may_run::<EndCampaign>() && open, link(&over, t("campaign.over"), "pause")),
    ]
    .into_iter()
    .filter_map(|(may, item)| may.then_some(item))
    .collect();
    html! {
        @if at.may_run::<StartCampaign>() && state == CampaignState::Draft {
            (post_inline(&start, html! {
                (hidden("version", &shown.version.to_string()))
                (Button::submit(t("plan.start")).primary().icon("play"))
            }))
        }
        @if at.may_run::<Shortlist>() && open { (Button::link(&add, t("campaign.add")).icon("plus")) }
        (menu(t("campaign.more"), &items))
    }
}

fn figures<'a>(at: &InBrand, shown: &'a CampaignHead) -> Vec<Stat<'a>> {
    let campaign = &shown.campaign;
    let read = when::said(shown.read_at, shown.read_at, at.zone());
    let grouped = |number: i64| crate::text::grouped(number.unsigned_abs());
    let goal = |number: i64| tf("campaign.goal", &[("count", &grouped(number))]);
    let orders = sourced(
        "orders",
        grouped(shown.orders),
        &tf("campaign.orders.matter", &[("count", &grouped(shown.orders))]),
        &tf("campaign.orders.source", &[("sum", &said::exact(shown.sales, campaign.currency)), ("when", &read)]),
    );
    let target = campaign.goals.iter().find(|goal| goal.measure.eq_ignore_ascii_case("orders")).map(|goal| goal.target);
    let orders = Stat::new(t("campaign.orders"), orders).beside(match target {
        Some(target) => goal(target),
        None => tf("campaign.clicks", &[("count", &grouped(shown.clicks))]),
    });
    let active = sourced(
        "active",
        shown.active(),
        &tf("campaign.active.matter", &[("count", &shown.active().to_string())]),
        t("campaign.active.source"),
    );
    let mut beside = goal(campaign.active_creators.into());
    if shown.deciding() > 0 {
        beside.push_str(&tf("campaign.deciding", &[("count", &shown.deciding().to_string())]));
    }
    vec![orders, Stat::new(t("campaign.active"), active).beside(beside)]
}

/// A budget as a bar: what is paid, owed, committed and reserved of the plan, and what is free.
#[must_use]
pub fn budget_bar(id: &str, name: &str, lines: &[BudgetLineView], currency: Currency) -> Markup {
    let sum = |of: fn(&BudgetLineView) -> i64| lines.iter().map(of).sum::<i64>();
    let (planned, free) = (sum(|line| line.planned), sum(BudgetLineView::free));
    let parts = [
        (t("budget.paid"), sum(|line| line.paid)),
        (t("budget.accrued"), sum(|line| line.accrued)),
        (t("budget.committed"), sum(|line| line.committed)),
        (t("budget.reserved"), sum(|line| line.reserved)),
    ];
    let slices = parts.map(|(name, minor)| Slice { name, minor, amount: said::short(minor, currency) });
    let sentence: Vec<String> = slices.iter().map(|slice| format!("{} {}", slice.name, slice.amount)).collect();
    let plan = said::short(planned, currency);
    html! {
        @if planned == 0 && parts.iter().all(|(_, minor)| *minor == 0) {
            p.about { (tf("budget.none", &[("name", name)])) }
        } @else {
            div.line.about.mb-1 {
                span { (name) }
                span.push {
                    (tf("budget.planned", &[("sum", &plan)])) ", "
                    @if free < 0 { b.is-late { (tf("budget.over", &[("sum", &said::short(-free, currency))])) } }
                    @else { b.ink { (tf("budget.free", &[("sum", &said::short(free, currency))])) } }
                }
            }
            (budget(id, planned, &slices, &tf("budget.sentence", &[("parts", &said::and(&sentence)), ("sum", &plan)])))
        }
    }
    .render()
}
