//! All that is kept of one creator and that vetting reads.
//!
//! Invariant: six statements, whatever the number of rows, and one more where a platform answered; the newest posts and comments, up to a limit that the signals name.
//! Absent: judging; `signals` does that.

use std::collections::{BTreeSet, HashMap};

use domain::{
    creators::{
        Creator, CreatorPost, CreatorProfile, Measure, Platform, Snapshot,
        connections::Service,
        posts::{NewPost, video_of},
    },
    discovery::vetting::{
        Happened, OfAccount, Signal, SignalKind,
        accounts::{Whence, account_of, of_one_platform},
        comments::CreatorComment,
        followers::FollowerSample,
    },
    ids::{CreatorId, OrganisationId, ProfileId},
    team::{BrandProfile, LeftOut},
    time::Timestamp,
};
use insight::{
    captions::{self, Caption, Market},
    language,
};
use store::{Read, Stored};

use super::{count, signals};
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
    /// The newest sample of each account, and of none; the newest first.
    pub samples: Vec<FollowerSample>,
    /// The services whose answers are kept and count for nothing, because their terms for figures of one's own were not accepted.
    pub left_out: Vec<Service>,
    /// What the brand knows to have happened, from what stands beside the report.
    pub happened: Vec<Happened>,
    /// Whether older posts, and older comments, are kept that were not read.
    pub unread: (bool, bool),
}

impl Gathered {
    /// Reads what is kept.
    ///
    /// # Errors
    /// Not found, or the store's.
    pub(super) async fn of(db: &impl Read, organisation: OrganisationId, creator: CreatorId, happened: Vec<Happened>) -> Result<Self> {
        let found = store::document::find::<Creator>(db, organisation, creator).await?.ok_or(Error::NotFound)?;
        let profiles = store::creators::profiles(db, organisation, &[creator]).await?;
        let ids: Vec<ProfileId> = profiles.iter().map(|profile| profile.id).collect();
        let numbers = store::creators::metrics(db, organisation, &ids).await?;
        // One more than is read tells whether there are more.
        let mut posts = store::creators::posts(db, organisation, creator, MOST_POSTS + 1).await?;
        let mut comments = store::discovery::comments(db, organisation, creator, MOST_COMMENTS + 1).await?;
        let unread = (count(posts.len()) > MOST_POSTS, count(comments.len()) > MOST_COMMENTS);
        posts.truncate(usize::try_from(MOST_POSTS).unwrap_or(usize::MAX));
        comments.truncate(usize::try_from(MOST_COMMENTS).unwrap_or(usize::MAX));
        let samples = store::discovery::newest_samples(db, organisation, creator).await?;
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
            happened,
            unread,
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

    /// The numbers of an account that count something, the newest first.
    pub(super) fn numbers_of(&self, account: Option<ProfileId>, measure: Measure) -> impl Iterator<Item = &Snapshot> {
        let of = move |(profile, snapshot): &&(ProfileId, Snapshot)| Some(*profile) == account && snapshot.measure == measure;
        self.numbers.iter().filter(of).map(|(_, snapshot)| snapshot)
    }

    /// Every signal, those of each account and those of the person, in the order in which people read them. Where a campaign
    /// names markets, they count instead of the brand's.
    pub(super) fn signals(&self, brand: &BrandProfile, markets: &[String], now: Timestamp) -> Vec<Signal> {
        let market = self.creator.country.and_then(|country| Market::from_country(country.code()));
        let whose = self.whose();
        let platform_of = |owner: &Option<ProfileId>| {
            let account = self.profiles.iter().find(|account| Some(account.id) == *owner).or(self.main());
            account.map(|account| &account.value.account.platform)
        };
        let read: Vec<ReadPost<'_>> =
            self.posts.iter().zip(&whose.posts).map(|(post, owner)| ReadPost::of(post, market, platform_of(owner))).collect();
        let markets = if markets.is_empty() { &brand.markets } else { markets };
        let left_out: Vec<LeftOut<'_>> = brand.left_out().collect();
        let about = brand.about().join(". ");
        let about = about.as_str();
        let material = |account: Option<&'_ Stored<CreatorProfile>>, of: &dyn Fn(Option<ProfileId>) -> bool| Material {
            gathered: self,
            now,
            market,
            account: account.cloned(),
            posts: read.iter().zip(&whose.posts).filter(|(_, owner)| of(**owner)).map(|(read, _)| read).collect(),
            comments: self.comments.iter().zip(&whose.comments).filter(|(_, owner)| of(**owner)).map(|(comment, _)| comment).collect(),
            sample: self.samples.iter().zip(&whose.samples).find(|(_, owner)| of(**owner)).map(|(sample, _)| sample),
            left_out: &left_out,
            about,
            markets,
        };
        let all = |_: Option<ProfileId>| true;
        let mut found = signals::of_person(&material(None, &all));
        match self.profiles.as_slice() {
            // Nobody has noted an account: what is there is one account's, unless it names several platforms.
            [] => {
                let one = of_one_platform(self.posts.iter().map(Whence::of));
                found.extend(signals::of_account(&material(None, &|_| one)));
            }
            accounts => {
                for account in accounts {
                    found.extend(signals::of_account(&material(Some(account), &|owner| owner == Some(account.id))));
                }
            }
        }
        // A sort that keeps the order of accounts within a kind.
        found.sort_by_key(|signal| SignalKind::ALL.iter().position(|kind| *kind == signal.kind));
        found
    }

