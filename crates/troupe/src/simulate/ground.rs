//! Where a world lives on a server: a database that was empty before, and is empty afterwards.
//!
//! Invariant: a table that no simulation has made is never touched, not even by a migration. Absent: files of SQLite; each world
//! has its own in a folder of its own.

use anyhow::{Context, Result, bail};
use store::{Database, Db, Read};

/// What stands beside the schema that a simulation has taken, so that the next one may clear it after a run that broke off.
const MARK: &str = "made by troupe simulate";

/// Takes a database for a simulation, before anything else is done there.
///
/// # Errors
/// When it holds a table that no simulation has made.
pub async fn claim(database: &Database) -> Result<()> {
    let Database::Postgres(_) = database else { return Ok(()) };
    let db = Db::as_it_is(database).await.context("cannot open the database")?;
    let sql = "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = 'public'";
    let tables = db.number("information_schema.tables", sql, vec![]).await?;
    let ours = is_ours(&db).await?;
    if tables > 0 && !ours {
        db.close().await?;
        bail!("this database holds {tables} tables that no simulation has made; nothing was touched. Name an empty database of its own.");
    }
    let tx = db.begin().await?;
    if ours {
        tx.execute("DROP SCHEMA public CASCADE", vec![]).await?;
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
    tx.execute("DROP SCHEMA public CASCADE", vec![]).await?;
    tx.execute("CREATE SCHEMA public", vec![]).await?;
    tx.commit().await?;
    Ok(db.close().await?)
}

async fn is_ours(db: &Db) -> Result<bool> {
    let sql = "SELECT COALESCE(obj_description(oid, 'pg_namespace'), '') AS said FROM pg_namespace WHERE nspname = 'public'";
    let said = db.one("pg_namespace", sql, vec![]).await?.map(|row| row.get::<String>("said")).transpose()?;
    Ok(said.as_deref() == Some(MARK))
}
