//! A manager sends the newest brief to creators.

use domain::{
    briefs::{BriefError, BriefSent},
    ids::{BriefId, CollaborationId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Sends the newest version to creators whose agreement is signed and whose links and code are confirmed. All or none:
/// a refusal names the creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SendBrief {
    /// To whom.
    pub collaborations: Vec<CollaborationId>,
    /// Why it may leave although links or code are not confirmed. It is logged.
    #[serde(default)]
    pub override_reason: Option<String>,
}

impl Operation for SendBrief {
    type Answer = Vec<Done<BriefId>>;
    const META: Meta = Meta {
        name: "briefs.send_brief",
        doc: "Sends the newest brief to creators and asks them to acknowledge it. Refused until links and code are confirmed, unless overridden with a reason.",
        route: Route::post("/briefs/send"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<Done<BriefId>>> {
        if self.collaborations.is_empty() {
            return Err(Error::field("collaborations", "Choose at least one creator."));
        }
        let mut ids = self.collaborations;
        ids.sort();
        ids.dedup();
        let reason = self.override_reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        let mut sent = Vec::with_capacity(ids.len());
        for id in ids {
            sent.push(send(ctx, id, reason.as_deref()).await?);
        }
        Ok(sent)
    }
}

async fn send(ctx: &mut Ctx, id: CollaborationId, override_reason: Option<&str>) -> Result<Done<BriefId>> {
    let brand = ctx.brand()?;
    let collaboration = ctx.collaboration(id).await?;
    collaboration.value.running()?;
    let agreement = store::agreements::agreement(ctx.tx(), brand, id).await?;
    if agreement.as_ref().is_some_and(|found| found.value.terms.owes_nothing()) {
        return refuse(ctx, &collaboration.value, &BriefError::Gift).await;
    }
    let signed = agreement.is_some_and(|found| found.value.signed_at().is_some());
    // A deal from before the program's time was made elsewhere, and its form too.
    let outside = collaboration.value.taken_over.as_ref().is_some_and(|told| told.is_signed());
    if !outside && (!signed || store::agreements::form(ctx.tx(), brand, id).await?.is_none()) {
        return refuse(ctx, &collaboration.value, &BriefError::NotOnboarded).await;
    }
    let newest = store::briefs::newest(ctx.tx(), brand, collaboration.value.campaign).await?.ok_or(BriefError::NoBrief)?;
    let last = store::briefs::sent(ctx.tx(), brand, id).await?.pop();
    if last.is_some_and(|sent| sent.value.number >= newest.value.number) {
        return refuse(ctx, &collaboration.value, &BriefError::AlreadySent).await;
    }
    let sending: BriefId = ctx.id();
    let value = BriefSent { collaboration: id, brief: newest.id, number: newest.value.number, sent_at: ctx.now(), acknowledged_at: None };
    let stored = store::document::insert(ctx.tx(), brand, sending, &value).await?;
    let data = json!({ "sending": sending, "brief": newest.id, "number": value.number, "override_reason": override_reason });
    ctx.note(About::collaboration(&collaboration).subject(sending), "briefs.sent", data).await?;
    Ok(Done::new(sending, stored.version))
}

/// A refusal that names the creator, because a list was sent.
async fn refuse<T>(ctx: &Ctx, collaboration: &domain::campaigns::Collaboration, refusal: &BriefError) -> Result<T> {
    let name = crate::agreements::creator(ctx, collaboration).await?.value.name;
    Err(named(&name, refusal))
}

/// A rule's refusal with a creator's name before it.
pub(crate) fn named(name: &str, refusal: &BriefError) -> Error {
    match Error::rule("briefs", refusal) {
        Error::Rule { code, message } => Error::Rule { code, message: format!("{name}: {message}") },
        other => other,
    }
}
