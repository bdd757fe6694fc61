//! What is proposed about creators: the brand's own results, put before `domain::reports::standing`.
//!
//! Invariant: a fixed number of queries, however many creators the brand has.

use std::collections::{BTreeMap, BTreeSet};

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
        standing::{Compared, Reliability, Results, not_live_yet},
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

/// What the brand knows of all its creators, by the collaboration that it is about.
pub(super) struct Known {
    collaborations: Vec<Stored<Collaboration>>,
    of_creators: BTreeMap<CreatorId, Vec<CollaborationId>>,
    campaigns: Vec<Stored<Campaign>>,
    amounts: BTreeMap<CollaborationId, Vec<Amounts>>,
    credit: BTreeMap<CollaborationId, Vec<CreditRow>>,
    made: BTreeMap<CollaborationId, Vec<(Deliverable, Option<Post>)>>,
    stages: BTreeMap<CollaborationId, Stage>,
    creators: BTreeMap<CreatorId, (String, Option<Standing>)>,
    leaks: BTreeMap<CollaborationId, String>,
    brand: Stored<Brand>,
}

const KINDS: [Kind; 7] = [Kind::Collaboration, Kind::Stage, Kind::Creator, Kind::Relationship, Kind::Code, Kind::Deliverable, Kind::Post];

