//! Mentions: the posts that name the brand, newest first; a list of more; and where a listening tool sends them.
//!
//! Invariant: a paid post is told apart, with how that is known. Absent: fetching.

use app::{
    App,
    listening::{CreateMentionSecret, FetchTags, ImportMentions, ImportedMentions, ListMentions, MentionPage, MentionView, Paid, passing},
    team::UpdateBrandProfile,
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::listening::ListKind;
use maud::{Markup, Render, html};

use super::{
    brought,
    customers::{chosen, fits, laid_by, lay_by},
    refused, tabs,
};
use crate::{
    heard::heard,
    kernel::{
        Answer, InBrand, Posted,
        values::{Asks, with_query},
    },
    pages::said,
    text::{grouped, t, tf, tk},
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        figure::{Stat, stats},
        form::{self, Confirm, hidden},
        section::{Weight, chapter, empty, note},
        shell::{crumb_head, page_head},
        table::{Column, Table, unknown},
        turn::tag,
        when,
    },
};

const PLACE: &str = "/leads/mentions";
const ACCEPT: &str = ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls,text/csv";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/leads/mentions", get(show))
        .route("/b/{slug}/leads/mentions/import", post(look))
        .route("/b/{slug}/leads/mentions/import/run", post(run))
        .route("/b/{slug}/leads/mentions/secret", post(secret))
        .route("/b/{slug}/leads/mentions/tags", post(tags_now))
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    page(&at, &asks, &Posted::default(), None, false).await
}

async fn page(at: &InBrand, asks: &Asks, posted: &Posted, secret: Option<&str>, again: bool) -> Answer {
    let question = ListMentions { creator: asks.get("creator").parse().ok(), cursor: asks.some("cursor"), limit: None };
    let found = at.show(question).await?;
    let lists = brought::lists(at, ListKind::Mentions).await?;
    let body = html! {
        (page_head(t("mentions.title"), t("mentions.about"), html! {}))
        (tabs(at, "/mentions"))
        div.body {
            (form::refusals(&posted.errors))
            @if let Some(secret) = secret {
                (note(Weight::Ours, t("mentions.secret"), html! { p.mono.mt-2 { (secret) } p.about.mt-2 { (t("mentions.secret.once")) } }))
            }
            div.cols.side {
                div.stack.loose { (chapter(t("mentions.listed"), grouped(u64::try_from(found.total).unwrap_or(0)), listed(at, asks, &found))) }
                aside.stack.loose {
                    @if at.may_run::<ImportMentions>() { (chapter(t("mentions.bring"), "", bring(at, posted))) }
                    @if at.may_run::<FetchTags>() { (chapter(t("mentions.tags"), "", ask_tags(at))) }
                    (lists)
                    (chapter(t("mentions.hook"), "", hook(at, &found)))
                    (chapter(t("mentions.names"), "", names(at)))
                }
            }
        }
    };
    let title = t("mentions.title");
    Ok(if again { at.page_again(title, "discover", body) } else { at.page(title, "discover", body) })
}

fn listed(at: &InBrand, asks: &Asks, found: &MentionPage) -> Markup {
    if found.items.is_empty() {
        return empty(t("mentions.none"), t("mentions.none.text"), html! {});
    }
    let heads = [
        Column::text(t("mentions.when")),
        Column::text(t("mentions.who")),
        Column::text(t("mentions.words")),
        Column::number(t("mentions.followers")),
        Column::number(t("mentions.likes")),
        Column::text(t("mentions.source")),
    ];
    let rows = html! { @for one in &found.items { (row(at, one)) } };
    html! {
        div.scrollx { (Table::inset(&heads, rows).tall()) }
        @if let Some(next) = &found.next_cursor {
            p.mt-4 { a href=(with_query(&at.path(PLACE), &[("cursor", next), ("creator", asks.get("creator"))])) { (t("leads.next")) } }
        }
    }
}

