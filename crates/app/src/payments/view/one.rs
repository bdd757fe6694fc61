//! What one creator is owed and paid, for the move about it that is open on Today.
//!
//! Invariant: two statements, and the same rows as in the list of all. Absent: sums, and what is over.

use std::collections::BTreeMap;

use domain::{
    agreements::OnboardingForm,
    campaigns::{Campaign, Collaboration},
    ids::{CampaignId, CollaborationId, CreatorId},
    money::{Currency, Money},
    moves::{Move, What},
    payments::{Payable, Payout},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::Creator,
    journey::{Kind, Scope},
    moves::MoveRow,
};

use super::{HeldView, ListPayments, Names, PaymentsView, approver, held_view, payable_view, payout_view};
use crate::{Look, Meta, Result, View};

const KINDS: [Kind; 6] = [Kind::Collaboration, Kind::Campaign, Kind::Creator, Kind::Form, Kind::Payable, Kind::Payout];

/// What a creator is owed and paid, and the commission that an open move of theirs asks about.
///
/// Not registered: who may list payments may see this much of the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListPaymentsOf {
    /// To whom.
    pub creator: CreatorId,
    /// The collaboration of the open move.
    pub collaboration: CollaborationId,
    /// The move.
    pub open: Move,
}

impl View for ListPaymentsOf {
    type Answer = PaymentsView;
    const META: Meta = ListPayments::META;

    async fn show(self, look: &Look) -> Result<PaymentsView> {
        let brand = look.brand_facts()?;
        let (db, today) = (look.db(), look.now().day_in(&brand.value.zone));
        let parts = store::journey::parts(db, brand.id, Scope::Creator(self.creator), &KINDS).await?;
        let mut payables = parts.once::<Payable>(Kind::Payable)?;
        payables.retain(|payable| payable.value.state.paid_on().is_none());
        payables.sort_by_key(|payable| (payable.value.due, payable.id));
        let mut payouts = parts.once::<Payout>(Kind::Payout)?;
        payouts.sort_by_key(|payout| std::cmp::Reverse((payout.value.transfer().made_at, payout.id)));
        let names = names(look, &parts, !payouts.is_empty()).await?;
        let four_eyes_from = Money::new(brand.value.settings.four_eyes_from, brand.value.currency);
        let approver = approver(look);
        let held = (self.open.what == What::DecideLeak).then(|| held_of(&self, &names, brand.value.currency));
        Ok(PaymentsView {
            today,
            four_eyes_from,
            provider: look.app().provider().map(|provider| provider.name().to_owned()),
            held: held.into_iter().collect(),
            payables: payables.into_iter().map(|found| payable_view(found, &names, today)).collect(),
            payouts: payouts.into_iter().map(|found| payout_view(found, &names, four_eyes_from, approver)).collect(),
            sums: Vec::new(),
            carries: Vec::new(),
        })
    }
}

fn held_of(asked: &ListPaymentsOf, names: &Names, brands: Currency) -> HeldView {
    let currency = names.campaigns.get(&asked.collaboration).map_or(brands, |(_, campaign)| campaign.currency);
    held_view(
        &MoveRow {
            campaign: names.campaigns.get(&asked.collaboration).map_or(CampaignId(uuid::Uuid::nil()), |(id, _)| *id),
            collaboration: asked.collaboration,
            creator: asked.creator,
            open: asked.open.clone(),
            currency,
        },
        names,
    )
}

async fn names(look: &Look, parts: &store::journey::Parts, paid: bool) -> Result<Names> {
    let campaigns: BTreeMap<CampaignId, Campaign> =
        parts.once::<Campaign>(Kind::Campaign)?.into_iter().map(|found| (found.id, found.value)).collect();
    let of = |found: Stored<Collaboration>| Some((found.id, (found.value.campaign, campaigns.get(&found.value.campaign)?.clone())));
    let forms = parts.once::<OnboardingForm>(Kind::Form)?.into_iter().map(|form| (form.value.collaboration, form.value));
    let creators = parts.once::<Creator>(Kind::Creator)?.into_iter().map(|one| (one.id, one.value.name));
    let (people, approvers) = if paid { super::people(look).await? } else { Default::default() };
    Ok(Names {
        people,
        approvers,
        campaigns: parts.once::<Collaboration>(Kind::Collaboration)?.into_iter().filter_map(of).collect(),
        forms: forms.collect(),
        creators: creators.collect(),
    })
}
