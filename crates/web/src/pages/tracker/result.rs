//! What a tracker became, at an address that stays: first what had fallen through, each kind with its list and its verbs.
//!
//! Invariant: what was dealt with is gone from the list; nothing is done to rows that nobody chose. Absent: rules.

use app::imports::{FallenRow, GetTrackerImport, LetRest, OweFee, RecordPaidOutside, TakeBackTracker, TakeUp, TrackerImportView};
use axum::{extract::Path, response::Response};
use domain::{
    campaigns::Fallen,
    creators::changes::TAKEN_BACK_WITHIN,
    ids::{CollaborationId, ImportId},
};
use maud::{Markup, html};

use super::preview::{became as figures, column_words, fallen_why, refused as refused_rows};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal, values::Asks},
    pages::sheets,
    text::{Said, grouped, t, tf, tk},
    ui::{
        Button, form,
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{self, Column, Table},
        views::{View, views},
        when,
    },
};

/// Days that a date offered for going on lies ahead.
const AHEAD: i64 = 14;

pub(super) async fn show(at: InBrand, Path((_, import)): Path<(String, ImportId)>, asks: Asks) -> Answer {
    let question = GetTrackerImport { tracker: import, show: Fallen::parse(asks.get("show")), after: asks.get("after").parse().ok() };
    let view = at.show(question).await?;
    Ok(at.page(&view.import.file_name, "campaigns", page(&at, &view)))
}

fn page(at: &InBrand, view: &TrackerImportView) -> Markup {
    let import = &view.import;
    html! {
        (crumb_head(&[(&at.path("/campaigns"), t("place.campaigns")), (&at.path("/campaigns/import"), t("tracker.title"))], &import.file_name, html! {}))
        div.body {
            h1 { (t("tracker.fell_through")) }
            p.soft.mt-2 { span translate="no" { (import.file_name) ", " (import.name) } ", " (when::time(import.at, at.now(), at.zone())) }
            @if view.fallen.is_empty() {
                div.mt-4 { (empty(t("tracker.nothing_fell"), t("tracker.nothing_fell.text"), html! { (Button::link(&at.path("/campaigns"), t("tracker.to_campaigns")).primary()) })) }
            } @else {
                (kinds(at, view))
                @if let Some(showing) = view.showing { (list(at, view, showing)) }
            }
            (back(at, view))
            div.stack.loose.mt-6 {
                (chapter(t("tracker.became"), "", became(at, view)))
                @if !import.refused.is_empty() {
                    (chapter(t("tracker.refused"), grouped(import.counts.refused), html! {
                        @if import.error_file.is_some() { p { (t("import.back.text")) " " a href=(address(at, view.id, "/refused.csv")) { (t("import.download")) } } }
                        (refused_rows(&import.refused))
                    }))
                }
                @if import.warned > 0 { (chapter(t("import.warnings"), grouped(import.warned), sheets::warnings(&import.warnings))) }
                (chapter(t("import.columns"), "", columns(view)))
            }
        }
    }
}

fn address(at: &InBrand, import: ImportId, rest: &str) -> String {
    at.path(&format!("/campaigns/imports/{import}{rest}"))
}

/// Each kind with its count; the one that is listed is marked.
fn kinds(at: &InBrand, view: &TrackerImportView) -> Markup {
    let all: Vec<View<'_>> = view
        .fallen
        .iter()
        .map(|one| View {
            href: address(at, view.id, &format!("?show={}", one.is.as_str())),
            name: tk("fallen", one.is.as_str()),
            count: Some(one.count),
            current: view.showing == Some(one.is),
        })
        .collect();
    html! {
        div.mt-4 { (views(t("tracker.fell_through"), &all, html! {})) }
    }
}

fn list(at: &InBrand, view: &TrackerImportView, showing: Fallen) -> Markup {
    if view.rows.is_empty() {
        return html! { div.mt-4 { (empty(t("tracker.kind_done"), "", html! {})) } };
    }
    let heads = [
        Column::choose(),
        Column::text(t("tracker.creator")),
        Column::text(t("tracker.campaign")),
        Column::text(t("tracker.word")),
        Column::text(since_words(showing)),
        Column::number(t("tracker.fee")),
        Column::number(t("import.row")),
    ];
    let rows = html! { @for row in &view.rows { (line(at, row, showing)) } };
    html! {
        p.soft.mt-4 { (fallen_why(showing)) }
        (form::post(&address(at, view.id, "/let-rest"), html! {
            (form::hidden("show", showing.as_str()))
            div.scrollx.mt-2 { (Table::new(&heads, rows).caption(tk("fallen", showing.as_str()))) }
            (verbs(at, view, showing))
        }))
        @if let Some(next) = view.next {
            p.mt-2 { a href=(address(at, view.id, &format!("?show={}&after={next}", showing.as_str()))) { (t("tracker.next")) } }
        }
    }
}

