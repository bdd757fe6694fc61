//! A campaign's report: its figures, its funnel, each creator, and what is proposed about them.
//!
//! Invariant: credited here, credited elsewhere and unattributed stand together and add up. Absent: choosing who is in it.

use std::cmp::Reverse;

use app::{
    discovery::FindCreators,
    reports::{
        CampaignReport, DecideStanding,
        view::{OtherCurrency, ReportRow},
    },
    views::ShowCollaboration,
};
use domain::{
    attribution::Model,
    campaigns::CampaignState,
    creators::Standing,
    fields::FieldErrors,
    journey::Stage,
    money::Money,
    reports::{Measured, Value, told::Told},
};
use maud::{Markup, Render, html};

use super::{Again, address, of_form, progress, reached};
use crate::{
    heard::heard,
    kernel::{InBrand, values::with_query},
    pages::{
        funnel::{self, Reached},
        glance::thumb,
        said, usual,
    },
    text::{Said, Worded, grouped, t, tf, tk},
    ui::when,
    ui::{
        Button, Field, Person,
        figure::{Stat, figures, sourced},
        form::{hidden, post, refusals},
        picture::{ShareCurve, bar_thin},
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{Column, Table, unknown},
        views::{View, segments},
    },
};

/// The page.
pub(super) fn page(at: &InBrand, report: &CampaignReport, again: Option<&Again<'_>>) -> Markup {
    let here = address(at, &report.slug);
    let [csv, pdf] = ["csv", "pdf"].map(|ending| format!("{here}.{ending}?model={}", report.model.as_str()));
    html! {
        (crumb_head(&[(&at.path("/reports"), t("place.reports"))], &report.name, html! {
            (Button::link(&pdf, t("paper.download")).icon("download"))
            (Button::link(&csv, t("report.export")).icon("download"))
        }))
        div.body {
            h1 { (sentence(report)) }
            p.soft.mt-2 { (days(at, report)) }
            @if !report.told.is_empty() { p.mt-2 { (told(report).join(" ")) } }
            div.stack.loose.mt-4 {
                (headline(report))
                (attention(report))
                (chapter(t("report.model"), t("report.model.note"), html! { (models(&here, report)) (usual::line("window")) }))
                div.cols.two.roomy {
                    @if progress::is_known(report, at.now().day_in(at.zone())) { (chapter(progress::name(report), "", progress::shown(report, at.now().day_in(at.zone())))) }
                    (chapter(t("report.funnel"), "", steps(report)))
                    @if !report.pareto.is_empty() { (chapter(t("report.pareto"), t("report.pareto.note"), html! { (pareto(report)) (alike(at, report)) })) }
                }
                @if !report.most_seen.is_empty() { (chapter(t("report.posts"), posts_note(report), posts(at, report))) }
                (chapter(t("report.creators"), t("report.creators.note"), creators(at, report)))
                @if !report.rows.is_empty() {
                    (chapter(t("report.standing"), t("report.standing.note"), html! {
                        @for row in &report.rows { (standing(at, &here, report, row, again)) }
                    }))
                }
                (chapter(t("report.adds_up"), t("report.adds_up.note"), adds_up(report)))
            }
        }
    }
}

/// Of which days the orders are.
pub(super) fn days(at: &InBrand, report: &CampaignReport) -> String {
    let day = |time| when::at(time, at.zone(), "%-d %b %Y");
    tf("report.about", &[("from", &day(report.from)), ("until", &day(report.until))])
}

/// What came of it, in one sentence.
pub(super) fn sentence(report: &CampaignReport) -> String {
    let revenue = Money::new(report.totals.revenue, report.currency);
    let words = [("name", report.name.as_str()), ("revenue", &revenue.said_short()), ("cost", &report.cost.said_short())];
    match (report.totals.orders > 0, report.state) {
        (true, CampaignState::Running | CampaignState::Draft) => tf("report.sentence.so_far", &words),
        (true, CampaignState::Ended) => tf("report.sentence", &words),
        (false, _) => tf("report.sentence.none", &words),
    }
}

