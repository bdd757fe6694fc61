//! Pictures of numbers, drawn by the server as SVG: spark, bar, funnel, budget, a line over time.
//!
//! Invariant: the axis starts at zero, lengths are SVG attributes, and each picture says its sentence; the table behind
//! it is one click away on the page. Absent: two axes and pies.

use maud::{Markup, Render, html};

/// A small line of values, oldest first; its last point is marked. Fewer than two values draw nothing.
#[must_use]
pub fn spark(values: &[f64], sentence: &str) -> Markup {
    let points = scaled(values, 72.0, 20.0);
    html! {
        @if let (true, Some((x, y))) = (points.len() > 1, points.last()) {
            svg.spark viewBox="0 0 72 20" role="img" aria-label=(sentence) {
                path d=(path(&points)) {}
                circle cx=(one(*x)) cy=(one(*y)) r="2" {}
            }
        }
    }
}

/// Points in a box, from zero to the largest value, with a margin for the marks.
fn scaled(values: &[f64], width: f64, height: f64) -> Vec<(f64, f64)> {
    let most = values.iter().copied().fold(0.0_f64, f64::max).max(f64::MIN_POSITIVE);
    let step = (width - 2.0) / values.len().saturating_sub(1).max(1) as f64;
    let at = |(index, value): (usize, &f64)| (1.0 + step * index as f64, height - 2.8 - (height - 5.6) * (value.max(0.0) / most));
    values.iter().enumerate().map(at).collect()
}

fn path(points: &[(f64, f64)]) -> String {
    let mut drawn = String::from("M");
    for (x, y) in points {
        drawn.push_str(&format!("{x:.1} {y:.1} "));
    }
    drawn.trim_end().to_owned()
}

fn one(value: f64) -> String {
    format!("{value:.1}")
}

/// A share of a whole as a length attribute, between 0 and 100 %.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole * 100.0).clamp(0.0, 100.0) } else { 0.0 }
}

/// A bar: `part` of `whole`, with a mark (a goal, a plan) where one is given.
#[must_use]
pub fn bar(part: f64, whole: f64, mark: Option<f64>, sentence: &str) -> Markup {
    drawn_bar("bar", part, whole, mark, sentence)
}

/// The same, 6 px high, inside a table's row.
#[must_use]
pub fn bar_thin(part: f64, whole: f64, sentence: &str) -> Markup {
    drawn_bar("bar thin", part, whole, None, sentence)
}

fn drawn_bar(class: &str, part: f64, whole: f64, mark: Option<f64>, sentence: &str) -> Markup {
    html! {
        svg class=(class) role="img" aria-label=(sentence) {
            rect.d1 width=(format!("{:.1}%", share(part, whole))) height="100%" rx="1" {}
            @if let Some(mark) = mark {
                @let at = format!("{:.1}%", share(mark, whole));
                line.bar-mark x1=(at) x2=(at) y1="-3" y2="17" {}
            }
        }
    }
}

/// A step of a funnel.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// What they did: "Invited".
    pub name: &'a str,
    /// How many.
    pub count: u64,
    /// How many were planned, where a plan says it; a line stands there.
    pub plan: Option<u64>,
    /// A word after the number: "42 % of those invited".
    pub beside: String,
}

/// A funnel: how many came how far, each drawn against the most that came or was planned.
#[must_use]
pub fn funnel(steps: &[Step<'_>]) -> Markup {
    let most = steps.iter().flat_map(|step| [Some(step.count), step.plan]).flatten().max().unwrap_or_default() as f64;
    html! {
        div.funnel {
            @for step in steps {
                span { (step.name) }
                (bar(step.count as f64, most, step.plan.map(|plan| plan as f64), step.name))
                span.num { b { (crate::text::grouped(step.count)) } @if !step.beside.is_empty() { " " span.quiet { (step.beside) } } }
            }
        }
    }
}

/// One part of a budget.
#[derive(Debug, Clone)]
pub struct Slice<'a> {
    /// "paid".
    pub name: &'a str,
    /// The amount in minor units; negative ones count as nothing.
    pub minor: i64,
    /// The amount in words: `£220`.
    pub amount: String,
}

