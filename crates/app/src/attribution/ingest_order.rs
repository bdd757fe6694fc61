//! A shop tells of an order: for the first time, again, or after an edit.

use domain::{
    attribution::{Click, CodeUse, Line, OrderStatus, ShopOrder, Told, WINDOW, told_twice::FILE},
    fields::FieldErrors,
    ids::{ClickId, CollaborationId, Id, OrderId},
    money::{Currency, Money},
    text::folded,
    time::{DAY, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::attribution::orders;

use super::{credit, same_order};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Takes an order of a shop. Idempotent by source and number; what differs the next time is an edit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct IngestOrder {
    /// The shop, such as `shop`.
    pub source: String,
    /// The shop's number of the order.
    pub number: String,
    /// When the customer placed it.
    pub placed_at: Timestamp,
    /// When it was paid; where nothing is said and the status is paid, when it was placed.
    #[serde(default)]
    pub paid_at: Option<Timestamp>,
    /// Of all amounts.
    pub currency: Currency,
    /// Items in minor units, net of discount, without tax and shipping.
    pub lines: Vec<Line>,
    /// What the customer pays in all, in minor units.
    pub total: i64,
    /// Promo codes in the shop's order.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The click id that the shop was handed in `tc`.
    #[serde(default)]
    pub click: Option<ClickId>,
    /// The visitor, where the shop knows it.
    #[serde(default)]
    pub visitor: Option<String>,
    /// Whether the customer is new.
    #[serde(default)]
    pub new_customer: Option<bool>,
    /// The page or host that the customer came from, where the shop knows it; the host is kept.
    #[serde(default)]
    pub referrer: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub status: OrderStatus,
    /// When the shop says that this became so; an edit counts from then, otherwise from now.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

/// What a telling did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was new.
    Recorded,
    /// It was known and has changed.
    Edited,
    /// It was known like this.
    Unchanged,
}

/// An order taken.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct IngestedOrder {
    /// Which.
    pub order: OrderId,
    /// What the telling did.
    pub outcome: Outcome,
    /// What it is worth now.
    pub net: Money,
    /// Who touched it; nobody means unattributed.
    pub touched: Vec<CollaborationId>,
}

impl Operation for IngestOrder {
    type Answer = IngestedOrder;
    const META: Meta = Meta {
        name: "attribution.ingest_order",
        doc: "Takes an order of a shop, or a newer state of it, and credits it. The same order again changes nothing.",
        route: Route::post("/orders"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<IngestedOrder> {
        ingest(ctx, self).await
    }
}

/// The operation's work, also for each row of an imported file.
pub(super) async fn ingest(ctx: &mut Ctx, command: IngestOrder) -> Result<IngestedOrder> {
    let brand = ctx.brand()?;
    let mut errors = FieldErrors::new();
    let source = errors.text("source", &command.source, 60);
    let number = errors.text("number", &command.number, 120);
    errors.require(command.placed_at <= ctx.now().plus(DAY), "placed_at", "This lies in the future. Check the shop's clock.");
    errors.require(command.codes.len() <= 50, "codes", "At most 50 codes.");
    errors.ok(())?;
    let told = told(&command).checked()?;
    orders::lock_number(ctx.tx(), brand, &number).await?;
    let Some(found) = same_order::find(ctx.tx(), brand, &source, &number, Some(told.currency)).await? else {
        return first(ctx, &command, &source, &number, &told).await;
    };
    let of_file = found.value.is_of_file();
    if source == FILE && !of_file {
        found.value.agrees_with(&told)?;
        return Ok(answer(&found.value, Outcome::Unchanged, credit::touched_by(&found.value.order)));
    }
    let (shop, changed) = if of_file && source != FILE {
        let touches = touches(ctx, &command, &told).await?;
        let shop = found.value.taken_over(&source, &told, touches.texts, touches.codes, touches.clicks);
        (with_waiting_refunds(ctx, shop).await?, true)
    } else {
        found.value.told_again(&told, ctx.now())?
    };
    if !changed {
        let touched = credit::touched_by(&shop.order);
        return Ok(answer(&shop, Outcome::Unchanged, touched));
    }
    store::document::save(ctx.tx(), brand, found.id, found.version, &shop).await?;
    let touched = credit::rewrite(ctx, &shop).await?;
    record(ctx, &shop, &touched, "attribution.order_edited").await?;
    Ok(answer(&shop, Outcome::Edited, touched))
}

/// What a command says of the order itself.
pub(super) fn told(command: &IngestOrder) -> Told {
    Told {
        placed_at: command.placed_at,
        paid_at: command.paid_at,
        currency: command.currency,
        lines: command.lines.clone(),
        total: command.total,
        status: command.status,
        as_of: command.updated_at,
        new_customer: command.new_customer,
    }
}

async fn first(ctx: &mut Ctx, command: &IngestOrder, source: &str, number: &str, told: &Told) -> Result<IngestedOrder> {
    let brand = ctx.brand()?;
    let touches = touches(ctx, command, told).await?;
    let id: OrderId = ctx.id();
    let mut shop = ShopOrder::first(id, source, number, told, touches.texts, touches.codes, touches.clicks, ctx.now());
    shop.referrer = command.referrer.as_deref().map(super::record_click::host).filter(|host| !host.is_empty());
    let shop = with_waiting_refunds(ctx, shop).await?;
    store::document::insert(ctx.tx(), brand, id, &shop).await?;
    let touched = credit::rewrite(ctx, &shop).await?;
    record(ctx, &shop, &touched, "attribution.order_recorded").await?;
    Ok(answer(&shop, Outcome::Recorded, touched))
}

/// The codes and clicks that a telling names.
struct Touches {
    /// Codes as the shop wrote them.
    texts: Vec<String>,
    /// Ours among them.
    codes: Vec<CodeUse>,
    /// Clicks of the visitor within the window.
    clicks: Vec<Click>,
}

async fn touches(ctx: &Ctx, command: &IngestOrder, told: &Told) -> Result<Touches> {
    let brand = ctx.brand()?;
    let texts: Vec<String> = command.codes.iter().map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect();
    let keys: Vec<String> = texts.iter().map(|code| folded(code)).collect();
    let known = store::attribution::codes_by_key(ctx.tx(), brand, &keys).await?;
    let ours = keys.iter().filter_map(|key| known.iter().find(|code| code.key == *key));
    let codes = ours.map(|code| CodeUse { code: code.id, collaboration: Some(code.collaboration), applied_at: None }).collect();
    let visitor = match (&command.visitor, command.click) {
        (Some(visitor), _) if !visitor.trim().is_empty() => visitor.trim().to_owned(),
        (_, Some(click)) => store::attribution::visitor_of(ctx.tx(), brand, click).await?.unwrap_or_default(),
        (_, None) => String::new(),
    };
    let from = told.placed_at.plus(-WINDOW);
    let clicks = store::attribution::clicks_of(ctx.tx(), brand, &visitor, command.click, from, told.placed_at).await?;
    Ok(Touches { texts, codes, clicks })
}

/// The order with the refunds that its shop told of before it.
async fn with_waiting_refunds(ctx: &Ctx, mut shop: ShopOrder) -> Result<ShopOrder> {
    let brand = ctx.brand()?;
    let waiting = orders::refunds(ctx.tx(), brand, &shop.source, &shop.number).await?;
    let sums = same_order::sums_of_files(ctx.tx(), brand, &shop.number).await?;
    for refund in waiting.into_iter().filter(|refund| !refund.value.applied) {
        let mut taken = refund.value;
        shop = shop.refunded_within(taken.refund.clone(), &sums);
        taken.applied = true;
        store::document::save(ctx.tx(), brand, refund.id, refund.version, &taken).await?;
    }
    Ok(shop)
}

/// Records that an order changed, on the timeline of whom it credits most.
pub(super) async fn record(ctx: &mut Ctx, shop: &ShopOrder, touched: &[CollaborationId], kind: &str) -> Result<()> {
    let mut about = match touched.first() {
        Some(id) => About::collaboration(&store::document::find(ctx.tx(), ctx.brand()?, *id).await?.ok_or(Error::NotFound)?),
        None => About::default(),
    };
    about.subject = Some(shop.order.id.uuid());
    let net = Money::new(shop.net(), shop.order.currency);
    ctx.note(about, kind, json!({ "source": shop.source, "number": shop.number, "net": net, "codes": shop.codes })).await
}

fn answer(shop: &ShopOrder, outcome: Outcome, touched: Vec<CollaborationId>) -> IngestedOrder {
    IngestedOrder { order: shop.order.id, outcome, net: Money::new(shop.net(), shop.order.currency), touched }
}
