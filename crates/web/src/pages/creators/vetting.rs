//! The vetting of one creator: signals with their evidence, what to bring, and what a person decides.
//!
//! Invariant: the fit stands beside the share of weight that is known, and *unknown* is a word with what to bring. What is one
//! account's stands under its name. Evidence is opened in place. Absent: a fit over several accounts.

mod bring;
mod printed;
mod signals;
mod summary;
mod table;

use app::{
    App,
    creators::{AccountView, AddPosts, AddedPosts},
    discovery::{AddComments, AddFollowers, AddedComments, DecideVetting, VetCreator, VettedAccount, VettingReport, vetting::DecisionView},
};
use axum::{
    Router,
    extract::Path,
    http::header,
    response::IntoResponse,
    routing::{get, post},
};
use domain::{
    discovery::vetting::{Choice, Fit},
    ids::{CampaignId, CreatorId, ProfileId},
    text::slug,
};
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, Posted, posted::File, values::Asks},
    language::in_english,
    text::{self, grouped, t, tf, tk},
    ui::{
        Button, Field,
        choice::{Answer as Choosable, one_of},
        form::{self as forms, hidden},
        person::{Kind, Size, avatar},
        picture::LineChart,
        section::{Weight, chapter, note, paragraphs},
        shell::crumb_head,
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators/{creator}/vetting", get(show))
        .route("/b/{slug}/creators/{creator}/vetting.pdf", get(pdf))
        .route("/b/{slug}/creators/{creator}/vetting.csv", get(csv))
        .route("/b/{slug}/creators/{creator}/vetting/posts", post(posts))
        .route("/b/{slug}/creators/{creator}/vetting/comments", post(comments))
        .route("/b/{slug}/creators/{creator}/vetting/followers", post(followers))
        .route("/b/{slug}/creators/{creator}/vetting/share", post(share))
        .route("/b/{slug}/creators/{creator}/vetting/decision", post(decide))
        .merge(summary::routes())
}

/// What is said above the report: what became of a file, and its rows that could not be read.
#[derive(Debug, Default)]
struct Told {
    words: String,
    refused: Vec<(u64, String)>,
}

async fn show(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, asks: Asks) -> Answer {
    let campaign = asks.get("campaign").parse().ok();
    let report = at.show(VetCreator { creator: id, campaign }).await?;
    let title = tf("vetting.of", &[("name", &report.name)]);
    Ok(at.page(&title, "creators", page(&at, &report, &Posted::default(), &Told::default())))
}

async fn pdf(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, asks: Asks) -> Answer {
    let campaign = asks.get("campaign").parse().ok();
    let report = at.show(VetCreator { creator: id, campaign }).await?;
    let paper = printed::vetting(&at, &report);
    crate::printed::answer(&format!("{}-vetting.pdf", slug(&report.name)), move || paper.print()).await
}