/// A budget: up to four parts of a whole in their order (paid, accrued, committed, reserved), with the legend.
/// `id` is unique on the page; `whole` is in the same minor units.
#[must_use]
pub fn budget(id: &str, whole: i64, slices: &[Slice<'_>], sentence: &str) -> Markup {
    let spent: i64 = slices.iter().map(|slice| slice.minor.max(0)).sum();
    let whole = whole.max(spent) as f64;
    let hatch = format!("hatch-{id}");
    let mut from = 0.0;
    let parts: Vec<(usize, f64, f64)> = slices
        .iter()
        .enumerate()
        .map(|(at, slice)| {
            let width = share(slice.minor.max(0) as f64, whole);
            let begin = from;
            from += width;
            (at + 1, begin, width)
        })
        .collect();
    html! {
        svg.budget role="img" aria-label=(sentence) {
            defs {
                pattern id=(hatch) width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch width="3" height="6" {}
                }
            }
            @for (at, begin, width) in &parts {
                @let fill = (*at == 4).then(|| format!("url(#{hatch})"));
                rect class={ "b" (at) } x=(format!("{begin:.1}%")) width=(format!("{width:.1}%")) height="100%" fill=[fill] {}
                @if *begin > 0.0 { line.gap x1=(format!("{begin:.1}%")) x2=(format!("{begin:.1}%")) y1="0" y2="100%" {} }
            }
        }
        div.legend {
            @for (at, slice) in slices.iter().enumerate() { span { i class={ "k" (at + 1) } {} (slice.name) " " (slice.amount) } }
        }
    }
}

/// How much of the result came from how much of the cost: a curve over the diagonal, from 0 to 1 on both sides.
#[derive(Debug, Clone)]
pub struct ShareCurve<'a> {
    /// The share of the cost, the share of the result, and who the step adds; both shares rise to 1.
    pub steps: &'a [(f64, f64, &'a str)],
    /// Where half of the result had come, with its words.
    pub half: Option<(f64, String)>,
    /// The words at both ends of the cost: "0 % of cost" and "100 %".
    pub ends: (&'a str, &'a str),
    /// The whole in a sentence.
    pub sentence: &'a str,
}

impl Render for ShareCurve<'_> {
    fn render(&self) -> Markup {
        const WIDTH: f64 = 420.0;
        const HEIGHT: f64 = 200.0;
        let place = |cost: f64, result: f64| (WIDTH * cost.clamp(0.0, 1.0), HEIGHT - 192.0 * result.clamp(0.0, 1.0));
        let points: Vec<(f64, f64)> =
            std::iter::once(place(0.0, 0.0)).chain(self.steps.iter().map(|(cost, result, _)| place(*cost, *result))).collect();
        let under = format!("{} {} {HEIGHT:.1} Z", path(&points), one(WIDTH));
        let named: Vec<(f64, f64, &str)> =
            self.steps.iter().map(|(cost, result, name)| (place(*cost, *result).0, place(*cost, *result).1, *name)).collect();
        let labels = label_places(&named);
        // The words under the half take the place of an end's words that they would run into.
        let clear = |x: f64, words: &str| match &self.half {
            Some((cost, half)) => (place(*cost, 0.5).0 - x).abs() > text_width(words) + text_width(half) / 2.0 + 6.0,
            None => true,
        };
        html! {
            svg.chart viewBox="0 0 440 224" role="img" aria-label=(self.sentence) {
                path.under d=(under) {}
                path.ln2 d=(path(&[place(0.0, 0.0), place(1.0, 1.0)])) {}
                path.ln d=(path(&points)) {}
                @for (x, y, name) in &named { circle.d1 cx=(one(*x)) cy=(one(*y)) r="3" { title { (name) } } }
                @for (label, name) in &labels {
                    text.lbl x=(one(label.x)) y=(one(label.y)) text-anchor=(if label.to_left { "end" } else { "start" }) { (name) }
                }
                @if let Some((cost, words)) = &self.half {
                    @let (x, y) = place(*cost, 0.5);
                    line.base x1=(one(x)) x2=(one(x)) y1=(one(y)) y2="200" stroke-dasharray="2 3" {}
                    text.lbl x=(one(x)) y="217" text-anchor="middle" { (words) }
                }
                line.base x1="0" x2="420" y1="200" y2="200" {}
                @if clear(0.0, self.ends.0) { text x="0" y="217" { (self.ends.0) } }
                @if clear(WIDTH, self.ends.1) { text x="420" y="217" text-anchor="end" { (self.ends.1) } }
            }
        }
    }
}

