//! Customers: a list is looked at, then brought; who of them could be a creator is decided here; all of them go with one verb.
//!
//! Invariant: what is kept, why and how long stands beside the form; only customers who could be a creator are shown by name.
//! Absent: a list of all customers.

use app::{
    App,
    listening::{
        DecideMatch, ImportCustomers, ImportedCustomers, ListMatches, MatchView, MatchesPage, RemoveCustomers,
        passing::{self, Laid},
    },
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::listening::{CustomerColumn, ListKind, MatchReason, MatchState};
use maud::{Markup, html};

use super::{brought, refused, tabs};
use crate::{
    heard::heard,
    kernel::{
        Answer, InBrand, Posted, Refusal,
        posted::File,
        values::{Asks, with_query},
    },
    pages::sheets::{ACCEPT, chosen, fits},
    text::{Said, grouped, t, tf, tk},
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        figure::{Stat, stats},
        form::{self, Confirm, hidden, post_inline},
        section::{Weight, chapter, empty, note, part},
        shell::{crumb_head, page_head},
        table::{Column, Table},
        turn::tag,
        views::{View, segments},
        when,
    },
};

const PLACE: &str = "/leads/customers";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/leads/customers", get(show))
        .route("/b/{slug}/leads/customers/import", post(look))
        .route("/b/{slug}/leads/customers/import/run", post(run))
        .route("/b/{slug}/leads/customers/decide", post(decide))
        .route("/b/{slug}/leads/customers/removal", post(remove))
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    page(&at, &asks, &Posted::default(), false).await
}

async fn page(at: &InBrand, asks: &Asks, posted: &Posted, again: bool) -> Answer {
    let state = match asks.get("state") {
        "proposed" => Some(MatchState::Proposed),
        "taken" => Some(MatchState::Taken),
        "confirmed" => Some(MatchState::Confirmed),
        "refused" => Some(MatchState::Refused),
        _ => None,
    };
    let found = at.show(ListMatches { state, offset: asks.get("offset").parse().ok(), limit: None }).await?;
    let lists = brought::lists(at, ListKind::Customers).await?;
    let body = html! {
        (page_head(t("customers.title"), t("customers.about"), html! {}))
        (tabs(at, "/customers"))
        div.body {
            (form::refusals(&posted.errors))
            div.cols.side {
                div.stack.loose {
                    @if found.customers > 0 { (sums(at, &found)) (matches(at, &found, state)) }
                    @else { (empty(t("customers.none"), t("customers.none.text"), html! { @if at.may_run::<ImportCustomers>() { (Button::link("#bring", t("customers.bring"))) } })) }
                }
                aside.stack.loose id="bring" {
                    @if at.may_run::<ImportCustomers>() { (chapter(t("customers.bring"), "", bring(at, posted))) }
                    (lists)
                    (chapter(t("customers.kept"), "", html! { p.row-size { (t("customers.kept.text")) } p.row-size.mt-2 { (t("customers.kept.until")) } }))
                    @if found.customers > 0 && at.may_run::<RemoveCustomers>() { (part(t("customers.remove"), "", removal(at, &found))) }
                }
            }
        }
    };
    let title = t("customers.title");
    Ok(if again { at.page_again(title, "discover", body) } else { at.page(title, "discover", body) })
}

fn sums(at: &InBrand, found: &MatchesPage) -> Markup {
    let count = |state: MatchState| found.counts.iter().find(|one| one.state == state).map_or(0, |one| one.count);
    let number = |count: i64| grouped(u64::try_from(count).unwrap_or(0));
    html! {
        (stats(&[
            Stat::new(t("customers.all"), number(found.customers)),
            Stat::new(t("customers.with_account"), number(found.with_account)),
            Stat::new(t("customers.are_creators"), grouped(count(MatchState::Taken) + count(MatchState::Confirmed))),
            Stat::new(t("customers.to_decide"), grouped(count(MatchState::Proposed))),
        ]))
        @if let Some(newest) = found.newest { p.about { (tf("customers.newest", &[("when", &when::said(newest, at.now(), at.zone()))])) } }
    }
}

