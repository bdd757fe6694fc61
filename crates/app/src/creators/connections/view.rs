//! What people see of connections: which key, whether it works, what today has spent. Never the key.

use std::collections::BTreeMap;

use domain::{
    creators::{
        access::Access,
        connections::{
            Connection, Refused, Service, Wait,
            hashtags::Budget,
            policy,
            quota::{self, Bucket, Spent},
        },
        fetching::AccountFetch,
    },
    ids::OrganisationId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Read, creators::connections as rows};

use crate::{
    Agent, Look, Meta, Reach, Result, Route, View,
    creators::AccessView,
    operation::OWNER,
    ports::{INSTAGRAM_TRIED, TIKTOK_TRIED, YOUTUBE_TRIED},
};

/// A rule of a platform about its data.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RuleView {
    /// `keep` for how long what is fetched of accounts, `mention` for how long posts that name the brand's own account, `derive` for
    /// figures of one's own, `end` for what goes once somebody takes their log-in back.
    pub about: String,
    /// For how many days, where it is about time.
    pub days: Option<i64>,
    /// Who says so, and where.
    pub source: String,
}

/// A connection as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionView {
    /// Which service.
    pub service: Service,
    /// Whether there is a key.
    pub connected: bool,
    /// The last characters of the key.
    pub hint: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// By whom.
    pub by: String,
    /// When the service last took the key.
    pub answered_at: Option<Timestamp>,
    /// Whether the service refuses the key, and why.
    pub refused: Option<Refused>,
    /// Whether the service wants to be left alone, and until when.
    pub wait: Option<Wait>,
    /// What a day grants.
    pub daily_units: i64,
    /// What a day grants of searches.
    pub daily_searches: i64,
    /// What the clock leaves for people.
    pub reserve: i64,
    /// Whether figures may be worked out from its data.
    pub derived: bool,
    /// Whether the platform lets figures be worked out only where its terms for them were accepted.
    pub asks_about_figures: bool,
    /// The name of the brand's own account, where the service is asked by one.
    pub account: Option<String>,
    /// When the token ends, where that is known.
    pub ends_at: Option<Timestamp>,
    /// Whether it ends within two weeks, or ended.
    pub ends_soon: bool,
    /// When the clock has it renewed.
    pub renew_at: Option<Timestamp>,
    /// Which hashtags count now, of a service that counts them.
    pub hashtags: Option<Budget>,
    /// What today has spent.
    pub spent: Vec<Spent>,
    /// When today ends for the service.
    pub resets_at: Timestamp,
    /// How many of the creators' accounts are the service's.
    pub accounts: i64,
    /// Of how many of them something is kept that it answered.
    pub fetched: i64,
    /// What the platform asks of whoever keeps its data.
    pub rules: Vec<RuleView>,
    /// Whether what asks the platform was tried against the platform itself, and not only against its documented interface.
    pub tried: bool,
}

impl ConnectionView {
    /// Of a connection.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn of(db: &impl Read, organisation: OrganisationId, connection: &Connection, now: Timestamp) -> Result<Self> {
        Self::used(db, organisation, connection, &Used::read(db, organisation, now).await?, now).await
    }

    /// Of a connection, where it is known what all of them are used for.
    async fn used(db: &impl Read, organisation: OrganisationId, connection: &Connection, used: &Used, now: Timestamp) -> Result<Self> {
        let connected = connection.sealed.is_some();
        Ok(Self {
            connected,
            hint: connection.hint.clone(),
            since: connected.then_some(connection.since),
            by: connection.by.clone(),
            answered_at: connected.then_some(connection.answered_at),
            refused: connection.refused.clone(),
            wait: connection.wait.clone().filter(|wait| wait.until > now),
            daily_units: connection.daily_units,
            reserve: connection.reserve,
            derived: connection.derived,
            account: connection.account.as_ref().map(|account| account.name.clone()),
            ends_at: connection.ends_at,
            ends_soon: connection.ends_soon(now).is_some(),
            renew_at: connection.renew_at,
            hashtags: hashtags(db, organisation, connection, now).await?,
            ..Self::nothing(connection.service, used, now)
        })
    }

    /// Of a service that is not connected.
    fn nothing(service: Service, used: &Used, now: Timestamp) -> Self {
        let (accounts, fetched) = used.accounts.get(&service).copied().unwrap_or_default();
        let rules = policy::rules(service);
        Self {
            service,
            connected: false,
            hint: String::new(),
            since: None,
            by: String::new(),
            answered_at: None,
            refused: None,
            wait: None,
            daily_units: quota::daily(service),
            daily_searches: quota::searches(service),
            reserve: quota::reserve(service),
            derived: !policy::asks_about_figures(service),
            asks_about_figures: policy::asks_about_figures(service),
            account: None,
            ends_at: None,
            ends_soon: false,
            renew_at: None,
            hashtags: None,
            spent: used.spent.iter().filter(|(of, _)| *of == service).map(|(_, spent)| spent.clone()).collect(),
            resets_at: quota::resets_at(now),
            accounts,
            fetched,
            rules: rules.map(|rule| RuleView { about: rule.about.to_owned(), days: rule.days, source: rule.source.to_owned() }).collect(),
            tried: tried(service),
        }
    }

    /// What today has spent of a bucket.
    #[must_use]
    pub fn spent_of(&self, bucket: Bucket) -> i64 {
        self.spent.iter().filter(|spent| spent.bucket == bucket).map(|spent| spent.units).sum()
    }
}

