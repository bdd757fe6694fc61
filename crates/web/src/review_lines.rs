//! What the two review pages share: the draft large with its pins, an earlier one beside it, and the lines of a list of changes.
//!
//! Invariant: a line may name a moment of the film, a place in the picture, or neither; without scripts the moment is typed
//! and the place stays open. Absent: who may answer; the pages have that.

use app::content::view::{DraftView, ReviewView};
use domain::{
    content::{Change, CheckItem, Draft, Weight},
    files::StoredFile,
    ids::DraftId,
    time::Timestamp,
};
use maud::{Markup, html};

use crate::{
    kernel::Posted,
    portal::media,
    text::{Worded, t, tf},
    ui::{
        Button, Field, choice, form,
        review::{Mark, Place, pinned},
        section::{part, voice},
        views::{View, segments},
    },
};

/// How many lines of changes the form has to begin with; an empty one is left out.
const LINES: usize = 3;
/// The player that moments of a film belong to.
pub(crate) const PLAYER: &str = "film";
/// The form that takes places of the picture.
const FORM: &str = "ask";

/// How a draft stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may still be answered, so that it takes new places.
    Answerable,
    /// It is looked at.
    Closed,
    /// It is an earlier one beside the one that is looked at: moments in the lists are not its own.
    Before,
}

/// The films and pictures large, with the pins of what was asked of this draft, then the words in their writer's voice.
/// Only a draft that may still be answered takes new places.
pub(crate) fn stage(
    draft: &Draft,
    id: DraftId,
    review: &ReviewView,
    standing: Standing,
    address: impl Fn(&StoredFile) -> String,
) -> Markup {
    let changes: Vec<&Change> = review.reviews.iter().filter(|answer| answer.draft == id).flat_map(|answer| &answer.changes).collect();
    let marks: Vec<Mark<'_>> = changes.iter().enumerate().filter_map(|(at, change)| mark(at, change)).collect();
    let seen = |file: &&StoredFile| file.media_type.starts_with("video/") || file.media_type.starts_with("image/");
    let film = draft.files.iter().find(|file| file.media_type.starts_with("video/"));
    let cover = film.and(draft.files.iter().find(|file| file.media_type.starts_with("image/")));
    let main = film.or_else(|| draft.files.iter().find(|file| seen(file)));
    html! {
        @if let Some(main) = main {
            (pinned(shown(main, cover, standing, &address), &marks, (standing == Standing::Answerable).then_some(FORM), t("review_link.point")))
            @for file in draft.files.iter().filter(|file| file.id != main.id) { (media(&address(file), file)) }
        } @else {
            @for file in &draft.files { (media(&address(file), file)) }
        }
        @if !draft.text.is_empty() { (part(t("review_link.text"), "", voice(&draft.text))) } @else if draft.files.is_empty() { p.soft { (t("review_link.elsewhere")) } }
        @if !draft.note.is_empty() { (part(t("review_link.note"), "", voice(&draft.note))) }
    }
}

/// The film with its cover, if one came with it; otherwise its own beginning is asked for. Or the picture.
fn shown(file: &StoredFile, cover: Option<&StoredFile>, standing: Standing, address: &impl Fn(&StoredFile) -> String) -> Markup {
    if !file.media_type.starts_with("video/") {
        return media(&address(file), file);
    }
    let poster = cover.map(address);
    let source = if poster.is_some() { address(file) } else { format!("{}#t=0.1", address(file)) };
    let id = (standing != Standing::Before).then_some(PLAYER);
    html! { video.portal-media id=[id] src=(source) poster=[poster] controls preload="metadata" playsinline aria-label=(file.name) {} }
}

/// The draft that is open, and the earlier one that was chosen beside it.
pub(crate) struct Open<'a> {
    /// The one that is open.
    pub draft: &'a DraftView,
    /// How it stands here.
    pub standing: Standing,
    /// The earlier one.
    pub beside: Option<&'a DraftView>,
}

impl<'a> Open<'a> {
    /// With the earlier draft whose number the address names, if there is one.
    pub(crate) fn of(review: &'a ReviewView, draft: &'a DraftView, standing: Standing, beside: &str) -> Self {
        let number: Option<i64> = beside.parse().ok();
        let beside = earlier(review, draft).find(|before| Some(before.draft.number) == number);
        Self { draft, standing, beside }
    }
}

/// The drafts before one.
fn earlier<'a>(review: &'a ReviewView, open: &DraftView) -> impl Iterator<Item = &'a DraftView> {
    let number = open.draft.number;
    review.drafts.iter().filter(move |before| before.draft.number < number)
}