fn since_words(showing: Fallen) -> &'static str {
    match showing {
        Fallen::Unanswered | Fallen::Waiting => t("tracker.since.asked"),
        Fallen::NothingSince => t("tracker.since.sent"),
        Fallen::Unpaid | Fallen::CodeUnused => t("tracker.since.posted"),
        Fallen::NeverPosted | Fallen::Unsigned | Fallen::Undated => t("tracker.since.due"),
    }
}

fn line(at: &InBrand, row: &FallenRow, showing: Fallen) -> Markup {
    let zone = at.zone();
    let told = |time: Option<domain::time::Timestamp>| time.map(|time| when::day(time.day_in(zone), "%-d %b %Y"));
    let since = match showing {
        Fallen::Unanswered | Fallen::Waiting => told(row.invited_at),
        Fallen::NothingSince => told(row.shipped_at),
        Fallen::Unpaid | Fallen::CodeUnused | Fallen::NeverPosted | Fallen::Unsigned | Fallen::Undated => {
            row.day.map(|day| when::day(day, "%-d %b %Y"))
        }
    };
    let money = if showing == Fallen::Unpaid { row.unpaid } else { row.fee };
    let numbers: Vec<String> = row.rows.iter().map(ToString::to_string).collect();
    html! {
        tr {
            (table::choose_cell("chosen", &row.collaboration.to_string(), &row.name, false))
            td {
                a href=(at.path(&format!("/collaborations/{}", row.collaboration))) { b.medium { (row.name) } }
                @if !row.notes.is_empty() { br; span.soft.voice.cut { (row.notes) } }
            }
            td.soft { (row.campaign_name) }
            td.soft { (row.status) }
            td.nowrap { @match since { Some(since) => (since), None => (table::unknown()) } }
            td.num { @if money.minor > 0 { (money.said_short()) } }
            td.num.soft { (numbers.join(", ")) }
        }
    }
}

/// What can be done with those that are chosen.
fn verbs(at: &InBrand, view: &TrackerImportView, showing: Fallen) -> Markup {
    let verb = |rest: &str, words: &'static str| html! { button.btn type="submit" formaction=(address(at, view.id, rest)) { (words) } };
    let dated = |words: &'static str| html! { button.btn type="submit" name="do" value="dated" formaction=(address(at, view.id, "/take-up")) { (words) } };
    let day = |name: &str, label: &'static str, value: domain::time::Day| {
        html! { label.line { span.vh { (label) } input.input.small type="date" name=(name) value=(value.to_string()) aria-label=(label); } }
    };
    let today = at.now().day_in(at.zone());
    let closes = || day("closes", t("tracker.closes"), today.plus_days(AHEAD));
    let may_go = at.may_run::<TakeUp>();
    let buttons = html! {
        @match showing {
            Fallen::Unpaid => {
                @if at.may_run::<OweFee>() { (verb("/owe", t("tracker.owe"))) }
                @if at.may_run::<RecordPaidOutside>() { span.bulk-part { (day("paid_on", t("tracker.paid_on"), today)) (verb("/paid", t("tracker.was_paid"))) } }
                @if at.may_run::<LetRest>() { (verb("/let-rest", t("tracker.not_owed"))) }
            }
            Fallen::CodeUnused => { @if at.may_run::<LetRest>() { (verb("/let-rest", t("tracker.set_aside"))) } }
            Fallen::Unanswered | Fallen::Waiting => {
                @if may_go { (verb("/take-up", t("tracker.ask_again"))) }
                @if at.may_run::<LetRest>() { (verb("/let-rest", t("tracker.close"))) }
            }
            Fallen::Unsigned => {
                @if may_go { (verb("/take-up", t("tracker.make_offer"))) span.bulk-part { (closes()) (dated(t("tracker.chase"))) } }
                @if at.may_run::<LetRest>() { (verb("/let-rest", t("tracker.close"))) }
            }
            Fallen::NeverPosted | Fallen::NothingSince | Fallen::Undated => {
                @if may_go { span.bulk-part { (closes()) (dated(t("tracker.chase"))) } }
                @if at.may_run::<LetRest>() { (verb("/let-rest", t("tracker.close"))) }
            }
        }
    };
    table::bulk(t("tracker.chosen"), buttons)
}

/// That the import was taken back, or the way to do it.
fn back(at: &InBrand, view: &TrackerImportView) -> Markup {
    let import = &view.import;
    let text = match &import.taken_back {
        Some(taken) => {
            let when = when::said(taken.at, at.now(), at.zone());
            let counts = [grouped(taken.removed), grouped(taken.restored), grouped(taken.kept)];
            let [removed, restored, kept] = counts.each_ref().map(String::as_str);
            let (name, date) = (("name", taken.name.as_str()), ("date", when.as_str()));
            let fields = [name, date, ("removed", removed), ("restored", restored), ("kept", kept)];
            let text = html! {
                p { (tf("tracker.taken_back.text", &fields)) }
                @if !taken.codes.is_empty() { p.mt-2 { (codes_left(&taken.codes)) } }
            };
            note(Weight::Plain, t("import.taken_back"), text)
        }
        None if import.counts.taken > 0 && import.can_be_taken_back(at.now()).is_ok() && at.may_run::<TakeBackTracker>() => {
            let until = when::said(import.at.plus(TAKEN_BACK_WITHIN), at.now(), at.zone());
            let form = form::post(&address(at, view.id, "/take-back"), html! { (Button::submit(t("import.take_back"))) });
            note(
                Weight::Plain,
                t("import.take_back.title"),
                html! { p { (tf("tracker.take_back.text", &[("until", &until)])) } div.mt-2 { (form) } },
            )
        }
        None => return html! {},
    };
    html! { div.mt-6 { (text) } }
}

