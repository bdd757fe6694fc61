//! Finds creators by what is asked: a line of plain language, words, filters, a likeness, a campaign.
//!
//! Invariants: results are ordered by fit unless another order is asked; each says why it is there; a filter comes from a
//! person or from words that the answer shows. Absent: an order by followers that nobody asked for.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    campaigns::Campaign,
    creators::{Country, CreatorPost, CreatorProfile, CustomField, CustomFields, Purpose, Standing, Tier, can_contact},
    discovery::{self, Becomes, Filters, Part},
    ids::{CampaignId, CreatorId, Id},
    time::Timestamp,
};
use insight::{
    meaning::{self, Vector},
    search::{Hit, MOST_SHOWN, Order, Place, Question, Scope},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::entries::Findable;

use super::{
    figures::number,
    own_fields,
    views::customers::{self, FoundCustomer, Judged},
};
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, creators::AccountView, operation::WORKERS};

/// Among whom is searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindScope {
    /// Those whom the brand knows.
    #[default]
    Known,
    /// Those of the organisation whom the brand does not know yet.
    New,
    /// Both.
    Everyone,
}

/// In which order they are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindOrder {
    /// How well they fit.
    #[default]
    Fit,
    /// Most followers first.
    Followers,
    /// Known last first.
    Newest,
}

/// Searches creators.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FindCreators {
    /// A line of plain language, such as "vegan skincare in Germany, 10k to 80k, not contacted this year": read into words and
    /// filters, which the answer shows.
    pub text: Option<String>,
    /// Words for names, topics, bios and posts, and for meaning, taken as they are.
    pub about: Option<String>,
    /// Filters, each a name, a colon and a value: `country:DE`, `followers:10000..80000`, `not_contacted:180`, and of the brand's
    /// own fields `field:Shirt size=M` or `field:Shirt size=*`. A share of the audience is `audience:DE>=30`. Several of one name
    /// are any of them; each own field must hold.
    pub filters: Vec<String>,
    /// Like these creators.
    pub like: Vec<CreatorId>,
    /// For this campaign: who fits its audience and markets comes first where nothing else is asked, and who is in it is left out.
    pub campaign: Option<CampaignId>,
    /// Among whom.
    pub scope: FindScope,
    /// In which order.
    pub sort: FindOrder,
    /// How many to pass over, at most 1,000.
    pub offset: Option<i64>,
    /// At most so many: 1 to 100, 20 when nothing is said.
    pub limit: Option<i64>,
}

/// Some words of a line of plain language, and what they became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadPart {
    /// The words.
    pub text: String,
    /// `filter`, `topic` (searched, and could be a filter), `about` (searched), `passed` or `not_understood`.
    pub becomes: String,
    /// The filter's or the topic's name.
    pub name: Option<String>,
    /// Why nothing became of them.
    pub why: Option<String>,
}

impl From<&Part> for ReadPart {
    fn from(part: &Part) -> Self {
        let (becomes, name, why) = match &part.becomes {
            Becomes::Filter { name, .. } => ("filter", Some((*name).to_owned()), None),
            Becomes::Topic { topic } => ("topic", Some((*topic).to_owned()), None),
            Becomes::About => ("about", None, None),
            Becomes::Passed => ("passed", None, None),
            Becomes::NotUnderstood { why } => ("not_understood", None, Some(why.says().to_owned())),
        };
        Self { text: part.text.clone(), becomes: becomes.to_owned(), name, why }
    }
}

/// A filter that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unread {
    /// Its name.
    pub name: String,
    /// What stood there.
    pub value: String,
}

/// How many of those found have something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FacetCount {
    /// The filter's name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// How many.
    pub count: u64,
}

/// How many were left out because a number is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnknownCount {
    /// The filter's name.
    pub name: String,
    /// How many fit all else.
    pub count: u64,
}

/// A word of the question that stands in what is known of a creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundWord {
    /// The word.
    pub word: String,
    /// Where: `name`, `handle`, `topic`, `bio`, `post` or `city`.
    pub place: String,
}

/// A post that shows why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundPost {
    /// Its words.
    pub caption: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was posted.
    pub posted_at: Option<Timestamp>,
    /// How close it is to the question, from -1 to 1 in thousandths; nothing where there is nothing to compare.
    pub closeness: Option<i64>,
}

