//! The TikTok accounts of the brand's creators: who connected theirs, whose log-in ends, and asking for it.
//!
//! Invariant: the link that is made stands on the page once and in no cookie. Absent: the log-in itself; creators do that on their
//! own page.

use app::{
    App,
    creators::{AccessPage, AccessRow, AccessView, EndAccess, ListAccess, ListConnections},
    outreach::AskForAccess,
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::ids::{CreatorId, ProfileId};
use maud::{Markup, Render, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{t, tf, tk},
    ui::{
        Button, Whose,
        form::{Confirm, hidden, post_inline},
        portal::copy,
        section::{Weight, empty, note},
        shell::crumb_head,
        table::{Column, Table, unknown},
        turn::turn,
        when,
    },
};

const PLACE: &str = "/creators/access";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators/access", get(list))
        .route("/b/{slug}/creators/{creator}/access-requests", post(ask))
        .route("/b/{slug}/creators/{creator}/accounts/{profile}/access/end", post(end))
}

async fn list(at: InBrand) -> Answer {
    let page = at.show(ListAccess {}).await?;
    Ok(at.page(t("access.title"), "creators", body(&at, &page, None)))
}

/// The page; `link` is one that was just made, with whose it is.
fn body(at: &InBrand, page: &AccessPage, link: Option<(&str, &str)>) -> Markup {
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators"))], t("access.title"), html! {}))
        div.body.near {
            h1 { (t("access.title")) }
            p.soft.mb-4 { (t("access.about")) }
            @if let Some((name, link)) = link {
                (note(Weight::Ours, &tf("access.link", &[("name", name)]), html! { div.mt-2 { (copy(link, None)) } p.about.mt-2 { (t("creator.link.text")) } }))
            }
            @if !page.offered { (closed(at)) }
            @if page.accounts.is_empty() {
                (empty(t("access.none"), t("access.none.text"), Button::link(&at.path("/creators"), t("access.none.do")).render()))
            } @else { div.scrollx.mt-4 { (table(at, page)) } }
            @if page.more { p.about.mt-3 { (t("access.more")) } }
        }
    }
}

/// That nobody can connect anything, and who can change that.
fn closed(at: &InBrand) -> Markup {
    note(
        Weight::Plain,
        t("access.closed"),
        html! {
            (t("access.closed.text"))
            @if at.may_see::<ListConnections>() { " " a href=(at.path("/settings/connections")) { (t("fetching.open")) } }
        },
    )
}

fn table(at: &InBrand, page: &AccessPage) -> Markup {
    let columns = [
        Column::text(t("access.creator")),
        Column::text(t("access.account")),
        Column::text(t("access.state")),
        Column::unseen(t("access.verbs")),
    ];
    let rows = html! {
        @for row in &page.accounts {
            tr {
                td { a href=(at.path(&format!("/creators/{}", row.creator))) translate="no" { (row.name) } }
                td translate="no" { @match &row.handle { Some(handle) => { "@" (handle) }, None => (unknown()) } }
                td.wrap { @match &row.access { Some(access) => (state(at, access)), None => (turn(Whose::Nobody, false, t("access.not_yet"))) } }
                td { (verbs(at, page, row)) }
            }
        }
    };
    Table::new(&columns, rows).caption(t("access.title")).render()
}

/// How the log-in stands, in words.
pub(super) fn state(at: &InBrand, access: &AccessView) -> Markup {
    let said = |time| when::said(time, at.now(), at.zone());
    match (&access.ended, access.ends_at) {
        (Some(ended), _) => html! {
            (turn(if access.again { Whose::Ours } else { Whose::Nobody }, access.again, tf("access.ended", &[("when", &said(ended.at))])))
            " " span.about { (tk("access_ended", ended.by.as_str())) }
        },
        (None, Some(ends)) if access.again => turn(Whose::Ours, false, tf("access.ends_soon", &[("when", &said(ends))])),
        (None, _) => html! {
            (turn(Whose::Done, false, tf("access.holds", &[("when", &said(access.since))])))
            @if !access.withheld.is_empty() { " " span.about { (withheld(access)) } }
        },
    }
}

/// What the owner keeps to themselves.
fn withheld(access: &AccessView) -> String {
    let parts: Vec<&str> = access.withheld.iter().map(|part| tk("access_part", part.as_str())).collect();
    tf("access.withheld", &[("parts", &parts.join(", "))])
}

/// Asking for the log-in, by mail or by a link to copy; and ending it.
fn verbs(at: &InBrand, page: &AccessPage, row: &AccessRow) -> Markup {
    let ask = at.path(&format!("/creators/{}/access-requests", row.creator));
    let end = at.path(&format!("/creators/{}/accounts/{}/access/end", row.creator, row.profile));
    let wants = row.access.as_ref().is_none_or(|access| !access.holds || access.again);
    let may_end = row.access.as_ref().is_some_and(|access| access.holds || access.again);
    html! {
        div.line.wrap {
            @if wants && page.offered && at.may_run::<AskForAccess>() {
                (post_inline(&ask, html! { (Button::submit(t("access.ask")).small()) }))
                (post_inline(&ask, html! { (hidden("by_hand", "yes")) (Button::submit(t("access.copy")).small().quiet()) }))
            }
            @if may_end && at.may_run::<EndAccess>() {
                (post_inline(&end, html! {
                    (Button::submit(t("access.end")).small().quiet().confirm(Confirm {
                        question: &tf("access.end.ask", &[("name", &row.name)]),
                        text: Some(t("access.end.text")),
                        danger: true,
                        ..Confirm::default()
                    }))
                }))
            }
        }
    }
}

/// A mail goes at once; a link stands on the page, once.
async fn ask(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let by_hand = posted.get("by_hand") == "yes";
    match at.run(AskForAccess { creator, by_hand }).await {
        Ok(made) if by_hand => {
            let page = at.show(ListAccess {}).await?;
            let name = page.accounts.iter().find(|row| row.creator == creator).map(|row| row.name.clone()).unwrap_or_default();
            Ok(at.page(t("access.title"), "creators", body(&at, &page, Some((&name, &made.link)))))
        }
        Ok(_) => at.done(PLACE, t("access.asked")),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done(PLACE, heard(&message)),
        Err(error) => at.refused(PLACE, error),
    }
}

async fn end(at: InBrand, Path((_, creator, profile)): Path<(String, CreatorId, ProfileId)>, _posted: Posted) -> Answer {
    match at.run(EndAccess { creator, profile }).await {
        Ok(_) => at.done(PLACE, t("access.end.done")),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done(PLACE, heard(&message)),
        Err(error) => at.refused(PLACE, error),
    }
}
