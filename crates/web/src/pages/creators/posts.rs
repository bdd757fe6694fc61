//! What a creator posts on their own accounts, as far as it is known: the list, files of more, and what each account says.
//!
//! Invariant: a number stands with its source; what the file did not give is *unknown*. Absent: judging the posts.

use app::{
    App,
    creators::{AddPosts, CreatorView, DescribeAccount, GetCreator, ListCreatorPosts},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{creators::CreatorPost, ids::CreatorId};
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{grouped, t, tf},
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        form,
        section::{chapter, empty},
        shell::crumb_head,
        table::{Column, Table, unknown},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators/{creator}/posts", get(show).post(add))
        .route("/b/{slug}/creators/{creator}/posts/bio", post(describe))
}

/// So many posts are listed.
const LISTED: i64 = 100;

async fn show(at: InBrand, Path((_, id)): Path<(String, CreatorId)>) -> Answer {
    page(&at, id, &Posted::default(), false).await
}

async fn page(at: &InBrand, id: CreatorId, posted: &Posted, again: bool) -> Answer {
    let view = at.show(GetCreator { creator: id }).await?;
    let posts = at.show(ListCreatorPosts { creator: id, limit: Some(LISTED) }).await?;
    let creators = at.path("/creators");
    let back = at.path(&format!("/creators/{id}"));
    let body = html! {
        (crumb_head(&[(&creators, t("place.creators")), (&back, &view.creator.name)], t("posts.title"), html! {}))
        div.body.near {
            (form::refusals(&posted.errors))
            div.cols.side {
                div.stack.loose { (chapter(t("posts.known"), posts.len(), listed(at, &posts))) }
                aside.stack.loose id="add" {
                    @if at.may_run::<AddPosts>() { (chapter(t("posts.add"), "", bring(at, id, posted))) }
                    @if at.may_run::<DescribeAccount>() && !view.profiles.is_empty() { (chapter(t("posts.bio"), "", bios(at, &view, posted))) }
                }
            }
        }
    };
    Ok(if again { at.page_again(&view.creator.name, "creators", body) } else { at.page(&view.creator.name, "creators", body) })
}

fn listed(at: &InBrand, posts: &[CreatorPost]) -> Markup {
    if posts.is_empty() {
        let bring = html! { @if at.may_run::<AddPosts>() { (Button::link("#add", t("posts.add.do"))) } };
        return empty(t("posts.none"), t("posts.none.text"), bring);
    }
    let columns = [
        Column::text(t("posts.when")),
        Column::text(t("posts.words")),
        Column::number(t("posts.views")),
        Column::number(t("posts.likes")),
        Column::number(t("posts.comments")),
        Column::text(t("posts.source")),
    ];
    let rows = html! {
        @for one in posts {
            tr {
                td.soft { @if let Some(time) = one.post.posted_at { (when::date(time, at.now(), at.zone())) } @else { (unknown()) } }
                td.wrap {
                    @let words: String = one.post.caption.chars().take(160).collect();
                    @match &one.post.url {
                        Some(url) => a href=(url) rel="noopener noreferrer" target="_blank" { @if words.is_empty() { (url) } @else { (words) } },
                        None => (words),
                    }
                    @if one.post.paid_label == Some(true) { " " (crate::ui::turn::tag(t("posts.paid"))) }
                }
                @for number in [one.post.views, one.post.likes, one.post.comments] { td.num { (count(number)) } }
                td.soft { (crate::pages::said::source(&one.source)) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

fn count(number: Option<i64>) -> Markup {
    number.and_then(|number| u64::try_from(number).ok()).map_or_else(unknown, |number| grouped(number).render())
}

fn bring(at: &InBrand, id: CreatorId, posted: &Posted) -> Markup {
    form::post_files(
        &at.path(&format!("/creators/{id}/posts")),
        html! {
            p.soft.row-size { (t("posts.add.text")) }
            (upload(&Upload { name: "content", label: t("posts.file"), help: t("posts.file.help"), accept: ".csv,.tsv,.json,.jsonl,text/csv,application/json", many: false }, &posted.errors))
            (uploading())
            div { (Button::submit(t("posts.add.do")).primary()) }
        },
    )
}

fn bios(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    html! {
        @for profile in &view.profiles {
            @let handle = profile.account.handle.as_ref().map(|handle| format!("@{handle}")).unwrap_or_default();
            @let label = format!("{} · {handle}", profile.account.platform.label());
            @let stored = profile.bio.clone().unwrap_or_default();
            @let ours = posted.get("profile") == profile.account.id.to_string();
            (form::post(&at.path(&format!("/creators/{}/posts/bio", view.id)), html! {
                (form::hidden("profile", &profile.account.id.to_string()))
                (Field::lines("bio", &label, 3).value(if ours { posted.get("bio") } else { &stored }).errors(&posted.errors).optional())
                div { (Button::submit(t("posts.bio.save"))) }
            }))
        }
    }
}

async fn add(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, mut posted: Posted) -> Answer {
    let Some(file) = posted.file("content").cloned() else {
        posted.errors.add("content", t("posts.choose"));
        return page(&at, id, &posted, true).await;
    };
    match at.run(AddPosts::of_bytes(id, &file.name, &file.bytes)).await {
        Ok(added) => {
            let counts = [("added", added.added), ("renewed", added.renewed), ("unchanged", added.unchanged)]
                .map(|(name, count)| (name, grouped(count)));
            let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
            let mut said = tf("posts.added", &counts);
            if let Some(first) = added.refused.first() {
                let refused = [
                    ("count", added.refused.len().to_string()),
                    ("row", first.row.to_string()),
                    ("reason", crate::heard::heard(&first.reason)),
                ];
                let refused = refused.each_ref().map(|(name, value)| (*name, value.as_str()));
                said = format!("{said} {}", tf("posts.refused", &refused));
            }
            at.done(&format!("/creators/{id}/posts"), said)
        }
        Err(error) => {
            posted.refuse(error)?;
            page(&at, id, &posted, true).await
        }
    }
}

async fn describe(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, mut posted: Posted) -> Answer {
    let profile = posted.get("profile").parse().map_err(|_| crate::kernel::Refusal::App(app::Error::NotFound))?;
    match at.run(DescribeAccount { creator: id, profile, bio: posted.get("bio").to_owned() }).await {
        Ok(_) => at.done(&format!("/creators/{id}/posts"), t("posts.bio.saved")),
        Err(error) => {
            posted.refuse(error)?;
            page(&at, id, &posted, true).await
        }
    }
}
