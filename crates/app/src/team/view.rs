//! What people see of the room `team`.

use std::collections::BTreeMap;

use domain::{
    events::Actor,
    ids::{CampaignId, CollaborationId, CreatorId, EventId, Id as _, MailId, PersonId},
    picked::Picked,
    team::{Person, Role},
    time::{Day, Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use store::{
    Stored,
    events::{COUNTED, Wall, Wanted},
};

use super::{BrandView, PersonView};
use crate::{
    Agent, Look, Meta, Reach, Result, Rights, Route, View, Without,
    operation::{MANAGER, OWNER, TEAM},
    without::{self, Taken},
};

/// The brands that the caller works in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListBrands {}

impl View for ListBrands {
    type Answer = Vec<BrandView>;
    const META: Meta = Meta {
        name: "team.list_brands",
        doc: "Lists the brands that the caller works in.",
        route: Route::get("/brands"),
        reach: Reach::Organisation,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<BrandView>> {
        let all = store::team::brands(look.db(), look.organisation()?).await?;
        let visible = |brand| match &look.caller().rights {
            Rights::Person { person, .. } => person.may(brand, &Role::ALL),
            _ => true,
        };
        Ok(all.into_iter().filter(|brand| visible(brand.id)).map(Into::into).collect())
    }
}

/// One brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetBrand {}

impl View for GetBrand {
    type Answer = BrandView;
    const META: Meta = Meta {
        name: "team.get_brand",
        doc: "Shows a brand: its profile and how it works.",
        route: Route::get(""),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<BrandView> {
        Ok(look.brand_facts()?.clone().into())
    }
}

/// The people of the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListPeople {}

impl View for ListPeople {
    type Answer = Vec<PersonView>;
    const META: Meta = Meta {
        name: "team.list_people",
        doc: "Lists the people of the organisation with their roles.",
        route: Route::get("/people"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<Vec<PersonView>> {
        let people = store::team::people(look.db(), look.organisation()?).await?;
        let chosen = store::team::with_password(look.db(), look.organisation()?).await?;
        Ok(people
            .into_iter()
            .map(|found| PersonView { id: found.id, version: found.version.0, invited: !chosen.contains(&found.id), person: found.value })
            .collect())
    }
}

/// The mail of a brand, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListMail {}

/// One mail that leaves or left.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MailView {
    /// Which.
    pub id: MailId,
    /// What for.
    pub kind: String,
    /// From whom.
    pub sender: String,
    /// To whom.
    pub recipient: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// `waiting`, `sent`, `captured`, `withheld` or `failed`.
    pub state: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
}

impl View for ListMail {
    type Answer = Vec<MailView>;
    const META: Meta = Meta {
        name: "team.list_mail",
        doc: "Lists the newest 200 mails of a brand, with what became of each.",
        route: Route::get("/mail"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<MailView>> {
        let rows = store::outbox::mails(look.db(), look.organisation()?, Some(look.brand()?), 200).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}

impl From<store::outbox::MailRow> for MailView {
    fn from(mail: store::outbox::MailRow) -> Self {
        Self {
            id: mail.id,
            kind: mail.kind,
            sender: mail.sender,
            recipient: mail.recipient,
            subject: mail.subject,
            body: mail.body,
            state: mail.state,
            created_at: mail.created_at,
            sent_at: mail.sent_at,
            error: mail.error,
        }
    }
}

/// The mail about accounts (invitations, password resets), newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListAccountMail {}

impl View for ListAccountMail {
    type Answer = Vec<MailView>;
    const META: Meta = Meta {
        name: "team.list_account_mail",
        doc: "Lists the newest 200 mails about the organisation's accounts, with what became of each.",
        route: Route::get("/account-mail"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<Vec<MailView>> {
        let rows = store::outbox::mails(look.db(), look.organisation()?, None, 200).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}

/// What happened in a brand, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListEvents {
    /// By whom: people by their ids, everybody else by what they are: `creator`, `review_link`, `key`, `clock`, `operator`, `visitor`.
    /// Any of `clock,key`, none of `!clock`.
    #[serde(default)]
    pub by: Option<Picked>,
    /// What happened: a kind such as `content.approved`, or all of a room, `content`; several as for `by`.
    #[serde(default)]
    pub kind: Option<Picked>,
    /// On this day or later, in the brand's zone.
    #[serde(default)]
    pub from: Option<Day>,
    /// On this day or before.
    #[serde(default)]
    pub until: Option<Day>,
    /// Where the last page ended.
    #[serde(default)]
    pub cursor: Option<EventId>,
    /// At most so many: 1 to 200, 50 when nothing is said.
    #[serde(default)]
    pub limit: Option<i64>,
}

/// One fact that happened.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EventView {
    /// Which.
    pub id: EventId,
    /// `room.past_participle`.
    pub kind: String,
    /// About which collaboration.
    pub collaboration: Option<CollaborationId>,
    /// About which campaign.
    pub campaign: Option<CampaignId>,
    /// About which creator.
    pub creator: Option<CreatorId>,
    /// Who.
    pub actor: domain::events::Actor,
    /// Who, by name; empty for programs, the clock and visitors.
    #[serde(default)]
    pub actor_name: String,
    /// The name of the creator whom it is about; empty when about none.
    #[serde(default)]
    pub creator_name: String,
    /// The name of the colleague whom it is about; empty when about none.
    #[serde(default)]
    pub person_name: String,
    /// What it says.
    pub data: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

impl From<store::events::EventRow> for EventView {
    fn from(row: store::events::EventRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            collaboration: row.collaboration,
            campaign: row.campaign,
            creator: row.creator,
            actor: row.actor,
            actor_name: String::new(),
            creator_name: String::new(),
            person_name: String::new(),
            data: row.data,
            at: row.at,
        }
    }
}

/// Somebody to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedPerson {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

/// A page of a list, and where the next one begins.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EventPage {
    /// The rows.
    pub items: Vec<EventView>,
    /// Where the next page begins; nothing on the last.
    pub next_cursor: Option<EventId>,
    /// Who works here, to choose from.
    pub people: Vec<NamedPerson>,
    /// Where nothing fits: how much would without one of the filters.
    pub without: Vec<Without>,
}

/// The filters of the question, as they may be left out.
const FILTERS: &[Taken<Wanted>] = &[
    ("by", |wanted| wanted.by.take().is_some()),
    ("kind", |wanted| wanted.kinds.take().is_some()),
    ("from", |wanted| wanted.from.take().is_some()),
    ("until", |wanted| wanted.before.take().is_some()),
];

/// Whoever acts and is nobody of the team.
const OTHERS: [&str; 6] = ["creator", "review_link", "key", "clock", "operator", "visitor"];

/// What is asked of events; days are those of a zone.
fn wanted(by: Option<&Picked>, kind: Option<&Picked>, (from, until): (Option<Day>, Option<Day>), zone: &Zone) -> Result<Wanted> {
    let who = |word: &str| match word.parse::<PersonId>() {
        Ok(id) => Ok(vec![id.to_string()]),
        Err(_) if OTHERS.contains(&word) => Ok(vec![word.to_owned()]),
        Err(_) => Err(format!("\"{word}\" is nobody. Name people by their ids, or one of: {}.", OTHERS.join(", "))),
    };
    let what = |word: &str| {
        let is_kind = word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter == '.');
        if is_kind { Ok(vec![word.to_owned()]) } else { Err(format!("\"{word}\" is no kind of event. Write it like content.approved.")) }
    };
    Ok(Wanted {
        by: by.map(|asked| asked.each("by", who)).transpose()?,
        kinds: kind.map(|asked| asked.each("kind", what)).transpose()?,
        from: from.map(|day| day.at(0, 0, zone)),
        before: until.map(|day| day.plus_days(1).at(0, 0, zone)),
    })
}

impl View for ListEvents {
    type Answer = EventPage;
    const META: Meta = Meta {
        name: "team.list_events",
        doc: "Lists what happened in a brand, newest first, a page at a time.",
        route: Route::get("/events"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<EventPage> {
        let zone = &look.brand_facts()?.value.zone;
        let wanted = wanted(self.by.as_ref(), self.kind.as_ref(), (self.from, self.until), zone)?;
        page_of(look, Wall::Brand(look.brand()?), &wanted, self.cursor, at_most(self.limit)).await
    }
}

/// What happened in the organisation beside its brands: people who came, signed out or ended, brands, keys. Newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListOrganisationEvents {
    /// By whom: people by their ids, everybody else by what they are: `creator`, `review_link`, `key`, `clock`, `operator`, `visitor`.
    /// Any of `clock,key`, none of `!clock`.
    #[serde(default)]
    pub by: Option<Picked>,
    /// What happened: a kind such as `content.approved`, or all of a room, `content`; several as for `by`.
    #[serde(default)]
    pub kind: Option<Picked>,
    /// On this day or later, in universal time.
    #[serde(default)]
    pub from: Option<Day>,
    /// On this day or before.
    #[serde(default)]
    pub until: Option<Day>,
    /// Where the last page ended.
    #[serde(default)]
    pub cursor: Option<EventId>,
    /// At most so many: 1 to 200, 50 when nothing is said.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl View for ListOrganisationEvents {
    type Answer = EventPage;
    const META: Meta = Meta {
        name: "team.list_organisation_events",
        doc: "Lists what happened in the organisation beside its brands, newest first, a page at a time.",
        route: Route::get("/organisation-events"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<EventPage> {
        let wanted = wanted(self.by.as_ref(), self.kind.as_ref(), (self.from, self.until), &Zone::utc())?;
        page_of(look, Wall::Organisation(look.organisation()?), &wanted, self.cursor, at_most(self.limit)).await
    }
}

fn at_most(limit: Option<i64>) -> i64 {
    limit.unwrap_or(50).clamp(1, 200)
}

/// A page of at most `limit` rows behind a wall.
async fn page_of(look: &Look, wall: Wall, wanted: &Wanted, cursor: Option<EventId>, limit: i64) -> Result<EventPage> {
    let rows = store::events::behind(look.db(), wall, wanted, cursor, limit + 1).await?;
    let subjects: BTreeMap<EventId, uuid::Uuid> = rows.iter().filter_map(|row| Some((row.id, row.subject?))).collect();
    let mut items: Vec<EventView> = rows.into_iter().map(Into::into).collect();
    let more = items.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        items.pop();
    }
    let people = store::team::people(look.db(), look.organisation()?).await?;
    name(look, &mut items, &subjects, &people).await?;
    let next_cursor = items.last().filter(|_| more).map(|event| event.id);
    let nothing = items.is_empty() && cursor.is_none();
    let (filters, less) = without::each(nothing, wanted, FILTERS);
    let without = without::counted_to(COUNTED, filters, store::events::counts(look.db(), wall, &less).await?);
    let works_here = |person: &Person| match wall {
        Wall::Brand(brand) => person.may(brand, &Role::ALL),
        Wall::Organisation(_) => person.ended_at.is_none(),
    };
    let mut people: Vec<NamedPerson> = people
        .into_iter()
        .filter(|found| works_here(&found.value))
        .map(|found| NamedPerson { id: found.id, name: found.value.name })
        .collect();
    people.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(EventPage { items, next_cursor, people, without })
}

/// Writes the names of people and creators into events, in one statement.
async fn name(look: &Look, events: &mut [EventView], subjects: &BTreeMap<EventId, uuid::Uuid>, people: &[Stored<Person>]) -> Result<()> {
    let organisation = look.organisation()?;
    let mut ids: Vec<CreatorId> = events.iter().filter_map(|event| event.creator).collect();
    ids.extend(events.iter().filter_map(|event| if let Actor::Creator { id } = event.actor { Some(id) } else { None }));
    ids.sort();
    ids.dedup();
    let creators: BTreeMap<CreatorId, String> =
        store::document::list_in::<store::creators::Creator, _>(look.db(), organisation, "id", &ids, "id")
            .await?
            .into_iter()
            .map(|found| (found.id, found.value.name))
            .collect();
    let people: BTreeMap<PersonId, &str> = people.iter().map(|found| (found.id, found.value.name.as_str())).collect();
    let named = |id: &PersonId| people.get(id).map(|name| (*name).to_owned()).unwrap_or_default();
    for event in events {
        let about = subjects.get(&event.id).map(|subject| PersonId::from_uuid(*subject));
        event.person_name = about.map(|id| named(&id)).unwrap_or_default();
        event.creator_name = event.creator.and_then(|id| creators.get(&id).cloned()).unwrap_or_default();
        event.actor_name = match &event.actor {
            Actor::Person { id } => named(id),
            Actor::Creator { id } => creators.get(id).cloned().unwrap_or_default(),
            Actor::ReviewLink { email } => email.clone(),
            Actor::Key { .. } | Actor::Clock | Actor::Operator | Actor::Visitor => String::new(),
        };
    }
    Ok(())
}
