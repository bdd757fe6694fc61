//! What people see of the room `tracking`.

use domain::{
    ids::{CollaborationId, PostId},
    tracking::Post,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::WORKERS_CREATOR};

/// A collaboration's posts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListPosts {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// One post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PostView {
    /// Which.
    pub id: PostId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The post.
    pub post: Post,
}

impl View for ListPosts {
    type Answer = Vec<PostView>;
    const META: Meta = Meta {
        name: "tracking.list_posts",
        doc: "Lists a collaboration's posts, oldest first, rejected ones among them.",
        route: Route::get("/collaborations/{collaboration}/posts"),
        reach: Reach::Brand,
        who: WORKERS_CREATOR,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<PostView>> {
        let collaboration = look.collaboration(self.collaboration).await?;
        let all = store::tracking::of_collaboration(look.db(), look.brand()?, collaboration.id).await?;
        Ok(all.into_iter().map(|found| PostView { id: found.id, version: found.version.0, post: found.value }).collect())
    }
}
