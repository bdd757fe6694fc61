//! Orders from a file of the shop: CSV or TSV in bytes, to orders row by row.
//!
//! Invariant: no row is lost. Every row is an order, a further line of the order above it, or is rejected with its reason.
//! Absent: which orders exist already, and whose codes they carry.

mod dates;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::dates::time;
use super::OrderStatus;
use crate::creators::import::{
    ImportError,
    decode::decode,
    records::{Record, Records, detect_delimiter},
};
use crate::ids::ClickId;
use crate::money::{Currency, Money};
use crate::time::{DateOrder, Timestamp, Zone};

/// What a column of the file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// The shop's number of the order.
    Number,
    /// When it was placed.
    PlacedAt,
    /// When it was paid.
    PaidAt,
    /// The currency.
    Currency,
    /// The items net of discount, tax and shipping.
    Net,
    /// What the customer paid in all.
    Total,
    /// Promo codes.
    Codes,
    /// The click id that we handed out.
    Click,
    /// What was given back so far.
    Refunded,
    /// Where it stands.
    Status,
    /// Nothing that is used here.
    Unused,
}

/// Headings by meaning, as shops write them, in lower case with single spaces. Shopify's order export is among them.
const HEADINGS: &[(Meaning, &[&str])] = &[
    (Meaning::Number, &["order id", "order number", "order no", "order", "number", "name", "order name", "id"]),
    (Meaning::PlacedAt, &["placed at", "created at", "order date", "date", "placed", "created", "purchase date", "date created"]),
    (Meaning::PaidAt, &["paid at", "date paid", "payment date", "paid"]),
    (Meaning::Currency, &["currency", "order currency", "currency code"]),
    (Meaning::Net, &["net", "subtotal", "net total", "net sales", "net amount", "sub total", "order subtotal"]),
    (Meaning::Total, &["total", "order total", "grand total", "amount", "total price", "gross total"]),
    (
        Meaning::Codes,
        &["discount code", "discount codes", "code", "codes", "coupon", "coupons", "coupon code", "coupon codes", "promo code", "voucher"],
    ),
    (Meaning::Click, &["click id", "click", "tc"]),
    (Meaning::Refunded, &["refunded", "refunded amount", "refund", "refund amount", "total refunded", "refund total"]),
    (Meaning::Status, &["status", "financial status", "order status", "payment status"]),
];

/// One order of the file. Amounts are minor units of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedOrder {
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The shop's number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Its currency.
    pub currency: Currency,
    /// The items net of discount, tax and shipping; the total where the file has no such column.
    pub net: i64,
    /// What the customer paid in all.
    pub total: i64,
    /// Codes in the file's order.
    pub codes: Vec<String>,
    /// The click.
    pub click: Option<ClickId>,
    /// What was given back so far.
    pub refunded: i64,
    /// Where it stands.
    pub status: OrderStatus,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowError {
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The order's number, where the row has one.
    pub number: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// A file read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFile {
    /// Each column's heading and what it was taken for.
    pub columns: Vec<(String, Meaning)>,
    /// How days with the year last were read: as was said, or as the file shows; nothing when neither tells.
    pub dates: Option<DateOrder>,
    /// Rows with anything in them, headings left aside.
    pub rows: u64,
    /// Orders.
    pub orders: Vec<ImportedOrder>,
    /// Rows that only add a line to the order above them, as some shops write.
    pub further_lines: u64,
    /// Rows that are not taken.
    pub rejected: Vec<RowError>,
}

/// Why a file of orders is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderFileError {
    /// As with any table.
    #[error("{0}")]
    File(#[from] ImportError),
    /// A column that every order needs is missing.
    #[error("The file has no column for {0}. Name one in its heading, such as \"{1}\".")]
    Column(&'static str, &'static str),
}

