//! What a person enters about a creator, and the checks before it is kept.
//!
//! Invariant: what comes out of a check is trimmed, and every address, country and handle in it is well formed.
//! Absent: whether the creator exists already; that is [`super::same_person`]'s question.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Country, Handle, Platform, Profile, locate};
use crate::fields::FieldErrors;
use crate::money::Money;
use crate::text::{folded, looks_like_email};

/// Who answers for a creator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manager {
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Their address; may be empty.
    #[serde(default)]
    pub email: String,
}

/// What a creator asks for one format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    /// The format, such as `reel` or `video`.
    pub format: String,
    /// The price of one.
    pub price: Money,
}

/// One account as a person enters it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileInput {
    /// The platform.
    pub platform: Platform,
    /// `@maya`, `maya` or the profile's address; empty while unknown.
    #[serde(default)]
    pub handle: String,
}

/// A creator as a person enters one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewCreator {
    /// The name for people: a person, duo, pet or page.
    pub name: String,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Country: two letters (ISO 3166-1) or its English name.
    #[serde(default)]
    pub country: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// Language in which to write, such as `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// Notes of the brand.
    #[serde(default)]
    pub notes: Option<String>,
    /// Tags of the brand.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Rates by format.
    #[serde(default)]
    pub rates: Vec<Rate>,
    /// Manager or agent.
    #[serde(default)]
    pub manager: Option<Manager>,
    /// Accounts.
    #[serde(default)]
    pub profiles: Vec<ProfileInput>,
    /// What stands in the brand's own fields, each by its name or its id; those that are not named stay as they are.
    #[serde(default)]
    pub custom: BTreeMap<String, String>,
}

/// A creator whose details hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckedCreator {
    /// The name for people.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Country.
    pub country: Option<Country>,
    /// City.
    pub city: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Tags, each once.
    pub tags: Vec<String>,
    /// Rates, one for each format.
    pub rates: Vec<Rate>,
    /// Manager or agent.
    pub manager: Option<Manager>,
    /// Accounts.
    pub profiles: Vec<Profile>,
}

impl NewCreator {
    /// Checks everything at once.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do.
    pub fn check(&self) -> Result<CheckedCreator, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = errors.text("name", &self.name, 200);
        let email = short(&mut errors, "email", self.email.as_deref(), 254);
        if email.as_deref().is_some_and(|email| !looks_like_email(email)) {
            errors.add("email", "This is no e-mail address. Write it like maya@example.com.");
        }
        let country = checked_country(&mut errors, "country", self.country.as_deref());
        let city = short(&mut errors, "city", self.city.as_deref(), 120);
        let language = short(&mut errors, "language", self.language.as_deref(), 40);
        let notes = short(&mut errors, "notes", self.notes.as_deref(), 10_000);
        let tags = checked_tags(&mut errors, "tags", &self.tags);
        let rates = checked_rates(&mut errors, &self.rates);
        let manager = checked_manager(&mut errors, self.manager.as_ref());
        let profiles = checked_profiles(&mut errors, &self.profiles);
        errors.ok(CheckedCreator { name, email, country, city, language, notes, tags, rates, manager, profiles })
    }
}

fn short(errors: &mut FieldErrors, field: &str, value: Option<&str>, most: usize) -> Option<String> {
    let value = value.map(str::trim).filter(|value| !value.is_empty())?;
    errors.require(value.chars().count() <= most, field, format!("Use at most {most} characters."));
    Some(value.to_owned())
}

fn checked_country(errors: &mut FieldErrors, field: &str, value: Option<&str>) -> Option<Country> {
    let value = value.map(str::trim).filter(|value| !value.is_empty())?;
    let country = Country::parse(value);
    errors.require(country.is_some(), field, "This country is not known. Write its English name or its two letters, such as GB.");
    country
}

