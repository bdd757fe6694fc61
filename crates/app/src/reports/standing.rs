//! What is proposed about creators: the brand's own results, put before `domain::reports::standing`.
//!
//! Invariant: a fixed number of queries, however many creators the brand has; of those outside of the campaign only sums are read,
//! but for the views of posts where a campaign is for awareness.

use std::collections::BTreeMap;

use domain::{
    attribution::setup::PromoCode,
    campaigns::{Campaign, Collaboration, Objective},
    content::{Cause, Deliverable, Progress},
    creators::Standing,
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, DeliverableId},
    journey::Stage,
    money::Currency,
    payments::{BudgetLine, budget::Amounts},
    reports::{
        StandingProposal, Totals,
        standing::{Compared, Reliability, Results, not_live_yet},
    },
    team::Brand,
    time::Zone,
    tracking::{Post, PostState, numbers::Counts},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Read, Stored,
    creators::{Creator, Relationship},
    journey::{Kind, Parts, Scope},
};

use super::view::CountedPosts;
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, campaigns::StageCount, operation::MANAGER};

/// What the brand knows of the creators of one campaign, by the collaboration that it is about.
pub(super) struct Known {
    collaborations: Vec<Stored<Collaboration>>,
    of_creators: BTreeMap<CreatorId, Vec<CollaborationId>>,
    campaign: Stored<Campaign>,
    amounts: BTreeMap<CollaborationId, Vec<Amounts>>,
    made: BTreeMap<CollaborationId, Vec<(Deliverable, Option<Post>)>>,
    stages: BTreeMap<CollaborationId, Stage>,
    creators: BTreeMap<CreatorId, (String, Option<Standing>)>,
    leaks: BTreeMap<CollaborationId, String>,
    zone: Zone,
}

const KINDS: [Kind; 7] = [Kind::Collaboration, Kind::Stage, Kind::Creator, Kind::Relationship, Kind::Code, Kind::Deliverable, Kind::Post];

fn grouped<V>(all: impl IntoIterator<Item = V>, of: impl Fn(&V) -> CollaborationId) -> BTreeMap<CollaborationId, Vec<V>> {
    let mut groups: BTreeMap<CollaborationId, Vec<V>> = BTreeMap::new();
    for value in all {
        groups.entry(of(&value)).or_default().push(value);
    }
    groups
}

/// The verified post of each deliverable, with the collaboration that it hangs on.
fn verified(parts: &Parts) -> Result<BTreeMap<DeliverableId, (CollaborationId, Post)>> {
    let posts = parts.take::<Post>(Kind::Post)?.into_iter();
    let verified = posts.filter(|(_, post)| matches!(post.value.state, PostState::Verified { .. }));
    Ok(verified.map(|(of, post)| (post.value.deliverable, (of, post.value))).collect())
}

/// Reads it.
pub(super) async fn known(db: &impl Read, brand: &Stored<Brand>, campaign: &Stored<Campaign>) -> Result<Known> {
    let parts = store::journey::parts(db, brand.id, Scope::CreatorsOf(campaign.id), &KINDS).await?;
    let mut posts = verified(&parts)?;
    let deliverables = parts.once::<Deliverable>(Kind::Deliverable)?;
    let relationships = parts.once::<Relationship>(Kind::Relationship)?.into_iter();
    let standing: BTreeMap<CreatorId, Standing> = relationships.filter_map(|one| Some((one.value.creator, one.value.standing?))).collect();
    let named = |one: Stored<Creator>| (one.id, (one.value.name, standing.get(&one.id).copied()));
    let creators: BTreeMap<CreatorId, (String, Option<Standing>)> = parts.once(Kind::Creator)?.into_iter().map(named).collect();
    let leaks = parts.once::<PromoCode>(Kind::Code)?.into_iter().filter_map(|code| {
        let why = code.value.held()?.why();
        Some((code.value.collaboration, why))
    });
    let mut collaborations: Vec<Stored<Collaboration>> = parts.once(Kind::Collaboration)?;
    let mut of_creators: BTreeMap<CreatorId, Vec<CollaborationId>> = BTreeMap::new();
    for one in &collaborations {
        of_creators.entry(one.value.creator).or_default().push(one.id);
    }
    collaborations.retain(|one| one.value.campaign == campaign.id);
    let amounts = store::payments::budget::of_campaign(db, brand.id, campaign).await?.amounts;
    let made = deliverables.into_iter().map(|made| (made.value, posts.remove(&made.id).map(|(_, post)| post)));
    Ok(Known {
        collaborations,
        of_creators,
        amounts: grouped(amounts, |amounts| amounts.collaboration),
        campaign: campaign.clone(),
        made: grouped(made, |(made, _)| made.collaboration),
        stages: parts.stages()?,
        creators,
        leaks: leaks.collect(),
        zone: brand.value.zone.clone(),
    })
}