/// The open draft, with the earlier one beside it where one was chosen; `said` says when each was sent.
pub(crate) fn stages(
    open: &Open<'_>,
    review: &ReviewView,
    said: impl Fn(Timestamp) -> String,
    address: impl Fn(&StoredFile) -> String,
) -> Markup {
    let Some(before) = open.beside else { return stage(&open.draft.draft, open.draft.id, review, open.standing, &address) };
    html! {
        div.compare {
            @for (shown, standing) in [(before, Standing::Before), (open.draft, open.standing)] {
                @let name = tf("reviews.version", &[("number", &shown.draft.number.to_string())]);
                section.stack aria-label=(name) {
                    p.about { b.ink { (name) } " · " (tf("reviews.sent", &[("when", &said(shown.draft.submitted_at))])) }
                    (stage(&shown.draft, shown.id, review, standing, &address))
                }
            }
        }
    }
}

/// Which earlier draft stands beside the open one: links, so that the page can be sent to somebody as it is. `place` gives the
/// address with the number of a draft beside, or with none.
pub(crate) fn beside(open: &Open<'_>, review: &ReviewView, place: impl Fn(&str) -> String) -> Markup {
    let chosen = open.beside.map(|before| before.draft.number);
    let names: Vec<(i64, String)> = earlier(review, open.draft)
        .map(|before| (before.draft.number, tf("reviews.version", &[("number", &before.draft.number.to_string())])))
        .collect();
    let mut all = vec![View { href: place(""), name: t("reviews.beside.none"), count: None, current: chosen.is_none() }];
    let views =
        names.iter().map(|(number, name)| View { href: place(&number.to_string()), name, count: None, current: chosen == Some(*number) });
    all.extend(views);
    html! { @if !names.is_empty() { div.line.wrap { span.about { (t("reviews.beside")) } (segments(t("reviews.beside"), &all)) } } }
}

fn mark(at: usize, change: &Change) -> Option<Mark<'static>> {
    let (x, y) = change.place?;
    let place = Place { x: f64::from(x) / 10.0, y: f64::from(y) / 10.0, width: 0.0, height: 0.0 };
    Some(Mark { number: at + 1, must: change.weight == Weight::Must, place: Some(place), second: None, href: "#so-far" })
}

/// The lines of the form for changes in which something was typed.
pub(crate) fn changes(posted: &mut Posted) -> Vec<Change> {
    let mut all = Vec::new();
    for row in posted.rows("changes") {
        let name = |part: &str| format!("changes.{row}.{part}");
        let text = posted.text(&name("text"));
        if text.is_empty() {
            continue;
        }
        let at_ms = posted.read_if(&name("at"), film_ms, "review_link.moment_wrong");
        let weight = if posted.get(&name("weight")) == "nice" { Weight::Nice } else { Weight::Must };
        let per_mille = |axis: &str| posted.get(&name(axis)).parse::<u16>().ok().filter(|value| *value <= 1_000);
        all.push(Change { text, weight, at_ms, place: per_mille("x").zip(per_mille("y")) });
    }
    all
}

/// A film's time as people type it (`0:15`, `1:02.5`, `15`) in milliseconds.
fn film_ms(text: &str) -> Option<i64> {
    let (minutes, seconds) = text.split_once(':').unwrap_or(("0", text));
    let minutes: i64 = minutes.trim().parse().ok().filter(|minutes| (0..600).contains(minutes))?;
    let (whole, tenths) = seconds.trim().split_once(['.', ',']).unwrap_or((seconds.trim(), "0"));
    let whole: i64 = whole.parse().ok().filter(|seconds| (0..36_000).contains(seconds))?;
    let tenths: i64 = tenths.get(..1)?.parse().ok()?;
    Some((minutes * 60 + whole) * 1000 + tenths * 100)
}

/// The form for changes: as many lines as were asked for, then the answer.
pub(crate) fn changes_form(action: &str, kept: &Markup, draft: &Draft, posted: &Posted, extra: Markup) -> Markup {
    let filled = posted.filled_rows("changes").len();
    let lines = if posted.ticked("more") { posted.rows("changes").len() + LINES } else { LINES.max(filled) };
    let film = draft.files.iter().any(|file| file.media_type.starts_with("video/"));
    html! {
        (form::refusals(&posted.errors))
        form.stack id=(FORM) method="post" action=(action) {
            (kept)
            @for row in 0..lines { (change_line(row, film, posted)) }
            (extra)
            div.line.wrap {
                (Button::submit(t("review_link.send_back")))
                (Button::submit(t("review_link.more")).quiet().named("more", "yes").unfinished())
            }
        }
    }
}

