//! The audit: what must hold at every moment, checked against the rows (docs/domain.md, Invariants).
//!
//! Invariant: it reads and never mends. Absent: what no row can show, such as who saw what.

use std::collections::BTreeMap;

use domain::{
    agreements::Agreement,
    attribution::Model,
    campaigns::{Campaign, Collaboration},
    content::{Deliverable, Progress},
    ids::{CollaborationId, CreatorId},
    journey,
    money::{Currency, Money},
    payments::{Account, BudgetLine, FourEyes, Payable, PayableState, Payout},
    team::Brand,
};
use futures_util::StreamExt as _;
use sha2::{Digest, Sha256};
use store::{Db, Stored, document::list};

use crate::{Result, frame::hex, ports::Files};

/// Everything that does not hold, one sentence each; empty when all is well. `files` is asked to read each approved
/// file again; without it only the rows are checked.
///
/// # Errors
/// The store's.
pub async fn verify(db: &Db, files: Option<&dyn Files>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let outbox = store::outbox::counts(db, None).await?;
    if outbox.dead > 0 {
        found.push(format!("{} effects were given up; look at them and send them again or let them be", outbox.dead));
    }
    for (organisation, _) in store::team::organisations(db).await? {
        for brand in store::team::brands(db, organisation).await? {
            let name = brand.value.name.clone();
            for problem in of_brand(db, &brand, files).await? {
                found.push(format!("{name}: {problem}"));
            }
        }
    }
    Ok(found)
}

async fn of_brand(db: &Db, brand: &Stored<Brand>, files: Option<&dyn Files>) -> Result<Vec<String>> {
    let mut found = ledger(db, brand).await?;
    found.extend(credit(db, brand).await?);
    found.extend(payouts(db, brand).await?);
    found.extend(budgets(db, brand).await?);
    found.extend(moves(db, brand).await?);
    if let Some(files) = files {
        found.extend(hashes(db, brand, files).await?);
    }
    Ok(found)
}

const ALL: &str = "1 = 1 ORDER BY id";

/// The ledger sums to zero in each posting and currency; clearing is empty; what is owed is what the payables and the
/// carried balances say.
async fn ledger(db: &Db, brand: &Stored<Brand>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (posting, left) in store::payments::ledger::unbalanced(db, brand.id).await? {
        found.push(format!("the posting {posting} does not balance: {left} is left over"));
    }
    let balances = store::payments::ledger::balances(db, brand.id).await?;
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for (_, balance) in &balances {
        *sums.entry(balance.currency).or_default() += balance.minor;
    }
    for (currency, minor) in sums.into_iter().filter(|(_, minor)| *minor != 0) {
        found.push(format!("the ledger does not sum to zero: {} is left over", Money::new(minor, currency)));
    }
    let payouts: Vec<Stored<Payout>> = list(db, brand.id, ALL, vec![]).await?;
    let under_way = |currency: Currency| -> i64 {
        let sent = payouts.iter().filter(|payout| matches!(payout.value, Payout::Submitted { .. } | Payout::Unknown { .. }));
        sent.map(|payout| payout.transfer().sent()).filter(|sent| sent.currency == currency).map(|sent| sent.minor).sum()
    };
    let mut owed: BTreeMap<(CreatorId, Currency), i64> = BTreeMap::new();
    for (account, balance) in balances {
        match account {
            Account::Clearing if balance.minor != -under_way(balance.currency) => {
                found.push(format!("clearing holds {balance}, which no payout under way explains"));
            }
            Account::CreatorPayable(creator) => *owed.entry((creator, balance.currency)).or_default() -= balance.minor,
            Account::Clearing | Account::Cash(_) | Account::Expense(_) | Account::TaxWithheld => {}
        }
    }
    let payables: Vec<Stored<Payable>> = list(db, brand.id, ALL, vec![]).await?;
    let sent = |payable: &Payable| match payable.state {
        PayableState::Paid { .. } | PayableState::PaidOutside { .. } => true,
        PayableState::InPayout { payout } => {
            payouts.iter().any(|one| one.id == payout && matches!(one.value, Payout::Submitted { .. } | Payout::Unknown { .. }))
        }
        PayableState::Open | PayableState::Held { .. } => false,
    };
    for payable in payables.iter().filter(|payable| !sent(payable)) {
        *owed.entry((payable.creator, payable.amount.currency)).or_default() -= payable.amount.minor;
    }
    for (creator, carried) in store::payments::ledger::carries(db, brand.id).await? {
        *owed.entry((creator, carried.currency)).or_default() -= carried.minor;
    }
    for ((creator, currency), minor) in owed.into_iter().filter(|(_, minor)| *minor != 0) {
        let left = Money::new(minor, currency);
        found.push(format!("the ledger owes the creator {creator} {left} more than the payables and carried balances say"));
    }
    Ok(found)
}

