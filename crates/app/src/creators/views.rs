//! Everything that happened with a creator in a brand, in one list by time.
//!
//! Invariant: newest first, a page at a time, each thing once; the place where a page ends is a time and an id, so that what
//! comes in meanwhile moves nothing. Absent: words for people; pages and programs find their own.

use std::collections::BTreeMap;

use domain::{
    campaigns::Campaign,
    creators::{Attachment, Note},
    events::Actor,
    ids::{AttachmentId, CampaignId, CollaborationId, CreatorId, Id, MessageId, NoteId, PersonId},
    money::Money,
    outreach::{Direction, Message},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::{merging, timeline};
use uuid::Uuid;

use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// What a part of the timeline is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// Campaigns, offers, agreements, parcels, briefs.
    Collaborations,
    /// What was written and asked.
    Messages,
    /// Drafts and reviews.
    Content,
    /// What went live, and its numbers.
    Posts,
    /// Links, codes, and orders that they are credited with.
    Sales,
    /// What is owed and paid.
    Payments,
    /// Notes and tags.
    Notes,
    /// What was changed about the record itself.
    Changes,
    /// Numbers that came in.
    Imports,
}

impl TimelineKind {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 9] = [
        Self::Collaborations,
        Self::Messages,
        Self::Content,
        Self::Posts,
        Self::Sales,
        Self::Payments,
        Self::Notes,
        Self::Changes,
        Self::Imports,
    ];

    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Collaborations => "collaborations",
            Self::Messages => "messages",
            Self::Content => "content",
            Self::Posts => "posts",
            Self::Sales => "sales",
            Self::Payments => "payments",
            Self::Notes => "notes",
            Self::Changes => "changes",
            Self::Imports => "imports",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The beginnings of the events' kinds.
    fn events(self) -> &'static [&'static str] {
        match self {
            Self::Collaborations => &["campaigns.", "agreements.", "shipments.", "briefs.", "reports."],
            Self::Messages => &["outreach."],
            Self::Content => &["content."],
            Self::Posts => &["tracking."],
            Self::Sales => &["attribution."],
            Self::Payments => &["payments."],
            Self::Notes => &["creators.creator_noted", "creators.note_"],
            Self::Changes => &["creators."],
            Self::Imports => &["creators.imported"],
        }
    }

    /// The kind of an event.
    fn of(event: &str) -> Self {
        let specific = [Self::Notes, Self::Imports].into_iter().find(|kind| kind.events().iter().any(|start| event.starts_with(start)));
        specific
            .or_else(|| Self::ALL.into_iter().find(|kind| kind.events().iter().any(|start| event.starts_with(start))))
            .unwrap_or(Self::Changes)
    }
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelineItem {
    /// The event or the order; nothing for numbers that came in.
    pub id: Uuid,
    /// What it is about.
    pub kind: TimelineKind,
    /// When.
    pub at: Timestamp,
    /// The event's own name; nothing for orders and numbers.
    pub event: Option<String>,
    /// Who, by name; empty for programs and the clock.
    pub who: String,
    /// In which collaboration.
    pub collaboration: Option<CollaborationId>,
    /// The name of its campaign; empty where there is none.
    pub campaign_name: String,
    /// The amount, where money is in it.
    pub amount: Option<Money>,
    /// What was written, the number of the order, or the source of the numbers.
    pub text: String,
    /// Whether the creator wrote it.
    pub received: bool,
    /// How many numbers came in.
    pub count: Option<i64>,
}

/// A page of the timeline.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TimelinePage {
    /// The creator's name.
    pub name: String,
    /// Newest first.
    pub items: Vec<TimelineItem>,
    /// Ask with it for the next page; nothing on the last.
    pub next_cursor: Option<String>,
}

