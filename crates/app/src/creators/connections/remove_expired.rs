//! What platforms answered and may not be kept any longer goes; what a file or a person had said before comes back.
//!
//! Invariant: safe to run twice and at any time; each run takes a bounded part. Absent: refreshing, which comes before.

use domain::{
    creators::{Creator, CreatorProfile, Measure, fetching::AccountFetch},
    ids::{OrganisationId, ProfileId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::creators::{connections as rows, retention};

use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::CLOCK};

/// Removes what platforms let be kept for a time only and whose time is over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveExpired {}

/// How much went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Removed {
    /// Posts, those among them of which a file's reading came back.
    pub posts: u64,
    /// Comments.
    pub comments: u64,
    /// Numbers.
    pub numbers: u64,
    /// Accounts' words.
    pub accounts: u64,
}

/// So many rows of each kind in one transaction.
const BATCH: i64 = 500;

impl Operation for RemoveExpired {
    type Answer = Removed;
    const META: Meta = Meta {
        name: "creators.remove_expired",
        doc: "Removes what platforms let be kept for a time only and whose time is over. Done by the clock; says how much went.",
        route: Route::post("/connections/expired/removal"),
        reach: Reach::Organisation,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Removed> {
        let (organisation, now) = (ctx.organisation()?, ctx.now());
        let posts = retention::expired_posts(ctx.tx(), organisation, now, BATCH).await?;
        let mut gone = Vec::new();
        let count = posts.len();
        for post in posts {
            match post.value.without_answer() {
                Some(before) => {
                    store::document::save(ctx.tx(), organisation, post.id, post.version, &before).await?;
                }
                None => gone.push(post),
            }
        }
        retention::remove_posts(ctx.tx(), organisation, &gone).await?;
        let comments = retention::remove_comments(ctx.tx(), organisation, now, BATCH).await?;
        let (numbers, shrunk) = retention::remove_numbers(ctx.tx(), organisation, now, BATCH).await?;
        let fetches = retention::expired_fetches(ctx.tx(), organisation, now, BATCH).await?;
        for profile in shrunk {
            newest_followers(ctx, organisation, profile).await?;
        }
        let accounts = fetches.len();
        for (profile, fetch) in fetches {
            without_words(ctx, organisation, profile, fetch).await?;
        }
        let many = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let removed = Removed { posts: many(count), comments, numbers: many(numbers), accounts: many(accounts) };
        if removed != Removed::default() {
            let data =
                json!({ "posts": removed.posts, "comments": removed.comments, "numbers": removed.numbers, "accounts": removed.accounts });
            ctx.note(About::default(), "creators.platform_data_removed", data).await?;
        }
        Ok(removed)
    }
}

/// The size that lists show is the newest number that is left.
async fn newest_followers(ctx: &Ctx, organisation: OrganisationId, profile: ProfileId) -> Result<()> {
    let Some(found) = store::document::find::<CreatorProfile>(ctx.tx(), organisation, profile).await? else { return Ok(()) };
    let left = store::creators::metrics(ctx.tx(), organisation, &[profile]).await?;
    let followers = left.iter().find(|(_, one)| one.measure == Measure::Followers).map(|(_, one)| one.value);
    if found.value.followers != followers {
        let changed = CreatorProfile { followers, ..found.value.clone() };
        store::document::save(ctx.tx(), organisation, profile, found.version, &changed).await?;
    }
    Ok(())
}

/// The account without the words that only its platform gave.
async fn without_words(ctx: &Ctx, organisation: OrganisationId, profile: ProfileId, fetch: AccountFetch) -> Result<()> {
    let found = store::document::find::<CreatorProfile>(ctx.tx(), organisation, profile).await?;
    if let (Some(found), Some(channel)) = (found, &fetch.channel) {
        let mut value = found.value.clone();
        if value.bio.is_some() && value.bio == channel.bio() {
            value.bio = None;
        }
        if value.badge.as_ref().is_some_and(|badge| badge.source == fetch.service.source()) {
            value.badge = None;
        }
        if value.display_name.as_deref() == Some(channel.title.as_str()) {
            value.display_name = None;
        }
        if value != found.value {
            store::document::save(ctx.tx(), organisation, profile, found.version, &value).await?;
        }
        let creator = store::document::find::<Creator>(ctx.tx(), organisation, found.value.creator).await?;
        if let Some(creator) =
            creator.filter(|one| fetch.gave_country && one.value.country.is_some() && one.value.country == channel.country)
        {
            let changed = Creator { country: None, ..creator.value.clone() };
            store::document::save(ctx.tx(), organisation, creator.id, creator.version, &changed).await?;
        }
    }
    Ok(rows::keep_fetch(ctx.tx(), organisation, profile, &fetch.without_words()).await?)
}
