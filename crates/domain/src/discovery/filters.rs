//! What a search is narrowed by, and how it stands in an address.
//!
//! Invariant: `Filters::of_pairs(filters.pairs())` gives the same filters; what cannot be read is handed back with its name,
//! so that a page can say so. Absent: words and meaning, which are a question of their own beside the filters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::language_code;
use crate::creators::{AudiencePart, Country, Platform, Standing, Tier};
use crate::ids::CustomFieldId;
use crate::text::folded;

/// Bounds of a number, both within; nothing is unbounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Between {
    /// At least.
    pub least: Option<i64>,
    /// At most.
    pub most: Option<i64>,
}

impl Between {
    /// No bounds.
    pub const ANY: Self = Self { least: None, most: None };

    /// At least so much.
    #[must_use]
    pub const fn at_least(least: i64) -> Self {
        Self { least: Some(least), most: None }
    }

    /// At most so much.
    #[must_use]
    pub const fn at_most(most: i64) -> Self {
        Self { least: None, most: Some(most) }
    }

    /// Whether anything is asked.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    /// Whether a known number fits.
    #[must_use]
    pub fn holds(self, value: i64) -> bool {
        self.least.is_none_or(|least| value >= least) && self.most.is_none_or(|most| value <= most)
    }

    /// As in an address: `10000..80000`, `10000..`, `..80000`.
    fn written(self) -> Option<String> {
        let digits = |bound: Option<i64>| bound.map(|number| number.to_string()).unwrap_or_default();
        (!self.is_any()).then(|| format!("{}..{}", digits(self.least), digits(self.most)))
    }

    /// Reads what [`Between::written`] wrote. Bounds that are the wrong way round are no bounds.
    fn read(text: &str) -> Option<Self> {
        let (least, most) = text.trim().split_once("..")?;
        let bound = |text: &str| match text.trim() {
            "" => Some(None),
            digits => digits.parse::<i64>().ok().map(Some),
        };
        let found = Self { least: bound(least)?, most: bound(most)? };
        let wrong_way = matches!((found.least, found.most), (Some(least), Some(most)) if least > most);
        (!found.is_any() && !wrong_way).then_some(found)
    }
}

/// A field that a brand made up, and what must stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnField {
    /// Which.
    pub field: CustomFieldId,
    /// What stands in it, or [`OwnField::ANYTHING`].
    pub value: String,
}

impl OwnField {
    /// That anything stands in a field.
    pub const ANYTHING: &'static str = "*";

    /// What of a field can be filtered by: that something stands in it, and what, unless that is too long to be asked for.
    pub fn of(field: CustomFieldId, value: &str) -> impl Iterator<Item = Self> {
        let anything = Self { field, value: Self::ANYTHING.to_owned() };
        std::iter::once(anything).chain(words(value).map(|value| Self { field, value }.folded()))
    }

    /// In the form in which values are compared.
    #[must_use]
    pub fn folded(&self) -> Self {
        Self { field: self.field, value: folded(&self.value) }
    }

    /// As in an address: the field's id, `=` and the value.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{}={}", self.field, self.value)
    }

    /// Reads what [`OwnField::written`] wrote.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (field, value) = text.split_once('=')?;
        Some(Self { field: field.trim().parse().ok()?, value: words(value)? })
    }
}

/// A part of an audience, and its share at the least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AudienceAtLeast {
    /// Which part.
    pub part: AudiencePart,
    /// Of a hundred.
    pub percent: i64,
}

impl AudienceAtLeast {
    /// As in an address: `DE>=30`, `female>=60`, `18-24>=25`.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{}{SHARE}{}", self.part.value, self.percent)
    }

    /// Reads what [`AudienceAtLeast::written`] wrote, or `Germany >= 30 %`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (part, percent) = text.split_once(SHARE)?;
        let percent = percent.trim().trim_end_matches('%').trim_end().parse::<i64>().ok().filter(|percent| (1..=100).contains(percent))?;
        Some(Self { part: AudiencePart::parse(part.trim())?, percent })
    }
}

/// Between a part of an audience and its share.
const SHARE: &str = ">=";

