//! What is kept about a creator: the person over the organisation, their accounts, and the relationship in one brand.
//!
//! Invariant: what one brand noted or agreed stands in its relationship and never in the shared record
//! (docs/domain.md, Who uses it). Absent: collaborations and results; later rooms have them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Alias, AudienceShare, Block, CheckedCreator, Country, CustomValues, Identity, Manager, Profile, Rate, Shipping, Source, Standing,
    Suppression, Tier, identities,
};
use crate::ids::{CreatorId, ProfileId};
use crate::time::{Timestamp, Zone};

/// A creator, shared over the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Creator {
    /// The name for people.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Country.
    pub country: Option<Country>,
    /// City.
    pub city: Option<String>,
    /// Language in which to write.
    pub language: Option<String>,
    /// Their time zone, where known; deadlines and quiet hours follow it.
    pub zone: Option<Zone>,
    /// Manager or agent.
    pub manager: Option<Manager>,
    /// Where product is sent, what fits, what they want and must not get.
    #[serde(default, skip_serializing_if = "Shipping::is_empty")]
    pub shipping: Shipping,
    /// Opt-out, block, bounce.
    pub suppression: Suppression,
    /// Counts up when every portal link given so far shall stop working.
    pub portal_generation: i64,
    /// Since when the creator is known.
    pub created_at: Timestamp,
    /// Into whom this record was merged; then it is nobody any more, until it is split again.
    #[serde(default)]
    pub merged_into: Option<CreatorId>,
    /// What merged records brought along.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// When what names and reaches them was erased.
    #[serde(default)]
    pub erased_at: Option<Timestamp>,
}

/// Whether an account carries its platform's badge, by whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Badge {
    /// Whether it does.
    pub verified: bool,
    /// Who says so: a file with its column, or a platform's answer.
    pub source: String,
    /// When it came.
    pub at: Timestamp,
}

/// A creator's account on one platform, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorProfile {
    /// Whose.
    pub creator: CreatorId,
    /// Platform, handle and channel id.
    pub account: Profile,
    /// The name shown there, where it is known; never a link.
    pub display_name: Option<String>,
    /// How it is found again: [`super::Identity::lookup`].
    pub identity: String,
    /// The newest number of followers, for lists; the snapshots hold its source.
    pub followers: Option<i64>,
    /// Where most of the audience is, by the word of an imported file.
    #[serde(default)]
    pub audience_country: Option<Country>,
    /// What the account says of itself, as far as somebody noted it.
    #[serde(default)]
    pub bio: Option<String>,
    /// Whether it carries the platform's badge; nothing while nobody said either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<Badge>,
    /// Which share of its audience is where, how old and of which gender, as far as somebody told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<AudienceShare>,
}

/// A creator in one brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relationship {
    /// Who.
    pub creator: CreatorId,
    /// What kind.
    pub tier: Tier,
    /// Whether to work together again; nothing while undecided.
    pub standing: Option<Standing>,
    /// How they were found.
    pub source: Source,
    /// Tags.
    pub tags: Vec<String>,
    /// Notes.
    pub notes: String,
    /// What they ask for, by format.
    pub rates: Vec<Rate>,
    /// What they are known for, such as `skincare`.
    pub topics: Vec<String>,
    /// What stands in the brand's own fields.
    #[serde(default, skip_serializing_if = "CustomValues::is_empty")]
    pub custom: CustomValues,
    /// Since when.
    pub since: Timestamp,
}

