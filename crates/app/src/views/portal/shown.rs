//! What a creator sees of their own work with a brand, as plain data.
//!
//! Invariant: nothing here is the team's alone: no notes, no reasons for an override, no addresses or browsers of a
//! signature, no evidence, no account numbers. Absent: words.

use domain::{
    agreements::{OfferState, Side, Terms},
    briefs::BriefContent,
    campaigns::OffRamp,
    content::{Change, Deliverable},
    creators::{Address, Method, Shipping},
    files::{ContentHash, StoredFile},
    ids::{
        AgreementId, BrandId, CollaborationId, CreatorId, DeliverableId, DraftId, MessageId, OfferId, OrganisationId, PayableId, PostId,
        ShipmentId,
    },
    journey::Stage,
    money::Money,
    moves::Move,
    outreach::{Channel, Direction},
    payments::PayableKind,
    team::SignOffKind,
    time::{Day, Timestamp, Zone},
    tracking::numbers::Counts,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that a creator's pages of one brand show.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalView {
    /// When it was read.
    pub now: Timestamp,
    /// The brand.
    pub brand: PortalBrand,
    /// Whose pages they are.
    pub creator: PortalCreator,
    /// The creator's collaborations in this brand, from the invitation on, newest first.
    pub collaborations: Vec<PortalCollaboration>,
    /// The conversation, oldest first.
    pub messages: Vec<PortalMessage>,
    /// Whether accounts of theirs can be connected by logging in.
    #[serde(default)]
    pub connects: bool,
}

impl PortalView {
    /// One of the creator's collaborations.
    #[must_use]
    pub fn collaboration(&self, id: CollaborationId) -> Option<&PortalCollaboration> {
        self.collaborations.iter().find(|collaboration| collaboration.id == id)
    }

    /// One thing to be made, with its collaboration.
    #[must_use]
    pub fn deliverable(&self, id: DeliverableId) -> Option<(&PortalCollaboration, &PortalDeliverable)> {
        self.collaborations
            .iter()
            .flat_map(|collaboration| collaboration.deliverables.iter().map(move |deliverable| (collaboration, deliverable)))
            .find(|(_, deliverable)| deliverable.id == id)
    }

    /// The zone in which the creator reads times: theirs where known, otherwise the brand's.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        self.creator.zone.as_ref().unwrap_or(&self.brand.zone)
    }
}

/// The brand as its creators see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalBrand {
    /// Which.
    pub id: BrandId,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its short name in addresses.
    pub slug: String,
    /// The zone of its posting windows.
    pub zone: Zone,
    /// Its colour, `#rrggbb`.
    pub colour: Option<String>,
    /// What its logo hashes to; nothing where it has none.
    pub logo: Option<ContentHash>,
    /// Who signs its mail; the brand's name where nobody is named.
    pub sender: String,
}

/// The creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalCreator {
    /// Which.
    pub id: CreatorId,
    /// Their name.
    pub name: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// Their country, ISO 3166.
    pub country: Option<String>,
    /// Their zone, where known.
    pub zone: Option<Zone>,
    /// Since when they want no invitations.
    pub opted_out_at: Option<Timestamp>,
    /// Where product is sent to them, and what fits.
    pub shipping: Shipping,
}

/// One collaboration, from the invitation on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalCollaboration {
    /// Which.
    pub id: CollaborationId,
    /// The campaign's name.
    pub campaign: String,
    /// Where it stands.
    pub stage: Stage,
    /// When the invitation was sent.
    pub invited_at: Option<Timestamp>,
    /// When the creator said yes to it.
    pub accepted_at: Option<Timestamp>,
    /// How and when it left the road, if it did.
    pub off: Option<(OffRamp, Timestamp)>,
    /// Open promises that may be seen by now, those with the earliest due first.
    pub moves: Vec<Move>,
    /// Offers in their order, the newest last.
    pub offers: Vec<PortalOffer>,
    /// The agreement.
    pub agreement: Option<PortalAgreement>,
    /// Whether the deal was made before the brand used these pages, so that no agreement of it is here.
    #[serde(default)]
    pub agreed_before: bool,
    /// Whether drafts can be sent: the brief was acknowledged, or the work began before the brand used these pages.
    #[serde(default)]
    pub may_draft: bool,
    /// Rounds of changes that the fee includes.
    #[serde(default)]
    pub rounds: u8,
    /// The form, once filled in.
    pub form: Option<PortalForm>,
    /// Parcels.
    pub shipments: Vec<PortalShipment>,
    /// The brief that was sent last.
    pub brief: Option<PortalBrief>,
    /// What is made.
    pub deliverables: Vec<PortalDeliverable>,
    /// The code, once somebody confirmed that the shop knows it: as typed, and what it takes off in percent.
    pub code: Option<(String, u8)>,
    /// What is owed and what was paid.
    pub payables: Vec<PortalPayable>,
    /// Commission that is counted and still held, in case of returns.
    pub held: Vec<PortalHeld>,
}

impl PortalCollaboration {
    /// The accepted terms.
    #[must_use]
    pub fn terms(&self) -> Option<&Terms> {
        let accepted = self.offers.iter().rev().find(|offer| matches!(offer.state, OfferState::Accepted { .. }));
        self.agreement.as_ref().map(|agreement| &agreement.terms).or(accepted.map(|offer| &offer.terms))
    }

    /// The newest offer.
    #[must_use]
    pub fn offer(&self) -> Option<&PortalOffer> {
        self.offers.last()
    }
}

