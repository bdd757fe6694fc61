//! A question, answered: filters and bounds, words with their corrections, meaning, both together, and why.
//!
//! Invariants: the fit is what results are ordered by, from 0 to 1, and each of its two parts is relative to the best of this
//! search; only whoever is found by a weak likeness alone (`domain::discovery::is_less_alike`) comes after all others; a word that nobody has is either read as one that somebody has, and that is said, or is said to be missing.
//! Absent: filters made from words; that is `domain::discovery`'s, in sight of the person.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::discovery::is_less_alike;
use tantivy::{
    DocId, DocSet, Searcher, Term,
    collector::{Count, TopDocs},
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query, TermQuery, TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};
use uuid::Uuid;

use super::{
    Counts, Found, Hit, MOST_SHOWN, Order, Place, Question, Reasons, Scope, SearchError,
    entries::{self, Bound, wall},
    gathering::{Best, Counted, Gather, Gathered, Key},
    index::Shown,
    schema::{Fields, ID, Number},
    words::{Asked, Words},
};
use crate::meaning::{self, Vector};

/// How much a word counts by where it stands: a handle or a name is asked for by those who look for somebody, what people are
/// known for and say of themselves tells more of them than one post.
const PLACES: [(Place, f32); 6] =
    [(Place::Handle, 4.0), (Place::Name, 3.0), (Place::Topic, 2.5), (Place::Bio, 1.5), (Place::Post, 1.0), (Place::City, 1.0)];

/// How many terms a beginning of a name is read as.
const BEGINNINGS: usize = 40;

impl Fields {
    fn at(&self, place: Place) -> Field {
        match place {
            Place::Name => self.name,
            Place::Handle => self.handle,
            Place::Topic => self.topic,
            Place::Bio => self.bio,
            Place::Post => self.post,
            Place::City => self.city,
        }
    }
}

/// A word of the question with every term that stands for it.
struct Sought {
    word: String,
    terms: Vec<(Place, f32, Term)>,
}

/// Answers a question.
pub(super) fn search(shown: &Shown, fields: &Fields, question: &Question) -> Result<Found, SearchError> {
    let searcher = &shown.searcher;
    let mut found = Found::default();
    let sought = seek(searcher, fields, question, &mut found)?;
    let asked = if question.meaning { meaning::vector(&question.about) } else { None };
    let (vector, asks_meaning) = (asked.or(question.near), asked.is_some());
    let walk = Walk { shown, filters: filters(fields, question), bounds: entries::bounds(&question.filters, question.now), question };
    let (gathered, scores) = match (sought.is_empty(), vector) {
        (false, vector) => walk.words(&sought, vector.filter(|_| asks_meaning))?,
        // Words that nobody has and that mean nothing to us find nobody: a likeness to something else would be an invention.
        (true, _) if !asks_meaning && !found.missing.is_empty() => return Ok(found),
        (true, Some(vector)) => walk.meaning(vector, asks_meaning)?,
        (true, None) => (walk.all()?, Scores::default()),
    };
    found.total = gathered.total;
    found.unknown =
        walk.bounds.iter().map(|bound| bound.name).zip(gathered.unknown.iter().copied()).filter(|(_, count)| *count > 0).collect();
    found.counts = counts(gathered.facets, gathered.estimated);
    let page: Vec<Best> = gathered.best.into_iter().skip(question.offset).take(question.limit).collect();
    for best in page {
        found.hits.push(hit(shown, &sought, &scores, vector.as_ref(), best)?);
    }
    Ok(found)
}

/// The best of what the engine alone finds for a question's filters and words, and how many: what a search costs that neither
/// keeps bounds nor counts facets nor explains itself. For measuring.
pub(super) fn engine_alone(shown: &Shown, fields: &Fields, question: &Question) -> Result<(usize, usize), SearchError> {
    let sought = seek(&shown.searcher, fields, question, &mut Found::default())?;
    let mut clauses = filters(fields, question);
    clauses.push((Occur::Must, text(&sought)));
    let best = TopDocs::with_limit(question.limit.max(1)).order_by_score();
    let (best, count) = shown.searcher.search(&BooleanQuery::new(clauses), &(best, Count))?;
    Ok((best.len(), count))
}

