//! Whose a number is: one account's, or the person's over all of their accounts.
//!
//! Invariants: what is counted on one account is never added to what is counted on another, because what is usual differs by
//! platform and size; what tells of the person (disclosure, brand safety) is read over all. What could be of several accounts is
//! of none, and the report says how much that is. Absent: a fit over all accounts; each has its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fit, Signal, SignalKind, fit};
use crate::{
    creators::{CreatorPost, Platform, Profile, is_elsewhere, locate, platform_at},
    ids::ProfileId,
    text::folded,
};

/// Whose a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// One account's: of another account it is another number.
    Account,
    /// The person's, over all accounts.
    Person,
}

/// Whose a signal is, by what it tells of.
#[must_use]
pub const fn belongs(kind: SignalKind) -> Belongs {
    match kind {
        // How somebody treats the law and a brand's name is theirs, wherever they do it.
        SignalKind::Disclosure | SignalKind::BrandSafety => Belongs::Person,
        SignalKind::SuspiciousFollowers
        | SignalKind::Engagement
        | SignalKind::SubstantiveComments
        | SignalKind::PurchaseQuestions
        | SignalKind::OwnReplies
        | SignalKind::PostsAWeek
        | SignalKind::SponsoredShare
        | SignalKind::SponsoredPerformance
        | SignalKind::Growth
        | SignalKind::Language
        | SignalKind::TopicFit
        | SignalKind::Audience => Belongs::Account,
    }
}

/// An account as a signal names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfAccount {
    /// Which.
    pub id: ProfileId,
    /// Where.
    pub platform: Platform,
    /// The handle without `@`; nothing while it is unknown.
    pub handle: Option<String>,
}

impl OfAccount {
    /// An account as signals name it.
    #[must_use]
    pub fn of(id: ProfileId, account: &Profile) -> Self {
        let handle = account.handle.as_ref().map(|handle| handle.as_str().to_owned());
        Self { id, platform: account.platform.clone(), handle }
    }
}

/// What is known of where a post, a comment or a sample comes from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whence<'a> {
    /// The account, where somebody named it.
    pub profile: Option<ProfileId>,
    /// The platform, where somebody named it.
    pub platform: Option<&'a Platform>,
    /// The address of the post.
    pub url: Option<&'a str>,
}

impl<'a> Whence<'a> {
    /// Where a post comes from.
    #[must_use]
    pub fn of(post: &'a CreatorPost) -> Self {
        Self { profile: post.profile, platform: post.post.platform.as_ref(), url: post.post.url.as_deref() }
    }
}

/// Which of a creator's accounts something comes from: the one that is named, else the only one that it can be. An address says
/// more of the platform than a column does, which may name a tool; one that names somebody else, or a website that is not the
/// account's platform, is of none.
#[must_use]
pub fn account_of(whence: Whence<'_>, accounts: &[OfAccount]) -> Option<ProfileId> {
    if let Some(named) = whence.profile.filter(|named| accounts.iter().any(|account| account.id == *named)) {
        return Some(named);
    }
    let by_address = whence.url.and_then(platform_at);
    let stated = whence.platform.filter(|platform| **platform != Platform::unknown());
    let there: Vec<&OfAccount> = match by_address.as_ref().or(stated) {
        Some(platform) => accounts.iter().filter(|account| account.platform == *platform).collect(),
        None => accounts.iter().collect(),
    };
    match there.as_slice() {
        [only] => can_be(&whence, only).then_some(only.id),
        several => {
            let handle = whence.url.and_then(locate)?.handle?.key();
            let same = |account: &&&OfAccount| account.handle.as_deref().is_some_and(|own| folded(own) == handle);
            let mut found = several.iter().filter(same);
            found.next().filter(|_| found.next().is_none()).map(|account| account.id)
        }
    }
}

/// Whether what comes from there can be of an account on the platform that it names, or that names none.
fn can_be(whence: &Whence<'_>, account: &OfAccount) -> bool {
    let Some(url) = whence.url else { return true };
    if is_elsewhere(url) {
        // A column that names the account's own platform says whose the short address of a tool is.
        return !Platform::KNOWN.contains(&account.platform) || whence.platform == Some(&account.platform);
    }
    // An old name of a channel may differ from its handle, and comes with the address as it was given.
    let named = locate(url).filter(|found| found.given_url.is_none()).and_then(|found| found.handle);
    match (named, &account.handle) {
        (Some(named), Some(own)) => folded(own) == named.key(),
        _ => true,
    }
}

/// Whether things that belong to no known account can be of one account at all: they name one platform, or none.
#[must_use]
pub fn of_one_platform<'a>(mut all: impl Iterator<Item = Whence<'a>>) -> bool {
    let mut one: Option<Platform> = None;
    all.all(|whence| match whence.url.and_then(platform_at).or_else(|| whence.platform.cloned()) {
        Some(platform) if platform != Platform::unknown() => *one.get_or_insert_with(|| platform.clone()) == platform,
        _ => true,
    })
}