/// Tags as people type them: trimmed, each once whatever its case, at most 60 characters.
pub(super) fn checked_tags(errors: &mut FieldErrors, field: &str, tags: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let Some(tag) = short(errors, &format!("{field}.{at}"), Some(tag), 60) else { continue };
        if !kept.iter().any(|other| folded(other) == folded(&tag)) {
            kept.push(tag);
        }
    }
    kept
}

fn checked_rates(errors: &mut FieldErrors, rates: &[Rate]) -> Vec<Rate> {
    let mut kept: Vec<Rate> = Vec::new();
    for (at, rate) in rates.iter().enumerate() {
        let format = errors.text(&format!("rates.{at}.format"), &rate.format, 60);
        errors.require(rate.price.minor >= 0, &format!("rates.{at}.price"), "A rate cannot be negative.");
        let twice = kept.iter().any(|other| folded(&other.format) == folded(&format));
        errors.require(!twice, &format!("rates.{at}.format"), "This format has a rate already.");
        kept.push(Rate { format, price: rate.price });
    }
    kept
}

fn checked_manager(errors: &mut FieldErrors, manager: Option<&Manager>) -> Option<Manager> {
    let manager = manager?;
    let name = short(errors, "manager.name", Some(&manager.name), 200);
    let email = short(errors, "manager.email", Some(&manager.email), 254);
    if email.as_deref().is_some_and(|email| !looks_like_email(email)) {
        errors.add("manager.email", "This is no e-mail address. Write it like agent@example.com.");
    }
    (name.is_some() || email.is_some()).then(|| Manager { name: name.unwrap_or_default(), email: email.unwrap_or_default() })
}

fn checked_profiles(errors: &mut FieldErrors, profiles: &[ProfileInput]) -> Vec<Profile> {
    let mut kept: Vec<Profile> = Vec::new();
    for (at, input) in profiles.iter().enumerate() {
        let profile = match input.handle.trim() {
            "" => Profile::of(input.platform.clone(), None),
            text => match (locate(text), Handle::parse(&input.platform, text)) {
                (Some(found), _) if found.platform == input.platform => Profile::from(found),
                (_, Ok(handle)) => Profile::of(input.platform.clone(), Some(handle)),
                (_, Err(error)) => {
                    errors.add(format!("profiles.{at}.handle"), error.to_string());
                    continue;
                }
            },
        };
        let same = |other: &Profile| other.platform == profile.platform && other.url() == profile.url() && other.handle == profile.handle;
        errors.require(!kept.iter().any(same), &format!("profiles.{at}.handle"), "This account stands here twice.");
        kept.push(profile);
    }
    kept
}

/// Where product is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// Who receives it.
    #[serde(default)]
    pub name: String,
    /// Street, house, floor: one to three lines.
    #[serde(default)]
    pub lines: Vec<String>,
    /// City.
    #[serde(default)]
    pub city: String,
    /// Postcode; empty where the country has none.
    #[serde(default)]
    pub postcode: String,
    /// State, county or province; may be empty.
    #[serde(default)]
    pub region: String,
    /// Country: two letters, or its English name before the check.
    #[serde(default)]
    pub country: String,
}

/// Countries that use no postcodes, or none that a parcel needs, among those one ships to.
const WITHOUT_POSTCODE: [&str; 16] = ["AE", "AO", "BS", "BZ", "CI", "CM", "FJ", "GH", "HK", "JM", "KE", "MO", "NG", "QA", "UG", "ZW"];

