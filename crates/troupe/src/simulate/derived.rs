//! Whether what is stored beside the facts follows from them, and whether bytes are those that were approved and signed.
//!
//! Invariant: nothing stays changed but where moves are derived anew for good. Absent: a derivation of its own. That stored moves
//! are derived moves, and what the program's audit says in the end, is the one thing here that shares its rules with the program:
//! nobody writes the derivation twice. There is no chain of events to verify; events are rows that nothing changes or deletes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use app::App;
use domain::{
    files::ContentHash,
    ids::{BrandId, CollaborationId},
};
use futures_util::StreamExt as _;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{Db, Read};

/// Each day so many parts of a whole are looked at, another one every day.
const PARTS: usize = 10;

/// 4 and 7: deriving every move anew gives what stands there.
pub(super) async fn everything(app: &App, db: &Db) -> Result<Vec<String>> {
    let before = store::moves::everything(db).await?;
    app::journey::rebuild(app.db()).await?;
    Ok(differing(&before, &store::moves::everything(db).await?))
}

/// The same of a tenth of all collaborations, another one every day, and taken back: what a whole look costs would be felt.
pub(super) async fn a_part(db: &Db, brand: BrandId, day: u32) -> Result<Vec<String>> {
    let all = store::campaigns::ids_of_brand(db, brand).await?;
    let part = usize::try_from(day).unwrap_or(0) % PARTS;
    let some: Vec<CollaborationId> = all.into_iter().skip(part).step_by(PARTS).collect();
    let brand = store::team::brand(db, brand).await?.context("the brand is gone")?;
    let tx = db.begin().await?;
    let before = store::moves::everything(&tx).await?;
    app::journey::derive(&tx, &brand, &some).await?;
    // Dropped without a commit, it never was.
    Ok(differing(&before, &store::moves::everything(&tx).await?))
}

fn differing(before: &[String], after: &[String]) -> Vec<String> {
    let wrong = before.iter().zip(after).find(|(before, after)| before != after);
    match wrong {
        _ if before == after => vec![],
        Some((before, after)) => vec![format!("4: a row stood there as {before} and follows as {after}")],
        None => vec![format!("4: {} moves stood there and {} follow", before.len(), after.len())],
    }
}

/// 6: each file of an approved draft and each agreement's document is there, and its bytes hash to its name.
pub(super) async fn bytes(app: &App, db: &impl Read) -> Result<Vec<String>> {
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for row in db.all("deliverable", "SELECT facts FROM deliverable WHERE state = 'approved'", vec![]).await? {
        let facts: Value = row.json("facts")?;
        for file in facts["state"]["files"].as_array().map(Vec::as_slice).unwrap_or_default() {
            kept.insert(text(&file["hash"]), text(&file["name"]));
        }
    }
    for row in db.all("agreement", "SELECT facts FROM agreement", vec![]).await? {
        let facts: Value = row.json("facts")?;
        kept.insert(text(&facts["document"]["hash"]), text(&facts["document"]["name"]));
    }
    let mut wrong = Vec::new();
    for (hash, name) in kept {
        if read(app, &hash).await.as_deref() != Some(hash.as_str()) {
            wrong.push(format!("6: the bytes of {name} are not those that were approved"));
        }
    }
    Ok(wrong)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What the bytes under a hash really hash to; nothing when they cannot be read.
async fn read(app: &App, hash: &str) -> Option<String> {
    let mut bytes = app.files().open(&ContentHash::parse(hash).ok()?, 0).await.ok()?;
    let mut digest = Sha256::new();
    while let Some(chunk) = bytes.next().await {
        digest.update(chunk.ok()?);
    }
    Some(super::hex(&digest.finalize()))
}

/// What the program's own audit finds.
pub(super) async fn audited(app: &App, db: &Db) -> Result<Vec<String>> {
    let found = app::audit::verify(db, Some(app.files())).await?;
    // What was given up with a reason is as it should be here; the audit wants somebody to look at it.
    let wrong = found.into_iter().filter(|text| !text.contains("effects were given up"));
    Ok(wrong.map(|text| format!("the audit says: {text}")).collect())
}
