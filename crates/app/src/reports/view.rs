//! A campaign's report: what each creator cost and brought, under a credit rule that is chosen when reading.

use std::collections::BTreeMap;

use domain::{
    attribution::Model,
    campaigns::{Campaign, CampaignState, MEASURING},
    creators::Standing,
    ids::{CampaignId, CollaborationId, CreatorId},
    journey::Stage,
    money::{Currency, Money},
    reports::{
        Measured, StandingProposal, Totals,
        cohorts::{Cohort, cohorts},
        pareto::{self, Part},
        told::{Facts, Seller, Told, told},
    },
    time::{Day, Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, reports::CampaignSums};

use super::{
    posts::{ReportPost, most_seen},
    shared::shared,
    standing::{known, spend, stages_of},
};
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, campaigns::StageCount, operation::TEAM, payments::view::ExportedFile};

/// One creator of a campaign's report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportRow {
    /// Which collaboration.
    pub collaboration: CollaborationId,
    /// Who.
    pub creator: CreatorId,
    /// Their name.
    pub creator_name: String,
    /// How far it is.
    pub stage: Stage,
    /// Things to be made that are missed or were let go.
    pub missed: i64,
    /// What it cost and brought, in the report's currency.
    pub totals: Totals,
    /// What refunds took off the revenue.
    pub refunds: Money,
    /// All that it cost.
    pub cost: Money,
    /// Cost per thousand impressions or views.
    pub cpm: Measured,
    /// Cost per order.
    pub cpa: Measured,
    /// Revenue per unit of cost.
    pub roas: Measured,
    /// How far ROAS may lie from what the same would bring again.
    pub roas_interval: Measured,
    /// What is proposed.
    pub proposal: StandingProposal,
    /// The standing that the brand has given the creator.
    pub standing: Option<Standing>,
    /// Why their code looks leaked, while the commission is held for it.
    pub leaked: Option<String>,
}

/// One step of the curve of result over cost: a creator, the best per cost first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ParetoStep {
    /// Who the step adds.
    pub creator_name: String,
    /// The share of the whole cost up to here, 0 to 1.
    pub cost_share: f64,
    /// The share of the revenue up to here, 0 to 1.
    pub revenue_share: f64,
}

/// Orders in another currency than the report's.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OtherCurrency {
    /// Their value.
    pub value: Money,
    /// How many.
    pub orders: i64,
}

/// Verified posts, and of how many somebody knows how often they were seen or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountedPosts {
    /// All of them.
    pub verified: usize,
    /// Those with at least one reading.
    pub counted: usize,
}

/// How many orders a campaign is to bring, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OrderGoal {
    /// How many.
    pub target: i64,
    /// By the end of this day; the campaign's last where none is said.
    pub by: Day,
}

/// Credited orders by the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SoldBy {
    /// The day.
    pub day: Day,
    /// Orders up to its end.
    pub orders: i64,
}

/// What came of a campaign.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CampaignReport {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub slug: String,
    /// Whether it runs or is over.
    pub state: CampaignState,
    /// How many collaborations stand at each stage.
    pub stages: Vec<StageCount>,
    /// How many creators the campaign wants to end up with.
    pub wanted: u32,
    /// By which rule credit is given here.
    pub model: Model,
    /// Of every amount here.
    pub currency: Currency,
    /// Its first day.
    pub starts: Day,
    /// How many orders it is to bring, where that is its goal.
    pub goal: Option<OrderGoal>,
    /// Its credited orders counted up, by the days on which there were some.
    pub sold: Vec<SoldBy>,
    /// What the figures say in sentences.
    pub told: Vec<Told>,
    /// From when orders are in view.
    pub from: Timestamp,
    /// Until when orders that nobody of this campaign touched are in view.
    pub until: Timestamp,
    /// One for each creator who got as far as an agreement or an order, the highest revenue first.
    pub rows: Vec<ReportRow>,
    /// Sums of the rows.
    pub totals: Totals,
    /// What refunds took off.
    pub refunds: Money,
    /// All that it cost.
    pub cost: Money,
    /// Cost per thousand impressions or views.
    pub cpm: Measured,
    /// Cost per engagement.
    pub cpe: Measured,
    /// Its verified posts.
    pub posts: CountedPosts,
    /// Those of them that most people saw, at most twelve.
    pub most_seen: Vec<ReportPost>,
    /// Cost per order.
    pub cpa: Measured,
    /// Revenue per unit of cost.
    pub roas: Measured,
    /// How much of the revenue came from how much of the cost; empty while nothing was spent or sold.
    pub pareto: Vec<ParetoStep>,
    /// The share of the cost by which half of the revenue had come.
    pub half_by: Option<f64>,
    /// Credited to other campaigns' creators.
    pub elsewhere: Money,
    /// What no creator's touch explains.
    pub unattributed: Money,
    /// How many orders are wholly unattributed.
    pub unattributed_orders: i64,
    /// What all orders in view are worth: the credited here and elsewhere, and the unattributed.
    pub all_orders: Money,
    /// How many.
    pub order_count: i64,
    /// Orders that two creators or more earn commission on.
    pub shared_orders: i64,
    /// Orders in other currencies; they are in no other sum here, because nothing is converted.
    pub other_currencies: Vec<OtherCurrency>,
}

