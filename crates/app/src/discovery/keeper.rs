//! Keeps the search index in step with the rows: made once, then fed with what changed, before each search and in between.
//!
//! Invariants: the index is never the truth; whatever is wrong with it, it is thrown away and made anew, and a page says that it
//! is being made. A search sees what was committed before it was asked, unless so much changed that it would have to wait
//! longer than a person does. One index belongs to one process; a second process on the same folder keeps its own in memory.
//! Absent: what a search means; that is `insight`'s.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use domain::{
    ids::{BrandId, CreatorId, Id},
    money::Currency,
    team::Brand,
    time::Timestamp,
};
use insight::search::{Change, Index, SearchError};
use store::creators::{changes, changes::Place, entries};
use tokio::{sync::Mutex, task::JoinHandle};

use super::entry::of_findable;
use crate::{App, Error, Result};

/// So many creators are read at once.
const AT_ONCE: usize = 500;
/// So many changes are read at once, or ids where the index is made anew.
const CHANGES: i64 = 2_000;
/// An installation with no more creators than this is indexed while the first search waits, and with no more entries is brought
/// in step.
const WAITED_FOR: i64 = 5_000;
const FEW: u64 = 10_000;
/// How long a search waits for the index to be in step.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The index of this process.
pub(crate) struct Keeper {
    folder: Option<PathBuf>,
    /// Nothing before the first search, and after a failure: it is opened again from its last commit.
    index: std::sync::Mutex<Option<Arc<Index>>>,
    /// Held by whoever reads changes.
    turn: Arc<Mutex<Known>>,
    done: AtomicI64,
    of: AtomicI64,
    /// When the index last was in step with the rows; zero before it was.
    stepped: AtomicI64,
}