/// What each of the listed scored, for the fit.
#[derive(Default)]
struct Scores {
    /// Whether there is anything by which one fits better than another.
    any: bool,
    fit: BTreeMap<(u32, DocId), f32>,
}

struct Walk<'a> {
    shown: &'a Shown,
    filters: Vec<(Occur, Box<dyn Query>)>,
    bounds: Vec<Bound>,
    question: &'a Question,
}

impl Walk<'_> {
    fn gather(&self, key: Key, counted: Counted) -> Gather {
        Gather {
            bounds: self.bounds.clone(),
            now: self.question.now,
            key,
            counted,
            vectors: self.shown.vectors.clone(),
            most: MOST_SHOWN,
            facets: self.question.counts,
            listed: false,
        }
    }

    /// Whom the filters leave; none of it scores.
    fn filtered(&self) -> Box<dyn Query> {
        let clauses: Vec<_> = self.filters.iter().map(|(occur, query)| (*occur, query.box_clone())).collect();
        Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(clauses)), 0.0))
    }

    fn run(&self, query: &dyn Query, gather: &Gather) -> Result<Gathered, SearchError> {
        Ok(self.shown.searcher.search(query, gather)?)
    }

    /// The number that is asked for instead of the fit.
    fn number(&self) -> Option<Key> {
        match self.question.order {
            Order::Fit => None,
            Order::Followers => Some(Key::Number(vec![Number::Followers])),
            Order::Newest => Some(Key::Number(vec![Number::Since])),
        }
    }

    /// Nothing fits better than another: those known last come first.
    fn all(&self) -> Result<Gathered, SearchError> {
        let key = self.number().unwrap_or_else(|| Key::Number(vec![Number::Since]));
        self.run(&*self.filtered(), &self.gather(key, Counted::All))
    }

    /// By meaning alone. A question in words leaves out who is not close; a likeness to something only orders.
    fn meaning(&self, vector: Vector, asked: bool) -> Result<(Gathered, Scores), SearchError> {
        let counted = if asked { Counted::MatchedOrClose(Arc::default(), Box::new(vector)) } else { Counted::All };
        let key = self.number().unwrap_or(Key::Closeness(Box::new(vector)));
        let gathered = self.run(&*self.filtered(), &self.gather(key, counted))?;
        let scores = self.scored(&gathered, &BTreeMap::new(), Some(&vector));
        Ok((gathered, scores))
    }

    /// By words, and by meaning where there is any.
    fn words(&self, sought: &[Sought], vector: Option<Vector>) -> Result<(Gathered, Scores), SearchError> {
        let query = BooleanQuery::new(vec![(Occur::Must, self.filtered()), (Occur::Must, text(sought))]);
        let mut gather = self.gather(Key::Words, Counted::All);
        gather.facets = self.question.counts && vector.is_none() && self.number().is_none();
        gather.listed = vector.is_some() || self.number().is_some();
        let by_words = self.run(&query, &gather)?;
        let matched: BTreeMap<(u32, DocId), f32> =
            by_words.best.iter().map(|best| ((best.segment, best.document), narrow(best.key))).collect();
        let mut gathered = match (vector, self.number()) {
            (None, None) => by_words,
            (None, Some(number)) => self.run(&query, &self.gather(number, Counted::All))?,
            (Some(vector), number) => {
                let counted = Counted::MatchedOrClose(Arc::new(by_words.listed), Box::new(vector));
                let mut both = self.run(&*self.filtered(), &self.gather(number.unwrap_or(Key::Closeness(Box::new(vector))), counted))?;
                if self.number().is_none() {
                    let known: BTreeSet<(u32, DocId)> = both.best.iter().map(|best| (best.segment, best.document)).collect();
                    both.best.extend(by_words.best.into_iter().filter(|best| !known.contains(&(best.segment, best.document))));
                }
                both
            }
        };
        let scores = self.scored(&gathered, &matched, vector.as_ref());
        if self.number().is_none() {
            // Whoever is found by a weak likeness alone comes after all others, so that the page can draw its line.
            let place_of = |best: &Best| (best.segment, best.document);
            let is_weak = |best: &Best| is_less_alike(matched.contains_key(&place_of(best)), self.closeness(best, vector.as_ref()));
            let weak: BTreeSet<(u32, DocId)> = gathered.best.iter().filter(|best| is_weak(best)).map(place_of).collect();
            let spoken = self.with_any(sought, &weak)?;
            for best in &mut gathered.best {
                let place = (best.segment, best.document);
                let fit = f64::from(scores.fit.get(&place).copied().unwrap_or_default());
                let below = weak.contains(&place) && !spoken.contains(&place);
                best.key = if below { fit - 1.0 } else { fit };
            }
            gathered.best.sort_by(|one, other| other.cmp(one));
            gathered.best.truncate(MOST_SHOWN);
        }
        Ok((gathered, scores))
    }

    /// With whom of some any word of the question stands; to be found by many words half of them are needed.
    fn with_any(&self, sought: &[Sought], some: &BTreeSet<(u32, DocId)>) -> Result<BTreeSet<(u32, DocId)>, SearchError> {
        let mut found = BTreeSet::new();
        let segments: BTreeSet<u32> = some.iter().map(|(segment, _)| *segment).collect();
        for segment in segments {
            let reader = self.shown.searcher.segment_reader(segment);
            for (_, _, term) in sought.iter().flat_map(|one| &one.terms) {
                let inverted = reader.inverted_index(term.field())?;
                let postings = inverted.read_postings(term, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)?;
                let Some(mut postings) = postings else { continue };
                for place in some.range((segment, 0)..=(segment, DocId::MAX)) {
                    if postings.doc() < place.1 {
                        postings.seek(place.1);
                    }
                    if postings.doc() == place.1 {
                        found.insert(*place);
                    }
                }
            }
        }
        Ok(found)
    }

    /// How close one is in meaning; nothing where there is nothing to compare.
    fn closeness(&self, best: &Best, vector: Option<&Vector>) -> Option<f32> {
        let of = self.shown.vectors.get(best.segment as usize).and_then(|vectors| vectors.of(best.document));
        vector.zip(of).map(|(vector, of)| meaning::closeness(vector, of))
    }

    /// The fit of those listed: the share of the best score of words and the closeness in meaning, added, relative to the
    /// largest sum. Of several ways to put the two together this is one that was better than each alone on a public
    /// collection in every variant tried (`bench -- relevance`).
    fn scored(&self, gathered: &Gathered, matched: &BTreeMap<(u32, DocId), f32>, vector: Option<&Vector>) -> Scores {
        let most = matched.values().copied().fold(f32::EPSILON, f32::max);
        let sums: Vec<((u32, DocId), f32)> = gathered
            .best
            .iter()
            .map(|best| {
                let words = matched.get(&(best.segment, best.document)).copied().unwrap_or_default() / most;
                ((best.segment, best.document), words + self.closeness(best, vector).unwrap_or(0.0).max(0.0))
            })
            .collect();
        let largest = sums.iter().map(|(_, sum)| *sum).fold(f32::EPSILON, f32::max);
        Scores { any: true, fit: sums.into_iter().map(|(at, sum)| (at, (sum / largest).clamp(0.0, 1.0))).collect() }
    }
}