/// What a search is narrowed by. Lists are *any of*; everything that is set must hold, each field of the brand's own too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Filters {
    /// With an account on one of these.
    pub platforms: Vec<Platform>,
    /// Followers of the largest account (of the platforms asked for, where some are).
    pub followers: Between,
    /// Engagement rate in millionths, over followers: the newest that a source tells, else worked out of posts.
    pub engagement_rate: Between,
    /// Engagement rate in millionths, over views, worked out of posts.
    pub engagement_by_views: Between,
    /// Mean views of recent posts.
    pub views: Between,
    /// Growth of followers a month, in millionths.
    pub growth: Between,
    /// Posts a week over the last twelve weeks, in thousandths.
    pub posts_a_week: Between,
    /// The last known post is at most so many days old.
    pub posted_within_days: Option<i64>,
    /// Share of posts that are paid, in millionths.
    pub sponsored_share: Between,
    /// Having tagged one of these in a paid post: handles of brands, in small letters without the @.
    pub brands: Vec<String>,
    /// From one of these.
    pub countries: Vec<Country>,
    /// From one of these cities, as written.
    pub cities: Vec<String>,
    /// Writing or speaking one of these: two letters.
    pub languages: Vec<String>,
    /// With most of the audience in one of these, by the word of a file or of the creator.
    pub audience_countries: Vec<Country>,
    /// Or with at least such a share of the audience of one account.
    pub audience_shares: Vec<AudienceAtLeast>,
    /// Known for one of these.
    pub topics: Vec<String>,
    /// With one of these tags of the brand's.
    pub tags: Vec<String>,
    /// With this in the brand's own fields.
    pub own: Vec<OwnField>,
    /// Of one of these kinds.
    pub tiers: Vec<Tier>,
    /// Of one of these standings.
    pub standings: Vec<Standing>,
    /// What they ask for at the least, in minor units of the brand's currency.
    pub fee: Between,
    /// Whether an invitation can go to them.
    pub contactable: Option<bool>,
    /// Not written to by the brand in so many days.
    pub not_contacted_days: Option<i64>,
    /// Whether they are or were in one of the brand's campaigns.
    pub worked_with: Option<bool>,
    /// Whether an account of theirs carries its platform's badge. Of whom nobody said either fits neither.
    pub verified: Option<bool>,
    /// Whether they are a customer of the brand: by a person's word or a match that is taken without asking.
    pub customer: Option<bool>,
}

/// A filter in an address that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Which filter.
    pub name: String,
    /// What stood there.
    pub text: String,
}

/// The names of filters in an address, in the order in which they are shown.
pub const NAMES: &[&str] = &[
    "platform",
    "followers",
    "engagement",
    "engagement_by_views",
    "views",
    "growth",
    "posts_a_week",
    "posted_within",
    "sponsored_share",
    "brand",
    "country",
    "city",
    "language",
    "audience",
    "topic",
    "tag",
    "field",
    "tier",
    "standing",
    "fee",
    "contactable",
    "not_contacted",
    "worked_with",
    "verified",
    "customer",
];

