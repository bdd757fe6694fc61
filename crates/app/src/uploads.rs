//! Files on their way in and out: bytes are received before any transaction, and opened behind the walls.
//!
//! Invariants: what a file is follows from its bytes, never from its name; a receipt is good for one caller in one brand
//! for a day; a creator opens their own files, a review link those of its deliverable. Absent: HTTP, ranges, headers.

pub mod parts;

use bytes::{Bytes, BytesMut};
use domain::{
    files::{ContentHash, StoredFile},
    ids::{BrandId, FileId},
    team::{Brand, Role},
    time::{DAY, HOUR, Timestamp},
};
use futures_util::{StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

use crate::{
    App, Caller, Ctx, Error, Result, Rights,
    ports::{ByteStream, Kept},
    secrets::LinkError,
};

/// How much of the beginning is looked at.
const HEAD: usize = 4_096;

/// What was received, as its receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// What the bytes hash to.
    pub hash: ContentHash,
    /// How many.
    pub size: i64,
    /// Found by looking at the bytes.
    pub media_type: String,
    /// What it was called where it came from.
    pub name: String,
    /// Who sent it: [`Caller::key`].
    pub by: String,
}

impl Received {
    /// The file that is made of it.
    pub(crate) fn into_file(self, id: FileId) -> StoredFile {
        StoredFile { id, name: self.name, media_type: self.media_type, size: self.size, hash: self.hash }
    }
}

/// A file with its bytes from an offset.
pub struct Opened {
    /// The file.
    pub file: StoredFile,
    /// Its bytes.
    pub bytes: ByteStream,
}

impl App {
    /// Keeps bytes and gives a receipt for them, to be named in a command.
    ///
    /// # Errors
    /// At the field `file` when it is empty, too large or of a kind that is not taken; not found for who may not
    /// upload here.
    pub async fn receive(&self, caller: &Caller, brand: BrandId, name: &str, bytes: ByteStream) -> Result<String> {
        if !may_upload(caller, brand) {
            return Err(if caller.rights == Rights::Visitor { Error::SignInFirst } else { Error::NotFound });
        }
        behind_the_wall(self, caller, brand).await?;
        let (received, until) = self.take_in(caller, name, bytes).await?;
        self.receipt(brand, &received, until)
    }

    /// Keeps bytes that are of a kind that is taken, until a receipt for them is over or a file is made of them.
    async fn take_in(&self, caller: &Caller, name: &str, bytes: ByteStream) -> Result<(Received, Timestamp)> {
        // A short file ends while its beginning is read; what is read on then must not be asked again.
        let mut bytes: ByteStream = Box::pin(bytes.fuse());
        let head = beginning(&mut bytes).await.map_err(|_| broken_off())?;
        let media_type = media_type(&head)?.to_owned();
        let most = self.settings().most_upload;
        let whole: ByteStream = Box::pin(futures_util::stream::once(async move { Ok(head) }).chain(bytes));
        let kept = self.files().keep(whole, most).await.map_err(|error| not_kept(&error, most))?;
        // Whoever was refused may try again with the receipt as long as it is good; after that nobody can make a file of them.
        let until = self.now().plus(DAY);
        note(self, &kept.hash, until).await?;
        Ok((Received { hash: kept.hash, size: kept.size, media_type, name: plain_name(name), by: caller.key() }, until))
    }

    fn receipt(&self, brand: BrandId, received: &Received, until: Timestamp) -> Result<String> {
        let text = serde_json::to_string(received).map_err(|error| Error::Broken(error.to_string()))?;
        Ok(self.secrets().sign(&purpose(brand), &text, until))
    }
}

/// Reads a receipt of the same caller.
///
/// # Errors
/// At the field `receipt`, when it is forged, expired or somebody else's.
pub fn read_receipt(app: &App, caller: &Caller, brand: BrandId, receipt: &str, now: Timestamp) -> Result<Received> {
    let refused = |message: &str| Error::field("receipt", message);
    let text = app.secrets().read(&purpose(brand), receipt, now).map_err(|error| match error {
        LinkError::Forged => refused("This is no receipt of an upload here. Upload the file again."),
        LinkError::Expired => refused("This upload is older than a day. Upload the file again."),
    })?;
    let received: Received = serde_json::from_str(&text).map_err(|_| refused("This is no receipt of an upload here."))?;
    if received.by == caller.key() { Ok(received) } else { Err(refused("Somebody else uploaded this file. Upload it again.")) }
}