/// How many collaborations stand at each stage, of which is known whether anything is made in them. A gift for which nothing is
/// owed came as far as its parcel.
pub(super) fn stages_of(all: impl IntoIterator<Item = (Stage, bool, i64)>) -> Vec<StageCount> {
    let mut counts: BTreeMap<Stage, usize> = BTreeMap::new();
    for (stage, made, count) in all {
        let gift = !stage.is_off() && stage > Stage::Shipped && !made;
        *counts.entry(if gift { Stage::Shipped } else { stage }).or_default() += usize::try_from(count).unwrap_or_default();
    }
    counts.into_iter().map(|(stage, count)| StageCount { stage, count }).collect()
}

impl Known {
    /// The campaign.
    pub(super) fn campaign(&self) -> &Stored<Campaign> {
        &self.campaign
    }

    /// How far a collaboration is.
    pub(super) fn stage(&self, id: CollaborationId) -> Stage {
        self.stages.get(&id).copied().unwrap_or(Stage::Shortlisted)
    }

    /// A creator's name, and the standing that the brand has given them.
    pub(super) fn creator(&self, id: CreatorId) -> (String, Option<Standing>) {
        self.creators.get(&id).cloned().unwrap_or_default()
    }

    /// Why a collaboration's code looks leaked, while its commission is held for it.
    pub(super) fn leak(&self, id: CollaborationId) -> Option<String> {
        self.leaks.get(&id).cloned()
    }

    /// How many collaborations of the campaign stand at each stage.
    pub(super) fn stages(&self) -> Vec<StageCount> {
        stages_of(self.collaborations.iter().map(|one| (self.stage(one.id), self.made.contains_key(&one.id), 1)))
    }

    /// What is made in a collaboration, each with its verified post.
    pub(super) fn made_of(&self, id: CollaborationId) -> impl Iterator<Item = &(Deliverable, Option<Post>)> {
        self.made.get(&id).into_iter().flatten()
    }

    /// Every collaboration of the campaign.
    pub(super) fn collaborations(&self) -> &[Stored<Collaboration>] {
        &self.collaborations
    }

    /// What a collaboration cost but for commission: agreed fee, product and shipping that left the house, bonus.
    pub(super) fn cost(&self, collaboration: CollaborationId, currency: Currency) -> Totals {
        let mut totals = Totals::none(currency);
        for amounts in self.amounts.get(&collaboration).into_iter().flatten() {
            spend(&mut totals, amounts.line, amounts.committed, amounts.accrued + amounts.paid);
        }
        totals
    }

    /// How often a collaboration's verified posts were seen and answered, by what is known of each; nothing in them of money.
    pub(super) fn seen(&self, collaboration: CollaborationId, currency: Currency) -> Totals {
        let counts = self.made_of(collaboration).filter_map(|(_, post)| Some(post.as_ref()?.known()));
        counts.fold(Totals::none(currency), |sum, counts| {
            let one = Totals {
                views: counts.views,
                reach: counts.reach,
                impressions: counts.impressions,
                engagements: counts.engagements(),
                ..Totals::none(currency)
            };
            sum.plus(&one).unwrap_or(sum)
        })
    }

    /// The same without the measures that are not known of every verified post, so that a cost is divided by what it bought.
    pub(super) fn seen_whole(&self, collaboration: CollaborationId, totals: &Totals) -> Totals {
        let posts = || self.made_of(collaboration).filter_map(|(_, post)| post.as_ref());
        let all = |of: fn(&Counts) -> Option<i64>| posts().next().is_some() && posts().all(|post| of(&post.known()).is_some());
        Totals {
            views: totals.views.filter(|_| all(|counts| counts.views)),
            reach: totals.reach.filter(|_| all(|counts| counts.reach)),
            impressions: totals.impressions.filter(|_| all(|counts| counts.impressions)),
            engagements: totals.engagements.filter(|_| all(Counts::engagements)),
            ..*totals
        }
    }

    /// How many verified posts of the campaign there are, and of how many something is known.
    pub(super) fn counted_posts(&self) -> CountedPosts {
        let posts: Vec<&Post> =
            self.collaborations.iter().flat_map(|one| self.made_of(one.id)).filter_map(|(_, post)| post.as_ref()).collect();
        CountedPosts { verified: posts.len(), counted: posts.iter().filter(|post| post.newest().is_some()).count() }
    }

