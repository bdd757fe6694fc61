//! What can be read of this room: what is owed, held and paid. The ledger has a file of its own.

mod one;

pub use one::ListPaymentsOf;

use std::collections::BTreeMap;

use domain::{
    agreements::OnboardingForm,
    campaigns::Campaign,
    ids::{CampaignId, CollaborationId, CreatorId, PayableId, PayoutId, PersonId},
    language::Language,
    money::{Currency, Money},
    moves::{Turn, What},
    payments::{FourEyes, Payable, PayableKind, PayableState, Payout, payout::Transfer},
    team::{Person, Role},
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::Creator,
    document::list_in,
    moves::{MoveRow, Wanted},
    payments::ledger,
};

use super::run::MOST as MOST_IN_A_RUN;
use crate::{Agent, Look, Meta, Reach, Result, Rights, Route, View, catalogue::Tongue, operation::FINANCE_MANAGER};

/// How many payables that were paid and how many payouts that are over are read at most; the lists page through all.
const MOST: i64 = 300;
/// A file holds all of it.
const ALL: i64 = i64::MAX;

/// Something owed, as finance sees it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PayableView {
    /// Which.
    pub id: PayableId,
    /// Its row's version.
    pub version: i64,
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// The campaign's name.
    pub campaign_name: String,
    /// To whom.
    pub creator: CreatorId,
    /// Their name.
    pub creator_name: String,
    /// What kind.
    pub kind: PayableKind,
    /// What for, in words.
    pub what: String,
    /// On how many orders, where it is commission.
    #[serde(default)]
    pub orders: usize,
    /// How much.
    pub amount: Money,
    /// What late posts took off.
    pub deducted: Money,
    /// When its clock started.
    pub started_at: Timestamp,
    /// When it is due.
    pub due: Day,
    /// Whether that day is over and it is still owed.
    pub overdue: bool,
    /// Where it stands.
    pub state: PayableState,
    /// What is missing before it can be paid; empty when nothing is.
    pub missing: Vec<String>,
    /// The end of the account, for recognition.
    pub account: String,
}

/// A payout, as finance sees it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PayoutView {
    /// Which.
    pub id: PayoutId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// To whom: their name.
    pub creator_name: String,
    /// The payout.
    pub payout: Payout,
    /// Who made it.
    pub made_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The day on which it was paid.
    pub paid_on: Option<Day>,
    /// The bank's reference.
    pub reference: String,
    /// Whether a second person must approve it.
    pub needs_second: bool,
    /// Whether who asks may approve it.
    pub may_approve: bool,
    /// Who may approve it, by name; nobody once it is approved.
    pub approvers: Vec<String>,
}

/// Sums of one currency.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaymentSums {
    /// Owed and in no payout.
    pub open: Money,
    /// Of it, due today or before.
    pub due: Money,
    /// Of it, what cannot be paid because something is missing.
    pub blocked: Money,
    /// In payouts that wait for approval.
    pub to_approve: Money,
    /// In approved payouts that nobody has recorded as paid.
    pub to_record: Money,
    /// In payouts that are with a provider.
    pub with_provider: Money,
    /// Paid, altogether.
    pub paid: Money,
}

/// A creator's commission that refunds took back and nothing has netted yet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CarryView {
    /// Whose.
    pub creator: CreatorId,
    /// Their name.
    pub creator_name: String,
    /// Below zero: to be netted with later commission.
    pub balance: Money,
}

/// Commission that is held because its code looks leaked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct HeldView {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// The campaign's name.
    pub campaign_name: String,
    /// Whose.
    pub creator: CreatorId,
    /// Their name.
    pub creator_name: String,
    /// How much is in its hold or kept back, in the campaign's currency.
    pub amount: Money,
    /// Why, as it was counted.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
}

/// What is owed and paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PaymentsView {
    /// Today in the brand's zone.
    pub today: Day,
    /// From which sum a payout needs a second person.
    pub four_eyes_from: Money,
    /// The connected payment provider's name; nothing where people pay by hand alone.
    pub provider: Option<String>,
    /// All that is owed, the earliest due first, and the last that were paid.
    pub payables: Vec<PayableView>,
    /// All payouts that somebody waits for and the last that are over, newest first.
    pub payouts: Vec<PayoutView>,
    /// Sums by currency.
    pub sums: Vec<PaymentSums>,
    /// Negative balances of commission.
    pub carries: Vec<CarryView>,
    /// Commission that waits for a person, because its code looks leaked.
    pub held: Vec<HeldView>,
}

