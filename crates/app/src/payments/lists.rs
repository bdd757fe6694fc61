//! Lists of payables and payouts to look things up in: filtered, a page at a time, with sums of all that fit.
//!
//! Invariant: paging reaches every row, and the sums are those of all pages. Absent: what waits to be done; `view` has it.

use domain::{
    campaigns::Campaign,
    ids::CampaignId,
    money::{Currency, Money},
    payments::{Payable, PayableKind},
    picked::{Picked, no_choice},
    time::{Day, Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    payments::list::{Payables, Payouts, Sum},
};

use super::view::{PayableView, PayoutView, approver, names, payable_view, payout_view};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View, Without,
    operation::FINANCE_MANAGER,
    without::{self, Taken},
};

/// A campaign to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedCampaign {
    /// Which.
    pub id: CampaignId,
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

impl From<Stored<Campaign>> for NamedCampaign {
    fn from(found: Stored<Campaign>) -> Self {
        Self { id: found.id, slug: found.value.slug, name: found.value.name }
    }
}

/// How many fit in one currency, and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CountedSum {
    /// How many.
    pub count: i64,
    /// Their sum.
    pub amount: Money,
}

impl From<Sum> for CountedSum {
    fn from(sum: Sum) -> Self {
        Self { count: sum.count, amount: sum.amount }
    }
}

/// Where something owed stands, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayableStanding {
    /// Not paid yet, whatever it waits for.
    Unpaid,
    /// Owed and in no payout.
    Open,
    /// Held back.
    Held,
    /// In a payout that is under way.
    InPayout,
    /// Paid.
    Paid,
}

impl PayableStanding {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Unpaid, Self::Open, Self::Held, Self::InPayout, Self::Paid];

    /// The stable word, as in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Open => "open",
            Self::Held => "held",
            Self::InPayout => "in_payout",
            Self::Paid => "paid",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    fn states(self) -> Vec<String> {
        let states: &[&str] = match self {
            Self::Unpaid => &["open", "held", "in_payout"],
            Self::Paid => &["paid", "paid_outside"],
            Self::Open | Self::Held | Self::InPayout => &[self.as_str()],
        };
        states.iter().map(|&word| word.to_owned()).collect()
    }
}

/// Where a payout stands, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayoutStanding {
    /// Waits for a second person.
    Made,
    /// Approved, and nobody has recorded it as paid.
    Approved,
    /// On its way with a provider, heard of or not.
    Sent,
    /// Paid.
    Settled,
    /// Failed.
    Failed,
    /// Came back.
    Returned,
    /// Withdrawn.
    Withdrawn,
}

impl PayoutStanding {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Made, Self::Approved, Self::Sent, Self::Settled, Self::Failed, Self::Returned, Self::Withdrawn];

    /// The stable word, as in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Approved => "approved",
            Self::Sent => "sent",
            Self::Settled => "settled",
            Self::Failed => "failed",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    fn states(self) -> Vec<String> {
        let states: &[&str] = match self {
            Self::Sent => &["submitted", "unknown"],
            Self::Made | Self::Approved | Self::Settled | Self::Failed | Self::Returned | Self::Withdrawn => &[self.as_str()],
        };
        states.iter().map(|&word| word.to_owned()).collect()
    }
}

/// What is owed and what was paid of it, one row for each payable.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListPayables {
    /// A part of the creator's name.
    pub query: Option<String>,
    /// Of this campaign, by its id or its short name: any of `spring,autumn`, none of `!spring`.
    #[serde(default, deserialize_with = "domain::picked::unless_empty")]
    pub campaign: Option<Picked>,
    /// Of this kind, several as for `campaign`.
    pub kind: Option<Picked>,
    /// Where it stands, several as for `campaign`: `unpaid`, `open`, `held`, `in_payout`, `paid`.
    pub state: Option<Picked>,
    /// Due on this day or later.
    pub due_from: Option<Day>,
    /// Due on this day or before.
    pub due_until: Option<Day>,
    /// Only what is owed still though its day is over.
    pub late: bool,
    /// In this currency.
    pub currency: Option<Currency>,
    /// At least so much, in minor units of the currency that is asked for, or else of the brand's.
    pub min_amount: Option<i64>,
    /// At most so much, in the same units.
    pub max_amount: Option<i64>,
    /// The latest due first; otherwise what is owed still before what was paid, the earliest due first.
    pub latest_first: bool,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// At most so many: 50 unless said otherwise, 200 at most.
    pub limit: Option<i64>,
}

/// A page of payables.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PayablePage {
    /// Today in the brand's zone.
    pub today: Day,
    /// The rows, in the order that was asked for.
    pub payables: Vec<PayableView>,
    /// All that fit, by currency.
    pub sums: Vec<CountedSum>,
    /// The brand's campaigns, to choose from.
    pub campaigns: Vec<NamedCampaign>,
    /// Ask with it for the next page; nothing on the last.
    #[serde(rename = "next_cursor")]
    pub next: Option<String>,
    /// Where nothing fits: how much would without one of the filters.
    pub without: Vec<Without>,
}

