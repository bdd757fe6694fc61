//! The ledger: double-entry postings in minor units.
//!
//! Invariant: the entries of a posting sum to zero in each currency, and nothing is ever changed: a correction is a
//! posting of its own. Clearing is zero at rest. Absent: exchange; a posting that needs two currencies is two postings.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::CreatorId;
use crate::money::{Currency, Money};

/// What an expense was for (docs/domain.md, Money).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expense {
    /// Agreed cash.
    Fees,
    /// Product at its stated value, with its shipping.
    Product,
    /// Shares of credited sales.
    Commission,
    /// Something on top.
    Bonus,
    /// What a provider takes for a transfer; never lowers the creator's amount.
    ProviderFee,
}

impl Expense {
    /// All kinds.
    pub const ALL: [Expense; 5] = [Expense::Fees, Expense::Product, Expense::Commission, Expense::Bonus, Expense::ProviderFee];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Expense::Fees => "fees",
            Expense::Product => "product",
            Expense::Commission => "commission",
            Expense::Bonus => "bonus",
            Expense::ProviderFee => "provider_fee",
        }
    }
}

/// An account of the ledger. Written `creator_payable:<id>`, `cash:<source>`, `expense:fees`, `tax_withheld`, `clearing`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Account {
    /// What is owed to a creator: a credit balance (below zero here) is a debt of ours.
    CreatorPayable(CreatorId),
    /// Money of one funding source, such as `Marketing GBP`.
    Cash(String),
    /// What the programme cost.
    Expense(Expense),
    /// Tax kept back for the authorities.
    TaxWithheld,
    /// Sent and not yet answered for.
    Clearing,
}

/// A text that names no account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no account of the ledger.")]
pub struct NoAccount(String);

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Account::CreatorPayable(creator) => write!(f, "creator_payable:{creator}"),
            Account::Cash(source) => write!(f, "cash:{source}"),
            Account::Expense(expense) => write!(f, "expense:{}", expense.as_str()),
            Account::TaxWithheld => f.write_str("tax_withheld"),
            Account::Clearing => f.write_str("clearing"),
        }
    }
}
impl From<Account> for String {
    fn from(account: Account) -> Self {
        account.to_string()
    }
}
impl TryFrom<String> for Account {
    type Error = NoAccount;
    fn try_from(text: String) -> Result<Self, NoAccount> {
        text.parse()
    }
}
impl std::str::FromStr for Account {
    type Err = NoAccount;
    fn from_str(text: &str) -> Result<Self, NoAccount> {
        let unknown = || NoAccount(text.to_owned());
        match text.split_once(':') {
            Some(("creator_payable", id)) => id.parse().map(Account::CreatorPayable).map_err(|_| unknown()),
            Some(("cash", source)) if !source.is_empty() => Ok(Account::Cash(source.to_owned())),
            Some(("expense", word)) => {
                Expense::ALL.into_iter().find(|kind| kind.as_str() == word).map(Account::Expense).ok_or_else(unknown)
            }
            None if text == "tax_withheld" => Ok(Account::TaxWithheld),
            None if text == "clearing" => Ok(Account::Clearing),
            Some(_) | None => Err(unknown()),
        }
    }
}

/// One line of a posting: above zero is a debit, below zero a credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Where.
    pub account: Account,
    /// How much, signed.
    pub amount: Money,
}

/// What a posting records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostingKind {
    /// Something came to be owed.
    Accrual,
    /// A late post lowered what is owed.
    LateDeduction,
    /// Refunds after the hold took commission back.
    CommissionTakenBack,
    /// A negative balance was written off.
    WrittenOff,
    /// A payout was sent.
    Submission,
    /// A payout arrived.
    Settlement,
    /// A payout did not arrive.
    Failure,
    /// A settled payout came back.
    Return,
    /// What a provider took.
    ProviderFee,
    /// Product left the house.
    ProductShipped,
    /// An earlier posting was wrong.
    Correction,
    /// What is owed to one record of a creator is owed to another one: two were merged, or split again.
    Transfer,
    /// Something was paid before the program knew of it.
    PaidOutside,
}

/// Entries that belong together and sum to zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Posting {
    kind: PostingKind,
    entries: Vec<Entry>,
}

