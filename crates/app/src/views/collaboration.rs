//! Everything about one collaboration on one page: facts of every room, open moves, and what happened.
//!
//! Invariant: seven statements. Absent: the choice of which verb is shown when; the page makes it from these facts.

mod cost;

use std::collections::BTreeMap;

use domain::{
    agreements::{Agreement, Offer, OfferState, OnboardingForm, propose_terms},
    attribution::setup::{PromoCode, TrackingLink},
    briefs::{Brief, BriefSent},
    campaigns::{Campaign, Collaboration},
    content::{Deliverable, Draft, Review},
    ids::{
        AgreementId, BriefId, CampaignId, CodeId, CollaborationId, CreatorId, DeliverableId, DraftId, LinkId, MessageId, OfferId,
        PayableId, PersonId, PostId, ReviewId, ShipmentId,
    },
    journey::Stage,
    moves::What,
    outreach::Message,
    payments::payable::Payable,
    shipments::Shipment,
    time::Timestamp,
    tracking::Post,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::{Creator, CreatorProfile, Relationship},
    events::EventRow,
    journey::{Figures, Kind, Scope},
    moves::{MoveRow, Wanted},
};

use super::{Found, OpenMove, actor_name, campaign::BudgetLineView, found, people, speaker};
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, agreements, agreements::view::ProposedTerms, operation::WORKERS};

pub use cost::CostToDate;

/// At most this many events of the timeline are read.
const MOST_EVENTS: i64 = 300;
const MOST_MOVES: i64 = 500;

/// Shows a collaboration.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowCollaboration {
    /// Which.
    pub collaboration: CollaborationId,
}

/// One event of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Happened {
    /// `room.past_participle`.
    pub kind: String,
    /// Who, by name; empty for the program's own parts.
    pub who: String,
    /// Whether the program did it by itself.
    pub by_clock: bool,
    /// The row that it is about.
    pub subject: Option<uuid::Uuid>,
    /// What it says.
    pub data: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

/// A payable with its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Owed {
    /// Which.
    pub id: PayableId,
    /// What and why.
    pub payable: Payable,
}

/// The creator as far as this page needs to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorInShort {
    /// Which.
    pub id: CreatorId,
    /// The person.
    pub person: Creator,
    /// Their accounts, those with most followers first.
    pub profiles: Vec<CreatorProfile>,
    /// What this brand knows of them.
    pub relationship: Option<Relationship>,
}

/// Everything about one collaboration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CollaborationPage {
    /// Which.
    pub id: CollaborationId,
    /// The version of its row.
    pub version: i64,
    /// The collaboration.
    pub collaboration: Collaboration,
    /// Where it stands.
    pub stage: Stage,
    /// Its campaign's id.
    pub campaign_id: CampaignId,
    /// Its campaign.
    pub campaign: Campaign,
    /// Its creator.
    pub creator: CreatorInShort,
    /// Offers, the newest last.
    pub offers: Vec<Found<OfferId, Offer>>,
    /// Terms to begin the next offer with, until terms are agreed.
    pub proposed: Option<ProposedTerms>,
    /// The agreement.
    pub agreement: Option<Found<AgreementId, Agreement>>,
    /// The onboarding form, without the sealed account.
    pub form: Option<Found<AgreementId, OnboardingForm>>,
    /// Parcels, oldest first.
    pub shipments: Vec<Found<ShipmentId, Shipment>>,
    /// Tracking links.
    pub links: Vec<Found<LinkId, TrackingLink>>,
    /// The code.
    pub code: Option<Found<CodeId, PromoCode>>,
    /// The newest version of the campaign's brief.
    pub brief: Option<Found<BriefId, Brief>>,
    /// Which versions were sent, oldest first.
    pub sendings: Vec<BriefSent>,
    /// Deliverables in order.
    pub deliverables: Vec<Found<DeliverableId, Deliverable>>,
    /// Drafts by deliverable, oldest first.
    pub drafts: Vec<Found<DraftId, Draft>>,
    /// Reviews, oldest first.
    pub reviews: Vec<Found<ReviewId, Review>>,
    /// Posts, oldest first.
    pub posts: Vec<Found<PostId, Post>>,
    /// Messages, newest first.
    pub messages: Vec<(MessageId, String, Message)>,
    /// What is or was owed.
    pub payables: Vec<Owed>,
    /// The budget's lines, as far as this collaboration uses them.
    pub budget: Vec<BudgetLineView>,
    /// Orders credited, their worth net of refunds, and commission, in minor units.
    pub orders: i64,
    /// See `orders`.
    pub sales: i64,
    /// See `orders`.
    pub commission: i64,
    /// Clicks on its links.
    pub clicks: i64,
    /// Open moves, the earliest due first.
    pub moves: Vec<OpenMove>,
    /// What happened, newest first.
    pub events: Vec<Happened>,
    /// When this was read.
    pub read_at: Timestamp,
}

