//! A campaign as a table: one row for each deliverable, with whose turn it is, in groups of their waves where that is asked.
//!
//! Invariant: the table is whole without scripts, and a dot means "not yet". Absent: which cells are changed in place; `cells`
//! has them. A row leads to its collaboration, where the verbs are.

use std::collections::BTreeSet;

use app::{
    App,
    campaigns::Shortlist,
    content::{GetReview, OfferWindow},
    creators::GetCreator,
    team::SavedViewRow,
    views::{
        ShowCollaboration, ShowTracker, Tracker,
        tracker::{Paid, TrackedDeliverable, TrackerRow},
    },
};
use axum::{Router, extract::Path, http::header, response::IntoResponse, routing::get};
use domain::{
    campaigns::{CampaignState, waves::Waves},
    ids::CollaborationId,
    team::saved_views::List,
    time::Timestamp,
    tracking::LinkCheck,
};
use maud::{Markup, Render, html};

use super::{
    cells,
    head::{Tab, head},
    question::{self, Cell, Question, Shown},
    waves::{self, Place},
};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    language::in_english,
    pages::{asking::nothing, said, saved},
    text::{t, tf, tk},
    ui::{
        Button, Person, Whose,
        icon::icon_small,
        person::Size,
        section::empty,
        table::{Column, Table, group_row, not_yet},
        turn::turn,
        views::{View, search, segments},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/campaigns/{campaign}", get(show)).route("/b/{slug}/campaigns/{campaign}/table.csv", get(export))
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    let tracker = at.show(ShowTracker { campaign }).await?;
    let title = tracker.head.campaign.name.clone();
    let place = tracker.head.campaign.slug.clone();
    let kept = saved::of(&at, List::Campaign).await?;
    Ok(at.page(&title, &place, page(&at, &tracker, &Question::of(&asks), &kept)))
}

fn page(at: &InBrand, tracker: &Tracker, question: &Question, kept: &[SavedViewRow]) -> Markup {
    let base = at.path(&format!("/campaigns/{}", tracker.head.campaign.slug));
    let waves = Waves::of(&tracker.head.campaign);
    let rows: Vec<&TrackerRow> = question.rows(tracker, &waves, at.now());
    let pairs = question.pairs();
    let views = saved::Tabs { at, list: List::Campaign, path: &base, all: t("tracker.everything"), question: &pairs, kept };
    html! {
        (head(at, &tracker.head, Tab::Table))
        @if tracker.rows.is_empty() {
            div.body { (nobody(at, tracker, &base)) }
        } @else {
            (saved::tabs(&views))
            div.filters {
                (choices(tracker, &waves, &base, question, at.now()))
                (question::filters(question, &waves, &base))
                @if waves::are_many(&waves) || question.grouped { (groups(&base, question)) }
                span.push.line {
                    (search(&base, "q", t("tracker.search"), &question.words, &question.pairs_without("q")))
                    (saved::menu(&views))
                    (question::columns(question, &base, at.may_see::<GetCreator>()))
                    (Button::link(&question.address(&format!("{base}/table.csv")), &tf("tracker.export", &[("count", &rows.len().to_string())])).quiet().small().icon("download"))
                }
            }
            @if rows.is_empty() {
                @let offers = question.offers(tracker, &waves, at.now(), &base);
                @if !offers.is_empty() { div.body { (nothing(t("tracker.none_so"), &offers, &format!("{base}?show=all"))) } }
                @else { div.body { (empty(t("tracker.none_so"), tf("tracker.none_so.text", &[("count", &tracker.rows.len().to_string())]), Button::link(&format!("{base}?show=all"), t("tracker.all")).render())) } }
            } @else {
                (cells::around(at, &rows, &question.columns(at.may_see::<GetCreator>()), &question.address(&format!("/campaigns/{}", tracker.head.campaign.slug)), table(at, &rows, question, &waves)))
            }
        }
    }
}

fn nobody(at: &InBrand, tracker: &Tracker, base: &str) -> Markup {
    let (add, plan) = (format!("{base}/add"), format!("{base}/plan"));
    let actions = html! {
        @if at.may_run::<Shortlist>() && tracker.head.campaign.state != CampaignState::Ended { (Button::link(&add, t("campaign.add")).primary().icon("plus")) }
        (Button::link(&plan, t("tracker.plan")).quiet())
    };
    empty(t("tracker.nobody"), tf("tracker.nobody.text", &[("count", &tracker.head.campaign.active_creators.to_string())]), actions)
}

/// Whether rows stand in groups.
fn groups(base: &str, question: &Question) -> Markup {
    let all = [(false, t("waves.group.none")), (true, t("waves.group.wave"))].map(|(grouped, name)| {
        let href = question.clone().in_groups(grouped).address(base);
        View { href, name, count: None, current: grouped == question.grouped }
    });
    segments(t("waves.group"), &all)
}

fn choices(tracker: &Tracker, waves: &Waves, base: &str, question: &Question, now: Timestamp) -> Markup {
    let all: Vec<View<'_>> = Shown::ALL
        .into_iter()
        .map(|(this, word)| {
            let other = question.clone().showing(this);
            let count = u64::try_from(other.rows(tracker, waves, now).len()).ok();
            View { href: other.address(base), name: tk("shown", word), count, current: this == question.shown }
        })
        .collect();
    segments(t("tracker.rows"), &all)
}