/// Entries that do not sum to zero.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("This posting does not balance: {0} is left over.")]
pub struct Unbalanced(pub Money);

impl Posting {
    /// Takes entries as they are stored.
    ///
    /// # Errors
    /// When they do not sum to zero in each currency.
    pub fn of_entries(kind: PostingKind, entries: Vec<Entry>) -> Result<Self, Unbalanced> {
        match sums(&entries).into_iter().find(|(_, minor)| *minor != 0) {
            Some((currency, minor)) => Err(Unbalanced(Money::new(minor, currency))),
            None => Ok(Self { kind, entries }),
        }
    }

    /// Something came to be owed: an expense against the creator's account.
    #[must_use]
    pub fn accrual(creator: CreatorId, expense: Expense, amount: Money) -> Self {
        Self::between(PostingKind::Accrual, Account::Expense(expense), Account::CreatorPayable(creator), amount)
    }

    /// A late post lowers the fee that is owed.
    #[must_use]
    pub fn late_deduction(creator: CreatorId, amount: Money) -> Self {
        Self::between(PostingKind::LateDeduction, Account::CreatorPayable(creator), Account::Expense(Expense::Fees), amount)
    }

    /// Refunds after the hold take commission back; beyond what is owed the creator's account carries it as a debit.
    /// `amount` is above zero.
    #[must_use]
    pub fn commission_taken_back(creator: CreatorId, amount: Money) -> Self {
        Self::between(PostingKind::CommissionTakenBack, Account::CreatorPayable(creator), Account::Expense(Expense::Commission), amount)
    }

    /// A negative balance of commission is given up. `amount` is above zero.
    #[must_use]
    pub fn written_off(creator: CreatorId, amount: Money) -> Self {
        Self::between(PostingKind::WrittenOff, Account::Expense(Expense::Commission), Account::CreatorPayable(creator), amount)
    }

    /// A payout is sent: what is owed goes to clearing, and what is withheld to the tax account. `withheld` is in the
    /// payout's currency and minor units.
    #[must_use]
    pub fn submission(creator: CreatorId, amount: Money, withheld: i64) -> Self {
        Self::out_of_payable(PostingKind::Submission, creator, amount, withheld, Account::Clearing)
    }

    /// A payout arrived: clearing against the source that paid. `sent` is the amount after withholding.
    #[must_use]
    pub fn settlement(source: &str, sent: Money) -> Self {
        Self::between(PostingKind::Settlement, Account::Clearing, Account::Cash(source.to_owned()), sent)
    }

    /// A payout did not arrive: the submission backwards.
    #[must_use]
    pub fn failure(creator: CreatorId, amount: Money, withheld: i64) -> Self {
        Self { kind: PostingKind::Failure, ..Self::submission(creator, amount, withheld).backwards() }
    }

    /// A settled payout came back: what is owed, what is withheld and the money are as before it.
    #[must_use]
    pub fn returned(creator: CreatorId, source: &str, amount: Money, withheld: i64) -> Self {
        Self::out_of_payable(PostingKind::Return, creator, amount, withheld, Account::Cash(source.to_owned())).backwards()
    }

    /// What a provider took: an expense of its own.
    #[must_use]
    pub fn provider_fee(source: &str, amount: Money) -> Self {
        Self::between(PostingKind::ProviderFee, Account::Expense(Expense::ProviderFee), Account::Cash(source.to_owned()), amount)
    }

    /// Product or its shipping left the house; it counts as paid from that source.
    #[must_use]
    pub fn product_shipped(source: &str, amount: Money) -> Self {
        Self::between(PostingKind::ProductShipped, Account::Expense(Expense::Product), Account::Cash(source.to_owned()), amount)
    }

    /// A fee was paid before the program knew of it: the expense against money that was never in these books.
    #[must_use]
    pub fn paid_outside(expense: Expense, source: &str, amount: Money) -> Self {
        Self::between(PostingKind::PaidOutside, Account::Expense(expense), Account::Cash(source.to_owned()), amount)
    }

    /// Two records of a creator were merged or split again: the balance of one account stands in another one from now on.
    #[must_use]
    pub fn transfer(from: CreatorId, to: CreatorId, balance: Money) -> Self {
        Self::between(PostingKind::Transfer, Account::CreatorPayable(to), Account::CreatorPayable(from), balance)
    }

