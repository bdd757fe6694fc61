//! The context: who calls, behind which wall, at what time, in which transaction.
//!
//! Invariant: whatever an operation reads of the world it reads through this. Absent: a way to commit.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    campaigns::Collaboration,
    events::{Actor, Event},
    ids::{
        ApiKeyId, BrandId, CampaignId, CollaborationId, CreatorId, DeliverableId, EventId, Id, OrganisationId, OutboxId, PersonId,
        SessionId,
    },
    team::{Brand, Person, Role, SignOffKind},
    time::{Timestamp, Zone},
};
use serde::{Deserialize, Serialize};
use store::{Db, Stored, Tx, Version, events::EventRow};
use uuid::Uuid;

use crate::{
    Error, Result,
    frame::App,
    random::{Ids, Seed},
};

/// What a caller may do, before any operation is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "are", rename_all = "snake_case")]
pub enum Rights {
    /// A person of the team.
    Person {
        /// Which.
        id: PersonId,
        /// With which roles.
        person: Person,
    },
    /// A program with a key.
    Key {
        /// Which.
        id: ApiKeyId,
        /// In which brand.
        brand: BrandId,
        /// At most.
        role: Role,
        /// Rooms or operations; `read` for views.
        scopes: Vec<String>,
    },
    /// A creator in the portal of one brand.
    Creator {
        /// Which.
        id: CreatorId,
        /// In which brand.
        brand: BrandId,
    },
    /// Who holds a signed review link.
    ReviewLink {
        /// For which deliverable.
        deliverable: DeliverableId,
        /// Of which brand.
        brand: BrandId,
        /// For whom they sign off.
        kind: SignOffKind,
        /// To whom the link went.
        email: String,
        /// Their name.
        name: String,
    },
    /// The clock.
    Clock,
    /// Who runs the machine.
    Operator,
    /// Nobody who is known.
    Visitor,
}

/// Who calls, and behind which wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Caller {
    /// What they may.
    pub rights: Rights,
    /// Their organisation; nothing for a visitor.
    pub organisation: Option<OrganisationId>,
    /// The brand that the call is about.
    pub brand: Option<BrandId>,
    /// Network address, as evidence of a signature.
    pub address: String,
    /// Browser, as evidence of a signature.
    pub browser: String,
    /// By which of their sessions a person asks.
    #[serde(default)]
    pub session: Option<SessionId>,
}

impl Caller {
    /// With rights and nothing else.
    #[must_use]
    pub fn new(rights: Rights, organisation: Option<OrganisationId>, brand: Option<BrandId>) -> Self {
        Self { rights, organisation, brand, address: String::new(), browser: String::new(), session: None }
    }

    /// Nobody who is known.
    #[must_use]
    pub fn visitor() -> Self {
        Self::new(Rights::Visitor, None, None)
    }

    /// A person of the team, about a brand or none.
    #[must_use]
    pub fn person(organisation: OrganisationId, id: PersonId, person: Person, brand: Option<BrandId>) -> Self {
        Self::new(Rights::Person { id, person }, Some(organisation), brand)
    }

    /// A creator in the portal.
    #[must_use]
    pub fn creator(organisation: OrganisationId, brand: BrandId, id: CreatorId) -> Self {
        Self::new(Rights::Creator { id, brand }, Some(organisation), Some(brand))
    }

    /// The clock, about a brand.
    #[must_use]
    pub fn clock(organisation: OrganisationId, brand: BrandId) -> Self {
        Self::new(Rights::Clock, Some(organisation), Some(brand))
    }

    /// Who runs the machine.
    #[must_use]
    pub fn operator(organisation: Option<OrganisationId>, brand: Option<BrandId>) -> Self {
        Self::new(Rights::Operator, organisation, brand)
    }

    /// The same caller about a brand.
    #[must_use]
    pub fn about(mut self, brand: BrandId) -> Self {
        self.brand = Some(brand);
        self
    }