impl Filters {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filters as pairs of an address, in the order of [`NAMES`].
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        for name in NAMES {
            pairs.extend(self.values(name).into_iter().map(|value| (*name, value)));
        }
        pairs
    }

    /// The values under one name.
    fn values(&self, name: &str) -> Vec<String> {
        let one = |value: Option<String>| value.into_iter().collect();
        let yes_no = |value: Option<bool>| one(value.map(|yes| if yes { "yes" } else { "no" }.to_owned()));
        let days = |value: Option<i64>| one(value.map(|days| days.to_string()));
        match name {
            "platform" => self.platforms.iter().map(|platform| platform.as_str().to_owned()).collect(),
            "followers" => one(self.followers.written()),
            "engagement" => one(self.engagement_rate.written()),
            "engagement_by_views" => one(self.engagement_by_views.written()),
            "views" => one(self.views.written()),
            "growth" => one(self.growth.written()),
            "posts_a_week" => one(self.posts_a_week.written()),
            "posted_within" => days(self.posted_within_days),
            "sponsored_share" => one(self.sponsored_share.written()),
            "brand" => self.brands.clone(),
            "country" => self.countries.iter().map(|country| country.code().to_owned()).collect(),
            "city" => self.cities.clone(),
            "language" => self.languages.clone(),
            "audience" => {
                let countries = self.audience_countries.iter().map(|country| country.code().to_owned());
                countries.chain(self.audience_shares.iter().map(AudienceAtLeast::written)).collect()
            }
            "topic" => self.topics.clone(),
            "tag" => self.tags.clone(),
            "field" => self.own.iter().map(OwnField::written).collect(),
            "tier" => self.tiers.iter().map(|tier| tier.as_str().to_owned()).collect(),
            "standing" => self.standings.iter().map(|standing| standing.as_str().to_owned()).collect(),
            "fee" => one(self.fee.written()),
            "contactable" => yes_no(self.contactable),
            "not_contacted" => days(self.not_contacted_days),
            "worked_with" => yes_no(self.worked_with),
            "verified" => yes_no(self.verified),
            "customer" => yes_no(self.customer),
            _ => Vec::new(),
        }
    }

    /// The filters that stand in an address; other names are passed over, and what cannot be read is handed back.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Unreadable>) {
        let (mut filters, mut unreadable) = (Self::default(), Vec::new());
        for (name, text) in pairs {
            if NAMES.contains(&name) && !text.trim().is_empty() && filters.put(name, text.trim()).is_none() {
                unreadable.push(Unreadable { name: name.to_owned(), text: text.chars().take(100).collect() });
            }
        }
        (filters, unreadable)
    }

    /// Adds one value; nothing where it cannot be read.
    fn put(&mut self, name: &str, text: &str) -> Option<()> {
        match name {
            "platform" => add(&mut self.platforms, Platform::parse(text)),
            "followers" => self.followers = Between::read(text)?,
            "engagement" => self.engagement_rate = Between::read(text)?,
            "engagement_by_views" => self.engagement_by_views = Between::read(text)?,
            "views" => self.views = Between::read(text)?,
            "growth" => self.growth = Between::read(text)?,
            "posts_a_week" => self.posts_a_week = Between::read(text)?,
            "posted_within" => self.posted_within_days = Some(days(text)?),
            "sponsored_share" => self.sponsored_share = Between::read(text)?,
            "brand" => add(&mut self.brands, words(text.trim_start_matches('@'))?.to_lowercase()),
            "country" => add(&mut self.countries, Country::parse(text)?),
            "city" => add(&mut self.cities, words(text)?),
            "language" => add(&mut self.languages, language(text)?),
            "audience" if text.contains(SHARE) => add(&mut self.audience_shares, AudienceAtLeast::read(text)?),
            "audience" => add(&mut self.audience_countries, Country::parse(text)?),
            "topic" => add(&mut self.topics, folded(&words(text)?)),
            "tag" => add(&mut self.tags, words(text)?),
            "field" => add(&mut self.own, OwnField::read(text)?),
            "tier" => add(&mut self.tiers, Tier::parse(text)?),
            "standing" => add(&mut self.standings, Standing::parse(text)?),
            "fee" => self.fee = Between::read(text)?,
            "contactable" => self.contactable = Some(yes(text)?),
            "not_contacted" => self.not_contacted_days = Some(days(text)?),
            "worked_with" => self.worked_with = Some(yes(text)?),
            "verified" => self.verified = Some(yes(text)?),
            "customer" => self.customer = Some(yes(text)?),
            _ => return None,
        }
        Some(())
    }
}

/// The most values of one list.
const MOST_VALUES: usize = 50;

fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < MOST_VALUES && !list.contains(&value) {
        list.push(value);
    }
}

fn words(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty() && text.chars().count() <= 80).then_some(text)
}

/// By its two letters or by a name of it.
fn language(text: &str) -> Option<String> {
    let letters = text.to_lowercase();
    let two = letters.len() == 2 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
    if two { Some(letters) } else { language_code(text).map(str::to_owned) }
}

