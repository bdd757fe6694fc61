//! Which kind a comment is: the first of the seven for which there is enough evidence.
//!
//! Invariant: each decision names the words that made it, or the count that did.

use super::feeling;
use super::lexicon::{Found, Sense, lexicon};
use super::reading::{Reading, Sort};
use super::{Judged, Kind, Language};
use crate::language;

/// A comment with this many words of its own content says something.
const CONTENT: usize = 3;
/// A stock phrase or a bare insult needs more beside it.
const CONTENT_BESIDE_CHATTER: usize = 5;
/// A request longer than this gives its reason, and is a remark.
const SHORT_REQUEST: usize = 10;
/// Up to so many words a comment is short: a word of slang is praise there.
const SHORT: usize = 8;
/// From this sum on it is spam.
const SPAM: f32 = 2.0;
/// Reasons that are named.
const REASONS: usize = 4;

/// Reasons for a kind, if there are any.
type Try<'a> = fn(&Evidence<'a>) -> Option<Vec<String>>;

/// The evidence in one comment.
pub(super) struct Evidence<'a> {
    text: &'a str,
    /// The comment, read.
    pub reading: Reading,
    /// The phrases in it.
    pub found: Vec<Found>,
}

pub(super) fn judge(text: &str, thread_language: Option<Language>) -> Judged {
    let own = language::detect(text);
    let spoken = own.or(thread_language);
    let reading = Reading::of(text);
    if !reading.has_words() && reading.emoji > 0 {
        let sentiment = feeling::of_emoji(&reading);
        return Judged { language: spoken, kind: Some(Kind::EmojiOnly), sentiment, because: vec!["nothing but emoji".to_owned()] };
    }
    if spoken.is_some_and(|language| !language.is_judged()) {
        let because = vec!["in a language that is not judged".to_owned()];
        return Judged { language: spoken, kind: None, sentiment: None, because };
    }
    let found = without_parts_of_phrases(lexicon().find(&reading, spoken));
    let evidence = Evidence { text, reading, found };
    if spoken.is_none() && evidence.found.is_empty() && evidence.words() >= 2 {
        let because = vec!["the language cannot be told".to_owned()];
        return Judged { language: None, kind: None, sentiment: None, because };
    }
    let (kind, because) = evidence.kind();
    let sentiment = feeling::of(&evidence, kind);
    Judged { language: spoken, kind: Some(kind), sentiment, because }
}

/// "good" in "good morning" and "no" in "no thanks" are not meant by themselves.
fn without_parts_of_phrases(found: Vec<Found>) -> Vec<Found> {
    let mut whole = vec![0; found.iter().map(|found| found.to).max().unwrap_or(0)];
    for phrase in found.iter().filter(|found| matches!(found.phrase.sense, Sense::Chatter | Sense::Jeer) && found.to - found.from > 1) {
        for end in whole.get_mut(phrase.from..phrase.to).unwrap_or_default() {
            *end = phrase.to.max(*end);
        }
    }
    let longer = |one: &Found| whole.get(one.from).is_some_and(|end| one.to <= *end) && one.to - one.from == 1;
    let part = |one: &Found| matches!(one.phrase.sense, Sense::Praise | Sense::Good | Sense::Bad) && longer(one);
    found.into_iter().filter(|found| !part(found)).collect()
}

impl<'a> Evidence<'a> {
    fn kind(&self) -> (Kind, Vec<String>) {
        let tries: [(Kind, Try<'a>); 5] = [
            (Kind::Spam, Self::spam),
            (Kind::PurchaseIntent, Self::purchase),
            (Kind::Question, Self::question),
            (Kind::Substantive, Self::substantive),
            (Kind::GenericPraise, Self::praise),
        ];
        for (kind, evidence) in tries {
            if let Some(because) = evidence(self) {
                return (kind, because);
            }
        }
        (Kind::Other, self.other())
    }

    /// The phrases of a sense.
    pub(super) fn of(&self, sense: Sense) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(move |found| found.phrase.sense == sense)
    }

    /// Whether the phrase shows a feeling. Slang of one word ("fire", "sick") does so only in a short comment.
    pub(super) fn feels(&self, found: &Found) -> bool {
        match found.phrase.sense {
            Sense::Good | Sense::Bad | Sense::Jeer => true,
            Sense::Praise | Sense::Laughter => found.to - found.from > 1 || found.phrase.sense == Sense::Praise && self.words() <= SHORT,
            _ => false,
        }
    }

    /// Whether there is a phrase of the sense.
    pub(super) fn has(&self, sense: Sense) -> bool {
        self.of(sense).next().is_some()
    }

    fn words(&self) -> usize {
        self.reading.words
    }

