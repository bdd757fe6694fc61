//! Customers: as little of them as it takes to recognise a creator among them.
//!
//! Invariants: a customer has an e-mail address or an account, and is known again by the first of these; a newer list adds to what
//! is known and never doubles it. Absent: addresses, telephone numbers and what somebody bought; they are not read.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::{self, ListError, Notes, cut, quoted};
use crate::{
    creators::{Country, Handle, Platform, counts, import::Plan, import::money},
    money::{Currency, Money},
    text::{bare, folded, looks_like_email, mailbox},
    time::Day,
};

/// The longest name that is kept.
const MOST_NAME: usize = 200;
/// The most accounts of one customer.
const MOST_ACCOUNTS: usize = 10;

/// What a column of a list of customers holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerColumn {
    /// E-mail address.
    Email,
    /// Whole name.
    Name,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// A handle on the platform that the row names, or on one that nobody names.
    Handle,
    /// A handle on Instagram.
    Instagram,
    /// A handle on TikTok.
    TikTok,
    /// A handle on YouTube.
    YouTube,
    /// The platform of the handle.
    Platform,
    /// Country.
    Country,
    /// How many orders.
    Orders,
    /// Spent in all.
    Spent,
    /// The currency of what was spent.
    Currency,
    /// Day of the first order.
    FirstOrder,
    /// Day of the last order.
    LastOrder,
    /// Not read, and not kept.
    LeftOut,
}

impl CustomerColumn {
    /// All of them, in the order in which people choose.
    pub const ALL: [CustomerColumn; 16] = [
        Self::Email,
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Handle,
        Self::Instagram,
        Self::TikTok,
        Self::YouTube,
        Self::Platform,
        Self::Country,
        Self::Orders,
        Self::Spent,
        Self::Currency,
        Self::FirstOrder,
        Self::LastOrder,
        Self::LeftOut,
    ];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Handle => "handle",
            Self::Instagram => "instagram",
            Self::TikTok => "tik_tok",
            Self::YouTube => "you_tube",
            Self::Platform => "platform",
            Self::Country => "country",
            Self::Orders => "orders",
            Self::Spent => "spent",
            Self::Currency => "currency",
            Self::FirstOrder => "first_order",
            Self::LastOrder => "last_order",
            Self::LeftOut => "left_out",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// What a heading says, in the words of the usual shops' exports.
    fn of_heading(heading: &str) -> Self {
        match bare(heading).as_str() {
            "email" | "emailaddress" | "mail" | "emailadresse" | "customeremail" | "courriel" | "correo" => Self::Email,
            "name" | "fullname" | "customer" | "customername" | "kunde" | "kundenname" | "displayname" => Self::Name,
            "firstname" | "vorname" | "givenname" | "prenom" | "billingfirstname" => Self::FirstName,
            "lastname" | "surname" | "nachname" | "familyname" | "billinglastname" => Self::LastName,
            "handle" | "handles" | "username" | "account" | "socialhandle" | "social" | "socialmedia" | "profile" => Self::Handle,
            "instagram" | "instagramhandle" | "ig" | "insta" | "instagramusername" | "instagramaccount" => Self::Instagram,
            "tiktok" | "tiktokhandle" | "tiktokusername" | "tiktokaccount" => Self::TikTok,
            "youtube" | "youtubehandle" | "youtubechannel" | "youtubeaccount" => Self::YouTube,
            "platform" | "network" | "plattform" | "socialplatform" => Self::Platform,
            "country" | "countrycode" | "land" | "pays" | "billingcountry" | "shippingcountry" | "defaultaddresscountrycode" => {
                Self::Country
            }
            "orders" | "ordercount" | "orderscount" | "totalorders" | "numberoforders" | "bestellungen" | "anzahlbestellungen" => {
                Self::Orders
            }
            "spent" | "totalspent" | "totalspend" | "amountspent" | "revenue" | "lifetimevalue" | "ltv" | "umsatz" => Self::Spent,
            "currency" | "waehrung" | "währung" => Self::Currency,
            "firstorder" | "firstorderdate" | "firstpurchase" | "firstpurchasedate" | "erstebestellung" | "customersince" => {
                Self::FirstOrder
            }
            "lastorder" | "lastorderdate" | "lastpurchase" | "lastpurchasedate" | "letztebestellung" => Self::LastOrder,
            _ => Self::LeftOut,
        }
    }

    /// Whether it holds something by which somebody is recognised.
    fn names(self) -> bool {
        matches!(self, Self::Email | Self::Handle | Self::Instagram | Self::TikTok | Self::YouTube)
    }
}

/// A customer as a row gives one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCustomer {
    /// Name; may be empty.
    pub name: String,
    /// E-mail address as written.
    pub email: Option<String>,
    /// Accounts, on a platform or on one that nobody named.
    pub accounts: Vec<(Platform, Handle)>,
    /// Country.
    pub country: Option<Country>,
    /// How many orders, where the list says.
    pub orders: Option<i64>,
    /// Spent in all, where the list says.
    pub spent: Option<Money>,
    /// Day of the first order.
    pub first_order: Option<Day>,
    /// Day of the last order.
    pub last_order: Option<Day>,
}

