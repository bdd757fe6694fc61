//! A manager imports a list of creators; the command line does the same with a file.
//!
//! Invariants: every row is counted once, as created, updated, merged, unchanged or rejected; an import only adds, it
//! never overwrites what a person entered; the same file again changes nothing. A dry run does all of it but the
//! writing. What it did is kept for a day, so that it can be taken back; a long one tells how far it is and can be cancelled
//! (`running`). A list that a page receives is read from where it is kept (`kept`). Absent: how rows are read
//! (`domain::creators::import`).

mod crowd;
pub mod kept;
mod mapping;
mod matching;
pub mod running;
pub mod take_back;
mod workbook;
mod writing;

use std::sync::Arc;

use domain::{
    creators::{
        CreatorError, CustomField, CustomFields, Import, ImportColumn, ImportCounts, Platform, RowWarning, Source, Tier,
        changes::TAKEN_BACK_WITHIN,
        import::{Column, Hints, People, Person, Plan, RejectedRow, error_file},
    },
    fields::FieldErrors,
    files::StoredFile,
    ids::{BrandId, ImportId},
    money::Currency,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Read;

pub use mapping::MappedBefore;
pub(crate) use mapping::fingerprint;
pub(crate) use matching::{Carried, Whom};
pub use workbook::{Opened, SheetView, read};

use self::crowd::Crowd;
use crate::{
    Agent, App, Caller, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, enclosed, operation::MANAGER,
    uploads::keep_written,
};

/// How many warnings and rejected rows are shown and kept; all are counted.
const SHOWN: usize = 200;

/// Imports creators from a spreadsheet: CSV, TSV, XLSX, ODS or XLS.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ImportCreators {
    /// What the file is called; numbers name it as their source.
    pub file_name: String,
    /// The file's bytes in base64.
    pub content: String,
    /// The platform of rows that name none.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The currency of fees that name none; the brand's when nothing is said.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// Whether the first row holds headings, where the program would guess wrong.
    #[serde(default)]
    pub headings: Option<bool>,
    /// Which sheet of a workbook; the fullest one that is not hidden when nothing is said.
    #[serde(default)]
    pub sheet: Option<String>,
    /// What each column is, where the program would guess wrong: one for each. It is remembered for lists under the same headings.
    #[serde(default)]
    pub columns: Option<Vec<Column>>,
    /// Whether to leave aside what somebody said of the same headings last time.
    #[serde(default)]
    pub afresh: bool,
    /// How these creators were found; `cold` when nothing is said.
    #[serde(default)]
    pub source: Option<Source>,
    /// What kind of relationship new ones begin with; `product_only` when nothing is said.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// Where the file's bytes are kept, where they do not come with the command.
    #[serde(skip)]
    #[schemars(skip)]
    pub kept: Option<kept::KeptList>,
    /// The file as read before the transaction.
    #[serde(skip)]
    #[schemars(skip)]
    pub reading: Option<Arc<Reading>>,
    /// Who watches how far it is, and may cancel it.
    #[serde(skip)]
    #[schemars(skip)]
    pub watched: Option<Arc<running::Watched>>,
}

