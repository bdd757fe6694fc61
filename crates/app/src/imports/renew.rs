//! A newer sheet is read over collaborations that came from an older one and on which nobody worked since; and that is taken back.
//!
//! Invariants: what was there is taken out whole, its money by postings, and kept beside what replaces it; it comes back as it
//! was, under the same ids, but for codes that are somebody else's by then. Absent: deciding which collaborations those are.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    attribution::setup::PromoCode,
    campaigns::{Collaboration, Reached, TakenOver},
    content::{Deliverable, Draft},
    ids::{BrandId, CampaignId, CodeId, CollaborationId, LedgerEntryId},
    imports::Before,
    payments::{Expense, Payable, PayableState, Posting, budget::BudgetState, budget::OverrideRequest},
    tracking::Post,
};
use store::{
    Stored, Tx,
    document::{insert_all, list_in},
    payments::ledger::{Belongs, post_all},
};

use super::writing::OUTSIDE;
use crate::{Ctx, Result, payments};

/// What is spoken for in a campaign's budget.
pub(super) type SpokenFor = (CollaborationId, BudgetState, i64);

/// What a collaboration speaks for, of which so much was paid.
pub(super) fn spoken_for(id: CollaborationId, told: &TakenOver, paid: i64) -> Vec<SpokenFor> {
    match told.reached {
        _ if told.fee == 0 => Vec::new(),
        Reached::Listed | Reached::Contacted | Reached::Talking => Vec::new(),
        Reached::Agreed => vec![(id, BudgetState::Reserved, told.fee)],
        // One line holds both: what is paid, and what may still be owed.
        Reached::Signed | Reached::Making => vec![(id, BudgetState::Paid, paid), (id, BudgetState::Committed, told.fee - paid)],
    }
}

/// Enters what is spoken for into a campaign's budget. Beyond it stands there with the sheet as the reason: it has happened.
pub(super) async fn speak_for(ctx: &mut Ctx, file: &str, campaign: CampaignId, told: &[SpokenFor]) -> Result<()> {
    if told.is_empty() {
        return Ok(());
    }
    let reason = format!("It was agreed before, says {file}.");
    let over = payments::person(ctx).await.ok().map(|by| OverrideRequest { by, at: ctx.now(), reason });
    payments::change_budget(ctx, campaign, |budget| budget.take_over(told, over)).await.map(|_| ())
}

/// Takes out what an older sheet said of collaborations, and gives what it was.
pub(super) async fn take_out(ctx: &mut Ctx, found: &[Stored<Collaboration>]) -> Result<HashMap<CollaborationId, Before>> {
    let (brand, ids) = (ctx.brand()?, found.iter().map(|one| one.id).collect::<Vec<_>>());
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let now = ctx.now();
    let mut all: HashMap<CollaborationId, Before> = found.iter().map(|one| (one.id, bare(&one.value))).collect();
    let mut whose = HashMap::new();
    for one in list_in::<Deliverable, _>(ctx.tx(), brand, "collaboration", &ids, "id").await? {
        whose.insert(one.id, one.value.collaboration);
        if let Some(before) = all.get_mut(&one.value.collaboration) {
            before.deliverables.push((one.id, one.value));
        }
    }
    let made: Vec<_> = whose.keys().copied().collect();
    for one in list_in::<Draft, _>(ctx.tx(), brand, "deliverable", &made, "id").await? {
        if let Some(before) = whose.get(&one.value.deliverable).and_then(|of| all.get_mut(of)) {
            before.drafts.push((one.id, one.value));
        }
    }
    for one in list_in::<Post, _>(ctx.tx(), brand, "collaboration", &ids, "id").await? {
        if let Some(before) = all.get_mut(&one.value.collaboration) {
            before.posts.push((one.id, one.value));
        }
    }
    for one in list_in::<PromoCode, _>(ctx.tx(), brand, "collaboration", &ids, "id").await? {
        if let Some(before) = all.get_mut(&one.value.collaboration) {
            before.codes.push((one.id, one.value));
        }
    }
    for one in list_in::<Payable, _>(ctx.tx(), brand, "collaboration", &ids, "id").await? {
        if let Some(before) = all.get_mut(&one.value.collaboration) {
            before.payables.push((one.id, one.value));
        }
    }
    remove(ctx, found, "Read anew").await?;
    Ok(all.into_iter().map(|(id, before)| (id, before.kept_at(now))).collect())
}

fn bare(collaboration: &Collaboration) -> Before {
    let collaboration = collaboration.clone();
    Before { collaboration, deliverables: vec![], drafts: vec![], posts: vec![], codes: vec![], payables: vec![] }
}