    /// As events name them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match &self.rights {
            Rights::Person { id, .. } => Actor::Person { id: *id },
            Rights::Key { id, .. } => Actor::Key { id: *id },
            Rights::Creator { id, .. } => Actor::Creator { id: *id },
            Rights::ReviewLink { email, .. } => Actor::ReviewLink { email: email.clone() },
            Rights::Clock => Actor::Clock,
            Rights::Operator => Actor::Operator,
            Rights::Visitor => Actor::Visitor,
        }
    }

    /// A stable text for who calls, to keep idempotency keys apart.
    #[must_use]
    pub fn key(&self) -> String {
        match self.actor() {
            Actor::Person { id } => format!("person:{id}"),
            Actor::Creator { id } => format!("creator:{id}"),
            Actor::Key { id } => format!("key:{id}"),
            Actor::ReviewLink { email } => format!("review:{email}"),
            other => other.kind().to_owned(),
        }
    }
}

/// What an event or an effect is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    /// A collaboration; its moves are derived anew.
    pub collaboration: Option<CollaborationId>,
    /// A campaign.
    pub campaign: Option<CampaignId>,
    /// A creator.
    pub creator: Option<CreatorId>,
    /// The row that changed.
    pub subject: Option<Uuid>,
}

impl About {
    /// A collaboration with its campaign and creator.
    #[must_use]
    pub fn collaboration(found: &Stored<Collaboration>) -> Self {
        Self { collaboration: Some(found.id), campaign: Some(found.value.campaign), creator: Some(found.value.creator), subject: None }
    }

    /// A campaign.
    #[must_use]
    pub fn campaign(id: CampaignId) -> Self {
        Self { campaign: Some(id), ..Self::default() }
    }

    /// A creator.
    #[must_use]
    pub fn creator(id: CreatorId) -> Self {
        Self { creator: Some(id), ..Self::default() }
    }

    /// The row that changed.
    #[must_use]
    pub fn subject(mut self, id: impl Id) -> Self {
        self.subject = Some(id.uuid());
        self
    }
}

/// An operation's context: one open transaction.
pub struct Ctx {
    pub(crate) app: App,
    pub(crate) caller: Caller,
    pub(crate) tx: Tx,
    pub(crate) now: Timestamp,
    pub(crate) ids: Ids,
    pub(crate) brand: Option<Stored<Brand>>,
    pub(crate) expected: Option<Version>,
    /// Recorded and not yet answered by the policies.
    pub(crate) fresh: Vec<EventRow>,
    /// Whose moves are derived anew before the commit, by brand.
    pub(crate) touched: BTreeMap<BrandId, BTreeSet<CollaborationId>>,
}

impl Ctx {
    pub(crate) fn new(
        app: App,
        caller: Caller,
        tx: Tx,
        now: Timestamp,
        seed: Seed,
        brand: Option<Stored<Brand>>,
        expected: Option<Version>,
    ) -> Self {
        Self { app, caller, tx, now, ids: Ids::new(seed, now), brand, expected, fresh: Vec::new(), touched: BTreeMap::new() }
    }

    /// The open transaction.
    #[must_use]
    pub fn tx(&self) -> &Tx {
        &self.tx
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The installation: settings, secrets and ports.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// A new id.
    pub fn id<I: Id>(&mut self) -> I {
        I::from_uuid(self.ids.give())
    }

    /// Random bytes.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        self.ids.bytes()
    }

    /// The brand's wall.
    ///
    /// # Errors
    /// Not found when the call is about no brand.
    pub fn brand(&self) -> Result<BrandId> {
        self.brand.as_ref().map(|brand| brand.id).ok_or(Error::NotFound)
    }

    /// The brand itself.
    ///
    /// # Errors
    /// Not found when the call is about no brand.
    pub fn brand_facts(&self) -> Result<&Stored<Brand>> {
        self.brand.as_ref().ok_or(Error::NotFound)
    }

    /// The brand's zone.
    ///
    /// # Errors
    /// Not found when the call is about no brand.
    pub fn zone(&self) -> Result<Zone> {
        Ok(self.brand_facts()?.value.zone.clone())
    }