/// Which codes stay with whom they belong to by now.
fn codes_left(codes: &[String]) -> String {
    tf("tracker.taken_back.codes", &[("codes", &codes.join(", "))])
}

fn became(at: &InBrand, view: &TrackerImportView) -> Markup {
    html! {
        (figures(&view.import.counts, false))
        ul.mt-4 { @for stage in &view.stages { li { (tk("stage", stage.stage.as_str())) ": " b.medium { (grouped(u64::try_from(stage.count).unwrap_or(u64::MAX))) } } } }
        p.mt-2 { a href=(at.path("/campaigns")) { (t("tracker.to_campaigns")) } }
        @for words in &view.import.notes { p.row-size { (heard(words)) } }
    }
}

fn columns(view: &TrackerImportView) -> Markup {
    sheets::columns_taken(view.import.columns.iter().map(|one| (one.heading.as_str(), column_words(one.column), one.reason.as_str())))
}

/// What follows a verb: the list that it came from, with what was done or refused.
fn after<T>(at: &InBrand, import: ImportId, posted: &Posted, result: app::Result<T>, words: &'static str) -> Answer {
    let count = posted.ids::<CollaborationId>("chosen").len();
    let show = posted.some("show").and_then(|word| Fallen::parse(&word)).map(|is| format!("?show={}", is.as_str())).unwrap_or_default();
    let to = format!("/campaigns/imports/{import}");
    match result {
        Ok(_) => at.done(&to, tf(words, &[("count", &grouped(u64::try_from(count).unwrap_or(u64::MAX)))])),
        Err(app::Error::Rule { message, .. }) => at.done(&format!("{to}{show}"), heard(&message)),
        Err(error) => at.refused(&format!("{to}{show}"), error),
    }
}

pub(super) async fn take_up(at: InBrand, Path((_, import)): Path<(String, ImportId)>, mut posted: Posted) -> Answer {
    // Of two verbs over one list, one goes by the date and one does not.
    let closes = if posted.get("do") == "dated" { posted.day_if("closes") } else { None };
    let command = TakeUp { collaborations: posted.ids("chosen"), closes };
    let result = at.run_asked(&posted, command).await;
    after(&at, import, &posted, result, "tracker.taken_up")
}

pub(super) async fn let_rest(at: InBrand, Path((_, import)): Path<(String, ImportId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, LetRest { collaborations: posted.ids("chosen"), reason: posted.text("reason") }).await;
    after(&at, import, &posted, result, "tracker.rests")
}

pub(super) async fn owe(at: InBrand, Path((_, import)): Path<(String, ImportId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, OweFee { collaborations: posted.ids("chosen") }).await;
    after(&at, import, &posted, result, "tracker.owed")
}

pub(super) async fn paid(at: InBrand, Path((_, import)): Path<(String, ImportId)>, mut posted: Posted) -> Answer {
    let today = at.now().day_in(at.zone());
    let paid_on = posted.day("paid_on", today);
    let result = at.run_asked(&posted, RecordPaidOutside { collaborations: posted.ids("chosen"), paid_on }).await;
    after(&at, import, &posted, result, "tracker.recorded")
}

pub(super) async fn take_back(at: InBrand, Path((_, import)): Path<(String, ImportId)>, _posted: Posted) -> Answer {
    let to = format!("/campaigns/imports/{import}");
    match at.run(TakeBackTracker { tracker: import }).await {
        Ok(taken) => {
            let counts = [grouped(taken.removed), grouped(taken.restored), grouped(taken.kept)];
            let [removed, restored, kept] = counts.each_ref().map(String::as_str);
            let mut done = tf("tracker.taken_back.done", &[("removed", removed), ("restored", restored), ("kept", kept)]);
            if !taken.codes.is_empty() {
                done = format!("{done} {}", codes_left(&taken.codes));
            }
            at.done(&to, done)
        }
        Err(error) => at.refused(&to, error),
    }
}

/// The rows that were not taken with their reasons, to mend and bring again.
pub(super) async fn refused(at: InBrand, Path((_, import)): Path<(String, ImportId)>) -> Result<Response, Refusal> {
    let view = at.show(GetTrackerImport { tracker: import, show: None, after: None }).await?;
    sheets::rows_to_mend(&at, view.import.error_file).await
}