/// A customer as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// What is known.
    pub known: NewCustomer,
    /// The list that said it last.
    pub source: String,
}

impl NewCustomer {
    /// By what this customer is known again; nothing where the row names nobody.
    #[must_use]
    pub fn identity(&self) -> Option<String> {
        match (&self.email, self.accounts.first()) {
            (Some(email), _) => Some(format!("email:{}", mailbox(email))),
            (None, Some((platform, handle))) => Some(format!("handle:{platform}:{}", handle.key())),
            (None, None) => None,
        }
    }

    /// Full name and country as they are compared; nothing where either is missing, or where the name is one word.
    #[must_use]
    pub fn person_key(&self) -> Option<String> {
        let name = folded(&self.name.split_whitespace().collect::<Vec<_>>().join(" "));
        let country = self.country?;
        name.contains(' ').then(|| format!("{name}|{}", country.code()))
    }

    /// What is known together with what another row or list says. Lists overlap, so that counts and sums are those of whoever
    /// counted more orders, and are never added.
    #[must_use]
    pub fn joined(&self, newer: &NewCustomer) -> NewCustomer {
        let mut accounts = self.accounts.clone();
        for (platform, handle) in &newer.accounts {
            let same = |known: &(Platform, Handle)| known.0 == *platform && known.1.key() == handle.key();
            if accounts.len() < MOST_ACCOUNTS && !accounts.iter().any(same) {
                accounts.push((platform.clone(), handle.clone()));
            }
        }
        let fuller = newer.orders.is_some() && newer.orders >= self.orders;
        NewCustomer {
            name: if newer.name.is_empty() { self.name.clone() } else { newer.name.clone() },
            email: self.email.clone().or_else(|| newer.email.clone()),
            accounts,
            country: newer.country.or(self.country),
            orders: if fuller { newer.orders } else { self.orders },
            spent: if fuller || self.spent.is_none() { newer.spent.or(self.spent) } else { self.spent },
            first_order: [self.first_order, newer.first_order].into_iter().flatten().min(),
            last_order: [self.last_order, newer.last_order].into_iter().flatten().max(),
        }
    }
}

/// A list of customers as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadCustomers {
    /// The columns with their headings.
    pub columns: Vec<(String, CustomerColumn)>,
    /// All rows but the headings.
    pub rows: u64,
    /// The customers, each once, with their identity, in the order of the file.
    pub customers: Vec<(String, NewCustomer)>,
    /// Rows that named somebody again.
    pub merged: u64,
    /// Rows that name nobody.
    pub refused: Notes,
    /// Cells that were not taken.
    pub warnings: Notes,
}

/// Reads a list of customers. `columns` are what a person said of them, one for each.
///
/// # Errors
/// Where no row could name anybody.
pub fn read_customers(plan: &Plan, currency: Currency, columns: Option<&[CustomerColumn]>) -> Result<ReadCustomers, ListError> {
    let headings = table::headings(plan)?;
    let meanings: Vec<CustomerColumn> = match columns {
        Some(told) if told.len() != headings.len() => {
            return Err(ListError::Columns { expected: headings.len(), found: told.len() });
        }
        Some(told) => told.to_vec(),
        None => headings.iter().map(|heading| CustomerColumn::of_heading(heading)).collect(),
    };
    if !meanings.iter().any(|meaning| meaning.names()) {
        return Err(ListError::NobodyNamed);
    }
    let mut read = ReadCustomers { columns: headings.iter().cloned().zip(meanings.iter().copied()).collect(), ..ReadCustomers::default() };
    let mut places: HashMap<String, usize> = HashMap::new();
    for (row, cells) in plan.cells() {
        read.rows += 1;
        let customer = one(row, &meanings, &cells, currency, &mut read.warnings);
        let Some(identity) = customer.identity() else {
            read.refused.add(row, "The row has neither an e-mail address nor a handle that can be read.");
            continue;
        };
        match places.get(&identity).and_then(|at| read.customers.get_mut(*at)) {
            Some((_, known)) => {
                *known = known.joined(&customer);
                read.merged += 1;
            }
            None => {
                places.insert(identity.clone(), read.customers.len());
                read.customers.push((identity, customer));
            }
        }
    }
    Ok(read)
}

