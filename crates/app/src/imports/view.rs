//! What a tracker became, and what had fallen through in it: the page after an import, and the list of imports.
//!
//! Invariant: what is counted is what still waits; what was dealt with is left out. Absent: deciding.

use std::collections::BTreeMap;

use domain::{
    campaigns::{Campaign, Fallen},
    ids::{CampaignId, CollaborationId, CreatorId, ImportId},
    imports::TrackerImport,
    money::Money,
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::document::list_in;

use super::tracker::FallenCount;
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, campaigns::StageCount, operation::MANAGER};

/// So many on one page.
const PAGE: i64 = 50;

/// One import of a tracker with what still waits.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetTrackerImport {
    /// Which.
    pub tracker: ImportId,
    /// Of what to list those that wait; the first kind that has any when nothing is said.
    #[serde(default)]
    pub show: Option<Fallen>,
    /// The last one of the page before.
    #[serde(default)]
    pub after: Option<CollaborationId>,
}

/// An import of a tracker.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TrackerImportView {
    /// Which.
    pub id: ImportId,
    /// What is kept of it.
    pub import: TrackerImport,
    /// Where its collaborations stand now.
    pub stages: Vec<StageCount>,
    /// What had fallen through and still waits.
    pub fallen: Vec<FallenCount>,
    /// Of what those are that follow.
    pub showing: Option<Fallen>,
    /// Those that wait, fifty on a page.
    pub rows: Vec<FallenRow>,
    /// Ask with it for the next page; nothing on the last.
    pub next: Option<CollaborationId>,
}

/// One collaboration in which something had fallen through.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FallenRow {
    /// Which.
    pub collaboration: CollaborationId,
    /// Whose.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// The campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub campaign_name: String,
    /// The rows of the sheet.
    pub rows: Vec<u64>,
    /// The status in the sheet's own words.
    pub status: String,
    /// When they were asked, where they were.
    pub invited_at: Option<Timestamp>,
    /// When it was posted or was to be.
    pub day: Option<Day>,
    /// When product left.
    pub shipped_at: Option<Timestamp>,
    /// The fee.
    pub fee: Money,
    /// What of it is neither owed nor paid.
    pub unpaid: Money,
    /// Whether a deal was made, so that a date is needed to go on.
    pub agreed: bool,
    /// Notes of the rows.
    pub notes: String,
}

impl View for GetTrackerImport {
    type Answer = TrackerImportView;
    const META: Meta = Meta {
        name: "imports.get_tracker_import",
        doc: "Shows what an import of a tracker brought in, and what had fallen through: unpaid, never posted, unanswered and more.",
        route: Route::get("/imports/tracker/{tracker}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<TrackerImportView> {
        let (db, brand) = (look.db(), look.brand()?);
        let found = store::imports::tracker(db, brand, self.tracker).await?.ok_or(Error::NotFound)?;
        let stages = store::imports::stages(db, brand, self.tracker).await?;
        let fallen: Vec<FallenCount> = store::imports::fallen(db, brand, self.tracker)
            .await?
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(is, count)| FallenCount { is, count: u64::try_from(count).unwrap_or(0) })
            .collect();
        let showing = self.show.or_else(|| fallen.first().map(|one| one.is));
        let (rows, next) = match showing {
            Some(showing) => rows(look, self.tracker, showing, self.after).await?,
            None => (Vec::new(), None),
        };
        let stages = stages.into_iter().map(|(stage, count)| StageCount { stage, count: usize::try_from(count).unwrap_or(0) });
        Ok(TrackerImportView { id: found.id, import: found.value, stages: stages.collect(), fallen, showing, rows, next })
    }
}

async fn rows(
    look: &Look,
    import: ImportId,
    showing: Fallen,
    after: Option<CollaborationId>,
) -> Result<(Vec<FallenRow>, Option<CollaborationId>)> {
    let (db, brand) = (look.db(), look.brand()?);
    let mut found = store::imports::collaborations(db, brand, import, Some(showing), after, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = if more { found.last().map(|one| one.id) } else { None };
    let creators: Vec<CreatorId> = found.iter().map(|one| one.value.creator).collect();
    let names: BTreeMap<CreatorId, String> =
        store::creators::many(db, look.organisation()?, &creators).await?.into_iter().map(|(id, one)| (id, one.value.name)).collect();
    let mut ids: Vec<CampaignId> = found.iter().map(|one| one.value.campaign).collect();
    ids.sort();
    ids.dedup();
    let campaigns = list_in::<Campaign, _>(db, brand, "id", &ids, "id").await?;
    let row = |one: &store::Stored<domain::campaigns::Collaboration>| {
        let told = one.value.taken_over.as_deref()?;
        let campaign = campaigns.iter().find(|campaign| campaign.id == one.value.campaign)?;
        Some(FallenRow {
            collaboration: one.id,
            creator: one.value.creator,
            name: names.get(&one.value.creator).cloned().unwrap_or_default(),
            campaign: campaign.id,
            campaign_name: campaign.value.name.clone(),
            rows: told.rows.clone(),
            status: told.status.clone(),
            invited_at: one.value.invited_at,
            day: told.day,
            shipped_at: told.shipped_at,
            fee: Money::new(told.fee, campaign.value.currency),
            unpaid: Money::new(told.unpaid, campaign.value.currency),
            agreed: told.reached >= domain::campaigns::Reached::Agreed,
            notes: told.notes.clone(),
        })
    };
    Ok((found.iter().filter_map(row).collect(), next))
}

/// The imports of trackers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListTrackerImports {}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TrackerRow {
    /// Which.
    pub id: ImportId,
    /// What is kept of it.
    pub import: TrackerImport,
}

impl View for ListTrackerImports {
    type Answer = Vec<TrackerRow>;
    const META: Meta = Meta {
        name: "imports.list_tracker_imports",
        doc: "Lists the newest imports of trackers.",
        route: Route::get("/imports/tracker"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<TrackerRow>> {
        let found = store::imports::trackers(look.db(), look.brand()?, 20).await?;
        Ok(found.into_iter().map(|one| TrackerRow { id: one.id, import: one.value }).collect())
    }
}
