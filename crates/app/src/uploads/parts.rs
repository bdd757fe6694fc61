//! Files that come in parts, so that a lost line costs one part and not the whole film: announced, sent part by part, and joined when
//! a form names them.
//!
//! Invariants: nothing is announced that could not become a draft, or is more than a creator may have on the way; a part is taken
//! only at the end of what is here; only whose upload it is finds it; no more than a part of it is in memory. What the joined parts are
//! follows from their bytes, as with every upload, and the answer is the same receipt. Absent: HTTP.

use std::{
    io::ErrorKind,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use domain::{
    files::{UploadError, part_fits},
    ids::{DeliverableId, Id, UploadId},
    time::DAY,
};
use futures_util::{StreamExt, stream};
use store::files::arriving::{self, Arriving, Owner, Part};

use super::{HEAD, Received, broken_off, is_there, media_type, plain_name};
use crate::{
    App, Caller, Error, Result, Rights, content,
    ports::{ByteStream, LaidBy},
    random::Ids,
};

/// How far an upload has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoFar {
    /// Bytes that are here.
    pub arrived: i64,
    /// Bytes that it will have.
    pub size: i64,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is here; so much is here now.
    Here(i64),
    /// It does not follow what is here; so much is.
    Elsewhere(i64),
}

impl App {
    /// Announces a file of a draft that a creator is about to send. It can be sent for a day.
    ///
    /// # Errors
    /// Not found for who is no creator or has nothing to do with the deliverable; refused when no draft of it is awaited, when the
    /// file is empty or too large, or too much is on the way.
    pub async fn begin_upload(&self, caller: &Caller, deliverable: DeliverableId, name: &str, size: i64) -> Result<UploadId> {
        let owner = owner(caller)?;
        let organisation = caller.organisation.ok_or(Error::NotFound)?;
        let (found, collaboration) = content::deliverable(self.db(), caller, owner.brand, deliverable).await?;
        content::makes_drafts(self.db(), owner.brand, &collaboration).await?;
        found.value.awaits_draft()?;
        let now = self.now();
        let id = UploadId::from_uuid(Ids::new(self.seed(), now).give());
        let tx = self.db().begin().await?;
        // Two that begin at once count each other.
        store::creators::hold(&tx, organisation, owner.creator).await?;
        arriving::on_the_way(&tx, owner, now).await?.and(size, self.settings().most_upload)?;
        arriving::insert(&tx, owner, id, &plain_name(name), size, now.plus(DAY)).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// How far an upload of the caller's has come.
    ///
    /// # Errors
    /// Not found, for uploads of others as for those that are over.
    pub async fn upload_so_far(&self, caller: &Caller, id: UploadId) -> Result<SoFar> {
        let found = self.arriving(owner(caller)?, id).await?;
        Ok(SoFar { arrived: found.arrived, size: found.size })
    }

    /// Takes a part that begins at `from`.
    ///
    /// # Errors
    /// Not found as above; refused when it is too large or too small, or begins a file of a kind that is not taken.
    pub async fn append_upload(&self, caller: &Caller, id: UploadId, from: i64, bytes: Bytes) -> Result<Appended> {
        let owner = owner(caller)?;
        let found = self.arriving(owner, id).await?;
        if from != found.arrived {
            return Ok(Appended::Elsewhere(found.arrived));
        }
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        part_fits(size, from, found.size)?;
        if from == 0 {
            // Nobody sends half a gigabyte to hear in the end that it is of a kind that is not taken.
            media_type(&bytes[..bytes.len().min(HEAD)])?;
        }
        let place = LaidBy { until: found.until, number: Ids::new(self.seed(), self.now()).give() };
        if let Err(error) = self.files().lay_by(place, bytes).await {
            self.clear(place).await;
            return Err(match error.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Full,
                _ => Error::Broken(format!("a part of an upload could not be laid by: {error}")),
            });
        }
        // Where the commit is not answered the part may be noted all the same; its bytes stay as long as it could be.
        if self.note(owner, id, &Part { beginning: from, size, place: place.name() }).await? {
            return Ok(Appended::Here(from + size));
        }
        self.clear(place).await;
        Ok(Appended::Elsewhere(self.arriving(owner, id).await?.arrived))
    }