/// One who was found.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FoundCreator {
    /// Who.
    pub id: CreatorId,
    /// The name for people.
    pub name: String,
    /// Whether the brand knows them; what follows of a brand is empty where it does not.
    pub known: bool,
    /// Country.
    pub country: Option<Country>,
    /// City.
    pub city: Option<String>,
    /// Their accounts, the largest first.
    pub accounts: Vec<AccountView>,
    /// The largest number of followers on one account.
    pub followers: Option<i64>,
    /// The newest engagement rate in millionths.
    pub engagement_rate: Option<i64>,
    /// The newest average of views.
    pub views: Option<i64>,
    /// What kind of relationship it is.
    pub tier: Option<Tier>,
    /// Whether to work together again.
    pub standing: Option<Standing>,
    /// What they are known for.
    pub topics: Vec<String>,
    /// The brand's tags.
    pub tags: Vec<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// When the brand last wrote to them.
    pub written_at: Option<Timestamp>,
    /// The fit from 0 to 1 in thousandths, relative to the best of this search; nothing where nothing was asked that fits better
    /// or worse.
    pub fit: Option<i64>,
    /// How close in meaning, from -1 to 1 in thousandths.
    pub closeness: Option<i64>,
    /// Whether none of the question's words stands with them and their meaning is little like it: they come after all others.
    #[serde(default)]
    pub less_alike: bool,
    /// The numbers that the question bounds, besides followers: each filter's name with the creator's value in its unit.
    pub numbers: Vec<(String, i64)>,
    /// Words of the question, and where they stand.
    pub words: Vec<FoundWord>,
    /// Posts that show why, the closest first; at most two.
    pub posts: Vec<FoundPost>,
    /// Whether an account of theirs carries its platform's badge; nothing where nobody said.
    pub verified: Option<bool>,
    /// What they are as a customer of the brand; nothing where they are none, or who asks may not know.
    pub customer: Option<FoundCustomer>,
    /// Why no invitation can go to them; nothing where one can.
    pub no_contact: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct FoundCreators {
    /// The asked part, in order.
    pub items: Vec<FoundCreator>,
    /// How many fit in all.
    pub total: i64,
    /// Where the next part begins; nothing where there is none, or after the first 1,000.
    pub next_offset: Option<i64>,
    /// The words that were searched.
    pub about: String,
    /// The filters that held, as they can be asked again.
    pub filters: Vec<String>,
    /// How the line of plain language was read, word by word.
    pub reading: Vec<ReadPart>,
    /// Filters that were not taken.
    pub unread: Vec<Unread>,
    /// How many of those found have what, for further filters.
    pub counts: Vec<FacetCount>,
    /// Whether these are estimates, from a sixteenth of many.
    pub counts_estimated: bool,
    /// The brand's own fields in use, where a filter asks for one or something stands in one of those found; and a retired one that
    /// is asked for.
    pub fields: Vec<CustomField>,
    /// How many are left out because a number is unknown.
    pub unknown: Vec<UnknownCount>,
    /// Words that nobody has, and the words that they were read as.
    pub corrected: Vec<(String, String)>,
    /// Words that nobody has.
    pub missing: Vec<String>,
    /// Whether more customers and creators share something than is read at once, so that not everybody who buys was known for the
    /// filter.
    pub customers_unread: bool,
    /// While the index is made: how many creators are in it so far, and of how many.
    pub indexing: Option<(i64, i64)>,
}