/// Like so many creators others are looked for.
const MOST_ALIKE: usize = 10;

/// What the figures say, sentence by sentence.
pub(super) fn told(report: &CampaignReport) -> Vec<String> {
    report.told.iter().map(sentence_of).collect()
}

fn sentence_of(told: &Told) -> String {
    let number = |count: usize| grouped(u64::try_from(count).unwrap_or(u64::MAX));
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    match told {
        Told::GoalReached { orders, target, on } => tf(
            "report.told.goal_reached",
            &[("orders", &counted(*orders)), ("target", &counted(*target)), ("when", &when::day(*on, "%-d %b %Y"))],
        ),
        Told::GoalMissed { orders, target } => {
            tf("report.told.goal_missed", &[("orders", &counted(*orders)), ("target", &counted(*target))])
        }
        Told::GoalOpen { orders, target } => tf("report.told.goal_open", &[("orders", &counted(*orders)), ("target", &counted(*target))]),
        Told::Posted { live, agreed } => tf("report.told.posted", &[("live", &number(*live)), ("agreed", &number(*agreed))]),
        Told::Half { cost_share } => tf("report.pareto.half", &[("share", &percent(*cost_share))]),
        Told::Best { creator_name, revenue, share } => {
            tf("report.told.best", &[("name", creator_name), ("revenue", &revenue.said_short()), ("share", &percent(*share))])
        }
        Told::SoldNothing { creators, of } => tf("report.told.sold_nothing", &[("count", &number(*creators)), ("of", &number(*of))]),
        Told::Missed { count } => tf("report.told.missed", &[("count", &counted(*count))]),
        Told::Refunded { sum } => tf("report.told.refunded", &[("sum", &sum.said())]),
        Told::Unexplained { orders, of } => tf("report.told.unexplained", &[("count", &counted(*orders)), ("of", &counted(*of))]),
    }
}

/// Few creators sell most: the curve, what it says, and its table.
fn pareto(report: &CampaignReport) -> Markup {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let steps: Vec<(f64, f64, &str)> =
        report.pareto.iter().map(|step| (step.cost_share, step.revenue_share, step.creator_name.as_str())).collect();
    let half = report.half_by.map(|share| (share, percent(share)));
    let says = half.as_ref().map(|(_, share)| tf("report.pareto.half", &[("share", share)])).unwrap_or_default();
    let columns = [Column::text(t("report.creator")), Column::number(t("report.pareto.cost")), Column::number(t("report.pareto.revenue"))];
    let rows = html! {
        @for (cost, revenue, name) in &steps { tr { td { (name) } td.num { (percent(*cost)) } td.num { (percent(*revenue)) } } }
    };
    html! {
        (ShareCurve { steps: &steps, half, ends: (t("report.pareto.from"), t("report.pareto.until")), sentence: &says })
        p.row-size.mt-2 { (says) }
        details.fold-small.mt-2 {
            summary { (t("report.pareto.table")) }
            div.scrollx { (Table::inset(&columns, rows).caption(t("report.pareto"))) }
        }
    }
}

/// The way to creators who are like those that sold most here, at most ten; nothing where nobody sold anything.
fn alike(at: &InBrand, report: &CampaignReport) -> Markup {
    let mut best: Vec<&ReportRow> = report.rows.iter().filter(|row| row.totals.revenue > 0).collect();
    best.sort_by_key(|row| Reverse(row.totals.revenue));
    let ids: Vec<String> = best.iter().take(MOST_ALIKE).map(|row| row.creator.to_string()).collect();
    let pairs: Vec<(&str, &str)> = ids.iter().map(|id| ("like", id.as_str())).collect();
    html! {
        @if !pairs.is_empty() && at.may_see::<FindCreators>() {
            div.mt-3 { (Button::link(&with_query(&at.path("/discover"), &pairs), t("report.alike"))) }
        }
    }
}