/// Reads a file of orders. `currency` is for rows that name none, `zone` for times without one, `dates` for days that can
/// be read two ways; without it the file's own other days tell.
///
/// # Errors
/// When it is no table, or lacks the columns for number, date or amount.
pub fn read(bytes: &[u8], dates: Option<DateOrder>, currency: Currency, zone: &Zone) -> Result<OrderFile, OrderFileError> {
    let text = decode(bytes)?.text;
    let all = || Records::new(&text, detect_delimiter(&text), 1).filter(|record| !record.is_blank());
    let mut records = all();
    let headings = records.next().ok_or(ImportError::Empty)?;
    let columns: Vec<(String, Meaning)> = meanings(&headings.cells);
    let has = |meaning: Meaning| columns.iter().any(|(_, found)| *found == meaning);
    for (meaning, what, such_as) in
        [(Meaning::Number, "the order's number", "Order number"), (Meaning::PlacedAt, "when it was placed", "Placed at")]
    {
        if !has(meaning) {
            return Err(OrderFileError::Column(what, such_as));
        }
    }
    if !has(Meaning::Net) && !has(Meaning::Total) {
        return Err(OrderFileError::Column("what it is worth", "Subtotal"));
    }
    let placed: Vec<String> = all().skip(1).map(|record| cell(&columns, &record, Meaning::PlacedAt).to_owned()).collect();
    let dates = dates.or_else(|| DateOrder::shown_by(placed.iter().map(String::as_str)));
    let mut file = OrderFile { columns, dates, rows: 0, orders: vec![], further_lines: 0, rejected: vec![] };
    for record in records {
        file.rows += 1;
        let cell = |meaning: Meaning| cell(&file.columns, &record, meaning);
        let number = cell(Meaning::Number).to_owned();
        let above = file.orders.last().is_some_and(|order| order.number == number);
        if above && cell(Meaning::PlacedAt).is_empty() | (cell(Meaning::Net).is_empty() && cell(Meaning::Total).is_empty()) {
            file.further_lines += 1;
            continue;
        }
        match order(&record, &cell, &Reading { dates, currency, zone }) {
            Ok(order) => file.orders.push(order),
            Err(reason) => file.rejected.push(RowError { row: record.row, number, reason }),
        }
    }
    if file.rows == 0 {
        return Err(ImportError::HeadingsOnly.into());
    }
    Ok(file)
}

/// The first column of each meaning; a second one of the same is unused.
fn meanings(headings: &[String]) -> Vec<(String, Meaning)> {
    let mut taken: Vec<(String, Meaning)> = Vec::new();
    let plain: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    for (heading, plain) in headings.iter().zip(&plain) {
        let found = HEADINGS.iter().find(|(_, words)| words.contains(&plain.as_str())).map_or(Meaning::Unused, |(meaning, _)| *meaning);
        // "Name" and "Id" stand beside each other in Shopify's export: the better word for a meaning wins.
        let better = |meaning: Meaning| {
            let words = HEADINGS.iter().find(|(known, _)| *known == meaning).map_or(&[][..], |(_, words)| *words);
            let rank = |text: &str| words.iter().position(|word| *word == text).unwrap_or(usize::MAX);
            plain_ranks(headings, meaning).map(rank).min() == Some(rank(plain))
        };
        let free = !taken.iter().any(|(_, meaning)| *meaning == found);
        taken.push((heading.clone(), if found != Meaning::Unused && free && better(found) { found } else { Meaning::Unused }));
    }
    taken
}

/// Headings of the file that could mean this, as plain text.
fn plain_ranks(headings: &[String], meaning: Meaning) -> impl Iterator<Item = &'static str> {
    let words = HEADINGS.iter().find(|(known, _)| *known == meaning).map_or(&[][..], |(_, words)| *words);
    let present: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    words.iter().copied().filter(move |word| present.iter().any(|heading| heading == word))
}

fn plain(heading: &str) -> String {
    let spaced: String = heading.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell<'a>(columns: &[(String, Meaning)], record: &'a Record, meaning: Meaning) -> &'a str {
    let at = columns.iter().position(|(_, found)| *found == meaning);
    at.and_then(|at| record.cells.get(at)).map_or("", |cell| cell.trim())
}

/// How cells of a file are read.
struct Reading<'a> {
    dates: Option<DateOrder>,
    currency: Currency,
    zone: &'a Zone,
}

fn order<'a>(record: &Record, cell: &impl Fn(Meaning) -> &'a str, reading: &Reading<'_>) -> Result<ImportedOrder, String> {
    let time = |text: &str| time(text, reading.dates, reading.zone);
    if record.unclosed {
        return Err("A quotation mark is opened and not closed in this row.".to_owned());
    }
    let number = cell(Meaning::Number);
    if number.is_empty() {
        return Err("This row has no order number.".to_owned());
    }
    let currency = match cell(Meaning::Currency) {
        "" => reading.currency,
        text => Currency::parse(text).map_err(|error| error.to_string())?,
    };
    let amount = |meaning: Meaning| match cell(meaning) {
        "" => Ok(None),
        text => Money::parse(text, currency).map(|money| Some(money.minor)).map_err(|error| error.to_string()),
    };
    let (net, total) = (amount(Meaning::Net)?, amount(Meaning::Total)?);
    let Some(worth) = net.or(total) else { return Err("This row says nothing about what the order is worth.".to_owned()) };
    let refunded = amount(Meaning::Refunded)?.unwrap_or(0).abs();
    let total = total.unwrap_or(worth);
    if worth < 0 || total < 0 {
        return Err("An order is worth nothing or more; give refunds in a column of their own.".to_owned());
    }
    let click = match cell(Meaning::Click) {
        "" => None,
        text => Some(text.parse::<ClickId>().map_err(|_| format!("\"{text}\" is no click id of ours. Leave the cell empty."))?),
    };
    let codes = cell(Meaning::Codes).split([',', ';', '|']).map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
    Ok(ImportedOrder {
        row: record.row,
        number: number.to_owned(),
        placed_at: time(cell(Meaning::PlacedAt))?,
        paid_at: match cell(Meaning::PaidAt) {
            "" => None,
            text => Some(time(text)?),
        },
        currency,
        net: worth,
        total,
        codes: codes.collect(),
        click,
        refunded,
        status: status(cell(Meaning::Status)),
    })
}

