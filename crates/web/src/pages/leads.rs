//! Warm leads: people who named the brand or buy from it and whom it does not work with yet, with why each stands where they stand.
//!
//! Invariant: nobody is written to from here; whoever is added or shortlisted is not invited by that. Absent: how somebody posts
//! otherwise; vetting looks at that.

use app::{
    App,
    campaigns::Shortlist,
    listening::{AddLead, DecideLead, LeadPage, LeadView, ListLeads, ListMatches, ListMentions},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::{
    creators::Platform,
    ids::{CampaignId, CreatorId},
    listening::{LeadKey, LeadReason},
    text::short_count,
};
use maud::{Markup, Render, html};

use crate::{
    heard::heard,
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{Asks, with_query},
    },
    pages::said,
    text::{t, tf},
    ui::{
        Button, Person,
        form::hidden,
        section::empty,
        shell::page_head,
        table,
        turn::{tag, tag_guessed},
        views::{View, views},
        when,
    },
};

mod brought;
mod customers;
mod mentions;
mod refused;

pub(in crate::pages) use customers::bought;

/// So many stand on a page.
const PAGE: u32 = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/leads", get(show))
        .route("/b/{slug}/leads/act", post(act))
        .merge(brought::routes())
        .merge(customers::routes())
        .merge(mentions::routes())
}

/// The three pages, and which one is open.
fn tabs(at: &InBrand, here: &str) -> Markup {
    let all = [("", t("leads.title")), ("/mentions", t("mentions.title")), ("/customers", t("customers.title"))];
    let all: Vec<View<'_>> = all
        .into_iter()
        .map(|(rest, name)| View { href: at.path(&format!("/leads{rest}")), name, count: None, current: here == rest })
        .collect();
    views(t("leads.pages"), &all, html! {})
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    let put_aside = asks.get("show") == "aside";
    let offset = asks.get("offset").parse().ok();
    let found = at.show(ListLeads { put_aside, offset, limit: Some(PAGE) }).await?;
    Ok(at.page(t("leads.title"), "discover", page(&at, &found, put_aside, offset.unwrap_or(0))))
}