/// A file, read and understood.
#[derive(Debug)]
pub struct Reading {
    plan: Plan,
    people: People,
    sheet: Option<String>,
    sheets: Vec<SheetView>,
    /// Under which key the headings are remembered, and whether somebody said already what they mean.
    headings: Option<String>,
    remembered: bool,
    /// Who said what was taken over.
    before: Option<MappedBefore>,
    /// The brand's own fields.
    fields: CustomFields,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportView {
    /// Which import; nothing for a dry run.
    pub id: Option<ImportId>,
    /// What the file is called.
    pub file_name: String,
    /// All rows but the headings.
    pub rows: u64,
    /// New creators.
    pub created: u64,
    /// Known creators with something new.
    pub updated: u64,
    /// The same creator again in this file.
    pub merged: u64,
    /// Known creators with nothing new.
    pub unchanged: u64,
    /// Rows that name nobody or cannot be read.
    pub rejected: u64,
    /// Which sheet was read, where the file has sheets.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The sheets of the file, to choose from.
    #[serde(default)]
    pub sheets: Vec<SheetView>,
    /// Who said last what columns under these headings are, where that was taken over.
    #[serde(default)]
    pub as_before: Option<MappedBefore>,
    /// What each column was taken for, and why.
    pub columns: Vec<ImportColumn>,
    /// The brand's own fields, which a column can be too.
    #[serde(default)]
    pub fields: Vec<CustomField>,
    /// The first rows as they stand in the file.
    pub sample: Vec<Vec<String>>,
    /// What a person should know of the file as a whole.
    pub notes: Vec<String>,
    /// The first cells that were not taken as they are.
    pub warnings: Vec<RowWarning>,
    /// How many there were in all.
    pub warned: u64,
    /// The first rejected rows, with reasons.
    pub rejections: Vec<RejectedRow>,
    /// All rejected rows with reasons, as a CSV; nothing for a dry run, or where none was rejected.
    pub error_file: Option<StoredFile>,
}

/// Imports a file for a caller who has its bytes at hand: the command line and uploads.
///
/// # Errors
/// Says why the file cannot be read at all, or what the store says.
pub async fn run(app: &App, caller: &Caller, file_name: &str, bytes: &[u8], options: ImportCreators) -> Result<ImportView> {
    app.run(caller, of_bytes(file_name, bytes, options)).await
}

impl Operation for ImportCreators {
    type Answer = ImportView;
    const META: Meta = Meta {
        name: "creators.import_creators",
        doc: "Imports creators from a spreadsheet (CSV, TSV, XLSX, ODS, XLS): recognises columns, merges the same person, keeps every \
              number with its source. No row is lost; rejected rows come back as a file with reasons. Can be taken back within a day.",
        route: Route::post("/imports/creators"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let currency = before.brand_facts()?.value.currency;
        self.reading = Some(Arc::new(self.read(before.app(), before.db(), before.brand()?, currency).await?));
        Ok(())
    }

    async fn run(mut self, ctx: &mut Ctx) -> Result<ImportView> {
        let mut reading = match self.reading.take() {
            Some(reading) => reading,
            None => Arc::new(self.read(ctx.app(), ctx.tx(), ctx.brand()?, ctx.brand_facts()?.value.currency).await?),
        };
        // All of it is read, and it may be long.
        self.content = String::new();
        let rejected = u64::try_from(reading.people.rejected.len()).unwrap_or(u64::MAX);
        if let Some(watched) = &self.watched {
            watched.did(rejected)?;
        }
        let mut counts = ImportCounts { rows: reading.plan.row_count(), rejected, ..ImportCounts::default() };
        let mut warnings = Warnings { first: reading.people.warnings.clone(), all: reading.people.warned };
        let given = Arc::get_mut(&mut reading).map(|reading| std::mem::take(&mut reading.people.people));
        let people = given.map_or_else(|| Crowd::Lent(&reading.people.people), |people| Crowd::Given(people.into()));
        let told = (&self, &reading.fields);
        let matching::Carried { traces, .. } = matching::import(ctx, told, (people, false), &mut counts, &mut warnings).await?;
        if !counts.add_up() {
            return Err(Error::Broken(format!("the rows of an import do not add up: {counts:?}")));
        }
        if let Some(watched) = &self.watched {
            watched.close()?;
        }
        let mut view = view(&self.file_name, &reading, counts, warnings);
        if !self.dry_run {
            view.error_file = keep_rejected(ctx, &self.file_name, &reading).await?;
            // What a person said of the columns is remembered; so is that they went back to what the program thinks.
            let told = self.columns.is_some() && (reading.remembered || reading.plan.columns().iter().any(mapping::by_hand));
            let id = keep(ctx, &view, counts, reading.headings.clone().filter(|_| told)).await?;
            let until = ctx.now().plus(TAKEN_BACK_WITHIN);
            store::creators::keep_traces(ctx.tx(), ctx.brand()?, id, &traces, ctx.now(), until).await?;
            view.id = Some(id);
        }
        Ok(view)
    }
}

/// The command for a file whose bytes are at hand.
#[must_use]
pub fn of_bytes(file_name: &str, bytes: &[u8], options: ImportCreators) -> ImportCreators {
    ImportCreators { file_name: file_name.to_owned(), content: enclosed::content(bytes), ..options }
}

/// Brings in the people of another kind of list, such as a tracker; as a list of creators would, without its own record.
pub(crate) async fn carry(
    ctx: &mut Ctx,
    file_name: &str,
    people: &[Person],
    dry_run: bool,
) -> Result<(Carried, ImportCounts, Vec<RowWarning>)> {
    let command = ImportCreators { file_name: file_name.to_owned(), dry_run, ..ImportCreators::default() };
    let mut warnings = Warnings { first: Vec::new(), all: 0 };
    let mut counts = ImportCounts { rows: people.iter().map(|person| person.rows).sum(), ..ImportCounts::default() };
    let told = (&command, &CustomFields::default());
    let carried = matching::import(ctx, told, (Crowd::Lent(people), true), &mut counts, &mut warnings).await?;
    Ok((carried, counts, warnings.first))
}

/// Notes, among the imports of creators, that people came in with another kind of list, and what it did to each. They are taken back
/// with that list and not apart from it.
pub(crate) async fn keep_carried(ctx: &mut Ctx, id: ImportId, file_name: &str, counts: ImportCounts, carried: &Carried) -> Result<()> {
    let import = Import {
        file_name: file_name.to_owned(),
        counts,
        columns: Vec::new(),
        notes: Vec::new(),
        warnings: Vec::new(),
        warned: 0,
        error_file: None,
        by: ctx.caller().actor(),
        name: ctx.caller_name().await?,
        at: ctx.now(),
        sheet: None,
        headings: None,
        traced: false,
        taken_back: None,
    };
    store::document::insert(ctx.tx(), ctx.brand()?, id, &import).await?;
    let until = ctx.now().plus(TAKEN_BACK_WITHIN);
    Ok(store::creators::keep_traces(ctx.tx(), ctx.brand()?, id, &carried.traces, ctx.now(), until).await?)
}

/// Warnings, of which only the first are kept.
struct Warnings {
    first: Vec<RowWarning>,
    all: u64,
}

impl Warnings {
    fn add(&mut self, row: u64, column: &str, message: String) {
        self.all += 1;
        if self.first.len() < SHOWN {
            self.first.push(RowWarning { row, column: column.to_owned(), message });
        }
    }
}

impl ImportCreators {
    /// Reads the file, with the columns as they are told, or as they were told last under the same headings.
    async fn read(&self, app: &App, db: &impl Read, brand: BrandId, currency: Currency) -> Result<Reading> {
        enclosed::name(&self.file_name)?;
        let opened = self.open(app, currency).await?;
        let headings = opened.plan.headings_key().map(|key| mapping::fingerprint(&key));
        let before = match &headings {
            Some(headings) => store::creators::import_mapped_last(db, brand, headings).await?,
            None => None,
        };
        let remembered = before.is_some();
        let Opened { plan, sheet, sheets } = opened;
        let fields = store::creators::fields::of_brand(db, brand).await?.map(|found| found.value).unwrap_or_default();
        let plan = plan.with_fields(&fields);
        self.check_fields(&fields)?;
        let (plan, before) = match (&self.columns, before) {
            (Some(columns), _) => (plan.with_columns(columns)?, None),
            (None, Some(before)) if !self.afresh => mapping::as_before(plan, &before, &fields)?,
            (None, _) => (plan, None),
        };
        let watched = self.watched.clone();
        if let Some(watched) = &watched {
            watched.found(plan.row_count());
        }
        let (plan, people) = blocking(move || {
            let people = plan.people_watched(SHOWN, &mut |read| watched.as_ref().is_none_or(|watched| watched.has_read(read)));
            // Nothing is read of it any more, and it may be long.
            (plan.without_text(), people)
        })
        .await?;
        let people = people.ok_or(CreatorError::ImportCancelled)?;
        Ok(Reading { plan, people, sheet, sheets, headings, remembered, before, fields })
    }