fn row(at: &InBrand, one: &MentionView) -> Markup {
    let handle = format!("@{}", one.handle);
    let words: String = one.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect();
    let date = when::date(one.posted_at, at.now(), at.zone());
    html! {
        tr {
            td.soft { @match &one.url { Some(url) => a href=(url) rel="noopener noreferrer" target="_blank" { (date) }, None => (date) } }
            td {
                @match (one.creator, &one.creator_name) {
                    (Some(id), Some(name)) => { a href=(at.path(&format!("/creators/{id}"))) { (name) } br; span.quiet { (handle) " · " (said::platform(one.platform.as_str())) } }
                    _ => { @match &one.account_url { Some(url) => a href=(url) rel="noopener noreferrer" target="_blank" { (handle) }, None => (handle) } br; span.quiet { (said::platform(one.platform.as_str())) } }
                }
            }
            td.wrap {
                @if !words.is_empty() { span.voice translate="no" { (words) } " " }
                @for how in &one.named_by { (tag(tk("named_by", how.as_str()))) " " }
                @match one.paid {
                    Some(Paid::Post { collaboration }) => a href=(at.path(&format!("/collaborations/{collaboration}"))) { (tag(t("mentions.paid_post"))) },
                    Some(Paid::Window { collaboration }) => a href=(at.path(&format!("/collaborations/{collaboration}"))) { (tag(t("mentions.paid_window"))) },
                    None => {},
                }
            }
            td.num { (count(one.followers)) }
            td.num { (count(one.likes)) }
            td.soft {
                @let source = said::source(&one.source);
                @if source == one.source { span translate="no" { (source) } } @else { (source) }
            }
        }
    }
}

fn count(number: Option<i64>) -> Markup {
    number.and_then(|number| u64::try_from(number).ok()).map_or_else(unknown, |number| grouped(number).render())
}

fn bring(at: &InBrand, posted: &Posted) -> Markup {
    form::post_files(
        &at.path("/leads/mentions/import"),
        html! {
            p.soft.row-size { (t("mentions.bring.text")) }
            (upload(&Upload { name: "file", label: t("import.file"), help: t("mentions.file.help"), accept: ACCEPT, many: false }, &posted.errors))
            (Field::lines("pasted", t("import.pasted"), 3).value(posted.get("pasted")).errors(&posted.errors).optional().help(t("import.pasted.help")))
            (uploading())
            div { (Button::submit(t("import.look")).primary()) }
        },
    )
}

/// Where a listening tool sends mentions, and whether it can sign them.
fn hook(at: &InBrand, found: &MentionPage) -> Markup {
    let words = if found.secret_since.is_some() { t("mentions.secret.again") } else { t("mentions.secret.make") };
    let confirm = Confirm { question: t("mentions.secret.ask"), text: Some(t("mentions.secret.ends")), danger: true, ..Confirm::default() };
    html! {
        div.stack {
            p.row-size { (t("mentions.hook.text")) }
            p.mono.copy-line translate="no" { (found.address) }
            pre.sample { (t("mentions.hook.sample").replace("\\n", "\n")) }
            p.soft.row-size {
                @if let Some(since) = found.secret_since { (t("mentions.secret.since")) " " (when::time(since, at.now(), at.zone())) "." }
                @else { (t("mentions.secret.none")) }
            }
            @if at.may_run::<CreateMentionSecret>() {
                @let button = Button::submit(words);
                (form::post(&at.path("/leads/mentions/secret"), html! { div { (if found.secret_since.is_some() { button.confirm(confirm) } else { button }) } }))
            } @else { p.help { (t("mentions.secret.owner")) } }
        }
    }
}

/// Who tags the brand's own account, asked now instead of when the clock does.
fn ask_tags(at: &InBrand) -> Markup {
    html! {
        p.row-size { (t("mentions.tags.text")) }
        (form::post(&at.path("/leads/mentions/tags"), html! { div { (Button::submit(t("mentions.tags.do"))) } }))
    }
}

async fn tags_now(at: InBrand, _posted: Posted) -> Answer {
    match at.run(FetchTags::default()).await {
        Ok(told) => {
            let counts = [grouped(told.mentions.added), grouped(told.mentions.renewed), grouped(told.unread)];
            let [added, renewed, refused] = counts.each_ref().map(String::as_str);
            let done = tf("mentions.done", &[("added", added), ("renewed", renewed), ("refused", refused)]);
            at.done(PLACE, told.reason.map_or(done.clone(), |reason| format!("{done} {}", heard(&reason))))
        }
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => at.done(PLACE, heard(&message)),
        Err(error) => at.refused(PLACE, error),
    }
}