    /// Takes this posting back by a new one.
    #[must_use]
    pub fn corrected(&self) -> Self {
        Self { kind: PostingKind::Correction, ..self.backwards() }
    }

    /// What it records.
    #[must_use]
    pub fn kind(&self) -> PostingKind {
        self.kind
    }

    /// Its entries; they sum to zero in each currency.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn between(kind: PostingKind, debit: Account, credit: Account, amount: Money) -> Self {
        let entries = vec![Entry { account: debit, amount }, Entry { account: credit, amount: negative(amount) }];
        Self { kind, entries }
    }

    fn out_of_payable(kind: PostingKind, creator: CreatorId, amount: Money, withheld: i64, to: Account) -> Self {
        let credit = |account: Account, minor: i64| Entry { account, amount: Money::new(-minor, amount.currency) };
        let mut entries = vec![Entry { account: Account::CreatorPayable(creator), amount }, credit(to, amount.minor - withheld)];
        if withheld != 0 {
            entries.push(credit(Account::TaxWithheld, withheld));
        }
        Self { kind, entries }
    }

    fn backwards(&self) -> Self {
        let turned = |entry: &Entry| Entry { account: entry.account.clone(), amount: negative(entry.amount) };
        Self { kind: self.kind, entries: self.entries.iter().map(turned).collect() }
    }
}

fn negative(amount: Money) -> Money {
    Money::new(amount.minor.saturating_neg(), amount.currency)
}

/// The sum of entries in each currency; zero everywhere when the books are right.
#[must_use]
pub fn sums<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<Currency, i64> {
    let mut sums = BTreeMap::new();
    for entry in entries {
        *sums.entry(entry.amount.currency).or_insert(0) += entry.amount.minor;
    }
    sums
}