    /// Joins the parts of an upload and gives a receipt for the file, the same again when it is asked twice.
    ///
    /// # Errors
    /// Not found as above; refused when it is not whole; at the field `file` when it is of a kind that is not taken, and then it is
    /// forgotten.
    pub async fn finish_upload(&self, caller: &Caller, id: UploadId) -> Result<String> {
        let owner = owner(caller)?;
        let found = self.arriving(owner, id).await?;
        if let Some(receipt) = self.joined_before(caller, owner, &found)? {
            return Ok(receipt);
        }
        if found.arrived < found.size {
            return Err(UploadError::NotWhole.into());
        }
        let parts = arriving::parts(self.db(), owner, id).await?;
        let lost = Arc::new(AtomicBool::new(false));
        let (received, until) = match self.take_in(caller, &found.name, joined(self, parts.clone(), &lost)).await {
            Ok(taken) => taken,
            Err(error) => {
                // Of two that join at once the slower finds parts no more, and the file is whole all the same.
                if let Some(meanwhile) = arriving::find(self.db(), owner, id, self.now()).await?
                    && let Some(receipt) = self.joined_before(caller, owner, &meanwhile)?
                {
                    return Ok(receipt);
                }
                // What is of no kind that is taken never will be, and lost parts do not come back: it begins anew.
                if matches!(error, Error::Fields(_)) || lost.load(Ordering::Relaxed) {
                    self.remove(owner, id, false).await?;
                }
                // Lost parts are as if they had never come.
                return Err(if lost.load(Ordering::Relaxed) { Error::NotFound } else { error });
            }
        };
        // The same bytes may have been let go of, and removed after these were found to be there already. Now that they are noted they
        // would stay; as long as the parts are here they can be joined again.
        if !is_there(self, &received.hash).await? {
            return Err(broken_off());
        }
        let tx = self.db().begin().await?;
        arriving::join(&tx, owner, id, (&received.hash, &received.media_type), until).await?;
        tx.commit().await?;
        self.clear_all(&parts).await;
        self.receipt(owner.brand, &received, until)
    }

    /// Forgets an upload, whole or not: its draft was made, or the creator chose another file.
    ///
    /// # Errors
    /// Not found as above.
    pub async fn forget_upload(&self, caller: &Caller, id: UploadId) -> Result<()> {
        let owner = owner(caller)?;
        self.arriving(owner, id).await?;
        self.remove(owner, id, true).await
    }

    /// The receipt of an upload whose parts were joined already; nothing where they were not.
    fn joined_before(&self, caller: &Caller, owner: Owner, found: &Arriving) -> Result<Option<String>> {
        let Some((hash, media_type)) = found.whole.clone() else { return Ok(None) };
        let received = Received { hash, size: found.size, media_type, name: found.name.clone(), by: caller.key() };
        self.receipt(owner.brand, &received, found.until).map(Some)
    }

    async fn arriving(&self, owner: Owner, id: UploadId) -> Result<Arriving> {
        arriving::find(self.db(), owner, id, self.now()).await?.ok_or(Error::NotFound)
    }

    async fn note(&self, owner: Owner, id: UploadId, part: &Part) -> Result<bool> {
        let tx = self.db().begin().await?;
        let noted = arriving::add(&tx, owner, id, part).await?;
        tx.commit().await?;
        Ok(noted)
    }

    /// Forgets an upload, and removes the parts that it had: what is not counted any more is not to lie here.
    async fn remove(&self, owner: Owner, id: UploadId, whole_too: bool) -> Result<()> {
        let tx = self.db().begin().await?;
        let parts = arriving::remove(&tx, owner, id, whole_too).await?;
        tx.commit().await?;
        self.clear_all(&parts).await;
        Ok(())
    }

    async fn clear_all(&self, parts: &[Part]) {
        for place in parts.iter().filter_map(|part| LaidBy::parse(&part.place)) {
            self.clear(place).await;
        }
    }

    /// Removes a part that is of no use any more. Where that fails, the clock does it when its time is over.
    async fn clear(&self, place: LaidBy) {
        if let Err(error) = self.files().clear(place).await {
            tracing::warn!(%error, "a part of an upload could not be removed yet");
        }
    }
}

/// Whose uploads a caller has: a creator's, to the brand of their link.
fn owner(caller: &Caller) -> Result<Owner> {
    match caller.rights {
        Rights::Creator { id, brand } => Ok(Owner { brand, creator: id }),
        _ => Err(Error::NotFound),
    }
}

/// The bytes of parts one after the other, one part in memory. Notes in `lost` that one is not there as it came.
fn joined(app: &App, parts: Vec<Part>, lost: &Arc<AtomicBool>) -> ByteStream {
    let (app, lost) = (app.clone(), lost.clone());
    Box::pin(stream::iter(parts).then(move |part| {
        let (app, lost) = (app.clone(), lost.clone());
        async move {
            let bytes = match LaidBy::parse(&part.place) {
                Some(place) => app.files().laid_by(place).await,
                None => Err(ErrorKind::NotFound.into()),
            };
            let whole = bytes.and_then(|bytes| {
                let complete = i64::try_from(bytes.len()).is_ok_and(|size| size == part.size);
                if complete { Ok(bytes) } else { Err(ErrorKind::NotFound.into()) }
            });
            if whole.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
                lost.store(true, Ordering::Relaxed);
            }
            whole
        }
    }))
}

/// Forgets uploads whose day is over. Run by the tick; their bytes go by the time in their names.
///
/// # Errors
/// The store's.
pub(crate) async fn forget_over(app: &App) -> Result<()> {
    if arriving::any_over(app.db(), app.now()).await? {
        let tx = app.db().begin().await?;
        arriving::forget_over(&tx, app.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}
