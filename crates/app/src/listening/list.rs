//! A file as a table, for lists of something else than creators: the readers of the room `creators`, whatever the file is.
//!
//! Invariant: nothing slow happens inside a transaction. Absent: what the columns are.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    creators::import::{Hints, Plan},
    listening::ListError,
};

use crate::{Error, Result, creators::import};

/// Reads a file's cells, the first row being headings.
pub(super) fn open(content: &str, file_name: &str, sheet: Option<&str>) -> Result<Plan> {
    if file_name.trim().is_empty() || file_name.chars().count() > 200 {
        return Err(Error::field("file_name", "Name the file, with at most 200 characters."));
    }
    let bytes = STANDARD.decode(content.as_bytes()).map_err(|_| Error::field("content", "The file's bytes are not in base64."))?;
    let hints = Hints { headings: Some(true), ..Hints::default() };
    let opened = import::read(&bytes, file_name, &hints, sheet.filter(|name| !name.is_empty()));
    Ok(opened.map_err(|error| Error::field("content", error.to_string()))?.plan)
}

/// Does something slow beside the threads that answer.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Broken(error.to_string()))?
}

/// A list that says nothing is refused at the file.
pub(super) fn refused(error: &ListError) -> Error {
    Error::field("content", error.to_string())
}
