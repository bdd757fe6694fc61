//! Measures rankings on a test collection of graded judgements: by words (BM25 with stemming), by meaning, and both
//! fused; one JSON line each. The published figures stand for Cranfield (1,400 documents, 113 queries), with MiniLM as
//! the model and places fused.
//!
//! Invariant: nothing here was chosen by what this collection gives (equal weights, a common list of stop words).
//! Absent: the collection itself, which is given as a folder with `docs.json`, `queries.json` and `qrels.json`.

mod ndcg;

use anyhow::{Context, Result};
use insight::meaning::{Reading, Vector, vector};
use ndcg::{Weights, fuse, fuse_scores, mean, ndcg10};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer};
use tantivy::{Index, TantivyDocument, Term, doc};

/// Measures and prints. The collection is not ours to ship, so its folder is given.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let folder = arguments.first().context("Say where the collection is: a folder with docs.json, queries.json and qrels.json.")?;
    let collection = Collection::read(Path::new(folder))?;
    let (by_text, by_meaning) = (collection.by_text()?, collection.by_meaning());
    let fused = |fuse: &dyn Fn(&Ranking, &Ranking) -> Ranking| -> Vec<Ranking> {
        by_text.iter().zip(&by_meaning).map(|(text, meaning)| fuse(text, meaning)).collect()
    };
    let both = fused(&|text, meaning| narrowed(fuse_scores(text, meaning, Weights::EQUAL)));
    let by_places = fused(&|text, meaning| narrowed(fuse(&ids(text), &ids(meaning), Weights::EQUAL)));
    println!("{}", json!({ "bench": "relevance", "mode": "text", "ndcg10": collection.measured(&by_text)?, "published": 0.54 }));
    println!("{}", json!({ "bench": "relevance", "mode": "meaning", "ndcg10": collection.measured(&by_meaning)?, "published": 0.51 }));
    println!(
        "{}",
        json!({
            "bench": "relevance",
            "mode": "both",
            "ndcg10": collection.measured(&both)?,
            "by_places": collection.measured(&by_places)?,
            "published": 0.56,
        })
    );
    Ok(())
}

/// Ids with how well each was found, the best first.
type Ranking = Vec<(u64, f32)>;

fn ids(ranking: &Ranking) -> Vec<u64> {
    ranking.iter().map(|(id, _)| *id).collect()
}

fn narrowed(fused: Vec<(u64, f64)>) -> Ranking {
    fused.into_iter().map(|(id, worth)| (id, worth as f32)).collect()
}

struct Collection {
    documents: Vec<(u64, String)>,
    queries: Vec<(u64, String)>,
    grades: HashMap<u64, HashMap<u64, u8>>,
}

impl Collection {
    fn read(folder: &Path) -> Result<Self> {
        let list = |name: &str| -> Result<Vec<Value>> {
            let path = folder.join(name);
            let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read.", path.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is no list.", path.display()))
        };
        let mut grades: HashMap<u64, HashMap<u64, u8>> = HashMap::new();
        for judged in list("qrels.json")? {
            let grade = u8::try_from(number(&judged, "position")?)?;
            grades.entry(number(&judged, "query_num")?).or_default().insert(number(&judged, "id")?, grade);
        }
        let texts = |name: &str, id: &str, text: &str| -> Result<Vec<(u64, String)>> {
            list(name)?.iter().map(|value| Ok((number(value, id)?, value[text].as_str().unwrap_or_default().to_owned()))).collect()
        };
        Ok(Self { documents: texts("docs.json", "id", "body")?, queries: texts("queries.json", "query_num", "query")?, grades })
    }

    fn by_text(&self) -> Result<Vec<Ranking>> {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default().set_tokenizer("english").set_index_option(IndexRecordOption::WithFreqs);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(words));
        let id = schema.add_u64_field("id", STORED);
        let index = Index::create_in_ram(schema.build());
        let stop_words = StopWordFilter::new(Language::English).context("There is no list of English stop words.")?;
        let english = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(stop_words);
        index.tokenizers().register("english", english.filter(Stemmer::new(Language::English)).build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        for (number, text) in &self.documents {
            writer.add_document(doc!(id => *number, body => text.as_str()))?;
        }
        writer.commit()?;
        let searcher = index.reader()?.searcher();
        let mut analyser = index.tokenizers().get("english").context("The index has no English words.")?;
        let mut ranking = |query: &str| -> Result<Ranking> {
            let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
            let mut tokens = analyser.token_stream(query);
            while let Some(token) = tokens.next() {
                let term = Term::from_field_text(body, &token.text);
                any.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
            }
            let top = TopDocs::with_limit(self.documents.len()).order_by_score();
            let found = searcher.search(&BooleanQuery::new(any), &top)?;
            let stored = |address| searcher.doc::<TantivyDocument>(address)?.get_first(id).and_then(|id| id.as_u64()).context("No id.");
            found.into_iter().map(|(score, address)| Ok((stored(address)?, score))).collect()
        };
        self.queries.iter().map(|(_, query)| ranking(query)).collect()
    }

    fn by_meaning(&self) -> Vec<Ranking> {
        let readings: Vec<(u64, Reading)> = self.documents.iter().filter_map(|(id, text)| Some((*id, Reading::of(text)?))).collect();
        let ranking = |query: Vector| {
            let mut found: Ranking = readings.iter().map(|(id, reading)| (*id, reading.closeness(&query))).collect();
            found.sort_by(|a, b| b.1.total_cmp(&a.1));
            found
        };
        self.queries.iter().map(|(_, query)| vector(query).map(ranking).unwrap_or_default()).collect()
    }

    /// The mean over all graded queries, to four digits.
    fn measured(&self, rankings: &[Ranking]) -> Result<f64> {
        let figure = |((query, _), ranking): (&(u64, String), &Ranking)| ndcg10(&ids(ranking), self.grades.get(query)?);
        let mean = mean(self.queries.iter().zip(rankings).map(figure)).context("The collection has no graded query.")?;
        Ok((mean * 1e4).round() / 1e4)
    }
}

/// A number that may be written as text, as the collection does for some.
fn number(of: &Value, name: &str) -> Result<u64> {
    let value = &of[name];
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).with_context(|| format!("There is no number \"{name}\" in {of}."))
}
