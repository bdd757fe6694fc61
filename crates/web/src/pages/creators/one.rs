//! One creator: accounts and numbers with their sources, what the brand keeps, collaborations, and the verbs.
//!
//! Invariant: what other brands of the organisation noted or agreed is not here. Absent: messages; the inbox has them.

use app::{
    App,
    creators::{
        BlockCreator, CreatorMoney, CreatorView, ExportCreator, GetCreator, ListTimeline, NoteCreator, ProfileView, RevokePortalLinks,
        SetStanding, SplitCreators, SuppressCreator, UnblockCreator, UpdateCreator,
    },
    discovery::VetCreator,
    listening::GetWarmth,
    outreach::{CreatePortalLink, PauseChasing, ResumeChasing, SendMessage, ShowClock},
};
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use domain::{
    creators::{Badge, Snapshot, Standing},
    ids::CreatorId,
    money::Money,
};
use maud::{Markup, Render, html};

use super::form;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, values::Asks},
    pages::{campaigns::first_step, said},
    text::{self, Said, Worded, grouped, t, tf, tk},
    ui::{
        Button, Field, Whose,
        figure::{Stat, sourced, stats},
        form::{self as forms, Confirm, hidden, post_inline},
        person::{Kind, Size, avatar},
        portal::copy,
        section::{Weight, chapter, empty, facts, fold, note, paragraphs, part},
        shell::crumb_head,
        table::{Column, Table, unknown},
        turn::{tag, turn},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators/{creator}", get(show))
        .route("/b/{slug}/creators/{creator}/edit", get(form::edit).post(form::update))
        .route("/b/{slug}/creators/{creator}/notes", post(notes))
        .route("/b/{slug}/creators/{creator}/standing", post(standing))
        .route("/b/{slug}/creators/{creator}/block", post(block))
        .route("/b/{slug}/creators/{creator}/unblock", post(unblock))
        .route("/b/{slug}/creators/{creator}/opt-out", post(opt_out))
        .route("/b/{slug}/creators/{creator}/reminders", post(reminders))
        .route("/b/{slug}/creators/{creator}/portal-link", post(portal_link))
        .route("/b/{slug}/creators/{creator}/portal-link/revoke", post(revoke_links))
}

async fn show(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, asks: Asks) -> Answer {
    let view = at.show(GetCreator { creator: id }).await?;
    let mut posted = filled(&view);
    posted.put(OPEN, asks.get(OPEN));
    Ok(at.page(&view.creator.name, "creators", page(&at, &view, &posted, None)))
}

fn filled(view: &CreatorView) -> Posted {
    let kept = &view.relationship;
    let mut posted = Posted::filled([
        ("notes", kept.notes.clone()),
        ("tags", kept.tags.join(", ")),
        ("standing", kept.standing.map(|standing| standing.as_str().to_owned()).unwrap_or_default()),
    ]);
    super::fields::fill(&mut posted, &view.fields);
    posted
}

/// Under which name an address says which folded part is open.
const OPEN: &str = "open";

/// Whether a folded part is open: the address asks for it, one of its fields was refused, or somebody typed into one that is empty
/// otherwise.
pub(super) fn is_open(posted: &Posted, part: &str, fields: &[&str], typed: &[&str]) -> bool {
    // What is wrong with one of several, as `tags.2`, is wrong with their field.
    let within = |named: &str, field: &str| named.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let refused = |field: &&str| posted.errors.0.iter().any(|error| within(&error.field, field) || error.field == forms::theirs(field));
    posted.get(OPEN) == part || fields.iter().chain(typed).any(refused) || typed.iter().any(|field| !posted.get(field).is_empty())
}

/// The page again with what a verb refused.
pub(super) async fn again(at: &InBrand, id: CreatorId, mut posted: Posted, error: app::Error) -> Answer {
    let view = at.show(GetCreator { creator: id }).await?;
    let stored = filled(&view);
    // The page has several forms, and one of them was sent.
    posted.complete(&stored);
    posted.refuse_beside(error, &stored)?;
    Ok(at.page_again(&view.creator.name, "creators", page(at, &view, &posted, None)))
}

