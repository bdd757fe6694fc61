//! What the address of a search asks.
//!
//! Invariant: what is written into an address is read from it again. Absent: reading plain language; the domain does it once,
//! when somebody asks, and its filters stand in the address from then on.

use app::discovery::{Address, FindCreators};
use domain::discovery::{Filters, Unreadable};

use super::by_model::ByModel;
use crate::kernel::values::{Asks, with_query};

/// A search as its address has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The line as it was said.
    pub(super) said: String,
    /// The words that are searched.
    pub(super) about: String,
    pub(super) filters: Filters,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) scope: String,
    pub(super) sort: String,
    /// Like these creators.
    pub(super) like: Vec<String>,
    /// The campaign's short name, for which somebody looks.
    pub(super) campaign: String,
    /// Filters that a language model read, as [`ByModel`](super::by_model::ByModel) writes them.
    pub(super) by_model: Vec<String>,
    /// Why a language model that was asked read nothing, in a word.
    pub(super) model_why: String,
    pub(super) offset: i64,
}

/// So many creators stand on a page.
pub(super) const PAGE: i64 = 20;

impl Asked {
    pub(super) fn of(asks: &Asks) -> Self {
        let pairs = asks.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let (filters, unreadable) = Filters::of_pairs(pairs);
        Self {
            said: asks.get("said").to_owned(),
            about: asks.get("q").to_owned(),
            filters,
            unreadable,
            scope: asks.get("scope").to_owned(),
            sort: asks.get("sort").to_owned(),
            like: asks
                .0
                .iter()
                .filter(|(name, value)| name == "like" && !value.is_empty())
                .map(|(_, value)| value.clone())
                .take(10)
                .collect(),
            campaign: asks.get("campaign").to_owned(),
            by_model: asks.0.iter().filter(|(name, _)| name == "by_model").map(|(_, value)| value.clone()).take(12).collect(),
            model_why: asks.get("model_why").to_owned(),
            offset: asks.get("offset").parse().unwrap_or(0),
        }
    }

    /// The pairs of the address, without the part of the results.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = Vec::new();
        let mut put = |name: &'static str, value: &str| {
            if !value.is_empty() {
                pairs.push((name, value.to_owned()));
            }
        };
        put("said", &self.said);
        put("q", &self.about);
        put("scope", &self.scope);
        put("sort", &self.sort);
        put("campaign", &self.campaign);
        for like in &self.like {
            put("like", like);
        }
        pairs.extend(self.filters.pairs());
        // Who dropped or changed a filter has made it theirs.
        let holds = |one: &&String| ByModel::parse(one).is_some_and(|read| pairs.contains(&(read.known_name(), read.value.clone())));
        let read: Vec<String> = self.by_model.iter().filter(holds).cloned().collect();
        pairs.extend(read.into_iter().map(|one| ("by_model", one)));
        pairs
    }

    /// The address of the same search with a change.
    pub(super) fn with(&self, path: &str, change: impl FnOnce(&mut Self)) -> String {
        let mut other = self.clone();
        change(&mut other);
        let pairs = other.pairs();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        with_query(path, &pairs)
    }

    /// The address without one value of a filter.
    pub(super) fn without(&self, path: &str, name: &str, value: &str) -> String {
        self.with(path, |other| {
            let pairs = other.filters.pairs();
            let kept = pairs.iter().filter(|(known, has)| *known != name || has != value).map(|(known, has)| (*known, has.as_str()));
            other.filters = Filters::of_pairs(kept).0;
        })
    }

    /// The address with one value of a filter more.
    pub(super) fn and(&self, path: &str, name: &str, value: &str) -> String {
        self.with(path, |other| {
            let pairs = other.filters.pairs();
            let more = pairs.iter().map(|(known, has)| (*known, has.as_str())).chain([(name, value)]);
            other.filters = Filters::of_pairs(more).0;
        })
    }

    /// Whether anything narrows the search.
    pub(super) fn asks_something(&self) -> bool {
        !self.about.is_empty() || !self.filters.is_empty() || !self.like.is_empty()
    }

    pub(super) fn question(&self, campaign: Option<domain::ids::CampaignId>) -> FindCreators {
        let pairs = self.pairs();
        let question = Address::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str()))).question;
        FindCreators { campaign, offset: Some(self.offset), limit: Some(PAGE), ..question }
    }
}
