//! Drafts that wait for their reviewers, the most urgent first, and what was decided lately.
//!
//! Invariant: four statements. Absent: the draft itself; the review's own view has it.

use domain::{
    campaigns::Campaign,
    content::{Deliverable, Draft, Glance, Progress, Review, Verdict},
    ids::{CollaborationId, DeliverableId},
    moves::{Turn, What},
    team::SignOffKind,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    creators::Creator,
    journey::{Kind, Scope},
    moves::Wanted,
};

use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::REVIEWING};

const MOST_MOVES: i64 = 10_000;
/// How many decisions are shown below what waits.
const LATELY: i64 = 20;

/// Shows what waits for review.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShowReviews {}

/// One draft that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// Of which deliverable.
    pub deliverable: DeliverableId,
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// By whom.
    pub creator: String,
    /// In which campaign.
    pub campaign: String,
    /// `reel`, `story` ...
    pub format: String,
    /// Where it is posted.
    pub platform: String,
    /// The draft's number.
    pub number: i64,
    /// Its round.
    pub round: u8,
    /// What kind of thing was sent: the first file's media type, or nothing for text alone.
    pub media_type: Option<String>,
    /// What it looks like.
    #[serde(default)]
    pub glance: Glance,
    /// What the creator wrote to it.
    pub note: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Sign-offs that are still missing.
    pub missing: Vec<SignOffKind>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decided {
    /// About which deliverable.
    pub deliverable: DeliverableId,
    /// By whom it was made.
    pub creator: String,
    /// What it was.
    pub format: String,
    /// Decided what.
    pub verdict: Verdict,
    /// How many changes were asked for.
    pub changes: usize,
    /// Who decided.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// The reviews of a brand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewsPage {
    /// What waits, the earliest due first.
    pub waiting: Vec<Waiting>,
    /// What was decided lately, newest first.
    pub lately: Vec<Decided>,
    /// When this was read.
    pub read_at: Timestamp,
}

impl View for ShowReviews {
    type Answer = ReviewsPage;
    const META: Meta = Meta {
        name: "content.show_reviews",
        doc: "Shows the drafts that wait for review, the most urgent first, and what was decided lately.",
        route: Route::get("/reviews"),
        reach: Reach::Brand,
        who: REVIEWING,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ReviewsPage> {
        let brand = look.brand()?;
        let kinds = [Kind::Creator, Kind::Campaign, Kind::Deliverable, Kind::Draft];
        let parts = store::journey::parts(look.db(), brand, Scope::InReview, &kinds).await?;
        let wanted = Wanted { turn: Some(Turn::Team), what: Some(What::ReviewDraft), ..Wanted::default() };
        let moves = store::moves::open(look.db(), brand, &wanted, MOST_MOVES).await?;
        let lately = store::journey::reviewed_lately(look.db(), brand, LATELY).await?;
        let lately = lately.into_iter().map(decided).collect();
        Ok(ReviewsPage { waiting: waiting(&parts, &moves)?, lately, read_at: look.now() })
    }
}

/// Shows who of the team gives which sign-off.
///
/// Not registered: who reviews may know who else does.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ShowSigners {}

/// Somebody of the team who gives sign-offs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signer {
    /// Their name.
    pub name: String,
    /// Which sign-offs they give.
    pub kinds: Vec<SignOffKind>,
}

impl View for ShowSigners {
    type Answer = Vec<Signer>;
    const META: Meta = ShowReviews::META;

    async fn show(self, look: &Look) -> Result<Vec<Signer>> {
        let brand = look.brand()?;
        let people = store::team::people(look.db(), look.organisation()?).await?.into_iter().map(|person| person.value);
        let live = people.filter(|person| person.ended_at.is_none());
        let signers = live.map(|person| Signer { kinds: person.sign_offs(brand), name: person.name });
        Ok(signers.filter(|signer| !signer.kinds.is_empty()).collect())
    }
}

fn decided(lately: (String, String, Review)) -> Decided {
    let (creator, format, review) = lately;
    Decided {
        deliverable: review.deliverable,
        creator,
        format,
        verdict: review.verdict,
        changes: review.changes.len(),
        name: review.name,
        at: review.at,
    }
}

fn waiting(parts: &store::journey::Parts, moves: &[store::moves::MoveRow]) -> Result<Vec<Waiting>> {
    let creators = parts.take::<Creator>(Kind::Creator)?;
    let campaigns = parts.take::<Campaign>(Kind::Campaign)?;
    let drafts = parts.take::<Draft>(Kind::Draft)?;
    let mut all = Vec::new();
    for (of, deliverable) in parts.take::<Deliverable>(Kind::Deliverable)? {
        let Progress::InReview { round, draft, since, sign_offs } = &deliverable.value.state else { continue };
        let Some((_, draft)) = drafts.iter().find(|(_, found)| found.id == *draft) else { continue };
        let campaign = campaigns.iter().find(|(id, _)| *id == of).map(|(_, campaign)| &campaign.value);
        let open = moves.iter().find(|row| row.open.subject == Some(deliverable.id.0));
        all.push(Waiting {
            deliverable: deliverable.id,
            collaboration: of,
            creator: creators.iter().find(|(id, _)| *id == of).map(|(_, creator)| creator.value.name.clone()).unwrap_or_default(),
            campaign: campaign.map(|campaign| campaign.name.clone()).unwrap_or_default(),
            format: deliverable.value.format.clone(),
            platform: deliverable.value.platform.clone(),
            number: draft.value.number,
            round: *round,
            media_type: draft.value.files.first().map(|file| file.media_type.clone()),
            glance: Glance::of(&draft.value.files),
            note: draft.value.note.clone(),
            since: *since,
            due: open.and_then(|row| row.open.due),
            missing: campaign
                .map(|campaign| campaign.review.sign_offs.iter().copied())
                .into_iter()
                .flatten()
                .filter(|kind| !sign_offs.iter().any(|given| given.kind == *kind))
                .collect(),
        });
    }
    all.sort_by_key(|waiting| (waiting.due.is_none(), waiting.due, waiting.since));
    Ok(all)
}
