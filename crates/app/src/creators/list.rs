//! The list of a brand's creators, a page at a time.
//!
//! Invariant: a fixed number of statements for any number of rows. Absent: an order by fit, which needs a campaign; the
//! list is by name unless asked (docs/domain.md, Vetting: never by followers, unless asked).

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    creators::{
        AudienceShare, Badge, Country, CreatorProfile, CustomField, CustomFields, CustomValues, Platform, Purpose, Source, Standing, Tier,
        can_contact,
    },
    fields::FieldErrors,
    ids::{CreatorId, ProfileId},
    money::Currency,
    picked::Picked,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::list::{After, Listed, Order, Wanted},
};

use super::{figures::CreatorFigures, together};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View, Without,
    operation::WORKERS,
    without::{self, Taken},
};

/// In which order creators are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortCreators {
    /// By name.
    #[default]
    Name,
    /// Most followers first.
    Followers,
    /// Whom the brand came to know last first.
    Newest,
    /// The highest last fee in the brand's currency first.
    Fee,
    /// By the stage that is shown, the furthest first.
    Stage,
}

impl SortCreators {
    /// The stable word, as in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SortCreators::Name => "name",
            SortCreators::Followers => "followers",
            SortCreators::Newest => "newest",
            SortCreators::Fee => "fee",
            SortCreators::Stage => "stage",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Name, Self::Followers, Self::Newest, Self::Fee, Self::Stage].into_iter().find(|sort| sort.as_str() == text)
    }

    fn order(self, currency: Currency) -> Order {
        match self {
            SortCreators::Name => Order::Name,
            SortCreators::Followers => Order::Followers,
            SortCreators::Newest => Order::Newest,
            SortCreators::Fee => Order::Fee(currency),
            SortCreators::Stage => Order::Stage,
        }
    }
}

/// The creators whom the brand knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListCreators {
    /// A part of a name, a handle or an e-mail address.
    pub query: Option<String>,
    /// With an account there: `tiktok`, any of `tiktok,youtube`, none of `!tiktok`, `-` for no account at all, `*` for any.
    #[serde(default, deserialize_with = "domain::picked::unless_empty")]
    pub platform: Option<Picked>,
    /// From there: two letters or an English name, several as for `platform`; `!DE` takes who has no country too, `!DE,-` does not.
    #[serde(default, deserialize_with = "domain::picked::unless_empty")]
    pub country: Option<Picked>,
    /// Of this kind, several as for `platform`.
    pub tier: Option<Picked>,
    /// With this tag or topic, several as for `platform`.
    #[serde(default, deserialize_with = "domain::picked::unless_empty")]
    pub tag: Option<Picked>,
    /// With at least so many followers on one account.
    pub min_followers: Option<i64>,
    /// With at most so many on the largest.
    pub max_followers: Option<i64>,
    /// Of this standing, several as for `platform`; `-` or `undecided` where nobody has decided.
    pub standing: Option<Picked>,
    /// Whose standing nobody has decided.
    pub undecided: bool,
    /// With an e-mail address, or without one.
    pub has_email: Option<bool>,
    /// Whom nobody may write to, in any brand (blocked, opted out, or their mail came back) or in this one (blocked), or all others.
    pub suppressed: Option<bool>,
    /// On no campaign's shortlist so far.
    pub in_no_campaign: bool,
    /// With this in the brand's own fields: `Shirt size=M`, `Last visit>=2026-01-01`, `Shirt size=*` where anything is known, `Shirt size=`
    /// where nothing is.
    pub fields: Vec<String>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// At most so many: 1 to 200, 50 when nothing is said.
    pub limit: Option<i64>,
    /// In which order.
    pub sort: SortCreators,
    /// With what their last posts, their collaborations and their vetting tell.
    pub figures: bool,
}

/// A creator's account, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountView {
    /// Which.
    pub id: ProfileId,
    /// Where.
    pub platform: Platform,
    /// The handle without `@`; nothing while it is unknown.
    pub handle: Option<String>,
    /// The name shown there.
    pub display_name: Option<String>,
    /// The address; nothing where only a name is known.
    pub url: Option<String>,
    /// The newest number of followers.
    pub followers: Option<i64>,
    /// Whether it carries the platform's badge, by whose word; nothing while nobody said either.
    pub badge: Option<Badge>,
    /// Which share of its audience is where, how old and of which gender, by whose word.
    pub audience: Vec<AudienceShare>,
}

