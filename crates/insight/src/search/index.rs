//! The index itself: opened or made, changed, and shown to searches.
//!
//! Invariants: a creator's entries are replaced together; a search sees a whole commit and never half of one; an index of
//! another shape is thrown away and made anew, because everything in it stands in the rows. How far the rows were read is
//! kept in the same commit.
//! Absent: threads of its own for reading rows, and locks over a search: searches go on while changes are written.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tantivy::{
    IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
    directory::MmapDirectory,
    index::{SegmentId, SegmentReader},
    schema::{Field, Value},
    store::Compressor,
    tokenizer::PreTokenizedString,
};
use uuid::Uuid;

use super::{
    Entry, Found, Question, asking, entries, schema,
    schema::{Fields, Number},
    words::Words,
};
use crate::meaning::{self, Vector};

/// What goes wrong with an index. None of it loses anything: the rows stand.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The engine's.
    #[error("the search index: {0}")]
    Engine(#[from] TantivyError),
    /// The folder's.
    #[error("the search index: {0}")]
    Folder(#[from] std::io::Error),
}

/// What became of one creator: all entries there are now; none where nobody knows them any more.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who.
    pub creator: Uuid,
    /// How they stand in the index from now on.
    pub entries: Vec<Entry>,
}

/// The search index.
pub struct Index {
    fields: Fields,
    writer: Mutex<IndexWriter>,
    reader: IndexReader,
    shown: RwLock<Arc<Shown>>,
}

/// What searches see: one commit with its vectors.
pub(super) struct Shown {
    pub(super) searcher: Searcher,
    /// By the segment's place.
    pub(super) vectors: Vec<Arc<Vectors>>,
    /// By the segment's name, so that a segment's vectors are read once.
    by_segment: BTreeMap<SegmentId, Arc<Vectors>>,
    /// How far the rows were read.
    watermark: Option<String>,
}

/// The vectors of one segment, by document, one behind the other.
#[derive(Default)]
pub(super) struct Vectors(Vec<Option<Vector>>);

impl Vectors {
    pub(super) fn of(&self, document: u32) -> Option<&Vector> {
        self.0.get(document as usize)?.as_ref()
    }
}

/// How much memory the writer gathers before it writes a segment, in bytes, for each of its threads.
const WRITER_BYTES: usize = 48_000_000;
const WRITER_THREADS: usize = 2;

