//! How many came how far, against the plan: the picture, what its lines mean, and the table behind it.
//!
//! Invariant: where no plan says a number there is no line, and nothing is guessed. Absent: counting; whoever draws it has counted.

use maud::{Markup, html};

use crate::{
    text::{grouped, t, tf},
    ui::{
        figure::sourced,
        picture::{Step, funnel},
        table::{Column, Table, unknown},
    },
};

/// One step: its name, how many came so far, and how many were planned.
pub(super) type Reached<'a> = (&'a str, u64, Option<u64>);

/// The funnel. `wanted` is how many creators the campaign wants, by which the plan was made; `invites` says whether the plan tells of
/// invitations too.
pub(super) fn shown(steps: &[Reached<'_>], wanted: u32, invites: bool) -> Markup {
    let source = if invites { "funnel.source.invites" } else { "funnel.source" };
    let beside = |plan: Option<u64>| plan.map(|plan| tf("funnel.plan", &[("count", &grouped(plan))])).unwrap_or_default();
    let drawn: Vec<Step<'_>> = steps.iter().map(|&(name, count, plan)| Step { name, count, plan, beside: beside(plan) }).collect();
    let columns = [Column::text(t("funnel.step")), Column::number(t("funnel.came")), Column::number(t("funnel.planned"))];
    let rows = html! {
        @for &(name, count, plan) in steps {
            tr { td { (name) } td.num { (grouped(count)) } td.num { @if let Some(plan) = plan { (grouped(plan)) } @else { (unknown()) } } }
        }
    };
    html! {
        (funnel(&drawn))
        p.about.mt-2 { (sourced("funnel", t("funnel.line"), t("funnel.exact"), &tf(source, &[("wanted", &wanted.to_string())]))) }
        details.fold-small.mt-2 {
            summary { (t("report.pareto.table")) }
            div.scrollx { (Table::inset(&columns, rows).caption(t("report.funnel"))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stands_where_a_plan_says_a_number_and_nowhere_else() {
        let drawn = shown(&[("Invited", 10, Some(20)), ("With orders", 5, None)], 4, false).0;
        assert_eq!(drawn.matches("bar-mark").count(), 1, "{drawn}");
        assert!(drawn.contains("x1=\"100.0%\"") && drawn.contains("width=\"50.0%\"") && drawn.contains("width=\"25.0%\""), "{drawn}");
    }
}
