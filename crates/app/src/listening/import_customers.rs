//! A manager brings a list of customers: CSV, a spreadsheet, or pasted cells.
//!
//! Invariants: every row is counted once, as new, changed, unchanged, again or refused; the same list again changes nothing but how
//! long it is kept; who asked to be erased does not come back. Absent: whom of them the brand knows; that is worked out when read.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    creators::import::Plan,
    ids::CustomerId,
    listening::{Customer, CustomerColumn, ListKind, ListTrace, ReadCustomers, RefusedRow, customers::read_customers},
    money::Currency,
    text::folded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::listening::{self as rows, customers};

use super::{list, take_back};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    context::About,
    creators::{
        erase::{account_word, erased_of},
        import::blocking,
    },
    enclosed,
    operation::MANAGER,
};

/// Imports customers from a list, or says what that would do.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ImportCustomers {
    /// What the file is called; what is known of a customer names it as its source.
    pub file_name: String,
    /// The file's bytes in base64: CSV, TSV, XLSX, ODS or XLS with headings.
    pub content: String,
    /// Which sheet of a workbook; the fullest one when nothing is said.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The currency of amounts that name none; the brand's when nothing is said.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// What each column is, where the program would guess wrong: one for each.
    #[serde(default)]
    pub columns: Option<Vec<CustomerColumn>>,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// The list as read before the transaction.
    #[serde(skip)]
    #[schemars(skip)]
    pub reading: Option<Arc<Reading>>,
}

/// A list, read and understood.
#[derive(Debug)]
pub struct Reading {
    read: ReadCustomers,
    /// The first rows as they stand.
    sample: Vec<Vec<String>>,
    /// What a person should know of the file.
    notes: Vec<String>,
}

/// A column as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListedColumn {
    /// Its heading.
    pub heading: String,
    /// What it was taken for.
    pub meaning: CustomerColumn,
    /// The first value in it; empty where the column is left out, which is not read.
    pub example: String,
}

/// What an import of customers did, or would do. `rows` is the sum of `created`, `updated`, `unchanged`, `merged`, `erased` and
/// `refused_count`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedCustomers {
    /// Whether it only looked.
    pub dry_run: bool,
    /// The columns.
    pub columns: Vec<ListedColumn>,
    /// Rows under the headings.
    pub rows: u64,
    /// New customers.
    pub created: u64,
    /// Known ones of whom the list says something new.
    pub updated: u64,
    /// Known ones of whom it does not.
    pub unchanged: u64,
    /// Rows that name somebody again.
    pub merged: u64,
    /// Rows that name somebody who asked to be erased; nothing of them is kept.
    pub erased: u64,
    /// Rows that name nobody, the first two hundred.
    pub refused: Vec<RefusedRow>,
    /// How many rows name nobody.
    pub refused_count: u64,
    /// Cells that were not taken, the first two hundred.
    pub warnings: Vec<RefusedRow>,
    /// How many cells were not taken.
    pub warned: u64,
    /// What a person should know of the file.
    pub notes: Vec<String>,
}

/// So many customers are looked up at a time.
const CHUNK: usize = 500;

impl ImportCustomers {
    /// The command for a caller who has the file's bytes at hand.
    #[must_use]
    pub fn of_bytes(file_name: &str, bytes: &[u8], dry_run: bool) -> Self {
        Self { file_name: file_name.to_owned(), content: enclosed::content(bytes), dry_run, ..Self::default() }
    }

    async fn read(&self, currency: Currency) -> Result<Arc<Reading>> {
        let command = self.clone();
        blocking(move || -> Result<Arc<Reading>> {
            let plan: Plan = list::open(&command.content, &command.file_name, command.sheet.as_deref())?;
            let read = read_customers(&plan, command.currency.unwrap_or(currency), command.columns.as_deref());
            let read = read.map_err(|error| list::refused(&error))?;
            Ok(Arc::new(Reading { read, sample: plan.sample().to_vec(), notes: plan.notes().to_vec() }))
        })
        .await?
    }
}

