//! Identifiers: one type per noun, so that a creator's id cannot be passed where a campaign's is meant.
//!
//! Invariant: every id is a UUIDv7 given by the context of an operation; only a session's is derived from its secret, so that it
//! says nothing of it and no row holds it. Absent: any way to make one here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What all ids share, so that the store can bind and read them without a line per noun.
pub trait Id: Copy + Ord + std::fmt::Display + Send + Sync + 'static {
    /// Wraps a UUID that is known to name this noun.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The UUID inside.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);
        impl Id for $name {
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(self) -> Uuid { self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )+};
}

ids! {
    /// An organisation: a brand's company or an agency.
    OrganisationId,
    /// A brand: one workspace, one wall.
    BrandId,
    /// A person of the team.
    PersonId,
    /// A session of a person of the team.
    SessionId,
    /// A key for the API.
    ApiKeyId,
    /// A saved view of a list.
    SavedViewId,
    /// A creator, shared over the organisation.
    CreatorId,
    /// A creator in one brand.
    RelationshipId,
    /// A creator's account on one platform.
    ProfileId,
    /// A post on a creator's own account.
    CreatorPostId,
    /// A comment under a post of a creator's.
    CreatorCommentId,
    /// What is known of a creator's followers from one source.
    FollowerSampleId,
    /// What a brand decided about a creator.
    DecisionId,
    /// What is remembered of a saved search.
    SearchWatchId,
    /// What somebody wrote on a brand's application page.
    ApplicationId,
    /// The application page of a brand.
    ApplicationPageId,
    /// Somebody who bought from a brand.
    CustomerId,
    /// A post that names a brand.
    MentionId,
    /// A list of customers or of mentions that was brought.
    ListImportId,
    /// What a person decided about a customer and a creator.
    MatchDecisionId,
    /// A note about a creator.
    NoteId,
    /// A file on the record of a creator.
    AttachmentId,
    /// The fields that a brand made up for its creators.
    CustomFieldsId,
    /// One of them.
    CustomFieldId,
    /// One change of many creators at once.
    ChangeId,
    /// One merge of two creators.
    MergeId,
    /// One number with its source.
    MetricId,
    /// An organisation's connection to a platform's interface.
    ConnectionId,
    /// An organisation's language model.
    LanguageModelId,
    /// A summary of a vetting report.
    SummaryId,
    /// Access that a creator gave to an account of theirs.
    AccessId,
    /// One import of a file of creators or orders.
    ImportId,
    /// An import while it runs; no row holds it.
    RunningImportId,
    /// A campaign.
    CampaignId,
    /// One creator in one campaign.
    CollaborationId,
    /// A message template.
    TemplateId,
    /// One message of a conversation with a creator.
    MessageId,
    /// One mail that leaves or left.
    MailId,
    /// One version of a value exchange proposed.
    OfferId,
    /// Accepted terms, to be signed by both sides.
    AgreementId,
    /// Product sent to a creator.
    ShipmentId,
    /// One version of a campaign's brief.
    BriefId,
    /// One thing to be made.
    DeliverableId,
    /// One numbered version of a deliverable's content.
    DraftId,
    /// One reviewer's answer to a draft.
    ReviewId,
    /// A stored file of one brand.
    FileId,
    /// A file on its way here, in parts.
    UploadId,
    /// Live content at a URL.
    PostId,
    /// A tracking link, one per deliverable.
    LinkId,
    /// A promo code, one per collaboration.
    CodeId,
    /// One click on a tracking link.
    ClickId,
    /// One order of the shop.
    OrderId,
    /// One refund of an order.
    RefundId,
    /// What is owed and why.
    PayableId,
    /// One transfer to one creator.
    PayoutId,
    /// One line of the ledger.
    LedgerEntryId,
    /// One fact that happened.
    EventId,
    /// One effect that waits to leave.
    OutboxId,
    /// One proposal of a creator's standing.
    StandingId,
    /// One step of the clock in chasing a creator.
    ChaseId,
    /// One pause that a person made for the clock.
    PauseId,
}
