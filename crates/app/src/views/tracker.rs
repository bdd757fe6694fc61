//! A campaign's table: one row for each deliverable, and one for each collaboration that has none yet.
//!
//! Invariant: five statements for any number of rows. Absent: later waves; a row shows the window that
//! stands, and whether it was missed.

use std::collections::BTreeMap;

use domain::{
    attribution::setup::TrackingLink,
    briefs::BriefSent,
    campaigns::{Campaign, Collaboration},
    content::{Deliverable, Draft, Glance, Missed, Progress},
    creators::{Country, Source, Tier},
    ids::{CollaborationId, CreatorId, DeliverableId, PostId},
    journey::Stage,
    payments::payable::{Payable, PayableKind, PayableState},
    time::{Day, Timestamp},
    tracking::{LinkCheck, Post, PostState},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::{Creator, Relationship},
    journey::{Figures, Kind, Parts, Scope},
    moves::{MoveRow, Wanted},
};

use super::{
    OpenMove,
    campaign::{CampaignHead, head},
    campaign_named, foremost,
};
use crate::{
    Agent, Look, Meta, Reach, Result, Route, View,
    creators::{GetCreator, together},
    frame,
    operation::TEAM,
};

/// At most this many open moves are read for a campaign; more than any campaign has.
const MOST_MOVES: i64 = 100_000;

/// Shows a campaign as a table.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowTracker {
    /// Its id or short name.
    pub campaign: String,
}

/// A campaign as a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tracker {
    /// The campaign and its figures.
    pub head: CampaignHead,
    /// Its rows: by collaboration in the order of the shortlist, then by deliverable.
    pub rows: Vec<TrackerRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrackerRow {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// How they were found.
    pub source: Source,
    /// Whether mail can reach them.
    pub has_email: bool,
    /// Whether they asked for no more mail.
    pub opted_out: bool,
    /// Where the collaboration stands.
    pub stage: Stage,
    /// Whether it is the collaboration's first row.
    pub first: bool,
    /// The deliverable; nothing until the agreement is signed.
    pub deliverable: Option<TrackedDeliverable>,
    /// When the brief was acknowledged first.
    pub acknowledged_at: Option<Timestamp>,
    /// Whose turn it is.
    pub turn: Option<OpenMove>,
    /// What the brand keeps about the creator; nothing for who may not see the record.
    pub kept: Option<KeptOfCreator>,
}

/// What the brand keeps about a creator, as far as a campaign's table shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptOfCreator {
    /// For `If-Match`, and for cells.
    pub version: i64,
    /// E-mail address.
    pub email: Option<String>,
    /// Country.
    pub country: Option<Country>,
    /// What kind of relationship it is.
    pub tier: Tier,
    /// Tags.
    pub tags: Vec<String>,
    /// The summary.
    pub summary: String,
}

/// How far one deliverable is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrackedDeliverable {
    /// Which.
    pub id: DeliverableId,
    /// `reel`, `story` ...
    pub format: String,
    /// Where it is posted.
    pub platform: String,
    /// First day of its window.
    pub opens: Day,
    /// Last day of its window.
    pub closes: Day,
    /// That it was missed, and what became of it.
    pub missed: Option<Missed>,
    /// Number and time of the newest draft.
    pub draft: Option<(i64, Timestamp)>,
    /// What it looks like, where a draft was sent: as approved, otherwise as in the newest draft.
    #[serde(default)]
    pub glance: Option<Glance>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// The live post.
    pub live: Option<Live>,
    /// The last look at its links.
    pub link: Option<LinkCheck>,
    /// Its fee.
    pub paid: Paid,
}

/// A post that was reported live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Live {
    /// Which.
    pub post: PostId,
    /// Where.
    pub url: String,
    /// Since when.
    pub at: Timestamp,
    /// Whether it was verified.
    pub verified: bool,
}

/// How far the fee of a deliverable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Paid {
    /// Nothing is owed yet.
    NotYet,
    /// It is owed.
    Due {
        /// Until when.
        by: Day,
    },
    /// It was paid.
    Paid {
        /// When.
        on: Day,
    },
}

