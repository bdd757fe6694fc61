//! Rows about imports of trackers, and the collaborations that came with one.
//!
//! Invariant: an import is written once with its counts, and once more when it is taken back; only collaborations on which nobody
//! worked are removed, and the caller has looked. Absent: imports of creators and orders, which have rows of their own.

use std::collections::BTreeSet;

use domain::{
    campaigns::{Collaboration, Fallen},
    ids::{BrandId, CampaignId, CollaborationId, ImportId},
    imports::TrackerImport,
    journey::Stage,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, params,
};

impl Document for TrackerImport {
    const TABLE: &'static str = "tracker_import";
    const WALL: &'static str = "brand";
    type Id = ImportId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        // What was taken back is no example for the next list.
        let headings = self.headings.as_deref().filter(|_| self.taken_back.is_none());
        vec![("created_at", self.at.bind()), ("headings", headings.bind()), ("name", self.file_name.as_str().bind())]
    }
}

/// The newest imports of trackers in a brand.
///
/// # Errors
/// The store's.
pub async fn trackers(db: &impl Read, brand: BrandId, most: i64) -> Result<Vec<Stored<TrackerImport>>> {
    document::list(db, brand, "1 = 1 ORDER BY created_at DESC, id DESC LIMIT $2", params![most]).await
}

/// One import of a tracker.
///
/// # Errors
/// The store's.
pub async fn tracker(db: &impl Read, brand: BrandId, id: ImportId) -> Result<Option<Stored<TrackerImport>>> {
    document::find(db, brand, id).await
}

/// The newest import under these headings.
///
/// # Errors
/// The store's.
pub async fn tracker_like(db: &impl Read, brand: BrandId, headings: &str) -> Result<Option<Stored<TrackerImport>>> {
    let condition = "headings = $2 ORDER BY created_at DESC, id DESC LIMIT 1";
    Ok(document::list(db, brand, condition, params![headings]).await?.into_iter().next())
}

/// What waits for a person from a tracker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetWaits {
    /// Which import.
    pub import: ImportId,
    /// What its file was called.
    pub name: String,
    /// How many collaborations of it wait to be taken up or let rest.
    pub count: i64,
}

/// The trackers of which something waits, the newest first.
///
/// # Errors
/// The store's.
pub async fn waiting(db: &impl Read, brand: BrandId) -> Result<Vec<SheetWaits>> {
    let sql = "SELECT i.id AS import, i.name AS name, COUNT(*) AS n FROM move m JOIN tracker_import i ON i.id = m.subject \
               WHERE m.brand = $1 AND m.turn = 'team' AND m.what = 'take_up' GROUP BY i.id, i.name, i.created_at ORDER BY i.created_at DESC, i.id";
    let rows = db.all("move", sql, params![brand]).await?;
    rows.iter().map(|row| Ok(SheetWaits { import: row.get("import")?, name: row.get("name")?, count: row.get("n")? })).collect()
}

/// The collaborations that came with an import, after one of them; those alone in which this had fallen through, where that is
/// asked.
///
/// # Errors
/// The store's.
pub async fn collaborations(
    db: &impl Read,
    brand: BrandId,
    import: ImportId,
    fallen: Option<Fallen>,
    after: Option<CollaborationId>,
    most: i64,
) -> Result<Vec<Stored<Collaboration>>> {
    let mut condition = "import = $2".to_owned();
    let mut values = params![import, most];
    if let Some(fallen) = fallen {
        values.push(format!("%,{},%", fallen.as_str()).bind());
        condition.push_str(&format!(" AND off IS NULL AND (fallen LIKE ${}{})", values.len() + 1, also(fallen)));
    }
    if let Some(after) = after {
        values.push(after.bind());
        condition.push_str(&format!(" AND id > ${}", values.len() + 1));
    }
    document::list(db, brand, &format!("{condition} ORDER BY id LIMIT $3"), values).await
}

/// What was posted only after the import and is unpaid waits as a move and is not among what had fallen through before.
fn also(fallen: Fallen) -> String {
    match fallen {
        Fallen::Unpaid => format!(
            " OR id IN (SELECT m.collaboration FROM move m WHERE m.brand = $1 AND m.turn = 'team' AND m.what = 'take_up' AND m.detail = '{}')",
            fallen.as_str()
        ),
        _ => String::new(),
    }
}

