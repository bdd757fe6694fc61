//! The clock looks at a verified post again.

use domain::{
    ids::PostId,
    tracking::{
        LinkCheck, Post,
        watch::{Looked, disclosure_terms},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{look_at, post};
use crate::{Agent, Ctx, Look, Meta, Operation, Reach, Result, Route, context::About, operation::CLOCK};

/// Looks at a verified post when it is time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckPost {
    /// Which.
    pub post: PostId,
    /// What the program saw there, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub check: Option<LinkCheck>,
}

impl Operation for CheckPost {
    type Answer = bool;
    const META: Meta = Meta {
        name: "tracking.check_post",
        doc: "Looks at a verified post again and keeps what was seen: whether it is there, as it was, and says that it is an advertisement. \
              Done by the clock; says whether it was time.",
        route: Route::post("/posts/{post}/look"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.check = None;
        let Some(found) = store::document::find::<Post>(before.db(), before.brand()?, self.post).await? else { return Ok(()) };
        if found.value.next_look().is_some_and(|at| at <= before.now()) {
            self.check = look_at(before, &found.value.url).await;
        }
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let (found, collaboration) = post(ctx, self.post).await?;
        let due = found.value.next_look().is_some_and(|at| at <= ctx.now());
        let (Some(check), true) = (self.check, due) else { return Ok(false) };
        let agreement = store::agreements::agreement(ctx.tx(), ctx.brand()?, collaboration.id).await?;
        let terms = disclosure_terms(agreement.as_ref().map(|agreement| agreement.terms.disclosure.as_str()).unwrap_or_default());
        let deliverable = found.value.deliverable;
        let (seen, looked) = found.value.looked_at(check, &terms);
        store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &seen).await?;
        let about = About::collaboration(&collaboration).subject(found.id);
        match looked {
            Looked::Quiet => ctx.touch(collaboration.id),
            Looked::Found(odd) => {
                let data = json!({ "post": found.id, "deliverable": deliverable, "is": odd });
                ctx.note(about, &format!("tracking.post_{}", odd.as_str()), data).await?;
            }
            Looked::Mended => ctx.note(about, "tracking.post_mended", json!({ "post": found.id, "deliverable": deliverable })).await?,
        }
        Ok(true)
    }
}
