//! Possible duplicates: two records side by side with what speaks for it and what a merge would keep; told apart or made one.
//!
//! Invariant: nothing is merged that a person has not seen here. Absent: what is alike; the room `creators` judges it.

use app::creators::{DuplicateView, KeepApart, ListDuplicates, MergeCreators, SideView, SplitCreators};
use axum::extract::Path;
use domain::{
    creators::{Creator, Likeness, Relationship},
    ids::CreatorId,
};
use maud::{Markup, Render, html};

use crate::{
    heard::heard,
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{Asks, with_query},
    },
    text::{self, Worded, t, tf},
    ui::{
        Button,
        form::{Confirm, hidden, post, post_inline},
        section::{chapter, empty},
        shell::crumb_head,
        table::{Column, Table, unknown},
        turn::tag,
        when,
    },
};

const PLACE: &str = "/creators/duplicates";

pub(super) async fn list(at: InBrand, asks: Asks) -> Answer {
    let question = ListDuplicates { cursor: asks.some("cursor"), creator: asks.get("creator").parse().ok(), limit: None };
    let page = at.show(question).await?;
    let body = html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators"))], t("duplicates.title"), html! {}))
        div.body.near {
            h1 { (t("duplicates.title")) }
            p.soft.mb-4 { (t("duplicates.about")) }
            @if page.items.is_empty() {
                (empty(t("duplicates.none"), t("duplicates.none.text"), Button::link(&at.path("/creators"), t("duplicates.back")).render()))
            }
            div.stack.loose { @for pair in &page.items { (one(&at, pair)) } }
            @if let Some(next) = &page.next_cursor {
                p.mt-4 { a href=(with_query(&at.path(PLACE), &[("cursor", next), ("creator", asks.get("creator"))])) { (t("duplicates.further")) } }
            }
        }
    };
    Ok(at.page(t("duplicates.title"), "creators", body))
}

fn one(at: &InBrand, pair: &DuplicateView) -> Markup {
    let title = tf("duplicates.pair", &[("one", &pair.kept.creator.name), ("other", &pair.other.creator.name)]);
    let why = html! { p.line.wrap { @for reason in &pair.reasons { (tag(said(reason))) } } };
    chapter(&title, "", html! { (why) (beside(at, pair)) (verbs(at, pair)) })
}

/// What speaks for two being one, in a few words.
pub(super) fn said(reason: &Likeness) -> String {
    match reason {
        Likeness::Account { platform, name } => tf("duplicates.by.account", &[("platform", platform.label()), ("name", name)]),
        Likeness::Link { url } => tf("duplicates.by.link", &[("url", url)]),
        Likeness::Email { address } => tf("duplicates.by.email", &[("address", address)]),
        Likeness::Handle { one, other } => tf("duplicates.by.handle", &[("one", one), ("other", other)]),
        Likeness::Name => t("duplicates.by.name").to_owned(),
        Likeness::Bio => t("duplicates.by.bio").to_owned(),
        Likeness::City { city } => tf("duplicates.by.city", &[("city", city)]),
        Likeness::Manager { address } => tf("duplicates.by.manager", &[("address", address)]),
        Likeness::Mailbox { part } => tf("duplicates.by.mailbox", &[("part", part)]),
    }
}

/// One fact of the shared record, by its name.
type Fact = (&'static str, fn(&Creator) -> String);

/// What a brand keeps, in words.
type Said = fn(&Relationship) -> String;

/// Both records and what would be kept, fact by fact; what neither says is left out.
fn beside(at: &InBrand, pair: &DuplicateView) -> Markup {
    let facts: [Fact; 7] = [
        (t("creator_form.name"), |creator| creator.name.clone()),
        (t("entry.email"), |creator| creator.email.clone().unwrap_or_default()),
        (t("creators.country"), |creator| creator.country.map(|country| text::country(country).to_owned()).unwrap_or_default()),
        (t("creator_form.city"), |creator| creator.city.clone().unwrap_or_default()),
        (t("creator_form.language"), |creator| creator.language.clone().unwrap_or_default()),
        (t("creator_form.manager"), |creator| {
            creator.manager.as_ref().map(|one| format!("{} {}", one.name, one.email)).unwrap_or_default()
        }),
        (t("creator.blocked"), |creator| creator.suppression.blocked.as_ref().map(|block| block.reason.clone()).unwrap_or_default()),
    ];
    let kept: [(&str, Said); 4] = [
        (t("creators.tier"), |one| one.tier.worded().to_owned()),
        (t("creators.standing"), |one| one.standing.map(|standing| standing.worded().to_owned()).unwrap_or_default()),
        (t("creators.tags"), |one| one.tags.join(", ")),
        (t("creator_form.notes"), |one| one.notes.clone()),
    ];
    let sides = [&pair.kept, &pair.other];
    let rows = facts
        .iter()
        .map(|(name, of)| (*name, sides.map(|side| of(&side.creator)), of(&pair.merged)))
        .chain(kept.iter().map(|(name, of)| (*name, sides.map(|side| of(&side.relationship)), of(&pair.merged_relationship))))
        .filter(|(_, both, _)| both.iter().any(|value| !value.is_empty()));
    let heads = sides.map(|side| side.creator.name.clone());
    let columns =
        [Column::text(t("duplicates.fact")), Column::text(&heads[0]), Column::text(&heads[1]), Column::text(t("duplicates.kept"))];
    let said = |value: &str| {
        if value.is_empty() {
            unknown()
        } else {
            html! { (value) }
        }
    };
    let rows = html! {
        @for (name, both, merged) in rows {
            tr { td.soft { (name) } @for value in &both { td.wrap { (said(value)) } } td.wrap { b { (said(&merged)) } } }
        }
        tr {
            td.soft { (t("creator_form.accounts")) }
            @for side in sides { td.wrap translate="no" { (said(&accounts(side))) } }
            td.wrap translate="no" { b { (said(&[accounts(&pair.kept), accounts(&pair.other)].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", "))) } }
        }
        tr {
            td.soft { (t("creator.collaborations")) }
            @for side in sides { td { (side.collaborations) } }
            td { b { (pair.kept.collaborations + pair.other.collaborations) } }
        }
        tr {
            td.soft { (t("creators.since")) }
            @for side in sides { td { (when::date(side.relationship.since, at.now(), at.zone())) } }
            td { b { (when::date(pair.merged_relationship.since, at.now(), at.zone())) } }
        }
    };
    html! {
        div.scrollx.mt-2 { (Table::inset(&columns, rows).caption(&tf("duplicates.pair", &[("one", &heads[0]), ("other", &heads[1])]))) }
        p.line.wrap.mt-2 { @for side in sides { a href=(at.path(&format!("/creators/{}", side.id))) { (tf("duplicates.open", &[("name", &side.creator.name)])) } } }
    }
}

