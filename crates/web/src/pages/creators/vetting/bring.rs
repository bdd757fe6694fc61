//! The files that a report rests on, brought by hand: posts, comments, followers.
//!
//! Invariant: each form says which columns are read and where such a file comes from. Absent: fetching.

use app::discovery::VettingReport;
use maud::{Markup, html};

use crate::{
    kernel::{InBrand, Posted},
    text::t,
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        form,
        section::part,
    },
};

const ACCEPT: &str = ".csv,.tsv,.json,.jsonl,.txt,text/csv,application/json";

/// A form for each kind of file, and one for what a provider states.
pub(super) fn forms(at: &InBrand, report: &VettingReport, posted: &Posted) -> Markup {
    let path = |rest: &str| at.path(&format!("/creators/{}/vetting/{rest}", report.id));
    let campaign = super::campaign_field(report);
    let accounts: Vec<(String, String)> =
        report.accounts.iter().map(|one| (one.account.id.to_string(), super::account_name(&one.account))).collect();
    let accounts: Vec<(&str, &str)> = accounts.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    // Of one account nothing has to be chosen.
    let account = |form: &str, empty: &'static str| {
        let name = super::account_field(form);
        let field = Field::select(&name, t("vetting.account"), &accounts, Some(empty)).value(posted.get(&name));
        html! { @if accounts.len() > 1 { (field.errors(&posted.errors)) } }
    };
    let file = |name: &str, label: &str, help: &str, button: &str| {
        form::post_files(
            &path(name),
            html! {
                (campaign)
                @match name {
                    "posts" => { (account(name, t("vetting.account.as_told"))) },
                    "followers" => { (account(name, t("choices.choose"))) },
                    _ => {}
                }
                (upload(&Upload { name, label, help, accept: ACCEPT, many: false }, &posted.errors))
                (uploading())
                div { (Button::submit(button)) }
            },
        )
    };
    html! {
        p.soft.row-size { (t("vetting.bring.text")) }
        (part(t("vetting.posts"), "", file("posts", t("vetting.posts.file"), t("vetting.posts.help"), t("vetting.posts.do"))))
        (part(t("vetting.comments"), "", file("comments", t("vetting.comments.file"), t("vetting.comments.help"), t("vetting.comments.do"))))
        (part(t("vetting.followers"), "", html! {
            (file("followers", t("vetting.followers.file"), t("vetting.followers.help"), t("vetting.followers.do")))
            details.fold-small.mt-4 open[!posted.get("share").is_empty() || !posted.get("source").is_empty()] {
                summary { (t("vetting.share")) }
                (form::post(&path("share"), html! {
                    (campaign)
                    (account("share", t("choices.choose")))
                    (Field::text("source", t("vetting.share.source")).value(posted.get("source")).errors(&posted.errors).required())
                    (Field::decimal("share", t("vetting.share.share")).value(posted.get("share")).errors(&posted.errors).unit_after("%").required())
                    (Field::number("sampled", t("vetting.share.sampled")).value(posted.get("sampled")).errors(&posted.errors).optional())
                    div { (Button::submit(t("vetting.share.do"))) }
                }))
            }
        }))
    }
}
