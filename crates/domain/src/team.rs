//! Team: organisations, brands, the people who work in them, and what each may do.
//!
//! Invariant: roles are given per brand; only `owner` is of the whole organisation (docs/domain.md, section 1).
//! Absent: passwords and sessions (secrets live in the store), and which operation needs which role (the registry).

pub mod saved_views;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    fields::FieldErrors,
    files::StoredFile,
    ids::{BrandId, OrganisationId},
    language::Language,
    money::{Currency, Money},
    time::{Calendar, Day, Timestamp, Zone},
};

pub mod browser;
mod left_out;

pub use left_out::{HowBad, LeftOut};

/// What a person may do in a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, in the whole organisation.
    Owner,
    /// Everything in a brand but approving payouts.
    Manager,
    /// Makes and approves payouts, sees tax and bank data.
    Finance,
    /// Signs off drafts of their kind.
    Reviewer,
    /// Reads reports.
    Viewer,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 5] = [Role::Owner, Role::Manager, Role::Finance, Role::Reviewer, Role::Viewer];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Manager => "manager",
            Role::Finance => "finance",
            Role::Reviewer => "reviewer",
            Role::Viewer => "viewer",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// For whom a reviewer signs off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignOffKind {
    /// The brand's own marketing.
    Brand,
    /// Legal.
    Legal,
    /// An agency's client.
    Client,
}

impl SignOffKind {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SignOffKind::Brand => "brand",
            SignOffKind::Legal => "legal",
            SignOffKind::Client => "client",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [SignOffKind::Brand, SignOffKind::Legal, SignOffKind::Client].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A role in one brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// Where.
    pub brand: BrandId,
    /// What.
    pub role: Role,
    /// Which drafts a reviewer signs off; nothing for the other roles.
    pub sign_off: Option<SignOffKind>,
}

/// A company or agency that holds brands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// When it was set up.
    pub created_at: Timestamp,
}

/// A person of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Sign-in name; unique in the installation once folded.
    pub email: String,
    /// How others see them.
    pub name: String,
    /// Owner of the organisation.
    pub is_owner: bool,
    /// Roles by brand.
    pub grants: Vec<Grant>,
    /// When the account was ended; nothing while it lives.
    pub ended_at: Option<Timestamp>,
}

impl Person {
    /// Whether the person holds one of the roles in a brand. An owner holds every role.
    #[must_use]
    pub fn may(&self, brand: BrandId, roles: &[Role]) -> bool {
        self.ended_at.is_none() && (self.is_owner || self.grants.iter().any(|grant| grant.brand == brand && roles.contains(&grant.role)))
    }

    /// The kinds of sign-off that the person gives in a brand. Owners and managers sign for the brand.
    #[must_use]
    pub fn sign_offs(&self, brand: BrandId) -> Vec<SignOffKind> {
        let mut kinds: Vec<SignOffKind> =
            self.grants.iter().filter(|grant| grant.brand == brand).filter_map(|grant| grant.sign_off).collect();
        if self.may(brand, &[Role::Manager]) && !kinds.contains(&SignOffKind::Brand) {
            kinds.push(SignOffKind::Brand);
        }
        kinds
    }
}

/// A brand: one workspace behind its own wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Brand {
    /// Whose brand.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its short name in addresses.
    pub slug: String,
    /// The zone of its windows, budgets' days and reports.
    pub zone: Zone,
    /// The currency of its budgets and of new offers.
    pub currency: Currency,
    /// What it stands for and may say.
    pub profile: BrandProfile,
    /// How it works.
    pub settings: BrandSettings,
    /// The picture that creators and clients see beside its name; its initials where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<StoredFile>,
}

/// The kinds of picture that a logo is: those that every browser shows and that hold nothing but a picture.
const LOGO_KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// A page on a slow line carries it: 300 kB.
const MOST_LOGO: i64 = 300 * 1_024;

/// What a brand stands for and may say; vetting, briefs and reviews read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BrandProfile {
    /// What it believes in.
    pub values: Vec<String>,
    /// How it talks.
    pub voice: String,
    /// How it looks.
    pub visual_guide: String,
    /// What it sells.
    pub products: Vec<Product>,
    /// The claim library.
    pub claims: Vec<Claim>,
    /// Words and topics to leave out, a line each; `; serious` or `; mild` behind one says how bad it is.
    pub do_not_say: Vec<String>,
    /// Whom it wants to reach.
    pub audiences: Vec<String>,
    /// ISO 3166 country codes where it sells.
    pub markets: Vec<String>,
    /// Who else sells to the same people.
    pub competitors: Vec<String>,
    /// Its website, where links lead when a campaign names no other page.
    pub website: String,
    /// Its own accounts, whose posts are no mentions: `@fennelandrye`, or the account's address.
    pub accounts: Vec<String>,
    /// Words and hashtags by which people name it, beside its name: `#fennelfriday`.
    pub names: Vec<String>,
}