/// What is not known to be unpaid or cancelled counts as paid.
fn status(text: &str) -> OrderStatus {
    match text.to_ascii_lowercase().as_str() {
        "pending" | "unpaid" | "open" | "authorized" | "authorised" | "on hold" | "on-hold" | "awaiting payment" => OrderStatus::Pending,
        "cancelled" | "canceled" | "void" | "voided" | "failed" => OrderStatus::Cancelled,
        _ => OrderStatus::Paid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london() -> Zone {
        Zone::parse("Europe/London").unwrap()
    }

    fn parsed(text: &str) -> OrderFile {
        read(text.as_bytes(), None, Currency::GBP, &london()).unwrap()
    }

    #[test]
    fn a_shops_export_is_read_with_its_own_headings() {
        // The columns and the second line for a second item are as in Shopify's order export.
        let file = parsed(
            "Name,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Created at,Refunded Amount,Id\n\
             #1001,paid,2026-11-02 14:05:10 +0100,EUR,40.00,5.00,9.00,54.00,MAYA15,2026-11-02 14:05:00 +0100,4.00,900\n\
             #1001,,,,,,,,,,,\n\
             #1002,voided,,EUR,10.00,0,0,10.00,,2026-11-03 09:00:00 +0100,0.00,901\n",
        );
        assert_eq!((file.rows, file.orders.len(), file.further_lines), (3, 2, 1));
        let first = &file.orders[0];
        assert_eq!((first.number.as_str(), first.net, first.total, first.refunded), ("#1001", 4_000, 5_400, 400));
        assert_eq!((first.currency, first.codes.as_slice()), (Currency::EUR, &["MAYA15".to_owned()][..]));
        assert_eq!(first.placed_at, Timestamp::parse("2026-11-02T13:05:00Z").unwrap());
        assert_eq!(first.paid_at, Some(Timestamp::parse("2026-11-02T13:05:10Z").unwrap()));
        assert_eq!(file.orders[1].status, OrderStatus::Cancelled);
    }

    #[test]
    fn bad_rows_are_named_and_the_good_ones_kept() {
        let file = parsed("order number;date;total\n1;2026-07-01;10,50\n2;yesterday;3\n;2026-07-01;3\n4;2026-07-01;free\n5;2026-07-01;\n");
        assert_eq!(file.orders.iter().map(|order| (order.row, order.net)).collect::<Vec<_>>(), [(2, 1_050)]);
        assert_eq!(file.orders[0].placed_at, Timestamp::parse("2026-07-01T11:00:00Z").unwrap());
        let reasons: Vec<(u64, bool)> = file.rejected.iter().map(|error| (error.row, !error.reason.is_empty())).collect();
        assert_eq!(reasons, [(3, true), (4, true), (5, true), (6, true)]);
    }

    #[test]
    fn one_day_of_the_file_tells_how_the_others_are_read() {
        let rows = "order,date,total\n1,01/07/2026,3\n2,25/07/2026,3\n";
        let file = parsed(rows);
        assert_eq!((file.dates, file.orders.len()), (Some(DateOrder::DayFirst), 2));
        assert_eq!(file.orders[0].placed_at, Timestamp::parse("2026-07-01T11:00:00Z").unwrap());
        let unclear = parsed("order,date,total\n1,01/07/2026,3\n");
        assert_eq!((unclear.dates, unclear.orders.len()), (None, 0));
        assert!(unclear.rejected[0].reason.contains("two ways"));
        let said = read(b"order,date,total\n1,01/07/2026,3\n", Some(DateOrder::MonthFirst), Currency::GBP, &london()).unwrap();
        assert_eq!(said.orders[0].placed_at, Timestamp::parse("2026-01-07T12:00:00Z").unwrap());
    }

    #[test]
    fn what_is_no_table_of_orders_is_refused_with_its_reason() {
        for (text, part) in
            [("", "empty"), ("name,city\n1,London\n", "placed"), ("order,date\n1,2026-07-01\n", "worth"), ("order,date,total\n", "no rows")]
        {
            let error = read(text.as_bytes(), None, Currency::GBP, &london()).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
