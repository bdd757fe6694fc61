//! A shop tells of a refund; its order may come later.

use domain::{
    attribution::{Refund, RefundPart, told_twice::FILE},
    fields::FieldErrors,
    ids::{OrderId, RefundId},
    time::{DAY, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::attribution::orders::{self, ShopRefund};

use super::{credit, ingest_order::record, same_order};
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Takes a refund of a shop. Idempotent by the order's number and the refund's.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct IngestRefund {
    /// The shop, such as `shop`.
    pub source: String,
    /// The number of the order.
    pub number: String,
    /// The refund's own number.
    pub refund_number: String,
    /// When the shop says that it happened.
    pub at: Timestamp,
    /// What for; amounts in minor units of the order's currency.
    pub parts: Vec<RefundPart>,
}

/// What became of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundOutcome {
    /// Its order is worth less now.
    Applied,
    /// Its order has not come yet; it waits.
    Waiting,
    /// It was known.
    Unchanged,
}

/// A refund taken.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct IngestedRefund {
    /// Which.
    pub refund: RefundId,
    /// Its order, when that is known.
    pub order: Option<OrderId>,
    /// What became of it.
    pub outcome: RefundOutcome,
}

impl Operation for IngestRefund {
    type Answer = IngestedRefund;
    const META: Meta = Meta {
        name: "attribution.ingest_refund",
        doc: "Takes a refund of a shop and reverses credit. The same refund again changes nothing; one that comes before its order waits.",
        route: Route::post("/refunds"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<IngestedRefund> {
        ingest(ctx, self).await
    }
}

/// The operation's work, also for rows of an imported file.
pub(super) async fn ingest(ctx: &mut Ctx, command: IngestRefund) -> Result<IngestedRefund> {
    let brand = ctx.brand()?;
    let mut errors = FieldErrors::new();
    let source = errors.text("source", &command.source, 60);
    let number = errors.text("number", &command.number, 120);
    let refund_number = errors.text("refund_number", &command.refund_number, 120);
    errors.require(!command.parts.is_empty(), "parts", "Say what was given back: lines, a sum, shipping or tax.");
    errors.require(command.at <= ctx.now().plus(DAY), "at", "This lies in the future. Check the shop's clock.");
    for (at, part) in command.parts.iter().enumerate() {
        if part.amount() < 0 {
            errors.add(format!("parts.{at}"), "What is given back is nothing or more.");
        }
    }
    errors.ok(())?;
    orders::lock_number(ctx.tx(), brand, &number).await?;
    let found = same_order::find(ctx.tx(), brand, &source, &number, None).await?;
    let known = orders::refunds(ctx.tx(), brand, &source, &number).await?;
    if let Some(same) = known.iter().find(|refund| refund.value.number == refund_number) {
        return Ok(IngestedRefund { refund: same.id, order: found.map(|order| order.id), outcome: RefundOutcome::Unchanged });
    }
    let id: RefundId = ctx.id();
    let refund = Refund { id, at: command.at, parts: command.parts };
    let row = ShopRefund { source, order_number: number, number: refund_number, refund: refund.clone(), applied: found.is_some() };
    store::document::insert(ctx.tx(), brand, id, &row).await?;
    let Some(found) = found else {
        let data = json!({ "source": row.source, "number": row.order_number, "refund": row.number });
        ctx.note(About::default().subject(id), "attribution.refund_waits", data).await?;
        return Ok(IngestedRefund { refund: id, order: None, outcome: RefundOutcome::Waiting });
    };
    let sums = if row.source == FILE { vec![] } else { same_order::sums_of_files(ctx.tx(), brand, &row.order_number).await? };
    let shop = found.value.refunded_within(refund, &sums);
    store::document::save(ctx.tx(), brand, found.id, found.version, &shop).await?;
    let touched = credit::rewrite(ctx, &shop).await?;
    record(ctx, &shop, &touched, "attribution.order_refunded").await?;
    Ok(IngestedRefund { refund: id, order: Some(found.id), outcome: RefundOutcome::Applied })
}
