//! Codes that look leaked: judged when commission would be released, flagged, and let go by a person.
//!
//! Invariant: a flag holds the commission of its collaboration, and only a person with a reason ends it (docs/domain.md,
//! Code leak). Absent: the signs and their numbers; the domain has them.

use std::collections::BTreeMap;

use domain::{
    attribution::{
        Click, ShopOrder,
        leak::{BrandCustomers, LOOKED_AT, counted, found},
        setup::{Confirmation, PromoCode},
    },
    campaigns::Collaboration,
    ids::{ClickId, CodeId, CollaborationId},
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, attribution::leak};

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Whether the commission of a collaboration is held, looking at every week since the oldest of the orders that would be
/// released. A code that looks leaked is flagged here.
pub(crate) async fn holds(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, oldest: Timestamp) -> Result<bool> {
    let (brand, zone) = (ctx.brand()?, ctx.zone()?);
    let Some(code) = store::attribution::code(ctx.tx(), brand, collaboration.id).await? else { return Ok(false) };
    if code.value.held().is_some() {
        return Ok(true);
    }
    let today = ctx.now().day_in(&zone);
    let first = code.value.judged_from(oldest.day_in(&zone), &zone);
    if first > today {
        return Ok(false);
    }
    let from = first.plus_days(-LOOKED_AT).at(0, 0, &zone);
    let orders: Vec<ShopOrder> =
        leak::orders(ctx.tx(), brand, collaboration.id, from).await?.into_iter().map(|order| order.value).collect();
    let clicks: Vec<ClickId> = orders.iter().flat_map(|shop| &shop.order.clicks).map(|click: &Click| click.id).collect();
    let referrers = leak::referrers(ctx.tx(), brand, &clicks).await?;
    let mut customers: BTreeMap<Day, BrandCustomers> = BTreeMap::new();
    for one in leak::customers(ctx.tx(), brand, from).await? {
        let day = customers.entry(one.at.day_in(&zone)).or_insert(BrandCustomers { known: 0, new: 0 });
        (day.known, day.new) = (day.known + one.known, day.new + one.new);
    }
    let first_order = leak::first_order(ctx.tx(), brand, collaboration.id).await?;
    let since = first_order.into_iter().chain(live_since(&code.value)).min().map_or(today, |at| at.day_in(&zone));
    let days = counted(&orders, collaboration.id, &referrers, &zone);
    let Some(evidence) = found(&days, since, &customers, first, today) else { return Ok(false) };
    let (flagged, event) = code.value.raise(evidence, ctx.now());
    store::document::save(ctx.tx(), brand, code.id, code.version, &flagged).await?;
    ctx.record(About::collaboration(collaboration).subject(code.id), &event).await?;
    Ok(true)
}

/// When a person saw that the shop takes the code.
fn live_since(code: &PromoCode) -> Option<Timestamp> {
    code.confirmed.as_ref().map(|confirmed| match confirmed {
        Confirmation::Seen { evidence } | Confirmation::Overridden { evidence } => evidence.at,
    })
}

/// Lets the commission of a flagged code go.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LiftCodeFlag {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// Why it is owed all the same.
    pub reason: String,
}

impl Operation for LiftCodeFlag {
    type Answer = Done<CodeId>;
    const META: Meta = Meta {
        name: "attribution.lift_code_flag",
        doc: "Lets the commission go of a code that looks leaked, with the reason why it is owed all the same.",
        route: Route::post("/collaborations/{collaboration}/code-flag-lift"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CodeId>> {
        let brand = ctx.brand()?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        let found = store::attribution::code(ctx.tx(), brand, collaboration.id).await?.ok_or(Error::NotFound)?;
        ctx.expect(found.version)?;
        let name = ctx.caller_name().await?;
        let (lifted, event) = found.value.lift(&self.reason, ctx.caller().actor(), &name, ctx.now())?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &lifted).await?;
        ctx.record(About::collaboration(&collaboration).subject(found.id), &event).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}
