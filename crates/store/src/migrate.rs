//! Migrations: forward only, one after the other, each in its own transaction.
//!
//! Invariant: a migration that ran is never edited; a change of the schema is a new file that the version before
//! can live with (expand, then contract). The text is the same for both databases but for the words in
//! [`dialect`]. Our own thirty lines, because the migration tools of the ecosystem want a folder per dialect.

use std::collections::BTreeSet;

use domain::{
    creators::{CreatorProfile, likeness::bio_link},
    ids::{CreatorId, ProfileId},
    text::mailbox,
};

use crate::{Db, Read, Result, Tx, params};

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("migrations/0001_first.sql")),
    (2, "mail_addressee", include_str!("migrations/0002_mail_addressee.sql")),
    (3, "order_number", include_str!("migrations/0003_order_number.sql")),
    (4, "move_hands", include_str!("migrations/0004_move_hands.sql")),
    (5, "chase", include_str!("migrations/0005_chase.sql")),
    (6, "told", include_str!("migrations/0006_told.sql")),
    (7, "chase_message", include_str!("migrations/0007_chase_message.sql")),
    (8, "clock_trouble", include_str!("migrations/0008_clock_trouble.sql")),
    (9, "saved_view", include_str!("migrations/0009_saved_view.sql")),
    (10, "clock_order", include_str!("migrations/0010_clock_order.sql")),
    (11, "organisation_events", include_str!("migrations/0011_organisation_events.sql")),
    (12, "long_lists", include_str!("migrations/0012_long_lists.sql")),
    (13, "discovery", include_str!("migrations/0013_discovery.sql")),
    (14, "record", include_str!("migrations/0014_record.sql")),
    (15, "speed", include_str!("migrations/0015_speed.sql")),
    (16, "import_trace", include_str!("migrations/0016_import_trace.sql")),
    (17, "vetting", include_str!("migrations/0017_vetting.sql")),
    (18, "application", include_str!("migrations/0018_application.sql")),
    (20, "listening", include_str!("migrations/0020_listening.sql")),
    (21, "connections", include_str!("migrations/0021_connections.sql")),
    (22, "search_watch", include_str!("migrations/0022_search_watch.sql")),
    (23, "tracker", include_str!("migrations/0023_tracker.sql")),
    (24, "expiry", include_str!("migrations/0024_expiry.sql")),
    (26, "creator_record", include_str!("migrations/0026_creator_record.sql")),
    (27, "instagram", include_str!("migrations/0027_instagram.sql")),
    (28, "files_verified_lists", include_str!("migrations/0028_files_verified_lists.sql")),
    (30, "account_access", include_str!("migrations/0030_account_access.sql")),
    (31, "language_model", include_str!("migrations/0031_language_model.sql")),
    (32, "chase_message", include_str!("migrations/0032_chase_message.sql")),
    (33, "upload", include_str!("migrations/0033_upload.sql")),
    (BIO_LINK, "bio_link", include_str!("migrations/0034_bio_link.sql")),
];

/// The migration after which links of bios are filled in once.
const BIO_LINK: i64 = 34;
/// So many accounts are read together.
const TOGETHER: i64 = 1_000;

/// The words that differ between the two databases.
fn dialect(sql: &str, postgres: bool) -> String {
    let words = if postgres {
        [
            ("{id}", "UUID"),
            ("{bytes}", "BYTEA"),
            ("{position}", "STRPOS"),
            ("{sequence}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("{transaction}", "(CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT))"),
        ]
    } else {
        [
            ("{id}", "BLOB"),
            ("{bytes}", "BLOB"),
            ("{position}", "INSTR"),
            ("{sequence}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            ("{transaction}", "0"),
        ]
    };
    words.iter().fold(sql.to_owned(), |sql, (word, native)| sql.replace(word, native))
}

/// Runs what has not run yet.
///
/// # Errors
/// The first migration that fails, whole: nothing of it stays.
pub(crate) async fn up(db: &Db) -> Result<()> {
    let tx = db.begin().await?;
    if db.is_postgres() {
        // Several nodes may start at once; one migrates, the others wait here.
        tx.one("migration", "SELECT CAST(pg_advisory_xact_lock(724677) AS TEXT) AS locked", vec![]).await?;
    }
    tx.execute("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)", vec![]).await?;
    let rows = tx.all("migration", "SELECT number FROM migration", vec![]).await?;
    let done = rows.iter().map(|row| row.get::<i64>("number")).collect::<Result<BTreeSet<_>>>()?;
    for (number, name, sql) in MIGRATIONS.iter().filter(|(number, ..)| !done.contains(number)) {
        for statement in dialect(sql, db.is_postgres()).split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            tx.execute(statement, vec![]).await?;
        }
        tx.execute("INSERT INTO migration (number, name) VALUES ($1, $2)", params![*number, *name]).await?;
        tracing::info!(number, name, "migrated");
    }
    mailboxes(&tx).await?;
    if !done.contains(&BIO_LINK) {
        bio_links(&tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The links in the bios that were kept before there was a column for them, in pages.
async fn bio_links(tx: &Tx) -> Result<()> {
    let mut after: Option<ProfileId> = None;
    loop {
        let narrowed = if after.is_some() { " AND id > $2" } else { "" };
        let sql = format!("SELECT id, facts FROM profile WHERE facts LIKE '%\"bio\":\"%'{narrowed} ORDER BY id LIMIT $1");
        let values = match after {
            Some(id) => params![TOGETHER, id],
            None => params![TOGETHER],
        };
        let rows = tx.all("profile", &sql, values).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.get("id")?);
        for row in &rows {
            let (id, profile): (ProfileId, CreatorProfile) = (row.get("id")?, row.json("facts")?);
            if let Some(link) = bio_link(profile.bio.as_deref()) {
                tx.execute("UPDATE profile SET bio_link = $1 WHERE id = $2", params![link, id]).await?;
            }
        }
    }
}

/// Creators' mailboxes as they follow from their addresses. A process of the version before 0020 may have written creators beside
/// us, and knows nothing of that column.
async fn mailboxes(tx: &Tx) -> Result<()> {
    let sql = "SELECT id, email_key, mailbox_key FROM creator WHERE COALESCE(mailbox_key, '') <> COALESCE(email_key, '')";
    for row in tx.all("creator", sql, vec![]).await? {
        let (id, email, kept): (CreatorId, Option<String>, Option<String>) =
            (row.get("id")?, row.get("email_key")?, row.get("mailbox_key")?);
        let mailbox = email.as_deref().map(mailbox);
        if mailbox != kept {
            tx.execute("UPDATE creator SET mailbox_key = $1 WHERE id = $2", params![mailbox, id]).await?;
        }
    }
    Ok(())
}
