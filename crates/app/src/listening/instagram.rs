//! Posts on Instagram that tag or name the brand's own account become mentions: the clock asks for tags, and Instagram tells by a
//! signed message of words that name the account, which are then asked for.
//!
//! Invariants: they go through the same door as every other telling; a message is looked at only after its signature fits; what a
//! message names is asked for, never believed. Absent: stories, which reach nobody but the account's own inbox.

use domain::{
    creators::{
        Handle, Platform,
        connections::{Connection, ConnectionError, Service, quota::Purpose},
        fetching::Failure,
    },
    ids::{BrandId, OrganisationId},
    listening::{Mention, NewMention, mentions::Names},
    time::{HOUR, Timestamp},
};
use hmac::{Hmac, KeyInit, Mac};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use store::{Stored, creators::connections as rows};

use super::add_mentions::{AddedMentions, names, note, take};
use crate::{
    Agent, App, Caller, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route,
    creators::connections::{asking::Asker, connect::hear},
    operation::{CLOCK, MANAGER_CLOCK},
    ports::{Listed, NamingPost},
    secrets::Secrets,
};

const SERVICE: Service = Service::Instagram;
/// So many pages of fifty at most are asked for at once.
const PAGES: usize = 4;
/// So often the clock asks who tags the account.
const EVERY: i64 = 6 * HOUR;

/// What Instagram told, before the transaction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    /// Posts.
    posts: Vec<NamingPost>,
    /// Why asking ended before everything was told.
    stopped: Option<Failure>,
    /// Since when the key by which it was asked is there.
    key_since: Timestamp,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToldMentions {
    /// What became of the posts.
    #[serde(flatten)]
    pub mentions: AddedMentions,
    /// How many could be no mention: without a time, or by an account that is none.
    pub unread: u64,
    /// Why not everything was told, in words for people.
    pub reason: Option<String>,
}

/// Asks Instagram who tags the brand's own account.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct FetchTags {
    /// What it told, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub told: Option<Told>,
}

impl Operation for FetchTags {
    type Answer = ToldMentions;
    const META: Meta = Meta {
        name: "listening.fetch_tags",
        doc: "Asks Instagram for posts in which the brand's own account is tagged, and keeps them as mentions. The clock does it every six hours.",
        route: Route::post("/mentions/tags"),
        reach: Reach::Brand,
        who: MANAGER_CLOCK,
        agent: Agent::May,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.told = None;
        let purpose = if before.caller().rights == Rights::Clock { Purpose::Clock } else { Purpose::People };
        let (asker, key_since) = asker(before, purpose).await?;
        let key = asker.instagram_key()?;
        let (mut posts, mut stopped) = (Vec::new(), None);
        let mut page: Option<String> = None;
        for _ in 0..PAGES {
            match asker.ask_instagram(&key, |instagram, key| instagram.tags(key, page.as_deref())).await? {
                Ok(Listed { items, next }) => {
                    posts.extend(items);
                    match next {
                        // The same page again would never end.
                        Some(next) if Some(&next) != page.as_ref() => page = Some(next),
                        _ => break,
                    }
                }
                Err(failure) => {
                    stopped = Some(failure);
                    break;
                }
            }
        }
        self.told = Some(Told { posts, stopped, key_since });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ToldMentions> {
        keep(ctx, self.told).await
    }
}

/// Asks Instagram for a post or a comment that names the brand's own account, as its message says.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FetchMention {
    /// Instagram's id of the post.
    pub media: String,
    /// Its id of the comment, where a comment names the account.
    #[serde(default)]
    pub comment: Option<String>,
    /// What it told, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub told: Option<Told>,
}