/// The fit of one account: of its own signals and the person's, and of no other account's.
#[must_use]
pub fn fit_of(signals: &[Signal], account: Option<ProfileId>) -> Option<Fit> {
    fit(signals.iter().filter(|signal| signal.account.as_ref().is_none_or(|of| Some(of.id) == account)))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{discovery::vetting::Reads, ids::Id};

    fn account(id: u128, platform: Platform, handle: &str) -> OfAccount {
        OfAccount { id: ProfileId::from_uuid(Uuid::from_u128(id)), platform, handle: Some(handle.to_owned()) }
    }

    fn found(whence: Whence<'_>, accounts: &[OfAccount]) -> Option<u128> {
        account_of(whence, accounts).map(|id| id.uuid().as_u128())
    }

    #[test]
    fn a_post_is_of_the_only_account_that_it_can_be() {
        let both = [account(1, Platform::Instagram, "maya"), account(2, Platform::TikTok, "maya.eats")];
        let url = |url| Whence { url: Some(url), ..Whence::default() };
        assert_eq!(found(url("https://www.tiktok.com/@maya.eats/video/7"), &both), Some(2));
        assert_eq!(found(url("https://instagram.com/p/abc"), &both), Some(1));
        assert_eq!(found(url("https://youtu.be/abc"), &both), None, "they have no channel that is known");
        assert_eq!(found(Whence { platform: Some(&Platform::TikTok), ..Whence::default() }, &both), Some(2));
        assert_eq!(found(Whence::default(), &both), None, "it may be of either");
        assert_eq!(found(Whence::default(), &both[..1]), Some(1), "there is no other");
        assert_eq!(found(Whence { platform: Some(&Platform::TikTok), ..Whence::default() }, &both[..1]), None, "it names another platform");
        let named = Whence { profile: Some(both[0].id), platform: Some(&Platform::TikTok), ..Whence::default() };
        assert_eq!(found(named, &both), Some(1), "who is named counts");
        let tool = Platform::Other("a tool".into());
        assert_eq!(found(Whence { platform: Some(&tool), ..url("https://instagram.com/p/abc") }, &both), Some(1));
        assert_eq!(found(Whence { platform: Some(&Platform::unknown()), ..Whence::default() }, &both[..1]), Some(1));
    }

    #[test]
    fn the_only_account_takes_nothing_that_is_somebody_elses_or_from_elsewhere() {
        let only = [account(2, Platform::TikTok, "maya.eats")];
        let url = |url| Whence { url: Some(url), ..Whence::default() };
        assert_eq!(found(url("https://www.tiktok.com/@Maya.Eats/video/7"), &only), Some(2));
        assert_eq!(found(url("https://www.tiktok.com/@somebody/video/7"), &only), None, "it names somebody else");
        assert_eq!(found(url("https://blog.example/bread"), &only), None, "a website is not TikTok");
        assert_eq!(found(Whence { platform: Some(&Platform::TikTok), ..url("https://short.example/x") }, &only), Some(2));
        for short in ["https://vm.tiktok.com/ZMabc/", "https://vt.tiktok.com/ZSabc", "7301", "7301.2"] {
            assert_eq!(found(url(short), &only), Some(2), "{short}");
        }
        let instagram = [account(1, Platform::Instagram, "maya")];
        assert_eq!(found(url("https://vm.tiktok.com/ZMabc/"), &instagram), None, "it is TikTok's");
        assert_eq!(found(url("https://www.instagram.com/share/reel/abc"), &instagram), Some(1), "it names nobody");
        let channel = [account(3, Platform::YouTube, "mayacooks")];
        assert_eq!(found(url("https://www.youtube.com/c/OldName"), &channel), Some(3), "an old name may be theirs");
        let elsewhere = [account(4, Platform::Other("blog.example".into()), "maya")];
        assert_eq!(found(url("https://blog.example/bread"), &elsewhere), Some(4));
    }

    #[test]
    fn of_two_accounts_on_one_platform_the_address_tells_them_apart_or_nothing_does() {
        let two = [account(1, Platform::TikTok, "maya"), account(2, Platform::TikTok, "MayaCooks")];
        let url = |url| Whence { url: Some(url), ..Whence::default() };
        assert_eq!(found(url("https://tiktok.com/@mayacooks/video/7"), &two), Some(2));
        assert_eq!(found(url("https://tiktok.com/@somebody/video/7"), &two), None);
        assert_eq!(found(Whence { platform: Some(&Platform::TikTok), ..Whence::default() }, &two), None);
    }

    #[test]
    fn without_accounts_two_platforms_are_never_taken_for_one() {
        let on = |platform| Whence { platform, ..Whence::default() };
        assert!(of_one_platform([on(None), on(Some(&Platform::TikTok)), on(Some(&Platform::TikTok))].into_iter()));
        assert!(!of_one_platform([on(Some(&Platform::Instagram)), on(Some(&Platform::TikTok))].into_iter()));
    }

    #[test]
    fn an_accounts_fit_holds_its_own_signals_and_the_persons() {
        let accounts = [account(1, Platform::Instagram, "maya"), account(2, Platform::TikTok, "maya.eats")];
        let signal = |kind, reads, of: Option<&OfAccount>| Signal { reads, ..Signal::unknown(kind, "", "").of_account(of.cloned()) };
        let signals = [
            signal(SignalKind::Engagement, Reads::Good, Some(&accounts[0])),
            signal(SignalKind::Engagement, Reads::Reject, Some(&accounts[1])),
            signal(SignalKind::Disclosure, Reads::Good, None),
        ];
        assert_eq!(fit_of(&signals, Some(accounts[0].id)).map(|fit| (fit.hundredths, fit.known)), Some((100, 100)));
        let (engagement, disclosure) = (signals[1].weight, signals[2].weight);
        let expected = (100.0 * disclosure as f64 / (engagement + disclosure) as f64).round() as i64;
        assert_eq!(fit_of(&signals, Some(accounts[1].id)).map(|fit| fit.hundredths), Some(expected));
        // Nobody's account: the person's alone.
        assert_eq!(fit_of(&signals, None).map(|fit| (fit.hundredths, fit.known)), Some((100, 100)));
    }

    #[test]
    fn only_what_is_theirs_wherever_they_post_is_the_persons() {
        let of_person: Vec<SignalKind> = SignalKind::ALL.iter().copied().filter(|kind| belongs(*kind) == Belongs::Person).collect();
        assert_eq!(of_person, [SignalKind::Disclosure, SignalKind::BrandSafety]);
    }
}
