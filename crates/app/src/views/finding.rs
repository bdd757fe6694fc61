//! What the palette lists beside creators and places: campaigns, conversations, and collaborations in which something waits.
//!
//! Not registered: each is a part of a view that is, and is seen by whoever may see that one. Invariant: one statement each.
//! Absent: creators and payouts, whose own lists have a search; which verb leads where.

use domain::{
    campaigns::CampaignState,
    ids::{CollaborationId, CreatorId},
    journey::Stage,
    moves::What,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{collaboration::ShowCollaboration, inbox::ShowInbox, today};
use crate::{Look, Meta, Result, View, campaigns::ListCampaigns};

/// The campaigns of a brand, ended ones too, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindCampaigns {}

/// A campaign by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundCampaign {
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it is prepared, runs, or is over.
    pub state: CampaignState,
}

impl View for FindCampaigns {
    type Answer = Vec<FoundCampaign>;
    const META: Meta = ListCampaigns::META;

    async fn show(self, look: &Look) -> Result<Vec<FoundCampaign>> {
        let all = store::campaigns::campaigns(look.db(), look.brand()?).await?;
        Ok(all
            .into_iter()
            .map(|found| FoundCampaign { slug: found.value.slug, name: found.value.name, state: found.value.state })
            .collect())
    }
}

/// Conversations by the creator's name, or by what was said lately.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindConversations {
    /// A part of a name, or words of a message; nothing finds nothing.
    pub query: String,
    /// At most so many.
    pub limit: i64,
}

/// A conversation by whom it is with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundConversation {
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// What the last message is about.
    pub subject: String,
    /// What it says.
    pub body: String,
}

impl View for FindConversations {
    type Answer = Vec<FoundConversation>;
    const META: Meta = ShowInbox::META;

    async fn show(self, look: &Look) -> Result<Vec<FoundConversation>> {
        let words = self.query.trim();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let found = store::finding::conversations(look.db(), look.brand()?, look.organisation()?, words, self.limit.clamp(1, 50)).await?;
        Ok(found
            .into_iter()
            .map(|one| FoundConversation { creator: one.creator, name: one.name, subject: one.last.subject, body: one.last.body })
            .collect())
    }
}

/// Collaborations by the names of creator and campaign, for a verb.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindCollaborations {
    /// Parts of the names; nothing leaves none out.
    pub query: String,
    /// Only with one of these open; where nothing is said, all that are not over.
    pub waits: Vec<What>,
    /// Only where it is the caller's own to end: not barred by four eyes, and one of the missing sign-offs theirs.
    pub own: bool,
    /// At most so many.
    pub limit: i64,
}

/// A collaboration by its names, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundCollaboration {
    /// Which.
    pub collaboration: CollaborationId,
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// Its campaign's name.
    pub campaign: String,
    /// Its campaign's short name.
    pub slug: String,
    /// Where it stands.
    pub stage: Stage,
    /// The id of what waits: a deliverable, a payout, an offer.
    pub about: Option<String>,
    /// What its sentence needs: a format, a number.
    pub detail: Option<String>,
}

impl View for FindCollaborations {
    type Answer = Vec<FoundCollaboration>;
    const META: Meta = ShowCollaboration::META;

    async fn show(self, look: &Look) -> Result<Vec<FoundCollaboration>> {
        let (brand, limit) = (look.brand()?, self.limit.clamp(1, 50));
        let hands = if self.own { today::hands(look)? } else { None };
        let found = store::finding::collaborations(look.db(), brand, &self.query, &self.waits, hands.as_ref(), look.now(), limit).await?;
        Ok(found
            .into_iter()
            .map(|one| FoundCollaboration {
                collaboration: one.collaboration,
                creator: one.creator,
                name: one.name,
                campaign: one.campaign,
                slug: one.slug,
                stage: one.stage,
                about: one.about.map(|id| id.to_string()),
                detail: one.detail,
            })
            .collect())
    }
}