/// Whether what asks a service was tried against the platform itself.
const fn tried(service: Service) -> bool {
    match service {
        Service::YouTube => YOUTUBE_TRIED,
        Service::Instagram => INSTAGRAM_TRIED,
        Service::TikTok => TIKTOK_TRIED,
    }
}

/// What an organisation's connections are used for, in two statements however many there are.
struct Used {
    /// How many accounts there are of a service, and of how many something is kept that it answered.
    accounts: BTreeMap<Service, (i64, i64)>,
    /// What today has spent.
    spent: Vec<(Service, Spent)>,
}

impl Used {
    async fn read(db: &impl Read, organisation: OrganisationId, now: Timestamp) -> Result<Self> {
        let accounts = rows::accounts(db, organisation).await?;
        Ok(Self { accounts, spent: rows::spent_by_all(db, organisation, quota::day(now)).await? })
    }
}

/// The hashtags that count now for the account by which a service is asked.
async fn hashtags(db: &impl Read, organisation: OrganisationId, connection: &Connection, now: Timestamp) -> Result<Option<Budget>> {
    let Some(account) = &connection.account else { return Ok(None) };
    let asked = store::creators::hashtags::asked(db, organisation, &account.id, now).await?;
    Ok(Some(Budget::of(asked.into_iter().map(|(asked, _)| asked).collect(), now)))
}

/// What became of asking a platform for an account, and whether it can be asked now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FetchView {
    /// The last try.
    pub last: Option<AccountFetch>,
    /// Whether there is a connection to ask by.
    pub connected: bool,
    /// Why it cannot be asked just now, where there is one.
    pub trouble: Option<String>,
    /// Its owner's log-in, where the platform is asked by that and there is or was one.
    pub access: Option<AccessView>,
    /// Whether it is asked by its owner's log-in, and there is none in force.
    pub wants_log_in: bool,
}

impl FetchView {
    /// Of what the store knows.
    pub(in crate::creators) fn of(asked: rows::Asked, look: &Look) -> Self {
        let connection = asked.connection.filter(|connection| connection.sealed.is_some() && look.app().asks(connection.service));
        let trouble = connection.as_ref().and_then(|connection| connection.usable(look.now()).err());
        let trouble = trouble.map(|trouble| domain::text::sentence(&trouble.to_string()));
        let by_log_in = connection.as_ref().is_some_and(|connection| connection.service.by_log_in());
        let wants_log_in = by_log_in && !asked.access.as_ref().is_some_and(Access::holds);
        let access = asked.access.map(|access| AccessView::of(&access, look.now()));
        Self { last: asked.last, connected: connection.is_some(), trouble, access, wants_log_in }
    }
}

/// The connections of the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListConnections {}

/// The page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionsView {
    /// Whether this installation asks platforms at all.
    pub asks: bool,
    /// Every service that can be connected.
    pub services: Vec<ConnectionView>,
}

impl View for ListConnections {
    type Answer = ConnectionsView;
    const META: Meta = Meta {
        name: "creators.list_connections",
        doc: "Lists the platforms' own interfaces that can be connected: whether the key works, and what today's quota was spent for.",
        route: Route::get("/connections"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ConnectionsView> {
        let (db, organisation) = (look.db(), look.organisation()?);
        let known = rows::connections(db, organisation).await?;
        let used = Used::read(db, organisation, look.now()).await?;
        let mut services = Vec::new();
        for service in Service::ALL {
            services.push(match known.iter().find(|known| known.value.service == *service) {
                Some(known) => ConnectionView::used(db, organisation, &known.value, &used, look.now()).await?,
                None => ConnectionView::nothing(*service, &used, look.now()),
            });
        }
        Ok(ConnectionsView { asks: Service::ALL.iter().any(|service| look.app().asks(*service)), services })
    }
}