/// Why a verb about a creator was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreatorError {
    /// The same one exists in this brand.
    #[error("{0} is here already; open that creator and change it instead")]
    AlreadyHere(String),
    /// Nothing tells two people of one name apart.
    #[error(
        "somebody called {0} is here already and nothing else is known of either; add a handle or an e-mail address to tell them apart"
    )]
    SameName(String),
    /// Blocked once is enough.
    #[error("this creator is blocked already")]
    AlreadyBlocked,
    /// No block to lift.
    #[error("this creator is not blocked")]
    NotBlocked,
    /// A block without a reason helps nobody later.
    #[error("say why, so that colleagues know")]
    NoReason,
    /// One record is not two.
    #[error("this is one and the same creator; choose two")]
    IntoItself,
    /// Merged once is enough.
    #[error("{0} was merged with somebody already; split that again first")]
    MergedAlready(String),
    /// One creator is in a campaign once.
    #[error("both are in the campaign {0}; let one of the two go through it alone, they cannot be merged")]
    BothInCampaign(String),
    /// Money that is under way has one addressee.
    #[error("a payout to {0} is on its way; wait until it has arrived or take it back")]
    PayoutOnTheWay(String),
    /// A merge is one transaction.
    #[error("too much belongs to {0} to be moved; merge them the other way round")]
    TooMuch(String),
    /// What brands keep about a creator is theirs.
    #[error("one of the two is known to a brand that you do not manage; ask an owner of the organisation")]
    OtherBrands,
    /// Merges come apart in the order in which they were made, backwards.
    #[error("somebody was merged into this creator later; split that one first")]
    LaterMerge,
    /// Nothing to split.
    #[error("these two are not merged")]
    NotMerged,
    /// Erased once is enough.
    #[error("this creator was erased; nothing about them can be changed")]
    ErasedAlready,
    /// Who is owed something must be found to be paid.
    #[error("{0} is still owed money; pay it first, or say that you give up on finding them")]
    StillOwed(String),
    /// Somebody's words are theirs.
    #[error("this note is {0}'s; only they or an owner can change or remove it")]
    NotYourNote(String),
    /// A page shows all of them.
    #[error("there are {0} notes about this creator already; remove one first")]
    EnoughNotes(i64),
    /// A page shows all of them.
    #[error("there are {0} files on this record already; remove one first")]
    EnoughFiles(i64),
    /// A file stands on one record.
    #[error("this file stands on a record already; upload it again")]
    OnRecordAlready,
    /// Somebody cancelled it while it ran.
    #[error("this import was cancelled; nothing of it was kept")]
    ImportCancelled,
    /// Nothing to keep apart.
    #[error("these two were told apart already")]
    ApartAlready,
}

impl Creator {
    /// A creator from checked details.
    #[must_use]
    pub fn new(details: &CheckedCreator, now: Timestamp) -> Self {
        Self {
            name: details.name.clone(),
            email: details.email.clone(),
            country: details.country,
            city: details.city.clone(),
            language: details.language.clone(),
            zone: None,
            manager: details.manager.clone(),
            shipping: Shipping::default(),
            suppression: Suppression::default(),
            portal_generation: 1,
            created_at: now,
            merged_into: None,
            aliases: Vec::new(),
            erased_at: None,
        }
    }

    /// Takes over what a person changed. Another address gets a chance of its own after a bounce.
    #[must_use]
    pub fn changed(mut self, details: &CheckedCreator, zone: Option<Zone>) -> Self {
        if self.email != details.email {
            self.suppression.bounced_at = None;
        }
        self.name.clone_from(&details.name);
        self.email.clone_from(&details.email);
        self.country = details.country;
        self.city.clone_from(&details.city);
        self.language.clone_from(&details.language);
        self.manager.clone_from(&details.manager);
        self.zone = zone;
        self
    }

    /// Takes over how to reach a creator and where they are. Another address gets a chance of its own after a bounce.
    #[must_use]
    pub fn reached(mut self, email: Option<String>, country: Option<Country>) -> Self {
        if self.email != email {
            self.suppression.bounced_at = None;
        }
        (self.email, self.country) = (email, country);
        self
    }

    /// No marketing from any brand of the organisation from now on. The first time counts.
    #[must_use]
    pub fn opt_out(mut self, now: Timestamp) -> Self {
        self.suppression.opted_out_at.get_or_insert(now);
        self
    }

    /// No brand of the organisation writes from now on.
    ///
    /// # Errors
    /// Refused when blocked already, or without a reason.
    pub fn block(mut self, reason: &str, now: Timestamp) -> Result<Self, CreatorError> {
        if self.suppression.blocked.is_some() {
            return Err(CreatorError::AlreadyBlocked);
        }
        if reason.trim().is_empty() {
            return Err(CreatorError::NoReason);
        }
        self.suppression.blocked = Some(Block { at: now, reason: reason.trim().to_owned() });
        Ok(self)
    }

    /// Lifts the block.
    ///
    /// # Errors
    /// Refused when there is none.
    pub fn unblock(mut self) -> Result<Self, CreatorError> {
        self.suppression.blocked.take().ok_or(CreatorError::NotBlocked)?;
        Ok(self)
    }

    /// By what this creator is recognised, given their accounts. Where only a name is known it counts on each platform.
    #[must_use]
    pub fn identities(&self, accounts: &[Profile]) -> Vec<Identity> {
        let mut found = identities(&self.name, self.email.as_deref(), accounts);
        if let [Identity::Name { key, .. }] = found.as_slice() {
            let key = key.clone();
            for account in accounts.iter().skip(1) {
                found.push(Identity::Name { platform: account.platform.clone(), key: key.clone() });
            }
        }
        let brought = self.aliases.iter().filter_map(|alias| alias.email.as_deref()).map(crate::text::folded);
        found.extend(brought.map(|address| Identity::Email { address }));
        found
    }