    /// Everybody who can be compared with those of the campaign, by its objective; of all campaigns of the brand.
    pub(super) async fn judged(&self, db: &impl Read, brand: BrandId, campaigns: &[Stored<Campaign>]) -> Result<Judged<'_>> {
        let results = results(db, brand, campaigns, &self.campaign).await?;
        Ok(Judged { known: self, compared: Compared::of(results.values()), results })
    }

    /// How many things to be made are missed or were let go.
    pub(super) fn missed(&self, collaboration: CollaborationId) -> i64 {
        let missed = self.made_of(collaboration).filter(|(one, _)| one.missed.is_some()).count();
        i64::try_from(missed).unwrap_or(i64::MAX)
    }

    /// Deadlines kept (posts inside their windows; what was missed by the creator's doing kept none), and rounds needed.
    fn reliability(&self, creator: CreatorId) -> Reliability {
        let mut reliability = Reliability::default();
        for (deliverable, post) in self.of_creators.get(&creator).into_iter().flatten().flat_map(|id| self.made_of(*id)) {
            let closed = deliverable.closes.end_in(&self.zone);
            if let Some(post) = post {
                reliability.deadlines += 1;
                reliability.kept += u32::from(post.live_at <= closed);
            } else if deliverable.missed.is_some_and(|missed| missed.cause == Cause::Creator) {
                reliability.deadlines += 1;
            }
            if matches!(deliverable.state, Progress::Approved { .. }) {
                reliability.approved += 1;
            }
        }
        reliability
    }
}

/// Cost and results of each creator of a brand who can be judged, in campaigns of one currency: credited orders for sales, approved
/// content for content, views of each post, as far as they are known, for awareness.
async fn results(
    db: &impl Read,
    brand: BrandId,
    campaigns: &[Stored<Campaign>],
    judged: &Campaign,
) -> Result<BTreeMap<CreatorId, Results>> {
    let (objective, currency) = (judged.objective, judged.currency);
    let campaigns: Vec<CampaignId> = campaigns.iter().filter(|one| one.currency == currency).map(|one| one.id).collect();
    let mut views: BTreeMap<CollaborationId, Vec<Option<i64>>> = BTreeMap::new();
    if objective == Objective::Awareness {
        for (of, post) in verified(&store::journey::parts(db, brand, Scope::Brand, &[Kind::Post]).await?)?.into_values() {
            views.entry(of).or_default().push(post.known().views);
        }
    }
    let mut results: BTreeMap<CreatorId, Results> = BTreeMap::new();
    for brought in store::reports::brought(db, brand, &campaigns, currency).await? {
        let views = views.remove(&brought.collaboration).unwrap_or_default();
        // Whose views are not known is not judged by views: unknown is not zero.
        if views.iter().any(Option::is_none) {
            continue;
        }
        let own = results.entry(brought.creator).or_default();
        own.cost += brought.committed_fees + brought.spent + brought.commission;
        match objective {
            Objective::Sales => own.add_all(brought.worth as f64, brought.squares),
            Objective::Content => (0..brought.approved).for_each(|_| own.add(1)),
            Objective::Awareness => views.into_iter().flatten().for_each(|views| own.add(views)),
        }
    }
    Ok(results)
}

/// Everybody of a brand whose results can be compared under one objective.
pub(super) struct Judged<'a> {
    known: &'a Known,
    results: BTreeMap<CreatorId, Results>,
    compared: Compared,
}

impl Judged<'_> {
    /// What is proposed for a creator after a collaboration.
    pub(super) fn propose(&self, creator: CreatorId) -> StandingProposal {
        let Some(own) = self.results.get(&creator) else { return not_live_yet() };
        self.compared.propose(own, &self.known.reliability(creator))
    }
}

/// Adds what was spent on a line: agreed fees whether or not they are owed yet, and whatever else is owed or paid.
pub(crate) fn spend(totals: &mut Totals, line: BudgetLine, committed: i64, gone: i64) {
    match line {
        BudgetLine::Fees => totals.fee += committed + gone,
        BudgetLine::Product => totals.product += gone,
        BudgetLine::Shipping => totals.shipping += gone,
        BudgetLine::Bonus => totals.bonus += gone,
        BudgetLine::Commission => {}
    }
}

/// What is proposed after one collaboration.
pub(super) async fn proposal(db: &impl Read, brand: &Stored<Brand>, collaboration: &Stored<Collaboration>) -> Result<StandingProposal> {
    let campaigns = store::campaigns::campaigns(db, brand.id).await?;
    let campaign = campaigns.iter().find(|one| one.id == collaboration.value.campaign).ok_or(Error::NotFound)?;
    let known = known(db, brand, campaign).await?;
    Ok(known.judged(db, brand.id, &campaigns).await?.propose(collaboration.value.creator))
}

/// What is proposed about a creator after a collaboration.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProposeStanding {
    /// After which collaboration.
    pub collaboration: CollaborationId,
}

impl View for ProposeStanding {
    type Answer = StandingProposal;
    const META: Meta = Meta {
        name: "reports.propose_standing",
        doc: "Proposes whether to work with a creator again, from what each unit of cost brought, and says why.",
        route: Route::get("/collaborations/{collaboration}/standing-proposal"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<StandingProposal> {
        let collaboration = look.collaboration(self.collaboration).await?;
        proposal(look.db(), look.brand_facts()?, &collaboration).await
    }
}
