//! A value on its scale: what is usual in grey, the 95 % interval as a line, the value as a mark.
//!
//! Invariant: the scale begins at zero, or at the least value below it; lengths are SVG attributes, and the picture says its
//! sentence. Absent: whether more is better; the words beside it say that.

use maud::{Markup, html};

/// Values in one unit, whichever.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gauge {
    /// The value.
    pub value: f64,
    /// Between which it is usual.
    pub usual: Option<(f64, f64)>,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
}

const WIDTH: f64 = 116.0;

/// The picture of a value.
#[must_use]
pub fn gauge(gauge: Gauge, sentence: &str) -> Markup {
    let all = [
        Some(gauge.value),
        gauge.usual.map(|(low, _)| low),
        gauge.usual.map(|(_, high)| high),
        gauge.interval.map(|(low, _)| low),
        gauge.interval.map(|(_, high)| high),
    ];
    let (least, most) = all
        .into_iter()
        .flatten()
        .filter(|value| value.is_finite())
        .fold((0.0_f64, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
    let span = (most - least).max(f64::MIN_POSITIVE) * 1.15;
    let at = |value: f64| ((value - least) / span * WIDTH).clamp(0.0, WIDTH - 4.0);
    let one = |value: f64| format!("{value:.1}");
    html! {
        svg.chart.gauge viewBox="0 0 116 16" width="116" height="16" role="img" aria-label=(sentence) {
            @if let Some((low, high)) = gauge.usual { rect.usual x=(one(at(low))) y="3" width=(one((at(high) - at(low)).max(1.0))) height="10" {} }
            line.ax x1="0" x2="116" y1="8" y2="8" {}
            @if let Some((low, high)) = gauge.interval { line.mid x1=(one(at(low))) x2=(one(at(high))) y1="8" y2="8" {} }
            rect.d1 x=(one(at(gauge.value))) y="2" width="4" height="12" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_outside_of_the_picture() {
        for (value, usual) in [(0.0, (0.0, 0.1)), (5.0, (0.1, 0.2)), (-0.3, (-0.35, -0.1)), (f64::NAN, (0.0, 1.0))] {
            let drawn = gauge(Gauge { value, usual: Some(usual), interval: Some((-0.5, 2.0)) }, "x").0;
            let places = drawn.split(" x=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
            assert!(places.filter(|at| at.is_finite()).all(|at| (0.0..=112.0).contains(&at)), "{drawn}");
        }
    }
}