/// Keeps what the program wrote itself as a file of the brand.
///
/// # Errors
/// No room; the store's and the folder's.
pub(crate) async fn keep_written(ctx: &mut Ctx, name: String, media_type: &str, text: Vec<u8>) -> Result<StoredFile> {
    let bytes = Bytes::from(text);
    let kept = laid_down(ctx.app(), bytes.clone(), i64::MAX).await?;
    let file = StoredFile { id: ctx.id(), name, media_type: media_type.to_owned(), size: kept.size, hash: kept.hash };
    store::files::insert(ctx.tx(), ctx.brand()?, &file, ctx.now()).await?;
    // Another file of the same bytes may have been let go of, and its bytes removed, after these were found to be there already.
    // From the row on nobody removes them.
    if !is_there(ctx.app(), &file.hash).await? {
        laid_down(ctx.app(), bytes, i64::MAX).await?;
    }
    Ok(file)
}

/// Keeps bytes that no receipt names, such as a list between looking and bringing in: after that time they are removed, unless a
/// file was made of them.
///
/// # Errors
/// More than `most`, no room; the store's and the folder's.
pub async fn keep_until(app: &App, bytes: Bytes, most: i64, until: Timestamp) -> Result<ContentHash> {
    let kept = laid_down(app, bytes.clone(), most).await?;
    note(app, &kept.hash, until).await?;
    // The same bytes may have been let go of, and removed after these were found to be there already. Once noted they stay.
    if !is_there(app, &kept.hash).await? {
        laid_down(app, bytes, most).await?;
    }
    Ok(kept.hash)
}

/// The same for bytes that arrive in a stream and are never whole in memory.
///
/// # Errors
/// More than `most`, no room; a stream that broke off; the store's.
pub(crate) async fn stream_until(app: &App, bytes: ByteStream, most: i64, until: Timestamp) -> Result<Kept> {
    let kept = app.files().keep(bytes, most).await.map_err(|error| not_kept(&error, most))?;
    note(app, &kept.hash, until).await?;
    // As above; but a stream comes once, so whoever sent it is asked to send it again.
    if is_there(app, &kept.hash).await? { Ok(kept) } else { Err(broken_off()) }
}

/// Notes bytes that were received, in a task of its own: whoever hangs up while it waits for the writer must not leave bytes that
/// nothing names and that nobody would remove.
async fn note(app: &App, hash: &ContentHash, until: Timestamp) -> Result<()> {
    let (app, hash) = (app.clone(), hash.clone());
    let noting = tokio::spawn(async move {
        let tx = app.db().begin().await?;
        store::files::note_received(&tx, &hash, until).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    });
    noting.await.map_err(|error| Error::Broken(error.to_string()))?
}

/// Lets go of bytes that no receipt names before their time is over: in an hour, because somebody else may have sent the same bytes
/// before, and wants them still. Where they are kept for longer meanwhile, because they came again, they stay as long.
///
/// # Errors
/// The store's.
pub(crate) async fn cut_short(app: &App, hash: &ContentHash, until: Timestamp) -> Result<()> {
    let tx = app.db().begin().await?;
    store::files::cut_short(&tx, hash, until, until.min(app.now().plus(HOUR))).await?;
    tx.commit().await?;
    Ok(())
}

/// Why a stream was not kept.
fn not_kept(error: &std::io::Error, most: i64) -> Error {
    match error.kind() {
        std::io::ErrorKind::FileTooLarge => Error::field("file", too_large(most)),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::Full,
        _ => broken_off(),
    }
}

async fn laid_down(app: &App, bytes: Bytes, most: i64) -> Result<Kept> {
    let stream: ByteStream = Box::pin(futures_util::stream::once(async move { Ok(bytes) }));
    app.files().keep(stream, most).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => Error::field("file", too_large(most)),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::Full,
        _ => Error::Broken(error.to_string()),
    })
}