impl Index {
    /// Opens the index in a folder, or makes an empty one where there is none of this shape.
    ///
    /// # Errors
    /// The folder's and the engine's.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        std::fs::create_dir_all(folder)?;
        let opened = || -> Result<Self, SearchError> {
            let (schema, fields) = schema::schema();
            let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
            let builder = tantivy::Index::builder().schema(schema).settings(settings());
            Self::of(builder.open_or_create(directory)?, fields)
        };
        match opened() {
            Ok(index) if index.watermark().is_some() || index.is_empty() => return Ok(index),
            // Another process writes here; what lies in the folder is its own.
            Err(SearchError::Engine(error @ TantivyError::LockFailure(..))) => return Err(error.into()),
            // Of another shape or broken; it was let go of before it is taken away.
            Ok(_) | Err(_) => {}
        }
        std::fs::remove_dir_all(folder)?;
        std::fs::create_dir_all(folder)?;
        opened()
    }

    /// An empty index in memory.
    ///
    /// # Errors
    /// The engine's.
    pub fn in_memory() -> Result<Self, SearchError> {
        let (schema, fields) = schema::schema();
        Self::of(tantivy::Index::builder().schema(schema).settings(settings()).create_in_ram()?, fields)
    }

    fn of(mut index: tantivy::Index, fields: Fields) -> Result<Self, SearchError> {
        index.set_multithread_executor(WRITER_THREADS)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = Mutex::new(index.writer_with_num_threads(WRITER_THREADS, WRITER_BYTES * WRITER_THREADS)?);
        let empty = Shown { searcher: reader.searcher(), vectors: Vec::new(), by_segment: BTreeMap::new(), watermark: None };
        let index = Self { fields, writer, reader, shown: RwLock::new(Arc::new(empty)) };
        index.show()?;
        Ok(index)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.shown().searcher.num_docs()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How far the rows were read, as given with the last commit; nothing for an index that was never filled by this version.
    #[must_use]
    pub fn watermark(&self) -> Option<String> {
        self.shown().watermark.clone()
    }

    /// Replaces what stands of these creators. Searches see it after [`Index::commit`].
    ///
    /// # Errors
    /// The engine's.
    pub fn put(&self, changes: &[Change]) -> Result<(), SearchError> {
        let entries: Vec<&Entry> = changes.iter().flat_map(|change| &change.entries).collect();
        let texts: Vec<String> = entries.iter().map(|entry| text_of(entry)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectors = meaning::vectors(&texts);
        let mut words = Words::new();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            writer.delete_term(Term::from_field_text(self.fields.who, &change.creator.simple().to_string()));
        }
        for (entry, vector) in entries.into_iter().zip(vectors) {
            writer.add_document(self.document(entry, vector, &mut words))?;
        }
        Ok(())
    }

    /// Makes what was put visible, and keeps with it how far the rows were read.
    ///
    /// # Errors
    /// The engine's.
    pub fn commit(&self, watermark: &str) -> Result<(), SearchError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&format!("{} {watermark}", made_by()));
        prepared.commit()?;
        drop(writer);
        self.show()
    }

    /// Empties the index; searches see it after [`Index::commit`].
    ///
    /// # Errors
    /// The engine's.
    pub fn clear(&self) -> Result<(), SearchError> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).delete_all_documents()?;
        Ok(())
    }

    /// Searches.
    ///
    /// # Errors
    /// The engine's.
    pub fn search(&self, question: &Question) -> Result<Found, SearchError> {
        asking::search(&self.shown(), &self.fields, question)
    }

    /// How many of the best, and how many in all, the engine underneath finds for a question's words and facets, without bounds,
    /// meaning, counts and reasons; a measure beside [`Index::search`].
    ///
    /// # Errors
    /// The engine's.
    pub fn engine_alone(&self, question: &Question) -> Result<(usize, usize), SearchError> {
        asking::engine_alone(&self.shown(), &self.fields, question)
    }

    fn shown(&self) -> Arc<Shown> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows the newest commit to searches, with the vectors of new segments.
    fn show(&self) -> Result<(), SearchError> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let before = self.shown();
        let mut by_segment = BTreeMap::new();
        let mut vectors = Vec::new();
        for segment in searcher.segment_readers() {
            let found = match before.by_segment.get(&segment.segment_id()) {
                Some(known) => known.clone(),
                None => Arc::new(read_vectors(segment, self.fields.vector)?),
            };
            by_segment.insert(segment.segment_id(), found.clone());
            vectors.push(found);
        }
        let payload = searcher.index().load_metas()?.payload;
        let watermark = payload.and_then(|payload| payload.strip_prefix(&made_by()).map(|rest| rest.trim_start().to_owned()));
        let shown = Shown { searcher, vectors, by_segment, watermark };
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shown);
        Ok(())
    }

    fn document(&self, entry: &Entry, vector: Option<Vector>, words: &mut Words) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        document.add_text(fields.who, entry.creator.simple().to_string());
        document.add_text(fields.wall, entries::wall(entry.brand, entry.organisation));
        for brand in &entry.known_by {
            document.add_text(fields.known_by, brand.simple().to_string());
        }
        let (high, low) = entry.creator.as_u64_pair();
        document.add_u64(fields.id[0], high);
        document.add_u64(fields.id[1], low);
        document.add_u64(fields.known, u64::from(entry.brand.is_some()));
        for facet in entries::facets(entry) {
            document.add_text(fields.has, facet);
        }
        let language = entry.languages.first().map(String::as_str);
        let mut spelling: Vec<String> = Vec::new();
        let placed: [(Field, Option<&str>, Vec<&String>); 6] = [
            (fields.name, None, entry.names.iter().collect()),
            (fields.handle, None, entry.handles.iter().collect()),
            (fields.topic, language, entry.topics.iter().chain(&entry.tags).collect()),
            (fields.bio, language, entry.bios.iter().collect()),
            (fields.post, language, entry.posts.iter().collect()),
            (fields.city, None, entry.city.iter().collect()),
        ];
        for (field, language, texts) in placed {
            for text in texts {
                spelling.extend(words.of(text, None).into_iter().map(|token| token.text));
                let tokens = words.of(text, language);
                if !tokens.is_empty() {
                    document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
                }
            }
        }
        spelling.sort_unstable();
        spelling.dedup();
        for word in spelling {
            document.add_text(fields.spelling, word);
        }
        if let Some(vector) = vector {
            document.add_bytes(fields.vector, &vector.bytes());
        }
        for (number, field) in Number::ALL.iter().zip(&fields.numbers) {
            for value in entries::column(entry, *number) {
                document.add_i64(*field, value);
            }
        }
        document
    }
}

/// Which version and which model made an index.
fn made_by() -> String {
    format!("{} {}", schema::VERSION, meaning::MODEL_ID)
}

/// Vectors hardly get smaller, and nothing else is kept to be read back.
fn settings() -> IndexSettings {
    IndexSettings { docstore_compression: Compressor::None, ..IndexSettings::default() }
}

fn read_vectors(segment: &SegmentReader, field: Field) -> Result<Vectors, SearchError> {
    let store = segment.get_store_reader(1)?;
    let mut found = Vec::with_capacity(segment.max_doc() as usize);
    for document in store.iter::<TantivyDocument>(None) {
        let document = document?;
        found.push(document.get_first(field).and_then(|value| value.as_bytes().and_then(Vector::from_bytes)));
    }
    Ok(Vectors(found))
}

/// What an entry's meaning is taken from: what they are known for and say of themselves, then what they post; not their name,
/// which means something else.
fn text_of(entry: &Entry) -> String {
    let parts = entry.topics.iter().chain(&entry.bios).chain(&entry.posts);
    let mut text = String::new();
    for part in parts {
        if text.len() > MOST_TEXT {
            break;
        }
        text.push_str(part);
        text.push_str(". ");
    }
    text
}

/// From how many bytes on nothing more is added to the text that a vector is made of.
const MOST_TEXT: usize = 8_000;