fn accounts(side: &SideView) -> String {
    let name = |one: &app::creators::AccountView| {
        let handle = one.handle.as_ref().map(|handle| format!("@{handle}"));
        format!("{} {}", one.platform.label(), handle.or_else(|| one.display_name.clone()).unwrap_or_default())
    };
    side.profiles.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn verbs(at: &InBrand, pair: &DuplicateView) -> Markup {
    let to = |side: &SideView, verb: &str| at.path(&format!("/creators/{}/{verb}", side.id));
    let ask = tf("duplicates.merge.ask", &[("other", &pair.other.creator.name), ("kept", &pair.kept.creator.name)]);
    let other_way = tf("duplicates.other_way", &[("name", &pair.other.creator.name)]);
    let ask_other = tf("duplicates.merge.ask", &[("other", &pair.kept.creator.name), ("kept", &pair.other.creator.name)]);
    let confirm = |question| Confirm { question, text: Some(t("duplicates.merge.text")), ..Confirm::default() };
    let note = format!("note-{}-{}", pair.kept.id, pair.other.id);
    html! {
        @if at.may_run::<MergeCreators>() {
            div.mt-4 {
                (post(&to(&pair.kept, "merge"), html! {
                    (hidden("other", &pair.other.id.to_string())) (hidden("version", &pair.kept.version.to_string()))
                    label.field for=(note) { (t("duplicates.note")) }
                    input.input id=(note) name="note" maxlength="1000" autocomplete="off";
                    div.line.wrap { (Button::submit(t("duplicates.merge")).primary().confirm(confirm(&ask))) }
                }))
            }
            div.line.wrap.mt-2 {
                (post_inline(&to(&pair.other, "merge"), html! {
                    (hidden("other", &pair.kept.id.to_string())) (hidden("version", &pair.other.version.to_string()))
                    (Button::submit(&other_way).quiet().confirm(confirm(&ask_other)))
                }))
                (post_inline(&to(&pair.kept, "apart"), html! {
                    (hidden("other", &pair.other.id.to_string()))
                    (Button::submit(t("duplicates.apart")).quiet())
                }))
            }
        }
    }
}

/// The other one of a form.
fn other(posted: &Posted) -> Result<CreatorId, Refusal> {
    posted.get("other").parse().map_err(|_| Refusal::App(app::Error::NotFound))
}

pub(super) async fn merge(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let command = MergeCreators { creator, other: other(&posted)?, note: posted.text("note") };
    match at.run_asked(&posted, command).await {
        Ok(_) => at.done(&format!("/creators/{creator}"), t("duplicates.merged")),
        Err(error) => back(&at, PLACE, error),
    }
}

/// What was refused, said where it was asked for.
fn back(at: &InBrand, to: &str, error: app::Error) -> Answer {
    match error {
        app::Error::Rule { message, .. } => at.done(to, heard(&message)),
        other => at.refused(to, other),
    }
}

pub(super) async fn split(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let other = other(&posted)?;
    match at.run_asked(&posted, SplitCreators { creator, other }).await {
        Ok(_) => at.done(&format!("/creators/{other}"), t("duplicates.split_done")),
        Err(error) => back(&at, &format!("/creators/{creator}"), error),
    }
}

pub(super) async fn apart(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    match at.run_asked(&posted, KeepApart { creator, other: other(&posted)? }).await {
        Ok(()) => at.done(PLACE, t("duplicates.apart_done")),
        Err(error) => back(&at, PLACE, error),
    }
}