impl Operation for ImportCustomers {
    type Answer = ImportedCustomers;
    const META: Meta = Meta {
        name: "listening.import_customers",
        doc: "Imports a list of customers (CSV, TSV, XLSX, ODS, XLS) to recognise creators among them. Kept are name, e-mail address, \
              handles, country, number of orders, sum, first and last day; everything else in the file is not read.",
        route: Route::post("/imports/customers"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.reading = Some(self.read(before.brand_facts()?.value.currency).await?);
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ImportedCustomers> {
        let reading = match &self.reading {
            Some(reading) => reading.clone(),
            None => self.read(ctx.brand_facts()?.value.currency).await?,
        };
        let Reading { read, sample, notes } = &*reading;
        let mut answer = ImportedCustomers {
            dry_run: self.dry_run,
            columns: columns(read, sample),
            rows: read.rows,
            merged: read.merged,
            refused: read.refused.first.clone(),
            refused_count: read.refused.all,
            warnings: read.warnings.first.clone(),
            warned: read.warnings.all,
            notes: notes.clone(),
            ..ImportedCustomers::default()
        };
        if !self.dry_run {
            rows::hold(ctx.tx(), ctx.brand()?).await?;
        }
        let mut traces = Vec::new();
        for chunk in read.customers.chunks(CHUNK) {
            take(ctx, &self, chunk, &mut answer, &mut traces).await?;
        }
        let taken = answer.created + answer.updated + answer.unchanged;
        if answer.rows != taken + answer.merged + answer.erased + answer.refused_count {
            return Err(Error::Broken(format!("the rows of a list of customers do not add up: {answer:?}")));
        }
        if !self.dry_run {
            let brought = take_back::Brought {
                kind: ListKind::Customers,
                file_name: &self.file_name,
                rows: answer.rows,
                created: answer.created,
                updated: answer.updated,
            };
            take_back::keep(ctx, brought, &traces).await?;
            let counts = json!({ "created": answer.created, "updated": answer.updated, "unchanged": answer.unchanged });
            let data = json!({ "file_name": self.file_name.trim(), "rows": answer.rows, "counts": counts });
            ctx.note(About::default(), "listening.customers_imported", data).await?;
        }
        Ok(answer)
    }
}

fn columns(read: &ReadCustomers, sample: &[Vec<String>]) -> Vec<ListedColumn> {
    let example = |at: usize| {
        let cell = sample.iter().filter_map(|row| row.get(at)).find(|cell| !cell.is_empty());
        cell.map(|cell| cell.chars().take(60).collect()).unwrap_or_default()
    };
    let all = read.columns.iter().enumerate();
    all.map(|(at, (heading, meaning))| ListedColumn {
        heading: heading.clone(),
        meaning: *meaning,
        example: if *meaning == CustomerColumn::LeftOut { String::new() } else { example(at) },
    })
    .collect()
}

async fn take(
    ctx: &mut Ctx,
    command: &ImportCustomers,
    chunk: &[(String, domain::listening::NewCustomer)],
    answer: &mut ImportedCustomers,
    traces: &mut Vec<(CustomerId, ListTrace<Customer>)>,
) -> Result<()> {
    let brand = ctx.brand()?;
    let identities: Vec<String> = chunk.iter().map(|(identity, _)| identity.clone()).collect();
    let known = customers::known(ctx.tx(), brand, &identities).await?;
    let words = chunk.iter().flat_map(|(_, one)| {
        let accounts = one.accounts.iter().map(|(platform, handle)| account_word(platform, handle));
        accounts.chain(one.email.clone()).collect::<Vec<_>>()
    });
    let words: Vec<String> = words.collect();
    let erased: BTreeSet<String> = erased_of(ctx, words.iter().map(String::as_str)).await?;
    let (mut changed, mut same): (Vec<(CustomerId, &str, Customer)>, Vec<CustomerId>) = (Vec::new(), Vec::new());
    for (identity, new) in chunk {
        let is_erased = new.email.as_deref().is_some_and(|email| erased.contains(&folded(email)))
            || new.accounts.iter().any(|(platform, handle)| erased.contains(&folded(&account_word(platform, handle))));
        if is_erased {
            answer.erased += 1;
            continue;
        }
        let found = known.get(identity);
        let joined = found.map_or_else(|| new.clone(), |found| found.customer.known.joined(new));
        match found {
            Some(found) if sorted(&joined) == sorted(&found.customer.known) => {
                answer.unchanged += 1;
                same.push(found.id);
                if !command.dry_run {
                    traces.push((found.id, ListTrace::Named { told_at: found.listed_at }));
                }
            }
            Some(found) => {
                answer.updated += 1;
                let after = Customer { known: joined, source: command.file_name.trim().to_owned() };
                if !command.dry_run {
                    let (before, told_at) = (found.customer.clone(), found.listed_at);
                    traces.push((found.id, ListTrace::Changed { before, told_at, after: after.clone() }));
                }
                changed.push((found.id, identity, after));
            }
            None => {
                answer.created += 1;
                let (id, after) = (ctx.id(), Customer { known: joined, source: command.file_name.trim().to_owned() });
                if !command.dry_run {
                    traces.push((id, ListTrace::New { after: after.clone() }));
                }
                changed.push((id, identity, after));
            }
        }
    }
    if !command.dry_run {
        let rows: Vec<(CustomerId, &str, &Customer)> = changed.iter().map(|(id, identity, customer)| (*id, *identity, customer)).collect();
        customers::put(ctx.tx(), brand, &rows, ctx.now()).await?;
        customers::listed(ctx.tx(), brand, &same, ctx.now()).await?;
    }
    Ok(())
}

/// The same customer with the accounts in one order, to be compared.
fn sorted(known: &domain::listening::NewCustomer) -> domain::listening::NewCustomer {
    let mut accounts = known.accounts.clone();
    accounts.sort_by_key(|(platform, handle)| (platform.clone(), handle.key()));
    domain::listening::NewCustomer { accounts, ..known.clone() }
}
