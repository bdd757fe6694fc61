//! A manager brings the tracker in which they kept their collaborations; the dry run shows what each row becomes.
//!
//! Invariants: every row is counted once, as taken, unchanged, repeated or refused; what is there already stays as it is, so that
//! the same sheet again changes nothing; nothing is brought in while something has to be asked. Absent: how rows are judged
//! (`domain::imports`).

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    campaigns::Fallen,
    creators::{Platform, RowWarning},
    files::StoredFile,
    ids::{CampaignId, ImportId},
    imports::{Ask, Refused, RowTaken, StatusMeaning, StatusWord, TrackerColumn, TrackerCounts, TrackerImport, TrackerPlan},
    money::Currency,
    text::safe_cell,
    time::DateOrder,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{past::Past, reading::Reading, writing};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    context::About,
    creators::import::{MappedBefore, SheetView, carry, keep_carried},
    operation::MANAGER,
    uploads::keep_written,
};

/// How many rows are shown and kept; all are counted.
const SHOWN: usize = 200;

/// Imports a tracker: one row for each creator and thing to be made, in CSV, TSV, XLSX, ODS or XLS.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ImportTracker {
    /// What the file is called; facts name it as their source.
    pub file_name: String,
    /// The file's bytes in base64.
    pub content: String,
    /// Into which campaign; nothing where a column names campaigns, or a new one is named.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// Into a campaign of this name, which is added where there is none.
    #[serde(default)]
    pub campaign_name: String,
    /// What words of the status column mean, where the program does not know them or would be wrong.
    #[serde(default)]
    pub statuses: Vec<StatusMeaning>,
    /// Which of day and month comes first, where no row tells.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// The currency of fees that name none.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The platform of rows that name none.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// Whether the first row holds headings, where the program would guess wrong.
    #[serde(default)]
    pub headings: Option<bool>,
    /// Which sheet of a workbook; the fullest one that is not hidden when nothing is said.
    #[serde(default)]
    pub sheet: Option<String>,
    /// What each column is, where the program would guess wrong: one for each.
    #[serde(default)]
    pub columns: Option<Vec<TrackerColumn>>,
    /// Whether to leave aside what somebody said of the same headings last time.
    #[serde(default)]
    pub afresh: bool,
    /// Only says what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// The file as read before the transaction.
    #[serde(skip)]
    #[schemars(skip)]
    pub reading: Option<Arc<Reading>>,
}

/// What an import of a tracker did, or would do.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TrackerView {
    /// Which import; nothing for a dry run.
    pub id: Option<ImportId>,
    /// What the file is called.
    pub file_name: String,
    /// What became of its rows.
    pub counts: TrackerCounts,
    /// What has to be answered before it can be brought in.
    pub asks: Vec<Ask>,
    /// The words of its status column.
    pub statuses: Vec<StatusWord>,
    /// Which sheet was read, where the file has sheets.
    pub sheet: Option<String>,
    /// The sheets of the file, to choose from.
    pub sheets: Vec<SheetView>,
    /// Who said last what columns and words under these headings are, where that was taken over.
    pub as_before: Option<MappedBefore>,
    /// What each column was taken for, and why.
    pub columns: Vec<TrackerPlan>,
    /// The first rows as they stand in the file.
    pub sample: Vec<Vec<String>>,
    /// What a person should know of the file as a whole.
    pub notes: Vec<String>,
    /// The first rows that are taken, each with what becomes of it.
    pub taken: Vec<RowTaken>,
    /// The first rows that are not, each with its reason.
    pub refused: Vec<Refused>,
    /// The first cells that were not taken as they are.
    pub warnings: Vec<RowWarning>,
    /// How many there were in all.
    pub warned: u64,
    /// What had fallen through, and in how many collaborations.
    pub fallen: Vec<FallenCount>,
    /// All rows that are not taken, with reasons, as a CSV; nothing for a dry run, or where there are none.
    pub error_file: Option<StoredFile>,
}

/// How much of one kind had fallen through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FallenCount {
    /// What.
    pub is: Fallen,
    /// In how many collaborations.
    pub count: u64,
}

