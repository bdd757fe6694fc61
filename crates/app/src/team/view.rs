//! What people see of the room `team`.

use std::collections::BTreeMap;

use domain::{
    events::Actor,
    ids::{CampaignId, CollaborationId, CreatorId, EventId, Id as _, MailId, PersonId},
    team::Role,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BrandView, PersonView};
use crate::{
    Agent, Look, Meta, Reach, Result, Rights, Route, View,
    operation::{MANAGER, OWNER, TEAM},
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
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListEvents {
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

/// A page of a list, and where the next one begins.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EventPage {
    /// The rows.
    pub items: Vec<EventView>,
    /// Where the next page begins; nothing on the last.
    pub next_cursor: Option<EventId>,
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
        let limit = at_most(self.limit);
        let rows = store::events::of_brand(look.db(), look.brand()?, self.cursor, limit + 1).await?;
        page_of(look, rows, limit).await
    }
}

/// What happened in the organisation beside its brands: people who came, signed out or ended, brands, keys. Newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListOrganisationEvents {
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
        let limit = at_most(self.limit);
        let rows = store::events::of_organisation(look.db(), look.organisation()?, self.cursor, limit + 1).await?;
        page_of(look, rows, limit).await
    }
}

fn at_most(limit: Option<i64>) -> i64 {
    limit.unwrap_or(50).clamp(1, 200)
}

/// A page of at most `limit` rows, of which one more was asked for.
async fn page_of(look: &Look, rows: Vec<store::events::EventRow>, limit: i64) -> Result<EventPage> {
    let subjects: BTreeMap<EventId, uuid::Uuid> = rows.iter().filter_map(|row| Some((row.id, row.subject?))).collect();
    let mut items: Vec<EventView> = rows.into_iter().map(Into::into).collect();
    let more = items.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        items.pop();
    }
    name(look, &mut items, &subjects).await?;
    let next_cursor = items.last().filter(|_| more).map(|event| event.id);
    Ok(EventPage { items, next_cursor })
}

/// Writes the names of people and creators into events, in two statements.
async fn name(look: &Look, events: &mut [EventView], subjects: &BTreeMap<EventId, uuid::Uuid>) -> Result<()> {
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
    let people: BTreeMap<PersonId, String> =
        store::team::people(look.db(), organisation).await?.into_iter().map(|found| (found.id, found.value.name)).collect();
    for event in events {
        let about = subjects.get(&event.id).map(|subject| PersonId::from_uuid(*subject));
        event.person_name = about.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
        event.creator_name = event.creator.and_then(|id| creators.get(&id).cloned()).unwrap_or_default();
        event.actor_name = match &event.actor {
            Actor::Person { id } => people.get(id).cloned().unwrap_or_default(),
            Actor::Creator { id } => creators.get(id).cloned().unwrap_or_default(),
            Actor::ReviewLink { email } => email.clone(),
            Actor::Key { .. } | Actor::Clock | Actor::Operator | Actor::Visitor => String::new(),
        };
    }
    Ok(())
}
