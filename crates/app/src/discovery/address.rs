//! A search as the address of its page writes it, which is also how it is saved.
//!
//! Invariant: the page and the clock read an address by this alone, so that a saved search finds by itself whom it finds on the
//! page. Absent: filters; the domain reads those.

use domain::discovery::{Filters, Unreadable};

use super::{FindCreators, FindOrder, FindScope, find::filter_text};

/// An address that was read.
#[derive(Debug, Clone, Default)]
pub struct Address {
    /// The question, without the campaign and without a part.
    pub question: FindCreators,
    /// The short name of the campaign for which somebody looks.
    pub campaign: Option<String>,
    /// Filters that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// The most creators that others shall be like.
const MOST_LIKE: usize = 10;

impl Address {
    /// Reads the pairs of an address.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let first = |wanted: &str| {
            pairs.clone().into_iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let (filters, unreadable) = Filters::of_pairs(pairs.clone());
        let like = pairs
            .clone()
            .into_iter()
            .filter(|(name, _)| *name == "like")
            .filter_map(|(_, value)| value.parse().ok())
            .take(MOST_LIKE)
            .collect();
        let question = FindCreators {
            text: None,
            about: first("q").map(str::to_owned),
            filters: filters.pairs().into_iter().map(|(name, value)| filter_text(name, &value)).collect(),
            like,
            campaign: None,
            scope: match first("scope") {
                Some("known") => FindScope::Known,
                Some("new") => FindScope::New,
                _ => FindScope::Everyone,
            },
            sort: match first("sort") {
                Some("followers") => FindOrder::Followers,
                Some("newest") => FindOrder::Newest,
                _ => FindOrder::Fit,
            },
            offset: None,
            limit: None,
        };
        Self { question, campaign: first("campaign").map(str::to_owned), unreadable }
    }

    /// Reads a percent-encoded address.
    #[must_use]
    pub fn of_query(query: &str) -> Self {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        Self::of_pairs(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))
    }
}