fn page(at: &InBrand, found: &LeadPage, put_aside: bool, offset: u32) -> Markup {
    let path = at.path("/leads");
    let which = [
        View { href: path.clone(), name: t("leads.open"), count: None, current: !put_aside },
        View { href: with_query(&path, &[("show", "aside")]), name: t("leads.aside"), count: Some(found.put_aside), current: put_aside },
    ];
    html! {
        (page_head(t("leads.title"), t("leads.about"), html! {}))
        (tabs(at, ""))
        div.match-line {
            span { b { (said::count(whole(found.total), t("leads.count.one"), t("leads.count.many"))) }
                @if found.worked_with > 0 { " " span.quiet { "· " (said::count(whole(found.worked_with), t("leads.worked.one"), t("leads.worked.many"))) } }
                @if found.bounded { " " span.quiet { "· " (t("leads.bounded")) } } }
            span.push.line { (crate::ui::views::segments(t("leads.which"), &which)) }
        }
        @if found.items.is_empty() { div.body { (nobody(at, put_aside)) } }
        @else {
            form.match-list data-rows method="post" action=(at.path("/leads/act")) {
                @for one in &found.items { (lead(at, one, put_aside)) }
                (more(&path, found, put_aside, offset))
                (bar(at))
            }
            div.body { p.about { (t("leads.order")) } }
        }
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn nobody(at: &InBrand, put_aside: bool) -> Markup {
    if put_aside {
        return empty(t("leads.aside.none"), t("leads.aside.none.text"), Button::link(&at.path("/leads"), t("leads.back")).render());
    }
    let actions = html! {
        (Button::link(&at.path("/leads/mentions"), t("leads.bring_mentions")).primary())
        (Button::link(&at.path("/leads/customers"), t("leads.bring_customers")))
    };
    empty(t("leads.none"), t("leads.none.text"), actions)
}

fn lead(at: &InBrand, one: &LeadView, put_aside: bool) -> Markup {
    let key = one.lead.text();
    let handle = one.handle.as_ref().map(|handle| format!("@{handle}"));
    let platform = one.platform.as_ref().filter(|platform| **platform != Platform::unknown()).map(|one| said::platform(one.as_str()));
    let about = [handle.filter(|handle| *handle != one.name), platform].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let person = Person::creator(&one.name).about(&about);
    let may = one.no_contact.is_none() && !put_aside;
    html! {
        article.match {
            @if may { input.tick type="checkbox" name="lead" value=(key) aria-label=(tf("table.choose", &[("whom", &one.name)])) data-row; } @else { span {} }
            div.stack.tight.grow {
                (hidden(&format!("name.{key}"), &one.name))
                div.line.wrap {
                    @match one.creator { Some(id) => { (person.href(&at.path(&format!("/creators/{id}")))) } None => { (person) } }
                    @if one.creator.is_some() { (tag(t("leads.known"))) } @else if one.known_elsewhere { (tag(t("leads.known_elsewhere"))) }
                    @if let Some(url) = &one.account_url { a.row-size href=(url) rel="noopener noreferrer" target="_blank" { (t("leads.account")) } }
                }
                @if let Some(said) = &one.evidence {
                    p.voice.match-said translate="no" {
                        @if said.text.is_empty() { (t("leads.tagged")) } @else { "“" (shortened(&said.text)) "”" }
                        " " span.about {
                            @match &said.url { Some(url) => a href=(url) rel="noopener noreferrer" target="_blank" { (when::date(said.posted_at, at.now(), at.zone())) }, None => (when::date(said.posted_at, at.now(), at.zone())) }
                            ", " (said.source)
                        }
                    }
                }
                p.row-size.soft { (why(at, one)) @if let Some(source) = &one.customer_source { " " span.quiet translate="no" { (source) } } }
                @if let Some(reason) = &one.no_contact { p.row-size { (tag_guessed(t("leads.not_to_ask"))) " " (heard(reason)) } }
                @if let Some(name) = &one.put_aside_by { p.row-size.quiet { (tf("leads.aside.by", &[("name", name)])) } }
                div.line.wrap { (verbs(at, one, &key, put_aside)) }
            }
            div.match-fit { b { (said::count(one.points, t("leads.points.one"), t("leads.points.many"))) } }
        }
    }
}

fn verbs(at: &InBrand, one: &LeadView, key: &str, put_aside: bool) -> Markup {
    let (add, aside, again) = (format!("add:{key}"), format!("aside:{key}"), format!("again:{key}"));
    html! {
        @if put_aside {
            @if at.may_run::<DecideLead>() { (Button::submit(t("leads.again")).small().named("one", &again)) }
        } @else {
            @if one.creator.is_none() && one.no_contact.is_none() && at.may_run::<AddLead>() { (Button::submit(t("leads.add")).small().named("one", &add)) }
            @if at.may_run::<DecideLead>() { (Button::submit(t("leads.not")).small().quiet().named("one", &aside)) }
        }
    }
}

fn shortened(text: &str) -> String {
    let clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = clean.chars().take(220).collect();
    if cut.len() < clean.len() { format!("{} …", cut.trim_end()) } else { cut }
}

/// Why somebody stands here, reason by reason.
fn why(at: &InBrand, one: &LeadView) -> String {
    let said = one.reasons.iter().map(|reason| match reason.reason {
        LeadReason::Mentions { count: 1 } => t("leads.why.once").to_owned(),
        LeadReason::Mentions { count } => tf("leads.why.mentions", &[("count", &count.to_string())]),
        LeadReason::Recent { at: last } => tf("leads.why.recent", &[("when", &when::date(last, at.now(), at.zone()))]),
        LeadReason::Customer { orders: Some(1) } => t("leads.why.one_order").to_owned(),
        LeadReason::Customer { orders: Some(orders) } => tf("leads.why.orders", &[("count", &orders.to_string())]),
        LeadReason::Customer { orders: None } => t("leads.why.customer").to_owned(),
        LeadReason::Reach { followers } => tf("leads.why.reach", &[("count", &short_count(followers))]),
    });
    said.collect::<Vec<_>>().join(" · ")
}

fn more(path: &str, found: &LeadPage, put_aside: bool, offset: u32) -> Markup {
    let address = |offset: u32| with_query(path, &[("show", if put_aside { "aside" } else { "" }), ("offset", &offset.to_string())]);
    html! {
        @if offset > 0 || found.next_offset.is_some() {
            p.more-rows {
                @if offset > 0 { a href=(address(offset.saturating_sub(PAGE))) { (t("leads.before")) } " " }
                @if let Some(next) = found.next_offset { a href=(address(next)) { (t("leads.next")) } }
            }
        }
    }
}

/// The verbs for those who are chosen.
fn bar(at: &InBrand) -> Markup {
    html! {
        @if at.may_run::<Shortlist>() && at.may_run::<AddLead>() && !at.shell.campaigns.is_empty() {
            (table::bulk(t("creators.chosen"), html! {
                span.bulk-part {
                    label.line {
                        span.vh { (t("creators.campaign")) }
                        select.input.small name="into" { @for campaign in &at.shell.campaigns { option value=(campaign.id) { (campaign.name) } } }
                    }
                    (Button::submit(t("creators.shortlist")).named("do", "shortlist"))
                }
            }))
        }
    }
}

/// Where a refusal is said: the page has no field for it.
fn back(at: &InBrand, error: app::Error) -> Answer {
    match error {
        app::Error::Rule { message, .. } => at.done("/leads", heard(&message)),
        other => at.refused("/leads", other),
    }
}

async fn act(at: InBrand, posted: Posted) -> Answer {
    at.only::<AddLead>()?;
    if let Some((verb, key)) = posted.get("one").split_once(':') {
        let lead = LeadKey::parse(key).ok_or(Refusal::App(app::Error::NotFound))?;
        let name = posted.text(&format!("name.{key}"));
        return match verb {
            "add" => match at.run_asked(&posted, AddLead { lead, tier: None }).await {
                Ok(made) => at.done(&format!("/creators/{}", made.id), t("leads.added")),
                Err(error) => back(&at, error),
            },
            verb @ ("aside" | "again") => {
                let interested = verb == "again";
                match at.run_asked(&posted, DecideLead { lead, name, interested }).await {
                    Ok(()) => at.done("/leads", if interested { t("leads.again.done") } else { t("leads.not.done") }),
                    Err(error) => back(&at, error),
                }
            }
            _ => Err(Refusal::App(app::Error::NotFound)),
        };
    }
    shortlist(&at, &posted).await
}

/// Puts the chosen on a campaign's shortlist; whoever the brand does not know is added first.
async fn shortlist(at: &InBrand, posted: &Posted) -> Answer {
    at.only::<Shortlist>()?;
    let leads: Vec<LeadKey> = posted.list("lead").into_iter().filter_map(LeadKey::parse).collect();
    if leads.is_empty() {
        return at.done("/leads", t("creators.choose_first"));
    }
    let campaign: CampaignId = posted.get("into").parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    let open = at.shell.campaigns.iter().find(|open| open.id == campaign).ok_or(Refusal::App(app::Error::NotFound))?;
    let mut creators: Vec<CreatorId> = Vec::with_capacity(leads.len());
    for lead in leads {
        match at.run(AddLead { lead, tier: None }).await {
            Ok(made) => creators.push(made.id),
            Err(error) => return back(at, error),
        }
    }
    let count = creators.len();
    match at.run(Shortlist { campaign, creators, source: None, again: true }).await {
        Ok(_) => at.done(&format!("/campaigns/{}", open.slug), tf("creators.shortlisted", &[("count", &count.to_string())])),
        Err(error) => back(at, error),
    }
}

/// Whether somebody may open any of the pages.
pub(super) fn opens(at: &InBrand) -> bool {
    at.may_see::<ListLeads>() && at.may_see::<ListMatches>() && at.may_see::<ListMentions>()
}
