//! A manager asks for changes beyond what was agreed, and says what they pay.

use domain::{
    content::{Change, ExtraRound, Review, Verdict},
    ids::{DeliverableId, DraftId, ReviewId},
    money::Money,
    time::Calendar,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{creator_zone, deliverable};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, agreements, context::About, operation::MANAGER};

/// Sends a draft back with a list that goes beyond what was agreed, for a fee.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestOutOfScope {
    /// Of what.
    pub deliverable: DeliverableId,
    /// The draft that was looked at.
    pub draft: DraftId,
    /// What to change, where, and whether it is a must.
    pub changes: Vec<Change>,
    /// What is paid on top; owed when the next draft comes.
    pub fee: Money,
    /// Why it may go over the campaign's budget.
    #[serde(default)]
    pub override_reason: Option<String>,
}

impl Operation for RequestOutOfScope {
    type Answer = Done<DeliverableId>;
    const META: Meta = Meta {
        name: "content.request_out_of_scope",
        doc: "Sends a draft back with changes beyond what was agreed, for a fee that is owed when the next draft answers them.",
        route: Route::post("/deliverables/{deliverable}/out-of-scope-requests"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DeliverableId>> {
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        if self.changes.len() > 100 || self.changes.iter().any(|change| change.text.chars().count() > 2_000) {
            return Err(Error::field("changes", "A list has at most 100 lines of at most 2,000 characters."));
        }
        let campaign = agreements::campaign(ctx, &collaboration.value).await?;
        if self.fee.currency != campaign.value.currency {
            return Err(Error::field("fee", format!("This campaign is planned in {}. Use that currency.", campaign.value.currency)));
        }
        let zone = creator_zone(ctx, &collaboration.value).await?;
        let holidays = ctx.brand_facts()?.value.settings.holidays.clone();
        let calendar = Calendar { zone: &zone, holidays: &holidays };
        let (state, event) = found.value.request_out_of_scope(found.id, self.draft, self.changes, self.fee, &calendar, ctx.now())?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &state).await?;
        let review = Review {
            draft: self.draft,
            deliverable: found.id,
            verdict: Verdict::Changes,
            kind: None,
            checked: Vec::new(),
            changes: event.changes.clone(),
            extra: Some(ExtraRound::offered(self.fee)),
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        let id: ReviewId = ctx.id();
        store::document::insert(ctx.tx(), brand, id, &review).await?;
        let mut data = serde_json::to_value(&event).map_err(|error| Error::Broken(error.to_string()))?;
        data["extra_fee"] = json!(self.fee);
        data["override_reason"] = json!(self.override_reason);
        ctx.note(About::collaboration(&collaboration).subject(found.id), "content.changes_requested", data).await?;
        Ok(Done::new(found.id, version))
    }
}
