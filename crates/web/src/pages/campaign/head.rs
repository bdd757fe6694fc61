//! The head of a campaign's pages: name, what it is for, how far it is, its budget, and its tabs.
//!
//! Invariant: every figure says where it comes from. Absent: the page below it.

use app::views::{CampaignHead, campaign::BudgetLineView};
use domain::{
    campaigns::{Campaign, CampaignState, Objective},
    money::Currency,
    team::Role,
};
use maud::{Markup, Render, html};

use crate::{
    kernel::InBrand,
    pages::said,
    ui::{
        Button,
        figure::{Stat, sourced, stats},
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
    let tabs = [("Table", "", Tab::Table), ("Brief", "/brief", Tab::Brief), ("Report", "/report", Tab::Report)];
    let tabs = tabs.map(|(name, end, this)| View { href: format!("{base}{end}"), name, count: None, current: this == tab });
    html! {
        (page_head(&campaign.name, about(campaign), tools(at, shown, &base)))
        div.band.campaign-band {
            (stats(&figures(at, shown)))
            div.grow.campaign-budget { (budget_bar("head", "Budget", &shown.budget, campaign.currency)) }
        }
        (views("Campaign", &tabs, html! {}))
    }
}

fn about(campaign: &Campaign) -> String {
    let objective = match campaign.objective {
        Objective::Awareness => "Awareness",
        Objective::Sales => "Sales",
        Objective::Content => "Content",
    };
    let state = match campaign.state {
        CampaignState::Draft => " · not started",
        CampaignState::Running => "",
        CampaignState::Ended => " · ended",
    };
    let markets = if campaign.markets.is_empty() { String::new() } else { format!(" · {}", campaign.markets.join(", ")) };
    let (from, to) = (campaign.starts.format("%-d %b"), campaign.ends.format("%-d %b %Y"));
    format!("{objective}{markets} · {from} to {to}{state}")
}

fn tools(at: &InBrand, shown: &CampaignHead, base: &str) -> Markup {
    let manages = at.may(&[Role::Owner, Role::Manager]);
    let add = format!("{base}/add");
    let (edit, plan, invite) = (format!("{base}/edit"), format!("{base}/plan"), format!("{base}/invite"));
    let (start, end) = (format!("{base}/start"), format!("{base}/end"));
    let mut items = vec![
        MenuItem::Link { href: &invite, words: "Invite from the shortlist", icon: Some("mail"), current: false },
        MenuItem::Link { href: &edit, words: "Change the campaign", icon: Some("edit"), current: false },
        MenuItem::Link { href: &plan, words: "Plan the invitations", icon: Some("stack"), current: false },
    ];
    match shown.campaign.state {
        CampaignState::Draft => {
            items.push(MenuItem::Post { action: &start, words: "Start the campaign", icon: Some("play"), danger: false })
        }
        CampaignState::Running => items.push(MenuItem::Post { action: &end, words: "End the campaign", icon: Some("pause"), danger: true }),
        CampaignState::Ended => {}
    }
    html! {
        @if manages && shown.campaign.state != CampaignState::Ended { (Button::link(&add, "Add creators").icon("plus")) }
        @if manages { (menu("More", &items)) }
    }
}

fn figures<'a>(at: &InBrand, shown: &'a CampaignHead) -> Vec<Stat<'a>> {
    let campaign = &shown.campaign;
    let read = when::said(shown.read_at, shown.read_at, at.zone());
    let target = |measure: &str| campaign.goals.iter().find(|goal| goal.measure.eq_ignore_ascii_case(measure)).map(|goal| goal.target);
    let orders = sourced(
        "orders",
        domain::text::grouped(shown.orders.unsigned_abs()),
        &format!("{}, exact.", said::count(shown.orders, "order", "orders")),
        &format!(
            "Credited by code first, then last click, within 30 days. Worth {} net of refunds. Read {read}.",
            said::exact(shown.sales, campaign.currency)
        ),
    );
    let orders = Stat::new("Orders", orders);
    let orders = match target("orders") {
        Some(goal) => orders.under(format!("goal {}", domain::text::grouped(goal.unsigned_abs()))),
        None => orders.under(format!("{} clicks", domain::text::grouped(shown.clicks.unsigned_abs()))),
    };
    let deciding = shown.deciding();
    let active = sourced(
        "active",
        shown.active(),
        &format!("{} agreed and not left.", said::count(shown.active(), "collaboration", "collaborations")),
        "Counted from accepted offers; those who declined, withdrew or were dropped do not count.",
    );
    let mut active = Stat::new("Active creators", active).under(format!("goal {}", campaign.active_creators));
    if deciding > 0 {
        active = active.beside(format!("{deciding} deciding"));
    }
    vec![orders, active]
}

/// A budget as a bar: what is paid, owed, committed and reserved of the plan, and what is free.
#[must_use]
pub fn budget_bar(id: &str, name: &str, lines: &[BudgetLineView], currency: Currency) -> Markup {
    let sum = |of: fn(&BudgetLineView) -> i64| lines.iter().map(of).sum::<i64>();
    let (planned, free) = (sum(|line| line.planned), sum(BudgetLineView::free));
    let parts = [
        ("paid", sum(|line| line.paid)),
        ("accrued", sum(|line| line.accrued)),
        ("committed", sum(|line| line.committed)),
        ("reserved", sum(|line| line.reserved)),
    ];
    let slices = parts.map(|(name, minor)| Slice { name, minor, amount: said::short(minor, currency) });
    let sentence: Vec<String> = slices.iter().map(|slice| format!("{} {}", slice.name, slice.amount)).collect();
    let left = if free < 0 {
        html! { b.is-late { (said::short(-free, currency)) " over" } }
    } else {
        html! { b.ink { (said::short(free, currency)) " free" } }
    };
    html! {
        @if planned == 0 && parts.iter().all(|(_, minor)| *minor == 0) {
            p.about { (name) ": nothing is planned yet. Enter a budget, so that offers are checked against it." }
        } @else {
            div.line.about.mb-1 { span { (name) } span.push { (said::short(planned, currency)) " planned, " (left) } }
            (budget(id, planned, &slices, &format!("{} of {} planned", said::and(&sentence), said::short(planned, currency))))
        }
    }
    .render()
}