fn one(row: u64, meanings: &[CustomerColumn], cells: &[String], currency: Currency, warnings: &mut Notes) -> NewCustomer {
    let of = |wanted: CustomerColumn| {
        let mut all = meanings.iter().zip(cells).filter(move |(meaning, cell)| **meaning == wanted && !cell.trim().is_empty());
        all.next().map(|(_, cell)| cell.trim())
    };
    let mut customer = NewCustomer::default();
    let named = [of(CustomerColumn::FirstName), of(CustomerColumn::LastName)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    customer.name = cut(of(CustomerColumn::Name).unwrap_or(&named), MOST_NAME);
    match of(CustomerColumn::Email) {
        Some(email) if looks_like_email(email) => customer.email = Some(email.to_owned()),
        Some(other) => warnings.add(row, format!("{} is no e-mail address.", quoted(other))),
        None => {}
    }
    let platform = of(CustomerColumn::Platform).map_or_else(Platform::unknown, Platform::parse);
    for (meaning, cell) in meanings.iter().zip(cells) {
        let platform = match meaning {
            CustomerColumn::Handle => platform.clone(),
            CustomerColumn::Instagram => Platform::Instagram,
            CustomerColumn::TikTok => Platform::TikTok,
            CustomerColumn::YouTube => Platform::YouTube,
            _ => continue,
        };
        for part in cell.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty() && counts::missing(part).is_none()) {
            match table::account(part, &platform) {
                Ok(account) if customer.accounts.len() < MOST_ACCOUNTS => customer.accounts.push(account),
                Ok(_) => warnings.add(row, format!("Only the first {MOST_ACCOUNTS} accounts are kept.")),
                Err(reason) => warnings.add(row, reason),
            }
        }
    }
    if let Some(cell) = of(CustomerColumn::Country) {
        customer.country = Country::parse(cell);
        if customer.country.is_none() {
            warnings.add(row, format!("{} is no country.", quoted(cell)));
        }
    }
    if let Some(cell) = of(CustomerColumn::Orders) {
        customer.orders = counts::parse(cell).value().filter(|count| (0..=1_000_000).contains(count));
        if customer.orders.is_none() {
            warnings.add(row, format!("{} is no number of orders.", quoted(cell)));
        }
    }
    if let Some(cell) = of(CustomerColumn::Spent) {
        let currency = of(CustomerColumn::Currency).and_then(|cell| Currency::parse(cell).ok()).unwrap_or(currency);
        customer.spent = money::amount(cell, Some(currency));
        if customer.spent.is_none() {
            warnings.add(row, format!("{} is no amount.", quoted(cell)));
        }
    }
    for (meaning, day) in [(CustomerColumn::FirstOrder, &mut customer.first_order), (CustomerColumn::LastOrder, &mut customer.last_order)] {
        match of(meaning).map(table::day) {
            Some(Ok(read)) => *day = Some(read),
            Some(Err(reason)) => warnings.add(row, reason),
            None => {}
        }
    }
    customer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::import::Hints;

    fn plan(text: &str) -> Plan {
        Plan::read(text.as_bytes(), "customers.csv", &Hints { headings: Some(true), ..Hints::default() }).expect("a table")
    }

    fn read(text: &str) -> Result<ReadCustomers, ListError> {
        read_customers(&plan(text), Currency::GBP, None)
    }

    #[test]
    fn a_shops_export_is_read_and_what_is_not_needed_is_left_out() {
        let text = "First Name,Last Name,Email,Phone,Country Code,Total Orders,Total Spent,Last order date,Instagram\n\
                    Anna,Müller,Anna.Mueller@gmail.com,+49 30 1,DE,4,\"1,234.50\",2026-11-02,@anna.m\n";
        let read = read(text).expect("read");
        let (identity, anna) = &read.customers[0];
        assert_eq!((identity.as_str(), anna.name.as_str()), ("email:annamueller@gmail.com", "Anna Müller"));
        assert_eq!((anna.orders, anna.spent), (Some(4), Some(Money::new(123_450, Currency::GBP))));
        assert_eq!(anna.accounts[0].0, Platform::Instagram);
        assert_eq!(anna.person_key().as_deref(), Some("anna müller|DE"));
        assert_eq!(read.columns[3].1, CustomerColumn::LeftOut, "a telephone number is not kept");
    }

    #[test]
    fn a_list_that_names_nobody_says_what_is_missing() {
        assert_eq!(read("Name,Country\nAnna Müller,DE\n"), Err(ListError::NobodyNamed));
        let told = [CustomerColumn::Name];
        let refused = read_customers(&plan("Name,Email\nAnna,a@b.example\n"), Currency::GBP, Some(&told));
        assert_eq!(refused, Err(ListError::Columns { expected: 2, found: 1 }));
    }

    #[test]
    fn every_row_is_a_customer_or_again_one_or_refused_with_its_number() {
        let text = "email,handle,orders\na.b@gmail.com,,2\nab+x@gmail.com,@ab,3\nnonsense,,1\n,@cleo,x\n";
        let read = read(text).expect("read");
        assert_eq!((read.rows, read.customers.len(), read.merged, read.refused.all), (4, 2, 1, 1));
        assert_eq!(read.customers[0].1.orders, Some(3), "the fuller count, never the sum");
        assert_eq!(read.refused.first[0].row, 4);
        assert_eq!(read.warnings.first.iter().map(|one| one.row).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn an_older_list_takes_nothing_away() {
        let text = |orders, last| format!("email,orders,spent,last order\na@b.example,{orders},{orders}0,{last}\n");
        let one = |text: String| read(&text).expect("read").customers.remove(0).1;
        let (newer, older) = (one(text(4, "2026-11-02")), one(text(1, "2026-03-01")));
        assert_eq!(newer.joined(&older).orders, Some(4));
        assert_eq!(newer.joined(&older), older.joined(&newer));
        assert_eq!(newer.joined(&newer), newer);
    }
}