#[allow(clippy::cast_possible_truncation)]
fn narrow(score: f64) -> f32 {
    score as f32
}

fn has(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

/// Among whom is searched: the wall.
fn among(fields: &Fields, question: &Question) -> Box<dyn Query> {
    let term = has;
    let known = || term(fields.wall, &wall(Some(question.brand), question.organisation));
    let new = || -> Box<dyn Query> {
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, term(fields.wall, &wall(None, question.organisation))),
            (Occur::MustNot, term(fields.known_by, &question.brand.simple().to_string())),
        ]))
    };
    match question.scope {
        Scope::Known => known(),
        Scope::New => new(),
        Scope::Everyone => Box::new(BooleanQuery::union(vec![known(), new()])),
    }
}

/// Among whom, and what must be had.
fn filters(fields: &Fields, question: &Question) -> Vec<(Occur, Box<dyn Query>)> {
    let term = has;
    let mut clauses = vec![(Occur::Must, among(fields, question))];
    for facets in entries::wanted(&question.filters) {
        let one: Box<dyn Query> = match facets.as_slice() {
            [only] => term(fields.has, only),
            several => Box::new(TermSetQuery::new(several.iter().map(|facet| Term::from_field_text(fields.has, facet)))),
        };
        clauses.push((Occur::Must, one));
    }
    let some = |creators: &[Uuid]| -> Box<dyn Query> {
        Box::new(TermSetQuery::new(creators.iter().map(|creator| Term::from_field_text(fields.who, &creator.simple().to_string()))))
    };
    if let Some(only) = &question.only {
        clauses.push((Occur::Must, some(only)));
    }
    if !question.without.is_empty() {
        clauses.push((Occur::MustNot, some(&question.without)));
    }
    clauses
}