/// What happened with a creator, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListTimeline {
    /// Who.
    pub creator: CreatorId,
    /// Only this.
    #[serde(default)]
    pub kind: Option<TimelineKind>,
    /// Where the page before ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many: 50 unless said otherwise, 200 at most.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl View for ListTimeline {
    type Answer = TimelinePage;
    const META: Meta = Meta {
        name: "creators.list_timeline",
        doc: "Lists everything that happened with a creator in this brand, newest first: work, messages, sales, payments, notes, changes.",
        route: Route::get("/creators/{creator}/timeline"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<TimelinePage> {
        let (db, organisation, brand) = (look.db(), look.organisation()?, look.brand()?);
        store::creators::relationship(db, brand, self.creator).await?.ok_or(Error::NotFound)?;
        let creator = store::document::find::<store::creators::Creator>(db, organisation, self.creator).await?.ok_or(Error::NotFound)?;
        let most = self.limit.unwrap_or(50).clamp(1, 200);
        let before = self.cursor.as_deref().and_then(read);
        let mut names = BTreeMap::from([(self.creator, creator.value.name.clone())]);
        if !creator.value.aliases.is_empty() {
            names.extend(merging::merged_into(db, organisation, self.creator).await?.into_iter().map(|one| (one.id, one.value.name)));
        }
        let ids: Vec<CreatorId> = names.keys().copied().collect();
        let wanted = self.kind.map_or(&[] as &[&str], TimelineKind::events);
        let but: &[&str] = match self.kind {
            Some(TimelineKind::Changes) => &["creators.creator_noted", "creators.note_", "creators.imported"],
            _ => &[],
        };
        let events = store::events::of_creator(db, brand, &ids, (wanted, but), before, most + 1).await?;
        let asks = |kind: TimelineKind| self.kind.is_none_or(|asked| asked == kind);
        let sales = if asks(TimelineKind::Sales) { timeline::sales(db, brand, self.creator, before, most + 1).await? } else { vec![] };
        let numbers = match asks(TimelineKind::Imports) {
            // Numbers have no id of their own and come after everything else of their time.
            true => {
                let until = before.map(|(at, id)| if id.is_nil() { at } else { at.plus(1) });
                timeline::numbers(db, organisation, self.creator, until, most + 1).await?
            }
            false => vec![],
        };
        let messages = messages(look, &events).await?;
        let notes = notes(look, &events).await?;
        let files = files(look, &events).await?;
        let people: BTreeMap<PersonId, String> =
            store::team::people(db, organisation).await?.into_iter().map(|one| (one.id, one.value.name)).collect();
        let mut campaigns: Vec<CampaignId> =
            events.iter().filter_map(|event| event.campaign).chain(sales.iter().map(|sale| sale.campaign)).collect();
        campaigns.sort();
        campaigns.dedup();
        let campaigns = store::document::list_in::<Campaign, _>(db, brand, "id", &campaigns, "id").await?;
        let campaign = |id: Option<CampaignId>| {
            campaigns.iter().find(|campaign| Some(campaign.id) == id).map(|campaign| campaign.value.name.clone()).unwrap_or_default()
        };
        let mut items: Vec<TimelineItem> = events
            .into_iter()
            .map(|event| {
                let message = event.subject.and_then(|id| messages.get(&MessageId::from_uuid(id)));
                let note = event.subject.filter(|_| event.kind == WRITTEN).and_then(|id| notes.get(&NoteId::from_uuid(id)));
                let file = event.subject.filter(|_| event.kind == ATTACHED).and_then(|id| files.get(&AttachmentId::from_uuid(id)));
                let said = |name: &str| event.data.get(name).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
                TimelineItem {
                    id: event.id.uuid(),
                    kind: TimelineKind::of(&event.kind),
                    at: event.at,
                    who: who(&event.actor, &people, &names),
                    collaboration: event.collaboration,
                    campaign_name: campaign(event.campaign),
                    amount: event.data.get("amount").and_then(|sum| serde_json::from_value(sum.clone()).ok()),
                    text: match (message, note, file) {
                        (Some(message), ..) => message.body.clone(),
                        (None, Some(note), _) => note.text.clone(),
                        (None, None, Some(file)) => file.name.clone(),
                        (None, None, None) => [said("reason"), said("message"), said("other_name")]
                            .into_iter()
                            .find(|text| !text.is_empty())
                            .unwrap_or_default(),
                    },
                    received: message.is_some_and(|one| one.direction == Direction::In),
                    count: None,
                    event: Some(event.kind),
                }
            })
            .collect();
        items.extend(sales.into_iter().map(|sale| TimelineItem {
            id: sale.order,
            kind: TimelineKind::Sales,
            at: sale.at,
            event: None,
            who: String::new(),
            collaboration: Some(sale.collaboration),
            campaign_name: campaign(Some(sale.campaign)),
            amount: Some(sale.amount),
            text: sale.number,
            received: false,
            count: None,
        }));
        items.extend(numbers.into_iter().map(|came| TimelineItem {
            id: Uuid::nil(),
            kind: TimelineKind::Imports,
            at: came.at,
            event: None,
            who: String::new(),
            collaboration: None,
            campaign_name: String::new(),
            amount: None,
            text: came.source,
            received: false,
            count: Some(came.count),
        }));
        items.sort_by_key(|item| std::cmp::Reverse((item.at, item.id)));
        let end = usize::try_from(most).unwrap_or(usize::MAX);
        let more = items.len() > end;
        items.truncate(end);
        let next_cursor = items.last().filter(|_| more).map(|item| format!("{}:{}", item.at.0, item.id));
        Ok(TimelinePage { name: creator.value.name, items, next_cursor })
    }
}

/// Where a page before ended.
fn read(cursor: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = cursor.split_once(':')?;
    Some((Timestamp(at.parse().ok()?), id.parse().ok()?))
}

/// The messages that events tell of.
async fn messages(look: &Look, events: &[store::events::EventRow]) -> Result<BTreeMap<MessageId, Message>> {
    let told = events.iter().filter(|event| event.kind.starts_with("outreach."));
    let ids: Vec<MessageId> = told.filter_map(|event| event.subject).map(MessageId::from_uuid).collect();
    let found = store::document::list_in::<Message, _>(look.db(), look.brand()?, "id", &ids, "id").await?;
    Ok(found.into_iter().map(|one| (one.id, one.value)).collect())
}

/// That a note was written.
const WRITTEN: &str = "creators.note_added";

/// The notes that events tell of being written, as they read now; what was removed since is nowhere.
async fn notes(look: &Look, events: &[store::events::EventRow]) -> Result<BTreeMap<NoteId, Note>> {
    let told = events.iter().filter(|event| event.kind == WRITTEN);
    let ids: Vec<NoteId> = told.filter_map(|event| event.subject).map(NoteId::from_uuid).collect();
    let found = store::document::list_in::<Note, _>(look.db(), look.brand()?, "id", &ids, "id").await?;
    Ok(found.into_iter().map(|one| (one.id, one.value)).collect())
}

/// That a file was attached.
const ATTACHED: &str = "creators.file_added";

/// The files that events tell of being attached; what was taken off since is nowhere.
async fn files(look: &Look, events: &[store::events::EventRow]) -> Result<BTreeMap<AttachmentId, Attachment>> {
    let told = events.iter().filter(|event| event.kind == ATTACHED);
    let ids: Vec<AttachmentId> = told.filter_map(|event| event.subject).map(AttachmentId::from_uuid).collect();
    let found = store::document::list_in::<Attachment, _>(look.db(), look.brand()?, "id", &ids, "id").await?;
    Ok(found.into_iter().map(|one| (one.id, one.value)).collect())
}

/// Who did something, by name.
fn who(actor: &Actor, people: &BTreeMap<PersonId, String>, creators: &BTreeMap<CreatorId, String>) -> String {
    match actor {
        Actor::Person { id } => people.get(id).cloned().unwrap_or_default(),
        Actor::Creator { id } => creators.get(id).cloned().unwrap_or_default(),
        Actor::ReviewLink { email } => email.clone(),
        Actor::Key { .. } | Actor::Clock | Actor::Operator | Actor::Visitor => String::new(),
    }
}
