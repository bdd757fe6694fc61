//! Forms with large files: each file is handed on as it arrives and never whole in memory.
//!
//! Invariant: the forgery token is the first field of such a form (the guard puts it there), and no byte of a file is
//! looked at before it was found good. Absent: where the bytes go.

use app::{App, ports::ByteStream};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::Field};
use axum::http::HeaderMap;
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::{Posted, Refusal, csrf, posted::MOST_TEXT};
use crate::text::t;

/// The field into which cells of a sheet are pasted.
const PASTED: &str = "pasted";
/// So much may be pasted, in bytes: as much as a workbook may have.
const MOST_PASTED: usize = 32 * 1024 * 1024;

/// A form that may carry large files; read with [`Streamed::read`].
pub struct Streamed {
    headers: HeaderMap,
    parts: Multipart,
}

impl FromRequest<App> for Streamed {
    type Rejection = Refusal;
    async fn from_request(mut request: Request, _app: &App) -> Result<Self, Refusal> {
        DefaultBodyLimit::disable().apply(&mut request);
        let headers = request.headers().clone();
        let parts = Multipart::from_request(request, &()).await.map_err(|_| Refusal::Unreadable(t("posted.unreadable").to_owned()))?;
        Ok(Self { headers, parts })
    }
}

impl Streamed {
    /// Reads the form. `keep` takes each file's name and bytes and gives the text that stands for it (a receipt), which
    /// becomes a value under the file field's name. A file that is refused stands as an error at its field, and the
    /// rest of the form is still read.
    ///
    /// # Errors
    /// Forged or unreadable forms.
    pub async fn read<F>(mut self, app: &App, keep: impl Fn(String, ByteStream) -> F) -> Result<Posted, Refusal>
    where
        F: Future<Output = app::Result<String>>,
    {
        let mut posted = Posted::default();
        let mut proven = false;
        while let Some(field) = self.parts.next_field().await.map_err(|_| broken_off())? {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            if !proven {
                proven = name == csrf::FIELD && csrf::fits(app, &self.headers, text(field, MOST_TEXT).await?.trim());
                if !proven {
                    return Err(Refusal::Forged);
                }
                continue;
            }
            match field.file_name().map(str::to_owned) {
                Some(file) if file.is_empty() => {}
                Some(file) => match hand_on(field, |bytes| keep(file, bytes)).await? {
                    Ok(receipt) => posted.put(name, receipt),
                    Err(error) => {
                        for refused in super::refused(error)?.0 {
                            posted.errors.add(name.clone(), refused.message);
                        }
                    }
                },
                None => {
                    let most = if name == PASTED { MOST_PASTED } else { MOST_TEXT };
                    posted.put(name, text(field, most).await?);
                }
            }
        }
        if proven { Ok(posted) } else { Err(Refusal::Forged) }
    }
}

fn broken_off() -> Refusal {
    Refusal::Unreadable(t("posted.broken_off").to_owned())
}

/// A field without a file, of at most so many bytes.
async fn text(mut field: Field<'_>, most: usize) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| broken_off())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > most {
            return Err(Refusal::Unreadable(t("posted.too_large").to_owned()));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Feeds a field's bytes to whoever keeps them, side by side. When the keeper has enough (too large), the rest is
/// read past, so that the browser hears the answer instead of a broken line.
async fn hand_on<F>(mut field: Field<'_>, keep: impl FnOnce(ByteStream) -> F) -> Result<app::Result<String>, Refusal>
where
    F: Future<Output = app::Result<String>>,
{
    let (sender, receiver) = mpsc::channel(4);
    let bytes: ByteStream =
        stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|chunk| (chunk, receiver)) }).fuse().boxed();
    // Takes the sender along, so that the keeper's stream ends with the field.
    let feed = async move {
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    let _ = sender.send(Ok(chunk)).await;
                }
                Ok(None) => return Ok(()),
                Err(error) => {
                    let _ = sender.send(Err(std::io::Error::other(error.body_text()))).await;
                    return Err(broken_off());
                }
            }
        }
    };
    let (fed, kept) = tokio::join!(feed, keep(bytes));
    fed?;
    Ok(kept)
}

/// Reads a form of either kind: with files, each handed on as it arrives ([`Streamed::read`]), or without.
///
/// # Errors
/// Forged or unreadable forms.
pub async fn any<F>(request: Request, app: &App, keep: impl Fn(String, ByteStream) -> F) -> Result<Posted, Refusal>
where
    F: Future<Output = app::Result<String>>,
{
    let kind = request.headers().get(axum::http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        Streamed::from_request(request, app).await?.read(app, keep).await
    } else {
        Posted::from_request(request, app).await
    }
}
