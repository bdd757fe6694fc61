//! The way back to Today for forms that stand there and are read elsewhere: to the next move when one was done, to the same
//! one with what was typed when it was refused.
//!
//! Invariant: nobody is sent anywhere but to Today of the same brand. Absent: reading the forms; their own pages do it.

use app::views::today::{Opened, ShowToday};
use axum::response::Response;
use maud::{Markup, html};

use super::{address, pane, shown};
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal},
    text::t,
    ui::form::hidden,
};

/// The move under which a form stands.
const MOVE: &str = "today_move";
/// The one that comes next; empty when it is the last.
const NEXT: &str = "today_next";
/// Whether the whole team's moves are listed.
const TEAM: &str = "today_team";

/// What each form of an open move carries.
pub(super) fn way(opened: &Opened, team: bool) -> Markup {
    let next = opened.next.as_ref().or(opened.before.as_ref());
    html! {
        (hidden(MOVE, &opened.entry.name))
        (hidden(NEXT, next.map(String::as_str).unwrap_or_default()))
        @if team { (hidden(TEAM, "yes")) }
    }
}

/// On to the next move, where the form stood on Today; otherwise to the page that the form belongs to.
pub(crate) fn done(at: &InBrand, posted: &Posted, rest: &str, words: impl Into<String>) -> Answer {
    if !posted.ticked(MOVE) {
        return at.done(rest, words);
    }
    at.done(&address("/today", posted.ticked(TEAM), posted.get(NEXT)), words)
}

/// Today again with a form as it was sent, by its name; nothing where it did not stand there or its move is done meanwhile.
pub(crate) async fn again(at: &InBrand, form: &str, posted: &Posted) -> Result<Option<Response>, Refusal> {
    let (name, team) = (posted.get(MOVE), posted.ticked(TEAM));
    if name.is_empty() || !at.may_see::<ShowToday>() {
        return Ok(None);
    }
    let page = at.show(ShowToday { team, open: Some(name.to_owned()) }).await?;
    let Some(opened) = page.opened.as_ref().filter(|opened| opened.entry.name == name) else { return Ok(None) };
    let pane = pane::read(at, opened).await?;
    let body = shown(at, &page, (team, true), &[], &pane::Pane { shown: &pane, chosen: "", typed: Some((form, posted)) });
    let answer =
        if posted.errors.0.is_empty() { at.page(t("today.title"), "today", body) } else { at.page_again(t("today.title"), "today", body) };
    Ok(Some(answer))
}