/// Removes collaborations with what came with them, and their money from the books.
pub(super) async fn remove(ctx: &mut Ctx, found: &[Stored<Collaboration>], why: &str) -> Result<()> {
    out_of_the_books(ctx, found, why).await?;
    Ok(store::imports::remove_collaborations(ctx.tx(), ctx.brand()?, found).await?)
}

/// What was entered as paid outside is entered backwards: the ledger never changes.
async fn out_of_the_books(ctx: &mut Ctx, gone: &[Stored<Collaboration>], why: &str) -> Result<()> {
    let brand = ctx.brand()?;
    let ids: Vec<_> = gone.iter().map(|one| one.id).collect();
    let mut postings: Vec<(Vec<LedgerEntryId>, Posting, Belongs)> = Vec::new();
    for payable in list_in::<Payable, _>(ctx.tx(), brand, "collaboration", &ids, "id").await? {
        if let PayableState::PaidOutside { source, .. } = &payable.value.state {
            let posting = Posting::paid_outside(Expense::Fees, OUTSIDE, payable.value.amount).corrected();
            let entries = posting.entries().iter().map(|_| ctx.id()).collect();
            let memo = format!("{why}: fee, {source}");
            // Neither the collaboration nor, maybe, the creator is there any more.
            postings.push((entries, posting, Belongs { collaboration: None, creator: None, memo, at: ctx.now() }));
        }
    }
    Ok(post_all(ctx.tx(), brand, &postings).await?)
}

/// Puts collaborations back as they were. Gives the codes that belong to another collaboration meanwhile.
pub(super) async fn put_back(ctx: &mut Ctx, all: Vec<(CollaborationId, Before)>) -> Result<Vec<(CodeId, PromoCode)>> {
    let brand = ctx.brand()?;
    let mut spoken: BTreeMap<(CampaignId, String), Vec<SpokenFor>> = BTreeMap::new();
    let mut postings: Vec<(Vec<LedgerEntryId>, Posting, Belongs)> = Vec::new();
    for (id, before) in &all {
        if let Some(told) = before.collaboration.taken_over.as_deref() {
            let key = (before.collaboration.campaign, told.file.clone());
            spoken.entry(key).or_default().extend(spoken_for(*id, told, before.paid()));
        }
        for (_, payable) in &before.payables {
            if let PayableState::PaidOutside { source, .. } = &payable.state {
                let posting = Posting::paid_outside(Expense::Fees, OUTSIDE, payable.amount);
                let entries = posting.entries().iter().map(|_| ctx.id()).collect();
                let memo = format!("Fee, {source}");
                postings.push((
                    entries,
                    posting,
                    Belongs { collaboration: Some(*id), creator: Some(payable.creator), memo, at: ctx.now() },
                ));
            }
        }
        ctx.touch(*id);
    }
    let whole: Vec<(CollaborationId, Collaboration)> = all.iter().map(|(id, before)| (*id, before.collaboration.clone())).collect();
    let tx = ctx.tx();
    insert(tx, brand, &whole).await?;
    for (_, before) in &all {
        insert(tx, brand, &before.deliverables).await?;
        insert(tx, brand, &before.drafts).await?;
        insert(tx, brand, &before.posts).await?;
        insert(tx, brand, &before.payables).await?;
    }
    post_all(tx, brand, &postings).await?;
    let left = give_codes(ctx, all.into_iter().flat_map(|(_, before)| before.codes).collect()).await?;
    for ((campaign, file), told) in spoken {
        speak_for(ctx, &file, campaign, &told).await?;
    }
    Ok(left)
}

/// Gives codes back to whom they were. Those that belong to another collaboration meanwhile stay there and are told.
pub(super) async fn give_codes(ctx: &Ctx, codes: Vec<(CodeId, PromoCode)>) -> Result<Vec<(CodeId, PromoCode)>> {
    let (tx, brand) = (ctx.tx(), ctx.brand()?);
    let keys: Vec<String> = codes.iter().map(|(_, code)| code.key.clone()).collect();
    let known = store::attribution::codes_by_key(tx, brand, &keys).await?;
    let mut taken: HashSet<String> = known.into_iter().map(|code| code.value.key).collect();
    let (free, left): (Vec<_>, Vec<_>) = codes.into_iter().partition(|(_, code)| taken.insert(code.key.clone()));
    insert(tx, brand, &free).await?;
    Ok(left)
}

/// Saves new rows of one kind.
pub(super) async fn insert<T: store::Document<Wall = BrandId>>(tx: &Tx, brand: BrandId, all: &[(T::Id, T)]) -> Result<()> {
    let all: Vec<(T::Id, &T)> = all.iter().map(|(id, value)| (*id, value)).collect();
    Ok(insert_all(tx, brand, &all).await?)
}
