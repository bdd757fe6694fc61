//! Mentions, the newest first: who said it, whether the brand knows them, and whether the post was paid for.
//!
//! Invariant: a post is called paid only by the link of a reported post or by the posting window of an agreed deliverable on its
//! platform, and which of the two is said. Absent: reading the post for it; vetting does that with captions.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::Platform,
    ids::{CollaborationId, CreatorId, MentionId},
    listening::{
        Mention,
        mentions::{NamedBy, url_key},
    },
    time::{Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Read,
    listening::{self as rows, leads, mentions},
};

use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// Lists posts that name the brand, newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListMentions {
    /// Only this creator's.
    #[serde(default)]
    pub creator: Option<CreatorId>,
    /// Goes on where a page ended, by its `next_cursor`.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many, 50 when nothing is said and 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// By what a post is known to be paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Paid {
    /// It is a post that was reported for a collaboration.
    Post {
        /// Which.
        collaboration: CollaborationId,
    },
    /// It was posted in the window of a collaboration's deliverable, on its platform.
    Window {
        /// Which.
        collaboration: CollaborationId,
    },
}

/// A mention with whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MentionView {
    /// Which.
    pub id: MentionId,
    /// Where.
    pub platform: Platform,
    /// Who posted.
    pub handle: String,
    /// What the account calls itself; may be empty.
    pub name: String,
    /// The account's address, where it follows from the handle.
    pub account_url: Option<String>,
    /// The post's address.
    pub url: Option<String>,
    /// When it was posted.
    pub posted_at: Timestamp,
    /// Its words.
    pub text: String,
    /// Followers of the account.
    pub followers: Option<i64>,
    /// Views.
    pub views: Option<i64>,
    /// Likes.
    pub likes: Option<i64>,
    /// Comments.
    pub comments: Option<i64>,
    /// How it names the brand.
    pub named_by: Vec<NamedBy>,
    /// Who told of it.
    pub source: String,
    /// When it was seen so.
    pub seen_at: Timestamp,
    /// The creator whose account it is, where the brand knows them.
    pub creator: Option<CreatorId>,
    /// Their name.
    pub creator_name: Option<String>,
    /// By what it is known to be paid for; nothing for an organic one.
    pub paid: Option<Paid>,
}

/// Some mentions, and how they come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MentionPage {
    /// All mentions of the brand.
    pub total: i64,
    /// These.
    pub items: Vec<MentionView>,
    /// For the next ones; nothing where these are the last.
    pub next_cursor: Option<String>,
    /// Where a listening tool sends mentions.
    pub address: String,
    /// Since when the secret holds with which it signs them; nothing while there is none.
    pub secret_since: Option<Timestamp>,
}

impl View for ListMentions {
    type Answer = MentionPage;
    const META: Meta = Meta {
        name: "listening.list_mentions",
        doc: "Lists posts that name the brand, newest first: whose they are, where they were told of, and which of them were paid for.",
        route: Route::get("/mentions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<MentionPage> {
        let (found, db) = (look.brand_facts()?, look.db());
        let (organisation, brand) = (found.value.organisation, found.id);
        let limit = i64::from(self.limit.unwrap_or(50).clamp(1, 200));
        let before = self.cursor.as_deref().and_then(place);
        let mut listed = mentions::list(db, organisation, brand, self.creator, before, limit + 1).await?;
        let next_cursor = (listed.len() as i64 > limit)
            .then(|| listed.truncate(limit as usize))
            .and_then(|()| listed.last())
            .map(|last| format!("{}-{}", last.mention.posted_at.0, last.id));
        let mut seen = BTreeSet::new();
        listed.retain(|one| seen.insert(one.id));
        let creators: Vec<CreatorId> = listed.iter().filter_map(|one| one.creator).collect::<BTreeSet<_>>().into_iter().collect();
        let known = leads::creators(db, organisation, brand, &creators).await?;
        let ours: Vec<CreatorId> = known.iter().filter(|(_, one)| one.ours).map(|(id, _)| *id).collect();
        let paid = PaidPosts::of(db, brand, &ours, found.value.zone.clone()).await?;
        let items = listed.into_iter().map(|row| {
            let creator = row.creator.filter(|id| ours.contains(id));
            let name = creator.and_then(|id| known.get(&id)).map(|one| one.creator.name.clone());
            view(row, creator, name, &paid)
        });
        let items = items.collect();
        let (total, _) = mentions::count(db, brand).await?;
        let secret = rows::secret(db, brand).await?;
        let address = format!("{}/api/hooks/{brand}/mentions", look.app().settings().base_url);
        Ok(MentionPage { total, items, next_cursor, address, secret_since: secret.map(|(_, _, since)| since) })
    }
}

/// Where a page ended.
fn place(cursor: &str) -> Option<(Timestamp, MentionId)> {
    let (at, id) = cursor.split_once('-')?;
    Some((Timestamp(at.parse().ok()?), id.parse().ok()?))
}

fn view(row: mentions::MentionRow, creator: Option<CreatorId>, creator_name: Option<String>, paid: &PaidPosts) -> MentionView {
    let paid = creator.and_then(|creator| paid.by(creator, &row.mention));
    let one = row.mention;
    MentionView {
        id: row.id,
        account_url: one.platform.profile_url(&one.handle),
        handle: one.handle.to_string(),
        platform: one.platform,
        name: one.name,
        url: one.url,
        posted_at: one.posted_at,
        text: one.text,
        followers: one.followers,
        views: one.views,
        likes: one.likes,
        comments: one.comments,
        named_by: one.named_by,
        source: one.source,
        seen_at: one.seen_at,
        creator,
        creator_name,
        paid,
    }
}

/// What creators were paid to post.
pub(super) struct PaidPosts {
    posts: BTreeMap<(CreatorId, String), CollaborationId>,
    windows: Vec<(CreatorId, domain::content::Deliverable)>,
    zone: Zone,
}

impl PaidPosts {
    pub(super) async fn of(db: &impl Read, brand: domain::ids::BrandId, creators: &[CreatorId], zone: Zone) -> Result<Self> {
        let posts = store::tracking::of_creators(db, brand, creators).await?;
        let posts = posts.into_iter().map(|(creator, post)| ((creator, url_key(&post.url)), post.collaboration)).collect();
        let windows = store::content::of_creators(db, brand, creators).await?;
        Ok(Self { posts, windows, zone })
    }

    /// By what a mention of a creator is known to be paid for.
    pub(super) fn by(&self, creator: CreatorId, mention: &Mention) -> Option<Paid> {
        let reported = mention.url_key.as_ref().and_then(|key| self.posts.get(&(creator, key.clone())));
        if let Some(collaboration) = reported {
            return Some(Paid::Post { collaboration: *collaboration });
        }
        let day = mention.posted_at.day_in(&self.zone);
        let within = |one: &&(CreatorId, domain::content::Deliverable)| {
            one.0 == creator && Platform::parse(&one.1.platform) == mention.platform && one.1.opens <= day && day <= one.1.closes
        };
        self.windows.iter().find(within).map(|(_, one)| Paid::Window { collaboration: one.collaboration })
    }
}
