//! What the clock did, what it will do within a week, and what keeps it from it.
//!
//! Invariants: what is to come is planned by the same rules as it will be done, as if nobody did anything until then; a
//! fixed number of statements.
//! Absent: the team's own moves; Today has them. Of a letter that waits in the outbox the steps count as sent.

use std::collections::BTreeMap;

use domain::{
    campaigns::{Campaign, CampaignState},
    creators::Creator,
    events::Actor,
    ids::{CampaignId, CollaborationId, CreatorId, PauseId},
    moves::{Turn, What},
    outreach::chase::{Chase, Planned, Step, Track},
    team::Brand,
    time::{DAY, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    moves::{MoveRow, Wanted},
    outreach::chase::{ClockPause, newest, sent_since},
};

use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::MANAGER, team::view::EventView};

/// The clock is looked at for so many days ahead.
const AHEAD: i64 = 7 * DAY;
/// So many open moves of the clock are looked at, and so many past steps shown.
const MOST: i64 = 1_000;
const MOST_DONE: i64 = 50;

/// Shows the clock of a brand.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ShowClock {}

/// One step, taken or to come.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClockStep {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub creator_name: String,
    /// In which campaign, by name.
    pub campaign_name: String,
    /// Of which open move; nothing once it is over.
    pub what: Option<What>,
    /// Which step.
    pub step: Step,
    /// When.
    pub at: Timestamp,
    /// The deadline that it named.
    pub deadline: Option<Timestamp>,
    /// For a step that was taken: `sent`, or why not.
    pub outcome: Option<String>,
    /// For one to come: whether a person's pause keeps it back.
    pub paused: bool,
    /// For one to come: whether it goes in the same letter as the step before it.
    pub same_letter: bool,
}

/// Something beside chasing that the clock will do.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClockDuty {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// With whom, by name.
    pub creator_name: String,
    /// In which campaign, by name.
    pub campaign_name: String,
    /// What.
    pub what: What,
    /// Since when that is to come.
    pub since: Timestamp,
    /// When.
    pub at: Timestamp,
}

/// A pause that a person made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PauseView {
    /// Which.
    pub id: PauseId,
    /// In which campaign alone, by name.
    pub campaign_name: Option<String>,
    /// For which creator alone, by name.
    pub creator_name: Option<String>,
    /// Why.
    pub reason: String,
    /// Who.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// The clock of a brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClockPage {
    /// What keeps it.
    pub pauses: Vec<PauseView>,
    /// What will go out within a week if nobody does anything, the next first.
    pub ahead: Vec<ClockStep>,
    /// What else it will do within a week, the next first: telling the team of what is late, looking at posts again, releasing
    /// commissions.
    pub duties: Vec<ClockDuty>,
    /// Whether more is open than was looked at, so that what comes later is not all shown.
    pub more: bool,
    /// The steps that were taken lately, the newest first.
    pub done: Vec<ClockStep>,
    /// What else it did lately, the newest first.
    pub events: Vec<EventView>,
    /// How many mails to creators left the mailbox today.
    pub sent_today: i64,
    /// How many may leave it in a day.
    pub budget: i64,
    /// Campaigns that a pause can be made for.
    pub campaigns: Vec<(CampaignId, String)>,
}

