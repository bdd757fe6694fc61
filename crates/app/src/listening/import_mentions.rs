//! A manager brings a list of posts that name the brand: CSV, a spreadsheet, or pasted cells.
//!
//! Invariant: every row is counted once, as added, renewed, unchanged, the brand's own, erased or refused with its number. Absent:
//! what a program tells of, which is not taken back.

use std::sync::Arc;

use domain::listening::{ListKind, ReadMentions, RefusedRow, mentions::read_mentions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AddedMentions,
    add_mentions::{names, note, take, words},
    list, take_back,
};
use crate::{Agent, Ctx, Look, Meta, Operation, Reach, Result, Route, creators::import::blocking, enclosed, operation::MANAGER};

/// Imports mentions from a list, or says what that would do.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ImportMentions {
    /// What the file is called; the mentions name it as their source.
    pub file_name: String,
    /// The file's bytes in base64: CSV, TSV, XLSX, ODS or XLS with `platform`, `handle`, `url` or `id`, `date`, `text`,
    /// `followers`, `views`, `likes`, `comments`.
    pub content: String,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// The list as read before the transaction.
    #[serde(skip)]
    #[schemars(skip)]
    pub reading: Option<Arc<ReadMentions>>,
}

/// What an import of mentions did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedMentions {
    /// Whether it only looked.
    pub dry_run: bool,
    /// Rows under the headings.
    pub rows: u64,
    /// What became of those that are mentions.
    pub mentions: AddedMentions,
    /// Rows that are none, the first two hundred.
    pub refused: Vec<RefusedRow>,
    /// How many rows are none.
    pub refused_count: u64,
}

impl ImportMentions {
    /// The command for a caller who has the file's bytes at hand.
    #[must_use]
    pub fn of_bytes(file_name: &str, bytes: &[u8], dry_run: bool) -> Self {
        Self { file_name: file_name.to_owned(), content: enclosed::content(bytes), dry_run, reading: None }
    }

    async fn read(&self) -> Result<Arc<ReadMentions>> {
        let command = self.clone();
        blocking(move || -> Result<Arc<ReadMentions>> {
            let plan = list::open(&command.content, &command.file_name, None)?;
            Ok(Arc::new(read_mentions(&plan).map_err(|error| list::refused(&error))?))
        })
        .await?
    }
}

impl Operation for ImportMentions {
    type Answer = ImportedMentions;
    const META: Meta = Meta {
        name: "listening.import_mentions",
        doc: "Imports posts that name the brand from a list (CSV, TSV, XLSX, ODS, XLS). The same list again changes nothing.",
        route: Route::post("/imports/mentions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, _before: &Look) -> Result<()> {
        self.reading = Some(self.read().await?);
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ImportedMentions> {
        let reading = match &self.reading {
            Some(reading) => reading.clone(),
            None => self.read().await?,
        };
        let (names, source, now) = (names(ctx)?, self.file_name.trim().to_owned(), ctx.now());
        let mut refused = reading.refused.clone();
        let mut told = Vec::with_capacity(reading.mentions.len());
        for (row, new) in &reading.mentions {
            match new.checked(&names, &source, now) {
                Ok(mention) => told.push(mention),
                Err(errors) => refused.add(*row, words(&errors)),
            }
        }
        refused.first.sort_by_key(|one| one.row);
        let (mentions, traces) = take(ctx, &names, told, self.dry_run).await?;
        if !self.dry_run {
            let brought = take_back::Brought {
                kind: ListKind::Mentions,
                file_name: &source,
                rows: reading.rows,
                created: mentions.added,
                updated: mentions.renewed,
            };
            take_back::keep(ctx, brought, &traces).await?;
            note(ctx, &source, &mentions).await?;
        }
        Ok(ImportedMentions { dry_run: self.dry_run, rows: reading.rows, mentions, refused: refused.first, refused_count: refused.all })
    }
}
