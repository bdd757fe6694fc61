//! A list that is kept in the file store between looking and bringing in, received as it arrives and read from where it is kept.
//!
//! Invariants: it is no file of any brand, so that it goes by itself a day after it came, and an hour after it was brought in or
//! given up; how large it may be is told by its own first bytes; one long list is read at a time. Absent: who may read it; whoever
//! hands out its name signs that.

use domain::{
    creators::import::MOST_BYTES,
    files::ContentHash,
    time::{DAY, Timestamp},
};
use futures_util::{StreamExt, TryStreamExt};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{ImportCreators, ImportView, workbook::is_packed};
use crate::{
    App, Caller, Error, Result,
    ports::ByteStream,
    uploads::{beginning, broken_off, cut_short, stream_until},
};

/// The most bytes of a text. While one is looked at nobody else writes to a SQLite database; this much takes about a minute. Larger
/// ones come by the command line.
pub const MOST_TEXT: i64 = 64_000_000;
/// The most bytes of a workbook: it is unpacked in memory, to many times its size.
pub const MOST_WORKBOOK: i64 = 32_000_000;

/// Whose turn it is to read a long list: one takes many times its size in memory.
static LONG: Semaphore = Semaphore::const_new(1);

// What is taken in can be read.
const _: () = assert!(MOST_TEXT as usize <= MOST_BYTES);

/// Where a list is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptList {
    /// What its bytes hash to.
    pub hash: ContentHash,
    /// How many they are.
    pub size: i64,
    /// Until when they are kept.
    pub until: Timestamp,
}

/// Keeps a list as it arrives, for a day.
///
/// # Errors
/// At the field `file`, when it is too large; no room; an upload that broke off; the store's.
pub async fn keep(app: &App, bytes: ByteStream) -> Result<KeptList> {
    // A short file ends while its beginning is read; what is read on then must not be asked again.
    let mut bytes: ByteStream = Box::pin(bytes.fuse());
    let head = beginning(&mut bytes).await.map_err(|_| broken_off())?;
    let most = if is_packed(&head) { MOST_WORKBOOK } else { MOST_TEXT };
    let whole: ByteStream = Box::pin(futures_util::stream::once(async move { Ok(head) }).chain(bytes));
    let until = app.now().plus(DAY);
    let kept = stream_until(app, whole, most, until).await?;
    Ok(KeptList { hash: kept.hash, size: kept.size, until })
}

/// Whether a list is kept still.
pub async fn is_there(app: &App, list: &KeptList) -> bool {
    app.files().open(&list.hash, 0).await.is_ok()
}

/// Its bytes.
pub(super) async fn whole(app: &App, list: &KeptList) -> Result<Vec<u8>> {
    let gone = |_| Error::field("file", "The file of this upload was removed meanwhile. Upload it again.");
    let mut stream = app.files().open(&list.hash, 0).await.map_err(gone)?;
    let mut bytes = Vec::with_capacity(usize::try_from(list.size).unwrap_or(0).min(MOST_BYTES));
    while let Some(chunk) = stream.try_next().await.map_err(gone)? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Waits until no other long list is being read; the turn ends when what is given is dropped. A short one does not wait.
pub(super) async fn turn(list: Option<&KeptList>) -> Option<SemaphorePermit<'static>> {
    if list.is_none_or(|list| list.size <= MOST_WORKBOOK) {
        return None;
    }
    // It is never closed.
    LONG.acquire().await.ok()
}

/// Lets go of a list that is needed no more, unless somebody brought the same bytes after it; they go in an hour.
///
/// # Errors
/// The store's.
pub async fn let_go(app: &App, list: &KeptList) -> Result<()> {
    cut_short(app, &list.hash, list.until).await
}

/// The command for a list that is kept.
#[must_use]
pub fn command(file_name: &str, list: KeptList, options: ImportCreators) -> ImportCreators {
    ImportCreators { file_name: file_name.to_owned(), content: String::new(), kept: Some(list), ..options }
}

/// Imports a list that is kept, and lets go of it once it is brought in.
///
/// # Errors
/// Says why the file cannot be read at all, or what the store says; it stays kept then, to be tried again.
pub async fn run(app: &App, caller: &Caller, command: ImportCreators) -> Result<ImportView> {
    let list = command.kept.clone().filter(|_| !command.dry_run);
    let turn = turn(command.kept.as_ref()).await;
    let view = app.run(caller, command).await?;
    drop(turn);
    if let Some(list) = list
        && let Err(error) = let_go(app, &list).await
    {
        // Its people are in; it goes by itself in a day.
        tracing::warn!(%error, "the list of an import that is in could not be let go of");
    }
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_told_by_more_than_two_letters() {
        for head in [&b"PK\x03\x04\x14\0"[..], b"PK\x05\x06\0\0", b"\xd0\xcf\x11\xe0\xa1\xb1"] {
            assert!(is_packed(head), "{head:?}");
        }
        for head in [&b"PK,Name\n"[..], b"PKZ\tName\n", b"PK", b"Name\n", b""] {
            assert!(!is_packed(head), "{head:?}");
        }
    }

    #[tokio::test]
    async fn one_long_list_is_read_at_a_time_and_short_ones_do_not_wait() {
        let list = |size| KeptList { hash: ContentHash::from_digest(&[0; 32]), size, until: Timestamp(0) };
        let (long, short) = (list(MOST_WORKBOOK + 1), list(MOST_WORKBOOK));
        let held = turn(Some(&long)).await;
        assert!(held.is_some() && LONG.try_acquire().is_err());
        assert!(turn(Some(&short)).await.is_none() && turn(None).await.is_none());
        drop(held);
        assert!(turn(Some(&long)).await.is_some());
    }
}
