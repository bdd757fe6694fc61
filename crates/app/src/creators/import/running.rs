//! An import that runs on while its page is looked at: how far it is, and whether somebody cancelled it.
//!
//! Invariants: all of it is kept or nothing, because it is one transaction that is given up when it is cancelled; cancelling comes
//! in time or is told that it came too late. One runs in a brand at a time, and a list that was kept for it goes once it has ended,
//! however that was. In memory: a restart ends what runs, keeps nothing of it, and forgets that it ran. Absent: dry runs, programs
//! (who call within one request and cancel by hanging up), and other processes on the same database.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
};

use super::{ImportCreators, ImportView, kept};
use crate::{App, Asked, Caller, Error, Result, random::Ids};
use domain::{
    creators::CreatorError,
    fields::FieldErrors,
    ids::{BrandId, Id, RunningImportId},
    time::{HOUR, Timestamp},
};

/// What has ended is told so long.
const TOLD: i64 = HOUR;

const RUNS: u8 = 0;
const CANCELLED: u8 = 1;
const CLOSING: u8 = 2;

/// How far an import is, written by it and read by its page.
#[derive(Debug, Default)]
pub struct Watched {
    state: AtomicU8,
    of: AtomicU64,
    read: AtomicU64,
    done: AtomicU64,
}

/// How far an import is, in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many there are; nothing before the file was opened.
    pub of: u64,
    /// Read and understood.
    pub read: u64,
    /// Brought in, as far as nothing goes wrong until the end.
    pub done: u64,
    /// Whether it was cancelled and has not ended yet.
    pub cancelled: bool,
}

impl Watched {
    /// How many rows there are.
    pub(super) fn found(&self, rows: u64) {
        self.of.store(rows, Ordering::Relaxed);
    }

    /// So many rows are read; whether to go on.
    pub(super) fn has_read(&self, rows: u64) -> bool {
        self.read.store(rows, Ordering::Relaxed);
        self.state.load(Ordering::Acquire) != CANCELLED
    }

    /// So many rows more are done.
    ///
    /// # Errors
    /// That it was cancelled.
    pub(super) fn did(&self, rows: u64) -> Result<()> {
        self.done.fetch_add(rows, Ordering::Relaxed);
        if self.state.load(Ordering::Acquire) == CANCELLED { Err(CreatorError::ImportCancelled.into()) } else { Ok(()) }
    }

