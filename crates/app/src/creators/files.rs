//! Files on the record of a creator: attached, listed, taken off with their bytes.
//!
//! Invariant: a file is behind its brand's wall, and its creator never opens it; what happens to one is told by an event without
//! its name, so that a file that is taken off or erased is nowhere. Absent: uploading and opening bytes, which `uploads` does for
//! every file.

use domain::{
    creators::{Attachment, AttachmentKind, Creator, CreatorError, attachments},
    files::StoredFile,
    ids::{AttachmentId, CreatorId, FileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::attached};

use super::familiar;
use crate::{
    Agent, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View,
    context::About,
    operation::{MANAGER, WORKERS},
    uploads,
};

/// A file on a record as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AttachmentView {
    /// Which.
    pub id: AttachmentId,
    /// For `If-Match`.
    pub version: i64,
    /// What it is.
    pub kind: AttachmentKind,
    /// What people call it.
    pub name: String,
    /// The file, to be opened by its id.
    pub file: StoredFile,
    /// Who attached it, by name.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

impl From<Stored<Attachment>> for AttachmentView {
    fn from(found: Stored<Attachment>) -> Self {
        let Attachment { kind, name, file, by_name, at, .. } = found.value;
        Self { id: found.id, version: found.version.0, kind, name, file, by_name, at }
    }
}

/// Attaches a file to the record of a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddFile {
    /// To whose record.
    pub creator: CreatorId,
    /// The uploaded file.
    #[serde(default)]
    pub file: Option<FileId>,
    /// In its place the receipt of an upload that is no file yet: it becomes one only where this is done.
    #[serde(default)]
    pub receipt: Option<String>,
    /// What it is.
    pub kind: AttachmentKind,
    /// What people call it: at most 120 characters; without one it is called what the file is called.
    #[serde(default)]
    pub name: String,
}

impl Operation for AddFile {
    type Answer = Done<AttachmentId>;
    const META: Meta = Meta {
        name: "creators.add_file",
        doc: "Attaches an uploaded file to a creator's record, such as a media kit. Other brands and the creator never see it.",
        route: Route::post("/creators/{creator}/files"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<AttachmentId>> {
        // Looked at under the lock: no file outlives whom it is about, and two at once do not pass the end.
        store::creators::hold(ctx.tx(), ctx.organisation()?, self.creator).await?;
        let found = familiar(ctx, self.creator).await?;
        found.creator.value.not_erased()?;
        let brand = ctx.brand()?;
        let (file, is_new) = match (self.file, self.receipt) {
            (None, Some(receipt)) => {
                (uploads::read_receipt(ctx.app(), ctx.caller(), brand, &receipt, ctx.now())?.into_file(ctx.id()), true)
            }
            (Some(id), None) => (uploaded(ctx, id).await?, false),
            (Some(_), Some(_)) | (None, None) => return Err(Error::field("file", "Choose a file.")),
        };
        let name = Attachment::named(&self.name, &file)?;
        if is_new {
            // A form that was sent twice attaches its file once.
            let same = attached::of_bytes(ctx.tx(), brand, self.creator, &file.hash).await?;
            if let Some(same) = same.into_iter().find(|one| one.value.kind == self.kind && one.value.name == name) {
                return Ok(Done::new(same.id, same.version));
            }
        }
        if attached::count(ctx.tx(), brand, self.creator).await? >= attachments::MOST {
            return Err(CreatorError::EnoughFiles(attachments::MOST).into());
        }
        if is_new {
            store::files::insert(ctx.tx(), brand, &file, ctx.now()).await?;
            uploads::still_there(ctx.app(), &file.hash).await?;
        }
        let attachment = Attachment {
            creator: self.creator,
            kind: self.kind,
            name,
            file,
            by: ctx.caller().actor(),
            by_name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        let id: AttachmentId = ctx.id();
        let made = store::document::insert(ctx.tx(), brand, id, &attachment).await?;
        let data = json!({ "kind": attachment.kind, "size": attachment.file.size });
        ctx.note(About::creator(self.creator).subject(id), "creators.file_added", data).await?;
        Ok(Done::new(id, made.version))
    }
}

/// A file of the brand that stands on no record yet.
async fn uploaded(ctx: &Ctx, id: FileId) -> Result<StoredFile> {
    let file = match store::files::find_owned(ctx.tx(), ctx.brand()?, id).await? {
        // What a creator sent belongs to their work.
        Some((file, None)) => file,
        Some((_, Some(_))) | None => return Err(Error::field("file", "This file is not there. Upload it again.")),
    };
    if attached::stands(ctx.tx(), ctx.brand()?, file.id).await? {
        return Err(CreatorError::OnRecordAlready.into());
    }
    Ok(file)
}

/// Takes a file off a record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveFile {
    /// Which.
    pub attachment: AttachmentId,
}

impl Operation for RemoveFile {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.remove_file",
        doc: "Takes a file off a creator's record for good. Its bytes are removed where nothing else needs them.",
        route: Route::post("/creator-files/{attachment}/removal"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let brand = ctx.brand()?;
        let found = store::document::find::<Attachment>(ctx.tx(), brand, self.attachment).await?.ok_or(Error::NotFound)?;
        ctx.expect(found.version)?;
        attached::remove(ctx.tx(), brand, &found, ctx.now()).await?;
        let about = About::creator(found.value.creator).subject(found.id);
        ctx.note(about, "creators.file_removed", json!({ "kind": found.value.kind })).await
    }
}

/// The files of a brand about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FilePage {
    /// The creator's name.
    pub name: String,
    /// Whether files can still be attached: not to the record of somebody who was erased.
    pub open: bool,
    /// The newest first.
    pub items: Vec<AttachmentView>,
}

/// The files on the record of a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListFiles {
    /// On whose record.
    pub creator: CreatorId,
}

impl View for ListFiles {
    type Answer = FilePage;
    const META: Meta = Meta {
        name: "creators.list_files",
        doc: "Lists the files on a creator's record, the newest first. Each is opened by the id of its file.",
        route: Route::get("/creators/{creator}/files"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<FilePage> {
        let (db, brand) = (look.db(), look.brand()?);
        store::creators::relationship(db, brand, self.creator).await?.ok_or(Error::NotFound)?;
        let files = attached::list(db, brand, self.creator).await?;
        let creator = store::document::find::<Creator>(look.db(), look.organisation()?, self.creator).await?.ok_or(Error::NotFound)?;
        let items = files.into_iter().map(AttachmentView::from).collect();
        Ok(FilePage { name: creator.value.name, open: creator.value.erased_at.is_none(), items })
    }
}