/// The figures that the report exists for, each with its source.
pub(super) fn headline(report: &CampaignReport) -> Markup {
    let revenue = Money::new(report.totals.revenue, report.currency);
    figures(&[
        Stat::new(
            t("report.revenue"),
            sourced(
                "revenue",
                revenue.said(),
                t("report.exact"),
                &tf("report.revenue.source", &[("refunds", &report.refunds.said()), ("model", report.model.worded())]),
            ),
        ),
        Stat::new(t("report.orders"), sourced("orders", report.totals.orders, t("report.exact"), t("report.orders.source"))),
        Stat::new(t("report.cost"), sourced("cost", report.cost.said(), t("report.exact"), t("report.cost.source"))),
        Stat::new(t("report.cpa"), computed("cpa", &report.cpa)),
        Stat::new(t("report.roas"), computed("roas", &report.roas)),
    ])
}

/// How often it was seen and answered, as far as anybody knows; nothing where no post is verified.
fn attention(report: &CampaignReport) -> Markup {
    let posts = report.posts;
    let some = |id: &str, count: Option<i64>| match count {
        Some(count) => sourced(id, grouped(u64::try_from(count).unwrap_or(0)), t("report.newest"), t("report.newest.source")),
        None => sourced(id, unknown(), t("report.unknown"), t("report.newest.none")),
    };
    html! {
        @if posts.verified > 0 {
            (chapter(t("report.attention"), tf("report.attention.note", &[("known", &posts.counted.to_string()), ("posts", &posts.verified.to_string())]), figures(&[
                Stat::new(t("report.views"), some("views", report.totals.views)),
                Stat::new(t("report.engagements"), some("engagements", report.totals.engagements)),
                Stat::new(t("report.cpm"), computed("cpm", &report.cpm)),
                Stat::new(t("report.cpe"), computed("cpe", &report.cpe)),
            ])))
        }
    }
}

/// A computed figure with its formula, or that it is not known, and why.
fn computed(id: &str, measured: &Measured) -> Markup {
    match measured.value {
        Value::Unknown { why } => sourced(id, unknown(), t("report.unknown"), &heard(why)),
        Value::Money { .. } | Value::UnitCost { .. } | Value::Percent { .. } | Value::Ratio { .. } => {
            sourced(id, measured.said(), &measured.formula.label(), &heard(measured.formula.text))
        }
    }
}

fn models(here: &str, report: &CampaignReport) -> Markup {
    let all = Model::ALL.map(|model| View {
        href: format!("{here}?model={}", model.as_str()),
        name: model.worded(),
        count: None,
        current: model == report.model,
    });
    segments(t("report.model"), &all)
}

fn steps(report: &CampaignReport) -> Markup {
    funnel::shown(&road(report), report.wanted, false)
}

/// How many came as far as each step, and how many should have: as many as the campaign wants, from the agreement on.
pub(super) fn road(report: &CampaignReport) -> [Reached<'static>; 5] {
    let wanted = Some(u64::from(report.wanted));
    let sold = report.rows.iter().filter(|row| row.totals.orders > 0).count();
    [
        (t("report.step.listed"), report.stages.iter().map(|one| one.count).sum(), None),
        (t("report.step.agreed"), reached(&report.stages, Stage::Agreed), wanted),
        (t("report.step.approved"), reached(&report.stages, Stage::Approved), wanted),
        (t("report.step.live"), reached(&report.stages, Stage::Live), wanted),
        (t("report.step.sold"), sold, None),
    ]
    .map(|(name, count, plan)| (name, u64::try_from(count).unwrap_or(u64::MAX), plan))
}

/// How many of the posts are shown, where they are not all.
fn posts_note(report: &CampaignReport) -> String {
    let (shown, all) = (report.most_seen.len(), report.posts.verified);
    if shown < all {
        tf("report.posts.some", &[("shown", &shown.to_string()), ("all", &all.to_string())])
    } else {
        t("report.posts.note").to_owned()
    }
}