impl CollaborationPage {
    /// The newest offer.
    #[must_use]
    pub fn offer(&self) -> Option<&Found<OfferId, Offer>> {
        self.offers.last()
    }

    /// The drafts of a deliverable, oldest first.
    pub fn drafts_of(&self, deliverable: DeliverableId) -> impl Iterator<Item = &Found<DraftId, Draft>> {
        self.drafts.iter().filter(move |draft| draft.value.deliverable == deliverable)
    }

    /// The post of a deliverable that stands: reported or verified.
    #[must_use]
    pub fn post_of(&self, deliverable: DeliverableId) -> Option<&Found<PostId, Post>> {
        let stands = |post: &&Found<PostId, Post>| !matches!(post.value.state, domain::tracking::PostState::Rejected { .. });
        self.posts.iter().rev().filter(|post| post.value.deliverable == deliverable).find(stands)
    }
}

const KINDS: [Kind; 20] = [
    Kind::Collaboration,
    Kind::Stage,
    Kind::Campaign,
    Kind::Creator,
    Kind::Profile,
    Kind::Relationship,
    Kind::Offer,
    Kind::Agreement,
    Kind::Form,
    Kind::Shipment,
    Kind::Link,
    Kind::Code,
    Kind::Brief,
    Kind::Sending,
    Kind::Deliverable,
    Kind::Draft,
    Kind::Review,
    Kind::Post,
    Kind::Message,
    Kind::Payable,
];

impl View for ShowCollaboration {
    type Answer = CollaborationPage;
    const META: Meta = Meta {
        name: "campaigns.show_collaboration",
        doc: "Shows everything about one collaboration: terms, work, money, open moves and what happened.",
        route: Route::get("/collaborations/{collaboration}"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CollaborationPage> {
        let (brand, id) = (look.brand()?, self.collaboration);
        let wanted = Wanted { collaboration: Some(id), ..Wanted::default() };
        let beside = Beside {
            moves: store::moves::open(look.db(), brand, &wanted, MOST_MOVES).await?,
            events: store::events::of_collaboration(look.db(), brand, id, MOST_EVENTS).await?,
            figures: store::journey::figures_of_collaboration(look.db(), brand, id).await?,
            people: people(look).await?,
        };
        page(look, id, beside, true).await
    }
}

/// The same for one open move, with what its form needs: without moves, figures and what happened, in two statements.
///
/// Not registered: who may see the whole page may see this much of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowForMove {
    /// Which.
    pub collaboration: CollaborationId,
    /// What is to be done.
    pub what: What,
}

impl View for ShowForMove {
    type Answer = CollaborationPage;
    const META: Meta = ShowCollaboration::META;

