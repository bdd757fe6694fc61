//! Everything that a review needs on one page: drafts, answers, the checklist with what the program noticed.

use domain::{
    agreements::Agreement,
    briefs::{Brief, BriefSent},
    campaigns::{Campaign, Collaboration},
    content::{
        CheckItem, Deliverable, Draft, Progress, Review,
        pre_check::{self, Noticed},
    },
    creators::Creator,
    ids::{CampaignId, CollaborationId, DeliverableId, DraftId},
    team::SignOffKind,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::journey::{Kind, Scope};

use super::{seen_by, sign_offs};
use crate::{Agent, Error, Look, Meta, Reach, Result, Rights, Route, View, operation::REVIEWER_CREATOR};

const KINDS: [Kind; 8] =
    [Kind::Collaboration, Kind::Campaign, Kind::Creator, Kind::Agreement, Kind::Sending, Kind::Deliverable, Kind::Draft, Kind::Review];

/// One deliverable under review.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetReview {
    /// Which.
    pub deliverable: DeliverableId,
}

/// A draft with its row's id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DraftView {
    /// Which.
    pub id: DraftId,
    /// The draft; its files are opened by their ids.
    pub draft: Draft,
}

/// What a reviewer sees, and the creator of their own.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReviewView {
    /// Which deliverable.
    pub id: DeliverableId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The deliverable and where it stands.
    pub deliverable: Deliverable,
    /// Its collaboration.
    pub collaboration: CollaborationId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// The campaign's name.
    pub campaign_name: String,
    /// The creator's name.
    pub creator_name: String,
    /// Every draft, oldest first.
    pub drafts: Vec<DraftView>,
    /// Every answer, oldest first.
    pub reviews: Vec<Review>,
    /// All of these must sign off.
    pub asked: Vec<SignOffKind>,
    /// Those that the caller may give and nobody has given yet.
    pub may_give: Vec<SignOffKind>,
    /// The points to look at.
    pub checklist: Vec<CheckItem>,
    /// What the program noticed in the words of the newest draft. Not shown to the creator.
    pub noticed: Vec<Noticed>,
    /// Rounds of changes that the fee includes.
    pub included_rounds: u8,
    /// How many of them are left.
    pub rounds_left: u8,
    /// How the advertising is to be marked.
    pub disclosure: String,
    /// Talking points of the brief that the creator has.
    pub talking_points: Vec<String>,
    /// Words to leave out.
    pub do_not_say: Vec<String>,
    /// The first look is due, while a draft is under review.
    pub first_pass_due: Option<Timestamp>,
    /// The last sign-off is due, while a draft is under review.
    pub last_sign_off_due: Option<Timestamp>,
}

impl View for GetReview {
    type Answer = ReviewView;
    const META: Meta = Meta {
        name: "content.get_review",
        doc: "Shows a deliverable with its drafts, reviews, checklist and sign-offs.",
        route: Route::get("/deliverables/{deliverable}/review"),
        reach: Reach::Brand,
        who: REVIEWER_CREATOR,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ReviewView> {
        let (db, brand) = (look.db(), look.brand()?);
        let parts = store::journey::parts(db, brand, Scope::Deliverable(self.deliverable), &KINDS).await?;
        let all = parts.once::<Deliverable>(Kind::Deliverable)?;
        let found = all.into_iter().find(|made| made.id == self.deliverable).ok_or(Error::NotFound)?;
        let collaboration = parts.once::<Collaboration>(Kind::Collaboration)?.pop().ok_or(Error::NotFound)?;
        seen_by(look.caller(), &found, &collaboration)?;
        let campaign = parts.once::<Campaign>(Kind::Campaign)?.pop().ok_or(Error::NotFound)?;
        let creator = parts.once::<Creator>(Kind::Creator)?.pop().ok_or(Error::NotFound)?;
        let agreement = parts.once::<Agreement>(Kind::Agreement)?.pop().map(|found| found.value);
        let drafts = parts.once::<Draft>(Kind::Draft)?.into_iter().filter(|draft| draft.value.deliverable == found.id);
        let mut drafts: Vec<DraftView> = drafts.map(|draft| DraftView { id: draft.id, draft: draft.value }).collect();
        drafts.sort_by_key(|draft| draft.draft.number);
        let reviews = parts.once::<Review>(Kind::Review)?.into_iter().map(|review| review.value);
        let mut reviews: Vec<Review> = reviews.filter(|review| review.deliverable == found.id).collect();
        reviews.sort_by_key(|review| review.at);
        let sent = parts.once::<BriefSent>(Kind::Sending)?.into_iter().map(|sent| sent.value).max_by_key(|sent| sent.number);
        let brief = match sent {
            Some(sent) => store::document::find::<Brief>(db, brand, sent.brief).await?.map(|brief| brief.value.content),
            None => None,
        }
        .unwrap_or_default();
        let policy = &campaign.value.review;
        let included = agreement.as_ref().map_or(policy.included_rounds, |agreement| agreement.terms.revisions.included_rounds);
        let (round, since, given) = match &found.value.state {
            Progress::Awaiting { round, .. } => (*round, None, Vec::new()),
            Progress::InReview { round, since, sign_offs, .. } => (*round, Some(*since), sign_offs.iter().map(|one| one.kind).collect()),
            Progress::Approved { sign_offs, .. } => (included, None, sign_offs.iter().map(|one| one.kind).collect()),
        };
        let may_give = sign_offs(look.caller(), brand)
            .into_iter()
            .filter(|kind| since.is_some() && policy.sign_offs.contains(kind) && !given.contains(kind))
            .collect();
        let for_team = !matches!(look.caller().rights, Rights::Creator { .. });
        let words = drafts.last().filter(|_| for_team).map(|newest| newest.draft.text.as_str()).unwrap_or_default();
        let profile = &look.brand_facts()?.value.profile;
        Ok(ReviewView {
            id: found.id,
            version: found.version.0,
            collaboration: collaboration.id,
            campaign: campaign.id,
            campaign_name: campaign.value.name.clone(),
            creator_name: creator.value.name,
            noticed: pre_check::words(words, profile, &brief.do_not_say),
            drafts,
            reviews,
            asked: policy.sign_offs.clone(),
            may_give,
            checklist: CheckItem::ALL.to_vec(),
            included_rounds: included,
            rounds_left: included.saturating_sub(round.saturating_sub(1)),
            disclosure: agreement.map(|agreement| agreement.terms.disclosure).unwrap_or(brief.disclosure),
            talking_points: brief.talking_points,
            do_not_say: brief.do_not_say,
            first_pass_due: since.map(|since| since.plus(policy.first_pass)),
            last_sign_off_due: since.map(|since| since.plus(policy.last_sign_off)),
            deliverable: found.value,
        })
    }
}