/// What came of a campaign, creator by creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetCampaignReport {
    /// Which campaign.
    pub campaign: CampaignId,
    /// By which rule credit is given; code first unless said otherwise. It never changes what is owed.
    #[serde(default)]
    pub model: Option<Model>,
}

impl View for GetCampaignReport {
    type Answer = CampaignReport;
    const META: Meta = Meta {
        name: "reports.get_campaign_report",
        doc: "Reports what each creator of a campaign cost and brought under a credit rule, with what is unattributed.",
        route: Route::get("/campaigns/{campaign}/report"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CampaignReport> {
        read(look, self.campaign, self.model).await
    }
}

/// A campaign's report as a CSV.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExportCampaignReport {
    /// Which campaign.
    pub campaign: CampaignId,
    /// By which rule credit is given.
    #[serde(default)]
    pub model: Option<Model>,
}

impl View for ExportCampaignReport {
    type Answer = ExportedFile;
    const META: Meta = Meta {
        name: "reports.export_campaign_report",
        doc: "Gives a campaign's report as a CSV, exactly as it is shown.",
        route: Route::get("/campaigns/{campaign}/report/export"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ExportedFile> {
        let report = read(look, self.campaign, self.model).await?;
        let slug = domain::text::slug(&report.name);
        Ok(ExportedFile { file_name: format!("{slug}-report-{}.csv", report.model.as_str()), content: super::csv(&report)? })
    }
}

/// One campaign in the list of reports, under the rule of the agreements.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportLine {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub slug: String,
    /// Whether it runs.
    pub state: CampaignState,
    /// Its first day.
    pub starts: Day,
    /// Its last.
    pub ends: Day,
    /// How many collaborations stand at each stage.
    pub stages: Vec<StageCount>,
    /// Orders credited to its creators.
    pub orders: i64,
    /// Their value net of refunds.
    pub revenue: Money,
    /// All that it cost.
    pub cost: Money,
    /// Revenue per unit of cost.
    pub roas: Measured,
}

/// What came of a brand's campaigns.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportList {
    /// Campaigns that have started, the newest first.
    pub lines: Vec<ReportLine>,
    /// The whole report of the newest.
    pub latest: Option<CampaignReport>,
    /// Of those who first signed in a month, who signed again; the oldest month first.
    pub cohorts: Vec<Cohort>,
}

/// The reports of a brand's campaigns.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListReports {}

impl View for ListReports {
    type Answer = ReportList;
    const META: Meta = Meta {
        name: "reports.list_reports",
        doc: "Lists the campaigns that have started with what each cost and brought, and the newest one's whole report.",
        route: Route::get("/reports"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ReportList> {
        let (db, brand) = (look.db(), look.brand()?);
        let all = store::campaigns::campaigns(db, brand).await?;
        let mut started: Vec<&Stored<Campaign>> = all.iter().filter(|one| one.state != CampaignState::Draft).collect();
        started.sort_by_key(|one| (std::cmp::Reverse(one.starts), one.id));
        let mut sums = store::reports::campaign_sums(db, brand).await?;
        let lines = started.iter().map(|campaign| line(campaign, sums.remove(&campaign.id).unwrap_or_default())).collect();
        let latest = match started.first() {
            Some(newest) => Some(report(look, &all, newest.id, Model::default()).await?),
            None => None,
        };
        let zone = &look.brand_facts()?.value.zone;
        let signed = store::agreements::signatures(db, brand).await?;
        let signed: Vec<(CreatorId, Day)> = signed.into_iter().map(|(creator, at)| (creator, at.day_in(zone))).collect();
        let cohorts = cohorts(&signed, look.now().day_in(zone));
        Ok(ReportList { cohorts, lines, latest })
    }
}

fn line(campaign: &Stored<Campaign>, sums: CampaignSums) -> ReportLine {
    let currency = campaign.currency;
    let mut totals = Totals::none(currency);
    for sum in sums.lines {
        spend(&mut totals, sum.line, sum.committed, sum.accrued + sum.paid);
    }
    for sum in sums.credit.iter().filter(|sum| sum.currency == currency) {
        (totals.revenue, totals.orders, totals.commission) = (sum.worth, sum.orders, sum.commission);
    }
    ReportLine {
        campaign: campaign.id,
        name: campaign.name.clone(),
        slug: campaign.slug.clone(),
        state: campaign.state,
        starts: campaign.starts,
        ends: campaign.ends,
        stages: stages_of(sums.stages),
        orders: totals.orders,
        revenue: Money::new(totals.revenue, currency),
        cost: totals.cost(),
        roas: totals.roas(),
    }
}

/// The sum of those of whom a measure is known: their cost and what it bought.
fn sum_with(all: &[Totals], currency: Currency, of: fn(&Totals) -> Option<i64>) -> Totals {
    let known = all.iter().filter(|one| of(one).is_some());
    known.fold(Totals::none(currency), |sum, one| sum.plus(one).unwrap_or(sum))
}

/// The same for views or impressions: by those that are known of more creators, and by views of as many.
fn by_attention(all: &[Totals], currency: Currency) -> Totals {
    let count = |of: fn(&Totals) -> Option<i64>| all.iter().filter(|one| of(one).is_some()).count();
    if count(|one| one.impressions) > count(|one| one.views) {
        sum_with(all, currency, |one| one.impressions)
    } else {
        Totals { impressions: None, ..sum_with(all, currency, |one| one.views) }
    }
}

/// The goal of a campaign that counts orders.
fn order_goal(campaign: &Campaign) -> Option<OrderGoal> {
    let goal = campaign.goals.iter().find(|goal| goal.measure.trim().eq_ignore_ascii_case("orders") && goal.target > 0)?;
    Some(OrderGoal { target: goal.target, by: goal.by.unwrap_or(campaign.ends) })
}

/// Orders counted up by day.
fn counted_up(sold: &[Timestamp], zone: &Zone) -> Vec<SoldBy> {
    let mut days: BTreeMap<Day, i64> = BTreeMap::new();
    for at in sold {
        *days.entry(at.day_in(zone)).or_default() += 1;
    }
    let mut orders = 0;
    let up = |(day, more): (Day, i64)| {
        orders += more;
        SoldBy { day, orders }
    };
    days.into_iter().map(up).collect()
}

/// How many got as far as a stage and did not leave the road.
fn reached(stages: &[StageCount], stage: Stage) -> usize {
    stages.iter().filter(|one| one.stage >= stage && !one.stage.is_off()).map(|one| one.count).sum()
}

/// What a report says in sentences.
fn sentences(report: &CampaignReport) -> Vec<Told> {
    let by_day: Vec<(Day, i64)> = report.sold.iter().map(|one| (one.day, one.orders)).collect();
    let rows = report.rows.iter();
    let sellers: Vec<Seller<'_>> =
        rows.map(|row| Seller { name: &row.creator_name, revenue: row.totals.revenue, orders: row.totals.orders }).collect();
    told(&Facts {
        over: report.state == CampaignState::Ended,
        goal: report.goal.map(|goal| goal.target),
        by_day: &by_day,
        agreed: reached(&report.stages, Stage::Agreed),
        live: reached(&report.stages, Stage::Live),
        half_by: report.half_by,
        sellers: &sellers,
        revenue: Money::new(report.totals.revenue, report.currency),
        missed: report.rows.iter().map(|row| row.missed).sum(),
        refunds: report.refunds,
        // The rules of clicks leave alone what only a code explains; of that nobody may say that nothing explains it.
        unexplained: if report.model.credits_whatever_was_touched() { (report.unattributed_orders, report.order_count) } else { (0, 0) },
    })
}

async fn read(look: &Look, campaign: CampaignId, model: Option<Model>) -> Result<CampaignReport> {
    let all = store::campaigns::campaigns(look.db(), look.brand()?).await?;
    report(look, &all, campaign, model.unwrap_or_default()).await
}

/// One of a brand's campaigns.
async fn report(look: &Look, all: &[Stored<Campaign>], campaign: CampaignId, model: Model) -> Result<CampaignReport> {
    let brand = look.brand_facts()?;
    let (db, zone) = (look.db(), &brand.value.zone);
    let found = all.iter().find(|one| one.id == campaign).ok_or(Error::NotFound)?;
    let known = known(db, brand, found).await?;
    let currency = found.currency;
    let from = found.starts.at(0, 0, zone);
    let until = found.ends.end_in(zone).plus(MEASURING);
    let judged = known.judged(db, brand.id, all).await?;
    let counted = store::reports::counted(db, brand.id, campaign, from, until).await?;
    let mut shared = shared(db, brand.id, &known, model, (from, until), counted.placed).await?;
    let (mut rows, mut wholes) = (Vec::new(), Vec::new());
    for collaboration in known.collaborations() {
        let id = collaboration.id;
        let credited = shared.by.remove(&id).unwrap_or_default();
        let totals = Totals {
            revenue: credited.revenue,
            orders: i64::try_from(credited.orders.iter().filter(|value| **value > 0).count()).unwrap_or(0),
            clicks: counted.clicks.get(&id).copied().unwrap_or(0),
            commission: counted.commission.get(&(id, currency)).copied().unwrap_or(0),
            ..known.cost(id, currency)
        };
        let totals = totals.plus(&known.seen(id, currency)).unwrap_or(totals);
        let unseen = totals.views.or(totals.reach).or(totals.impressions).or(totals.engagements).is_none();
        if totals.cost().minor == 0 && credited.gross == 0 && totals.clicks == 0 && unseen {
            continue;
        }
        let whole = known.seen_whole(id, &totals);
        wholes.push(whole);
        let creator = collaboration.value.creator;
        let (creator_name, standing) = known.creator(creator);
        rows.push(ReportRow {
            collaboration: id,
            creator,
            creator_name,
            stage: known.stage(id),
            missed: known.missed(id),
            refunds: Money::new(credited.gross - credited.revenue, currency),
            cost: totals.cost(),
            cpm: whole.cpm(),
            cpa: totals.cpa(),
            roas: totals.roas(),
            roas_interval: totals.roas_interval(&credited.orders),
            totals,
            proposal: judged.propose(creator),
            leaked: known.leak(id),
            standing,
        });
    }
    rows.sort_by(|one, other| other.totals.revenue.cmp(&one.totals.revenue).then_with(|| one.creator_name.cmp(&other.creator_name)));
    let parts: Vec<Part<usize>> =
        rows.iter().enumerate().map(|(key, row)| Part { key, cost: row.cost.minor.max(0), result: row.totals.revenue.max(0) }).collect();
    let curve = pareto::curve(&parts);
    let totals = rows.iter().fold(Totals::none(currency), |sum, row| sum.plus(&row.totals).unwrap_or(sum));
    let report = CampaignReport {
        campaign,
        name: found.value.name.clone(),
        slug: found.value.slug.clone(),
        state: found.value.state,
        stages: known.stages(),
        wanted: found.value.active_creators,
        model,
        currency,
        starts: found.value.starts,
        goal: order_goal(&found.value),
        sold: counted_up(&shared.sold, zone),
        told: Vec::new(),
        from,
        until,
        refunds: Money::new(rows.iter().map(|row| row.refunds.minor).sum(), currency),
        cost: totals.cost(),
        cpm: by_attention(&wholes, currency).cpm(),
        cpe: sum_with(&wholes, currency, |one| one.engagements).cpe(),
        posts: known.counted_posts(),
        most_seen: most_seen(&known),
        cpa: totals.cpa(),
        roas: totals.roas(),
        totals,
        half_by: pareto::cost_share_of(&curve, 0.5),
        pareto: curve
            .iter()
            .map(|point| ParetoStep {
                creator_name: rows[point.key].creator_name.clone(),
                cost_share: point.cost_share,
                revenue_share: point.result_share,
            })
            .collect(),
        elsewhere: Money::new(shared.elsewhere, currency),
        unattributed: Money::new(shared.unattributed, currency),
        unattributed_orders: shared.unattributed_orders,
        all_orders: Money::new(shared.all, currency),
        order_count: shared.count,
        shared_orders: counted.shared_orders,
        other_currencies: shared
            .other
            .into_iter()
            .map(|(currency, (minor, orders))| OtherCurrency { value: Money::new(minor, currency), orders })
            .collect(),
        rows,
    };
    Ok(CampaignReport { told: sentences(&report), ..report })
}
