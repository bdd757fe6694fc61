//! Applications and the page on which they are written.
//!
//! Invariant: a brand has one page, and at most one open application of one address: `open_key` is unique in it and is nothing once
//! an application was answered. Absent: rules, and whom an application could be.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{
        Creator,
        applications::{Application, ApplicationPage, Part, words_key},
    },
    ids::{ApplicationId, ApplicationPageId, BrandId, CreatorId, OrganisationId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    conditions::{self, Conditions},
    db::{Bind, placeholders},
    document, params,
};

impl Document for ApplicationPage {
    const TABLE: &'static str = "application_page";
    const WALL: &'static str = "brand";
    type Id = ApplicationPageId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![]
    }
}

impl Document for Application {
    const TABLE: &'static str = "application";
    const WALL: &'static str = "brand";
    type Id = ApplicationId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let key = self.answers.email_key();
        let open = (self.part() != Part::Answered).then(|| key.clone());
        vec![
            ("creator", self.creator.bind()),
            ("part", self.part().as_str().bind()),
            ("email_key", key.bind()),
            ("open_key", open.bind()),
            ("words_key", words_key(&self.answers).bind()),
            ("at", self.at().bind()),
            ("due_at", self.due_at().bind()),
        ]
    }
}

/// The page of a brand; nothing before somebody set one up.
///
/// # Errors
/// The store's.
pub async fn page(db: &impl Read, brand: BrandId) -> Result<Option<Stored<ApplicationPage>>> {
    Ok(document::list(db, brand, "1 = 1", vec![]).await?.into_iter().next())
}

/// The open application of a folded address.
///
/// # Errors
/// The store's.
pub async fn open_of(db: &impl Read, brand: BrandId, key: &str) -> Result<Option<Stored<Application>>> {
    Ok(document::list(db, brand, "open_key = $2", params![key]).await?.into_iter().next())
}

/// Every application of a folded address, the newest first.
///
/// # Errors
/// The store's.
pub async fn of_address(db: &impl Read, brand: BrandId, key: &str) -> Result<Vec<Stored<Application>>> {
    document::list(db, brand, "email_key = $2 ORDER BY at DESC, id DESC LIMIT 50", params![key]).await
}

/// Creators of an organisation with a folded address or a folded name.
///
/// # Errors
/// The store's.
pub async fn called(db: &impl Read, organisation: OrganisationId, email_key: &str, name_key: &str) -> Result<Vec<Stored<Creator>>> {
    document::list(db, organisation, "(email_key = $2 OR name_key = $3) ORDER BY id LIMIT 50", params![email_key, name_key]).await
}

/// The applications as which a creator came, the newest first.
///
/// # Errors
/// The store's.
pub async fn of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Application>>> {
    document::list(db, brand, "creator = $2 ORDER BY at DESC, id DESC", params![creator]).await
}

/// Which applications.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// In which part of the queue.
    pub part: Part,
    /// That came, or were answered, then or later.
    pub from: Option<Timestamp>,
    /// Before that.
    pub before: Option<Timestamp>,
}

impl Wanted {
    fn after(&self, mut asked: Conditions) -> Conditions {
        asked.compares("part", "=", Some(self.part.as_str()));
        asked.compares("at", ">=", self.from);
        asked.compares("at", "<", self.before);
        asked
    }
}

/// One part of the queue: who waits longest first, what was answered or only begun the newest first.
///
/// # Errors
/// The store's.
pub async fn in_part(db: &impl Read, brand: BrandId, wanted: &Wanted, most: i64) -> Result<Vec<Stored<Application>>> {
    let order = match wanted.part {
        Part::New | Part::Held | Part::Asked => "at, id",
        Part::Answered | Part::Unfinished => "at DESC, id DESC",
    };
    let mut asked = wanted.after(Conditions::default());
    let limit = asked.value(most);
    document::list(db, brand, &format!("{} ORDER BY {order} LIMIT {limit}", asked.text()), asked.values()).await
}

/// How many applications fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn fitting(db: &impl Read, brand: BrandId, all: &[Wanted]) -> Result<Vec<i64>> {
    conditions::counts(db, brand, "application", all, Wanted::after).await
}

/// How many applications stand in each part of the queue.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, brand: BrandId) -> Result<BTreeMap<Part, i64>> {
    let rows = db.all("application", "SELECT part, COUNT(*) AS n FROM application WHERE brand = $1 GROUP BY part", params![brand]).await?;
    rows.iter().map(|row| Ok((row.word("part", Part::parse)?, row.get("n")?))).collect()
}

