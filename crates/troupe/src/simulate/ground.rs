//! Where a world lives on a server: a database that was empty before, and is empty afterwards.
//!
//! Invariant: nothing that no simulation has made is ever touched, not even by a migration. Absent: files of SQLite; each world
//! has its own in a folder of its own.

use anyhow::{Context, Result, bail};
use store::{Database, Db, Read, Tx};

/// What stands beside the schema that a simulation has taken, so that the next one may clear it after a run that broke off.
const MARK: &str = "made by troupe simulate";

/// Takes a database for a simulation, before anything else is done there.
///
/// # Errors
/// When it holds something that no simulation has made.
pub async fn claim(database: &Database) -> Result<()> {
    let Database::Postgres(_) = database else { return Ok(()) };
    let db = Db::as_it_is(database).await.context("cannot open the database")?;
    // Whatever stands in a schema, of whatever kind: lists of tables name only those on which one has a right.
    let sql = "SELECT COUNT(*) AS n FROM pg_depend d JOIN pg_namespace s ON s.oid = d.refobjid \
               WHERE d.refclassid = CAST('pg_namespace' AS regclass) AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema'";
    let things = db.number("pg_depend", sql, vec![]).await?;
    let ours = is_ours(&db).await?;
    if things > 0 && !ours {
        db.close().await?;
        bail!("this database holds {things} things that no simulation has made; nothing was touched. Name an empty database of its own.");
    }
    let tx = db.begin().await?;
    if ours {
        anew(&tx).await?;
    }
    tx.execute("CREATE SCHEMA IF NOT EXISTS public", vec![]).await?;
    tx.execute(&format!("COMMENT ON SCHEMA public IS '{MARK}'"), vec![]).await?;
    tx.commit().await?;
    Ok(db.close().await?)
}

/// Clears what a simulation has written, and gives the database back as empty as it was.
///
/// # Errors
/// When no simulation has taken it.
pub async fn clear(database: &Database) -> Result<()> {
    let Database::Postgres(_) = database else { return Ok(()) };
    let db = Db::as_it_is(database).await.context("cannot open the database")?;
    if !is_ours(&db).await? {
        db.close().await?;
        bail!("no simulation has taken this database; nothing was cleared.");
    }
    let tx = db.begin().await?;
    anew(&tx).await?;
    tx.commit().await?;
    Ok(db.close().await?)
}

/// The schema as a new database has it, which others may use too.
async fn anew(tx: &Tx) -> Result<()> {
    for statement in ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO PUBLIC"] {
        tx.execute(statement, vec![]).await?;
    }
    Ok(())
}

/// Whether a simulation has taken this database of PostgreSQL, and has not given it back.
pub(crate) async fn is_ours(db: &Db) -> Result<bool> {
    let sql = "SELECT COALESCE(obj_description(oid, 'pg_namespace'), '') AS said FROM pg_namespace WHERE nspname = 'public'";
    let said = db.one("pg_namespace", sql, vec![]).await?.map(|row| row.get::<String>("said")).transpose()?;
    Ok(said.as_deref() == Some(MARK))
}