/// How the index of this process stands.
pub(crate) struct Standing {
    /// How many entries it has; nothing where it was not opened yet.
    pub(crate) entries: Option<u64>,
    /// When it last was in step with the rows.
    pub(crate) in_step_at: Option<Timestamp>,
    /// How far it is made, while it is.
    pub(crate) making: Option<Progress>,
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
        Self {
            folder,
            index: std::sync::Mutex::new(None),
            turn: Arc::default(),
            done: AtomicI64::new(0),
            of: AtomicI64::new(0),
            stepped: AtomicI64::new(0),
        }
    }

    /// How it stands, without waiting for anybody.
    pub(crate) fn standing(&self) -> Standing {
        let stepped = self.stepped.load(Ordering::Relaxed);
        Standing {
            entries: self.index.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|index| index.len()),
            in_step_at: (stepped > 0).then_some(Timestamp(stepped)),
            making: self.progress(),
        }
    }

    /// How far the index is made; nothing once it is.
    pub(crate) fn progress(&self) -> Option<Progress> {
        let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
        (of > 0).then_some(Progress { done, of })
    }

    /// The index, in step with the rows as far as that takes no longer than a person waits. What takes longer goes on by itself,
    /// whether or not whoever asked is still there, and keeps the turn until it is done.
    pub(crate) async fn ready(&self, app: &App) -> Result<Arc<Index>> {
        let turn = tokio::time::timeout(PATIENCE, self.turn.clone().lock_owned()).await;
        let Ok(mut known) = turn else { return self.opened().await };
        let index = self.opened().await?;
        let (app_db, app, kept) = (app.db(), app.clone(), index.clone());
        let step = tokio::spawn(async move {
            let done = app.keeper().in_step(&app, &kept, &mut known).await;
            app.keeper().of.store(0, Ordering::Relaxed);
            match &done {
                Ok(()) => app.keeper().stepped.store(app.now().0, Ordering::Relaxed),
                Err(error) => {
                    tracing::warn!(%error, "the search index is opened again");
                    app.keeper().let_go();
                }
            }
            done
        });
        // Few are in it in no time; of many a person should not have to wait for all.
        let few = index.len() <= FEW && (!index.is_empty() || entries::count_all(app_db).await? <= WAITED_FOR);
        match tokio::time::timeout(if few { PATIENCE * 20 } else { PATIENCE }, step).await {
            Ok(done) => done.map_err(broken)??,
            Err(_) => return Ok(index),
        }
        Ok(index)
    }

    /// Lets go of an index that failed; its folder holds the last commit, and how far the rows were read with it.
    fn let_go(&self) {
        *self.index.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Brings the index in step with the rows: by what changed, or anew.
    async fn in_step(&self, app: &App, index: &Arc<Index>, known: &mut Known) -> Result<()> {
        let place = index.watermark().as_deref().and_then(Place::parse);
        match place {
            Some(place) if self.catch_up(app, index, place, known).await? => Ok(()),
            _ => self.make(app, index, known).await,
        }
    }

    async fn opened(&self) -> Result<Arc<Index>> {
        if let Some(index) = self.index.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(index);
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
        Ok(self.index.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(index).clone())
    }

    /// Reads what changed, and keeps how far after each part. False where the changes since then are not kept any more.
    async fn catch_up(&self, app: &App, index: &Arc<Index>, mut place: Place, known: &mut Known) -> Result<bool> {
        let mut most = CHANGES;
        loop {
            let Some((changed, next)) = changes::after(app.db(), place, most).await? else { return Ok(false) };
            self.put(app, index, &changed, known).await?;
            if !changed.is_empty() {
                commit(index, next).await?;
            }
            if next.is_far_from(place) {
                changes::forget(app.db()).await?;
            }
            // What an open transaction may come before is read again the next time, and all of it: more than fits is asked anew.
            let whole = i64::try_from(changed.len()).is_ok_and(|count| count < most / 2);
            match next == place {
                true if whole => return Ok(true),
                true => most = most.saturating_mul(4),
                false => place = next,
            }
            if most > CHANGES * 1_000 {
                return Ok(true);
            }
        }
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
            let ids = entries::ids_after(app.db(), after, CHANGES).await?;
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

    /// Puts what stands of creators, some being read while those before them are put.
    async fn put(&self, app: &App, index: &Arc<Index>, ids: &[CreatorId], known: &mut Known) -> Result<()> {
        let mut putting = Putting::default();
        let mut read = Ok(());
        for chunk in ids.chunks(AT_ONCE) {
            read = match changes_of(app, chunk, known).await {
                Ok(changed) => putting.next(index, changed).await,
                Err(error) => Err(error),
            };
            if read.is_err() {
                break;
            }
        }
        // To its end in any case: an index is not opened again while something is put into it.
        let put = putting.end().await;
        read.and(put)
    }
}

/// What stands of creators, for the index.
async fn changes_of(app: &App, ids: &[CreatorId], known: &mut Known) -> Result<Vec<Change>> {
    let found = entries::findable(app.db(), ids, app.now()).await?;
    for one in &found {
        for brand in one.relationships.keys() {
            if !known.currencies.contains_key(brand) {
                let facts = store::document::find::<Brand>(app.db(), one.organisation, *brand).await?;
                known.currencies.extend(facts.map(|facts| (*brand, facts.value.currency)));
            }
        }
    }
    let mut changed: Vec<Change> =
        found.iter().map(|one| Change { creator: one.id.uuid(), entries: of_findable(one, &known.currencies) }).collect();
    let there: BTreeSet<CreatorId> = found.iter().map(|one| one.id).collect();
    let gone = ids.iter().filter(|id| !there.contains(id));
    changed.extend(gone.map(|id| Change { creator: id.uuid(), entries: Vec::new() }));
    Ok(changed)
}

/// What is being put into the index, one part at a time.
#[derive(Default)]
struct Putting(Option<JoinHandle<std::result::Result<(), SearchError>>>);

impl Putting {
    /// Begins to put a part once the one before it is put.
    async fn next(&mut self, index: &Arc<Index>, changed: Vec<Change>) -> Result<()> {
        self.end().await?;
        let index = index.clone();
        self.0 = Some(tokio::task::spawn_blocking(move || index.put(&changed)));
        Ok(())
    }

    /// Waits until all is put.
    async fn end(&mut self) -> Result<()> {
        match self.0.take() {
            Some(putting) => putting.await.map_err(broken)?.map_err(broken),
            None => Ok(()),
        }
    }
}

async fn commit(index: &Arc<Index>, place: Place) -> Result<()> {
    let index = index.clone();
    tokio::task::spawn_blocking(move || index.commit(&place.to_string())).await.map_err(broken)?.map_err(broken)
}