fn table(at: &InBrand, rows: &[&TrackerRow], question: &Question, waves: &Waves) -> Markup {
    let shown = question.columns(at.may_see::<GetCreator>());
    let mut columns = Vec::new();
    if cells::may(at) {
        columns.push(Column::choose());
    }
    columns.push(Column::text(t("tracker.creator")));
    columns.extend(shown.iter().map(|cell| if *cell == Cell::Due { Column::number(cell.words()) } else { Column::text(cell.words()) }));
    let mut seen = BTreeSet::new();
    let body = html! {
        @if question.grouped {
            @for group in rows.chunk_by(|one, other| Place::of(one, waves) == Place::of(other, waves)) {
                @if let Some(place) = group.first().map(|row| Place::of(row, waves)) {
                    (group_row(columns.len(), &place.words(waves), &place.note(group.len())))
                }
                (self::rows(at, group, &shown, &mut seen))
            }
        } @else { (self::rows(at, rows, &shown, &mut seen)) }
    };
    Table::new(&columns, body).caption(t("tracker.caption")).render()
}

/// Rows that stand together. What is a collaboration's own stands in its first row of the whole table, its name in its first
/// row of each group.
fn rows(at: &InBrand, rows: &[&TrackerRow], shown: &[Cell], seen: &mut BTreeSet<CollaborationId>) -> Markup {
    let mut before = None;
    html! {
        @for row in rows {
            @let named = before == Some(row.collaboration);
            @let again = !seen.insert(row.collaboration);
            (self::row(at, row, named, again, shown))
            @let _ = before.replace(row.collaboration);
        }
    }
}

fn row(at: &InBrand, row: &TrackerRow, named: bool, again: bool, shown: &[Cell]) -> Markup {
    let href = at.path(&format!("/collaborations/{}", row.collaboration));
    html! {
        tr.is-off[row.stage.is_off()] {
            @if cells::may(at) { (cells::chooses(row, again)) }
            td {
                @if !at.may_see::<ShowCollaboration>() { (Person::creator(&row.name).size(Size::Small)) }
                @else if named { a.plain.quiet.ditto href=(href) { span aria-hidden="true" { "″" } span.vh { (row.name) } } }
                @else { (Person::creator(&row.name).size(Size::Small).href(&href)) }
            }
            @for cell in shown { (self::cell(at, row, *cell, again)) }
        }
    }
}

fn cell(at: &InBrand, row: &TrackerRow, cell: Cell, again: bool) -> Markup {
    let now = at.now();
    let why = cells::why(at, cell);
    match (cell, &row.deliverable) {
        (Cell::Kept(column), _) => cells::kept(at, row, column, again),
        (Cell::Whose, _) => html! { td title=[why] { (whose(row, now)) } },
        (Cell::Due, _) => {
            html! { td.num title=[why] { @if let Some(due) = row.turn.as_ref().and_then(|open| said::due(open, now, at.zone())) { (due) } } }
        }
        (Cell::Made, None) => html! { td.soft title=[why] { (said::stage_words(row.stage)) } },
        (_, None) => html! { td title=[why] { (not_yet()) } },
        (cell, Some(made)) => self::made(at, row, made, cell),
    }
}

fn made(at: &InBrand, row: &TrackerRow, deliverable: &TrackedDeliverable, cell: Cell) -> Markup {
    let now = at.now();
    let date = |time: Timestamp| when::date(time, now, at.zone());
    let why = cells::why(at, cell);
    let about = format!("{}, {}", said::platform(&deliverable.platform), said::window(deliverable.opens, deliverable.closes));
    let title = why.map_or_else(|| about.clone(), |why| format!("{about}. {why}"));
    let review = at.path(&format!("/reviews/{}", deliverable.id));
    match cell {
        Cell::Made => html! { td.nowrap title=(title) {
            (said::format(&deliverable.format))
            @if let Some(missed) = &deliverable.missed { " " small.is-late[missed.let_go_at.is_none()].quiet[missed.let_go_at.is_some()] { (said::missed(missed)) } }
        } },
        Cell::Acknowledged => {
            html! { td.nowrap title=[why] { @match row.acknowledged_at { Some(time) => (date(time)), None => (not_yet()) } } }
        }
        Cell::Draft => html! { td.nowrap title=[why] { @match deliverable.draft { Some((number, time)) => {
            @if at.may_see::<GetReview>() { a href=(review) { (date(time)) ", " (number) } } @else { (date(time)) ", " (number) }
        }, None => (not_yet()) } } },
        Cell::Approved => {
            html! { td.nowrap title=[why] { @match deliverable.approved_at { Some(time) => (date(time)), None => (not_yet()) } } }
        }
        Cell::Live => html! { td.nowrap title=[why] {
            @match &deliverable.live {
                Some(live) => { a href=(live.url) rel="noopener noreferrer" target="_blank" { (date(live.at)) } @if !live.verified { " " span.quiet { (t("tracker.unverified")) } } },
                None => (not_yet()),
            }
        } },
        Cell::Link => {
            html! { td.nowrap title=[why] { @match &deliverable.link { Some(check) => (health(at, check, now)), None => (not_yet()) } } }
        }
        Cell::Paid => html! { td.nowrap title=[why] {
            @match deliverable.paid {
                Paid::Paid { on } => (when::day(on, "%-d %b")),
                Paid::Due { by } => (tf("tracker.pay_due", &[("day", &when::day(by, "%-d %b"))])),
                Paid::NotYet => (not_yet()),
            }
        } },
        Cell::Dates => {
            let window = said::window(deliverable.opens, deliverable.closes);
            let movable = deliverable.missed.is_none() && deliverable.live.is_none() && at.may_run::<OfferWindow>();
            let form = at.path(&format!("/collaborations/{}?do=dates&about={}", row.collaboration, deliverable.id));
            html! { td.nowrap title=[why] { @if movable { a href=(form) { (window) } } @else { (window) } } }
        }
        Cell::Whose | Cell::Due | Cell::Kept(_) => html! {},
    }
}

