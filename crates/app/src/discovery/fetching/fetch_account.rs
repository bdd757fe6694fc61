//! An account is fetched from its platform: by a person who wants to know now, or by the clock when it is its turn.
//!
//! Invariant: the platform is asked before the transaction; what it answered is written with source, method and time, and what was
//! known before stays where it answers nothing. Absent: when the clock does it.

use domain::{
    creators::{
        Creator, CreatorProfile,
        connections::{ConnectionError, Service, policy::Urgency, quota::Purpose},
        fetching::{Fetched, Outcome, Remark},
    },
    ids::{CreatorId, ProfileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::connections as rows;

use super::{
    gather::{Extent, by, gather},
    keep,
};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route, creators::connections::asking::Asker, operation::MANAGER_CLOCK,
};

/// Fetches an account of a creator from its platform.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FetchAccount {
    /// Whose.
    pub creator: CreatorId,
    /// Which account.
    pub profile: ProfileId,
    /// How much depends on it, where the clock asks; for people everything is fetched.
    #[serde(default)]
    #[schemars(skip)]
    pub urgency: Option<Urgency>,
    /// What the platform answered, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub fetched: Option<Fetched>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FetchedAccount {
    /// In a word.
    pub outcome: Outcome,
    /// Why, where it did not end well.
    pub reason: Option<String>,
    /// What is to be told: another handle, hidden numbers.
    pub remarks: Vec<Remark>,
    /// New numbers of the account.
    pub numbers: u64,
    /// New posts.
    pub added: u64,
    /// Posts with newer words or numbers.
    pub renewed: u64,
    /// New comments.
    pub comments: u64,
    /// Until when the platform wants to be left alone, where it said so.
    pub waits_until: Option<Timestamp>,
    /// Whether asking ended for a reason that is the connection's, so that the next account would not be answered either.
    pub connection_stopped: bool,
}

/// What a person gets: a hundred videos, and the comments under the newest five.
const FOR_PEOPLE: Extent = Extent { pages: 2, commented: 5 };

impl FetchAccount {
    fn extent(&self, purpose: Purpose) -> Extent {
        match (purpose, self.urgency) {
            (Purpose::Clock, urgency) => Extent { pages: 1, commented: urgency.unwrap_or(Urgency::Rest).commented() },
            (Purpose::People | Purpose::Check, _) => FOR_PEOPLE,
        }
    }
}

/// The service that tells of an account.
pub(super) fn service_of(profile: &CreatorProfile) -> Result<Service> {
    Ok(Service::of(&profile.account.platform).ok_or(ConnectionError::OtherPlatform("YouTube, Instagram and TikTok"))?)
}

impl Operation for FetchAccount {
    type Answer = FetchedAccount;
    const META: Meta = Meta {
        name: "discovery.fetch_account",
        doc: "Fetches an account of a creator from its platform: its words and numbers, its newest posts, what is said under them.",
        route: Route::post("/creators/{creator}/accounts/{profile}/fetch"),
        reach: Reach::Brand,
        who: MANAGER_CLOCK,
        agent: Agent::May,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.fetched = None;
        let (db, organisation) = (before.db(), before.organisation()?);
        store::creators::relationship(db, before.brand()?, self.creator).await?.ok_or(Error::NotFound)?;
        let creator = store::document::find::<Creator>(db, organisation, self.creator).await?.ok_or(Error::NotFound)?;
        let profile = store::document::find::<CreatorProfile>(db, organisation, self.profile).await?;
        let profile = profile.filter(|found| found.value.creator == self.creator).ok_or(Error::NotFound)?;
        creator.value.not_erased()?;
        let service = service_of(&profile.value)?;
        let by = by(service, self.profile, &profile.value.account).ok_or(ConnectionError::Nameless)?;
        let connection = rows::connection(db, organisation, service).await?;
        let connection = connection.ok_or(ConnectionError::NotConnected(service.label()))?;
        let purpose = if before.caller().rights == Rights::Clock { Purpose::Clock } else { Purpose::People };
        let asker = Asker::new(before.app(), organisation, &connection.value, purpose)?;
        let fetched = gather(before, &asker, &by, self.extent(purpose)).await?;
        self.fetched = Some(Fetched { key_since: Some(connection.value.since), ..fetched });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<FetchedAccount> {
        let fetched = self.fetched.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        keep::keep(ctx, self.creator, self.profile, fetched).await
    }
}