/// The signals with what they rest on, for other programs.
async fn csv(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, asks: Asks) -> Answer {
    let campaign = asks.get("campaign").parse().ok();
    let report = at.show(VetCreator { creator: id, campaign }).await?;
    let name = format!("attachment; filename=\"{}-vetting.csv\"", slug(&report.name));
    let text = in_english(|| table::file(&report));
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

/// The page again with what was refused.
async fn again(at: &InBrand, id: CreatorId, mut posted: Posted, error: app::Error, field: &str) -> Answer {
    let campaign = posted.get("campaign").parse().ok();
    posted.refuse(error)?;
    // A form calls its file by what is in it; the operations call it the content.
    posted.errors.0.iter_mut().for_each(|error| match error.field.as_str() {
        "content" | "file_name" => field.clone_into(&mut error.field),
        "profile" => error.field = account_field(if field == "source" { "share" } else { field }),
        _ => {}
    });
    let report = at.show(VetCreator { creator: id, campaign }).await?;
    let title = tf("vetting.of", &[("name", &report.name)]);
    Ok(at.page_again(&title, "creators", page(at, &report, &posted, &Told::default())))
}

fn page(at: &InBrand, report: &VettingReport, posted: &Posted, told: &Told) -> Markup {
    let creator = at.path(&format!("/creators/{}", report.id));
    let campaign = report.campaign.as_ref().map(|campaign| format!("?campaign={}", campaign.id)).unwrap_or_default();
    let [pdf, csv] = ["pdf", "csv"].map(|ending| format!("{creator}/vetting.{ending}{campaign}"));
    let files = html! {
        (Button::link(&pdf, t("paper.download")).icon("download"))
        (Button::link(&csv, t("report.export")).icon("download"))
    };
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&creator, &report.name)], t("vetting"), files))
        div.body.near {
            (head(at, report))
            (forms::refusals(&posted.errors))
            (not_read(told))
            @for service in &report.left_out {
                div.mt-3 { (note(Weight::Plain, &tf("vetting.left_out", &[("platform", service.label())]), t("vetting.left_out.text"))) }
            }
            div.cols.side.mt-5 {
                div.stack.loose { (groups(at, report)) }
                aside.stack.loose {
                    (chapter(t("vetting.fit"), "", fits(report)))
                    (summary::part(at, report))
                    @for one in report.accounts.iter().filter(|one| one.followers.len() > 1) {
                        (chapter(t("vetting.followers"), beside(report, one), growth(at, one)))
                    }
                    @if at.may_run::<DecideVetting>() { (chapter(t("vetting.decide"), "", decision_form(at, report, posted))) }
                    @if report.decisions.len() > 1 { (chapter(t("vetting.before"), "", html! { ul.plain-list { @for one in report.decisions.iter().skip(1) { li { (decided(at, one)) } } } })) }
                    @if at.may_run::<AddPosts>() { (chapter(t("vetting.bring"), "", bring::forms(at, report, posted))) }
                    (chapter(t("vetting.care"), "", html! { p.soft.row-size { (t("vetting.care.text")) } }))
                }
            }
        }
    }
}

/// The signals: in one list, or where there are several accounts under the name of each, the person's last.
fn groups(at: &InBrand, report: &VettingReport) -> Markup {
    if report.accounts.len() < 2 {
        return html! {
            (chapter(t("vetting.signals"), t("vetting.signals.note"), signals::list(at, report.signals.iter(), "")))
            @for words in counted_nowhere(report) { p.soft.row-size { (words) } }
        };
    }
    let of = |id: Option<ProfileId>| report.signals.iter().filter(move |signal| signal.account.as_ref().map(|account| account.id) == id);
    html! {
        @for (place, one) in report.accounts.iter().enumerate() {
            (chapter(&account_name(&one.account), t("vetting.signals.note"), signals::list(at, of(Some(one.account.id)), &format!("-{}", place + 1))))
        }
        (chapter(t("vetting.person"), t("vetting.person.note"), signals::list(at, of(None), "")))
        @for words in counted_nowhere(report) { p.soft.row-size { (words) } }
    }
}

/// `Instagram @maya`, or the platform with the name that is shown there.
fn account_name(account: &AccountView) -> String {
    let name = account.handle.as_ref().map(|handle| format!("@{handle}")).or_else(|| account.display_name.clone()).unwrap_or_default();
    format!("{} {name}", text::platform(account.platform.as_str())).trim_end().to_owned()
}

/// Of which account, where there are several.
fn beside(report: &VettingReport, one: &VettedAccount) -> String {
    if report.accounts.len() > 1 { account_name(&one.account) } else { String::new() }
}

/// What is kept and counts for no account, or was not read at all; a sentence each.
fn counted_nowhere(report: &VettingReport) -> impl Iterator<Item = String> {
    let unread =
        [(report.unread.posts, "vetting.unread.posts", report.posts), (report.unread.comments, "vetting.unread.comments", report.comments)];
    let unread = unread.into_iter().filter(|(there, ..)| *there);
    let said = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    of_no_account(report).into_iter().chain(unread.map(move |(_, key, count)| tf(key, &[("count", &said(count))])))
}