    /// From now on it cannot be cancelled any more.
    ///
    /// # Errors
    /// That it was cancelled.
    pub(super) fn close(&self) -> Result<()> {
        match self.state.compare_exchange(RUNS, CLOSING, Ordering::AcqRel, Ordering::Acquire) {
            Err(CANCELLED) => Err(CreatorError::ImportCancelled.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Cancels it; false where it is at its end already.
    fn cancel(&self) -> bool {
        match self.state.compare_exchange(RUNS, CANCELLED, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            Err(now) => now == CANCELLED,
        }
    }

    fn progress(&self) -> Progress {
        Progress {
            of: self.of.load(Ordering::Relaxed),
            read: self.read.load(Ordering::Relaxed),
            done: self.done.load(Ordering::Relaxed),
            cancelled: self.state.load(Ordering::Acquire) == CANCELLED,
        }
    }
}

/// How an import ended.
#[derive(Debug, Clone)]
pub enum Ended {
    /// All of it was kept.
    Done(Box<ImportView>),
    /// It was cancelled, and nothing was kept.
    Cancelled,
    /// It was refused, and nothing was kept.
    Refused(FieldErrors),
    /// Something of ours went wrong, and nothing was kept.
    Broken,
}

/// An import and how far it is.
#[derive(Debug, Clone)]
pub struct Import {
    /// What the file is called.
    pub file_name: String,
    /// When it began.
    pub begun: Timestamp,
    /// How far it is.
    pub progress: Progress,
    /// How it ended; nothing while it runs.
    pub ended: Option<Ended>,
}

struct Entry {
    brand: BrandId,
    file_name: String,
    begun: Timestamp,
    watched: Arc<Watched>,
    ended: Option<(Timestamp, Ended)>,
}

/// The imports of this process.
#[derive(Default)]
pub(crate) struct Running(Mutex<BTreeMap<RunningImportId, Entry>>);

impl Running {
    /// Without those that ended long ago: what they found names people.
    fn all(&self, now: Timestamp) -> MutexGuard<'_, BTreeMap<RunningImportId, Entry>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| one.ended.as_ref().is_none_or(|(at, _)| now <= at.plus(TOLD)));
        all
    }
}

/// Begins to import a file and gives under which number it runs, and true. Where one runs in the brand already, nothing begins; the
/// number is that one's, with false.
///
/// # Errors
/// Not found, for a caller about no brand.
pub fn begin(app: &App, caller: &Caller, asked: Asked, command: ImportCreators) -> Result<(RunningImportId, bool)> {
    let (brand, now) = (caller.brand.ok_or(Error::NotFound)?, app.now());
    let watched = Arc::new(Watched::default());
    let id = {
        let mut all = app.imports().all(now);
        if let Some((id, _)) = all.iter().find(|(_, one)| one.brand == brand && one.ended.is_none()) {
            return Ok((*id, false));
        }
        let id = RunningImportId::from_uuid(Ids::new(app.seed(), now).give());
        let entry = Entry { brand, file_name: command.file_name.clone(), begun: now, watched: watched.clone(), ended: None };
        all.insert(id, entry);
        id
    };
    let list = command.kept.clone();
    let command = ImportCreators { watched: Some(watched), ..command };
    let (app, caller) = (app.clone(), caller.clone());
    tokio::spawn(async move {
        let (inner, whose) = (app.clone(), caller.clone());
        // In a task of its own, so that whatever becomes of it is noted.
        let run = tokio::spawn(async move {
            let _turn = kept::turn(command.kept.as_ref()).await;
            inner.run_asked(&whose, &asked, command).await
        });
        let ended = match run.await {
            Ok(Ok(view)) => Ended::Done(Box::new(view)),
            Ok(Err(error)) => ended_by(error),
            Err(error) => {
                tracing::error!(%error, "an import broke off");
                Ended::Broken
            }
        };
        if let Some(list) = list
            && let Err(error) = kept::let_go(&app, &list).await
        {
            // It goes by itself in a day.
            tracing::warn!(%error, "the list of an import that has ended could not be let go of");
        }
        if let Some(one) = app.imports().all(app.now()).get_mut(&id) {
            one.ended = Some((app.now(), ended));
        }
    });
    Ok((id, true))
}

fn ended_by(error: Error) -> Ended {
    match error {
        Error::Rule { code, .. } if code == "creators.import_cancelled" => Ended::Cancelled,
        Error::Rule { message, .. } | Error::Outside(message) => Ended::Refused(FieldErrors::one("", message)),
        Error::Fields(errors) => Ended::Refused(errors),
        other => {
            tracing::error!(error = %other, "an import broke off");
            Ended::Broken
        }
    }
}

/// How far an import of the brand is; nothing where none runs or ran under this number.
#[must_use]
pub fn look(app: &App, brand: BrandId, id: RunningImportId) -> Option<Import> {
    let all = app.imports().all(app.now());
    let one = all.get(&id).filter(|one| one.brand == brand)?;
    Some(Import {
        file_name: one.file_name.clone(),
        begun: one.begun,
        progress: one.watched.progress(),
        ended: one.ended.as_ref().map(|(_, ended)| ended.clone()),
    })
}

/// The import that runs in a brand, if one does.
#[must_use]
pub fn running(app: &App, brand: BrandId) -> Option<RunningImportId> {
    app.imports().all(app.now()).iter().find(|(_, one)| one.brand == brand && one.ended.is_none()).map(|(id, _)| *id)
}

/// Cancels an import of the brand. False where it came too late, or none runs under this number.
#[must_use]
pub fn cancel(app: &App, brand: BrandId, id: RunningImportId) -> bool {
    app.imports().all(app.now()).get(&id).is_some_and(|one| one.brand == brand && one.ended.is_none() && one.watched.cancel())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelling_comes_in_time_or_is_told_that_it_came_too_late() {
        let watched = Watched::default();
        watched.found(10);
        assert!(watched.has_read(4) && watched.did(3).is_ok());
        assert_eq!(watched.progress(), Progress { of: 10, read: 4, done: 3, cancelled: false });
        assert!(watched.cancel() && watched.cancel(), "twice is once");
        assert!(!watched.has_read(5) && watched.did(1).is_err() && watched.close().is_err());
        let late = Watched::default();
        assert!(late.close().is_ok() && !late.cancel() && late.did(1).is_ok(), "what is at its end is kept whole");
    }
}
