//! Keeps the search index in step with the rows: made once, then fed with what changed, before each search and in between.
//!
//! Invariants: the index is never the truth; whatever is wrong with it, it is thrown away and made anew, and a page says that it
//! is being made. A search sees what was committed before it was asked, unless so much changed that it would have to wait
//! longer than a person does. One index belongs to one process; a second process on the same folder keeps its own in memory.
//! Absent: what a search means; that is `insight`'s.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::{ids::BrandId, money::Currency, team::Brand};
use insight::search::{Change, Index};
use store::creators::{changes, changes::Place, entries};
use tokio::sync::Mutex;

use super::entry::of_findable;
use crate::{App, Error, Result};

/// So many creators are read at once.
const AT_ONCE: usize = 500;
/// So many changes are read at once.
const CHANGES: i64 = 2_000;
/// An installation with no more creators than this is indexed while the first search waits.
const WAITED_FOR: i64 = 5_000;
/// How long a search waits for changes of others to be read.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The index of this process.
pub(crate) struct Keeper {
    folder: Option<PathBuf>,
    index: OnceLock<Arc<Index>>,
    /// Held by whoever reads changes.
    turn: Arc<Mutex<Known>>,
    done: AtomicI64,
    of: AtomicI64,
}

/// What the reader of changes remembers.
#[derive(Default)]
struct Known {
    currencies: BTreeMap<BrandId, Currency>,
}

/// How far the index is made, while it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) done: i64,
    pub(crate) of: i64,
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(error.to_string())
}

impl Keeper {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, index: OnceLock::new(), turn: Arc::default(), done: AtomicI64::new(0), of: AtomicI64::new(0) }
    }

    /// How far the index is made; nothing once it is.
    pub(crate) fn progress(&self) -> Option<Progress> {
        let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
        (of > 0).then_some(Progress { done, of })
    }

    /// The index, in step with the rows as far as that takes no longer than a person waits.
    pub(crate) async fn ready(&self, app: &App) -> Result<Arc<Index>> {
        let turn = tokio::time::timeout(PATIENCE, self.turn.clone().lock_owned()).await;
        let Ok(mut known) = turn else { return self.opened().await };
        let index = self.opened().await?;
        let place = index.watermark().as_deref().and_then(Place::parse);
        match place {
            Some(place) if self.catch_up(app, &index, place, &mut known).await? => return Ok(index),
            Some(_) => {}
            None if entries::count_all(app.db()).await? <= WAITED_FOR => {
                self.make(app, &index, &mut known).await?;
                return Ok(index);
            }
            None => {}
        }
        // Made in the background, by whoever asks first; the turn is held until it is done.
        let (app, made) = (app.clone(), index.clone());
        tokio::spawn(async move {
            let mut known = known;
            if let Err(error) = app.keeper().make(&app, &made, &mut known).await {
                tracing::warn!(%error, "the search index could not be made");
            }
            app.keeper().of.store(0, Ordering::Relaxed);
        });
        Ok(index)
    }

    async fn opened(&self) -> Result<Arc<Index>> {
        if let Some(index) = self.index.get() {
            return Ok(index.clone());
        }
        let folder = self.folder.clone();
        let open = move || match folder.map(|folder| Index::open(&folder)) {
            Some(Ok(index)) => Ok(index),
            Some(Err(error)) => {
                tracing::info!(%error, "the folder of the search index is not ours; this process keeps its own in memory");
                Index::in_memory()
            }
            None => Index::in_memory(),
        };
        let index = Arc::new(tokio::task::spawn_blocking(open).await.map_err(broken)?.map_err(broken)?);
        Ok(self.index.get_or_init(|| index).clone())
    }

    /// Reads what changed. False where the changes since then are not kept any more.
    async fn catch_up(&self, app: &App, index: &Arc<Index>, mut place: Place, known: &mut Known) -> Result<bool> {
        let mut written = false;
        loop {
            let Some((changed, next)) = changes::after(app.db(), place, CHANGES).await? else { return Ok(false) };
            if changed.is_empty() {
                break;
            }
            for chunk in changed.chunks(AT_ONCE) {
                self.put(app, index, chunk, known).await?;
            }
            written = true;
            // What an open transaction may come before is read again the next time.
            if next == place {
                break;
            }
            place = next;
        }
        if written {
            commit(index, place).await?;
        }
        Ok(true)
    }

    /// Makes the whole index anew. What is searched meanwhile is the one before, or as much as there is.
    async fn make(&self, app: &App, index: &Arc<Index>, known: &mut Known) -> Result<()> {
        let place = changes::newest(app.db()).await?;
        let all = entries::count_all(app.db()).await?;
        self.done.store(0, Ordering::Relaxed);
        self.of.store(all.max(1), Ordering::Relaxed);
        index.clear().map_err(broken)?;
        let mut after = None;
        loop {
            let ids = entries::ids_after(app.db(), after, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            self.put(app, index, &ids, known).await?;
            self.done.fetch_add(i64::try_from(ids.len()).unwrap_or(0), Ordering::Relaxed);
        }
        commit(index, place).await?;
        self.of.store(0, Ordering::Relaxed);
        changes::forget(app.db()).await?;
        Ok(())
    }

    async fn put(&self, app: &App, index: &Arc<Index>, ids: &[domain::ids::CreatorId], known: &mut Known) -> Result<()> {
        let found = entries::findable(app.db(), ids).await?;
        for one in &found {
            for brand in one.relationships.keys() {
                if !known.currencies.contains_key(brand) {
                    let facts = store::document::find::<Brand>(app.db(), one.organisation, *brand).await?;
                    known.currencies.extend(facts.map(|facts| (*brand, facts.value.currency)));
                }
            }
        }
        let now = app.now();
        let mut changed: Vec<Change> = found
            .iter()
            .map(|one| Change { creator: domain::ids::Id::uuid(one.id), entries: of_findable(one, &known.currencies, now) })
            .collect();
        let there: Vec<_> = found.iter().map(|one| one.id).collect();
        let gone = ids.iter().filter(|id| !there.contains(id));
        changed.extend(gone.map(|id| Change { creator: domain::ids::Id::uuid(*id), entries: Vec::new() }));
        let index = index.clone();
        tokio::task::spawn_blocking(move || index.put(&changed)).await.map_err(broken)?.map_err(broken)
    }
}

async fn commit(index: &Arc<Index>, place: Place) -> Result<()> {
    let index = index.clone();
    tokio::task::spawn_blocking(move || index.commit(&place.to_string())).await.map_err(broken)?.map_err(broken)
}