/// What counts for no account, in a sentence.
fn of_no_account(report: &VettingReport) -> Option<String> {
    let left = report.of_no_account;
    let said = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    (left.posts + left.comments > 0)
        .then(|| tf("vetting.of_no_account", &[("posts", &said(left.posts)), ("comments", &said(left.comments))]))
}

fn head(at: &InBrand, report: &VettingReport) -> Markup {
    let account = report.accounts.first().map(|one| &one.account).map(|account| {
        let handle = account.handle.as_ref().map(|handle| format!("@{handle}"));
        let followers = account.followers.and_then(|followers| u64::try_from(followers).ok()).map(grouped);
        let more = report.accounts.len() - 1;
        let more = (more > 0).then(|| tf("vetting.and_more", &[("count", &more.to_string())]));
        [handle, Some(account.platform.label().to_owned()), followers, more].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let place = [report.city.clone(), report.country.map(|country| text::country(country).to_owned())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let campaign = report.campaign.as_ref().map(|campaign| tf("vetting.for", &[("campaign", &campaign.name)]));
    let about = [account, Some(place), campaign].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    html! {
        div.line.entity {
            (avatar(Kind::Creator, &report.name, Size::Huge))
            div.grow { h1 { (report.name) } p.soft.row-size { (about) } }
            div.push.verdict {
                p.label { (t("vetting.decided")) }
                @match report.decisions.first() {
                    Some(one) => (decided(at, one)),
                    None => { p.person-name { (t("vetting.undecided")) } },
                }
            }
        }
    }
}

fn decided(at: &InBrand, one: &DecisionView) -> Markup {
    let fit = one.fit.map(|fit| tf("vetting.fit.then", &[("fit", &hundredths(fit)), ("known", &fit.known.to_string())]));
    html! {
        p.person-name { (tk("choice", one.choice.as_str())) }
        div.soft.row-size { (paragraphs(&one.reason)) }
        p.about { (decided_for(one)) " · " span translate="no" { (one.name) } ", " (when::time(one.at, at.now(), at.zone())) @if let Some(fit) = fit { " · " (fit) } }
    }
}

/// For which campaign something was decided.
fn decided_for(one: &DecisionView) -> String {
    match one.campaign {
        Some(_) => tf("vetting.for", &[("campaign", one.campaign_name.as_deref().unwrap_or_default())]),
        None => t("vetting.for_all").to_owned(),
    }
}

/// `0.81`, as the language writes it.
pub(super) fn hundredths(fit: Fit) -> String {
    text::numerals(format!("{}.{:02}", fit.hundredths / 100, fit.hundredths % 100))
}

fn not_read(told: &Told) -> Markup {
    let refused = &told.refused;
    html! {
        @if !told.words.is_empty() { (note(Weight::Plain, "", &told.words)) }
        @if !refused.is_empty() {
            (note(Weight::Late, t("vetting.not_read"), html! {
                ul.hint-list { @for (row, reason) in refused.iter().take(10) { li { (tf("vetting.row", &[("row", &row.to_string()), ("reason", &crate::heard::heard(reason))])) } } }
                @if refused.len() > 10 { p { (tf("vetting.and_more", &[("count", &(refused.len() - 10).to_string())])) } }
            }))
        }
    }
}

/// The fit of each account beside the weight that it rests on.
fn fits(report: &VettingReport) -> Markup {
    html! {
        @if report.accounts.is_empty() { (fit(report.fit)) }
        @for one in &report.accounts {
            @let of = beside(report, one);
            div.mt-2 { @if !of.is_empty() { h4.label translate="no" { (of) } } (fit(one.fit)) }
        }
        @if report.fit.is_some() || report.accounts.iter().any(|one| one.fit.is_some()) { p.row-size.soft.mt-2 { (t("vetting.fit.text")) } }
    }
}

fn fit(fit: Option<Fit>) -> Markup {
    html! {
        @match fit {
            Some(fit) => {
                p.headline { (hundredths(fit)) }
                p.row-size.soft { (tf("vetting.fit.known", &[("known", &fit.known.to_string())])) }
            },
            None => { p.row-size { span.unknown { (t("figure.unknown")) } " " (t("vetting.fit.none")) } },
        }
    }
}

fn growth(at: &InBrand, account: &VettedAccount) -> Markup {
    let values: Vec<f64> = account.followers.iter().map(|one| one.followers as f64).collect();
    let (Some(first), Some(last)) = (account.followers.first(), account.followers.last()) else { return html! {} };
    let say = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    let (from, to) = (when::date(first.at, at.now(), at.zone()), when::date(last.at, at.now(), at.zone()));
    let sentence =
        tf("vetting.followers.from_to", &[("from", &say(first.followers)), ("to", &say(last.followers)), ("begin", &from), ("end", &to)]);
    html! {
        (LineChart { values: &values, plan: &[], labels: &[&from, &to], last: "", sentence: &sentence }.render())
        p.soft.row-size { (sentence) " " (t("vetting.followers.even")) }
    }
}

fn decision_form(at: &InBrand, report: &VettingReport, posted: &Posted) -> Markup {
    let options: Vec<Choosable<'_>> =
        Choice::ALL.iter().map(|choice| Choosable { value: choice.as_str(), words: tk("choice", choice.as_str()), help: None }).collect();
    forms::post(
        &at.path(&format!("/creators/{}/vetting/decision", report.id)),
        html! {
            (campaign_field(report))
            (one_of("choice", t("vetting.choice"), &options, posted.get("choice"), &posted.errors))
            (Field::lines("reason", t("vetting.reason"), 3).value(posted.get("reason")).errors(&posted.errors).voice().help(t("vetting.reason.help")))
            div { (Button::submit(t("vetting.decide.do")).primary()) }
        },
    )
}

/// For which campaign the report is, through a form and back.
fn campaign_field(report: &VettingReport) -> Markup {
    html! { @if let Some(campaign) = &report.campaign { (hidden("campaign", &campaign.id.to_string())) } }
}

/// Back to the report, for the campaign that it was for.
fn back(id: CreatorId, posted: &Posted) -> String {
    match posted.get("campaign").parse::<CampaignId>() {
        Ok(campaign) => format!("/creators/{id}/vetting?campaign={campaign}"),
        Err(_) => format!("/creators/{id}/vetting"),
    }
}

/// What follows a file: the report with what was added, and with the rows that could not be read.
async fn brought(at: &InBrand, id: CreatorId, posted: &Posted, words: String, refused: Vec<(u64, String)>) -> Answer {
    if refused.is_empty() {
        return at.done(&back(id, posted), words);
    }
    let report = at.show(VetCreator { creator: id, campaign: posted.get("campaign").parse().ok() }).await?;
    let title = tf("vetting.of", &[("name", &report.name)]);
    Ok(at.page(&title, "creators", page(at, &report, &Posted::default(), &Told { words, refused })))
}

/// The file of a form, or what is said where none was chosen.
fn file(posted: &Posted, name: &str) -> app::Result<File> {
    posted.file(name).cloned().ok_or_else(|| app::Error::field(name, t("vetting.choose_file")))
}

/// How a form's choice of an account is called: several stand on one page, and each label leads to its own.
fn account_field(form: &str) -> String {
    format!("{form}.profile")
}

/// Of which account a form's file is, where one was chosen.
fn of_account(posted: &Posted, form: &str) -> Option<ProfileId> {
    posted.get(&account_field(form)).parse().ok()
}

async fn posts(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = match file(&posted, "posts") {
        Ok(file) => {
            at.run_asked(&posted, AddPosts { profile: of_account(&posted, "posts"), ..AddPosts::of_bytes(id, &file.name, &file.bytes) })
                .await
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(AddedPosts { added, renewed, unchanged, refused }) => {
            let words =
                tf("vetting.posts.done", &[("added", &grouped(added)), ("renewed", &grouped(renewed)), ("same", &grouped(unchanged))]);
            brought(&at, id, &posted, words, refused.into_iter().map(|one| (one.row, one.reason)).collect()).await
        }
        Err(error) => again(&at, id, posted, error, "posts").await,
    }
}

async fn comments(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = match file(&posted, "comments") {
        Ok(file) => at.run_asked(&posted, AddComments::of_bytes(id, &file.name, &file.bytes)).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(AddedComments { added, known, by_creator, refused, .. }) => {
            let words =
                tf("vetting.comments.done", &[("added", &grouped(added)), ("known", &grouped(known)), ("own", &grouped(by_creator))]);
            brought(&at, id, &posted, words, refused.into_iter().map(|one| (one.row, one.reason)).collect()).await
        }
        Err(error) => again(&at, id, posted, error, "comments").await,
    }
}

async fn followers(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let result = match file(&posted, "followers") {
        Ok(file) => {
            at.run_asked(
                &posted,
                AddFollowers { profile: of_account(&posted, "followers"), ..AddFollowers::of_bytes(id, &file.name, &file.bytes) },
            )
            .await
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(added) => {
            let counted = added.sampled.and_then(|sampled| u64::try_from(sampled).ok()).unwrap_or(0);
            at.done(
                &back(id, &posted),
                tf("vetting.followers.done", &[("count", &grouped(counted)), ("refused", &added.refused.to_string())]),
            )
        }
        Err(error) => again(&at, id, posted, error, "followers").await,
    }
}

async fn share(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, mut posted: Posted) -> Answer {
    let share = posted.read_if("share", millionths, "vetting.share.wrong");
    let sampled = posted.number_if("sampled");
    let command = AddFollowers {
        creator: id,
        profile: of_account(&posted, "share"),
        file_name: posted.text("source"),
        content: None,
        share,
        sampled,
    };
    let result = match posted.checked() {
        Ok(()) if share.is_none() => Err(app::Error::field("share", t("vetting.share.wrong"))),
        Ok(()) => at.run_asked(&posted, command).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(_) => at.done(&back(id, &posted), t("vetting.share.done")),
        Err(error) => again(&at, id, posted, error, "source").await,
    }
}

/// A percentage as people type it, in millionths: `18.4`, `18,4 %`.
fn millionths(typed: &str) -> Option<i64> {
    let plain = typed.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 4 || !digits(whole) || !digits(part) {
        return None;
    }
    let share = whole.parse::<i64>().ok()? * 10_000 + format!("{part:0<4}").parse::<i64>().ok()?;
    (share <= 1_000_000).then_some(share)
}

async fn decide(at: InBrand, Path((_, id)): Path<(String, CreatorId)>, posted: Posted) -> Answer {
    let campaign = posted.get("campaign").parse().ok();
    let result = match Choice::parse(posted.get("choice")) {
        Some(choice) => at.run_asked(&posted, DecideVetting { creator: id, campaign, choice, reason: posted.text("reason") }).await,
        None => Err(app::Error::field("choice", t("vetting.choice.none"))),
    };
    match result {
        Ok(_) => at.done(&back(id, &posted), t("vetting.decide.done")),
        Err(error) => again(&at, id, posted, error, "reason").await,
    }
}

#[cfg(test)]
mod tests {
    use super::millionths;

    #[test]
    fn a_percentage_is_read_as_people_type_it() {
        assert_eq!(
            ["18.4", "18,4 %", "0", "100", "7.25%"].map(millionths),
            [Some(184_000), Some(184_000), Some(0), Some(1_000_000), Some(72_500)]
        );
        assert_eq!(["", "101", "a", "-3", "1.23456", "1.2.3"].map(millionths), [None; 6]);
    }
}
