//! The installation's health: its parts outside and inside, each with how it stands, since when, and what to do about it.
//!
//! Invariant: only what is known is said; what wants somebody is counted in the headline, and what was given up has its reason and a
//! button. Absent: what the process measures of itself, and room on the disk; nobody measures them.

use app::{
    App,
    creators::{ConnectionView, ListConnections},
    discovery::{ModelView, ShowModel},
    team::{RetryOutbox, ShowHealth, health::Health},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{
    ids::OutboxId,
    time::{MINUTE, Timestamp},
};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted},
    text::{grouped, numerals, t, tf, tk},
    ui::{
        Button, Whose, form,
        section::chapter,
        table::{Column, Table},
        turn::turn,
        when,
    },
};

/// So long may something be due, or the clock be silent, before it is worth a word.
const SILENCE: i64 = 5 * MINUTE;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/health", get(show)).route("/b/{slug}/settings/health/{effect}/retry", post(retry))
}

/// How one part stands.
struct Part {
    name: String,
    whose: Whose,
    late: bool,
    state: &'static str,
    /// What is known, and what to do.
    says: String,
    since: Option<Timestamp>,
    /// Where something can be done: the address and its words.
    to: Option<(&'static str, &'static str)>,
}

impl Part {
    fn fine(name: impl Into<String>, says: String) -> Self {
        Self { name: name.into(), whose: Whose::Done, late: false, state: t("health.is_fine"), says, since: None, to: None }
    }

    /// It wants somebody.
    fn wants(self, late: bool) -> Self {
        Self { whose: Whose::Ours, late, state: t("health.is_yours"), ..self }
    }

    /// The program is at it.
    fn works(self, state: &'static str) -> Self {
        Self { whose: Whose::Clock, state, ..self }
    }

    /// It is not there, and need not be.
    fn off(self, state: &'static str) -> Self {
        Self { whose: Whose::Nobody, state, ..self }
    }

    fn since(self, since: Option<Timestamp>) -> Self {
        Self { since, ..self }
    }

    fn to(self, path: &'static str, words: &'static str) -> Self {
        Self { to: Some((path, words)), ..self }
    }
}

async fn show(at: InBrand) -> Answer {
    let health = at.show(ShowHealth {}).await?;
    let services = if at.may_see::<ListConnections>() { at.show(ListConnections {}).await?.services } else { Vec::new() };
    let model = if at.may_see::<ShowModel>() { Some(at.show(ShowModel {}).await?) } else { None };
    let said = |time: Timestamp| when::said(time, at.now(), at.zone());
    let mut outside = vec![outbox(&health), mail(&health), orders(&health, &said), payments(&health)];
    outside.extend(services.iter().map(|one| service(one, at.app().asks(one.service), &said)));
    outside.extend(model.as_ref().map(language_model));
    let inside = [clock(&health, at.now(), &said), database(&health), files(&health), search(&health), backup(&health)];
    let matters = outside.iter().chain(&inside).filter(|part| part.whose == Whose::Ours).count();
    let headline = match matters {
        0 => t("health.fine").to_owned(),
        1 => t("health.one").to_owned(),
        count => tf("health.some", &[("count", &count.to_string())]),
    };
    let body = html! {
        h2 { (headline) }
        p.soft.row-size {
            (tf("health.about", &[("version", env!("CARGO_PKG_VERSION")), ("database", &health.database), ("address", &health.base_url)]))
            " " (tf("health.looked", &[("when", &said(at.now()))]))
        }
        div.stack.loose.mt-5 {
            (chapter(t("health.outside"), "", table(&at, &outside, t("health.outside"))))
            (chapter(t("health.inside"), "", table(&at, &inside, t("health.inside"))))
            @if !health.rows.is_empty() { (chapter(t("health.given_up"), health.given_up, given_up(&at, &health))) }
        }
    };
    Ok(at.page(t("health.title"), "settings", tabbed(&at, "health", body)))
}