/// Whether the fee of a collaboration that came from a sheet waits for a person's word.
///
/// # Errors
/// The store's.
pub async fn waits_unpaid(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<bool> {
    let sql = "SELECT 1 AS there FROM move WHERE brand = $1 AND collaboration = $2 AND what = 'take_up' AND detail = $3";
    Ok(db.one("move", sql, params![brand, collaboration, Fallen::Unpaid.as_str()]).await?.is_some())
}

/// Holds collaborations until the end of the transaction, so that nobody works on them while it is looked at whether somebody did.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, brand: BrandId, ids: &[CollaborationId]) -> Result<()> {
    if tx.for_update().is_empty() {
        return Ok(());
    }
    for chunk in ids.chunks(500) {
        let places = placeholders(2, chunk.len());
        let sql = format!("SELECT id FROM collaboration WHERE brand = $1 AND id IN ({places}) ORDER BY id{}", tx.for_update());
        tx.all("collaboration", &sql, std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

/// In how many collaborations of an import each thing has fallen through and was not dealt with.
///
/// # Errors
/// The store's.
pub async fn fallen(db: &impl Read, brand: BrandId, import: ImportId) -> Result<Vec<(Fallen, i64)>> {
    let sums: Vec<String> = Fallen::ALL
        .iter()
        .map(|one| {
            let (word, also) = (one.as_str(), also(*one));
            format!("CAST(COALESCE(SUM(CASE WHEN fallen LIKE '%,{word},%'{also} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {word}")
        })
        .collect();
    let sql = format!("SELECT {} FROM collaboration WHERE brand = $1 AND import = $2 AND off IS NULL", sums.join(", "));
    let Some(row) = db.one("collaboration", &sql, params![brand, import]).await? else { return Ok(Vec::new()) };
    Fallen::ALL.iter().map(|one| Ok((*one, row.get(one.as_str())?))).collect()
}

/// At which stages the collaborations of an import stand, and how many at each.
///
/// # Errors
/// The store's.
pub async fn stages(db: &impl Read, brand: BrandId, import: ImportId) -> Result<Vec<(Stage, i64)>> {
    let sql = "SELECT s.stage AS stage, COUNT(*) AS n FROM collaboration c JOIN stage s ON s.collaboration = c.id \
               WHERE c.brand = $1 AND c.import = $2 GROUP BY s.stage";
    let rows = db.all("stage", sql, params![brand, import]).await?;
    let mut found: Vec<(Stage, i64)> =
        rows.iter().map(|row| Ok((row.word("stage", Stage::parse)?, row.get("n")?))).collect::<Result<_>>()?;
    found.sort();
    Ok(found)
}

/// Which of these collaborations something happened in that was not an import itself.
///
/// # Errors
/// The store's.
pub async fn worked_on(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeSet<CollaborationId>> {
    let mut found = BTreeSet::new();
    for chunk in ids.chunks(500) {
        let places = placeholders(2, chunk.len());
        for sql in [
            format!(
                "SELECT DISTINCT e.collaboration AS collaboration FROM event e WHERE e.brand = $1 AND e.collaboration IN ({places}) \
                 AND e.kind <> 'payments.budget_overridden' \
                 AND NOT EXISTS (SELECT 1 FROM tracker_import i WHERE i.brand = $1 AND i.id = e.subject)"
            ),
            format!("SELECT DISTINCT collaboration FROM message WHERE brand = $1 AND collaboration IN ({places})"),
            format!("SELECT id AS collaboration FROM collaboration WHERE brand = $1 AND version > 1 AND id IN ({places})"),
        ] {
            let values = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
            for row in db.all("collaboration", &sql, values).await? {
                found.insert(row.get("collaboration")?);
            }
        }
    }
    Ok(found)
}

/// Removes collaborations on which nobody worked, with what came with them. What was paid outside is taken out of the books by the
/// caller, with postings.
///
/// # Errors
/// The store's.
pub async fn remove_collaborations(tx: &Tx, brand: BrandId, found: &[Stored<Collaboration>]) -> Result<()> {
    found.iter().for_each(|one| tx.changed(Some(one.value.creator)));
    for chunk in found.chunks(500) {
        let places = placeholders(2, chunk.len());
        let of = format!("brand = $1 AND collaboration IN ({places})");
        let here = format!("collaboration IN (SELECT id FROM collaboration WHERE brand = $1 AND id IN ({places}))");
        let made = format!("SELECT id FROM deliverable WHERE {of}");
        for sql in [
            format!("DELETE FROM draft WHERE brand = $1 AND deliverable IN ({made})"),
            format!("DELETE FROM post WHERE {of}"),
            format!("DELETE FROM promo_code WHERE {of}"),
            format!("DELETE FROM payable WHERE {of}"),
            format!("DELETE FROM deliverable WHERE {of}"),
            format!("DELETE FROM budget_line WHERE {of}"),
            format!("DELETE FROM stage WHERE {of}"),
            format!("DELETE FROM move WHERE {of}"),
            format!("DELETE FROM told WHERE {here}"),
            format!("DELETE FROM asking WHERE {here}"),
            format!("DELETE FROM chase_hold WHERE {here}"),
            format!("DELETE FROM clock_trouble WHERE {of}"),
            format!("DELETE FROM collaboration WHERE brand = $1 AND id IN ({places})"),
        ] {
            tx.execute(&sql, std::iter::once(brand.bind()).chain(chunk.iter().map(|one| one.id.bind())).collect()).await?;
        }
    }
    Ok(())
}

/// Removes a campaign that came with an import, where nobody is in it and it is as it was.
///
/// # Errors
/// The store's.
pub async fn remove_campaign(tx: &Tx, brand: BrandId, campaign: CampaignId) -> Result<bool> {
    let sql = "DELETE FROM campaign WHERE brand = $1 AND id = $2 AND version = 1 \
               AND NOT EXISTS (SELECT 1 FROM collaboration c WHERE c.campaign = campaign.id) \
               AND NOT EXISTS (SELECT 1 FROM vetting_decision v WHERE v.campaign = campaign.id) \
               AND NOT EXISTS (SELECT 1 FROM vetting_summary s WHERE s.campaign = campaign.id) \
               AND NOT EXISTS (SELECT 1 FROM brief b WHERE b.campaign = campaign.id)";
    Ok(tx.execute(sql, params![brand, campaign]).await? == 1)
}
