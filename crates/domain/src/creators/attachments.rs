//! Files on a brand's record of a creator: a media kit, a scan of a contract, an invoice, each with who attached it and when.
//!
//! Invariant: a file stands on one record, under a name and with a kind. Absent: its bytes, and files that belong to work (drafts,
//! evidence, agreements), which stand there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::AttachmentKind;
use crate::{events::Actor, fields::FieldErrors, files::StoredFile, ids::CreatorId, time::Timestamp};

/// The longest name, in characters.
pub const LONGEST: usize = 120;
/// So many files a brand keeps about one creator, so that a page can show all of them.
pub const MOST: i64 = 200;

/// A file on a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attachment {
    /// About whom.
    pub creator: CreatorId,
    /// What it is.
    pub kind: AttachmentKind,
    /// What people call it.
    pub name: String,
    /// The file.
    pub file: StoredFile,
    /// Who attached it.
    pub by: Actor,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

impl Attachment {
    /// The name under which a file stands: what was typed, otherwise what the file is called.
    ///
    /// # Errors
    /// Too long.
    pub fn named(typed: &str, file: &StoredFile) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = match typed.trim() {
            "" => file.name.chars().take(LONGEST).collect(),
            typed => errors.text("name", typed, LONGEST),
        };
        errors.ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::ContentHash,
        ids::{FileId, Id},
    };

    #[test]
    fn a_file_is_called_what_was_typed_or_what_it_is_called() {
        let id = FileId::from_uuid(uuid::Uuid::nil());
        let hash = ContentHash::from_digest(&[7; 32]);
        let file = StoredFile { id, name: "kit.pdf".into(), media_type: "application/pdf".into(), size: 5, hash };
        assert_eq!(Attachment::named("  ", &file), Ok("kit.pdf".into()));
        assert_eq!(Attachment::named(" Kit of autumn ", &file), Ok("Kit of autumn".into()));
        let refused = Attachment::named(&"a".repeat(LONGEST + 1), &file).err();
        assert_eq!(refused.map(|errors| errors.0[0].field.clone()).as_deref(), Some("name"));
    }
}
