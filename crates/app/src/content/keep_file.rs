//! Bytes that were received become a file of the brand.

use domain::files::StoredFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::WORKERS_CREATOR, uploads};

/// Keeps what was uploaded, by the receipt that the upload gave.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct KeepFile {
    /// The receipt.
    pub receipt: String,
}

impl Operation for KeepFile {
    type Answer = StoredFile;
    const META: Meta = Meta {
        name: "content.keep_file",
        doc: "Makes received bytes a file of the brand, by the receipt of the upload.",
        route: Route::post("/files"),
        reach: Reach::Brand,
        who: WORKERS_CREATOR,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<StoredFile> {
        let received = uploads::read_receipt(ctx.app(), ctx.caller(), ctx.brand()?, &self.receipt, ctx.now())?;
        let file = received.into_file(ctx.id());
        let creator = match ctx.caller().rights {
            Rights::Creator { id, .. } => Some(id),
            _ => None,
        };
        store::files::insert_by(ctx.tx(), ctx.brand()?, &file, creator, ctx.now()).await?;
        uploads::still_there(ctx.app(), &file.hash).await?;
        let about = About { creator, ..About::default() }.subject(file.id);
        ctx.note(about, "content.file_kept", json!({ "hash": file.hash, "media_type": file.media_type, "size": file.size })).await?;
        Ok(file)
    }
}