impl AccountView {
    /// An account as people see it.
    pub(crate) fn of(id: ProfileId, found: &CreatorProfile) -> Self {
        Self {
            id,
            platform: found.account.platform.clone(),
            handle: found.account.handle.as_ref().map(|handle| handle.as_str().to_owned()),
            display_name: found.display_name.clone(),
            url: found.account.url(),
            followers: found.followers,
            badge: found.badge.clone(),
            audience: found.audience.clone(),
        }
    }
}

impl From<&Stored<CreatorProfile>> for AccountView {
    fn from(found: &Stored<CreatorProfile>) -> Self {
        Self::of(found.id, &found.value)
    }
}

/// One creator of the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatorRow {
    /// Who.
    pub id: CreatorId,
    /// For `If-Match`.
    pub version: i64,
    /// The name for people.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Country.
    pub country: Option<Country>,
    /// What kind of relationship it is.
    pub tier: Tier,
    /// Whether to work together again; nothing while undecided.
    pub standing: Option<Standing>,
    /// How they were found.
    pub source: Source,
    /// The brand's tags.
    pub tags: Vec<String>,
    /// What they are known for.
    pub topics: Vec<String>,
    /// The largest number of followers on one account (of the wanted platform, where one is wanted).
    pub followers: Option<i64>,
    /// Their accounts, the largest first.
    pub accounts: Vec<AccountView>,
    /// Since when the brand knows them.
    pub since: Timestamp,
    /// Why no invitation can go to them; nothing where one can.
    pub no_contact: Option<String>,
    /// What stands in the brand's own fields.
    pub custom: CustomValues,
    /// What their last posts, their collaborations and their vetting tell; nothing where it was not asked for.
    pub figures: Option<CreatorFigures>,
}

/// A page of creators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatorPage {
    /// The rows.
    pub items: Vec<CreatorRow>,
    /// How many fit in all.
    pub total: i64,
    /// Where the next page begins; nothing on the last.
    pub next_cursor: Option<String>,
    /// The brand's own fields in use.
    pub fields: Vec<CustomField>,
    /// Where nobody fits: how many would without one of the filters.
    pub without: Vec<Without>,
}

