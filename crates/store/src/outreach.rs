//! Rows of the room `outreach`: templates and messages.

pub mod chase;
pub mod conversations;

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, MessageId, OrganisationId, PauseId, TemplateId},
    outreach::{Direction, Message, Template},
    time::Timestamp,
};
use sea_orm::Value;

use self::chase::ClockPause;
use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for Template {
    const TABLE: &'static str = "template";
    const WALL: &'static str = "brand";
    type Id = TemplateId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("kind", self.kind.as_str().bind()), ("name", self.name.as_str().bind())]
    }
}

impl Document for Message {
    const TABLE: &'static str = "message";
    const WALL: &'static str = "brand";
    type Id = MessageId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("creator", self.creator.bind()),
            ("collaboration", self.collaboration.bind()),
            ("direction", direction(self.direction).bind()),
            ("at", self.at.bind()),
        ]
    }
    fn tells_of(&self, _id: Self::Id) -> Option<CreatorId> {
        Some(self.creator)
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
    }
}

/// The templates of a brand, by name.
///
/// # Errors
/// The store's.
pub async fn templates(db: &impl Read, brand: BrandId) -> Result<Vec<Stored<Template>>> {
    document::list(db, brand, "1 = 1 ORDER BY name, id", vec![]).await
}

/// The conversation with a creator, oldest first.
///
/// # Errors
/// The store's.
pub async fn with_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Message>>> {
    document::list(db, brand, "creator = $2 ORDER BY at, id", params![creator]).await
}

/// The conversation with a creator as they see it, oldest first: without the clock's reminders that never left.
///
/// # Errors
/// The store's.
pub async fn shown_to_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Message>>> {
    let condition = "creator = $2 AND NOT EXISTS (SELECT 1 FROM mail WHERE mail.message = message.id AND mail.kind = 'reminder' \
                     AND mail.state = 'withheld') ORDER BY at, id";
    document::list(db, brand, condition, params![creator]).await
}

/// The messages of one collaboration, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<Message>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY at, id", params![collaboration]).await
}

/// What keeps a brand from writing to a creator now.
#[derive(Debug, Clone)]
pub struct Contact {
    /// When another brand of the organisation last wrote to them.
    pub elsewhere: Option<Timestamp>,
    /// A person's pause of the clock for this creator alone, in the whole brand.
    pub pause: Option<(PauseId, ClockPause)>,
}

/// What keeps a brand from writing to a creator now; in one statement.
///
/// # Errors
/// The store's.
pub async fn contact(db: &impl Read, organisation: OrganisationId, brand: BrandId, creator: CreatorId) -> Result<Contact> {
    let sql = "SELECT p.id AS id, p.facts AS facts, \
               (SELECT MAX(m.at) FROM message m JOIN brand b ON b.id = m.brand \
                WHERE b.organisation = $1 AND m.brand <> $2 AND m.creator = $3 AND m.direction = 'out') AS at \
               FROM brand own LEFT JOIN clock_pause p ON p.brand = own.id AND p.creator = $3 AND p.campaign IS NULL \
               WHERE own.id = $2 AND own.organisation = $1";
    let Some(row) = db.one("message", sql, params![organisation, brand, creator]).await? else {
        return Ok(Contact { elsewhere: None, pause: None });
    };
    let pause = match row.get::<Option<PauseId>>("id")? {
        Some(id) => Some((id, row.json("facts")?)),
        None => None,
    };
    Ok(Contact { elsewhere: row.get("at")?, pause })
}