/// One version of an offer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalOffer {
    /// Which.
    pub id: OfferId,
    /// Its number.
    pub number: i64,
    /// Who made it.
    pub by: Side,
    /// What is proposed.
    pub terms: Terms,
    /// What was written with it.
    pub message: String,
    /// When.
    pub made_at: Timestamp,
    /// Where it stands.
    pub state: OfferState,
}

/// The agreement and who signed it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalAgreement {
    /// Which.
    pub id: AgreementId,
    /// The terms.
    pub terms: Terms,
    /// The document's bytes.
    pub document: StoredFile,
    /// When it was prepared.
    pub prepared_at: Timestamp,
    /// The creator's name as typed, and when.
    pub creator: Option<(String, Timestamp)>,
    /// The name typed for the brand, and when.
    pub brand: Option<(String, Timestamp)>,
}

impl PortalAgreement {
    /// What is signed.
    #[must_use]
    pub fn hash(&self) -> &ContentHash {
        &self.document.hash
    }
}

/// What the creator told the brand, without account numbers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalForm {
    /// Its row's version, for a correction.
    pub version: i64,
    /// The name on contracts and payments.
    pub legal_name: String,
    /// Where product goes.
    pub address: Option<Address>,
    /// Sizes, shades, allergies.
    pub preferences: String,
    /// How they are paid.
    pub payment_method: String,
    /// The end of the account.
    pub payment_hint: String,
    /// Country of residence for tax.
    pub tax_country: String,
    /// When it was complete.
    pub completed_at: Timestamp,
}

/// A parcel.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalShipment {
    /// Which.
    pub id: ShipmentId,
    /// What is in it.
    pub items: String,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number.
    pub tracking_number: String,
    /// When it left.
    pub sent_at: Timestamp,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
}

/// A brief as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalBrief {
    /// Its number.
    pub number: i64,
    /// What it says.
    pub content: BriefContent,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When the creator said that they read it.
    pub acknowledged_at: Option<Timestamp>,
    /// The version that was sent before, when there was one.
    pub before: Option<(i64, BriefContent)>,
}

/// One thing to be made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalDeliverable {
    /// Which.
    pub id: DeliverableId,
    /// What and where it stands.
    pub deliverable: Deliverable,
    /// Its drafts, oldest first.
    pub drafts: Vec<PortalDraft>,
    /// Its post, if one was reported and stands.
    pub post: Option<PortalPost>,
    /// Why the last report was sent back, when nothing stands since.
    pub sent_back: Option<String>,
    /// Its tracking link as people copy it, once somebody confirmed that it works.
    pub link: Option<String>,
    /// How often that link was clicked.
    pub clicks: i64,
}

/// A draft with what was answered to it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalDraft {
    /// Which.
    pub id: DraftId,
    /// Its number.
    pub number: i64,
    /// The round that it answers.
    pub round: u8,
    /// Its files.
    pub files: Vec<StoredFile>,
    /// Its text.
    pub text: String,
    /// The creator's note.
    pub note: String,
    /// When it was sent.
    pub submitted_at: Timestamp,
    /// What was asked for: who, when, what.
    pub changes: Vec<PortalChanges>,
    /// Who signed it off, for whom, when.
    pub sign_offs: Vec<(String, SignOffKind, Timestamp)>,
}

/// One list of changes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalChanges {
    /// Who asks.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// What to change.
    pub changes: Vec<Change>,
    /// What is paid for it on top, when it goes beyond what was agreed.
    pub extra_fee: Option<Money>,
}

/// A reported post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalPost {
    /// Which.
    pub id: PostId,
    /// Where it is.
    pub url: String,
    /// When it went live.
    pub live_at: Timestamp,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When a person of the team confirmed it.
    pub verified_at: Option<Timestamp>,
    /// How often it was seen and liked, where that is known.
    pub counted: Option<PortalCounts>,
}

/// The numbers of a post as they are known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalCounts {
    /// When the newest of them was so.
    pub at: Timestamp,
    /// How that was had.
    pub method: Method,
    /// The numbers.
    pub counts: Counts,
}

/// Where money that is owed stands, as the creator reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PortalOwed {
    /// It will be sent by its day.
    Owed,
    /// A person looks at it first.
    Held,
    /// It is being sent.
    OnItsWay,
    /// It was sent.
    Paid {
        /// On which day.
        on: Day,
    },
}

/// Something owed or paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalPayable {
    /// Which.
    pub id: PayableId,
    /// What for.
    pub kind: PayableKind,
    /// How much, after deductions.
    pub amount: Money,
    /// What a late post took off, in minor units.
    pub deducted: i64,
    /// Orders that a commission is for.
    pub orders: usize,
    /// When its clock started.
    pub started_at: Timestamp,
    /// When it is due.
    pub due: Day,
    /// Where it stands.
    pub owed: PortalOwed,
}

/// Commission that is counted and still held.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalHeld {
    /// How much by now.
    pub amount: Money,
    /// From how many orders.
    pub orders: i64,
    /// When the hold of the first of them is over.
    pub next: Option<Timestamp>,
}

/// One message.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PortalMessage {
    /// Which.
    pub id: MessageId,
    /// About which collaboration.
    pub collaboration: Option<CollaborationId>,
    /// Which way.
    pub direction: Direction,
    /// How it travelled.
    pub channel: Channel,
    /// Subject.
    pub subject: String,
    /// The words.
    pub body: String,
    /// When.
    pub at: Timestamp,
}