impl PaymentsView {
    /// The payouts that wait: those that one press of a person approves, and those that it leaves out.
    #[must_use]
    pub fn run_of(&self, person: PersonId) -> (Vec<&PayoutView>, Vec<&PayoutView>) {
        let made: Vec<&PayoutView> = self.payouts.iter().filter(|one| matches!(one.payout, Payout::Made { .. })).collect();
        let transfers: Vec<&Transfer> = made.iter().map(|one| one.payout.transfer()).collect();
        let together = FourEyes { limit: Some(self.four_eyes_from) }.run_of(person, &transfers);
        let (mut run, mut out) = (Vec::new(), Vec::new());
        for (one, together) in made.into_iter().zip(together) {
            if one.may_approve && together && run.len() < MOST_IN_A_RUN {
                run.push(one);
            } else {
                out.push(one);
            }
        }
        (run, out)
    }
}

/// What is owed and paid.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListPayments {}

impl View for ListPayments {
    type Answer = PaymentsView;
    const META: Meta = Meta {
        name: "payments.list_payments",
        doc: "Lists what is owed with what is missing to pay it, payouts with who made and approved them, and sums.",
        route: Route::get("/payments"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<PaymentsView> {
        show(look, MOST).await
    }
}

/// Everything that the rows of a list need beside themselves.
pub(super) struct Names {
    campaigns: BTreeMap<CollaborationId, (CampaignId, Campaign)>,
    creators: BTreeMap<CreatorId, String>,
    people: BTreeMap<PersonId, String>,
    /// Who of them may approve payouts at all.
    approvers: Vec<PersonId>,
    forms: BTreeMap<CollaborationId, OnboardingForm>,
}

async fn show(look: &Look, most: i64) -> Result<PaymentsView> {
    let brand = look.brand_facts()?;
    let (db, today) = (look.db(), look.now().day_in(&brand.value.zone));
    let payables = store::payments::payables(db, brand.id, most).await?;
    let payouts = store::payments::payouts(db, brand.id, most).await?;
    let (carries, paid) = ledger::carries_and_paid(db, brand.id).await?;
    let leaked = Wanted { turn: Some(Turn::Team), what: Some(What::DecideLeak), ..Wanted::default() };
    let held = store::moves::open(db, brand.id, &leaked, MOST).await?;
    let names = names(look, &payables, &payouts, &carries, &held).await?;
    let four_eyes_from = Money::new(brand.value.settings.four_eyes_from, brand.value.currency);
    let payables: Vec<PayableView> = payables.into_iter().map(|found| payable_view(found, &names, today)).collect();
    let approver = approver(look);
    let payouts: Vec<PayoutView> = payouts.into_iter().map(|found| payout_view(found, &names, four_eyes_from, approver)).collect();
    let carries = carries.into_iter().map(|(creator, balance)| CarryView {
        creator,
        creator_name: names.creators.get(&creator).cloned().unwrap_or_default(),
        balance,
    });
    let held = held.iter().map(|row| held_view(row, &names)).collect();
    let provider = look.app().provider().map(|provider| provider.name().to_owned());
    Ok(PaymentsView {
        today,
        four_eyes_from,
        provider,
        sums: sums(&payables, &payouts, &paid, today),
        carries: carries.collect(),
        held,
        payables,
        payouts,
    })
}

/// The person who asks, where they may approve payouts at all.
pub(super) fn approver(look: &Look) -> Option<PersonId> {
    let asks = match look.caller().rights {
        Rights::Person { id, .. } => Some(id),
        Rights::Key { .. } | Rights::Creator { .. } | Rights::ReviewLink { .. } | Rights::Clock | Rights::Operator | Rights::Visitor => {
            None
        }
    };
    asks.filter(|_| crate::frame::allowed(&<super::ApprovePayout as crate::Operation>::META, look.caller()))
}

fn held_view(row: &MoveRow, names: &Names) -> HeldView {
    HeldView {
        collaboration: row.collaboration,
        campaign_name: names.campaigns.get(&row.collaboration).map(|(_, campaign)| campaign.name.clone()).unwrap_or_default(),
        creator: row.creator,
        creator_name: names.creators.get(&row.creator).cloned().unwrap_or_default(),
        amount: Money::new(row.open.stake, row.currency),
        why: row.open.detail.clone().unwrap_or_default(),
        since: row.open.since,
    }
}

pub(super) async fn names(
    look: &Look,
    payables: &[Stored<Payable>],
    payouts: &[Stored<Payout>],
    carries: &[(CreatorId, Money)],
    held: &[MoveRow],
) -> Result<Names> {
    let (db, brand, organisation) = (look.db(), look.brand()?, look.organisation()?);
    let of: Vec<CollaborationId> =
        distinct(payables.iter().map(|payable| payable.collaboration).chain(held.iter().map(|row| row.collaboration)));
    let owed = payables.iter().map(|payable| payable.creator);
    let creators: Vec<CreatorId> = distinct(
        owed.chain(payouts.iter().map(|payout| payout.transfer().creator))
            .chain(carries.iter().map(|(id, _)| *id))
            .chain(held.iter().map(|row| row.creator)),
    );
    let (people, approvers) = if payouts.is_empty() { Default::default() } else { people(look).await? };
    Ok(Names {
        people,
        approvers,
        campaigns: store::campaigns::of_collaborations(db, brand, &of).await?,
        forms: list_in::<OnboardingForm, _>(db, brand, "collaboration", &of, "id")
            .await?
            .into_iter()
            .map(|form| (form.value.collaboration, form.value))
            .collect(),
        creators: list_in::<Creator, _>(db, organisation, "id", &creators, "id")
            .await?
            .into_iter()
            .map(|one| (one.id, one.value.name))
            .collect(),
    })
}

/// The names of the team, and who of them may approve payouts at all.
async fn people(look: &Look) -> Result<(BTreeMap<PersonId, String>, Vec<PersonId>)> {
    let (brand, all) = (look.brand()?, store::team::people(look.db(), look.organisation()?).await?);
    let approves = |one: &&Stored<Person>| one.value.may(brand, &[Role::Finance]);
    let approvers = all.iter().filter(approves).map(|one| one.id).collect();
    Ok((all.into_iter().map(|one| (one.id, one.value.name)).collect(), approvers))
}

pub(super) fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = ids.collect();
    all.sort();
    all.dedup();
    all
}

/// What a payable is for, in words for the creator and the bookkeeper.
pub(crate) fn what(payable: &Payable, tongue: Tongue) -> String {
    match payable.kind {
        PayableKind::Fee => tongue.counted("payable.fee", payable.deliverables.len()),
        PayableKind::Commission => tongue.counted("payable.commission", payable.orders.len()),
        PayableKind::Bonus => tongue.t("payable.bonus").to_owned(),
    }
}

/// What commission on so many orders is called.
#[must_use]
pub fn commission_on(orders: usize) -> String {
    Tongue(Language::English).counted("payable.commission", orders)
}

pub(super) fn payable_view(found: Stored<Payable>, names: &Names, today: Day) -> PayableView {
    let payable = found.value;
    let campaign = names.campaigns.get(&payable.collaboration);
    let form = names.forms.get(&payable.collaboration);
    let unpaid = payable.state.paid_on().is_none();
    let mut missing = Vec::new();
    if unpaid {
        match form {
            None => missing.push("The onboarding form is not filled in.".to_owned()),
            Some(form) if form.payment_account.is_none() => missing.push("The form names no account to pay to.".to_owned()),
            Some(_) => {}
        }
        if let PayableState::Held { reason } = &payable.state {
            missing.push(reason.clone());
        }
    }
    PayableView {
        id: found.id,
        version: found.version.0,
        campaign: campaign.map_or(CampaignId(uuid::Uuid::nil()), |(id, _)| *id),
        campaign_name: campaign.map(|(_, campaign)| campaign.name.clone()).unwrap_or_default(),
        creator_name: names.creators.get(&payable.creator).cloned().unwrap_or_default(),
        what: what(&payable, Tongue(Language::English)),
        orders: payable.orders.len(),
        deducted: Money::new(payable.deducted, payable.amount.currency),
        overdue: unpaid && payable.due < today,
        account: form.map(|form| form.payment_hint.clone()).unwrap_or_default(),
        collaboration: payable.collaboration,
        creator: payable.creator,
        kind: payable.kind,
        amount: payable.amount,
        started_at: payable.started_at,
        due: payable.due,
        state: payable.state,
        missing,
    }
}

pub(super) fn payout_view(found: Stored<Payout>, names: &Names, four_eyes_from: Money, approver: Option<PersonId>) -> PayoutView {
    let payout = found.value;
    let name = |id: PersonId| names.people.get(&id).cloned().unwrap_or_default();
    let transfer = payout.transfer();
    let needs_second = FourEyes { limit: Some(four_eyes_from) }.needed(transfer.run_total());
    let waits = matches!(payout, Payout::Made { .. });
    let may = |person: PersonId| waits && (!needs_second || person != transfer.made_by);
    let settlement = match &payout {
        Payout::Settled { settlement, .. } | Payout::Returned { settlement, .. } => Some(settlement),
        Payout::Made { .. }
        | Payout::Approved { .. }
        | Payout::Submitted { .. }
        | Payout::Unknown { .. }
        | Payout::Failed { .. }
        | Payout::Withdrawn { .. } => None,
    };
    PayoutView {
        id: found.id,
        version: found.version.0,
        creator_name: names.creators.get(&transfer.creator).cloned().unwrap_or_default(),
        made_by: name(transfer.made_by),
        approved_by: transfer.approved.map(|approval| name(approval.by)),
        paid_on: settlement.map(|settlement| settlement.on),
        reference: settlement.map(|settlement| settlement.reference.clone()).unwrap_or_default(),
        needs_second,
        may_approve: approver.is_some_and(may),
        approvers: names.approvers.iter().filter(|id| may(**id)).map(|id| name(*id)).collect(),
        payout,
    }
}

fn sums(payables: &[PayableView], payouts: &[PayoutView], paid: &BTreeMap<Currency, i64>, today: Day) -> Vec<PaymentSums> {
    let currencies: Vec<Currency> = distinct(
        payables
            .iter()
            .map(|one| one.amount.currency)
            .chain(payouts.iter().map(|one| one.payout.transfer().amount.currency))
            .chain(paid.keys().copied()),
    );
    let sum = |currency: Currency, which: &dyn Fn(&PayableView) -> bool| {
        let of = payables.iter().filter(|one| one.amount.currency == currency && which(one));
        Money::new(of.map(|one| one.amount.minor).sum(), currency)
    };
    let in_payouts = |currency: Currency, state: &str| {
        let of = payouts
            .iter()
            .map(|one| &one.payout)
            .filter(|payout| payout.as_str() == state && payout.transfer().amount.currency == currency);
        Money::new(of.map(|payout| payout.transfer().amount.minor).sum(), currency)
    };
    let open = |one: &PayableView| matches!(one.state, PayableState::Open | PayableState::Held { .. });
    currencies
        .into_iter()
        .map(|currency| PaymentSums {
            open: sum(currency, &open),
            due: sum(currency, &|one| open(one) && one.due <= today),
            blocked: sum(currency, &|one| open(one) && !one.missing.is_empty()),
            to_approve: in_payouts(currency, "made"),
            to_record: in_payouts(currency, "approved"),
            with_provider: Money::new(in_payouts(currency, "submitted").minor + in_payouts(currency, "unknown").minor, currency),
            paid: Money::new(paid.get(&currency).copied().unwrap_or(0), currency),
        })
        .collect()
}

/// A file to save.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExportedFile {
    /// Its name.
    pub file_name: String,
    /// Its text, as CSV.
    pub content: String,
}

/// What is owed and paid as a CSV.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ExportPayments {}

impl View for ExportPayments {
    type Answer = ExportedFile;
    const META: Meta = Meta {
        name: "payments.export_payments",
        doc: "Gives what is owed and paid as a CSV, one row for each payable and each payout.",
        route: Route::get("/payments/export"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ExportedFile> {
        let view = show(look, ALL).await?;
        let slug = &look.brand_facts()?.value.slug;
        Ok(ExportedFile { file_name: format!("{slug}-payments-{}.csv", view.today), content: super::export::csv(&view)? })
    }
}