    /// Whether the comment asks: a question mark after more than a rhetorical phrase.
    pub(super) fn asked(&self) -> bool {
        self.reading.tokens.iter().any(|token| token.sort == Sort::Ask)
    }

    /// "what it says: "the words"".
    fn quoted(&self, found: &Found) -> String {
        let tokens = self.reading.tokens.get(found.from..found.to).unwrap_or_default();
        let (from, to) = (tokens.first().map_or(0, |token| token.from), tokens.last().map_or(0, |token| token.to));
        let words = self.text.get(from..to).unwrap_or_default();
        let short: String = words.chars().filter(|letter| !language::letters::invisible(*letter)).take(60).collect();
        format!("{}: \"{short}\"", found.phrase.says)
    }

    fn named<'f>(&self, found: impl Iterator<Item = &'f Found>) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        let mut says: Vec<&str> = Vec::new();
        for one in found {
            if reasons.len() < REASONS && !says.contains(&one.phrase.says.as_str()) {
                says.push(&one.phrase.says);
                reasons.push(self.quoted(one));
            }
        }
        reasons
    }

    fn spam(&self) -> Option<Vec<String>> {
        let best = |sense| self.of(sense).map(|found| found.phrase.weight).fold(0.0_f32, f32::max);
        let mut sum: f32 = [Sense::Spam, Sense::Pointer, Sense::Call, Sense::Bait].into_iter().map(best).sum();
        let mut because = self.named(
            self.found.iter().filter(|found| matches!(found.phrase.sense, Sense::Spam | Sense::Pointer | Sense::Call | Sense::Bait)),
        );
        if let Some(link) = self.reading.tokens.iter().find(|token| token.sort == Sort::Link) {
            // A bare address may be the shop that is asked about.
            sum += if link.text.contains("://") || link.text.contains('/') { SPAM } else { SPAM / 2.0 };
            because.push(format!("holds an address: \"{}\"", link.text.chars().take(60).collect::<String>()));
        }
        if self.reading.look_alikes {
            sum += SPAM / 2.0;
            because.push("letters of another script stand in for Latin ones".to_owned());
        }
        if self.reading.digits {
            sum += SPAM / 2.0;
            because.push("digits stand in for letters".to_owned());
        }
        if self.reading.spaced {
            sum += SPAM / 2.0;
            because.push("words are written with spaces between their letters".to_owned());
        }
        because.truncate(REASONS);
        (sum >= SPAM).then_some(because)
    }

    fn purchase(&self) -> Option<Vec<String>> {
        // "where are you from" holds "where ... from", but asks something else.
        let mut elsewhere = vec![false; self.reading.tokens.len()];
        for asks in self.of(Sense::Asks).filter(|asks| asks.phrase.weight > 2.0) {
            elsewhere.get_mut(asks.from..asks.to).unwrap_or_default().fill(true);
        }
        let elsewhere = |found: &&Found| elsewhere.get(found.from..found.to).unwrap_or_default().contains(&true);
        let asked = self.of(Sense::WantsIfAsked).filter(|found| self.asks_around(found));
        let wants: Vec<&Found> = self.of(Sense::Wants).chain(asked).filter(|found| !elsewhere(found)).collect();
        // A refusal that stands before the words of buying is none of them.
        let refuses = self.of(Sense::Refuses).chain(self.of(Sense::SentBack)).any(|found| found.phrase.weight >= 2.0);
        let complains = self.of(Sense::Refuses).next().is_some();
        let sure = wants.iter().any(|found| found.phrase.sense == Sense::Wants);
        if sure && (!refuses || self.asked()) || !wants.is_empty() && !refuses && !complains {
            return Some(self.named(wants.into_iter()));
        }
        let regrets = complains || self.has(Sense::Bad) && feeling::score(self) < 0 && !self.asked();
        if self.buys().next().is_some() && !refuses && !regrets {
            return Some(self.named(self.buys()));
        }
        None
    }

    /// What says that they buy. Inside a question it is asked, not said.
    pub(super) fn buys(&self) -> impl Iterator<Item = &Found> {
        self.of(Sense::Buys).filter(|found| !self.reading.is_asked(found.from))
    }

    /// Whether the sentence of the phrase asks.
    fn asks_around(&self, found: &Found) -> bool {
        if self.reading.is_asked(found.from) {
            !self.rhetorical_between(found.from, usize::MAX)
        } else {
            self.of(Sense::Asks).any(|asks| self.reading.same_sentence(asks.from, found.from))
        }
    }

    fn rhetorical_between(&self, from: usize, to: usize) -> bool {
        self.of(Sense::Rhetorical).any(|found| found.from < to && found.to > from)
    }

    fn question(&self) -> Option<Vec<String>> {
        let tokens = &self.reading.tokens;
        let mut from = 0;
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.sort.ends_sentence()) {
            if token.sort == Sort::Ask {
                let sentence = tokens.get(from..at).unwrap_or_default();
                let words = sentence.iter().filter(|token| token.sort == Sort::Word).count();
                let asks = self.of(Sense::Asks).chain(self.of(Sense::Requests)).any(|found| found.from >= from && found.from <= at);
                let last = tokens.get(at + 1..).unwrap_or_default().iter().all(|token| token.sort.ends_sentence());
                let mocked =
                    self.rhetorical_between(from, at + 1) || self.of(Sense::Jeer).any(|found| found.from >= from && found.to <= at);
                if words > 0 && !mocked && (asks || words >= 2 || last) {
                    let start = sentence.first().map_or(0, |token| token.from);
                    let asked: String = self.text.get(start..token.to).unwrap_or_default().chars().take(80).collect();
                    return Some(vec![format!("asks: \"{asked}\"")]);
                }
            }
            from = at + 1;
        }
        let unmarked = |found: &&Found| !self.rhetorical_between(found.from, found.to + 4) && found.phrase.weight >= 2.0;
        // A phrase in a sentence that has its mark was weighed with it.
        let asks: Vec<&Found> = self.of(Sense::Asks).filter(unmarked).filter(|found| !self.reading.is_asked(found.from)).collect();
        let requests: Vec<&Found> = self.of(Sense::Requests).filter(|_| self.words() <= SHORT_REQUEST).collect();
        let single = |found: &&&Found| found.to - found.from > 1 || self.words() == 1;
        let reasons = self.named(asks.iter().filter(single).copied().chain(requests));
        (!reasons.is_empty() && !self.has(Sense::Jeer)).then_some(reasons)
    }

    /// Words of the writer's own: no function words, no praise, no stock phrases.
    fn content(&self) -> usize {
        let mut covered = vec![false; self.reading.tokens.len()];
        let covers = [Sense::Good, Sense::Chatter, Sense::Jeer, Sense::Laughter, Sense::Not, Sense::Rhetorical];
        for found in self
            .found
            .iter()
            .filter(|found| covers.contains(&found.phrase.sense) || found.phrase.sense == Sense::Praise && self.feels(found))
        {
            covered.get_mut(found.from..found.to).unwrap_or_default().fill(true);
        }
        let mut numbers = 0;
        let mut words = 0;
        for (token, covered) in self.reading.tokens.iter().zip(covered) {
            match token.sort {
                Sort::Word if !covered && token.text.chars().count() >= 2 && !language::is_common(&token.text) => words += 1,
                Sort::Number | Sort::Money | Sort::Time => numbers = 1,
                _ => {}
            }
            if words > CONTENT_BESIDE_CHATTER {
                break;
            }
        }
        words + numbers
    }

    fn substantive(&self) -> Option<Vec<String>> {
        let content = self.content();
        let specific = self.has(Sense::Specific);
        let told = self.has(Sense::Refuses)
            || self.has(Sense::SentBack)
            || self.has(Sense::Irony)
            || (self.has(Sense::Bad) && !self.has(Sense::Jeer));
        let empty = self.has(Sense::Chatter) || self.has(Sense::Jeer);
        let needed = match (empty, specific || told) {
            (true, false) => CONTENT_BESIDE_CHATTER,
            (true, true) => CONTENT,
            (false, false) if self.words() < SHORT => CONTENT,
            (false, _) => CONTENT - 1,
        };
        if content < needed {
            return None;
        }
        let senses = [Sense::Specific, Sense::SentBack, Sense::Refuses, Sense::Irony];
        let mut because = self.named(self.found.iter().filter(|found| senses.contains(&found.phrase.sense)));
        because.push("says something of its own".to_owned());
        because.truncate(REASONS);
        Some(because)
    }

    fn praise(&self) -> Option<Vec<String>> {
        let jeers = self.has(Sense::Jeer) && !self.has(Sense::Praise);
        let liked = self.named(self.of(Sense::Praise).chain(self.of(Sense::Good)));
        let greets = self.has(Sense::Chatter) && !self.has(Sense::Praise);
        (!liked.is_empty() && !jeers && !greets && feeling::score(self) > 0).then_some(liked)
    }

    fn other(&self) -> Vec<String> {
        let senses = [Sense::Chatter, Sense::Jeer, Sense::Laughter, Sense::Rhetorical];
        let because = self.named(self.found.iter().filter(|found| senses.contains(&found.phrase.sense)));
        if because.is_empty() { vec!["nothing that could be told from it".to_owned()] } else { because }
    }
}