impl View for FindCreators {
    type Answer = FoundCreators;
    const META: Meta = Meta {
        name: "discovery.find_creators",
        doc: "Finds creators by plain language, words, meaning and filters, the best fitting first, each with why it was found.",
        route: Route::get("/discover"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<FoundCreators> {
        let mut answer = FoundCreators::default();
        let own = own_fields::asked(look, &self.filters).await?;
        let filters = self.understood(look, own.as_ref(), &mut answer)?;
        let offset = usize::try_from(self.offset.unwrap_or(0)).unwrap_or(0).min(MOST_SHOWN);
        let limit = usize::try_from(self.limit.unwrap_or(20).clamp(1, 100)).unwrap_or(20);
        let (question, customers) = self.question(look, &answer.about, &filters).await?;
        let question = Question { offset, limit, ..question };
        answer.customers_unread = customers.as_ref().is_some_and(|customers| customers.more);
        let asked = meaning::vector(&question.about);
        let (asks_meaning, vector) = (asked.is_some(), asked.or(question.near));
        let found = ask(look, question).await?;
        answer.filters = filters.pairs().into_iter().map(|(name, value)| format!("{name}:{value}")).collect();
        answer.total = i64::try_from(found.total).unwrap_or(i64::MAX);
        let next = offset + found.hits.len();
        answer.next_offset = i64::try_from(next).ok().filter(|next| *next < answer.total && found.hits.len() == limit && *next < 1_000);
        // What stands in the index for a bound alone is no filter's value.
        let counted = found.counts.facets.into_iter().filter(|(name, ..)| discovery::NAMES.contains(&name.as_str()));
        answer.counts = counted.map(|(name, value, count)| FacetCount { name, value, count }).collect();
        answer.counts_estimated = found.counts.estimated;
        answer.unknown = found.unknown.into_iter().map(|(name, count)| UnknownCount { name: name.to_owned(), count }).collect();
        (answer.corrected, answer.missing) = (found.corrected, found.missing);
        answer.indexing = look.app().keeper().progress().map(|progress| (progress.done, progress.of));
        let with_fields = own.is_none() && own_fields::are_counted(&answer.counts);
        let (items, fields) = items(look, &found.hits, vector.as_ref(), &filters, customers, with_fields).await?;
        answer.items = items;
        answer.fields = own_fields::shown(look, own.or(fields), &filters, &mut answer.counts).await?;
        for item in &mut answer.items {
            let closeness = item.closeness.map(|close| close as f32 / 1_000.0);
            item.less_alike = asks_meaning && discovery::is_less_alike(!item.words.is_empty(), closeness);
        }
        Ok(answer)
    }
}

/// Asks the index, in step with the rows.
async fn ask(look: &Look, question: Question) -> Result<insight::search::Found> {
    let index = look.app().keeper().ready(look.app()).await?;
    let found = tokio::task::spawn_blocking(move || index.search(&question)).await.map_err(|error| Error::Broken(error.to_string()))?;
    found.map_err(|error| Error::Broken(error.to_string()))
}

/// What a fitting creator is near to.
struct Near {
    vector: Option<Vector>,
    without: Vec<CreatorId>,
}

impl FindCreators {
    /// The ids of those who fit, the best first, up to a number, and how many fit in all.
    pub(super) async fn all_ids(&self, look: &Look, most: usize) -> Result<(Vec<CreatorId>, usize)> {
        let mut answer = FoundCreators::default();
        let own = own_fields::asked(look, &self.filters).await?;
        let filters = self.understood(look, own.as_ref(), &mut answer)?;
        let (question, _) = self.question(look, &answer.about, &filters).await?;
        let question = Question { limit: most.min(MOST_SHOWN), counts: false, ..question };
        let found = ask(look, question).await?;
        Ok((found.hits.iter().map(|hit| CreatorId::from_uuid(hit.creator)).collect(), usize::try_from(found.total).unwrap_or(usize::MAX)))
    }

    /// The question to the index, from its beginning, with the customers where it asks for them.
    async fn question(&self, look: &Look, about: &str, filters: &Filters) -> Result<(Question, Option<Judged>)> {
        let mut near = self.near(look).await?;
        let customers = match filters.customer {
            None => None,
            Some(_) => Some(customers::all(look).await?),
        };
        let theirs = customers.iter().flat_map(|customers| &customers.matches).map(|one| one.creator);
        let only = match filters.customer {
            None => None,
            Some(true) => Some(theirs.map(|id| id.uuid()).collect::<BTreeSet<_>>().into_iter().collect()),
            Some(false) => {
                near.without.extend(theirs);
                None
            }
        };
        let question = Question {
            organisation: look.organisation()?.uuid(),
            brand: look.brand()?.uuid(),
            scope: match self.scope {
                FindScope::Known => Scope::Known,
                FindScope::New => Scope::New,
                FindScope::Everyone => Scope::Everyone,
            },
            about: about.to_owned(),
            near: near.vector,
            only,
            without: near.without.iter().map(|id| id.uuid()).collect(),
            order: match self.sort {
                FindOrder::Fit => Order::Fit,
                FindOrder::Followers => Order::Followers,
                FindOrder::Newest => Order::Newest,
            },
            offset: 0,
            limit: 20,
            now: look.now().0,
            counts: true,
            meaning: true,
            filters: filters.clone(),
        };
        Ok((question, customers))
    }

    /// Words and filters: those given, and those read from plain language where none of the same name is given.
    fn understood(&self, look: &Look, own: Option<&CustomFields>, answer: &mut FoundCreators) -> Result<Filters> {
        for (field, text) in [("text", &self.text), ("about", &self.about)] {
            if text.as_deref().is_some_and(|text| text.chars().count() > MOST_TEXT) {
                return Err(Error::field(field, "This is longer than 2,000 letters. Say it in a few words."));
            }
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        for given in &self.filters {
            match given.split_once(':').filter(|(name, _)| discovery::NAMES.contains(name)) {
                Some((own_fields::NAME, typed)) => match own.and_then(|fields| own_fields::read(fields, typed)) {
                    Some(read) => pairs.push((own_fields::NAME.to_owned(), read.written())),
                    None => answer.unread.push(Unread { name: own_fields::NAME.to_owned(), value: typed.chars().take(100).collect() }),
                },
                Some((name, value)) => pairs.push((name.to_owned(), value.to_owned())),
                None => answer.unread.push(Unread { name: given.chars().take(100).collect(), value: String::new() }),
            }
        }
        let mut about: Vec<String> = self.about.iter().map(|about| about.trim().to_owned()).filter(|about| !about.is_empty()).collect();
        if let Some(text) = self.text.as_deref().filter(|text| !text.trim().is_empty()) {
            let today = look.now().day_in(&look.brand_facts()?.value.zone);
            let read = discovery::read(text, today);
            let given: Vec<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
            let brand = look.brand_facts()?.value.currency;
            for (name, value) in read.filters.pairs() {
                if name == "fee" && read.currency.is_some_and(|currency| currency != brand) {
                    answer.unread.push(Unread { name: name.to_owned(), value });
                } else if !given.iter().any(|one| one == name) {
                    pairs.push((name.to_owned(), value));
                }
            }
            about.push(read.searched());
            answer.reading = read.parts.iter().map(Into::into).collect();
        }
        if !customers::may_know(look) {
            let (kept, hidden): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name != "customer");
            answer.unread.extend(hidden.into_iter().map(|(name, value)| Unread { name, value }));
            pairs = kept;
        }
        let (filters, unreadable) = Filters::of_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        answer.unread.extend(unreadable.into_iter().map(|one| Unread { name: one.name, value: one.text }));
        answer.about = about.join(" ").trim().to_owned();
        Ok(filters)
    }

    /// What fits: the creators that others shall be like, else the campaign, else the brand.
    async fn near(&self, look: &Look) -> Result<Near> {
        let brand = look.brand()?;
        let mut without = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        if let Some(id) = self.campaign {
            let campaign = store::document::find::<Campaign>(look.db(), brand, id).await?.ok_or(Error::NotFound)?;
            texts.push(campaign.value.audience.clone());
            texts.push(campaign.value.name.clone());
            without.extend(store::campaigns::creators_in(look.db(), brand, id).await?);
        }
        if !self.like.is_empty() {
            let like: Vec<CreatorId> = self.like.iter().copied().take(MOST_LIKE).collect();
            let found = store::creators::entries::findable(look.db(), &like, look.now()).await?;
            let seen = found.iter().filter(|one| Some(one.organisation) == look.caller().organisation);
            texts = seen
                .map(|one| words_of(one, one.relationships.get(&brand).map(|kept| kept.topics.as_slice()).unwrap_or_default()))
                .collect();
            without.extend(like);
        } else {
            texts.extend(look.brand_facts()?.value.profile.about());
        }
        Ok(Near { vector: meaning::vector(&texts.join(". ")), without })
    }
}

/// The most letters of a question.
const MOST_TEXT: usize = 2_000;
/// The most creators that others shall be like.
const MOST_LIKE: usize = 10;

/// The words that tell what somebody is about.
fn words_of(found: &Findable, topics: &[String]) -> String {
    let bios = found.profiles.iter().filter_map(|(_, profile)| profile.bio.clone());
    let posts = found.posts.iter().map(|post| post.post.caption.clone());
    topics.iter().cloned().chain(bios).chain(posts).collect::<Vec<_>>().join(". ")
}

/// Those found, with their rows, in the order of the search; and the brand's own fields, where they are asked for along with them.
async fn items(
    look: &Look,
    hits: &[Hit],
    vector: Option<&Vector>,
    filters: &Filters,
    customers: Option<Judged>,
    with_fields: bool,
) -> Result<(Vec<FoundCreator>, Option<CustomFields>)> {
    let ids: Vec<CreatorId> = hits.iter().map(|hit| CreatorId::from_uuid(hit.creator)).collect();
    let fields_of = if with_fields { Some(look.brand()?) } else { None };
    let (found, fields) = store::creators::entries::findable_with_fields(look.db(), &ids, look.now(), fields_of).await?;
    let mut rows: BTreeMap<CreatorId, Findable> = found.into_iter().map(|found| (found.id, found)).collect();
    let bought = customers::of(look, &ids, customers).await?;
    let mut items = Vec::new();
    for (hit, id) in hits.iter().zip(&ids) {
        // Who left between the search and the rows is passed over.
        if let Some(found) = rows.remove(id).filter(|found| Some(found.organisation) == look.caller().organisation) {
            let item = item(look, hit, found, vector, filters)?;
            items.push(FoundCreator { customer: bought.get(id).copied(), ..item });
        }
    }
    Ok((items, fields))
}

fn item(look: &Look, hit: &Hit, found: Findable, vector: Option<&Vector>, filters: &Filters) -> Result<FoundCreator> {
    let mut accounts: Vec<AccountView> = found.profiles.iter().map(|(id, account)| AccountView::of(*id, account)).collect();
    // Of two of one size the first that was known.
    accounts.sort_by_key(|account| std::cmp::Reverse(account.followers.unwrap_or(0)));
    let (brand, currency) = (look.brand()?, look.brand_facts()?.value.currency);
    let numbers =
        filters.pairs().into_iter().filter_map(|(name, _)| Some((name.to_owned(), number(&found, name, brand, currency, look.now())?)));
    let numbers: Vec<(String, i64)> = numbers.collect();
    let kept = found.relationships.get(&brand);
    let standing = kept.and_then(|kept| kept.standing);
    let contact = can_contact(&found.creator.suppression, standing, found.creator.email.as_deref(), Purpose::Marketing);
    let words = hit.reasons.words.iter().map(|(word, place)| FoundWord { word: word.clone(), place: place_word(*place).to_owned() });
    Ok(FoundCreator {
        id: found.id,
        name: found.creator.name.clone(),
        known: kept.is_some(),
        country: found.creator.country,
        city: found.creator.city.clone(),
        followers: accounts.iter().filter_map(|account| account.followers).max(),
        accounts,
        engagement_rate: number(&found, "engagement", brand, currency, look.now()),
        views: number(&found, "views", brand, currency, look.now()),
        numbers,
        tier: kept.map(|kept| kept.tier),
        standing,
        topics: kept.map(|kept| kept.topics.clone()).unwrap_or_default(),
        tags: kept.map(|kept| kept.tags.clone()).unwrap_or_default(),
        bio: found.profiles.iter().find_map(|(_, profile)| profile.bio.clone()),
        written_at: found.written.get(&brand).copied(),
        fit: hit.fit.map(thousandths),
        closeness: hit.reasons.closeness.map(thousandths),
        less_alike: false,
        words: words.collect(),
        posts: telling(&found.posts, &hit.reasons.words, vector),
        verified: CreatorProfile::verified(found.profiles.iter().map(|(_, account)| account)),
        customer: None,
        no_contact: contact.err().map(|reason| reason.to_string()),
    })
}

#[allow(clippy::cast_possible_truncation)]
fn thousandths(value: f32) -> i64 {
    (f64::from(value) * 1_000.0).round() as i64
}

fn place_word(place: Place) -> &'static str {
    match place {
        Place::Name => "name",
        Place::Handle => "handle",
        Place::Topic => "topic",
        Place::Bio => "bio",
        Place::Post => "post",
        Place::City => "city",
    }
}

/// The posts that show best why somebody was found: those with a word of the question, then those close in meaning.
fn telling(posts: &[CreatorPost], words: &[(String, Place)], vector: Option<&Vector>) -> Vec<FoundPost> {
    let in_posts: Vec<&str> = words.iter().filter(|(_, place)| *place == Place::Post).map(|(word, _)| word.as_str()).collect();
    let mut told: Vec<(usize, i64, &CreatorPost, Option<i64>)> = posts
        .iter()
        .filter(|post| !post.post.caption.trim().is_empty())
        .map(|post| {
            let folded = post.post.caption.to_lowercase();
            // The stem of a word is at least its first four letters.
            let stands = in_posts.iter().filter(|word| {
                folded.contains(word.chars().take(word.chars().count().saturating_sub(2).max(4)).collect::<String>().as_str())
            });
            let closeness = vector.zip(meaning::vector(&post.post.caption)).map(|(asked, of)| thousandths(meaning::closeness(asked, &of)));
            (stands.count(), closeness.unwrap_or(0), post, closeness)
        })
        .filter(|(words, close, ..)| *words > 0 || *close >= thousandths(insight::search::CLOSE))
        .collect();
    told.sort_by_key(|(words, close, ..)| std::cmp::Reverse((*words, *close)));
    let shown = told.into_iter().take(2).map(|(_, _, post, closeness)| FoundPost {
        caption: post.post.caption.clone(),
        url: post.post.url.clone(),
        posted_at: post.post.posted_at,
        closeness,
    });
    shown.collect()
}

/// A filter's name and value as one text, as [`FindCreators::filters`] takes them.
#[must_use]
pub fn filter_text(name: &str, value: &str) -> String {
    format!("{name}:{value}")
}

impl FoundCreator {
    /// The largest account.
    #[must_use]
    pub fn main_account(&self) -> Option<&AccountView> {
        self.accounts.first()
    }
}