impl Address {
    /// Checks and tidies the address; the country becomes two letters.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do. Fields carry the prefix, such as `address.`.
    pub fn check(&self, prefix: &str) -> Result<Address, FieldErrors> {
        let mut errors = FieldErrors::new();
        let field = |name: &str| format!("{prefix}{name}");
        let name = errors.text(&field("name"), &self.name, 200);
        let lines: Vec<String> = self.lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        errors.require(!lines.is_empty(), &field("lines"), "Write street and house number.");
        errors.require(lines.len() <= 3, &field("lines"), "Use at most three lines.");
        errors.require(lines.iter().all(|line| line.chars().count() <= 120), &field("lines"), "Use at most 120 characters a line.");
        let city = errors.text(&field("city"), &self.city, 120);
        let country = checked_country(&mut errors, &field("country"), Some(&self.country));
        if self.country.trim().is_empty() {
            errors.add(field("country"), "This is needed.");
        }
        let postcode = self.postcode.trim().to_owned();
        errors.require(postcode.chars().count() <= 20, &field("postcode"), "Use at most 20 characters.");
        let needs_postcode = country.as_ref().is_some_and(|country| !WITHOUT_POSTCODE.contains(&country.code()));
        errors.require(!(needs_postcode && postcode.is_empty()), &field("postcode"), "This country needs a postcode.");
        let region = self.region.trim().to_owned();
        errors.require(region.chars().count() <= 120, &field("region"), "Use at most 120 characters.");
        let country = country.map(|country| country.code().to_owned()).unwrap_or_default();
        errors.ok(Address { name, lines, city, postcode, region, country })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn fields(errors: Result<impl Sized, FieldErrors>) -> Vec<String> {
        errors.err().map(|errors| errors.0.into_iter().map(|error| error.field).collect()).unwrap_or_default()
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let reel = Rate { format: "reel".to_owned(), price: Money::new(-1, Currency::GBP) };
        let input = NewCreator {
            name: " ".to_owned(),
            email: Some("maya at example".to_owned()),
            country: Some("Atlantis".to_owned()),
            rates: vec![reel.clone(), Rate { format: "Reel ".to_owned(), ..reel }],
            manager: Some(Manager { name: "Ann".to_owned(), email: "ann".to_owned() }),
            profiles: vec![ProfileInput { platform: Platform::YouTube, handle: "Maya Cooks".to_owned() }],
            ..NewCreator::default()
        };
        assert_eq!(
            fields(input.check()),
            ["name", "email", "country", "rates.0.price", "rates.1.price", "rates.1.format", "manager.email", "profiles.0.handle"]
        );
    }

    #[test]
    fn good_details_are_tidied() {
        let input = NewCreator {
            name: " Maya ".to_owned(),
            country: Some("uk".to_owned()),
            city: Some(String::new()),
            tags: vec!["Food".to_owned(), "food ".to_owned(), " ".to_owned()],
            profiles: vec![
                ProfileInput { platform: Platform::Instagram, handle: "https://instagram.com/maya".to_owned() },
                ProfileInput { platform: Platform::YouTube, handle: String::new() },
            ],
            ..NewCreator::default()
        };
        let checked = input.check();
        let Ok(checked) = checked else { panic!("{checked:?}") };
        assert_eq!((checked.name.as_str(), checked.city, checked.tags), ("Maya", None, vec!["Food".to_owned()]));
        assert_eq!(checked.country.map(|country| country.code().to_owned()).as_deref(), Some("GB"));
        assert_eq!(checked.profiles.first().and_then(Profile::url).as_deref(), Some("https://www.instagram.com/maya/"));
        assert_eq!(checked.profiles.get(1).map(|profile| profile.url()), Some(None));
    }

    #[test]
    fn parcels_need_a_whole_address() {
        let good = Address {
            name: "Maya".to_owned(),
            lines: vec!["1 High Street".to_owned(), String::new()],
            city: "Leeds".to_owned(),
            postcode: "LS1 1AA".to_owned(),
            region: String::new(),
            country: "United Kingdom".to_owned(),
        };
        assert_eq!(good.check("address.").map(|address| (address.country, address.lines.len())), Ok(("GB".to_owned(), 1)));
        assert_eq!(fields(Address::default().check("address.")), ["address.name", "address.lines", "address.city", "address.country"]);
        assert_eq!(fields(Address { postcode: String::new(), ..good.clone() }.check("")), ["postcode"]);
        assert!(Address { postcode: String::new(), country: "HK".to_owned(), ..good }.check("").is_ok());
    }
}