/// Credited and unattributed are the order under every model, and the stored credit is what follows from the order.
async fn credit(db: &Db, brand: &Stored<Brand>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let rows = store::attribution::credit::of_brand(db, brand.id).await?;
    for shop in store::attribution::orders::everything(db, brand.id).await? {
        let order = &shop.value.order;
        for model in Model::ALL {
            let credit = order.credit(model);
            if credit.credited() + credit.unattributed != order.value().net() {
                found.push(format!("the order {} is not shared without a rest under {}", shop.value.number, model.as_str()));
            }
        }
        let default = order.credit(Model::CodeFirst);
        let stored: i64 = rows.iter().filter(|row| row.order == shop.id).map(|row| row.minor).sum();
        if stored != default.credited() {
            found.push(format!("the stored credit of the order {} is not what follows from it", shop.value.number));
        }
        for row in rows.iter().filter(|row| row.order == shop.id) {
            if row.released.is_some_and(|released| row.taken_back != (row.commission - released).min(0)) {
                found.push(format!("what refunds of the order {} took back is not what follows from it", shop.value.number));
            }
        }
    }
    Ok(found)
}

/// No payout without an approved payable and, from the limit, the second person; nothing in two payouts.
async fn payouts(db: &Db, brand: &Stored<Brand>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let payouts: Vec<Stored<Payout>> = list(db, brand.id, ALL, vec![]).await?;
    let payables: Vec<Stored<Payable>> = list(db, brand.id, ALL, vec![]).await?;
    let approvals = store::payments::approvals(db, brand.id).await?;
    let limit = FourEyes::of(&brand.value);
    for payout in &payouts {
        let (id, transfer) = (payout.id, payout.transfer());
        let approved = !matches!(payout.value, Payout::Made { .. } | Payout::Withdrawn { .. });
        let by = approvals.get(&id);
        if approved && by.is_none() {
            found.push(format!("the payout {id} went on without anybody's approval"));
        }
        if approved && limit.needed(transfer.run_total()) && by == Some(&transfer.made_by) {
            found.push(format!("the payout {id} was approved by who made it"));
        }
        let holds = matches!(
            payout.value,
            Payout::Made { .. } | Payout::Approved { .. } | Payout::Submitted { .. } | Payout::Unknown { .. } | Payout::Settled { .. }
        );
        let mine: Vec<&Stored<Payable>> = payables.iter().filter(|payable| transfer.payables.contains(&payable.id)).collect();
        let of_it = |payable: &Payable| match payable.state {
            PayableState::InPayout { payout } => {
                payout == id && !matches!(payouts.iter().find(|one| one.id == id).map(|one| &one.value), Some(Payout::Settled { .. }))
            }
            PayableState::Paid { payout, .. } => payout == id,
            PayableState::Open | PayableState::Held { .. } | PayableState::PaidOutside { .. } => false,
        };
        if holds && (mine.len() != transfer.payables.len() || !mine.iter().all(|payable| of_it(payable))) {
            found.push(format!("the payout {id} pays something that does not say so"));
        }
        if holds && mine.iter().map(|payable| payable.amount.minor).sum::<i64>() != transfer.amount.minor {
            found.push(format!("the payout {id} is not the sum of what it pays"));
        }
    }
    Ok(found)
}

