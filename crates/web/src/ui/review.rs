//! The review room: the frame with its marks, the comments, and what the pre-check found.
//!
//! Invariant: a filled pin is a must, a hollow one nice to have; marks are drawn in SVG by per cent of the picture, so
//! that they hold at any size and without scripts. Absent: files; the page puts the film or picture in.

use maud::{Markup, Render, html};

use super::icon::icon;
use super::turn::{Whose, turn};

/// A place on the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// From the left, in per cent of the width.
    pub x: f64,
    /// From the top, in per cent of the height.
    pub y: f64,
    /// Width in per cent.
    pub width: f64,
    /// Height in per cent.
    pub height: f64,
}

/// A comment's mark on the picture or the time bar.
#[derive(Debug, Clone)]
pub struct Mark<'a> {
    /// Its number in the list.
    pub number: usize,
    /// Filled when it is a must.
    pub must: bool,
    /// Where on the picture, when it names a place.
    pub place: Option<Place>,
    /// At which second, when it names one.
    pub second: Option<f64>,
    /// The comment it belongs to.
    pub href: &'a str,
}

/// The frame around a film or picture, with its marks. `draw_for` is the id of the form that takes a drawn place.
#[must_use]
pub fn frame(media: Markup, marks: &[Mark<'_>], draw_for: Option<&str>) -> Markup {
    html! {
        div.frame data-marks=[draw_for] {
            (media)
            svg.marks aria-hidden=[marks.is_empty().then_some("true")] {
                @for (mark, place) in marks.iter().filter_map(|mark| mark.place.map(|place| (mark, place))) {
                    rect.mark-place x=(percent(place.x)) y=(percent(place.y)) width=(percent(place.width)) height=(percent(place.height)) rx="2" {}
                    (pin_at(mark, place.x + place.width, place.y))
                }
            }
        }
    }
}

/// A film or picture at its own proportions, so that a place by per cent is a place of the picture. With `form` a press on
/// it gives its place to the line of that form that is being written; `help` says so.
#[must_use]
pub fn pinned(media: Markup, marks: &[Mark<'_>], form: Option<&str>, help: &str) -> Markup {
    html! {
        div.pinned {
            div.pinned-picture data-points=[form] {
                (media)
                svg.marks aria-hidden=[marks.is_empty().then_some("true")] {
                    @for (mark, place) in marks.iter().filter_map(|mark| mark.place.map(|place| (mark, place))) { (pin_at(mark, place.x, place.y)) }
                }
            }
            @if form.is_some() { p.about.needs-script { (help) } }
        }
    }
}

fn percent(value: f64) -> String {
    format!("{:.1}%", value.clamp(0.0, 100.0))
}

fn pin_at(mark: &Mark<'_>, x: f64, y: f64) -> Markup {
    html! {
        svg x=(percent(x)) y=(percent(y)) overflow="visible" {
            a.mark-pin.nice[!mark.must] href=(mark.href) {
                path d="M0 0V-10A10 10 0 0 1 20 -10A10 10 0 0 1 10 0Z" {}
                text x="10" y="-6" text-anchor="middle" { (mark.number) }
            }
        }
    }
}

/// The bar of time under a film of so many seconds, with the marks that name a second.
#[must_use]
pub fn scrub(seconds: f64, marks: &[Mark<'_>], player: &str) -> Markup {
    html! {
        div.scrub {
            svg.marks {
                @for (mark, second) in marks.iter().filter_map(|mark| mark.second.map(|second| (mark, second))) {
                    @let at = percent(second / seconds.max(0.1) * 100.0);
                    svg x=(at) y="0" overflow="visible" {
                        line.mark-line x1="0" x2="0" y1="0" y2="34" {}
                        a.mark-pin.nice[!mark.must] href=(mark.href) data-seek=(second) data-player=(player) {
                            path d="M0 0V-10A10 10 0 0 1 20 -10A10 10 0 0 1 10 0Z" {}
                            text x="10" y="-6" text-anchor="middle" { (mark.number) }
                        }
                    }
                }
            }
        }
    }
}

/// The pin of a comment in the list.
#[must_use]
pub fn pin(number: usize, must: bool) -> Markup {
    html! { span.pin.nice[!must] { (number) } }
}

/// One comment.
#[derive(Debug, Clone)]
pub struct Comment<'a> {
    /// The element's id, which marks lead to.
    pub id: &'a str,
    /// Its number.
    pub number: usize,
    /// Whether it is a must.
    pub must: bool,
    /// Who wrote it.
    pub who: &'a str,
    /// Where and when: "0:15 · round 1 · must, claim".
    pub about: Markup,
    /// What was written.
    pub text: &'a str,
    /// What was answered, and by whom it is said to be done.
    pub answer: Option<&'a str>,
    /// The word for a settled comment ("answered"), when it is.
    pub done: Option<&'a str>,
    /// Buttons or forms under it.
    pub actions: Markup,
}

impl Render for Comment<'_> {
    fn render(&self) -> Markup {
        html! {
            div.comment.is-done[self.done.is_some()] id=(self.id) {
                (pin(self.number, self.must))
                div.line.wrap {
                    b { (self.who) } span.quiet { (self.about) }
                    @if let Some(done) = self.done { span.push { (turn(Whose::Done, false, done)) } }
                }
                div.grow {
                    (super::section::voice(self.text))
                    @if let Some(answer) = self.answer { div.voice.answer { (super::section::paragraphs(answer)) } }
                    @if !self.actions.0.is_empty() { div.line.wrap.comment-acts { (self.actions) } }
                }
            }
        }
    }
}

/// One thing that was checked: fine, or found.
#[must_use]
pub fn finding(found: bool, what: &str, at: impl Render, why: Option<&str>) -> Markup {
    html! {
        div.finding data-bad[found] {
            (icon(if found { "alert" } else { "check" }))
            span { (what) }
            span.mono.about { (at) }
            @if let Some(why) = why { small { (why) } }
        }
    }
}

/// Seconds as a film's time: `0:02.6`, `1:05`.
#[must_use]
pub fn film_time(seconds: f64) -> String {
    let tenths = (seconds.max(0.0) * 10.0).round() as u64;
    let (minutes, rest, tenth) = (tenths / 600, tenths / 10 % 60, tenths % 10);
    if tenth == 0 { format!("{minutes}:{rest:02}") } else { format!("{minutes}:{rest:02}.{tenth}") }
}

#[cfg(test)]
mod tests {
    use super::film_time;

    #[test]
    fn film_times_are_written_as_on_a_player() {
        assert_eq!([2.6, 65.0, 59.96, 0.0].map(film_time), ["0:02.6", "1:05", "1:00", "0:00"]);
    }
}