/// The words of a question as one query: of many words half are enough, so that one word more does not lose everybody.
fn text(sought: &[Sought]) -> Box<dyn Query> {
    let words: Vec<Box<dyn Query>> = sought
        .iter()
        .map(|one| {
            let places = one.terms.iter().map(|(_, boost, term)| -> Box<dyn Query> {
                let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                Box::new(BoostQuery::new(Box::new(query), *boost))
            });
            Box::new(DisjunctionMaxQuery::with_tie_breaker(places.collect(), 0.2)) as Box<dyn Query>
        })
        .collect();
    match words.len() {
        0 => Box::new(AllQuery),
        count => Box::new(BooleanQuery::union_with_minimum_required_clauses(words, count.div_ceil(2).min(3))),
    }
}

/// The terms that stand for the words of a question. Says which words were read as others, and which nobody has.
fn seek(searcher: &Searcher, fields: &Fields, question: &Question, found: &mut Found) -> Result<Vec<Sought>, SearchError> {
    let mut words = Words::new();
    let asked = words.asked(&question.about);
    let among = among(fields, question);
    let last = asked.len().saturating_sub(1);
    let mut sought = Vec::new();
    for (at, one) in asked.into_iter().enumerate() {
        let mut terms = Vec::new();
        terms_of(fields, &one, 1.0, &mut terms);
        if at == last && one.word.chars().count() >= 3 {
            beginnings(searcher, fields, &one.word, &mut terms)?;
        }
        let stands = anywhere(searcher, &terms)? && within(searcher, &*among, terms.iter().map(|(_, _, term)| term))?;
        if !stands {
            // A word of the language that nobody happens to have is not misspelt; another form of it is still the same word.
            let (known, mut form) = (meaning::has_word(&one.word), false);
            let closest = closest(searcher, fields.spelling, &one.word, &*among, |word| {
                form = words.asked(word).iter().any(|other| other.forms.iter().any(|form| one.forms.contains(form)));
                form || !known
            })?;
            match closest {
                None => found.missing.push(one.word),
                Some(word) => {
                    terms.clear();
                    for read in words.asked(&word) {
                        terms_of(fields, &read, 0.7, &mut terms);
                    }
                    if !form {
                        found.corrected.push((one.word, word.clone()));
                    }
                    sought.push(Sought { word, terms });
                }
            }
            continue;
        }
        sought.push(Sought { word: one.word, terms });
    }
    Ok(sought)
}

fn terms_of(fields: &Fields, asked: &Asked, weight: f32, terms: &mut Vec<(Place, f32, Term)>) {
    for (place, boost) in PLACES {
        // Names, handles and cities are kept as written.
        let whole = matches!(place, Place::Name | Place::Handle | Place::City);
        let forms = asked.forms.iter().filter(|form| !whole || **form == asked.word);
        terms.extend(forms.map(|form| (place, boost * weight, Term::from_field_text(fields.at(place), form))));
    }
}

/// Names and handles that begin with what is typed last.
fn beginnings(searcher: &Searcher, fields: &Fields, word: &str, terms: &mut Vec<(Place, f32, Term)>) -> Result<(), SearchError> {
    for place in [Place::Handle, Place::Name] {
        let field = fields.at(place);
        let mut begun = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(word.as_bytes()).into_stream()?;
            let mut seen = 0;
            while seen < BEGINNINGS && stream.advance() {
                let Some(text) = std::str::from_utf8(stream.key()).ok().filter(|text| text.starts_with(word)) else { break };
                begun.insert(text.to_owned());
                seen += 1;
            }
        }
        begun.remove(word);
        terms.extend(begun.into_iter().take(BEGINNINGS).map(|text| (place, 1.0, Term::from_field_text(field, &text))));
    }
    Ok(())
}