impl View for ListCreators {
    type Answer = CreatorPage;
    const META: Meta = Meta {
        name: "creators.list_creators",
        doc: "Lists the creators whom a brand knows: searched, filtered, sorted, a page at a time.",
        route: Route::get("/creators"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CreatorPage> {
        let (fields, wanted, total) = self.begun(look).await?;
        let after = self.cursor.as_deref().map(|cursor| read_cursor(cursor, self.sort)).transpose()?;
        let limit = self.limit.unwrap_or(50).clamp(1, 200);
        let (db, brand) = (look.db(), look.brand()?);
        let mut found = store::creators::list::page(db, brand, &wanted, after.as_ref(), limit + 1, total).await?;
        let more = i64::try_from(found.len()).unwrap_or(i64::MAX) > limit;
        if more {
            found.pop();
        }
        let next_cursor = found.last().filter(|_| more).map(|last| write_cursor(last, self.sort));
        let ids: Vec<CreatorId> = found.iter().map(|one| one.creator.id).collect();
        let mut accounts: BTreeMap<CreatorId, Vec<AccountView>> = BTreeMap::new();
        for profile in store::creators::profiles(db, look.organisation()?, &ids).await? {
            accounts.entry(profile.value.creator).or_default().push((&profile).into());
        }
        let mut figures = if self.figures { super::figures::of(look, &ids).await? } else { BTreeMap::new() };
        let items = found.into_iter().map(|one| row(one, &mut accounts, &mut figures)).collect();
        let (names, less) = without::each(total == 0, &wanted, FILTERS);
        let without = without::counted(names, store::creators::list::counts(db, brand, &less).await?);
        Ok(CreatorPage { items, total, next_cursor, fields: fields.in_use().cloned().collect(), without })
    }
}

/// The filters of the question, as they may be left out.
const FILTERS: &[Taken<Wanted>] = &[
    ("query", |wanted| wanted.query.take().is_some()),
    ("platform", |wanted| wanted.platform.take().is_some()),
    ("tier", |wanted| wanted.tier.take().is_some()),
    ("standing", |wanted| wanted.standing.take().is_some()),
    ("undecided", |wanted| std::mem::take(&mut wanted.undecided)),
    ("country", |wanted| wanted.country.take().is_some()),
    ("tag", |wanted| wanted.tag.take().is_some()),
    ("min_followers", |wanted| wanted.min_followers.take().is_some()),
    ("max_followers", |wanted| wanted.max_followers.take().is_some()),
    ("has_email", |wanted| wanted.has_email.take().is_some()),
    ("suppressed", |wanted| wanted.suppressed.take().is_some()),
    ("in_no_campaign", |wanted| std::mem::take(&mut wanted.in_no_campaign)),
    ("fields", |wanted| !std::mem::take(&mut wanted.fields).is_empty()),
];

fn country(text: &str) -> std::result::Result<Vec<String>, String> {
    match Country::parse(text) {
        Some(country) => Ok(vec![country.code().to_owned()]),
        None => Err("This country is not known. Write its English name or its two letters, such as GB.".to_owned()),
    }
}

impl ListCreators {
    /// The brand's own fields, what is wanted, and how many fit. Only who filters by an own field needs to know them first; for all
    /// others one statement reads both.
    async fn begun(&self, look: &Look) -> Result<(CustomFields, Wanted, i64)> {
        let (db, brand, currency) = (look.db(), look.brand()?, look.brand_facts()?.value.currency);
        if self.fields.is_empty() {
            let wanted = self.wanted(&CustomFields::default(), currency)?;
            let (total, fields) = store::creators::list::count_with_fields(db, brand, &wanted).await?;
            return Ok((fields.unwrap_or_default(), wanted, total));
        }
        let fields = store::creators::fields::of_brand(db, brand).await?.map(|found| found.value).unwrap_or_default();
        let wanted = self.wanted(&fields, currency)?;
        let total = store::creators::list::count(db, brand, &wanted).await?;
        Ok((fields, wanted, total))
    }

    fn wanted(&self, fields: &CustomFields, currency: Currency) -> Result<Wanted> {
        let text = |value: &Option<String>| value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let tiers: Vec<&str> = Tier::ALL.iter().map(|tier| tier.as_str()).collect();
        let standings: Vec<&str> = Standing::ALL.iter().map(|standing| standing.as_str()).collect();
        let standing = self.standing.clone().map(|asked| asked.without_word("undecided"));
        let platform = |word: &str| Ok(vec![Platform::parse(word).as_str().to_owned()]);
        let mut errors = FieldErrors::new();
        let mut asked = Vec::new();
        for (at, text) in self.fields.iter().enumerate() {
            match fields.asked(text) {
                Ok(one) => asked.push(one),
                Err(message) => errors.add(format!("fields.{at}"), message),
            }
        }
        let asked = errors.ok(asked)?;
        Ok(Wanted {
            query: text(&self.query),
            platform: self.platform.as_ref().map(|asked| asked.each("platform", platform)).transpose()?,
            country: self.country.as_ref().map(|asked| asked.each("country", country)).transpose()?,
            tier: self.tier.as_ref().map(|asked| asked.among("tier", &tiers)).transpose()?,
            tag: self.tag.clone(),
            min_followers: self.min_followers,
            max_followers: self.max_followers,
            standing: standing.map(|asked| asked.among("standing", &standings)).transpose()?,
            undecided: self.undecided,
            has_email: self.has_email,
            suppressed: self.suppressed,
            in_no_campaign: self.in_no_campaign,
            fields: asked,
            order: self.sort.order(currency),
        })
    }
}

fn row(one: Listed, accounts: &mut BTreeMap<CreatorId, Vec<AccountView>>, figures: &mut BTreeMap<CreatorId, CreatorFigures>) -> CreatorRow {
    let (creator, relationship) = (one.creator, one.relationship);
    let contact = can_contact(&creator.value.suppression, relationship.standing, creator.value.email.as_deref(), Purpose::Marketing);
    CreatorRow {
        id: creator.id,
        version: together(creator.version, one.relationship_version).0,
        name: creator.value.name,
        email: creator.value.email,
        country: creator.value.country,
        tier: relationship.tier,
        standing: relationship.standing,
        source: relationship.source,
        tags: relationship.tags,
        topics: relationship.topics,
        followers: one.followers,
        accounts: accounts.remove(&creator.id).unwrap_or_default(),
        since: relationship.since,
        custom: relationship.custom,
        no_contact: contact.err().map(|reason| reason.to_string()),
        figures: figures.remove(&creator.id),
    }
}

/// Opaque to callers: the order, the sort key and the id of the last row.
fn write_cursor(last: &Listed, sort: SortCreators) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {} {}", sort.as_str(), last.creator.id, last.key))
}

fn read_cursor(cursor: &str, sort: SortCreators) -> Result<After> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.splitn(3, ' ');
        let same_order = parts.next()? == sort.as_str();
        let id = parts.next()?.parse().ok()?;
        same_order.then(|| After { id, key: parts.next().unwrap_or_default().to_owned() })
    };
    read().ok_or_else(|| Error::field("cursor", "This cursor belongs to another list. Start again from the first page."))
}
