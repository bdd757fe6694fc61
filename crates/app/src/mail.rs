//! Mail that the program writes: the words, and how they get into the outbox.
//!
//! Invariant: a mail and its place in the outbox are written in one transaction. Absent: mail servers; the language of people of
//! the team, whose choice no account keeps, so that they are written to in English.

use domain::{
    creators::Purpose,
    ids::{CollaborationId, CreatorId, MailId, MessageId},
    team::Brand,
};
use serde_json::json;
use store::outbox::MailRow;

use crate::{Ctx, Result, catalogue::Tongue, unsubscribe};

/// A mail to be written.
#[derive(Debug, Clone)]
pub struct Mail {
    /// What for, such as `invitation` or `password_reset`.
    pub kind: &'static str,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The message of a conversation that it carries.
    pub message: Option<MessageId>,
    /// The creator to whom it goes, and why: looked at once more before it leaves. Nothing for anybody else.
    pub creator: Option<(CreatorId, Purpose)>,
    /// The open moves of a collaboration that it asks for, by their keys: chasing counts from when it has left.
    pub asks: Option<(CollaborationId, Vec<String>)>,
}

/// From whom a brand's mail comes: `Name <address>`.
#[must_use]
pub fn sender(brand: &Brand, fallback: &str) -> String {
    let settings = &brand.settings;
    let name = if settings.sender_name.is_empty() { &brand.name } else { &settings.sender_name };
    let address = if settings.sender_email.is_empty() { fallback } else { &settings.sender_email };
    let plain: String = name.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\')).collect();
    format!("\"{plain}\" <{address}>")
}

impl Ctx {
    /// What stands under every marketing mail: the sender's postal address, and how to get no more.
    ///
    /// # Errors
    /// Not found when the call is about no brand.
    pub(crate) fn marketing_footer(&self, creator: CreatorId, tongue: Tongue) -> Result<String> {
        let brand = self.brand_facts()?;
        let link = unsubscribe::link(&self.app, brand.id, creator, self.now);
        let stop = tongue.tf("mail.footer", &[("link", &link)]);
        Ok(format!("\n\n--\n{}\n{stop}", brand.value.settings.postal_address))
    }

    /// Writes a mail and puts it into the outbox.
    ///
    /// # Errors
    /// The store's.
    pub async fn mail(&mut self, mail: Mail) -> Result<MailId> {
        let id: MailId = self.id();
        let fallback = self.app.settings().mail_from.clone();
        let sender = match &self.brand {
            Some(brand) => sender(&brand.value, &fallback),
            None => format!("\"Troupe\" <{fallback}>"),
        };
        let row = MailRow {
            id,
            organisation: self.organisation()?,
            brand: self.brand.as_ref().map(|brand| brand.id),
            message: mail.message,
            creator: mail.creator.map(|(creator, _)| creator),
            marketing: mail.creator.is_some_and(|(_, purpose)| purpose == Purpose::Marketing),
            asks: mail.asks,
            kind: mail.kind.to_owned(),
            sender,
            recipient: mail.to,
            subject: mail.subject.replace(['\r', '\n'], " "),
            body: mail.body,
            state: "waiting".to_owned(),
            created_at: self.now,
            sent_at: None,
            error: None,
        };
        store::outbox::insert_mail(&self.tx, &row);
        self.effect("mail", &format!("mail:{id}"), json!({ "mail": id }), self.now).await?;
        Ok(id)
    }
}

/// Invitation of a person to the team.
#[must_use]
pub fn team_invitation(to: &str, name: &str, inviter: &str, place: &str, link: &str) -> Mail {
    Mail {
        kind: "team_invitation",
        to: to.to_owned(),
        subject: format!("{inviter} invites you to {place}"),
        body: format!(
            "Hello {name},\n\n{inviter} invites you to work on {place} in Troupe.\n\nChoose a password here; the link works for 7 days:\n{link}\n\nIf you did not expect this, do nothing."
        ),
        message: None,
        creator: None,
        asks: None,
    }
}

/// Password reset.
#[must_use]
pub fn password_reset(to: &str, name: &str, link: &str) -> Mail {
    Mail {
        kind: "password_reset",
        to: to.to_owned(),
        subject: "Choose a new password".to_owned(),
        body: format!(
            "Hello {name},\n\nSomebody asked for a new password for this address. Choose one here; the link works for one hour:\n{link}\n\nIf it was not you, do nothing. Your password stays as it is."
        ),
        message: None,
        creator: None,
        asks: None,
    }
}
