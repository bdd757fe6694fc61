//! Posts of a creator's own account, from a file; and what an account says of itself.
//!
//! Invariants: a post stands once, a newer reading of it replaces the older; every row is counted once, as added, renewed,
//! unchanged or refused with its number. Absent: fetching; a platform's answer is kept by the same rows.

use domain::{
    creators::{CreatorPost, CreatorProfile, Method, NewPost, posts},
    ids::{CreatorId, CreatorPostId, ProfileId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::familiar;
use crate::{
    Agent, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View,
    context::About,
    enclosed,
    operation::{MANAGER, WORKERS},
};

/// Adds posts of a creator from a file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddPosts {
    /// Whose.
    pub creator: CreatorId,
    /// On which of their accounts; nothing where the file names platforms itself, or where it does not matter.
    #[serde(default)]
    pub profile: Option<ProfileId>,
    /// What the file is called; the posts name it as their source.
    pub file_name: String,
    /// The file's bytes in base64: CSV, TSV or JSON with `caption`, `url`, `posted_at`, `views`, `likes`, `comments` ...
    pub content: String,
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddedPosts {
    /// New posts.
    pub added: u64,
    /// Known posts with newer words or numbers, or now said to be of another account.
    pub renewed: u64,
    /// Known posts with nothing new, or twice in the file.
    pub unchanged: u64,
    /// Rows that are no post.
    pub refused: Vec<posts::RefusedPost>,
}

impl Operation for AddPosts {
    type Answer = AddedPosts;
    const META: Meta = Meta {
        name: "creators.add_posts",
        doc: "Adds posts of a creator's own account from a file (CSV, TSV, JSON), for search and vetting. Known posts are renewed.",
        route: Route::post("/creators/{creator}/posts"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<AddedPosts> {
        let organisation = ctx.organisation()?;
        familiar(ctx, self.creator).await?;
        let file_name = enclosed::name(&self.file_name)?;
        if let Some(profile) = self.profile {
            let found = store::document::find::<CreatorProfile>(ctx.tx(), organisation, profile).await?;
            found.filter(|found| found.value.creator == self.creator).ok_or(Error::NotFound)?;
        }
        let bytes = enclosed::bytes(&self.content)?;
        let read = posts::read_posts(&bytes).map_err(|error| Error::field("content", error.to_string()))?;
        store::creators::hold(ctx.tx(), organisation, self.creator).await?;
        // Looked at under the lock: nothing comes back to somebody who was erased.
        familiar(ctx, self.creator).await?.creator.value.not_erased()?;
        let mut answer = AddedPosts { refused: read.refused, ..AddedPosts::default() };
        let (known, new) = self.sorted(ctx, read.posts, file_name, &mut answer).await?;
        let new: Vec<(CreatorPostId, CreatorPost)> = new.into_iter().map(|post| (ctx.id(), post)).collect();
        let rows: Vec<(CreatorPostId, &CreatorPost)> = new.iter().map(|(id, post)| (*id, post)).collect();
        store::creators::keep_posts(ctx.tx(), organisation, &known, &rows).await?;
        if answer.added + answer.renewed > 0 {
            let data = json!({ "file_name": file_name, "added": answer.added, "renewed": answer.renewed, "refused": answer.refused.len() });
            ctx.note(About::creator(self.creator).subject(self.creator), "creators.posts_added", data).await?;
        }
        Ok(answer)
    }
}

impl AddPosts {
    /// The command for a caller who has the file's bytes at hand.
    #[must_use]
    pub fn of_bytes(creator: CreatorId, file_name: &str, bytes: &[u8]) -> Self {
        Self { creator, profile: None, file_name: file_name.to_owned(), content: enclosed::content(bytes) }
    }
}

type Known = Vec<(Stored<CreatorPost>, CreatorPost)>;

impl AddPosts {
    /// Which of the posts are known and changed, and which are new.
    async fn sorted(&self, ctx: &Ctx, read: Vec<NewPost>, file_name: &str, answer: &mut AddedPosts) -> Result<(Known, Vec<CreatorPost>)> {
        let identities: Vec<String> = read.iter().map(NewPost::identity).collect();
        let before = store::creators::posts_by_identity(ctx.tx(), ctx.organisation()?, self.creator, &identities).await?;
        let (mut known, mut new): (Known, Vec<CreatorPost>) = (Vec::new(), Vec::new());
        for (post, identity) in read.into_iter().zip(identities) {
            let twice = new.iter().any(|one| one.identity == identity) || known.iter().any(|(_, one)| one.identity == identity);
            let found = before.iter().find(|one| one.value.identity == identity);
            let made = CreatorPost {
                creator: self.creator,
                profile: self.profile,
                post,
                identity,
                source: file_name.to_owned(),
                method: Method::Imported,
                fetched_at: ctx.now(),
                keep_until: None,
                beneath: None,
            };
            match found {
                _ if twice => answer.unchanged += 1,
                // The same words on an account that was not named before are news of the post.
                Some(found) if found.value.post == made.post && (self.profile.is_none() || found.value.profile == self.profile) => {
                    answer.unchanged += 1;
                }
                Some(found) => {
                    answer.renewed += 1;
                    known.push((found.clone(), found.value.renewed_by(made)));
                }
                None => {
                    answer.added += 1;
                    new.push(made);
                }
            }
        }
        Ok((known, new))
    }
}

/// Notes what an account says of itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DescribeAccount {
    /// Whose.
    pub creator: CreatorId,
    /// Which account.
    pub profile: ProfileId,
    /// Its words; empty takes them away.
    pub bio: String,
}

impl Operation for DescribeAccount {
    type Answer = Done<ProfileId>;
    const META: Meta = Meta {
        name: "creators.describe_account",
        doc: "Notes what a creator's account says of itself, for search and vetting.",
        route: Route::put("/creators/{creator}/accounts/{profile}/bio"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<ProfileId>> {
        let organisation = ctx.organisation()?;
        familiar(ctx, self.creator).await?;
        let bio = self.bio.trim();
        if bio.chars().count() > 1_000 {
            return Err(Error::field("bio", "Write at most 1,000 characters."));
        }
        let found = store::document::find::<CreatorProfile>(ctx.tx(), organisation, self.profile).await?;
        let found = found.filter(|found| found.value.creator == self.creator).ok_or(Error::NotFound)?;
        let bio = Some(bio.to_owned()).filter(|bio| !bio.is_empty());
        if found.value.bio == bio {
            return Ok(Done::new(self.profile, found.version));
        }
        let changed = CreatorProfile { bio, ..found.value.clone() };
        let version = store::document::save(ctx.tx(), organisation, self.profile, found.version, &changed).await?;
        let about = About::creator(self.creator).subject(self.creator);
        ctx.note(about, "creators.account_described", json!({ "platform": changed.account.platform })).await?;
        Ok(Done::new(self.profile, version))
    }
}

/// The posts that are known of a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListCreatorPosts {
    /// Whose.
    pub creator: CreatorId,
    /// At most so many: 1 to 200, 50 when nothing is said.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl View for ListCreatorPosts {
    type Answer = Vec<CreatorPost>;
    const META: Meta = Meta {
        name: "creators.list_posts",
        doc: "Lists the posts of a creator's own accounts as far as they are known, the newest first, each with its source.",
        route: Route::get("/creators/{creator}/posts"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<CreatorPost>> {
        store::creators::relationship(look.db(), look.brand()?, self.creator).await?.ok_or(Error::NotFound)?;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let found = store::creators::posts(look.db(), look.organisation()?, self.creator, limit).await?;
        Ok(found.into_iter().map(|post| post.value).collect())
    }
}
