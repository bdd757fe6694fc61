//! Posts under a hashtag of Instagram's, for people who look for somebody new or for what is said.
//!
//! Invariant: a tag that is new in the window of seven days is counted before it is asked for, and refused once thirty are. Absent:
//! keeping what was found; Instagram does not tell who posted it, so that it is nobody's mention.

use domain::{
    creators::{
        connections::{
            Connection, ConnectionError, Service,
            hashtags::{self, Asked, Budget},
            quota::Purpose,
        },
        fetching::Failure,
    },
    ids::OrganisationId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::{connections as rows, hashtags as tags};

use crate::{
    Agent, App, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    creators::connections::{asking::Asker, connect::hear},
    operation::MANAGER,
    ports::{HashtagPost, InstagramKey, Listed},
};

const SERVICE: Service = Service::Instagram;

/// Looks at the posts under a hashtag on Instagram.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindHashtag {
    /// The hashtag, with or without its mark.
    pub tag: String,
    /// The posts of the last day instead of those that Instagram holds to be the best.
    #[serde(default)]
    pub newest: bool,
    /// Where the last page ended.
    #[serde(default)]
    pub page: Option<String>,
    /// What Instagram answered, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub answered: Option<UnderHashtag>,
}

/// What Instagram answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnderHashtag {
    posts: Vec<HashtagPost>,
    next: Option<String>,
    /// The platform's id of the tag, where it told one.
    external: Option<String>,
    failure: Option<Failure>,
    account: String,
    key_since: Timestamp,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HashtagFound {
    /// The hashtag, without its mark.
    pub tag: String,
    /// Posts, in the platform's order. Who posted them it does not tell.
    pub posts: Vec<HashtagPost>,
    /// Where the next page is.
    pub next: Option<String>,
    /// Why nothing was found, where the platform did not search.
    pub reason: Option<String>,
    /// Which hashtags count now, and how many more may be asked for.
    pub budget: Budget,
}

impl Operation for FindHashtag {
    type Answer = HashtagFound;
    const META: Meta = Meta {
        name: "discovery.find_hashtag",
        doc: "Looks at the posts under a hashtag on Instagram, which lets thirty different ones be asked for in seven days. Shown, not kept.",
        route: Route::post("/discover/hashtags"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let organisation = before.organisation()?;
        self.answered = None;
        self.tag = hashtags::tag(&self.tag)
            .ok_or_else(|| Error::field("tag", "Write one hashtag: letters, digits and _ without spaces, such as #oatmilk."))?;
        let connection = rows::connection(before.db(), organisation, SERVICE).await?;
        let connection = connection.ok_or(ConnectionError::NotConnected(SERVICE.label()))?.value;
        let asker = Asker::new(before.app(), organisation, &connection, Purpose::People)?;
        let key = asker.instagram_key()?;
        let external = counted(before.app(), organisation, &connection, &self.tag).await?;
        let account = connection.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
        let nothing = UnderHashtag { posts: Vec::new(), next: None, external, failure: None, account, key_since: connection.since };
        self.answered = Some(self.ask(&asker, &key, nothing).await?);
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<HashtagFound> {
        let organisation = ctx.organisation()?;
        let answered = self.answered.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let UnderHashtag { posts, next, external, failure, account, key_since } = answered;
        if let Some(connection) = rows::hold_connection(ctx.tx(), organisation, SERVICE).await? {
            hear(ctx, connection, Some(key_since), failure.as_ref()).await?;
        }
        if let Some(external) = &external {
            tags::know(ctx.tx(), organisation, &account, &self.tag, external).await?;
        }
        let asked = tags::asked(ctx.tx(), organisation, &account, ctx.now()).await?;
        let budget = Budget::of(asked.into_iter().map(|(asked, _)| asked).collect(), ctx.now());
        let reason = failure.map(|failure| match failure {
            Failure::Missing => "Instagram knows no such hashtag, or does not search for it.".to_owned(),
            Failure::Closed => {
                "Instagram does not search hashtags for this app: it needs the feature Instagram Public Content Access, or the \
                 thirty hashtags of seven days are used over there."
                    .to_owned()
            }
            other => other.words(SERVICE),
        });
        Ok(HashtagFound { tag: self.tag, posts, next, reason, budget })
    }
}

impl FindHashtag {
    /// The id of the tag, where it is not known yet, and the posts under it.
    async fn ask(&self, asker: &Asker<'_>, key: &InstagramKey, nothing: UnderHashtag) -> Result<UnderHashtag> {
        let id = match &nothing.external {
            Some(known) => known.clone(),
            None => match asker.ask_instagram(key, |instagram, key| instagram.hashtag(key, &self.tag)).await? {
                Ok(id) => id,
                Err(failure) => return Ok(UnderHashtag { failure: Some(failure), ..nothing }),
            },
        };
        let (newest, page) = (self.newest, self.page.as_deref());
        let answer = asker.ask_instagram(key, |instagram, key| instagram.hashtag_posts(key, &id, newest, page)).await?;
        let known = UnderHashtag { external: Some(id.clone()), ..nothing };
        Ok(match answer {
            Ok(Listed { items, next }) => UnderHashtag { posts: items, next, ..known },
            Err(failure) => UnderHashtag { failure: Some(failure), ..known },
        })
    }
}

/// Counts a tag before it is asked for; gives the platform's id of it, where it was asked for before.
async fn counted(app: &App, organisation: OrganisationId, connection: &Connection, tag: &str) -> Result<Option<String>> {
    let account = connection.account.as_ref().ok_or(ConnectionError::NoAccount(SERVICE.label()))?;
    let now = app.now();
    let tx = app.db().begin().await?;
    // Of two who ask for the thirtieth at once, the second waits here and sees the first.
    rows::hold_connection(&tx, organisation, SERVICE).await?;
    let all = tags::asked(&tx, organisation, &account.id, now).await?;
    let external = all.iter().find(|(asked, _)| asked.tag == tag).and_then(|(_, external)| external.clone());
    let since = Budget::of(all.into_iter().map(|(asked, _)| asked).collect(), now).may_ask(tag, now)?;
    tags::ask(&tx, organisation, &account.id, &Asked { tag: tag.to_owned(), since }, now).await?;
    tx.commit().await?;
    Ok(external)
}