/// The balance of each account in each currency, debits above zero. Accounts at zero stay in the list.
#[must_use]
pub fn balances<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeMap<(Account, Currency), i64> {
    let mut balances = BTreeMap::new();
    for entry in entries {
        *balances.entry((entry.account.clone(), entry.amount.currency)).or_insert(0) += entry.amount.minor;
    }
    balances
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn maya() -> CreatorId {
        CreatorId::from_uuid(Uuid::from_u128(1))
    }

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    fn lines(posting: &Posting) -> Vec<(String, i64)> {
        let short = |account: &Account| account.to_string().replace(&maya().to_string(), "maya");
        posting.entries().iter().map(|entry| (short(&entry.account), entry.amount.minor)).collect()
    }

    #[test]
    fn each_posting_moves_between_its_accounts() {
        let amount = gbp(42_000);
        for (posting, expected) in [
            (Posting::accrual(maya(), Expense::Fees, amount), vec![("expense:fees", 42_000), ("creator_payable:maya", -42_000)]),
            (Posting::late_deduction(maya(), gbp(10_500)), vec![("creator_payable:maya", 10_500), ("expense:fees", -10_500)]),
            (Posting::submission(maya(), amount, 0), vec![("creator_payable:maya", 42_000), ("clearing", -42_000)]),
            (
                Posting::submission(maya(), amount, 10_080),
                vec![("creator_payable:maya", 42_000), ("clearing", -31_920), ("tax_withheld", -10_080)],
            ),
            (Posting::settlement("Marketing GBP", amount), vec![("clearing", 42_000), ("cash:Marketing GBP", -42_000)]),
            (Posting::failure(maya(), amount, 0), vec![("creator_payable:maya", -42_000), ("clearing", 42_000)]),
            (
                Posting::returned(maya(), "Marketing GBP", amount, 0),
                vec![("creator_payable:maya", -42_000), ("cash:Marketing GBP", 42_000)],
            ),
            (Posting::provider_fee("Marketing GBP", gbp(29)), vec![("expense:provider_fee", 29), ("cash:Marketing GBP", -29)]),
            (Posting::product_shipped("Stock", gbp(4_130)), vec![("expense:product", 4_130), ("cash:Stock", -4_130)]),
            (Posting::commission_taken_back(maya(), gbp(500)), vec![("creator_payable:maya", 500), ("expense:commission", -500)]),
            (Posting::written_off(maya(), gbp(500)), vec![("expense:commission", 500), ("creator_payable:maya", -500)]),
            (Posting::accrual(maya(), Expense::Bonus, gbp(5)).corrected(), vec![("expense:bonus", -5), ("creator_payable:maya", 5)]),
        ] {
            let expected: Vec<(String, i64)> = expected.into_iter().map(|(account, minor)| (account.to_owned(), minor)).collect();
            assert_eq!(lines(&posting), expected, "{:?}", posting.kind());
        }
        assert_eq!(Posting::returned(maya(), "x", amount, 0).kind(), PostingKind::Return);
        assert_eq!(Posting::failure(maya(), amount, 0).kind(), PostingKind::Failure);
    }

    #[test]
    fn accounts_read_back_as_they_are_written() {
        let accounts = [Account::CreatorPayable(maya()), Account::Cash("Marketing: GBP".into()), Account::TaxWithheld, Account::Clearing];
        for account in accounts.into_iter().chain(Expense::ALL.map(Account::Expense)) {
            assert_eq!(account.to_string().parse(), Ok(account.clone()));
        }
        for text in ["", "cash:", "cash", "expense:rent", "creator_payable:maya", "clearing:1"] {
            assert!(text.parse::<Account>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_does_not_balance_is_no_posting() {
        let entry = |account: Account, amount: Money| Entry { account, amount };
        let lopsided = vec![entry(Account::Clearing, gbp(10)), entry(Account::TaxWithheld, Money::new(-10, Currency::EUR))];
        let error = Posting::of_entries(PostingKind::Correction, lopsided).unwrap_err();
        assert_eq!(error.to_string(), "This posting does not balance: -€0.10 is left over.");
        let good = Posting::accrual(maya(), Expense::Fees, gbp(10));
        assert_eq!(Posting::of_entries(PostingKind::Accrual, good.entries().to_vec()), Ok(good));
    }

    fn story(creator: u128, minor: i64, withheld: i64, ends: u8) -> Vec<Posting> {
        let creator = CreatorId::from_uuid(Uuid::from_u128(creator));
        let amount = Money::new(minor, if creator.uuid().as_u128().is_multiple_of(2) { Currency::EUR } else { Currency::GBP });
        let withheld = withheld.min(minor);
        let sent = Money::new(minor - withheld, amount.currency);
        let mut postings = vec![Posting::accrual(creator, Expense::Fees, amount), Posting::submission(creator, amount, withheld)];
        match ends {
            0 => postings.push(Posting::failure(creator, amount, withheld)),
            1 => postings.push(Posting::settlement("bank", sent)),
            _ => postings.extend([Posting::settlement("bank", sent), Posting::returned(creator, "bank", amount, withheld)]),
        }
        postings
    }

    proptest! {
        #[test]
        fn the_books_balance_and_clearing_is_zero_at_rest(
            payouts in proptest::collection::vec((0_u128..6, 0_i64..10_000_000, 0_i64..3_000_000, 0_u8..3), 0..20),
        ) {
            let postings: Vec<Posting> = payouts.iter().flat_map(|(creator, minor, withheld, ends)| story(*creator, *minor, *withheld, *ends)).collect();
            for posting in &postings {
                prop_assert!(sums(posting.entries()).values().all(|sum| *sum == 0));
            }
            let entries: Vec<Entry> = postings.iter().flat_map(|posting| posting.entries().to_vec()).collect();
            prop_assert!(sums(&entries).values().all(|sum| *sum == 0));
            let balances = balances(&entries);
            for currency in [Currency::GBP, Currency::EUR] {
                prop_assert_eq!(balances.get(&(Account::Clearing, currency)).copied().unwrap_or(0), 0);
            }
            // What is still owed is what did not arrive or came back.
            let open: i64 = payouts.iter().filter(|(_, _, _, ends)| *ends != 1).map(|(_, minor, _, _)| minor).sum();
            let owed: i64 = balances.iter().filter(|((account, _), _)| matches!(account, Account::CreatorPayable(_))).map(|(_, minor)| -minor).sum();
            prop_assert_eq!(owed, open);
        }
    }
}
