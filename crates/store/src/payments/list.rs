//! Lists of payables and payouts: filtered, a page at a time, with sums of all that fit.
//!
//! Invariant: a page and its sums ask for the same rows. Absent: what a row says; its document has it.

use domain::{
    ids::{BrandId, PayableId, PayoutId},
    money::{Currency, Money},
    payments::{Payable, Payout},
    picked::Picked,
    time::{Day, Timestamp},
};

use crate::{
    Read, Result, Stored,
    conditions::{Conditions, counts, picked},
    db::Bind,
    document,
};

/// Which payables; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Payables {
    /// A part of the creator's name.
    pub creator: Option<String>,
    /// Of such a campaign, by their ids or short names.
    pub campaign: Option<Picked>,
    /// Of such a kind, by their words.
    pub kind: Option<Picked>,
    /// In such a state, by their words.
    pub states: Option<Picked>,
    /// Due on this day or later.
    pub from: Option<Day>,
    /// Due on this day or before.
    pub until: Option<Day>,
    /// Owed still, and due before this day.
    pub late_on: Option<Day>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// At least so much, in its currency.
    pub least: Option<Money>,
    /// At most so much, in its currency.
    pub most: Option<Money>,
}

/// Which payouts; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Payouts {
    /// A part of the creator's name.
    pub creator: Option<String>,
    /// With something of such a campaign in it, by their ids or short names.
    pub campaign: Option<Picked>,
    /// In such a state, by their words.
    pub states: Option<Picked>,
    /// Made then or later.
    pub from: Option<Timestamp>,
    /// Made before that.
    pub before: Option<Timestamp>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// At least so much, in its currency.
    pub least: Option<Money>,
    /// At most so much, in its currency.
    pub most: Option<Money>,
}

/// How many there are in one currency, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: i64,
    /// Their sum.
    pub amount: Money,
}

fn amounts(asked: &mut Conditions, currency: Option<Currency>, least: Option<Money>, most: Option<Money>) {
    asked.compares("currency", "=", currency);
    for (how, bound) in [(">=", least), ("<=", most)] {
        asked.compares("currency", "=", bound.map(|bound| bound.currency));
        asked.compares("minor", how, bound.map(|bound| bound.minor));
    }
}

impl Payables {
    fn conditions(&self) -> Conditions {
        self.after(Conditions::default())
    }

    fn after(&self, mut asked: Conditions) -> Conditions {
        asked.add(format!("NOT {}", super::LET_GO_WHOLE));
        asked.of_creator("creator", self.creator.as_deref());
        asked.of_campaigns("collaboration", self.campaign.as_ref());
        asked.picks("kind", self.kind.as_ref());
        asked.picks("state", self.states.as_ref());
        asked.compares("due", ">=", self.from);
        asked.compares("due", "<=", self.until);
        if let Some(today) = self.late_on {
            asked.add("state NOT IN ('paid', 'paid_outside')");
            asked.compares("due", "<", Some(today));
        }
        amounts(&mut asked, self.currency, self.least, self.most);
        asked
    }
}

impl Payouts {
    fn conditions(&self) -> Conditions {
        self.after(Conditions::default())
    }

    fn after(&self, mut asked: Conditions) -> Conditions {
        asked.of_creator("creator", self.creator.as_deref());
        if let Some(campaign) = &self.campaign {
            // What is in no payout would make nothing fit that is asked to have no part of a campaign.
            let with = format!(
                "SELECT p.payout FROM payable p JOIN collaboration k ON k.id = p.collaboration \
                 WHERE p.brand = $1 AND p.payout IS NOT NULL AND {}",
                asked.campaigns(campaign)
            );
            asked.add(picked("id", &with, campaign));
        }
        asked.picks("state", self.states.as_ref());
        asked.compares("made_at", ">=", self.from);
        asked.compares("made_at", "<", self.before);
        amounts(&mut asked, self.currency, self.least, self.most);
        asked
    }
}

/// What was paid comes after all that is owed still.
const RANK: &str = "(CASE WHEN state IN ('paid', 'paid_outside') THEN 1 ELSE 0 END)";

/// A page of payables after the one that the page before ended with: what is owed still and then what was paid, each with the earliest
/// due first; or all of it, the latest due first. A place is whether it was paid, its day and which.
///
/// # Errors
/// The store's.
pub async fn payables(
    db: &impl Read,
    brand: BrandId,
    wanted: &Payables,
    latest: bool,
    after: Option<((bool, Day), PayableId)>,
    most: i64,
) -> Result<Vec<Stored<Payable>>> {
    let mut asked = wanted.conditions();
    let sign = if latest { "<" } else { ">" };
    if let Some(((paid, due), id)) = after {
        let (due, id) = (asked.value(due), asked.value(id));
        let beyond = format!("(due {sign} {due} OR (due = {due} AND id {sign} {id}))");
        let rank = u8::from(paid);
        asked.add(if latest { beyond } else { format!("({RANK} > {rank} OR ({RANK} = {rank} AND {beyond}))") });
    }
    let limit = asked.value(most);
    let order = if latest { "due DESC, id DESC".to_owned() } else { format!("{RANK}, due, id") };
    let condition = format!("{} ORDER BY {order} LIMIT {limit}", asked.text());
    document::list(db, brand, &condition, asked.values()).await
}

/// A page of payouts before the one that the page before ended with, newest first.
///
/// # Errors
/// The store's.
pub async fn payouts(
    db: &impl Read,
    brand: BrandId,
    wanted: &Payouts,
    after: Option<(Timestamp, PayoutId)>,
    most: i64,
) -> Result<Vec<Stored<Payout>>> {
    let mut asked = wanted.conditions();
    if let Some((at, id)) = after {
        let (at, id) = (asked.value(at), asked.value(id));
        asked.add(format!("(made_at < {at} OR (made_at = {at} AND id < {id}))"));
    }
    let limit = asked.value(most);
    let condition = format!("{} ORDER BY made_at DESC, id DESC LIMIT {limit}", asked.text());
    document::list(db, brand, &condition, asked.values()).await
}

/// What the payables that fit come to, by currency.
///
/// # Errors
/// The store's.
pub async fn payable_sums(db: &impl Read, brand: BrandId, wanted: &Payables) -> Result<Vec<Sum>> {
    sums(db, brand, "payable", wanted.conditions()).await
}

/// What the payouts that fit come to, by currency.
///
/// # Errors
/// The store's.
pub async fn payout_sums(db: &impl Read, brand: BrandId, wanted: &Payouts) -> Result<Vec<Sum>> {
    sums(db, brand, "payout", wanted.conditions()).await
}

/// How many payables fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn payable_counts(db: &impl Read, brand: BrandId, all: &[Payables]) -> Result<Vec<i64>> {
    counts(db, brand, "payable", all, Payables::after).await
}

/// How many payouts fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn payout_counts(db: &impl Read, brand: BrandId, all: &[Payouts]) -> Result<Vec<i64>> {
    counts(db, brand, "payout", all, Payouts::after).await
}

async fn sums(db: &impl Read, brand: BrandId, table: &'static str, asked: Conditions) -> Result<Vec<Sum>> {
    let sql = format!(
        "SELECT currency, COUNT(*) AS n, CAST(SUM(minor) AS BIGINT) AS minor FROM {table} WHERE brand = $1 AND {} GROUP BY currency ORDER BY currency",
        asked.text()
    );
    let mut values = vec![brand.bind()];
    values.extend(asked.values());
    db.all(table, &sql, values).await?.iter().map(|row| Ok(Sum { count: row.get("n")?, amount: row.money("minor", "currency")? })).collect()
}