fn yes(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// One day to ten years.
fn days(text: &str) -> Option<i64> {
    text.parse().ok().filter(|days| (1..=3_650).contains(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(id: u128, value: &str) -> OwnField {
        OwnField { field: CustomFieldId(uuid::Uuid::from_u128(id)), value: value.to_owned() }
    }

    fn full() -> Filters {
        Filters {
            platforms: vec![Platform::Instagram, Platform::TikTok],
            followers: Between { least: Some(10_000), most: Some(80_000) },
            engagement_rate: Between::at_least(30_000),
            engagement_by_views: Between { least: Some(20_000), most: Some(90_000) },
            views: Between::at_most(5_000),
            growth: Between { least: Some(-20_000), most: None },
            posts_a_week: Between { least: Some(3_000), most: Some(5_000) },
            posted_within_days: Some(30),
            sponsored_share: Between::at_most(250_000),
            brands: vec!["glow.lab".to_owned()],
            countries: Country::parse("DE").into_iter().chain(Country::parse("AT")).collect(),
            cities: vec!["Köln".to_owned()],
            languages: vec!["de".to_owned()],
            audience_countries: Country::parse("GB").into_iter().collect(),
            audience_shares: ["DE>=30", "female>=60", "18-24>=25", "65+>=1"].into_iter().filter_map(AudienceAtLeast::read).collect(),
            topics: vec!["skincare".to_owned()],
            tags: vec!["Vegan & kind".to_owned()],
            own: [("M = medium", 7), (OwnField::ANYTHING, 8)].map(|(value, id)| own(id, value)).to_vec(),
            tiers: vec![Tier::Paid],
            standings: vec![Standing::Rebook, Standing::Test],
            fee: Between::at_most(40_000),
            contactable: Some(true),
            not_contacted_days: Some(180),
            worked_with: Some(false),
            verified: Some(true),
            customer: Some(false),
        }
    }

    #[test]
    fn filters_survive_an_address() {
        for filters in [full(), Filters::default()] {
            let pairs = filters.pairs();
            let (read, unreadable) = Filters::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
            assert_eq!((read, unreadable), (filters, Vec::new()));
        }
        let named: Vec<&str> = full().pairs().iter().map(|(name, _)| *name).collect();
        assert!(NAMES.iter().all(|name| named.contains(name)), "every name is written: {named:?}");
    }

    #[test]
    fn what_cannot_be_read_is_handed_back_and_the_rest_holds() {
        let asked =
            [("followers", "80000..10000"), ("country", "Atlantis"), ("posted_within", "0"), ("tier", "paid"), ("q", "x"), ("fee", "..")];
        let (filters, unreadable) = Filters::of_pairs(asked);
        assert_eq!(filters, Filters { tiers: vec![Tier::Paid], ..Filters::default() });
        let names: Vec<&str> = unreadable.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["followers", "country", "posted_within", "fee"]);
    }

    #[test]
    fn what_stands_in_a_field_can_be_asked_for_unless_it_is_too_long() {
        let field = own(7, "").field;
        let asked = |value: &str| OwnField::of(field, value).collect::<Vec<_>>();
        assert_eq!(asked("Size  M"), [own(7, "*"), own(7, "size m")]);
        assert_eq!(asked(&"long ".repeat(40)), [own(7, "*")]);
        assert_eq!(OwnField::read(&format!("{field}=Size  M")), Some(own(7, "Size M")));
        for wrong in ["Size=M".to_owned(), field.to_string(), format!("{field}=")] {
            assert_eq!(OwnField::read(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_share_of_an_audience_is_read_as_people_write_it() {
        let read = |text: &str| AudienceAtLeast::read(text).map(|one| one.written());
        assert_eq!(read("Germany >= 30 %").as_deref(), Some("DE>=30"));
        assert_eq!(read("women>=60").as_deref(), Some("female>=60"));
        for wrong in ["DE", "DE>=0", "DE>=101", "DE>=a lot", "Atlantis>=30", ">=30"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let (filters, unreadable) = Filters::of_pairs([("audience", "DE"), ("audience", "FR>=30"), ("audience", "FR>=300")]);
        assert_eq!((filters.audience_countries.len(), filters.audience_shares.len(), unreadable.len()), (1, 1, 1));
    }

    #[test]
    fn bounds_hold_at_their_ends() {
        let bounds = Between { least: Some(10), most: Some(20) };
        assert!(bounds.holds(10) && bounds.holds(20) && !bounds.holds(9) && !bounds.holds(21));
    }
}
