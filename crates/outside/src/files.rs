//! Files in a folder, named by what they hold: `files/ab/cd/abcd...`.
//!
//! Invariants: bytes are hashed while they are written, and a name appears only once they are safe on disk; the same
//! bytes are kept once; what was kept never changes until it is removed. What is only laid by stands in `files/passing` until it is removed.
//! Absent: names, media types, whose file it is; rows say so.

use std::{
    io::{Error, ErrorKind, Result, SeekFrom},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use app::ports::{ByteStream, Files, Kept, LaidBy};
use bytes::Bytes;
use domain::{files::ContentHash, time::Timestamp};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use tokio::{
    fs::{self, File},
    io::{AsyncSeekExt, AsyncWriteExt, BufWriter},
};
use tokio_util::io::ReaderStream;

/// How much of the beginning is handed back for finding out what kind of file it is.
const HEAD: usize = 8192;

/// Keeps files in a folder.
#[derive(Debug)]
pub struct FolderFiles {
    folder: PathBuf,
    incoming: PathBuf,
    passing: PathBuf,
    begun: AtomicU64,
}

/// A file on its way in; removed when it does not arrive.
struct Incoming {
    path: PathBuf,
    arrived: bool,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.arrived {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl FolderFiles {
    /// Opens a folder, makes it if it is not there, and clears what an interrupted process left half written.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        let incoming = folder.join("incoming");
        std::fs::create_dir_all(&incoming)?;
        for entry in std::fs::read_dir(&incoming)? {
            let entry = entry?;
            // Another process on the same folder has a number of its own; only what nobody writes any more is old.
            let abandoned = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age.as_secs() > 24 * 60 * 60);
            if abandoned {
                std::fs::remove_file(entry.path())?;
            }
        }
        let passing = folder.join("passing");
        Ok(Self { folder, incoming, passing, begun: AtomicU64::new(0) })
    }

    fn place(&self, hash: &ContentHash) -> PathBuf {
        let name = hash.as_str();
        self.folder.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// A new file under a name that nobody else uses.
    async fn begin(&self) -> Result<(Incoming, File)> {
        loop {
            let number = self.begun.fetch_add(1, Ordering::Relaxed);
            let path = self.incoming.join(format!("{}-{number}", std::process::id()));
            match File::create_new(&path).await {
                Ok(file) => return Ok((Incoming { path, arrived: false }, file)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Moves what arrived to its place. The folder is synchronised too: a name that a power cut takes back would
    /// leave a row without its bytes.
    async fn settle(&self, mut incoming: Incoming, hash: &ContentHash) -> Result<()> {
        let place = self.place(hash);
        if fs::try_exists(&place).await? {
            return Ok(());
        }
        let parent = place.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&parent).await?;
        fs::rename(&incoming.path, &place).await?;
        incoming.arrived = true;
        synchronise(&parent).await?;
        synchronise(parent.parent().unwrap_or(&self.folder)).await?;
        synchronise(&self.folder).await
    }
}

async fn synchronise(folder: &Path) -> Result<()> {
    File::open(folder).await?.sync_all().await
}

#[async_trait::async_trait]
impl Files for FolderFiles {
    async fn keep(&self, mut bytes: ByteStream, most: i64) -> Result<Kept> {
        let (incoming, file) = self.begin().await?;
        let mut writer = BufWriter::with_capacity(128 * 1024, file);
        let mut hasher = Sha256::new();
        let mut head = Vec::new();
        let mut size: i64 = 0;
        while let Some(chunk) = bytes.try_next().await? {
            size = size.saturating_add(i64::try_from(chunk.len()).unwrap_or(i64::MAX));
            if size > most {
                return Err(Error::new(ErrorKind::FileTooLarge, format!("The file is larger than {most} bytes.")));
            }
            head.extend_from_slice(&chunk[..chunk.len().min(HEAD - head.len())]);
            hasher.update(&chunk);
            writer.write_all(&chunk).await?;
        }
        writer.flush().await?;
        writer.get_ref().sync_all().await?;
        let hash = ContentHash::from_digest(&hasher.finalize());
        self.settle(incoming, &hash).await?;
        Ok(Kept { hash, size, head })
    }

    async fn open(&self, hash: &ContentHash, from: u64) -> Result<ByteStream> {
        let mut file = File::open(self.place(hash)).await?;
        file.seek(SeekFrom::Start(from)).await?;
        Ok(Box::pin(ReaderStream::with_capacity(file, 128 * 1024)))
    }

    async fn remove(&self, hash: &ContentHash) -> Result<()> {
        gone(fs::remove_file(self.place(hash)).await)
    }

    async fn lay_by(&self, place: LaidBy, bytes: Bytes) -> Result<()> {
        fs::create_dir_all(&self.passing).await?;
        let mut file = File::create(self.passing.join(place.name())).await?;
        file.write_all(&bytes).await?;
        // Only this tells of a last write that failed, on a full disk say; synchronising forgets it.
        file.flush().await?;
        // Whoever is told that a part of an upload is here does not send it again.
        file.sync_all().await?;
        synchronise(&self.passing).await
    }

    async fn laid_by(&self, place: LaidBy) -> Result<Bytes> {
        fs::read(self.passing.join(place.name())).await.map(Bytes::from)
    }

    async fn clear(&self, place: LaidBy) -> Result<()> {
        gone(fs::remove_file(self.passing.join(place.name())).await)
    }

    async fn clear_until(&self, now: Timestamp) -> Result<()> {
        let mut entries = match fs::read_dir(&self.passing).await {
            Ok(entries) => entries,
            Err(error) => return gone(Err(error)),
        };
        while let Some(entry) = entries.next_entry().await? {
            let place = entry.file_name().to_str().and_then(LaidBy::parse);
            if place.is_some_and(|place| place.until <= now) {
                gone(fs::remove_file(entry.path()).await)?;
            }
        }
        Ok(())
    }
}

/// Somebody else may have removed it first.
fn gone(removed: Result<()>) -> Result<()> {
    removed.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    /// A folder that goes away with the test.
    struct Folder(PathBuf);
    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("troupe-files-{}-{name}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            Self(path)
        }
        fn files(&self) -> Vec<String> {
            let mut found = Vec::new();
            let mut folders = vec![self.0.clone()];
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder).unwrap() {
                    let path = entry.unwrap().path();
                    if path.is_dir() {
                        folders.push(path);
                    } else {
                        found.push(path.strip_prefix(&self.0).unwrap().display().to_string());
                    }
                }
            }
            found
        }
    }
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn pieces(parts: &[&'static str]) -> ByteStream {
        let parts: Vec<Result<Bytes>> = parts.iter().map(|part| Ok(Bytes::from_static(part.as_bytes()))).collect();
        Box::pin(stream::iter(parts))
    }

    async fn read(files: &FolderFiles, hash: &ContentHash, from: u64) -> String {
        let chunks: Vec<Bytes> = files.open(hash, from).await.unwrap().try_collect().await.unwrap();
        String::from_utf8(chunks.concat()).unwrap()
    }

    #[tokio::test]
    async fn bytes_are_kept_once_under_their_hash() {
        let folder = Folder::new("once");
        let files = FolderFiles::open(&folder.0).unwrap();
        let kept = files.keep(pieces(&["a", "b", "c"]), 3).await.unwrap();
        // FIPS 180-4's example: SHA-256 of "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((kept.hash.as_str(), kept.size, kept.head.as_slice()), (abc, 3, b"abc".as_slice()));
        let again = files.keep(pieces(&["abc"]), 100).await.unwrap();
        assert_eq!(again, kept);
        assert_eq!(folder.files(), [format!("ba/78/{abc}")]);
        assert_eq!(read(&files, &kept.hash, 0).await, "abc");
        assert_eq!(read(&files, &kept.hash, 2).await, "c");
        assert_eq!(read(&files, &kept.hash, 9).await, "");
    }

    #[tokio::test]
    async fn what_is_too_large_or_breaks_off_leaves_nothing() {
        let folder = Folder::new("nothing");
        let files = FolderFiles::open(&folder.0).unwrap();
        let error = files.keep(pieces(&["ab", "cd"]), 3).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        let broken: ByteStream = Box::pin(stream::iter([Ok(Bytes::from_static(b"ab")), Err(Error::from(ErrorKind::ConnectionReset))]));
        assert_eq!(files.keep(broken, 100).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
        assert_eq!(folder.files(), [] as [String; 0]);
    }

    #[tokio::test]
    async fn what_is_laid_by_goes_when_it_is_cleared_or_its_time_is_over() {
        let folder = Folder::new("passing");
        let files = FolderFiles::open(&folder.0).unwrap();
        files.clear_until(Timestamp(9)).await.unwrap();
        let place = |until: i64, number: u8| LaidBy::parse(&format!("{until}-00000000-0000-0000-0000-0000000000{number:02}")).unwrap();
        let (first, second, third) = (place(5, 1), place(5, 2), place(7, 3));
        for one in [first, second, third] {
            files.lay_by(one, Bytes::from_static(b"list")).await.unwrap();
        }
        assert_eq!(files.laid_by(second).await.unwrap(), "list");
        files.clear(first).await.unwrap();
        files.clear(first).await.unwrap();
        assert_eq!(files.laid_by(second).await.unwrap(), "list", "the same bytes of somebody else stay");
        files.clear_until(Timestamp(5)).await.unwrap();
        assert_eq!(files.laid_by(second).await.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
        assert_eq!(folder.files(), [format!("passing/{}", third.name())]);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let folder = Folder::new("missing");
        let files = FolderFiles::open(&folder.0).unwrap();
        let hash = ContentHash::from_digest(&[7; 32]);
        assert_eq!(files.open(&hash, 0).await.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
    }
}