impl Operation for FetchMention {
    type Answer = ToldMentions;
    const META: Meta = Meta {
        name: "listening.fetch_mention",
        doc: "Asks Instagram for a post or comment that names the brand's own account, and keeps it as a mention. Instagram's message starts it.",
        route: Route::post("/mentions/naming"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.told = None;
        let (asker, key_since) = asker(before, Purpose::Clock).await?;
        let key = asker.instagram_key()?;
        let (media, comment) = (self.media.as_str(), self.comment.as_deref());
        let answer = asker.ask_instagram(&key, |instagram, key| instagram.mention(key, media, comment)).await?;
        let (posts, stopped) = match answer {
            Ok(post) => (vec![post], None),
            // Taken down in between, or nothing that could be read the next time either.
            Err(Failure::Missing | Failure::Unreadable { .. }) => (Vec::new(), None),
            Err(failure) => (Vec::new(), Some(failure)),
        };
        self.told = Some(Told { posts, stopped, key_since });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ToldMentions> {
        // Where the answer holds a reason, whoever told of it tells again later; what was heard of the connection stays.
        keep(ctx, self.told).await
    }
}

/// The connection, if the account by which it asks is this brand's.
async fn asker(before: &Look, purpose: Purpose) -> Result<(Asker<'_>, Timestamp)> {
    let organisation = before.organisation()?;
    let connection = rows::connection(before.db(), organisation, SERVICE).await?;
    let connection = connection.ok_or(ConnectionError::NotConnected(SERVICE.label()))?.value;
    let asker = Asker::new(before.app(), organisation, &connection, purpose)?;
    let brands = store::team::brands(before.db(), organisation).await?;
    let account = connection.account.as_ref().ok_or(ConnectionError::NoAccount(SERVICE.label()))?;
    match brands.iter().find(|brand| Some(brand.id) == before.brand().ok()) {
        Some(brand) if is_of(&connection, brand, brands.len()) => Ok((asker, connection.since)),
        _ => Err(ConnectionError::NotOurs(account.name.clone()).into()),
    }
}

/// Whether a connection's account is a brand's: its profile names it, or there is no other brand.
fn is_of(connection: &Connection, brand: &Stored<domain::team::Brand>, brands: usize) -> bool {
    let Some(account) = &connection.account else { return false };
    let names = Names::of(&brand.value.name, &brand.value.profile.accounts, &brand.value.profile.names);
    let named = Handle::known(&Platform::Instagram, &account.name).is_ok_and(|handle| names.is_own(&Platform::Instagram, &handle));
    named || brands == 1
}

/// Keeps what was told.
async fn keep(ctx: &mut Ctx, told: Option<Told>) -> Result<ToldMentions> {
    let Told { posts, stopped, key_since } = told.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
    let mut account = None;
    if let Some(known) = rows::hold_connection(ctx.tx(), ctx.organisation()?, SERVICE).await? {
        account = known.value.account.as_ref().map(|account| account.name.clone());
        hear(ctx, known, Some(key_since), stopped.as_ref()).await?;
    }
    let (names, now) = (names(ctx)?, ctx.now());
    let mut mentions: Vec<Mention> = Vec::new();
    let (mut own, mut unread) = (0, 0);
    for post in posts {
        // The account itself is the brand's own, also where its profile does not name it.
        if account.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&post.by)) {
            own += 1;
            continue;
        }
        match new(post).and_then(|new| new.checked(&names, SERVICE.source(), now).ok()) {
            Some(mention) => mentions.push(mention),
            None => unread += 1,
        }
    }
    let (mut added, _) = take(ctx, &names, mentions, false).await?;
    added.own += own;
    note(ctx, SERVICE.source(), &added).await?;
    let reason = stopped.map(|failure| match failure {
        Failure::Closed => "The token may not see who tags the account: it lacks the permission instagram_manage_comments.".to_owned(),
        other => other.words(SERVICE),
    });
    Ok(ToldMentions { mentions: added, unread, reason })
}

fn new(post: NamingPost) -> Option<NewMention> {
    Some(NewMention {
        platform: Platform::Instagram,
        handle: post.by,
        name: String::new(),
        id: Some(post.id),
        url: post.url,
        posted_at: post.at?,
        text: post.text,
        followers: None,
        views: None,
        likes: post.likes,
        comments: post.comments,
        seen_at: None,
    })
}