fn matches(at: &InBrand, found: &MatchesPage, state: Option<MatchState>) -> Markup {
    let path = at.path(PLACE);
    let all = [None, Some(MatchState::Proposed), Some(MatchState::Taken), Some(MatchState::Confirmed), Some(MatchState::Refused)];
    let choices: Vec<View<'_>> = all
        .into_iter()
        .map(|one| View {
            href: one.map_or_else(|| path.clone(), |one| with_query(&path, &[("state", one.as_str())])),
            name: one.map_or(t("customers.every"), |one| tk("match_state", one.as_str())),
            count: None,
            current: one == state,
        })
        .collect();
    let body = html! {
        p.row-size.soft { (t("customers.matches.text")) }
        div.mt-2 { (segments(t("customers.matches"), &choices)) }
        @if found.items.is_empty() { div.mt-4 { (empty(t("customers.no_match"), t("customers.no_match.text"), html! { (Button::link(&at.path("/leads"), t("leads.title"))) })) } }
        @else {
            div.stack.mt-4 { @for one in &found.items { (one_match(at, one)) } }
        }
        @if let Some(next) = found.next_offset {
            p.mt-4 { a href=(with_query(&path, &[("state", state.map_or("", |one| one.as_str())), ("offset", &next.to_string())])) { (t("leads.next")) } }
        }
        details.fold-small.mt-4 { summary { (t("customers.weights")) } (weights()) }
    };
    chapter(t("customers.matches"), "", body)
}

/// The one table of weights.
fn weights() -> Markup {
    let heads = [Column::text(t("customers.reason")), Column::number(t("customers.weight"))];
    let rows =
        html! { @for reason in MatchReason::ALL { tr { td.wrap { (tk("match_reason", reason.as_str())) } td.num { (reason.weight()) } } } };
    html! { p.row-size.mt-2 { (t("customers.weights.text")) } div.scrollx.mt-2 { (Table::inset(&heads, rows)) } }
}

fn one_match(at: &InBrand, one: &MatchView) -> Markup {
    let called = [Some(one.customer_name.clone()).filter(|name| !name.is_empty()), one.customer_email.clone()];
    let called = called.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let called = if called.is_empty() { t("customers.nameless").to_owned() } else { called };
    html! {
        section.sec {
            div.sec-head {
                h3 { a href=(at.path(&format!("/creators/{}", one.creator))) { (one.creator_name) } }
                span.push.about { (tk("match_state", one.state.as_str())) " · " (tf("customers.weighs", &[("weight", &one.confidence.to_string())])) }
            }
            p.row-size { (tf("customers.is", &[("customer", &called)])) " " span.soft { (bought(one.orders, one.first_order, one.spent)) } }
            p.line.wrap { @for reason in &one.reasons { (tag(tk("match_reason", reason.as_str()))) } @if one.shared { (tag(t("customers.shared"))) } }
            p.about translate="no" { (one.source) ", " (when::date(one.listed_at, at.now(), at.zone())) @if let Some(name) = &one.decided_by { " · " (tf("customers.decided", &[("name", name)])) } }
            @if at.may_run::<DecideMatch>() { div.line.wrap.mt-2 { (verbs(at, one)) } }
        }
    }
}

fn verbs(at: &InBrand, one: &MatchView) -> Markup {
    let verb = |words: &str, same: &str, quiet: bool| {
        let button = Button::submit(words).small().named("same", same);
        let button = if quiet { button.quiet() } else { button };
        post_inline(
            &at.path("/leads/customers/decide"),
            html! { (hidden("customer", &one.customer.to_string())) (hidden("creator", &one.creator.to_string())) (button) },
        )
    };
    html! {
        @if one.state != MatchState::Confirmed { (verb(t("customers.confirm"), "yes", false)) }
        @if one.state != MatchState::Refused { (verb(t("customers.not_same"), "no", true)) }
    }
}

