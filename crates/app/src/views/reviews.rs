//! Drafts that wait for their reviewers, the most urgent first, and what was decided lately.
//!
//! Invariant: four statements. Absent: the draft itself; the review's own view has it.

use domain::{
    campaigns::Campaign,
    content::{Deliverable, Draft, Glance, Progress, Review, Verdict},
    ids::{CollaborationId, DeliverableId},
    moves::{Turn, What},
    picked::Picked,
    team::SignOffKind,
    time::{Day, Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    creators::Creator,
    journey::{Kind, Scope},
    moves::Wanted,
};

use crate::{
    Agent, Look, Meta, Reach, Result, Route, View, Without,
    operation::REVIEWING,
    without::{self, Taken},
};

const MOST_MOVES: i64 = 10_000;
/// How many decisions are shown below what waits.
const LATELY: i64 = 20;

/// Shows what waits for review.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShowReviews {
    /// Only drafts of this campaign, by its short name: any of `spring,autumn`, none of `!spring`.
    pub campaign: Option<Picked>,
    /// Only drafts for which this sign-off is missing: `brand`, `legal`, `client`; several as for `campaign`.
    pub missing: Option<Picked>,
    /// Only what is to be answered on this day or before.
    pub due_until: Option<Day>,
    /// Only what should have been answered by now.
    pub late: bool,
}

/// The filters of the question, as they may be left out.
const FILTERS: &[Taken<ShowReviews>] = &[
    ("campaign", |asked| asked.campaign.take().is_some()),
    ("missing", |asked| asked.missing.take().is_some()),
    ("due_until", |asked| asked.due_until.take().is_some()),
    ("late", |asked| std::mem::take(&mut asked.late)),
];

impl ShowReviews {
    /// Whether a draft is one that is asked for.
    fn takes(&self, one: &Waiting, now: Timestamp, zone: &Zone) -> bool {
        let missing: Vec<&str> = one.missing.iter().map(|kind| kind.as_str()).collect();
        let before = self.due_until.map(|day| day.plus_days(1).at(0, 0, zone));
        let due_before = |at: Timestamp| one.due.is_some_and(|due| due < at);
        self.campaign.as_ref().is_none_or(|asked| asked.fits(&[one.campaign_slug.as_str()]))
            && self.missing.as_ref().is_none_or(|asked| asked.fits(&missing))
            && before.is_none_or(due_before)
            && (!self.late || due_before(now))
    }
}

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
    /// The campaign's short name.
    pub campaign_slug: String,
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
    /// What was decided lately, newest first, whatever was asked for.
    pub lately: Vec<Decided>,
    /// Where no draft fits: how many would without one of the filters.
    pub without: Vec<Without>,
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
        if let Some(missing) = &self.missing {
            missing.among("missing", &[SignOffKind::Brand, SignOffKind::Legal, SignOffKind::Client].map(SignOffKind::as_str))?;
        }
        let brand = look.brand()?;
        let kinds = [Kind::Creator, Kind::Campaign, Kind::Deliverable, Kind::Draft];
        let parts = store::journey::parts(look.db(), brand, Scope::InReview, &kinds).await?;
        let wanted = Wanted { turn: Some(Turn::Team), what: Some(What::ReviewDraft), ..Wanted::default() };
        let moves = store::moves::open(look.db(), brand, &wanted, MOST_MOVES).await?;
        let lately = store::journey::reviewed_lately(look.db(), brand, LATELY).await?;
        let lately = lately.into_iter().map(decided).collect();
        let (all, now, zone) = (waiting(&parts, &moves)?, look.now(), &look.brand_facts()?.value.zone);
        let count = |asked: &ShowReviews| all.iter().filter(|one| asked.takes(one, now, zone)).count();
        let (filters, less) = without::each(count(&self) == 0, &self, FILTERS);
        let counts = less.iter().map(|asked| i64::try_from(count(asked)).unwrap_or(i64::MAX)).collect();
        let without = without::counted(filters, counts);
        let waiting = all.into_iter().filter(|one| self.takes(one, now, zone)).collect();
        Ok(ReviewsPage { waiting, lately, without, read_at: now })
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
            campaign_slug: campaign.map(|campaign| campaign.slug.clone()).unwrap_or_default(),
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