    /// The organisation's wall.
    ///
    /// # Errors
    /// Not found for a visitor.
    pub fn organisation(&self) -> Result<OrganisationId> {
        self.caller.organisation.ok_or(Error::NotFound)
    }

    /// The name of who calls, for records that outlive accounts.
    ///
    /// # Errors
    /// The store's.
    pub async fn caller_name(&self) -> Result<String> {
        Ok(match &self.caller.rights {
            Rights::Person { person, .. } => person.name.clone(),
            Rights::ReviewLink { name, .. } => name.clone(),
            Rights::Creator { id, .. } => {
                let found = store::document::find::<store::creators::Creator>(self.tx(), self.organisation()?, *id).await?;
                found.map(|creator| creator.value.name).unwrap_or_default()
            }
            Rights::Key { .. } => "An API key".to_owned(),
            Rights::Clock => "The clock".to_owned(),
            Rights::Operator => "The operator".to_owned(),
            Rights::Visitor => "A visitor".to_owned(),
        })
    }

    /// A collaboration of this brand that this caller may see, with its row version. A creator sees their own; a
    /// review link leads to none but through its deliverable.
    ///
    /// # Errors
    /// Not found.
    pub async fn collaboration(&self, id: CollaborationId) -> Result<Stored<Collaboration>> {
        let found = store::document::find::<Collaboration>(self.tx(), self.brand()?, id).await?.ok_or(Error::NotFound)?;
        match &self.caller.rights {
            Rights::Creator { id, .. } if *id != found.value.creator => Err(Error::NotFound),
            _ => Ok(found),
        }
    }

    /// Refuses when the caller named a version (`If-Match`, or the hidden field of a form) and the row is at
    /// another. An operation calls it for the row that its route names.
    ///
    /// # Errors
    /// Conflict.
    pub fn expect(&self, version: Version) -> Result<()> {
        match self.expected {
            Some(expected) if expected != version => Err(Error::Conflict),
            _ => Ok(()),
        }
    }

    /// Records what happened. The policies answer it, and the moves of its collaboration are derived anew, before
    /// the commit.
    ///
    /// # Errors
    /// The store's.
    pub async fn record(&mut self, about: About, event: &impl Event) -> Result<()> {
        let data = serde_json::to_value(event).map_err(|error| Error::Broken(error.to_string()))?;
        self.note(about, event.kind(), data).await
    }

    /// Records what happened by its name and data, where the domain has no type for it.
    ///
    /// # Errors
    /// The store's.
    pub async fn note(&mut self, about: About, kind: &str, data: serde_json::Value) -> Result<()> {
        let row = self.event(about, kind, data)?;
        store::events::append(&self.tx, &row)?;
        if let Some(id) = about.collaboration {
            self.touch(id);
        }
        self.fresh.push(row);
        Ok(())
    }

    fn event(&mut self, about: About, kind: &str, data: serde_json::Value) -> Result<EventRow> {
        Ok(EventRow {
            id: self.id::<EventId>(),
            organisation: self.organisation()?,
            brand: self.brand.as_ref().map(|brand| brand.id),
            kind: kind.to_owned(),
            collaboration: about.collaboration,
            campaign: about.campaign,
            creator: about.creator,
            subject: about.subject,
            actor: self.caller.actor(),
            data,
            at: self.now,
        })
    }

    /// Records what happened before the program knew of it, by the word of a sheet: it stands in the timeline, no policy
    /// answers it and no letter follows. The moves of its collaboration are derived anew.
    ///
    /// # Errors
    /// The store's.
    pub fn note_past(&mut self, about: About, kind: &str, data: serde_json::Value) -> Result<()> {
        let row = self.event(about, kind, data)?;
        store::events::append(&self.tx, &row)?;
        if let Some(id) = about.collaboration {
            self.touch(id);
        }
        Ok(())
    }

