//! The mailbox: what left, what waits, what failed; where no mail server is set, this is where mail is read.
//!
//! Invariant: mail about accounts is the owner's to see alone, since it carries their links. Absent: writing; the inbox
//! and the campaigns have it.

use app::{
    App,
    team::{ListAccountMail, ListMail, ShowHealth, view::MailView},
};
use axum::{Router, extract::Path, routing::get};
use domain::ids::MailId;
use maud::{Markup, Render, html};

use super::tabbed;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Refusal},
    pages::campaigns::first_step,
    text::{t, tk},
    ui::{
        section::{Weight, empty, facts, note},
        shell::crumb_head,
        table::{Column, Table},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/mail", get(list)).route("/b/{slug}/settings/mail/{mail}", get(one))
}

/// The brand's mail and, for owners, the accounts'; newest first.
async fn all(at: &InBrand) -> Result<Vec<MailView>, Refusal> {
    let mut mails = at.show(ListMail {}).await?;
    if at.may_see::<ListAccountMail>() {
        mails.extend(at.show(ListAccountMail {}).await?);
        mails.sort_by_key(|mail| std::cmp::Reverse((mail.created_at, mail.id)));
    }
    Ok(mails)
}

async fn list(at: InBrand) -> Answer {
    let mails = all(&at).await?;
    let columns = [
        Column::text(t("mail.to")),
        Column::text(t("mail.subject")),
        Column::text(t("mail.kind")),
        Column::text(t("mail.state")),
        Column::number(t("mail.when")),
    ];
    let rows = html! {
        @for mail in &mails {
            tr {
                td { (mail.recipient) }
                td { a href=(at.path(&format!("/settings/mail/{}", mail.id))) { (mail.subject) } }
                td.soft { (kind(mail)) }
                td { (state(mail)) }
                td.num.soft { (when::time(mail.created_at, at.now(), at.zone())) }
            }
        }
    };
    let body = html! {
        @if at.app().mailer().captures() { div.mb-4 { (note(Weight::Plain, t("mail.captured"), html! { (t("mail.captured.text")) @if at.may_see::<ShowHealth>() { " " (t("mail.captured.how")) } })) } }
        @if mails.is_empty() { (empty(t("mail.none"), t("mail.none.text"), first_step(&at))) } @else { div.scrollx { (Table::inset(&columns, rows).caption(t("mail.title"))) } }
    };
    Ok(at.page(t("mail.title"), "settings", tabbed(&at, "mail", body)))
}

fn kind(mail: &MailView) -> String {
    match tk("mail_kind", &mail.kind) {
        "" => super::audit::sentence(&mail.kind),
        words => words.to_owned(),
    }
}

fn state(mail: &MailView) -> Markup {
    html! { @if mail.state == "failed" { span.is-late { (tk("mail_state", &mail.state)) } } @else { (tk("mail_state", &mail.state)) } }
}

async fn one(at: InBrand, Path((_, id)): Path<(String, MailId)>) -> Answer {
    let mail = all(&at).await?.into_iter().find(|mail| mail.id == id).ok_or(Refusal::App(app::Error::NotFound))?;
    let mut about = vec![
        (t("mail.from"), html! { (mail.sender) }),
        (t("mail.to"), html! { (mail.recipient) }),
        (t("mail.when"), when::time(mail.created_at, at.now(), at.zone())),
        (t("mail.state"), state(&mail)),
    ];
    if let Some(error) = &mail.error {
        about.push((t("mail.error"), html! { span.is-late { (heard(error)) } }));
    }
    let body = html! {
        (crumb_head(&[(&at.path("/settings/mail"), t("mail.title"))], &mail.subject, html! {}))
        div.body.near {
            h1 { (mail.subject) }
            div.measure.stack.loose.mt-4 {
                (facts(&about))
                div.voice.mail-text { (linked(&mail.body)) }
            }
        }
    };
    Ok(at.page(&mail.subject, "settings", body))
}

/// The text with its lines kept and its web addresses as links.
fn linked(text: &str) -> Markup {
    html! {
        @for paragraph in text.replace("\r\n", "\n").split("\n\n") {
            p { @for (at, line) in paragraph.lines().enumerate() { @if at > 0 { br; } @for (at, word) in line.split(' ').enumerate() { @if at > 0 { " " } (linked_word(word)) } } }
        }
    }
}

fn linked_word(word: &str) -> Markup {
    let is_address = word.starts_with("https://") || word.starts_with("http://");
    if is_address {
        html! { a href=(word) { (word) } }
    } else {
        word.render()
    }
}

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn addresses_become_links_and_markup_does_not_act() {
        let shown = linked("Hello <Maya>,\nhttps://troupe.example/p/abc\n\nNora").0;
        assert!(shown.contains("&lt;Maya&gt;") && shown.contains("<a href=\"https://troupe.example/p/abc\">"));
        assert!(!linked("javascript:alert(1)").0.contains("<a"));
    }
}
