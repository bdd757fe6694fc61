//! What a language model reads in a line of plain language beside the grammar: filters that are marked, with the words they rest on.
//!
//! Invariant: a filter of a model's stands in the address like any other, and beside it that a model read it; whoever drops or changes it
//! has made it theirs. Where the model fails, the reading is the grammar's, and a quiet sentence says so. Absent: asking twice.

use app::discovery::{ReadWords, WordsRead};
use domain::{
    discovery::{Filters, NAMES, Reading, model},
    text::folded,
};
use maud::{Markup, html};

use super::asked::Asked;
use crate::{
    kernel::{InBrand, values::escaped},
    text::{t, tk},
};

/// A filter that a model read, as an address has it: `country:around Essen|DE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ByModel {
    pub(super) name: String,
    /// The words in which it was read.
    pub(super) quote: String,
    pub(super) value: String,
}

impl ByModel {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(':')?;
        let (quote, value) = rest.rsplit_once('|')?;
        NAMES.contains(&name).then(|| Self { name: name.to_owned(), quote: quote.to_owned(), value: value.to_owned() })
    }

    fn written(&self) -> String {
        format!("{}:{}|{}", self.name, self.quote, self.value)
    }

    /// Its name as the filters have it.
    pub(super) fn known_name(&self) -> &'static str {
        NAMES.iter().find(|name| **name == self.name).copied().unwrap_or_default()
    }

    /// Whether it was read in these words.
    pub(super) fn is_of(&self, words: &str) -> bool {
        folded(words).contains(&folded(&self.quote))
    }
}

/// What a model read, or why it did not.
#[derive(Debug, Default)]
pub(super) struct Heard {
    read: Vec<ByModel>,
    why_not: String,
}

/// Asks the organisation's model about the words that the grammar left, where there are any and a model is set. Nothing stops the search.
pub(super) async fn read(at: &InBrand, line: &str, reading: &Reading) -> Heard {
    if model::left(reading).is_empty() || !at.may_see::<ReadWords>() {
        return Heard::default();
    }
    match at.show(ReadWords { text: line.to_owned() }).await {
        Ok(WordsRead { filters, why_not, .. }) => Heard {
            read: filters.into_iter().map(|one| ByModel { name: one.name, quote: one.quote, value: one.value }).collect(),
            why_not: why_not.unwrap_or_default(),
        },
        Err(error) => {
            tracing::warn!(%error, "discovery.read_words");
            Heard::default()
        }
    }
}

impl Heard {
    /// The search with the filters of both readings.
    pub(super) fn put(self, asked: Asked, filters: Filters) -> Asked {
        let mut pairs: Vec<(&str, String)> = filters.pairs();
        pairs.extend(self.read.iter().map(|one| (one.name.as_str(), one.value.clone())));
        let filters = Filters::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str()))).0;
        let by_model = self.read.iter().map(ByModel::written).collect();
        Asked { filters, by_model, model_why: self.why_not, ..asked }
    }
}

/// The address with why a model read nothing; links from there do not carry it on.
pub(super) fn noted(address: String, asked: &Asked) -> String {
    if asked.model_why.is_empty() {
        return address;
    }
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}model_why={}", escaped(&asked.model_why))
}

/// The quiet sentence where a model was asked and read nothing.
pub(super) fn why_not(asked: &Asked) -> Markup {
    let why = tk("model_why", &asked.model_why);
    html! {
        @if !asked.model_why.is_empty() && !why.is_empty() {
            div.filters { p.about role="status" { (t("discover.plain")) " " (why) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_of_a_model_survives_an_address_whatever_was_typed() {
        for quote in ["around Essen", "a|b: c", ""] {
            let one = ByModel { name: "country".into(), quote: quote.into(), value: "DE".into() };
            assert_eq!(ByModel::parse(&one.written()), Some(one));
        }
        for odd in ["", "country", "country:DE", "age:thirty|30"] {
            assert_eq!(ByModel::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_was_dropped_is_not_marked_any_more() {
        let one = ByModel { name: "country".into(), quote: "around Essen".into(), value: "DE".into() };
        let heard = Heard { read: vec![one.clone()], why_not: String::new() };
        let asked = heard.put(Asked::default(), Filters::of_pairs([("platform", "instagram")]).0);
        assert!(asked.pairs().contains(&("by_model", one.written())) && asked.pairs().contains(&("country", "DE".to_owned())));
        let path = asked.without("/d", "country", "DE");
        assert!(!path.contains("by_model") && path.contains("platform=instagram"), "{path}");
    }
}
