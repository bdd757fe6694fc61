//! What can be read of this room: a collaboration's links and code, and the shop's orders.

use domain::{
    attribution::{
        Model, OrderStatus,
        setup::{PromoCode, TrackingLink},
    },
    ids::{CodeId, CollaborationId, CreatorId, LinkId, OrderId},
    money::Money,
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{attribution::orders, campaigns, creators::Creator};

use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View, Without,
    operation::{FINANCE_MANAGER, WORKERS},
    without::{self, Taken},
};

/// A link as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LinkView {
    /// Which.
    pub id: LinkId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The address to give away.
    pub address: String,
    /// Clicks so far.
    pub clicks: i64,
    /// The link.
    pub link: TrackingLink,
}

/// A code as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CodeView {
    /// Which.
    pub id: CodeId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The code.
    pub code: PromoCode,
}

/// A collaboration's tracking.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TrackingView {
    /// Links in the order of the deliverables.
    pub links: Vec<LinkView>,
    /// The code, if the agreement has one.
    pub code: Option<CodeView>,
}

/// A collaboration's links and code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetTracking {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

impl View for GetTracking {
    type Answer = TrackingView;
    const META: Meta = Meta {
        name: "attribution.get_tracking",
        doc: "Shows the tracking links and the code of a collaboration, with clicks and who confirmed them.",
        route: Route::get("/collaborations/{collaboration}/tracking"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<TrackingView> {
        let brand = look.brand()?;
        let collaboration = look.collaboration(self.collaboration).await?;
        let clicks = store::attribution::clicks_by_link(look.db(), brand, collaboration.id).await?;
        let base = &look.app().settings().base_url;
        let links = store::attribution::links(look.db(), brand, collaboration.id).await?.into_iter().map(|found| LinkView {
            id: found.id,
            version: found.version.0,
            address: format!("{base}/go/{}", found.value.slug),
            clicks: clicks.get(&found.id).copied().unwrap_or(0),
            link: found.value,
        });
        let code = store::attribution::code(look.db(), brand, collaboration.id).await?;
        Ok(TrackingView {
            links: links.collect(),
            code: code.map(|found| CodeView { id: found.id, version: found.version.0, code: found.value }),
        })
    }
}

/// Whom an order credits under the default rule.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrderCredit {
    /// Which collaboration.
    pub collaboration: CollaborationId,
    /// Whose.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// How much.
    pub amount: Money,
    /// The commission earned on it so far.
    pub commission: Money,
    /// When its hold ends; nothing while the order is unpaid.
    pub release_at: Option<Timestamp>,
    /// Whether it was released.
    pub released: bool,
    /// Whether their code is on the order; otherwise a click of the customer gave the credit.
    pub by_code: bool,
}

/// An order in a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrderView {
    /// Which.
    pub id: OrderId,
    /// The shop.
    pub source: String,
    /// The shop's number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Where it stands in the shop.
    pub status: OrderStatus,
    /// Codes as the shop wrote them.
    pub codes: Vec<String>,
    /// The items as they are now, before refunds.
    pub items: Money,
    /// What refunds took off.
    pub refunded: Money,
    /// What is left.
    pub net: Money,
    /// Refunds beyond the order's value.
    pub unexplained: Money,
    /// Who is credited.
    pub credit: Vec<OrderCredit>,
    /// What no touch explains.
    pub unattributed: Money,
}

/// A page of orders.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrderPage {
    /// Newest first.
    pub orders: Vec<OrderView>,
    /// Ask with it for the next page; nothing on the last.
    #[serde(rename = "next_cursor")]
    pub next: Option<OrderId>,
    /// All orders that fit, by currency.
    pub sums: Vec<OrderSums>,
    /// Where nothing fits: how many would without one of the filters.
    pub without: Vec<Without>,
}

/// What the orders that fit are worth in one currency, net of refunds, under the default rule.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrderSums {
    /// How many.
    pub orders: i64,
    /// Their value.
    pub net: Money,
    /// Of it, what is credited to creators.
    pub credited: Money,
    /// Of it, what no touch explains.
    pub unattributed: Money,
}

/// The shop's orders, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListOrders {
    /// A part of the shop's number.
    pub number: Option<String>,
    /// A part of the shop's name.
    pub source: Option<String>,
    /// A part of a code on the order.
    pub code: Option<String>,
    /// A part of the name of a creator who is credited.
    pub creator: Option<String>,
    /// Whether anybody is credited.
    pub credited: Option<bool>,
    /// Placed on this day or later, in the brand's zone.
    pub placed_from: Option<Day>,
    /// Placed on this day or before.
    pub placed_until: Option<Day>,
    /// The last order of the page before.
    pub cursor: Option<OrderId>,
    /// At most so many: 50 unless said otherwise, 200 at most.
    pub limit: Option<i64>,
}