/// The clock's round: every brand whose account a connection asks by is asked who tags it, every six hours. Gives how many were.
///
/// # Errors
/// The store's. What fails of one brand is logged and comes again.
pub async fn listen(app: &App) -> Result<usize> {
    if !app.asks(SERVICE) {
        return Ok(0);
    }
    let mut done = 0;
    for (organisation, service) in rows::connected(app.db()).await? {
        let connection = rows::connection(app.db(), organisation, SERVICE).await?.filter(|_| service == SERVICE);
        let Some(connection) = connection.filter(|connection| connection.value.usable(app.now()).is_ok()) else { continue };
        let brands = store::team::brands(app.db(), organisation).await?;
        for brand in brands.iter().filter(|brand| is_of(&connection.value, brand, brands.len())) {
            let tx = app.db().begin().await?;
            // Whoever notes it first asks; another process finds it noted.
            let first = store::listening::note_tags_asked(&tx, brand.id, app.now(), app.now().plus(-EVERY)).await?;
            tx.commit().await?;
            if !first {
                continue;
            }
            match app.run(&Caller::clock(organisation, brand.id), FetchTags::default()).await {
                Ok(_) => done += 1,
                Err(error) => tracing::warn!(%error, brand = %brand.id, "the clock could not ask who tags a brand"),
            }
        }
    }
    Ok(done)
}

/// How a message of Instagram's to a brand is checked, and who speaks for it once it fits.
pub struct Hook {
    /// The app's secret, with which its messages are signed.
    secret: String,
    /// The id of the account that the messages are about.
    pub account: String,
    /// Who the messages run as.
    pub caller: Caller,
}

/// How messages to a brand are checked.
///
/// # Errors
/// Not found where Instagram is not connected by an account of the brand's; the store's.
pub async fn hook(app: &App, organisation: OrganisationId, brand: BrandId) -> Result<Hook> {
    let connection = rows::connection(app.db(), organisation, SERVICE).await?.ok_or(Error::NotFound)?.value;
    let brands = store::team::brands(app.db(), organisation).await?;
    let ours = brands.iter().any(|one| one.id == brand && is_of(&connection, one, brands.len()));
    let (Some(sealed), Some(account), true) = (&connection.sealed, &connection.account, ours) else { return Err(Error::NotFound) };
    let opened = app.secrets().open(sealed).map_err(Error::Broken)?;
    let key: crate::ports::InstagramKey = serde_json::from_str(&opened).map_err(|error| Error::Broken(error.to_string()))?;
    Ok(Hook { secret: key.app_secret, account: account.id.clone(), caller: Caller::operator(Some(organisation), Some(brand)) })
}

impl Hook {
    /// Whether a body was signed as `X-Hub-Signature-256` says: `sha256=` and the hex of its HMAC-SHA256 with the app's secret.
    #[must_use]
    pub fn fits(&self, body: &[u8], signature: &str) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else { return false };
        mac.update(body);
        let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        signature.strip_prefix("sha256=").is_some_and(|given| Secrets::same(&given.to_ascii_lowercase(), &expected))
    }
}

/// The word by which Instagram's set-up shows that it was told where to send messages by somebody who can see the settings.
#[must_use]
pub fn word(app: &App, brand: BrandId) -> String {
    app.secrets().name("instagram messages", &brand.to_string()).simple().to_string()
}

/// Where Instagram sends messages for a brand.
#[must_use]
pub fn address(app: &App, slug: &str) -> String {
    format!("{}/api/hooks/{slug}/instagram", app.settings().base_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_its_signature() {
        // printf %s '{"object":"instagram"}' | openssl dgst -sha256 -hmac secret
        let hook = Hook { secret: "secret".into(), account: "1".into(), caller: Caller::visitor() };
        let signature = "sha256=399bc1437fac542698bd254076e927c9bca445e84d36fca4da8e2b5cf5cc59c4";
        let body = br#"{"object":"instagram"}"#;
        assert!(hook.fits(body, signature) && hook.fits(body, &signature.to_uppercase().replace("SHA256", "sha256")));
        assert!(!hook.fits(br#"{"object":"instagran"}"#, signature));
        for odd in ["", "sha256=", "sha1=00", &signature[7..]] {
            assert!(!hook.fits(body, odd), "{odd}");
        }
    }
}