/// The currency in which bounds are meant: the one that is asked for, or else the brand's.
fn bound(minor: Option<i64>, asked: Option<Currency>, brands: Currency) -> Option<Money> {
    minor.map(|minor| Money::new(minor, asked.unwrap_or(brands)))
}

/// Where a page ended: what it was ordered by, and the last row.
fn place<T, I: std::str::FromStr>(cursor: &str, read: impl Fn(&str) -> Option<T>) -> Result<(T, I)> {
    let found = cursor.split_once('.').and_then(|(key, id)| Some((read(key)?, id.parse().ok()?)));
    found.ok_or_else(|| Error::field("cursor", "This cursor belongs to another list. Start again from the first page."))
}

/// How a cursor says whether its row was paid.
const PAID: &str = "paid";
const UNPAID: &str = "unpaid";

/// Cuts what is one row too long; whether there is more.
fn page_of<T>(found: &mut Vec<T>, limit: i64) -> bool {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    more
}

/// The filters of the question, as they may be left out.
const PAYABLE_FILTERS: &[Taken<ListPayables>] = &[
    ("query", |asked| asked.query.take().is_some()),
    ("campaign", |asked| asked.campaign.take().is_some()),
    ("kind", |asked| asked.kind.take().is_some()),
    ("state", |asked| asked.state.take().is_some()),
    ("late", |asked| std::mem::take(&mut asked.late)),
    ("due_from", |asked| asked.due_from.take().is_some()),
    ("due_until", |asked| asked.due_until.take().is_some()),
    ("min_amount", |asked| asked.min_amount.take().is_some()),
    ("max_amount", |asked| asked.max_amount.take().is_some()),
    ("currency", |asked| asked.currency.take().is_some()),
];

impl ListPayables {
    fn wanted(&self, brands: Currency, today: Day) -> Result<Payables> {
        let kinds = [PayableKind::Fee, PayableKind::Commission, PayableKind::Bonus].map(PayableKind::as_str);
        let standings = PayableStanding::ALL.map(PayableStanding::as_str);
        let states = |word: &str| PayableStanding::parse(word).map(PayableStanding::states).ok_or_else(|| no_choice(word, &standings));
        Ok(Payables {
            creator: self.query.clone(),
            campaign: self.campaign.clone(),
            kind: self.kind.as_ref().map(|asked| asked.among("kind", &kinds)).transpose()?,
            states: self.state.as_ref().map(|asked| asked.each("state", states)).transpose()?,
            from: self.due_from,
            until: self.due_until,
            late_on: self.late.then_some(today),
            currency: self.currency,
            least: bound(self.min_amount, self.currency, brands),
            most: bound(self.max_amount, self.currency, brands),
        })
    }
}

impl View for ListPayables {
    type Answer = PayablePage;
    const META: Meta = Meta {
        name: "payments.list_payables",
        doc: "Lists what is owed and what was paid of it: filtered, a page at a time, with the sums of all that fits.",
        route: Route::get("/payables"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<PayablePage> {
        let brand = look.brand_facts()?;
        let (db, today) = (look.db(), look.now().day_in(&brand.value.zone));
        let currency = brand.value.currency;
        let wanted = self.wanted(currency, today)?;
        let day = |text: &str| {
            let (paid, day) = text.split_once('_')?;
            Some((paid == PAID, Day::parse(day).ok()?))
        };
        let after = self.cursor.as_deref().map(|cursor| place(cursor, day)).transpose()?;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let mut found = store::payments::list::payables(db, brand.id, &wanted, self.latest_first, after, limit + 1).await?;
        let more = page_of(&mut found, limit);
        let rank = |one: &Payable| if one.state.paid_on().is_some() { PAID } else { UNPAID };
        let next = found.last().filter(|_| more).map(|last| format!("{}_{}.{}", rank(&last.value), last.value.due, last.id));
        let names = names(look, &found, &[], &[], &[]).await?;
        let (filters, less) = without::each(found.is_empty(), &self, PAYABLE_FILTERS);
        let less: Vec<Payables> = less.iter().map(|asked| asked.wanted(currency, today)).collect::<Result<_>>()?;
        Ok(PayablePage {
            today,
            without: without::counted(filters, store::payments::list::payable_counts(db, brand.id, &less).await?),
            payables: found.into_iter().map(|one| payable_view(one, &names, today)).collect(),
            sums: store::payments::list::payable_sums(db, brand.id, &wanted).await?.into_iter().map(Into::into).collect(),
            campaigns: store::campaigns::campaigns(db, brand.id).await?.into_iter().map(Into::into).collect(),
            next,
        })
    }
}

/// Payouts, whatever they wait for and however they ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListPayouts {
    /// A part of the creator's name.
    pub query: Option<String>,
    /// With something of this campaign in it, by its id or its short name: any of `spring,autumn`, none of `!spring`.
    #[serde(default, deserialize_with = "domain::picked::unless_empty")]
    pub campaign: Option<Picked>,
    /// Where it stands, several as for `campaign`: `made`, `approved`, `sent`, `settled`, `failed`, `returned`, `withdrawn`.
    pub state: Option<Picked>,
    /// Made on this day or later.
    pub made_from: Option<Day>,
    /// Made on this day or before.
    pub made_until: Option<Day>,
    /// In this currency.
    pub currency: Option<Currency>,
    /// At least so much, in minor units of the currency that is asked for, or else of the brand's.
    pub min_amount: Option<i64>,
    /// At most so much, in the same units.
    pub max_amount: Option<i64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// At most so many: 50 unless said otherwise, 200 at most.
    pub limit: Option<i64>,
}

/// A page of payouts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PayoutPage {
    /// Newest first.
    pub payouts: Vec<PayoutView>,
    /// All that fit, by currency, before tax that is kept back.
    pub sums: Vec<CountedSum>,
    /// The brand's campaigns, to choose from.
    pub campaigns: Vec<NamedCampaign>,
    /// Ask with it for the next page; nothing on the last.
    #[serde(rename = "next_cursor")]
    pub next: Option<String>,
    /// Where nothing fits: how much would without one of the filters.
    pub without: Vec<Without>,
}

