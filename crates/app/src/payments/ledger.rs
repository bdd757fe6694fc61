//! The ledger as people read it: its lines, the balance of each account, and a month of it as a file.
//!
//! Invariant: it reads only; the sum of all accounts is said in every answer but one of lines only. Absent: entering anything.

use std::collections::BTreeMap;

use domain::{
    ids::{CreatorId, LedgerEntryId},
    money::{Currency, Money},
    payments::Account,
    picked::{Picked, no_choice},
    text::safe_cell,
    time::{Day, Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    creators::Creator,
    document::list_in,
    payments::ledger::{self, LedgerRow},
};

use super::view::{ExportedFile, distinct};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View, Without,
    operation::FINANCE_MANAGER,
    without::{self, Taken},
};

/// One line of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LedgerLine {
    /// Which.
    pub id: LedgerEntryId,
    /// Its posting: lines of one posting sum to zero.
    pub posting: uuid::Uuid,
    /// What the posting records.
    pub kind: String,
    /// The account.
    pub account: Account,
    /// The creator's name, where the account or the posting is a creator's.
    pub creator_name: String,
    /// Debits above zero, credits below.
    pub amount: Money,
    /// In words.
    pub memo: String,
    /// When.
    pub at: Timestamp,
}

/// An account's balance.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccountBalance {
    /// The account.
    pub account: Account,
    /// The creator's name, where it is a creator's.
    pub creator_name: String,
    /// Debits above zero.
    pub balance: Money,
}

/// The ledger with its balances.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LedgerView {
    /// Newest first.
    pub lines: Vec<LedgerLine>,
    /// Ask with it for the next page; nothing on the last.
    #[serde(rename = "next_cursor")]
    pub next: Option<LedgerEntryId>,
    /// Every account, over the whole ledger; none where only lines are asked for.
    pub balances: Vec<AccountBalance>,
    /// The sum of all accounts by currency: zero when the books are right. None where only lines are asked for.
    pub sums: Vec<Money>,
    /// Where no line fits: how many would without one of the filters.
    pub without: Vec<Without>,
}

/// The ledger, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct GetLedger {
    /// Only lines of this account, or of all of a kind: `creator_payable`, `cash`, `expense`, `expense:fees`, `tax_withheld`, `clearing`.
    /// Any of `cash,clearing`, none of `!cash`.
    #[serde(default)]
    pub account: Option<Picked>,
    /// Only lines that belong to a creator with this in the name.
    #[serde(default)]
    pub creator_name: Option<String>,
    /// Of this day or later, in the brand's zone.
    #[serde(default)]
    pub from: Option<Day>,
    /// Of this day or before.
    #[serde(default)]
    pub until: Option<Day>,
    /// The last line of the page before.
    #[serde(default)]
    pub cursor: Option<LedgerEntryId>,
    /// At most so many lines: 200 unless said otherwise, 1,000 at most.
    #[serde(default)]
    pub limit: Option<i64>,
    /// Only the lines, without balances and sums: for whoever asks for page after page.
    #[serde(default)]
    pub lines_only: bool,
}

/// The filters of the question, as they may be left out.
const FILTERS: &[Taken<ledger::Wanted>] = &[
    ("account", |wanted| wanted.accounts.take().is_some()),
    ("creator_name", |wanted| wanted.creator.take().is_some()),
    ("from", |wanted| wanted.from.take().is_some()),
    ("until", |wanted| wanted.before.take().is_some()),
];

/// The kinds of accounts.
const KINDS: [&str; 5] = ["creator_payable", "cash", "expense", "tax_withheld", "clearing"];

fn account(word: &str) -> std::result::Result<Vec<String>, String> {
    let is_one = KINDS.contains(&word) || word.parse::<Account>().is_ok();
    if is_one { Ok(vec![word.to_owned()]) } else { Err(no_choice(word, &KINDS)) }
}

impl GetLedger {
    fn wanted(&self, zone: &Zone) -> Result<ledger::Wanted> {
        Ok(ledger::Wanted {
            accounts: self.account.as_ref().map(|asked| asked.each("account", account)).transpose()?,
            creator: self.creator_name.clone().filter(|words| !words.trim().is_empty()),
            from: self.from.map(|day| day.at(0, 0, zone)),
            before: self.until.map(|day| day.plus_days(1).at(0, 0, zone)),
        })
    }
}

