//! The room `tracking`: what went live, where, and a person's word that it is as approved.
//!
//! Invariant: only an approved version is reported live, and only a verified post counts; a look at it again writes to
//! nobody. Absent: asking the platforms for numbers.

use domain::{
    campaigns::Collaboration,
    content::Deliverable,
    ids::PostId,
    time::{Timestamp, Zone},
    tracking::{LinkCheck, Post},
};
use store::{Stored, Version};

use crate::{
    Ctx, Done, Error, Look, Result,
    context::About,
    registry::{Registered, look, op},
};

pub mod check_post;
pub mod correct_post;
pub mod decide_post;
pub mod record_numbers;
pub mod reject_post;
pub mod report_live;
pub mod verify_post;
pub mod view;

pub use check_post::CheckPost;
pub use correct_post::CorrectPost;
pub use decide_post::{AcceptPost, RequestMending};
pub use record_numbers::RecordNumbers;
pub use reject_post::RejectPost;
pub use report_live::ReportLive;
pub use verify_post::VerifyPost;
pub use view::ListPosts;

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<ReportLive>(),
        op::<CorrectPost>(),
        op::<VerifyPost>(),
        op::<RejectPost>(),
        op::<CheckPost>(),
        op::<AcceptPost>(),
        op::<RequestMending>(),
        op::<RecordNumbers>(),
        look::<ListPosts>(),
    ]
}

/// A post with its collaboration, behind the caller's wall.
async fn post(ctx: &Ctx, id: PostId) -> Result<(Stored<Post>, Stored<Collaboration>)> {
    let found = store::document::find::<Post>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
    let collaboration = ctx.collaboration(found.value.collaboration).await?;
    Ok((found, collaboration))
}

/// Keeps what became of a post, and notes it.
async fn saved(
    ctx: &mut Ctx,
    collaboration: &Stored<Collaboration>,
    (id, version): (PostId, Version),
    post: &Post,
    event: &str,
    data: serde_json::Value,
) -> Result<Done<PostId>> {
    let version = store::document::save(ctx.tx(), ctx.brand()?, id, version, post).await?;
    ctx.note(About::collaboration(collaboration).subject(id), event, data).await?;
    Ok(Done::new(id, version))
}

/// The agreed window: from 00:00 of its first day until 23:59 of its last, in the brand's zone. The last minute counts.
fn window(deliverable: &Deliverable, zone: &Zone) -> (Timestamp, Timestamp) {
    (deliverable.opens.at(0, 0, zone), deliverable.closes.end_in(zone).plus(domain::time::MINUTE - 1))
}

/// A look at an address before the transaction opens; nothing for an address that cannot be one.
async fn look_at(before: &Look, url: &str) -> Option<LinkCheck> {
    let url = domain::tracking::checked_url(url).ok()?;
    Some(before.app().links().look(&url, before.now()).await)
}
