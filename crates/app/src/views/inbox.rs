//! Conversations: the list with whose turn it is to write, and the one that is open.
//!
//! Invariant: at most eight statements. Absent: steps of the clock that are held
//! back; its page under Settings has them.

use domain::{
    agreements::Offer,
    attribution::setup::PromoCode,
    campaigns::{Campaign, Collaboration},
    ids::{CampaignId, CollaborationId, CreatorId, MessageId},
    journey::Stage,
    outreach::{Direction, Message, words::asks_to_stop},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    creators::{Creator, CreatorProfile},
    journey::{Kind, LastMessage, Scope},
    moves::Wanted,
};

use super::{OpenMove, people, speaker};
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// At most this many conversations are listed, the newest.
const MOST_THREADS: i64 = 500;
const MOST_MOVES: i64 = 500;

/// Shows the conversations of a brand, and one of them opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShowInbox {
    /// The conversation to open, by its creator.
    pub creator: Option<CreatorId>,
}

/// Whose turn it is to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToWrite {
    /// Ours.
    Ours,
    /// The creator's.
    Theirs,
}

/// One conversation in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThreadLine {
    /// With whom.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// Whose turn to write.
    pub turn: ToWrite,
    /// The last message.
    pub last: Message,
}

/// A message with who wrote it and how it fared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThreadMessage {
    /// Which.
    pub id: MessageId,
    /// Who wrote it, by name.
    pub who: String,
    /// The message.
    pub message: Message,
    /// The state of its mail: `waiting`, `sent`, `captured`, `failed` ...; nothing when it was no mail.
    pub mail: Option<String>,
}

/// A collaboration beside a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Beside {
    /// Which.
    pub collaboration: CollaborationId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Its campaign's name.
    pub campaign_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it still runs.
    pub running: bool,
    /// The newest offer.
    pub offer: Option<Offer>,
    /// The code.
    pub code: Option<String>,
    /// Its open moves.
    pub moves: Vec<OpenMove>,
}

/// The conversation that is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenThread {
    /// With whom.
    pub creator: CreatorId,
    /// The person.
    pub person: Creator,
    /// Their accounts.
    pub profiles: Vec<CreatorProfile>,
    /// What was said, oldest first.
    pub messages: Vec<ThreadMessage>,
    /// What they do for the brand, the running ones first.
    pub beside: Vec<Beside>,
}

/// The inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InboxPage {
    /// All conversations, newest first.
    pub threads: Vec<ThreadLine>,
    /// The one that is open.
    pub open: Option<OpenThread>,
    /// When this was read.
    pub read_at: Timestamp,
}

impl View for ShowInbox {
    type Answer = InboxPage;
    const META: Meta = Meta {
        name: "outreach.show_inbox",
        doc: "Shows the conversations with creators, whose turn it is to write, and one of them with its messages.",
        route: Route::get("/inbox"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<InboxPage> {
        let threads = store::journey::conversations(look.db(), look.brand()?, look.organisation()?, MOST_THREADS).await?;
        let open = match self.creator {
            Some(creator) => Some(thread(look, creator).await?),
            None => None,
        };
        Ok(InboxPage { threads: threads.into_iter().map(line).collect(), open, read_at: look.now() })
    }
}

fn line(last: LastMessage) -> ThreadLine {
    // A last word about a collaboration that is over, such as a no, asks for no answer, nor does a wish to hear no more.
    let stops = asks_to_stop(&last.message.body);
    let unanswered = last.message.direction == Direction::In && !last.message.automatic && !last.ended && !stops;
    let turn = if unanswered || last.waits > 0 { ToWrite::Ours } else { ToWrite::Theirs };
    ThreadLine { creator: last.creator, name: last.name, turn, last: last.message }
}

async fn thread(look: &Look, creator: CreatorId) -> Result<OpenThread> {
    let brand = look.brand()?;
    let person = store::journey::creator_of_brand(look.db(), look.organisation()?, brand, creator).await?.ok_or(Error::NotFound)?.value;
    let kinds = [Kind::Collaboration, Kind::Stage, Kind::Campaign, Kind::Profile, Kind::Offer, Kind::Code];
    let parts = store::journey::parts(look.db(), brand, Scope::Creator(creator), &kinds).await?;
    let messages = store::outreach::with_creator(look.db(), brand, creator).await?;
    let mails = store::journey::mail_states(look.db(), brand, creator).await?;
    let wanted = Wanted { creator: Some(creator), ..Wanted::default() };
    let moves = store::moves::open(look.db(), brand, &wanted, MOST_MOVES).await?;
    let people = people(look).await?;
    let messages = messages
        .into_iter()
        .map(|message| ThreadMessage {
            who: speaker(&message.value, &people, &person.name),
            mail: mails.iter().rev().find(|(id, _)| *id == message.id).map(|(_, state)| state.clone()),
            id: message.id,
            message: message.value,
        })
        .collect();
    let mut profiles: Vec<CreatorProfile> = parts.once::<CreatorProfile>(Kind::Profile)?.into_iter().map(|found| found.value).collect();
    profiles.sort_by_key(|profile| std::cmp::Reverse(profile.followers));
    Ok(OpenThread { creator, profiles, messages, beside: beside(&parts, &moves)?, person })
}

fn beside(parts: &store::journey::Parts, moves: &[store::moves::MoveRow]) -> Result<Vec<Beside>> {
    let stages = parts.stages()?;
    let campaigns = parts.once::<Campaign>(Kind::Campaign)?;
    let offers = parts.take::<Offer>(Kind::Offer)?;
    let codes = parts.take::<PromoCode>(Kind::Code)?;
    let mut all: Vec<Beside> = parts
        .once::<Collaboration>(Kind::Collaboration)?
        .into_iter()
        .map(|found| {
            let stage = stages.get(&found.id).copied().unwrap_or(Stage::Shortlisted);
            Beside {
                collaboration: found.id,
                campaign: found.value.campaign,
                campaign_name: campaigns
                    .iter()
                    .find(|campaign| campaign.id == found.value.campaign)
                    .map(|campaign| campaign.value.name.clone())
                    .unwrap_or_default(),
                stage,
                running: found.value.running().is_ok() && !stage.is_over(),
                offer: offers
                    .iter()
                    .filter(|(of, _)| *of == found.id)
                    .max_by_key(|(_, offer)| offer.value.number)
                    .map(|(_, offer)| offer.value.clone()),
                code: codes.iter().find(|(of, _)| *of == found.id).map(|(_, code)| code.value.code.clone()),
                moves: moves.iter().filter(|row| row.collaboration == found.id).map(|row| OpenMove::from(&row.open)).collect(),
            }
        })
        .collect();
    all.sort_by_key(|one| (!one.running, std::cmp::Reverse(one.collaboration)));
    Ok(all)
}
