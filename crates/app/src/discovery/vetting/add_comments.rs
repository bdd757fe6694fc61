//! Comments under a creator's posts, from a file.
//!
//! Invariant: every row is counted once, as added, known already or refused with its number. A comment whose author has the
//! handle of one of the creator's accounts is the creator's own. Absent: fetching.

use std::collections::BTreeSet;

use domain::{
    discovery::vetting::comments::{CreatorComment, NewComment, RefusedComment, read_comments},
    ids::{CreatorCommentId, CreatorId},
    text::folded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, creators::familiar, enclosed, operation::MANAGER};

/// Adds comments under a creator's posts from a file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddComments {
    /// Under whose posts.
    pub creator: CreatorId,
    /// What the file is called; the comments name it as their source.
    pub file_name: String,
    /// The file's bytes in base64: CSV, TSV or JSON with `text`, `author`, `post url`, `created`, `reply to`, `is creator`.
    pub content: String,
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddedComments {
    /// New comments.
    pub added: u64,
    /// Known already, or twice in the file.
    pub known: u64,
    /// How many of the new ones the creator wrote.
    pub by_creator: u64,
    /// Rows that are no comment, at most five hundred of them.
    pub refused: Vec<RefusedComment>,
    /// How many rows are none.
    pub refused_count: u64,
}

impl Operation for AddComments {
    type Answer = AddedComments;
    const META: Meta = Meta {
        name: "discovery.add_comments",
        doc: "Adds comments under a creator's posts from a file (CSV, TSV, JSON), for vetting. Known ones are left as they are.",
        route: Route::post("/creators/{creator}/comments"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<AddedComments> {
        let organisation = ctx.organisation()?;
        familiar(ctx, self.creator).await?;
        let file_name = enclosed::name(&self.file_name)?;
        let bytes = enclosed::bytes(&self.content)?;
        let read = read_comments(&bytes).map_err(|error| Error::field("content", error.to_string()))?;
        let own: BTreeSet<String> = store::creators::profiles(ctx.tx(), organisation, &[self.creator])
            .await?
            .iter()
            .filter_map(|profile| profile.value.account.handle.as_ref().map(|handle| handle.key()))
            .collect();
        store::creators::hold(ctx.tx(), organisation, self.creator).await?;
        // Looked at under the lock: nothing comes back to somebody who was erased.
        familiar(ctx, self.creator).await?.creator.value.not_erased()?;
        let identities: Vec<String> = read.comments.iter().map(NewComment::identity).collect();
        let mut known = store::discovery::known_comments(ctx.tx(), organisation, self.creator, &identities).await?;
        let mut answer = AddedComments { refused: read.refused, refused_count: read.refused_count, ..AddedComments::default() };
        let mut new: Vec<(CreatorCommentId, CreatorComment)> = Vec::new();
        for (mut comment, identity) in read.comments.into_iter().zip(identities) {
            if !known.insert(identity.clone()) {
                answer.known += 1;
                continue;
            }
            comment.by_creator |= own.contains(&folded(&comment.author));
            answer.added += 1;
            answer.by_creator += u64::from(comment.by_creator);
            let kept = CreatorComment {
                creator: self.creator,
                comment,
                identity,
                source: file_name.to_owned(),
                fetched_at: ctx.now(),
                keep_until: None,
            };
            new.push((ctx.id(), kept));
        }
        let rows: Vec<(CreatorCommentId, &CreatorComment)> = new.iter().map(|(id, comment)| (*id, comment)).collect();
        store::discovery::keep_comments(ctx.tx(), organisation, &rows).await?;
        if answer.added > 0 {
            let data = json!({ "file_name": file_name, "added": answer.added, "refused": answer.refused_count });
            ctx.note(About::creator(self.creator).subject(self.creator), "discovery.comments_added", data).await?;
        }
        Ok(answer)
    }
}

impl AddComments {
    /// The command for a caller who has the file's bytes at hand.
    #[must_use]
    pub fn of_bytes(creator: CreatorId, file_name: &str, bytes: &[u8]) -> Self {
        Self { creator, file_name: file_name.to_owned(), content: enclosed::content(bytes) }
    }
}
