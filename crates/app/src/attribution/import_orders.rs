//! A manager brings orders in from a file of the shop.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    attribution::{
        Line, RefundPart,
        import::{ImportedOrder, Meaning, RowError, read},
        told_twice::FILE,
    },
    money::Money,
    text::safe_cell,
    time::DateOrder,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ingest_order::{IngestOrder, Outcome, ingest},
    ingest_refund::{self, IngestRefund},
    same_order,
};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// How many rejected rows an answer names one by one; all of them are counted and in the error file.
const NAMED: usize = 200;

/// Imports orders from a CSV. Good rows are kept, bad ones come back with their reasons.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportOrders {
    /// The file's name.
    pub file_name: String,
    /// Its bytes in Base64.
    pub content: String,
    /// Whether to look only.
    #[serde(default)]
    pub dry_run: bool,
    /// How days like 01/07/2026 are meant, where the file itself does not show it.
    #[serde(default)]
    pub dates: Option<DateOrder>,
}

impl ImportOrders {
    /// The command for a file's bytes.
    #[must_use]
    pub fn of_bytes(file_name: &str, bytes: &[u8], dates: Option<DateOrder>, dry_run: bool) -> Self {
        Self { file_name: file_name.to_owned(), content: STANDARD.encode(bytes), dry_run, dates }
    }
}

/// A column as it was understood.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrderColumn {
    /// Its heading.
    pub heading: String,
    /// What it was taken for.
    pub meaning: Meaning,
}

/// What an import of orders did, or would do. `rows` is the sum of the counts after it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportedOrders {
    /// Whether it only looked.
    pub dry_run: bool,
    /// The columns.
    pub columns: Vec<OrderColumn>,
    /// How days like 01/07/2026 were read; nothing where neither the file nor the caller says it.
    pub dates: Option<DateOrder>,
    /// Rows under the headings.
    pub rows: u64,
    /// Orders that are new.
    pub created: u64,
    /// Orders that were known and changed.
    pub updated: u64,
    /// Rows that add a line to the order above them.
    pub merged: u64,
    /// Orders that were known like this.
    pub unchanged: u64,
    /// Rows that were not taken.
    pub rejected: u64,
    /// The first of them, with their reasons.
    pub errors: Vec<RowError>,
    /// All of them as a CSV to mend; empty when there are none.
    pub error_file: String,
}