/// The posts with their pictures, those that most people saw first.
fn posts(at: &InBrand, report: &CampaignReport) -> Markup {
    let follows = at.may_see::<ShowCollaboration>();
    html! {
        ul.posts-seen {
            @for post in &report.most_seen {
                li {
                    (thumb(at, &post.format, Some(post.glance)).large())
                    div.grow {
                        p { a.plain href=(post.url) target="_blank" rel="noopener noreferrer" { b { (said::format(&post.format)) } } " " span.soft { (said::platform(&post.platform)) } }
                        p.row-size { @if follows { a href=(at.path(&format!("/collaborations/{}", post.collaboration))) { (post.creator_name) } } @else { (post.creator_name) } }
                        p.row-size {
                            @if let Some(views) = post.views { (tf("report.posts.views", &[("count", &counted(views))])) } @else { span.unknown { (t("report.posts.unknown")) } }
                            @if let Some(answers) = post.engagements { br; span.soft { (tf("report.posts.engagements", &[("count", &counted(answers))])) } }
                        }
                        p.about { (when::at(post.live_at, at.zone(), "%-d %b %Y")) }
                    }
                }
            }
        }
    }
}

fn creators(at: &InBrand, report: &CampaignReport) -> Markup {
    if report.rows.is_empty() {
        return empty(t("report.none"), t("report.none.text"), html! {});
    }
    let columns = [
        Column::text(t("report.creator")),
        Column::text(t("report.stage")),
        Column::number(t("report.views")),
        Column::number(t("report.orders")),
        Column::number(t("report.revenue")),
        Column::unseen(t("report.sales")),
        Column::number(t("report.cost")),
        Column::number(t("report.cpa")),
        Column::number(t("report.roas")),
        Column::number(t("report.commission")),
    ];
    let money = |minor: i64| Money::new(minor, report.currency).said();
    let most = most_sold(report);
    let rows = html! {
        @for row in &report.rows {
            tr {
                td {
                    @if at.may_see::<ShowCollaboration>() { a href=(at.path(&format!("/collaborations/{}", row.collaboration))) { (row.creator_name) } }
                    @else { (row.creator_name) }
                    @if let Some(why) = &row.leaked { br; small.is-late title=(why) { (t("report.leaked")) } }
                }
                td.soft { (tk("stage", row.stage.as_str())) @if row.missed > 0 { br; small.is-late { (tf("report.missed", &[("count", &row.missed.to_string())])) } } }
                td.num { (seen(row.totals.views)) }
                td.num { (row.totals.orders) }
                td.num { (money(row.totals.revenue)) @if row.refunds.minor != 0 { br; small.quiet { (tf("report.refunded", &[("sum", &row.refunds.said())])) } } }
                td { (bar_thin(row.totals.revenue as f64, most, &tf("report.sales.bar", &[("name", &row.creator_name), ("sum", &money(row.totals.revenue))]))) }
                td.num { (row.cost.said()) }
                td.num { (plain(&row.cpa)) }
                td.num { (plain(&row.roas)) @if !matches!(row.roas_interval.value, Value::Unknown { .. }) { " " span.quiet { "± " (row.roas_interval.said()) } } }
                td.num { (money(row.totals.commission)) }
            }
        }
    };
    let foot = html! {
        tr {
            td colspan="2" { (t("report.all")) }
            td.num { (seen(report.totals.views)) }
            td.num { (report.totals.orders) }
            td.num { (money(report.totals.revenue)) }
            td {}
            td.num { (report.cost.said()) }
            td.num { (plain(&report.cpa)) }
            td.num { (plain(&report.roas)) }
            td.num { (money(report.totals.commission)) }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().foot(foot).caption(t("report.creators")).render()) } }
}

/// What the one who sold most sold, as the length that all others are measured by.
pub(super) fn most_sold(report: &CampaignReport) -> f64 {
    report.rows.iter().map(|row| row.totals.revenue).max().unwrap_or(0).max(0) as f64
}

/// A count with separators, or that it is not known.
fn seen(count: Option<i64>) -> Markup {
    count.map_or_else(unknown, |count| html! { (counted(count)) })
}

pub(super) fn counted(count: i64) -> String {
    grouped(u64::try_from(count).unwrap_or(0))
}

pub(super) fn plain(measured: &Measured) -> Markup {
    known(measured).map_or_else(unknown, |said| html! { (said) })
}

