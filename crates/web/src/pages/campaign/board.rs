//! A campaign as a board: a card for each creator in the lane where they stand, with whose turn it is and since when.
//!
//! Invariant: lanes follow from stages, which follow from facts; a card is dragged to the next lane only where the way
//! there asks something of this person now, and dropping it opens the form of that. Absent: the verbs; the collaboration has them.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    App,
    content::GetReview,
    views::{OpenMove, ShowTracker, Tracker, tracker::TrackerRow},
};
use axum::{Router, extract::Path, routing::get};
use domain::{
    campaigns::waves::Waves,
    ids::CollaborationId,
    journey::Stage,
    moves::{Turn, What},
};
use maud::{Markup, Render, html};

use super::{
    head::{Tab, head},
    waves::{self, Place},
};
use crate::{
    kernel::{
        Answer, InBrand,
        values::{Asks, with_query},
    },
    pages::{collaboration::verbs::Verb, glance::thumb, said},
    text::{t, tf, tk},
    ui::{
        Button, Whose,
        board::{Card, Lane, board},
        overlay::{MenuItem, menu_named},
        section::empty,
        views::{Filter, filters},
        when,
    },
};

/// So many cards of a lane are drawn; the table has all.
const MOST: usize = 60;

/// The lanes with the stages in them.
const LANES: [(&str, &[Stage]); 6] = [
    ("agree", &[Stage::Shortlisted, Stage::Invited, Stage::InConversation, Stage::Agreed]),
    ("prepare", &[Stage::Onboarded, Stage::Shipped, Stage::Briefed]),
    ("make", &[Stage::Producing, Stage::Revising]),
    ("approve", &[Stage::InReview, Stage::Approved]),
    ("show", &[Stage::Live, Stage::Measuring]),
    ("settle", &[Stage::Settled, Stage::Closed]),
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/campaigns/{campaign}/board", get(show))
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    let tracker = at.show(ShowTracker { campaign }).await?;
    let (title, place) = (tracker.head.campaign.name.clone(), tracker.head.campaign.slug.clone());
    Ok(at.page(&title, &place, page(&at, &tracker, Place::parse(asks.get("wave")))))
}

fn card(at: &InBrand, tracker: &Tracker, row: &TrackerRow) -> Card {
    let now = at.now();
    let turn = row.turn.as_ref();
    let stake = turn.map_or(0, |open| open.stake);
    let words = turn.map_or_else(|| said::stage_words(row.stage).to_owned(), said::move_words);
    Card {
        href: at.path(&format!("/collaborations/{}", row.collaboration)),
        name: row.name.clone(),
        amount: if stake > 0 { said::short(stake, tracker.head.campaign.currency) } else { String::new() },
        turn: (turn.map_or(Whose::Done, |open| Whose::for_team(open.turn)), turn.is_some_and(|open| said::is_late(open, now)), words),
        due: turn.and_then(|open| said::due(open, now, at.zone())),
        since: turn.map(|open| tf("board.since", &[("when", &when::said(open.since, now, at.zone()))])),
        verb: turn.and_then(|open| Some((verb(at, row, open)?, tf("board.lets_go", &[("verb", tk("move_do", open.what.as_str()))])))),
        stays: turn
            .map_or_else(String::new, |open| tf("board.not_here", &[("why", &said::move_sentence(open, said::first_name(&row.name)))])),
        thumb: row.deliverable.as_ref().filter(|made| made.glance.is_some()).map(|made| thumb(at, &made.format, made.glance)),
    }
}

/// The form of what the way to the next lane asks of us now.
fn verb(at: &InBrand, row: &TrackerRow, open: &OpenMove) -> Option<String> {
    let page = at.path(&format!("/collaborations/{}", row.collaboration));
    match open.what {
        What::BrandSigns | What::SendBrief | What::VerifyPost => {
            let verb = Verb::of(open.what).filter(|verb| verb.may(at))?;
            let about = open.subject.map(|id| format!("&about={id}")).unwrap_or_default();
            Some(format!("{page}?do={}{about}#do", verb.word()))
        }
        What::ReviewDraft if at.may_see::<GetReview>() => Some(at.path(&format!("/reviews/{}", open.subject?))),
        _ => None,
    }
}

