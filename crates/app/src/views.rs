//! Views that read over all rooms: one for each page.
//!
//! Invariant: a fixed number of statements, whatever the number of rows. Absent: HTML, and anything that changes.

use std::collections::BTreeMap;

use domain::{
    events::Actor,
    ids::{BrandId, CampaignId, Id},
    moves::{Move, Turn, What},
    outreach::{Direction, Message},
    team::Role,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Document, Stored, moves::MoveRow};

use crate::{
    Error, Look, Result,
    registry::{Registered, look},
};

pub mod calendar;
pub mod campaign;
pub mod collaboration;
pub mod finding;
pub mod inbox;
pub mod portal;
pub mod reviews;
pub mod shell;
pub mod today;
pub mod tracker;

pub use calendar::{CalendarPage, ShowCalendar};
pub use campaign::{CampaignHead, ShowCampaign};
pub use collaboration::{CollaborationPage, ShowCollaboration};
pub use inbox::{InboxPage, ShowInbox};
pub use portal::ShowPortal;
pub use reviews::{ReviewsPage, ShowReviews};
pub use today::ShowToday;
pub use tracker::{ShowTracker, Tracker};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        look::<ShowToday>(),
        look::<ShowPortal>(),
        look::<campaign::ShowCampaign>(),
        look::<tracker::ShowTracker>(),
        look::<calendar::ShowCalendar>(),
        look::<collaboration::ShowCollaboration>(),
        look::<inbox::ShowInbox>(),
        look::<reviews::ShowReviews>(),
    ]
}

/// A value with its id and the version of its row, for the next change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found<I, T> {
    /// Which.
    pub id: I,
    /// The version of its row.
    pub version: i64,
    /// The value.
    pub value: T,
}

impl<T: Document> From<Stored<T>> for Found<T::Id, T> {
    fn from(stored: Stored<T>) -> Self {
        Self { id: stored.id, version: stored.version.0, value: stored.value }
    }
}

fn found<T: Document>(all: Vec<Stored<T>>) -> Vec<Found<T::Id, T>> {
    all.into_iter().map(Found::from).collect()
}

/// An open move as a page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenMove {
    /// Whose turn.
    pub turn: Turn,
    /// Which of the team.
    pub role: Option<Role>,
    /// What.
    pub what: What,
    /// The row that it is about.
    pub subject: Option<uuid::Uuid>,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Not urgent before.
    pub visible_from: Timestamp,
    /// Money at stake in minor units of the campaign's currency.
    pub stake: i64,
    /// A number or short text that its sentence needs.
    pub detail: Option<String>,
}

impl From<&Move> for OpenMove {
    fn from(open: &Move) -> Self {
        Self {
            turn: open.turn,
            role: open.role,
            what: open.what,
            subject: open.subject,
            since: open.since,
            due: open.due,
            visible_from: open.visible_from,
            stake: open.stake,
            detail: open.detail.clone(),
        }
    }
}

/// The move that a row shows when there is room for one: the team's before the creator's before the clock's, what is to
/// be seen now before what is not, then the earliest due.
#[must_use]
pub fn foremost<'a>(moves: impl IntoIterator<Item = &'a MoveRow>, now: Timestamp) -> Option<OpenMove> {
    let rank = |row: &&MoveRow| {
        (row.open.visible_from > now, row.open.turn, row.open.due.is_none(), row.open.due, std::cmp::Reverse(row.open.stake))
    };
    moves.into_iter().min_by_key(rank).map(|row| OpenMove::from(&row.open))
}

/// A campaign of the brand by its id or its short name.
///
/// # Errors
/// Not found.
pub(crate) async fn campaign_named(look: &Look, brand: BrandId, named: &str) -> Result<Stored<domain::campaigns::Campaign>> {
    let found = match uuid::Uuid::parse_str(named) {
        Ok(id) => store::document::find(look.db(), brand, CampaignId::from_uuid(id)).await?,
        Err(_) => store::campaigns::by_slug(look.db(), brand, named).await?,
    };
    found.ok_or(Error::NotFound)
}

/// The names of the people of the organisation, to say who did something.
///
/// # Errors
/// The store's.
pub(crate) async fn people(look: &Look) -> Result<BTreeMap<domain::ids::PersonId, String>> {
    let people = store::team::people(look.db(), look.organisation()?).await?;
    Ok(people.into_iter().map(|person| (person.id, person.value.name)).collect())
}

/// Whose words a message holds: the creator's, whoever entered what came from them, and otherwise whoever wrote it.
pub(crate) fn speaker(message: &Message, people: &BTreeMap<domain::ids::PersonId, String>, creator: &str) -> String {
    match message.direction {
        Direction::In => creator.to_owned(),
        Direction::Out => actor_name(&message.by, people, creator),
    }
}

/// How an actor is called on the team's pages; nothing for the program's own parts, which the page words.
pub(crate) fn actor_name(actor: &Actor, people: &BTreeMap<domain::ids::PersonId, String>, creator: &str) -> String {
    match actor {
        Actor::Person { id } => people.get(id).cloned().unwrap_or_default(),
        Actor::Creator { .. } => creator.to_owned(),
        Actor::ReviewLink { email } => email.clone(),
        Actor::Key { .. } | Actor::Clock | Actor::Operator | Actor::Visitor => String::new(),
    }
}
