//! All that is kept of one creator and that vetting reads.
//!
//! Invariant: six statements, whatever the number of rows, and one more where a platform answered; the newest posts and comments, up to a limit that the signals name.
//! Absent: judging; `signals` does that.

use std::collections::BTreeSet;

use domain::{
    creators::{Creator, CreatorPost, CreatorProfile, Measure, Platform, Snapshot, connections::Service, posts::NewPost},
    discovery::vetting::{Signal, comments::CreatorComment, followers::FollowerSample},
    ids::{CreatorId, OrganisationId, ProfileId},
    team::BrandProfile,
    time::Timestamp,
};
use insight::{
    captions::{self, Caption, Market},
    language,
};
use store::{Read, Stored};

use super::signals;
use crate::{Error, Result};

/// So many posts are read, the newest first.
pub(super) const MOST_POSTS: i64 = 200;
/// So many comments are read, the newest first.
pub(super) const MOST_COMMENTS: i64 = 3_000;

/// What is kept of a creator.
pub(super) struct Gathered {
    pub creator: Creator,
    pub profiles: Vec<Stored<CreatorProfile>>,
    /// Numbers of all accounts, the newest first.
    pub numbers: Vec<(ProfileId, Snapshot)>,
    pub posts: Vec<CreatorPost>,
    pub comments: Vec<CreatorComment>,
    pub samples: Vec<FollowerSample>,
    /// The services whose answers are kept and count for nothing, because their terms for figures of one's own were not accepted.
    pub left_out: Vec<Service>,
}

impl Gathered {
    /// Reads what is kept.
    ///
    /// # Errors
    /// Not found, or the store's.
    pub(super) async fn of(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Self> {
        let found = store::document::find::<Creator>(db, organisation, creator).await?.ok_or(Error::NotFound)?;
        let profiles = store::creators::profiles(db, organisation, &[creator]).await?;
        let ids: Vec<ProfileId> = profiles.iter().map(|profile| profile.id).collect();
        let numbers = store::creators::metrics(db, organisation, &ids).await?;
        let posts = store::creators::posts(db, organisation, creator, MOST_POSTS).await?;
        let comments = store::discovery::comments(db, organisation, creator, MOST_COMMENTS).await?;
        let samples = store::discovery::samples(db, organisation, creator, 5).await?;
        let (mut seen, mut seen_posts) = (BTreeSet::new(), BTreeSet::new());
        let mut gathered = Self {
            creator: found.value,
            profiles,
            numbers,
            // Two records that became one may both have brought a post or a comment.
            posts: posts.into_iter().map(|post| post.value).filter(|post| seen_posts.insert(post.identity.clone())).collect(),
            comments: comments.into_iter().map(|comment| comment.value).filter(|comment| seen.insert(comment.identity.clone())).collect(),
            samples: samples.into_iter().map(|sample| sample.value).collect(),
            left_out: Vec::new(),
        };
        for service in Service::ALL {
            if gathered.rests_on(*service) && !may_derive(db, organisation, *service).await? {
                gathered.leave_out(*service);
            }
        }
        Ok(gathered)
    }

    /// Whether anything here was answered by a service.
    fn rests_on(&self, service: Service) -> bool {
        let source = service.source();
        self.numbers.iter().any(|(_, one)| one.source == source)
            || self.posts.iter().any(|one| one.source == source)
            || self.comments.iter().any(|one| one.source == source)
    }

    /// Without what a service answered; what a file said of the same post counts again.
    fn leave_out(&mut self, service: Service) {
        let source = service.source();
        self.numbers.retain(|(_, one)| one.source != source);
        self.comments.retain(|one| one.source != source);
        let posts = std::mem::take(&mut self.posts);
        self.posts = posts.into_iter().filter_map(|one| if one.source == source { one.without_answer() } else { Some(one) }).collect();
        self.left_out.push(service);
    }

    /// The account with most followers.
    pub(super) fn main(&self) -> Option<&Stored<CreatorProfile>> {
        self.profiles.first()
    }

    /// The numbers of the main account that count something, the newest first.
    pub(super) fn numbers_of(&self, measure: Measure) -> impl Iterator<Item = &Snapshot> {
        let main = self.main().map(|profile| profile.id);
        self.numbers
            .iter()
            .filter(move |(profile, snapshot)| Some(*profile) == main && snapshot.measure == measure)
            .map(|(_, snapshot)| snapshot)
    }

    /// Every signal, in the order in which people read them. Where a campaign names markets, they count instead of the brand's.
    pub(super) fn signals(&self, brand: &BrandProfile, markets: &[String], now: Timestamp) -> Vec<Signal> {
        let market = self.creator.country.and_then(|country| Market::from_country(country.code()));
        let main = self.main();
        let read = self.posts.iter().map(|post| ReadPost::of(post, market, main.map(|profile| &profile.value.account.platform))).collect();
        let material = Material {
            gathered: self,
            now,
            market,
            posts: read,
            left_out: &brand.do_not_say,
            markets: if markets.is_empty() { &brand.markets } else { markets },
        };
        signals::all(&material)
    }
}

/// Whether an organisation may work out figures of its own from what a service answered.
async fn may_derive(db: &impl Read, organisation: OrganisationId, service: Service) -> Result<bool> {
    let found = store::creators::connections::connection(db, organisation, service).await?;
    Ok(found.is_some_and(|connection| connection.value.derived))
}

/// What the signals are worked out from.
pub(super) struct Material<'a> {
    pub gathered: &'a Gathered,
    pub now: Timestamp,
    /// Whose rules of disclosure count; nothing where we have none.
    pub market: Option<Market>,
    pub posts: Vec<ReadPost<'a>>,
    /// What the brand does not want to be said.
    pub left_out: &'a [String],
    /// Where it sells.
    pub markets: &'a [String],
}