    /// The record without what names and reaches the person: nobody writes to them again, and every link of theirs is closed.
    #[must_use]
    pub fn erased(&self, now: Timestamp) -> Self {
        Self {
            name: "Erased creator".to_owned(),
            email: None,
            country: None,
            city: None,
            language: None,
            zone: None,
            manager: None,
            shipping: Shipping::default(),
            suppression: Suppression {
                opted_out_at: self.suppression.opted_out_at.or(Some(now)),
                blocked: Some(Block { at: now, reason: "Erased.".to_owned() }),
                bounced_at: None,
            },
            portal_generation: self.portal_generation + 1,
            created_at: self.created_at,
            merged_into: self.merged_into,
            aliases: Vec::new(),
            erased_at: Some(now),
        }
    }

    /// Nothing is written about somebody who was erased: it could not be erased a second time.
    ///
    /// # Errors
    /// [`CreatorError::ErasedAlready`].
    pub fn not_erased(&self) -> Result<(), CreatorError> {
        if self.erased_at.is_some() { Err(CreatorError::ErasedAlready) } else { Ok(()) }
    }

    /// The first word of the name, for a greeting.
    #[must_use]
    pub fn first_name(&self) -> &str {
        crate::text::first_name(&self.name)
    }
}

impl CreatorProfile {
    /// An account of a creator.
    #[must_use]
    pub fn new(creator: CreatorId, id: ProfileId, account: Profile, display_name: Option<String>) -> Self {
        let identity = Self::identity_of(id, &account);
        Self {
            creator,
            account,
            display_name,
            identity,
            followers: None,
            audience_country: None,
            bio: None,
            badge: None,
            audience: Vec::new(),
        }
    }

    /// The account under another handle or id: a correction, or what was unknown before.
    pub fn become_account(&mut self, id: ProfileId, account: Profile) {
        self.identity = Self::identity_of(id, &account);
        self.account = account;
    }

    /// Takes over what somebody says of the account's badge; who said the same first is kept as the source.
    pub fn told_badge(&mut self, verified: bool, source: String, at: Timestamp) {
        if self.badge.as_ref().is_none_or(|badge| badge.verified != verified) {
            self.badge = Some(Badge { verified, source, at });
        }
    }

    /// Takes over what somebody says of its audience; who said the same first is kept as the source.
    pub fn told_audience(&mut self, share: AudienceShare) {
        super::audience::told(&mut self.audience, share);
    }

    /// Whether somebody is verified, by all of their accounts: yes by any of them, no where each says so, otherwise unknown.
    #[must_use]
    pub fn verified<'a>(accounts: impl IntoIterator<Item = &'a CreatorProfile>) -> Option<bool> {
        let said: Vec<Option<bool>> = accounts.into_iter().map(|account| account.badge.as_ref().map(|badge| badge.verified)).collect();
        if said.contains(&Some(true)) {
            return Some(true);
        }
        (!said.is_empty() && said.iter().all(|one| *one == Some(false))).then_some(false)
    }

    /// The account without anything by which somebody finds it.
    #[must_use]
    pub fn nameless(mut self, id: ProfileId) -> Self {
        self.become_account(id, Profile::of(self.account.platform.clone(), None));
        (self.display_name, self.bio, self.badge) = (None, None, None);
        self.audience.clear();
        self
    }

    /// Accounts of which only a name is known are found by nothing but their own row.
    fn identity_of(id: ProfileId, account: &Profile) -> String {
        account.own_identity().map_or_else(|| format!("profile:{id}"), |identity| identity.lookup())
    }
}

impl Profile {
    /// By what the account itself is recognised: the platform's id, else the handle; nothing while only a name is known.
    #[must_use]
    pub fn own_identity(&self) -> Option<Identity> {
        let platform = || self.platform.clone();
        let by_id = self.channel_id.as_ref().map(|id| Identity::Channel { platform: platform(), id: id.as_str().to_owned() });
        by_id.or_else(|| self.handle.as_ref().map(|handle| Identity::Handle { platform: platform(), key: handle.key() }))
    }