/// So many names stand in a curve; the table behind it has them all.
const MOST_NAMES: usize = 3;

/// Where a name stands: the start of its base line, or the end of it where it lies left of its point.
#[derive(Debug, Clone, Copy, PartialEq)]
struct LabelPlace {
    x: f64,
    y: f64,
    to_left: bool,
}

/// About how wide a text is drawn; on the wide side, so that names rather stand apart.
fn text_width(text: &str) -> f64 {
    6.6 * text.chars().count() as f64
}

/// A place for each of the first names beside its point, where neither another name nor another point is. One for which
/// there is no room is left out.
fn label_places<'a>(points: &[(f64, f64, &'a str)]) -> Vec<(LabelPlace, &'a str)> {
    const HIGH: f64 = 13.0;
    let span = |place: &LabelPlace, name: &str| {
        let left = if place.to_left { place.x - text_width(name) } else { place.x };
        (left, place.y - HIGH + 3.0, left + text_width(name), place.y + 3.0)
    };
    let mut placed: Vec<(LabelPlace, &'a str)> = Vec::new();
    for (x, y, name) in points.iter().take(MOST_NAMES) {
        let at = |dx: f64, dy: f64, to_left: bool| LabelPlace { x: x + dx, y: (y + dy).max(10.0), to_left };
        let tries = [at(-8.0, -5.0, true), at(9.0, 4.0, false), at(9.0, 17.0, false), at(-8.0, -18.0, true), at(9.0, 30.0, false)];
        let free = tries.into_iter().find(|place| {
            let (left, top, right, bottom) = span(place, name);
            let hits = |other: (f64, f64, f64, f64)| left < other.2 + 4.0 && other.0 < right + 4.0 && top < other.3 && other.1 < bottom;
            let inside = left >= 0.0 && right <= 440.0 && bottom <= 198.0;
            let on_name = placed.iter().any(|(other, name)| hits(span(other, name)));
            let on_point = points.iter().any(|(px, py, _)| hits((px - 3.0, py - 3.0, px + 3.0, py + 3.0)));
            inside && !on_name && !on_point
        });
        placed.extend(free.map(|place| (place, *name)));
    }
    placed
}

/// A line over time with its labels: values from the first to the last, and a plan beside it where there is one.
#[derive(Debug, Clone)]
pub struct LineChart<'a> {
    /// The values, oldest first, all at least zero.
    pub values: &'a [f64],
    /// What was planned at the same times; empty when nothing was.
    pub plan: &'a [f64],
    /// Labels along the time axis, spread evenly from first to last.
    pub labels: &'a [&'a str],
    /// The last value in words.
    pub last: &'a str,
    /// The whole in a sentence.
    pub sentence: &'a str,
}

