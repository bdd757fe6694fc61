//! What is done to the chosen creators of a table, their own list's or a campaign's: onto a shortlist, tags, tier; and taken back from the line that says it.
//!
//! Invariant: one goes back to the table as it was asked. Absent: what can be taken back and for how long; the room says it.

use app::{
    campaigns::Shortlist,
    creators::{ChangeCreators, CreatorPage, TakeBackChange},
};
use axum::extract::Path;
use domain::{
    creators::{Tier, changes::Change},
    ids::{CampaignId, CreatorId},
};
use maud::{Markup, html};

use super::shortlisting;
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, values::Asks},
    text::{Worded, t, tf},
    ui::{Button, table},
};

/// The verbs for the chosen rows. Tags stand first: a return in the field of the tag takes the form's first button.
pub(super) fn bar(at: &InBrand, asks: &Asks, page: &CreatorPage) -> Markup {
    let mut tags: Vec<&String> = page.items.iter().flat_map(|row| &row.tags).collect();
    tags.sort();
    tags.dedup();
    table::bulk(
        t("creators.chosen"),
        html! {
            @if at.may_run::<ChangeCreators>() { (changing(at, &tags)) }
            @if at.may_run::<Shortlist>() && !at.shell.campaigns.is_empty() { (campaigns(at, asks)) }
        },
    )
}

/// What changes the chosen creators themselves; `tags` are offered to choose from.
pub(in crate::pages) fn changing(at: &InBrand, tags: &[&String]) -> Markup {
    let changes = at.path("/creators/changes");
    let verb = |words, name: &str| html! { button.btn type="submit" formaction=(changes) name="do" value=(name) { (words) } };
    html! {
        span.bulk-part {
            label.line { span.vh { (t("creators.bulk.tag")) }
                input.input.small name="tag" maxlength="60" list="known-tags" placeholder=(t("creators.bulk.tag")) autocomplete="off"; }
            datalist id="known-tags" { @for tag in tags { option value=(tag) {} } }
            (verb(t("creators.bulk.add_tag"), "add"))
            (verb(t("creators.bulk.remove_tag"), "remove"))
        }
        span.bulk-part {
            label.line { span.vh { (t("creators.tier")) }
                select.input.small name="tier" { @for tier in Tier::ALL { option value=(tier.as_str()) { (tier.worded()) } } } }
            (verb(t("creators.bulk.set_tier"), "tier"))
        }
    }
}

fn campaigns(at: &InBrand, asks: &Asks) -> Markup {
    let asked = at.shell.campaigns.iter().find(|campaign| campaign.slug == asks.get("campaign")).or(at.shell.campaigns.first());
    html! {
        span.bulk-part {
            label.line {
                span.vh { (t("creators.campaign")) }
                select.input.small name="campaign" {
                    @for campaign in &at.shell.campaigns {
                        option value=(campaign.id) selected[asked.is_some_and(|asked| asked.id == campaign.id)] { (campaign.name) }
                    }
                }
            }
            (Button::submit(t("creators.shortlist")))
        }
    }
}

/// The table as it was asked, below the brand's address: the list of creators, or a campaign's.
pub(super) fn back(asked: &str) -> String {
    let known = |back: &&str| back.starts_with("/creators") || back.starts_with("/campaigns/");
    Some(asked).filter(known).unwrap_or("/creators").to_owned()
}

/// The way back travels in a cookie: a question too long for one leads to the whole table.
pub(super) fn kept(to: &str) -> &str {
    let whole = to.split('?').next().filter(|path| path.len() <= 1_000).unwrap_or("/creators");
    if to.len() <= 1_000 { to } else { whole }
}

/// Which table a way back leads to: its address below the brand's, the place of the rail, and its name.
pub(super) fn leads<'a>(at: &'a InBrand, to: &str) -> (String, &'a str, &'a str) {
    let Some(slug) = to.split('?').next().and_then(|path| path.strip_prefix("/campaigns/")) else {
        return ("/creators".to_owned(), "creators", t("place.creators"));
    };
    match at.shell.campaigns.iter().find(|open| open.slug == slug) {
        Some(open) => (format!("/campaigns/{slug}"), &open.slug, &open.name),
        // One that has ended is not in the rail.
        None => ("/campaigns".to_owned(), "campaigns", t("place.campaigns")),
    }
}

/// Puts the chosen creators on a campaign's shortlist.
pub(super) async fn shortlist(at: InBrand, posted: Posted) -> Answer {
    let creators: Vec<CreatorId> = posted.ids("creator");
    let campaign: CampaignId = posted.get("campaign").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let from = back(posted.get("back"));
    if creators.is_empty() {
        return at.done(&from, t("creators.choose_first"));
    }
    shortlisting::list(&at, campaign, creators, &from).await
}

/// Changes tags or tier of the chosen creators.
pub(super) async fn change(at: InBrand, posted: Posted) -> Answer {
    let creators: Vec<CreatorId> = posted.ids("creator");
    let to = back(posted.get("back"));
    if creators.is_empty() {
        return at.done(&to, t("creators.choose_first"));
    }
    let tags = posted.commas("tag");
    let change = match posted.get("do") {
        "add" => Change { add_tags: tags, ..Change::default() },
        "remove" => Change { remove_tags: tags, ..Change::default() },
        _ => Change { tier: Tier::parse(posted.get("tier")), ..Change::default() },
    };
    match at.run(ChangeCreators { creators, change }).await {
        Ok(changed) if changed.creators == 0 => at.done(&to, t("creators.bulk.nothing")),
        Ok(changed) => {
            let kept = kept(&to);
            let undo =
                crate::kernel::values::with_query(&at.path(&format!("/creators/changes/{}/take-back", changed.change)), &[("back", kept)]);
            at.done_undo(&to, tf("creators.bulk.done", &[("count", &changed.creators.to_string())]), undo)
        }
        Err(error) => at.refused(&to, error),
    }
}

pub(super) async fn take_back(at: InBrand, Path((_, change)): Path<(String, String)>, asks: Asks, _posted: Posted) -> Answer {
    let change = change.parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let to = back(asks.get("back"));
    let taken = at.run(TakeBackChange { change }).await?;
    let count = [("count", taken.creators.to_string()), ("since", taken.changed_since.to_string())];
    let count = count.each_ref().map(|(name, value)| (*name, value.as_str()));
    at.done(&to, tf(if taken.changed_since == 0 { "creators.bulk.back" } else { "creators.bulk.back_but" }, &count))
}
