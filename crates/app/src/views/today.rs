//! Today: what waits for the team, what waits for creators, and what the clock will do.
//!
//! Invariant: six statements at most whatever the number of rows, the brand's own look-up included. Absent: the words for a
//! move; the pages have them. What the open move is about is a view of its own (`campaigns.show_collaboration`,
//! `content.get_review`, `payments.list_payments`).

use std::collections::BTreeMap;

use domain::{
    content::Glance,
    ids::{CampaignId, CollaborationId, CreatorId, ImportId},
    money::Currency,
    moves::{Effort, Hands, Move, Turn, What},
    team::Role,
    time::{DAY, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::moves::{NamedMove, Wanted};

use super::shell;
use crate::{Agent, Look, Meta, Reach, Result, Rights, Route, View, operation::WORKERS};

/// More than so many moves at once are not shown; the page says so.
const MOST: i64 = 500;

/// What waits, for whom, until when.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ShowToday {
    /// The whole team's moves instead of the caller's own.
    #[serde(default)]
    pub team: bool,
    /// Which move is opened beside the list: its collaboration and key, `{collaboration}:{key}`. The first one where there is
    /// no such move any more.
    #[serde(default)]
    pub open: Option<String>,
}

/// One move of the team.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TodayMove {
    /// `{collaboration}:{key}`, for opening it.
    pub name: String,
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// Short name and name of the campaign.
    pub campaign: (String, String),
    /// With whom.
    pub creator: CreatorId,
    /// The creator's name.
    pub creator_name: String,
    /// The promise.
    pub promise: Move,
    /// Currency of its stake.
    pub currency: Currency,
    /// What the newest draft looks like, where the move is about something that was sent.
    #[serde(default)]
    pub glance: Option<Glance>,
}

/// How many of a kind wait for the other side or the clock.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// What.
    pub what: What,
    /// How many.
    pub count: i64,
    /// The earliest due among them.
    pub next: Option<Timestamp>,
    /// How many are due within a day or past.
    pub at_risk: i64,
}

/// What is open beside the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Opened {
    /// The move.
    pub entry: TodayMove,
    /// The name of the move before it in the list.
    pub before: Option<String>,
    /// The name of the one after it, which comes next.
    pub next: Option<String>,
    /// The other open moves of the same collaboration.
    pub others: Vec<Move>,
}

/// The page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TodayPage {
    /// The moves in the order of their efforts, and within each by due and stake.
    pub moves: Vec<TodayMove>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// How many the whole team has, whosever are shown.
    #[serde(default)]
    pub of_team: usize,
    /// Trackers of which collaborations wait to be taken up or let rest: one for each import, however many wait.
    #[serde(default)]
    pub sheets: Vec<WaitingSheet>,
    /// What is open, when something is.
    pub opened: Option<Opened>,
    /// What waits for creators.
    pub theirs: Vec<Waiting>,
    /// What the clock will do within a day.
    pub clock: Vec<Waiting>,
    /// The first steps, when nothing waits for anybody of the team.
    pub begun: Option<Begun>,
}

/// What waits from one tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingSheet {
    /// Which import.
    pub import: ImportId,
    /// What its file was called.
    pub name: String,
    /// How many collaborations of it wait.
    pub count: i64,
}

/// How far a new brand is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Begun {
    /// The profile says something.
    pub profile: bool,
    /// There are creators.
    pub creators: bool,
    /// There is a campaign.
    pub campaigns: bool,
    /// The campaign with which it begins, until somebody is invited to one.
    pub first: Option<FirstCampaign>,
}

/// How far the first campaign is on its way to its first invitation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FirstCampaign {
    /// What it is called.
    pub name: String,
    /// Its short name.
    pub slug: String,
    /// Whether a brief is written.
    pub brief: bool,
    /// How many are on its shortlist.
    pub shortlisted: u32,
    /// How many to invite, so that enough take part.
    pub invite: u32,
    /// How many should take part.
    pub target: u32,
    /// Whether it was started.
    pub started: bool,
}