/// One product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// What it does for people.
    #[serde(default)]
    pub benefits: Vec<String>,
    /// Its stated value, for gifting and tax.
    pub value: Option<Money>,
}

/// One statement about a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The words.
    pub text: String,
    /// Whether they may be said.
    pub standing: ClaimStanding,
}

/// Whether a claim may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimStanding {
    /// May be said.
    Allowed,
    /// Only with its proof beside it.
    NeedsSubstantiation,
    /// Never.
    Forbidden,
}

/// How a brand works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BrandSettings {
    /// From which sum a payout run needs a second person, in minor units, included; zero means always
    /// (docs/domain.md, small print of money).
    pub four_eyes_from: i64,
    /// Days until a payable is due when the agreement names none.
    pub payment_days: i64,
    /// Who signs mail to creators.
    pub sender_name: String,
    /// The address that mail to creators comes from.
    pub sender_email: String,
    /// The postal address under marketing mail, which the law asks for.
    pub postal_address: String,
    /// Mails a day that the brand's mailbox may send.
    pub mailbox_budget: i64,
    /// The colour of what creators and clients see, as `#rrggbb`.
    pub colour: Option<String>,
    /// Public holidays on which the team does not work, in their order. Days that are not listed count as working days
    /// (docs/domain.md, small print).
    pub holidays: Vec<Day>,
    /// The language of mail to creators of whom no language is known (`outreach::language`); what says nothing of it leaves it
    /// as it is.
    #[schemars(with = "Option<Language>")]
    #[serde(serialize_with = "in_force")]
    pub mail_language: Option<Language>,
}

/// The language that holds is always told, so that whoever writes back what was read changes nothing.
#[allow(clippy::ref_option, reason = "serde hands over the field as it is")]
fn in_force<S: serde::Serializer>(language: &Option<Language>, serializer: S) -> Result<S::Ok, S::Error> {
    language.unwrap_or_default().serialize(serializer)
}

/// More holidays than these nobody has.
const MOST_HOLIDAYS: usize = 400;

impl Default for BrandSettings {
    fn default() -> Self {
        Self {
            four_eyes_from: 0,
            payment_days: 14,
            sender_name: String::new(),
            sender_email: String::new(),
            postal_address: String::new(),
            mailbox_budget: 200,
            colour: None,
            holidays: Vec::new(),
            mail_language: None,
        }
    }
}

impl BrandSettings {
    /// The language of mail to creators of whom no language is known.
    #[must_use]
    pub fn mail_language(&self) -> Language {
        self.mail_language.unwrap_or_default()
    }

    /// The list of holidays in order, each once.
    ///
    /// # Errors
    /// At the field `settings.holidays`, when there are more than a list can have.
    pub fn holidays_checked(mut self) -> Result<Self, FieldErrors> {
        self.holidays.sort_unstable();
        self.holidays.dedup();
        let mut errors = FieldErrors::new();
        errors.require(self.holidays.len() <= MOST_HOLIDAYS, "settings.holidays", "List the holidays of a few years, at most 400 days.");
        errors.ok(self)
    }
}

impl Brand {
    /// Takes a picture for its logo, or none.
    ///
    /// # Errors
    /// At the field `file`, when it is no picture that every browser shows, or too large for a page on a slow line.
    pub fn take_logo(&mut self, file: Option<StoredFile>) -> Result<(), FieldErrors> {
        if let Some(file) = &file {
            let mut errors = FieldErrors::new();
            errors.require(LOGO_KINDS.contains(&file.media_type.as_str()), "file", "A logo is a PNG, JPEG or WebP picture.");
            errors.require(file.size <= MOST_LOGO, "file", "A logo has at most 300 kB. Save it smaller, 400 pixels wide is enough.");
            errors.ok(())?;
        }
        self.logo = file;
        Ok(())
    }

    /// By what the brand's people count working days.
    #[must_use]
    pub fn calendar(&self) -> Calendar<'_> {
        Calendar { zone: &self.zone, holidays: &self.settings.holidays }
    }
}