/// The row that a collaboration is shown by: the one whose turn is ours, then the creator's, then the first.
fn foremost<'a>(rows: &[&'a TrackerRow], stages: &[Stage]) -> Vec<&'a TrackerRow> {
    let rank = |row: &TrackerRow| row.turn.as_ref().map_or((3, None), |open| (open.turn as u8, open.due));
    let mut first: BTreeMap<CollaborationId, &TrackerRow> = BTreeMap::new();
    for row in rows.iter().copied().filter(|row| stages.contains(&row.stage)) {
        let known = first.entry(row.collaboration).or_insert(row);
        if rank(row) < rank(known) {
            *known = row;
        }
    }
    let mut all: Vec<&TrackerRow> = first.into_values().collect();
    all.sort_by_key(|row| rank(row));
    all
}

/// How many wait for us, for creators and for the clock.
fn turns(rows: &[&TrackerRow]) -> String {
    let all: Vec<&TrackerRow> = LANES.iter().flat_map(|(_, stages)| foremost(rows, stages)).collect();
    let count = |turn: Turn| all.iter().filter(|row| row.turn.as_ref().is_some_and(|open| open.turn == turn)).count().to_string();
    let counts = [Turn::Team, Turn::Creator, Turn::Clock].map(count);
    tf("board.turns", &[("ours", &counts[0]), ("theirs", &counts[1]), ("clock", &counts[2])])
}

/// The wave that is shown alone, to be dropped, and the menu that chooses one.
fn chosen(waves: &Waves, place: Option<Place>, path: &str) -> Markup {
    let words = place.map(|place| place.words(waves)).unwrap_or_default();
    let on = Filter { name: t("waves.title"), how: "", value: &words, without: Some(path.to_owned()), guessed: false };
    let form = html! {
        form.filter-form.stack.tight method="get" action=(path) {
            (waves::field(waves, place))
            div { (Button::submit(t("creators.filter.do")).primary()) }
        }
    };
    let on = if place.is_some() { std::slice::from_ref(&on) } else { &[] };
    filters(on, menu_named(t("creators.filter"), &[MenuItem::Other(form)]), None)
}

fn page(at: &InBrand, tracker: &Tracker, place: Option<Place>) -> Markup {
    let base = at.path(&format!("/campaigns/{}", tracker.head.campaign.slug));
    let waves = Waves::of(&tracker.head.campaign);
    let rows: Vec<&TrackerRow> = tracker.rows.iter().filter(|row| place.is_none_or(|place| Place::of(row, &waves) == place)).collect();
    let lanes = LANES.map(|(name, stages)| {
        let rows = foremost(&rows, stages);
        let cards = rows.iter().take(MOST).map(|row| card(at, tracker, row)).collect();
        Lane { name: tk("lane", name), count: rows.len(), cards }
    });
    let off: BTreeSet<_> = rows.iter().filter(|row| row.stage.is_off()).map(|row| row.collaboration).collect();
    let cut = lanes.iter().any(|lane| lane.count > lane.cards.len());
    let word = place.map(Place::word);
    let table: Vec<(&str, &str)> = [("show", "all")].into_iter().chain(word.as_deref().map(|word| ("wave", word))).collect();
    html! {
        (head(at, &tracker.head, Tab::Board))
        @if tracker.rows.is_empty() {
            div.body { (empty(t("tracker.nobody"), tf("tracker.nobody.text", &[("count", &tracker.head.campaign.active_creators.to_string())]), Button::link(&format!("{base}/add"), t("campaign.add")).primary().icon("plus").render())) }
        } @else {
            @if waves::are_many(&waves) || place.is_some() { (chosen(&waves, place, &format!("{base}/board"))) }
            div.body.flush.board-body {
                p.about.board-note { (turns(&rows)) }
                (board(&lanes))
                @if !off.is_empty() || cut {
                    p.about.board-note {
                        @if !off.is_empty() { (tf("board.off", &[("count", &off.len().to_string())])) " " }
                        a href=(with_query(&base, &table)) { (t("board.table")) }
                    }
                }
            }
        }
    }
}
