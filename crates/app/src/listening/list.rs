//! A file as a table, for lists of something else than creators: the readers of the room `creators`, whatever the file is.
//!
//! Absent: what the columns are.

use domain::{
    creators::import::{Hints, Plan},
    listening::ListError,
};

use crate::{Error, Result, creators::import, enclosed};

/// Reads a file's cells, the first row being headings.
pub(super) fn open(content: &str, file_name: &str, sheet: Option<&str>) -> Result<Plan> {
    enclosed::name(file_name)?;
    let bytes = enclosed::bytes(content)?;
    let hints = Hints { headings: Some(true), ..Hints::default() };
    let opened = import::read(&bytes, file_name, &hints, sheet.filter(|name| !name.is_empty()));
    Ok(opened.map_err(|error| Error::field("content", error.to_string()))?.plan)
}

/// A list that says nothing is refused at the file.
pub(super) fn refused(error: &ListError) -> Error {
    Error::field("content", error.to_string())
}
