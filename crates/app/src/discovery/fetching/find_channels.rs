//! Channels that a platform's own search finds, for people who look for somebody new.
//!
//! Invariant: a search is counted in a quota of its own before it leaves; who is known already is said. Absent: keeping what was
//! found; whom a person adds becomes a creator with that account and nothing else.

use std::collections::BTreeMap;

use domain::{
    creators::{
        Country, Identity,
        connections::{
            ConnectionError, Service,
            quota::{self, Bucket, Purpose},
        },
        fetching::{Failure, FoundChannel},
    },
    ids::CreatorId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::connections as rows;

use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    creators::connections::{asking::Asker, connect::hear},
    operation::MANAGER,
    ports::Listed,
};

/// Looks for channels on YouTube.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindChannels {
    /// What to look for, as one would type it there.
    pub words: String,
    /// Only those that may be seen in a country.
    #[serde(default)]
    pub country: Option<Country>,
    /// Where the last page ended.
    #[serde(default)]
    pub page: Option<String>,
    /// What the platform answered, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub answered: Option<Answered>,
}

/// What a search was answered with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// Channels.
    Found {
        /// Which.
        channels: Vec<FoundChannel>,
        /// Where the next page is.
        next: Option<String>,
    },
    /// A refusal.
    Refused(Failure),
}

/// A channel that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelFound {
    /// The channel.
    pub channel: FoundChannel,
    /// The creator of this brand whose account it is.
    pub known: Option<CreatorId>,
    /// The creator whose account it is and whom only another brand knows.
    pub elsewhere: Option<CreatorId>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelsFound {
    /// Channels, in the platform's order.
    pub channels: Vec<ChannelFound>,
    /// Where the next page is.
    pub next: Option<String>,
    /// Why nothing was found, where the platform did not search.
    pub reason: Option<String>,
    /// How many searches are left today.
    pub left: i64,
    /// When today ends for the platform.
    pub resets_at: Timestamp,
}

const SERVICE: Service = Service::YouTube;

impl Operation for FindChannels {
    type Answer = ChannelsFound;
    const META: Meta = Meta {
        name: "discovery.find_channels",
        doc: "Looks for channels on YouTube by its own search, of which a day grants a hundred; says who is known already.",
        route: Route::post("/discover/channels"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let organisation = before.organisation()?;
        self.answered = None;
        self.words = self.words.trim().to_owned();
        if self.words.is_empty() || self.words.chars().count() > 200 {
            return Err(Error::field("words", "Write what to look for, with at most 200 characters."));
        }
        let connection = rows::connection(before.db(), organisation, SERVICE).await?;
        let connection = connection.ok_or(ConnectionError::NotConnected(SERVICE.label()))?;
        let asker = Asker::new(before.app(), organisation, &connection.value, Purpose::People)?;
        let (words, country, page) = (&self.words, self.country.map(|country| country.code()), self.page.as_deref());
        self.answered = Some(match asker.ask(Bucket::Searches, |youtube, key| youtube.search(key, words, country, page)).await? {
            Ok(Listed { items, next }) => Answered::Found { channels: items, next },
            Err(failure) => Answered::Refused(failure),
        });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ChannelsFound> {
        let organisation = ctx.organisation()?;
        let answered = self.answered.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let failure = match &answered {
            Answered::Found { .. } => None,
            Answered::Refused(failure) => Some(failure.clone()),
        };
        if let Some(connection) = rows::hold_connection(ctx.tx(), organisation, SERVICE).await? {
            hear(ctx, connection, failure.as_ref()).await?;
        }
        let (channels, next) = match answered {
            Answered::Found { channels, next } => (told(ctx, channels).await?, next),
            Answered::Refused(_) => (Vec::new(), None),
        };
        let today = rows::spent(ctx.tx(), organisation, SERVICE, quota::day(ctx.now())).await?;
        let spent: i64 = today.iter().filter(|spent| spent.bucket == Bucket::Searches).map(|spent| spent.units).sum();
        let left = (quota::SEARCHES_A_DAY - spent).max(0);
        let reason = failure.map(|failure| failure.words(SERVICE));
        Ok(ChannelsFound { channels, next, reason, left, resets_at: quota::resets_at(ctx.now()) })
    }
}

/// The channels with whose they are, in two statements.
async fn told(ctx: &Ctx, channels: Vec<FoundChannel>) -> Result<Vec<ChannelFound>> {
    let lookup = |channel: &FoundChannel| Identity::Channel { platform: SERVICE.platform(), id: channel.id.as_str().to_owned() }.lookup();
    let lookups: Vec<String> = channels.iter().map(lookup).collect();
    let profiles = store::creators::profiles_by_identity(ctx.tx(), ctx.organisation()?, &lookups).await?;
    let whose: BTreeMap<String, CreatorId> = profiles.iter().map(|one| (one.value.identity.clone(), one.value.creator)).collect();
    let creators: Vec<CreatorId> = whose.values().copied().collect();
    let here = store::creators::relationships(ctx.tx(), ctx.brand()?, &creators).await?;
    let view = |channel: FoundChannel| {
        let creator = whose.get(&lookup(&channel)).copied();
        let known = creator.filter(|id| here.iter().any(|one| one.value.creator == *id));
        ChannelFound { elsewhere: creator.filter(|_| known.is_none()), known, channel }
    };
    Ok(channels.into_iter().map(view).collect())
}