/// Refuses a receipt whose bytes were removed meanwhile. Asked once the file's row stands in the transaction, which holds its hash,
/// so that nobody removes them from then on.
///
/// # Errors
/// At the field `receipt`.
pub(crate) async fn still_there(app: &App, hash: &ContentHash) -> Result<()> {
    if is_there(app, hash).await? {
        return Ok(());
    }
    Err(Error::field("receipt", "The file of this upload was removed meanwhile. Upload it again."))
}

async fn is_there(app: &App, hash: &ContentHash) -> Result<bool> {
    match app.files().open(hash, 0).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::Broken(format!("file {hash}: {error}"))),
    }
}

/// So many files are removed in one go.
const REMOVED_AT_ONCE: i64 = 200;

/// Removes bytes that were let go of, or received and never made a file of, and that no row names. Run by the tick, after the transactions that let go of them.
///
/// # Errors
/// The store's and the folder's; what was not removed is removed next time.
pub(crate) async fn remove_bytes(app: &App) -> Result<()> {
    for hash in store::files::let_go_of(app.db(), app.now(), REMOVED_AT_ONCE).await? {
        let tx = app.db().begin().await?;
        // Within the transaction, like keeping: whoever names these bytes now waits, and then sees that they are gone.
        if store::files::may_remove(&tx, &hash, app.now()).await? {
            // It stays noted, and does not keep the others from going.
            if let Err(error) = app.files().remove(&hash).await {
                tracing::error!(%error, %hash, "bytes could not be removed");
                continue;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Opens a file from its beginning.
///
/// # Errors
/// Not found, for files of others as for those that are not there.
pub async fn open(app: &App, caller: &Caller, id: FileId) -> Result<Opened> {
    open_from(app, caller, id, 0).await
}

/// Opens a file from an offset in bytes.
///
/// # Errors
/// Not found, for files of others as for those that are not there.
pub async fn open_from(app: &App, caller: &Caller, id: FileId, from: u64) -> Result<Opened> {
    let file = find(app, caller, id).await?;
    let bytes = app.files().open(&file.hash, from).await.map_err(|error| Error::Broken(format!("file {id}: {error}")))?;
    Ok(Opened { file, bytes })
}

/// A file that a caller may open.
///
/// # Errors
/// Not found, for files of others as for those that are not there.
pub async fn find(app: &App, caller: &Caller, id: FileId) -> Result<StoredFile> {
    let brand = caller.brand.ok_or(Error::NotFound)?;
    behind_the_wall(app, caller, brand).await?;
    let (file, owner) = store::files::find_owned(app.db(), brand, id).await?.ok_or(Error::NotFound)?;
    let may = match &caller.rights {
        Rights::Person { person, .. } => person.may(brand, &[Role::Manager, Role::Finance, Role::Reviewer]),
        Rights::Key { brand: of, role, .. } => *of == brand && *role != Role::Viewer,
        Rights::Operator => true,
        Rights::Creator { id: creator, brand: of } => {
            *of == brand && (owner == Some(*creator) || concerns(app, brand, *creator, id).await?)
        }
        Rights::ReviewLink { deliverable, brand: of, .. } => {
            let drafts = store::content::drafts(app.db(), brand, *deliverable).await?;
            *of == brand && drafts.iter().any(|draft| draft.value.files.iter().any(|file| file.id == id))
        }
        Rights::Clock | Rights::Visitor => false,
    };
    if may { Ok(file) } else { Err(Error::NotFound) }
}

/// Refuses a caller about a brand of another organisation, whose rights say nothing of it.
async fn behind_the_wall(app: &App, caller: &Caller, brand: BrandId) -> Result<()> {
    let organisation = caller.organisation.ok_or(Error::NotFound)?;
    store::document::find::<Brand>(app.db(), organisation, brand).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Whether a file stands in an agreement with the creator or in one of their drafts.
async fn concerns(app: &App, brand: BrandId, creator: domain::ids::CreatorId, id: FileId) -> Result<bool> {
    let agreements = store::agreements::of_creator(app.db(), brand, creator).await?;
    if agreements.iter().any(|agreement| agreement.value.document.id == id) {
        return Ok(true);
    }
    let drafts = store::content::drafts_of_creator(app.db(), brand, creator).await?;
    Ok(drafts.iter().any(|draft| draft.value.files.iter().any(|file| file.id == id)))
}

fn may_upload(caller: &Caller, brand: BrandId) -> bool {
    match &caller.rights {
        Rights::Person { person, .. } => person.may(brand, &[Role::Manager, Role::Finance, Role::Reviewer]),
        Rights::Key { brand: of, role, .. } => *of == brand && *role != Role::Viewer,
        Rights::Creator { brand: of, .. } => *of == brand,
        Rights::Operator => true,
        Rights::ReviewLink { .. } | Rights::Clock | Rights::Visitor => false,
    }
}

fn purpose(brand: BrandId) -> String {
    format!("upload:{brand}")
}

pub(crate) fn broken_off() -> Error {
    Error::Outside("The upload broke off before the file was whole. Try again.".to_owned())
}

fn too_large(most: i64) -> String {
    format!("This file is too large. The largest that can be uploaded here is {} MB.", most / 1_000_000)
}

/// Enough of the beginning to see what it is.
pub(crate) async fn beginning(bytes: &mut ByteStream) -> std::io::Result<Bytes> {
    let mut head = BytesMut::new();
    while head.len() < HEAD {
        match bytes.try_next().await? {
            Some(chunk) => head.extend_from_slice(&chunk),
            None => break,
        }
    }
    Ok(head.freeze())
}

/// What kind of file it is, by its bytes.
fn media_type(head: &[u8]) -> Result<&'static str> {
    if head.is_empty() {
        return Err(Error::field("file", "This file is empty. Choose another."));
    }
    // No more than that, so that the first part of a file and the whole of it are found to be the same.
    let head = &head[..head.len().min(HEAD)];
    let known = infer::get(head).map(|kind| kind.mime_type());
    Ok(match known {
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        Some("image/webp") => "image/webp",
        Some("image/gif") => "image/gif",
        Some("image/heif" | "image/heic") => "image/heic",
        Some("video/mp4" | "video/x-m4v") => "video/mp4",
        Some("video/quicktime") => "video/quicktime",
        Some("video/webm") => "video/webm",
        Some("application/pdf") => "application/pdf",
        None if is_text(head) => "text/plain",
        other => {
            let found = other.map(|kind| format!(" This one is {kind}.")).unwrap_or_default();
            let message = format!("Send a picture (JPEG, PNG, WebP, GIF, HEIC), a video (MP4, MOV, WebM), a PDF or plain text.{found}");
            return Err(Error::field("file", message));
        }
    })
}

/// Whether the beginning reads as text: UTF-8 (a character may be cut at the end), no control characters but those of
/// layout, and nothing that a browser would take for a page.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
        Err(_) => return false,
    };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    !text.is_empty() && !start.starts_with('<') && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

/// A file's name without its folders, control characters and what a header would trip over.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String =
        last.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*')).take(120).collect();
    let plain = plain.trim().trim_start_matches('.').to_owned();
    if plain.is_empty() { "file".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_follows_from_its_bytes() {
        let jpeg: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 0x10, b'J', b'F', b'I', b'F', 0, 1];
        let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let mp4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
        let mov: &[u8] = b"\0\0\0\x14ftypqt  \0\0\0\0qt  ";
        for (bytes, expected) in
            [(jpeg, "image/jpeg"), (png, "image/png"), (mp4, "video/mp4"), (mov, "video/quicktime"), (b"%PDF-1.7\n", "application/pdf")]
        {
            assert_eq!(media_type(bytes).unwrap(), expected);
        }
        assert_eq!(media_type("Ad. Meine Woche, für dich".as_bytes()).unwrap(), "text/plain");
        let mut long = vec![b'a'; HEAD];
        long.push(0);
        assert_eq!(media_type(&long).unwrap(), media_type(&long[..HEAD]).unwrap(), "however much is handed over");
    }

    #[test]
    fn programs_pages_and_nothing_are_refused() {
        let elf: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0";
        let zip: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0";
        for bytes in
            [elf, zip, b"<!doctype html><script>", b"  <svg xmlns='http://www.w3.org/2000/svg'>", b"\0\x01\x02", b"", b"caf\xe9 au lait"]
        {
            assert!(media_type(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Users\\Maya\\reel \"final\".mp4"), "reel final.mp4");
        assert_eq!(plain_name("/"), "file");
        assert_eq!(plain_name("...\u{0}"), "file");
    }
}