    /// Marks a collaboration whose moves follow from facts that changed.
    pub fn touch(&mut self, id: CollaborationId) {
        if let Some(brand) = &self.brand {
            self.touched.entry(brand.id).or_default().insert(id);
        }
    }

    /// Marks every collaboration of the brand: its zone and its money rules are facts that all their moves follow from.
    ///
    /// # Errors
    /// The store's.
    pub async fn touch_brand(&mut self) -> Result<()> {
        let brand = self.brand()?;
        let ids = store::campaigns::ids_of_brand(&self.tx, brand).await?;
        self.touched.entry(brand).or_default().extend(ids);
        Ok(())
    }

    /// Marks every running collaboration of a creator, in all brands of the organisation: what is known of a creator
    /// is shared, and moves follow from it.
    ///
    /// # Errors
    /// The store's.
    pub async fn touch_creator(&mut self, creator: CreatorId) -> Result<()> {
        for (brand, id) in store::campaigns::running_everywhere(&self.tx, self.organisation()?, creator).await? {
            self.touched.entry(brand).or_default().insert(id);
        }
        Ok(())
    }

    /// Goes behind the wall of another brand of the organisation, and gives the brand left, to go back to.
    ///
    /// # Errors
    /// Not found when it is another organisation's.
    pub(crate) async fn enter(&mut self, brand: BrandId) -> Result<Option<Stored<Brand>>> {
        let found = store::document::find::<Brand>(&self.tx, self.organisation()?, brand).await?.ok_or(Error::NotFound)?;
        Ok(self.brand.replace(found))
    }

    /// Whether the creator acts themselves; otherwise the team enters what it received.
    #[must_use]
    pub fn by_creator(&self) -> bool {
        matches!(self.caller.rights, Rights::Creator { .. })
    }

    /// Puts an effect into the outbox, at once or later. The key names the effect: the same key never leaves twice.
    ///
    /// # Errors
    /// The store's.
    pub async fn effect(&mut self, kind: &str, key: &str, payload: serde_json::Value, run_at: Timestamp) -> Result<()> {
        let id = self.id::<OutboxId>();
        let (organisation, brand) = (self.organisation()?, self.brand.as_ref().map(|brand| brand.id));
        store::outbox::add(&self.tx, id, organisation, brand, kind, key, &payload, self.now, run_at);
        Ok(())
    }
}

/// A view's context: no transaction, nothing to change.
pub struct Look {
    pub(crate) app: App,
    pub(crate) caller: Caller,
    pub(crate) now: Timestamp,
    pub(crate) brand: Option<Stored<Brand>>,
}

impl Look {
    /// The database, to read from.
    #[must_use]
    pub fn db(&self) -> &Db {
        self.app.db()
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who asks.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The installation.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The brand's wall.
    ///
    /// # Errors
    /// Not found when the question is about no brand.
    pub fn brand(&self) -> Result<BrandId> {
        self.brand.as_ref().map(|brand| brand.id).ok_or(Error::NotFound)
    }

    /// The brand itself.
    ///
    /// # Errors
    /// Not found when the question is about no brand.
    pub fn brand_facts(&self) -> Result<&Stored<Brand>> {
        self.brand.as_ref().ok_or(Error::NotFound)
    }

    /// The organisation's wall.
    ///
    /// # Errors
    /// Not found for a visitor.
    pub fn organisation(&self) -> Result<OrganisationId> {
        self.caller.organisation.ok_or(Error::NotFound)
    }

    /// A collaboration of this brand that this caller may see; see [`Ctx::collaboration`].
    ///
    /// # Errors
    /// Not found.
    pub async fn collaboration(&self, id: CollaborationId) -> Result<Stored<Collaboration>> {
        let found = store::document::find::<Collaboration>(self.db(), self.brand()?, id).await?.ok_or(Error::NotFound)?;
        match &self.caller.rights {
            Rights::Creator { id, .. } if *id != found.value.creator => Err(Error::NotFound),
            _ => Ok(found),
        }
    }
}