impl Operation for ImportOrders {
    type Answer = ImportedOrders;
    const META: Meta = Meta {
        name: "attribution.import_orders",
        doc: "Imports orders from a CSV of the shop, row by row, with refunds; the same file again changes nothing.",
        route: Route::post("/imports/orders"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ImportedOrders> {
        let brand = ctx.brand_facts()?.clone();
        let bytes =
            STANDARD.decode(self.content.trim()).map_err(|_| Error::field("content", "The file did not arrive whole. Send it again."))?;
        let file = read(&bytes, self.dates, brand.value.currency, &brand.value.zone)
            .map_err(|error| Error::field("content", error.to_string()))?;
        let mut answer = ImportedOrders {
            dry_run: self.dry_run,
            columns: file.columns.iter().map(|(heading, meaning)| OrderColumn { heading: heading.clone(), meaning: *meaning }).collect(),
            dates: file.dates,
            rows: file.rows,
            created: 0,
            updated: 0,
            merged: file.further_lines,
            unchanged: 0,
            rejected: 0,
            errors: vec![],
            error_file: String::new(),
        };
        let mut rejected = file.rejected;
        let mut seen: HashMap<&str, &ImportedOrder> = HashMap::new();
        for order in &file.orders {
            // What a row before has told is not in the store of who only looks.
            let outcome = match seen.get(order.number.as_str()) {
                Some(before) if self.dry_run => Ok(again(before, order)),
                _ if self.dry_run => looked(ctx, order).await,
                _ => taken(ctx, order).await,
            };
            if outcome.is_ok() {
                seen.insert(&order.number, order);
            }
            match outcome {
                Ok(Outcome::Recorded) => answer.created += 1,
                Ok(Outcome::Edited) => answer.updated += 1,
                Ok(Outcome::Unchanged) => answer.unchanged += 1,
                // What the domain refuses is the row's; what the store refuses is everybody's.
                Err(error @ (Error::Fields(_) | Error::Rule { .. })) => {
                    rejected.push(RowError { row: order.row, number: order.number.clone(), reason: error.to_string() });
                }
                Err(error) => return Err(error),
            }
        }
        rejected.sort_by_key(|error| error.row);
        answer.rejected = u64::try_from(rejected.len()).unwrap_or(u64::MAX);
        answer.error_file = error_file(&rejected)?;
        answer.errors = rejected.into_iter().take(NAMED).collect();
        if !self.dry_run {
            let name: String = self.file_name.chars().take(200).collect();
            let data = json!({ "file": name, "rows": answer.rows, "created": answer.created, "updated": answer.updated, "rejected": answer.rejected });
            ctx.note(About::default(), "attribution.orders_imported", data).await?;
        }
        Ok(answer)
    }
}

fn command(order: &ImportedOrder) -> IngestOrder {
    IngestOrder {
        source: FILE.to_owned(),
        number: order.number.clone(),
        placed_at: order.placed_at,
        paid_at: order.paid_at,
        currency: order.currency,
        lines: vec![Line { id: "items".to_owned(), net: order.net }],
        total: order.total,
        codes: order.codes.clone(),
        click: order.click,
        visitor: None,
        new_customer: None,
        referrer: None,
        status: order.status,
        updated_at: None,
    }
}

/// Takes a row: the order, and what was given back beyond what is known.
async fn taken(ctx: &mut Ctx, order: &ImportedOrder) -> Result<Outcome> {
    let outcome = ingest(ctx, command(order)).await?.outcome;
    let known = same_order::find(ctx.tx(), ctx.brand()?, FILE, &order.number, None).await?.ok_or(Error::NotFound)?;
    let more = order.refunded - known.value.given_back();
    if more <= 0 {
        return Ok(outcome);
    }
    let refund = IngestRefund {
        source: FILE.to_owned(),
        number: order.number.clone(),
        refund_number: format!("up to {}", Money::new(order.refunded, order.currency).decimal()),
        at: ctx.now(),
        parts: vec![RefundPart::Sum { amount: more }],
    };
    ingest_refund::ingest(ctx, refund).await?;
    Ok(if outcome == Outcome::Recorded { Outcome::Recorded } else { Outcome::Edited })
}

/// What a second row of an order would do after the first.
fn again(before: &ImportedOrder, order: &ImportedOrder) -> Outcome {
    let same = |one: &ImportedOrder| (one.placed_at, one.paid_at, one.net, one.total, one.refunded, one.status, one.codes.clone());
    if same(before) == same(order) { Outcome::Unchanged } else { Outcome::Edited }
}

/// What taking a row would do.
async fn looked(ctx: &Ctx, order: &ImportedOrder) -> Result<Outcome> {
    let told = super::ingest_order::told(&command(order)).checked()?;
    let Some(found) = same_order::find(ctx.tx(), ctx.brand()?, FILE, &order.number, None).await? else { return Ok(Outcome::Recorded) };
    let more = order.refunded > found.value.given_back();
    let changed = if found.value.is_of_file() {
        found.value.told_again(&told, ctx.now())?.1
    } else {
        found.value.agrees_with(&told)?;
        false
    };
    Ok(if changed || more { Outcome::Edited } else { Outcome::Unchanged })
}

fn error_file(rejected: &[RowError]) -> Result<String> {
    if rejected.is_empty() {
        return Ok(String::new());
    }
    let broken = |error: &dyn std::error::Error| Error::Broken(error.to_string());
    let mut out = csv::Writer::from_writer(vec![]);
    out.write_record(["Row", "Order", "Reason"]).map_err(|error| broken(&error))?;
    for error in rejected {
        out.write_record([error.row.to_string(), safe_cell(&error.number), safe_cell(&error.reason)]).map_err(|error| broken(&error))?;
    }
    let bytes = out.into_inner().map_err(|error| broken(error.error()))?;
    String::from_utf8(bytes).map_err(|error| broken(&error))
}
