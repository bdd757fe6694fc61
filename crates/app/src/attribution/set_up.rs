//! What follows from a signed agreement: one tracking link for each deliverable, and the creator's code.
//!
//! Invariant: a signature never fails for want of a landing page; what could not be made is recorded with its reason.

use domain::{
    agreements::Terms,
    attribution::{
        CodeText,
        codes::{TakenCode, proposals},
        links::{Utm, link_slug},
        setup::{PromoCode, TrackingLink},
    },
    campaigns::{Campaign, Collaboration},
    content::Deliverable,
    ids::{CodeId, CollaborationId, LinkId},
};
use serde_json::json;
use store::{Stored, creators::Creator};

use crate::{Ctx, Error, Result, context::About};

/// So many names are tried where others sign at the same moment and take the same ones.
const MOST_NAMES: usize = 10;

/// Makes the links and the code of a collaboration whose agreement both sides have signed. Again, it makes what is missing
/// and leads links to the landing page as it is now.
pub(crate) async fn prepare(ctx: &mut Ctx, collaboration: CollaborationId) -> Result<()> {
    let brand = ctx.brand()?;
    let found = ctx.collaboration(collaboration).await?;
    let Some(agreement) = store::agreements::agreement(ctx.tx(), brand, collaboration).await? else { return Ok(()) };
    let campaign = store::document::find::<Campaign>(ctx.tx(), brand, found.value.campaign).await?.ok_or(Error::NotFound)?;
    let creator = store::document::find::<Creator>(ctx.tx(), ctx.organisation()?, found.value.creator).await?.ok_or(Error::NotFound)?;
    links(ctx, &found, &campaign, &creator).await?;
    code(ctx, &found, &agreement.value.terms, &creator).await
}

async fn links(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, campaign: &Stored<Campaign>, creator: &Stored<Creator>) -> Result<()> {
    let brand = ctx.brand()?;
    let made = store::attribution::links(ctx.tx(), brand, collaboration.id).await?;
    let deliverables = store::content::of_collaboration(ctx.tx(), brand, collaboration.id).await?;
    let landing = match campaign.tracking.landing_page.trim() {
        "" => ctx.brand_facts()?.value.profile.website.trim().to_owned(),
        page => page.to_owned(),
    };
    for deliverable in &deliverables {
        let known = made.iter().find(|link| link.deliverable == deliverable.id);
        let utm = Utm::new(&deliverable.platform, &campaign.slug, &deliverable.slug);
        match utm.onto(&landing) {
            Ok(target) => match known {
                Some(link) => lead(ctx, collaboration, link, target).await?,
                None => link(ctx, collaboration, deliverable, creator, target).await?,
            },
            Err(reason) => {
                let about = About::collaboration(collaboration).subject(deliverable.id);
                ctx.note(about, "attribution.link_not_made", json!({ "reason": reason.to_string() })).await?;
            }
        }
    }
    Ok(())
}

/// Leads a link that was made before to another target; its short name stays, a person's word about it does not.
async fn lead(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, link: &Stored<TrackingLink>, target: String) -> Result<()> {
    if link.target == target {
        return Ok(());
    }
    let before = link.target.clone();
    let changed = TrackingLink { target, check: None, confirmed: None, ..link.value.clone() };
    store::document::save(ctx.tx(), ctx.brand()?, link.id, link.version, &changed).await?;
    let data = json!({ "slug": changed.slug, "target": changed.target, "before": before });
    ctx.note(About::collaboration(collaboration).subject(link.id), "attribution.link_changed", data).await
}

async fn link(
    ctx: &mut Ctx,
    collaboration: &Stored<Collaboration>,
    deliverable: &Stored<Deliverable>,
    creator: &Stored<Creator>,
    target: String,
) -> Result<()> {
    let brand = ctx.brand()?;
    let base = link_slug(&creator.name, &deliverable.format, |_| false);
    let id: LinkId = ctx.id();
    for _ in 0..MOST_NAMES {
        let taken = store::attribution::slugs_like(ctx.tx(), &base).await?;
        let slug = link_slug(&creator.name, &deliverable.format, |candidate| taken.iter().any(|slug| slug == candidate));
        let target = target.clone();
        let link =
            TrackingLink { collaboration: collaboration.id, deliverable: deliverable.id, slug, target, check: None, confirmed: None };
        if store::document::insert_if_free(ctx.tx(), brand, id, &link).await?.is_some() {
            let about = About::collaboration(collaboration).subject(id);
            return ctx.note(about, "attribution.link_made", json!({ "slug": link.slug, "target": link.target })).await;
        }
    }
    Err(Error::Conflict)
}

async fn code(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, terms: &Terms, creator: &Stored<Creator>) -> Result<()> {
    let brand = ctx.brand()?;
    let Some(percent) = terms.code_percent else { return Ok(()) };
    if store::attribution::code(ctx.tx(), brand, collaboration.id).await?.is_some() {
        return Ok(());
    }
    let profiles = store::creators::profiles(ctx.tx(), ctx.organisation()?, &[creator.id]).await?;
    let handle = profiles.first().and_then(|profile| profile.account.handle.as_ref().map(ToString::to_string));
    let about = About::collaboration(collaboration);
    let id: CodeId = ctx.id();
    for _ in 0..MOST_NAMES {
        let taken: Vec<TakenCode> = store::attribution::taken_codes(ctx.tx(), brand).await?.into_iter().map(|(_, code)| code).collect();
        let reserved = collaboration.value.code.as_deref().and_then(|code| CodeText::new(code, creator.id, &taken).ok());
        let proposed = || proposals(&creator.name, handle.as_deref(), percent, creator.id, &taken, 1).into_iter().next();
        let Some(text) = reserved.or_else(proposed) else {
            let reason = "No free code could be made from the creator's name. Set one by hand.";
            return ctx.note(about, "attribution.code_not_made", json!({ "reason": reason })).await;
        };
        let code =
            PromoCode { collaboration: collaboration.id, key: text.key(), code: text.to_string(), percent, confirmed: None, flag: None };
        if store::document::insert_if_free(ctx.tx(), brand, id, &code).await?.is_some() {
            return ctx.note(about.subject(id), "attribution.code_made", json!({ "code": code.code, "percent": percent })).await;
        }
    }
    Err(Error::Conflict)
}