/// How the last look at an address went.
pub(crate) fn health(at: &InBrand, check: &LinkCheck, now: Timestamp) -> Markup {
    let said = when::said(check.at, now, at.zone());
    if check.answers() && check.problem.is_none() {
        return html! { span title=(check.final_url) { (turn(Whose::Done, false, said)) } };
    }
    let words = match (check.status, &check.problem) {
        (Some(status), None) => status.to_string(),
        (_, Some(problem)) => problem.clone(),
        (None, None) => t("tracker.no_answer").to_owned(),
    };
    html! { span.line.is-late title=(format!("{words}, {said}")) { (icon_small("broken")) span.cut { (words) } } }
}

fn whose(row: &TrackerRow, now: Timestamp) -> Markup {
    html! {
        @match &row.turn {
            Some(open) => (said::move_turn(open, now)),
            None if row.stage.is_off() => { span.quiet { (said::stage_words(row.stage)) } },
            None => (turn(Whose::Done, false, said::stage_words(row.stage))),
        }
    }
}

async fn export(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    let tracker = at.show(ShowTracker { campaign }).await?;
    let name = format!("attachment; filename=\"{}-table.csv\"", tracker.head.campaign.slug);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    // Other programs read it: the same in every language.
    let file = in_english(|| csv(&at, &tracker, &Question::of(&asks)));
    Ok((headers, file).into_response())
}

/// Exactly the rows that are shown.
fn csv(at: &InBrand, tracker: &Tracker, question: &Question) -> String {
    let beside = cells::filed(at, question);
    let named = beside.iter().map(|column| tk("creator_column", column.as_str()).to_owned()).collect::<Vec<_>>();
    let more = if named.is_empty() { String::new() } else { format!(",{}", said::csv_line(&named)) };
    let mut lines = vec![format!("{}{more}", t("tracker.csv"))];
    for row in question.rows(tracker, &Waves::of(&tracker.head.campaign), at.now()) {
        let day = |time: Timestamp| time.format_in(at.zone(), "%Y-%m-%d");
        let made = row.deliverable.as_ref();
        let live = made.and_then(|made| made.live.as_ref());
        let turn = row.turn.as_ref();
        let mut line = vec![
            row.name.clone(),
            said::stage_words(row.stage).to_owned(),
            made.map(|made| said::format(&made.format)).unwrap_or_default(),
            made.map(|made| said::platform(&made.platform)).unwrap_or_default(),
            made.map(|made| made.opens.to_string()).unwrap_or_default(),
            made.map(|made| made.closes.to_string()).unwrap_or_default(),
            made.and_then(|made| made.missed.as_ref()).map(said::missed).unwrap_or_default().to_owned(),
            row.acknowledged_at.map(day).unwrap_or_default(),
            made.and_then(|made| made.draft).map(|(number, _)| number.to_string()).unwrap_or_default(),
            made.and_then(|made| made.draft).map(|(_, time)| day(time)).unwrap_or_default(),
            made.and_then(|made| made.approved_at).map(day).unwrap_or_default(),
            live.map(|live| day(live.at)).unwrap_or_default(),
            live.map(|live| live.url.clone()).unwrap_or_default(),
            live.map(|live| if live.verified { t("tracker.yes") } else { t("tracker.no") }.to_owned()).unwrap_or_default(),
            match made.map(|made| made.paid) {
                Some(Paid::Paid { on }) => on.to_string(),
                Some(Paid::Due { by }) => tf("tracker.pay_due", &[("day", &by.to_string())]),
                Some(Paid::NotYet) | None => String::new(),
            },
            turn.map(|open| open.turn.as_str().to_owned()).unwrap_or_default(),
            turn.map(said::move_words).unwrap_or_default(),
            turn.and_then(|open| open.due).map(|due| when::deadline(due, at.zone())).unwrap_or_default(),
        ];
        line.extend(beside.iter().map(|column| cells::filed_as(row, *column)));
        lines.push(said::csv_line(&line));
    }
    lines.join("\r\n") + "\r\n"
}