/// The fields of one line of changes.
fn change_line(row: usize, film: bool, posted: &Posted) -> Markup {
    let name = |part: &str| format!("changes.{row}.{part}");
    let [text, at, weight, x, y] = ["text", "at", "weight", "x", "y"].map(name);
    let label = tf("review_link.change", &[("number", &(row + 1).to_string())]);
    let help = if row == 0 { t("review_link.change_help") } else { "" };
    let weights = [("must", t("portal.draft.must")), ("nice", t("portal.draft.nice"))];
    let placed = !posted.get(&x).is_empty();
    html! {
        fieldset.change-line data-line=(row + 1) {
            (Field::lines(&text, &label, 2).value(posted.get(&text)).errors(&posted.errors).voice().help(help))
            div.portal-pair {
                (Field::select(&weight, t("review_link.weight"), &weights, None).value(posted.get(&weight)))
                @if film { (Field::text(&at, t("review_link.moment")).value(posted.get(&at)).errors(&posted.errors).attribute("inputmode", "text").takes_time_of(PLAYER)) }
            }
            input type="hidden" name=(x) value=(posted.get(&x)) data-place="x";
            input type="hidden" name=(y) value=(posted.get(&y)) data-place="y";
            p.about data-placed hidden[!placed] { (t("review_link.placed")) }
        }
    }
}

/// The points to look at; what the program noticed about one stands under it. A person decides.
pub(crate) fn checklist(review: &ReviewView, posted: &Posted) -> Markup {
    let found = |item: CheckItem| -> String {
        let all = review.noticed.iter().filter(|noticed| noticed.item == item && !noticed.fine);
        all.map(|noticed| crate::heard::heard(&noticed.message)).collect::<Vec<_>>().join(" ")
    };
    html! {
        @for item in &review.checklist {
            @let found = found(*item);
            (choice::tick("checked", item.as_str(), item.worded(), posted.has("checked", item.as_str()), (!found.is_empty()).then_some(found.as_str())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_films_time_is_read_as_people_type_it() {
        assert_eq!(
            [film_ms("0:15"), film_ms("1:02.5"), film_ms("15"), film_ms("0:02,6")],
            [Some(15_000), Some(62_500), Some(15_000), Some(2_600)]
        );
        assert_eq!([film_ms("soon"), film_ms("1:"), film_ms("-1:00")], [None, None, None]);
    }

    #[test]
    fn only_an_earlier_draft_stands_beside_the_open_one() {
        let review = crate::sign_offs::tests::half_way();
        let newest = review.drafts.last().unwrap();
        let number = |beside: &str| Open::of(&review, newest, Standing::Answerable, beside).beside.map(|before| before.draft.number);
        assert_eq!(["1", "2", "3", "", "one"].map(number), [Some(1), None, None, None, None]);
        let said = |at: Timestamp| format!("at {}", at.0);
        let page = |beside: &str| {
            let open = Open::of(&review, newest, Standing::Answerable, beside);
            (
                stages(&open, &review, said, |file| file.name.clone()).0,
                super::beside(&open, &review, |beside| format!("?beside={beside}")).0,
            )
        };
        let (both, choice) = page("1");
        assert!(both.contains("Words of draft 1.") && both.contains("Words of draft 2.") && both.contains("sent at 1"), "{both}");
        assert!(choice.contains("href=\"?beside=1\" aria-current=\"true\""), "{choice}");
        let (alone, _) = page("");
        assert!(!alone.contains("Words of draft 1.") && alone.contains("Words of draft 2."), "{alone}");
        // The first draft has none before it, so there is nothing to choose.
        let first = Open::of(&review, &review.drafts[0], Standing::Closed, "1");
        assert_eq!(super::beside(&first, &review, str::to_owned).0, "");
    }

    #[test]
    fn a_line_keeps_its_moment_and_place_and_an_empty_one_is_left_out() {
        let mut posted = Posted::filled([
            ("changes.0.text", "Show the label"),
            ("changes.0.at", "0:02"),
            ("changes.0.x", "305"),
            ("changes.0.y", "1000"),
            ("changes.0.weight", "must"),
            ("changes.1.text", " "),
            ("changes.1.weight", "must"),
            ("changes.2.text", "More light"),
            ("changes.2.weight", "nice"),
            ("changes.2.x", "1001"),
            ("changes.2.y", "3"),
        ]);
        let all = changes(&mut posted);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].at_ms, all[0].place, all[0].weight), (Some(2_000), Some((305, 1_000)), Weight::Must));
        assert_eq!((all[1].place, all[1].weight), (None, Weight::Nice), "a place outside the picture is none");
    }
}