/// What the brand is called, by which posts are recognised and its own left out.
fn names(at: &InBrand) -> Markup {
    let profile = &at.brand().brand.profile;
    let all: Vec<&String> = profile.accounts.iter().chain(&profile.names).collect();
    html! {
        p.row-size { (t("mentions.names.text")) }
        @if all.is_empty() { p.row-size.soft.mt-2 { (t("mentions.names.none")) } }
        @else { p.line.wrap.mt-2 translate="no" { @for one in all { (tag(one)) } } }
        @if at.may_run::<UpdateBrandProfile>() { p.mt-2 { a href=(at.path("/settings/profile")) { (t("mentions.names.change")) } } }
    }
}

async fn look(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<ImportMentions>()?;
    let Some(file) = chosen(&posted) else {
        posted.errors.add("file", t("import.choose_or_paste"));
        return page(&at, &Asks::default(), &posted, None, true).await;
    };
    if !fits(&file) {
        posted.errors.add("file", t("import.too_large"));
        return page(&at, &Asks::default(), &posted, None, true).await;
    }
    match at.run(ImportMentions::of_bytes(&file.name, &file.bytes, true)).await {
        Ok(seen) => {
            let kept = lay_by(&at, &file).await?;
            Ok(at.page(t("mentions.bring"), "discover", previewed(&at, &file.name, &seen, &kept)))
        }
        Err(error) => again(&at, posted, error).await,
    }
}

async fn again(at: &InBrand, mut posted: Posted, error: app::Error) -> Answer {
    posted.refuse(error)?;
    posted.errors.0.iter_mut().filter(|error| error.field == "content").for_each(|error| "file".clone_into(&mut error.field));
    page(at, &Asks::default(), &posted, None, true).await
}

fn previewed(at: &InBrand, name: &str, seen: &ImportedMentions, kept: &str) -> Markup {
    let taken = seen.mentions.added + seen.mentions.renewed;
    let go = if taken == 0 { t("mentions.go.none").to_owned() } else { tf("mentions.go", &[("count", &grouped(taken))]) };
    html! {
        (crumb_head(&[(&at.path("/leads"), t("leads.title")), (&at.path(PLACE), t("mentions.title"))], name, html! {}))
        div.body.near {
            h1 { (name) }
            p.soft.mt-2 { (tf("import.read", &[("count", &grouped(seen.rows))])) }
            (form::post(&at.path("/leads/mentions/import/run"), html! {
                (hidden("kept", kept))
                div.stack.loose.mt-4 {
                    (chapter(t("import.then"), "", stats(&[
                        Stat::new(t("mentions.added"), grouped(seen.mentions.added)),
                        Stat::new(t("mentions.renewed"), grouped(seen.mentions.renewed)),
                        Stat::new(t("import.unchanged"), grouped(seen.mentions.unchanged)),
                        Stat::new(t("mentions.own"), grouped(seen.mentions.own)),
                        Stat::new(t("customers.erased"), grouped(seen.mentions.erased)),
                        Stat::new(t("import.rejected"), grouped(seen.refused_count)),
                    ])))
                    (refused::rows(t("import.rejected"), seen.refused_count, &seen.refused))
                    div.line.wrap { (Button::submit(&go).primary()) (Button::link(&at.path(PLACE), t("import.other")).quiet()) }
                }
            }))
        }
    }
}

async fn run(at: InBrand, posted: Posted) -> Answer {
    at.only::<ImportMentions>()?;
    let laid = match laid_by(&at, &posted).await {
        Ok(found) => found,
        Err(error) => return again(&at, posted, error).await,
    };
    match at.run_asked(&posted, ImportMentions::of_bytes(&laid.name, &laid.bytes, false)).await {
        Ok(done) => {
            passing::clear(at.app(), &laid).await;
            let counts = [grouped(done.mentions.added), grouped(done.mentions.renewed), grouped(done.refused_count)];
            let [added, renewed, refused] = counts.each_ref().map(String::as_str);
            at.done(PLACE, tf("mentions.done", &[("added", added), ("renewed", renewed), ("refused", refused)]))
        }
        Err(error) => again(&at, posted, error).await,
    }
}

async fn secret(at: InBrand, posted: Posted) -> Answer {
    let made = at.run_asked(&posted, CreateMentionSecret {}).await?;
    page(&at, &Asks::default(), &Posted::default(), Some(&made.secret), false).await
}
