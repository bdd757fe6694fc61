//! Creators: who they are, where they publish, what is known about them, and whether they may be written to.
//!
//! Invariant: a link is only ever made from a handle that its platform's rules allow or from a channel id, never from
//! a display name; and no number stands without source, method and time (docs/domain.md, The nouns).
//! Absent on purpose: rows and ids of creators, what a brand pays them, and merging two people by a guess: likeness only proposes.

pub mod access;
pub mod applications;
pub mod attachments;
mod audience;
pub mod cells;
pub mod changes;
pub mod connections;
pub mod countries;
pub mod counts;
pub mod custom;
mod details;
pub mod fetching;
pub mod import;
mod imports;
pub mod likeness;
mod merging;
mod metrics;
pub mod notes;
mod platform;
pub mod posts;
mod profiles;
mod record;
mod shipping;
pub mod traces;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::folded;
use crate::time::Timestamp;

pub use attachments::Attachment;
pub use audience::{AudienceKind, AudiencePart, AudienceShare, WHOLE as WHOLE_AUDIENCE};
pub use countries::Country;
pub use custom::{AskedField, AskedHow, CustomField, CustomFields, CustomValues, FieldKind};
pub use details::{Address, CheckedCreator, Manager, NewCreator, ProfileInput, Rate};
pub use imports::{Import, ImportColumn, ImportCounts, ImportTakenBack, RowWarning, TakeBackError};
pub use likeness::{Compared, Likeness, likeness};
pub use merging::{Alias, JoinedRelationship, Merge, SplitAgain, may_merge};
pub use metrics::{Measure, Method, Snapshot, engagement_rate};
pub use notes::Note;
pub use platform::{Handle, HandleError, Platform};
pub use posts::{Beneath, CreatorPost, NewPost};
pub use profiles::{ChannelId, Located, Profile, is_elsewhere, locate, platform_at};
pub use record::{Badge, Creator, CreatorError, CreatorProfile, Relationship};
pub use shipping::Shipping;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$word_doc])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// All of them, in the order in which people read them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The stable word, as stored and in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $($name::$variant => $word),+ } }
            /// The word for people.
            #[must_use]
            pub const fn label(self) -> &'static str { match self { $($name::$variant => $label),+ } }
            /// Reads the stable word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word.trim())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}
pub(crate) use words;

words! {
    /// What a file on a record is.
    AttachmentKind {
        /// What a creator says of themselves.
        MediaKit = "media_kit", "Media kit";
        /// A contract, scanned or as it was sent.
        Contract = "contract", "Contract";
        /// An invoice.
        Invoice = "invoice", "Invoice";
        /// Anything else.
        Other = "other", "Other";
    }
}

words! {
    /// What kind of relationship a creator has in one brand (docs/domain.md, The nouns).
    Tier {
        /// Gets product, no fee.
        ProductOnly = "product_only", "Product only";
        /// Is paid for work.
        Paid = "paid", "Paid";
        /// Works with the brand over several waves.
        Ambassador = "ambassador", "Ambassador";
    }
}

words! {
    /// Whether to work with a creator again, in one brand (docs/domain.md, Judging results).
    Standing {
        /// Better than the brand's median with a chance of at least 0.8.
        Rebook = "rebook", "Rebook";
        /// Not known well enough yet.
        Test = "test", "Test";
        /// Better than the median with a chance of at most 0.2.
        Pause = "pause", "Pause";
        /// Not to be worked with.
        Blocked = "blocked", "Blocked";
    }
}

words! {
    /// How a creator was found; acceptance is kept per source (docs/domain.md, Moves: attrition planning).
    Source {
        /// Applied by themselves.
        Application = "application", "Application";
        /// Bought from the brand.
        Customer = "customer", "Customer";
        /// Named, tagged or showed the brand.
        Mention = "mention", "Mention";
        /// Was found by the team.
        Cold = "cold", "Cold";
    }
}

impl Source {
    /// Whether the creator knows the brand already: all but cold ones.
    #[must_use]
    pub const fn is_warm(self) -> bool {
        !matches!(self, Source::Cold)
    }
}

/// A block over the whole organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Since when.
    pub at: Timestamp,
    /// Why, as the person wrote it.
    pub reason: String,
}