/// Each amount within the budget or under a logged override; commission excepted.
async fn budgets(db: &Db, brand: &Stored<Brand>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let campaigns: Vec<Stored<Campaign>> = list(db, brand.id, ALL, vec![]).await?;
    let rows = store::payments::budget::of_brand(db, brand.id).await?;
    for campaign in &campaigns {
        let of: Vec<_> = rows.iter().filter(|(id, _)| *id == campaign.id).map(|(_, amounts)| amounts).collect();
        let used: i64 = of
            .iter()
            .filter(|amounts| amounts.line != BudgetLine::Commission)
            .map(|amounts| amounts.reserved + amounts.committed + amounts.accrued + amounts.paid)
            .sum();
        // Product that turned out dearer is gone and only warned of; an override excuses what it went beyond.
        let excused: i64 = of.iter().filter_map(|amounts| amounts.over.as_ref()).map(|over| over.beyond).sum();
        let shipped: i64 = of
            .iter()
            .filter(|amounts| matches!(amounts.line, BudgetLine::Product | BudgetLine::Shipping))
            .map(|amounts| amounts.paid)
            .sum();
        if used - excused - shipped > campaign.budget.total() {
            found.push(format!("the campaign {} is over its budget without a reason", campaign.value.name));
        }
    }
    Ok(found)
}

/// Stored moves are derived moves, and every unfinished collaboration has one.
async fn moves(db: &Db, brand: &Stored<Brand>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let ids: Vec<CollaborationId> = list::<Collaboration>(db, brand.id, ALL, vec![]).await?.iter().map(|one| one.id).collect();
    let mut stored: BTreeMap<CollaborationId, Vec<domain::moves::Move>> = BTreeMap::new();
    let all = store::moves::Wanted { tellings: true, ..store::moves::Wanted::default() };
    for row in store::moves::open(db, brand.id, &all, i64::MAX).await? {
        stored.entry(row.collaboration).or_default().push(row.open);
    }
    let stages: BTreeMap<_, _> = store::moves::stages(db, brand.id, None).await?.into_iter().map(|(_, id, stage)| (id, stage)).collect();
    for whole in crate::journey::gather(db, brand, &ids).await? {
        let id = whole.collaboration.id;
        let (stage, moves) = (journey::stage(&whole.facts), journey::moves(&whole.facts));
        let mut kept = stored.remove(&id).unwrap_or_default();
        kept.sort_by(|one, other| one.key.cmp(&other.key));
        if kept != moves || stages.get(&id) != Some(&stage) {
            found.push(format!("the stored stage and moves of the collaboration {id} are not what follows from its facts"));
        }
        if !stage.is_off() && !stage.is_over() && moves.is_empty() {
            found.push(format!("the collaboration {id} is {} and nobody's turn", stage.as_str()));
        }
    }
    Ok(found)
}

/// An approved file's and a signed document's bytes still hash to what was approved and signed.
async fn hashes(db: &Db, brand: &Stored<Brand>, files: &dyn Files) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut kept = Vec::new();
    for deliverable in list::<Deliverable>(db, brand.id, ALL, vec![]).await? {
        if let Progress::Approved { files, .. } = &deliverable.state {
            kept.extend(files.iter().cloned());
        }
    }
    kept.extend(list::<Agreement>(db, brand.id, ALL, vec![]).await?.into_iter().map(|agreement| agreement.value.document));
    for file in kept {
        let mut digest = Sha256::new();
        let whole = match files.open(&file.hash, 0).await {
            Ok(mut bytes) => loop {
                match bytes.next().await {
                    Some(Ok(chunk)) => digest.update(&chunk),
                    Some(Err(_)) => break false,
                    None => break true,
                }
            },
            Err(_) => false,
        };
        if !whole {
            found.push(format!("the file {} cannot be read", file.name));
        } else if hex(&digest.finalize()) != file.hash.as_str() {
            found.push(format!("the file {} is not what was approved", file.name));
        }
    }
    Ok(found)
}