fn grouped<V>(all: impl IntoIterator<Item = V>, of: impl Fn(&V) -> CollaborationId) -> BTreeMap<CollaborationId, Vec<V>> {
    let mut groups: BTreeMap<CollaborationId, Vec<V>> = BTreeMap::new();
    for value in all {
        groups.entry(of(&value)).or_default().push(value);
    }
    groups
}

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
    let relationships = parts.once::<Relationship>(Kind::Relationship)?.into_iter();
    let standing: BTreeMap<CreatorId, Standing> = relationships.filter_map(|one| Some((one.value.creator, one.value.standing?))).collect();
    let named = |one: Stored<Creator>| (one.id, (one.value.name, standing.get(&one.id).copied()));
    let creators: BTreeMap<CreatorId, (String, Option<Standing>)> = parts.once(Kind::Creator)?.into_iter().map(named).collect();
    let leaks = parts.once::<PromoCode>(Kind::Code)?.into_iter().filter_map(|code| {
        let why = code.value.held()?.why();
        Some((code.value.collaboration, why))
    });
    let collaborations: Vec<Stored<Collaboration>> = parts.once(Kind::Collaboration)?;
    let mut of_creators: BTreeMap<CreatorId, Vec<CollaborationId>> = BTreeMap::new();
    for one in &collaborations {
        of_creators.entry(one.value.creator).or_default().push(one.id);
    }
    let amounts = store::payments::budget::of_brand(db, brand.id).await?.into_iter().map(|(_, amounts)| amounts);
    let made = deliverables.into_iter().map(|made| (made.value, posts.remove(&made.id)));
    Ok(Known {
        collaborations,
        of_creators,
        campaigns: list(db, brand.id, "1 = 1 ORDER BY id", vec![]).await?,
        amounts: grouped(amounts, |amounts| amounts.collaboration),
        credit: grouped(store::attribution::credit::of_brand(db, brand.id).await?, |row| row.collaboration),
        made: grouped(made, |(made, _)| made.collaboration),
        stages: parts.stages()?,
        creators,
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

    fn credit_of(&self, id: CollaborationId) -> impl Iterator<Item = &CreditRow> {
        self.credit.get(&id).into_iter().flatten()
    }

    fn made_of(&self, id: CollaborationId) -> impl Iterator<Item = &(Deliverable, Option<Post>)> {
        self.made.get(&id).into_iter().flatten()
    }

    /// What a collaboration was credited with by the rule of its agreement, in one currency: value and orders.
    pub(super) fn credited(&self, collaboration: CollaborationId, currency: Currency) -> (i64, i64) {
        let mine = self.credit_of(collaboration).filter(|row| row.currency == currency && row.minor > 0);
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
        for amounts in self.amounts.get(&collaboration).into_iter().flatten() {
            match amounts.line {
                BudgetLine::Fees => totals.fee += spent(amounts),
                BudgetLine::Product => totals.product += spent(amounts),
                BudgetLine::Shipping => totals.shipping += spent(amounts),
                BudgetLine::Bonus => totals.bonus += spent(amounts),
                BudgetLine::Commission => {}
            }
        }
        let mine = self.credit_of(collaboration).filter(|row| row.currency == currency);
        totals.commission = mine.map(|row| row.commission).sum();
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

    /// How many verified posts of a campaign there are, and of how many something is known.
    pub(super) fn counted_posts(&self, campaign: CampaignId) -> CountedPosts {
        let in_it = self.collaborations.iter().filter(|one| one.value.campaign == campaign);
        let posts: Vec<&Post> = in_it.flat_map(|one| self.made_of(one.id)).filter_map(|(_, post)| post.as_ref()).collect();
        CountedPosts { verified: posts.len(), counted: posts.iter().filter(|post| post.newest().is_some()).count() }
    }

    /// How many orders two creators or more earn commission on, one of them in these collaborations.
    pub(super) fn shared_orders(&self, ids: &BTreeSet<CollaborationId>) -> i64 {
        let mut earning: BTreeMap<OrderId, (usize, bool)> = BTreeMap::new();
        for (id, rows) in &self.credit {
            let mine = ids.contains(id);
            for row in rows.iter().filter(|row| row.commission > 0) {
                let (count, here) = earning.entry(row.order).or_default();
                *count += 1;
                *here |= mine;
            }
        }
        i64::try_from(earning.values().filter(|(count, here)| *count > 1 && *here).count()).unwrap_or(i64::MAX)
    }

    /// Everybody who can be compared with those of a campaign, by its objective.
    pub(super) fn judged(&self, campaign: CampaignId) -> Judged<'_> {
        let campaign = self.campaign(campaign);
        let objective = campaign.map_or(Objective::Sales, |campaign| campaign.objective);
        let results = self.results(objective, campaign.map(|campaign| campaign.currency));
        Judged { known: self, compared: Compared::of(results.values()), results }
    }

    /// Whether a collaboration can be judged: everything is live and verified, and it was not broken off.
    fn is_judged(&self, id: CollaborationId) -> bool {
        matches!(self.stage(id), Stage::Measuring | Stage::Settled | Stage::Closed) && self.makes_something(id)
    }

    /// Whether anything is made in a collaboration: not for a gift for which nothing is owed.
    fn makes_something(&self, id: CollaborationId) -> bool {
        self.made.contains_key(&id)
    }

    /// Cost and results of each creator who can be judged, in campaigns of one currency: credited orders for sales, approved content for
    /// content, views of each post, as far as they are known, for awareness.
    fn results(&self, objective: Objective, currency: Option<Currency>) -> BTreeMap<CreatorId, Results> {
        let counts: Vec<CampaignId> = self.campaigns.iter().filter(|one| Some(one.currency) == currency).map(|one| one.id).collect();
        // Whose views are not known is not judged by views: unknown is not zero.
        let unknown = |post: &Option<Post>| post.as_ref().is_some_and(|post| post.known().views.is_none());
        let dark = |id: CollaborationId| objective == Objective::Awareness && self.made_of(id).any(|(_, post)| unknown(post));
        let mut results: BTreeMap<CreatorId, Results> = BTreeMap::new();
        let judged =
            self.collaborations.iter().filter(|one| counts.contains(&one.value.campaign) && self.is_judged(one.id) && !dark(one.id));
        for of in judged {
            let own = results.entry(of.value.creator).or_default();
            for amounts in self.amounts.get(&of.id).into_iter().flatten().filter(|amounts| amounts.line != BudgetLine::Commission) {
                own.cost += spent(amounts);
            }
            for row in self.credit_of(of.id).filter(|row| Some(row.currency) == currency && row.minor > 0) {
                own.cost += row.commission;
                if objective == Objective::Sales {
                    own.add(row.minor);
                }
            }
            for (made, post) in self.made_of(of.id) {
                match objective {
                    Objective::Content if matches!(made.state, Progress::Approved { .. }) => own.add(1),
                    Objective::Awareness => post.as_ref().and_then(|post| post.known().views).into_iter().for_each(|views| own.add(views)),
                    Objective::Content | Objective::Sales => {}
                }
            }
        }
        results
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

/// What a collaboration cost on a line: agreed fees whether or not they are paid yet, and whatever else was spent.
pub(super) fn spent(amounts: &Amounts) -> i64 {
    match amounts.line {
        BudgetLine::Fees => amounts.committed + amounts.accrued + amounts.paid,
        BudgetLine::Product | BudgetLine::Shipping | BudgetLine::Bonus | BudgetLine::Commission => amounts.accrued + amounts.paid,
    }
}

/// What is proposed after one collaboration.
pub(super) async fn proposal(db: &impl Read, brand: &Stored<Brand>, collaboration: &Stored<Collaboration>) -> Result<StandingProposal> {
    Ok(known(db, brand).await?.judged(collaboration.value.campaign).propose(collaboration.value.creator))
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
