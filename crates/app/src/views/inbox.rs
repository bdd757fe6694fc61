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
    picked::Picked,
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    creators::{Creator, CreatorProfile},
    journey::{Kind, Scope},
    moves::Wanted,
    outreach::conversations::{self, LastMessage},
};

use super::{OpenMove, people, speaker};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View, Without,
    operation::MANAGER,
    without::{self, Taken},
};

const MOST_MOVES: i64 = 500;

/// Shows the conversations of a brand, and one of them opened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShowInbox {
    /// The conversation to open, by its creator.
    pub creator: Option<CreatorId>,
    /// Only conversations with a creator of such a name, or with a message that says so.
    pub query: Option<String>,
    /// Only with creators of this campaign, by its id or its short name: any of `spring,autumn`, none of `!spring`.
    #[serde(default, deserialize_with = "domain::picked::unless_empty")]
    pub campaign: Option<Picked>,
    /// Only those whose last message is of this day or later.
    pub since: Option<Day>,
    /// Only those in which we are to write.
    pub ours: bool,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// At most so many: 100 unless said otherwise, 200 at most.
    pub limit: Option<i64>,
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
    /// A page of the conversations that fit, newest first.
    pub threads: Vec<ThreadLine>,
    /// How many fit, whoever is to write.
    pub total: usize,
    /// In how many of them we are to write.
    pub waiting: usize,
    /// Where the next page begins; nothing on the last.
    pub next_cursor: Option<String>,
    /// The one that is open.
    pub open: Option<OpenThread>,
    /// Where nothing fits, whoever is to write: how many would without one of the filters.
    pub without: Vec<Without>,
    /// When this was read.
    pub read_at: Timestamp,
}

/// The filters of the question, as they may be left out.
const FILTERS: &[Taken<conversations::Wanted>] = &[
    ("query", |wanted| wanted.words.take().is_some()),
    ("campaign", |wanted| wanted.campaign.take().is_some()),
    ("since", |wanted| wanted.since.take().is_some()),
];

impl View for ShowInbox {
    type Answer = InboxPage;
    const META: Meta = Meta {
        name: "outreach.show_inbox",
        doc: "Shows the conversations with creators, whose turn it is to write, and one of them with its messages: filtered, a page at a time.",
        route: Route::get("/inbox"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<InboxPage> {
        let zone = &look.brand_facts()?.value.zone;
        let limit = self.limit.unwrap_or(100).clamp(1, 200);
        let after = self.cursor.as_deref().map(place).transpose()?;
        let wanted = conversations::Wanted { words: self.query, campaign: self.campaign, since: self.since.map(|day| day.at(0, 0, zone)) };
        let found = conversations::of_brand(look.db(), look.brand()?, look.organisation()?, &wanted, after, limit + 1).await?;
        let open = match self.creator {
            Some(creator) => Some(thread(look, creator).await?),
            None => None,
        };
        let (filters, less) = without::each(found.total == 0, &wanted, FILTERS);
        let counts = conversations::counts(look.db(), look.brand()?, look.organisation()?, &less).await?;
        let without = without::counted(filters, counts);
        let (total, waiting) = (found.total, found.read.iter().filter(|last| waits_for_us(last)).count());
        let later = |last: &LastMessage| after.is_none_or(|place| (last.at, last.id) < place);
        let mut shown = found.read.into_iter().filter(|last| later(last) && (!self.ours || waits_for_us(last))).peekable();
        let (mut threads, mut ended) = (Vec::new(), None);
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        while let Some(last) = shown.next_if(|_| threads.len() < most) {
            ended = Some(format!("{}.{}", last.at.0, last.id));
            threads.push(line(last));
        }
        let next_cursor = ended.filter(|_| shown.peek().is_some());
        Ok(InboxPage { threads, total, waiting, next_cursor, open, without, read_at: look.now() })
    }
}

/// Where a page ended: when its last message was written, and which it was.
fn place(cursor: &str) -> Result<(Timestamp, MessageId)> {
    let found = cursor.split_once('.').and_then(|(at, id)| Some((Timestamp(at.parse().ok()?), id.parse().ok()?)));
    found.ok_or_else(|| Error::field("cursor", "This cursor belongs to another list. Start again from the first page."))
}

/// Whether we are to write. A last word about a collaboration that is over, such as a no, asks for no answer, nor does a wish
/// to hear no more.
fn waits_for_us(last: &LastMessage) -> bool {
    let asks = |message: &Message| message.direction == Direction::In && !message.automatic && !asks_to_stop(&message.body);
    last.waits || (!last.ended && asks(&last.message))
}

fn line(last: LastMessage) -> ThreadLine {
    let turn = if waits_for_us(&last) { ToWrite::Ours } else { ToWrite::Theirs };
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