/// What forbids writing to a creator, shared over the organisation (docs/domain.md, Who uses it).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suppression {
    /// When the creator asked not to be written to.
    pub opted_out_at: Option<Timestamp>,
    /// The block, if one stands.
    pub blocked: Option<Block>,
    /// When mail to the current address was refused for good; a new address clears it.
    pub bounced_at: Option<Timestamp>,
}

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Invitations, offers and whatever else wins or reminds a creator.
    Marketing,
    /// What a running contract or a payment needs.
    Contract,
}

/// Why a creator is not written to. The text is shown as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoContact {
    /// Blocked over the organisation, or in this brand.
    #[error("This creator is blocked{}. Lift the block before you write.", .reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    Blocked {
        /// Why, where a reason was given.
        reason: Option<String>,
    },
    /// Opted out, and the message is not needed by a contract or a payment.
    #[error("This creator opted out. Only messages that a running contract or a payment needs may go.")]
    OptedOut,
    /// No address.
    #[error("There is no e-mail address for this creator. Add one first.")]
    NoAddress,
    /// The address refused mail for good.
    #[error("Mail to this address came back for good. Find another address.")]
    Bounced,
}

/// Whether a message may go to a creator: nothing to a blocked or bounced address, no marketing after opt-out, while
/// what a running contract or a payment needs goes on (docs/domain.md, Moves and Invariants).
///
/// # Errors
/// The first reason that forbids it.
pub fn can_contact(suppression: &Suppression, standing: Option<Standing>, email: Option<&str>, purpose: Purpose) -> Result<(), NoContact> {
    if let Some(block) = &suppression.blocked {
        return Err(NoContact::Blocked { reason: Some(block.reason.clone()).filter(|reason| !reason.trim().is_empty()) });
    }
    if standing == Some(Standing::Blocked) {
        return Err(NoContact::Blocked { reason: None });
    }
    if suppression.opted_out_at.is_some() && purpose == Purpose::Marketing {
        return Err(NoContact::OptedOut);
    }
    if email.is_none_or(|email| email.trim().is_empty()) {
        return Err(NoContact::NoAddress);
    }
    if suppression.bounced_at.is_some() {
        return Err(NoContact::Bounced);
    }
    Ok(())
}

/// By what two records are the same creator. Strong ones first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Identity {
    /// The platform's own id of the account.
    Channel {
        /// Which platform.
        platform: Platform,
        /// The id, as it is.
        id: String,
    },
    /// The account's name on its platform, folded.
    Handle {
        /// Which platform.
        platform: Platform,
        /// [`Handle::key`].
        key: String,
    },
    /// The e-mail address, folded.
    Email {
        /// The address.
        address: String,
    },
    /// Only for creators without any of the others: the display name on a platform, folded.
    Name {
        /// Which platform.
        platform: Platform,
        /// The name, folded.
        key: String,
    },
}

impl Identity {
    /// One text for a look-up, such as `handle:instagram:maya`.
    #[must_use]
    pub fn lookup(&self) -> String {
        match self {
            Identity::Channel { platform, id } => format!("channel:{}:{id}", platform.as_str()),
            Identity::Handle { platform, key } => format!("handle:{}:{key}", platform.as_str()),
            Identity::Email { address } => format!("email:{address}"),
            Identity::Name { platform, key } => format!("name:{}:{key}", platform.as_str()),
        }
    }
}

/// Everything by which a creator can be recognised. A display name counts only where nothing else is known.
#[must_use]
pub fn identities(name: &str, email: Option<&str>, profiles: &[Profile]) -> Vec<Identity> {
    let mut found: Vec<Identity> = profiles
        .iter()
        .filter_map(|profile| {
            Some(Identity::Channel { platform: profile.platform.clone(), id: profile.channel_id.as_ref()?.as_str().to_owned() })
        })
        .chain(
            profiles
                .iter()
                .filter_map(|profile| Some(Identity::Handle { platform: profile.platform.clone(), key: profile.handle.as_ref()?.key() })),
        )
        .chain(email.map(|email| Identity::Email { address: folded(email) }).filter(|one| one.lookup().len() > "email:".len()))
        .collect();
    if found.is_empty() && !name.trim().is_empty() {
        let platform = profiles.first().map_or_else(Platform::unknown, |profile| profile.platform.clone());
        found.push(Identity::Name { platform, key: folded(name) });
    }
    found
}

/// Why two records are taken for one person; kept with the merge, so that it can be judged and split again.
pub type Reason = Identity;