    /// Refuses columns that shall be fields which the brand does not have.
    fn check_fields(&self, fields: &CustomFields) -> Result<()> {
        let mut errors = FieldErrors::new();
        for (at, column) in self.columns.iter().flatten().enumerate() {
            if let Column::Field(id) = column {
                let in_use = fields.in_use().any(|field| field.id == *id);
                errors.require(in_use, &format!("columns.{at}"), "This field is not in use any more. Choose another meaning.");
            }
        }
        Ok(errors.ok(())?)
    }

    /// The file, with what each column is taken for.
    async fn open(&self, app: &App, currency: Currency) -> Result<Opened> {
        let bytes = match &self.kept {
            Some(list) => kept::whole(app, list).await?,
            None => {
                let content = self.content.clone();
                blocking(move || enclosed::bytes(&content)).await??
            }
        };
        let hints = Hints { platform: self.platform.clone(), currency: self.currency.or(Some(currency)), headings: self.headings };
        let (name, sheet) = (self.file_name.clone(), self.sheet.clone().filter(|name| !name.is_empty()));
        Ok(blocking(move || workbook::read(&bytes, &name, &hints, sheet.as_deref())).await??)
    }
}

/// Does something slow beside the threads that answer.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Broken(error.to_string()))
}

fn view(file_name: &str, reading: &Reading, counts: ImportCounts, warnings: Warnings) -> ImportView {
    let Reading { plan, people, .. } = reading;
    ImportView {
        id: None,
        file_name: file_name.to_owned(),
        rows: counts.rows,
        created: counts.created,
        updated: counts.updated,
        merged: counts.merged,
        unchanged: counts.unchanged,
        rejected: counts.rejected,
        sheet: reading.sheet.clone(),
        sheets: reading.sheets.clone(),
        as_before: reading.before.clone(),
        columns: plan.columns().iter().map(Into::into).collect(),
        fields: reading.fields.in_use().cloned().collect(),
        sample: plan.sample().to_vec(),
        notes: plan.notes().to_vec(),
        warnings: warnings.first,
        warned: warnings.all,
        rejections: people.rejected.iter().take(SHOWN).cloned().collect(),
        error_file: None,
    }
}

/// Keeps the rejected rows with their reasons as a file of the brand.
async fn keep_rejected(ctx: &mut Ctx, file_name: &str, reading: &Reading) -> Result<Option<StoredFile>> {
    if reading.people.rejected.is_empty() {
        return Ok(None);
    }
    let text = error_file(&reading.plan, &reading.people.rejected);
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    keep_written(ctx, format!("{stem}-rejected.csv"), "text/csv", text.into_bytes()).await.map(Some)
}

/// Notes the import itself.
async fn keep(ctx: &mut Ctx, view: &ImportView, counts: ImportCounts, headings: Option<String>) -> Result<ImportId> {
    let id: ImportId = ctx.id();
    let import = Import {
        file_name: view.file_name.clone(),
        counts,
        columns: view.columns.clone(),
        notes: view.notes.clone(),
        warnings: view.warnings.clone(),
        warned: view.warned,
        error_file: view.error_file.clone(),
        by: ctx.caller().actor(),
        name: ctx.caller_name().await?,
        at: ctx.now(),
        sheet: view.sheet.clone(),
        headings,
        traced: true,
        taken_back: None,
    };
    store::document::insert(ctx.tx(), ctx.brand()?, id, &import).await?;
    ctx.note(About::default().subject(id), "creators.imported", json!({ "file_name": import.file_name, "counts": counts })).await?;
    Ok(id)
}