fn anywhere(searcher: &Searcher, terms: &[(Place, f32, Term)]) -> Result<bool, SearchError> {
    for (_, _, term) in terms {
        if searcher.doc_freq(term)? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether any of the terms stands with somebody among whom is searched: what others keep corrects nothing and is not told of.
fn within<'t>(searcher: &Searcher, among: &dyn Query, terms: impl Iterator<Item = &'t Term>) -> Result<bool, SearchError> {
    let any =
        BooleanQuery::union(terms.map(|term| Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)) as Box<dyn Query>).collect());
    let query = BooleanQuery::intersection(vec![among.box_clone(), Box::new(any)]);
    Ok(searcher.search(&query, &Count)? > 0)
}

/// How many of the nearest words are looked for among whom is searched.
const NEAREST: usize = 8;

/// The word that a word nobody has is most likely a typing error of: one letter away, or two where it is long; of several the
/// one that most have. Short words and numbers are taken as they are.
fn closest(
    searcher: &Searcher,
    field: Field,
    word: &str,
    among: &dyn Query,
    mut fits: impl FnMut(&str) -> bool,
) -> Result<Option<String>, SearchError> {
    let letters = word.chars().count();
    if letters < 4 || word.chars().any(|letter| letter.is_ascii_digit()) {
        return Ok(None);
    }
    for distance in 1..=(if letters >= 8 { 2 } else { 1 }) {
        let mut counted: BTreeMap<String, u32> = BTreeMap::new();
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let automaton = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true).automaton()?;
            let mut stream = inverted.terms().search(automaton).into_stream()?;
            while stream.advance() {
                if let Ok(text) = std::str::from_utf8(stream.key()) {
                    *counted.entry(text.to_owned()).or_default() += stream.value().doc_freq;
                }
            }
        }
        let mut nearest: Vec<(u32, String)> = counted.into_iter().map(|(word, count)| (count, word)).collect();
        nearest.sort_unstable_by(|one, other| other.cmp(one));
        for (_, word) in nearest.into_iter().take(NEAREST) {
            if fits(&word) && within(searcher, among, std::iter::once(&Term::from_field_text(field, &word)))? {
                return Ok(Some(word));
            }
        }
    }
    Ok(None)
}

fn counts(facets: BTreeMap<String, u64>, estimated: bool) -> Counts {
    let mut listed: Vec<(String, String, u64)> = facets
        .into_iter()
        .filter_map(|(facet, count)| facet.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned(), count)))
        .collect();
    listed.sort_by(|one, other| one.0.cmp(&other.0).then(other.2.cmp(&one.2)).then(one.1.cmp(&other.1)));
    Counts { facets: listed, estimated }
}

/// One of those found, with why.
fn hit(shown: &Shown, sought: &[Sought], scores: &Scores, vector: Option<&Vector>, best: Best) -> Result<Hit, SearchError> {
    let segment = shown.searcher.segment_reader(best.segment);
    let half = |name: &str| -> Result<u64, SearchError> { Ok(segment.fast_fields().u64(name)?.first(best.document).unwrap_or_default()) };
    let creator = Uuid::from_u64_pair(half(ID[0])?, half(ID[1])?);
    let mut words = Vec::new();
    for one in sought {
        let mut places = BTreeSet::new();
        for (place, _, term) in &one.terms {
            if !places.contains(place) && stands(segment, term, best.document)? {
                places.insert(*place);
            }
        }
        words.extend(places.into_iter().map(|place| (one.word.clone(), place)));
    }
    let of = shown.vectors.get(best.segment as usize).and_then(|vectors| vectors.of(best.document));
    let closeness = vector.zip(of).map(|(vector, of)| meaning::closeness(vector, of));
    let fit = scores.fit.get(&(best.segment, best.document)).copied().filter(|_| scores.any);
    Ok(Hit { creator, known: half("known")? == 1, fit, reasons: Reasons { words, closeness } })
}

/// Whether a term stands in a document.
fn stands(segment: &tantivy::SegmentReader, term: &Term, document: DocId) -> Result<bool, SearchError> {
    let inverted = segment.inverted_index(term.field())?;
    let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic).map_err(tantivy::TantivyError::from)? else {
        return Ok(false);
    };
    Ok(postings.doc() == document || (postings.doc() < document && postings.seek(document) == document))
}