/// Whether an application of another address, sent since an instant, has the same words.
///
/// # Errors
/// The store's.
pub async fn has_same_words(db: &impl Read, brand: BrandId, words: &str, email_key: &str, since: Timestamp) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM application WHERE brand = $1 AND words_key = $2 AND email_key <> $3 AND at >= $4 AND part <> 'unfinished'";
    Ok(db.number("application", sql, params![brand, words, email_key, since]).await? > 0)
}

/// Of which brands unfinished applications are due for the clock.
///
/// # Errors
/// The store's.
pub async fn due_brands(db: &impl Read, now: Timestamp) -> Result<Vec<BrandId>> {
    let sql = "SELECT DISTINCT brand FROM application WHERE due_at <= $1 ORDER BY brand";
    db.all("application", sql, params![now]).await?.iter().map(|row| row.get("brand")).collect()
}

/// The applications of a brand that are due, the oldest first; those that may have to wait for the mailbox (unfinished, and changed
/// after an instant) after the others, so that they keep nothing from being forgotten.
///
/// # Errors
/// The store's.
pub async fn due(db: &impl Read, brand: BrandId, now: Timestamp, after: Timestamp, most: i64) -> Result<Vec<Stored<Application>>> {
    let order = "CASE WHEN part = 'unfinished' AND at > $3 THEN 1 ELSE 0 END, due_at, id";
    document::list(db, brand, &format!("due_at <= $2 ORDER BY {order} LIMIT $4"), params![now, after, most]).await
}

/// Makes mail that went to an applicant a creator's, so that it is exported, merged and erased with them.
///
/// # Errors
/// The store's.
pub async fn hand_mail_to(tx: &Tx, brand: BrandId, email: &str, creator: CreatorId) -> Result<()> {
    let sql =
        "UPDATE mail SET creator = $1 WHERE brand = $2 AND creator IS NULL AND kind LIKE 'application%' AND LOWER(recipient) = LOWER($3)";
    tx.execute(sql, params![creator, brand, email]).await.map(drop)
}

/// Takes words and address out of mail that went to an applicant.
///
/// # Errors
/// The store's.
pub async fn forget_mail(tx: &Tx, brand: BrandId, email: &str) -> Result<()> {
    // What waits does not leave any more.
    let sql = "UPDATE mail SET recipient = '', subject = '(erased)', body = '', state = CASE WHEN state = 'waiting' THEN 'withheld' ELSE state END \
               WHERE brand = $1 AND creator IS NULL AND kind LIKE 'application%' AND LOWER(recipient) = LOWER($2)";
    tx.execute(sql, params![brand, email]).await.map(drop)
}

/// The addresses under which the applications of creators were written, as they were typed.
///
/// # Errors
/// The store's.
pub async fn addresses_of(db: &impl Read, organisation: OrganisationId, creators: &[CreatorId]) -> Result<BTreeSet<String>> {
    let sql = format!(
        "SELECT facts FROM application WHERE brand IN (SELECT id FROM brand WHERE organisation = $1) AND creator IN ({})",
        placeholders(2, creators.len())
    );
    let values = std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect();
    let mut found = BTreeSet::new();
    for row in db.all("application", &sql, values).await? {
        let written: Application = row.json("facts")?;
        found.extend(written.addresses().map(str::to_owned));
    }
    Ok(found)
}

/// Removes every application of an organisation that is one of these creators', or was written under one of these folded
/// addresses, with the mail about it.
///
/// # Errors
/// The store's.
pub async fn erase(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId], keys: &[String]) -> Result<()> {
    let mut places = placeholders(2, creators.len());
    let mut values: Vec<Value> = std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect();
    let mut theirs = format!("creator IN ({places})");
    if !keys.is_empty() {
        places = placeholders(values.len() + 1, keys.len());
        values.extend(keys.iter().map(Bind::bind));
        theirs = format!("({theirs} OR email_key IN ({places}))");
    }
    let wall = "brand IN (SELECT id FROM brand WHERE organisation = $1)";
    let found = tx.all("application", &format!("SELECT brand, facts FROM application WHERE {wall} AND {theirs}"), values.clone()).await?;
    for row in found {
        let written: Application = row.json("facts")?;
        for address in written.addresses() {
            forget_mail(tx, row.get("brand")?, address).await?;
        }
    }
    tx.execute(&format!("DELETE FROM application WHERE {wall} AND {theirs}"), values).await.map(drop)
}
