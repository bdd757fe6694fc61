//! Facts of all rooms put together for `domain::journey`, and the projection of stage and moves kept beside them.
//!
//! Invariant: the only caller of `domain::journey`; a fixed number of queries for any number of collaborations.
//! Absent: any decision; what follows from the facts stands on the ground floor.

use std::collections::BTreeMap;

use domain::{
    agreements::{Agreement, Offer, OnboardingForm, Side},
    attribution::setup::{PromoCode, TrackingLink},
    briefs::{Brief, BriefSent},
    campaigns::{Campaign, Collaboration},
    content::Deliverable,
    ids::{BrandId, CollaborationId, CreatorId},
    journey::{Facts, moves, stage},
    outreach::Message,
    payments::FourEyes,
    shipments::Shipment,
    team::Brand,
    time::Timestamp,
    tracking::Post,
};
use store::{
    Document, Read, Stored,
    document::list_in,
    moves::{Derived, Place},
};

use crate::{Ctx, Error, Result};

/// A collaboration with everything that its stage and moves follow from.
#[derive(Debug)]
pub struct Whole {
    /// The campaign.
    pub campaign: Stored<Campaign>,
    /// The collaboration.
    pub collaboration: Stored<Collaboration>,
    /// The facts.
    pub facts: Facts,
}

/// Derives and stores the moves of what an operation touched.
///
/// # Errors
/// The store's.
pub(crate) async fn derive_touched(ctx: &mut Ctx) -> Result<()> {
    for (id, touched) in std::mem::take(&mut ctx.touched) {
        let ids: Vec<CollaborationId> = touched.into_iter().collect();
        let brand = store::document::find::<Brand>(&ctx.tx, ctx.organisation()?, id).await?.ok_or(Error::NotFound)?;
        for chunk in ids.chunks(200) {
            derive(&ctx.tx, &brand, chunk).await?;
        }
    }
    Ok(())
}

/// Derives and stores the moves of collaborations.
///
/// # Errors
/// The store's.
pub async fn derive(tx: &store::Tx, brand: &Stored<Brand>, ids: &[CollaborationId]) -> Result<()> {
    // Who derives the same moves at the same moment must see our facts, or we theirs.
    store::moves::hold(tx, brand.id, ids).await?;
    let wholes = gather(tx, brand, ids).await?;
    let derived = wholes.iter().map(|whole| {
        let place = Place {
            brand: brand.id,
            campaign: whole.campaign.id,
            collaboration: whole.collaboration.id,
            creator: whole.collaboration.value.creator,
            currency: whole.campaign.value.currency,
        };
        Derived { place, stage: stage(&whole.facts), moves: moves(&whole.facts) }
    });
    Ok(store::moves::replace(tx, &derived.collect::<Vec<_>>()).await?)
}

