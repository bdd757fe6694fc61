//! Writes what a chunk of an import changed: new rows many a statement, changed ones guarded by their version.

use std::collections::BTreeSet;

use domain::{
    creators::Snapshot,
    ids::{CreatorId, MetricId, ProfileId},
};
use store::{Document, Tx};

use crate::{
    Ctx, Result,
    creators::known::{Known, Row},
};

/// A number on its way to the store.
pub(super) type NewNumber = (MetricId, ProfileId, Snapshot);

/// Writes the creators at these places, then the numbers.
pub(super) async fn write(ctx: &Ctx, all: &mut [Known], dirty: &BTreeSet<usize>, numbers: &[NewNumber]) -> Result<()> {
    let (tx, organisation, brand) = (ctx.tx(), ctx.organisation()?, ctx.brand()?);
    // Those before the first of them need no look: a chunk mostly adds at the end of very many.
    let first = dirty.first().copied().unwrap_or(0);
    let from_there = all.iter_mut().enumerate().skip(first);
    let mut changed: Vec<&mut Known> = from_there.filter(|(at, _)| dirty.contains(at)).map(|(_, known)| known).collect();
    rows(tx, organisation, changed.iter_mut().map(|known| &mut known.creator).collect()).await?;
    rows(tx, organisation, changed.iter_mut().flat_map(|known| &mut known.profiles).collect()).await?;
    rows(tx, brand, changed.iter_mut().filter_map(|known| known.relationship.as_mut()).collect()).await?;
    let theirs: Vec<CreatorId> = changed.iter().map(|known| known.creator.id).collect();
    Ok(store::creators::insert_metrics(tx, organisation, &theirs, numbers).await?)
}

async fn rows<T: Document>(tx: &Tx, wall: T::Wall, mut rows: Vec<&mut Row<T>>) -> Result<()> {
    rows.retain(|row| row.changed);
    // Changed rows first: one may give up an account's name that a new row takes.
    for row in rows.iter_mut() {
        if let Some(version) = row.version {
            row.version = Some(store::document::save(tx, wall, row.id, version, &row.value).await?);
        }
        row.changed = row.version.is_none();
    }
    rows.retain(|row| row.changed);
    let new: Vec<(T::Id, &T)> = rows.iter().map(|row| (row.id, &row.value)).collect();
    store::document::insert_all(tx, wall, &new).await?;
    for row in rows {
        row.version = Some(store::Version(1));
        row.changed = false;
    }
    Ok(())
}
