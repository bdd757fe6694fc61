//! A reviewer signs a draft off; the last sign-off freezes it.

use domain::{
    content::{CheckItem, Draft, Review, SignOff, Verdict},
    ids::{DeliverableId, DraftId, ReviewId},
    team::SignOffKind,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{deliverable, sign_offs};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, agreements, context::About, operation::REVIEWER};

/// Signs a draft off for one side of the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Approve {
    /// Of what.
    pub deliverable: DeliverableId,
    /// The draft that was looked at.
    pub draft: DraftId,
    /// For whom.
    pub kind: SignOffKind,
    /// The points of the checklist that were looked at: all of them are needed.
    pub checked: Vec<CheckItem>,
}

/// What became of a sign-off.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignedOff {
    /// Which deliverable.
    pub id: DeliverableId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// Whether it was the last one that was missing, so that the version is frozen now.
    pub approved: bool,
}

impl Operation for Approve {
    type Answer = SignedOff;
    const META: Meta = Meta {
        name: "content.approve",
        doc: "Signs a draft off for the brand, legal or the client. With the last sign-off that the campaign asks for the version is frozen.",
        route: Route::post("/deliverables/{deliverable}/approvals"),
        reach: Reach::Brand,
        who: REVIEWER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<SignedOff> {
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        if !sign_offs(ctx.caller(), brand).contains(&self.kind) {
            let message = format!("You do not sign off for {}. Ask somebody who does.", self.kind.as_str());
            return Err(Error::Rule { code: "content.not_your_sign_off".into(), message });
        }
        let campaign = agreements::campaign(ctx, &collaboration.value).await?;
        let draft = store::document::find::<Draft>(ctx.tx(), brand, self.draft).await?.ok_or(Error::NotFound)?;
        let sign_off = SignOff { kind: self.kind, by: ctx.caller().actor(), name: ctx.caller_name().await?, at: ctx.now() };
        let review = Review {
            draft: self.draft,
            deliverable: found.id,
            verdict: Verdict::Approved,
            kind: Some(self.kind),
            checked: self.checked.clone(),
            changes: Vec::new(),
            extra: None,
            by: sign_off.by.clone(),
            name: sign_off.name.clone(),
            at: ctx.now(),
        };
        let (state, event) =
            found.value.approve(found.id, self.draft, sign_off, &campaign.value.review.sign_offs, &self.checked, draft.value.files)?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &state).await?;
        let id: ReviewId = ctx.id();
        store::document::insert(ctx.tx(), brand, id, &review).await?;
        ctx.record(About::collaboration(&collaboration).subject(found.id), &event).await?;
        Ok(SignedOff { id: found.id, version: version.0, approved: event.approved })
    }
}