    /// Of which account each post, comment and sample is.
    pub(super) fn whose(&self) -> Whose {
        let accounts: Vec<OfAccount> = self.profiles.iter().map(named).collect();
        let posts: Vec<Option<ProfileId>> = self.posts.iter().map(|post| account_of(Whence::of(post), &accounts)).collect();
        let mut by_name: HashMap<&str, Option<ProfileId>> = HashMap::new();
        for (post, owner) in self.posts.iter().zip(&posts) {
            let names = [post.post.url.as_deref().map(key), post.post.external.as_deref()];
            by_name.extend(names.into_iter().flatten().map(|name| (name, *owner)));
        }
        let of_comment = |one: &CreatorComment| {
            let post = one.comment.post.as_deref();
            // Under a post of no account, a comment is of none either.
            match post.and_then(|post| by_name.get(key(post))) {
                Some(owner) => *owner,
                None => account_of(Whence { url: post, ..Whence::default() }, &accounts),
            }
        };
        let of_sample = |one: &FollowerSample| account_of(Whence { profile: one.profile, ..Whence::default() }, &accounts);
        Whose { comments: self.comments.iter().map(of_comment).collect(), samples: self.samples.iter().map(of_sample).collect(), posts }
    }
}

/// Of which account each post, comment and sample is, in their order; nothing where it may be of several or is of none that is
/// known.
pub(super) struct Whose {
    pub posts: Vec<Option<ProfileId>>,
    pub comments: Vec<Option<ProfileId>>,
    pub samples: Vec<Option<ProfileId>>,
}

/// An account as signals name it.
pub(super) fn named(account: &Stored<CreatorProfile>) -> OfAccount {
    OfAccount::of(account.id, &account.value.account)
}

/// What tells a post from another in its address, as comments and posts both write it: a video's id, else the address without
/// what stands behind it.
pub(super) fn key(address: &str) -> &str {
    if let Some(video) = video_of(address) {
        return video;
    }
    let address = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/');
    let address = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    address.strip_prefix("www.").unwrap_or(address)
}

/// Whether an organisation may work out figures of its own from what a service answered.
async fn may_derive(db: &impl Read, organisation: OrganisationId, service: Service) -> Result<bool> {
    let found = store::creators::connections::connection(db, organisation, service).await?;
    Ok(found.is_some_and(|connection| connection.value.derived))
}

/// What the signals of an account, or of the person, are worked out from.
pub(super) struct Material<'a> {
    pub gathered: &'a Gathered,
    pub now: Timestamp,
    /// Whose rules of disclosure count; nothing where we have none.
    pub market: Option<Market>,
    /// The account; nothing for the person, and where no account is known.
    pub account: Option<Stored<CreatorProfile>>,
    /// Its posts, the newest first; for the person all.
    pub posts: Vec<&'a ReadPost<'a>>,
    /// The comments under them, in the same way.
    pub comments: Vec<&'a CreatorComment>,
    /// The newest sample of its followers.
    pub sample: Option<&'a FollowerSample>,
    /// What the brand does not want to be said.
    pub left_out: &'a [LeftOut<'a>],
    /// What it is about, in the words of its profile.
    pub about: &'a str,
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
    fn of(post: &'a CreatorPost, market: Option<Market>, platform: Option<&Platform>) -> Self {
        let language = language::detect(&post.post.caption).map(language::Language::code);
        Self { post, language, reading: captions::read(&caption_of(&post.post, language, market, platform)) }
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
    /// The numbers of the account that count something, the newest first.
    pub(super) fn numbers_of(&self, measure: Measure) -> impl Iterator<Item = &Snapshot> {
        self.gathered.numbers_of(self.account.as_ref().map(|account| account.id), measure)
    }

    /// The files that posts come from, and when the newest of them was had.
    pub(super) fn of_posts(&self) -> (Option<String>, Option<Timestamp>) {
        let source = super::listed(self.posts.iter().map(|read| read.post.source.as_str().into()));
        (Some(source).filter(|source| !source.is_empty()), self.posts.iter().map(|read| read.post.fetched_at).max())
    }

    /// The files that comments come from, and when the newest of them was had.
    pub(super) fn of_comments(&self) -> (Option<String>, Option<Timestamp>) {
        let source = super::listed(self.comments.iter().map(|comment| comment.source.as_str().into()));
        (Some(source).filter(|source| !source.is_empty()), self.comments.iter().map(|comment| comment.fetched_at).max())
    }
}