impl Operation for ImportTracker {
    type Answer = TrackerView;
    const META: Meta = Meta {
        name: "imports.import_tracker",
        doc: "Imports a tracker sheet (CSV, TSV, XLSX, ODS, XLS) as running and past collaborations. Nobody is written to, what was paid \
              is not paid again, and what had fallen through waits for a person. Can be taken back within a day.",
        route: Route::post("/imports/tracker"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.reading = Some(Arc::new(self.read(before.db(), before.brand()?).await?));
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<TrackerView> {
        let reading = match &self.reading {
            Some(reading) => reading.clone(),
            None => Arc::new(self.read(ctx.tx(), ctx.brand()?).await?),
        };
        let mut asks = reading.sheet.asks.clone();
        let id: ImportId = ctx.id();
        let mut past = Past::begin(ctx, &self, &reading, id).await?;
        if past.no_campaign {
            asks.push(Ask::Campaign);
        }
        if !self.dry_run {
            answered(&asks)?;
        }
        let named = past.people(&reading.sheet);
        let (carried, met, warnings) = carry(ctx, &self.file_name, &named, self.dry_run).await?;
        past.tell(ctx, &reading.sheet, &carried).await?;
        let counts = past.counts(&reading.sheet, &carried);
        if !counts.add_up() {
            return Err(Error::Broken(format!("the rows of a tracker do not add up: {counts:?}")));
        }
        let mut view = view(&self, &reading, &past, counts, asks, warnings);
        if !self.dry_run {
            view.error_file = keep_refused(ctx, &self.file_name, &reading, &past.refused).await?;
            view.id = Some(id);
            keep(ctx, id, &view, &past, reading.headings.clone()).await?;
            keep_carried(ctx, id, &self.file_name, met, &carried).await?;
            writing::write(ctx, &self.file_name, id, past).await?;
        }
        Ok(view)
    }
}

/// Refuses while something has to be asked, each at its field.
fn answered(asks: &[Ask]) -> Result<()> {
    let Some(ask) = asks.first() else { return Ok(()) };
    Err(match ask {
        Ask::DateOrder { column, example } => Error::field(
            "date_order",
            format!("\"{example}\" in \"{column}\" can be read two ways. Say whether the day or the month comes first."),
        ),
        Ask::Currency { rows } => Error::field("currency", format!("{rows} fees name no currency. Say which one they are in.")),
        Ask::Statuses { words } => {
            Error::field("statuses", format!("{words} words of the status column are not known. Say what each means."))
        }
        Ask::Campaign => Error::field("campaign", "Choose the campaign, name a new one, or say which column names it."),
    })
}

fn view(
    command: &ImportTracker,
    reading: &Reading,
    past: &Past,
    counts: TrackerCounts,
    asks: Vec<Ask>,
    more: Vec<RowWarning>,
) -> TrackerView {
    let mut fallen: BTreeMap<Fallen, u64> = BTreeMap::new();
    past.fallen().for_each(|one| *fallen.entry(one).or_default() += 1);
    let mut warnings: Vec<RowWarning> = reading.sheet.warnings.clone();
    warnings.extend(more);
    TrackerView {
        id: None,
        file_name: command.file_name.clone(),
        counts,
        asks,
        statuses: reading.sheet.statuses.clone(),
        sheet: reading.sheet_name.clone(),
        sheets: reading.sheets.clone(),
        as_before: reading.before.clone(),
        columns: reading.columns.clone(),
        sample: reading.sample.clone(),
        notes: reading.notes.clone(),
        taken: past.taken.iter().take(SHOWN).cloned().collect(),
        refused: past.refused.iter().take(SHOWN).cloned().collect(),
        warned: u64::try_from(warnings.len()).unwrap_or(u64::MAX),
        warnings: warnings.into_iter().take(SHOWN).collect(),
        fallen: Fallen::ALL.iter().filter_map(|is| Some(FallenCount { is: *is, count: *fallen.get(is)? })).collect(),
        error_file: None,
    }
}

/// Keeps the rows that are not taken, with their reasons, as a file of the brand to mend and bring again.
async fn keep_refused(ctx: &mut Ctx, file_name: &str, reading: &Reading, refused: &[Refused]) -> Result<Option<StoredFile>> {
    if refused.is_empty() {
        return Ok(None);
    }
    let mut out = csv::Writer::from_writer(vec![]);
    let broken = |error: &dyn std::error::Error| Error::Broken(error.to_string());
    let titles = reading.titles.iter().map(|title| safe_cell(title)).chain(["row", "column", "reason"].map(str::to_owned));
    out.write_record(titles).map_err(|error| broken(&error))?;
    for row in refused {
        let cells = (0..reading.titles.len()).map(|at| safe_cell(row.cells.get(at).map_or("", String::as_str)));
        out.write_record(cells.chain([row.row.to_string(), safe_cell(&row.column), safe_cell(&row.reason)]))
            .map_err(|error| broken(&error))?;
    }
    let bytes = out.into_inner().map_err(|error| broken(error.error()))?;
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    keep_written(ctx, format!("{stem}-refused.csv"), "text/csv", bytes).await.map(Some)
}

/// Notes the import itself.
async fn keep(ctx: &mut Ctx, id: ImportId, view: &TrackerView, past: &Past, headings: Option<String>) -> Result<()> {
    let import = TrackerImport {
        file_name: view.file_name.clone(),
        counts: view.counts,
        columns: view.columns.clone(),
        statuses: view.statuses.clone(),
        notes: view.notes.clone(),
        warnings: view.warnings.clone(),
        warned: view.warned,
        refused: view.refused.clone(),
        error_file: view.error_file.clone(),
        campaigns: past.new_campaigns(),
        by: ctx.caller().actor(),
        name: ctx.caller_name().await?,
        at: ctx.now(),
        sheet: view.sheet.clone(),
        headings,
        taken_back: None,
    };
    store::document::insert(ctx.tx(), ctx.brand()?, id, &import).await?;
    let data = json!({ "file_name": import.file_name, "counts": import.counts });
    ctx.note(About::default().subject(id), "imports.tracker_imported", data).await
}
