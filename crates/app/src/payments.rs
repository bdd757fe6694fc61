//! The room `payments`: budgets, what is owed, payouts, the ledger.
//!
//! Invariants: a step and its ledger entries and its budget are saved in one transaction; nobody pays what is not open;
//! from the brand's limit on a second person approves. Absent: the providers themselves, which are behind a port.

use domain::{
    campaigns::Campaign,
    ids::{CampaignId, CollaborationId, CreatorId, LedgerEntryId, PersonId},
    payments::{Budget, BudgetError, BudgetLine, PayableKind, Posting},
};
use store::payments::ledger::{self as books, Belongs};

use crate::{
    Ctx, Error, Result,
    registry::{Registered, look, op},
};

pub mod budget;
pub mod commission;
pub mod export;
pub(crate) mod extra;
pub(crate) mod fees;
pub mod ledger;
pub mod lists;
pub(crate) mod merged;
pub mod payout;
pub mod provider;
pub mod record;
pub mod run;
pub(crate) mod shipped;
pub mod view;

pub use commission::ReleaseCommission;
pub use ledger::{ExportLedger, GetLedger};
pub use lists::{ListPayables, ListPayouts};
pub use payout::{ApprovePayout, MakePayout, WithdrawPayout};
pub use provider::{CheckPayout, NoteSilence, RecordNews, SubmitPayout};
pub use record::{RecordFailed, RecordPaid, RecordReturned};
pub use run::{ApprovePayouts, MakePayouts};
pub use view::{ExportPayments, ListPayments};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<MakePayout>(),
        op::<ApprovePayout>(),
        op::<WithdrawPayout>(),
        op::<MakePayouts>(),
        op::<ApprovePayouts>(),
        op::<RecordPaid>(),
        op::<RecordFailed>(),
        op::<RecordReturned>(),
        op::<SubmitPayout>(),
        op::<RecordNews>(),
        op::<NoteSilence>(),
        op::<CheckPayout>(),
        op::<ReleaseCommission>(),
        look::<ListPayments>(),
        look::<ListPayables>(),
        look::<ListPayouts>(),
        look::<ExportPayments>(),
        look::<GetLedger>(),
        look::<ExportLedger>(),
    ]
}

/// The person who answers for a payment: somebody of the team, or who made the key.
pub(crate) async fn person(ctx: &Ctx) -> Result<PersonId> {
    crate::team::answers_for(ctx.tx(), ctx.caller()).await?.ok_or_else(|| Error::Rule {
        code: "payments.person_needed".to_owned(),
        message: "A person of the team must do this, so that somebody answers for it. Sign in first.".to_owned(),
    })
}

/// Enters a posting into the ledger.
pub(crate) async fn enter(
    ctx: &mut Ctx,
    posting: &Posting,
    creator: CreatorId,
    collaboration: Option<CollaborationId>,
    memo: &str,
) -> Result<()> {
    let ids: Vec<LedgerEntryId> = posting.entries().iter().map(|_| ctx.id()).collect();
    let belongs = Belongs { collaboration, creator: Some(creator), memo: memo.to_owned(), at: ctx.now() };
    Ok(books::post(ctx.tx(), ctx.brand()?, &ids, posting, &belongs).await?)
}

/// Changes a campaign's budget while nobody else can.
pub(crate) async fn change_budget(
    ctx: &mut Ctx,
    campaign: CampaignId,
    change: impl FnOnce(Budget) -> std::result::Result<Budget, BudgetError>,
) -> Result<Budget> {
    let brand = ctx.brand()?;
    let campaign = store::document::find::<Campaign>(ctx.tx(), brand, campaign).await?.ok_or(Error::NotFound)?;
    let before = store::payments::budget::lock(ctx.tx(), brand, &campaign).await?;
    let after = change(before.clone()).map_err(|error| budget::refusal(ctx, &before, error))?;
    store::payments::budget::save(ctx.tx(), brand, campaign.id, &before, &after).await?;
    budget::log_overrides(ctx, campaign.id, &before, &after).await?;
    Ok(after)
}

/// The budget's line that a payable belongs to.
pub(crate) fn line(kind: PayableKind) -> BudgetLine {
    match kind {
        PayableKind::Fee => BudgetLine::Fees,
        PayableKind::Commission => BudgetLine::Commission,
        PayableKind::Bonus => BudgetLine::Bonus,
    }
}