fn table(at: &InBrand, parts: &[Part], caption: &str) -> Markup {
    let columns = [
        Column::text(t("health.part")),
        Column::text(t("health.state")),
        Column::text(t("health.known")),
        Column::text(t("health.since")),
        Column::unseen(t("health.do")),
    ];
    let rows = html! {
        @for part in parts {
            tr {
                td { b.medium { (part.name) } }
                td.nowrap { (turn(part.whose, part.late, part.state)) }
                td.wrap.soft { (part.says) }
                td.soft.nowrap { @if let Some(since) = part.since { (when::time(since, at.now(), at.zone())) } }
                td.nowrap { @if let Some((path, words)) = part.to { a href=(at.path(path)) { (words) } } }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().caption(caption)) } }
}

fn count(number: i64) -> String {
    grouped(number.unsigned_abs())
}

/// "1.2 MB", with the reader's decimal mark.
fn size(bytes: i64) -> String {
    let tenths = bytes.saturating_add(99_999) / 100_000;
    let number = numerals(format!("{}.{}", domain::text::grouped((tenths / 10).unsigned_abs()), tenths % 10));
    tf("health.megabytes", &[("count", &number)])
}

fn outbox(health: &Health) -> Part {
    let name = t("health.outbox");
    if health.given_up > 0 {
        return Part::fine(name, tf("health.outbox.dead", &[("count", &count(health.given_up))]))
            .wants(true)
            .since(health.rows.iter().filter_map(|row| row.at).min());
    }
    if health.failing > 0 {
        let says = tf("health.outbox.failing", &[("count", &count(health.failing))]);
        return Part::fine(name, says).works(t("health.is_trying")).since(health.waiting_since);
    }
    if health.waiting == 0 {
        return Part::fine(name, t("health.outbox.clear").to_owned());
    }
    Part::fine(name, tf("health.outbox.waits", &[("count", &count(health.waiting))])).since(health.waiting_since)
}

fn mail(health: &Health) -> Part {
    let to = |part: Part| part.to("/settings/mail", t("mail.open")).since(health.mail_sent_at);
    if health.mail_is_captured {
        let says = format!("{} {}", t("mail.captured.text"), t("mail.captured.how"));
        return to(Part::fine(t("health.mail"), says).off(t("health.is_captured")));
    }
    to(Part::fine(t("health.mail"), t("health.mail.smtp").to_owned()))
}

/// Orders that a shop tells by itself.
fn orders(health: &Health, said: &impl Fn(Timestamp) -> String) -> Part {
    let newest = health.order_at.map(|at| tf("health.orders.newest", &[("when", &said(at))]));
    let part = match health.webhook_since {
        None => Part::fine(t("health.orders"), t("health.orders.none").to_owned()).off(t("connections.is_off")),
        Some(since) => Part::fine(t("health.orders"), t("health.orders.signed").to_owned()).since(Some(since)),
    };
    let says = [Some(part.says.clone()), newest].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Part { says, ..part }.to("/reports/orders", t("health.orders.open"))
}

fn payments(health: &Health) -> Part {
    match &health.provider {
        Some(provider) => Part::fine(t("health.payments"), tf("health.payments.provider", &[("provider", provider)])),
        None => Part::fine(t("health.payments"), t("health.payments.by_hand").to_owned()).off(t("connections.is_off")),
    }
}