fn page(at: &InBrand, view: &CreatorView, posted: &Posted, link: Option<&str>) -> Markup {
    let edit = at.path(&format!("/creators/{}/edit", view.id));
    let tools = html! {
        @if at.may_run::<SendMessage>() { (write(at, view)) }
        (Button::link(&at.path(&format!("/creators/{}/posts", view.id)), t("posts.title")))
        @if at.may_see::<ListTimeline>() { (Button::link(&at.path(&format!("/creators/{}/timeline", view.id)), t("creator_timeline.title")).icon("clock")) }
        @if at.may_see::<GetWarmth>() { (Button::link(&at.path(&format!("/creators/{}/warmth", view.id)), t("warmth.title"))) }
        @if at.may_see::<VetCreator>() { (Button::link(&at.path(&format!("/creators/{}/vetting", view.id)), t("creator.vet")).icon("shield")) }
        @if at.may_run::<UpdateCreator>() { (Button::link(&edit, t("creator_form.change")).icon("edit")) }
    };
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators"))], &view.creator.name, tools))
        div.body.near {
            (head(at, view))
            (forms::refusals(&posted.errors))
            (warnings(view))
            @if let Some(link) = link {
                (note(Weight::Ours, t("creator.link.made"), html! { div.mt-2 { (copy(link, None)) } p.about.mt-2 { (t("creator.link.text")) } }))
            }
            div.cols.side.mt-5 {
                div.stack.loose {
                    (chapter(t("creator.accounts"), "", accounts(at, view)))
                    (chapter(t("creator.collaborations"), view.collaborations.len(), collaborations(at, view)))
                    (super::notes::on_record(at, view, posted))
                    (summary(at, view, posted))
                }
                aside.stack.loose {
                    (chapter(t("creator.facts"), "", facts(&known(at, view))))
                    (super::shipping::on_record(at, view))
                    (super::fields::on_record(at, view, posted))
                    (super::files::on_record(at, view))
                    @if !view.merged.is_empty() { div id="merged" { (chapter(t("creator.merged"), "", merged(at, view))) } }
                    (verbs(at, view, posted))
                }
            }
        }
    }
}

/// To the inbox: the page's main verb, unless the first collaboration is still to be made.
fn write(at: &InBrand, view: &CreatorView) -> Markup {
    let to = at.path(&format!("/inbox?creator={}", view.id));
    let button = Button::link(&to, t("creator.write")).icon("inbox");
    if view.collaborations.is_empty() { button.render() } else { button.primary().render() }
}

