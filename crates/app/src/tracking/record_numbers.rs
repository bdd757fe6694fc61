//! Somebody enters how often a post was seen and answered.

use domain::{
    creators::Method,
    events::Actor,
    fields::FieldErrors,
    ids::PostId,
    time::{MINUTE, Timestamp},
    tracking::{
        PostError, PostState,
        numbers::{Counts, Reading},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{post, saved};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, operation::MANAGER};

/// So many characters of a source are kept.
const SOURCE: usize = 120;

/// Enters the numbers of a verified post at one time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordNumbers {
    /// Which post.
    pub post: PostId,
    /// Its numbers; what is not known is left out.
    pub counts: Counts,
    /// When they were so; now unless said otherwise.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Where they come from, such as "the creator's insights".
    #[serde(default)]
    pub source: String,
}

impl Operation for RecordNumbers {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.record_numbers",
        doc: "Enters how often a verified post was seen and answered at one time. Readings are kept; the newest one counts.",
        route: Route::post("/posts/{post}/numbers"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let (found, collaboration) = post(ctx, self.post).await?;
        ctx.expect(found.version)?;
        let PostState::Verified { .. } = found.value.state else { return Err(PostError::NotVerified.into()) };
        let at = self.at.unwrap_or(ctx.now());
        let mut errors = FieldErrors::new();
        errors.require(at <= ctx.now(), "at", "That time lies ahead; write when the numbers were so.");
        errors.require(at >= found.value.live_at.plus(-MINUTE), "at", "That is before the post went live.");
        errors.require(self.source.chars().count() <= SOURCE, "source", "Keep it to 120 characters.");
        let counts = self.counts.checked();
        let method = if matches!(ctx.caller().actor(), Actor::Key { .. }) { Method::Imported } else { Method::Entered };
        let source = self.source.trim().to_owned();
        let counts = errors.ok(()).and(counts)?;
        let data = json!({ "post": found.id, "deliverable": found.value.deliverable, "counts": counts, "at": at, "source": source });
        let read = found.value.clone().read(Reading { at, method, source, counts });
        saved(ctx, &collaboration, (found.id, found.version), &read, "tracking.numbers_recorded", data).await
    }
}
