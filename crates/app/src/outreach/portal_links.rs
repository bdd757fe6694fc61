//! Portal links: made by a manager, or asked for by a creator whose link has expired; and the one to the page on which a creator
//! connects an account of theirs.

use domain::{
    creators::connections::{ConnectionError, Service},
    ids::CreatorId,
    outreach::Purpose,
    text,
};
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

/// Asks a creator to connect their account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AskForAccess {
    /// Whom.
    pub creator: CreatorId,
    /// Only the link, to hand over by hand; otherwise it goes by mail as well.
    #[serde(default)]
    pub by_hand: bool,
}

impl Operation for AskForAccess {
    type Answer = LinkView;
    const META: Meta = Meta {
        name: "outreach.ask_for_access",
        doc: "Asks a creator by mail to connect their own TikTok on their page, or gives only the link to hand over.",
        route: Route::post("/creators/{creator}/access-requests"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<LinkView> {
        let (organisation, service) = (ctx.organisation()?, Service::TikTok);
        let creator = ctx.creator(self.creator).await?;
        store::creators::relationship(ctx.tx(), ctx.brand()?, creator.id).await?.ok_or(crate::Error::NotFound)?;
        let known = store::creators::connections::connection(ctx.tx(), organisation, service).await?;
        known.filter(|known| known.value.sealed.is_some()).ok_or(ConnectionError::NotConnected(service.label()))?;
        let link = format!("{}/accounts", ctx.portal_link(creator.id, &creator.value)?);
        if !self.by_hand {
            let (tongue, brand) = (ctx.tongue(&creator.value)?, ctx.brand_facts()?.value.name.clone());
            let values = [("brand", &*brand), ("link", &*link)];
            let body = format!("{}\n\n{}", tongue.greeting(&creator.value.name), tongue.tf("mail.access.text", &values));
            let subject = tongue.tf("mail.access.subject", &values);
            let words = Words { collaboration: None, purpose: Purpose::Conversation, kind: "access_request", subject, body, asks: vec![] };
            write_to(ctx, &creator, words).await?;
        }
        ctx.note(About::creator(creator.id).subject(creator.id), "outreach.access_asked", json!({ "by_hand": self.by_hand })).await?;
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