/// "4 orders since March 2026, £120" as far as a list says.
pub(in crate::pages) fn bought(orders: Option<i64>, first: Option<domain::time::Day>, spent: Option<domain::money::Money>) -> String {
    let count = match orders {
        Some(1) => t("customers.one_order").to_owned(),
        Some(count) => tf("customers.orders", &[("count", &grouped(u64::try_from(count).unwrap_or(0)))]),
        None => String::new(),
    };
    let since = first.map(|day| tf("customers.since", &[("month", &when::day(day, "%-d %b %Y"))])).unwrap_or_default();
    let spent = spent.map(|spent| spent.said()).unwrap_or_default();
    let first = [count, since].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    [first, spent].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn bring(at: &InBrand, posted: &Posted) -> Markup {
    form::post_files(
        &at.path("/leads/customers/import"),
        html! {
            p.soft.row-size { (t("customers.bring.text")) }
            (upload(&Upload { name: "file", label: t("import.file"), help: t("customers.file.help"), accept: ACCEPT, many: false }, &posted.errors))
            (Field::lines("pasted", t("import.pasted"), 3).value(posted.get("pasted")).errors(&posted.errors).optional().help(t("import.pasted.help")))
            (uploading())
            div { (Button::submit(t("import.look")).primary()) }
        },
    )
}

fn removal(at: &InBrand, found: &MatchesPage) -> Markup {
    let count = grouped(u64::try_from(found.customers).unwrap_or(0));
    let question = tf("customers.remove.ask", &[("count", &count)]);
    let confirm = Confirm { question: &question, text: Some(t("customers.remove.text")), danger: true, ..Confirm::default() };
    html! {
        p.row-size.soft { (t("customers.remove.help")) }
        div.mt-2 { (post_inline(&at.path("/leads/customers/removal"), html! { (Button::submit(t("customers.remove.do")).quiet().confirm(confirm)) })) }
    }
}

/// Lays a list by for the second look. Gives the word by which it is found again.
pub(super) async fn lay_by(at: &InBrand, file: &File) -> app::Result<String> {
    passing::lay_by(at.app(), at.brand().id, &file.name, file.bytes.clone()).await
}

/// The list that was looked at.
pub(super) async fn laid_by(at: &InBrand, posted: &Posted) -> app::Result<Laid> {
    let found = passing::laid_by(at.app(), at.brand().id, posted.get("kept")).await;
    found.ok_or_else(|| app::Error::field("file", t("import.gone")))
}

async fn look(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<ImportCustomers>()?;
    let Some(file) = chosen(&posted) else {
        posted.errors.add("file", t("import.choose_or_paste"));
        return page(&at, &Asks::default(), &posted, true).await;
    };
    if !fits(&file) {
        posted.errors.add("file", t("import.too_large"));
        return page(&at, &Asks::default(), &posted, true).await;
    }
    // What cannot be read is not laid by.
    match at.run(command(&posted, &file.name, &file.bytes, true)).await {
        Ok(seen) => {
            let kept = lay_by(&at, &file).await?;
            Ok(at.page(t("customers.bring"), "discover", previewed(&at, &file.name, &seen, &kept)))
        }
        Err(error) => again(&at, posted, error).await,
    }
}

/// The command with the columns as a person left them.
fn command(posted: &Posted, name: &str, bytes: &[u8], dry_run: bool) -> ImportCustomers {
    let rows = posted.rows("columns");
    let columns: Vec<CustomerColumn> =
        rows.iter().filter_map(|row| CustomerColumn::parse(posted.get(&format!("columns.{row}.is")))).collect();
    let columns = Some(columns).filter(|columns| !columns.is_empty() && columns.len() == rows.len());
    ImportCustomers { columns, ..ImportCustomers::of_bytes(name, bytes, dry_run) }
}

async fn again(at: &InBrand, mut posted: Posted, error: app::Error) -> Answer {
    posted.refuse(error.renamed("content", "file"))?;
    page(at, &Asks::default(), &posted, true).await
}

fn previewed(at: &InBrand, name: &str, seen: &ImportedCustomers, kept: &str) -> Markup {
    let taken = seen.created + seen.updated;
    let go = if taken == 0 { t("customers.go.none").to_owned() } else { tf("customers.go", &[("count", &grouped(taken))]) };
    html! {
        (crumb_head(&[(&at.path("/leads"), t("leads.title")), (&at.path(PLACE), t("customers.title"))], name, html! {}))
        div.body.near {
            h1 { (name) }
            p.soft.mt-2 { (tf("import.read", &[("count", &grouped(seen.rows))])) }
            @for words in &seen.notes { p.row-size.mt-2 { (heard(words)) } }
            (form::post(&at.path("/leads/customers/import/run"), html! {
                (hidden("kept", kept))
                div.stack.loose.mt-4 {
                    (chapter(t("import.columns"), "", columns(seen)))
                    (chapter(t("import.then"), "", counts(seen)))
                    (refused::rows(t("import.rejected"), seen.refused_count, &seen.refused))
                    (refused::rows(t("import.warnings"), seen.warned, &seen.warnings))
                    (note(Weight::Plain, t("customers.kept"), t("customers.kept.text")))
                    div.line.wrap {
                        (Button::submit(&go).primary().named("do", "import"))
                        (Button::submit(t("import.again")).named("do", "look"))
                        (Button::link(&at.path(PLACE), t("import.other")).quiet())
                    }
                }
            }))
        }
    }
}

fn counts(seen: &ImportedCustomers) -> Markup {
    stats(&[
        Stat::new(t("import.created"), grouped(seen.created)),
        Stat::new(t("import.updated"), grouped(seen.updated)),
        Stat::new(t("import.unchanged"), grouped(seen.unchanged)),
        Stat::new(t("import.merged"), grouped(seen.merged)),
        Stat::new(t("customers.erased"), grouped(seen.erased)),
        Stat::new(t("import.rejected"), grouped(seen.refused_count)),
    ])
}

fn columns(seen: &ImportedCustomers) -> Markup {
    let heads = [Column::text(t("import.yours")), Column::text(t("import.becomes")), Column::text(t("import.example"))];
    let rows = html! {
        @for (place, column) in seen.columns.iter().enumerate() {
            tr {
                td { b.medium { (column.heading) } }
                td {
                    select.input.small name=(format!("columns.{place}.is")) aria-label=(tf("import.becomes.of", &[("heading", &column.heading)])) {
                        @for one in CustomerColumn::ALL { option value=(one.as_str()) selected[one == column.meaning] { (tk("customer_column", one.as_str())) } }
                    }
                }
                td.soft translate="no" { (column.example) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
}

async fn run(at: InBrand, posted: Posted) -> Answer {
    at.only::<ImportCustomers>()?;
    let laid = match laid_by(&at, &posted).await {
        Ok(found) => found,
        Err(error) => return again(&at, posted, error).await,
    };
    let (name, bytes) = (&laid.name, &laid.bytes);
    if posted.get("do") != "import" {
        return match at.run(command(&posted, name, bytes, true)).await {
            Ok(seen) => Ok(at.page(t("customers.bring"), "discover", previewed(&at, name, &seen, posted.get("kept")))),
            Err(error) => again(&at, posted, error).await,
        };
    }
    match at.run_asked(&posted, command(&posted, name, bytes, false)).await {
        Ok(done) => {
            passing::clear(at.app(), &laid).await;
            let counts = [grouped(done.created), grouped(done.updated), grouped(done.unchanged), grouped(done.refused_count)];
            let [created, updated, unchanged, refused] = counts.each_ref().map(String::as_str);
            let fields = [("created", created), ("updated", updated), ("unchanged", unchanged), ("refused", refused)];
            at.done(PLACE, tf("customers.done", &fields))
        }
        Err(error) => again(&at, posted, error).await,
    }
}

async fn decide(at: InBrand, posted: Posted) -> Answer {
    at.only::<DecideMatch>()?;
    let missing = || Refusal::App(app::Error::NotFound);
    let customer = posted.get("customer").parse().map_err(|_| missing())?;
    let creator = posted.get("creator").parse().map_err(|_| missing())?;
    let same = posted.get("same") == "yes";
    match at.run_asked(&posted, DecideMatch { customer, creator, same }).await {
        Ok(_) => at.done(PLACE, if same { t("customers.confirmed") } else { t("customers.kept_apart") }),
        Err(error) => at.refused(PLACE, error),
    }
}

async fn remove(at: InBrand, posted: Posted) -> Answer {
    at.only::<RemoveCustomers>()?;
    let removed = at.run_asked(&posted, RemoveCustomers {}).await?;
    at.done(PLACE, tf("customers.removed", &[("count", &grouped(removed.customers))]))
}