impl Render for LineChart<'_> {
    fn render(&self) -> Markup {
        const WIDTH: f64 = 420.0;
        const HEIGHT: f64 = 200.0;
        let most = self.values.iter().chain(self.plan).copied().fold(0.0_f64, f64::max).max(f64::MIN_POSITIVE);
        let points = |values: &[f64]| -> Vec<(f64, f64)> {
            let step = WIDTH / values.len().saturating_sub(1).max(1) as f64;
            values.iter().enumerate().map(|(at, value)| (step * at as f64, HEIGHT - 192.0 * (value.max(0.0) / most))).collect()
        };
        let (values, plan) = (points(self.values), points(self.plan));
        let spread = WIDTH / self.labels.len().saturating_sub(1).max(1) as f64;
        html! {
            svg.chart viewBox="0 0 440 224" role="img" aria-label=(self.sentence) {
                g.ax { @for y in ["200", "145", "90", "35"] { line x1="0" x2="420" y1=(y) y2=(y) {} } }
                @if plan.len() > 1 { path.ln2 d=(path(&plan)) {} }
                @if values.len() > 1 { path.ln d=(path(&values)) {} }
                @if let Some((x, y)) = values.last() {
                    circle.d1 cx=(one(*x)) cy=(one(*y)) r="3.5" {}
                    text.lbl x=(one(x - 8.0)) y=(one((y - 6.0).max(12.0))) text-anchor="end" font-weight="600" { (self.last) }
                }
                @for (at, label) in self.labels.iter().enumerate() {
                    @let anchor = if at == 0 { "start" } else if at + 1 == self.labels.len() { "end" } else { "middle" };
                    text x=(one(spread * at as f64)) y="217" text-anchor=(anchor) { (label) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_shares_begins_at_nothing_and_ends_at_the_whole() {
        let steps = [(0.25, 0.5, "Maya"), (1.0, 1.0, "Jonas")];
        let drawn = ShareCurve { steps: &steps, half: Some((0.25, "25 %".to_owned())), ends: ("0 %", "100 %"), sentence: "" }.render().0;
        assert!(drawn.contains("M0.0 200.0 105.0 104.0 420.0 8.0\""), "{drawn}");
        assert!(drawn.contains(">25 %<") && drawn.contains(">Maya<"));
    }

    #[test]
    fn names_in_a_curve_never_lie_on_each_other_or_on_a_point() {
        let close = [(100.0, 90.0, "Maya Okonkwo"), (112.0, 84.0, "Jonas Weber"), (120.0, 80.0, "Priya Nair"), (420.0, 8.0, "Kofi Mensah")];
        let placed = label_places(&close);
        assert!(placed.len() >= 2, "there is room for two: {placed:?}");
        for (at, (one, name)) in placed.iter().enumerate() {
            for (other, its) in &placed[at + 1..] {
                let beside = |place: &LabelPlace, name: &str| if place.to_left { place.x - text_width(name) } else { place.x };
                let (left, right) = (beside(one, name), beside(other, its));
                let apart = left + text_width(name) <= right || right + text_width(its) <= left;
                assert!(apart || (one.y - other.y).abs() >= 13.0, "{name} and {its}: {one:?} {other:?}");
            }
        }
        assert_eq!(label_places(&[(0.0, 200.0, "Nobody at all")]).len(), 0, "no room below the axis");
    }

    #[test]
    fn lengths_are_shares_of_the_whole_and_stay_inside() {
        assert!(bar(85.0, 100.0, None, "").0.contains("width=\"85.0%\""));
        assert!(bar(3.0, 2.0, None, "").0.contains("width=\"100.0%\""));
        assert!(bar(3.0, 0.0, None, "").0.contains("width=\"0.0%\""));
    }

    #[test]
    fn a_budget_that_is_overdrawn_still_fits() {
        let slices = [Slice { name: "paid", minor: 300, amount: "£3".into() }, Slice { name: "accrued", minor: 300, amount: "£3".into() }];
        let drawn = budget("a", 400, &slices, "").0;
        assert_eq!(drawn.matches("width=\"50.0%\"").count(), 2);
    }

    #[test]
    fn one_value_is_no_line() {
        assert_eq!(spark(&[3.0], "").0, "");
    }
}