    /// Whether two accounts are the same by id or by handle.
    #[must_use]
    pub fn is_same_account(&self, other: &Profile) -> bool {
        let by_id = self.channel_id.is_some() && self.channel_id == other.channel_id;
        let handle = |profile: &Profile| profile.handle.as_ref().map(super::Handle::key);
        self.platform == other.platform && (by_id || (self.handle.is_some() && handle(self) == handle(other)))
    }
}

impl Relationship {
    /// A creator whom a brand has just come to know.
    #[must_use]
    pub fn new(creator: CreatorId, source: Source, tier: Tier, now: Timestamp) -> Self {
        Self {
            creator,
            tier,
            standing: None,
            source,
            tags: Vec::new(),
            notes: String::new(),
            rates: Vec::new(),
            topics: Vec::new(),
            custom: CustomValues::new(),
            since: now,
        }
    }

    /// Takes over what a person entered about the creator for this brand.
    #[must_use]
    pub fn with(mut self, details: &CheckedCreator) -> Self {
        self.tags.clone_from(&details.tags);
        self.notes = details.notes.clone().unwrap_or_default();
        self.rates.clone_from(&details.rates);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::{NewCreator, Platform};

    fn maya() -> Creator {
        let input = NewCreator { name: "Maya Okonkwo".into(), email: Some("maya@example.com".into()), ..NewCreator::default() };
        Creator::new(&input.check().unwrap(), Timestamp(1))
    }

    #[test]
    fn a_block_has_a_reason_and_can_be_lifted() {
        assert_eq!(maya().block(" ", Timestamp(2)), Err(CreatorError::NoReason));
        let blocked = maya().block("bought followers", Timestamp(2)).unwrap();
        assert_eq!(blocked.clone().block("again", Timestamp(3)), Err(CreatorError::AlreadyBlocked));
        assert_eq!(blocked.unblock().unwrap().unblock(), Err(CreatorError::NotBlocked));
    }

    #[test]
    fn a_new_address_clears_a_bounce_and_the_first_opt_out_counts() {
        let mut bounced = maya();
        bounced.suppression.bounced_at = Some(Timestamp(5));
        let mut details = NewCreator { name: "Maya".into(), email: Some("maya@example.com".into()), ..NewCreator::default() };
        assert_eq!(bounced.clone().changed(&details.check().unwrap(), None).suppression.bounced_at, Some(Timestamp(5)));
        details.email = Some("new@example.com".into());
        assert_eq!(bounced.changed(&details.check().unwrap(), None).suppression.bounced_at, None);
        assert_eq!(maya().opt_out(Timestamp(7)).opt_out(Timestamp(9)).suppression.opted_out_at, Some(Timestamp(7)));
        assert_eq!(maya().first_name(), "Maya");
    }

    #[test]
    fn nobody_is_unverified_while_an_account_is_unknown() {
        let account = |badge: Option<bool>| {
            use crate::ids::Id as _;
            let creator = CreatorId::from_uuid(uuid::Uuid::nil());
            let id = ProfileId::from_uuid(uuid::Uuid::nil());
            let mut account = CreatorProfile::new(creator, id, Profile::of(Platform::Instagram, None), None);
            badge.into_iter().for_each(|yes| account.told_badge(yes, "list.csv".into(), Timestamp(1)));
            account
        };
        for (badges, verified) in [
            (vec![], None),
            (vec![None], None),
            (vec![Some(false)], Some(false)),
            (vec![Some(false), None], None),
            (vec![Some(true), None], Some(true)),
            (vec![Some(false), Some(true)], Some(true)),
        ] {
            let accounts: Vec<CreatorProfile> = badges.iter().copied().map(account).collect();
            assert_eq!(CreatorProfile::verified(&accounts), verified, "{badges:?}");
        }
        let mut told = account(Some(true));
        told.told_badge(true, "another.csv".into(), Timestamp(5));
        assert_eq!(told.badge.as_ref().map(|badge| badge.source.as_str()), Some("list.csv"), "nothing new");
        told.told_badge(false, "another.csv".into(), Timestamp(9));
        assert_eq!(told.badge, Some(Badge { verified: false, source: "another.csv".into(), at: Timestamp(9) }));
    }

    #[test]
    fn a_name_alone_counts_on_each_of_its_platforms() {
        let nameless = Creator { email: None, ..maya() };
        let accounts = [Profile::of(Platform::YouTube, None), Profile::of(Platform::TikTok, None)];
        assert_eq!(nameless.identities(&accounts).len(), 2);
        assert_eq!(maya().identities(&accounts).len(), 1);
    }
}
