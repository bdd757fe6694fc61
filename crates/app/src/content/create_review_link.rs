//! A manager lets somebody without a seat review one deliverable.

use domain::{
    content::ContentError,
    fields::FieldErrors,
    formats::{format_name, format_within},
    ids::DeliverableId,
    team::SignOffKind,
    text,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::deliverable;
use crate::{
    Agent, Ctx, Meta, Operation, Reach, Result, Route, agreements,
    context::About,
    mail::Mail,
    operation::MANAGER,
    review_link::{self, Reviewer},
};

/// Sends a signed link with which somebody signs off one deliverable.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateReviewLink {
    /// What may be reviewed.
    pub deliverable: DeliverableId,
    /// Where the link goes.
    pub email: String,
    /// Who reviews.
    pub name: String,
    /// For whom they sign off.
    pub kind: SignOffKind,
}

/// A link for one reviewer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReviewLinkView {
    /// The whole address. It is a secret.
    pub link: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

impl Operation for CreateReviewLink {
    type Answer = ReviewLinkView;
    const META: Meta = Meta {
        name: "content.create_review_link",
        doc: "Mails a signed link with which somebody without a seat reviews one deliverable, good for 14 days.",
        route: Route::post("/deliverables/{deliverable}/review-links"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ReviewLinkView> {
        let mut errors = FieldErrors::new();
        let name = errors.text("name", &self.name, 120);
        let email = self.email.trim().to_owned();
        errors.require(text::looks_like_email(&email), "email", "Write a whole e-mail address.");
        errors.ok(())?;
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        collaboration.value.running()?;
        let campaign = agreements::campaign(ctx, &collaboration.value).await?;
        if !campaign.value.review.sign_offs.contains(&self.kind) {
            return Err(ContentError::NotAsked.into());
        }
        let creator = agreements::creator(ctx, &collaboration.value).await?.value.name;
        let reviewer = Reviewer { brand, deliverable: found.id, kind: self.kind, email: email.clone(), name: name.clone() };
        let expires_at = ctx.now().plus(review_link::LASTS);
        let link = review_link::link(ctx.app(), &reviewer, expires_at);
        let asks = ctx.caller_name().await?;
        let place = ctx.brand_facts()?.value.name.clone();
        let body = format!(
            "Hello {name},\n\n{asks} asks you to review a {} by {creator} for {place} ({}).\n\nThe link is for you alone and works for 14 days:\n{link}\n\nYou can approve it or ask for changes, also on a phone.",
            format_within(&found.value.format),
            campaign.value.name
        );
        let subject = format!("Please review: {creator}, {}", format_name(&found.value.format));
        ctx.mail(Mail { kind: "review_link", to: email.clone(), subject, body, message: None, creator: None, asks: None }).await?;
        let data = json!({ "deliverable": found.id, "email": email, "name": name, "kind": self.kind, "expires_at": expires_at });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "content.review_link_created", data).await?;
        Ok(ReviewLinkView { link, expires_at })
    }
}
