//! What a draft looks like in a list, before anybody opens it.
//!
//! Invariant: only a picture that every browser can show is named, and a film is shown by the picture that came with it as its
//! cover. Absent: making a picture out of a film, and who may open the file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Deliverable, Progress};
use crate::{files::StoredFile, ids::FileId};

/// A list shows the file itself, made small by the browser; a larger one is not worth its way to a list.
const MOST_SMALL: i64 = 4_000_000;

/// What some files look like at a glance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Glance {
    /// The picture to show small: the first one, or the film's cover. Nothing where none came.
    pub picture: Option<FileId>,
    /// Whether a film is among the files.
    pub film: bool,
}

impl Glance {
    /// Of the files of a draft, or of an approved version.
    #[must_use]
    pub fn of(files: &[StoredFile]) -> Self {
        Self {
            picture: files.iter().find(|file| is_shown(&file.media_type) && file.size <= MOST_SMALL).map(|file| file.id),
            film: files.iter().any(|file| file.media_type.starts_with("video/")),
        }
    }
}

/// Phones send HEIC, which few browsers show: an empty frame in a list would say less than the format's mark.
fn is_shown(media_type: &str) -> bool {
    media_type.starts_with("image/") && media_type != "image/heic"
}

impl Deliverable {
    /// How it looks: as approved, otherwise as in the files of its newest draft. Nothing where nothing was sent.
    pub fn glance(&self, newest: Option<&[StoredFile]>) -> Option<Glance> {
        match &self.state {
            Progress::Approved { files, .. } => Some(Glance::of(files)),
            Progress::Awaiting { .. } | Progress::InReview { .. } => newest.map(Glance::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::files::ContentHash;

    fn file(id: u128, media_type: &str) -> StoredFile {
        StoredFile {
            id: FileId(Uuid::from_u128(id)),
            name: "a file".to_owned(),
            media_type: media_type.to_owned(),
            size: 1,
            hash: ContentHash::from_digest(&[0; 32]),
        }
    }

    #[test]
    fn a_film_is_shown_by_the_cover_that_came_with_it() {
        let of = |files: &[StoredFile]| {
            let glance = Glance::of(files);
            (glance.picture.map(|id| id.0.as_u128()), glance.film)
        };
        assert_eq!(of(&[file(1, "video/mp4"), file(2, "image/jpeg")]), (Some(2), true));
        assert_eq!(of(&[file(1, "video/mp4")]), (None, true));
        assert_eq!(of(&[file(1, "image/heic"), file(2, "image/png"), file(3, "image/png")]), (Some(2), false));
        assert_eq!(of(&[file(1, "application/pdf")]), (None, false));
        assert_eq!(of(&[]), (None, false));
    }
}