impl View for ShowTracker {
    type Answer = Tracker;
    const META: Meta = Meta {
        name: "campaigns.show_tracker",
        doc: "Shows a campaign as a table: one row per deliverable with acknowledged, draft, approved, live, link health, paid, whose turn and due.",
        route: Route::get("/campaigns/{campaign}/tracker"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Tracker> {
        gathered(look, &self.campaign, &[]).await?.tracker(look)
    }
}

/// What a campaign's table is made of.
pub(super) struct Gathered {
    /// The campaign.
    pub campaign: Stored<Campaign>,
    figures: Figures,
    /// Its collaborations with what hangs on them.
    pub parts: Parts,
    /// What is open in them.
    pub moves: Vec<MoveRow>,
}

/// Gathers it in five statements, with the kinds of rows that a page needs besides.
///
/// # Errors
/// Not found, and the store's.
pub(super) async fn gathered(look: &Look, campaign: &str, besides: &[Kind]) -> Result<Gathered> {
    let brand = look.brand()?;
    let campaign = campaign_named(look, brand, campaign).await?;
    let figures = store::journey::figures_of_campaign(look.db(), brand, campaign.id).await?;
    let kinds = [
        Kind::Collaboration,
        Kind::Stage,
        Kind::Creator,
        Kind::Relationship,
        Kind::Sending,
        Kind::Deliverable,
        Kind::Draft,
        Kind::Post,
        Kind::Link,
        Kind::Payable,
    ];
    let kinds = [&kinds[..], besides].concat();
    let parts = store::journey::parts(look.db(), brand, Scope::Campaign(campaign.id), &kinds).await?;
    let wanted = Wanted { campaign: Some(campaign.id), ..Wanted::default() };
    let moves = store::moves::open(look.db(), brand, &wanted, MOST_MOVES).await?;
    Ok(Gathered { campaign, figures, parts, moves })
}

impl Gathered {
    /// As a table.
    ///
    /// # Errors
    /// The store's, when a row does not parse.
    pub(super) fn tracker(self, look: &Look) -> Result<Tracker> {
        let facts = Facts::of(&self.parts, self.moves, frame::allowed(&GetCreator::META, look.caller()))?;
        Ok(Tracker { head: head(self.campaign, self.figures, look.now()), rows: facts.rows(look.now()) })
    }
}

struct Facts {
    collaborations: Vec<(CollaborationId, Collaboration)>,
    stages: BTreeMap<CollaborationId, Stage>,
    creators: BTreeMap<CollaborationId, Creator>,
    kept: BTreeMap<CollaborationId, KeptOfCreator>,
    sendings: BTreeMap<CollaborationId, Vec<BriefSent>>,
    deliverables: BTreeMap<CollaborationId, Vec<(DeliverableId, Deliverable)>>,
    drafts: BTreeMap<DeliverableId, Draft>,
    posts: BTreeMap<DeliverableId, (PostId, Post)>,
    links: BTreeMap<DeliverableId, TrackingLink>,
    payables: BTreeMap<CollaborationId, Vec<Payable>>,
    moves: BTreeMap<CollaborationId, Vec<MoveRow>>,
}

fn grouped<K: Ord, V>(all: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in all {
        groups.entry(key).or_default().push(value);
    }
    groups
}

impl Facts {
    fn of(parts: &Parts, moves: Vec<MoveRow>, familiar: bool) -> Result<Self> {
        let people: BTreeMap<CollaborationId, Stored<Creator>> = parts.take::<Creator>(Kind::Creator)?.into_iter().collect();
        let mut kept = BTreeMap::new();
        if familiar {
            for (id, relationship) in parts.take::<Relationship>(Kind::Relationship)? {
                let Some(person) = people.get(&id) else { continue };
                let version = together(person.version, relationship.version).0;
                let Relationship { tier, tags, notes: summary, .. } = relationship.value;
                let (email, country) = (person.value.email.clone(), person.value.country);
                kept.insert(id, KeptOfCreator { version, email, country, tier, tags, summary });
            }
        }
        let mut all_drafts = parts.take::<Draft>(Kind::Draft)?;
        all_drafts.sort_by_key(|(_, draft)| draft.value.number);
        // Of each the last, which is the newest.
        let drafts = all_drafts.into_iter().map(|(_, draft)| (draft.value.deliverable, draft.value)).collect();
        let posts = parts.take::<Post>(Kind::Post)?;
        let standing = posts.into_iter().filter(|(_, post)| !matches!(post.value.state, PostState::Rejected { .. }));
        Ok(Self {
            collaborations: parts.take::<Collaboration>(Kind::Collaboration)?.into_iter().map(|(id, found)| (id, found.value)).collect(),
            stages: parts.stages()?,
            creators: people.into_iter().map(|(id, creator)| (id, creator.value)).collect(),
            kept,
            sendings: grouped(parts.take::<BriefSent>(Kind::Sending)?.into_iter().map(|(id, sent)| (id, sent.value))),
            deliverables: grouped(
                parts.take::<Deliverable>(Kind::Deliverable)?.into_iter().map(|(id, found)| (id, (found.id, found.value))),
            ),
            drafts,
            posts: standing.map(|(_, post)| (post.value.deliverable, (post.id, post.value))).collect(),
            links: parts.take::<TrackingLink>(Kind::Link)?.into_iter().map(|(_, link)| (link.value.deliverable, link.value)).collect(),
            payables: grouped(parts.values::<Payable>(Kind::Payable)?.into_iter().map(|(id, _, payable)| (id, payable))),
            moves: grouped(moves.into_iter().map(|row| (row.collaboration, row))),
        })
    }

    fn rows(&self, now: Timestamp) -> Vec<TrackerRow> {
        let mut rows = Vec::new();
        for (id, collaboration) in &self.collaborations {
            let mut deliverables: Vec<&(DeliverableId, Deliverable)> = self.deliverables.get(id).into_iter().flatten().collect();
            deliverables.sort_by_key(|(_, deliverable)| deliverable.number);
            if deliverables.is_empty() {
                rows.push(self.row(*id, collaboration, None, true, now));
            }
            for (at, deliverable) in deliverables.into_iter().enumerate() {
                rows.push(self.row(*id, collaboration, Some(deliverable), at == 0, now));
            }
        }
        rows
    }

    fn row(
        &self,
        id: CollaborationId,
        collaboration: &Collaboration,
        deliverable: Option<&(DeliverableId, Deliverable)>,
        first: bool,
        now: Timestamp,
    ) -> TrackerRow {
        let creator = self.creators.get(&id);
        let moves = self.moves.get(&id).map(Vec::as_slice).unwrap_or_default();
        let own =
            deliverable.and_then(|(deliverable, _)| foremost(moves.iter().filter(|row| row.open.subject == Some(deliverable.0)), now));
        // What is about another deliverable is said in that one's row.
        let others: Vec<_> = self.deliverables.get(&id).into_iter().flatten().map(|(other, _)| other.0).collect();
        let common = foremost(moves.iter().filter(|row| row.open.subject.is_none_or(|subject| !others.contains(&subject))), now);
        TrackerRow {
            collaboration: id,
            creator: collaboration.creator,
            name: creator.map(|creator| creator.name.clone()).unwrap_or_default(),
            source: collaboration.source,
            has_email: creator.is_some_and(|creator| creator.email.is_some()),
            opted_out: creator.is_some_and(|creator| creator.suppression.opted_out_at.is_some()),
            stage: self.stages.get(&id).copied().unwrap_or(Stage::Shortlisted),
            first,
            deliverable: deliverable.map(|(deliverable, value)| self.tracked(id, *deliverable, value)),
            acknowledged_at: self.sendings.get(&id).into_iter().flatten().filter_map(|sent| sent.acknowledged_at).min(),
            turn: own.or(common),
            kept: self.kept.get(&id).cloned(),
        }
    }

    fn tracked(&self, collaboration: CollaborationId, id: DeliverableId, deliverable: &Deliverable) -> TrackedDeliverable {
        let post = self.posts.get(&id);
        let link = post.and_then(|(_, post)| post.check.clone()).or_else(|| self.links.get(&id).and_then(|link| link.check.clone()));
        TrackedDeliverable {
            id,
            format: deliverable.format.clone(),
            platform: deliverable.platform.clone(),
            opens: deliverable.opens,
            closes: deliverable.closes,
            missed: deliverable.missed,
            draft: self.drafts.get(&id).map(|draft| (draft.number, draft.submitted_at)),
            glance: deliverable.glance(self.drafts.get(&id).map(|draft| draft.files.as_slice())),
            approved_at: match &deliverable.state {
                Progress::Approved { at, .. } => Some(*at),
                Progress::Awaiting { .. } | Progress::InReview { .. } => None,
            },
            live: post.map(|(post_id, post)| Live {
                post: *post_id,
                url: post.url.clone(),
                at: post.live_at,
                verified: post.verified_at().is_some(),
            }),
            link,
            paid: self.paid(collaboration, id),
        }
    }

    fn paid(&self, collaboration: CollaborationId, deliverable: DeliverableId) -> Paid {
        let fees = self.payables.get(&collaboration).into_iter().flatten();
        let fee = fees.filter(|payable| payable.kind == PayableKind::Fee).find(|payable| payable.deliverables.contains(&deliverable));
        match fee.map(|fee| (&fee.state, fee.due)) {
            None => Paid::NotYet,
            Some((PayableState::Paid { on, .. } | PayableState::PaidOutside { on, .. }, _)) => Paid::Paid { on: *on },
            Some((_, by)) => Paid::Due { by },
        }
    }
}
