//! Portal links: made by a manager, or asked for by a creator whose link has expired.

use domain::{ids::CreatorId, outreach::Purpose, text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Words, no_contact, write_to};
use crate::{
    Agent, Ctx, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{ANYBODY, MANAGER},
    team::sign_in::LinkView,
};

/// Makes a portal link to hand over by hand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatePortalLink {
    /// For whom.
    pub creator: CreatorId,
}

impl Operation for CreatePortalLink {
    type Answer = LinkView;
    const META: Meta = Meta {
        name: "outreach.create_portal_link",
        doc: "Makes a link to a creator's own page, good for 90 days.",
        route: Route::post("/creators/{creator}/portal-links"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<LinkView> {
        let creator = ctx.creator(self.creator).await?;
        store::creators::relationship(ctx.tx(), ctx.brand()?, creator.id).await?.ok_or(crate::Error::NotFound)?;
        let link = ctx.portal_link(creator.id, &creator.value)?;
        ctx.note(About::creator(creator.id), "outreach.portal_link_made", json!({})).await?;
        Ok(LinkView { link })
    }
}

/// Asks for a new portal link by mail. Answers the same whether or not the address is known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestPortalLink {
    /// The brand's short name in addresses.
    pub brand: String,
    /// The creator's e-mail address.
    pub email: String,
}

impl Operation for RequestPortalLink {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.request_portal_link",
        doc: "Sends a creator a new link to their own page, if the address is known.",
        route: Route::post("/portal-links"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let Some(brand) = store::team::brand_by_slug(ctx.tx(), self.brand.trim()).await? else { return Ok(()) };
        let key = text::folded(&self.email);
        let organisation = brand.value.organisation;
        let mut found = Vec::new();
        for creator in store::creators::by_email(ctx.tx(), organisation, &key).await? {
            match creator.value.merged_into {
                None => found.push(creator),
                Some(_) => found.extend(store::creators::merging::stands_for(ctx.tx(), organisation, creator.id).await?),
            }
        }
        found.sort_by_key(|creator| creator.id);
        found.dedup_by_key(|creator| creator.id);
        ctx.caller.organisation = Some(organisation);
        ctx.brand = Some(brand.clone());
        for creator in found {
            let known = store::creators::relationship(ctx.tx(), brand.id, creator.id).await?.is_some();
            if !known || no_contact(ctx, &creator, Purpose::Contract).await?.is_some() {
                continue;
            }
            let link = ctx.portal_link(creator.id, &creator.value)?;
            let tongue = ctx.tongue(&creator.value)?;
            let values = [("brand", &*brand.value.name), ("link", &*link)];
            let body = format!("{}\n\n{}", tongue.greeting(&creator.value.name), tongue.tf("mail.link.text", &values));
            let subject = tongue.tf("mail.link.subject", &values);
            write_to(
                ctx,
                &creator,
                Words { collaboration: None, purpose: Purpose::Contract, kind: "portal_link", subject, body, asks: vec![] },
            )
            .await?;
            ctx.note(About::creator(creator.id), "outreach.portal_link_requested", json!({})).await?;
        }
        Ok(())
    }
}