    async fn show(self, look: &Look) -> Result<CollaborationPage> {
        // Only a conversation says who wrote, and only an offer begins with proposed terms.
        let people = if self.what == What::Answer { people(look).await? } else { BTreeMap::new() };
        let proposes = matches!(self.what, What::MakeOffer | What::AnswerCounter);
        page(look, self.collaboration, Beside { people, ..Beside::default() }, proposes).await
    }
}

/// What is read beside the facts of the rooms.
#[derive(Default)]
struct Beside {
    moves: Vec<MoveRow>,
    events: Vec<EventRow>,
    figures: Figures,
    people: BTreeMap<PersonId, String>,
}

async fn page(look: &Look, id: CollaborationId, beside: Beside, proposes: bool) -> Result<CollaborationPage> {
    let Beside { moves, events, figures, people } = beside;
    let parts = store::journey::parts(look.db(), look.brand()?, Scope::Collaboration(id), &KINDS).await?;
    let stored = parts.once::<Collaboration>(Kind::Collaboration)?.pop().ok_or(Error::NotFound)?;
    let campaign = parts.once::<Campaign>(Kind::Campaign)?.pop().ok_or(Error::NotFound)?;
    let creator = creator_in_short(&parts)?;
    let mut offers = parts.once::<Offer>(Kind::Offer)?;
    offers.sort_by_key(|offer| offer.value.number);
    let mut briefs = parts.once::<Brief>(Kind::Brief)?;
    briefs.sort_by_key(|brief| brief.value.number);
    let mut sendings: Vec<BriefSent> = parts.once::<BriefSent>(Kind::Sending)?.into_iter().map(|sent| sent.value).collect();
    sendings.sort_by_key(|sent| sent.number);
    let mut deliverables = parts.once::<Deliverable>(Kind::Deliverable)?;
    deliverables.sort_by_key(|deliverable| deliverable.value.number);
    let mut drafts = parts.once::<Draft>(Kind::Draft)?;
    drafts.sort_by_key(|draft| draft.value.number);
    let mut reviews = parts.once::<Review>(Kind::Review)?;
    reviews.sort_by_key(|review| review.value.at);
    let mut messages = parts.once::<Message>(Kind::Message)?;
    messages.sort_by_key(|message| std::cmp::Reverse(message.value.at));
    let agreement = parts.once::<Agreement>(Kind::Agreement)?.pop().map(Found::from);
    let currency = campaign.value.currency;
    let earned = figures.earned.iter().find(|(of, _)| *of == currency).map_or(0, |(_, minor)| *minor);
    let proposed = if proposes { proposed(look, &stored.value, &offers, &campaign.value, &creator).await? } else { None };
    let name = creator.person.name.clone();
    let budget = figures.budget.into_iter().map(|line| BudgetLineView {
        line: line.line,
        planned: 0,
        reserved: line.reserved,
        committed: line.committed,
        accrued: line.accrued,
        paid: line.paid,
    });
    Ok(CollaborationPage {
        id,
        version: stored.version.0,
        collaboration: stored.value,
        stage: parts.stages()?.get(&id).copied().unwrap_or(Stage::Shortlisted),
        campaign_id: campaign.id,
        campaign: campaign.value,
        creator,
        offers: found(offers),
        proposed,
        agreement,
        form: parts.once::<OnboardingForm>(Kind::Form)?.pop().map(without_account),
        shipments: found(parts.once::<Shipment>(Kind::Shipment)?),
        links: found(parts.once::<TrackingLink>(Kind::Link)?),
        code: parts.once::<PromoCode>(Kind::Code)?.pop().map(Found::from),
        brief: briefs.pop().map(Found::from),
        sendings,
        deliverables: found(deliverables),
        drafts: found(drafts),
        reviews: found(reviews),
        posts: found(parts.once::<Post>(Kind::Post)?),
        messages: messages.into_iter().map(|message| (message.id, speaker(&message.value, &people, &name), message.value)).collect(),
        payables: parts.values::<Payable>(Kind::Payable)?.into_iter().map(|(_, id, payable)| Owed { id: PayableId(id), payable }).collect(),
        budget: budget.collect(),
        orders: figures.orders,
        sales: figures.sales,
        commission: earned,
        clicks: figures.clicks,
        moves: moves.iter().map(|row| OpenMove::from(&row.open)).collect(),
        events: events
            .into_iter()
            .map(|event| Happened {
                who: actor_name(&event.actor, &people, &name),
                by_clock: event.actor == domain::events::Actor::Clock,
                kind: event.kind,
                subject: event.subject,
                data: event.data,
                at: event.at,
            })
            .collect(),
        read_at: look.now(),
    })
}

/// The form without the sealed account.
fn without_account(stored: Stored<OnboardingForm>) -> Found<AgreementId, OnboardingForm> {
    let mut found = Found::from(stored);
    found.value.payment_account = None;
    found
}

/// What the next offer begins with, as [`agreements::ProposeTerms`] says it, from what is loaded already.
async fn proposed(
    look: &Look,
    collaboration: &Collaboration,
    offers: &[Stored<Offer>],
    campaign: &Campaign,
    creator: &CreatorInShort,
) -> Result<Option<ProposedTerms>> {
    let newest = offers.last().map(|offer| &offer.value);
    if collaboration.off.is_some() || newest.is_some_and(|offer| matches!(offer.state, OfferState::Accepted { .. })) {
        return Ok(None);
    }
    let rates = creator.relationship.as_ref().map(|known| known.rates.as_slice()).unwrap_or_default();
    let terms = match newest {
        Some(offer) => offer.terms.clone(),
        None => {
            let brand = &look.brand_facts()?.value;
            propose_terms(campaign, brand, rates, look.now().day_in(&brand.zone))
        }
    };
    let followers = creator.profiles.iter().filter_map(|profile| profile.followers).max();
    let warnings = agreements::unfair(look.db(), look.brand()?, creator.id, followers, rates, &terms).await?;
    Ok(Some(ProposedTerms { terms, warnings }))
}

pub(super) fn creator_in_short(parts: &store::journey::Parts) -> Result<CreatorInShort> {
    let creator = parts.once::<Creator>(Kind::Creator)?.pop().ok_or(Error::NotFound)?;
    let mut profiles: Vec<CreatorProfile> = parts.once::<CreatorProfile>(Kind::Profile)?.into_iter().map(|profile| profile.value).collect();
    profiles.sort_by_key(|profile| std::cmp::Reverse(profile.followers));
    Ok(CreatorInShort {
        id: creator.id,
        person: creator.value,
        profiles,
        relationship: parts.once::<Relationship>(Kind::Relationship)?.pop().map(|found| found.value),
    })
}