/// The strongest identity that two records share, if they do. An address alone does not merge two different accounts of
/// one platform: managers use one address for several creators. Nothing but exact identity counts here.
#[must_use]
pub fn same_person(a: &[Identity], b: &[Identity]) -> Option<Reason> {
    let mut shared: Vec<&Identity> = a.iter().filter(|one| b.contains(one)).collect();
    shared.sort();
    let strongest = shared.first()?;
    let only_address = matches!(strongest, Identity::Email { .. });
    (!(only_address && accounts_differ(a, b))).then(|| (*strongest).clone())
}

/// Whether both records name an account of one platform, and not the same.
fn accounts_differ(a: &[Identity], b: &[Identity]) -> bool {
    let clash = |x: &Identity, y: &Identity| match (x, y) {
        (Identity::Channel { platform: p, id: i }, Identity::Channel { platform: q, id: j }) => p == q && i != j,
        (Identity::Handle { platform: p, key: i }, Identity::Handle { platform: q, key: j }) => p == q && i != j,
        _ => false,
    };
    a.iter().any(|x| b.iter().any(|y| clash(x, y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instagram(handle: &str) -> Vec<Profile> {
        vec![Profile::of(Platform::Instagram, Handle::parse(&Platform::Instagram, handle).ok())]
    }

    #[test]
    fn words_are_stable() {
        assert_eq!(Tier::parse("product_only"), Some(Tier::ProductOnly));
        assert_eq!(serde_json::to_string(&Standing::Rebook).unwrap_or_default(), "\"rebook\"");
        assert!(Source::Mention.is_warm() && Source::Customer.is_warm() && Source::Application.is_warm());
        assert!(!Source::Cold.is_warm());
        assert_eq!(Source::parse("warm"), None);
    }

    #[test]
    fn contact_follows_block_opt_out_and_bounce() {
        let at = Timestamp(0);
        let free = Suppression::default();
        let out = Suppression { opted_out_at: Some(at), ..free.clone() };
        let bounced = Suppression { bounced_at: Some(at), ..free.clone() };
        let blocked = Suppression { blocked: Some(Block { at, reason: "fake followers".to_owned() }), ..free.clone() };
        let email = Some("maya@example.com");
        for (suppression, standing, email, purpose, expected) in [
            (&free, None, email, Purpose::Marketing, Ok(())),
            (&free, Some(Standing::Pause), email, Purpose::Marketing, Ok(())),
            (&free, None, None, Purpose::Contract, Err(NoContact::NoAddress)),
            (&free, None, Some(" "), Purpose::Contract, Err(NoContact::NoAddress)),
            (&out, None, email, Purpose::Marketing, Err(NoContact::OptedOut)),
            (&out, None, email, Purpose::Contract, Ok(())),
            (&bounced, None, email, Purpose::Contract, Err(NoContact::Bounced)),
            (&free, Some(Standing::Blocked), email, Purpose::Contract, Err(NoContact::Blocked { reason: None })),
            (&blocked, None, email, Purpose::Contract, Err(NoContact::Blocked { reason: Some("fake followers".to_owned()) })),
        ] {
            assert_eq!(can_contact(suppression, standing, email, purpose), expected);
        }
    }

    #[test]
    fn only_exact_identity_merges() {
        let maya = identities("Maya", Some("Hello@Agency.example"), &instagram("Maya.K"));
        assert_eq!(
            same_person(&maya, &identities("M", None, &instagram("maya.k"))),
            Some(Identity::Handle { platform: Platform::Instagram, key: "maya.k".to_owned() })
        );
        let nameless = identities("Somebody", Some("hello@agency.example"), &[]);
        assert!(matches!(same_person(&maya, &nameless), Some(Identity::Email { .. })));
        let sister = identities("Noor", Some("hello@agency.example"), &instagram("noor"));
        assert_eq!(same_person(&maya, &sister), None, "one manager's address for two accounts");
        assert_eq!(same_person(&identities("Maya", None, &[]), &maya), None, "a name alone is no match for a known account");
    }

    #[test]
    fn a_name_counts_only_without_a_handle() {
        let unknown = [Profile::of(Platform::YouTube, None)];
        assert_eq!(
            identities("Like Nina", None, &unknown),
            vec![Identity::Name { platform: Platform::YouTube, key: "like nina".to_owned() }]
        );
        assert!(identities(" ", None, &unknown).is_empty());
    }
}
