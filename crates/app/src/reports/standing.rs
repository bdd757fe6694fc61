//! What is proposed about creators: the brand's own results, put before `domain::reports::standing`.
//!
//! Invariant: a fixed number of queries, however many creators the brand has.

use std::collections::BTreeMap;

use domain::{
    attribution::setup::PromoCode,
    campaigns::{Campaign, Collaboration, Objective},
    content::{Cause, Deliverable, Progress},
    creators::Standing,
    ids::{CampaignId, CollaborationId, CreatorId, DeliverableId, OrderId},
    journey::Stage,
    money::Currency,
    payments::{BudgetLine, budget::Amounts},
    reports::{
        StandingProposal, Totals,
        standing::{Reliability, Results, not_live_yet, propose},
    },
    team::Brand,
    tracking::{Post, PostState, numbers::Counts},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Read, Stored,
    attribution::credit::CreditRow,
    creators::{Creator, Relationship},
    document::list,
    journey::{Kind, Scope},
};

use super::view::CountedPosts;
use crate::{Agent, Look, Meta, Reach, Result, Route, View, campaigns::StageCount, operation::MANAGER};

/// What the brand knows of all its creators.
pub(super) struct Known {
    collaborations: Vec<Stored<Collaboration>>,
    campaigns: Vec<Stored<Campaign>>,
    amounts: Vec<(CampaignId, Amounts)>,
    credit: Vec<CreditRow>,
    made: Vec<(Deliverable, Option<Post>)>,
    stages: BTreeMap<CollaborationId, Stage>,
    creators: BTreeMap<CreatorId, (String, Option<Standing>)>,
    leaks: BTreeMap<CollaborationId, String>,
    brand: Stored<Brand>,
}

const KINDS: [Kind; 7] = [Kind::Collaboration, Kind::Stage, Kind::Creator, Kind::Relationship, Kind::Code, Kind::Deliverable, Kind::Post];

/// Reads it.
pub(super) async fn known(db: &impl Read, brand: &Stored<Brand>) -> Result<Known> {
    let parts = store::journey::parts(db, brand.id, Scope::Brand, &KINDS).await?;
    let mut posts: BTreeMap<DeliverableId, Post> = BTreeMap::new();
    for (_, post) in parts.take::<Post>(Kind::Post)? {
        if matches!(post.value.state, PostState::Verified { .. }) {
            posts.insert(post.value.deliverable, post.value);
        }
    }
    let deliverables = parts.once::<Deliverable>(Kind::Deliverable)?;
    let relationships = parts.once::<Relationship>(Kind::Relationship)?;
    let standing = |id: CreatorId| relationships.iter().find(|one| one.value.creator == id).and_then(|one| one.value.standing);
    let creators = parts.once::<Creator>(Kind::Creator)?.into_iter().map(|one| (one.id, (one.value.name, standing(one.id))));
    let leaks = parts.once::<PromoCode>(Kind::Code)?.into_iter().filter_map(|code| {
        let why = code.value.held()?.why();
        Some((code.value.collaboration, why))
    });
    Ok(Known {
        collaborations: parts.once(Kind::Collaboration)?,
        campaigns: list(db, brand.id, "1 = 1 ORDER BY id", vec![]).await?,
        amounts: store::payments::budget::of_brand(db, brand.id).await?,
        credit: store::attribution::credit::of_brand(db, brand.id).await?,
        made: deliverables.into_iter().map(|made| (made.value, posts.remove(&made.id))).collect(),
        stages: parts.stages()?,
        creators: creators.collect(),
        leaks: leaks.collect(),
        brand: brand.clone(),
    })
}

impl Known {
    /// A campaign of the brand.
    pub(super) fn campaign(&self, id: CampaignId) -> Option<&Stored<Campaign>> {
        self.campaigns.iter().find(|campaign| campaign.id == id)
    }