impl View for ShowClock {
    type Answer = ClockPage;
    const META: Meta = Meta {
        name: "outreach.show_clock",
        doc: "Shows what the clock did, what it will send to whom within seven days, and what a person paused.",
        route: Route::get("/clock"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ClockPage> {
        let (brand, now) = (look.brand_facts()?.clone(), look.now());
        let wanted = Wanted { turn: Some(Turn::Clock), tellings: true, ..Wanted::default() };
        let mut soon = store::moves::open(look.db(), brand.id, &wanted, MOST).await?;
        let more = soon.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) && soon.last().is_some_and(|row| is_soon(row, now));
        soon.retain(|row| is_soon(row, now));
        let done = newest(look.db(), brand.id, MOST_DONE).await?;
        let events = store::events::by_actor(look.db(), brand.id, &Actor::Clock, "outreach.chased", MOST_DONE).await?;
        let pauses = pauses(look).await?;
        let campaigns = store::campaigns::campaigns(look.db(), brand.id).await?;
        let whom = soon.iter().map(|row| row.creator).chain(done.iter().map(|row| row.creator));
        let whom = whom.chain(events.iter().filter_map(|event| event.creator));
        let creators = creators(look, whom.chain(pauses.iter().filter_map(|pause| pause.value.creator)).collect()).await?;
        let named = Named { creators: &creators, campaigns: &campaigns };

        let (chases, others): (Vec<MoveRow>, Vec<MoveRow>) = soon.into_iter().partition(|row| row.open.what == What::Chase);
        let mut ahead = steps_ahead(&chases, &named, &brand.value, &pauses, now);
        ahead.retain(|step| step.at <= now.plus(AHEAD));
        let duties = others.iter().map(|row| named.duty(row, now)).collect();
        let events = events.into_iter().map(|event| {
            let creator_name = event.creator.map(|id| named.creator(id)).unwrap_or_default();
            EventView { creator_name, ..event.into() }
        });
        let events = events.collect();
        let done = done.into_iter().map(|row| {
            let what = What::parse(row.key.split(':').next().unwrap_or_default());
            let step = named.step(row.collaboration, row.campaign, row.creator, row.taken.step, what);
            ClockStep { at: row.taken.at, deadline: row.taken.deadline, outcome: Some(row.outcome), ..step }
        });
        let done = done.collect();
        let shown = pauses.into_iter().map(|pause| {
            let ClockPause { campaign, creator, reason, name, since } = pause.value;
            let (campaign_name, creator_name) = (campaign.map(|id| named.campaign(id)), creator.map(|id| named.creator(id)));
            PauseView { id: pause.id, campaign_name, creator_name, reason, name, since }
        });
        let pauses = shown.collect();
        let today = now.day_in(&brand.value.zone).at(0, 0, &brand.value.zone);
        let sent_today = sent_since(look.db(), brand.id, today).await?;
        let (budget, campaigns) = (brand.value.settings.mailbox_budget, running(campaigns));
        Ok(ClockPage { pauses, ahead, duties, more, done, events, sent_today, budget, campaigns })
    }
}

fn is_soon(row: &MoveRow, now: Timestamp) -> bool {
    row.open.due.is_some_and(|due| due <= now.plus(AHEAD))
}

/// What the clock's chases send if nobody does anything, the next first, with what a person's pause keeps back; what goes in
/// one letter is marked.
pub(crate) fn steps_ahead(
    chases: &[MoveRow],
    named: &Named<'_>,
    brand: &Brand,
    pauses: &[Stored<ClockPause>],
    now: Timestamp,
) -> Vec<ClockStep> {
    let mut ahead: Vec<ClockStep> = Vec::new();
    for row in chases {
        let paused = pauses.iter().any(|pause| pause.value.covers(row.campaign, row.creator));
        let what = row.open.key.split(':').nth(1).and_then(What::parse);
        for next in planned(row, named, brand) {
            let step = named.step(row.collaboration, row.campaign, row.creator, next.step, what);
            ahead.push(ClockStep { at: next.at.max(now), paused, ..step });
        }
    }
    ahead.sort_by_key(|step| (step.at, step.creator, step.step));
    together(&mut ahead);
    ahead
}

/// Marks what goes in one letter: all that is due for a creator on one day, but for a goodbye.
fn together(ahead: &mut [ClockStep]) {
    let of = |step: &ClockStep| (step.at, step.creator, step.paused, step.step == Step::End);
    for at in 1..ahead.len() {
        ahead[at].same_letter = of(&ahead[at]) == of(&ahead[at - 1]) && ahead[at].step != Step::End;
    }
}

/// A person's pauses of the clock in a brand, the oldest first.
///
/// # Errors
/// The store's.
pub(crate) async fn pauses(look: &Look) -> Result<Vec<Stored<ClockPause>>> {
    Ok(store::document::list::<ClockPause>(look.db(), look.brand()?, "1 = 1 ORDER BY id", vec![]).await?)
}

/// The next step of a chase and those that follow it, as its move tells.
fn planned(row: &MoveRow, named: &Named<'_>, brand: &Brand) -> Vec<Planned> {
    let (Some(step), Some(at)) = (row.open.detail.as_deref().and_then(Step::parse), row.open.due) else { return Vec::new() };
    let start = row.open.since;
    let track = match row.open.key.split(':').nth(1) {
        Some("gift") => Track::Gift { delivered: start },
        Some("tell_us") => Track::Question { delivered: start },
        Some("submit_draft" | "post") => Track::Work { opened: Timestamp(i64::MIN), due: start },
        _ => Track::Answer { asked: start },
    };
    let cadence = named.campaigns.iter().find(|found| found.id == row.campaign).map(|found| found.value.cadence).unwrap_or_default();
    let zone = named.creators.get(&row.creator).and_then(|creator| creator.zone.as_ref()).unwrap_or(&brand.zone);
    let next = Planned { step, at };
    let after = Chase { track, cadence, zone, holidays: &brand.settings.holidays, pauses: &[], taken: &[] }.after(next);
    std::iter::once(next).chain(after).collect()
}

/// The names of what steps are about.
pub(crate) struct Named<'a> {
    /// Of whom.
    pub creators: &'a BTreeMap<CreatorId, Creator>,
    /// In which campaigns.
    pub campaigns: &'a [Stored<Campaign>],
}

impl Named<'_> {
    fn creator(&self, id: CreatorId) -> String {
        self.creators.get(&id).map(|creator| creator.name.clone()).unwrap_or_default()
    }

    fn campaign(&self, id: CampaignId) -> String {
        self.campaigns.iter().find(|found| found.id == id).map(|found| found.value.name.clone()).unwrap_or_default()
    }

    fn step(&self, collaboration: CollaborationId, campaign: CampaignId, creator: CreatorId, step: Step, what: Option<What>) -> ClockStep {
        ClockStep {
            collaboration,
            creator,
            creator_name: self.creator(creator),
            campaign_name: self.campaign(campaign),
            what,
            step,
            at: Timestamp(0),
            deadline: None,
            outcome: None,
            paused: false,
            same_letter: false,
        }
    }

    /// A move of the clock that nobody outside is written to for.
    fn duty(&self, row: &MoveRow, now: Timestamp) -> ClockDuty {
        ClockDuty {
            collaboration: row.collaboration,
            creator_name: self.creator(row.creator),
            campaign_name: self.campaign(row.campaign),
            what: row.open.what,
            since: row.open.since,
            at: row.open.due.map_or(now, |due| due.max(now)),
        }
    }
}

async fn creators(look: &Look, mut ids: Vec<CreatorId>) -> Result<BTreeMap<CreatorId, Creator>> {
    ids.sort();
    ids.dedup();
    let found = store::document::list_in::<Creator, _>(look.db(), look.organisation()?, "id", &ids, "id").await?;
    Ok(found.into_iter().map(|found| (found.id, found.value)).collect())
}

fn running(campaigns: Vec<Stored<Campaign>>) -> Vec<(CampaignId, String)> {
    let running = campaigns.into_iter().filter(|found| found.value.state == CampaignState::Running);
    running.map(|found| (found.id, found.value.name)).collect()
}