/// The filters of the question, as they may be left out.
const PAYOUT_FILTERS: &[Taken<ListPayouts>] = &[
    ("query", |asked| asked.query.take().is_some()),
    ("campaign", |asked| asked.campaign.take().is_some()),
    ("state", |asked| asked.state.take().is_some()),
    ("made_from", |asked| asked.made_from.take().is_some()),
    ("made_until", |asked| asked.made_until.take().is_some()),
    ("min_amount", |asked| asked.min_amount.take().is_some()),
    ("max_amount", |asked| asked.max_amount.take().is_some()),
    ("currency", |asked| asked.currency.take().is_some()),
];

impl ListPayouts {
    fn wanted(&self, brands: Currency, zone: &Zone) -> Result<Payouts> {
        let standings = PayoutStanding::ALL.map(PayoutStanding::as_str);
        let states = |word: &str| PayoutStanding::parse(word).map(PayoutStanding::states).ok_or_else(|| no_choice(word, &standings));
        Ok(Payouts {
            creator: self.query.clone(),
            campaign: self.campaign.clone(),
            states: self.state.as_ref().map(|asked| asked.each("state", states)).transpose()?,
            from: self.made_from.map(|day| day.at(0, 0, zone)),
            before: self.made_until.map(|day| day.plus_days(1).at(0, 0, zone)),
            currency: self.currency,
            least: bound(self.min_amount, self.currency, brands),
            most: bound(self.max_amount, self.currency, brands),
        })
    }
}

impl View for ListPayouts {
    type Answer = PayoutPage;
    const META: Meta = Meta {
        name: "payments.list_payouts",
        doc: "Lists payouts with who made and approved them: filtered, a page at a time, with the sums of all that fits.",
        route: Route::get("/payouts"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<PayoutPage> {
        let brand = look.brand_facts()?;
        let (db, zone) = (look.db(), &brand.value.zone);
        let currency = brand.value.currency;
        let wanted = self.wanted(currency, zone)?;
        let at = |text: &str| text.parse().ok().map(Timestamp);
        let after = self.cursor.as_deref().map(|cursor| place(cursor, at)).transpose()?;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let mut found = store::payments::list::payouts(db, brand.id, &wanted, after, limit + 1).await?;
        let more = page_of(&mut found, limit);
        let next = found.last().filter(|_| more).map(|last| format!("{}.{}", last.value.transfer().made_at.0, last.id));
        let names = names(look, &[], &found, &[], &[]).await?;
        let four_eyes_from = Money::new(brand.value.settings.four_eyes_from, brand.value.currency);
        let approver = approver(look);
        let (filters, less) = without::each(found.is_empty(), &self, PAYOUT_FILTERS);
        let less: Vec<Payouts> = less.iter().map(|asked| asked.wanted(currency, zone)).collect::<Result<_>>()?;
        Ok(PayoutPage {
            without: without::counted(filters, store::payments::list::payout_counts(db, brand.id, &less).await?),
            payouts: found.into_iter().map(|one| payout_view(one, &names, four_eyes_from, approver)).collect(),
            sums: store::payments::list::payout_sums(db, brand.id, &wanted).await?.into_iter().map(Into::into).collect(),
            campaigns: store::campaigns::campaigns(db, brand.id).await?.into_iter().map(Into::into).collect(),
            next,
        })
    }
}
