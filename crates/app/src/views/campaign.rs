//! The head of a campaign's pages: what it is for, how far it is, and its budget; and the versions of its brief.
//!
//! Invariant: sums come from credit and budget rows, counts from derived stages; nothing is estimated here.
//! Absent: the rows of its table (`tracker`).

use domain::{
    briefs::Brief,
    campaigns::Campaign,
    ids::{BriefId, CampaignId},
    journey::Stage,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, journey::Figures};

use super::{Found, campaign_named, found};
use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::TEAM};

/// One line of a budget, in minor units of the campaign's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetLineView {
    /// `fees`, `product`, `shipping`, `bonus` or `commission`.
    pub line: String,
    /// Planned.
    pub planned: i64,
    /// Reserved by accepted terms.
    pub reserved: i64,
    /// Committed by signatures.
    pub committed: i64,
    /// Owed.
    pub accrued: i64,
    /// Paid.
    pub paid: i64,
}

impl BudgetLineView {
    /// What is planned and in no other state; negative when more is used than was planned.
    #[must_use]
    pub fn free(&self) -> i64 {
        self.planned - self.reserved - self.committed - self.accrued - self.paid
    }
}

/// How many collaborations stand at a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub count: i64,
}

/// A campaign with its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CampaignHead {
    /// Which.
    pub id: CampaignId,
    /// The version of its row.
    pub version: i64,
    /// The campaign.
    pub campaign: Campaign,
    /// How many collaborations stand at each stage.
    pub stages: Vec<StageCount>,
    /// Orders credited.
    pub orders: i64,
    /// What they are worth in minor units, net of refunds.
    pub sales: i64,
    /// Commission on them in minor units.
    pub commission: i64,
    /// Clicks on its links.
    pub clicks: i64,
    /// Its budget by line, in the order of the plan.
    pub budget: Vec<BudgetLineView>,
    /// When this was read.
    pub read_at: Timestamp,
}

impl CampaignHead {
    /// How many collaborations have agreed and not left: what counts as an active creator.
    #[must_use]
    pub fn active(&self) -> i64 {
        self.count(|stage| stage >= Stage::Agreed && !stage.is_off())
    }

    /// How many talk about it.
    #[must_use]
    pub fn deciding(&self) -> i64 {
        self.count(|stage| matches!(stage, Stage::Invited | Stage::InConversation))
    }

    /// How many stand at stages that a question names.
    #[must_use]
    pub fn count(&self, of: impl Fn(Stage) -> bool) -> i64 {
        self.stages.iter().filter(|entry| of(entry.stage)).map(|entry| entry.count).sum()
    }
}

pub(super) fn head(stored: Stored<Campaign>, figures: Figures, now: Timestamp) -> CampaignHead {
    let plan = stored.value.budget;
    let lines = [
        ("fees", plan.fees),
        ("product", plan.product),
        ("shipping", plan.shipping),
        ("bonus", plan.bonus),
        ("commission", plan.commission),
    ];
    let budget = lines
        .into_iter()
        .map(|(line, planned)| {
            let used = figures.budget.iter().find(|used| used.line == line);
            BudgetLineView {
                line: line.to_owned(),
                planned,
                reserved: used.map_or(0, |used| used.reserved),
                committed: used.map_or(0, |used| used.committed),
                accrued: used.map_or(0, |used| used.accrued),
                paid: used.map_or(0, |used| used.paid),
            }
        })
        .collect();
    CampaignHead {
        id: stored.id,
        version: stored.version.0,
        campaign: stored.value,
        stages: figures.stages.into_iter().map(|(stage, count)| StageCount { stage, count }).collect(),
        orders: figures.orders,
        sales: figures.sales,
        commission: figures.commission,
        clicks: figures.clicks,
        budget,
        read_at: now,
    }
}

/// Shows a campaign's figures and the versions of its brief.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowCampaign {
    /// Its id or short name.
    pub campaign: String,
}

/// A campaign with its brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CampaignPage {
    /// The campaign and its figures.
    pub head: CampaignHead,
    /// The versions of its brief, newest first.
    pub briefs: Vec<Found<BriefId, Brief>>,
}

impl View for ShowCampaign {
    type Answer = CampaignPage;
    const META: Meta = Meta {
        name: "campaigns.show_campaign",
        doc: "Shows a campaign's figures, its budget by line, and the versions of its brief.",
        route: Route::get("/campaigns/{campaign}/overview"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CampaignPage> {
        let brand = look.brand()?;
        let stored = campaign_named(look, brand, &self.campaign).await?;
        let figures = store::journey::figures_of_campaign(look.db(), brand, stored.id).await?;
        let briefs = store::briefs::versions(look.db(), brand, stored.id).await?;
        Ok(CampaignPage { head: head(stored, figures, look.now()), briefs: found(briefs) })
    }
}