impl BrandProfile {
    /// The list of what is not to be said, line by line.
    pub fn left_out(&self) -> impl Iterator<Item = LeftOut<'_>> {
        self.do_not_say.iter().map(|line| LeftOut::read(line))
    }

    /// What it is about in its own words, product by product, then audiences and values: what a meaning is compared with.
    #[must_use]
    pub fn about(&self) -> Vec<String> {
        let products = self.products.iter().map(|product| format!("{} {}", product.name, product.benefits.join(" ")).trim().to_owned());
        products.chain(self.audiences.iter().chain(&self.values).cloned()).filter(|words| !words.is_empty()).collect()
    }

    /// Trims everything and drops empty lines.
    ///
    /// # Errors
    /// Names the fields that cannot stand.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let lines = |list: Vec<String>| -> Vec<String> {
            list.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
        };
        let do_not_say = left_out::checked(&self.do_not_say, &mut errors);
        let website = self.website.trim().to_owned();
        errors.require(
            website.is_empty() || website.starts_with("https://") || website.starts_with("http://"),
            "website",
            "Write the whole address, beginning with https://.",
        );
        for (at, product) in self.products.iter().enumerate() {
            if product.name.trim().is_empty() {
                errors.add(format!("products.{at}.name"), "Give the product a name.");
            }
        }
        for (at, claim) in self.claims.iter().enumerate() {
            if claim.text.trim().is_empty() {
                errors.add(format!("claims.{at}.text"), "Write the claim.");
            }
        }
        errors.ok(Self {
            values: lines(self.values),
            voice: self.voice.trim().to_owned(),
            visual_guide: self.visual_guide.trim().to_owned(),
            do_not_say,
            audiences: lines(self.audiences),
            markets: lines(self.markets).into_iter().map(|market| market.to_uppercase()).collect(),
            competitors: lines(self.competitors),
            website,
            accounts: lines(self.accounts),
            names: lines(self.names),
            products: self.products,
            claims: self.claims,
        })
    }
}

/// Whether a password may be used: at least ten characters, at most 200, and not the e-mail address.
///
/// # Errors
/// Says what is wrong, at the field `password`.
pub fn check_password(password: &str, email: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::new();
    let length = password.chars().count();
    errors.require(length >= 10, "password", "Use at least 10 characters. A sentence is good.");
    errors.require(length <= 200, "password", "Use at most 200 characters.");
    errors.require(!password.trim().eq_ignore_ascii_case(email.trim()), "password", "Do not use your e-mail address as the password.");
    errors.ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn brand(number: u128) -> BrandId {
        BrandId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn person(is_owner: bool, grants: Vec<Grant>) -> Person {
        Person { email: "a@example.com".into(), name: "A".into(), is_owner, grants, ended_at: None }
    }

    #[test]
    fn roles_end_at_the_brands_wall() {
        let manager = person(false, vec![Grant { brand: brand(1), role: Role::Manager, sign_off: None }]);
        assert!(manager.may(brand(1), &[Role::Manager]));
        assert!(!manager.may(brand(2), &[Role::Manager]));
        assert!(!manager.may(brand(1), &[Role::Finance]));
        assert!(person(true, vec![]).may(brand(2), &[Role::Finance]));
    }

    #[test]
    fn an_ended_account_may_nothing() {
        let mut owner = person(true, vec![]);
        owner.ended_at = Some(Timestamp(1));
        assert!(!owner.may(brand(1), &[Role::Viewer]));
    }

    #[test]
    fn managers_sign_for_the_brand_and_reviewers_for_their_kind() {
        let legal = person(false, vec![Grant { brand: brand(1), role: Role::Reviewer, sign_off: Some(SignOffKind::Legal) }]);
        assert_eq!(legal.sign_offs(brand(1)), [SignOffKind::Legal]);
        assert_eq!(person(true, vec![]).sign_offs(brand(1)), [SignOffKind::Brand]);
    }

    #[test]
    fn a_weak_password_is_refused_with_its_reason() {
        assert!(check_password("short", "a@b.de").is_err());
        assert!(check_password("someone@example.com", "Someone@example.com").is_err());
        assert!(check_password("a quiet long sentence", "a@b.de").is_ok());
    }

    #[test]
    fn the_language_of_mail_is_always_told_and_unsaid_is_no_choice() {
        let told = |language| {
            let settings = BrandSettings { mail_language: language, ..BrandSettings::default() };
            serde_json::to_value(settings).unwrap()["mail_language"].clone()
        };
        assert_eq!([told(None), told(Some(Language::English)), told(Some(Language::German))], ["en", "en", "de"]);
        let read = |text: &str| serde_json::from_str::<BrandSettings>(text).unwrap().mail_language;
        assert_eq!((read("{}"), read(r#"{"mail_language":null}"#)), (None, None));
        assert_eq!(read(r#"{"mail_language":"de"}"#), Some(Language::German));
    }
}