/// A post with what was read in its caption.
pub(super) struct ReadPost<'a> {
    pub post: &'a CreatorPost,
    /// Two letters, where it can be told.
    pub language: Option<&'static str>,
    pub reading: captions::Reading,
}

impl<'a> ReadPost<'a> {
    fn of(post: &'a CreatorPost, market: Option<Market>, main: Option<&Platform>) -> Self {
        let language = language::detect(&post.post.caption).map(language::Language::code);
        Self { post, language, reading: captions::read(&caption_of(&post.post, language, market, main)) }
    }
}

/// A post as its words are read.
pub(in crate::discovery) fn caption_of<'a>(
    post: &'a NewPost,
    language: Option<&'a str>,
    market: Option<Market>,
    main: Option<&'a Platform>,
) -> Caption<'a> {
    Caption {
        text: &post.caption,
        // Where no market's rules are known, whether a post is paid for is still read, with those of the largest one.
        market: market.unwrap_or(Market::UnitedStates),
        language,
        platform: post.platform.as_ref().or(main).map(Platform::as_str).unwrap_or_default(),
        platform_label: post.paid_label == Some(true),
    }
}

impl Material<'_> {
    /// The files that posts come from, and when the newest of them was had.
    pub(super) fn of_posts(&self) -> (Option<String>, Option<Timestamp>) {
        let posts = &self.gathered.posts;
        let source = super::listed(posts.iter().map(|post| post.source.as_str().into()));
        (Some(source).filter(|source| !source.is_empty()), posts.iter().map(|post| post.fetched_at).max())
    }

    /// The files that comments come from, and when the newest of them was had.
    pub(super) fn of_comments(&self) -> (Option<String>, Option<Timestamp>) {
        let comments = &self.gathered.comments;
        let source = super::listed(comments.iter().map(|comment| comment.source.as_str().into()));
        (Some(source).filter(|source| !source.is_empty()), comments.iter().map(|comment| comment.fetched_at).max())
    }

    /// The posts of the main account: those that name no platform, or its.
    pub(super) fn of_main(&self) -> impl Iterator<Item = &ReadPost<'_>> {
        let main = self.gathered.main();
        self.posts.iter().filter(move |read| match (main, read.post.profile, read.post.post.platform.as_ref()) {
            (Some(main), Some(profile), _) => main.id == profile,
            (Some(main), None, Some(platform)) => main.value.account.platform == *platform,
            _ => true,
        })
    }
}