impl View for GetLedger {
    type Answer = LedgerView;
    const META: Meta = Meta {
        name: "payments.get_ledger",
        doc: "Shows the ledger's lines, the balance of each account, and the sums that must be zero.",
        route: Route::get("/ledger"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<LedgerView> {
        let (db, brand) = (look.db(), look.brand()?);
        let wanted = self.wanted(&look.brand_facts()?.value.zone)?;
        let limit = self.limit.unwrap_or(200).clamp(1, 1_000);
        let mut rows = ledger::newest(db, brand, &wanted, self.cursor, limit + 1).await?;
        let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let nothing = rows.is_empty() && self.cursor.is_none();
        let (filters, less) = without::each(nothing, &wanted, FILTERS);
        let without = without::counted(filters, ledger::counts(db, brand, &less).await?);
        let balances = if self.lines_only { Vec::new() } else { ledger::balances(db, brand).await? };
        let of = |account: &Account| match account {
            Account::CreatorPayable(creator) => Some(*creator),
            Account::Cash(_) | Account::Expense(_) | Account::TaxWithheld | Account::Clearing => None,
        };
        let ids = distinct(balances.iter().filter_map(|(account, _)| of(account)).chain(rows.iter().filter_map(|row| row.creator)));
        let creators: BTreeMap<CreatorId, String> = list_in::<Creator, _>(db, look.organisation()?, "id", &ids, "id")
            .await?
            .into_iter()
            .map(|one| (one.id, one.value.name))
            .collect();
        let name = |id: Option<CreatorId>| id.and_then(|id| creators.get(&id).cloned()).unwrap_or_default();
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        for (_, balance) in &balances {
            *sums.entry(balance.currency).or_default() += balance.minor;
        }
        let next = if more { rows.last().map(|row| row.id) } else { None };
        let lines = rows.into_iter().map(|row| LedgerLine {
            creator_name: name(of(&row.account).or(row.creator)),
            id: row.id,
            posting: row.posting,
            kind: row.kind,
            account: row.account,
            amount: row.amount,
            memo: row.memo,
            at: row.at,
        });
        Ok(LedgerView {
            lines: lines.collect(),
            next,
            balances: balances
                .into_iter()
                .map(|(account, balance)| AccountBalance { creator_name: name(of(&account)), account, balance })
                .collect(),
            sums: sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect(),
            without,
        })
    }
}

/// A month of the ledger as a CSV, to close the books with.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExportLedger {
    /// Which month, in the brand's zone: `2026-11`.
    pub month: String,
}

impl View for ExportLedger {
    type Answer = ExportedFile;
    const META: Meta = Meta {
        name: "payments.export_ledger",
        doc: "Gives the ledger's entries of one month as a CSV, oldest first, for the bookkeeper.",
        route: Route::get("/ledger/export"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ExportedFile> {
        let brand = look.brand_facts()?;
        let (from, until) = month(&self.month).ok_or_else(|| Error::field("month", "Write a month like 2026-11."))?;
        let zone = &brand.value.zone;
        let rows = ledger::between(look.db(), brand.id, from.at(0, 0, zone), until.at(0, 0, zone)).await?;
        let ids = distinct(rows.iter().filter_map(|row| row.creator));
        let creators = list_in::<Creator, _>(look.db(), look.organisation()?, "id", &ids, "id").await?;
        let name = |row: &LedgerRow| creators.iter().find(|one| Some(one.id) == row.creator).map(|one| one.value.name.clone());
        let broken = |error: &dyn std::error::Error| Error::Broken(error.to_string());
        let mut out = csv::Writer::from_writer(vec![]);
        let headings = ["When", "Day", "Kind", "Account", "Creator", "Note", "Amount", "Currency", "Posting"];
        out.write_record(headings).map_err(|error| broken(&error))?;
        for row in &rows {
            let cells = [
                row.at.rfc3339(),
                row.at.day_in(zone).to_string(),
                safe_cell(&row.kind),
                safe_cell(&row.account.to_string()),
                safe_cell(&name(row).unwrap_or_default()),
                safe_cell(&row.memo),
                row.amount.decimal(),
                row.amount.currency.to_string(),
                row.posting.to_string(),
            ];
            out.write_record(cells).map_err(|error| broken(&error))?;
        }
        let bytes = out.into_inner().map_err(|error| broken(error.error()))?;
        let content = String::from_utf8(bytes).map_err(|error| broken(&error))?;
        Ok(ExportedFile { file_name: format!("{}-ledger-{}.csv", brand.value.slug, self.month), content })
    }
}

/// The first day of a month and the first day of the next.
fn month(text: &str) -> Option<(Day, Day)> {
    let first = Day::parse(&format!("{text}-01")).ok()?;
    let next = Day::parse(&first.plus_days(31).format("%Y-%m-01")).ok()?;
    Some((first, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let days = |text: &str| month(text).map(|(from, until)| (from.to_string(), until.to_string()));
        for (text, from, until) in
            [("2026-11", "2026-11-01", "2026-12-01"), ("2026-12", "2026-12-01", "2027-01-01"), ("2028-02", "2028-02-01", "2028-03-01")]
        {
            assert_eq!(days(text), Some((from.to_owned(), until.to_owned())));
        }
        assert_eq!((days("2026-13"), days("last"), days("2026-11-05")), (None, None, None));
    }
}