fn head(at: &InBrand, view: &CreatorView) -> Markup {
    let handles: Vec<String> =
        view.profiles.iter().filter_map(|profile| profile.account.handle.as_ref().map(|handle| format!("@{handle}"))).collect();
    let place = [view.creator.city.clone(), view.creator.country.map(|country| text::country(country).to_owned())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let about = [handles.join(", "), place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let standing = view.relationship.standing.map_or_else(|| t("creators.undecided"), |standing| standing.worded());
    html! {
        div.line.entity {
            (avatar(Kind::Creator, &view.creator.name, Size::Huge))
            div.grow { h1 { (view.creator.name) } p.soft.row-size { (about) } @for word in &view.relationship.tags { (tag(word)) " " } }
            div.push { (stats(&[Stat::new(t("creators.tier"), view.relationship.tier.worded()), Stat::new(t("creators.standing"), standing)])) }
        }
        @if let Some(money) = &view.money { (sums(at, money)) }
    }
}

/// What came and went over all campaigns, for those who may see money.
fn sums(at: &InBrand, money: &CreatorMoney) -> Markup {
    let said = |all: &[Money]| match all {
        [] => Money::new(0, at.brand().brand.currency).said(),
        all => all.iter().map(Said::said).collect::<Vec<_>>().join(" · "),
    };
    let figures = [("creator.sold", &money.sold), ("creator.paid", &money.paid), ("creator.owed", &money.owed)];
    html! { div id="sums" { (stats(&figures.map(|(name, all)| Stat::new(t(name), said(all))))) } }
}

fn warnings(view: &CreatorView) -> Markup {
    html! {
        @if let Some(reason) = &view.no_contact { (note(Weight::Late, t("creator.no_contact"), heard(reason))) }
        @if let Some(day) = view.contacted_elsewhere { (note(Weight::Plain, "", tf("creator.elsewhere", &[("day", &when::day(day, "%-d %b %Y"))]))) }
    }
}

fn accounts(at: &InBrand, view: &CreatorView) -> Markup {
    html! {
        @if view.profiles.is_empty() {
            @let edit = at.path(&format!("/creators/{}/edit", view.id));
            (empty(t("creator.no_account"), t("creator.no_account.text"), html! { @if at.may_run::<UpdateCreator>() { (Button::link(&edit, t("creator_form.change"))) } }))
        }
        @for profile in &view.profiles { (account(at, view, profile)) }
    }
}

fn account(at: &InBrand, view: &CreatorView, profile: &ProfileView) -> Markup {
    let account = &profile.account;
    let name = account.handle.as_ref().map(|handle| format!("@{handle}")).or(account.display_name.clone()).unwrap_or_default();
    let title = html! {
        (crate::heard::heard(account.platform.label())) " · "
        @if let Some(url) = &account.url { a href=(url) rel="noopener noreferrer" target="_blank" { (name) } }
        @else if name.is_empty() { (unknown()) } @else { (name) }
    };
    let badge = account.badge.as_ref().map(|badge| Stat::new(t("creators.badge"), said_badge(at, &format!("{}-badge", account.id), badge)));
    let numbers: Vec<Stat<'_>> = profile
        .numbers
        .iter()
        .map(|snapshot| {
            Stat::new(snapshot.measure.worded(), number(at, &format!("{}-{}", account.id, snapshot.measure.as_str()), snapshot))
        })
        .chain(badge)
        .collect();
    html! {
        section.sec {
            div.sec-head { h3 { (title) } }
            @if numbers.is_empty() { p.row-size { (unknown()) " " span.soft { (t("creator.no_numbers")) } } } @else { (stats(&numbers)) }
            (super::audience::of_account(at, account))
            (super::fetching::line(at, view.id, profile))
            @if !profile.history.is_empty() { (history(at, profile)) }
        }
    }
}

/// What was told of an account before, each number with who said so, how and when.
fn history(at: &InBrand, profile: &ProfileView) -> Markup {
    let columns = [
        Column::text(t("vetting.paper.as_of")),
        Column::text(t("creator.history.what")),
        Column::number(t("vetting.value")),
        Column::text(t("vetting.source")),
    ];
    let rows = html! {
        @for one in &profile.history {
            tr {
                td.soft { (when::said(one.fetched_at, at.now(), at.zone())) }
                td { (one.measure.worded()) }
                td.num { (figure(one)) }
                td.wrap.soft { (said::source(&one.source)) ", " (one.method.worded()) @if let Some(formula) = &one.formula { ", " (formula) } }
            }
        }
    };
    html! {
        details.mt-2 {
            summary.about { (tf("creator.older", &[("count", &profile.older.to_string())])) }
            div.scrollx.mt-2 { (Table::inset(&columns, rows)) }
            @if usize::try_from(profile.older).is_ok_and(|older| older > profile.history.len()) { p.about.mt-2 { (tf("creator.history.newest", &[("count", &profile.history.len().to_string())])) } }
        }
    }
}

/// Whether an account carries its platform's badge, with who says so and when.
fn said_badge(at: &InBrand, id: &str, badge: &Badge) -> Markup {
    let words = if badge.verified { t("creators.verified") } else { t("creators.not_verified") };
    let when = when::said(badge.at, at.now(), at.zone());
    sourced(id, words.to_owned(), &format!("{words}."), &format!("{}, {when}", said::source(&badge.source)))
}

/// A number as it is read; one that is rounded or estimated says so.
fn figure(snapshot: &Snapshot) -> String {
    let value = if snapshot.measure.is_rate() {
        let hundredths = (snapshot.value + 50) / 100;
        format!("{}.{:02} %", hundredths / 100, (hundredths % 100).abs())
    } else {
        grouped(u64::try_from(snapshot.value).unwrap_or(0))
    };
    if snapshot.exact { value } else { format!("≈ {value}") }
}

/// A number with its source, method, time and formula behind it; estimates say so.
fn number(at: &InBrand, id: &str, snapshot: &Snapshot) -> Markup {
    let value = figure(snapshot);
    let when = when::said(snapshot.fetched_at, at.now(), at.zone());
    let rest = [Some(said::source(&snapshot.source).to_owned()), Some(when), snapshot.formula.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let matter = format!("{}, {}.", snapshot.method.worded(), if snapshot.exact { t("creator.exact") } else { t("creator.estimated") });
    sourced(id, value, &matter, &rest)
}

fn collaborations(at: &InBrand, view: &CreatorView) -> Markup {
    if view.collaborations.is_empty() {
        return empty(t("creator.none"), t("creator.none.text"), first_step(at));
    }
    let columns = [Column::text(t("today.campaign")), Column::text(t("today.stage")), Column::text(t("creators.since"))];
    let rows = html! {
        @for one in &view.collaborations {
            tr {
                td { a href=(at.path(&format!("/collaborations/{}", one.id))) { (one.campaign_name) } }
                td { (tk("stage", one.stage.as_str())) @if let Some(off) = &one.off { @if !off.reason.is_empty() { " " span.quiet { (off.reason) } } } }
                td.soft { (when::date(one.shortlisted_at, at.now(), at.zone())) }
            }
        }
    };
    Table::inset(&columns, rows).render()
}

/// The summary, and the form that changes it and the tags.
fn summary(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    let may = at.may_run::<NoteCreator>() && view.creator.erased_at.is_none();
    let words = &view.relationship.notes;
    if words.is_empty() && !may {
        return html! {};
    }
    let open = is_open(posted, "summary", &["notes", "tags"], &[]);
    let body = html! {
        @if words.is_empty() { p.row-size.soft { (t("creator.notes.none")) } } @else { div.voice { (paragraphs(words)) } }
        @if may { (fold("summary", open, t("creator.notes.change"), "", notes_form(at, view, posted))) }
    };
    chapter(t("creator_form.notes"), "", body)
}

fn notes_form(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    forms::post(
        &at.path(&format!("/creators/{}/notes", view.id)),
        html! {
            (hidden("version", &view.version.to_string()))
            (Field::lines("notes", t("creator_form.notes"), 4).value(posted.get("notes")).errors(&posted.errors).voice().help(t("creator.notes.help")))
            (Field::text("tags", t("creators.tags")).value(posted.get("tags")).errors(&posted.errors).help(t("creator_form.commas")))
            div { (Button::submit(t("creator.notes.save"))) }
        },
    )
}

/// Records that were merged into this one; the last one can be split again.
fn merged(at: &InBrand, view: &CreatorView) -> Markup {
    html! {
        @for (place, one) in view.merged.iter().enumerate() {
            (part(&one.name, "", html! {
                p.row-size.soft { (tf("creator.merged.by", &[("name", &one.by), ("when", &when::said(one.at, at.now(), at.zone()))])) }
                @if !one.reasons.is_empty() { p.line.wrap { @for reason in &one.reasons { (tag(super::duplicates::said(reason))) } } }
                @if !one.note.is_empty() { div.voice { (paragraphs(&one.note)) } }
                @if place == 0 && at.may_run::<SplitCreators>() {
                    div.mt-2 {
                        (post_inline(&at.path(&format!("/creators/{}/split", view.id)), html! {
                            (hidden("version", &view.version.to_string())) (hidden("other", &one.creator.to_string()))
                            (Button::submit(t("creator.split")).quiet().confirm(Confirm {
                                question: &tf("creator.split.ask", &[("other", &one.name), ("name", &view.creator.name)]),
                                text: Some(t("creator.split.text")),
                                ..Confirm::default()
                            }))
                        }))
                    }
                }
            }))
        }
    }
}

fn known(at: &InBrand, view: &CreatorView) -> Vec<(&'static str, Markup)> {
    let creator = &view.creator;
    let or_unknown = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or_else(unknown, |text| html! { (text) });
    let mut all = vec![
        (t("entry.email"), or_unknown(creator.email.as_deref())),
        (t("creator_form.language"), or_unknown(creator.language.as_deref())),
        (t("set_up.zone"), or_unknown(creator.zone.as_ref().map(|zone| zone.name()))),
        (t("creator_form.source"), html! { (view.relationship.source.worded()) }),
        (t("creators.since"), when::time(view.relationship.since, at.now(), at.zone())),
    ];
    if !view.relationship.topics.is_empty() {
        all.push((t("creator.topics"), html! { (view.relationship.topics.join(", ")) }));
    }
    if let Some(manager) = &creator.manager {
        all.push((t("creator_form.manager"), html! { (manager.name) " " span.quiet { (manager.email) } }));
    }
    for rate in &view.relationship.rates {
        all.push((t("creator.rate"), html! { (said::format(&rate.format)) ", " (rate.price.said()) }));
    }
    if let Some(at_time) = creator.suppression.opted_out_at {
        all.push((t("creator.opted_out"), when::time(at_time, at.now(), at.zone())));
    }
    all
}

fn verbs(at: &InBrand, view: &CreatorView, posted: &Posted) -> Markup {
    let base = at.path(&format!("/creators/{}", view.id));
    let version = hidden("version", &view.version.to_string());
    let open = |part: &str, fields: &[&str], typed: &[&str]| is_open(posted, part, fields, typed);
    html! {
        div {
            @if at.may_run::<SetStanding>() && view.creator.erased_at.is_none() {
                @let now = view.relationship.standing.map_or_else(|| t("creators.undecided"), |standing| standing.worded());
                (fold("standing", open("standing", &["standing"], &["reason"]), t("creators.standing"), now, standing_form(&base, &version, posted)))
            }
            @if at.may_run::<CreatePortalLink>() {
                (fold("own-page", open("own-page", &[], &[]), t("creator.link"), t("creator.link.now"), own_page(view, &base, &version)))
            }
            @if at.may_run::<PauseChasing>() {
                (fold("reminders", open("reminders", &[], &["pause_reason"]), t("creator.reminders"), reminded(at, view), clock(at, view, &base, posted)))
            }
            @if at.may_run::<BlockCreator>() {
                (fold("contact", open("contact", &[], &["block_reason"]), t("creator.contact"), contacted(view), contact(view, &base, &version, posted)))
            }
            @if at.may_see::<ExportCreator>() {
                (fold("data", open("data", &[], &["erase_reason"]), t("creator.data"), t("creator.data.now"), super::data::verbs(at, view, posted)))
            }
        }
    }
}

fn standing_form(base: &str, version: &Markup, posted: &Posted) -> Markup {
    let standings: Vec<(&str, &str)> = Standing::ALL.iter().map(|standing| (standing.as_str(), standing.worded())).collect();
    forms::post(
        &format!("{base}/standing"),
        html! {
            (version)
            (Field::select("standing", t("creator.again"), &standings, Some(t("creators.undecided"))).value(posted.get("standing")).errors(&posted.errors))
            (Field::text("reason", t("creator.why")).value(posted.get("reason")).errors(&posted.errors).required())
            div { (Button::submit(t("creator.standing.save"))) }
        },
    )
}

/// The links to their own page.
fn own_page(view: &CreatorView, base: &str, version: &Markup) -> Markup {
    html! {
        p.row-size.soft { (t("creator.link.help")) }
        div.line.wrap.mt-2 {
            (post_inline(&format!("{base}/portal-link"), Button::submit(t("creator.link.do")).render()))
            (post_inline(&format!("{base}/portal-link/revoke"), html! {
                (version)
                (Button::submit(t("creator.link.revoke")).quiet().confirm(Confirm {
                    question: &tf("creator.link.revoke.ask", &[("name", &view.creator.name)]),
                    text: Some(t("creator.link.revoke.text")),
                    danger: true,
                    ..Confirm::default()
                }))
            }))
        }
    }
}

/// Whether the clock reminds them, in a word.
fn reminded(at: &InBrand, view: &CreatorView) -> String {
    match &view.reminders {
        Some(pause) => {
            let when = when::said(pause.since, at.now(), at.zone());
            tf("creator.reminders.paused", &[("name", &pause.name), ("when", &when)])
        }
        None => t("creator.reminders.on").to_owned(),
    }
}

/// Whether they may be written to, in a word.
fn contacted(view: &CreatorView) -> String {
    let suppression = &view.creator.suppression;
    match (&suppression.blocked, suppression.opted_out_at, &view.no_contact) {
        (Some(_), _, _) => t("creator.blocked").to_owned(),
        (None, Some(_), _) => t("creator.opted_out").to_owned(),
        (None, None, Some(reason)) => heard(reason),
        (None, None, None) => t("creator.contact.yes").to_owned(),
    }
}

/// Whether the clock reminds them, and keeping it from it.
fn clock(at: &InBrand, view: &CreatorView, base: &str, posted: &Posted) -> Markup {
    let path = format!("{base}/reminders");
    html! {
        @match &view.reminders {
            Some(pause) => {
                p.row-size { (turn(Whose::Nobody, false, tf("creator.reminders.paused", &[("name", &pause.name), ("when", &when::said(pause.since, at.now(), at.zone()))]))) }
                @if !pause.reason.is_empty() { p.row-size.soft.mt-2 { (pause.reason) } }
                div.mt-2 { (post_inline(&path, html! { (hidden("pause", &pause.id.to_string())) (Button::submit(t("creator.reminders.resume"))) })) }
            },
            None => {
                p.row-size.soft { (t("creator.reminders.help")) @if at.may_see::<ShowClock>() { " " a href=(at.path("/settings/clock")) { (t("creator.reminders.clock")) } } }
                div.mt-2 { (forms::post(&path, html! {
                    (Field::text("pause_reason", t("creator.reminders.why")).value(posted.get("pause_reason")).errors(&posted.errors).optional())
                    div { (Button::submit(t("creator.reminders.pause"))) }
                })) }
            },
        }
    }
}

/// Block, unblock, and an opt-out that reached somebody by another way.
fn contact(view: &CreatorView, base: &str, version: &Markup, posted: &Posted) -> Markup {
    let name = view.creator.name.as_str();
    html! {
        @if let Some(block) = &view.creator.suppression.blocked {
            p.row-size { (turn(Whose::Nobody, false, html! { (t("creator.blocked")) ": " (block.reason) })) }
            div.mt-2 { (post_inline(&format!("{base}/unblock"), html! { (version) (Button::submit(t("creator.unblock"))) })) }
        } @else {
            (forms::post(&format!("{base}/block"), html! {
                (version)
                (Field::text("block_reason", t("creator.block.why")).value(posted.get("block_reason")).errors(&posted.errors).required().help(t("creator.block.help")))
                div { (Button::submit(t("creator.block")).danger().confirm(Confirm {
                    question: &tf("creator.block.ask", &[("name", name)]),
                    text: Some(t("creator.block.text")),
                    danger: true,
                    ..Confirm::default()
                })) }
            }))
        }
        @if view.creator.suppression.opted_out_at.is_none() {
            div.mt-4 { (post_inline(&format!("{base}/opt-out"), html! {
                (version)
                (Button::submit(t("creator.opt_out")).quiet().confirm(Confirm {
                    question: &tf("creator.opt_out.ask", &[("name", name)]),
                    text: Some(t("creator.opt_out.text")),
                    danger: true,
                    ..Confirm::default()
                }))
            })) }
        }
    }
}

/// What follows a verb: the creator's page with what was done, or with what was refused.
async fn done<T>(at: &InBrand, id: CreatorId, posted: Posted, result: app::Result<T>, words: &str) -> Answer {
    match result {
        Ok(_) => at.done(&format!("/creators/{id}"), words),
        Err(error) => again(at, id, posted, error).await,
    }
}

async fn notes(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let command = NoteCreator { creator: id, notes: posted.text("notes"), tags: posted.commas("tags") };
    let result = at.run_asked(&posted, command).await;
    done(&at, id, posted, result, t("creator.notes.saved")).await
}

async fn standing(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let command = SetStanding { creator: id, standing: Standing::parse(posted.get("standing")), reason: posted.text("reason") };
    let result = if command.reason.is_empty() {
        Err(app::Error::field("reason", t("creator.standing.why")))
    } else {
        at.run_asked(&posted, command).await
    };
    done(&at, id, posted, result, t("creator.standing.saved")).await
}

async fn block(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, BlockCreator { creator: id, reason: posted.text("block_reason") }).await;
    // This page has several reasons.
    done(&at, id, posted, result.map_err(|error| error.renamed("reason", "block_reason")), t("creator.block.done")).await
}

async fn unblock(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, UnblockCreator { creator: id }).await;
    done(&at, id, posted, result, t("creator.unblock.done")).await
}

async fn opt_out(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, SuppressCreator { creator: id }).await;
    done(&at, id, posted, result, t("creator.opt_out.done")).await
}

async fn reminders(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    if let Ok(pause) = posted.get("pause").parse() {
        let result = at.run_asked(&posted, ResumeChasing { pause }).await;
        return done(&at, id, posted, result, t("creator.reminders.resumed")).await;
    }
    let pause = PauseChasing { campaign: None, creator: Some(id), reason: posted.text("pause_reason") };
    let result = at.run_asked(&posted, pause).await.map_err(|error| error.renamed("reason", "pause_reason"));
    done(&at, id, posted, result, t("creator.reminders.done")).await
}

/// The link is shown on the page itself, once.
async fn portal_link(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, _posted: Posted) -> Result<Response, crate::kernel::Refusal> {
    let made = at.run(CreatePortalLink { creator: id }).await?;
    let view = at.show(GetCreator { creator: id }).await?;
    let posted = filled(&view);
    Ok(at.page(&view.creator.name, "creators", page(&at, &view, &posted, Some(&made.link))))
}

async fn revoke_links(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = at.run_asked(&posted, RevokePortalLinks { creator: id }).await;
    done(&at, id, posted, result, t("creator.link.revoked")).await
}