/// A platform that is asked by a key.
fn service(one: &ConnectionView, asks: bool, said: &impl Fn(Timestamp) -> String) -> Part {
    let name = one.service.label();
    let to = |part: Part| part.to("/settings/connections", t("health.connections.open"));
    if !asks {
        return Part::fine(name, t("connections.closed.text").to_owned()).off(t("connections.is_off"));
    }
    if !one.connected {
        return to(Part::fine(name, t("health.connections.none").to_owned()).off(t("connections.is_off")));
    }
    if let Some(refused) = &one.refused {
        let says = tf("health.connections.refused", &[("why", &heard(&refused.reason))]);
        return to(Part::fine(name, says).wants(true).since(Some(refused.at)));
    }
    if let Some(ends) = one.ends_at.filter(|_| one.ends_soon) {
        let says = tf("health.connections.ends", &[("when", &said(ends))]);
        return to(Part::fine(name, says).wants(false).since(one.answered_at));
    }
    if let Some(wait) = &one.wait {
        let says = tf("health.connections.waits", &[("when", &said(wait.until))]);
        return to(Part::fine(name, says).works(t("connections.is_waiting")).since(one.answered_at));
    }
    let values = [("fetched", count(one.fetched)), ("accounts", count(one.accounts))];
    let says = tf("health.connections.fetched", &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    to(Part::fine(name, says).since(one.answered_at))
}

fn language_model(model: &ModelView) -> Part {
    let to = |part: Part| part.to("/settings/model", t("health.model.open"));
    if !model.set || !model.asks {
        let says = if model.asks { t("health.model.none") } else { t("health.model.closed") };
        return to(Part::fine(t("health.model"), says.to_owned()).off(t("connections.is_off")));
    }
    let values = [("model", model.model.clone()), ("tokens", count(model.tokens)), ("most", count(model.monthly_tokens))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    if model.tokens >= model.monthly_tokens {
        return to(Part::fine(t("health.model"), tf("health.model.used_up", &values)).wants(false).since(model.answered_at));
    }
    to(Part::fine(t("health.model"), tf("health.model.used", &values)).since(model.answered_at))
}

/// Whether what is due is done, and whether this process looks after it.
fn clock(health: &Health, now: Timestamp, said: &impl Fn(Timestamp) -> String) -> Part {
    let name = t("health.clock");
    let ticked =
        health.ticked_at.map_or_else(|| t("health.clock.not_here").to_owned(), |at| tf("health.clock.ticked", &[("when", &said(at))]));
    if let Some(since) = health.clock_behind_since.filter(|since| now.0 - since.0 > SILENCE) {
        let minutes = count((now.0 - since.0) / MINUTE);
        let says = format!("{} {ticked}", tf("health.clock.behind", &[("minutes", &minutes)]));
        return Part { late: true, ..Part::fine(name, says).works(t("health.is_behind")) }.since(Some(since));
    }
    if health.ticked_at.is_some_and(|at| now.0 - at.0 > SILENCE) {
        return Part { late: true, ..Part::fine(name, ticked).works(t("health.is_behind")) }.since(health.ticked_at);
    }
    Part::fine(name, format!("{} {ticked}", t("health.clock.fine"))).since(health.ticked_at)
}

fn database(health: &Health) -> Part {
    let values = [
        ("database", health.database.clone()),
        ("size", size(health.database_bytes)),
        ("number", health.migration.to_string()),
        ("name", health.migration_name.clone()),
    ];
    Part::fine(t("health.database"), tf("health.database.is", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

fn files(health: &Health) -> Part {
    let says = tf("health.files.are", &[("count", &count(health.files)), ("size", &size(health.file_bytes))]);
    Part::fine(t("health.files"), says)
}

fn search(health: &Health) -> Part {
    let (name, search) = (t("health.search"), &health.search);
    if let Some((done, of)) = search.making {
        let says = tf("health.search.making", &[("done", &count(done)), ("of", &count(of))]);
        return Part::fine(name, says).works(t("health.is_working"));
    }
    match search.entries {
        None => Part::fine(name, t("health.search.none").to_owned()).off(t("health.is_resting")),
        Some(entries) => Part::fine(name, tf("health.search.is", &[("count", &grouped(entries))])).since(search.in_step_at),
    }
}

/// The program makes no backups, and knows of none.
fn backup(health: &Health) -> Part {
    let says = if health.database == "SQLite" { t("health.backup.folder") } else { t("health.backup.server") };
    Part::fine(t("health.backup"), says.to_owned()).off(t("health.is_unknown"))
}

fn given_up(at: &InBrand, health: &Health) -> Markup {
    let columns =
        [Column::text(t("health.kind")), Column::text(t("health.reason")), Column::text(t("mail.when")), Column::unseen(t("health.retry"))];
    let rows = html! {
        @for row in &health.rows {
            tr {
                td { @if tk("effect", &row.kind).is_empty() { (row.kind) } @else { (tk("effect", &row.kind)) } }
                td.wrap.is-late { (row.reason) }
                td.soft { @if let Some(when) = row.at { (when::time(when, at.now(), at.zone())) } }
                td.num { (form::post_inline(&at.path(&format!("/settings/health/{}/retry", row.id)), html! { (Button::submit(t("health.retry"))) })) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

async fn retry(at: InBrand, Path((_, effect)): Path<(String, OutboxId)>, _posted: Posted) -> Answer {
    at.run(RetryOutbox { effect }).await?;
    at.done("/settings/health", t("health.retried"))
}

#[cfg(test)]
mod tests {
    use app::team::health::{GivenUp, SearchHealth};

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

    fn health() -> Health {
        Health {
            waiting: 0,
            given_up: 0,
            rows: vec![],
            clock_behind_since: None,
            ticked_at: Some(NOW),
            waiting_since: None,
            failing: 0,
            mail_is_captured: false,
            mail_sent_at: None,
            database: "SQLite".into(),
            database_bytes: 11_240_000,
            migration: 32,
            migration_name: "chase_message".into(),
            files: 3,
            file_bytes: 1_150_000_000,
            search: SearchHealth { entries: None, in_step_at: None, making: None },
            provider: None,
            webhook_since: None,
            order_at: None,
            base_url: "https://troupe.example".into(),
        }
    }

    fn said(_: Timestamp) -> String {
        "then".into()
    }

    #[test]
    fn the_outbox_says_what_was_given_up_before_what_waits() {
        let row = GivenUp {
            id: "00000000-0000-0000-0000-000000000001".parse().expect("an id"),
            kind: "mail".into(),
            reason: "no such mailbox".into(),
            at: Some(NOW),
        };
        for (name, health, whose, since) in [
            ("nothing", health(), Whose::Done, None),
            ("some wait", Health { waiting: 2, waiting_since: Some(NOW), ..health() }, Whose::Done, Some(NOW)),
            ("tried", Health { waiting: 2, failing: 1, waiting_since: Some(NOW), ..health() }, Whose::Clock, Some(NOW)),
            ("given up", Health { waiting: 2, failing: 1, given_up: 1, rows: vec![row], ..health() }, Whose::Ours, Some(NOW)),
        ] {
            let part = outbox(&health);
            assert_eq!((part.whose, part.since, part.late), (whose, since, whose == Whose::Ours), "{name}");
        }
    }

    #[test]
    fn the_clock_is_behind_only_after_a_while_and_says_when_it_last_looked() {
        let behind = |by: i64| clock(&Health { clock_behind_since: Some(NOW.plus(-by)), ..health() }, NOW, &said);
        assert_eq!((behind(SILENCE).whose, behind(SILENCE).late), (Whose::Done, false), "what is due now is done in a moment");
        let late = behind(17 * MINUTE);
        assert_eq!((late.whose, late.late), (Whose::Clock, true));
        assert!(late.says.contains("17 minutes") && late.says.contains("then"), "{}", late.says);
        let elsewhere = clock(&Health { ticked_at: None, ..health() }, NOW, &said);
        assert!(elsewhere.says.contains("not in this process"), "{}", elsewhere.says);
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown() {
        assert_eq!(
            (backup(&health()).whose, search(&health()).whose, payments(&health()).whose),
            (Whose::Nobody, Whose::Nobody, Whose::Nobody)
        );
        let made = |making| Health { search: SearchHealth { entries: Some(7), in_step_at: Some(NOW), making }, ..health() };
        assert_eq!((search(&made(Some((71, 100)))).whose, search(&made(None)).since), (Whose::Clock, Some(NOW)));
        assert!(database(&health()).says.contains("11.3 MB") && files(&health()).says.contains("1,150.0 MB"));
    }
}