    /// Every campaign of the brand.
    pub(super) fn campaigns(&self) -> &[Stored<Campaign>] {
        &self.campaigns
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

    /// How many collaborations of a campaign stand at each stage. A gift for which nothing is owed came as far as its parcel.
    pub(super) fn stages_of(&self, campaign: CampaignId) -> Vec<StageCount> {
        let mut counts: BTreeMap<Stage, usize> = BTreeMap::new();
        for one in self.collaborations.iter().filter(|one| one.value.campaign == campaign) {
            let stage = self.stage(one.id);
            let gift = !stage.is_off() && stage > Stage::Shipped && !self.makes_something(one.id);
            *counts.entry(if gift { Stage::Shipped } else { stage }).or_default() += 1;
        }
        counts.into_iter().map(|(stage, count)| StageCount { stage, count }).collect()
    }

    /// What a collaboration was credited with by the rule of its agreement, in one currency: value and orders.
    pub(super) fn credited(&self, collaboration: CollaborationId, currency: Currency) -> (i64, i64) {
        let mine = self.credit.iter().filter(|row| row.collaboration == collaboration && row.currency == currency && row.minor > 0);
        mine.fold((0, 0), |(sum, count), row| (sum + row.minor, count + 1))
    }

    /// Every collaboration of the brand.
    pub(super) fn collaborations(&self) -> &[Stored<Collaboration>] {
        &self.collaborations
    }

    /// What a collaboration cost: agreed fee, product and shipping that left the house, bonus, and commission earned so
    /// far in this currency, held or released.
    pub(super) fn cost(&self, collaboration: CollaborationId, currency: Currency) -> Totals {
        let mut totals = Totals::none(currency);
        for (_, amounts) in self.amounts.iter().filter(|(_, amounts)| amounts.collaboration == collaboration) {
            match amounts.line {
                BudgetLine::Fees => totals.fee += spent(amounts),
                BudgetLine::Product => totals.product += spent(amounts),
                BudgetLine::Shipping => totals.shipping += spent(amounts),
                BudgetLine::Bonus => totals.bonus += spent(amounts),
                BudgetLine::Commission => {}
            }
        }
        let mine = self.credit.iter().filter(|row| row.collaboration == collaboration && row.currency == currency);
        totals.commission = mine.map(|row| row.commission).sum();
        totals
    }

    /// How often a collaboration's verified posts were seen and answered, by what is known of each; nothing in them of money.
    pub(super) fn seen(&self, collaboration: CollaborationId, currency: Currency) -> Totals {
        let mine = self.made.iter().filter(|(one, _)| one.collaboration == collaboration);
        let counts = mine.filter_map(|(_, post)| Some(post.as_ref()?.known()));
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
        let posts = || self.made.iter().filter(|(one, _)| one.collaboration == collaboration).filter_map(|(_, post)| post.as_ref());
        let all = |of: fn(&Counts) -> Option<i64>| posts().next().is_some() && posts().all(|post| of(&post.known()).is_some());
        Totals {
            views: totals.views.filter(|_| all(|counts| counts.views)),
            reach: totals.reach.filter(|_| all(|counts| counts.reach)),
            impressions: totals.impressions.filter(|_| all(|counts| counts.impressions)),
            engagements: totals.engagements.filter(|_| all(Counts::engagements)),
            ..*totals
        }
    }

    /// How many verified posts of a campaign there are, and of how many something is known.
    pub(super) fn counted_posts(&self, campaign: CampaignId) -> CountedPosts {
        let of = |id: CollaborationId| self.collaborations.iter().any(|one| one.id == id && one.value.campaign == campaign);
        let posts: Vec<&Post> = self.made.iter().filter(|(one, _)| of(one.collaboration)).filter_map(|(_, post)| post.as_ref()).collect();
        CountedPosts { verified: posts.len(), counted: posts.iter().filter(|post| post.newest().is_some()).count() }
    }

    /// How many orders two creators or more earn commission on, one of them in these collaborations.
    pub(super) fn shared_orders(&self, ids: &[CollaborationId]) -> i64 {
        let mut earning: BTreeMap<OrderId, (usize, bool)> = BTreeMap::new();
        for row in self.credit.iter().filter(|row| row.commission > 0) {
            let (count, here) = earning.entry(row.order).or_default();
            *count += 1;
            *here |= ids.contains(&row.collaboration);
        }
        i64::try_from(earning.values().filter(|(count, here)| *count > 1 && *here).count()).unwrap_or(i64::MAX)
    }

    /// What is proposed for a creator after a collaboration, by the objective of its campaign.
    pub(super) fn propose(&self, collaboration: &Stored<Collaboration>) -> StandingProposal {
        let campaign = self.campaigns.iter().find(|campaign| campaign.id == collaboration.value.campaign);
        let objective = campaign.map_or(Objective::Sales, |campaign| campaign.objective);
        let mut results = self.results(objective, campaign.map(|campaign| campaign.currency));
        let Some(own) = results.remove(&collaboration.value.creator) else { return not_live_yet() };
        let peers: Vec<Results> = results.into_values().collect();
        propose(&own, &peers, &self.reliability(collaboration.value.creator))
    }

    /// Whether a collaboration can be judged: everything is live and verified, and it was not broken off.
    fn is_judged(&self, id: CollaborationId) -> bool {
        matches!(self.stage(id), Stage::Measuring | Stage::Settled | Stage::Closed) && self.makes_something(id)
    }

    /// Whether anything is made in a collaboration: not for a gift for which nothing is owed.
    fn makes_something(&self, id: CollaborationId) -> bool {
        self.made.iter().any(|(made, _)| made.collaboration == id)
    }

    /// Cost and results of each creator who can be judged, in campaigns of one currency: credited orders for sales, approved content for
    /// content, views of each post, as far as they are known, for awareness.
    fn results(&self, objective: Objective, currency: Option<Currency>) -> BTreeMap<CreatorId, Results> {
        let counts = |campaign: CampaignId| self.campaigns.iter().any(|one| one.id == campaign && Some(one.currency) == currency);
        // Whose views are not known is not judged by views: unknown is not zero.
        let dark = |id: CollaborationId| {
            let unknown = |post: &Option<Post>| post.as_ref().is_some_and(|post| post.known().views.is_none());
            objective == Objective::Awareness && self.made.iter().any(|(one, post)| one.collaboration == id && unknown(post))
        };
        let judged = self.collaborations.iter().filter(|one| counts(one.value.campaign) && self.is_judged(one.id) && !dark(one.id));
        let creator: BTreeMap<CollaborationId, CreatorId> = judged.map(|one| (one.id, one.value.creator)).collect();
        let mut results: BTreeMap<CreatorId, Results> =
            creator.values().map(|creator| (*creator, Results { cost: 0, values: vec![] })).collect();
        let mut of = |id: CollaborationId, cost: i64, value: Option<i64>| {
            if let Some(creator) = creator.get(&id) {
                let one = results.entry(*creator).or_insert(Results { cost: 0, values: vec![] });
                one.cost += cost;
                one.values.extend(value);
            }
        };
        for (_, amounts) in self.amounts.iter().filter(|(_, amounts)| amounts.line != BudgetLine::Commission) {
            of(amounts.collaboration, spent(amounts), None);
        }
        for row in self.credit.iter().filter(|row| Some(row.currency) == currency && row.minor > 0) {
            of(row.collaboration, row.commission, (objective == Objective::Sales).then_some(row.minor));
        }
        if objective == Objective::Content {
            for (deliverable, _) in self.made.iter().filter(|(one, _)| matches!(one.state, Progress::Approved { .. })) {
                of(deliverable.collaboration, 0, Some(1));
            }
        }
        if objective == Objective::Awareness {
            for (deliverable, post) in &self.made {
                of(deliverable.collaboration, 0, post.as_ref().and_then(|post| post.known().views));
            }
        }
        results
    }

    /// How many things to be made are missed or were let go.
    pub(super) fn missed(&self, collaboration: CollaborationId) -> i64 {
        let missed = self.made.iter().filter(|(one, _)| one.collaboration == collaboration && one.missed.is_some()).count();
        i64::try_from(missed).unwrap_or(i64::MAX)
    }

    /// Deadlines kept (posts inside their windows; what was missed by the creator's doing kept none), and rounds needed.
    fn reliability(&self, creator: CreatorId) -> Reliability {
        let mine = |id: CollaborationId| self.collaborations.iter().any(|one| one.id == id && one.value.creator == creator);
        let mut reliability = Reliability::default();
        for (deliverable, post) in self.made.iter().filter(|(one, _)| mine(one.collaboration)) {
            let closed = deliverable.closes.end_in(&self.brand.value.zone);
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

/// What a collaboration cost on a line: agreed fees whether or not they are paid yet, and whatever else was spent.
pub(super) fn spent(amounts: &Amounts) -> i64 {
    match amounts.line {
        BudgetLine::Fees => amounts.committed + amounts.accrued + amounts.paid,
        BudgetLine::Product | BudgetLine::Shipping | BudgetLine::Bonus | BudgetLine::Commission => amounts.accrued + amounts.paid,
    }
}

/// What is proposed after one collaboration.
pub(super) async fn proposal(db: &impl Read, brand: &Stored<Brand>, collaboration: &Stored<Collaboration>) -> Result<StandingProposal> {
    Ok(known(db, brand).await?.propose(collaboration))
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