/// The filters of the question, as they may be left out.
const ORDER_FILTERS: &[Taken<orders::Wanted>] = &[
    ("number", |wanted| wanted.number.take().is_some()),
    ("creator", |wanted| wanted.creator.take().is_some()),
    ("credited", |wanted| wanted.credited.take().is_some()),
    ("code", |wanted| wanted.code.take().is_some()),
    ("source", |wanted| wanted.source.take().is_some()),
    ("placed_from", |wanted| wanted.from.take().is_some()),
    ("placed_until", |wanted| wanted.before.take().is_some()),
];

impl View for ListOrders {
    type Answer = OrderPage;
    const META: Meta = Meta {
        name: "attribution.list_orders",
        doc: "Lists the shop's orders with what is credited to whom under the default rule, and what is unattributed: filtered, a page at a time.",
        route: Route::get("/orders"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<OrderPage> {
        let brand = look.brand_facts()?;
        let zone = &brand.value.zone;
        let wanted = orders::Wanted {
            number: self.number,
            source: self.source,
            code: self.code,
            creator: self.creator,
            credited: self.credited,
            from: self.placed_from.map(|day| day.at(0, 0, zone)),
            before: self.placed_until.map(|day| day.plus_days(1).at(0, 0, zone)),
        };
        let brand = brand.id;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let before = match self.cursor {
            Some(id) => {
                let last = store::document::find::<domain::attribution::ShopOrder>(look.db(), brand, id).await?.ok_or(Error::NotFound)?;
                Some((last.value.order.placed_at, id))
            }
            None => None,
        };
        let mut found = orders::newest(look.db(), brand, &wanted, before, limit + 1).await?;
        let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let ids: Vec<OrderId> = found.iter().map(|order| order.id).collect();
        let rows = store::attribution::credit::of_orders(look.db(), brand, &ids).await?;
        let mut who: Vec<CollaborationId> = rows.iter().map(|row| row.collaboration).collect();
        who.sort();
        who.dedup();
        let collaborations = campaigns::by_ids(look.db(), brand, &who).await?;
        let creators: Vec<CreatorId> = collaborations.iter().map(|found| found.value.creator).collect();
        let names = store::document::list_in::<Creator, _>(look.db(), look.organisation()?, "id", &creators, "id").await?;
        let creator_of = |id: CollaborationId| collaborations.iter().find(|found| found.id == id).map(|found| found.value.creator);
        let name_of = |id: CreatorId| names.iter().find(|found| found.id == id).map(|found| found.value.name.clone()).unwrap_or_default();
        let next = if more { ids.last().copied() } else { None };
        let listed = found
            .into_iter()
            .map(|stored| {
                let shop = stored.value;
                let money = |minor: i64| Money::new(minor, shop.order.currency);
                let (value, credit) = (shop.order.value(), shop.order.credit(Model::CodeFirst));
                let mine = rows.iter().filter(|row| row.order == stored.id && (row.minor != 0 || row.gross != 0));
                let credited = mine.filter_map(|row| {
                    let creator = creator_of(row.collaboration)?;
                    Some(OrderCredit {
                        collaboration: row.collaboration,
                        creator,
                        name: name_of(creator),
                        amount: money(row.minor),
                        commission: money(row.commission),
                        release_at: row.release_at,
                        released: row.released.is_some(),
                        by_code: shop.order.codes.iter().any(|used| used.collaboration == Some(row.collaboration)),
                    })
                });
                OrderView {
                    id: stored.id,
                    credit: credited.collect(),
                    placed_at: shop.order.placed_at,
                    status: shop.status,
                    items: money(value.items),
                    refunded: money(value.refunded),
                    net: money(value.net()),
                    unexplained: money(value.unexplained),
                    unattributed: money(credit.unattributed),
                    source: shop.source,
                    number: shop.number,
                    codes: shop.codes,
                }
            })
            .collect();
        let sums = orders::sums(look.db(), brand, &wanted).await?.into_iter().map(|sum| OrderSums {
            orders: sum.orders,
            net: Money::new(sum.net, sum.currency),
            credited: Money::new(sum.credited, sum.currency),
            unattributed: Money::new(sum.net - sum.credited, sum.currency),
        });
        let (filters, less) = without::each(ids.is_empty(), &wanted, ORDER_FILTERS);
        let without = without::counted(filters, orders::counts(look.db(), brand, &less).await?);
        Ok(OrderPage { orders: listed, next, sums: sums.collect(), without })
    }
}

/// How the shop reaches this brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WebhookView {
    /// Where the shop sends orders and refunds.
    pub address: String,
    /// Since when the secret holds; nothing while there is none.
    pub secret_since: Option<Timestamp>,
}

/// Where the shop sends orders, and whether it can sign them.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct GetWebhook {}

impl View for GetWebhook {
    type Answer = WebhookView;
    const META: Meta = Meta {
        name: "attribution.get_webhook",
        doc: "Shows where the shop sends its orders and since when its secret holds; the secret itself is never shown again.",
        route: Route::get("/webhook"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<WebhookView> {
        let brand = look.brand()?;
        let secret = store::attribution::webhook_secret(look.db(), brand).await?;
        let address = format!("{}/api/hooks/{brand}/orders", look.app().settings().base_url);
        Ok(WebhookView { address, secret_since: secret.map(|(_, _, since)| since) })
    }
}