/// Gathers the facts of collaborations.
///
/// # Errors
/// The store's.
pub async fn gather(db: &impl Read, brand: &Stored<Brand>, ids: &[CollaborationId]) -> Result<Vec<Whole>> {
    let wall = brand.id;
    let collaborations = list_in::<Collaboration, _>(db, wall, "id", ids, "id").await?;
    let mut campaign_ids: Vec<_> = collaborations.iter().map(|found| found.value.campaign).collect();
    campaign_ids.sort();
    campaign_ids.dedup();
    let campaigns = list_in::<Campaign, _>(db, wall, "id", &campaign_ids, "id").await?;
    let written: Vec<_> =
        list_in::<Brief, _>(db, wall, "campaign", &campaign_ids, "id").await?.into_iter().map(|brief| brief.value.campaign).collect();
    let mut offers = by::<Offer>(db, wall, ids, "number", |offer| offer.collaboration).await?;
    let mut agreements = by::<Agreement>(db, wall, ids, "id", |agreement| agreement.collaboration).await?;
    let mut forms = by::<OnboardingForm>(db, wall, ids, "id", |form| form.collaboration).await?;
    let mut shipments = by::<Shipment>(db, wall, ids, "id", |shipment| shipment.collaboration).await?;
    let mut sendings = by::<BriefSent>(db, wall, ids, "number", |sent| sent.collaboration).await?;
    let mut deliverables = by::<Deliverable>(db, wall, ids, "number", |deliverable| deliverable.collaboration).await?;
    let mut posts = by::<Post>(db, wall, ids, "id", |post| post.collaboration).await?;
    let mut links = by::<TrackingLink>(db, wall, ids, "id", |link| link.collaboration).await?;
    let mut codes = by::<PromoCode>(db, wall, ids, "id", |code| code.collaboration).await?;
    let mut messages = messages(db, wall, ids).await?;
    let mut money = store::payments::journey_summaries(db, wall, &brand.value.zone, FourEyes::of(&brand.value), ids).await?;
    let mut chase = store::outreach::chase::known(db, wall, ids).await?;
    let mut in_hold = store::attribution::in_hold(db, wall, ids).await?;
    let mut decided = store::reports::decided_at(db, wall, ids).await?;
    let creators = store::creators::many(
        db,
        brand.value.organisation,
        &collaborations.iter().map(|found| found.value.creator).collect::<Vec<CreatorId>>(),
    )
    .await?;

    let mut all = Vec::with_capacity(collaborations.len());
    for collaboration in collaborations {
        let id = collaboration.id;
        let campaign = campaigns.iter().find(|campaign| campaign.id == collaboration.value.campaign).ok_or(Error::NotFound)?.clone();
        let offers = offers.remove(&id).unwrap_or_default();
        let agreement = agreements.remove(&id).unwrap_or_default();
        let form = forms.remove(&id).unwrap_or_default();
        let links = links.remove(&id).unwrap_or_default();
        let code = codes.remove(&id).unwrap_or_default();
        let messages = messages.remove(&id).unwrap_or_default();
        let sendings = sendings.remove(&id).unwrap_or_default();
        let creator = creators.get(&collaboration.value.creator);
        let handled = handled(&offers, &agreement, &sendings);
        let known = chase.remove(&id).unwrap_or_default();
        let held = in_hold.remove(&id).unwrap_or_default();
        // A stake is told in the campaign's currency; nothing is converted.
        let stake = held.iter().filter(|one| one.currency == campaign.value.currency).map(|one| one.minor).sum();
        let hold = held.iter().map(|one| one.next).min().map(|next| (next, stake));
        let facts = Facts {
            creator_zone: creator.and_then(|creator| creator.value.zone.clone()).unwrap_or_else(|| brand.value.zone.clone()),
            brand_zone: brand.value.zone.clone(),
            holidays: brand.value.settings.holidays.clone(),
            campaign: domain::campaigns::summary(&campaign.value, &collaboration.value),
            outreach: domain::outreach::summary(
                messages.iter().map(|message| &message.value),
                handled.iter().max().copied(),
                creator.and_then(|creator| creator.value.suppression.bounced_at),
            ),
            chase: domain::outreach::chase::Summary {
                reachable: creator.is_some_and(|creator| creator.value.email.is_some()),
                cadence: campaign.value.cadence,
                asked: known.asked,
                taken: known.taken,
                held: known.held,
                told: known.told,
                pauses: domain::outreach::pauses(messages.iter().map(|message| &message.value), &handled),
            },
            agreement: domain::agreements::summary(
                offers.last().map(|offer| (offer.id, &offer.value)),
                agreement.first().map(|agreement| &agreement.value),
                form.first().map(|form| &form.value),
            ),
            shipment: domain::shipments::summary(shipments.remove(&id).unwrap_or_default().iter().map(|shipment| &shipment.value)),
            tracking: domain::attribution::setup::summary(
                &links.iter().map(|link| &link.value).collect::<Vec<_>>(),
                code.first().map(|code| &code.value),
                hold,
            ),
            brief: domain::briefs::summary(written.contains(&collaboration.value.campaign), sendings.iter().map(|sent| &sent.value)),
            deliverables: deliverables
                .remove(&id)
                .unwrap_or_default()
                .iter()
                .map(|found| domain::content::summary(found.id, &found.value))
                .collect(),
            posts: domain::tracking::summary(posts.remove(&id).unwrap_or_default().iter().map(|post| (post.id, &post.value))),
            payments: money.remove(&id).unwrap_or_default(),
            standing_decided_at: decided.remove(&id),
        };
        all.push(Whole { campaign, collaboration, facts: domain::journey::told_by_sheet(facts) });
    }
    Ok(all)
}

/// When the team took verbs that answer a creator as well as words do: an offer, an agreement, a brief.
fn handled(offers: &[Stored<Offer>], agreement: &[Stored<Agreement>], sendings: &[Stored<BriefSent>]) -> Vec<Timestamp> {
    let ours = offers.iter().filter(|offer| offer.value.by == Side::Brand).map(|offer| offer.value.made_at);
    let prepared = agreement.iter().map(|agreement| agreement.value.prepared_at);
    ours.chain(prepared).chain(sendings.iter().map(|sent| sent.value.sent_at)).collect()
}

async fn by<T: Document<Wall = BrandId>>(
    db: &impl Read,
    wall: BrandId,
    ids: &[CollaborationId],
    order: &str,
    of: impl Fn(&T) -> CollaborationId,
) -> Result<BTreeMap<CollaborationId, Vec<Stored<T>>>> {
    let mut found: BTreeMap<CollaborationId, Vec<Stored<T>>> = BTreeMap::new();
    for stored in list_in::<T, _>(db, wall, "collaboration", ids, &format!("collaboration, {order}")).await? {
        found.entry(of(&stored.value)).or_default().push(stored);
    }
    Ok(found)
}

async fn messages(db: &impl Read, wall: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Vec<Stored<Message>>>> {
    let mut found: BTreeMap<CollaborationId, Vec<Stored<Message>>> = BTreeMap::new();
    for stored in list_in::<Message, _>(db, wall, "collaboration", ids, "collaboration, at, id").await? {
        if let Some(id) = stored.value.collaboration {
            found.entry(id).or_default().push(stored);
        }
    }
    Ok(found)
}

/// Derives every move of the installation anew from the facts. Gives how many collaborations were looked at.
///
/// # Errors
/// The store's.
pub async fn rebuild(db: &store::Db) -> Result<usize> {
    let mut count = 0;
    for (organisation, _) in store::team::organisations(db).await? {
        for brand in store::team::brands(db, organisation).await? {
            let all = store::campaigns::ids_of_brand(db, brand.id).await?;
            for chunk in all.chunks(200) {
                let tx = db.begin().await?;
                derive(&tx, &brand, chunk).await?;
                tx.commit().await?;
            }
            count += all.len();
        }
    }
    Ok(count)
}
