//! How creators get the link to their own page.

use domain::{ids::CreatorId, text, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::writing::own_link;
use crate::{
    Agent, Ctx, Meta, Operation, Reach, Result, Route,
    context::About,
    creators::{Familiar, familiar},
    mail::Mail,
    operation::{ANYBODY, MANAGER},
    portal,
};

/// Makes a link to a creator's own page, to hand over by another way than mail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatePortalLink {
    /// Whose.
    pub creator: CreatorId,
}

/// A link, and how long it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkView {
    /// The address.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Operation for CreatePortalLink {
    type Answer = LinkView;
    const META: Meta = Meta {
        name: "outreach.create_portal_link",
        doc: "Makes a link to a creator's own page, to hand over by another way than mail. It works for 90 days.",
        route: Route::post("/creators/{creator}/portal-link"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<LinkView> {
        let found = familiar(ctx, self.creator).await?;
        let url = own_link(ctx, &found)?;
        ctx.note(About::creator(self.creator).subject(self.creator), "outreach.portal_link_made", json!({})).await?;
        Ok(LinkView { url, expires_at: ctx.now().plus(portal::LASTS) })
    }
}

/// Asks for a new link to one's own page. Answers the same whether or not the address is known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestPortalLink {
    /// The creator's e-mail address.
    pub email: String,
    /// The brand's short name, as in the link.
    pub brand_slug: String,
}

impl Operation for RequestPortalLink {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.request_portal_link",
        doc: "Sends a creator a new link to their own page, if the address is known. Answers the same in any case.",
        route: Route::post("/portal-links"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let Some(brand) = store::team::brand_by_slug(ctx.tx(), self.brand_slug.trim()).await? else { return Ok(()) };
        ctx.caller.organisation = Some(brand.value.organisation);
        let (organisation, name) = (brand.value.organisation, brand.value.name.clone());
        let left = ctx.brand.replace(brand);
        // An agent's address may stand for several creators; each gets a link of their own.
        for creator in store::creators::by_email(ctx.tx(), organisation, &[text::folded(&self.email)]).await? {
            let Some(relationship) = store::creators::relationship(ctx.tx(), ctx.brand()?, creator.id).await? else { continue };
            if creator.value.suppression.blocked.is_some() || creator.value.email.is_none() {
                continue;
            }
            let to = Familiar { creator, relationship };
            send(ctx, &to, &name).await?;
        }
        ctx.brand = left;
        Ok(())
    }
}

async fn send(ctx: &mut Ctx, to: &Familiar, brand: &str) -> Result<()> {
    let link = own_link(ctx, to)?;
    let creator = &to.creator.value;
    let body = format!(
        "Hello {},\n\nhere is the new link to your page with {brand}. It works for 90 days:\n{link}\n\nIf you did not ask for it, do nothing.",
        creator.first_name()
    );
    let address = creator.email.clone().unwrap_or_default();
    ctx.mail(Mail { kind: "portal_link", to: address, subject: format!("Your page with {brand}"), body, message: None }).await?;
    let about = About::creator(to.creator.id).subject(to.creator.id);
    ctx.note(about, "outreach.portal_link_sent", json!({})).await
}