impl View for ShowToday {
    type Answer = TodayPage;
    const META: Meta = Meta {
        name: "team.show_today",
        doc: "Lists what waits for the team now, why, and until when; what waits for creators and what the clock will do in sums.",
        route: Route::get("/today"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<TodayPage> {
        let brand = look.brand()?;
        let now = look.now();
        // A tracker may bring thousands of them; they have a page of their own, and here a line.
        let wanted = Wanted { turn: Some(Turn::Team), visible_at: Some(now), but: Some(What::TakeUp), ..Wanted::default() };
        let mut rows = store::moves::open_named(look.db(), brand, &wanted, MOST + 1).await?;
        let more = rows.len() > usize::try_from(MOST).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        let of_team = rows.len();
        let hands = if self.team { None } else { hands(look)? };
        if let Some(hands) = &hands {
            rows.retain(|one| hands.may_make(one.row.open.role, one.row.open.not_by, &one.row.open.sign_offs));
        }
        // Stable, so that the order by due stays within each effort.
        rows.sort_by_key(|one| effort_order(one.row.open.what.effort()));
        let moves = named(look, rows).await?;
        // Until the first invitation there is nothing to do but to invite, and the page leads there.
        let begun = if moves.iter().all(|entry| entry.promise.what == What::Invite) { Some(begun(look).await?) } else { None };
        // Whoever brought a tracker has begun, so that one statement is saved where nobody has.
        let sheets = match &hands {
            _ if begun.as_ref().is_some_and(|begun| begun.first.is_some()) => Vec::new(),
            Some(hands) if !hands.may_make(Some(Role::Manager), None, &[]) => Vec::new(),
            _ => sheets(look).await?,
        };
        let begun = begun.filter(|begun| sheets.is_empty() && (moves.is_empty() || begun.first.is_some()));
        let leads = begun.as_ref().is_some_and(|begun| begun.first.is_some());
        let asked = self.open.as_deref().and_then(|name| moves.iter().position(|entry| entry.name == name));
        // What was asked for may be done meanwhile; the first one is what to do then, and what is open when nothing was asked for.
        let opened = asked.or_else(|| (!moves.is_empty() && !leads).then_some(0)).map(|at| open_beside(&moves, at));
        // Who was not invited owes nothing, and the clock reminds nobody.
        let waiting = if leads { Vec::new() } else { store::moves::waiting(look.db(), brand, now.plus(DAY)).await? };
        let of = |turn: Turn| {
            let all = waiting.iter().filter(move |row| row.turn == turn);
            all.map(|row| Waiting { what: row.what, count: row.count, next: row.next, at_risk: row.soon }).collect::<Vec<_>>()
        };
        let (theirs, mut clock) = (of(Turn::Creator), of(Turn::Clock));
        clock.retain(|row| row.next.is_some_and(|next| next <= now.plus(DAY)));
        Ok(TodayPage { moves, more, of_team, sheets, opened, theirs, clock, begun })
    }
}

/// What waits from trackers, in one statement.
async fn sheets(look: &Look) -> Result<Vec<WaitingSheet>> {
    let found = store::imports::waiting(look.db(), look.brand()?).await?;
    Ok(found.into_iter().map(|one| WaitingSheet { import: one.import, name: one.name, count: one.count }).collect())
}

/// Which moves are the caller's own; nothing for callers who are no person and see all.
pub(super) fn hands(look: &Look) -> Result<Option<Hands>> {
    match &look.caller().rights {
        Rights::Person { id, person, .. } => Ok(Some(shell::hands(*id, person, look.brand()?))),
        _ => Ok(None),
    }
}

/// The order of the page's groups.
fn effort_order(effort: Effort) -> u8 {
    match effort {
        Effort::Decide => 0,
        Effort::Mend => 1,
        Effort::Answer => 2,
        Effort::Review => 3,
        Effort::Sign => 4,
        Effort::Prepare => 5,
        Effort::Pay => 6,
    }
}

/// The moves with the names of their campaigns, in one statement.
async fn named(look: &Look, rows: Vec<NamedMove>) -> Result<Vec<TodayMove>> {
    let campaigns: BTreeMap<CampaignId, (String, String)> = store::campaigns::campaigns(look.db(), look.brand()?)
        .await?
        .into_iter()
        .map(|found| (found.id, (found.value.slug, found.value.name)))
        .collect();
    Ok(rows
        .into_iter()
        .map(|NamedMove { row, creator: creator_name, draft }| TodayMove {
            name: format!("{}:{}", row.collaboration, row.open.key),
            collaboration: row.collaboration,
            campaign: campaigns.get(&row.campaign).cloned().unwrap_or_default(),
            creator: row.creator,
            creator_name,
            promise: row.open,
            currency: row.currency,
            glance: draft.map(|draft| Glance::of(&draft.files)),
        })
        .collect())
}

/// One move of the list, with those around it and those of the same collaboration.
fn open_beside(moves: &[TodayMove], at: usize) -> Opened {
    let entry = moves[at].clone();
    let name = |place: Option<usize>| place.and_then(|place| moves.get(place)).map(|entry| entry.name.clone());
    let others = moves.iter().filter(|other| other.collaboration == entry.collaboration && other.name != entry.name);
    Opened { before: name(at.checked_sub(1)), next: name(Some(at + 1)), others: others.map(|other| other.promise.clone()).collect(), entry }
}

/// How far a new brand is, in one statement.
async fn begun(look: &Look) -> Result<Begun> {
    let store::campaigns::Begun { creators, campaigns, invited } = store::campaigns::begun(look.db(), look.brand()?).await?;
    let profile = look.brand_facts()?.value.profile != domain::team::BrandProfile::default();
    let first = if campaigns && !invited { first_campaign(look).await? } else { None };
    Ok(Begun { profile, creators, campaigns, first })
}

/// The newest campaign of a brand that has invited nobody to any.
async fn first_campaign(look: &Look) -> Result<Option<FirstCampaign>> {
    let (db, brand) = (look.db(), look.brand()?);
    let Some(campaign) = store::campaigns::not_ended(db, brand).await?.into_iter().next() else { return Ok(None) };
    let plan = crate::campaigns::plan::plan(db, brand, campaign.id, campaign.value.active_creators).await?;
    let least = plan.by_source.iter().map(|plan| plan.invite).min().unwrap_or_default();
    Ok(Some(FirstCampaign {
        name: campaign.value.name.clone(),
        slug: campaign.value.slug.clone(),
        brief: !store::briefs::versions(db, brand, campaign.id).await?.is_empty(),
        shortlisted: plan.shortlisted,
        invite: plan.as_shortlisted.map_or(least, |mixed| mixed.invite),
        target: plan.target,
        started: campaign.value.state != domain::campaigns::CampaignState::Draft,
    }))
}