/// A computed figure, where it is known.
pub(super) fn known(measured: &Measured) -> Option<String> {
    match measured.value {
        Value::Unknown { .. } => None,
        Value::Money { .. } | Value::UnitCost { .. } | Value::Percent { .. } | Value::Ratio { .. } => Some(measured.said()),
    }
}

/// Credited here, elsewhere and to nobody, and what all of them come to.
pub(super) fn sums(report: &CampaignReport) -> ([(String, String); 3], (String, String)) {
    let here = Money::new(report.totals.revenue, report.currency);
    let rows = [
        (t("report.here").to_owned(), here.said()),
        (t("report.elsewhere").to_owned(), report.elsewhere.said()),
        (tf("report.unattributed", &[("count", &report.unattributed_orders.to_string())]), report.unattributed.said()),
    ];
    (rows, (tf("report.all_orders", &[("count", &report.order_count.to_string())]), report.all_orders.said()))
}

/// What is in no sum because it is in another currency.
pub(super) fn others(report: &CampaignReport) -> Vec<String> {
    let said = |other: &OtherCurrency| tf("report.other", &[("count", &other.orders.to_string()), ("sum", &other.value.said())]);
    report.other_currencies.iter().map(said).collect()
}

/// What the orders are worth, and what has to be said of it.
fn adds_up(report: &CampaignReport) -> Markup {
    let (rows, (name, sum)) = sums(report);
    let rows = html! { @for (name, sum) in &rows { tr { td { (name) } td.num { (sum) } } } };
    let foot = html! { tr { td { (name) } td.num { (sum) } } };
    html! {
        (Table::inset(&[], rows).foot(foot).caption(t("report.adds_up")))
        @for row in report.rows.iter().filter(|row| row.leaked.is_some()) {
            (note(Weight::Ours, &tf("report.leaked.held", &[("name", &row.creator_name)]), row.leaked.as_deref().unwrap_or_default()))
        }
        @if report.shared_orders > 0 { (note(Weight::Plain, t("report.shared"), tf("report.shared.text", &[("count", &report.shared_orders.to_string())]))) }
        @for other in others(report) { p.help { (other) } }
    }
}

/// What is proposed about a creator, and the decision.
fn standing(at: &InBrand, here: &str, report: &CampaignReport, row: &ReportRow, again: Option<&Again<'_>>) -> Markup {
    let form = format!("standing-{}", row.collaboration);
    let (none, again) = (FieldErrors::new(), again.filter(|again| again.form == form));
    let errors = again.map_or(&none, |again| &again.posted.errors);
    let (chosen, reason) = (of_form(&form, "standing"), of_form(&form, "reason"));
    let choices = [Standing::Rebook, Standing::Test, Standing::Pause, Standing::Blocked].map(|one| (one.as_str(), one.worded()));
    let now = row.standing.unwrap_or(row.proposal.standing).as_str();
    let decided = row.standing.map_or(t("creators.undecided"), |standing| standing.worded());
    html! {
        details.fold open[again.is_some()] {
            summary {
                (Person::creator(&row.creator_name))
                span.fold-what.soft { (heard(&row.proposal.reason)) }
                span.fold-when { small.quiet { (t("report.now")) } br; (decided) }
                span.num { small.quiet { (t("report.proposed")) } br; b { (row.proposal.standing.worded()) } }
            }
            div.fold-body.stack id=(form) {
                p.soft { (heard(&row.proposal.reason)) }
                @if at.may_run::<DecideStanding>() {
                    (post(&format!("{here}/standing/{}", row.collaboration), html! {
                        (refusals(errors))
                        (hidden("model", report.model.as_str()))
                        div.form-narrow.stack {
                            (Field::select(&chosen, t("report.decision"), &choices, None).value(again.map_or(now, |again| again.posted.get(&chosen))).errors(errors))
                            (Field::text(&reason, t("report.reason")).help(t("report.reason.help")).value(again.map_or("", |again| again.posted.get(&reason))).errors(errors))
                        }
                        div.line { (Button::submit(t("report.decide")).primary()) }
                    }))
                }
            }
        }
    }
}
