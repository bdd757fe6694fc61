//! An account fetched from its platform: the button, and what became of the last try.
//!
//! Invariant: what went wrong is told beside the account, and what was known stands there all the same. Absent: keys; settings
//! have them.

use app::{
    App,
    creators::{FetchView, ListAccess, ListConnections, ProfileView},
    discovery::{FetchAccount, FetchedAccount},
};
use axum::{Router, extract::Path, routing::post};
use domain::{
    creators::fetching::{AccountFetch, Outcome, Remark},
    ids::{CreatorId, ProfileId},
};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{grouped, t, tf, tk},
    ui::{Button, form::post_inline, when},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/creators/{creator}/accounts/{profile}/fetch", post(fetch))
}

/// What stands below an account's numbers; nothing where its platform cannot be asked.
pub(super) fn line(at: &InBrand, creator: CreatorId, profile: &ProfileView) -> Markup {
    let Some(fetching) = &profile.fetching else { return html! {} };
    let name = profile.account.platform.label();
    let last = fetching.last.as_ref();
    let action = at.path(&format!("/creators/{creator}/accounts/{}/fetch", profile.account.id));
    html! {
        div.line.wrap.mt-2 {
            @if fetching.connected && !fetching.wants_log_in && fetching.trouble.is_none() && at.may_run::<FetchAccount>() {
                (post_inline(&action, html! { (Button::submit(&tf("fetching.now", &[("platform", name)])).small()) }))
            }
            @if let Some(last) = last { span.about { (said(at, last, name)) } }
            @if let Some(trouble) = &fetching.trouble { span.about { (heard(trouble)) } }
            @if !fetching.connected && at.may_see::<ListConnections>() {
                span.about { (tf("fetching.connect", &[("platform", name)])) " " a href=(at.path("/settings/connections")) { (t("fetching.open")) } }
            }
        }
        (log_in(at, fetching, name))
        @if let Some(last) = last { (remarks(last, name)) }
    }
}

/// Its owner's log-in, where the platform is asked by that; with the way to ask for it.
fn log_in(at: &InBrand, fetching: &FetchView, name: &str) -> Markup {
    html! {
        @if fetching.access.is_some() || fetching.wants_log_in {
            p.about.mt-2 {
                @match &fetching.access {
                    Some(access) => (super::access::state(at, access)),
                    None => (tf("fetching.log_in", &[("platform", name)])),
                }
                @if at.may_see::<ListAccess>() { " " a href=(at.path("/creators/access")) { (t("access.open")) } }
            }
        }
    }
}

/// When and how the last try ended.
fn said(at: &InBrand, last: &AccountFetch, name: &str) -> String {
    let tried = when::said(last.tried_at, at.now(), at.zone());
    let had = last.fetched_at.map(|had| when::said(had, at.now(), at.zone()));
    let places = [("when", tried.as_str()), ("platform", name)];
    let first = match last.outcome {
        Outcome::Fetched => tf("fetching.fetched", &places),
        Outcome::Partly => tf("fetching.partly", &places),
        Outcome::NotFound => tf("fetching.not_found", &places),
        Outcome::Failed => tf("fetching.failed", &places),
    };
    let reason = last.reason.as_deref().map(heard).unwrap_or_default();
    let before = match (last.outcome, had) {
        (Outcome::NotFound | Outcome::Failed, Some(had)) => tf("fetching.before", &[("when", &had)]),
        _ => String::new(),
    };
    [first, reason, before].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn remarks(last: &AccountFetch, name: &str) -> Markup {
    html! {
        @if !last.remarks.is_empty() {
            ul.about.mt-2 { @for remark in &last.remarks { li { (told(remark, name)) } } }
        }
    }
}

fn told(remark: &Remark, name: &str) -> String {
    match remark {
        Remark::Renamed { from, to } => tf("fetching.renamed", &[("from", from), ("to", to)]),
        Remark::HiddenSubscribers => t("fetching.hidden").to_owned(),
        Remark::ClosedUploads => tf("fetching.closed_uploads", &[("platform", name)]),
        Remark::ClosedComments { videos } => tf("fetching.closed_comments", &[("count", &videos.to_string())]),
        Remark::SomebodyElses => t("fetching.elsewhere").to_owned(),
        Remark::NotProfessional => t("fetching.not_professional").to_owned(),
        Remark::OtherAccount => t("fetching.other_account").to_owned(),
        Remark::Withheld { parts } => {
            let parts: Vec<&str> = parts.iter().map(|part| tk("access_part", part.as_str())).collect();
            tf("access.withheld", &[("parts", &parts.join(", "))])
        }
    }
}

async fn fetch(at: InBrand, Path((_, creator, profile)): Path<(String, CreatorId, ProfileId)>, _posted: Posted) -> Answer {
    let back = format!("/creators/{creator}");
    match at.run(FetchAccount { creator, profile, urgency: None, fetched: None }).await {
        Ok(answer) => at.done(&back, ended(&at, &answer)),
        // The page stays useful, whatever is the matter with the platform.
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done(&back, heard(&message)),
        Err(error) => at.refused(&back, error),
    }
}

fn ended(at: &InBrand, answer: &FetchedAccount) -> String {
    let reason = answer.reason.as_deref().map(heard).unwrap_or_default();
    let counts = [("numbers", answer.numbers), ("added", answer.added), ("renewed", answer.renewed), ("comments", answer.comments)];
    let counts = counts.map(|(name, count)| (name, grouped(count)));
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    let first = match answer.outcome {
        Outcome::Fetched => tf("fetching.done", &counts),
        Outcome::Partly => tf("fetching.done_partly", &counts),
        Outcome::NotFound if answer.remarks.contains(&Remark::NotProfessional) => t("fetching.not_professional").to_owned(),
        Outcome::NotFound if answer.remarks.contains(&Remark::OtherAccount) => t("fetching.other_account").to_owned(),
        Outcome::NotFound => t("fetching.done_not_found").to_owned(),
        Outcome::Failed => t("fetching.done_failed").to_owned(),
    };
    let waits = answer.waits_until.map(|until| tf("fetching.waits", &[("when", &when::said(until, at.now(), at.zone()))]));
    [first, reason, waits.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
